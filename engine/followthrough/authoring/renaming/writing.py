"""Write the files of a base in their new words: all of them, or none."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from followthrough.authoring.renaming.rename import Renaming
from followthrough.errors import LeadError, Place, Problem
from followthrough.format.files import shown_as
from followthrough.format.layers import is_of_an_overlay, seen_from
from followthrough.replacing import replaced


def write(folder: Path, planned: Renaming) -> None:
    """Write what another name changes in the base in a folder and its overlays.

    A link stays one, and what it leads to is written. Raises LeadError, with every file that cannot be written, and
    leaves all as it was.
    """
    problems = sorted(_problems(folder, planned))
    if problems:
        raise LeadError(problems)
    read = planned.read()
    old = {_path(folder, name).resolve(): read[name] for name in planned.written}
    new = {_path(folder, name).resolve(): raw for name, raw in planned.written.items()}
    moved: dict[Path, Path] = {}
    try:
        _write_all(new)
        for name, moves_to in planned.moved.items():
            _move(_path(folder, name), _path(folder, moves_to), stays=planned.stays)
            moved[_path(folder, moves_to)] = _path(folder, name)
    except BaseException as error:
        _undo(old, moved, stays=planned.stays)
        if not isinstance(error, OSError):
            raise
        place = Place(str(shown_as(folder)))
        wrong = f"cannot be written ({error.strerror or error}), and is as it was"
        raise LeadError([Problem(place, wrong, "make the folder and its files writable")]) from None


def _path(folder: Path, file: str) -> Path:
    """Return where a file is of the base in a folder, or of an overlay, which is named as it is seen from here."""
    return Path(file) if is_of_an_overlay(Place(file)) else folder / file


def _problems(folder: Path, planned: Renaming) -> Iterator[Problem]:
    """Yield what would keep a file from being written."""
    read, shown = planned.read(), shown_as(folder)
    for name in {**planned.written, **planned.moved}:
        path, place = _path(folder, name), seen_from(shown, Place(name))
        if path.read_bytes() != read[name]:
            yield Problem(place, "has changed meanwhile", "try again")
        elif name in planned.written and not (os.access(path, os.W_OK) and path.stat().st_mode & 0o222):
            yield Problem(place, "is read-only", "make it writable")
    for name, moves_to in planned.moved.items():
        path, to = _path(folder, name), _path(folder, moves_to)
        if os.path.lexists(to) and not _is_same(path, to):
            yield Problem(seen_from(shown, Place(moves_to)), "is there already", "remove it, or choose another name")


def _is_same(one: Path, other: Path) -> bool:
    """Return whether two paths are one file, as those are whose names differ in capitals where these do not count."""
    with suppress(OSError):
        return one.samefile(other) and not other.is_symlink()
    return False


def _write_all(files: Mapping[Path, bytes]) -> None:
    with replaced(*files) as parts:
        for part, raw in zip(parts, files.values(), strict=True):
            part.write_bytes(raw)


def _move(path: Path, to: Path, *, stays: bool) -> None:
    if stays:
        _write_all({to: path.read_bytes()})
    else:
        path.rename(to)


def _undo(files: Mapping[Path, bytes], moved: Mapping[Path, Path], *, stays: bool) -> None:
    """Put back what has been written and moved; what cannot be put back is left."""
    for to, path in moved.items():
        with suppress(OSError):
            to.unlink() if stays else to.rename(path)
    for path, raw in files.items():
        with suppress(OSError):
            if path.read_bytes() != raw:
                _write_all({path: raw})
