"""A table that becomes leads: sent as a file, shown as it would be read, asked about, and added as one change.

Nothing is stored before the person has seen how the table is read, and says so.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec
from starlette.responses import RedirectResponse, Response

from followthrough.errors import LeadError, Problem
from followthrough.format.phrases import counted
from followthrough.leads.log import History, export_import, undoing
from followthrough.leads.tables import (
    LeadTable,
    Reading,
    keep_sayings,
    kept_sayings,
    read,
    read_table,
    sayings,
    store,
    that_still_fit,
    wording,
)
from followthrough.leads.tables.reading import read_columns
from followthrough.leads.tables.rows import LeadRow
from followthrough.leads.tables.shapes import last_said
from followthrough.leads.tables.storing import StoredLeads, planned
from followthrough.leads.tables.words import TableWords
from followthrough_web.import_forms import USE, about_columns, about_doubts, all_doubts, clipped, used_as
from followthrough_web.rendering import sentence
from followthrough_web.safety import IMPORT
from followthrough_web.site import Visit
from followthrough_web.uploads import Upload

AGAIN, ADD, UNDO = f"{IMPORT}/read", f"{IMPORT}/add", f"{IMPORT}/undo"
_SAID = "said-"
"""The prefix of the form fields with what the person says of columns and values."""
_MOST_TOLD, _MOST_OF_A_LEAD = 20, 12
"""Most remarks on rows that are shown, and most lines about a lead."""


class TableProposal(msgspec.Struct, frozen=True):
    """A file as it would be read: its key, its table and leads, what was `said` of it, and what storing would do."""

    key: str
    reading: Reading
    said: Sequence[str]
    stored: StoredLeads

    @property
    def new(self) -> int:
        """How many leads storing would add."""
        return len(self.stored.added())


def show_import(visit: Visit) -> Response:
    """Ask for a file."""
    return visit.shows("import.html")


def take_file(visit: Visit) -> Response:
    """Show how the file that was sent would be read."""
    if len(visit.files) != 1:
        wrong = "Choose a file first." if not visit.files else "Choose one file at a time: nothing was read."
        return visit.shows("import.html", 422, wrong=[wrong])
    upload = visit.files[0]
    if export_import.is_export(upload.content):
        wrong = "This is an export of a search log. In a terminal, `followthrough leads import` takes it back."
        return visit.shows("import.html", 422, wrong=[wrong])
    try:
        table = _table(visit, upload)
    except LeadError as error:
        return visit.shows("import.html", 422, wrong=_told(upload, error.problems))
    visit.site.uploads.hold(upload)
    again = that_still_fit(kept_sayings(visit.site.log.path, table), table, visit.base)
    return _shown(visit, _proposal(visit, upload, table, again), again=again)


def read_again(visit: Visit) -> Response:
    """Show how the file would be read with what the person says of it."""
    upload = _held(visit)
    if upload is None:
        return _gone(visit)
    table = _table(visit, upload)
    return _shown(visit, _proposal(visit, upload, table, _said(visit, table)))


def add_leads(visit: Visit) -> Response:
    """Store the leads of the file as one change, unless something must be asked first."""
    upload = _held(visit)
    if upload is None:
        return _gone(visit)
    table = _table(visit, upload)
    proposal = _proposal(visit, upload, table, _said(visit, table))
    if proposal.reading.unsettled:
        return _shown(visit, proposal)
    stored = store(visit.site.log, visit.base, proposal.reading, today=visit.today)
    keep_sayings(visit.site.log.path, table, sayings(proposal.said, table, visit.base))
    if not (stored.added() or stored.changed()):
        return RedirectResponse("/leads", 303)
    return RedirectResponse(f"/leads?imported={visit.site.log.entries()[-1].change}", 303)


def undo_import(visit: Visit) -> Response:
    """Take back all leads of a file, if nothing else has changed since."""
    undoing.undo(visit.site.log, today=visit.today, change=visit.form.get("change", ""))
    return RedirectResponse("/leads", 303)


def imported(histories: Iterable[History], change: str) -> str:
    """Return what a change that stored a table did, in one sentence; '' if it does not stand."""
    touched = [one for one in histories if any(entry.change == change for entry in one.standing)]
    new = [one for one in touched if any((e.change, e.kind) == (change, "added") for e in one.standing)]
    texts = [f"{counted(len(new), 'lead')} added"] if new else []
    if len(touched) > len(new):
        texts.append(f"{counted(len(touched) - len(new), 'lead')} gained something")
    return f"{'; '.join(texts)}." if texts else ""


def _held(visit: Visit) -> Upload | None:
    return visit.site.uploads.held(visit.form.get("file", ""))


def _gone(visit: Visit) -> Response:
    wrong = "The file is not held any more, since others were read after it. Choose it again: nothing was stored."
    return visit.shows("import.html", 422, wrong=[wrong])


def _said(visit: Visit, table: LeadTable) -> list[str]:
    """Return what the person says of the file, the last word on each thing. What is not chosen says nothing.

    A column is said to be something if it was shown as something else.
    """
    form = visit.form
    texts = [text for name, text in form.items() if name.startswith(_SAID) and text]
    known = that_still_fit(dict.fromkeys(texts), table, visit.base)
    columns = read_columns(visit.base, table, visit.today, sayings(known, table, visit.base))
    for column in columns:
        chosen = form.get(f"{USE}{column.number}", "")
        if chosen and chosen != used_as(column):
            known += that_still_fit([f"{column.name}={chosen}"], table, visit.base)
    return [one.text for one in last_said(sayings(known, table, visit.base))]


def _table(visit: Visit, upload: Upload) -> LeadTable:
    with visit.lane.thinking():
        return read_table(upload.content, upload.shown or "the file", TableWords(visit.base))


def _proposal(visit: Visit, upload: Upload, table: LeadTable, said: Sequence[str]) -> TableProposal:
    entries = visit.site.log.entries()
    with visit.lane.thinking():
        reading = read(visit.base, table, visit.today, sayings(said, table, visit.base))
        return TableProposal(upload.key, reading, said, planned(visit.base, reading, entries, visit.today))


def _told(upload: Upload, problems: Iterable[Problem]) -> list[str]:
    """Return what is wrong with a file, and what to do."""
    called = f"“{upload.shown}”" if upload.shown else "The file"
    return [f"{sentence(f'{called} {one.wrong}')} {sentence(one.remedy)}" for one in problems]


def _shown(visit: Visit, proposal: TableProposal, again: Sequence[str] = ()) -> Response:
    base, reading = visit.base, proposal.reading
    about_leads = (wording.about_known_leads, wording.about_ended)
    told = [*wording.about_first(base, proposal.stored), *wording.remarks(reading)]
    told += [line for about in about_leads for line in about(base, proposal.stored)]
    with visit.lane.thinking():
        columns = about_columns(base, reading.table, reading.columns, visit.today)
        doubts = all_doubts(base, reading, sayings(proposal.said, reading.table, base), visit.today)
    asked = about_doubts(base, reading, doubts, proposal.said, _SAID)
    answered = {one.chosen for one in asked}
    return visit.shows(
        "proposal.html",
        proposal=proposal,
        again=again,
        read_again=AGAIN,
        add=ADD,
        columns=columns,
        others=[clipped(line) for line in wording.other_columns(reading)],
        leads=[(lead.name, _of_a_lead(visit, lead)) for lead in islice(reading.leads, wording.SHOWN)],
        doubts=asked,
        unasked=len(doubts) - len(asked),
        carried=[text for text in proposal.said if text not in answered],
        told=[clipped(line) for line in told[:_MOST_TOLD]],
        untold=max(0, len(told) - _MOST_TOLD),
        about_file=[clipped(line) for line in reading.table.told],
        outcome=wording.stored_text(proposal.stored, dry=True),
    )


def _of_a_lead(visit: Visit, lead: LeadRow) -> list[str]:
    """Return what is read of a lead, as far as it takes a few lines."""
    texts = [clipped(text) for text in wording.lead_texts(visit.base, lead)]
    more = len(texts) - _MOST_OF_A_LEAD
    return [*texts[:_MOST_OF_A_LEAD], f"and {more} more"] if more > 0 else texts
