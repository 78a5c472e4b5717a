"""What the checks ask about a base: all possible leads, under each counsel that has a rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from followthrough.authoring.checks.witnesses import Witnesses
from followthrough.authoring.laws import LawOutcome, prove_laws
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.worlds import Claim, World, Worlds


class PossibleLeads:
    """The possible leads of a base under each counsel, made once and then asked by every check.

    Where it is not `illustrated`, no lead is looked for that would only show what is found to a reader.
    """

    def __init__(self, base: KnowledgeBase, seconds: float, *, illustrated: bool = True) -> None:
        self.base = base
        self.seconds = seconds
        self.illustrated = illustrated
        self._examples: dict[tuple[str, str], Example | None] = {}
        self.witnesses = {counsel: Witnesses(rule.name for rule in self.rules_of(counsel)) for counsel in base.counsels}

    @cached_property
    def worlds(self) -> Mapping[str, Worlds]:
        """All possible leads, by counsel."""
        return self.worlds_of(self.base)

    def worlds_of(self, base: KnowledgeBase) -> Mapping[str, Worlds]:
        """Return all possible leads of a variant of the base, by counsel."""
        return {counsel: Worlds.of(base, counsel, seconds=self.seconds) for counsel in base.counsels}

    @cached_property
    def has_leads(self) -> bool:
        """Whether any lead is possible; the counsel does not matter to that."""
        return self.worlds[self.base.default_counsel].possible({})

    @cached_property
    def applicable(self) -> frozenset[str]:
        """The rules that apply in some possible lead."""
        return self._found(lambda counsel, name: self.ever(counsel, applied=(name,)))

    @cached_property
    def effective(self) -> frozenset[str]:
        """The rules that fire, undefeated, in some possible lead."""
        return self._found(lambda counsel, name: self.ever(counsel, fired=(name,)))

    @cached_property
    def law_outcomes(self) -> tuple[LawOutcome, ...]:
        """What becomes of each law under each of its counsels."""
        return tuple(prove_laws(self.base, seconds=self.seconds))

    def _found(self, is_found: Callable[[str, str], bool]) -> frozenset[str]:
        """Name the rules that are found under some counsel."""
        return frozenset(
            rule.name
            for rule in self.base.rules.values()
            if any(is_found(counsel, rule.name) for counsel, _ in self.having(rule))
        )

    @cached_property
    def overriding(self) -> Mapping[str, Sequence[Rule]]:
        """The rules that override each rule that is overridden, some of them because of a hit policy."""
        overriding: dict[str, list[Rule]] = {}
        for rule in self.base.rules.values():
            for name in rule.overrides:
                overriding.setdefault(name, []).append(rule)
        return overriding

    @cached_property
    def subsumed(self) -> Mapping[str, Rule]:
        """The rules that add nothing to a single other one, with that one; of two that are the same the later one."""
        subsumed: dict[str, Rule] = {}
        for rule in self.backwards():
            if rule.name in self.effective:
                for other in self._firing_so_far_with(rule):
                    if other == rule or other.name in subsumed or not _says_as_much(other, rule):
                        continue
                    if self._fires_wherever(other, rule):
                        subsumed[rule.name] = other
                        break
        return subsumed

    def _firing_so_far_with(self, rule: Rule) -> list[Rule]:
        """Return the rules that fire in all leads found so far in which a rule does, the first in the files first."""
        witnesses = (self.witnesses[counsel] for counsel, _ in self.having(rule))
        always = [{*one.named(one.always_with(rule.name))} for one in witnesses]
        return sorted((self.base.rules[name] for name in set.intersection(*always)), key=lambda one: one.place)

    def _fires_wherever(self, one: Rule, other: Rule) -> bool:
        """Return whether a rule fires wherever another does, under every counsel that has the other."""
        return all(
            one.counsel in self.base.lineage(counsel)
            and not self.ever(counsel, fired=(other.name,), silent=(one.name,))
            for counsel, _ in self.having(other)
        )

    def ever(
        self, counsel: str, *, fired: Sequence[str] = (), applied: Sequence[str] = (), silent: Iterable[str] = ()
    ) -> bool:
        """Return whether in some possible lead these rules fire, these apply, and these do not fire.

        A lead found for one question often answers others, which need no proof of their own then.
        """
        silent = tuple(silent)
        witnesses = self.witnesses[counsel]
        if witnesses.show(fired, applied, silent):
            return True
        worlds = self.worlds[counsel]
        found = worlds.activity(
            *map(worlds.fired, fired), *map(worlds.applied, applied), *(-worlds.fired(name) for name in silent)
        )
        if found is not None:
            witnesses.add(found)
        return found is not None

    def find(self, counsel: str, fired: str, among: Iterable[str]) -> bool:
        """Look for a lead in which a rule fires and one among some others does, and keep it as a witness."""
        worlds = self.worlds[counsel]
        found = worlds.activity(worlds.fired(fired), worlds.any_of(map(worlds.fired, among)))
        if found is not None:
            self.witnesses[counsel].add(found)
        return found is not None

    def having(self, *rules: Rule) -> Iterator[tuple[str, Worlds]]:
        """Yield the possible leads under each counsel that has all these rules."""
        for counsel in self.base.counsels:
            if {rule.counsel for rule in rules} <= set(self.base.lineage(counsel)):
                yield counsel, self.worlds[counsel]

    def rules_of(self, counsel: str) -> Iterator[Rule]:
        """Return the rules that advise under a counsel: its own, and those of whom it follows."""
        lineage = self.base.lineage(counsel)
        return (rule for rule in self.base.rules.values() if rule.counsel in lineage)

    def backwards(self) -> Iterator[Rule]:
        """Return all rules, the last in the files first: of two rules that are the same, the later one is found."""
        return iter(sorted(self.base.rules.values(), key=lambda rule: rule.place, reverse=True))

    def overrides(self) -> Iterator[tuple[Rule, Rule]]:
        """Yield each rule with each rule that it was written to override."""
        for rule in self.base.rules.values():
            for name in rule.written_overrides:
                yield rule, self.base.rules[name]

    def simplest(self, counsel: str, *claims: Claim) -> "Example | None":
        """Find the simplest lead in which all claims hold; None if there is none.

        The questions are gone through in the author's order: each is left without an answer if that can be, and else
        has the first answer that can be.
        """
        return simplest_of(counsel, self.worlds[counsel], *claims)

    def any_lead(self) -> "Example | None":
        """Find any lead; None also if that takes too long."""
        try:
            return self.simplest(self.base.default_counsel)
        except NotSettled:
            return None

    def applying(self, rule: Rule) -> "Example | None":
        """Find a lead in which a rule applies."""
        return self._example(rule, "applying", lambda worlds: [worlds.applied(rule.name)])

    def firing(self, rule: Rule) -> "Example | None":
        """Find a lead in which a rule fires."""
        return self._example(rule, "firing", lambda worlds: [worlds.fired(rule.name)])

    def defeating(self, rule: Rule, overridden: Rule) -> "Example | None":
        """Find a lead in which a rule defeats another."""
        return self._example(
            rule,
            f"overriding {overridden.name}",
            lambda worlds: [worlds.fired(rule.name), worlds.applied(overridden.name)],
            overridden,
        )

    def firing_together(self, counsel: str, one: Rule, other: Rule, *, plainly: bool) -> "Example | None":
        """Find the simplest lead in which two rules fire under a counsel or, `plainly`, any with all its answers."""
        worlds = self.worlds[counsel]
        claims = worlds.fired(one.name), worlds.fired(other.name)
        if not plainly:
            return self.simplest(counsel, *claims)
        world = worlds.witness({}, *claims)
        return None if world is None else Example(counsel, world, world.answers)

    def firing_without(self, rule: Rule, fact: str) -> "Example | None":
        """Find a lead in which a rule fires while a fact is unknown."""
        return self._example(rule, f"without {fact}", lambda worlds: [worlds.fired(rule.name), _unknown(worlds, fact)])

    def _example(
        self, rule: Rule, doing: str, claims: Callable[[Worlds], Sequence[Claim]], *others: Rule
    ) -> "Example | None":
        """Find a lead in which all that is claimed of rules holds, under the first counsel in which it can.

        None also if that takes too long: what it illustrates is to be reported with an example or without.
        """
        if not self.illustrated:
            return None
        key = (rule.name, doing)
        if key not in self._examples:
            try:
                having = self.having(rule, *others)
                examples = (self.simplest(counsel, *claims(worlds)) for counsel, worlds in having)
                self._examples[key] = next((example for example in examples if example is not None), None)
            except NotSettled:
                self._examples[key] = None
        return self._examples[key]


def _says_as_much(one: Rule, other: Rule) -> bool:
    """Return whether a rule that fires does everything that another would do."""
    return (
        set(other.then) <= set(one.then) and set(other.overrides) <= set(one.overrides) and other.due in (None, one.due)
    )


class Example(msgspec.Struct, frozen=True):
    """A possible lead that shows something, and what the rules of a counsel conclude in it.

    `core` has those of its answers that suffice, None for a missing one: every possible lead with these shows the same.
    """

    counsel: str
    world: World
    core: Mapping[str, Value]


def simplest_of(counsel: str, worlds: Worlds, *claims: Claim) -> Example | None:
    """Find the simplest of some leads under a counsel, as `PossibleLeads.simplest` does."""
    lead = worlds.simplest(*claims)
    if lead is None:
        return None
    world, facts = worlds.world(lead), [variable.fact for variable in worlds.variables]
    core = worlds.core(lead, claims, sorted(range(len(lead)), key=lambda level: lead[level] > 0))  # missing first
    return Example(counsel, world, {facts[level]: world.answers.get(facts[level]) for level in core})


def _unknown(worlds: Worlds, fact: str) -> Claim:
    """Claim that a fact is unknown, whether it is asked or concluded."""
    return worlds.value(fact, None) if fact in worlds.base.concepts else worlds.answered({fact: None})[0]
