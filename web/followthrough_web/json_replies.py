"""Replies in JSON, written as the command line writes them."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from followthrough.errors import Place, Problem, did_you_mean
from followthrough.format.words import is_safe
from followthrough.operations.answering import OPERATIONS
from followthrough.operations.faults import fault_data
from followthrough_web.safety import API

DOCUMENT = "openapi.json"
"""The name of the OpenAPI document, under the address of the API."""


def json_of(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return data as a reply."""
    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    if not is_safe(text):
        text = "".join(character if is_safe(character) else "\ufffd" for character in text)
    return Response(f"{text}\n", status, headers, media_type="application/json")


def not_there(path: str, status: int) -> dict[str, Any]:
    """Return that no operation has this address, or that it does not take such a request."""
    name = path.removeprefix(API.rstrip("/")).strip("/")
    if status == 405:
        wanted = "load it with GET" if name == DOCUMENT else "use GET or POST"
        return fault_data("That does not work here", [Problem(Place(path), "does not take such a request", wanted)])
    remedy = did_you_mean(name, [*OPERATIONS, DOCUMENT])
    return fault_data("There is nothing here", [Problem(Place(path), f"no operation is called {name!r}", remedy)])
