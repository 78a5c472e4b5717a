"""YAML read as words: every scalar is text that knows its place.

The parser's events are read directly, for three reasons: each node keeps its line and column, a repeated key is seen
(PyYAML's own loaders silently drop it), and depth and size are limited before anything is built. Anything beyond plain
mappings, lists, and words is refused, each with its own message.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from followthrough.errors import Place, Problem
from followthrough.format import hints, yaml_slips
from followthrough.format.words import (
    MAX_SHOWN,
    UNSAFE,
    Entries,
    Node,
    Noted,
    Word,
    Words,
    describe,
    plain_text,
    quoted,
)

MAX_DEPTH = 24
"""Deepest nesting. `any of` inside `any of` needs 8; the reader below recurses once for each level."""
MAX_WORD = 4_000
"""Longest scalar, in characters. A `because` is a few hundred; a longer one is a file gone wrong."""

_Loader = getattr(yaml, "CLoader", yaml.Loader)

_TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep", "flatten it"
"""The message for our limit, and for PyYAML's own since 6.0.4, which may be met first because PyYAML reads ahead."""

_SYNTAX = (
    ("mapping values are", "has a colon in the wrong place", "put the text in quotes, or check the indentation"),
    ("unexpected ':'", "has a colon in the wrong place", "put the text in quotes"),
    ("could not find expected ':'", "starts a line without a colon", "write `key: text`, or indent it further"),
    ("expected key", "does not continue what is above it", "check the indentation, and the quotes above"),
    (
        "mapping: expected <block end>",
        "does not continue what is above it",
        "check the indentation, and the quotes above",
    ),
    (
        "collection: expected <block end>",
        "does not continue the list above it",
        "start the line with -, or check the indentation",
    ),
    ("expected '-'", "does not continue the list above it", "start the line with -, or check the indentation"),
    ("unexpected end of stream", "opens a quote that is never closed", "close it, or remove it"),
    ("expected ',' or ']'", "opens a [ that is never closed", "close it with ], or put the text in quotes"),
    ("expected ',' or '}'", "opens a { that is never closed", "close it with }, or put the text in quotes"),
    (
        "cannot start any token",
        "starts with a character that YAML reserves",
        "put the text in quotes",
    ),
    ("tab character", "is indented with a tab", "indent with spaces"),
    ("sequence entries", "starts a list on the line of its key", "write each - on its own line"),
    ("unknown escape character", "has a backslash that means nothing", "write it twice, or use single quotes"),
    ("comment or a line break", "has text after > or |", "start the text on the next line"),
    ("comment or line break", "has text after > or |", "start the text on the next line"),
    ("Unicode character", "has a backslash that means nothing", "write it twice, or use single quotes"),
    ("hexadecimal number", "has a backslash that means nothing", "write it twice, or use single quotes"),
    ("expected hexdecimal number", "has a backslash that means nothing", "write it twice, or use single quotes"),
    ("mapping keys are", "has a ? in the wrong place", "put the text in quotes, or remove it"),
    ("document indicator", "opens a quote that is never closed", "close it before the line with --- or ..."),
    ("indentation indicator", "has text after > or |", "start the text on the next line"),
    ("directive", "has a YAML directive", "remove the line that starts with %"),
    ("YAML document", "has a YAML directive", "remove the line that starts with %"),
    ("a tag", "has a tag", "write `other than VALUE` for !, or put the text in quotes"),
    ("tag handle", "has a tag", "write `other than VALUE` for !, or put the text in quotes"),
    ("alphabetic or numeric", "starts with a character that YAML reserves", "put the text in quotes"),
    ("<document start>", "comes after the end of the document", "check the quotes and brackets above, or remove it"),
    ("node content", "has an extra bracket or sign", "remove it, or put the text in quotes"),
    ("nesting depth", *_TOO_DEEP),
)
"""What libyaml says, or PyYAML's own parser where libyaml is missing, about text that is not YAML; and what we say."""

_NOT_YAML = "is not YAML", "check the indentation, the colons, and the quotes"
"""The message for anything that is not listed above, since libyaml's own words help nobody."""


_COMPARED = re.compile(r"(?:[:,\[-] *|^ *)(>=? ?-?[0-9][^,\]}#]*)")
"""A comparison of a number with a sign, in the place of a value."""


_JOINED = re.compile(r"([^:\s]+):([^:\s].*)")
"""A key and its text without a space between them, which YAML takes for a key."""

_TEXT_BEHIND = re.compile(
    r"""[ -]*[^:#'"]+: +(?P<opening>\{[^{}]*\}|\[[^][]*\]|"[^"]*"|'[^']*') *(?P<behind>[^\s#,].*)"""
)
"""A text that starts with a bracket or a quote that closes before the text ends: `because: {rank} is not much`."""


_WHOLE = {'"': "put the whole text in single quotes", "'": "put the whole text in double quotes"}


def _is_denial(event: yaml.ScalarEvent) -> bool:
    """Return whether a tag is meant to negate what follows: `!= yes`, `!yes`."""
    return event.tag in ("!=", "!") or (event.tag is not None and event.tag[0] == "!" and not event.value)


def read(raw: bytes, file: str, problems: list[Problem]) -> Node | None:
    """Read one YAML or JSON document.

    What is wrong is added to `problems`, and the rest is read as far as possible. Return None if there is no document,
    or none that makes sense.
    """
    text = plain_text(raw, file, problems)
    return None if text is None else _YamlReader(text, file, problems).document()


class _Stop(Exception):
    """Reading cannot go on; the problem has been noted."""


class _YamlReader:
    """Turns the events of one text into nodes."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.has_number_signs = yaml_slips.NUMBER_SIGN.search(text) is not None
        self.problems = problems
        self.events: Iterator[yaml.Event] = iter(_Loader(text).get_event, None)

    def document(self) -> Node | None:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            place, wrong, remedy = self.syntax(error)
            here = (place.file, place.line)  # one slip, one message: what was noted on this line is its result
            self.problems[:] = [one for one in self.problems if (one.place.file, one.place.line) != here]
            self.note(place, wrong, remedy)
        except yaml.YAMLError:
            self.note(Place(self.file), "is not YAML", "check that it is a text file")
        except _Stop:
            pass
        return None

    def _document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.note(self.place(event), "starts a second document", "keep one document per file")
                    raise _Stop
                if event.version or event.tags:
                    self.note(self.place(event), "has a YAML directive", "remove the line that starts with %")
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, 1)
        return root

    def syntax(self, error: yaml.MarkedYAMLError) -> tuple[Place, str, str]:
        """Return what is not YAML, what to do, and the place where it starts."""
        if (sign := self.sign(error)) is not None:
            return sign
        if (slip := self.slip(error)) is not None:
            return slip
        if (behind := self.text_behind(error)) is not None:
            return behind
        said = f"{error.context}: {error.problem}"
        for part, wrong, remedy in _SYNTAX:
            if part in said:
                begins = "never closed" in wrong or "without a colon" in wrong
                mark = (begins and error.context_mark) or error.problem_mark
                return self.opened(mark) or (self.place_of(mark), wrong, remedy)
        return self.place_of(error.problem_mark or error.context_mark), *_NOT_YAML

    def opened(self, mark: Any) -> tuple[Place, str, str] | None:
        """Return what keeps open what is opened at a mark, if anything is."""
        has_line = mark is not None and mark.line < len(self.lines)
        found = yaml_slips.never_closed(self.lines[mark.line], mark.column) if has_line else None
        return None if found is None else (self.place_in(mark.line, found.column), found.wrong, found.remedy)

    def sign(self, error: yaml.MarkedYAMLError) -> tuple[Place, str, str] | None:
        """Return how to write a test of a number that starts with a sign that has a meaning in YAML."""
        mark = error.problem_mark
        if mark is None or mark.line >= len(self.lines):
            return None
        for match in _COMPARED.finditer(self.lines[mark.line]):
            if match.start(1) <= mark.column <= match.end(1):
                place = Place(self.file, mark.line + 1, match.start(1) + 1)
                return (
                    place,
                    f"{quoted(match[1].strip())} is not a test of a number",
                    hints.number_test(match[1][:MAX_SHOWN]),
                )
        return None

    def slip(self, error: yaml.MarkedYAMLError) -> tuple[Place, str, str] | None:
        """Return the slip because of which reading stopped, on its line, or above it if no key was seen there."""
        mark = error.problem_mark
        if mark is None or mark.line >= len(self.lines):
            return None
        lines = [mark.line]
        if mark.line and "mapping values" in str(error.problem):
            lines.append(mark.line - 1)
        elif "could not find expected" in str(error.problem) and error.context_mark is not None:
            lines.append(error.context_mark.line)
        for line in lines:
            if (found := yaml_slips.in_line(self.lines[line])) is not None:
                return self.place_in(line, found.column), found.wrong, found.remedy
        found = yaml_slips.before(self.lines[mark.line], mark.column)
        return None if found is None else (self.place_in(mark.line, found.column), found.wrong, found.remedy)

    def text_behind(self, error: yaml.MarkedYAMLError) -> tuple[Place, str, str] | None:
        """Return that a text needs quotes if it starts with a bracket or a quote and continues after it."""
        mark = error.problem_mark
        line = self.lines[mark.line] if mark is not None and mark.line < len(self.lines) else ""
        match = _TEXT_BEHIND.fullmatch(line.rstrip())
        if mark is None or match is None or mark.column != match.start("behind"):
            return None
        opening = match["opening"]
        remedy = _WHOLE.get(opening[0], "put the whole text in quotes")
        if opening[0] == "{" and match["behind"].rstrip().endswith("}"):
            remedy = "put all pairs in one pair of braces, with commas between them"
        return self.place_in(mark.line, match.start("opening")), f"has text after {quoted(opening)}", remedy

    def node(self, event: yaml.Event, depth: int) -> Node:
        place = self.place_of(event.start_mark)
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None and depth <= MAX_DEPTH:
            return self.word(event, place)  # nearly all are plain words
        if isinstance(event, yaml.AliasEvent):
            what = f"has the alias *{event.anchor}"
            self.note(place, what, "write out what it stands for, or put the text in quotes")
            return Noted(place)
        if depth > MAX_DEPTH:
            self.note(place, *_TOO_DEEP)
            raise _Stop
        assert isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent)
        if event.anchor is not None:
            what = f"has the anchor &{event.anchor}"
            self.note(place, what, "remove it and write out the text, or put the text in quotes")
        if event.tag is not None and isinstance(event, yaml.ScalarEvent) and _is_denial(event):
            denied = event.value or event.tag.lstrip("!=")
            self.note(
                place, f"has a ! that means not ({denied})", f"write `other than {denied}`, or put the text in quotes"
            )
        elif event.tag is not None:
            what = f"has the tag {quoted(event.tag.replace('tag:yaml.org,2002:', '!!'))}"
            self.note(place, what, "remove it, since every value is text, or put the text in quotes")
        if isinstance(event, yaml.ScalarEvent):
            return self.word(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = Words(place)
            while not isinstance(following := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(following, depth + 1))
            return items
        return self.entries(place, depth)

    def entries(self, place: Place, depth: int) -> Entries:
        entries = Entries(place)
        first_lines: dict[str, int] = {}
        repeated: list[tuple[Word, int]] = []
        while not isinstance(following := next(self.events), yaml.MappingEndEvent):
            key = self.node(following, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if isinstance(key, Noted):
                entries.whole = False
            elif not isinstance(key, Word):
                self.note(key.at, f"uses {describe(key)} as a key", "write a word before the colon")
                entries.whole = False
            elif (fault := self.fault_of_key(key, value, following)) is not None:
                self.note(*fault)
                entries.whole = False
                above = next(reversed(entries), None)
                if above is not None and entries[above] == "":
                    entries[above] = Noted(above.at)  # what has no key may have been meant to stand there
            elif key in entries:
                repeated.append((key, first_lines[key]))
                if entries[key] == "":  # the same key without a text is the same mistake
                    entries[key] = value
            else:
                first_lines[key] = key.at.line
                entries[key] = value
        self.note_repeated(repeated)
        return entries

    def fault_of_key(self, key: Word, value: Node, event: yaml.Event) -> tuple[Place, str, str] | None:
        """Return what is wrong with a key by itself."""
        if key == "<<":
            return key.at, "is a merge key", "write out what it would merge"
        line = self.lines[key.at.line - 1][key.at.column - 1 :] if key.at.line else ""
        slip = yaml_slips.in_key(key, line) if isinstance(event, yaml.ScalarEvent) and not event.style else None
        if slip is not None:
            return self.place_in(key.at.line - 1, key.at.column - 1 + slip.column), slip.wrong, slip.remedy
        if value == "" and not isinstance(value, Noted) and self.lacks_colon(event):
            return key.at, *self.without_colon(key)
        return None

    def lacks_colon(self, key: yaml.Event) -> bool:
        """Return whether a word is in braces without a colon, as in `{pack: bottle, hat}`."""
        mark: Any = key.end_mark
        rest = self.lines[mark.line][mark.column :].lstrip() if mark.line < len(self.lines) else ""
        return rest.startswith((",", "}"))

    def without_colon(self, key: Word) -> tuple[str, str]:
        """Return what to do about a word in braces that has no colon, or no space after it."""
        if joined := _JOINED.fullmatch(key):
            return f"has no space after the colon in {quoted(key)}", f"write `{joined[1]}: {joined[2]}`"
        pair = yaml_slips.as_pair(key)
        remedy = "write `key: text`, write a list as [one, other], or put it in quotes"
        return f"has {quoted(key)} in braces without a colon", remedy if pair is None else f"write `{pair}`"

    def note_repeated(self, repeated: Sequence[tuple[Word, int]]) -> None:
        """Note repeated keys of a mapping. If there are several, a new entry was meant, or a copy was left."""
        if len({key for key, _ in repeated}) < 2:
            for key, line in repeated:
                self.note(key.at, f"repeats the key {quoted(key)} of line {line}", "keep one of the two")
        else:
            (first, line), (last, _) = repeated[0], repeated[-1]
            what = f"repeats {len(repeated)} keys, {quoted(first)} of line {line} to {quoted(last)}"
            self.note(first.at, what, "keep one of each, or start another entry with -")

    def word(self, event: yaml.ScalarEvent, place: Place) -> Word:
        text = event.value
        if self.has_number_signs and not event.style and (cut := self.cut_by_remark(event)) is not None:
            self.note(*cut)
            return Noted(place)
        if not text and (event.anchor is not None or event.tag is not None):
            return Noted(place)
        if len(text) > MAX_WORD:
            self.note(place, f"is longer than {MAX_WORD:,} characters", "shorten it")
            return Noted(place)
        if event.style == '"' and (unsafe := UNSAFE.search(text)):  # only an escape can spell what no text may have
            self.note(place, f"spells the control character U+{ord(unsafe[0]):04X}", "remove it")
            return Noted(place)
        return Word(text, place)

    def cut_by_remark(self, event: yaml.ScalarEvent) -> tuple[Place, str, str] | None:
        """Return that a text without quotes ends where a # with a number begins a remark."""
        mark: Any = event.end_mark
        if not mark or mark.line >= len(self.lines):
            return None
        slip = yaml_slips.cut_by_remark(self.lines[mark.line], mark.column)
        return None if slip is None else (self.place_in(mark.line, slip.column), slip.wrong, slip.remedy)

    def place(self, event: yaml.Event) -> Place:
        return self.place_of(event.start_mark)

    def place_of(self, mark: Any) -> Place:
        """Return the place of a mark of either of PyYAML's two parsers."""
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)

    def place_in(self, line: int, column: int) -> Place:
        """Return a place of which line and column count from 0."""
        return Place(self.file, line + 1, column + 1)

    def note(self, place: Place, wrong: str, remedy: str) -> None:
        self.problems.append(Problem(place, wrong, remedy))
