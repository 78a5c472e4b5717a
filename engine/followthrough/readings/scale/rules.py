"""The rules of a counsel as columns: which fire in which row, and what they conclude there."""

from collections.abc import Iterable, Sequence

from followthrough.format.conditions import Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.order import settled_order
from followthrough.readings.scale.answers import Facts, all_hold
from followthrough.readings.scale.sheet import NEVER, Sheet, Truth, all_of, any_of, not_true, two_of

_MANY = 8
"""From so many rules on that override one, that one of them fired is a column of its own, which others can read."""


class Conclusions:
    """What a counsel's rules conclude about these concepts, and all that these rest on, in the settled order.

    `fired` has for each rule where it fired undefeated, `values` for each value of a concept where that is concluded,
    `conflicts` for each concept where undefeated rules contradict each other. Each rule is one expression, and one
    column of the `sheet` if more than one other reads it.
    """

    def __init__(self, base: KnowledgeBase, counsel: str, wanted: Iterable[str], facts: Facts, sheet: Sheet) -> None:
        self.counsel = counsel
        self.facts = facts
        self.sheet = sheet
        self.concepts: dict[str, Concept] = {}
        self.fired: dict[str, Truth] = {}
        self.values: dict[tuple[str, str], Truth] = {}
        self.conflicts: dict[str, Truth] = {}
        self._deciding: dict[tuple[str, str | None], dict[str, None]] = {}
        self._overriding: dict[str, list[str]] = {}
        self._defeated: dict[str, Truth] = {}
        for part in _resting_on(settled_order(base, counsel), wanted):
            if isinstance(part, Rule):
                self._add_rule(part)
            else:
                self._add_concept(part)

    def deciding(self, concept: str, value: str | None = None) -> list[str]:
        """Name the rules that can conclude a concept, or one value of it."""
        return list(self._deciding.get((concept, value), ()))

    def column(self, rule: str) -> Truth:
        """Tell where a rule fired, by a column in any case."""
        return self._lay(rule, self.fired[rule])

    def _add_rule(self, rule: Rule) -> None:
        applies = all_hold(rule.conditions, self._passing)
        silenced = NEVER if rule.unless is None else all_hold(rule.unless, self._passing)
        defeated = self._defeated_by(rule.name, self._overriding.get(rule.name, []))
        fired = all_of([applies, not_true(silenced), not_true(defeated)])
        is_read_once = not rule.overrides and len(rule.then) == 1
        self.fired[rule.name] = fired if is_read_once else self._lay(rule.name, fired)
        for name in rule.overrides:
            self._overriding.setdefault(name, []).append(rule.name)
        for one in rule.then:
            for value in (one.value, None):
                self._deciding.setdefault((one.concept, value), {})[rule.name] = None

    def _defeated_by(self, rule: str, overriding: Sequence[str]) -> Truth:
        """Tell where one of the rules that override a rule fired.

        Of a long table each row is overridden by all before it: by the last of them, and by what overrides that one.
        """
        last = self._overriding.get(overriding[-1], []) if overriding else []
        if len(last) < _MANY or overriding[: len(last)] != last:
            defeated = any_of(self.fired[name] for name in overriding)
        else:
            rest = (self.fired[name] for name in overriding[len(last) :])
            defeated = any_of([self._defeated[overriding[-1]], *rest])
        if len(overriding) >= _MANY:
            defeated = self._defeated[rule] = self._lay(f"{rule} defeated", defeated)
        return defeated

    def _add_concept(self, concept: Concept) -> None:
        claims = {
            value: any_of(self.fired[rule] for rule in self.deciding(concept.name, value)) for value in concept.values
        }
        conflict = NEVER
        if not concept.many:
            claims = {value: self._lay(f"{concept.name} claimed {value}", claim) for value, claim in claims.items()}
            conflict = self._lay(f"{concept.name} conflict", two_of(claims.values()))
        self.conflicts[concept.name] = conflict
        for value, claim in claims.items():
            holds = all_of([claim, not_true(conflict)])
            if value == concept.otherwise:
                holds = any_of([holds, not_true(any_of(claims.values()))])
            self.values[concept.name, value] = self._lay(f"{concept.name}: {value}", holds)
        self.concepts[concept.name] = concept

    def _lay(self, name: str, one: Truth) -> Truth:
        return self.sheet.lay(f"{self.counsel}: {name}", one)

    def _passing(self, fact: str, test: Test) -> Truth:
        """Tell where a test of a fact is true."""
        if fact not in self.concepts:
            return self.facts.passing(fact, test)
        if isinstance(test, OneOf):
            return any_of(self._passing(fact, one) for one in test.tests)
        values = {value: self.values[fact, value] for value in self.concepts[fact].values}
        if isinstance(test, Known):
            return any_of(values.values())
        if isinstance(test, Unknown):
            return not_true(any_of(values.values()))
        assert isinstance(test, Is | OtherThan), "only answers are numbers"
        if isinstance(test, Is):
            return values[str(test.value)]
        return all_of([any_of(values.values()), not_true(values[str(test.value)])])


def _resting_on(order: Sequence[Rule | Concept], wanted: Iterable[str]) -> list[Rule | Concept]:
    """Leave out of an order what has no bearing on the wanted concepts."""
    concepts, rules = set(wanted), set[str]()
    kept: list[Rule | Concept] = []
    for part in reversed(order):
        if isinstance(part, Concept):
            if part.name in concepts:
                kept.append(part)
        elif rules.intersection(part.overrides) or any(one.concept in concepts for one in part.then):
            kept.append(part)
            rules.add(part.name)
            concepts.update(part.tested())
    return kept[::-1]
