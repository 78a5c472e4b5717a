"""The built-in knowledge base as it was parsed, kept in a file for the next program (docs/decisions/0013).

One file holds one base. In front of it stands a digest of the base's source, of the modules that made it, and of what
follows; where that does not fit, whatever the reason, there is nothing kept, and the base is parsed anew. A file is
written beside it and put in its place, so a reader finds the old one or the new one whole. What is read makes values of
this package and dates, and nothing else, so the file can't do more than be wrong.
"""

import os
import pickle
import sys
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from followthrough.model import KnowledgeBase

VARIABLE = "FOLLOWTHROUGH_CACHE"
"""The environment variable that names another folder; where it is empty nothing is kept."""

_NAME = "knowledge"
_MODULES = ("datetime", "followthrough.conditions", "followthrough.errors", "followthrough.model")
"""Where the classes of a knowledge base are."""
_DIGEST = 32
"""Bytes of a SHA-256 digest."""


def kept(content_hash: str) -> KnowledgeBase | None:
    """Give the base of this content, if it is kept."""
    path = _path()
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    pickled = data[_DIGEST:]
    if data[:_DIGEST] == _digest(content_hash, pickled):
        with suppress(pickle.UnpicklingError):
            base = _Reader(BytesIO(pickled)).load()
            assert isinstance(base, KnowledgeBase)
            return base
    return None


def keep(base: KnowledgeBase) -> None:
    """Keep a base, if there is a folder for it that can be written."""
    path = _path()
    if path is None:
        return
    pickled = pickle.dumps(base, pickle.HIGHEST_PROTOCOL)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(_digest(base.hash, pickled) + pickled)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _path() -> Path | None:
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) / _NAME if named else None
    if sys.platform == "linux":  # what platformdirs would say; to import it takes longer than all else here
        folder = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        return Path(folder, "followthrough", _NAME)
    from platformdirs import user_cache_path

    return user_cache_path("followthrough", appauthor=False) / _NAME


def _digest(content_hash: str, pickled: bytes) -> bytes:
    """Digest what a kept base depends on: its source, the modules as they are, the Python, and its own bytes."""
    stated = [(one.name, one.stat()) for one in os.scandir(Path(__file__).parent)]
    modules = sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stated)
    digest = sha256(f"{content_hash} {sys.version} {modules} ".encode())
    digest.update(pickled)
    return digest.digest()


class _Reader(pickle.Unpickler):
    """Reads values of knowledge bases only."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _MODULES else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a knowledge base")
