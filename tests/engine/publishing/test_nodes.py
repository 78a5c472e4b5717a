"""Diagrams as the text of a page."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from followthrough.publishing.nodes import NodeTable, UnreadableNodes, nodes_of

WAYS = [2, 3, 40, 2]


def table_of(seed: int) -> NodeTable:
    random, table = Random(seed), NodeTable()
    for _ in range(random.randint(0, 60)):
        level = random.randrange(len(WAYS))
        below = [0, 1, *(number for number, (one, _) in enumerate(table.nodes, 2) if one > level)]
        table.number(level, tuple(random.choices(below, k=WAYS[level])))
    return table


@given(st.integers())
def test_nodes_are_read_as_they_were_written(seed: int) -> None:
    table = table_of(seed)
    assert nodes_of(table.text(), WAYS).nodes == table.nodes


@given(st.integers())
def test_nodes_in_order_are_the_same_nodes(seed: int) -> None:
    table = table_of(seed)
    ordered = table.in_order()
    assert sorted(meanings(ordered)) == sorted(meanings(table))
    assert [level for level, _ in ordered.nodes] == sorted((level for level, _ in table.nodes), reverse=True)


def meanings(table: NodeTable) -> list[str]:
    """Write each node out with all below it."""
    found = ["no", "yes"]
    for level, kids in table.nodes:
        found.append(f"({level} {' '.join(found[kid] for kid in kids)})")
    return found


@given(st.integers(), st.floats(0, 1), st.characters())
def test_a_text_that_is_cut_off_or_changed_is_refused_or_has_other_nodes(seed: int, part: float, digit: str) -> None:
    table = table_of(seed)
    text = table.text()
    place = int(part * len(text))
    for changed in (text[:place], text[:place] + digit + text[place + 1 :]):
        try:
            found = nodes_of(changed, WAYS).nodes
        except UnreadableNodes:
            continue
        assert (found == table.nodes) == (changed == text)


def test_equal_nodes_are_one_and_a_node_without_a_choice_is_none() -> None:
    table = NodeTable()
    assert table.number(3, (0, 1)) == table.number(3, (0, 1)) == 2
    assert table.number(0, (2, 2)) == 2
    assert len(table.nodes) == 1
