"""A document that is followed step by step, in one folder: what it says to write is written, what it runs is run.

`python tests/docs/tutorial.py docs/guide.md` follows a document and writes what the commands print into it. Three
kinds of blocks are steps: `console` has commands with what they print; `yaml` or `csv` that begins with `# FILE` is a
whole file, without that line if it is CSV; `diff` that begins with `--- FILE` changes one, its lines being there once,
as they stand there.
"""

import io
import os
import re
import shlex
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from unittest.mock import patch

from followthrough_cli.main import run

STEP = re.compile(r"```(console|yaml|csv|diff)\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"# (\S+\.(?:yaml|csv))\n")


def followed(text: str, folder: Path) -> str:
    """Follow a text in a folder; give the text with what its commands print now."""
    with chdir(folder), patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}):
        return STEP.sub(lambda step: f"```{step[1]}\n{_done(step[1], step[2])}```", text)


def _done(kind: str, block: str) -> str:
    if kind == "console":
        commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{printed(command)}" for command in commands)
    if kind == "diff":
        _change(block)
    elif match := _FILE.match(block):
        path = Path(match[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.removeprefix(match[0]) if path.suffix == ".csv" else block, encoding="utf-8")
    return block


def printed(command: str) -> str:
    """Run a command: one of ours, or a copy of a folder; give what it prints."""
    words = shlex.split(command)
    if words[:2] == ["cp", "-r"]:
        copytree(words[2], words[3])
        return ""
    assert words[0] == "followthrough", command
    screen = io.StringIO()
    with redirect_stdout(screen), redirect_stderr(screen):
        run(words[1:])
    return "".join(f"{line.rstrip()}\n" for line in screen.getvalue().splitlines())


def _change(block: str) -> None:
    header, *lines = block.splitlines()
    path = Path(header.removeprefix("--- "))
    old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} has these lines {text.count(old)} times:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        document = Path(name)
        with TemporaryDirectory() as here:
            told = followed(document.read_text(encoding="utf-8"), Path(here))
        document.write_text(told, encoding="utf-8")
