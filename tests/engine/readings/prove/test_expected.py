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
            Willing(dict(zip(self.order, given, strict=True)), self.told(counsel, facts))
            for given in product(*self.answers.values())
            if (facts := self.heard(given)) is not None
        ]
        self.depth = cache(self._depth)
        self.least = cache(self._least)

    def heard(self, given: Sequence[Value]) -> dict[str, Value] | None:
        """Return what is heard of some answers to all questions; None if they exclude each other."""
        facts: dict[str, Value] = dict.fromkeys([*self.base.questions, *self.base.counts])
        for name, value in zip(self.order, given, strict=True):
            if self.base.questions[name].only_if.outcome(facts) is Truth.TRUE:
                count = self.base.count_of(name)
                facts.update({name: value} if count is None else {name: value, count.name: value})
        is_excluded = any(never.conditions.outcome(facts) is Truth.TRUE for never in self.base.nevers)
        return None if is_excluded else facts

    def told(self, counsel: str, facts: Mapping[str, Value]) -> tuple[Value, ...]:
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

    def saved(self, name: str) -> float:
        """Count the questions that need not be asked, on average, once one has been answered first."""
        found, answered = 0.0, dict[Known, float]({frozenset(): 1.0})
        for place, one in enumerate(self.order):
            for known, share in answered.items():
                values = {lead.answers[name] for lead in self.showing(known, one)}
                if one == name:
                    found -= share * (not values)
                elif values:
                    found += share * sum(
                        part for part, then in self.after(known, name) if dict(then)[name] not in values
                    )
            if one == name:
                return found
            answered = dict(self.possible_after(answered, place))
        raise KeyError(name)

    def showing(self, known: Known, name: str) -> list[Willing]:
        """Return the leads in which another answer to a question alone makes another advice."""
        alike: dict[Known, list[Willing]] = {}
        for lead in self.fitting(known):
            others = frozenset((other, value) for other, value in lead.answers.items() if other != name)
            alike.setdefault(others, []).append(lead)
        return [lead for leads in alike.values() if len({one.told for one in leads}) > 1 for lead in leads]

    def possible_after(self, answered: Mapping[Known, float], place: int) -> Iterator[tuple[Known, float]]:
        """Yield the answers to one more question that can be, and how probable they are together with those before."""
        for known, share in answered.items():
            each = [(part, then) for part, then in self.after(known, self.order[place]) if any(self.fitting(then))]
            yield from ((then, share * part / sum(weight for weight, _ in each)) for part, then in each)

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
    """Draw a base whose goal hangs on most answers in some way."""
    return of_files(table_files(seed))


def of_files(files: Mapping[str, Any]) -> KnowledgeBase:
    return parse({name: json.dumps(content).encode() for name, content in files.items()})


def table_files(seed: int) -> dict[str, Any]:
    """Draw the files of such a base: each rule names some answers, and overrides those before it."""
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
    return {
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


def excluding(seed: int) -> KnowledgeBase:
    """Draw such a base, in which some answers exclude each other."""
    random, files = Random(seed), {**table_files(seed)}
    first, second = random.sample("abc", 2)
    never = {"never": {first: "yes", second: random.choice(("yes", "no"))}, "because": "no"}
    return of_files({**files, "questions.yaml": [*files["questions.yaml"], never]})


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


def test_where_answers_exclude_others_what_is_saved_is_that_of_the_possible_leads() -> None:
    compared = excluded = 0
    for seed in range(40):
        base = excluding(seed)
        made = Compiled(base, base.default_counsel)
        every = EveryWay(base, base.default_counsel, [*made.outcomes.levels])
        names = every.mattering(frozenset())
        levels = [made.outcomes.levels[name] for name in names]
        leads = made.outcomes.leads
        told = leads.joined([part.told for part in made.outcomes.parts])
        assert [level for level in range(leads.end) if leads.matters(told, level)] == levels
        if names:
            for name, saved in zip(names, made.expected.saved(told, levels, levels).values(), strict=True):
                assert every.saved(name) == pytest.approx(saved, abs=1e-8)
                compared += 1
        excluded += len(every.leads) < prod(made.outcomes.diagrams.ways)
    assert compared > 60
    assert excluded > 30
