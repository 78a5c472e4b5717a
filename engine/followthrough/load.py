"""A folder of YAML files becomes a `KnowledgeBase`, or a list of everything that is wrong with it.

The files are found and read here, as words (`words`) that fill in forms (`forms`); then every name in them is
looked up: first those of counsels, passages, questions and concepts (`vocabulary`), then those that rules and
cases use (`resolve`). A part that is wrong is noted and left out, and reading goes on, so that one run reports
all problems.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from followthrough.errors import KnowledgeError, Place, Problem, did_you_mean
from followthrough.forms import FILE_FORMS, fill
from followthrough.model import KnowledgeBase
from followthrough.resolve import resolve
from followthrough.words import MAX_BYTES, read

MAX_FILES = 500
"""Most files in `rules/` or in `cases/`. A folder with more is not a knowledge base someone meant."""

_SINGLE_FILES = ("base", "sources", "questions", "concepts")
_FOLDERS = ("rules", "cases")


def load(folder: str | Path | None = None) -> KnowledgeBase:
    """Load the knowledge base in a folder, or the built-in one.

    Raises KnowledgeError with all problems, each `file:line:col: what is wrong; what to do`.

    >>> load().title
    'After the interview'
    """
    root = Path(folder) if folder is not None else built_in()
    shown = _shown(root)
    try:
        return parse(_files(root))
    except KnowledgeError as error:
        raise KnowledgeError(
            Problem(
                Place(f"{shown}/{problem.place.file}".rstrip("/"), problem.place.line, problem.place.column),
                problem.wrong,
                problem.remedy,
            )
            for problem in error.problems
        ) from None


def built_in() -> Path:
    """Find the folder of the built-in knowledge base: in the package, or in the checkout it runs from."""
    packaged = Path(__file__).parent / "knowledge"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "knowledge"


def _shown(root: Path) -> str:
    """Write a folder as a person would: relative to where they stand, if it is below."""
    try:
        return Path(root).resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return Path(root).as_posix()


def _files(root: Path) -> dict[str, bytes]:
    """Read the files of a knowledge base, by their path in it; raises KnowledgeError."""
    if not root.is_dir():
        what = "is a file, not a folder" if root.exists() else "is not there"
        raise KnowledgeError([Problem(Place(""), what, "name the folder that holds base.yaml")])
    problems: list[Problem] = []
    found: dict[str, bytes] = {}
    wanted = [root / f"{name}.yaml" for name in _SINGLE_FILES]
    for name in _FOLDERS:
        inside = sorted((root / name).glob("*.yaml"))
        if len(inside) > MAX_FILES:
            problems.append(Problem(Place(name), f"has more than {MAX_FILES} files", "join some of them"))
        wanted.extend(inside[:MAX_FILES])
    for path in wanted:
        name = path.relative_to(root).as_posix()
        try:
            with path.open("rb") as file:
                found[name] = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            problems.append(Problem(Place(name), "is not there", "add it: every knowledge base has one"))
        except OSError as error:
            problems.append(Problem(Place(name), f"cannot be read ({error.strerror})", "make it a readable file"))
    for path in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        if path not in wanted and not any(part.startswith(".") for part in path.relative_to(root).parts):
            name = path.relative_to(root).as_posix()
            known = [
                *(f"{one}.yaml" for one in _SINGLE_FILES),
                f"rules/{path.stem}.yaml",
                f"cases/{path.stem}.yaml",
            ]
            problems.append(Problem(Place(name), "is a YAML file that nothing reads", did_you_mean(name, known)))
    if problems:
        raise KnowledgeError(problems)
    return found


def parse(files: Mapping[str, bytes]) -> KnowledgeBase:
    """Make a knowledge base of its files, given by their path in it (`base.yaml`, `rules/x.yaml` ...).

    Raises KnowledgeError with all problems.
    """
    problems: list[Problem] = []
    forms: dict[str, Any] = {kind: [] for kind in FILE_FORMS}
    for name in sorted(files):
        kind = name.partition("/")[0].removesuffix(".yaml")
        before = len(problems)
        node = read(files[name], name, problems)
        if node is None:
            if len(problems) == before:
                problems.append(Problem(Place(name), "is empty", "write something in it, or remove it"))
            continue
        filled = fill(node, FILE_FORMS[kind], problems)
        if kind in _FOLDERS and filled is not None:
            forms[kind].extend(filled)
        elif kind not in _FOLDERS:
            forms[kind] = filled
    base = resolve(forms, _hash(files), problems)
    if problems or base is None:
        raise KnowledgeError(problems)
    return base


def _hash(files: Mapping[str, bytes]) -> str:
    """Hash the content of all files, by name: it changes if and only if some file does."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()
