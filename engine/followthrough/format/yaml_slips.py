"""What people type where YAML has another sign: curly quotes, dashes, odd spaces, remarks of other languages.

This is only for messages: nothing that is written in another way is ever read as if it were right.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from followthrough.format.words import LEFT_BY_A_MERGE, MAX_SHOWN

_ODD_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
"""Characters that look like a space, or like nothing, and that YAML takes for a part of the text."""
_WIDE_COLONS = "\uff1a\ufe55"
_CURLY = "“”„‟«»\u2018-\u201b"
_DASHES = "\u2010-\u2015\u2212•·▪◦‣*+"
"""What a word processor makes of a hyphen or of a list."""
_OPENING, _CLOSING = "(\uff08\uff5b", ")\uff09\uff5d"

NUMBER_SIGN = re.compile(r"[ \t]#\d")
"""A # that YAML takes for the beginning of a remark, and a person for "number"."""
_NUMBER_BEHIND = re.compile(r"[ \t]+(?P<at>#)\d")

KEYS_OF_PAIRS = frozenset(("if", "unless", "then", "never", "lead", "expect", "only if", "first", "waiting", "let go"))
"""Keys that pairs of their own stand under."""


class TypedOtherwise(NamedTuple):
    """A slip: where in its line it is, counted from 0, what is wrong, and what to do."""

    column: int
    wrong: str
    remedy: str


_KEY = r"[^\W_][\w'-]*(?: [\w'-]+){0,2}"
_START = r" *(?:- +)*"
_VALUE = rf"{_START}(?P<key>{_KEY}): +"
_TYPE_A_DASH = "begin an entry with a hyphen and a space: -"
_LINE_SLIPS: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"(?P<at>={7})$"), *LEFT_BY_A_MERGE),
    (re.compile(r" *(?P<at>\t)"), "is indented with a tab", "indent with spaces"),
    (re.compile(rf" *(?P<at>[{_ODD_SPACES}])"), "is indented with {space}", "type plain spaces"),
    (re.compile(r" *-(?P<at>\t)"), "has a tab after the -", "type a space"),
    (re.compile(rf" *-(?P<at>[{_ODD_SPACES}])"), "has {space} after the -", "type a plain space"),
    (re.compile(rf"{_START}{_KEY}:(?P<at>[{_ODD_SPACES}])"), "has {space} after the colon", "type a plain space"),
    (re.compile(rf" *(?P<at>[{_DASHES}])\s+\w"), "begins with {at}", _TYPE_A_DASH),
    (re.compile(r" *(?P<at>--)\s+[\w-]+: "), "begins with {at}", _TYPE_A_DASH),
    (re.compile(r" *(?P<at>\d{1,3}[.)])\s+\w"), "begins with {at}", _TYPE_A_DASH),
    (re.compile(r" *(?P<at>-)(?P<key>[^\W\d][\w -]*):(?: |$)"), "has no space after the -", "write `- {key}:`"),
    (
        re.compile(rf"{_START}{_KEY}(?P<at>[{_WIDE_COLONS}])"),
        "has the wide colon {at}",
        "type a plain colon and a space",
    ),
    (re.compile(r" *(?P<at>```|~~~)"), "is a line of Markdown", "remove it"),
    (re.compile(r" *(?P<at>//|/\*|--(?!-)|<!--)"), "begins with {at}", "begin a remark with #"),
    (re.compile(rf"{_START}[a-z]+(?P<at>:)[^\s:/]"), "has no space after the colon", "type one"),
)
"""Slips that their line alone tells, once it is clear that reading stopped there."""

_QUOTED_OTHERWISE = re.compile(rf"{_VALUE}(?P<at>[{_CURLY}])")
_CLOSED_OTHERWISE = re.compile(rf"{_VALUE}(?P<at>[\"']).*(?P<closing>[{_CURLY}])\s*$")
_IN_PARENTHESES = re.compile(rf"{_VALUE}(?P<at>[{_OPENING}])(?P<inside>{_KEY}: [^()]+)[{_CLOSING}]\s*$")
_NEVER_OPENED = re.compile(rf"{_VALUE}[^{{}}\[\]\"']+(?P<at>[}}\]])\s*$")
_TWO_PAIRS = re.compile(rf"{_VALUE}(?P<at>[\w-]+: .*\S)\s*$")
_REMARK_INSIDE = re.compile(r"[{\[][^{}\[\]\"']*\s(?P<at>#)")
_AFTER_ALL = re.compile(
    rf"{_VALUE}(?:\{{[^{{}}]*\}}|\[[^][]*\]|\"[^\"]*\"|'[^']*')\s*(?P<at>//|[}}\]);:,.]+$)", re.MULTILINE
)
_ODD_START = re.compile(rf"[{_ODD_SPACES}]")
_BETWEEN = rf"\s*(?:==?|[-=]>|→|[{_WIDE_COLONS}]| is |:(?=[{_ODD_SPACES}]))[\s{_ODD_SPACES}]*"
_OTHER_PAIR = re.compile(rf"(?P<key>{_KEY}){_BETWEEN}(?P<text>[^\s=>].*)")
_NO_COLON = re.compile(rf"(?P<key>{_KEY}) *(?P<wide>[{_WIDE_COLONS}]?) *(?P<opening>[{{\[])")


def in_line(text: str) -> TypedOtherwise | None:
    """Return the slip that a line tells by itself.

    >>> in_line("• rule: tea")
    TypedOtherwise(column=0, wrong='begins with •', remedy='begin an entry with a hyphen and a space: -')
    """
    for pattern, wrong, remedy in _LINE_SLIPS:
        if match := pattern.match(text):
            found = {**match.groupdict(), "space": _called(match["at"][0])}
            return TypedOtherwise(match.start("at"), wrong.format(**found), remedy.format(**found))
    return None


def before(text: str, column: int) -> TypedOtherwise | None:
    """Return the slip because of which reading a line stopped at a column.

    >>> before("  then: drink: tea", 13)
    TypedOtherwise(column=8, wrong='has two pairs on one line', remedy='write `then: {drink: tea}`')
    """
    if match := _AFTER_ALL.match(text):
        extra = match["at"].replace(";", "semicolon")
        is_remark = extra == "//"
        wrong = "has a remark that begins with //" if is_remark else f"has an extra {extra}"
        return TypedOtherwise(match.start("at"), wrong, "begin a remark with #" if is_remark else "remove it")
    if (match := _QUOTED_OTHERWISE.match(text)) and match.start("at") < column:
        return TypedOtherwise(
            match.start("at"), f"has {match['at']} for a quote", """put the text in straight quotes, " or '"""
        )
    if (match := _IN_PARENTHESES.match(text)) and match.start("at") < column:
        return TypedOtherwise(
            match.start("at"), f"has {match['at']} before pairs", f"write `{match['key']}: {{{match['inside']}}}`"
        )
    if (match := _NEVER_OPENED.match(text)) and match.start("at") > column:
        return TypedOtherwise(
            match.start("at"), f"closes a {match['at']} that is never opened", "open it, or remove it"
        )
    if (match := _TWO_PAIRS.match(text)) and match["key"] in KEYS_OF_PAIRS and match.start("at") < column:
        return TypedOtherwise(
            match.start("at"), "has two pairs on one line", f"write `{match['key']}: {{{match['at']}}}`"
        )
    return None


def never_closed(text: str, column: int) -> TypedOtherwise | None:
    """Return what keeps a quote or bracket from being closed that a line opens at a column.

    >>> never_closed('  because: "It is late.”', 11)
    TypedOtherwise(column=11, wrong='opens with " and closes with ”', remedy='close it with the same straight quote')
    """
    if (match := _CLOSED_OTHERWISE.match(text)) and match.start("at") == column:
        wrong = f"opens with {match['at']} and closes with {match['closing']}"
        return TypedOtherwise(column, wrong, "close it with the same straight quote")
    if match := _REMARK_INSIDE.match(text, column):
        return TypedOtherwise(
            match.start("at"), "has a # in brackets, which begins a remark", "put the text with it in quotes"
        )
    return None


def in_key(key: str, line: str) -> TypedOtherwise | None:
    """Return that a key runs into the bracket after it, or begins with an odd space; `line` begins where the key does.

    >>> in_key("if {time", "if {time: evening}")
    TypedOtherwise(column=2, wrong="has no colon after 'if'", remedy='write `if: {time: evening}`')
    """
    if _ODD_START.match(key):
        return TypedOtherwise(0, f"is indented with {_called(key[0])}", "type plain spaces")
    match = _NO_COLON.match(key)
    if match is None:
        return None
    if match["wide"]:
        return TypedOtherwise(
            match.start("wide"), f"has the wide colon {match['wide']}", "type a plain colon and a space"
        )
    remedy = f"write `{match['key']}: {line[match.start('opening') :].rstrip()[:MAX_SHOWN]}`"
    return TypedOtherwise(match.end("key"), f"has no colon after {match['key']!r}", remedy)


def as_pair(text: str) -> str | None:
    """Return a pair as YAML has it, for a text that has another sign between its two halves.

    >>> as_pair("time = evening"), as_pair("time is evening"), as_pair("evening")
    ('time: evening', 'time: evening', None)
    """
    match = _OTHER_PAIR.fullmatch(text)
    return None if match is None else f"{match['key']}: {match['text']}"


def cut_by_remark(line: str, column: int) -> TypedOtherwise | None:
    """Return that a text which ends at a column is cut there by a # with a number.

    >>> cut_by_remark("  because: You are guest #1 tonight.", 24).wrong
    'has a # that begins a remark'
    """
    match = _NUMBER_BEHIND.match(line, column)
    if match is None:
        return None
    remedy = "put the text in quotes, or type a space after the #"
    return TypedOtherwise(match.start("at"), "has a # that begins a remark", remedy)


def _called(space: str) -> str:
    return "a no-break space" if space == "\u00a0" else f"an odd space (U+{ord(space):04X})"
