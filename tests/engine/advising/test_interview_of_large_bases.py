"""Where diagrams of a base would be too large, the first question in the author's order that matters is asked."""

from collections.abc import Iterator
from random import Random

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.advising import inquiry, interview
from followthrough.advising.inquiry import inquire
from followthrough.advising.interview import Next, candidates, next_question
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY, random_base, random_lead

SECONDS = float("inf")


@pytest.fixture(autouse=True)
def _no_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every base for one of which diagrams would be too large."""
    monkeypatch.setattr(interview, "left_open", lambda *_: None)


def follow(base: KnowledgeBase, counsel: str, random: Random) -> Iterator[tuple[dict[str, object], Next]]:
    """Follow one interview to its end."""
    answers, lead = random_lead(base, random), dict[str, object]()
    while True:
        step = next_question(base, lead, counsel=counsel, today=TODAY)
        yield dict(lead), step
        if step.question is None:
            return
        count = base.count_of(step.question)
        fact = step.question if count is None or step.question in answers else count.name
        lead[fact] = answers.get(fact)


def check(base: KnowledgeBase, counsel: str, random: Random, *, counts_all: bool = False) -> int:
    """Check each step of one interview against proofs of all questions; count the steps."""
    steps = list(follow(base, counsel, random))
    for lead, step in steps:
        proved = inquire(base, lead, counsel, TODAY, SECONDS)
        assert step.question == next(iter(candidates(base, lead, counsel=counsel, today=TODAY)), None), lead
        wanted, of_goals = len(proved.wanted), len(proved.wanted_for_goals)
        assert step.settled == (not wanted)
        assert step.phase == ("goals" if of_goals else "sharpening" if wanted else "settled")
        assert wanted <= step.open
        assert of_goals <= step.open_goals <= step.open
        assert counts_all or (step.open, step.open_goals) == (wanted, of_goals)
        assert step.possible == {goal: proved.values(goal) for goal in base.goals}
        if step.question is not None:
            assert step.hinges == interview.why_asked(base, lead, step.question, counsel=counsel, today=TODAY).hinges
    return len(steps)


@pytest.mark.parametrize("shard", range(4))
def test_the_first_question_is_that_of_proofs_of_all_questions(shard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if counts_all := shard > 1:
        monkeypatch.setattr(inquiry, "MANY_RULES", 0)
    steps = 0
    for seed in range(shard % 2, 32, 2):
        base, random = random_base(seed, dues=seed // 2 % 2 == 1, days=seed % 3 == 0, spans=seed % 8 == 7), Random(seed)
        steps += sum(check(base, counsel, random, counts_all=counts_all) for counsel in base.counsels)
    assert steps > 40


@pytest.mark.parametrize("name", ["parcel-flow", "days-between", "one-choice"])
def test_written_bases_are_asked_as_by_proofs_of_all_questions(name: str) -> None:
    base = load(BASES / "good" / name)
    for seed in range(3):
        assert check(base, base.default_counsel, Random(seed)) > 1


def test_what_was_asked_before_makes_no_difference() -> None:
    base = random_base(3, dues=True)
    counsel = base.default_counsel
    steps = list(follow(base, counsel, Random(3)))
    again = [next_question(base, lead, counsel=counsel, today=TODAY) for lead, _ in reversed(steps)]
    assert again == [step for _, step in reversed(steps)]
