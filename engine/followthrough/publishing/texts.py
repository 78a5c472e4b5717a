"""What a person reads of a base, as the data of a page: questions, concepts, rules, passages, and who says them."""

from collections.abc import Mapping, Sequence
from typing import Any

from followthrough.format.conditions import AllOf, FactTest, Test
from followthrough.format.drafts import Letter
from followthrough.format.model import Counsel, KnowledgeBase, Question, Rule

TestNumbers = Mapping[tuple[str, Test], int]
"""The number of each test in the list of the diagrams."""


def texts_of(base: KnowledgeBase, tests: Sequence[tuple[str, Test]]) -> dict[str, Any]:
    """Return all texts of a base, by what they are texts of, in the author's order."""
    numbers = {test: number for number, test in enumerate(tests)}
    return {
        "title": base.title,
        "goals": list(base.goals),
        "shows": list(base.shows),
        "shownSums": list(base.shown_sums),
        "default": base.default_counsel,
        "authorities": {name: _authority(base, one) for name, one in base.authorities.items()},
        "passages": [
            {"counsel": one.counsel, "name": one.name, "gist": one.gist, "narrative": one.narrative}
            for one in base.passages.values()
        ],
        "questions": {name: _question(base, one) for name, one in base.questions.items()},
        "nevers": [one.because for one in base.nevers],
        "counts": {
            name: {
                "of": one.of,
                "direction": one.direction,
                "low": one.low,
                "high": one.high,
                "passed": one.passed,
                "means": one.means,
            }
            for name, one in base.counts.items()
        },
        "spans": {
            name: {"dates": list(one.dates), "low": one.low, "high": one.high, "means": one.means}
            for name, one in base.spans.items()
        },
        "concepts": {
            name: {"means": one.means, "values": _pairs(one.values), "many": one.many, "otherwise": one.otherwise}
            for name, one in base.concepts.items()
        },
        "sums": {
            name: {
                "means": one.means,
                "unit": one.unit,
                "decimals": one.decimals,
                "low": int(one.low),
                "adds": list(one.tested()),
            }
            for name, one in base.sums.items()
        },
        "rules": {name: _rule(base, one, numbers) for name, one in base.rules.items()},
        "letters": [[step, [_letter(one, numbers) for one in drafts]] for step, drafts in base.letters.items()],
    }


def _authority(base: KnowledgeBase, one: Counsel) -> dict[str, Any]:
    return {
        "person": one.person,
        "work": one.work,
        "inShort": one.in_short,
        "advises": one.advises,
        "lineage": list(base.lineage(one.name)),
    }


def _question(base: KnowledgeBase, one: Question) -> dict[str, Any]:
    return {
        "ask": one.ask,
        "kind": one.kind,
        "why": one.why,
        "choices": _pairs(one.choices),
        "many": one.many,
        "unknown": one.unknown_allowed,
        "low": int(one.low),
        "high": int(one.high),
        "unit": one.unit,
        "decimals": one.decimals,
        "counts": [count.name for count in base.counts_of(one.name)],
        "harmful": list(one.harmful),
    }


def _pairs(texts: Mapping[str, str]) -> list[list[str]]:
    """Return texts by name as pairs, whose order JavaScript keeps even where a name is a number."""
    return [[name, text] for name, text in texts.items()]


def _rule(base: KnowledgeBase, one: Rule, numbers: TestNumbers) -> dict[str, Any]:
    return {
        "counsel": one.counsel,
        "sources": [[passage.counsel, passage.name] for passage in base.passages_of(one)],
        "inferred": one.inferred,
        "if": conditions_data(one.conditions, numbers),
        "unless": conditions_data(one.unless, numbers) if one.unless is not None else None,
        "then": [[conclusion.concept, conclusion.value] for conclusion in one.then],
        "because": one.because,
        "due": [list(day) for day in one.due.days] if one.due is not None else None,
        "overrides": list(one.overrides),
        "place": f"{one.place.file}:{one.place.line}",
    }


def _letter(one: Letter, numbers: TestNumbers) -> dict[str, Any]:
    return {
        "name": one.name,
        "to": one.to,
        "subject": one.subject,
        "if": conditions_data(one.conditions, numbers),
        "paragraphs": [
            {"text": part.text, "if": conditions_data(part.conditions, numbers), "continues": part.continues}
            for part in one.paragraphs
        ],
    }


def conditions_data(conditions: AllOf, numbers: TestNumbers) -> list[Any]:
    """Return conditions that all hold: the number of a test, or a list of alternatives, each such conditions."""
    return [
        numbers[part.fact, part.test]
        if isinstance(part, FactTest)
        else [conditions_data(alternative, numbers) for alternative in part.alternatives]
        for part in conditions.parts
    ]
