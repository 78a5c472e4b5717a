"""The letters of the knowledge, as whoever gets them reads them: whole sentences, and nothing that is not meant."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, combinations

import pytest

from followthrough import advise, load
from followthrough.format.conditions import Truth, Value
from followthrough.format.drafts import Letter
from followthrough.format.lead import read_lead
from followthrough.format.model import PLACEHOLDER
from followthrough.leads.letters import Written, draft_of, write

BASE = load()
TODAY = date(2026, 11, 26)
SIGNED = {"interviewer": "Ms. Rivera", "company": "Acme", "job": "night editor", "your_name": "Ann Applicant"}
HEAD = {
    "your_phone": "(555) 010-0100", "your_email": "ann@example.org", "your_address": "12 Elm Street, Springfield",
    "company_address": "1 Main Street, Springfield", "their_address": "rivera@example.org",
}  # fmt: skip
TEXTS = {
    "requested": "three writing samples", "ask_for": "Ms. Rivera", "liked": "how the night desk works",
    "strength": "six years of experience on a night desk", "forgotten_point": "I also speak Portuguese.",
    "news": "finished a course in data reporting", "second_thought": "your question about weekend shifts",
    "enclosed": "a list of my projects and three references", "in_the_long_run": "lead the night desk.",
    "start_on": "January 4",
}  # fmt: skip
DONE = {
    "interview": "done", "want_it": "yes", "interviewed_on": "2026-11-24", "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "day_named": "no", "thank_you": "not sent", "called": "no",
    "material": "not sent", "great_interview": "yes", "forgot_something": "yes",
}  # fmt: skip
AFTER = {**DONE, "thank_you": "sent", "interviewed_on": "2026-11-06"}
UPCOMING = {"interview": "upcoming", "want_it": "no"}
LEADS: Mapping[str, list[dict[str, str]]] = {
    "write a thank-you letter": [DONE, {**DONE, "want_it": "unsure"}, {**DONE, "interviewed_on": "2026-11-01"}],
    "write a second letter": [AFTER, {**AFTER, "want_it": "unsure"}],
    "send your material": [AFTER, {**AFTER, "material": "in part"}],
    "send what they asked for": [{**AFTER, "heard_back": "asked for something"}],
    "answer the offer": [{**AFTER, "heard_back": "offer"}],
    "telephone": [AFTER, {**AFTER, "want_it": "unsure"}],
    "withdraw kindly": [
        UPCOMING, {**UPCOMING, "interview_day": "2026-12-01"}, {**DONE, "want_it": "no"},
        {**AFTER, "want_it": "no", "heard_back": "offer"}, {**AFTER, "want_it": "no", "heard_back": "invited back"},
    ],
}  # fmt: skip
"""For each step, leads that it may be the next step for."""


def applying(given: Mapping[str, str]) -> dict[str, str]:
    """Return those of the answers that apply to the lead."""
    found: dict[str, str] = {}
    for name, value in given.items():
        facts = read_lead(BASE, found, TODAY, partial=True).facts
        if BASE.questions[name].only_if.outcome(facts) is Truth.TRUE:
            found[name] = value
    return found


def facts_of(lead: Mapping[str, str]) -> dict[str, Value]:
    """Return what is known of a lead, and what is concluded from that."""
    return {**advise(BASE, lead, counsel="wolfe", today=TODAY).proof.facts}


def written(step: str, *, draft: str = "", **lead: str) -> Written:
    """Write a letter for a lead, with those answers that apply to it."""
    given = applying(lead)
    facts = {**facts_of(given), **read_lead(BASE, given, TODAY, partial=True).facts}
    return write(BASE, draft_of(BASE, step, facts, draft), facts, given, TODAY)


def every_letter(step: str) -> Iterator[Written]:
    """Write each draft of a step for its leads, with every choice of what may be left out."""
    for lead in LEADS[step]:
        apply, known = applying({**lead, **TEXTS}), facts_of(lead)
        for draft in BASE.letters[step]:
            optional = (
                {name for text in draft.texts() for name in PLACEHOLDER.findall(text)} & apply.keys() & TEXTS.keys()
            )
            for some in chain.from_iterable(combinations(sorted(optional), size) for size in range(len(optional) + 1)):
                for head in ({}, HEAD):
                    told = {**SIGNED, **head, "requested": TEXTS["requested"], **{name: TEXTS[name] for name in some}}
                    yield write(BASE, draft, {**known, **told}, {**lead, **told}, TODAY)


@pytest.mark.parametrize("step", BASE.letters)
def test_every_letter_is_well_formed_whatever_is_left_out(step):
    names = {*BASE.questions, *BASE.counts, *BASE.concepts}
    seen: set[str] = set()
    for letter in every_letter(step):
        text = letter.text()
        if text in seen:
            continue
        seen.add(text)
        assert not set("{}+_") & {*text, *letter.subject}, text
        assert not {name for name in names if "_" in name and name in text}, text
        assert not re.search(r"  |\.\.|[ (][.,;]|\bIf: ", text), text
        assert len(text.split()) < (300 if step == "telephone" else 170), text
        assert "Ann Applicant" in text
        for paragraph in letter.paragraphs:
            assert paragraph[0].isupper() or paragraph[0] in "(1", paragraph
            sentences = paragraph.split("\n")[-1]
            is_closing = paragraph.startswith(("Sincerely", "Best regards", "Dear ", "Ann ", "Ms. ", "November "))
            assert is_closing or re.search(r"[.?]$", sentences), paragraph
    assert seen


def test_there_is_a_letter_for_each_step_that_gets_in_touch_and_leads_to_try_it_on():
    assert {*BASE.letters} == {*LEADS}
    assert {*BASE.letters} <= {*BASE.concepts["next_step"].values}


@pytest.mark.parametrize("step", [step for step in BASE.letters if step != "telephone"])
def test_a_letter_by_e_mail_says_what_the_one_by_mail_says(step):
    labels = [draft.label.removesuffix("by mail") for draft in BASE.letters[step] if draft.label.endswith("by mail")]
    assert labels
    for label in labels:
        by_mail, by_email = (next(one for one in BASE.letters[step] if one.label == f"{label}{way}")
                             for way in ("by mail", "by e-mail"))  # fmt: skip
        assert body(by_mail) == body(by_email)
        assert (by_mail.subject, by_mail.to) == ("", "")
        assert by_email.subject
        assert by_email.to == "{their_address}"


def body(draft: Letter) -> list[str]:
    """Give what a draft says between greeting and closing, whichever way it goes."""
    said = [re.sub("attaching|Attached,|With this letter,", "enclosing", one.text) for one in draft.paragraphs]
    return said[said.index("Dear {interviewer},") + 1 : -1]


def test_a_letter_goes_the_way_they_write_to_you_and_by_mail_if_that_is_not_known():
    ways = {way: written("write a thank-you letter", **DONE, **SIGNED, they_write_by=way).draft
            for way in ("e-mail", "post", "neither", "unknown")}  # fmt: skip
    assert ways == {"e-mail": "by e-mail", "post": "by mail", "neither": "by mail", "unknown": "by mail"}
    assert written("write a thank-you letter", **DONE, **SIGNED).draft == "by mail"


def test_a_letter_by_mail_has_a_head_of_which_each_line_may_be_missing():
    text = written("write a thank-you letter", **DONE, **SIGNED, **HEAD).text()
    assert text.startswith(
        "Ann Applicant\n12 Elm Street, Springfield\n(555) 010-0100\nann@example.org\n\nNovember 26, 2026\n\n"
        "Ms. Rivera\nAcme\n1 Main Street, Springfield\n\nDear Ms. Rivera,\n\n"
    )
    text = written("write a thank-you letter", **DONE, **SIGNED).text()
    assert text.startswith("Ann Applicant\n\nNovember 26, 2026\n\nMs. Rivera\nAcme\n\nDear Ms. Rivera,\n\n")


@pytest.mark.parametrize("step", ["write a thank-you letter", "write a second letter", "telephone"])
def test_who_is_not_sure_of_wanting_the_job_does_not_write_that_they_want_it(step):
    lead = {**AFTER, **SIGNED, **HEAD, **TEXTS}
    longing = re.compile(r"want this job|very interested|glad to (join|work)|can stay in|Over time")
    assert longing.search(written(step, **lead).text())
    assert not longing.search(written(step, **{**lead, "want_it": "unsure"}).text())


def test_a_late_letter_says_so_and_another_does_not():
    late = written("write a thank-you letter", **{**DONE, "interviewed_on": "2026-11-01"}, **SIGNED)
    assert "I am sorry for the delay. Thank you for meeting with me on November 1 " in late.text()
    assert "sorry" not in written("write a thank-you letter", **DONE, **SIGNED).text()


def test_nothing_is_sent_along_that_they_have():
    assert "list of my projects" in written("write a second letter", **AFTER, **SIGNED, **TEXTS).text()
    text = written("write a second letter", **{**AFTER, "material": "sent"}, **SIGNED, **TEXTS).text()
    assert "list of my projects" not in text


def test_the_second_letter_says_what_is_new_and_nothing_about_pay():
    text = written("write a second letter", **AFTER, **SIGNED, **TEXTS).text()
    assert "Since we met, I have finished a course" in text
    assert "I have thought more about your question" in text
    assert not re.search("salary|earn|pay", text)


def test_a_withdrawal_after_an_offer_thanks_for_it_and_one_before_an_interview_cancels_its_day():
    said_no = {**AFTER, **SIGNED, "want_it": "no"}
    assert "Thank you for offering me the night editor position." in written(
        "withdraw kindly", **{**said_no, "heard_back": "offer"}).text()  # fmt: skip
    for lead in ({**UPCOMING, **SIGNED}, {**said_no, "heard_back": "invited back"}):
        letter = written("withdraw kindly", **lead, interview_day="2026-12-01")
        assert "Please cancel my interview on December 1." in letter.text()
        assert letter.draft == "before an interview"
    assert "withdraw my application" in written("withdraw kindly", **said_no).text()


def test_the_script_has_a_branch_for_whatever_they_say_and_a_message_of_three_sentences():
    script = written("telephone", **AFTER, **SIGNED, **HEAD, **TEXTS).text()
    for branch in ("active, and", "focusing on you", "focusing on someone else", "number two", "cannot say yet",
                   "no longer active", "voicemail"):  # fmt: skip
        assert re.search(rf"^If .*{branch}.*:$", script, re.MULTILINE), branch
    message = script.rpartition("If you reach voicemail:\n")[2]
    assert message.count("(555) 010-0100") == 2
    assert len(re.findall(r"[.?](?: |$)", message)) == 3
    assert "keep me in mind" in script
    assert not re.search("hiring team|good luck|your search", script)


def test_no_text_is_left_that_sounds_translated():
    texts = [text for drafts in BASE.letters.values() for draft in drafts for text in draft.texts()]
    texts += [text for question in BASE.questions.values() for text in (question.ask, question.why)]
    stilted = re.compile(
        "I bring|put it to use|stopover|hiring team|a good choice|With which|At which|speaks? for (you|me)|kind regards"
    )
    assert [text for text in texts if stilted.search(text)] == []
