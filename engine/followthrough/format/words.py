"""Words: texts that know their place in a file, and lists and mappings of them."""

import re
from unicodedata import normalize

from followthrough.errors import Place, Problem, visible

MAX_BYTES = 16 << 20
"""Largest file. The format's own limit: a rule file of this size holds tens of thousands of rules."""
MAX_ENTRIES = 1_200_000
"""Most lines and separators of a file, which bound what reading it takes: a gigabyte, and some seconds."""
MAX_SHOWN = 60
"""Most characters of a faulty text that a message repeats: enough to recognize it."""

UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, halves of characters, and marks that reorder or break text on a screen, so that a reviewer reads
something different from what the program reads."""

_LEFT_BY_A_MERGE = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
"""A line that only a program that merges two versions writes."""
LEFT_BY_A_MERGE = (
    "has a line that a merge left",
    "choose one of the two versions, and remove the lines with <<<<<<<, =======, and >>>>>>>",
)

_OTHER_FILES = (
    (b"PK\x03\x04", "is a file of an office program, or a packed one, not plain text"),
    (b"\xd0\xcf\x11\xe0", "is a file of an office program, not plain text"),
    (b"{\\rtf", "is a file of a word processor (RTF), not plain text"),
    (b"%PDF-", "is a PDF, not plain text"),
    (b"\x89PNG", "is a picture, not plain text"),
    (b"\xff\xd8\xff", "is a picture, not plain text"),
    (b"<!doctype html", "is a web page, not plain text"),
    (b"<html", "is a web page, not plain text"),
)
"""The first bytes, in small letters, of files that are named like text but are something else."""

_BYTE_ORDER_MARK = "\ufeff"


def composed(text: str) -> str:
    r"""Return a text in the form in which texts are compared, with accents and letters combined (Unicode's NFC).

    Systems store accents either way, and the difference is invisible.

    >>> composed("Cafe\u0301") == "Caf\u00e9"
    True
    """
    return text if text.isascii() else normalize("NFC", text)


class Word(str):
    """A text that knows its place in a file, with its accents `composed`.

    >>> word = Word("yes", Place("lead.yaml", 3, 7))
    >>> word == "yes", str(word.at)
    (True, 'lead.yaml:3:7')
    """

    __slots__ = ("at",)
    at: Place

    def __new__(cls, text: str, at: Place) -> "Word":
        """Make a word from a text and its place."""
        word = super().__new__(cls, text if text.isascii() else composed(text))
        word.at = at
        return word


class Noted(Word):
    """Takes the place of a word that could not be read. The problem has been noted, so nothing more is said."""

    __slots__ = ()

    def __new__(cls, at: Place) -> "Noted":
        """Mark a place."""
        word = super().__new__(cls, "", at)
        assert isinstance(word, Noted)
        return word


class Words(list["Node"]):
    """A YAML list and its place."""

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at


class Entries(dict[Word, "Node"]):
    """A YAML mapping and its place; the keys know theirs. It is not `whole` if a key could not be read."""

    def __init__(self, at: Place, *, whole: bool = True) -> None:
        super().__init__()
        self.at = at
        self.whole = whole


Node = Word | Words | Entries


def is_safe(text: str) -> bool:
    r"""Return whether a text is safe to show on a screen as it is.

    >>> [is_safe(c) for c in ("a", "\u00e9", "\n", "\x1b", "\u202e")]
    [True, True, True, False, False]
    """
    return UNSAFE.search(text) is None


def quoted(text: str) -> str:
    r"""Return a faulty text for a message: in quotes, shortened, and without invisible characters.

    >>> quoted("a\x1b"), quoted("b" * 100)[-10:]
    ("'a\\x1b'", "bbbbb ...'")
    """
    return visible(text[:MAX_SHOWN] + (" ..." if len(text) > MAX_SHOWN else ""))


def plain_text(raw: bytes, file: str, problems: list[Problem]) -> str | None:
    """Read a file as text that can be shown, with line feeds. Return None and note a problem if it is not text."""
    whole = Place(file)
    if len(raw) > MAX_BYTES:
        problems.append(Problem(whole, f"has more than {MAX_BYTES >> 20} MiB", "split it into smaller files"))
        return None
    if (other := _other_file(raw)) is not None:
        problems.append(Problem(whole, other, "save it as plain text in UTF-8"))
        return None
    try:
        text = raw.decode().removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        place = _place_in(raw[: error.start].decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK), file)
        wide = _wide(raw)
        wrong = "is not UTF-8 text" if wide is None else f"is {wide} text"
        problems.append(Problem(place if wide is None else whole, wrong, "save it as UTF-8"))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if sum(map(text.count, "\n,;\t")) > MAX_ENTRIES:
        wrong = f"has more than {MAX_ENTRIES:,} lines, commas, semicolons, and tabs"
        problems.append(Problem(whole, wrong, "split it into smaller files"))
        return None
    if (wide := _wide(raw)) is not None:
        problems.append(Problem(whole, f"is {wide} text", "save it as UTF-8"))
        return None
    if unsafe := UNSAFE.search(text):
        others = len(UNSAFE.findall(text)) - 1
        what = f"has the control character U+{ord(unsafe[0]):04X}" + (f" and {others} more" if others else "")
        problems.append(Problem(_place_in(text[: unsafe.start()], file), what, "remove it: it is invisible"))
        return None
    if left := _LEFT_BY_A_MERGE.search(text):
        problems.append(Problem(_place_in(text[: left.start()], file), *LEFT_BY_A_MERGE))
        return None
    return text


def _other_file(raw: bytes) -> str | None:
    """Return what a file is that is not text, as its first bytes tell."""
    begins = raw[:20].lower()
    return next((what for start, what in _OTHER_FILES if begins.startswith(start.lower())), None)


def _wide(raw: bytes) -> str | None:
    """Return the name of a wide encoding, which Windows calls Unicode, or None if plain characters take one byte."""
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    begins = raw[:200]
    has_a_half_empty = len(begins) > 1 and any(not any(begins[n::2]) and all(begins[1 - n :: 2]) for n in (0, 1))
    return "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or has_a_half_empty else None


def _place_in(before: str, file: str) -> Place:
    """Return the place right after some text."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def describe(node: Node) -> str:
    """Return what a node is, for a message."""
    if isinstance(node, Word):
        return f"the text {quoted(node)}" if node else "nothing"
    what = "list" if isinstance(node, Words) else "mapping"
    return f"a {what}" if node else f"an empty {what}"
