"""`rules graph`: drawings of a knowledge base."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from bases_in_memory import QUESTIONS, base_of
from cli.running import ROOT, followthrough
from followthrough.authoring.drawing.cards import CARD, PAD, cards_of, width_of
from followthrough.authoring.drawing.layout import Box, Net, Port, arrange
from followthrough.authoring.drawing.notations import dot, json_text, mermaid
from followthrough.authoring.drawing.picture import svg
from followthrough.authoring.graph import graph
from followthrough.format.load import built_in, load

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """\
- rule: end
  counsel: elder
  source: e1
  if: {"mood": 'x"]; click n1 "javascript:alert(1)" <script>&amp;\\n', wet: yes}
  then: {verdict: "#quot; </svg> --> `go`"}
  because: '<script>alert("1")</script> ]]> & "quoted" \\N'
"""
ODD_CONCEPTS = """\
- concept: mood
  means: "<b>&quot;"
  values: {'x"]; click n1 "javascript:alert(1)" <script>&amp;\\n': bad}
- concept: verdict
  means: ']]> --> "'
  values: {"#quot; </svg> --> `go`": Go.}
- {concept: remark, means: what else, many: yes, values: {quick: quickly}}
- {concept: days_since_seen, counts: days since seen_on}
"""


@pytest.fixture(scope="module")
def shipped():
    return graph(load())


def hostile():
    return graph(base_of(HOSTILE, concepts=ODD_CONCEPTS, questions=QUESTIONS))


def test_the_picture_of_the_shipped_base_names_every_fact_and_rule(shipped):
    root = ElementTree.fromstring(svg(shipped))
    assert root.find(f"{SVG}title").text == "After the interview, under JobFairy.com"
    assert f"{len(load().rules)} rules" in root.find(f"{SVG}desc").text
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {node.name for node in shipped.nodes} <= set(texts)


def test_no_text_of_the_picture_leaves_its_card_and_no_card_covers_another(shipped):
    for card in cards_of(shipped):
        for text in [*card.head, *(text for row in card.rows for text in row.texts)]:
            assert width_of(text.text, text.kind) <= CARD - 2 * PAD
    root = ElementTree.fromstring(svg(shipped))
    boxes = [
        tuple(float(box.get(side)) for side in ("x", "y", "width", "height"))
        for group in root.iter(f"{SVG}g")
        if group.get("class") in ("fact", "concept")
        for box in group.findall(f"{SVG}rect")
    ]
    assert len(boxes) == len([node for node in shipped.nodes if node.kind != "rule"])
    for x, y, width, height in boxes:
        over = [
            one
            for one in boxes
            if one[0] < x + width and x < one[0] + one[2] and one[1] < y + height and y < one[1] + one[3]
        ]
        assert len(over) == 1
    assert max(y + height for _, y, _, height in boxes) <= float(root.get("height"))


def test_overrides_are_told_apart_without_colour(shipped):
    style = ElementTree.fromstring(svg(shipped)).find(f"{SVG}style").text
    assert re.search(r"\.over\{[^}]*stroke-dasharray", style)
    assert "prefers-color-scheme:dark" in style
    assert all("overrides" in line for line in mermaid(shipped).splitlines() if "-.->" in line)
    assert all("dashed" in line for line in dot(shipped).splitlines() if 'label="overrides"' in line)


def test_a_hostile_text_stays_a_text_in_every_format():
    drawn = hostile()
    root = ElementTree.fromstring(svg(drawn))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        *("svg", "title", "desc", "style", "rect", "text", "g", "path")
    }
    for line in mermaid(drawn).splitlines():
        quoted = re.findall(r'"[^"]*"', line)
        assert line.count('"') == 2 * len(quoted)
        assert all(re.fullmatch(r'"([A-Za-z0-9 _.,()/?+-]|#\d+;)*"', text) for text in quoted)
    for line in dot(drawn).splitlines():
        assert re.sub(r'"(?:[^"\\]|\\\\|\\")*"', "", line).count('"') == 0
    assert {"verdict", "end"} <= {node["name"] for node in json.loads(json_text(drawn))["nodes"]}


def test_the_graph_as_data_has_places_and_joins_its_nodes(shipped):
    data = json.loads(json_text(shipped))
    assert (data["followthrough"], data["counsel"], data["conclusion"]) == (1, "jobfairy", None)
    nodes = {node["id"]: node for node in data["nodes"]}
    rule = nodes["rule:second-letter"]
    assert (rule["file"], rule["source"], rule["stops"]) == ("rules/next-step.yaml", ["p13"], False)
    assert rule["line"] > 0
    assert all(edge["from"] in nodes and edge["to"] in nodes for edge in data["edges"])


def test_a_drawing_is_the_same_whatever_the_hash_seed():
    script = "from followthrough_cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "rules", "graph", "stance", "--format", "svg"],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'engine'}{os.pathsep}{ROOT / 'cli'}", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == svg(graph(load(), "stance"))


def test_the_format_is_that_of_the_file(tmp_path):
    for name, start in (("a.svg", "<svg"), ("a.dot", "digraph"), ("a.json", "{"), ("a.md", "flowchart"), ("a", "flow")):
        done = followthrough("rules", "graph", "stance=drop", "-o", tmp_path / name)
        assert (done.status, done.out) == (0, "")
        assert (tmp_path / name).read_text().startswith(start)
    done = followthrough(
        "rules", "graph", "stance=drop", "--counsel", "wolfe", "--format", "dot", "-o", tmp_path / "x.svg"
    )
    assert "dot written to" in done.err
    assert "one-letter-is-enough" not in (tmp_path / "x.svg").read_text()


def test_what_can_stop_a_conclusion_is_drawn_apart():
    drawn = followthrough("rules", "graph", "next_step=telephone", "--base", built_in()).out
    assert 'subgraph n0g["can stop one of these"]' in drawn
    assert "one-letter-is-enough" in drawn
    assert "only-love-those-who-love-you" in svg(graph(load(), "next_step=telephone"))


def test_a_conclusion_or_file_that_cannot_be_is_refused_in_one_line(tmp_path):
    done = followthrough("rules", "graph", "stanse")
    assert (done.status, done.err) == (2, "conclusion: unknown conclusion 'stanse'; did you mean 'stance'?\n")
    done = followthrough("rules", "graph", "-o", tmp_path)
    assert done.status == 2
    assert done.err.endswith("; name another file\n")


def test_blocks_of_a_column_keep_their_order_and_never_overlap():
    blocks = [Box(f"{column}{row}", column, 10 + 5 * row) for column in range(3) for row in range(4)]
    nets = [Net(Port("00", 5), (Port("13", 5), Port("20", 5), Port("22", 3))), Net(Port("23", 5), (Port("02", 2),))]
    found = arrange(blocks, nets)
    for column in range(3):
        stack = [*(one for one in blocks if one.column == column)]
        stack += [lane for lanes in found.lanes.values() for lane in lanes if lane.column == column]
        stack.sort(key=lambda one: found.tops[one.id])
        assert all(found.tops[one.id] + one.height <= found.tops[other.id] for one, other in pairwise(stack))
    assert {lane.column for lanes in found.lanes.values() for lane in lanes} == {1}
