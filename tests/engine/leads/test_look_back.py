"""Looking back: what each counsel had advised, what was done, and how the leads ended, as counts."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from followthrough.errors import KnowledgeError
from followthrough.format.listing import OPEN
from followthrough.format.load import load
from followthrough.leads.log import History, Log, actions
from followthrough.leads.look_back import Advised, LookBack, as_json, leads_read, look_back, steps_advised, steps_done

BASE = load()
OCTOBER, NOVEMBER = date(2026, 10, 2), date(2026, 11, 26)
SILENCE = {
    "want_it": "yes", "interview": "done", "interviewed_on": "2026-10-01", "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "day_named": "no", "thank_you": "not sent", "called": "no",
    "material": "sent", "other_messages": "none", "interest_shown": "keen", "hard_to_please": "no",
    "other_leads": "enough", "others_being_seen": "no", "forgot_something": "no", "qualified": "yes",
    "great_interview": "yes",
}  # fmt: skip
THANKS = "write a thank-you letter"


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "leads.sqlite")


def lived(log: Log, name: str, *done: tuple[str, int], end: str | None = None, let_go: int = 40) -> None:
    """Begin a lead the day after its interview, do steps so many days after it, and let it go in the end."""
    actions.add(log, BASE, name, SILENCE, today=OCTOBER)
    for step, days in done:
        day = OCTOBER + timedelta(days=days)
        actions.did(log, BASE, name, "next_step", step, today=day)
    if end is not None:
        actions.drop(log, name, today=OCTOBER + timedelta(days=let_go), end=end)


def advised_until(history: History, day: date) -> set[tuple[str, str]]:
    return steps_advised(BASE, [history], "wolfe", [leads_read(BASE, history, day)], day)[0]


def looked(log: Log, on: date = NOVEMBER) -> LookBack:
    return look_back(BASE, log.histories(), today=on)


def of(found: LookBack, counsel: str, value: str) -> Advised | None:
    return next((one for one in found.counsels[counsel] if one.value == value), None)


def test_each_counsel_is_told_with_what_it_advised_also_the_one_that_was_not_followed(log: Log) -> None:
    lived(log, "Acme", (THANKS, 0))
    found = looked(log)
    assert of(found, "wolfe", "write a second letter") == Advised(
        "next_step", "write a second letter", 1, 0, {}, {OPEN: 1}
    )
    assert of(found, "jobfairy", "write a second letter") is None
    assert of(found, "jobfairy", "turn to other leads") is not None


def test_what_was_done_and_not_done_is_counted_with_how_these_leads_ended(log: Log) -> None:
    lived(log, "Acme", (THANKS, 0), end="hired")
    lived(log, "Birch", (THANKS, 1), end="silence")
    lived(log, "Cedar", end="rejected")
    lived(log, "Dale", end="")
    lived(log, "Elm", (THANKS, 0))
    found = looked(log)
    assert found.ends == {"hired": 1, "silence": 1, "rejected": 1, "": 1, OPEN: 1}
    assert of(found, "wolfe", THANKS) == Advised(
        "next_step", THANKS, 5, 3, {"hired": 1, "silence": 1, OPEN: 1}, {"rejected": 1, "": 1}
    )


def test_what_was_advised_on_days_between_two_answers_counts_though_nobody_looked(log: Log) -> None:
    lived(log, "Acme", (THANKS, 0))
    (history,) = log.histories()
    assert history.last_given(NOVEMBER) is None
    told = {step for _, step in advised_until(history, NOVEMBER)}
    assert {"wait out the week", "write a second letter"} <= told


def test_nothing_is_advised_on_days_after_a_lead_was_let_go(log: Log) -> None:
    lived(log, "Acme", (THANKS, 0), end="withdrew", let_go=3)
    assert of(looked(log), "wolfe", "write a second letter") is None


def test_the_days_that_are_looked_at_are_enough(log: Log) -> None:
    """Each day, looked at by itself, adds nothing to those on which an answer came or a count entered a cell."""
    lived(log, "Acme", (THANKS, 0), ("write a second letter", 10))
    (history,) = log.histories()
    daily = set()
    for days in range((NOVEMBER - OCTOBER).days + 1):
        until = OCTOBER + timedelta(days=days)
        daily |= advised_until(history, until)
    assert daily == advised_until(history, NOVEMBER)


def test_a_step_that_is_told_by_its_answers_counts_like_one_that_is_told_by_its_name(log: Log) -> None:
    lived(log, "Acme")
    actions.set_answers(log, BASE, "Acme", {"thank_you": "sent", "thanked_on": "2026-10-02"}, today=OCTOBER)
    (history,) = log.histories()
    assert ("next_step", THANKS) in steps_done(BASE, history, NOVEMBER)


def test_what_was_told_while_an_answer_was_missing_counts(log: Log) -> None:
    from followthrough import advise

    missing = {name: value for name, value in SILENCE.items() if name not in ("told_rank", "heard_back")}
    actions.add(log, BASE, "Acme", missing, today=OCTOBER)
    assert looked(log).counsels["wolfe"] == ()
    (history,) = log.histories()
    actions.record_advice(log, history, advise(BASE, SILENCE, counsel="wolfe", today=OCTOBER))
    assert of(looked(log), "wolfe", THANKS) is not None


def test_a_lead_that_begins_later_or_has_answers_that_the_rules_no_longer_have_is_no_obstacle(log: Log) -> None:
    lived(log, "Acme")
    assert looked(log, OCTOBER - timedelta(days=1)).leads == 0
    assert looked(log, OCTOBER).leads == 1


def test_the_data_has_the_ends_with_null_where_nobody_said_how(log: Log) -> None:
    lived(log, "Acme", (THANKS, 0), end="")
    data = as_json(BASE, looked(log))
    assert data["ends"] == [{"end": None, "leads": 1}]
    assert data["rules"] == BASE.hash
    thanks = next(one for one in data["counsels"]["wolfe"] if one["advised"] == THANKS)
    assert (thanks["done"], thanks["ends_of_done"]) == (1, [{"end": None, "leads": 1}])


def test_no_end_can_be_called_open_since_leads_that_go_on_are_called_so(tmp_path: Path) -> None:
    from bases.reset import lay_over

    target = tmp_path / "base"
    lay_over(Path(__file__).parents[2] / "bases" / "bad" / "steps" / "an-end-called-open", target)
    with pytest.raises(KnowledgeError, match="no end can be called 'open'"):
        load(target)
