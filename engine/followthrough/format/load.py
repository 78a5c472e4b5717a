"""A folder of YAML files and tables becomes a `KnowledgeBase`, or a list of everything that is wrong with it.

The files are found and read here, as words (`yaml_words`, `csv_words`) that fill in forms (`filling`, `table_forms`,
`letters`). Then every name in them is looked up (`resolve`). A part that is wrong is noted and left out, and reading
continues, so that one run reports all problems.
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
_FOLDERS = ("rules", "laws", "cases")
_ENDINGS = (".yaml", ".yml")
_LETTERS = "letters"
_TABLES = "tables"
_TABLE_ENDINGS = (".csv", ".xlsx", ".tsv", ".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".fods", ".numbers")
"""Endings of files that, in the folder of the rules, are meant to be tables of rules. We read the first two."""
_WHICH_FOLDER = "name the folder that contains base.yaml"


def load(folder: "str | Path | None" = None) -> KnowledgeBase:
    """Load the knowledge base in a folder, or the built-in one, which is cached from one program to the next (`cache`).

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
    """Make a knowledge base from its files, given by their path in it (`base.yaml`, `rules/x.yaml` ...).

    Raises KnowledgeError with all problems.
    """
    return _parse(files, [])


def built_in() -> "Path":
    """Return the folder of the built-in knowledge base, which is in the package or in the checkout it runs from."""
    from pathlib import Path

    return Path(_built_in())


def _built_in() -> str:
    package = os.path.dirname(os.path.dirname(__file__))
    packaged = os.path.join(package, "knowledge")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(package)), "knowledge")


def shown_as(root: "Path") -> "Path":
    """Return a folder as a person would write it: relative to the current folder if it is inside."""
    from pathlib import Path

    try:
        shown = root.resolve().relative_to(Path.cwd())
    except (ValueError, OSError, RuntimeError):
        shown = root
    return Path("".join(character if character.isprintable() else "?" for character in str(shown)))


def _kind(name: str) -> str | None:
    """Return the kind of file that a path in a knowledge base is, or None if it is not one of its files."""
    folder, _, rest = name.rpartition("/")
    if folder == _LETTERS:
        return _LETTERS if rest.endswith(".txt") else None
    if folder == "rules" and rest.endswith(_TABLE_ENDINGS[:2]):
        return _TABLES
    kind = folder or rest.removesuffix(".yaml")
    allowed = _FOLDERS if folder else _SINGLE_FILES
    return kind if kind in allowed and rest.endswith(".yaml") else None


def belongs(path: str) -> bool:
    """Return whether a file, by its path in a base, is one of the base's files or was meant to be.

    >>> [belongs(path) for path in ("rules/fees.csv", "rules/fees.xlsx", "leads.csv", "cases/x.yml", "letters/x.txt")]
    [True, True, False, True, True]
    """
    folder, _, name = path.rpartition("/")
    if name.startswith((".", "~$")):  # an office program marks an open file with ~$
        return False
    among_rules = folder == "rules" or folder.startswith("rules/")
    return (
        name.endswith(_ENDINGS)
        or (folder == _LETTERS and name.endswith(".txt"))
        or (among_rules and name.lower().endswith(_TABLE_ENDINGS))
    )


def _files(root: str, problems: list[Problem]) -> dict[str, bytes | None]:
    """Read the files of a knowledge base, by their path in it. Raises KnowledgeError if there is no knowledge base.

    The content is None if a file cannot be read, which is noted, or is not a file of a knowledge base.
    """
    try:
        if not S_ISDIR(os.stat(root).st_mode):
            raise KnowledgeError([Problem(Place(""), "is a file, not a folder", _WHICH_FOLDER)])
        names = _names(root, problems)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise KnowledgeError([Problem(Place(""), "does not exist", _WHICH_FOLDER)]) from None
    except OSError as error:
        raise KnowledgeError([Problem(Place(""), f"cannot be read ({error.strerror})", _WHICH_FOLDER)]) from None
    found: dict[str, bytes | None] = {}
    if len(names) > MAX_FILES:
        problems.append(Problem(Place(""), f"has more than {MAX_FILES} files", "merge or remove some of them"))
    for name in names[:MAX_FILES]:
        if not name.isprintable():
            folder, _, file = name.rpartition("/")
            problems.append(Problem(Place(folder), f"has a file with the name {quoted(file)}", "rename it"))
        else:
            found[name] = _content(os.path.join(root, name), name, problems) if _kind(name) else None
    return found


def _names(root: str, problems: list[Problem]) -> list[str]:
    """Return the files of a base in a folder and in its folders, except for hidden ones.

    A folder that cannot be opened is noted.
    """
    if not {f"{stem}{ending}" for stem in _SINGLE_FILES for ending in _ENDINGS} & set(os.listdir(root)):
        raise KnowledgeError([Problem(Place("base.yaml"), "is missing", f"add it, or {_WHICH_FOLDER}")])
    found: list[str] = []

    def inside_root(path: str) -> str:
        return os.path.relpath(path, root).replace(os.sep, "/")

    def note(error: OSError) -> None:
        place = Place(inside_root(error.filename))
        problems.append(
            Problem(place, f"cannot be opened ({error.strerror})", "make it readable, or move it elsewhere")
        )

    for folder, folders, files in os.walk(root, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = "" if folder == root else f"{inside_root(folder)}/"
        found += (f"{inside}{name}" for name in (*folders, *files) if belongs(f"{inside}{name}"))
    return sorted(found)


def _content(path: str, name: str, problems: list[Problem]) -> bytes | None:
    """Read a file. Return None and note a problem if it cannot be read."""
    try:
        mode = os.stat(path).st_mode
        if S_ISREG(mode):
            with open(path, "rb") as file:
                return file.read(MAX_BYTES + 1)
        if S_ISDIR(mode):
            wrong, remedy = "is a folder", "replace it with a file of that name"
        else:
            wrong, remedy = "is not a regular file", "replace it with a text file"
    except FileNotFoundError:
        wrong, remedy = "is a link to a file that does not exist", "replace it with the file"
    except OSError as error:
        wrong, remedy = f"cannot be read ({error.strerror})", "make it readable"
    problems.append(Problem(Place(name), wrong, remedy))
    return None


@uncollected()
def _parse(files: Mapping[str, bytes | None], problems: list[Problem]) -> KnowledgeBase:
    """Make a knowledge base from its files, adding to the problems that have been noted."""
    from followthrough.format.forms import FILE_FORMS
    from followthrough.format.letters import read_draft
    from followthrough.format.resolve import resolve

    forms: dict[str, Any] = {kind: [] if kind in _FOLDERS else None for kind in FILE_FORMS}
    forms |= {_LETTERS: [], _TABLES: []}
    torn: set[str] = set()
    _check_names(files, problems, torn)
    for name in sorted(files):
        kind, content = _kind(name), files[name]
        if kind == _LETTERS:
            forms[_LETTERS].append(None if content is None else read_draft(content, name, problems))
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
    """Read a table of rules. If a part of it cannot be read, that part may have defined any rule."""
    from followthrough.format.table_forms import read_table

    before = len(problems)
    twin = next(
        (table.file for table in forms[_TABLES] if table.file.rpartition(".")[0] == name.rpartition(".")[0]), ""
    )
    if twin:
        wrong = f"is a table of the same name as {twin}, and rows are named after their table"
        problems.append(Problem(Place(name), wrong, "keep one of the two, or rename one"))
    table = None if content is None or twin else read_table(content, name, problems)
    if table is not None:
        forms[_TABLES].append(table)
    if content is None or len(problems) > before:
        torn.add("rules")


def _filled(content: bytes, name: str, kind: str, problems: list[Problem]) -> Any:
    """Read a file and fill in the form of its kind. Return None if there is nothing to fill in."""
    from followthrough.format.filling import fill
    from followthrough.format.forms import FILE_FORMS
    from followthrough.format.yaml_words import read

    before = len(problems)
    node = read(content, name, problems)
    if node is not None and node != "":
        return fill(node, FILE_FORMS[kind], problems)
    if len(problems) == before:
        remedy = "remove it, or fill it in" if kind in _FOLDERS else "fill it in"
        problems.append(Problem(Place(name), "is empty", remedy))
    return None


def _check_names(files: Mapping[str, bytes | None], problems: list[Problem], torn: set[str]) -> None:
    """Note files that are missing, and files that do not belong."""
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
            problems.append(Problem(Place(name), "is not a file of a knowledge base", remedy))
    for kind in _SINGLE_FILES:
        name = f"{kind}.yaml"
        if name not in files:
            torn.add(kind)
            if name not in renamed:
                problems.append(Problem(Place(name), "is missing", "add it: every knowledge base has one"))


def _unread_table(name: str) -> Problem:
    """Return what is wrong with a table that is not read, and what to do."""
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    small = ending.lower()
    target = f"rules/{stem}.{small if f'.{small}' in _TABLE_ENDINGS[:2] else 'csv' if small == 'tsv' else 'xlsx'}"
    if target.endswith(f".{ending}"):
        remedy = f"move it to {target}"
    elif target.endswith(f".{small}"):
        remedy = f"rename it to {target}"
    elif small == "tsv":
        remedy = f"rename it to {target}: tabs may separate its cells"
    else:
        remedy = f"save it as {target}"
    return Problem(Place(name), "is not read as a table of rules", f"{remedy}, or move it out of rules/")


def _hash(files: Mapping[str, bytes | None]) -> str:
    """Return a hash of all files, by name, which changes if and only if some file does."""
    from hashlib import sha256

    digest = sha256()
    for name in sorted(files):
        content = files[name] or b""
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
