"""What was found of single leads before answers as a new proof would, and drawn leads show only what can be proved."""

from collections.abc import Iterator
from random import Random

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove import every_lead
from followthrough.readings.prove.every_lead import EveryLead
from followthrough.readings.prove.pairs import Pairs
from followthrough.readings.prove.worlds import Worlds
from random_bases import random_base

WRITTEN = ("one-choice", "parcel-flow", "several-answers", "steps", "two-counsels", "unknowns")


def bases() -> Iterator[KnowledgeBase]:
    """Yield bases written and drawn; in some of them days fall due, or answers exclude each other."""
    yield from (load(BASES / "good" / name) for name in WRITTEN)
    yield from (random_base(seed, dues=seed % 2 == 1) for seed in range(12))


def answers(leads: Worlds, random: Random) -> dict[str, Value]:
    """Draw answers to some questions, which may not go together."""
    drawn_ones = random.sample(leads.variables, random.randint(0, len(leads.variables)))
    return {one.fact: random.choice([None, *(cell.value for cell in one.cells)]) for one in drawn_ones}


def test_whatever_was_asked_before_what_is_told_of_leads_is_what_a_proof_finds() -> None:
    compared = 0
    for base in bases():
        every, plain = EveryLead(base, base.default_counsel), Worlds.of(base, base.default_counsel)
        random = Random(0)
        for _ in range(25):
            known = answers(plain, random)
            question = random.choice(list(every.side.applies))
            assert every.possible(known) == plain.possible(known)
            assert every.possible(known, -every.applies(question)) == plain.possible(known, -plain.applies(question))
            for concept in base.concepts:
                assert every.values(concept, known) == plain.values(concept, known)
                compared += 1
    assert compared > 500


def test_what_drawn_leads_show_to_matter_matters() -> None:
    shown = proved = 0
    for base in bases():
        every, pairs = EveryLead(base, base.default_counsel), Pairs(base, base.default_counsel)
        random = Random(1)
        for _ in range(4):
            known = answers(every, random)
            open_ones = [one.question.name for one in every.variables if one.fact not in known]
            for question in open_ones:
                others = [-pairs.told_otherwise(one) for one in open_ones if one != question]
                for concepts, differs in (
                    (base.goals, pairs.goals_differ()),
                    ((*base.goals, *base.shows), pairs.any_differs()),
                ):
                    matters = pairs.possible(known, differs, pairs.told_otherwise(question), *others)
                    is_shown = every.shows_change(question, known, concepts)
                    assert matters or not is_shown
                    shown, proved = shown + is_shown, proved + matters
    assert shown > 0.9 * proved > 50


def test_what_leads_drawn_for_many_questions_show_to_matter_matters_and_near_a_pair_they_show_more() -> None:
    shown = near_a_pair = proved = 0
    for base in bases():
        every, pairs = EveryLead(base, base.default_counsel), Pairs(base, base.default_counsel)
        random = Random(2)
        for _ in range(4):
            known = answers(every, random)
            open_ones = [one.question.name for one in every.variables if one.fact not in known]
            others = {one: [-pairs.told_otherwise(two) for two in open_ones if two != one] for one in open_ones}
            told = {one: (pairs.told_otherwise(one), *others[one]) for one in open_ones}
            differs = pairs.any_differs()
            mattering = {one for one in open_ones if pairs.possible(known, differs, *told[one])}
            found = every.changing(known, open_ones, base.shown(), base.goals)
            assert found <= mattering
            shown, proved = shown + len(found), proved + len(mattering)
            for one in mattering:
                pair = pairs.pair(known, differs, *told[one])
                assert pair is not None
                near = every.changing(known, open_ones, base.shown(), base.goals, pair.answers)
                assert near <= mattering
                near_a_pair += one in near
    assert shown > 0.9 * proved > 50
    assert near_a_pair > 0.9 * proved


def test_concepts_in_which_drawn_leads_differ_are_open() -> None:
    shown = proved = 0
    for base in bases():
        every, pairs = EveryLead(base, base.default_counsel), Pairs(base, base.default_counsel)
        random = Random(3)
        for _ in range(12):
            known = answers(every, random)
            is_open = {name for name in base.concepts if pairs.possible(known, pairs.differs(name))}
            apart = every.apart(known)
            assert apart <= is_open
            shown, proved = shown + len(apart), proved + len(is_open)
    assert shown > 0.9 * proved > 50


def test_no_more_leads_are_remembered_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_lead, "MOST_SEEN", 3)
    base = load(BASES / "good" / "parcel-flow")
    every = EveryLead(base, base.default_counsel)
    for one in every.variables:
        for cell in one.cells:
            every.possible({one.fact: cell.value})
    assert len(every._before.leads) == 3


def test_the_same_pairs_of_leads_are_drawn_each_time() -> None:
    base = random_base(3)
    every = [EveryLead(base, base.default_counsel) for _ in range(2)]
    names = [one.question.name for one in every[0].variables]
    told = [[one.shows_change(name, {}, base.goals) for name in names] for one in every]
    assert told[0] == told[1]
