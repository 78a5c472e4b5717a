"""A value whose name is a whole sentence of 200 characters is read, advised, and shown on lines that fit."""

from pathlib import Path
from shutil import copytree
from textwrap import wrap

import pytest

from bases.reset import BASES
from cli.running import followthrough

LONG = (
    "the plant gets as much as one small cup holds and then waits until its soil has been dry for a day or two " * 2
)[:200].strip(" ,")
LONG += "." * (200 - len(LONG))
LEAD = ("-a", "soil=wet", "-a", "leaves=drooping", "-a", "season=growing", "-a", "cactus=no")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the name in the place of a short one, wherever the base has it."""
    folder = copytree(BASES / "good" / "two-counsels", tmp_path_factory.mktemp("long") / "base")
    for file in folder.rglob("*.yaml"):
        file.write_text(file.read_text().replace("a little", LONG))
    (folder / "letters").mkdir()
    (folder / "letters" / f"{LONG}.txt").write_text("Dear neighbor,\n\nPlease water it.\n")
    return folder


def test_it_is_not_longer_than_a_name_may_be() -> None:
    assert len(LONG) == 200


@pytest.mark.parametrize(
    "command",
    [
        ("advise", *LEAD, "--counsel", "aunt", "--on", "2026-11-22"),
        ("why", "water", *LEAD, "--counsel", "aunt"),
        ("why-not", "water", LONG, *LEAD),
        ("next",),
        ("plan", *LEAD, "--counsel", "aunt"),
        ("rules", "list"),
        ("rules", "show", "hanging-leaves-beg"),
        ("rules", "check"),
        ("rules", "test"),
        ("rules", "disagree", "aunt", "botanist"),
    ],
    ids=lambda command: " ".join(command[:2]) if isinstance(command, tuple) else command,
)
def test_no_line_is_wider_than_the_terminal(base: Path, command: tuple[str, ...], monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = followthrough(*command, "--base", base)
    assert done.status in (0, 1)
    assert [line for line in done.out.splitlines() if len(line) > 80] == []


def test_its_letter_is_written(base: Path) -> None:
    assert "Please water it." in followthrough("letter", *LEAD, "--counsel", "aunt", "--base", base).out


def test_a_label_of_a_drawing_is_broken_into_lines(base: Path) -> None:
    for form, end in (("mermaid", "<br>"), ("dot", "\\n")):
        drawn = followthrough("rules", "graph", "water", "--format", form, "--base", base).out
        assert end.join(wrap(LONG, 60)) in drawn


def test_a_message_does_not_list_more_than_can_be_read(tmp_path: Path) -> None:
    folder = copytree(BASES / "good" / "two-counsels", tmp_path / "base")
    names = "".join(f"    {number} {'x' * 190}: {number}\n" for number in range(10))
    text = (folder / "questions.yaml").read_text()
    (folder / "questions.yaml").write_text(text.replace("    dry: dry\n", f"    dry: dry\n{names}", 1))
    said = followthrough("advise", "-a", "soil=sandy", "--base", folder).err
    assert "“dry”, “0” (0 xxx" in said
    assert said.strip().endswith(" ...")
    assert len(said) < 600
