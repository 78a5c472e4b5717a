"""Why, and why not: a proof turned into reasons, as data. The faces put it into lines and pages."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from followthrough.advising.advice import Advice, waiting_for
from followthrough.advising.advice_json import premise_json, value_json
from followthrough.errors import UnknownName
from followthrough.format.conditions import AllOf, Truth, Value
from followthrough.format.model import Passage, Rule, RuleConclusion
from followthrough.format.words import composed
from followthrough.readings.run.proof import Origin, Premise, Step
from followthrough.short_repr import Result


class Ground(Result, frozen=True):
    """A fact and why it has its value: it was answered or counted, or rules concluded it (`reasons`).

    `test` is the test that a rule put to it, empty for the conclusion one asks about. `conflict` has the rules that
    contradict each other about it, so that it has no value, and `defeats` those that would have said something of it.
    `waits_for` explains the concepts without a value that kept all its rules from applying. Of a sum, `points` has what
    each fact added, one by one.
    """

    fact: str
    value: Value
    says: str
    test: str
    origin: Origin
    reasons: tuple["Reason", ...]
    conflict: tuple["Reason", ...] = ()
    defeats: tuple["Defeat", ...] = ()
    waits_for: tuple["Ground", ...] = ()
    points: tuple[tuple[int, "Ground"], ...] = ()

    def values(self) -> tuple[tuple[str, tuple["Reason", ...]], ...]:
        """Return each value, in the author's order, with the reasons for it; nothing for an answer, which has none."""
        if self.origin in ("answer", "assumed"):
            return ()
        held = self.value if isinstance(self.value, tuple) else (self.value,) if self.reasons else ()
        return tuple(
            (str(one), tuple(reason for reason in self.reasons if str(one) in reason.concluded(self.fact)))
            for one in held
        )

    def unseen_defeats(self) -> tuple["Defeat", ...]:
        """Return the defeats that none of the reasons tells of."""
        told = {beaten.step.rule for reason in self.reasons for beaten in reason.defeated}
        return tuple(defeat for defeat in self.defeats if defeat.beaten.step.rule not in told)


class Reason(Result, frozen=True):
    """A rule that applied: its passages, what it rests on, and the steps that it defeated."""

    step: Step
    passages: tuple[Passage, ...]
    grounds: tuple[Ground, ...]
    defeated: tuple["Reason", ...]

    def concluded(self, concept: str) -> tuple[str, ...]:
        """Return the values that the rule concludes for a concept."""
        return tuple(one.value for one in self.step.concludes if one.concept == concept)


class Defeat(Result, frozen=True):
    """A rule that applied and was defeated, and the rules that defeated it."""

    beaten: Reason
    by: tuple[Reason, ...]


def why(advice: Advice, concept: str) -> Ground:
    """Explain a conclusion down to the answers it rests on.

    Raises MissingFacts, naming the questions to ask, when the concept is open; UnknownName when there is no such
    concept, question or count.

    >>> from datetime import date
    >>> from followthrough import advise, load
    >>> advice = advise(load(), {"interview": "done", "heard_back": "turned down"}, today=date(2026, 11, 22))
    >>> why(advice, "stance").reasons[0].step.sources
    ('p15',)
    """
    if concept not in advice.proof.facts:
        known = [*advice.shown(), *advice.base.concepts, *advice.base.sums, *advice.base.questions]
        raise UnknownName("why", f"unknown concept {concept!r}", concept, known)
    if concept in advice:
        advice.value(concept)
    return _ground(advice, concept, "")


def as_json(ground: Ground) -> dict[str, Any]:
    """Return an explanation as data, nested as deep as it goes."""
    return {
        "fact": ground.fact,
        "value": value_json(ground.value),
        "says": ground.says,
        "test": ground.test,
        "from": list(ground.origin) if isinstance(ground.origin, tuple) else ground.origin,
        "reasons": [_reason_json(reason) for reason in ground.reasons],
        "values": [_value_json(value, reasons) for value, reasons in ground.values()],
        "conflict": [_reason_json(reason) for reason in ground.conflict],
        "defeated": [
            {**_reason_json(defeat.beaten), "defeated_by": [_reason_json(reason) for reason in defeat.by]}
            for defeat in ground.defeats
        ],
        "waits_for": [as_json(waited) for waited in ground.waits_for],
        **_points_json(ground),
    }


def _points_json(ground: Ground) -> dict[str, Any]:
    """Return the points of a sum as data; nothing for any other fact."""
    points = [{"adds": value_json(number), **as_json(added)} for number, added in ground.points]
    return {"points": points} if ground.origin == "added" else {}


def _value_json(value: str, reasons: tuple[Reason, ...]) -> dict[str, Any]:
    return {
        "value": value,
        "reasons": [{"rule": reason.step.rule, "because": reason.step.because} for reason in reasons],
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    step = reason.step
    return {
        "rule": step.rule,
        "counsel": step.counsel,
        "inferred": step.inferred,
        "file": step.file,
        "line": step.line,
        "concludes": [{"concept": one.concept, "value": one.value} for one in step.concludes],
        "because": step.because,
        "passages": [
            {"counsel": passage.counsel, "passage": passage.name, "gist": passage.gist} for passage in reason.passages
        ],
        "premises": [as_json(ground) for ground in reason.grounds],
        "defeated": [_reason_json(beaten) for beaten in reason.defeated],
    }


def _ground(advice: Advice, fact: str, test: str) -> Ground:
    proof, value = advice.proof, advice.proof.facts[fact]
    claims = tuple(_reason(advice, step) for step in proof.deciding(fact))
    is_open = proof.conflict(fact) is not None
    waits_for = waiting_for(advice, fact) if proof.origins[fact] in ("nothing", "otherwise") else ()
    return Ground(
        fact=fact,
        value=value,
        says=advice.base.says(fact, value),
        test=test,
        origin=proof.origins[fact],
        reasons=() if is_open else claims,
        conflict=claims if is_open else (),
        defeats=tuple(_defeat(advice, step) for step in proof.beaten(fact)),
        waits_for=tuple(_ground(advice, name, "") for name in waits_for),
        points=tuple(_points(advice, fact)),
    )


def _points(advice: Advice, fact: str) -> Iterator[tuple[int, Ground]]:
    """Yield the points that a sum has, each with the fact that added them; nothing for any other fact."""
    one = advice.base.sums.get(fact)
    for part in one.holding(advice.proof.facts) if one is not None else ():
        if part.points:
            yield part.points, _ground(advice, part.fact, str(part.test))


def _defeat(advice: Advice, beaten: Step) -> Defeat:
    by = (advice.proof.step(name) for name in beaten.defeated_by)
    return Defeat(_reason(advice, beaten), tuple(_reason(advice, step) for step in by if step is not None))


def _reason(advice: Advice, step: Step) -> Reason:
    return Reason(
        step=step,
        passages=tuple(advice.base.passages_of(advice.base.rules[step.rule])),
        grounds=tuple(_ground(advice, premise.fact, premise.test) for premise in step.premises),
        defeated=tuple(_defeated(advice, step)),
    )


def _defeated(advice: Advice, step: Step) -> Iterator[Reason]:
    for name in step.defeats:
        beaten = advice.proof.step(name)
        if beaten is not None:
            yield Reason(beaten, tuple(advice.base.passages_of(advice.base.rules[name])), (), ())


class Requirement(msgspec.Struct, frozen=True):
    """A part of a rule's `if`: as written, its outcome, and the facts it tests; an `any of` tests several."""

    written: str
    outcome: Truth
    premises: tuple[Premise, ...]


class Candidate(Result, frozen=True):
    """A rule that could have concluded the value one asks about, and what kept it from doing so.

    `unless` has the tests of its `unless`; it is `silenced` where they all held. `defeated_by` names the rules
    that defeated it, or would have if it had applied, `contradicted_by` those that conclude another value while it
    does apply. `against` has the reasons of both. `missing` counts what stood in the way.
    """

    rule: Rule
    passages: tuple[Passage, ...]
    requirements: tuple[Requirement, ...]
    unless: tuple[Premise, ...]
    silenced: bool
    defeated_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    against: tuple[Reason, ...]
    missing: int


class WhyNot(Result, frozen=True):
    """Why a concept has not the value one asks about.

    `value` is what it has instead, which `holds` if it is the value asked for (or among many). No `candidates`:
    no rule in force under the counsel concludes the value; it is `otherwise` where it stands when no rule speaks.
    `open` explains the concept, and those that the candidates test, where they have no value.
    """

    concept: str
    asked: str
    value: Value
    holds: bool
    otherwise: bool
    candidates: tuple[Candidate, ...]
    open: Mapping[str, Ground]


def why_not(advice: Advice, concept: str, value: str) -> WhyNot:
    """Explain why another value was not concluded: every rule that could have, the nearest first.

    Raises MissingFacts, naming the questions to ask, when the concept is open; UnknownName when there is no such
    concept or value.

    >>> from datetime import date
    >>> from followthrough import advise, load
    >>> advice = advise(load(), {"interview": "done", "heard_back": "turned down"}, today=date(2026, 11, 22))
    >>> candidates = why_not(advice, "stance", "pursue").candidates
    >>> [candidate.rule.name for candidate in candidates]
    ['interest-tells-you-apart']
    """
    base, value = advice.base, composed(value)
    if concept not in base.concepts:
        wrong = f"{concept} is a sum of points" if concept in base.sums else f"unknown concept {concept!r}"
        raise UnknownName("why-not", wrong, concept, base.concepts)
    known = base.concepts[concept].values
    if value not in known:
        raise UnknownName("why-not", f"{concept} has no value {value!r}", value, known)
    found = advice.value(concept)
    lineage = base.lineage(advice.counsel)
    candidates = [
        _candidate(advice, concept, rule)
        for rule in base.rules.values()
        if rule.counsel in lineage and RuleConclusion(concept, value) in rule.then
    ]
    tested = (fact for candidate in candidates for fact in candidate.rule.tested())
    return WhyNot(
        concept=concept,
        asked=value,
        value=found,
        holds=value in found if isinstance(found, tuple) else value == found,
        otherwise=base.concepts[concept].otherwise == value,
        candidates=tuple(sorted(candidates, key=lambda candidate: (candidate.missing, candidate.rule.name))),
        open={
            fact: _ground(advice, fact, "")
            for fact in dict.fromkeys((concept, *tested))
            if fact in base.concepts and advice.proof.facts[fact] in (None, ())
        },
    )


def _candidate(advice: Advice, concept: str, rule: Rule) -> Candidate:
    facts = advice.proof.facts
    requirements = tuple(
        Requirement(str(part), part.outcome(facts), tuple(_tested(advice, AllOf((part,)))))
        for part in rule.conditions.parts
    )
    silenced = rule.unless is not None and rule.unless.outcome(facts) is Truth.TRUE
    defeated_by = tuple(
        step.rule for step in advice.proof.steps if step.fired and rule.name in advice.base.rules[step.rule].overrides
    )
    contradicted_by = tuple(_contradicting(advice, concept, rule))
    against = (advice.proof.step(name) for name in (*defeated_by, *contradicted_by))
    unmet = sum(requirement.outcome is not Truth.TRUE for requirement in requirements)
    return Candidate(
        rule=rule,
        passages=tuple(advice.base.passages_of(rule)),
        requirements=requirements,
        unless=tuple(_tested(advice, rule.unless)) if rule.unless else (),
        silenced=silenced,
        defeated_by=defeated_by,
        contradicted_by=contradicted_by,
        against=tuple(_reason(advice, step) for step in against if step is not None),
        missing=unmet + silenced + bool(defeated_by or contradicted_by),
    )


def _contradicting(advice: Advice, concept: str, rule: Rule) -> Iterator[str]:
    """Name the rules that a rule is in conflict with about a concept."""
    conflict = advice.proof.conflict(concept)
    claims = conflict.claims if conflict is not None else ()
    own = {value for value, name in claims if name == rule.name}
    return (name for value, name in claims if own and value not in own)


def _tested(advice: Advice, conditions: AllOf) -> Iterator[Premise]:
    for test in conditions.tests():
        value = advice.proof.facts[test.fact]
        origin = advice.proof.origins[test.fact]
        yield Premise(test.fact, value, str(test.test), test.test.outcome(value), origin)


def why_not_json(found: WhyNot) -> dict[str, Any]:
    """Return the answer to "why not" as data."""
    return {
        "concept": found.concept,
        "asked": found.asked,
        "value": value_json(found.value),
        "holds": found.holds,
        "otherwise": found.otherwise,
        "open": {fact: as_json(ground) for fact, ground in found.open.items()},
        "candidates": [
            {
                "rule": candidate.rule.name,
                "counsel": candidate.rule.counsel,
                "source": list(candidate.rule.sources),
                "inferred": candidate.rule.inferred,
                "file": candidate.rule.place.file,
                "line": candidate.rule.place.line,
                "requirements": [
                    {
                        "written": requirement.written,
                        "outcome": requirement.outcome.value,
                        "facts": [_premise_json(premise) for premise in requirement.premises],
                    }
                    for requirement in candidate.requirements
                ],
                "unless": [_premise_json(premise) for premise in candidate.unless],
                "silenced": candidate.silenced,
                "defeated_by": list(candidate.defeated_by),
                "contradicted_by": list(candidate.contradicted_by),
                "against": [_reason_json(reason) for reason in candidate.against],
                "missing": candidate.missing,
            }
            for candidate in found.candidates
        ],
    }


def _premise_json(premise: Premise) -> dict[str, Any]:
    return {**premise_json(premise), "outcome": premise.outcome.value}
