"""What authors remark about their rules: comments in YAML, and cells of tables under a name that begins with `#`.

No rule rests on them, so a base does not have them: they are looked up in its files.
"""

from collections.abc import Iterator, Mapping

import yaml

from followthrough.errors import Problem
from followthrough.format.model import KnowledgeBase
from followthrough.format.table_forms import REMARK, read_table

_SCHEMA = "yaml-language-server:"
"""What a comment begins with that is for editors."""


def remarks_of(base: KnowledgeBase, files: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return what is remarked about each rule, by its name; `files` has the base's files by their path in it."""
    in_tables = {file: dict(_in_table(files[file], file)) for file in _tables(base) if file in files}
    in_yaml = {rule.place.file for rule in base.rules.values() if rule.row is None}
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(in_yaml & files.keys()):
        text = files[file].decode("utf-8-sig")
        starts = {rule.place.line: rule.name for rule in base.rules.values() if rule.place.file == file}
        found.update(_in_entries(text, starts))
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


def _in_entries(text: str, starts: Mapping[int, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the comments of each entry, whose names are given by line: those right above it, and those in it."""
    comments, ends, lines = comments_in(text), _token_ends(text), text.split("\n")
    ordered = sorted(starts)
    for start, following in zip(ordered, [*ordered[1:], len(lines) + 1], strict=True):
        first = start
        while first - 1 in comments and first - 2 not in ends:
            first -= 1
        last = max(line for line in ends if line < following - 1) + 1
        while last + 1 in comments and lines[last].startswith(" "):
            last += 1
        said = tuple(comments[line] for line in range(first, last + 1) if line in comments)
        if said:
            yield starts[start], said


def comments_in(text: str) -> dict[int, str]:
    r"""Return the comments of a YAML text, by line: what follows its last token. Those for editors are left out.

    >>> comments_in("# a\n- rule: x  # b\n  because: 'no # c'\n")
    {1: 'a', 2: 'b'}
    """
    ends = _token_ends(text)
    found = {}
    for number, line in enumerate(text.split("\n")):
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
