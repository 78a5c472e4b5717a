"""Days as people say them: `today`, `3 weeks ago`, `last Friday`, `in 2 days`, `2026-11-01`.

Own code on purpose (docs/decisions/0003): the general date parsers guess where two readings exist, and an
advice that counts days must not rest on a guess.
"""

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1}
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NAMED = {
    "today": 0,
    "now": 0,
    "yesterday": -1,
    "the day before yesterday": -2,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "last week": -7,
    "next week": 7,
}
_UNITS = {"day": 1, "week": 7}
_SPAN = r"(?P<number>[0-9]{1,4}|[a-z]+) (?P<unit>day|week|month)s?"

HOW_TO_WRITE = "write 2026-11-01, today, yesterday, 3 weeks ago, last Friday or in 2 days"


def day_of(text: str, today: date) -> date:
    """Read a day; weeks and weekdays count from `today`, a month goes to the same day of another month.

    Raises ValueError, saying how to write one, when the text is not a day.

    >>> str(day_of("3 weeks ago", date(2026, 11, 22)))
    '2026-11-01'
    >>> str(day_of("last Friday", date(2026, 11, 22))), str(day_of("in 2 days", date(2026, 11, 22)))
    ('2026-11-20', '2026-11-24')
    >>> str(day_of("a month ago", date(2026, 3, 31)))
    '2026-02-28'
    """
    words = " ".join(text.lower().split())
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
        try:
            return date.fromisoformat(words)
        except ValueError:
            raise ValueError(f"{text!r} is no day of the calendar; {HOW_TO_WRITE}") from None
    if words in _NAMED:
        return _moved(today, _NAMED[words], text)
    if match := re.fullmatch(f"(?P<ahead>in )?{_SPAN}(?P<ago> ago)?", words):
        number = _number(match["number"])
        if number is not None and bool(match["ahead"]) != bool(match["ago"]):
            sign = 1 if match["ahead"] else -1
            if match["unit"] == "month":
                return _months(today, sign * number, text)
            return _moved(today, sign * number * _UNITS[match["unit"]], text)
    if match := re.fullmatch(rf"(?P<which>last|next) (?P<day>{'|'.join(_WEEKDAYS)})", words):
        back = (today.weekday() - _WEEKDAYS.index(match["day"])) % 7
        return _moved(today, -(back or 7) if match["which"] == "last" else 7 - back, text)
    raise ValueError(f"{text!r} is not a day; {HOW_TO_WRITE}")


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def _moved(today: date, days: int, text: str) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{text!r} is beyond the calendar; {HOW_TO_WRITE}") from None


def _months(today: date, months: int, text: str) -> date:
    from calendar import monthrange

    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"{text!r} is beyond the calendar; {HOW_TO_WRITE}")
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
