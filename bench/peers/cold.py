"""A cold start: `followthrough advise FILE` beside a bare click program, both as pip installs them."""

import os
import resource
import subprocess
import time
import venv
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LEAD = ROOT / "examples" / "three-weeks-of-silence.yaml"

BARE = """
import click


@click.command()
def hello():
    "Print a line."
    click.echo("Write a second letter.")
"""
LIBRARIES = """
import click
import followthrough.readings.run.experta
import msgspec
import tabulate


@click.command()
def hello():
    "Print a line."
    click.echo("Write a second letter.")
"""
"""The same, with what `advise` must import from others, and experta through the module that makes it importable."""

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "bare-programs"
version = "1"
dependencies = ["click"]

[project.scripts]
bare = "bare:hello"
libraries = "libraries:hello"

[tool.hatch.build.targets.wheel]
include = ["bare.py", "libraries.py"]
"""

BARE_PROGRAM = "a bare click program"
OURS = "followthrough advise FILE"


class Taken(NamedTuple):
    """Median seconds of one program: by the clock, and of the processor, which another program disturbs less."""

    clock: float
    processor: float


def install(folder: Path) -> Path:
    """Install both into a new environment; give the folder of its programs."""
    project = folder / "bare"
    project.mkdir()
    for name, text in {"bare.py": BARE, "libraries.py": LIBRARIES, "pyproject.toml": PROJECT}.items():
        (project / name).write_text(text, encoding="utf-8")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, str(ROOT), str(project)], check=True, stderr=subprocess.DEVNULL)
    return programs


def measure(folder: Path, turns: int) -> dict[str, Taken]:
    """Start each program in turns."""
    programs = install(folder)
    advise = [str(programs / "followthrough"), "advise", str(LEAD)]
    kept, nothing = {"FOLLOWTHROUGH_CACHE": str(folder / "cache")}, {"FOLLOWTHROUGH_CACHE": ""}
    commands: Mapping[str, tuple[list[str], Mapping[str, str]]] = {
        BARE_PROGRAM: ([str(programs / "bare")], nothing),
        "the same, and the imports of advise from others": ([str(programs / "libraries")], nothing),
        OURS: (advise, kept),
        "followthrough advise FILE, nothing kept": (advise, nothing),
    }
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, (command, environment) in commands.items():
            clock, processor = time.perf_counter(), _processor()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
            if turn:
                taken[name].append(Taken(time.perf_counter() - clock, _processor() - processor))
    return {name: Taken(*map(median, zip(*times, strict=True))) for name, times in taken.items()}


def _processor() -> float:
    """Give the seconds that programs which have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
