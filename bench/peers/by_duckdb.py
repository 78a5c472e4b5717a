"""DuckDB SQL: a query of common table expressions, one for each layer of rules and concepts."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.peers.translation import Infix, facts_asked, firing, identifier, layers, plan, rule_name, wanted

from followthrough.format.model import Concept, KnowledgeBase


class Sql(Infix):
    """SQL's expressions; a test of null is made false where it is written."""

    true, false = "true", "false"

    def __init__(self, facts: Mapping[str, tuple[str, ...]]) -> None:
        self.facts = facts

    def equal(self, fact: str, value: str | int) -> str:
        """Write that a fact has a value."""
        return f"coalesce({fact} = {quoted(value)}, false)"

    def known(self, fact: str) -> str:
        """Write that something is known of a fact."""
        return f"{fact} is not null"

    def between(self, fact: str, low: int | None, high: int | None) -> str:
        """Write that a number is known and lies in a range."""
        ends = [f"{fact} >= {low}"] if low is not None else []
        ends += [f"{fact} <= {high}"] if high is not None else []
        return f"coalesce({' and '.join(ends)}, false)"


def quoted(value: str | int) -> str:
    """Write a value.

    >>> quoted("it's"), quoted(7)
    ("'it''s'", '7')
    """
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def query(base: KnowledgeBase, counsel: str, source: str, keep: Sequence[str]) -> str:
    """Write the query: these columns of `source`, which may be any relation, and those of the advice."""
    shown = [*base.goals, *base.shows]
    rules = wanted(plan(base, counsel), shown)
    syntax = Sql(facts_asked(base))
    steps = [f"layer0 as (select * from {source})"]
    for layer in layers(rules):
        columns = []
        for part in layer:
            if isinstance(part, Concept):
                columns += _columns(part, rules.deciding, syntax)
            else:
                columns.append(f"{firing(part, rules.rivals[part.name], syntax)} as {rule_name(part.name)}")
        steps.append(f"layer{len(steps)} as (select *, {', '.join(columns)} from layer{len(steps) - 1})")
    rest = [
        f'{name}__{identifier(value)} as "{name}: {value}"' for name in base.shows for value in _held(base, rules, name)
    ]
    return f"with {', '.join(steps)} select {', '.join([*keep, *base.goals, *rest])} from layer{len(steps) - 1}"


def _held(base: KnowledgeBase, rules: Any, concept: str) -> Sequence[str]:
    return [value for value in base.concepts[concept].values if rules.deciding(concept, value)]


def _columns(concept: Concept, deciding: Callable[[str, str], list[str]], syntax: Sql) -> list[str]:
    held = {
        value: syntax.any([syntax.fired(rule) for rule in by])
        for value in concept.values
        if (by := deciding(concept.name, value))
    }
    if concept.many:
        return [f"{where} as {concept.name}__{identifier(value)}" for value, where in held.items()]
    cases = " ".join(f"when {where} then {quoted(value)}" for value, where in held.items())
    otherwise = "" if concept.otherwise is None else f" else {quoted(concept.otherwise)}"
    return [f"case {cases}{otherwise} end as {concept.name}"]


def build_files(base: KnowledgeBase, counsel: str, keep: Sequence[str]) -> Callable[[Path, Path], None]:
    """Advise from a Parquet file to another, which has these of its columns."""
    import duckdb

    def advise(source: Path, target: Path) -> None:
        text = query(base, counsel, f"read_parquet({quoted(str(source))})", keep)
        with duckdb.connect() as connection:
            connection.execute(f"copy ({text}) to {quoted(str(target))} (format parquet)")

    return advise


def build(base: KnowledgeBase, counsel: str) -> Callable[[Any], Any]:
    """Advise from an Arrow table, whose texts are dictionaries, in memory to an Arrow table."""
    import duckdb

    connection = duckdb.connect()
    text = query(base, counsel, "leads", list(facts_asked(base)))

    def advise(leads: Any) -> Any:
        connection.register("leads", leads)
        return connection.sql(text).to_arrow_table()

    return advise
