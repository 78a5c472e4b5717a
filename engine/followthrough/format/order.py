"""The order in which rules and concepts are settled: each after everything it depends on, unless they form a circle."""

from functools import lru_cache

from followthrough.format.graph_walks import some_circle, topological
from followthrough.format.model import Concept, KnowledgeBase, Rule


class Circle(ValueError):
    """Rules that depend on themselves. `nodes` has the rules and concepts of the circle, in order, as (kind, name)."""

    def __init__(self, nodes: list[tuple[str, str]]) -> None:
        self.nodes = nodes
        super().__init__(" -> ".join(name for _, name in nodes))


@lru_cache(maxsize=64)
def settled_order(base: KnowledgeBase, counsel: str) -> tuple[Rule | Concept, ...]:
    """Return a counsel's rules, and the concepts they conclude, ordered so that each comes after all it depends on.

    A rule comes after the concepts it tests and the rules that override it; a concept comes after the rules that
    conclude it. Of those that could come next, the one with the least name does, so the order does not depend on files.
    Raises Circle if there is one.
    """
    lineage = base.lineage(counsel)
    concepts = sorted(base.concepts.values(), key=lambda concept: concept.name)
    rules = sorted((rule for rule in base.rules.values() if rule.counsel in lineage), key=lambda rule: rule.name)
    nodes: list[Rule | Concept] = [*concepts, *rules]
    settled = {concept.name: number for number, concept in enumerate(concepts)}
    looked_at = {rule.name: number for number, rule in enumerate(rules, len(concepts))}
    before: list[set[int]] = [set() for _ in nodes]
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
        raise Circle([("rule" if isinstance(nodes[one], Rule) else "concept", nodes[one].name) for one in circle])
    return tuple(nodes[number] for number in order)
