"""In the diagrams of partial leads, each possible lead stands once, whatever may come or go in it."""

from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.advising.partial_leads import _LooseSpace
from followthrough.format.day_order import by_day
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.days import cuts_alike
from followthrough.readings.prove.space import LeadSpace
from random_bases import random_base

GOOD = sorted(path for path in (BASES / "good").iterdir() if path.is_dir())


def check(base: KnowledgeBase) -> bool:
    """Compare the number of leads that are answered firmly with that of all possible leads; return if any can go."""
    counsel, space = base.default_counsel, LeadSpace(base, also=cuts_alike(base))
    loose = _LooseSpace(base, counsel)
    assert loose.diagrams.count(loose.fitting) == space.diagrams.count(space.possible(space.side(base, counsel)))
    return any(one.only_if.parts for one in base.questions.values())


@pytest.mark.parametrize("folder", GOOD, ids=lambda path: path.name)
def test_each_possible_lead_of_a_written_base_is_answered_firmly_in_one_way(folder: Path) -> None:
    base = load(folder)
    if not by_day(base):
        check(base)


def test_each_possible_lead_of_a_random_base_is_answered_firmly_in_one_way() -> None:
    assert sum(check(random_base(seed, many=seed % 3 == 0)) for seed in range(20)) > 5
