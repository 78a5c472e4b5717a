"""Canonical JSON (RFC 8785), in which a certificate is hashed; all its numbers are whole."""

import hashlib
import json
from typing import Any

MISSING = object()
"""What stands for something that is not there."""

_MOST_NUMBER = 2**53 - 1
"""The largest whole number that every reader of JSON reads as it is written."""

_LAST_OF_ONE_UNIT = "\uffff"
"""The last character that is one code unit of UTF-16."""


class Uncheckable(Exception):
    """Why a certificate cannot be checked any further."""

    def __init__(self, where: str, says: str) -> None:
        self.where, self.says = where, says
        super().__init__(f"{where} {says}")


def parsed(text: str) -> Any:
    """Parse the text of a file, in which a key must not stand twice: another reader might go by the other one.

    Raises Uncheckable, or ValueError if it is not JSON.
    """

    def entries(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise Uncheckable("certificate", "has a key twice")
        return dict(pairs)

    def whole(number: str) -> int:
        if not float(number).is_integer() or abs(float(number)) > _MOST_NUMBER:
            raise Uncheckable("certificate", f"has the number {number}")
        return int(float(number))

    def none(name: str) -> int:
        raise ValueError(f"{name} is not JSON")

    return json.loads(text, object_pairs_hook=entries, parse_int=whole, parse_float=whole, parse_constant=none)


def canonical(data: Any) -> str:
    """Return data as canonical JSON (RFC 8785), all numbers of which are whole."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
        return text
    return json.dumps(_in_order(data), ensure_ascii=False, separators=(",", ":"))


def _in_order(data: Any) -> Any:
    """Put keys in the order of their UTF-16 code units, which is not that of their characters beyond U+FFFF."""
    if isinstance(data, dict):
        return {key: _in_order(data[key]) for key in sorted(data, key=lambda key: key.encode("utf-16-be"))}
    return [*map(_in_order, data)] if isinstance(data, list) else data


def digest(data: Any) -> str:
    """Return the SHA-256 of data as canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical(data).encode("utf-8")).hexdigest()


def shown(value: object) -> str:
    """Return a value as JSON, for a message."""
    return "missing" if value is MISSING else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
