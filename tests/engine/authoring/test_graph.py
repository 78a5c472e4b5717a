"""A knowledge base as a graph."""

import re

import pytest

from bases.reset import BASES
from bases_in_memory import base_of
from followthrough.authoring.graph import Edge, feeds, graph
from followthrough.errors import LeadError
from followthrough.format.load import load

RULES = """\
- {rule: gloom, counsel: elder, source: e1, if: {wet: yes}, then: {mood: bad}, because: it is wet}
- {rule: stay-in, counsel: elder, source: e1, if: {mood: bad}, unless: {late: no}, then: {verdict: stay}, because: sad}
- {rule: go-out, counsel: elder, source: e1, if: {mood: good}, then: {verdict: go, remark: quick}, because: fair}
- rule: go-all-the-same
  counsel: younger
  source: y1
  if: {days_since_seen: at least 7}
  then: {verdict: go}
  because: long ago
  overrides: stay-in
"""
BASE = base_of(RULES)


def names(drawn, kind):
    return [node.name for node in drawn.nodes if node.kind == kind]


def test_the_graph_of_a_counsel_has_every_fact_and_the_rules_that_advise_under_it():
    drawn = graph(BASE, counsel="elder")
    assert names(drawn, "question") == ["wet", "late", "seen_on"]
    assert names(drawn, "count") == ["days_since_seen"]
    assert names(drawn, "concept") == ["mood", "remark", "verdict"]
    assert names(drawn, "rule") == ["gloom", "go-out", "stay-in"]
    assert "go-all-the-same" in names(graph(BASE), "rule")


def test_edges_say_the_test_the_value_and_who_overrides():
    edges = graph(BASE).edges
    assert Edge("counts", "question:seen_on", "count:days_since_seen", "days since") in edges
    assert Edge("tests", "count:days_since_seen", "rule:go-all-the-same", "at least 7") in edges
    assert Edge("tests", "question:late", "rule:stay-in", "unless no") in edges
    assert Edge("concludes", "rule:go-out", "concept:remark", "quick") in edges
    assert Edge("overrides", "rule:go-all-the-same", "rule:stay-in") in edges


def test_of_one_value_only_what_leads_there_is_left_and_what_can_stop_it():
    drawn = graph(BASE, "verdict=stay")
    assert names(drawn, "rule") == ["gloom", "go-all-the-same", "stay-in"]
    assert [node.name for node in drawn.nodes if node.stops] == ["go-all-the-same"]
    assert names(drawn, "question") == ["wet", "late"]
    assert names(drawn, "concept") == ["mood", "verdict"]
    ids = {node.id for node in drawn.nodes}
    assert all({edge.source, edge.target} <= ids for edge in drawn.edges)


def test_a_rule_is_a_conclusion_as_well_and_shows_all_it_concludes():
    drawn = graph(BASE, "go-out")
    assert names(drawn, "rule") == ["go-out"]
    assert names(drawn, "concept") == ["mood", "remark", "verdict"]


def test_a_value_that_no_rule_concludes_has_no_rules():
    assert names(graph(BASE, "verdict=hide"), "rule") == []


@pytest.mark.parametrize(
    ("conclusion", "counsel", "told"),
    [
        ("verdikt", None, "unknown conclusion 'verdikt'; did you mean 'verdict'?"),
        ("verdict=sty", None, "verdict has no value 'sty'; did you mean 'stay'?"),
        ("stay-inn", None, "did you mean 'stay-in'?"),
        ("go-all-the-same", "elder", "is a rule of younger, whom elder does not follow; draw it under younger"),
        ("verdict", "elderly", "did you mean 'elder'?"),
    ],
)
def test_a_conclusion_that_is_not_there_is_refused_with_what_was_meant(conclusion, counsel, told):
    with pytest.raises(LeadError, match=re.escape(told)):
        graph(BASE, conclusion, counsel=counsel)


def test_the_graph_of_the_shipped_base_is_whole():
    base = load()
    drawn = graph(base)
    asked = [one for one in base.questions.values() if one.kind != "text"]
    assert len(drawn.nodes) == len(asked) + len(base.counts) + len(base.concepts) + len(base.rules)
    assert sum(edge.kind == "overrides" for edge in drawn.edges) == sum(
        len(one.overrides) for one in base.rules.values()
    )


def test_a_sum_stands_between_the_facts_it_adds_up_and_the_rules_that_test_it():
    base = load(BASES / "good" / "points")
    drawn = graph(base, "verdict")
    assert {"sum:worth", "sum:defects", "count:days_since_bought"} <= {node.id for node in drawn.nodes}
    edges = {(edge.kind, edge.source, edge.target, edge.label) for edge in drawn.edges}
    assert ("adds", "question:rust", "sum:defects", "frame: +2") in edges
    assert ("adds", "sum:defects", "sum:worth", "at least 3: -2") in edges
    assert ("tests", "sum:worth", "rule:worth-it", "at least 1") in edges


def test_a_rule_feeds_another_by_way_of_a_sum():
    rules = load(BASES / "good" / "points").rules
    base = load(BASES / "good" / "points")
    assert feeds(rules["brakes"], rules["strip"], base)
    assert not feeds(rules["a-chain"], rules["strip"], base)  # a chain adds nothing
