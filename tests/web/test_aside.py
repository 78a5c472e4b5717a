"""A change that would drop later answers says which before it does, and brings them back when it is changed back."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from followthrough.leads.log import Log
from web.visiting import SILENCE, TODAY, Visitor, at

CHANGED = {"answer.thank_you": "not sent"}
LATER = ("thanked_on", "second_letter")


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite")


def answers_in(address: str) -> dict[str, str]:
    pairs = dict(parse_qsl(address.partition("?")[2]))
    return {name: value for name, value in pairs.items() if "-" not in name}


def test_it_says_which_answers_would_go_before_they_do_and_can_be_left(visitor: Visitor) -> None:
    asked = at({**SILENCE, "ask-again": "thank_you"}, "/answer")
    said = visitor.sends(asked, CHANGED, 200)
    assert "2 answers would no longer fit" in said
    assert "On what day did you send your thanks? Monday 2 November 2026" in said
    assert "Have you sent a second letter or e-mail since then? no" in said
    assert "They come back if you change it back." in said


def test_they_are_put_aside_in_the_address_and_come_back_with_the_answer(visitor: Visitor) -> None:
    asked = at({**SILENCE, "ask-again": "thank_you"}, "/answer")
    onward = visitor.sends(asked, {**CHANGED, "confirmed": "yes"})
    assert answers_in(onward) == {**{k: v for k, v in SILENCE.items() if k not in LATER}, "thank_you": "not sent"}
    said = visitor.reads(onward)
    assert "Put aside, because they no longer fit: On what day did you send your thanks?" in said
    again = visitor.sends(onward.replace("/?", "/answer?"), {"answer.thank_you": "sent"})
    assert answers_in(again) == SILENCE
    said = visitor.reads(again)
    assert "Brought back, as you had answered them: On what day did you send your thanks?" in said
    assert "aside-" not in again


def test_other_answers_in_between_do_not_bring_them_back_and_lose_nothing(visitor: Visitor) -> None:
    onward = visitor.sends(at(SILENCE, "/answer"), {**CHANGED, "confirmed": "yes"})
    onward = visitor.sends(onward.replace("/?", "/answer?"), {"answer.qualified": "no"})
    assert "second_letter=" not in onward.partition("aside-")[0]
    onward = visitor.sends(onward.replace("/?", "/answer?"), {"answer.thank_you": "sent"})
    assert answers_in(onward) == {**SILENCE, "qualified": "no"}


def test_a_lead_in_the_log_keeps_them_through_a_restart(visitor: Visitor, tmp_path: Path) -> None:
    lead = visitor.saves(SILENCE, "Brown & Co")
    assert "2 answers would no longer fit" in visitor.sends(f"{lead}/answer", CHANGED, 200)
    visitor.sends(f"{lead}/answer", {**CHANGED, "confirmed": "yes"})
    assert "thanked_on" not in kept(tmp_path)
    anew = Visitor(tmp_path / "leads.sqlite")
    onward = anew.sends(f"{lead}/answer", {"answer.thank_you": "sent"})
    assert "Brought back, as you had answered them" in anew.reads(onward)
    assert kept(tmp_path) == SILENCE


def test_what_a_new_interview_made_history_stays_history_when_other_questions_are_answered(visitor: Visitor) -> None:
    asked = at(SILENCE, "/answer")
    said = visitor.sends(asked, {"answer.interviewed_on": "2026-11-20"}, 200)
    assert "would no longer fit" in said
    onward = visitor.sends(asked, {"answer.interviewed_on": "2026-11-20", "confirmed": "yes"})
    assert "thank_you" not in answers_in(onward)
    onward = visitor.sends(onward.replace("/?", "/answer?"), {"answer.thank_you": "not sent"})
    assert "thanked_on" not in answers_in(onward)
    onward = visitor.sends(onward.replace("/?", "/answer?"), {"answer.interviewed_on": "2026-11-01"})
    assert answers_in(onward)["thank_you"] == "not sent"


def test_an_address_that_was_changed_by_hand_puts_nothing_aside(visitor: Visitor) -> None:
    for spoilt in ("nonsense", "is=sent", "was=sent&thank_you=x", ""):
        page = visitor.loads("/", {"interview": "done", "aside-second_letter": spoilt})
        assert "aside-" not in page


def kept(folder: Path) -> dict[str, str]:
    """Return the answers of the only lead in the log."""
    return Log(folder / "leads.sqlite").histories()[0].answers(TODAY)
