"""`leads import` of a table that is no export of ours: shown as it would be read, asked about, and stored."""

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError
from followthrough_cli.options import Folders
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import Log
    from followthrough.leads.tables import Doubt, LeadTable, Reading

_MOST_ASKED = 12
"""Most questions about single values; the others are notes, and are told."""


def import_table(
    terminal: Terminal,
    raw: bytes,
    file: str,
    folders: Folders,
    log: "Log",
    today: date,
    maps: tuple[str, ...],
    *,
    dry: bool,
    as_json: bool,
    yes: bool,
) -> None:
    """Read a table, and store its leads. Raises LeadError if only the person can say what something means."""
    from followthrough.leads.tables import keep_sayings, kept_sayings, read_table, sayings, store
    from followthrough.leads.tables.storing import planned
    from followthrough.leads.tables.words import TableWords
    from followthrough_cli.leads import table_wording

    base = folders.load()
    table = read_table(raw, file, TableWords(base))
    again = _that_still_fit(kept_sayings(log.path, table), table, base)
    sayings(maps, table, base)  # what is wrong with them is said before anything else
    texts = [*again, *maps]
    is_asking = sys.stdin.isatty() and file != "standard input" and not as_json and not yes
    if is_asking:
        texts += _asked(terminal, base, table, today, texts)
    said = sayings(texts, table, base)
    reading = _read(base, table, today, texts)
    histories = log.histories()
    plan = planned(base, reading, histories, today)
    if not as_json:
        terminal.show(*table_wording.table_lines(reading, again), Line())
        rows = table_wording.column_rows(base, reading)
        terminal.table(rows, ["Column", "is read as"], [24, max(24, terminal.width - 28)])
    if not as_json and not reading.unsettled:
        terminal.show(Line(), *table_wording.row_lines(base, reading), Line())
        terminal.show(*table_wording.told_lines(base, reading, plan))
    if not dry and is_asking and not _agreed(terminal, len(reading.leads)):
        return
    if not dry and not reading.unsettled:
        plan = store(log, base, reading, today=today)
        keep_sayings(log.path, table, said)
    if as_json:
        terminal.json(table_wording.table_json(reading, plan, today, dry=dry, said=[one.text for one in said]))
    elif not reading.unsettled:
        terminal.show(*table_wording.stored_lines(plan, dry=dry))
    if reading.unsettled:
        raise LeadError(reading.problems())


def _read(base: "KnowledgeBase", table: "LeadTable", today: date, texts: list[str]) -> "Reading":
    from followthrough.leads.tables import read, sayings

    return read(base, table, today, sayings(texts, table, base))


def _that_still_fit(texts: tuple[str, ...], table: "LeadTable", base: "KnowledgeBase") -> list[str]:
    """Return what was said of such a table before, without what the base no longer has."""
    from followthrough.leads.tables import sayings

    found = []
    for text in texts:
        try:
            sayings([text], table, base)
        except LeadError:
            continue
        found.append(text)
    return found


def _asked(terminal: Terminal, base: "KnowledgeBase", table: "LeadTable", today: date, texts: list[str]) -> list[str]:
    """Ask what cannot be told, one thing after the other; return what the person says."""
    said: list[str] = []
    left: set[str] = set()
    while len(left) < _MOST_ASKED:
        reading = _read(base, table, today, [*texts, *said])
        doubt = next((one for one in reading.doubts if one.text not in left), None)
        if doubt is None:
            break
        answer = _answer(terminal, doubt)
        if answer is None:
            left.add(doubt.text)
        else:
            said.append(answer)
    return said


def _answer(terminal: Terminal, doubt: "Doubt") -> str | None:
    """Ask about one doubt; return None if it is left open."""
    ways = list(doubt.ways)
    terminal.show(Line(f"{doubt.text[:1].upper()}{doubt.text[1:]}.", style="strong"))
    for number, way in enumerate(ways, 1):
        terminal.show(Line(f"{number}  {doubt.ways[way]}", indent=2))
    after = "Enter keeps it as a note" if doubt.kind == "value" else "Enter leaves it open"
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
        terminal.show(f"Type a number from 1 to {len(ways)}.")


def _agreed(terminal: Terminal, leads: int) -> bool:
    """Ask whether to store the leads as they are shown. Raises click.exceptions.Exit if not."""
    try:
        said = terminal.ask(f"Store {leads} {'lead' if leads == 1 else 'leads'}? (yes or no) > ")
    except EOFError:
        said = ""
    if said.casefold() in ("yes", "y"):
        return True
    terminal.show("Nothing was done.")
    raise click.exceptions.Exit(0)
