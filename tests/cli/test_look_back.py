"""`leads drop --as` and `leads look-back`: how leads ended, and what came of the advice."""

import json
from pathlib import Path

import pytest

from cli.running import Done, followthrough
from engine.leads.test_look_back import SILENCE

ANSWERS = [part for name, value in SILENCE.items() for part in ("-a", f"{name}={value}")]
FIRMS = ("Acme", "Birch", "Cedar", "Dale", "Elm", "Fern", "Gale", "Hazel", "Ivy", "Juniper")


@pytest.fixture(autouse=True)
def _with_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", str(tmp_path / "leads.sqlite"))


def on(day: str, *command: str, typed: str = "") -> Done:
    return followthrough("leads", *command, "--on", day, typed=typed)


def begun(*names: str) -> None:
    for name in names:
        assert on("2026-10-02", "add", name, *ANSWERS).status == 0


def words(done: Done) -> str:
    return " ".join(done.out.split())


@pytest.mark.parametrize(
    ("leads", "of_them"), [(1, "1 lead: was turned down (1)."), (2, "2 leads: was turned down (2).")]
)
def test_how_leads_ended_reads_well_whatever_their_number(leads: int, of_them: str) -> None:
    begun(*FIRMS[:leads])
    for name in FIRMS[:leads]:
        on("2026-11-01", "drop", name, "--as", "rejected")
    assert words(on("2026-11-26", "look-back")).startswith(of_them)


def test_how_a_lead_ended_is_named_or_said_in_everyday_words() -> None:
    begun("Acme", "Birch")
    assert on("2026-11-01", "drop", "Acme", "--as", "rejected").out == "Acme is dropped: was turned down.\n"
    assert on("2026-11-01", "drop", "Birch", "--as", "They said NO").out == "Birch is dropped: was turned down.\n"
    assert "12" not in words(on("2026-11-26", "look-back"))
    assert words(on("2026-11-26", "look-back")).startswith("2 leads: was turned down (2).")


def test_an_end_that_nobody_knows_is_refused_with_the_near_one_and_nothing_is_stored() -> None:
    begun("Acme")
    refused = on("2026-11-01", "drop", "Acme", "--as", "hird")
    assert (refused.status, refused.err) == (2, "--as: unknown end 'hird'; did you mean 'hired'?\n")
    assert "open (1)" in words(on("2026-11-26", "look-back"))


def test_dropping_without_saying_how_is_as_before() -> None:
    begun("Acme")
    assert on("2026-11-01", "drop", "Acme").out == "Acme is dropped.\n"
    assert words(on("2026-11-26", "look-back")).startswith("1 lead: not said (1).")


def test_taking_a_lead_up_again_takes_its_end_back_and_undo_brings_it_back() -> None:
    begun("Acme")
    on("2026-11-01", "drop", "Acme", "--as", "silence")
    on("2026-11-02", "resume", "Acme")
    assert words(on("2026-11-26", "look-back")).startswith("1 lead: open (1).")
    on("2026-11-02", "undo", "Acme")
    assert words(on("2026-11-26", "look-back")).startswith("1 lead: never heard back (1).")


def test_counts_are_told_with_a_share_only_of_ten_leads_or_more_and_with_what_they_cannot_show() -> None:
    begun(*FIRMS[:9])
    for name in FIRMS[:4]:
        on("2026-10-02", "did", name, "write a thank-you letter")
    few = words(on("2026-10-20", "look-back"))
    assert "Write a short letter of thanks. 9 - you did 4 open (4) - you did not 5 open (5)" in few
    assert "%" not in few
    assert "With fewer than 10 leads, chance alone may explain them." in few
    begun(FIRMS[9])
    many = words(on("2026-10-20", "look-back"))
    assert "- you did 4 (40%) open (4)" in many
    assert "They cannot show that the advice made the difference" in many
    assert "chance alone" not in many


def test_it_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    begun("Acme")
    on("2026-11-01", "drop", "Acme", "--as", "declined")
    for columns in (60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert max(map(len, on("2026-11-26", "look-back").out.splitlines())) <= columns


def test_an_empty_log_says_how_to_start_one() -> None:
    said = on("2026-11-26", "look-back")
    assert (said.status, "`followthrough leads add NAME` starts one" in words(said)) == (0, True)


def test_data_can_be_read_by_programs() -> None:
    begun("Acme")
    on("2026-11-01", "drop", "Acme", "--as", "hired")
    data = json.loads(on("2026-11-26", "look-back", "--json").out)
    assert data["ends"] == [{"end": "hired", "leads": 1}]
    assert set(data["counsels"]) == {"wolfe", "jobfairy"}


def test_how_it_ended_stays_through_a_copy_of_the_log(tmp_path: Path) -> None:
    begun("Acme")
    on("2026-11-01", "drop", "Acme", "--as", "hired")
    assert followthrough("leads", "export", "-o", str(tmp_path / "copy.jsonl")).status == 0
    other = str(tmp_path / "other.sqlite")
    assert followthrough("leads", "import", str(tmp_path / "copy.jsonl"), "--log", other, "--yes").status == 0
    said = followthrough("leads", "look-back", "--log", other, "--on", "2026-11-26")
    assert words(said).startswith("1 lead: took the job (1).")


def test_at_a_terminal_it_is_asked_how_a_lead_ended_and_nobody_has_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    begun("Acme", "Birch", "Cedar")
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    asked = on("2026-11-01", "drop", "Acme", typed="9\nturned down\n")
    assert "How did Acme end? Press Enter if you would rather not say." in words(asked)
    assert words(asked).endswith("Acme is dropped: was turned down.")
    assert words(on("2026-11-01", "drop", "Birch", typed="5\n")).endswith("Birch is dropped: never heard back.")
    assert words(on("2026-11-01", "drop", "Cedar", typed="\n")).endswith("Cedar is dropped.")
