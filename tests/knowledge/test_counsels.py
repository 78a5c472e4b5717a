"""The counsels under `examples/` lie over the built-in base, and nothing in them is wrong."""

from datetime import date
from pathlib import Path

import pytest

from followthrough import advise, check, disagreement, load
from followthrough.authoring.cases import run_cases
from followthrough.authoring.laws import prove_laws
from followthrough.format.model import KnowledgeBase

COUNSELS = sorted(folder for folder in (Path(__file__).parents[2] / "examples" / "counsels").iterdir())
TODAY = date(2026, 11, 26)
TWO_LETTERS = {
    "interview": "done",
    "want_it": "yes",
    "days_since_interview": 15,
    "heard_back": "nothing",
    "told_rank": "not told",
    "focusing_on": "not said",
    "day_named": "no",
    "thank_you": "sent",
    "days_since_thanks": 15,
    "second_letter": "sent",
    "days_since_second_letter": 7,
    "called": "no",
    "material": "sent",
    "others_being_seen": "no",
    "other_messages": "none",
    "interest_shown": "keen",
    "hard_to_please": "no",
    "other_leads": "enough",
}


@pytest.fixture(scope="module", params=COUNSELS, ids=lambda folder: folder.name)
def base(request: pytest.FixtureRequest) -> KnowledgeBase:
    return load(None, request.param)


def test_checks_find_nothing_and_its_cases_and_laws_hold(base: KnowledgeBase) -> None:
    assert [str(finding) for finding in check(base) if finding.accepted is None] == []
    assert run_cases(base).differences == ()
    assert {outcome.state for outcome in prove_laws(base)} <= {"kept", "not met"}


def test_every_passage_is_cited_and_the_work_has_its_address(base: KnowledgeBase) -> None:
    added = [one for name, one in base.authorities.items() if name not in load().authorities]
    assert added
    assert all("https://" in counsel.work for counsel in added)


def test_the_career_center_writes_once_more_where_the_article_calls_and_the_note_lets_go() -> None:
    base = load(None, *COUNSELS)
    lead = {**TWO_LETTERS, "asked_again": "not sent"}
    said = {one: advise(base, lead, counsel=one, today=TODAY).value("next_step") for one in base.counsels}
    assert said == {"wolfe": "telephone", "jobfairy": "turn to other leads", "georgetown": "write once more"}


def test_counsels_of_the_base_need_no_answer_that_only_another_counsel_asks_for() -> None:
    base = load(None, *COUNSELS)
    assert advise(base, TWO_LETTERS, counsel="wolfe", today=TODAY).value("next_step") == "telephone"
    hinges = advise(base, TWO_LETTERS, counsel="georgetown", today=TODAY).open["next_step"]
    assert hinges.questions == ("asked_again",)


def test_the_step_that_it_adds_has_a_letter() -> None:
    base = load(None, *COUNSELS)
    assert "I would like to ask where you stand" in base.letters["write once more"][0].paragraphs[1].text


def test_the_two_disagree_on_the_second_half_of_the_wait() -> None:
    found = disagreement(load(None, *COUNSELS), "wolfe", "georgetown")
    assert ("telephone", "write once more") in {
        (effect.before, effect.after) for change in found.changes for effect in change.effects
    }
