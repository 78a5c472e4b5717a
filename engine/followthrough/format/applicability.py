"""Which questions apply, and which answers exclude each other: what `only if` and `never` make of a lead.

A fact without a value is *open* while its question may still be answered. Otherwise it is unknown: its question was
answered with "I don't know" or does not apply. An open fact meets no test yet and may meet any.

The `answers` of a lead are those that were given, by question or count, None for "I don't know"; its `facts` are what
follows from them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from followthrough.errors import Place, Problem
from followthrough.format.conditions import AllOf, FactTest, Truth, Value
from followthrough.format.model import KnowledgeBase, Never, Question
from followthrough.format.phrases import fill_in


def may_apply(
    base: KnowledgeBase, question: Question, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> bool:
    """Return whether a question applies, or may once open questions are answered."""
    return _Applying(base, facts, answers).may_apply(question)


def unanswered(base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> Iterator[Question]:
    """Yield the questions, texts aside, that have no answer and apply, or may once others are answered."""
    applying = _Applying(base, facts, answers)
    return (one for one in base.questions.values() if one.kind != "text" and applying.is_open(one.name))


def may_stay_unknown(
    base: KnowledgeBase, question: Question, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> bool:
    """Return whether "I don't know" can answer an open question, whatever the answers to the other open ones are."""
    applying = _Applying(base, facts, answers)
    names = {*names_of(base, question.name), *(span.name for span in base.spans_of(question.name))}

    def is_open(fact: str) -> bool:
        return fact not in names and applying.is_open(fact)

    return question.unknown_allowed and not any(
        _may_hold(never.conditions, facts, is_open)
        for never in base.nevers
        if any(test.fact in names for test in never.conditions.tests())
    )


def open_facts(
    base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value], faulty: Set[str], *, partial: bool
) -> set[str]:
    """Return the facts that may still get a value: those of faulty answers and, in a partial lead, the open ones."""
    found: set[str] = set()
    applying = _Applying(base, facts, answers)
    for question in base.questions.values() if partial or faulty else ():
        if partial and applying.is_open(question.name):
            found |= names_of(base, question.name)
        elif faulty and faulty & (names := names_of(base, question.name)):
            found |= names
    for span in base.spans.values():
        if facts[span.name] is None and all(facts[date] is not None or date in found for date in span.dates):
            found.add(span.name)
    return found


def excluded(
    base: KnowledgeBase,
    facts: Mapping[str, Value],
    answers: Mapping[str, Value],
    is_open: Set[str],
    places: Mapping[str, Place],
) -> Iterator[Problem]:
    """Yield a problem for each answer that `only if` or `never` excludes."""
    for name, value in answers.items():
        conditions = base.questions[base.question_of(name)].only_if
        if value is not None and not _may_hold(conditions, facts, is_open.__contains__):
            needed = AllOf(tuple(part for part in conditions.parts if part.outcome(facts) is not Truth.TRUE))
            unmet = [test.fact for test in needed.tests() if test.outcome(facts) is not Truth.TRUE]
            fact = next((one for one in unmet if one not in is_open), unmet[0])
            dates = [date for date in base.questions_of(fact) if date != base.question_of(name)]
            asked = next((date for date in dates if facts[date] is None), dates[0]) if fact in base.spans else fact
            doing = "answer" if facts[asked] is None else "change"
            wrong = f"{name} is possible only with {needed}"
            yield Problem(places[name], wrong, f"remove this answer, or {doing} {asked}")
    unsaid = is_open | _left_out(base, facts, answers)
    for never in base.nevers:
        if never.conditions.outcome(facts, unsaid) is Truth.TRUE:
            involved = {name for test in never.conditions.tests() for name in _told_by(base, test.fact)}
            place = max((places[name] for name in involved & places.keys()), default=never.place)
            wrong = f"these answers cannot occur together ({never.conditions})"
            yield Problem(place, wrong, f"change one of them: {fill_in(never.because, base, facts)}")


def missing(base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> Iterator[str]:
    """Yield the questions that apply, must be answered, and are not, in the author's order.

    A question that may be unknown must still be answered if a `never` would exclude its being unknown.
    """
    left_out = _left_out(base, facts, answers)
    wanted = {
        name for never in base.nevers for fact in _wanted(never, facts, left_out) for name in _told_by(base, fact)
    }
    for question in base.questions.values():
        if facts[question.name] is not None:
            continue
        must = not (question.unknown_allowed or question.kind == "text") or wanted & names_of(base, question.name)
        if must and question.only_if.outcome(facts) is Truth.TRUE:
            yield question.name


def _wanted(never: Never, facts: Mapping[str, Value], left_out: Set[str]) -> Iterable[str]:
    """Return the left-out facts without which a `never` would not hold."""
    if not left_out or never.conditions.outcome(facts) is not Truth.TRUE:
        return ()
    if never.conditions.outcome(facts, left_out) is Truth.TRUE:
        return ()
    return (test.fact for test in never.conditions.tests() if test.fact in left_out)


def _left_out(base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> set[str]:
    """Return the facts of questions that apply, may be unknown, and were not answered, even with "I don't know".

    Only those count, and are looked at, that a `never` tests.
    """
    found: set[str] = set()
    for name in base.questions_of_nevers:
        question = base.questions[name]
        if question.unknown_allowed and facts[name] is None:
            names = names_of(base, name)
            if names.isdisjoint(answers) and question.only_if.outcome(facts) is Truth.TRUE:
                found |= names
    if not found:
        return found
    spans = base.spans.values()
    return found.union(span.name for span in spans if found.intersection(span.dates) and facts[span.name] is None)


def names_of(base: KnowledgeBase, fact: str) -> frozenset[str]:
    """Return the facts that get their value from one answer: a question and the counts of its days."""
    question = base.question_of(fact)
    return base.facts_by_question.get(question) or frozenset([question])


def _told_by(base: KnowledgeBase, fact: str) -> set[str]:
    """Return the names of the answers from which a fact follows: its own, or those of the dates of a span."""
    if fact not in base.spans:
        return {fact}
    return {name for date in base.spans[fact].dates for name in names_of(base, date)}


def _may_hold(conditions: AllOf, facts: Mapping[str, Value], is_open: Callable[[str], bool]) -> bool:
    """Return whether conditions hold, or may hold once open facts have values."""
    return all(
        part.outcome(facts) is Truth.TRUE or is_open(part.fact)
        if isinstance(part, FactTest)
        else any(_may_hold(alternative, facts, is_open) for alternative in part.alternatives)
        for part in conditions.parts
    )


class _Applying:
    """Which questions of one lead may apply. Each is examined once, however many others depend on it."""

    def __init__(self, base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> None:
        self.base = base
        self.facts = facts
        self.answered = frozenset().union(*(names_of(base, given) for given in answers))
        self.found: dict[str, bool] = {}

    def may_apply(self, question: Question) -> bool:
        if question.name not in self.found:
            self.found[question.name] = _may_hold(question.only_if, self.facts, self.is_open)
        return self.found[question.name]

    def is_open(self, fact: str) -> bool:
        if self.facts[fact] is not None or fact in self.answered:
            return False
        if fact in self.base.spans:
            return all(self.facts[date] is not None or self.is_open(date) for date in self.base.spans[fact].dates)
        return self.may_apply(self.base.questions[self.base.question_of(fact)])
