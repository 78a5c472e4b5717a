"""Which new answers a lead can have beside its earlier ones, and what is to be settled before the others.

A new answer stands above an earlier one that it excludes, which is taken back. But one that rests on an earlier answer,
as a second letter does on the first, is refused where that answer says otherwise: the person alone knows which of the
two is wrong. The other new answers are kept all the same, so that nothing is lost behind what was refused.
"""

from collections.abc import Collection, Mapping
from datetime import date
from shlex import quote
from typing import Any

import msgspec

from followthrough.errors import LeadError, Problem
from followthrough.format.applicability import may_apply
from followthrough.format.conditions import FactTest, Is, Truth
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase

RawAnswers = Mapping[Any, object]


class AcceptedAnswers(msgspec.Struct, frozen=True):
    """The answers of a lead as they are then, the new ones that are among them, and what is wrong with the others."""

    answers: Mapping[Any, object]
    new: tuple[str, ...]
    refused: tuple[Problem, ...]


def accept(
    base: KnowledgeBase, before: Mapping[str, str], given: RawAnswers, today: date, name: str
) -> AcceptedAnswers:
    """Find which of the given answers a lead called `name` can have, on top of those that it had before."""
    problems: list[Problem] = []
    groups: dict[str, dict[Any, object]] = {}
    for fact, raw in given.items():
        groups.setdefault(base.question_of(str(fact)), {})[fact] = raw
    for question in list(groups):
        if wrong := _wrong(base, groups[question], today):
            problems += wrong
            del groups[question]
    _refuse_what_excludes_each_other(base, groups, today, problems)
    for question in [one for one in base.questions if one in groups]:
        own = groups.pop(question)
        others = fitting(base, _flat(groups), _others(before, {*groups, question}), today)
        read = read_lead(base, others, today, partial=True)
        if may_apply(base, base.questions[question], read.facts, read.answers):
            groups[question] = own
        else:
            wrong = _wrong(base, {**others, **own}, today)
            problems += [_with_remedy(base, problem, question, own, read.facts, name) for problem in wrong]
    kept = fitting(base, _flat(groups), _others(before, groups), today)
    return AcceptedAnswers(kept, tuple(question for question in groups if question in base.questions), tuple(problems))


def fitting(base: KnowledgeBase, first: RawAnswers, then: RawAnswers, today: date) -> dict[Any, object]:
    """Put answers on top of others, without those of the others that cannot be given together with them."""
    if not _wrong(base, {**then, **first}, today):
        return {**then, **first}
    kept = dict(first)
    for question in base.questions:  # an answer comes after those on which it hangs
        if question in then and not _wrong(base, {**kept, question: then[question]}, today):
            kept[question] = then[question]
    return kept


def latest_that_fit(base: KnowledgeBase, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the answers that can be given together as they are, of those that cannot the ones given last."""
    kept: dict[str, str] = {}
    left = dict(reversed(list(answers.items())))
    while left:
        fit = (name for name in left if not _wrong(base, {**kept, name: left[name]}, today, partial=False))
        found = next(fit, None)
        if found is None:
            break
        kept[found] = left.pop(found)
    return {name: kept[name] for name in answers if name in kept}


def _wrong(base: KnowledgeBase, answers: RawAnswers, today: date, *, partial: bool = True) -> tuple[Problem, ...]:
    try:
        read_lead(base, answers, today, partial=partial)
    except LeadError as error:
        return error.problems
    return ()


def _others(answers: Mapping[str, str], questions: Collection[str]) -> dict[str, str]:
    return {question: value for question, value in answers.items() if question not in questions}


def _flat(groups: Mapping[str, Mapping[Any, object]]) -> dict[Any, object]:
    return {fact: raw for group in groups.values() for fact, raw in group.items()}


def _refuse_what_excludes_each_other(
    base: KnowledgeBase, groups: dict[str, dict[Any, object]], today: date, problems: list[Problem]
) -> None:
    """Take out new answers that cannot be given together: nobody but the person knows which of them is wrong."""
    kept: dict[str, dict[Any, object]] = {}
    out: set[str] = set()
    for question in [one for one in base.questions if one in groups]:
        own = groups[question]
        wrong = _wrong(base, {**_flat(kept), **own}, today)
        if wrong:
            problems += wrong
            out.add(question)
            read = read_lead(base, _flat(kept), today, partial=True)
            if may_apply(base, base.questions[question], read.facts, read.answers):
                out |= {one for one in kept if not _wrong(base, {**_flat(_without(kept, one)), **own}, today)}
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
    """Name the command that settles what an answer rests on, where there is one way only to settle it."""
    wanted = []
    for part in base.questions[question].only_if.parts:
        if part.outcome(facts) is Truth.TRUE:
            continue
        if not (isinstance(part, FactTest) and isinstance(part.test, Is) and part.fact in base.questions):
            return problem
        wanted.append(f"{part.fact}={part.test.value}")
    answers = [*wanted, *(f"{fact}={raw}" for fact, raw in own.items())]
    options = " ".join(f"-a {quote(answer)}" for answer in answers)
    remedy = f"if both are so: `followthrough leads set {quote(name)} {options}`"
    return Problem(problem.place, problem.wrong, remedy)
