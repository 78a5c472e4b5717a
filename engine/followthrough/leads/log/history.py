"""What is kept of a lead: entries that are only ever added, and what they amount to on a day.

An entry says what became known or was done, on which day, and when that was recorded. Entries that were recorded
together are one change and are undone together, by another entry. So nothing is ever lost, and we can always say what
was true on an earlier day, or was thought to be true.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Literal

import msgspec

EntryKind = Literal[
    "added", "renamed", "answer", "retracted", "note", "dropped", "resumed", "advised", "undone", "redone"
]
"""`added` starts a lead; its value is the lead's name. `renamed` has its new name. `answer` answers the question
`name`; `retracted` takes that answer back, because it no longer applies or the person wants it. `advised` is advice
that was given (see `Given`) under the counsel `name`.
`dropped` lets the lead go; its value is how it ended, if that was said.
`undone` undoes the change that its value names, and `redone` brings it back."""


_ABOUT_CHANGES = ("undone", "redone")

SEARCH = "the search"
"""The key under which answers about the whole search are recorded; the key of a lead is never a word."""


class Given(msgspec.Struct, frozen=True):
    """Advice that was given: the hash of the rules, and for each goal and shown concept its value and deciding rules.

    `due` is the first day on which a step is due, if a rule named one.
    """

    rules: str
    advice: Mapping[str, str | tuple[str, ...] | None]
    by: Mapping[str, tuple[str, ...]]
    due: date | None


class Entry(msgspec.Struct, frozen=True):
    """One thing that became known, was done, or was advised.

    Entries are numbered in the order in which they were recorded. Entries recorded together share a `change`, and
    `place` counts within it. `day` is the day on which it happened; `recorded` is the moment it was recorded, in UTC.
    """

    number: int
    change: str
    place: int
    lead: str
    kind: EntryKind
    name: str
    value: str
    day: date
    recorded: datetime

    def given(self) -> Given:
        """Return the advice of an `advised` entry."""
        return msgspec.json.decode(self.value, type=Given)


class Undone(msgspec.Struct, frozen=True):
    """A change that was undone `by` another one, for these leads."""

    change: str
    by: str
    leads: tuple[str, ...]


class History(msgspec.Struct, frozen=True, dict=True):
    """One lead: its key, which is arbitrary and never changes, its name as typed, and all entries about it.

    `search` has the entries about the whole search, which every lead shares.
    """

    key: str
    name: str
    entries: tuple[Entry, ...]
    search: tuple[Entry, ...] = ()

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """The entries that have not been undone, in order of their days, and as recorded within a day."""
        undone = self._undone()
        kept = [entry for entry in self.entries if entry.kind not in _ABOUT_CHANGES and entry.change not in undone]
        return tuple(sorted(kept, key=lambda entry: (entry.day, entry.number)))

    def _undone(self) -> set[str]:
        """Return the changes that are undone now.

        Of two merged logs, one may have undone a lead and the other gone on with it: the later record stands.
        """
        undone: set[str] = set()
        begun = {entry.change for entry in self.entries if entry.kind == "added"}
        for entry in self.entries:
            if entry.kind == "undone":
                undone.add(entry.value)
            elif entry.kind == "redone":
                undone.discard(entry.value)
            elif entry.kind != "advised":
                undone -= begun
        return undone

    def undone_last(self) -> "tuple[Undone, ...]":
        """Return what can be redone: what was undone since the last other change, the last undone last."""
        found: list[Undone] = []
        for entry in self.entries:
            if entry.kind == "undone":
                before = found.pop().leads if found and found[-1].by == entry.change else ()
                found.append(Undone(entry.value, entry.change, (*before, entry.lead)))
            elif entry.kind == "redone":
                found = [one for one in found if one.change != entry.value or entry.lead not in one.leads]
            elif entry.kind != "advised":
                found = []
        return tuple(found)

    def until(self, on: date, kinds: Iterable[EntryKind] | None = None) -> Iterator[Entry]:
        """Return the standing entries of these kinds, or of all, up to and including a day, in order."""
        wanted = None if kinds is None else set(kinds)
        return (entry for entry in self.standing if entry.day <= on and (wanted is None or entry.kind in wanted))

    def before(self, entry: Entry) -> "History":
        """Return the history as it was just before an entry was recorded."""
        own, shared = (
            tuple(one for one in entries if one.number < entry.number) for entries in (self.entries, self.search)
        )
        return History(self.key, self.name, own, shared)

    def told(self, on: date) -> Iterator[Entry]:
        """Return what was answered or taken back by a day, of this lead and of the whole search, in order."""
        own = self.until(on, ("answer", "retracted"))
        if not self.search:
            return own
        shared = History(SEARCH, "", self.search).until(on, ("answer", "retracted"))
        return iter(sorted([*own, *shared], key=lambda entry: (entry.day, entry.number)))

    def answers(self, on: date) -> dict[str, str]:
        """Return the answers as they stand on a day, as texts that `read_lead`, `advise` and `plan` take."""
        found: dict[str, str] = {}
        for entry in self.told(on):
            found.pop(entry.name, None)
            if entry.kind == "answer":
                found[entry.name] = entry.value
        return found

    def known_on(self, on: date) -> dict[str, date]:
        """Return the days on which the answers became known that stand on a day."""
        return {entry.name: entry.day for entry in self.told(on) if entry.kind == "answer"}

    @property
    def begun_on(self) -> date:
        """The first day in the history."""
        return self.standing[0].day

    def dropped_on(self, on: date) -> date | None:
        """Return the day on which the person let the lead go; None if they have not, or have taken it up again."""
        last = None
        for entry in self.until(on, ("dropped", "resumed")):
            last = entry
        return last.day if last is not None and last.kind == "dropped" else None

    def end(self, on: date) -> str:
        """Return how a lead that was let go had ended, as the person said; empty if they did not, or it goes on."""
        last = [*self.until(on, ("dropped", "resumed"))][-1:]
        return last[0].value if last and last[0].kind == "dropped" else ""

    def is_active(self, on: date) -> bool:
        """Return whether the lead has started by a day and is not dropped."""
        return self.begun_on <= on and self.dropped_on(on) is None

    def done(self, on: date) -> tuple[Entry, ...]:
        """Return what has become known or been done by a day, in order: answers, notes, dropping and resuming."""
        return tuple(self.until(on, ("answer", "retracted", "note", "dropped", "resumed")))

    def last_given(self, on: date, counsel: str | None = None) -> Entry | None:
        """Return the entry of the last advice given by a day, under this counsel or any."""
        given = [entry for entry in self.until(on, ("advised",)) if counsel in (None, entry.name)]
        return max(given, key=lambda entry: entry.number, default=None)


def histories(entries: Iterable[Entry]) -> tuple[History, ...]:
    """Return the leads of the entries in the order in which they were added, without those whose adding was undone."""
    by_lead: dict[str, list[Entry]] = {}
    for entry in entries:
        by_lead.setdefault(entry.lead, []).append(entry)
    shared = tuple(by_lead.pop(SEARCH, ()))
    found = []
    for key, own in by_lead.items():
        history = History(key, "", tuple(own))
        added = next((entry for entry in history.standing if entry.kind == "added"), None)
        if added is not None:
            renamed = [entry for entry in history.standing if entry.kind == "renamed"]
            name = max((added, *renamed), key=lambda entry: entry.number).value
            found.append(History(key, name, history.entries, shared))
    return tuple(found)


def leads_in(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the keys of the leads that entries are about, each once, without what is about the whole search."""
    return tuple(dict.fromkeys(entry.lead for entry in entries if entry.lead != SEARCH))


def of_the_search(entries: Iterable[Entry]) -> History:
    """Return what is kept of the whole search, as if it were a lead called "your search"."""
    return History(SEARCH, "your search", tuple(entry for entry in entries if entry.lead == SEARCH))
