"""The second reading of the rules says what the first one says."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, product
from pathlib import Path
from random import Random

import pytest

from all_worlds import each_firing, each_world
from bases.reset import BASES
from bases_in_memory import CONCEPTS, QUESTIONS, base_of
from complete_leads import complete_leads, days_in, ranges
from followthrough import load
from followthrough.errors import NotSettled
from followthrough.format.conditions import Truth, Value
from followthrough.format.day_order import Ages
from followthrough.format.lead import Lead, complete, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Variable, variables
from followthrough.readings.prove.limits import proving_with
from followthrough.readings.prove.pairs import Pairs
from followthrough.readings.prove.worlds import World, Worlds
from followthrough.readings.run.inference import infer
from random_bases import TODAY, asking_order, random_base, random_lead
from reference import days_are_told, days_counted, days_fit

GOOD = sorted(path for path in (BASES / "good").iterdir() if path.is_dir())
SHARDS = 4
RANDOM_LEADS = 200
RANDOM_BASES = 80
RANDOM_BASES_OF_A_KIND = 32
MOST_LEADS = 3_000
"""Leads of a base under tests/bases/good that are put to both readings; a larger base is an error here."""
MOST_FIRINGS = 100
"""Sets of rules of the shipped base that are put to both readings, under each counsel; it has too many for all."""

WET = "- {rule: stay, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}"

Record = Callable[[str, object], None]

Assignment = frozenset[tuple[str, Value]]


def differences(base: KnowledgeBase, counsel: str, lead: Lead, world: World) -> Iterator[str]:
    """Tell in what the two readings of a lead differ."""
    proof = infer(base, counsel, lead, TODAY)
    for name in base.concepts:
        if proof.facts[name] != world.values[name]:
            yield f"{name}: {proof.facts[name]!r} and {world.values[name]!r}"
    for what, one, other in (
        ("fired", proof.fired(), world.fired),
        ("defeated", proof.defeated(), world.defeated),
        ("conflicts", [conflict.concept for conflict in proof.conflicts], world.conflicts),
    ):
        if sorted(one) != sorted(other):
            yield f"{what}: {sorted(one)} and {sorted(other)}"


class Tally:
    """Counts what was compared, and keeps the differences."""

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base, self.counsel = base, counsel
        self.compared = 0
        self.found: list[str] = []

    def world(self, world: World) -> None:
        self.put(complete(read_lead(self.base, world.answers, TODAY)), world)

    def lead(self, worlds: Worlds, given: dict[str, object]) -> None:
        lead = complete(read_lead(self.base, given, TODAY))
        fitting = list(each_world(worlds, lead.facts))
        assert len(fitting) == 1, f"{given} has {len(fitting)} answer sets"
        self.put(lead, fitting[0])

    def put(self, lead: Lead, world: World) -> None:
        self.compared += 1
        self.found.extend(
            f"{self.counsel}, {dict(lead.answers)}: {text}"
            for text in differences(self.base, self.counsel, lead, world)
        )

    def close(self, what: str, record: Record) -> None:
        assert not self.found, "\n".join(self.found[:10])
        record("counted", f"{what}: {self.compared} compared, {len(self.found)} differences")


def assignments(base: KnowledgeBase, cells: tuple[Variable, ...]) -> Iterator[Assignment]:
    """Go through all possible leads by brute force, an answer for each cell, without any clingo."""
    if days_are_told(base):
        yield from dict.fromkeys(cells_of(base, cells, lead) for lead in complete_leads(base))
        return
    by_question = {variable.question.name: variable for variable in cells}
    order = [by_question[question.name] for question in asking_order(base) if question.name in by_question]

    def extend(facts: dict[str, Value], rest: list[Variable]) -> Iterator[Assignment]:
        if not rest:
            excluded = any(never.conditions.outcome(facts) is Truth.TRUE for never in base.nevers)
            if not excluded and days_fit(base, facts, ranges=ranges(base, facts), any_days=days_in(facts)):
                yield frozenset((v.fact, facts[v.fact]) for v in order if v.fact in facts)
            return
        first, *others = rest
        applies = first.question.only_if.outcome(facts) is Truth.TRUE
        if not applies or first.question.unknown_allowed:
            yield from extend(facts, others)
        for cell in first.cells if applies else ():
            yield from extend({**facts, first.question.name: cell.value, first.fact: cell.value}, others)

    yield from extend({}, order)


def in_cells(worlds: Worlds, world: World) -> Assignment:
    """Give the answers of a lead, each as the first of its cell."""
    return cells_of(worlds.base, worlds.variables, world.answers)


def cells_of(base: KnowledgeBase, cells: Iterable[Variable], answers: Mapping[str, Value]) -> Assignment:
    """Give answers, and the days between dates that are told, each as the first of its cell."""
    facts = {**answers, **(days_counted(base, answers, TODAY) if days_are_told(base) else {})}
    return frozenset(
        (variable.fact, cell.value)
        for variable in cells
        for cell in variable.cells
        if facts.get(variable.fact) is not None and cell.includes(facts[variable.fact])
    )


# Agreement


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_both_readings_agree_on_every_possible_lead_of_a_small_base(folder: Path, record_property: Record) -> None:
    base = load(folder)
    expected = list(assignments(base, variables(base)))
    assert len(set(expected)) == len(expected) <= MOST_LEADS
    for counsel in base.counsels:
        worlds = Worlds.of(base, counsel)
        tally = Tally(base, counsel)
        leads = []
        for world in each_world(worlds):
            leads.append(in_cells(worlds, world))
            tally.world(world)
        assert len(leads) == len(expected)
        assert set(leads) == set(expected)
        tally.close(f"{folder.name} under {counsel}, every possible lead", record_property)


@pytest.mark.parametrize("counsel", load().counsels)
def test_both_readings_agree_on_sets_of_rules_that_can_fire_together(counsel: str, record_property: Record) -> None:
    base = load()
    tally = Tally(base, counsel)
    worlds = list(islice(each_firing(Worlds.of(base, counsel)), MOST_FIRINGS))
    assert len({world.fired for world in worlds}) == len(worlds)
    for world in worlds:
        tally.world(world)
    tally.close(f"{counsel}, sets of rules that can fire together", record_property)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_both_readings_agree_on_random_leads(shard: int, record_property: Record) -> None:
    base = load()
    counsel = list(base.counsels)[shard % len(base.counsels)]
    worlds, tally, random = Worlds.of(base, counsel), Tally(base, counsel), Random(shard)
    for _ in range(RANDOM_LEADS // SHARDS):
        tally.lead(worlds, random_lead(base, random))
    tally.close(f"{counsel}, random leads", record_property)


@pytest.mark.parametrize("kind", ["all", "days", "many", "decimals"])
@pytest.mark.parametrize("shard", range(SHARDS))
def test_both_readings_agree_on_random_bases(shard: int, kind: str, record_property: Record) -> None:
    compared, bases = 0, RANDOM_BASES if kind == "all" else RANDOM_BASES_OF_A_KIND
    for seed in range(shard, bases, SHARDS):
        base = random_base(seed, days=kind == "days", many=kind == "many", decimals=kind == "decimals")
        expected = set(islice(assignments(base, variables(base)), 200))
        for counsel in base.counsels:
            worlds, tally, random = Worlds.of(base, counsel), Tally(base, counsel), Random(seed)
            if len(expected) < 200:
                leads = [in_cells(worlds, world) for world in each_world(worlds)]
                assert len(leads) == len(expected), f"seed {seed}"
                assert set(leads) == expected, f"seed {seed}"
            for world in islice(each_firing(worlds), 6):
                tally.world(world)
            for _ in range(3):
                tally.lead(worlds, random_lead(base, random))
            assert not tally.found, f"seed {seed}: {tally.found}"
            compared += tally.compared
    record_property("counted", f"{bases // SHARDS} random bases: {compared} compared, 0 differences")


# Questions put to the worlds


def test_a_witness_is_a_possible_lead_with_what_is_known_and_what_is_claimed() -> None:
    base = load()
    worlds = Worlds.of(base, "jobfairy")
    known: dict[str, Value] = {"interview": "done", "days_since_interview": 9, "others_being_seen": None}
    found = worlds.witness(known, worlds.value("stance", "drop"))
    assert found is not None
    assert found.values["stance"] == "drop"
    assert found.answers["interview"] == "done"
    assert "others_being_seen" not in found.answers
    complete(read_lead(base, found.answers, TODAY))


def test_values_are_those_of_some_lead_and_no_others() -> None:
    for seed in range(20):
        base = random_base(seed)
        for counsel in base.counsels:
            worlds = Worlds.of(base, counsel)
            all_worlds = list(each_world(worlds))
            for concept in base.concepts:
                held = [world.values[concept] for world in all_worlds]
                expected = {v for value in held for v in (value if isinstance(value, tuple) else [value])}
                expected |= {None} if () in held else set()
                assert set(worlds.values(concept, {})) == expected


def test_what_was_found_of_the_leads_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = Worlds.of(base_of(WET), "elder")
    stays = worlds.value("verdict", "stay")

    def found() -> list[object]:
        asked: list[object] = [
            worlds.possible({"wet": wet}, claim) for wet in ("yes", "no") for claim in (stays, -stays)
        ]
        asked += [worlds.possible({}, stays), worlds.possible({}, stays, -stays)]
        return [*asked, worlds.values("verdict", {"wet": "yes"}), worlds.values("verdict", {})]

    expected = [True, False, False, True, True, False, ("stay",), ("stay", None)]
    assert found() == expected
    monkeypatch.setattr(worlds.solver, "first", None)  # is not to be asked
    assert found() == expected


def test_what_was_found_is_not_taken_for_what_is_so_on_a_known_day() -> None:
    questions = QUESTIONS + "- {question: heard_on, ask: When?, kind: date, not before: seen_on, why: it matters}\n"
    counts = "- {concept: days_since_heard, counts: days since heard_on}\n" + CONCEPTS
    after = WET.replace("wet: yes", "days_since_heard: at least 5")
    pairs, known = Pairs(base_of(after, questions=questions, concepts=counts), "elder"), {"days_since_seen": 3}
    assert pairs.possible(known, pairs.value("verdict", "stay"))
    on_that_day = pairs.on_days({"seen_on": Ages(3, 3)})
    assert not on_that_day.possible(known, pairs.value("verdict", "stay"))
    assert pairs.possible(known, pairs.value("verdict", "stay"))


def test_two_leads_of_a_pair_differ_where_they_do_one_by_one() -> None:
    compared = 0
    for seed in range(30):
        base = random_base(seed)
        for counsel in base.counsels:
            pairs, firing = Pairs(base, counsel), list(islice(each_firing(Worlds.of(base, counsel)), 4))
            for left, right in product(firing, firing):
                both = [*pairs.answered(_all_answers(pairs, left)), *pairs.answered_then(_all_answers(pairs, right))]
                for concept in base.concepts:
                    differ = left.values[concept] != right.values[concept]
                    assert pairs.possible({}, *both, pairs.differs(concept)) is differ, f"seed {seed}"
                    assert pairs.possible({}, *both, -pairs.differs(concept)) is not differ, f"seed {seed}"
                shown = (*base.goals, *base.shows)
                assert pairs.possible({}, *both, pairs.any_differs()) is any(
                    left.values[concept] != right.values[concept] for concept in shown
                )
                compared += 1
    assert compared > 100


def test_of_a_lead_that_shows_something_what_suffices_is_what_is_left_when_answers_are_left_out_one_by_one() -> None:
    left_out, kept = 0, 0
    for seed in range(30):
        base = random_base(seed)
        worlds = Worlds.of(base, base.default_counsel)
        for claim in (worlds.fired(rule.name) for rule in worlds.side.meaning.rules):
            lead = worlds.simplest(claim)
            if lead is None:
                continue
            rest = list(range(len(lead)))
            for level in range(len(lead)):
                fewer = [one for one in rest if one != level]
                if not worlds.possible({}, *worlds.alike(lead, fewer), -claim):
                    rest = fewer
            assert worlds.core(lead, [claim], range(len(lead))) == rest, f"seed {seed}"
            left_out, kept = left_out + len(lead) - len(rest), kept + len(rest)
    assert left_out > 20
    assert kept > 20


def test_the_rules_that_are_active_in_a_lead_are_those_that_fire_and_those_that_are_defeated() -> None:
    fired, defeated = 0, 0
    for seed in range(30):
        base = random_base(seed)
        worlds = Worlds.of(base, base.default_counsel)
        for rule in worlds.side.meaning.rules:
            found = worlds.activity(worlds.applied(rule.name))
            if found is not None:
                world = worlds.world(found.lead)
                assert found.fired == {*world.fired}, f"seed {seed}"
                assert found.applied == {*world.fired, *world.defeated}, f"seed {seed}"
                fired, defeated = fired + len(world.fired), defeated + len(world.defeated)
    assert fired > 50
    assert defeated > 10


def _all_answers(pairs: Pairs, world: World) -> dict[str, Value]:
    return {variable.fact: world.answers.get(variable.fact) for variable in pairs.variables}


def test_running_out_of_time_is_said_and_the_worlds_can_be_asked_again() -> None:
    worlds = Worlds.of(load(), "jobfairy", seconds=0)
    with pytest.raises(NotSettled, match="not settled within 0 seconds"):
        list(each_world(worlds))
    worlds.solver.seconds = 10
    assert worlds.possible({"interview": "upcoming"})


def test_running_out_of_work_is_said_and_the_worlds_can_be_asked_again() -> None:
    worlds = Worlds.of(load(), "jobfairy")
    with proving_with(1), pytest.raises(NotSettled, match="not settled with 1 conflicts in the search") as raised:
        list(each_world(worlds))
    assert raised.value.limit == "work"
    assert worlds.possible({"interview": "upcoming"})


def test_the_same_base_gives_the_same_worlds_under_any_hash_seed() -> None:
    script = """if True:
        from followthrough import load
        from followthrough.readings.prove.pairs import pairs
        worlds = pairs(load(), "jobfairy")
        found = worlds.pair({}, worlds.any_differs())
        print(found.answers, sorted(found.differing), sorted(found.days), worlds.values("manner", {}))"""
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "engine"},
            cwd=Path(__file__).parents[4],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(said) == 1
