"""Dates that hang together by the days counted between them, as far as proofs can follow.

A proof looks at every circle of days, from one to the next and back, by way of today too, and in it at all numbers of
days that tests tell apart (`readings.prove.spans`). Their product is what is limited here.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import prod

from followthrough.format.conditions import FactTest, edges
from followthrough.format.day_order import spanned
from followthrough.format.model import KnowledgeBase
from followthrough.format.resolve.notes import Notes

MOST_WAYS = 20_000
"""Most ways in which the numbers of days of a group of dates can exclude one another: a proof of some seconds."""

_KNOWN_DAY = 2
"""Where a proof tells a known day apart from those before and after it."""

_MOST_CIRCLES = 5_000
"""Circles after which no more are counted: there are too many ways in any case."""

_NOW = ""

Links = Mapping[str, list[tuple[str, str, int]]]
"""For every date, and today, what leads from it to another: the other, by what, and the numbers told apart in it."""


def check_days_apart(base: KnowledgeBase, tests: Iterable[FactTest], notes: Notes) -> None:
    """Note dates of which so many numbers of days are told apart that proofs cannot look at all that go together."""
    told: dict[str, set[int | str]] = {}
    for one in tests:
        told.setdefault(one.fact, set()).update(edges(one.test))
    for group in spanned(base):
        number = sum(2 * ways for ways in _ways(base, group, {name: len(numbers) for name, numbers in told.items()}))
        if number > MOST_WAYS:
            span = next(span for span in base.spans.values() if span.first in group)
            wrong = f"the days between {', '.join(group)} go together in {number:,} ways or more"
            remedy = f"test fewer numbers of days, or count fewer days: proofs can look at {MOST_WAYS:,}"
            notes.add(span.place, wrong, remedy)


def _ways(base: KnowledgeBase, group: tuple[str, ...], told: Mapping[str, int]) -> Iterator[int]:
    """Yield for each circle of days how many numbers go together in it."""
    links: dict[str, list[tuple[str, str, int]]] = {name: [] for name in (_NOW, *group)}

    def link(one: str, other: str, by: str, numbers: int) -> None:
        links[one].append((other, by, numbers))
        links[other].append((one, by, numbers))

    for name in group:
        counts = sum(told.get(count.name, 0) + 1 for count in base.counts_of(name))
        link(_NOW, name, name, counts + _KNOWN_DAY)
        for earlier in base.questions[name].not_before:
            link(name, earlier, f"{name} {earlier}", 1)
    for span in base.spans.values():
        if span.first in group:
            link(*span.dates, span.name, max(told.get(span.name, 0), 1))
    for circle in islice(_circles(links), _MOST_CIRCLES):
        if any(by in base.spans for by, _ in circle):
            yield prod(sorted(numbers for _, numbers in circle)[:-1])


def _circles(links: Links) -> Iterator[tuple[tuple[str, int], ...]]:
    """Yield what leads from a day to others and back, each circle once."""
    places = {name: place for place, name in enumerate(links)}

    def onward(
        first: str, name: str, on_it: tuple[str, ...], told: tuple[tuple[str, int], ...]
    ) -> Iterator[tuple[tuple[str, int], ...]]:
        for other, by, numbers in links[name]:
            if any(by == before for before, _ in told):
                continue
            if other == first and by > told[0][0]:
                yield (*told, (by, numbers))
            elif places[other] > places[first] and other not in on_it:
                yield from onward(first, other, (*on_it, other), (*told, (by, numbers)))

    for first in links:
        for other, by, numbers in links[first]:
            if places[other] > places[first]:
                yield from onward(first, other, (first, other), ((by, numbers),))
