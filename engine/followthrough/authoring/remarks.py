"""What authors remark about their rules: comments in YAML, and cells of tables under a name that begins with `#`.

No rule rests on them, so a base does not have them: they are looked up in its files.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import yaml

from followthrough.errors import Problem
from followthrough.format.layers import FolderFiles
from followthrough.format.model import KnowledgeBase
from followthrough.format.table_forms import REMARK, read_table

_SCHEMA = "yaml-language-server:"
"""What a comment begins with that is for editors."""


def files_of(layers: Iterable[FolderFiles]) -> dict[str, bytes]:
    """Return the files of a base and its overlays, by their path as in a `Place`."""
    return {layer.prefix + name: raw for layer in layers for name, raw in layer.files.items() if raw is not None}


def remarks_of(base: KnowledgeBase, files: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return what is remarked about each rule, by its name; `files` has the base's files by their path in it."""
    in_tables = {file: dict(_in_table(files[file], file)) for file in _tables(base) if file in files}
    in_yaml = {rule.place.file for rule in base.rules.values() if rule.row is None}
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(in_yaml & files.keys()):
        text = files[file].decode("utf-8-sig")
        names = {rule.place.line: rule.name for rule in base.rules.values() if rule.place.file == file}
        found.update(_in_entries(text, names))
    for rule in base.rules.values():
        if rule.row is not None and (said := in_tables.get(rule.row.table, {}).get(rule.row.number)):
            found[rule.name] = said
    return found


def _tables(base: KnowledgeBase) -> list[str]:
    return sorted({rule.row.table for rule in base.rules.values() if rule.row is not None})


def _in_table(raw: bytes, file: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the remarks about the rows of a table, by number."""
    problems: list[Problem] = []
    table = read_table(raw, file, problems)
    if table is None:
        return
    for number, line in table.rows:
        said = tuple(str(line[column.number]) for column in table.using(REMARK) if line[column.number])
        if said:
            yield number, said


def _in_entries(text: str, names: Mapping[int, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the comments of each entry, which has its name in one of these lines."""
    comments = comments_in(text)
    for first, name, last in spans_of(text):
        said = tuple(comments[line] for line in range(first, last + 1) if line in comments)
        if said and name in names:
            yield names[name], said


def spans_of(text: str) -> list[tuple[int, int, int]]:
    """Return the first line of each rule of a file, that of its name, and the last, with all comments about it.

    Those are the comments right above a rule, in it, and below it if they stand as far in as it does.
    """
    root = yaml.compose(text, yaml.SafeLoader)
    comments, ends, lines = comments_in(text), _token_ends(text), lines_of(text)
    found = []
    items = root.value if isinstance(root, yaml.SequenceNode) else []
    begins = [_first_line(item, lines) for item in items]
    for item, begin, following in zip(items, begins, [*begins[1:], len(lines) + 1], strict=False):
        first = begin
        while first - 1 in comments and first - 2 not in ends:
            first -= 1
        last = max((line for line in ends if begin <= line + 1 < following), default=begin - 1) + 1
        while last + 1 in comments and lines[last].startswith(" "):
            last += 1
        pairs = item.value if isinstance(item, yaml.MappingNode) else []
        name = next((value.start_mark.line + 1 for key, value in pairs if key.value == "rule"), begin)
        found.append((first, name, last))
    return found


def _first_line(item: yaml.Node, lines: list[str]) -> int:
    """Return the line of the dash of an entry, which may stand above it; that of the entry if it has none."""
    number = item.start_mark.line
    if not lines[number][: item.start_mark.column].strip():
        above = (line for line in range(number - 1, -1, -1) if lines[line].lstrip().startswith("-"))
        return next(above, number) + 1
    return number + 1


def lines_of(text: str) -> list[str]:
    """Return the lines of a YAML text, without their ends."""
    return re.split("\r\n|\r|\n", text)


def comments_in(text: str) -> dict[int, str]:
    r"""Return the comments of a YAML text, by line: what follows its last token. Those for editors are left out.

    >>> comments_in("# a\n- rule: x  # b\n  because: 'no # c'\n")
    {1: 'a', 2: 'b'}
    """
    ends = _token_ends(text)
    found = {}
    for number, line in enumerate(lines_of(text)):
        end = ends.get(number, 0)
        rest = line[end:].strip() if end is not None else ""
        said = rest.lstrip("#").strip()
        if rest.startswith("#") and said and not said.startswith(_SCHEMA):
            found[number + 1] = said
    return found


def _token_ends(text: str) -> dict[int, int | None]:
    """Return where the last token of each line ends, by line from 0; None where a text goes on in the next line."""
    ends: dict[int, int | None] = {}
    for token in yaml.scan(text, yaml.SafeLoader):
        start, end = token.start_mark, token.end_mark
        if start.index == end.index:
            continue
        ends |= dict.fromkeys(range(start.line, end.line))
        if end.column:
            ends[end.line] = max(ends.get(end.line) or 0, end.column)
    return ends
