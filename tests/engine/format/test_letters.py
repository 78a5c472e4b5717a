"""letters/*.txt as the loader reads them; what it says of faulty ones stands in tests/bases/bad/letters."""

import subprocess
from shutil import copytree

from bases.reset import BASES
from followthrough.authoring.versions import version
from followthrough.format.load import load, parse

GOOD = BASES / "good" / "letters"


def base_with(draft: str):
    files = {path.relative_to(GOOD).as_posix(): path.read_bytes() for path in GOOD.rglob("*.yaml")}
    return parse({**files, "letters/thank them.txt": draft.encode()})


def test_a_draft_has_a_head_and_paragraphs_that_keep_their_lines():
    letter = base_with("To: {address}\nSubject:  Thanks \n\nDear\nAda,\n\n\n\tyours  \n").letters["thank them"]
    assert (letter.to, letter.subject) == ("{address}", "Thanks")
    assert letter.paragraphs == ("Dear\nAda,", "\tyours")


def test_a_draft_may_have_no_head():
    letter = base_with("Dear Ada,\nTo: you\n").letters["thank them"]
    assert (letter.to, letter.subject, letter.paragraphs) == ("", "", ("Dear Ada,\nTo: you",))


def test_windows_line_ends_change_nothing():
    assert base_with("Dear\r\n\r\nAda\r\n").letters["thank them"].paragraphs == ("Dear", "Ada")


def test_the_hash_changes_with_a_letter():
    assert base_with("Dear Ada").hash != base_with("Dear Bob").hash


def test_a_base_without_letters_has_none():
    assert load(BASES / "good" / "smallest").letters == {}


def test_letters_are_read_from_a_revision_too(tmp_path):
    folder = copytree(GOOD, tmp_path / "base")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", folder, *command], check=True)
    assert version("HEAD", folder).letters == load(folder).letters
    assert version("HEAD", folder).hash == load(folder).hash
