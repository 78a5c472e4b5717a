"""Every refusal is a page where the person looks, and gives back what was typed."""

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from followthrough import load
from followthrough.leads.log import Log, undoing
from followthrough_web import safety
from followthrough_web.safety import FORM
from web.visiting import HOST, TODAY, TOKEN, Answer, Visitor, plain, served

NOTE = "They said: 'call us'.\r\nIn May, I think."
ORIGIN = f"http://{HOST}"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite")


def asked(question: str) -> str:
    return load().questions[question].ask


def send(visitor: Visitor, path: str, fields: dict[str, str], **headers: str | None) -> Answer:
    """Send a form as a browser would; give the answer, whatever it is."""
    body = urlencode({"token": TOKEN, **fields}).encode()
    return visitor.asks(path, "POST", body, **{"origin": ORIGIN, "content_type": FORM, **headers})


@contextmanager
def locked(path: Path, how: str = "EXCLUSIVE") -> Iterator[None]:
    """Let another program have the search log, without the long wait for it."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {how}")
    try:
        with patch("followthrough.leads.log.store.PATIENCE", 0.05):
            yield
    finally:
        other.rollback()
        other.close()


REFUSED: dict[str, tuple[int, Callable[[Visitor], Answer]]] = {
    "another host": (421, lambda one: one.asks("/?interview=done", host="evil.example")),
    "another method": (405, lambda one: one.asks("/", "PUT")),
    "a form where there is none": (405, lambda one: send(one, "/leads", {})),
    "a long address": (414, lambda one: one.asks("/?interview=" + "x" * safety.MAX_ADDRESS)),
    "a page from elsewhere": (403, lambda one: one.asks("/", sec_fetch_site="cross-site", sec_fetch_mode="cors")),
    "another origin": (403, lambda one: send(one, "/answer", {"answer.interview": "done"}, origin="null")),
    "an earlier start": (403, lambda one: send(one, "/answer", {"answer.interview": "done", "token": "earlier"})),
    "what is no form": (415, lambda one: send(one, "/answer", {}, content_type="text/plain")),
    "a long form": (413, lambda one: send(one, "/save?interview=done", {"name": "x" * safety.MAX_BODY})),
    "an endless form": (413, lambda one: send(one, "/save", {}, content_length=str(10**9))),
    "what is not UTF-8": (400, lambda one: one.asks("/save", "POST", b"name=%FF", origin=ORIGIN, content_type=FORM)),
    "no lead": (404, lambda one: one.asks("/leads/4f")),
    "no page": (404, lambda one: one.asks("/nothing")),
    "no rule": (404, lambda one: one.asks("/rule/nothing")),
    "an answer that cannot be": (400, lambda one: one.asks("/?interview=perhaps")),
    "an answer that cannot be given": (422, lambda one: send(one, "/answer", {"answer.interview": "perhaps"})),
    "two lengths": (400, lambda one: one.asks("/", content_length="3", transfer_encoding="chunked")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_is_a_page_with_a_way_on(what: str, visitor: Visitor) -> None:
    status, ask = REFUSED[what]
    answer = ask(visitor)
    assert answer.status == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == safety.POLICY
    assert 'href="/static/style.css?' in answer.text
    assert 'href="/leads"' in answer.text
    assert "Not Found" not in answer.text
    assert "Method Not Allowed" not in answer.text


def test_the_style_of_a_refusal_is_there_under_another_name_too(visitor: Visitor) -> None:
    assert visitor.asks("/static/style.css", host="evil.example").status == 200
    page = visitor.asks("/?interview=done", host="evil.example").text
    assert f'href="http://{HOST}/?interview=done"' in page


def test_a_form_of_an_earlier_start_is_given_back_with_one_button_that_sends_it(visitor: Visitor) -> None:
    lead = visitor.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    page = send(visitor, f"{lead}/note", {"token": "of an earlier start", "note": NOTE})
    assert "Nothing is lost: send the form again." in plain(page.text)
    assert NOTE.replace("'", "&#39;") in page.text
    assert page.text.count("<button") == 1
    assert f'action="{lead}/note"' in page.text
    assert f'name="token" value="{TOKEN}"' in page.text


def test_a_form_of_another_origin_is_shown_and_cannot_be_sent_from_there(visitor: Visitor) -> None:
    page = send(visitor, "/save?interview=done", {"name": "Brown & Co"}, origin="http://evil.example")
    assert "What you call it Brown & Co" in plain(page.text)
    assert "<form" not in page.text
    assert TOKEN not in page.text


def test_a_note_that_is_too_long_is_given_back_to_be_shortened(visitor: Visitor) -> None:
    lead = visitor.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    page = send(visitor, f"{lead}/note", {"note": "long " * 20_000})
    assert page.status == 413
    assert "long " * 20_000 in page.text
    page = send(visitor, f"{lead}/note", {"note": "long " * 2_000})
    assert page.status == 400
    assert "has more than" in page.text
    assert "long " * 2_000 in page.text


def test_a_note_on_a_lead_that_is_gone_is_shown_to_be_copied(visitor: Visitor, tmp_path: Path) -> None:
    lead = visitor.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    undoing.undo(Log(tmp_path / "leads.sqlite"), "Brown & Co", today=TODAY)
    page = send(visitor, f"{lead}/note", {"note": "They were kind."})
    assert page.status == 404
    assert "They were kind." in page.text
    assert "<form" not in page.text


def test_an_answer_that_cannot_be_stands_in_its_own_question_whatever_is_asked_by_now(visitor: Visitor) -> None:
    lead = visitor.sends("/save?interview=done&want_it=yes", {"name": "Brown & Co"}).partition("?")[0]
    visitor.sends(f"{lead}/answer", {"answer.interviewed_on": "2026-11-01"})
    page = send(visitor, f"{lead}/answer", {"answer.interviewed_on": "soonish"})
    assert page.status == 422
    assert "On what day was the interview?" in plain(page.text)
    assert 'value="soonish"' in page.text
    first = send(visitor, "/answer?interview=done&want_it=yes", {"answer.interviewed_on": "soonish"})
    assert "Question 3 at most" in plain(first.text)
    assert "Continue" in plain(first.text)


def test_what_was_written_for_a_letter_stays_when_one_of_it_cannot_be(visitor: Visitor) -> None:
    fields = {"answer.company": "Acme", "answer.your_name": "x" * 201, "answer.interviewer": "Ms. Rivera"}
    page = send(visitor, "/answer?interview=done&the-letter=write+a+thank-you+letter", fields)
    assert page.status == 422
    assert 'value="Acme"' in page.text
    assert 'value="Ms. Rivera"' in page.text


def test_to_do_again_what_was_done_is_no_fault(visitor: Visitor) -> None:
    lead = visitor.sends("/save?interview=upcoming", {"name": "Brown & Co"}).partition("?")[0]
    assert visitor.sends(f"{lead}/resume", {}) == f"{lead}?just-now=resumed"
    assert [visitor.sends(f"{lead}/drop", {}) for _ in range(2)] == [f"{lead}?just-now=dropped"] * 2


# The search log


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_locked_log_keeps_nobody_from_questions_and_advice(how: str, tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite")
    lead = visitor.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    with locked(tmp_path / "leads.sqlite", how):
        assert visitor.sends("/answer?interview=upcoming", {"answer.want_it": "no"}).endswith("want_it=no")
        assert "Question" in visitor.reads("/?interview=done")
        page = send(visitor, "/save?interview=upcoming", {"name": "Green & Co"})
        assert page.status == 503
        assert "is being written by another program. Try again." in plain(page.text)
        assert "Green &amp; Co" in page.text
        assert 'action="/save?interview=upcoming"' in page.text
        page = send(visitor, f"{lead}/answer", {"answer.want_it": "yes"})
        assert "Do you want this job? yes" in plain(page.text)
        if how == "EXCLUSIVE":
            for path in ("/leads", lead):
                told = visitor.reads(path, status=503)
                assert "Your leads cannot be shown now" in told
                assert "Questions and advice still work" in told
    assert visitor.sends("/save?interview=upcoming", {"name": "Green & Co"}).startswith("/leads/")
    assert len(Log(tmp_path / "leads.sqlite").histories()) == 2


def test_nobody_waits_for_an_answer_while_another_waits_for_the_log(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite")
    visitor.sends("/save?interview=done", {"name": "Brown & Co"})
    visitor.reads("/?interview=upcoming")
    with locked(tmp_path / "leads.sqlite"), patch("followthrough.leads.log.store.PATIENCE", 20.0):
        threads = [threading.Thread(target=visitor.asks, args=["/leads"], daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        begun = time.monotonic()
        assert visitor.asks("/?interview=upcoming").status == 200
        assert time.monotonic() - begun < 20
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(30)


def test_a_log_that_is_none_is_told_and_questions_go_on(tmp_path: Path) -> None:
    (tmp_path / "leads.sqlite").write_bytes(b"not a log at all" * 100)
    visitor = Visitor(tmp_path / "leads.sqlite")
    assert "is damaged" in visitor.reads("/leads", status=503)
    assert "Question" in visitor.reads("/questions")


def test_our_own_fault_tells_where_it_is_and_nothing_that_was_answered(tmp_path: Path) -> None:
    with (
        served(tmp_path / "leads.sqlite") as address,
        patch("followthrough_web.consultation.talk", side_effect=ValueError("Brown & Co")),
        pytest.raises(HTTPError) as failed,
    ):
        urlopen(f"{address}/?interview=done", timeout=30)
    page = failed.value.read().decode()
    assert re.search(r"ValueError in [a-z_]+\.py, line \d+; this is our fault", page)
    assert "Brown" not in page
    assert failed.value.headers["content-security-policy"] == safety.POLICY


# What is wrong, in words


def told(visitor: Visitor, query: str) -> str:
    """Load a page whose address has answers that cannot be; return what it says of them."""
    page = visitor.reads(f"/?{query}", status=400)
    return page.partition("These answers contradict each other")[2].partition("Continue without")[0].strip()


def test_what_cannot_be_is_told_by_questions_and_answers_as_they_are_read(visitor: Visitor) -> None:
    assert told(visitor, "interview=perhaps") == (
        "“Has the interview taken place?” cannot be 'perhaps'. Choose one of: “not yet”, “yes”."
    )
    assert told(visitor, "interview=upcoming&interviewed_on=2026-11-01") == (
        "“On what day was the interview? If there were several, give the last one.” is possible only with the answer "
        "“yes” to “Has the interview taken place?” Remove this answer, or change “Has the interview taken place?”"
    )
    assert told(visitor, "interview=done&told_rank=first&focusing_on=someone else").startswith(
        "These answers cannot occur together (the answer “"
    )
    assert told(visitor, "money=1").startswith("The rules have no question 'money'")
    assert told(visitor, "stance=pursue").startswith(
        "“What to do with this lead” is not a question: the rules conclude it."
    )


@pytest.mark.parametrize("query", ["interviewed_on=", "hear-also=nobody", "ask-again=nothing", "left-out=nothing"])
def test_what_is_empty_or_unknown_in_an_address_is_let_be(query: str, visitor: Visitor) -> None:
    assert "Question 2" in visitor.reads(f"/?interview=done&{query}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "A lead needs a name. Write one, such as the employer's."),
        ("x" * 201, "This has more than 200 characters. Shorten it."),
        ("a\tb", "This has a control character. Remove it: it is invisible."),
    ],
)
def test_a_name_that_cannot_be_is_told_in_sentences(name: str, said: str, visitor: Visitor) -> None:
    assert said in plain(send(visitor, "/save?interview=done", {"name": name}).text)


def test_what_cannot_be_done_to_a_lead_is_told_in_sentences(visitor: Visitor) -> None:
    lead = visitor.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    for what, fields, said in (
        ("note", {"note": "x" * 4001}, "This has more than 4,000 characters. Keep it in a file of your own."),
        ("undo", {"change": "another"}, "Your search log has changed meanwhile, so nothing was undone."),
        ("redo", {}, "Your search log has nothing to redo."),
        ("set", {"answer.thank_you": "x"}, "cannot be 'x'. Choose one of: “yes”, “not yet”."),
    ):
        assert said in plain(send(visitor, f"{lead}/{what}", fields).text), what


def test_a_day_that_could_be_several_has_a_button_for_each_in_a_letter_too(visitor: Visitor) -> None:
    letter = "/answer?interview=done&the-letter=write+a+thank-you+letter"
    page = send(visitor, letter, {"answer.company": "Acme", "answer.interviewed_on": "03/04/2026"})
    assert page.status == 422
    assert f"{asked('interviewed_on')} This cannot be read: '03/04/2026' could be" in plain(page.text)
    days = re.findall(r'<button class="quiet" name="answer.interviewed_on" value="(.*?)"', page.text)
    assert days == ["2026-03-04", "2026-04-03"]
    first = re.search(r"<button.*?</button>", page.text.partition('class="wanted"')[2])
    assert first is not None
    assert "Write it" in first[0], "the Enter key chooses no day"


def test_all_that_cannot_be_in_a_letter_is_told_each_at_its_question(visitor: Visitor) -> None:
    fields = {"answer.interviewed_on": "soonish", "answer.company": "x" * 201, "answer.your_name": "Ann"}
    page = plain(send(visitor, "/answer?interview=done&the-letter=write+a+thank-you+letter", fields).text)
    assert f"{asked('interviewed_on')} This cannot be read: 'soonish' is not a day." in page
    assert f"{asked('company')} The answer to this has more than 200 characters. Shorten it." in page


def test_a_damaged_log_tells_the_command_that_mends_it_as_one(visitor: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "leads.sqlite"
    visitor.sends("/save?interview=done", {"name": "Brown & Co"})
    visitor.sends("/save?interview=done", {"name": "Green & Co"})
    for spoilt, wrong in ((b"", "is empty"), (path.read_bytes()[:5000], "is damaged"), (b"no log" * 900, "is damaged")):
        path.write_bytes(spoilt)
        page = visitor.loads("/leads", status=503)
        assert f"Your search log {path} {wrong}" in plain(page)
        assert f"In a terminal, <code>followthrough leads repair --log {path}</code>" in page
        assert "Question 2" in visitor.reads("/?interview=done")
        assert "Blue &amp; Co" in send(visitor, "/save?interview=done", {"name": "Blue & Co"}).text
    path.unlink()
    path.mkdir()
    assert "is a folder. Start followthrough with a file in it." in visitor.reads("/leads", status=503)


def test_what_is_to_be_mended_has_the_focus(visitor: Visitor) -> None:
    lead = visitor.sends("/save?interview=done&want_it=yes", {"name": "Brown & Co"}).partition("?")[0]
    for path, fields, field in (
        (f"{lead}/note", {"note": "x" * 4001}, "typed-1"),
        ("/answer?interview=done&the-letter=write+a+thank-you+letter", {"answer.company": "x" * 201}, "for-company"),
    ):
        page = send(visitor, path, fields).text
        assert re.findall(r'<(?:input|textarea)[^>]*id="([^"]*)"[^>]* autofocus', page) == [field], path


@pytest.mark.parametrize(
    ("path", "fields", "field"),
    [
        ("/answer?interview=done&want_it=yes", {"answer.interviewed_on": "soonish"}, "answer"),
        ("/save?interview=done", {"name": "brown & co"}, "name"),
        ("/follow", {"counsel": "nobody"}, "counsel"),
    ],
)
def test_what_is_wrong_is_told_first_with_the_focus_and_a_link_to_its_field(
    visitor: Visitor, path: str, fields: dict[str, str], field: str
) -> None:
    visitor.sends("/save?interview=done&want_it=yes", {"name": "Brown & Co"})
    page = send(visitor, path, fields).text
    assert "<title>Error: " in page
    summary = page.partition('<div class="errors"')[2].partition("</div>")[0]
    assert " autofocus" in summary
    assert page.count(" autofocus") == 1
    assert f'<a href="#{field}">' in summary
    assert f' id="{field}"' in page
