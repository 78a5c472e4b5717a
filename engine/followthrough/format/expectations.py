"""What a knowledge base says must come of leads: cases, which are examples, and laws, for every possible lead."""

from collections.abc import Mapping
from datetime import date

import msgspec

from followthrough.errors import Place
from followthrough.format.conditions import AllOf, Value


class Expectation(msgspec.Struct, frozen=True):
    """What a case expects under one counsel: values of concepts, and rules that fire, are defeated, or are silent."""

    counsel: str
    values: Mapping[str, tuple[str, ...]]
    fired: tuple[str, ...]
    defeated: tuple[str, ...]
    silent: tuple[str, ...]
    place: Place


CASE_DAY = date(2026, 1, 1)
"""Today, for cases: an expectation must not depend on the day it is checked."""


class Case(msgspec.Struct, frozen=True):
    """An example lead and the advice expected for it."""

    name: str
    lead: Mapping[str, Value]
    expectations: tuple[Expectation, ...]
    place: Place


class DoingStep(msgspec.Struct, frozen=True, tag=True):
    """What happens between the two leads of a law: the step that a goal advises is done, on that day."""

    concept: str

    def __str__(self) -> str:
        return f"doing {self.concept}"


class DaysPass(msgspec.Struct, frozen=True, tag=True):
    """What happens between the two leads of a law: days pass, in which nothing else changes."""

    days: int

    def __str__(self) -> str:
        return "1 day" if self.days == 1 else f"{self.days} days"


class Law(msgspec.Struct, frozen=True):
    """What must hold for every possible lead under each of its counsels.

    Wherever `conditions` hold, `claim` holds, or, with `never`, does not. If something happens in between (`after`),
    `conditions` speak of the lead before and `claim` of the lead after.
    """

    name: str
    counsels: tuple[str, ...]
    conditions: AllOf
    after: DoingStep | DaysPass | None
    never: bool
    claim: AllOf
    because: str
    place: Place
