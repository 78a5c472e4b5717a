"""What a check is, and what it finds."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from followthrough.authoring.checks.possible_leads import Example, PossibleLeads
from followthrough.authoring.laws import BrokenLaw
from followthrough.errors import Place, Problem
from followthrough.format.codes import CODES, Severity
from followthrough.format.conditions import Value
from followthrough.format.layers import seen_from
from followthrough.short_repr import Result

SECTIONS = ("What it does", "Why it matters", "Example", "Instead")
"""What is explained of every kind of finding, in this order, each under a heading of the second level."""


class Fault(Result, frozen=True, kw_only=True):
    """What is wrong at a place, and what to do about it.

    `entry` is the place of the entry that it is about, where that is another one. `other` is the place of what it is
    at odds with, such as the other rule, and `also` has further places to look at. `witness` has the answers of a
    possible lead that shows it under `counsel`, and `core` those that suffice, None for a missing one: every
    possible lead with these shows it. They are None where no single lead can show it, because something never happens.
    `broken` has of a law the lead after, and what is concluded in both.
    """

    place: Place
    wrong: str
    remedy: str
    entry: Place | None = None
    other: Place | None = None
    also: tuple[Place, ...] = ()
    counsel: str | None = None
    witness: Mapping[str, Value] | None = None
    core: Mapping[str, Value] | None = None
    broken: BrokenLaw | None = None

    def shown_by(self, example: Example | None) -> "Fault":
        """Return the fault together with a lead that shows it, if there is one."""
        if example is None:
            return self
        return replace(self, counsel=example.counsel, witness=example.answers, core=example.core)


class Finding(Fault, frozen=True, kw_only=True):
    """A fault, with the code of its kind; not `settled` where a check came to its limit.

    `accepted` has the reason why it may stay, if its entry gives one.
    """

    code: str
    severity: Severity
    settled: bool = True
    accepted: str | None = None

    def __str__(self) -> str:
        return str(Problem(self.place, self.wrong, self.remedy, self.code))


def met_while_reading(problem: Problem) -> Finding:
    """Return a problem that keeps a base from being read as a finding."""
    return Finding(place=problem.place, wrong=problem.wrong, remedy=problem.remedy, code=problem.code, severity="error")


def seen_from_here(finding: Finding, folder: Path) -> Finding:
    """Return a finding that names its files as `load` names those of a problem."""
    return replace(
        finding,
        place=seen_from(folder, finding.place),
        other=finding.other and seen_from(folder, finding.other),
        also=tuple(seen_from(folder, place) for place in finding.also),
    )


class FindingKind(msgspec.Struct, frozen=True):
    """A kind of finding: its code, and the text that explains it."""

    code: str
    text: str

    @property
    def severity(self) -> Severity:
        """How much a finding matters."""
        return CODES[self.code].severity

    @property
    def acceptable(self) -> bool:
        """Whether a finding may stay where a reason is given."""
        return CODES[self.code].acceptable

    @property
    def title(self) -> str:
        """What is found: the text begins with "Find" and this."""
        return self._parts()[0].strip().removeprefix("Find ").removesuffix(".")

    @property
    def sections(self) -> Mapping[str, str]:
        """The parts of the text by their headings."""
        texts = self._parts()[1:]
        return {heading: text.strip() for heading, text in zip(texts[::2], texts[1::2], strict=True)}

    def _parts(self) -> list[str]:
        return re.split(r"^## (.+)$", self.text, flags=re.MULTILINE)


class Check(FindingKind, frozen=True):
    """A kind of finding, and the function that looks for it; the text is the function's docstring.

    A check `about_leads` says nothing where there is no possible lead: everything would be wrong then.
    """

    look: Callable[[PossibleLeads], Iterator[Fault]]
    about_leads: bool = True

    @classmethod
    def by(cls, code: str, look: Callable[[PossibleLeads], Iterator[Fault]], *, about_leads: bool = True) -> "Check":
        """Make a check of its function."""
        return cls(code, inspect.getdoc(look) or "", look, about_leads)
