"""From the answers of a lead to its days: a date and its count follow from each other, and all days are in order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import cast

from followthrough.errors import Place, Problem
from followthrough.format.conditions import Value
from followthrough.format.counts import Count
from followthrough.format.day_order import (
    Ages,
    ages,
    by_day,
    in_order,
    known_ages,
    must_have_passed,
    out_of_order,
    reach,
)
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
    facts: dict[str, Value] = {name: answers.get(name) for name in (*base.questions, *base.counts, *base.spans)}
    answered = set(map(base.question_of, answers))
    for name in dict.fromkeys(count.of for count in base.counts.values() if count.of in answered):
        try:
            facts[name] = _day(base, base.questions[name], answers, today)
        except _Contradiction as error:
            facts[name] = None
            problems.append(Problem(places[error.name], error.wrong, error.remedy))
    _put_in_order(base, answers, facts, today, places, problems)
    facts.update(counted(base, facts, today))
    return facts


def counted(base: KnowledgeBase, facts: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Return what is counted from the days of a lead: every count and span, None where a day is not known."""
    found: dict[str, Value] = {}
    for count in base.counts.values():
        day = facts[count.of]
        found[count.name] = count.days(day, today) if isinstance(day, date) else None
    for span in base.spans.values():
        first, last = facts[span.first], facts[span.last]
        found[span.name] = span.days(first, last) if isinstance(first, date) and isinstance(last, date) else None
    return found


def _put_in_order(
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    facts: dict[str, Value],
    today: date,
    places: Mapping[str, Place],
    problems: list[Problem],
) -> None:
    """Note days out of order, and days ahead that must have passed.

    If there are none, a day that was counted as so many days or more gets the nearest age that fits the order, unless
    more is counted from it than this number.
    """
    known = {name: found for name, found in known_ages(base, answers, today).items() if isinstance(facts[name], date)}
    wrong = [
        *_days_ahead(base, known, facts, today, places),
        *_days_out_of_order(base, known, facts, places, answers),
    ]
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
    base: KnowledgeBase,
    known: Mapping[str, Ages],
    facts: Mapping[str, Value],
    places: Mapping[str, Place],
    answers: Mapping[str, Value],
) -> Iterator[Problem]:
    """Yield a problem for each day that is before one that it must not be before."""
    for later, earlier in out_of_order(base, known):
        name = next(one for one in (later, *(count.name for count in base.counts_of(later))) if one in places)
        wrong = f"{later} cannot be {facts[later]}: that is before {earlier}, {facts[earlier]}"
        remedies = ["correct one of the two days", *_days_to_name(base, (earlier, later), facts, answers)]
        yield Problem(places[name], wrong, ", or ".join(remedies))


def _days_to_name(
    base: KnowledgeBase, names: Iterable[str], facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> Iterator[str]:
    """Yield for each date from which more is counted, told as so many days or more, that its day can be named."""
    for name in names:
        for count in base.counts_of(name) if name in by_day(base) and name not in answers else ():
            days = answers.get(count.name)
            if isinstance(days, int) and (said := count.says(days)) != str(days):
                yield f"give {name} as a date, since {count.name} {said} is taken for {facts[name]}"
                break


class _Contradiction(Exception):
    """An answer that contradicts another, or the calendar."""

    def __init__(self, name: str, wrong: str, remedy: str = "keep one of the two answers") -> None:
        self.name, self.wrong, self.remedy = name, wrong, remedy


def _day(base: KnowledgeBase, question: Question, answers: Mapping[str, Value], today: date) -> date | None:
    """Return the day of a date that is counted, of which the date, some counts, all, or none have been answered."""
    counts = base.counts_of(question.name)
    given = [name for name in (question.name, *(count.name for count in counts)) if name in answers]
    known = [name for name in given if answers[name] is not None]
    unknown = [name for name in given if answers[name] is None]
    if known and unknown:
        raise _Contradiction(unknown[0], f"{unknown[0]} is unknown, but follows from {known[0]}")
    if not known:
        return None
    day = answers[question.name] if question.name in known else _counted_day(question, counts, answers, today)
    assert isinstance(day, date), "a date question is answered with a date"
    first, last = reach(question, counts, today)
    if not first <= day <= last:
        raise _Contradiction(question.name, *_out_of_reach(question, counts, day, today))
    for count in counts:
        days = answers.get(count.name)
        if days not in (None, count.days(day, today)):
            wrong = f"{count.name} is {days}, but {known[0]} {answers[known[0]]} makes it {count.days(day, today)}"
            raise _Contradiction(count.name, f"{wrong} on {today}")
    return day


def _counted_day(question: Question, counts: Sequence[Count], answers: Mapping[str, Value], today: date) -> date:
    """Return the day that so many days are counted from: of several counts, one that fits them all."""
    passed = must_have_passed(question, counts)
    found: Ages | None = None
    wanted, told = 0, ""
    for count in counts:
        days = answers.get(count.name)
        if not isinstance(days, int):
            continue
        there = ages(question, count, days, days, passed=passed)
        if there is None:
            wrong = f"{count.name} cannot be {days}: {count.of} would be after today, {today}"
            raise _Contradiction(count.name, wrong, "give a day that has passed")
        if found is None:
            found, told, wanted = there, count.name, days if count.direction == "since" else -days
        elif (both := found.both(there)) is None:
            raise _Contradiction(
                count.name, f"{count.name} is {days}, which no day has of which {told} is {answers[told]}"
            )
        else:
            found = both
    assert found is not None, "some count is known"
    try:
        return today - timedelta(days=found.nearest(wanted))
    except OverflowError:
        wrong = f"{told} cannot be {answers[told]}: that is beyond the calendar"
        raise _Contradiction(told, wrong, "give fewer days") from None


def _out_of_reach(question: Question, counts: Sequence[Count], day: date, today: date) -> tuple[str, str]:
    if must_have_passed(question, counts) and day > today:
        return _after_today(question.name, day, today)
    away = (day - today).days
    far = f"{away:,} days ahead" if away > 0 else f"{-away:,} days ago"
    return f"{question.name} cannot be {day}: that is {far}", "check the year"


def _after_today(name: str, day: date, today: date) -> tuple[str, str]:
    return f"{name} cannot be {day}: that is after today, {today}", "give a day that has passed"
