"""GoRules zen-engine: a decision of one expression node, an entry for each rule and concept, in the settled order."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.peers.translation import Answer, Infix, Plan, Said, facts_asked, firing, identifier, plan, rule_name

from followthrough.format.model import Concept, KnowledgeBase

Advise = Callable[[Mapping[str, Answer]], tuple[Said, Any]]
KEY = "advice"


class Zen(Infix):
    """zen's expression language: `$` has the entries before this one."""

    true, false = "true", "false"

    def __init__(self, facts: Mapping[str, tuple[str, ...]]) -> None:
        self.facts = facts

    def equal(self, fact: str, value: str | int) -> str:
        """Write that a fact has a value."""
        return f"{self._read(fact)} == {json.dumps(value)}"

    def known(self, fact: str) -> str:
        """Write that something is known of a fact."""
        return f"{self._read(fact)} != null"

    def between(self, fact: str, low: int | None, high: int | None) -> str:
        """Write that a number is known and lies in a range."""
        read = self._read(fact)
        ends = [f"{read} >= {low}"] if low is not None else []
        ends += [f"{read} <= {high}"] if high is not None else []
        return " and ".join([f"{read} != null", *ends])

    def fired(self, rule: str) -> str:
        """Write that a rule, which comes earlier, fired."""
        return f"$.{rule_name(rule)}"

    def _read(self, fact: str) -> str:
        return fact if fact in self.facts else f"$.{fact}"


def decision(base: KnowledgeBase, counsel: str) -> dict[str, Any]:
    """Write the decision as JDM, zen's format."""
    rules = plan(base, counsel)
    syntax = Zen(facts_asked(base))
    entries = []
    for part in rules.order:
        if isinstance(part, Concept):
            entries += _values(part, rules, syntax)
        else:
            entries.append((rule_name(part.name), firing(part, rules.rivals[part.name], syntax)))
    expressions = [{"id": key, "key": key, "value": value} for key, value in entries]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "lead"},
        {
            "id": KEY,
            "type": "expressionNode",
            "name": KEY,
            "content": {
                "expressions": expressions,
                "passThrough": False,
                "inputField": None,
                "outputPath": None,
                "executionMode": "single",
            },
        },
        {"id": "out", "type": "outputNode", "name": "advice out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": KEY},
        {"id": "2", "type": "edge", "sourceId": KEY, "targetId": "out"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _values(concept: Concept, rules: Plan, syntax: Zen) -> list[tuple[str, str]]:
    held = {
        value: syntax.any([syntax.fired(rule) for rule in by])
        for value in concept.values
        if (by := rules.deciding(concept.name, value))
    }
    if concept.many:
        return [(f"{concept.name}__{identifier(value)}", where) for value, where in held.items()]
    otherwise = json.dumps(concept.otherwise)
    chain = "".join(f"({where}) ? {json.dumps(value)} : (" for value, where in held.items())
    return [(concept.name, f"{chain}{otherwise}{')' * len(held)}")]


def engine(base: KnowledgeBase, counsel: str) -> Any:
    """Make an engine that knows the decision under `KEY`."""
    import zen

    return zen.ZenEngine({"loader": {"type": "static", "content": {KEY: decision(base, counsel)}}})


def build(base: KnowledgeBase, counsel: str) -> Advise:
    """Make a decision that is evaluated with zen's own trace."""
    import zen

    made = zen.ZenEngine().create_decision(json.dumps(decision(base, counsel)))

    def advise(lead: Mapping[str, Answer]) -> tuple[Said, Any]:
        response = made.evaluate(dict(lead), {"trace": True})
        return said(base, response["result"]), response["trace"]

    return advise


def said(base: KnowledgeBase, result: Mapping[str, Any]) -> Said:
    """Read the values of the concepts from a result."""
    return {
        name: tuple(value for value in concept.values if result.get(f"{name}__{identifier(value)}"))
        if concept.many
        else result[name]
        for name, concept in base.concepts.items()
    }


def many(base: KnowledgeBase, counsel: str) -> Callable[[Sequence[Mapping[str, Answer]]], list[Mapping[str, Any]]]:
    """Advise on many leads by zen's batch, without a trace."""
    made = engine(base, counsel)

    def advise(leads: Sequence[Mapping[str, Answer]]) -> list[Mapping[str, Any]]:
        responses = made.evaluate_batch([{"key": KEY, "context": lead} for lead in leads])
        return [response["data"]["result"] for response in responses]

    return advise
