"""Proofs that a slip changes the advice on some possible lead, or on none.

The slips in one rule are asked about together: most leads that are found show several of them, and one proof is enough
for all that change nothing. One solver is asked about all rules (`slip_twins`), and what it has learned helps it with
the next.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from followthrough.authoring.mutants import Mutant
from followthrough.authoring.slip_twins import Switches, Twin
from followthrough.errors import NotSettled
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.order import settled_order
from followthrough.readings.prove.circuit import TRUE, Literal
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.limits import SharedWork, proving_with, sharing
from followthrough.readings.prove.solver import Holds
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds

WORK = 10_000
"""The most conflicts in one search for all slips in a rule: some seconds. Where it is too little, each slip is searched
for with a tenth as many."""

IN_ALL = 100
"""So many times WORK all searches may take together: some ten minutes, and twice what bases seen need."""

KEPT = 8
"""So many times as large as without any slip the circuit may become, before what is said of slips is forgotten."""

FULL_WORK_RULES = 1_000
"""The most rules of a base whose searches may take WORK; beyond, they take less, as each conflict takes longer."""

Slip = tuple[Mutant, Sequence[str]]
"""A slip in a rule, and the counsels that have the rule."""


class ToldApart(msgspec.Struct, frozen=True):
    """A lead that is advised otherwise with a slip, under a counsel."""

    counsel: str
    lead: NumberedAnswers


_Claims = Mapping[tuple[int, str], Literal]
"""For each slip, by number, and each counsel, that the advice differs."""


class SlipProofs:
    """What slips in rules do to the advice on all possible leads. All tests of the slips are among those of `space`.

    Searches may take `effort` times the work that they take otherwise.
    """

    def __init__(self, space: LeadSpace, base: KnowledgeBase, sides: Mapping[str, PossibleLead], effort: int) -> None:
        self._space = space
        self._side = sides[base.default_counsel]
        self._circuit = space.circuit
        self._work = effort * WORK * FULL_WORK_RULES // max(FULL_WORK_RULES, len(base.rules))
        self._in_all = SharedWork(IN_ALL * self._work)
        settled = (part for counsel in sides for part in settled_order(base, counsel))
        switches = Switches(self._circuit, ((isinstance(part, Rule), part.name) for part in settled))
        self._twins = {counsel: Twin(self._circuit, base, counsel, side, switches) for counsel, side in sides.items()}
        self._never = [body for twin in self._twins.values() for body in twin.following()]
        for meaning in (side.meaning for side in sides.values()):
            for one in (one for cut in space.bases for one in cut.tests()):
                meaning.passes(one.fact, one.test)
        space.excluded([self._side])
        space.two_answers()
        self._size = self._circuit.size
        self._worlds: Worlds | None = None

    def found(self, slips: Sequence[Slip]) -> list[ToldApart | NotSettled | None]:
        """Find for each slip a lead that is advised otherwise under one of its counsels; None if there is none.

        What takes too long is returned as the error that says so.
        """
        claims = {
            (number, counsel): literal
            for number, (slip, counsels) in enumerate(slips)
            for counsel in counsels
            if (literal := self._twins[counsel].told_otherwise(slip)) != -TRUE
        }
        found: dict[int, ToldApart | NotSettled] = {}
        try:
            self._look_for(claims, found, self._work)
        except NotSettled:
            for number in dict.fromkeys(number for number, _ in claims if number not in found):
                try:
                    alone = {one: literal for one, literal in claims.items() if one[0] == number}
                    self._look_for(alone, found, self._work // 10)
                except NotSettled as error:
                    found[number] = error
        self._forget()
        return [found.get(number) for number in range(len(slips))]

    def _look_for(self, claims: _Claims, found: dict[int, ToldApart | NotSettled], work: int) -> None:
        """Find leads until for each number a claim holds in one, or is proved to hold in none."""
        while left := {one: literal for one, literal in claims.items() if one[0] not in found}:
            some = self._circuit.any_of(left.values())
            worlds = self._asking()
            with proving_with(work), sharing(self._in_all):
                shown = worlds.solver.first([some], partial(_shown, worlds, left))
            if shown is None:
                return
            for number, apart in shown.items():
                found.setdefault(number, apart)

    def simplest(self, slip: Mutant, counsels: Sequence[str]) -> ToldApart | None:
        """Find the simplest lead that is advised otherwise, under the first counsel under which there is one.

        Raises NotSettled where that takes too long.
        """
        for counsel in counsels:
            claim = self._twins[counsel].told_otherwise(slip)
            worlds = self._asking()
            with proving_with(self._work), sharing(self._in_all):
                lead = worlds.simplest(claim) if claim != -TRUE else None
            if lead is not None:
                return ToldApart(counsel, lead)
        return None

    def _asking(self) -> Worlds:
        """Return the possible leads, of which everything that has been said can be assumed."""
        if self._worlds is None:
            self._worlds = Worlds(self._space, self._side, forbidden=self._never)
        self._worlds.solver.grow()
        return self._worlds

    def _forget(self) -> None:
        """Forget what was said of slips, and with it what the solver has learned, where it has become very much."""
        if self._circuit.size > KEPT * self._size:
            self._worlds = None
            self._circuit.forget(self._size)


def _shown(worlds: Worlds, claims: _Claims, holds: Holds) -> dict[int, ToldApart]:
    """Read a lead, and which claims hold in it."""
    lead = worlds.numbered(holds)
    return {number: ToldApart(counsel, lead) for (number, counsel), literal in claims.items() if holds(literal)}
