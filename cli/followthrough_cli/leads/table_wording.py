"""A table read as leads, in words and as data. Nothing here prints."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.format.phrases import counted
from followthrough.format.sentences import listed
from followthrough.leads.tables.wording import (
    SHOWN,
    about_ended,
    about_first,
    about_known_leads,
    begun_large,
    lead_texts,
    other_columns,
    remarks,
    rows_text,
    stored_text,
)
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.tables import Doubt, LeadTable, Reading, Saying, StoredLeads

_HANG = 2
_MOST_TOLD = 40
"""Most lines about rows; the JSON has all."""


def table_lines(table: "LeadTable", again: Sequence[str]) -> Iterator[Line]:
    """Yield how a table was read."""
    yield Line(f"{table.file}: {counted(len(table.rows), 'row')}; {table.how}.", style="strong")
    yield from (Line(begun_large(text), indent=2, style="faint") for text in table.told)
    if again:
        yield Line(f"As you said before: {'; '.join(again)}.", indent=2)


def row_lines(base: "KnowledgeBase", reading: "Reading") -> Iterator[Line]:
    """Yield the other columns, and the first leads."""
    yield from map(Line, other_columns(reading))
    for lead in reading.leads[:SHOWN]:
        yield from (Line(), Line(lead.name, style="strong"))
        yield from (Line(text, indent=2) for text in lead_texts(base, lead))
    if len(reading.leads) > SHOWN:
        yield from (Line(), Line(f"... and {counted(len(reading.leads) - SHOWN, 'more lead')}."))


def told_lines(base: "KnowledgeBase", reading: "Reading", stored: "StoredLeads") -> Iterator[Line]:
    """Yield what a person should know about rows and values, and about leads that are there already."""
    doubts = [doubt for doubt in reading.doubts if doubt not in reading.unsettled]
    unknown = Counter(doubt.column for doubt in doubts if _is_unknown(doubt))
    several = [doubt for doubt in doubts if _is_unknown(doubt) and unknown[doubt.column] > 1]
    texts = [*about_first(base, stored), *remarks(reading)]
    texts += [begun_large(_about_a_row(reading, doubt)) for doubt in doubts if doubt not in several]
    texts += [*about_known_leads(base, stored), *about_ended(base, stored)]
    yield from (Line(text, style="warning", hang=_HANG) for text in texts[:_MOST_TOLD])
    for column in dict.fromkeys(doubt.column for doubt in several):
        yield from _unknown_lines(reading, [doubt for doubt in several if doubt.column == column])
    if len(texts) > _MOST_TOLD:
        more = counted(len(texts) - _MOST_TOLD, "more remark")
        yield Line(f"... and {more}; --json has them all.", style="warning")


def _is_unknown(doubt: "Doubt") -> bool:
    """Return whether a doubt is about a value that means no answer that is known."""
    return doubt.kind == "value" and not doubt.is_narrow


def _unknown_lines(reading: "Reading", doubts: "Sequence[Doubt]") -> Iterator[Line]:
    """Yield the values of a column that mean no answer that is known, each with its rows, and what to do about them."""
    column = doubts[0].column
    wrong = f"{counted(len(doubts), 'value')} in {column} mean no answer that is known, so they are kept as notes:"
    yield Line(wrong, style="warning")
    for doubt in doubts[:_MOST_TOLD]:
        value = doubt.text.partition(f" in {column} ")[0]
        yield Line(f"{value} in {rows_text(reading, doubt.numbers)}", indent=2, style="warning")
    if len(doubts) > _MOST_TOLD:
        yield Line(f"and {counted(len(doubts) - _MOST_TOLD, 'more value')}", indent=2, style="warning")
    drop = list(doubts[0].ways)[-1]
    say = f"--map {quote(drop.removesuffix('drop') + 'question=answer')}"
    yield Line(f"{say} says what a value means, and --map {quote(drop)} lets such a lead go.", style="warning")


def _about_a_row(reading: "Reading", doubt: "Doubt") -> str:
    if doubt.kind == "contradiction":
        stands, other = doubt.ways.values()
        say = f"--map {quote(list(doubt.ways)[1])}"
        rest = f"{stands}, and the other is kept as a note; {say} says that {other}"
        return f"{rows_text(reading, doubt.numbers)}: {doubt.text}; {rest}."
    *meanings, drop = doubt.ways
    ways = meanings[:2] if doubt.is_narrow else [f"{drop.removesuffix('drop')}question=answer"]
    say = listed([f"--map {quote(way)}" for way in ways], "or")
    told = f"{rows_text(reading, doubt.numbers)}: {doubt.text}, so it is kept as a note"
    return f"{told}; {say} says what it means, and --map {quote(drop)} lets such a lead go."


def stored_lines(stored: "StoredLeads", *, dry: bool) -> Iterator[Line]:
    """Yield what was stored, or would be, in one line."""
    yield Line(stored_text(stored, dry=dry), style="strong")
    if not dry and (stored.added() or stored.changed()):
        yield Line("`followthrough leads undo` takes all of it back.")


def table_json(
    reading: "Reading", plan: "StoredLeads", today: date, said: Sequence["Saying"], *, stored: bool
) -> dict[str, Any]:
    """Return a table read as leads, and what was stored of it, as data."""
    return {
        "followthrough": JSON_VERSION,
        "on": today,
        "file": reading.table.file,
        "read": reading.table.how,
        "columns": [
            {
                "column": column.name,
                "use": column.use,
                "questions": column.questions,
                "order": column.orders[0].value if column.shown_by and column.orders else None,
                "because": column.because or None,
                "status": column.flag or None,
            }
            for column in reading.columns
        ],
        "map": [one.text for one in said],
        "leads": [
            {
                "name": lead.name,
                "rows": lead.row.numbers,
                "start": lead.row.start,
                "answers": lead.row.answers,
                "notes": lead.row.notes,
                "dropped": lead.row.is_dropped or bool(lead.row.end),
                "end": lead.row.end or None,
                "there": lead.was,
                "new": {"answers": lead.answers, "notes": lead.notes},
                "left": lead.left,
                "stands": lead.stands,
            }
            for lead in plan.leads
        ],
        "told": [*reading.table.told, *(f"{rows_text(reading, one.numbers)}: {one.text}" for one in reading.told)],
        "doubts": reading.doubts,
        "stored": stored,
    }
