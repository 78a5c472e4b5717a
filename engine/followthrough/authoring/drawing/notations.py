"""A graph in the notations of other programs: Mermaid, Graphviz DOT, and JSON.

Nodes are numbered, so no text from a base ever becomes an identifier, and special characters in labels are escaped.
"""

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import msgspec
from msgspec.structs import asdict

from followthrough.authoring.graph import Edge, EdgeKind, Graph, GraphNode, NodeKind
from followthrough.readings.run.proof import JSON_VERSION

_MERMAID_SHAPES: dict[NodeKind, tuple[str, str]] = {
    "question": ("([", "])"),
    "count": ("[/", "/]"),
    "sum": ("[\\", "/]"),
    "concept": ("{{", "}}"),
    "rule": ("[", "]"),
}
_MERMAID_LINES: dict[EdgeKind, str] = {
    "counts": "---",
    "adds": "-->",
    "tests": "-->",
    "concludes": "==>",
    "overrides": "-.->",
}
_MERMAID_STYLES = """\
  classDef question fill:#fff3d6,stroke:#b7791f,color:#1f2933
  classDef count fill:#fff3d6,stroke:#b7791f,color:#1f2933,stroke-dasharray:3 2
  classDef concept fill:#dceee9,stroke:#0b5c53,color:#1f2933
  classDef rule fill:#ffffff,stroke:#7b8a99,color:#1f2933
  classDef stops fill:#ffffff,stroke:#b4232c,color:#1f2933,stroke-dasharray:6 3"""

_DOT_SHAPES: dict[NodeKind, str] = {
    "question": 'shape=box style="rounded,filled" fillcolor="#fff3d6" color="#b7791f"',
    "count": 'shape=parallelogram style=filled fillcolor="#fff3d6" color="#b7791f"',
    "sum": 'shape=invtrapezium style=filled fillcolor="#fff3d6" color="#b7791f"',
    "concept": 'shape=hexagon style=filled fillcolor="#dceee9" color="#0b5c53"',
    "rule": 'shape=box style=filled fillcolor="#ffffff" color="#7b8a99"',
}
_DOT_LINES: dict[EdgeKind, str] = {
    "counts": "dir=none style=dotted",
    "adds": "style=dotted",
    "tests": 'color="#7b8a99"',
    "concludes": 'color="#0b5c53" penwidth=2',
    "overrides": 'color="#b4232c" fontcolor="#b4232c" style=dashed constraint=false',
}

_STOPS = "stops"
"""The id of the group of rules that override others, in place of a concept's id."""

_LINE = 60
"""Most letters of a line of a label: a longer one draws its two nodes far apart."""

_PLAIN = re.compile(r"[^A-Za-z0-9 _.,()/?+-]")


def mermaid(graph: Graph) -> str:
    """Return a graph as a Mermaid flowchart, which many documentation sites draw in place."""
    names = _names(graph)
    lines = ["flowchart LR"]
    for heading, nodes in _groups(graph):
        margin = "  "
        if heading:
            lines.append(f'  subgraph {names[heading]}g["{_mermaid_text(_group_title(heading))}"]')
            margin = "    "
        for node in nodes:
            opening, closing = _MERMAID_SHAPES[node.kind]
            style = "stops" if node.stops else node.kind
            lines.append(f'{margin}{names[node.id]}{opening}"{_mermaid_text(node.name)}"{closing}:::{style}')
        lines += ["  end"] if heading else []
    over = []
    for number, edge in enumerate(graph.edges):
        shown = f'|"{"<br>".join(map(_mermaid_text, _label(edge)))}"|'
        lines.append(f"  {names[edge.source]} {_MERMAID_LINES[edge.kind]}{shown} {names[edge.target]}")
        over += [str(number)] if edge.kind == "overrides" else []
    lines.append(_MERMAID_STYLES)
    if any(node.kind == "sum" for node in graph.nodes):
        lines.append("  classDef sum fill:#fff3d6,stroke:#b7791f,color:#1f2933,stroke-width:2px")
    if over:
        lines.append(f"  linkStyle {','.join(over)} stroke:#b4232c,color:#b4232c")
    return "\n".join(lines) + "\n"


def dot(graph: Graph) -> str:
    """Return a graph in DOT, the language of Graphviz."""
    names = _names(graph)
    title = _dot_text(graph.base.title)
    lines = [
        "digraph {",
        f'  graph [rankdir=LR ranksep=1.2 fontname=Helvetica label="{title}" tooltip="{title}"]',
        "  node [fontname=Helvetica fontsize=11]",
        "  edge [fontname=Helvetica fontsize=9]",
    ]
    for heading, nodes in _groups(graph):
        if heading:
            lines.append(f'  subgraph cluster_{names[heading]} {{ label="{_dot_text(_group_title(heading))}"')
        for node in nodes:
            label, says = _dot_text(node.name), _dot_text(node.says)
            lines.append(f'    {names[node.id]} [label="{label}" tooltip="{says}" {_DOT_SHAPES[node.kind]}]')
        lines += ["  }"] if heading else []
    for edge in graph.edges:
        label = "\\n".join(map(_dot_text, _label(edge)))
        lines.append(f'  {names[edge.source]} -> {names[edge.target]} [label="{label}" {_DOT_LINES[edge.kind]}]')
    return "\n".join([*lines, "}"]) + "\n"


def json_text(graph: Graph) -> str:
    """Return a graph as JSON text."""
    return msgspec.json.format(msgspec.json.encode(graph_json(graph)), indent=2).decode() + "\n"


def graph_json(graph: Graph) -> dict[str, Any]:
    """Return a graph as data: its nodes with their places, and its edges between node ids."""
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": graph.base.title, "hash": graph.base.hash},
        "counsel": graph.counsel,
        "conclusion": graph.conclusion,
        "nodes": [_node_json(graph, node) for node in graph.nodes],
        "edges": graph.edges,
    }


def _node_json(graph: Graph, node: GraphNode) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": node.id,
        "kind": node.kind,
        "name": node.name,
        "says": node.says,
        **asdict(node.place),
    }
    if node.kind == "rule":
        rule = graph.base.rules[node.name]
        data |= {"counsel": rule.counsel, "source": rule.sources, "inferred": rule.inferred, "stops": node.stops}
    return data


def _names(graph: Graph) -> dict[str, str]:
    """Return a name, with a number, for each node and for the group of the rules that stop others."""
    return {id: f"n{number}" for number, id in enumerate([_STOPS, *(node.id for node in graph.nodes)])}


def _groups(graph: Graph) -> Iterator[tuple[str, list[GraphNode]]]:
    """Yield the facts, then the rules grouped under the node of the first concept that they conclude."""
    yield "", [node for node in graph.nodes if node.kind != "rule"]
    ids = {node.id for node in graph.nodes}
    groups: dict[str, list[GraphNode]] = {}
    for node in graph.nodes:
        if node.kind == "rule":
            concluded = (f"concept:{one.concept}" for one in graph.base.rules[node.name].then)
            heading = _STOPS if node.stops else next(one for one in concluded if one in ids)
            groups.setdefault(heading, []).append(node)
    yield from groups.items()


def _group_title(heading: str) -> str:
    return "can stop one of these" if heading == _STOPS else f"rules about {heading.removeprefix('concept:')}"


def _label(edge: Edge) -> list[str]:
    """Return what stands at an edge, in lines, since no program breaks them."""
    return wrap(edge.label or edge.kind, _LINE)


def _mermaid_text(text: str) -> str:
    """Return the text with all but plain characters as numeric codes, which Mermaid reads between quotes."""
    return _PLAIN.sub(lambda match: f"#{ord(match[0])};", " ".join(text.split()))


def _dot_text(text: str) -> str:
    """Return the text escaped for quotes. Graphviz reads HTML character names there as well."""
    return " ".join(text.split()).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
