"""The days ahead of a lead, or of many, under the counsels: what changes when, if you hear nothing.

There are two futures: each step is done on its day, or none ever is.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from followthrough.advising.advice_json import concept_json, open_json, sums_json, value_json
from followthrough.errors import LeadError
from followthrough.format.days import day_or_today
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.problem_texts import wrong_answer
from followthrough.garbage_collection import uncollected
from followthrough.leads.turns import Turn, hinges_on, turns_of
from followthrough.readings.run.proof import JSON_VERSION
from followthrough.short_repr import Result


class Plan(Result, frozen=True):
    """The turns of a lead from a day on, by counsel, with the requested counsel first.

    `turns` has those if each step is done on its day, and `silence` those if nothing is done. `unsettled` maps each
    counsel under which a goal hinges on missing answers to the questions to ask now.
    """

    base: KnowledgeBase
    on: date
    counsel: str
    turns: Mapping[str, tuple[Turn, ...]]
    unsettled: Mapping[str, tuple[str, ...]]
    silence: Mapping[str, tuple[Turn, ...]]

    @property
    def is_one_future(self) -> bool:
        """Whether both futures are the same, because no step falls due whose doing changes an answer."""
        return not any(turn.done for turns in self.turns.values() for turn in turns)


def days_ahead(
    base: KnowledgeBase, lead: Mapping[Any, object], *, counsel: str | None = None, today: date | None = None
) -> Plan:
    """Plan the days ahead of a lead under every counsel, from `today`, the local day if not given.

    Nothing is heard. In one future each step is done on its day, today if that has passed; in `silence` none is. The
    advice is that on the lead as it stands (`standing`). Raises LeadError if an answer is not possible, and TypeError
    if `today` is anything but a `datetime.date`.

    >>> from followthrough import load
    >>> lead = {"interview": "upcoming", "want_it": "yes", "interview_day": "2026-11-22"}
    >>> found = days_ahead(load(), lead, today=date(2026, 11, 22))
    >>> [(str(turn.day), turn.advice.value("next_step")) for turn in found.turns["wolfe"]]
    [('2026-11-22', 'ask for their timeline'), ('2026-11-23', 'say how it went')]
    >>> found.silence == found.turns  # nothing that is due can be done
    True
    """
    asked, today = base.counsel_named(counsel), day_or_today(today)
    read = read_lead(base, lead, today, partial=True)
    others = (other for other in base.counsels if other != asked)
    turns = {name: turns_of(base, read, name, today) for name in (asked, *others)}
    unsettled = {name: questions for name, ahead in turns.items() if (questions := hinges_on(ahead))}
    silence = {
        name: turns_of(base, read, name, today, do_nothing=True) if any(turn.done for turn in ahead) else ahead
        for name, ahead in turns.items()
    }
    return Plan(base, today, asked, turns, unsettled, silence)


class Outlook(Result, frozen=True):
    """One of many leads: its turns under the requested counsel, or the problem that keeps it from being planned.

    `key` identifies the lead and never changes; `name` is what a person reads. `told` says what is wrong in the words
    of the questions, and `problem` by their names.
    """

    key: str
    name: str
    turns: tuple[Turn, ...]
    problem: str = ""
    told: str = ""


@uncollected()
def outlooks(
    base: KnowledgeBase,
    leads: Iterable[tuple[str, str, Mapping[Any, object]]],
    *,
    counsel: str | None = None,
    today: date,
) -> tuple[Outlook, ...]:
    """Plan the days ahead of many leads, each with its key, name and answers, under one counsel."""
    asked = base.counsel_named(counsel)
    found = []
    for key, name, answers in leads:
        try:
            read = read_lead(base, answers, today, partial=True)
            found.append(Outlook(key, name, turns_of(base, read, asked, today)))
        except LeadError as error:
            told = " ".join(wrong_answer(base, one) for one in error.problems)
            found.append(Outlook(key, name, (), str(error), told))
    return tuple(found)


def as_json(found: Plan) -> dict[str, Any]:
    """Return a plan as the data of `plan --json`."""
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": found.base.title, "hash": found.base.hash},
        "on": found.on.isoformat(),
        "counsel": found.counsel,
        "plan": {counsel: [turn_json(turn) for turn in turns] for counsel, turns in found.turns.items()},
        "silence": {counsel: [turn_json(turn) for turn in turns] for counsel, turns in found.silence.items()},
        "unsettled": {counsel: list(questions) for counsel, questions in found.unsettled.items()},
    }


def turn_json(turn: Turn) -> dict[str, Any]:
    """Return a turn as data."""
    return {
        "day": turn.day.isoformat(),
        "passes": dict(turn.passes),
        "changed": list(turn.changed),
        "beside": turn.beside,
        "advice": {concept: concept_json(turn.advice, concept) for concept in turn.advice.shown()},
        **sums_json(turn.advice),
        "open": {concept: open_json(one) for concept, one in turn.advice.open.items()},
        "due": turn.due.isoformat() if turn.due else None,
        "urgency": turn.urgency,
        "by": turn.step.rule if turn.step else None,
        "done": {question: value_json(then) for question, then in turn.done.items()},
        "once_done": turn.once_done,
        "again": turn.again,
    }


def outlooks_json(base: KnowledgeBase, found: Iterable[Outlook], counsel: str, today: date) -> dict[str, Any]:
    """Return the plans of many leads as the data of `plan --json`."""
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": base.title, "hash": base.hash},
        "on": today.isoformat(),
        "counsel": counsel,
        "leads": [
            {"name": one.name, "plan": [turn_json(turn) for turn in one.turns], "problem": one.problem or None}
            for one in found
        ],
    }
