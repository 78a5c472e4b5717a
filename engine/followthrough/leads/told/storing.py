"""What was told of a lead, beside what the log has: what is new, what it replaces, and what does not fit."""

from collections.abc import Mapping
from datetime import date

import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.actions import Stored, set_answers
from followthrough.leads.log.conflicts import accept
from followthrough.leads.log.history import History
from followthrough.leads.log.store import Clock, Log
from followthrough.leads.told.reading import Understanding, understand


class ToldOfLead(msgspec.Struct, frozen=True):
    """What a person told of a lead: how it was understood, and what comes of it in the log.

    `answers` are those to store, `replaced` the earlier ones that they change or exclude, and `refused` says what does
    not fit; the words for it are in the `note`, with all else that was not understood. It happened on `day`.
    """

    told: Understanding
    answers: Mapping[str, str]
    replaced: Mapping[str, str]
    refused: tuple[Problem, ...]
    note: str
    day: date

    @property
    def open(self) -> list[Problem]:
        """The doubts between several ways, which only the person can settle."""
        return [
            Problem(Place(doubt.words), f"could be {' or '.join(map(_written, doubt.ways))}", "say which, with -a")
            for doubt in self.told.doubts
            if len(doubt.ways) > 1
        ]


def _written(way: Mapping[str, str]) -> str:
    return " ".join(f"{question}={value}" for question, value in way.items())


def told_of(
    base: KnowledgeBase,
    history: History,
    said: str,
    *,
    today: date,
    day: date | None = None,
    settled: Mapping[str, Mapping[str, str] | None] | None = None,
    note: str = "",
) -> ToldOfLead:
    """Return what a text says of a lead in the log, with what it changes. Nothing is stored.

    `settled` has what the person says of the doubts, by their words. A `note` is kept as it is, and read as nothing. It
    happened on `day`, or on the one day that the text names, or `today`. Raises LeadError if the text says nothing at
    all.
    """
    if not said.strip():
        raise LeadError([Problem(Place(history.name), "nothing was told", "write what happened, in your words")])
    before = history.answers(today)
    told = understand(base, said, today=today, before=before, settled=settled, otherwise=day or today)
    accepted = accept(base, before, told.answers, today, history.name, history.known_on(today))
    answers = {name: told.answers[name] for name in accepted.new if before.get(name) != told.answers[name]}
    replaced = {name: before[name] for name in before if name in answers or name not in accepted.answers}
    left = [one.words for one in told.understood if not {*one.answers} <= {*accepted.new}]
    kept = "\n".join(dict.fromkeys(text for text in (told.note, *left, note) if text))
    return ToldOfLead(told, answers, replaced, accepted.refused, kept, day or told.day or today)


def as_a_note(what: ToldOfLead, said: str, note: str, day: date) -> ToldOfLead:
    """Return what was told as nothing but a note of that day, with the words as they were typed."""
    kept = "\n".join(text for text in (said.strip(), note) if text)
    return ToldOfLead(what.told, {}, {}, (), kept, day)


def store_told(
    log: Log, base: KnowledgeBase, history: History, what: ToldOfLead, *, today: date, clock: Clock | None = None
) -> Stored:
    """Store what was told of a lead as one change. Raises LeadError if there is nothing new, and LogError."""
    if not what.answers and not what.note:
        raise LeadError([Problem(Place(history.name), "the log has all of this already", "tell what is new")])
    note = what.note or None
    return set_answers(log, base, history.name, what.answers, today=today, day=what.day, note=note, clock=clock)
