"""Which questions are tied together, so that one of their answers alone may not be free to change."""

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import product

from followthrough.format.day_order import followers, spanned
from followthrough.format.graph_walks import reached
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Variable


def tied(
    base: KnowledgeBase, pending: Mapping[str, Variable], known: Set[str] = frozenset()
) -> dict[str, frozenset[str]]:
    """Name for every open question those that it is tied to, itself included.

    Tied are the open questions that one `never` tests and those on which their applying hangs; and so on from one
    `never` to the next. So are three dates of which the second alone puts the first and the third in order: whether it
    can be known hangs on both. Other dates need no ties, since days in order can be moved one by one; but those do from
    and to which days are counted, by way of all dates whose day is not `known`.
    """
    found = {name: frozenset({name}) for name in pending}
    for names in (*tying(base), *_apart(base, known)):
        together = frozenset(_asked(base, pending, names))
        whole = together.union(*(found[name] for name in together))
        found.update(dict.fromkeys(whole, whole))
    return found


def tying(base: KnowledgeBase) -> Iterator[list[str]]:
    """Yield the questions that each `never` ties together, and the dates that an order does, whatever is known."""
    yield from _excluding(base)
    yield from _passed_on(base)


def _excluding(base: KnowledgeBase) -> Iterator[list[str]]:
    """Yield the questions that each `never` tests."""
    for never in base.nevers:
        yield [name for test in never.conditions.tests() for name in base.questions_of(test.fact)]


def _apart(base: KnowledgeBase, known: Set[str]) -> Iterator[list[str]]:
    """Yield dates that hang together by days counted between them, or by their order, but not by a known day."""
    beside: dict[str, list[str]] = {name: [] for group in spanned(base) for name in group}
    pairs_of_days = [span.dates for span in base.spans.values()]
    pairs_of_days += [(name, one) for name in beside for one in base.questions[name].not_before]
    for one, other in pairs_of_days:
        if not {one, other} & known:
            beside[one].append(other)
            beside[other].append(one)
    for name in beside:
        yield [*reached([name], beside.__getitem__)]


def _passed_on(base: KnowledgeBase) -> Iterator[list[str]]:
    """Yield three dates each where the second alone puts the first and the third in order."""
    for name, after in followers(base.questions).items():
        for earlier, later in product(base.questions[name].not_before, after):
            if earlier not in base.questions[later].not_before:
                yield [earlier, name, later]


def _asked(base: KnowledgeBase, pending: Mapping[str, Variable], names: Iterable[str]) -> Iterator[str]:
    """Yield those of some questions that are open, and the open ones on which their applying hangs."""
    for name in names:
        if name in pending:
            yield name
        yield from _asked(base, pending, _tested(base, name))


def _tested(base: KnowledgeBase, question: str) -> Iterator[str]:
    """Yield the questions that the `only if` of one tests."""
    tests = base.questions[question].only_if.tests()
    return (name for test in tests for name in base.questions_of(test.fact))
