"""Rules and cases, with every name in them looked up, joined to a whole knowledge base."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from followthrough.answers import read_lead
from followthrough.errors import LeadError, Place, Problem
from followthrough.forms import BaseForm, CaseForm, NeverForm, OneOrMore, QuestionForm, RuleForm
from followthrough.model import (
    Case,
    Circle,
    Conclusion,
    Due,
    Expectation,
    KnowledgeBase,
    Rule,
    settled_order,
)
from followthrough.vocabulary import DASHED, EXPECTED_RULES, Vocabulary
from followthrough.words import Word

CASE_DAY = date(2026, 1, 1)
"""Today, for cases: an expectation must not depend on the day it is checked."""


def resolve(forms: Mapping[str, Any], content_hash: str, problems: list[Problem]) -> KnowledgeBase | None:
    """Look up every name in the forms, by kind of file; note problems, and return None if there are any."""
    return _Resolver(problems).base(forms, content_hash)


class _Resolver:
    """Reads rules and cases in the words of a vocabulary."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.words = Vocabulary(problems)
        self.rules: dict[str, Rule] = {}

    def base(self, forms: Mapping[str, Any], content_hash: str) -> KnowledgeBase | None:
        head: BaseForm | None = forms["base"] or None
        if head is not None:
            self.words.read_counsels(head)
        self.words.read_passages(forms["sources"] or {})
        questions = [form for form in forms["questions"] or [] if isinstance(form, QuestionForm)]
        nevers = [form for form in forms["questions"] or [] if isinstance(form, NeverForm)]
        for question in questions:
            self.words.read_question(question)
        concepts = [form for form in forms["concepts"] or [] if self.words.is_new_fact(form.concept)]
        for concept in concepts:
            self.words.read_concept(concept)
        for question in questions:
            self.words.read_only_if(question)
            self.words.placeholders(question.ask)
        self.words.check_only_if_circles()
        read_nevers = tuple(self.words.read_never(form) for form in nevers)
        names = self.words.first_places(form.rule for form in forms["rules"])
        for rule in forms["rules"]:
            self.read_rule(rule, names)
        self.check_overrides()
        if head is None:
            return None
        goals = self.words.concept_names(head.goals, "goal", single=True)
        shows = self.words.concept_names(head.shows, "shown concept", single=False)
        if not forms["rules"]:
            self.words.note(Place("rules"), "has no rule", "write one in a file that ends in .yaml")
        if head.default_counsel not in self.words.counsels:
            self.words.unknown(head.default_counsel, "counsel", self.words.counsels)
        base = KnowledgeBase(
            title=str(head.title),
            goals=goals,
            shows=shows,
            counsels=self.words.counsels,
            default_counsel=str(head.default_counsel),
            passages=self.words.passages,
            questions=self.words.questions,
            counts=self.words.counts,
            concepts=self.words.concepts,
            nevers=read_nevers,
            rules={name: self.rules[name] for name in sorted(self.rules)},
            cases=(),
            hash=content_hash,
        )
        self.check_circles(base)
        self.check_citations(forms["rules"])
        if self.problems:
            # Cases refer to everything else: their own problems are worth reading once the rest is sound.
            return None
        cases = self.read_cases(base, forms["cases"])
        return None if self.problems else replace(base, cases=cases)

    # rules

    def read_rule(self, form: RuleForm, names: Mapping[str, Place]) -> None:
        if not self.words.name(form.rule, DASHED, "rule", "small letters, digits and -, a letter first"):
            return
        if form.counsel not in self.words.counsels:
            self.words.unknown(form.counsel, "counsel", self.words.counsels)
        lineage = self.words.lineage([str(form.counsel)])
        citable = [name for counsel, name in self.words.passages if counsel in lineage]
        for source in form.source:
            if form.counsel in self.words.counsels and source not in citable:
                self.words.unknown(source, "passage", citable)
        for overridden in form.overrides:
            if overridden == form.rule:
                self.words.note(overridden.at, f"{form.rule} overrides itself", "remove it from `overrides`")
            elif overridden not in names:
                self.words.unknown(overridden, "rule", names)
        self.words.first_places(form.overrides)
        self.words.placeholders(form.because)
        then = tuple(
            Conclusion(str(concept), str(value))
            for concept, values in form.then.items()
            for value in self.concluded(concept, values)
        )
        if not form.then:
            self.words.note(form.rule.at, f"{form.rule} concludes nothing", "write `concept: value` under `then:`")
        if form.rule in self.rules:
            return
        self.rules[str(form.rule)] = Rule(
            name=str(form.rule),
            counsel=str(form.counsel),
            sources=tuple(map(str, form.source)),
            conditions=self.words.conditions(form.if_, form.rule.at),
            unless=self.words.conditions(form.unless, form.rule.at) if form.unless else None,
            then=then,
            because=str(form.because),
            overrides=tuple(map(str, form.overrides)),
            due=self.due(form.due),
            place=form.rule.at,
        )

    def concluded(self, concept: Word, values: OneOrMore) -> Iterable[Word]:
        if concept not in self.words.concepts:
            if concept in self.words.questions or concept in self.words.counts:
                self.words.note(
                    concept.at, f"{str(concept)!r} is asked or counted, not concluded", "conclude a concept"
                )
            else:
                self.words.unknown(concept, "concept", self.words.concepts)
            return ()
        known = self.words.concepts[concept]
        if not known.many and len(values) > 1:
            self.words.note(values[1].at, f"{concept} holds one value", "conclude one, or give the concept `many: yes`")
        self.words.first_places(values)
        for value in values:
            if value not in known.values:
                self.words.unknown(value, f"value of {concept}", known.values)
        return [value for value in dict.fromkeys(values) if value in known.values]

    def due(self, form: Word | Mapping[Word, Word] | None) -> Due | None:
        if form is None:
            return None
        if isinstance(form, Word):
            if form != "today":
                self.words.note(form.at, f"'due' is {str(form)!r}", "write today, or `{count: day}`")
            return Due(None, 0)
        for count, day in form.items():
            number = self.words.number(day)
            if count not in self.words.counts:
                self.words.unknown(count, "count of days", self.words.counts)
            elif number is not None:
                if len(form) > 1:
                    self.words.note(count.at, "a step is due on one day", "keep one count")
                return Due(str(count), number)
        return None

    def check_overrides(self) -> None:
        for rule in self.rules.values():
            lineage = self.words.lineage([rule.counsel])
            for name in rule.overrides:
                other = self.rules.get(name)
                if other is not None and other.counsel in self.words.counsels and other.counsel not in lineage:
                    self.words.note(
                        rule.place,
                        f"{rule.name} overrides {name}, a rule of {other.counsel}",
                        f"override rules of {' or '.join(lineage)} only",
                    )

    def check_circles(self, base: KnowledgeBase) -> None:
        reported = set()
        for counsel in self.words.counsels:
            try:
                settled_order(base, counsel)
            except Circle as circle:
                names = [name for kind, name in circle.nodes if kind == "rule"]
                if frozenset(names) not in reported:
                    reported.add(frozenset(names))
                    self.words.note(
                        self.rules[min(names)].place,
                        f"rules depend on themselves: {circle}",
                        "take a test or an override out of the circle",
                    )

    def check_citations(self, rules: Iterable[RuleForm]) -> None:
        cited = set()
        for form in rules:
            for source in form.source:
                for counsel in self.words.lineage([str(form.counsel)]):
                    if (counsel, source) in self.words.passages:
                        cited.add((counsel, str(source)))
                        break
        for key, passage in self.words.passages.items():
            if key not in cited and not passage.narrative:
                self.words.note(
                    passage.place,
                    f"no rule cites {passage.name} of {passage.counsel}",
                    "cite it, or mark it `narrative: yes`",
                )

    # cases

    def read_cases(self, base: KnowledgeBase, forms: Iterable[CaseForm]) -> tuple[Case, ...]:
        forms = list(forms)
        self.words.first_places(form.case for form in forms)
        return tuple(case for form in forms if (case := self.read_case(base, form)) is not None)

    def read_case(self, base: KnowledgeBase, form: CaseForm) -> Case | None:
        expectations = []
        for counsel, expected in form.expect.items():
            if counsel not in self.words.counsels:
                self.words.unknown(counsel, "counsel", self.words.counsels)
            else:
                expectations.append(self.expectation(counsel, expected))
        if not form.expect:
            self.words.note(
                form.case.at, "the case expects nothing", "name a counsel under `expect:` and what it advises"
            )
        try:
            lead = read_lead(base, form.lead, CASE_DAY)
        except LeadError as error:
            self.problems.extend(error.problems)
            return None
        if lead.missing:
            self.words.note(form.case.at, f"the lead has no {', '.join(lead.missing)}", "answer it: it may matter")
        return Case(str(form.case), lead.answers, tuple(expectations), form.case.at)

    def expectation(self, counsel: Word, expected: Mapping[Word, OneOrMore]) -> Expectation:
        lineage = self.words.lineage([str(counsel)])
        rules = [rule.name for rule in self.rules.values() if rule.counsel in lineage]
        values: dict[str, tuple[str, ...]] = {}
        named: dict[str, tuple[str, ...]] = dict.fromkeys(EXPECTED_RULES, ())
        for key, words in expected.items():
            if key in EXPECTED_RULES:
                for word in words:
                    if word not in rules:
                        self.words.unknown(word, f"rule of {counsel}", rules)
                named[str(key)] = tuple(map(str, words))
            elif key not in self.words.concepts:
                self.words.unknown(key, "concept", [*self.words.concepts, *EXPECTED_RULES])
            else:
                known = self.words.concepts[key].values
                for word in words:
                    if word not in known and word != "unknown":
                        self.words.unknown(word, f"value of {key}", [*known, "unknown"])
                values[str(key)] = tuple(str(word) for word in words if word != "unknown")
        return Expectation(str(counsel), values, named["fired"], named["defeated"], named["silent"], counsel.at)
