"""`plan`: the days ahead if nothing is heard and nothing is done."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followthrough_cli.options import Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.calendar_file import Event
    from followthrough.plan import Plan, Turn


@click.command()
@click.argument("lead", required=False, metavar="[LEAD]")
@click.option("--ics", metavar="FILE", help="Write the days as a calendar, or bring the calendar in FILE up to date.")
@json_option
@about_a_lead
def plan(terminal: Terminal, request: Request, lead: str | None, ics: str | None) -> None:
    r"""Say what changes on which day if silence goes on.

    LEAD is a file of answers, or - for standard input. The rules are run on every day on which a count of days
    reaches a number that some rule tests. A calendar holds the steps under one counsel; written anew to the same FILE
    and imported again, it moves its events, and cancels those that are not to come any more.

    \b
    followthrough plan examples/the-day-after.yaml
    followthrough plan examples/the-day-after.yaml -a thank_you=sent -a 'second_letter=not sent' --ics lead.ics
    """
    from followthrough import plan as planning
    from followthrough.calendar_file import events, mark

    base = request.base()
    found = planning.days_ahead(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json(planning.as_json(found))
    else:
        terminal.show(*plan_lines(found))
    if ics is not None:
        name = Path(lead).stem if lead not in (None, "-") else base.title
        key = Path(lead or "-").name
        planned = events(key, name, found.turns[found.counsel])
        terminal.note(_renewed(Path(ics), planned, request.today, [mark(key)]))


def _renewed(path: Path, planned: "Iterable[Event]", today: date, leads: Iterable[str] | None) -> str:
    """Bring a calendar file up to date, and say what that did; `leads` has the marks of those that were planned."""
    from followthrough.calendar_file import renew
    from followthrough_cli.question_wording import counted

    merged = renew(path, planned, today, leads)
    done = f"{merged.new} new, {merged.changed} changed, {merged.cancelled} cancelled"
    return f"{path}: {counted(len(merged.events), 'event')} ({done}); import it again and they move, nothing doubles."


def plan_lines(found: "Plan") -> Iterator[Line]:
    """Lay out a plan day by day; counsels that say the same on a day stand together."""
    from followthrough_cli.wording import person, spoken

    base = found.base
    yield Line(
        f"{base.title}: the days ahead from {spoken(found.on)}, if you hear nothing and do nothing", style="faint"
    )
    by_day: dict[date, list[tuple[str, Turn]]] = {}
    for counsel, turns in found.turns.items():
        for turn in turns:
            by_day.setdefault(turn.day, []).append((counsel, turn))
    for day in sorted(by_day):
        yield Line()
        passes = [f"{count} is {number}" for count, number in by_day[day][0][1].passes]
        yield Line("; ".join([_away(day, found.on), *passes]), short(day), style="strong")
        said: dict[tuple[str, ...], list[str]] = {}
        for counsel, turn in by_day[day]:
            said.setdefault(tuple(_turn_texts(turn)), []).append(person(base, counsel))
        for texts, people in said.items():
            yield Line(f"{' and '.join(people)}:", " ", style="faint")
            yield from (Line(text, " ", 2) for text in texts)
    yield Line()
    yield Line("After that, time alone changes nothing. `followthrough why --on DATE` tells why.", style="faint")
    for counsel, questions in found.unsettled.items():
        yield Line(f"{person(base, counsel)} would also need to know: {', '.join(questions)}.", style="faint")


def _turn_texts(turn: "Turn") -> Iterator[str]:
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


def short(day: date) -> str:
    """Write a day in ten characters.

    >>> short(date(2026, 11, 1))
    'Sun  1 Nov'
    """
    return f"{day:%a} {day.day:2} {day:%b}"


def _away(day: date, today: date) -> str:
    """Say how far away a day is."""
    days = (day - today).days
    away = "today" if not days else "tomorrow" if days == 1 else f"in {days} days"
    return away + (f" ({day.year})" if day.year != today.year else "")
