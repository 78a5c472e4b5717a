"""What is kept of a lead: entries that are only ever added, and what they amount to on a day.

An entry tells what was known or done, on which day, and when that was recorded. Entries that were recorded together
are one change, and are undone together: by another entry that says so. So nothing that was kept is ever lost, and
what was the case on an earlier day, or was thought to be, can always be told.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Literal

import msgspec

EntryKind = Literal["added", "answer", "retracted", "note", "dropped", "resumed", "advised", "undone", "redone"]
"""`added` begins a lead, and its value is the name. `answer` answers the question `name`; `retracted` takes its answer
back, since it no longer applies. `advised` is advice that was given (see `Given`) under the counsel `name`. `undone`
undoes the change that its value names, `redone` brings it back."""


_ABOUT_CHANGES = ("undone", "redone")


class Given(msgspec.Struct, frozen=True):
    """Advice that was given: the rules' hash, and of every goal and shown concept its value and the rules that decided.

    `due` is the first day that a step falls on, if a rule named one.
    """

    rules: str
    advice: Mapping[str, str | tuple[str, ...] | None]
    by: Mapping[str, tuple[str, ...]]
    due: date | None


class Entry(msgspec.Struct, frozen=True):
    """One thing that was known, done or advised.

    Entries are numbered in the order in which they were recorded. `change` is shared by what was recorded together,
    `place` counts within it. `day` is the day on which it happened, `recorded` the moment it was written down, in UTC.
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
        """Give the advice of an `advised` entry."""
        return msgspec.json.decode(self.value, type=Given)


class History(msgspec.Struct, frozen=True, dict=True):
    """One lead: its key, which never changes and means nothing, its name as typed, and all entries about it."""

    key: str
    name: str
    entries: tuple[Entry, ...]

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """The entries that have not been undone, by the day of which they tell, and on one day as recorded."""
        undone = self._undone()
        kept = [entry for entry in self.entries if entry.kind not in _ABOUT_CHANGES and entry.change not in undone]
        return tuple(sorted(kept, key=lambda entry: (entry.day, entry.number)))

    def _undone(self) -> set[str]:
        """Return the changes that are undone now.

        Two logs that are put together can have undone a lead and gone on with it: what was recorded later stands.
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

    def undone_last(self) -> tuple[str, ...]:
        """Return the changes that were undone since the last other one, the last undone last: those can be redone."""
        found: list[str] = []
        for entry in self.entries:
            if entry.kind == "undone":
                found.append(entry.value)
            elif entry.kind == "redone":
                found = [change for change in found if change != entry.value]
            elif entry.kind != "advised":
                found = []
        return tuple(found)

    def until(self, on: date, kinds: Iterable[EntryKind] | None = None) -> Iterator[Entry]:
        """Give the standing entries of some kinds, or all, up to a day and with it, in their order."""
        wanted = None if kinds is None else set(kinds)
        return (entry for entry in self.standing if entry.day <= on and (wanted is None or entry.kind in wanted))

    def before(self, entry: Entry) -> "History":
        """Give the history as it was when an entry was recorded: without it, and all that came or was undone since."""
        return History(self.key, self.name, tuple(one for one in self.entries if one.number < entry.number))

    def answers(self, on: date) -> dict[str, str]:
        """Give the answers as they stand on a day, as texts that `read_lead`, `advise` and `plan` take."""
        found: dict[str, str] = {}
        for entry in self.until(on, ("answer", "retracted")):
            found.pop(entry.name, None)
            if entry.kind == "answer":
                found[entry.name] = entry.value
        return found

    @property
    def begun_on(self) -> date:
        """The first day of which the history tells."""
        return self.standing[0].day

    def dropped_on(self, on: date) -> date | None:
        """Give the day on which the person let go of the lead; None if they have not, or took it up again."""
        last = None
        for entry in self.until(on, ("dropped", "resumed")):
            last = entry
        return last.day if last is not None and last.kind == "dropped" else None

    def is_active(self, on: date) -> bool:
        """Tell whether the lead has begun by a day and is not dropped."""
        return self.begun_on <= on and self.dropped_on(on) is None

    def done(self, on: date) -> tuple[Entry, ...]:
        """Give what has become known or been done by a day, in order: answers, notes, dropping and resuming."""
        return tuple(self.until(on, ("answer", "retracted", "note", "dropped", "resumed")))

    def last_given(self, on: date, counsel: str | None = None) -> Entry | None:
        """Give the entry of the advice given last by a day, under a counsel or any."""
        given = [entry for entry in self.until(on, ("advised",)) if counsel in (None, entry.name)]
        return max(given, key=lambda entry: entry.number, default=None)


def histories(entries: Iterable[Entry]) -> tuple[History, ...]:
    """Sort entries into leads, in the order in which these were added; one whose adding was undone is left out."""
    by_lead: dict[str, list[Entry]] = {}
    for entry in entries:
        by_lead.setdefault(entry.lead, []).append(entry)
    found = []
    for key, own in by_lead.items():
        history = History(key, "", tuple(own))
        added = next((entry for entry in history.standing if entry.kind == "added"), None)
        if added is not None:
            found.append(History(key, added.value, history.entries))
    return tuple(found)
