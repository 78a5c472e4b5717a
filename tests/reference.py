"""The meaning of the rules in the plainest words: what every reading of them is compared with.

It follows the format's text, not the engine: each concept is worked out when it is asked for, by looking at all
rules that could conclude it. Slow, and easy to believe.
"""

from collections.abc import Mapping

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown, Value
from followthrough.format.model import KnowledgeBase, Rule


class Reference:
    """All that follows from the facts of one lead under one counsel."""

    def __init__(self, base: KnowledgeBase, counsel: str, facts: Mapping[str, Value]) -> None:
        self.base = base
        self.facts = dict(facts)
        self.rules = [rule for rule in base.rules.values() if rule.counsel in base.lineage(counsel)]
        self.conflicts: set[str] = set()
        self.values = {name: self.value(name) for name in base.concepts}
        self.fired = {rule.name for rule in self.rules if self.fires(rule)}
        self.defeated = {rule.name for rule in self.rules if self.applies(rule) and not self.fires(rule)}

    def value(self, fact: str) -> Value:
        if fact in self.facts:
            return self.facts[fact]
        concept = self.base.concepts[fact]
        said = {
            conclusion.value
            for rule in self.rules
            for conclusion in rule.then
            if conclusion.concept == fact and self.fires(rule)
        }
        if len(said) > 1 and not concept.many:
            self.conflicts.add(fact)
            return None
        if not said and concept.otherwise is not None:
            said = {concept.otherwise}
        if concept.many:
            return tuple(value for value in concept.values if value in said)
        return next(iter(said), None)

    def fires(self, rule: Rule) -> bool:
        overriding = [other for other in self.rules if rule.name in other.overrides]
        return self.applies(rule) and not any(self.fires(other) for other in overriding)

    def applies(self, rule: Rule) -> bool:
        return self.all_hold(rule.conditions) and not (rule.unless is not None and self.all_hold(rule.unless))

    def all_hold(self, conditions: AllOf) -> bool:
        return all(
            self.holds(part.test, self.value(part.fact))
            if isinstance(part, FactTest)
            else any(self.all_hold(alternative) for alternative in part.alternatives)
            for part in conditions.parts
        )

    def holds(self, test: Test, value: Value) -> bool:
        if isinstance(test, OneOf):
            return any(self.holds(one, value) for one in test.tests)
        if isinstance(test, Unknown):
            return value in (None, ())
        if value in (None, ()):
            return False
        if isinstance(test, Known):
            return True
        if isinstance(test, Between):
            assert isinstance(value, int)
            numbers = range(-(10**6) if test.low is None else test.low, (10**6 if test.high is None else test.high) + 1)
            return value in numbers
        has = test.value in value if isinstance(value, tuple) else test.value == value
        if isinstance(test, Is):
            return has
        assert isinstance(test, OtherThan)
        return not has
