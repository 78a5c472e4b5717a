"""Whether the laws of a base would notice that something in it was changed by a slip.

The base and all its changed versions are put into the circuits of the laws one after the other. What they agree on is
one statement, so a law that a change does not touch needs no proof, and all laws that it touches are one question.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from followthrough.authoring.mutants import Mutant
from followthrough.authoring.slip_effects import with_slip
from followthrough.errors import NotSettled
from followthrough.format.conditions import SameAs, simple_tests
from followthrough.format.expectations import DoingStep, Law
from followthrough.format.model import KnowledgeBase
from followthrough.format.order import settled_order
from followthrough.readings.meaning import resting_on
from followthrough.readings.prove.circuit import TRUE, Literal
from followthrough.readings.prove.laws import After, LawReading, LawSpace, is_due
from followthrough.readings.prove.limits import is_over
from followthrough.readings.prove.solver import Holds
from followthrough.short_repr import Result

MAX_ATOMS = 300_000
"""Most statements about all changed versions so far before they are forgotten."""


class LawReach(Result, frozen=True):
    """What a law notices: the rules whose removal breaks it.

    Where there are none, `changes` tells whether any other change to a rule, or to what a step does, breaks it.
    """

    law: Law
    rules: tuple[str, ...]
    changes: bool | None = None


class LawTrials:
    """The laws of a base, each tried on the base with something changed.

    `cut` has all tests of all changed versions, so that leads are told apart wherever one of them does. A law that the
    base itself breaks, or that cannot be settled, notices nothing. Every question raises NotSettled.
    """

    def __init__(self, base: KnowledgeBase, cut: KnowledgeBase) -> None:
        self.base = base
        afters = dict.fromkeys(law.after for law in base.laws)
        self._alike = [
            _TriedLaws(base, cut, after, [law for law in base.laws if law.after == after]) for after in afters
        ]

    def noticing(self, mutant: Mutant) -> Law | None:
        """Find a law that a changed version breaks."""
        names = {law.name for law in self.base.laws}
        return next((one for alike in self._alike for one in alike.noticing(mutant, names, all_laws=False)), None)

    def differing(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """Return those changes to steps, or to days, that make any difference that a law could notice."""
        numbered = dict(enumerate(mutants))
        days = {number: one for number, one in numbered.items() if one.concept is None}
        found = self._alike[0].differing(days)  # in the lead before, which is the same for all
        for alike in self._alike:
            found |= alike.differing({number: one for number, one in numbered.items() if number not in days})
        return [mutants[number] for number in sorted(found)]

    def reaches(self, mutants: Sequence[Mutant]) -> Iterator[LawReach]:
        """Yield what each law notices of these changes."""
        noticed: dict[str, list[str]] = {law.name: [] for law in self.base.laws}
        for mutant in mutants:
            if mutant.is_removal:
                for law in self.all_noticing(mutant, noticed):
                    noticed[law.name].append(mutant.name)
        silent = {name for name, rules in noticed.items() if not rules}
        left = set(silent)
        for mutant in sorted(mutants, key=lambda one: not one.is_other_conclusion):  # most laws notice one of these
            if left and not mutant.is_removal:
                left -= {law.name for law in self.all_noticing(mutant, left)}
        for law in self.base.laws:
            yield LawReach(law, tuple(noticed[law.name]), law.name not in left if law.name in silent else None)

    def all_noticing(self, mutant: Mutant, names: Collection[str]) -> list[Law]:
        """Find all of some laws that a changed version breaks."""
        return [one for alike in self._alike for one in alike.noticing(mutant, names, all_laws=True)]


class _TriedLaws:
    """Laws with the same `after`."""

    def __init__(self, base: KnowledgeBase, cut: KnowledgeBase, after: After, laws: Sequence[Law]) -> None:
        self.base, self.cut, self.after = base, cut, after
        self.of_laws = {(law.name, counsel): law for law in laws for counsel in law.counsels}
        self.resting = {key: self.rests_on(law, key[1]) for key, law in self.of_laws.items()}
        self.begin()
        self.kept = {key: broken for key, broken in self.claims.items() if self.is_kept(broken)}

    def begin(self) -> None:
        """Make the statements of the base, and none of changed versions yet."""
        self.space = LawSpace(self.after, list(dict.fromkeys(self.of_laws.values())), self.cut)
        self.reading = self.space.of(self.base)
        self.claims = {key: self.reading.law(law, key[1]).broken for key, law in self.of_laws.items()}
        self.worlds = self.space.worlds()

    def begin_anew(self) -> None:
        """Forget all changed versions so far."""
        self.begin()
        self.kept = {key: broken for key, broken in self.claims.items() if key in self.kept}

    def is_kept(self, broken: Literal) -> bool:
        try:
            return self.worlds.first(broken) is None
        except NotSettled:
            if is_over():
                raise
            return False

    # What a law rests on

    def rests_on(self, law: Law, counsel: str) -> frozenset[str]:
        """Name the rules and concepts on which a law under a counsel rests."""
        tests = [*law.conditions.tests(), *law.claim.tests()]
        simple = [one for part in tests for one in simple_tests(part.test)]
        concepts = {part.fact for part in tests} | ({law.after.concept} if isinstance(law.after, DoingStep) else set())
        counsels = {counsel, *(one.counsel for one in simple if isinstance(one, SameAs))}
        return frozenset(part.name for one in counsels for part in resting_on(settled_order(self.base, one), concepts))

    def is_touched(self, key: tuple[str, str], mutant: Mutant) -> bool:
        """Return whether a change may have a bearing on a law: on what is concluded, or on what a step does."""
        if mutant.concept is not None:
            return isinstance(self.after, DoingStep) and self.after.concept == mutant.concept.name
        resting = self.resting[key]
        changed = mutant.rule
        return mutant.name in resting or (
            changed is not None and not resting.isdisjoint((*changed.overrides, *(one.concept for one in changed.then)))
        )

    # What notices a change

    def noticing(self, mutant: Mutant, names: Collection[str], *, all_laws: bool) -> Iterator[Law]:
        """Yield the laws of these names that a changed version breaks; all of them, or those that one lead breaks."""
        if self.space.circuit.size > MAX_ATOMS:
            self.begin_anew()
        touched = [key for key in self.kept if key[0] in names and self.is_touched(key, mutant)]
        if not touched:
            return
        reading = self.changed(mutant)
        left = {
            key: broken
            for key in touched
            if (broken := reading.law(self.of_laws[key], key[1]).broken) != self.kept[key]
        }
        while left:
            found = self.broken_together(left)
            yield from (law for law in dict.fromkeys(self.of_laws[key] for key in left) if law.name in found)
            left = {key: one for key, one in left.items() if key[0] not in found} if found and all_laws else {}

    def broken_together(self, claims: Mapping[tuple[str, str], Literal]) -> set[str]:
        """Name the laws that one lead breaks; none if no lead breaks any."""
        some = self.space.circuit.any_of(claims.values())
        self.worlds.solver.grow()

        def read(holds: Holds) -> set[str]:
            return {name for (name, _), broken in claims.items() if holds(broken)}

        return self.worlds.solver.first([some], read) or set()

    def differing(self, mutants: Mapping[int, Mutant]) -> set[int]:
        """Return the numbers of those changes with which a day, or a lead after, is not as it was on some lead."""
        claims = {number: self.differs(one) for number, one in mutants.items()}
        found: set[int] = set()
        while left := {number: literal for number, literal in claims.items() if number not in found}:
            some = self.space.circuit.any_of(left.values())
            self.worlds.solver.grow()
            shown = self.worlds.solver.first([some], partial(_holding, left))
            if shown is None:
                break
            found |= shown
        return found

    def differs(self, mutant: Mutant) -> Literal:
        if mutant.concept is not None:
            if not isinstance(self.after, DoingStep) or self.after.concept != mutant.concept.name:
                return -TRUE
            reading = self.changed(mutant)
            differs = self.answers_differ(reading)
            return self.space.circuit.any_of(
                self.lead_differs(reading, counsel, differs) for counsel in self.base.counsels
            )
        assert mutant.rule is not None, "a rule that is gone changes more than a day"
        reading = self.changed(mutant)
        return self.space.circuit.any_of(
            self.due_differs(reading, counsel, one.concept)
            for counsel in self.base.counsels_with(mutant.rule.counsel)
            for one in mutant.rule.then
        )

    def changed(self, mutant: Mutant) -> LawReading:
        """Return what the base makes of leads with a change."""
        return self.reading.changed(mutant.of(self.base), partial(with_slip, mutant=mutant))

    def due_differs(self, reading: LawReading, counsel: str, concept: str) -> Literal:
        sides = self.reading.before(counsel), reading.before(counsel)
        return self.space.circuit.unlike([is_due(sides[0], concept)], [is_due(sides[1], concept)])

    def answers_differ(self, reading: LawReading) -> Literal:
        """Return the literal of other answers in the lead after, whoever advises."""
        one, other = (self.space.followed(each.base).side.inputs for each in (self.reading, reading))
        return self.space.circuit.any_of(self.space.circuit.unlike(one[name], other[name]) for name in one)

    def lead_differs(self, reading: LawReading, counsel: str, answers: Literal) -> Literal:
        """Return the literal of a lead after that is possible in one of two versions, or has other `answers`."""
        circuit = self.space.circuit
        followed = [each.is_followed(counsel) for each in (self.reading, reading)]
        return circuit.any_of([circuit.unlike(followed[:1], followed[1:]), circuit.all_of([followed[0], answers])])


def _holding(claims: Mapping[int, Literal], holds: Holds) -> set[int]:
    return {number for number, literal in claims.items() if holds(literal)}
