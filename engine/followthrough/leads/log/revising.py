"""What a person can do to a lead as a whole, or take back of it. Each function is one transaction, as in `actions`."""

from collections.abc import Sequence
from datetime import date

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.fitting import without
from followthrough.format.model import KnowledgeBase
from followthrough.format.naming import question_meant, question_named
from followthrough.leads.log.actions import Stored
from followthrough.leads.log.history import History
from followthrough.leads.log.lead_names import check_name, folded
from followthrough.leads.log.store import Clock, Log, NewEntry
from followthrough.leads.log.whole_search import placed


def rename(log: Log, name: str, new: str, *, today: date, clock: Clock | None = None) -> tuple[History, History]:
    """Give a lead another name. Return it as it was and as it is.

    Raises LeadError if there is no such lead or the name is taken, and LogError.
    """
    check_name(new)
    with log.transaction(clock=clock) as transaction:
        before = transaction.history(name)
        for other in transaction.histories():
            if folded(other.name) == folded(new) and (other.key != before.key or other.name == new):
                wrong = f"already has a lead {other.name!r}"
                raise LeadError([Problem(Place(str(log.path)), wrong, "choose another name")])
        transaction.record(before.key, [NewEntry("renamed", "", new, today)])
        return before, transaction.history(new)


def delete(log: Log, name: str, *, today: date, clock: Clock | None = None) -> History:
    """Remove a lead, which `redo` brings back, and return it as it was. Raises LeadError and LogError."""
    with log.transaction(clock=clock) as transaction:
        history = transaction.history(name)
        added = next(entry for entry in history.standing if entry.kind == "added")
        transaction.record(history.key, [NewEntry("undone", "", added.change, today)])
        return history


def unset(
    log: Log, base: KnowledgeBase, name: str, questions: Sequence[str], *, today: date, clock: Clock | None = None
) -> Stored:
    """Take answers back, and those to questions that no longer apply; these come back with the first.

    Raises LeadError if there is no such lead or a question has no answer, with all that is wrong, and LogError.
    """
    with log.transaction(clock=clock) as transaction:
        history = transaction.history(name)
        answers = history.answers(today)
        named = {question: _named(base, answers, question, history) for question in dict.fromkeys(questions)}
        if faults := [one for one in named.values() if isinstance(one, Problem)]:
            raise LeadError(faults)
        gone: list[str] = []
        for question in map(str, named.values()):
            if question in answers:
                kept, dropped = without(base, answers, question, today)
                answers = {one: str(raw) for one, raw in kept.items()}
                gone += [question, *dropped]
        drafts = [NewEntry("retracted", question, "", today) for question in gone]
        transaction.record_together(placed(base, history.key, drafts))
        after = transaction.history(history.name)
    return Stored(after, tuple(gone))


def _named(base: KnowledgeBase, answers: dict[str, str], question: str, history: History) -> str | Problem:
    """Return the answered question that a person named, or what is wrong with it."""
    typed = question_named(base, question)
    found = next((one for one in answers if one == typed or one == base.question_of(typed)), None)
    if found is not None:
        return found
    if typed in base.questions:
        wrong = f"“{base.questions[typed].ask}” has no answer"
        return Problem(Place(history.name), wrong, "`followthrough leads show` lists its answers")
    return Problem(Place(history.name), f"unknown question {question!r}", question_meant(base, question))
