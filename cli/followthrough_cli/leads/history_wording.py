"""The history of a lead in words. Nothing here prints."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from followthrough.format.phrases import answer_text
from followthrough.format.sentences import together
from followthrough.leads.log.work_texts import day_text
from followthrough_cli.advice_wording import person
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.format.conditions import Value
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import Entry, History


def entry_text(entry: "Entry", base: "KnowledgeBase") -> str:
    """Return an entry on one line: an answer in the words of its question, or as it is kept if that is gone."""
    if entry.kind in ("answer", "retracted") and entry.name in base.questions:
        says = answer_text(base, entry.name, entry.value) if entry.kind == "answer" else "taken back"
        return f"{base.questions[entry.name].ask} {says}"
    match entry.kind:
        case "added":
            return f"started as {entry.value}"
        case "renamed":
            return f"renamed {entry.value}"
        case "answer":
            return f"{entry.name}: {entry.value}"
        case "retracted":
            return f"{entry.name}: taken back"
        case "note":
            lines = (" ".join(line.split()) for line in entry.value.splitlines())
            return f"note: {' | '.join(filter(None, lines))}"
        case _:
            return entry.kind


def history_lines(base: "KnowledgeBase", history: "History", on: date) -> Iterator[Line]:
    """Yield the history of a lead day by day: what became known or was done, and the advice."""
    last: date | None = None
    for entry in history.until(on):
        text = given_text(base, entry) if entry.kind == "advised" else entry_text(entry, base)
        yield Line(
            text,
            day_text(entry.day, on) if entry.day != last else " ",
            style="faint" if entry.kind == "advised" else "plain",
            hang=2,
        )
        last = entry.day


def given_text(base: "KnowledgeBase", entry: "Entry") -> str:
    """Return advice that was given: by whom, what, and the beginning of the rules' hash."""
    given = entry.given()
    who = person(base, entry.name) if entry.name in base.authorities else entry.name
    goals = together(value_text(base, goal, given.advice.get(goal)) for goal in base.goals)
    return f"{who} advised: {goals} (rules {given.rules[:8]})"


def value_text(base: "KnowledgeBase", concept: str, value: "Value | list[str]") -> str:
    """Return a value of recorded advice in words."""
    if isinstance(value, list | tuple):
        return base.says(concept, tuple(value)) if value else "nothing"
    return base.says(concept, value) if value is not None else "undecided"
