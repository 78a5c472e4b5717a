"""`leads`, and the commands that take the name of a lead."""

import errno
import json
import os
import sqlite3
from contextlib import closing

import pytest

from bases.reset import BASES
from cli.running import EXAMPLES, Done, followthrough
from followthrough_cli.commands import commands

DAY_AFTER = EXAMPLES / "the-day-after.yaml"
ROOM = ("--base", BASES / "good" / "a-room-to-let")
SEEN = ("-a", "viewed_on=2026-11-21", "-a", "heard=nothing", "-a", "note=not sent", "-a", "called=no", *ROOM)


@pytest.fixture(autouse=True)
def _in_an_empty_folder_with_its_own_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def on(day: str, *arguments: object, typed: str = "") -> Done:
    """Run a command as if it were that day of November 2026."""
    return followthrough(*arguments, "--on", f"2026-11-{day}", typed=typed)


def said(done: Done) -> str:
    assert done.status == 0, done
    return " ".join((done.out + done.err).split())


def listed(*arguments: str, day: str = "22") -> dict[str, dict[str, object]]:
    return {lead["name"]: lead for lead in json.loads(on(day, "leads", "list", "--json", *arguments).out)["leads"]}


def answers(name: str, day: str = "22") -> dict[str, str]:
    found = json.loads(on(day, "leads", "show", name, "--json").out)["answers"]
    assert isinstance(found, dict)
    return found


def test_without_a_log_there_are_no_leads_and_none_is_made():
    assert said(followthrough("leads", "list")) == (
        "No lead in leads.sqlite is active; `followthrough leads add NAME` starts one."
    )
    assert os.listdir() == []


def test_a_lead_is_begun_and_what_it_needs_is_said_at_once():
    assert said(on("22", "leads", "add", "Elm Street", *SEEN)) == (
        "Elm Street is stored. "
        "When did you see the room? Saturday 21 November 2026, yesterday What have they said since? nothing "
        "Have you sent a note? not yet Have you called them? not yet "
        "Write them a note. When today"
    )


def test_a_lead_of_which_nothing_is_known_yet_is_asked_about():
    out = said(followthrough("leads", "add", "Brown & Co"))
    assert (
        "No advice yet. `followthrough ask 'Brown & Co'` asks what it hinges on, starting with: Has the interview"
        in out
    )


def test_what_was_done_is_set_and_what_comes_next_is_said():
    on("22", "leads", "add", "Acme", "--from", DAY_AFTER)
    out = said(on("22", "leads", "set", "acme", "-a", "thank_you=sent", "-a", "second_letter=not sent"))
    assert out.startswith("Acme: stored. Have you sent a letter or an e-mail to thank them for that interview? yes")
    assert "Send a list of your projects" in out
    assert answers("Acme")["thank_you"] == "sent"
    assert "because it no longer fits: your answer to Have you sent a second letter" in said(
        on("22", "leads", "set", "Acme", "-a", "thank_you=not sent")
    )


def test_there_must_be_something_to_set():
    on("22", "leads", "add", "Acme")
    done = followthrough("leads", "set", "Acme")
    assert (done.status, done.err) == (
        2,
        "followthrough: say what is new, with -a question=value or --note TEXT\n",
    )
    assert "stored" in said(followthrough("leads", "set", "Acme", "--note", "they moved to Ghent"))


def test_what_is_settled_of_a_lead_is_told_before_all_questions_are_answered():
    out = said(on("22", "leads", "add", "Elm", "-a", "heard=refused", *ROOM))
    advised = (
        "Look for another room. When today "
        "To sharpen the advice: Have you other rooms in sight? `followthrough ask Elm` asks this."
    )
    assert out == f"Elm is stored. What have they said since? the room is gone {advised}"
    assert advised in said(on("22", "leads", "show", "Elm", *ROOM))
    row = listed(*map(str, ROOM), day="22")["Elm"]
    assert (row["advice"], row["urgency"], row["missing"]) == ({"step": "look elsewhere"}, "today", [])
    assert row["open"]["step"]["possible"] == ["look elsewhere", "ask around"]
    assert row["open"]["step"]["questions"] == ["other_leads"]
    assert on("22", "advise", "Elm", *ROOM).status == 3
    assert on("22", "leads", "recheck", *ROOM).out == "The advice on every lead is the same as last time.\n"


def test_what_must_be_answered_before_a_step_is_known_is_asked():
    out = said(on("22", "leads", "add", "Brown", "-a", "interview=done", "-a", "want_it=yes"))
    assert out.startswith(
        "Brown is stored. Has the interview taken place? yes Do you want this job? yes "
        "No advice yet. `followthrough ask Brown` asks what it hinges on, starting with: On"
    )
    row = listed(day="22")["Brown"]
    assert (row["advice"], row["urgency"]) == ({"stance": None, "next_step": None}, "asks")
    assert row["missing"][0] == "interviewed_on"


def test_leads_are_listed_by_urgency_and_overdue_is_said():
    on("20", "leads", "add", "Elm Street", *SEEN, "-a", "viewed_on=2026-11-20")
    on("22", "leads", "add", "=Cray", *ROOM)
    on("24", "leads", "add", "Brown", "-a", "heard=refused", *ROOM)
    done = on("24", "leads", *ROOM)
    out = " ".join(done.out.split())
    assert done.out.splitlines()[2:7] == [
        "Today (2)",
        "  Elm Street  3 days late  Write them a note.",
        "  Brown       today        Look for another room.",
        "Needs an answer (1)",
        "  =Cray                    What have they said since?",
    ]
    assert "In all 3 active leads. 1 lead: Write them a note. 1 lead: Look for another room." in out
    assert on("24", "leads", "list", "--plain", *ROOM).out == "Elm Street\nBrown\n=Cray\n"
    assert listed(*map(str, ROOM), day="24")["Elm Street"]["urgency"] == "overdue"


def test_forty_leads_are_a_line_each():
    for number in range(40):
        on("20", "leads", "add", f"{number} " + "very " * 30 + "long", *SEEN)
    rows = on("24", "leads", *ROOM).out.splitlines()[3:43]
    assert all(len(row) <= 80 and row.endswith("3 days late  Write them a note.") for row in rows)


def test_what_is_advised_to_be_let_go_is_let_go_with_one_command(monkeypatch):
    for name, heard in (("Acme", "turned down"), ("Brown", "called off"), ("Cray", "nothing")):
        on("22", "leads", "add", name, "-a", "interview=done", "-a", f"heard_back={heard}", "-a", "want_it=yes")
    assert "Let go (2) Acme, Brown. `followthrough leads drop --advised` lets them go." in said(on("22", "leads"))
    assert "there is nobody to ask" in on("22", "leads", "drop", "--advised").err
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    assert "Nothing was done." in on("22", "leads", "drop", "--advised", typed="no\n").out
    out = said(on("22", "leads", "drop", "--advised", typed="yes\n"))
    assert out.startswith("Let Acme and Brown go? (yes or no) >")
    assert out.endswith("Acme is dropped. Brown is dropped.")
    assert said(on("22", "leads", "drop", "--advised")) == "No lead is advised to be let go."
    assert on("22", "leads", "drop", "Cray", "--advised").status == on("22", "leads", "drop").status == 2


def test_a_lead_due_today_is_due_today():
    on("20", "leads", "add", "Acme", "-a", "interviewed_on=today", "--from", DAY_AFTER)
    assert [listed(day=day)["Acme"]["urgency"] for day in ("20", "21", "22")] == ["later", "today", "overdue"]


def test_dropped_leads_and_those_to_come_are_named_apart():
    on("20", "leads", "add", "Acme")
    on("25", "leads", "add", "Brown")
    on("21", "leads", "drop", "Acme", "--note", "too far away")
    out = said(on("22", "leads", "list"))
    assert out.endswith("Let go Acme. To come Brown (from 2026-11-25).")
    assert "starts on 2026-11-25, so nothing is known about it on 2026-11-22" in on("22", "advise", "Brown").err
    assert "note: too far away" in said(on("22", "leads", "show", "Acme"))
    assert said(on("22", "leads", "resume", "Acme")) == "Acme is active again."
    assert "Let go" not in said(on("22", "leads", "list"))


def test_answers_under_a_name_that_the_base_no_longer_has_are_left_aside_and_stay(tmp_path):
    followthrough("rules", "new", "base", "umbrella")
    base = ("--base", "umbrella")
    on("22", "leads", "add", "Monday", "-a", "rain=now", "-a", "wind=50", *base)
    followthrough("rules", "rename", "wind", "gusts", *base)
    assert "Left aside: wind." in said(on("22", "leads", "show", "Monday", *base))
    out = said(on("23", "leads", "set", "Monday", "-a", "gusts=50", *base))
    assert "Leave your umbrella at home." in out
    assert "Taken back" not in out
    shown = json.loads(on("23", "leads", "show", "Monday", "--json", *base).out)
    assert shown["answers"] == {"rain": "now", "wind": "50", "gusts": "50"}


def test_undo_says_that_there_is_no_log_where_there_is_none():
    assert "does not exist; `followthrough leads add NAME` creates it" in on("20", "leads", "undo").err


def test_undo_says_what_it_undid():
    on("20", "leads", "add", "Acme", "-a", "want_it=no")
    on("21", "leads", "set", "Acme", "-a", "want_it=yes")
    assert said(on("21", "leads", "undo")) == "Acme: undone. Do you want this job? yes"
    assert answers("Acme") == {"want_it": "no"}


def test_an_answer_that_is_refused_loses_no_other_and_the_way_to_settle_it_is_told():
    on("02", "leads", "add", "Acme", "--from", DAY_AFTER)
    done = on("12", "leads", "set", "Acme", "-a", "second_letter=sent", "-a", "heard_back=offer", "-a", "what")
    assert done.status == 2
    assert done.out.startswith("Acme: stored, but not all.")
    assert "Answer the offer." in done.out
    settled = "`followthrough leads set Acme -a thank_you=sent -a second_letter=sent`"
    assert sorted(done.err.splitlines()) == [
        "-a second_letter=sent: “Have you sent a second letter or e-mail since then?” is possible only with the answer "
        "“yes” to “Have you sent a letter or an e-mail to thank them for that interview?”; "
        f"if both are true: {settled}",
        "-a what: is not an answer; write -a question=value",
    ]
    assert answers("Acme")["heard_back"] == "offer"
    done = on("12", "leads", "set", "Acme", "-a", "second_letter=sent")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_what_was_heard_of_a_lead_without_advice_is_in_the_list():
    on("12", "leads", "add", "Acme", "-a", "interview=done")
    on("12", "leads", "set", "Acme", "-a", "heard_back=offer")
    out = said(on("12", "leads", "list"))
    assert "Open Acme: no advice yet, but on Thu 12 Nov you answered: " in out


def test_each_answer_to_a_lead_without_advice_has_a_line_of_its_own(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    on("12", "leads", "add", "Müller, GmbH", "-a", "interview=done", "-a", "interviewed_on=2026-11-11")
    assert on("12", "leads", "list").out.partition("Open ")[2].splitlines()[1:5] == [
        "           you answered:",
        "           Has the interview taken place? yes",
        "           On what day was the interview? If there were",
        "             several, give the last one. Wednesday 11",
    ]


def test_names_that_begin_alike_are_told_apart_where_they_are_cut(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    for number in (1, 2):
        on("12", "leads", "add", f"The bakery at the far corner of Elm Street {number}", "-a", "interview=done")
    for command in (("leads",), ("plan",)):
        rows = [line for line in on("12", *command).out.splitlines() if "\u2026" in line]
        assert len(rows) == len(set(rows)) == 2


def test_the_lines_of_a_note_are_told_apart_on_its_one_line():
    on("12", "leads", "add", "Acme", "--note", "call us, maybe\n\n  Salary:  50,000\n")
    assert "note: call us, maybe | Salary: 50,000" in said(on("12", "leads", "show", "Acme"))


def test_what_only_letters_need_is_not_told_of_a_lead_without_advice():
    on("12", "leads", "add", "Acme", "-a", "company=Acme & Co", "-a", "interview=done")
    out = said(on("12", "leads", "list"))
    assert "you answered: Has the interview taken place? yes" in out
    assert "Acme & Co" not in out


def test_names_with_commas_are_told_apart_in_a_list():
    for name in ("Müller, GmbH", "Acme"):
        on("12", "leads", "add", name, "-a", "want_it=no", "-a", "interview=upcoming")
        on("12", "leads", "drop", name)
    assert "Let go Acme; Müller, GmbH." in said(on("12", "leads")) or "Müller, GmbH; Acme." in said(on("12", "leads"))


def test_of_many_leads_without_advice_the_last_answers_of_a_few_are_told_and_the_others_counted():
    for name in ("Acme", "Brown", "Cray", "Drew", "Elm"):
        on("12", "leads", "add", name, "-a", "interview=done")
    out = said(on("12", "leads"))
    assert out.count("no advice yet, but on Thu 12 Nov you answered: ") == 3
    assert "And 2 more leads without advice yet; `followthrough leads show NAME` shows the answers." in out


def test_undoing_an_add_says_what_goes_and_asks(monkeypatch):
    on("20", "leads", "add", "Acme", "-a", "want_it=no", "-a", "interview=upcoming", "--note", "a long way")
    what = "This removes Acme, with 2 answers, 1 note and 1 record of advice."
    done = on("20", "leads", "undo")
    assert (done.status, done.out) == (2, f"{what}\n")
    assert done.err == "no terminal: there is nobody to ask, so nothing was done; add --yes to do it without asking\n"
    assert list(listed()) == ["Acme"]
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    asked = f"{what} Undo adding Acme? (yes or no) >"
    assert said(on("20", "leads", "undo", typed="no\n")) == f"{asked} Nothing was done."
    assert list(listed()) == ["Acme"]
    assert "Acme: undone. started as Acme" in said(on("20", "leads", "undo", typed="yes\n"))
    assert list(listed()) == []
    assert said(on("20", "leads", "redo")).startswith("Acme: brought back. started as Acme")
    assert answers("Acme") == {"interview": "upcoming", "want_it": "no"}
    assert said(on("20", "leads", "undo", "--yes")).endswith("`followthrough leads redo Acme` brings it back.")


def test_what_is_neither_yes_nor_no_is_asked_again(monkeypatch):
    on("20", "leads", "add", "Acme", "-a", "want_it=no", "-a", "interview=upcoming")
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    asked = said(on("20", "leads", "delete", "Acme", typed="sure\nYes.\n"))
    assert "'sure' is neither yes nor no. Type yes, or press Enter to leave all as it is." in asked
    assert asked.count("Delete Acme? (yes or no) >") == 2
    assert list(listed()) == []


def test_redo_brings_back_what_was_undone_until_something_else_is_done():
    on("20", "leads", "add", "Acme", "-a", "want_it=no")
    on("21", "leads", "set", "Acme", "-a", "want_it=yes")
    on("21", "leads", "undo")
    assert said(on("21", "leads", "redo")) == "Acme: brought back. Do you want this job? yes"
    assert answers("Acme") == {"want_it": "yes"}
    done = on("21", "leads", "redo")
    assert (done.status, done.err) == (
        2,
        "leads.sqlite: has nothing to redo; nothing was undone since the last change\n",
    )


def test_show_tells_the_history_with_the_advice_given():
    on("21", "leads", "add", "Acme", "--from", DAY_AFTER, "--note", "met the team")
    on("22", "leads", "set", "Acme", "-a", "thank_you=sent", "-a", "second_letter=not sent", "--when", "yesterday")
    out = said(on("22", "leads", "show", "Acme"))
    assert "Sat 21 Nov started as Acme" in out
    assert "note: met the team" in out
    assert "Write a short letter of thanks. (rules" in out
    thanked = "Have you sent a letter or an e-mail to thank them for that interview?"
    assert out.index(f"{thanked} not yet") < out.index(f"{thanked} yes")
    assert "Sun 22 Nov JobFairy.com advised: Pursue it: " in out


def test_every_command_takes_the_name_of_a_lead():
    on("22", "leads", "add", "Acme", "--from", DAY_AFTER)
    for command in (["advise"], ["why"], ["why", "stance"], ["next"], ["plan"], ["what-if", "stance", "drop"]):
        assert on("22", *command, "Acme").out == on("22", *command, DAY_AFTER).out, command
    assert on("22", "why-not", "stance", "drop", "acme").status == 0
    with_more = on("22", "advise", "Acme", "-a", "thank_you=sent", "-a", "second_letter=not sent")
    assert "Send a list of your projects" in with_more.out
    assert answers("Acme")["thank_you"] == "not sent"


def test_a_file_comes_before_a_lead_of_the_same_name_and_that_is_said(tmp_path):
    on("22", "leads", "add", "Acme", "--from", DAY_AFTER)
    (tmp_path / "Acme").write_text("interview: upcoming\nwant_it: yes\n")
    done = on("22", "advise", "Acme")
    assert "Ask at the interview" in done.out
    assert done.err == "Reading the file Acme, not the lead with that name in the log.\n"
    (tmp_path / "Acme").unlink()
    (tmp_path / "Acme").mkdir()
    assert "letter of thanks" in on("22", "advise", "Acme").out


def test_what_is_neither_a_file_nor_a_lead_gets_one_line():
    assert followthrough("advise", "Acme").err == (
        "Acme: there is no such file; name a file of answers, or - for standard input\n"
    )
    on("22", "leads", "add", "Acme")
    done = followthrough("advise", "Acmee")
    assert (done.status, done.err) == (
        2,
        "Acmee: there is no such file, and no such lead in leads.sqlite; did you mean 'Acme'?\n",
    )
    assert followthrough("leads", "show", "Brown").err == ("leads.sqlite: has no lead 'Brown'; write one of: 'Acme'\n")
    on("22", "leads", "add", "M\u00fcller & S\u00f6hne, sales \U0001f469\u200d\U0001f4bb")
    for asked in (("leads", "show", "m\u00fcller"), ("advise", "S\u00f6hne")):
        assert "did you mean 'M\u00fcller & S\u00f6hne, sales \U0001f469\u200d\U0001f4bb'?" in followthrough(*asked).err


def test_asking_keeps_every_answer_as_it_is_given():
    on("22", "leads", "add", "Elm Street", *ROOM)
    done = on("22", "ask", "Elm Street", *ROOM, typed="nothing\nnot sent\n")  # and the terminal is closed
    assert "Your answers are in the log; continue with: followthrough ask 'Elm Street'" in done.err
    assert answers("Elm Street") == {"heard": "nothing", "note": "not sent"}
    out = said(on("22", "ask", "Elm Street", *ROOM, typed="2026-11-21\n"))
    assert "What have they said since?" not in out
    assert "Write them a note." in out
    assert "Type the name of a file" not in out
    assert answers("Elm Street")["viewed_on"] == "2026-11-21"
    assert sorted(os.listdir()) == ["leads.sqlite", "leads.sqlite.copy"]


def test_the_question_about_other_leads_comes_with_how_many_the_log_has():
    for name in ("Elm", "Brown", "Cray", "Drew"):
        on("22", "leads", "add", name, "-a", "viewed_on=2026-11-21", "-a", "heard=refused", *ROOM)
    on("22", "leads", "drop", "Drew")
    asked = said(on("22", "ask", "Elm", *ROOM, typed="u\n"))
    told = "Your answer holds for all leads. Your log has 2 other active leads."
    assert f"2 yes, several u I don't know {told} >" in asked


def test_a_dropped_lead_keeps_what_is_still_heard_of_it():
    on("20", "leads", "add", "Acme", "-a", "interview=upcoming")
    on("21", "leads", "drop", "Acme")
    out = said(on("22", "leads", "set", "Acme", "-a", "want_it=no"))
    assert (
        out
        == "Acme: stored. Do you want this job? no It is dropped; `followthrough leads resume Acme` takes it up again."
    )


def test_going_back_takes_back_in_the_log_what_no_longer_applies():
    on("22", "leads", "add", "Acme")
    on("22", "ask", "Acme", typed="yes\ndone\nnothing\nb\nb\nupcoming\nq\n")
    assert answers("Acme") == {"interview": "upcoming", "want_it": "yes"}


def test_answers_that_the_log_cannot_keep_are_kept_in_a_file(monkeypatch):
    from followthrough.leads.log import store

    on("22", "leads", "add", "Acme")
    monkeypatch.setattr(store, "PATIENCE", 0)
    with closing(sqlite3.connect("leads.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = on("22", "ask", "Acme", typed="yes\nupcoming\nq\n")
    assert done.err.count("is being written by another program") == 1
    assert "Your answers are in lead-2026-11-22.yaml" in done.err
    with open("lead-2026-11-22.yaml", encoding="utf-8") as file:
        assert file.read() == "want_it: yes\ninterview: upcoming\n"


def test_advice_is_given_though_the_log_cannot_keep_that_it_was(monkeypatch):
    from followthrough.leads.log import store

    on("21", "leads", "add", "Acme", "--from", DAY_AFTER)
    monkeypatch.setattr(store, "PATIENCE", 0)
    with closing(sqlite3.connect("leads.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = on("22", "advise", "Acme")
    assert (done.status, done.err.count("\n")) == (0, 1)
    assert done.err.startswith("This advice is not recorded: leads.sqlite: is being written by another program")


def test_recheck_says_whose_advice_changed_and_why():
    on("21", "leads", "add", "Acme", "--from", DAY_AFTER)
    on("21", "leads", "add", "Brown", "-a", "interview=upcoming", "-a", "want_it=yes")
    assert said(on("21", "leads", "recheck")) == "The advice on every lead is the same as last time."
    on("21", "leads", "set", "Acme", "-a", "heard_back=offer")
    assert said(on("21", "leads", "recheck")).startswith("The advice on every lead")
    on("22", "leads", "set", "Acme", "-a", "heard_back=nothing", "-a", "thank_you=sent", "-a", "second_letter=not sent")
    found = json.loads(on("30", "leads", "recheck", "--json").out)["changed"]
    assert [one["name"] for one in found] == ["Acme"]
    out = said(on("30", "leads", "recheck"))
    assert "Acme, advised on Sun 22 Nov" in out
    assert "because time passed: how many days ago the interview was (2 -> 10)" in out
    on("30", "advise", "Acme")
    assert said(on("30", "leads", "recheck")).startswith("The advice on every lead")


@pytest.mark.parametrize("name", ["=2+3", "-x", "Zoë & Söhne", "<b>", "; rm -rf /", "{want_it}", "%s"])
def test_a_name_is_shown_as_it_was_typed(name):
    assert said(followthrough("leads", "add", "--", name)).startswith(f"{name} is stored.")
    assert followthrough("leads", "list", "--plain").out == f"{name}\n"
    assert name in followthrough("leads", "show", "--", name).out


def test_an_export_is_imported_as_the_same_log():
    on("21", "leads", "add", "=Elm", *SEEN, "--note", "a\nb")
    for file in ("all.json", "all.csv"):
        assert "The log, with 7 entries, is in" in said(followthrough("leads", "export", "-o", file))
        out = said(followthrough("leads", "import", file, "--log", f"{file}.sqlite"))
        assert out == "7 of 7 entries about 1 lead stored."
        again = followthrough("leads", "export", "--log", f"{file}.sqlite")
        assert again == followthrough("leads", "export")
        assert said(followthrough("leads", "import", file)).endswith("7 were already there.")
    done = followthrough("leads", "export", "-o", "all.json")
    assert (done.status, done.err) == (2, "all.json: already exists; name a new file, or write over it with --force\n")
    typed = followthrough("leads", "export").out
    assert said(followthrough("leads", "import", "-", "--log", "piped.sqlite", typed=typed)).startswith("7 of 7")


def test_an_export_is_a_whole_file_or_none(monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    on("21", "leads", "add", "Acme", "--from", DAY_AFTER)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        for file in ("all.json", "all.csv"):
            done = followthrough("leads", "export", "-o", file)
            assert (done.status, done.out) == (2, "")
            assert done.err.startswith(f"{file}: cannot be written (")
    assert sorted(os.listdir()) == ["leads.sqlite", "leads.sqlite.copy"]
    done = followthrough("leads", "export", "-o", "no/such/folder.csv")
    assert (done.status, done.err.count("\n")) == (2, 1)


def test_a_log_that_cannot_be_read_gets_one_line_from_every_command():
    with open("leads.sqlite", "wb") as file:
        file.write(b"Dear diary, " * 100)
    lines = [
        ["leads", "list"],
        ["leads", "show", "Acme"],
        ["leads", "add", "Acme"],
        ["leads", "set", "Acme", "-a", "want_it=yes"],
        ["leads", "drop", "Acme"],
        ["leads", "undo"],
        ["leads", "recheck"],
        ["leads", "export"],
        ["advise", "Acme"],
        ["ask", "Acme"],
    ]
    for line in lines:
        done = followthrough(*line)
        assert (done.status, done.out) == (2, ""), line
        assert done.err == "leads.sqlite: is damaged (it is not a database); name another log with --log\n"


def test_an_import_says_what_differs_and_what_stands():
    on("21", "leads", "add", "Acme", "--from", DAY_AFTER)
    followthrough("leads", "import", "-", "--log", "other.sqlite", typed=followthrough("leads", "export").out)
    on("22", "leads", "set", "Acme", "-a", "heard_back=still deciding", "--log", "other.sqlite")
    on("22", "leads", "set", "Acme", "-a", "heard_back=offer")
    out = said(
        followthrough("leads", "import", "-", typed=followthrough("leads", "export", "--log", "other.sqlite").out)
    )
    assert "Acme, heard_back: offer in the log, still deciding in the import; offer stands" in out
    assert answers("Acme")["heard_back"] == "offer"


def test_a_log_that_was_emptied_is_refused_and_repaired_from_its_copy():
    on("21", "leads", "add", "Acme", *SEEN)
    open("leads.sqlite", "wb").close()
    for line in (["list"], ["show", "Acme"], ["add", "Brown"], ["export"], ["undo"]):
        done = followthrough("leads", *line)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("leads.sqlite: is empty, but its copy leads.sqlite.copy has 5 entries; ")
        assert "`followthrough leads repair` brings them back" in done.err
    done = followthrough("leads", "repair")
    assert (done.status, "5 entries about 1 lead" in done.out) == (2, True)
    assert "add --yes to do it without asking" in done.err
    assert os.path.getsize("leads.sqlite") == 0
    out = said(followthrough("leads", "repair", "--yes"))
    assert "Saved 5 entries about 1 lead; 5 entries of them only from a copy. Lost perhaps what was" in out
    assert "leads.sqlite is repaired. The damaged file is now leads.sqlite.damaged-" in out
    assert list(listed()) == ["Acme"]
    assert "there is nothing to repair" in said(followthrough("leads", "repair"))


def test_names_complete_in_the_shell():
    from click.shell_completion import BashComplete

    followthrough("leads", "add", "Acme")
    followthrough("leads", "add", "Brown & Co")

    def complete(arguments: list[str], begun: str) -> list[tuple[str, str]]:
        shell = BashComplete(commands, {}, "followthrough", "_FOLLOWTHROUGH_COMPLETE")
        return [(item.type, item.value) for item in shell.get_completions(arguments, begun)]

    assert complete(["leads", "show"], "") == [("plain", "Acme"), ("plain", "brown-co")]
    assert complete(["leads", "show"], "br") == [("plain", "brown-co")]
    assert complete(["advise"], "A") == [("plain", "Acme")]
    assert complete(["advise"], "exam") == [("file", "exam")]
    assert complete(["advise", "--log", "none.sqlite"], "") == [("file", "")]
    assert complete(["why", "stance"], "ac") == [("plain", "Acme")]
    assert said(on("22", "leads", "show", "brown-co")).startswith("After the interview: Brown & Co")
