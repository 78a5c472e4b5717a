"""Advice as a table of HTML, for notebooks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from followthrough.advising.still_open import Open
from followthrough.format.conditions import Value, values_of
from followthrough.format.days import spoken
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import topic
from followthrough.format.sentences import inside

MOST = 5
"""Most values, or questions, that are told of a concept that is open."""


def advice_html(
    base: KnowledgeBase, counsel: str, on: date, known: Mapping[str, Value], still_open: Mapping[str, Open]
) -> str:
    """Return advice as a table: a row for each concept, with what is advised, or what it can be and hinges on."""
    title = f"{base.title}: what {base.counsels[counsel].person} advises on {spoken(on)}"
    rows = "".join(
        f"<tr><th>{escape(topic(base, name))}</th>"
        f"<td>{'<br>'.join(map(escape, _cell(base, name, value, still_open.get(name))))}</td></tr>"
        for name, value in known.items()
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def _cell(base: KnowledgeBase, name: str, known: Value, left: Open | None) -> Iterator[str]:
    for value in values_of(known):
        yield base.says(name, value)
    if left is not None:
        yield from _open(base, name, left)
    elif known is None:
        yield "undecided"


def _open(base: KnowledgeBase, name: str, one: Open) -> Iterator[str]:
    left = [value for value in one.possible if value is not None and value not in one.held]
    yield "open: " + " / ".join(_some([inside(base.says(name, value)) for value in left]))
    yield "It hinges on: " + " ".join(_some([base.questions[question].ask for question in one.questions]))


def _some(texts: Sequence[str]) -> Sequence[str]:
    return texts if len(texts) <= MOST else [*texts[:MOST], "..."]
