"""Advice about one lead under one counsel, and where the other counsels differ."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from followthrough.advising.totals import OpenSum, Total, sums_json, total, total_json
from followthrough.errors import MissingFacts, UnknownName
from followthrough.format.applicability import unanswered
from followthrough.format.conditions import Truth, Value
from followthrough.format.days import day_or_today
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.numbers import FixedPoint
from followthrough.format.phrases import asks
from followthrough.format.sentences import listed
from followthrough.readings.run.inference import infer
from followthrough.readings.run.proof import JSON_VERSION, Premise, Proof, Step
from followthrough.short_repr import Result, named

SECONDS = float("inf")
"""How long the proofs for one lead may take together, where nobody waits: until their work is done (`limits.WORK`)."""


class Conclusion(Result, frozen=True):
    """What is advised about one concept: a value of it, what a person reads for it, and why.

    `by` names the rules that concluded it, in the order in which they were applied, and `because` has the reason that
    each gives; both are empty where it is the concept's `otherwise`. `due` is the day it falls on, the earliest that
    one of the rules names; None if none does. Where rules leave the concept undecided, `value` is None, and `says`
    tells why.
    """

    concept: str
    value: str | None
    says: str
    by: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    due: date | None = None


class Open(Result, frozen=True):
    """A goal or shown concept that hinges on answers that are missing.

    `possible` has the values that it can still have, in the author's order, None for its staying undecided; of a
    concept that may hold many values, those that it can still hold, and None if it can hold none. `held` are those that
    such a concept holds whatever is answered.

    `questions` names, in the author's order, those on which it hinges and that apply already: the ones to ask now.
    `later` names those that it may come to hinge on, depending on other answers. Where that took too long to prove, it
    is not `proved`: then all values count as possible, and all open questions as those on which it hinges.
    """

    possible: tuple[str | None, ...]
    questions: tuple[str, ...]
    later: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    proved: bool = True


class Advice(Result, frozen=True):
    """The advice about a lead on a day under a counsel, and its proof.

    `advice["stance"]` is what is advised about a concept, `advice.value("stance")` just the value; to go through advice
    yields the names of what it is made of, the goals first. `lead` is the lead as it was read, `proof` all that was
    concluded about it.

    While answers are missing, `open` has the goals and shown concepts that hinge on them, by name and in that order; it
    is empty where the advice is settled. What is settled is the same whatever else is answered, and `proof` has only
    the steps that it rests on. `open_beneath` names the other concepts and sums that are open: those that only rules
    use. `open_days` has the goals that are settled while the day on which they fall due is not, each with the questions
    to ask now on which the day hinges, and `open_sums` the shown sums that hinge on missing answers.
    """

    base: KnowledgeBase
    counsel: str
    on: date
    lead: Lead
    proof: Proof
    open: Mapping[str, Open] = {}
    open_beneath: tuple[str, ...] = ()
    open_days: Mapping[str, tuple[str, ...]] = {}
    open_sums: Mapping[str, OpenSum] = {}

    def __getitem__(self, concept: str) -> Conclusion | tuple[Conclusion, ...] | Total:
        """Return the conclusion about a concept; a tuple of them, in the author's order, if it may hold many values.

        Of a sum, return what it adds up to, or can still come to.

        Raises what `value` does.
        """
        if concept in self.base.sums:
            return total(self, concept)
        value = self.value(concept)
        if isinstance(value, tuple):
            return tuple(self._conclusion(concept, one) for one in value)
        if value is None:
            return Conclusion(concept, None, f"undecided, as {undecided(self, concept)}")
        return self._conclusion(concept, str(value))

    def __iter__(self) -> Iterator[str]:
        return self.shown()

    def __contains__(self, concept: object) -> bool:
        return concept in self.base.concepts or concept in self.base.sums

    def value(self, concept: str) -> Value:
        """Return what was concluded: a value, a tuple of them for a many-valued concept, None if undecided; or a sum.

        Raises MissingFacts, naming the questions to ask, where the concept is open; UnknownName, which is a KeyError,
        where the base has no such concept.
        """
        if concept not in self:
            raise UnknownName("advice", f"unknown concept {concept!r}", concept, (*self.base.concepts, *self.base.sums))
        if concept in self.open or concept in self.open_sums:
            questions = (self.open[concept] if concept in self.open else self.open_sums[concept]).questions
            raise MissingFacts(questions, concept=concept, asks=asks(self.base, questions))
        if concept in self.open_beneath:
            from followthrough.advising.openness import questions_for

            questions = questions_for(self, concept, SECONDS)
            raise MissingFacts(questions, concept=concept, asks=asks(self.base, questions))
        return self.proof.facts[concept]

    def known(self, concept: str) -> Value:
        """Return what is known of a concept: its value where it is settled, or else None, or the values that it holds.

        Unlike `value` it never raises MissingFacts: for those who also tell what is open.
        """
        if concept in self.open_sums:
            return None
        if concept in self.open:
            return self.open[concept].held if self.base.concepts[concept].many else None
        return None if concept in self.open_beneath else self.value(concept)

    def due(self, concept: str, value: str) -> date | None:
        """Return the day a value falls on, the earliest that a deciding rule names; None if none does or it is open."""
        if concept in self.open_days:
            return None
        return min((step.due for step in self.proof.deciding(concept, value) if step.due), default=None)

    def shown(self) -> Iterator[str]:
        """Name the concepts that advice is made of: the goals, then those shown with them."""
        yield from self.base.shown()

    def _lines(self) -> Iterator[str]:
        told = (f"{name}: {'open' if name in self.open else self.known(name)}" for name in self)
        yield f"Advice of {self.counsel} on {self.on}: {'; '.join(told)}"
        hinges = f"; hinges on {named(self.needed())}" if self.open else ""
        yield f"{self.base.title}; answers: {len(self.lead.answers)}; rules fired: {len(self.proof.fired())}{hinges}"

    def _repr_html_(self) -> str:
        from followthrough.advising.notebook import advice_html

        return advice_html(self)

    def needed(self) -> tuple[str, ...]:
        """Name the questions that can be asked now and on which something hinges, in the author's order."""
        hinging = [one.questions for one in self.open.values()] + [one.questions for one in self.open_sums.values()]
        wanted = set[str]().union(*hinging, *self.open_days.values())
        return tuple(name for name in self.base.questions if name in wanted)

    def _conclusion(self, concept: str, value: str) -> Conclusion:
        steps = list(self.proof.deciding(concept, value))
        return Conclusion(
            concept,
            value,
            says=self.base.says(concept, value),
            by=tuple(step.rule for step in steps),
            because=tuple(step.because for step in steps),
            due=self.due(concept, value),
        )


def advise(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    *,
    counsel: str | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> Advice:
    """Advise on a lead, as far as it is settled by the answers there are.

    `lead` maps questions, or counts of days, to answers: texts, whole numbers, dates, or None (or `"unknown"`) for "I
    don't know". A question that it leaves out is open: any answer to it may still come. What is advised whatever these
    answers are is settled, and told; `Advice.open` has the rest. Without a `counsel` the base's default one advises,
    and `today` is the local day.

    Never raises MissingFacts. Raises LeadError when an answer, or the counsel, cannot be; TypeError when `today` is
    anything but a `datetime.date`. A concept of which it is not proved within `seconds` that it is settled is open.

    >>> from followthrough import load
    >>> advice = advise(load(), {"interview": "upcoming"}, today=date(2026, 11, 22))
    >>> advice.open["stance"].possible, advice.open["stance"].questions
    (('pursue', 'drop'), ('want_it',))
    """
    day = day_or_today(today)
    read = read_lead(base, lead, day, partial=True)
    return advise_as_far(base, read, counsel=counsel, today=day, seconds=seconds)


def advise_as_far(
    base: KnowledgeBase, lead: Lead, *, counsel: str | None = None, today: date, seconds: float = SECONDS
) -> Advice:
    """Advise on a lead that has been read, as far as it is settled by the answers there are."""
    advice = advise_lead(base, lead, counsel=counsel, today=today)
    if next(unanswered(base, lead.facts, lead.answers), None) is None:
        return advice
    from followthrough.advising.openness import as_far_as_settled

    return as_far_as_settled(advice, seconds)


def advise_lead(base: KnowledgeBase, lead: Lead, *, counsel: str | None = None, today: date) -> Advice:
    """Advise on a lead that has been read; what it leaves open counts as unknown."""
    name = base.counsel_named(counsel)
    return Advice(base, name, today, lead, infer(base, name, lead, today))


def others(advice: Advice) -> Iterator[Advice]:
    """Advise on the same lead under each other counsel, in the order of the base; what is open there stays so."""
    for counsel in advice.base.counsels:
        if counsel != advice.counsel:
            yield advise(advice.base, advice.lead.answers, counsel=counsel, today=advice.on)


def differing(advice: Advice, other: Advice) -> tuple[str, ...]:
    """Name the shown concepts and sums on which two pieces of advice differ, of those that are open in neither."""
    opened = {*advice.open, *other.open, *advice.open_sums, *other.open_sums}
    shown = (*advice.shown(), *advice.base.shown_sums)
    return tuple(name for name in shown if name not in opened and advice.value(name) != other.value(name))


def undecided(advice: Advice, concept: str) -> str:
    """Say why a concept has no value: rules contradict each other, each was defeated, or none applies.

    A rule `second-letter` that `one-letter-is-enough` defeats reads: second-letter (by one-letter-is-enough).
    """
    if concept in advice.open or concept in advice.open_beneath:
        return "it hinges on answers that are missing"
    conflict = advice.proof.conflict(concept)
    if conflict is not None:
        return "the rules contradict each other: " + listed([f"{by} says {one!r}" for one, by in conflict.claims])
    beaten = [f"{step.rule} (by {listed(step.defeated_by)})" for step in advice.proof.beaten(concept)]
    if beaten:
        return f"each rule that would decide it is defeated: {listed(beaten)}"
    if concept not in advice.base.concepts:
        return "nobody has said"
    waits = [f"{name} is undecided, because {undecided(advice, name)}" for name in waiting_for(advice, concept)]
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
    if concept in advice.open or proof.facts[concept] not in (None, ()):
        return False
    return proof.conflict(concept) is not None or any(proof.beaten(concept)) or bool(waiting_for(advice, concept))


def as_json(advice: Advice, other_advice: Iterable[Advice] = ()) -> dict[str, Any]:
    """Return the advice as the data of `advise --json`: the contract of the command line.

    `other_advice` is that of other counsels on the same lead.
    """
    other_advice = list(other_advice)
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
        "unsettled": {other.counsel: list(other.needed()) for other in other_advice if other.open},
        "open": {name: open_json(one) for name, one in advice.open.items()},
        "open_days": {goal: list(questions) for goal, questions in advice.open_days.items()},
        **sums_json(advice),
    }


def open_json(one: Open) -> dict[str, Any]:
    """Return what can still become of a concept, and what it hinges on, as data."""
    return {
        "possible": ["unknown" if value is None else value for value in one.possible],
        "held": list(one.held),
        "questions": list(one.questions),
        "later": list(one.later),
        "proved": one.proved,
    }


def concept_json(advice: Advice, concept: str) -> Any:
    """Return a concept's value with its reasons; a list of these for a many-valued concept, null if undecided.

    Of one that is open: null, or the values that a many-valued one holds whatever is answered.
    """
    if concept in advice.base.sums:
        return total_json(advice, concept)
    value = advice.known(concept)
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
    """Return one step of a proof as data."""
    concludes: dict[str, list[str]] = {}
    for conclusion in step.concludes:
        concludes.setdefault(conclusion.concept, []).append(conclusion.value)
    return {
        "rule": step.rule,
        "counsel": step.counsel,
        "source": list(step.sources),
        "inferred": step.inferred,
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
    """Return a premise as data."""
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
    """Return a value as it is written in a lead; a number with decimals as a text, so that it stays exact."""
    if value is None or value == ():
        return "unknown"
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, FixedPoint):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
