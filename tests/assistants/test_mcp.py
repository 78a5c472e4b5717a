"""An assistant consults the rules with the official client, over every transport, and cites what it says."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from followthrough import load
from followthrough.advising.advice_json import answers_json
from followthrough.format.expectations import CASE_DAY
from followthrough.format.lead import read_lead
from followthrough.operations.answering import OPERATIONS
from followthrough.operations.requests import AboutALead
from followthrough.readings.prove.limits import WATCHDOG
from followthrough_mcp.documents import OPENINGS
from followthrough_mcp.sentences import ToolAnswer
from followthrough_mcp.server import Assistant, app_for
from followthrough_mcp.tools import TOOLS
from followthrough_web.server import hosts_of, listen, server_of
from web.talking import TODAY, Person, refuses, says, tell
from web.visiting import SILENCE, YESTERDAY

UPCOMING = {"interview": "upcoming", "want_it": "yes"}
CHANGES = ("leads_add", "leads_set", "leads_undo")


@contextmanager
def over_http(folder: Path) -> Iterator[str]:
    """Serve on a free port; give the address."""
    with listen(0) as taken:
        hosts = hosts_of(taken.getsockname()[1])
        assistant = Assistant(log=str(folder / "leads.sqlite"), today=lambda: TODAY)
        ready = threading.Event()
        server = server_of(app_for(assistant, hosts), ready.set, lifespan="on")
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        assert ready.wait(20)
        yield f"http://{min(hosts)}/mcp"
        server.should_exit = True
        thread.join(20)


@asynccontextmanager
async def by(transport: str, folder: Path, person: Person) -> AsyncIterator[Client]:
    """Connect to a server of its own over a transport."""
    if transport == "pipes":
        command = ["-m", "followthrough", "mcp", "--log", str(folder / "leads.sqlite"), "--on", str(TODAY)]
        parts = ":".join(part for part in sys.path if part)
        there = StdioServerParameters(command=sys.executable, args=command, env={"PYTHONPATH": parts})
        async with Client(stdio_client(there), elicitation_callback=person) as client:
            yield client
    else:
        with over_http(folder) as address:
            async with Client(address, elicitation_callback=person) as client:
                yield client


@pytest.mark.parametrize("transport", ["pipes", "http"])
def test_a_consultation_goes_from_the_first_question_to_a_letter(tmp_path: Path, transport: str) -> None:
    person = Person()

    async def consulted() -> None:
        async with by(transport, tmp_path, person) as client:
            assert [one.name for one in (await client.list_tools()).tools] == list(TOOLS)
            lead: dict[str, str] = {}
            while True:
                asked = await client.call_tool("next_question", {"lead": lead})
                if asked.structured_content["phase"] == "settled":
                    break
                question = asked.structured_content["question"]
                assert asked.content[0].text.startswith(load().questions[question].ask)
                lead[question] = YESTERDAY.get(question, "unknown")
            assert "thank" in await says(client, "advise", lead=lead)
            assert "[rule " in await says(client, "why", lead=lead)
            lacking = await client.call_tool("letter", {"lead": lead})
            assert "Ask first: " in lacking.content[0].text
            told = dict.fromkeys(lacking.structured_content["questions"], "Kim Rivera")
            letter = await says(client, "letter", lead={**lead, **told})
            assert "Kim Rivera" in letter
            assert letter.endswith("It counts as done once the person says so.")
            assert "Acme is in the search log." in await says(client, "leads_add", name="Acme", lead=lead)
            assert "Acme: " in await says(client, "leads_list")

    anyio.run(consulted)
    assert len(person.asked) == 1
    assert person.asked[0].startswith("Add the lead “Acme” to your search log, with:")


# What a result carries


def test_every_sentence_about_a_conclusion_has_its_rule_and_passage(tmp_path: Path) -> None:
    async def story(client: Client) -> None:
        done = await client.call_tool("advise", {"lead": SILENCE})
        told = done.structured_content
        assert told["advice"]["next_step"]["value"] == "find more leads"
        assert [one["say"] for one in told["sentences"]]
        for sentence in told["sentences"]:
            for rule in sentence["rules"]:
                assert rule["because"]
                assert rule["passages"]
                for passage in rule["passages"]:
                    read = await client.read_resource(passage["uri"])
                    assert passage["gist"] in read.contents[0].text
        assert all(sentence["rules"] for sentence in told["sentences"])

    tell(story, tmp_path)


def test_the_data_is_that_of_the_operation_of_the_same_name(tmp_path: Path) -> None:
    base = load()
    names = {"next_question": "next", "advise": "advise", "why": "why", "days_ahead": "plan"}

    async def story(client: Client) -> None:
        for tool, name in names.items():
            done = dict((await client.call_tool(tool, {"lead": SILENCE})).structured_content)
            del done["sentences"]
            operation = OPERATIONS[name]
            asked = operation.request(lead=SILENCE)
            assert done == json.loads(json.dumps(operation.answer(base, asked, TODAY))), tool

    tell(story, tmp_path)


def test_what_is_asked_about_an_advice_is_answered_in_sentences(tmp_path: Path) -> None:
    async def story(client: Client) -> None:
        assert "rule telephone" in await says(client, "why_not", lead=SILENCE, concept="next_step", value="telephone")
        assert "It is so" in await says(client, "why_not", lead=SILENCE, concept="next_step", value="find more leads")
        assert "If “Do you want this job?” no" in await says(client, "what_if", lead=UPCOMING, concept="stance")
        tried = await says(client, "what_if", lead=UPCOMING, change={"want_it": "no"})
        assert tried.startswith("What to do with this lead: now Pursue it")
        assert "Sunday 22 November 2026" in await says(client, "days_ahead", lead=UPCOMING)
        assert "hinges on" in await says(client, "why", lead={}, concepts=["stance"])
        assert "hinges on" in await says(client, "why_not", lead={}, concept="stance", value="drop")
        assert "hinges on" in await says(client, "what_if", lead={}, concept="stance")
        assert "JobFairy.com “" in await says(client, "disagree")
        assert "Do you want this job?" in await says(client, "questions")

    tell(story, tmp_path)


@pytest.mark.parametrize("name", ["a-room-to-let", "points", "several-answers", "money", "days-between", "steps"])
def test_other_rules_are_told_as_well(tmp_path: Path, name: str) -> None:
    folder = Path(__file__).parents[1] / "bases" / "good" / name
    base = load(folder)
    goal = next(iter(base.goals))
    asked: dict[str, dict[str, Any]] = {
        "next_question": {},
        "advise": {},
        "why": {"concepts": [*base.goals, *base.sums]},
        "why_not": {"concept": goal, "value": next(iter(base.concepts[goal].values))},
        "what_if": {"concept": goal},
        "days_ahead": {},
    }

    async def story(client: Client) -> None:
        read = [read_lead(base, case.lead, CASE_DAY, partial=True).answers for case in base.cases[:2]]
        for lead in ({}, *map(answers_json, read)):
            for tool, more in asked.items():
                assert await says(client, tool, lead=lead, on=str(CASE_DAY), **more), (tool, lead)

    tell(story, tmp_path, folder=str(folder))


def test_a_schema_has_every_question_with_its_choices_and_their_texts(tmp_path: Path) -> None:
    base = load()

    async def story(client: Client) -> None:
        for tool in (await client.list_tools()).tools:
            Draft202012Validator.check_schema(tool.input_schema)
            lead = tool.input_schema["properties"].get("lead")
            if lead is not None:
                assert list(lead["properties"]) == [*base.questions, *base.counts]
                wanted = lead["properties"]["want_it"]
                assert wanted["enum"] == list(base.questions["want_it"].choices)
                assert all(text in wanted["description"] for text in base.questions["want_it"].choices.values())

    tell(story, tmp_path)


# What cannot be


def test_whatever_cannot_be_is_a_result_that_says_what_to_do(tmp_path: Path) -> None:
    async def story(client: Client) -> None:
        assert "did you mean 'advise'?" in await refuses(client, "advize")
        assert "did you mean 'yes'?" in await refuses(client, "advise", lead={"want_it": "yess"})
        assert "did you mean 'want_it'?" in await refuses(client, "advise", lead={"wantit": "yes"})
        assert "did you mean 'lead'?" in await refuses(client, "advise", led={})
        assert "did you mean 'wolfe'?" in await refuses(client, "next_question", counsel="wolf")
        assert "write 2026-11-01" in await refuses(client, "days_ahead", on="smarch")
        assert "add concept" in await refuses(client, "why_not")
        assert "lead is of another type" in await refuses(client, "why", lead="all")
        assert "name a `concept`" in await refuses(client, "what_if")
        assert "name both" in await refuses(client, "disagree", counsels=["wolfe"])
        assert "Ask first: " in await refuses(client, "letter", lead={"interview": "done"})
        assert "name a `step`" in await refuses(client, "letter", lead=UPCOMING)
        assert "did you mean 'telephone'?" in await refuses(client, "letter", lead=SILENCE, step="telefone")
        assert "`followthrough leads add NAME` creates it" in await refuses(client, "leads_undo")
        for name in ("leads_show", "leads_set"):
            await refuses(client, name, name="Acme", **({"note": "x"} if name == "leads_set" else {}))
        for uri in ("followthrough://rule/no-such", "followthrough://passage/wolfe/p0", "followthrough://gide"):
            with pytest.raises(MCPError, match="nothing stands at"):
                await client.read_resource(uri)
        with pytest.raises(MCPError, match="did you mean 'consultation'"):
            await client.get_prompt("consultaton")

    tell(story, tmp_path)


def test_a_fault_of_ours_says_where_it_is_and_repeats_no_answer(tmp_path: Path, monkeypatch: Any) -> None:
    def fails(*_: object) -> ToolAnswer:
        raise RuntimeError("upcoming")

    monkeypatch.setitem(TOOLS, "advise", type(TOOLS["advise"])("advise", "", "", AboutALead, fails))

    async def story(client: Client) -> None:
        told = await refuses(client, "advise", lead=UPCOMING)
        assert "RuntimeError" in told
        assert "upcoming" not in told

    tell(story, tmp_path)


# What changes the log


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_change_is_made_once_the_person_has_confirmed_it(tmp_path: Path, mode: str) -> None:
    person = Person()

    async def story(client: Client) -> None:
        await says(client, "leads_add", name="Acme", lead={"interview": "upcoming"}, note="met the team")
        await says(client, "leads_set", name="acme", lead={"want_it": "yes"})
        shown = await client.call_tool("leads_show", {"name": "Acme"})
        assert shown.structured_content["answers"] == UPCOMING
        await says(client, "leads_undo")
        shown = await client.call_tool("leads_show", {"name": "Acme"})
        assert shown.structured_content["answers"] == {"interview": "upcoming"}

    tell(story, tmp_path, mode=mode, person=person)
    assert person.asked == [
        "Add the lead “Acme” to your search log, with: “Has the interview taken place?” not yet; "
        "the note “met the team”?",
        "Record for the lead “Acme” in your search log, with: “Do you want this job?” yes?",
        "Undo the last change to “Acme” in your search log: want_it yes?",
    ]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("person", [Person("decline"), Person("cancel"), Person(confirms=False)])
def test_nothing_changes_if_the_person_does_not_confirm_it(tmp_path: Path, mode: str, person: Person) -> None:
    async def story(client: Client) -> None:
        told = await says(client, "leads_add", name="Acme", confirmed=True)
        assert told == "The person did not confirm it, so nothing was changed."
        assert await says(client, "leads_list") == "No lead in the search log is active."

    tell(story, tmp_path, mode=mode, person=person)
    assert not (tmp_path / "leads.sqlite").exists()


def test_a_client_that_cannot_ask_has_to_say_that_the_person_confirmed_it(tmp_path: Path) -> None:
    async def story(client: Client) -> None:
        told = await refuses(client, "leads_add", name="Acme")
        assert "ask: Add the lead “Acme” to your search log? Once they said yes" in told
        assert not (tmp_path / "leads.sqlite").exists()
        assert "Acme is in the search log." in await says(client, "leads_add", name="Acme", confirmed=True)

    tell(story, tmp_path)


def test_what_cannot_be_stored_is_told_before_the_person_is_asked(tmp_path: Path) -> None:
    person = Person()

    async def story(client: Client) -> None:
        assert "did you mean 'yes'?" in await refuses(client, "leads_add", name="Acme", lead={"want_it": "yess"})
        assert "nothing is new" in await refuses(client, "leads_set", name="Acme")

    tell(story, tmp_path, person=person)
    assert person.asked == []


def test_only_reading_offers_no_tool_that_changes_the_log(tmp_path: Path) -> None:
    async def story(client: Client) -> None:
        assert [one.name for one in (await client.list_tools()).tools] == [one for one in TOOLS if one not in CHANGES]
        for name in CHANGES:
            assert "there is no tool" in await refuses(client, name, confirmed=True)

    tell(story, tmp_path, read_only=True)


# Documents and prompts


def test_the_guide_every_rule_and_every_passage_can_be_read(tmp_path: Path) -> None:
    base = load()

    async def story(client: Client) -> None:
        listed = (await client.list_resources()).resources
        assert len(listed) == 1 + len(base.passages) + len(base.rules)
        for one in listed:
            assert (await client.read_resource(str(one.uri))).contents[0].text
        for one in (await client.list_prompts()).prompts:
            opened = await client.get_prompt(one.name)
            assert opened.messages[0].content.text == OPENINGS[one.name].text

    tell(story, tmp_path)


# Many calls, calls that are given up, and what is logged


def test_fifty_calls_at_once_are_all_answered_and_each_with_its_own(tmp_path: Path) -> None:
    leads = [SILENCE, YESTERDAY, UPCOMING, {"interview": "done"}, {}] * 10

    async def story(client: Client) -> None:
        found: dict[int, dict[str, Any]] = {}

        async def ask(number: int) -> None:
            found[number] = (await client.call_tool("advise", {"lead": leads[number]})).structured_content

        async with anyio.create_task_group() as group:
            for number in range(len(leads)):
                group.start_soon(ask, number)
        for number, told in found.items():
            assert set(told["lead"]) == set(leads[number])
            assert told["advice"] == found[number % 5]["advice"]

    tell(story, tmp_path)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_call_that_is_given_up_stops_its_proof_and_holds_up_no_other(
    tmp_path: Path, monkeypatch: Any, mode: str
) -> None:
    begun, ended, interrupted = threading.Event(), threading.Event(), threading.Event()

    def proves(*_: object) -> ToolAnswer:
        with WATCHDOG.limit(60, interrupted.set):
            begun.set()
            interrupted.wait(60)
        ended.set()
        return ToolAnswer({}, ())

    monkeypatch.setitem(TOOLS, "questions", type(TOOLS["advise"])("questions", "", "", AboutALead, proves))

    async def story(client: Client) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(client.call_tool, "questions", {})
            while not begun.is_set():
                await anyio.sleep(0.01)
            group.cancel_scope.cancel()
        since = monotonic()
        assert "Pursue it" in await says(client, "advise", lead=UPCOMING)
        assert monotonic() - since < 30
        assert ended.wait(30)

    tell(story, tmp_path, mode=mode)


def test_nothing_that_was_answered_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def story(client: Client) -> None:
        await says(client, "advise", lead=UPCOMING)
        await refuses(client, "leads_add", name="Quibblethwaite", lead=UPCOMING)
        await says(client, "leads_add", name="Quibblethwaite", lead=UPCOMING, confirmed=True)
        await refuses(client, "advise", lead={"want_it": "Quibblethwaite"})
        with pytest.raises(MCPError):
            await client.read_resource("followthrough://rule/Quibblethwaite")

    for mode in ("auto", "legacy"):
        tell(story, tmp_path / mode, mode=mode)
    assert "Quibblethwaite" not in caplog.text
    assert "upcoming" not in caplog.text


def test_a_message_that_is_no_message_ends_nothing_and_is_repeated_nowhere(tmp_path: Path) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}},
    }
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "advise", "arguments": 7}}
    typed = ["Quibblethwaite", '{"Quibblethwaite": 1}', json.dumps(hello), json.dumps(call), "[" * 10_000]
    done = subprocess.run(
        [sys.executable, "-m", "followthrough", "mcp", "--log", str(tmp_path / "leads.sqlite")],
        input="".join(f"{line}\n" for line in typed),
        env={"PYTHONPATH": ":".join(part for part in sys.path if part)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "followthrough" in done.stdout


def test_over_http_only_this_computer_and_its_own_pages_are_answered(tmp_path: Path) -> None:
    import http.client

    with over_http(tmp_path) as address:
        host = address.split("/")[2]
        statuses = []
        for changed in ({"host": "evil.example"}, {"origin": "http://evil.example"}, {"content-type": "text/plain"}):
            asked = http.client.HTTPConnection(host)
            headers = {"content-type": "application/json", "accept": "application/json, text/event-stream", **changed}
            asked.request("POST", "/mcp", json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}), headers)
            statuses.append(asked.getresponse().status)
    assert all(status in (400, 403, 415, 421) for status in statuses), statuses
