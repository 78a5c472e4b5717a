"""A cache of the parsed built-in knowledge base, kept in a file for the next program (docs/decisions/0013).

One file holds the base, and another one the base with the overlays that were laid over it last. A file names what its
base was made from, word for word: the files, the modules that read them, and the Python version.
Reading creates values of this package and dates, and nothing else, so a forged file can do no more than be wrong.
"""

import os
import pickle
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

from followthrough import kept_files
from followthrough.format.model import KnowledgeBase

_NAMES = {False: "knowledge", True: "knowledge-with-overlays"}
"""The name of the file, without overlays and with them."""
_MODULES = (
    "datetime",
    "followthrough.errors",
    "followthrough.format.conditions",
    "followthrough.format.counts",
    "followthrough.format.drafts",
    "followthrough.format.expectations",
    "followthrough.format.listing",
    "followthrough.format.model",
    "followthrough.format.numbers",
    "followthrough.format.sums",
)
"""The modules that define the classes of a knowledge base."""


def kept(files: Mapping[str, bytes | None], *, is_laid: bool = False) -> KnowledgeBase | None:
    """Return the base that was made from these files, with overlays if it `is_laid`, or None if it is not kept."""
    data = kept_files.kept(_NAMES[is_laid], _origin(files))
    if data is not None:
        with suppress(pickle.UnpicklingError):
            base = _BaseReader(BytesIO(data)).load()
            assert isinstance(base, KnowledgeBase)
            return base
    return None


def keep(base: KnowledgeBase, files: Mapping[str, bytes | None], *, is_laid: bool = False) -> None:
    """Keep a base that was made from these files, with overlays if it `is_laid`, if its folder can be written."""
    kept_files.keep(_NAMES[is_laid], _origin(files), pickle.dumps(base, pickle.HIGHEST_PROTOCOL))


def _origin(files: Mapping[str, bytes | None]) -> bytes:
    """Return a record of what a kept base depends on: its files, the current modules, and the Python version."""
    package = os.path.dirname(__file__)
    inside = (one.path for one in os.scandir(package) if one.is_dir() and one.name != "__pycache__")
    parts = [kept_files.made_by((os.path.dirname(package), package, *inside))]
    for name in sorted(files):
        content = files[name] or b""
        parts += f"\n{name} {len(content)}\n".encode(), content
    return b"".join(parts)


class _BaseReader(pickle.Unpickler):
    """Reads values of knowledge bases only."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _MODULES else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a knowledge base")
