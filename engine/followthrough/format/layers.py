"""The folders that a knowledge base is made of: the base, and the overlays laid over it, in their order.

An overlay adds counsels to a base and changes nothing of it. A file of the base is named by its path in the base's
folder, `rules/x.yaml`. A file of an overlay is named as a person can open it from where they are, and so that it cannot
be taken for one of the base: `./counsels/hut/rules/x.yaml`, or a path that starts with `../` or `/`.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from followthrough.errors import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

_HERE = "./"


class FolderFiles(msgspec.Struct, frozen=True):
    """The files of a base or an overlay, by their path in its folder, each None if it cannot be read or is none.

    `prefix` stands before these paths in a place, and is empty for the base. `problems` were met while reading.
    """

    files: Mapping[str, bytes | None]
    prefix: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def folder(self) -> Place:
        """The place of the folder as a whole."""
        return Place(self.prefix[:-1])


class Layers:
    """Tells which layer a place is in, and how a person writes it. `shown` is the folder of the base."""

    def __init__(self, layers: Sequence[FolderFiles] = (), shown: str = "") -> None:
        self.top = max(len(layers) - 1, 0)
        self._prefixes = [(layer.prefix, number) for number, layer in enumerate(layers) if layer.prefix]
        self._prefixes.sort(key=lambda one: -len(one[0]))
        self._shown = shown

    def of(self, place: Place) -> int:
        """Return the number of the layer that a place is in: 0 for the base, 1 for the overlay laid first."""
        return next((number for prefix, number in self._prefixes if place.file.startswith(prefix)), 0)

    def in_folder(self, place: Place) -> str:
        """Return the path of a file in the folder of its layer."""
        prefix = next((prefix for prefix, _ in self._prefixes if place.file.startswith(prefix)), "")
        return place.file.removeprefix(prefix)

    def seen(self, place: Place) -> Place:
        """Return a place as a person can open it, if there are overlays, and else as it stands in the base."""
        return seen_from(self._shown, place) if self.top else place


def prefix_of(folder: str) -> str:
    """Return what the places in an overlay's files start with, from its folder as it is shown.

    >>> prefix_of("counsels/hut"), prefix_of("."), prefix_of("../hut/"), prefix_of("/srv/hut")
    ('./counsels/hut/', './', '../hut/', '/srv/hut/')
    """
    path = os.path.normpath(folder).replace(os.sep, "/")
    if path == os.curdir:
        return _HERE
    return f"{path.rstrip('/')}/" if is_of_an_overlay(Place(path)) else f"{_HERE}{path}/"


def seen_from(folder: "str | Path", place: Place) -> Place:
    """Return a place as a person can open it: that of an overlay's file as it is, any other in the base's folder.

    >>> str(seen_from("knowledge", Place("rules/x.yaml", 3, 9))), str(seen_from("knowledge", Place("./hut/base.yaml")))
    ('knowledge/rules/x.yaml:3:9', 'hut/base.yaml')
    """
    from pathlib import Path  # slow to import, and needed only where something is said

    if is_of_an_overlay(place):
        return replace(place, file=place.file.removeprefix(_HERE) or os.curdir)
    return replace(place, file=(Path(folder) / place.file).as_posix())


def is_of_an_overlay(place: Place) -> bool:
    """Return whether a place is in a file of an overlay: no file of a base starts with a dot or at the root."""
    return place.file.startswith(".") or os.path.isabs(place.file)
