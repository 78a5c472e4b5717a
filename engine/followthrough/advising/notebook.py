"""Advice as a table of HTML, for notebooks."""

from collections.abc import Iterator, Sequence
from html import escape

from followthrough.advising.advice import Advice, Open
from followthrough.format.conditions import values_of
from followthrough.format.days import spoken
from followthrough.format.phrases import topic
from followthrough.format.sentences import inside

MOST = 5
"""Most values, or questions, that are told of a concept that is open."""


def advice_html(advice: Advice) -> str:
    """Return advice as a table: a row for each concept, with what is advised, or what it can be and hinges on."""
    person = advice.base.counsels[advice.counsel].person
    title = f"{advice.base.title}: what {person} advises on {spoken(advice.on)}"
    rows = "".join(
        f"<tr><th>{escape(topic(advice.base, name))}</th><td>{'<br>'.join(map(escape, _cell(advice, name)))}</td></tr>"
        for name in advice
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def _cell(advice: Advice, name: str) -> Iterator[str]:
    for value in values_of(advice.known(name)):
        yield advice.base.says(name, value)
    if name in advice.open:
        yield from _open(advice, name, advice.open[name])
    elif advice.known(name) is None:
        yield "undecided"


def _open(advice: Advice, name: str, one: Open) -> Iterator[str]:
    base = advice.base
    left = [value for value in one.possible if value is not None and value not in one.held]
    yield "open: " + " / ".join(_some([inside(base.says(name, value)) for value in left]))
    yield "It hinges on: " + " ".join(_some([base.questions[question].ask for question in one.questions]))


def _some(texts: Sequence[str]) -> Sequence[str]:
    return texts if len(texts) <= MOST else [*texts[:MOST], "..."]
