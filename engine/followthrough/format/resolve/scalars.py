"""What single texts say: yes or no, whole numbers, ranges, and the names of facts in braces."""

import re
from collections.abc import Callable, Collection

from followthrough.errors import Place
from followthrough.format import hints
from followthrough.format.model import PLACEHOLDER
from followthrough.format.numbers import MAX_DECIMALS, MAX_NUMBER, NotANumber, TooManyPlaces, fixed, written_number
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Noted, Word, quoted


def read_flag(word: Word | None, key: str, notes: Notes, *, default: bool = False) -> bool:
    """Read a yes or no. The default replaces what is neither; `true`, `n`, and the like are noted but understood."""
    if word in (None, "yes", "no"):
        return word == "yes"
    meant = hints.yes_or_no(word)
    if not isinstance(word, Noted):
        notes.add(word.at, f"`{key}` is {quoted(word)}", f"write {meant or 'yes or no'}")
    return default if meant is None else meant == "yes"


def read_number(word: Word, notes: Notes, decimals: int | None = None) -> int | None:
    """Read a whole number, or one of a question with so many decimals. Return None and note a problem if it is none."""
    if isinstance(word, Noted):
        return None
    try:
        number = written_number(word, decimals or 0)
    except TooManyPlaces:
        what = "has more decimals than are allowed" if decimals else "is not a whole number"
        remedy = "write fewer, or raise `decimals`" if decimals else "write a whole number, or allow `decimals`"
        remedy = hints.number(word) if decimals is None else remedy
        notes.add(word.at, f"{quoted(word)} {what}", remedy)
    except NotANumber:
        what = "a number" if decimals else "a whole number"
        notes.add(word.at, f"{quoted(word)} is not {what}", hints.number(word, decimals or 0))
    else:
        if abs(number) <= MAX_NUMBER:
            return number
        most = fixed(MAX_NUMBER, decimals or 0)
        notes.add(word.at, f"the number {quoted(word)} is too large", f"write one from -{most} to {most}")
    return None


def read_decimals(word: Word | None, notes: Notes) -> int:
    """Read how many decimals a number has: none, if nothing is written."""
    if word is None or isinstance(word, Noted):
        return 0
    if word in map(str, range(MAX_DECIMALS + 1)):
        return int(word)
    notes.add(word.at, f"`decimals` is {quoted(word)}", f"write a number from 0 to {MAX_DECIMALS}")
    return MAX_DECIMALS


def read_range(
    low: Word | None, high: Word | None, least: int, most: int, notes: Notes, decimals: int | None = None
) -> tuple[int, int]:
    """Read both ends of a range; `least` and `most` replace ends that are left out or cannot be read."""
    first = read_number(low, notes, decimals) if low is not None else least
    last = read_number(high, notes, decimals) if high is not None else most
    if first is None or last is None:
        return least, most
    if first > last:
        at = (high or low or Noted(Place(""))).at
        notes.add(at, f"the range from {first} to {last} is empty", "put the smaller number first")
        return least, most
    return first, last


def check_placeholders(
    text: Word,
    words: Vocabulary,
    notes: Notes,
    at: Callable[[int], Place] | None = None,
    besides: Collection[str] = (),
) -> None:
    """Note names in braces that are neither facts nor among those allowed `besides`, and unmatched braces.

    `at` returns the place of a character in the text. Without it, everything is noted at the text's own place.
    """
    place = at or (lambda _: text.at)
    for match in PLACEHOLDER.finditer(text):
        if match[1] in besides:
            continue
        notes.mentions.find("fact", [match[1]])
        if not words.is_fact(match[1]):
            name = Word(match[1], place(match.start(1)))
            notes.unknown(name, "fact in braces", words.facts(), "questions", "concepts")
    rest = PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    if brace := re.search("[{}]", rest):
        notes.add(place(brace.start()), "has an unmatched brace", "write {fact}, or remove the brace")
