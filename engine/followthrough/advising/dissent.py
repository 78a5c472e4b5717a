"""Where two authorities differ about a lead, and the answers on which the difference turns.

A difference turns on an answer if another answer, all others staying as they are, would make the two agree; questions
that are open may then have any answer that was assumed in a proof, or none. Only
the answers need be tried that lead, step by step, to what one of the two concluded or defeated and the other did not.
"""

from collections.abc import Iterator, Set
from datetime import date

import msgspec

from followthrough.advising.advice import Advice, advise_lead, differing
from followthrough.advising.days_alike import days_alike
from followthrough.errors import LeadError
from followthrough.format.applicability import names_of
from followthrough.format.conditions import Value
from followthrough.format.day_order import by_day
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import changes, day_of_age, nearest, variables
from followthrough.readings.run.proof import Step


class Dissent(msgspec.Struct, frozen=True):
    """A concept on which two authorities differ: what each concludes, by which steps, and what it turns on.

    `turns_on` names answers, in the author's order; empty if no single answer decides it.
    """

    concept: str
    here: Value
    there: Value
    here_by: tuple[Step, ...]
    there_by: tuple[Step, ...]
    turns_on: tuple[str, ...]


def differences(advice: Advice, other: Advice) -> Iterator[Dissent]:
    """Compare two pieces of advice about one lead, concept by concept."""
    tried = _Tried(advice, other)
    for concept in differing(advice, other):
        yield Dissent(
            concept=concept,
            here=advice.value(concept),
            there=other.value(concept),
            here_by=_deciding(advice, concept),
            there_by=_deciding(other, concept),
            turns_on=tuple(name for name in _answers_behind(advice, other, concept) if tried.turns(concept, name)),
        )


def _deciding(advice: Advice, concept: str) -> tuple[Step, ...]:
    return tuple(advice.proof.deciding(concept)) if advice.value(concept) not in (None, ()) else ()


def _answers_behind(advice: Advice, other: Advice, concept: str) -> list[str]:
    """Name the answers that the steps behind a difference rest on, in the author's order."""
    tested = {
        fact
        for one, two in ((advice, other), (other, advice))
        for step in behind(one, two, concept)
        for premise in step.premises
        for fact in advice.base.added_up(premise.fact)
    }
    base = advice.base
    tested.update(base.added_up(concept) if concept in base.sums else ())
    return [name for name in _names(base, tested) if advice.lead.facts[name] is not None]


def _names(base: KnowledgeBase, tested: Set[str]) -> Iterator[str]:
    """Name the answers that give tested facts their values: of a day that itself counts, the date."""
    days = by_day(base)
    for question in base.questions:
        counts = [count.name for count in base.counts_of(question)]
        if question not in days:
            yield from (name for name in (question, *counts) if name in tested)
        elif tested & {question, *counts, *(span.name for span in base.spans_of(question))}:
            yield question


def behind(one: Advice, two: Advice, concept: str) -> list[Step]:
    """Give the steps of one piece of advice that lead to a concept, or defeated what decided it in the other proof."""
    rivals = {step.rule for step in two.proof.deciding(concept)}
    waiting = [step for step in one.proof.steps if rivals & set(step.defeats)]
    waiting.extend(step for fact in one.base.added_up(concept) for step in one.proof.deciding(fact))
    found: dict[str, Step] = {}
    while waiting:
        step = waiting.pop()
        if step.rule not in found:
            found[step.rule] = step
            for premise in step.premises:
                for fact in one.base.added_up(premise.fact):
                    waiting.extend(one.proof.deciding(fact))
    return list(found.values())


class _Tried:
    """Other answers, one at a time, and the advice of both authorities on the lead that has them."""

    def __init__(self, advice: Advice, other: Advice) -> None:
        self.advice = advice
        self.other = other
        self.variables = {variable.fact: variable for variable in variables(advice.base)}
        self.by_day = by_day(advice.base)
        self.found: dict[str, list[tuple[Advice, Advice]]] = {}
        assumed = [_assumed(advice), _assumed(other), {}]
        self._assumed = [one for place, one in enumerate(assumed) if one not in assumed[:place]]

    def turns(self, concept: str, name: str) -> bool:
        """Return whether another answer to one question would make the two agree on a concept."""
        if name not in self.found:
            self.found[name] = list(self._advice(name))
        return any(here.value(concept) == there.value(concept) for here, there in self.found[name])

    def _advice(self, name: str) -> Iterator[tuple[Advice, Advice]]:
        base, today = self.advice.base, self.advice.on
        named = names_of(base, base.question_of(name))
        kept = {one: value for one, value in self.advice.lead.answers.items() if one not in named}
        for answer in self._other_answers(name):
            for open_ones in self._assumed:
                try:
                    lead = read_lead(base, {**open_ones, **kept, name: answer}, today, partial=True)
                except LeadError:
                    continue
                yield (
                    advise_lead(base, lead, counsel=self.advice.counsel, today=today),
                    advise_lead(base, lead, counsel=self.other.counsel, today=today),
                )

    def _other_answers(self, name: str) -> Iterator[Value]:
        """Yield other answers to a question, one of those that the rules do not tell apart."""
        variable = self.variables.get(name)
        if name in self.by_day:
            yield from self._other_days(name)
            return
        if variable is not None and (variable.question.choices or name in self.advice.lead.answers):
            question, now = variable.question, self.advice.lead.facts[name]
            yield from (nearest(question, cell, now) for cell in variable.cells if changes(cell, now) == 1)

    def _other_days(self, name: str) -> Iterator[date]:
        """Yield the days nearest to that of the lead which the rules tell apart from it."""
        base, lead, today = self.advice.base, self.advice.lead, self.advice.on
        now, others = lead.facts[name], {one: held for one, held in lead.ages.items() if one != name}
        assert isinstance(now, date), "it is known"
        age = (today - now).days
        for alike in days_alike(base, [*self.variables.values()], name, others, today):
            if not alike.ages.least <= age <= alike.ages.most:
                yield day_of_age(alike.ages.nearest(age), today)


def _assumed(advice: Advice) -> dict[str, Value]:
    """Return the answers to open questions with which the proof of what is settled was made."""
    lead = advice.lead
    return {name: value for name, value in lead.facts.items() if lead.origins[name] == "assumed"}


def turns_json(advice: Advice, other: Advice) -> dict[str, list[str]]:
    """Name for every concept on which the two differ the answers on which that turns."""
    return {difference.concept: list(difference.turns_on) for difference in differences(advice, other)}
