"""New names: what may name a fact, a counsel, a passage, or a rule, and what may be a value."""

import re
from collections.abc import Mapping

from followthrough.format.model import TODAY
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Noted, Word, quoted

MAX_NAME = 64
"""Longest name of a fact, rule, counsel or passage, in characters: it fits a column of a table."""
MAX_VALUE = 200
"""Longest value of a choice or concept, in characters: a published table often has a sentence there, not a name."""

EXPECTED_RULES = ("fired", "defeated", "silent")
"""Keys of a case's expectation that name rules; no concept may have these names."""

_DASHED = re.compile(r"[a-z][a-z0-9-]*"), "lowercase letters, digits, and -, starting with a letter"
_UNDERSCORED = re.compile(r"[a-z][a-z0-9_]*"), "lowercase letters, digits, and _, starting with a letter"


def is_name(word: Word, what: str, kind: str, notes: Notes) -> bool:
    """Return whether a word can name `what`, in a file of this kind; note it if not."""
    pattern, form = _UNDERSCORED if what == "fact" else _DASHED
    if isinstance(word, Noted):
        notes.torn.add(kind)
        return False
    if len(word) <= MAX_NAME and pattern.fullmatch(word):
        return True
    notes.unread.add(str(word))
    if len(word) > MAX_NAME:
        notes.add(word.at, f"the name of a {what} has more than {MAX_NAME} characters", "shorten it")
    else:
        notes.add(word.at, f"{quoted(word)} is not a valid name for a {what}", f"use {form}")
    return False


def is_new_fact(word: Word, kind: str, words: Vocabulary, notes: Notes) -> bool:
    """Return whether a word can name a new fact; note it if not."""
    known = words.answered(word) or words.concepts.get(word) or words.sums.get(word)
    if known is not None:
        notes.taken(word, known.place)
        return False
    if word in EXPECTED_RULES:
        notes.unread.add(str(word))
        notes.add(word.at, f"{quoted(word)} has a special meaning in cases", "choose another name")
        return False
    if word == TODAY:
        notes.unread.add(str(word))
        notes.add(word.at, f"{quoted(word)} is the day of writing in letters", "choose another name")
        return False
    return is_name(word, "fact", kind, notes)


def read_values(fact: Word, given: Mapping[Word, Word], words: Vocabulary, notes: Notes) -> dict[str, str]:
    """Read the named values of a fact; a name must not read like a test."""
    words.values_at[str(fact)] = {str(word): word.at for word in given}
    for word in given:
        if word in ("known", "unknown") or word.startswith("other than "):
            notes.add(word.at, f"the value {quoted(word)} reads like a test", "choose another name")
        elif len(word) > MAX_VALUE:
            notes.add(word.at, f"the name of a value has more than {MAX_VALUE} characters", "shorten it")
        elif not word or word != word.strip() or "\n" in word:
            notes.add(word.at, f"the value {quoted(word)} is not a word or phrase", "write one on a single line")
    return {str(key): str(text) for key, text in given.items()}
