"""Which questions apply, and what excludes what, against the trying of every possible lead."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from random import Random

import pytest

from all_worlds import each_world
from bases.reset import BASES
from bases_in_memory import base_of
from followthrough.advising.advise import advise
from followthrough.advising.interview import next_in_order, next_question
from followthrough.errors import LeadError
from followthrough.format.applicability import may_apply, may_stay_unknown
from followthrough.format.conditions import Truth, Value
from followthrough.format.lead import read_lead, revised
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.worlds import Worlds
from random_bases import TODAY, random_base, random_lead

RANDOM_BASES = 80
NAMES = ("only-if-unknown", "days", "unknowns", "parcel-flow", "many")
Row = Mapping[str, Value]


@cache
def good(name: str) -> KnowledgeBase:
    return load(BASES / "good" / name)


def possible_leads(base: KnowledgeBase) -> Iterator[dict[str, Value]]:
    """Give every possible lead, with an answer to each question that applies: a day by its count, unknown as None."""
    for world in each_world(Worlds.of(base, base.default_counsel)):
        facts = read_lead(base, world.answers, TODAY).facts
        applying = [q for q in base.questions.values() if q.kind != "text" and q.only_if.outcome(facts) is Truth.TRUE]
        facts_asked = [count.name if (count := base.count_of(q.name)) else q.name for q in applying]
        yield {fact: facts[fact] for fact in facts_asked}


def applying_in(base: KnowledgeBase, lead: Row) -> set[str]:
    facts = read_lead(base, lead, TODAY).facts
    return {q.name for q in base.questions.values() if q.kind != "text" and q.only_if.outcome(facts) is Truth.TRUE}


def parts_of(lead: Row) -> Iterator[dict[str, Value]]:
    for size in range(len(lead) + 1):
        for names in combinations(lead, size):
            yield {name: lead[name] for name in names}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_may_apply_exactly_where_it_does_in_some_possible_lead_that_fits(name: str) -> None:
    """It may also where an answer implies others, as its own question would not apply otherwise."""
    base = good(name)
    fitting: dict[tuple[tuple[str, Value], ...], set[str]] = {}
    for lead in possible_leads(base):
        for part in parts_of(lead):
            fitting.setdefault(tuple(part.items()), set()).update(applying_in(base, lead))
    assert len(fitting) > 10
    for items, applying in fitting.items():
        part = read_lead(base, dict(items), TODAY, partial=True)
        told = {
            question.name
            for question in base.questions.values()
            if question.kind != "text" and may_apply(base, question, part.facts, part.answers)
        }
        assert told >= applying, items
        if all(
            base.questions[base.question_of(name)].only_if.outcome(part.facts) is Truth.TRUE for name in part.answers
        ):
            assert told == applying, items


def test_no_part_of_a_possible_lead_is_refused() -> None:
    for seed in range(RANDOM_BASES):
        base, random = random_base(seed), Random(seed)
        whole = dict(random_lead(base, random))
        facts = read_lead(base, whole, TODAY).facts
        unsaid = [
            question.name
            for question in base.questions.values()
            if question.unknown_allowed
            and facts[question.name] is None
            and question.only_if.outcome(facts) is Truth.TRUE
        ]
        whole |= dict.fromkeys(unsaid)
        for _ in range(6):
            part = {name: whole[name] for name in whole if random.random() < 0.5}
            read = read_lead(base, part, TODAY, partial=True)
            assert all(
                may_apply(base, question, read.facts, read.answers)
                for question in base.questions.values()
                if question.only_if.outcome(facts) is Truth.TRUE
            ), (seed, part)
            next_in_order(base, part, TODAY)


@pytest.mark.parametrize("name", NAMES)
def test_every_possible_lead_is_reached_by_its_interview_and_advised_on_as_it_is(name: str) -> None:
    base = good(name)
    for lead in possible_leads(base):
        answers: dict[str, Value] = {}
        while (asked := next_question(base, answers, today=TODAY).question) is not None:
            count = base.count_of(asked)
            fact = count.name if count is not None else asked
            answers, dropped = revised(base, answers, fact, lead[fact], TODAY)
            assert dropped == ()
        settled, whole = advise(base, answers, today=TODAY), advise(base, lead, today=TODAY)
        assert [settled.value(one) for one in whole.shown()] == [whole.value(one) for one in whole.shown()], lead


def test_what_is_left_out_must_be_answered_where_it_cannot_be_unknown() -> None:
    base = good("only-if-unknown")
    assert read_lead(base, {"met": "no"}, TODAY).missing == ("guess",)
    assert read_lead(base, {"met": "yes"}, TODAY).missing == ()
    advice = advise(base, {"met": "no"}, today=TODAY)
    assert advice.needed() == ("guess", "sure")
    with pytest.raises(LeadError, match="cannot occur together"):
        read_lead(base, {"met": "no", "guess": "unknown"}, TODAY)


def test_what_cannot_be_left_out_is_not_taken_for_unknown_while_other_questions_are_open() -> None:
    base = good("only-if-unknown")
    for answers, may in (({}, False), ({"met": "no"}, False), ({"met": "yes"}, True)):
        lead = read_lead(base, answers, TODAY, partial=True)
        assert may_stay_unknown(base, base.questions["guess"], lead.facts, lead.answers) is may, answers
    assert advise(base, {}, today=TODAY).open


def test_of_answers_left_out_together_one_is_enough() -> None:
    base = base_of(
        "- {rule: r, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: b}",
        questions="""\
- {question: wet, ask: Wet?, kind: yes/no, unknown: allowed, why: w}
- {question: late, ask: Late?, kind: yes/no, unknown: allowed, why: w}
- {question: seen_on, ask: When?, kind: date, unknown: allowed, why: w}
- {never: {wet: unknown, days_since_seen: unknown}, because: it was seen or felt.}
""",
        concepts="""\
- {concept: days_since_seen, counts: days since seen_on}
- {concept: verdict, means: m, values: {go: Go., stay: Stay.}, otherwise: go}
- {concept: remark, means: m, values: {quick: quickly, quiet: quietly}}
""",
    )
    assert read_lead(base, {}, TODAY).missing == ("wet", "seen_on")
    for said in ({"wet": "no"}, {"days_since_seen": 3}, {"seen_on": "yesterday"}):
        assert read_lead(base, said, TODAY).missing == ()
    assert read_lead(base, {"wet": None}, TODAY).missing == ("seen_on",)
    with pytest.raises(LeadError, match="cannot occur together"):
        read_lead(base, {"wet": None, "seen_on": None}, TODAY)


def test_many_questions_that_hang_on_each_other_are_read_in_no_time() -> None:
    chain = "".join(
        f"- {{question: q{n}, ask: Q?, kind: yes/no, unknown: allowed, why: w, "
        f"only if: {{any of: [{{q{n - 1}: yes}}, {{q{n - 2}: unknown, q{n - 1}: no}}]}}}}\n"
        for n in range(2, 60)
    )
    start = "".join(f"- {{question: q{n}, ask: Q?, kind: yes/no, unknown: allowed, why: w}}\n" for n in range(2))
    rule = "- {rule: r, counsel: elder, source: e1, if: {q59: yes}, then: {verdict: stay}, because: b}"
    concepts = "- {concept: verdict, means: m, values: {go: Go., stay: Stay.}}\n"
    head = "title: t\ngoals: [verdict]\ncounsels:\n  elder: {name: E, work: W}\n  younger: {name: Y, work: W}\n"
    base = base_of(rule, questions=start + chain, concepts=concepts, base=f"{head}default counsel: elder\n")
    assert read_lead(base, {"q59": "yes"}, TODAY, partial=True).answers == {"q59": "yes"}
