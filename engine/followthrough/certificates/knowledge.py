"""What a counsel's advice rests on, as plain data: the `knowledge` of a certificate.

It has every rule of the counsel, and every question, count, concept, and sum that can be tested: so nothing that could
have a say is left out. Numbers with decimals are whole numbers of their last place.
"""

from collections.abc import Iterable
from typing import Any

from followthrough.format.conditions import (
    AllOf,
    Between,
    FactTest,
    Is,
    Known,
    OtherThan,
    SimpleTest,
    Test,
    simple_tests,
)
from followthrough.format.counts import Count, Span
from followthrough.format.day_order import must_have_passed
from followthrough.format.model import TODAY, Concept, Due, KnowledgeBase, Question, Rule
from followthrough.format.numbers import places_of
from followthrough.format.order import settled_order
from followthrough.format.sums import Sum


def knowledge(base: KnowledgeBase, counsel: str) -> dict[str, Any]:
    """Return all that decides what a counsel advises on a lead, and whether the lead is possible."""
    order = settled_order(base, counsel)
    whose = base.counsels[counsel]
    rules = {part.name: part for part in order if isinstance(part, Rule)}
    asked = [one for one in base.questions.values() if one.kind != "text"]
    follows = [*base.lineage(counsel)[1:]]
    return {
        "counsel": {"name": counsel, "person": whose.person, "work": whose.work, "follows": follows},
        "advises on": [*base.shown(), *base.shown_sums],
        "questions": {one.name: _question(one, base.counts_of(one.name)) for one in asked},
        "never": [conditions_data(one.conditions) for one in base.nevers],
        "counts": {
            **{one.name: _days(*_ends(one), one) for one in base.counts.values()},
            **{one.name: _days(*one.dates, one) for one in base.spans.values()},
        },
        "concepts": {part.name: _concept(part) for part in order if isinstance(part, Concept)},
        "sums": {part.name: _sum(part) for part in order if isinstance(part, Sum)},
        "rules": {name: _rule(rule, rules) for name, rule in rules.items()},
    }


def _question(one: Question, counts: Iterable[Count]) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": one.kind, "unknown": one.unknown_allowed, "only if": conditions_data(one.only_if)}
    if one.choices:
        data |= {"choices": [*one.choices], "many": one.many}
    if one.kind == "number":
        data |= {"from": int(one.low), "to": int(one.high), "decimals": one.decimals}
    if one.kind == "date":
        data |= {"not before": [*one.not_before], "passed": must_have_passed(one, counts)}
    return data


def _ends(one: Count) -> tuple[str, str]:
    """Return from which day to which one a count of days goes: from or to today."""
    return (one.of, TODAY) if one.direction == "since" else (TODAY, one.of)


def _days(first: str, last: str, bounds: Count | Span) -> dict[str, Any]:
    return {"first": first, "last": last, "from": bounds.low, "to": bounds.high}


def _concept(one: Concept) -> dict[str, Any]:
    data = {"values": [*one.values], "many": one.many}
    return data if one.otherwise is None else {**data, "otherwise": one.otherwise}


def _sum(one: Sum) -> dict[str, Any]:
    parts = [{"fact": part.fact, "test": test_data(part.test), "points": int(part.points)} for part in one.parts]
    return {"adds": parts, "decimals": places_of(one.high)}


def _rule(one: Rule, rules: dict[str, Rule]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "counsel": one.counsel,
        "source": [*one.sources],
        "if": conditions_data(one.conditions),
        "then": [[conclusion.concept, conclusion.value] for conclusion in one.then],
        "because": one.because,
        "overrides": sorted(name for name in one.written_overrides if name in rules),
        "inferred": one.inferred,
    }
    if one.unless is not None:
        data["unless"] = conditions_data(one.unless)
    if one.row is not None:
        data["row"] = {"table": one.row.table, "rank": one.row.rank}
    return data if one.due is None else {**data, "due": _due(one.due)}


def _due(one: Due) -> dict[str, int]:
    """Return the numbers of days of a `due`, by count; none for `today`."""
    return dict(one.days)


def conditions_data(conditions: AllOf) -> list[dict[str, Any]]:
    """Return conditions, all of which must hold."""
    return [
        {"fact": part.fact, "test": test_data(part.test)}
        if isinstance(part, FactTest)
        else {"any of": [conditions_data(alternative) for alternative in part.alternatives]}
        for part in conditions.parts
    ]


def test_data(test: Test) -> list[dict[str, Any]]:
    """Return simple tests, of which one must hold."""
    return [_simple(one) for one in simple_tests(test)]


def _simple(test: SimpleTest) -> dict[str, Any]:
    if isinstance(test, Between):
        ends = {"from": test.low, "to": test.high}
        return {name: int(end) for name, end in ends.items() if end is not None}
    if isinstance(test, Is | OtherThan):
        value = int(test.value) if isinstance(test.value, int) else test.value
        return {"is" if isinstance(test, Is) else "other than": value}
    return {"known": isinstance(test, Known)}
