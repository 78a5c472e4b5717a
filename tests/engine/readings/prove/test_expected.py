"""How many questions are expected, and which may come first, is what going through all ways of asking finds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from math import prod
from random import Random
from typing import Any, NamedTuple

import pytest

from followthrough.format.conditions import Truth, Value
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import variables
from followthrough.readings.prove.diagrams import EVERYTHING
from followthrough.readings.prove.expected import UNKNOWN_WEIGHT
from followthrough.readings.prove.remaining import Compiled
from random_bases import random_base
from reference import Reference

MOST_LEADS = 30
RANDOM_BASES = 60
TABLES = 60

Known = frozenset[tuple[str, Value]]


class Willing(NamedTuple):
    """What somebody would answer to every question, heard or not, and what the goals and shown concepts then are."""

    answers: Mapping[str, Value]
    told: tuple[Value, ...]


class EveryWay:
    """All ways of asking about a small base, one by one."""

    def __init__(self, base: KnowledgeBase, counsel: str, order: Sequence[str]) -> None:
        self.base = base
        self.order = order
        self.deciding = {
            name: {base.question_of(test.fact) for test in base.questions[name].only_if.tests()} for name in self.order
        }
        cells = {one.question.name: one for one in variables(base)}
        self.answers: dict[str, list[Value]] = {
            name: [None] * base.questions[name].unknown_allowed + [cell.value for cell in cells[name].cells]
            for name in self.order
        }
        self.leads = [
            Willing(dict(zip(self.order, given, strict=True)), self.told(counsel, given))
            for given in product(*self.answers.values())
        ]
        self.depth = cache(self._depth)
        self.least = cache(self._least)

    def told(self, counsel: str, given: Sequence[Value]) -> tuple[Value, ...]:
        facts: dict[str, Value] = dict.fromkeys([*self.base.questions, *self.base.counts])
        for name, value in zip(self.order, given, strict=True):
            if self.base.questions[name].only_if.outcome(facts) is Truth.TRUE:
                count = self.base.count_of(name)
                facts.update({name: value} if count is None else {name: value, count.name: value})
        values = Reference(self.base, counsel, facts).values
        return tuple(values[name] for name in (*self.base.goals, *self.base.shows))

    def fitting(self, known: Known) -> Iterator[Willing]:
        return (lead for lead in self.leads if known <= lead.answers.items())

    def mattering(self, known: Known) -> list[str]:
        fitting = [*self.fitting(known)]
        alike: dict[tuple[str, Known], set[tuple[Value, ...]]] = {}
        for lead in fitting:
            for name in self.order:
                others = frozenset((other, value) for other, value in lead.answers.items() if other != name)
                alike.setdefault((name, others), set()).add(lead.told)
        return [name for name in self.order if any(key[0] == name and len(told) > 1 for key, told in alike.items())]

    def available(self, known: Known) -> list[str]:
        mattering = self.mattering(known)
        return [name for name in mattering if self.deciding[name].isdisjoint(mattering)]

    def after(self, known: Known, name: str) -> Iterator[tuple[float, Known]]:
        """Yield how probable each answer is, and what is known with it."""
        of = self.answers[name]
        weights = [UNKNOWN_WEIGHT if value is None and len(of) > 1 else 1.0 for value in of]
        for value, weight in zip(of, weights, strict=True):
            yield weight / sum(weights), known | {(name, value)}

    def _depth(self, known: Known, lead: int) -> int:
        """Count the questions that the author's order still asks somebody."""
        mattering = self.mattering(known)
        if not mattering:
            return 0
        name = mattering[0]
        return 1 + self.depth(known | {(name, self.leads[lead].answers[name])}, lead)

    def expected(self, known: Known) -> float:
        """Count the questions that the author's order still asks, on average."""
        mattering = self.mattering(known)
        if not mattering:
            return 0.0
        return 1 + sum(share * self.expected(then) for share, then in self.after(known, mattering[0]))

    def costs_nobody(self, known: Known, name: str) -> bool:
        places = [place for place, lead in enumerate(self.leads) if known <= lead.answers.items()]
        return all(
            1 + self.depth(known | {(name, self.leads[place].answers[name])}, place) <= self.depth(known, place)
            for place in places
        )

    def _least(self, known: Known) -> float:
        if not self.mattering(known):
            return 0.0
        allowed = [name for name in self.available(known) if self.costs_nobody(known, name)]
        return 1 + min(sum(share * self.least(then) for share, then in self.after(known, name)) for name in allowed)


def table(seed: int) -> KnowledgeBase:
    """Draw a base whose goal hangs on most answers in some way: each rule names some, and overrides those before it."""
    random = Random(seed)
    yes_no = {"kind": "yes/no", "ask": "So?", "why": "a rule tests it"}
    questions: list[dict[str, Any]] = [{"question": name, **yes_no} for name in ("a", "b", "c")]
    random.choice(questions)["unknown"] = "allowed"
    questions[2] = {**questions[2], "kind": "choice", "choices": {"yes": "Y", "no": "N", "both": "B"}}
    if seed % 3 == 0:
        questions[1]["only if"] = {"a": "yes"}
    rules: list[dict[str, Any]] = []
    for number in range(random.randint(2, 6)):
        tested = random.sample("abc", random.randint(1, 3))
        rules.append(
            {
                "rule": f"r{number}",
                "counsel": "all",
                "source": "p",
                "if": {name: random.choice(("yes", "no")) for name in tested},
                "then": {"goal": random.choice("uvw")},
                "because": "so",
                **({"overrides": [one["rule"] for one in rules]} if rules else {}),
            }
        )
    values = dict.fromkeys("uvw", "V")
    files = {
        "base.yaml": {
            "title": "Table",
            "goals": ["goal"],
            "counsels": {"all": {"name": "All", "work": "W"}},
            "default counsel": "all",
        },
        "sources.yaml": {"all": {"p": "drawn"}},
        "questions.yaml": questions,
        "concepts.yaml": [{"concept": "goal", "means": "What", "values": values, "otherwise": "u"}],
        "rules/all.yaml": rules,
    }
    return parse({name: json.dumps(content).encode() for name, content in files.items()})


def small_bases() -> Iterator[tuple[KnowledgeBase, Compiled, EveryWay]]:
    """Yield small random bases in which answers exclude no others."""
    drawn = (random_base(seed) for seed in range(RANDOM_BASES))
    for base in (*map(table, range(TABLES)), *drawn):
        if base.nevers or any(one.not_before for one in base.questions.values()):
            continue
        made = Compiled(base, base.default_counsel)
        if 2 < prod(made.outcomes.diagrams.ways) <= MOST_LEADS and len(made.outcomes.variables) > 2:
            yield base, made, EveryWay(base, base.default_counsel, [*made.outcomes.levels])


def test_expected_numbers_of_questions_are_those_of_all_ways_of_asking() -> None:
    several = reordered = 0
    for _, made, every in small_bases():
        leads, levels = made.outcomes.leads, made.outcomes.levels
        told = leads.joined([part.told for part in made.outcomes.parts])
        names = every.mattering(frozenset())
        mattering = [levels[name] for name in names]
        assert [level for level in range(leads.end) if leads.matters(told, level)] == mattering
        assert made.expected.least(told, mattering) == pytest.approx(every.least(frozenset()))
        allowed = [name for name in every.available(frozenset()) if every.costs_nobody(frozenset(), name)]
        assert [levels[name] for name in allowed] == made.expected.allowed(told, mattering)
        if mattering:
            for name, saved in zip(names, made.expected.saved(told, mattering, mattering).values(), strict=True):
                first = 1 + sum(share * every.expected(then) for share, then in every.after(frozenset(), name))
                assert every.expected(frozenset()) - first == pytest.approx(saved, abs=1e-8)
        several += len(allowed) > 1
        reordered += every.least(frozenset()) < every.expected(frozenset()) - 1e-9
    assert several > 10
    assert reordered > 2


def test_what_parts_of_the_advice_cost_one_by_one_is_what_they_cost_together() -> None:
    for _, made, every in small_bases():
        leads, parts = made.outcomes.leads, [part.told for part in made.outcomes.parts]
        mattering = [made.outcomes.levels[name] for name in every.mattering(frozenset())]
        for level in mattering:
            together = made.expected.costs_nobody([leads.joined(parts)], mattering, level, EVERYTHING)
            assert made.expected.costs_nobody(parts, mattering, level, EVERYTHING) == together
