"""Small random overlays for random bases: what a person may lay over one, which the loader may refuse."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import msgspec

from followthrough.errors import KnowledgeError
from followthrough.format.layers import FolderFiles
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from random_bases import number_tests, random_files, word_tests

PREFIX = "./laid/"


def random_pair(seed: int, *, many: bool = False) -> tuple[KnowledgeBase, KnowledgeBase]:
    """Draw a base, and the base with an overlay. Of the overlays that are refused, another is drawn."""
    random = Random(seed)
    while True:
        files = random_files(random, days=random.random() < 0.3, many=many)
        try:
            base = parse(files)
        except KnowledgeError:
            continue
        for _ in range(5):
            try:
                return base, parse(files, _Overlay(base, random).files())
            except KnowledgeError:
                continue


class _Overlay:
    """The content of an overlay's files, drawn from top to bottom; `tests_of` has what can be written as a test."""

    def __init__(self, base: KnowledgeBase, random: Random) -> None:
        self.base = base
        self.random = random
        self.tests_of = dict(_tests_of(base))
        self.choices = {
            question.name: {"violet": "violet"}
            for question in base.questions.values()
            if question.kind == "choice" and random.random() < 0.5
        }
        for name in self.choices:
            self.tests_of[name] += ["violet", "violet", "other than violet"]
        self.questions = [self.question(f"laid_q{number}") for number in range(random.randint(0, 3))]
        self.values = {name: {"four": "four"} for name in base.concepts if random.random() < 0.5}
        for name in self.values:
            self.tests_of[name] += ["four", "four", "other than four"]
        answers = [name for name in self.tests_of if name not in base.concepts]
        self.nevers = [
            {"never": self.conditions(answers, random.randint(1, 2)), "because": "it cannot be"}
            for _ in range(random.choice((0, 1, 2)) if answers else 0)
        ]
        self.follows = random.sample(list(base.counsels), random.randint(1, len(base.counsels)))

    def question(self, name: str) -> dict[str, Any]:
        random = self.random
        form: dict[str, Any] = {"question": name, "ask": f"{name}?", "why": "it may matter"}
        answers = [fact for fact in self.tests_of if fact not in self.base.concepts]
        if answers and random.random() < 0.3:
            form["only if"] = self.conditions(answers, 1)
        if random.random() < 0.5:
            form["unknown"] = "allowed"
        kind = random.choice(("choice", "yes/no", "number"))
        form["kind"] = kind
        if kind == "number":
            form |= {"from": 0, "to": 3}
            self.tests_of[name] = list(number_tests(0, 3))
        else:
            values = ["red", "green"] if kind == "choice" else ["yes", "no"]
            self.tests_of[name] = list(word_tests(values))
        if kind == "choice":
            form["choices"] = {"red": "red", "green": "green"}
        return form

    def rules(self) -> Iterator[dict[str, Any]]:
        random, base = self.random, self.base
        order = list(base.concepts)
        lineage = {one for counsel in self.follows for one in base.lineage(counsel)}
        followed = [rule.name for rule in base.rules.values() if rule.counsel in lineage]
        for number in range(random.randint(1, 4)):
            about = random.choice(order)
            facts = [name for name in self.tests_of if name not in order or order.index(name) < order.index(about)]
            values = [*base.concepts[about].values, *self.values.get(about, ())]
            form: dict[str, Any] = {
                "rule": f"laid-r{number}",
                "counsel": "laid",
                "source": "l1",
                "if": self.conditions(facts, random.randint(0, 3)),
                "then": {about: random.choice(values)},
                "because": "so it is said",
            }
            if followed and random.random() < 0.6:
                form["overrides"] = random.sample(followed, random.randint(1, min(2, len(followed))))
            yield form

    def conditions(self, facts: Sequence[str], size: int) -> dict[str, Any]:
        tested = self.random.sample(facts, min(size, len(facts)))
        return {fact: self.test(fact) for fact in tested}

    def test(self, fact: str) -> str | list[str]:
        tests = self.tests_of[fact]
        return self.random.choice(tests) if self.random.random() < 0.7 else self.random.sample(tests, 2)

    def files(self) -> FolderFiles:
        more = [{"question": name, "choices": choices} for name, choices in self.choices.items()]
        content: Mapping[str, Any] = {
            "base.yaml": {"counsels": {"laid": {"name": "Laid", "work": "A work", "follows": self.follows}}},
            "sources.yaml": {"laid": {"l1": {"gist": "Some say so.", "narrative": "yes"}}},
            "questions.yaml": [*self.questions, *more, *self.nevers],
            "concepts.yaml": [{"concept": name, "values": values} for name, values in self.values.items()],
            "rules/all.yaml": list(self.rules()),
        }
        return FolderFiles({name: msgspec.json.encode(one) for name, one in content.items() if one}, PREFIX)


def _tests_of(base: KnowledgeBase) -> Iterator[tuple[str, list[str]]]:
    """Yield the facts of a base, each with what can be written as a test of it."""
    for question in base.questions.values():
        if question.choices:
            yield question.name, list(word_tests(list(question.choices)))
        elif question.kind == "number":
            yield question.name, list(number_tests(question.low, question.high))
        elif question.kind == "date":
            yield question.name, ["known", "unknown"]
    for count in base.counts.values():
        yield count.name, list(number_tests(count.low, count.high))
    for concept in base.concepts.values():
        yield concept.name, list(word_tests(list(concept.values)))
