"""The leads of a table in the log: new ones are added, and those that are there gain what they lack, as one change."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from followthrough.errors import LeadError
from followthrough.format.fitting import wrong_with
from followthrough.format.lead import MAX_TEXT
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.history import Entry, History, histories, of_the_search
from followthrough.leads.log.lead_names import folded
from followthrough.leads.log.store import Clock, Log, NewEntry, new_key
from followthrough.leads.log.whole_search import placed
from followthrough.leads.tables.ends import end_told
from followthrough.leads.tables.reading import Reading
from followthrough.leads.tables.rows import LeadRow, is_same


class StoredLead(msgspec.Struct, frozen=True):
    """A lead of a table, under the name that it has in the log, with what is new about it.

    It `was` there already or not. `left` has the answers of the table that are left out since the log has another one,
    which `stands` has, or since they do not fit what the log has.
    """

    name: str
    row: LeadRow
    was: bool
    answers: Mapping[str, str]
    notes: tuple[str, ...]
    left: Mapping[str, str] = {}
    stands: Mapping[str, str] = {}
    is_dropped_there: bool = False
    end: str | None = None
    """How it has ended, if it is let go with this; empty if nobody said how."""

    @property
    def is_new(self) -> bool:
        """Whether anything about it is stored."""
        return not self.was or bool(self.answers or self.notes) or self.end is not None

    @property
    def goes_on(self) -> bool:
        """Whether it is not let go, neither with this nor before."""
        return self.end is None and not self.is_dropped_there


class StoredLeads(msgspec.Struct, frozen=True):
    """What became, or would become, of the leads of a table."""

    leads: tuple[StoredLead, ...]

    def added(self) -> list[StoredLead]:
        """Return the leads that were not there."""
        return [lead for lead in self.leads if not lead.was]

    def changed(self) -> list[StoredLead]:
        """Return the leads that were there and gained something."""
        return [lead for lead in self.leads if lead.was and lead.is_new]

    def ended(self) -> list[StoredLead]:
        """Return the leads that are let go with it."""
        return [lead for lead in self.leads if lead.end is not None]

    def same(self) -> list[StoredLead]:
        """Return the leads that were there and gained nothing."""
        return [lead for lead in self.leads if not lead.is_new]


def planned(base: KnowledgeBase, reading: Reading, entries: Sequence[Entry], today: date) -> StoredLeads:
    """Return what storing a table would do to a log with these entries."""
    return StoredLeads(tuple(_planned(base, reading, entries, today)))


def store(log: Log, base: KnowledgeBase, reading: Reading, *, today: date, clock: Clock | None = None) -> StoredLeads:
    """Store the leads of a table as one change, which one `undo` takes back.

    Raises LeadError if only the person can say what something in the table means, and LogError.
    """
    if reading.unsettled:
        raise LeadError(reading.problems())
    if not reading.leads:
        return StoredLeads(())
    with log.transaction(begin=True, clock=clock) as transaction:
        plan = planned(base, reading, transaction.entries(), today)
        keys = {history.name: history.key for history in transaction.histories()}
        entries = [
            one
            for lead in plan.leads
            for one in placed(base, keys[lead.name] if lead.was else new_key(), _entries(lead, today))
        ]
        if entries:
            transaction.record_together(entries)
    return plan


def _planned(base: KnowledgeBase, reading: Reading, entries: Sequence[Entry], today: date) -> Iterator[StoredLead]:
    there = {folded(history.name): history for history in histories(entries)}
    shared = of_the_search(entries).answers(today)
    taken: set[str] = set()
    for row in reading.leads:
        with_role = f"{row.name} ({row.role})"[:MAX_TEXT] if row.role else row.name
        history = there.get(folded(with_role))
        if history is None and _is_the_same(there.get(folded(row.name)), row, reading.role, today):
            history = there.get(folded(row.name))
        if history is not None and folded(history.name) not in taken:
            taken.add(folded(history.name))
            found = _with_what_is_new(base, history, row, shared, today)
        else:
            name = next(
                one for one in _names(row.name, with_role) if folded(one) not in taken and folded(one) not in there
            )
            taken.add(folded(name))
            end = row.end if row.is_dropped or row.end else None
            found = _added(base, name, row, shared, end)
        shared |= {one: value for one, value in found.answers.items() if base.questions[one].of_search}
        yield found


def _is_the_same(history: History | None, row: LeadRow, role: str, today: date) -> bool:
    """Return whether a lead with the name of a row is the row's: unless it is known to be for another role."""
    known = history.answers(today).get(role) if history is not None else None
    return known is None or not row.role or folded(known) == folded(row.role)


def _names(name: str, with_role: str) -> Iterator[str]:
    yield from (name, with_role)
    number = 2
    while True:
        suffix = f" ({number})"
        yield with_role[: MAX_TEXT - len(suffix)] + suffix
        number += 1


def _added(base: KnowledgeBase, name: str, row: LeadRow, shared: Mapping[str, str], end: str | None) -> StoredLead:
    """Return a new lead. What stands about the whole search is not answered again, and not otherwise."""
    answers = {one: value for one, value in row.answers.items() if one not in shared}
    stands = {one: shared[one] for one, value in row.answers.items() if one in shared}
    left = {one: row.answers[one] for one, value in stands.items() if not is_same(base, one, value, row.answers[one])}
    return StoredLead(name, row, False, answers, row.notes, left, {one: stands[one] for one in left}, end=end)


def _with_what_is_new(
    base: KnowledgeBase, history: History, row: LeadRow, shared: Mapping[str, str], today: date
) -> StoredLead:
    """Return what a lead lacks of a row. What it has stands, and a lead that was let go stays as it is."""
    known = {**shared, **history.answers(today)}
    if history.dropped_on(today) is not None:
        return StoredLead(history.name, row, True, {}, (), is_dropped_there=True)
    new: dict[str, str] = {}
    left: dict[str, str] = {}
    for name, value in row.answers.items():
        if name in known and is_same(base, name, known[name], value):
            continue
        if name not in known and not wrong_with(base, {**known, **new, name: value}, today):
            new[name] = value
        else:
            left[name] = value
    noted = {entry.value for entry in history.until(today, ("note",))}
    begun = [] if row.start in (None, history.begun_on) else [f"Also came up on {row.start}."]
    notes = tuple(note for note in (*row.notes, *begun) if note not in noted)
    stands = {name: known[name] for name in left if name in known}
    end = end_told(base, {**known, **new}, row.words, today) if row.end and not left else ""
    return StoredLead(history.name, row, True, new, notes, left, stands, end=end or None)


def _entries(lead: StoredLead, today: date) -> Iterator[NewEntry]:
    """Yield what the log records of a lead: what was known of it becomes known today."""
    begun = min(lead.row.start or today, today)
    if not lead.was:
        yield NewEntry("added", "", lead.name, begun)
    for question, value in lead.answers.items():
        yield NewEntry("answer", question, value, today)
    for note in lead.notes:
        yield NewEntry("note", "", note, today)
    if lead.end is not None:
        yield NewEntry("dropped", "", lead.end, today)
