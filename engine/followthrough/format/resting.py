"""What answers rest on: a day of an interview says that there was one, whether or not anybody said so."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from followthrough.format.choices import UNKNOWN
from followthrough.format.conditions import AllOf, AnyOf, FactTest, Is
from followthrough.format.model import KnowledgeBase


def rested_on(
    base: KnowledgeBase, answers: Mapping[Any, object], names: Iterable[str] | None = None, *, likely: bool = False
) -> dict[str, str]:
    """Return the answers that nobody gave and without which those given could not be; of some `names` only, if given.

    They come from `only if`, where it leaves one answer; of alternatives, the first that no answer excludes
    counts if `likely` answers are wanted too. "I don't know" rests on nothing.

    >>> from followthrough import load
    >>> rested_on(load(), {"heard_back": "turned down"}), rested_on(load(), {"heard_on": "unknown"})
    ({'interview': 'done'}, {})
    """
    found: dict[str, str] = {}
    for name in answers if names is None else names:
        if answers[name] not in (None, UNKNOWN) and (question := _asked(base, str(name))) is not None:
            found = {**dict(_rests_on(base, question, {**answers, **found}, likely=likely)), **found}
    return found


def named_answer(base: KnowledgeBase, part: FactTest | AnyOf) -> tuple[str, str] | None:
    """Return the question and its one answer that meet a test; of alternatives, those of the first; None if several."""
    if isinstance(part, AnyOf):
        first: AllOf = part.alternatives[0]
        return named_answer(base, first.parts[0]) if len(first.parts) == 1 else None
    is_one = isinstance(part.test, Is) and part.fact in base.questions and not base.questions[part.fact].many
    return (part.fact, str(part.test.value)) if is_one and isinstance(part.test, Is) else None


def _asked(base: KnowledgeBase, name: str) -> str | None:
    return base.question_of(name) if name in base.questions or name in base.counts else None


def _rests_on(
    base: KnowledgeBase, name: str, answers: Mapping[Any, object], *, likely: bool
) -> Iterator[tuple[str, str]]:
    for part in base.questions[name].only_if.parts:
        needed = _needed(base, part, answers) if likely or isinstance(part, FactTest) else None
        if needed is not None and needed[0] not in answers:
            yield needed
            yield from _rests_on(base, needed[0], answers, likely=likely)


def _needed(base: KnowledgeBase, part: FactTest | AnyOf, answers: Mapping[Any, object]) -> tuple[str, str] | None:
    """Return the one answer that a test needs; of alternatives, that of the first which no answer excludes."""
    if isinstance(part, FactTest):
        return named_answer(base, part)
    ways = [one.parts[0] for one in part.alternatives if len(one.parts) == 1]
    needed = [one for way in ways if (one := _needed(base, way, answers)) is not None]
    return next((one for one in needed if answers.get(one[0], one[1]) == one[1]), None)
