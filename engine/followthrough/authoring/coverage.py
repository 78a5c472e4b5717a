"""What the cases of a base exercise: rules, sides of conditions, edges of numbers, overrides, and parts of sums.

That a rule fired in a case says little about its conditions: it may fire just as well without one of them. So a case
exercises a side of a condition only where that condition alone decided whether the rule applied: it held, and the
rule would not have applied had it failed, or it failed, and the rule would have applied had it held. This is the
masking form of modified condition/decision coverage (J. J. Chilenski, S. P. Miller, Applicability of modified
condition/decision coverage to software testing, Software Engineering Journal 9(5), 1994). The conditions of a rule
are the tests of its `if` and `unless`; of a list of tests, one of which must hold, each has its own side of holding.

Where a condition tests a number, an error is most often off by one, so the last number on either side of each end is
asked for as well (L. J. White, E. I. Cohen, A domain strategy for computer program testing, IEEE Transactions on
Software Engineering 6(3), 1980). An override is exercised where it alone defeats a rule that applies, and a
part of a sum where it adds its points.

Each of these is a `Target`, which can be checked in two ways: a proof shows whether its lead meets it, and clingo
whether any possible lead does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

import msgspec
from msgspec.structs import replace

from followthrough.authoring.cases import Run
from followthrough.errors import NotSettled, Place
from followthrough.format.conditions import AllOf, AnyOf, FactTest, OneOf, Truth, Value
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.sums import Points, Sum, signed
from followthrough.readings.prove.cells import Variable, variables
from followthrough.readings.prove.drawn import drawn_leads
from followthrough.readings.prove.solver import SECONDS
from followthrough.readings.prove.worlds import Claim, Worlds
from followthrough.readings.run.proof import Proof

TargetKind = Literal["fired", "defeated", "silent", "side", "edge", "override", "points"]

KINDS: Mapping[TargetKind, str] = {
    "fired": "rules that fire",
    "defeated": "rules that are defeated",
    "silent": "rules that are silent",
    "side": "sides of conditions",
    "edge": "edges of numbers",
    "override": "overrides",
    "points": "parts of sums",
}
"""What can be exercised, as a person reads it."""


class Becomes(msgspec.Struct, frozen=True):
    """A rule fires, is defeated, or is silent under a counsel."""

    counsel: str
    rule: Rule
    kind: TargetKind

    @property
    def about(self) -> Rule:
        """The rule that the target is about."""
        return self.rule

    def __str__(self) -> str:
        return {"fired": "fires", "defeated": "is defeated"}.get(self.kind, "is silent")

    def met(self, proof: Proof) -> bool:
        """Return whether a proof exercises it."""
        step = proof.step(self.rule.name)
        return self.kind == ("silent" if step is None else "fired" if step.fired else "defeated")

    def claims(self, worlds: Worlds) -> list[Claim]:
        """Claim it."""
        applied, fired = worlds.applied(self.rule.name), worlds.fired(self.rule.name)
        return [fired] if self.kind == "fired" else [applied, -fired] if self.kind == "defeated" else [-applied]


class ConditionSide(msgspec.Struct, frozen=True):
    """A condition of a rule alone decides whether the rule applies; at an edge, where its fact has this `number`.

    `otherwise` is the rule had the condition turned out the other way: the two do not both apply. As the parts of an
    `if` are never negated, nor those of an `unless`, that shows how the condition itself turned out.
    """

    counsel: str
    rule: Rule
    condition: FactTest
    held: bool
    in_unless: bool
    otherwise: Rule
    number: int | None = None

    @property
    def kind(self) -> TargetKind:
        """Whether it is a side or, with a number, an edge."""
        return "side" if self.number is None else "edge"

    @property
    def about(self) -> Rule:
        """The rule that the target is about."""
        return self.rule

    @property
    def applies(self) -> bool:
        """Whether the rule applies where the target is met."""
        return self.held is not self.in_unless

    @property
    def known(self) -> Mapping[str, Value]:
        """What is known of the lead: the number, at an edge."""
        return {} if self.number is None else {self.condition.fact: self.number}

    def __str__(self) -> str:
        at = "" if self.number is None else f" at {self.number}"
        return f"`{'unless ' if self.in_unless else ''}{self.condition}` alone {'holds' if self.held else 'fails'}{at}"

    def met(self, proof: Proof) -> bool:
        """Return whether a proof exercises it."""
        if any(proof.facts[name] != value for name, value in self.known.items()):
            return False
        applied = proof.step(self.rule.name) is not None
        return applied is self.applies and _applies(self.otherwise, proof.facts) is not applied

    def claims(self, worlds: Worlds) -> list[Claim]:
        """Claim it of the possible leads of a base that has `otherwise` among its rules."""
        applied, otherwise = worlds.applied(self.rule.name), worlds.applied(self.otherwise.name)
        decided = [applied, -otherwise] if self.applies else [-applied, otherwise]
        return [*worlds.answered(self.known), *decided]


class Override(msgspec.Struct, frozen=True):
    """A rule, and none of the `others` that override the same one, defeats a rule that applies."""

    counsel: str
    rule: Rule
    beaten: Rule
    others: tuple[str, ...]

    @property
    def kind(self) -> TargetKind:
        """All are of one kind."""
        return "override"

    @property
    def about(self) -> Rule:
        """The rule that the target is about."""
        return self.rule

    def __str__(self) -> str:
        return f"alone defeats {self.beaten.name}"

    def met(self, proof: Proof) -> bool:
        """Return whether a proof exercises it."""
        step = proof.step(self.beaten.name)
        return step is not None and step.defeated_by == (self.rule.name,)

    def claims(self, worlds: Worlds) -> list[Claim]:
        """Claim it."""
        fired = worlds.fired(self.rule.name)
        return [worlds.applied(self.beaten.name), fired, *(-worlds.fired(name) for name in self.others)]


class AddedPart(msgspec.Struct, frozen=True):
    """A part of a sum adds its points or, where it is not `held`, is next to it; `number` is the one at an edge."""

    counsel: str
    about: Sum
    part: Points
    held: bool = True
    number: int | None = None

    @property
    def kind(self) -> TargetKind:
        """All are of one kind."""
        return "points"

    def __str__(self) -> str:
        at = "" if self.number is None else f" at {self.number}"
        return f"`{self.part}` {'adds' if self.held else 'does not add'} {signed(self.part.points)}{at}"

    @property
    def known(self) -> Mapping[str, Value]:
        """What is known of the lead: the number, at an edge."""
        return {} if self.number is None else {self.part.fact: self.number}

    def met(self, proof: Proof) -> bool:
        """Return whether a proof exercises it."""
        value = proof.facts[self.part.fact]
        return self.number in (None, value) and (self.part.test.outcome(value) is Truth.TRUE) is self.held

    def claims(self, worlds: Worlds) -> list[Claim]:
        """Claim it."""
        holds = worlds.side.meaning.passes(self.part.fact, self.part.test)
        return [*worlds.answered(self.known), holds if self.held else -holds]


Target = Becomes | ConditionSide | Override | AddedPart


class Exercise(msgspec.Struct, frozen=True):
    """A target, and the first case that meets it; None if no case does."""

    target: Target
    case: str | None


class Coverage(msgspec.Struct, frozen=True):
    """What the cases exercise, and of what they do not: what a case could, what none can, what is not known.

    `impossible` is proved: no possible lead meets these targets. The proofs about the `unsettled` took too long.
    """

    met: tuple[Exercise, ...]
    missing: tuple[Target, ...]
    impossible: tuple[Target, ...]
    unsettled: tuple[Target, ...]

    def counts(self, kind: TargetKind, counsel: str) -> tuple[int, int]:
        """Count the targets of a kind that are met, and those that some possible lead may meet."""
        met = sum(one.target.kind == kind and one.target.counsel == counsel for one in self.met)
        unmet = sum(one.kind == kind and one.counsel == counsel for one in (*self.missing, *self.unsettled))
        return met, met + unmet


def coverage(base: KnowledgeBase, ran: Iterable[Run], *, seconds: float = SECONDS) -> Coverage:
    """Return what runs of the cases exercise. No single proof takes longer than `seconds`."""
    exercises = exercised(targets(base), ran)
    sorted_out: dict[bool | None, list[Target]] = {True: [], False: [], None: []}
    for target, outcome in provable(base, [one.target for one in exercises if one.case is None], seconds):
        sorted_out[outcome].append(target)
    met = tuple(one for one in exercises if one.case is not None)
    return Coverage(met, tuple(sorted_out[True]), tuple(sorted_out[False]), tuple(sorted_out[None]))


def by_rule(wanted: Iterable[Target]) -> list[tuple[Rule | Sum, dict[str, list[str]]]]:
    """Group targets by what they are about, in the order of the files; each text has the counsels that it is for."""
    grouped: dict[tuple[Place, str], tuple[Rule | Sum, dict[str, list[str]]]] = {}
    for target in wanted:
        about = target.about
        _, texts = grouped.setdefault((about.place, about.name), (about, {}))
        texts.setdefault(str(target), []).append(target.counsel)
    return [grouped[key] for key in sorted(grouped)]


def exercised(wanted: Sequence[Target], ran: Iterable[Run]) -> list[Exercise]:
    """Find for each target the first run that meets it; a run for which its case expects nothing does not count."""
    found: dict[int, str] = {}
    unmet: dict[str, list[int]] = {}
    for number, target in enumerate(wanted):
        unmet.setdefault(target.counsel, []).append(number)
    for run in ran:
        if run.expected is not None:
            waiting = unmet.get(run.counsel, [])
            found.update((number, run.case.name) for number in waiting if wanted[number].met(run.advice.proof))
            unmet[run.counsel] = [number for number in waiting if number not in found]
    return [Exercise(target, found.get(number)) for number, target in enumerate(wanted)]


def provable(base: KnowledgeBase, wanted: Sequence[Target], seconds: float) -> Iterator[tuple[Target, bool | None]]:
    """Yield for each target whether a possible lead meets it; None where that was not settled in time."""
    for counsel in base.counsels:
        mine = [target for target in wanted if target.counsel == counsel]
        if mine:
            yield from zip(mine, _possible(worlds_for(base, counsel, mine, seconds), mine), strict=True)


def worlds_for(base: KnowledgeBase, counsel: str, wanted: Iterable[Target], seconds: float = SECONDS) -> Worlds:
    """Return the possible leads under a counsel, in which each of these targets can be claimed."""
    probes = {one.otherwise.name: one.otherwise for one in wanted if isinstance(one, ConditionSide)}
    return Worlds.of(replace(base, rules={**base.rules, **probes}), counsel, seconds=seconds)


DRAWN = 2_000
"""So many leads are drawn at random to begin with: most of what some lead meets, one of them does."""


def _possible(worlds: Worlds, wanted: Sequence[Target]) -> list[bool | None]:
    """Return for each target whether a possible lead meets it; each lead that is found shows it of many others."""
    claims = [target.claims(worlds) for target in wanted]
    table = worlds.space.table(drawn_leads(worlds.space, worlds.side, DRAWN))
    outcomes: list[bool | None] = [bool(table.bits.all_of(map(table.of, claimed))) for claimed in claims]
    left = [number for number, is_met in enumerate(outcomes) if not is_met]
    while left:
        number = left.pop(0)
        try:
            met = worlds.meeting(claims[number], {other: claims[other] for other in left})
        except NotSettled:
            outcomes[number] = None
            continue
        if met is not None:
            for other in (number, *met):
                outcomes[other] = True
            left = [other for other in left if other not in met]
    return outcomes


def targets(base: KnowledgeBase) -> list[Target]:
    """Return everything that cases can exercise, by counsel and in the order of the rules."""
    by_fact = {variable.fact: variable for variable in variables(base)}
    return [target for counsel in base.counsels for target in _targets(base, counsel, by_fact)]


def _targets(base: KnowledgeBase, counsel: str, by_fact: Mapping[str, Variable]) -> Iterator[Target]:
    lineage = base.lineage(counsel)
    rules = [rule for rule in base.rules.values() if rule.counsel in lineage]
    overridden, overriding = {name for rule in rules for name in rule.written_overrides}, _overriding(rules)
    for rule in rules:
        yield Becomes(counsel, rule, "fired")
        if rule.name in overridden:
            yield Becomes(counsel, rule, "defeated")
        if rule.tested():
            yield Becomes(counsel, rule, "silent")
        yield from _sides(rule, counsel, by_fact)
        beaten_here = {*rule.written_overrides}
        for beaten in (one for one in rules if one.name in beaten_here):
            others = (one for one in overriding[beaten.name] if one != rule.name)
            yield Override(counsel, rule, beaten, tuple(others))
    for one in base.sums.values():
        for part in one.parts:
            yield from _added(one, part, counsel, by_fact.get(part.fact))


def _overriding(rules: Sequence[Rule]) -> dict[str, list[str]]:
    """Name for each rule that is overridden those that override it, in their order."""
    overriding: dict[str, list[str]] = {}
    for rule in rules:
        for name in dict.fromkeys(rule.overrides):
            overriding.setdefault(name, []).append(rule.name)
    return overriding


def _added(one: Sum, part: Points, counsel: str, variable: Variable | None) -> Iterator[AddedPart]:
    """Yield that a part of a sum adds its points, and the edges of one that tests a number."""
    yield AddedPart(counsel, one, part)
    for held in (True, False):
        for edge in _edges(_Flip(FactTest(part.fact, part.test, part.place), held, AllOf()), variable):
            yield AddedPart(counsel, one, part, held, edge)


def _sides(rule: Rule, counsel: str, by_fact: Mapping[str, Variable]) -> Iterator[ConditionSide]:
    """Yield the sides of each condition of a rule, and the edges of those that test numbers."""
    flips = [(flip, False, replace(rule, conditions=flip.turned)) for flip in _flips(rule.conditions)]
    if rule.unless is not None:
        flips += [(flip, True, replace(rule, unless=flip.turned)) for flip in _flips(rule.unless)]
    for number, (flip, in_unless, turned) in enumerate(flips):
        # no rule of a file has a # in its name
        otherwise = replace(turned, name=f"{rule.name}#{number}", then=(), overrides=(), due=None)
        side = ConditionSide(counsel, rule, flip.test, flip.held, in_unless, otherwise)
        yield side
        for edge in _edges(flip, by_fact.get(flip.test.fact)):
            yield replace(side, number=edge)


class _Flip(msgspec.Struct, frozen=True):
    """A test that held or failed, and the conditions had it turned out the other way."""

    test: FactTest
    held: bool
    turned: AllOf


def _flips(conditions: AllOf) -> Iterator[_Flip]:
    """Turn each test, and each value in a list of tests, the other way."""
    for number, part in enumerate(conditions.parts):
        before, after = conditions.parts[:number], conditions.parts[number + 1 :]
        if isinstance(part, AnyOf):
            for place, alternative in enumerate(part.alternatives):
                for flip in _flips(alternative):
                    others = (*part.alternatives[:place], flip.turned, *part.alternatives[place + 1 :])
                    yield replace(flip, turned=AllOf((*before, replace(part, alternatives=others), *after)))
            continue
        values = part.test.tests if isinstance(part.test, OneOf) else (part.test,)
        for value in values:
            rest = OneOf(tuple(other for other in values if other != value))
            yield _Flip(replace(part, test=value), True, AllOf((*before, replace(part, test=rest), *after)))
        yield _Flip(part, False, AllOf((*before, *after)))


def _edges(flip: _Flip, variable: Variable | None) -> Iterator[int]:
    """Yield the numbers next to which the test has another outcome, and at which it has this one."""
    numbers = [cell for cell in variable.cells if cell.high is not None] if variable else []
    for below, above in pairwise(numbers):
        outcomes = [flip.test.test.outcome(cell.value) is Truth.TRUE for cell in (below, above)]
        if outcomes[0] is not outcomes[1]:
            edge = below.high if outcomes[0] is flip.held else above.value
            assert isinstance(edge, int)
            yield edge


def _applies(rule: Rule, facts: Mapping[str, Value]) -> bool:
    """Return whether a rule applies, by what became of the facts."""
    if rule.conditions.outcome(facts) is not Truth.TRUE:
        return False
    return rule.unless is None or rule.unless.outcome(facts) is not Truth.TRUE
