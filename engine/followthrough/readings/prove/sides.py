"""What a counsel's rules make of a lead, as a circuit over its answers.

    applies(q)    the `only if` of question q holds
    answer(q,c)   q applies and is answered with cell c; a question without an answer is unknown
    applied(r)    the `if` of rule r holds and its `unless` does not
    fired(r)      r applied, and no rule that overrides it fired
    claim(c,v)    a rule that concludes v for concept c fired
    conflict(c)   two values are claimed for c, which holds one
    value(c,v)    v is claimed and there is no conflict; or nothing is claimed and v is the `otherwise` of c

A test is a statement that follows from the cells, or values, that pass it; whether they do is asked of the test itself,
as `infer` does. The rules are stratified (`settled_order`), so all of it follows from the answers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from followthrough.format.conditions import AllOf, AnyOf, FactTest, OneOf, OtherThan, SimpleTest, Test, Truth, Value
from followthrough.format.model import Concept, KnowledgeBase, Question, Rule
from followthrough.format.order import settled_order
from followthrough.readings.prove.cells import Cell, Variable
from followthrough.readings.prove.circuit import Body, Circuit, Literal

Inputs = Mapping[str, Sequence[int]]
"""For every question, by name, the atoms of a person's giving one or the other cell as the answer."""


def new_inputs(circuit: Circuit, variables: Sequence[Variable]) -> Inputs:
    """Make the atoms of the answers of a lead."""
    return {one.question.name: [circuit.free() for _ in one.cells] for one in variables}


class Side:
    """One lead, and what one counsel's rules conclude in it.

    `facts` has a literal for every cell of a question, by its number, and for every value of a concept; under None
    stands that of its being unknown. `impossible` has what makes a lead impossible. An answer to a question that the
    base does not have, or that does not apply, counts as not given.
    """

    def __init__(
        self, circuit: Circuit, base: KnowledgeBase, counsel: str, variables: Sequence[Variable], inputs: Inputs
    ) -> None:
        self.circuit = circuit
        self.base = base
        self.inputs = inputs
        self.variables = [one for one in variables if one.question.name in base.questions]
        self.rules: list[Rule] = []
        self.facts: dict[tuple[str, Value], Literal] = {}
        self.applies: dict[str, Literal] = {}
        self.applied: dict[str, Literal] = {}
        self.fired: dict[str, Literal] = {}
        self.conflict: dict[str, Literal] = {}
        self.impossible: list[Body] = []
        self._claims: dict[str, dict[str, list[Literal]]] = {}
        self._tested: dict[tuple[str, Test], Literal] = {}
        self._by_fact = {name: one for one in self.variables for name in self._names(one)}
        for question in _asking_order(base):
            if question.name in self._by_fact:
                self._add_question(question, self._by_fact[question.name], inputs[question.name])
        self.impossible += [tuple(self._body(never.conditions)) for never in base.nevers]
        order = settled_order(base, counsel)
        self.defeaters = _defeaters(order)
        for part in order:
            if isinstance(part, Rule):
                self._add_rule(part)
            else:
                self._add_concept(part)

    def cells(self, variable: Variable) -> list[Literal]:
        """Give the literals of a variable's cells."""
        return [self.facts[variable.question.name, number] for number in range(len(variable.cells))]

    def answered(self, name: str, value: Value) -> Iterator[Literal]:
        """Give what a known answer to a question or count claims."""
        variable = self._by_fact.get(name)
        if variable is None:
            return
        if value is None:
            yield self.facts[name, None]
        elif isinstance(value, date):
            yield -self.facts[name, None]
        else:
            yield next(self.facts[name, number] for number, cell in enumerate(variable.cells) if cell.includes(value))

    # The lead

    def _names(self, variable: Variable) -> set[str]:
        """Name a question, and its count of days if it has one."""
        count = self.base.count_of(variable.question.name)
        return {variable.question.name, variable.fact, *([count.name] if count else [])}

    def _add_question(self, question: Question, variable: Variable, inputs: Sequence[int]) -> None:
        """Let a question have the answer that was given, where it applies."""
        circuit = self.circuit
        applies = self.applies[question.name] = circuit.all_of(self._body(question.only_if))
        answers = [circuit.all_of([one, applies]) for one in inputs]
        unknown = -circuit.any_of([one] for one in answers)
        for name in self._names(variable):
            self.facts.update({(name, number): one for number, one in enumerate(answers)})
            self.facts[name, None] = unknown
        if not question.unknown_allowed:
            self.impossible.append((applies, unknown))
        self.impossible += [
            (answer,) for answer, cell in zip(answers, variable.cells, strict=True) if not self._allows(question, cell)
        ]

    def _allows(self, question: Question, cell: Cell) -> bool:
        """Tell whether a cell is an answer in this base."""
        if question.choices:
            return cell.value in question.choices
        ranged = self.base.count_of(question.name) if question.kind == "date" else question
        return ranged is None or not isinstance(cell.value, int) or ranged.low <= cell.value <= ranged.high

    # The rules

    def _add_rule(self, rule: Rule) -> None:
        """Let a rule apply where its conditions hold, and fire unless it is defeated."""
        body = self._body(rule.conditions)
        if rule.unless is not None:
            body.append(-self.circuit.all_of(self._body(rule.unless)))
        self.rules.append(rule)
        self.applied[rule.name] = self.circuit.all_of(body)
        defeated = [-self.fired[name] for name in self.defeaters[rule.name]]
        self.fired[rule.name] = self.circuit.all_of([self.applied[rule.name], *defeated])
        for conclusion in rule.then:
            claims = self._claims.setdefault(conclusion.concept, {})
            claims.setdefault(conclusion.value, []).append(self.fired[rule.name])

    def _add_concept(self, concept: Concept) -> None:
        """Settle a concept from the claims of the rules that fired."""
        circuit, claimed = self.circuit, self._claims.get(concept.name, {})
        claims = {value: circuit.any_of([fired] for fired in claimed.get(value, ())) for value in concept.values}
        conflict = circuit.any_of([]) if concept.many else circuit.at_least(2, claims.values())
        for value, claim in claims.items():
            bodies = [[claim, -conflict]]
            if value == concept.otherwise:
                bodies.append([-one for one in claims.values()])
            self.facts[concept.name, value] = circuit.any_of(bodies)
        self.facts[concept.name, None] = -circuit.any_of([self.facts[concept.name, value]] for value in concept.values)
        self.conflict[concept.name] = conflict

    # Tests

    def _body(self, conditions: AllOf) -> list[Literal]:
        """Give what must hold for the conditions to be true."""
        return [
            self._test(part) if isinstance(part, FactTest) else self._alternatives(part) for part in conditions.parts
        ]

    def _alternatives(self, part: AnyOf) -> Literal:
        return self.circuit.any_of([self._body(alternative) for alternative in part.alternatives])

    def _test(self, part: FactTest) -> Literal:
        """Give what a test being true follows from, made when it is first met."""
        key = part.fact, part.test
        if key not in self._tested:
            self._tested[key] = self.circuit.any_of(self._passing(*key))
        return self._tested[key]

    def _passing(self, fact: str, test: Test) -> Iterator[list[Literal]]:
        """Give what makes a test true: each cell or value that passes it, and being unknown if that does."""
        concept = self.base.concepts.get(fact)
        if concept is not None and concept.many:
            for one in test.tests if isinstance(test, OneOf) else (test,):
                yield from self._passing_many(concept, one)
            return
        outcomes: Mapping[Value, Value] = (
            {value: value for value in concept.values}
            if concept is not None
            else {number: cell.value for number, cell in enumerate(self._by_fact[fact].cells)}
        )
        for key, value in {**outcomes, None: None}.items():
            if test.outcome(value) is Truth.TRUE:
                yield [self.facts[fact, key]]

    def _passing_many(self, concept: Concept, test: SimpleTest) -> Iterator[list[Literal]]:
        """Give what makes a test of a many-valued concept true: some value held, or one not held among others."""
        unknown = self.facts[concept.name, None]
        if isinstance(test, OtherThan):
            yield [-self.facts[concept.name, str(test.value)], -unknown]
            return
        for value in concept.values:
            if test.outcome((value,)) is Truth.TRUE:
                yield [self.facts[concept.name, value]]
        if test.outcome(()) is Truth.TRUE:
            yield [unknown]


def _asking_order(base: KnowledgeBase) -> list[Question]:
    """Order the questions so that each comes after those that its `only if` tests."""
    ordered: dict[str, Question] = {}

    def add(question: Question) -> None:
        if question.name not in ordered:
            for test in question.only_if.tests():
                add(base.questions[base.question_of(test.fact)])
            ordered[question.name] = question

    for question in base.questions.values():
        add(question)
    return list(ordered.values())


def _defeaters(order: Iterable[Rule | Concept]) -> dict[str, list[str]]:
    """Name for each rule the rules that override it; they come before it in the order."""
    defeaters: dict[str, list[str]] = {part.name: [] for part in order if isinstance(part, Rule)}
    for part in order:
        if isinstance(part, Rule):
            for name in part.overrides:
                if name in defeaters:
                    defeaters[name].append(part.name)
    return defeaters
