"""Tables of any shape: how they are taken apart, what their columns are, and what their rows say."""

import io
import zipfile
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bases.reset import BASES
from followthrough import KnowledgeBase, LeadError, load
from followthrough.leads.tables import LeadTable, Reading, read, read_table, sayings
from followthrough.leads.tables.words import TableWords

TODAY = date(2026, 11, 26)


@cache
def built_in() -> KnowledgeBase:
    return load()


def table(text: str | bytes, base: KnowledgeBase | None = None) -> LeadTable:
    raw = text.encode() if isinstance(text, str) else text
    return read_table(raw, "table", TableWords(base or built_in()))


def reading(text: str | bytes, *said: str, base: KnowledgeBase | None = None) -> Reading:
    own, found = base or built_in(), table(text, base)
    return read(own, found, TODAY, sayings(said, found, own))


def uses(text: str) -> dict[str, str]:
    return {column.name: " ".join([column.use, *column.questions]) for column in reading(text).columns}


def answers(text: str | bytes, *said: str) -> dict[str, str]:
    """Return the answers of the only lead, without the company and the job."""
    (lead,) = reading(text, *said).leads
    return {name: value for name, value in lead.answers.items() if name not in ("company", "job")}


def note(text: str | bytes, *said: str) -> str:
    (lead,) = reading(text, *said).leads
    return " | ".join(lead.notes).replace("\n", " | ")


def told(text: str, *said: str) -> list[str]:
    return [one.text for one in reading(text, *said).told]


# Taking a file apart


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", "\x1f"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_encoding_and_line_end_is_read(separator, encoding, end):
    lines = [("Company", "Status", "Notes"), ("Café", "Offer", "a"), ("Zoë & Co", "Ghosted", "")]
    found = table("".join(separator.join(cells) + end for cells in lines).encode(encoding))
    assert found.header == lines[0]
    assert [row.cells for row in found.rows] == [*lines[1:]]


def test_a_file_that_is_not_utf_8_has_the_letters_of_windows():
    found = table("Firma,Status\nBäckerei Süß,\u201eAbsage\u201c\n".encode("cp1252"))
    assert found.how.startswith("commas, Windows-1252")
    assert found.rows[0].cells == ("Bäckerei Süß", "\u201eAbsage\u201c")


def test_cells_in_quotes_may_have_separators_quotes_and_line_ends():
    found = table('Company,Notes\n"Dale, Oak","says ""yes""\nand more"\n  "Elm"  , x\n')
    assert [row.cells for row in found.rows] == [("Dale, Oak", 'says "yes"\nand more'), ("Elm", "x")]
    assert [row.number for row in found.rows] == [2, 4]


def test_a_quote_that_opens_no_cell_swallows_no_row():
    found = table('Company,Role,Status\n"Ash,Clerk,Offer\nElm,Clerk,Offer\nOak,"Clerk"s,Offer\nFir,Clerk,"Offer"\n')
    assert [row.cells[0] for row in found.rows] == ['"Ash', "Elm", "Oak", "Fir"]
    assert found.told == ("lines 2, 4 have a quote that does not enclose a cell; it is read as it stands.",)


def test_a_stray_quote_far_above_another_swallows_no_row():
    rows = "".join(f"Company {number},Clerk,Offer\n" for number in range(30))
    assert len(table(f'Company,Role,Status\n"Ash,Clerk,Offer\n{rows}Fir,Clerk,sad"\n').rows) == 32


def test_a_line_that_notes_the_separator_is_followed():
    assert table("sep=;\nCompany;Status, so far\nElm;Offer\n").header == ("Company", "Status, so far")


def test_a_cell_that_is_a_text_for_a_spreadsheet_is_that_text():
    assert table('Company,Phone\nElm,="0123"\n').rows[0].cells == ("Elm", "0123")


def test_columns_without_a_name_or_with_the_same_are_told_apart():
    found = table("Company,Date,Date,,\nElm,1,2,3,\n")
    assert found.header == ("Company", "Date", "Date (2)", "column 4")


def test_a_row_longer_than_the_header_loses_no_cell():
    assert note("Company,Status\nElm,Offer,and more\n") == "column 3: and more"


def test_a_header_in_the_middle_is_no_lead():
    found = reading("Company,Status\nElm,Offer\nCompany,Status\nOak,Offer\n")
    assert [lead.name for lead in found.leads] == ["Elm", "Oak"]
    assert "line 3 repeats the names of the columns." in found.table.told


def test_a_row_with_words_that_are_known_is_not_taken_for_the_names_of_columns():
    found = table("Employer,Wie weit,Was noch\nElm,applied,interview\nOak,interview,thank you\n")
    assert found.header == ("Employer", "Wie weit", "Was noch")
    assert len(table("Wohin,Wie weit,Was noch\nElm,applied,interview\n").rows) == 1


def test_without_a_line_of_names_the_columns_are_numbered():
    found = table("Elm,Offer,2026-11-01\nOak,Ghosted,2026-11-02\n")
    assert (found.header, len(found.rows)) == (("column 1", "column 2", "column 3"), 2)


@pytest.mark.parametrize(
    "text",
    [
        '[{"company": "Elm", "status": "Offer"}]',
        '{"jobs": [{"company": "Elm", "status": "Offer"}], "version": 2}',
        '{"data": {"rows": [{"company": "Elm", "status": "Offer"}]}}',
        '{"company": "Elm", "status": "Offer"}\n{"company": "Oak", "status": null}\n',
        '{"records": [{"id": "r1", "fields": {"company": "Elm", "status": "Offer"}}]}',
        '[{"company": {"name": "Elm"}, "status": {"name": "Offer", "color": "green"}}]',
    ],
)
def test_json_is_read_wherever_the_list_is(text):
    lead = reading(text).leads[0]
    assert lead.name == "Elm"
    assert {"interview": "done", "heard_back": "offer"}.items() <= lead.answers.items()


@given(st.binary(max_size=300))
def test_whatever_a_file_has_it_is_a_table_or_refused(raw):
    try:
        found = table(raw, smallest())
    except LeadError:
        return
    assert all(len(row.cells) == len(found.header) for row in found.rows)
    read(smallest(), found, TODAY)


@cache
def smallest() -> KnowledgeBase:
    return load(BASES / "good" / "everyday-words")


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_cell_of_a_random_table_ends_in_a_lead_a_note_or_a_remark(rows):
    import csv
    from io import StringIO

    out = StringIO()
    csv.writer(out).writerows([["lead", "seen", "other"], *rows])
    try:
        found = reading(out.getvalue(), base=smallest())
    except LeadError:
        return
    kept = " ".join(
        [
            *(" ".join([lead.name, *lead.notes, *lead.answers.values()]) for lead in found.leads),
            *(one.text for one in found.told),
            *found.table.told,
            *found.table.header,
        ]
    )
    for row in found.table.rows:
        for cell in (row.cells[0], row.cells[2]):
            assert " ".join(cell.split()) in " ".join(kept.split()) or not cell.isprintable()


# What a column is


def test_the_days_of_an_interview_are_past_or_ahead():
    assert answers("Company,Interview\nElm,2026-11-18\n") == {"interview": "done", "interviewed_on": "2026-11-18"}
    assert answers("Company,Interview\nElm,2026-12-18\n") == {"interview": "upcoming", "interview_day": "2026-12-18"}
    assert answers("Company,Interview\nElm,2026-11-26\n") == {"interview": "upcoming", "interview_day": "2026-11-26"}
    assert answers("Company,Interview,Status\nElm,2026-11-26,interviewed\n")["interviewed_on"] == "2026-11-26"


def test_the_last_of_several_interviews_is_the_one_and_the_next_is_still_ahead():
    text = "Company,Interview 1,Interview 2,Interview 3\nElm,2026-11-09,2026-11-18,2026-12-02\n"
    assert answers(text) == {
        "interview": "done",
        "interviewed_on": "2026-11-18",
        "heard_back": "invited back",
        "interview_day": "2026-12-02",
    }
    assert note(text) == "Interview 1: 2026-11-09"


def test_a_column_of_days_may_say_yes_and_no_too():
    text = "Company,Interview date,Thank you note\nElm,2026-11-18,2026-11-19\n"
    assert answers(text)["thanked_on"] == "2026-11-19"
    rows = reading(text + "Oak,2026-11-18,no\nFir,2026-11-18,2026-11-20\n").leads
    assert [lead.answers["thank_you"] for lead in rows] == ["sent", "not sent", "sent"]


def test_a_column_can_be_named_by_a_status():
    text = "Company,Rejected?,Offer?\nElm,N,Y\n"
    assert uses(text) == {"Company": "name company", "Rejected?": "status", "Offer?": "status"}
    assert answers(text) == {"interview": "done", "heard_back": "offer"}
    dated = "Company,Rejected on\nElm,2026-11-19\n"
    assert (answers(dated), note(dated)) == ({"heard_back": "turned down"}, "Rejected on: 2026-11-19")


def test_that_something_once_began_says_nothing_of_now():
    text = "Company,Date saved,Status\nElm,2026-11-01,Interviewing\n"
    assert answers(text) == {}
    assert note(text) == "Date saved: 2026-11-01 | Status: Interviewing"


def test_a_slip_of_the_pen_is_forgiven_in_names_and_told_in_cells():
    text = "Compnay name,Intervew date,Stauts\nElm,2026-11-18,Ghostd\n"
    assert answers(text, "Stauts=status")["heard_back"] == "nothing"
    assert told(text, "Stauts=status") == ["'Ghostd' in Stauts, read as 'ghosted'"]


def test_a_column_is_no_answer_if_its_cells_cannot_be():
    text = "Company,Interview date\nElm,with Ms. Oak\n"
    assert (answers(text), note(text)) == ({}, "Interview date: with Ms. Oak")
    assert reading(text).columns[1].because == "its cells are not days"


def test_a_column_without_a_name_that_means_anything_is_a_status_by_its_cells():
    assert uses("Company,Wie steht es\nElm,Absage\nOak,Zusage\n")["Wie steht es"] == "status"
    assert uses("Company,Wie steht es\nElm,Absage\nOak,na ja\n")["Wie steht es"] == "note"


def test_of_several_columns_that_could_name_a_lead_the_employer_does():
    assert uses("Name,Company\nnight shift,Elm\n") == {"Name": "note", "Company": "name company"}
    assert uses("Lead,Company\nnight shift,Elm\n") == {"Lead": "name", "Company": "question company"}


def test_a_question_named_in_the_table_is_that_question():
    text = "lead,interview,called,others_being_seen\nElm,done,no,unknown\n"
    assert answers(text) == {"interview": "done", "called": "no", "others_being_seen": "unknown"}


# What a row says


def test_one_date_shows_the_order_of_all_dates_of_a_file():
    text = "Company,Applied,Interview,Seen\nElm,03/11/2026,05/11/2026,{}\n"
    assert answers(text.format("28/10/2026"))["interviewed_on"] == "2026-11-05"
    assert answers(text.format("10/28/2026"))["interviewed_on"] == "2026-05-11"
    doubts = reading(text.format("a while ago")).unsettled
    assert [(doubt.kind, doubt.column) for doubt in doubts] == [("order", "Applied"), ("order", "Interview")]


def test_the_person_can_say_the_order_of_a_column():
    text = "Company,Interview\nElm,05/11/2026\n"
    assert answers(text, "Interview=month first")["interviewed_on"] == "2026-05-11"
    assert answers(text, "Interview=day first")["interviewed_on"] == "2026-11-05"


@pytest.mark.parametrize("day", ["yesterday", "last Friday", "Tuesday", "3 weeks ago", "next week"])
def test_a_day_told_from_the_day_of_writing_is_a_note(day):
    text = f"Company,Interview date\nElm,{day}\nOak,2026-11-18\n"
    assert reading(text).leads[0].notes == (f"Interview date: {day}",)


def test_a_word_that_may_mean_several_choices_is_settled_by_its_row():
    text = "Company,Status,Interview date\nElm,Phone screen,{}\n"
    assert answers(text.format("2026-11-18")) == {"interview": "done", "interviewed_on": "2026-11-18"}
    assert answers(text.format("2026-12-18")) == {"interview": "upcoming", "interview_day": "2026-12-18"}
    assert answers(text.format("")) == {}
    assert note(text.format("")) == "Status: Phone screen"


def test_a_rejection_does_not_say_that_there_was_an_interview():
    assert answers("Company,Status\nElm,Rejected\n") == {"heard_back": "turned down"}
    assert answers("Company,Status\nElm,Rejected after interview\n")["interview"] == "done"


def test_a_status_of_several_parts_is_read_part_by_part():
    assert answers("Company,Status\nElm,Interviewed / waiting\n") == {"interview": "done", "heard_back": "nothing"}
    assert note("Company,Status\nElm,not rejected yet\n") == "Status: not rejected yet"


def test_a_status_that_is_out_of_date_gives_way_to_a_day():
    text = "Company,Status,Interview date\nElm,Applied,2026-11-18\n"
    assert answers(text) == {"interview": "done", "interviewed_on": "2026-11-18"}
    assert note(text) == "Status: Applied"
    (doubt,) = reading(text).doubts
    assert doubt.text == "'Applied' in Status and '2026-11-18' in Interview date cannot both be true"
    assert next(iter(doubt.ways.values())) == "'2026-11-18' in Interview date stands"


def test_a_long_note_is_kept_in_pieces():
    text = "x" * 9_000
    (lead,) = reading(f"Company,Notes\nElm,{text}\n").leads
    assert "".join(lead.notes) == text


def test_a_long_name_is_kept_whole_as_a_note():
    (lead,) = reading(f"Company\n{'Elm ' * 100}\n").leads
    assert lead.name.endswith(" ...")
    assert lead.notes == (("Elm " * 100).strip(),)


def test_invisible_characters_are_left_out_and_told():
    (lead,) = reading("Company,Notes\nEl\u202em,b\x07c\n").leads
    assert (lead.name, lead.notes) == ("Elm", ("bc",))


def test_a_base_of_another_field_knows_columns_and_values_by_its_own_words():
    found = reading("Flat,Viewing,Status\nElm Street,was there,⏳\n", "Flat=name", base=smallest())
    assert found.leads[0].answers == {"seen": "yes", "said": "nothing"}
    both = reading("Flat,State\nElm Street,taken\n", "Flat=name", "State=status", base=smallest())
    assert both.leads[0].answers == {"seen": "yes", "said": "yes"}


def workbook(*rows: tuple[object, ...]) -> bytes:
    from io import BytesIO

    from openpyxl import Workbook

    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_formula_without_a_stored_result_is_not_lost():
    found = reading(workbook(("Company", "Days left"), ("Elm", "=TODAY()-B1")))
    assert found.leads[0].notes == ("Days left: =TODAY()-B1",)
    assert any("formulas" in line for line in found.table.told)


def test_days_of_a_workbook_are_days_whatever_they_look_like():
    text = workbook(("Company", "Interview date", "Rounds"), ("Elm", date(2026, 11, 5), 2.0))
    assert answers(text) == {"interview": "done", "interviewed_on": "2026-11-05"}
    assert note(text) == "Rounds: 2"


def test_sheets_with_the_same_columns_are_read_together():
    from io import BytesIO

    from openpyxl import Workbook

    book, out = Workbook(), BytesIO()
    for title, lead in (("2025", "Elm"), ("2026", "Oak")):
        sheet = book.create_sheet(title)
        for row in (("Company", "Status"), (lead, "Offer")):
            sheet.append(row)
    book.save(out)
    assert [lead.name for lead in reading(out.getvalue()).leads] == ["Elm", "Oak"]


def test_a_page_that_is_called_a_table_is_refused():
    with pytest.raises(LeadError, match="is a page or a document, and no table"):
        table("<html><table><tr><td>Company</td></tr></table></html>")


def test_rows_about_one_lead_are_together_however_they_are_ordered():
    text = "Company,Role,Notes\nElm,,a\nElm,Clerk,b\nElm,Porter,c\nElm,,d\nelm,PORTER,e\n"
    found = reading(text)
    assert [(lead.name, lead.role, lead.numbers) for lead in found.leads] == [
        ("Elm", "Clerk", (2, 3, 5)),
        ("Elm", "Porter", (4, 6)),
    ]


def test_a_second_line_of_names_in_another_language_is_no_lead():
    found = table("Company,Job title,Date applied\nFirma,Stelle,Beworben am\nElm,Clerk,2026-11-04\n")
    assert (found.header, len(found.rows)) == (("Company", "Job title", "Date applied"), 1)


OFFER = "Company,Status,Outcome\nElm,Rejected,Offer\nOak,Applied,\nFir,rejected,Offer\n"


# How a lead has ended


def ends(text: str, *said: str) -> list[str]:
    return [lead.end for lead in reading(text, *said).leads]


@pytest.mark.parametrize(
    ("status", "end"),
    [
        *[
            (word, "rejected")
            for word in ("Rejected", "Absage", "❌", "turned down", "rejected after interview", "Rejcted")
        ],
        *[(word, "hired") for word in ("Accepted", "Offer accepted", "hired", "signed", "Offer -> Accepted")],
        *[(word, "declined") for word in ("declined offer", "Offer declined")],
        *[(word, "withdrew") for word in ("Withdrawn", "I withdrew", "application withdrawn")],
        *[
            (word, "closed")
            for word in ("Position filled", "Role closed", "Cancelled", "Requisition closed", "Position eliminated")
        ],
        *[(word, "rejected") for word in ("Filled internally", "Offer rescinded")],
        *[(word, "") for word in ("Ghosted", "Offer", "Applied", "on hold", "closed", "Archived", "Declined", "✅")],
    ],
)
def test_a_status_that_means_an_end_says_how_the_lead_has_ended(status, end):
    assert ends(f"Company,Status\nElm,{status}\n") == [end]
    assert ends(f"Company,Status,Interview date\nElm,{status},2026-10-18\n") == [end]


def test_an_end_is_what_the_row_says_in_the_end():
    assert ends(OFFER) == ["", "", ""]
    assert ends(OFFER, "Status:Rejected=before Outcome") == ["rejected", "", "rejected"]
    assert ends("Company,Offer accepted?\nElm,yes\nOak,no\n") == ["hired", ""]
    assert ends("Company,Status\nElm,done\nOak,done\n", "Status:done=heard_back=turned down") == [
        "rejected",
        "rejected",
    ]
    assert ends("Company,Status\nElm,closed\n", "Status:closed=drop") == [""]
    assert ends("Company,Outcome\nElm,\nElm,Rejected\n") == ["rejected"]


def test_in_a_base_that_names_no_ends_a_status_ends_nothing():
    found = reading("Street,Status\nElm,viewed\n", base=smallest())
    assert [lead.end for lead in found.leads] == [""] * len(found.leads)


# What cannot both be true


def test_of_two_cells_that_contradict_each_other_one_stands_and_both_are_named():
    found = reading(OFFER)
    (doubt,) = found.doubts
    assert (doubt.kind, doubt.numbers) == ("contradiction", (2, 4))
    assert doubt.text == "'Rejected' in Status and 'Offer' in Outcome cannot both be true"
    assert doubt.ways == {
        "Status:Rejected=after Outcome": "'Offer' in Outcome stands",
        "Status:Rejected=before Outcome": "'Rejected' in Status stands",
    }
    assert found.unsettled == ()
    assert [lead.answers.get("heard_back") for lead in found.leads] == ["offer", None, "offer"]
    assert found.leads[0].notes == ("Status: Rejected",)


@pytest.mark.parametrize("text", [OFFER, OFFER.replace("Status,Outcome", "Outcome,Status")])
@pytest.mark.parametrize(("way", "stands"), [("after Outcome", "offer"), ("before outcome", "turned down")])
def test_the_person_says_which_of_two_cells_stands_and_the_other_is_a_note(text, way, stands):
    rows = "Elm,Offer,Rejected\n" if text != OFFER else "Elm,Rejected,Offer\n"
    lead = reading(text.partition("\n")[0] + "\n" + rows, f"Status:rejected={way}").leads[0]
    assert lead.answers["heard_back"] == stands
    assert lead.notes == ("Status: Rejected" if stands == "offer" else "Outcome: Offer",)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Status,Outcome", "Rejected,Offer"),
        ("Status,Outcome", "Applied,Rejected"),
        ("Status,Outcome", "Accepted,Rejected"),
        ("Status,Interview date", "Applied,2026-11-18"),
        ("Status,Heard back", "Declined offer,still deciding"),
        ("Rejected?,Outcome", "yes,Offer"),
        ("heard_back,Status", "offer,Ghosted"),
        ("Status,Next interview", "Ghosted,2026-12-02"),
        ("told_rank,focusing_on", "second,me"),
    ],
)
def test_whatever_cannot_both_be_true_is_asked_about_and_nothing_of_it_is_lost(header, row):
    found = reading(f"Company,{header}\nElm,{row}\n")
    doubts = [one for one in found.doubts if one.kind == "contradiction"]
    assert len(doubts) == 1, found.doubts
    before = found.leads[0]
    after = reading(f"Company,{header}\nElm,{row}\n", list(doubts[0].ways)[1])
    assert after.leads[0].answers != before.answers
    assert len(after.leads[0].notes) == len(before.notes) == 1
    assert [one for one in after.doubts if one.kind == "contradiction"] == []


def test_a_day_that_nobody_asks_for_is_a_note_of_its_row_and_the_others_are_read():
    text = (
        "Company,heard_back,heard_on\nElm,offer,2026-11-10\nFir,turned down,2026-11-11\nOak,still deciding,2026-11-12\n"
    )
    found = reading(text)
    assert [lead.answers.get("heard_on") for lead in found.leads] == [None, None, "2026-11-12"]
    assert [lead.notes for lead in found.leads] == [("heard_on: 2026-11-10",), ("heard_on: 2026-11-11",), ()]
    asks = "the day in heard_on is kept as a note, since nobody asks \u201cOn what day was that?\u201d where heard_back"
    assert [one.text for one in found.told] == [f"{asks} says 'offer'", f"{asks} says 'turned down'"]
    assert found.doubts == ()


def test_a_day_of_what_the_row_does_not_tell_is_a_note():
    text = "Company,Interview held on,heard_on\nElm,2026-11-03,2026-11-12\n"
    assert answers(text) == {"interview": "done", "interviewed_on": "2026-11-03"}
    assert note(text) == "heard_on: 2026-11-12"
    why = "since the row does not say what it is the day of (On what day was that?)"
    assert told(text) == [f"the day in heard_on is kept as a note, {why}"]


def test_two_rows_about_a_lead_with_other_answers_are_told_with_both():
    (line, *_) = [one for one in told("Company,Outcome\nElm,Offer\nElm,Rejected\n") if "answers" in one]
    assert "with \u201cthat they will not hire me\u201d, and line 2 with \u201can offer, and I have not" in line


# Files that are no tables


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet")
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\n" + b"\0 " * 900, "is a PDF"),
        (b"\n%PDF-1.4\n1 0 obj, x\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0a" * 900, "is a picture"),
        (b"\0\0\0\x18ftypheic" + b"\0a" * 900, "is a picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "is a picture"),
        (b"{\\rtf1\\ansi Company, Status}", "is a text document (.rtf)"),
        (b"\x1f\x8b\x08\0" + bytes(90), "is an archive of files"),
        (b"notes.csv".ljust(257, b"\0") + b"ustar", "is an archive of files"),
        (b"\n\xef\xbb\xbf%PDF-1.7\n1 0 obj, x\n", "is a PDF"),
        (b"%!PS-Adobe-3.0\n%%Title: a, b\n", "is a document for a printer"),
        (b"\0\0\0\x18ftypmp42" + b"\0a" * 900, "is a recording"),
        (b"RIFF\0\0\0\0WAVEfmt ", "is a recording"),
        (b"\x7fELF\x02\x01\x01" + bytes(90), "is a program"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\nSUMMARY:Interview, Elm\nEND:VCALENDAR\n", "is a calendar"),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:Jane Doe\nORG:Elm\nEND:VCARD\n", "is a list of contacts"),
        (b"# Elm\ninterview: done\nwant_it: yes\n", "has the answers about one lead"),
        (b"SQLite format 3\0" + bytes(90), "is a database"),
        (zipped("[Content_Types].xml", "word/document.xml"), "is a text document (.docx)"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "is a presentation (.pptx)"),
        (zipped("tracker.csv", "notes.txt"), "is an archive of files"),
        (zipped("mimetype", "content.xml"), "is an OpenDocument spreadsheet"),
        (zipped("Index/Document.iwa"), "is a document of Numbers"),
    ],
)
def test_a_file_of_another_kind_is_told_by_name_with_what_to_do(raw, what):
    with pytest.raises(LeadError) as refused:
        table(raw)
    (problem,) = refused.value.problems
    assert problem.wrong.startswith(what)
    assert problem.remedy


@pytest.mark.parametrize("name", ["BMW", "PARIS", "Rare Books", "II"])
def test_a_table_that_begins_like_another_kind_of_file_is_a_table(name):
    assert table(f"{name},Status\nElm,Offer\n").header == (name, "Status")
