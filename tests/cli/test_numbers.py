"""Numbers with decimals on the command line: typed as people write them, shown and kept as they are."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.running import followthrough

MONEY = ("--base", BASES / "good" / "money")
ON = ("--on", "2026-11-26")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def said(*words: object, typed: str = "", status: int = 0) -> str:
    done = followthrough(*words, typed=typed)
    assert done.status == status, done.err
    return " ".join((done.out + done.err).split())


def test_a_number_that_is_typed_with_marks_is_said_back_and_kept_as_files_write_it():
    out = said("ask", *MONEY, *ON, typed="1000,01\n1.234,5\n0\nlead.yaml\n")
    assert "a number from 0.00 to 5000.50 GBP a month" in out
    assert "1234.50 GBP a month." in out
    assert Path("lead.yaml").read_text(encoding="utf-8").endswith("rent: 1234.50\npaid: 0.00\n")
    assert "Ask the fund for its grant." in said("advise", "lead.yaml", *MONEY, *ON)


def test_a_number_that_could_be_two_is_asked_again():
    out = said("ask", *MONEY, *ON, typed="£1,234\n£1234\nq\n")
    assert "'£1,234' can mean 1234 or 1.234" in out


def test_json_has_a_text_that_can_be_given_back():
    words = ("-a", "rent=£123.50", "-a", "savings=0", "-a", "paid=0")
    advice = json.loads(followthrough("advise", *words, *MONEY, *ON, "--json").out)
    assert advice["lead"] == {"rent": "123.50", "savings": "0.00", "paid": "0.00"}
    again = [word for name, value in advice["lead"].items() for word in ("-a", f"{name}={value}")]
    assert json.loads(followthrough("advise", *again, *MONEY, *ON, "--json").out) == advice
    assert json.loads(followthrough("what-if", "band", "high", *words, *MONEY, *ON, "--json").out)["what_if"][
        "others"
    ] == [
        [{"fact": "rent", "now": "123.50", "then": "500.00", "to": "5000.50", "applies": True, "in_your_hands": False}]
    ]


def test_why_shows_the_number_and_the_test_as_it_is_written():
    out = said("why", "band", "-a", "rent=123.4", *MONEY, *ON)
    assert "rests on What is your rent for a month? 123.40 GBP a month (less than 123.5, as answered)" in out


def test_the_edges_that_no_case_exercises_are_a_last_place_apart(tmp_path):
    base = tmp_path / "base"
    copytree(BASES / "good" / "money", base)
    (base / "cases" / "grants.yaml").unlink()
    out = said("rules", "test", "--base", base)
    assert "`rent: less than 123.5` alone holds at 123.49" in out
    assert "`rent: less than 123.5` alone fails at 123.50" in out
    said("rules", "test", "--base", base, "--write", base / "cases" / "new.yaml")
    assert "rent: 123.49" in (base / "cases" / "new.yaml").read_text(encoding="utf-8")
    assert "No possible lead can exercise anything more." in said("rules", "test", "--base", base)


def test_a_change_by_a_penny_is_told_to_the_penny(tmp_path):
    base = tmp_path / "base"
    copytree(BASES / "good" / "money", base)
    rules = base / "rules" / "grants.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("more than 499.99", "more than 500"), encoding="utf-8")
    out = said("rules", "diff", BASES / "good" / "money", base, status=1)
    assert "if rent: 500.00" in out


def test_questions_that_differ_in_their_decimals_cannot_be_compared(tmp_path):
    base = tmp_path / "base"
    copytree(BASES / "good" / "money", base)
    questions = base / "questions.yaml"
    questions.write_text(questions.read_text(encoding="utf-8").replace("decimals: 2", "decimals: 3"), encoding="utf-8")
    out = said("rules", "diff", BASES / "good" / "money", base, status=2)
    assert "rent has 3 decimals here, and 2 in the other base" in out
