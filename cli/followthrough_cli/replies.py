"""What a person means who answers a question at a terminal: a command, a number, a word, or the beginning of one.

A digit means one thing only: the number of a line, or, where an answer itself has a number in it, that answer. An
answer is abbreviated by words that follow each other in it, the last of which may be cut short. An abbreviation must be
of one answer only, and must not leave out the word that turns its meaning: `not` and `sure` are no way to say `I am not
sure`.
"""

import re
from collections.abc import Iterator, Mapping

from followthrough.errors import nearest
from followthrough.format.hints import negated
from followthrough.format.words import composed, quoted

_SAID = {
    "?": ("why", "why do you ask", "why do you want to know", "help"),
    "u": ("i dont know", "dont know", "i do not know", "no idea"),
    "b": ("back", "go back"),
    "q": ("quit", "stop", "exit"),
}
_DOES = {"?": "asking why", "u": "not knowing", "b": "going back", "q": "stopping"}
_LETTERS = {words: letter for letter, all_words in _SAID.items() for words in all_words}
"""What people say instead of a letter, without capitals and signs."""

_DENYING = frozenset(
    ("no", "not", "nothing", "never", "none", "nobody", "nowhere", "neither", "nor", "without", "cannot", "hardly")
)
_TURNING = frozenset(
    ("more", "less", "fewer", "least", "most", "over", "under", "before", "after", "except", "unless", "only")
)
"""Words without which the rest of an answer means something else."""

_WORD = re.compile(r"[^\s.,;:!?()\"\u201c\u201d]+")


def labels(choices: Mapping[str, str]) -> list[str]:
    """Give what stands before each choice: its number, or its value where a digit could mean an answer itself.

    >>> labels({"yes": "yes", "no": "no"}), labels({"0": "none", "1": "one"})
    (['1', '2'], ['0', '1'])
    """
    if _have_numbers(choices):
        return list(choices)
    return [str(number) for number in range(1, len(choices) + 1)]


def command(choices: Mapping[str, str], typed: str, *, is_text: bool = False) -> str | None:
    """Tell which of ?, u, b and q a person means; None if it is an answer. A text says it by the letter only.

    An answer that is called so is never taken for a command. Raises ValueError, its text for the person, where it could
    be either.
    """
    if any(_plain(typed) == form for choice in choices.items() for form in map(_plain, choice)):
        return None
    if typed.lower() in _SAID:
        return typed.lower()
    if is_text:
        return None
    letter = _LETTERS.get(" ".join(re.findall(r"[a-z]+", _plain(typed).replace("'", ""))))
    if letter is not None and (also := [value for value in choices if _abbreviates(typed, value, choices[value])]):
        meant = quoted(choices[also[0]])
        raise ValueError(f"{quoted(typed)} could be {meant} or {_DOES[letter]}; type more of it, or {letter}")
    return letter


def taken_letters(choices: Mapping[str, str]) -> Iterator[str]:
    """Say of each letter that is an answer here how else to say what it would do."""
    for letter, words in _SAID.items():
        if any(_plain(form) == letter for choice in choices.items() for form in choice):
            yield f"{letter} is an answer here; type {words[0]!r} for {_DOES[letter]}."


def choice_typed(choices: Mapping[str, str], typed: str) -> str:
    """Tell which choice was typed; raises ValueError, its text for the person, if none was, or more than one."""
    plain = _plain(typed)
    if plain.isascii() and plain.isdigit() and not _have_numbers(choices):
        return _numbered(choices, plain)
    matches = [value for value, text in choices.items() if plain in (_plain(value), _plain(text))]
    matches = matches or [value for value, text in choices.items() if _abbreviates(typed, value, text)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise ValueError(f"{quoted(typed)} could be {' or '.join(map(quoted, matches))}; type more of it")
    if any(_stands_in(typed, form) for choice in choices.items() for form in choice):
        more = "all of it" if _have_numbers(choices) else "its number"
        raise ValueError(f"{quoted(typed)} alone could mean the opposite; type more of the answer, or {more}")
    raise ValueError(f"{quoted(typed)} is not among the answers; {_meant(choices, typed)}")


def _meant(choices: Mapping[str, str], typed: str) -> str:
    """Say which answer may be meant, in its words; never one that is denied."""
    by_form = {form: text for value, text in choices.items() for form in (value, text)}
    near = nearest(typed, by_form) if negated(typed) is None else None
    if near is not None:
        return f"did you mean {quoted(by_form[near])}?"
    return "type what stands before one, or words of it"


def _numbered(choices: Mapping[str, str], digits: str) -> str:
    number = int(digits[:4])
    if not 1 <= number <= len(choices):
        raise ValueError(f"{quoted(digits)} is not among the answers; type a number from 1 to {len(choices)}")
    return list(choices)[number - 1]


def _have_numbers(choices: Mapping[str, str]) -> bool:
    """Tell whether a word of some answer begins with a digit."""
    return any(word[0].isdigit() for choice in choices.items() for form in choice for word in _words(form))


def _plain(text: str) -> str:
    """Write a text without capitals, quotes, and signs at its end, in which nobody tells answers apart."""
    return " ".join(composed(text).casefold().replace("\u2019", "'").split()).strip("\"'.!,;: ")


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


def _abbreviates(typed: str, value: str, text: str) -> bool:
    """Tell whether what was typed abbreviates an answer, and leaves out no word that turns its meaning."""
    return any(_shortens(_words(typed), _words(form)) for form in (value, text))


def _shortens(typed: list[str], words: list[str]) -> bool:
    for start in _starts(typed, words):
        kept, left_out = words[start : start + len(typed)], words[:start] + words[start + len(typed) :]
        says_nothing = bool(left_out) and all(map(_denies, kept))
        if not says_nothing and not any(_denies(word) or word in _TURNING for word in left_out):
            return True
    return False


def _stands_in(typed: str, form: str) -> bool:
    """Tell whether what was typed stands in an answer, or in the beginning of one of its words."""
    return next(_starts(_words(typed), _words(form)), None) is not None


def _starts(typed: list[str], words: list[str]) -> Iterator[int]:
    """Give where words stand one after the other among others, the last one perhaps cut short; numbers never are."""
    for start in range(len(words) - len(typed) + 1 if typed else 0):
        *whole, last = words[start : start + len(typed)]
        is_begun = last == typed[-1] if last[0].isdigit() else last.startswith(typed[-1])
        if whole == typed[:-1] and is_begun:
            yield start


def _denies(word: str) -> bool:
    return word in _DENYING or word.endswith("n't")
