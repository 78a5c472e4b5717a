"""What is told of leads, as diagrams that lead from answer to answer to one of many ends.

Two leads come to the same end if the same is told of them. Here a question that does not apply may be answered like any
other, and the answer is not heard; so two leads that differ in one answer, and in what comes or goes with it, differ in
one level only. The questions are the levels, in an order in which all could be asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from followthrough.errors import NotSettled
from followthrough.readings.prove.diagrams import EVERYTHING, MAX_NODES, NOTHING, Diagram, Diagrams

ToldNode = int
"""The number of a node from which, answer by answer, one comes to what is told; 0 for leads that are not possible."""

IMPOSSIBLE: ToldNode = 0

AnswerBits = int
"""Answers to questions, as the bits of a number; the highest bit, beyond all answers, says that there is any lead."""


class ToldLeads:
    """The nodes of what is told, beside diagrams of the same levels; at most `most` of either kind together."""

    def __init__(self, diagrams: Diagrams, most: int = MAX_NODES) -> None:
        self.diagrams = diagrams
        self.ways = diagrams.ways
        self.most = most
        self.end = len(self.ways)
        self.offset = [sum(self.ways[:level]) for level in range(self.end + 1)]
        self._levels, self._kids = [self.end], [tuple[ToldNode, ...]()]
        self._held: dict[ToldNode, tuple[int, ...]] = {}
        self._marks = [0]  # from which levels' answers days are counted below each node, as bits
        self._beneath = [0]  # the levels at and below each node, as bits
        self._nodes: dict[tuple[int, tuple[int, ...]], ToldNode] = {}
        self._are_unlike_already: dict[frozenset[ToldNode], bool] = {}
        self._unlike: dict[AnswerBits, dict[frozenset[ToldNode], AnswerBits]] = {}
        self._counting: dict[tuple[ToldNode, int], AnswerBits] = {}
        self._mattering: dict[ToldNode, int] = {}
        self._everything = [(2 << self.offset[-1]) - (1 << start) for start in self.offset]

    @property
    def size(self) -> int:
        """The number of nodes that were made, of either kind."""
        return self.diagrams.size + len(self._levels)

    def level(self, told: ToldNode) -> int:
        """Return the place of the first question on whose answer it hangs what is told; their number if on none."""
        return self._levels[told]

    def ways_from(self, told: ToldNode, level: int) -> Sequence[ToldNode]:
        """Return what is told with each answer to the question at a level."""
        return self._kids[told] if self._levels[told] == level else [told] * self.ways[level]

    def answers_to(self, levels: Iterable[int]) -> AnswerBits:
        """Return all answers to some questions, and that there is any lead."""
        each = (self._everything[level] & ~self._everything[level + 1] for level in levels)
        return reduce(or_, each, self._everything[self.end])

    def stored(self) -> object:
        """Return what has been made so far, as lists of numbers."""
        return self._levels, self._kids, self._marks, self._beneath, self._held

    def restore(self, stored: Any) -> None:
        """Take what had been made with the same diagrams, instead of what has been made so far."""
        self._levels, self._kids, self._marks, self._beneath, self._held = stored
        made = zip(self._levels, self._kids, strict=True)
        self._nodes = {(level, kids or self._held[node]): node for node, (level, kids) in enumerate(made) if node}

    # Made of others

    def compiled(self, possible: Diagram, diagrams: Iterable[Diagram], marks: Sequence[int]) -> ToldNode:
        """Return what leads from each possible lead to an end that says in which of some diagrams it is.

        `marks` says for each diagram from which level's answer a day is counted in it, or -1.
        """
        several = (possible, *diagrams)
        told_apart = tuple(dict.fromkeys(several))
        places = [told_apart.index(one) for one in several[1:]]
        done: dict[tuple[Diagram, ...], ToldNode] = {}
        first_level, each_way = self.diagrams.first_level, self.diagrams.each_way

        def below(leads: tuple[Diagram, ...]) -> ToldNode:
            level = first_level(leads)
            if level == self.end:
                held = [mark if leads[place] == EVERYTHING else -2 for place, mark in zip(places, marks, strict=True)]
                return self.ending(tuple(held))
            kids = []
            for kid in each_way(leads, level):
                if kid[0] == NOTHING:
                    kids.append(IMPOSSIBLE)
                    continue
                found = done.get(kid)
                if found is None:
                    found = done[kid] = below(kid)
                kids.append(found)
            return self.node(level, tuple(kids))

        return IMPOSSIBLE if possible == NOTHING else below(told_apart)

    def joined(self, several: Sequence[ToldNode]) -> ToldNode:
        """Return what is told by all of some nodes together."""
        if len(several) == 1:
            return several[0]
        done: dict[tuple[ToldNode, ...], ToldNode] = {}

        def below(nodes: tuple[ToldNode, ...]) -> ToldNode:
            if IMPOSSIBLE in nodes:
                return IMPOSSIBLE
            if nodes not in done:
                level = min(self._levels[one] for one in nodes)
                if level == self.end:
                    done[nodes] = self.ending(tuple(held for one in nodes for held in self._held[one]))
                else:
                    each = zip(*(self.ways_from(one, level) for one in nodes), strict=True)
                    done[nodes] = self.node(level, tuple(map(below, each)))
            return done[nodes]

        return below(tuple(several))

    def given(self, told: ToldNode, fixed: Mapping[int, int], within: Diagram) -> ToldNode:
        """Return what is told once some answers are known, by level, and leads are `within` others."""
        done: dict[tuple[ToldNode, Diagram], ToldNode] = {}
        level_of, kid = self.diagrams.level, self.diagrams.kid

        def below(one: ToldNode, fitting: Diagram) -> ToldNode:
            if one == IMPOSSIBLE or fitting == NOTHING:
                return IMPOSSIBLE
            level = min(self._levels[one], level_of(fitting))
            if level == self.end:
                return one
            key = one, fitting
            found = done.get(key)
            if found is None:
                kids = self.ways_from(one, level)
                if level in fixed:
                    found = below(kids[fixed[level]], kid(fitting, level, fixed[level]))
                else:
                    each = [below(after, kid(fitting, level, way)) for way, after in enumerate(kids)]
                    found = self.node(level, tuple(each))
                done[key] = found
            return found

        return below(told, within)

    def node(self, level: int, kids: tuple[ToldNode, ...]) -> ToldNode:
        """Return what is told by the answer to the question at a level."""
        return kids[0] if kids.count(kids[0]) == len(kids) else self._new(level, kids)

    def ending(self, held: tuple[int, ...]) -> ToldNode:
        """Return the end that tells something: of each thing that may hold, whether it does and from what it counts."""
        found = self._new(self.end, held)
        self._held[found] = held
        return found

    def _new(self, level: int, kids: tuple[int, ...]) -> ToldNode:
        found = self._nodes.get((level, kids))
        if found is None:
            if self.size > self.most:
                raise NotSettled(f"not told with {self.most:,} nodes")
            found = self._nodes[level, kids] = len(self._levels)
            self._levels.append(level)
            self._kids.append(kids if level < self.end else ())
            marks, beneath = 0, 0
            if level < self.end:
                beneath = 1 << level
                for one in kids:
                    marks |= self._marks[one]
                    beneath |= self._beneath[one]
            else:
                for one in kids:
                    marks |= 1 << one if one >= 0 else 0
            self._marks.append(marks)
            self._beneath.append(beneath)
        return found

    # What can be asked

    def held(self, told: ToldNode) -> Iterator[tuple[int, ...]]:
        """Yield the ends to which some leads come: for each thing that may hold -2 if it does not."""
        found, waiting = {IMPOSSIBLE}, [told]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += self._kids[node]
        return (self._held[node] for node in found if node in self._held)

    def matters(self, told: ToldNode, level: int) -> bool:
        """Return whether in some lead another answer at a level alone makes another end, or a day counted from it."""
        if told not in self._mattering:
            self._mattering[told] = self._levels_mattering(told)
        return bool(self._mattering[told] >> level & 1)

    def _levels_mattering(self, told: ToldNode) -> int:
        """Return the levels whose answers matter, as bits; only nodes are seen beneath which others could be found."""
        found, seen, waiting = self._marks[told], set[ToldNode](), [told]
        while waiting:
            node = waiting.pop()
            left = self._beneath[node] & ~found
            if left and node not in seen:
                seen.add(node)
                several = frozenset(self._kids[node])
                if left >> self._levels[node] & 1 and self._are_unlike(several):
                    found |= 1 << self._levels[node]
                waiting += several
        return found

    def _are_unlike(self, several: frozenset[ToldNode]) -> bool:
        """Return whether some lead leads from several nodes to different ends."""
        leading = several - {IMPOSSIBLE}
        if len(leading) < 2:
            return False
        found = self._are_unlike_already.get(leading)
        if found is None:
            at = min([self._levels[one] for one in leading])
            each = zip(*[self.ways_from(one, at) for one in leading], strict=True) if at < self.end else ()
            found = at == self.end or any(self._are_unlike(frozenset(kids)) for kids in each)
            self._are_unlike_already[leading] = found
        return found

    def stake(self, told: ToldNode, level: int, among: AnswerBits) -> AnswerBits:
        """Return which answers below a level some lead has in which another answer at the level makes a difference.

        Only those `among` some are told. `told` is not above that level.
        """
        counting = self._counted(told, level) & among if self._marks[told] >> level & 1 else 0
        if self._levels[told] > level:
            return counting
        unlike = self._unlike.setdefault(among, {})
        stake = self._at_stake(frozenset(self._kids[told]), level + 1, among, unlike)
        return stake | counting & self._everything[level + 1]

    def _at_stake(
        self, several: frozenset[ToldNode], level: int, among: AnswerBits, unlike: dict[frozenset[ToldNode], AnswerBits]
    ) -> AnswerBits:
        """Return which answers from a level on some lead has that leads from several nodes to different ends."""
        leading = several - {IMPOSSIBLE}
        if len(leading) < 2:
            return 0
        at = min([self._levels[one] for one in leading])
        found = unlike.get(leading)
        if found is None:
            found = unlike[leading] = self._at_stake_below(leading, at, among, unlike)
        return found and found | self._everything[level] & ~self._everything[at] & among

    def _at_stake_below(
        self, leading: frozenset[ToldNode], at: int, among: AnswerBits, unlike: dict[frozenset[ToldNode], AnswerBits]
    ) -> AnswerBits:
        everything = self._everything[at] & among
        if at == self.end:
            return everything
        found = 0
        for way, several in enumerate(zip(*[self.ways_from(one, at) for one in leading], strict=True)):
            below = self._at_stake(frozenset(several), at + 1, among, unlike)
            if below:
                found |= below | 1 << self.offset[at] + way & among
                if found == everything:
                    break
        return found

    def _counted(self, told: ToldNode, level: int) -> AnswerBits:
        """Return which answers some lead has, from the level of a node on, that counts a day from that at a level."""
        if not self._marks[told] >> level & 1:
            return 0
        at = self._levels[told]
        if at == self.end:
            return self._everything[level]
        found = self._counting.get((told, level))
        if found is None:
            found = 0
            for way, kid in enumerate(self._kids[told]):
                if below := self._counted(kid, level):
                    found |= below & self._everything[at + 1] | 1 << self.offset[at] + way
            self._counting[told, level] = found
        return found and found | self._everything[min(level, at)] & ~self._everything[at]

    def differs_within(self, told: ToldNode, levels: Collection[int], question: int) -> bool:
        """Return whether two leads come to different ends with other answers to a question, and else only at levels."""
        if self.ways[question] == 1:
            return False
        met: set[tuple[ToldNode, ToldNode]] = set()
        last = max(levels)

        def differ(one: ToldNode, other: ToldNode) -> bool:
            if IMPOSSIBLE in (one, other) or (one == other and self._levels[one] > last):
                return False
            level = min(self._levels[one], self._levels[other])
            if level == self.end:
                return one != other
            if (one, other) in met:
                return False
            met.add((one, other))
            ones, others = self.ways_from(one, level), self.ways_from(other, level)
            if level not in levels:
                return any(map(differ, ones, others))
            return any(
                differ(a, b)
                for way, a in enumerate(ones)
                for place, b in enumerate(others)
                if level != question or way != place
            )

        return differ(told, told)
