"""The search log: what is known of every lead, day by day, and what that calls for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from as_in_a_case import advise
from bases.reset import BASES
from followthrough.errors import LeadError
from followthrough.format.load import built_in, load, parse
from followthrough.leads.log import Log, actions, plain_name, undoing
from followthrough.leads.log.lead_names import find, folded
from followthrough.leads.log.status import need, overview, recheck
from followthrough.leads.log.store import NewEntry

START = date(2026, 11, 2)


class Search:
    """A person who searches: a log, and a clock that the test sets."""

    def __init__(self, path, counsel="jobfairy", base=None):
        self.base = base or load()
        self.log = Log(path)
        self.counsel = counsel
        self.today = START

    def clock(self):
        return datetime(self.today.year, self.today.month, self.today.day, 20, tzinfo=UTC)

    def wait(self, days):
        self.today += timedelta(days=days)

    def add(self, name, with_note=None, **answers):
        return actions.add(self.log, self.base, name, answers, today=self.today, note=with_note, clock=self.clock)

    def set(self, name, day=None, with_note=None, **answers):
        return actions.set_answers(
            self.log, self.base, name, answers, today=self.today, day=day, note=with_note, clock=self.clock
        )

    def did(self, name, step):
        return actions.did(self.log, self.base, name, self.base.goals[-1], step, today=self.today, clock=self.clock)

    def need(self, name):
        return need(self.base, self.log.history(name), counsel=self.counsel, today=self.today)

    def needs(self, name):
        """Give the step that a lead needs, and how urgent that is."""
        found = self.need(name)
        assert found.turn is not None, (found.missing, found.fault)
        return found.turn.advice.value(self.base.goals[-1]), found.urgency

    def overview(self):
        return overview(self.base, self.log.histories(), counsel=self.counsel, today=self.today)

    def advise(self, name):
        """Advise on a lead as it is, and keep that in the log."""
        history = self.log.history(name)
        advice = advise(self.base, history.answers(self.today), counsel=self.counsel, today=self.today)
        actions.record_advice(self.log, history, advice)
        return advice.value("next_step")

    def recheck(self, base=None):
        histories = self.log.histories()
        return recheck(base or self.base, histories, counsel=self.counsel, today=self.today)


@pytest.fixture
def search(tmp_path):
    return Search(tmp_path / "leads.sqlite")


@pytest.fixture
def for_a_room(tmp_path):
    """A person who looks for a room, and does what the agency says."""
    return Search(tmp_path / "leads.sqlite", counsel="agency", base=load(BASES / "good" / "a-room-to-let"))


SEEN = {"viewed_on": "today", "heard": "nothing", "note": "not sent", "called": "no"}
AFTER_THE_INTERVIEW = {
    "interview": "done",
    "interviewed_on": "today",
    "heard_back": "nothing",
    "told_rank": "not told",
    "focusing_on": "not said",
    "others_being_seen": "no",
    "day_named": "no",
    "thank_you": "not sent",
    "forgot_something": "no",
    "material": "not sent",
    "called": "no",
}


def test_the_life_of_a_lead_from_its_first_day_to_the_day_it_is_dropped(for_a_room):
    search = for_a_room
    search.add("Elm & Oak", with_note="seen in the window of a bakery", heard="nothing")
    assert search.need("Elm & Oak").urgency == "asks"

    search.wait(3)  # Thursday: the viewing
    search.set("Elm & Oak", **SEEN)
    assert search.needs("Elm & Oak") == ("write a note", "later")

    search.wait(1)  # the day after
    assert search.needs("Elm & Oak") == ("write a note", "today")
    search.wait(1)
    assert search.needs("Elm & Oak") == ("write a note", "overdue")
    search.did("Elm & Oak", "write a note")
    assert search.needs("Elm & Oak") == ("wait", "later")

    search.wait(6)  # six days after the note, and on the seventh
    assert search.needs("Elm & Oak") == ("wait", "later")
    search.wait(1)
    assert search.needs("Elm & Oak") == ("call", "today")
    search.wait(1)
    assert search.needs("Elm & Oak") == ("call", "overdue")
    search.did("Elm & Oak", "call")
    assert search.needs("Elm & Oak") == ("wait", "later")

    search.wait(2)
    search.set("Elm & Oak", heard="refused")
    assert search.needs("Elm & Oak") == ("look elsewhere", "today")
    actions.drop(search.log, "Elm & Oak", today=search.today, note="a friend of theirs has it")

    history = search.log.history("Elm & Oak")
    assert search.overview().needs == ()
    assert history.dropped_on(search.today) == date(2026, 11, 17)
    assert history.is_active(date(2026, 11, 16))
    told = [(str(entry.day), entry.kind, entry.name, entry.value) for entry in history.done(search.today)]
    assert told[:2] == [
        ("2026-11-02", "answer", "heard", "nothing"),
        ("2026-11-02", "note", "", "seen in the window of a bakery"),
    ]
    assert told[-2:] == [
        ("2026-11-17", "dropped", "", ""),
        ("2026-11-17", "note", "", "a friend of theirs has it"),
    ]
    assert history.answers(date(2026, 11, 7))["note"] == "sent"
    assert history.answers(date(2026, 11, 6))["note"] == "not sent"
    assert history.answers(START) == {"heard": "nothing"}


def test_what_happened_earlier_is_kept_under_its_day_and_when_it_was_recorded(search):
    search.add("Acme", **AFTER_THE_INTERVIEW)
    search.wait(3)
    search.set("Acme", day=START + timedelta(1), thank_you="sent")
    history = search.log.history("Acme")
    assert history.answers(START)["thank_you"] == "not sent"
    assert history.answers(START + timedelta(1))["thank_you"] == "sent"
    letter = history.entries[-1]
    assert (letter.day, letter.recorded) == (date(2026, 11, 3), datetime(2026, 11, 5, 20, tzinfo=UTC))


def test_an_answer_about_an_earlier_day_does_not_replace_a_later_one_and_that_is_said(search):
    search.add("Acme", **AFTER_THE_INTERVIEW)
    search.wait(3)
    search.set("Acme", heard_back="still deciding")
    search.wait(1)
    stored = search.set("Acme", day=START + timedelta(1), heard_back="nothing", thank_you="sent")
    assert stored.stands == (("heard_back", date(2026, 11, 5)),)
    assert search.log.history("Acme").answers(search.today)["heard_back"] == "still deciding"


def test_nothing_has_happened_on_a_day_that_is_still_to_come(search):
    search.add("Acme")
    for deed in (
        lambda: search.set("Acme", day=START + timedelta(1), want_it="yes"),
        lambda: actions.drop(search.log, "Acme", today=START, day=START + timedelta(1)),
    ):
        with pytest.raises(LeadError, match="2026-11-03 is after 2026-11-02, so this has not happened yet"):
            deed()


def test_days_go_on_counting_by_themselves(search):
    search.add("Acme", interview="done", days_since_interview=3)
    assert search.log.history("Acme").answers(START) == {"interview": "done", "interviewed_on": "2026-10-30"}


def test_answers_that_the_new_ones_exclude_are_taken_back(search):
    search.add("Acme", want_it="yes", **AFTER_THE_INTERVIEW)
    search.set("Acme", focusing_on="me")
    stored = search.set("Acme", told_rank="second")
    assert stored.retracted == ("focusing_on",)
    assert "focusing_on" not in search.log.history("Acme").answers(START)
    assert search.log.history("Acme").answers(START)["told_rank"] == "second"


def test_an_answer_that_cannot_be_stores_nothing(search):
    search.add("Acme", interview="upcoming")
    before = search.log.entries()
    for answers in ({"told_rnk": "first"}, {"want_it": "perhaps"}, {"told_rank": "second", "focusing_on": "me"}):
        with pytest.raises(LeadError):
            search.set("Acme", **answers)
    assert search.log.entries() == before


def test_the_last_change_is_undone_and_then_the_one_before_it(search):
    search.add("Acme", interview="upcoming", want_it="no")
    search.set("Acme", want_it="yes", with_note="slept on it")
    search.advise("Acme")
    history, undone = undoing.undo(search.log, today=START)
    assert [(entry.kind, entry.value) for entry in undone] == [("answer", "yes"), ("note", "slept on it")]
    assert history.name == "Acme"
    assert search.log.history("Acme").answers(START)["want_it"] == "no"
    undoing.undo(search.log, today=START)
    assert search.log.histories() == ()
    with pytest.raises(LeadError, match="has nothing to undo"):
        undoing.undo(search.log, today=START)
    search.add("Acme")
    assert len({entry.lead for entry in search.log.entries()}) == 2


def test_an_answer_that_rests_on_an_earlier_one_is_refused_and_the_others_are_kept(search):
    search.add("Acme", want_it="yes", **AFTER_THE_INTERVIEW)
    stored = search.set("Acme", second_letter="sent", heard_back="offer", want_it="perhaps", nothing="yes")
    answers = stored.history.answers(START)
    assert (answers["heard_back"], answers["thank_you"], answers["want_it"]) == ("offer", "not sent", "yes")
    assert "second_letter" not in answers
    assert {problem.wrong for problem in stored.refused} == {
        "second_letter is possible only with thank_you: sent",
        "want_it cannot be 'perhaps'",
        "unknown question 'nothing'",
    }
    (remedy,) = [problem.remedy for problem in stored.refused if "second_letter" in problem.wrong]
    assert remedy == "if both are true: `followthrough leads set Acme -a thank_you=sent -a second_letter=sent`"
    assert search.set("Acme", thank_you="sent", second_letter="sent").refused == ()


def test_of_two_new_answers_that_contradict_one_another_neither_is_stored_and_nothing_else_changes(search):
    search.add("Acme", want_it="yes", **{**AFTER_THE_INTERVIEW, "thank_you": "sent", "second_letter": "sent"})
    before = search.log.history("Acme").answers(search.today)
    with pytest.raises(LeadError, match="second_letter is possible only with thank_you: sent"):
        search.set("Acme", second_letter="sent", thank_you="not sent")
    assert search.log.history("Acme").answers(search.today) == before


def test_of_answers_that_exclude_each_other_none_is_stored_and_the_others_are(search):
    search.add("Acme", want_it="yes", **AFTER_THE_INTERVIEW)
    stored = search.set("Acme", told_rank="second", focusing_on="me", heard_back="still deciding")
    answers = stored.history.answers(START)
    assert (answers["told_rank"], answers["focusing_on"]) == ("not told", "not said")
    assert answers["heard_back"] == "still deciding"
    assert len(stored.refused) == 1


def test_a_note_is_kept_though_the_answer_beside_it_is_refused(search):
    search.add("Acme", want_it="yes", **AFTER_THE_INTERVIEW)
    stored = search.set("Acme", with_note="they were kind", second_letter="sent")
    assert len(stored.refused) == 1
    assert search.log.history("Acme").entries[-1].value == "they were kind"


def test_what_was_said_last_is_advised_on_though_an_earlier_answer_no_longer_fits(search):
    search.add("Acme", want_it="yes", **AFTER_THE_INTERVIEW)
    search.set("Acme", heard_back="offer")
    history = search.log.history("Acme")
    with search.log.transaction() as transaction:
        transaction.record(history.key, [NewEntry("answer", "heard_on", str(START), START)])
        transaction.record(history.key, [NewEntry("answer", "heard_back", "offer", START)])
    found = search.need("Acme")
    assert found.turn.advice.value("next_step") == "answer the offer"
    assert found.aside == ("heard_on",)
    assert found.fault.startswith("heard_on is possible only with heard_back: ")


def test_what_an_answer_rests_on_is_said_with_it(search):
    search.add("Acme", want_it="yes")
    with search.log.transaction() as transaction:
        key = search.log.history("Acme").key
        transaction.record(key, [NewEntry("answer", "heard_back", "turned down", START)])
    found = search.need("Acme")
    assert (found.aside, found.missing, found.turn.advice.value("stance")) == ((), (), "drop")


def test_what_was_undone_is_redone_the_last_first(search):
    search.add("Acme", want_it="no")
    search.set("Acme", want_it="yes")
    actions.drop(search.log, "Acme", today=START)
    for _ in range(3):
        undoing.undo(search.log, today=START)
    assert search.log.histories() == ()
    back = [[entry.kind for entry in undoing.redo(search.log, today=START)[1]] for _ in range(3)]
    assert back == [["added", "answer"], ["answer"], ["dropped"]]
    assert search.log.history("Acme").answers(START) == {"want_it": "yes"}
    assert search.log.history("Acme").dropped_on(START) == START
    with pytest.raises(LeadError, match="has nothing to redo; nothing was undone since the last change"):
        undoing.redo(search.log, today=START)
    undoing.undo(search.log, today=START)
    assert search.log.history("Acme").dropped_on(START) is None


def test_nothing_is_redone_of_a_lead_of_which_something_else_was_done_since(search):
    search.add("Acme", want_it="no")
    search.set("Acme", want_it="yes")
    undoing.undo(search.log, today=START)
    search.add("Brown")
    with pytest.raises(LeadError, match="has nothing to redo"):
        undoing.redo(search.log, today=START)
    undoing.redo(search.log, "acme", today=START)
    assert search.log.history("Acme").answers(START) == {"want_it": "yes"}
    undoing.undo(search.log, "Acme", today=START)
    search.set("Acme", interview="upcoming")
    with pytest.raises(LeadError, match="has nothing to redo"):
        undoing.redo(search.log, "Acme", today=START)


def test_a_lead_is_not_redone_beside_another_of_its_name(search):
    search.add("Acme", want_it="no")
    undoing.undo(search.log, today=START)
    search.add("ACME")
    undoing.undo(search.log, today=START)
    undoing.redo(search.log, today=START)
    assert [history.name for history in search.log.histories()] == ["ACME"]
    before = search.log.entries()
    with pytest.raises(LeadError, match="has nothing to redo"):
        undoing.redo(search.log, today=START)
    assert search.log.entries() == before


def test_only_the_change_that_the_person_has_seen_is_undone(search):
    search.add("Acme", want_it="no")
    _, seen = undoing.last_change(search.log)
    search.set("Acme", want_it="yes")
    with pytest.raises(LeadError, match="has changed meanwhile, so nothing was undone"):
        undoing.undo(search.log, today=START, change=seen[0].change)
    assert search.log.history("Acme").answers(START) == {"want_it": "yes"}


def test_the_last_change_of_one_lead_is_undone_where_it_is_named(search):
    search.add("Acme", want_it="no")
    search.set("Acme", want_it="yes")
    search.add("Brown")
    undoing.undo(search.log, "Acme", today=START)
    assert search.log.history("Acme").answers(START) == {"want_it": "no"}
    assert [history.name for history in search.log.histories()] == ["Acme", "Brown"]


def test_a_dropped_lead_can_be_taken_up_again(search):
    search.add("Acme")
    with pytest.raises(LeadError, match="Acme: is not dropped"):
        actions.resume(search.log, "Acme", today=START)
    actions.drop(search.log, "Acme", today=START)
    with pytest.raises(LeadError, match="Acme: was dropped on 2026-11-02; `followthrough leads resume` takes it up"):
        actions.drop(search.log, "Acme", today=START)
    actions.resume(search.log, "Acme", today=START)
    assert search.log.history("Acme").is_active(START)


def test_the_most_urgent_lead_comes_first(for_a_room):
    search = for_a_room
    search.add("open", **{**SEEN, "note": "sent", "noted_on": "unknown"})
    search.add("later", **{**SEEN, "note": "sent", "noted_on": "today"})
    search.add("nothing known")
    search.add("today", heard="refused")
    search.add("overdue by 3", **{**SEEN, "viewed_on": "4 days ago"})
    search.add("overdue by 9", **{**SEEN, "viewed_on": "10 days ago"})
    search.add("dropped", **SEEN)
    actions.drop(search.log, "dropped", today=START)
    found = search.overview()
    assert [(one.history.name, one.urgency) for one in found.needs] == [
        ("overdue by 9", "overdue"),
        ("overdue by 3", "overdue"),
        ("today", "today"),
        ("nothing known", "asks"),
        ("later", "later"),
        ("open", "open"),
    ]
    assert search.need("nothing known").missing == ("heard",)
    assert found.standing == {
        "write a note": ("overdue by 9", "overdue by 3"),
        "call": (),
        "wait": ("later", "open"),
        "look elsewhere": ("today",),
        "ask around": (),
    }


def test_a_lead_whose_answers_no_longer_fit_says_so_and_hides_no_other(for_a_room):
    search = for_a_room
    search.add("Elm", viewed_on="today", heard="nothing")
    search.add("Brown", heard="refused")
    search.wait(5_000)
    faulty = search.need("Elm")
    assert (faulty.due, faulty.urgency, "step" in faulty.turn.advice.open) == (None, "asks", True)
    assert faulty.fault == "viewed_on cannot be 2026-11-02: that is 5,000 days ago"
    assert search.needs("Brown") == ("look elsewhere", "today")


def test_a_lead_of_long_ago_is_advised_on_as_one_at_the_bound_and_its_step_keeps_its_day(for_a_room):
    search = for_a_room
    search.add("Elm", **SEEN)
    search.wait(60)
    at_the_bound = search.need("Elm").turn
    assert at_the_bound is not None
    assert at_the_bound.due == START + timedelta(days=1)
    for _ in range(3):
        search.wait(100)
        now = search.need("Elm").turn
        assert now is not None
        assert now.due == at_the_bound.due
        assert now.advice.value("step") == at_the_bound.advice.value("step")
        assert now.advice.lead.facts["days_since_viewing"] == 60


def test_advice_that_still_stands_is_not_rechecked(search):
    search.add("Acme", interview="upcoming", want_it="yes")
    assert search.recheck() == ()
    search.advise("Acme")
    search.wait(5)
    assert search.recheck() == ()


def test_it_is_told_that_time_changed_the_advice(search):
    search.add("Acme", want_it="yes", **{**AFTER_THE_INTERVIEW, "thank_you": "sent", "second_letter": "not sent"})
    search.advise("Acme")
    search.wait(7)
    (found,) = search.recheck()
    assert {
        shift.concept: (shift.then, shift.now, shift.by) for shift in found.shifts if shift.concept != "caution"
    } == {
        "stance": ("pursue", "drop", ("time",)),
        "next_step": ("send your material", "turn to other leads", ("time",)),
    }
    assert found.counts == (("days_since_interview", 0, 7),)
    assert found.facts == ()
    search.advise("Acme")
    assert search.recheck() == ()


def test_it_is_told_that_a_fact_changed_the_advice_and_which(search):
    search.add("Acme", want_it="yes", **AFTER_THE_INTERVIEW)
    search.advise("Acme")
    search.set("Acme", heard_back="offer")
    (found,) = search.recheck()
    assert [(shift.then, shift.now, shift.by) for shift in found.shifts if shift.concept == "next_step"] == [
        ("write a thank-you letter", "answer the offer", ("facts",))
    ]
    assert found.facts == (("heard_back", "nothing", "offer"),)
    undoing.undo(search.log, today=START)
    assert search.recheck() == ()


def test_it_is_told_that_the_rules_changed_the_advice_and_which(search):
    root = built_in()
    files = {str(path.relative_to(root)): path.read_bytes() for path in (*root.glob("*.yaml"), *root.glob("rules/*"))}
    text = files["rules/next-step.yaml"].decode()
    text = text.replace("then: {next_step: ask for their timeline}", "then: {next_step: wait for their word}")
    changed = parse({**files, "rules/next-step.yaml": text.encode()})
    search.add("Acme", interview="upcoming", want_it="yes")
    search.advise("Acme")
    (found,) = search.recheck(changed)
    assert {shift.by for shift in found.shifts} == {("rules",)}
    assert found.rules[0] != found.rules[1]
    assert "the-next-word-is-theirs" in found.rules[1]


def test_the_same_advice_is_kept_once_a_day(search):
    search.add("Acme", interview="upcoming", want_it="yes")
    for _ in range(3):
        search.advise("Acme")
    search.wait(1)
    search.advise("Acme")
    given = [entry for entry in search.log.history("Acme").entries if entry.kind == "advised"]
    assert [entry.day for entry in given] == [START, START + timedelta(1)]
    assert given[0].given().rules == search.base.hash
    assert given[0].given().by["next_step"] == ("ask-for-the-timeline",)


NAMES = ["Brown & Co.", "=2+3", "-x", "Zoë's 🦊", "../../etc/passwd", "a;b|c", "x" * 200]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_stored_as_typed(search, name):
    search.add(name)
    assert search.log.history(name).name == name
    assert not set(plain_name(name)) & set("/\\. ;|&=")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (" ", "needs a name"),
        ("x" * 201, "more than 200"),
        ("a\nb", "control"),
        ("a\x1b[2J", "control"),
        ("\ud800", "control"),
    ],
)
def test_a_name_that_could_not_be_typed_again_is_refused(search, name, wrong):
    with pytest.raises(LeadError, match=wrong):
        search.add(name)
    assert not search.log.path.exists()


def test_a_name_is_found_however_it_is_typed_and_given_once(search):
    search.add("Café  Noir & Co")
    for typed in ("Café  Noir & Co", "cafe\u0301 noir & CO", "café-noir-co", " CAFÉ NOIR & CO "):
        assert search.log.history(typed).name == "Café  Noir & Co"
    with pytest.raises(LeadError, match="already has a lead 'Café  Noir & Co'"):
        search.add("café noir & co")
    with pytest.raises(LeadError, match="did you mean 'Café  Noir & Co'"):
        search.log.history("cafe nor & co")


def test_a_plain_name_that_two_leads_share_finds_neither():
    assert find("brown-co", ["Brown & Co", "Brown, Co"]) is None
    assert find("brown, co", ["Brown & Co", "Brown, Co"]) == "Brown, Co"
    assert folded("ﬁne") == "fine"
