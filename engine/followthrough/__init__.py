"""followthrough: advice for the days after a job interview, with its reasons.

>>> import followthrough as ft
>>> from datetime import date
>>> base = ft.load()
>>> lead = {"interview": "upcoming", "want_it": "yes"}
>>> advice = ft.advise(base, lead, counsel="jobfairy", today=date(2026, 11, 22))
>>> advice.value("next_step")
'ask for their timeline'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from followthrough.load import load

if TYPE_CHECKING:
    from followthrough.advice import Advice, advise
    from followthrough.errors import FollowthroughError, KnowledgeError, LeadError, MissingFacts
    from followthrough.explain import why
    from followthrough.model import KnowledgeBase
    from followthrough.proof import Proof

_HOME = {
    "Advice": "advice",
    "advise": "advice",
    "FollowthroughError": "errors",
    "KnowledgeError": "errors",
    "LeadError": "errors",
    "MissingFacts": "errors",
    "why": "explain",
    "KnowledgeBase": "model",
    "Proof": "proof",
}

__all__ = [
    "Advice",
    "FollowthroughError",
    "KnowledgeBase",
    "KnowledgeError",
    "LeadError",
    "MissingFacts",
    "Proof",
    "advise",
    "load",
    "why",
]


def __getattr__(name: str) -> Any:
    """Import a part when it is first used, so that a command pays only for what it needs."""
    if name in _HOME:
        return getattr(import_module(f"followthrough.{_HOME[name]}"), name)
    raise AttributeError(f"module 'followthrough' has no attribute {name!r}")
