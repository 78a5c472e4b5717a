"""Finds the files of a knowledge base and of overlays, and reads their bytes; nothing in them is looked at."""

import os
import re
from collections.abc import Collection, Sequence
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

from msgspec.structs import replace

from followthrough.errors import KnowledgeError, Place, Problem, nearest
from followthrough.format.layers import FolderFiles, prefix_of
from followthrough.format.words import MAX_BYTES, quoted

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILES = 500
"""Most files in one knowledge base. A folder with more is not a knowledge base someone meant."""
MAX_ALL_BYTES = 64 << 20
"""Largest knowledge base, all of its files together."""
_SMALLER = "remove what does not belong, or make two bases of it"

SINGLE_FILES = ("base", "sources", "questions", "concepts")
"""The kinds of files of which a base has one each, named after the kind."""
FOLDERS = ("rules", "laws", "cases")
"""The kinds of files of which a base has any number, each in a folder named after the kind."""
_ENDINGS = (".yaml", ".yml")
_YAML = re.compile(r"\.ya?ml(?:\.(?:txt|rtf|docx?|odt))?$", re.IGNORECASE)
"""Endings of files that are meant to be YAML. An editor of texts adds its own, which many systems hide."""
_COPY = re.compile(r"(?: \(\d+\)| ?- ?copy(?: ?\(\d+\))?| copy(?: \d+)?)$", re.IGNORECASE)
"""What browsers and systems add to the name of a copy."""
_DOCUMENTS = (".docx", ".doc", ".odt", ".rtf", ".txt")
"""Endings, in small letters, of files that are meant to be drafts of letters. We read the last one."""
LETTERS = "letters"
TABLES = "tables"
_TABLE_ENDINGS = (".csv", ".xlsx", ".tsv", ".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".fods", ".numbers")
"""Endings of files that, in the folder of the rules, are meant to be tables of rules. We read the first two."""
_WHICH_FOLDER = "name the folder that contains base.yaml"
_WHICH_OVERLAY = "name the folder of a counsel, or start one with `followthrough rules new counsel`"


def read_layers(folder: "str | Path", overlays: "Sequence[str | Path]" = ()) -> tuple[FolderFiles, ...]:
    """Read the files of a base and its overlays. Raises KnowledgeError if a folder is none, or is named twice."""
    root = os.fspath(folder) or os.curdir
    problems: list[Problem] = []
    layers = [FolderFiles(_files(root, problems, _WHICH_FOLDER), problems=tuple(problems))]
    wrong: list[Problem] = []
    taken = {os.path.realpath(root): "is the base itself"}
    for folder in (os.fspath(overlay) or os.curdir for overlay in overlays):
        layer = _overlay(folder)
        if (real := os.path.realpath(folder)) in taken:
            wrong.append(Problem(layer.folder, taken[real], "name it once"))
        elif not layer.files and layer.problems:
            wrong.extend(layer.problems)
        taken[real] = "is laid over the base twice"
        layers.append(layer)
    if wrong:
        raise KnowledgeError(wrong)
    return tuple(layers)


def _overlay(folder: str) -> FolderFiles:
    """Read the files of an overlay. If there is none, the layer has no files, and a problem."""
    from pathlib import Path

    prefix = prefix_of(str(shown_as(Path(folder))))
    problems: list[Problem] = []
    files: dict[str, bytes | None] = {}
    try:
        files = _files(folder, problems, _WHICH_OVERLAY)
    except KnowledgeError as error:
        problems.extend(error.problems)
    placed = (replace(one, place=Place(f"{prefix}{one.place.file}".removesuffix("/"))) for one in problems)
    return FolderFiles(files, prefix, tuple(placed))


def kind_of(name: str) -> str | None:
    """Return the kind of file that a path in a knowledge base is, or None if it is not one of its files."""
    folder, _, rest = name.rpartition("/")
    if folder == LETTERS:
        return LETTERS if rest.endswith(".txt") else None
    if folder == "rules" and rest.endswith(_TABLE_ENDINGS[:2]):
        return TABLES
    kind = folder or rest.removesuffix(".yaml")
    allowed = FOLDERS if folder else SINGLE_FILES
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
        _YAML.search(name) is not None
        or (folder == LETTERS and name.lower().endswith(_DOCUMENTS))
        or (among_rules and name.lower().endswith(_TABLE_ENDINGS))
    )


def _files(root: str, problems: list[Problem], which: str) -> dict[str, bytes | None]:
    """Read the files of a knowledge base, by their path in it. Raises KnowledgeError if there is no knowledge base.

    The content is None if a file cannot be read, which is noted, or is not a file of a knowledge base. `which` says
    what to name instead of a folder that has no base.
    """
    try:
        if not S_ISDIR(os.stat(root).st_mode):
            raise KnowledgeError([Problem(Place(""), "is a file, not a folder", which)])
        names = _names(root, problems, which)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise KnowledgeError([Problem(Place(""), "does not exist", which)]) from None
    except OSError as error:
        raise KnowledgeError([Problem(Place(""), f"cannot be read ({error.strerror})", which)]) from None
    found: dict[str, bytes | None] = {}
    if len(names) > MAX_FILES:
        problems.append(Problem(Place(""), f"has more than {MAX_FILES} files", "merge or remove some of them"))
    left = MAX_ALL_BYTES
    for name in names[:MAX_FILES]:
        if not name.isprintable():
            folder, _, file = name.rpartition("/")
            problems.append(Problem(Place(folder), f"has a file with the name {quoted(file)}", "rename it"))
        elif left >= 0:
            found[name] = _content(os.path.join(root, name), name, problems) if kind_of(name) else None
            left -= len(found[name] or b"")
    if left < 0:
        problems.append(Problem(Place(""), f"has more than {MAX_ALL_BYTES >> 20} MiB in its files", _SMALLER))
    return found


def _names(root: str, problems: list[Problem], which: str) -> list[str]:
    """Return the files of a base in a folder and in its folders, except for hidden ones.

    A folder that cannot be opened is noted.
    """
    if not {_YAML.sub("", name).lower() for name in os.listdir(root) if _YAML.search(name)} & set(SINGLE_FILES):
        raise KnowledgeError([Problem(Place("base.yaml"), "is missing", f"add it, or {which}")])
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
        if inside and "base.yaml" in files and inside.partition("/")[0] not in (*FOLDERS, LETTERS):
            problems.append(
                Problem(Place(inside[:-1]), "has a base.yaml of its own", "move it out of the base's folder")
            )
            folders.clear()
            continue
        found += (f"{inside}{name}" for name in (*folders, *files) if belongs(f"{inside}{name}"))
    return sorted(name for name in found if not _has_draft(name, found))


def _has_draft(name: str, names: Collection[str]) -> bool:
    """Return whether a file is the document that a draft of a letter was written in, and is left beside it."""
    stem, ending = os.path.splitext(name)
    return name.startswith(f"{LETTERS}/") and ending != ".txt" and f"{stem}.txt" in names


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


def check_names(layer: FolderFiles, problems: list[Problem], torn: set[str]) -> None:
    """Note files that are missing, and files that do not belong. An overlay needs only its base.yaml."""
    meant: set[str] = set()
    for name in sorted(layer.files):
        if kind_of(name) is not None:
            continue
        place, stem, is_yaml = Place(layer.prefix + name), os.path.splitext(name)[0], _YAML.search(name) is not None
        if not is_yaml and name.startswith(f"{LETTERS}/"):
            problems.append(Problem(place, "is not read as a letter", f"save it as plain text, as {stem}.txt"))
        elif not is_yaml:
            torn.add("rules")
            problems.append(_unread_table(name, layer.prefix))
        else:
            likely, wrong, remedy = _misnamed(name, layer.files)
            meant.add(likely)
            torn.add(str(kind_of(likely)))
            problems.append(Problem(place, wrong, remedy))
    for kind in SINGLE_FILES if not layer.prefix else ("base",):
        name = f"{kind}.yaml"
        if name not in layer.files:
            torn.add(kind)
            if name not in meant:
                every = "overlay" if layer.prefix else "knowledge base"
                problems.append(Problem(Place(layer.prefix + name), "is missing", f"add it: every {every} has one"))


def _misnamed(name: str, names: Collection[str]) -> tuple[str, str, str]:
    """Return which file a YAML file that is none of a base is likely to be, what is wrong, and what to do."""
    wrong = "is not a file of a knowledge base"
    folder, _, file = name.rpartition("/")
    stem = _YAML.sub("", file)
    bare = _COPY.sub("", stem).lower()
    likely = f"{folder.lower()}/{stem}.yaml" if folder else f"{bare}.yaml"
    if kind_of(likely) is None:
        known = [f"{one}.yaml" for one in SINGLE_FILES]
        near = nearest(name, [*known, *(f"{one}/{stem}.yaml" for one in FOLDERS)] if folder else known)
        if near is None:
            return name, wrong, "move it to rules/, laws/, or cases/, or out of the folder of the base"
        return near, wrong, f"did you mean {near!r}?"
    if likely in names:
        return likely, f"is beside {likely}, and nothing reads it", "keep one of the two, under that name"
    is_text = name.lower().endswith((*_ENDINGS, ".txt"))
    return likely, wrong, f"name it {likely}" if is_text else f"save it as plain text, as {likely}"


def _unread_table(name: str, prefix: str) -> Problem:
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
    return Problem(Place(prefix + name), "is not read as a table of rules", f"{remedy}, or move it out of rules/")


def shown_as(root: "Path") -> "Path":
    """Return a folder as a person would write it: relative to the current folder if it is inside."""
    from pathlib import Path

    try:
        shown = root.resolve().relative_to(Path.cwd())
    except (ValueError, OSError, RuntimeError):
        shown = root
    return Path("".join(character if character.isprintable() else "?" for character in str(shown)))
