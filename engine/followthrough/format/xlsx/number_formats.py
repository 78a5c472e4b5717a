"""What a spreadsheet shows for a number, by the number format of its cell (ECMA-376, part 1, section 18.8.31).

A format has up to four sections, for positive and negative numbers, zero, and text. Each is read as tokens: digits to
fill in, text that stands as it is, and signs that say how to count, such as `%`.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

SIGNIFICANT = 15
"""How many digits of a number a spreadsheet keeps; what follows is noise of floating point."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<room>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<percent>%)"
    r"|(?P<general>General)|(?P<text>@)|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_COLOR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+", re.IGNORECASE)
_LITERAL = frozenset("$+-/():!^&'~{}=<> \u20ac\u00a3\u00a5\u00a0\u202f")
"""What stands in a format for itself, without quotes."""


class ShownNumber(msgspec.Struct, frozen=True):
    """A number as it is shown, its digits, and the text around them. It is not `whole` if places are not shown."""

    text: str
    digits: str
    unit: str
    whole: bool


class _Section(msgspec.Struct, frozen=True):
    """A section of a format: the text before the digits and after them, how many places, and what is counted."""

    before: str
    after: str
    grouped: bool
    least_digits: int
    least_places: int
    places: int
    general: bool
    percent: int


def shown_number(value: int | float, code: str) -> ShownNumber | None:
    """Return a number as a format shows it, or None if the format has something that is not read, such as fractions.

    >>> shown_number(0.5, "0%")
    ShownNumber(text='50%', digits='50', unit='%', whole=True)
    >>> shown_number(1234.5, '"GBP" #,##0.00').text
    'GBP 1,234.50'
    >>> shown_number(7.6, "0")
    ShownNumber(text='8', digits='8', unit='', whole=False)
    """
    exact = _exact(value)
    code = "General" if code == "@" else code  # what was a number before its cell became text is shown as it was
    sections = [_section(tokens) for tokens in _sections(code)]
    if exact > 0 or len(sections) == 1:
        section, sign = sections[0], "-" if exact < 0 else ""
    elif exact < 0:
        section, sign = sections[1], ""
    else:
        section, sign = sections[2 if len(sections) > 2 else 0], ""
    return None if section is None else _written(exact, section, sign)


def _exact(value: int | float) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{SIGNIFICANT}g}")


def _sections(code: str) -> Iterator[list[re.Match[str]]]:
    """Yield the tokens of each section."""
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(code):
        if token["plain"] == ";":
            yield tokens
            tokens = []
        else:
            tokens.append(token)
    yield tokens


def _section(tokens: Sequence[re.Match[str]]) -> _Section | None:
    """Read a section, or return None if it cannot be read."""
    digits = [token for token in tokens if token["digits"] or token["general"]]
    if len(digits) != 1 or not all(map(_is_read, tokens)):
        return None
    at = tokens.index(digits[0])
    pattern = digits[0]["digits"] or ""
    whole, _, places = pattern.partition(".")
    if whole.endswith(","):  # thousands, which the number is divided by
        return None
    return _Section(
        before="".join(map(_literal, tokens[:at])),
        after="".join(map(_literal, tokens[at + 1 :])),
        grouped="," in whole,
        least_digits=whole.count("0"),
        least_places=places.count("0"),
        places=len(places),
        general=bool(digits[0]["general"]),
        percent=sum(1 for token in tokens if token["percent"]),
    )


def _is_read(token: re.Match[str]) -> bool:
    if token["bracket"] is not None:
        return _COLOR.fullmatch(token["bracket"]) is not None
    return token["plain"] is None or token["plain"] in _LITERAL - {"/"}


def _literal(token: re.Match[str]) -> str:
    """Return the text that a token stands for besides digits; room for a sign is a space at most."""
    if token["room"] is not None:
        return " "
    return token["quoted"] or token["escaped"] or token["currency"] or token["percent"] or token["plain"] or ""


def _written(exact: Decimal, section: _Section, sign: str) -> ShownNumber:
    """Write a number into a section."""
    size = abs(exact) * 100**section.percent
    if section.general:
        digits = f"{size:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        is_whole = True
    else:
        rounded = size.quantize(Decimal(1).scaleb(-section.places), ROUND_HALF_UP)
        is_whole = rounded == size
        digits = _padded(f"{rounded:f}", section)
    if section.grouped:
        whole, point, places = digits.partition(".")
        shown = f"{int(whole or 0):,}".rjust(len(whole), "0") + point + places
    else:
        shown = digits
    text = f"{sign}{section.before}{shown}{section.after}".strip()
    unit = f"{section.before}{section.after}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    is_negative = exact < 0 and digits.strip("0.") != ""
    for mark in "-()+" if exact < 0 else "":
        unit = unit.replace(mark, "")
    return ShownNumber(text, f"{'-' if is_negative else ''}{digits or '0'}", " ".join(unit.split()), is_whole)


def _padded(digits: str, section: _Section) -> str:
    """Write the least number of digits before the point, and of places behind it."""
    whole, point, places = digits.partition(".")
    while len(places) > section.least_places and places.endswith("0"):
        places = places[:-1]
    whole = whole.zfill(section.least_digits) if section.least_digits else whole.lstrip("0")
    return f"{whole or ('0' if not places else '')}{'.' if places else ''}{places}" or point
