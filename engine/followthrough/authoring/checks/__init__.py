"""What can be wrong with a knowledge base that can be read: a function a check.

`load` refuses what cannot be read. The checks find what can be read and is still a mistake. Most of them ask
`worlds` about all possible leads: what they find is proved, with a lead that shows it where one can, and so is that
there is nothing to find. A check of which a proof comes to its limit says so, and that is a finding as well: nothing
more is known then.

An entry of a base may accept what is found about it, with a reason; an acceptance that accepts nothing is a finding.
docs/checks.md is made of the functions' docstrings (`python -m followthrough.authoring.checks`).
"""

from collections.abc import Callable, Container, Iterable, Iterator

from msgspec.structs import asdict

from followthrough.authoring.checks.acceptances import idle_acceptance
from followthrough.authoring.checks.findings import (
    Check,
    Fault,
    Finding,
    FindingKind,
    met_while_reading,
    seen_from_here,
)
from followthrough.authoring.checks.possible_leads import SIMPLEST, PossibleLeads
from followthrough.authoring.checks.registry import CHECKS, KINDS, OF_ACCEPTANCES
from followthrough.errors import NotSettled, Place
from followthrough.format.model import KnowledgeBase
from followthrough.garbage_collection import uncollected
from followthrough.readings.prove.limits import WORK, proving_with, within
from followthrough.readings.prove.solver import SECONDS

__all__ = [
    "CHECKS",
    "IN_ALL",
    "KINDS",
    "NOT_OF_CASES",
    "Check",
    "Finding",
    "FindingKind",
    "check",
    "each_finding",
    "in_order",
    "met_while_reading",
    "seen_from_here",
]


_OF_LAWS = ("FT024", "FT025")

NOT_OF_CASES = frozenset(one.code for one in CHECKS) - {"FT014", "FT015"}
"""The checks of all but the cases themselves, for those who know already what holds in these."""

IN_TURN = tuple(sorted(CHECKS, key=lambda one: (one.about_leads, one.code in _OF_LAWS)))
"""The checks in the order in which they look: what needs no proof first, and laws last."""

IN_ALL = float("inf")
"""How many seconds all proofs of a check may take together, where nobody waits: a check ends with its first limit."""


def check(
    base: KnowledgeBase,
    *,
    work: int = WORK,
    seconds: float = SECONDS,
    in_all: float = IN_ALL,
    progress: Callable[[int, int], None] = lambda number, of: None,
) -> tuple[Finding, ...]:
    """Find what is wrong with a base, in the order of the places. What is accepted is among it, with the reason.

    No single proof may take more than `work`, so many conflicts in its search: the same is found on every machine,
    however busy. Who waits may limit each to `seconds` as well, and all together to `in_all`. `progress` is told how
    many of the checks are done, and how many there are.

    >>> from followthrough import load
    >>> len(check(load()))
    0
    """
    with uncollected():  # nearly all that is built is kept to the end
        return in_order(each_finding(base, work=work, seconds=seconds, in_all=in_all, progress=progress))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by their places."""
    return tuple(sorted(findings, key=lambda finding: (finding.place, finding.code, finding.wrong)))


def each_finding(
    base: KnowledgeBase,
    *,
    work: int = WORK,
    seconds: float = SECONDS,
    in_all: float = IN_ALL,
    progress: Callable[[int, int], None] = lambda number, of: None,
    illustrated: bool = True,
    only: Container[str] | None = None,
) -> Iterator[Finding]:
    """Yield each finding as soon as it is found, for those who may not wait for all; `check` has the arguments.

    Those that are not `illustrated` name the same faults, mostly without a lead and what it shows, in far less time.
    With codes, `only` their checks are made. What needs no proof comes first, and laws, whose proofs take longest,
    last.
    """
    leads = PossibleLeads(base, seconds, illustrated=illustrated)
    found: list[Finding] = []
    proved: set[str] = set()
    with within(in_all), proving_with(work):
        for number, one in enumerate(one for one in IN_TURN if only is None or one.code in only):
            progress(number, len(CHECKS))
            for finding in _look(one, leads, proved, work):
                found.append(finding)
                yield finding
    yield from (_finding(base, OF_ACCEPTANCES, fault) for fault in idle_acceptance(base, found, proved))


def _look(one: Check, leads: PossibleLeads, proved: set[str], work: int) -> Iterator[Finding]:
    """Yield what a check finds, up to a proof that comes to its limit; add it to those proved if none does."""
    try:
        leads.simple_left = SIMPLEST
        if not one.about_leads or leads.has_leads:
            for fault in one.look(leads):
                yield _finding(leads.base, one, fault)
            proved.add(one.code)
    except NotSettled as error:
        limit, option = {
            "work": (f"by a search of {work:,} conflicts", "--work"),
            "seconds": (f"within {leads.seconds:g} seconds", "--seconds"),
            "seconds in all": ("within all the time there was", "--in-all"),
        }[error.limit]
        yield _not_proved(one, limit, option)


def _finding(base: KnowledgeBase, kind: FindingKind, fault: Fault) -> Finding:
    about = (kind.code, fault.entry or fault.place)
    accepted = next((one.reason for one in base.accepted if (one.code, one.entry) == about), None)
    return Finding(code=kind.code, severity=kind.severity, accepted=accepted, **asdict(fault))


def _not_proved(kind: FindingKind, limit: str, option: str) -> Finding:
    """Say that a proof of a check came to its limit; that cannot be accepted."""
    return Finding(
        code=kind.code,
        severity=kind.severity,
        place=Place("base.yaml"),
        wrong=f"not proved {limit}, looking for {kind.title}",
        remedy=f"allow more (`rules check {option}`), or simplify the rules",
        settled=False,
    )
