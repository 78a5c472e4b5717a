"""What comes back, by operation, as types for a schema. `data.py` makes the data."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from followthrough.operations.shapes import (
    AnswersData,
    BaseData,
    ConceptsData,
    ConclusionData,
    ConflictData,
    DisagreementData,
    FaultProblemData,
    FindingData,
    GroundData,
    NamesData,
    NowThenData,
    OpenData,
    StepData,
    TurnData,
    WhatIfData,
    WhyNotData,
)


class Reply(Struct, rename={"version": "followthrough"}):
    """Any reply: it names the version of the output, which grows only when a key is removed or means something else."""

    version: int


class NextReply(Reply):
    """The question to ask next, null once the advice is settled, and the advice that is still possible."""

    question: str | None
    settled: bool
    possible: dict[str, list[str]]
    hinges: list[str]
    open: int
    phase: Literal["goals", "sharpening", "settled"]
    open_goals: int


class AdviseReply(Reply):
    """Advice, its proof, what is open, and where the other counsels differ."""

    base: BaseData
    counsel: str
    on: str
    lead: AnswersData
    advice: ConceptsData
    trace: list[StepData]
    conflicts: list[ConflictData]
    dissent: dict[str, ConceptsData]
    unsettled: NamesData
    open: dict[str, OpenData]
    open_days: NamesData
    turns_on: dict[str, NamesData]
    sums: dict[str, ConclusionData] | UnsetType = UNSET


class WhyReply(Reply):
    """The reasons for concepts; those that are open stand by themselves."""

    why: list[GroundData]
    open: dict[str, OpenData]


class WhyNotReply(Reply):
    """Why not; null if the concept is open, which then stands in `open`."""

    why_not: WhyNotData | None
    open: dict[str, OpenData] | UnsetType = UNSET


class WhatIfReply(Reply):
    """What if: the sets of changes for a concept, or what changed answers would change."""

    what_if: WhatIfData | UnsetType | None = UNSET
    changes: dict[str, NowThenData] | UnsetType = UNSET
    open: dict[str, OpenData] | UnsetType = UNSET


class PlanReply(Reply):
    """The days ahead under each counsel: with each step done on its day, and with nothing done."""

    base: BaseData
    on: str
    counsel: str
    plan: dict[str, list[TurnData]]
    silence: dict[str, list[TurnData]]
    unsettled: NamesData


class CheckReply(Reply):
    """All findings about the base, the accepted ones with the reason."""

    complete: bool
    findings: list[FindingData]


class DisagreeReply(Reply):
    """Where the counsels disagree."""

    disagreements: list[DisagreementData]


class FaultReply(Reply):
    """Why there is no answer: what is wrong, what to do, and the questions to answer first, if any."""

    error: str
    problems: list[FaultProblemData]
    questions: list[str]
