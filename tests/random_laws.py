"""Small random knowledge bases with laws, with steps that change answers, and with days in an order."""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

from followthrough.errors import KnowledgeError
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from random_bases import random_files

MAX_DAYS = 2


def random_base_with_laws(seed: int, *, many: bool = False, spans: bool = False) -> KnowledgeBase:
    """Draw a base with 1 to 6 laws, most of them about two leads; `many` and `spans` are as in `random_bases`."""
    random = Random(seed)
    while True:
        try:
            base = parse(files_with_laws(random, many=many, spans=spans))
        except KnowledgeError:
            continue
        if base.laws:
            return base


def files_with_laws(random: Random, *, many: bool = False, spans: bool = False) -> dict[str, bytes]:
    """Draw the files of a base. The loader may refuse it: a law may speak of days where nothing counts any."""
    files = random_files(random, many=many, spans=spans)
    read = {name: msgspec.json.decode(raw) for name, raw in files.items()}
    questions = [one for one in read["questions.yaml"] if "question" in one]
    dates = [one for one in questions if one["kind"] == "date"]
    for number, date in enumerate(dates[1:], 1):
        if random.random() < 0.5:
            date["not before"] = random.sample([one["question"] for one in dates[:number]], 1)
    for concept in read["concepts.yaml"]:
        if concept["concept"] in read["base.yaml"]["goals"]:
            for value in list(concept["values"]):
                if random.random() < 0.8:
                    concept["values"][value] = {"says": value, "does": dict(_changes(questions, random))}
    for rule in read["rules/all.yaml"]:
        if random.random() < 0.3:
            counts = [
                one["concept"] for one in read["concepts.yaml"] if "counts" in one and " from " not in one["counts"]
            ]
            rule["due"] = "today" if not counts or random.random() < 0.5 else {random.choice(counts): 1}
    written = Writer(read, random)
    read["laws/all.yaml"] = [written.law(number) for number in range(random.randint(1, 6))]
    return {name: msgspec.json.format(msgspec.json.encode(content), indent=1) for name, content in read.items()}


def _changes(questions: list[dict[str, Any]], random: Random) -> Iterator[tuple[str, Any]]:
    for question in random.sample(questions, min(len(questions), random.choice((1, 1, 2)))):
        if question["kind"] == "date":
            yield question["question"], "today"
        elif question["kind"] != "text":
            answers = _answers(question)
            if "many" in question:
                held = random.sample(answers, random.randint(1, len(answers)))
                yield question["question"], ["none"] if "none" in held else held
            elif random.random() < 0.5:
                yield question["question"], random.choice(answers)
            else:
                known = random.sample(answers, random.randint(1, len(answers)))
                yield question["question"], {now: random.choice(answers) for now in known}


def _answers(question: dict[str, Any]) -> list[str]:
    if question["kind"] == "number":
        return [str(number) for number in range(question["from"], question["to"] + 1)]
    return list(question.get("choices", ("yes", "no")))


class Writer:
    """Writes laws about the facts of a base, with the tests that its rules have, and those of laws."""

    def __init__(self, read: dict[str, Any], random: Random) -> None:
        self.random = random
        self.goals = read["base.yaml"]["goals"]
        self.tests: dict[str, list[str]] = {}
        self.concepts = [one["concept"] for one in read["concepts.yaml"] if "counts" not in one]
        for one in read["concepts.yaml"]:
            if "counts" not in one:
                values = list(one["values"])
                self.tests[one["concept"]] = [*values, *values, f"other than {values[0]}", "known", "unknown"]
            else:
                low, high = one.get("from", 0), one["to"]
                self.tests[one["concept"]] = [f"at least {number}" for number in range(low + 1, high + 1)] + ["known"]
        for one in read["questions.yaml"]:
            if "question" in one and one["kind"] not in ("text", "date"):
                self.tests[one["question"]] = [*_answers(one), "known", "unknown"]

    def law(self, number: int) -> dict[str, Any]:
        random = self.random
        after = random.choice((None, "doing", "doing", "doing", "days", "days"))
        form: dict[str, Any] = {"law": f"law {number}", "because": "so it must be"}
        if random.random() < 0.8:
            form["if"] = self.conditions(random.randint(1, 2))
        if after == "doing":
            form["after"] = f"doing {random.choice(self.goals)}"
        elif after == "days":
            form["after"] = f"{random.randint(1, MAX_DAYS)} days"
        form[random.choice(("never", "then"))] = self.conditions(random.randint(1, 2))
        if random.random() < 0.4:
            form["counsel"] = random.choice(("elder", "younger"))
        return form

    def conditions(self, size: int) -> dict[str, Any]:
        random = self.random
        facts = random.sample(list(self.tests), min(size, len(self.tests)))
        conditions: dict[str, Any] = {fact: self.test(fact) for fact in facts}
        if random.random() < 0.2:
            conditions["any of"] = [{fact: self.test(fact)} for fact in random.sample(list(self.tests), 1)]
        return conditions

    def test(self, fact: str) -> str:
        if fact in self.concepts and self.random.random() < 0.3:
            return self.random.choice(("due", "as elder", "as younger"))
        return self.random.choice(self.tests[fact])
