"""Small random knowledge bases, and random leads for any base: material for tests that compare two readings.

A base is written as the files an author would write (JSON is YAML) and read by the loader, so whatever the
loader refuses, such as rules in a circle, is thrown away and drawn again. Everything the format allows in a rule
occurs: every kind of question and test, `unless`, `any of`, `otherwise`, `many`, overrides within a counsel and
across two, conflicts. Equal seeds give equal bases under any hash seed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace

from followthrough.errors import KnowledgeError
from followthrough.format.choices import written
from followthrough.format.conditions import Truth, Value
from followthrough.format.expectations import CASE_DAY
from followthrough.format.load import parse
from followthrough.format.model import AfterDoing, KnowledgeBase, Question
from followthrough.format.numbers import fixed
from reference import days_are_told, days_counted, days_fit

TODAY = CASE_DAY
"""A day to be today. Random leads hardly depend on it: they count days instead of naming them, where they can."""

_TRIES = 60
"""A base of which this many drawn leads are all excluded by its `never` has too few possible leads to test."""


@lru_cache(maxsize=512)
def random_base(
    seed: int,
    *,
    dues: bool = False,
    days: bool = False,
    many: bool = False,
    sums: bool = False,
    decimals: bool = False,
    spans: bool = False,
) -> KnowledgeBase:
    """Draw a base with 2 to 5 questions, 1 to 4 concepts, 1 to 8 rules and two counsels; it has possible leads.

    Tests share it.

    With `dues`, rules of the same base name days as well. With `days`, most questions ask for days, and most of these
    are in an order. With `many`, most choices allow several answers, and goals may hold several values. With `sums`,
    rules of the same base also test sums of points. With `decimals`, most questions ask for numbers, and most of these
    have decimals. With `spans`, most questions ask for days too, of which some have several counts, and days are
    counted from some to others.
    """
    random = Random(seed)
    while True:
        try:
            files = random_files(random, days=days, many=many, sums=sums, decimals=decimals, spans=spans)
            base = parse(_with_dues(files, Random(seed)) if dues else files)
        except KnowledgeError:
            continue
        if any(_is_possible(base, _draw(base, random)[0]) for _ in range(_TRIES)):
            return base


def random_lead(base: KnowledgeBase, random: Random) -> dict[str, object]:
    """Draw a complete possible lead, as `answers.read_lead` takes it.

    Where "don't know" is allowed it is drawn too, written as None or by leaving the question out. Days are given
    by their count, so the lead is possible on any day. Only a base that has possible leads ever returns.
    """
    while True:
        facts, lead = _draw(base, random)
        if _is_possible(base, facts):
            return lead


def with_steps(base: KnowledgeBase, random: Random) -> KnowledgeBase:
    """Let the values of goals change answers at random, also in ways that the loader would refuse."""
    concepts = {
        goal: replace(concept, does={value: _does(base, random) for value in concept.values if random.random() < 0.7})
        for goal in base.goals
        for concept in (base.concepts[goal],)
    }
    return replace(base, concepts={**base.concepts, **concepts})


def _does(base: KnowledgeBase, random: Random) -> dict[str, AfterDoing]:
    """Draw what a step changes."""
    able = [question for question in base.questions.values() if question.kind != "text"]
    return {
        question.name: _after_doing(question, random)
        for question in random.sample(able, random.randint(0, min(3, len(able))))
    }


def _after_doing(question: Question, random: Random) -> AfterDoing:
    if question.kind == "date":
        return "today"
    answers = [written(_answer(question, random)) for _ in range(3)]
    if question.many:
        return answers[0]
    return answers[0] if random.random() < 0.5 else dict(zip(answers, reversed(answers), strict=True))


def asking_order(base: KnowledgeBase) -> list[Question]:
    """Order the questions so that each comes after those its `only if` tests."""
    ordered: dict[str, Question] = {}
    while len(ordered) < len(base.questions):
        for question in base.questions.values():
            tested = {name for t in question.only_if.tests() for name in base.questions_of(t.fact)}
            if tested <= ordered.keys():
                ordered[question.name] = question
    return list(ordered.values())


def _is_possible(base: KnowledgeBase, facts: Mapping[str, Value]) -> bool:
    excluded = any(never.conditions.outcome(facts) is Truth.TRUE for never in base.nevers)
    return not excluded and days_fit(base, facts)


def _draw(base: KnowledgeBase, random: Random) -> tuple[dict[str, Value], dict[str, object]]:
    """Draw an answer to every question that applies: the facts it makes, and the lead as written."""
    facts: dict[str, Value] = {}
    lead: dict[str, object] = {}
    for question in asking_order(base):
        count = base.count_of(question.name)
        if question.only_if.outcome(facts) is not Truth.TRUE:
            continue
        if question.kind == "text":
            if random.random() < 0.5:
                lead[question.name] = facts[question.name] = "anything"
        elif question.unknown_allowed and random.random() < 0.3:
            if random.random() < 0.5:
                lead[question.name] = None
        elif question.kind == "date" and days_are_told(base):
            lead[question.name] = facts[question.name] = TODAY - timedelta(days=random.randint(-4, 12))
            facts |= days_counted(base, facts, TODAY)
        elif count is not None:
            lead[count.name] = facts[count.name] = random.randint(count.low, count.high)
            facts[question.name] = TODAY
        else:
            lead[question.name] = facts[question.name] = _answer(question, random)
    return facts, lead


def _answer(question: Question, random: Random) -> str | int | date | tuple[str, ...]:
    if question.kind == "number":
        return fixed(random.randint(question.low, question.high), question.decimals)
    if question.kind == "date":
        return TODAY - timedelta(days=random.randint(0, 8 if question.not_before else 30))
    if question.many:
        held = [choice for choice in question.choices if choice != "none" and random.random() < 0.5]
        return tuple(held) or ("none",)
    return random.choice(list(question.choices))


def random_files(
    random: Random,
    *,
    days: bool = False,
    many: bool = False,
    sums: bool = False,
    decimals: bool = False,
    spans: bool = False,
) -> dict[str, bytes]:
    """Draw the files of a base. The loader may refuse it: rules in a circle happen."""
    files = _Files(random, days=days, many=many, decimals=decimals, spans=spans)
    if sums:
        files.add_sums(Random(f"{files.questions} {files.rules}"))
    return {
        name: msgspec.json.format(msgspec.json.encode(content), indent=1)
        for name, content in (
            ("base.yaml", files.base),
            ("sources.yaml", files.sources),
            ("questions.yaml", [*files.questions, *files.nevers]),
            ("concepts.yaml", [*files.counts, *files.sums, *files.concepts]),
            ("rules/all.yaml", files.rules),
        )
    }


def _with_dues(files: Mapping[str, bytes], random: Random) -> dict[str, bytes]:
    """Let some rules name the day on which what they conclude falls due."""
    rules = msgspec.json.decode(files["rules/all.yaml"])
    concepts = msgspec.json.decode(files["concepts.yaml"])
    counts = [one for one in concepts if one.get("counts", "days from").split()[1] != "from"]
    for rule in rules:
        days = ["today", *({one["concept"]: random.randint(one["from"], one["to"])} for one in counts * 2)]
        if random.random() < 0.6:
            rule["due"] = random.choice(days)
    return {**files, "rules/all.yaml": msgspec.json.encode(rules)}


class _Files:
    """The content of the files, drawn from top to bottom; `tests_of` has, by fact, what can be written as a test."""

    def __init__(self, random: Random, *, days: bool, many: bool, decimals: bool, spans: bool) -> None:
        self.random = random
        self.days = days
        self.many = many
        self.decimals = decimals
        self.spans = spans
        self.tests_of: dict[str, list[str]] = {}
        self.counts: list[dict[str, Any]] = []
        self.earlier: list[dict[str, Any]] = []
        self.questions = [self.question(f"q{n}") for n in range(random.randint(2, 5))]
        answers = list(self.tests_of)
        self.nevers = [
            {"never": self.conditions(answers, random.randint(1, 2)), "because": "it cannot be"}
            for _ in range(random.choice((0, 0, 0, 1, 1, 2)) if answers else 0)
        ]
        self.put_days_in_order(Random(f"{self.questions}"))
        random.shuffle(self.questions)
        self.concepts = [self.concept(f"c{n}", single=n == 0 and not many) for n in range(random.randint(1, 4))]
        self.rules = list(self.some_rules())
        self.sums: list[dict[str, Any]] = []
        single = [concept["concept"] for concept in self.concepts if many or "many" not in concept]
        goals = random.sample(single, random.randint(1, len(single)))
        shows = [c["concept"] for c in self.concepts if c["concept"] not in goals and random.random() < 0.5]
        self.base = {
            "title": "random",
            "goals": goals,
            **({"shows": shows} if shows else {}),
            "counsels": {
                "elder": {"name": "Elder", "work": "A work"},
                "younger": {"name": "Younger", "work": "A later work", "follows": "elder"},
            },
            "default counsel": random.choice(("elder", "younger")),
        }
        told = {"p1": {"gist": "Some say so.", "narrative": "yes"}}
        self.sources = {"elder": told, "younger": told}

    def question(self, name: str) -> dict[str, Any]:
        random = self.random
        kind = random.choice(("choice", "choice", "yes/no", "yes/no", "number", "number", "date", "date", "text"))
        kind = random.choice(("date", "date", "date", kind)) if self.days else kind
        kind = random.choice(("choice", "choice", kind)) if self.many else kind
        kind = random.choice(("number", "number", kind)) if self.decimals else kind
        kind = random.choice(("date", "date", kind)) if self.spans else kind
        form: dict[str, Any] = {"question": name, "ask": f"{name}?", "kind": kind, "why": "it may matter"}
        if self.tests_of and random.random() < 0.35:
            form["only if"] = self.conditions(list(self.tests_of), random.randint(1, 2))
        if random.random() < 0.4:
            form["unknown"] = "allowed"
        if kind == "choice":
            form["choices"] = {value: value for value in ("red", "green", "blue")[: random.randint(2, 3)]}
            if self.many and random.random() < 0.8:
                form["many"] = "yes"
                form["choices"] |= {value: value for value in ("white", "none") if random.random() < 0.5}
            values = [*form["choices"], "none"] if "many" in form else list(form["choices"])
            self.tests_of[name] = list(word_tests(list(dict.fromkeys(values))))
        elif kind == "yes/no":
            self.tests_of[name] = list(word_tests(["yes", "no"]))
        elif kind == "number":
            low = random.randint(-2, 2)
            high = low + random.randint(0, 6)
            places = random.randint(0, 3) if self.decimals else 0
            form |= {"from": str(fixed(low, places)), "to": str(fixed(high, places))} if places else {}
            form |= {"decimals": places} if places else {"from": low, "to": high}
            self.tests_of[name] = list(number_tests(low, high, places))
        elif kind == "date":
            self.tests_of[name] = ["known", "unknown"]
            self.counted(name)
        self.earlier.append(form)
        return form

    def put_days_in_order(self, random: Random) -> None:
        """Let some dates not be before others, mostly the next one; another draw than that of the rest of the base."""
        dates = [form for form in self.questions if form["kind"] == "date"]
        random.shuffle(dates)
        since = [count for count in self.counts if count["counts"].startswith("days since")]
        passed = [count["counts"].split()[-1] for count in since if count["from"] == 0]
        for place, form in enumerate(dates[1:], start=1):
            if random.random() < 0.7:
                before = [one["question"] for one in dates[:place]][-random.randint(1, 2) :]
                form["not before"] = before if len(before) > 1 else before[0]
                if form["question"] not in passed and random.random() < 0.4:
                    form["ahead"] = "yes"

    def counted(self, name: str) -> None:
        """Let the days of a date be counted, and with spans some others of it, and those from or to another date."""
        random = self.random
        if random.random() < 0.6:
            self.count(f"{name}_days", name)
        if self.spans and random.random() < 0.3:
            self.count(f"{name}_more_days", name)
        dates = [one["question"] for one in self.earlier if one["kind"] == "date"]
        if self.spans and dates and random.random() < 0.6:
            self.span(f"{name}_apart", *random.sample([random.choice(dates), name], 2))

    def count(self, name: str, of: str) -> None:
        direction = self.random.choice(("since", "until"))
        low = 0 if direction == "since" else self.random.randint(-3, 0)
        high = low + self.random.randint(1, 6)
        self.counts.append({"concept": name, "counts": f"days {direction} {of}", "from": low, "to": high})
        self.tests_of[name] = list(number_tests(low, high))

    def span(self, name: str, first: str, last: str) -> None:
        low = self.random.randint(-3, 1)
        high = low + self.random.randint(1, 5)
        self.counts.append({"concept": name, "counts": f"days from {first} to {last}", "from": low, "to": high})
        self.tests_of[name] = list(number_tests(low, high))

    def concept(self, name: str, *, single: bool) -> dict[str, Any]:
        values = ["one", "two", "three"][: self.random.randint(2, 3)]
        form: dict[str, Any] = {"concept": name, "means": "something", "values": {v: v for v in values}}
        if not single and self.random.random() < 0.4:
            form["many"] = "yes"
        if self.random.random() < 0.4:
            form["otherwise"] = self.random.choice(values)
        self.tests_of[name] = list(word_tests(values))
        return form

    def some_rules(self) -> Iterator[dict[str, Any]]:
        random = self.random
        names = [f"r{n}" for n in range(random.randint(1, 8))]
        counsels = {name: random.choice(("elder", "younger")) for name in names}
        answers = [fact for fact in self.tests_of if fact.startswith("q")]
        for name in names:
            about = random.sample(range(len(self.concepts)), min(len(self.concepts), random.choice((1, 1, 2))))
            facts = [*answers, *(concept["concept"] for concept in self.concepts[: min(about)])] or list(self.tests_of)
            form: dict[str, Any] = {
                "rule": name,
                "counsel": counsels[name],
                "source": "p1",
                "if": self.conditions(facts, random.randint(0, 3)),
                "then": {self.concepts[n]["concept"]: self.conclusion(self.concepts[n]) for n in about},
                "because": "so it is said",
            }
            if random.random() < 0.3:
                form["unless"] = self.conditions(facts, random.randint(1, 2))
            others = [other for other in names if other != name and counsels[other] in (counsels[name], "elder")]
            if others and random.random() < 0.4:
                form["overrides"] = random.sample(others, random.randint(1, min(2, len(others))))
            yield form

    def add_sums(self, random: Random) -> None:
        """Add sums of points, and let rules test them; another draw than that of the rest of the base."""
        names = [concept["concept"] for concept in self.concepts]
        rests_on = dict.fromkeys(self.tests_of, -1) | {name: place for place, name in enumerate(names)}
        for number in range(random.randint(1, 3)):
            answers = [fact for fact in self.tests_of if rests_on[fact] < 0]
            among = answers if answers and random.random() < 0.6 else [*self.tests_of]
            facts = random.sample(among, random.randint(1, min(4, len(among))))
            adds = {fact: dict(self.points(fact, random)) for fact in facts}
            name = f"s{number}"
            self.sums.append({"concept": name, "means": "points", "unit": "points", "adds": adds})
            self.tests_of[name] = [
                f"{how}{random.randint(0, 3)}" for how in ("at least ", "less than ", "other than ", "")
            ]
            rests_on[name] = max(rests_on[fact] for fact in facts)
        for rule in self.rules:
            about = min(names.index(concept) for concept in rule["then"])
            fit = [one["concept"] for one in self.sums if rests_on[one["concept"]] < about]
            if fit and random.random() < 0.8:
                self.test_sum(rule, random.choice(fit), random)
        if random.random() < 0.6:
            self.base["shows"] = [*self.base.get("shows", []), random.choice(self.sums)["concept"]]

    def points(self, fact: str, random: Random) -> Iterator[tuple[str, str]]:
        tests = sorted(set(self.tests_of[fact]))
        for test in random.sample(tests, random.randint(1, min(3, len(tests)))):
            yield test, str(random.choice((-2, -1, 0, 1, 1, 1, 2, 3)))

    def test_sum(self, rule: dict[str, Any], name: str, random: Random) -> None:
        test = {name: random.choice(self.tests_of[name])}
        part = random.choice(("if", "if", "unless", "any of"))
        if part == "any of":
            rule["if"].setdefault("any of", []).append(test)
        else:
            rule.setdefault(part, {}).update(test)

    def conclusion(self, concept: Mapping[str, Any]) -> str | list[str]:
        values: list[str] = list(concept["values"])
        if "many" not in concept:
            return self.random.choice(values)
        return self.random.sample(values, self.random.randint(1, len(values)))

    def conditions(self, facts: Sequence[str], size: int, *, deeper: int = 2) -> dict[str, Any]:
        tested = self.random.sample(facts, min(size, len(facts)))
        conditions: dict[str, Any] = {fact: self.test(fact) for fact in tested}
        if deeper and size and self.random.random() < 0.25:
            conditions["any of"] = [
                self.conditions(facts, self.random.randint(1, 2), deeper=deeper - 1)
                for _ in range(self.random.randint(1, 3))
            ]
        return conditions

    def test(self, fact: str) -> str | list[str]:
        tests = self.tests_of[fact]
        if self.random.random() < 0.3:
            return self.random.sample(tests, min(self.random.randint(2, 3), len(tests)))
        return self.random.choice(tests)


def word_tests(values: Sequence[str]) -> Iterator[str]:
    """Yield what can be written as a test of a fact with these values."""
    yield from values
    yield from values
    yield from (f"other than {value}" for value in values)
    yield from ("known", "unknown")


def number_tests(low: int, high: int, places: int = 0) -> Iterator[str]:
    """Yield what can be written as a test of a number in this range."""
    end = fixed(high, places)
    for number in (fixed(one, places) for one in range(low, high + 1)):
        yield from (f"{number}", f"at least {number}", f"at most {number}", f"{number} to {end}")
        yield f"other than {number}"
        if number < high:
            yield f"more than {number}"
        if number > low:
            yield f"less than {number}"
    yield from ("known", "unknown")
