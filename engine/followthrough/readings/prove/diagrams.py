"""Count the leads in which a statement of a circuit holds.

A statement becomes a multi-valued decision diagram (A. Srinivasan, T. Ham, S. Malik, R. K. Brayton, Algorithms for
Discrete Function Manipulation, ICCAD 1990): one level for each question, in the author's order, and from each node one
way for every answer to it, the first for no answer. Two statements that hold in the same leads are one diagram, so
nothing is left to prove once they are made; and the leads are counted without being gone through. clingo finds one lead
at a time, whatever the size of a base; this speaks of all leads at once, as long as the diagrams stay small.

Diagrams are compiled from circuits, and are by way of these what `meaning` says that rules conclude.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import repeat
from operator import or_
from typing import Any

from followthrough.errors import NotSettled
from followthrough.readings.prove.circuit import AtLeast, Circuit, Definition, Literal
from followthrough.readings.prove.limits import is_over

MAX_NODES = 1_000_000
"""Most nodes of all diagrams together, about 300 MB; the shipped base under one counsel has 4,000."""

_NODES_BETWEEN_LOOKS = 4096
"""How many nodes are made, in some milliseconds, between two looks at the clock."""

Diagram = int
"""The number of a node, together with all below it: two statements that hold in the same leads have the same one."""

NOTHING: Diagram = 0
EVERYTHING: Diagram = 1

Readings = Sequence[tuple[int, ...]]
"""For each answer to a question, by number, those as any of which it is read."""

NumberedAnswers = tuple[int, ...]
"""For each question, in order, the number of its answer: 0 for none, 1 for its first cell."""


class Diagrams:
    """Diagrams of the statements of a circuit.

    `choices` has for every question the free atoms of its cells, of which at most one holds. Raises NotSettled when
    there would be more than `most` nodes, MAX_NODES if it is not given, or when all work has to end (`limits.within`).
    The questions at the levels `answered_always` have no way for no answer: their first way is that of the first cell.
    """

    def __init__(
        self,
        circuit: Circuit,
        choices: Sequence[Sequence[int]],
        most: int | None = None,
        *,
        answered_always: Container[int] = (),
    ) -> None:
        self.circuit = circuit
        self._most = most
        self._ways = [len(cells) + (level not in answered_always) for level, cells in enumerate(choices)]
        self._kids: list[tuple[Diagram, ...]] = [(), ()]
        self._level = [len(choices), len(choices)]
        self._nodes: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._both: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._either: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._negated: dict[Diagram, Diagram] = {NOTHING: EVERYTHING, EVERYTHING: NOTHING}
        self._counts: dict[Diagram, int] = {NOTHING: 0, EVERYTHING: 1}
        self._of: dict[int, Diagram] = {}
        for level, cells in enumerate(choices):
            for number, atom in enumerate(cells, level not in answered_always):
                self._of[atom] = self.answered(level, {number})

    @property
    def size(self) -> int:
        """The number of nodes that were made."""
        return len(self._kids)

    @property
    def ways(self) -> Sequence[int]:
        """For each question, in order, how many ways lead on from a node: its answers."""
        return self._ways

    def level(self, diagram: Diagram) -> int:
        """Return the place of the first question on which something hangs; their number if nothing does."""
        return self._level[diagram]

    def kid(self, diagram: Diagram, level: int, way: int) -> Diagram:
        """Return the leads that have an answer to the question at a level, which is not below that of the diagram."""
        return self._kids[diagram][way] if self._level[diagram] == level else diagram

    def each_way(self, diagrams: Iterable[Diagram], level: int) -> Iterator[tuple[Diagram, ...]]:
        """Yield for each answer to a question what some diagrams have with it, none of which begins above its level."""
        kids, levels, ways = self._kids, self._level, self._ways[level]
        return zip(*[kids[one] if levels[one] == level else (one,) * ways for one in diagrams], strict=True)

    def first_level(self, diagrams: Iterable[Diagram]) -> int:
        """Return the place of the first question on which something hangs in any of some diagrams."""
        return min([self._level[one] for one in diagrams])

    def kids(self, diagram: Diagram) -> tuple[Diagram, ...]:
        """Return for each answer to the first question on which something hangs the leads that have it."""
        return self._kids[diagram]

    def node(self, level: int, kids: tuple[Diagram, ...]) -> Diagram:
        """Return the leads that, by their answer to the question at a level, are those of one or another diagram."""
        return self._node(level, kids)

    def stored(self) -> object:
        """Return what has been made so far, as lists of numbers."""
        return self._kids, self._level, self._of

    def restore(self, stored: Any) -> None:
        """Take what diagrams of the same statements and choices had made, instead of what has been made so far."""
        self._kids, self._level, self._of = stored
        self._nodes = {key: node for node, key in enumerate(zip(self._level, self._kids, strict=True)) if key[1]}

    def let_grow(self, most: int) -> None:
        """Let there be more nodes, or fewer, from now on."""
        self._most = most

    @contextmanager
    def growing(self, nodes: int) -> Iterator[None]:
        """Raise NotSettled, in the block, when it makes more than so many nodes."""
        most = self._most
        self._most = min(MAX_NODES if most is None else most, self.size + nodes)
        try:
            yield
        finally:
            self._most = most

    def of(self, literal: Literal) -> Diagram:
        """Return the leads in which a literal holds."""
        if abs(literal) not in self._of:
            for atom in self.circuit.needed(literal, self._of):
                self._of[atom] = self._defined(self.circuit.definitions[atom])
        return self._of[literal] if literal > 0 else self.negated(self._of[-literal])

    def answered(self, level: int, answers: Iterable[int]) -> Diagram:
        """Return the leads in which the question at a place has one of these answers, given by number."""
        among = set(answers)
        return self._node(level, tuple(int(number in among) for number in range(self._ways[level])))

    def both(self, one: Diagram, other: Diagram) -> Diagram:
        """Return the leads of both."""
        return self._joined(NOTHING, one, other)

    def either(self, one: Diagram, other: Diagram) -> Diagram:
        """Return the leads of one or the other."""
        return self._joined(EVERYTHING, one, other)

    def all_of(self, diagrams: Iterable[Diagram]) -> Diagram:
        """Return the leads of all."""
        return reduce(self.both, diagrams, EVERYTHING)

    def any_of(self, diagrams: Iterable[Diagram]) -> Diagram:
        """Return the leads of any."""
        return reduce(self.either, diagrams, NOTHING)

    def negated(self, one: Diagram) -> Diagram:
        """Return all other leads."""
        found = self._negated.get(one)
        if found is None:
            found = self._node(self._level[one], tuple(map(self.negated, self._kids[one])))
            self._negated[one] = found
            self._negated[found] = one
        return found

    def without(self, one: Diagram, other: Diagram) -> Diagram:
        """Return the leads of one that are not those of the other."""
        return self.both(one, self.negated(other))

    def forgotten(self, diagram: Diagram, level: int) -> Diagram:
        """Return the leads that become one of these if the answer to the question at a place is changed or left out."""
        done: dict[Diagram, Diagram] = {}

        def below(one: Diagram) -> Diagram:
            if self._level[one] > level:
                return one
            if one not in done:
                kids = self._kids[one]
                at_it = self._level[one] == level
                done[one] = self.any_of(kids) if at_it else self._node(self._level[one], tuple(map(below, kids)))
            return done[one]

        return below(diagram)

    def given(self, diagram: Diagram, fixed: Mapping[int, int]) -> Diagram:
        """Return the leads that are among these with some answers, by level, instead of their own."""
        done: dict[Diagram, Diagram] = {}
        last = max(fixed, default=-1)

        def below(one: Diagram) -> Diagram:
            level = self._level[one]
            if level > last:
                return one
            if one not in done:
                kids = self._kids[one]
                done[one] = below(kids[fixed[level]]) if level in fixed else self._node(level, tuple(map(below, kids)))
            return done[one]

        return below(diagram)

    def meet(self, one: Diagram, other: Diagram, fixed: Mapping[int, int]) -> bool:
        """Return whether a lead with some answers, by level, instead of its own is among both; no node is made."""
        apart = set[tuple[Diagram, Diagram]]()
        end = len(self._ways)

        def below(one: Diagram, other: Diagram) -> bool:
            if NOTHING in (one, other) or (one, other) in apart:
                return False
            level = min(self._level[one], self._level[other])
            if level == end:
                return True
            ways = (fixed[level],) if level in fixed else range(self._ways[level])
            if any(below(self.kid(one, level, way), self.kid(other, level, way)) for way in ways):
                return True
            apart.add((one, other))
            return False

        return below(one, other)

    def hangs_on(self, diagram: Diagram) -> set[int]:
        """Return the places of the questions on whose answers it hangs whether a lead is among these."""
        return {self._level[node] for node in self._below([diagram])}

    def read_as(self, diagrams: Iterable[Diagram], meant: Mapping[int, Readings]) -> list[Diagram]:
        """Return the leads that become one of these when answers to questions are read as others.

        Answer n to the question at a level is read as any of `meant[level][n]`. A diagram in which nothing hangs on a
        question stays as it is there.
        """
        done: dict[Diagram, Diagram] = {}
        last = max(meant)

        def below(one: Diagram) -> Diagram:
            level = self._level[one]
            if level > last:
                return one
            if one not in done:
                kids = tuple(map(below, self._kids[one]))
                if level in meant:
                    met = {read: self.any_of({kids[number] for number in read}) for read in dict.fromkeys(meant[level])}
                    kids = tuple(met[read] for read in meant[level])
                done[one] = self._node(level, kids)
            return done[one]

        return list(map(below, diagrams))

    def met(self, diagrams: Iterable[Diagram], allowed: Sequence[Sequence[int]], everywhere: int) -> list[int]:
        """Return for each diagram which of many partial leads fit one of its leads, as the bits of a number.

        `allowed` has for every question and each answer to it the bits of the partial leads that allow it, and each of
        these, a bit in `everywhere`, allows some answer to every question. So a million of them cost a few operations
        on long numbers for each node, and not a walk for each of them.
        """
        roots = list(diagrams)
        met = {NOTHING: 0, EVERYTHING: everywhere}
        either: dict[tuple[int, tuple[int, ...]], int] = {}
        for node in self._below(roots):
            level, answers = self._level[node], dict[Diagram, list[int]]()
            for number, kid in enumerate(self._kids[node]):
                answers.setdefault(kid, []).append(number)
            fit = 0
            for kid, numbers in answers.items():
                key = level, tuple(numbers)
                if key not in either:
                    either[key] = reduce(or_, (allowed[level][number] for number in numbers))
                fit |= either[key] & met[kid]
            met[node] = fit
        return [met[root] for root in roots]

    def _below(self, roots: Iterable[Diagram]) -> list[Diagram]:
        """List the nodes of some diagrams, each after those below it, which were made before it."""
        found, waiting = set[Diagram](), list(roots)
        while waiting:
            node = waiting.pop()
            if node > EVERYTHING and node not in found:
                found.add(node)
                waiting += self._kids[node]
        return sorted(found)

    def count(self, diagram: Diagram) -> int:
        """Count the leads."""
        return self._count(diagram) * self._passed(0, self._level[diagram])

    def first(self, diagram: Diagram) -> NumberedAnswers | None:
        """Return the lead with no answer, or else an early one, to early questions; None if there is no lead."""
        if diagram == NOTHING:
            return None
        answers = [0] * len(self._ways)
        while diagram != EVERYTHING:
            number = next(number for number, kid in enumerate(self._kids[diagram]) if kid != NOTHING)
            answers[self._level[diagram]] = number
            diagram = self._kids[diagram][number]
        return tuple(answers)

    def holds(self, diagram: Diagram, answers: NumberedAnswers) -> bool:
        """Return whether a lead is among them."""
        while diagram > EVERYTHING:
            diagram = self._kids[diagram][answers[self._level[diagram]]]
        return diagram == EVERYTHING

    def _count(self, diagram: Diagram) -> int:
        """Count the ways from a node down."""
        found = self._counts.get(diagram)
        if found is None:
            below = self._level[diagram] + 1
            found = sum(self._count(kid) * self._passed(below, self._level[kid]) for kid in self._kids[diagram])
            self._counts[diagram] = found
        return found

    def _passed(self, level: int, end: int) -> int:
        """Count the ways past levels that do not matter."""
        ways = 1
        for passed in range(level, end):
            ways *= self._ways[passed]
        return ways

    def _defined(self, definition: Definition) -> Diagram:
        """Make the diagram of a definition, of whose atoms all diagrams are made."""
        if isinstance(definition, AtLeast):
            return self._at_least(definition)
        return self.any_of(self.all_of(map(self.of, body)) for body in definition.bodies)

    def _joined(self, decisive: Diagram, one: Diagram, other: Diagram) -> Diagram:
        """Return the leads of both where NOTHING decides, and of one or the other where EVERYTHING does."""
        if one > other:
            one, other = other, one
        if one <= EVERYTHING or one == other:
            return one if one == decisive else other
        known = self._either if decisive else self._both
        found = known.get((one, other))
        if found is None:
            upper, lower = self._level[one], self._level[other]
            ones = self._kids[one] if upper <= lower else repeat(one)
            others = self._kids[other] if lower <= upper else repeat(other)
            joined = tuple(map(self._joined, repeat(decisive), ones, others))
            found = known[one, other] = self._node(min(upper, lower), joined)
        return found

    def _at_least(self, definition: AtLeast) -> Diagram:
        """Add up along the literals: `reached[n]` has the leads in which those from a place on make at least n.

        Only the numbers that can be left to reach from that place are looked at.
        """
        weighted = [*zip(definition.literals, definition.weights, strict=True)]
        left = [sum(definition.weights[place:]) for place in range(len(weighted) + 1)]
        missing: list[Collection[int]] = [{definition.least}]
        for place, (_, weight) in enumerate(weighted, start=1):
            after = {number - taken for number in missing[-1] for taken in (0, weight)}
            missing.append({number for number in after if 0 < number <= left[place]})
            self._keep_in_bounds(self.size + sum(map(len, missing)))
        reached: dict[int, Diagram] = {}

        def reaching(number: int) -> Diagram:
            return EVERYTHING if number <= 0 else reached.get(number, NOTHING)

        for (literal, weight), numbers in zip(reversed(weighted), missing[-2::-1], strict=True):
            holds = self.of(literal)
            reached = {
                number: self.either(reaching(number), self.both(holds, reaching(number - weight))) for number in numbers
            }
        return reaching(definition.least)

    def _node(self, level: int, kids: tuple[Diagram, ...]) -> Diagram:
        """Return the node with these ways, or the node that all of them lead to."""
        if len(set(kids)) == 1:
            return kids[0]
        found = self._nodes.get((level, kids))
        if found is None:
            self._keep_in_bounds(len(self._kids))
            found = self._nodes[level, kids] = len(self._kids)
            self._kids.append(kids)
            self._level.append(level)
        return found

    def _keep_in_bounds(self, nodes: int) -> None:
        most = MAX_NODES if self._most is None else self._most
        if nodes > most:
            raise NotSettled(f"not counted with {most:,} nodes")
        if nodes % _NODES_BETWEEN_LOOKS == 0 and is_over():
            raise NotSettled("not counted before all work had to end", "seconds in all")
