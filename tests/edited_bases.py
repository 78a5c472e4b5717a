"""Knowledge bases with an ordinary edit in them: what an author does in the middle of the work, slips among it.

An edit changes the text of the files, as an editor would, and the outcome may be anything: a base in which cases fail,
rules contradict each other, nothing is concluded, or one that cannot be read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

Files = Mapping[str, str]
"""The text of each file of a base, by its path in it."""

_ENTRY = re.compile(r"^- .*\n(?:(?!- ).*\n)*", re.MULTILINE)
"""An entry of a list at the left margin: a rule, a case, a question."""


def files_of(folder: Path) -> Files:
    """Read the files of a base."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".txt")
    }


def write(files: Files, folder: Path) -> Path:
    """Write a base into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def edited(files: Files, random: Random, times: int = 1) -> Files:
    """Make ordinary edits at random places."""
    for _ in range(times):
        changed = None
        while changed is None:
            changed = random.choice(EDITS)(files, random)
        files = changed
    return files


def _places(files: Files, folder: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
    for name, text in files.items():
        if name.startswith(folder):
            yield from ((name, match) for match in pattern.finditer(text))


def _substitute(
    folder: str, pattern: str, by: Callable[[re.Match[str], Random, Files], str]
) -> Callable[[Files, Random], Files | None]:
    """Make an edit that replaces a random one of the places that fit."""
    compiled = re.compile(pattern, re.MULTILINE)

    def edit(files: Files, random: Random) -> Files | None:
        places = list(_places(files, folder, compiled))
        if not places:
            return None
        name, match = random.choice(places)
        text = files[name]
        return {**files, name: text[: match.start()] + by(match, random, files) + text[match.end() :]}

    return edit


def _another_number(match: re.Match[str], random: Random, files: Files) -> str:
    return f"{match[1]}{max(0, int(match[2]) + random.choice((-3, -1, 1, 3)))}"


def _another_test(match: re.Match[str], random: Random, files: Files) -> str:
    """Test something that is tested elsewhere of the same fact, or is concluded of it."""
    name, given = match[1], match[2]
    others = {
        found
        for _, one in _places(files, "rules", re.compile(rf"\b{name}: ([^\[{{,}}\n]+)"))
        if (found := one[1].strip()) != given
    }
    return f"{name}: {random.choice(sorted({*others, 'known', 'unknown'}))}"


def _an_exception(match: re.Match[str], random: Random, files: Files) -> str:
    """Add an `unless` of something that is tested elsewhere."""
    _, other = random.choice(list(_places(files, "rules", re.compile(r"\b([a-z_]+): ([^\[{},\n]+?)(?=[,}\n])"))))
    return f"  unless: {{{other[0]}}}\n{match[0]}"


def _an_override(match: re.Match[str], random: Random, files: Files) -> str:
    _, other = random.choice(list(_places(files, "rules", re.compile(r"^- rule: (.*)$", re.MULTILINE))))
    return f"  overrides: {other[1]}\n{match[0]}"


def _without_an_entry(folder: str) -> Callable[[Files, Random], Files | None]:
    return _substitute(folder, _ENTRY.pattern, lambda match, random, files: "")


_CONDITION = r"\b([a-z_]+): ([^\[{},\n:]+?)(?=[,}\n])"

EDITS: tuple[Callable[[Files, Random], Files | None], ...] = (
    _substitute("rules", r"((?:at least|at most|less than|more than) )(\d+)", _another_number),
    _substitute("rules", r"(: )(\d+)$", _another_number),
    _substitute("rules", rf"(?<=    ){_CONDITION}", _another_test),
    _substitute("rules", rf"(?<=[{{ ]){_CONDITION}", _another_test),
    _substitute("rules", r"^    [a-z_]+: .*\n", lambda match, random, files: ""),
    _substitute("rules", r"^  if: .*\n", lambda match, random, files: "  if: {}\n"),
    _substitute("rules", r"^  (overrides|unless|due): .*\n", lambda match, random, files: ""),
    _substitute("rules", r"^  then: ", _an_exception),
    _substitute("rules", r"^  because: ", _an_override),
    _substitute("concepts", r",? *otherwise: [^,}\n]+", lambda match, random, files: ""),
    _without_an_entry("rules"),
    _without_an_entry("rules"),
    _without_an_entry("cases"),
    _without_an_entry("questions"),
)
"""Each gives the files with one edit, or None where there is nothing of its kind to edit."""
