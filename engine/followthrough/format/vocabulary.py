"""The words that rules and cases may use: counsels, passages, questions, counts and concepts, and tests of them.

Built from the forms of `base.yaml`, `sources.yaml`, `questions.yaml` and `concepts.yaml`. Each reader notes what
is wrong and keeps what is right.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Literal, cast

from msgspec.structs import replace

from followthrough.errors import Place, Problem, did_you_mean, nearest
from followthrough.format import hints
from followthrough.format.codes import CIRCLE, CODES
from followthrough.format.conditions import (
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
from followthrough.format.forms import (
    KINDS,
    BaseForm,
    ConceptForm,
    Conditions,
    NeverForm,
    OneOrMore,
    PassageForm,
    QuestionForm,
)
from followthrough.format.graph_walks import circles, reached
from followthrough.format.mentions import Mentions
from followthrough.format.model import (
    MAX_NUMBER,
    PLACEHOLDER,
    Acceptance,
    Concept,
    Counsel,
    Count,
    Kind,
    Never,
    Passage,
    Question,
)
from followthrough.format.words import Noted, Word, quoted

MAX_NAME = 64
"""Longest name of a fact, rule, counsel or passage, in characters: it fits a column of a table."""
MAX_VALUE = 80
"""Longest value of a choice or concept, in characters: it is a name, not the sentence a person reads."""
MAX_DAYS = 3_650
"""Counted days reach ten years unless the concept says otherwise: older leads are other leads."""

EXPECTED_RULES = ("fired", "defeated", "silent")
"""Keys of a case's expectation that name rules; no concept may have these names."""

_DASHED = re.compile(r"[a-z][a-z0-9-]*"), "small letters, digits and -, a letter first"
_UNDERSCORED = re.compile(r"[a-z][a-z0-9_]*"), "small letters, digits and _, a letter first"
_FACTS = ("questions", "concepts")
_NAMED_IN = {"questions": "fact", "concepts": "fact", "base": "counsel", "sources": "passage", "rules": "rule"}
"""What the files of a kind give names to."""


class Vocabulary:
    """What is known by name, and the readers that add to it.

    One mistake gives one message: a name is not reported as unknown when the file or the part that may define
    it could not be read. `torn` has the kinds of files that could not be read whole, `unread` the names of
    parts that could not; the fault in them has been noted already.
    """

    def __init__(self, problems: list[Problem], torn: Set[str]) -> None:
        self.problems = problems
        self.torn = set(torn)
        self.unread: set[str] = set()
        self.counsels: dict[str, Counsel] = {}
        self.passages: dict[tuple[str, str], Passage] = {}
        self.questions: dict[str, Question] = {}
        self.counts: dict[str, Count] = {}
        self.concepts: dict[str, Concept] = {}
        self.accepted: list[Acceptance] = []
        self.mentions = Mentions()
        self.values_at: dict[str, dict[str, Place]] = {}

    def facts(self) -> list[str]:
        """Name everything that can be tested."""
        return [*self.questions, *self.counts, *self.concepts]

    def answers(self) -> dict[str, Question | Count]:
        """Give what a lead can answer, by name."""
        return {**self.questions, **self.counts}

    def note(self, at: Place, wrong: str, remedy: str, code: str = "") -> None:
        """Note a problem; `code` is that of a kind which docs/checks.md explains."""
        self.problems.append(Problem(at, wrong, remedy, code))

    def accept(self, form: Mapping[Word, Word] | None, entry: Place) -> None:
        """Read which findings about an entry may stay, and why."""
        for code, reason in (form or {}).items():
            if code not in CODES:
                known = [name for name in CODES if CODES[name].acceptable]
                self.note(code.at, f"unknown code of a finding {quoted(code)}", did_you_mean(code, known))
            elif not CODES[code].acceptable:
                self.note(code.at, f"{code} cannot be accepted", "correct what it finds, and remove this")
            else:
                self.accepted.append(Acceptance(str(code), str(reason), entry, code.at))

    # Names

    def name(self, word: Word, what: str, kind: str) -> bool:
        """Tell whether a word can name a fact, or a counsel, passage or rule, of a kind of file; note it if not."""
        pattern, form = _UNDERSCORED if what == "fact" else _DASHED
        if isinstance(word, Noted):
            self.torn.add(kind)
            return False
        if len(word) <= MAX_NAME and pattern.fullmatch(word):
            return True
        self.unread.add(str(word))
        if len(word) > MAX_NAME:
            self.note(word.at, f"the name of a {what} has more than {MAX_NAME} characters", "shorten it")
        else:
            self.note(word.at, f"{quoted(word)} is no name for a {what}", f"use {form}")
        return False

    def unknown(
        self, word: Word, what: str, known: Iterable[str], *kinds: str, code: str = "", several: bool = False
    ) -> None:
        """Note a word that is not among the known ones, unless the files of these kinds may have it.

        Where there may be `several`, it may be a list that was not written as one.
        """
        known = list(known)
        is_noted = isinstance(word, Noted) or nearest(word, self.unread) or self.torn.intersection(kinds)
        if not is_noted and (known or what != "counsel"):  # a base without a counsel has been noted
            remedy = (hints.list_of(word, known) if several else None) or hints.near_value(word, known)
            self.note(word.at, f"unknown {what} {quoted(word)}", remedy, code)
            self.mentions.miss(
                _NAMED_IN[kinds[0]] if kinds else what.replace("choice of", "value of"), word, self.problems[-1]
            )

    def blame_definitions(self, rules: Mapping[str, Place]) -> None:
        """Say of a misspelt definition that it is, instead of saying it wherever its name is mentioned."""
        facts = {**self.answers(), **self.concepts}
        defined: dict[str, Mapping[str, Place]] = {
            "fact": {name: fact.place for name, fact in facts.items()},
            "counsel": {name: counsel.place for name, counsel in self.counsels.items()},
            "passage": {name: passage.place for (_, name), passage in self.passages.items()},
            "rule": rules,
            **{f"value of {fact}": values for fact, values in self.values_at.items()},
        }
        for what, places in defined.items():
            for problem, instead_of in self.mentions.misspelt(what, places).items():
                self.problems[:] = [*(one for one in self.problems if one not in instead_of), problem]

    def once(self, words: Iterable[Word]) -> None:
        """Note words that a list repeats."""
        seen: set[str] = set()
        for word in words:
            if word in seen:
                self.note(word.at, f"{quoted(word)} stands here twice", "remove one of the two")
            seen.add(str(word))

    def taken(self, word: Word, place: Place) -> None:
        """Note a name that names something else already."""
        self.note(word.at, f"the name {quoted(word)} is taken at {place}", "choose another name")

    def is_new_fact(self, word: Word, kind: str) -> bool:
        """Tell whether a word can name a new fact; note it if not."""
        known = self.answers().get(word) or self.concepts.get(word)
        if known is not None:
            self.taken(word, known.place)
            return False
        if word in EXPECTED_RULES:
            self.unread.add(str(word))
            self.note(word.at, f"{quoted(word)} has a meaning of its own in cases", "choose another name")
            return False
        return self.name(word, "fact", kind)

    # base.yaml and sources.yaml

    def read_counsels(self, head: BaseForm) -> None:
        """Read the counsels and whom they follow."""
        if not head.counsels:
            self.torn.add("base")
        for name, form in head.counsels.items():
            for followed in form.follows:
                self.mentions.find("counsel", [followed])
                if followed not in head.counsels:
                    self.unknown(followed, "counsel", head.counsels, "base")
            self.once(form.follows)
            others = [other for other in head.counsels if other != name]
            meant = (followed if followed in head.counsels else nearest(followed, others) for followed in form.follows)
            follows = tuple(str(followed) for followed in meant if followed is not None)
            if self.name(name, "counsel", "base"):
                self.counsels[str(name)] = Counsel(str(name), str(form.name), str(form.work), follows, name.at)
        for counsel in list(self.counsels.values()):
            follows = tuple(one for one in counsel.follows if one in self.counsels)
            self.counsels[counsel.name] = replace(counsel, follows=follows)
        for circular in circles(self.counsels, lambda name: self.counsels[name].follows):
            wrong = f"the counsel {circular} follows itself"
            self.note(self.counsels[circular].place, wrong, "break the circle of `follows`", CIRCLE)

    def lineage(self, counsel: str) -> tuple[str, ...]:
        """Name a counsel and all it follows, itself first; nobody if it is unknown."""
        return reached([counsel], lambda name: self.counsels[name].follows) if counsel in self.counsels else ()

    def read_passages(self, form: Mapping[Word, Mapping[Word, Word | PassageForm]]) -> None:
        """Read the gists of the passages."""
        for counsel, passages in form.items():
            if not passages:
                self.torn.add("sources")
            self.mentions.find("counsel", [counsel])
            if passages and counsel not in self.counsels:
                self.unknown(counsel, "counsel", self.counsels, "base")
                self.unread.update(map(str, passages))
                continue
            for name, told in passages.items():
                if not self.name(name, "passage", "sources"):
                    continue
                gist = told if isinstance(told, Word) else told.gist
                narrative = isinstance(told, PassageForm) and self.flag(told.narrative, "narrative", default=True)
                if isinstance(told, PassageForm):
                    self.accept(told.accepted, name.at)
                key = (str(counsel), str(name))
                self.passages[key] = Passage(*key, str(gist), narrative, name.at)

    def flag(self, word: Word | None, key: str, *, default: bool = False) -> bool:
        """Read a yes or no; the default stands in for what is neither, and is none of their other spellings."""
        if word in (None, "yes", "no"):
            return word == "yes"
        meant = hints.yes_or_no(word)
        if not isinstance(word, Noted):
            self.note(word.at, f"`{key}` is {quoted(word)}", f"write {meant or 'yes or no'}")
        return default if meant is None else meant == "yes"

    # questions.yaml

    def read_question(self, form: QuestionForm) -> None:
        """Read a question, but for its `only if`, which may name questions that come later."""
        self.accept(form.accepted, form.question.at)
        if not self.is_new_fact(form.question, "questions"):
            return
        if form.kind not in KINDS:
            self.unknown(form.kind, "kind of question", KINDS)
            self.unread.add(str(form.question))
            return
        if form.unknown not in (None, "", "allowed"):
            self.note(form.unknown.at, f"`unknown` is {quoted(form.unknown)}", "write allowed, or remove the key")
        low, high = self.range(form)
        choices = self.choices(form)
        self.questions[str(form.question)] = Question(
            name=str(form.question),
            ask=str(form.ask),
            kind=cast(Kind, str(form.kind)),
            why=str(form.why),
            choices=choices,
            unknown_allowed=form.unknown == "allowed",
            only_if=AllOf(),
            low=low,
            high=high,
            unit=str(form.unit or ""),
            can_become=self.can_become(form, choices),
            place=form.question.at,
        )

    def choices(self, form: QuestionForm) -> dict[str, str]:
        """Read the choices of a question."""
        given = form.choices or {}
        if form.kind == "choice":
            if form.choices is None:
                self.note(form.question.at, f"{form.question} has no choices", "write two or more under `choices:`")
            elif len(given) == 1:
                self.note(next(iter(given)).at, f"{form.question} has one choice only", "write a second one")
            return self.values(form.question, given)
        if form.kind == "yes/no":
            if given and not {"yes", "no"} & {*given}:
                wrong = f"a yes/no question has other choices: {', '.join(given)}"
                self.note(next(iter(given)).at, wrong, "write `kind: choice`, or remove them")
                return {str(key): str(text) for key, text in given.items()}
            for word in given:
                if word not in ("yes", "no"):
                    self.unknown(word, "choice of a yes/no question", ("yes", "no"))
            return {"yes": "yes", "no": "no"} | {str(key): str(text) for key, text in given.items()}
        if given:
            at = next(iter(given)).at
            self.note(at, f"a question of kind {form.kind} has choices", "remove them, or write `kind: choice`")
        return {}

    def can_become(self, form: QuestionForm, choices: Mapping[str, str]) -> tuple[str, ...]:
        """Read the values that a person can bring about."""
        if form.kind not in ("choice", "yes/no"):
            if form.can_become:
                wrong = f"a question of kind {form.kind} has `can become`"
                self.note(form.can_become[0].at, wrong, "remove it: only a choice has values to become")
            return ()
        for word in form.can_become:
            self.mentions.find(f"value of {form.question}", [word])
            if choices and word not in choices:
                self.unknown(word, f"choice of {form.question}", choices, several=True)
        self.once(form.can_become)
        return tuple(map(str, form.can_become))

    def values(self, fact: Word, given: Mapping[Word, Word]) -> dict[str, str]:
        """Read the named values of a fact; a name must not read like a test."""
        self.values_at[str(fact)] = {str(word): word.at for word in given}
        for word in given:
            if word in ("known", "unknown") or word.startswith("other than "):
                self.note(word.at, f"the value {quoted(word)} reads like a test", "choose another name")
            elif len(word) > MAX_VALUE:
                self.note(word.at, f"the name of a value has more than {MAX_VALUE} characters", "shorten it")
            elif not word or word != word.strip() or "\n" in word:
                self.note(word.at, f"the value {quoted(word)} is no word or phrase", "write one on one line")
        return {str(key): str(text) for key, text in given.items()}

    def range(self, form: QuestionForm) -> tuple[int, int]:
        """Read the range of a number."""
        if form.kind == "number":
            if form.low is None or form.high is None:
                self.note(form.question.at, f"the number {form.question} has no range", "write `from:` and `to:`")
            return self.bounds(form.low, form.high, 0, MAX_NUMBER)
        for key, word in (("from", form.low), ("to", form.high), ("unit", form.unit)):
            if word is not None and not isinstance(word, Noted):
                self.note(word.at, f"a question of kind {form.kind} has `{key}`", "remove it: only numbers have it")
        return 0, 0

    def bounds(self, low: Word | None, high: Word | None, least: int, most: int) -> tuple[int, int]:
        """Read both ends of a range, with what they are when left out."""
        first = self.number(low) if low is not None else least
        last = self.number(high) if high is not None else most
        if first is None or last is None:
            return least, most
        if first > last:
            at = (high or low or Noted(Place(""))).at
            self.note(at, f"the range from {first} to {last} is empty", "put the smaller number first")
            return least, most
        return first, last

    def number(self, word: Word) -> int | None:
        """Read a whole number."""
        if isinstance(word, Noted):
            return None
        digits = word.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            self.note(word.at, f"{quoted(word)} is not a whole number", "write one in digits, such as 7")
        elif len(digits) > len(str(MAX_NUMBER)) or abs(int(word)) > MAX_NUMBER:
            remedy = f"write one from -{MAX_NUMBER} to {MAX_NUMBER}"
            self.note(word.at, f"the number {quoted(word)} is too large", remedy)
        else:
            return int(word)
        return None

    def read_only_if(self, form: QuestionForm) -> None:
        """Read under which answers a question is asked."""
        if form.only_if is None:
            return
        conditions = self.conditions(form.only_if, answers_only="`only if`")
        question = self.questions.get(form.question)
        if question is not None and question.place == form.question.at:
            self.questions[question.name] = replace(question, only_if=conditions)

    def check_only_if_circles(self) -> None:
        """Note questions that are asked only if they are answered, once for each circle."""
        for name in circles(self.questions, self.only_asked_after):
            wrong = f"{name} is asked only if it is answered"
            self.note(self.questions[name].place, wrong, "break the circle of `only if`", CIRCLE)

    def only_asked_after(self, question: str) -> Iterator[str]:
        """Name the questions that the `only if` of a question tests."""
        for test in self.questions[question].only_if.tests():
            yield self.counts[test.fact].of if test.fact in self.counts else test.fact

    def read_never(self, form: NeverForm) -> Never:
        """Read answers that exclude each other."""
        self.placeholders(form.because)
        at = next(iter(form.never), form.because).at
        self.accept(form.accepted, at)
        return Never(self.conditions(form.never, answers_only="`never`"), str(form.because), at)

    # concepts.yaml

    def read_concept(self, form: ConceptForm) -> None:
        """Read a concept, or a count of days."""
        self.accept(form.accepted, form.concept.at)
        if not self.is_new_fact(form.concept, "concepts"):
            return
        if form.counts is not None:
            self.read_count(form)
            return
        for key, word in (("from", form.low), ("to", form.high)):
            if word is not None:
                self.note(word.at, f"{form.concept} counts nothing and has `{key}`", "remove it, or add `counts:`")
        for key, given in (("means", form.means), ("values", form.values)):
            if given is None:
                self.note(form.concept.at, f"{form.concept} has no `{key}`", f"write `{key}:`, or `counts:`")
        values = self.values(form.concept, form.values or {})
        if form.otherwise is not None:
            self.mentions.find(f"value of {form.concept}", [form.otherwise])
        if form.otherwise is not None and values and form.otherwise not in values:
            self.unknown(form.otherwise, f"value of {form.concept}", values)
        self.concepts[str(form.concept)] = Concept(
            name=str(form.concept),
            means=str(form.means or ""),
            values=values,
            many=self.flag(form.many, "many", default=True),
            otherwise=str(form.otherwise) if form.otherwise is not None else None,
            place=form.concept.at,
        )

    def read_count(self, form: ConceptForm) -> None:
        """Read a count of days."""
        name, counts = form.concept, form.counts
        first_value = next(iter(form.values or ()), None)
        for key, word in (("many", form.many), ("otherwise", form.otherwise), ("values", first_value)):
            if word is not None:
                self.note(word.at, f"{name} counts days and has `{key}`", "remove it")
        of = self.counted(form)
        if counts is None or of is None:
            self.unread.add(str(name))
            return
        direction: Literal["since", "until"] = "since" if counts.startswith("days since ") else "until"
        low, high = self.bounds(form.low, form.high, 0 if direction == "since" else -MAX_DAYS, MAX_DAYS)
        means = str(form.means or counts)
        self.counts[str(name)] = Count(str(name), means, of, direction, low, high, name.at)

    def counted(self, form: ConceptForm) -> str | None:
        """Name the question whose days a concept counts."""
        counts = form.counts
        if counts is None or isinstance(counts, Noted):
            return None
        match = re.fullmatch(r"days (?:since|until) (\S+)", counts)
        if match is None:
            self.note(
                counts.at, f"{quoted(counts)} is no count", "write `days since QUESTION` or `days until QUESTION`"
            )
            return None
        of = match[1]
        self.mentions.find("fact", [of])
        dates = [question.name for question in self.questions.values() if question.kind == "date"]
        if of not in dates:
            what = f"the question {of} is not of kind date" if of in self.questions else None
            if what is None:
                self.unknown(Word(of, counts.at), "date question", dates, "questions")
            else:
                self.note(counts.at, what, "count the days of a date, or write `kind: date` there")
            return None
        known = next((count for count in self.counts.values() if count.of == of), None)
        if known is not None:
            self.note(counts.at, f"the days of {of} are counted at {known.place}", f"use {known.name}, and remove this")
            return None
        return of

    def concept_names(self, words: OneOrMore, what: str, *, single: bool) -> tuple[str, ...]:
        """Read names of concepts that base.yaml lists."""
        self.mentions.find("fact", words)
        for word in words:
            if word not in self.concepts:
                self.unknown(word, what, self.concepts, "concepts", several=True)
            elif single and self.concepts[word].many:
                self.note(word.at, f"the {what} {word} may hold many values", "choose a concept that holds one")
        self.once(words)
        return tuple(str(word) for word in words if word in self.concepts)

    # Tests

    def conditions(self, form: Conditions, answers_only: str = "") -> AllOf:
        """Read tests; where only answers may be tested, `answers_only` names the key that says so."""
        parts: list[FactTest | AnyOf] = []
        for key, value in form.items():
            if isinstance(value, list):
                parts.append(AnyOf(tuple(self.conditions(one, answers_only) for one in value), key.at))
            elif value and self.is_testable(key, answers_only):  # without a value it has been noted
                self.once(value)
                tests = tuple(test for word in value if (test := self.test(key, word)) is not None)
                if tests:
                    parts.append(FactTest(str(key), tests[0] if len(tests) == 1 else OneOf(tests), key.at))
        return AllOf(tuple(parts))

    def is_testable(self, fact: Word, answers_only: str) -> bool:
        """Tell whether rules can test a fact; note it if not."""
        self.mentions.find("fact", [fact])
        question = self.questions.get(fact)
        if answers_only and fact in self.concepts:
            self.note(fact.at, f"{fact} is concluded by rules", f"test an answer under {answers_only}")
        elif fact not in self.answers() and fact not in self.concepts:
            what, known = ("question", [*self.answers()]) if answers_only else ("fact", self.facts())
            if fact.lower() in hints.KEYS:
                self.note(fact.at, f"unknown {what} {quoted(fact)}", hints.KEYS[fact.lower()])
            else:
                self.unknown(fact, what, known, *_FACTS)
        elif question is not None and question.kind == "text":
            self.note(fact.at, f"{fact} is a text, and texts cannot be tested", "ask a choice instead, and test it")
        else:
            return True
        return False

    def test(self, fact: Word, word: Word) -> SimpleTest | None:
        """Read one test of a fact; None, with a note, if it is none."""
        question, count = self.questions.get(fact), self.counts.get(fact)
        if word in ("known", "unknown"):
            return Known() if word == "known" else Unknown()
        if question is not None and question.kind == "date":
            counted = next((count.name for count in self.counts.values() if count.of == fact), None)
            hint = f"test {counted} instead" if counted else f"add a concept with `counts: days since {fact}`"
            self.note(word.at, f"{fact} is a date: only `known` and `unknown` test it", hint)
            return None
        if count is not None or (question is not None and question.kind == "number"):
            return self.number_test(fact, word)
        values = self.concepts[fact].values if question is None else question.choices
        other = word.removeprefix("other than ")
        self.mentions.find(f"value of {fact}", [word, other])
        if word in values:
            return Is(str(word))
        if other != word and other in values:
            return OtherThan(other)
        if values:
            self.note(word.at, f"{quoted(fact)} has no value {quoted(other)}", hints.value_test(str(word), values))
            self.mentions.miss(f"value of {fact}", other, self.problems[-1])
        return None

    def number_test(self, fact: Word, word: Word) -> SimpleTest | None:
        """Read one test of a number."""
        if len(word) > MAX_VALUE:
            self.note(word.at, f"the test has more than {MAX_VALUE} characters", "write a number or a range")
            return None
        ranged = self.answers()[fact]
        try:
            return number_test(str(word), ranged.low, ranged.high, days=fact in self.counts)
        except ValueError as error:
            wrong, _, remedy = str(error).rpartition("; ")  # a test may have a semicolon, a remedy has none
            self.note(word.at, wrong, remedy)
            return None

    def placeholders(self, text: Word) -> None:
        """Note what stands in braces and is no fact."""
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            self.mentions.find("fact", [name])
            if name not in self.facts():
                self.unknown(Word(name, text.at), "fact in braces", self.facts(), *_FACTS)
        if set(PLACEHOLDER.sub("", text)) & set("{}"):
            self.note(text.at, "has a brace without its other half", "write {fact}, or leave the brace out")
