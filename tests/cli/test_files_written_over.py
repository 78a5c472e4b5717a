"""No command writes over a file that it has not made, unless the person says so."""

from pathlib import Path

import pytest

from cli.running import followthrough
from cli.test_links import ROOM, WRITING

PRECIOUS = "precious"
OF_ITS_NATURE = ("followthrough rules new rule",)
"""Adds to a file: a rule to those that are there."""
NEVER = ("letter, kept", "followthrough plan", "followthrough rules test")
"""What a person wrote or goes on with: a file of answers, a calendar of another program, cases."""
FORCIBLE = {
    name: tuple(word for word in words if word != "--force")
    for name, words in WRITING.items()
    if name not in (*OF_ITS_NATURE, *NEVER)
}


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def there(words: tuple[str, ...]) -> Path:
    file = Path("there.csv" if {"batch", "table"} & {*words} else "there.txt")
    file.write_text(PRECIOUS)
    return file


@pytest.mark.parametrize("name", FORCIBLE)
def test_a_file_that_is_there_is_written_over_only_by_force(name):
    words = FORCIBLE[name]
    file = there(words)
    done = followthrough(*words, file)
    assert done.status == 2
    assert done.err == f"{file}: already exists; name a new file, or write over it with --force\n"
    assert (done.out, file.read_text()) == ("", PRECIOUS)
    forced = followthrough(*words, file, "--force")
    assert forced.status in (0, 3), forced
    assert file.read_text() != PRECIOUS
    assert sorted(path.name for path in Path().iterdir() if path.suffix != ".sqlite") in (
        [file.name],
        ["new.csv", file.name],
    )


@pytest.mark.parametrize("name", NEVER)
def test_what_a_person_wrote_is_never_written_over(name):
    file = there(WRITING[name])
    done = followthrough(*WRITING[name], file)
    assert done.status == 2
    assert f"{file}: already exists" in done.err
    assert file.read_text() == PRECIOUS


def test_a_file_is_refused_before_anything_is_worked_out():
    there(())
    done = followthrough("publish", "--base", "nowhere", "-o", "there.txt")
    assert done.err.startswith("there.txt: already exists")


@pytest.mark.parametrize("words", [("publish", *ROOM, "-o"), ("rules", "graph", *ROOM, "-o")])
def test_a_device_has_nothing_to_lose(words):
    assert followthrough(*words, "/dev/null").status == 0


def test_a_table_of_a_base_is_not_written_over_by_force_either():
    followthrough("rules", "new", "base", "umbrella")
    file = Path("umbrella/rules/there.csv")
    file.write_text(PRECIOUS)
    done = followthrough("rules", "table", "umbrella", "--base", "umbrella", "--to", file, "--force")
    assert done.status == 2
    assert file.read_text() == PRECIOUS
