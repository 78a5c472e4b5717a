"""What a published page holds: the texts of a base, its diagrams, and what tells which base it is."""

from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from followthrough.advising.interview import next_question
from followthrough.certificates.writing import about
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase
from followthrough.publishing.book import book_of
from followthrough.publishing.compiled import compile_base, tests_of
from followthrough.publishing.texts import texts_of

FORM = 1
"""The version of the form of a page's data. It grows when a key is removed or changes its meaning."""


def published(base: KnowledgeBase, made_on: date, version: str) -> dict[str, Any]:
    """Return all that a page holds of a base, as data. Raises NotSettled, with the number, where it is too large."""
    diagrams = msgspec.to_builtins(compile_base(base))
    return {
        "form": FORM,
        "hash": base.hash,
        "diagramsHash": diagrams_hash(diagrams),
        "made": {"on": made_on.isoformat(), "by": f"followthrough {version}"},
        "digests": {name: about(base, name)["digest"] for name in base.counsels},
        **texts_of(base, tests_of(base)),
        "first": _first(base),
        "book": book_of(base),
        "diagrams": diagrams,
    }


def _first(base: KnowledgeBase) -> dict[str, Any] | None:
    """Return what is asked first where there is one counsel, whose question it is; None if nothing is."""
    if len(base.counsels) > 1:
        return None
    first = next_question(base, {}, counsel=next(iter(base.counsels)), today=CASE_DAY)
    if first.phase != "goals":  # the advice is there at once
        return None
    return {"question": first.question, "most": first.open_goals, "hinges": list(first.hinges)}


def diagrams_hash(diagrams: object) -> str:
    """Return the hash of diagrams: the same for all that say the same in the same order of questions."""
    return sha256(msgspec.json.encode(diagrams, order="sorted")).hexdigest()
