"""A published page as a person uses it: from a file, in headless Chromium, with nothing asked of any network."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bases_in_memory import QUESTIONS, base_of
from followthrough import advise, load
from followthrough.certificates.writing import certificate, text_of
from followthrough.publishing.page import html
from followthrough.publishing.published import published
from web.axe import Faint, all_violations
from web.chromium import photograph

BASES = Path(__file__).parents[1] / "bases"
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("published") / "advice.html"
    path.write_text(html(published(load(), date(2026, 11, 27), "1")), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def faint() -> Faint:
    """What was looked at in light colors."""
    return Faint()


ANSWERS = {
    "want_it": "yes",
    "interview": "done",
    "heard_back": "nothing",
    "other_leads": "enough",
    "told_rank": "not told",
    "others_being_seen": "unknown",
}


def answer(page: Page, *, most: int = 30) -> None:
    """Answer one question after the other, as `ANSWERS` has it, or as the first choice, until the advice is there."""
    for _ in range(most):
        if not page.locator(".ask").count():
            return
        name = page.locator("form").get_attribute("data-question") or ""
        if page.locator("input[type=date]").count():
            page.locator(".pick button").last.click()
        elif name in ANSWERS:
            page.locator(f"input[value='{ANSWERS[name]}']").check()
        else:
            page.locator("input[type=radio]").first.check()
        go_on(page, name)
    raise AssertionError("there is no end of questions")


def visit(page: Page, address: str) -> None:
    """Open a page at an address, and wait until its program runs: the first screen stands in the file before that."""
    page.goto(address)
    page.locator("html[data-ready=yes]").wait_for()


def go_on(page: Page, question: str) -> None:
    """Send the answer to a question, and wait until the next screen is painted and in the address."""
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(f"form[data-question='{question}']")).to_have_count(0)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_from_a_file_to_the_advice_without_a_request_or_a_fault(
    chromium: Browser, address: str, faint: Faint, scheme: str, width: int
) -> None:
    looked_at = faint if scheme == "light" else Faint()
    page = chromium.new_page(viewport={"width": width, "height": 850}, color_scheme=scheme)  # type: ignore[arg-type]
    requests, faults = list[str](), list[str]()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    visit(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("After the interview")
    assert all_violations(page, looked_at) == []
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".ask")).to_have_count(1)
    photograph(page, PICTURES / f"published-question-{width}.png")
    assert all_violations(page, looked_at) == []
    answer(page)
    expect(page.locator("#do-this")).to_have_count(1)
    for summary in page.locator(".further > details > summary").all():
        summary.click()
    photograph(page, PICTURES / f"published-advice-{width}.png")
    assert all_violations(page, looked_at) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (requests, faults) == ([address], [])
    page.close()


@pytest.mark.parametrize("folder", [None, "days-between", "money"], ids=lambda one: one or "shipped")
def test_the_first_screen_stands_in_the_file_as_the_program_makes_it(
    folder: str | None, chromium: Browser, tmp_path: Path
) -> None:
    base = load(BASES / "good" / folder) if folder else load()
    (tmp_path / "page.html").write_text(html(published(base, date(2026, 11, 27), "1")), encoding="utf-8")
    page = chromium.new_page()
    visit(page, (tmp_path / "page.html").as_uri())
    expect(page.locator("[data-ready]")).to_have_count(1)
    made = re.sub(r' max="[-0-9]+"', "", page.locator("main").inner_html())  # only the program knows what day it is
    written = f'<main id="main" tabindex="-1">{made}\n<noscript>'.encode("ascii", "xmlcharrefreplace").decode()
    assert written in (tmp_path / "page.html").read_text(encoding="utf-8")
    page.close()


NOT_YET = """const frame = requestAnimationFrame;
requestAnimationFrame = (task) => { window.runNow = () => { requestAnimationFrame = frame; task(); }; };
"""
"""What keeps a page's program from running, as if the machine were slow, until `runNow()`."""


def test_what_is_pressed_before_the_program_runs_is_done_once_it_does(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.add_init_script(NOT_YET)
    page.goto(address)
    page.locator("input[value=wolfe]").check()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("form [data-pressed]")).to_have_count(1)
    page.evaluate("() => runNow()")
    expect(page.locator(".ask")).to_have_count(1)
    expect(page).to_have_url(re.compile("counsel=wolfe"))
    page.close()


def test_the_first_screen_can_be_seen_before_the_program_is_even_read(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.add_init_script(NOT_YET)
    page.goto(address)
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    expect(page.locator("h1")).to_have_text("After the interview")
    assert page.evaluate("() => typeof PublishedPage") == "undefined"
    page.close()


def test_a_link_holds_the_answers_and_one_press_forgets_them(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    visit(page, address)
    page.get_by_role("button", name="Start").click()
    answer(page)
    said, link = page.locator("#do-this").inner_text(), page.url
    page.go_back()
    expect(page.locator(".ask")).to_have_count(1)
    page.go_forward()
    expect(page.locator("#do-this")).to_have_text(said)
    other = chromium.new_page()
    visit(other, link)
    expect(other.locator("#do-this")).to_have_text(said)
    other.close()
    page.goto("about:blank")
    visit(page, address)
    expect(page.get_by_role("link", name="Go on where you were")).to_have_count(1)
    page.get_by_role("button", name="forget my answers").click()
    expect(page.get_by_role("link", name="Go on where you were")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    assert page.url == address
    page.close()


def test_answers_of_a_link_that_cannot_be_are_left_out_and_counted(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    visit(page, f"{address}#want_it=yes&nonsense=1&interview=never&constructor=2&interviewed_on=2026-99-99")
    expect(page.locator(".notice").first).to_contain_text("4 answers of this link cannot be")
    page.close()


def test_a_letter_is_filled_in_and_can_be_changed(chromium: Browser, address: str, faint: Faint) -> None:
    page = chromium.new_page(viewport={"width": 900, "height": 900})
    faults = list[str]()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    given = "want_it=yes&interview=upcoming&hard_to_please=yes&other_leads=enough&qualified=yes"
    visit(page, f"{address}#.counsel=wolfe&{given}&.letter=withdraw kindly")
    expect(page.get_by_role("heading", level=2)).to_have_text("The letter needs these answers")
    assert all_violations(page, faint) == []
    for place, field in enumerate(page.locator(".wanted input[required]").all()):
        field.fill(f"name {place}")
    page.get_by_role("button", name="Fill in the letter").click()
    expect(page.locator("#letter")).to_have_value(re.compile("name 0"))
    page.locator("#letter").fill("Dear Ada,")
    expect(page.get_by_role("link", name="Open in your mail program")).to_have_attribute(
        "href", re.compile("body=Dear%20Ada")
    )
    photograph(page, PICTURES / "published-letter.png")
    assert all_violations(page, faint) == []
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_be_visible()
    expect(page.locator("#letter")).to_be_hidden()
    assert faults == []
    page.close()


def test_two_other_answers_are_shown_where_no_single_one_leads_elsewhere(chromium: Browser, tmp_path: Path) -> None:
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes, late: yes}, then: {verdict: go}, because: ok}\n"
        "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: ok}\n"
        "- {rule: soon, counsel: elder, source: e1, if: {late: no}, then: {verdict: stay}, because: ok}\n"
        "- {rule: dim, counsel: elder, source: e1, if: {wet: unknown}, then: {verdict: stay}, because: ok}\n"
        "- {rule: dusk, counsel: elder, source: e1, if: {late: unknown}, then: {verdict: stay}, because: ok}\n"
    )
    (tmp_path / "page.html").write_text(html(published(base, date(2026, 11, 27), "1")), encoding="utf-8")
    page = chromium.new_page()
    visit(page, f"{(tmp_path / 'page.html').as_uri()}#.counsel=elder&wet=no&late=no")
    page.get_by_text("What other answers would change").click()
    expect(page.locator("ul.links > li")).to_have_count(1)
    expect(page.locator("ul.links > li")).to_have_text("Is it wet? Yes; Is it late? YesGo.")
    page.close()


def test_no_other_answer_is_shown_that_no_one_is_told_to_bring_about(chromium: Browser, tmp_path: Path) -> None:
    rules = (
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: ok}\n"
        "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: ok}\n"
        "- {rule: dim, counsel: elder, source: e1, if: {wet: unknown}, then: {verdict: hide}, because: ok}\n"
    )
    harmful = QUESTIONS.replace("unknown: allowed", "unknown: allowed, can become: yes, harmful: yes", 1)
    page = chromium.new_page()
    for questions, others in ((QUESTIONS, ["Yes"]), (harmful, [])):
        base = base_of(rules, questions=questions)
        (tmp_path / "page.html").write_text(html(published(base, date(2026, 11, 27), "1")), encoding="utf-8")
        page.goto("about:blank")
        visit(page, f"{(tmp_path / 'page.html').as_uri()}#.counsel=elder&wet=no")
        page.get_by_text("What other answers would change").click()
        expect(page.locator("details[open] p")).to_have_count(1)
        assert page.locator("ul.links > li a").all_inner_texts() == others
    page.close()


def test_a_sum_that_is_shown_is_on_the_page(chromium: Browser, tmp_path: Path) -> None:
    base = load(BASES / "published" / "stroke-risk")
    (tmp_path / "page.html").write_text(html(published(base, date(2026, 11, 27), "1")), encoding="utf-8")
    page = chromium.new_page()
    visit(page, f"{(tmp_path / 'page.html').as_uri()}#age=80&heart_failure=no")
    for _ in range(10):
        if page.locator("#do-this").count():
            break
        page.locator("input[value=no]").check()
        go_on(page, page.locator("form").get_attribute("data-question") or "")
    expect(page.locator(".headline")).to_contain_text("Score: 2 so far")
    page.close()


def test_the_rule_book_is_in_the_same_file_and_its_cases_can_be_tried(
    chromium: Browser, address: str, faint: Faint
) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    faults = list[str]()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    visit(page, f"{address}#.view=rules&.rule=second-letter")
    expect(page.locator(".one-rule")).to_contain_text("A week has gone by")
    photograph(page, PICTURES / "published-rules.png", whole=False)
    for tab in ("Passages and rules", "Graph", "Where they part", "Laws", "Certificates", "Cases"):
        page.get_by_role("link", name=tab).click()
        expect(page.locator("nav.tabs [aria-current]")).to_have_text(tab)
        page.locator("main details > summary").first.click() if page.locator("main details").count() else None
        assert all_violations(page, faint) == []
    photograph(page, PICTURES / "published-cases.png", whole=False)
    expect(page.locator("details[open]")).to_contain_text("This page says so too.")
    expect(page.locator("details[open]")).not_to_contain_text("something else")
    page.get_by_role("link", name="Look at the advice").click()
    expect(page.locator("#do-this, .ask")).to_have_count(1)
    page.get_by_role("link", name="The rules").click()
    expect(page.locator("nav.tabs")).to_have_count(1)
    assert faults == []
    page.close()


def test_the_graph_leads_from_concepts_to_rules_with_the_keyboard_alone(
    chromium: Browser, address: str, faint: Faint
) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    visit(page, f"{address}#.view=graph")
    graph = page.get_by_role("group", name="Questions and concepts")
    assert graph.locator("g, a").count() == graph.locator("text").count() > len(load().concepts)
    photograph(page, PICTURES / "published-graph.png")
    graph.get_by_role("link", name="Chance").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open] > summary")).to_be_focused()
    expect(page.locator("details[open]")).to_contain_text("1 rule decides it.")
    assert all_violations(page, faint) == []
    page.get_by_role("link", name="they-have-had-their-chance").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".one-rule h2")).to_have_text("they-have-had-their-chance")
    page.set_viewport_size({"width": 390, "height": 850})
    visit(page, f"{address}#.view=graph")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_a_certificate_is_accepted_or_refused_on_the_page(
    chromium: Browser, address: str, faint: Faint, tmp_path: Path
) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    requests = list[str]()
    page.on("request", lambda request: requests.append(request.url))
    visit(page, f"{address}#.view=certificates")
    lead = {"interview": "done", "heard_back": "turned down", "other_leads": "enough"}
    text = text_of(certificate(advise(load(), lead, today=date(2026, 11, 27))))
    (tmp_path / "certificate.json").write_text(text, encoding="utf-8")
    page.get_by_label("Choose the file of a certificate").set_input_files(tmp_path / "certificate.json")
    expect(page.locator("#verdict")).to_contain_text("Accepted.")
    page.get_by_label("or paste all of its text").fill(text.replace("turned down", "nothing", 1))
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#verdict")).to_contain_text("Refused.")
    expect(page.locator("#verdict")).to_contain_text("hash")
    photograph(page, PICTURES / "published-certificate.png")
    assert all_violations(page, faint) == []
    assert requests == [address]
    page.close()
