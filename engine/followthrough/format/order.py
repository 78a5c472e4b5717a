"""The order in which rules and concepts are settled: each after everything it depends on, unless they form a circle."""

from functools import lru_cache

from followthrough.format.graph_walks import some_circle, topological
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.sums import Sum

Settled = Rule | Concept | Sum
"""What is settled one after the other: a rule fires or not, a concept gets its value, a sum is added up."""


class Circle(ValueError):
    """Rules that depend on themselves. `nodes` has the rules, concepts, and sums of the circle, as (kind, name)."""

    def __init__(self, nodes: list[tuple[str, str]]) -> None:
        self.nodes = nodes
        super().__init__(" -> ".join(name for _, name in nodes))


@lru_cache(maxsize=64)
def settled_order(base: KnowledgeBase, counsel: str) -> tuple[Settled, ...]:
    """Return a counsel's rules, the concepts they conclude, and all sums, each after everything that it depends on.

    A rule comes after what it tests and the rules that override it; a concept comes after the rules that conclude it,
    and a sum after what its parts test. Of those that could come next, the one with the least name does, so the order
    does not depend on files. Raises Circle if there is one.
    """
    lineage = base.lineage(counsel)
    concepts = sorted(base.concepts.values(), key=lambda concept: concept.name)
    rules = sorted((rule for rule in base.rules.values() if rule.counsel in lineage), key=lambda rule: rule.name)
    sums = sorted(base.sums.values(), key=lambda one: one.name)
    facts: list[Concept | Sum] = [*concepts, *sums]
    nodes: list[Settled] = [*facts, *rules]
    settled = {one.name: number for number, one in enumerate(facts)}
    looked_at = {rule.name: number for number, rule in enumerate(rules, len(settled))}
    before: list[set[int]] = [set() for _ in nodes]
    for one in sums:
        before[settled[one.name]].update(settled[fact] for fact in one.tested() if fact in settled)
    for rule in rules:
        number = looked_at[rule.name]
        before[number].update(settled[fact] for fact in rule.tested() if fact in settled)
        for conclusion in rule.then:
            before[settled[conclusion.concept]].add(number)
        for name in rule.overrides:
            if name in looked_at:
                before[looked_at[name]].add(number)
    order = topological(before)
    if len(order) < len(nodes):
        circle = some_circle(before, set(range(len(nodes))) - set(order))
        raise Circle([(type(nodes[one]).__name__.lower(), nodes[one].name) for one in circle])
    return tuple(nodes[number] for number in order)
