"""The order of days: which day is `not before` another one, and which must have passed.

A day is told by its *age*: how many days ago it was, negative if it lies ahead. Of a day that was counted and not
named, several ages are possible where the count is at one of its bounds: 10 may stand for 10 or more. The order holds
between known days only; so it is passed on by a day in between only where that day is known too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from followthrough.format.conditions import Value
from followthrough.format.counts import SLACK, Count
from followthrough.format.graph_walks import reached
from followthrough.format.model import KnowledgeBase, Question

FAR = 10_000_000
"""An age beyond the calendar, which has less than four million days."""


class Ages(NamedTuple):
    """The ages, from `least` to `most`, that a known day may have."""

    least: int
    most: int

    def both(self, other: "Ages") -> "Ages | None":
        """Return the ages in both ranges; None if there are none."""
        least, most = max(self.least, other.least), min(self.most, other.most)
        return Ages(least, most) if least <= most else None

    def nearest(self, age: int) -> int:
        """Return the age in the range that is nearest to one."""
        return min(max(age, self.least), self.most)


def ages_of_day(day: date, today: date) -> Ages:
    """Return the one age of a day that is named."""
    age = (today - day).days
    return Ages(age, age)


def ages(question: Question, count: Count | None, low: int = 0, high: int = 0, *, passed: bool = False) -> Ages | None:
    """Return the ages of a day that is counted as `low` to `high`, or of any day without a count; None: no day can be.

    It must have `passed` besides if another count of the same day says so.

    >>> from followthrough.errors import Place
    >>> from followthrough.format.conditions import AllOf
    >>> count = Count("days", "", "day", "since", 0, 10, Place(""))
    >>> day = Question("day", "", "date", "", {}, False, AllOf(), 0, 0, "", (), Place(""))
    >>> ages(day, count, 3, 5), ages(day, count, 6, 10)
    (Ages(least=3, most=5), Ages(least=6, most=3660))
    """
    if count is None:
        least, most = -FAR, FAR
    else:
        first = low - SLACK if low == count.low else low
        last = high + SLACK if high == count.high else high
        least, most = (first, last) if count.direction == "since" else (-last, -first)
    if passed or question.passed or (count is not None and count.passed):
        least = max(least, 0)
    return Ages(least, most) if least <= most else None


def must_have_passed(question: Question, counts: Iterable[Count]) -> bool:
    """Return whether a date cannot lie ahead, by the order of days or by any of its counts."""
    return question.passed or any(count.passed for count in counts)


def possible_ages(question: Question, counts: Sequence[Count]) -> Ages:
    """Return the ages that the day of a question can have: as far as any of its counts reaches, if it has some."""
    passed = must_have_passed(question, counts)
    held = [ages(question, count, count.low, count.high, passed=passed) for count in counts]
    found = [one for one in held if one is not None] or [Ages(0 if passed else -FAR, FAR)]
    return Ages(min(one.least for one in found), max(one.most for one in found))


def by_day(base: KnowledgeBase) -> set[str]:
    """Name the dates whose own day counts, and not only one number of days: there are several counts of them.

    So there are of each date from or to which days are counted to or from another one, and of all in an order with it.
    """
    found = {count.of for count in base.counts.values() if len(base.counts_of(count.of)) > 1}
    return found | {name for group in spanned(base) for name in group}


def spanned(base: KnowledgeBase) -> list[tuple[str, ...]]:
    """Return groups of dates, in the author's order, that hang together by spans and by their order."""
    if not base.spans:
        return []
    beside: dict[str, list[str]] = {}
    pairs = [span.dates for span in base.spans.values()]
    pairs += [(one.name, earlier) for one in base.questions.values() for earlier in one.not_before]
    for one, other in pairs:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    groups = dict.fromkeys(frozenset(reached([span.first], lambda name: beside[name])) for span in base.spans.values())
    return [tuple(name for name in base.questions if name in group) for group in groups]


def known_ages(base: KnowledgeBase, answers: Mapping[str, Value], today: date) -> dict[str, Ages]:
    """Return the ages of the days that are known, by question, if the order or the days of any dates matter.

    A day from which more is counted than one number (`by_day`) has one age, however it was told: were it moved by a day
    that is told later, what was advised before would no longer hold.
    """
    days = by_day(base)
    if not days and not ordered(base):
        return {}
    found: dict[str, Ages] = {}
    answered = set(map(base.question_of, answers))
    for question in base.questions.values():
        if (
            question.name in answered
            and question.kind == "date"
            and (told := told_ages(base, question, answers, today)) is not None
        ):
            possible, age = told
            found[question.name] = Ages(age, age) if question.name in days else possible
    return found


def told_ages(
    base: KnowledgeBase, question: Question, answers: Mapping[str, Value], today: date
) -> tuple[Ages, int] | None:
    """Return the ages that a day can have by its answers, and the one that it has by itself.

    None if it is not known, or its answers contradict one another.
    """
    if isinstance(day := answers.get(question.name), date):
        return ages_of_day(day, today), (today - day).days
    counts = base.counts_of(question.name)
    passed = must_have_passed(question, counts)
    found: Ages | None = None
    wanted = 0
    for count in counts:
        if isinstance(days := answers.get(count.name), int):
            there = ages(question, count, days, days, passed=passed)
            if found is None and there is not None:
                wanted = days if count.direction == "since" else -days
            found = there if found is None or there is None else found.both(there)
            if found is None:
                return None
    return (found, found.nearest(wanted)) if found is not None else None


def reach(question: Question, counts: Sequence[Count], today: date) -> tuple[date, date]:
    """Return the first and the last day that a date question can be answered with: as far as any count reaches."""
    return _widest([count.reach(today) for count in counts], question, counts, today)


def meant(question: Question, counts: Sequence[Count], today: date) -> tuple[date, date]:
    """Return the first and the last day that can be meant by a text that may mean several."""
    return _widest([count.meant(today) for count in counts], question, counts, today)


def _widest(
    days: Sequence[tuple[date, date]], question: Question, counts: Iterable[Count], today: date
) -> tuple[date, date]:
    first = min((first for first, _ in days), default=date.min)
    last = max((last for _, last in days), default=date.max)
    return first, min(last, today) if must_have_passed(question, counts) else last


def ordered(base: KnowledgeBase) -> set[str]:
    """Name the dates that are in an order: those that are not before others, and these."""
    return {name for one in base.questions.values() if one.not_before for name in (one.name, *one.not_before)}


def followers(questions: Mapping[str, Question]) -> dict[str, list[str]]:
    """Return for every date that comes before another one, as its author says, those that are not before it."""
    found: dict[str, list[str]] = {}
    for question in questions.values():
        for earlier in question.not_before:
            found.setdefault(earlier, []).append(question.name)
    return found


def out_of_order(base: KnowledgeBase, known: Mapping[str, Ages]) -> Iterator[tuple[str, str]]:
    """Yield each date that is before one that it must not be before, and the nearest such one.

    `known` has the ages of all known days, by question.
    """
    for name in base.questions:
        if name in known and base.questions[name].not_before:
            found = (one for one in _before(base, name, known) if known[one].most < known[name].least)
            if earlier := next(found, None):
                yield name, earlier


def window(base: KnowledgeBase, name: str, known: Mapping[str, Ages]) -> Ages:
    """Return the ages that a date can have beside the known days."""
    after = followers(base.questions)
    later = reached([name], lambda one: [date for date in after.get(one, ()) if date in known])[1:]
    earlier = _before(base, name, known)
    least = max((known[one].least for one in later), default=-FAR)
    most = min((known[one].most for one in earlier), default=FAR)
    return Ages(max(least, 0) if base.questions[name].passed else least, most)


def in_order(
    order: Mapping[str, Iterable[str]], known: Mapping[str, Ages], wanted: Mapping[str, int]
) -> dict[str, int]:
    """Return an age for every known day, as near to the one that is wanted as the order of the days allows.

    `order` has for a date those that it is not before. There must be some ages in that order.
    """
    before = {name: reached([name], _among(known, lambda one: order.get(one, ()))) for name in known}
    after: dict[str, list[str]] = {name: [] for name in known}
    for name, earlier in before.items():
        for one in earlier:
            after[one].append(name)
    return {
        name: max(
            max(known[one].least for one in after[name]),
            min(min(known[one].most for one in before[name]), max(wanted[one] for one in after[name])),
        )
        for name in known
    }


def _before(base: KnowledgeBase, name: str, known: Mapping[str, Ages]) -> tuple[str, ...]:
    """Return the known dates that one must not be before, by way of known ones, nearest first."""
    return reached([name], _among(known, lambda one: base.questions[one].not_before))[1:]


def _among(known: Mapping[str, Ages], following: Callable[[str], Iterable[str]]) -> Callable[[str], list[str]]:
    """Leave out of what follows what is not known."""
    return lambda one: [other for other in following(one) if other in known]
