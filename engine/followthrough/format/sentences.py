"""Joins what authors wrote, whole sentences and phrases alike, so that every period is right."""

import re
from collections.abc import Iterable, Sequence

_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019\xbb)\]]*$")
"""The end of a sentence, with what may close after it."""
_FULL_STOP = re.compile(r"(?<!\.)(?<!\.\w)[.\u3002]$")
"""A period that ends a sentence and nothing else: neither "..." nor "a.m."."""


def is_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return _END.search(text) is not None


def ended(text: str) -> str:
    """Return a text as a sentence that another may follow.

    >>> ended("Stay."), ended("quietly"), ended("Ready?")
    ('Stay.', 'quietly.', 'Ready?')
    """
    return text if is_sentence(text) else f"{text}."


def begun(text: str) -> str:
    """Return a text as the beginning of a sentence.

    >>> begun("how to do it")
    'How to do it'
    """
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """Return a text for use inside a sentence, without its period.

    >>> inside("Stay."), inside("at 8 a.m."), inside("Ready?")
    ('Stay', 'at 8 a.m.', 'Ready?')
    """
    return _FULL_STOP.sub("", text)


def together(texts: Iterable[str]) -> str:
    """Join texts: sentences as they are, phrases with commas, and a mixture with semicolons.

    >>> together(["Stay.", "Be quiet."]), together(["quickly", "quietly"]), together(["Stay.", "quietly"])
    ('Stay. Be quiet.', 'quickly, quietly', 'Stay; quietly')
    """
    given = list(texts)
    if len(given) < 2 or all(map(is_sentence, given)):
        return " ".join(given)
    mark = ";" if any(is_sentence(text) or "," in text or ";" in text for text in given) else ","
    within = [inside(text) for text in given]
    return " ".join([*(text if is_sentence(text) else text + mark for text in within[:-1]), within[-1]])


def listed(names: Sequence[str], last: str = "and") -> str:
    """Join names into a list, with a word before the last one.

    >>> listed(["rank", "line"]), listed(["rank", "line", "mood"], "or")
    ('rank and line', 'rank, line or mood')
    """
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def names_listed(names: Sequence[str], last: str = "") -> str:
    """Join names that people give: with semicolons where one has a comma itself. A word may stand before the last one.

    >>> names_listed(["Acme", "Brown"]), names_listed(["Acme, sales", "Brown"])
    ('Acme, Brown', 'Acme, sales; Brown')
    >>> names_listed(["Acme", "Brown", "2 more"], "and")
    'Acme, Brown and 2 more'
    """
    mark = ";" if len(names) > 1 and any("," in name for name in names) else ","
    if not last or len(names) < 2:
        return f"{mark} ".join(names)
    return f"{f'{mark} '.join(names[:-1])}{mark if mark == ';' else ''} {last} {names[-1]}"
