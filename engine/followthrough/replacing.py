"""Files that are written whole or not at all, whatever happens meanwhile."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from followthrough.errors import LeadError, Place, Problem


@contextmanager
def whole(targets: Sequence[Path]) -> Iterator[list[Path]]:
    """Give a name to write to for each file, and move all into place at the end, or none if that is not reached.

    Each name is in the folder of its file, so that moving it is one step; it is written to the disk before that.
    """
    real = [target.resolve() for target in targets]
    parts = [target.with_name(f".{target.name}.{os.getpid()}.part") for target in real]
    try:
        yield parts
        for part in parts:
            _sync(part)
        for part, target in zip(parts, real, strict=True):
            part.replace(target)
        for folder in {target.parent for target in real}:
            _sync(folder)
    except OSError as error:
        wrong = f"cannot be written ({error.strerror or error})"
        raise LeadError([Problem(Place(str(targets[-1])), wrong, "see to the folder, or name another file")]) from None
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
