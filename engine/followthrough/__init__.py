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

from followthrough.format.load import load

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice, advise
    from followthrough.advising.explain import why, why_not
    from followthrough.advising.interview import next_question
    from followthrough.advising.whatif import what_if
    from followthrough.authoring.checks import Finding, check
    from followthrough.errors import FollowthroughError, KnowledgeError, LeadError, MissingFacts, NotSettled
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.plan import days_ahead
    from followthrough.readings.run.proof import Proof
    from followthrough.readings.scale.frame import advise_frame

_HOME = {
    "Advice": "advising.advice",
    "Finding": "authoring.checks",
    "check": "authoring.checks",
    "advise": "advising.advice",
    "advise_frame": "readings.scale.frame",
    "FollowthroughError": "errors",
    "KnowledgeError": "errors",
    "LeadError": "errors",
    "MissingFacts": "errors",
    "NotSettled": "errors",
    "why": "advising.explain",
    "why_not": "advising.explain",
    "next_question": "advising.interview",
    "what_if": "advising.whatif",
    "days_ahead": "leads.plan",
    "KnowledgeBase": "format.model",
    "Proof": "readings.run.proof",
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
