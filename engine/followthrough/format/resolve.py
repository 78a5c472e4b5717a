"""Rules and cases, with every name in them looked up, joined to a whole knowledge base."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any

from msgspec.structs import replace

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.codes import CIRCLE, UNKNOWN_CITATION
from followthrough.format.conditions import Value
from followthrough.format.forms import BaseForm, CaseForm, NeverForm, OneOrMore, QuestionForm, RuleForm
from followthrough.format.lead import read_lead
from followthrough.format.letters import resolve_draft
from followthrough.format.model import (
    Case,
    Conclusion,
    Due,
    Expectation,
    KnowledgeBase,
    Letter,
    Row,
    Rule,
)
from followthrough.format.order import Circle, settled_order
from followthrough.format.table_forms import Table
from followthrough.format.tables import rows_as_rules, with_hit_policies
from followthrough.format.vocabulary import EXPECTED_RULES, Vocabulary
from followthrough.format.words import Noted, Word, quoted

CASE_DAY = date(2026, 1, 1)
"""Today, for cases: an expectation must not depend on the day it is checked."""

_LEADS_REST_ON = ("base.yaml", "questions.yaml", "concepts.yaml")
"""Where these have problems, leads are not read: what is wrong with them may be the same once more."""


def resolve(
    forms: Mapping[str, Any], content_hash: str, problems: list[Problem], torn: Set[str]
) -> KnowledgeBase | None:
    """Look up every name in the forms, by kind of file; note problems, and return None if there are any.

    `torn` has the kinds of files that could not be read whole: what they define is not reported as unknown.
    """
    return _Resolver(problems, torn).base(forms, content_hash)


class _Resolver:
    """Reads rules and cases in the words of a vocabulary."""

    def __init__(self, problems: list[Problem], torn: Set[str]) -> None:
        self.problems = problems
        self.words = Vocabulary(problems, torn)
        self.counsel_of: dict[str, str] = {}
        self.rules: dict[str, Rule] = {}

    def base(self, forms: Mapping[str, Any], content_hash: str) -> KnowledgeBase | None:
        head: BaseForm | None = forms["base"]
        if head is not None:
            self.words.read_counsels(head)
        self.words.read_passages(forms["sources"] or {})
        nevers = self.read_facts(forms["questions"] or [], forms["concepts"] or [])
        self.read_rules(forms["rules"], forms["tables"])
        if head is None:
            return None
        goals = self.words.concept_names(head.goals, "goal", single=True)
        shows = self.words.concept_names(head.shows, "shown concept", single=False)
        self.words.mentions.find("counsel", [head.default_counsel])
        if head.default_counsel not in self.words.counsels:
            self.words.unknown(head.default_counsel, "counsel", self.words.counsels, "base")
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
            nevers=nevers,
            rules={name: self.rules[name] for name in sorted(self.rules)},
            cases=(),
            hash=content_hash,
        )
        self.check_circles(base)
        drafts = [resolve_draft(form, self.words, goals) for form in forms["letters"]]
        letters: dict[str, Letter] = {}
        for letter in drafts:
            if letter is not None and letters.setdefault(letter.name, letter) is not letter:
                wrong = f"is named like {letters[letter.name].place}, its accents stored another way"
                self.words.note(letter.place, wrong, "keep one of the two")
        self.words.blame_definitions({name: rule.place for name, rule in self.rules.items() if rule.row is None})
        if any(problem.place.file in _LEADS_REST_ON for problem in self.problems):
            return None
        cases = self.read_cases(base, forms["cases"])
        base = replace(base, cases=cases, accepted=tuple(self.words.accepted), letters=letters)
        return None if self.problems else base

    def read_facts(self, questions: Iterable[Any], concepts: Iterable[Any]) -> tuple[Any, ...]:
        """Read questions and concepts, then what refers to them; give the answers that exclude each other."""
        asked = [form for form in questions if isinstance(form, QuestionForm)]
        for form in asked:
            self.words.read_question(form)
        for form in concepts:
            self.words.read_concept(form)
        for form in asked:
            self.words.read_only_if(form)
            self.words.placeholders(form.ask)
        self.words.check_only_if_circles()
        return tuple(self.words.read_never(form) for form in questions if isinstance(form, NeverForm))

    # rules

    def read_rules(self, forms: Iterable[RuleForm], tables: Iterable[Table]) -> None:
        """Read all rules, be they written one by one or as rows of tables."""
        found: list[tuple[RuleForm, Row | None]] = [(form, None) for form in forms]
        for table in tables:
            found += rows_as_rules(table, self.words)
        for form, _ in found:
            if isinstance(form.rule, Noted):
                self.words.torn.add("rules")
            else:
                self.counsel_of.setdefault(str(form.rule), str(form.counsel))
        for form, row in found:
            self.read_rule(form, row)
        if not found and "rules" not in self.words.torn:
            self.words.note(Place("rules"), "has no rule", "write one in a file there that ends in .yaml or .csv")
        self.rules = with_hit_policies(tables, self.rules, self.words.concepts)

    def read_rule(self, form: RuleForm, row: Row | None) -> None:
        named = self.words.name(form.rule, "rule", "rules")
        self.words.accept(form.accepted, form.rule.at)
        self.words.mentions.find("counsel", [form.counsel])
        if form.counsel not in self.words.counsels:
            self.words.unknown(form.counsel, "counsel", self.words.counsels, "base")
        self.check_sources(form)
        self.check_overrides(form)
        self.words.placeholders(form.because)
        rule = Rule(
            name=str(form.rule),
            counsel=str(form.counsel),
            sources=tuple(map(str, form.source)),
            conditions=self.words.conditions(form.if_),
            unless=None if form.unless is None else self.words.conditions(form.unless),
            then=tuple(
                Conclusion(str(concept), str(value))
                for concept, values in form.then.items()
                for value in self.concluded(concept, values)
            ),
            because=str(form.because),
            overrides=tuple(str(name) for name in form.overrides if name != form.rule),
            due=self.due(form.due),
            place=form.rule.at,
            row=row,
        )
        if form.rule in self.rules:
            self.words.taken(form.rule, self.rules[form.rule].place)
        elif named:
            self.rules[rule.name] = rule

    def check_sources(self, form: RuleForm) -> None:
        """Note passages that a rule cannot cite."""
        self.words.once(form.source)
        if form.counsel not in self.words.counsels:
            return
        lineage = self.words.lineage(str(form.counsel))
        citable = [name for counsel, name in self.words.passages if counsel in lineage]
        self.words.mentions.find("passage", form.source)
        for source in form.source:
            owners = [counsel for counsel, name in self.words.passages if name == source]
            if not owners:
                self.words.unknown(source, "passage", citable, "sources", code=UNKNOWN_CITATION, several=True)
            elif source not in citable:
                self.words.note(
                    source.at,
                    f"{source} is a passage of {owners[0]}, whom {form.counsel} does not follow",
                    f"cite a passage of {' or '.join(lineage)}",
                    UNKNOWN_CITATION,
                )

    def check_overrides(self, form: RuleForm) -> None:
        """Note rules that a rule cannot override."""
        self.words.once(form.overrides)
        lineage = self.words.lineage(str(form.counsel))
        self.words.mentions.find("rule", form.overrides)
        for name in form.overrides:
            if name == form.rule:
                self.words.note(name.at, f"{name} overrides itself", "remove it from `overrides`")
            elif name not in self.counsel_of:
                self.words.unknown(name, "rule", self.counsel_of, "rules", several=True)
            else:
                self.check_followed(name, lineage, "override rules")

    def check_followed(self, rule: Word, lineage: tuple[str, ...], doing: str) -> None:
        """Note a rule of a counsel that is not followed."""
        owner = self.counsel_of[rule]
        if lineage and owner in self.words.counsels and owner not in lineage:
            self.words.note(
                rule.at,
                f"{rule} is a rule of {owner}, whom {lineage[0]} does not follow",
                f"{doing} of {' or '.join(lineage)} only",
            )

    def concluded(self, concept: Word, values: OneOrMore) -> Iterable[Word]:
        self.words.mentions.find("fact", [concept])
        if concept in self.words.answers():
            wrong = f"{concept} is asked or counted, not concluded"
            self.words.note(concept.at, wrong, "conclude a concept of concepts.yaml")
            return ()
        if concept not in self.words.concepts:
            self.words.unknown(concept, "concept", self.words.concepts, "concepts")
            return ()
        known = self.words.concepts[concept]
        self.words.once(values)
        self.words.mentions.find(f"value of {concept}", values)
        if not known.many and len(set(values)) > 1:
            wrong = f"{concept} holds one value, and here are {len(set(values))}"
            self.words.note(values[1].at, wrong, "conclude one of them, or give the concept `many: yes`")
        for value in values:
            if known.values and value not in known.values:
                self.words.unknown(value, f"value of {concept}", known.values, several=known.many)
        return [value for value in dict.fromkeys(values) if value in known.values]

    def due(self, form: Word | Mapping[Word, Word] | None) -> Due | None:
        if form is None or isinstance(form, Noted):
            return None
        if isinstance(form, Word):
            if form != "today":
                self.words.note(form.at, f"`due` is {quoted(form)}", "write today, or the day of a count, {count: 7}")
            return Due(None, 0)
        days = [self.due_day(count, day) for count, day in form.items()]
        if len(days) > 1:
            self.words.note(list(form)[1].at, "a step is due on one day, and here are two", "keep one count")
        return days[0] if days else None

    def due_day(self, count: Word, day: Word) -> Due | None:
        self.words.mentions.find("fact", [count])
        number = self.words.number(day)
        if count not in self.words.counts:
            self.words.unknown(count, "count of days", self.words.counts, "questions", "concepts")
            return None
        if number is None:
            return None
        known = self.words.counts[count]
        if not known.low <= number <= known.high:
            remedy = f"write a day from {known.low} to {known.high}"
            self.words.note(day.at, f"{count} never is {number}", remedy)
        return Due(known.name, number)

    def check_circles(self, base: KnowledgeBase) -> None:
        """Note every circle of rules; one that several counsels share is noted once."""
        reported = set()
        for counsel in self.words.counsels:
            open_base = base
            while circle := _circle(open_base, counsel):
                names = frozenset(name for kind, name in circle.nodes if kind == "rule")
                first = min(names)
                if names not in reported:
                    self.words.note(
                        self.rules[first].place,
                        f"rules depend on themselves: {circle}",
                        "take a test or an override out of the circle",
                        CIRCLE,
                    )
                reported.add(names)
                rest = {name: rule for name, rule in open_base.rules.items() if name != first}
                open_base = replace(open_base, rules=rest)

    # cases

    def read_cases(self, base: KnowledgeBase, forms: Iterable[CaseForm]) -> tuple[Case, ...]:
        cases: dict[str, Case] = {}
        for form in forms:
            self.words.accept(form.accepted, form.case.at)
            case = self.read_case(base, form)
            if case.name and case.name in cases:
                self.words.taken(form.case, cases[case.name].place)
            cases[case.name] = case
        return tuple(cases.values())

    def read_case(self, base: KnowledgeBase, form: CaseForm) -> Case:
        expectations = []
        for counsel, expected in form.expect.items():
            if counsel not in self.words.counsels:
                self.words.unknown(counsel, "counsel", self.words.counsels, "base")
            else:
                expectations.append(self.expectation(counsel, expected))
        return Case(str(form.case), self.answers(base, form), tuple(expectations), form.case.at)

    def answers(self, base: KnowledgeBase, form: CaseForm) -> Mapping[str, Value]:
        if any(isinstance(word, Noted) for word in form.lead.values()):
            return {}  # what is wrong with it has been noted
        try:
            lead = read_lead(base, form.lead, CASE_DAY)
        except LeadError as error:
            self.problems.extend(error.problems)
            return {}
        if lead.missing:
            self.words.note(
                form.case.at, f"the lead has no answer to {', '.join(lead.missing)}", "add it under `lead:`"
            )
        return lead.answers

    def expectation(self, counsel: Word, expected: Mapping[Word, OneOrMore]) -> Expectation:
        lineage = self.words.lineage(str(counsel))
        values: dict[str, tuple[str, ...]] = {}
        named: dict[str, tuple[str, ...]] = dict.fromkeys(EXPECTED_RULES, ())
        for key, words in expected.items():
            self.words.once(words)
            if key in EXPECTED_RULES:
                for word in words:
                    if word not in self.counsel_of:
                        self.words.unknown(word, "rule", self.counsel_of, "rules", several=True)
                    else:
                        self.check_followed(word, lineage, "expect rules")
                named[str(key)] = tuple(map(str, words))
            elif key not in self.words.concepts:
                self.words.unknown(key, "concept", [*self.words.concepts, *EXPECTED_RULES], "concepts")
            else:
                values[str(key)] = self.expected_values(key, words)
        return Expectation(str(counsel), values, named["fired"], named["defeated"], named["silent"], counsel.at)

    def expected_values(self, concept: Word, words: OneOrMore) -> tuple[str, ...]:
        known = self.words.concepts[concept]
        for word in words:
            if word not in known.values and word != "unknown":
                self.words.unknown(word, f"value of {concept}", [*known.values, "unknown"], several=known.many)
        if len(set(words)) > 1 and (not known.many or "unknown" in words):
            wrong = f"{concept} cannot be {' and '.join(words)} at once"
            self.words.note(words[1].at, wrong, "expect one of them")
        return tuple(str(word) for word in words if word != "unknown")


def _circle(base: KnowledgeBase, counsel: str) -> Circle | None:
    """Find a circle among the rules of a counsel."""
    try:
        settled_order(base, counsel)
    except Circle as circle:
        return circle
    return None
