"""Our matcher and strategy for experta, and its stock ones, give the same proofs."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.run import matching
from followthrough.readings.run.engines import CountingEngine, PlainEngine, PlainProduction
from followthrough.readings.run.experta import NOT, Activation, Agenda, Fact, P, Production
from followthrough.readings.run.inference import Reasoner, infer
from followthrough.readings.run.matching import CountingMatcher, SalienceStrategy
from random_bases import TODAY, random_base, random_lead

GOOD = sorted((BASES / "good").iterdir())
RANDOM_BASES = 80
SHIPPED_LEADS = 60


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
    assert len(engine.matcher.wanted.kinds[Light]["name"]) <= 3


# What starts, what stops, and what fires first


GREEN, EAST, DIM = Light(colour="green"), Light(name="east"), NOT(Light(lit="no"))


def heard(*patterns: object, name: str, salience: int = 0) -> PlainProduction:
    return PlainProduction(lambda engine, subject: engine.heard.append(subject), name, *patterns, salience=salience)


def matcher_of(*productions: PlainProduction) -> CountingMatcher:
    engine = CountingEngine(productions)
    return engine.matcher  # type: ignore[no-any-return]


def changed(matcher: CountingMatcher, *adding: Light, deleting: tuple[Light, ...] = ()) -> tuple[list[str], list[str]]:
    """Take facts in and out, and name the productions that start and those that stop."""
    started, stopped = matcher.changes(adding, deleting)
    return [one.rule.subject for one in started], [one.rule.subject for one in stopped]


def test_a_production_starts_with_its_last_pattern_and_stops_with_the_first_that_goes():
    matcher = matcher_of(heard(GREEN, EAST, name="both"))
    assert changed(matcher, Light(colour="green")) == ([], [])
    assert changed(matcher, Light(colour="red")) == ([], [])
    assert changed(matcher, Light(name="east")) == (["both"], [])
    assert changed(matcher, deleting=(Light(colour="green"),)) == ([], ["both"])
    assert changed(matcher, deleting=(Light(name="east"),)) == ([], [])
    assert changed(matcher, Light(colour="green", name="east")) == (["both"], [])


def test_what_must_not_be_there_stops_a_production_until_it_goes():
    matcher = matcher_of(heard(EAST, DIM, name="shine"))
    assert changed(matcher, Light(name="east")) == (["shine"], [])
    assert changed(matcher, Light(lit="no")) == ([], ["shine"])
    assert changed(matcher, deleting=(Light(lit="no"),)) == (["shine"], [])


def test_a_production_that_waits_for_nothing_starts_at_once_and_after_every_reset():
    matcher = matcher_of(heard(DIM, name="always"), heard(EAST, name="east"))
    assert changed(matcher) == (["always"], [])
    assert changed(matcher) == ([], [])
    assert changed(matcher, Light(name="east")) == (["east"], [])
    matcher.reset()
    assert changed(matcher, Light(lit="no")) == ([], [])
    assert changed(matcher, deleting=(Light(lit="no"),)) == (["always"], [])
    matcher.reset()
    assert changed(matcher) == (["always"], [])


def test_what_starts_and_stops_at_once_does_neither():
    matcher = matcher_of(heard(EAST, DIM, name="shine"))
    assert changed(matcher, Light(name="east"), Light(lit="no")) == ([], [])
    assert changed(matcher, deleting=(Light(lit="no"),)) == (["shine"], [])
    assert changed(matcher, Light(name="east"), deleting=(Light(name="east"),)) == ([], [])


def test_facts_of_another_kind_and_other_fields_are_passed_over():
    class Sound(Fact):
        """A sound with a name."""

    matcher = matcher_of(heard(EAST, name="east"))
    assert changed(matcher, Sound(name="east")) == ([], [])
    assert changed(matcher, Light(place="east")) == ([], [])
    assert changed(matcher, Light(name="east")) == (["east"], [])


def test_a_value_and_a_predicate_of_the_same_field_are_both_met():
    short = Light(name=P(lambda name: len(name) < 5))
    matcher = matcher_of(heard(EAST, name="value"), heard(short, name="predicate"), heard(EAST, short, name="both"))
    assert changed(matcher, Light(name="west")) == (["predicate"], [])
    matcher.reset()
    started, _ = changed(matcher, Light(name="east"))
    assert sorted(started) == ["both", "predicate", "value"]


def fired(*productions: PlainProduction, facts: tuple[Light, ...] = ()) -> list[str]:
    engine = CountingEngine(productions)
    engine.heard = []
    engine.reset()
    for fact in facts:
        engine.declare(fact)
    engine.run()
    return engine.heard  # type: ignore[no-any-return]


def test_the_production_of_greatest_salience_fires_first_whether_they_come_together_or_one_by_one():
    first, second = heard(EAST, name="second", salience=2), heard(GREEN, name="first", salience=3)
    last, always = heard(EAST, name="last", salience=-1), heard(DIM, name="always", salience=1)
    for facts in ((Light(name="east"), Light(colour="green")), (Light(colour="green"), Light(name="east"))):
        assert fired(last, first, always, second, facts=facts) == ["first", "second", "always", "last"]


def activation(salience: int) -> Activation:
    found = Activation(heard(EAST, name=str(salience), salience=salience), (), {})
    found.key = salience
    return found


def test_the_agenda_is_kept_in_order_as_activations_come_and_go():
    agenda, strategy = Agenda(), SalienceStrategy()
    ones = {salience: activation(salience) for salience in range(-3, 6)}

    def update(added: tuple[int, ...], removed: tuple[int, ...] = ()) -> list[int]:
        strategy.update_agenda(agenda, [ones[one] for one in added], [ones[one] for one in removed])
        return [one.key for one in agenda.activations]

    assert update((3, -1, 2)) == [-1, 2, 3]
    assert update((0,)) == [-1, 0, 2, 3]
    assert update((5, -3, 4, 1, -2)) == [-3, -2, -1, 0, 1, 2, 3, 4, 5]
    assert update((), (0, 5)) == [-3, -2, -1, 1, 2, 3, 4]
    assert update((), (0, 5)) == [-3, -2, -1, 1, 2, 3, 4], "what is not there is not taken out"
    assert update((0,), (-3,)) == [-2, -1, 0, 1, 2, 3, 4]


def test_an_activation_that_is_not_the_one_that_waits_takes_nobody_along():
    agenda, strategy = Agenda(), SalienceStrategy()
    waiting = activation(1)
    strategy.update_agenda(agenda, [waiting], [])
    strategy.update_agenda(agenda, [], [activation(1)])
    assert list(agenda.activations) == [waiting]


def test_a_production_keeps_what_it_does_under_other_conditions():
    one = heard(EAST, name="kept", salience=4)
    other = one.new_conditions(GREEN)
    assert (other.action, other.subject, other.salience, tuple(other)) == (one.action, "kept", 4, (GREEN,))
    assert other.__name__ == one.__name__ == "<lambda>"
    assert fired(other, facts=(Light(colour="green"),)) == ["kept"]


def test_what_is_remembered_of_a_field_is_what_was_met(monkeypatch):
    monkeypatch.setattr(matching, "MAX_VALUES", 2)
    matcher = matcher_of(heard(EAST, name="east"))
    field = matcher.wanted.kinds[Light]["name"]
    sizes = []
    for name in ("a", "b", "b", "east", "a"):
        assert list(field[name]) == [0] * (name == "east")
        sizes.append(len(field))
    assert sizes == [1, 2, 2, 1, 2]
