"""Proves that a published page says what a base does: text by text, and diagram by diagram over all possible leads.

The diagrams of the page and those made anew of the base are put into one table. There, two statements hold in the same
leads if and only if they have the same number; so comparing numbers is a proof.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from followthrough.format.model import KnowledgeBase
from followthrough.publishing import page
from followthrough.publishing.compiled import CompiledBase, View
from followthrough.publishing.nodes import NodeTable, UnreadableNodes, nodes_of
from followthrough.publishing.published import FORM, diagrams_hash, published
from followthrough.readings.prove.diagrams import EVERYTHING

Statements = dict[str, int]
"""Statements about leads, in words, each with the number of the node that says where it holds."""


class ComparedPage(msgspec.Struct, frozen=True):
    """What a page was compared in, and where it differs from the base: nowhere if it says the same."""

    statements: int
    texts: int
    differences: tuple[str, ...]


def check_page(base: KnowledgeBase, text: str) -> ComparedPage:
    """Compare a page with a base. Raises NotAPage if the text is none, and NotSettled if the base is too large."""
    data = page.unpacked(text)
    if data.get("form") != FORM:
        raise page.NotAPage(f"has the form {data.get('form')!r}, and not {FORM}, which this program reads")
    made, here = _read(data, "made", dict[str, str]), _read(data, "diagrams", CompiledBase)
    if {*made} != {"on", "by"} or not _is_day(made["on"]):
        raise page.NotAPage("does not say on which day it was made")
    expected = msgspec.json.decode(msgspec.json.encode(published(base, date.fromisoformat(made["on"]), "")))
    expected["made"], there = made, msgspec.convert(expected["diagrams"], CompiledBase)
    statements, others = _in_one_table(here, there)
    found = [*_unlike(statements, others), *_unlike_diagrams(here, there)]
    texts = [key for key in expected if key not in ("diagrams", "diagramsHash", "form", "made")]
    found += [one for key in texts for one in _differing(key, data.get(key), expected[key])]
    found += [f"{key} is not part of a page" for key in data if key not in expected]
    if data.get("diagramsHash") != diagrams_hash(data["diagrams"]):
        found.append("the hash of its diagrams is not that of the diagrams it holds")
    if not found and page.html(data) != text:
        found.append(f"the page around the base is not as this program writes it; it says it is by {made['by']}")
    return ComparedPage(len(others), len(texts), tuple(dict.fromkeys(found)))


def _read(data: Mapping[str, Any], key: str, form: Any) -> Any:
    try:
        return msgspec.convert(data.get(key), form)
    except msgspec.ValidationError as error:
        raise page.NotAPage(f"holds {key} of another form: {str(error).lower()}") from None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _in_one_table(here: CompiledBase, there: CompiledBase) -> tuple[Statements, Statements]:
    """Return the statements of a page and those of a base, where all diagrams are in one table."""
    table = NodeTable()
    return _statements(here, table), _statements(there, table)


def _statements(compiled: CompiledBase, table: NodeTable) -> Statements:
    try:
        own = nodes_of(compiled.nodes, [len(level.cells) + 1 for level in compiled.levels])
    except UnreadableNodes as error:
        raise page.NotAPage(f"holds diagrams that cannot be read: {error}") from None
    numbers = list(range(EVERYTHING + 1))
    for level, kids in own.nodes:
        numbers.append(table.number(level, tuple(numbers[kid] for kid in kids)))
    found = dict(_named(compiled))
    if not all(0 <= root < len(numbers) for root in found.values()):
        raise page.NotAPage("names a diagram that it does not hold")
    return {name: numbers[root] for name, root in found.items()}


def _named(compiled: CompiledBase) -> Iterator[tuple[str, int]]:
    """Yield all statements in words, with their roots."""
    yield "which leads are possible", compiled.possible
    for name, root in compiled.applies.items():
        yield f"where the question {name} applies", root
    for number, root in enumerate(compiled.nevers, 1):
        yield f"where never {number} holds", root
    for one in compiled.days.forced:
        yield f"what a day of {one[0]} from {one[1]} days ago excludes beside {one[3]} ({one[4]})", one[2]
    for two in compiled.days.inverted:
        yield f"what {two[0]} from {two[1]} and {two[3]} from {two[4]} days ago exclude", two[2]
    for counsel, view in compiled.views.items():
        for what, root in _of_view(view, compiled.tests):
            yield f"under {counsel}, where {what}", root


def _of_view(view: View, tests: list[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    yield from ((f"the rule {name} applies", root) for name, root in view.applied.items())
    yield from ((f"the rule {name} fires", root) for name, root in view.fired.items())
    yield from ((f"rules contradict each other about {name}", root) for name, root in view.conflicts.items())
    for name, roots in view.values.items():
        yield from ((f"{name} has value {place} of {len(roots)}", root) for place, root in enumerate(roots, 1))
    yield from ((f"{fact} is {test}", root) for (fact, test), root in zip(tests, view.tests, strict=False))
    for name, parts in view.sums.items():
        yield from ((f"part {place} of {name} adds {one[1]}", one[0]) for place, one in enumerate(parts, 1))
    for name, totals in view.totals.items():
        yield from ((f"{name} reaches its number {place}", root) for place, root in enumerate(totals, 2))
    for goal, value, after, root in view.days:
        yield f"{goal} {value} is due after {after}", root


def _unlike(here: Statements, there: Statements) -> Iterator[str]:
    for name in dict.fromkeys((*there, *here)):
        if name not in here:
            yield f"the page does not say {name}"
        elif name not in there:
            yield f"the page says {name}, and the base does not"
        elif here[name] != there[name]:
            yield f"{name} is not the same"


def _unlike_diagrams(here: CompiledBase, there: CompiledBase) -> Iterator[str]:
    """Yield what differs of the diagrams besides where they hold."""
    for name in ("levels", "tests", "ties"):
        one, other = msgspec.to_builtins(getattr(here, name)), msgspec.to_builtins(getattr(there, name))
        yield from _differing(name, one, other)
    for name in ("dated", "apart", "order"):
        one, other = msgspec.to_builtins(getattr(here.days, name)), msgspec.to_builtins(getattr(there.days, name))
        yield from _differing(f"days {name}", one, other)
    for counsel, view in there.views.items():
        if counsel in here.views and len(here.views[counsel].tests) != len(view.tests):
            yield f"under {counsel} the page has another number of tests"


def _differing(name: str, here: Any, there: Any) -> Iterator[str]:
    """Yield which parts of two data differ, by the names that lead there."""
    if isinstance(here, dict) and isinstance(there, dict):
        for key in dict.fromkeys((*there, *here)):
            if key not in here or key not in there:
                yield f"{name}: {key} is only in the {'base' if key in there else 'page'}"
            else:
                yield from _differing(f"{name}: {key}", here[key], there[key])
        if here.keys() == there.keys() and [*here] != [*there]:
            yield f"{name}: another order"
    elif here != there:
        yield f"{name}: {_short(here)} in the page, {_short(there)} in the base"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 60 else f"{text[:57]}..."
