"""The knowledge of both authorities: complete, decided for every possible lead, and without contradiction."""

import pytest

from followthrough import load
from followthrough.authoring.cases import run_cases
from followthrough.readings.prove.worlds import Worlds

BASE = load()
CITED = {(passage.counsel, passage.name) for rule in BASE.rules.values() for passage in BASE.passages_of(rule)}


def test_every_passage_of_both_sources_is_there_beside_at_most_five_notes_of_our_own():
    wolfe = {("wolfe", f"p{number}") for number in range(1, 18)}
    jobfairy = {("jobfairy", f"n{number}") for number in range(1, 8)}
    ours = {passage for passage in BASE.passages if passage[0] == "ours"}
    assert set(BASE.passages) == wolfe | jobfairy | ours
    assert len(ours) <= 5


def test_a_note_of_our_own_is_never_cited_as_theirs():
    for rule in BASE.rules.values():
        cited = {passage.counsel for passage in BASE.passages_of(rule)}
        assert cited == {rule.counsel} or "ours" not in cited | {rule.counsel}, rule.name


def test_every_passage_is_cited_by_a_rule_or_told_as_narrative():
    narrative = {key for key, passage in BASE.passages.items() if passage.narrative}
    assert narrative == {("wolfe", "p1")}
    assert CITED | narrative == set(BASE.passages)


@pytest.mark.parametrize("counsel", BASE.counsels)
def test_both_goals_are_decided_for_every_possible_lead(counsel):
    worlds = Worlds.of(BASE, counsel)
    for goal in BASE.goals:
        assert worlds.witness({}, worlds.value(goal, None)) is None


@pytest.mark.parametrize("counsel", BASE.counsels)
def test_no_possible_lead_makes_the_rules_contradict_each_other(counsel):
    worlds = Worlds.of(BASE, counsel)
    for concept in BASE.concepts.values():
        if not concept.many:
            assert worlds.witness({}, worlds.conflict(concept.name)) is None, concept.name


@pytest.mark.parametrize("counsel", BASE.counsels)
def test_every_rule_fires_or_is_defeated_for_some_possible_lead(counsel):
    worlds = Worlds.of(BASE, counsel)
    rules = [rule for rule in BASE.rules.values() if rule.counsel in BASE.lineage(counsel)]
    silent = {rule.name for rule in rules if not worlds.possible({}, worlds.applied(rule.name))}
    # The editors advise no second letter and no call, so what belongs to these is never due under them.
    of_both = {
        "annotate-the-resume",
        "ask-about-their-focus",
        "call-is-late",
        "feel-with-them",
        "second-letter-is-late",
        "your-pay-is-your-own",
    }
    assert silent == (of_both if counsel == "jobfairy" else set())


@pytest.mark.parametrize("step", ["telephone", "write a second letter"])
def test_the_editors_never_advise_what_they_object_to(step):
    assert not Worlds.of(BASE, "jobfairy").possible({}, Worlds.of(BASE, "jobfairy").value("next_step", step))
    wolfe = Worlds.of(BASE, "wolfe")
    assert wolfe.possible({}, wolfe.value("next_step", step))


@pytest.mark.parametrize("counsel", BASE.counsels)
def test_a_step_that_would_cross_the_line_is_never_advised(counsel):
    worlds = Worlds.of(BASE, counsel)
    crossing = worlds.value("line", "would cross")
    waiting = worlds.value("stage", "waiting for word")
    contacts = ["write a thank-you letter", "send your material", "write a second letter", "telephone"]
    for contact in contacts:
        assert not worlds.possible({}, crossing, waiting, worlds.value("next_step", contact)), contact


@pytest.mark.parametrize("counsel", BASE.counsels)
def test_nobody_is_told_to_telephone_while_they_cannot_be_ranked_or_on_the_next_day(counsel):
    worlds = Worlds.of(BASE, counsel)
    telephone = worlds.value("next_step", "telephone")
    assert not worlds.possible({}, telephone, worlds.value("ranking", "unknown to them"))
    assert not worlds.possible({"days_since_interview": 1}, telephone)


@pytest.mark.parametrize("counsel", BASE.counsels)
def test_a_job_that_is_not_wanted_is_dropped_and_a_day_that_was_named_is_respected(counsel):
    worlds = Worlds.of(BASE, counsel)
    assert worlds.values("stance", {"want_it": "no"}) == ("drop",)
    steps = worlds.values("next_step", {"days_until_answer": 3, "thank_you": "sent", "heard_back": "nothing"})
    assert not {"write a second letter", "telephone"} & set(steps)


def test_poor_regard_means_drop_until_they_ask_for_the_person_under_the_editors():
    worlds = Worlds.of(BASE, "jobfairy")
    poor = worlds.value("regard", "poor")
    assert worlds.values("stance", {"interview": "done", "heard_back": "nothing"}, poor) == ("drop",)
    assert worlds.values("stance", {"heard_back": "offer", "want_it": "yes"}, poor) == ("pursue",)


def test_clear_regard_keeps_a_lead_under_the_editors():
    worlds = Worlds.of(BASE, "jobfairy")
    waiting = worlds.value("stage", "waiting for word")
    assert worlds.values("stance", {}, worlds.value("regard", "clear"), waiting) == ("pursue", "wait")


def test_the_second_choice_stays_with_the_author():
    worlds = Worlds.of(BASE, "wolfe")
    known = {"told_rank": "second", "heard_back": "still deciding", "want_it": "yes", "days_since_word": 3}
    assert worlds.values("stance", known) == ("pursue", "wait")
    assert worlds.values("manner", known, -worlds.value("manner", "take heart")) == ()


def test_there_are_cases_for_every_rule_under_both_counsels():
    report = run_cases(BASE)
    assert report.cases >= 40
    assert report.differences == ()
    assert report.unreached() == ()
    for case in BASE.cases:
        assert {expectation.counsel for expectation in case.expectations} == set(BASE.counsels)


def test_every_rule_is_named_in_a_case_under_every_counsel_that_has_it():
    named = {
        (rule, expectation.counsel)
        for case in BASE.cases
        for expectation in case.expectations
        for rule in (*expectation.fired, *expectation.defeated, *expectation.silent)
    }
    for counsel in BASE.counsels:
        for rule in BASE.rules.values():
            if rule.counsel in BASE.lineage(counsel):
                assert (rule.name, counsel) in named
