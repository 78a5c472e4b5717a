"""letters/*.txt as the loader reads them; what it says of faulty ones stands in tests/bases/bad/letters."""

import subprocess
from shutil import copytree

import pytest

from bases.reset import BASES
from followthrough.authoring.versions import version
from followthrough.errors import KnowledgeError
from followthrough.format.drafts import Letter, Paragraph
from followthrough.format.load import load, parse

GOOD = BASES / "good" / "letters"


def base_of(files: dict[str, str]):
    shipped = {path.relative_to(GOOD).as_posix(): path.read_bytes() for path in GOOD.rglob("*.yaml")}
    return parse({**shipped, **{name: text.encode() for name, text in files.items()}})


def base_with(draft: str):
    return base_of({"letters/thank them.txt": draft})


def texts(letter: Letter) -> list[str]:
    return [paragraph.text for paragraph in letter.paragraphs]


def drafts(files: dict[str, str]):
    return base_of({f"letters/{name}": text for name, text in files.items()}).letters["thank them"]


def test_a_draft_has_a_head_and_paragraphs_that_keep_their_lines():
    letter = base_with("To: {address}\nSubject:  Thanks \n\nDear\nAda,\n\n\n\tyours  \n").letters["thank them"][0]
    assert (letter.to, letter.subject) == ("{address}", "Thanks")
    assert texts(letter) == ["Dear\nAda,", "\tyours"]


def test_a_draft_may_have_no_head():
    letter = base_with("Dear Ada,\nTo: you\n").letters["thank them"][0]
    assert (letter.to, letter.subject, texts(letter)) == ("", "", ["Dear Ada,\nTo: you"])


def test_a_draft_may_say_for_which_leads_it_is():
    letter, otherwise = drafts(
        {"thank them (at length).txt": "To: {address}\nIf: helped: [yes, unknown]\nIf: step: thank them\n\nDear",
         "thank them.txt": "Hi"},
    )  # fmt: skip
    assert str(letter.conditions) == "helped: yes or unknown, step: thank them"
    assert (letter.step, letter.label, letter.name) == ("thank them", "at length", "at length")
    assert (otherwise.label, otherwise.name, str(otherwise.conditions)) == ("", "thank them", "")


def test_a_paragraph_may_say_for_which_leads_it_is():
    draft = "\nDear Ada,\n\nIf: helped: yes\nIf: step: thank them\nthanks\nagain\n\nYours\nIf: only"
    greeting, thanks, end = base_with(draft).letters["thank them"][0].paragraphs
    assert (thanks.text, str(thanks.conditions)) == ("thanks\nagain", "helped: yes, step: thank them")
    assert (greeting, end) == (Paragraph("Dear Ada,"), Paragraph("Yours\nIf: only"))


def test_a_part_may_continue_the_paragraph_above_it():
    hello, more, plus = (
        base_with("Hello.\n\nIf: helped: yes\n+ More.\nOf it.\n\n+2").letters["thank them"][0].paragraphs
    )
    assert (hello, more.text, more.continues) == (Paragraph("Hello."), "More.\nOf it.", True)
    assert plus == Paragraph("+2")
    with pytest.raises(KnowledgeError, match=r"letters/thank them\.txt:3:5: unknown fact in braces 'x'"):
        base_with("Hello.\n\n+  {x}")


def test_drafts_are_tried_in_the_order_of_how_much_they_test_and_then_of_their_names():
    found = drafts(
        {"thank them (a).txt": "If: helped: yes\n\nA", "thank them (b).txt": "B",
         "thank them (c).txt": "If: helped: yes\nIf: step: thank them\n\nC", "thank them.txt": "If: helped: no\n\nD"},
    )  # fmt: skip
    assert [one.label for one in found] == ["c", "a", "", "b"]


def test_a_step_with_parentheses_of_its_own_needs_no_label():
    concepts = (GOOD / "concepts.yaml").read_text().replace("let it rest:", "thank them (later):")
    rules = (GOOD / "rules" / "steps.yaml").read_text().replace("let it rest", "thank them (later)")
    files = {"concepts.yaml": concepts, "rules/steps.yaml": rules, "letters/thank them (later).txt": "Hi"}
    base = base_of(files)
    assert [one.label for one in base.letters["thank them (later)"]] == [""]


def test_the_day_of_writing_stands_in_letters_only():
    assert "{today}" in texts(base_with("It is {today}.").letters["thank them"][0])[0]
    rules = (GOOD / "rules" / "steps.yaml").read_text().replace("{neighbour}", "{today}")
    with pytest.raises(KnowledgeError, match="unknown fact in braces 'today'"):
        base_of({"rules/steps.yaml": rules})


def test_windows_line_ends_change_nothing():
    assert base_with("Dear\r\n\r\nAda\r\n").letters["thank them"][0].paragraphs == (Paragraph("Dear"), Paragraph("Ada"))


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
