"""A change that a person confirms is the change that they saw, whatever happens to the log or the call in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import mcp_types as types
import pytest
from mcp.client.client import Client

from followthrough import load
from followthrough.errors import LogError
from followthrough.leads.log import Log, actions, undoing
from followthrough_mcp.confirming import CHANGED, LogAsShown, state_of
from web.talking import TODAY, Person, refuses, says, tell


class Interrupted(Person):
    """Somebody who confirms after another program has changed the log, once."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__()
        self.change = change

    async def __call__(self, ctx: object, params: types.ElicitRequestParams) -> types.ElicitResult:
        if not self.asked:
            self.change()
        return await super().__call__(ctx, params)


def log_with_acme(folder: Path) -> Log:
    """Return a log with a lead and an answer."""
    log = Log(folder / "leads.sqlite")
    actions.add(log, load(), "Acme", {}, today=TODAY)
    actions.set_answers(log, load(), "Acme", {"want_it": "yes"}, today=TODAY)
    return log


def changed_elsewhere(log: Log) -> Callable[[], object]:
    """Return a change that another program makes."""
    return lambda: actions.set_answers(log, load(), "Acme", {"interview": "done"}, today=TODAY)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_person_whose_log_changed_before_they_confirmed_is_told_and_asked_again(tmp_path: Path, mode: str) -> None:
    log = log_with_acme(tmp_path)
    person = Interrupted(changed_elsewhere(log))

    async def story(client: Client) -> None:
        await says(client, "leads_undo")

    tell(story, tmp_path, mode=mode, person=person)
    assert person.asked == [
        "Undo the last change to “Acme” in your search log: want_it yes?",
        f"{CHANGED} Undo the last change to “Acme” in your search log: interview done?",
    ]
    assert log.history("Acme").answers(TODAY) == {"want_it": "yes"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_person_who_sees_that_the_log_changed_can_say_no(tmp_path: Path, mode: str) -> None:
    log = log_with_acme(tmp_path)
    person = Interrupted(lambda: (changed_elsewhere(log)(), setattr(person, "confirms", True)))

    async def answers(ctx: object, params: types.ElicitRequestParams) -> types.ElicitResult:
        person.confirms = not person.asked
        return await person(ctx, params)

    async def story(client: Client) -> None:
        assert "nothing was changed" in await says(client, "leads_set", name="Acme", note="called")

    tell(story, tmp_path, mode=mode, person=answers)  # type: ignore[arg-type]  any callback
    assert [entry.kind for entry in log.entries()] == ["added", "answer", "answer"]


def test_a_call_confirmed_in_words_is_refused_if_nobody_was_asked(tmp_path: Path) -> None:
    async def story(client: Client) -> None:
        told = await refuses(client, "leads_add", name="Acme", confirmed=True)
        assert "ask: Add the lead “Acme” to your search log?" in told
        assert not (tmp_path / "leads.sqlite").exists()
        assert "Acme is in" in await says(client, "leads_add", name="Acme", confirmed=True)

    tell(story, tmp_path)


def test_a_call_confirmed_in_words_makes_the_change_that_was_shown_and_no_other(tmp_path: Path) -> None:
    log = log_with_acme(tmp_path)

    async def story(client: Client) -> None:
        shown: dict[str, Any] = {"name": "Acme", "lead": {"interview": "done", "heard_back": "nothing"}}
        await refuses(client, "leads_set", **shown)
        others: list[dict[str, Any]] = [
            {**shown, "note": "x"},
            {**shown, "lead": {"interview": "done"}},
            {**shown, "when": "2026-11-20"},
        ]
        for other in others:
            assert CHANGED not in await refuses(client, "leads_set", **other, confirmed=True)
        await refuses(client, "leads_undo", confirmed=True)
        assert len(log.entries()) == 2
        turned = dict(reversed(shown["lead"].items()))
        await says(client, "leads_set", name="Acme", lead=turned, confirmed=True)
        assert "not confirmed" in await refuses(client, "leads_set", **shown, confirmed=True)

    tell(story, tmp_path)


def test_a_call_confirmed_in_words_after_the_log_changed_is_told_to_ask_again(tmp_path: Path) -> None:
    log = log_with_acme(tmp_path)

    async def story(client: Client) -> None:
        assert "want_it yes?" in await refuses(client, "leads_undo")
        changed_elsewhere(log)()
        told = await refuses(client, "leads_undo", confirmed=True)
        assert f"ask: {CHANGED} Undo the last change to “Acme” in your search log: interview done?" in told
        assert len(log.entries()) == 3
        await says(client, "leads_undo", confirmed=True)
        assert log.history("Acme").answers(TODAY) == {"want_it": "yes"}

    tell(story, tmp_path)


def test_a_yes_without_the_mark_of_what_was_shown_or_with_another_is_no_yes(tmp_path: Path) -> None:
    log = log_with_acme(tmp_path)
    yes = {"confirm": types.ElicitResult(action="accept", content={"confirmed": True})}

    async def story(client: Client) -> None:
        asked = await client.session.call_tool("leads_undo", {}, allow_input_required=True)
        for tool, arguments, mark in (
            ("leads_undo", {}, None),
            ("leads_undo", {}, "made.up"),
            ("leads_undo", {"name": "Acme"}, asked.request_state),
            ("leads_set", {"name": "Acme", "note": "x"}, asked.request_state),
        ):
            done = await client.session.call_tool(
                tool, arguments, input_responses=yes, request_state=mark, allow_input_required=True
            )
            assert isinstance(done, types.InputRequiredResult), (tool, mark)
        assert len(log.entries()) == 2

    tell(story, tmp_path, person=Person())


def test_a_question_says_for_which_day_something_is_recorded(tmp_path: Path) -> None:
    log_with_acme(tmp_path)

    async def story(client: Client) -> None:
        told = await refuses(client, "leads_set", name="Acme", note="called", when="2026-11-20")
        assert "search log, as of Friday 20 November 2026, with: the note “called”?" in told
        assert "write 2026-11-01" in await refuses(client, "leads_add", name="Other", when="smarch")

    tell(story, tmp_path)


def test_what_another_program_records_in_the_last_moment_prevents_the_change(tmp_path: Path) -> None:
    log = log_with_acme(tmp_path)
    shown = LogAsShown(log.path, state_of(log.entries()))
    changed_elsewhere(log)()
    with pytest.raises(LogError) as refused:
        undoing.undo(shown, today=TODAY)
    assert "has changed since the person was asked" in str(refused.value)
    assert len(log.entries()) == 3
