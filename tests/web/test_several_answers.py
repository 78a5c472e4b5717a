"""Questions with several answers, and goals that hold several values, on the pages."""

from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bases.reset import BASES
from followthrough_web.safety import FORM
from web.visiting import HOST, TOKEN, Visitor


@pytest.fixture
def tour(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "several-answers"))


@pytest.fixture
def children(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "published" / "help-with-children"))


def test_every_choice_can_be_ticked(tour: Visitor) -> None:
    page = tour.loads("/questions")
    assert page.count('type="checkbox" name="ticked.broken"') == 6
    assert "Tick all that apply." in page
    assert 'value="none" data-alone' in page
    assert 'name="answer.broken" value="unknown">I don\'t know</button>' in page.replace("&#39;", "'")


def test_what_is_ticked_is_the_answer_and_the_address_holds_it(tour: Visitor) -> None:
    there = tour.sends("/answer", [("ticked.broken", "bell"), ("ticked.broken", "chain")], 303)
    assert there == "/?broken=chain%3B+bell"
    page = tour.reads(there)
    assert "the chain, the bell" in page
    assert "Which tools do you carry?" in page


def test_a_choice_with_a_comma_is_one_choice(tour: Visitor) -> None:
    there = tour.sends("/answer", [("ticked.broken", "light"), ("ticked.broken", "saddle, or its post")], 303)
    assert there == "/?broken=light%3B+saddle%2C+or+its+post"


def test_none_with_another_is_said_and_what_was_ticked_stays(tour: Visitor) -> None:
    body = urlencode([("token", TOKEN), ("ticked.broken", "none"), ("ticked.broken", "light")]).encode()
    page = tour.asks("/answer", "POST", body, origin=f"http://{HOST}", content_type=FORM)
    assert page.status == 422
    assert "This cannot be 'none' and 'light' at once. Keep one of the two." in unescape(page.text)
    assert page.text.count(" checked") == 2


def test_where_nothing_is_ticked_there_is_no_answer_yet(tour: Visitor) -> None:
    assert "There is no answer yet" in tour.sends("/answer", [], 422)


def test_nobody_has_to_know(tour: Visitor) -> None:
    assert tour.sends("/answer", [("answer.broken", "unknown")], 303) == "/?broken=unknown"


def test_an_answer_that_is_asked_again_is_ticked(tour: Visitor) -> None:
    page = tour.loads("/", {"broken": "light; bell", "ask-again": "broken"})
    assert page.count(" checked") == 2


def test_what_the_person_can_add_is_a_link_that_tries_it(tour: Visitor) -> None:
    page = tour.loads("/", {"rides": "by day", "broken": "chain", "tools": "hex keys"})
    assert "if-tools=chain+tool%3B+hex+keys" in page


def test_all_that_a_goal_holds_is_told(children: Visitor) -> None:
    lead = {"nation": "england", "working": "over 16 hours", "children": "yes", "ages": "2; 3 to 4", "disabled": "no"}
    page = children.reads("/", lead)
    for one in ("Tax-Free Childcare.", "Free childcare for 2-year-olds.", "15 hours of free childcare."):
        assert one in page


def test_what_a_goal_holds_for_certain_is_told_before_all_is_answered(children: Visitor) -> None:
    page = children.reads("/", {"nation": "england", "children": "yes"})
    so_far = page.partition("The advice so far")[2]
    assert "Child Benefit." in so_far.partition("Still possible")[0]
    assert "30 hours" in so_far.partition("Still possible")[2]


def test_a_lead_is_saved_with_all_its_answers(tour: Visitor) -> None:
    there = tour.sends("/save?broken=chain%3B+bell&rides=by+day", [("name", "the old one")], 303).partition("?")[0]
    page = tour.reads(there)
    assert "the chain, the bell" in page
    changed = tour.sends(f"{there}/answer", [("ticked.tools", "chain tool"), ("ticked.tools", "hex keys")], 303)
    assert "a chain tool, hex keys" in tour.reads(changed)
