"""The whole log as a JSON or CSV file, and back. Importing merges, and importing an export restores the same log.

Both formats contain every entry with its checksum, including undone ones, in the order in which they were recorded. A
spreadsheet treats a cell that begins with one of `=+-@` as a formula (OWASP, CSV Injection), and may rewrite one that
begins with a digit as a date or a number. So in the CSV such cells begin with an apostrophe, as do cells that already
begin with one. The import removes one apostrophe again.

The entries of two logs keep the order in which they were recorded, whichever log is imported first.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date
from typing import Any, get_args

import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.words import quoted
from followthrough.leads.log import spreadsheets
from followthrough.leads.log.checksums import Key, checksum, entry_of, in_order, key, with_distinct_moments
from followthrough.leads.log.history import SEARCH, Entry, EntryKind, History, histories, leads_in
from followthrough.leads.log.lead_names import check_name, check_note, folded
from followthrough.leads.log.store import Log
from followthrough.readings.run.proof import JSON_VERSION

MAX_BYTES = 64 << 20
"""Size limit of an import in bytes: a few hundred thousand entries."""

COLUMNS = ("kind", "name", "value", "day", "recorded", "lead", "change", "place", "sum")
"""The columns of the CSV after the first, which has the lead's name for readers and is not imported."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_REWRITTEN = re.compile(r"\d.*|true|false|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .-].*", re.I | re.S)
"""What a spreadsheet may mistake for a number, a date or a truth value, and rewrite."""
_NUMBER = re.compile(r"\d+(e\d+)?")
"""A key that a spreadsheet mistakes for a number. Other keys are left as they are."""


_MOST_PLACES = 1_000_000
"""Most entries of one change. Ours have at most about one for each question."""


class ConflictingAnswers(msgspec.Struct, frozen=True):
    """A question that a log and an import answer differently, and the answer that stands; None means no answer.

    The question `dropped` says whether the person has let the lead go, and `begun` whether the lead exists at all.
    """

    lead: str
    question: str
    log: str | None
    imported: str | None
    stands: str | None


class Imported(msgspec.Struct, frozen=True):
    """How many entries an import added, about how many leads, how many were already known, and what differs."""

    entries: int
    leads: int
    known: int
    differences: tuple[ConflictingAnswers, ...] = ()


def as_json(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return a log as the data of `leads export`."""
    return {"followthrough": JSON_VERSION, "log": [_row(entry) for entry in entries]}


def _row(entry: Entry) -> dict[str, Any]:
    row = {**msgspec.to_builtins(entry), "sum": checksum(entry)}
    return {name: row[name] for name in COLUMNS}


def as_csv(entries: Iterable[Entry]) -> str:
    """Return a log as CSV (RFC 4180)."""
    found = tuple(entries)
    names = {entry.lead: entry.value for entry in found if entry.kind in ("added", "renamed")}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("called", *COLUMNS))
    for entry in found:
        cells = [_cell(name, str(value)) for name, value in _row(entry).items()]
        writer.writerow([_cell("called", names.get(entry.lead, "")), *cells])
    return out.getvalue()


def _cell(name: str, text: str) -> str:
    if name in ("day", "place"):  # readable as they are, and imported however a spreadsheet rewrites them
        return text
    rewritten = _NUMBER.fullmatch(text) if name in ("lead", "change", "sum") else _REWRITTEN.fullmatch(text)
    return f"'{text}" if rewritten or text.startswith(_FORMULA) else text


def read(raw: bytes, file: str) -> tuple[Entry, ...]:
    """Read an export, whether JSON or CSV. Raises LeadError with every problem."""
    if len(raw) > MAX_BYTES:
        raise LeadError([Problem(Place(file), f"has more than {MAX_BYTES:,} bytes", "name an export of a log")])
    problems: list[Problem] = []
    found: dict[Key, Entry] = {}
    for place, readings in _json_rows(raw, file) if _is_json(raw) else _csv_rows(raw, file):
        entry = _entry(place, readings, problems)
        if entry is not None and not _alike(found.setdefault(key(entry), entry), entry):
            problems.append(Problem(place, "contradicts another entry with the same key", "export the log again"))
    if problems:
        raise LeadError(problems)
    return in_order(with_distinct_moments(sorted(found.values(), key=lambda entry: entry.kind != "added")))


def is_export(raw: bytes) -> bool:
    """Return whether a file is an export of a log, or is meant to be one: it may be damaged."""
    if not _is_json(raw):
        return spreadsheets.is_export(raw)
    try:
        data = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b'"followthrough"' in raw[:1000]
    return "followthrough" in data or (
        isinstance(data.get("log"), list) and all(isinstance(row, dict) and "change" in row for row in data["log"])
    )


def _is_json(raw: bytes) -> bool:
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


RowReadings = tuple[str | None, Iterable[Mapping[str, Any]]]
"""The checksum of an entry, if there is one, and every way to read the entry."""


def _json_rows(raw: bytes, file: str) -> Iterator[tuple[Place, RowReadings]]:
    try:
        rows = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])["log"]
        for number, row in enumerate(msgspec.convert(rows, list[dict[str, Any]]), start=1):
            yield Place(f"{file}, entry {number}"), (row.get("sum"), [row])
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        raise LeadError(
            [Problem(Place(file), "is not an export of a log", "name a file that `leads export` wrote")]
        ) from None


def _csv_rows(raw: bytes, file: str) -> Iterator[tuple[Place, RowReadings]]:
    for place, row in spreadsheets.rows(raw, file):
        yield place, (row.get("sum", "").strip().removeprefix("'") or None, spreadsheets.readings(row))


def _entry(place: Place, readings: RowReadings, problems: list[Problem]) -> Entry | None:
    """Return the entry of a row, or None and note a problem if no way of reading the row gives a valid one."""
    written, ways = readings
    found: dict[Key | tuple[object, ...], Entry] = {}
    wrong = ""
    for way in ways:
        try:
            entry = _in_utc(entry_of(way))
        except (msgspec.DecodeError, KeyError):
            wrong = wrong or f"is not an entry of a log ({_fault(way)})"
            continue
        if written == checksum(entry):
            return _checked(place, entry, problems)
        found.setdefault((entry.day, entry.recorded), entry)
    if written is not None and found:
        wrong = "has changed since it was exported: its checksum no longer fits"
    elif len(found) > 1:
        days = " or ".join(str(entry.day) for entry in found.values())
        wrong = f"has a day that can be read in two ways, {days}"
    elif found:
        return _checked(place, next(iter(found.values())), problems)
    problems.append(Problem(place, wrong, "export it again"))
    return None


def _in_utc(entry: Entry) -> Entry:
    """Return the entry with its moment in UTC, as in our exports. Raises msgspec.ValidationError."""
    try:
        moment = entry.recorded.replace(tzinfo=entry.recorded.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise msgspec.ValidationError from None
    if not 0 <= entry.place < _MOST_PLACES:
        raise msgspec.ValidationError
    return msgspec.structs.replace(entry, recorded=moment)


def _fault(row: Mapping[str, Any]) -> str:
    """Return which column is wrong, and how."""
    for name in COLUMNS[:-1]:
        cell = row.get(name)
        if cell is None or (cell == "" and name not in ("name", "value")):
            return f"it has no {name}"
        if name == "place":
            fits = isinstance(cell, int) and 0 <= cell < _MOST_PLACES
        elif name == "kind":
            fits = cell in get_args(EntryKind)
        elif name in ("day", "recorded"):
            fits = _converts(cell, Entry.__annotations__[name])
        else:
            fits = isinstance(cell, str)
        if not fits:
            return f"{name} cannot be {quoted(str(cell))}"
    return "its advice cannot be read"


def _converts(cell: object, to: Any) -> bool:
    try:
        msgspec.convert(cell, to)
    except msgspec.DecodeError:
        return False
    return True


def _checked(place: Place, entry: Entry, problems: list[Problem]) -> Entry | None:
    try:
        if entry.kind in ("added", "renamed"):
            check_name(entry.value)
        if entry.kind == "note":
            check_note(entry.value)
    except LeadError as error:
        problems.append(Problem(place, error.problems[0].wrong, error.problems[0].remedy))
        return None
    return entry


def _alike(one: Entry, other: Entry) -> bool:
    """Return whether two entries say the same. A log of version 1 recorded only the second."""
    if one.recorded.replace(microsecond=0) != other.recorded.replace(microsecond=0):
        return False
    return msgspec.structs.replace(one, number=0, recorded=other.recorded) == msgspec.structs.replace(other, number=0)


def import_entries(log: Log, entries: Iterable[Entry]) -> Imported:
    """Add the entries of an export that the log lacks, all or none.

    Raises LeadError if an entry contradicts the log, if two leads share a name, or if a lead has no beginning; raises
    LogError too.
    """
    wanted = in_order(entries)
    with log.transaction(begin=True) as transaction:
        there = transaction.entries()
        known = {key(entry): entry for entry in there}
        new = [entry for entry in wanted if key(entry) not in known]
        merged = in_order([*there, *new])
        if problems := list(_conflicts(Place(str(log.path)), wanted, known, merged)):
            raise LeadError(problems)
        for entry in new:
            transaction.insert(entry)
    differences = tuple(_differences(histories(there), histories(wanted), histories(merged)))
    return Imported(len(new), len(leads_in(new)), len(wanted) - len(new), differences)


def _conflicts(
    place: Place, wanted: Iterable[Entry], known: Mapping[Key, Entry], merged: Iterable[Entry]
) -> Iterator[Problem]:
    """Yield what keeps an export from being merged with a log."""
    remedy = "import it into a log of its own, with --log"
    by_name: dict[str, History] = {}
    for history in histories(merged):
        other = by_name.setdefault(folded(history.name), history)
        if other.key != history.key:
            mine = other if any(entry.lead == other.key for entry in known.values()) else history
            yield Problem(place, f"already has a different lead called {mine.name!r}", remedy)
    for entry in wanted:
        if key(entry) in known and not _alike(known[key(entry)], entry):
            yield Problem(place, f"says something different about {entry.kind} {entry.name!r} on {entry.day}", remedy)
    if {entry.lead for entry in merged} - {SEARCH} != {entry.lead for entry in merged if entry.kind == "added"}:
        yield Problem(place, "lacks the beginning of a lead in this export", "export the whole log")


def _differences(
    log: Iterable[History], imported: Iterable[History], merged: Iterable[History]
) -> Iterator[ConflictingAnswers]:
    """Yield the questions that two logs answer differently about the leads they share."""
    by_key = [{one.key: one for one in histories} for histories in (log, imported, merged)]
    here, there, after = by_key
    for history in {**there, **here}.values():
        if history.key not in after:
            ours, theirs = ("yes" if history.key in side else None for side in (here, there))
            yield ConflictingAnswers(history.name, "begun", ours, theirs, None)
        elif history.key in here and history.key in there:
            said, heard, stands = (_last_answers(side[history.key]) for side in by_key)
            for question in said:
                if question in heard and said[question] != heard[question]:
                    yield ConflictingAnswers(history.name, question, said[question], heard[question], stands[question])


def _last_answers(history: History) -> dict[str, str | None]:
    """Return the last answer to each question, and whether the lead was dropped."""
    said: dict[str, str | None] = {}
    for entry in history.until(date.max, ("answer", "retracted")):
        said[entry.name] = entry.value if entry.kind == "answer" else None
    said["dropped"] = "no" if history.dropped_on(date.max) is None else "yes"
    return said
