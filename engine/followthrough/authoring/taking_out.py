"""Rules taken out of the files of YAML that they stand in, of which all else stays as it is, byte for byte.

With a rule go the comments that are about it (`remarks`), which its row has in a column of its own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import yaml
from msgspec.structs import replace

from followthrough.authoring.remarks import comments_in, files_of, spans_of
from followthrough.authoring.table_writing import WrittenTable
from followthrough.errors import LeadError, Place, Problem
from followthrough.format.layers import FolderFiles
from followthrough.format.model import Rule
from followthrough.format.table_forms import REMARK

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its end."""


class TakenOut(msgspec.Struct, frozen=True):
    """A table, and the files that its rules are taken out of: their new texts, and those that have no rule any more.

    Comments that are left in a file without a rule are remarks above the table.
    """

    layers: tuple[FolderFiles, ...]
    table: WrittenTable
    texts: Mapping[str, str]
    removed: tuple[str, ...]

    def layers_with(self, file: str, content: bytes) -> tuple[FolderFiles, ...]:
        """Return the base and its overlays as they are with the table in a file."""
        changed = {**{name: text.encode() for name, text in self.texts.items()}, file: content}
        return tuple(replace(layer, files=self._files_then(layer, changed)) for layer in self.layers)

    def _files_then(self, layer: FolderFiles, changed: Mapping[str, bytes]) -> dict[str, bytes | None]:
        files = {
            name: changed.get(layer.prefix + name, raw)
            for name, raw in layer.files.items()
            if layer.prefix + name not in self.removed
        }
        others = [one.prefix for one in self.layers if one.prefix]
        here = (
            file for file in changed if file.startswith(layer.prefix) and (layer.prefix or not _is_in(file, others))
        )
        return {**files, **{file.removeprefix(layer.prefix): changed[file] for file in here}}


def _is_in(file: str, prefixes: Iterable[str]) -> bool:
    return any(file.startswith(prefix) for prefix in prefixes)


def taken_out(layers: Sequence[FolderFiles], table: WrittenTable) -> TakenOut:
    """Return the files of a base without the rules that are rows of a table now.

    Raises LeadError for a file whose rules are between brackets.
    """
    files = files_of(layers)
    named: dict[str, set[int]] = {}
    for rule in _in_yaml(table.rules):
        named.setdefault(rule.place.file, set()).add(rule.place.line)
    rests = {file: _without(files[file].decode(), lines, file) for file, lines in sorted(named.items())}
    removed = tuple(file for file, rest in rests.items() if not spans_of(rest))
    left = [f"{REMARK} {said}" for file in removed for said in comments_in(rests[file]).values()]
    texts = {file: rest for file, rest in rests.items() if file not in removed}
    return TakenOut(tuple(layers), table.below(left), texts, removed)


def _in_yaml(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.row is None]


def _without(text: str, names: set[int], file: str) -> str:
    """Return a text without the rules that have their names in these lines."""
    root = yaml.compose(text, yaml.SafeLoader)
    if not isinstance(root, yaml.SequenceNode) or root.flow_style:
        wrong, remedy = "has its rules between brackets", "write each as an entry that begins with `- rule:`"
        raise LeadError([Problem(Place(file), wrong, remedy)])
    lines = _LINE.findall(text)
    taken = {
        line
        for first, name, last in spans_of(text)
        if name in names
        for line in range(first, _with_blanks(last, lines) + 1)
    }
    return "".join(line for number, line in enumerate(lines, start=1) if number not in taken)


def _with_blanks(last: int, lines: Sequence[str]) -> int:
    """Return the last of the blank lines after one."""
    while last < len(lines) and not lines[last].strip():
        last += 1
    return last
