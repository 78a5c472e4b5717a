"""What docs/flows.md says of a flow that asks in the author's order holds for flows made at random."""

from pathlib import Path

import pytest
from flows import walk
from recorded_flows import read_flow

from random_flows import write_random_flow

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_asked_more_than_by_a_flow_that_asks_in_the_authors_order(tmp_path: Path, seed: int) -> None:
    write_random_flow(tmp_path, seed, goals=1 + seed % 2)
    result = walk(read_flow(tmp_path), most=2_000)
    assert all(one.is_right for one in result.paths)
    assert [(one.way.facts, one.longest.asked) for one in result.paths if one.is_longer] == []
