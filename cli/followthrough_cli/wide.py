"""How many columns of a terminal a text takes, and lines that are wrapped and cut by them.

A character of East Asia takes two, and so does an emoji, even one that is joined from several. A letter with its
accents takes one (UAX #11, UTS #51). wcwidth knows how wide a text is; here it is not cut within a character.
"""

import textwrap
from collections.abc import Iterator

_FILLER = "\ue000"
"""Follows the stand-in of a wide character while lines are wrapped, so that it counts for two; for private use."""
_FIRST_STAND_IN = 0xF0000
"""The first of the private-use characters that stand for what counts for less or more than its length."""
_AS_EMOJI = "\ufe0f"
"""Variation selector 16, which shows the character before it as an emoji, and so makes it wider."""


def columns(text: str) -> int:
    """Return how many columns a text without control characters takes.

    >>> columns("ab"), columns("\u6771\u4eac"), columns("e\u0301"), columns("\U0001f469\u200d\U0001f4bb")
    (2, 4, 1, 2)
    """
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(0, int(wcswidth(text)))


def padded(text: str, width: int) -> str:
    """Return a text with spaces after it, up to a width."""
    return text + " " * (width - columns(text))


def clipped(text: str, width: int) -> str:
    """Return a text cut to a width, with an ellipsis in the place of what is cut off.

    >>> clipped("a long name", 7), clipped("\u6771\u4eac\u90fd", 5)
    ('a long\u2026', '\u6771\u4eac\u2026')
    """
    if columns(text) <= width:
        return text
    kept, left = "", width - 1
    for one in _characters(text):
        left -= columns(one)
        if left < 0:
            break
        kept += one
    return kept.rstrip() + "\u2026"


def clipped_inside(text: str, width: int) -> str:
    """Return a text cut to a width in its midst, since names that begin alike often end differently.

    >>> clipped_inside("Miller & Sons, sales", 12), clipped_inside("Miller & Sons, sales 2", 12)
    ('Miller\u2026ales', 'Miller\u2026es 2')
    """
    if columns(text) <= width:
        return text
    end, left = "", width // 3
    for one in reversed([*_characters(text)]):
        left -= columns(one)
        if left < 0:
            break
        end = one + end
    end = end.lstrip()
    return clipped(text, width - columns(end)) + end


def wrapped(
    text: str, width: int, *, first: str = "", rest: str = "", words_break: bool = False, hyphens_break: bool = False
) -> list[str]:
    """Return the lines of a text, of a width if words break; `first` and `rest` are what lines begin with."""
    stand_ins: dict[str, str] = {}
    wrapper = _Wrapper(
        width,
        initial_indent=_measured(first, stand_ins),
        subsequent_indent=_measured(rest, stand_ins),
        break_long_words=words_break,
        break_on_hyphens=hyphens_break,
    )
    lines = wrapper.wrap(_measured(text, stand_ins))
    if not stand_ins:
        return lines
    characters = {ord(stand_in): one for one, stand_in in stand_ins.items()} | {ord(_FILLER): ""}
    return [line.translate(characters) for line in lines]


class _Wrapper(textwrap.TextWrapper):
    """Wraps by length, but never between a stand-in and its filler."""

    def _handle_long_word(self, reversed_chunks: list[str], cur_line: list[str], cur_len: int, width: int) -> None:
        end = width - cur_len
        is_within = self.break_long_words and reversed_chunks[-1][end : end + 1] == _FILLER
        is_within &= end > 1 or bool(cur_line)  # or nothing would ever be put on a line
        super()._handle_long_word(reversed_chunks, cur_line, cur_len + is_within, width)


def _measured(text: str, stand_ins: dict[str, str]) -> str:
    """Return a text that is as long as it is wide; `stand_ins` gains what stands for its characters."""
    if text.isascii():
        return text
    return "".join(one if len(one) == columns(one) == 1 else _stand_in(one, stand_ins) for one in _characters(text))


def _stand_in(character: str, stand_ins: dict[str, str]) -> str:
    standing = stand_ins.setdefault(character, chr(_FIRST_STAND_IN + len(stand_ins)))
    return standing + _FILLER * (columns(character) - 1)


def _characters(text: str) -> Iterator[str]:
    """Yield what a person sees as the characters of a text: each with its accents, and with what it is joined to."""
    found = ""
    for one in text:
        if found and _belongs(one, found):
            found += one
        else:
            yield from (found,) if found else ()
            found = one
    if found:
        yield found


def _belongs(one: str, before: str) -> bool:
    """Return whether a character is part of the one before it: it makes it no wider, or makes a flag or an emoji."""
    if one.isascii():
        return False
    makes_flag = _is_of_a_flag(one) and len(before) == 1 and _is_of_a_flag(before)
    return makes_flag or one == _AS_EMOJI or columns(before + one) == columns(before)


def _is_of_a_flag(character: str) -> bool:
    """Return whether a character is a regional indicator: two of them are a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
