"""From the answers of a lead to its days: a date and its count follow from each other, and all days are in order."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import cast

from followthrough.errors import Place, Problem
from followthrough.format.conditions import Value
from followthrough.format.counts import Count
from followthrough.format.day_order import Ages, ages, in_order, known_ages, out_of_order, reach
from followthrough.format.model import KnowledgeBase, Question


def facts_of(
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    today: date,
    places: Mapping[str, Place],
    problems: list[Problem],
) -> dict[str, Value]:
    """Return every question and count, and note what contradicts another answer, the calendar, or the order of days.

    A date and its count follow from each other, or both stay open. `places` has the place of each answer.
    """
    facts: dict[str, Value] = {name: answers.get(name) for name in (*base.questions, *base.counts)}
    for count in base.counts.values():
        try:
            facts[count.of], facts[count.name] = _day_and_count(base.questions[count.of], count, answers, today)
        except _Contradiction as error:
            facts[count.of] = facts[count.name] = None
            problems.append(Problem(places[error.name], error.wrong, error.remedy))
    _put_in_order(base, answers, facts, today, places, problems)
    return facts


def _put_in_order(
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    facts: dict[str, Value],
    today: date,
    places: Mapping[str, Place],
    problems: list[Problem],
) -> None:
    """Note days out of order, and days ahead that must have passed.

    If there are none, a day that was counted as so many days or more gets the nearest age that fits the order.
    """
    known = {name: found for name, found in known_ages(base, answers, today).items() if isinstance(facts[name], date)}
    wrong = [*_days_ahead(base, known, facts, today, places), *_days_out_of_order(base, known, facts, places)]
    problems += wrong
    if known and not wrong:
        order = {name: base.questions[name].not_before for name in known}
        wanted = {name: (today - cast(date, facts[name])).days for name in known}
        for name, age in in_order(order, known, wanted).items():
            facts[name] = today - timedelta(days=age)


def _days_ahead(
    base: KnowledgeBase,
    known: Mapping[str, Ages],
    facts: Mapping[str, Value],
    today: date,
    places: Mapping[str, Place],
) -> Iterator[Problem]:
    """Yield a problem for each day without a count that lies ahead and must have passed."""
    for name, found in known.items():
        if found.most < 0 and base.questions[name].passed:
            yield Problem(places[name], *_after_today(name, cast(date, facts[name]), today))


def _days_out_of_order(
    base: KnowledgeBase, known: Mapping[str, Ages], facts: Mapping[str, Value], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """Yield a problem for each day that is before one that it must not be before."""
    for later, earlier in out_of_order(base, known):
        count = base.count_of(later)
        name = count.name if count is not None and later not in places else later
        wrong = f"{later} cannot be {facts[later]}: that is before {earlier}, {facts[earlier]}"
        yield Problem(places[name], wrong, "correct one of the two days")


class _Contradiction(Exception):
    """An answer that contradicts another, or the calendar."""

    def __init__(self, name: str, wrong: str, remedy: str = "keep one of the two answers") -> None:
        self.name, self.wrong, self.remedy = name, wrong, remedy


def _day_and_count(
    question: Question, count: Count, answers: Mapping[str, Value], today: date
) -> tuple[date | None, int | None]:
    """Return a date and its count, of which one, both, or neither has been answered."""
    day, days = cast(date | None, answers.get(count.of)), cast(int | None, answers.get(count.name))
    if {count.of, count.name} <= answers.keys() and (day is None) != (days is None):
        unknown, known = (count.of, count.name) if day is None else (count.name, count.of)
        raise _Contradiction(unknown, f"{unknown} is unknown, but follows from {known}")
    if day is not None:
        counted = count.days(day, today)
        first, last = reach(question, count, today)
        if not first <= day <= last:
            raise _Contradiction(count.of, *_out_of_reach(question, count, day, today))
        if days not in (None, counted):
            wrong = f"{count.name} is {days}, but {count.of} {day} makes it {counted} on {today}"
            raise _Contradiction(count.name, wrong)
        return day, counted
    if days is None:
        return None, None
    if ages(question, count, days, days) is None:
        wrong = f"{count.name} cannot be {days}: {count.of} would be after today, {today}"
        raise _Contradiction(count.name, wrong, "give a day that has passed")
    try:
        return today + timedelta(days=-days if count.direction == "since" else days), days
    except OverflowError:
        wrong = f"{count.name} cannot be {days}: that is beyond the calendar"
        raise _Contradiction(count.name, wrong, "give fewer days") from None


def _out_of_reach(question: Question, count: Count, day: date, today: date) -> tuple[str, str]:
    if (count.passed or question.passed) and day > today:
        return _after_today(question.name, day, today)
    away = (day - today).days
    far = f"{away:,} days ahead" if away > 0 else f"{-away:,} days ago"
    return f"{count.of} cannot be {day}: that is {far}", "check the year"


def _after_today(name: str, day: date, today: date) -> tuple[str, str]:
    return f"{name} cannot be {day}: that is after today, {today}", "give a day that has passed"
