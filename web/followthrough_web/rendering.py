"""Templates, and the words that they need beside those of the engine. Every text is escaped where it is put."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from followthrough.advising.advice import Advice, becoming, is_contested, undecided
from followthrough.advising.explain import Ground
from followthrough.format.conditions import Value
from followthrough.format.days import away, short
from followthrough.format.lead import UNKNOWN
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import (
    aloud,
    answered,
    concluded,
    counted,
    heading,
    is_beside,
    percent,
    row_of,
    rows_beside,
    spoken,
)
from followthrough.format.sentences import ended, inside, together
from followthrough.leads.log import Entry
from followthrough.leads.log.status import Shift
from followthrough.readings.run.proof import Premise

FOLDER = Path(__file__).parent

DONT_KNOW = "I don't know"

FIELD = "answer."
"""How the field of a form begins whose rest is the name of a question."""

_LABELS = {"name": "What you call it", "note": "A note"}
_SHORT = 200
"""Longest answer, in characters."""


class Typed(msgspec.Struct, frozen=True):
    """A field of a form as it is given back: its label and text as a person knows them.

    If it is open it can be edited, on one line or more.
    """

    name: str
    value: str
    label: str
    shown: str
    is_open: bool
    is_line: bool


def environment() -> Environment:
    """Make the environment in which templates are filled in."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "aloud": aloud,
        "away": away,
        "concluded": concluded,
        "heading": heading,
        "inside": inside,
        "percent": percent,
        "sentence": sentence,
        "short": short,
        "spoken": spoken,
        "values": values,
    }
    made.globals |= {
        # what a page has none of unless it is given
        "again": "",
        "fields": (),
        "mistakes": (),
        "onward": "",
        "reload": "",
        "without_log": False,
        "advised": advised,
        "answered": answered,
        "becoming": becoming,
        "causes": causes,
        "is_contested": is_contested,
        "counted": counted,
        "kept": kept,
        "named": named,
        "is_beside": is_beside,
        "origin": origin,
        "row_of": row_of,
        "rows_beside": rows_beside,
        "said": said,
        "undecided": undecided,
    }
    return made


def typed(form: Mapping[str, str], base: KnowledgeBase | None) -> list[Typed]:
    """Give back the fields of a form, in their order; one that nobody saw has no label."""
    return [_typed(name, value, base) for name, value in form.items()]


def _typed(name: str, value: str, base: KnowledgeBase | None) -> Typed:
    is_open = name in _LABELS or len(value) > _SHORT
    is_line = name != "note" and len(value) <= _SHORT
    if not name.startswith(FIELD):
        return Typed(name, value, _LABELS.get(name, ""), value, is_open, is_line)
    fact = name.removeprefix(FIELD)
    question = base.questions.get(fact) if base is not None else None
    if question is None:
        return Typed(name, value, heading(fact), value, is_open, is_line)
    shown = DONT_KNOW if value == UNKNOWN else question.choices.get(value, value)
    return Typed(name, value, question.ask, shown, is_open, is_line)


def named(base: KnowledgeBase, fact: str) -> str:
    """Name a fact as a person knows it: by its question, or by what it means."""
    if fact in base.questions:
        return base.questions[fact].ask
    if fact in base.counts:
        return base.counts[fact].means.rstrip(".")
    return heading(fact)


def said(base: KnowledgeBase, fact: str, value: Value, high: int | None = None) -> str:
    """Say a fact's value, or the range from it to `high`."""
    if high is not None and high != value:
        return f"{value} to {high}"
    return base.says(fact, value)


def kept(base: KnowledgeBase, entry: Entry) -> str:
    """Say the answer of an entry of the search log, as the question has it today, or as it was typed."""
    question = base.questions.get(entry.name)
    if entry.value == UNKNOWN:
        return DONT_KNOW
    if question is None or question.kind != "date":
        return question.choices.get(entry.value, entry.value) if question is not None else entry.value
    try:
        return spoken(date.fromisoformat(entry.value))
    except ValueError:
        return entry.value


def advised(base: KnowledgeBase, entry: Entry) -> str:
    """Say what was advised: the goals that had a value."""
    given = entry.given().advice
    return together(base.says(goal, given[goal]) for goal in base.goals if given.get(goal)) or "nothing"


def causes(shift: Shift) -> str:
    """Say what changed the advice."""
    said = {"rules": "the rules have changed", "facts": "your answers have changed", "time": "time has passed"}
    return " and ".join(said[cause] for cause in shift.by)


def values(value: Value) -> list[str]:
    """List the values of a concept: none, one or many."""
    if value is None:
        return []
    return list(value) if isinstance(value, tuple) else [str(value)]


def origin(advice: Advice, ground: Ground | Premise) -> str:
    """Say where a fact comes from, to the person who answered."""
    if isinstance(ground.origin, tuple):
        return "concluded"
    if ground.origin == "otherwise" and any(advice.proof.beaten(ground.fact)):
        return "each rule that says otherwise is overruled"
    return {
        "answer": "your answer",
        "counted": "counted from your answer",
        "assumed": "assumed: any answer leads here",
        "otherwise": "no rule says otherwise",
        "nothing": undecided(advice, ground.fact),
    }[ground.origin]


def sentence(text: str) -> str:
    """Make a sentence of a phrase.

    >>> sentence("nobody has said")
    'Nobody has said.'
    """
    return ended(text[:1].upper() + text[1:])
