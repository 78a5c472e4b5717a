"""The days ahead as a calendar file (iCalendar, RFC 5545) that can be imported again and again.

An event keeps its UID as long as it stands for the same step of the same lead, so importing the file again moves it.
The file itself is the memory: it is read before it is rewritten. A changed event gets a higher SEQUENCE, and an event
that is no longer planned is canceled, because calendar programs may already know it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import written
from followthrough.format.phrases import citation
from followthrough.format.words import is_safe
from followthrough.leads.turns import Turn, appointments
from followthrough.replacing import replaced

PRODID = "-//followthrough//followthrough//EN"
"""The program that wrote a file; only such a file is rewritten."""

_FIRST = date(2020, 1, 1)
"""SEQUENCE starts at the number of days since this day, so it grows even if an earlier file was lost."""


MAX_BYTES = 1 << 24
"""Largest calendar file that is read again, in bytes: about thirty thousand events."""


class Event(msgspec.Struct, frozen=True):
    """An all-day event for a step. The first part of its UID is the mark of its lead.

    `sequence` grows with every change, and `changed_on` is the day of the last change.
    """

    uid: str
    day: date
    summary: str
    description: str
    sequence: int
    changed_on: date
    cancelled: bool = False

    @property
    def lead(self) -> str:
        """The mark of the lead."""
        return self.uid.partition("-")[0]

    def says_the_same(self, other: "Event") -> bool:
        """Return whether another event looks the same to a person."""
        return self == replace(other, sequence=self.sequence, changed_on=self.changed_on)


def events(key: str, name: str, turns: Sequence[Turn]) -> Iterator[Event]:
    """Yield the events of a lead from the turns of its plan under one counsel.

    `key` identifies the lead in the UIDs, so it must not change; `name` is what a person reads.
    """
    seen: Counter[str] = Counter()
    for day, turn in appointments(turns):
        assert turn.goal is not None
        assert turn.step is not None
        base, today = turn.advice.base, turns[0].day
        step = f"{turn.goal}: {written(turn.value)}"
        seen[step] += 1
        rule = f"{turn.step.rule}, {citation(base, base.rules[turn.step.rule])}"
        yield Event(
            uid=f"{mark(key)}-{mark(f'{step} {seen[step]}')}@followthrough",
            day=day,
            summary=_one_line(f"{name}: {base.says(turn.goal, turn.value)}"),
            description=f"{_one_line(turn.step.because)}\n{_one_line(rule)}",
            sequence=(today - _FIRST).days,
            changed_on=today,
        )


def mark(key: str) -> str:
    """Return a short hash of a lead's key or of a step, for use in UIDs."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _one_line(text: str) -> str:
    """Return the text on one line, without invisible characters."""
    return "".join(character if is_safe(character) else "\ufffd" for character in " ".join(text.split()))


class Merged(msgspec.Struct, frozen=True):
    """All events of a calendar file by day, and how many are new, changed and canceled since the last time."""

    events: tuple[Event, ...]
    new: int
    changed: int
    cancelled: int


def merge(
    planned: Iterable[Event], before: Mapping[str, Event], today: date, leads: Iterable[str] | None = None
) -> Merged:
    """Return the planned events merged with those already in the file, which are given by UID.

    `leads` has the marks of the leads that were planned; events of other leads stay as they are. None means all leads.
    A future event that is no longer planned is canceled. A past event stays, unless it was canceled.
    """
    found: dict[str, Event] = {}
    new = changed = cancelled = 0
    for event in planned:
        known = before.get(event.uid)
        if known is None:
            new += 1
            found[event.uid] = event
        elif known.says_the_same(event):
            found[event.uid] = known
        else:
            changed += 1
            found[event.uid] = replace(event, sequence=max(event.sequence, known.sequence + 1))
    concerned = None if leads is None else set(leads)
    for uid, known in before.items():
        if uid in found or (known.cancelled and known.day < today):
            continue
        if known.cancelled or known.day < today or (concerned is not None and known.lead not in concerned):
            found[uid] = known
        else:
            cancelled += 1
            sequence = max((today - _FIRST).days, known.sequence + 1)
            found[uid] = replace(known, cancelled=True, sequence=sequence, changed_on=today)
    by_day = sorted(found.values(), key=lambda event: (event.day, event.uid))
    return Merged(tuple(by_day), new, changed, cancelled)


def to_ical(planned: Iterable[Event]) -> bytes:
    """Return events as the content of a calendar file."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in planned:
        component = icalendar.Event()
        component.add("uid", event.uid)
        component.add("dtstamp", datetime.combine(event.changed_on, time(), UTC))
        component.add("dtstart", event.day)
        component.add("dtend", event.day + timedelta(days=1))
        component.add("summary", event.summary)
        component.add("description", event.description)
        component.add("sequence", event.sequence)
        component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        component.add("transp", "TRANSPARENT")
        calendar.add_component(component)
    content: bytes = calendar.to_ical()
    return content


def from_ical(content: bytes) -> dict[str, Event]:
    """Return the events of a file that `to_ical` wrote, by UID. Raises ValueError for any other file."""
    import icalendar

    calendar = icalendar.Calendar.from_ical(content)
    if not isinstance(calendar, icalendar.Calendar) or calendar.get("prodid") != PRODID:
        raise ValueError("another program wrote it")
    found = {}
    for component in calendar.walk("VEVENT"):
        try:
            event = msgspec.convert(
                {
                    "uid": str(component["uid"]),
                    "day": component.decoded("dtstart"),
                    "summary": str(component["summary"]),
                    "description": str(component["description"]),
                    "sequence": int(component.decoded("sequence")),
                    "changed_on": component.decoded("dtstamp").date(),
                    "cancelled": component["status"] == "CANCELLED",
                },
                Event,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("an event lacks a property") from error
        found[event.uid] = event
    return found


def renew(path: Path, planned: Iterable[Event], today: date, leads: Iterable[str] | None = None) -> Merged:
    """Create or rewrite a calendar file, whole or not at all.

    Raises LeadError if it cannot be read or written, or if another program wrote it.
    """
    place = Place(str(path))
    try:
        before = from_ical(_content(path)) if path.exists() else {}
        merged = merge(planned, before, today, leads)
        with replaced(path, private=True) as (part,):
            part.write_bytes(to_ical(merged.events))
    except OSError as error:
        wrong = f"cannot be read or written ({error.strerror or error})"
        raise LeadError([Problem(place, wrong, "name a file in a folder that you can write to")]) from None
    except ValueError:
        wrong = "already exists, and followthrough did not write it"
        raise LeadError([Problem(place, wrong, "name another file")]) from None
    return merged


def _content(path: Path) -> bytes:
    """Return the content of a calendar file. Raises ValueError if it is not a regular file, or too large to be ours."""
    if not path.is_file():
        raise ValueError("is not a regular file")
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("is too long")
    return content
