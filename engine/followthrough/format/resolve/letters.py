"""letters/*.txt: drafts of letters, each named after the value of a goal that calls for it."""

from collections.abc import Callable, Iterable

from followthrough.errors import Place, did_you_mean
from followthrough.format.letters import Draft
from followthrough.format.model import Letter
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import check_placeholders
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Word, quoted


def read_letters(
    drafts: Iterable[Draft | None], goals: Iterable[str], words: Vocabulary, notes: Notes
) -> dict[str, Letter]:
    """Look up the names in all drafts; return the letters by their name."""
    values = [value for goal in goals for value in words.concepts[goal].values]
    letters: dict[str, Letter] = {}
    for draft in drafts:
        if draft is None:
            continue
        letter = _read_letter(draft, values, words, notes)
        if letters.setdefault(letter.name, letter) is not letter:
            wrong = f"has the same name as {letters[letter.name].place}, with its accents stored another way"
            notes.add(letter.place, wrong, "keep one of the two")
    return letters


def _read_letter(draft: Draft, values: list[str], words: Vocabulary, notes: Notes) -> Letter:
    if values and draft.name not in values and not notes.torn.intersection(("base", "concepts")):
        wrong = f"is named after {quoted(draft.name)}, which is not a value of a goal"
        notes.add(draft.name.at, wrong, did_you_mean(draft.name, values))
    for line in (*draft.head.values(), *(line for paragraph in draft.paragraphs for line in paragraph)):
        check_placeholders(line, words, notes, _places_in(line))
    return Letter(
        name=str(draft.name),
        to=str(draft.head.get("To", "")),
        subject=str(draft.head.get("Subject", "")),
        paragraphs=tuple("\n".join(paragraph) for paragraph in draft.paragraphs),
        place=draft.name.at,
    )


def _places_in(line: Word) -> Callable[[int], Place]:
    """Return a function from the position of a character in a line to its place."""
    return lambda offset: Place(line.at.file, line.at.line, line.at.column + offset)
