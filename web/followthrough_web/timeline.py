"""The days ahead, laid out for drawing: a row for each day, and marks for the same days along a line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Literal

import msgspec

from followthrough.errors import LeadError
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.leads.plan import Plan, days_ahead
from followthrough.leads.turns import Turn, alongside

NEAR = 16.0
"""The least distance between two days that are both labeled below the line, as a percentage of its width."""
GAPS = (2, 5, 10, 20)
"""Each of these numbers of days between two rows adds one step to the gap drawn between them."""


class DayAdvice(msgspec.Struct, frozen=True):
    """The advice that some counsels share on a day: the goals that change or fall due, and what changes with them.

    If nothing is done, it may be the `same` as if each step is, or the same but its step stays `undone`.
    """

    counsels: tuple[str, ...]
    turn: Turn
    goals: tuple[str, ...]
    alongside: tuple[str, ...]
    as_advised: Literal["", "same", "undone"] = ""


class DayRow(msgspec.Struct, frozen=True):
    """A day: the length of the gap above it, the counts that reach a threshold, and the advice."""

    day: date
    gap: int
    passes: tuple[tuple[str, int], ...]
    said: tuple[DayAdvice, ...]

    def cells(self) -> dict[tuple[str, ...], list[DayAdvice]]:
        """Return what the same counsels share on the day together: a step, and what follows once it is done."""
        found: dict[tuple[str, ...], list[DayAdvice]] = {}
        for one in self.said:
            found.setdefault(one.counsels, []).append(one)
        return found


class Mark(msgspec.Struct, frozen=True):
    """A day on the line: how far along it is, in percent, and whether there is room for a label below it."""

    day: date
    at: float
    named: bool
    urgent: bool


class Timeline(msgspec.Struct, frozen=True):
    """The days ahead: the rows, the marks of each counsel's turns as `lanes`, and all marks as `days`.

    It `is_still` if today's advice stays as it is; the steps of some counsel may come `again` after the last day.
    `silence` has the rows if nothing is done; it is empty if that makes no difference.
    """

    rows: tuple[DayRow, ...]
    days: tuple[Mark, ...]
    lanes: Mapping[str, tuple[Mark, ...]]
    unsettled: Mapping[str, tuple[str, ...]]
    is_still: bool
    again: bool
    silence: tuple[DayRow, ...] = ()


def timeline(base: KnowledgeBase, answers: Mapping[str, Value], today: date) -> Timeline | None:
    """Lay out the days ahead under each counsel whose goals are settled. Return None if there can be no advice."""
    try:
        plan = days_ahead(base, answers, today=today)
    except LeadError:
        return None
    settled = {counsel: turns for counsel, turns in plan.turns.items() if counsel not in plan.unsettled}
    if not settled:
        return None
    plan = msgspec.structs.replace(plan, turns=settled, silence={counsel: plan.silence[counsel] for counsel in settled})
    days = sorted({turn.day for turns in plan.turns.values() for turn in turns})
    marks = {mark.day: mark for mark in _marks(days, plan)}
    return Timeline(
        rows=tuple(_rows(plan.turns)),
        days=tuple(marks.values()),
        lanes={
            counsel: tuple(
                msgspec.structs.replace(marks[day], urgent=any(map(_is_urgent, of_the_day)))
                for day, of_the_day in groupby(turns, key=lambda turn: turn.day)
            )
            for counsel, turns in plan.turns.items()
        },
        unsettled=plan.unsettled,
        is_still=all(len(turns) == 1 for turns in plan.turns.values()),
        again=any(turns[-1].again for turns in plan.turns.values()),
        silence=() if plan.is_one_future else tuple(_rows(plan.silence, plan.turns)),
    )


Turns = Mapping[str, Sequence[Turn]]
"""The turns of each counsel."""


def _rows(ahead: Turns, advised: Turns = MappingProxyType({})) -> Iterator[DayRow]:
    """Yield a row for each day on which some counsel has a turn, compared with those if each step is done."""
    days = sorted({turn.day for turns in ahead.values() for turn in turns})
    for number, day in enumerate(days):
        between = (day - days[number - 1]).days if number else 0
        turns, others = _of(day, ahead), _of(day, advised)
        passes = dict.fromkeys(one for of_counsel in turns.values() for turn in of_counsel for one in turn.passes)
        yield DayRow(day, sum(between >= least for least in GAPS), tuple(passes), tuple(_said(turns, others)))


def _of(day: date, ahead: Turns) -> Turns:
    return {counsel: [turn for turn in turns if turn.day == day] for counsel, turns in ahead.items()}


def _said(turns: Turns, advised: Turns) -> Iterator[DayAdvice]:
    """Yield what is advised on a day, each once for all counsels, and what follows a step after all first steps."""
    together: dict[object, DayAdvice] = {}
    for place in range(max(map(len, turns.values()))):
        for counsel, turn in ((counsel, one) for counsel, found in turns.items() for one in found[place : place + 1]):
            as_advised = _as_advised(turn, advised.get(counsel, ()))
            alike = (place, _words(turn), as_advised)
            before = together[alike].counsels if alike in together else ()
            goals, beside = () if turn.beside else _goals(turn), tuple(alongside(turn))
            together[alike] = DayAdvice((*before, counsel), turn, goals, beside, as_advised)
    yield from together.values()


def _words(turn: Turn) -> object:
    """Return what a turn is told by: two with the same look the same."""
    goals = () if turn.beside else _goals(turn)
    due = turn.due if turn.goal in goals else None
    return tuple((goal, turn.advice.value(goal)) for goal in goals), due, tuple(alongside(turn))


def _as_advised(turn: Turn, advised: Sequence[Turn]) -> Literal["", "same", "undone"]:
    """Return how a turn if nothing is done compares with the first turn of that day if each step is done."""
    if not advised or _words(advised[0]) != _words(turn):
        return ""
    return "undone" if advised[0].done else "same"


def _is_urgent(turn: Turn) -> bool:
    return turn.urgency in ("today", "overdue") and not turn.beside


def _goals(turn: Turn) -> tuple[str, ...]:
    return tuple(goal for goal in turn.advice.base.goals if goal in turn.changed or goal == turn.goal)


def _marks(days: list[date], plan: Plan) -> Iterator[Mark]:
    """Place the days along a line to scale. The first and the last always have a label."""
    whole = max((days[-1] - days[0]).days, 1)
    last = float("-inf")
    for day in days:
        at = round(100 * (day - days[0]).days / whole, 1)
        is_named = at - last >= NEAR and (at in (0.0, 100.0) or 100 - at >= NEAR)
        last = at if is_named else last
        yield Mark(day, at, is_named, urgent=False)
