"""The data of each reply, from what the engine returns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from followthrough.readings.run.proof import JSON_VERSION

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.advising.explain import WhyNot
    from followthrough.advising.interview import Next
    from followthrough.advising.whatif import WhatIf
    from followthrough.authoring.checks import Finding
    from followthrough.authoring.comparison import Difference
    from followthrough.format.conditions import Value
    from followthrough.format.model import KnowledgeBase, Question

VERSION = {"followthrough": JSON_VERSION}


def next_data(found: "Next") -> dict[str, Any]:
    """Return which question to ask next as the data of `next --json`."""
    possible = {goal: ["unknown" if one is None else one for one in left] for goal, left in found.possible.items()}
    return {**VERSION, **asdict(found), "possible": possible}


def questions_data(base: "KnowledgeBase", shown: "Iterable[Question]") -> dict[str, Any]:
    """Return questions with all their answers as the data of `questions --json`."""
    return {**VERSION, "questions": [_question(base, one) for one in shown]}


def _question(base: "KnowledgeBase", question: "Question") -> dict[str, Any]:
    from followthrough.format.tests_in_words import conditions_words

    is_number, has_conditions = question.kind == "number", bool(question.only_if.parts)
    return {
        "question": question.name,
        "ask": question.ask,
        "why": question.why,
        "kind": question.kind,
        "for": "letters" if question.kind == "text" else "advice",
        "choices": [{"value": value, "says": says} for value, says in question.choices.items()],
        "several": question.many,
        "unknown": question.unknown_allowed,
        "from": _number(question, question.low) if is_number else None,
        "to": _number(question, question.high) if is_number else None,
        "unit": question.unit or None,
        "only_if": str(question.only_if) if has_conditions else None,
        "only_if_says": conditions_words(base, question.only_if) if has_conditions else None,
    }


def _number(question: "Question", number: int) -> Any:
    from followthrough.advising.advice_json import value_json
    from followthrough.format.numbers import fixed

    return value_json(fixed(number, question.decimals))


def advice_data(advice: "Advice") -> dict[str, Any]:
    """Return advice, and where the other counsels differ, as the data of `advise --json`."""
    from followthrough.advising.advice_json import as_json
    from followthrough.advising.advise import others
    from followthrough.advising.dissent import turns_json

    other_advice = list(others(advice))
    turns_on = {other.counsel: turns_json(advice, other) for other in other_advice if not other.open}
    return {**as_json(advice, other_advice), "turns_on": turns_on}


def why_data(advice: "Advice", concepts: Iterable[str]) -> dict[str, Any]:
    """Return the reasons for concepts as the data of `why --json`. Raises UnknownName."""
    from followthrough.advising import explain
    from followthrough.advising.advice_json import open_json

    names = list(concepts)
    opened = {*advice.open, *advice.open_sums}
    grounds = [explain.why(advice, name) for name in names if name not in opened]
    left = {name: open_json(advice.open[name]) for name in names if name in advice.open}
    return {**VERSION, "why": [explain.as_json(ground) for ground in grounds], "open": left}


def why_not_data(found: "WhyNot") -> dict[str, Any]:
    """Return why a concept has not a value as the data of `why-not --json`."""
    from followthrough.advising.explain import why_not_json

    return {**VERSION, "why_not": why_not_json(found)}


def what_if_data(found: "WhatIf") -> dict[str, Any]:
    """Return what would lead to another value as the data of `what-if --json`."""
    from followthrough.advising.whatif import as_json

    return {**VERSION, "what_if": as_json(found)}


def open_data(advice: "Advice", concept: str, key: str) -> dict[str, Any]:
    """Return that a concept is open and what it hinges on, instead of what was asked for, which has this key."""
    from followthrough.advising.advice_json import open_json

    return {**VERSION, key: None, "open": {concept: open_json(advice.open[concept])}}


def changed(before: "Advice", after: "Advice") -> list[str]:
    """Name the concepts on which two pieces of advice differ, in what is settled or in what is open."""
    return [
        name
        for name in before.shown()
        if before.known(name) != after.known(name) or before.open.get(name) != after.open.get(name)
    ]


def changes_data(before: "Advice", after: "Advice") -> dict[str, Any]:
    """Return how one piece of advice differs from another as the data of `what-if --json` without a concept."""
    from followthrough.advising.advice_json import concept_json, open_json

    changes = {
        name: {"now": concept_json(before, name), "then": concept_json(after, name)} for name in changed(before, after)
    }
    return {**VERSION, "changes": changes, "open": {name: open_json(one) for name, one in after.open.items()}}


def findings_data(findings: Sequence["Finding"], *, complete: bool = True) -> dict[str, Any]:
    """Return findings as the data of `rules check --json`; not `complete` if the checks were stopped."""
    return {**VERSION, "complete": complete, "findings": [_finding(finding) for finding in findings]}


def _finding(finding: "Finding") -> dict[str, Any]:
    return {
        **asdict(finding.place),
        "wrong": finding.wrong,
        "remedy": finding.remedy,
        "code": finding.code or None,
        "severity": finding.severity,
        "settled": finding.settled,
        "accepted": finding.accepted,
        "counsel": finding.counsel,
        "witness": answers_data(finding.witness),
        "core": answers_data(finding.core),
        "other": finding.other,
        "also": finding.also,
        "law": law_data(finding),
    }


def answers_data(answers: "Mapping[str, Value] | None") -> dict[str, Any] | None:
    """Return answers as data; None if there are none to show."""
    from followthrough.advising.advice_json import answers_json

    return None if answers is None else answers_json(answers)


def law_data(finding: "Finding") -> dict[str, Any] | None:
    """Return how a law is broken as data; None if the finding is about anything else."""
    from followthrough.authoring.laws import broken_json

    return None if finding.broken is None else broken_json(finding.broken)


def disagreements_data(found: Iterable["Difference"]) -> dict[str, Any]:
    """Return where counsels disagree as the data of `rules disagree --json`."""
    from followthrough.authoring.difference import difference_json

    return {**VERSION, "disagreements": [difference_json(one) for one in found]}
