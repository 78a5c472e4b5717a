"""What a published page holds: the texts of a base, its diagrams, and what tells which base it is."""

from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from followthrough.certificates.writing import about
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
        "book": book_of(base),
        "diagrams": diagrams,
    }


def diagrams_hash(diagrams: object) -> str:
    """Return the hash of diagrams: the same for all that say the same in the same order of questions."""
    return sha256(msgspec.json.encode(diagrams, order="sorted")).hexdigest()
