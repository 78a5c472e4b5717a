"""`leads import` of a table that is no export of ours."""

import json
from pathlib import Path

import pytest

from cli.running import Done, followthrough

TODAY = "2026-11-26"

TRACKER = """Company,Role,Date Applied,Status,Interview Date,Salary
Acme,Clerk,2026-11-04,Ghosted,2026-11-17,20k
Brown & Co,Porter,2026-11-05,❌ Rejected,,
Cray,Teller,2026-11-10,Applied,2026-12-03,
"""
UNCLEAR = "Firm,Interview date,Stage\nAcme,05/11/2026,tech chat\nBrown,06/11/2026,offer\n"


@pytest.fixture(autouse=True)
def _in_an_empty_folder_with_its_own_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def imported(*arguments: object, file: str = TRACKER, typed: str = "") -> Done:
    Path("tracker.csv").write_text(file, encoding="utf-8")
    return followthrough("leads", "import", "tracker.csv", "--on", TODAY, *arguments, typed=typed)


def said(done: Done) -> str:
    assert (done.status, done.err) == (0, ""), done
    return " ".join(done.out.split())


def names() -> list[str]:
    return followthrough("leads", "list", "--plain", "--on", TODAY).out.splitlines()


def all_names() -> list[str]:
    """Return the names of the leads, with those that were let go."""
    data = json.loads(followthrough("leads", "list", "--json", "--on", TODAY).out)
    return sorted([lead["name"] for lead in data["leads"]] + data["dropped"])


def answers(name: str) -> dict[str, str]:
    return json.loads(followthrough("leads", "show", name, "--json", "--on", TODAY).out)["answers"]


def notes(name: str) -> list[str]:
    shown = json.loads(followthrough("leads", "show", name, "--json", "--on", TODAY).out)
    return [entry["value"] for entry in shown["history"] if entry["kind"] == "note"]


def test_a_tracker_becomes_leads_and_is_shown_as_it_is_read():
    out = said(imported())
    assert "tracker.csv: 3 rows; commas, UTF-8; the names of the columns are in line 1." in out
    assert "Date Applied the day on which the lead came up" in out
    assert "Kept as notes: Salary." in out
    assert "Acme came up on Wednesday 4 November 2026 Has the interview taken place? yes" in out
    assert out.endswith(
        "3 leads are added; 1 of them is let go, since it has ended. `followthrough leads undo` takes all of it back."
    )
    assert all_names() == ["Acme", "Brown & Co", "Cray"]
    assert answers("Acme") == {
        "company": "Acme",
        "heard_back": "nothing",
        "interview": "done",
        "interviewed_on": "2026-11-17",
        "job": "Clerk",
    }
    assert notes("Acme") == ["Salary: 20k"]
    assert answers("Brown & Co") == {"company": "Brown & Co", "heard_back": "turned down", "job": "Porter"}
    assert answers("Cray")["interview_day"] == "2026-12-03"


def test_a_dry_run_shows_it_and_stores_nothing():
    assert said(imported("--dry-run")).endswith(
        "3 leads would be added; 1 of them would be let go, since it has ended."
    )
    assert names() == []
    assert not Path("leads.sqlite.tables.json").exists()


def test_one_undo_takes_all_of_it_back_and_one_redo_brings_it_again():
    followthrough("leads", "add", "Elm", "-a", "want_it=yes", "--on", TODAY)
    imported()
    done = followthrough("leads", "undo", "--on", TODAY)
    assert done.status == 2
    assert done.out == "This removes 3 leads: Acme, Brown & Co, Cray.\n"
    assert said(followthrough("leads", "undo", "--yes", "--on", TODAY)).startswith("The import is undone for 3 leads.")
    assert names() == ["Elm"]
    assert said(followthrough("leads", "redo", "--on", TODAY)) == "The import is brought back for 3 leads."
    assert len(all_names()) == 4


def test_one_lead_of_an_import_can_be_undone_by_itself():
    imported()
    assert said(followthrough("leads", "undo", "Acme", "--yes", "--on", TODAY)).startswith("Acme: undone.")
    assert all_names() == ["Brown & Co", "Cray"]
    followthrough("leads", "undo", "--yes", "--on", TODAY)
    assert names() == []
    assert said(followthrough("leads", "redo", "--on", TODAY)) == "The import is brought back for 2 leads."
    assert all_names() == ["Brown & Co", "Cray"]
    followthrough("leads", "redo", "Acme", "--on", TODAY)
    assert all_names() == ["Acme", "Brown & Co", "Cray"]


def test_without_a_terminal_it_refuses_what_it_cannot_tell_and_says_what_to_say():
    done = imported(file=UNCLEAR)
    assert done.status == 2
    assert done.err == (
        "tracker.csv: '05/11/2026' in Interview date could be Thursday 5 November 2026 or Monday 11 May 2026; say "
        "--map 'Interview date=day first' or --map 'Interview date=month first'\n"
    )
    assert names() == []


def test_what_was_said_of_a_table_is_remembered_for_the_next_with_its_columns():
    imported("--map", "Interview date=day first", "--map", "Stage:tech chat=interview=done", file=UNCLEAR)
    assert answers("Acme")["interviewed_on"] == "2026-11-05"
    out = said(imported(file=UNCLEAR + "Cray,07/11/2026,on hold\n"))
    assert "As you said before: Interview date=day first; Stage:tech chat=interview=done." in out
    assert "1 lead is added; 2 leads were there already." in out
    assert answers("Cray")["interviewed_on"] == "2026-11-07"


def test_what_is_said_now_comes_before_what_was_said_then():
    imported("--map", "Interview date=day first", file=UNCLEAR)
    followthrough("leads", "undo", "--yes")
    imported("--map", "Interview date=month first", file=UNCLEAR)
    assert answers("Acme")["interviewed_on"] == "2026-05-11"
    kept = json.loads(Path("leads.sqlite.tables.json").read_text())
    assert list(kept["tables"].values()) == [["Interview date=month first"]]


def test_in_a_terminal_it_asks(monkeypatch):
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    out = said(imported(file=UNCLEAR, typed="1\n2\nyes\n"))
    assert "'05/11/2026' in Interview date could be Thursday 5 November 2026 or Monday 11 May 2026." in out
    assert "1 to 2 (Enter leaves it open) > 'tech chat' in Stage means no answer that is known (line 2)." in out
    assert "Store 2 leads? (yes or no) > 2 leads are added." in out
    assert answers("Acme") == {"company": "Acme", "interview": "done", "interviewed_on": "2026-11-05"}
    followthrough("leads", "undo", "--yes")
    assert "As you said before: Interview date=day first" in said(imported(file=UNCLEAR, typed="yes\n"))


def test_in_a_terminal_nothing_is_stored_without_a_yes(monkeypatch):
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    assert said(imported(typed="no\n")).endswith("Nothing was done.")
    assert said(imported(typed="")).endswith("Nothing was done.")
    assert names() == []
    assert said(imported("--yes")).endswith("takes all of it back.")


def test_a_question_left_open_keeps_a_value_as_a_note(monkeypatch):
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    said(imported(file=UNCLEAR, typed="nonsense\n1\n\nyes\n"))
    assert notes("Acme") == ["Stage: tech chat"]


def test_what_a_value_means_can_be_said():
    said(
        imported(
            *("--map", "salary=skip"),
            *("--map", "status:GHOSTED=drop"),
            *("--map", "Status:❌ rejected=interview=done, heard_back=turned down"),
            *("--map", "Status:Applied=note"),
        )
    )
    assert names() == ["Cray"]
    assert notes("Acme") == ["Status: Ghosted"]
    assert (answers("Brown & Co")["interview"], notes("Cray")) == ("done", ["Status: Applied"])


def test_a_column_can_be_called_anything():
    file = "Wohin,Wann war es,Und\nAcme,17.11.2026,nie wieder gehört\n"
    assert imported(file=file).err == (
        "tracker.csv: no column is known to have the names of the leads; say --map Wohin=name, "
        "--map 'Wann war es=name' or --map Und=name\n"
    )
    maps = ("Wohin=name", "Wann war es=interviewed_on", "Und=status", "Und:nie wieder gehört=heard_back=nothing")
    said(imported(*(part for text in maps for part in ("--map", text)), file=file))
    assert answers("Acme") == {"interview": "done", "interviewed_on": "2026-11-17", "heard_back": "nothing"}


def test_everything_wrong_with_what_is_said_is_told_at_once():
    maps = ("Firma=name", "Role=jb", "Status:applied=heard_back=ofer", "Status:applied=hearrd=offer", "Role", "Role:x=")
    done = imported(*(part for text in maps for part in ("--map", text)))
    assert done.status == 2
    assert done.err.splitlines() == [
        "--map 'Firma=name': tracker.csv has no column 'Firma'; write one of: 'Company', 'Role', 'Date Applied', "
        "'Status', 'Interview Date', 'Salary'",
        "--map 'Role': says nothing of a column; write COLUMN=USE, or COLUMN:VALUE=question=answer",
        "--map 'Role:x=': says nothing of a value; write COLUMN:VALUE=question=answer, or COLUMN:VALUE=note",
        "--map 'Role=jb': 'jb' is no question, and no other use of a column; did you mean 'job'?",
        "--map 'Status:applied=heard_back=ofer': heard_back cannot be 'ofer'; did you mean 'offer'?",
        "--map 'Status:applied=hearrd=offer': unknown question 'hearrd'; did you mean 'heard_on'?",
    ]


def test_leads_that_are_there_gain_what_they_lack_and_keep_what_they_have():
    followthrough("leads", "add", "acme", "-a", "heard_back=offer", "-a", "interview=done", "--on", "2026-11-20")
    followthrough("leads", "add", "Cray", "--on", "2026-11-20")
    followthrough("leads", "drop", "Cray", "--on", "2026-11-21")
    out = said(imported())
    assert (
        "acme: left out is What is the last thing you have heard from them since that interview? nothing at all; the "
        "log has: an offer, and I have not answered yet." in out
    )
    assert "Cray was let go in the log, so it stays as it is." in out
    assert (
        "1 lead is added; 1 lead that was there already gained something; 1 lead was there already; 1 of them is let"
        in out
    )
    assert answers("acme")["heard_back"] == "offer"
    assert answers("acme")["interviewed_on"] == "2026-11-17"
    assert notes("acme") == ["Salary: 20k", "Also came up on 2026-11-04."]


def test_two_roles_with_one_employer_are_two_leads_and_the_same_role_is_one():
    file = "Company,Role,Status,Extra\nAcme,Clerk,Applied,a\nAcme,Porter,Offer,b\nACME,clerk,,c\n"
    out = said(imported(file=file))
    assert "Line 4: about Acme again, as line 2 is; they are one lead." in out
    assert sorted(names()) == ["Acme", "Acme (Porter)"]
    assert notes("Acme") == ["Extra: a", "Extra: c"]
    assert answers("Acme (Porter)")["heard_back"] == "offer"
    lines = file.splitlines(keepends=True)
    assert "2 leads were there already." in said(imported(file="".join([lines[0], *lines[:0:-1]])))


def test_as_json_it_has_every_column_and_lead_and_remark():
    data = json.loads(imported("--json", "--dry-run").out)
    assert data["followthrough"] == 1
    assert data["stored"] is False
    assert [(one["column"], one["use"], one["questions"]) for one in data["columns"]][:2] == [
        ("Company", "name", ["company"]),
        ("Role", "question", ["job"]),
    ]
    assert data["leads"][0]["start"] == "2026-11-04"
    assert data["leads"][0]["notes"] == ["Salary: 20k"]
    assert json.loads(imported("--json").out)["stored"] is True
    assert len(all_names()) == 3


def test_as_json_it_says_what_only_the_person_can():
    done = imported("--json", file=UNCLEAR)
    data = json.loads(done.out)
    assert (done.status, data["stored"]) == (2, False)
    order = next(one for one in data["doubts"] if one["kind"] == "order")
    assert list(order["ways"]) == ["Interview date=day first", "Interview date=month first"]


def test_an_export_of_ours_is_merged_as_ever_and_takes_no_sayings():
    followthrough("leads", "add", "Acme", "-a", "want_it=yes", "--on", TODAY)
    followthrough("leads", "export", "-o", "all.json")
    followthrough("leads", "export", "-o", "all.csv")
    for file in ("all.json", "all.csv"):
        out = said(followthrough("leads", "import", file, "--log", "other.sqlite"))
        assert out.startswith(("3 of 3 entries about 1 lead stored.", "0 of 3 entries about 0 leads stored."))
        done = followthrough("leads", "import", file, "--dry-run")
        assert (done.status, done.err.partition(": ")[2]) == (
            2,
            f"{file} is an export of a log, and --map, --dry-run, and --json are for other tables\n",
        )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "has no table in it"),
        (b"Company,Status\n", "has no table in it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is a picture, and no table"),
        (b"\xd0\xcf\x11\xe0 old", "is a workbook of an old Excel (.xls)"),
        (b"PK\x03\x04 broken", "is damaged, or not a workbook"),
        (b'{"a": 1}', "has no table in it"),
        (b"[1, 2]", "has no table in it"),
    ],
)
def test_a_file_without_a_table_is_refused_in_one_line(raw, says):
    Path("file").write_bytes(raw)
    done = followthrough("leads", "import", "file")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"file: {says}; ")
    assert done.err.count("\n") == 1


def test_a_table_without_a_line_of_names_loses_no_row():
    done = imported("--map", "column 1=name", file="Acme,Offer,2026-11-01\nBrown,Ghosted,2026-11-02\n")
    assert "No line has the names of the columns, so they are numbered." in done.out
    assert answers("Acme") == {"interview": "done", "heard_back": "offer"}
    assert notes("Brown") == ["column 3: 2026-11-02"]


def test_a_stray_quote_swallows_no_row():
    file = 'Company,Role,Status\n"Acme,Clerk,Applied\nBrown,Porter,Offer\nCray,"Teller",Offer\n'
    out = said(imported(file=file))
    assert "Line 2 has a quote that does not enclose a cell; it is read as it stands." in out
    assert len(names()) == 3


def test_whoever_was_turned_down_without_an_interview_is_to_be_let_go_and_asked_nothing():
    followthrough("leads", "add", "Brown", "-a", "heard_back=turned down", "--on", TODAY)
    listed = said(followthrough("leads", "--on", TODAY))
    assert "Let go (1) Brown." in listed
    assert "?" not in listed
    shown = said(followthrough("leads", "show", "Brown", "--on", TODAY)).partition("History")[0]
    assert "Let it go" in shown
    assert "?" not in shown
    planned = said(followthrough("plan", "--on", TODAY))
    assert "cannot be planned" not in planned
    assert "Brown: Turn to your other leads." in planned


def test_an_answer_that_may_rest_on_several_others_is_told_in_the_words_of_the_questions():
    followthrough("leads", "add", "Brown", "-a", "interview=done", "-a", "heard_on=2026-11-20", "--on", TODAY)
    listed, planned = (said(followthrough(command, "--on", TODAY)) for command in ("leads", "plan"))
    assert "On what day was that? Friday 20 November 2026" in listed
    assert "“On what day was that?” is possible only with the answer “that they are still" in planned
    assert "heard_" not in listed + planned


def test_of_two_cells_that_cannot_both_be_true_both_are_told_and_the_other_can_be_chosen():
    file = "Company,Status,Outcome\nAcme,Rejected,Offer\nBrown,Applied,\n"
    out = said(imported("--dry-run", file=file))
    assert (
        "Line 2: 'Rejected' in Status and 'Offer' in Outcome cannot both be true; 'Offer' in Outcome stands, and the "
        "other is kept as a note; --map 'Status:Rejected=before Outcome' says that 'Rejected' in Status stands." in out
    )
    imported("--map", "Status:Rejected=before Outcome", file=file)
    assert notes("Acme") == ["Outcome: Offer"]
    again = said(imported(file=file))
    assert "As you said before: Status:Rejected=before Outcome." in again


def test_a_column_that_is_not_there_stands_before_no_other():
    done = imported("--map", "Status:Ghosted=before Outcom", file=TRACKER)
    assert done.status == 2
    assert "tracker.csv has no other column 'Outcom'" in done.err


def test_leads_that_have_ended_are_let_go_with_how_and_looked_back_on():
    file = "Company,Status\nAcme,Rejected\nBrown,Accepted\nCray,Withdrawn\nDale,Ghosted\nElm,Rejected\n"
    out = said(imported(file=file))
    assert "Acme What is the last thing you have heard" in out
    assert "let go: was turned down" in out
    assert (
        "Let go (was turned down): Acme and Elm. Let go (took the job): Brown. Let go (withdrew from it): Cray." in out
    )
    assert "5 leads are added; 4 of them are let go, since they have ended." in out
    assert "Not let go: Dale goes on, since \u201cnever heard back\u201d ends no lead by itself." in out
    assert names() == ["Dale"]
    listed = said(followthrough("leads", "--on", TODAY))
    assert (
        "Let go Acme (was turned down), Brown (took the job), Cray (withdrew from it), Elm (was turned down)." in listed
    )
    back = said(followthrough("leads", "look-back", "--on", TODAY))
    assert back.startswith("5 leads: took the job (1), was turned down (2), withdrew from it (1), open (1).")
    followthrough("leads", "undo", "--yes", "--on", TODAY)
    assert followthrough("leads", "list", "--plain", "--on", TODAY).out == ""


def test_a_status_that_means_no_answer_is_told_with_how_to_let_its_leads_go():
    out = said(imported(file="Company,Status\nAcme,Archived\n"))
    assert "'Archived' in Status means no answer that is known, so it is kept as a note" in out
    assert "--map Status:Archived=drop lets such a lead go" in out
    assert names() == ["Acme"]


UNKNOWN = "Company,Status\nAcme,Archived\nElm,in talks\nOak,archived\nAsh,In Talks\nFir,Rejected\n"


def test_values_that_mean_no_known_answer_are_told_together_each_once_with_its_rows():
    out = said(imported(file=UNKNOWN))
    assert (
        "2 values in Status mean no answer that is known, so they are kept as notes: 'Archived' in lines 2 and 4 "
        "'in talks' in lines 3 and 5 --map Status:Archived=question=answer says what a value means, and "
        "--map Status:Archived=drop lets such a lead go." in out
    )


def test_in_a_terminal_a_value_is_asked_about_once_and_the_answers_are_listed_once(monkeypatch):
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    out = said(imported(file=UNKNOWN, typed="\n?\n\nyes\n"))
    assert out.count("means no answer that is known (lines 2 and 4).") == 1
    assert out.count("means no answer that is known (lines 3 and 5).") == 1
    assert out.count("1 nothing at all") == 2  # once for the first value, and once for the question mark
    assert "The answers have the numbers above. Type ? to see them again." in out


def test_a_lead_that_is_there_ends_when_its_tracker_says_so():
    followthrough("leads", "add", "Acme", "-a", "want_it=yes", "--on", "2026-11-20")
    followthrough("leads", "add", "Brown", "-a", "interview=done", "-a", "heard_back=offer", "--on", "2026-11-20")
    out = said(imported(file="Company,Status\nAcme,Rejected\nBrown,Rejected\n"))
    assert "2 leads that were there already gained something; 1 of them is let go, since it has ended." in out
    assert names() == ["Brown"]
