"""What would have to be different: the smallest sets of changed answers that lead to another advice.

Looked for among all possible leads, with clingo, from one changed answer upwards. Answers that the person can still
change (`can become`) are told apart from those that they cannot: how long ago it was, what the others said.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

import msgspec

from followthrough.advice import value_json
from followthrough.answers import Lead, complete, read_lead
from followthrough.cells import Cell
from followthrough.conditions import Truth, Value
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.model import KnowledgeBase
from followthrough.solver import SECONDS
from followthrough.words import composed
from followthrough.worlds import MAX_CHANGES, Claim, Worlds, pairs

MAX_SETS = 50
"""Most sets of changes given: more are no help to anyone."""


class Change(msgspec.Struct, frozen=True):
    """Another answer to a question (or count of days): `then`, or a number from there to `high`.

    None is unknown, or that the question does not apply, as `applies` tells.
    """

    fact: str
    now: Value
    then: Value
    high: int | None
    applies: bool
    in_your_hands: bool


class WhatIf(msgspec.Struct, frozen=True):
    """What would lead to another value of a concept.

    `asked` is the value asked for, None for any other than `now`. `yours` has the smallest sets of changes that are
    all in the person's hands, `others` the smallest sets that are not; each empty if up to `most` changes do not
    suffice. It is `possible` if any lead at all leads there.
    """

    counsel: str
    concept: str
    asked: str | None
    now: Value
    yours: tuple[tuple[Change, ...], ...]
    others: tuple[tuple[Change, ...], ...]
    possible: bool
    most: int = MAX_CHANGES


def what_if(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    concept: str,
    value: str | None = None,
    *,
    counsel: str | None = None,
    today: date,
    seconds: float = SECONDS,
) -> WhatIf:
    """Find all smallest sets of changed answers that lead to another value of a concept, or to the one asked for.

    Raises LeadError when an answer, the concept or the value cannot be; MissingFacts when the lead is not complete;
    NotSettled when a proof takes longer than `seconds`.

    >>> from followthrough import load
    >>> lead = {"interview": "upcoming", "want_it": "no"}
    >>> found = what_if(load(), lead, "stance", "pursue", today=date(2026, 11, 22))
    >>> [[(change.fact, change.then) for change in changes] for changes in found.others]
    [[('want_it', 'yes')], [('want_it', 'unsure')]]
    """
    name = base.counsel_named(counsel)
    value = None if value is None else composed(value)
    _check(base, concept, value)
    read = complete(read_lead(base, lead, today))
    worlds = pairs(base, name, seconds)
    facts = {variable.fact: read.facts[variable.fact] for variable in worlds.variables}
    world = worlds.witness(facts)
    assert world is not None, "a lead that was read is a possible one"
    now = world[0].values[concept]
    target = _target(base, worlds, concept, value, now)
    search = _Search(base, worlds, read, facts)
    yours = search.smallest([*target, *search.others_stay()])
    others = [changes for changes in search.smallest(target) if changes not in yours]
    possible = bool(yours or others) or worlds.possible({}, *target)
    return WhatIf(name, concept, value, now, tuple(yours), tuple(others), possible)


def as_json(found: WhatIf) -> dict[str, Any]:
    """Give the answer to "what if" as data."""
    return {
        "concept": found.concept,
        "asked": found.asked,
        "possible": found.possible,
        "now": value_json(found.now),
        "yours": [[_change_json(change) for change in changes] for changes in found.yours],
        "others": [[_change_json(change) for change in changes] for changes in found.others],
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "fact": change.fact,
        "now": value_json(change.now),
        "then": value_json(change.then),
        "to": change.high,
        "applies": change.applies,
        "in_your_hands": change.in_your_hands,
    }


def _check(base: KnowledgeBase, concept: str, value: str | None) -> None:
    known: Mapping[str, object]
    for what, word, known in (
        ("concept", concept, base.concepts),
        ("value", value, base.concepts[concept].values if concept in base.concepts else {}),
    ):
        if word is not None and word not in known:
            raise LeadError([Problem(Place("what-if"), f"unknown {what} {word!r}", did_you_mean(word, known))])


def _target(base: KnowledgeBase, worlds: Worlds, concept: str, value: str | None, now: Value) -> list[Claim]:
    """Claim on the second side the value asked for, or any known one but those that hold now."""
    if value is not None:
        return [worlds.value(concept, value, side=1)]
    held = now if isinstance(now, tuple) else (now,)
    return [worlds.differs(concept), *(-worlds.value(concept, one, side=1) for one in {*map(_text, held), None})]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


class _Search:
    """Looks for changes of one lead."""

    def __init__(self, base: KnowledgeBase, worlds: Worlds, lead: Lead, facts: Mapping[str, Value]) -> None:
        self.base = base
        self.worlds = worlds
        self.lead = lead
        self.facts = facts

    def smallest(self, claims: list[Claim]) -> list[tuple[Change, ...]]:
        """Give all sets of the smallest size with which the claims hold, in the author's order of the questions."""
        for size in range(MAX_CHANGES + 1):
            found = [self.changes(cells) for cells in islice(self.worlds.changes(self.facts, size, *claims), MAX_SETS)]
            if found:
                return sorted(found, key=self.order)
        return []

    def others_stay(self) -> Iterator[Claim]:
        """Claim that no answer changes but in a way that is in the person's hands.

        A question that does not apply now is new where it does: whatever its answer, nothing was changed by it.
        """
        for variable in self.worlds.variables:
            question = variable.question
            now = self.facts[variable.fact]
            if now is None and variable.fact not in self.lead.answers and not self.applies(question.name):
                continue
            if not question.can_become:
                yield -self.worlds.changed(question.name)
                continue
            for cell in variable.cells:
                if not cell.includes(now) and not question.is_in_your_hands(now, cell.value):
                    yield from (-claim for claim in self.worlds.answered({variable.fact: cell.value}, side=1))

    def applies(self, question: str) -> bool:
        """Tell whether a question applies to the lead as it is."""
        return self.base.questions[question].only_if.outcome(self.lead.facts) is Truth.TRUE

    def changes(self, cells: Mapping[str, Cell]) -> tuple[Change, ...]:
        """Describe a set of changes."""
        then = {**self.facts, **{fact: cell.value for fact, cell in cells.items()}}
        return tuple(self.change(fact, cell, then) for fact, cell in cells.items())

    def change(self, fact: str, cell: Cell, then: Mapping[str, Value]) -> Change:
        """Describe one change, given all facts as they are then."""
        question = self.base.questions[self.base.counts[fact].of if fact in self.base.counts else fact]
        now = self.facts[fact]
        applies = question.only_if.outcome(then) is Truth.TRUE
        yours = not self.applies(question.name) or not applies or question.is_in_your_hands(now, cell.value)
        return Change(fact, now, cell.value, cell.high, applies, yours)

    def order(self, changes: tuple[Change, ...]) -> list[tuple[int, int]]:
        """Order sets of changes by question, then by answer, each as the author has them."""
        places = {variable.fact: place for place, variable in enumerate(self.worlds.variables)}
        found = []
        for change in changes:
            values = [cell.value for cell in self.worlds.variables[places[change.fact]].cells]
            found.append((places[change.fact], values.index(change.then) if change.then in values else len(values)))
        return found
