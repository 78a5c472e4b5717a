"""Give an entry of a base another name, wherever its files mention it: a fact, a value, a rule, a passage, a counsel.

Everything else in the files stays as it is, byte for byte. The base is read again in its new words, and has to mean the
same in them.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from followthrough.authoring.contents import without_places
from followthrough.authoring.renaming.mentions import Mention, mentions
from followthrough.authoring.renaming.names import Named, checked, named
from followthrough.authoring.renaming.renames import Renames
from followthrough.authoring.renaming.rewriting import NameChange, rewritten
from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough.format.files import belongs, read_layers, shown_as
from followthrough.format.layers import FolderFiles, seen_from
from followthrough.format.load import parse, read_forms
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import composed, quoted

_LONGEST = 255
"""How many bytes the name of a file may have, on the systems we know."""


class Renaming(msgspec.Struct, frozen=True):
    """What another name changes in the files of a base and its overlays; nothing is written yet.

    Files are named as in a `Place`. `written` has the new content of those that change, and `moved` the new names of
    those that are named after the entry. One of these `stays` as well, if another entry still has its name.
    """

    entry: Named
    new: str
    changes: tuple[NameChange, ...]
    layers: tuple[FolderFiles, ...]
    written: Mapping[str, bytes]
    moved: Mapping[str, str]
    stays: bool = False

    def read(self) -> dict[str, bytes]:
        """Return the files as they were read."""
        return {
            layer.prefix + name: raw for layer in self.layers for name, raw in layer.files.items() if raw is not None
        }

    def layers_then(self) -> tuple[FolderFiles, ...]:
        """Return the base and its overlays in their new words."""
        return tuple(replace(layer, files=self._files_then(layer)) for layer in self.layers)

    def _files_then(self, layer: FolderFiles) -> dict[str, bytes | None]:
        files: dict[str, bytes | None] = {}
        for name, raw in layer.files.items():
            file = layer.prefix + name
            then = self.written.get(file, raw)
            if file not in self.moved or self.stays:
                files[name] = then
            if file in self.moved:
                files[self.moved[file].removeprefix(layer.prefix)] = then
        return files


def renaming(folders: Sequence[Path], old: str, new: str) -> Renaming:
    """Return what giving an entry of the base in the first of some folders another name changes, there and in overlays.

    `old` is the entry's name, or `FACT: VALUE`, `COUNSEL PASSAGE`, or the name after `fact`, `rule`, or `counsel`.
    Raises KnowledgeError if the base cannot be read, and LeadError if one of the names cannot be.
    """
    shown, files = shown_as(folders[0]), set[str]()
    try:
        layers = read_layers(folders[0], folders[1:])
        files = {layer.prefix + name for layer in layers for name in layer.files}
        return renaming_in(layers, old, new)
    except KnowledgeError as error:
        raise KnowledgeError(replace(one, place=seen_from(shown, one.place)) for one in error.problems) from None
    except LeadError as error:
        raise LeadError(
            replace(one, place=seen_from(shown, one.place)) if one.place.file in files else one
            for one in error.problems
        ) from None


def renaming_in(layers: Sequence[FolderFiles], old: str, new: str) -> Renaming:
    """Return what giving an entry of a base another name changes in its files and those of its overlays."""
    base = parse(*layers)
    entry = named(base, old)
    name = checked(base, entry, new)
    found = [
        mention
        for layer in layers
        for mention in mentions(base, read_forms(layer, [], set()))
        if (mention.kind, mention.key) == (entry.kind, entry.key)
    ]
    _check_mentioned(base, entry, found)
    planned = _planned(base, entry, name, layers, found)
    _check_meaning(base, planned, new)
    return planned


def _planned(
    base: KnowledgeBase, entry: Named, new: str, layers: Sequence[FolderFiles], found: Sequence[Mention]
) -> Renaming:
    """Return the files with the new name at every mention."""
    planned = Renaming(entry, new, (), tuple(layers), {}, {})
    files, changes, written = planned.read(), list[NameChange](), dict[str, bytes]()
    for file in dict.fromkeys(one.word.at.file for one in found if one.word.at.line):
        here = [one for one in found if one.word.at.file == file and one.word.at.line]
        written[file], changed = rewritten(file, files[file], here, entry.name, new)
        changes += changed
    moved = {one.word.at.file: _moved(one.word.at.file, entry.name, new) for one in found if not one.word.at.line}
    changes += [NameChange(Place(file), entry.name, new) for file in moved]
    others = (goal for goal in base.goals if (entry.kind, goal) != ("values", entry.key[0]))
    stays = any(entry.name in base.concepts[goal].values for goal in others)
    return replace(planned, changes=tuple(sorted(changes)), written=written, moved=moved, stays=stays)


def _moved(file: str, old: str, new: str) -> str:
    """Return the path of a draft that is named after a value."""
    folder, _, name = file.rpartition("/")
    plain = name if name.startswith(old) else composed(name)
    moved = f"{new}{plain[len(old) :]}"
    if "/" in moved or not belongs(f"letters/{moved}") or len(moved.encode()) > _LONGEST:
        wrong = f"is named after {quoted(old)}, and no file can be named {quoted(moved)}"
        raise LeadError([Problem(Place(file), wrong, "choose another name")])
    return f"{folder}/{moved}"


# What may be wrong


def _check_mentioned(base: KnowledgeBase, entry: Named, found: Sequence[Mention]) -> None:
    """Refuse a row of a table that has its name from the file and its number."""
    row = base.rules[entry.key].row if entry.kind == "rules" else None
    if row is not None and not any(one.word.at.file == row.table for one in found):
        wrong = f"{entry.name} is named after the table and the number of its row"
        remedy = "add a column `rule` to the table; then rows can have names of their own"
        raise LeadError([Problem(base.rules[entry.key].place, wrong, remedy)])


def _check_meaning(base: KnowledgeBase, planned: Renaming, text: str) -> None:
    """Refuse a name with which the base would not mean the same, because it would be read as something else."""
    try:
        place = _difference(base, planned.entry.renamed(planned.new), parse(*planned.layers_then()))
    except KnowledgeError as error:
        place = error.problems[0].place
    if place is not None:
        wrong = f"would be read as something else than {planned.entry} at {place}"
        raise LeadError([Problem(Place(text), wrong, "choose another name")])


def _difference(base: KnowledgeBase, names: Renames, found: KnowledgeBase) -> Place | None:
    """Return the place of the first entry that means something else than with other names; None if none does."""
    for name, part in asdict(names.of(base)).items():
        if name not in ("hash", "accepted"):
            place = _first_different(part, getattr(found, name), Place(name))
            if place is not None:
                return place
    for rule in base.rules.values():
        now = found.rules[names.key("rules", rule.name)]
        cited = [names.passage((passage.counsel, passage.name)) for passage in base.passages_of(rule)]
        if cited != [(passage.counsel, passage.name) for passage in found.passages_of(now)]:
            return now.place
    return None


def _first_different(part: Any, other: Any, whole: Place) -> Place | None:
    """Return the place of the first entry that differs in two parts of bases, or of the whole; None if none does."""
    if not isinstance(part, Mapping | tuple):
        return None if part == other else whole
    if isinstance(part, Mapping):
        if part.keys() != other.keys():
            missing = next(iter(part.keys() ^ other.keys()))
            return getattr(part.get(missing) or other[missing], "place", whole)
        pairs: Iterable[tuple[Any, Any]] = ((one, other[key]) for key, one in part.items())
    else:
        pairs = zip_longest(part, other)
    for one, two in pairs:
        if one != two and without_places(one) != without_places(two):  # most stand where they stood
            return getattr(one or two, "place", whole)
    return None
