"""Proofs that a slip changes the advice on some possible lead, or on none.

The slips in one rule are asked about together: most leads that are found show several of them, and one proof is enough
for all that change nothing. What is said of them is forgotten before the next rule, so that every solver stays small.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import msgspec

from followthrough.authoring.mutants import Mutant
from followthrough.authoring.slip_effects import SlipEffects, advised_otherwise, unlike
from followthrough.errors import NotSettled
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.sums import Sum
from followthrough.readings.meaning import Meaning
from followthrough.readings.prove.circuit import TRUE, Body, Circuit, Literal
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.limits import proving_with
from followthrough.readings.prove.solver import Holds
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds

WORK = 200_000
"""The most conflicts in one search for all slips in a rule, divided by the number of rules: some tenths of a second.

The shipped base needs a tenth of it. Where it is too little, each slip is searched for with a tenth as many.
"""

LEAST_WORK = 1_000
"""So many conflicts there are at least in a search for all slips in a rule: one such search settles more than many
short ones."""

Slip = tuple[Mutant, Sequence[str]]
"""A slip in a rule, and the counsels that have the rule."""


class ToldApart(msgspec.Struct, frozen=True):
    """A lead that is advised otherwise with a slip, under a counsel."""

    counsel: str
    lead: NumberedAnswers


_Claims = Mapping[tuple[int, str], Literal]
"""For each slip, by number, and each counsel, that the advice differs."""


class SlipProofs:
    """What slips in rules do to the advice on all possible leads. All tests of the slips are among those of `space`."""

    def __init__(self, space: LeadSpace, base: KnowledgeBase, sides: Mapping[str, PossibleLead]) -> None:
        self._space = space
        self._side = sides[base.default_counsel]
        self._circuit = space.circuit
        self._work = max(WORK // max(1, len(base.rules)), 10)
        self._effects = {counsel: self._effects_under(base, side.meaning) for counsel, side in sides.items()}
        self._follows: list[Body] = []
        for meaning in (side.meaning for side in sides.values()):
            for one in (one for cut in space.bases for one in cut.tests()):
                meaning.passes(one.fact, one.test)
        space.excluded([self._side])
        space.two_answers()
        self._size = self._circuit.size
        self._worlds: Worlds | None = None

    def _effects_under(self, base: KnowledgeBase, meaning: Meaning[Literal]) -> SlipEffects[Literal, Literal]:
        def differing(then: Meaning[Literal]) -> Literal:
            self._follows += following(self._circuit, meaning, then)
            return advised_otherwise(self._circuit, base, meaning, then)

        return SlipEffects(self._circuit, base, meaning, differing)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Ask about slips in one rule in this context."""
        try:
            yield
        finally:
            for one in self._effects.values():
                one.forget()
            self._follows.clear()
            self._worlds = None
            self._circuit.forget(self._size)

    def found(self, slips: Sequence[Slip]) -> list[ToldApart | NotSettled | None]:
        """Find for each slip a lead that is advised otherwise under one of its counsels; None if there is none.

        What takes too long is returned as the error that says so.
        """
        claims = {
            (number, counsel): literal
            for number, (slip, counsels) in enumerate(slips)
            for counsel in counsels
            if (literal := self._differs(slip, counsel)) != -TRUE
        }
        found: dict[int, ToldApart | NotSettled] = {}
        try:
            self._look_for(claims, found, max(self._work, LEAST_WORK))
        except NotSettled:
            for number in dict.fromkeys(number for number, _ in claims):
                try:
                    alone = {one: literal for one, literal in claims.items() if one[0] == number}
                    self._look_for(alone, found, self._work // 10)
                except NotSettled as error:
                    found[number] = error
        return [found.get(number) for number in range(len(slips))]

    def _look_for(self, claims: _Claims, found: dict[int, ToldApart | NotSettled], work: int) -> None:
        """Find leads until for each number a claim holds in one, or is proved to hold in none."""
        while left := {one: literal for one, literal in claims.items() if one[0] not in found}:
            some = self._circuit.any_of(left.values())
            worlds = self._asking()
            with proving_with(work):
                shown = worlds.solver.first([some], partial(_shown, worlds, left))
            if shown is None:
                return
            for number, apart in shown.items():
                found.setdefault(number, apart)

    def simplest(self, slip: Mutant, counsels: Sequence[str]) -> ToldApart | None:
        """Find the simplest lead that is advised otherwise, under the first counsel under which there is one."""
        for counsel in counsels:
            claim = self._differs(slip, counsel)
            with proving_with(self._work):
                lead = self._asking().simplest(claim) if claim != -TRUE else None
            if lead is not None:
                return ToldApart(counsel, lead)
        return None

    def _differs(self, slip: Mutant, counsel: str) -> Literal:
        return self._circuit.all_of(self._effects[counsel].of(slip))

    def _asking(self) -> Worlds:
        """Return the possible leads, of which everything that has been said can be assumed."""
        if self._worlds is None:
            self._worlds = Worlds(self._space, self._side)
        self._worlds.solver.grow()
        self._worlds.solver.forbid(self._follows)
        self._follows.clear()
        return self._worlds


def _shown(worlds: Worlds, claims: _Claims, holds: Holds) -> dict[int, ToldApart]:
    """Read a lead, and which claims hold in it."""
    lead = worlds.numbered(holds)
    return {number: ToldApart(counsel, lead) for (number, counsel), literal in claims.items() if holds(literal)}


def following(circuit: Circuit, was: Meaning[Literal], then: Meaning[Literal]) -> Iterator[Body]:
    """Yield what never holds: that something differs that rests on nothing that differs.

    This follows already. It is said, so that clingo need not prove it again for each question.
    """
    differs: dict[tuple[bool, str], Literal] = {}
    for part in then.differing:
        about = isinstance(part, Rule), part.name
        if isinstance(part, Rule):
            pairs = [(was.fired[part.name], then.fired[part.name])]
            rests_on = [*((False, fact) for fact in part.tested()), *((True, one) for one in was.overriding[part.name])]
        elif isinstance(part, Sum):
            return
        else:
            pairs = [(was.values[part.name, value], then.values[part.name, value]) for value in (None, *part.values)]
            rules = [*was.concluding(part.name), *then.concluding(part.name)]
            rests_on = [(True, rule.name) for rule in rules]
        differs[about] = unlike(circuit, pairs)
        known = [differs[one] for one in dict.fromkeys(rests_on) if one in differs]
        if known:
            yield (differs[about], *(-one for one in known))
