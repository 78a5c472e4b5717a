"""Why: a proof turned into a tree of reasons, as data. The faces put it into lines and pages."""

from collections.abc import Iterator
from typing import Any

import msgspec

from followthrough.advice import Advice, value_json
from followthrough.conditions import Value
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.model import Passage
from followthrough.proof import Origin, Step


class Ground(msgspec.Struct, frozen=True):
    """A fact and why it has its value: it was answered or counted, or rules concluded it (`reasons`).

    `test` is the test that a rule put to it, empty for the conclusion one asks about.
    """

    fact: str
    value: Value
    says: str
    test: str
    origin: Origin
    reasons: tuple["Reason", ...]


class Reason(msgspec.Struct, frozen=True):
    """A rule that fired: its passages, what it rests on, and the steps that it defeated."""

    step: Step
    passages: tuple[Passage, ...]
    grounds: tuple[Ground, ...]
    defeated: tuple["Reason", ...]


def why(advice: Advice, concept: str) -> Ground:
    """Explain a conclusion down to the answers it rests on.

    Raises LeadError when there is no such concept, question or count.

    >>> from datetime import date
    >>> from followthrough import advise, load
    >>> advice = advise(load(), {"interview": "upcoming", "want_it": "yes"}, today=date(2026, 11, 22))
    >>> why(advice, "next_step").reasons[0].step.sources
    ('p9',)
    """
    if concept not in advice.proof.facts:
        known = [*advice.shown(), *advice.base.concepts, *advice.base.questions]
        problem = Problem(Place("why"), f"unknown concept {concept!r}", did_you_mean(concept, known))
        raise LeadError([problem])
    return _ground(advice, concept, "")


def as_json(ground: Ground) -> dict[str, Any]:
    """Give an explanation as data, nested as deep as it goes."""
    return {
        "fact": ground.fact,
        "value": value_json(ground.value),
        "says": ground.says,
        "test": ground.test,
        "from": list(ground.origin) if isinstance(ground.origin, tuple) else ground.origin,
        "reasons": [_reason_json(reason) for reason in ground.reasons],
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    step = reason.step
    return {
        "rule": step.rule,
        "counsel": step.counsel,
        "file": step.file,
        "line": step.line,
        "because": step.because,
        "passages": [
            {"counsel": passage.counsel, "passage": passage.name, "gist": passage.gist} for passage in reason.passages
        ],
        "premises": [as_json(ground) for ground in reason.grounds],
        "defeated": [_reason_json(beaten) for beaten in reason.defeated],
    }


def _ground(advice: Advice, fact: str, test: str) -> Ground:
    value = advice.proof.facts[fact]
    reasons = tuple(_reason(advice, step) for step in advice.proof.deciding(fact) if _counts(advice, fact, step))
    return Ground(fact, value, advice.base.says(fact, value), test, advice.proof.origins[fact], reasons)


def _counts(advice: Advice, fact: str, step: Step) -> bool:
    """Tell whether a step is a reason for the settled value; in a conflict none is."""
    return advice.proof.origins[fact] != "nothing" and step.fired


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
