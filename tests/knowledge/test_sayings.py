"""What people say of a lead is understood, asked about, or kept as a note, and never stored wrongly."""

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough import load
from followthrough.leads.told import Understanding, phrases, understand
from followthrough.leads.told.clauses import DAY, sentences
from followthrough.leads.told.grammar import SAID, THEM

TODAY = date(2026, 11, 26)
SAYINGS = yaml.load((Path(__file__).parent / "sayings.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
BEFORE = {"interview": "done", "interviewed_on": "2026-11-19", "want_it": "yes"}
ALL = [(heading, one) for heading, several in SAYINGS.items() for one in several]


@cache
def told(said: str) -> Understanding:
    return understand(base(), said, today=TODAY, before=BEFORE)


base = cache(load)


def new(found: Understanding) -> dict[str, str]:
    return {question: value for question, value in found.answers.items() if BEFORE.get(question) != value}


def questions_asked(found: Understanding) -> set[str]:
    return {question for doubt in found.doubts for way in doubt.ways for question in way}


def outcome(one: dict[str, Any]) -> str:
    found = told(one["said"])
    expected, asked = one.get("answers", {}), questions_asked(found)
    if wrong := dict(new(found).items() - expected.items()):
        return f"wrong {wrong}"
    if stray := asked ^ {*one.get("asks", ())}:
        return f"asked otherwise about {sorted(stray)}"
    if new(found):
        return "understood" if new(found) == expected else "partly understood"
    return "asked" if asked else "left as a note"


@pytest.mark.parametrize(("heading", "one"), ALL, ids=[one["said"][:60] for _, one in ALL])
def test_nothing_is_understood_that_was_not_said(heading: str, one: dict[str, Any]):
    assert not outcome(one).startswith(("wrong", "asked otherwise"))


def test_the_phrases_of_a_base_are_gathered_once_for_all_that_is_told():
    understand(base(), "they called", today=TODAY)
    with patch.object(phrases, "words_of", side_effect=AssertionError("gathered again")):
        understand(base(), "they called me", today=TODAY)


@pytest.mark.parametrize("one", [one for _, one in ALL if "asks" in one], ids=lambda one: one["said"][:60])
def test_what_is_asked_is_what_was_meant_or_may_have_been(one: dict[str, Any]):
    found = told(one["said"])
    may_be = {*one.get("answers", ()), *one.get("asked", ())}
    assert questions_asked(found) <= may_be
    meant = one.get("answers", {}).items()
    for doubt in found.doubts:
        assert not meant or any(way.items() <= meant for way in doubt.ways), doubt


@pytest.mark.parametrize(("heading", "one"), ALL, ids=[one["said"][:60] for _, one in ALL])
def test_each_clause_is_in_what_it_was_taken_for_or_in_the_note_as_it_was_typed(heading: str, one: dict[str, Any]):
    assert_nothing_is_lost(one["said"])


def assert_nothing_is_lost(said: str) -> None:
    """Every word is in what was understood, in the note as it was typed, or only tells who said the rest."""
    found = told(said)
    kept = Counter(re.findall(r"\w+", " ".join([*(one.words for one in found.understood), found.note])))
    for sentence in sentences(said, TODAY):
        for clause in sentence.clauses:
            is_kept = Counter(re.findall(r"\w+", clause.text)) <= kept
            assert is_kept or {*clause.words} <= SAID | THEM | {"me", "us", "and", "on", "at", "to", DAY}, clause.text


PARTS = [
    *("they rejected me", "I got an offer", "I sent the thank-you note on Tuesday", "no answer yet", "they called"),
    *("the coffee was cold", "maybe they will call", "called", "I am second choice", "he got an offer", "I accepted"),
    *("they want to see me again on Dec 3", "last week", "nice people", "by email", "I called them", "they said no"),
    *("they will decide by Friday", "🤷", "not interested", "did they call", "thier 2nd choice", "on hold"),
]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_nothing_of_it_is_lost(said: str):
    assert_nothing_is_lost(said)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from([", ", ". ", " and ", " but ", "; ", "\n", " - "]))))
def test_whatever_is_put_together_nothing_of_it_is_lost(parts: list[tuple[str, str]]):
    assert_nothing_is_lost("".join(part + sign for part, sign in parts[:4]))


@pytest.mark.parametrize("said", [one["said"] for _, one in ALL if one["said"]], ids=lambda said: said[:60])
def test_what_is_not_understood_is_kept_as_a_note(said: str):
    found = told(said)
    assert found.answers or found.note


def test_most_of_what_people_say_is_understood(record_property: Any):
    for heading, several in SAYINGS.items():
        counts = Counter(outcome(one) for one in several)
        record_property(heading, dict(sorted(counts.items())))
        print(f"{heading}: {dict(sorted(counts.items()))}")  # noqa: T201  (`pytest -s` shows the counts)
    understood = {heading: sum(outcome(one) == "understood" for one in several) for heading, several in SAYINGS.items()}
    with_answer = {heading: sum("answers" in one for one in several) for heading, several in SAYINGS.items()}
    assert with_answer == {"first sixty": 40, "hold-out": 28, "second hold-out": 31}
    assert understood == {"first sixty": 40, "hold-out": 28, "second hold-out": 23}


OF_OTHERS = """\
she got an offer; he got the offer; they got an offer; she received an offer yesterday; he has an offer;
the team got an offer from a rival; the other candidate got an offer; my friend got an offer; she accepted the offer;
they accepted the offer; they turned down the offer; he got turned down; she was rejected; the boss got rejected;
I am his first choice; I am her second choice; they are my first choice; our first choice is Globex;
she is their first choice; he is first choice; my friend is their second choice; he sent the thank-you note;
they want to see her again; they called my sister; my husband accepted the offer; I invited them to a second interview;
I am not their first choice; will I be their first choice?; they said I will be first choice; I hope I am first choice;
nobody has rejected me; they never turned me down; if I get the offer I will tell you; I would have called;
I dreamed that they hired me; they may offer me the job; tomorrow I call them; I was rejected in the first round;
no offer yet; they called, no offer; they canceled the interview; got a voicemail from them; I am still interviewing;
I need more time; I have not decided yet; they are done interviewing me; they are waiting for me; I was put on hold;
I was second choice, now first; they asked for references and I sent them; they made me an offer and I took some time;
called, no answer; still interviewing; decide by Friday; I decide by Friday; I sent the thank-you note tomorrow;
I called them on Dec 4 and left a message; they said no to my request; it is no longer on hold;
they said no one has decided; I will decide on Monday; will they let me know by Friday; they chose me last;
the second interview was yesterday; my friend works there, says I am second choice; first choice turned them down;
I told them my first choice is remote work; they offered me a different job; rejected by Initech; 99% sure I am second;
they called and the recruiter left a message; I almost accepted; no longer second choice; did they reject me;
is the position filled; they stopped interviewing others; they have seen everyone but me; I called in sick;
I sent the thank-you note to the wrong company; got an offer elsewhere; hiring freeze is over; silence is golden;
they didn't answer my question; I declined the coffee; they do not want me to wait;
someone else is their first choice; they heard nothing; they are finalists"""


@pytest.mark.parametrize("said", [one.strip() for one in OF_OTHERS.split(";")])
def test_what_others_do_have_or_like_and_what_is_not_so_is_never_taken_for_an_answer(said: str):
    assert told(said).answers == {}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("they will decide by Dec 4", None),
        ("they called on Monday, they rejected me", date(2026, 11, 23)),
        ("second interview on Dec 3", None),
        ("they rejected me, my next talk elsewhere is on Dec 4", None),
        ("they rejected me yesterday", date(2026, 11, 25)),
    ],
)
def test_a_day_that_is_yet_to_come_is_not_the_one_on_which_it_happened(said: str, day: date | None):
    assert told(said).day == day


@pytest.mark.parametrize(
    "said", ["I got an offer", "they made me an offer", "she made me an offer", "HR has made me an offer"]
)
def test_what_is_offered_to_the_person_who_speaks_is_an_answer(said: str):
    assert told(said).answers == {"heard_back": "offer"}
