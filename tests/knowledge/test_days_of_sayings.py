"""What a person says was done has its day: the one that they name, or else the one on which they tell it."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from followthrough import KnowledgeBase, load
from followthrough.leads.log import Log, actions
from followthrough.leads.told import store_told, told_of

TODAY = date(2026, 11, 26)
COMING = {"interview": "upcoming", "interview_day": "2026-11-26"}
SEEN = {"interview": "done", "interviewed_on": "2026-11-10"}
THANKED = {**SEEN, "thank_you": "sent", "thanked_on": "2026-11-11"}
OFFERED = {**SEEN, "heard_back": "offer"}
SAID = {
    "had the interview today": (COMING, "interviewed_on", "2026-11-26"),
    "had the interview": (COMING, "interviewed_on", "2026-11-26"),
    "I had the interview yesterday": (COMING, "interviewed_on", "2026-11-25"),
    "interviewed with them last Friday": ({}, "interviewed_on", "2026-11-20"),
    "had the interview on Nov 20": ({}, "interviewed_on", "2026-11-20"),
    "had the second interview today": ({**SEEN, "heard_back": "invited back"}, "interviewed_on", "2026-11-26"),
    "sent the thank you letter today": (SEEN, "thanked_on", "2026-11-26"),
    "sent the thank you letter": (SEEN, "thanked_on", "2026-11-26"),
    "I thanked them yesterday": (SEEN, "thanked_on", "2026-11-25"),
    "thank you note sent on Nov 20": (SEEN, "thanked_on", "2026-11-20"),
    "emailed my thanks two days ago": (SEEN, "thanked_on", "2026-11-24"),
    "sent a second letter today": (THANKED, "second_letter_on", "2026-11-26"),
    "sent a second letter": (THANKED, "second_letter_on", "2026-11-26"),
    "I sent a follow-up email on Monday": (THANKED, "second_letter_on", "2026-11-23"),
    "left a message today": (SEEN, "called_on", "2026-11-26"),
    "left a message": (SEEN, "called_on", "2026-11-26"),
    "I called yesterday and left a message": (SEEN, "called_on", "2026-11-25"),
    "I reached voicemail on Monday": (SEEN, "called_on", "2026-11-23"),
    "I called them twice": (SEEN, "called_on", "2026-11-26"),
    "they said they are still deciding": (SEEN, "heard_on", "2026-11-26"),
    "they said on Monday that they are still deciding": (SEEN, "heard_on", "2026-11-23"),
    "sent what they asked for yesterday": ({**SEEN, "heard_back": "asked for something"}, "heard_on", "2026-11-25"),
}
WITHOUT = {
    "I accepted the offer today": OFFERED,  # the day that is asked for is the one of their offer
    "I accepted the offer": OFFERED,
    "I thanked them, and they are nice": THANKED,
    "had the interview": {"interview": "upcoming", "interview_day": "2026-11-18"},  # then it was on that day
    "I left a message on Tuesday. They are still deciding.": {**SEEN, "called": "voicemail", "called_on": "2026-11-24"},
}
"""What tells no new day of anything that is asked for."""


@cache
def built_in() -> KnowledgeBase:
    return load()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "leads.sqlite")


def told(log: Log, before: dict[str, str], said: str, day: date | None = None) -> dict[str, str]:
    """Tell words of a lead, store them, and return its answers."""
    history = actions.add(log, built_in(), "Acme", before, today=TODAY).history
    what = told_of(built_in(), history, said, today=TODAY, day=day)
    assert not what.open
    store_told(log, built_in(), history, what, today=TODAY)
    return log.history("Acme").answers(TODAY)


@pytest.mark.parametrize("said", SAID)
def test_what_was_done_is_stored_with_its_day(said: str, log: Log) -> None:
    before, question, day = SAID[said]
    assert told(log, before, said)[question] == day


@pytest.mark.parametrize("said", WITHOUT)
def test_what_tells_no_new_day_changes_none(said: str, log: Log) -> None:
    before, days = WITHOUT[said], [one.name for one in built_in().questions.values() if one.kind == "date"]
    after = told(log, before, said)
    assert {name: after[name] for name in days if name in after} == {
        name: before[name] for name in days if name in before and name in after
    }


def test_the_day_that_is_named_with_the_command_counts_where_the_words_name_none(log: Log) -> None:
    assert told(log, SEEN, "sent the thank you letter", date(2026, 11, 12))["thanked_on"] == "2026-11-12"
