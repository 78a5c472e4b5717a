"""Which answer a text may mean, and which texts say no: no suggestion means the opposite of what was typed."""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from followthrough.errors import nearest

_NOTS = ("no", "not", "never", "none", "nothing", "nobody", "neither", "nor", "nope", "without", "nto")
_LONG = tuple(word for word in _NOTS if word[0] == "n" and len(word) > 4)
_NO_IN_A_WORD = re.compile(
    r"un[a-z]{2,}|(?:do|does|did|is|are|was|were|has|have|had|wo|would|ca|could|should)n['\u2019]?t"
)


def near_choice(
    text: str, choices: Mapping[str, str], words: Mapping[str, Collection[str]] = MappingProxyType({})
) -> str | None:
    """Return the choice that a text may mean, by its name, what a person reads for it, and everyday `words` for it.

    None if it may mean several, or if the nearest says no where the text does not, or the other way round.

    >>> near_choice("thanks snt", {"sent": "yes", "not sent": "not yet"}, {"sent": ["thanks sent"]})
    'sent'
    """
    meant: dict[str, set[str]] = {}
    for choice, says in choices.items():
        for form in (choice, says, *words.get(choice, ())):
            meant.setdefault(form.lower(), set()).add(choice)
    from rapidfuzz import fuzz, process  # only an answer that is wrong needs it

    found = process.extractOne(text.strip().lower(), list(meant), scorer=fuzz.ratio, score_cutoff=_CUTOFF)
    if found is None or is_opposite(text, near := found[0]) or len(meant[near]) > 1:
        return None
    return next(iter(meant[near]))


_CUTOFF = 60
"""How alike a text and a word for a choice are at least, of 100, for one to be a slip of the other."""


def is_opposite(one: str, other: str) -> bool:
    """Return whether one of two texts says no, and the other does not: neither is a slip of the other.

    >>> is_opposite("letter sent", "not sent"), is_opposite("sure", "unsure"), is_opposite("noting", "nothing")
    (True, True, False)
    """
    return _says_no(one) != _says_no(other)


def _says_no(text: str) -> bool:
    """Return whether an odd number of the words of a text say no."""
    words = re.findall(r"[a-z\u2019']+", text.lower())
    return sum(map(_is_no, words)) % 2 == 1


def _is_no(word: str) -> bool:
    """Return whether a word says no; a long one may be misspelled."""
    is_like_one = len(word) > 4 and word[0] == "n" and nearest(word, _LONG) is not None
    return word in _NOTS or is_like_one or _NO_IN_A_WORD.fullmatch(word) is not None
