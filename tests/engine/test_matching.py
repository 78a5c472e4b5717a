"""Our matcher and strategy for experta, and its stock ones, give the same proofs."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from followthrough import load, matching
from followthrough.answers import read_lead
from followthrough.inference import Reasoner, infer
from followthrough.matching import CountingEngine, PlainEngine
from followthrough.model import KnowledgeBase
from followthrough.productions import NOT, Fact, P, Production
from random_bases import TODAY, random_base, random_lead

GOOD = sorted((Path(__file__).parents[1] / "bases" / "good").iterdir())
RANDOM_BASES = 200
SHIPPED_LEADS = 200


class Light(Fact):
    """A light with a name and a colour."""


def engine_of(*productions: Production) -> CountingEngine:
    return CountingEngine(productions)


def compare(base: KnowledgeBase, leads: int, seed: int) -> int:
    chance = random.Random(seed)
    for counsel in base.counsels:
        stock = Reasoner(base, counsel, PlainEngine)
        for _ in range(leads):
            lead = read_lead(base, random_lead(base, chance), TODAY)
            assert infer(base, counsel, lead, TODAY) == stock.run(lead, TODAY)
    return leads * len(base.counsels)


def test_proofs_on_random_bases_are_those_of_the_stock_matcher(record_property):
    compared = sum(compare(random_base(seed), 2, seed) for seed in range(RANDOM_BASES))
    record_property("counted", f"{compared} proofs by RETE and by counting, no difference")


@pytest.mark.parametrize("folder", GOOD, ids=[folder.name for folder in GOOD])
def test_proofs_on_the_small_bases_are_those_of_the_stock_matcher(folder):
    assert compare(load(folder), 30, 1)


def test_proofs_on_the_shipped_base_are_those_of_the_stock_matcher(record_property):
    compared = compare(load(), SHIPPED_LEADS, 2)
    record_property("counted", f"{compared} proofs by RETE and by counting, no difference")


def test_one_base_serves_several_threads():
    base = load()
    chance = random.Random(3)
    leads = [read_lead(base, random_lead(base, chance), TODAY) for _ in range(40)]
    alone = [infer(base, "jobfairy", lead, TODAY) for lead in leads]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda lead: infer(base, "jobfairy", lead, TODAY), leads)) == alone


def test_a_retracted_fact_takes_its_activations_with_it():
    fired: list[str] = []
    engine = engine_of(
        Production(Light(colour=P(lambda colour: colour == "green")))(lambda engine: fired.append("go")),
        Production(NOT(Light(name="east")), salience=1)(lambda engine: fired.append("stop")),
    )
    engine.reset()
    green = engine.declare(Light(name="east", colour="green"))
    engine.retract(green)
    engine.run()
    assert fired == ["stop"]


@pytest.mark.parametrize("pattern", [Light(), Light(name="east", colour="green"), NOT(NOT(Light(name="a")))])
def test_a_pattern_it_cannot_index_is_refused(pattern):
    with pytest.raises(TypeError, match=r"pattern|field"):
        engine_of(Production(pattern)(lambda engine: None))


def test_what_values_meet_is_remembered_of_so_many_only(monkeypatch):
    monkeypatch.setattr(matching, "MAX_VALUES", 3)
    fired: list[int] = []
    engine = engine_of(Production(Light(name=P(lambda name: name > 5)))(lambda engine: fired.append(name)))
    for name in [*range(10), 0, 9]:
        engine.reset()
        engine.declare(Light(name=name))
        engine.run()
    assert fired == [6, 7, 8, 9, 9]
    assert len(engine.matcher.wanted.kinds[Light]["name"].met_by) <= 3
