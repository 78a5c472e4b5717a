"""How the advice on a lead has changed since it was given, in words. Nothing here prints."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from followthrough.format.phrases import about, answer_text, fact_text
from followthrough.format.sentences import begun, listed
from followthrough.leads.log.work_texts import day_text
from followthrough_cli.leads.history_wording import value_text
from followthrough_cli.leads.need_wording import need_lines
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log.status import Recheck


def recheck_lines(base: "KnowledgeBase", found: "Recheck", on: date) -> Iterator[Line]:
    """Yield the old and the new advice on a lead, and what made the difference."""
    yield Line(f"{found.history.name}, advised on {day_text(found.given.day, on)}", style="strong")
    causes: dict[str, None] = {}
    for shift in found.shifts:
        if shift.concept in base.goals:
            yield Line(value_text(base, shift.concept, shift.then), "was", 2)
            yield Line(value_text(base, shift.concept, shift.now), "is now", 2)
        causes.update(dict.fromkeys(shift.by))
    others = [_about(base, shift.concept) for shift in found.shifts if shift.concept not in base.goals]
    if others:
        yield Line(f"{begun(listed(others))} changed{' too' if len(others) < len(found.shifts) else ''}.", indent=2)
    yield from (Line(text, "because", 2) for text in _causes(base, found, causes))
    if found.need.urgency == "asks":
        yield from (Line(line.text, " ", 2) for line in need_lines(base, found.need, on))


def _causes(base: "KnowledgeBase", found: "Recheck", causes: Mapping[str, None]) -> Iterator[str]:
    if "rules" in causes:
        yield "the rules changed"
    if "facts" in causes:
        undone = "you undid a change: " if _was_undone(found) else ""
        yield undone + "; ".join(f"{_asks(base, name)} {_change(base, name, *both)}" for name, *both in found.facts)
    if "time" in causes:
        counts = "; ".join(f"{_counted(base, name)} ({then} -> {now})" for name, then, now in found.counts)
        yield f"time passed: {counts}" if counts else "time passed"


def _about(base: "KnowledgeBase", concept: str) -> str:
    """Return what a concept is about, or the name of one that the base no longer has."""
    return about(base, concept) if concept in base.concepts or concept in base.sums else fact_text(base, concept)


def _counted(base: "KnowledgeBase", name: str) -> str:
    """Return what a count means, for use inside a sentence."""
    means = fact_text(base, name)
    return means[:1].lower() + means[1:]


def _was_undone(found: "Recheck") -> bool:
    """Return whether the person undid something after the advice was given."""
    later = (entry for entry in found.history.entries if entry.number > found.given.number)
    return any(entry.kind == "undone" for entry in later)


def _asks(base: "KnowledgeBase", name: str) -> str:
    """Return what a person is asked, or the name of an answer to a question that the base no longer has."""
    return base.questions[name].ask if name in base.questions else fact_text(base, name)


def _change(base: "KnowledgeBase", name: str, then: str, now: str) -> str:
    return " -> ".join(answer_text(base, name, one) if one else "no answer" for one in (then, now))
