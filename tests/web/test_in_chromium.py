"""The pages as a person uses them: headless Chromium, with scripts and without, looked at by axe-core.

Pictures of what is shown are kept in build/screenshots.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from followthrough import load
from followthrough.leads.log import Log, actions
from web.axe import Faint, violations
from web.chromium import DESKTOP, opened, photograph
from web.visiting import SILENCE, TODAY, YESTERDAY, served

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
FINDINGS = Path(__file__).parents[1] / "bases" / "good" / "drafts"
"""A base with something to find in it, whose counsels disagree."""
PHONE = {"width": 360, "height": 740}
TELEPHONE = {"width": 390, "height": 844}
"""The size of most of them; `PHONE` is a small one."""
WAITING = {**SILENCE, "interviewed_on": "2026-11-20", "thanked_on": "2026-11-21", "material": "sent"}
FORGOTTEN = {
    **YESTERDAY, "forgot_something": "yes", "told_rank": "second", "interest_shown": "lukewarm",
    "answer_by": "2026-11-29",
}  # fmt: skip
"""Much to do, and much to beware of."""

Story = Callable[[Page], object]


# The stories


def a_newcomer_gets_from_the_start_to_the_calendar_in_twelve_clicks(page: Page) -> None:
    clicks = 0

    def click(role: Literal["button", "link"], name: str | re.Pattern[str]) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name).first.click()

    page.goto("/")
    page.get_by_label("Rayne Wolfe").check()
    click("button", "Start")
    while page.locator("h1#do-this").count() == 0:
        question = (page.locator("form [name^='answer.']").first.get_attribute("name") or "").removeprefix("answer.")
        answer = {**YESTERDAY, "interest_shown": "keen"}[question]
        if page.locator("#picked").count():
            page.locator("#answer").fill(answer)
        else:
            page.locator(f"[name='answer.{question}'][value='{answer}']").check()
        page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_have_text("Write a short letter of thanks.")
    page.locator("details", has_text="Save this lead for later").locator("summary").first.click()
    clicks += 1
    page.get_by_label("What do you call it?").fill("Grey & Co")
    click("button", "Save it")
    click("link", re.compile("Write the letter"))
    for field in page.locator("input[required]").all():
        field.fill("Ms. Rivera")
    click("button", "Write it")
    expect(page.locator("#text")).to_have_value(re.compile("Dear Ms. Rivera,"))
    click("button", re.compile("^Done today"))
    expect(page.get_by_text("Recorded as done today: Write a short letter of thanks.")).to_be_visible()
    click("link", "Your leads")
    page.get_by_text("Your steps in your calendar").click()
    clicks += 1
    expect(page.get_by_label("In your calendar program on this computer")).to_have_value(re.compile("/calendar.ics"))
    assert clicks <= 12, clicks


def an_answer_is_changed_in_place(page: Page) -> None:
    page.goto(f"/?{urlencode(SILENCE)}")
    page.get_by_role("link", name="change the answer to: What is the last thing you have heard").click()
    expect(page.get_by_label("nothing at all")).to_be_checked()
    page.get_by_label("an offer, and I have not answered yet").check()
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.locator("h1")).to_have_text("Answer the offer.")
    assert "heard_back=offer" in page.url


def an_early_answer_is_changed_and_changed_back_and_nothing_is_lost(page: Page) -> None:
    page.goto(f"/?{urlencode(SILENCE)}")
    before = page.url
    change = page.get_by_role("link", name="change the answer to: Have you sent a letter")
    change.click()
    page.get_by_label("not yet").check()
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.locator("h1")).to_have_text("2 answers would no longer fit")
    page.get_by_role("button", name="Change it").click()
    change.click()
    page.get_by_label("yes", exact=True).check()
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.get_by_text("Brought back, as you had answered them")).to_be_visible()
    assert sorted(answers_in(page.url)) == sorted(answers_in(before))


def answers_in(address: str) -> list[str]:
    return [part for part in address.partition("?")[2].split("&") if "-" not in part.partition("=")[0]]


def the_reasons_are_opened_down_to_an_answer(page: Page) -> None:
    page.goto(f"/?{urlencode(SILENCE)}")
    page.get_by_role("link", name="Every reason, side by side").click()
    answer = page.locator(".leaf", has_text="Do you want this job?").first
    expect(answer).to_be_hidden()
    page.get_by_text("Why: what to do with this lead, JobFairy.com").click()
    expect(page.get_by_text("We object to the second letter").first).to_be_visible()
    expect(page.locator(".beaten:visible").first).to_contain_text("overruled")
    reason = page.locator("details.why[open] > .reason").first
    reason.locator("summary").first.click()
    expect(reason.locator("details[open] .leaf:visible", has_text="your answer").first).to_be_visible()


def what_if_is_tried_and_nothing_is_lost(page: Page) -> None:
    page.goto(f"/?{urlencode(SILENCE)}")
    before = page.url
    page.locator(".further a", has_text="an offer, and I have not answered yet").first.click()
    expect(page.get_by_text("Your own answers have not changed.")).to_be_visible()
    expect(page.get_by_text("changed").first).to_be_visible()
    page.get_by_role("link", name="Back to your answers").click()
    assert page.url == before


def a_lead_is_saved_done_today_and_undone(page: Page) -> None:
    page.goto(f"/?{urlencode(YESTERDAY)}")
    page.get_by_label("What do you call it?").fill("Brown & Co")
    page.get_by_role("button", name="Save it").click()
    expect(page).to_have_title("Brown & Co: The advice · followthrough")
    assert "interview" not in page.url
    page.get_by_role("link", name="Your leads").first.click()
    page.get_by_role("button", name="Done today: Write a short letter of thanks").click()
    expect(page.get_by_role("button", name="Done today: Write a short letter of thanks")).to_have_count(0)
    page.get_by_role("button", name="Undo the last change of Brown & Co").click()
    expect(page.get_by_role("button", name="Done today: Write a short letter of thanks")).to_be_visible()


def a_name_that_is_taken_is_told_where_it_was_written(page: Page) -> None:
    for _ in range(2):
        page.goto(f"/?{urlencode(YESTERDAY)}")
        page.get_by_label("What do you call it?").fill("Green & Co")
        page.get_by_role("button", name="Save it").click()
    expect(page).to_have_title("Error: The advice · followthrough")
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="You already have a lead of this name.").click()
    expect(page.get_by_text("You already have a lead called Green & Co")).to_be_in_viewport()
    expect(page.get_by_label("What do you call it?")).to_have_value("Green & Co")
    page.context.faults.clear()  # type: ignore[attr-defined]  # the browser tells of the refusal


def a_form_of_an_earlier_start_is_sent_with_one_press_more(page: Page) -> None:
    page.goto(f"/?{urlencode(YESTERDAY)}")
    page.get_by_label("What do you call it?").fill("White & Co")
    page.evaluate("for (const one of document.querySelectorAll('[name=token]')) one.value = 'of an earlier start'")
    with page.expect_response("**/save?*"):
        page.get_by_role("button", name="Save it").click()
    expect(page).to_have_title("Send it again · followthrough")
    found = violations(page)
    assert found == [], found
    page.get_by_role("button", name="Send it again").click()
    expect(page).to_have_title("White & Co: The advice · followthrough")
    page.context.faults.clear()  # type: ignore[attr-defined]  # the browser tells of the refusal


def a_letter_is_written(page: Page) -> None:
    page.goto(f"/?{urlencode(YESTERDAY)}")
    page.get_by_role("link", name="Write the letter").click()
    for field in page.locator("input[required]").all():
        field.fill("Ms. Rivera")
    page.get_by_role("button", name="Write it").click()
    expect(page.locator("#text")).to_have_value(re.compile("Dear Ms. Rivera,"))


def a_letter_is_downloaded_as_it_was_edited(page: Page) -> None:
    a_letter_is_written(page)
    page.locator("#text").fill("My own words")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download it").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "My own words\n"


def a_letter_is_edited_copied_and_put_into_an_email(page: Page) -> None:
    a_letter_is_written(page)
    page.goto(f"{page.url}&they_write_by=e-mail&their_address=rivera%40example.org")
    page.locator("#text").fill("My own words & more\n\nAnn")
    body = "body=My%20own%20words%20%26%20more%0D%0A%0D%0AAnn"
    expect(page.get_by_role("link", name="Open it as an e-mail")).to_have_attribute("href", re.compile(f"&{body}$"))
    page.get_by_role("button", name="Copy it").click()
    expect(page.locator("#copied")).not_to_be_empty()


def a_letter_is_printed_alone_as_it_was_edited(page: Page) -> None:
    a_letter_is_written(page)
    page.locator("#text").fill("My own words\n\nAnn")
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_have_text("My own words\n\nAnn")
    assert page.locator("body").inner_text().strip().endswith("My own words\n\nAnn")
    expect(page.locator(".top")).to_be_hidden()
    page.get_by_role("button", name="Copy it", include_hidden=True).evaluate("one => one.click()")
    page.emulate_media(media="screen")


def a_letter_is_written_with_no_button_that_does_nothing(page: Page) -> None:
    a_letter_is_written(page)
    expect(page.get_by_role("button", name="Copy it")).to_have_count(0)


STORIES: list[Story] = [
    an_answer_is_changed_in_place,
    an_early_answer_is_changed_and_changed_back_and_nothing_is_lost,
    the_reasons_are_opened_down_to_an_answer,
    what_if_is_tried_and_nothing_is_lost,
    a_lead_is_saved_done_today_and_undone,
    a_name_that_is_taken_is_told_where_it_was_written,
    a_form_of_an_earlier_start_is_sent_with_one_press_more,
    a_letter_is_downloaded_as_it_was_edited,
    a_letter_is_printed_alone_as_it_was_edited,
    a_letter_is_edited_copied_and_put_into_an_email,
]


def a_questionnaire_by_mouse_to_the_advice(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Rayne Wolfe").check()
    page.get_by_role("button", name="Start").click()
    for answer in ("yes", "not yet"):
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="I don't know").click()
    expect(page.locator("h1")).to_have_text("Ask at the interview how and when they will decide.")


WITHOUT_SCRIPTS = [
    a_newcomer_gets_from_the_start_to_the_calendar_in_twelve_clicks,  # with scripts: test_by_keyboard.py
    a_questionnaire_by_mouse_to_the_advice,
    *STORIES[:-4],
    a_letter_is_downloaded_as_it_was_edited,
    a_letter_is_written_with_no_button_that_does_nothing,
]

PAGES = {
    "question": "/?interview=done&want_it=yes&interviewed_on=2026-11-01&heard_back=nothing",
    "start": "/start",
    "day": "/?interview=done&want_it=yes",
    "fault": "/?interview=perhaps",
    "refused": "/leads/4f",
    "advice": f"/?{urlencode(SILENCE)}",
    "reasons": f"/reasons?{urlencode(SILENCE)}",
    "agreed": f"/?{urlencode(WAITING)}",
    "what-if": f"/?{urlencode({**SILENCE, 'if-heard_back': 'offer'})}",
    "letter": f"/letter?{urlencode(YESTERDAY)}",
    "leads": "/leads",
    "rules": "/rules",
    "rule": "/rule/second-letter",
    "graph": "/rules/graph",
}


PICTURED = ("start", "question", "advice", "agreed", "letter", "leads", "lead", "doubts")
"""Pages of which pictures are kept."""


def a_file(page: Page, name: str, content: bytes) -> None:
    """Choose a file of leads, and send it."""
    page.goto("/import")
    page.get_by_label("Your tracker").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Show how it is read").click()


def a_file_of_doubts(page: Page) -> None:
    a_file(page, "tracker.csv", b"Company,Interview date,Status\nAcme,05/11/2026,florble\n,06/11/2026,Rejected\n")
    expect(page.get_by_role("button", name="Read it with these answers")).to_be_visible()


def a_file_that_is_clear(page: Page) -> None:
    a_file(page, "clear.csv", b"Company,Status,Salary\nAcme,Rejected,50k\nGlobex,florble,60k\n")
    expect(page.get_by_role("button", name="Add these 2 leads")).to_be_visible()


def a_file_that_was_added(page: Page) -> None:
    a_file_that_is_clear(page)
    page.get_by_role("button", name="Add these 2 leads").click()
    expect(page.locator(".notice", has_text="2 leads added.")).to_be_focused()


def a_file_that_cannot_be_read(page: Page) -> None:
    a_file(page, "tracker.xlsx", b"PK\x03\x04 and no more")
    expect(page.get_by_role("alert")).to_be_visible()


IMPORTS: dict[str, str | Story] = {
    "import": "/import",
    "unread": a_file_that_cannot_be_read,
    "doubts": a_file_of_doubts,
    "proposal": a_file_that_is_clear,
    "imported": a_file_that_was_added,
}
"""The states of a file on its way to leads, in the order in which they come."""
COMPARED = {"findings": "/rules/findings", "coverage": "/rules/coverage", "parting": "/rules/disagreement"}
"""Pages that take seconds to make of many rules; they are looked at for a base of few, which has something to find."""

OPEN_ONE_OF_EACH = """
for (const kind of new Set([...document.querySelectorAll("main details")].map((one) => one.className))) {
  const named = kind ? `details.${kind.replaceAll(" ", ".")}` : "details:not([class])";
  const first = document.querySelector(named);
  for (const one of [first, ...[...first.querySelectorAll("details")].slice(0, 3)]) one.open = true;
}
"""
"""Open what can be opened, one of each kind: the others are made by the same lines of a template."""
TAKE_AWAY_WHAT_IS_CLOSED = """
for (const one of document.querySelectorAll("details:not([open])")) {
  for (const part of [...one.childNodes]) if (part.nodeName !== "SUMMARY") part.remove();
}
"""
"""Take away what nobody sees: axe-core finds nothing in it, but reads it for every rule."""
NAMED_TWICE = """
() => {
  const names = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return names.filter((name, place) => names.indexOf(name) !== place);
}
"""

# The tests


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_what_a_person_does_works(
    scripts: bool, chromium: Browser, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    stories = STORIES if scripts else WITHOUT_SCRIPTS
    with served(tmp_path / "leads.sqlite") as address:
        page = opened(chromium, address, java_script_enabled=scripts)
        for story in stories:
            try:
                story(page)
            except AssertionError as error:
                raise AssertionError(f"{story.__name__}: {error}") from error
            assert page.context.faults == [], story.__name__  # type: ignore[attr-defined]
            page.context.clear_cookies()
        page.context.close()
    told = ", ".join(story.__name__.replace("_", " ") for story in stories)
    record_property("counted", f"{len(stories)} stories: {told}")


def test_an_early_answer_is_changed_back_after_a_restart_and_nothing_is_lost(chromium: Browser, tmp_path: Path) -> None:
    log = tmp_path / "leads.sqlite"
    with served(log) as address:
        page = opened(chromium, address)
        page.goto("/start")
        page.get_by_label("Rayne Wolfe").check()
        page.get_by_role("button", name="Start").click()
        page.goto(f"/?{urlencode(SILENCE)}")
        before = page.url
        change = page.get_by_role("link", name="change the answer to: Have you sent a letter")
        change.click()
        page.get_by_label("not yet").check()
        page.get_by_role("button", name="Keep this answer").click()
        page.get_by_role("button", name="Change it").click()
        change.click()
        page.get_by_label("yes", exact=True).check()
    with served(log, port=int(address.rpartition(":")[2])):
        page.get_by_role("button", name="Keep this answer").click()
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_text("Brought back, as you had answered them")).to_be_visible()
        expect(page.get_by_text("You follow Rayne Wolfe.")).to_be_visible()
        assert sorted(answers_in(page.url)) == sorted(answers_in(before))
        page.context.close()


def test_everyone_can_use_every_page_in_four_color_modes_wide_and_narrow(
    chromium: Browser, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found: list[str] = []
    with served(tmp_path / "leads.sqlite") as address:
        page = opened(chromium, address)
        a_lead_is_saved_done_today_and_undone(page)
        lead = page.locator(".lead a").first.get_attribute("href") or ""
        saved: dict[str, str | Story] = {**PAGES, "lead": lead, **IMPORTS}
        faint = Faint()
        for name, path in saved.items():
            found += faults_of(page, name, path, faint)
        assert_faults_are_noticed(page, faint)
        page.context.close()
    with served(tmp_path / "leads.sqlite", str(FINDINGS)) as address:
        page = opened(chromium, address)
        for name, path in COMPARED.items():
            found += faults_of(page, name, path, faint)
        page.context.close()
    assert found == []
    looked = len(saved) + len(COMPARED)
    record_property("counted", f"no violation on {looked} pages in four color modes; pictures in build/screenshots")


def test_forty_leads_are_within_two_screens(chromium: Browser, tmp_path: Path) -> None:
    kinds = (YESTERDAY, SILENCE, WAITING, {"interview": "done", "heard_back": "offer"}, {"want_it": "yes"})
    base, log = load(), Log(tmp_path / "leads.sqlite")
    for number in range(40):
        actions.add(log, base, f"Firm number {number} & Sons", kinds[number % len(kinds)], today=TODAY)
    with served(tmp_path / "leads.sqlite") as address:
        page = opened(chromium, address)
        for size in (DESKTOP, TELEPHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a typed dict
            page.goto("/leads")
            assert page.evaluate("document.documentElement.scrollHeight") <= 2 * size["height"]


@pytest.mark.parametrize("lead", [SILENCE, YESTERDAY, FORGOTTEN], ids=["silence", "yesterday", "much to say"])
def test_a_telephone_shows_on_its_first_screen_what_to_do_and_how_and_what_to_beware_of(
    lead: dict[str, str], chromium: Browser, tmp_path: Path
) -> None:
    with served(tmp_path / "leads.sqlite") as address:
        page = opened(chromium, address)
        page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]  # a typed dict
        page.context.add_cookies([{"name": "follows", "value": "wolfe", "url": address}])
        page.goto(f"/?{urlencode(lead)}")
        headline = page.locator(".headline")
        if lead is SILENCE:
            expect(headline.get_by_text("JobFairy.com disagrees:")).to_be_in_viewport(ratio=1)
        for part in (
            page.locator("h1#do-this"),
            headline.get_by_text("Rayne Wolfe:"),
            headline.get_by_role("link", name=re.compile("^Write the letter")),
            headline.get_by_role("region", name="How to do it").get_by_role("listitem").first,
            headline.get_by_role("region", name="What to beware of").get_by_role("listitem").first,
        ):
            expect(part).to_be_in_viewport(ratio=1)
        rest = headline.get_by_role("region", name="How to do it").locator("li").last
        expect(rest).to_be_hidden()
        headline.locator("summary", has_text=re.compile(r"^And \d+ more: how to do it")).click()
        expect(rest).to_be_visible()
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.reload()
        expect(rest).to_be_visible()
        page.context.close()


# Parts


def faults_of(page: Page, name: str, way: str | Story, faint: Faint) -> list[str]:
    """Say what keeps anyone from using a page, found at an address or by what leads there; keep pictures of it."""
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a typed dict
    page.emulate_media(color_scheme="light")
    _ = page.goto(way) if isinstance(way, str) else way(page)
    if name in PICTURED:
        photograph(page, PICTURES / f"{name}.png")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    if name in PICTURED:
        photograph(page, PICTURES / f"{name}-phone.png")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{name} is wider than a phone by {wider} pixels"] if wider > 0 else []
    found += [f"{name} names two things {twice}" for twice in page.evaluate(NAMED_TWICE)]
    page.evaluate(OPEN_ONE_OF_EACH)
    page.evaluate(TAKE_AWAY_WHAT_IS_CLOSED)
    found += [f"{name}: {fault}" for fault in violations(page)]
    faint.come_to(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal
        found += [f"{name}, {scheme}: {fault}" for fault in faint.found(page)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"{name}, colors of the person's own: {fault}" for fault in faint.found(page)]
    page.emulate_media(forced_colors="none", contrast="more")
    found += [f"{name}, more contrast: {fault}" for fault in faint.found(page)]
    page.emulate_media(contrast="no-preference")
    return found


def assert_faults_are_noticed(page: Page, faint: Faint) -> None:
    """Spoil a page in one place each, the last of its kind, and look for what is found there."""
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert violations(page, "label"), "a field without a label is noticed"
    page.evaluate("[...document.querySelectorAll('main p')].at(-1).style = 'color: gray; background: silver'")
    faint.come_to(page)
    assert faint.found(page), "words that cannot be told from what is behind them are noticed"
