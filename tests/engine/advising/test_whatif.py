"""What would have to be different: every set leads there, and no smaller one does."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

import msgspec
import pytest

from all_worlds import each_world, ranges_of
from as_in_a_case import advise, said_out
from bases_in_memory import base_of
from followthrough import LeadError, MissingFacts, load
from followthrough.advising.whatif import MAX_SETS, Change, WhatIf, as_json, what_if
from followthrough.format.conditions import Truth, Value, values_of
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import variables
from followthrough.readings.prove.pairs import MAX_CHANGES
from followthrough.readings.prove.worlds import World, Worlds
from followthrough.readings.run.inference import infer
from random_bases import TODAY, random_base, random_lead
from reference import days_fit

ON = date(2026, 11, 22)
SECOND_CHOICE: dict[str, object] = {
    "interview": "done",
    "want_it": "yes",
    "days_since_interview": 12,
    "heard_back": "still deciding",
    "days_since_word": 1,
    "told_rank": "second",
    "focusing_on": "someone else",
    "day_named": "no",
    "thank_you": "sent",
    "days_since_thanks": 11,
    "forgot_something": "no",
    "material": "sent",
    "second_letter": "not sent",
    "called": "no",
    "other_messages": "none",
    "others_being_seen": "no",
    "interest_shown": "keen",
    "hard_to_please": "no",
    "other_leads": "enough",
}
SILENCE = {
    **{fact: value for fact, value in SECOND_CHOICE.items() if fact != "days_since_word"},
    "days_since_interview": 15,
    "days_since_thanks": 14,
    "heard_back": "nothing",
    "told_rank": "not told",
    "focusing_on": "not said",
}
RANDOM_BASES = 30
DOABLE_BASES = 60
MOST_LEADS = 400
FEW_LEADS = 120


QUESTIONS = """\
- question: letter
  ask: Have you written?
  kind: choice
  choices: {not sent: not yet, sent: I have written, sent twice: I have written twice}
  unknown: allowed
  can become: [sent, sent twice]
  why: it matters
- {question: sent_on, ask: When?, kind: date, only if: {letter: [sent, sent twice]}, why: it matters}
- {question: seen_on, ask: When did they see it?, kind: date, only if: {letter: sent twice}, unknown: allowed, why: ok}
- question: by_post
  ask: By post?
  kind: choice
  choices: {by mail: by mail, by post: by post}
  only if: {letter: sent twice}
  can become: by post
  why: it matters
- {question: reply, ask: Have they answered?, kind: yes/no, only if: {letter: sent}, why: it matters}
- {question: mood, ask: How are they?, kind: yes/no, unknown: allowed, why: it matters}
- {question: age, ask: How old are they?, kind: number, from: 0, to: 99, only if: {mood: yes}, why: it matters}
"""
CONCEPTS = """\
- {concept: days_since_sent, counts: days since sent_on, to: 90}
- concept: verdict
  means: what to do
  values: {wait: Wait., go: Go., call: Call., ask: Ask them., rest: Rest.}
  otherwise: wait
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
"""


def rule(name: str, tests: str, then: str) -> str:
    return f"- {{rule: {name}, counsel: elder, source: e1, if: {{{tests}}}, then: {{{then}}}, because: ok}}\n"


def asked(rules: str, value: str | None, **lead: object) -> WhatIf:
    base = base_of(rules, questions=QUESTIONS, concepts=CONCEPTS)
    return what_if(base, said_out(base, lead, ON), "verdict", value, today=ON)


HARMFUL = QUESTIONS.replace("can become: [sent, sent twice]", "can become: [sent, sent twice]\n  harmful: sent twice")


def test_what_is_harmful_is_never_among_the_changes() -> None:
    rules = rule("r1", "letter: sent twice", "verdict: go") + rule("r2", "mood: no", "verdict: go")
    harmless = base_of(rules, questions=QUESTIONS, concepts=CONCEPTS)
    harmful = base_of(rules, questions=HARMFUL, concepts=CONCEPTS)
    lead = {"letter": "not sent", "mood": "yes", "age": 30}
    found, without = (what_if(base, lead, "verdict", today=ON) for base in (harmless, harmful))
    assert any(change.then == "sent twice" for changes in found.yours for change in changes)
    assert without.yours == ()
    assert answers(without.others) == [{"mood": "no", "age": None}]


def test_what_is_harmful_and_already_so_is_no_reason_to_find_nothing() -> None:
    rules = rule("r1", "mood: no", "verdict: go")
    base = base_of(rules, questions=HARMFUL, concepts=CONCEPTS)
    lead = said_out(base, {"letter": "sent twice", "by_post": "by mail", "mood": "yes"}, ON)
    assert answers(what_if(base, lead, "verdict", today=ON).others) == [{"mood": "no", "age": None}]


def answers(sets: tuple[tuple[Change, ...], ...]) -> list[dict[str, object]]:
    return [{change.fact: change.then for change in changes} for changes in sets]


def test_a_step_that_is_in_your_hands_is_told_apart_from_what_others_do():
    found = what_if(load(), SILENCE, "next_step", "wait out the week", counsel="wolfe", today=ON)
    assert {"second_letter": "sent", "days_since_second_letter": 0} in answers(found.yours)
    call = what_if(load(), SILENCE, "next_step", "telephone", counsel="wolfe", today=ON)
    assert call.yours == ()  # a letter that goes out today is not a week old
    dropped = what_if(load(), SECOND_CHOICE, "stance", "pursue", today=ON)
    assert dropped.yours == ()
    assert {"heard_back": "invited back", "days_since_word": None} in answers(dropped.others)
    assert not any(all(change.in_your_hands for change in changes) for changes in dropped.others)


def test_what_has_come_about_is_not_undone_by_you():
    called = {**SILENCE, "called": "once", "days_since_call": 3}
    found = what_if(load(), called, "next_step", counsel="wolfe", today=ON)
    assert found.yours
    for changes in found.yours:
        for change in changes:
            assert (change.fact, change.then) not in {("called", "no"), ("thank_you", "not sent")}


SENT = {"letter": "sent", "days_since_sent": 3, "reply": "no"}
TWICE = {"letter": "sent twice", "days_since_sent": 3, "by_post": "by mail"}


def test_what_is_known_cannot_be_forgotten():
    found = asked(rule("lost-track", "letter: unknown", "verdict: ask"), "ask", **SENT)
    assert found.yours == ()
    ((change, *falling_away),) = found.others
    assert (change.fact, change.then, change.applies, change.in_your_hands) == ("letter", None, True, False)
    assert [(one.applies, one.in_your_hands) for one in falling_away] == [(False, True)] * 2


def test_what_has_been_done_is_neither_undone_nor_taken_back_a_step():
    never_sent = asked(rule("unsent", "letter: not sent", "verdict: ask"), "ask", **SENT)
    assert (never_sent.yours, bool(never_sent.others)) == ((), True)
    once = asked(rule("once", "letter: sent", "verdict: ask"), "ask", **TWICE)
    assert (once.yours, bool(once.others)) == ((), True)
    twice = asked(rule("twice", "letter: sent twice", "verdict: ask"), "ask", **SENT)
    assert [change.then for change in twice.yours[0] if change.applies] == ["sent twice", "by mail"]


def test_what_is_not_known_may_still_be_done():
    found = asked(rule("written", "letter: sent twice", "verdict: go"), "go", letter="unknown")
    assert [(one.fact, one.then) for one in found.yours[0]] == [
        ("letter", "sent twice"),
        ("days_since_sent", 0),
        ("by_post", "by mail"),
    ]
    assert asked(rule("unsent", "letter: not sent", "verdict: go"), "go", letter="unknown").yours == ()


def test_a_day_on_which_you_do_something_now_is_today_and_never_earlier():
    today = asked(rule("fresh", "days_since_sent: less than 3", "verdict: go"), "go", letter="not sent")
    assert {("days_since_sent", 0, 2)} <= {(one.fact, one.then, one.high) for one in today.yours[0]}
    earlier = asked(rule("stale", "days_since_sent: at least 3", "verdict: go"), "go", letter="not sent")
    assert (earlier.yours, bool(earlier.others)) == ((), True)
    assert not any(one.in_your_hands for one in earlier.others[0] if one.fact == "days_since_sent")
    assert asked(rule("stale", "days_since_sent: at least 9", "verdict: go"), "go", **SENT).yours == ()


def test_today_is_in_your_hands_to_the_day():
    at_once = asked(rule("at-once", "days_since_sent: at most 0", "verdict: go"), "go", letter="not sent")
    assert {("days_since_sent", 0, 0)} <= {(one.fact, one.then, one.high) for one in at_once.yours[0]}
    next_day = asked(rule("next-day", "days_since_sent: 1", "verdict: go"), "go", letter="not sent")
    assert (next_day.yours, bool(next_day.others)) == ((), True)


def test_a_day_to_come_is_named_by_others():
    by = "- {question: due_by, ask: By when?, kind: date, only if: {letter: sent}, unknown: allowed, why: ok}\n"
    days = "- {concept: days_until_due, counts: days until due_by, from: 0, to: 60}\n"
    base = base_of(rule("now", "days_until_due: at most 0", "verdict: go"), questions=QUESTIONS + by,
                   concepts=CONCEPTS + days)  # fmt: skip
    found = what_if(base, {"letter": "not sent"}, "verdict", "go", today=ON)
    assert (found.yours, bool(found.others)) == ((), True)


def test_a_day_that_nothing_counts_from_is_told_as_today():
    found = asked(rule("seen", "seen_on: known", "verdict: go"), "go", **SENT)
    assert ("seen_on", ON) in [(one.fact, one.then) for one in found.yours[0]]
    assert found.after[found.yours[0]].value("verdict") == "go"


def test_an_answer_that_others_give_is_not_in_your_hands_though_the_question_comes_with_what_you_do():
    found = asked(rule("answered", "reply: yes", "verdict: go"), "go", letter="not sent")
    assert found.yours == ()
    hands = {one.fact: one.in_your_hands for one in found.others[0]}
    assert hands == {"letter": True, "days_since_sent": True, "reply": False}


def test_a_change_is_in_your_hands_if_it_leads_there_whatever_others_then_answer():
    found = asked(rule("written", "letter: sent", "verdict: go"), "go", letter="not sent")
    assert {one["reply"] for one in answers(found.yours)} == {"yes", "no"}
    assert all(change.in_your_hands for changes in found.yours for change in changes)
    assert found.others == ()
    apart = rule("yes", "reply: yes", "verdict: go") + rule("no", "reply: no", "verdict: call")
    either = asked(apart, None, letter="not sent")
    assert {one["reply"] for one in answers(either.yours)} == {"yes", "no"}


def test_how_you_do_something_is_in_your_hands_from_the_start():
    by_mail = asked(rule("by-mail", "by_post: by mail", "verdict: go"), "go", letter="not sent")
    assert {one["by_post"] for one in answers(by_mail.yours)} == {"by mail"}
    assert asked(rule("by-post", "by_post: by post", "verdict: go"), "go", **TWICE).yours != ()
    later = {**TWICE, "by_post": "by post"}
    assert asked(rule("by-mail", "by_post: by mail", "verdict: go"), "go", **later).yours == ()


def test_a_question_that_falls_away_with_what_you_do_does_not_stand_in_the_way():
    (changes, _) = asked(rule("twice", "letter: sent twice", "verdict: go"), "go", **SENT).yours
    reply = next(one for one in changes if one.fact == "reply")
    assert (reply.now, reply.then, reply.applies, reply.in_your_hands) == ("no", None, False, True)


def test_a_question_applies_by_the_date_of_an_answer_too():
    opened = "- {question: seen, ask: Seen?, kind: yes/no, only if: {sent_on: known}, unknown: allowed, why: ok}\n"
    base = base_of(rule("seen", "seen: yes", "verdict: go"), questions=QUESTIONS + opened, concepts=CONCEPTS)
    ((change,),) = what_if(base, said_out(base, SENT, ON), "verdict", "go", today=ON).others
    assert (change.fact, change.applies, change.in_your_hands) == ("seen", True, False)


def test_a_question_applies_by_the_date_of_what_is_done_with_it():
    opened = "- {question: seen, ask: Seen?, kind: yes/no, only if: {sent_on: known}, unknown: allowed, why: ok}\n"
    base = base_of(rule("seen", "seen: yes", "verdict: go"), questions=QUESTIONS + opened, concepts=CONCEPTS)
    found = what_if(base, {"letter": "not sent"}, "verdict", "go", today=ON)
    assert all(one.applies for changes in found.others for one in changes)
    assert {found.after[changes].value("verdict") for changes in found.others} == {"go"}


def test_a_date_gives_way_to_other_days():
    lead = {"letter": "sent", "sent_on": date(2026, 11, 19), "reply": "no"}
    found = what_if(
        base_of(rule("stale", "days_since_sent: at least 9", "verdict: go"), questions=QUESTIONS, concepts=CONCEPTS),
        lead, "verdict", "go", today=ON,
    )  # fmt: skip
    ((change,),) = found.others
    assert (change.fact, change.now, change.then, change.high) == ("days_since_sent", 3, 9, 90)
    (after,) = found.after.values()
    assert dict(after.lead.answers) == {"letter": "sent", "days_since_sent": 9, "reply": "no"}


def test_of_a_day_with_several_counts_the_nearest_is_told_for_each_value_and_that_it_be_unknown():
    counts = "- {concept: days_seen, counts: days since seen_on, from: 0, to: 90}\n"
    counts += "- {concept: days_on, counts: days since seen_on, from: 0, to: 30}\n"
    rules = rule("stale", "days_seen: 9 to 19", "verdict: go") + rule("old", "days_on: at least 20", "verdict: ask")
    rules += rule("never", "seen_on: unknown", "verdict: rest")
    base = base_of(rules, questions=QUESTIONS, concepts=CONCEPTS + counts)
    found = what_if(base, {**TWICE, "days_on": 12}, "verdict", today=ON)
    told = {(change.fact, change.then, found.after[change,].value("verdict")) for (change,) in found.others}
    assert told == {
        ("seen_on", ON - timedelta(days=8), "wait"),
        ("seen_on", ON - timedelta(days=20), "ask"),
        ("seen_on", None, "rest"),
    }


def test_of_what_is_undecided_any_value_is_another_one():
    undecided = CONCEPTS.replace("  otherwise: wait\n", "")
    base = base_of(rule("yes", "mood: yes", "verdict: go"), questions=QUESTIONS, concepts=undecided)
    found = what_if(base, {**TWICE, "mood": "no"}, "verdict", today=ON)
    assert (found.now, {found.after[changes].value("verdict") for changes in found.others}) == (None, {"go"})


def test_of_many_values_another_one_is_one_without_those_that_hold():
    more = rule("more", "letter: sent twice, by_post: by post", "remark: [quick, quiet]")
    rules = rule("quick", "letter: sent twice", "remark: quick") + more + rule("yes", "letter: sent", "remark: quiet")
    base = base_of(rules, questions=QUESTIONS, concepts=CONCEPTS)
    found = what_if(base, TWICE, "remark", today=ON)
    assert found.now == ("quick",)
    assert {found.after[changes].value("remark") for changes in (*found.yours, *found.others)} == {("quiet",)}


def test_what_comes_with_an_answer_of_others_is_not_in_your_hands():
    found = asked(rule("old", "age: at least 50", "verdict: go"), "go", **TWICE)
    assert found.yours == ()
    assert [(one.fact, one.in_your_hands) for one in found.others[0]] == [("mood", False), ("age", False)]


def test_the_advice_is_told_that_each_set_leads_to():
    twice = rule("twice", "letter: sent twice", "verdict: go, remark: quick")
    rules = twice + rule("late", "reply: yes", "verdict: call")
    found = asked(rules, None, **SENT)
    assert {found.after[changes].value("verdict") for changes in found.yours} == {"go"}
    assert {found.after[changes].value("verdict") for changes in found.others} == {"call"}
    assert (found.now, found.advice.value("verdict")) == ("wait", "wait")
    data = as_json(found)
    assert [one["verdict"]["says"] for one in data["yours_become"]] == ["Go."] * len(found.yours)
    assert [one["remark"] for one in data["others_become"]] == [[]]
    assert data["yours_become"][0]["remark"][0]["value"] == "quick"
    assert [list(one) for one in data["yours_become"]] == [["verdict", "remark"]] * len(found.yours)


def test_answers_that_no_longer_apply_go_with_what_made_them_apply():
    letters = QUESTIONS + "- {question: wish, ask: Which?, kind: text, only if: {letter: sent}, why: for a letter}\n"
    base = base_of(rule("twice", "letter: sent twice", "verdict: go"), questions=letters, concepts=CONCEPTS)
    found = what_if(base, {**SENT, "wish": "a stamp"}, "verdict", "go", today=ON)
    after = found.after[found.yours[0]]
    assert dict(after.lead.answers) == {"letter": "sent twice", "days_since_sent": 3, "by_post": "by mail"}


def test_a_number_that_leads_there_is_given_with_all_that_do():
    lead = {**TWICE, "mood": "yes", "age": 20}
    (changes,) = asked(rule("old", "age: at least 50", "verdict: go"), "go", **lead).others
    assert [(one.now, one.then, one.high, one.applies) for one in changes] == [(20, 50, 99, True)]
    assert as_json(asked(rule("old", "age: at least 50", "verdict: go"), "go", **lead))["others"] == [
        [{"fact": "age", "now": 20, "then": 50, "to": 99, "applies": True, "in_your_hands": False}]
    ]


def test_the_value_that_holds_is_never_another_one_and_unknown_is_none():
    any_other = rule("yes", "mood: yes", "verdict: go") + rule("no", "mood: no", "verdict: call")
    lead = {**TWICE, "mood": "yes", "age": 20}
    found = asked(any_other, None, **lead)
    assert {found.after[changes].value("verdict") for changes in found.others} == {"wait", "call"}


def test_a_value_that_nothing_leads_to_is_said_to_be_impossible():
    lead = {**SILENCE, "other_leads": "few"}
    found = what_if(load(), lead, "next_step", "telephone", counsel="jobfairy", today=ON)
    assert (found.yours, found.others, found.possible) == ((), (), False)


FIVE = "".join(f"- {{question: q{n}, ask: So?, kind: yes/no, why: it matters}}\n" for n in range(5))


@pytest.mark.parametrize("number", [1, 4, 5])
def test_it_is_told_whether_more_changes_than_are_looked_for_lead_there(number):
    tests = ", ".join(f"q{n}: yes" for n in range(number))
    base = base_of(rule("all", tests, "verdict: go"), questions=FIVE, concepts=CONCEPTS.partition("\n")[2])
    found = what_if(base, {f"q{n}": "no" for n in range(5)}, "verdict", "go", today=ON)
    assert ([len(changes) for changes in found.others], found.possible) == ([number] if number < 5 else [], True)
    assert found.most == MAX_CHANGES == 4


def test_a_value_that_holds_already_needs_no_change():
    assert what_if(load(), SILENCE, "stance", "drop", today=ON).yours == ((),)


def test_every_set_leads_to_the_value_when_the_rules_are_run():
    base = load()
    for lead, concept, value in ((SILENCE, "stance", "pursue"), (SECOND_CHOICE, "stance", "pursue")):
        found = what_if(base, lead, concept, value, today=ON)
        assert found.others
        for changed in answers(found.others):
            assert advise(base, {**lead, **changed}, today=ON).value(concept) == value


def test_bad_questions_and_open_leads_are_refused():
    with pytest.raises(LeadError, match="unknown concept 'stanc'; did you mean 'stance'"):
        what_if(load(), SILENCE, "stanc", today=ON)
    with pytest.raises(LeadError, match="unknown value 'persue'; did you mean 'pursue'"):
        what_if(load(), SILENCE, "stance", "persue", today=ON)
    with pytest.raises(MissingFacts, match="stance is open: it hinges on want_it, interviewed_on") as error:
        what_if(load(), {"interview": "done"}, "stance", today=ON)
    assert error.value.concept == "stance"


def test_what_is_settled_can_be_asked_about_while_other_questions_are_open():
    found = what_if(load(), {"interview": "done", "heard_back": "turned down"}, "stance", "pursue", today=ON)
    assert found.now == "drop"
    assert {change.fact for changes in found.others for change in changes} >= {"heard_back"}
    assert all(change.now is None for changes in found.others for change in changes if change.fact != "heard_back")
    for changes in found.others:
        assert found.after[changes].value("stance") == "pursue"


def cell_of(base: KnowledgeBase, fact: str, value: Value) -> Value:
    """Give the representative of a value's cell."""
    cells = next(variable.cells for variable in variables(base) if variable.fact == fact)
    return None if value is None else next(cell.value for cell in cells if cell.includes(value))


def in_cell(base: KnowledgeBase, change: Change) -> Value:
    """Give the representative of what is changed to; a date that nothing counts from is today."""
    value = cell_of(base, change.fact, change.then)
    return TODAY if isinstance(value, date) else value


def distance(base: KnowledgeBase, facts: dict[str, Value], world: World) -> frozenset[tuple[str, Value]]:
    """Give what is answered otherwise in a world; a date that nothing counts from is today."""
    return frozenset(
        (variable.fact, TODAY if isinstance(then, date) else then)
        for variable in variables(base)
        if (then := cell_of(base, variable.fact, world.answers.get(variable.fact))) != facts[variable.fact]
    )


def days_stay(worlds: Worlds, lead: Lead, world: World) -> bool:
    """Tell whether the days of a world can be in order where those that are not changed stay the same days."""
    base, ranges = worlds.base, ranges_of(worlds, world)
    answers, changed = dict(world.answers), list[str]()
    for variable in worlds.variables:
        now, then = (cell_of(base, variable.fact, one.get(variable.fact)) for one in (lead.facts, world.answers))
        if now == then:
            answers[variable.fact] = lead.facts[variable.fact]
            ranges.pop(variable.fact, None)
        else:
            changed.append(variable.fact)
    return days_fit(base, answers, ranges=ranges, any_days=changed)


def days_known(base: KnowledgeBase, lead: dict[str, Value], then: dict[str, Value]) -> bool:
    """Tell whether the day of what is newly done is known, if days are counted from it."""
    now, new = applying(base, lead), applying(base, then)
    for variable in variables(base):
        if variable.question.kind == "date" and variable.fact in new - now and then.get(variable.fact) is None:
            count = base.counts.get(variable.fact)
            if count is not None and count.direction == "since" and count.low <= 0:
                return False
    return True


def size_of(base: KnowledgeBase, now: dict[str, Value], way: frozenset[tuple[str, Value]]) -> int:
    """Count the changed answers; of several choices, each that comes or goes, or else that the answer is another."""
    size = 0
    for fact, then in way:
        tested = next(one.cells[0].among if one.question.many else () for one in variables(base) if one.fact == fact)
        changed = ({*values_of(now[fact])} ^ {*values_of(then)}) & {*tested} - {"none"}
        size += max(1, len(changed))
    return size


@pytest.mark.parametrize("many", [False, True])
def test_on_random_bases_the_sets_are_all_the_smallest_ones(many, record_property):
    compared, bases = 0, RANDOM_BASES // (3 if many else 1)
    for seed in range(bases):
        base = random_base(seed, many=many)
        counsel = base.default_counsel
        every = Worlds.of(base, counsel)
        worlds = list(islice(each_world(every), MOST_LEADS + 1))
        if len(worlds) > MOST_LEADS:
            continue
        given = random_lead(base, Random(seed))
        lead = read_lead(base, given, TODAY)
        facts = {variable.fact: cell_of(base, variable.fact, lead.facts[variable.fact]) for variable in variables(base)}
        goal = base.goals[0]
        now = infer(base, counsel, lead, TODAY).facts[goal]
        for value in base.concepts[goal].values:
            if value in values_of(now):
                continue
            having = [world for world in worlds if value in values_of(world.values[goal])]
            ways = {
                distance(base, facts, world)
                for world in having
                if days_stay(every, lead, world) and days_known(base, facts, dict(world.answers))
            }
            sizes = {way: size_of(base, facts, way) for way in ways}
            least = min(sizes.values(), default=None)
            found = what_if(base, said_out(base, given, TODAY), goal, value, today=TODAY)
            sets = {
                frozenset((change.fact, in_cell(base, change)) for change in changes)
                for changes in (*found.yours, *found.others)
            }
            sets = {way for way in sets if size_of(base, facts, way) == least}
            expected = {way for way in ways if sizes[way] == least} if least and least <= MAX_CHANGES else set()
            if len(expected) <= MAX_SETS:
                assert sets == expected, (seed, value)
            assert found.possible == bool(having), (seed, value)
            compared += 1
    record_property("counted", f"{compared} questions what-if, no difference from trying every lead")
    assert compared > bases // 4


def doable(base: KnowledgeBase, random: Random) -> KnowledgeBase:
    """Let the person bring about some values of the choices."""
    questions = {
        question.name: msgspec.structs.replace(question, can_become=tuple(question.choices)[random.randint(0, 1) :])
        if question.choices and random.random() < 0.6
        else question
        for question in base.questions.values()
    }
    return msgspec.structs.replace(base, questions=questions)


def all_facts(base: KnowledgeBase, given: dict[str, Value]) -> dict[str, Value]:
    """Give what `only if` tests: dates too where their days are counted."""
    dates = {count.of: TODAY for count in base.counts.values() if given.get(count.name) is not None}
    return {**dict.fromkeys(base.questions), **given, **dates}


def applying(base: KnowledgeBase, given: dict[str, Value]) -> set[str]:
    """Name the facts of the questions that apply."""
    facts = all_facts(base, given)
    return {one.fact for one in variables(base) if one.question.only_if.outcome(facts) is Truth.TRUE}


def theirs(base: KnowledgeBase, lead: dict[str, Value], then: dict[str, Value]) -> Iterator[tuple[str, bool]]:
    """Give the changes that are not the person's, one by one, and whether their questions are new."""
    apply_now, apply_then = applying(base, lead), applying(base, then)
    for variable in variables(base):
        question, now, value = variable.question, lead.get(variable.fact), then.get(variable.fact)
        if now == value or variable.fact not in apply_then:
            continue
        if variable.fact in apply_now:
            if not question.is_in_your_hands(now, value):
                yield variable.fact, False
        elif value is not None and not question.can_become:
            count = base.counts.get(variable.fact)
            cell = next(one for one in variable.cells if one.includes(value))
            if question.kind != "date" or (count and (count.direction == "until" or not cell.includes(0))):
                yield variable.fact, True


def test_on_random_bases_what_is_in_your_hands_is_what_trying_every_lead_finds(record_property):
    compared = found_some = 0
    for seed in range(DOABLE_BASES):
        random = Random(seed)
        base = doable(random_base(seed), random)
        tested = {fact for one in base.rules.values() for fact in one.tested()}
        if not any(question.can_become and question.name in tested for question in base.questions.values()):
            continue
        every = Worlds.of(base, base.default_counsel)
        worlds = list(islice(each_world(every), FEW_LEADS + 1))
        if len(worlds) > FEW_LEADS:
            continue
        read = read_lead(base, random_lead(base, random), TODAY)
        worlds = [world for world in worlds if days_stay(every, read, world)]
        lead = {one.fact: cell_of(base, one.fact, read.facts[one.fact]) for one in variables(base)}
        goal = base.goals[0]
        now = infer(base, base.default_counsel, read, TODAY).facts[goal]
        for value in base.concepts[goal].values:
            if value in values_of(now):
                continue
            found = what_if(base, said_out(base, read.answers, TODAY), goal, value, today=TODAY)
            sets = {frozenset((one.fact, in_cell(base, one)) for one in changes) for changes in found.yours}
            ways = in_hands(base, lead, worlds, goal, value)
            least = min(map(len, ways), default=MAX_CHANGES + 1)
            expected = {way for way in ways if len(way) == least} if least <= MAX_CHANGES else set()
            assert sets == expected, (seed, value)
            assert all(change.in_your_hands for changes in found.yours for change in changes), (seed, value)
            assert not any(all(one.in_your_hands for one in changes) for changes in found.others), (seed, value)
            for changes in (*found.yours, *found.others):
                assert found.after[changes].value(goal) == value, (seed, value)
            compared += 1
            found_some += bool(sets)
    record_property("counted", f"{compared} questions what-if, {found_some} with an answer that is in one's hands")
    assert found_some > 2


def in_hands(
    base: KnowledgeBase, lead: dict[str, Value], worlds: list[World], goal: str, value: str
) -> set[frozenset[tuple[str, Value]]]:
    """Give every way to a value that is in the person's hands, by looking at every possible lead."""
    ways = set()
    apply_now = applying(base, lead)
    facts = [variable.fact for variable in variables(base)]
    thens = [({fact: cell_of(base, fact, world.answers.get(fact)) for fact in facts}, world) for world in worlds]
    staying = [apply_now & applying(base, then) for then, _ in thens]
    for then, world in thens:
        foreign = dict(theirs(base, lead, then)) if world.values[goal] == value else {"": False}
        if not all(foreign.values()):
            continue
        changed = {fact for fact in then if then[fact] != lead.get(fact)}
        if not foreign or all(
            other.values[goal] == value
            for (answered, other), stay in zip(thens, staying, strict=True)
            if all(answered[fact] == then[fact] for fact in changed - foreign.keys())
            and all(answered[fact] == lead.get(fact) for fact in stay - changed)
        ):
            ways.add(distance(base, lead, world))
    return ways
