"""Versions of a base: an earlier one that git keeps, and what was edited between two.

git itself is run as a program: what a revision is called, and what its files were, is for it to say.
"""

import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from followthrough.authoring import contents
from followthrough.authoring.renaming.renames import Renames
from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough.format.expectations import Law
from followthrough.format.files import belongs, read_layers, shown_as
from followthrough.format.layers import FolderFiles, is_of_an_overlay
from followthrough.format.load import load, parse
from followthrough.format.model import KnowledgeBase, Passage
from followthrough.format.words import MAX_BYTES

How = Literal["renamed", "added", "removed", "changed", "reworded"]
"""Whether an entry has another name only, came, went, means something else, or says the same in other words."""


class Edit(msgspec.Struct, frozen=True):
    """One entry that is not as it was: its kind, its name, how it changed, and where it stands, or stood.

    `was` is the name that a renamed one had. The name of a value has that of its fact before it.
    """

    kind: str
    name: str
    how: How
    place: Place
    was: str = ""


def version(
    name: str, folder: Path, overlays: Sequence[str] = (), faults: list[Problem] | None = None
) -> KnowledgeBase:
    """Load a version of a knowledge base: the one in a folder of that name, or `folder` as it was at that revision.

    The overlays are laid over it as they are now. Where `faults` are collected, faulty files that change no advice are
    left out: cases, laws, and letters. Raises LeadError when there is neither; KnowledgeError, with all problems, when
    it cannot be read.
    """
    if Path(name).is_dir():
        return version_now((Path(name), *map(Path, overlays)), faults)
    commit = _git(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        wrong = f"is neither a folder nor a revision of {folder.name} that git knows"
        raise LeadError([Problem(Place(name), wrong, "name a folder with a base.yaml, or a revision such as HEAD~1")])
    archive = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    if archive is None:
        raise LeadError([Problem(Place(name), f"has no folder {folder.name}", "name a later revision")])
    laid = read_layers(folder, overlays)[1:] if overlays else ()
    try:
        layers = (FolderFiles(_files(archive)), *laid)
        return parse(*layers) if faults is None else _without_faulty(layers, faults, f"{name}:")
    except KnowledgeError as error:
        raise KnowledgeError(
            replace(problem, place=_seen(problem.place, f"{name}:")) for problem in error.problems
        ) from None


def version_now(folders: Sequence[Path], faults: list[Problem] | None = None) -> KnowledgeBase:
    """Load the base in the first of some folders with its overlays, as it is now; `faults` as for `version`."""
    try:
        return load(*folders)
    except KnowledgeError as error:
        if faults is None or not all(map(_changes_no_advice, error.problems)):
            raise
    return _without_faulty(read_layers(folders[0], folders[1:]), faults, f"{shown_as(folders[0]).as_posix()}/")


def _without_faulty(layers: Sequence[FolderFiles], faults: list[Problem], shown: str) -> KnowledgeBase:
    """Make a base without the files at fault that change no advice; what is wrong with them is added to the faults."""
    try:
        return parse(*layers)
    except KnowledgeError as error:
        if not all(map(_changes_no_advice, error.problems)):
            raise
        wrong = {problem.place.file for problem in error.problems}
        faults += [replace(problem, place=_seen(problem.place, shown)) for problem in error.problems]
    sound = (
        FolderFiles(
            {name: raw for name, raw in layer.files.items() if layer.prefix + name not in wrong},
            layer.prefix,
            tuple(problem for problem in layer.problems if problem.place.file not in wrong),
        )
        for layer in layers
    )
    return _without_faulty(tuple(sound), faults, shown)


def _seen(place: Place, shown: str) -> Place:
    """Return a place as a person can find it: in the base as it is shown, or in an overlay, which is named as it is."""
    return place if is_of_an_overlay(place) else replace(place, file=shown + place.file)


def _changes_no_advice(problem: Problem) -> bool:
    """Return whether a problem is in a file without which leads are advised the same: a case, a law, or a letter."""
    folder = problem.place.file.rpartition("/")[0].rpartition("/")[2]
    return folder in ("cases", "laws", "letters")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Ask git about the folder; None if it cannot say, or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _files(archive: bytes) -> dict[str, bytes]:
    """Read the files of a base in an archive, by their path in the base."""
    found = {}
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        for member in files:
            content = files.extractfile(member) if member.isfile() else None
            path = member.name.removeprefix("./")
            if content is not None and belongs(path):
                found[path] = content.read(MAX_BYTES + 1)
    return found


def edits(old: KnowledgeBase, new: KnowledgeBase, names: Renames) -> Iterator[Edit]:
    """Compare two versions, entry by entry, given which of them have other `names` now.

    Where an entry stands does not matter, nor what is accepted about it.
    """
    yield from _renamed(names, new)
    old = names.of(old) if names else old
    yield from _compared("counsel", old.authorities, new.authorities, contents.of_counsel)
    yield from _compared("passage", _passages(old), _passages(new), contents.of_passage)
    yield from _compared("question", old.questions, new.questions, contents.of_question)
    yield from _compared("never", _nevers(old), _nevers(new), contents.of_never)
    yield from _compared("count", {**old.counts, **old.spans}, {**new.counts, **new.spans}, contents.of_count)
    yield from _compared("concept", old.concepts, new.concepts, contents.of_concept)
    yield from _compared("sum", old.sums, new.sums, contents.of_sum)
    there = old.rules.keys() & new.rules.keys()
    yield from _compared("rule", old.rules, new.rules, lambda rule: contents.of_rule(rule, there))
    yield from _compared("law", _laws(old), _laws(new), contents.of_law)


def _renamed(names: Renames, new: KnowledgeBase) -> Iterator[Edit]:
    """Yield the entries that have another name than before."""
    for kind, was in names.renamed():
        now = names.key(kind, was)
        what, place = _entry(kind, now, new)
        yield Edit(what, _shown(kind, now), "renamed", place, _shown(kind, was))


def _entry(kind: str, name: Any, base: KnowledgeBase) -> tuple[str, Place]:
    """Return what an entry is called that has a name of this kind, and where it stands."""
    facts: Mapping[str, Mapping[str, Any]]
    counts = {**base.counts, **base.spans}
    facts = {"question": base.questions, "count": counts, "concept": base.concepts, "sum": base.sums}
    if kind in ("facts", "values"):
        fact = name if kind == "facts" else name[0]
        what, entries = next((what, entries) for what, entries in facts.items() if fact in entries)
        return (what if kind == "facts" else "value"), entries[fact].place
    if kind == "passages":
        return "passage", base.passages[name].place
    others: Mapping[str, Mapping[str, Any]] = {"counsels": base.authorities, "rules": base.rules, "laws": _laws(base)}
    return kind.removesuffix("s"), others[kind][name].place


def _shown(kind: str, name: Any) -> str:
    """Return the name of an entry as a person reads it."""
    if kind == "values":
        return f"{name[0]}: {name[1]}"
    return f"{name[1]} of {name[0]}" if kind == "passages" else str(name)


def _compared(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], read: Callable[[Any], tuple[object, object]]
) -> Iterator[Edit]:
    """Compare the entries of a kind; `read` returns what one means, and its wording."""
    for name in {**old, **new}:
        if name not in old:
            yield Edit(kind, name, "added", new[name].place)
        elif name not in new:
            yield Edit(kind, name, "removed", old[name].place)
        else:
            (meant, said), (means, says) = read(old[name]), read(new[name])
            if meant != means or said != says:
                yield Edit(kind, name, "changed" if meant != means else "reworded", new[name].place)


def _passages(base: KnowledgeBase) -> dict[str, Passage]:
    return {_shown("passages", key): one for key, one in base.passages.items()}


def _nevers(base: KnowledgeBase) -> dict[str, Any]:
    return {str(never.conditions): never for never in base.nevers}


def _laws(base: KnowledgeBase) -> dict[str, Law]:
    return {law.name: law for law in base.laws}
