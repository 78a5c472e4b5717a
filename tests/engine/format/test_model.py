"""What a knowledge base tells about itself."""

import gc
from datetime import date

import pytest
from msgspec.structs import replace

from bases.reset import BASES
from followthrough.errors import Place
from followthrough.format.conditions import Value
from followthrough.format.counts import Count
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase

GOOD = BASES / "good"
PLANT, BOOK, BAG = (load(GOOD / name) for name in ("two-counsels", "days", "many"))
HERE = Place("x.yaml", 1, 1)


def chained(**follows: tuple[str, ...]) -> KnowledgeBase:
    """Give a base whose counsels follow each other as told."""
    counsels = {name: replace(PLANT.authorities["aunt"], name=name, follows=others) for name, others in follows.items()}
    return replace(PLANT, authorities=counsels, rules={})


def test_a_counsel_comes_before_all_it_follows_and_each_once() -> None:
    assert PLANT.lineage("aunt") == ("aunt",)
    assert PLANT.lineage("botanist") == ("botanist", "aunt")
    diamond = chained(a=("b", "c"), b=("d",), c=("d",), d=())
    assert diamond.lineage("a") == ("a", "b", "c", "d")


def test_a_count_of_days_is_answered_by_its_date_and_any_other_fact_by_itself() -> None:
    assert BOOK.question_of("days_since_borrowed") == BOOK.question_of("borrowed_on") == "borrowed_on"
    assert BOOK.question_of("action") == "action"


def test_a_rule_cites_passages_of_its_own_counsel_and_of_whom_it_follows() -> None:
    cited = PLANT.passages_of(PLANT.rules["resting-cacti-fast"])
    assert [(passage.counsel, passage.name) for passage in cited] == [("botanist", "cactus"), ("aunt", "dry")]


def test_of_two_passages_of_one_name_the_nearest_is_cited() -> None:
    both = replace(PLANT, passages={**PLANT.passages, ("botanist", "dry"): PLANT.passages["botanist", "rest"]})
    (passage,) = both.passages_of(replace(PLANT.rules["resting-cacti-fast"], sources=("dry",)))
    assert passage.counsel == "botanist"


def test_a_rule_names_each_fact_it_tests_once_in_the_order_they_are_written() -> None:
    assert load(GOOD / "unknowns").rules["a-dark-sky-rains"].tested() == ("forecast", "sky", "windy", "minutes")
    assert PLANT.rules["yellow-leaves-need-a-look"].tested() == ("leaves", "soil")


@pytest.mark.parametrize(
    ("base", "fact", "value", "said"),
    [
        (PLANT, "soil", "damp", "a little damp"),
        (PLANT, "cactus", "yes", "yes"),
        (PLANT, "water", "none", "Leave the can where it is."),
        (PLANT, "soil", None, "not known"),
        (PLANT, "care", (), "not known"),
        (BAG, "pack", ("bottle", "hat"), "a bottle of water, a hat"),
        (BAG, "nights", 2, "2 nights"),
        (BAG, "owner", "hot", "hot"),
        (BOOK, "borrowed_on", date(2026, 11, 1), "1 November 2026"),
        (BOOK, "days_since_borrowed", 0, "0"),
    ],
)
def test_what_a_person_reads_for_a_value(base: KnowledgeBase, fact: str, value: Value, said: str) -> None:
    assert base.says(fact, value) == said


def test_what_has_come_about_is_never_undone() -> None:
    packed = BAG.questions["packed"]
    possible = {(now, then) for now in packed.choices for then in packed.choices if packed.is_in_your_hands(now, then)}
    assert possible == {("nothing", "half"), ("nothing", "all"), ("half", "all")}
    assert packed.is_in_your_hands(None, "half")
    assert not BAG.questions["sky"].is_in_your_hands("mild", "hot")


@pytest.mark.parametrize(("direction", "days"), [("since", 21), ("until", -21)])
def test_days_are_counted_since_and_until(direction: str, days: int) -> None:
    count = Count("days", "", "day", "since" if direction == "since" else "until", -99, 99, HERE)
    assert count.days(date(2026, 11, 1), date(2026, 11, 22)) == days


@pytest.mark.parametrize(
    ("direction", "low", "high", "reach", "meant"),
    [
        ("since", 0, 365, (-4_015, 0), (-4_015, 0)),
        ("since", -5, 10, (-3_660, 3_655), (-3_660, 3_655)),
        ("until", -365, 10, (-4_015, 3_660), (-4_015, 3_660)),
        ("until", 0, 10, (-3_650, 3_660), (0, 3_660)),
    ],
)
def test_a_day_can_be_ten_years_beyond_the_bounds_of_its_count_but_not_ahead_if_it_has_passed(
    direction: str, low: int, high: int, reach: tuple[int, int], meant: tuple[int, int]
) -> None:
    count = Count("days", "", "day", "since" if direction == "since" else "until", low, high, HERE)
    today = date(2026, 11, 22)
    assert tuple((day - today).days for day in count.reach(today)) == reach
    assert tuple((day - today).days for day in count.meant(today)) == meant


def test_nothing_is_counted_beyond_the_calendar() -> None:
    count = Count("days", "", "day", "until", -9, 9, HERE)
    assert count.reach(date.max)[1] == date.max
    assert count.reach(date.min)[0] == date.min
    assert (count.days(date.max, date.min), count.days(date.min, date.max)) == (9, -9)


def test_a_count_is_found_by_its_question() -> None:
    count = BOOK.count_of("closes_on")
    assert count is not None
    assert count.name == "days_until_closing"
    assert BOOK.count_of("borrowed") is None


def test_who_advises_by_the_rules_of_an_authority_is_itself_first_and_then_its_followers() -> None:
    rice = load(GOOD / "notes-of-our-own")
    assert list(rice.authorities) == ["ours", "packet", "cook", "stranger"]
    assert list(rice.counsels) == ["packet", "cook"]
    assert [rice.counsels_with(name) for name in rice.authorities] == [
        ("packet", "cook"),
        ("packet", "cook"),
        ("cook",),
        (),
    ]
    assert rice.lineage("cook") == ("cook", "packet", "ours")


def test_what_there_are_thousands_of_is_not_searched_for_garbage() -> None:
    gc.collect()
    base = load(GOOD / "two-counsels")
    gc.collect()
    tests = [test for rule in base.rules.values() for test in rule.conditions.tests()]
    parts = [
        *base.rules.values(),
        *(rule.conditions for rule in base.rules.values()),
        *tests,
        *(one.test for one in tests),
    ]
    assert parts
    assert not any(gc.is_tracked(part) for part in parts)
