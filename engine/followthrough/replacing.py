"""Files that are written whole or not at all, whatever happens meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE

from followthrough.errors import LeadError, Place, Problem

_PRIVATE = 0o600
"""What only its owner may read and write."""


@contextmanager
def replaced(*paths: Path, private: bool = False) -> Iterator[tuple[Path, ...]]:
    """Yield an empty file to write for each path, and move all into place at the end, or none if that is not reached.

    Each lies in the folder of its path, so that moving it is one step, and is on the disk before that. A file that is
    replaced keeps its permissions; a private one is its owner's alone. A link stays one, and a device or a pipe, which
    cannot be replaced, is written to as it is. Raises OSError.
    """
    parts = {path: _part(path) for path in paths}
    moved = {part: path.resolve() for path, part in parts.items() if part != path}
    try:
        for part, target in moved.items():
            os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _PRIVATE if private else 0o666))
            if target.is_file() and not private:
                part.chmod(S_IMODE(target.stat().st_mode))
        yield tuple(parts.values())
        for part in moved:
            _sync(part)
        for part, target in moved.items():
            os.replace(part, target)
        for folder in {target.parent for target in moved.values()}:
            _sync(folder)
    finally:
        for part in moved:
            with suppress(OSError):
                part.unlink()


def write_over(path: Path, text: str | bytes) -> None:
    """Write a text to a file, in the place of what is there, whole or not at all. Raises OSError."""
    with replaced(path) as (part,):
        part.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def write_new(path: Path, text: str | bytes) -> None:
    """Write a text to a file that is not there yet, whole or not at all. Raises FileExistsError, or OSError."""
    path.open("x").close()  # the name is taken from here on, whoever else wants it
    try:
        write_over(path, text)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what keeps a file from being written into one line: a LeadError in the place of an OSError.

    A link is refused too, since what it names may not be what the person meant to write over.
    """
    refuse_link(path)
    try:
        yield
    except FileExistsError:
        raise LeadError([Problem(Place(str(path)), "already exists", "name a new file")]) from None
    except OSError as error:
        wrong = f"cannot be written ({error.strerror or error})"
        raise LeadError([Problem(Place(str(path)), wrong, "name another file")]) from None


def refuse_link(path: Path) -> None:
    """Raise LeadError if a path is a link to a file, or to nothing. Standard output has links of the system."""
    if path.is_symlink() and not path.is_dir() and not str(path).startswith("/dev/"):
        wrong = f"is a link to {path.readlink()}, and no file is written through a link"
        raise LeadError([Problem(Place(str(path)), wrong, "name that file itself, or a new one")])


def _part(path: Path) -> Path:
    """Return where to write what will be moved to a path."""
    if path.exists() and not path.is_file() and not path.is_dir():
        return path
    target = path.resolve()
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
