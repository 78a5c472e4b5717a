"""From what a person typed to the facts of a lead.

A lead is a mapping of questions to answers. A counted concept (`days_since_interview`) may be given instead
of its date. An answer is a value of its question, or `unknown` where the question allows it; a question that
nobody answered is unknown too, but only where that is allowed: otherwise it is missing.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from followthrough.conditions import Truth, Value
from followthrough.days import day_of
from followthrough.errors import LeadError, MissingFacts, Place, Problem, did_you_mean
from followthrough.model import Count, KnowledgeBase, Question
from followthrough.words import Word, is_safe

MAX_TEXT = 200
"""Longest answer, in characters: a name or a sentence, printed on a line or two."""

UNKNOWN = "unknown"
"""How "I don't know" is written in a lead."""


class Lead(msgspec.Struct, frozen=True):
    """A lead: what was answered, and the facts that follow for every question and count.

    `answers` has the typed answers, None for "I don't know"; `facts` has all questions and counts, None where
    unknown; `origins` tells for each whether it was an answer, was counted, or is known from nothing;
    `missing` names the questions that apply, must be answered and are not, in the author's order.
    """

    answers: Mapping[str, Value]
    facts: Mapping[str, Value]
    origins: Mapping[str, Literal["answer", "counted", "nothing"]]
    missing: tuple[str, ...]


def read_lead(base: KnowledgeBase, given: Mapping[Any, object], today: date, *, partial: bool = False) -> Lead:
    """Read a lead.

    `given` maps questions or counts to texts, whole numbers, dates or None (unknown). In a `partial` lead a
    question that is open may still make another one applicable; otherwise every answer must apply as it is.
    Raises LeadError with every problem.
    """
    problems: list[Problem] = []
    answers: dict[str, Value] = {}
    for name, raw in given.items():
        place = _place(name, raw)
        try:
            answers[str(name)] = _answer(base, str(name), raw, today)
        except ValueError as error:
            wrong, _, remedy = str(error).partition("; ")
            problems.append(Problem(place, wrong, remedy))
    places = {str(name): _place(name, raw) for name, raw in given.items()}
    facts = _facts(base, answers, today, places, problems)
    open_facts = {name for name in facts if partial and facts[name] is None and name not in answers}
    problems.extend(_excluded(base, answers, facts, open_facts, places))
    if problems:
        raise LeadError(problems)
    origins: dict[str, Literal["answer", "counted", "nothing"]] = {
        name: "nothing" if value is None else "answer" if name in answers else "counted"
        for name, value in facts.items()
    }
    return Lead(answers, facts, origins, tuple(_missing(base, facts)))


def complete(lead: Lead) -> Lead:
    """Give the lead back if nothing is missing; raise MissingFacts otherwise."""
    if lead.missing:
        raise MissingFacts(lead.missing)
    return lead


def read_answer(base: KnowledgeBase, question: Question, text: str, today: date) -> Value:
    """Read one answer as typed; raises ValueError, its text being what is wrong; what to do."""
    return _answer(base, question.name, text, today)


def _place(name: str, raw: object) -> Place:
    for word in (raw, name):
        if isinstance(word, Word):
            return word.at
    return Place(f"answer {''.join(c for c in str(name) if is_safe(c))[:MAX_TEXT]!r}")


def _answer(base: KnowledgeBase, name: str, raw: object, today: date) -> Value:
    question = base.questions.get(name)
    count = base.counts.get(name)
    if question is None and count is None:
        if name in base.concepts:
            raise ValueError(f"{name!r} is concluded by rules; remove it, or answer what it rests on")
        raise ValueError(f"unknown question {name!r}; {did_you_mean(name, [*base.questions, *base.counts])}")
    if not isinstance(raw, str | int | date | None) or isinstance(raw, bool):
        raise ValueError(f"{name} cannot be a {type(raw).__name__}; give a text, a whole number or a date")
    text = UNKNOWN if raw is None else str(raw)
    if len(text) > MAX_TEXT:
        raise ValueError(f"the answer to {name} has more than {MAX_TEXT} characters; shorten it")
    if not all(is_safe(c) and c not in "\n\t" for c in text):
        raise ValueError(f"the answer to {name} has a control character; remove it")
    if count is not None:
        if text == UNKNOWN:
            _allow_unknown(base.questions[count.of], name)
            return None
        return _number(text, name, count.low, count.high, "days")
    assert question is not None
    if text == UNKNOWN:
        _allow_unknown(question, name)
        return None
    if question.kind == "number":
        return _number(text, name, question.low, question.high, question.unit)
    if question.kind == "date":
        try:
            return day_of(text, today)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    if question.kind == "text":
        if not text.strip():
            raise ValueError(f"the answer to {name} is empty; write it, or leave the question out")
        return text
    if text not in question.choices:
        choices = [*question.choices, UNKNOWN] if question.unknown_allowed else list(question.choices)
        raise ValueError(f"{name} cannot be {text!r}; {did_you_mean(text, choices)}")
    return text


def _allow_unknown(question: Question, name: str) -> None:
    if not question.unknown_allowed:
        wanted = did_you_mean("", question.choices) if question.choices else f"answer it: {question.ask}"
        raise ValueError(f"{name} cannot be unknown; {wanted}")


def _number(text: str, name: str, low: int, high: int, unit: str) -> int:
    allowed = f"a whole number from {low} to {high}" + (f" ({unit})" if unit else "")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValueError(f"{name} cannot be {text!r}; write {allowed}")
    number = int(text)
    if not low <= number <= high:
        raise ValueError(f"{name} cannot be {number}; write {allowed}")
    return number


def _facts(
    base: KnowledgeBase,
    answers: dict[str, Value],
    today: date,
    places: Mapping[str, Place],
    problems: list[Problem],
) -> dict[str, Value]:
    """Lay out every question and count; a date and its count follow from each other."""
    facts: dict[str, Value] = {name: answers.get(name) for name in (*base.questions, *base.counts)}
    for count in base.counts.values():
        day, days = answers.get(count.of), answers.get(count.name)
        if isinstance(day, date):
            counted = count.days(day, today)
            if not count.low <= counted <= count.high:
                problems.append(Problem(places[count.of], *_out_of_range(count, day, counted, today)))
            elif isinstance(days, int) and days != counted:
                wrong = f"{count.name} is {days}, but {count.of} {day} makes it {counted} on {today}"
                problems.append(Problem(places[count.name], wrong, "keep one of the two answers"))
            facts[count.name] = counted
        elif isinstance(days, int):
            try:
                facts[count.of] = today + timedelta(days=-days if count.direction == "since" else days)
            except OverflowError:
                problems.append(Problem(places[count.name], f"{count.name} {days} is beyond the calendar", "check it"))
    return facts


def _out_of_range(count: Count, day: date, counted: int, today: date) -> tuple[str, str]:
    if count.direction == "since" and counted < 0 <= count.low:
        return f"{count.of} cannot be {day}: that is after today, {today}", "give a day that has passed"
    return (
        f"{count.of} cannot be {day}: that makes {count.name} {counted}",
        f"give a day for which it is from {count.low} to {count.high}",
    )


def _excluded(
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    facts: Mapping[str, Value],
    open_facts: set[str],
    places: Mapping[str, Place],
) -> Iterator[Problem]:
    """Find answers that `only if` or `never` excludes."""
    for name, value in answers.items():
        question = base.questions[base.counts[name].of if name in base.counts else name]
        outcome = question.only_if.outcome(facts)
        may_come = outcome is Truth.UNKNOWN and any(test.fact in open_facts for test in question.only_if.tests())
        if value is not None and outcome is not Truth.TRUE and not may_come:
            needed = [str(part) for part in question.only_if.parts if part.outcome(facts) is not Truth.TRUE]
            yield Problem(
                places[name],
                f"{name} is possible only with {'; '.join(needed)}",
                f"remove this answer, or change {needed[0].partition(':')[0]}",
            )
    for never in base.nevers:
        tests = list(never.conditions.tests())
        if never.conditions.outcome(facts) is Truth.TRUE and not any(t.fact in open_facts for t in tests):
            involved = [test for test in tests if test.fact in places] or tests
            place = max(places.get(test.fact, never.place) for test in involved)
            yield Problem(place, f"these answers cannot occur together ({never.conditions})", never.because)


def _missing(base: KnowledgeBase, facts: Mapping[str, Value]) -> Iterator[str]:
    for question in base.questions.values():
        if (
            facts[question.name] is None
            and not question.unknown_allowed
            and question.kind != "text"
            and question.only_if.outcome(facts) is Truth.TRUE
        ):
            yield question.name
