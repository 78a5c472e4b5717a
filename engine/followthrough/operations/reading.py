"""From what a program sent to a typed request, with what is wrong with its shape in our words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from followthrough.errors import Place, Problem, did_you_mean

RequestType = TypeVar("RequestType", bound=msgspec.Struct)


class BadRequest(Exception):
    """A request that does not have the shape of its operation, with what is wrong with it."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(wrong)
        self.problem = Problem(Place("request"), wrong, remedy)


def read_request(given: Mapping[str, Any], request: type[RequestType], name: str, see: str) -> RequestType:
    """Read the request of an operation; `see` says where its shape is described. Raises BadRequest."""
    fields = request.__struct_fields__
    for key in given:
        if key not in fields:
            raise no_part(key, name, fields)
    try:
        return msgspec.convert(given, request)
    except (msgspec.ValidationError, RecursionError) as error:
        raise BadRequest(*_in_our_words(str(error), name, see)) from None


def no_part(key: str, name: str, known: Sequence[str]) -> BadRequest:
    """Return that an operation has no such part, and which it has."""
    remedy = did_you_mean(key, known) if known else "leave it out: nothing is to be named here"
    return BadRequest(f"{key!r} is not a part of {name}", remedy)


def _in_our_words(said: str, name: str, see: str) -> tuple[str, str]:
    """Return what is wrong with the shape of a request, and what to do."""
    if missing := re.search(r"missing required field `(\w+)`", said):
        return f"{name} needs a {missing[1]}", f"add {missing[1]}; {see}"
    where = re.search(r"`\$\.?([^`]*)`", said)
    return f"{where[1] if where and where[1] else 'it'} is of another type than it may be", see
