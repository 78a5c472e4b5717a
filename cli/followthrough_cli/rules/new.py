"""`rules new`: start a base, a counsel, a rule, or a law."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.files import shown_as
from followthrough.replacing import write_new, write_over, writing
from followthrough_cli import completion
from followthrough_cli.lazy_group import LazyGroup
from followthrough_cli.options import Folders, base_option, counsels_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.rules.finding_formats import lines
from followthrough_cli.rules.law_outcomes import at
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.starting import Started


_COMMANDS = {
    "base": "rules.new:new_base",
    "counsel": "rules.new:new_counsel",
    "rule": "rules.new:new_rule",
    "law": "rules.new:new_law",
}

_tests_option = partial(click.option, multiple=True, metavar="FACT=TEST")


@click.command(cls=LazyGroup, commands_at=_COMMANDS)
def new() -> None:
    r"""Start a knowledge base, a counsel, a rule, or a law, that passes all checks.

    \b
    followthrough rules new base umbrella
    followthrough rules new counsel coach --follows leaflet --base umbrella
    """


@click.command("base")
@click.argument("folder", metavar="DIR", shell_complete=completion.folders)
@click.pass_obj
def new_base(terminal: Terminal, folder: str) -> None:
    r"""Start a base with a few annotated rules in DIR, a new or empty folder.

    Replace them with your own, file by file, and check after each step.

    \b
    followthrough rules new base umbrella
    followthrough rules check --base umbrella
    """
    from followthrough.authoring.starting import starter_files

    _write_files(terminal, Path(folder), starter_files())
    terminal.note(f"a base to start from; `followthrough rules check --base {folder}` checks it")


def _write_files(terminal: Terminal, root: Path, files: Mapping[str, str]) -> None:
    """Write files into a new or empty folder, and show them. Raises LeadError if there is something in it."""
    with writing(root):
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise LeadError([Problem(Place(str(root)), "is not an empty folder", "name a new one")])
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, text)
    for name in files:
        if name.endswith(".yaml"):
            terminal.show((root / name).as_posix())


@click.command("counsel")
@click.argument("name")
@click.option(
    "--follows",
    required=True,
    multiple=True,
    metavar="NAME",
    shell_complete=completion.authorities,
    help="A counsel whose rules stand for it, too.",
)
@click.option("--name", "person", metavar="TEXT", help="Its name as people read it.")
@click.option("--work", metavar="TEXT", help="Where its advice is from, such as a title and an address.")
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    shell_complete=completion.folders,
    help="Write it into DIR, a new or empty folder; NAME by default.",
)
@base_option
@click.pass_obj
def new_counsel(
    terminal: Terminal,
    name: str,
    follows: tuple[str, ...],
    person: str | None,
    work: str | None,
    folder: str | None,
    base: Folders,
) -> None:
    r"""Start a counsel in a folder of its own, which is laid over a base with --with.

    It adopts the rules of the counsels that it follows, and nothing of the base is changed. Write down in its
    sources.yaml what its advice says, then add rules with `rules new rule`.

    \b
    followthrough rules new counsel coach --follows leaflet --base umbrella
    followthrough rules check --base umbrella --with coach
    """
    from followthrough.authoring.new_counsel import counsel_files
    from followthrough.authoring.schema_files import FOLDER, write_schemas

    root = Path(folder if folder is not None else name)
    _write_files(terminal, root, counsel_files(base.all, name, follows, person=person, work=work))
    laid = Folders(base.base, (*base.overlays, str(root)))
    write_schemas(root / FOLDER, laid.load(), of_overlay=True)
    terminal.note(f"a counsel to start from; `followthrough rules check {laid.options}` checks it")


def _to_a_file_under(folder: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option with the file that an entry is appended to."""
    text = f"Append it to FILE, a new or existing file under {folder}/."
    return click.option("--to", "file", metavar="FILE", shell_complete=completion.files, help=text)


@click.command("rule")
@click.argument("name")
@click.option(
    "--counsel",
    required=True,
    metavar="NAME",
    shell_complete=completion.authorities,
    help="The counsel that the rule belongs to.",
)
@click.option(
    "--source",
    "sources",
    required=True,
    multiple=True,
    metavar="PASSAGE",
    shell_complete=completion.passages,
    help="A passage that supports it.",
)
@click.option("--inferred", is_flag=True, help="The passage is taken to mean this; it does not say it.")
@_tests_option("--if", "tests", required=True, help="A test that must hold, as in a rule file.")
@_tests_option("--unless", help="A test of its exception: the rule is silent if all of these hold.")
@click.option("--then", required=True, multiple=True, metavar="CONCEPT=VALUE", help="What it concludes.")
@click.option("--because", metavar="TEXT", help="The reason; by default, what the passage says.")
@click.option(
    "--overrides",
    multiple=True,
    metavar="RULE",
    shell_complete=completion.rules,
    help="A rule that is defeated when this one fires.",
)
@_to_a_file_under("rules")
@base_option
@click.pass_obj
def new_rule(
    terminal: Terminal,
    name: str,
    counsel: str,
    sources: tuple[str, ...],
    inferred: bool,
    tests: tuple[str, ...],
    unless: tuple[str, ...],
    then: tuple[str, ...],
    because: str | None,
    overrides: tuple[str, ...],
    file: str | None,
    base: Folders,
) -> int:
    r"""Start a rule that leaves the base as clean as it was, and print it or append it to a file.

    --source, --if, --unless, --then and --overrides can be repeated. Several tests of the same fact become a list, of
    which one must hold. If the rule would contradict others in some possible lead, it overrides them. If
    `rules check` would still find new problems, they are printed, nothing is written, and the exit status is 1.

    \b
    followthrough rules new rule dry-sky --base umbrella \
      --counsel neighbor --source n1 --if rain=none --then umbrella=leave
    """
    from followthrough.authoring.entries import RuleDraft
    from followthrough.authoring.starting import start_rule

    pairs = (_pairs("--if", tests), _pairs("--then", then), _pairs("--unless", unless))
    draft = RuleDraft(name, counsel, sources, *pairs, because, overrides, inferred)
    path = Path(file) if file is not None else base.all[-1] / "rules" / f"{name}.yaml"
    started = start_rule(base.all, draft, f"rules/{path.name}", _within(path, base, "rules"))
    if _write(terminal, name, started, path, base, is_printed=file is None) == FINDINGS:
        return FINDINGS
    if started.added_overrides:
        terminal.note(f"it overrides the rules that would contradict it: {', '.join(started.added_overrides)}")
    if because is None:
        terminal.note("its reason is what the passage says; reword it for the person who asks")
    for finding in started.breaks:
        terminal.note(f"{at(base.shown, finding.place)}: {finding.wrong}")
    return 0


@click.command("law")
@click.argument("name")
@counsels_option(help="A counsel it is for; by default, all.")
@_tests_option("--if", "tests", help="A test of the leads it speaks of, as in a law file.")
@click.option("--after", metavar="WHAT", help="What happens in between: `doing CONCEPT`, or days, as in `7 days`.")
@_tests_option("--never", help="A test: these must not all hold.")
@_tests_option("--then", help="A test: these must all hold.")
@click.option("--because", required=True, metavar="TEXT", help="Why it must hold.")
@_to_a_file_under("laws")
@base_option
@click.pass_obj
def new_law(
    terminal: Terminal,
    name: str,
    counsels: tuple[str, ...],
    tests: tuple[str, ...],
    after: str | None,
    never: tuple[str, ...],
    then: tuple[str, ...],
    because: str,
    file: str | None,
    base: Folders,
) -> int:
    r"""Start a law, and print it or append it to a file once it is proved to hold for every possible lead.

    NAME says in a few words what must hold. A law has either --never or --then; --counsel, --if, --never and --then can
    be repeated, and several tests of the same fact become a list, of which one must hold. If the law does not hold, or
    no lead meets it, the findings are printed, nothing is written, and the exit status is 1.

    \b
    followthrough rules new law 'a hood, no umbrella' --base umbrella \
      --if 'reminder=wear a hood' --then umbrella=leave --because 'Hands free.'
    """
    from followthrough.authoring.entries import LawDraft
    from followthrough.authoring.starting import start_law

    pairs = (_pairs("--if", tests), after, _pairs("--never", never), _pairs("--then", then))
    draft = LawDraft(name, because, counsels, *pairs)
    path = Path(file) if file is not None else base.all[-1] / "laws" / "laws.yaml"
    started = start_law(base.all, draft, f"laws/{path.name}", _within(path, base, "laws"))
    return _write(terminal, name, started, path, base, is_printed=file is None)


def _write(terminal: Terminal, name: str, started: "Started", path: Path, base: Folders, *, is_printed: bool) -> int:
    """Print an entry or append it to a file, or say why neither: it would bring new problems."""
    from followthrough.authoring.checks import seen_from_here
    from followthrough.authoring.schema_files import keep_up

    if started.findings:
        for finding in started.findings:
            seen = seen_from_here(finding, base.shown)
            terminal.verbatim("\n".join(lines(replace(seen, place=Place(seen.place.file)))))
        terminal.note(f"{name} was not written: it would bring new problems into the base")
        return FINDINGS
    if is_printed:
        terminal.verbatim(started.text.removesuffix("\n"))
    else:
        _add_to(path, started.before + started.text)
        keep_up(base.all, _within(path, base, path.parent.name))
        terminal.note(f"{name} added to {path}")
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


def _within(path: Path, base: Folders, kind: str) -> int:
    """Return in which folder a file of rules or laws is: 0 for the base, or the number of the overlay."""
    folders = [(folder / kind).resolve() for folder in base.all]
    if path.suffix != ".yaml" or path.resolve().parent not in folders:
        shown = shown_as(base.all[-1])
        wrong = f"is not a {kind.removesuffix('s')} file of {' or '.join(str(shown_as(one)) for one in base.all)}"
        raise LeadError([Problem(Place(str(path)), wrong, f"name one as {shown / kind / 'more.yaml'}")])
    return folders.index(path.resolve().parent)
