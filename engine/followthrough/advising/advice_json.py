"""Advice as data: the contract of the command line, which HTTP and assistants share."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from followthrough.advising.advice import Advice, differing
from followthrough.advising.still_open import Open
from followthrough.format.conditions import Value
from followthrough.format.numbers import FixedPoint
from followthrough.readings.run.proof import JSON_VERSION, Premise, Step


def as_json(advice: Advice, other_advice: Iterable[Advice] = ()) -> dict[str, Any]:
    """Return the advice as the data of `advise --json`: the contract of the command line.

    `other_advice` is that of other counsels on the same lead.
    """
    other_advice = list(other_advice)
    dissent = {
        other.counsel: {name: concept_json(other, name) for name in differing(advice, other)} for other in other_advice
    }
    conflicts = [
        {"concept": conflict.concept, "claims": [{"value": v, "rule": r} for v, r in conflict.claims]}
        for conflict in advice.proof.conflicts
    ]
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": advice.base.title, "hash": advice.base.hash},
        "counsel": advice.counsel,
        "on": advice.on.isoformat(),
        "lead": answers_json(advice.lead.answers),
        "advice": {name: concept_json(advice, name) for name in advice.shown()},
        "trace": [step_json(step) for step in advice.proof.steps],
        "conflicts": conflicts,
        "dissent": {counsel: concepts for counsel, concepts in dissent.items() if concepts},
        "unsettled": {other.counsel: list(other.needed()) for other in other_advice if other.open},
        "open": {name: open_json(one) for name, one in advice.open.items()},
        "open_days": {goal: list(questions) for goal, questions in advice.open_days.items()},
        **sums_json(advice),
    }


def open_json(one: Open) -> dict[str, Any]:
    """Return what can still become of a concept, and what it hinges on, as data."""
    return {
        "possible": ["unknown" if value is None else value for value in one.possible],
        "held": list(one.held),
        "questions": list(one.questions),
        "later": list(one.later),
        "proved": one.proved,
    }


def concept_json(advice: Advice, concept: str) -> Any:
    """Return a concept's value with its reasons; a list of these for a many-valued concept, null if undecided.

    Of one that is open: null, or the values that a many-valued one holds whatever is answered.
    """
    if concept in advice.base.sums:
        return total_json(advice, concept)
    value = advice.known(concept)
    if isinstance(value, tuple):
        return [_one_json(advice, concept, one) for one in value]
    return None if value is None else _one_json(advice, concept, str(value))


def _one_json(advice: Advice, concept: str, value: str) -> dict[str, Any]:
    due = advice.due(concept, value)
    return {
        "value": value,
        "says": advice.base.says(concept, value),
        "by": [step.rule for step in advice.proof.deciding(concept, value)],
        "due": due.isoformat() if due else None,
    }


def step_json(step: Step) -> dict[str, Any]:
    """Return one step of a proof as data."""
    concludes: dict[str, list[str]] = {}
    for conclusion in step.concludes:
        concludes.setdefault(conclusion.concept, []).append(conclusion.value)
    return {
        "rule": step.rule,
        "counsel": step.counsel,
        "source": list(step.sources),
        "inferred": step.inferred,
        "file": step.file,
        "line": step.line,
        "premises": [premise_json(premise) for premise in step.premises],
        "unless": [premise_json(premise) for premise in step.exceptions],
        "concludes": concludes,
        "because": step.because,
        "defeats": list(step.defeats),
        "defeated_by": list(step.defeated_by),
        "due": step.due.isoformat() if step.due else None,
    }


def premise_json(premise: Premise) -> dict[str, Any]:
    """Return a premise as data."""
    return {
        "fact": premise.fact,
        "value": value_json(premise.value),
        "test": premise.test,
        "from": list(premise.origin) if isinstance(premise.origin, tuple) else premise.origin,
    }


def answers_json(answers: Mapping[str, Value]) -> dict[str, Any]:
    """Return answers, or facts, as they are written in a lead."""
    return {name: value_json(value) for name, value in answers.items()}


def value_json(value: Value) -> Any:
    """Return a value as it is written in a lead; a number with decimals as a text, so that it stays exact."""
    if value is None or value == ():
        return "unknown"
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, FixedPoint):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def total_json(advice: Advice, name: str) -> dict[str, Any]:
    """Return what a sum adds up to, or can still come to, as data."""
    found, left = advice.total(name), advice.open_sums.get(name)
    data: dict[str, Any] = {
        "value": None if found.value is None else value_json(found.value),
        "says": found.says,
        "points": [
            {"fact": one.fact, "value": value_json(one.value), "test": one.test, "points": value_json(one.points)}
            for one in found.points
        ],
    }
    if left is not None:
        data["open"] = {
            "from": value_json(left.low),
            "to": value_json(left.high),
            "questions": list(left.questions),
            "later": list(left.later),
            "proved": left.proved,
        }
    return data


def sums_json(advice: Advice) -> dict[str, Any]:
    """Return the sums that are shown with the advice, as data; nothing if the base shows none."""
    shown = advice.base.shown_sums
    return {"sums": {name: total_json(advice, name) for name in shown}} if shown else {}
