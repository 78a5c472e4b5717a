"""Sums of points come to the same in every reading: run, proved, counted, put to many rows, and in plain words."""

from collections import Counter
from random import Random

import pytest

from all_worlds import each_world
from complete_leads import complete_leads, concluded
from engine.readings.scale.test_frame import frame_of
from followthrough import advise_frame
from followthrough.format.conditions import Is, Value
from followthrough.format.lead import complete, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.bits import TruthTable
from followthrough.readings.prove.circuit import TRUE, Circuit
from followthrough.readings.prove.diagrams import Diagrams
from followthrough.readings.prove.solver import Solver
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds
from random_bases import TODAY, random_base, random_lead
from reference import Reference

RANDOM_BASES = 24
MOST_LEADS = 300
ATOMS = 6


def among(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def compare_all_leads(base: KnowledgeBase, counsel: str) -> int:
    """Compare what proofs find with what the reference says of every complete lead, value by value."""
    leads = [concluded(base, counsel, lead) for lead in complete_leads(base)]
    if len(leads) > MOST_LEADS:
        return 0
    worlds, space = Worlds.of(base, counsel), LeadSpace(base)
    found = list(each_world(worlds))
    side = space.side(base, counsel)
    possible = space.possible(side)
    for name, one in base.sums.items():
        expected = Counter(lead[name] for lead in leads)
        assert Counter(world.values[name] for world in found) == expected
        for number in range(one.low - 1, one.high + 2):
            having = space.diagrams.both(possible, space.leads(side.meaning.passes(name, Is(number))))
            assert space.diagrams.count(having) == expected[number], (name, number)
    for name in base.concepts:
        count = Counter(value for lead in leads for value in among(lead[name]))
        assert count == Counter(value for world in found for value in among(world.values[name]))
    return len(leads)


def compare_columns(base: KnowledgeBase, counsel: str, random: Random) -> None:
    given = [random_lead(base, random) for _ in range(4)]
    frame = frame_of(base, given)
    if not frame.width:
        return
    for lead, row in zip(given, advise_frame(base, frame, counsel=counsel, today=TODAY).to_dicts(), strict=True):
        values = Reference(base, counsel, complete(read_lead(base, lead, TODAY)).facts).values
        shown = [name for name in base.shown() if not base.concepts[name].many]
        assert {name: row[name] for name in (*shown, *base.shown_sums)} == {
            name: values[name] for name in (*shown, *base.shown_sums)
        }


@pytest.mark.parametrize("shard", range(4))
def test_all_readings_add_up_the_same(shard, record_property):
    compared = 0
    for seed in range(shard, RANDOM_BASES, 4):
        base = random_base(seed, sums=True)
        for counsel in base.counsels:
            compared += compare_all_leads(base, counsel)
            compare_columns(base, counsel, Random(seed))
    assert compared > RANDOM_BASES
    record_property("counted", f"{compared} possible leads of random bases with sums, no difference")


@pytest.mark.parametrize("seed", range(20))
def test_weights_add_up_the_same_in_diagrams_in_truth_tables_and_for_the_solver(seed):
    random, circuit = Random(seed), Circuit()
    atoms = [circuit.free() for _ in range(ATOMS)]
    points = [
        (random.choice((1, -1)) * random.choice([*atoms, *atoms, TRUE]), random.randint(-4, 9) * random.choice((1, 10)))
        for _ in range(8)
    ]
    least = random.randint(-20, 60)
    reached = circuit.reaches(least, points)
    leads = [{atom: bool(number >> place & 1) for place, atom in enumerate(atoms)} for number in range(1 << ATOMS)]
    expected = [
        sum(number for one, number in points if ({**lead, TRUE: True}[abs(one)]) == (one > 0)) >= least
        for lead in leads
    ]
    held = {atom: sum(lead[atom] << place for place, lead in enumerate(leads)) for atom in atoms}
    table = TruthTable(circuit, held, len(leads)).of(reached)
    diagrams = Diagrams(circuit, [[atom] for atom in atoms])
    diagram = diagrams.of(reached)
    assert [bool(table >> place & 1) for place in range(len(leads))] == expected
    assert [diagrams.holds(diagram, tuple(int(lead[atom]) for atom in atoms)) for lead in leads] == expected
    solver = Solver(circuit, [])
    solved = dict(solver.each([], lambda holds, block: (tuple(map(holds, atoms)), holds(reached))))
    assert [solved[tuple(lead.values())] for lead in leads] == expected


def test_two_sums_differ_where_they_do_not_come_to_the_same():
    circuit = Circuit()
    one, other = circuit.free(), circuit.free()
    differs = circuit.unlike_sums([(one, 2), (TRUE, 1)], [(other, 2), (one, 1), (TRUE, 1)])
    table = TruthTable(circuit, {one: 0b1010, other: 0b1100}, 4)
    assert table.of(differs) == 0b1110  # alike where neither holds
