"""Templates, and the wording that they need beyond the engine's. Every text is escaped where it is inserted."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from followthrough.advising.advice import Advice, is_contested
from followthrough.advising.becoming import becoming
from followthrough.advising.explain import Ground
from followthrough.advising.plainly import plainly_undecided
from followthrough.authoring.comparison import AdviceChange
from followthrough.format.choices import SEPARATOR, UNKNOWN, parts_meant, written
from followthrough.format.conditions import Value, values_of
from followthrough.format.days import away, short, spoken
from followthrough.format.model import KnowledgeBase
from followthrough.format.numbers import wanted
from followthrough.format.phrases import (
    DONT_KNOW,
    about,
    aloud,
    answered,
    citation,
    concluded,
    counted,
    day_due,
    done_aloud,
    fact_words,
    heading,
    held_to,
    is_beside,
    is_to_come,
    percent,
    row_of,
    rows_beside,
)
from followthrough.format.phrases import answer_text as answer_in_words
from followthrough.format.sentences import begun, ended, inside, together
from followthrough.format.sums import signed
from followthrough.format.tests_in_words import test_words
from followthrough.leads.log import Entry
from followthrough.leads.log.status import Need, Shift
from followthrough.leads.log.work_texts import first_text, late_text, task_text, until_text
from followthrough.readings.run.proof import Premise
from followthrough_web.safety import TICKED

FOLDER = Path(__file__).parent

FIELD, PICKED = "answer.", "picked."
"""The prefixes of a form field that answers a question, and of one with a day from a calendar; then its name."""

_LABELS = {"name": "What you call it", "note": "A note"}
_SHORT = 200
"""Longest answer, in characters."""


class FormField(msgspec.Struct, frozen=True):
    """A form field that is shown again: its label and text as a person knows them.

    If `is_open`, it can be edited, on one line if `is_line`.
    """

    name: str
    value: str
    label: str
    shown: str
    is_open: bool
    is_line: bool


def environment() -> Environment:
    """Return the environment that renders the templates."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS
    made.globals["static"] = {
        path.name: f"/static/{path.name}?{version_of(path.read_bytes())}" for path in (FOLDER / "static").iterdir()
    }
    made.globals |= GLOBALS
    return made


def version_of(content: bytes) -> str:
    """Return the text that stands in the address of a static file, so that browsers keep it until it changes."""
    return sha256(content).hexdigest()[:16]


def form_fields(form: Mapping[str, str], base: KnowledgeBase | None) -> list[FormField]:
    """Return the fields of a form in order. A hidden field has no label."""
    return [_form_field(name, value, base) for name, value in form.items()]


def _form_field(name: str, value: str, base: KnowledgeBase | None) -> FormField:
    is_open = name in _LABELS or len(value) > _SHORT
    is_line = name != "note" and len(value) <= _SHORT
    if not name.startswith((FIELD, PICKED, TICKED)):
        return FormField(name, value, _LABELS.get(name, ""), value, is_open, is_line)
    fact = name.removeprefix(FIELD).removeprefix(PICKED).removeprefix(TICKED)
    question = base.questions.get(fact) if base is not None else None
    if question is None or base is None:
        return FormField(name, value, heading(fact), value, is_open, is_line)
    shown = (
        DONT_KNOW if value == UNKNOWN else together(question.choices.get(one, one) for one in value.split(SEPARATOR))
    )
    return FormField(name, value, question.ask, shown, is_open, is_line)


def value_text(base: KnowledgeBase, fact: str, value: Value, high: int | None = None) -> str:
    """Return a fact's value in words, or the range from it to `high`."""
    if high is not None and high != value:
        return f"{value} to {high}"
    return base.says(fact, value)


def answer_text(base: KnowledgeBase, entry: Entry) -> str:
    """Return the answer of a log entry in words."""
    return answer_in_words(base, entry.name, entry.value)


def advice_text(base: KnowledgeBase, entry: Entry) -> str:
    """Return the advice of a log entry in words: the values of its goals."""
    given = entry.given().advice
    return together(base.says(goal, given[goal]) for goal in base.goals if given.get(goal)) or "nothing"


def shift_causes(shift: Shift) -> str:
    """Return what changed the advice, in words."""
    said = {"rules": "the rules have changed", "facts": "your answers have changed", "time": "time has passed"}
    return " and ".join(said[cause] for cause in shift.by)


def origin(advice: Advice, ground: Ground | Premise) -> str:
    """Return where a fact comes from, in words for the person who answered."""
    if isinstance(ground.origin, tuple):
        return "concluded"
    if ground.origin == "otherwise" and any(advice.proof.beaten(ground.fact)):
        return "every rule that says otherwise is overruled"
    return {
        "answer": "your answer",
        "counted": "counted from your answer",
        "added": "added up",
        "assumed": "assumed, as any answer leads here",
        "otherwise": "no rule says otherwise",
        "nothing": plainly_undecided(advice, ground.fact),
    }[ground.origin]


def by_size(changes: Iterable[AdviceChange]) -> list[AdviceChange]:
    """Return changes of advice, those of the most leads first. Where leads are not counted, the order stays."""
    return sorted(changes, key=lambda one: -(one.leads or 0))


def as_query(answers: Mapping[str, Value]) -> str:
    """Return answers as the query of the page about this lead."""
    return urlencode({name: written(value) for name, value in answers.items()})


def has_passed(base: KnowledgeBase, question: str) -> bool:
    """Return whether the day of a date question can only be one that has passed, or today."""
    count = base.count_of(question)
    return base.questions[question].passed or (count is not None and count.passed)


def sentence(text: str) -> str:
    """Return a phrase as a sentence.

    >>> sentence("nobody has said")
    'Nobody has said.'
    """
    return ended(begun(text))


FILTERS: Mapping[str, Callable[..., object]] = {
    "signed": signed,
    "aloud": aloud,
    "as_query": as_query,
    "by_size": by_size,
    "away": away,
    "concluded": concluded,
    "day_due": day_due,
    "heading": heading,
    "inside": inside,
    "percent": percent,
    "sentence": sentence,
    "short": short,
    "spoken": spoken,
    "values": values_of,
    "written": written,
}
"""What templates filter texts and facts with."""


def no_day(need: Need) -> str:
    """Return nothing, where a list of leads has no day beside them."""
    return ""


GLOBALS: Mapping[str, object] = {
    "no_day": no_day,
    # defaults for what most pages lack
    "again": "",
    "edition": "",
    "fields": (),
    "mistakes": (),
    "onward": "",
    "reload": "",
    "without_log": False,
    "wrong": (),
    "advice_text": advice_text,
    "answered": answered,
    "becoming": becoming,
    "shift_causes": shift_causes,
    "is_contested": is_contested,
    "citation": citation,
    "done_aloud": done_aloud,
    "counted": counted,
    "answer_text": answer_text,
    "about": about,
    "fact_text": fact_words,
    "is_to_come": is_to_come,
    "wanted": wanted,
    "held_to": held_to,
    "has_passed": has_passed,
    "first_text": first_text,
    "task_text": task_text,
    "late_text": late_text,
    "until_text": until_text,
    "is_beside": is_beside,
    "origin": origin,
    "parts_meant": parts_meant,
    "row_of": row_of,
    "rows_beside": rows_beside,
    "test_words": test_words,
    "value_text": value_text,
    "plainly_undecided": plainly_undecided,
}
"""What templates call, and what most pages lack."""
