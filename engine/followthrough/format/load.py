"""A folder of YAML files and tables becomes a `KnowledgeBase`, or a list of everything that is wrong with it.

The files are found and read here, as words (`yaml_words`, `csv_words`) that fill in forms (`forms`, `table_forms`);
then every name in them is looked up: first those of counsels, passages, questions and concepts (`vocabulary`), then
those that rules, tables of them (`tables`), `letters` and cases use (`resolve`). A part that is wrong is noted and left
out, and reading goes on, so that one run reports all problems.
"""

import os
from collections.abc import Mapping
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from followthrough.errors import KnowledgeError, Place, Problem, did_you_mean
from followthrough.format.cache import keep, kept
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import MAX_BYTES, quoted
from followthrough.garbage_collection import uncollected

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILES = 500
"""Most files in one knowledge base. A folder with more is not a knowledge base someone meant."""

_SINGLE_FILES = ("base", "sources", "questions", "concepts")
_FOLDERS = ("rules", "cases")
_ENDINGS = (".yaml", ".yml")
_LETTERS = "letters"
_TABLES = "tables"
_TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
"""Endings of files that somebody takes for a table of rules where they are among the rules; we read CSV."""
_WHICH_FOLDER = "name the folder that holds base.yaml"


def load(folder: "str | Path | None" = None) -> KnowledgeBase:
    """Load the knowledge base in a folder, or the built-in one, which is kept from one program to the next (`cache`).

    Raises KnowledgeError with all problems, each `file:line:col: what is wrong; what to do`.

    >>> load().title
    'After the interview'
    """
    root = _built_in() if folder is None else os.fspath(folder) or os.curdir
    problems: list[Problem] = []
    try:
        files = _files(root, problems)
        base = kept(files) if folder is None and not problems else None
        if base is None:
            base = _parse(files, problems)
            if folder is None:
                keep(base, files)
        return base
    except KnowledgeError as error:
        from pathlib import Path

        shown = shown_as(Path(root))
        raise KnowledgeError(
            replace(problem, place=replace(problem.place, file=(shown / problem.place.file).as_posix()))
            for problem in error.problems
        ) from None


def parse(files: Mapping[str, bytes]) -> KnowledgeBase:
    """Make a knowledge base of its files, given by their path in it (`base.yaml`, `rules/x.yaml` ...).

    Raises KnowledgeError with all problems.
    """
    return _parse(files, [])


def built_in() -> "Path":
    """Find the folder of the built-in knowledge base: in the package, or in the checkout it runs from."""
    from pathlib import Path

    return Path(_built_in())


def _built_in() -> str:
    package = os.path.dirname(os.path.dirname(__file__))
    packaged = os.path.join(package, "knowledge")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(package)), "knowledge")


def shown_as(root: "Path") -> "Path":
    """Write a folder as a person would: relative to where they stand, if it is below."""
    from pathlib import Path

    try:
        shown = root.resolve().relative_to(Path.cwd())
    except (ValueError, OSError, RuntimeError):
        shown = root
    return Path("".join(character if character.isprintable() else "?" for character in str(shown)))


def _kind(name: str) -> str | None:
    """Tell which kind of file a path in a knowledge base is; None if nothing reads it."""
    folder, _, rest = name.rpartition("/")
    if folder == _LETTERS:
        return _LETTERS if rest.endswith(".txt") else None
    if folder == "rules" and rest.endswith(".csv"):
        return _TABLES
    kind = folder or rest.removesuffix(".yaml")
    allowed = _FOLDERS if folder else _SINGLE_FILES
    return kind if kind in allowed and rest.endswith(".yaml") else None


def belongs(path: str) -> bool:
    """Tell whether a file, by its path in a base, is one of its files, or was meant to be.

    >>> [belongs(path) for path in ("rules/fees.csv", "rules/fees.xlsx", "leads.csv", "cases/x.yml", "letters/x.txt")]
    [True, True, False, True, True]
    """
    folder, _, name = path.rpartition("/")
    if name.startswith((".", "~$")):  # an office program marks with the latter that a file is open
        return False
    among_rules = folder == "rules" or folder.startswith("rules/")
    return (
        name.endswith(_ENDINGS)
        or (folder == _LETTERS and name.endswith(".txt"))
        or (among_rules and name.lower().endswith(_TABLE_ENDINGS))
    )


def _files(root: str, problems: list[Problem]) -> dict[str, bytes | None]:
    """Read the files of a knowledge base, by their path in it; raises KnowledgeError if there is none.

    None stands for the content of a file that cannot be read, which is noted, and of one that nothing reads.
    """
    try:
        if not S_ISDIR(os.stat(root).st_mode):
            raise KnowledgeError([Problem(Place(""), "is a file, not a folder", _WHICH_FOLDER)])
        names = _names(root, problems)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise KnowledgeError([Problem(Place(""), "is not there", _WHICH_FOLDER)]) from None
    except OSError as error:
        raise KnowledgeError([Problem(Place(""), f"cannot be read ({error.strerror})", _WHICH_FOLDER)]) from None
    found: dict[str, bytes | None] = {}
    if len(names) > MAX_FILES:
        problems.append(Problem(Place(""), f"has more than {MAX_FILES} files", "join or remove some of them"))
    for name in names[:MAX_FILES]:
        if not name.isprintable():
            folder, _, file = name.rpartition("/")
            problems.append(Problem(Place(folder), f"has a file with the name {quoted(file)}", "give it a plain name"))
        else:
            found[name] = _content(os.path.join(root, name), name, problems) if _kind(name) else None
    return found


def _names(root: str, problems: list[Problem]) -> list[str]:
    """List the files of a base in a folder, and in the folders in it unless they are hidden.

    A folder that cannot be looked into is noted.
    """
    if not {f"{stem}{ending}" for stem in _SINGLE_FILES for ending in _ENDINGS} & set(os.listdir(root)):
        raise KnowledgeError([Problem(Place("base.yaml"), "is not there", f"add it, or {_WHICH_FOLDER}")])
    found: list[str] = []

    def inside_root(path: str) -> str:
        return os.path.relpath(path, root).replace(os.sep, "/")

    def note(error: OSError) -> None:
        place = Place(inside_root(error.filename))
        problems.append(
            Problem(place, f"cannot be looked into ({error.strerror})", "make it readable, or move it elsewhere")
        )

    for folder, folders, files in os.walk(root, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = "" if folder == root else f"{inside_root(folder)}/"
        found += (f"{inside}{name}" for name in (*folders, *files) if belongs(f"{inside}{name}"))
    return sorted(found)


def _content(path: str, name: str, problems: list[Problem]) -> bytes | None:
    """Read a file; note a problem if that is not possible."""
    try:
        mode = os.stat(path).st_mode
        if S_ISREG(mode):
            with open(path, "rb") as file:
                return file.read(MAX_BYTES + 1)
        if S_ISDIR(mode):
            wrong, remedy = "is a folder", "put a file of that name in its place"
        else:
            wrong, remedy = "is not a plain file", "put a text file in its place"
    except FileNotFoundError:
        wrong, remedy = "is a link to a file that is not there", "put the file in its place"
    except OSError as error:
        wrong, remedy = f"cannot be read ({error.strerror})", "make it readable"
    problems.append(Problem(Place(name), wrong, remedy))
    return None


@uncollected()
def _parse(files: Mapping[str, bytes | None], problems: list[Problem]) -> KnowledgeBase:
    """Make a knowledge base of its files, adding to the problems noted already."""
    from followthrough.format.forms import FILE_FORMS
    from followthrough.format.letters import read_draft
    from followthrough.format.resolve import resolve

    forms: dict[str, Any] = {kind: [] if kind in _FOLDERS else None for kind in FILE_FORMS}
    forms |= {_LETTERS: [], _TABLES: []}
    torn: set[str] = set()
    _check_names(files, problems, torn)
    for name in sorted(files):
        kind, content = _kind(name), files[name]
        if kind == _LETTERS and content is not None:
            forms[_LETTERS].append(read_draft(content, name, problems))
        if kind == _TABLES:
            _read_table(content, name, forms, problems, torn)
        if kind in (None, _LETTERS, _TABLES):
            continue
        filled = None if content is None else _filled(content, name, kind, problems)
        if not filled:
            torn.add(kind)
        elif kind in _FOLDERS:
            forms[kind].extend(filled)
        else:
            forms[kind] = filled
    base = resolve(forms, _hash(files), problems, torn)
    if base is None:
        raise KnowledgeError(problems)
    return base


def _read_table(
    content: bytes | None, name: str, forms: dict[str, Any], problems: list[Problem], torn: set[str]
) -> None:
    """Read a table of rules; where a part of it cannot be read, it may have defined any rule."""
    from followthrough.format.table_forms import read_table

    before = len(problems)
    table = None if content is None else read_table(content, name, problems)
    if table is not None:
        forms[_TABLES].append(table)
    if content is None or len(problems) > before:
        torn.add("rules")


def _filled(content: bytes, name: str, kind: str, problems: list[Problem]) -> Any:
    """Read a file and fill in the form of its kind; None if there is nothing to fill in."""
    from followthrough.format.filling import fill
    from followthrough.format.forms import FILE_FORMS
    from followthrough.format.yaml_words import read

    before = len(problems)
    node = read(content, name, problems)
    if node is not None and node != "":
        return fill(node, FILE_FORMS[kind], problems)
    if len(problems) == before:
        remedy = "remove it, or write something in it" if kind in _FOLDERS else "write something in it"
        problems.append(Problem(Place(name), "is empty", remedy))
    return None


def _check_names(files: Mapping[str, bytes | None], problems: list[Problem], torn: set[str]) -> None:
    """Note files that are missing, and files that nothing reads."""
    renamed: set[str] = set()
    for name in sorted(files):
        if _kind(name) is None and not name.endswith(_ENDINGS):
            torn.add("rules")
            problems.append(_unread_table(name))
        elif _kind(name) is None:
            stem = name.rpartition("/")[2].rpartition(".")[0]
            known = [*(f"{one}.yaml" for one in _SINGLE_FILES), *(f"{folder}/{stem}.yaml" for folder in _FOLDERS)]
            meant = f"{name.removesuffix('.yml').removesuffix('.yaml')}.yaml"
            if meant in known:
                remedy = f"name it {meant}"
                renamed.add(meant)
            else:
                remedy = did_you_mean(name, known)
            torn.add(str(_kind(meant)))
            problems.append(Problem(Place(name), "is a YAML file that nothing reads", remedy))
    for kind in _SINGLE_FILES:
        name = f"{kind}.yaml"
        if name not in files:
            torn.add(kind)
            if name not in renamed:
                problems.append(Problem(Place(name), "is not there", "add it: every knowledge base has one"))


def _unread_table(name: str) -> Problem:
    """Say what to do with a table that nothing reads."""
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    kept = "move it to" if ending == "csv" else "rename it to" if ending.lower() == "csv" else "save it as CSV (UTF-8),"
    return Problem(Place(name), "is a table that nothing reads", f"{kept} rules/{stem}.csv, or move it out of rules/")


def _hash(files: Mapping[str, bytes | None]) -> str:
    """Hash the content of all files, by name: it changes if and only if some file does."""
    from hashlib import sha256

    digest = sha256()
    for name in sorted(files):
        content = files[name] or b""
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
