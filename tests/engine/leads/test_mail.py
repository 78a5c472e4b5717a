"""A letter as an e-mail, read back by a mail program's own parser."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.errors import LeadError
from followthrough.leads.mail import link, message

LETTER = "Dear Ms. Núñez,\n\n" + "no line is ever broken, " * 100 + "not even here.\n\n.\nFrom Ann, with “best” regards"
same_every_time = settings(derandomize=True, deadline=None)
lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)


def opened(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def text_of(mail: EmailMessage) -> str:
    text = mail.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def test_an_e_mail_has_the_letter_the_subject_and_the_address_and_is_still_to_be_sent():
    raw = message("ada@example.org", "Thank you for „Tea & cake“", LETTER)
    mail = opened(raw)
    assert (mail["To"], mail["Subject"]) == ("ada@example.org", "Thank you for „Tea & cake“")
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert text_of(mail) == LETTER + "\n"
    assert mail["X-Unsent"] == "1"
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_without_an_address_it_is_left_open():
    assert "To" not in opened(message("", "Thank you", "Dear Ada,"))


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("jo@müller.example", "jo@xn--mller-kva.example"),
        ("jörg@example.org", "jörg@example.org"),
        ("a+b.c'd@example.co.uk", "a+b.c'd@example.co.uk"),
        ("o(ops)@example.org", '"o(ops)"@example.org'),
    ],
)
def test_an_address_is_written_as_mail_programs_read_it(address, read):
    assert opened(message(address, "Hello", "Dear Ada,"))["To"] == read


@pytest.mark.parametrize(
    "address",
    ["ada", "@example.org", "ada@", "a@b@c.org", "ada@example.org,b@example.org", "ada@example.org\nBcc: b@example.org",
     "ada@exa\u2028mple.org", "ada@" + "x" * 70 + ".org", "ada@a..org", "ada@example.org\x00", "<ada@example.org>"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_in_one_line(address):
    with pytest.raises(LeadError) as caught:
        message(address, "Hello", "Dear Ada,")
    assert str(caught.value).count("\n") == 0
    assert "is not an e-mail address; write one such as name@example.org" in str(caught.value)


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"])
def test_no_subject_begins_another_header(sign):
    mail = opened(message("ada@example.org", f"Hello{sign}Bcc: bob@example.org", "Dear Ada,"))
    assert mail["Subject"] == "Hello Bcc: bob@example.org"
    assert "Bcc" not in mail


@same_every_time
@given(lines, st.lists(lines, max_size=4))
def test_whatever_is_written_is_read_back(subject: str, paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    mail = opened(message("ada@example.org", subject, text))
    assert set(mail.keys()) == {
        "To",
        "Subject",
        "X-Unsent",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert mail["Subject"].split() == subject.split()
    assert text_of(mail) == text + "\n"


@same_every_time
@given(lines, st.lists(lines, max_size=4))
def test_a_link_holds_all_of_it_and_nothing_else(subject: str, paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    found = urlsplit(link("a%b&c?d@example.org", subject, text))
    assert (found.scheme, found.path, found.fragment) == ("mailto", "a%25b%26c%3Fd@example.org", "")
    parts = parse_qs(found.query, keep_blank_values=True, strict_parsing=True)
    assert parts == {"subject": [subject], "body": [text.replace("\n", "\r\n")]}
    assert found.query.isascii()
    assert " " not in found.query
