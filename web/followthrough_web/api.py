"""The API: every operation under /v1/, by GET or by POST, in JSON.

A POST sends the request as JSON. A GET sends the same in its query, where an answer reads `answer=interview=done`. The
replies are the data of the command line's `--json`, and nothing here writes to the search log.
"""

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from followthrough.errors import (
    FollowthroughError,
    KnowledgeError,
    LeadError,
    MissingFacts,
)
from followthrough.format.files import shown_as
from followthrough.operations.answering import OPERATIONS, Operation
from followthrough.operations.data import findings_data
from followthrough.operations.faults import error_data, fault_data
from followthrough.operations.reading import BadRequest, no_part, read_request
from followthrough_web.json_replies import DOCUMENT, json_of
from followthrough_web.openapi import PAIRS, document
from followthrough_web.safety import API
from followthrough_web.site import Lane, Site

_STUDIES = ("check", "disagree")
"""The operations that researchers ask for, which take long and must not hold up a person."""
_SEE = f"{API}{DOCUMENT} has the shape of each request"


def routes(site: Site) -> list[Route]:
    """Return the routes of the API."""

    async def described(request: Request) -> Response:
        return await to_thread.run_sync(_described, site, limiter=site.consulting.limiter)

    def endpoint(operation: Operation) -> Any:
        lane = site.studying if operation.name in _STUDIES else site.consulting

        async def answer(request: Request) -> Response:
            return await lane.done_in_a_thread(request, partial(_answered, site, lane, operation, request))

        return answer

    named = [Route(f"{API}{one.name}", endpoint(one), methods=["GET", "POST"]) for one in OPERATIONS.values()]
    return [*named, Route(f"{API}{DOCUMENT}", described)]


def _described(site: Site) -> Response:
    try:
        return json_of(document(site.consulting.live_base.edition().base))
    except KnowledgeError as error:
        return json_of(error_data(error), 503)


def _answered(site: Site, lane: Lane, operation: Operation, request: Request) -> Response:
    """Answer a request. Errors become data that says what to do."""
    try:
        asked = _read(operation, request)
        return json_of(_asked(site, lane, operation, asked))
    except BadRequest as error:
        return json_of(fault_data("The request cannot be read", [error.problem]), 400)
    except (LeadError, MissingFacts) as error:
        return json_of(error_data(error), 422)
    except FollowthroughError as error:
        return json_of(error_data(error), 503)


def _asked(site: Site, lane: Lane, operation: Operation, asked: msgspec.Struct) -> dict[str, Any]:
    if operation.name == "check":
        return _checked(lane)
    base = lane.live_base.edition().base
    with lane.thinking():
        return operation.answer(base, asked, site.today())


def _checked(lane: Lane) -> dict[str, Any]:
    """Return the findings about the base as its files are now; they are looked for once for each edition."""
    from followthrough.authoring.checks import met_while_reading, seen_from_here

    live = lane.live_base
    try:
        edition = live.edition()
    except KnowledgeError as error:
        return findings_data([met_while_reading(problem) for problem in error.problems])
    if edition.mistakes:
        return findings_data([met_while_reading(problem) for problem in edition.mistakes])
    with lane.thinking():
        found = live.findings(edition.base)
    folder = shown_as(live.root)
    return findings_data([seen_from_here(one, folder) for one in found])


def _read(operation: Operation, request: Request) -> msgspec.Struct:
    """Read the request of an operation. Raises BadRequest."""
    given = _of_body(request) if request.method == "POST" else _of_query(operation, request)
    return read_request(given, operation.request, operation.name, _SEE)


def _of_body(request: Request) -> dict[str, Any]:
    """Return the request that a body of JSON has. Raises BadRequest."""
    try:
        given = msgspec.json.decode(request.scope["json"])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest("the body is not JSON in UTF-8", 'send an object, such as {"lead": {}}') from None
    if not isinstance(given, dict):
        raise BadRequest("the body is not an object", 'send an object, such as {"lead": {}}')
    return given


def _of_query(operation: Operation, request: Request) -> dict[str, Any]:
    """Return the request that a query has. Raises BadRequest."""
    try:
        pairs = parse_qsl(request.url.query, keep_blank_values=True, errors="strict")
    except ValueError:
        raise BadRequest("the query is not UTF-8", "escape it as UTF-8") from None
    fields = {PAIRS.get(name, name): name for name in operation.request.__struct_fields__}
    given: dict[str, Any] = {}
    for parameter, text in pairs:
        name = fields.get(parameter)
        if name is None:
            raise no_part(parameter, operation.name, list(fields))
        if name in PAIRS:
            _add_answer(given.setdefault(name, {}), parameter, text)
        elif name in ("concepts", "counsels"):
            given.setdefault(name, []).append(text)
        elif name in given:
            raise BadRequest(f"{parameter} is given twice", "give it once")
        else:
            given[name] = text
    return given


def _add_answer(answers: dict[str, Any], parameter: str, text: str) -> None:
    """Add an answer that a query has to those before it; of one question, several are a list. Raises BadRequest."""
    question, equals, value = (part.strip() for part in text.partition("="))
    if not (question and equals and value):
        raise BadRequest(f"{parameter}={text!r} is not an answer", f"write {parameter}=question=answer")
    if question in answers:
        before = answers[question]
        answers[question] = [*(before if isinstance(before, list) else [before]), value]
    else:
        answers[question] = value
