"""A Python function as a person would write it by hand: the limit for one lead."""

from collections.abc import Callable, Mapping
from typing import Any

from bench.peers.translation import Answer, Infix, Plan, Said, facts_asked, firing, plan, rule_name

from followthrough.format.model import Concept, KnowledgeBase

Advise = Callable[[Mapping[str, Answer]], tuple[Said, list[str]]]


class Python(Infix):
    """Expressions over local variables."""

    def equal(self, fact: str, value: str | int) -> str:
        """Write that a fact has a value."""
        return f"{fact} == {value!r}"

    def known(self, fact: str) -> str:
        """Write that something is known of a fact."""
        return f"{fact} is not None"

    def between(self, fact: str, low: int | None, high: int | None) -> str:
        """Write that a number is known and lies in a range."""
        ends = f"{'' if low is None else f'{low} <= '}{fact}{'' if high is None else f' <= {high}'}"
        return f"{fact} is not None and {ends}"


def source(base: KnowledgeBase, counsel: str) -> str:
    """Write the function."""
    rules = plan(base, counsel)
    lines = ["def advise(lead):", "    trace = []"]
    lines += [f"    {fact} = lead[{fact!r}]" for fact in facts_asked(base)]
    for part in rules.order:
        if isinstance(part, Concept):
            lines.append(f"    {part.name} = {_value(part, rules)}")
        else:
            lines.append(f"    if {rule_name(part.name)} := {firing(part, rules.rivals[part.name], Python())}:")
            lines.append(f"        trace.append({part.name!r})")
    said = ", ".join(f"{name!r}: {name}" for name in base.concepts)
    return "\n".join([*lines, f"    return {{{said}}}, trace", ""])


def _value(concept: Concept, rules: Plan) -> str:
    held = {value: [rule_name(rule) for rule in rules.deciding(concept.name, value)] for value in concept.values}
    if concept.many:
        pairs = ", ".join(f"({value!r}, {' or '.join(by)})" for value, by in held.items() if by)
        return f"tuple(value for value, is_held in ({pairs},) if is_held)" if pairs else "()"
    chain = "".join(f"{value!r} if {' or '.join(by)} else " for value, by in held.items() if by)
    return f"{chain}{concept.otherwise!r}"


def build(base: KnowledgeBase, counsel: str) -> Advise:
    """Write the function and compile it; its trace names the rules that fired."""
    made: dict[str, Any] = {}
    exec(compile(source(base, counsel), f"{counsel} by hand", "exec"), made)
    advise: Advise = made["advise"]
    return advise
