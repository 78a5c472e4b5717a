"""What is so of the whole search is asked once, kept once, and holds for every lead."""

from datetime import date
from pathlib import Path

import pytest

from followthrough import load
from followthrough.errors import LeadError
from followthrough.leads.log import History, Log, actions, export_import, undoing, whole_search
from followthrough.leads.log.history import SEARCH
from followthrough.leads.log.revising import unset
from followthrough.leads.log.status import need, overview
from followthrough.leads.log.store import NewEntry

BASE = load()
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
SILENT = {"interview": "done", "want_it": "yes", "interviewed_on": "2026-08-03", "heard_back": "nothing"}


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = Log(tmp_path / "leads.sqlite")
    for name in ("Ash", "Oak"):
        actions.add(made, BASE, name, SILENT, today=MONDAY)
    return made


def known(log: Log, lead: str, today: date = TUESDAY) -> str | None:
    return log.history(lead).answers(today).get("other_leads")


def test_an_answer_about_the_search_given_with_one_lead_holds_for_every_lead_and_is_kept_once(log: Log) -> None:
    actions.set_answers(log, BASE, "Ash", {"other_leads": "few", "thank_you": "sent"}, today=TUESDAY)
    actions.add(log, BASE, "Elm", {"interview": "upcoming"}, today=TUESDAY)
    assert [known(log, lead) for lead in ("Ash", "Oak", "Elm")] == ["few"] * 3
    kept = [entry for entry in log.entries() if entry.name == "other_leads"]
    assert [(entry.lead, entry.value) for entry in kept] == [(SEARCH, "few")]
    assert "thank_you" not in log.history("Oak").answers(TUESDAY)


def test_it_is_changed_for_the_whole_search_and_counts_from_its_day(log: Log) -> None:
    actions.set_answers(log, BASE, "Ash", {"other_leads": "few"}, today=MONDAY)
    told = whole_search.set_answers(log, BASE, {"other_leads": "enough"}, today=TUESDAY)
    assert told.answers(TUESDAY) == {"other_leads": "enough"}
    assert (known(log, "Oak", MONDAY), known(log, "Oak", TUESDAY)) == ("few", "enough")
    actions.add(log, BASE, "Elm", {}, today=FRIDAY)
    said = overview(BASE, log.histories(), today=FRIDAY).said
    assert [(one.question, one.answer, one.day, one.then, one.now) for one in said] == [
        ("other_leads", "enough", TUESDAY, 2, 3)
    ]


def test_an_answer_about_one_lead_is_not_taken_for_the_search(log: Log) -> None:
    with pytest.raises(LeadError, match="want_it is about one lead; name the lead before it; only other_leads"):
        whole_search.set_answers(log, BASE, {"want_it": "no", "other_leads": "few"}, today=TUESDAY)
    assert known(log, "Ash") is None


def test_one_change_is_undone_and_redone_as_one_for_the_lead_and_for_the_search(log: Log) -> None:
    actions.set_answers(log, BASE, "Ash", {"other_leads": "few", "thank_you": "sent"}, today=TUESDAY)
    history, undone = undoing.undo(log, "Ash", today=TUESDAY)
    assert (history.name, [entry.name for entry in undone]) == ("Ash", ["thank_you", "other_leads"])
    assert (known(log, "Oak"), log.history("Ash").answers(TUESDAY).get("thank_you")) == (None, None)
    assert undoing.redo(log, "Ash", today=TUESDAY)[0].name == "Ash"
    assert (known(log, "Oak"), log.history("Ash").answers(TUESDAY)["thank_you"]) == ("few", "sent")


def test_what_was_said_of_the_search_alone_is_undone_first_but_not_when_a_lead_is_named(log: Log) -> None:
    whole_search.set_answers(log, BASE, {"other_leads": "few"}, today=TUESDAY)
    assert undoing.last_change(log, "Oak")[1][0].kind == "added"
    assert undoing.undo(log, today=TUESDAY)[0].name == "your search"
    assert known(log, "Ash") is None
    assert undoing.redo(log, today=TUESDAY)[0].name == "your search"
    assert known(log, "Ash") == "few"


def test_it_is_taken_back_for_every_lead(log: Log) -> None:
    whole_search.set_answers(log, BASE, {"other_leads": "few"}, today=MONDAY)
    unset(log, BASE, "Ash", ["other_leads"], today=TUESDAY)
    assert (known(log, "Oak", MONDAY), known(log, "Oak", TUESDAY)) == ("few", None)


def test_a_log_in_which_each_lead_has_its_own_answer_is_read_on_until_the_search_has_one(log: Log) -> None:
    with log.transaction() as transaction:  # as it was recorded before answers about the search were shared
        for lead, value in (("Ash", "few"), ("Oak", "enough")):
            transaction.record(log.history(lead).key, [NewEntry("answer", "other_leads", value, MONDAY)])
    assert (known(log, "Ash"), known(log, "Oak")) == ("few", "enough")
    whole_search.set_answers(log, BASE, {"other_leads": "few"}, today=TUESDAY)
    assert (known(log, "Ash"), known(log, "Oak")) == ("few", "few")


def test_it_survives_an_export_and_an_import(log: Log, tmp_path: Path) -> None:
    whole_search.set_answers(log, BASE, {"other_leads": "few"}, today=TUESDAY)
    for text in (export_import.as_csv(log.entries()), None):
        raw = text.encode() if text is not None else None
        entries = export_import.read(raw, "log.csv") if raw is not None else log.entries()
        other = Log(tmp_path / f"{'csv' if raw else 'entries'}.sqlite")
        assert export_import.import_entries(other, entries).leads == 2
        assert [known(other, lead) for lead in ("Ash", "Oak")] == ["few", "few"]


def test_it_decides_for_every_lead(log: Log) -> None:
    def steps() -> list[object]:
        found = [need(BASE, one, counsel="jobfairy", today=FRIDAY).turn for one in log.histories()]
        return [one.advice.known("next_step") for one in found if one is not None]

    for name in ("Ash", "Oak"):
        more = {"thank_you": "sent", "second_letter": "not sent", "called": "no", "material": "sent"}
        more |= {"told_rank": "not told", "focusing_on": "not said", "day_named": "no"}
        actions.set_answers(log, BASE, name, more, today=TUESDAY)
    whole_search.set_answers(log, BASE, {"other_leads": "few"}, today=TUESDAY)
    with_few = steps()
    whole_search.set_answers(log, BASE, {"other_leads": "enough"}, today=FRIDAY)
    assert with_few == ["find more leads"] * 2
    assert steps() == ["turn to other leads"] * 2


def test_what_was_known_before_an_entry_has_no_later_answer_about_the_search(log: Log) -> None:
    whole_search.set_answers(log, BASE, {"other_leads": "few"}, today=TUESDAY)
    history: History = log.history("Ash")
    assert "other_leads" not in history.before(history.search[0]).answers(FRIDAY)
