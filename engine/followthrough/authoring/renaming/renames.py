"""A base with other names for its entries, which means the same."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from followthrough.format.choices import SEPARATOR
from followthrough.format.conditions import (
    AllOf,
    AnyOf,
    FactTest,
    Is,
    OneOf,
    OtherThan,
    SameAs,
    SimpleTest,
    Test,
    Value,
)
from followthrough.format.counts import Count, Span
from followthrough.format.drafts import Letter
from followthrough.format.expectations import Case, DoingStep, Expectation, Law
from followthrough.format.listing import Listing
from followthrough.format.model import (
    PLACEHOLDER,
    AfterDoing,
    Concept,
    Counsel,
    Due,
    KnowledgeBase,
    Never,
    Passage,
    Question,
    Rule,
    RuleConclusion,
)
from followthrough.format.sums import Sum

PassageKey = tuple[str, str]
"""A passage: whose it is, and its name."""

_Any = TypeVar("_Any")


class Renames(msgspec.Struct, frozen=True):
    """New names by the old ones. What is not among them keeps its name.

    `values` has those of each fact, and `passages` those of each counsel, by the old names of facts and counsels.
    """

    facts: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    rules: Mapping[str, str] = {}
    passages: Mapping[PassageKey, str] = {}
    counsels: Mapping[str, str] = {}
    laws: Mapping[str, str] = {}

    def __bool__(self) -> bool:
        return any((self.facts, *self.values.values(), self.rules, self.passages, self.counsels, self.laws))

    # Names

    def fact(self, name: str) -> str:
        """Return the name of a fact."""
        return self.facts.get(name, name)

    def value(self, fact: str, value: str) -> str:
        """Return the name of a value of a fact, which has its old name."""
        return self.values.get(fact, {}).get(value, value)

    def rule_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names of rules."""
        return tuple(self.rules.get(name, name) for name in names)

    def counsel(self, name: str) -> str:
        """Return the name of a counsel."""
        return self.counsels.get(name, name)

    def passage(self, key: PassageKey) -> PassageKey:
        """Return the names of a counsel and of one of its passages."""
        return self.counsel(key[0]), self.passages.get(key, key[1])

    def key(self, kind: str, key: Any) -> Any:
        """Return the name of an entry of a kind, which is one of the fields; a value's is told with its fact's."""
        if kind == "values":
            return self.fact(key[0]), self.value(*key)
        if kind == "passages":
            return self.passage(key)
        names: Mapping[str, str] = getattr(self, kind)
        return names.get(key, key)

    def renamed(self) -> Iterator[tuple[str, Any]]:
        """Yield what is renamed: the kind of each entry, and its old name, as for `key`."""
        for kind in ("counsels", "passages", "facts"):
            yield from ((kind, key) for key in getattr(self, kind))
        yield from (("values", (fact, value)) for fact, names in self.values.items() for value in names)
        yield from (("rules", name) for name in self.rules)
        yield from (("laws", name) for name in self.laws)

    def text(self, text: str) -> str:
        """Return a text with the names of the facts in its braces."""
        return PLACEHOLDER.sub(lambda match: f"{{{self.fact(match[1])}}}", text)

    # Entries

    def of(self, base: KnowledgeBase) -> KnowledgeBase:
        """Return a base with these names. Its hash is still that of its files."""
        return replace(
            base,
            goals=tuple(map(self.fact, base.goals)),
            shows=tuple(map(self.fact, base.shows)),
            authorities=_by_name(map(self.an_authority, base.authorities.values())),
            default_counsel=self.counsel(base.default_counsel),
            passages={self.passage(key): self.a_passage(one) for key, one in base.passages.items()},
            questions=_by_name(map(self.a_question, base.questions.values())),
            counts=_by_name(map(self.a_count, base.counts.values())),
            concepts=_by_name(self.a_concept(concept, base) for concept in base.concepts.values()),
            spans=_by_name(map(self.a_span, base.spans.values())),
            sums=_by_name(map(self.a_sum, base.sums.values())),
            shown_sums=tuple(map(self.fact, base.shown_sums)),
            nevers=tuple(map(self.a_never, base.nevers)),
            rules=dict(sorted(_by_name(self.a_rule(rule, base) for rule in base.rules.values()).items())),
            cases=tuple(map(self.a_case, base.cases)),
            letters=self.drafts(base),
            laws=tuple(map(self.a_law, base.laws)),
            listing=self.a_listing(base.listing),
        )

    def a_listing(self, one: Listing) -> Listing:
        """Return what sorts leads with these names."""
        parts = (one.first, one.waiting, one.let_go)
        first, waiting, let_go = (None if part is None else self.all_of(part) for part in parts)
        return replace(one, first=first, waiting=waiting, let_go=let_go)

    def an_authority(self, one: Counsel) -> Counsel:
        """Return a counsel with these names."""
        return replace(one, name=self.counsel(one.name), follows=tuple(map(self.counsel, one.follows)))

    def a_passage(self, one: Passage) -> Passage:
        """Return a passage with these names."""
        counsel, name = self.passage((one.counsel, one.name))
        return replace(one, counsel=counsel, name=name)

    def a_question(self, one: Question) -> Question:
        """Return a question with these names."""
        return replace(
            one,
            name=self.fact(one.name),
            ask=self.text(one.ask),
            choices={self.value(one.name, choice): says for choice, says in one.choices.items()},
            only_if=self.all_of(one.only_if),
            can_become=tuple(self.value(one.name, choice) for choice in one.can_become),
            harmful=tuple(self.value(one.name, choice) for choice in one.harmful),
            not_before=tuple(map(self.fact, one.not_before)),
            choice_words={self.value(one.name, choice): words for choice, words in one.choice_words.items()},
        )

    def a_count(self, one: Count) -> Count:
        """Return a count with these names, which are also in what it means if its author left that out."""
        counted = f"days {one.direction} "
        means = f"{counted}{self.fact(one.of)}" if one.means == f"{counted}{one.of}" else one.means
        return replace(one, name=self.fact(one.name), of=self.fact(one.of), means=means)

    def a_span(self, one: Span) -> Span:
        """Return a count of the days between two dates with these names, as `a_count` does."""
        first, last = self.fact(one.first), self.fact(one.last)
        is_left_out = one.means == f"days from {one.first} to {one.last}"
        means = f"days from {first} to {last}" if is_left_out else one.means
        return replace(one, name=self.fact(one.name), first=first, last=last, means=means)

    def a_sum(self, one: Sum) -> Sum:
        """Return a sum of points with these names."""
        parts = (replace(part, fact=self.fact(part.fact), test=self.test(part.fact, part.test)) for part in one.parts)
        return replace(one, name=self.fact(one.name), parts=tuple(parts))

    def a_concept(self, one: Concept, base: KnowledgeBase) -> Concept:
        """Return a concept of a base with these names."""
        return replace(
            one,
            name=self.fact(one.name),
            values={self.value(one.name, value): says for value, says in one.values.items()},
            otherwise=None if one.otherwise is None else self.value(one.name, one.otherwise),
            does={
                self.value(one.name, value): {
                    self.fact(question): self.after_doing(base.questions[question], then)
                    for question, then in changes.items()
                }
                for value, changes in one.does.items()
            },
        )

    def after_doing(self, question: Question, then: AfterDoing) -> AfterDoing:
        """Return what becomes of the answer to a question, with these names."""
        name = question.name
        if isinstance(then, str):
            parts = then.split(SEPARATOR) if question.many else [then]
            return SEPARATOR.join(self.value(name, part) for part in parts)
        return {self.value(name, now): self.value(name, becomes) for now, becomes in then.items()}

    def a_never(self, one: Never) -> Never:
        """Return answers that exclude each other, with these names."""
        return replace(one, conditions=self.all_of(one.conditions), because=self.text(one.because))

    def a_rule(self, one: Rule, base: KnowledgeBase) -> Rule:
        """Return a rule of a base with these names."""
        return replace(
            one,
            name=self.rules.get(one.name, one.name),
            counsel=self.counsel(one.counsel),
            sources=tuple(self.passage((passage.counsel, passage.name))[1] for passage in base.passages_of(one)),
            conditions=self.all_of(one.conditions),
            unless=None if one.unless is None else self.all_of(one.unless),
            then=tuple(
                RuleConclusion(self.fact(claim.concept), self.value(claim.concept, claim.value)) for claim in one.then
            ),
            because=self.text(one.because),
            overrides=self.rule_names(one.overrides),
            due=None if one.due is None else Due(tuple((self.fact(count), day) for count, day in one.due.days)),
        )

    def a_case(self, one: Case) -> Case:
        """Return a case with these names."""
        lead = {self.fact(name): self.answer(name, answer) for name, answer in one.lead.items()}
        return replace(one, lead=lead, expectations=tuple(map(self.an_expectation, one.expectations)))

    def answer(self, fact: str, answer: Value) -> Value:
        """Return an answer with these names."""
        if isinstance(answer, tuple):
            return tuple(self.value(fact, one) for one in answer)
        return self.value(fact, answer) if isinstance(answer, str) else answer

    def an_expectation(self, one: Expectation) -> Expectation:
        """Return what a case expects, with these names."""
        return replace(
            one,
            counsel=self.counsel(one.counsel),
            values={
                self.fact(concept): tuple(self.value(concept, value) for value in values)
                for concept, values in one.values.items()
            },
            fired=self.rule_names(one.fired),
            defeated=self.rule_names(one.defeated),
            silent=self.rule_names(one.silent),
        )

    def a_law(self, one: Law) -> Law:
        """Return a law with these names."""
        return replace(
            one,
            name=self.laws.get(one.name, one.name),
            counsels=tuple(map(self.counsel, one.counsels)),
            conditions=self.all_of(one.conditions),
            after=DoingStep(self.fact(one.after.concept)) if isinstance(one.after, DoingStep) else one.after,
            claim=self.all_of(one.claim),
        )

    def drafts(self, base: KnowledgeBase) -> dict[str, tuple[Letter, ...]]:
        """Return the letters of a base. A draft for a value of two goals stays for the one that keeps its name."""
        found: dict[str, tuple[Letter, ...]] = {}
        for step, letters in base.letters.items():
            of_goals = [goal for goal in base.goals if step in base.concepts[goal].values]
            for name in dict.fromkeys(self.value(goal, step) for goal in of_goals):
                found[name] = tuple(self.a_letter(letter, name) for letter in letters)
        return found

    def a_letter(self, one: Letter, step: str) -> Letter:
        """Return a draft for a step with these names."""
        return replace(
            one,
            step=step,
            to=self.text(one.to),
            subject=self.text(one.subject),
            conditions=self.all_of(one.conditions),
            paragraphs=tuple(
                replace(part, text=self.text(part.text), conditions=self.all_of(part.conditions))
                for part in one.paragraphs
            ),
        )

    # Tests

    def all_of(self, conditions: AllOf) -> AllOf:
        """Return conditions with these names."""
        return AllOf(tuple(map(self._part, conditions.parts)))

    def _part(self, part: FactTest | AnyOf) -> FactTest | AnyOf:
        if isinstance(part, AnyOf):
            return replace(part, alternatives=tuple(map(self.all_of, part.alternatives)))
        return FactTest(self.fact(part.fact), self.test(part.fact, part.test), part.place)

    def test(self, fact: str, test: Test) -> Test:
        """Return a test of a fact, which has its old name."""
        if isinstance(test, OneOf):
            return OneOf(tuple(self._simple(fact, one) for one in test.tests))
        return self._simple(fact, test)

    def _simple(self, fact: str, test: SimpleTest) -> SimpleTest:
        if isinstance(test, Is | OtherThan) and isinstance(test.value, str):
            return type(test)(self.value(fact, test.value))
        return SameAs(self.counsel(test.counsel)) if isinstance(test, SameAs) else test


def _by_name(entries: Iterable[_Any]) -> dict[str, _Any]:
    """Return entries by their names."""
    return {entry.name: entry for entry in entries}  # type: ignore[attr-defined]  # every entry of a base has one
