"""A folder of YAML files becomes a `KnowledgeBase`, or a list of everything that is wrong with it.

The files are found and read here, as words (`words`) that fill in forms (`forms`); then every name in them is
looked up: first those of counsels, passages, questions and concepts (`vocabulary`), then those that rules, letters
(`drafts`) and cases use (`resolve`). A part that is wrong is noted and left out, and reading goes on, so that one run
reports all problems.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from followthrough.cache import keep, kept
from followthrough.errors import KnowledgeError, Place, Problem, did_you_mean
from followthrough.garbage import uncollected
from followthrough.model import KnowledgeBase
from followthrough.words import MAX_BYTES, quoted, read

MAX_FILES = 500
"""Most files in one knowledge base. A folder with more is not a knowledge base someone meant."""

_SINGLE_FILES = ("base", "sources", "questions", "concepts")
_FOLDERS = ("rules", "cases")
_PATTERNS = ("*.yaml", "*.yml")
_LETTERS = "letters"
_WHICH_FOLDER = "name the folder that holds base.yaml"


def load(folder: str | Path | None = None) -> KnowledgeBase:
    """Load the knowledge base in a folder, or the built-in one, which is kept from one program to the next (`cache`).

    Raises KnowledgeError with all problems, each `file:line:col: what is wrong; what to do`.

    >>> load().title
    'After the interview'
    """
    root = Path(folder) if folder is not None else built_in()
    shown = shown_as(root)
    problems: list[Problem] = []
    try:
        files = _files(root, problems)
        base = kept(_hash(files)) if folder is None and not problems else None
        if base is None:
            base = _parse(files, problems)
            if folder is None:
                keep(base)
        return base
    except KnowledgeError as error:
        raise KnowledgeError(
            replace(problem, place=replace(problem.place, file=(shown / problem.place.file).as_posix()))
            for problem in error.problems
        ) from None


def parse(files: Mapping[str, bytes]) -> KnowledgeBase:
    """Make a knowledge base of its files, given by their path in it (`base.yaml`, `rules/x.yaml` ...).

    Raises KnowledgeError with all problems.
    """
    return _parse(files, [])


def built_in() -> Path:
    """Find the folder of the built-in knowledge base: in the package, or in the checkout it runs from."""
    packaged = Path(__file__).parent / "knowledge"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "knowledge"


def shown_as(root: Path) -> Path:
    """Write a folder as a person would: relative to where they stand, if it is below."""
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
    kind = folder or rest.removesuffix(".yaml")
    allowed = _FOLDERS if folder else _SINGLE_FILES
    return kind if kind in allowed and rest.endswith(".yaml") else None


def _files(root: Path, problems: list[Problem]) -> dict[str, bytes | None]:
    """Read the files of a knowledge base, by their path in it; raises KnowledgeError if there is none.

    None stands for the content of a file that cannot be read, which is noted, and of one that nothing reads.
    """
    try:
        if not root.is_dir():
            wrong = "is a file, not a folder" if root.exists() else "is not there"
            raise KnowledgeError([Problem(Place(""), wrong, _WHICH_FOLDER)])
        paths = _paths(root)
    except OSError as error:
        raise KnowledgeError([Problem(Place(""), f"cannot be read ({error.strerror})", _WHICH_FOLDER)]) from None
    found: dict[str, bytes | None] = {}
    if len(paths) > MAX_FILES:
        problems.append(Problem(Place(""), f"has more than {MAX_FILES} files", "join or remove some of them"))
    for path in paths[:MAX_FILES]:
        name = path.relative_to(root).as_posix()
        if not name.isprintable():
            place = Place(path.parent.relative_to(root).as_posix().removeprefix("."))
            problems.append(Problem(place, f"has a file with the name {quoted(path.name)}", "give it a plain name"))
        else:
            found[name] = _content(path, name, problems) if _kind(name) else None
    return found


def _paths(root: Path) -> list[Path]:
    """List the letters and the YAML files of a folder, and of the folders in it unless they are hidden."""
    if not any(path.stem in _SINGLE_FILES for pattern in _PATTERNS for path in root.glob(pattern)):
        raise KnowledgeError([Problem(Place("base.yaml"), "is not there", f"add it, or {_WHICH_FOLDER}")])
    inside = [*root.glob(f"{_LETTERS}/*.txt"), *(path for pattern in _PATTERNS for path in root.rglob(pattern))]
    return sorted(path for path in inside if not any(part.startswith(".") for part in path.relative_to(root).parts))


def _content(path: Path, name: str, problems: list[Problem]) -> bytes | None:
    """Read a file; note a problem if that is not possible."""
    try:
        if path.is_dir():
            wrong, remedy = "is a folder", "put a file of that name in its place"
        elif not path.exists():
            wrong, remedy = "is a link to a file that is not there", "put the file in its place"
        elif not path.is_file():
            wrong, remedy = "is not a plain file", "put a text file in its place"
        else:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except OSError as error:
        wrong, remedy = f"cannot be read ({error.strerror})", "make it readable"
    problems.append(Problem(Place(name), wrong, remedy))
    return None


@uncollected()
def _parse(files: Mapping[str, bytes | None], problems: list[Problem]) -> KnowledgeBase:
    """Make a knowledge base of its files, adding to the problems noted already."""
    from followthrough.drafts import read_draft
    from followthrough.forms import FILE_FORMS
    from followthrough.resolve import resolve

    forms: dict[str, Any] = {kind: [] if kind in _FOLDERS else None for kind in FILE_FORMS} | {_LETTERS: []}
    torn: set[str] = set()
    _check_names(files, problems, torn)
    for name in sorted(files):
        kind, content = _kind(name), files[name]
        if kind == _LETTERS and content is not None:
            forms[_LETTERS].append(read_draft(content, name, problems))
        if kind in (None, _LETTERS):
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


def _filled(content: bytes, name: str, kind: str, problems: list[Problem]) -> Any:
    """Read a file and fill in the form of its kind; None if there is nothing to fill in."""
    from followthrough.forms import FILE_FORMS, fill

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
        if _kind(name) is None:
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


def _hash(files: Mapping[str, bytes | None]) -> str:
    """Hash the content of all files, by name: it changes if and only if some file does."""
    digest = sha256()
    for name in sorted(files):
        content = files[name] or b""
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
