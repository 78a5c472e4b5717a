"""The OpenAPI 3.1 document of the API, generated from the types of requests and replies, and from the base.

https://spec.openapis.org/oas/v3.1.1.html
"""

from typing import Any

import msgspec

from followthrough import __version__
from followthrough.format.model import KnowledgeBase
from followthrough.format.own_facts import Schema
from followthrough.operations.answering import OPERATIONS, Operation
from followthrough.operations.lead_schema import lead_schema, make_precise
from followthrough.operations.replies import FaultReply
from followthrough_web.safety import API, JSON

PAIRS = {"lead": "answer", "change": "change"}
"""The parameters of a query that hold answers, each as `question=answer`, for the fields of a request."""

_FAULTS = {
    "400": "The request does not have the shape of its operation.",
    "403": "A page from another site sent the request.",
    "405": "The address does not take such a request.",
    "413": "The request is too long.",
    "414": "The address is too long.",
    "415": "The body is not JSON.",
    "421": "The request names another host.",
    "422": "An answer, or a name, cannot be; each problem says what to do.",
    "431": "The head of the request is too long.",
    "500": "Something went wrong that is our fault.",
    "503": "The rules cannot be read, or a proof took too long.",
}


def document(base: KnowledgeBase) -> Schema:
    """Return the document for a base, with its questions, choices, concepts, and counsels."""
    types = [*(one.request for one in OPERATIONS.values()), *(one.reply for one in OPERATIONS.values()), FaultReply]
    _, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    requests = {one.request.__name__ for one in OPERATIONS.values()}
    for name in requests:
        make_precise(components[name]["properties"], base, {"$ref": "#/components/schemas/Lead"})
    components["Lead"] = lead_schema(base)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"followthrough: {base.title}",
            "version": __version__,
            "description": "What the rules advise, and why. Nothing here writes to the search log.",
        },
        "paths": {f"{API}{one.name}": _path(one, components) for one in OPERATIONS.values()},
        "components": {"schemas": components},
    }


def _path(operation: Operation, components: dict[str, Schema]) -> Schema:
    request = {"$ref": f"#/components/schemas/{operation.request.__name__}"}
    common = {"summary": operation.summary, "responses": _responses(operation)}
    name = operation.name.replace("-", "_")
    return {
        "get": {"operationId": name, "parameters": _parameters(components[operation.request.__name__]), **common},
        "post": {
            "operationId": f"{name}_by_post",
            "requestBody": {"required": True, "content": {JSON: {"schema": request}}},
            **common,
        },
    }


def _parameters(request: Schema) -> list[Schema]:
    """Return the parameters of a query for a request."""
    found = []
    for name, schema in request["properties"].items():
        shape = {key: value for key, value in schema.items() if key not in ("description", "default")}
        if name in PAIRS:
            shape = {"type": "array", "items": {"type": "string", "pattern": "^[a-z][a-z0-9_]*=[^\\s].*$"}}
        elif None in shape.get("enum", ()):
            shape = {"enum": [one for one in shape["enum"] if one is not None]}
        elif "anyOf" in shape:
            shape = {"type": "string"}
        found.append(
            {
                "name": PAIRS.get(name, name),
                "in": "query",
                "description": schema["description"],
                "required": name in request.get("required", ()),
                "schema": shape,
            }
        )
    return found


def _responses(operation: Operation) -> dict[str, Any]:
    def reply(said: str, name: str) -> Schema:
        return {"description": said, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}

    faults = {status: reply(said, FaultReply.__name__) for status, said in _FAULTS.items()}
    return {"200": reply(f"{operation.summary}.", operation.reply.__name__), **faults}
