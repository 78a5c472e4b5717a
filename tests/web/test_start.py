"""Where a person starts, and whose advice they follow from then on."""

from pathlib import Path

import pytest

from bases.reset import BASES
from web.visiting import SILENCE, Visitor, at


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite")


def test_who_comes_for_the_first_time_is_told_what_this_is_and_what_each_voice_says(visitor: Visitor) -> None:
    page = visitor.reads("/")
    assert "After the interview Answer a few questions about a lead" in page
    assert "It takes about two minutes" in page
    assert "Rayne Wolfe , Winning or losing that job" in page
    assert "a call after two" in page
    assert "JobFairy.com , the editors' note" in page
    assert "no second letter, no call" in page
    assert "Nothing you type leaves this computer." in page


def test_whose_advice_is_followed_is_asked_once_and_then_comes_first(visitor: Visitor) -> None:
    assert visitor.sends("/follow", {"counsel": "wolfe"}) == "/questions"
    assert "Do you want this job?" in visitor.reads("/")
    page = visitor.reads("/", SILENCE)
    assert "You follow Rayne Wolfe." in page
    assert page.index("Write a second short letter.") < page.index("JobFairy.com disagrees: Look for more leads.")


def test_it_is_changed_where_the_person_is(visitor: Visitor) -> None:
    link = visitor.loads("/", SILENCE).partition('<p class="follows">')[2].partition('href="')[2].partition('"')[0]
    page = visitor.loads(link)
    back = page.partition('name="back" value="')[2].partition('"')[0].replace("&amp;", "&")
    assert visitor.sends("/follow", {"counsel": "wolfe", "back": back}) == at(SILENCE)
    assert 'value="wolfe" required checked' in visitor.loads("/start").replace(' id="counsel"', "")


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "", "evil"])
def test_going_back_never_leads_to_another_host(visitor: Visitor, elsewhere: str) -> None:
    assert visitor.sends("/follow", {"counsel": "wolfe", "back": elsewhere}) == "/questions"


def test_a_form_without_a_choice_is_asked_again_and_goes_on_where_it_would_have(visitor: Visitor) -> None:
    answer = visitor.sends("/follow", {"back": "/?interview=done"}, 422)
    assert "There is a problem Choose whose advice you follow." in answer
    assert visitor.cookie is None


def test_a_choice_that_the_rules_no_longer_have_is_asked_anew(visitor: Visitor) -> None:
    visitor.cookie = "follows=nobody"
    assert "Whose advice do you follow?" in visitor.reads("/")
    assert "You follow JobFairy.com." in visitor.reads("/", SILENCE)


def test_with_one_authority_there_is_nothing_to_choose(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "smallest"))
    page = visitor.reads("/")
    assert "Whose advice" not in page
    assert 'type="radio"' not in visitor.loads("/")
    counsel = visitor.loads("/").partition('name="counsel" value="')[2].partition('"')[0]
    assert "Question 1" in visitor.reads(visitor.sends("/follow", {"counsel": counsel}))
    assert "You follow" not in visitor.reads("/")


def test_the_cookie_holds_no_answer_and_no_script_reads_it(visitor: Visitor) -> None:
    from urllib.parse import urlencode

    from followthrough_web.safety import FORM
    from web.visiting import HOST, TOKEN

    body = urlencode({"token": TOKEN, "counsel": "wolfe", "back": at(SILENCE)}).encode()
    told = visitor.asks("/follow", "POST", body, origin=f"http://{HOST}", content_type=FORM).headers["set-cookie"]
    name, _, rest = told.partition(";")
    assert name == "follows=wolfe"
    assert "HttpOnly" in rest
    assert "SameSite=strict" in rest
    assert "Max-Age=31536000" in rest
