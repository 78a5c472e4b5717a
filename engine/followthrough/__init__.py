"""followthrough: advice for the days after a job interview, with its reasons.

>>> import followthrough as ft
>>> from datetime import date
>>> base = ft.load()
>>> lead = {"interview": "done", "heard_back": "turned down"}
>>> advice = ft.advise(base, lead, counsel="jobfairy", today=date(2026, 11, 22))
>>> advice["stance"].says, advice.open["next_step"].questions
('Let it go: your time is worth more elsewhere.', ('other_leads',))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from followthrough.format.load import load

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice, Conclusion
    from followthrough.advising.advise import advise
    from followthrough.advising.explain import Ground, WhyNot, why, why_not
    from followthrough.advising.interview import Next, next_question
    from followthrough.advising.still_open import Open
    from followthrough.advising.whatif import WhatIf, what_if
    from followthrough.authoring.checks import Finding, check
    from followthrough.authoring.comparison import Difference
    from followthrough.authoring.difference import Revision, difference, disagreement
    from followthrough.errors import (
        FollowthroughError,
        KnowledgeError,
        LeadError,
        LogError,
        MissingFacts,
        NotSettled,
        UnknownName,
    )
    from followthrough.format.lead import Lead
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.plan import Plan, days_ahead
    from followthrough.readings.run.proof import Proof
    from followthrough.readings.scale.frame import advise_frame

    __version__: str

_HOMES = {
    "advising.advice": ("Advice", "Conclusion"),
    "advising.advise": ("advise",),
    "advising.explain": ("Ground", "WhyNot", "why", "why_not"),
    "advising.interview": ("Next", "next_question"),
    "advising.still_open": ("Open",),
    "advising.whatif": ("WhatIf", "what_if"),
    "authoring.checks": ("Finding", "check"),
    "authoring.comparison": ("Difference",),
    "authoring.difference": ("Revision", "difference", "disagreement"),
    "errors": (
        "FollowthroughError",
        "KnowledgeError",
        "LeadError",
        "LogError",
        "MissingFacts",
        "NotSettled",
        "UnknownName",
    ),
    "format.lead": ("Lead",),
    "format.model": ("KnowledgeBase",),
    "leads.plan": ("Plan", "days_ahead"),
    "readings.run.proof": ("Proof",),
    "readings.scale.frame": ("advise_frame",),
}
"""Where each part is: imported when it is first used, so that a command pays only for what it needs."""

__all__ = [
    "Advice",
    "Conclusion",
    "Difference",
    "Finding",
    "FollowthroughError",
    "Ground",
    "KnowledgeBase",
    "KnowledgeError",
    "Lead",
    "LeadError",
    "LogError",
    "MissingFacts",
    "Next",
    "NotSettled",
    "Open",
    "Plan",
    "Proof",
    "Revision",
    "UnknownName",
    "WhatIf",
    "WhyNot",
    "advise",
    "advise_frame",
    "check",
    "days_ahead",
    "difference",
    "disagreement",
    "load",
    "next_question",
    "what_if",
    "why",
    "why_not",
]


def __getattr__(name: str) -> Any:
    """Import a part when it is first used."""
    if name == "__version__":
        return _version()
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"followthrough.{home}"), name)
    raise AttributeError(f"module 'followthrough' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def _version() -> str:
    """Return the version that is installed, or that of the clone this runs from."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("followthrough")
    except PackageNotFoundError:
        import tomllib
        from pathlib import Path

        project = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
