"""Leads drawn at random hold what a proof finds in them, and nothing is taken from one that is not possible."""

from pathlib import Path
from random import Random

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.readings.prove.drawn import DrawnLeads, draw
from followthrough.readings.prove.worlds import Worlds

GOOD = sorted(path for path in (BASES / "good").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", GOOD, ids=lambda path: path.name)
def test_what_holds_in_a_possible_lead_that_was_drawn_is_what_a_proof_says_of_it(folder: Path):
    base = load(folder)
    worlds = Worlds.of(base, base.default_counsel)
    numbers = draw(worlds.space, worlds.side, [{}] * 40, Random(0))
    drawn = DrawnLeads(worlds.space, worlds.side, numbers)
    for place in range(40):
        lead = drawn.lead(place)
        assert worlds.possible({}, *worlds.alike(lead)) is bool(drawn.possible >> place & 1)
        if drawn.possible >> place & 1:
            fired = set(worlds.world(lead).fired)
            assert fired == {
                rule.name for rule in worlds.side.meaning.rules if drawn.table.of(worlds.fired(rule.name)) >> place & 1
            }


def test_the_same_leads_are_drawn_each_time():
    base = load()
    worlds = Worlds.of(base, "jobfairy")
    draws = [draw(worlds.space, worlds.side, [{}] * 50, Random(3)) for _ in range(2)]
    assert draws[0] == draws[1]


def test_a_lead_has_what_was_aimed_at_where_the_question_applies():
    base = load()
    worlds = Worlds.of(base, "wolfe")
    level = next(place for place, one in enumerate(worlds.variables) if one.question.name == "interview")
    numbers = draw(worlds.space, worlds.side, [{level: [2]}] * 50, Random(0))
    drawn = DrawnLeads(worlds.space, worlds.side, numbers)
    assert {drawn.lead(place)[level] for place in range(50)} == {2}
