"""Dates as people write them, in every place where a command takes one; they are said back, with their weekday."""

import json
import re
from pathlib import Path

import pytest

from cli.running import EXAMPLES, ROOT, followthrough

ON = ("--on", "2026-11-22")
LIBRARY = ROOT / "tests" / "bases" / "good" / "days"
SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"
INVITED = EXAMPLES / "invited-back.yaml"


@pytest.fixture(autouse=True)
def _in_an_empty_folder_with_its_own_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def test_an_answer_given_with_the_command_is_said_back():
    done = followthrough("advise", INVITED, *ON, "-a", "interviewed_on=Nov. 5th", "--json")
    assert done.err == "'Nov. 5th' is read as Thursday 5 November 2026, 17 days ago.\n"
    assert json.loads(done.out)["lead"]["interviewed_on"] == "2026-11-05"


@pytest.mark.parametrize(
    ("written", "is_said_back"),
    [("5 Nov", True), ("Thursday, 5 November", True), ("17 days ago", False), ("2026/11/05", False)],
)
def test_an_answer_in_a_file_is_said_back_if_its_words_alone_could_be_another_day(written, is_said_back):
    invited = INVITED.read_text().replace("days_since_interview: 5", f"interviewed_on: '{written}'")
    Path("lead.yaml").write_text(invited)
    done = followthrough("advise", "lead.yaml", *ON, "--json")
    assert json.loads(done.out)["lead"]["interviewed_on"] == "2026-11-05"
    said = f"'{written}' is read as Thursday 5 November 2026, 17 days ago.\n"
    assert done.err == (said if is_said_back else "")
    followthrough("leads", "add", "Acme", "--from", "lead.yaml", *ON)
    assert followthrough("advise", "Acme", *ON).err == ""


def test_the_day_of_the_advice_is_said_back():
    done = followthrough("advise", SILENCE, "--on", "Thu 5 Nov 2026", "--json")
    assert json.loads(done.out)["on"] == "2026-11-05"
    assert done.err.startswith("'Thu 5 Nov 2026' is read as Thursday 5 November 2026, ")


def test_the_day_on_which_something_happened_has_passed_and_is_said_back():
    assert followthrough("leads", "add", "Acme", "-a", "interview=done", *ON, "--when", "Nov 2").status == 0
    done = followthrough("leads", "set", "Acme", "-a", "interviewed_on=the 2nd", "--when", "friday", *ON)
    assert done.err == (
        "'friday' is read as Friday 20 November 2026, 2 days ago.\n"
        "'the 2nd' is read as Monday 2 November 2026, 20 days ago.\n"
    )
    history = json.loads(followthrough("leads", "show", "Acme", "--json", *ON).out)
    assert history["answers"]["interviewed_on"] == "2026-11-02"


@pytest.mark.parametrize("day", ["next year", "tomorrow", "this Friday", "Dec 24 2026", "next Friday", "next weekend"])
def test_what_is_still_to_come_is_refused_and_never_moved_into_the_past(day):
    done = followthrough("advise", SILENCE, "-a", f"interviewed_on={day}", "--on", "2026-11-26")
    assert done.status == 2
    assert "that is after today, 2026-11-26; give a day that has passed" in done.err
    assert followthrough("leads", "add", "Acme", "--when", day, "--on", "2026-11-26").status == 2


@pytest.mark.parametrize(
    ("command", "day"),
    [
        (("advise", "-a", "interview=done", "-a", "interviewed_on={}"), "05/11/2026"),
        (("advise", SILENCE, "--on", "{}"), "05/11/2026"),
        (("leads", "add", "Acme", "--when", "{}"), "05/11/2026"),
        (("leads", "add", "Acme", "-a", "interview=done", "-a", "interviewed_on={}"), "05/11/2026"),
    ],
)
def test_what_could_be_two_days_is_refused_with_both_and_how_to_write_each(command, day):
    on = () if "--on" in command else ON
    done = followthrough(*(str(word).format(day) for word in command), *on)
    assert (done.status, done.out) == (2, "")
    assert (
        f"{day!r} could be Monday 11 May 2026 or Thursday 5 November 2026; write 2026-05-11 or 2026-11-05"
        in " ".join(done.err.split())
    )


def test_a_lead_of_years_ago_is_listed_planned_and_explained():
    done = followthrough("leads", "add", "Acme", "--from", SILENCE, "-a", "interviewed_on=1 June 2024", *ON)
    assert done.status == 0
    assert "Acme" in followthrough("leads", "list", *ON).out
    assert "cannot be" not in followthrough("leads", "list", *ON).out
    assert followthrough("plan", "Acme", *ON).status == 0
    why = followthrough("why", "stance", "Acme", *ON)
    assert "You have written, and they have not answered." in " ".join(why.out.split())


def test_a_table_has_dates_as_its_people_write_them_and_what_could_be_two_days_is_told():
    rows = ["Nov 5", "Thursday, November 5th, 2026", "5 nov 2026 14:30", "05.11.", "5/11/2026", "monday", "1 June 2024"]
    lines = [f'yes,"{row}",no' for row in rows]
    Path("in.csv").write_text("borrowed,borrowed_on,waited_for\n" + "\n".join(lines) + "\n")
    done = followthrough(
        "batch", "in.csv", "-o", "out.csv", "--set-aside", "aside.csv", "--base", LIBRARY, "--on", "2026-11-22"
    )
    assert done.status == 0, done.err
    assert len(Path("out.csv").read_text().splitlines()) == len(rows)
    (_, aside) = Path("aside.csv").read_text().splitlines()
    assert "row 5: borrowed_on cannot be read: '5/11/2026' could be Monday 11 May 2026 or Thursday 5 November" in aside


def test_no_month_and_no_weekday_is_named_by_the_locale():
    for path in (one for folder in ("engine", "cli", "web") for one in (ROOT / folder).rglob("*.py")):
        assert not re.search(r":%[aAbBcpxX]|:[^{}\"]*%[aAbB]|strftime", path.read_text(encoding="utf-8")), path
