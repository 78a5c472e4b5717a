"""The whole log as a file, JSON or CSV, and back: an import of an export gives the same log.

Both hold every entry, those that were undone too, in the order in which they were recorded. A spreadsheet takes a cell
that begins with one of `=+-@` for a formula (OWASP, CSV Injection), so such cells begin with an apostrophe in the CSV,
as do those that begin with one themselves; the import takes one away again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.leads.history import Entry, histories
from followthrough.leads.names import check_name, check_note, folded
from followthrough.leads.store import Log
from followthrough.proof import JSON_VERSION

MAX_BYTES = 64 << 20
"""Largest file that is imported: some hundred thousand entries."""

COLUMNS = ("kind", "name", "value", "day", "recorded", "lead", "change", "place")
"""The columns of the CSV behind the first, which has the lead's name for a reader and is not imported."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class Imported(msgspec.Struct, frozen=True):
    """How many entries an import added, about how many leads, and how many were there already."""

    entries: int
    leads: int
    known: int


def as_json(entries: Iterable[Entry]) -> dict[str, Any]:
    """Give a log as the data of `leads export`."""
    rows = [msgspec.to_builtins(entry) for entry in entries]
    return {"followthrough": JSON_VERSION, "log": [{name: row[name] for name in COLUMNS} for row in rows]}


def as_csv(entries: Iterable[Entry]) -> str:
    """Give a log as CSV (RFC 4180)."""
    found = tuple(entries)
    names = {entry.lead: entry.value for entry in found if entry.kind == "added"}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("called", *COLUMNS))
    for entry in found:
        row = msgspec.to_builtins(entry)
        writer.writerow([_cell(names.get(entry.lead, "")), *(_cell(str(row[name])) for name in COLUMNS)])
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def read(raw: bytes, file: str) -> tuple[Entry, ...]:
    """Read an export, JSON or CSV, whichever it is. Raises LeadError with every problem."""
    if len(raw) > MAX_BYTES:
        raise LeadError([Problem(Place(file), f"has more than {MAX_BYTES:,} bytes", "name an export of a log")])
    rows = _json_rows(raw, file) if raw.lstrip()[:1] == b"{" else _csv_rows(raw, file)
    problems: list[Problem] = []
    found = [entry for place, row in rows if (entry := _entry(place, row, problems)) is not None]
    if problems:
        raise LeadError(problems)
    begun = {entry.lead for entry in found if entry.kind == "added"}
    if any(entry.lead not in begun for entry in found):
        problems.append(Problem(Place(file), "tells of a lead that it does not begin", "export the log whole"))
    if len({(entry.change, entry.place) for entry in found}) < len(found):
        problems.append(Problem(Place(file), "has an entry twice", "export the log anew"))
    if problems:
        raise LeadError(problems)
    return tuple(found)


def _json_rows(raw: bytes, file: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    try:
        rows = msgspec.json.decode(raw, type=dict[str, Any])["log"]
        for number, row in enumerate(msgspec.convert(rows, list[dict[str, Any]]), start=1):
            yield Place(f"{file}, entry {number}"), row
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        raise LeadError([Problem(Place(file), "is no export of a log", "name a file of `leads export`")]) from None


def _csv_rows(raw: bytes, file: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise csv.Error
        for number, row in enumerate(reader, start=1):
            cells = {name: (row[name] or "").removeprefix("'") for name in COLUMNS}
            place: object = int(cells["place"]) if cells["place"].isdecimal() else cells["place"]
            yield Place(f"{file}, entry {number}"), {**cells, "place": place}
    except (csv.Error, UnicodeDecodeError):
        raise LeadError([Problem(Place(file), "is no export of a log", "name a file of `leads export`")]) from None


def _entry(place: Place, row: Mapping[str, Any], problems: list[Problem]) -> Entry | None:
    """Make an entry of a row; what is wrong with it is added to the problems."""
    try:
        entry = msgspec.convert({**row, "number": 0}, Entry)
        if entry.kind == "advised":
            entry.given()
        if entry.kind == "added":
            check_name(entry.value)
        if entry.kind == "note":
            check_note(entry.value)
    except msgspec.DecodeError as error:
        problems.append(Problem(place, f"is no entry of a log ({error})", "export it anew"))
        return None
    except LeadError as error:
        problems.append(Problem(place, error.problems[0].wrong, error.problems[0].remedy))
        return None
    return entry


def import_entries(log: Log, entries: Iterable[Entry]) -> Imported:
    """Add the entries of an export that are not in the log yet, all or none.

    Raises LeadError when one says something else than the log, or a lead of another key has the name of one in it;
    LogError.
    """
    wanted = tuple(entries)
    place = Place(str(log.path))
    with log.transaction(begin=True) as transaction:
        there = transaction.entries()
        known = {(entry.change, entry.place): msgspec.structs.replace(entry, number=0) for entry in there}
        names = {folded(history.name): history for history in histories(there)}
        problems = []
        for history in histories(wanted):
            other = names.get(folded(history.name))
            if other is not None and other.key != history.key:
                wrong = f"has another lead {other.name!r}"
                problems.append(Problem(place, wrong, "import into a log of its own, with --log"))
        for entry in wanted:
            if known.get((entry.change, entry.place), entry) != entry:
                wrong = f"tells something else of {entry.kind} {entry.name!r} on {entry.day}"
                problems.append(Problem(place, wrong, "import into a log of its own, with --log"))
        if problems:
            raise LeadError(problems)
        new = [entry for entry in wanted if (entry.change, entry.place) not in known]
        for entry in new:
            transaction.insert(entry)
    return Imported(len(new), len({entry.lead for entry in new}), len(wanted) - len(new))
