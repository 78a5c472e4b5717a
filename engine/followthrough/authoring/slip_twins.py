"""A second reading of a base beside the first, in which one thing may be otherwise: whatever any slip does.

A slip does something in one place: where a rule fires, what is claimed of a concept, or how a sum turns out. All that
follows from it is the same for every slip in that place. So the rules are put into the circuit once more, the *twin*,
with a switch in each such place that turns what is concluded there; one switch at most is on. A slip then is a switch,
and a statement about where it is on. One solver can be asked about all of them, and what it has learned about one slip
helps it with the next.
"""

from collections.abc import Iterable, Iterator, Mapping

from followthrough.authoring.mutants import Mutant
from followthrough.authoring.slip_effects import other_totals, unlike
from followthrough.format.conditions import Test
from followthrough.format.model import KnowledgeBase, Rule, RuleConclusion
from followthrough.format.order import Settled, settled_order
from followthrough.format.sums import Sum
from followthrough.readings.meaning import Meaning
from followthrough.readings.prove.circuit import TRUE, Body, Circuit, Literal
from followthrough.readings.prove.lead import PossibleLead

SettledPart = tuple[bool, str]
"""A rule (True), or a concept or sum, by its name; of a concept each value can be otherwise, of a sum each test."""


class Switches:
    """What turns conclusions: the literals of a slip's being in a part, of which one holds at most.

    The parts are numbered, and a free atom stands for each binary digit of the number.
    """

    def __init__(self, circuit: Circuit, parts: Iterable[SettledPart]) -> None:
        self._circuit = circuit
        numbers = {part: number for number, part in enumerate(dict.fromkeys(parts), 1)}
        digits = [circuit.free() for _ in range(len(numbers).bit_length())]
        self._parts = {
            part: circuit.all_of(one if number >> place & 1 else -one for place, one in enumerate(digits))
            for part, number in numbers.items()
        }
        self._places: dict[SettledPart, dict[object, Literal]] = {}

    def part(self, part: SettledPart) -> Literal:
        """Return the literal of a slip's being in a part."""
        return self._parts[part]

    def place(self, part: SettledPart, of: object) -> Literal:
        """Return the literal of something's being otherwise there; it holds only where a slip is in the part."""
        places = self._places.setdefault(part, {})
        if of not in places:
            places[of] = self._circuit.all_of([self._parts[part], self._circuit.free()])
        return places[of]

    def on(self, part: SettledPart, where: Mapping[object, Literal]) -> Literal:
        """Return the literal of a slip's being in a part, and of each place's being otherwise exactly somewhere."""
        circuit = self._circuit
        alike = [-circuit.unlike([one], [where.get(of, -TRUE)]) for of, one in self._places.get(part, {}).items()]
        return circuit.all_of([self._parts[part], *alike])


class Twin(Meaning[Literal]):
    """What a counsel concludes where switches are on, beside what it concludes where they are not."""

    def __init__(self, circuit: Circuit, base: KnowledgeBase, counsel: str, side: PossibleLead, switches: Switches):
        self._circuit = circuit
        self._base = base
        self._was = side.meaning
        self._switches = switches
        order = settled_order(base, counsel)
        super().__init__(circuit, order, side.passes)
        self._differing = dict(self._differences(order))
        shown = [*base.shown(), *base.shown_sums]
        self.advised_otherwise = circuit.any_of(self._told_otherwise(name) for name in shown)

    # Where switches are

    def _fire_rule(self, rule: Rule) -> None:
        super()._fire_rule(rule)
        self.fired[rule.name] = self._turned(self.fired[rule.name], self._switches.part((True, rule.name)))

    def _claimed(self, concept: str, value: str) -> Literal:
        return self._turned(super()._claimed(concept, value), self._switches.place((False, concept), value))

    def _passed(self, fact: str, test: Test) -> Literal:
        passed = super()._passed(fact, test)
        return self._turned(passed, self._switches.place((False, fact), test)) if fact in self.sums else passed

    def _turned(self, literal: Literal, switch: Literal) -> Literal:
        return self._circuit.unlike([literal], [switch])

    # Where something is otherwise

    def _differences(self, order: Iterable[Settled]) -> Iterator[tuple[SettledPart, Literal]]:
        """Yield for each part what holds where it is not as it was."""
        was = self._was
        for part in order:
            if isinstance(part, Rule):
                pairs = [(was.fired[part.name], self.fired[part.name])]
            elif isinstance(part, Sum):
                passing = self._passing.get(part.name, {})
                pairs = [(was.passes(part.name, test), truth) for test, truth in passing.items()]
            else:
                keys = [(part.name, value) for value in (None, *part.values)]
                pairs = [(was.values[key], self.values[key]) for key in keys]
            yield (isinstance(part, Rule), part.name), unlike(self._circuit, pairs)

    def _told_otherwise(self, name: str) -> Literal:
        if name in self.sums:
            return other_totals(self._circuit, self._was.sums[name], self.sums[name])
        return self._differing[False, name]

    def following(self) -> Iterator[Body]:
        """Yield what never holds: that a part differs without a slip in it, though nothing that it rests on does.

        This follows already. It is said, so that clingo need not prove it again for each question.
        """
        for part, rests_on in self._resting():
            differing = [self._differing[one] for one in dict.fromkeys(rests_on) if one in self._differing]
            yield (self._differing[part], -self._switches.part(part), *(-one for one in differing))

    def _resting(self) -> Iterator[tuple[SettledPart, list[SettledPart]]]:
        """Yield each part, and those that it rests on."""
        for part in self._order:
            if isinstance(part, Rule):
                over = [(True, name) for name in self.overriding[part.name]]
                yield (True, part.name), [*((False, fact) for fact in part.tested()), *over]
            elif isinstance(part, Sum):
                yield (False, part.name), [(False, fact) for fact in part.tested()]
            else:
                yield (False, part.name), [(True, rule.name) for rule in self.concluding(part.name)]

    # What slips do

    def told_otherwise(self, slip: Mutant) -> Literal:
        """Return what holds where something else is advised with a slip."""
        circuit = self._circuit
        if slip.sum is not None:
            return self._of_sum(slip.sum)
        if slip.name not in self.fired:
            return -TRUE
        if slip.rule is None:
            found = [self._fires_otherwise(slip.name, self._was.fired[slip.name])]
        else:
            found = list(self._of_rule(self._base.rules[slip.name], slip.rule))
        return circuit.all_of([circuit.any_of(found), self.advised_otherwise])

    def _fires_otherwise(self, rule: str, where: Literal) -> Literal:
        return self._circuit.all_of([self._switches.part((True, rule)), where])

    def _of_rule(self, rule: Rule, changed: Rule) -> Iterator[Literal]:
        """Yield what holds where a slip turns something: one for each part in which it does."""
        was, circuit = self._was, self._circuit
        if (rule.conditions, rule.unless) != (changed.conditions, changed.unless):
            applies = circuit.unlike([was.applied[rule.name]], [was.applies(changed)])
            undefeated = [-was.fired[name] for name in was.overriding[rule.name]]
            yield self._fires_otherwise(rule.name, circuit.all_of([applies, *undefeated]))
        for name in (one for one in rule.overrides if one not in changed.overrides and one in was.fired):
            others = [-was.fired[other] for other in was.overriding[name] if other != rule.name]
            fires = circuit.all_of([was.fired[rule.name], was.applied[name], *others])
            yield self._fires_otherwise(name, fires)
        other = [one for one in (*rule.then, *changed.then) if (one in rule.then) is not (one in changed.then)]
        for concept in dict.fromkeys(one.concept for one in other):
            values = [one for one in other if one.concept == concept]
            yield self._switches.on((False, concept), {one.value: self._alone(rule, one) for one in values})

    def _alone(self, rule: Rule, one: RuleConclusion) -> Literal:
        """Return what holds where a rule fires and no other claims the same."""
        fired, claiming = self._was.fired, self._claiming.get((one.concept, one.value), ())
        return self._circuit.all_of([fired[rule.name], *(-fired[name] for name in claiming if name != rule.name)])

    def _of_sum(self, changed: Sum) -> Literal:
        was, circuit = self._was, self._circuit
        points = [(was.passes(part.fact, part.test), part.points) for part in changed.parts]
        where: dict[object, Literal] = {
            test: circuit.unlike([was.passes(changed.name, test)], [was.adding_up(points, test)])
            for test in self._passing.get(changed.name, {})
        }
        told = other_totals(circuit, was.sums[changed.name], points) if changed.name in self._base.shown_sums else -TRUE
        otherwise = circuit.any_of([self.advised_otherwise, told])
        return circuit.all_of([self._switches.on((False, changed.name), where), otherwise])
