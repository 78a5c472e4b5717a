"""YAML read as words: every scalar is the text that stands there, and knows where it stands.

The events of the parser are walked directly, for three reasons: each node keeps its line and column, a
repeated key is seen (PyYAML's own loaders drop it silently), and depth and size are bounded before anything
is built. What is beyond plain mappings, lists and words is refused, each with a message.
"""

from collections.abc import Iterator
from unicodedata import category

import yaml

from followthrough.errors import Place, Problem

MAX_BYTES = 1 << 20
"""Largest file. The format's own limit: a rule file of this size holds thousands of rules."""
MAX_DEPTH = 24
"""Deepest nesting. `any of` inside `any of` needs 8; the walk below recurses once for each level."""
MAX_WORD = 4_000
"""Longest scalar, in characters. A `because` is a few hundred; a longer one is a file gone wrong."""

_FORBIDDEN_FORMATS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""Marks that reorder or break text on a screen, so that a reviewer reads something else than the program."""

_Loader = getattr(yaml, "CLoader", yaml.Loader)


class Word(str):
    """A text that knows its place in a file.

    >>> word = Word("yes", Place("lead.yaml", 3, 7))
    >>> word == "yes", str(word.at)
    (True, 'lead.yaml:3:7')
    """

    __slots__ = ("at",)
    at: Place

    def __new__(cls, text: str, at: Place) -> "Word":
        """Make a word of a text and its place."""
        word = super().__new__(cls, text)
        word.at = at
        return word


class Words(list["Node"]):
    """A YAML list and its place."""

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at


class Entries(dict[Word, "Node"]):
    """A YAML mapping and its place; the keys know theirs."""

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at


Node = Word | Words | Entries


def is_safe(character: str) -> bool:
    r"""Tell whether a character may stand in a text that reaches a screen.

    >>> [is_safe(c) for c in ("a", "é", "\n", "\x1b", "\u202e")]
    [True, True, True, False, False]
    """
    return character in "\n\t" or (category(character) != "Cc" and character not in _FORBIDDEN_FORMATS)


def read(raw: bytes, file: str, problems: list[Problem]) -> Node | None:
    """Read one YAML or JSON document.

    What is wrong is added to `problems`; the rest is read as far as it can be. Returns None when there is no
    document, or none that could be made sense of.
    """
    whole = Place(file)
    if len(raw) > MAX_BYTES:
        problems.append(Problem(whole, f"has more than {MAX_BYTES:,} bytes", "cut it into smaller files"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        problems.append(Problem(Place(file, line, column), "is not UTF-8 text", "save it as UTF-8"))
        return None
    unsafe = next((n for n, c in enumerate(text) if not is_safe(c) and c != "\r"), None)
    if unsafe is not None:
        place = Place(file, text.count("\n", 0, unsafe) + 1, unsafe - text.rfind("\n", 0, unsafe))
        what = f"has the control character U+{ord(text[unsafe]):04X}"
        problems.append(Problem(place, what, "remove it: it does not show"))
        return None
    return _Reader(text, file, problems).document()


class _Stop(Exception):
    """Reading cannot go on; the problem has been noted."""


class _Reader:
    """Turns the events of one text into nodes."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)

    def document(self) -> Node | None:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
            what = f"is not YAML here ({error.problem or error.context})"
            self.note(place, what, "check the indentation, the colons and the quotes around it")
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
                    self.note(self.place(event), "starts a second document", "keep one document to a file")
                    raise _Stop
                if event.version or event.tags:
                    self.note(self.place(event), "has a directive", "remove the line that starts with %")
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, 1)
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            self.note(place, f"has the alias *{event.anchor}", "write out what it stands for")
            return Word("", place)
        if depth > MAX_DEPTH:
            self.note(place, f"is nested more than {MAX_DEPTH} deep", "flatten it")
            raise _Stop
        assert isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent)
        if event.anchor is not None:
            self.note(place, f"has the anchor &{event.anchor}", "remove it and write the text out")
        if event.tag is not None:
            self.note(place, f"has the tag {event.tag}", "remove it: every scalar is read as text")
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
        while not isinstance(following := next(self.events), yaml.MappingEndEvent):
            key = self.node(following, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Word):
                self.note(key.at, "is a list or a mapping used as a key", "write a word before the colon")
            elif key == "<<":
                self.note(key.at, "is a merge key", "write out what it would merge")
            elif key in entries:
                first = next(known for known in entries if known == key)
                self.note(key.at, f"repeats the key {key!r} of line {first.at.line}", "keep one of the two")
            else:
                entries[key] = value
        return entries

    def word(self, event: yaml.ScalarEvent, place: Place) -> Word:
        text = event.value
        if len(text) > MAX_WORD:
            self.note(place, f"is a text of more than {MAX_WORD:,} characters", "shorten it")
            text = ""
        bad = next((c for c in text if not is_safe(c)), None)
        if bad is not None:
            self.note(place, f"spells the control character U+{ord(bad):04X}", "remove it")
            text = ""
        return Word(text, place)

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)

    def note(self, place: Place, wrong: str, remedy: str) -> None:
        self.problems.append(Problem(place, wrong, remedy))


def describe(node: Node) -> str:
    """Name what stands there, for a message."""
    if isinstance(node, Word):
        return f"the text {str(node)[:40]!r}" if node else "nothing"
    return "a list" if isinstance(node, Words) else "a mapping"
