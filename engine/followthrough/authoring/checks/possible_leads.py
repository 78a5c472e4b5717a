"""What the checks ask about a base: all possible leads, under each counsel that has a rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import combinations
from typing import TypeVar

import msgspec

from followthrough.authoring.checks.apart import Apart
from followthrough.authoring.checks.witnesses import Witnesses
from followthrough.authoring.laws import LawOutcome, prove_laws
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase, Rule, RuleConclusion
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.worlds import Claim, Worlds

T = TypeVar("T")

SIMPLEST = 10
"""So many findings of a kind are shown by the simplest lead, and further ones by any, which is far quicker."""


LEADS_FOR_A_RULE, MOST_LEADS = 16, 16_384
"""So many leads are drawn for each rule, with answers that it tests, and so many for all if there are many rules."""

ALIKE = 4
"""So many of these leads are drawn with one aim."""

ROUNDS = 4
"""So often leads are drawn for those rules that have not fired yet."""

AT_ONCE = 64
"""So much is asked with one proof: that nothing of it is ever so takes hardly longer than that one thing is not."""


class ActivityAsked(msgspec.Struct, frozen=True):
    """What is asked of possible leads: whether in one of them some rules fire, some apply, and some do not fire."""

    fired: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class PossibleLeads:
    """The possible leads of a base under each counsel, made once and then asked by every check.

    Where it is not `illustrated`, no lead is looked for that would only show what is found to a reader. What is found
    of all rules or laws together is kept as it comes, `so_far`, to be told even if the work is stopped.
    """

    def __init__(self, base: KnowledgeBase, seconds: float, *, illustrated: bool = True) -> None:
        self.base = base
        self.seconds = seconds
        self.illustrated = illustrated
        self.simple_left = SIMPLEST
        self._examples: dict[tuple[Sequence[str], Sequence[str]], Example | None] = {}
        self.subsumed_so_far: dict[str, Rule] = {}
        self.covered_so_far: list[str] = []
        self.laws_so_far: list[LawOutcome] = []
        self._witnesses: dict[str, Witnesses] = {}
        self._never: set[tuple[str, ActivityAsked]] = set()

    @cached_property
    def worlds(self) -> Mapping[str, Worlds]:
        """All possible leads, by counsel."""
        return self.worlds_of(self.base)

    def worlds_of(self, base: KnowledgeBase) -> Mapping[str, Worlds]:
        """Return all possible leads of a variant of the base, by counsel."""
        return {counsel: Worlds.of(base, counsel, seconds=self.seconds) for counsel in base.counsels}

    def witnesses(self, counsel: str) -> Witnesses:
        """Return the leads seen so far under a counsel: at first some that are drawn, with answers that rules test."""
        if counsel not in self._witnesses:
            rules = list(self.rules_of(counsel))
            witnesses = self._witnesses[counsel] = Witnesses(self.worlds[counsel], rules)
            for _ in range(ROUNDS):
                waiting = witnesses.silent()
                each = min(LEADS_FOR_A_RULE, MOST_LEADS // max(1, len(waiting)))
                ways = range(-(-each // ALIKE))
                aimed_at = [(rule.conditions,) for rule in rules if rule.name in waiting for _ in ways]
                witnesses.draw(aimed_at, alike=ALIKE)
        return self._witnesses[counsel]

    @cached_property
    def apart(self) -> Apart:
        """Sees that rules never hold together where a test shows it."""
        return Apart(self.base)

    @cached_property
    def has_leads(self) -> bool:
        """Whether any lead is possible; the counsel does not matter to that."""
        return self.worlds[self.base.default_counsel].possible({})

    @cached_property
    def applicable(self) -> frozenset[str]:
        """The rules that apply in some possible lead."""
        return self.ever_under_any(
            {one.name: ((one,), ActivityAsked(applied=(one.name,))) for one in self.base.rules.values()}
        )

    @cached_property
    def effective(self) -> frozenset[str]:
        """The rules that fire, undefeated, in some possible lead."""
        return self.ever_under_any(
            {one.name: ((one,), ActivityAsked(fired=(one.name,))) for one in self.base.rules.values()}
        )

    @cached_property
    def law_outcomes(self) -> tuple[LawOutcome, ...]:
        """What becomes of each law under each of its counsels."""
        for one in prove_laws(self.base, seconds=self.seconds):
            self.laws_so_far.append(one)
        return tuple(self.laws_so_far)

    def even_if_stopped(self, what: Callable[[], object], told: Callable[[], Iterator[T]]) -> Iterator[T]:
        """Find something out, and yield what is told of it, also if a limit or Ctrl-C stops the work before its end."""
        stop: BaseException | None = None
        try:
            what()
        except (NotSettled, KeyboardInterrupt) as stopping:
            stop = stopping
            self.illustrated = self.illustrated and isinstance(stop, NotSettled)
        yield from told()
        if stop is not None:
            raise stop

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
        subsumed = self.subsumed_so_far
        for rule in self.backwards():
            if rule.name in self.effective:
                others = [one for one in self._saying_as_much(rule) if one.name not in subsumed]
                subsuming = (one for one in others if self._fires_wherever(one, rule))
                if (other := next(subsuming, None)) is not None:
                    subsumed[rule.name] = other
        return subsumed

    def _saying_as_much(self, rule: Rule) -> Sequence[Rule]:
        """Return the rules that fire in all leads seen in which a rule does, and do all that it does, in order."""
        always = (self.witnesses(counsel).always_with(rule.name) for counsel, _ in self.having(rule))
        firing = [self.base.rules[name] for name in set.intersection(*(one for one in always if one is not None))]
        return sorted((one for one in firing if _says_as_much(one, rule)), key=lambda one: one.place)

    @cached_property
    def concluding(self) -> Mapping[RuleConclusion, Sequence[Rule]]:
        """The rules that conclude each value of a concept."""
        concluding: dict[RuleConclusion, list[Rule]] = {}
        for rule in self.base.rules.values():
            for conclusion in rule.then:
                concluding.setdefault(conclusion, []).append(rule)
        return concluding

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

        A lead found for one question often answers others, which need no proof of their own then; and what several
        checks ask is proved once.
        """
        return self.is_ever(counsel, ActivityAsked(tuple(fired), tuple(applied), tuple(silent)))

    def is_ever(self, counsel: str, asked: ActivityAsked) -> bool:
        """Return whether what is asked is so in some possible lead, as `ever` does."""
        known = self._known(counsel, asked)
        if known is None:
            found = self.worlds[counsel].activity(*self._claims(counsel, asked))
            if found is None:
                self._never.add((counsel, asked))
            else:
                self.witnesses(counsel).add(found)
            return found is not None
        return known

    def ever_under_any(self, asked: Mapping[T, tuple[Sequence[Rule], ActivityAsked]]) -> frozenset[T]:
        """Return what of all that is asked about some rules is ever so, under a counsel that has them."""
        ever: set[T] = set()
        for counsel in self.base.counsels:
            lineage = self.base.lineage(counsel)
            left = {
                key: one
                for key, (rules, one) in asked.items()
                if key not in ever and all(rule.counsel in lineage for rule in rules)
            }
            self.settle(counsel, left.values())
            ever.update(key for key, one in left.items() if self.is_ever(counsel, one))
        return frozenset(ever)

    def settle(self, counsel: str, asked: Iterable[ActivityAsked]) -> None:
        """Find out much that is going to be asked, with few proofs; what these do not settle is left to be asked."""
        left = [one for one in dict.fromkeys(asked) if self._known(counsel, one) is None]
        found: list[NumberedAnswers] = []
        with suppress(NotSettled):
            for start in range(0, len(left), AT_ONCE):
                self._settle_at_once(counsel, left[start : start + AT_ONCE], found)
        if found:
            self.witnesses(counsel).add_leads(found)

    def _settle_at_once(self, counsel: str, asked: Sequence[ActivityAsked], found: list[NumberedAnswers]) -> None:
        """Add leads to those found that show all that is ever so of what is asked; keep the rest as what never is."""
        worlds = self.worlds[counsel]
        claims = {one: worlds.space.circuit.all_of(self._claims(counsel, one)) for one in asked}
        left = {*claims.values()}
        for lead, shown in worlds.showing(left):
            found.append(lead)
            left -= shown
        self._never.update((counsel, one) for one, claim in claims.items() if claim in left)

    def _claims(self, counsel: str, asked: ActivityAsked) -> list[Claim]:
        worlds = self.worlds[counsel]
        return [
            *map(worlds.fired, asked.fired),
            *map(worlds.applied, asked.applied),
            *(-worlds.fired(name) for name in asked.silent),
        ]

    def _known(self, counsel: str, asked: ActivityAsked) -> bool | None:
        """Return whether what is asked is ever so, if a lead that was seen, a proof, or two tests show it."""
        if self.witnesses(counsel).showing(asked.fired, asked.applied, asked.silent):
            return True
        rules = (self.base.rules[name] for name in (*asked.fired, *asked.applied))
        if (counsel, asked) in self._never or any(self.apart.sees(*two) for two in combinations(rules, 2)):
            return False
        return None

    def find(self, counsel: str, fired: str, among: Iterable[str]) -> bool:
        """Look for a lead in which a rule fires and one among some others does, and keep it as a witness."""
        worlds = self.worlds[counsel]
        found = worlds.activity(worlds.fired(fired), worlds.any_of(map(worlds.fired, among)))
        if found is not None:
            self.witnesses(counsel).add(found)
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
        return self._first(self.simplest(counsel) for counsel in [self.base.default_counsel])

    def applying(self, rule: Rule) -> "Example | None":
        """Find a lead in which a rule applies."""
        return self._example(rule, applied=(rule.name,))

    def firing(self, rule: Rule) -> "Example | None":
        """Find a lead in which a rule fires."""
        return self._example(rule, fired=(rule.name,))

    def defeating(self, rule: Rule, overridden: Rule) -> "Example | None":
        """Find a lead in which a rule defeats another."""
        return self._example(rule, overridden, fired=(rule.name,), applied=(overridden.name,))

    def firing_without(self, rule: Rule, fact: str) -> "Example | None":
        """Find a lead in which a rule fires while a fact is unknown."""
        having = self.having(rule)
        examples = (
            self.simplest(counsel, worlds.fired(rule.name), _unknown(worlds, fact)) for counsel, worlds in having
        )
        return self._first(examples) if self.illustrated else None

    def together(self, counsel: str, *, fired: Sequence[str] = (), applied: Sequence[str] = ()) -> "Example | None":
        """Find a lead in which rules fire, and others apply, under a counsel: the simplest, or of many findings any."""
        self.simple_left -= 1
        worlds = self.worlds[counsel]
        if self.simple_left >= 0:
            return self.simplest(counsel, *map(worlds.fired, fired), *map(worlds.applied, applied))
        if not self.ever(counsel, fired=fired, applied=applied):
            return None
        witnesses = self.witnesses(counsel)
        leads = witnesses.showing(fired, applied, ())
        place = (leads & -leads).bit_length() - 1
        answers = worlds.space.answers(witnesses.lead(place))
        return Example(counsel, answers, answers, witnesses.fired_in(place))

    def _example(self, *rules: Rule, fired: Sequence[str] = (), applied: Sequence[str] = ()) -> "Example | None":
        """Find a lead in which rules fire, and others apply, under the first counsel in which they can.

        None also if that takes too long: what it illustrates is to be reported with an example or without.
        """
        if not self.illustrated:
            return None
        key = (fired, applied)
        if key not in self._examples:
            counsels = (counsel for counsel, _ in self.having(*rules))
            examples = (self.together(counsel, fired=fired, applied=applied) for counsel in counsels)
            self._examples[key] = self._first(examples)
        return self._examples[key]

    def _first(self, examples: "Iterable[Example | None]") -> "Example | None":
        """Return the first example that there is; None also if that takes too long."""
        with suppress(NotSettled):
            return next((example for example in examples if example is not None), None)
        return None


def _says_as_much(one: Rule, other: Rule) -> bool:
    """Return whether a rule that fires does everything that another would do."""
    return (
        set(other.then) <= set(one.then) and set(other.overrides) <= set(one.overrides) and other.due in (None, one.due)
    )


class Example(msgspec.Struct, frozen=True):
    """A possible lead that shows something under a counsel, with the rules that fire in it.

    `core` has those of its answers that suffice, None for a missing one: every possible lead with these shows the same.
    """

    counsel: str
    answers: Mapping[str, Value]
    core: Mapping[str, Value]
    fired: tuple[str, ...]
    values: Mapping[str, Value] = {}


def simplest_of(counsel: str, worlds: Worlds, *claims: Claim) -> Example | None:
    """Find the simplest of some leads under a counsel, as `PossibleLeads.simplest` does."""
    lead = worlds.simplest(*claims)
    if lead is None:
        return None
    world, facts = worlds.world(lead), [variable.fact for variable in worlds.variables]
    core = worlds.core(lead, claims, sorted(range(len(lead)), key=lambda level: lead[level] > 0))  # missing first
    sufficient = {facts[level]: world.answers.get(facts[level]) for level in core}
    return Example(counsel, world.answers, sufficient, world.fired, world.values)


def _unknown(worlds: Worlds, fact: str) -> Claim:
    """Claim that a fact is unknown, whether it is asked or concluded."""
    return worlds.value(fact, None) if fact in worlds.base.concepts else worlds.answered({fact: None})[0]
