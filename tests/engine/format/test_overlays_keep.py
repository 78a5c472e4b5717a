"""Whatever is laid over a base, its own counsels advise on its own leads as before, and no lead becomes impossible."""

import os
from collections.abc import Iterator
from random import Random

import pytest

from followthrough.format.conditions import values_of
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.worlds import Worlds
from followthrough.readings.run.inference import infer
from followthrough.readings.run.proof import Proof
from random_bases import TODAY, random_lead
from random_overlays import random_pair

SEEDS = range(int(os.environ.get("OVERLAYS", "20")))
"""How many bases are drawn; a longer run has more, by the environment."""
LEADS = 4


def _leads(base: KnowledgeBase, random: Random) -> Iterator[dict[str, object]]:
    """Draw possible leads. A base that has none has been drawn in vain."""
    space = Worlds.of(base, base.default_counsel)
    if space.possible({}):
        for _ in range(LEADS):
            yield random_lead(base, random)


def _said(proof: Proof, base: KnowledgeBase) -> object:
    """Return what a proof concludes about the concepts of a base, by which rules, and when."""
    steps = {step.rule: (step.fired, step.defeated_by) for step in proof.steps}
    return {name: proof.facts[name] for name in base.concepts}, steps


def _with_answers_of_the_overlay(base: KnowledgeBase, laid: KnowledgeBase, random: Random) -> int:
    """Compare leads that answer the overlay's questions as well, if what they answer to the base's is of the base."""
    compared = 0
    for lead in _leads(laid, random):
        of_the_base = {name: answer for name, answer in lead.items() if name in (*base.questions, *base.counts)}
        if "violet" in str(of_the_base):
            continue
        alone, over = read_lead(base, of_the_base, TODAY), read_lead(laid, lead, TODAY)
        for counsel in base.counsels:
            assert _said(infer(laid, counsel, over, TODAY), base) == _said(infer(base, counsel, alone, TODAY), base)
            compared += 1
    return compared


@pytest.mark.parametrize("many", [False, True], ids=["", "many"])
def test_the_counsels_of_a_base_advise_on_its_leads_as_before(many: bool) -> None:
    compared = 0
    for seed in SEEDS:
        base, laid = random_pair(seed, many=many)
        random = Random(seed)
        worlds = {counsel: Worlds.of(laid, counsel) for counsel in base.counsels}
        for lead in _leads(base, random):
            alone, over = read_lead(base, lead, TODAY), read_lead(laid, lead, TODAY)
            assert {name: over.facts[name] for name in alone.facts} == dict(alone.facts)
            for counsel, possible in worlds.items():
                expected = infer(base, counsel, alone, TODAY)
                assert _said(infer(laid, counsel, over, TODAY), base) == _said(expected, base), (seed, counsel, lead)
                claims = [
                    possible.value(name, value)
                    for name in base.concepts
                    for value in values_of(expected.facts[name]) or (None,)
                ]
                assert possible.possible(alone.facts, *claims), (seed, counsel, lead)
                compared += 1
        compared += _with_answers_of_the_overlay(base, laid, random)
    assert compared > len(SEEDS)
