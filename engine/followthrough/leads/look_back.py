"""What came of it: what each counsel had advised on the leads of a person, what was done, and how they ended.

The advice of the days gone by is that of the rules of today, on what was known on each day. It changes only on the days
on which an answer came, or on which a count of days enters another cell (`turns`), so only these are looked at. While
an answer was missing that advice cannot do without, only what was told and kept in the log counts: what is settled
without it would have to be proved for each day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise, zip_longest
from typing import Any

import msgspec

from followthrough.advising.goals_of_many import goals_of_many
from followthrough.errors import LeadError
from followthrough.format.conditions import values_of
from followthrough.format.doing import changes
from followthrough.format.lead import Lead, lasting, read_lead
from followthrough.format.listing import OPEN
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.history import History
from followthrough.leads.turns import edge_days
from followthrough.readings.run.proof import JSON_VERSION

FEW = 10
"""Below so many leads no share is told: it would say more about the few than about the advice."""

AdvisedStep = tuple[str, str]
"""A goal, and a value of it."""
EndCounts = Mapping[str, int]
"""How many leads ended in each way; the empty name counts those of which nobody said how, and `OPEN` the others."""


class Advised(msgspec.Struct, frozen=True):
    """What a counsel advised on some leads: how many of them, how many did it, and how those and the others ended.

    `done` is None if there is nothing to do about it, as with waiting.
    """

    goal: str
    value: str
    leads: int
    done: int | None
    of_done: EndCounts
    of_others: EndCounts


class LookBack(msgspec.Struct, frozen=True):
    """How the leads of a log ended by a day, and for each counsel what it had advised, in the order of the base."""

    on: date
    leads: int
    ends: EndCounts
    counsels: Mapping[str, tuple[Advised, ...]]


def look_back(base: KnowledgeBase, histories: Iterable[History], *, today: date) -> LookBack:
    """Look back on the leads that had begun by a day."""
    begun = [history for history in histories if history.begun_on <= today]
    ended = [how_it_ended(history, today) for history in begun]
    read = [leads_read(base, history, today) for history in begun]
    did = [steps_done(base, history, today) for history in begun]
    counsels = {}
    for counsel in base.counsels:
        advised = steps_advised(base, begun, counsel, read, today)
        counsels[counsel] = tuple(_advised(base, advised, did, ended))
    return LookBack(today, len(begun), Counter(ended), counsels)


def as_json(base: KnowledgeBase, found: LookBack) -> dict[str, Any]:
    """Return what came of it as data. An end that nobody told is null."""
    return {
        "followthrough": JSON_VERSION,
        "on": found.on,
        "leads": found.leads,
        "ends": _ends_json(found.ends),
        "rules": base.hash,
        "counsels": {
            counsel: [
                {
                    "goal": one.goal,
                    "advised": one.value,
                    "leads": one.leads,
                    "done": one.done,
                    "ends_of_done": _ends_json(one.of_done),
                    "ends_of_others": _ends_json(one.of_others),
                }
                for one in advised
            ]
            for counsel, advised in found.counsels.items()
        },
    }


def _ends_json(ends: EndCounts) -> list[dict[str, object]]:
    return [{"end": end or None, "leads": number} for end, number in sorted(ends.items())]


def how_it_ended(history: History, on: date) -> str:
    """Return how a lead had ended by a day: an end of the base, empty if nobody said how, `OPEN` if it goes on."""
    if history.dropped_on(on) is None:
        return OPEN
    return history.end(on)


def leads_read(base: KnowledgeBase, history: History, today: date) -> list[Lead]:
    """Return a lead as it was known on each day on which the advice may have changed, until it was let go.

    Days are left out on which the answers were not enough, or cannot be read by the rules.
    """
    found = []
    states = _states(history, today)
    for (day, answers), after in zip_longest(states, [later for later, _ in states[1:]]):
        for looked in _days(base, answers, day, after or today + timedelta(days=1)):
            if history.dropped_on(looked) is None and (lead := _readable(base, answers, looked)) is not None:
                found += [] if lead.missing else [lead]
    return found


def steps_advised(
    base: KnowledgeBase, histories: Sequence[History], counsel: str, read: Sequence[Sequence[Lead]], today: date
) -> list[set[AdvisedStep]]:
    """Return what a counsel advised until a day: what the log has of it, and what it says of each lead as read."""
    found = [_steps_told(base, history, counsel, today) for history in histories]
    places = [place for place, leads in enumerate(read) for _ in leads]
    goals = goals_of_many(base, counsel, [lead for leads in read for lead in leads])
    for place, steps in zip(places, goals, strict=True):
        found[place] |= steps
    return found


def _steps_told(base: KnowledgeBase, history: History, counsel: str, today: date) -> set[AdvisedStep]:
    """Return what the log has of the advice of a counsel until a day."""
    return {
        (goal, value)
        for entry in history.until(today, ("advised",))
        if entry.name == counsel
        for goal, given in entry.given().advice.items()
        if goal in base.goals
        for value in values_of(given)
        if value in base.concepts[goal].values
    }


def steps_done(base: KnowledgeBase, history: History, today: date) -> set[AdvisedStep]:
    """Return the steps that were done: the first answer that one gives came with a change, and none is against it.

    What was told when the lead began was done before anything was advised.
    """
    found: set[AdvisedStep] = set()
    for (_, before), (day, now) in pairwise(_states(history, today)):
        try:
            then = lasting(base, read_lead(base, before, day, partial=True))
            told = lasting(base, read_lead(base, now, day, partial=True))
        except LeadError:  # the rules may have changed since it was answered
            continue
        for goal in base.goals:
            for value, does in base.concepts[goal].does.items():
                given = changes(base, goal, value, then, day)
                first = next(iter(does))
                is_new = first in given and told.get(first) is not None and then.get(first) != told[first]
                if is_new and all(_says(told.get(question), answer) for question, answer in given.items()):
                    found.add((goal, value))
    return found


def _says(told: object, given: object) -> bool:
    """Return whether an answer says what doing a step gives, or nothing yet. A person may name another day."""
    return told is None or (isinstance(told, date) if isinstance(given, date) else told == given)


def _states(history: History, today: date) -> list[tuple[date, dict[str, str]]]:
    """Return what was known after each change, with its day."""
    answers: dict[str, str] = {}
    found = []
    begun = history.begun_on
    entries = [(max(one.day, begun), one) for one in (*history.until(today, ("added",)), *history.told(today))]
    entries.sort(key=lambda one: (one[0], one[1].number))
    for (day, _), changed in groupby(entries, key=lambda one: (one[0], one[1].change)):
        together = [entry for _, entry in changed]
        for entry in together:
            answers.pop(entry.name, None)
            if entry.kind == "answer":
                answers[entry.name] = entry.value
        found.append((day, dict(answers)))
    return found


def _days(base: KnowledgeBase, answers: Mapping[str, str], first: date, after: date) -> Iterator[date]:
    """Yield a day and those up to another one on which the advice on these answers may change."""
    yield first
    lead = _readable(base, answers, first) if (after - first).days > 1 else None
    if lead is not None:
        yield from sorted({day for day in edge_days(base, lasting(base, lead)) if first < day < after})


def _readable(base: KnowledgeBase, answers: Mapping[str, str], day: date) -> Lead | None:
    """Return a lead on a day; None if the rules cannot read its answers, as they may have changed since."""
    try:
        return read_lead(base, answers, day, partial=True)
    except LeadError:
        return None


def _advised(
    base: KnowledgeBase, advised: Sequence[set[AdvisedStep]], did: Sequence[set[AdvisedStep]], ended: Sequence[str]
) -> Iterator[Advised]:
    for goal in base.goals:
        for value in base.concepts[goal].values:
            step = (goal, value)
            about = [number for number, steps in enumerate(advised) if step in steps]
            if not about:
                continue
            done = [number for number in about if step in did[number]]
            others = [number for number in about if step not in did[number]]
            yield Advised(
                goal,
                value,
                len(about),
                len(done) if value in base.concepts[goal].does else None,
                Counter(ended[number] for number in done),
                Counter(ended[number] for number in others),
            )
