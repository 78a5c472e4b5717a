"""`rules check --watch`: what it says at each save. The saves are given to it, so that nothing here waits."""

import io
from datetime import datetime
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from bases.checks.reset import BASES
from cli.running import followthrough
from followthrough_cli.options import Folders
from followthrough_cli.rules.check import checked_base
from followthrough_cli.rules.watch import saves, watch
from followthrough_cli.terminal import Terminal

CLEAN = "Whether to set out: 2 counsels, 2 passages, 2 questions, 2 concepts, 3 rules, 0 cases; no problem found."


@pytest.fixture
def base(tmp_path, monkeypatch):
    """Put a base in which nothing is wrong where the person stands."""
    monkeypatch.chdir(tmp_path)
    return Path(copytree(BASES / "ground", "base"))


@pytest.fixture
def watched(base):
    """Watch the base while files of it are saved, one after the other: give what is said at first and each time."""

    def said(*edits):
        terminal = Terminal(io.StringIO(), io.StringIO(), width=100)
        marks = []

        def saving():
            for edit in edits:
                marks.append(terminal.out.tell())
                edit()
                yield

        watch(terminal, lambda: checked_base(Folders("base")), saving(), lambda: datetime(2026, 11, 22, 14, 5, 9))
        text = terminal.out.getvalue()
        return [text[begin:end] for begin, end in zip([0, *marks], [*marks, len(text)], strict=True)]

    return said


def more(text):
    """Save the rules that the bad bases add."""

    def save():
        Path("base/rules/more.yaml").write_text(text)

    return save


def bad(code):
    return (BASES / code / "bad" / "rules" / "more.yaml").read_text()


def test_the_whole_result_comes_first_and_then_only_what_changed(watched):
    first, worse, same, better = watched(
        more(bad("FT001")), more(bad("FT001")), lambda: Path("base/rules/more.yaml").unlink()
    )
    assert " ".join(first.split()) == CLEAN
    assert worse.splitlines() == [
        "14:05:09  1 new; 1 problem in all",
        "base/rules/more.yaml:1:9: FT001 late-stays and go fire together, and conclude 'stay' and 'go' for verdict; "
        "let one override the other, or test something more",
        "    for example under younger: wet: no, late: yes",
        "    see also base/rules/rules.yaml:1:9",
    ]
    assert same == "14:05:09  no change; 1 problem in all\n"
    header, gone = better.splitlines()
    assert header == "14:05:09  1 gone; no problem found"
    assert gone.startswith("gone: base/rules/more.yaml:1:9: FT001 late-stays and go fire together, and conclude 'stay'")


def test_a_finding_that_only_moved_down_a_line_has_not_changed(watched):
    _, _, moved = watched(more(bad("FT012")), more(f"# a comment\n\n{bad('FT012')}"))
    assert moved == "14:05:09  no change; 1 problem in all\n"


def test_while_a_file_is_half_written_what_the_checks_found_is_not_said_to_be_gone(watched):
    whole = bad("FT012")
    _, _, half, restored = watched(more(whole), more(whole[:40]), more(whole))
    assert half.startswith("14:05:09  ")
    assert "in all; the checks wait until the base can be read" in half.replace("\n", " ")
    assert "gone: " not in half
    assert "FT012" not in half
    assert "gone: base/rules/more.yaml" in restored
    assert restored.startswith("14:05:09  ")
    assert restored.splitlines()[0].endswith("gone; 1 problem in all")


def test_a_base_that_is_gone_for_a_moment_is_a_problem_and_no_end(watched, base):
    away = base.with_name("away")
    _, gone, back = watched(lambda: base.rename(away), lambda: away.rename(base))
    assert "base: does not exist; name the folder that contains base.yaml" in gone
    assert "1 gone; no problem found" in back


def test_ctrl_c_ends_the_watching(base):
    terminal = Terminal(io.StringIO(), io.StringIO())

    def interrupted():
        yield
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(terminal, lambda: checked_base(Folders("base")), interrupted())
    assert " ".join(terminal.out.getvalue().split()).startswith(CLEAN)


def test_only_text_can_be_watched(base):
    done = followthrough("rules", "check", "--watch", "--json", "--base", base)
    assert (done.status, done.err) == (2, "followthrough: --watch prints text only\n")


# When something has been saved


def test_nothing_is_checked_as_long_as_nothing_is_saved_or_somebody_is_saving(base):
    edits = iter([None, None, "- rule: a", "- rule: a\n  counsel", None, None])
    looked = []

    def pause():
        text = next(edits)
        looked.append(text)
        if text is not None:
            Path("base/rules/more.yaml").write_text(text)

    following = saves([base], pause)
    next(following)
    assert looked == [None, None, "- rule: a", "- rule: a\n  counsel", None]


def test_a_new_file_a_removed_one_and_a_whole_folder_that_goes_are_saves(base):
    edits = iter(
        [
            lambda: Path("base/rules/new.yaml").write_text(""),
            lambda: Path("base/rules/new.yaml").unlink(),
            lambda: rmtree("base"),
        ]
    )
    quiet = []

    def pause():
        quiet.append(len(quiet))
        if len(quiet) % 2:
            next(edits)()

    following = saves([base], pause)
    for _ in range(3):
        next(following)
    assert len(quiet) == 6


def test_what_is_saved_while_the_first_check_runs_is_not_missed(base):
    following = saves([base], lambda: None)
    Path("base/rules/more.yaml").write_text("- rule: a")
    next(following)
