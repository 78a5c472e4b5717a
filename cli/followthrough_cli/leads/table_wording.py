"""A table read as leads, in words and as data. Nothing here prints."""

from collections.abc import Iterator, Sequence
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.format.days import spoken
from followthrough.format.phrases import answer_text, counted
from followthrough.format.sentences import listed
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.tables import Doubt, LeadTable, Reading, Saying, StoredLeads
    from followthrough.leads.tables.columns import ReadColumn
    from followthrough.leads.tables.rows import LeadRow
    from followthrough.leads.tables.storing import StoredLead

_SHOWN = 3
"""How many rows are shown as they would be read."""
_MOST_TOLD = 40
"""Most lines about rows; the JSON has all."""
_FEW = 4
"""How many rows are named in a remark."""
_LONGEST = 300
"""How many characters of a note are shown."""


def table_lines(table: "LeadTable", again: Sequence[str]) -> Iterator[Line]:
    """Yield how a table was read."""
    yield Line(f"{table.file}: {counted(len(table.rows), 'row')}; {table.how}.", style="strong")
    yield from (Line(_sentence(text), indent=2, style="faint") for text in table.told)
    if again:
        yield Line(f"As you said before: {'; '.join(again)}.", indent=2)


def column_rows(base: "KnowledgeBase", reading: "Reading") -> list[list[str]]:
    """Return the columns that are more than notes, each with what it is."""
    told = [column for column in reading.columns if column.use not in ("note", "skip") or column.because]
    return [[column.name, _use(base, column)] for column in told]


def row_lines(base: "KnowledgeBase", reading: "Reading") -> Iterator[Line]:
    """Yield the other columns, and the first leads."""
    for use, says in (("note", "Kept as notes"), ("skip", "Not read")):
        names = [column.name for column in reading.columns if column.use == use and not column.because]
        if names:
            yield Line(f"{says}: {', '.join(names)}.")
    for lead in reading.leads[:_SHOWN]:
        yield from (Line(), *_lead_lines(base, lead))
    if len(reading.leads) > _SHOWN:
        yield from (Line(), Line(f"... and {counted(len(reading.leads) - _SHOWN, 'more lead')}."))


def _use(base: "KnowledgeBase", column: "ReadColumn") -> str:
    order = f" ({column.orders[0].value}, as {column.shown_by} shows)" if column.shown_by and column.orders else ""
    asks = [base.questions[question].ask for question in column.questions]
    match column.use:
        case "name":
            return "the name of the lead" + (f"; {' '.join(asks)}" if asks else "")
        case "start":
            return f"the day on which the lead came up{order}"
        case "status" if column.flag:
            return f"a yes, or a day, says: {column.flag}"
        case "status":
            return "a status: each value answers what it means"
        case "question":
            return f"{' or '.join(asks)}{order}"
    return f"kept as a note: {column.because}"


def _lead_lines(base: "KnowledgeBase", lead: "LeadRow") -> Iterator[Line]:
    yield Line(lead.name, style="strong")
    if lead.start is not None:
        yield Line(f"came up on {spoken(lead.start)}", indent=2)
    for question in base.questions:
        if question in lead.answers:
            said = answer_text(base, question, lead.answers[question])
            yield Line(f"{base.questions[question].ask} {said}", indent=2)
    for note in lead.notes:
        text = " | ".join(note.split("\n"))
        yield Line(f"note: {text[:_LONGEST]}{' ...' if len(text) > _LONGEST else ''}", indent=2)
    if lead.is_dropped:
        yield Line("let go", indent=2)


def told_lines(base: "KnowledgeBase", reading: "Reading", stored: "StoredLeads") -> Iterator[Line]:
    """Yield what a person should know about rows and values, and about leads that are there already."""
    texts = [f"{_rows(reading, one.numbers)}: {one.text}." for one in reading.told]
    texts += [_about_a_value(reading, doubt) for doubt in reading.doubts if doubt.kind == "value"]
    texts = [*map(_sentence, texts), *(text for lead in stored.leads for text in _about_a_known_lead(base, lead))]
    yield from (Line(text, style="warning") for text in texts[:_MOST_TOLD])
    if len(texts) > _MOST_TOLD:
        yield Line(f"... and {len(texts) - _MOST_TOLD} more remarks; --json has them all.", style="warning")


def _about_a_value(reading: "Reading", doubt: "Doubt") -> str:
    value = next(iter(doubt.ways)).partition("=")[0]
    ways = list(doubt.ways)[:2] if doubt.is_narrow else [f"{value}=question=answer"]
    say = listed([f"--map {quote(way)}" for way in ways], "or")
    return f"{_rows(reading, doubt.numbers)}: {doubt.text}, so it is kept as a note; {say} says what it means."


def _about_a_known_lead(base: "KnowledgeBase", lead: "StoredLead") -> Iterator[str]:
    if lead.is_dropped_there:
        yield f"{lead.name} was let go in the log, so it stays as it is."
    for question, value in lead.left.items():
        asks, says = base.questions[question].ask, answer_text(base, question, value)
        stands = lead.stands.get(question)
        why = f"the log has: {answer_text(base, question, stands)}" if stands else "it does not fit what the log has"
        yield f"{lead.name}: left out is {asks} {says}; {why}."


def _rows(reading: "Reading", numbers: Sequence[int]) -> str:
    unit = reading.table.unit
    if len(numbers) == 1:
        return f"{unit} {numbers[0]}"
    few = [str(number) for number in numbers[:_FEW]]
    more = len(numbers) - len(few)
    return f"{unit}s {listed([*few, f'{more} more'] if more else few)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def stored_lines(stored: "StoredLeads", *, dry: bool) -> Iterator[Line]:
    """Yield what was stored, or would be, in one line."""
    added, changed, same = stored.added(), stored.changed(), stored.same()
    parts = [counted(len(added), "lead")] if added or not (changed or same) else []
    texts = [f"{part} {'would be' if dry else 'are' if len(added) != 1 else 'is'} added" for part in parts]
    if changed:
        were = "were" if len(changed) > 1 else "was"
        texts.append(f"{counted(len(changed), 'lead')} that {were} there already gained something")
    if same:
        texts.append(f"{counted(len(same), 'lead')} {'were' if len(same) > 1 else 'was'} there already")
    yield Line(f"{_sentence('; '.join(texts))}.", style="strong")
    if not dry and (added or changed):
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
                "dropped": lead.row.is_dropped,
                "there": lead.was,
                "new": {"answers": lead.answers, "notes": lead.notes},
                "left": lead.left,
                "stands": lead.stands,
            }
            for lead in plan.leads
        ],
        "told": [*reading.table.told, *(f"{_rows(reading, one.numbers)}: {one.text}" for one in reading.told)],
        "doubts": reading.doubts,
        "stored": stored,
    }
