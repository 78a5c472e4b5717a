"""What a picture shows: a card for each concept with the rules that conclude it, and a pill for each question.

A real base is too large for a drawing in which every rule is a dot with lines around it. So a rule is a row in its
concept's card, with its tests in words, and lines show only which facts feed which rules.
"""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

import msgspec

from followthrough.authoring.graph import Graph
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.phrases import citation
from followthrough.format.sentences import listed

CARD = 300
"""Width of a card. All lengths here are in pixels. A line of a rule's tests holds about fifty letters."""
PILL = 200
"""Greatest width of a pill; longer names are wrapped."""
PAD = 10
"""Space between the edge of a box and its text."""
STOPPING = "rules that stop others"
"""The card of the rules that are drawn only because they override others. No concept can have this name."""

SIZES = {"title": 14.0, "name": 12.0, "value": 11.5, "small": 11.0}
"""Font size of each kind of text."""
LINES = {"title": 19, "name": 17, "value": 15, "small": 14}
"""Line height of each kind of text."""

_NARROW = frozenset("ijltfrI.,:;'!|()[] -")


class Text(msgspec.Struct, frozen=True):
    """One line of text of a kind, below the line before it, or `beside` it at the right edge."""

    text: str
    kind: str
    beside: bool = False


class RuleRow(msgspec.Struct, frozen=True):
    """A rule in a card, `down` from the card's top. It is at `home` in the card that shows its tests."""

    rule: str
    texts: tuple[Text, ...]
    down: int
    home: bool

    @property
    def height(self) -> int:
        """The height of the row."""
        return _height(self.texts)


class Card(msgspec.Struct, frozen=True):
    """A concept, or the rules that override others, in a column of the drawing."""

    id: str
    column: int
    head: tuple[Text, ...]
    rows: tuple[RuleRow, ...]

    @property
    def head_height(self) -> int:
        """The height of the head."""
        return _height(self.head)

    @property
    def height(self) -> int:
        """The height of the whole card."""
        return self.head_height + sum(row.height for row in self.rows)


class Pill(msgspec.Struct, frozen=True):
    """A question, a count of days, or a sum of points, in a column of the drawing."""

    id: str
    column: int
    texts: tuple[Text, ...]

    @property
    def width(self) -> int:
        """The width of the pill."""
        return round(max(width_of(text.text, text.kind) for text in self.texts)) + 3 * PAD

    @property
    def height(self) -> int:
        """The height of the pill."""
        return _height(self.texts) - PAD // 2


def cards_of(graph: Graph) -> list[Card]:
    """Return the cards of a graph, each in a column to the right of all the concepts that its rules test."""
    base = graph.base
    drawn = [node.name for node in graph.nodes if node.kind == "concept"]
    leading = [base.rules[node.name] for node in graph.nodes if node.kind == "rule" and not node.stops]
    stopping = [base.rules[node.name] for node in graph.nodes if node.stops]
    homes = {rule.name: next(one.concept for one in rule.then if one.concept in drawn) for rule in leading}
    columns: dict[str, int] = {}
    made = []
    for name in drawn:  # each comes after all that it depends on
        rules = _in_order_of_values(base.concepts[name], leading)
        tested = {fact for rule in rules for fact in rule.tested()}
        columns[name] = 1 + max((columns[fact] for fact in tested if fact in columns), default=0)
        rows = [(rule, _row_texts(base, rule, homes[rule.name], name)) for rule in rules]
        made.append(_card(name, columns[name], _head(base.concepts[name]), rows, homes))
    if stopping:
        stopped = {homes[name] for rule in stopping for name in rule.overrides if name in homes}
        head = (Text("can stop one of these", "title"),)
        rows = [(rule, _row_texts(base, rule, STOPPING, STOPPING)) for rule in stopping]
        column = max(columns[card] for card in stopped)
        made.append(_card(STOPPING, column, head, rows, {rule.name: STOPPING for rule in stopping}))
    return made


def pills_of(graph: Graph, columns: dict[str, int]) -> list[Pill]:
    """Return the pills of a graph, each to the left of its first card, given the columns of the rules."""
    reached: dict[str, int] = {}
    for edge in graph.edges:
        if edge.kind == "tests":
            reached[edge.source] = min(columns[edge.target], reached.get(edge.source, columns[edge.target]))
    for edge in graph.edges:
        if edge.kind == "counts" and edge.target in reached:
            reached[edge.source] = min(reached[edge.target], reached.get(edge.source, reached[edge.target]))
    made = []
    for node in graph.nodes:
        if node.kind in ("question", "count", "sum"):
            texts = [Text(line, "name") for line in wrapped(node.name, "name", PILL - 3 * PAD)]
            if node.kind != "question":
                said = wrapped(_what_is_counted(graph.base, node.name), "small", PILL - 3 * PAD)
                texts += [Text(line, "small") for line in said]
            made.append(Pill(node.id, reached.get(node.id, 1) - 1, tuple(texts)))
    return made


def _what_is_counted(base: KnowledgeBase, name: str) -> str:
    if name in base.sums:
        return f"points for {listed(base.sums[name].tested())}"
    if name in base.spans:
        first, last = base.spans[name].dates
        return f"days from {first} to {last}"
    return f"days {base.counts[name].direction} {base.counts[name].of}"


def _in_order_of_values(concept: Concept, rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules that conclude a concept, in the order of its values, and then of their places."""
    values = list(concept.values)
    first = {
        rule: min(values.index(one.value) for one in rule.then if one.concept == concept.name)
        for rule in rules
        if any(one.concept == concept.name for one in rule.then)
    }
    return sorted(first, key=lambda rule: (first[rule], rule.place))


def _card(
    name: str, column: int, head: tuple[Text, ...], rows: Iterable[tuple[Rule, tuple[Text, ...]]], homes: dict[str, str]
) -> Card:
    down = _height(head)
    stacked = []
    for rule, texts in rows:
        stacked.append(RuleRow(rule.name, texts, down, homes[rule.name] == name))
        down += stacked[-1].height
    return Card(name, column, head, tuple(stacked))


def _head(concept: Concept) -> tuple[Text, ...]:
    texts = [*_filled(concept.name, "title"), *_filled(concept.means, "small")]
    if concept.otherwise is not None:
        texts += _filled(f"otherwise: {concept.otherwise}", "value")
    return tuple(texts)


def _row_texts(base: KnowledgeBase, rule: Rule, home: str, card: str) -> tuple[Text, ...]:
    """Return a rule's lines: its name and passages, what it concludes in this card, and its tests if at home."""
    cited = citation(base, rule, name_of=str)
    texts = _filled(rule.name, "name")
    room = CARD - 3 * PAD - width_of(texts[-1].text, "name")
    fits = width_of(cited, "small") <= room
    texts += [Text(cited, "small", beside=True)] if fits else _filled(cited, "small")
    here = [one for one in rule.then if card in (STOPPING, one.concept)]
    concluded = ", ".join(one.value if card != STOPPING else f"{one.concept}: {one.value}" for one in here)
    texts += _filled(f"→ {concluded}", "value")
    if home != card:
        return (*texts, *_filled(f"its tests are at {home}", "small"))
    texts += _filled(f"if {rule.conditions}" if rule.conditions.parts else "always", "small")
    if rule.unless:
        texts += _filled(f"unless {rule.unless}", "small")
    return tuple(texts)


def _filled(text: str, kind: str) -> list[Text]:
    return [Text(line, kind) for line in wrapped(text, kind, CARD - 2 * PAD)]


def _height(texts: Sequence[Text]) -> int:
    return sum(LINES[text.kind] for text in texts if not text.beside) + PAD


def width_of(text: str, kind: str) -> float:
    """Return an estimate of a text's greatest width, in the widest of the usual sans-serif fonts.

    An SVG cannot measure text, and a box that is a little too wide looks better than one that is too narrow.

    >>> width_of("if", "small") < width_of("WM", "small")
    True
    """
    return SIZES[kind] * sum(map(_relative_width, text)) * (1.05 if kind in ("title", "name", "value") else 1)


def _relative_width(character: str) -> float:
    if character in _NARROW:
        return 0.37
    if character in "mwMW@%—→" or east_asian_width(character) in "WF":
        return 1.0
    return 0.72 if character.isupper() or not character.isascii() else 0.58


def wrapped(text: str, kind: str, room: float) -> list[str]:
    """Break a text into lines that fit, between words if possible.

    >>> wrapped("to be or not", "small", 40)
    ['to be', 'or not']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, kind) <= room:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for character in word:
            if width_of(lines[-1] + character, kind) > room:
                lines.append("")
            lines[-1] += character
    return lines
