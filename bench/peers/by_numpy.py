"""A NumPy program as a person would write it by hand from encoded columns: the limit for many leads.

Only what the advice rests on is worked out, each test once, block by block so that a block stays in the cache. Unknown
answers are code 0.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.peers.translation import facts_asked, firing, identifier, plan, rule_name, wanted

from followthrough.format.model import Concept, KnowledgeBase

Columns = Mapping[str, Any]
"""Arrays by the name of their fact or concept."""

BLOCK = 1 << 15
"""Rows worked on at a time."""
UNKNOWN_NUMBER = -(2**15)
TRUE = "True"


class Numpy:
    """Expressions over masks, each written once and named."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.facts = facts_asked(base)
        self.concepts = base.concepts
        self.lines: list[str] = []
        self.named: dict[str, str] = {}

    def name(self, expression: str) -> str:
        """Give an expression a variable of its own, the first time it is met."""
        if expression not in self.named:
            self.named[expression] = f"m{len(self.named)}"
            self.lines.append(f"{self.named[expression]} = {expression}")
        return self.named[expression]

    def equal(self, fact: str, value: str | int) -> str:
        """Write that a fact has a value."""
        if fact not in self.facts:
            return f"{fact}__{identifier(str(value))}"
        return self.name(f"{fact} == {self.facts[fact].index(str(value)) + 1 if self.facts[fact] else value}")

    def known(self, fact: str) -> str:
        """Write that something is known of a fact."""
        if fact not in self.facts:
            assert self.concepts[fact].otherwise is not None, "a goal of the shipped base is not tested for being known"
            return TRUE
        return self.name(f"{fact} != {0 if self.facts[fact] else UNKNOWN_NUMBER}")

    def between(self, fact: str, low: int | None, high: int | None) -> str:
        """Write that a number is known and lies in a range."""
        ends = [self.name(f"{fact} >= {low}") if low is not None else self.known(fact)]
        return self.all(ends + ([self.name(f"{fact} <= {high}")] if high is not None else []))

    def all(self, parts: Sequence[str]) -> str:
        """Write that all hold."""
        return self._joined(" & ", [part for part in parts if part != TRUE])

    def any(self, parts: Sequence[str]) -> str:
        """Write that at least one holds."""
        return self._joined(" | ", parts)

    def negated(self, part: str) -> str:
        """Write that something does not hold."""
        return f"~{part}"

    def fired(self, rule: str) -> str:
        """Write that a rule, which comes earlier, fired."""
        return rule_name(rule)

    @staticmethod
    def _joined(operator: str, parts: Sequence[str]) -> str:
        assert parts, "a rule of the shipped base tests something"
        return parts[0] if len(parts) == 1 else f"({operator.join(parts)})"


def source(base: KnowledgeBase, counsel: str) -> str:
    """Write the function that works on a block: `columns` are given, `said` is filled from `start` to `end`."""
    rules = wanted(plan(base, counsel), [*base.goals, *base.shows])
    syntax = Numpy(base)
    shown = {*base.goals, *base.shows}
    for part in rules.order:
        if isinstance(part, Concept):
            _settle(part, rules.deciding, syntax, is_shown=part.name in shown)
        else:
            syntax.lines.append(f"{rule_name(part.name)} = {firing(part, rules.rivals[part.name], syntax)}")
    tested = [fact for fact in syntax.facts if any(fact in line for line in syntax.lines)]
    lines = ["def block(columns, said, start, end):"]
    lines += [f"    {fact} = columns[{fact!r}][start:end]" for fact in tested]
    return "\n".join([*lines, *(f"    {line}" for line in syntax.lines), ""])


def _settle(concept: Concept, deciding: Callable[[str, str], list[str]], syntax: Numpy, *, is_shown: bool) -> None:
    masks = {}
    for value in concept.values:
        if by := [syntax.fired(rule) for rule in deciding(concept.name, value)]:
            masks[value] = f"{concept.name}__{identifier(value)}"
            syntax.lines.append(f"{masks[value]} = {syntax.any(by)}")
    if concept.many:
        syntax.lines += [f"said[{f'{concept.name}: {value}'!r}][start:end] = {mask}" for value, mask in masks.items()]
        return
    if concept.otherwise is not None:
        others = syntax.any([mask for value, mask in masks.items() if value != concept.otherwise])
        masks[concept.otherwise] = f"{concept.name}__{identifier(concept.otherwise)}"
        syntax.lines.append(f"{masks[concept.otherwise]} = ~{others}")
    if is_shown:
        syntax.lines.append(f"codes = said[{concept.name!r}][start:end]")
        codes = list(concept.values)
        syntax.lines += [f"codes[{mask}] = {codes.index(value) + 1}" for value, mask in masks.items()]


def build(base: KnowledgeBase, counsel: str) -> Callable[[Columns], Columns]:
    """Write the program and compile it.

    It takes codes from 1 on for the choices of each question, and numbers as they are; it gives codes for concepts of
    one value, and for each value of the others a mask.
    """
    import numpy as np

    made: dict[str, Any] = {}
    exec(compile(source(base, counsel), f"{counsel} by NumPy", "exec"), made)
    block = made["block"]
    masks = [f"{name}: {value}" for name in base.shows for value in base.concepts[name].values]

    def advise(columns: Columns) -> Columns:
        rows = len(next(iter(columns.values())))
        said = {name: np.zeros(rows, np.int8) for name in base.goals}
        said |= {name: np.zeros(rows, np.bool_) for name in masks}
        for start in range(0, rows, BLOCK):
            block(columns, said, start, min(start + BLOCK, rows))
        return said

    return advise
