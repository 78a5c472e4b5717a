"""`rules rename`, as a researcher uses it: what it says, what it writes, and what it leaves alone."""

import json
import os
import shutil

import pytest

from cli.running import ROOT, followthrough

GOOD = ROOT / "tests" / "bases" / "good"


@pytest.fixture
def folder(tmp_path):
    """Copy a base with a letter and a step."""
    shutil.copytree(GOOD / "letters", tmp_path / "base")
    return tmp_path / "base"


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_rename_is_written_and_no_possible_lead_is_advised_differently(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "before")
    done = followthrough("rules", "rename", "thank them", "say thanks", "--base", folder)
    assert (done.status, done.out) == (0, "")
    assert done.err == "the value 'thank them' of step is named say thanks in 3 places of 3 files\n"
    assert (folder / "letters" / "say thanks.txt").read_bytes() == content(tmp_path / "before")[
        "letters/thank them.txt"
    ]
    assert not (folder / "letters" / "thank them.txt").exists()
    diff = followthrough("rules", "diff", tmp_path / "before", folder)
    assert diff.out == (
        "renamed    value step: say thanks, which was step: thank them,\n"
        "           concepts.yaml:1:12\n"
        "No possible lead gets different advice.\n"
    )
    assert followthrough("rules", "test", "--base", folder).status == 0


def test_a_dry_run_tells_every_place_and_changes_nothing(folder):
    before = content(folder)
    done = followthrough("rules", "rename", "thank them", "say thanks", "--base", folder, "--dry-run")
    assert done.status == 0
    assert done.out.splitlines() == [
        f"{folder}/concepts.yaml:3:12: thank them becomes say thanks",
        f"{folder}/letters/thank them.txt: becomes {folder}/letters/say thanks.txt",
        f"{folder}/rules/steps.yaml:5:16: thank them becomes say thanks",
    ]
    assert done.err == "the value 'thank them' of step would be named say thanks in 3 places of 3 files\n"
    assert content(folder) == before


def test_a_rename_is_told_as_data(folder):
    data = json.loads(followthrough("rules", "rename", "neighbour", "friend", "--base", folder, "--json").out)
    places = data.pop("changes")
    assert data == {
        "followthrough": 1,
        "kind": "fact",
        "old": "neighbour",
        "new": "friend",
        "written": True,
        "moved": {},
    }
    assert {"file": "letters/thank them.txt", "line": 2, "column": 22} in places


def test_what_cannot_be_renamed_is_said_in_a_line_and_nothing_is_written(folder):
    before = content(folder)
    done = followthrough("rules", "rename", "stepp", "x", "--base", folder)
    assert (done.status, done.err) == (2, "stepp: nothing is named 'stepp'; did you mean 'step'?\n")
    done = followthrough("rules", "rename", "step", "helped", "--base", folder)
    assert done.err == "helped: the name 'helped' is already used at questions.yaml:1:13; choose another name\n"
    done = followthrough("rules", "rename", "thank them", "a/b", "--base", folder)
    assert done.err.startswith(
        f"{folder}/letters/thank them.txt: is named after 'thank them', and no file can be named"
    )
    done = followthrough("rules", "rename", "stance", "x")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "would change the built-in base; name the folder of your own base with --base" in done.err
    (folder / "concepts.yaml").write_text("- concept: [")
    done = followthrough("rules", "rename", "step", "x", "--base", folder)
    assert done.err.startswith(f"{folder}/concepts.yaml:")
    assert {**content(folder), "concepts.yaml": before["concepts.yaml"]} == before


# All or nothing


def test_a_file_that_is_read_only_is_named_and_no_other_is_written(folder):
    before = content(folder)
    (folder / "rules" / "steps.yaml").chmod(0o444)
    done = followthrough("rules", "rename", "step", "advice", "--base", folder)
    assert (done.status, done.err) == (2, f"{folder}/rules/steps.yaml: is read-only; make it writable\n")
    assert content(folder) == before


def test_a_letter_that_is_in_the_way_is_named_and_nothing_is_written(folder):
    (folder / "letters" / "say thanks.txt").symlink_to("nowhere")
    before = (folder / "concepts.yaml").read_bytes()
    done = followthrough("rules", "rename", "thank them", "say thanks", "--base", folder)
    assert done.status == 2
    assert done.err.startswith(f"{folder}/letters/say thanks.txt: is a link to a file that does not exist")
    assert (folder / "concepts.yaml").read_bytes() == before


def test_what_fails_half_way_is_put_back(folder, monkeypatch):
    before = content(folder)
    replace, calls = os.replace, []

    def fails_at_the_second(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails_at_the_second)
    done = followthrough("rules", "rename", "thank them", "say thanks", "--base", folder)
    assert done.status == 2
    assert done.err.startswith(f"{folder}: cannot be written (No space left on device), and is as it was; ")
    assert content(folder) == before


def test_a_letter_that_cannot_be_moved_leaves_all_as_it_was(folder, monkeypatch):
    before = content(folder)

    def fails(self, target):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.rename", fails)
    assert followthrough("rules", "rename", "thank them", "say thanks", "--base", folder).status == 2
    assert content(folder) == before


def test_links_stay_links_and_what_they_lead_to_is_written(folder, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in ("rules/steps.yaml", "letters/thank them.txt"):
        target = shared / name.rpartition("/")[2]
        (folder / name).rename(target)
        (folder / name).symlink_to(target)
    assert followthrough("rules", "rename", "neighbour", "friend", "--base", folder).status == 0
    assert followthrough("rules", "rename", "thank them", "say thanks", "--base", folder).status == 0
    assert (folder / "rules" / "steps.yaml").is_symlink()
    assert "say thanks" in (shared / "steps.yaml").read_text()
    assert (folder / "letters" / "say thanks.txt").is_symlink()
    assert "{friend}" in (shared / "thank them.txt").read_text()
    assert not os.path.lexists(folder / "letters" / "thank them.txt")
    assert followthrough("rules", "check", "--base", folder).status == 0


def test_permissions_stay_and_nothing_is_left_behind(folder):
    names = set(content(folder))
    (folder / "concepts.yaml").chmod(0o600)
    assert followthrough("rules", "rename", "step", "advice", "--base", folder).status == 0
    assert (folder / "concepts.yaml").stat().st_mode & 0o777 == 0o600
    assert set(content(folder)) == names


def test_the_schemas_that_know_the_names_of_the_base_know_the_new_one(folder):
    assert followthrough("rules", "schema", "--base", folder).status == 0
    assert followthrough("rules", "rename", "thank them", "say thanks", "--base", folder).status == 0
    rules = (folder / "schema" / "rules.json").read_text()
    assert "say thanks" in rules
    assert "thank them" not in rules
