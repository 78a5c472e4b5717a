"""The search log in words: takes data, returns lines and rows. Nothing here prints."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.advising.advice import open_json, value_json
from followthrough.format.days import WEEKDAYS, short, spoken
from followthrough.format.lead import UNKNOWN
from followthrough.format.phrases import counted, heading
from followthrough.format.sentences import ended, inside, listed
from followthrough_cli.terminal import Line
from followthrough_cli.wording import person

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice, Open
    from followthrough.format.conditions import Value
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import Entry, History
    from followthrough.leads.log.status import Need, Overview, Recheck

MOST_POSSIBLE = 3
"""Most values to list for a goal that is not settled; more are no help at a glance."""


def day_text(day: date, on: date) -> str:
    """Return a day in words, without its year if it is the same as that of `on`.

    >>> day_text(date(2026, 11, 2), date(2026, 11, 22))
    'Mon 2 Nov'
    """
    return short(day) + (f" {day.year}" if day.year != on.year else "")


def when_text(need: "Need") -> str:
    """Return when the step of a lead falls due, in words."""
    if need.turn is None:
        return "no advice possible"
    on, due = need.turn.day, need.due
    if due is None:
        return "needs answers" if need.missing else "when they act"
    days = (due - on).days
    if days < 0:
        return f"overdue by {counted(-days, 'day')} ({day_text(due, on)})"
    return "today" if not days else f"{day_text(due, on)}, {'tomorrow' if days == 1 else f'in {days} days'}"


def need_row(base: "KnowledgeBase", need: "Need") -> list[str]:
    """Return the row of a lead: its name, its goals, and when."""
    name = need.history.name
    if need.turn is None:
        return [name, *(["-"] * (len(base.goals) - 1)), when_text(need), need.fault]
    when = f"`followthrough ask {quote(name)}`" if need.urgency == "asks" else when_text(need)
    return [name, *(_cell(need.turn.advice, goal) for goal in base.goals), when]


def _cell(advice: "Advice", goal: str) -> str:
    """Return in a few words what is advised about a goal, or what it can still be."""
    if goal not in advice.open:
        return str(advice.value(goal) or "undecided")
    one = advice.open[goal]
    if not _is_told(advice.base, goal, one):
        return "needs answers" if goal == advice.base.goals[-1] else "-"
    return listed([value or "undecided" for value in one.possible], "or")


def _goal_text(advice: "Advice", goal: str) -> str:
    """Return what is advised about a goal, or what it can still be; empty if there is little to say."""
    base = advice.base
    if goal in advice.open:
        return open_text(base, goal, advice.open[goal]) if _is_told(base, goal, advice.open[goal]) else ""
    value = advice.value(goal)
    return base.says(goal, value) if value else ""


def need_lines(base: "KnowledgeBase", need: "Need") -> Iterator[Line]:
    """Yield what one lead needs."""
    if need.turn is None:
        yield Line(f"No advice: {ended(need.fault)}", style="warning")
        return
    advice = need.turn.advice
    told = [Line(text, heading(goal)) for goal in base.goals if (text := _goal_text(advice, goal))]
    yield from told or [Line("No advice yet.")]
    if need.urgency != "asks":
        yield Line(when_text(need), "When")
    yield from _aside_lines(need)
    yield from _asking_lines(base, need)


def open_text(base: "KnowledgeBase", goal: str, one: "Open") -> str:
    """Return that a goal is not settled, and what it can still be if that takes a few words."""
    if not _is_told(base, goal, one):
        return "not settled yet."
    says = [f"\u201c{inside(base.says(goal, value))}\u201d" if value else "undecided" for value in one.possible]
    return f"not settled yet: {listed(says, 'or')}."


def _is_told(base: "KnowledgeBase", goal: str, one: "Open") -> bool:
    return len(one.possible) <= MOST_POSSIBLE and not set(base.concepts[goal].values) <= set(one.possible)


def _asking_lines(base: "KnowledgeBase", need: "Need") -> Iterator[Line]:
    """Yield the question to ask first: about what is open, or else to sharpen the advice."""
    ask = f"`followthrough ask {quote(need.history.name)}`"
    if need.missing:
        yield Line(f"{ask} asks what it hinges on, starting with: {base.questions[need.missing[0]].ask}")
    elif question := need.to_sharpen:
        yield Line(f"To sharpen the advice: {base.questions[question].ask} {ask} asks this.", style="faint")


def _aside_lines(need: "Need") -> Iterator[Line]:
    """Yield which answers are left aside because they contradict later ones."""
    if need.aside:
        names, settle = ", ".join(need.aside), f"`followthrough leads set {quote(need.history.name)} -a ...`"
        yield Line(f"Left aside: {names}, because {need.fault}; {settle} settles it.", style="warning")


def _unadvised_lines(base: "KnowledgeBase", needs: Iterable["Need"], on: date) -> Iterator[Line]:
    """Yield what was last recorded about leads without advice, so that it does not go unseen."""
    for need in needs:
        answers = [entry for entry in need.history.until(on) if entry.kind == "answer"]
        if answers and (need.turn is None or set(base.goals) <= need.turn.advice.open.keys()):
            last = [entry_text(entry) for entry in answers if entry.change == answers[-1].change]
            said = f"you recorded {_few(last)} on {day_text(answers[-1].day, on)}"
            yield Line(f"{need.history.name}: no advice yet, but {said}.", "Open")


def _sharpening_lines(base: "KnowledgeBase", needs: Iterable["Need"]) -> Iterator[Line]:
    """Yield the questions that can sharpen the advice, each with its leads."""
    leads: dict[str, list[str]] = {}
    for need in needs:
        if question := need.to_sharpen:
            leads.setdefault(question, []).append(need.history.name)
    for number, question in enumerate(name for name in base.questions if name in leads):
        yield Line(f"{base.questions[question].ask} {ended(_few(leads[question]))}", " " if number else "To sharpen")


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
    yield from _unadvised_lines(base, found.needs, on)
    yield from _sharpening_lines(base, found.needs)
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
    if found.need.urgency == "asks":
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
        "advice": None if advice is None else {goal: _goal_json(advice, goal) for goal in base.goals},
        "open": {concept: open_json(one) for concept, one in need.open.items()},
        "missing": need.missing,
        "fault": need.fault,
        "aside": need.aside,
    }


def _goal_json(advice: "Advice", goal: str) -> Any:
    return None if goal in advice.open else value_json(advice.value(goal))


def title(base: "KnowledgeBase", what: str, counsel: str, on: date) -> Line:
    """Return the heading of a list: its subject, the day, and who advises."""
    return Line(f"{base.title}: {what} on {spoken(on)} ({person(base, counsel)})", style="faint")
