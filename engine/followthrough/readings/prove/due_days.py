"""On which day a goal falls due in a possible lead, as statements of a circuit.

A goal falls due on the earliest day that a rule deciding its value names. Days that are counted from the same answers
are compared here; those that are counted from different ones, and today, are kept apart.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from followthrough.format.conditions import Value
from followthrough.format.model import Due, KnowledgeBase
from followthrough.readings.prove.circuit import Circuit, Literal
from followthrough.readings.prove.lead import PossibleLead


class DueDay(NamedTuple):
    """A day on which a value of a goal can fall due: the last of those so many days after an answer; else today."""

    goal: str
    value: str
    after: tuple[tuple[str, int], ...]

    def on(self, facts: Mapping[str, Value], today: date) -> date | None:
        """Return the day; None if no answer from which it is counted is known."""
        if not self.after:
            return today
        starts = ((facts[question], days) for question, days in self.after)
        return max((day + timedelta(days=days) for day, days in starts if isinstance(day, date)), default=None)

    def precedes(self, other: "DueDay") -> bool:
        """Return whether a day comes before another whatever the answers are from which both are counted."""
        if self == other or self.counted_from() != other.counted_from():
            return False
        return all(mine <= yours for (_, mine), (_, yours) in zip(self.after, other.after, strict=True))

    def counted_from(self) -> tuple[str, ...]:
        """Name the value of a goal, and the questions from whose answers its day is counted."""
        return (self.goal, self.value, *(question for question, _ in self.after))


class DueDays(msgspec.Struct, frozen=True):
    """The days on which goals fall due in a possible lead.

    `falls` says of each day where it is the one; `counted` says so too, and that an answer from which it is counted is
    known.
    """

    falls: Mapping[DueDay, Literal]
    counted: Mapping[tuple[DueDay, str], Literal]


def due_days(side: PossibleLead) -> DueDays:
    """Return the days on which the goals of a base fall due in a possible lead."""
    all_of, any_of = side.circuit.all_of, side.circuit.any_of
    named: dict[DueDay, list[Literal]] = {}
    for day, rule in _named(side):
        named.setdefault(day, []).append(side.meaning.fired[rule])
    fired = {day: any_of(of) for day, of in named.items()}
    falls = {
        day: all_of([side.facts[day.goal, day.value], one, *(-fired[other] for other in fired if other.precedes(day))])
        for day, one in fired.items()
    }
    counted = {
        (day, question): all_of([literal, -side.facts[question, None]])
        for day, literal in falls.items()
        for question, _ in day.after
    }
    return DueDays(falls, counted)


def counted_from(days: DueDays, circuit: Circuit) -> dict[tuple[str, str], Literal]:
    """Return for a question and a goal whether the goal's day is counted from the answer."""
    counted: dict[tuple[str, str], list[Literal]] = {}
    for (day, question), literal in days.counted.items():
        counted.setdefault((question, day.goal), []).append(literal)
    return {key: circuit.any_of(of) for key, of in counted.items()}


def _named(side: PossibleLead) -> Iterator[tuple[DueDay, str]]:
    """Yield each day that a rule names for a value of a goal, with the rule."""
    for rule in side.meaning.rules:
        if rule.due is not None:
            after = _after(side.base, rule.due)
            for one in rule.then:
                if one.concept in side.base.goals:
                    yield DueDay(one.concept, one.value, after), rule.name


def _after(base: KnowledgeBase, due: Due) -> tuple[tuple[str, int], ...]:
    """Return how many days after which answers something falls due."""
    counts = ((base.counts[name], number) for name, number in due.days)
    return tuple(sorted((count.of, number if count.direction == "since" else -number) for count, number in counts))
