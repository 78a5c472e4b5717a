"""The server: it answers the Model Context Protocol with the official SDK, over standard input and output or HTTP.

One call at a time uses the engine, since its solvers are not thread-safe; the others wait in line. A call that its
client cancels stops its proofs and leaves the line. What was answered is in no log: the SDK's loggers say nothing.

https://modelcontextprotocol.io/specification
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date
from threading import Lock
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import mcp_types as types
import msgspec
from anyio import to_thread
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from followthrough import __version__
from followthrough.errors import FollowthroughError, Place, Problem, did_you_mean
from followthrough.format.model import KnowledgeBase
from followthrough.format.sentences import ended
from followthrough.format.words import is_safe
from followthrough.leads.log import Log, log_path
from followthrough.operations.faults import error_data, fault_data
from followthrough.operations.reading import BadRequest, read_request
from followthrough.readings.prove.limits import WorkStop, stopped_by, within
from followthrough_mcp.confirming import LogAsShown, ShownChange, ShownChanges, asked_again
from followthrough_mcp.documents import GUIDE_TEXT, OPENINGS, document_at, documents
from followthrough_mcp.sentences import ToolAnswer, cited
from followthrough_mcp.tools import AnyTool, ToolOfLog, changes_the_log, input_schema, tools_offered
from followthrough_web.live_base import LiveBase

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from starlette.applications import Starlette

SECONDS = 15.0
"""How long all proofs of one call may take, for a person who is waiting."""
MOST_BYTES = 65_536
"""Longest message over HTTP, in bytes: the longest answers to all questions take half of it."""

_CONFIRMED = {
    "type": "object",
    "properties": {"confirmed": {"type": "boolean", "title": "Yes, do that"}},
    "required": ["confirmed"],
}
_SEE = "the schema of the tool has the shape of its request"

Thought = TypeVar("Thought")


class Assistant:
    """The tools, the documents, and the prompts of one base, with the search log of one person."""

    def __init__(
        self,
        folder: str | None = None,
        *,
        overlays: Sequence[str] = (),
        log: str | None = None,
        read_only: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.live_base = LiveBase(folder, overlays=overlays)
        self.log = Log(log_path(log))
        self.today = today
        self.shown_changes = ShownChanges()
        self.tools = tools_offered(read_only=read_only)
        self.engine = Lock()
        self.line = anyio.Lock()

    # Tools

    async def list_tools(self, ctx: "ServerRequestContext[Any]", params: Any) -> types.ListToolsResult:
        """Return the tools, with the choices of the base as it is now."""
        base = await self._thought(lambda base: base)
        return types.ListToolsResult(tools=[_described(base, one) for one in self.tools.values()])

    async def call_tool(
        self, ctx: "ServerRequestContext[Any]", params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        """Call a tool. Whatever goes wrong is a result that says what to do."""
        try:
            if params.name not in self.tools:
                remedy = did_you_mean(params.name, self.tools)
                raise BadRequest(f"there is no tool {params.name!r}", remedy)
            tool = self.tools[params.name]
            asked = read_request(params.arguments or {}, tool.request, tool.name, _SEE)
            if isinstance(tool, ToolOfLog) and changes_the_log(tool):
                return await self._changed(ctx, params, tool, asked)
            return await self._thought(lambda base: _result(base, self._answer(base, tool, asked)))
        except BadRequest as error:
            return _fault(fault_data("The request cannot be read", [error.problem]))
        except FollowthroughError as error:
            return _fault(error_data(error))
        except MCPError:
            raise
        except Exception as error:
            return _fault(fault_data("Something went wrong", [_our_fault(error)]))

    def _answer(self, base: KnowledgeBase, tool: AnyTool, asked: Any) -> ToolAnswer:
        if isinstance(tool, ToolOfLog):
            return tool.answer(base, self.log, asked, self.today())
        return tool.answer(base, asked, self.today())

    async def _changed(
        self, ctx: "ServerRequestContext[Any]", params: types.CallToolRequestParams, tool: ToolOfLog, asked: Any
    ) -> types.CallToolResult | types.InputRequiredResult:
        """Make a change once the person has confirmed exactly that one; until then, return what to answer."""
        shown = await self._shown(tool, asked)
        capabilities = ctx.session.client_capabilities
        if capabilities is None or capabilities.elicitation is None:
            if unsaid := self._unsaid(shown, confirmed=asked.confirmed):
                return unsaid
        elif ctx.protocol_version in MODERN_PROTOCOL_VERSIONS:
            said = (params.input_responses or {}).get("confirm")
            if said is None or params.request_state != shown.mark:
                return _input_required(shown, params.request_state or "")
            if not _is_yes(said):
                return _unchanged()
        else:
            mark = ""
            while mark != shown.mark:
                mark, question = shown.mark, asked_again(shown, mark)
                if not _is_yes(await ctx.session.elicit_form(question, _CONFIRMED, related_request_id=ctx.request_id)):
                    return _unchanged()
                shown = await self._shown(tool, asked)
        log = LogAsShown(self.log.path, shown.log)
        return await self._thought(lambda base: _result(base, tool.answer(base, log, asked, self.today())))

    async def _shown(self, tool: ToolOfLog, asked: Any) -> ShownChange:
        return await self._thought(lambda base: self.shown_changes.show(base, self.log, tool, asked, self.today()))

    def _unsaid(self, shown: ShownChange, *, confirmed: bool) -> types.CallToolResult | None:
        """Return what the assistant has to ask; None if it says that the person confirmed what it was told to ask."""
        told = self.shown_changes.told(shown)
        if confirmed and told == shown.mark:
            return None
        self.shown_changes.tell(shown)
        question = asked_again(shown, told if confirmed else "")
        return _fault(fault_data("Nothing is changed yet", [_ask(question)]))

    # Documents and prompts

    async def list_resources(self, ctx: "ServerRequestContext[Any]", params: Any) -> types.ListResourcesResult:
        """Return what can be read."""
        found = await self._thought(lambda base: list(documents(base)))
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=one.uri, name=one.name, description=one.description, mime_type="text/plain")
                for one in found
            ]
        )

    async def read_resource(
        self, ctx: "ServerRequestContext[Any]", params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Return what stands at an address."""
        uri = str(params.uri)
        try:
            found = await self._thought(lambda base: document_at(base, uri))
        except FollowthroughError as error:
            raise MCPError(types.INVALID_PARAMS, _cleaned(str(error))) from None
        text = types.TextResourceContents(uri=uri, mime_type="text/plain", text=found.text)
        return types.ReadResourceResult(contents=[text])

    async def list_prompts(self, ctx: "ServerRequestContext[Any]", params: Any) -> types.ListPromptsResult:
        """Return the prompts."""
        return types.ListPromptsResult(
            prompts=[types.Prompt(name=one.name, description=one.description) for one in OPENINGS.values()]
        )

    async def get_prompt(
        self, ctx: "ServerRequestContext[Any]", params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        """Return a prompt."""
        if params.name not in OPENINGS:
            remedy = did_you_mean(params.name, OPENINGS)
            raise MCPError(types.INVALID_PARAMS, _cleaned(f"there is no prompt {params.name!r}; {remedy}"))
        one = OPENINGS[params.name]
        said = types.PromptMessage(role="user", content=types.TextContent(type="text", text=one.text))
        return types.GetPromptResult(description=one.description, messages=[said])

    # The engine

    async def _thought(self, work: Callable[[KnowledgeBase], Thought]) -> Thought:
        """Do work with the base, in a thread and in turn. Once nobody waits for it, its proofs are stopped."""
        stop = WorkStop()
        async with self.line:
            try:
                return await to_thread.run_sync(self._alone, stop, work, abandon_on_cancel=True)
            except anyio.get_cancelled_exc_class():
                stop.set()
                raise

    def _alone(self, stop: WorkStop, work: Callable[[KnowledgeBase], Thought]) -> Thought:
        with self.engine, stopped_by(stop), within(SECONDS):
            return work(self.live_base.edition().base)


def server_for(assistant: Assistant) -> "Server[Any]":
    """Return a server that answers with an assistant's tools, and whose loggers say nothing."""
    for name in ("mcp", "sse_starlette"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    return Server(
        "followthrough",
        version=__version__,
        title="followthrough",
        instructions=GUIDE_TEXT,
        on_list_tools=assistant.list_tools,
        on_call_tool=assistant.call_tool,
        on_list_resources=assistant.list_resources,
        on_read_resource=assistant.read_resource,
        on_list_prompts=assistant.list_prompts,
        on_get_prompt=assistant.get_prompt,
    )


def serve_over_pipes(assistant: Assistant) -> None:
    """Answer over standard input and output until the input ends."""
    from mcp.server.stdio import stdio_server

    server = server_for(assistant)

    async def answer() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(answer)


def app_for(assistant: Assistant, hosts: frozenset[str]) -> "Starlette":
    """Return the application that answers over HTTP, at /mcp, and only requests that name one of these hosts."""
    from mcp.server.transport_security import TransportSecuritySettings

    origins = [f"http://{host}" for host in sorted(hosts)]
    guard = TransportSecuritySettings(
        enable_dns_rebinding_protection=True, allowed_hosts=sorted(hosts), allowed_origins=origins
    )
    return server_for(assistant).streamable_http_app(transport_security=guard, max_request_body_size=MOST_BYTES)


def _described(base: KnowledgeBase, tool: AnyTool) -> types.Tool:
    hints = types.ToolAnnotations(
        title=tool.title, read_only_hint=not changes_the_log(tool), destructive_hint=False, open_world_hint=False
    )
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=input_schema(base, tool),
        annotations=hints,
    )


def _result(base: KnowledgeBase, told: ToolAnswer) -> types.CallToolResult:
    """Return what a tool answered: the sentences as text with their rules, and all of it as data."""
    sentences = [cited(base, one) for one in told.sentences]
    data = msgspec.json.decode(msgspec.json.encode({**told.data, "sentences": sentences}))
    text = "\n".join(one["say"] + _sources(one["rules"]) for one in sentences)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=_cleaned(text))], structured_content=data, is_error=told.is_error
    )


def _sources(rules: list[dict[str, Any]]) -> str:
    told = [f"rule {one['rule']}, {one['person']} {', '.join(p['passage'] for p in one['passages'])}" for one in rules]
    return f" [{'; '.join(one.strip() for one in told)}]" if told else ""


def _fault(data: dict[str, Any]) -> types.CallToolResult:
    """Return an error as a result that says what is wrong and what to do."""
    lines = [f"{data['error']}.", *(f"{one['wrong']}; {ended(one['remedy'])}" for one in data["problems"])]
    if data["questions"]:
        lines.append(f"Ask first: {', '.join(data['questions'])}")
    text = types.TextContent(type="text", text=_cleaned("\n".join(lines)))
    return types.CallToolResult(content=[text], structured_content={**data, "sentences": []}, is_error=True)


def _ask(question: str) -> Problem:
    remedy = f"ask: {question} Once they said yes to exactly that, call this again with `confirmed` as true"
    return Problem(Place("confirmed"), "the person has not confirmed it", remedy)


def _input_required(shown: ShownChange, mark: str) -> types.InputRequiredResult:
    """Return what the client has to ask the person, and the mark of it to send back with the answer."""
    form = types.ElicitRequestFormParams(message=asked_again(shown, mark), requested_schema=_CONFIRMED)
    return types.InputRequiredResult(
        input_requests={"confirm": types.ElicitRequest(params=form)}, request_state=shown.mark
    )


def _is_yes(said: object) -> bool:
    return (
        isinstance(said, types.ElicitResult) and said.action == "accept" and bool((said.content or {}).get("confirmed"))
    )


def _unchanged() -> types.CallToolResult:
    no = "The person did not confirm it, so nothing was changed."
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=no)], structured_content={"changed": False, "sentences": []}
    )


def _our_fault(error: Exception) -> Problem:
    """Return where a fault of ours is, without the error's text, which may contain answers."""
    frame = next((one for one in reversed(extract_tb(error.__traceback__)) if "followthrough" in one.filename), None)
    where = f" in {frame.filename.rpartition('/')[2]}, line {frame.lineno}" if frame is not None else ""
    return Problem(Place("server"), f"{type(error).__name__}{where}", "this is our fault; please report it")


def _cleaned(text: str) -> str:
    r"""Return a text without characters that could control a terminal; lines stay.

    >>> _cleaned("a\x1bb")
    'a\ufffdb'
    """
    return "".join(one if is_safe(one) else "\ufffd" for one in text)
