"""Reading 1 of the rules: run them on one lead by forward chaining, with experta.

Working memory holds what is `Known` of every question, count and settled concept, unknown values included, so
a test is always a positive pattern. Each rule of the base becomes one experta rule

    its tests, NOT Silenced, NOT Defeated  =>  record the step, declare who is Defeated by it

and, where it has them, helper rules that stand just before it: one for each alternative of an `any of`
(declaring `Alternative`; experta would expand an OR to disjunctive normal form), one for `unless` (declaring
`Silenced`), and one for the rule's own defeat (recording the step as defeated). After the last rule that
concludes a concept comes the concept's own rule, which settles its value.

Every experta rule has a salience of its own, descending along `settled_order`. So when a rule is looked at,
everything it tests and everything that defeats it is settled, and no conclusion is ever taken back. It also
keeps clear of a fault in experta 1.9.4, whose strategy confuses activations of equal key
(tests/engine/test_inference.py shows it).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from typing import Any

from followthrough.answers import Lead
from followthrough.conditions import AllOf, FactTest, Truth, Value, holds
from followthrough.matching import CountingEngine
from followthrough.model import Concept, KnowledgeBase, Rule, fill_in, settled_order
from followthrough.productions import NOT, Fact, P, Production
from followthrough.proof import Conflict, Origin, Premise, Proof, Step


class _Plain(Fact):  # type: ignore[misc]  # experta is untyped
    """A fact of plain values, whose fields need not be looked through at each declaration."""

    def __init__(self, fields: Mapping[str, object] = MappingProxyType({}), /, **more: object) -> None:
        dict.update(self, fields, **more)

    def has_field_constraints(self) -> bool:
        """Tell whether a value is a condition; a pattern is never declared."""
        return False

    def has_nested_accessor(self) -> bool:
        """Tell whether a field reaches into its value."""
        return False


class Known(_Plain):
    """Questions, counts and concepts have these values; None is unknown. Fields are named by `_field`."""


class Alternative(_Plain):
    """An alternative of the `any of` numbered `group` holds."""


class Silenced(_Plain):
    """All of the `unless` of `rule` is known to hold."""


class Defeated(_Plain):
    """A rule that overrides `rule` has fired."""


def infer(base: KnowledgeBase, counsel: str, lead: Lead, today: date) -> Proof:
    """Run a counsel's rules on a lead; `today` turns a rule's `due` into a date."""
    return _reasoner(base, counsel).run(lead, today)


@lru_cache(maxsize=16)
def _reasoner(base: KnowledgeBase, counsel: str) -> "Reasoner":
    return Reasoner(base, counsel)


class Reasoner:
    """One experta engine for one counsel, built once and reset for each lead; threads take turns.

    `engine` is the kind of experta engine: ours, or the stock one, to which it is compared.
    """

    def __init__(self, base: KnowledgeBase, counsel: str, engine: type = CountingEngine) -> None:
        self.base = base
        self.counsel = counsel
        self.run_record = _Record(base, Lead({}, {}, {}, ()), date.min)
        self.busy = Lock()
        order = settled_order(base, counsel)
        rules = [part for part in order if isinstance(part, Rule)]
        self.in_force = {rule.name for rule in rules}
        self.overridden = {name for rule in rules for name in rule.overrides}
        self.productions: list[tuple[Sequence[Any], Callable[[Any], None]]] = []
        self.groups = 0
        for part in order:
            if isinstance(part, Rule):
                self.add_rule(part)
            else:
                self.add_settling(part)
        self.engine = self.build(engine)

    def run(self, lead: Lead, today: date) -> Proof:
        """Run the rules on a lead."""
        with self.busy:
            self.run_record = record = _Record(self.base, lead, today)
            self.engine.reset()
            self.engine.declare(Known({_field(name): value for name, value in lead.facts.items()}))
            self.engine.run()
            return record.proof(self.counsel)

    def build(self, engine: type) -> Any:
        """Make the engine: one class attribute for each production, as experta finds them."""
        last = len(self.productions)
        attributes: dict[str, Any] = {}
        for number, (patterns, action) in enumerate(self.productions):
            attributes[f"p{number}"] = Production(*patterns, salience=last - number)(action)
        return type("Consultation", (engine,), attributes)()

    def add_rule(self, rule: Rule) -> None:
        """Write the productions of a rule."""
        patterns = self.patterns(rule.conditions)
        if rule.unless is not None:
            silenced = self.patterns(rule.unless)
            self.productions.append((silenced, lambda engine: engine.declare(Silenced(rule=rule.name))))
            patterns.append(NOT(Silenced(rule=rule.name)))
        if rule.name in self.overridden:
            self.productions.append(
                ([*patterns, Defeated(rule=rule.name)], lambda engine: self.run_record.rules.append(rule))
            )
            patterns.append(NOT(Defeated(rule=rule.name)))
        self.productions.append((patterns, lambda engine: self.fire(engine, rule)))

    def fire(self, engine: Any, rule: Rule) -> None:
        """Record that a rule fired, and declare whom that defeats."""
        self.run_record.fired(rule)
        for name in rule.overrides:
            if name in self.in_force:
                self.run_record.defeated_by[name].append(rule.name)
                engine.declare(Defeated(rule=name))

    def add_settling(self, concept: Concept) -> None:
        """Write the production that settles a concept, after all that conclude it."""

        def settle(engine: Any) -> None:
            engine.declare(Known({_field(concept.name): self.run_record.settle(concept)}))

        self.productions.append(([], settle))

    def patterns(self, conditions: AllOf) -> list[Any]:
        """Turn tests into patterns, adding a production for each alternative of an `any of`."""
        patterns: list[Any] = []
        for part in conditions.parts:
            if isinstance(part, FactTest):
                patterns.append(Known({_field(part.fact): P(holds(part.test))}))
                continue
            self.groups += 1
            group = self.groups
            for alternative in part.alternatives:
                self.productions.append((self.patterns(alternative), _declare_alternative(group)))
            patterns.append(Alternative(group=group))
        return patterns


def _field(name: str) -> str:
    """Name the field of a fact; experta gives a meaning of its own to two underscores."""
    return name.replace("_", "-")


def _declare_alternative(group: int) -> Callable[[Any], None]:
    return lambda engine: engine.declare(Alternative(group=group))


class _Record:
    """What happens in one run, kept as it happens."""

    def __init__(self, base: KnowledgeBase, lead: Lead, today: date) -> None:
        self.base = base
        self.today = today
        self.facts: dict[str, Value] = dict(lead.facts)
        self.origins: dict[str, Origin] = dict(lead.origins)
        self.rules: list[Rule] = []
        self.defeated_by: dict[str, list[str]] = defaultdict(list)
        self.claims: dict[str, list[tuple[str, str]]] = {name: [] for name in base.concepts}
        self.conflicts: list[Conflict] = []

    def fired(self, rule: Rule) -> None:
        self.rules.append(rule)
        for conclusion in rule.then:
            self.claims[conclusion.concept].append((conclusion.value, rule.name))

    def settle(self, concept: Concept) -> Value:
        """Settle a concept from the rules that fired; a conflict leaves it unknown."""
        claims = self.claims[concept.name]
        claimed = {value for value, _ in claims}
        values = tuple(value for value in concept.values if value in claimed)
        origin: Origin = tuple(dict.fromkeys(rule for _, rule in claims))
        if len(values) > 1 and not concept.many:
            self.conflicts.append(Conflict(concept.name, tuple(claims)))
            values, origin = (), "nothing"
        elif not values:
            values = (concept.otherwise,) if concept.otherwise is not None else ()
            origin = "otherwise" if values else "nothing"
        self.facts[concept.name] = values if concept.many else values[0] if values else None
        self.origins[concept.name] = origin
        return self.facts[concept.name]

    def proof(self, counsel: str) -> Proof:
        applied = {rule.name for rule in self.rules}
        return Proof(
            counsel=counsel,
            facts=self.facts,
            origins=self.origins,
            steps=tuple(self.step(rule, applied) for rule in self.rules),
            conflicts=tuple(self.conflicts),
        )

    def step(self, rule: Rule, applied: set[str]) -> Step:
        defeated_by = tuple(sorted(self.defeated_by.get(rule.name, ())))
        return Step(
            rule=rule.name,
            counsel=rule.counsel,
            sources=rule.sources,
            file=rule.place.file,
            line=rule.place.line,
            premises=tuple(premise for premise in self.premises(rule.conditions) if premise.outcome is Truth.TRUE),
            exceptions=tuple(self.premises(rule.unless)) if rule.unless else (),
            concludes=rule.then,
            because=fill_in(rule.because, self.base, self.facts),
            defeats=() if defeated_by else tuple(sorted(set(rule.overrides) & applied)),
            defeated_by=defeated_by,
            due=self.due(rule),
        )

    def premises(self, conditions: AllOf) -> Iterator[Premise]:
        for test in conditions.tests():
            value = self.facts.get(test.fact)
            yield Premise(test.fact, value, str(test.test), test.outcome(self.facts), self.origins[test.fact])

    def due(self, rule: Rule) -> date | None:
        if rule.due is None:
            return None
        if rule.due.count is None:
            return self.today
        days = self.facts.get(rule.due.count)
        if not isinstance(days, int):
            return None
        since = self.base.counts[rule.due.count].direction == "since"
        return self.today + timedelta(days=rule.due.day - days if since else days - rule.due.day)
