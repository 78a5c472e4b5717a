"""letters/*.txt: drafts of letters, each named after the value of a goal that calls for it, with a label or without."""

import re
from collections.abc import Callable, Container, Iterable

from followthrough.errors import Place, did_you_mean
from followthrough.format.conditions import AllOf
from followthrough.format.drafts import Letter, Paragraph
from followthrough.format.forms import Conditions
from followthrough.format.letters import Draft
from followthrough.format.model import TODAY
from followthrough.format.resolve.conditions import read_conditions
from followthrough.format.resolve.leads_beneath import never_holds_beneath
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import check_placeholders
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Word, quoted

_LABELLED = re.compile(r"(?P<step>.+?) *\((?P<label>.+)\)")
"""The name of a draft's file that has a label."""


def read_letters(
    drafts: Iterable[Draft | None], goals: Iterable[str], words: Vocabulary, notes: Notes
) -> dict[str, tuple[Letter, ...]]:
    """Look up the names in all drafts; return the letters by their step, those that test most first."""
    values = [value for goal in goals for value in words.concepts[goal].values]
    letters: dict[tuple[str, str], Letter] = {}
    drafts = list(drafts)
    for draft in filter(None, drafts):
        letter = _read_letter(draft, values, words, notes)
        if not _keeps_others(letter, letters.values(), words, notes):
            continue
        if letters.setdefault((letter.step, letter.label), letter) is not letter:
            same = letters[letter.step, letter.label].place
            wrong = f"has the same name as {same}, with its accents stored another way"
            notes.add(letter.place, wrong, "keep one of the two")
    found: dict[str, tuple[Letter, ...]] = {letter.step: () for letter in letters.values()}
    for letter in sorted(letters.values(), key=lambda one: -len([*one.conditions.tests()])):
        found[letter.step] += (letter,)
    if None not in drafts:
        conditional = {draft.name.at for draft in filter(None, drafts) if draft.conditions}
        for step in found:
            _check_otherwise(step, found[step], conditional, notes)
    return found


def _read_letter(draft: Draft, values: list[str], words: Vocabulary, notes: Notes) -> Letter:
    step, label = step_and_label(draft.name, values)
    if values and step not in values and not notes.torn.intersection(("base", "concepts")):
        wrong = f"is named after {quoted(step)}, which is not a value of a goal"
        notes.add(draft.name.at, wrong, did_you_mean(step, values))
    for line in (*draft.head.values(), *(line for paragraph in draft.paragraphs for line in paragraph.lines)):
        check_placeholders(line, words, notes, _places_in(line), besides=(TODAY,))
    return Letter(
        step=step,
        label=label,
        conditions=_all_of(draft.conditions, words, notes),
        to=str(draft.head.get("To", "")),
        subject=str(draft.head.get("Subject", "")),
        paragraphs=tuple(
            Paragraph("\n".join(paragraph.lines), _all_of(paragraph.conditions, words, notes), paragraph.continues)
            for paragraph in draft.paragraphs
        ),
        place=draft.name.at,
    )


def _keeps_others(letter: Letter, letters: Iterable[Letter], words: Vocabulary, notes: Notes) -> bool:
    """Return whether a draft leaves the letters of what is beneath its layer as they are; note it if not."""
    layer = notes.layers.of(letter.place)
    beneath = next((one for one in letters if one.step == letter.step and notes.layers.of(one.place) < layer), None)
    if beneath is None or never_holds_beneath(letter.conditions, layer, words, notes.layers):
        return True
    wrong = f"would be written for leads of the base, which has {notes.layers.seen(beneath.place)} for this step"
    remedy = "write above it an `If:` that tests something that this overlay adds, or name it after a step of its own"
    notes.add(letter.place, wrong, remedy)
    return False


def _all_of(forms: Iterable[Conditions], words: Vocabulary, notes: Notes) -> AllOf:
    """Read the tests of several lines of `If:`, all of which must hold."""
    return AllOf(tuple(part for form in forms for part in read_conditions(form, words, notes).parts))


def step_and_label(name: Word, values: Iterable[str]) -> tuple[str, str]:
    """Return the step that a file is named after, and the label in parentheses after it."""
    match = _LABELLED.fullmatch(name)
    return (str(name), "") if match is None or name in values else (match["step"], match["label"].strip())


def _check_otherwise(step: str, letters: Iterable[Letter], conditional: Container[Place], notes: Notes) -> None:
    """Note that a step has no draft, or several, for the leads that none of its other drafts is for."""
    places = [letter.place for letter in sorted(letters, key=lambda one: one.label)]
    otherwise = [place for place in places if place not in conditional]
    if not otherwise:
        wrong = f"has an `If:`, as every draft of {quoted(step)} has, so some leads get none"
        notes.add(places[-1], wrong, "remove the `If:` of one of them")
    for place in otherwise[1:]:
        wrong = f"has no `If:`, and neither has {notes.layers.seen(otherwise[0])}, so nothing decides between them"
        notes.add(place, wrong, "write above it for which leads it is, as `If: FACT: TEST`")


def _places_in(line: Word) -> Callable[[int], Place]:
    """Return a function from the position of a character in a line to its place."""
    return lambda offset: Place(line.at.file, line.at.line, line.at.column + offset)
