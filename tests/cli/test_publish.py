"""`publish`: a base as one file, and whether a file still says what its base does."""

from pathlib import Path

from bases_in_memory import PIGEONS, QUESTIONS, written
from cli.running import followthrough

RULE = "- {rule: stay, counsel: elder, source: e1, if: {wet: %s}, then: {verdict: stay}, because: it is wet}"


def test_a_base_is_published_and_proved_to_be_the_same(tmp_path: Path) -> None:
    base, page = written(tmp_path / "base", RULE % "yes"), tmp_path / "advice.html"
    done = followthrough("publish", "-o", page, "--base", base, "--on", "2026-11-27")
    assert (done.status, done.err) == (0, "")
    assert "a test; 2 counsels, 1 rule," in " ".join(done.out.split())
    checked = followthrough("publish", "--check", page, "--base", base)
    assert (checked.status, checked.err) == (0, "")
    assert "are the same over all possible leads." in " ".join(checked.out.split())


def test_a_page_of_other_rules_is_told_rule_by_rule(tmp_path: Path) -> None:
    page = tmp_path / "advice.html"
    followthrough("publish", "-o", page, "--base", written(tmp_path / "one", RULE % "yes"))
    checked = followthrough("publish", "--check", page, "--base", written(tmp_path / "other", RULE % "no"))
    assert checked.status == 1
    assert f"{page}: under elder, where the rule stay fires is not the same" in checked.out
    assert "publish the base again with --force" in checked.err


def test_a_base_that_is_too_large_is_refused_with_the_number_and_the_page_before_stays(tmp_path: Path) -> None:
    page = tmp_path / "advice.html"
    page.write_text("before")
    base = written(tmp_path / "base", RULE % "yes", questions=QUESTIONS + PIGEONS)
    done = followthrough("publish", "-o", page, "--force", "--base", base)
    assert done.status == 2
    assert "too large to be one page: it has more than 40,000 nodes of diagrams under elder" in done.err
    assert "followthrough serve" in done.err
    assert page.read_text() == "before"
    assert {one.name for one in tmp_path.iterdir()} == {"base", "advice.html"}


def test_a_base_with_days_between_two_dates_is_published_and_proved_to_be_the_same(tmp_path: Path) -> None:
    base, page = "tests/bases/good/days-between", tmp_path / "advice.html"
    assert followthrough("publish", "-o", page, "--base", base).status == 0
    checked = followthrough("publish", "--check", page, "--base", base)
    assert (checked.status, checked.err) == (0, "")
    assert "are the same over all possible leads." in " ".join(checked.out.split())


def test_what_is_no_page_or_no_place_for_one_is_said_in_a_line(tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<p>Hello")
    for arguments, said in (
        (("--check", other), f"{other}: holds no published base"),
        (("--check", tmp_path / "none"), "cannot be read (No such file or directory)"),
        (("--check", tmp_path), "cannot be read (Is a directory)"),
        (("-o", tmp_path / "no" / "folder.html"), "its folder does not exist; make it, or name a file elsewhere"),
        ((), "name the page to write (-o FILE), or the one to check (--check FILE)"),
        (("-o", "x", "--check", "y"), "name the page to write"),
    ):
        done = followthrough("publish", *arguments, "--base", "tests/bases/good/smallest")
        assert done.status == 2, arguments
        assert said in done.err, done.err
        assert done.err.count("\n") == 1


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"\xff\xfe\x00")
    assert "page: is no text" in followthrough("publish", "--check", tmp_path / "page").err
