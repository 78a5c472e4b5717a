"""A day's work: each active lead is told once, where a person looks for it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough.errors import KnowledgeError
from followthrough.format.load import load, parse
from followthrough.leads.log import Log, actions
from followthrough.leads.log.days_work import comes_first_by, days_work, part_of
from followthrough.leads.log.status import overview

TODAY = date(2026, 11, 26)
HELD = {"interview": "done", "want_it": "yes"}
UNWANTED = {"interview": "done", "want_it": "no", "heard_back": "asked for something"}


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "leads.sqlite")


def sorted_on(day, base, log, **leads):
    """Keep leads as they are on a day, and return the names in each part of the work of that day."""
    for name, answers in leads.items():
        actions.add(log, base, name, answers, today=day)
    return worked(day, base, log)


def worked(day, base, log):
    work = days_work(base, overview(base, log.histories(), today=day).needs, day)
    parts = {"today": work.today, "asks": work.asks, "waiting": work.waiting, "let go": work.let_go}
    assert all(part_of(base, need, day) == part for part, needs in parts.items() for need in needs)
    return {part: [need.history.name for need in needs] for part, needs in parts.items() if needs}


def for_a_room(leads):
    """Return the base about a room, with this under `leads` in its base.yaml."""
    folder = BASES / "good" / "a-room-to-let"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
    return parse({**files, "base.yaml": files["base.yaml"] + f"leads: {leads}\n".encode()})


def test_each_lead_is_where_a_person_looks_for_it(log):
    assert sorted_on(
        TODAY,
        load(),
        log,
        refused={**HELD, "heard_back": "turned down"},
        unknown={},
        ahead={"interview": "upcoming", "interview_day": "in 3 days", "want_it": "yes", "other_leads": "few"},
        unwanted=UNWANTED,
    ) == {"today": ["unwanted"], "asks": ["unknown"], "waiting": ["ahead"], "let go": ["refused"]}


def test_a_lead_to_let_go_is_work_as_long_as_it_has_a_step_to_do(log):
    base = load()
    assert sorted_on(TODAY, base, log, Elm=UNWANTED) == {"today": ["Elm"]}
    actions.did(log, base, "Elm", "next_step", "withdraw kindly", today=TODAY)
    assert worked(TODAY, base, log) == {"let go": ["Elm"]}
    actions.drop(log, "Elm", today=TODAY)
    assert worked(TODAY, base, log) == {}


def test_an_offer_comes_first_even_where_nothing_can_be_advised_yet(log):
    base = load()
    leads = {"late": UNWANTED, "offered": {"interview": "done", "heard_back": "offer"}}
    assert sorted_on(TODAY, base, log, **leads) == {"today": ["offered", "late"]}
    (offered, late) = days_work(base, overview(base, log.histories(), today=TODAY).needs, TODAY).today
    assert comes_first_by(base, offered, TODAY) == ("heard_back", "offer")
    assert comes_first_by(base, late, TODAY) is None


def test_an_offer_comes_first_even_where_its_other_answers_cannot_be(log):
    leads = {"offered": {**HELD, "heard_back": "offer", "interviewed_on": "2026-11-20"}}
    base = load()
    sorted_on(TODAY, base, log, **leads)
    much_later = TODAY + timedelta(days=5000)
    assert worked(much_later, base, log) == {"today": ["offered"]}


def test_a_wait_that_ends_today_is_no_work_yet(log):
    base = for_a_room("{waiting: {step: wait}}")
    written = {"viewed_on": "2026-11-18", "heard": "nothing", "note": "sent", "noted_on": "today", "called": "no"}
    assert sorted_on(TODAY, base, log, Elm=written) == {"waiting": ["Elm"]}
    over = TODAY + timedelta(days=7)
    assert worked(over, base, log) == {"today": ["Elm"]}
    assert worked(over, load(BASES / "good" / "a-room-to-let"), log) == {"today": ["Elm"]}


def test_a_base_that_says_nothing_lets_no_lead_go_and_puts_none_first(log):
    plain = load(BASES / "good" / "a-room-to-let")
    refused = {"Elm": {"heard": "refused", "other_leads": "enough"}}
    assert sorted_on(TODAY, plain, log, **refused) == {"today": ["Elm"]}
    assert worked(TODAY, for_a_room("{let go: {step: look elsewhere}}"), log) == {"let go": ["Elm"]}


def test_what_is_open_lets_no_lead_go(log):
    base = for_a_room("{let go: {step: other than write a note}}")
    assert sorted_on(TODAY, base, log, Elm={}) == {"asks": ["Elm"]}


@pytest.mark.parametrize(
    ("leads", "wrong"),
    [
        ("{first: {step: wait}}", "base.yaml:13:17: step is concluded by rules; test an answer under first"),
        ("{first: {herd: refused}}", "base.yaml:13:17: unknown question 'herd'; did you mean 'heard'?"),
        ("{let go: {step: wit}}", "base.yaml:13:24: 'step' has no value 'wit'; did you mean 'wait'?"),
        ("{frist: {heard: refused}}", "base.yaml:13:9: unknown key 'frist'; did you mean 'first'?"),
    ],
)
def test_what_cannot_sort_leads_is_refused_with_its_place(leads, wrong):
    with pytest.raises(KnowledgeError) as refused:
        for_a_room(leads)
    assert [str(problem) for problem in refused.value.problems] == [wrong]
