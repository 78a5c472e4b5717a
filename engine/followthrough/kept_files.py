"""Files that a program keeps for the next one, of what it can make again whenever such a file does not fit.

A file starts with what its content was made from, byte for byte. If any of that differs, or the checksum of the rest
does not match, it is as if the file were not there. A new file is written next to the old one and then replaces it, so
a reader always finds a whole file. docs/decisions/0013-keeping-the-parsed-base.md says what is kept.
"""

import os
import sys
from binascii import crc32
from collections.abc import Iterable
from contextlib import suppress

VARIABLE = "FOLLOWTHROUGH_CACHE"
"""The environment variable that names another folder. If it is empty, nothing is kept."""

_CHECKSUM = 4
"""The length of a CRC-32, in bytes."""


def kept(name: str, made_from: bytes) -> bytes | None:
    """Return the content of the file of this name if it was made from that; None if nothing is kept that was."""
    path = _path(name)
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    begin = len(made_from) + _CHECKSUM
    content = data[begin:]
    is_whole = data.startswith(made_from) and data[len(made_from) : begin] == checksum(content)
    return content if is_whole else None


def keep(name: str, made_from: bytes, content: bytes) -> None:
    """Keep what was made from something in the file of this name, if its folder can be written."""
    path = _path(name)
    if path is None:
        return
    from pathlib import Path  # slow to import, and needed only here

    from followthrough.replacing import replaced

    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with replaced(Path(path)) as (part,):
            part.write_bytes(made_from + checksum(content) + content)


def made_by(folders: Iterable[str]) -> bytes:
    """Return a record of the modules in some folders, as they are now, and of the Python version."""
    stated = [(one.name, one.stat()) for folder in folders for one in os.scandir(folder) if one.name.endswith(".py")]
    return f"{sys.version} {sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stated)}".encode()


def checksum(data: bytes) -> bytes:
    """Return the CRC-32 of some bytes."""
    return crc32(data).to_bytes(_CHECKSUM)


def _path(name: str) -> str | None:
    named = os.environ.get(VARIABLE)
    if named is not None:
        return os.path.join(named, name) if named else None
    if sys.platform == "linux":  # as platformdirs does, whose import takes longer than everything else here
        folder = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        return os.path.join(folder, "followthrough", name)
    from platformdirs import user_cache_dir

    return os.path.join(user_cache_dir("followthrough", appauthor=False), name)
