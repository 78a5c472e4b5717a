"""Of many leads at once the same is concluded as of each alone, where experta concludes it."""

from random import Random

import pytest

from followthrough import KnowledgeBase, load
from followthrough.advising.advice import advise_lead
from followthrough.advising.goals_of_many import goals_of_many
from followthrough.format.conditions import values_of
from followthrough.format.lead import read_lead
from random_bases import TODAY, random_base, random_lead


def hold_to_each(base: KnowledgeBase, random: Random, number: int) -> None:
    leads = [read_lead(base, random_lead(base, random), TODAY) for _ in range(number)]
    for counsel in base.counsels:
        each = [advise_lead(base, lead, counsel=counsel, today=TODAY).proof.facts for lead in leads]
        assert goals_of_many(base, counsel, leads) == [
            {(goal, value) for goal in base.goals for value in values_of(facts[goal])} for facts in each
        ]


@pytest.mark.parametrize("seed", range(20))
def test_of_any_base(seed: int) -> None:
    base = random_base(seed, many=seed % 2 == 1, sums=seed % 4 == 2, spans=seed % 4 == 0)
    hold_to_each(base, Random(seed), 8)


def test_of_the_shipped_base() -> None:
    hold_to_each(load(), Random(3), 20)


def test_of_no_leads() -> None:
    assert goals_of_many(load(), "wolfe", []) == []
