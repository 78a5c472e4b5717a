"""What rules conclude, written once, is what experta concludes, and what the plain reference does."""

from collections.abc import Iterable
from itertools import product
from random import Random

import pytest

from bases_in_memory import base_of
from followthrough import load
from followthrough.authoring.mutants import mutants
from followthrough.authoring.slip_effects import with_slip
from followthrough.format.conditions import Test, Truth, Value
from followthrough.format.lead import Lead, complete, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.order import settled_order
from followthrough.readings.meaning import MANY_OVERRIDE, Meaning, resting_on
from followthrough.readings.run.inference import infer
from random_bases import TODAY, random_base, random_lead
from reference import Reference

RANDOM_BASES = 32
LEADS_FOR_EACH = 4
SHIPPED_LEADS = 100
LONG = 3 * MANY_OVERRIDE
ANSWERS = ("yes", "no", "unknown")


class Booleans:
    """The algebra of one lead: what is true, and what is not."""

    def all_of(self, truths: Iterable[bool]) -> bool:
        return all(list(truths))

    def any_of(self, truths: Iterable[bool]) -> bool:
        return any(list(truths))

    def two_of(self, truths: Iterable[bool]) -> bool:
        return sum(truths) >= 2

    def reaches(self, least: int, points: Iterable[tuple[bool, int]]) -> bool:
        return sum(number for holds, number in points if holds) >= least

    def negated(self, truth: bool) -> bool:
        return not truth

    def named(self, name: str, truth: bool) -> bool:
        return truth


def meaning_of(base: KnowledgeBase, counsel: str, lead: Lead) -> Meaning[bool]:
    def answered(fact: str, test: Test) -> bool:
        return test.outcome(lead.facts[fact]) is Truth.TRUE

    return Meaning(Booleans(), settled_order(base, counsel), answered)


def values(base: KnowledgeBase, meaning: Meaning[bool]) -> dict[str, Value]:
    """Lay out what concepts are as a proof does."""
    found: dict[str, Value] = {}
    for concept in base.concepts.values():
        held = tuple(value for value in concept.values if meaning.values[concept.name, value])
        assert meaning.values[concept.name, None] is (not held)
        assert concept.many or len(held) < 2
        found[concept.name] = held if concept.many else held[0] if held else None
    sums = {name: sum(number for holds, number in points if holds) for name, points in meaning.sums.items()}
    return found | sums


Conclusions = tuple[dict[str, Value], set[str], set[str], set[str]]
"""What concepts are, which rules fire, which are defeated, and which concepts are in conflict."""


def by_meaning(base: KnowledgeBase, counsel: str, lead: Lead) -> Conclusions:
    meaning = meaning_of(base, counsel, lead)
    fired = {rule for rule, holds in meaning.fired.items() if holds}
    applied = {rule for rule, holds in meaning.applied.items() if holds}
    assert fired <= applied
    conflicts = {concept for concept, holds in meaning.conflicts.items() if holds}
    return values(base, meaning), fired, applied - fired, conflicts


def by_inference(base: KnowledgeBase, counsel: str, lead: Lead) -> Conclusions:
    proof = infer(base, counsel, lead, TODAY)
    found = {name: proof.facts[name] for name in (*base.concepts, *base.sums)}
    return found, set(proof.fired()), set(proof.defeated()), {one.concept for one in proof.conflicts}


def by_reference(base: KnowledgeBase, counsel: str, lead: Lead) -> Conclusions:
    reference = Reference(base, counsel, lead.facts)
    return reference.values, reference.fired, reference.defeated, reference.conflicts


@pytest.mark.parametrize(
    "drawn", [{}, {"many": True}, {"sums": True}, {"many": True, "sums": True}, {"decimals": True}], ids=str
)
def test_all_three_agree_on_random_bases(drawn, record_property):
    for seed in range(RANDOM_BASES):
        base, chance = random_base(seed, **drawn), Random(seed)
        for _ in range(LEADS_FOR_EACH):
            lead = complete(read_lead(base, random_lead(base, chance), TODAY))
            for counsel in base.counsels:
                by_three = (by_meaning, by_inference, by_reference)
                one, other, third = (by(base, counsel, lead) for by in by_three)
                assert one == other == third, (seed, counsel, lead.answers)
    record_property("counted", f"{RANDOM_BASES * LEADS_FOR_EACH * 2} leads on {RANDOM_BASES} bases, no difference")


@pytest.mark.parametrize("counsel", ["wolfe", "jobfairy"])
def test_it_agrees_with_inference_on_the_shipped_base(counsel):
    base, chance = load(), Random(0)
    for _ in range(SHIPPED_LEADS):
        lead = complete(read_lead(base, random_lead(base, chance), TODAY))
        assert by_meaning(base, counsel, lead) == by_inference(base, counsel, lead), lead.answers


@pytest.mark.parametrize("seed", range(10))
def test_it_agrees_with_inference_on_long_lists_of_rules_that_override_all_after_them(seed):
    """So many override one that the meaning has a name for "one of these fired"; some lists have a gap."""
    chance, rules = Random(seed), []
    for number in range(LONG):
        below = [f"r{later:02}" for later in range(number + 1, LONG) if chance.random() < 0.98]
        overrides = f", overrides: [{', '.join(below)}]" if below else ""
        wet, late = chance.choice(ANSWERS), chance.choice(ANSWERS)
        rules.append(
            f"- {{rule: r{number:02}, counsel: elder, source: e1, if: {{wet: {wet}, late: {late}}}, "
            f"then: {{verdict: {chance.choice(['go', 'stay', 'hide'])}}}, because: ok{overrides}}}"
        )
    base = base_of("\n".join(rules))
    for wet, late in product(ANSWERS, repeat=2):
        lead = complete(read_lead(base, {"wet": wet, "late": late}, TODAY))
        assert by_meaning(base, "younger", lead) == by_inference(base, "younger", lead), lead.answers


class Counted(Booleans):
    """Counts the truths that others are made of."""

    def __init__(self) -> None:
        self.read = 0

    def all_of(self, truths: Iterable[bool]) -> bool:
        given = list(truths)
        self.read += len(given)
        return all(given)

    def any_of(self, truths: Iterable[bool]) -> bool:
        given = list(truths)
        self.read += len(given)
        return any(given)


def truths_read(rows: int) -> int:
    rules = []
    for number in range(rows):
        below = ", ".join(f"r{later:03}" for later in range(number + 1, rows))
        overrides = f", overrides: [{below}]" if below else ""
        rules.append(
            f"- {{rule: r{number:03}, counsel: elder, source: e1, if: {{wet: yes}}, then: {{verdict: go}}, "
            f"because: ok{overrides}}}"
        )
    algebra = Counted()
    Meaning(algebra, settled_order(base_of("\n".join(rules)), "younger"), lambda fact, test: True)
    return algebra.read


def test_what_is_said_of_a_long_table_grows_with_its_rows_and_not_with_their_square():
    assert truths_read(160) < 2.2 * truths_read(80)


def test_what_some_concepts_rest_on_means_the_same_without_the_rest():
    left_out = 0
    for seed in range(RANDOM_BASES):
        base, chance = random_base(seed), Random(seed)
        lead = complete(read_lead(base, random_lead(base, chance), TODAY))
        for counsel in base.counsels:
            whole, order = meaning_of(base, counsel, lead), settled_order(base, counsel)
            for concept in base.goals:
                kept = resting_on(order, [concept])
                left_out += len(order) - len(kept)
                part = Meaning(
                    Booleans(), kept, lambda fact, test, facts=lead.facts: test.outcome(facts[fact]) is Truth.TRUE
                )
                for value in (*base.concepts[concept].values, None):
                    assert part.values[concept, value] is whole.values[concept, value]
                assert part.conflicts[concept] is whole.conflicts[concept]
    assert left_out > RANDOM_BASES


@pytest.mark.parametrize("drawn", [{}, {"many": True, "sums": True}], ids=str)
def test_what_is_concluded_once_something_is_changed_is_what_a_base_with_the_change_concludes(drawn):
    differing = 0
    for seed in range(RANDOM_BASES // 4):
        base, chance = random_base(seed, **drawn), Random(seed)
        lead = complete(read_lead(base, random_lead(base, chance), TODAY))
        for mutant in chance.sample(found := list(mutants(base)), min(12, len(found))):
            for counsel in base.counsels:
                was = meaning_of(base, counsel, lead)
                now, again = with_slip(was, mutant), meaning_of(mutant.of(base), counsel, lead)
                assert now.values == again.values
                assert now.sums == again.sums
                assert now.conflicts == again.conflicts
                assert {rule for rule, fired in now.fired.items() if fired} == {
                    rule for rule, fired in again.fired.items() if fired
                }
                values = {key[0] for key, value in now.values.items() if value != was.values[key]}
                assert values <= {part.name for part in now.differing}
                differing += len(now.differing)
    assert differing > RANDOM_BASES


def test_a_rule_that_applies_elsewhere_is_turned_back_by_turning_it_again():
    base = load()
    lead = complete(read_lead(base, random_lead(base, Random(1)), TODAY))
    was = meaning_of(base, "wolfe", lead)
    for rule in was.rules:
        turned = was.turned(rule.name)
        assert turned.applied[rule.name] is not was.applied[rule.name]
        back = turned.turned(rule.name)
        assert (back.fired, back.values) == (was.fired, was.values)
