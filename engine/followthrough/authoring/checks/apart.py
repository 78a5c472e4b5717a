"""Rules that never hold together, as far as that shows without a proof."""

from collections.abc import Mapping

from followthrough.format.conditions import FactTest, Test, Truth, Value
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.cells import variables


class Apart:
    """Sees that two rules never hold together where a test of one fact shows it, as it mostly does, and at no cost."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._values: dict[str, list[Value]] = {
            **{concept.name: [*concept.values, None] for concept in base.concepts.values() if not concept.many},
            **{one.fact: [*(cell.value for cell in one.cells), None] for one in variables(base)},
        }
        self._meeting: dict[tuple[str, Test], frozenset[Value]] = {}
        self._tested: dict[str, Mapping[str, frozenset[Value]]] = {}

    def sees(self, one: Rule, other: Rule) -> bool:
        """Return whether two rules test one fact for different values."""
        others = self._tests(other)
        return any(fact in others and met.isdisjoint(others[fact]) for fact, met in self._tests(one).items())

    def _tests(self, rule: Rule) -> Mapping[str, frozenset[Value]]:
        """Return the values of each fact that meet the test of a rule."""
        if rule.name not in self._tested:
            parts = (part for part in rule.conditions.parts if isinstance(part, FactTest))
            self._tested[rule.name] = {
                part.fact: self._met(part.fact, part.test) for part in parts if part.fact in self._values
            }
        return self._tested[rule.name]

    def _met(self, fact: str, test: Test) -> frozenset[Value]:
        """Return the values of a fact that meet a test."""
        key = (fact, test)
        if key not in self._meeting:
            met = (value for value in self._values[fact] if test.outcome(value) is Truth.TRUE)
            self._meeting[key] = frozenset(met)
        return self._meeting[key]
