"""Which answers hold together: new ones stand above earlier ones."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from followthrough.errors import LeadError, Problem
from followthrough.format.conditions import Truth
from followthrough.format.graph_walks import reached
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase, Question

RawAnswers = Mapping[Any, object]


def fitting(
    base: KnowledgeBase, first: RawAnswers, then: RawAnswers, today: date, known_on: Mapping[str, date] | None = None
) -> dict[Any, object]:
    """Return the `first` answers together with those of `then` that do not contradict them.

    Those that tell of what was before a first day go too, if the order of days has it that it was not (`history_of`).
    """
    gone = history_of(base, first, then, today, known_on)
    then = {question: raw for question, raw in then.items() if question not in gone}
    if not wrong_with(base, {**then, **first}, today):
        return {**then, **first}
    kept = dict(first)
    left = [question for question in base.questions if question in then and question not in first]
    for question in left:  # in this order, each answer comes after those on which it depends
        if not wrong_with(base, {**kept, question: then[question]}, today):
            kept[question] = then[question]
    return kept


def without(base: KnowledgeBase, answers: RawAnswers, name: str, today: date) -> tuple[dict[Any, object], list[str]]:
    """Take an answer back. Return the answers that stay, and the names of those whose questions no longer apply."""
    resting = [one for one in answers if name in _rests_on(base, base.question_of(str(one)))]
    kept = {one: raw for one, raw in answers.items() if one != name and one not in resting}
    places = list(base.questions)
    dropped = []
    for one in sorted(resting, key=lambda one: places.index(base.question_of(str(one)))):
        more = {**kept, one: answers[one]}
        if len(wrong_with(base, more, today, partial=False)) > len(wrong_with(base, kept, today, partial=False)):
            dropped.append(str(one))
        else:
            kept = more
    return {one: raw for one, raw in answers.items() if one in kept}, dropped


def wrong_with(base: KnowledgeBase, answers: RawAnswers, today: date, *, partial: bool = True) -> tuple[Problem, ...]:
    """Return what is wrong with the answers of a lead; in a `partial` one, open questions may still be answered."""
    try:
        read_lead(base, answers, today, partial=partial)
    except LeadError as error:
        return error.problems
    return ()


def before_its_time(
    base: KnowledgeBase, question: str, own: RawAnswers, told: RawAnswers, today: date
) -> tuple[Problem, ...]:
    """Return what is wrong with the answer to a date question that is before a day already told, but must not be."""
    earlier = reached(base.questions[question].not_before, lambda name: base.questions[name].not_before)
    days = {name: told[name] for name in earlier if name in told}
    return wrong_with(base, {**days, **own}, today) if days else ()


def history_of(
    base: KnowledgeBase, first: RawAnswers, then: RawAnswers, today: date, known_on: Mapping[str, date] | None
) -> set[str]:
    """Name the answers of `then` that have become history by a day among the `first` answers.

    A date that is not before that day, as the order of days has it, but was, is history; and so are the answers that
    made it apply, since it says on what day that was. The day need not have been told: what was known on an earlier day
    (`known_on`) happened before, unless it may lie ahead. Where a person tells what has happened (`known_on` is given),
    a day that may lie ahead is history on the new day itself: it is the day that was awaited. What rests on history is
    history: it is asked only because of it. What the first answers rest on is not.
    """
    if not any(one.not_before for one in base.questions.values()) or wrong_with(base, first, today):
        return set()
    new = read_lead(base, first, today, partial=True).facts
    days = {name: day for name in base.questions if isinstance(day := new[name], date)}
    stays = {*map(base.question_of, first)}
    stays = {*stays, *(other for name in stays for other in _rests_on(base, name))}
    found = set[str]()
    for question in base.questions.values():
        latest = max((days[one] for one in question.not_before if one in days), default=None)
        if latest is not None and question.name not in stays:
            found |= _made_history(base, question, latest, then, today, known_on) - stays
    rest = {base.question_of(str(name)): name for name in then} if found else {}
    return found | {name for one, name in rest.items() if one not in stays and found & {*_rests_on(base, one)}}


def _made_history(
    base: KnowledgeBase,
    question: Question,
    latest: date,
    then: RawAnswers,
    today: date,
    known_on: Mapping[str, date] | None,
) -> set[str]:
    """Name a date that was before `latest`, and the answers that made it apply; nothing if it was not."""
    own = {name: then[name] for name in {*_tested(base, question.name), question.name} if name in then}
    if wrong_with(base, own, today):
        return set()
    facts = read_lead(base, own, today, partial=True).facts
    met = [one.fact for one in question.only_if.tests() if one.outcome(facts) is Truth.TRUE]
    applying = {name for fact in met for name in base.questions_of(fact)}
    day = facts[question.name]
    if isinstance(day, date):
        has_come = day < latest or (day == latest and question.ahead and known_on is not None)
        return {question.name, *applying} if has_come else set()
    known = known_on or {}
    return {name for name in applying if not question.ahead and known.get(name, latest) < latest}


def _tested(base: KnowledgeBase, question: str) -> list[str]:
    """Name the questions that the `only if` of one tests."""
    tests = base.questions[question].only_if.tests()
    return [name for test in tests for name in base.questions_of(test.fact)]


def _rests_on(base: KnowledgeBase, question: str) -> tuple[str, ...]:
    """Name the questions whose answers decide whether one applies."""
    return reached(_tested(base, question), lambda name: _tested(base, name))
