"""`plan`: the days ahead, if nothing is heard and nothing is done."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough_cli.options import Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.plan import Plan, Turn


@click.command()
@click.argument("lead", required=False, metavar="[LEAD]")
@json_option
@about_a_lead
def plan(terminal: Terminal, request: Request, lead: str | None) -> None:
    r"""Say what changes on which day if silence goes on.

    LEAD is a file of answers, or - for standard input. The rules are run on every day on which a count of days
    reaches a number that some rule tests.

    \b
    followthrough plan examples/the-day-after.yaml
    followthrough plan examples/the-day-after.yaml -a thank_you=sent -a 'second_letter=not sent'
    """
    from followthrough import plan as planning

    base = request.base()
    found = planning.days_ahead(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json(planning.as_json(found))
    else:
        terminal.show(*plan_lines(found))


def plan_lines(found: "Plan") -> Iterator[Line]:
    """Lay out a plan day by day; counsels that say the same on a day stand together."""
    from followthrough_cli.wording import person, spoken

    yield Line(
        f"{found.base.title}: the days ahead from {spoken(found.on)}, if you hear nothing and do nothing", style="faint"
    )
    by_day: dict[date, list[tuple[str, Turn]]] = {}
    for counsel, turns in found.turns.items():
        for turn in turns:
            by_day.setdefault(turn.day, []).append((counsel, turn))
    for day in sorted(by_day):
        yield Line()
        yield Line(_away(found, day, by_day[day][0][1]), short(day), style="strong")
        said: dict[tuple[str, ...], list[str]] = {}
        for counsel, turn in by_day[day]:
            said.setdefault(tuple(turn_texts(turn)), []).append(person(found.base, counsel))
        for texts, people in said.items():
            yield Line(f"{' and '.join(people)}:", " ", style="faint")
            yield from (Line(text, " ", 2) for text in texts)
    yield Line()
    yield Line("After that, time alone changes nothing. `followthrough why --on DATE` tells why.", style="faint")
    for counsel, questions in found.unsettled.items():
        yield Line(f"{person(found.base, counsel)} would also need to know: {', '.join(questions)}.", style="faint")


def short(day: date) -> str:
    """Write a day in ten characters.

    >>> short(date(2026, 11, 1))
    'Sun  1 Nov'
    """
    return f"{day:%a} {day.day:2} {day:%b}"


def _away(found: "Plan", day: date, turn: "Turn") -> str:
    """Say how far a day is, and which counts of days reach a threshold on it."""
    days = (day - found.on).days
    away = "today" if not days else "tomorrow" if days == 1 else f"in {days} days"
    year = f" ({day.year})" if day.year != found.on.year else ""
    return "; ".join([away + year, *(f"{count} is {number}" for count, number in turn.passes)])


def turn_texts(turn: "Turn") -> Iterator[str]:
    """Say what a turn brings: the goals that change, and when the step is due."""
    from followthrough_cli.wording import heading

    base, advice = turn.advice.base, turn.advice
    for goal in base.goals:
        if goal not in turn.changed and goal != turn.goal:
            continue
        if advice.value(goal) is None:
            yield f"{heading(goal)}: no rule decides it."
            continue
        yield base.says(goal, advice.value(goal)) + (f" {_due(turn)}" if goal == turn.goal else "")


def _due(turn: "Turn") -> str:
    """Say when a step is due."""
    assert turn.due is not None
    late = (turn.day - turn.due).days
    if late > 0:
        return f"Due since {short(turn.due)}, {late} day{'s' if late > 1 else ''} ago."
    return "Due today." if not late else f"Due {short(turn.due)}."
