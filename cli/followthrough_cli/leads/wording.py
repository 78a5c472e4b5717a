"""The search log in words: takes data, returns lines and rows. Nothing here prints."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.advising.advice import value_json
from followthrough.format.days import WEEKDAYS, short, spoken
from followthrough.format.lead import UNKNOWN
from followthrough.format.phrases import counted, heading
from followthrough.format.sentences import ended, listed
from followthrough_cli.terminal import Line
from followthrough_cli.wording import person

if TYPE_CHECKING:
    from followthrough.format.conditions import Value
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import Entry, History
    from followthrough.leads.log.status import Need, Overview, Recheck


def day_text(day: date, on: date) -> str:
    """Return a day in words, without its year if it is the same as that of `on`.

    >>> day_text(date(2026, 11, 2), date(2026, 11, 22))
    'Mon 2 Nov'
    """
    return short(day) + (f" {day.year}" if day.year != on.year else "")


def when_text(need: "Need") -> str:
    """Return when the step of a lead falls due, in words."""
    if need.turn is None:
        return "needs answers" if need.missing else "no advice possible"
    on, due = need.turn.day, need.due
    if due is None:
        return "when they act"
    days = (due - on).days
    if days < 0:
        return f"overdue by {counted(-days, 'day')} ({day_text(due, on)})"
    return "today" if not days else f"{day_text(due, on)}, {'tomorrow' if days == 1 else f'in {days} days'}"


def need_row(base: "KnowledgeBase", need: "Need") -> list[str]:
    """Return the row of a lead: its name, its goals, and when."""
    if need.turn is None:
        when = f"`followthrough ask {quote(need.history.name)}`" if need.missing else need.fault
        return [need.history.name, *(["-"] * (len(base.goals) - 1)), when_text(need), when]
    advice = need.turn.advice
    return [need.history.name, *(str(advice.value(goal) or "undecided") for goal in base.goals), when_text(need)]


def need_lines(base: "KnowledgeBase", need: "Need") -> Iterator[Line]:
    """Yield what one lead needs."""
    if need.turn is None:
        if need.missing:
            name = quote(need.history.name)
            yield from _aside_lines(need)
            yield Line(f"No advice yet: `followthrough ask {name}` asks what matters ({_few(need.missing)}).")
        else:
            yield Line(f"No advice: {ended(need.fault)}", style="warning")
        return
    advice = need.turn.advice
    for goal in base.goals:
        if value := advice.value(goal):
            yield Line(base.says(goal, value), heading(goal))
    yield Line(when_text(need), "When")
    yield from _aside_lines(need)


def _aside_lines(need: "Need") -> Iterator[Line]:
    """Yield which answers are left aside because they contradict later ones."""
    if need.aside:
        names, settle = ", ".join(need.aside), f"`followthrough leads set {quote(need.history.name)} -a ...`"
        yield Line(f"Left aside: {names}, because {need.fault}; {settle} settles it.", style="warning")


def _unadvised_lines(needs: Iterable["Need"], on: date) -> Iterator[Line]:
    """Yield what was last recorded about leads without advice, so that it does not go unseen."""
    for need in needs:
        answers = [entry for entry in need.history.until(on) if entry.kind == "answer"]
        if need.turn is None and answers:
            last = [entry_text(entry) for entry in answers if entry.change == answers[-1].change]
            said = f"you recorded {_few(last)} on {day_text(answers[-1].day, on)}"
            yield Line(f"{need.history.name}: no advice yet, but {said}.", "Open")


def _few(names: Iterable[str], most: int = 3) -> str:
    known = list(names)
    return ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")


def overview_lines(base: "KnowledgeBase", found: "Overview", on: date) -> Iterator[Line]:
    """Yield an overview of all leads: which need attention this week, and whether there are enough."""
    from followthrough.leads.log.status import OTHER_LEADS

    week = [f"{need.history.name} ({_short_when(need)})" for need in found.this_week]
    yield Line(", ".join(week) + "." if week else "nothing falls due.", "This week")
    for need in found.needs:
        yield from (Line(f"{need.history.name}: {line.text}", style=line.style) for line in _aside_lines(need))
    yield from _unadvised_lines(found.needs, on)
    standing = [f"{len(names)} {value}" for value, names in found.standing.items() if names]
    yield Line(
        f"{counted(len(found.needs), 'active lead')}" + (f": {', '.join(standing)}." if standing else "."), "In all"
    )
    by_answer: dict[str, list[str]] = {}
    for said in found.said:
        by_answer.setdefault(said.answer, []).append(said.lead)
    for number, (answer, names) in enumerate(by_answer.items()):
        says = base.says(OTHER_LEADS, None if answer == UNKNOWN else answer)
        asked = "" if number else f"{base.questions[OTHER_LEADS].ask} "
        yield Line(f"{asked}For {', '.join(names)} you said: {ended(says)}", " " if number else "Others")
    for said in found.said:
        if said.then != said.now:
            yield Line(
                f"On {day_text(said.day, on)}, when you said this about {said.lead}, "
                f"{counted(said.then, 'other lead')} {'was' if said.then == 1 else 'were'} active; now {said.now}. "
                "If your answer has changed: "
                f"`followthrough leads set {quote(said.lead)} -a {OTHER_LEADS}=...`",
                " ",
            )


def _short_when(need: "Need") -> str:
    assert need.turn is not None
    assert need.due is not None
    days = (need.due - need.turn.day).days
    return "overdue" if days < 0 else "today" if not days else WEEKDAYS[need.due.weekday()]


def entry_text(entry: "Entry") -> str:
    """Return an entry on one line."""
    match entry.kind:
        case "added":
            return f"started as {entry.value}"
        case "answer":
            return f"{entry.name}: {entry.value}"
        case "retracted":
            return f"{entry.name}: taken back"
        case "note":
            return " ".join(f"note: {entry.value}".split())
        case _:
            return entry.kind


def history_lines(base: "KnowledgeBase", history: "History", on: date) -> Iterator[Line]:
    """Yield the history of a lead day by day: what became known or was done, and the advice."""
    last: date | None = None
    for entry in history.until(on):
        text = given_text(base, entry) if entry.kind == "advised" else entry_text(entry)
        yield Line(
            text,
            day_text(entry.day, on) if entry.day != last else " ",
            style="faint" if entry.kind == "advised" else "plain",
        )
        last = entry.day


def given_text(base: "KnowledgeBase", entry: "Entry") -> str:
    """Return advice that was given: by whom, what, and the beginning of the rules' hash."""
    given = entry.given()
    who = person(base, entry.name) if entry.name in base.counsels else entry.name
    goals = [_value(given.advice.get(goal)) for goal in base.goals]
    return f"{who} advised: {', '.join(goals)} (rules {given.rules[:8]})"


def _value(value: "Value | list[str]") -> str:
    if isinstance(value, list | tuple):
        return ", ".join(value) or "nothing"
    return str(value) if value is not None else "undecided"


def recheck_lines(base: "KnowledgeBase", found: "Recheck", on: date) -> Iterator[Line]:
    """Yield the old and the new advice on a lead, and what made the difference."""
    yield Line(f"{found.history.name}, advised on {day_text(found.given.day, on)}", style="strong")
    causes: dict[str, None] = {}
    for shift in found.shifts:
        if shift.concept in base.goals:
            yield Line(f"{_value(shift.then)} -> {_value(shift.now)}", heading(shift.concept), 2)
        causes.update(dict.fromkeys(shift.by))
    others = [heading(shift.concept).lower() for shift in found.shifts if shift.concept not in base.goals]
    if others:
        yield Line(f"{listed(others)} changed", "also" if len(others) < len(found.shifts) else "changed", 2)
    yield from (Line(text, "because", 2) for text in _causes(found, causes))
    if found.need.turn is None:
        yield from (Line(line.text, " ", 2) for line in need_lines(base, found.need))


def _causes(found: "Recheck", causes: Mapping[str, None]) -> Iterator[str]:
    if "rules" in causes:
        then, now = found.rules
        yield f"the rules changed: {', '.join(then) or 'none'} decided then, {', '.join(now) or 'none'} now"
    if "facts" in causes:
        yield "; ".join(f"{name}: {then or 'no answer'} -> {now or 'no answer'}" for name, then, now in found.facts)
    if "time" in causes:
        counts = "; ".join(f"{name} {then} -> {now}" for name, then, now in found.counts)
        yield f"time passed: {counts}" if counts else "time passed"


def need_json(base: "KnowledgeBase", need: "Need") -> dict[str, Any]:
    """Return what a lead needs as data."""
    advice = need.turn.advice if need.turn is not None else None
    return {
        "name": need.history.name,
        "urgency": need.urgency,
        "due": need.due,
        "advice": {goal: value_json(advice.value(goal)) for goal in base.goals} if advice is not None else None,
        "missing": need.missing,
        "fault": need.fault,
        "aside": need.aside,
    }


def title(base: "KnowledgeBase", what: str, counsel: str, on: date) -> Line:
    """Return the heading of a list: its subject, the day, and who advises."""
    return Line(f"{base.title}: {what} on {spoken(on)} ({person(base, counsel)})", style="faint")
