"""Undoing a change of the log, and redoing it. Each function is one transaction, as in `actions`."""

from collections.abc import Iterable, Iterator, Set
from datetime import date

from followthrough.errors import LeadError, Place, Problem
from followthrough.leads.log.actions import as_it_is
from followthrough.leads.log.history import SEARCH, Entry, EntryKind, History, histories, of_the_search
from followthrough.leads.log.lead_names import find, folded
from followthrough.leads.log.store import Clock, Log, NewEntry, Transaction, named


def last_change(log: Log, name: str | None = None) -> tuple[History, tuple[Entry, ...]]:
    """Return what `undo` would undo: the lead, and the entries of its last change.

    Raises LeadError if nothing is left to undo.
    """
    entries = log.entries()
    found = histories(entries) if name is None else (named(histories(entries), name, log.path),)
    return _last_change(found, of_the_search(entries), log, alone=name is None)


def undo(
    log: Log,
    name: str | None = None,
    *,
    today: date,
    change: str | None = None,
    clock: Clock | None = None,
) -> tuple[History, tuple[Entry, ...]]:
    """Undo the last standing change of one lead or of all. Recorded advice does not count as a change.

    Return the lead as it was before, and the entries that were undone, which may be about several leads after an
    import. Raises LeadError if nothing is left to undo, or if the last change is not the `change` that the person has
    seen.
    """
    with log.transaction(clock=clock) as transaction:
        found = transaction.histories() if name is None else (transaction.history(name),)
        shared = of_the_search(transaction.entries())
        before, entries = _last_change(found, shared, log, alone=name is None)
        last = entries[0]
        if change not in (None, last.change):
            wrong = "has changed meanwhile, so nothing was undone"
            raise LeadError([Problem(Place(str(log.path)), wrong, "look at it, then undo again")])
        transaction.record_together(_about_each("undone", last.change, entries, today))
    return before, entries


def _last_change(
    found: Iterable[History], shared: History, log: Log, *, alone: bool
) -> tuple[History, tuple[Entry, ...]]:
    """Return the lead of the last standing change, and its entries, with those about the whole search.

    A change of the whole search counts if it is `alone` too, without an answer about one of the leads.
    """
    of_leads = [(entry, history) for history in found for entry in history.standing if entry.kind != "advised"]
    of_search = [(entry, shared) for entry in shared.standing]
    if not of_leads and not of_search and not log.path.exists():
        raise LeadError([Problem(Place(str(log.path)), "does not exist", "`followthrough leads add NAME` creates it")])
    candidates = [*of_leads, *(of_search if alone else ())]
    if not candidates:
        raise LeadError([Problem(Place(str(log.path)), "has nothing to undo", "everything has been undone already")])
    change = max(candidates, key=lambda one: one[0].number)[0].change
    together = [(entry, history) for entry, history in (*of_leads, *of_search) if entry.change == change]
    before = max((one for one in together if one in of_leads), default=together[-1], key=lambda one: one[0].number)[1]
    return before, tuple(entry for entry, _ in together)


def redo(
    log: Log, name: str | None = None, *, today: date, clock: Clock | None = None
) -> tuple[History, tuple[Entry, ...]]:
    """Bring back what was last undone, of one lead or of all, unless something else was done since.

    Return the lead afterwards, and the entries that were brought back. Raises LeadError if there is nothing to bring
    back, or if another lead has taken the name of the one that was undone.
    """
    with log.transaction(clock=clock) as transaction:
        entries = transaction.entries()
        if name is not None:
            key = _named_once(transaction, name).key
            changes_of_it = {entry.change for entry in entries if entry.lead == key}
            entries = tuple(entry for entry in entries if entry.lead in (key, SEARCH) and entry.change in changes_of_it)
        undone = History("", "", entries).undone_last()
        if not undone:
            remedy = "nothing was undone since the last change"
            raise LeadError([Problem(Place(str(log.path)), "has nothing to redo", remedy)])
        leads = set(undone[-1].leads)
        back = tuple(entry for entry in entries if entry.change == undone[-1].change and entry.lead in leads)
        transaction.record_together(_about_each("redone", undone[-1].change, back, today))
        about = next((entry.lead for entry in back if entry.lead != SEARCH), SEARCH)
        history = of_the_search(transaction.entries()) if about == SEARCH else as_it_is(transaction, about)
        _check_names(transaction, {entry.lead for entry in back}, log)
    return history, back


def _about_each(kind: EntryKind, change: str, entries: Iterable[Entry], today: date) -> Iterator[tuple[str, NewEntry]]:
    """Yield an entry that undoes or redoes a change for each lead that it is about."""
    return ((lead, NewEntry(kind, "", change, today)) for lead in dict.fromkeys(entry.lead for entry in entries))


def _check_names(transaction: Transaction, back: Set[str], log: Log) -> None:
    """Refuse to bring back a lead whose name another one has meanwhile. Raises LeadError."""
    taken = {folded(one.name): one.name for one in transaction.histories() if one.key not in back}
    for history in transaction.histories():
        if history.key in back and folded(history.name) in taken:
            wrong = f"now has another lead {taken[folded(history.name)]!r}"
            raise LeadError([Problem(Place(str(log.path)), wrong, "undo adding that one first")])


def _named_once(transaction: Transaction, name: str) -> History:
    """Return the lead with the name that a person typed, even if its adding was undone."""
    there = transaction.histories()
    gone = {
        entry.value: History(entry.lead, entry.value, ())
        for entry in transaction.entries()
        if entry.kind in ("added", "renamed") and all(entry.lead != history.key for history in there)
    }
    names = [history.name for history in there]
    return named([*there, *(gone[one] for one in gone if find(one, names) is None)], name, transaction.path)
