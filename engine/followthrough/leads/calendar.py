"""The days ahead as a calendar file (iCalendar, RFC 5545) that can be imported again and again.

An event keeps its UID as long as it stands for the same step of the same lead, so importing the file again moves it.
The file itself is the memory: it is read before it is rewritten. A changed event gets a higher SEQUENCE, and an event
that is no longer planned is canceled, in its title too, because calendar programs may already know it.

Events are whole days without a time zone, so a clock change moves none of them. An alarm rings so many hours after its
day begins.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import written
from followthrough.format.doing import changes
from followthrough.format.lead import lasting
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import citation
from followthrough.format.words import is_safe
from followthrough.leads.log.days_work import as_kept
from followthrough.leads.log.work_texts import first_text
from followthrough.leads.plan import Outlook
from followthrough.leads.turns import Turn, appointments
from followthrough.replacing import refuse_link, replaced

if TYPE_CHECKING:
    import icalendar

PRODID = "-//followthrough//followthrough//EN"
"""The program that wrote a file; only such a file is rewritten."""

_FIRST = date(2020, 1, 1)
"""SEQUENCE starts at the number of days since this day, so it grows even if an earlier file was lost."""


ALARM = time(9)
"""The hour of an alarm if a person names none: early enough to write a letter, and too late to wake anybody."""

CANCELED = "Canceled: "
"""Stands before the title of a canceled event, because some calendar programs show its title alone."""

REFRESH = timedelta(hours=1)
"""How often a program that subscribes to a calendar should read it again."""

MAX_BYTES = 1 << 24
"""Largest calendar file that is read again, in bytes: about thirty thousand events."""


class Event(msgspec.Struct, frozen=True):
    """An all-day event for a step. The first part of its UID is the mark of its lead, the second that of its step.

    `sequence` grows with every change, and `changed_on` is the day of the last change. Its `alarm` rings at this time
    of its day, or not at all. A step that is planned although its day has passed was due on `late_since`.
    """

    uid: str
    day: date
    summary: str
    description: str
    sequence: int
    changed_on: date
    cancelled: bool = False
    alarm: time | None = None
    late_since: date | None = None

    @property
    def lead(self) -> str:
        """The mark of the lead."""
        return self.uid.partition("-")[0]

    @property
    def step(self) -> str:
        """The mark of the lead and that of the step, which all times that the step is planned share."""
        return "-".join(self.uid.partition("@")[0].split("-")[:2])

    def says_the_same(self, other: "Event") -> bool:
        """Return whether another event looks the same to a person."""
        alike = replace(other, sequence=self.sequence, changed_on=self.changed_on, late_since=self.late_since)
        return self == alike


def events(key: str, name: str, turns: Sequence[Turn], alarm: time | None = ALARM) -> Iterator[Event]:
    """Yield the events of a lead from the turns of its plan under one counsel, each with an `alarm` at this time.

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
            uid=_uid(f"{mark(key)}-{mark(f'{step} 1')}", seen[step]),
            day=day,
            summary=_one_line(f"{name}: {base.says(turn.goal, turn.value)}"),
            description=f"{_one_line(turn.step.because)}\n{_one_line(rule)}",
            sequence=(today - _FIRST).days,
            changed_on=today,
            alarm=alarm,
            late_since=turn.due if turn.due is not None and turn.due < day else None,
        )


def events_of_all(
    base: KnowledgeBase,
    leads: Iterable[tuple[str, str, Mapping[str, str]]],
    found: Iterable[Outlook],
    today: date,
    alarm: time | None = ALARM,
) -> Iterator[Event]:
    """Yield the events of many leads, each with its key, name, and answers, from their plans.

    A lead that comes before all others has one on this day, even if no step of it is settled, or no advice is possible.
    """
    answers = {key: kept for key, _, kept in leads}
    for one in found:
        steps = list(events(one.key, one.name, one.turns, alarm))
        yield from steps
        said = first_text(base, as_kept(base, answers[one.key]))
        if said and not steps:
            yield Event(
                uid=_uid(f"{mark(one.key)}-{mark('first')}", 1),
                day=today,
                summary=_one_line(f"{one.name}: {said}"),
                description=one.told or "What to do about it hinges on answers that you have not given yet.",
                sequence=(today - _FIRST).days,
                changed_on=today,
                alarm=alarm,
            )


def done_today(key: str, turns: Sequence[Turn]) -> Iterator[str]:
    """Yield the marks of the steps that a lead's answers show to have been done on the first day of its plan."""
    if not turns:
        return
    advice = turns[0].advice
    base, today, answers = advice.base, turns[0].day, lasting(advice.base, advice.lead)
    for goal in base.goals:
        for step in base.concepts[goal].does:
            given = changes(base, goal, step, answers, today)
            if today in given.values() and all(answers.get(question) == then for question, then in given.items()):
                yield f"{mark(key)}-{mark(f'{goal}: {step} 1')}"


def _uid(step: str, number: int) -> str:
    """Return the UID of the event for a step that is planned for this many times."""
    return f"{step}@followthrough" if number == 1 else f"{step}-{number}@followthrough"


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
    planned: Iterable[Event],
    before: Mapping[str, Event],
    today: date,
    leads: Iterable[str] | None = None,
    done: Iterable[str] = (),
) -> Merged:
    """Return the planned events merged with those already in the file, which are given by UID.

    Each planned event takes the UID of the first in the file for the same step whose day has not passed, or not before
    a late step was due; so what has been done stays where it is when the step comes again.

    `leads` has the marks of the leads that were planned; events of other leads stay as they are. None means all leads.
    A future event that is no longer planned is canceled. A past event stays, unless it was canceled. So does an event
    of today for one of the steps that were `done` today, but it rings no more.
    """
    steps = set(done)
    is_done = {uid for uid, one in before.items() if one.day == today and one.step in steps and not one.cancelled}
    found: dict[str, Event] = {}
    new = changed = cancelled = 0
    for event in _as_known(planned, before, today, is_done):
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
        stays = uid in is_done and known.alarm is None
        if stays or known.cancelled or known.day < today or (concerned is not None and known.lead not in concerned):
            found[uid] = known
        else:
            changed += uid in is_done
            cancelled += uid not in is_done
            sequence = max((today - _FIRST).days, known.sequence + 1)
            found[uid] = replace(known, cancelled=uid not in is_done, alarm=None, sequence=sequence, changed_on=today)
    by_day = sorted(found.values(), key=lambda event: (event.day, event.uid))
    return Merged(tuple(by_day), new, changed, cancelled)


def _as_known(
    planned: Iterable[Event], before: Mapping[str, Event], today: date, is_done: Collection[str]
) -> Iterator[Event]:
    """Yield the planned events, each with the UID under which calendar programs may know it, or else with a new one.

    The events that are done keep theirs.
    """
    known: dict[str, list[Event]] = {}
    for event in sorted(before.values(), key=lambda one: (one.day, one.uid)):
        known.setdefault(event.step, []).append(event)
    taken = set(is_done)
    for event in planned:
        since, earlier = event.late_since or today, known.get(event.step, [])
        free = (one.uid for one in earlier if one.day >= since and one.uid not in taken)
        uid = next(free, None) or next(
            one for number in count(1) if (one := _uid(event.step, number)) not in before and one not in taken
        )
        taken.add(uid)
        yield replace(event, uid=uid)


def to_ical(planned: Iterable[Event], name: str = "") -> bytes:
    """Return events as the content of a calendar file, or with a `name` as that of a calendar to subscribe to."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        for one in ("name", "x-wr-calname"):
            calendar.add(one, _one_line(name))
        calendar.add("refresh-interval", REFRESH, {"value": "DURATION"})
        calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))  # what Outlook reads instead
    for event in planned:
        calendar.add_component(_component(event))
    content: bytes = calendar.to_ical()
    return content


def _component(event: Event) -> "icalendar.Event":
    import icalendar

    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", datetime.combine(event.changed_on, time(), UTC))
    component.add("dtstart", event.day)
    if event.day < date.max:  # a day is the length of an event that names no end
        component.add("dtend", event.day + timedelta(days=1))
    component.add("summary", f"{CANCELED}{event.summary}" if event.cancelled else event.summary)
    component.add("description", event.description)
    component.add("categories", ["followthrough"])
    component.add("sequence", event.sequence)
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT")
    if event.alarm is not None:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm.add("trigger", timedelta(hours=event.alarm.hour, minutes=event.alarm.minute))
        component.add_component(alarm)
    return component


def from_ical(content: bytes) -> dict[str, Event]:
    """Return the events of a file that `to_ical` wrote, by UID. Raises ValueError for any other file."""
    import icalendar

    calendar = icalendar.Calendar.from_ical(content)
    if not isinstance(calendar, icalendar.Calendar) or calendar.get("prodid") != PRODID:
        raise ValueError("another program wrote it")
    found = {}
    for component in calendar.walk("VEVENT"):
        try:
            cancelled = component["status"] == "CANCELLED"
            summary, alarms = str(component["summary"]), component.walk("VALARM")
            event = msgspec.convert(
                {
                    "uid": str(component["uid"]),
                    "day": component.decoded("dtstart"),
                    "summary": summary.removeprefix(CANCELED) if cancelled else summary,
                    "description": str(component["description"]),
                    "sequence": int(component.decoded("sequence")),
                    "changed_on": component.decoded("dtstamp").date(),
                    "cancelled": cancelled,
                    "alarm": (datetime.min + alarms[0].decoded("trigger")).time() if alarms else None,
                },
                Event,
            )
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError("an event lacks a property") from error
        found[event.uid] = event
    return found


def renew(
    path: Path,
    planned: Iterable[Event],
    today: date,
    leads: Iterable[str] | None = None,
    done: Iterable[str] = (),
) -> Merged:
    """Create or rewrite a calendar file, whole or not at all.

    Raises LeadError if it cannot be read or written, or if another program wrote it.
    """
    place = Place(str(path))
    refuse_link(path)
    try:
        before = from_ical(_content(path)) if path.exists() else {}
        merged = merge(planned, before, today, leads, done)
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
