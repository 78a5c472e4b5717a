"""Hit policies of decision tables, as the overrides that they stand for.

A policy is expressed by overrides and nothing else, so whatever reads rules can read tables. If it puts the rows in
order, each row overrides all later ones: of those that apply, the first fires and defeats the rest.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from msgspec.structs import replace

from followthrough.format.model import Concept, Rule, TableRow
from followthrough.format.table_forms import DecisionTable


def with_hit_policies(
    tables: Iterable[DecisionTable], rules: Mapping[str, Rule], concepts: Mapping[str, Concept]
) -> dict[str, Rule]:
    """Make the rows of tables override each other as the tables' hit policies say."""
    decided = dict(rules)
    rows: dict[str, list[tuple[Rule, TableRow]]] = {table.file: [] for table in tables}
    for rule in rules.values():
        if rule.row is not None and rule.row.table in rows:
            rows[rule.row.table].append((rule, rule.row))
    for table in tables:
        if table.policy in ("first", "priority"):
            names = [str(column.name) for column in table.using("then") if column.name in concepts]
            keys = [
                (row.number,) if table.policy == "first" else _importance(rule, names, concepts)
                for rule, row in rows[table.file]
            ]
            decided.update((rule.name, rule) for rule in _in_order(rows[table.file], keys))
    return decided


def _importance(rule: Rule, names: Iterable[str], concepts: Mapping[str, Concept]) -> tuple[int, ...]:
    """Return how early a row's values come among those of their concepts, column by column."""
    places = {
        name: min(
            (list(concepts[name].values).index(one.value) for one in rule.then if one.concept == name), default=-1
        )
        for name in names
    }
    return tuple(place if place >= 0 else len(concepts[name].values) for name, place in places.items())


def _in_order(rows: Iterable[tuple[Rule, TableRow]], keys: Iterable[tuple[int, ...]]) -> Iterator[Rule]:
    """Rank rows by their keys, the least first, and let each override all of a greater rank."""
    keyed = sorted(zip(keys, rows, strict=True), key=lambda one: (one[0], one[1][1].number))
    names = tuple(rule.name for _, (rule, _) in keyed)
    behind = 0
    for rank, (_, same) in enumerate(groupby(keyed, key=lambda one: one[0])):
        ranked = list(same)
        behind += len(ranked)
        for _, (rule, row) in ranked:
            yield replace(rule, overrides=names[behind:], row=replace(row, rank=rank))
