"""Rules written as a decision table: what `tables` reads, made of rules again.

Each row is read again before it is returned, and must be the rule that it was made of; so what a table cannot say is
reported, and never lost.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

import msgspec
from msgspec.structs import replace

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.conditions import AllOf, FactTest, OneOf, Test
from followthrough.format.model import KnowledgeBase, Policy, Rule
from followthrough.format.resolve.conditions import read_conditions
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.tables import rows_as_rules
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.table_forms import OF_A_ROW, REMARK, read_table

_REMARKS = f"{REMARK} remarks"
"""The name of the column for remarks."""


class Stays(msgspec.Struct, frozen=True):
    """A rule that is left out of a table, and why; it reads after the rule's name."""

    rule: Rule
    why: str


class WrittenTable(msgspec.Struct, frozen=True):
    """A table: its lines, which of them `names` the columns, and the rules that are its rows, top down, or left out."""

    lines: tuple[tuple[str, ...], ...]
    names: int
    rules: tuple[Rule, ...]
    left_out: tuple[Stays, ...]

    def below(self, remarks: Iterable[str]) -> "WrittenTable":
        """Return the table below lines that are remarks."""
        above = tuple((said, *[""] * (len(self.lines[self.names]) - 1)) for said in remarks)
        return replace(self, lines=(*above, *self.lines), names=self.names + len(above))

    @property
    def text(self) -> str:
        """The table as CSV."""
        return _csv(self.lines)


def table_of(base: KnowledgeBase, about: str, remarks: Mapping[str, Sequence[str]] | None = None) -> WrittenTable:
    """Write the rules that conclude a concept, or the rows of a table, as a table, with a column for remarks.

    Raises LeadError when there is no such concept or table, or none of its rules can be a row.

    >>> from followthrough import load
    >>> [rule.name for rule in table_of(load(), "stage").rules][:3]
    ['still-to-come', 'in-their-hands', 'asked-back']
    """
    rules = rules_about(base, about)
    unfit = [rule for rule in rules if _unfit(base, rule)]
    policy, ordered = _in_order([rule for rule in rules if rule not in unfit])
    if any(rule.row is not None for rule in unfit) and policy in ("first", "priority"):
        policy = None
    ordered += sorted(unfit, key=lambda rule: rule.place)
    left_out = [Stays(rule, why) for rule in ordered if (why := _why_not(base, rule, policy))]
    kept = [rule for rule in ordered if rule not in [one.rule for one in left_out]]
    if not kept:
        whys = "; ".join(f"{one.rule.name} {one.why}" for one in left_out) or "there is none"
        raise LeadError([Problem(Place(about), f"no rule can be a row of a table ({whys})", "keep them as they are")])
    concept = about if about in base.concepts else kept[0].then[0].concept
    lines = _lines(base, policy, concept, kept, remarks or {})
    names = 0 if len(lines) == len(kept) + 1 else 1
    return WrittenTable(lines, names, tuple(kept), tuple(left_out))


def rules_about(base: KnowledgeBase, about: str) -> list[Rule]:
    """Return the rules that conclude a concept, with all rows of the tables that have some of them; or a table's rows.

    Raises LeadError when there is no such concept or table.
    """
    tables = {rule.row.table for rule in base.rules.values() if rule.row}
    if about in tables:
        return [rule for rule in base.rules.values() if rule.row and rule.row.table == about]
    if about not in base.concepts:
        what = "table" if "/" in about else "concept"
        remedy = did_you_mean(about, sorted(tables) if what == "table" else base.concepts)
        raise LeadError([Problem(Place(what), f"unknown {what} {about!r}", remedy)])
    concluding = [rule for rule in base.rules.values() if any(one.concept == about for one in rule.then)]
    tables = {rule.row.table for rule in concluding if rule.row}
    return [rule for rule in base.rules.values() if rule in concluding or (rule.row and rule.row.table in tables)]


def _in_order(rules: Sequence[Rule]) -> tuple[Policy | None, list[Rule]]:
    """Find the hit policy that some rules have together, and put them in its order; or in that of their places."""
    tables = {rule.row and rule.row.table for rule in rules}
    if len(tables) == 1 and None not in tables:
        return (rules[0].row.policy if rules[0].row else None), sorted(rules, key=_number)
    ordered = sorted(rules, key=lambda rule: len(rule.overrides), reverse=True)
    behind = [{rule.name for rule in ordered[number + 1 :]} for number in range(len(ordered))]
    is_first = all(set(rule.overrides) == names for rule, names in zip(ordered, behind, strict=True))
    if is_first and len(rules) > 1 and len({rule.counsel for rule in rules}) == 1 and tables == {None}:
        return "first", ordered
    return None, sorted(rules, key=lambda rule: rule.place)


def _number(rule: Rule) -> int:
    return rule.row.number if rule.row is not None else 0


def _why_not(base: KnowledgeBase, rule: Rule, policy: Policy | None) -> str:
    """Say why a rule cannot be a row of a table with this hit policy; nothing if it can."""
    if unfit := _unfit(base, rule):
        return unfit
    if policy is None and rule.written_overrides:
        return f"overrides {', '.join(rule.written_overrides)}"
    if policy is None and rule.row is not None and rule.overrides:
        return f"is a row of {rule.row.table}, whose hit policy is {rule.row.policy}"
    return ""


def _unfit(base: KnowledgeBase, rule: Rule) -> str:
    """Say why a rule cannot be a row of any table; nothing if it can."""
    if rule.unless is not None:
        return "has an `unless`"
    if not all(isinstance(part, FactTest) for part in rule.conditions.parts):
        return "has an `any of`"
    if rule.due is not None:
        return "is due on a day"
    return _misread(base, rule)


def _misread(base: KnowledgeBase, rule: Rule) -> str:
    """Write a rule as the only row of a table, read that, and say what is not as it was."""
    problems: list[Problem] = []
    words, notes = Vocabulary.of(base), Notes(problems, set())
    text = _csv(_lines(base, None, rule.then[0].concept, [rule], {}))
    table = read_table(text.encode(), "rules/table.csv", problems)
    (form, _) = rows_as_rules(table, words, notes)[0] if table is not None and table.rows else (None, None)
    if form is None or problems:
        return f"cannot be said in cells: {min(problems).wrong}" if problems else "cannot be said in cells"
    then = [(str(concept), str(value)) for concept, values in form.then.items() for value in values]
    tests = _tests(read_conditions(form.if_, words, notes))
    said = (form.rule, form.counsel, form.source, form.because, form.inferred == "yes", sorted(then), tests)
    concluded = sorted((one.concept, one.value) for one in rule.then)
    because, meant_tests = _on_a_line(rule.because), _tests(rule.conditions)
    meant = (rule.name, rule.counsel, rule.sources, because, rule.inferred, concluded, meant_tests)
    return "" if said == meant else "cannot be said in cells"


def _tests(conditions: AllOf) -> dict[str, Test]:
    return {part.fact: part.test for part in conditions.parts if isinstance(part, FactTest)}


def _on_a_line(text: str) -> str:
    """Write a text on one line; where its lines end means nothing to its readers."""
    return re.sub(r"\s*\n\s*", " ", text).strip()


def _csv(lines: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _lines(
    base: KnowledgeBase,
    policy: Policy | None,
    concept: str,
    rules: Sequence[Rule],
    remarks: Mapping[str, Sequence[str]],
) -> tuple[tuple[str, ...], ...]:
    """Write rules as the rows of a table."""
    facts = list(dict.fromkeys(fact for rule in rules for fact in rule.tested()))
    concepts = list(dict.fromkeys([concept, *(one.concept for rule in rules for one in rule.then)]))
    about = {use: [_about(base, rule, use) for rule in rules] for use in OF_A_ROW if use != "rule"}
    shared = [use for use, said in about.items() if len(set(said)) == 1 and (use == "counsel" or len(rules) > 1)]
    shared = [use for use in shared if use not in ("inferred", "accepted")]
    columns = [use for use, said in about.items() if use not in shared and any(said)]
    if said := {rule.name: "; ".join(remarks[rule.name]) for rule in rules if remarks.get(rule.name)}:
        columns.append(_REMARKS)
        about[_REMARKS] = [said.get(rule.name, "") for rule in rules]
    header = ("rule", *map(_heading, facts), *(f"then: {name}" for name in concepts), *columns)
    settings = (*([f"hit policy: {policy}"] if policy else []), *(f"{use}: {about[use][0]}" for use in shared))
    rows = (
        (rule.name, *_cells(rule, facts), *_values(rule, concepts), *(about[use][number] for use in columns))
        for number, rule in enumerate(rules)
    )
    return (*([(*settings, *[""] * (len(header) - len(settings)))] if settings else []), header, *rows)


def _heading(fact: str) -> str:
    """Head the column of a fact; where its name would mean something else, by `if:`."""
    return f"if: {fact}" if fact in OF_A_ROW or fact in ("unless", "overrides", "due") else fact


def _about(base: KnowledgeBase, rule: Rule, use: str) -> str:
    """Write what a column says of a row."""
    accepted = (f"{one.code}: {one.reason}" for one in base.accepted if one.entry == rule.place)
    return {
        "counsel": rule.counsel,
        "source": ", ".join(rule.sources),
        "because": _on_a_line(rule.because),
        "inferred": "yes" if rule.inferred else "",
        "accepted": "; ".join(accepted),
    }[use]


def _cells(rule: Rule, facts: Iterable[str]) -> Iterator[str]:
    """Write the tests of a rule, fact by fact."""
    tests = _tests(rule.conditions)
    for fact in facts:
        test = tests.get(fact)
        yield ", ".join(map(str, test.tests)) if isinstance(test, OneOf) else str(test or "")


def _values(rule: Rule, concepts: Iterable[str]) -> Iterator[str]:
    """Write what a rule concludes, concept by concept."""
    for concept in concepts:
        yield ", ".join(one.value for one in rule.then if one.concept == concept)
