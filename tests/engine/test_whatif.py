"""What would have to be different: every set leads there, and no smaller one does."""

from datetime import date
from itertools import islice
from random import Random

import pytest

from followthrough import LeadError, MissingFacts, advise, load
from followthrough.answers import read_lead
from followthrough.cells import variables
from followthrough.conditions import Value
from followthrough.inference import infer
from followthrough.model import KnowledgeBase
from followthrough.whatif import Change, what_if
from followthrough.worlds import MAX_CHANGES, World, Worlds
from random_bases import TODAY, random_base, random_lead

ON = date(2026, 11, 22)
SECOND_CHOICE: dict[str, object] = {
    "interview": "done",
    "want_it": "yes",
    "days_since_interview": 12,
    "heard_back": "still deciding",
    "told_rank": "second",
    "focusing_on": "someone else",
    "day_named": "no",
    "thank_you": "sent",
    "forgot_something": "no",
    "material": "sent",
    "second_letter": "not sent",
    "called": "no",
}
SILENCE = {**SECOND_CHOICE, "days_since_interview": 15, "heard_back": "nothing", "told_rank": "not told"}
SILENCE["focusing_on"] = "not said"
RANDOM_BASES = 150
MOST_LEADS = 400


def answers(sets: tuple[tuple[Change, ...], ...]) -> list[dict[str, object]]:
    return [{change.fact: change.then for change in changes} for changes in sets]


def test_a_step_that_is_in_your_hands_is_told_apart_from_what_others_do():
    found = what_if(load(), SILENCE, "next_step", "telephone", counsel="wolfe", today=ON)
    assert answers(found.yours) == [{"second_letter": "sent"}]
    assert found.others == ()
    dropped = what_if(load(), SECOND_CHOICE, "stance", "pursue", today=ON)
    assert dropped.yours == ()
    assert {"told_rank": "first", "focusing_on": "me"} in answers(dropped.others)
    assert not any(change.in_your_hands for changes in dropped.others for change in changes)


def test_what_has_come_about_is_not_undone_by_you():
    found = what_if(load(), {**SILENCE, "called": "once"}, "next_step", counsel="wolfe", today=ON)
    for changes in found.yours:
        for change in changes:
            assert (change.fact, change.then) not in {("called", "no"), ("thank_you", "not sent")}


def test_a_value_that_nothing_leads_to_is_said_to_be_impossible():
    found = what_if(load(), SILENCE, "next_step", "telephone", counsel="jobfairy", today=ON)
    assert (found.yours, found.others, found.possible) == ((), (), False)


def test_a_value_that_holds_already_needs_no_change():
    assert what_if(load(), SILENCE, "stance", "drop", today=ON).yours == ((),)


def test_every_set_leads_to_the_value_when_the_rules_are_run():
    base = load()
    for lead, concept, value in ((SILENCE, "stance", "pursue"), (SECOND_CHOICE, "stance", "pursue")):
        found = what_if(base, lead, concept, value, today=ON)
        assert found.others
        for changed in answers(found.others):
            assert advise(base, {**lead, **changed}, today=ON).value(concept) == value


def test_bad_questions_and_open_leads_are_refused():
    with pytest.raises(LeadError, match="unknown concept 'stanc'; did you mean 'stance'"):
        what_if(load(), SILENCE, "stanc", today=ON)
    with pytest.raises(LeadError, match="unknown value 'persue'; did you mean 'pursue'"):
        what_if(load(), SILENCE, "stance", "persue", today=ON)
    with pytest.raises(MissingFacts):
        what_if(load(), {"interview": "done"}, "stance", today=ON)


def cell_of(base: KnowledgeBase, fact: str, value: Value) -> Value:
    """Give the representative of a value's cell."""
    cells = next(variable.cells for variable in variables(base) if variable.fact == fact)
    return None if value is None else next(cell.value for cell in cells if cell.includes(value))


def distance(base: KnowledgeBase, facts: dict[str, Value], world: World) -> frozenset[tuple[str, Value]]:
    """Give what is answered otherwise in a world."""
    return frozenset(
        (variable.fact, world.answers.get(variable.fact))
        for variable in variables(base)
        if world.answers.get(variable.fact) != facts[variable.fact]
    )


def test_on_random_bases_the_sets_are_all_the_smallest_ones(record_property):
    compared = 0
    for seed in range(RANDOM_BASES):
        base = random_base(seed)
        counsel = base.default_counsel
        worlds = list(islice(Worlds(base, counsel).each({}), MOST_LEADS + 1))
        if len(worlds) > MOST_LEADS:
            continue
        given = random_lead(base, Random(seed))
        lead = read_lead(base, given, TODAY)
        facts = {variable.fact: cell_of(base, variable.fact, lead.facts[variable.fact]) for variable in variables(base)}
        goal = base.goals[0]
        now = infer(base, counsel, lead, TODAY).facts[goal]
        for value in base.concepts[goal].values:
            if value == now:
                continue
            ways = {distance(base, facts, world) for world in worlds if world.values[goal] == value}
            least = min(map(len, ways), default=None)
            found = what_if(base, given, goal, value, today=TODAY)
            sets = {
                frozenset((change.fact, change.then) for change in changes)
                for changes in (*found.yours, *found.others)
                if len(changes) == least
            }
            expected = {way for way in ways if len(way) == least} if least and least <= MAX_CHANGES else set()
            assert sets == expected, (seed, value)
            assert found.possible == bool(ways), (seed, value)
            compared += 1
    record_property("counted", f"{compared} questions what-if, no difference from trying every lead")
    assert compared > RANDOM_BASES // 4
