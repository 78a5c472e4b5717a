"""Advice about one lead under one counsel, and where the other counsels differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from followthrough.format.conditions import Truth, Value
from followthrough.format.lead import Lead, complete, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import heading
from followthrough.format.sentences import ended, listed
from followthrough.readings.run.inference import infer
from followthrough.readings.run.proof import JSON_VERSION, Premise, Proof, Step


class Advice(msgspec.Struct, frozen=True):
    """The advice about a lead on a day under a counsel, and its proof."""

    base: KnowledgeBase
    counsel: str
    on: date
    lead: Lead
    proof: Proof

    def value(self, concept: str) -> Value:
        """Give what was concluded: a value, a tuple of them for a many-valued concept, None if undecided."""
        return self.proof.facts[concept]

    def due(self, concept: str, value: str) -> date | None:
        """Give the day a value falls on: the earliest that a rule deciding it names."""
        return min((step.due for step in self.proof.deciding(concept, value) if step.due), default=None)

    def shown(self) -> Iterator[str]:
        """Name the concepts that advice is made of: the goals, then those shown with them."""
        yield from self.base.goals
        yield from (name for name in self.base.shows if name not in self.base.goals)


def advise(base: KnowledgeBase, lead: Mapping[Any, object], *, counsel: str | None = None, today: date) -> Advice:
    """Advise on a lead.

    `lead` maps questions to answers: texts, whole numbers, dates, or None for "I don't know". Without a
    `counsel` the base's default one advises. Raises LeadError when an answer cannot be, MissingFacts when one
    is lacking that the advice needs.

    >>> from followthrough import load
    >>> lead = {"interview": "upcoming", "want_it": "yes"}
    >>> advise(load(), lead, today=date(2026, 11, 22)).value("stance")
    'pursue'
    """
    return advise_lead(base, complete(read_lead(base, lead, today)), counsel=counsel, today=today)


def advise_lead(base: KnowledgeBase, lead: Lead, *, counsel: str | None = None, today: date) -> Advice:
    """Advise on a lead that has been read; what it leaves open counts as unknown."""
    name = base.counsel_named(counsel)
    return Advice(base, name, today, lead, infer(base, name, lead, today))


def others(advice: Advice) -> Iterator[Advice]:
    """Advise on the same lead under each other counsel, in the order of the base."""
    for counsel in advice.base.counsels:
        if counsel != advice.counsel:
            yield advise_lead(advice.base, advice.lead, counsel=counsel, today=advice.on)


def differing(advice: Advice, other: Advice) -> tuple[str, ...]:
    """Name the shown concepts on which two pieces of advice differ."""
    return tuple(name for name in advice.shown() if advice.value(name) != other.value(name))


def undecided(advice: Advice, concept: str) -> str:
    """Say why a concept has no value: rules contradict each other, each was defeated, or none applies.

    A rule `second-letter` that `one-letter-is-enough` defeats reads: second-letter (by one-letter-is-enough).
    """
    conflict = advice.proof.conflict(concept)
    if conflict is not None:
        claims = listed([f"{rule} says {value!r}" for value, rule in conflict.claims])
        return f"the rules contradict each other: {claims}"
    beaten = [f"{step.rule} (by {listed(step.defeated_by)})" for step in advice.proof.beaten(concept)]
    if beaten:
        return f"each rule that would decide it is defeated: {listed(beaten)}"
    if concept not in advice.base.concepts:
        return "nobody has said"
    waits = [f"{name} is undecided, as {undecided(advice, name)}" for name in waiting_for(advice, concept)]
    return " while ".join(["no rule decides it", "; and ".join(waits)]) if waits else "no rule decides it"


def waiting_for(advice: Advice, concept: str) -> tuple[str, ...]:
    """Name the concepts that rules about a concept wait for, and that conflict or defeat has left without a value."""
    facts = advice.proof.facts
    lineage = advice.base.lineage(advice.counsel)
    tested = (
        test.fact
        for rule in advice.base.rules.values()
        if rule.counsel in lineage and any(one.concept == concept for one in rule.then)
        if rule.conditions.outcome(facts) is Truth.UNKNOWN
        for test in rule.conditions.tests()
        if test.fact in advice.base.concepts and test.outcome(facts) is Truth.UNKNOWN
    )
    return tuple(name for name in dict.fromkeys(tested) if is_contested(advice, name))


def is_contested(advice: Advice, concept: str) -> bool:
    """Tell whether a concept has no value although rules spoke about it, or about a concept that its rules wait for."""
    proof = advice.proof
    if advice.value(concept) not in (None, ()):
        return False
    return proof.conflict(concept) is not None or any(proof.beaten(concept)) or bool(waiting_for(advice, concept))


def becoming(before: Advice, after: Advice) -> str:
    """Say what advice becomes: the goals that change, and which of what is shown with them changes too."""
    base, changed = before.base, differing(before, after)
    said = [
        ended(base.says(goal, value)) if (value := after.value(goal)) else _undecided_goal(after, goal)
        for goal in base.goals
        if goal in changed
    ]
    said.extend(also_changing(base, changed))
    return " ".join(said) or "Nothing else changes."


def also_changing(base: KnowledgeBase, changed: Sequence[str]) -> Iterator[str]:
    """Say which of the concepts shown with the goals change, and whether a goal does so too."""
    also = [heading(name).lower() for name in changed if name not in base.goals]
    if also:
        verb = "changes" if len(also) == 1 else "change"
        yield f"{listed(also).capitalize()} {verb}{' too' if len(also) < len(changed) else ''}."


def _undecided_goal(advice: Advice, goal: str) -> str:
    return f"{heading(goal)}: {undecided(advice, goal)}."


def as_json(
    advice: Advice, other_advice: Iterable[Advice], unsettled: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, Any]:
    """Give the advice as the data of `advise --json`: the contract of the command line.

    `other_advice` is that of other counsels on the same lead; `unsettled` names for those that cannot advise yet
    the questions that matter to them.
    """
    dissent = {
        other.counsel: {name: concept_json(other, name) for name in differing(advice, other)} for other in other_advice
    }
    conflicts = [
        {"concept": conflict.concept, "claims": [{"value": v, "rule": r} for v, r in conflict.claims]}
        for conflict in advice.proof.conflicts
    ]
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": advice.base.title, "hash": advice.base.hash},
        "counsel": advice.counsel,
        "on": advice.on.isoformat(),
        "lead": answers_json(advice.lead.answers),
        "advice": {name: concept_json(advice, name) for name in advice.shown()},
        "trace": [step_json(step) for step in advice.proof.steps],
        "conflicts": conflicts,
        "dissent": {counsel: concepts for counsel, concepts in dissent.items() if concepts},
        "unsettled": {counsel: list(questions) for counsel, questions in (unsettled or {}).items()},
    }


def concept_json(advice: Advice, concept: str) -> Any:
    """Give a concept's value with its reasons; a list of these for a many-valued concept, null if undecided."""
    value = advice.value(concept)
    if isinstance(value, tuple):
        return [_one_json(advice, concept, one) for one in value]
    return None if value is None else _one_json(advice, concept, str(value))


def _one_json(advice: Advice, concept: str, value: str) -> dict[str, Any]:
    due = advice.due(concept, value)
    return {
        "value": value,
        "says": advice.base.says(concept, value),
        "by": [step.rule for step in advice.proof.deciding(concept, value)],
        "due": due.isoformat() if due else None,
    }


def step_json(step: Step) -> dict[str, Any]:
    """Give one step of a proof as data."""
    concludes: dict[str, list[str]] = {}
    for conclusion in step.concludes:
        concludes.setdefault(conclusion.concept, []).append(conclusion.value)
    return {
        "rule": step.rule,
        "counsel": step.counsel,
        "source": list(step.sources),
        "file": step.file,
        "line": step.line,
        "premises": [premise_json(premise) for premise in step.premises],
        "unless": [premise_json(premise) for premise in step.exceptions],
        "concludes": concludes,
        "because": step.because,
        "defeats": list(step.defeats),
        "defeated_by": list(step.defeated_by),
        "due": step.due.isoformat() if step.due else None,
    }


def premise_json(premise: Premise) -> dict[str, Any]:
    """Give a premise as data."""
    return {
        "fact": premise.fact,
        "value": value_json(premise.value),
        "test": premise.test,
        "from": list(premise.origin) if isinstance(premise.origin, tuple) else premise.origin,
    }


def answers_json(answers: Mapping[str, Value]) -> dict[str, Any]:
    """Return answers, or facts, as they are written in a lead."""
    return {name: value_json(value) for name, value in answers.items()}


def value_json(value: Value) -> Any:
    """Give a value as it is written in a lead."""
    if value is None or value == ():
        return "unknown"
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
