"""Laws, put to clingo: it finds the leads that break one, or proves that there are none.

All laws with the same `after` share one circuit: the lead before with what each counsel's rules make of it, the lead
`afterwards`, and for each law and counsel the statement that these leads break it. So the work is done once, and each
law is one question under an assumption.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from followthrough.format.conditions import IsDue, SameAs, SimpleTest, Test, Value, simple_tests
from followthrough.format.day_facts import counted
from followthrough.format.day_order import by_day
from followthrough.format.expectations import CASE_DAY, DaysPass, DoingStep, Law
from followthrough.format.model import Due, KnowledgeBase
from followthrough.readings.meaning import Meaning, Passing, all_hold
from followthrough.readings.prove.afterwards import (
    Steps,
    after_days,
    after_step,
    day_answer,
    day_cuts,
    days_before,
    step_answer,
    step_cuts,
    step_key,
)
from followthrough.readings.prove.cells import Cell, Cuts, Variable, cuts_of, cuts_of_bases, joined, variables
from followthrough.readings.prove.circuit import TRUE, Circuit, Literal
from followthrough.readings.prove.days import arranged
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

    The bases differ only in their rules, and in what their steps do. Numbers are cut where a test of the bases, or of
    one of the `laws`, can tell them apart before or after.
    """

    def __init__(self, after: After, laws: Sequence[Law], *bases: KnowledgeBase) -> None:
        self.after = after
        self.circuit = Circuit()
        cuts = joined(law_cuts(laws), *map(step_cuts, bases))
        self.then = variables(*bases, also=cuts)
        if isinstance(after, DaysPass):
            together = joined(cuts_of_bases(*bases), cuts)
            earlier = {one.fact: days_before(one, after.days) for one in self.then if one.cells and one.cells[0].ages}
            cuts = joined(cuts, earlier, *(day_cuts(base, together, after.days) for base in bases))
        self.space = LeadSpace(*bases, circuit=self.circuit, also=cuts)
        self.before = self.space.side(replace(bases[0], rules={}), bases[0].default_counsel)  # whatever the rules are
        self.asked = {} if after is None else new_inputs(self.circuit, self.then)
        self._steps = Steps(self.circuit)
        self._followed: dict[object, Followed] = {}

    def worlds(self, seconds: float = SECONDS) -> Worlds:
        """Return all possible leads before, each with every one after, once the statements of laws are made."""
        further = [*self.asked.values(), self._steps.chosen()]
        return Worlds(self.space, self.before, further=further, seconds=seconds)

    def of(self, base: KnowledgeBase) -> "LawReading":
        """Return what one of the bases makes of the leads."""
        return LawReading(self, base)

    def followed(self, base: KnowledgeBase) -> "Followed":
        """Return the lead after, whatever the rules are and whoever advises."""
        key = step_key(base, self.after.concept) if isinstance(self.after, DoingStep) else None
        if key not in self._followed:
            self._followed[key] = self._follow(base)
        return self._followed[key]

    def _follow(self, base: KnowledgeBase) -> "Followed":
        steps: Mapping[str, Literal] = {}
        if isinstance(self.after, DoingStep):
            does = base.concepts[self.after.concept].does
            steps = {value: self._steps.chosen_for(value, changes) for value, changes in does.items()}
            after = after_step(self.before, does, steps, self.then, self.asked, self._steps)
        else:
            assert self.after is not None, "something lies between the leads"
            after = after_days(self.before, self.after.days, self.then, self.asked)
        side = after.side(replace(base, rules={}), base.default_counsel)
        return Followed(side, after.is_possible(side), steps)


class Followed(msgspec.Struct, frozen=True):
    """The lead after, when it is possible, and for each value of the goal the atom of its step's being done."""

    side: PossibleLead
    possible: Literal
    steps: Mapping[str, Literal]


class LawReading:
    """What a base makes of leads before and after."""

    def __init__(self, space: LawSpace, base: KnowledgeBase) -> None:
        self.base = base
        self._space = space
        self._circuit = space.circuit
        self._before: dict[str, PossibleLead] = {}
        self._then: dict[str, PossibleLead] = {}

    def changed(self, base: KnowledgeBase, change: "ChangedMeaning") -> "LawReading":
        """Return what a base makes of the leads of which the rules conclude what is changed so."""
        return _ChangedReading(self, base, change)

    def law(self, law: Law, counsel: str) -> LawStatements:
        """Return what is said of a law under a counsel."""
        met = all_hold(self._circuit, law.conditions, self._passing(counsel, self.before))
        followed = self._circuit.all_of([met, self.is_followed(counsel)])
        claim = all_hold(self._circuit, law.claim, self._passing(counsel, self.then))
        broken = self._circuit.all_of([followed, claim if law.never else -claim])
        return LawStatements(met, followed, broken)

    def before(self, counsel: str) -> PossibleLead:
        """Return what a counsel makes of the lead before."""
        if counsel not in self._before:
            self._before[counsel] = self._read_before(counsel)
        return self._before[counsel]

    def _read_before(self, counsel: str) -> PossibleLead:
        return self._space.before.reread(self.base, counsel)

    def then(self, counsel: str) -> PossibleLead:
        """Return what a counsel makes of the lead after."""
        if self._space.after is None:
            return self.before(counsel)
        if counsel not in self._then:
            self._then[counsel] = self._read_then(counsel)
        return self._then[counsel]

    def _read_then(self, counsel: str) -> PossibleLead:
        return self._space.followed(self.base).side.reread(self.base, counsel)

    def is_followed(self, counsel: str) -> Literal:
        """Return the literal of there being a lead after, for one who follows a counsel."""
        after, circuit = self._space.after, self._circuit
        if after is None:
            return TRUE
        followed = self._space.followed(self.base)
        if not isinstance(after, DoingStep):
            return followed.possible
        facts = self.before(counsel).facts
        done = [(step, facts[after.concept, value]) for value, step in followed.steps.items()]
        one_step = -circuit.at_least(2, followed.steps.values())
        return circuit.all_of([followed.possible, one_step, circuit.any_of_bodies(done)])

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
            return circuit.any_of(simple(fact, one) for one in simple_tests(test))

        return passing


ChangedMeaning = Callable[[Meaning[Literal]], Meaning[Literal]]
"""Returns what is concluded once something is changed."""


class _ChangedReading(LawReading):
    """What a base with a change makes of leads, made of what it makes of them without."""

    def __init__(self, was: LawReading, base: KnowledgeBase, change: ChangedMeaning) -> None:
        super().__init__(was._space, base)
        self._was = was
        self._change = change

    def _read_before(self, counsel: str) -> PossibleLead:
        was = self._was.before(counsel)
        return was.concluding(self._change(was.meaning))

    def _read_then(self, counsel: str) -> PossibleLead:
        followed = self._space.followed(self.base)
        is_alike = followed is self._space.followed(self._was.base)
        was = self._was.then(counsel) if is_alike else followed.side.reread(self._was.base, counsel)
        return was.concluding(self._change(was.meaning))


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


def day_after(base: KnowledgeBase, after: After) -> date:
    """Return the day as of which the lead after tells its dates: later than CASE_DAY if days pass that count."""
    passing = after.days if isinstance(after, DaysPass) and by_day(base) else 0
    return CASE_DAY + timedelta(days=passing)


class _LawsAlike:
    """Laws with the same `after`, and what is said of each under each of its counsels."""

    def __init__(self, base: KnowledgeBase, after: After, laws: Sequence[Law], seconds: float) -> None:
        self.base = base
        self.space = LawSpace(after, laws, base)
        self.reading = self.space.of(base)
        self.said = {(law.name, counsel): self.reading.law(law, counsel) for law in laws for counsel in law.counsels}
        self.worlds = self.space.worlds(seconds)

    def breaker(self, law: Law, counsel: str) -> LawBreaker | None:
        broken = self.said[law.name, counsel].broken
        numbers = self.worlds.simplest(broken)
        if numbers is None:
            return None
        facts = [variable.fact for variable in self.worlds.variables]
        before = self.space.space.answers(numbers[: len(facts)])
        known_last = sorted(range(len(numbers)), key=lambda level: (level < len(facts), numbers[level] > 0))
        core = self.worlds.core(numbers, [broken], known_last)
        told = {**counted(self.base, {**dict.fromkeys(self.base.questions), **before}, CASE_DAY), **before}
        return LawBreaker(
            before=before,
            after=None if law.after is None else self.after(counsel, before, self.worlds.alike(numbers)),
            core={facts[level]: told.get(facts[level]) for level in core if level < len(facts)},
        )

    def after(self, counsel: str, before: Mapping[str, Value], alike: Sequence[Literal]) -> Mapping[str, Value]:
        """Return the answers of the lead after, each as near to that of the lead before as it can be."""
        now, then = self.reading.before(counsel), self.reading.then(counsel)

        def read(holds: Holds) -> dict[str, Value]:
            answered = self.answered(now, holds)
            cells = ((variable, read_cell(then, variable, holds)) for variable in then.variables)
            return {
                one.fact: answered(one, cell, before.get(one.fact)) for one, cell in cells if cell.value is not None
            }

        after = self.worlds.solver.first(alike, read)
        assert after is not None, "a lead that was found is possible"
        return arranged((self.base,), then.variables, after, today=day_after(self.base, self.space.after))

    def answered(self, side: PossibleLead, holds: Holds) -> Callable[[Variable, Cell, Value], Value]:
        """Return what gives the answer in a cell of the lead after, from the answer before."""
        after, base = self.space.after, self.base
        if not isinstance(after, DoingStep):
            assert after is not None, "something lies between the leads"
            return lambda one, cell, now: day_answer(base, one, cell, after.days, now)
        chosen = self.space.followed(base).steps
        step = next(one for value, one in base.concepts[after.concept].does.items() if holds(chosen[value]))
        return lambda one, cell, now: step_answer(base, one, cell, step.get(one.question.name), now)
