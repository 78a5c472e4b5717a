"""What can be said of many leads whose questions are partly open, all at once.

Of each it is what `advise` says of one: which values a concept can still have, and which questions it hinges on
(`inquiry` says when a question matters). There a proof answers each of these. Here the leads of which the answer is yes
are a decision diagram, made once for a base and a counsel, and all partial leads go through it together
(`Diagrams.met`): the work grows with the nodes of the diagrams, and not with how different the leads are.

That a question matters is said of two leads, in which some questions may apply on one side only. To say it of one, an
answer to a question that can come or go stands in a diagram in two ways: as one that both leads give, and as one that
each gives to which the question applies. The latter are *loose* answers, and only an open question allows them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_, xor

from followthrough.advising.lead_bits import said_of, told_apart, where_among
from followthrough.advising.tied import tied
from followthrough.errors import NotSettled
from followthrough.format.conditions import AllOf, FactTest, Is, Truth, Value
from followthrough.format.day_order import by_day, ordered
from followthrough.format.model import Concept, KnowledgeBase
from followthrough.format.numbers import fixed
from followthrough.format.order import settled_order
from followthrough.readings.meaning import resting_on
from followthrough.readings.prove.cells import Variable
from followthrough.readings.prove.days import cuts_alike
from followthrough.readings.prove.diagrams import NOTHING, Diagram, Diagrams, Readings
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.scale.files.open_rows import Left, RowOutlook

AT_ONCE = 1 << 16
"""Leads that go through the diagrams together: a number of so many bits stays in the caches of a processor."""

MOST_NODES = 1_000_000
"""Most nodes of all diagrams of a counsel, about 500 MB; the shipped base has up to 420,000, made in some seconds."""

MOST_KEPT = 50_000
"""Most outlooks kept for the next leads that have them, some dozens of megabytes."""

MOST_CELLS = 250
"""Most cells of a question: the number of one has to fit into a byte, with some to spare."""

MOST_TOTALS = 100
"""Most numbers that a shown sum may come to, each of which has a diagram of its own."""

_NO_CELL, _OPEN = 254, 255
"""How a byte says that an answer is in no cell, and that there is none yet; below that it is the number of a cell."""


class PartialLeads:
    """Partial leads under a counsel, and the outlook of each: what is left of the goals and shown concepts.

    Raises NotSettled where the diagrams would have more than MOST_NODES nodes, a question has more than MOST_CELLS
    cells, a shown sum can come to more than MOST_TOTALS numbers, or the day of a date itself counts (`by_day`).
    """

    def __init__(self, base: KnowledgeBase, counsel: str, *, why: bool = False) -> None:
        self._space = _LooseSpace(base, counsel)
        self._why = why
        self._read: dict[bytes, RowOutlook | None] = {}

    def outlooks(
        self, columns: Mapping[str, Sequence[Value]], number: int
    ) -> tuple[list[RowOutlook | None], list[int]]:
        """Return the outlooks of so many leads, each once, and for each lead the place of its outlook.

        `columns` has for a question the answer in each lead: a value, of a date the count of its days if it has one,
        or None. This is "I don't know", or no answer yet if the question must be answered. A question without a column
        has no answer yet in any lead. The outlook of a lead that cannot be is None.
        """
        places: dict[bytes, int] = {}
        found: list[int] = []
        for start in range(0, number, AT_ONCE):
            end = min(start + AT_ONCE, number)
            part = _LeadBlock(self._space, {name: cells[start:end] for name, cells in columns.items()}, end - start)
            keys = told_apart(self._said(part), end - start)
            found += [places.setdefault(key, len(places)) for key in keys]
        if len(self._read) > MOST_KEPT:
            self._read.clear()
        for key in places.keys() - self._read.keys():
            self._read[key] = self._outlook(key)
        return [self._read[key] for key in places], found

    def _said(self, part: "_LeadBlock") -> list[int]:
        """Say what tells the leads of a part apart, in the order in which `_outlook` reads it."""
        said = [part.fitting, *part.conflicting()]
        left = part.left()
        mattering = part.mattering({concept: reduce(or_, map(xor, *of)) for concept, of in left.items()})
        said += part.certain([reduce(or_, of) for of in zip(*mattering.values(), strict=True)])
        for concept, (held, possible) in left.items():
            said += [*held, *possible, *mattering[concept]]
            if self._why:
                said += part.firing(concept)
        return said

    def _outlook(self, key: bytes) -> RowOutlook | None:
        """Read what `_said` says of a lead."""
        holds = (byte >> place & 1 for byte in key for place in range(8))
        if not next(holds):
            return None
        space, questions = self._space, tuple(self._space.variables)
        conflicts = said_of(space.conflicts, holds)
        certain = set(said_of(questions, holds))
        left = {}
        for concept in space.shown:
            held, possible = said_of(space.values(concept), holds), said_of(space.values(concept), holds)
            mattering = said_of(questions, holds)
            rules: tuple[str, ...] | None = ()
            if self._why:
                rules, can_fire = said_of(space.rules(concept), holds), next(holds)
                rules = rules if can_fire else None
            left[concept] = Left(
                tuple(value for value in held if value is not None),
                possible,
                tuple(name for name in mattering if name in certain),
                tuple(name for name in mattering if name not in certain),
                rules,
            )
        return RowOutlook(left, conflicts[0] if conflicts else None)


class _LooseSpace:
    """The leads that a base can tell apart, with loose answers, and diagrams of what is asked about them.

    The answers to a question are numbered: 0 for none, then its cells, and then, if it does not always apply, one for
    its not applying, and its cells once more, as loose answers. Dates whose order ties them have the last levels, as
    near to each other as can be: what the order says of them hangs on no answer that lies between.
    """

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base = base
        if by_day(base):
            raise NotSettled("days between dates hang together, and are settled lead by lead")
        self.shown = (*base.shown(), *base.shown_sums)
        if any(base.sums[name].high - base.sums[name].low > MOST_TOTALS for name in base.shown_sums):
            raise NotSettled(f"a sum can come to more than {MOST_TOTALS} numbers")
        space = LeadSpace(base, also=cuts_alike(base))  # so that a known day excludes whole cells of the others
        self.lead = space.side(base, counsel)
        self.variables = {one.question.name: one for one in space.variables}
        self.levels = {name: level for level, name in enumerate(self.variables)}
        dated = ordered(base)
        self.levels = {name: level for level, name in enumerate(sorted(self.variables, key=dated.__contains__))}
        circuit = space.circuit
        choices = [
            [*space.inputs[name], *(circuit.free() for _ in range(self.ways(name) - len(space.inputs[name]) - 1))]
            for name in self.levels
        ]
        if any(len(one.cells) > MOST_CELLS for one in space.variables):
            raise NotSettled(f"a question has more than {MOST_CELLS} answers that rules can tell apart")
        self.diagrams = Diagrams(circuit, choices, MOST_NODES)
        self.fitting = self.diagrams.all_of(
            [self.diagrams.of(space.is_possible(self.lead)), *map(self._answered_firmly, self.levels)]
        )
        resting_on_them = resting_on(settled_order(base, counsel), self.shown)
        concepts = [part.name for part in resting_on_them if isinstance(part, Concept)]
        self.conflicts = tuple(name for name in concepts if self.conflicting(name) != NOTHING)
        self._mattering: dict[tuple[str, str, frozenset[str]], Diagram] = {}

    def ways(self, question: str) -> int:
        """Count the answers to a question."""
        cells = len(self.variables[question].cells)
        return cells + 1 + (cells + 1 if self.base.questions[question].only_if.parts else 0)

    def _answered_firmly(self, question: str) -> Diagram:
        """Return the leads in which the answer to a question is none of the loose ones, and says whether it applies."""
        cells, level = len(self.variables[question].cells), self.levels[question]
        given = self.diagrams.answered(level, range(cells + 1))
        if not self.base.questions[question].only_if.parts:
            return given
        applies = self.diagrams.of(self.lead.applies[question])
        absent = self.diagrams.without(self.diagrams.answered(level, {cells + 1}), applies)
        return self.diagrams.either(self.diagrams.both(given, applies), absent)

    def values(self, concept: str) -> tuple[str | None, ...]:
        """Return the values of a concept, and None for its being undecided; or the numbers that a sum may come to."""
        if concept in self.base.sums:
            return tuple(str(number) for number in self._numbers(concept))
        return (*self.base.concepts[concept].values, None)

    def having(self, concept: str) -> list[Diagram]:
        """Return for each value of a concept, or its being undecided, the possible leads in which it is so."""
        if concept in self.base.sums:
            passes = self.lead.meaning.passes
            each = (self.diagrams.of(passes(concept, Is(number))) for number in self._numbers(concept))
            return [self.diagrams.both(self.fitting, leads) for leads in each]
        return [
            self.diagrams.both(self.fitting, self.diagrams.of(self.lead.facts[concept, value]))
            for value in self.values(concept)
        ]

    def _numbers(self, name: str) -> list[int]:
        one = self.base.sums[name]
        return [fixed(number, one.decimals) for number in range(one.low, one.high + 1)]

    def conflicting(self, concept: str) -> Diagram:
        """Return the possible leads in which rules contradict each other about a concept."""
        return self.diagrams.both(self.fitting, self.diagrams.of(self.lead.meaning.conflicts[concept]))

    def rules(self, concept: str) -> tuple[str, ...]:
        """Name the rules that can conclude a concept, in the settled order."""
        return tuple(rule.name for rule in self.lead.meaning.concluding(concept))

    def firing(self, rule: str) -> Diagram:
        """Return the possible leads in which a rule fires."""
        return self.diagrams.both(self.fitting, self.diagrams.of(self.lead.meaning.fired[rule]))

    def applying(self, question: str) -> Diagram:
        """Return the possible leads in which a question applies."""
        return self.diagrams.both(self.fitting, self.diagrams.of(self.lead.applies[question]))

    def answering(self, text: str) -> Diagram:
        """Return the possible leads in which a text, which no rule tests, can be given: its question applies."""
        return self.diagrams.both(self.fitting, self._holding(self.base.questions[text].only_if))

    def _holding(self, conditions: AllOf) -> Diagram:
        """Return the leads in which conditions on answers are true."""
        return self.diagrams.all_of(
            self._passing(part)
            if isinstance(part, FactTest)
            else self.diagrams.any_of(map(self._holding, part.alternatives))
            for part in conditions.parts
        )

    def _passing(self, part: FactTest) -> Diagram:
        """Return the leads in which a test of an answer is true."""
        cells = self.variables[self.base.question_of(part.fact)].cells
        outcomes = [(None, None), *((number, cell.value) for number, cell in enumerate(cells))]
        passing = [key for key, value in outcomes if part.test.outcome(value) is Truth.TRUE]
        return self.diagrams.any_of(self.diagrams.of(self.lead.facts[part.fact, key]) for key in passing)

    def mattering(self, question: str, concept: str, together: frozenset[str]) -> Diagram:
        """Return the leads, the questions `together` aside, of which one of these matters to a concept.

        Two possible leads are as they say, to which the question applies, and which differ in their answers to it and
        in the concept; and they may differ in the other questions `together`.
        """
        key = question, concept, together
        if key not in self._mattering:
            pairs, read = self._differing(self.applying(question), concept), self._read_by_either(together)
            self._mattering[key] = self.diagrams.any_of(self._answered_otherwise(pairs, question, together, read))
        return self._mattering[key]

    def _differing(self, leads: Diagram, concept: str) -> tuple[list[Diagram], list[tuple[int, list[int]]]]:
        """Divide leads into parts, and name which of them differ from which others in a concept, each two once."""
        having = [self.diagrams.both(leads, of) for of in self.having(concept)]
        if concept in self.base.sums or not self.base.concepts[concept].many:
            return having, [(number, list(range(number))) for number in range(1, len(having))]
        lacking = [self.diagrams.without(leads, of) for of in having]
        return [*having, *lacking], [(number, [number + len(having)]) for number in range(len(having) - 1)]

    def _read_by_either(self, together: frozenset[str]) -> dict[int, Readings]:
        """Say how either lead of a pair reads the answers of one that speaks for both.

        Answers to questions `together` are any; those that can come or go with them are loose.
        """
        read: dict[int, Readings] = {}
        for name, level in self.levels.items():
            ways, cells = self.ways(name), len(self.variables[name].cells)
            if name in together:
                read[level] = [tuple(range(ways))] * ways
            elif together & self._hanging_on(name):
                away, firm = cells + 1, [(cell,) for cell in range(1, cells + 1)]
                read[level] = [(0, away), *firm, (), *((*cell, away) for cell in firm)]
        return read

    def _answered_otherwise(
        self,
        differing: tuple[list[Diagram], list[tuple[int, list[int]]]],
        question: str,
        together: frozenset[str],
        read: Mapping[int, Readings],
    ) -> Iterator[Diagram]:
        """Yield what pairs of leads say, by the parts that differ, which answer a question otherwise."""
        diagrams, level, ways = self.diagrams, self.levels[question], self.ways(question)
        parts, pairs = differing
        alone = len(together) == 1  # leads alike in all answers are one, in one part
        answers = [tuple(range(ways))] if alone else [(n,) for n in range(len(self.variables[question].cells) + 1)]
        said = [diagrams.read_as(parts, {**read, level: [answer] * ways}) for answer in answers]
        for number, leads in enumerate(said):
            otherwise = said if alone else said[:number] + said[number + 1 :]
            for one, others in pairs:
                rest = diagrams.any_of(found[other] for found in otherwise for other in others)
                yield diagrams.both(leads[one], rest)

    def _hanging_on(self, question: str) -> set[str]:
        """Name the questions whose answers decide whether a question applies."""
        found = set[str]()
        for test in self.base.questions[question].only_if.tests():
            name = self.base.question_of(test.fact)
            found |= {name, *self._hanging_on(name)}
        return found


class _LeadBlock:
    """Some partial leads. What is said of them is said as the bits of numbers, the first lead's being the highest."""

    def __init__(self, space: _LooseSpace, columns: Mapping[str, Sequence[Value]], number: int) -> None:
        self.space = space
        self.everywhere = (1 << number) - 1
        self.open: dict[str, int] = {}
        self.allowed: list[list[int]] = []
        impossible = 0
        for name in space.levels:
            variable = space.variables[name]
            cells = bytes(map(_Cells(variable).__getitem__, columns[name])) if name in columns else b"\xff" * number
            self.open[name] = where_among(cells, {_OPEN})
            impossible |= where_among(cells, {_NO_CELL})
            firm = [where_among(cells, {answer, _OPEN}) for answer in range(len(variable.cells) + 1)]
            absent_or_loose = [firm[0], *[self.open[name]] * len(variable.cells)]
            self.allowed.append([*firm, *absent_or_loose][: space.ways(name)])
        self.fitting = self.everywhere & ~impossible
        self.fitting = self._met([space.fitting])[0]
        for name in columns.keys() - space.variables.keys():
            given = where_among(bytes(text is not None for text in columns[name]), {True})
            self.fitting &= ~given | self._met([space.answering(name)])[0]

    def left(self) -> dict[str, tuple[list[int], list[int]]]:
        """Return for each value of a concept in which leads it is held for certain, and in which it is possible."""
        having = {concept: self.space.having(concept) for concept in self.space.shown}
        return {concept: (self._in_all(leads), self._met(leads)) for concept, leads in having.items()}

    def certain(self, asked: Sequence[int]) -> list[int]:
        """Return for each question to which of some leads it applies whatever the answers to open questions."""
        applying = self._in_all(self.space.applying(name) for name in self.space.variables)
        return [one & leads for one, leads in zip(applying, asked, strict=True)]

    def conflicting(self) -> list[int]:
        """Return in which leads rules contradict each other about a concept for certain, and about none before it."""
        diagrams = [self.space.conflicting(concept) for concept in self.space.conflicts]
        found, before = [], 0
        for certain, possible in zip(self._in_all(diagrams), self._met(diagrams), strict=True):
            found.append(certain & ~before)
            before |= possible
        return found

    def firing(self, concept: str) -> list[int]:
        """Tell for each rule that can conclude a concept in which leads it fires for certain, and in which any may."""
        diagrams = [self.space.firing(rule) for rule in self.space.rules(concept)]
        return [*self._in_all(diagrams), reduce(or_, self._met(diagrams), 0)]

    def mattering(self, is_open: Mapping[str, int]) -> dict[str, list[int]]:
        """Return for each concept, which is open in these leads, and each question in which of them it matters."""
        asked = [
            (concept, name, together, leads)
            for concept, leads_open in is_open.items()
            for name in self.space.variables
            for together, leads in self._tied(name, leads_open & self.open[name])
        ]
        met = self._met(self.space.mattering(name, concept, together) for concept, name, together, _ in asked)
        found = {concept: dict.fromkeys(self.space.variables, 0) for concept in is_open}
        for (concept, name, _, leads), mattering in zip(asked, met, strict=True):
            found[concept][name] |= leads & mattering
        return {concept: list(of.values()) for concept, of in found.items()}

    def _tied(self, question: str, leads: int) -> Iterator[tuple[frozenset[str], int]]:
        """Yield in which of some leads, to which a question is open, it is tied to which other open ones."""
        base, asked = self.space.base, self.space.variables
        parts = [({question}, leads)] if leads else []
        for name in tied(base, asked)[question] - {question}:
            where = self.open[name]
            split = [({*names, name}, among & where) for names, among in parts]
            split += [(names, among & ~where) for names, among in parts]
            parts = [part for part in split if part[1]]
        for names, among in parts:
            yield tied(base, {name: asked[name] for name in asked if name in names})[question], among

    def _met(self, diagrams: Iterable[Diagram]) -> list[int]:
        """Return for each diagram which leads may be one of its leads."""
        met = self.space.diagrams.met(diagrams, self.allowed, self.everywhere)
        return [leads & self.fitting for leads in met]

    def _in_all(self, diagrams: Iterable[Diagram]) -> list[int]:
        """Return for each diagram, of possible leads, which leads are one of its leads whatever else is answered."""
        others = self._met(self.space.diagrams.without(self.space.fitting, one) for one in diagrams)
        return [self.fitting & ~one for one in others]


class _Cells(dict[Value, int]):
    """The numbers of the cells in which answers to a question are."""

    def __init__(self, variable: Variable) -> None:
        super().__init__({None: 0 if variable.question.unknown_allowed else _OPEN})
        self._cells = variable.cells

    def __missing__(self, answer: Value) -> int:
        found = next((number for number, cell in enumerate(self._cells, 1) if cell.includes(answer)), _NO_CELL)
        self[answer] = found
        return found
