"""Compare what two bases, or two counsels of one, advise over the leads that are possible under both.

What differs is counted with decision diagrams. It is described in conditions as far as that takes few nodes, and else
by one lead for each change, with those of its answers that suffice.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

import msgspec
from msgspec.structs import replace

from followthrough.advising.advice import Advice, advise_lead
from followthrough.advising.dissent import behind
from followthrough.errors import NotSettled, Place
from followthrough.format.applicability import names_of
from followthrough.format.conditions import AllOf, Truth, Value, values_of
from followthrough.format.day_facts import facts_of
from followthrough.format.expectations import CASE_DAY
from followthrough.format.lead import read_lead
from followthrough.format.model import Due, KnowledgeBase, RuleConclusion
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.diagrams import NOTHING, Diagram, NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.regions import Aspect, described
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds
from followthrough.short_repr import Result

MOST_DESCRIBING = 150_000
"""Most nodes that describing all changes may take, made in some seconds; each may take its share of what is left."""


class LeadGroup(msgspec.Struct, frozen=True):
    """Some of the leads: the conditions they fit, how many those before leave, and one of them, with its reasons.

    Where leads are too many to tell apart, `leads` is None here and wherever they are counted. There is then one part
    for each change, and other leads may be advised differently in the same way; so they are where the leads of a change
    are counted and are more than those of its parts, as they would take too many parts to describe.

    `before_by` and `after_by` name the rules that decide for that lead, and `responsible` those without which there
    would be no difference: of two versions the rules that changed, of two counsels those that only one of them has.
    """

    conditions: AllOf
    leads: int | None
    witness: Mapping[str, Value]
    before_by: tuple[str, ...] = ()
    after_by: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()


class Effect(msgspec.Struct, frozen=True):
    """What changes in advice: the value of a concept `before` and `after`, None for its being unknown.

    Of a sum, these are `fewer` and `more`, whatever it comes to.

    Of a concept that holds many values, one that is lost (`after` is None) or gained. With `due_before` or `due_after`
    the value is the same, and the day on which it is due changed with a rule.
    """

    concept: str
    before: str | None
    after: str | None
    due_before: Due | None = None
    due_after: Due | None = None


class AdviceChange(msgspec.Struct, frozen=True):
    """Leads that are advised differently, all in the same way: what changes, how many they are, and which."""

    effects: tuple[Effect, ...]
    leads: int | None
    parts: tuple[LeadGroup, ...]


class NewAdvice(msgspec.Struct, frozen=True):
    """What leads are advised that are only possible after: one value of a goal, or none.

    Without a value, it is a `contradiction`, or nothing. `leads` counts them, if they are few enough; `by` names the
    rules that decide, or contradict each other, in one of them, the `witness`.
    """

    goal: str
    value: str | None
    contradiction: bool
    leads: int | None
    witness: Mapping[str, Value]
    by: tuple[str, ...] = ()


class Difference(Result, frozen=True):
    """How the advice of two bases, or of two counsels, differs.

    `before` and `after` name the counsels. Of the leads that are `possible` under both, `leads` are advised
    differently. `gone` and `come` are those that are possible before, or after, only. Where even the possible leads are
    too many to count, `possible` is None, and `gone` and `come` have one part, or none if there are no such leads.
    `advised` says what those that come are advised, goal by goal.
    """

    before: str
    after: str
    possible: int | None
    leads: int | None
    changes: tuple[AdviceChange, ...]
    gone: tuple[LeadGroup, ...]
    come: tuple[LeadGroup, ...]
    advised: tuple[NewAdvice, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.gone or self.come)


class Comparison:
    """Two bases, each under a counsel, over the same leads, and the rules that may be responsible where they differ."""

    def __init__(
        self,
        space: LeadSpace,
        before: tuple[KnowledgeBase, str],
        after: tuple[KnowledgeBase, str],
        suspects: list[str],
    ) -> None:
        self.space = space
        self.diagrams = space.diagrams
        self.pair = before, after
        self.before, self.after = (space.side(*one) for one in self.pair)
        self.suspects = suspects

    @cached_property
    def possible(self) -> Diagram:
        """The leads that are possible on both sides."""
        return self.space.possible(self.before, self.after)

    def difference(self) -> Difference:
        """Return how the two differ."""
        possible: int | None
        leads: int | None
        try:  # first what is small unless the questions exclude each other in many ways: it takes no rules
            possible = self.diagrams.count(self.possible)
            gone, come = tuple(self.one_sided(self.before, self.after)), tuple(self.one_sided(self.after, self.before))
        except NotSettled:
            possible = None
            gone, come = self.shown_one_sided(self.before, self.after), self.shown_one_sided(self.after, self.before)
        try:
            changes, leads = self.counted_changes()
        except NotSettled:
            changes = list(self.shown_changes())
            leads = None if changes else 0
        return Difference(
            before=self.pair[0][1],
            after=self.pair[1][1],
            possible=possible,
            leads=leads,
            changes=tuple(changes),
            gone=gone,
            come=come,
            advised=tuple(self.newly_advised(come)),
        )

    def counted_changes(self) -> tuple[list[AdviceChange], int]:
        """Count the leads of all changes, and then describe them; raises NotSettled if there are too many to count."""
        effects: dict[Diagram, list[tuple[Effect, Literal]]] = {}
        for effect, literal in self.candidates():
            leads = self.diagrams.both(self.space.leads(literal), self.possible)
            effects.setdefault(leads, []).append((effect, literal))
        effects.pop(NOTHING, None)
        total = self.diagrams.count(self.diagrams.any_of(effects))
        return list(self.described_changes(effects)) if effects else [], total

    def described_changes(self, effects: Mapping[Diagram, list[tuple[Effect, Literal]]]) -> Iterator[AdviceChange]:
        """Describe the leads of each change, as far as that takes few nodes."""
        worlds, aspects = Worlds(self.space, self.before, self.after), self.aspects()
        end = self.diagrams.size + MOST_DESCRIBING
        for number, (leads, alike) in enumerate(effects.items()):
            try:
                with self.diagrams.growing(max(0, end - self.diagrams.size) // (len(effects) - number)):
                    parts = tuple(self.counted(leads, self.possible, aspects))
            except NotSettled:
                parts = (self.first_part(worlds, alike[0][1], leads),)
            concepts = [effect.concept for effect, _ in alike]
            explained = tuple(self.explained(part, concepts) for part in parts)
            yield AdviceChange(tuple(effect for effect, _ in alike), self.diagrams.count(leads), explained)

    def first_part(self, worlds: Worlds, literal: Literal, region: Diagram) -> LeadGroup:
        """Describe the first lead of a region, in all of which a literal holds, and count those that fit as well."""
        lead = self.diagrams.first(region)
        assert lead is not None, "a change has leads"
        core = self.core(worlds, literal, lead)
        alike = self.diagrams.all_of(self.diagrams.answered(level, {lead[level]}) for level in core)
        return replace(self.fitting(core, lead), leads=self.diagrams.count(self.diagrams.both(self.possible, alike)))

    def shown_changes(self) -> Iterator[AdviceChange]:
        """Find one lead for each change, and what suffices of it; where there is none, that is proved."""
        candidates = list(self.candidates())
        worlds = Worlds(self.space, self.before, self.after)
        for effect, literal in candidates:
            lead = worlds.first(literal)
            if lead is not None:
                part = self.shown(worlds, literal, lead)
                yield AdviceChange((effect,), None, (self.explained(part, [effect.concept]),))

    def shown_one_sided(self, side: PossibleLead, other: PossibleLead) -> tuple[LeadGroup, ...]:
        """Find one lead that is possible on one side only, if there is any; raises NotSettled where those ask apart."""
        if side.applies != other.applies:
            raise NotSettled(
                "too many leads to compare, as other questions are asked; compare versions that ask the same"
            )
        literal = -self.space.is_possible(other)
        worlds = Worlds(self.space, side)
        lead = worlds.first(literal)
        return () if lead is None else (self.shown(worlds, literal, lead),)

    def shown(self, worlds: Worlds, literal: Literal, lead: NumberedAnswers) -> LeadGroup:
        """Describe a lead in which a literal holds by those of its answers that suffice."""
        return self.fitting(self.core(worlds, literal, lead), lead)

    def core(self, worlds: Worlds, literal: Literal, lead: NumberedAnswers) -> list[int]:
        """Name, by their places, questions whose answers in a lead suffice for a literal to hold."""
        return worlds.core(lead, [literal], reversed(range(len(lead))))

    def fitting(self, levels: Iterable[int], lead: NumberedAnswers) -> LeadGroup:
        """Describe a lead by some of its answers."""
        tests = tuple(test for level in levels for test in self.space.tests(level, lead))
        return LeadGroup(AllOf(tests), None, self.space.answers(lead))

    def candidates(self) -> Iterator[tuple[Effect, Literal]]:
        """Yield every way in which advice could change, with the literal of its doing so."""
        circuit = self.space.circuit
        shown = dict.fromkeys(name for base, _ in self.pair for name in (*base.goals, *base.shows))
        for concept in shown:
            before, after = (self.values(side, concept) for side in (self.before, self.after))
            if before == after:
                continue
            if any(base.concepts[concept].many for base, _ in self.pair if concept in base.concepts):
                for value in dict.fromkeys((*before, *after)):
                    if value is not None:
                        held = before.get(value, circuit.any_of([])), after.get(value, circuit.any_of([]))
                        yield Effect(concept, value, None), circuit.all_of([held[0], -held[1]])
                        yield Effect(concept, None, value), circuit.all_of([held[1], -held[0]])
                continue
            for (one, first), (other, then) in product(before.items(), after.items()):
                if one != other:
                    yield Effect(concept, one, other), circuit.all_of([first, then])
        yield from self.other_totals()
        for name in self.suspects:
            yield from self.other_days(name, shown)

    def other_totals(self) -> Iterator[tuple[Effect, Literal]]:
        """Yield the sums that could come to more, or to fewer, as is said of what both sides add up."""
        circuit, meanings = self.space.circuit, (self.before.meaning, self.after.meaning)
        for name in dict.fromkeys(name for base, _ in self.pair for name in base.shown_sums):
            one, other = (meaning.sums.get(name, []) for meaning in meanings)
            if one != other and all(name in meaning.sums for meaning in meanings):
                rising = [*other, *((literal, -number) for literal, number in one)]
                falling = [(literal, -number) for literal, number in rising]
                yield Effect(name, "fewer", "more"), circuit.reaches(1, rising)
                yield Effect(name, "more", "fewer"), circuit.reaches(1, falling)

    def values(self, side: PossibleLead, concept: str) -> dict[str | None, Literal]:
        """Return what a concept may be on a side; a concept that the base does not have is unknown."""
        if concept not in side.base.concepts:
            return {None: self.space.circuit.all_of([])}
        return {value: side.facts[concept, value] for value in (None, *side.base.concepts[concept].values)}

    def other_days(self, name: str, shown: Container[str]) -> Iterator[tuple[Effect, Literal]]:
        """Yield the steps that a rule makes due on another day than before."""
        one, other = (base.rules.get(name) for base, _ in self.pair)
        if one is None or other is None or one.due == other.due:
            return
        meanings = (self.before.meaning, self.after.meaning)
        fired = [meaning.fired[name] for meaning in meanings if name in meaning.fired]
        for concept, value in ((conclusion.concept, conclusion.value) for conclusion in other.then):
            if len(fired) == 2 and RuleConclusion(concept, value) in one.then and concept in shown:
                effect = Effect(concept, value, value, due_before=one.due, due_after=other.due)
                yield effect, self.space.circuit.all_of(fired)

    def aspects(self) -> tuple[Aspect, ...]:
        """Return the aspects in which leads differ; those that the responsible rules test are left out last."""
        tested = {
            fact
            for base, _ in self.pair
            for name in self.suspects
            if name in base.rules
            for fact in base.rules[name].tested()
        }
        asked = reversed(self.space.asked)
        agreed = self.space.agreed(self.before, self.after, self.possible)
        return tuple(sorted((*asked, *agreed), key=lambda aspect: aspect.fact in tested))

    def explained(self, part: LeadGroup, concepts: Sequence[str]) -> LeadGroup:
        """Advise on the lead of a part on both sides, to find which rules decide and which are responsible."""
        one, other = (self.advice(*one, part.witness) for one in self.pair)
        reasons = {
            step.rule
            for concept in concepts
            for steps in (behind(one, other, concept), behind(other, one, concept))
            for step in steps
        }
        return replace(
            part,
            before_by=_deciding(one, concepts),
            after_by=_deciding(other, concepts),
            responsible=tuple(name for name in self.suspects if name in reasons),
        )

    def counted(self, region: Diagram, within: Diagram, aspects: tuple[Aspect, ...]) -> Iterator[LeadGroup]:
        """Describe some leads, each part without those of the parts before it."""
        left = region
        for part in described(self.diagrams, region, within, aspects):
            leads = self.diagrams.both(part.leads, left)
            first = self.diagrams.first(leads)
            assert first is not None, "no part is needless"
            yield LeadGroup(part.conditions, self.diagrams.count(leads), self.space.answers(first))
            left = self.diagrams.without(left, leads)

    def one_sided(self, side: PossibleLead, other: PossibleLead) -> Iterator[LeadGroup]:
        """Describe the leads that are possible on one side only."""
        region = self.space.only_possible(side, other)
        if region != NOTHING:
            yield from self.counted(region, self.space.possible(side), self.space.asked[::-1])

    def newly_advised(self, come: Sequence[LeadGroup]) -> Iterator[NewAdvice]:
        """Yield what leads are advised that are only possible after: all, or those that are shown if they are many."""
        if not come:
            return
        try:
            yield from list(self.counted_advice(self.space.only_possible(self.after, self.before)))
        except NotSettled:
            for part in come:
                for goal in self.pair[1][0].goals:
                    proof = self.advice(*self.pair[1], part.witness).proof
                    for value in values_of(proof.facts[goal]) or (None,):
                        is_conflict = proof.conflict(goal) is not None
                        yield self.reasoned(NewAdvice(goal, value, is_conflict, None, part.witness))

    def counted_advice(self, region: Diagram) -> Iterator[NewAdvice]:
        """Count the leads of a region by what they are advised after; raises NotSettled if they are too many."""
        circuit, meaning = self.space.circuit, self.after.meaning
        for goal in self.pair[1][0].goals:
            conflict = meaning.conflicts[goal]
            for value, held in self.values(self.after, goal).items():
                for is_conflict in (False, True) if value is None else (False,):
                    literal = circuit.all_of([held, conflict if is_conflict else -conflict])
                    leads = self.diagrams.both(self.space.leads(literal), region)
                    first = self.diagrams.first(leads)
                    if first is not None:
                        answers = self.space.answers(first)
                        yield self.reasoned(NewAdvice(goal, value, is_conflict, self.diagrams.count(leads), answers))

    def reasoned(self, one: NewAdvice) -> NewAdvice:
        """Add the rules that decide in the witness, or contradict each other there."""
        advice = self.advice(*self.pair[1], one.witness)
        conflict = advice.proof.conflict(one.goal)
        if conflict is not None:
            return replace(one, by=tuple(rule for _, rule in conflict.claims))
        return replace(one, by=tuple(step.rule for step in advice.proof.deciding(one.goal, one.value)))

    def advice(self, base: KnowledgeBase, counsel: str, answers: Mapping[str, Value]) -> Advice:
        """Advise on a lead."""
        lead = read_lead(base, _heard(base, answers), CASE_DAY)
        return advise_lead(base, lead, counsel=counsel, today=CASE_DAY)


def _deciding(advice: Advice, concepts: Iterable[str]) -> tuple[str, ...]:
    """Name the rules that decide what a lead is advised on these concepts."""
    known = (concept for concept in concepts if concept in advice.base.concepts)
    return tuple(dict.fromkeys(step.rule for concept in known for step in advice.proof.deciding(concept)))


def _heard(base: KnowledgeBase, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of the answers of a lead that a base asks for."""
    heard: dict[str, Value] = {}
    waiting = list(base.questions.values())
    while True:
        facts = facts_of(base, heard, CASE_DAY, dict.fromkeys(heard, Place("lead")), [])  # `read_lead` tells problems
        asked = [one for one in waiting if one.only_if.outcome(facts) is Truth.TRUE]
        if not asked:
            return heard
        for question in asked:
            waiting.remove(question)
            given = {name: answers[name] for name in names_of(base, question.name) if answers.get(name) is not None}
            heard |= dict(sorted(given.items()))
