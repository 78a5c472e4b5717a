"""No proof speaks of days that cannot be: cells of dates go together with those of the days counted between them."""

from itertools import islice
from random import Random
from typing import Any

import pytest

from followthrough.format.conditions import Value
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.worlds import World, Worlds, read_cell, read_world
from random_bases import TODAY, random_base, random_lead
from reference import Reference, days_counted

BASES = 15
WORLDS = 40
LEADS = 4


def bases_with_spans() -> list[KnowledgeBase]:
    found = (random_base(seed, spans=True) for seed in range(10 * BASES))
    return list(islice((base for base in found if base.spans), BASES))


def cells(worlds: Worlds, facts: dict[str, Value]) -> dict[str, Value]:
    """Name the cell in which each fact lies, by the value that stands for it."""
    return {
        one.fact: None
        if facts[one.fact] is None
        else next(cell.value for cell in one.cells if cell.includes(facts[one.fact]))
        for one in worlds.variables
    }


def test_every_world_with_days_between_dates_is_a_lead_that_someone_can_have(record_property: Any) -> None:
    compared = 0
    for base in bases_with_spans():
        worlds = Worlds.of(base, base.default_counsel)

        def read(holds: Any, block: Any, worlds: Worlds = worlds) -> tuple[dict[str, Value], World]:
            held = {one.fact: read_cell(worlds.side, one, holds).value for one in worlds.variables}
            return held, read_world(worlds.side, holds)

        for held, world in islice(worlds.solver.each([], read), WORLDS):
            lead = read_lead(base, world.answers, TODAY)
            assert not lead.missing
            assert cells(worlds, dict(lead.facts)) == held
            assert Reference(base, base.default_counsel, lead.facts).values == world.values
            compared += 1
    record_property("counted", f"{compared} worlds of {BASES} random bases with days between dates, each a lead")


def test_every_lead_with_days_between_dates_is_a_world_with_its_advice(record_property: Any) -> None:
    compared = 0
    for base in bases_with_spans():
        worlds, random = Worlds.of(base, base.default_counsel), Random(base.hash)
        for _ in range(LEADS):
            facts = read_lead(base, random_lead(base, random), TODAY).facts
            assert days_counted(base, facts, TODAY).items() <= facts.items()
            world = worlds.witness({one.fact: facts[one.fact] for one in worlds.variables})
            assert world is not None
            assert world.values == Reference(base, base.default_counsel, facts).values
            compared += 1
    record_property("counted", f"{compared} leads of {BASES} random bases with days between dates, each a world")


@pytest.mark.parametrize("seed", range(3))
def test_equal_seeds_draw_equal_days_between_dates(seed: int) -> None:
    assert random_base(seed, spans=True).hash == random_base(seed, spans=True).hash
