"""The session blocks of a document: commands with what they print.

`python tests/docs/sessions.py README.md` runs every block and writes what it printed into the document.
In a block, a line that starts with `$ ` is a command; a line that starts with `> ` ends with what a person typed.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def run(command: str, typed: list[str], folder: str) -> str:
    """Run a command of ours in a folder, with a search log there; give what it printed and what was typed."""
    words = shlex.split(command)
    assert words[0] == "followthrough", command
    path = os.pathsep.join(str(ROOT / part) for part in ("engine", "cli"))
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "FOLLOWTHROUGH_LOG": "leads.sqlite",
        "NO_COLOR": "1",
        "PYTHONPATH": path,
        "PYTHONUTF8": "1",
    }
    script = "from followthrough_cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *words[1:]],
        cwd=folder,
        env=environment,
        input="".join(f"{line}\n" for line in typed),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    answers = iter(typed)
    shown = re.sub("^> ", lambda _: f"> {next(answers, '')}\n", done.stdout, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in shown.splitlines())


def refreshed(block: str) -> str:
    """Give a block as it is when its commands are run, one after the other, in a folder that has only the examples."""
    printed = []
    with TemporaryDirectory() as folder:
        copytree(ROOT / "examples", Path(folder) / "examples")
        for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
            if part.startswith("$ "):
                command, _, rest = part[2:].partition("\n")
                typed = [line[2:] for line in rest.splitlines() if line.startswith("> ")]
                printed.append(f"$ {command}\n{run(command, typed, folder)}\n")
    return "".join(printed)


def refresh(document: Path) -> None:
    """Write what the commands print now into a document."""
    text = document.read_text(encoding="utf-8")
    document.write_text(BLOCK.sub(lambda match: f"```console\n{refreshed(match[1])}```", text), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        refresh(Path(name))
