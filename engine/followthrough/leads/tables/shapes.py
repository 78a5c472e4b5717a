"""What a person has said of tables, kept beside the log, for the next table with the same columns.

The file is JSON: for the names of the columns, what was said of them and of values. If it is lost, the person is asked
again.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from followthrough.leads.tables.sayings import Saying
from followthrough.leads.tables.table import LeadTable
from followthrough.replacing import replaced

_SUFFIX = ".tables.json"
_MOST = 100
"""Most tables that are remembered; the one used longest ago goes first."""


def shapes_path(log: Path) -> Path:
    """Return the file beside a log in which this is kept."""
    return log.with_name(f"{log.name}{_SUFFIX}")


def kept_sayings(log: Path, table: LeadTable) -> tuple[str, ...]:
    """Return what was said of a table with these columns before; nothing if it cannot be read."""
    return tuple(_read(log).get(_shape(table.header), ()))


def keep_sayings(log: Path, table: LeadTable, said: Iterable[Saying]) -> None:
    """Keep what a person has said of a table. Where the file cannot be written, they are asked again next time."""
    texts = [one.text for one in last_said(said)]
    kept = _read(log)
    before = kept.pop(_shape(table.header), None)
    if not texts and before is None:
        return
    if texts:
        kept[_shape(table.header)] = texts
    data = {"followthrough": 1, "tables": dict(list(kept.items())[-_MOST:])}
    with suppress(OSError), replaced(shapes_path(log), private=True) as (part,):
        part.write_bytes(msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n")


def last_said(said: Iterable[Saying]) -> list[Saying]:
    """Return what counts of all that was said: of a column, of its dates, and of a value, the last."""
    last = {(one.column, (one.value or "").casefold(), one.other, one.order is None): one for one in said}
    return list(last.values())


def _read(log: Path) -> dict[str, Sequence[str]]:
    try:
        data: Any = msgspec.json.decode(shapes_path(log).read_bytes())
        return msgspec.convert(data["tables"], dict[str, Sequence[str]])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError):
        return {}


def _shape(header: Sequence[str]) -> str:
    """Return what tables with the same columns share, in whatever order these are."""
    return " | ".join(sorted(name.casefold() for name in header))
