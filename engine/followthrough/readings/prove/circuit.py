"""Statements about a lead, each following from others: what all proofs about possible leads are made of.

Every statement is a number, its *atom*; the negation of one is the negative number, and either is a *literal*. Some
atoms are free: what a person may answer. All others are defined in terms of literals made before them: one of several
alternatives must hold, or so many of some literals, so each follows from the free ones. What is defined alike is
one atom: where two bases say the same, so do their circuits, and a comparison need only look at the rest.

Nothing here has a name. Atoms are numbered, so no text of a file is ever parsed as a program.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from math import gcd
from operator import neg

import msgspec

Literal = int
"""An atom, or the negative number of one for its not holding."""

TRUE: Literal = 1
"""What always holds."""

Body = tuple[Literal, ...]
"""Literals that must all hold."""


class Disjunction(msgspec.Struct, frozen=True):
    """The definition of an atom that holds where all literals of one of the bodies do."""

    bodies: tuple[Body, ...]


class AtLeast(msgspec.Struct, frozen=True):
    """The definition of an atom that holds where the weights of those literals that hold add up to `least` or more.

    All weights are above zero.
    """

    least: int
    literals: Body
    weights: tuple[int, ...]


Definition = Disjunction | AtLeast


class Circuit:
    """Atoms and their definitions, in an order in which each comes after all that it is defined by."""

    def __init__(self) -> None:
        self.size = 1
        self._definitions: dict[int, Definition] = {TRUE: Disjunction(((),))}
        self._atoms: dict[Definition, int] = {Disjunction(((),)): TRUE}

    @property
    def definitions(self) -> Mapping[int, Definition]:
        """The definition of every atom that is not free."""
        return self._definitions

    def free(self) -> int:
        """Make an atom that may hold or not."""
        self.size += 1
        return self.size

    def any_of_bodies(self, bodies: Iterable[Iterable[Literal]]) -> Literal:
        """Return what holds where all literals of one of the bodies do."""
        kept = sorted({body for one in bodies if (body := _simplified(one)) is not None})
        if () in kept:
            return TRUE
        if not kept:
            return -TRUE
        if len(kept) == 1 and len(kept[0]) == 1:
            return kept[0][0]
        return self._defined(Disjunction(tuple(kept)))

    # The algebra of what holds, as `meaning` has it

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """Return what holds where all the literals do."""
        body = _simplified(literals)
        if not body:
            return -TRUE if body is None else TRUE
        return body[0] if len(body) == 1 else self._defined(Disjunction((body,)))

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """Return what holds where one of the literals does."""
        kept = set(literals) - {-TRUE}
        if not kept or TRUE in kept:
            return TRUE if kept else -TRUE
        return kept.pop() if len(kept) == 1 else self._defined(Disjunction(tuple((one,) for one in sorted(kept))))

    def two_of(self, literals: Iterable[Literal]) -> Literal:
        """Return what holds where at least two of the literals do."""
        return self.at_least(2, literals)

    def negated(self, literal: Literal) -> Literal:
        """Return what holds where a literal does not."""
        return -literal

    def named(self, name: str, literal: Literal) -> Literal:
        """Return a literal as it is: nothing here has a name, and what is said alike is one atom."""
        return literal

    # What else can be said

    def at_least(self, least: int, literals: Iterable[Literal]) -> Literal:
        """Return what holds where so many of the literals do."""
        all_of = tuple(sorted(literals))
        if least <= 0:
            return TRUE
        if least > len(all_of):
            return -TRUE
        return self._defined(AtLeast(least, all_of, (1,) * len(all_of)))

    def reaches(self, least: int, points: Iterable[tuple[Literal, int]]) -> Literal:
        """Return what holds where the points of those literals that hold add up to `least` or more.

        Points below zero are added where the literal does not hold instead, from a start that is lower by as many.
        """
        by_atom: dict[int, int] = {}
        for literal, number in points:
            if literal < 0:
                least, literal, number = least - number, -literal, -number
            by_atom[literal] = by_atom.get(literal, 0) + number
        least -= by_atom.pop(TRUE, 0)
        least += sum(-number for number in by_atom.values() if number < 0)
        weights = {atom if number > 0 else -atom: abs(number) for atom, number in by_atom.items() if number}
        if least <= 0 or least > sum(weights.values()):
            return TRUE if least <= 0 else -TRUE
        shared = gcd(*weights.values())
        least = -(-least // shared)
        literals = tuple(sorted(weights))
        return self._defined(AtLeast(least, literals, tuple(min(weights[one] // shared, least) for one in literals)))

    def unlike(self, one: Sequence[Literal], other: Sequence[Literal]) -> Literal:
        """Return what holds where two lists of literals, taken in pairs, do not hold alike."""
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return self.any_of_bodies(body for a, b in pairs for body in ((a, -b), (b, -a)))

    def unlike_sums(self, one: Iterable[tuple[Literal, int]], other: Iterable[tuple[Literal, int]]) -> Literal:
        """Return what holds where the points of two lists do not add up to the same."""
        one, other = list(one), list(other)
        return self.any_of(
            self.reaches(1, [*more, *((literal, -number) for literal, number in less)])
            for more, less in ((one, other), (other, one))
        )

    def needed(self, literal: Literal, known: Container[int]) -> list[int]:
        """Return the atom of a literal and those it follows from, without those known, each after what defines it."""
        found: set[int] = set()
        waiting = [abs(literal)]
        while waiting:
            atom = waiting.pop()
            if atom not in found and atom not in known:
                found.add(atom)
                waiting.extend(abs(literal) for literal in _defined_by(self._definitions.get(atom)))
        return sorted(found)

    def forget(self, size: int) -> None:
        """Forget all statements but the first ones; nothing may refer to the others any more."""
        for atom in range(size + 1, self.size + 1):
            definition = self._definitions.pop(atom, None)
            if definition is not None:
                del self._atoms[definition]
        self.size = size

    def _defined(self, definition: Definition) -> int:
        atom = self._atoms.get(definition)
        if atom is None:
            atom = self._atoms[definition] = self.free()
            self._definitions[atom] = definition
        return atom


def _simplified(body: Iterable[Literal]) -> Body | None:
    """Leave out what always holds, and what stands twice; None if the body can never hold."""
    literals = set(body) - {TRUE}
    if -TRUE in literals or not literals.isdisjoint(map(neg, literals)):
        return None
    return tuple(sorted(literals))


def _defined_by(definition: Definition | None) -> Iterator[Literal]:
    if isinstance(definition, AtLeast):
        yield from definition.literals
    elif definition is not None:
        for body in definition.bodies:
            yield from body
