"""Characters that take two columns of a terminal, as those of East Asia do (UAX #11)."""

_FILLER = "\ue000"
"""Stands after a wide character while lines are measured, so that it counts for two; a private-use character."""


def as_wide(text: str) -> str:
    """Return a text in which each wide character counts for two, and a letter with its accent for one.

    >>> len(as_wide("ab")), len(as_wide("\u6771\u4eac")), len(as_wide("e\u0301"))
    (2, 4, 1)
    """
    if text.isascii():
        return text
    from unicodedata import east_asian_width, normalize

    composed = normalize("NFC", text)
    return "".join(one + _FILLER if east_asian_width(one) in "WF" else one for one in composed)


def as_shown(text: str) -> str:
    """Return a text that was measured as it is shown."""
    return text.replace(_FILLER, "")


def clipped(text: str, width: int) -> str:
    """Return a text cut to a width, with an ellipsis in the place of what is cut off; it counts as in `as_wide`.

    >>> clipped("a long name", 7)
    'a long\u2026'
    """
    if len(text) <= width:
        return text
    is_halved = text[width - 1] == _FILLER
    return text[: width - 1 - is_halved].rstrip() + "\u2026"
