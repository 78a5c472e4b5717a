"""The codes of findings: how much each matters, and whether it may stay. A code is never given to anything else.

What each finds is explained where it is looked for (`checks`), and all together in docs/checks.md.
"""

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]
"""An error can give somebody wrong advice, or none; a warning is something that does nothing."""


class Code(msgspec.Struct, frozen=True):
    """One kind of finding. What is `acceptable` may stay in a base where somebody says why."""

    name: str
    severity: Severity
    acceptable: bool = True


CIRCLE, UNKNOWN_CITATION = "FT016", "FT017"
"""The kinds that are found while a base is read: it cannot be used then."""

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
    )
}
"""All kinds by name, in the order in which they came about."""
