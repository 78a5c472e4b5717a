"""What leads need in words: one of them, or all together. Nothing here prints."""

from collections.abc import Iterator
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.advising.advice_json import open_json, value_json
from followthrough.format.days import spoken
from followthrough.format.phrases import counted, fact_text
from followthrough.format.problem_texts import in_words
from followthrough.format.sentences import begun, ended, inside, listed
from followthrough.leads.log.work_texts import day_text
from followthrough_cli.advice_wording import person
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.advising.still_open import Open
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log.status import Need

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


def _goal_text(advice: "Advice", goal: str) -> str:
    """Return what is advised about a goal, or what it can still be; empty if there is little to say."""
    base = advice.base
    if goal in advice.open:
        one = advice.open[goal]
        return begun(open_text(base, goal, one)) if _is_told(base, goal, one) else ""
    value = advice.value(goal)
    return base.says(goal, value) if value else ""


def need_lines(base: "KnowledgeBase", need: "Need", on: date) -> Iterator[Line]:
    """Yield what one lead needs, after what puts it first. Of one to be let go nothing is asked."""
    from followthrough.leads.log.days_work import comes_first_by, part_of
    from followthrough.leads.log.work_texts import said_text

    if need.urgency == "asks" and (why := comes_first_by(base, need, on)) is not None:
        yield Line(said_text(base, why), style="strong")
    if need.turn is None:
        yield Line(f"No advice: {ended(in_words(base, need.fault))}", style="warning")
        return
    advice = need.turn.advice
    told = [Line(text, style="strong") for goal in base.goals if (text := _goal_text(advice, goal))]
    yield from told or [Line("No advice yet.")]
    if need.urgency != "asks":
        yield Line(when_text(need), "When")
    yield from aside_lines(base, need)
    if part_of(base, need, advice.on) != "let go":
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


def aside_lines(base: "KnowledgeBase", need: "Need") -> Iterator[Line]:
    """Yield which answers are left aside because they contradict later ones, or were given to other rules."""
    if not {*base.questions, *base.counts} >= {*need.aside}:
        known = base.questions
        told = listed([f"the answer to {fact_text(base, one)}" if one in known else one for one in need.aside])
        yield Line(f"Left aside: {told}. Other rules asked that; name them with --base and --with.", style="warning")
    elif need.aside:
        asked = " ".join(fact_text(base, name) for name in need.aside)
        settle = f"`followthrough leads set {quote(need.history.name)} -a ...`"
        why = ended(in_words(base, need.fault))
        yield Line(f"Left aside: your answer to {asked} {begun(why)} {settle} settles it.", style="warning")


def need_json(base: "KnowledgeBase", need: "Need", on: date) -> dict[str, Any]:
    """Return what a lead needs as data."""
    from followthrough.leads.log.days_work import part_of

    advice = need.turn.advice if need.turn is not None else None
    return {
        "name": need.history.name,
        "urgency": need.urgency,
        "part": part_of(base, need, on),
        "due": need.due,
        "advice": None if advice is None else {goal: _goal_json(advice, goal) for goal in base.goals},
        "open": {concept: open_json(one) for concept, one in need.open.items()},
        "missing": need.missing,
        "fault": need.fault,
        "aside": need.aside,
    }


def _goal_json(advice: "Advice", goal: str) -> Any:
    return None if goal in advice.open else value_json(advice.value(goal))
