"""Every place in the files of a base where one of its entries is named.

The forms that the files fill in are walked, as they are when a base is read, since what a word names depends on where
it stands: `drop` may be a value of two facts, and the name of a rule.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from followthrough.format.choices import choice_meant, parts_of
from followthrough.format.conditions import AS
from followthrough.format.forms import (
    BaseForm,
    CaseForm,
    ConceptForm,
    Conditions,
    LawForm,
    MoreChoicesForm,
    NeverForm,
    OneOrMore,
    OverlayForm,
    QuestionForm,
    RuleForm,
    ValueForm,
)
from followthrough.format.letters import Draft
from followthrough.format.model import PLACEHOLDER, TODAY, KnowledgeBase
from followthrough.format.resolve.concepts import COUNTED
from followthrough.format.resolve.letters import step_and_label
from followthrough.format.resolve.names import EXPECTED_RULES
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.tables import rows_as_rules
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.table_forms import DecisionTable
from followthrough.format.words import Word, Words

_OTHER = "other than "


HowNamed = Literal["word", "text", "column"]
"""How a name is written: as a word, alone or in a test; in braces in a text; or as the name of a column."""


class Mention(msgspec.Struct, frozen=True):
    """A word of a file in which an entry is named: which entry that is, and how it is written.

    Kinds and keys are those of `Renames.key`. The name is the part of the word from `start` to `end`, unless it is in
    the braces of a text. The word is empty in a row of a table whose rule is named after the row.
    """

    kind: str
    key: Any
    word: Word
    how: HowNamed = "word"
    start: int = 0
    end: int | None = None


def mentions(base: KnowledgeBase, forms: Mapping[str, Any]) -> Iterator[Mention]:
    """Yield every mention of every entry of a base, given the forms that its files, or those of an overlay, fill in.

    Some may be repeated.
    """
    walk = _Walk(base)
    yield from walk.head(forms["base"])
    yield from walk.sources(forms["sources"] or {})
    for question in forms["questions"] or ():
        yield from walk.never(question) if isinstance(question, NeverForm) else walk.question(question)
    for concept in forms["concepts"] or ():
        yield from walk.concept(concept)
    for rule in forms["rules"]:
        yield from walk.rule(rule)
    for table in forms["tables"]:
        yield from walk.table(table)
    for law in forms["laws"]:
        yield from walk.law(law)
    for case in forms["cases"]:
        yield from walk.case(case)
    for draft in forms["letters"]:
        yield from walk.draft(draft)


class _Walk:
    """Walks the forms of a base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.words = Vocabulary.of(base)
        self.rows = {(rule.row.table, rule.row.number): rule.name for rule in base.rules.values() if rule.row}

    # Files

    def head(self, form: BaseForm | OverlayForm) -> Iterator[Mention]:
        goals = form.goals if isinstance(form, BaseForm) else ()
        for word in (*goals, *form.shows):
            yield Mention("facts", str(word), word)
        for name, counsel in (form.counsels or {}).items():
            yield Mention("counsels", str(name), name)
            yield from (Mention("counsels", str(followed), followed) for followed in counsel.follows)
        if isinstance(form, BaseForm):
            yield Mention("counsels", str(form.default_counsel), form.default_counsel)
            for conditions in () if form.leads is None else (form.leads.first, form.leads.waiting, form.leads.let_go):
                yield from self.conditions(conditions or Conditions())

    def sources(self, form: Mapping[Word, Mapping[Word, Any]]) -> Iterator[Mention]:
        for counsel, passages in form.items():
            yield Mention("counsels", str(counsel), counsel)
            yield from (Mention("passages", (str(counsel), str(name)), name) for name in passages)

    def question(self, form: QuestionForm | MoreChoicesForm) -> Iterator[Mention]:
        yield Mention("facts", str(form.question), form.question)
        yield from (mention for choice in form.choices or () for mention in self.value(form.question, choice))
        if isinstance(form, MoreChoicesForm):
            return
        yield from self.text(form.ask)
        yield from (
            mention for choice in (*form.can_become, *form.harmful) for mention in self.value(form.question, choice)
        )
        if form.only_if is not None:
            yield from self.conditions(form.only_if)
        yield from (Mention("facts", str(word), word) for word in form.not_before)

    def never(self, form: NeverForm) -> Iterator[Mention]:
        yield from self.conditions(form.never)
        yield from self.text(form.because)

    def concept(self, form: ConceptForm) -> Iterator[Mention]:
        yield Mention("facts", str(form.concept), form.concept)
        if form.counts is not None:
            yield from _dates(form.counts)
        for fact, tests in (form.adds or {}).items():
            yield Mention("facts", str(fact), fact)
            yield from self.tests(fact, tuple(tests))
        for value, given in (form.values or {}).items():
            yield from self.value(form.concept, value)
            if isinstance(given, ValueForm) and given.does:
                yield from self.does(given.does)
        if form.otherwise is not None:
            yield from self.value(form.concept, form.otherwise)

    def does(self, changes: Mapping[Word, Word | Words | Mapping[Word, Word]]) -> Iterator[Mention]:
        for question, change in changes.items():
            yield Mention("facts", str(question), question)
            answers = [change] if isinstance(change, Word | Words) else [*change, *change.values()]
            yield from (mention for answer in answers for mention in self.answer(question, answer))

    def rule(self, form: RuleForm) -> Iterator[Mention]:
        yield Mention("rules", str(form.rule), form.rule)
        yield from self.of_a_rule(form)
        yield from (Mention("facts", str(fact), fact) for fact in form.then)
        yield from (Mention("rules", str(rule), rule) for rule in form.overrides)
        yield from self.conditions(form.if_)
        if form.unless is not None:
            yield from self.conditions(form.unless)
        if form.due is not None and not isinstance(form.due, Word):
            yield from (Mention("facts", str(count), count) for count in form.due)

    def of_a_rule(self, form: RuleForm) -> Iterator[Mention]:
        """Yield what a row of a table names in the same way as a rule."""
        yield Mention("counsels", str(form.counsel), form.counsel)
        for source in form.source:
            yield from self.passage(form.counsel, source)
        for concept, values in form.then.items():
            yield from (mention for value in values for mention in self.value(concept, value))
        yield from self.text(form.because)

    def law(self, form: LawForm) -> Iterator[Mention]:
        yield from (Mention("counsels", str(counsel), counsel) for counsel in form.counsel)
        for conditions in (form.if_, form.never, form.then):
            if conditions is not None:
                yield from self.conditions(conditions)
        if form.after is not None and form.after.startswith("doing "):
            yield _last("facts", form.after)

    def case(self, form: CaseForm) -> Iterator[Mention]:
        for name, answer in form.lead.items():
            yield Mention("facts", str(name), name)
            yield from self.answer(name, answer)
        for counsel, expected in form.expect.items():
            yield Mention("counsels", str(counsel), counsel)
            for key, words in expected.items():
                if key in EXPECTED_RULES:
                    yield from (Mention("rules", str(rule), rule) for rule in words)
                else:
                    yield Mention("facts", str(key), key)
                    yield from (mention for word in words for mention in self.value(key, word))

    def draft(self, form: Draft) -> Iterator[Mention]:
        values = [(goal, value) for goal in self.base.goals for value in self.base.concepts[goal].values]
        step, _ = step_and_label(form.name, [value for _, value in values])
        yield from (Mention("values", (goal, value), form.name) for goal, value in values if value == step)
        parts = form.paragraphs
        for conditions in (*form.conditions, *(one for part in parts for one in part.conditions)):
            yield from self.conditions(conditions)
        for line in (*form.head.values(), *(line for part in parts for line in part.lines)):
            yield from self.text(line)

    # Tables

    def table(self, table: DecisionTable) -> Iterator[Mention]:
        for column in (*table.using("if"), *table.using("then")):
            yield Mention("facts", str(column.name), column.name, "column")
        lines = dict(table.rows)
        for form, row in rows_as_rules(table, self.words, Notes([], frozenset())):
            for column in table.using("rule"):
                yield Mention("rules", self.rows[row.table, row.number], lines[row.number][column.number])
            yield from self.of_a_rule(form)
            for fact, tests in form.if_.items():
                if not isinstance(tests, list):
                    yield from self.tests(fact, tests)

    # Words

    def conditions(self, form: Conditions) -> Iterator[Mention]:
        for fact, tests in form.items():
            if isinstance(tests, list):
                yield from (mention for one in tests for mention in self.conditions(one))
            else:
                yield Mention("facts", str(fact), fact)
                yield from self.tests(fact, tests)

    def tests(self, fact: str, tests: OneOrMore) -> Iterator[Mention]:
        values = self.words.values_of(fact)
        for word in tests:
            other = word.removeprefix(_OTHER)
            if word in values:
                yield Mention("values", (fact, str(word)), word)
            elif other != word and other in values:
                yield Mention("values", (fact, other), word, start=len(_OTHER))
            elif word.startswith(AS):
                yield Mention("counsels", word.removeprefix(AS), word, start=len(AS))

    def value(self, fact: str, word: Word) -> Iterator[Mention]:
        if word in self.words.values_of(fact):
            yield Mention("values", (str(fact), str(word)), word)

    def answer(self, fact: str, answer: Word | Words) -> Iterator[Mention]:
        """Yield the values that an answer means, however they are written."""
        values = self.words.values_of(fact)
        is_many = fact in self.words.questions and self.words.questions[fact].many
        for word in answer if isinstance(answer, Words) else [answer]:
            if isinstance(word, Word):
                end = 0
                for part in parts_of(word, values) if is_many else [str(word)]:
                    start = word.index(part, end)
                    end = start + len(part)
                    if (meant := choice_meant(part, values)) in values:
                        yield Mention("values", (str(fact), meant), word, start=start, end=end)

    def passage(self, counsel: str, word: Word) -> Iterator[Mention]:
        """Yield the passage that a rule of a counsel cites by a name: the counsel's own, or else of one it follows."""
        for name in self.base.lineage(counsel):
            if (name, word) in self.base.passages:
                yield Mention("passages", (name, str(word)), word)
                return

    def text(self, word: Word) -> Iterator[Mention]:
        for match in PLACEHOLDER.finditer(word):
            if match[1] != TODAY:
                yield Mention("facts", match[1], word, "text")


def _dates(word: Word) -> Iterator[Mention]:
    """Yield the dates whose days are counted, as in `days since seen_on` or `days from seen_on to heard_on`."""
    if match := COUNTED.fullmatch(word):
        for group in filter(match.group, range(1, 4)):
            yield Mention("facts", match[group], word, start=match.start(group), end=match.end(group))


def _last(kind: str, word: Word) -> Mention:
    """Return what is named by the last of several words, as in `doing next_step`."""
    start = word.rfind(" ") + 1
    return Mention(kind, word[start:], word, start=start)
