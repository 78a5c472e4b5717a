"""What leads need in words: one of them, or all together. Nothing here prints."""

from collections.abc import Iterable, Iterator
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.advising.advice import open_json, value_json
from followthrough.format.choices import UNKNOWN
from followthrough.format.conditions import values_of
from followthrough.format.days import WEEKDAYS, spoken
from followthrough.format.phrases import counted, fact_text, heading
from followthrough.format.sentences import ended, inside, listed
from followthrough_cli.advice_wording import person
from followthrough_cli.leads.history_wording import day_text, entry_text
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice, Open
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log.status import Need, Overview

MOST_POSSIBLE = 3
"""Most values to list for a goal that is not settled; more are no help at a glance."""


def title(base: "KnowledgeBase", what: str, counsel: str, on: date) -> Line:
    """Return the heading of a list: its subject, the day, and who advises."""
    return Line(f"{base.title}: {what} on {spoken(on)} ({person(base, counsel)})", style="faint")


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
        return ", ".join(values_of(advice.value(goal))) or "undecided"
    one = advice.open[goal]
    if not _is_told(advice.base, goal, one):
        return "needs answers" if goal == advice.base.goals[-1] else "-"
    if one.held:
        return ", ".join([*one.held, "perhaps more"])
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
    yield from _aside_lines(base, need)
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


def _aside_lines(base: "KnowledgeBase", need: "Need") -> Iterator[Line]:
    """Yield which answers are left aside because they contradict later ones, or were given to other rules."""
    if not {*base.questions, *base.counts} >= {*need.aside}:
        known = base.questions
        told = listed([f"the answer to {fact_text(base, one)}" if one in known else one for one in need.aside])
        yield Line(f"Left aside: {told}. Other rules asked that; name them with --base and --with.", style="warning")
    elif need.aside:
        asked = " ".join(fact_text(base, name) for name in need.aside)
        settle = f"`followthrough leads set {quote(need.history.name)} -a ...`"
        yield Line(f"Left aside: your answer to {asked} For {need.fault}; {settle} settles it.", style="warning")


def _unadvised_lines(base: "KnowledgeBase", needs: Iterable["Need"], on: date) -> Iterator[Line]:
    """Yield what was last recorded about leads without advice, so that it does not go unseen."""
    for need in needs:
        answers = [entry for entry in need.history.until(on) if entry.kind == "answer"]
        if answers and (need.turn is None or set(base.goals) <= need.turn.advice.open.keys()):
            last = [entry_text(entry, base) for entry in answers if entry.change == answers[-1].change]
            said = f"on {day_text(answers[-1].day, on)} you answered: {_few(last)}"
            yield Line(f"{need.history.name}: no advice yet, but {ended(said)}", "Open")


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
        yield from (Line(f"{need.history.name}: {line.text}", style=line.style) for line in _aside_lines(base, need))
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
