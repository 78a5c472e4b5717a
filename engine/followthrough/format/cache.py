"""A cache of the parsed built-in knowledge base, kept in a file for the next program (docs/decisions/0013).

One file holds the base, and another one the base with the overlays that were laid over it last. A file starts with what
its base was made from, word for word: the files, the modules that read them, and the Python version. If any of that
differs, or the checksum of the rest does not match, the base is parsed again. A new file is written next to the old one
and then replaces it, so a reader always finds a whole file.
Reading creates values of this package and dates, and nothing else, so a forged file can do no more than be wrong.
"""

import os
import pickle
import sys
from binascii import crc32
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

from followthrough.format.model import KnowledgeBase

VARIABLE = "FOLLOWTHROUGH_CACHE"
"""The environment variable that names another folder. If it is empty, nothing is kept."""

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
_CHECKSUM = 4
"""The length of a CRC-32, in bytes."""


def kept(files: Mapping[str, bytes | None], *, is_laid: bool = False) -> KnowledgeBase | None:
    """Return the base that was made from these files, with overlays if it `is_laid`, or None if it is not kept."""
    path = _path(is_laid)
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    origin = _origin(files)
    begin = len(origin) + _CHECKSUM
    if data.startswith(origin) and data[len(origin) : begin] == _checksum(data[begin:]):
        with suppress(pickle.UnpicklingError):
            base = _BaseReader(BytesIO(data[begin:])).load()
            assert isinstance(base, KnowledgeBase)
            return base
    return None


def keep(base: KnowledgeBase, files: Mapping[str, bytes | None], *, is_laid: bool = False) -> None:
    """Keep a base that was made from these files, with overlays if it `is_laid`, if its folder can be written."""
    path = _path(is_laid)
    if path is None:
        return
    from pathlib import Path  # slow to import, and needed only here

    from followthrough.replacing import replaced

    pickled = pickle.dumps(base, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with replaced(Path(path)) as (part,):
            part.write_bytes(_origin(files) + _checksum(pickled) + pickled)


def _path(is_laid: bool) -> str | None:
    name, named = _NAMES[is_laid], os.environ.get(VARIABLE)
    if named is not None:
        return os.path.join(named, name) if named else None
    if sys.platform == "linux":  # as platformdirs does, whose import takes longer than everything else here
        folder = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        return os.path.join(folder, "followthrough", name)
    from platformdirs import user_cache_dir

    return os.path.join(user_cache_dir("followthrough", appauthor=False), name)


def _origin(files: Mapping[str, bytes | None]) -> bytes:
    """Return a record of what a kept base depends on: its files, the current modules, and the Python version."""
    package = os.path.dirname(__file__)
    inside = (one.path for one in os.scandir(package) if one.is_dir() and one.name != "__pycache__")
    folders = (os.path.dirname(package), package, *inside)
    stated = [(one.name, one.stat()) for folder in folders for one in os.scandir(folder) if one.name.endswith(".py")]
    modules = sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stated)
    parts = [f"{sys.version} {modules}".encode()]
    for name in sorted(files):
        content = files[name] or b""
        parts += f"\n{name} {len(content)}\n".encode(), content
    return b"".join(parts)


def _checksum(data: bytes) -> bytes:
    return crc32(data).to_bytes(_CHECKSUM)


class _BaseReader(pickle.Unpickler):
    """Reads values of knowledge bases only."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _MODULES else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a knowledge base")
