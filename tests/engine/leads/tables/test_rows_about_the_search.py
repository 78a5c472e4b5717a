"""What the rows of a table say about the whole search: where they disagree, none of them wins silently."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from followthrough import KnowledgeBase, load
from followthrough.leads.log import Log, undoing, whole_search
from followthrough.leads.tables import Reading, StoredLeads, read, read_table, store
from followthrough.leads.tables.storing import planned
from followthrough.leads.tables.wording import about_known_leads, remarks
from followthrough.leads.tables.words import TableWords

TODAY = date(2026, 11, 26)
HEADER = "Company,Role,Status,other_leads,Your name\n"
ASKED = "What is your full name?"


@cache
def built_in() -> KnowledgeBase:
    return load()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "leads.sqlite")


def reading(*rows: str) -> Reading:
    raw = (HEADER + "".join(f"{row}\n" for row in rows)).encode()
    return read(built_in(), read_table(raw, "table.csv", TableWords(built_in())), TODAY)


def stored(log: Log, *rows: str) -> StoredLeads:
    return store(log, built_in(), reading(*rows), today=TODAY)


def of_search(log: Log) -> dict[str, str]:
    return {name: entry.value for name, entry in whole_search.standing(log.entries(), TODAY).items()}


def test_rows_that_disagree_are_told_with_what_each_says_and_kept_as_notes(log: Log) -> None:
    found = reading("Ash,Clerk,Applied,few,Ann", "Elm,Clerk,Applied,few,Ann", "Oak,Clerk,Applied,few,Anna")
    assert [lead.answers.get("your_name") for lead in found.leads] == [None] * 3
    assert [lead.answers.get("other_leads") for lead in found.leads] == ["few"] * 3
    assert [one.rpartition(" ")[2] for lead in found.leads for one in lead.notes] == ["Ann", "Ann", "Anna"]
    assert list(remarks(found)) == [
        f"Lines 2, 3 and 4: \u201c{ASKED}\u201d has several answers, though one holds for all leads: "
        "\u201cAnn\u201d in lines 2 and 3 and \u201cAnna\u201d in line 4; "
        "each is kept as a note, so answer it once yourself."
    ]
    store(log, built_in(), found, today=TODAY)
    assert of_search(log) == {"other_leads": "few"}


def test_rows_about_one_lead_disagree_too() -> None:
    found = reading("Ash,Clerk,Applied,few,Ann", "Ash,Clerk,Applied,enough,Ann")
    (lead,) = found.leads
    assert "other_leads" not in lead.answers
    assert lead.answers["your_name"] == "Ann"
    assert len(lead.notes) == 2


def test_rows_that_say_the_same_in_other_letters_agree_and_it_is_recorded_once(log: Log) -> None:
    stored(log, "Ash,Clerk,Applied,few,Ann Lee", "Elm,Clerk,Applied,Few,ANN LEE", "Oak,Clerk,Applied,,")
    assert of_search(log) == {"other_leads": "few", "your_name": "Ann Lee"}
    assert len([entry for entry in log.entries() if entry.name in ("other_leads", "your_name")]) == 2


@pytest.mark.parametrize("before", [("Ash,Clerk,Applied,enough,Ann",), ()])
def test_what_the_log_has_stands_for_new_leads_as_for_known_ones(log: Log, before: tuple[str, ...]) -> None:
    if before:
        stored(log, *before)
    whole_search.set_answers(log, built_in(), {"other_leads": "enough", "your_name": "Ann"}, today=TODAY)
    found = reading("Ash,Clerk,Applied,few,Ann", "Elm,Clerk,Applied,few,Ann")
    plan = planned(built_in(), found, log.entries(), TODAY)
    assert [lead.left for lead in plan.leads] == [{"other_leads": "few"}] * 2
    assert ["other_leads" in lead.answers for lead in plan.leads] == [False, False]
    told = list(about_known_leads(built_in(), plan))
    assert [one.partition(":")[0] for one in told] == ["Ash", "Elm"]
    assert all("the log has: yes, enough to let one go." in one for one in told)
    assert store(log, built_in(), found, today=TODAY) == plan
    assert of_search(log) == {"other_leads": "enough", "your_name": "Ann"}


def test_it_tells_no_two_leads_apart(log: Log) -> None:
    raw = b"Company,Your name,Status\nAsh,Ann,Applied\nAsh,Anna,Offer\n"
    found = read(built_in(), read_table(raw, "table.csv", TableWords(built_in())), TODAY)
    assert [lead.name for lead in found.leads] == ["Ash"]


def test_one_undo_takes_it_back_with_the_rest(log: Log) -> None:
    stored(log, "Ash,Clerk,Applied,few,Ann", "Elm,Clerk,Applied,few,Ann")
    undoing.undo(log, today=TODAY)
    assert (log.histories(), of_search(log)) == ((), {})
