"""What was edited between two versions of a base, as an author would tell it: entry by entry."""

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Literal

import msgspec

from followthrough.errors import Place
from followthrough.format.model import Concept, Counsel, Count, KnowledgeBase, Passage, Question, Rule

How = Literal["added", "removed", "changed", "reworded"]
"""Whether an entry came, went, means something else, or says the same in other words."""


class Edit(msgspec.Struct, frozen=True):
    """One entry that is not as it was: its kind, its name, how it changed, and where it stands, or stood."""

    kind: str
    name: str
    how: How
    place: Place


def edits(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Edit]:
    """Compare two versions, entry by entry; where an entry stands does not matter, nor what is accepted about it."""
    yield from _compared("counsel", old.counsels, new.counsels, _counsel)
    yield from _compared("passage", _passages(old), _passages(new), _passage)
    yield from _compared("question", old.questions, new.questions, _question)
    yield from _compared("never", _nevers(old), _nevers(new), lambda never: ((), never.because))
    yield from _compared("count", old.counts, new.counts, _count)
    yield from _compared("concept", old.concepts, new.concepts, _concept)
    there = old.rules.keys() & new.rules.keys()
    yield from _compared("rule", old.rules, new.rules, lambda rule: _rule(rule, there))


def _compared(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], read: Callable[[Any], tuple[object, object]]
) -> Iterator[Edit]:
    """Compare the entries of a kind; `read` gives what one means and how that is said."""
    for name in {**old, **new}:
        if name not in old:
            yield Edit(kind, name, "added", new[name].place)
        elif name not in new:
            yield Edit(kind, name, "removed", old[name].place)
        else:
            (meant, said), (means, says) = read(old[name]), read(new[name])
            if meant != means or said != says:
                yield Edit(kind, name, "changed" if meant != means else "reworded", new[name].place)


def _passages(base: KnowledgeBase) -> dict[str, Passage]:
    return {f"{one.name} of {one.counsel}": one for one in base.passages.values()}


def _nevers(base: KnowledgeBase) -> dict[str, Any]:
    return {str(never.conditions): never for never in base.nevers}


def _counsel(one: Counsel) -> tuple[object, object]:
    return one.follows, (one.person, one.work)


def _passage(one: Passage) -> tuple[object, object]:
    return one.narrative, one.gist


def _question(one: Question) -> tuple[object, object]:
    means = (one.kind, tuple(one.choices), one.unknown_allowed, str(one.only_if), one.low, one.high, one.can_become)
    return means, (one.ask, one.why, one.choices, one.unit)


def _count(one: Count) -> tuple[object, object]:
    return (one.of, one.direction, one.low, one.high), one.means


def _concept(one: Concept) -> tuple[object, object]:
    return (tuple(one.values), one.many, one.otherwise), (one.means, one.values)


def _rule(one: Rule, there: Set[str]) -> tuple[object, object]:
    """Read a rule; that a row comes before others that are new, or gone, is no edit of the row."""
    overrides = [name for name in one.overrides if one.row is None or name in there]
    means = (one.counsel, str(one.conditions), str(one.unless), one.then, sorted(overrides), one.due)
    return means, (one.because, one.sources)
