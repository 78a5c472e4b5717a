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
    from followthrough.checks import Finding, check
    from followthrough.columns import advise_frame
    from followthrough.errors import FollowthroughError, KnowledgeError, LeadError, MissingFacts, NotSettled
    from followthrough.explain import why, why_not
    from followthrough.interview import next_question
    from followthrough.model import KnowledgeBase
    from followthrough.plan import days_ahead
    from followthrough.proof import Proof
    from followthrough.whatif import what_if

_HOME = {
    "Advice": "advice",
    "Finding": "checks",
    "check": "checks",
    "advise": "advice",
    "advise_frame": "columns",
    "FollowthroughError": "errors",
    "KnowledgeError": "errors",
    "LeadError": "errors",
    "MissingFacts": "errors",
    "NotSettled": "errors",
    "why": "explain",
    "why_not": "explain",
    "next_question": "interview",
    "what_if": "whatif",
    "days_ahead": "plan",
    "KnowledgeBase": "model",
    "Proof": "proof",
}

__all__ = [
    "Advice",
    "Finding",
    "FollowthroughError",
    "KnowledgeBase",
    "KnowledgeError",
    "LeadError",
    "MissingFacts",
    "NotSettled",
    "Proof",
    "advise",
    "advise_frame",
    "check",
    "days_ahead",
    "load",
    "next_question",
    "what_if",
    "why",
    "why_not",
]


def __getattr__(name: str) -> Any:
    """Import a part when it is first used, so that a command pays only for what it needs."""
    if name in _HOME:
        return getattr(import_module(f"followthrough.{_HOME[name]}"), name)
    raise AttributeError(f"module 'followthrough' has no attribute {name!r}")
