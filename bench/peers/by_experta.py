"""Stock experta, used as its documentation shows: facts with fields, rules with salience, an engine that is reset."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bench.peers.translation import Answer, Inapplicable, Said, facts_asked, in_order, plan

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.readings.run.experta import NOT, Fact, KnowledgeEngine, P, Production

from experta import OR, L, W  # isort: skip  # productions is what makes experta importable

Advise = Callable[[Mapping[str, Answer]], tuple[Said, list[str]]]


class Lead(Fact):  # type: ignore[misc]
    """What was answered, a field for each question; one that is unknown has none."""


class Concluded(Fact):  # type: ignore[misc]
    """A concept has a value."""


class Defeated(Fact):  # type: ignore[misc]
    """A rule that overrides `rule` has fired."""


class Holds(Fact):  # type: ignore[misc]
    """An alternative, or an `unless`, holds."""


def build(base: KnowledgeBase, counsel: str) -> Advise:
    """Make an engine; its trace names the rules that fired, as each notes in its right-hand side."""
    engine = _Writer(base, counsel).engine()
    engine.trace = []

    def advise(lead: Mapping[str, Answer]) -> tuple[Said, list[str]]:
        engine.trace = []
        engine.reset()
        engine.declare(Lead(**{name: value for name, value in lead.items() if value is not None}))
        engine.run()
        facts = (fact for fact in engine.facts.values() if isinstance(fact, Concluded))
        return in_order(base, ((fact["concept"], fact["value"]) for fact in facts)), engine.trace

    return advise


class _Writer:
    """Writes the class of the engine, its rules by falling salience."""

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base, self.plan = base, plan(base, counsel)
        self.asked = facts_asked(base)
        self.rules: list[tuple[list[Any], Callable[[Any], None]]] = []

    def engine(self) -> Any:
        for part in self.plan.order:
            if isinstance(part, Rule):
                self.add(part)
            elif part.otherwise is not None:
                self.add_otherwise(part)
        last = len(self.rules)
        attributes = {
            f"rule_{number}": Production(*patterns, salience=last - number)(action)
            for number, (patterns, action) in enumerate(self.rules)
        }
        return type("Consultation", (KnowledgeEngine,), attributes)()

    def add(self, rule: Rule) -> None:
        patterns = list(self.patterns(rule.conditions))
        if rule.unless is not None:
            name = f"unless {rule.name}"
            self.rules.append((list(self.patterns(rule.unless)), lambda engine: engine.declare(Holds(name))))
            patterns.append(NOT(Holds(name)))
        if self.plan.rivals[rule.name]:
            patterns.append(NOT(Defeated(rule=rule.name)))

        def fire(engine: Any) -> None:
            engine.trace.append(rule.name)
            for one in rule.then:
                engine.declare(Concluded(concept=one.concept, value=one.value))
            for name in rule.overrides:
                engine.declare(Defeated(rule=name))

        self.rules.append((patterns, fire))

    def add_otherwise(self, concept: Concept) -> None:
        value = Concluded(concept=concept.name, value=concept.otherwise)
        self.rules.append(([NOT(Concluded(concept=concept.name))], lambda engine: engine.declare(value.copy())))

    def patterns(self, conditions: AllOf) -> Iterator[Any]:
        """Write one pattern for all tests of answers, and one for each test of a concept."""
        fields = {}
        for part in conditions.parts:
            if not isinstance(part, FactTest):
                yield OR(*(self.single(alternative) for alternative in part.alternatives))
            elif isinstance(part.test, Unknown):
                yield NOT(Lead(**{part.fact: W()}) if part.fact in self.asked else Concluded(concept=part.fact))
            elif part.fact in self.asked:
                fields[part.fact] = _field(part.test)
            else:
                yield Concluded(concept=part.fact, value=_field(part.test))
        if fields:
            yield Lead(**fields)

    def single(self, conditions: AllOf) -> Any:
        patterns = list(self.patterns(conditions))
        if len(patterns) != 1:
            raise Inapplicable("an alternative of more than one pattern")
        return patterns[0]


def _field(test: Test) -> Any:
    if isinstance(test, OneOf):
        return _either(_field(one) for one in test.tests)
    if isinstance(test, Is):
        return L(test.value)
    if isinstance(test, OtherThan):
        return ~L(test.value)
    if isinstance(test, Known):
        return W()
    assert isinstance(test, Between), "whether it is unknown is asked of the whole fact"
    low, high = test.low, test.high
    return P(lambda number: (low is None or low <= number) and (high is None or number <= high))


def _either(fields: Iterable[Any]) -> Any:
    first, *others = fields
    for one in others:
        first = first | one
    return first
