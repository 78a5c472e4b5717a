"""How a table is read as leads, in sentences that every face tells alike."""

from collections.abc import Iterator, Sequence

from followthrough.format.days import spoken
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import answer_text, counted
from followthrough.format.sentences import listed, names_listed
from followthrough.leads.log.days_work import as_kept
from followthrough.leads.log.work_texts import first_text
from followthrough.leads.tables.columns import ReadColumn
from followthrough.leads.tables.ends import end_words, untested_ends
from followthrough.leads.tables.reading import Reading
from followthrough.leads.tables.rows import LeadRow
from followthrough.leads.tables.storing import StoredLead, StoredLeads

SHOWN = 3
"""How many rows are shown as they would be read."""
MOST_ASKED = 12
"""Most questions about single values; the others are notes, and are told."""
_FEW = 4
"""How many rows are named in a remark."""
_LONGEST = 300
"""How many characters of a note are shown."""


def use_text(base: KnowledgeBase, column: ReadColumn) -> str:
    """Return what a column is taken for."""
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


def column_uses(base: KnowledgeBase, reading: Reading) -> list[list[str]]:
    """Return the columns that are more than notes, each with what it is taken for."""
    told = [column for column in reading.columns if column.use not in ("note", "skip") or column.because]
    return [[column.name, use_text(base, column)] for column in told]


def other_columns(reading: Reading) -> Iterator[str]:
    """Yield which columns are notes, and which are not read."""
    for use, says in (("note", "Kept as notes"), ("skip", "Not read")):
        names = [column.name for column in reading.columns if column.use == use and not column.because]
        if names:
            yield f"{says}: {names_listed(names)}."


def lead_texts(base: KnowledgeBase, lead: LeadRow) -> Iterator[str]:
    """Yield what is read of a lead besides its name."""
    if lead.start is not None:
        yield f"came up on {spoken(lead.start)}"
    for question in base.questions:
        if question in lead.answers:
            said = answer_text(base, question, lead.answers[question])
            yield f"{base.questions[question].ask} {said}"
    for note in lead.notes:
        text = " | ".join(note.split("\n"))
        yield f"note: {text[:_LONGEST]}{' ...' if len(text) > _LONGEST else ''}"
    if lead.is_dropped or lead.end:
        yield f"let go: {base.listing.ends[lead.end]}" if lead.end else "let go"


def parted(base: KnowledgeBase, text: str) -> tuple[str, str]:
    """Return a question and the answer to it, of a text that has both; the text alone answers no question."""
    asks = next((one.ask for one in base.questions.values() if text.startswith(f"{one.ask} ")), "")
    return asks, text.removeprefix(asks).strip()


def rows_text(reading: Reading, numbers: Sequence[int]) -> str:
    """Return which rows something is about."""
    unit = reading.table.unit
    if len(numbers) == 1:
        return f"{unit} {numbers[0]}"
    few = [str(number) for number in numbers[:_FEW]]
    more = len(numbers) - len(few)
    return f"{unit}s {listed([*few, f'{more} more'] if more else few)}"


def remarks(reading: Reading) -> Iterator[str]:
    """Yield what should be known about rows: those that are left out, and why."""
    for one in reading.told:
        yield begun_large(f"{rows_text(reading, one.numbers)}: {one.text}.")


def about_known_leads(base: KnowledgeBase, stored: StoredLeads) -> Iterator[str]:
    """Yield what is not taken over, since the log has the lead already."""
    for lead in stored.leads:
        yield from _about_a_known_lead(base, lead)


def _about_a_known_lead(base: KnowledgeBase, lead: StoredLead) -> Iterator[str]:
    if lead.is_dropped_there:
        yield f"{lead.name} was let go in the log, so it stays as it is."
    for question, value in lead.left.items():
        asks, says = base.questions[question].ask, answer_text(base, question, value)
        stands = lead.stands.get(question)
        why = f"the log has: {answer_text(base, question, stands)}" if stands else "it does not fit what the log has"
        yield f"{lead.name}: left out is {asks} {says}; {why}."


def about_first(base: KnowledgeBase, stored: StoredLeads) -> Iterator[str]:
    """Yield which leads come before all others, by what was said of them."""
    said: dict[str, list[str]] = {}
    for lead in stored.leads:
        if lead.goes_on and (text := first_text(base, as_kept(base, lead.row.answers))):
            said.setdefault(text, []).append(lead.name)
    yield from (f"Before all else: {_few(names)}. {text}" for text, names in said.items())


def about_ended(base: KnowledgeBase, stored: StoredLeads) -> Iterator[str]:
    """Yield which leads are let go, by how they have ended, and which go on though their status sounds like an end."""
    by_end: dict[str, list[str]] = {}
    for lead in stored.ended():
        by_end.setdefault(lead.end or "", []).append(lead.name)
    for end, names in by_end.items():
        says = f" ({base.listing.ends[end]})" if end else ""
        yield f"Let go{says}: {_few(names)}."
    for end in untested_ends(base):
        words = end_words(base, end)
        names = [lead.name for lead in stored.leads if lead.goes_on and not words.isdisjoint(lead.row.words)]
        if names:
            go = "go" if len(names) > 1 else "goes"
            says = f"\u201c{base.listing.ends[end]}\u201d ends no lead by itself"
            yield f"Not let go: {_few(names)} {go} on, since {says}. You can let any lead go yourself."


def _few(names: Sequence[str]) -> str:
    return names_listed([*names[:_FEW], *([f"{len(names) - _FEW} more"] if len(names) > _FEW else [])], "and")


def stored_text(stored: StoredLeads, *, dry: bool) -> str:
    """Return what was stored, or would be, in one sentence."""
    added, changed, same = stored.added(), stored.changed(), stored.same()
    parts = [counted(len(added), "lead")] if added or not (changed or same) else []
    texts = [f"{part} {'would be' if dry else 'are' if len(added) != 1 else 'is'} added" for part in parts]
    if changed:
        were = "were" if len(changed) > 1 else "was"
        texts.append(f"{counted(len(changed), 'lead')} that {were} there already gained something")
    if same:
        texts.append(f"{counted(len(same), 'lead')} {'were' if len(same) > 1 else 'was'} there already")
    if ended := stored.ended():
        whole = len(ended) == len(stored.leads)
        all_of_them = "all of them" if len(ended) > 1 else "it"
        which = all_of_them if whole else f"{len(ended)} of them"
        does = "would be" if dry else "are" if len(ended) > 1 else "is"
        why = "they have" if len(ended) > 1 else "it has"
        texts.append(f"{which} {does} let go, since {why} ended")
    return f"{begun_large('; '.join(texts))}."


def begun_large(text: str) -> str:
    """Return a text with a capital letter at its start."""
    return text[:1].upper() + text[1:]
