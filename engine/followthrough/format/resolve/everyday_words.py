"""`also`: what else people call a question, and the everyday words for its choices.

Rules and cases never use these words. They are for what people have written elsewhere: a column of a tracker, or the
status of a lead in it. A word may stand beside choices of several questions, and then answers all of them. If it stands
beside several choices of one question, it does not decide between them.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from followthrough.format.forms import ChoiceForm
from followthrough.format.resolve.names import MAX_VALUE
from followthrough.format.resolve.notes import Notes
from followthrough.format.words import Word, quoted

_Choice = TypeVar("_Choice", bound=ChoiceForm)


def shown(choices: Mapping[Word, Word | _Choice]) -> dict[Word, Word]:
    """Return what the person reads for each choice."""
    return {value: given.says if isinstance(given, ChoiceForm) else given for value, given in choices.items()}


def read_also(words: Collection[Word], what: str, notes: Notes) -> tuple[str, ...]:
    """Read the everyday words for a question or a choice; each is a word or phrase that is listed once."""
    notes.repeated(words)
    for word in words:
        if len(word) > MAX_VALUE:
            notes.add(word.at, f"an everyday word for a {what} has more than {MAX_VALUE} characters", "shorten it")
        elif word != word.strip() or "\n" in word:
            notes.add(word.at, f"{quoted(word)} is not a word or phrase", "write one on a single line")
    return tuple(dict.fromkeys(map(str, words)))


def read_choice_words(
    given: Mapping[Word, Word | _Choice], choices: Collection[str], notes: Notes
) -> dict[str, tuple[str, ...]]:
    """Read the everyday words for each choice that has some. None may be another choice of the question."""
    names = {choice.lower(): choice for choice in choices}
    found = {}
    for value, one in given.items():
        if isinstance(one, ChoiceForm) and one.also:
            found[str(value)] = read_also(one.also, "choice", notes)
            for word in one.also:
                named = names.get(word.lower())
                if named == value:
                    notes.add(word.at, f"{quoted(word)} is the choice itself", "remove it from `also`")
                elif named is not None:
                    notes.add(word.at, f"{quoted(word)} is another choice of the question", "remove it from `also`")
    return found
