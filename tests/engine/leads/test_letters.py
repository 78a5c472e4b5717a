"""Letters: drafts filled in from a lead, and what of them is left out."""

from datetime import date

import pytest

from bases.reset import BASES
from followthrough.advising.advise import advise
from followthrough.errors import LeadError, MissingFacts, Place
from followthrough.format.drafts import Letter, Paragraph
from followthrough.format.lead import read_lead
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.leads.letters import Written, deciding, draft_of, other_drafts, step_named, unanswered, write

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def neighbours() -> KnowledgeBase:
    return load(BASES / "good" / "letters")


@pytest.fixture(scope="module")
def leak() -> KnowledgeBase:
    """A base in which one step has three drafts."""
    return load(BASES / "good" / "drafts")


def filled(base: KnowledgeBase, name: str, **lead: str) -> Written:
    read = read_lead(base, lead, TODAY, partial=True)
    return write(base, draft_of(base, name, read.facts), read.facts, read.answers, TODAY)


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
    assert written.left_out == ("address",)


def test_a_paragraph_is_left_out_whose_fact_the_person_does_not_know(neighbours):
    written = filled(neighbours, "thank them", helped="yes", neighbour="Ada", cake="unknown", address="unknown")
    assert "I bring" not in written.text()
    assert written.left_out == ()


def test_what_may_stay_unknown_is_left_out_and_named(neighbours):
    assert filled(neighbours, "thank them", helped="yes", neighbour="Ada").left_out == ("address", "cake")


def test_what_a_letter_cannot_do_without_is_named(neighbours):
    with pytest.raises(MissingFacts, match=r"^no letter without an answer to: neighbour$") as error:
        filled(neighbours, "thank them", helped="yes")
    assert error.value.questions == ("neighbour",)


def test_what_stands_only_in_a_paragraph_that_is_left_out_is_not_missing(neighbours):
    read = read_lead(neighbours, {"helped": "no", "neighbour": "Ada"}, TODAY, partial=True)
    assert unanswered(neighbours, draft_of(neighbours, "thank them", {}), read.facts, read.answers) == ("address",)


def test_an_answer_with_a_full_stop_of_its_own_gets_no_second_one(neighbours):
    assert "I bring a plum cake.\n" in filled(
        neighbours, "thank them", helped="yes", neighbour="Ada", cake="plum cake."
    ).text()  # fmt: skip


def test_an_answer_with_a_full_stop_of_its_own_loses_it_before_a_comma(neighbours):
    written = filled(neighbours, "thank them", helped="no", neighbour="Ada Inc.")
    assert written.text().startswith("Dear Ada Inc,")
    assert written.subject == "Thank you, Ada Inc."


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
    with pytest.raises(LeadError, match="is not an e-mail address"):
        filled(neighbours, "thank them", helped="no", neighbour="Ada", address=address)


def test_a_misspelt_letter_gets_the_near_name(neighbours):
    with pytest.raises(LeadError, match="unknown letter 'thank then'; did you mean 'thank them'"):
        step_named(neighbours, "thank then")


def test_a_letter_is_never_wrapped(neighbours):
    long = " ".join(["a very long name"] * 9)
    assert f"Dear {long},\n\n" in filled(neighbours, "thank them", helped="no", neighbour=long).text()


# Several drafts of one step


def chosen(base: KnowledgeBase, **lead: str) -> str:
    return draft_of(base, "tell the landlord", advise(base, lead, today=TODAY).proof.facts).name


def test_the_draft_is_written_whose_conditions_hold_for_the_lead(leak):
    assert chosen(leak, where="roof", wet="no", writes_by="e-mail") == "by e-mail"
    assert chosen(leak, where="roof", wet="no", writes_by="post") == "tell the landlord"
    assert chosen(leak, where="roof", wet="no") == "tell the landlord"


def test_of_two_drafts_whose_conditions_hold_the_one_that_tests_more_is_written(leak):
    assert chosen(leak, where="roof", wet="yes", writes_by="e-mail") == "in a hurry"


def test_another_draft_is_written_if_it_is_named(leak):
    assert draft_of(leak, "tell the landlord", {}, "by e-mail").subject == "The roof"
    assert draft_of(leak, "tell the landlord", {}, "tell the landlord").subject == ""
    with pytest.raises(LeadError, match="draft: 'tell the landlord' has no draft 'by mail'; did you mean 'by e-mail'"):
        draft_of(leak, "tell the landlord", {}, "by mail")


def test_the_other_drafts_are_those_that_the_answers_do_not_exclude(leak):
    def others(**lead: str) -> list[str]:
        facts = advise(leak, {"where": "roof", **lead}, today=TODAY).proof.facts
        return [one.name for one in other_drafts(leak, draft_of(leak, "tell the landlord", facts), facts)]

    assert others(wet="no", writes_by="post") == []
    assert others(wet="no", writes_by="e-mail") == ["tell the landlord"]
    assert others(wet="yes") == ["by e-mail", "tell the landlord"]


def test_what_decides_between_drafts_can_be_asked_where_it_applies_and_nobody_has_answered(leak):
    def asked(**lead: str) -> tuple[str, ...]:
        read = read_lead(leak, lead, TODAY, partial=True)
        return deciding(leak, "tell the landlord", read.facts, read.answers)

    assert asked(where="roof") == ("writes_by",)
    assert asked(where="roof", writes_by="unknown") == ()
    assert asked(where="roof", writes_by="post") == ()


def test_a_paragraph_is_written_if_its_conditions_hold_and_what_decides_that_can_be_asked(leak):
    lead = {"where": "roof", "seen_on": "2026-11-20", "landlord": "Mr. Lee", "writes_by": "e-mail"}

    def written(**answers: str) -> str:
        read = read_lead(leak, {**lead, **answers}, TODAY, partial=True)
        facts = {**read.facts, "rush": "high"}
        draft = draft_of(leak, "tell the landlord", facts, "by e-mail")
        asked = deciding(leak, "tell the landlord", facts, read.answers, "by e-mail")
        return f"{asked} {write(leak, draft, facts, read.answers, TODAY).text()}"

    assert written(wet="yes").endswith("since November 20.\n\nPlease come today, Mr. Lee.")
    assert written(wet="no").endswith("since November 20.")
    assert written().startswith("('wet',)")


def test_a_part_that_continues_joins_what_is_written_of_its_paragraph_and_no_other(neighbours):
    first, second = ("{neighbour},", "Bring {cake}."), ("I like {address}.", "It is {cake}.", "Yours")
    parts = [Paragraph(text, continues=place > 0) for group in (first, second) for place, text in enumerate(group)]
    draft = Letter("thank them", "", "", tuple(parts), Place(""))

    def paragraphs(**lead: str) -> tuple[str, ...]:
        return write(neighbours, draft, lead, {}, TODAY).paragraphs

    assert paragraphs(neighbour="Ada", cake="pie") == ("Ada, Bring pie.", "It is pie. Yours")
    assert paragraphs(neighbour="Ada", address="tea") == ("Ada,", "I like tea. Yours")


# What stands above a letter


LEAK = {"where": "roof", "seen_on": "2026-11-20", "landlord": "Mr. Lee"}


def test_a_line_that_is_only_a_fact_is_left_out_alone(leak):
    assert filled(leak, "tell the landlord", **LEAK).text().startswith("November 22, 2026\n\nMr. Lee\n\nDear Mr. Lee,")
    whole = filled(leak, "tell the landlord", **LEAK, your_street="1 Elm St.", their_street="2 Oak St.").text()
    assert whole.startswith("1 Elm St.\nNovember 22, 2026\n\nMr. Lee\n2 Oak St.\n\nDear Mr. Lee,")


def test_lines_that_would_add_to_an_address_are_named_and_those_that_do_not_apply_are_not(leak):
    assert filled(leak, "tell the landlord", **LEAK).left_out == ("your_street", "their_street")
    assert filled(leak, "tell the landlord", **{**LEAK, "where": "tap"}).left_out == ("your_street",)


def test_what_a_letter_cannot_do_without_is_asked_for_first(leak):
    read = read_lead(leak, {"where": "roof"}, TODAY, partial=True)
    draft = draft_of(leak, "tell the landlord", read.facts)
    assert unanswered(leak, draft, read.facts, read.answers) == ("seen_on", "landlord", "your_street", "their_street")


@pytest.mark.parametrize(
    ("seen_on", "said"),
    [("2026-11-22", "November 22"), ("2025-12-31", "December 31, 2025"), ("2026-06-01", "June 1")],
)
def test_a_day_is_written_with_its_year_only_if_it_could_be_mistaken(leak, seen_on, said):
    text = filled(leak, "tell the landlord", **{**LEAK, "seen_on": seen_on}).text()
    assert f"the roof has leaked since {said}." in text


# Letters that are edited


def test_an_edited_letter_is_kept_as_it_is_and_is_what_the_mail_link_holds(neighbours):
    written = filled(neighbours, "thank them", helped="no", neighbour="Ada", address="ada@example.org")
    edited = written.edited("Dear Ada,\n\n\n  thanks\nAnn")
    assert edited.text() == "Dear Ada,\n\n\n  thanks\nAnn"
    assert edited.mailto().endswith("&body=Dear%20Ada%2C%0D%0A%0D%0A%0D%0A%20%20thanks%0D%0AAnn")
    assert (edited.to, edited.subject) == (written.to, written.subject)
