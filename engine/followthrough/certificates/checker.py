"""Checks a certificate of advice (docs/certificate.md). It imports nothing of what reasons in this program.

It reads the rules, the answers, and the order of the steps out of the certificate, works out again what follows, and
says wherever the certificate says something else. `checker.mjs` does the same in JavaScript.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from math import inf
from typing import Any

from followthrough.certificates.canonical_json import MISSING, Uncheckable, digest, parsed, shown

FORMAT, VERSION = "followthrough certificate", 1
_PARTS = "advice,answers,base,counsel,facts,format,hash,knowledge,open,steps,today,version"
_MOST_PROBLEMS = 25
_NO, _OPEN, _YES = 0, 1, 2
"""So for no answers to the open questions, for some, and for all."""

_SAID = ("not held", "open", "held")
_UNASKED = object()
"""The value of a fact that may still get one."""

Note = Callable[[str, str], None]
"""Notes a problem: where it is, and what is wrong there."""


def check(text: str, base: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Check a certificate, given the text of its file. Return what is wrong with it, and where.

    `base` has any of the `title`, `hash`, `digest`, and `knowledge` that the certificate should have.
    """
    problems: list[tuple[str, str]] = []

    def note(where: str, says: str) -> None:
        problems.append((where, says))

    try:
        read = parsed(text)
        _check_form(read)
        _check_hashes(read, base, note)
        for part, found in _WorkedOut(read, note).all().items():
            _compare((part,), read[part], found, note)
    except Uncheckable as error:
        note(error.where, error.says)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        note("certificate", "is not of the form of one")
    return problems[:_MOST_PROBLEMS]


def _check_form(read: Any) -> None:
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise Uncheckable("format", f"is not {shown(FORMAT)}")
    if not _same(read.get("version"), VERSION):
        raise Uncheckable("version", f"is not {VERSION}, the one that this checker knows")
    if ",".join(sorted(read)) != _PARTS:
        raise Uncheckable("certificate", f"does not have the parts {_PARTS}")
    if ",".join(sorted(read["base"])) != "digest,hash,title":
        raise Uncheckable("base", "is not digest, hash, and title")


def _check_hashes(read: Mapping[str, Any], base: Mapping[str, Any], note: Note) -> None:
    if digest({part: read[part] for part in read if part != "hash"}) != read["hash"]:
        note("hash", "is not that of the certificate: something was changed")
    if digest(read["knowledge"]) != read["base"]["digest"]:
        note("base: digest", "is not that of the knowledge")
    for part in ("title", "hash", "digest"):
        if part in base:
            _compare(("base", part), read["base"][part], base[part], note, "in the base it is")
    if "knowledge" in base and base.get("digest") != read["base"]["digest"]:
        _compare(("knowledge",), read["knowledge"], base["knowledge"], note, "in the base it is")


class _WorkedOut:
    """What follows from the answers of a certificate by its rules, worked out in the order of its steps."""

    def __init__(self, read: Mapping[str, Any], note: Note) -> None:
        self.read, self.note = read, note
        self.answers, self.today, knowledge = read["answers"], read["today"], read["knowledge"]
        self.counsel, self.shown, self.never = knowledge["counsel"]["name"], knowledge["advises on"], knowledge["never"]
        self.questions, self.counts, self.rules = knowledge["questions"], knowledge["counts"], knowledge["rules"]
        self.concepts, self.sums = knowledge["concepts"], knowledge["sums"]
        self.facts: dict[str, Any] = {"today": self.today}
        self.asking: set[str] = set()
        self.fired: dict[str, int] = {}
        self.truths: dict[str, dict[str | None, int]] = {}
        self.totals: dict[str, dict[str, int]] = {}
        self.overriding: dict[str, list[str]] = {}
        self.claiming: dict[tuple[str, str], list[str]] = {}
        self.tables: dict[str, list[str]] = {}
        for name, rule in self.rules.items():
            for other in rule["overrides"]:
                self.overriding.setdefault(other, []).append(name)
            for concept, value in rule["then"]:
                self.claiming.setdefault((concept, value), []).append(name)
            if "row" in rule:
                self.tables.setdefault(rule["row"]["table"], []).append(name)

    def all(self) -> dict[str, Any]:
        """Return the parts of a certificate that follow from its other parts."""
        steps = self.read["steps"]
        named = sorted(one.get("rule") or one.get("concept") or one["sum"] for one in steps)
        if named != sorted([*self.rules, *self.concepts, *self.sums]):
            raise Uncheckable("steps", "do not have every rule, concept, and sum once")
        if self.read["counsel"] != self.counsel:
            self.note("counsel", "is not the one whose rules these are")
        _day(self.today)
        for name, value in self.answers.items():
            self.check_answer(name, value)
        if any(self.all_hold(never) == _YES for never in self.never):
            self.note("answers", "cannot be given together")
        facts = {name: self.fact(name) for name in sorted(["today", *self.questions, *self.counts])}
        return {
            "facts": {name: value for name, value in facts.items() if value is not _UNASKED},
            "open": [name for name, value in facts.items() if value is _UNASKED],
            "steps": [self.step(one) for one in steps],
            "advice": {name: self.totals[name] if name in self.sums else self.advised(name) for name in self.shown},
        }

    # Facts, and whether the answers can be given together

    def fact(self, name: str) -> Any:
        """Return the value of a question, a count, or the days between two dates."""
        if name not in self.facts:
            if name in self.asking:
                raise Uncheckable(f"knowledge: {name}", "depends on itself")
            self.asking.add(name)
            if name in self.counts:
                count = self.counts[name]
                self.facts[name] = _between(count, self.fact(count["first"]), self.fact(count["last"]))
            elif name in self.answers:
                self.facts[name] = self.answers[name]
            else:
                self.facts[name] = None if self.all_hold(self.questions[name]["only if"]) == _NO else _UNASKED
        return self.facts[name]

    def check_answer(self, name: str, value: Any) -> None:
        question, where = self.questions[name], f"answers: {name}"
        if not _fits(value, question):
            self.note(where, f"cannot be {shown(value)}")
        elif self.all_hold(question["only if"]) == _NO:
            self.note(where, "does not apply")
        elif value is not None and question["kind"] == "date":
            if question["passed"] and value > self.today:
                self.note(where, "has not come yet")
            for one in question["not before"]:
                if isinstance(self.fact(one), str) and value < self.fact(one):
                    self.note(where, f"is before {one}")

    # Tests

    def all_hold(self, conditions: Iterable[Any]) -> int:
        return min([_YES, *map(self.holds, conditions)])

    def holds(self, one: Mapping[str, Any]) -> int:
        return _most(map(self.all_hold, one["any of"])) if "any of" in one else self.passes(one)

    def passes(self, one: Mapping[str, Any]) -> int:
        name, tests = one["fact"], one["test"]
        if name in self.concepts:
            return _most(self.concluded(name, test) for test in tests)
        if name in self.sums:
            return _most(_within(_settled(self.totals, name), test) for test in tests)
        value = self.fact(name)
        return _OPEN if value is _UNASKED else _YES if any(_meets(value, test) for test in tests) else _NO

    def concluded(self, name: str, test: Mapping[str, Any]) -> int:
        values, found = self.concepts[name]["values"], _settled(self.truths, name)
        if "known" in test:
            return _most(found[value] for value in values) if test["known"] else found[None]
        if "is" in test:
            return int(found[test["is"]])
        other = test["other than"]
        if self.concepts[name]["many"]:
            return _YES - int(max(found[other], found[None]))
        return _most(found[value] for value in values if value != other)

    # Steps

    def step(self, said: Mapping[str, str]) -> dict[str, Any]:
        if "rule" in said:
            return self.rule_step(said["rule"])
        return self.sum_step(said["sum"]) if "sum" in said else self.concept_step(said["concept"])

    def rule_step(self, name: str) -> dict[str, Any]:
        rule = self.rules[name]
        found: dict[str, Any] = {"rule": name, "if": self.outcomes(rule["if"])}
        applied = self.all_hold(rule["if"])
        if "unless" in rule:
            found["unless"] = self.outcomes(rule["unless"])
            applied = min(applied, _YES - self.all_hold(rule["unless"]))
        others = [*self.overriding.get(name, ()), *self.rows_above(rule.get("row"))]
        truth = self.fired[name] = min([applied, *(_YES - _settled(self.fired, other) for other in others)])
        if truth == _NO and applied != _NO:
            return {**found, "outcome": "defeated", "by": sorted(one for one in others if self.fired[one] == _YES)}
        found["outcome"] = ("silent", "open", "fired")[truth]
        return {**found, "due": self.due_day(rule["due"])} if truth == _YES and "due" in rule else found

    def rows_above(self, row: Mapping[str, Any] | None) -> list[str]:
        if row is None:
            return []
        return [one for one in self.tables[row["table"]] if self.rules[one]["row"]["rank"] < row["rank"]]

    def outcomes(self, conditions: Iterable[Any]) -> list[str]:
        return [_SAID[self.passes(one)] for one in _tests(conditions)]

    def due_day(self, due: Mapping[str, int]) -> str | None:
        """Return the last of the days of a rule, or today if it names none."""
        if not due:
            return str(self.today)
        days = []
        for name, number in due.items():
            first, last = self.counts[name]["first"], self.counts[name]["last"]
            day, number = (self.fact(first), number) if last == "today" else (self.fact(last), -number)
            days.append(_day(day) + timedelta(days=number) if isinstance(day, str) else day)
        if _UNASKED in days:
            return "open"
        return max((day.isoformat() for day in days if day is not None), default=None)

    def concept_step(self, name: str) -> dict[str, Any]:
        concept = self.concepts[name]
        claims = {value: self.claimed(name, value) for value in concept["values"]}
        conflict = _NO if concept["many"] else sorted([_NO, _NO, *claims.values()])[-2]
        found: dict[str | None, int] = {value: min(claim, _YES - conflict) for value, claim in claims.items()}
        if "otherwise" in concept:
            other = concept["otherwise"]
            found[other] = max(found[other], _YES - _most(claims.values()))
        said = {value: _SAID[truth] for value, truth in found.items()}
        found[None] = _YES - _most(found.values())
        self.truths[name] = found
        return {"concept": name, "values": said, "conflict": _SAID[conflict], "undecided": _SAID[found[None]]}

    def claimed(self, name: str, value: str) -> int:
        return _most(_settled(self.fired, rule) for rule in self.claiming.get((name, value), ()))

    def sum_step(self, name: str) -> dict[str, Any]:
        held = [(self.passes(part), part["points"]) for part in self.sums[name]["adds"]]
        low = sum(points for truth, points in held if truth == _YES or (truth == _OPEN and points < 0))
        high = sum(points for truth, points in held if truth == _YES or (truth == _OPEN and points > 0))
        self.totals[name] = {"from": low, "to": high}
        return {"sum": name, "adds": [_SAID[truth] for truth, _ in held], **self.totals[name]}

    # What it comes to

    def advised(self, name: str) -> dict[str, Any]:
        found = _settled(self.truths, name)
        held = [value for value in self.concepts[name]["values"] if found[value] == _YES]
        return {
            "values": held,
            "open": [value for value in found if found[value] == _OPEN],
            "by": {value: self.by(name, value, _YES) for value in held},
            "due": {value: self.first_due(name, value) for value in held},
        }

    def by(self, name: str, value: str, truth: int) -> list[str]:
        return sorted(rule for rule in self.claiming.get((name, value), ()) if self.fired[rule] == truth)

    def first_due(self, name: str, value: str) -> str | None:
        days = [
            self.due_day(self.rules[rule]["due"]) for rule in self.by(name, value, _YES) if "due" in self.rules[rule]
        ]
        perhaps = any("due" in self.rules[rule] for rule in self.by(name, value, _OPEN))
        return "open" if perhaps or "open" in days else min((day for day in days if day is not None), default=None)


# One test, one answer, one day


def _most(truths: Iterable[int]) -> int:
    return max(truths, default=_NO)


def _tests(conditions: Iterable[Any]) -> Iterable[Any]:
    for one in conditions:
        if "any of" in one:
            for alternative in one["any of"]:
                yield from _tests(alternative)
        else:
            yield one


def _inside(number: int, test: Mapping[str, Any]) -> bool:
    return bool(test.get("from", -inf) <= number <= test.get("to", inf))


def _meets(value: Any, test: Mapping[str, Any]) -> bool:
    if "known" in test:
        return bool(test["known"] == (value is not None))
    if value is None:
        return False
    held = value if isinstance(value, list) else [value]
    if "is" in test:
        return bool(test["is"] in held)
    return test["other than"] not in held if "other than" in test else isinstance(value, int) and _inside(value, test)


def _within(total: Mapping[str, int], test: Mapping[str, Any]) -> int:
    if "other than" in test:
        return _YES - _within(total, {"from": test["other than"], "to": test["other than"]})
    if _inside(total["from"], test) and _inside(total["to"], test):
        return _YES
    return _NO if total["to"] < test.get("from", -inf) or total["from"] > test.get("to", inf) else _OPEN


def _fits(value: Any, question: Mapping[str, Any]) -> bool:
    """Return whether an answer is one that its question can have."""
    if value is None:
        return bool(question["unknown"])
    if question["kind"] == "number":
        return type(value) is int and _inside(value, question)
    if question["kind"] == "date":
        return bool(_day(value).isoformat() == value)
    if not question["many"]:
        return bool(value in question["choices"])
    in_order = [one for one in question["choices"] if one in value] == value
    return in_order and len(value) > 0 and (len(value) == 1 or "none" not in value)


def _between(bounds: Mapping[str, int], first: Any, last: Any) -> Any:
    """Return the days between two days, within bounds."""
    if first is None or last is None:
        return None
    if first is _UNASKED or last is _UNASKED:
        return _UNASKED
    return min(max((_day(last) - _day(first)).days, bounds["from"]), bounds["to"])


def _day(text: str) -> date:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return date.fromisoformat(text)
    except (TypeError, ValueError):
        pass
    raise Uncheckable("certificate", f"has the day {shown(text)}")


# Data


def _settled(found: Mapping[str, Any], name: str) -> Any:
    if name not in found:
        raise Uncheckable(f"steps: {name}", "does not come before what rests on it")
    return found[name]


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _compare(path: tuple[str, ...], said: Any, found: Any, note: Note, whose: str = "what follows is") -> None:
    if isinstance(said, dict) and isinstance(found, dict):
        for key in dict.fromkeys((*said, *found)):
            _compare((*path, key), said.get(key, MISSING), found.get(key, MISSING), note, whose)
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for place, (one, other) in enumerate(zip(said, found, strict=True), 1):
            named = one if isinstance(one, dict) else {}
            name = named.get("rule") or named.get("concept") or named.get("sum") or place
            _compare((*path, str(name)), one, other, note, whose)
    elif not _same(said, found):
        note(": ".join(path), f"is {shown(said)}, and {whose} {shown(found)}")
