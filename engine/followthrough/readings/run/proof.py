"""What was concluded, and from what: frozen data, the same for the same lead and rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from followthrough.format.conditions import Truth, Value
from followthrough.format.model import RuleConclusion
from followthrough.short_repr import Result, named

JSON_VERSION = 1
"""The version of all JSON output. It grows when a key is removed or changes its meaning, not when one is added."""

Origin = Literal["answer", "counted", "added", "assumed", "otherwise", "nothing"] | tuple[str, ...]
"""Where a fact comes from: an answer, a count of days, a sum of points, an assumption that does not change the advice,
the concept's `otherwise`, nothing (it is unknown), or the rules that concluded it."""


class Premise(msgspec.Struct, frozen=True, gc=False):
    """One fact as a rule saw it: its value, the test put to it, the outcome, and where the value is from."""

    fact: str
    value: Value
    test: str
    outcome: Truth
    origin: Origin


class Step(Result, frozen=True, gc=False):
    """A rule that applied: it fired, or it was defeated by the rules in `defeated_by` and concluded nothing.

    `premises` are the tests that held; `exceptions` are the tests of its `unless`, which together did not.
    `defeats` names the rules that it defeated and that would have fired otherwise. `file` is relative to the
    base. `due` is the day its step falls on. The rule is `inferred` if its passages are taken to mean what it says, and
    do not say it.
    """

    rule: str
    counsel: str
    sources: tuple[str, ...]
    file: str
    line: int
    premises: tuple[Premise, ...]
    exceptions: tuple[Premise, ...]
    concludes: tuple[RuleConclusion, ...]
    because: str
    defeats: tuple[str, ...]
    defeated_by: tuple[str, ...]
    due: date | None
    inferred: bool = False

    @property
    def fired(self) -> bool:
        """Return whether the rule concluded what it says."""
        return not self.defeated_by


class Conflict(msgspec.Struct, frozen=True, gc=False):
    """Undefeated rules that concluded different values for a concept that holds one: it is left unknown."""

    concept: str
    claims: tuple[tuple[str, str], ...]
    """(value, rule), in the order of the rules."""


class Proof(Result, frozen=True):
    """All that was concluded about one lead under one counsel; each step rests on earlier ones."""

    counsel: str
    facts: Mapping[str, Value]
    origins: Mapping[str, Origin]
    steps: tuple[Step, ...]
    conflicts: tuple[Conflict, ...]

    def _lines(self) -> Iterator[str]:
        conflicts = (conflict.concept for conflict in self.conflicts)
        yield f"Proof under {self.counsel}: fired {named(self.fired()) or 'none'}"
        yield f"defeated {named(self.defeated()) or 'none'}; in conflict {named(conflicts) or 'none'}"

    def deciding(self, concept: str, value: str | None = None) -> Iterator[Step]:
        """Yield the steps that concluded a concept, or one value of it."""
        for step in self.steps:
            if step.fired and any(
                conclusion.concept == concept and value in (None, conclusion.value) for conclusion in step.concludes
            ):
                yield step

    def conflict(self, concept: str) -> Conflict | None:
        """Return the conflict that leaves a concept unknown, or None."""
        return next((conflict for conflict in self.conflicts if conflict.concept == concept), None)

    def beaten(self, concept: str) -> Iterator[Step]:
        """Yield the steps that would have concluded a concept but were defeated."""
        for step in self.steps:
            if not step.fired and any(conclusion.concept == concept for conclusion in step.concludes):
                yield step

    def step(self, rule: str) -> Step | None:
        """Return the step of a rule, or None if the rule did not apply."""
        return next((step for step in self.steps if step.rule == rule), None)

    def fired(self) -> tuple[str, ...]:
        """Name the rules that fired."""
        return tuple(step.rule for step in self.steps if step.fired)

    def defeated(self) -> tuple[str, ...]:
        """Name the rules that applied and were defeated."""
        return tuple(step.rule for step in self.steps if not step.fired)
