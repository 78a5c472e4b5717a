"""`letter --eml`, `--mailto` and `--to`: a letter as an e-mail that a mail program opens."""

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from bases.reset import BASES
from cli.running import Done, followthrough
from followthrough_cli import letter as command

LEAK = BASES / "good" / "drafts"
BY_MAIL = ("-a", "where=roof", "-a", "wet=no", "-a", "seen_on=2026-11-20", "-a", "writes_by=e-mail")
SIGNED = ("-a", "landlord=Mr. Lee")
KNOWN = (*BY_MAIL, *SIGNED, "-a", "address=lee@example.org")
TEXT = "Dear Mr. Lee,\n\nthe roof has leaked since November 20.\n"
LINK = "subject=The%20roof&body=Dear%20Mr.%20Lee%2C%0D%0A%0D%0Athe%20roof%20has%20leaked%20since%20November%2020."


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def at_a_terminal(monkeypatch):
    monkeypatch.setattr(command, "is_interactive", lambda terminal: True)


def letter(*arguments: object, typed: str = "") -> Done:
    return followthrough("letter", "--base", LEAK, "--on", "2026-11-22", *arguments, typed=typed)


def opened(path: str) -> tuple[str | None, str, str]:
    mail = message_from_bytes(Path(path).read_bytes(), policy=default)
    return mail["To"], mail["Subject"], mail.get_content().replace("\r\n", "\n")


def test_an_e_mail_goes_to_a_new_file_and_nothing_is_sent():
    done = letter(*KNOWN, "--eml", "roof.eml")
    assert (done.status, done.out) == (0, "")
    assert opened("roof.eml") == ("lee@example.org", "The roof", TEXT)
    assert (
        "The e-mail is in roof.eml, to lee@example.org. Open the file with your mail program to send it.\n" in done.err
    )
    assert done.err.endswith("Nothing has been sent. It counts as done once you say so.\n")
    again = letter(*KNOWN, "--eml", "roof.eml", "--to", "other@example.org")
    assert again.status == 2
    assert again.err == "roof.eml: already exists; name a new file, or write over it with --force\n"
    assert opened("roof.eml")[0] == "lee@example.org"


def test_an_address_given_with_the_command_goes_before_that_of_the_lead():
    letter(*KNOWN, "--eml", "roof.eml", "--to", "office@example.org")
    assert opened("roof.eml")[0] == "office@example.org"
    assert letter(*KNOWN, "--to", "office@example.org", "--mailto").out == f"mailto:office@example.org?{LINK}\n"


def test_an_address_given_with_the_command_is_not_asked_for(at_a_terminal):
    done = letter(*BY_MAIL, *SIGNED, "--eml", "roof.eml", "--to", "office@example.org", typed="\n")
    assert "address?" not in done.out
    assert "Left out" not in done.err
    assert "Also: tell the landlord" in done.err
    assert opened("roof.eml") == ("office@example.org", "The roof", TEXT)


@pytest.mark.parametrize("to", ["lee", "lee@example.org\nBcc: bob@example.org", "lee@example.org, bob@example.org"])
def test_what_is_no_address_is_refused_before_anything_is_asked(at_a_terminal, to):
    done = letter("--eml", "roof.eml", "--to", to)
    assert (done.status, done.out) == (2, "")
    assert done.err.endswith("is not an e-mail address; write one such as name@example.org\n")
    assert not Path("roof.eml").exists()


def test_without_an_address_it_is_left_open_and_told():
    done = letter(*BY_MAIL, *SIGNED, "--eml", "roof.eml", "--mailto")
    assert opened("roof.eml") == (None, "The roof", TEXT)
    assert done.out == f"mailto:?{LINK}\n"
    assert "without an address, which is left open (`--to ADDRESS` adds one)" in " ".join(done.err.split())


def test_a_person_is_asked_for_an_address_that_the_letter_does_not_ask_for(at_a_terminal):
    post = ("-a", "where=roof", "-a", "wet=yes", "-a", "seen_on=2026-11-20", "-a", "writes_by=post", *SIGNED)
    done = letter(
        *post, "-a", "your_street=unknown", "-a", "their_street=unknown", "--eml", "a.eml", typed="lee\nlee@x.org\n\n"
    )
    assert "> 'lee' is not an e-mail address; write one such as name@example.org\n" in done.out
    assert opened("a.eml")[0] == "lee@x.org"
    letter(*post, "-a", "your_street=unknown", "-a", "their_street=unknown", "--eml", "b.eml", typed="u\n\n")
    assert opened("b.eml")[0] is None


def test_a_letter_with_an_address_of_its_own_asks_for_it_once(at_a_terminal):
    done = letter(*BY_MAIL, *SIGNED, "--eml", "roof.eml", typed="lee@example.org\n\n")
    assert "What is the landlord's e-mail address?" in done.out
    assert "To what e-mail address?" not in done.out
    assert opened("roof.eml")[0] == "lee@example.org"


def test_what_is_typed_for_an_address_and_is_none_is_asked_again_with_the_reason(at_a_terminal):
    done = letter(*BY_MAIL, "--eml", "roof.eml", typed="Mr. Lee\nlee at example\nlee@\nlee@example.org\n\n")
    assert done.status == 0, done.err
    said = " ".join(done.out.split())
    assert "'lee at example' is not an e-mail address; write one such as name@example.org" in said
    assert "To what e-mail address?" not in said
    assert opened("roof.eml") == ("lee@example.org", "The roof", TEXT)


def test_an_address_of_the_lead_that_is_none_is_asked_for_again(at_a_terminal):
    done = letter(*BY_MAIL, *SIGNED, "-a", "address=lee", "--eml", "roof.eml", typed="lee@example.org\n\n")
    assert done.status == 0, done.err
    assert done.out.startswith("'lee' is not an e-mail address")
    assert opened("roof.eml")[0] == "lee@example.org"


def test_the_letter_the_e_mail_and_the_data_can_be_had_at_once():
    done = letter(*KNOWN, "--json", "-o", "roof.txt", "--eml", "roof.eml", "--to", "office@example.org")
    assert json.loads(done.out)["mailto"] == f"mailto:office@example.org?{LINK}"
    assert Path("roof.txt").read_text(encoding="utf-8") == opened("roof.eml")[2] == TEXT


def test_two_files_of_one_name_are_refused():
    done = letter(*KNOWN, "-o", "roof", "--eml", "roof")
    assert (done.status, done.err) == (2, "roof: is named for two files; name a file for each\n")
    assert not Path("roof").exists()


def test_a_link_that_may_be_cut_off_is_told():
    told = " some mail programs cut off what is beyond 2,000. `--eml FILE` writes the whole letter to a file"
    long = letter(*BY_MAIL, "-a", "landlord=" + "\U0001f3e0" * 190, "--to", "lee@example.org", "--mailto")
    length = len(long.out.strip())
    assert length > 2_000
    assert f"The link has {length:,} characters;{told}" in " ".join(long.err.split())
    assert "The link has" not in letter(*KNOWN, "--mailto").err
