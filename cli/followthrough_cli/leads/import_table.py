"""`leads import` of a table that is no export of ours: shown as it would be read, asked about, and stored."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from followthrough.errors import LeadError
from followthrough.format.phrases import counted
from followthrough_cli.leads.confirm import confirm
from followthrough_cli.options import Folders
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import Log
    from followthrough.leads.tables import Doubt, LeadTable, Reading


_ENTER = {"value": "Enter keeps it as a note", "contradiction": "Enter is 1; the other is kept as a note"}
"""What it means to answer nothing to a doubt."""


class ImportOptions(NamedTuple):
    """What a person says of an import: of columns and values (`maps`), and what is to be done with it."""

    maps: tuple[str, ...]
    dry: bool
    as_json: bool
    yes: bool


def import_table(
    terminal: Terminal, raw: bytes, file: str, folders: Folders, log: "Log", today: date, options: ImportOptions
) -> None:
    """Read a table, and store its leads. Raises LeadError if only the person can say what something means."""
    from followthrough.leads.tables import keep_sayings, kept_sayings, read_table, sayings, store, that_still_fit
    from followthrough.leads.tables.storing import planned
    from followthrough.leads.tables.words import TableWords
    from followthrough_cli.leads import table_wording

    base = folders.load()
    table = read_table(raw, file, TableWords(base))
    again = that_still_fit(kept_sayings(log.path, table), table, base)
    sayings(options.maps, table, base)  # what is wrong with them is said before anything else
    is_asking = sys.stdin.isatty() and file != "standard input" and not options.as_json and not options.yes
    reading, texts = _settled(terminal, base, table, today, again, options, is_asking=is_asking)
    said = sayings(texts, table, base)
    plan = planned(base, reading, log.entries(), today)
    if options.as_json and reading.unsettled:
        terminal.json(table_wording.table_json(reading, plan, today, said, stored=False))
    if reading.unsettled:
        raise LeadError(reading.problems())
    if not options.as_json:
        terminal.show(*table_wording.row_lines(base, reading), Line())
        terminal.show(*table_wording.told_lines(base, reading, plan))
    if not options.dry:
        if is_asking:
            confirm(terminal, "", f"Store {counted(len(reading.leads), 'lead')}?", options.yes)
        plan = store(log, base, reading, today=today)
        keep_sayings(log.path, table, said)
    if options.as_json:
        terminal.json(table_wording.table_json(reading, plan, today, said, stored=not options.dry))
    else:
        terminal.show(*table_wording.stored_lines(plan, dry=options.dry))


def _settled(
    terminal: Terminal,
    base: "KnowledgeBase",
    table: "LeadTable",
    today: date,
    again: list[str],
    options: ImportOptions,
    *,
    is_asking: bool,
) -> "tuple[Reading, list[str]]":
    """Show how a table is read, and ask what cannot be told; return it as it is read then, and all that was said."""
    from followthrough.leads.tables.wording import column_uses
    from followthrough_cli.leads import table_wording

    texts = [*again, *options.maps]
    reading = _read(base, table, today, texts)
    if not options.as_json:
        terminal.show(*table_wording.table_lines(table, again), Line())
        rows = column_uses(base, reading)
        terminal.table(rows, ["Column", "is read as"], [24, max(24, terminal.width - 28)])
    if is_asking and (answers := _asked(terminal, base, table, today, texts)):
        texts += answers
        reading = _read(base, table, today, texts)
    return reading, texts


def _read(base: "KnowledgeBase", table: "LeadTable", today: date, texts: list[str]) -> "Reading":
    from followthrough.leads.tables import read, sayings

    return read(base, table, today, sayings(texts, table, base))


def _asked(terminal: Terminal, base: "KnowledgeBase", table: "LeadTable", today: date, texts: list[str]) -> list[str]:
    """Ask what cannot be told, one thing after the other; return what the person says."""
    from followthrough.leads.tables.wording import MOST_ASKED

    said: list[str] = []
    left: set[str] = set()
    shown: Mapping[str, str] = {}
    while len(left) < MOST_ASKED:
        reading = _read(base, table, today, [*texts, *said])
        doubt = next((one for one in reading.doubts if one.text not in left), None)
        if doubt is None:
            break
        answer = _answer(terminal, base, reading, doubt, shown)
        shown = doubt.ways
        if answer is None:
            left.add(doubt.text)
        else:
            said.append(answer)
    return said


def _answer(
    terminal: Terminal, base: "KnowledgeBase", reading: "Reading", doubt: "Doubt", shown: Mapping[str, str]
) -> str | None:
    """Ask about one doubt, where the ways of the one before are `shown`; return None if it is left open."""
    from followthrough.leads.tables.wording import rows_text

    ways = list(doubt.ways)
    rows = f" ({rows_text(reading, doubt.numbers)})" if doubt.numbers else ""
    terminal.show(Line(), Line(f"{doubt.text[:1].upper()}{doubt.text[1:]}{rows}.", style="strong"))
    is_as_before = list(doubt.ways.values()) == list(shown.values())
    if is_as_before:
        terminal.show(Line("The answers have the numbers above. Type ? to see them again.", indent=2))
    else:
        terminal.show(*_way_lines(base, doubt))
    after = _ENTER.get(doubt.kind, "Enter leaves it open")
    while True:
        try:
            typed = terminal.ask(f"1 to {len(ways)} ({after}) > ")
        except EOFError:
            typed = ""
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(ways):
            return ways[int(typed) - 1]
        if typed in ways:
            return typed
        if typed == "?":
            terminal.show(*_way_lines(base, doubt))
        else:
            terminal.show(f"Type a number from 1 to {len(ways)}.")


def _way_lines(base: "KnowledgeBase", doubt: "Doubt") -> Iterator[Line]:
    """Yield the ways to settle a doubt, each with its number, below the question that it answers."""
    from followthrough.leads.tables.wording import parted

    last = ""
    for number, way in enumerate(doubt.ways.values(), 1):
        asks, says = parted(base, way)
        if asks != last:
            yield Line(asks, indent=2)
        yield Line(f"{number:2}  {says}", indent=2, hang=4)
        last = asks
