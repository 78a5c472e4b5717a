"""Rows that no test tells apart are settled together, and get what `advise` says of each."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from followthrough import load
from followthrough.advising import files
from followthrough.advising.rows_alike import RowsAlike
from followthrough.format.conditions import Value
from followthrough.format.day_order import by_day, known_ages, out_of_order
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY, random_base, random_lead

COAT = load(Path(__file__).parents[2] / "bases" / "good" / "days-between")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_days_that_no_test_tells_apart_are_alike_where_all_that_hang_together_are_known() -> None:
    alike = RowsAlike(COAT, TODAY)

    def coat(bought: date | None, returned: date | None = None) -> object:
        return alike.of({"bought_on": bought, "came_back": None, "returned_on": returned})

    assert coat(ago(7)) == coat(ago(70)) != coat(ago(2))
    assert coat(ago(9), ago(8)) == coat(ago(9), ago(7)) != coat(ago(9), ago(6))
    assert coat(ago(9), ago(8)) != coat(ago(9))
    assert coat(ago(20_000)) != coat(ago(7)), "nobody bought it then"


def test_days_beside_one_that_may_still_be_told_are_never_alike() -> None:
    alike = RowsAlike(COAT, TODAY)
    assert alike.of({"bought_on": ago(7)}) != alike.of({"bought_on": ago(8)})
    told = [{"bought_on": None, "returned_on": ago(days)} for days in (7, 8)]
    assert alike.of(told[0]) != alike.of(told[1]), "when it was bought must be answered, so it is open"


def test_random_rows_that_are_alike_have_the_same_outlook(record_property: Callable[[str, str], None]) -> None:
    compared = 0
    for seed in range(16):
        base, random = random_base(seed, spans=True, sums=seed % 3 == 0, decimals=seed % 4 == 0), Random(seed)
        settling, alike = files._Settling(base, Path("x"), TODAY, why=True), RowsAlike(base, TODAY)
        shown = [one.name for one in base.questions.values() if one.kind == "date" or random.random() < 0.8]
        for _ in range(3):
            told = drawn(base, shown, random)
            beside = [moved(base, told, random) for _ in range(40)]
            alike_to_it = [one for one in beside if one != told and alike.of(one) == alike.of(told)]
            for row in [one for one in alike_to_it if not is_out_of_order(base, one)][:1]:
                outlooks = [settling._outlook(base.default_counsel, one) for one in (told, row)]
                assert outlooks[0] == outlooks[1], (seed, told, row)
                compared += 1
    assert compared > 10
    record_property("counted", f"{compared} rows beside one that is alike, no difference")


def drawn(base: KnowledgeBase, shown: list[str], random: Random) -> dict[str, Value]:
    """Draw a row of a possible lead, as it is told, in which some answers are missing, of days only few."""
    facts = read_lead(base, random_lead(base, random), TODAY).facts
    told: dict[str, Value] = {}
    for name in shown:
        count = base.count_of(name)
        told[name] = facts[name] if count is None or name in by_day(base) else facts[count.name]
    return {name: None if random.random() < (0.1 if name in by_day(base) else 0.4) else told[name] for name in told}


def moved(base: KnowledgeBase, told: dict[str, Value], random: Random) -> dict[str, Value]:
    """Move the days of a row whose own day counts."""
    return {
        name: value + timedelta(days=random.randint(-2, 2))
        if isinstance(value, date) and name in by_day(base)
        else value
        for name, value in told.items()
    }


def is_out_of_order(base: KnowledgeBase, told: dict[str, Value]) -> bool:
    days = {name: value for name, value in told.items() if isinstance(value, date)}
    return any(out_of_order(base, known_ages(base, days, TODAY)))
