"""Versions of a base: an earlier one that git keeps, and what was edited between two.

git itself is run as a program: what a revision is called, and what its files were, is for it to say.
"""

import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping, Set
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough.format.counts import Count
from followthrough.format.expectations import Law
from followthrough.format.load import belongs, load, parse
from followthrough.format.model import Concept, Counsel, KnowledgeBase, Passage, Question, Rule
from followthrough.format.words import MAX_BYTES

How = Literal["added", "removed", "changed", "reworded"]
"""Whether an entry came, went, means something else, or says the same in other words."""


class Edit(msgspec.Struct, frozen=True):
    """One entry that is not as it was: its kind, its name, how it changed, and where it stands, or stood."""

    kind: str
    name: str
    how: How
    place: Place


def version(name: str, folder: Path) -> KnowledgeBase:
    """Load a version of a knowledge base: the one in a folder of that name, or `folder` as it was at that revision.

    Raises LeadError when there is neither; KnowledgeError, with all problems, when it cannot be read.
    """
    if Path(name).is_dir():
        return load(name)
    commit = _git(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        wrong = f"is neither a folder nor a revision of {folder.name} that git knows"
        raise LeadError([Problem(Place(name), wrong, "name a folder with a base.yaml, or a revision such as HEAD~1")])
    archive = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    if archive is None:
        raise LeadError([Problem(Place(name), f"has no folder {folder.name}", "name a later revision")])
    try:
        return parse(_files(archive))
    except KnowledgeError as error:
        raise KnowledgeError(
            replace(problem, place=replace(problem.place, file=f"{name}:{problem.place.file}"))
            for problem in error.problems
        ) from None


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


def edits(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Edit]:
    """Compare two versions, entry by entry; where an entry stands does not matter, nor what is accepted about it."""
    yield from _compared("counsel", old.authorities, new.authorities, _counsel)
    yield from _compared("passage", _passages(old), _passages(new), _passage)
    yield from _compared("question", old.questions, new.questions, _question)
    yield from _compared("never", _nevers(old), _nevers(new), lambda never: ((), never.because))
    yield from _compared("count", old.counts, new.counts, _count)
    yield from _compared("concept", old.concepts, new.concepts, _concept)
    there = old.rules.keys() & new.rules.keys()
    yield from _compared("rule", old.rules, new.rules, lambda rule: _rule(rule, there))
    yield from _compared("law", _laws(old), _laws(new), _law)


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
    return {f"{one.name} of {one.counsel}": one for one in base.passages.values()}


def _nevers(base: KnowledgeBase) -> dict[str, Any]:
    return {str(never.conditions): never for never in base.nevers}


def _laws(base: KnowledgeBase) -> dict[str, Law]:
    return {law.name: law for law in base.laws}


def _counsel(one: Counsel) -> tuple[object, object]:
    return (one.follows, one.advises), (one.person, one.work)


def _passage(one: Passage) -> tuple[object, object]:
    return one.narrative, one.gist


def _question(one: Question) -> tuple[object, object]:
    answers = (one.kind, tuple(one.choices), one.unknown_allowed, one.low, one.high, one.not_before, one.ahead)
    means = (answers, str(one.only_if), one.can_become)
    return means, (one.ask, one.why, one.choices, one.unit)


def _count(one: Count) -> tuple[object, object]:
    return (one.of, one.direction, one.low, one.high), one.means


def _concept(one: Concept) -> tuple[object, object]:
    return (tuple(one.values), one.many, one.otherwise, one.does), (one.means, one.values)


def _rule(one: Rule, there: Set[str]) -> tuple[object, object]:
    """Read a rule; that a row comes before others that are new, or gone, is no edit of the row."""
    overrides = [name for name in one.overrides if one.row is None or name in there]
    means = (one.counsel, str(one.conditions), str(one.unless), one.then, sorted(overrides), one.due)
    return means, (one.because, one.sources, one.inferred)


def _law(one: Law) -> tuple[object, object]:
    return (sorted(one.counsels), str(one.conditions), one.after, one.never, str(one.claim)), one.because
