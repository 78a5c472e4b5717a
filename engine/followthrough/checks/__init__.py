"""What can be wrong with a knowledge base that can be read: a function a check.

`load` refuses what cannot be read. The checks find what can be read and is still a mistake. Most of them ask
`worlds` about all possible leads: what they find is proved, with a lead that shows it where one can, and so is that
there is nothing to find. A check that ran out of time says so, and that is a finding as well: nothing is known then.

docs/checks.md is made of the functions' docstrings (`python -m followthrough.checks`).
"""

from collections.abc import Iterator

from msgspec.structs import asdict

from followthrough.checks.findings import Check, Finding
from followthrough.checks.registry import CHECKS
from followthrough.checks.study import Study
from followthrough.errors import NotSettled, Place
from followthrough.model import KnowledgeBase
from followthrough.worlds import SECONDS

__all__ = ["CHECKS", "Check", "Finding", "check"]


def check(base: KnowledgeBase, *, seconds: float = SECONDS) -> tuple[Finding, ...]:
    """Find what is wrong with a base, in the order of the places; no single proof may take longer than `seconds`.

    >>> from followthrough import load
    >>> len(check(load()))
    0
    """
    study = Study(base, seconds)
    found = [finding for one in CHECKS for finding in _findings(one, study)]
    return tuple(sorted(found, key=lambda finding: (finding.place, finding.code, finding.wrong)))


def _findings(one: Check, study: Study) -> Iterator[Finding]:
    """Give what a check finds, up to a proof that takes too long."""
    try:
        if not one.about_leads or study.has_leads:
            for fault in one.look(study):
                yield Finding(code=one.code, severity=one.severity, **asdict(fault))
    except NotSettled:
        yield Finding(
            code=one.code,
            severity=one.severity,
            place=Place("base.yaml"),
            wrong=f"not proved within {study.seconds:g} seconds, looking for {one.title}",
            remedy="give it more time (`rules check --seconds`), or simplify the rules",
            settled=False,
        )
