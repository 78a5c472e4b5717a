"""What a person means by a reply at a terminal: a command, a number, a word, or the beginning of one.

A digit means only one thing: the number of a line, or, if the answers themselves contain numbers, an answer. An
abbreviation consists of consecutive words of an answer, the last of which may be cut short. It must fit only one
answer, and must not leave out a word that changes the meaning: neither `not` nor `sure` means `I am not sure`. But what
an answer says before its first comma may stand for it, as `no` for `no, they have not said that`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from followthrough.format.choices import AROUND, NONE
from followthrough.format.hints import negated
from followthrough.format.opposites import near_choice
from followthrough.format.words import composed, quoted

_SAID = {
    "?": ("why", "why do you ask", "why do you want to know", "help"),
    "u": ("i dont know", "dont know", "i do not know", "no idea"),
    "b": ("back", "go back"),
    "r": ("review", "my answers", "show my answers", "list my answers"),
    "q": ("quit", "stop", "exit"),
}
_DOES = {"?": "asking why", "u": "not knowing", "b": "going back", "r": "reviewing your answers", "q": "stopping"}
_LETTERS = {words: letter for letter, all_words in _SAID.items() for words in all_words}
"""What people type instead of a letter, without capitals and punctuation."""

_NEGATING = frozenset(
    ("no", "not", "nothing", "never", "none", "nobody", "nowhere", "neither", "nor", "without", "cannot", "hardly")
)
_TURNING = frozenset(
    ("more", "less", "fewer", "least", "most", "over", "under", "before", "after", "except", "unless", "only")
)
"""Words that change what the rest of an answer means."""

_WORD = re.compile(r"[^\s.,;:!?()\"\u201c\u201d]+")


def labels(choices: Mapping[str, str]) -> list[str]:
    """Return the label of each choice: its number, or its value if a digit could be an answer itself.

    >>> labels({"yes": "yes", "no": "no"}), labels({"0": "none", "1": "one"})
    (['1', '2'], ['0', '1'])
    """
    if _have_numbers(choices):
        return list(choices)
    return [str(number) for number in range(1, len(choices) + 1)]


def command(
    choices: Mapping[str, str], typed: str, *, is_text: bool = False, stopping: Collection[str] = ()
) -> str | None:
    """Return which of ?, u, b, r and q is meant; None for an answer. With `is_text`, only the letter itself counts.

    `stopping` has more words that mean q, without capitals and punctuation.

    An answer with the same words takes precedence over a command. Raises ValueError, with a text for the person, if it
    could be either.
    """
    if any(_plain(typed) == form for choice in choices.items() for form in map(_plain, choice)):
        return None
    if typed.lower() in _SAID:
        return typed.lower()
    if is_text:
        return None
    words = " ".join(re.findall(r"[a-z]+", _plain(typed).replace("'", "")))
    letter = "q" if words in stopping else _LETTERS.get(words)
    if letter is not None and (also := [value for value in choices if _abbreviates(typed, value, choices[value])]):
        meant = quoted(choices[also[0]])
        raise ValueError(f"{quoted(typed)} could be {meant} or {_DOES[letter]}; type more of it, or {letter}")
    return letter


def taken_letters(choices: Mapping[str, str]) -> Iterator[str]:
    """Yield, for each letter that is an answer here, what to type for the command instead."""
    for letter, words in _SAID.items():
        if any(_plain(form) == letter for choice in choices.items() for form in choice):
            yield f"{letter} is an answer here; type {words[0]!r} for {_DOES[letter]}."


def choice_typed(
    choices: Mapping[str, str], typed: str, words: Mapping[str, Collection[str]] = MappingProxyType({})
) -> str:
    """Return the choice that was typed. Raises ValueError, with a text for the person, if none or several match."""
    plain = _plain(typed)
    if plain.isascii() and plain.isdigit() and not _have_numbers(choices):
        return _numbered(choices, plain)
    matches = [value for value, text in choices.items() if plain in (_plain(value), _plain(text))]
    matches = matches or [value for value, text in choices.items() if plain == _first_words(text)]
    matches = matches or [value for value, text in choices.items() if _abbreviates(typed, value, text)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise ValueError(f"{quoted(typed)} could be {' or '.join(map(quoted, matches))}; type more of it")
    if any(_occurs_in(typed, form) for choice in choices.items() for form in choice):
        more = "all of it" if _have_numbers(choices) else "its number"
        raise ValueError(f"{quoted(typed)} alone could mean the opposite; type more of the answer, or {more}")
    raise ValueError(f"{quoted(typed)} is not among the answers; {_meant(choices, typed, words)}")


def choices_typed(
    choices: Mapping[str, str], typed: str, words: Mapping[str, Collection[str]] = MappingProxyType({})
) -> list[str]:
    """Return the choices that were typed, where several may be. Raises ValueError, with a text for the person.

    They are numbers, words, or both, with commas, semicolons, or `and` between them; numbers need only a space.

    >>> choices_typed({"car": "a car", "phone": "a phone", "none": "none of these"}, "2, car")
    ['phone', 'car']
    """
    plain = _plain(typed)
    if plain in _NONE_OF_THEM and NONE in choices:
        return [NONE]
    if plain in _ALL_OF_THEM:
        return [choice for choice in choices if choice != NONE]
    if not _have_numbers(choices) and _NUMBERS.fullmatch(plain):
        typed = ", ".join(_numbered(choices, digits) for digits in re.findall("[0-9]+", plain))
    found: list[str] = []
    parts = [part for part in _SEPARATED.split(typed) if part.strip()]
    if not parts:
        raise ValueError(f"{quoted(typed)} is not among the answers; {_meant(choices, typed, words)}")
    while parts:
        end = next((n for n in range(len(parts), 1, -1) if _is_one(choices, ", ".join(parts[:n]))), 1)
        found.append(choice_typed(choices, ", ".join(parts[:end]), words))
        parts = parts[end:]
    if NONE in found and len({*found}) > 1:
        raise ValueError(f"{quoted(choices[NONE])} goes with no other answer; type it alone, or leave it out")
    return found


def _is_one(choices: Mapping[str, str], text: str) -> bool:
    """Return whether a text with commas is one choice."""
    return any(_plain(text) in map(_plain, choice) for choice in choices.items())


_NONE_OF_THEM = ("none", "nothing", "none of them", "none of these", "none of those", "neither")
_ALL_OF_THEM = ("all", "all of them", "all of these", "everything", "both")
"""What people type for none, or for all, of the choices of which several may be the answer."""

_NUMBERS = re.compile(r"[0-9]+(?:(?:[\s,;&+]|\band\b)+[0-9]+)*")
_SEPARATED = re.compile(r"\s*[,;&+]\s*(?:and\s+)?|\s+and\s+")


def _meant(choices: Mapping[str, str], typed: str, words: Mapping[str, Collection[str]]) -> str:
    """Return a hint at the answer that may be meant, but never after a negation, and never at the opposite."""
    near = near_choice(typed, choices, words) if negated(typed) is None else None
    if near is not None:
        return f"did you mean {quoted(choices[near])}?"
    return "type the label before an answer, or some of its words"


def _numbered(choices: Mapping[str, str], digits: str) -> str:
    number = int(digits[:4])
    if not 1 <= number <= len(choices):
        raise ValueError(f"{quoted(digits)} is not among the answers; type a number from 1 to {len(choices)}")
    return list(choices)[number - 1]


def _have_numbers(choices: Mapping[str, str]) -> bool:
    """Return whether a word of some answer begins with a digit."""
    return any(word[0].isdigit() for choice in choices.items() for form in choice for word in _words(form))


def _plain(text: str) -> str:
    """Return a text without capitals, quotes and punctuation around it, by which nobody distinguishes answers."""
    return " ".join(composed(text).casefold().replace("\u2019", "'").split()).strip(f"{AROUND};")


def _first_words(text: str) -> str:
    """Return what an answer says before its first comma, as in "no, they have not said that"; nothing without one."""
    before, comma, _ = text.partition(",")
    return _plain(before) if comma else ""


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


def _abbreviates(typed: str, value: str, text: str) -> bool:
    """Return whether a reply abbreviates an answer without leaving out a word that changes its meaning."""
    return any(_shortens(_words(typed), _words(form)) for form in (value, text))


def _shortens(typed: list[str], words: list[str]) -> bool:
    for start in _starts(typed, words):
        kept, left_out = words[start : start + len(typed)], words[:start] + words[start + len(typed) :]
        says_nothing = bool(left_out) and all(map(_negates, kept))
        if not says_nothing and not any(_negates(word) or word in _TURNING for word in left_out):
            return True
    return False


def _occurs_in(typed: str, form: str) -> bool:
    """Return whether a reply occurs in an answer, with its last word perhaps cut short."""
    return next(_starts(_words(typed), _words(form)), None) is not None


def _starts(typed: list[str], words: list[str]) -> Iterator[int]:
    """Yield where the typed words occur in sequence. The last one may be cut short unless it is a number."""
    for start in range(len(words) - len(typed) + 1 if typed else 0):
        *whole, last = words[start : start + len(typed)]
        is_begun = last == typed[-1] if last[0].isdigit() else last.startswith(typed[-1])
        if whole == typed[:-1] and is_begun:
            yield start


def _negates(word: str) -> bool:
    return word in _NEGATING or word.endswith("n't")
