"""A plan goes on from each step, done on its day: what is waited for, what comes again, and where it ends."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from bases.reset import BASES
from bases_in_memory import base_of
from followthrough.format.doing import done
from followthrough.format.lead import lasting, read_lead
from followthrough.format.load import load, parse
from followthrough.format.model import KnowledgeBase
from followthrough.leads.deeds import deeds
from followthrough.leads.plan import days_ahead, turn_json
from followthrough.leads.standing import as_it_stands
from followthrough.leads.turns import MOST_STEPS, Turn, appointments, turns_of
from two_counts import TWO_COUNTS

TODAY = date(2026, 11, 22)
DEPOSIT = load(BASES / "good" / "steps")
QUESTIONS = """\
- {question: wrote, ask: Have you written?, kind: yes/no, why: it matters}
- {question: wrote_on, ask: When?, kind: date, only if: {wrote: yes}, unknown: allowed, why: it matters}
- {question: waiting, ask: Still waiting?, kind: yes/no, only if: {wrote: no}, unknown: allowed, why: it matters}
"""
CONCEPTS = """\
- {concept: days_since_letter, counts: days since wrote_on, to: 60}
- concept: verdict
  means: what to do
  values:
    write: {says: Write., does: {wrote: yes, wrote_on: today}}
    write again: {says: Write again., does: {wrote: yes, wrote_on: today}}
    wait: Wait.
    give up: {says: Give up.}
- {concept: remark, means: what else, many: yes, values: {quick: quickly}}
"""
MET_QUESTIONS = f"""{QUESTIONS}
- {{question: met_on, ask: When?, kind: date, why: it matters}}
- {{question: answer_by, ask: By when?, kind: date, unknown: allowed, why: it matters}}
"""
MET_CONCEPTS = f"""{CONCEPTS}
- {{concept: days_since_meeting, counts: days since met_on, to: 60}}
- {{concept: days_until_answer, counts: days until answer_by, from: -60, to: 60}}
"""
WRITE = (
    "- {rule: write, counsel: elder, source: e1, if: {wrote: no}, then: {verdict: write}, because: ok, due: today}\n"
)
WAIT = """\
- {rule: wait, counsel: elder, source: e1, if: {wrote: yes, days_since_letter: [less than 7, unknown]},
   then: {verdict: wait}, because: ok, due: {days_since_letter: 7}}
"""
AGAIN = """\
- {rule: again, counsel: elder, source: e1, if: {wrote: yes, days_since_letter: at least 7},
   then: {verdict: write again}, because: ok, due: {days_since_letter: 7}}
"""


def base(*rules: str, concepts: str = CONCEPTS) -> KnowledgeBase:
    return base_of("".join(rules), questions=QUESTIONS, concepts=concepts)


def turns(of: KnowledgeBase, lead: Mapping[str, object], counsel: str = "elder") -> tuple[Turn, ...]:
    return days_ahead(of, lead, counsel=counsel, today=TODAY).turns[counsel]


def told(found: tuple[Turn, ...]) -> list[tuple[int, object, str, bool]]:
    """Give for each turn how many days away it is, what to do, how urgent that is, and whether it is done that day."""
    goal = found[0].advice.base.goals[0]
    return [((turn.day - TODAY).days, turn.advice.value(goal), turn.urgency, bool(turn.done)) for turn in found]


def test_a_step_is_done_on_its_day_and_the_days_go_on_from_it() -> None:
    give_up = AGAIN.replace("write again", "give up")
    found = turns(base(WRITE, WAIT, give_up), {"wrote": "no"})
    assert told(found) == [
        (0, "write", "today", True),
        (0, "wait", "later", False),
        (7, "give up", "today", False),
    ]
    assert [turn.once_done for turn in found] == [False, True, False]
    assert found[0].done == {"wrote": "yes", "wrote_on": TODAY}
    assert turn_json(found[0])["done"] == {"wrote": "yes", "wrote_on": "2026-11-22"}
    assert [turn_json(turn)["once_done"] for turn in found] == [False, True, False]


def test_a_step_that_is_overdue_counts_as_done_today() -> None:
    found = turns(base(WRITE, WAIT, AGAIN), {"wrote": "yes", "wrote_on": TODAY - timedelta(days=30)})
    assert told(found)[:2] == [(0, "write again", "overdue", True), (0, "wait", "later", False)]
    assert found[0].done == {"wrote_on": TODAY}


def test_what_is_excluded_by_what_was_done_falls_away() -> None:
    found = turns(base(WRITE, WAIT), {"wrote": "no", "waiting": "yes"})
    assert "waiting" not in found[1].advice.lead.answers


def test_a_step_that_changes_no_answer_is_told_once_and_waits_for_the_person() -> None:
    concepts = CONCEPTS.replace("{wrote: yes, wrote_on: today}", "{wrote: no}")
    assert told(turns(base(WRITE, concepts=concepts), {"wrote": "no"})) == [(0, "write", "today", False)]


def test_a_step_for_which_no_day_is_named_is_not_done_by_itself() -> None:
    assert told(turns(base(WRITE.replace(", due: today", "")), {"wrote": "no"})) == [(0, "write", "open", False)]


def test_two_steps_that_the_rules_ask_for_on_one_day_are_both_told() -> None:
    found = turns(DEPOSIT, {"paid_back": "no", "wrote": "yes", "days_since_letter": 20, "called": "no"}, "desk")
    assert told(found) == [(0, "call them", "today", True), (0, "call them", "today", True)]
    assert [turn.done for turn in found] == [{"called": "once"}, {"called": "more than once"}]
    assert [day for day, _ in appointments(found)] == [TODAY, TODAY]


def test_steps_that_come_again_and_again_are_told_twice_and_then_said_to_come_again() -> None:
    found = turns(base(WRITE, WAIT, AGAIN), {"wrote": "no"})
    assert told(found) == [
        (0, "write", "today", True),
        (0, "wait", "later", False),
        (7, "write again", "today", True),
    ]
    assert [turn.again for turn in found] == [False, False, True]


def test_steps_that_come_again_end_where_time_brings_something_else() -> None:
    end = """\
- {rule: end, counsel: elder, source: e1, if: {days_since_meeting: at least 20}, then: {verdict: give up}, because: ok,
   due: {days_since_meeting: 20}, overrides: [write, wait, again]}
"""
    found = turns(
        base_of(WRITE + WAIT + AGAIN + end, questions=MET_QUESTIONS, concepts=MET_CONCEPTS),
        {"wrote": "no", "met_on": TODAY},
    )
    assert [(day, value) for day, value, _, _ in told(found)] == [
        (0, "write"),
        (0, "wait"),
        (7, "write again"),
        (7, "wait"),
        (14, "write again"),
        (14, "wait"),
        (20, "give up"),
    ]
    assert not found[-1].again


def test_a_plan_ends_even_where_every_day_has_a_step() -> None:
    concepts = MET_CONCEPTS.replace("met_on, to: 60", "met_on, to: 1000000")
    rules = """\
- {rule: again, counsel: elder, source: e1, if: {days_since_letter: at least 1}, then: {verdict: write again},
   because: ok, due: today}
- {rule: today, counsel: elder, source: e1, if: {days_since_letter: 0}, then: {verdict: wait}, because: ok}
- {rule: end, counsel: elder, source: e1, if: {days_since_meeting: 900000}, then: {remark: quick}, because: ok}
"""
    found = turns(
        base_of(rules, questions=MET_QUESTIONS, concepts=concepts), {"wrote": "yes", "wrote_on": TODAY, "met_on": TODAY}
    )
    assert sum(bool(turn.done) for turn in found) == MOST_STEPS + 1
    assert found[-1].again


def test_each_counsel_goes_on_from_the_steps_it_asked_for_itself() -> None:
    other = """\
- {rule: hold-on, counsel: younger, source: y1, if: {wrote: no}, then: {verdict: wait}, because: ok, overrides: write}
"""
    found = days_ahead(base(WRITE, WAIT, other), {"wrote": "no"}, today=TODAY).turns
    assert told(found["younger"]) == [(0, "wait", "open", False)]
    assert told(found["elder"])[0] == (0, "write", "today", True)


# What is planned is what happens


def random_rules(random: Random) -> str:
    """Draw rules about two days and two steps, each of which overrides those before it."""
    rules = []
    for number in range(7):
        tests = []
        for count in ("days_since_letter", "days_since_meeting"):
            least = random.randint(0, 9)
            span = random.choice([f"at least {least}", f"{least} to {least + random.randint(1, 6)}", "known"])
            tests += [f"{count}: {span}"] if random.random() < 0.5 else []
        tests += [f"days_until_answer: at most {random.randint(-5, 9)}"] if random.random() < 0.3 else []
        tests += [f"wrote: {random.choice(['yes', 'no'])}"] if random.random() < 0.5 or not tests else []
        due = random.choice(["", "due: today,", f"due: {{days_since_letter: {random.randint(1, 9)}}},"])
        verdict = random.choice(["write", "write again", "wait", "give up"])
        others = ", ".join(f"r{other}" for other in range(number))
        rules.append(
            f"- {{rule: r{number}, counsel: elder, source: e1, if: {{{', '.join(tests)}}},"
            f" then: {{verdict: {verdict}}}, {due} because: ok, {f'overrides: [{others}]' if others else ''}}}\n"
        )
    return "".join(rules)


def lived(
    of: KnowledgeBase, lead: Mapping[str, object], counsel: str, days: int, *, do_nothing: bool = False
) -> list[tuple[date, object]]:
    """Live a lead day by day: look at the advice every day, do what is due, or nothing, and look again."""
    answers, told = lasting(of, read_lead(of, lead, TODAY, partial=True)), []
    for day in (TODAY + timedelta(days=number) for number in range(days)):
        for _ in range(10):
            advice = as_it_stands(of, answers, counsel=counsel, today=day)
            due = [deed for deed in deeds(advice) if deed.is_due and not do_nothing]
            now = {concept: (advice.known(concept), concept in advice.open) for concept in advice.shown()}
            if due or not told or told[-1][1] != now:
                told.append((day, now))
            if not due:
                break
            for deed in due:
                answers = done(of, deed.goal, deed.value, answers, day)
    return told


def test_on_random_bases_a_plan_says_what_happens_to_who_looks_every_day_and_does_what_is_due_or_nothing(
    record_property: Callable[[str, object], None],
) -> None:
    random, steps = Random(15), 0
    for _ in range(80):
        of = base_of(random_rules(random), questions=MET_QUESTIONS, concepts=MET_CONCEPTS)
        met_on, answer_by = (TODAY + timedelta(days=random.randint(*within)) for within in ((-4, 0), (-2, 9)))
        lead = {"wrote": random.choice(["yes", "no"]), "met_on": met_on, "answer_by": answer_by}
        found = turns(of, lead)
        planned = [
            (turn.day, {one: (turn.advice.known(one), one in turn.advice.open) for one in turn.advice.shown()})
            for turn in found
            if turn.changed or turn.done
        ]
        happened = lived(of, lead, "elder", 22)
        if found[-1].again:
            happened = happened[: len(planned)]
        assert [one for one in planned if one[0] < TODAY + timedelta(days=22)] == happened
        ahead = turns_of(of, read_lead(of, lead, TODAY, partial=True), "elder", TODAY, do_nothing=True)
        waited = [
            (turn.day, {one: (turn.advice.known(one), one in turn.advice.open) for one in turn.advice.shown()})
            for turn in ahead
            if turn.changed and turn.day < TODAY + timedelta(days=22)
        ]
        assert waited == lived(of, lead, "elder", 22, do_nothing=True)
        steps += sum(bool(turn.done) for turn in found)
    record_property("counted", f"{steps} steps done in 80 plans, as who looks at the advice every day does them")
    assert steps > 40


def test_a_day_with_several_counts_changes_advice_on_the_days_of_each() -> None:
    base, lead = parse(TWO_COUNTS), {"answer_by": TODAY + timedelta(days=5)}
    turns = turns_of(base, read_lead(base, lead, TODAY), "friend", TODAY)
    assert [((turn.day - TODAY).days, turn.advice.value("step")) for turn in turns] == [
        (0, "think"),
        (2, "answer"),
        (6, "apologize"),
    ]


def test_what_comes_again_ends_where_enough_days_lie_between_two_dates() -> None:
    first = "- {question: first_on, ask: When was the first?, kind: date, why: it matters}\n"
    apart = (
        "- {concept: days_apart, counts: days from first_on to wrote_on, means: how long it went on, from: 0, to: 60}\n"
    )
    base = base_of(
        """\
- rule: again
  counsel: elder
  source: e1
  if: {days_apart: less than 20}
  then: {verdict: write again}
  because: ok
  due: {days_since_letter: 7}
- {rule: enough, counsel: elder, source: e1, if: {days_apart: at least 20}, then: {verdict: give up}, because: ok}
""",
        questions=QUESTIONS + first,
        concepts=CONCEPTS + apart,
    )
    lead = {"wrote": "yes", "wrote_on": TODAY, "first_on": TODAY}
    turns = turns_of(base, read_lead(base, lead, TODAY), "elder", TODAY)
    assert [(turn.day - TODAY).days for turn in turns if turn.done] == [7, 14, 21]
    assert (turns[-1].advice.value("verdict"), turns[-1].again) == ("give up", False)
