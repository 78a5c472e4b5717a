"""The interview asks what can still matter, nothing else, and ends with the advice of the complete lead."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, islice
from random import Random
from typing import NamedTuple

import pytest

from all_worlds import each_world
from as_in_a_case import advise
from bases.reset import BASES
from followthrough import Advice, load
from followthrough import advise as advise_as_far
from followthrough.advising.inquiry import inquire
from followthrough.advising.interview import Next, candidates, next_question, why_asked
from followthrough.errors import LeadError, NotSettled
from followthrough.format.conditions import Truth, Value
from followthrough.format.lead import read_lead
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Variable, variables
from followthrough.readings.prove.worlds import Worlds
from random_bases import TODAY, random_base, random_lead
from reference import days_are_told

GOOD = BASES / "good"
SHARDS = 2
RANDOM_BASES = 48
MOST_PAIRS_OF = 60
"""Bases with more possible leads than this are not compared lead by lead with each other."""


def small_bases(shard: int) -> Iterator[tuple[int, KnowledgeBase]]:
    """Give a shard's random bases, every other with days on which something falls due, with their seeds."""
    for seed in range(shard, RANDOM_BASES, SHARDS):
        yield seed, random_base(seed, dues=seed // SHARDS % 2 == 1)


class Asked(NamedTuple):
    """One step of an interview: the answers before it, and what was asked."""

    lead: dict[str, object]
    step: Next


def follow(base: KnowledgeBase, counsel: str, answers: Mapping[str, object]) -> list[Asked]:
    """Follow the interview to its end; what is not in `answers` is answered by "I don't know"."""
    lead: dict[str, object] = {}
    asked: list[Asked] = []
    while not asked or not asked[-1].step.settled:
        step = next_question(base, lead, counsel=counsel, today=TODAY)
        asked.append(Asked(dict(lead), step))
        if step.question is not None:
            count = base.count_of(step.question)
            fact = step.question if count is None or step.question in answers else count.name
            assert fact not in lead, "asked twice"
            lead[fact] = answers.get(fact)
    return asked


def questions(asked: list[Asked]) -> list[str]:
    return [one.step.question for one in asked if one.step.question is not None]


def shown(base: KnowledgeBase) -> tuple[str, ...]:
    return (*base.goals, *base.shows)


# Laws


def check_laws(base: KnowledgeBase, counsel: str, lead: Mapping[str, object]) -> int:
    """Check one interview against the complete lead; give the number of questions."""
    advice = advise(base, lead, counsel=counsel, today=TODAY)
    asked = follow(base, counsel, lead)
    end = asked[-1]
    if days_are_told(base):
        stopped: Mapping[str, Value] = advise_as_far(base, end.lead, counsel=counsel, today=TODAY).proof.facts
    else:
        stopped = next(each_world(Worlds.of(base, counsel), end.lead)).values  # type: ignore[arg-type]
    assert {name: stopped[name] for name in shown(base)} == {name: advice.value(name) for name in shown(base)}
    assert end.step.possible == {goal: (advice.value(goal),) for goal in base.goals}
    assert end.step.open == 0
    phases = [step.phase for _, step in asked]
    assert phases == sorted(phases, key=["goals", "sharpening", "settled"].index)
    for remaining, (_, step) in enumerate(reversed(asked)):
        assert remaining <= step.open
        assert step.hinges or step.settled
    for remaining, (_, step) in enumerate(one for one in reversed(asked) if one.step.phase == "goals"):
        assert remaining < step.open_goals <= step.open
    for known, step in asked:
        so_far = advise_as_far(base, known, counsel=counsel, today=TODAY)
        assert step.phase == "goals" or goals_as_told(so_far) == goals_as_told(advice)
    return len(asked) - 1


def goals_as_told(advice: Advice) -> list[tuple[Value, date | None]]:
    """Return the value of every goal, and the day on which it falls due."""
    return [(value := advice.value(goal), advice.due(goal, str(value))) for goal in advice.base.goals]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_interview_ends_with_the_advice_of_the_complete_lead(shard: int) -> None:
    for seed, base in small_bases(shard):
        random = Random(seed)
        for counsel in base.counsels:
            check_laws(base, counsel, random_lead(base, random))


def test_the_interview_on_days_between_dates_ends_with_the_advice_of_the_complete_lead(
    record_property: Callable[[str, object], None],
) -> None:
    asked = 0
    for seed in range(12):
        base, random = random_base(seed, dues=seed % 2 == 1, spans=True), Random(seed)
        asked += sum(check_laws(base, counsel, random_lead(base, random)) for counsel in base.counsels)
    record_property("counted", f"{asked} questions of 24 interviews about days between dates")


@pytest.mark.parametrize(("counsel", "most"), [("wolfe", 0.4), ("jobfairy", 0.8)])
def test_the_interview_on_the_shipped_base_asks_a_part_of_what_applies_and_ends_with_its_advice(
    counsel: str, most: float
) -> None:
    base, random = load(), Random(4)
    asked = apply = 0
    for _ in range(12):
        lead = random_lead(base, random)
        facts = read_lead(base, lead, TODAY).facts
        applying = [one.only_if.outcome(facts) is Truth.TRUE for one in base.questions.values() if one.kind != "text"]
        length = check_laws(base, counsel, lead)
        assert length < sum(applying)
        asked, apply = asked + length, apply + sum(applying)
    assert asked < most * apply


# Against brute force


class Possible(NamedTuple):
    """A possible lead: the answers of the questions that apply in it, the advice, and how the days are counted."""

    answers: dict[str, Value]
    advice: tuple[Value, ...]
    days: tuple[frozenset[tuple[str, int]], ...]

    def differing(self, other: "Possible", goals: int) -> frozenset[int]:
        """Return the places of the goals and shown concepts that differ in value, or the goals in day."""
        days = [*self.days, *[None] * (len(self.advice) - goals)]
        other_days = [*other.days, *[None] * (len(self.advice) - goals)]
        mine, yours = list(zip(self.advice, days, strict=True)), list(zip(other.advice, other_days, strict=True))
        return frozenset(place for place, one in enumerate(mine) if one != yours[place])


def possible_leads(base: KnowledgeBase, counsel: str, known: Mapping[str, Value]) -> Iterator[Possible]:
    for world in each_world(Worlds.of(base, counsel), known):
        facts = {
            name: cell_of(v, world.answers.get(v.fact)) for v in variables(base) for name in (v.fact, v.question.name)
        }
        applying = [q for q in base.questions.values() if q.only_if.outcome(facts) is Truth.TRUE and q.kind != "text"]
        advice = tuple(world.values[name] for name in shown(base))
        days = tuple(days_named(base, goal, world.values[goal], world.fired, facts) for goal in base.goals)
        yield Possible({q.name: facts[q.name] for q in applying}, advice, days)


def days_named(
    base: KnowledgeBase, goal: str, value: Value, fired: Iterable[str], facts: Mapping[str, Value]
) -> frozenset[tuple[str, int]]:
    """Return from which answers a goal's day is counted, and the earliest day after each."""
    found: dict[str, int] = {}
    for rule in map(base.rules.__getitem__, fired):
        if rule.due is None or not any((one.concept, one.value) == (goal, value) for one in rule.then):
            continue
        ((name, day),) = rule.due.days or (("", 0),)
        count = base.counts.get(name)
        after = day if count is None or count.direction == "since" else -day
        question = "" if count is None else count.of
        if count is None or facts[question] is not None:
            found[question] = min(found.get(question, after), after)
    return frozenset(found.items())


def open_questions(base: KnowledgeBase, known: Mapping[str, object]) -> set[str]:
    return set(base.questions) - {base.question_of(name) for name in known}


def cell_of(variable: Variable, value: Value) -> Value:
    """Give the first answer that no test tells apart from one."""
    return next((cell.value for cell in variable.cells if cell.includes(value)), None)


def changed(one: Possible, other: Possible) -> frozenset[str]:
    return frozenset(
        name for name in one.answers.keys() & other.answers.keys() if one.answers[name] != other.answers[name]
    )


def ties(base: KnowledgeBase, known: Mapping[str, Value]) -> dict[str, set[str]]:
    """Join the open questions of each `never`, with those that decide on their applying, until nothing changes."""
    groups = []
    tests = [{test.fact.removesuffix("_days") for test in never.conditions.tests()} for never in base.nevers]
    dates = [one for one in base.questions.values() if one.not_before]
    between = [
        {first, date.name, last.name}
        for last in dates
        for date in dates
        for first in date.not_before
        if date.name in last.not_before and first not in last.not_before
    ]
    for group in (*tests, *between):
        for _ in base.questions:
            group |= {t.fact.removesuffix("_days") for name in group for t in base.questions[name].only_if.tests()}
        groups.append({name for name in group if name not in known and f"{name}_days" not in known})
    for _ in groups:
        for one, other in combinations(groups, 2):
            if one & other:
                one |= other
                other |= one
    return {name: {name}.union(*(group for group in groups if name in group)) for name in base.questions}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_is_asked_is_what_matters_by_brute_force(shard: int) -> None:
    steps = 0
    for seed, base in small_bases(shard):
        random = Random(seed)
        counsel = random.choice(list(base.counsels))
        for known, step in follow(base, counsel, random_lead(base, random)):
            leads = list(islice(possible_leads(base, counsel, known), MOST_PAIRS_OF + 1))  # type: ignore[arg-type]
            if len(leads) > MOST_PAIRS_OF:
                continue
            hinging: dict[frozenset[str], set[int]] = {}
            for one, other in combinations(leads, 2):
                if differing := one.differing(other, len(base.goals)):
                    hinging.setdefault(changed(one, other), set()).update(differing)
            for lead in leads:  # a date from which a day is counted: another date makes another day
                for place, days in enumerate(lead.days):
                    for question in {name for name, _ in days} & open_questions(base, known):
                        hinging.setdefault(frozenset({question}), set()).add(place)
            assert step.settled == (not hinging)
            goals = set(range(len(base.goals)))
            of_goals = {differ: places & goals for differ, places in hinging.items() if places & goals}
            assert step.phase == ("goals" if of_goals else "sharpening" if hinging else "settled")
            first = of_goals or hinging
            certain = [name for name in base.questions if all(name in lead.answers for lead in leads)]
            together = {name: {name} for name in certain if frozenset({name}) in first}
            if not together:
                tied = ties(base, known)  # type: ignore[arg-type]
                matter = [n for n in certain if any(n in differ and differ <= tied[n] for differ in first)]
                together = {name: tied[name] for name in matter}
            hinges = {
                name: set().union(*(cs for differ, cs in hinging.items() if name in differ and differ <= group))
                for name, group in together.items()
            }
            found = candidates(base, known, counsel=counsel, today=TODAY)
            assert {*found} == together.keys(), f"seed {seed}, {known}"
            assert step.question == next(iter(found), None)
            assert step.question is None or {shown(base).index(c) for c in step.hinges} == hinges[step.question]
            steps += 1
    assert steps > 20


def test_nothing_hinges_on_a_day_that_is_counted_from_an_answer_known_to_be_missing() -> None:
    base = random_base(213, dues=True, days=True)  # a rule makes a step due some days after q0
    assert inquire(base, {"q0_days": None}, "elder", TODAY, seconds=20).settled()
    assert not inquire(base, {}, "elder", TODAY, seconds=20).settled()


TWINS = {
    "base.yaml": b"{title: Twins, goals: [seat], counsels: {all: {name: All, work: W}}, default counsel: all}",
    "sources.yaml": b"all: {p1: Twins sit alike.}",
    "questions.yaml": b"""
- {question: weather, ask: Rain?, kind: yes/no, why: for the looks of it}
- {question: left, ask: Left one?, kind: yes/no, why: it decides}
- {question: right, ask: Right one?, kind: yes/no, why: it is the same}
- never: {left: yes, right: no}
  because: they are alike
- never: {left: no, right: yes}
  because: they are alike
""",
    "concepts.yaml": b"[{concept: seat, means: Where, values: {front: Front, back: Back}, otherwise: back}]",
    "rules/all.yaml": b"[{rule: r, counsel: all, source: p1, if: {left: yes}, then: {seat: front}, because: so}]",
}
"""A base in which no single answer is free to change, but two together are."""


def test_where_no_answer_alone_can_change_one_is_asked_that_changes_with_those_tied_to_it() -> None:
    base = parse(TWINS)
    first = next_question(base, {}, today=TODAY)
    assert (first.question, first.open, first.hinges) == ("left", 2, ("seat",))
    assert next_question(base, {"left": "yes"}, today=TODAY).settled
    assert next_question(base, {"right": "no"}, today=TODAY).possible == {"seat": ("back",)}


def test_what_cannot_apply_any_more_does_not_matter_because_of_what_it_is_tied_to() -> None:
    hangs = TWINS["questions.yaml"].replace(b"ask: Right one?,", b"ask: Right one?, only if: {weather: yes},")
    base = parse({**TWINS, "questions.yaml": hangs})
    assert inquire(base, {"weather": "no"}, "all", TODAY, seconds=20).wanted == ("left",)
    assert inquire(base, {"weather": "yes"}, "all", TODAY, seconds=20).wanted == ("left", "right")


def test_an_answer_that_fits_no_possible_lead_is_an_error_although_nothing_known_excludes_it() -> None:
    never = b"- {never: {left: yes, weather: yes}, because: no}\n- {never: {left: yes, weather: no}, because: no}\n"
    base = parse({**TWINS, "questions.yaml": TWINS["questions.yaml"] + never})
    with pytest.raises(LeadError, match="these answers cannot all be given together"):
        next_question(base, {"left": "yes"}, today=TODAY)


# Flows: what each question's answers lead to, as their charts draw it

Route = tuple[str, dict[object, str]]

BOILER: dict[str, Route] = {
    "start": ("gas_smell", {"yes": "leave the house", "no": "lit?"}),
    "lit?": ("display", {"yes": "fault?", "no": "tripped?"}),
    "tripped?": ("breaker", {"yes": "reset the breaker", "no": "call an engineer"}),
    "fault?": (
        "code",
        {"none": "wanted?", "low pressure": "leaking?", "ignition": "gas?", "other": "call an engineer"},
    ),
    "leaking?": ("leak", {"yes": "call an engineer", "no": "top up the water"}),
    "gas?": ("cooker", {"yes": "restart the boiler", "no": "paid?"}),
    "paid?": ("prepaid", {"yes": "buy gas", "no": "call the gas company"}),
    "wanted?": ("thermostat", {"yes": "hour?", "no": "turn up the thermostat"}),
    "hour?": ("timer", {"yes": "call an engineer", "no": "set the timer"}),
}

PARCEL: dict[str, Route] = {
    "start": ("dangerous", {"yes": "not at all", "no": "heavy?"}),
    "heavy?": ("weight", {0: "light", 2: "light", 3: "where?", 30: "where?", 31: "pallet", 100: "pallet"}),
    "light": ("destination", {"home": "slim?", "union": "worth?", "overseas": "gift?"}),
    "where?": ("destination", {"home": "parcel", "union": "worth?", "overseas": "gift?"}),
    "slim?": ("slim", {"yes": "tracked?", "no": "parcel"}),
    "tracked?": ("tracked", {"yes": "parcel", "no": "letter"}),
    "worth?": ("worth", {"yes": "insured parcel", "no": "parcel"}),
    "gift?": ("gift", {"yes": "worth of gift?", "no": "worth of goods?", None: "worth of goods?"}),
    "worth of gift?": ("worth", {"yes": "insured parcel, short form", "no": "parcel, short form"}),
    "worth of goods?": ("worth", {"yes": "insured parcel, full form", "no": "parcel, short form"}),
}


def paths(flow: Mapping[str, Route], node: str = "start") -> Iterator[tuple[dict[str, object], str]]:
    """Go through all paths of a flow: the answers on it, and its outcome."""
    if node not in flow:
        yield {}, node
        return
    question, routes = flow[node]
    for answer, following in routes.items():
        for answers, outcome in paths(flow, following):
            yield {question: answer, **answers}, outcome


@pytest.mark.parametrize(("name", "flow"), [("boiler-flow", BOILER), ("parcel-flow", PARCEL)])
def test_a_decision_flow_is_followed_on_every_path_with_no_more_questions_than_its_own(
    name: str, flow: Mapping[str, Route]
) -> None:
    base = load(GOOD / name)
    every_path = list(paths(flow))
    assert len(every_path) > 10
    for answers, outcome in every_path:
        asked = follow(base, base.default_counsel, answers)
        assert set(questions(asked)) <= answers.keys(), f"asked beside the path {answers}"
        end = next(each_world(Worlds.of(base, base.default_counsel), asked[-1].lead))  # type: ignore[arg-type]
        values = [end.values[name] for name in shown(base)]
        said = ", ".join(one for v in values for one in (v if isinstance(v, tuple) else [str(v)]))
        assert said == outcome


# Stories


def test_before_the_interview_four_answers_are_enough() -> None:
    answers = {"want_it": "yes", "interview": "upcoming", "interview_day": "tomorrow", "hard_to_please": "no"}
    assert questions(follow(load(), "jobfairy", answers)) == list(answers)


def test_a_day_is_asked_for_by_its_question_and_an_answer_may_be_a_day() -> None:
    base = load()
    lead = {"interview": "done", "want_it": "yes", "heard_back": "nothing"}
    assert next_question(base, lead, counsel="wolfe", today=TODAY).question == "interviewed_on"
    on_a_day = {**lead, "interviewed_on": TODAY - timedelta(days=21)}
    by_day = next_question(base, on_a_day, counsel="wolfe", today=TODAY)
    by_count = next_question(base, {**lead, "days_since_interview": 21}, counsel="wolfe", today=TODAY)
    assert by_day == by_count
    assert by_day.question == "told_rank"


def test_i_do_not_know_is_an_answer_and_is_not_asked_again() -> None:
    base = load()
    lead: dict[str, object] = {"interview": "done", "want_it": "yes", "hard_to_please": None}
    assert "hard_to_please" not in candidates(base, lead, today=TODAY)
    assert "hard_to_please" in candidates(base, {"interview": "done", "want_it": "yes"}, today=TODAY)


def test_a_question_that_waits_for_another_is_counted_as_open_but_not_asked() -> None:
    base = load()
    assert candidates(base, {}, today=TODAY).count("second_letter") == 0
    assert "second_letter" in why_asked(base, {}, "interview", today=TODAY).wanted


def test_why_a_question_is_asked_tells_what_is_known_wanted_and_hinges_on_it() -> None:
    base = load(GOOD / "boiler-flow")
    lead: dict[str, object] = {"gas_smell": "no", "display": "yes", "code": "none"}
    why = why_asked(base, lead, "thermostat", today=TODAY)
    assert why.known == lead
    assert why.wanted == ("thermostat", "timer")
    assert why.hinges == ("remedy",)
    assert [(branch.answer, branch.possible["remedy"]) for branch in why.branches] == [
        ("yes", ("set the timer", "call an engineer")),
        ("no", ("turn up the thermostat",)),
    ]


def test_neighbouring_numbers_that_leave_the_same_possible_are_one_branch() -> None:
    base = load(GOOD / "parcel-flow")
    why = why_asked(base, {"dangerous": "no"}, "weight", today=TODAY)
    assert [(branch.answer, branch.high) for branch in why.branches] == [(0, 2), (3, 30), (31, 100)]


def test_answers_that_fit_no_possible_lead_are_an_error() -> None:
    base = load()
    with pytest.raises(LeadError, match="unknown counsel 'wolf'; did you mean 'wolfe'"):
        next_question(base, {}, counsel="wolf", today=TODAY)
    with pytest.raises(LeadError, match="cannot occur together"):
        next_question(base, {"interview": "done", "told_rank": "second", "focusing_on": "me"}, today=TODAY)


def test_running_out_of_time_is_said() -> None:
    base = load(GOOD / "days-between")  # days between dates are proved, lead by lead
    with pytest.raises(NotSettled):
        next_question(base, {}, today=TODAY, seconds=0)


def test_what_can_have_one_answer_only_is_never_asked_but_whether_it_has_it_is() -> None:
    base = load(BASES / "good" / "one-choice")
    assert candidates(base, {}) == ("waiver", "wind")
    for lead in ({"waiver": "signed"}, {"waiver": "signed", "wind": "light"}, {"waiver": "unknown"}):
        assert "boat" not in candidates(base, lead)
    assert next_question(base, {"waiver": "signed", "wind": "light"}).question == "sails"
