"""The words of a text as they are meant: contractions in full, short forms, and letters that changed places."""

import re
from collections.abc import Iterator
from functools import cache

from followthrough.leads.told import grammar

_CONTRACTED = (
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bf/u\b"), "follow-up"),
    (re.compile(r"\bany more\b"), "anymore"),
    (re.compile(r"\bso far\b"), "yet"),
    (re.compile(r"\bhiring (?:manager|mgr)\b"), "manager"),
    (re.compile(r"\bfront desk\b"), "receptionist"),
    (re.compile(r"\bthank-?yous?\b"), "thank you"),
    (re.compile(r"\bat (?:noon|[0-9]{1,2}(?::[0-9]{2})?(?: ?[ap]m)?)\b(?!:)"), "oclock"),
    (re.compile(r"\blet (me|us) know (?=(?:that|i|im|i'm|we|they|the)\b)"), r"told \1 "),
    (re.compile(r"\blast (?:week|weekend|month)\b"), "recently"),
    (re.compile(r"\b(they|we|you)(re|ve|ll)\b(?<!\bwere)(?<!\bwell)"), r"\1'\2"),
    (re.compile(r"\bive\b"), "i have"),
    (re.compile(r"\b(wo|ca)nt\b"), r"\1n't"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(did|do|does|have|has|had|was|were|is|are|would|could|should)nt\b"), r"\1 not"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"\bim\b"), "i am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|he|she|that|who|there)'s\b"), r"\1 is"),
)

_IS_CONTRACTED = re.compile(
    r"['/]|\b(?:any more|so far|hiring|front desk|thank-?yous?|at|let|last|im|ive|they\w+|we\w+|you\w+)\b|nt\b"
)
"""What a text has that has any of them."""

_SHORT_FORMS = {
    "vm": "voicemail",
    "msg": "message",
    "thx": "thank you",
    "ty": "thank you",
    "w": "with",
    "pls": "please",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "mgr": "manager",
    "refs": "references",
    "bc": "because",
    "1st": "first",
    "2nd": "second",
    "3rd": "third",
    "2x": "twice",
    "3x": "3 times",
    "ppl": "people",
    **{word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven"), 2)},
}


def words_of(text: str) -> list[str]:
    """Return the words of a text, without capitals, contractions, punctuation, and glue.

    >>> words_of("I haven't sent the thank-you note"), words_of("thier 2nd choice")
    (['i', 'have', 'not', 'sent', 'thank', 'you', 'note'], ['second', 'choice'])
    """
    said = text.casefold().replace("\u2019", "'").replace("e-mail", "email")
    for pattern, full in _CONTRACTED if _IS_CONTRACTED.search(said) else ():
        said = pattern.sub(full, said)
    words = [word for word in map(_as_meant, _words(said)) if word not in grammar.GLUE]
    return [_as_object(words[at - 1] if at else "", word) for at, word in enumerate(words)]


def _as_object(before: str, word: str) -> str:
    """Return `them` for those to whom something is done: `called the manager`."""
    return "them" if before in grammar.TO_THEM and word in grammar.THEM - {"they", "she", "he"} else word


def _words(said: str) -> Iterator[str]:
    for word in re.findall(r"[^\W_]+|[&+]", said):
        yield from _SHORT_FORMS.get(word, "and" if word in "&+" else word).split()


def _as_meant(word: str) -> str:
    """Return the word of the grammar of which two letters changed places: `thier` is `their`."""
    return word if word in _known() else _swapped().get(word, word)


@cache
def _known() -> frozenset[str]:
    lists = (grammar.GLUE, grammar.EMPTY, grammar.THEM, grammar.DOUBTS, grammar.NEGATIONS, grammar.OTHERS)
    return frozenset().union(*lists, grammar.FUTURE, grammar.TURNS)


@cache
def _swapped() -> dict[str, str]:
    return {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]: word
        for word in sorted(_known())
        if len(word) >= 5
        for at in range(len(word) - 1)
    }
