"""What a check is, and what it finds."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import msgspec

from followthrough.checks.study import Study
from followthrough.conditions import Value
from followthrough.errors import Place

Severity = Literal["error", "warning"]
"""An error can give somebody wrong advice, or none; a warning is something that does nothing."""

SECTIONS = ("What it does", "Why it matters", "Example", "Instead")
"""What the docstring of a check explains, in this order, each under a heading of the second level."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong at a place, and what to do about it.

    `other` is the place of what it is at odds with, such as the other rule. `witness` has the answers of a possible
    lead that shows it under `counsel`, and `core` those that suffice, None being that there is none: every possible
    lead with these shows it. They are None where no single lead can show it, because something never happens.
    """

    place: Place
    wrong: str
    remedy: str
    other: Place | None = None
    counsel: str | None = None
    witness: Mapping[str, Value] | None = None
    core: Mapping[str, Value] | None = None


class Finding(Fault, frozen=True, kw_only=True):
    """A fault, with the code of the check that found it; not `settled` where the check ran out of time."""

    code: str
    severity: Severity
    settled: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {self.code} {self.wrong}; {self.remedy}"


class Check(msgspec.Struct, frozen=True):
    """One check: its code, how much a finding matters, and the function that looks.

    A check `about_leads` says nothing where there is no possible lead: everything would be wrong then.
    """

    code: str
    severity: Severity
    look: Callable[[Study], Iterator[Fault]]
    about_leads: bool = True

    @property
    def title(self) -> str:
        """What it finds: its docstring begins with "Find" and this."""
        return self._explained()[0].strip().removeprefix("Find ").removesuffix(".")

    @property
    def sections(self) -> Mapping[str, str]:
        """The parts of its docstring by their headings."""
        texts = self._explained()[1:]
        return {heading: text.strip() for heading, text in zip(texts[::2], texts[1::2], strict=True)}

    def _explained(self) -> list[str]:
        return re.split(r"^## (.+)$", inspect.getdoc(self.look) or "", flags=re.MULTILINE)
