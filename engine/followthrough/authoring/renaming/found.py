"""Which entries of a base have only another name in its next version.

An entry that is gone and one that is new are the same if they differ in nothing but names that are gone and new, and if
no other entry could be meant. Each such pair makes more entries comparable, so pairs are looked for until there are no
more. In the end, a pair that is not the same in all of its names is given up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from followthrough.authoring import contents
from followthrough.authoring.renaming.renames import Renames
from followthrough.format.model import KnowledgeBase

_BLANK = "?"
"""What stands for a name that is gone or new. No entry has this name."""

_Names = Mapping[str, Sequence[Any]]
"""Names of entries by their kinds. A value is named with its fact, and a passage with its counsel."""


class Renamed(NamedTuple):
    """The old and the new name of an entry of a kind."""

    kind: str
    old: Any
    new: Any


def renames(old: KnowledgeBase, new: KnowledgeBase) -> Renames:
    """Return which entries of a base have only another name in its next version. What could be several is left out.

    >>> from followthrough import load
    >>> bool(renames(load(), load()))
    False
    """
    pairs: list[Renamed] = []
    while more := list(_pairs(old, new, _together(pairs))):
        pairs += more
    while wrong := _different(old, new, pairs):
        pairs = [pair for pair in pairs if pair not in wrong]
    return _together(pairs)


def _together(pairs: Iterable[Renamed]) -> Renames:
    """Return all pairs as new names by the old ones."""
    names: dict[str, dict[Any, Any]] = {}
    for kind, old, new in pairs:
        names.setdefault(kind, {})[old] = new
    values: dict[str, dict[str, str]] = {}
    for (fact, value), (_, name) in names.pop("values", {}).items():
        values.setdefault(fact, {})[value] = name
    passages = {key: name for key, (_, name) in names.pop("passages", {}).items()}
    return Renames(values=values, passages=passages, **names)


# Pairs


def _pairs(old: KnowledgeBase, new: KnowledgeBase, known: Renames) -> Iterator[Renamed]:
    """Yield pairs of entries that are the same but for names that are gone and new, given those that are renamed."""
    before, after = _names(old), _names(new)
    now = {kind: {known.key(kind, name) for name in names} for kind, names in before.items()}
    gone = {
        kind: [name for name in names if known.key(kind, name) not in after[kind]] for kind, names in before.items()
    }
    come = {kind: [name for name in names if name not in now[kind]] for kind, names in after.items()}
    if not any(gone[kind] and come[kind] for kind in gone):
        return
    there = now["rules"].intersection(after["rules"])
    one = _Side(old, _blanked(old, known, gone), there)
    other = _Side(new, _blanked(new, Renames(), come), there)
    for kind in gone:
        if gone[kind] and come[kind]:
            yield from _alike(kind, one.contents(kind, gone[kind]), other.contents(kind, come[kind]))


def _alike(kind: str, gone: Mapping[Any, Sequence[str]], come: Mapping[Any, Sequence[str]]) -> Iterator[Renamed]:
    """Yield those that say the same, if no others do. Of two ways to say it, the first counts before the other."""
    paired: set[Any] = set()
    for way in range(max(map(len, (*gone.values(), *come.values())))):
        olds, news = (
            _by_content({name: said[way] for name, said in side.items() if len(said) > way and name not in paired})
            for side in (gone, come)
        )
        for said in olds:
            if said in news:
                yield Renamed(kind, olds[said], news[said])
                paired |= {olds[said], news[said]}


def _by_content(said: Mapping[Any, str]) -> dict[str, Any]:
    """Return names by what their entries say, unless several say the same."""
    alike = Counter(said.values())
    return {content: name for name, content in said.items() if alike[content] == 1}


def _different(old: KnowledgeBase, new: KnowledgeBase, pairs: Sequence[Renamed]) -> set[Renamed]:
    """Return the pairs whose entries differ once all names are in place."""
    known = _together(pairs)
    there = {known.key("rules", name) for name in old.rules} & new.rules.keys()
    one, other = _Side(old, known, there), _Side(new, Renames(), there)
    wrong = set()
    for pair in pairs:
        before, after = one.contents(pair.kind, [pair.old]), other.contents(pair.kind, [pair.new])
        if not {*before[pair.old]} & {*after[pair.new]}:
            wrong.add(pair)
    return wrong


# What entries say


class _Side:
    """One of two versions, and what its entries say in other names. `there` are the rules that both versions have."""

    def __init__(self, base: KnowledgeBase, names: Renames, there: Set[str]) -> None:
        self.base, self.names, self.there = base, names, there
        self.laws = {law.name: law for law in base.laws}

    def contents(self, kind: str, keys: Iterable[Any]) -> dict[Any, tuple[str, ...]]:
        """Return what entries of a kind say, without their own names: in one way, or in several.

        It is nothing for a value of a fact, or a passage of a counsel, that is blank.
        """
        return {key: tuple(map(repr, self._said(kind, key))) for key in keys}

    def _said(self, kind: str, key: Any) -> tuple[object, ...]:
        base, names = self.base, self.names
        if kind == "values":
            return self._value(*key)
        if kind == "facts":
            return (self._fact(key),)
        if kind == "rules":
            return (contents.of_rule(names.a_rule(base.rules[key], base), self.there),)
        if kind == "passages":
            if names.counsel(key[0]) == _BLANK:
                return ()
            return ((names.counsel(key[0]), contents.of_passage(base.passages[key])),)
        if kind == "laws":
            return (contents.of_law(names.a_law(self.laws[key])),)
        return (contents.of_counsel(names.an_authority(base.authorities[key])),)

    def _fact(self, name: str) -> object:
        base, names = self.base, self.names
        if name in base.questions:
            return "question", contents.of_question(names.a_question(base.questions[name]))
        if name in base.counts:
            return "count", contents.of_count(names.a_count(base.counts[name]))
        if name in base.spans:
            return "count", contents.of_count(names.a_span(base.spans[name]))
        if name in base.sums:
            return "sum", contents.of_sum(names.a_sum(base.sums[name]))
        return "concept", contents.of_concept(names.a_concept(base.concepts[name], base))

    def _value(self, fact: str, value: str) -> tuple[object, ...]:
        """Return what a person reads for a value and what it does; and that they read its own name, if they do."""
        if self.names.fact(fact) == _BLANK:
            return ()
        says = _values(self.base, fact)[value]
        does = self.names.a_concept(self.base.concepts[fact], self.base).does if fact in self.base.concepts else {}
        rest = self.names.fact(fact), does.get(self.names.value(fact, value))
        return ((says, rest), (_BLANK, rest)) if says == value else ((says, rest),)


def _values(base: KnowledgeBase, fact: str) -> Mapping[str, str]:
    return base.questions[fact].choices if fact in base.questions else base.concepts[fact].values


def _names(base: KnowledgeBase) -> _Names:
    """Return the names of all entries of a base that others can mention, and of its laws."""
    return {
        "counsels": list(base.authorities),
        "passages": list(base.passages),
        "facts": [*base.questions, *base.counts, *base.spans, *base.concepts, *base.sums],
        "values": [(fact, value) for fact in (*base.questions, *base.concepts) for value in _values(base, fact)],
        "rules": list(base.rules),
        "laws": [law.name for law in base.laws],
    }


def _blanked(base: KnowledgeBase, known: Renames, unknown: _Names) -> Renames:
    """Return the names that are known, with blanks in place of the others. A number tells blank values apart."""
    numbered = {
        (fact, value): f"{_BLANK}{number}"
        for fact in (*base.questions, *base.concepts)
        for number, value in enumerate(_values(base, fact))
    }
    values: dict[str, dict[str, str]] = {fact: dict(names) for fact, names in known.values.items()}
    for fact, value in unknown["values"]:
        values.setdefault(fact, {})[value] = numbered[fact, value]
    return Renames(
        facts={**known.facts, **dict.fromkeys(unknown["facts"], _BLANK)},
        values=values,
        rules={**known.rules, **dict.fromkeys(unknown["rules"], _BLANK)},
        passages={**known.passages, **dict.fromkeys(unknown["passages"], _BLANK)},
        counsels={**known.counsels, **dict.fromkeys(unknown["counsels"], _BLANK)},
        laws={**known.laws, **dict.fromkeys(unknown["laws"], _BLANK)},
    )
