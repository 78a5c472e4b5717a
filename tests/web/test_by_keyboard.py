"""The pages with the keyboard alone: from the start to the calendar."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from web.chromium import opened
from web.visiting import YESTERDAY, served

MOST = 40
"""How often Tab may be pressed on the way to anything."""
IS_FOCUSED = "one => one === document.activeElement"
IS_OUTLINED = """one => {
  const around = one.closest("label.choice") ?? one;
  return one.matches(":focus-visible") && getComputedStyle(around).outlineStyle !== "none";
}"""
ANSWERS = {**YESTERDAY, "interest_shown": "keen"}


class Keyboard:
    """Somebody who has no mouse: whatever is pressed or filled in is reached with Tab first, and is seen to be."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def reach(self, wanted: Locator) -> None:
        """Press Tab until it has the focus, which must be seen."""
        expect(wanted).to_have_count(1)
        for _ in range(MOST):
            self.press("Tab")
            if wanted.evaluate(IS_FOCUSED):
                assert wanted.evaluate(IS_OUTLINED), f"{wanted} has the focus, and nothing shows it"
                expect(wanted).to_be_in_viewport()
                return
        raise AssertionError(f"{wanted} is not among the next {MOST} things that Tab reaches")

    def skip(self) -> None:
        """Pass over what every page begins with."""
        self.reach(self.page.get_by_role("link", name="Skip to the page"))
        self.press("Enter")
        expect(self.page.locator("main")).to_be_focused()

    def follow(self, wanted: Locator) -> None:
        """Reach a link or a button, press it, and wait for the page that it leads to."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.press("Enter")

    def open(self, summary: Locator) -> None:
        """Open what is folded; the focus stays."""
        self.reach(summary)
        self.press("Enter")
        assert summary.evaluate(IS_FOCUSED)

    def choose(self, wanted: Locator) -> None:
        """Reach one of several answers, and choose it as a browser lets one choose."""
        name = wanted.get_attribute("name")
        choices = self.page.locator(f"[name='{name}']")
        self.reach(choices.first)
        self.press("Space")
        for _ in range([one.get_attribute("value") for one in choices.all()].index(wanted.get_attribute("value"))):
            self.press("ArrowDown")
        expect(wanted).to_be_checked()

    def send(self) -> None:
        """Send the form that has the focus."""
        with self.page.expect_navigation():
            self.press("Enter")


def test_a_newcomer_without_a_mouse_gets_from_the_start_to_the_calendar(chromium: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "leads.sqlite") as address:
        page = opened(chromium, address)
        keyboard = Keyboard(page)
        page.goto("/")
        keyboard.skip()
        keyboard.choose(page.get_by_label("Rayne Wolfe"))
        keyboard.send()
        while page.locator("h1#do-this").count() == 0:
            answer_by(keyboard)
        expect(page.locator("h1")).to_have_text("Write a short letter of thanks.")
        save_by(keyboard)
        write_the_letter_by(keyboard)
        keyboard.follow(page.get_by_role("button", name=re.compile("^Done today")))
        told = page.locator("[role=status]", has_text="Recorded as done today: Write a short letter of thanks.")
        expect(told).to_be_focused()
        keyboard.reach(page.get_by_role("button", name="Undo").first)
        page.reload()
        keyboard.follow(page.get_by_role("link", name="Your leads").first)
        keyboard.skip()
        keyboard.open(page.locator("summary", has_text="Your steps in your calendar"))
        keyboard.reach(page.get_by_label("In your calendar program on this computer"))
        assert page.context.faults == []  # type: ignore[attr-defined]
        page.context.close()


def answer_by(keyboard: Keyboard) -> None:
    page = keyboard.page
    question = (page.locator("form [name^='answer.']").first.get_attribute("name") or "").removeprefix("answer.")
    keyboard.skip()
    if page.locator("#picked").count():
        keyboard.reach(page.locator("#answer"))
        page.keyboard.type(ANSWERS[question])
    else:
        keyboard.choose(page.locator(f"[name='answer.{question}'][value='{ANSWERS[question]}']"))
    keyboard.send()


def save_by(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.skip()
    keyboard.open(page.locator("summary", has_text="Save this lead for later"))
    keyboard.reach(page.get_by_label("What do you call it?"))
    page.keyboard.type("Grey & Co")
    keyboard.send()


def write_the_letter_by(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.skip()
    keyboard.follow(page.get_by_role("link", name=re.compile("Write the letter")))
    keyboard.skip()
    for field in page.locator("input[required]").all():
        keyboard.reach(field)
        page.keyboard.type("Ms. Rivera")
    keyboard.send()
    text = page.locator("#text")
    expect(text).to_have_value(re.compile("Dear Ms. Rivera,"))
    keyboard.skip()
    keyboard.reach(text)
    keyboard.press("Control+End")
    page.keyboard.type("PS: thank you!")
    expect(text).to_have_value(re.compile("PS: thank you!$"))
