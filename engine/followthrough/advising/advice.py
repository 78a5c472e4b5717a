"""Advice about one lead under one counsel, where that of another differs, and why something is undecided."""

from collections.abc import Iterator, Mapping
from datetime import date

from followthrough.advising.still_open import Open, OpenSum
from followthrough.advising.totals import Total, total
from followthrough.errors import MissingFacts, UnknownName
from followthrough.format.conditions import Truth, Value
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import asks
from followthrough.format.sentences import listed
from followthrough.readings.run.inference import infer
from followthrough.readings.run.proof import Proof
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
            return self.total(concept)
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
            from followthrough.advising.hinging import questions_for

            questions = questions_for(self.base, self.lead, self.counsel, concept, SECONDS)
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

    def total(self, name: str) -> Total:
        """Return what a sum adds up to, or can still come to, point by point."""
        is_open = name in self.open_sums or name in self.open_beneath
        return total(self.base, name, self.proof.facts, self.open_sums.get(name), is_open=is_open)

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

        known = {name: self.known(name) for name in self}
        return advice_html(self.base, self.counsel, self.on, known, self.open)

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


def advise_lead(base: KnowledgeBase, lead: Lead, *, counsel: str | None = None, today: date) -> Advice:
    """Advise on a lead that has been read; what it leaves open counts as unknown."""
    name = base.counsel_named(counsel)
    return Advice(base, name, today, lead, infer(base, name, lead, today))


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
