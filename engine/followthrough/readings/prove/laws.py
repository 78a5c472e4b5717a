"""Laws, put to clingo: it finds the leads that break one, or proves that there are none.

All laws with the same `after` share one circuit: the lead before with what each counsel's rules make of it, the lead
`afterwards`, and for each law and counsel the statement that these leads break it. So the work is done once, and each
law is one question under an assumption.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from followthrough.format.conditions import IsDue, OneOf, SameAs, SimpleTest, Test, Value
from followthrough.format.model import DaysPass, DoingStep, Due, KnowledgeBase, Law
from followthrough.readings.meaning import Passing, all_hold
from followthrough.readings.prove.afterwards import (
    LeadAfter,
    Steps,
    after_days,
    after_step,
    day_answer,
    day_cuts,
    has_step,
    step_answer,
    step_cuts,
)
from followthrough.readings.prove.cells import Cell, Cuts, Variable, cuts_of, cuts_of_bases, joined, variables
from followthrough.readings.prove.circuit import TRUE, Circuit, Literal
from followthrough.readings.prove.lead import PossibleLead, new_inputs
from followthrough.readings.prove.solver import SECONDS, Holds
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds, read_cell

After = DoingStep | DaysPass | None


class LawStatements(msgspec.Struct, frozen=True):
    """What is said of a law under a counsel: its `if` is met, there then is a lead after, and it is broken."""

    met: Literal
    followed: Literal
    broken: Literal


class LawSpace:
    """All leads, each with the one that follows on it after a step or some days, as the laws of some bases see them.

    Numbers are cut where a test of the bases, or of one of the `laws`, can tell them apart before or after.
    """

    def __init__(self, after: After, laws: Sequence[Law], *bases: KnowledgeBase) -> None:
        self.after = after
        self.circuit = Circuit()
        cuts = joined(law_cuts(laws), *map(step_cuts, bases))
        self.then = variables(*bases, also=cuts)
        if isinstance(after, DaysPass):
            together = joined(cuts_of_bases(*bases), cuts)
            cuts = joined(cuts, *(day_cuts(base, together, after.days) for base in bases))
        self.space = LeadSpace(*bases, circuit=self.circuit, also=cuts)
        self.steps = Steps()
        self.asked = {} if after is None else new_inputs(self.circuit, self.then)

    def worlds(self, reading: "LawReading", seconds: float = SECONDS) -> Worlds:
        """Return all possible leads before, each with every one after, once the statements of a reading are made."""
        before = reading.before(reading.base.default_counsel)
        return Worlds(self.space, before, further=tuple(self.asked.values()), seconds=seconds)

    def of(self, base: KnowledgeBase) -> "LawReading":
        """Return what one of the bases makes of the leads."""
        return LawReading(self, base)


class LawReading:
    """What a base makes of leads before and after."""

    def __init__(self, space: LawSpace, base: KnowledgeBase) -> None:
        self._space = space
        self.base = base
        self._circuit = space.circuit
        self._before: dict[str, PossibleLead] = {}
        self._followed: dict[str, tuple[LeadAfter, PossibleLead, Literal]] = {}
        self._then: dict[tuple[str, str], PossibleLead] = {}

    def law(self, law: Law, counsel: str) -> LawStatements:
        """Return what is said of a law under a counsel."""
        met = all_hold(self._circuit, law.conditions, self._passing(counsel, self.before))
        followed = self._circuit.all_of([met, self.followed(counsel)])
        claim = all_hold(self._circuit, law.claim, self._passing(counsel, lambda other: self.then(counsel, other)))
        broken = self._circuit.all_of([followed, claim if law.never else -claim])
        return LawStatements(met, followed, broken)

    def before(self, counsel: str) -> PossibleLead:
        """Return what a counsel makes of the lead before."""
        if counsel not in self._before:
            self._before[counsel] = self._space.space.side(self.base, counsel)
        return self._before[counsel]

    def followed(self, counsel: str) -> Literal:
        """Return the literal of there being a lead after, for one who follows a counsel."""
        return TRUE if self._space.after is None else self._after(counsel)[2]

    def then(self, counsel: str, other: str) -> PossibleLead:
        """Return what another counsel, or the same, makes of the lead after, for one who follows a counsel."""
        if self._space.after is None:
            return self.before(other)
        after, side, _ = self._after(counsel)
        if other == counsel:
            return side
        if (counsel, other) not in self._then:
            self._then[counsel, other] = after.side(self.base, other)
        return self._then[counsel, other]

    def _after(self, counsel: str) -> tuple[LeadAfter, PossibleLead, Literal]:
        if counsel not in self._followed:
            what, before = self._space.after, self.before(counsel)
            if isinstance(what, DoingStep):
                after = after_step(before, what.concept, self._space.then, self._space.asked, self._space.steps)
                advised = has_step(before, what.concept)
            else:
                assert what is not None, "something lies between the leads"
                after = after_days(before, what.days, self._space.then, self._space.asked)
                advised = TRUE
            side = after.side(self.base, counsel)
            self._followed[counsel] = after, side, self._circuit.all_of([advised, after.is_possible(side)])
        return self._followed[counsel]

    def _passing(self, counsel: str, lead: "SideOf") -> Passing[Literal]:
        """Return where a test of a law is true in a lead."""
        circuit = self._circuit

        def simple(fact: str, test: SimpleTest) -> Literal:
            side = lead(counsel)
            if isinstance(test, IsDue):
                return is_due(side, fact)
            if isinstance(test, SameAs):
                return -_differs(side, lead(test.counsel), fact)
            return side.meaning.passes(fact, test)

        def passing(fact: str, test: Test) -> Literal:
            tests = test.tests if isinstance(test, OneOf) else (test,)
            return circuit.any_of(simple(fact, one) for one in tests)

        return passing


SideOf = Callable[[str], PossibleLead]
"""Returns what a counsel makes of the lead that is spoken of."""


def is_due(side: PossibleLead, concept: str) -> Literal:
    """Return the literal of a concept's being decided by rules of which one sets a day."""
    circuit, meaning = side.circuit, side.meaning
    dated = [
        circuit.all_of([meaning.fired[rule.name], _has_day(side, rule.due)])
        for rule in meaning.concluding(concept)
        if rule.due is not None
    ]
    return circuit.all_of([-side.facts[concept, None], circuit.any_of(dated)])


def _has_day(side: PossibleLead, due: Due) -> Literal:
    """Return the literal of a day's following from the counts that are known; today needs none."""
    return side.circuit.any_of(-side.facts[count, None] for count, _ in due.days) if due.days else TRUE


def _differs(one: PossibleLead, other: PossibleLead, concept: str) -> Literal:
    keys = [(concept, value) for value in (*one.base.concepts[concept].values, None)]
    return one.circuit.unlike([one.facts[key] for key in keys], [other.facts[key] for key in keys])


def law_cuts(laws: Iterable[Law]) -> Cuts:
    """Return where the outcomes of the tests of laws can change."""
    return cuts_of((one.fact, one.test) for law in laws for part in (law.conditions, law.claim) for one in part.tests())


# Leads that break a law


class LawVerdict(msgspec.Struct, frozen=True):
    """Whether some lead meets the `if` of a law, whether another lead follows on one of these, and breaks the law."""

    met: bool
    followed: bool
    broken: bool


class LawBreaker(msgspec.Struct, frozen=True):
    """A lead that breaks a law, and the lead `after` it, or None if the law speaks of one lead only.

    Both have the known answers, by question or count. `core` has those of the lead before that suffice, None for a
    missing one: every possible lead with these breaks the law, whatever else is answered before or after.
    """

    before: Mapping[str, Value]
    after: Mapping[str, Value] | None
    core: Mapping[str, Value]


class LawProofs:
    """Proofs of the laws of a base. Every question raises NotSettled when `seconds` run out."""

    def __init__(self, base: KnowledgeBase, *, seconds: float = SECONDS) -> None:
        self.base = base
        self._seconds = seconds
        self._alike: dict[After, _LawsAlike] = {}

    def verdict(self, law: Law, counsel: str, known: Mapping[str, Value] | None = None) -> LawVerdict:
        """Return what is so of some lead that fits what is known, or of some possible lead."""
        alike = self._of(law)
        said = alike.said[law.name, counsel]
        return LawVerdict(*(alike.worlds.possible(known or {}, one) for one in (said.met, said.followed, said.broken)))

    def breaker(self, law: Law, counsel: str) -> LawBreaker | None:
        """Find the simplest lead that breaks a law, as `Worlds.simplest` does; None if there is none."""
        return self._of(law).breaker(law, counsel)

    def _of(self, law: Law) -> "_LawsAlike":
        if law.after not in self._alike:
            laws = [one for one in self.base.laws if one.after == law.after]
            self._alike[law.after] = _LawsAlike(self.base, law.after, laws, self._seconds)
        return self._alike[law.after]


class _LawsAlike:
    """Laws with the same `after`, and what is said of each under each of its counsels."""

    def __init__(self, base: KnowledgeBase, after: After, laws: Sequence[Law], seconds: float) -> None:
        self.base = base
        self.space = LawSpace(after, laws, base)
        self.reading = self.space.of(base)
        self.said = {(law.name, counsel): self.reading.law(law, counsel) for law in laws for counsel in law.counsels}
        self.worlds = self.space.worlds(self.reading, seconds)

    def breaker(self, law: Law, counsel: str) -> LawBreaker | None:
        broken = self.said[law.name, counsel].broken
        numbers = self.worlds.simplest(broken)
        if numbers is None:
            return None
        facts = [variable.fact for variable in self.worlds.variables]
        before = self.space.space.answers(numbers[: len(facts)])
        known_last = sorted(range(len(numbers)), key=lambda level: (level < len(facts), numbers[level] > 0))
        core = self.worlds.core(numbers, [broken], known_last)
        return LawBreaker(
            before=before,
            after=None if law.after is None else self.after(counsel, before, self.worlds.alike(numbers)),
            core={facts[level]: before.get(facts[level]) for level in core if level < len(facts)},
        )

    def after(self, counsel: str, before: Mapping[str, Value], alike: Sequence[Literal]) -> Mapping[str, Value]:
        """Return the answers of the lead after, each as near to that of the lead before as it can be."""
        now, then = self.reading.before(counsel), self.reading.then(counsel, counsel)

        def read(holds: Holds) -> dict[str, Value]:
            answered = self.answered(now, holds)
            cells = ((variable, read_cell(then, variable, holds)) for variable in then.variables)
            return {
                one.fact: answered(one, cell, before.get(one.fact)) for one, cell in cells if cell.value is not None
            }

        after = self.worlds.solver.first(alike, read)
        assert after is not None, "a lead that was found is possible"
        return after

    def answered(self, side: PossibleLead, holds: Holds) -> Callable[[Variable, Cell, Value], Value]:
        """Return what gives the answer in a cell of the lead after, from the answer before."""
        after, base = self.space.after, self.base
        if not isinstance(after, DoingStep):
            assert after is not None, "something lies between the leads"
            return lambda one, cell, now: day_answer(base, one, cell, after.days, now)
        steps = base.concepts[after.concept].does.items()
        step = next(one for value, one in steps if holds(side.facts[after.concept, value]))
        return lambda one, cell, now: step_answer(base, one, cell, step.get(one.question.name), now)
