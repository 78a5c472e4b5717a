"""JSON as boards and other programs export it, read as rows: a list of objects, wherever in the file it is.

An object in an object gives a column for each of its keys, one level deep (`company city`). Where an item names another
one by its key, as a card of a board does with its list, the name of the other stands in its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from followthrough.leads.tables.csv_text import decoded
from followthrough.leads.tables.table import MAX_COLUMNS, CellRow, LeadTable, distinct

_NAMES = ("name", "title", "label")
_OWN = (*_NAMES, "value", "text")
"""The keys under which an object says what it is itself."""
_LISTS = ("cards", "records", "items", "rows", "data", "results", "jobs", "applications", "leads", "entries")
"""What the list with the rows is often called."""


def read_json(raw: bytes, file: str) -> LeadTable | None:
    """Return the table in a JSON file; None if it is not JSON, or has no list of objects."""
    text, encoding = decoded(raw)
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        data = _lines(text)
    found = _rows_in(data)
    if found is None:
        return None
    where, items = found
    names = _named_items(data)
    flat = [dict(_flattened(item, names)) for item in items]
    keys = list(dict.fromkeys(key for one in flat for key in one))[:MAX_COLUMNS]
    rows = tuple(CellRow(number, tuple(one.get(key, "") for key in keys)) for number, one in enumerate(flat, start=1))
    others = [key for key in data if key != where] if isinstance(data, dict) else []
    told = [f"only {where!r} is read, and not {', '.join(map(repr, others[:6]))}."] if others else []
    how = f"JSON, {encoding}" + (f", the list {where!r}" if where else "")
    return LeadTable(file, distinct(keys), rows, how, tuple(told), "item")


def _lines(text: str) -> Any:
    """Return the objects of a file that has one on each line; None if it is another file."""
    try:
        return [msgspec.json.decode(line) for line in text.splitlines() if line.strip()]
    except (msgspec.DecodeError, RecursionError):
        return None


def _rows_in(data: Any) -> tuple[str, list[Mapping[str, Any]]] | None:
    """Return the list of objects, and its key if it has one."""
    if _is_rows(data):
        return "", data
    if not isinstance(data, dict):
        return None
    lists = {key: value for key, value in data.items() if _is_rows(value)}
    if not lists:
        objects = [value for value in data.values() if isinstance(value, dict)]
        found = [one for value in objects if (one := _rows_in(value)) is not None]
        return found[0] if len(found) == 1 else None
    best = max(lists, key=lambda key: (key.lower() in _LISTS, len(lists[key])))
    return best, lists[best]


def _is_rows(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and all(isinstance(one, dict) for one in data)


def _named_items(data: Any) -> dict[str, str]:
    """Return the names of what else is in the file, by key: lists of a board, labels, people."""
    found: dict[str, str] = {}
    for value in data.values() if isinstance(data, dict) else ():
        for one in value if _is_rows(value) else ():
            name = next((one[key] for key in _NAMES if isinstance(one.get(key), str)), "")
            if isinstance(one.get("id"), str) and name:
                found[one["id"]] = name
    return found


def _flattened(item: Mapping[str, Any], names: Mapping[str, str], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in item.items():
        label = above if above and key.lower() in _OWN else f"{above} {key}".strip()
        if isinstance(value, dict) and not above:
            # the fields of a record stand for the record's own
            yield from _flattened(value, names, "" if key.lower() in ("fields", "properties", "values") else label)
        else:
            yield label, _text(value, names, is_own=not above and key.lower() == "id")


def _text(value: Any, names: Mapping[str, str], *, is_own: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip() if is_own else names.get(value, value).strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one, names, is_own=False) for one in value)))
    return _of_an_object(value, names)


def _of_an_object(value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    own = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    parts: Iterable[str] = (
        [own] if own is not None else (f"{key}: {_text(one, names, is_own=False)}" for key, one in value.items())
    )
    return ", ".join(filter(None, parts))
