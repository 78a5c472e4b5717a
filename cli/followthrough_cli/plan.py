"""`plan`: the days ahead if you do each step on its day and hear nothing, and if you do nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from followthrough.format.conditions import values_of
from followthrough.format.days import MONTHS, WEEKDAYS, spoken
from followthrough.format.days.times import time_of_day
from followthrough.format.phrases import counted, topic
from followthrough.format.sentences import ended, listed, names_listed
from followthrough_cli import completion
from followthrough_cli.main import FACTS_MISSING
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal
from followthrough_cli.wide import clipped_inside

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.calendar import Event
    from followthrough.leads.plan import Outlook, Plan
    from followthrough.leads.turns import Turn


WEEKS = 4
"""How many weeks ahead all leads are shown: as far as anyone plans a search."""
MOST_QUESTIONS = 3
"""Most questions to list of those that the advice hinges on."""
_IF = "if you do each step on its day and hear nothing"
_SILENCE = "If you do nothing and hear nothing"
_NAME = 20
"""Widest column of names in a timeline, in characters."""


class TimeOfDay(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click only
    """A time of day as people write it, or `none`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time | None:
        """Read the time."""
        if str(value).strip().casefold() == "none":
            return None
        try:
            return time_of_day(str(value))
        except ValueError as error:
            raise click.BadParameter(f"{error}; write 9:00, 7 pm, or none", ctx, param) from None


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@click.option(
    "--ics",
    metavar="FILE",
    shell_complete=completion.files,
    help="Write the steps as a calendar to FILE, or update the calendar in FILE.",
)
@click.option(
    "--alarm",
    type=TimeOfDay(),
    default="9:00",
    show_default=True,
    metavar="TIME",
    help="When the alarm of each step in the calendar rings on its day, or none.",
)
@click.option(
    "--weeks",
    type=click.IntRange(1, 52),
    default=WEEKS,
    show_default=True,
    help="How many weeks to show for all leads.",
)
@json_option
@about_a_lead
def plan(
    terminal: Terminal, request: Request, lead: str | None, ics: str | None, alarm: time | None, weeks: int
) -> int:
    r"""Show what to do on which day if you do each step on its day and hear nothing, and what comes if you do nothing.

    LEAD is a file of answers, a name in the search log, or - for standard input. Without a lead and without answers,
    the command draws the next weeks for all leads in the log. A step that is overdue counts as done today. The rules
    are run after each step, and on every day on which a count of days reaches a number that a rule tests. A calendar
    has the steps under one counsel, each with an alarm on its day. Write it to the same FILE and import it again to
    move its events and cancel those that no longer apply.

    \b
    followthrough plan examples/the-day-after.yaml
    followthrough plan examples/second-choice.yaml --on tomorrow --ics lead.ics --alarm 7:30
    followthrough plan --weeks 6 --ics leads.ics
    """
    if lead is None and not request.answers:
        _plan_all(terminal, request, ics, alarm, weeks)
        return 0
    return _plan_one(terminal, request, lead, ics, alarm)


def _plan_one(terminal: Terminal, request: Request, lead: str | None, ics: str | None, alarm: time | None) -> int:
    """Print the days ahead of one lead under every counsel; return whether one of its goals is open."""
    from followthrough.leads.calendar import done_today, events_of_all, mark
    from followthrough.leads.plan import Outlook, as_json, days_ahead

    base = request.base()
    given = request.lead(base, lead)
    found = days_ahead(base, given, counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json(as_json(found))
    else:
        terminal.show(*plan_lines(found))
    if ics is not None:
        key, name = _key_and_name(request, base, lead)
        turns = found.turns[found.counsel]
        answers = {str(question): str(answer) for question, answer in given.items()}
        planned = events_of_all(base, [(key, name, answers)], [Outlook(key, name, turns)], request.today, alarm)
        terminal.note(_renewed(Path(ics), planned, request.today, [mark(key)], done_today(key, turns)))
    return FACTS_MISSING if found.counsel in found.unsettled else 0


def _plan_all(terminal: Terminal, request: Request, ics: str | None, alarm: time | None, weeks: int) -> None:
    """Print the next weeks for all active leads in the search log under one counsel."""
    from followthrough.leads.calendar import done_today, events_of_all
    from followthrough.leads.log.days_work import as_kept
    from followthrough.leads.log.work_texts import first_text
    from followthrough.leads.plan import outlooks, outlooks_json

    base, today = request.base(), request.today
    counsel = base.counsel_named(request.counsel)
    leads = [(one.key, one.name, one.answers(today)) for one in request.log().active(today)]
    found = outlooks(base, leads, counsel=counsel, today=today)
    said = {key: first for key, _, answers in leads if (first := first_text(base, as_kept(base, answers)))}
    found = tuple(sorted(found, key=lambda one: one.key not in said))
    if request.as_json:
        terminal.json(outlooks_json(base, found, counsel, today))
    else:
        show_weeks(terminal, base, found, said, counsel, today, weeks)
    if ics is not None:
        planned = events_of_all(base, leads, found, today, alarm)
        done = [step for one in found for step in done_today(one.key, one.turns)]
        terminal.note(_renewed(Path(ics), planned, today, None, done))


def _key_and_name(request: Request, base: "KnowledgeBase", lead: str | None) -> tuple[str, str]:
    """Return the key and the name of a lead for a calendar, from the search log or from its file."""
    if lead is None or lead == "-":
        return "-", base.title
    history = request.history(lead)
    return (history.key, history.name) if history is not None else (Path(lead).name, Path(lead).stem)


def _renewed(
    path: Path, planned: "Iterable[Event]", today: date, leads: Iterable[str] | None, done: Iterable[str]
) -> str:
    """Update a calendar file, and return what changed, in words.

    `leads` has the marks of the planned leads, and `done` those of the steps that were done today.
    """
    from followthrough.leads.calendar import renew

    merged = renew(path, planned, today, leads, done)
    done = f"{merged.new} new, {merged.changed} changed, {merged.cancelled} canceled"
    return f"{path}: {counted(len(merged.events), 'event')} ({done}); import it again to move them, without duplicates."


def plan_lines(found: "Plan") -> Iterator[Line]:
    """Yield a plan day by day. Counsels with the same advice on a day are listed together."""
    from followthrough.leads.log.work_texts import first_text
    from followthrough_cli.advice_wording import person

    base = found.base
    yield Line(f"{base.title}: the days ahead from {spoken(found.on)}, {_IF}", style="faint")
    if found.counsel in found.unsettled and (said := first_text(base, found.turns[found.counsel][0].advice.lead.facts)):
        yield from (Line(), Line(said, style="strong"))
    advised = _by_day(found.turns)
    for day, turns in advised.items():
        yield Line()
        yield from _day_lines(found, day, turns)
    yield Line()
    yield Line(_afterward(found), style="faint")
    if found.is_one_future:
        yield Line("If you do nothing, the same days come.", style="faint")
    else:
        yield from (Line(), Line(_SILENCE, style="strong"))
        for day, turns in _by_day(found.silence).items():
            yield Line()
            yield from _day_lines(found, day, turns, advised.get(day, ()))
    asking: dict[tuple[str, ...], list[str]] = {}
    for counsel, questions in found.unsettled.items():
        asking.setdefault(questions, []).append(person(base, counsel))
    for questions, people in asking.items():
        asked = " ".join(base.questions[name].ask for name in questions[:MOST_QUESTIONS])
        more = len(questions) - MOST_QUESTIONS
        others = f" And {counted(more, 'more question')}." if more > 0 else ""
        verb = "advises" if len(people) == 1 else "advise"
        yield Line(f"What {listed(people)} {verb} hinges on: {asked}{others}", style="faint")


def _by_day(turns: "Mapping[str, Sequence[Turn]]") -> "dict[date, list[tuple[str, Turn]]]":
    """Return the turns of all counsels, each with its counsel, by day."""
    found: dict[date, list[tuple[str, Turn]]] = {}
    for counsel, ahead in turns.items():
        for turn in ahead:
            found.setdefault(turn.day, []).append((counsel, turn))
    return dict(sorted(found.items()))


def _day_lines(
    found: "Plan", day: date, turns: "Sequence[tuple[str, Turn]]", above: "Sequence[tuple[str, Turn]]" = ()
) -> Iterator[Line]:
    """Yield a day of a plan: what each counsel says, and then what follows once its step is done.

    What a counsel says in the same words `above`, in the other future, is not said again.
    """
    from followthrough_cli.advice_wording import person

    told = dict(reversed(above))
    yield Line(_away(day, found.on), short(day), style="strong")
    said: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    steps: Counter[str] = Counter()
    for counsel, turn in turns:
        texts = tuple(_turn_texts(turn))
        if counsel in told and tuple(_turn_texts(told[counsel])) == texts:
            texts = ("As above, but it stays undone." if told[counsel].done else "As above.",)
        said.setdefault((steps[counsel], texts), []).append(person(found.base, counsel))
        steps[counsel] += 1
    for (number, texts), people in sorted(said.items(), key=lambda one: one[0][0]):
        yield Line(f"{listed(people)}{', once that is done' if number else ''}:", " ", style="faint")
        yield from (Line(text, " ", 2, hang=2) for text in texts)


def _afterward(found: "Plan") -> str:
    """Return what comes after a plan, in words."""
    from followthrough_cli.advice_wording import person

    again = [counsel for counsel, turns in found.turns.items() if turns[-1].again]
    if len(again) == len(found.turns):
        return "After that, the same steps come again as long as you hear nothing."
    if again:
        whose = " and of ".join(person(found.base, counsel) for counsel in again)
        return f"After that, the steps of {whose} come again as long as you hear nothing, and nothing else changes."
    what = "nothing that is settled" if found.unsettled else "nothing"
    return f"After that, time alone changes {what}. `followthrough why --on DATE` explains a day."


def _turn_texts(turn: "Turn") -> Iterator[str]:
    """Yield what a turn brings: the goals that change, when the step is due, and what changes with them."""
    from followthrough.advising.plainly import plainly_undecided
    from followthrough.leads.turns import alongside
    from followthrough_cli.leads.need_wording import open_text

    base, advice = turn.advice.base, turn.advice
    for goal in base.goals:
        if turn.beside or (goal not in turn.changed and goal != turn.goal):
            continue
        if goal in advice.open:
            yield f"{topic(base, goal)}: {open_text(base, goal, advice.open[goal])}"
            continue
        if advice.value(goal) in (None, ()):
            yield f"{topic(base, goal)}: undecided, because {plainly_undecided(advice, goal)}."
        for value in values_of(advice.value(goal)):
            says, due = base.says(goal, value), _own_due(turn, goal, value)
            yield f"{ended(says)} {_due(due, turn.day)}" if due is not None else says
    yield from alongside(turn)


def _own_due(turn: "Turn", goal: str, value: str) -> date | None:
    """Return the day to tell for a value: of a goal that holds several the day of each, or else that of the turn."""
    if turn.advice.base.concepts[goal].many:
        return turn.advice.due(goal, value)
    return turn.due if goal == turn.goal else None


def _due(due: date, on: date) -> str:
    """Return when a step is due, in words."""
    late = (on - due).days
    if late > 0:
        return f"Due since {short(due)}, {counted(late, 'day')} ago."
    return "Due today." if not late else f"Due {short(due)}."


def show_weeks(
    terminal: Terminal,
    base: "KnowledgeBase",
    found: "Sequence[Outlook]",
    said: "Mapping[str, str]",
    counsel: str,
    today: date,
    weeks: int,
) -> None:
    """Print the next weeks for many leads: a row of days for each, and what there is to do day by day.

    `said` has what puts a lead before all others, by its key: it is told where no step of the lead is.
    """
    from followthrough_cli.advice_wording import person

    about = f"{counted(weeks, 'week')} of {counted(len(found), 'lead')} from {spoken(today)}"
    terminal.show(Line(f"{base.title}: {about}, {_IF} ({person(base, counsel)})", style="faint"))
    if not found:
        terminal.show(Line(), "No lead is active; `followthrough leads add NAME` starts one.")
        return
    last = today + timedelta(days=7 * weeks - 1)
    steps = {one.key: _steps_by_day(one.turns, last) for one in found}
    first = [f"{one.name}: {said[one.key]}" for one in found if one.key in said and not steps[one.key]]
    terminal.show(*([Line()] if first else []), *(Line(text, style="strong") for text in first))
    fitting = max(1, min(weeks, (terminal.width - _NAME) // 9))
    starts = [today + timedelta(days=7 * number) for number in range(fitting)]
    names = [clipped_inside(one.name, _NAME) for one in found]
    rows = [[name, *(_week(steps[one.key], start) for start in starts)] for name, one in zip(names, found, strict=True)]
    terminal.show(Line())
    terminal.table(
        rows, ["", *(f"{start.day}\n{MONTHS[start.month - 1][:3]}" for start in starts)], [_NAME, *([None] * fitting)]
    )
    terminal.show(Line("o  a step is due that day    !  a step is overdue by then", style="faint"))
    for day in sorted({day for days in steps.values() for day in days}):
        terminal.show(Line(), Line(_away(day, today), short(day), style="strong"))
        terminal.show(
            *(Line(f"{one.name}: {_step(turn)}", " ") for one in found for turn in steps[one.key].get(day, ()))
        )
    terminal.show(
        Line(), *(Line(f"{one.name} cannot be planned: {one.told}", style="warning") for one in found if one.problem)
    )
    terminal.show(*_left_lines(base, found, steps))


def _left_lines(
    base: "KnowledgeBase", found: "Sequence[Outlook]", steps: "Mapping[str, Mapping[date, Sequence[Turn]]]"
) -> Iterator[Line]:
    """Yield what leads hinge on, and which call for nothing."""
    from followthrough.leads.turns import hinges_on

    asking = {one.name: questions for one in found if (questions := hinges_on(one.turns))}
    for name, questions in asking.items():
        asked = base.questions[questions[0]].ask
        yield Line(f"{name} hinges on: {asked} `followthrough ask {quote(name)}` asks this.")
    quiet = [one.name for one in found if not steps[one.key] and not one.problem and one.name not in asking]
    if quiet:
        yield Line(f"Nothing to do for {names_listed(quiet)}.")
    yield Line("`followthrough plan NAME` also shows what comes of a lead if you do nothing.", style="faint")


def _steps_by_day(turns: "Sequence[Turn]", last: date) -> "dict[date, list[Turn]]":
    """Return the turns that have a step to do, by its day, up to a last day."""
    from followthrough.leads.turns import appointments

    found: dict[date, list[Turn]] = {}
    for day, turn in appointments(turns):
        if day <= last:
            found.setdefault(day, []).append(turn)
    return found


def _week(days: "Mapping[date, Sequence[Turn]]", start: date) -> str:
    """Return a week as text: o for a day with a step, ! for one on which it is overdue."""
    week = [days.get(start + timedelta(days=number), ()) for number in range(7)]
    return "".join(
        "." if not turns else "!" if any(turn.urgency == "overdue" for turn in turns) else "o" for turns in week
    )


def _step(turn: "Turn") -> str:
    """Return what there is to do, and since when if it is overdue."""
    assert turn.goal is not None
    says = turn.advice.base.says(turn.goal, turn.value)
    return f"{ended(says)} {_due(turn.due, turn.day)}" if turn.urgency == "overdue" and turn.due else says


def short(day: date) -> str:
    """Return a day in ten characters.

    >>> short(date(2026, 11, 1))
    'Sun  1 Nov'
    """
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day:2} {MONTHS[day.month - 1][:3]}"


def _away(day: date, today: date) -> str:
    """Return how far away a day is, in words."""
    days = (day - today).days
    away = "today" if not days else "tomorrow" if days == 1 else f"in {days} days"
    return away + (f" ({day.year})" if day.year != today.year else "")
