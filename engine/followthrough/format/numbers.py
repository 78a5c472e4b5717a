"""Numbers with decimals: exact, held as whole numbers of the last place, and read as people write them.

123.50 with two decimals is held as 12350, a `FixedPoint`. It is compared and counted with like any whole number, so
tests, proofs and columns need not know of decimals; and it is written with its decimals wherever it is written.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

MAX_NUMBER = 10**15
"""Largest number of last places, on either side of zero: a euro budget in cents. Floats hold it exactly (2^53)."""

MAX_DECIMALS = 6
"""Most decimals of a number: a millionth is the smallest part that tariffs and doses are stated in."""


class FixedPoint(int):
    """A number with decimals, as a whole number of its last place.

    What is computed from it is a plain whole number of that place, until `fixed` says again how many places it has.

    >>> rent = FixedPoint(12350, 2)
    >>> rent == 12350, str(rent), f"{rent} GBP", rent + 1
    (True, '123.50', '123.50 GBP', 12351)
    """

    places: int

    def __new__(cls, number: int, places: int) -> "FixedPoint":
        """Make a number with decimals from a whole number of last places."""
        made = super().__new__(cls, number)
        made.places = places
        return made

    def __str__(self) -> str:
        digits = f"{abs(int(self)):0{self.places + 1}d}"
        return f"{'-' if self < 0 else ''}{digits[: -self.places]}.{digits[-self.places :]}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return f"FixedPoint({int(self)}, {self.places})"

    def __reduce__(self) -> tuple[type["FixedPoint"], tuple[int, int]]:
        return FixedPoint, (int(self), self.places)

    def __copy__(self) -> "FixedPoint":
        return self

    def __deepcopy__(self, _: object) -> "FixedPoint":
        return self


def fixed(number: int, decimals: int) -> int:
    """Return a number of last places as one that has so many decimals; without decimals, as a plain number.

    >>> fixed(12350, 2), fixed(7, 0)
    (FixedPoint(12350, 2), 7)
    """
    return FixedPoint(number, decimals) if decimals else int(number)


def places_of(number: int) -> int:
    """Return how many decimals a number has."""
    return number.places if isinstance(number, FixedPoint) else 0


class NotANumber(ValueError):
    """A text that is not a number. The message says what is wrong with it; it may say nothing more than that."""


class TooManyPlaces(NotANumber):
    """A number with more decimals than are allowed."""


class TwoNumbers(NotANumber):
    """A text that can mean either of two numbers, as `1,234` can."""

    def __init__(self, text: str, one: str, other: str) -> None:
        self.one, self.other = one, other
        super().__init__(f"{text!r} can mean {one} or {other}")


def wanted(low: int, high: int) -> str:
    """Return in words what is wanted where a number between two others is.

    >>> wanted(0, 24), wanted(fixed(0, 2), fixed(200000, 2))
    ('a whole number from 0 to 24', 'a number from 0.00 to 2000.00')
    """
    return f"{'a' if places_of(high) else 'a whole'} number from {low} to {high}"


_WRITTEN = re.compile(r"(-?)([0-9]{1,100})(?:\.([0-9]{1,100}))?", re.ASCII)


def written_number(text: str, decimals: int = 0) -> int:
    """Read a number as authors and programs write it: digits, and a point before the decimals.

    Raises TooManyPlaces, or NotANumber.

    >>> written_number("123.5", 2), written_number("-7")
    (FixedPoint(12350, 2), -7)
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise NotANumber(f"{text!r} is not a number")
    sign, whole, part = match.groups(default="")
    if len(part) > decimals:
        raise TooManyPlaces(f"{text!r} has {len(part)} decimals, more than {decimals}")
    return fixed(int(sign + whole + part.ljust(decimals, "0")), decimals)


def exact_number(number: int | float | Decimal, decimals: int = 0) -> int:
    """Read a number of Python, if so many decimals hold it exactly. A float is the shortest decimal that it stands for.

    Raises TooManyPlaces, or NotANumber.

    >>> exact_number(123.5, 2), exact_number(Decimal("123.500"), 2), exact_number(7.0)
    (FixedPoint(12350, 2), FixedPoint(12350, 2), 7)
    """
    exact = Decimal(number if type(number) is int else str(number))
    if not exact.is_finite() or exact.adjusted() > _MOST_DIGITS:
        raise NotANumber(f"{number} is not a number")
    sign, digits, exponent = exact.as_tuple()
    whole = "".join(map(str, digits)).rstrip("0")
    places = -int(exponent) - (len(digits) - len(whole)) if whole else 0
    if places > decimals:
        raise TooManyPlaces(f"{number} has {places} decimals, more than {decimals}")
    held = int(whole or "0") * 10 ** (decimals - places)
    return fixed(-held if sign else held, decimals)


_MOST_DIGITS = 100
"""Most digits of a number that is read: far more than any range has, and few enough to compute with."""

# As people write them

_SPACES = " \u00a0\u2009\u202f"
"""What stands between thousands where it is a space: also one that does not break, and thin ones."""

_GROUPED = (
    rf"[0-9]{{1,3}}(?:(?P<mark>[.,'\u2019{_SPACES}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*",
    r"[0-9]{1,2}(?:(?P<lakh>,)[0-9]{2})+,[0-9]{3}",
)
_TYPED = re.compile(
    rf"(?P<whole>[0-9]+|{'|'.join(_GROUPED)}|(?=[.,][0-9]))(?:(?P<point>[.,])(?P<part>[0-9]+))?", re.ASCII
)
"""Digits, in groups or not, and the decimals behind a point or a comma."""

_SEVERAL = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)
"""A point or a comma with three digits behind it: it may stand before decimals, or between thousands."""


def typed_number(text: str, decimals: int = 0, unit: str = "") -> int:
    """Read a number as people write it: with thousands apart, a comma or a point before the decimals, and the unit.

    More zeros than there are decimals are read too. Raises TooManyPlaces, or NotANumber; TwoNumbers for a text such as
    1,234, unless that is how programs write a number with so many decimals.

    >>> [str(typed_number(text, 2, "GBP")) for text in ("1,234.5", "1.234,50", "1 234", "\u00a3123", "GBP 0,5")]
    ['1234.50', '1234.50', '1234.00', '123.00', '0.50']
    >>> typed_number("1,234", 2)
    Traceback (most recent call last):
    followthrough.format.numbers.TwoNumbers: '1,234' can mean 1234 or 1.234
    """
    negative, plain = _without_unit(text, unit)
    match = _TYPED.fullmatch(plain) if len(plain) <= _MOST_DIGITS else None
    if match is None or (match["point"] and match["point"] in (match["mark"], match["lakh"])):
        raise NotANumber(f"{text!r} is not a number")
    if _SEVERAL.fullmatch(plain) and not ("." in plain and decimals >= _A_THOUSAND):
        one, other = re.sub("[.,]", "", plain), plain.replace(",", ".")
        raise TwoNumbers(text, one, other)
    whole, part = re.sub("[^0-9]", "", match["whole"]), match["part"] or ""
    if len(part) > decimals:
        part = part[:decimals] + part[decimals:].rstrip("0")
    return written_number(f"{'-' if negative else ''}{whole or '0'}{'.' if part else ''}{part}", decimals)


_A_THOUSAND = 3
"""With so many decimals, a point with three digits behind it is how programs write the number."""


def _without_unit(text: str, unit: str) -> tuple[bool, str]:
    """Return whether a number is negative, and its digits without its sign and what is counted."""
    plain, negative = text.strip().replace("\u2212", "-"), False
    before, after = _around(unit)
    for _ in range(2):  # -£5, and £-5
        if plain.startswith("-") and not negative:
            plain, negative = plain[1:].lstrip(), True
        if match := before.match(plain):
            plain = plain[match.end() :]
    if match := after.search(plain):
        plain = plain[: match.start()]
    return negative, plain


@cache
def _around(unit: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what may stand before and after a number with a unit, as patterns."""
    before = [one for one in beside(unit) if not one[-1].isdigit()]
    after = [one for one in beside(unit) if not one[0].isdigit()]
    return (
        re.compile(rf"(?:{_either(before)})\s*", re.IGNORECASE),
        re.compile(rf"\s*(?:{_either(after)})$", re.IGNORECASE),
    )


def beside(unit: str) -> list[str]:
    """Return what people write beside a number: its unit, for one or several, or what stands for its currency.

    Of a unit such as `GBP a month`, the currency may stand before the number and the rest behind it. Without a unit,
    any sign of a currency may.

    >>> beside("nights"), beside("JPY a night")
    (['nights', 'night'], ['JPY a night', 'JPY', 'yen', '\u00a5', 'a night'])
    """
    money, _, rest = unit.partition(" ")
    names = _names_of(money)
    if not unit:
        return [sign for _, signs in _CURRENCIES for sign in signs]
    written = (unit, unit.removesuffix("s"), *names, rest if names else "")
    return [one for one in dict.fromkeys(written) if one]


def _either(texts: Iterable[str]) -> str:
    """Return a pattern of one of some texts, the longest that fits; of none if there are none."""
    return "|".join(re.escape(one) for one in sorted({*texts}, key=lambda one: (-len(one), one))) or "(?!)"


_CURRENCIES = (
    (("GBP", "pound", "pounds"), ("\u00a3",)),
    (("EUR", "euro", "euros"), ("\u20ac",)),
    (("USD", "dollar", "dollars"), ("US$", "$")),
    (("CAD",), ("CA$", "C$", "$")),
    (("AUD",), ("AU$", "A$", "$")),
    (("NZD",), ("NZ$", "$")),
    (("CHF", "franc", "francs"), ("Fr.", "SFr.")),
    (("JPY", "yen"), ("\u00a5",)),
    (("CNY", "yuan"), ("\u00a5",)),
    (("INR", "rupee", "rupees"), ("\u20b9", "Rs.", "Rs")),
    (("SEK", "krona", "kronor"), ("kr",)),
    (("NOK", "krone", "kroner"), ("kr",)),
    (("DKK", "krone", "kroner"), ("kr",)),
    (("PLN",), ("z\u0142",)),
    (("CZK",), ("K\u010d",)),
)
"""The names of currencies, and the signs that people write for them. Any other is written as the unit is."""


def _names_of(money: str) -> tuple[str, ...]:
    """Return how people write a currency: by its names, and by its signs; nothing if it is none."""
    for names, signs in _CURRENCIES:
        if money in signs or money.lower() in map(str.lower, names):
            return (*names, *signs)
    return ()
