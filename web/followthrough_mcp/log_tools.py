"""What the tools about the search log answer. A change first says what it would do, and the person confirms it.

What only some of them need is imported by them, as in `lead_tools`.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import written
from followthrough.format.days import spoken
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import answer_text
from followthrough.format.sentences import ended
from followthrough.leads.log import History, Log, leads_in
from followthrough.operations.answering import day_asked
from followthrough.operations.data import VERSION
from followthrough.operations.requests import LeadSent
from followthrough_mcp.sentences import CitedSentence, ToolAnswer, open_sentences, settled_sentences

if TYPE_CHECKING:
    from followthrough.leads.log.actions import Stored
    from followthrough.leads.log.status import Need


class LeadsListRequest(Struct, forbid_unknown_fields=True):
    """Who advises, and on which day."""

    counsel: str | None = None
    on: str | None = None


class LeadsShowRequest(LeadsListRequest, kw_only=True):
    """The name of a lead in the log."""

    name: str


class LeadsAddRequest(Struct, forbid_unknown_fields=True):
    """A new lead, and what is known of it."""

    name: str
    lead: LeadSent = {}
    note: str | None = None
    when: str | None = None
    confirmed: bool = False


class LeadsSetRequest(Struct, forbid_unknown_fields=True):
    """A lead in the log, and what is new."""

    name: str
    lead: LeadSent = {}
    note: str | None = None
    when: str | None = None
    confirmed: bool = False


class LeadsUndoRequest(Struct, forbid_unknown_fields=True):
    """The lead whose last change is undone; without a name, the last change of all."""

    name: str | None = None
    confirmed: bool = False


# Reading


def list_leads(base: KnowledgeBase, log: Log, asked: LeadsListRequest, today: date) -> ToolAnswer:
    """Return the active leads with what each needs, the most urgent first."""
    from followthrough.leads.log.status import overview

    day = day_asked(asked.on, today)
    histories = log.histories()
    found = overview(base, histories, counsel=asked.counsel, today=day)
    told = tuple(sentence for one in found.needs for sentence in _need_sentences(base, one, named=True))
    dropped = [one.name for one in histories if one.dropped_on(day) is not None]
    data = {**VERSION, "on": str(day), "leads": [_need_data(one) for one in found.needs], "dropped": dropped}
    return ToolAnswer(data, told or (CitedSentence("No lead in the search log is active."),))


def show_lead(base: KnowledgeBase, log: Log, asked: LeadsShowRequest, today: date) -> ToolAnswer:
    """Return a lead with its answers, its history, and what it needs."""
    from followthrough.leads.log.status import need

    day = day_asked(asked.on, today)
    history = log.history(asked.name)
    found = need(base, history, counsel=asked.counsel, today=day)
    entries = [
        {"day": str(one.day), "kind": one.kind, "name": one.name, "value": one.value} for one in history.until(day)
    ]
    data = {**VERSION, **_need_data(found), "answers": history.answers(day), "history": entries}
    return ToolAnswer(data, tuple(_need_sentences(base, found)))


def _need_data(found: "Need") -> dict[str, Any]:
    return {
        "name": found.history.name,
        "urgency": found.urgency,
        "due": str(found.due) if found.due else None,
        "missing": list(found.missing),
        "problem": found.fault or None,
    }


def _need_sentences(base: KnowledgeBase, found: "Need", *, named: bool = False) -> list[CitedSentence]:
    """Return what a lead needs; of one among many only the goals."""
    if found.turn is None:
        return [CitedSentence(f"{found.history.name}: there is no advice, since {ended(found.fault)}")]
    advice = found.turn.advice
    told = [*settled_sentences(advice), *open_sentences(base, {**advice.open, **found.open})]
    if not named:
        return told
    goals = told[: len(base.goals)]
    return [CitedSentence(f"{found.history.name}: {one.say}", one.rules) for one in goals]


# Changes: what each would do, and doing it


def would_add(base: KnowledgeBase, log: Log, asked: LeadsAddRequest, today: date) -> str:
    """Return what to ask the person before a lead is added. Raises LeadError if it cannot be."""
    read = read_lead(base, asked.lead, today, partial=True)
    return f"Add the lead “{asked.name}” to your search log{_with(base, read.answers, asked, today)}?"


def add(base: KnowledgeBase, log: Log, asked: LeadsAddRequest, today: date) -> ToolAnswer:
    """Add a lead."""
    from followthrough.leads.log import actions

    day = day_asked(asked.when, today)
    stored = actions.add(log, base, asked.name, asked.lead, today=today, day=day, note=asked.note)
    return _stored(base, stored, today, f"{stored.history.name} is in the search log.")


def would_set(base: KnowledgeBase, log: Log, asked: LeadsSetRequest, today: date) -> str:
    """Return what to ask the person before answers are recorded. Raises LeadError if they cannot be, and LogError."""
    if not asked.lead and asked.note is None:
        raise LeadError([Problem(Place("leads_set"), "nothing is new", "give answers in `lead`, or a `note`")])
    history = log.history(asked.name)
    read: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in asked.lead.items():
        try:
            read |= read_lead(base, {name: value}, today, partial=True).answers
        except LeadError as error:
            problems += error.problems
    if problems:
        raise LeadError(problems)
    return f"Record for the lead “{history.name}” in your search log{_with(base, read, asked, today)}?"


def set_(base: KnowledgeBase, log: Log, asked: LeadsSetRequest, today: date) -> ToolAnswer:
    """Record answers or a note."""
    from followthrough.leads.log import actions

    day = day_asked(asked.when, today)
    stored = actions.set_answers(log, base, asked.name, asked.lead, today=today, day=day, note=asked.note)
    if stored.refused:
        raise LeadError(stored.refused)
    return _stored(base, stored, today, f"{stored.history.name}: stored.")


def would_undo(base: KnowledgeBase, log: Log, asked: LeadsUndoRequest, today: date) -> str:
    """Return what to ask the person before a change is undone. Raises LeadError if there is none, and LogError."""
    from followthrough.leads.log.status import what_goes, what_goes_together
    from followthrough.leads.log.undoing import last_change

    history, entries = last_change(log, asked.name)
    if any(entry.kind == "added" for entry in entries):
        about = len(leads_in(entries))
        gone = what_goes(history) if about == 1 else what_goes_together(entries)
        return f"Undo adding “{history.name}”? {gone}"
    told = ", ".join(f"{one.name} {one.value}".strip() or one.kind for one in entries)
    return f"Undo the last change to “{history.name}” in your search log: {told}?"


def undo(base: KnowledgeBase, log: Log, asked: LeadsUndoRequest, today: date) -> ToolAnswer:
    """Undo the last change."""
    from followthrough.leads.log import undoing

    history, entries = undoing.undo(log, asked.name, today=today)
    undone = [{"day": str(one.day), "kind": one.kind, "name": one.name, "value": one.value} for one in entries]
    said = CitedSentence(f"{history.name}: undone. `followthrough leads redo` brings it back.")
    return ToolAnswer({**VERSION, "name": history.name, "undone": undone}, (said,))


def _with(
    base: KnowledgeBase, answers: Mapping[str, Any], asked: LeadsAddRequest | LeadsSetRequest, today: date
) -> str:
    """Return all that a change would record, in the order of the base. Raises LeadError if its day cannot be."""
    in_order = {name: answers[name] for name in (*base.questions, *answers) if name in answers}
    told = [
        f"“{base.questions[name].ask}” {answer_text(base, name, written(value))}"
        if name in base.questions
        else f"{name}: {written(value)}"
        for name, value in in_order.items()
    ]
    told += [f"the note “{asked.note}”"] if asked.note is not None else []
    day = day_asked(asked.when, today)
    as_of = f", as of {spoken(day)}" if day != today else ""
    return as_of + (f", with: {'; '.join(told)}" if told else "")


def _stored(base: KnowledgeBase, stored: "Stored", today: date, said: str) -> ToolAnswer:
    from followthrough.leads.log.status import need

    told = [CitedSentence(said)]
    told += [
        CitedSentence(f"Taken back, because it no longer fits: the answer to “{base.questions[name].ask}”")
        for name in stored.retracted
    ]
    history: History = stored.history
    found = need(base, history, today=today)
    data = {**VERSION, **_need_data(found), "answers": history.answers(today), "retracted": list(stored.retracted)}
    return ToolAnswer(data, (*told, *_need_sentences(base, found)))
