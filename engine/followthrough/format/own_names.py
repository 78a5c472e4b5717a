"""The names of one base as JSON Schema: an editor completes them, marks those that do not exist, and shows their texts.

A key of a form says what stands there (`forms.KeyNames`), and here is what a base has of it. An entry's own name is its
author's to choose, so nothing is said about it.
"""

from collections.abc import Iterator, Mapping
from itertools import permutations

from followthrough.format.choices import UNKNOWN
from followthrough.format.forms import KeyNames
from followthrough.format.model import TODAY, KnowledgeBase
from followthrough.format.own_facts import OwnFacts, Schema, enumerated, mapping, one_or_more
from followthrough.format.resolve.names import EXPECTED_RULES

_TITLES = {
    "authority": "A counsel",
    "counsel": "A counsel that advises",
    "passage": "A passage",
    "rule": "A rule",
    "concept": "A concept, or a sum",
    "date": "A question for a day",
    "counted": "The days since, until, or between",
}
"""What an editor shows above the text of a name, by its kind."""


class OwnNames:
    """What a base has under its names. Each schema that is needed more than once is described in `defs`."""

    def __init__(self, base: KnowledgeBase, defs: dict[str, Schema]) -> None:
        self.base = base
        self.facts = OwnFacts(base, defs)

    def texts(self, names: KeyNames) -> Mapping[str, str] | None:
        """Return the names of a kind, each with its text; None if it is not one of simple names."""
        base = self.base
        if names == "authority":
            return {name: f"{one.person}, {one.work}" for name, one in base.authorities.items()}
        if names == "counsel":
            return {name: f"{one.person}, {one.work}" for name, one in base.counsels.items()}
        if names == "passage":
            return self._passages()
        if names == "rule":
            return {name: rule.because for name, rule in base.rules.items()}
        if names == "concept":
            return {name: self.facts.text(name) for name in (*base.concepts, *base.sums)}
        if names == "date":
            return {name: base.questions[name].ask for name in self._dates()}
        return self._counted() if names == "counted" else None

    def name(self, names: KeyNames) -> Schema:
        """Return the schema of one of the simple names of a kind."""
        return self.facts.defined(
            names, lambda: {"title": _TITLES[names], "anyOf": enumerated(self.texts(names) or {})}
        )

    def more(self, names: KeyNames) -> Schema | None:
        """Return the schema of what has names and something next to each; None if it is not described here."""
        if names == "answer":
            return mapping(self.facts.answers(), least=0)
        if names == "change":
            return mapping(self.facts.changes())
        if names == "conclusion":
            return mapping(self.facts.values())
        if names == "due":
            today = enumerated({TODAY: "The day on which the advice is given."})
            return {"anyOf": [*today, mapping(self.facts.counts())]}
        if names == "points":
            return mapping(self.facts.points())
        if names == "expectation":
            return self._expectations()
        return self._in_between() if names == "in between" else None

    def own_values(self, first: str) -> Iterator[tuple[str, Schema]]:
        """Yield what entries define whose values have names, and these; an entry starts with the key `first`."""
        for name in self.base.questions if first == "question" else self.base.concepts:
            if self.facts.named_values(name):
                yield name, self.facts.value(name)

    def _passages(self) -> Mapping[str, str]:
        gists: dict[str, list[str]] = {}
        for passage in self.base.passages.values():
            person = self.base.authorities[passage.counsel].person
            gists.setdefault(passage.name, []).append(f"{person}: {passage.gist}")
        return {name: " ".join(texts) for name, texts in gists.items()}

    def _dates(self) -> list[str]:
        return [name for name in self.base.questions if self.facts.kind(name) == "date"]

    def _counted(self) -> Mapping[str, str]:
        dates = self._dates()
        texts = {f"days {way} {date}": self.facts.text(date) for date in dates for way in ("since", "until")}
        return texts | {f"days from {one} to {other}": "" for one, other in permutations(dates, 2)}

    def _expectations(self) -> Schema:
        rules = one_or_more(self.name("rule"))
        expected = {**self.facts.values(UNKNOWN), **self.facts.sums(), **dict.fromkeys(EXPECTED_RULES, rules)}
        one = self.facts.defined("expected", lambda: mapping(expected))
        return mapping({name: {"description": counsel.person, **one} for name, counsel in self.base.counsels.items()})

    def _in_between(self) -> Schema:
        steps = {f"doing {goal}": self.base.concepts[goal].means for goal in self.base.goals}
        return {"anyOf": [*enumerated(steps), {"type": "string", "pattern": "^[0-9]{1,6} days?$"}]}
