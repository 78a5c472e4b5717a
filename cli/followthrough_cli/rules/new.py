"""`rules new`: start a base, or a rule."""

from collections.abc import Sequence
from pathlib import Path

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.load import built_in, shown_as
from followthrough.replacing import write_new, write_over, writing
from followthrough_cli.options import base_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Terminal


@click.group()
def new() -> None:
    """Start a knowledge base, or a rule, that passes all checks."""


@new.command("base")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def new_base(terminal: Terminal, folder: str) -> None:
    """Start a base with two annotated rules in DIR, a new or empty folder.

    Replace them with your own, file by file, and check after each step.
    """
    from followthrough.authoring.starting import starter_files

    root = Path(folder)
    files = starter_files()
    with writing(root):
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise LeadError([Problem(Place(folder), "is not an empty folder", "name a new one")])
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, text)
    for name in files:
        if name.endswith(".yaml"):
            terminal.show((root / name).as_posix())
    terminal.note(f"a base to start from; `followthrough rules check --base {folder}` checks it")


@new.command("rule")
@click.argument("name")
@click.option("--counsel", required=True, metavar="NAME", help="The counsel that the rule belongs to.")
@click.option(
    "--source", "sources", required=True, multiple=True, metavar="PASSAGE", help="A passage that supports it."
)
@click.option(
    "--if", "tests", required=True, multiple=True, metavar="FACT=TEST", help="A test that must hold, as in a rule file."
)
@click.option(
    "--unless",
    multiple=True,
    metavar="FACT=TEST",
    help="A test of its exception: the rule is silent if all of these hold.",
)
@click.option("--then", required=True, multiple=True, metavar="CONCEPT=VALUE", help="What it concludes.")
@click.option("--because", metavar="TEXT", help="The reason; by default, what the passage says.")
@click.option("--overrides", multiple=True, metavar="RULE", help="A rule that is defeated when this one fires.")
@click.option("--to", "file", metavar="FILE", help="Append it to FILE, a new or existing file under rules/.")
@base_option
@click.pass_obj
def new_rule(
    terminal: Terminal,
    name: str,
    counsel: str,
    sources: tuple[str, ...],
    tests: tuple[str, ...],
    unless: tuple[str, ...],
    then: tuple[str, ...],
    because: str | None,
    overrides: tuple[str, ...],
    file: str | None,
    base: str | None,
) -> int:
    """Start a rule that leaves the base as clean as it was, and print it or append it to a file.

    --source, --if, --unless, --then and --overrides can be repeated. Several tests of the same fact become a list, of
    which one must hold. If the rule would contradict others in some possible lead, it overrides them. If
    `rules check` would still find new problems, they are printed, nothing is written, and the exit status is 1.
    """
    from followthrough.authoring.entries import RuleDraft
    from followthrough.authoring.starting import start_rule

    root = Path(base) if base is not None else built_in()
    pairs = (_pairs("--if", tests), _pairs("--then", then), _pairs("--unless", unless))
    draft = RuleDraft(name, counsel, sources, *pairs, because, overrides)
    path = Path(file) if file is not None else root / "rules" / f"{name}.yaml"
    started = start_rule(root, draft, _in_base(path, root))
    if started.findings:
        for finding in started.findings:
            terminal.verbatim(
                f"{shown_as(root) / finding.place.file}: {finding.code} {finding.wrong}; {finding.remedy}"
            )
        terminal.note(f"{name} was not written: it would bring new problems into the base")
        return FINDINGS
    if file is None:
        terminal.verbatim(started.text.removesuffix("\n"))
    else:
        _add_to(path, started.before + started.text)
        terminal.note(f"{name} added to {file}")
    if started.added_overrides:
        terminal.note(f"it overrides the rules that would contradict it: {', '.join(started.added_overrides)}")
    if because is None:
        terminal.note("its reason is what the passage says; reword it for the person who asks")
    for finding in started.breaks:
        terminal.note(f"{shown_as(root) / finding.place.file}:{finding.place.line}: {finding.wrong}")
    return 0


def _add_to(path: Path, text: str) -> None:
    """Append a text to a file, or create the file."""
    with writing(path):
        path.parent.mkdir(exist_ok=True)
        there = path.read_bytes().decode() if path.exists() else ""
        write_over(path, there + text)


def _pairs(option: str, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the name=value pairs given with an option."""
    pairs = []
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise LeadError([Problem(Place(f"{option} {text}"), "is not a pair", f"write {option} name=value")])
        pairs.append((name, value))
    return tuple(pairs)


def _in_base(path: Path, root: Path) -> str:
    """Return the path of a rule file within a base."""
    if path.suffix != ".yaml" or path.resolve().parent != (root / "rules").resolve():
        wrong = f"is not a rule file of {shown_as(root)}"
        raise LeadError([Problem(Place(str(path)), wrong, f"name one as {shown_as(root) / 'rules' / 'more.yaml'}")])
    return f"rules/{path.name}"
