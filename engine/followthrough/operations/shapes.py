"""The shapes of what replies are made of, for a schema. `data.py` makes the data."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

ValueData = str | int | list[str] | None
"""A value as a lead or a reply has it; a number with decimals is a text, so that it stays exact."""

OriginData = str | list[str]
"""Where a fact comes from: the rules that concluded it, or a word such as `answer` or `nothing`."""

AnswersData = dict[str, ValueData]
NamesData = dict[str, list[str]]


class BaseData(Struct):
    """Which base was consulted; the hash changes with its rules."""

    title: str
    hash: str


class OpenTotalData(Struct, rename={"low": "from", "high": "to"}):
    """What a sum can still come to, and what that hinges on."""

    low: ValueData
    high: ValueData
    questions: list[str]
    later: list[str]
    proved: bool


class ConclusionData(Struct):
    """A value with its sentence, the rules that decide it, and its day; of a sum its points."""

    value: ValueData
    says: str
    by: list[str] | UnsetType = UNSET
    due: str | UnsetType | None = UNSET
    points: list[dict[str, Any]] | UnsetType = UNSET
    open: OpenTotalData | UnsetType = UNSET


ConcludedData = ConclusionData | list[ConclusionData] | None
"""What is concluded for a concept: several for a many-valued one, null if it is undecided or open."""

ConceptsData = dict[str, ConcludedData]


class OpenData(Struct):
    """What can still become of a concept, and the questions it hinges on."""

    possible: list[str]
    held: list[str]
    questions: list[str]
    later: list[str]
    proved: bool


class PremiseData(Struct, rename={"origin": "from"}):
    """A fact that a rule tests, and the test; with what came of it, where a rule did not apply."""

    fact: str
    value: ValueData
    test: str
    origin: OriginData
    outcome: str | UnsetType = UNSET


class StepData(Struct):
    """A rule that applied, in the proof of the advice."""

    rule: str
    counsel: str
    source: list[str]
    inferred: bool
    file: str
    line: int
    premises: list[PremiseData]
    unless: list[PremiseData]
    concludes: NamesData
    because: str
    defeats: list[str]
    defeated_by: list[str]
    due: str | None


class ClaimData(Struct):
    """What one rule says of a concept on which rules contradict each other."""

    value: str
    rule: str


class ConflictData(Struct):
    """Rules that contradict each other."""

    concept: str
    claims: list[ClaimData]


class PassageData(Struct):
    """A passage of a source, in the words of the base."""

    counsel: str
    passage: str
    gist: str


class ConcludesData(Struct):
    """One conclusion of a rule."""

    concept: str
    value: str


class ReasonData(Struct):
    """A rule that applied, with its passages and what it rests on."""

    rule: str
    counsel: str
    inferred: bool
    file: str
    line: int
    concludes: list[ConcludesData]
    because: str
    passages: list[PassageData]
    premises: list["GroundData"]
    defeated: list["ReasonData"]
    defeated_by: list["ReasonData"] | UnsetType = UNSET


class RuleBecauseData(Struct):
    """A rule and its reason."""

    rule: str
    because: str


class ValueReasonsData(Struct):
    """One value and the rules behind it."""

    value: str
    reasons: list[RuleBecauseData]


class GroundData(Struct, rename={"origin": "from"}):
    """A fact and why it has its value, down to the answers."""

    fact: str
    value: ValueData
    says: str
    test: str
    origin: OriginData
    reasons: list[ReasonData]
    values: list[ValueReasonsData]
    conflict: list[ReasonData]
    defeated: list[ReasonData]
    waits_for: list["GroundData"]
    points: list["GroundData"] | UnsetType = UNSET
    adds: ValueData | UnsetType = UNSET


class RequirementData(Struct):
    """A part of a rule's conditions, and what came of it."""

    written: str
    outcome: str
    facts: list[PremiseData]


class CandidateData(Struct):
    """A rule that could have concluded the value, and what prevented it."""

    rule: str
    counsel: str
    source: list[str]
    inferred: bool
    file: str
    line: int
    requirements: list[RequirementData]
    unless: list[PremiseData]
    silenced: bool
    defeated_by: list[str]
    contradicted_by: list[str]
    against: list[ReasonData]
    missing: int


class WhyNotData(Struct):
    """Why a concept has not the value one asks about, the nearest rule first."""

    concept: str
    asked: str
    value: ValueData
    holds: bool
    otherwise: bool
    open: dict[str, GroundData]
    candidates: list[CandidateData]


class ChangeData(Struct):
    """Another answer to a question, or a number from `then` to `to`."""

    fact: str
    now: ValueData
    then: ValueData
    to: ValueData
    applies: bool
    in_your_hands: bool


class WhatIfData(Struct):
    """The smallest sets of changed answers that lead to another value, and the advice with each."""

    concept: str
    asked: str | None
    possible: bool
    now: ValueData
    yours: list[list[ChangeData]]
    others: list[list[ChangeData]]
    yours_become: list[ConceptsData]
    others_become: list[ConceptsData]


class NowThenData(Struct):
    """A concept with the answers as they are, and as they would be."""

    now: ConcludedData
    then: ConcludedData


class TurnData(Struct):
    """What one day brings."""

    day: str
    passes: dict[str, int]
    changed: list[str]
    beside: bool
    advice: ConceptsData
    open: dict[str, OpenData]
    due: str | None
    urgency: str | None
    by: str | None
    done: AnswersData
    once_done: bool
    again: bool
    sums: dict[str, ConclusionData] | UnsetType = UNSET


class PlaceData(Struct):
    """A spot in a file; line 0 means all of it."""

    file: str
    line: int
    column: int


class FindingData(PlaceData):
    """What is wrong with the base at a place, and a lead that shows it."""

    wrong: str
    remedy: str
    code: str | None
    severity: str
    settled: bool
    accepted: str | None
    counsel: str | None
    witness: AnswersData | None
    core: AnswersData | None
    other: PlaceData | None
    also: list[PlaceData]
    law: dict[str, Any] | None


class EffectData(Struct):
    """What changes in advice."""

    concept: str
    before: str | None
    after: str | None
    due_before: str | None
    due_after: str | None


class LeadGroupData(Struct, rename={"conditions": "if"}):
    """Leads that fit conditions, and one of them."""

    conditions: str
    leads: int | None
    witness: AnswersData
    before_by: list[str]
    after_by: list[str]
    responsible: list[str]


class AdviceChangeData(Struct):
    """Leads that are advised differently in the same way."""

    effects: list[EffectData]
    leads: int | None
    parts: list[LeadGroupData]


class NewAdviceData(Struct):
    """What leads are advised that only one side has."""

    goal: str
    value: str | None
    contradiction: bool
    leads: int | None
    witness: AnswersData
    by: list[str]


class DisagreementData(Struct):
    """How two counsels differ over all possible leads."""

    before: str
    after: str
    possible: int | None
    leads: int | None
    changes: list[AdviceChangeData]
    gone: list[LeadGroupData]
    come: list[LeadGroupData]
    advised: list[NewAdviceData]


class FaultProblemData(Struct):
    """One thing that is wrong, where, and what to do."""

    at: str
    wrong: str
    remedy: str
