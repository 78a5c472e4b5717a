"""What a program sends, by operation. The descriptions are those of the OpenAPI document."""

from typing import Annotated

from msgspec import Meta, Struct

AnswerSent = str | int | float | None | list[str]
"""An answer as a lead has it: a text, a number, several choices, or null for "I don't know"."""

LeadSent = dict[str, AnswerSent]

_LEAD = "The answers so far, by question."
_COUNSEL = "The counsel that advises; without it, the default one of the base."
_ON = "Advise as if today were this day: 2026-11-22, or as people say it, relative to today."


class AboutALead(Struct, forbid_unknown_fields=True):
    """A lead, and who advises on it when."""

    lead: Annotated[LeadSent, Meta(description=_LEAD)] = {}
    counsel: Annotated[str | None, Meta(description=_COUNSEL)] = None
    on: Annotated[str | None, Meta(description=_ON)] = None


class WhyRequest(AboutALead):
    """A lead, and the concepts to explain."""

    concepts: Annotated[list[str], Meta(description="The concepts to explain; without any, the goals.")] = []


class WhyNotRequest(AboutALead, kw_only=True):
    """A lead, and a value that a concept does not have."""

    concept: Annotated[str, Meta(description="The concept that has another value.")]
    value: Annotated[str, Meta(description="The value that was expected instead.")]


class WhatIfRequest(AboutALead):
    """A lead, and either a concept that should change, or answers to change."""

    concept: Annotated[str | None, Meta(description="The concept that should have another value.")] = None
    value: Annotated[str | None, Meta(description="The value that it should have; without it, any other.")] = None
    change: Annotated[LeadSent, Meta(description="Without a concept: the answers to change, by question.")] = {}


class CheckRequest(Struct, forbid_unknown_fields=True):
    """Nothing: the base that is served is checked."""


class DisagreeRequest(Struct, forbid_unknown_fields=True):
    """The counsels to compare."""

    counsels: Annotated[list[str], Meta(description="Two counsels to compare; without any, every two.")] = []
