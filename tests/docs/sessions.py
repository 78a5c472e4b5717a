"""The documents with sessions: commands with what they print, run one after the other in a folder for each document.

`python tests/docs/sessions.py` follows every document and writes into it what its commands print now;
`python tests/docs/sessions.py README.md` follows only that one. At first the folder has only `examples/`.

Three kinds of blocks are steps. `console` has commands, on lines that start with `$ `; a line that starts with
`> ` ends with what a person typed. `yaml` or `csv` that begins with `# FILE` is a whole file, without that line if it
is CSV. `diff` that begins with `--- FILE` changes one; its old lines must be there exactly once.
"""

import io
import os
import re
import shlex
import sys
from contextlib import chdir
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
STEP = re.compile(r"```(console|yaml|csv|diff)\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"# (\S+\.(?:yaml|csv))\n")
_SETTINGS = {"COLUMNS": "100", "FOLLOWTHROUGH_LOG": "leads.sqlite", "NO_COLOR": "1"}


def documents() -> list[str]:
    """Return the documents that have sessions, by their paths from the top of the project."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [path.relative_to(ROOT).as_posix() for path in found if "```console\n$ " in path.read_text(encoding="utf-8")]


def followed(text: str, folder: Path) -> str:
    """Follow a text in an empty folder; return the text with what its commands print now."""
    copytree(ROOT / "examples", folder / "examples")
    with chdir(folder), patch.dict(os.environ, _SETTINGS):
        return STEP.sub(lambda step: f"```{step[1]}\n{_done(step[1], step[2])}```", text)


def _done(kind: str, block: str) -> str:
    if kind == "console":
        return "".join(map(_session, re.split(r"^(?=\$ )", block, flags=re.MULTILINE)))
    if kind == "diff":
        _change(block)
    elif match := _FILE.match(block):
        path = Path(match[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.removeprefix(match[0]) if path.suffix == ".csv" else block, encoding="utf-8")
    return block


def _session(shown: str) -> str:
    """Run one command with what was typed under it; return both with what is printed now."""
    if not shown.startswith("$ "):
        return ""
    command, _, rest = shown[2:].partition("\n")
    typed = [line[2:] for line in rest.splitlines() if line.startswith("> ")]
    return f"$ {command}\n{_printed(command, typed)}"


def _printed(command: str, typed: list[str]) -> str:
    from followthrough_cli.main import run

    words = shlex.split(command)
    if words[:2] == ["cp", "-r"]:
        copytree(words[2], words[3])
        return ""
    assert words[0] == "followthrough", command
    screen, keyboard = io.StringIO(), io.StringIO("".join(f"{line}\n" for line in typed))
    keyboard.isatty = lambda: bool(typed)  # type: ignore[method-assign]  # a person types
    with patch.multiple(sys, stdin=keyboard, stdout=screen, stderr=screen):
        run(words[1:])
    answers = iter(typed)
    told = re.sub("^> ", lambda _: f"> {next(answers, '')}\n", screen.getvalue(), flags=re.MULTILINE)
    return "".join(f"{line.rstrip()}\n" for line in told.splitlines())


def _change(block: str) -> None:
    header, *lines = block.splitlines()
    path = Path(header.removeprefix("--- "))
    old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} has these lines {text.count(old)} times:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def refresh(document: Path) -> None:
    """Write what the commands of a document print now into it."""
    with TemporaryDirectory() as folder:
        told = followed(document.read_text(encoding="utf-8"), Path(folder))
    document.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:] or documents():
        refresh(ROOT / name)
