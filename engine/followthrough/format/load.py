"""A folder of YAML files and tables becomes a `KnowledgeBase`, or a list of everything that is wrong with it.

The files (`files`) are read here as words (`yaml_words`, `csv_words`) that fill in forms (`filling`, `table_forms`,
`letters`). Then every name in them is looked up (`resolve`). A part that is wrong is noted and left out, and reading
continues, so that one run reports all problems.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from msgspec.structs import replace

from followthrough.errors import MAX_PROBLEMS, KnowledgeError, Place, Problem, Problems, TooManyProblems
from followthrough.format.cache import keep, kept
from followthrough.format.files import FOLDERS, LETTERS, TABLES, check_names, kind_of, read_layers, shown_as
from followthrough.format.layers import FolderFiles, Layers, seen_from
from followthrough.format.model import KnowledgeBase
from followthrough.garbage_collection import uncollected

if TYPE_CHECKING:
    from pathlib import Path

_MOST_SOUND = 64
_sound: set[bytes] = set()
"""The layers in which nothing was wrong, by a hash of their content: one change reads what is beneath it many times."""

_in_use: WeakValueDictionary[tuple[object, ...], KnowledgeBase] = WeakValueDictionary()
"""The bases that somebody still holds, by all that is in their files: loaded again, one is the same, with all that is
kept for it, and need not be compared."""


def load(folder: "str | Path | None" = None, *overlays: "str | Path") -> KnowledgeBase:
    """Load the knowledge base in a folder, or the built-in one, with the folders of overlays laid over it in order.

    What was made of the built-in one is cached from one program to the next (`cache`). Raises KnowledgeError with all
    problems, each `file:line:col: what is wrong; what to do`; those of an overlay, if what is beneath it has none.

    >>> load().title
    'After the interview'
    """
    root = _built_in() if folder is None else os.fspath(folder) or os.curdir
    try:
        return _loaded(read_layers(root, overlays), root, is_built_in=folder is None)
    except KnowledgeError as error:
        from pathlib import Path

        shown = shown_as(Path(root))
        raise KnowledgeError(
            replace(problem, place=seen_from(shown, problem.place)) for problem in error.problems
        ) from None


def parse(files: Mapping[str, bytes] | FolderFiles, *overlays: FolderFiles) -> KnowledgeBase:
    """Make a knowledge base from its files, given by their path in it (`base.yaml`, `rules/x.yaml` ...), and overlays.

    Raises KnowledgeError with all problems.
    """
    base = files if isinstance(files, FolderFiles) else FolderFiles(files)
    return _loaded((base, *overlays), "", is_built_in=False)


def _loaded(layers: Sequence[FolderFiles], root: str, *, is_built_in: bool) -> KnowledgeBase:
    """Return the base that is in use and was made of these layers, or else make it."""
    contents = (
        root if len(layers) > 1 else "",
        *((one.prefix, one.problems, *sorted(one.files.items())) for one in layers),
    )
    base = _in_use.get(contents)
    if base is None:
        base = _in_use[contents] = _known_already(_made(layers, root, is_built_in=is_built_in))
    return base


def _known_already(base: KnowledgeBase) -> KnowledgeBase:
    """Return the base in use that equals this one, or this one: to compare two takes longer than to advise."""
    in_use = [one for known in _in_use.valuerefs() if (one := known()) is not None and one.hash == base.hash]
    return next((one for one in in_use if one == base), base)


def _made(layers: Sequence[FolderFiles], root: str, *, is_built_in: bool) -> KnowledgeBase:
    """Return what was made of these layers and kept, or make it. What lies beneath an overlay has to be sound."""
    is_kept = is_built_in and not any(layer.problems for layer in layers)
    base = kept(_all_files(layers), is_laid=len(layers) > 1) if is_kept else None
    if base is None:
        if len(layers) > 1:
            _hold_sound(layers[:-1], root, is_built_in=is_built_in)
        base = _parse(layers, root)
        if is_built_in:
            keep(base, _all_files(layers), is_laid=len(layers) > 1)
    return base


def _hold_sound(layers: Sequence[FolderFiles], root: str, *, is_built_in: bool) -> None:
    """Raise KnowledgeError if what lies beneath an overlay has problems. What had none is remembered by its content."""
    held = _content(layers)
    if held not in _sound:
        _loaded(layers, root, is_built_in=is_built_in)
        if len(_sound) >= _MOST_SOUND:
            _sound.clear()
        _sound.add(held)


def _content(layers: Sequence[FolderFiles]) -> bytes:
    """Return a hash of all that is in layers: what may be wrong with them, and where that is said to be."""
    from hashlib import sha256

    return sha256(repr([(one.prefix, sorted(one.files.items()), one.problems) for one in layers]).encode()).digest()


def _all_files(layers: Sequence[FolderFiles]) -> dict[str, bytes | None]:
    """Return the files of all layers by their paths, which say of an overlay also in what order it was laid."""
    overlays = ((f"{number} {one.prefix}", one.files) for number, one in enumerate(layers[1:], start=1))
    return {
        f"{start}{name}": text for start, files in (("", layers[0].files), *overlays) for name, text in files.items()
    }


def built_in() -> "Path":
    """Return the folder of the built-in knowledge base, which is in the package or in the checkout it runs from."""
    from pathlib import Path

    return Path(_built_in())


def _built_in() -> str:
    package = os.path.dirname(os.path.dirname(__file__))
    packaged = os.path.join(package, "knowledge")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(package)), "knowledge")


@uncollected()
def _parse(layers: Sequence[FolderFiles], root: str) -> KnowledgeBase:
    """Make a knowledge base from its files and those of its overlays, of which all but the last one are sound."""
    from followthrough.format.overlays import lay_over
    from followthrough.format.resolve import resolve

    problems = Problems()
    torn: set[str] = set()
    known = Layers(layers, _shown(root) if len(layers) > 1 else "")
    base = None
    try:
        forms = read_forms(layers[0], problems, torn)
        for layer in layers[1:]:
            forms = lay_over(forms, read_forms(layer, problems, torn), known, layer, problems)
        base = resolve(forms, _hash(layers), problems, torn, known)
    except TooManyProblems:
        wrong = f"has more than {MAX_PROBLEMS:,} problems"
        raise KnowledgeError(
            [*problems, Problem(Place(layers[-1].prefix.removesuffix("/")), wrong, "correct these first")]
        ) from None
    if base is None:
        raise KnowledgeError(problems)
    return base


def _shown(root: str) -> str:
    from pathlib import Path

    return str(shown_as(Path(root)))


def read_forms(layer: FolderFiles, problems: list[Problem], torn: set[str]) -> dict[str, Any]:
    """Fill in the forms of all files of a layer, by their kind."""
    from followthrough.format.forms import FILE_FORMS
    from followthrough.format.letters import read_draft

    problems.extend(layer.problems)
    forms: dict[str, Any] = {kind: [] if kind in FOLDERS else None for kind in FILE_FORMS}
    forms |= {LETTERS: [], TABLES: []}
    check_names(layer, problems, torn)
    copies = _copies(layer, problems)
    for name in sorted(layer.files):
        if name in copies:
            continue
        kind, content, shown = kind_of(name), layer.files[name], layer.prefix + name
        if kind == LETTERS:
            forms[LETTERS].append(None if content is None else read_draft(content, shown, problems))
        if kind == TABLES:
            _read_table(content, shown, forms, problems, torn)
        if kind in (None, LETTERS, TABLES):
            continue
        filled = None if content is None else _filled(content, shown, kind, problems, is_laid=bool(layer.prefix))
        if not filled:
            torn.add(kind)
        elif kind in FOLDERS:
            forms[kind].extend(filled)
        else:
            forms[kind] = filled
    return forms


def _copies(layer: FolderFiles, problems: list[Problem]) -> set[str]:
    """Note the files that are copies of others, as a browser leaves them, with one line and not one for each rule."""
    found: set[str] = set()
    first: dict[tuple[str | None, bytes], str] = {}
    for name in sorted(layer.files, key=lambda name: (len(name), name)):
        kind, content = kind_of(name), layer.files[name]
        if kind in FOLDERS and content:
            original = first.setdefault((kind, content), name)
            if original != name:
                wrong = f"has the same content as {layer.prefix}{original}"
                problems.append(Problem(Place(layer.prefix + name), wrong, "remove one of the two"))
                found.add(name)
    return found


def _read_table(
    content: bytes | None, name: str, forms: dict[str, Any], problems: list[Problem], torn: set[str]
) -> None:
    """Read a table of rules. If a part of it cannot be read, that part may have defined any rule."""
    from followthrough.format.table_forms import read_table

    before = len(problems)
    twin = next((table.file for table in forms[TABLES] if table.file.rpartition(".")[0] == name.rpartition(".")[0]), "")
    if twin:
        wrong = f"is a table of the same name as {twin}, and rows are named after their table"
        problems.append(Problem(Place(name), wrong, "keep one of the two, or rename one"))
    table = None if content is None or twin else read_table(content, name, problems)
    if table is not None:
        forms[TABLES].append(table)
    if content is None or len(problems) > before:
        torn.add("rules")


def _filled(content: bytes, name: str, kind: str, problems: list[Problem], *, is_laid: bool) -> Any:
    """Read a file and fill in the form of its kind, or of its kind in an overlay. Return None if it is empty."""
    from followthrough.format.filling import fill
    from followthrough.format.forms import FILE_FORMS, OVERLAY_FORMS, OverlayWithMore
    from followthrough.format.yaml_words import read

    before = len(problems)
    node = read(content, name, problems)
    if node is not None and node != "":
        forms = {**OVERLAY_FORMS, "base": OverlayWithMore} if is_laid else FILE_FORMS
        return fill(node, forms[kind], problems)
    if len(problems) == before:
        remedy = "remove it, or fill it in" if kind in FOLDERS else "fill it in"
        problems.append(Problem(Place(name), "is empty", remedy))
    return None


def _hash(layers: Sequence[FolderFiles]) -> str:
    """Return a hash of all files, by name and layer, which changes if and only if some file does."""
    from hashlib import sha256

    hashes = [_hash_of_files(layer.files) for layer in layers]
    return hashes[0] if len(hashes) == 1 else sha256("\0".join(hashes).encode()).hexdigest()


def _hash_of_files(files: Mapping[str, bytes | None]) -> str:
    from hashlib import sha256

    digest = sha256()
    for name in sorted(files):
        content = files[name] or b""
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
