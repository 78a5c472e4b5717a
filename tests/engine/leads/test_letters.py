"""Letters: drafts filled in from a lead, and what of them is left out."""

from datetime import date

import pytest

from as_in_a_case import advise
from bases.reset import BASES
from followthrough.errors import LeadError, MissingFacts
from followthrough.format.lead import read_lead
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.leads.letters import Written, called_for, named, unanswered, write

TODAY = date(2026, 11, 22)
SIGNED = {"interviewer": "hiring team", "company": "Acme", "job": "night editor", "your_name": "A. Applicant"}
DONE = {
    "interview": "done", "want_it": "yes", "interviewed_on": "2026-11-21", "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "day_named": "no", "thank_you": "not sent",
    "forgot_something": "no", "material": "sent", "called": "no",
}  # fmt: skip
WRITTEN = {**DONE, "thank_you": "sent", "second_letter": "not sent", "interviewed_on": "2026-11-14"}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="module")
def neighbours() -> KnowledgeBase:
    return load(BASES / "good" / "letters")


def filled(base: KnowledgeBase, name: str, **lead: str) -> Written:
    read = read_lead(base, lead, TODAY, partial=True)
    return write(base, named(base, name), read.facts, read.answers)


def test_each_letter_is_called_for_by_the_step_it_is_named_after(base):
    steps = {
        "write a thank-you letter": DONE,
        "write a second letter": WRITTEN,
        "telephone": {**WRITTEN, "second_letter": "sent", "interviewed_on": "2026-11-01"},
        "withdraw kindly": {**DONE, "want_it": "no", "heard_back": "offer"},
    }
    for step, lead in steps.items():
        letter = called_for(advise(base, lead, counsel="wolfe", today=TODAY))
        assert letter is not None
        assert letter.name == step
    assert set(steps) == set(base.letters)


@pytest.mark.parametrize("interest", ["keen", "lukewarm", "unknown"])
def test_the_editors_call_for_no_second_letter_and_no_call(base, interest):
    for lead in (WRITTEN, {**WRITTEN, "second_letter": "sent", "interviewed_on": "2026-11-01"}):
        advice = advise(base, {**lead, "interest_shown": interest}, counsel="jobfairy", today=TODAY)
        assert called_for(advice) is None


def test_every_letter_of_the_base_is_short(base):
    everything = {**DONE, **SIGNED, "material": "not sent", "forgot_something": "yes", "great_interview": "yes"}
    texts = ("forgotten_point", "strength", "enclosed", "in_the_long_run")
    everything |= dict.fromkeys(texts, "some ten or twelve words that somebody may well think of here")
    for name in base.letters:
        written = filled(base, name, **everything)
        assert written.left_out == ()
        assert len(written.text().split()) < 200, name
        assert max(map(len, written.text().splitlines())) <= 72
        assert not set("{}") & set(written.text())


def test_a_letter_is_filled_in_from_the_answers(neighbours):
    written = filled(
        neighbours, "thank them", helped="yes", neighbour="Ada", cake="plum cake", address="ada@example.org"
    )
    assert written.subject == "Thank you, Ada"
    assert written.text() == (
        "Dear Ada,\n\nyou asked for nothing, and they did what I could not.\n\nI bring a plum cake.\n\nYours"
    )


def test_a_paragraph_is_left_out_whose_fact_does_not_apply(neighbours):
    written = filled(neighbours, "thank them", helped="no", neighbour="Ada")
    assert "cake" not in written.text()
    assert written.left_out == ()


def test_a_paragraph_is_left_out_whose_fact_the_person_does_not_know(neighbours):
    written = filled(neighbours, "thank them", helped="yes", neighbour="Ada", cake="unknown")
    assert "I bring" not in written.text()
    assert written.left_out == ()


def test_what_may_stay_unknown_is_left_out_and_named(neighbours):
    assert filled(neighbours, "thank them", helped="yes", neighbour="Ada").left_out == ("cake",)


def test_what_a_letter_cannot_do_without_is_named(neighbours):
    with pytest.raises(MissingFacts, match=r"^no letter without an answer to: neighbour$") as error:
        filled(neighbours, "thank them", helped="yes")
    assert error.value.questions == ("neighbour",)


def test_what_stands_only_in_a_paragraph_that_is_left_out_is_not_missing(neighbours):
    read = read_lead(neighbours, {"helped": "no", "neighbour": "Ada"}, TODAY, partial=True)
    assert unanswered(neighbours, named(neighbours, "thank them"), read.facts, read.answers) == []


def test_an_answer_with_a_full_stop_of_its_own_gets_no_second_one(neighbours):
    assert "I bring a plum cake.\n" in filled(
        neighbours, "thank them", helped="yes", neighbour="Ada", cake="plum cake."
    ).text()  # fmt: skip


def test_an_answer_in_braces_is_text_like_any_other(neighbours):
    assert "Dear {address}," in filled(neighbours, "thank them", helped="no", neighbour="{address}").text()


def test_a_mail_link_holds_address_subject_and_letter(neighbours):
    link = filled(neighbours, "thank them", helped="no", neighbour="A & B?", address="ada@example.org").mailto()
    assert link.startswith("mailto:ada@example.org?subject=Thank%20you%2C%20A%20%26%20B%3F&body=Dear%20A%20%26%20B%3F")
    assert link.count("&") == link.count("?") == 1
    assert "%0D%0A%0D%0A" in link


def test_without_an_address_there_is_no_link(neighbours):
    assert filled(neighbours, "thank them", helped="no", neighbour="Ada").mailto() == ""


@pytest.mark.parametrize("address", ["ada", "ada@", "ada@example.org,bob@example.org", "ada@example.org bcc"])
def test_an_address_that_is_none_is_refused(neighbours, address):
    with pytest.raises(LeadError, match="is not an email address"):
        filled(neighbours, "thank them", helped="no", neighbour="Ada", address=address)


def test_a_misspelt_letter_gets_the_near_name(base):
    with pytest.raises(LeadError, match="unknown letter 'telefone'; did you mean 'telephone'"):
        named(base, "telefone")


def test_no_text_of_the_base_is_ever_missing_for_advice(base):
    texts = {question.name for question in base.questions.values() if question.kind == "text"}
    assert texts
    assert not texts & set(read_lead(base, {"interview": "done"}, TODAY, partial=True).missing)
