"""Twelve trackers in the shapes that people keep, and what each is read as with the built-in base."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from followthrough import KnowledgeBase, load
from followthrough.leads.log import Log
from followthrough.leads.log.export_import import as_csv, as_json, import_entries
from followthrough.leads.log.export_import import read as read_export
from followthrough.leads.tables import Reading, read, read_table, store
from followthrough.leads.tables.words import TableWords

TRACKERS = Path(__file__).parent / "trackers"
TODAY = date(2026, 11, 26)
ALL = sorted(path.name for path in TRACKERS.iterdir())


@cache
def base() -> KnowledgeBase:
    return load()


@cache
def reading(name: str) -> Reading:
    table = read_table((TRACKERS / name).read_bytes(), name, TableWords(base()))
    return read(base(), table, TODAY)


def leads(name: str) -> dict[str, dict[str, str]]:
    """Return what is answered about each lead, without the name of the company."""
    return {
        lead.name: {question: value for question, value in lead.answers.items() if question != "company"}
        for lead in reading(name).leads
    }


def starts(name: str) -> list[str]:
    return [str(lead.start) for lead in reading(name).leads]


def notes(name: str) -> list[str]:
    return [" | ".join(lead.notes).replace("\n", " | ") for lead in reading(name).leads]


def told(name: str) -> Mapping[str, tuple[int, ...]]:
    return {one.text: one.numbers for one in reading(name).told}


INTERVIEWED = {"interview": "done"}
UPCOMING = {"interview": "upcoming"}


def test_the_export_of_a_board_has_its_lists_as_statuses():
    name = "board-export.json"
    assert leads(name) == {
        "Alder Mills": UPCOMING,
        "Birch & Sons": {},
        "Cedar House": {"heard_back": "turned down"},
        "Dogwood": {**INTERVIEWED, "heard_back": "offer"},
    }
    assert notes(name)[1] == "id: c2 | due: 2026-12-02T09:00:00.000Z | idList: Phone screen"
    assert notes(name)[2] == "id: c3 | They wrote on Monday."
    (doubt,) = reading(name).doubts
    assert (doubt.text, doubt.numbers) == ("'Phone screen' in idList could mean several answers", (2,))
    assert list(doubt.ways)[:2] == ["idList:Phone screen=interview=upcoming", "idList:Phone screen=interview=done"]


def test_the_export_of_an_app_for_notes_has_a_stage_with_emoji_and_moments():
    name = "notes-app.csv"
    assert leads(name) == {
        "Alder Mills": {**INTERVIEWED, "interviewed_on": "2026-11-18"},
        "Birch & Sons": {"heard_back": "turned down"},
        "Cedar House": {**INTERVIEWED, "interviewed_on": "2026-11-09", "heard_back": "offer"},
    }
    assert starts(name) == ["2026-11-04", "2026-11-02", "2026-10-12"]
    assert notes(name) == ["Tags: Remote, Night", "", "Tags: Hybrid"]
    assert reading(name).doubts == ()


def test_a_german_table_has_semicolons_and_the_letters_of_windows():
    name = "german-semicolons.csv"
    assert reading(name).table.how == "semicolons, Windows-1252; the names of the columns are in line 1"
    assert leads(name) == {
        "Bäckerei Krümel": {
            **INTERVIEWED,
            "interviewed_on": "2026-11-18",
            "job": "Bäcker",
            "interviewer": "Frau Weiß",
        },
        "Museum am Fluß": {"job": "Lektorin", "heard_back": "turned down"},
        "Gärtnerei Löw": {**UPCOMING, "interview_day": "2026-12-03", "job": "Gärtner", "interviewer": "Herr Ötker"},
        "Uhren Süß": {**UPCOMING, "job": "Verkäufer"},
    }
    assert starts(name) == ["2026-11-04", "2026-11-02", "2026-11-09", "2026-11-11"]
    assert notes(name)[2] == "mit Probearbeit; Schuhe mitbringen"


def test_american_dates_are_read_by_the_one_that_has_no_other_order():
    name = "us-dates.csv"
    assert leads(name) == {
        "Alder Mills": {**INTERVIEWED, "interviewed_on": "2026-11-05", "job": "Clerk"},
        "Birch & Sons": {**INTERVIEWED, "interviewed_on": "2026-11-09", "job": "Teller", "heard_back": "nothing"},
        "Cedar House": {**UPCOMING, "job": "Porter"},
    }
    assert starts(name) == ["2026-10-28", "2026-11-03", "2026-11-12"]
    applied, interview = (column for column in reading(name).columns if column.days)
    assert (applied.shown_by, interview.shown_by) == ("10/28/2026", "10/28/2026")


def test_dates_with_the_day_first_are_read_by_the_same_rule():
    name = "day-first.csv"
    assert leads(name) == {
        "Alder Mills": {**INTERVIEWED, "interviewed_on": "2026-11-05", "heard_back": "nothing", "job": "clerk"},
        "Birch & Sons": {
            **INTERVIEWED,
            "interviewed_on": "2026-11-09",
            "heard_back": "invited back",
            "job": "teller",
        },
        "Cedar House": {**UPCOMING, "interview_day": "2026-12-02", "job": "porter"},
    }
    assert starts(name) == ["2026-10-28", "2026-11-03", "2026-11-12"]


def test_titles_blank_lines_a_line_of_notes_and_a_total_are_no_leads():
    name = "title-lines.csv"
    assert reading(name).table.told == (
        "above the names of the columns: My job search 2026; Last change: 24 November, 2026.",
        "the names of the columns take 2 lines.",
        "line 12 is a total, and no lead: Total: 3.",
    )
    assert leads(name) == {
        "Alder Mills": {"job": "Clerk", "heard_back": "nothing"},
        "Birch & Sons": {"job": "Teller", "heard_back": "on hold"},
        "Cedar House": {"job": "Porter"},
    }
    assert notes(name) == ["", "until January", ""]
    assert told(name) == {"without a name, so left out: 2026-11-10; applied; forgot whom": (11,)}


def test_emoji_are_statuses_and_in_a_column_of_its_own_yes_and_no():
    name = "emoji.csv"
    assert [(lead["heard_back"], lead.get("thank_you")) for lead in [*leads(name).values()][:4]] == [
        ("nothing", "sent"),
        ("turned down", "not sent"),
        ("offer", "sent"),
        ("nothing", None),
    ]
    assert leads(name)["Elm & Co"] == {**INTERVIEWED, "interviewed_on": "2026-11-19", "thank_you": "not sent"}
    assert notes(name)[4] == "Status: ✅"
    assert [doubt.text for doubt in reading(name).doubts] == ["'✅' in Status could mean several answers"]


def test_groups_above_the_names_of_columns_tell_them_apart():
    name = "two-header-lines.csv"
    assert reading(name).table.header == (
        *("Company", "Role", "Application Date", "Application Via"),
        *("Interview Date", "Interview With", "Result"),
    )
    assert leads(name) == {
        "Alder Mills": {
            **INTERVIEWED,
            "interviewed_on": "2026-11-18",
            "interviewer": "Ms. Oak",
            "heard_back": "nothing",
            "job": "Clerk",
        },
        "Birch & Sons": {**UPCOMING, "interview_day": "2026-12-01", "interviewer": "Mr. Ash", "job": "Teller"},
    }


def test_merged_cells_of_a_workbook_are_such_groups():
    name = "merged-header.xlsx"
    assert reading(name).table.header == ("Company", "Role", "Applied", "Interview Date", "Interview With", "Status")
    assert "not read: the sheet 'Lists'." in reading(name).table.told
    assert leads(name) == {
        "Alder Mills": {
            **INTERVIEWED,
            "interviewed_on": "2026-11-18",
            "interviewer": "Ms. Oak",
            "heard_back": "nothing",
            "job": "Clerk",
        },
        "Birch & Sons": {**UPCOMING, "interview_day": "2026-12-01", "job": "Teller"},
        "Cedar House": {"heard_back": "called off", "job": "Porter"},
    }


def test_the_wide_text_of_a_spreadsheet_is_read():
    name = "utf-16.txt"
    assert reading(name).table.how == "tabs, UTF-16; the names of the columns are in line 1"
    assert leads(name) == {
        "Café Noir": {**UPCOMING, "job": "Waiter"},
        "Łódź Lines": {**INTERVIEWED, "heard_back": "turned down", "job": "Driver"},
    }
    assert notes(name) == ["asked for \u201cMme Léa\u201d", ""]


def test_objects_in_objects_are_columns():
    name = "nested.json"
    assert leads(name) == {
        "Alder Mills": {**INTERVIEWED, "heard_back": "invited back", "job": "Clerk"},
        "Birch & Sons": {**INTERVIEWED, "heard_back": "have my answer", "job": "Teller"},
    }
    assert notes(name) == ["company city: Ghent | tags: web, night | remote: yes", "remote: no"]


def test_a_thousand_rows_are_a_thousand_leads():
    name = "thousand-rows.csv"
    found = leads(name)
    assert len(found) == 1000
    assert found["Company 0003"] == {"job": "Clerk 3", "heard_back": "nothing"}
    assert found["Company 0005"] == {"job": "Clerk 5", "want_it": "withdrawn"}
    assert (told(name), reading(name).doubts) == ({}, ())


def test_there_are_twelve():
    assert len(ALL) == 12


@pytest.mark.parametrize("name", ALL)
def test_every_cell_is_in_a_lead_in_a_note_or_told(name):
    for row in reading(name).table.rows:
        lead = next((one for one in reading(name).leads if row.number in one.numbers), None)
        if lead is None:
            assert any(row.number in one.numbers for one in reading(name).told)
            continue
        kept = " ".join([lead.name, *lead.answers.values(), *lead.notes])
        for column in reading(name).columns:
            cell = row.cells[column.number]
            day = column.days.get(cell)
            says = isinstance(day, date) and (str(day) in kept or day == lead.start)
            is_status = column.use == "status" or (column.questions and base().questions[column.questions[0]].choices)
            assert not cell or says or is_status or " ".join(cell.split()) in kept, (column.name, cell)


@pytest.mark.parametrize("name", [name for name in ALL if name != "thousand-rows.csv"])
def test_what_is_stored_goes_out_and_comes_back_the_same(name, tmp_path):
    first, second, third = (Log(tmp_path / f"{number}.sqlite") for number in range(3))
    stored = store(first, base(), reading(name), today=TODAY)
    assert len(stored.added()) == len(reading(name).leads)
    import msgspec

    for log, raw in (
        (second, msgspec.json.encode(as_json(first.entries()))),
        (third, as_csv(first.entries()).encode()),
    ):
        import_entries(log, read_export(raw, "export"))
        assert [(one.name, one.answers(TODAY)) for one in log.histories()] == [
            (one.name, one.answers(TODAY)) for one in first.histories()
        ]
        assert log.entries() == first.entries()


@pytest.mark.parametrize("name", [name for name in ALL if name != "thousand-rows.csv"])
def test_the_same_file_again_changes_nothing(name, tmp_path):
    log = Log(tmp_path / "leads.sqlite")
    store(log, base(), reading(name), today=TODAY)
    before = log.entries()
    again = store(log, base(), reading(name), today=date(2026, 11, 27))
    assert (len(again.same()), log.entries()) == (len(before and reading(name).leads), before)
