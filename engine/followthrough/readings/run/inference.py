"""Reading 1 of the rules: run them on one lead by forward chaining, with experta.

Working memory holds every question, count and settled concept as a `KnownFact`, unknown values included, so a test is
always a positive pattern. Each rule of the base becomes one experta rule

    its tests, NOT Silenced  =>  record that it applies: it fires, or is defeated by one that overrides it and fired

and, where it has them, helper rules that stand just before it: one for each alternative of an `any of` (declaring
`Alternative`; experta would expand an OR to disjunctive normal form), and one for `unless` (declaring `Silenced`).
Rules of their own settle concepts and add up sums, after the last rule that concludes them and before the first that
tests them.

Every experta rule has a salience of its own, descending along `settled_order`. So when a rule fires, everything it
tests is settled and all that could defeat it has been looked at, and no conclusion is ever taken back. It also
keeps clear of a fault in experta 1.9.4, whose strategy confuses activations of equal key
(tests/engine/readings/run/test_inference.py shows it).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from followthrough.format.conditions import AllOf, FactTest, Test, Truth, Value, holds
from followthrough.format.lead import Lead
from followthrough.format.model import Concept, Due, KnowledgeBase, Rule
from followthrough.format.order import settled_order
from followthrough.format.phrases import fill_in
from followthrough.format.sums import Sum
from followthrough.garbage_collection import uncollected
from followthrough.readings.run.engines import Action, CountingEngine, PlainEngine, PlainProduction
from followthrough.readings.run.experta import NOT, Fact, P
from followthrough.readings.run.proof import Conflict, Origin, Premise, Proof, Step


class _Plain(Fact):  # type: ignore[misc]  # experta is untyped
    """A fact of plain values, so that experta need not search its fields each time it is declared."""

    __init__ = dict.__init__

    def has_field_constraints(self) -> bool:
        """Return False: no value is a condition, since a pattern is never declared."""
        return False

    def has_nested_accessor(self) -> bool:
        """Return False: no field reaches into its value."""
        return False


class KnownFact(_Plain):
    """The values of questions, counts, and concepts, None where unknown. `_field` names its fields."""


class Alternative(_Plain):
    """An alternative of the `any of` numbered `group` holds."""


class Silenced(_Plain):
    """All of the `unless` of `rule` is known to hold."""


def infer(base: KnowledgeBase, counsel: str, lead: Lead, today: date) -> Proof:
    """Run a counsel's rules on a lead, and return the proof; `today` turns a rule's `due` into a date."""
    return _reasoner(base, counsel).run(lead, today)


@lru_cache(maxsize=16)
def _reasoner(base: KnowledgeBase, counsel: str) -> "Reasoner":
    return Reasoner(base, counsel)


class Reasoner:
    """One experta engine for one counsel, built once and reset for each lead; threads take turns.

    `engine` is the kind of experta engine: ours, or the stock one, to which it is compared.
    """

    @uncollected()
    def __init__(self, base: KnowledgeBase, counsel: str, engine: type[PlainEngine] = CountingEngine) -> None:
        self.base = base
        self.counsel = counsel
        self.busy = Lock()
        self.renamed = {name: _field(name) for name in (*base.questions, *base.counts, *base.spans) if "__" in name}
        self.productions: list[PlainProduction] = []
        self.known: dict[tuple[str, Test], KnownFact] = {}
        self.groups = 0
        self.unsettled: dict[str, Concept | Sum] = {}
        for part in settled_order(base, counsel):
            if isinstance(part, Rule):
                self.add_rule(part)
            else:
                self.unsettled[part.name] = part
        self.add_settling()
        self.engine = engine(self.productions)

    def run(self, lead: Lead, today: date) -> Proof:
        """Run the rules on a lead, and return the proof."""
        with self.busy:
            self.engine.record = record = _Record(self.base, lead, today)
            self.engine.reset()
            known = KnownFact(lead.facts)
            known.update({field: known.pop(name) for name, field in self.renamed.items() if name in known})
            self.engine.declare(known)
            self.engine.run()
            return record.proof(self.counsel)

    def add(self, action: Action, subject: Any, *patterns: Any) -> None:
        """Add a production, of less salience than all before it."""
        self.productions.append(PlainProduction(action, subject, *patterns, salience=-len(self.productions)))

    def add_rule(self, rule: Rule) -> None:
        """Add the productions of a rule."""
        patterns = self.patterns(rule.conditions)
        if rule.unless is not None:
            self.add(_silence, rule, *self.patterns(rule.unless))
            patterns.append(NOT(Silenced(rule=rule.name)))
        self.add(_apply, rule, *patterns)

    def add_settling(self) -> None:
        """Add the production that settles the concepts and sums which wait for it, after all that they rest on."""
        self.add(_settle, [(_field(one.name), one) for one in self.unsettled.values()])
        self.unsettled.clear()

    def patterns(self, conditions: AllOf) -> list[Any]:
        """Return the patterns of tests, and add a production for each alternative of an `any of`."""
        patterns: list[Any] = []
        for part in conditions.parts:
            if isinstance(part, FactTest):
                patterns.append(self.pattern(part))
                continue
            self.groups += 1
            group = self.groups
            for alternative in part.alternatives:
                self.add(_hold, group, *self.patterns(alternative))
            patterns.append(Alternative(group=group))
        return patterns

    def pattern(self, part: FactTest) -> KnownFact:
        """Return the pattern of a test: the same object for equal tests, so that each is kept and tried once."""
        if part.fact in self.unsettled:
            self.add_settling()
        key = part.fact, part.test
        if key not in self.known:
            self.known[key] = KnownFact({_field(part.fact): P(holds(part.test))})
        return self.known[key]


def _field(name: str) -> str:
    """Name the field of a fact: without two underscores in a row, which have a meaning of their own in experta."""
    return name.replace("__", "-")


def _hold(engine: Any, group: int) -> None:
    if group not in engine.record.holding:
        engine.record.holding.add(group)
        engine.declare(Alternative(group=group))


def _silence(engine: Any, rule: Rule) -> None:
    engine.declare(Silenced(rule=rule.name))


def _apply(engine: Any, rule: Rule) -> None:
    engine.record.apply(rule)


def _settle(engine: Any, settled: Sequence[tuple[str, Concept | Sum]]) -> None:
    engine.declare(KnownFact({field: engine.record.settle(one) for field, one in settled}))


class _Record:
    """A record of what happens in one run."""

    def __init__(self, base: KnowledgeBase, lead: Lead, today: date) -> None:
        self.base = base
        self.today = today
        self.facts: dict[str, Value] = dict(lead.facts)
        self.origins: dict[str, Origin] = dict(lead.origins)
        self.rules: list[Rule] = []
        self.holding: set[int] = set()
        self.defeated: set[str] = set()
        self.claims: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.conflicts: list[Conflict] = []

    def apply(self, rule: Rule) -> None:
        """Record that a rule applies: unless it is defeated, it concludes what it says and defeats others."""
        self.rules.append(rule)
        if rule.name not in self.defeated:
            for conclusion in rule.then:
                self.claims[conclusion.concept].append((conclusion.value, rule.name))
            self.defeated.update(rule.overrides)

    def settle(self, one: Concept | Sum) -> Value:
        """Settle a concept from the rules that fired, or add up a sum."""
        return self.add_up(one) if isinstance(one, Sum) else self.conclude(one)

    def add_up(self, one: Sum) -> int:
        """Add up the points of the parts of a sum whose tests are true."""
        value = one.value(self.facts)
        self.facts[one.name], self.origins[one.name] = value, "added"
        return value

    def conclude(self, concept: Concept) -> Value:
        """Settle a concept from the rules that fired; a conflict leaves it unknown."""
        values, origin = self.concluded(concept, self.claims.get(concept.name, ()))
        value = values if concept.many else values[0] if values else None
        self.facts[concept.name], self.origins[concept.name] = value, origin
        return value

    def concluded(self, concept: Concept, claims: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], Origin]:
        """Return the values that rules claim for a concept, and where they come from; record a conflict."""
        if not claims:
            return ((), "nothing") if concept.otherwise is None else ((concept.otherwise,), "otherwise")
        claimed = {value for value, _ in claims}
        if len(claimed) > 1 and not concept.many:
            self.conflicts.append(Conflict(concept.name, tuple(claims)))
            return (), "nothing"
        values = tuple(value for value in concept.values if value in claimed)
        return values, tuple(dict.fromkeys(rule for _, rule in claims))

    def proof(self, counsel: str) -> Proof:
        applied = {rule.name for rule in self.rules}
        defeats: dict[str, tuple[str, ...]] = {}
        defeated_by: dict[str, list[str]] = defaultdict(list)
        for rule in self.rules:
            if rule.overrides and rule.name not in self.defeated:
                defeats[rule.name] = tuple(sorted(applied.intersection(rule.overrides)))
                for name in defeats[rule.name]:
                    defeated_by[name].append(rule.name)
        return Proof(
            counsel=counsel,
            facts=self.facts,
            origins=self.origins,
            steps=tuple(
                self.step(rule, defeats.get(rule.name, ()), tuple(sorted(defeated_by.get(rule.name, ()))))
                for rule in self.rules
            ),
            conflicts=tuple(self.conflicts),
        )

    def step(self, rule: Rule, defeats: tuple[str, ...], defeated_by: tuple[str, ...]) -> Step:
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
            defeats=defeats,
            defeated_by=defeated_by,
            due=self.due(rule),
            inferred=rule.inferred,
        )

    def premises(self, conditions: AllOf) -> Iterator[Premise]:
        for one in conditions.tests():
            value = self.facts[one.fact]
            yield Premise(one.fact, value, str(one.test), one.test.outcome(value), self.origins[one.fact])

    def due(self, rule: Rule) -> date | None:
        if rule.due is None:
            return None
        if not rule.due.days:
            return self.today
        return max(self.days_reached(rule.due), default=None)

    def days_reached(self, due: Due) -> Iterator[date]:
        """Yield the day on which each known count reaches its number."""
        for name, number in due.days:
            count = self.base.counts[name]
            day = self.facts.get(count.of)
            if isinstance(day, date):
                yield day + timedelta(days=number if count.direction == "since" else -number)
