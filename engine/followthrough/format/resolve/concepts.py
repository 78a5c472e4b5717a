"""concepts.yaml: what rules conclude, and counts of days; and the concepts that base.yaml lists."""

import re
from collections.abc import Iterable
from typing import Literal, TypeVar

from msgspec.structs import replace

from followthrough.format.counts import Count, Span
from followthrough.format.forms import ConceptForm, OneOrMore
from followthrough.format.model import Concept
from followthrough.format.numbers import fixed
from followthrough.format.resolve.names import is_new_fact, read_values
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import read_decimals, read_flag, read_range
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.sums import Sum
from followthrough.format.words import Noted, Word, quoted

COUNTED = re.compile(r"days (?:(?:since|until) (\S+)|from (\S+) to (\S+))")
"""How a count is written, and the one or two dates in it."""

MAX_DAYS = 3_650
"""Counted days reach ten years unless the concept says otherwise: leads do not live longer."""


def read_concepts(forms: Iterable[ConceptForm], words: Vocabulary, notes: Notes) -> None:
    """Read concepts, counts of days, and the names of sums."""
    for form in forms:
        notes.accept(form.accepted, form.concept.at)
        if is_new_fact(form.concept, "concepts", words, notes):
            if form.adds is not None:
                _read_sum(form, words, notes)
            elif form.counts is not None:
                _read_count(form, form.counts, words, notes)
            else:
                _read_concept(form, words, notes)


def read_listed_concepts(listed: OneOrMore, what: str, words: Vocabulary, notes: Notes) -> tuple[str, ...]:
    """Read names of concepts that base.yaml lists."""
    notes.mentions.find("fact", listed)
    for word in listed:
        if word in words.sums:
            notes.add(word.at, f"the {what} {word} is a sum of points", "choose a concept that has `values`")
        elif word not in words.concepts:
            notes.unknown(word, what, words.concepts, "concepts", several=True)
    notes.repeated(listed)
    return tuple(str(word) for word in listed if word in words.concepts)


def is_concluded(concept: Word, words: Vocabulary, notes: Notes) -> bool:
    """Return whether rules can conclude a concept; note it if not."""
    notes.mentions.find("fact", [concept])
    if words.answered(concept) is not None:
        notes.add(concept.at, f"{concept} is asked or counted, not concluded", "conclude a concept from concepts.yaml")
    elif concept in words.sums:
        notes.add(concept.at, f"{concept} is a sum of points, not concluded", "conclude a concept that has `values`")
    elif concept not in words.concepts:
        notes.unknown(concept, "concept", words.concepts, "concepts")
    return concept in words.concepts


def _read_concept(form: ConceptForm, words: Vocabulary, notes: Notes) -> None:
    for key, word in (("from", form.low), ("to", form.high), ("unit", form.unit), ("decimals", form.decimals)):
        if word is not None:
            notes.add(word.at, f"{form.concept} has `{key}` but no numbers", "remove it, or add `counts:` or `adds:`")
    for key, given in (("means", form.means), ("values", form.values)):
        if given is None:
            notes.add(form.concept.at, f"{form.concept} has no `{key}`", f"add `{key}:`, `counts:`, or `adds:`")
    texts = {value: given if isinstance(given, Word) else given.says for value, given in (form.values or {}).items()}
    values = read_values(form.concept, texts, words, notes)
    if form.otherwise is not None:
        notes.mentions.find(f"value of {form.concept}", [form.otherwise])
        if values and form.otherwise not in values:
            notes.unknown(form.otherwise, f"value of {form.concept}", values)
    words.concepts[str(form.concept)] = Concept(
        name=str(form.concept),
        means=str(form.means or ""),
        values=values,
        many=read_flag(form.many, "many", notes, default=True),
        otherwise=str(form.otherwise) if form.otherwise is not None else None,
        place=form.concept.at,
    )


def _read_sum(form: ConceptForm, words: Vocabulary, notes: Notes) -> None:
    """Read what is said of a sum; what it adds up is read when all facts are known (`sums`)."""
    name = form.concept
    first_value = next(iter(form.values or ()), None)
    others = (("many", form.many), ("otherwise", form.otherwise), ("counts", form.counts), ("values", first_value))
    for key, word in others:
        if word is not None:
            notes.add(word.at, f"{name} adds up points but has `{key}`", "remove it")
    zero = fixed(0, read_decimals(form.decimals, notes))
    words.sums[str(name)] = Sum(str(name), str(form.means or ""), (), zero, zero, str(form.unit or ""), name.at)


def _read_count(form: ConceptForm, counts: Word, words: Vocabulary, notes: Notes) -> None:
    name = form.concept
    first_value = next(iter(form.values or ()), None)
    for key, word in (("many", form.many), ("otherwise", form.otherwise), ("values", first_value)):
        if word is not None:
            notes.add(word.at, f"{name} counts days but has `{key}`", "remove it")
    low, high = read_range(form.low, form.high, 0 if counts.startswith("days since ") else -MAX_DAYS, MAX_DAYS, notes)
    dates = [] if isinstance(counts, Noted) else _counted_dates(counts, words, notes)
    means = str(form.means or counts)
    if len(dates) == 2:
        _add(words.spans, Span(str(name), means, dates[0], dates[1], low, high, name.at), counts, notes)
    elif dates:
        direction: Literal["since", "until"] = "since" if counts.startswith("days since ") else "until"
        _add(words.counts, Count(str(name), means, dates[0], direction, low, high, name.at), counts, notes)
    else:
        notes.unread.add(str(name))


AnyCount = TypeVar("AnyCount", Count, Span)


def _add(known: dict[str, AnyCount], new: AnyCount, counts: Word, notes: Notes) -> None:
    """Add a count, unless there is one that is always the same number."""
    same = next(
        (one for one in known.values() if replace(new, name=one.name, means=one.means, place=one.place) == one), None
    )
    if same is None:
        known[new.name] = new
        return
    notes.unread.add(new.name)
    notes.add(
        counts.at,
        f"these days are already counted at {notes.layers.seen(same.place)}",
        f"use {same.name}, and remove this",
    )


def _counted_dates(counts: Word, words: Vocabulary, notes: Notes) -> list[str]:
    """Return the one or two dates whose days a concept counts; none, with problems noted, if they cannot be counted."""
    match = COUNTED.fullmatch(counts)
    if match is None:
        remedy = "write `days since QUESTION`, `days until QUESTION`, or `days from QUESTION to QUESTION`"
        notes.add(counts.at, f"{quoted(counts)} is not a count of days", remedy)
        return []
    named = [name for name in match.groups() if name is not None]
    dates = [name for name in named if _is_date(name, counts, words, notes)]
    if len({*named}) < len(named) and len(dates) == len(named):
        notes.add(counts.at, f"both days are {named[0]}, so there are none between them", "name two dates")
        return []
    return dates if len(dates) == len(named) else []


def _is_date(name: str, counts: Word, words: Vocabulary, notes: Notes) -> bool:
    """Return whether days can be counted from the answer to a question; note it if not."""
    notes.mentions.find("fact", [name])
    dates = [question.name for question in words.questions.values() if question.kind == "date"]
    if name in words.questions and name not in dates:
        remedy = "count the days of a date, or give it `kind: date`"
        notes.add(counts.at, f"the question {name} is not of kind date", remedy)
    elif name not in dates:
        notes.unknown(Word(name, counts.at), "date question", dates, "questions")
    return name in dates
