"""The words that rules and cases may use: counsels, passages, questions, counts and concepts, and tests of them.

Built from the forms of `base.yaml`, `sources.yaml`, `questions.yaml` and `concepts.yaml`. Each reader notes what
is wrong and keeps what is right.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from msgspec.structs import replace

from followthrough.conditions import (
    AllOf,
    AnyOf,
    FactTest,
    Is,
    Known,
    OneOf,
    OtherThan,
    SimpleTest,
    Unknown,
    number_test,
)
from followthrough.errors import Place, Problem, did_you_mean
from followthrough.forms import (
    BaseForm,
    ConceptForm,
    Conditions,
    NeverForm,
    OneOrMore,
    PassageForm,
    QuestionForm,
)
from followthrough.model import (
    MAX_NUMBER,
    PLACEHOLDER,
    Concept,
    Counsel,
    Count,
    Kind,
    Never,
    Passage,
    Question,
)
from followthrough.words import Word

MAX_NAME = 64
"""Longest name of a fact, rule, counsel or passage, in characters: it fits a column of a table."""
MAX_VALUE = 80
"""Longest value of a choice or concept, in characters: it is a name, not the sentence a person reads."""
MAX_DAYS = 3_650
"""Counted days reach ten years unless the concept says otherwise: older leads are other leads."""

EXPECTED_RULES = ("fired", "defeated", "silent")
"""Keys of a case's expectation that name rules; no concept may have these names."""

DASHED = re.compile(r"[a-z][a-z0-9-]*")
"""The form of names of rules, counsels and passages."""
_FACT_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KINDS = ("choice", "yes/no", "number", "date", "text")


class Vocabulary:
    """What is known by name, and the readers that add to it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.counsels: dict[str, Counsel] = {}
        self.passages: dict[tuple[str, str], Passage] = {}
        self.questions: dict[str, Question] = {}
        self.counts: dict[str, Count] = {}
        self.concepts: dict[str, Concept] = {}

    def facts(self) -> list[str]:
        """Name everything that can be tested."""
        return [*self.questions, *self.counts, *self.concepts]

    def note(self, at: Place, wrong: str, remedy: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(at, wrong, remedy))

    # Names

    def name(self, word: Word, pattern: re.Pattern[str], what: str, form: str) -> bool:
        """Tell whether a word is a name of the given form; note it if not."""
        if len(word) > MAX_NAME:
            self.note(word.at, f"{what} name has more than {MAX_NAME} characters", "shorten it")
        elif not pattern.fullmatch(word):
            self.note(word.at, f"{str(word)!r} is no name for a {what}", f"use {form}")
        else:
            return True
        return False

    def unknown(self, word: Word, what: str, known: Iterable[str]) -> None:
        """Note a word that is not among the known ones."""
        self.note(word.at, f"unknown {what} {str(word)!r}", did_you_mean(word, known))

    def first_places(self, words: Iterable[Word]) -> dict[str, Place]:
        """Give the place of every name; repetitions are noted."""
        places: dict[str, Place] = {}
        for word in words:
            if word in places:
                self.note(word.at, f"the name {str(word)!r} is taken at {places[word]}", "choose another name")
            places.setdefault(str(word), word.at)
        return places

    def is_new_fact(self, word: Word) -> bool:
        """Tell whether a word can name a new fact; note it if not."""
        taken = self.questions.get(word) or self.concepts.get(word) or self.counts.get(word)
        if taken is not None:
            self.note(word.at, f"the name {str(word)!r} is taken at {taken.place}", "choose another name")
            return False
        if word in EXPECTED_RULES:
            self.note(word.at, f"{str(word)!r} is a key of cases", "choose another name")
            return False
        return self.name(word, _FACT_NAME, "fact", "small letters, digits and _, a letter first")

    # base.yaml and sources.yaml

    def read_counsels(self, head: BaseForm) -> None:
        """Read the counsels and whom they follow."""
        for name, form in head.counsels.items():
            follows = []
            for followed in form.follows:
                if followed not in head.counsels:
                    self.unknown(followed, "counsel", head.counsels)
                else:
                    follows.append(str(followed))
            if self.name(name, DASHED, "counsel", "small letters, digits and -, a letter first"):
                self.counsels[str(name)] = Counsel(str(name), str(form.name), str(form.work), tuple(follows), name.at)
        for counsel in self.counsels.values():
            if counsel.name in self.lineage(counsel.follows):
                self.note(counsel.place, f"{counsel.name} follows itself", "break the circle of `follows`")

    def lineage(self, names: Iterable[str]) -> list[str]:
        """Name the counsels and all they follow, nearest first."""
        found: list[str] = []
        waiting = list(names)
        while waiting:
            name = waiting.pop(0)
            if name not in found and name in self.counsels:
                found.append(name)
                waiting.extend(self.counsels[name].follows)
        return found

    def read_passages(self, form: Mapping[Word, Mapping[Word, Word | PassageForm]]) -> None:
        """Read the gists of the passages."""
        for counsel, passages in form.items():
            if counsel not in self.counsels:
                self.unknown(counsel, "counsel", self.counsels)
                continue
            for name, told in passages.items():
                if not self.name(name, DASHED, "passage", "small letters, digits and -, a letter first"):
                    continue
                gist = told if isinstance(told, Word) else told.gist
                narrative = isinstance(told, PassageForm) and self.flag(told.narrative, "narrative")
                key = (str(counsel), str(name))
                self.passages[key] = Passage(*key, str(gist), narrative, name.at)

    def flag(self, word: Word | None, key: str) -> bool:
        """Read a yes or no."""
        if word is not None and word not in ("yes", "no"):
            self.note(word.at, f"{key!r} is {str(word)!r}", "write yes or no")
        return word == "yes"

    # questions.yaml

    def read_question(self, form: QuestionForm) -> None:
        """Read a question, but for its `only if`, which may name questions that come later."""
        if not self.is_new_fact(form.question):
            return
        if form.kind not in _KINDS:
            self.unknown(form.kind, "kind of question", _KINDS)
            return
        if form.unknown is not None and form.unknown != "allowed":
            self.note(form.unknown.at, f"'unknown' is {str(form.unknown)!r}", "write `allowed`, or remove the key")
        low, high = self.range(form)
        self.questions[str(form.question)] = Question(
            name=str(form.question),
            ask=str(form.ask),
            kind=cast(Kind, str(form.kind)),
            why=str(form.why),
            choices=self.choices(form),
            unknown_allowed=form.unknown == "allowed",
            only_if=AllOf(),
            low=low,
            high=high,
            unit=str(form.unit or ""),
            can_become=self.can_become(form),
            place=form.question.at,
        )

    def choices(self, form: QuestionForm) -> dict[str, str]:
        """Read the choices of a question."""
        if form.kind == "choice":
            if form.choices is None or len(form.choices) < 2:
                self.note(form.question.at, "a choice has fewer than two choices", "write them under `choices:`")
            return self.values(form.choices or {})
        if form.kind == "yes/no":
            given = form.choices or {}
            for word in given:
                if word not in ("yes", "no"):
                    self.unknown(word, "choice of a yes/no question", ("yes", "no"))
            return {"yes": "yes", "no": "no"} | {str(key): str(text) for key, text in given.items()}
        if form.choices is not None:
            at = next(iter(form.choices), form.question).at
            self.note(at, f"a question of kind {form.kind} has choices", "remove them, or make it a choice")
        return {}

    def can_become(self, form: QuestionForm) -> tuple[str, ...]:
        """Read the values that a person can bring about."""
        known = ("yes", "no") if form.kind == "yes/no" else form.choices or {}
        for word in form.can_become:
            if word not in known:
                self.unknown(word, f"choice of {form.question}", known)
        self.first_places(form.can_become)
        return tuple(map(str, form.can_become))

    def values(self, given: Mapping[Word, Word]) -> dict[str, str]:
        """Read named values; a name must not read like a test."""
        for word in given:
            if word in ("known", "unknown") or word.startswith("other than "):
                self.note(word.at, f"the value {str(word)!r} reads like a test", "choose another name")
            elif len(word) > MAX_VALUE:
                self.note(word.at, f"the value has more than {MAX_VALUE} characters", "shorten its name")
            elif not word or word != word.strip() or "\n" in word:
                self.note(word.at, "the value is not a plain word or phrase", "write one on one line")
        return {str(key): str(text) for key, text in given.items()}

    def range(self, form: QuestionForm) -> tuple[int, int]:
        """Read the range of a number."""
        if form.kind == "number":
            if form.low is None or form.high is None:
                self.note(form.question.at, "a number has no range", "write `from:` and `to:`")
            return self.bounds(form.low, form.high, 0, MAX_NUMBER)
        for word in (form.low, form.high, form.unit):
            if word is not None:
                self.note(word.at, f"a question of kind {form.kind} has a range or a unit", "remove it")
        return 0, 0

    def bounds(self, low: Word | None, high: Word | None, least: int, most: int) -> tuple[int, int]:
        """Read both ends of a range, with what they are when left out."""
        first = self.number(low) if low is not None else least
        last = self.number(high) if high is not None else most
        first = least if first is None else first
        last = most if last is None else last
        if first > last:
            at = (high or low or Word("", Place(""))).at
            self.note(at, f"the range from {first} to {last} is empty", "put the smaller number first")
            return least, most
        return first, last

    def number(self, word: Word) -> int | None:
        """Read a whole number."""
        digits = word.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            self.note(word.at, f"{str(word)!r} is not a whole number", "write one, such as 7")
        elif len(digits) > 9 or abs(int(word)) > MAX_NUMBER:
            self.note(word.at, f"{str(word)!r} is beyond {MAX_NUMBER:,}", "write a smaller number")
        else:
            return int(word)
        return None

    def read_only_if(self, form: QuestionForm) -> None:
        """Read under which answers a question is asked."""
        question = self.questions.get(form.question)
        if question is not None and form.only_if is not None:
            conditions = self.conditions(form.only_if, form.question.at, answers_only="`only if`")
            self.questions[question.name] = replace(question, only_if=conditions)

    def check_only_if_circles(self) -> None:
        """Note questions that are asked only if they are answered."""
        for question in self.questions.values():
            seen: set[str] = set()
            waiting = [question.name]
            while waiting:
                name = waiting.pop()
                for test in self.questions[name].only_if.tests():
                    asked = self.counts[test.fact].of if test.fact in self.counts else test.fact
                    if asked not in seen:
                        seen.add(asked)
                        waiting.append(asked)
            if question.name in seen:
                self.note(
                    question.place,
                    f"{question.name} is asked only if it is answered",
                    "break the circle of `only if`",
                )

    def read_never(self, form: NeverForm) -> Never:
        """Read answers that exclude each other."""
        at = next(iter(form.never), form.because).at
        if not form.never:
            self.note(form.because.at, "`never` has no tests", "write the answers that exclude each other")
        return Never(self.conditions(form.never, at, answers_only="`never`"), str(form.because), at)

    # concepts.yaml

    def read_concept(self, form: ConceptForm) -> None:
        """Read a concept, or a count of days."""
        if form.counts is not None:
            self.read_count(form)
            return
        for word in (form.low, form.high):
            if word is not None:
                self.note(word.at, "a range stands at a concept that counts nothing", "remove it, or add `counts:`")
        if form.means is None:
            self.note(form.concept.at, f"{form.concept} has no meaning", "say what it is under `means:`")
        values = self.values(form.values or {})
        if not values:
            self.note(form.concept.at, f"{form.concept} has no values", "write them under `values:`")
        if form.otherwise is not None and form.otherwise not in values:
            self.unknown(form.otherwise, f"value of {form.concept}", values)
        self.concepts[str(form.concept)] = Concept(
            name=str(form.concept),
            means=str(form.means or ""),
            values=values,
            many=self.flag(form.many, "many"),
            otherwise=str(form.otherwise) if form.otherwise is not None else None,
            place=form.concept.at,
        )

    def read_count(self, form: ConceptForm) -> None:
        """Read a count of days."""
        assert form.counts is not None
        for word in (form.many, form.otherwise, *(form.values or ())):
            if word is not None:
                self.note(word.at, "stands at a concept that counts days", "remove it")
        match = re.fullmatch(r"days (since|until) (\S+)", form.counts)
        if match is None:
            self.note(form.counts.at, f"{str(form.counts)!r} counts nothing known", "write `days since QUESTION`")
            return
        direction, of = match[1], match[2]
        dates = [question.name for question in self.questions.values() if question.kind == "date"]
        if of not in dates:
            what = "is not a date" if of in self.questions else "is no question"
            self.note(form.counts.at, f"{of!r} {what}", did_you_mean(of, dates))
            return
        if any(count.of == of for count in self.counts.values()):
            self.note(form.counts.at, f"the days of {of!r} are counted already", "use the concept that counts them")
            return
        low, high = self.bounds(form.low, form.high, 0 if direction == "since" else -MAX_DAYS, MAX_DAYS)
        means = str(form.means or form.counts)
        self.counts[str(form.concept)] = Count(
            str(form.concept), means, of, cast(Any, direction), low, high, form.concept.at
        )

    def concept_names(self, words: OneOrMore, what: str, *, single: bool) -> tuple[str, ...]:
        """Read names of concepts that base.yaml lists."""
        for word in words:
            if word not in self.concepts:
                self.unknown(word, what, self.concepts)
            elif single and self.concepts[word].many:
                self.note(word.at, f"the {what} {str(word)!r} may hold many values", "choose one that holds one")
        self.first_places(words)
        return tuple(str(word) for word in words if word in self.concepts)

    # Tests

    def conditions(self, form: Conditions, at: Place, answers_only: str = "") -> AllOf:
        """Read tests; where only answers may be tested, `answers_only` names the key that says so."""
        parts: list[FactTest | AnyOf] = []
        for key, value in form.items():
            if isinstance(value, list):
                alternatives = tuple(self.conditions(one, key.at, answers_only) for one in value)
                parts.append(AnyOf(alternatives, key.at))
                continue
            answers = {**self.questions, **self.counts}
            if answers_only and key not in answers:
                what = "rules conclude it" if key in self.concepts else f"unknown fact {str(key)!r}"
                remedy = f"test answers under {answers_only}" if key in self.concepts else did_you_mean(key, answers)
                self.note(key.at, what, remedy)
                continue
            tests = [test for word in value if (test := self.test(key, word)) is not None]
            if tests:
                parts.append(FactTest(str(key), tests[0] if len(tests) == 1 else OneOf(tuple(tests)), key.at))
        return AllOf(tuple(parts))

    def test(self, fact: Word, word: Word) -> SimpleTest | None:
        """Read one test of a fact; None, with a note, if it is none."""
        question, concept, count = (
            self.questions.get(fact),
            self.concepts.get(fact),
            self.counts.get(fact),
        )
        if question is None and concept is None and count is None:
            self.unknown(fact, "fact", self.facts())
            return None
        if question is not None and question.kind == "text":
            self.note(fact.at, f"{str(fact)!r} is a text, and rules do not read texts", "ask a choice instead")
            return None
        if word in ("known", "unknown"):
            return Known() if word == "known" else Unknown()
        if question is not None and question.kind == "date":
            counted = next((count.name for count in self.counts.values() if count.of == fact), None)
            hint = f"test {counted}" if counted else "add a concept with `counts: days since ...` and test it"
            self.note(word.at, f"{str(fact)!r} is a date: only `known` and `unknown` test it", hint)
            return None
        ranged = count if count is not None else question if question and question.kind == "number" else None
        if ranged is not None:
            try:
                return number_test(word, ranged.low, ranged.high)
            except ValueError as error:
                wrong, _, remedy = str(error).partition("; ")
                self.note(word.at, wrong, remedy)
                return None
        assert concept is not None or question is not None
        values = concept.values if concept is not None else question.choices if question else {}
        if word in values:
            return Is(str(word))
        other = word.removeprefix("other than ")
        if other != word and other in values:
            return OtherThan(other)
        near = did_you_mean(other, [*values, "known", "unknown"])
        self.note(word.at, f"{str(fact)!r} has no value {other!r}", near)
        return None

    def placeholders(self, text: Word) -> None:
        """Note what stands in braces and is no fact."""
        facts = self.facts()
        for name in PLACEHOLDER.findall(text):
            if name not in facts:
                self.note(text.at, f"{{{name}}} names no fact", did_you_mean(name, facts))
        if set(PLACEHOLDER.sub("", text)) & set("{}"):
            self.note(text.at, "has a brace without its other half", "write {fact}, or leave the brace out")
