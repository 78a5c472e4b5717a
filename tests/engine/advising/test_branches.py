"""What each day would lead to is told in real days, which proofs do not know."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from bases.reset import BASES
from followthrough import KnowledgeBase, load
from followthrough.advising import interview
from followthrough.advising.branches import branch_text, joined
from followthrough.advising.interview import WhyAsked, next_question, why_asked
from followthrough.format.load import parse
from random_bases import random_base, random_lead
from two_counts import TWO_COUNTS

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def maternity() -> KnowledgeBase:
    return load(BASES / "published" / "maternity-pay-dates")


def told(base: KnowledgeBase, asked: WhyAsked, goal: str) -> list[tuple[str, tuple[str | None, ...]]]:
    branches = joined(asked.branches, lambda branch: branch.possible[goal])
    return [(branch_text(base, asked.question, branch), branch.possible[goal]) for branch in branches]


def test_days_with_several_counts_are_told_from_today_on() -> None:
    base = parse(TWO_COUNTS)
    asked = why_asked(base, {}, "answer_by", today=TODAY)
    assert told(base, asked, "step") == [
        ("Saturday 21 November 2026 or earlier", ("apologize",)),
        ("Sunday 22 November 2026 to Wednesday 25 November 2026", ("answer",)),
        ("Thursday 26 November 2026 or later", ("think",)),
        ("I don't know", ("ask",)),
    ]


def test_days_between_which_days_are_counted_are_told_to_the_day(maternity: KnowledgeBase) -> None:
    lead: dict[str, object] = {"told_on": "2011-11-05", "week_begins_on": "2012-02-12", "started_on": "2010-01-01"}
    asked = why_asked(maternity, lead, "leave_from", today=TODAY)
    assert told(maternity, asked, "leave") == [
        ("Friday 1 January 2010 to Saturday 26 November 2011", ("too early",)),
        ("Sunday 27 November 2011 or later", ("granted",)),
    ]


def test_a_day_of_which_nothing_else_is_known_is_any_day(maternity: KnowledgeBase) -> None:
    asked = why_asked(maternity, {}, "told_on", today=TODAY)
    assert told(maternity, asked, "leave") == [
        ("any day", ("granted", "too early", "told too late")),
        ("I don't know", ("too early", "told too late")),
    ]


@pytest.mark.parametrize("missing", ["told_on", "week_begins_on", "started_on", "leave_from"])
@pytest.mark.parametrize("told_on", ["2011-11-05", "2011-11-06"])
def test_each_day_in_a_branch_leads_to_what_the_branch_says(
    maternity: KnowledgeBase, missing: str, told_on: str
) -> None:
    whole = {"told_on": told_on, "week_begins_on": "2012-02-12", "started_on": "2010-01-01", "leave_from": "2011-11-27"}
    lead: dict[str, object] = {name: day for name, day in whole.items() if name != missing}
    for branch in why_asked(maternity, lead, missing, today=TODAY).branches:
        first, last = branch.days or (None, None)
        ends = [first or last, last or first] if branch.days else []
        for day in (branch.answer, *(one for one in ends if one is not None)):
            assert next_question(maternity, {**lead, missing: day}, today=TODAY).possible == branch.possible


def written_and_drawn() -> Iterator[KnowledgeBase]:
    """Yield bases of which there are diagrams."""
    yield parse(TWO_COUNTS)
    yield from (
        load(BASES / "good" / name) for name in ("days", "many", "parcel-flow", "points", "several-answers", "unknowns")
    )
    yield from (random_base(seed, dues=seed % 2 == 1, days=seed % 3 == 0) for seed in range(12))


def test_diagrams_tell_why_a_question_is_asked_as_proofs_do(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for base in written_and_drawn():
        for seed in range(3):
            whole = random_lead(base, Random(seed))
            lead = {name: value for place, (name, value) in enumerate(whole.items()) if place % 3 < seed}
            still = interview.left_open(base, lead, None, TODAY)
            assert still is not None
            for question in [*still.pending][:4]:
                by_diagrams = why_asked(base, lead, question, today=TODAY)
                with monkeypatch.context() as patched:
                    patched.setattr(interview, "left_open", lambda *_: None)
                    assert why_asked(base, lead, question, today=TODAY) == by_diagrams
                compared += 1
    assert compared > 100
