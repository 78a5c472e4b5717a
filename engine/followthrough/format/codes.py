"""The codes of findings: how much each matters, and whether it may be accepted. A code is never reused.

Each check in `checks` explains what it finds, and docs/checks.md explains them all.
"""

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]
"""An error can give somebody wrong advice, or no advice; a warning is about something that has no effect."""


class Code(msgspec.Struct, frozen=True):
    """One kind of finding. If it is `acceptable`, it may stay in a base that says why."""

    name: str
    severity: Severity
    acceptable: bool = True


CIRCLE, UNKNOWN_CITATION = "FT016", "FT017"
"""The kinds that are found while a base is read. Such a base cannot be used."""

CODES = {
    code.name: code
    for code in (
        Code("FT001", "error", acceptable=False),
        Code("FT002", "error", acceptable=False),
        Code("FT003", "error"),
        Code("FT004", "error"),
        Code("FT005", "error", acceptable=False),
        Code("FT006", "warning"),
        Code("FT007", "warning"),
        Code("FT008", "warning"),
        Code("FT009", "warning"),
        Code("FT010", "warning"),
        Code("FT011", "warning"),
        Code("FT012", "warning"),
        Code("FT013", "warning"),
        Code("FT014", "warning"),
        Code("FT015", "error", acceptable=False),
        Code(CIRCLE, "error", acceptable=False),
        Code(UNKNOWN_CITATION, "error", acceptable=False),
        Code("FT018", "warning"),
        Code("FT019", "warning", acceptable=False),
        Code("FT020", "warning"),
        Code("FT021", "warning"),
        Code("FT022", "warning"),
        Code("FT023", "error", acceptable=False),
        Code("FT024", "error", acceptable=False),
        Code("FT025", "warning"),
        Code("FT026", "error"),
        Code("FT027", "error", acceptable=False),
        Code("FT028", "warning"),
    )
}
"""All kinds by name, in the order they were added."""
