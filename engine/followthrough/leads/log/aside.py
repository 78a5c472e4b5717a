"""Answers that another one put aside: nothing is lost when an early answer is changed, and changed back."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

import msgspec

from followthrough.format.fitting import wrong_with
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.history import History


class Aside(msgspec.Struct, frozen=True):
    """An answer that was put aside when the one to a `question` was changed, which was `before`."""

    value: str
    question: str
    before: str


def put_aside(before: Mapping[str, str], given: Iterable[str], dropped: Iterable[str]) -> dict[str, Aside]:
    """Return the dropped ones of the answers `before`, put aside by the first question that is given another answer.

    A question that is answered for the first time puts nothing aside: it cannot be changed back. Where nothing is
    given, the first answer was taken back, and put the others aside.
    """
    answered, gone = list(given), list(dropped)
    if not answered:
        answered = gone[:1]
        gone = gone[1:]
    changed = next((name for name in answered if name in before), None)
    return {} if changed is None else {name: Aside(before[name], changed, before[changed]) for name in gone}


def brought_back(
    base: KnowledgeBase, answers: Mapping[str, str], given: Iterable[str], aside: Mapping[str, Aside], today: date
) -> dict[str, str]:
    """Return the answers put aside that come back, since answers just `given` are what they were before.

    Each comes after those on which it rests. One that does not fit stays aside, and so does one whose question is
    answered again.
    """
    wanted = {
        name: one.value
        for name, one in aside.items()
        if one.question in given and answers.get(one.question) == one.before and name not in answers
    }
    places = {name: place for place, name in enumerate(base.questions)}
    back: dict[str, str] = {}
    for name in sorted(wanted, key=lambda one: places.get(base.question_of(one), len(places))):
        if not wrong_with(base, {**answers, **back, name: wanted[name]}, today):
            back[name] = wanted[name]
    return back


def aside_in(history: History, on: date) -> dict[str, Aside]:
    """Return the answers of a lead in the log that are put aside on a day."""
    answers: dict[str, str] = {}
    aside: dict[str, Aside] = {}
    for _, entries in groupby(history.until(on, ("answer", "retracted")), key=lambda entry: entry.change):
        together = list(entries)
        given = {entry.name: entry.value for entry in together if entry.kind == "answer"}
        dropped = [entry.name for entry in together if entry.kind == "retracted" and entry.name in answers]
        aside |= put_aside(answers, given, dropped)
        answers = {name: value for name, value in {**answers, **given}.items() if name not in dropped}
        aside = {name: one for name, one in aside.items() if name not in answers}
    return aside
