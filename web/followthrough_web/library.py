"""The knowledge base that the pages are about: read anew when a file of it was saved, kept while none was."""

import os
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from followthrough.checks import Finding, check
from followthrough.difference import Difference, disagreement
from followthrough.load import built_in, load
from followthrough.model import KnowledgeBase

SECONDS = 5.0
"""How long a single proof may take for a page, and all checks together ten times as long: a person is waiting."""

Made = TypeVar("Made")


class Library:
    """A folder with a knowledge base, and what takes long to find out about it."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self._base: tuple[object, KnowledgeBase] | None = None
        self._found: dict[str, tuple[str, Any]] = {}

    def base(self) -> KnowledgeBase:
        """Give the base as its files are now. Raises KnowledgeError."""
        now = tuple(_stamps(Path(self.folder) if self.folder is not None else built_in()))
        if self._base is None or self._base[0] != now:
            self._base = None
            self._base = (now, load(self.folder))
        return self._base[1]

    def findings(self) -> tuple[Finding, ...]:
        """Check the base, unless this was done since it last changed."""
        return self._once("findings", lambda base: check(base, seconds=SECONDS, in_all=10 * SECONDS))

    def disagreements(self) -> tuple[Difference, ...]:
        """Compare every two counsels, unless this was done since the base last changed. Raises NotSettled."""
        return self._once(
            "disagreements",
            lambda base: tuple(disagreement(base, one, other) for one, other in combinations(base.counsels, 2)),
        )

    def _once(self, what: str, make: Callable[[KnowledgeBase], Made]) -> Made:
        base = self.base()
        if what not in self._found or self._found[what][0] != base.hash:
            self._found[what] = (base.hash, make(base))
        made: Made = self._found[what][1]
        return made


def _stamps(root: Path) -> Iterator[tuple[str, int, int]]:
    """Give for every file of a folder when it was written, and its size."""
    for folder, inside, files in os.walk(root):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(folder, name)
            try:
                known = os.stat(path)
            except OSError:
                continue  # gone while we looked
            yield path, known.st_mtime_ns, known.st_size
