"""What the checks ask about a base: all possible leads, under each counsel that has a rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from followthrough.conditions import Value
from followthrough.model import KnowledgeBase, Rule
from followthrough.worlds import Claim, World, Worlds


class Study:
    """A base under study: its possible leads under each counsel, made once and then asked by every check."""

    def __init__(self, base: KnowledgeBase, seconds: float) -> None:
        self.base = base
        self.seconds = seconds

    @cached_property
    def worlds(self) -> Mapping[str, Worlds]:
        """All possible leads, by counsel."""
        return self.worlds_of(self.base)

    def worlds_of(self, base: KnowledgeBase) -> Mapping[str, Worlds]:
        """Give all possible leads of a variant of the base, by counsel."""
        return {counsel: Worlds(base, counsel, seconds=self.seconds) for counsel in base.counsels}

    @cached_property
    def has_leads(self) -> bool:
        """Whether any lead is possible; the counsel does not matter to that."""
        return self.worlds[self.base.default_counsel].possible({})

    @cached_property
    def applicable(self) -> frozenset[str]:
        """The rules that apply in some possible lead."""
        return frozenset(rule.name for rule in self.base.rules.values() if self.ever(rule, Worlds.applied))

    @cached_property
    def effective(self) -> frozenset[str]:
        """The rules that fire, undefeated, in some possible lead."""
        return frozenset(rule.name for rule in self.base.rules.values() if self.ever(rule, Worlds.fired))

    def ever(self, rule: Rule, does: Callable[[Worlds, str], Claim]) -> bool:
        """Tell whether a rule does that in some possible lead, under some counsel."""
        return any(worlds.possible({}, does(worlds, rule.name)) for _, worlds in self.having(rule))

    def having(self, *rules: Rule) -> Iterator[tuple[str, Worlds]]:
        """Give the possible leads under each counsel that has all these rules."""
        for counsel in self.base.counsels:
            if {rule.counsel for rule in rules} <= set(self.base.lineage(counsel)):
                yield counsel, self.worlds[counsel]

    def rules_of(self, counsel: str) -> Iterator[Rule]:
        """Give the rules that advise under a counsel: its own, and those of whom it follows."""
        lineage = self.base.lineage(counsel)
        return (rule for rule in self.base.rules.values() if rule.counsel in lineage)

    def overrides(self) -> Iterator[tuple[Rule, Rule]]:
        """Give each rule with each that it overrides."""
        for rule in self.base.rules.values():
            for name in rule.overrides:
                yield rule, self.base.rules[name]


class Example(msgspec.Struct, frozen=True):
    """A possible lead that shows something, and what the rules conclude in it.

    `core` has those of its answers that suffice, None being that there is none: every possible lead with these shows
    the same.
    """

    world: World
    core: Mapping[str, Value]


def simplest(worlds: Worlds, *claims: Claim) -> Example | None:
    """Find a possible lead in which all claims hold, with answers that are not there or come first; None if none is.

    The questions are gone through in the author's order: each is left without an answer if that can be, and else
    has the first answer that can be. So it is the same lead whatever clingo finds first, and no answer can be taken
    away from it.
    """
    if not worlds.possible({}, *claims):
        return None
    known: dict[str, Value] = {}
    for variable in worlds.variables:
        answers = (None, *(cell.value for cell in variable.cells))
        known[variable.fact] = next(
            answer for answer in answers if worlds.possible({**known, variable.fact: answer}, *claims)
        )
    found = worlds.witness(known, *claims)
    assert found is not None, "each answer was possible with those before it"
    return Example(found[0], _core(worlds, known, claims))


def _core(worlds: Worlds, known: Mapping[str, Value], claims: Iterable[Claim]) -> Mapping[str, Value]:
    """Leave out answers, those that are not there first, as long as all claims still hold whatever is answered."""
    core = dict(known)
    for name in sorted(known, key=lambda name: known[name] is not None):
        fewer = {other: value for other, value in core.items() if other != name}
        if not any(worlds.possible(fewer, -claim) for claim in claims):
            core = fewer
    return core
