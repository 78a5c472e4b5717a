"""A knowledge base as frozen values: what `load` makes and everything else reads.

Of rules and passages there may be thousands, and no circles among them, so they are not searched for garbage (`gc`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.choices import NONE
from followthrough.format.conditions import AllOf, FactTest, Value, edges, values_of
from followthrough.format.counts import Count, Span
from followthrough.format.days import without_weekday
from followthrough.format.drafts import Letter
from followthrough.format.expectations import Case, Law
from followthrough.format.graph_walks import reached
from followthrough.format.listing import Listing
from followthrough.format.numbers import written_number
from followthrough.format.sentences import listed, together
from followthrough.format.sums import Sum
from followthrough.short_repr import Result, named

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A fact's name in braces, in a text that a person reads."""

TODAY = "today"
"""What stands in braces, in a letter, for the day on which it is written; no fact has this name."""

Kind = Literal["choice", "yes/no", "number", "date", "text"]

Policy = Literal["unique", "first", "priority", "collect"]
"""A hit policy: what happens to rows of a decision table that apply together."""


class Counsel(msgspec.Struct, frozen=True):
    """One authority: a name for the rules, the person's name, the work, and whose rules it takes over.

    `in_short` is what it says in a sentence or two, and `read_at` where a person can read the work; empty if nobody
    wrote that down.
    One that does not advise is a source of notes: its rules stand for those who follow it.
    """

    name: str
    person: str
    work: str
    follows: tuple[str, ...]
    place: Place
    advises: bool = True
    in_short: str = ""
    read_at: str = ""


def without_advice(name: str, followers: Iterable[str], counsels: Iterable[str]) -> tuple[str, str]:
    """Return what is wrong with asking an authority that does not advise, and whom to name instead."""
    following = list(followers)
    whom = "that follows it" if following else "that advises"
    return f"{name} gives no advice of its own", f"name a counsel {whom}: {listed(following or list(counsels), 'or')}"


class Passage(msgspec.Struct, frozen=True, gc=False):
    """One passage of a counsel's source. A narrative one tells a story and needs no rule.

    `gist` is what it says in the author's own words, and `text` the passage itself; empty where it may not be shown.
    """

    counsel: str
    name: str
    gist: str
    narrative: bool
    place: Place
    text: str = ""


class Question(msgspec.Struct, frozen=True):
    """What a person can be asked; its name is the name of the fact.

    `choices` maps each value to what the person reads (kinds `choice` and `yes/no`); where the answer may be `many` of
    them, it is a tuple in their order, or of the choice `none` alone. `low` and `high` bound a number, both included,
    and it has so many `decimals` (`numbers`). The question applies, and an answer is possible, only if `only_if` is
    true. `can_become` has the values that the person can bring about, in the order in which they come about, and
    `harmful` those of them that no one is told to bring about. The day of a date question is `not before` the known
    days of other ones, and not after today unless it may lie `ahead` (`day_order`). `also` has what else people call
    it, and `choice_words` the everyday words of some choices. An answer `of_search` holds for all leads of a person.
    """

    name: str
    ask: str
    kind: Kind
    why: str
    choices: Mapping[str, str]
    unknown_allowed: bool
    only_if: AllOf
    low: int
    high: int
    unit: str
    can_become: tuple[str, ...]
    place: Place
    not_before: tuple[str, ...] = ()
    ahead: bool = False
    many: bool = False
    decimals: int = 0
    also: tuple[str, ...] = ()
    choice_words: Mapping[str, tuple[str, ...]] = {}
    harmful: tuple[str, ...] = ()
    of_search: bool = False

    def number(self, written: str) -> int:
        """Return a number that answers the question, from how `does` and cases write it."""
        return written_number(written, self.decimals)

    @property
    def passed(self) -> bool:
        """Whether its day must have passed, since it follows another day."""
        return bool(self.not_before) and not self.ahead

    def is_in_your_hands(self, now: Value, then: Value) -> bool:
        """Return whether the person can change the answer this way. What has come about is never undone."""
        if self.many:
            held, wanted = {*values_of(now)} - {NONE}, {*values_of(then)}
            return held < wanted and wanted - held <= {*self.can_become}
        if then not in self.can_become:
            return False
        return now not in self.can_become or self.can_become.index(str(now)) < self.can_become.index(str(then))


AfterDoing = str | Mapping[str, str]
"""What becomes of an answer: a value of its question, `today`, or for some answers of now what each becomes."""


class Concept(msgspec.Struct, frozen=True):
    """What rules conclude. `values` maps each value to what the person reads, `does` to what it changes (`doing`)."""

    name: str
    means: str
    values: Mapping[str, str]
    many: bool
    otherwise: str | None
    place: Place
    does: Mapping[str, Mapping[str, AfterDoing]] = {}


class Never(msgspec.Struct, frozen=True):
    """Answers that cannot occur together."""

    conditions: AllOf
    because: str
    place: Place


class RuleConclusion(msgspec.Struct, frozen=True, order=True, gc=False):
    """One value that a rule concludes for a concept."""

    concept: str
    value: str


class Due(msgspec.Struct, frozen=True, gc=False):
    """The day a rule's step falls on: the last of those on which a count of `days` reaches its number.

    A count that is unknown is passed over. Without any count, the step is due today.
    """

    days: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return ", ".join(f"{count}: {day}" for count, day in self.days) or "today"


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """Where a rule stands in a decision table: the file, its hit policy if it has one, and the number of the row.

    A row overrides those of a greater `rank`. If the policy does not put the rows in order, all have the same rank.
    """

    table: str
    policy: Policy | None
    number: int
    rank: int = 0


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A defeasible rule: it applies when `conditions` are true and `unless` is not.

    A rule that is a `row` of a decision table overrides what the table's hit policy says, and nothing else. An
    `inferred` rule is what its passages are taken to mean, and not what they say.
    """

    name: str
    counsel: str
    sources: tuple[str, ...]
    conditions: AllOf
    unless: AllOf | None
    then: tuple[RuleConclusion, ...]
    because: str
    overrides: tuple[str, ...]
    due: Due | None
    place: Place
    row: TableRow | None = None
    inferred: bool = False

    @property
    def written_overrides(self) -> tuple[str, ...]:
        """The overrides that an author wrote, without those that a hit policy stands for."""
        return () if self.row is not None else self.overrides

    def tested(self) -> tuple[str, ...]:
        """Return the facts that the rule tests, each once, in the order they are written."""
        parts = [*self.conditions.tests(), *(self.unless.tests() if self.unless else ())]
        return tuple(dict.fromkeys(part.fact for part in parts))


class Acceptance(msgspec.Struct, frozen=True):
    """Why findings with this code about one entry may stay; `entry` is the place of the entry."""

    code: str
    reason: str
    entry: Place
    place: Place


class KnowledgeBase(Result, frozen=True, weakref=True, dict=True):
    """A whole knowledge base. Mappings keep the author's order; `hash` is of the files' content.

    `authorities` has all whose rules these are, and `counsels` those of them that advise. `sums` add up points, and
    `shown_sums` names those that are shown with the advice. `listing` sorts the leads of a person. `cases` are
    examples, and `laws` must hold for every possible lead; `check` proves them. Two bases are equal if they were made
    of the same files and have the same entries.
    """

    title: str
    goals: tuple[str, ...]
    shows: tuple[str, ...]
    authorities: Mapping[str, Counsel]
    default_counsel: str
    passages: Mapping[tuple[str, str], Passage]
    questions: Mapping[str, Question]
    counts: Mapping[str, Count]
    concepts: Mapping[str, Concept]
    nevers: tuple[Never, ...]
    rules: Mapping[str, Rule]
    cases: tuple[Case, ...]
    hash: str
    accepted: tuple[Acceptance, ...] = ()
    letters: Mapping[str, tuple[Letter, ...]] = {}
    laws: tuple[Law, ...] = ()
    sums: Mapping[str, Sum] = {}
    shown_sums: tuple[str, ...] = ()
    spans: Mapping[str, Span] = {}
    listing: Listing = Listing()

    def __hash__(self) -> int:
        return hash(self.hash)

    def _lines(self) -> Iterator[str]:
        yield f"KnowledgeBase {self.title!r}: {named(self.goals)}; counsels {named(self.counsels)}"
        yield f"{len(self.questions)} questions, {len(self.concepts)} concepts, {len(self.rules)} rules,"
        laws = f", {len(self.laws)} laws" if self.laws else ""
        yield f"{len(self.cases)} cases{laws}; hash {self.hash[:12]}"

    @property
    def counsels(self) -> Mapping[str, Counsel]:
        """The authorities that advise."""
        return {name: one for name, one in self.authorities.items() if one.advises}

    def counsel_named(self, name: str | None) -> str:
        """Return the name of a counsel that is named or whose person is, or of the default one for None.

        Raises LeadError if it is unknown, or does not advise.
        """
        if name is None:
            return self.default_counsel
        if name in self.counsels:
            return name
        called = [key for key, one in self.counsels.items() if name.strip().casefold() in (key, one.person.casefold())]
        if len(called) == 1:
            return called[0]
        if name in self.authorities:
            wrong, remedy = without_advice(name, self.counsels_with(name), self.counsels)
        else:
            wrong, remedy = f"unknown counsel {name!r}", did_you_mean(name, self.counsels)
        raise LeadError([Problem(Place("counsel"), wrong, remedy)])

    def shown(self) -> tuple[str, ...]:
        """Name the concepts that advice is made of: the goals, then those shown with them."""
        return tuple(dict.fromkeys((*self.goals, *self.shows)))

    def lineage(self, counsel: str) -> tuple[str, ...]:
        """Return the counsel and all it follows, itself first, each once."""
        return reached([counsel], lambda name: self.authorities[name].follows)

    def counsels_with(self, authority: str) -> tuple[str, ...]:
        """Return the counsels that advise by an authority's rules: itself first, if it advises, then its followers."""
        having = [name for name in self.counsels if authority in self.lineage(name)]
        return tuple(sorted(having, key=lambda name: name != authority))

    def question_of(self, fact: str) -> str:
        """Return the question whose answer gives a fact its value: the date of a count, or else the fact itself."""
        return self.counts[fact].of if fact in self.counts else fact

    def questions_of(self, fact: str) -> tuple[str, ...]:
        """Return the questions whose answers give a fact its value: two dates, or else the one of `question_of`."""
        return self.spans[fact].dates if fact in self.spans else (self.question_of(fact),)

    def count_of(self, question: str) -> Count | None:
        """Return the first count of the days since, or until, a date question, or None."""
        return next(iter(self.counts_of(question)), None)

    def tests(self) -> Iterator[FactTest]:
        """Yield every test that decides what rules conclude, which questions apply, and which leads are possible."""
        for rule in self.rules.values():
            yield from rule.conditions.tests()
            yield from rule.unless.tests() if rule.unless else ()
        for conditions in (*(one.only_if for one in self.questions.values()), *(one.conditions for one in self.nevers)):
            yield from conditions.tests()
        for one in self.sums.values():
            yield from one.tests()

    @cached_property
    def edges(self) -> Mapping[str, frozenset[int | str]]:
        """Where the outcome of some test of each fact can change."""
        together: dict[str, set[int | str]] = {}
        for test in self.tests():
            together.setdefault(test.fact, set()).update(edges(test.test))
        return {fact: frozenset(found) for fact, found in together.items()}

    def added_up(self, fact: str) -> tuple[str, ...]:
        """Return a fact and, if it is a sum, all facts that it adds up, over any number of other sums."""
        return reached([fact], lambda name: self.sums[name].tested() if name in self.sums else ())

    def counts_of(self, question: str) -> tuple[Count, ...]:
        """Return all counts of the days since, or until, a date question, as their author wrote them."""
        return self._counts_by_question.get(question, ())

    @cached_property
    def _counts_by_question(self) -> Mapping[str, tuple[Count, ...]]:
        found: dict[str, tuple[Count, ...]] = {}
        for count in self.counts.values():
            found[count.of] = (*found.get(count.of, ()), count)
        return found

    @cached_property
    def facts_by_question(self) -> Mapping[str, frozenset[str]]:
        """The facts that get their value from one answer: each question, with the counts of its days."""
        return {name: frozenset([name, *(count.name for count in self.counts_of(name))]) for name in self.questions}

    @cached_property
    def questions_of_nevers(self) -> tuple[str, ...]:
        """The questions whose answers some `never` excludes beside others, each once."""
        tests = (test for never in self.nevers for test in never.conditions.tests())
        return tuple(dict.fromkeys(name for test in tests for name in self.questions_of(test.fact)))

    def spans_of(self, question: str) -> tuple[Span, ...]:
        """Return what counts the days from or to a date question."""
        return tuple(span for span in self.spans.values() if question in span.dates)

    def passages_of(self, rule: Rule) -> Iterator[Passage]:
        """Yield the passages that a rule cites, which belong to its own counsel or to one that it follows."""
        for source in rule.sources:
            for counsel in self.lineage(rule.counsel):
                if (counsel, source) in self.passages:
                    yield self.passages[counsel, source]
                    break

    def says(self, fact: str, value: Value) -> str:
        """Return what a person reads for a fact's value."""
        if value is None or value == ():
            return "not known"
        if isinstance(value, tuple):
            return together(self.says(fact, one) for one in value)
        if isinstance(value, date):
            return without_weekday(value)
        counted = self.counts.get(fact) or self.spans.get(fact)
        if counted is not None and isinstance(value, int):
            return counted.says(value)
        texts = (
            self.questions[fact].choices
            if fact in self.questions
            else self.concepts[fact].values
            if fact in self.concepts
            else {}
        )
        numbered = self.questions.get(fact) or self.sums.get(fact)
        unit = numbered.unit if numbered is not None else ""
        return texts.get(str(value), f"{value} {unit}".strip())
