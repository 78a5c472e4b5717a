"""Leads are counted without being gone through, and the count is that of going through them."""

from itertools import combinations
from pathlib import Path

import pytest

from all_worlds import each_world
from followthrough.errors import NotSettled
from followthrough.format.load import load
from followthrough.readings.prove.circuit import TRUE, Circuit
from followthrough.readings.prove.diagrams import EVERYTHING, NOTHING, Diagrams
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds
from random_bases import random_base

BASES = 40
GOOD = Path(__file__).parents[3] / "bases" / "good"


def test_every_value_is_counted_as_often_as_clingo_finds_it(record_property):
    counted = 0
    for seed in range(BASES):
        base = random_base(seed)
        space = LeadSpace(base)
        for counsel in base.counsels:
            worlds = Worlds.of(base, counsel)
            leads = list(each_world(worlds))
            if len(leads) > 400:
                continue
            side = space.side(base, counsel)
            possible = space.possible(side)
            assert space.diagrams.count(possible) == len(leads), f"seed {seed}"
            for concept in base.concepts.values():
                for value in concept.values:
                    having = space.diagrams.both(possible, space.leads(side.facts[concept.name, value]))
                    held = [lead for lead in leads if value in _among(lead.values[concept.name])]
                    assert space.diagrams.count(having) == len(held), f"seed {seed}, {concept.name}: {value}"
                    counted += 1
    assert counted > BASES
    record_property("counted", f"{counted} values of {BASES} random bases counted, none otherwise than one by one")


def _among(value):
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("name", ["days", "lent-book", "only-if-unknown", "parcel-flow", "two-counsels"])
def test_possible_leads_are_as_many_as_going_through_them_gives(name):
    base = load(GOOD / name)
    space = LeadSpace(base)
    for counsel in base.counsels:
        possible = space.possible(space.side(base, counsel))
        assert space.diagrams.count(possible) == sum(1 for _ in each_world(Worlds.of(base, counsel))) > 1


@pytest.mark.parametrize("least", range(6))
def test_at_least_so_many_of_some_hold(least):
    circuit = Circuit()
    atoms = [circuit.free() for _ in range(5)]
    diagrams = Diagrams(circuit, [[atom] for atom in atoms])
    chosen = sum(1 for size in range(least, 6) for _ in combinations(atoms, size))
    assert diagrams.count(diagrams.of(circuit.at_least(least, atoms))) == chosen


def test_what_holds_in_the_same_leads_is_one_diagram():
    circuit = Circuit()
    a, b = circuit.free(), circuit.free()
    diagrams = Diagrams(circuit, [[a], [b]])
    neither = circuit.all_of([-a, -b])
    assert diagrams.of(neither) == diagrams.negated(diagrams.of(circuit.any_of([a, b])))
    assert diagrams.of(TRUE) == EVERYTHING
    assert diagrams.of(circuit.all_of([a, -a])) == NOTHING


def test_the_first_lead_leaves_open_what_it_can():
    circuit = Circuit()
    wet, dry, late = circuit.free(), circuit.free(), circuit.free()
    diagrams = Diagrams(circuit, [[wet, dry], [late]])
    assert diagrams.first(diagrams.of(circuit.any_of([dry, late]))) == (0, 1)
    assert diagrams.first(diagrams.of(circuit.all_of([dry, late]))) == (2, 1)
    assert diagrams.first(NOTHING) is None


def test_an_answer_that_is_forgotten_may_be_any():
    circuit = Circuit()
    wet, late = circuit.free(), circuit.free()
    diagrams = Diagrams(circuit, [[wet], [late]])
    both = diagrams.of(circuit.all_of([wet, late]))
    assert diagrams.forgotten(both, 0) == diagrams.of(late)
    assert diagrams.forgotten(both, 1) == diagrams.of(wet)
    assert diagrams.forgotten(diagrams.of(late), 0) == diagrams.of(late)


def test_diagrams_that_grow_too_large_are_given_up(monkeypatch):
    monkeypatch.setattr("followthrough.readings.prove.diagrams.MAX_NODES", 20)
    circuit = Circuit()
    atoms = [circuit.free() for _ in range(8)]
    diagrams = Diagrams(circuit, [[atom] for atom in atoms])
    with pytest.raises(NotSettled, match="not counted with 20 nodes"):
        diagrams.of(circuit.at_least(4, atoms))
