"""How the advice on a lead has changed since it was given, in words. Nothing here prints."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from followthrough.format.phrases import heading
from followthrough.format.sentences import listed
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
            yield Line(f"{value_text(shift.then)} -> {value_text(shift.now)}", heading(shift.concept), 2)
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
