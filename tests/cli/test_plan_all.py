"""`plan` over all leads of the search log."""

import json
from datetime import date, timedelta

import icalendar
import pytest

from bases.reset import BASES
from cli.running import Done, followthrough
from followthrough.leads.log import Log
from followthrough.leads.log.store import NewEntry

TODAY = date(2026, 11, 22)
ROOM = ("--base", BASES / "good" / "a-room-to-let")
SILENT = {"viewed_on": "2026-11-19", "heard": "nothing", "note": "sent", "noted_on": "2026-11-19", "called": "no"}
LEADS = {
    "Elm Street": {"viewed_on": "2026-11-20", "heard": "nothing", "note": "not sent", "called": "no"},
    "Brown & Co": SILENT,
    "Quiet": {**SILENT, "noted_on": "unknown"},
    "Vague": {"heard": "nothing"},
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
    return followthrough("plan", *ROOM, "--on", on, *arguments)


@pytest.mark.usefixtures("search")
def test_the_next_weeks_are_drawn_with_a_sign_for_each_day_on_which_something_is_to_do():
    lines = [line for line in plan("--counsel", "agency").out.splitlines() if "...." in line]
    rows = {line[:12].strip(): line[12:].split() for line in lines}
    assert rows == {
        "Elm Street": ["!......", "o....o.", ".......", "......."],
        "Brown & Co": ["....o..", "..o....", ".......", "......."],
        "Quiet": ["......."] * 4,
        "Vague": ["......."] * 4,
    }


@pytest.mark.usefixtures("search")
def test_below_stands_what_is_to_do_day_by_day_and_for_whom_nothing_is():
    out = " ".join(plan("--counsel", "agency").out.split())
    assert "4 weeks of 4 leads from Sunday 22 November 2026, if you do each step on its day and hear nothing" in out
    assert "Sun 22 Nov today Elm Street: Write them a note. Due since Sat 21 Nov, 1 day ago." in out
    assert "Thu 26 Nov in 4 days Brown & Co: Call them." in out
    assert "Sun 29 Nov in 7 days Elm Street: Call them." in out
    assert "Vague hinges on: Have you sent a note? `followthrough ask Vague` asks this." in out
    assert (
        "Nothing to do for Quiet. `followthrough plan NAME` also shows what comes of a lead if you do nothing." in out
    )


def test_two_steps_of_one_day_are_both_told(log):
    with log.transaction(begin=True) as change:
        change.record("key", [NewEntry("added", "", "Mill Lane", TODAY)])
    keep(log, "key", paid_back="no", wrote="yes", wrote_on="2026-11-01", called="no")
    out = followthrough("plan", "--base", BASES / "good" / "steps", "--on", TODAY).out
    assert out.count("Mill Lane: Call them.") == 2


@pytest.mark.usefixtures("search")
def test_it_fits_eighty_columns_however_many_weeks_are_asked_for():
    assert max(map(len, plan("--weeks", "52").out.splitlines())) <= 80


@pytest.mark.usefixtures("search")
def test_the_plans_of_all_leads_are_data_too():
    data = json.loads(plan("--json").out)
    assert data["counsel"] == "flatmate"
    assert [(lead["name"], len(lead["plan"]), bool(lead["problem"])) for lead in data["leads"]] == [
        ("Elm Street", 4, False), ("Brown & Co", 2, False), ("Quiet", 1, False), ("Vague", 1, False),
    ]  # fmt: skip
    assert data["leads"][-1]["plan"][0]["open"].keys() == {"step", "caution"}


@pytest.mark.usefixtures("search")
def test_one_lead_is_planned_by_its_name_and_keeps_its_events_in_the_calendar_of_all(tmp_path):
    file = tmp_path / "leads.ics"
    assert "Call them. Due today." in plan("brown & co").out
    plan("--ics", file)
    assert "3 events (0 new, 0 changed, 0 canceled)" in plan("Brown & Co", "--ics", file).err


@pytest.mark.usefixtures("log")
def test_a_log_without_leads_says_how_to_begin_one():
    assert "No lead is active; `followthrough leads add NAME` starts one." in plan().out


def test_in_the_calendar_steps_that_are_done_stay_and_leads_that_are_dropped_are_cancelled(search, tmp_path):
    file = tmp_path / "leads.ics"

    def told() -> set[tuple[str, str, str]]:
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        return {
            (
                str(one["summary"]).removeprefix("Canceled: ").partition(":")[0],
                one.decoded("dtstart").isoformat(),
                str(one["status"]),
            )
            for one in calendar.walk("VEVENT")
        }

    assert plan("--ics", file).status == 0
    assert told() == {
        ("Elm Street", "2026-11-22", "CONFIRMED"),
        ("Elm Street", "2026-11-29", "CONFIRMED"),
        ("Brown & Co", "2026-11-26", "CONFIRMED"),
    }
    keep(search, "key of Elm Street", note="sent", noted_on="2026-11-22")
    with search.transaction() as change:
        change.record("key of Brown & Co", [NewEntry("dropped", "", "", TODAY)])
    plan("--ics", file)
    assert told() == {
        ("Elm Street", "2026-11-22", "CONFIRMED"),
        ("Elm Street", "2026-11-29", "CONFIRMED"),
        ("Brown & Co", "2026-11-26", "CANCELLED"),
    }
    plan("--ics", file, on=TODAY + timedelta(days=8))
    assert told() == {("Elm Street", "2026-11-22", "CONFIRMED"), ("Elm Street", "2026-11-30", "CONFIRMED")}
