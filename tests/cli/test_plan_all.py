"""`plan` over all leads of the search log."""

import json
from datetime import date, timedelta

import icalendar
import pytest

from cli.running import Done, followthrough
from followthrough.leads.log import Log
from followthrough.leads.log.store import NewEntry

TODAY = date(2026, 11, 22)
SILENT = {
    "interview": "done", "want_it": "yes", "interviewed_on": "2026-11-19", "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "day_named": "no", "thank_you": "sent",
    "second_letter": "not sent", "forgot_something": "no", "material": "sent", "called": "no",
}  # fmt: skip
LEADS = {
    "Acme": {name: value for name, value in SILENT.items() if name != "second_letter"} | {"thank_you": "not sent"},
    "Brown & Co": SILENT,
    "Quiet": {**SILENT, "heard_back": "still deciding"},
    "Vague": {"interview": "done"},
}


@pytest.fixture
def log(tmp_path, monkeypatch) -> Log:
    path = tmp_path / "leads.sqlite"
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", str(path))
    return Log(path)


def keep(log: Log, key: str, **given: str) -> None:
    with log.transaction() as change:
        change.record(key, [NewEntry("answer", name, value, TODAY) for name, value in given.items()])


@pytest.fixture
def search(log) -> Log:
    for name, answers in LEADS.items():
        with log.transaction(begin=True) as change:
            change.record(f"key of {name}", [NewEntry("added", "", name, TODAY)])
        keep(log, f"key of {name}", **answers)
    return log


def plan(*arguments: object, on: date = TODAY) -> Done:
    return followthrough("plan", "--on", on, *arguments)


@pytest.mark.usefixtures("search")
def test_the_next_weeks_are_drawn_with_a_sign_for_each_day_on_which_something_is_to_do():
    rows = {line[:12].strip(): line[12:].split() for line in plan().out.splitlines() if "...." in line}
    assert rows == {
        "Acme": ["!......", ".......", ".......", "......."],
        "Brown & Co": ["....o..", ".......", ".......", "......."],
        "Quiet": ["......."] * 4,
        "Vague": ["......."] * 4,
    }


@pytest.mark.usefixtures("search")
def test_below_stands_what_is_to_do_day_by_day_and_for_whom_nothing_is():
    out = " ".join(plan("--counsel", "wolfe").out.split())
    assert "Sun 22 Nov today Acme: Write a short letter of thanks. Due since Fri 20 Nov, 2 days ago." in out
    assert "Thu 26 Nov in 4 days Brown & Co: Write a second short letter." in out
    assert "Vague hinges on: Do you want this job? `followthrough ask Vague` asks this." in out
    assert out.endswith("Nothing to do for Quiet.")


@pytest.mark.usefixtures("search")
def test_it_fits_eighty_columns_however_many_weeks_are_asked_for():
    assert max(map(len, plan("--weeks", "52").out.splitlines())) <= 80


@pytest.mark.usefixtures("search")
def test_the_plans_of_all_leads_are_data_too():
    data = json.loads(plan("--json").out)
    assert data["counsel"] == "jobfairy"
    assert [(lead["name"], len(lead["plan"]), bool(lead["problem"])) for lead in data["leads"]] == [
        ("Acme", 2, False), ("Brown & Co", 2, False), ("Quiet", 2, False), ("Vague", 1, False),
    ]  # fmt: skip
    assert data["leads"][-1]["plan"][0]["open"].keys() >= {"stance", "next_step"}


@pytest.mark.usefixtures("search")
def test_one_lead_is_planned_by_its_name_and_keeps_its_events_in_the_calendar_of_all(tmp_path):
    file = tmp_path / "leads.ics"
    assert "Write a second short letter. Due today." in plan("brown & co").out
    plan("--ics", file)
    assert "2 events (0 new, 0 changed, 0 canceled)" in plan("Brown & Co", "--ics", file).err


@pytest.mark.usefixtures("log")
def test_a_log_without_leads_says_how_to_begin_one():
    assert "No lead is active; `followthrough leads add NAME` starts one." in plan().out


def test_in_the_calendar_steps_that_are_done_and_leads_that_are_dropped_are_cancelled(search, tmp_path):
    file = tmp_path / "leads.ics"

    def told() -> set[tuple[str, str, str]]:
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        return {
            (str(one["summary"]).partition(":")[0], one.decoded("dtstart").isoformat(), str(one["status"]))
            for one in calendar.walk("VEVENT")
        }

    assert plan("--ics", file, "--counsel", "wolfe").status == 0
    assert told() == {("Acme", "2026-11-22", "CONFIRMED"), ("Brown & Co", "2026-11-26", "CONFIRMED")}
    keep(search, "key of Acme", thank_you="sent", second_letter="not sent")
    with search.transaction() as change:
        change.record("key of Brown & Co", [NewEntry("dropped", "", "", TODAY)])
    plan("--ics", file, "--counsel", "wolfe")
    assert told() == {
        ("Acme", "2026-11-22", "CANCELLED"),
        ("Acme", "2026-11-26", "CONFIRMED"),
        ("Brown & Co", "2026-11-26", "CANCELLED"),
    }
    plan("--ics", file, "--counsel", "wolfe", on=TODAY + timedelta(days=5))
    assert told() == {("Acme", "2026-11-27", "CONFIRMED")}
