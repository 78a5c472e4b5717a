"""Phrases that every face says alike: a reason filled in, a name made readable, an answer, a rule read aloud."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from followthrough.format.choices import NONE, SEPARATOR
from followthrough.format.conditions import AllOf, AnyOf, OneOf, SameAs, Test, Value
from followthrough.format.counts import Count, Span
from followthrough.format.days import spoken
from followthrough.format.expectations import Law
from followthrough.format.model import PLACEHOLDER, AfterDoing, Due, KnowledgeBase, Rule
from followthrough.format.sentences import begun, inside, listed

DONT_KNOW = "I don't know"
"""What a person reads for an answer that is `unknown`."""

_SENTENCE_FOLLOWS = re.compile(r"\s*$|\s+[A-Z{]")
"""What follows a placeholder that ends a sentence."""


def fill_in(text: str, base: KnowledgeBase, facts: Mapping[str, Value]) -> str:
    """Replace each `{fact}` by what a person reads for its value. Nothing else is evaluated.

    The text of a value keeps its period only at the end, or before a new sentence.
    """
    if "{" not in text:
        return text

    def said(match: re.Match[str]) -> str:
        says = base.says(match[1], facts.get(match[1]))
        return says if _SENTENCE_FOLLOWS.match(text, match.end()) else inside(says)

    return PLACEHOLDER.sub(said, text)


def heading(concept: str) -> str:
    """Return the name of a concept as a heading.

    >>> heading("next_step")
    'Next step'
    """
    return concept.replace("_", " ").capitalize()


def about(base: KnowledgeBase, concept: str) -> str:
    """Return what a concept or a sum is about, for use inside a sentence.

    >>> from followthrough import load
    >>> about(load(), "manner")
    'how to do it'
    """
    means = inside((base.concepts.get(concept) or base.sums[concept]).means) or heading(concept)
    return means[:1].lower() + means[1:] if means[1:2].islower() or means[1:2] == " " else means


def topic(base: KnowledgeBase, concept: str) -> str:
    """Return what a concept or a sum is about, as a heading.

    >>> from followthrough import load
    >>> topic(load(), "manner")
    'How to do it'
    """
    return begun(about(base, concept))


def answered(base: KnowledgeBase, question: str, value: Value, high: int | None = None) -> str:
    """Return an answer in words, a date with its weekday; or a range of numbers or counts of days, up to `high`."""
    if value is None:
        return DONT_KNOW
    if isinstance(value, date):
        return spoken(value)
    if high is None:
        return base.says(question, value)
    count = base.count_of(question)
    if count is not None and isinstance(value, int) and high < 0:  # on the other side of today
        value, high = -high, -value
        ways = ("ahead", "ago")
    else:
        ways = ("ago", "ahead")
    days = "day" if value == high == 1 else "days"
    unit = f"{days} {ways[count.direction != 'since']}" if count else base.questions[question].unit
    return f"{value}{f' to {high}' if high != value else ''} {unit}".strip()


def days_aloud(first: date | None, last: date | None) -> str:
    """Return days from a first to a last one in words; None where they have no end.

    >>> days_aloud(date(2026, 11, 1), date(2026, 11, 2)), days_aloud(None, date(2026, 11, 2))
    ('Sunday 1 November 2026 to Monday 2 November 2026', 'Monday 2 November 2026 or earlier')
    """
    if first is None or last is None:
        return f"{spoken(last)} or earlier" if last else f"{spoken(first)} or later" if first else "any day"
    return spoken(first) if first == last else f"{spoken(first)} to {spoken(last)}"


def asks(base: KnowledgeBase, questions: Iterable[str]) -> dict[str, str]:
    """Return what a person is asked by each of some questions."""
    return {name: base.questions[name].ask for name in questions}


def is_to_come(base: KnowledgeBase, question: str) -> bool:
    """Return whether a date is one that is still to come, as a rule."""
    count = base.count_of(question)
    return base.questions[question].ahead or (count is not None and count.direction == "until")


def fact_text(base: KnowledgeBase, fact: str) -> str:
    """Return a fact as a person knows it: its question, or what it means."""
    if fact in base.questions:
        return base.questions[fact].ask
    counted = base.counts.get(fact) or base.spans.get(fact)
    if counted is not None:
        return _count_text(base, counted)
    return topic(base, fact) if fact in base.concepts or fact in base.sums else heading(fact)


def _count_text(base: KnowledgeBase, counted: Count | Span) -> str:
    """Return what a count means, up to a semicolon; in the words of its questions where its author did not say."""
    ends = ["from", "to"] if isinstance(counted, Span) else [counted.direction]
    dates = base.questions_of(counted.name)
    by_default = " ".join(["days", *(f"{end} {name}" for end, name in zip(ends, dates, strict=True))])
    if counted.means != by_default:
        return counted.means.partition(";")[0].rstrip(".")
    said = (f"{end} “{base.questions[name].ask}”" for end, name in zip(ends, dates, strict=True))
    return " ".join(["The days", *said])


def fact_words(base: KnowledgeBase, fact: str) -> str:
    """Return a fact in words before its value: its question, or what it counts or is about, with a colon."""
    said = fact_text(base, fact)
    return said if said.endswith(("?", ".")) else f"{said}:"


def answer_text(base: KnowledgeBase, name: str, value: str) -> str:
    """Return an answer as it is kept in the question's words today, or else as it was typed."""
    question = base.questions.get(name)
    if value == "unknown":
        return DONT_KNOW
    if question is not None and question.many:
        return base.says(name, tuple(value.split(SEPARATOR)))
    if question is None or question.kind != "date":
        return question.choices.get(value, value) if question is not None else value
    try:
        return spoken(date.fromisoformat(value))
    except ValueError:
        return value


def counted(number: int, what: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "question"), counted(2, "question")
    ('1 question', '2 questions')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def hold(held: int, broken: int) -> str:
    """Return how many of some claims hold, and how many do not.

    >>> hold(1, 0), hold(0, 1)
    ('1 holds, 0 do not', '0 hold, 1 does not')
    """
    return f"{held} {'holds' if held == 1 else 'hold'}, {broken} {'does' if broken == 1 else 'do'} not"


def percent(number: int, of: int) -> str:
    """Return a share to two digits. A share between none and all never reads as none or all.

    >>> percent(1, 8), percent(1, 10**9), percent(999, 1000), percent(7, 7)
    ('12%', 'under 0.01%', 'over 99%', '100%')
    """
    share = 100 * number / of if of else 0
    if 0 < share < 0.01:
        return "under 0.01%"
    if number < of and share > 99:
        return "over 99%"
    return f"{share:.0f}%" if share >= 10 else f"{share:.2g}%"


def aloud(conditions: AllOf) -> str:
    """Return conditions as a sentence."""
    return ", and ".join(
        "(" + "; or ".join(aloud(alternative) for alternative in part.alternatives) + ")"
        if isinstance(part, AnyOf)
        else f"{part.fact} is {_test_aloud(part.test)}"
        for part in conditions.parts
    )


def _test_aloud(test: Test) -> str:
    if isinstance(test, OneOf):
        return " or ".join(map(_test_aloud, test.tests))
    return f"{test} says" if isinstance(test, SameAs) else str(test)


_DECIDES = {
    "first": "the first row that fits decides",
    "priority": "of the rows that fit, those whose value comes first decide",
    "unique": "no two rows fit together",
    "collect": "all rows that fit count",
}
"""What the hit policies of decision tables mean."""


def row_of(base: KnowledgeBase, rule: Rule) -> str:
    """Return where a rule is in a decision table and what its hit policy means; empty if it is not in one."""
    if rule.row is None:
        return ""
    rows = sum(other.row is not None and other.row.table == rule.row.table for other in base.rules.values())
    decides = f"; {_DECIDES[rule.row.policy]}" if rule.row.policy else ""
    return f"{rule.row.number} of {rows} in {rule.row.table}{decides}"


def is_beside(base: KnowledgeBase, rule: str, other: str) -> bool:
    """Return whether two rules are rows of one decision table."""
    row, beside = base.rules[rule].row, base.rules[other].row
    return row is not None and beside is not None and row.table == beside.table


def rows_beside(base: KnowledgeBase, rule: str, others: Iterable[str]) -> str:
    """Return which of some rules are other rows of the same table that fit as well, and why they do not decide."""
    row = base.rules[rule].row
    beside = [base.rules[other].row for other in others if is_beside(base, rule, other)]
    numbers = [str(number) for number in sorted(one.number for one in beside if one is not None)]
    if row is None or row.policy is None or not numbers:
        return ""
    fit = f"row {numbers[0]} fits" if len(numbers) == 1 else f"rows {listed(numbers)} fit"
    return f"{fit} as well; {_DECIDES[row.policy]}"


def citation(base: KnowledgeBase, rule: Rule, *, beside: str = "", name_of: Callable[[str], str] | None = None) -> str:
    """Return whose rule it is, the passages it cites, each with the name of whose it is, and whether it is inferred.

    The name of the counsel that it stands `beside` is not repeated. `name_of` returns what an authority is called: the
    person's name, if it is left out.

    >>> from followthrough import load
    >>> base = load()
    >>> rule = base.rules["second-letter"]
    >>> citation(base, rule), citation(base, rule, beside="wolfe"), citation(base, rule, beside="jobfairy")
    ('Rayne Wolfe p13', 'p13', 'Rayne Wolfe p13')
    """
    called = name_of or (lambda counsel: base.authorities[counsel].person)
    cited: dict[str, list[str]] = {rule.counsel: []}
    for passage in base.passages_of(rule):
        cited.setdefault(passage.counsel, []).append(passage.name)
    own, *others = (
        " ".join([*([] if counsel == beside and names else [called(counsel)]), ", ".join(names)]).strip()
        for counsel, names in cited.items()
    )
    said = f"{own}, citing {listed(others)}" if others else own
    return f"{said}, inferred" if rule.inferred else said


def day_due(due: Due) -> str:
    """Return on which day a step is due.

    >>> day_due(Due()), day_due(Due((("days_since_letter", 14),)))
    ('today', 'when days_since_letter is 14')
    """
    if not due.days:
        return "today"
    days = [f"{count} is {day}" for count, day in due.days]
    return f"when {days[0]}" if len(days) == 1 else f"on the last of the days when {listed(days)}"


def is_for_all(base: KnowledgeBase, law: Law) -> bool:
    """Return whether a law must hold under all of several counsels."""
    return len(law.counsels) == len(base.counsels) > 1


def held_to(base: KnowledgeBase, law: Law) -> str:
    """Return under whom a law must hold."""
    return "every counsel" if is_for_all(base, law) else listed([base.authorities[one].person for one in law.counsels])


def done_aloud(base: KnowledgeBase, rule: Rule) -> str:
    """Return what changes once the person has done what a rule concludes; empty if nothing does."""
    effects = [base.concepts[one.concept].does.get(one.value, {}) for one in rule.then]
    return "; ".join(_becoming(base, question, change) for does in effects for question, change in does.items())


def _becoming(base: KnowledgeBase, question: str, change: AfterDoing) -> str:
    if isinstance(change, str) and base.questions[question].many and change != NONE:
        return f"{question} has {listed(change.split(SEPARATOR))} too"
    if isinstance(change, str):
        return f"{question} becomes {change}"
    before: dict[str, list[str]] = {}
    for now, then in change.items():
        before.setdefault(then, []).append(now)
    became = [f"{then} if it is {listed(now, 'or')}" for then, now in before.items()]
    return f"{question} becomes {', '.join(became)}"


def concluded(rule: Rule) -> str:
    """Return what a rule concludes."""
    return ", ".join(f"{one.concept}: {one.value}" for one in rule.then)
