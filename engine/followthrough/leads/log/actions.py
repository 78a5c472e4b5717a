"""What a person can do to the log. Each function is one transaction: when it returns, the change is stored."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from shlex import quote
from typing import Any

import msgspec

from followthrough.advising.advice import Advice
from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import written
from followthrough.format.conditions import Value, values_of
from followthrough.format.doing import changes, with_changes
from followthrough.format.fitting import wrong_with
from followthrough.format.lead import lasting, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.resting import rested_on
from followthrough.leads.log.aside import aside_in, brought_back
from followthrough.leads.log.conflicts import accept
from followthrough.leads.log.history import EntryKind, Given, History
from followthrough.leads.log.lead_names import check_name, check_note, folded
from followthrough.leads.log.store import Clock, Log, NewEntry, Transaction, new_key
from followthrough.leads.log.whole_search import placed
from followthrough.leads.standing import as_it_stands


class Stored(msgspec.Struct, frozen=True):
    """What was stored: the lead as it is now, and the effect on earlier answers.

    `retracted` names the answers that were taken back because the new ones exclude them. `stands` has the new answers
    that change nothing today, each with the later day on which the question was answered again. `refused` says what was
    not stored, and what to settle first. `back` names the answers put aside that came back with the new ones. `given`
    has the new answers as they are stored, and `follows` those that nobody gave and that follow from them.
    """

    history: History
    retracted: tuple[str, ...] = ()
    stands: tuple[tuple[str, date], ...] = ()
    refused: tuple[Problem, ...] = ()
    back: tuple[str, ...] = ()
    given: Mapping[str, str] = {}
    follows: Mapping[str, str] = {}


def add(
    log: Log,
    base: KnowledgeBase,
    name: str,
    answers: Mapping[Any, object],
    *,
    today: date,
    day: date | None = None,
    note: str | None = None,
    clock: Clock | None = None,
) -> Stored:
    """Start a lead. `day` is the day on which it came up, or `today` if not given.

    Raises LeadError if the name is taken or an answer is not possible, and LogError.
    """
    check_name(name)
    known = as_kept(base, answers, today)
    happened = _happened(day, today)
    drafts = [NewEntry("added", "", name, happened), *_answered(known, happened), *_noted(note, happened)]
    with log.transaction(begin=True, clock=clock) as transaction:
        for other in transaction.histories():
            if folded(other.name) == folded(name):
                remedy = "`followthrough leads set` changes it, or choose another name"
                raise LeadError([Problem(Place(str(log.path)), f"already has a lead {other.name!r}", remedy)])
        key = new_key()
        transaction.record_together(placed(base, key, drafts))
        history = as_it_is(transaction, key)
    return Stored(history, given=known, follows=rested_on(base, known))


def set_answers(
    log: Log,
    base: KnowledgeBase,
    name: str,
    answers: Mapping[Any, object],
    *,
    today: date,
    day: date | None = None,
    note: str | None = None,
    clock: Clock | None = None,
) -> Stored:
    """Record answers, what was done or heard, or a note.

    Earlier answers that the new ones exclude are taken back. An impossible answer is refused, and the others are
    stored. Raises LeadError if there is no such lead or nothing can be stored, and LogError.
    """
    happened = _happened(day, today)
    with log.transaction(clock=clock) as transaction:
        history = transaction.history(name)
        before = history.answers(today)
        accepted = accept(base, before, answers, today, history.name, history.known_on(today))
        if accepted.refused and not accepted.new and note is None:
            raise LeadError(accepted.refused)
        new = as_kept(base, accepted.answers, today)
        retracted = _gone(base, before, new, today)
        given = told = {question: new[question] for question in accepted.new}
        back = brought_back(base, new, given, aside_in(history, today), today)
        given = told | back
        drafts = [*_answered(given, happened), *_drafts("retracted", retracted, happened), *_noted(note, happened)]
        transaction.record_together(placed(base, history.key, drafts))
        after = as_it_is(transaction, history.key)
    stands = tuple(_answered_later(after, given, happened, today))
    follows = rested_on(base, new, told)
    return Stored(after, retracted, stands, accepted.refused, tuple(back), told, follows)


def did(
    log: Log,
    base: KnowledgeBase,
    name: str,
    goal: str,
    step: str,
    *,
    today: date,
    day: date | None = None,
    note: str | None = None,
    clock: Clock | None = None,
) -> Stored:
    """Record that a step was done, a value of a goal: the answers that follow from doing it on that day.

    Earlier answers that these exclude are taken back. Raises LeadError if there is no such lead, if no answer follows
    that is not known already, or if what was recorded since then does not fit, and LogError.
    """
    happened = _happened(day, today)
    with log.transaction(clock=clock) as transaction:
        history = transaction.history(name)
        given = given_by(base, history, goal, step, happened)
        if not given:
            remedy = f"`followthrough leads set {quote(history.name)} -a question=value` records anything else"
            raise _refused(history, f"doing {step!r} on {happened} changes no answer", remedy)
        retracted = _excluded(base, history, given, happened, today)
        drafts = [*_answered(given, happened), *_drafts("retracted", retracted, happened), *_noted(note, happened)]
        transaction.record_together(placed(base, history.key, drafts))
        now = as_it_is(transaction, history.key)
    return Stored(now, retracted, tuple(_answered_later(now, given, happened, today)))


def given_by(base: KnowledgeBase, history: History, goal: str, step: str, day: date) -> dict[str, str]:
    """Return the answers that doing a step on a day gives a lead, without those that it had by then."""
    then = history.answers(day)
    given = changes(base, goal, step, then, day)
    kept = {question: written(value) for question, value in given.items()}
    return {question: value for question, value in kept.items() if then.get(question) != value}


def _excluded(
    base: KnowledgeBase, history: History, given: Mapping[str, str], day: date, today: date
) -> tuple[str, ...]:
    """Return the answers that a step excludes on its day. Raises LeadError if later ones do not fit what it gives."""
    then, now = history.answers(day), history.answers(today)
    after = as_kept(base, with_changes(base, given, then, day), day)
    gone = _gone(base, then, after, day)
    later = {entry.name for entry in history.told(today) if entry.day > day}
    kept = {question: value for question, value in now.items() if question in later or question not in gone}
    new = {question: value for question, value in given.items() if question not in later}
    wrong = wrong_with(base, {**kept, **new}, today)
    if day < today and wrong and not wrong_with(base, now, today):
        remedy = f"name another day, or record what is so now: `followthrough leads set {quote(history.name)} -a ...`"
        raise _refused(history, f"what was recorded after {day} does not fit this: {wrong[0].wrong}", remedy)
    return gone


def _gone(base: KnowledgeBase, before: Mapping[str, str], after: Mapping[str, str], today: date) -> tuple[str, ...]:
    """Name the answers that others exclude. One whose names the base does not have, or no longer has, stays."""
    return tuple(question for question in before if question not in after and _is_named(base, before, question, today))


def _is_named(base: KnowledgeBase, answers: Mapping[str, str], question: str, today: date) -> bool:
    """Return whether a base has the question, and the choices by which it is answered."""
    if question not in base.questions:
        return question in base.counts
    return not base.questions[question].choices or not wrong_with(base, {question: answers[question]}, today)


def keep_answers(
    log: Log, base: KnowledgeBase, history: History, answers: Mapping[str, Value], *, today: date
) -> History:
    """Record the answers of a consultation as the answers of a lead. Raises LogError."""
    with log.transaction() as transaction:
        now = as_it_is(transaction, history.key)
        before = now.answers(today)
        after = as_kept(base, answers, today)
        new = {question: value for question, value in after.items() if before.get(question) != value}
        gone = _gone(base, before, after, today)
        if new or gone:
            drafts = [*_answered(new, today), *_drafts("retracted", gone, today)]
            transaction.record_together(placed(base, now.key, drafts))
        return as_it_is(transaction, now.key)


def drop(
    log: Log,
    name: str,
    *,
    today: date,
    end: str = "",
    day: date | None = None,
    note: str | None = None,
    clock: Clock | None = None,
) -> Stored:
    """Let a lead go, and record how it ended. Everything about it stays in the log. Raises LeadError and LogError."""
    return _drop_or_resume(log, name, "dropped", _happened(day, today), today, note, clock, end)


def resume(
    log: Log, name: str, *, today: date, day: date | None = None, note: str | None = None, clock: Clock | None = None
) -> Stored:
    """Take up a dropped lead again. Raises LeadError and LogError."""
    return _drop_or_resume(log, name, "resumed", _happened(day, today), today, note, clock)


def record_advice(log: Log, history: History, advice: Advice) -> None:
    """Record the advice on a lead as it stands, unless the same is already recorded for that day.

    Recording it as it stands keeps `status.recheck` from mistaking an open concept for a change. Raises LogError.
    """
    if advice.open:
        with suppress(LeadError):  # the question of an answer may apply only once another is answered
            advice = as_it_stands(advice.base, advice.lead.answers, counsel=advice.counsel, today=advice.on)
    given = given_advice(advice)
    with log.transaction() as transaction:
        last = as_it_is(transaction, history.key).last_given(advice.on, advice.counsel)
        if last is None or last.day != advice.on or last.given() != given:
            value = msgspec.json.encode(given).decode()
            transaction.record(history.key, [NewEntry("advised", advice.counsel, value, advice.on)])


def given_advice(advice: Advice) -> Given:
    """Return what the log keeps of advice."""
    values = {concept: advice.value(concept) for concept in advice.shown() if concept not in advice.open}
    days = [
        due
        for goal in advice.base.goals
        for value in values_of(values.get(goal))
        if (due := advice.due(goal, value)) is not None
    ]
    return Given(
        advice.base.hash,
        {concept: value if isinstance(value, tuple | None) else str(value) for concept, value in values.items()},
        {concept: tuple(step.rule for step in advice.proof.deciding(concept)) for concept in values},
        min(days, default=None),
    )


def as_kept(base: KnowledgeBase, answers: Mapping[Any, object], today: date) -> dict[str, str]:
    """Return answers as the log keeps them: texts, with dates in the place of days that go on counting."""
    kept = lasting(base, read_lead(base, answers, today, partial=True))
    return {question: written(value) for question, value in kept.items()}


def _happened(day: date | None, today: date) -> date:
    if day is not None and day > today:
        wrong = f"{day} is after {today}, so this has not happened yet"
        raise LeadError([Problem(Place("--when"), wrong, "name the day on which it happened")])
    return today if day is None else day


def _answered_later(history: History, given: Mapping[str, str], day: date, today: date) -> list[tuple[str, date]]:
    """Return the given questions that already have an answer of a later day, with that day."""
    last = {entry.name: entry.day for entry in history.told(today)}
    return [(question, last[question]) for question in given if last[question] > day]


def _drop_or_resume(
    log: Log, name: str, kind: EntryKind, day: date, today: date, note: str | None, clock: Clock | None, end: str = ""
) -> Stored:
    with log.transaction(clock=clock) as transaction:
        history = transaction.history(name)
        dropped = history.dropped_on(today)
        if kind == "dropped" and dropped is not None:
            raise _refused(history, f"was dropped on {dropped}", "`followthrough leads resume` takes it up again")
        if kind == "resumed" and dropped is None:
            raise _refused(history, "is not dropped", "continue with it")
        transaction.record(history.key, [NewEntry(kind, "", end, day), *_noted(note, day)])
        return Stored(as_it_is(transaction, history.key))


def _refused(history: History, wrong: str, remedy: str) -> LeadError:
    return LeadError([Problem(Place(history.name), wrong, remedy)])


def as_it_is(transaction: Transaction, key: str) -> History:
    """Return the lead as it is now. Raises LeadError if another program has undone adding it."""
    for history in transaction.histories():
        if history.key == key:
            return history
    raise LeadError([Problem(Place(str(transaction.path)), "no longer has this lead", "its adding was undone")])


def _answered(answers: Mapping[str, str], day: date) -> list[NewEntry]:
    return [NewEntry("answer", question, value, day) for question, value in answers.items()]


def _drafts(kind: EntryKind, names: Sequence[str], day: date) -> list[NewEntry]:
    return [NewEntry(kind, name, "", day) for name in names]


def _noted(note: str | None, day: date) -> list[NewEntry]:
    return [] if note is None else [NewEntry("note", "", check_note(note), day)]
