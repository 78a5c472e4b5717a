"""Which new answers fit a lead's earlier ones, and what to settle before the rest can be recorded.

A new answer replaces an earlier one that it excludes. But if a new answer depends on an earlier one, as a second letter
does on the first, and that one says otherwise, the new answer is refused: only the person knows which of the two is
wrong. A new day that is before an earlier one, though it cannot be, is refused too. The other new answers are kept, so
one refusal loses nothing else.
"""

from collections.abc import Collection, Mapping
from datetime import date
from shlex import quote
from typing import Any

import msgspec

from followthrough.errors import Problem
from followthrough.format.applicability import may_apply
from followthrough.format.conditions import FactTest, Is, Truth
from followthrough.format.fitting import RawAnswers, before_its_time, fitting, wrong_with
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase


class AcceptedAnswers(msgspec.Struct, frozen=True):
    """All answers of a lead afterwards, the new ones among them, and what is wrong with the refused ones."""

    answers: Mapping[Any, object]
    new: tuple[str, ...]
    refused: tuple[Problem, ...]


def accept(
    base: KnowledgeBase,
    before: Mapping[str, str],
    given: RawAnswers,
    today: date,
    name: str,
    known_on: Mapping[str, date] | None = None,
) -> AcceptedAnswers:
    """Return which of the given answers a lead called `name` can have in addition to its earlier ones.

    `known_on` has the days on which these became known.
    """
    problems: list[Problem] = []
    groups: dict[str, dict[Any, object]] = {}
    for fact, raw in given.items():
        groups.setdefault(base.question_of(str(fact)), {})[fact] = raw
    for question in list(groups):
        if wrong := wrong_with(base, groups[question], today):
            problems += wrong
            del groups[question]
    _refuse_contradictions(base, groups, today, problems)
    for question in [one for one in base.questions if one in groups]:
        own = groups.pop(question)
        others = fitting(base, _flat(groups), _others(before, {*groups, question}), today, known_on)
        read = read_lead(base, others, today, partial=True)
        told = {name: others[name] for name in before if name in others and name not in groups}
        if early := before_its_time(base, question, own, told, today):
            problems += early
        elif may_apply(base, base.questions[question], read.facts, read.answers):
            groups[question] = own
        else:
            wrong = wrong_with(base, {**others, **own}, today)
            problems += [_with_remedy(base, problem, question, own, read.facts, name) for problem in wrong]
    kept = fitting(base, _flat(groups), _others(before, groups), today, known_on)
    return AcceptedAnswers(kept, tuple(question for question in groups if question in base.questions), tuple(problems))


def latest_that_fit(base: KnowledgeBase, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Return answers that do not contradict one another, preferring those given last."""
    kept: dict[str, str] = {}
    left = dict(reversed(list(answers.items())))
    while left:
        fit = (name for name in left if not wrong_with(base, {**kept, name: left[name]}, today, partial=False))
        found = next(fit, None)
        if found is None:
            break
        kept[found] = left.pop(found)
    return {name: kept[name] for name in answers if name in kept}


def _others(answers: Mapping[str, str], questions: Collection[str]) -> dict[str, str]:
    return {question: value for question, value in answers.items() if question not in questions}


def _flat(groups: Mapping[str, Mapping[Any, object]]) -> dict[Any, object]:
    return {fact: raw for group in groups.values() for fact, raw in group.items()}


def _refuse_contradictions(
    base: KnowledgeBase, groups: dict[str, dict[Any, object]], today: date, problems: list[Problem]
) -> None:
    """Remove new answers that contradict one another: only the person knows which of them is wrong."""
    kept: dict[str, dict[Any, object]] = {}
    out: set[str] = set()
    for question in [one for one in base.questions if one in groups]:
        own = groups[question]
        wrong = wrong_with(base, {**_flat(kept), **own}, today)
        if wrong:
            problems += wrong
            out.add(question)
            out |= {one for one in kept if not wrong_with(base, {**_flat(_without(kept, one)), **own}, today)}
        else:
            kept[question] = own
    for question in out:
        del groups[question]


def _without(groups: Mapping[str, dict[Any, object]], question: str) -> dict[str, dict[Any, object]]:
    return {name: group for name, group in groups.items() if name != question}


def _with_remedy(
    base: KnowledgeBase,
    problem: Problem,
    question: str,
    own: Mapping[Any, object],
    facts: Mapping[str, Any],
    name: str,
) -> Problem:
    """Return the problem with the command that settles it, if there is only one way to settle it."""
    wanted = []
    for part in base.questions[question].only_if.parts:
        if part.outcome(facts) is Truth.TRUE:
            continue
        if not (isinstance(part, FactTest) and isinstance(part.test, Is) and part.fact in base.questions):
            return problem
        wanted.append(f"{part.fact}={part.test.value}")
    answers = [*wanted, *(f"{fact}={raw}" for fact, raw in own.items())]
    options = " ".join(f"-a {quote(answer)}" for answer in answers)
    remedy = f"if both are true: `followthrough leads set {quote(name)} {options}`"
    return Problem(problem.place, problem.wrong, remedy)
