"""What the pages say, without a browser: they run everywhere, and on a small base as on the shipped one."""

import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

import pytest

from bases.reset import BASES
from bases_in_memory import CONTESTED, written
from followthrough import advise, load, what_if
from followthrough.leads.log import Log
from followthrough_web.address import Address, tried
from followthrough_web.safety import FORM
from web.visiting import HOST, SILENCE, TODAY, TOKEN, YESTERDAY, Visitor, at

ROOT = Path(__file__).parents[2]
LEAK = {"where": "roof", "seen_on": "2026-11-20"}
WAITING = {**SILENCE, "interviewed_on": "2026-11-20", "thanked_on": "2026-11-21", "material": "sent"}
"""Two days of silence, in which time will change the advice."""


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """Somebody who keeps no lead, so that all can be the same."""
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite")


@pytest.fixture(scope="module")
def leak(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """Somebody whose base has a step with several drafts."""
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite", str(BASES / "good" / "drafts"))


@pytest.fixture
def keeper(tmp_path: Path) -> Visitor:
    """Somebody with a search log of their own."""
    return Visitor(tmp_path / "leads.sqlite")


# The questionnaire


def test_an_answer_goes_into_the_address_and_the_next_question_is_asked(visitor: Visitor) -> None:
    assert "Do you want this job?" in visitor.reads("/questions")
    onward = visitor.sends("/answer", {"answer.want_it": "yes"})
    assert onward == "/?want_it=yes"
    assert "Has the interview taken place?" in visitor.reads(onward)


def test_a_day_as_people_say_it_becomes_a_date_so_that_a_bookmark_stays_right(visitor: Visitor) -> None:
    onward = visitor.sends("/answer?interview=done&want_it=yes", {"answer.interviewed_on": "3 weeks ago"})
    assert onward == "/?interview=done&want_it=yes&interviewed_on=2026-11-01"
    moved = visitor.asks("/?interview=done&days_since_interview=21")
    assert (moved.status, moved.headers["location"]) == (303, "/?interview=done&interviewed_on=2026-11-01")


def test_a_day_is_said_back_with_its_weekday_and_how_far_away_it_is(visitor: Visitor) -> None:
    onward = visitor.sends("/answer?interview=done&want_it=yes", {"answer.interviewed_on": "Nov 5"})
    assert "Thursday 5 November 2026, 17 days ago" in visitor.reads(onward)


def test_which_of_several_days_is_meant_is_asked_with_a_button_for_each(visitor: Visitor) -> None:
    asked = "/answer?interview=done&want_it=yes"
    said = visitor.sends(asked, {"answer.interviewed_on": "5/11"}, 422)
    assert "'5/11' could be Monday 11 May 2026 or Thursday 5 November 2026" in said
    # the Enter key presses the first button
    days = ["Continue", "Monday 11 May 2026, 195 days ago", "Thursday 5 November 2026, 17 days ago"]
    assert " ".join(days) in said
    pressed = {"answer.interviewed_on": "2026-05-11"}
    assert visitor.sends(asked, pressed).endswith("&interviewed_on=2026-05-11")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answer.interviewed_on": "soonish"}, "Write 2026-11-01, today"),
        ({"answer.interviewed_on": "tomorrow"}, "Give a day that has passed."),
        ({"answer.interviewed_on": "  "}, "There is no answer yet."),
        ({}, "There is no answer yet."),
    ],
)
def test_an_answer_that_cannot_be_is_told_where_it_was_asked_and_nothing_is_lost(
    visitor: Visitor, answer: dict[str, str], said: str
) -> None:
    asked = "/answer?interview=done&want_it=yes&heard_back=nothing&told_rank=first"
    page = visitor.sends(asked, answer, 422)
    assert said in page
    assert "On what day was the interview?" in page
    assert "Has the interview taken place? yes" in page


def test_an_earlier_answer_is_changed_in_place_and_what_no_longer_fits_is_named(visitor: Visitor) -> None:
    asked = visitor.loads(at({**SILENCE, "ask-again": "interview"}))
    assert 'value="done" required checked' in asked
    onward = visitor.sends(at({**SILENCE, "ask-again": "want_it"}, "/answer"), {"answer.want_it": "unsure"})
    assert dict(parse_qsl(onward.partition("?")[2])) == {**SILENCE, "want_it": "unsure"}
    onward = visitor.sends(
        at({**SILENCE, "ask-again": "thank_you"}, "/answer"), {"answer.thank_you": "not sent", "confirmed": "yes"}
    )
    assert "&second_letter=" not in onward
    dropped = visitor.reads(onward).partition("because they no longer fit: ")[2]
    assert dropped.startswith(
        "On what day did you send your thanks? Have you sent a second letter or e-mail since then?"
    )


def test_answers_that_cannot_be_given_together_are_told_and_the_rest_can_be_kept(visitor: Visitor) -> None:
    page = visitor.asks(at({"interview": "done", "told_rank": "second", "focusing_on": "me", "nonsense": "1"}))
    assert page.status == 400
    assert "The rules have no question" in page.text
    assert 'href="/?interview=done&amp;told_rank=second"' in page.text


def test_why_a_question_is_asked_and_what_each_answer_would_settle(visitor: Visitor) -> None:
    page = visitor.reads("/?interview=upcoming")
    assert "You do not have to follow up on a job that you do not want." in page
    assert (
        "It can affect: what to do with this lead; the one step to take next; how to do it; what to beware of." in page
    )
    assert "no What to do with this lead settled: Let it go: your time is worth more elsewhere." in page


def test_what_is_ruled_out_and_what_is_still_possible_is_told_from_the_first_answer(visitor: Visitor) -> None:
    page = visitor.reads("/?interview=done")
    steps = len(load().concepts["next_step"].values)
    assert "What to do with this lead Still possible: 3 of 3" in page
    assert f"The one step to take next Still possible: {steps - 1} of {steps}" in page
    assert "Call the person who interviewed you. ruled out possible" in page
    assert "1 ruled out Ask at the interview how and when they will decide." in page
    page = visitor.reads("/?interview=done&want_it=yes&interviewed_on=2026-11-10&heard_back=turned+down")
    assert (
        "What to do with this lead JobFairy.com and Rayne Wolfe Let it go: your time is worth more elsewhere. They have"
        in page
    )
    assert (
        "The one step to take next Rayne Wolfe Turn to your other leads. When Sunday 22 November 2026 , today" in page
    )
    assert f"Still possible: 2 of {steps}" in page


def test_every_question_can_be_answered_to_the_end_and_the_advice_is_that_of_the_engine(visitor: Visitor) -> None:
    base, address, answers = load(), "/questions", {}
    for _ in range(len(base.questions)):
        page = visitor.loads(address)
        if 'class="ask"' not in page and "hear-also=wolfe" in page:
            address = at({**answers, "hear-also": "wolfe"})
            page = visitor.loads(address)
        if 'class="ask"' not in page:
            break
        question = page.partition('name="answer.')[2].partition('"')[0]
        hear = {"hear-also": "wolfe"} if "hear-also" in address else {}
        address = visitor.sends(at({**answers, **hear}, "/answer"), {f"answer.{question}": SILENCE[question]})
        answers[question] = SILENCE[question]
    page = visitor.reads(address)
    assert len(answers) > 10
    for counsel in base.counsels:
        advice = advise(base, answers, counsel=counsel, today=TODAY)
        assert all(base.says(goal, advice.value(goal)) in page for goal in base.goals)


def test_an_answer_to_a_question_that_does_not_apply_is_left_out_when_going_on(visitor: Visitor) -> None:
    answers = {"interview": "upcoming", "want_it": "no", "other_leads": "few", "forgotten_point": "I paint"}
    page = visitor.asks(at(answers))
    onward = page.text.partition('class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert (page.status, onward) == (400, "/?interview=upcoming&want_it=no&other_leads=few")


# The advice


def test_the_authorities_stand_side_by_side_where_they_differ_and_as_one_where_they_agree(visitor: Visitor) -> None:
    page = visitor.reads("/reasons", SILENCE)
    assert "both agree" not in page
    assert "Let it go: your time is worth more elsewhere." in page
    assert "Pursue it: there is something to do" in page
    page = visitor.reads("/reasons", YESTERDAY)
    assert page.count("both agree") == 4
    assert visitor.loads("/reasons", YESTERDAY).count('<p class="says">Write a short letter of thanks.</p>') == 1


def test_the_reasons_go_down_to_the_answers_with_passages_rules_and_what_was_overruled(visitor: Visitor) -> None:
    page = visitor.reads("/reasons", SILENCE)
    assert "You have written, and they have not answered." in page
    assert "We object to the second letter" in page
    assert "the rule one-letter-is-enough , JobFairy.com n1, n2" in page
    assert (
        "What is the last thing you have heard from them since that interview? nothing at all your answer · change"
        in page
    )
    assert "overruled The interview is over and nothing is decided" in page


def test_another_advice_is_doubted_rule_by_rule(visitor: Visitor) -> None:
    page = visitor.reads("/reasons", SILENCE)
    assert "Call the person who interviewed you. the rule telephone , Rayne Wolfe p14, would say so" in page
    assert "overruled it is, by the rule more-leads-first" in page


def test_what_a_reason_has_told_already_is_not_told_again_below(visitor: Visitor) -> None:
    page = visitor.loads("/reasons", SILENCE)
    each = [part.partition('<details class="why-not">')[0] for part in page.split('<details class="why">')[1:]]
    again = [part for part in each if "as explained above" in part]
    assert again
    for part in each:
        assert part.count('the rule<span class="hidden"> they-have-said-nothing</span>') <= 1
    for part in again:
        (fact, says) = re.findall(
            r'class="fact">([^<]*)</span>\s*<span class="value">([^<]*)</span>\s*<span class="origin">as', part
        )[0]
        above = part.partition("as explained above")[0]
        assert f'<summary><span class="fact">{fact}</span> <span class="value">{says}</span></summary>' in above


def test_what_contradicts_and_what_is_overruled_is_explained_with_all_the_rules(tmp_path: Path) -> None:
    folder = written(tmp_path / "base", CONTESTED)
    page = Visitor(tmp_path / "leads.sqlite", str(folder)).reads("/reasons", {"wet": "yes", "late": "yes"})
    assert "How it feels is undecided under the younger, because the rules contradict each other: they say “" in page
    assert "Undecided, because every rule that would decide it is overruled by another." in page
    assert "Overruled by" in page
    why = page.partition("Why : what to do, the younger")[2].partition("Why not something else")[0]
    for reason in ("Who can tell.", "Rain keeps us in.", "Rain is sad.", "Sleep is good."):
        assert reason in why, reason
    assert "nobody has said" not in why
    assert page.count("contradicted") >= 2


def test_a_contradiction_on_which_all_agree_is_explained_with_both_rules(tmp_path: Path) -> None:
    rules = """\
- {rule: out, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: Rain is good for you.}
- {rule: in, counsel: elder, source: e1, if: {late: yes}, then: {verdict: hide}, because: It is late.}
"""
    folder = written(tmp_path / "base", rules)
    page = Visitor(tmp_path / "leads.sqlite", str(folder)).reads("/reasons", {"wet": "yes", "late": "yes"})
    assert "both agree" in page
    why, _, why_not = page.partition("Why : ")[2].partition("Why not something else")
    for reason in ("Rain is good for you.", "It is late."):
        assert reason in why, reason
        assert reason in why_not, reason
    assert why.count("contradicted") == why_not.count("contradicted it is") == 2


def test_what_would_change_the_advice_is_tried_by_a_link_and_the_answers_stay(visitor: Visitor) -> None:
    page = visitor.loads("/reasons", SILENCE)
    (found,) = [found for (found,) in what_if(load(), SILENCE, "stance", today=TODAY).others if found.then == "offer"]
    link = at({**SILENCE, f"if-{found.fact}": str(found.then)})
    assert f'href="{link.replace("&", "&amp;")}"' in page
    assert '<span class="becomes">Pursue it: there is something to do that can help you get this job. Answer' in page
    page = visitor.reads(link)
    assert "You are trying What is the last thing you have heard from them" in page
    assert "changed It was: Let it go" in page
    assert "Your own answers have not changed." in page


def test_a_settled_advice_says_what_the_other_authority_still_needs(visitor: Visitor) -> None:
    answers = {**SILENCE, "told_rank": "second", "heard_back": "still deciding", "focusing_on": "someone else"}
    short = {name: answers[name] for name in ("interview", "want_it", "interviewed_on", "heard_back", "told_rank")}
    page = visitor.loads("/", short)
    assert 'class="ask"' in page or "would need up to" in page
    heard = visitor.reads(at({**short, "hear-also": "wolfe"}))
    assert "Question 6" in heard


def test_a_letter_asks_for_what_it_needs_and_is_written_to_be_edited(leak: Visitor) -> None:
    lead = {**LEAK, "wet": "no"}
    assert "Write the letter : tell the landlord" in leak.reads("/", {**lead, "wet": "yes"})
    assert "What it needs" in leak.reads("/letter", lead)
    fields = {"answer.landlord": "Mr. <Lee>", "answer.your_street": "1 Elm St."}
    onward = leak.sends(at({**lead, "the-letter": "tell the landlord"}, "/answer"), fields)
    page = leak.loads(onward)
    text = unescape(page.partition('rows="10">\n')[2].partition("</textarea>")[0])
    assert text.startswith("1 Elm St.\nNovember 22, 2026\n\nMr. <Lee>\n\nDear Mr. <Lee>,\n\nthe roof has leaked")
    assert "What would add to it" in page
    assert "No letter is called for" in leak.reads("/letter", {"where": "tap", "seen_on": "2026-11-20"})


def test_an_edited_letter_comes_back_as_a_file(leak: Visitor) -> None:
    body = urlencode({"token": TOKEN, "text": "Dear Mr. Lee,\r\n\r\n\u00e9t\u00e9 ".rstrip("\n")}).encode()
    path = at({**LEAK, "the-letter": "tell the landlord"}, "/file")
    answer = leak.asks(path, "POST", body, origin=f"http://{HOST}", content_type=FORM)
    assert (answer.status, answer.text) == (200, "Dear Mr. Lee,\n\n\u00e9t\u00e9\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="tell-the-landlord.txt"'


def test_the_draft_for_the_lead_is_written_and_the_other_is_a_link(leak: Visitor) -> None:
    lead = {**LEAK, "wet": "no", "landlord": "Mr. Lee", "address": "lee@example.org", "writes_by": "e-mail"}
    page = leak.loads("/letter", lead)
    assert "Subject: The roof" in page
    assert 'href="mailto:lee@example.org?subject=The%20roof&amp;body=Dear' in page
    onward = re.search(r'Also: <a href="([^"]*)">tell the landlord</a>', page)
    assert onward is not None
    other = leak.reads(unescape(onward[1]))
    assert "November 22, 2026 Mr. Lee Dear Mr. Lee" in other
    assert "mailto:" not in other


def test_a_draft_is_kept_while_more_is_answered_and_one_that_is_not_there_is_told(leak: Visitor) -> None:
    lead = {**LEAK, "landlord": "Mr. Lee", "the-letter": "tell the landlord", "the-draft": "by e-mail"}
    assert "the-draft=by+e-mail" in leak.sends(at(lead, "/answer"), {"answer.address": "lee@example.org"})
    assert "has no draft" in leak.reads("/letter", {**lead, "the-draft": "by mail"}, status=400)


def test_a_new_day_takes_back_what_was_before_it_and_says_so(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "claim"))
    first = {"damaged_on": "2026-09-01", "reported": "yes", "reported_on": "2026-09-03"}
    lead = visitor.saves(first, "The roof")
    for path in (at(first, "/answer"), f"{lead}/answer"):
        onward = visitor.sends(path, {"answer.damaged_on": "2026-11-20", "confirmed": "yes"})
        assert "&reported=" not in onward
        assert "left-out=reported%2Creported_on" in onward
    assert Log(tmp_path / "leads.sqlite").histories()[0].answers(TODAY) == {"damaged_on": "2026-11-20"}


def test_a_day_before_one_that_it_must_not_be_before_is_told_with_both(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "claim"))
    told = at({"damaged_on": "2026-11-20", "reported": "yes"}, "/answer")
    page = visitor.sends(told, {"answer.reported_on": "2026-11-02"}, 422)
    assert "This cannot be 2026-11-02: that is before 2026-11-20, the answer to “" in page
    assert "damaged_on" not in page


def test_how_a_count_is_read_below_zero_is_said_only_where_it_is_below_zero(visitor: Visitor) -> None:
    ahead = visitor.reads("/", YESTERDAY).partition("The days ahead")[2]
    assert "until the day they named: 0" in ahead
    assert "until the day they named; negative once it has passed: -1" in ahead


# What is settled before all is answered


def test_what_is_settled_is_told_with_its_reason_while_other_questions_are_asked(visitor: Visitor) -> None:
    page = visitor.reads("/", {"interview": "done", "heard_back": "turned down"})
    so_far = page.partition("The advice so far")[2]
    assert (
        "JobFairy.com and Rayne Wolfe Let it go: your time is worth more elsewhere. They have told you that" in so_far
    )
    assert "Rayne Wolfe Turn to your other leads. When Sunday 22 November 2026 , today" in so_far
    assert "hinges on" not in so_far  # on what is asked alone


def test_what_is_open_says_what_it_hinges_on_besides_what_is_asked(visitor: Visitor) -> None:
    page = visitor.reads("/", {"interview": "done", "want_it": "yes"})
    so_far = page.partition("The advice so far")[2]
    assert "It also hinges on: On what day was the interview?" in so_far
    assert "What is the last thing you have heard from them" not in so_far


def test_a_letter_is_offered_as_soon_as_its_step_is_settled(visitor: Visitor) -> None:
    answers = {name: value for name, value in YESTERDAY.items() if name != "great_interview"}
    page = visitor.loads("/", answers)
    assert "To sharpen it" in page
    assert "Write the letter" in page


# The search log


def test_a_kept_lead_shows_its_step_before_all_is_answered(keeper: Visitor) -> None:
    keeper.saves({"interview": "done", "heard_back": "turned down"}, "Acme")
    page = keeper.reads("/leads")
    assert "Let go (1) Acme Turn to your other leads." in page


def test_leads_that_are_advised_to_be_let_go_are_let_go_with_one_press(keeper: Visitor) -> None:
    for name in ("Acme", "Birch"):
        keeper.sends(at({"interview": "done", "heard_back": "turned down"}, "/save"), {"name": name})
    assert "Let go (2)" in keeper.reads("/leads")
    assert "Let all of them go" in keeper.reads("/leads")
    assert keeper.sends("/let-go", {}) == "/leads"
    assert "Leads you let go Acme" in keeper.reads("/leads")
    assert "Let all of them go" not in keeper.reads("/leads")


def test_a_saved_lead_keeps_its_answers_in_the_log_and_not_in_the_address(keeper: Visitor) -> None:
    lead = keeper.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    onward = keeper.sends(f"{lead}/answer", {"answer.want_it": "yes"})
    assert onward == lead
    assert "On what day was the interview?" in keeper.reads(onward)
    assert "Do you want this job? yes" in keeper.reads(lead)
    assert "Do you want this job?" in keeper.reads(f"{lead}?ask-again=want_it")


def test_a_lead_is_let_go_of_and_taken_up_again_and_notes_are_kept(keeper: Visitor) -> None:
    lead = keeper.sends("/save?interview=upcoming&want_it=yes", {"name": "Brown & Co"}).partition("?")[0]
    keeper.sends(f"{lead}/note", {"note": "They were kind.\r\nOne of them smiled."})
    assert "They were kind. One of them smiled." in keeper.reads(lead)
    keeper.sends(f"{lead}/drop", {})
    assert "Leads you let go Brown & Co" in keeper.reads("/leads")
    keeper.sends(f"{lead}/resume", {})
    assert "Leads you let go Brown & Co" not in keeper.reads("/leads")


def test_the_list_of_leads_tells_what_time_has_changed_since_they_were_last_looked_at(keeper: Visitor) -> None:
    keeper.saves(WAITING, "Brown & Co")
    assert "has changed since" not in keeper.reads("/leads")
    with patch("web.visiting.TODAY", date(2026, 12, 24)):
        page = keeper.reads("/leads")
        assert "This has changed since Sun 22 Nov, because time has passed. It was: Wait: " in page


def test_a_change_of_a_lead_is_advised_on_and_its_history_tells_what_was_advised(keeper: Visitor) -> None:
    lead = keeper.saves(WAITING, "Brown & Co")
    keeper.sends(f"{lead}/set", {"answer.want_it": "no"})
    told = keeper.reads(lead).split("What has happened")[1]
    assert told.count("JobFairy.com advised:") == 2
    keeper.sends(f"{lead}/note", {"note": "The team is small."})
    assert keeper.reads(lead).count("JobFairy.com advised:") == 2, "the same advice is kept once a day"


def test_a_name_that_is_taken_or_none_is_told_and_an_undone_lead_is_gone(keeper: Visitor) -> None:
    lead = keeper.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    told = keeper.sends("/save?interview=done", {"name": "brown & co"}, 422)
    assert "You already have a lead called Brown & Co . Choose another name for this one." in told
    assert "A lead needs a name." in keeper.sends("/save?interview=done", {"name": " "}, 422)
    assert taken_away(keeper, lead) == "/leads"
    assert keeper.asks(lead).status == 404


def test_a_saved_lead_of_which_answers_fit_no_more_is_mended_with_one_press(tmp_path: Path) -> None:
    log, folder = tmp_path / "leads.sqlite", tmp_path / "umbrella"
    shutil.copytree(ROOT / "engine" / "followthrough" / "authoring" / "starter", folder)
    visitor, questions = Visitor(log, str(folder)), folder / "questions.yaml"
    lead = visitor.sends("/save?rain=now&wind=50", {"name": "The way to work"}).partition("?")[0]
    questions.write_text(questions.read_text().replace("to: 200", "to: 45"))
    page = visitor.reads(lead, status=400)
    assert "“How fast is the wind?” cannot be 50" in page
    assert "Drop the answers that do not fit" in page
    leads = visitor.reads("/leads")
    assert "“How fast is the wind?” cannot be 50" in leads
    assert "the advice leaves aside your answer to: How fast is the wind?" in leads
    visitor.sends(f"{lead}/fit", {})
    assert "How fast is the wind?" in visitor.reads(lead)
    assert Log(log).histories()[0].answers(TODAY) == {"rain": "now"}


def test_to_undo_the_beginning_of_a_lead_is_asked_about_with_all_that_goes(keeper: Visitor, tmp_path: Path) -> None:
    lead = keeper.sends("/save?interview=upcoming&want_it=yes", {"name": "Brown & Co"}).partition("?")[0]
    keeper.sends(f"{lead}/note", {"note": "They were kind."})
    assert keeper.sends(f"{lead}/undo", {}) == f"{lead}?just-now=undone", "the note is undone"
    page = keeper.sends(f"{lead}/undo", {}, 200)
    assert "Remove “Brown & Co”?" in page
    assert "Do you want this job? yes" in page
    assert len(Log(tmp_path / "leads.sqlite").histories()) == 1
    assert taken_away(keeper, lead) == "/leads"
    assert Log(tmp_path / "leads.sqlite").histories() == ()


def test_what_was_undone_is_brought_back_be_it_a_whole_lead(keeper: Visitor) -> None:
    lead = keeper.sends("/save?interview=upcoming", {"name": "Brown & Co"}).partition("?")[0]
    assert "Bring back" not in keeper.reads(lead)
    keeper.sends(f"{lead}/note", {"note": "They were kind."})
    keeper.sends(f"{lead}/undo", {})
    assert "They were kind." not in keeper.reads(lead)
    assert "Bring back what was undone" in keeper.reads(lead)
    assert keeper.sends(f"{lead}/redo", {}) == f"{lead}?just-now=redone"
    assert "They were kind." in keeper.reads(lead)
    keeper.sends(f"{lead}/undo", {})
    taken_away(keeper, lead)
    assert "“Brown & Co” was removed. Bring it back" in keeper.reads("/leads")
    assert keeper.sends(f"{lead}/redo", {"back": "leads"}).startswith("/leads?just-changed=")
    assert "was removed" not in keeper.reads("/leads")
    assert "Brown & Co" in keeper.reads(lead)
    assert keeper.sends(f"{lead}/redo", {}) == f"{lead}?just-now=redone", "the note comes back too"
    assert "has nothing to redo" in keeper.sends(f"{lead}/redo", {}, 400)
    assert "no such lead" in keeper.sends("/leads/4f/redo", {}, 404)


def taken_away(keeper: Visitor, lead: str) -> str:
    """Undo the beginning of a lead, having seen what goes; give where that leads."""
    page = keeper.asks(
        f"{lead}/undo", "POST", urlencode({"token": TOKEN}).encode(), origin=f"http://{HOST}", content_type=FORM
    )
    change = page.text.partition('name="change" value="')[2].partition('"')[0]
    return keeper.sends(f"{lead}/undo", {"change": change})


# For researchers


def test_the_rules_are_read_aloud_and_drawn(visitor: Visitor) -> None:
    assert "second-letter Rayne Wolfe p13 next_step: write a second letter" in visitor.reads("/rules")
    page = visitor.reads("/rule/second-letter")
    assert "yields to do-not-cross-the-line , do-not-cross-the-line-on-some-day , no-second-letter" in page
    assert f"{len(load().rules)} rules" in visitor.reads("/rules/graph?counsel=jobfairy")
    picture = visitor.asks("/rules/graph.svg?counsel=wolfe&conclusion=stance%3Ddrop")
    assert picture.headers["content-type"].startswith("image/svg+xml")


def test_laws_are_read_aloud_and_named_where_a_rule_concludes_what_they_test(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "lent-book"))
    page = visitor.reads("/rules")
    assert "0 cases, 5 laws" in page
    assert "nobody is asked twice on one day a law for every counsel if step is ask for it after doing step" in page
    assert "never (step is wait or ask for it; or mood is other than due) because What is gone stays gone." in page
    assert "a law for the uncle" in page
    assert "laws a book that was just lent is waited for; asking has a day" in visitor.reads("/rule/wait-for-a-month")


def test_a_broken_law_is_shown_before_and_after_with_what_decides(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BASES / "good" / "lent-book", tmp_path / "lent"))
    page = Visitor(tmp_path / "leads.sqlite", str(folder)).reads("/rules/findings")
    assert "No problem found." in page
    assert "and that every law holds." in page
    law = "- {law: never ask, if: {step: wait}, after: 7 days, never: {step: ask for it}, because: so}\n"
    (folder / "laws" / "more.yaml").write_text(law)
    page = Visitor(tmp_path / "leads.sqlite", str(folder)).reads("/rules/findings")
    assert "the law 'never ask' is broken under aunt and uncle" in page
    assert "For example under aunt: days_away: 23, asked: no Concluded: step: wait (under aunt, by wait-for" in page
    assert "After 7 days: days_away: 30 Concluded: step: ask for it (under aunt, by ask-after-a-month)" in page


def test_a_rule_says_on_which_day_its_step_is_due(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "lent-book"))
    assert "due when days_away is 30 because" in visitor.reads("/rule/wait-for-a-month")


def test_a_rule_file_that_is_saved_shows_on_the_next_load(tmp_path: Path) -> None:
    folder = tmp_path / "umbrella"
    shutil.copytree(ROOT / "engine" / "followthrough" / "authoring" / "starter", folder)
    visitor = Visitor(tmp_path / "leads.sqlite", str(folder))
    rules = folder / "rules" / "umbrella.yaml"
    assert "wind is at least 40" in visitor.reads("/rule/wind-breaks-umbrellas")
    assert "The leaflet and The neighbor" in visitor.reads("/rules/disagreement")
    rules.write_text(rules.read_text().replace("at least 40", "at least 5"))
    assert "wind is at least 5" in visitor.reads("/rule/wind-breaks-umbrellas")


def test_a_mistake_in_a_rule_file_is_told_while_the_rules_as_they_were_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "umbrella"
    shutil.copytree(ROOT / "engine" / "followthrough" / "authoring" / "starter", folder)
    visitor, rules = Visitor(tmp_path / "leads.sqlite", str(folder)), folder / "rules" / "umbrella.yaml"
    sound = rules.read_text()
    visitor.reads("/")  # the pages about the rules are shown for the first time when they cannot be read
    rules.write_text(sound.replace("umbrella: leave", "umbrella: lend"))
    for path in ("/", "/rules", "/leads", "/rule/wind-breaks-umbrellas"):
        page = visitor.reads(path)
        assert "follow the rules as they were before" in page, path
        assert "rules/umbrella.yaml:15:20: unknown value of umbrella 'lend'" in page.replace(str(tmp_path), ""), path
    assert visitor.sends("/answer", {"answer.rain": "now"}) == "/?rain=now"
    (folder / "base.yaml").rename(folder / "base.yml")
    assert "name it base.yaml" in visitor.reads("/")
    (folder / "base.yml").rename(folder / "base.yaml")
    folder.rename(tmp_path / "away")
    for path in ("/", "/rules", "/leads"):
        assert "does not exist; name the folder that contains base.yaml" in visitor.reads(path), path
    (tmp_path / "away").rename(folder)
    rules.write_text(sound.replace("at least 40", "at least 5"))
    page = visitor.reads("/rule/wind-breaks-umbrellas")
    assert "wind is at least 5" in page
    assert "as they were before" not in page


def test_rules_that_could_never_be_read_are_a_page_with_all_mistakes_until_they_can(tmp_path: Path) -> None:
    folder = tmp_path / "umbrella"
    shutil.copytree(ROOT / "engine" / "followthrough" / "authoring" / "starter", folder)
    rules = folder / "rules" / "umbrella.yaml"
    sound = rules.read_text()
    rules.write_text(sound.replace("umbrella: leave", "umbrella: lend"))
    visitor = Visitor(tmp_path / "leads.sqlite", str(folder))
    for path in ("/", "/rules", "/leads"):
        page = visitor.reads(path, status=500)
        assert page.count("unknown value of umbrella 'lend'") == 2
    page = visitor.sends("/answer", {"answer.rain": "now"}, 500)
    assert "Rain now" in page
    assert "Send it again" in page
    rules.write_text(sound)
    assert visitor.sends("/answer", {"answer.rain": "now"}) == "/?rain=now"


STUDIED = ("/rules", "/rules/graph", "/rules/findings", "/rules/coverage", "/rules/disagreement")


def test_any_base_has_its_pages(tmp_path: Path) -> None:
    bases = Path(__file__).parents[1] / "bases" / "good"
    for folder in (bases / name for name in ("smallest", "two-counsels", "days")):
        visitor = Visitor(tmp_path / "leads.sqlite", str(folder))
        for path in ("/", "/leads", "/letter", *STUDIED):
            assert visitor.reads(path), (folder.name, path)


# Addresses


def test_an_address_is_read_back_as_it_was_written() -> None:
    address = Address(
        {"company": "Brown & Co = 100% Ünïcode"},
        trying={"called": "once"},
        again="company",
        hear="wolfe",
        left_out="a,b",
        draft="by e-mail",
    )
    written = address.to()
    assert Address.read(written.partition("?")[2]) == address
    assert address.plain().to("letter").startswith("/letter?company=Brown+%26+Co")
    assert Address.read("", "4f").to("undo") == "/leads/4f/undo"


def test_a_date_and_its_count_of_days_replace_each_other_when_tried() -> None:
    base = load()
    assert tried(base, {"interview": "done", "interviewed_on": "2026-11-01"}, {"days_since_interview": "7"}) == {
        "interview": "done",
        "days_since_interview": "7",
    }
    assert tried(base, {"interview": "done", "told_rank": "first"}, {"told_rank": ""}) == {"interview": "done"}
