"""What can stand next to the name of a fact in the files of one base, as JSON Schema: its values, and tests of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from followthrough.format.choices import UNKNOWN
from followthrough.format.conditions import AS, DUE
from followthrough.format.counts import Count, Span
from followthrough.format.model import TODAY, KnowledgeBase, Question
from followthrough.format.numbers import beside
from followthrough.format.sums import Sum

Schema = dict[str, Any]

SCALAR: Schema = {"type": ["string", "number", "boolean"]}
"""To us every scalar is text, but an editor's YAML reader sees a number in `7` and a boolean in `true`."""

_NUMBER = r"-?[0-9]+(\.[0-9]+)?"

NUMBER: Schema = {"type": ["number", "string"], "pattern": f"^{_NUMBER}$", "patternErrorMessage": "Write a number."}
"""A number, with or without quotes."""

_NUMBER_TESTS: Schema = {
    "type": ["number", "string"],
    "pattern": f"^((at least|at most|more than|less than|other than) {_NUMBER}|{_NUMBER} to {_NUMBER}|{_NUMBER})$",
    "patternErrorMessage": "Write a number, or a test: `at least 7`, `less than 7`, `7 to 13`, `other than 7`.",
}

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./'()-]*(?: [A-Za-z0-9_./'()-]+)*")
"""A text that YAML reads as it stands wherever it is written. Any other is completed in quotes."""

_READ_AS: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (re.compile(r"null|Null|NULL|~"), lambda text: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]{1,300}"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]{1,300}(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,2})?"), float),
)
"""Texts in which an editor sees something else, by the rules of YAML 1.2, and what it sees."""


def a_list(one: Schema) -> Schema:
    """Return the schema of a list of texts."""
    return {"type": "array", "minItems": 1, "items": one}


def one_or_more(one: Schema) -> Schema:
    """Return the schema of a text, or of a list of texts."""
    return {"anyOf": [one, a_list(one)]}


def mapping(properties: Mapping[str, Schema], *, least: int = 1) -> Schema:
    """Return the schema of a mapping that has none but these keys, and at `least` so many of them."""
    return {"type": "object", "minProperties": least, "properties": {**properties}, "additionalProperties": False}


def enumerated(texts: Mapping[str, str]) -> list[Schema]:
    """Return a schema for each name, with its text. There is one that nothing fits if there is no name.

    >>> enumerated({"no": "No.", "7": "Seven."})
    [{'const': 'no', 'description': 'No.'}, {'const': 7, 'description': 'Seven.'}, {'type': 'string', 'pattern': '^7$'}]
    """
    return [schema for name, text in texts.items() for schema in _constant(name, text)] or [{"not": {}}]


def _constant(name: str, text: str) -> list[Schema]:
    described = {"description": text} if text else {}
    for pattern, seen in _READ_AS:
        if pattern.fullmatch(name):
            return [{"const": seen(name), **described}, {"type": "string", "pattern": f"^{_literal(name)}$"}]
    quoted = {} if _PLAIN.fullmatch(name) else {"type": "string"}
    return [{**quoted, "const": name, **described}]


def _literal(text: str) -> str:
    """Return a pattern of a text, in what all dialects of patterns have in common."""
    return re.sub(r"[.*+?^${}()|\[\]\\/]", r"\\\g<0>", text)


class OwnFacts:
    """The facts of a base. Each schema that is needed more than once is described in `defs`."""

    def __init__(self, base: KnowledgeBase, defs: dict[str, Schema]) -> None:
        self.base, self.defs = base, defs
        self._counted: dict[str, Count | Span | Sum] = {**base.counts, **base.spans, **base.sums}

    def tests(self, scope: str) -> dict[str, Schema]:
        """Return the schema of the tests of each fact that can be tested: a `fact`, a `question`, or one in a `law`."""
        concluded = (*self.base.concepts, *self.base.sums) if scope != "question" else ()
        facts = (*self.base.questions, *self.base.counts, *self.base.spans, *concluded)
        return {fact: self._tests(fact, scope) for fact in facts if self.kind(fact) != "text"}

    def answers(self) -> dict[str, Schema]:
        """Return the schema of the answer to each question and of each count."""
        return {name: self._answer(name) for name in (*self.base.questions, *self.base.counts)}

    def changes(self) -> dict[str, Schema]:
        """Return the schema of what a step can make of each answer."""
        changing = {name: self.kind(name) for name in self.base.questions if self.kind(name) != "text"}
        return {name: {"description": self.text(name), **self._change(name)} for name in changing}

    def values(self, *besides: str) -> dict[str, Schema]:
        """Return the schema of one or more values of each concept, or of a word `besides`."""
        return {name: self._described(name, self.value(name, *besides)) for name in self.base.concepts}

    def points(self) -> dict[str, Schema]:
        """Return the schema of the points that tests of each fact can add."""
        number = {**NUMBER, "pattern": r"^[-+]?[0-9]+(\.[0-9]+)?$"}
        return {
            fact: {
                "type": "object",
                "description": self.text(fact),
                "minProperties": 1,
                "propertyNames": {"anyOf": [*self._options(fact, "fact")]},
                "additionalProperties": number,
            }
            for fact in self.tests("fact")
        }

    def sums(self) -> dict[str, Schema]:
        """Return the schema of what each sum can come to."""
        return {name: self.value(name) for name in self.base.sums}

    def counts(self) -> dict[str, Schema]:
        """Return the schema of a number of days of each count."""
        return {name: self.value(name) for name in self.base.counts}

    def value(self, fact: str, *besides: str) -> Schema:
        """Return the schema of a value of a number or of a fact with named values, or of a word `besides`."""
        texts = {**self.named_values(fact), **dict.fromkeys(besides, "There is no answer.")}
        options = [*self._numbers(fact, NUMBER), *(enumerated(texts) if texts else ())]
        name = ".".join(("value", fact, *besides))
        return self.defined(name, lambda: _titled(self.text(fact), options))

    def kind(self, fact: str) -> str:
        """Return the kind of a fact as that of a question; a concept is a choice."""
        if fact in self._counted:
            return "number"
        return self.base.questions[fact].kind if fact in self.base.questions else "choice"

    def named_values(self, fact: str) -> Mapping[str, str]:
        """Return the named values of a fact, each with what a person reads."""
        if fact in self.base.concepts:
            return self.base.concepts[fact].values
        return self.base.questions[fact].choices if fact in self.base.questions else {}

    def text(self, fact: str) -> str:
        """Return what a fact is about."""
        if fact in self.base.questions:
            return self.base.questions[fact].ask
        return self._counted[fact].means if fact in self._counted else self.base.concepts[fact].means

    def defined(self, name: str, make: Callable[[], Schema]) -> Schema:
        """Return a schema that is described once."""
        if name not in self.defs:
            self.defs[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _described(self, fact: str, one: Schema) -> Schema:
        return {"description": self.text(fact), **one_or_more(one)}

    def _tests(self, fact: str, scope: str) -> Schema:
        def test() -> Schema:
            return _titled(self.text(fact), [*self._options(fact, scope)])

        return self.defined(f"tests.{fact}", lambda: self._described(fact, self.defined(f"test.{fact}", test)))

    def _options(self, fact: str, scope: str) -> Iterable[Schema]:
        yield from self._numbers(fact, _NUMBER_TESTS)
        values = self.named_values(fact)
        tests = {**values, **{f"other than {value}": f"Anything but: {text}" for value, text in values.items()}}
        if fact in self.base.sums:
            return
        tests |= {"known": "There is an answer.", UNKNOWN: "There is no answer."}
        if scope == "law" and fact in self.base.concepts:
            others = {f"{AS}{name}": f"What it is under {one.person}." for name, one in self.base.counsels.items()}
            tests = {DUE: "A rule that decides it sets a day.", **others, **tests}
        yield from enumerated(tests)

    def _answer(self, name: str) -> Schema:
        described = {"description": self.text(name)}
        if self.kind(name) in ("date", "text"):
            return {**described, **SCALAR}
        question = self.base.questions[self.base.question_of(name)]
        if question.kind == "number":
            unknown = enumerated({UNKNOWN: "There is no answer."}) if question.unknown_allowed else []
            return {**_titled(self.text(name), [*self._numbers(name, _typed(question)), *unknown]), **described}
        value = self.value(name, *([UNKNOWN] if question.unknown_allowed else []))
        return {**described, **(self._several(name, value) if question.many else value)}

    def _several(self, question: str, value: Schema) -> Schema:
        """Return the schema of an answer of several choices: of one, a list, or a text with separators."""
        one = f"({'|'.join(map(_literal, self.named_values(question)))})"
        return {"anyOf": [value, a_list(value), {"type": "string", "pattern": f"^{one}( *[;,] *{one})+$"}]}

    def _change(self, question: str) -> Schema:
        kind = self.kind(question)
        if kind == "date":
            return enumerated({TODAY: "The day on which the step is done."})[0]
        value = self.value(question)
        if self.base.questions[question].many:
            return self._several(question, value)
        if kind == "number":
            turns = {"type": "object", "minProperties": 1, "patternProperties": {f"^{_NUMBER}$": value}}
            return {"anyOf": [value, {**turns, "additionalProperties": False}]}
        return {"anyOf": [value, mapping(dict.fromkeys(self.named_values(question), value))]}

    def _numbers(self, fact: str, written: Schema) -> list[Schema]:
        """Return the schema of what is written as a number, within its range; nothing for other facts."""
        if self.kind(fact) != "number":
            return []
        ranged = self._counted.get(fact) or self.base.questions[fact]
        low, high = (float(str(end)) if "." in str(end) else int(end) for end in (ranged.low, ranged.high))
        return [{**written, "minimum": low, "maximum": high}]


def _typed(question: Question) -> Schema:
    """Return the schema of a number as people write it in an answer: with thousands apart, or with its unit."""
    unit = "|".join(map(_literal, beside(question.unit)))
    return {**NUMBER, "pattern": rf"^({unit})? *-? *({unit})? *[0-9., '\u2019\u00a0\u2009\u202f]*[0-9] *({unit})?$"}


def _titled(title: str, options: list[Schema]) -> Schema:
    return {"title": title, **(options[0] if len(options) == 1 else {"anyOf": options})}
