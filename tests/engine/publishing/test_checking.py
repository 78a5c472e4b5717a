"""`check_page`: whether a page says what a base does."""

import re
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bases_in_memory import base_of
from followthrough import load
from followthrough.format.model import KnowledgeBase
from followthrough.publishing import page
from followthrough.publishing.checking import check_page
from followthrough.publishing.compiled import CompiledBase
from followthrough.publishing.nodes import nodes_of
from followthrough.publishing.published import diagrams_hash, published

DAY = date(2026, 11, 27)


@cache
def base() -> KnowledgeBase:
    return load(Path(__file__).parents[2] / "bases" / "good" / "two-counsels")


@cache
def plants() -> str:
    return page.html(published(base(), DAY, "1"))


def data() -> dict[str, Any]:
    return page.unpacked(plants())


def test_a_page_says_what_the_base_does_that_it_was_made_of(record_property: Any) -> None:
    found = check_page(load(), page.html(published(load(), DAY, "1")))
    assert found.differences == ()
    record_property("counted", f"the page of the shipped base: {found.statements} statements proved to be the same")


def test_a_page_is_the_same_on_another_day_and_by_another_version() -> None:
    assert check_page(base(), page.html(published(base(), date(2027, 1, 1), "9.9"))).differences == ()


def test_a_rule_that_fires_elsewhere_is_told_with_all_that_it_changes() -> None:
    rule = "- {rule: stay, counsel: elder, source: e1, if: {wet: %s}, then: {verdict: stay}, because: it is wet}"
    made, other = published(base_of(rule % "yes"), DAY, "1"), base_of(rule % "no")
    found = check_page(other, page.html(made)).differences
    assert "under elder, where the rule stay fires is not the same" in found, found


def test_every_changed_text_is_told_by_its_name() -> None:
    changed = data()
    changed["questions"]["soil"]["why"] = "Because."
    changed["rules"]["hanging-leaves-beg"]["because"] = "No reason."
    changed["extra"] = 1
    found = check_page(base(), page.html(changed)).differences
    assert [one.split(" in the page")[0] for one in found] == [
        "questions: soil: why: Because.",
        "rules: hanging-leaves-beg: because: No reason.",
        "extra is not part of a page",
    ]


def test_a_root_that_leads_elsewhere_is_told() -> None:
    changed = data()
    view = changed["diagrams"]["views"]["aunt"]
    view["fired"]["hanging-leaves-beg"], view["values"]["water"][0] = view["fired"]["damp-pots-can-wait"], 1
    changed["diagramsHash"] = diagrams_hash(changed["diagrams"])
    found = check_page(base(), page.html(changed)).differences
    assert "under aunt, where the rule hanging-leaves-beg fires is not the same" in found
    assert "under aunt, where water has value 1 of 4 is not the same" in found
    assert len(found) == 2, found


def test_a_node_that_nothing_leads_to_says_nothing_and_is_told_by_the_hash_alone() -> None:
    changed = data()
    diagrams = msgspec.convert(changed["diagrams"], CompiledBase)
    ways = [len(level.cells) + 1 for level in diagrams.levels]
    table = nodes_of(diagrams.nodes, ways)
    kids = next(one for one in product((0, 1), repeat=ways[0]) if (0, one) not in table.nodes and len({*one}) > 1)
    table.number(0, kids)  # a node more, that nothing leads to
    changed["diagrams"]["nodes"] = table.text()
    assert check_page(base(), page.html(changed)).differences == (
        "the hash of its diagrams is not that of the diagrams it holds",
    )


def test_another_program_or_style_is_told() -> None:
    found = check_page(base(), plants().replace("Nothing is sent anywhere", "All is sent everywhere", 1)).differences
    assert found == ("the page around the base is not as this program writes it; it says it is by followthrough 1",)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda text: "", "holds no published base"),
        (lambda text: text.partition("octet-stream")[0], "holds no published base"),
        (lambda text: re.sub(r"(octet-stream\">\n.{40})", r"\1AAAA", text), "holds a published base that is damaged"),
        (lambda text: with_data(text, form=99), "has the form 99, and not 1, which this program reads"),
        (lambda text: with_data(text, made={}), "does not say on which day it was made"),
        (lambda text: with_data(text, diagrams={}), "holds diagrams of another form"),
        (lambda text: with_nodes(text, "zz"), "holds diagrams that cannot be read: the last number is cut off"),
        (lambda text: with_nodes(text, "!"), "holds diagrams that cannot be read: '!' is no digit"),
        (lambda text: with_nodes(text, ""), "holds diagrams that cannot be read: the nodes are cut off"),
        (lambda text: with_nodes(text, "0"), "names a diagram that it does not hold"),
    ],
)
def test_what_is_no_page_is_refused_in_a_line(change: Any, wrong: str) -> None:
    with pytest.raises(page.NotAPage, match=re.escape(wrong)):
        check_page(base(), change(plants()))


def with_data(text: str, **changed: Any) -> str:
    held = page.unpacked(text)
    return text.replace(page.packed(held), page.packed({**held, **changed}))


def with_nodes(text: str, nodes: str) -> str:
    return with_data(text, diagrams={**page.unpacked(text)["diagrams"], "nodes": nodes})
