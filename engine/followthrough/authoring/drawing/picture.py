"""A graph as an SVG picture: questions flow into concepts' cards, and dashed lines show which rule overrides which."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from followthrough.authoring.drawing.cards import (
    CARD,
    LINES,
    PAD,
    SIZES,
    Card,
    Pill,
    RuleRow,
    Text,
    cards_of,
    pills_of,
    width_of,
)
from followthrough.authoring.drawing.layout import Box, Link, Net, Port, arrange
from followthrough.authoring.graph import Graph
from followthrough.format.phrases import counted

MARGIN = 32
"""Space around the drawing. All lengths here are in pixels."""
HEAD = 84
"""Space for the title above the drawing."""
HEADLINE = 22
"""Font size of the title, as in the style below."""
GUTTER = 70
"""Least space between two columns, in which lines turn."""
TRACK = 9
"""Space beside a column for each dashed line along it."""
BELOW = 18
"""Space below a card, so that passing lines do not touch it."""
COLOURS = 6
"""Number of colors for counsels. More share them: every rule names its counsel in words as well."""

STYLE = """\
text{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;fill:#1f2933}
.paper{fill:#fbfaf7}
.headline{font-size:22px;font-weight:700}
.title{font-size:14px;font-weight:700}
.name{font-size:12px;font-weight:600}
.value{font-size:11.5px;font-weight:600;fill:#0b5c53}
.small{font-size:11px;fill:#52606d}
.card{fill:#fff;stroke:#9aa5b1}
.top{fill:#e7edf1}
.rule{stroke:#dde3e8}
.pill{fill:#fff3d6;stroke:#b7791f}
.count{stroke-dasharray:3 2}
.flow{fill:none;stroke:#a3afba}
.fact .flow{stroke:#d6b06f}
.unless{stroke-dasharray:1.5 3}
.over{fill:none;stroke:#b4232c;stroke-width:1.3;stroke-dasharray:6 3}
.tip{fill:#b4232c}
g:hover>.flow{stroke-width:2.6}
g:hover>.over{stroke-width:2.8}
.c0{fill:#3d6fa8}.c1{fill:#c05f2c}.c2{fill:#4d8a43}.c3{fill:#7b559c}.c4{fill:#8a7a2f}.c5{fill:#4a8a92}
@media (prefers-color-scheme:dark){
text{fill:#e4e7eb}
.paper{fill:#15191e}
.value{fill:#6fd3c3}
.small{fill:#a9b4c0}
.card{fill:#1f252c;stroke:#616e7c}
.top{fill:#2c353f}
.rule{stroke:#37424d}
.pill{fill:#3a2f17;stroke:#d9a441}
.flow{stroke:#66737f}
.fact .flow{stroke:#957235}
.over{stroke:#ff7b7b}
.tip{fill:#ff7b7b}
.c0{fill:#7fb0e8}.c1{fill:#f0a070}.c2{fill:#8bcb80}.c3{fill:#bd98dd}.c4{fill:#cfbc63}.c5{fill:#82c7cf}
}"""


def svg(graph: Graph, *, rule_address: Callable[[str], str] | None = None, zoom: float = 1) -> str:
    """Return a graph as SVG. The same graph always gives the same text.

    With `rule_address`, each rule is a link to the address of its name. `zoom` is how many times as large it is shown.
    """
    return _Picture(graph, rule_address).drawn(zoom)


class _Picture:
    """A graph being drawn: first where everything goes, then the lines."""

    def __init__(self, graph: Graph, rule_address: Callable[[str], str] | None) -> None:
        self.graph = graph
        self.rule_address = rule_address
        self.cards = cards_of(graph)
        self.rows = {row.rule: (card, row) for card in self.cards for row in card.rows if row.home}
        columns = {f"rule:{name}": card.column for name, (card, _) in self.rows.items()}
        self.pills = {pill.id: pill for pill in pills_of(graph, columns)}
        self.counted = {edge.source: edge.target for edge in graph.edges if edge.kind == "counts"}
        self.flows = list(self._flows())
        self.overs = list(self._overs())
        self.at = arrange(list(self._blocks()), [net for _, _, net in self.flows] + [net for _, net in self.overs])
        self.tracks = self._tracks()
        self.left, self.right = self._sides()

    # What is joined to what

    def _blocks(self) -> Iterator[Box]:
        """Yield the boxes to place. A question and its count of days form one box."""
        for card in self.cards:
            yield Box(card.id, card.column, card.height + BELOW)
        for pill in self.pills.values():
            if pill.id not in self.counted.values():
                count = self.counted.get(pill.id)
                yield Box(pill.id, pill.column, pill.height + (self.pills[count].height + PAD if count else 0))

    def _source(self, id: str) -> Port:
        """Return the port from which a fact's lines start."""
        if id in self.pills:
            question = next((one for one, count in self.counted.items() if count == id), None)
            above = self.pills[question].height + PAD if question else 0
            return Port(question or id, above + self.pills[id].height / 2)
        name = id.removeprefix("concept:")
        return Port(name, next(card.head_height for card in self.cards if card.id == name) / 2)

    def _row(self, rule: str, down: int) -> Port:
        card, row = self.rows[rule]
        return Port(card.id, row.down + down)

    def _flows(self) -> Iterator[tuple[str, str, Net]]:
        """Yield a line from each fact to the rules that test it, one for each way of testing it."""
        tested: dict[tuple[str, str], dict[str, None]] = {}
        for edge in self.graph.edges:
            if edge.kind == "tests":
                way = "flow unless" if (edge.label or "").startswith("unless ") else "flow"
                tested.setdefault((edge.source, way), {})[edge.target.removeprefix("rule:")] = None
        for (fact, way), rules in tested.items():
            yield fact, way, Net(self._source(fact), tuple(self._row(rule, 14) for rule in rules))

    def _overs(self) -> Iterator[tuple[str, Net]]:
        """Yield the line from each rule to the rules that it overrides."""
        defeated: dict[str, list[str]] = {}
        for edge in self.graph.edges:
            if edge.kind == "overrides":
                defeated.setdefault(edge.source.removeprefix("rule:"), []).append(edge.target.removeprefix("rule:"))
        for rule, others in defeated.items():
            yield rule, Net(self._row(rule, 12), tuple(self._row(other, 27) for other in others))

    def _column(self, port: Port) -> int:
        return next(card.column for card in self.cards if card.id == port.block)

    def _tracks(self) -> dict[str, int]:
        """Assign each rule that overrides others of its column a track beside it; shorter lines are nearer."""
        spans = []
        for rule, net in self.overs:
            column = self._column(net.source)
            beside = [self.at.y(port) for port in net.targets if self._column(port) == column]
            if beside:
                ends = [self.at.y(net.source), *beside]
                spans.append((max(ends) - min(ends), min(ends), max(ends), column, rule))
        taken: dict[int, list[list[tuple[float, float]]]] = {}
        tracks = {}
        for _, top, bottom, column, rule in sorted(spans):
            lines = taken.setdefault(column, [])
            free = (number for number, used in enumerate(lines) if all(bottom < up or low < top for up, low in used))
            number = next(free, len(lines))
            if number == len(lines):
                lines.append([])
            lines[number].append((top, bottom))
            tracks[rule] = number
        return tracks

    def _sides(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return the left and right edges of every column."""
        widths: dict[int, int] = {}
        for card in self.cards:
            widths[card.column] = CARD
        for pill in self.pills.values():
            widths[pill.column] = max(pill.width, widths.get(pill.column, 0))
        left, right, x = {}, {}, MARGIN
        for column in range(min(widths, default=0), max(widths, default=0) + 1):
            left[column], right[column] = x, x + widths.get(column, 0)
            x = right[column] + self._beside(column) + GUTTER
        return left, right

    def _beside(self, column: int) -> int:
        """Return how much space the tracks beside a column need."""
        used = [number for rule, number in self.tracks.items() if self.rows[rule][0].column == column]
        return TRACK * (max(used) + 2) if used else 0

    # Drawing it

    def drawn(self, zoom: float) -> str:
        """Return the picture as SVG."""
        legend, legend_width = self._legend()
        height = HEAD + MARGIN + max((self.at.tops[block.id] + block.height for block in self._blocks()), default=0)
        what, how_much = _said(self.graph)
        headline = MARGIN + width_of(what, "title") * HEADLINE / SIZES["title"]
        sides = [self.right[column] + self._beside(column) for column in self.right]
        width = max([legend_width, headline, *sides]) + MARGIN
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
            f'width="{_n(width * zoom)}" height="{_n(height * zoom)}" '
            f'role="{"img" if self.rule_address is None else "group"}" aria-labelledby="what how">',
            f'<title id="what">{escape(what)}</title>',
            f'<desc id="how">{escape(how_much)}</desc>',
            f"<style>{STYLE}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            f'<text class="headline" x="{MARGIN}" y="38">{escape(what)}</text>',
            *legend,
            *(self._pill(pill) for pill in self.pills.values()),
            *(self._card(card) for card in self.cards),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _pill(self, pill: Pill) -> str:
        node = next(node for node in self.graph.nodes if node.id == pill.id)
        port = self._source(pill.id)
        x, y = self.right[pill.column] - pill.width, HEAD + self.at.y(port) - pill.height / 2
        count = self.counted.get(pill.id)
        down = f"M{_n(x + 24)} {_n(y + pill.height)}v{PAD}" if count else ""
        return "\n".join(
            [
                f'<g class="fact"><title>{escape(node.says)}</title>',
                *self._flow_paths(pill.id),
                *([f'<path class="flow" d="{down}"/>'] if down else []),
                f'<rect class="pill{" count" if node.kind == "count" else ""}" x="{_n(x)}" y="{_n(y)}" '
                f'width="{pill.width}" height="{pill.height}" rx="{min(15, pill.height / 2):g}"/>',
                *_texts(pill.texts, x + 1.5 * PAD, y - PAD / 4, pill.width - 3 * PAD),
                "</g>",
            ]
        )

    def _card(self, card: Card) -> str:
        x, y = self.left[card.column], HEAD + self.at.tops[card.id]
        return "\n".join(
            [
                '<g class="concept">',
                *self._flow_paths(f"concept:{card.id}"),
                f'<rect class="card" x="{x}" y="{_n(y)}" width="{CARD}" height="{card.height}" rx="6"/>',
                f'<path class="top" d="M{x + 0.5} {_n(y + card.head_height)}v{5.5 - card.head_height}q0 -5 5 -5'
                f'h{CARD - 11}q5 0 5 5v{card.head_height - 5.5}z"/>',
                *_texts(card.head, x + PAD, y, CARD - 2 * PAD),
                *(self._drawn_row(row, x, y + row.down) for row in card.rows),
                "</g>",
            ]
        )

    def _drawn_row(self, row: RuleRow, x: int, y: float) -> str:
        rule = self.graph.base.rules[row.rule]
        colour = list(self.graph.base.authorities).index(rule.counsel) % COLOURS
        address = self.rule_address(rule.name) if self.rule_address is not None else None
        return "\n".join(
            [
                *([f'<a href="{escape(address)}" target="_top">'] if address is not None else ()),
                f"<g><title>{escape(rule.because)}</title>",
                *(self._over_paths(row.rule) if row.home else ()),
                f'<path class="rule" d="M{x + 1} {_n(y)}h{CARD - 2}"/>',
                f'<rect class="c{colour}" x="{x}" y="{_n(y + 5)}" width="4" height="{row.height - 10}"/>',
                *_texts(row.texts, x + PAD, y, CARD - 2 * PAD),
                "</g>",
                *(["</a>"] if address is not None else ()),
            ]
        )

    def _flow_paths(self, fact: str) -> Iterator[str]:
        for index, (source, way, _) in enumerate(self.flows):
            if source == fact:
                yield f'<path class="{way}" d="{"".join(self._pieces(index))}"/>'

    def _over_paths(self, rule: str) -> Iterator[str]:
        for index, (overriding, net) in enumerate(self.overs):
            if overriding != rule:
                continue
            column = self._column(net.source)
            pieces = list(self._pieces(len(self.flows) + index))
            tips = []
            for port in net.targets:
                y = HEAD + self.at.y(port)
                if self._column(port) > column:
                    tips.append(f"M{self.left[self._column(port)]} {_n(y)}l-8 -4v8z")
                else:
                    tips.append(f"M{self.right[self._column(port)]} {_n(y)}l8 -4v8z")
                if self._column(port) == column:
                    x = self.right[column] + TRACK * (self.tracks[rule] + 1) + 3
                    start = HEAD + self.at.y(net.source)
                    pieces.append(f"M{self.right[column]} {_n(start)}H{x}V{_n(y)}H{self.right[column] + 8}")
            yield f'<path class="over" d="{"".join(pieces)}"/>'
            yield f'<path class="tip" d="{"".join(tips)}"/>'

    def _pieces(self, index: int) -> Iterator[str]:
        """Yield the pieces of a net's path: its curves between columns, and its lanes through them."""
        for link in self.at.links:
            if link.net == index:
                yield self._curve(link)
        for lane in self.at.lanes.get(index, ()):
            y = HEAD + self.at.tops[lane.id] + lane.height / 2
            yield f"M{self.left[lane.column]} {_n(y)}H{self.right[lane.column]}"

    def _curve(self, link: Link) -> str:
        column = self.at.columns[link.left.block]
        start, end = self.right[column], self.left[column + 1]
        bend = start + self._beside(column)
        middle = (bend + end) / 2
        y, there = HEAD + self.at.y(link.left), HEAD + self.at.y(link.right)
        return f"M{start} {_n(y)}H{bend}C{_n(middle)} {_n(y)} {_n(middle)} {_n(there)} {end} {_n(there)}"

    def _legend(self) -> tuple[list[str], float]:
        """Return a legend of the shapes and lines, and its width."""
        y = 62
        shapes = [
            ("question", f'<rect class="pill" x="0" y="{y - 8}" width="26" height="16" rx="8"/>'),
            ("count of days", f'<rect class="pill count" x="0" y="{y - 8}" width="26" height="16" rx="8"/>'),
            (
                "concept, and the rules that conclude it",
                f'<rect class="card" x="0" y="{y - 8}" width="26" height="16" rx="3"/>',
            ),
            ("tested by", f'<path class="flow" d="M0 {y}h26"/>'),
            ("tested under unless", f'<path class="flow unless" d="M0 {y}h26"/>'),
            ("overrides", f'<path class="over" d="M0 {y}h20"/><path class="tip" d="M28 {y}l-8 -4v8z"/>'),
        ]
        base = self.graph.base
        drawn = {rule: base.rules[rule].counsel for rule in self.rows}
        for number, (name, counsel) in enumerate(base.authorities.items()):
            if name in drawn.values():
                shape = f'<rect class="c{number % COLOURS}" x="18" y="{y - 8}" width="4" height="16"/>'
                shapes.append((f"{counsel.person} ({name})", shape))
        parts, x = [], float(MARGIN)
        for text, shape in shapes:
            parts.append(
                f'<g transform="translate({_n(x)} 0)">{shape}'
                f'<text class="small" x="34" y="{y + 4}">{escape(text)}</text></g>'
            )
            x += 34 + width_of(text, "small") + 18
        return parts, x


def _texts(texts: Sequence[Text], x: float, y: float, room: float) -> Iterator[str]:
    """Draw lines of text below each other."""
    baseline = y + 1
    for text in texts:
        place = f'x="{_n(x + room)}" text-anchor="end"' if text.beside else f'x="{_n(x)}"'
        baseline += 0 if text.beside else LINES[text.kind]
        yield f'<text class="{text.kind}" y="{_n(baseline)}" {place}>{escape(text.text)}</text>'


def _said(graph: Graph) -> tuple[str, str]:
    """Return what is drawn, and how much of it there is, in words."""
    person = graph.base.counsels[graph.counsel].person
    led = f": what leads to {graph.conclusion}" if graph.conclusion else ""
    kinds = [node.kind for node in graph.nodes]
    amounts = [counted(kinds.count(kind), kind) for kind in ("question", "concept", "rule")]
    overrides = sum(edge.kind == "overrides" for edge in graph.edges)
    return (
        f"{graph.base.title}, under {person}{led}",
        f"{', '.join(amounts)}, {counted(overrides, 'override')}. The format json has the same as text.",
    )


def _n(number: float) -> str:
    """Return a number in its shortest form."""
    return f"{number:.1f}".removesuffix(".0")
