"""What of the advice is settled while answers are missing, and what can still become of the rest.

A concept is settled where it is the same in all possible leads that fit the answers; all others are open. So is the
day on which a goal falls due. What is
settled rests on a proof: the lead as it is, if the rules then conclude all that is settled; or else the lead with
answers to open questions, each marked as assumed, since the same follows whatever they are. The steps that serve only
what is open are left out of it.

`advise` imports this only where answers are missing, since clingo takes longer to import than a lead to be advised on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import date
from typing import Protocol

import msgspec
from msgspec.structs import replace

from followthrough.advising.advice import Advice, advise_lead
from followthrough.advising.hinging import open_questions
from followthrough.advising.inquiry import Inquiry, Matter, day
from followthrough.advising.left_open import left_open_by
from followthrough.advising.still_open import Open, OpenSum
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value, values_of
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import PLACEHOLDER
from followthrough.format.phrases import fill_in
from followthrough.readings.prove.due_days import DueDay
from followthrough.readings.prove.limits import within
from followthrough.readings.run.proof import Proof, Step


def as_far_as_settled(advice: Advice, seconds: float) -> Advice:
    """Take advice on a lead as it is; keep of it what is settled whatever else is answered, and open the rest.

    A concept that is not proved to be settled when `seconds` have passed is open. Raises LeadError where no possible
    lead fits the answers.
    """
    found = _Found(advice)
    with within(seconds):
        try:
            with _left_open(advice, seconds) as left:
                _look(left, found)
        except NotSettled:
            found.settled = {name: one for name, one in found.settled.items() if advice.proof.facts[name] == one}
    if found.assumed:
        lead = _assuming(advice, found.assumed)
        advice = advise_lead(advice.base, lead, counsel=advice.counsel, today=advice.on)
    opened = {
        name: found.opened.get(name) or _unproved(found.advice, name)
        for name in advice.base.shown()
        if name not in found.settled
    }
    sums = {
        name: found.sums.get(name) or _unproved_sum(found.advice, name)
        for name in advice.base.shown_sums
        if name not in found.settled
    }
    everything = (*advice.base.concepts, *advice.base.sums)
    beneath = tuple(name for name in everything if name not in {*found.settled, *opened, *sums})
    days = {goal: _day_questions(found, goal) for goal in _goals_with_open_days(found)}
    if not opened and not sums and not beneath and not days:
        return advice
    held = {name: one.held for name, one in opened.items() if one.held}
    proof = _resting(advice, found.settled, held)
    proof = replace(proof, steps=tuple(_so_far(advice, step, {*sums, *beneath}) for step in proof.steps))
    return replace(advice, open=opened, open_beneath=beneath, open_days=days, open_sums=sums, proof=proof)


# What is open


class OpenAdvice(Protocol):
    """A lead, and what it leaves open of the advice: as proofs or diagrams tell it."""

    def settled_facts(self) -> Iterator[tuple[str, Value]]:
        """Yield the concepts and sums that are the same in all possible leads that fit, with their values."""

    def values(self, concept: str, /) -> tuple[str | None, ...]:
        """Return the values that a concept can still have, or hold among others; None: it is unknown."""

    def held(self, concept: str, values: Iterable[str | None], /) -> tuple[str, ...]:
        """Return those of the values that a concept holds in all possible leads that fit."""

    def ends(self, name: str, /) -> tuple[int, int]:
        """Return the fewest and the most points that a sum can still come to."""

    def asks(self, matter: Matter, /) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Name the questions that matter to a part of the advice: those that apply for certain; those that may."""

    def settled(self, matter: Matter, /) -> bool:
        """Return whether a part of the advice is the same in all possible leads that fit."""

    def due_days(self) -> tuple[DueDay, ...]:
        """Return on which days goals fall due in one of the possible leads that fit."""

    def completion(self, today: date, /) -> dict[str, Value]:
        """Return answers to open questions that together with the known ones make a possible lead, as of today."""


@contextmanager
def _left_open(advice: Advice, seconds: float) -> Iterator[OpenAdvice]:
    """Read what a lead leaves open off diagrams where these stay small; else it is proved."""
    still = left_open_by(advice.base, advice.lead, advice.counsel)
    if still is None or not still.tells_all:
        yield Inquiry(advice.base, advice.lead, advice.counsel, seconds)
        return
    with still.reading():
        yield still


class _Found(msgspec.Struct):
    """What is proved about advice on a lead as it is: the concepts that are settled, with their values, and the open.

    `dated` has the goals whose day is settled, and `days` those whose day is open with the questions it hinges on.
    `assumed` has the answers that the rules need to conclude what is settled.
    """

    advice: Advice
    settled: dict[str, Value] = {}
    opened: dict[str, Open] = {}
    sums: dict[str, OpenSum] = {}
    dated: dict[str, date | None] = {}
    days: dict[str, tuple[str, ...]] = {}
    assumed: Mapping[str, Value] = {}


def _look(left: OpenAdvice, found: _Found) -> None:
    """Find what is settled and what is open, those concepts first that the advice is made of."""
    base = found.advice.base
    for name, value in left.settled_facts():
        found.settled[name] = value
    for name in base.shown():
        if name not in found.settled:
            found.opened[name] = _open(left, found.advice, name)
    for name in base.shown_sums:
        if name not in found.settled:
            found.sums[name] = _open_sum(left, found.advice, name)
    _look_at_days(left, found)
    if not _concludes(found.advice, found):
        found.assumed = left.completion(found.advice.on)


def _look_at_days(left: OpenAdvice, found: _Found) -> None:
    """Find which of the settled goals fall on a day that is settled too, and on which."""
    advice = found.advice
    goals = [goal for goal in advice.base.goals if goal in found.settled]
    counted = left.due_days()
    for goal in goals:
        if left.settled(day(goal)):
            days = [one.on(advice.lead.facts, advice.on) for one in counted if one.goal == goal]
            found.dated[goal] = min(filter(None, days), default=None)
        else:
            found.days[goal] = left.asks(day(goal))[0]


def _goals_with_open_days(found: _Found) -> Iterator[str]:
    """Name the settled goals for which rules name days of which none is proved to be the one."""
    for goal in found.advice.base.goals:
        if goal in found.settled and goal not in found.dated and any(_naming_a_day(found.advice, goal)):
            yield goal


def _naming_a_day(advice: Advice, goal: str) -> Iterator[bool]:
    """Yield for each rule that concludes a goal whether it names a day."""
    for rule in advice.base.rules.values():
        if any(one.concept == goal for one in rule.then):
            yield rule.due is not None


def _day_questions(found: _Found, goal: str) -> tuple[str, ...]:
    """Name the questions on which the day of a goal hinges; all open ones that apply where that is not proved."""
    return found.days[goal] if goal in found.days else _unproved(found.advice, goal).questions


def _open(left: OpenAdvice, advice: Advice, name: str) -> Open:
    """Return what can still become of a concept, and what it hinges on."""
    try:
        possible = left.values(name)
        held = left.held(name, possible) if advice.base.concepts[name].many else ()
        questions, later = left.asks(name)
    except NotSettled:
        return _unproved(advice, name)
    return Open(possible, questions, later, held)


def _open_sum(left: OpenAdvice, advice: Advice, name: str) -> OpenSum:
    """Return what a sum can still come to, and what it hinges on."""
    try:
        low, high = left.ends(name)
        return OpenSum(low, high, *left.asks(name))
    except NotSettled:
        return _unproved_sum(advice, name)


def _unproved_sum(advice: Advice, name: str) -> OpenSum:
    one = advice.base.sums[name]
    return OpenSum(one.low, one.high, *open_questions(advice.base, advice.lead), proved=False)


def _unproved(advice: Advice, name: str) -> Open:
    """Take all values for possible, and all open questions for those that it hinges on."""
    values = (*advice.base.concepts[name].values, None) if name in advice.base.concepts else ()
    return Open(values, *open_questions(advice.base, advice.lead), proved=False)


# The proof of what is settled


def _so_far(advice: Advice, step: Step, opened: Set[str]) -> Step:
    """Say in the reason of a step that a sum which is open is what it comes to so far."""
    text, base = advice.base.rules[step.rule].because, advice.base
    named = {name for name in PLACEHOLDER.findall(text) if name in opened and name in base.sums}
    if not named:
        return step
    for name in named:
        text = text.replace(f"{{{name}}}", f"{{{name}}} so far")
    return replace(step, because=fill_in(text, base, advice.proof.facts))


def _concludes(advice: Advice, found: _Found) -> bool:
    """Return whether advice has all that is settled."""
    facts = advice.proof.facts
    return (
        all(facts[name] == value for name, value in found.settled.items())
        and all({*one.held} <= {*_values(facts[name])} for name, one in found.opened.items() if one.held)
        and all(_first_day(advice, goal) == due for goal, due in found.dated.items())
    )


def _first_day(advice: Advice, goal: str) -> date | None:
    """Return the first day on which a goal falls due."""
    return min((due for value in values_of(advice.value(goal)) if (due := advice.due(goal, value))), default=None)


def _values(value: Value) -> Sequence[object]:
    return value if isinstance(value, tuple) else (value,)


def _assuming(advice: Advice, assumed: Mapping[str, Value]) -> Lead:
    """Complete a lead with answers that are marked as assumed; what was answered, and what is missing, stays.

    Texts stay aside meanwhile: nothing tests them, so one may be told where with what is assumed it would not apply.
    """
    as_it_is = advice.lead
    texts = {name for name, question in advice.base.questions.items() if question.kind == "text"}
    told = {name: value for name, value in as_it_is.answers.items() if name not in texts}
    whole = read_lead(advice.base, {**told, **assumed}, advice.on)
    facts = {name: as_it_is.facts[name] if name in texts else value for name, value in whole.facts.items()}
    return replace(
        whole,
        answers=as_it_is.answers,
        facts=facts,
        missing=as_it_is.missing,
        origins={
            name: as_it_is.origins[name]
            if name in texts
            else "assumed"
            if value is not None and as_it_is.facts[name] is None
            else whole.origins[name]
            for name, value in facts.items()
        },
    )


def _resting(advice: Advice, settled: Mapping[str, Value], held: Mapping[str, tuple[str, ...]]) -> Proof:
    """Keep of a proof the steps that what is settled rests on; no other concept keeps the value that it has here."""
    proof, concepts = advice.proof, advice.base.concepts
    kept, told = _steps_behind(advice, settled, held)
    facts, origins = dict(proof.facts), dict(proof.origins)
    for name, concept in concepts.items():
        if name in told:
            continue
        facts[name] = held.get(name, ()) if concept.many else None
        origins[name] = (
            tuple(
                step.rule
                for step in proof.steps
                if step.rule in kept and step.fired and _says(step, name, held.get(name))
            )
            or "nothing"
        )
    steps = tuple(
        replace(step, defeats=tuple(one for one in step.defeats if one in kept))
        for step in proof.steps
        if step.rule in kept
    )
    conflicts = tuple(conflict for conflict in proof.conflicts if conflict.concept in told)
    return replace(proof, facts=facts, origins=origins, steps=steps, conflicts=conflicts)


def _steps_behind(
    advice: Advice, settled: Mapping[str, Value], held: Mapping[str, tuple[str, ...]]
) -> tuple[set[str], set[str]]:
    """Name the rules whose steps settled concepts and held values rest on, and the concepts told of by the way."""
    proof, base = advice.proof, advice.base
    steps = {step.rule: step for step in proof.steps}
    kept: dict[str, Step] = {}
    told: set[str] = set()
    waiting: list[tuple[str, tuple[str, ...] | None]] = [
        *((fact, None) for name in settled for fact in base.added_up(name)),
        *held.items(),
    ]

    def keep(step: Step) -> Iterator[tuple[str, None]]:
        if step.rule not in kept:
            kept[step.rule] = step
            tested = (fact for one in (*step.premises, *step.exceptions) for fact in base.added_up(one.fact))
            yield from ((fact, None) for fact in tested if fact in base.concepts)
            for name in step.defeated_by:
                yield from keep(steps[name])

    while waiting:
        concept, values = waiting.pop()
        if values is None:
            if concept in told:
                continue
            told.add(concept)
        for step in proof.steps:
            if _says(step, concept, values) and (values is None or step.fired):
                waiting.extend(keep(step))
    return {*kept}, told


def _says(step: Step, concept: str, values: tuple[str, ...] | None) -> bool:
    """Return whether a step would conclude a concept, or one of some values of it."""
    return any(one.concept == concept and (values is None or one.value in values) for one in step.concludes)
