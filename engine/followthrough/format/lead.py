"""From what a person typed to the facts of a lead.

A lead is a mapping of questions to answers. A count of days (`days_since_interview`) may be given instead of its date.
An answer is a value of its question, or `unknown` if the question allows it. A question that nobody answered is unknown
too, if that is allowed; otherwise it is missing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, Literal

from msgspec.structs import replace

from followthrough.errors import LeadError, MissingFacts, Place, Problem, did_you_mean
from followthrough.format.applicability import excluded, may_stay_unknown, missing, open_facts, unanswered
from followthrough.format.choices import UNKNOWN, Refused, bare, choice_meant, several_meant
from followthrough.format.conditions import Value
from followthrough.format.counts import Count
from followthrough.format.day_facts import facts_of
from followthrough.format.day_order import Ages, known_ages, meant, reach, window
from followthrough.format.days import NotADay, SeveralDays, day_of
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import (
    NotANumber,
    TooManyPlaces,
    TwoNumbers,
    exact_number,
    places_of,
    typed_number,
    wanted,
)
from followthrough.format.words import Entries, Word, Words, composed, describe, is_safe, plain_text, quoted
from followthrough.short_repr import Result, named

MOST_REMEMBERED = 512
"""Most leads that are remembered as they were read: a list, a plan, and a page come back to the same ones."""

MAX_TEXT = 200
"""Longest answer, in characters: a name or a sentence, printed on a line or two."""

_LINE = re.compile(r"([a-z][a-z0-9_]*): ([A-Za-z0-9]+(?:[ ._-][A-Za-z0-9]+)*)")
"""A question and its answer on a line, in letters, digits, and the characters that join them."""


class RefusedDays(Refused):
    """An answer whose `text` could be one of several `days`."""

    def __init__(self, question: str, several: SeveralDays) -> None:
        self.text, self.days = several.text, several.days
        super().__init__(f"{question} cannot be read: {several.wrong}", several.remedy)


class Lead(Result, frozen=True):
    """A lead: what was answered, and the facts that follow for every question and count.

    `answers` has the typed answers, None for "I don't know"; `facts` has all questions and counts, None if unknown;
    `origins` says for each whether it was answered, counted, assumed (`openness`), or comes from nothing; `missing` has
    the questions that apply, must be answered, and are not, in the author's order (`applicability`). Where days are in
    an order, `ages` says of each known one how many days ago it was (`day_order`).
    """

    answers: Mapping[str, Value]
    facts: Mapping[str, Value]
    origins: Mapping[str, Literal["answer", "counted", "assumed", "nothing"]]
    missing: tuple[str, ...]
    ages: Mapping[str, Ages] = {}

    def _lines(self) -> Iterator[str]:
        told = (f"{name}: {'unknown' if value is None else value}" for name, value in self.answers.items())
        yield f"Lead with answers {named(told) or 'none'}"
        yield f"missing {named(self.missing) or 'none'}"


def read_plainly(raw: bytes, file: str) -> dict[Word, Word] | None:
    r"""Read a file of answers written as most are: one `question: answer` per line, and comments on their own lines.

    Return None if there is anything else, or nothing. Then read it as YAML (`yaml_words`), which gives the same result
    for such lines but takes longer to import than advice takes.

    >>> read_plainly(b"# a comment\nwant_it: yes", "lead.yaml"), read_plainly(b"want_it: [yes]", "lead.yaml")
    ({'want_it': 'yes'}, None)
    """
    text = plain_text(raw, file, [])
    lead: dict[Word, Word] = {}
    for number, line in enumerate(text.split("\n") if text else (), start=1):
        if line and not line.startswith("#"):
            match = _LINE.fullmatch(line)
            if match is None or match[1] in lead or len(line) > MAX_TEXT:
                return None
            lead[Word(match[1], Place(file, number, 1))] = Word(match[2], Place(file, number, match.start(2) + 1))
    return lead or None


def read_lead(base: KnowledgeBase, given: Mapping[Any, object], today: date, *, partial: bool = False) -> Lead:
    """Read a lead.

    `given` maps questions or counts to texts, whole numbers, dates, or None (unknown). In a `partial` lead, an open
    question may still make another one apply; otherwise every answer must apply as the lead is. Raises LeadError with
    every problem.
    """
    items = tuple(given.items())
    try:
        hash(items)
    except TypeError:  # several choices came as a list
        return _read(base, items, today, partial=partial)
    kinds = tuple([type(raw) for _, raw in items])
    return _remembered(base, items, kinds, today, partial=partial)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(
    base: KnowledgeBase, items: tuple[tuple[Any, object], ...], kinds: tuple[type, ...], today: date, *, partial: bool
) -> Lead:
    """Read a lead, or return it as it was read; `kinds` tells apart what is equal but not alike, as 1 and True are."""
    return _read(base, items, today, partial=partial)


def _read(base: KnowledgeBase, items: Iterable[tuple[Any, object]], today: date, *, partial: bool) -> Lead:
    given, problems = dict(items), list[Problem]()
    places = {str(name): _place(name, raw) for name, raw in given.items()}
    answers = _answers(base, given, today, places, problems)
    facts = facts_of(base, answers, today, places, problems)
    faulty = {name for name in places if name not in answers or (answers[name] is not None and facts[name] is None)}
    is_open = open_facts(base, facts, answers, faulty, partial=partial)
    problems.extend(excluded(base, facts, answers, is_open, places))
    if problems:
        raise LeadError(problems)
    origins: dict[str, Literal["answer", "counted", "assumed", "nothing"]] = {
        name: "nothing" if value is None else "answer" if name in answers else "counted"
        for name, value in facts.items()
    }
    return Lead(answers, facts, origins, tuple(missing(base, facts, answers)), known_ages(base, answers, today))


def left_unknown(base: KnowledgeBase, lead: Lead) -> Lead:
    """Answer with "I don't know" each open question that allows it, whatever the answers to the others are."""
    silent = [
        question.name
        for question in unanswered(base, lead.facts, lead.answers)
        if may_stay_unknown(base, question, lead.facts, lead.answers)
    ]
    answers = {**lead.answers, **dict.fromkeys(silent)}
    return replace(lead, answers=answers, missing=tuple(missing(base, lead.facts, answers)))


def lasting(base: KnowledgeBase, lead: Lead) -> dict[str, Value]:
    """Return the answers as they hold on later days too, with dates in place of the days counted from them."""
    return {question: lead.facts[question] for question in map(base.question_of, lead.answers)}


def complete(lead: Lead) -> Lead:
    """Return the lead if nothing is missing. Raises MissingFacts otherwise."""
    if lead.missing:
        raise MissingFacts(lead.missing)
    return lead


def read_answer(
    base: KnowledgeBase, question: Question, raw: object, today: date, among: Mapping[str, Value] | None = None
) -> Value:
    """Read the answer to one question; a day that can be read in several ways fits those `among` which it is.

    Raises Refused.
    """
    try:
        return _read_answer(base, question, raw, today)
    except RefusedDays as error:
        return _day_in_order(base, question, error, among or {}, today)


def _read_answer(base: KnowledgeBase, question: Question, raw: object, today: date) -> Value:
    if question.many:
        return _several(question, raw)
    text = _text(question.name, raw)
    if text == UNKNOWN or (bare(text) == UNKNOWN and question.kind != "text"):
        _allow_unknown(question, question.name)
        return None
    if question.kind == "number":
        if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
            return _within(question, text, lambda: exact_number(raw, question.decimals))
        return _within(question, text, lambda: typed_number(text, question.decimals, question.unit))
    if question.kind == "date":
        return _day(raw, text, question, base.counts_of(question.name), today)
    if question.kind != "text":
        return _choice(text, question)
    if not text.strip():
        raise Refused(f"the answer to {question.name} is empty", "write an answer, or leave the question out")
    return text


def revised(
    base: KnowledgeBase, answers: Mapping[str, Value], name: str, value: Value, today: date
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Answer a question, for the first time or again, and keep the later answers that still fit.

    Return the answers that are kept, in their order, and the names of the others. Raises LeadError if the answer
    contradicts an earlier one.
    """
    names = list(answers)
    cut = names.index(name) if name in names else len(names)
    kept = {earlier: answers[earlier] for earlier in names[:cut]} | {name: value}
    read_lead(base, kept, today, partial=True)
    dropped = []
    for later in names[cut + 1 :]:
        try:
            read_lead(base, {**kept, later: answers[later]}, today, partial=True)
        except LeadError:
            dropped.append(later)
        else:
            kept[later] = answers[later]
    return kept, tuple(dropped)


def _place(name: str, raw: object) -> Place:
    for word in (raw, name):
        if isinstance(word, Word | Words | Entries):
            return word.at
    return Place(f"answer {quoted(str(name))}")


def _answers(
    base: KnowledgeBase,
    given: Mapping[Any, object],
    today: date,
    places: Mapping[str, Place],
    problems: list[Problem],
) -> dict[str, Value]:
    """Read all answers. A day that can be read in several ways is read as the one that the order of days leaves."""
    answers: dict[str, Value] = {}
    several: dict[str, RefusedDays] = {}
    for name, raw in given.items():
        try:
            answers[str(name)] = _answer(base, str(name), raw, today)
        except RefusedDays as error:
            several[str(name)] = error
        except Refused as error:
            problems.append(Problem(places[str(name)], error.wrong, error.remedy))
    left = len(several) + 1
    while left > len(several):
        left = len(several)
        for name in list(several):
            try:
                answers[name] = _day_in_order(base, base.questions[name], several[name], answers, today)
                del several[name]
            except RefusedDays as error:
                several[name] = error
    problems += [Problem(places[name], error.wrong, error.remedy) for name, error in several.items()]
    return {str(name): answers[str(name)] for name in given if str(name) in answers}


def _day_in_order(
    base: KnowledgeBase, question: Question, several: RefusedDays, answers: Mapping[str, Value], today: date
) -> date:
    """Return the one of several days that fits the order of days; raises RefusedDays with those left if not one does.

    If none does, all of them are left: the fault may be in another day.
    """
    least, most = window(base, question.name, known_ages(base, answers, today))
    fitting = tuple(day for day in several.days if least <= (today - day).days <= most)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting or len(fitting) == len(several.days):
        raise several
    narrowed = SeveralDays(several.text, fitting)
    raise RefusedDays(question.name, narrowed)


def _answer(base: KnowledgeBase, name: str, raw: object, today: date) -> Value:
    if name in base.counts:
        return _days(base, base.counts[name], _text(name, raw))
    if name in base.questions:
        return _read_answer(base, base.questions[name], raw, today)
    if name in base.spans:
        first, last = base.spans[name].dates
        raise Refused(f"{name} follows from {first} and {last}", "remove it, and answer these two")
    if name in base.concepts:
        raise Refused(f"{quoted(name)} is concluded by rules", "remove it, or answer the questions it depends on")
    if name in base.sums:
        raise Refused(f"{quoted(name)} is a sum of points", "remove it, or answer the questions it adds up")
    from followthrough.format.naming import question_meant  # only a name that is wrong needs it

    raise Refused(f"unknown question {quoted(name)}", question_meant(base, name))


def _days(base: KnowledgeBase, count: Count, text: str) -> int | None:
    if bare(text) == UNKNOWN:
        _allow_unknown(base.questions[count.of], count.name)
        return None
    return _within(count, text, lambda: typed_number(text, unit="days"))


def _several(question: Question, raw: object) -> tuple[str, ...] | None:
    """Read the answer to a question that may have several: a list of choices, or a text of one or more."""
    most = MAX_TEXT * len(question.choices)
    listed = sorted(raw, key=str) if isinstance(raw, set | frozenset) else raw
    listed = listed if isinstance(listed, list | tuple) else [raw]
    held = several_meant(question.name, [_text(question.name, one, most) for one in listed], question.choices)
    if held is None:
        _allow_unknown(question, question.name)
    return held


def _choice(text: str, question: Question) -> str:
    meant = choice_meant(text, question.choices, question.choices)
    if meant is None:
        from followthrough.format.hints import near_value  # only an answer that is wrong needs them

        choices = {**question.choices, **({UNKNOWN: "I don't know"} if question.unknown_allowed else {})}
        remedy = near_value(text, choices, question.choice_words)
        raise Refused(f"{question.name} cannot be {quoted(text)}", remedy)
    return meant


def _day(raw: object, text: str, question: Question, counts: Sequence[Count], today: date) -> date:
    """Read a day. If a text may mean several, the question's counts decide which; not if no such day can be at all."""
    if isinstance(raw, date):
        return raw.date() if isinstance(raw, datetime) else raw
    first, last = meant(question, counts, today)
    try:
        return day_of(text, today, earliest=first, latest=last)
    except SeveralDays as error:
        first, last = reach(question, counts, today)
        if not any(first <= day <= last for day in error.days):
            return min(error.days, key=lambda day: abs(day - today))
        raise RefusedDays(question.name, error) from None
    except NotADay as error:
        raise Refused(f"{question.name} cannot be read: {error.wrong}", error.remedy) from None


def _text(name: str, raw: object, most: int = MAX_TEXT) -> str:
    """Return the text of an answer. Raises Refused if it is not plain text, a whole number, or a date."""
    if raw is None:
        return UNKNOWN
    if isinstance(raw, bool | float | datetime | timedelta | Decimal):
        raw = _plain(raw)
    if not isinstance(raw, str | int | date):
        what = describe(raw) if isinstance(raw, Words | Entries) else f"a {type(raw).__name__}"
        raise Refused(f"{name} cannot be {what}", "give text, a whole number, or a date")
    is_long = isinstance(raw, int) and abs(raw) >= 10**most  # too long for str(), perhaps
    text = "" if is_long else composed(str(raw))
    if is_long or len(text) > most:
        raise Refused(f"the answer to {name} has more than {most} characters", "shorten it")
    if not is_safe(text) or "\n" in text or "\t" in text:
        raise Refused(f"the answer to {name} has a control character", "remove it: it is invisible")
    return text


def _plain(raw: bool | float | datetime | timedelta | Decimal) -> str | int | date:
    """Return what a value stands for: true or false, the day of a time, or a whole number if it is one."""
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, timedelta):
        return str(raw) if raw % timedelta(days=1) else raw.days
    return int(raw) if isfinite(raw) and raw == int(raw) else str(raw)


def _allow_unknown(question: Question, name: str) -> None:
    if not question.unknown_allowed:
        wanted = did_you_mean("", question.choices) if question.choices else f"answer it: {question.ask}"
        raise Refused(f"{name} cannot be unknown", wanted)


def _within(ranged: Question | Count, text: str, read: Callable[[], int]) -> int:
    """Read a number, and return it if it is within the range of a question or a count."""
    unit = ranged.unit if isinstance(ranged, Question) else "days"
    allowed = f"write {wanted(ranged.low, ranged.high)}{f' ({unit})' if unit else ''}"
    try:
        number = read()
    except TwoNumbers as error:
        wrong = f"{ranged.name} cannot be read: {quoted(text)} can mean {error.one} or {error.other}"
        raise Refused(wrong, f"{allowed}, without marks between thousands") from None
    except NotANumber as error:
        places = places_of(ranged.high)
        fine = f", which has more than {places} decimals" if places and isinstance(error, TooManyPlaces) else ""
        raise Refused(f"{ranged.name} cannot be {quoted(text)}{fine}", allowed) from None
    if not ranged.low <= number <= ranged.high:
        raise Refused(f"{ranged.name} cannot be {number}", allowed)
    return number
