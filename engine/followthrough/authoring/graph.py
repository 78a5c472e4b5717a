"""A knowledge base as a graph: what can be asked, what is concluded, the rules between, and who overrides whom.

Data only; a face draws it. An edge points the way reasoning goes: from a question to the days counted from it, from a
fact to a rule that tests it and to a sum that adds points for it, from a rule to the concept it concludes, from a rule
to one that it defeats.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.conditions import AllOf, Truth
from followthrough.format.expectations import Law
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.order import settled_order
from followthrough.format.sentences import listed
from followthrough.format.sums import Sum, signed
from followthrough.format.words import quoted

NodeKind = Literal["question", "count", "concept", "sum", "rule"]
EdgeKind = Literal["counts", "adds", "tests", "concludes", "overrides"]


class GraphNode(msgspec.Struct, frozen=True):
    """A question, a count of days, a concept, a sum of points, or a rule.

    `says` is its question, meaning or reason as a person reads it. A rule that `stops` another is in the graph of one
    conclusion for that alone: what it tests and concludes is not followed.
    """

    kind: NodeKind
    name: str
    says: str
    place: Place
    stops: bool = False

    @property
    def id(self) -> str:
        """A name that no other node has: facts and rules may share theirs."""
        return f"{self.kind}:{self.name}"


class Edge(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """A line from a node to another, by their ids, with the test or the value it stands for."""

    kind: EdgeKind
    source: str
    target: str
    label: str | None = None


class Graph(msgspec.Struct, frozen=True, eq=False):
    """The nodes and edges of one counsel: all of them, or what leads to `conclusion`.

    Questions and counts are in the author's order, concepts and rules in one in which each comes after all it depends
    on.
    """

    base: KnowledgeBase
    counsel: str
    conclusion: str | None
    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]


def graph(base: KnowledgeBase, conclusion: str | None = None, *, counsel: str | None = None) -> Graph:
    """Make the graph of a counsel, the default one's for None.

    `conclusion` is a concept, `concept=value` or a rule, and leaves only what leads there: rules that conclude it, the
    facts they test, the rules whose conclusions meet such a test, and so on; and of the rules that override one of
    these, just that. A row of a table in an order is shown to override the next row only. Raises LeadError when the
    counsel or the conclusion is not known.

    >>> from followthrough import load
    >>> [node.name for node in graph(load(), "stage=offer").nodes if not node.stops]
    ['heard_back', 'stage', 'offered']
    """
    counsel = base.counsel_named(counsel)
    order = settled_order(base, counsel)
    rules = {one.name: one for one in order if isinstance(one, Rule)}
    asked = (one.name for one in base.questions.values() if one.kind != "text")  # a text is for letters
    leading, facts = set(rules), {*asked, *base.counts, *base.spans, *base.concepts, *base.sums}
    if conclusion is not None:
        ends, concepts = _ends(base, counsel, rules, conclusion)
        leading = _leading_to(ends, rules, base)
        tested = concepts | {fact for name in leading for fact in rules[name].tested()}
        facts = {part for fact in tested for part in base.added_up(fact)}
        facts |= {question for name in facts for question in base.questions_of(name)}
    stopping = {rule.name for rule in rules.values() if leading.intersection(rule.overrides)} - leading
    nodes = (
        *_fact_nodes(base, [one for one in order if not isinstance(one, Rule)], facts),
        *(
            GraphNode("rule", one.name, one.because, one.place, one.name in stopping)
            for one in rules.values()
            if one.name in leading | stopping
        ),
    )
    ids = {node.id for node in nodes}
    edges = _edges(base, [rules[name] for name in rules if name in leading | stopping], leading)
    return Graph(base, counsel, conclusion, nodes, tuple(one for one in edges if {one.source, one.target} <= ids))


def _fact_nodes(base: KnowledgeBase, settled: Iterable[Concept | Sum], facts: Container[str]) -> Iterator[GraphNode]:
    """Yield a node for each of these facts; the concepts are in an order."""
    for question in base.questions.values():
        if question.name in facts:
            yield GraphNode("question", question.name, question.ask, question.place)
    for count in base.counts.values():
        if count.name in facts:
            yield GraphNode("count", count.name, count.means, count.place)
    for span in base.spans.values():
        if span.name in facts:
            yield GraphNode("count", span.name, span.means, span.place)
    for one in settled:
        if one.name in facts:
            kind: NodeKind = "sum" if isinstance(one, Sum) else "concept"
            yield GraphNode(kind, one.name, one.means, one.place)


def _edges(base: KnowledgeBase, drawn: Sequence[Rule], leading: Container[str]) -> Iterator[Edge]:
    """Yield the edges between facts and the rules that are drawn; of those that lead nowhere, just what they stop."""
    for count in base.counts.values():
        yield Edge("counts", f"question:{count.of}", f"count:{count.name}", f"days {count.direction}")
    for span in base.spans.values():
        yield Edge("counts", f"question:{span.first}", f"count:{span.name}", "days from")
        yield Edge("counts", f"question:{span.last}", f"count:{span.name}", "to")
    for one in base.sums.values():
        for part in one.parts:
            yield Edge("adds", _fact_id(base, part.fact), f"sum:{one.name}", f"{part.test}: {signed(part.points)}")
    for rule in drawn:
        if rule.name in leading:
            yield from _of_facts(base, rule)
    for rule in drawn:
        for name in (*rule.written_overrides, *_next_rows(rule, drawn)):
            yield Edge("overrides", f"rule:{rule.name}", f"rule:{name}")


def _next_rows(rule: Rule, rules: Iterable[Rule]) -> list[str]:
    """Name the rows that come next after a row, of all that it overrides: they override the rest."""
    overridden = set(rule.overrides)
    behind = {other.name: other.row.rank for other in rules if other.row and other.name in overridden}
    next_rank = min(behind.values(), default=0)
    return [name for name, rank in behind.items() if rule.row is not None and rank == next_rank]


def feeds(one: Rule, other: Rule, base: KnowledgeBase) -> bool:
    """Return whether what one rule concludes meets a test of the other, or adds points to a sum that it tests."""
    tests = [*other.conditions.tests(), *(other.unless.tests() if other.unless else ())]
    sums = {name for fact in other.tested() for name in base.added_up(fact) if name in base.sums}
    tests += [test for name in sums for test in base.sums[name].tests()]
    return any(
        test.fact == conclusion.concept and test.test.outcome((conclusion.value,)) is Truth.TRUE
        for conclusion in one.then
        for test in tests
    )


def speaks_of(law: Law, rule: Rule, base: KnowledgeBase) -> bool:
    """Return whether a law tests what a rule concludes, under a counsel whose advice the rule is part of."""
    tested = {test.fact for part in (law.conditions, law.claim) for test in part.tests()}
    standing = any(rule.counsel in base.lineage(counsel) for counsel in law.counsels)
    return standing and any(conclusion.concept in tested for conclusion in rule.then)


def _ends(base: KnowledgeBase, counsel: str, rules: Mapping[str, Rule], conclusion: str) -> tuple[set[str], set[str]]:
    """Return the rules that reach a conclusion, and the concepts that it is about."""
    name, equals, value = (part.strip() for part in conclusion.partition("="))
    if name in base.concepts:
        values = base.concepts[name].values
        if equals and value not in values:
            raise _unknown(f"{name} has no value {quoted(value)}", did_you_mean(value, values))
        ends = {
            rule.name
            for rule in rules.values()
            for one in rule.then
            if one.concept == name and value in ("", one.value)
        }
        return ends, {name}
    if name in base.sums and not equals:
        parts = {*base.added_up(name)}
        return {rule for rule, one in rules.items() if any(then.concept in parts for then in one.then)}, {name}
    if name in rules and not equals:
        return {name}, {one.concept for one in rules[name].then}
    if name in base.rules and not equals:
        owner = base.rules[name].counsel
        under = base.counsels_with(owner)
        remedy = f"draw it under {listed(under, 'or')}" if under else f"let a counsel that advises follow {owner}"
        raise _unknown(f"{name} is a rule of {owner}, whom {counsel} does not follow", remedy)
    raise _unknown(f"unknown conclusion {quoted(name)}", did_you_mean(name, [*base.concepts, *base.sums, *rules]))


def _unknown(wrong: str, remedy: str) -> LeadError:
    return LeadError([Problem(Place("conclusion"), wrong, remedy)])


def _leading_to(ends: set[str], rules: Mapping[str, Rule], base: KnowledgeBase) -> set[str]:
    """Name the rules that lead to some, over any number of others."""
    leading: set[str] = set()
    waiting = ends
    while waiting:
        leading |= waiting
        fed = [rules[name] for name in waiting]
        waiting = {name for name, rule in rules.items() if any(feeds(rule, one, base) for one in fed)} - leading
    return leading


def _of_facts(base: KnowledgeBase, rule: Rule) -> Iterator[Edge]:
    """Yield an edge for each test that a rule puts to a fact, and for each value it concludes."""
    for conditions, word in ((rule.conditions, ""), (rule.unless or AllOf(), "unless ")):
        for test in conditions.tests():
            yield Edge("tests", _fact_id(base, test.fact), f"rule:{rule.name}", f"{word}{test.test}")
    for one in rule.then:
        yield Edge("concludes", f"rule:{rule.name}", f"concept:{one.concept}", one.value)


def _fact_id(base: KnowledgeBase, name: str) -> str:
    """Return the id of a fact; no two facts share a name."""
    if name in base.sums:
        return f"sum:{name}"
    kind = "question" if name in base.questions else "count" if name in base.counts or name in base.spans else "concept"
    return f"{kind}:{name}"
