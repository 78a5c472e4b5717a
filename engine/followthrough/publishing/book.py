"""The rule book of a page: laws, cases, and where the authorities part. Passages and rules are among its texts."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from followthrough.authoring.comparison import AdviceChange, Difference
from followthrough.authoring.difference import disagreement
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.expectations import CASE_DAY, Case, Law
from followthrough.format.lead import lasting, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import aloud, held_to


def book_of(base: KnowledgeBase) -> dict[str, Any]:
    """Return the laws and cases of a base, and where every two of its counsels disagree.

    Answers are those of CASE_DAY, days by their dates. Of leads that are advised differently in the same way, one is
    told.
    """
    return {
        "day": CASE_DAY.isoformat(),
        "laws": [_law(base, law) for law in base.laws],
        "cases": [_case(base, case) for case in base.cases],
        "parted": [_parted(base, *pair) for pair in combinations(base.counsels, 2)],
    }


def _law(base: KnowledgeBase, law: Law) -> dict[str, Any]:
    return {
        "name": law.name,
        "for": held_to(base, law),
        "if": aloud(law.conditions),
        "after": str(law.after) if law.after is not None else "",
        "never": law.never,
        "then": aloud(law.claim),
        "because": law.because,
    }


def _case(base: KnowledgeBase, case: Case) -> dict[str, Any]:
    """Return a case; of the rules that it is about, that fire in it or do not, the numbers."""
    numbers = {name: number for number, name in enumerate(base.rules)}
    expected, about = {}, set[int]()
    for one in case.expectations:
        expected[one.counsel] = {concept: list(values) for concept, values in one.values.items()}
        about.update(numbers[name] for name in (*one.fired, *one.defeated, *one.silent))
    return {"name": case.name, "answers": _answers(base, case.lead), "expect": expected, "rules": sorted(about)}


def _answers(base: KnowledgeBase, lead: Mapping[str, Value]) -> dict[str, Any]:
    """Return answers as a page has them, without texts, which nothing tests."""
    answers = lasting(base, read_lead(base, lead, CASE_DAY, partial=True))
    return {name: _plain(value) for name, value in answers.items() if base.questions[name].kind != "text"}


def _plain(value: Value) -> Any:
    """Return an answer as a page has it: a number in units of its last place, a day by its digits."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else int(value) if isinstance(value, int) else value


def _parted(base: KnowledgeBase, one: str, other: str) -> dict[str, Any]:
    """Return where two counsels disagree on goals; without `changes` where that cannot be described."""
    try:
        found: Difference | None = disagreement(base, one, other)
    except NotSettled:  # there are too many leads
        found = None
    changes = None if found is None else [*_changes(base, found)]
    leads, possible = (None, None) if found is None else (found.leads, found.possible)
    return {"one": one, "other": other, "leads": leads, "possible": possible, "changes": changes}


def _changes(base: KnowledgeBase, found: Difference) -> Iterator[dict[str, Any]]:
    for change in found.changes:
        effects = [[one.concept, one.before, one.after] for one in change.effects if one.concept in base.goals]
        if effects and change.parts:
            yield _change(base, change, effects)


def _change(base: KnowledgeBase, change: AdviceChange, effects: list[list[str | None]]) -> dict[str, Any]:
    part = change.parts[0]
    return {
        "effects": effects,
        "leads": change.leads,
        "such": _answers(base, part.witness),
        "by": [list(part.before_by), list(part.after_by)],
        "because": list(part.responsible),
    }
