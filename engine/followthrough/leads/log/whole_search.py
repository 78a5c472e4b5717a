"""Answers about the whole search: recorded once, in the log, and shared by every lead."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import written
from followthrough.format.lead import lasting, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.sentences import listed
from followthrough.leads.log.history import SEARCH, Entry, History, of_the_search
from followthrough.leads.log.store import Clock, Log, NewEntry


def placed(base: KnowledgeBase, lead: str, drafts: Iterable[NewEntry]) -> Iterator[tuple[str, NewEntry]]:
    """Yield entries about a lead, named by its key, each with the key under which it is recorded."""
    for draft in drafts:
        question = base.questions.get(draft.name) if draft.kind in ("answer", "retracted") else None
        yield (SEARCH if question is not None and question.of_search else lead, draft)


def of_search(base: KnowledgeBase) -> tuple[str, ...]:
    """Name the questions about the whole search."""
    return tuple(name for name, question in base.questions.items() if question.of_search)


def set_answers(
    log: Log,
    base: KnowledgeBase,
    answers: Mapping[Any, object],
    *,
    today: date,
    day: date | None = None,
    clock: Clock | None = None,
) -> History:
    """Record answers about the whole search, for every lead, and return what is known of it.

    Raises LeadError if an answer is impossible or is about one lead, and LogError.
    """
    shared = of_search(base)
    if about_one := [name for name in map(str, answers) if name not in shared]:
        wrong = f"{listed(about_one)} {'is' if len(about_one) == 1 else 'are'} about one lead"
        remedy = "name the lead before it" + (f"; only {listed(shared)} can do without" if shared else "")
        raise LeadError([Problem(Place("leads set"), wrong, remedy)])
    known = lasting(base, read_lead(base, answers, today, partial=True))
    happened = day or today
    drafts = [(SEARCH, NewEntry("answer", name, written(value), happened)) for name, value in known.items()]
    with log.transaction(begin=True, clock=clock) as transaction:
        transaction.record_together(drafts)
        return of_the_search(transaction.entries())


def standing(entries: Iterable[Entry], on: date) -> dict[str, Entry]:
    """Return the answers about the whole search that stand on a day, each with what was recorded of it."""
    found: dict[str, Entry] = {}
    for entry in of_the_search(entries).until(on, ("answer", "retracted")):
        found.pop(entry.name, None)
        if entry.kind == "answer":
            found[entry.name] = entry
    return found
