"""From advice to its certificate: the answers, the rules, what each of them did, and what follows, as plain data.

What is concluded is the one meaning of the rules (`readings.meaning`) over three truths, so that a certificate can be
written while questions are open: it claims what follows whatever their answers are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from followthrough.advising.advice import Advice
from followthrough.certificates.canonical_json import canonical, digest
from followthrough.certificates.checker import FORMAT, VERSION
from followthrough.certificates.knowledge import knowledge
from followthrough.format.applicability import may_apply, unanswered
from followthrough.format.conditions import AllOf, Test, Truth, Value
from followthrough.format.lead import Lead, lasting, read_lead
from followthrough.format.model import TODAY, KnowledgeBase, Rule, RuleConclusion
from followthrough.format.order import Settled, settled_order
from followthrough.format.sums import Sum
from followthrough.readings.meaning import Meaning

NO, OPEN, YES = 0, 1, 2
"""The truths: not so, so for some answers to the open questions, and so whatever these are."""

_SAID = {NO: "not held", OPEN: "open", YES: "held"}


def certificate(advice: Advice) -> dict[str, Any]:
    """Return the certificate of advice, as data.

    Of what hinges on open questions it claims nothing, and of what holds only because each of several answers leads to
    the same it claims nothing either: `left_open` names that.
    """
    base = advice.base
    lead = read_lead(base, advice.lead.answers, advice.on, partial=True)
    told = {name: value for name, value in lasting(base, lead).items() if _counts(base, name, lead)}
    known = about(base, advice.counsel)
    found = {
        "format": FORMAT,
        "version": VERSION,
        "base": {part: known[part] for part in ("title", "hash", "digest")},
        "counsel": advice.counsel,
        "today": advice.on.isoformat(),
        "knowledge": known["knowledge"],
        "answers": {name: _plain(value) for name, value in told.items()},
        **_Following(base, advice.counsel, lead, advice.on).data(),
    }
    return {**found, "hash": digest(found)}


def _counts(base: KnowledgeBase, name: str, lead: Lead) -> bool:
    """Return whether rules could go by an answer: no text, and no "I don't know" to what does not apply."""
    question = base.questions[name]
    is_asked = lead.facts[name] is not None or may_apply(base, question, lead.facts, lead.answers)
    return question.kind != "text" and is_asked


@lru_cache(maxsize=16)
def about(base: KnowledgeBase, counsel: str) -> Mapping[str, Any]:
    """Return what a checker has to know of a base, to say that a certificate rests on the rules of a counsel in it."""
    held = knowledge(base, counsel)
    return {"title": base.title, "hash": base.hash, "digest": digest(held), "knowledge": held}


def text_of(data: Mapping[str, Any]) -> str:
    """Return a certificate as the text of its file: canonical JSON, the same bytes for the same advice."""
    return canonical(data) + "\n"


def left_open(advice: Advice, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the concepts and sums that are settled, and of which a certificate does not claim so."""
    opened = {*advice.open, *advice.open_sums}
    return tuple(name for name, one in data["advice"].items() if name not in opened and _is_open(one))


def _is_open(one: Mapping[str, Any]) -> bool:
    return one["from"] != one["to"] if "from" in one else bool(one["open"])


class _Truths:
    """The algebra of the three truths: what is so for some answers is open."""

    def all_of(self, truths: Iterable[int]) -> int:
        return min(truths, default=YES)

    def any_of(self, truths: Iterable[int]) -> int:
        return max(truths, default=NO)

    def two_of(self, truths: Iterable[int]) -> int:
        return sorted((NO, NO, *truths))[-2]

    def reaches(self, least: int, points: Sequence[tuple[int, int]]) -> int:
        low, high = ends(points)
        return YES if low >= least else OPEN if high >= least else NO

    def negated(self, truth: int) -> int:
        return YES - truth

    def named(self, name: str, truth: int) -> int:
        return truth


def ends(points: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the fewest and the most points that some parts may add up to."""
    sure = sum(number for truth, number in points if truth == YES)
    perhaps = [number for truth, number in points if truth == OPEN]
    return sure + sum(min(one, 0) for one in perhaps), sure + sum(max(one, 0) for one in perhaps)


class _Following:
    """What follows from a lead under a counsel, for a certificate."""

    def __init__(self, base: KnowledgeBase, counsel: str, lead: Lead, today: date) -> None:
        self.base, self.today, self.facts = base, today, lead.facts
        self.open: Set[str] = _open_facts(base, lead)
        self.order: tuple[Settled, ...] = settled_order(base, counsel)
        self.meaning = Meaning(_Truths(), self.order, self._answered)

    def _answered(self, fact: str, test: Test) -> int:
        if fact in self.open:
            return OPEN
        return YES if test.outcome(self.facts[fact]) is Truth.TRUE else NO

    def data(self) -> dict[str, Any]:
        """Return the parts of a certificate that follow from its other parts."""
        tested = {name: one for name, one in self.facts.items() if not self._is_text(name)}
        known = {name: _plain(value) for name, value in tested.items() if name not in self.open}
        return {
            "facts": {**known, TODAY: self.today.isoformat()},
            "open": sorted(self.open),
            "steps": [self._step(part) for part in self.order],
            "advice": {
                **{name: self._advised(name) for name in self.base.shown()},
                **{name: self._total(name) for name in self.base.shown_sums},
            },
        }

    def _is_text(self, name: str) -> bool:
        return name in self.base.questions and self.base.questions[name].kind == "text"

    def _step(self, part: Settled) -> dict[str, Any]:
        if isinstance(part, Rule):
            return self._rule(part)
        if isinstance(part, Sum):
            adds = [_SAID[truth] for truth, _ in self.meaning.sums[part.name]]
            return {"sum": part.name, "adds": adds, **self._total(part.name)}
        values = {value: _SAID[self.meaning.values[part.name, value]] for value in part.values}
        return {
            "concept": part.name,
            "values": values,
            "conflict": _SAID[self.meaning.conflicts[part.name]],
            "undecided": _SAID[self.meaning.values[part.name, None]],
        }

    def _rule(self, rule: Rule) -> dict[str, Any]:
        """Return what a rule did, and why: how each of its tests came out, and which rules defeated it."""
        data: dict[str, Any] = {"rule": rule.name, "if": self._outcomes(rule.conditions)}
        if rule.unless is not None:
            data["unless"] = self._outcomes(rule.unless)
        fired = self.meaning.fired[rule.name]
        if fired == NO and self.meaning.applied[rule.name] != NO:
            by = sorted(one for one in self.meaning.overriding[rule.name] if self.meaning.fired[one] == YES)
            return {**data, "outcome": "defeated", "by": by}
        data["outcome"] = {YES: "fired", OPEN: "open", NO: "silent"}[fired]
        return {**data, "due": self._due(rule)} if fired == YES and rule.due is not None else data

    def _outcomes(self, conditions: AllOf) -> list[str]:
        return [_SAID[self.meaning.passes(one.fact, one.test)] for one in conditions.tests()]

    def _due(self, rule: Rule) -> str | None:
        """Return the day on which a rule falls due, None for none, or `open`."""
        assert rule.due is not None, "only of rules that name a day"
        if not rule.due.days:
            return self.today.isoformat()
        counts = [(self.base.counts[name], number) for name, number in rule.due.days]
        if any(count.of in self.open for count, _ in counts):
            return "open"
        known = [(self.facts[count.of], number if count.direction == "since" else -number) for count, number in counts]
        days = [day + timedelta(days=number) for day, number in known if isinstance(day, date)]
        return max(days).isoformat() if days else None

    def _total(self, name: str) -> dict[str, int]:
        low, high = ends(self.meaning.sums[name])
        return {"from": int(low), "to": int(high)}

    def _advised(self, name: str) -> dict[str, Any]:
        """Return the values that a concept has, with the rules behind each and its day, and those that it may have."""
        values = (*self.base.concepts[name].values, None)
        truths = {value: self.meaning.values[name, value] for value in values}
        held = [value for value in values if truths[value] == YES and value is not None]
        return {
            "values": held,
            "open": [value for value in values if truths[value] == OPEN],
            "by": {value: sorted(self._claiming(name, value, YES)) for value in held},
            "due": {value: self._first_due(name, value) for value in held},
        }

    def _claiming(self, concept: str, value: str, truth: int) -> Iterator[str]:
        wanted = RuleConclusion(concept, value)
        for part in self.order:
            if isinstance(part, Rule) and self.meaning.fired[part.name] == truth and wanted in part.then:
                yield part.name

    def _first_due(self, concept: str, value: str) -> str | None:
        """Return the first day that a rule names which concludes a value, None for none, or `open`."""
        rules = self.base.rules
        days = [self._due(rules[name]) for name in self._claiming(concept, value, YES) if rules[name].due is not None]
        perhaps = any(rules[name].due is not None for name in self._claiming(concept, value, OPEN))
        return "open" if perhaps or "open" in days else min((day for day in days if day is not None), default=None)


def _open_facts(base: KnowledgeBase, lead: Lead) -> Set[str]:
    """Name the facts that may still get a value: those of the open questions."""
    found = {one.name for one in unanswered(base, lead.facts, lead.answers)}
    found |= {name for name, count in base.counts.items() if count.of in found}
    for span in base.spans.values():
        if found.intersection(span.dates) and all(one in found or lead.facts[one] is not None for one in span.dates):
            found.add(span.name)
    return found


def _plain(value: Value) -> str | int | list[str] | None:
    if isinstance(value, tuple):
        return [*value]
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, int) else value
