"""Lives that are simulated by `bench/lives.py`: the advice holds in them, and what would break it is seen."""

from dataclasses import replace
from datetime import date

import pytest
from lives import PAGE, Person, rules_hash, table
from living import Step, check
from worlds import world

from followthrough import load

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
WAITING = Step(MONDAY, "", "wait", "wait out the week", WEDNESDAY)
WRITTEN = Step(MONDAY, "", "pursue", "write a letter", MONDAY, contact=True)
LET_GO = Step(MONDAY, "", "drop", "turn to other leads", MONDAY)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_advice_holds_in_three_lives_under_each_counsel(number):
    base = load()
    lives = [Person(base, counsel, number, seed=7).live() for counsel in base.counsels]
    assert [str(life) for life in lives if life.violations] == []
    assert all(life.ended and life.told[-1].step for life in lives)


def test_a_life_is_the_same_each_time_it_is_lived():
    base = load()
    once, again = (Person(base, base.default_counsel, 3, seed=7).live() for _ in range(2))
    assert str(once) == str(again)
    assert world("7-3") != world("7-4")


def test_the_page_tells_of_the_rules_as_they_are():
    assert f"`{rules_hash()}`" in PAGE.read_text(encoding="utf-8"), "run ./check docs"


def test_the_table_counts_lives_and_violations_by_counsel():
    base = load()
    life = Person(base, base.default_counsel, 0, seed=7).live()
    life.told[0].violates = "something"
    assert table([life, life]).splitlines()[2].split("|")[1:3] == [f" {base.default_counsel}  ", " 2       "]
    assert table([life, life]).splitlines()[2].split("|")[-2].strip() == "2"


def violated(before: list[Step], now: Step) -> str:
    """Say which rule is violated by what is advised now, after what was advised before; nothing if none is."""
    now = replace(now)
    check(before, now)
    return now.violates.partition("'")[2].partition("'")[0]


def test_what_is_not_decided_is_seen():
    assert violated([], Step(MONDAY, "", None, "telephone", MONDAY)) == "decided"


def test_a_wait_without_a_day_is_seen():
    assert violated([], Step(MONDAY, "", "wait", "wait out the week", None)) == "an end to waiting"


def test_a_wait_that_goes_on_after_its_day_is_seen():
    on_its_day = replace(WAITING, on=WEDNESDAY)
    assert violated([on_its_day], replace(WAITING, on=date(2026, 3, 5))) == "an end to waiting"
    assert violated([WAITING], replace(on_its_day, due=date(2026, 3, 9))) == "an end to waiting"
    assert violated([WAITING], on_its_day) == ""


def test_a_step_that_is_taken_back_before_its_day_is_seen():
    assert violated([WAITING], replace(LET_GO, on=TUESDAY)) == "no contradiction"
    assert violated([replace(WAITING, stance="pursue", step="telephone")], replace(LET_GO, on=WEDNESDAY)) != ""


def test_what_becomes_known_may_change_the_advice():
    assert violated([WAITING], replace(LET_GO, on=TUESDAY, news="they say: turned down")) == ""
    assert violated([LET_GO], replace(WAITING, on=TUESDAY, news="they say: still deciding")) == ""


def test_a_lead_that_was_let_go_and_is_taken_up_again_without_news_is_seen():
    assert violated([LET_GO], replace(WAITING, on=TUESDAY)) == "no return"


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_step_that_is_held_against_the_person_is_seen(day):
    news = "in the evening" if day == MONDAY else ""
    assert violated([WRITTEN], replace(LET_GO, on=day, news=news)) == "not held against"
    assert violated([WRITTEN], replace(WAITING, on=day, news=news, desperate=True)) == "not held against"
    assert violated([WRITTEN], replace(WAITING, on=day, news=news)) == ""
