"""What all translations share: the facts that rules test, the order of the rules, and rules as expressions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.format.lead import Lead
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.order import settled_order

Answer = str | int | None
Said = Mapping[str, str | tuple[str, ...] | None]
"""The value of every concept: of one that may hold many, all that are held, in the order of the base."""


class Inapplicable(Exception):
    """A peer cannot express this; the text says what."""


def facts_asked(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Name the facts that a lead gives, with the values of each; a number has none."""
    facts: dict[str, tuple[str, ...]] = {}
    for question in base.questions.values():
        count = base.count_of(question.name)
        if question.kind not in ("date", "text"):
            facts[question.name] = tuple(question.choices)
        elif count is not None:
            facts[count.name] = ()
    return facts


def answers(base: KnowledgeBase, lead: Lead) -> dict[str, Answer]:
    """Give what a peer is told of a lead; None is unknown."""
    given = {}
    for name in facts_asked(base):
        value = lead.facts[name]
        assert not isinstance(value, date | tuple)
        given[name] = value
    return given


def in_order(base: KnowledgeBase, concluded: Iterable[tuple[str, str]]) -> Said:
    """Make of concepts and values, in any order, what is said."""
    held: dict[str, set[str]] = {name: set() for name in base.concepts}
    for concept, value in concluded:
        held[concept].add(value)
    return {
        name: tuple(value for value in concept.values if value in held[name])
        if concept.many
        else next(iter(held[name]), None)
        for name, concept in base.concepts.items()
    }


class Plan(NamedTuple):
    """A counsel's rules and concepts in the settled order; `rivals` names for each rule those that override it."""

    order: Sequence[Rule | Concept]
    rules: Mapping[str, Rule]
    rivals: Mapping[str, Sequence[str]]

    def deciding(self, concept: str, value: str) -> list[str]:
        """Name the rules that conclude a value."""
        return [r.name for r in self.rules.values() if any((t.concept, t.value) == (concept, value) for t in r.then)]


def plan(base: KnowledgeBase, counsel: str) -> Plan:
    """Lay out what a counsel's rules are, and in which order they are settled."""
    order = settled_order(base, counsel)
    rules = {part.name: part for part in order if isinstance(part, Rule)}
    for rule in rules.values():
        for fact in rule.tested():
            if fact in base.concepts and base.concepts[fact].many:
                raise Inapplicable(f"{rule.name} tests {fact}, which may hold many values")
    rivals = {name: [one for one in rules if name in rules[one].overrides] for name in rules}
    return Plan(order, rules, rivals)


def identifier(name: str) -> str:
    """Make a name that every language takes of a rule's name or a value.

    >>> identifier("one-letter-is-enough"), identifier("not sent")
    ('one_letter_is_enough', 'not_sent')
    """
    return re.sub(r"\W", "_", name)


def rule_name(rule: str) -> str:
    """Name a rule where facts have names too.

    >>> rule_name("second-letter")
    'rule_second_letter'
    """
    return f"rule_{identifier(rule)}"


class Syntax(Protocol):
    """How a language of expressions writes what rules test; what it writes is true or false, never null."""

    def equal(self, fact: str, value: str | int) -> str:
        """Write that a fact has a value."""

    def known(self, fact: str) -> str:
        """Write that something is known of a fact."""

    def between(self, fact: str, low: int | None, high: int | None) -> str:
        """Write that a number is known and lies in a range."""

    def all(self, parts: Sequence[str]) -> str:
        """Write that all hold."""

    def any(self, parts: Sequence[str]) -> str:
        """Write that at least one holds."""

    def negated(self, part: str) -> str:
        """Write that something does not hold."""

    def fired(self, rule: str) -> str:
        """Write that a rule, which comes earlier, fired."""


class Infix:
    """Languages with infix operators."""

    and_, or_, not_ = " and ", " or ", "not "
    true, false = "True", "False"

    def all(self, parts: Sequence[str]) -> str:
        """Write that all hold."""
        return self._joined(self.and_, parts) if parts else self.true

    def any(self, parts: Sequence[str]) -> str:
        """Write that at least one holds."""
        return self._joined(self.or_, parts) if parts else self.false

    def negated(self, part: str) -> str:
        """Write that something does not hold."""
        return f"{self.not_}({part})"

    def fired(self, rule: str) -> str:
        """Write that a rule, which comes earlier, fired."""
        return rule_name(rule)

    @staticmethod
    def _joined(operator: str, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else operator.join(f"({part})" for part in parts)


def tested(fact: str, test: Test, syntax: Syntax) -> str:
    """Write one test."""
    if isinstance(test, OneOf):
        return syntax.any([tested(fact, one, syntax) for one in test.tests])
    if isinstance(test, Is):
        return syntax.equal(fact, test.value)
    if isinstance(test, Known):
        return syntax.known(fact)
    if isinstance(test, Unknown):
        return syntax.negated(syntax.known(fact))
    if isinstance(test, OtherThan):
        return syntax.all([syntax.known(fact), syntax.negated(syntax.equal(fact, test.value))])
    assert isinstance(test, Between)
    return syntax.between(fact, test.low, test.high)


def holding(conditions: AllOf, syntax: Syntax) -> str:
    """Write that conditions hold."""
    return syntax.all(list(_parts(conditions, syntax)))


def _parts(conditions: AllOf, syntax: Syntax) -> Iterator[str]:
    for part in conditions.parts:
        if isinstance(part, FactTest):
            yield tested(part.fact, part.test, syntax)
        else:
            yield syntax.any([holding(alternative, syntax) for alternative in part.alternatives])


def firing(rule: Rule, rivals: Iterable[str], syntax: Syntax) -> str:
    """Write that a rule fires: its `if` holds, its `unless` does not, and no rival fired."""
    parts = list(_parts(rule.conditions, syntax))
    if rule.unless is not None:
        parts.append(syntax.negated(holding(rule.unless, syntax)))
    parts += [syntax.negated(syntax.fired(one)) for one in rivals]
    return syntax.all(parts)


def layers(plan: Plan) -> list[list[Rule | Concept]]:
    """Cut the order into layers, each resting on earlier ones only: for languages without variables."""
    level: dict[str, int] = {}
    cut: list[list[Rule | Concept]] = []
    for part in plan.order:
        if isinstance(part, Rule):
            below = [level.get(fact, -1) for fact in part.tested()] + [level[one] for one in plan.rivals[part.name]]
        else:
            below = [level[one] for value in part.values for one in plan.deciding(part.name, value)]
        level[part.name] = at = max(below, default=-1) + 1
        if at == len(cut):
            cut.append([])
        cut[at].append(part)
    return cut


def wanted(plan: Plan, concepts: Iterable[str]) -> Plan:
    """Keep of a plan what some concepts rest on."""
    needed, kept = set(concepts), list[Rule | Concept]()
    rules: dict[str, Rule] = {}
    for part in reversed(plan.order):
        if isinstance(part, Concept):
            if part.name in needed:
                kept.append(part)
        elif any(one.concept in needed for one in part.then) or rules.keys() & set(part.overrides):
            kept.append(part)
            rules[part.name] = part
            needed.update(part.tested())
    return Plan(kept[::-1], dict(reversed(rules.items())), {name: plan.rivals[name] for name in rules})
