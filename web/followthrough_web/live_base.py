"""The knowledge base that the pages show, read again whenever one of its files is saved."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from followthrough.errors import KnowledgeError, Place, Problem
from followthrough.format.load import built_in, load
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.limits import end_if_stopped

if TYPE_CHECKING:
    from followthrough.authoring.cases import CaseReport
    from followthrough.authoring.checks import Finding
    from followthrough.authoring.comparison import Difference
    from followthrough.authoring.coverage import Coverage
    from followthrough.authoring.difference import Revision

SECONDS = 5.0
"""How long one proof may take, as a person is waiting. All checks together may take ten times as long."""

Made = TypeVar("Made")


class Edition(msgspec.Struct, frozen=True):
    """A knowledge base, and the mistakes in its files if they have changed since and can no longer be read."""

    base: KnowledgeBase
    mistakes: tuple[Problem, ...] = ()


class Exercised(msgspec.Struct, frozen=True):
    """The report on the cases, and what they exercise."""

    report: "CaseReport"
    coverage: "Coverage"


class LiveBase:
    """A folder with a knowledge base and its overlays, and a cache of slow results about it. Threads take turns.

    `other` reads the same folder for other threads, and may have read the base while it could still be read.
    """

    def __init__(self, folder: str | None, other: "LiveBase | None" = None, *, overlays: Sequence[str] = ()) -> None:
        self.folder = folder
        self.overlays = tuple(overlays)
        self._other = other
        self._busy = Lock()
        self._seen: object = None
        self._edition: Edition | None = None
        self._before: KnowledgeBase | None = None
        self._found: dict[str, tuple[str, Any]] = {}

    @property
    def root(self) -> Path:
        """The folder of the base."""
        return Path(self.folder) if self.folder is not None else built_in()

    def edition(self) -> Edition:
        """Return the base as its files are now, or as they were when last readable.

        Raises KnowledgeError if they never were.
        """
        with self._busy:
            now = tuple(stamp for folder in (self.root, *map(Path, self.overlays)) for stamp in _stamps(folder))
            if self._edition is None or self._seen != now:
                read = self._read()
                if self._edition is not None and read.base.hash != self._edition.base.hash:
                    self._before = self._edition.base
                self._edition, self._seen = read, now
            return self._edition

    def last(self) -> KnowledgeBase | None:
        """Return the base as last shown, or else as it is now; None if it cannot be read."""
        with suppress(KnowledgeError):
            return (self._edition or self.edition()).base
        return None

    def findings(self, base: KnowledgeBase) -> "tuple[Finding, ...]":
        """Return the findings, checking the base only if it has changed."""
        from followthrough.authoring.checks import check

        return self._once("findings", base, lambda: check(base, seconds=SECONDS, in_all=10 * SECONDS))

    def exercise(self, base: KnowledgeBase) -> Exercised:
        """Return what the cases exercise and whether they hold, running them only if the base has changed."""
        return self._once("exercise", base, lambda: _exercised(base))

    def known_exercise(self, base: KnowledgeBase) -> Exercised | None:
        """Return what the cases exercise if that is known; None if they have not been run yet."""
        known, made = self._found.get("exercise", ("", None))
        return made if known == base.hash else None

    def disagreements(self, base: KnowledgeBase) -> "tuple[Difference, ...]":
        """Return how every two counsels differ, comparing them only if the base has changed. Raises NotSettled."""
        from followthrough.authoring.difference import disagreement

        return self._once(
            "disagreements",
            base,
            lambda: tuple(disagreement(base, one, other) for one, other in combinations(base.counsels, 2)),
        )

    def since_last_save(self, base: KnowledgeBase) -> "Revision | None":
        """Return how the base differs from what it was before its files were last saved; None if they were not.

        Raises KnowledgeError where a question means something else now, and NotSettled.
        """
        from followthrough.authoring.difference import difference

        before = self._before
        return None if before is None else self._once("since", base, lambda: difference(before, base))

    def entry(self, place: Place) -> str:
        """Return what an author wrote at a place; empty if it can no longer be read there."""
        from followthrough.authoring.entries import entry_in

        for folder in (*map(Path, reversed(self.overlays)), self.root):
            with suppress(OSError, UnicodeDecodeError, ValueError):
                return entry_in((folder / place.file).read_text(encoding="utf-8"), place.line)
        return ""

    def _read(self) -> Edition:
        try:
            return Edition(load(self.folder, *self.overlays))
        except KnowledgeError as error:
            before = self._edition or (self._other and self._other._edition)
            if not before:
                raise
            # a copy of its own: solvers are kept with a base, and are not thread-safe
            return Edition(before.base if before is self._edition else deepcopy(before.base), error.problems)

    def _once(self, what: str, base: KnowledgeBase, make: Callable[[], Made]) -> Made:
        if what not in self._found or self._found[what][0] != base.hash:
            result = make()
            end_if_stopped()  # a part of the proofs may be missing then
            self._found[what] = (base.hash, result)
        made: Made = self._found[what][1]
        return made


def _exercised(base: KnowledgeBase) -> Exercised:
    from followthrough.authoring.cases import report, runs
    from followthrough.authoring.coverage import coverage

    ran = list(runs(base))
    return Exercised(report(base, ran), coverage(base, ran, seconds=SECONDS))


def _stamps(root: Path) -> Iterator[tuple[str, int, int]]:
    """Yield the path, modification time and size of every file of a folder."""
    for folder, inside, files in os.walk(root):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(folder, name)
            try:
                known = os.stat(path)
            except OSError:
                continue  # gone while we looked
            yield path, known.st_mtime_ns, known.st_size
