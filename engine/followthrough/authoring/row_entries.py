"""Rows of decision tables written as rules one by one: what `table_writing` does, the other way round.

What a hit policy stands for becomes overrides, of which only those are written that some possible lead needs.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from followthrough.authoring.checks.apart import Apart
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.authoring.checks.redundancy import needless_override
from followthrough.authoring.entries import rule_entry
from followthrough.authoring.table_writing import rules_about
from followthrough.errors import LeadError, NotSettled, Place, Problem
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.sentences import listed
from followthrough.readings.prove.solver import SECONDS


class WrittenRules(msgspec.Struct, frozen=True):
    """Rows as entries in YAML, and the rules that they are, table by table and top down."""

    text: str
    rules: tuple[Rule, ...]


def entries_of(base: KnowledgeBase, about: str, remarks: Mapping[str, Sequence[str]] | None = None) -> WrittenRules:
    """Write the rows of a table, or of all tables that conclude a concept, as rules one by one.

    Raises LeadError when there is no such table or concept, or no row concludes it.
    """
    rules = rules_about(base, about)
    rows = sorted((rule for rule in rules if rule.row is not None), key=_place)
    if not rows:
        files = sorted({rule.place.file for rule in rules})
        wrong = f"no row of a table concludes it{f', only rules in {listed(files)}' if files else ''}"
        raise LeadError([Problem(Place(about), wrong, "name a concept that a table concludes")])
    overrides = needed_overrides(base, rows)
    entries = [
        rule_entry(
            rule,
            overrides[rule.name],
            [one for one in base.accepted if one.entry == rule.place],
            (remarks or {}).get(rule.name, ()),
        )
        for rule in rows
    ]
    return WrittenRules("\n".join(entries), tuple(rows))


def _place(rule: Rule) -> tuple[str, int]:
    return (rule.row.table, rule.row.number) if rule.row is not None else ("", 0)


def needed_overrides(base: KnowledgeBase, rows: Sequence[Rule]) -> dict[str, tuple[str, ...]]:
    """Return which overrides of a hit policy decide in some possible lead; all that may, if that cannot be proved."""
    apart = Apart(base)
    kept = {rule.name: [name for name in rule.overrides if not apart.sees(rule, base.rules[name])] for rule in rows}
    leads = PossibleLeads(_written(base, rows, kept), SECONDS, illustrated=False)
    try:
        kept = {rule.name: [name for name in kept[rule.name] if _is_met(leads, rule, name)] for rule in rows}
        leads = PossibleLeads(_written(base, rows, kept), SECONDS, illustrated=False)
        needless = {(fault.place, fault.also[0]) for fault in needless_override(leads)}
    except NotSettled:
        needless = set()
    return {
        rule.name: tuple(name for name in kept[rule.name] if (rule.place, base.rules[name].place) not in needless)
        for rule in rows
    }


def _written(base: KnowledgeBase, rows: Sequence[Rule], overrides: Mapping[str, Sequence[str]]) -> KnowledgeBase:
    """Return a base in which rows are rules of their own, with overrides that somebody wrote."""
    changed = {rule.name: replace(rule, overrides=tuple(overrides[rule.name]), row=None) for rule in rows}
    return replace(base, rules={**base.rules, **changed})


def _is_met(leads: PossibleLeads, rule: Rule, name: str) -> bool:
    """Return whether a rule fires in some possible lead in which another applies."""
    return any(
        leads.ever(counsel, fired=(rule.name,), applied=(name,))
        for counsel, _ in leads.having(rule, leads.base.rules[name])
    )
