"""An offer is told before all else, whatever is missing or wrong about the lead, wherever leads are told."""

from datetime import date
from pathlib import Path

import pytest

from cli.running import followthrough
from followthrough.leads.log import Log
from followthrough.leads.log.store import NewEntry
from web.visiting import Visitor

TODAY = date(2026, 11, 22)
ON = ("--on", str(TODAY))
SAID = "You said: an offer, and I have not answered yet."
LEADS = {
    "Oak": {"interview": "upcoming"},
    "Bare": {"heard_back": "offer"},
    "Torn": {"heard_back": "offer", "called": "perhaps", "interview": "gone"},
}
"""A lead without an offer, one with little else, and one whose answers cannot be read."""


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    kept = Log(tmp_path / "leads.sqlite")
    for name, answers in LEADS.items():
        with kept.transaction(begin=True) as change:
            change.record(f"key of {name}", [NewEntry("added", "", name, TODAY)])
        with kept.transaction() as change:
            entries = [NewEntry("answer", question, value, TODAY) for question, value in answers.items()]
            change.record(f"key of {name}", entries)
    return tmp_path / "leads.sqlite"


def told(*arguments: object, typed: str = "") -> str:
    done = followthrough(*arguments, *ON, typed=typed)
    assert done.status in (0, 2, 3), done.err
    return " ".join((done.out + done.err).split())


@pytest.mark.parametrize("name", ["Bare", "Torn"])
def test_a_lead_alone_begins_with_its_offer(name: str) -> None:
    shown = told("leads", "show", name)
    assert shown.partition("(JobFairy.com) ")[2].startswith(SAID)


def test_the_plan_of_a_lead_tells_its_offer_before_the_days() -> None:
    shown = told("plan", "Bare")
    assert shown.index(SAID) < shown.index("Sun 22 Nov")


def test_the_weeks_of_all_leads_tell_offers_first() -> None:
    shown = told("plan")
    assert f"Bare: {SAID}" in shown
    assert f"Torn: {SAID}" in shown
    assert shown.index("Bare") < shown.index("Oak")
    assert shown.index("Torn") < shown.index("Oak")


def test_a_calendar_has_an_event_for_an_offer_even_if_no_step_is_settled() -> None:
    told("plan", "--ics", "all.ics")
    text = Path("all.ics").read_text(encoding="utf-8").replace("\\,", ",")
    assert f"SUMMARY:Bare: {SAID}" in text
    assert f"SUMMARY:Torn: {SAID}" in text
    told("plan", "Bare", "--ics", "one.ics")
    assert "SUMMARY:Bare: You said: an offer" in Path("one.ics").read_text(encoding="utf-8")


def test_whoever_stops_answering_is_reminded_of_the_offer() -> None:
    assert f"{SAID} That comes before all else." in told("ask", "Bare", typed="q\n")
    assert SAID not in told("ask", "Oak", typed="q\n")


def test_an_import_tells_which_leads_have_an_offer_before_all_remarks() -> None:
    rows = [f"Lead {number},Applied" for number in range(5)]
    Path("leads.csv").write_text("\n".join(["Company,Status", *rows, "Ash,Offer", "Elm,what ever", ""]))
    shown = told("leads", "import", "leads.csv", "--dry-run")
    assert f"Before all else: Ash. {SAID}" in shown
    assert shown.index("Before all else") < shown.index("'what ever'")


def test_the_pages_tell_an_offer_above_what_is_asked_or_wrong(log: Path) -> None:
    visitor = Visitor(log)
    assert SAID in visitor.reads("/leads/key of Bare")
    assert SAID in visitor.reads("/leads/key of Torn", status=400)
    assert SAID not in visitor.reads("/leads/key of Oak")
    leads = visitor.reads("/leads")
    assert leads.index("Bare") < leads.index("Oak")
    assert leads.index("Torn") < leads.index("Oak")
