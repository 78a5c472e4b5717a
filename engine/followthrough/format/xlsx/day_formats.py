"""What a spreadsheet shows for a day or a time, by the number format of its cell."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

_BY_THE_COMPUTER = re.compile(r"(?i)general|mm-dd-yy|m/d/yy(?: h:mm)?|\[\$-f[84]00\].*|.*[*].*")
"""Formats in which each computer shows days in its own way; they are read as 2026-11-05."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|_.|\*.'
    r"|(?P<half>am/pm|a/p)|(?P<part>y+|m+|d+|h+|s+)|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Moment = datetime | date | time | timedelta


def plain_day(value: Moment) -> str:
    """Return a day or time in the way that is the same everywhere.

    >>> plain_day(datetime(2026, 11, 5)), plain_day(time(9, 30)), plain_day(timedelta(hours=30))
    ('2026-11-05', '09:30', '30:00')
    """
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime) and value.time() != time():
        return f"{value.date().isoformat()} {plain_day(value.time())}"
    return value.isoformat()[:10]


def shown_day(value: Moment, code: str) -> str:
    """Return a day or a time as a format shows it.

    >>> shown_day(date(2026, 11, 5), "d mmmm yyyy"), shown_day(datetime(2026, 11, 5, 9, 4), "dd/mm/yy hh:mm")
    ('5 November 2026', '05/11/26 09:04')
    """
    code = code.partition(";")[0]
    if _BY_THE_COMPUTER.fullmatch(code) or isinstance(value, timedelta):
        return plain_day(value)
    moment = _moment(value)
    tokens = list(_TOKEN.finditer(code))
    has_half = any(token["half"] for token in tokens)
    shown = ""
    for number, token in enumerate(tokens):
        if token["part"]:
            shown += _part(moment, token["part"].lower(), *_next_to(tokens, number), has_half=has_half)
        elif token["half"]:
            shown += "AM" if moment.hour < 12 else "PM"
        else:
            shown += token["quoted"] or token["escaped"] or token["plain"] or ""
    return shown.strip()


def _moment(value: date | time) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(date(1900, 1, 1), value) if isinstance(value, time) else datetime.combine(value, time())


def _next_to(tokens: list[re.Match[str]], number: int) -> tuple[str, str]:
    """Return the parts that come before a part, and after it."""
    before = next((token["part"] for token in reversed(tokens[:number]) if token["part"]), "")
    after = next((token["part"] for token in tokens[number + 1 :] if token["part"]), "")
    return before.lower(), after.lower()


_PARTS: dict[str, Callable[[datetime], str]] = {
    "d": lambda day: str(day.day),
    "dd": lambda day: f"{day.day:02}",
    "ddd": lambda day: _WEEKDAYS[day.weekday()][:3],
    "dddd": lambda day: _WEEKDAYS[day.weekday()],
    "m": lambda day: str(day.month),
    "mm": lambda day: f"{day.month:02}",
    "mmm": lambda day: _MONTHS[day.month - 1][:3],
    "mmmm": lambda day: _MONTHS[day.month - 1],
    "mmmmm": lambda day: _MONTHS[day.month - 1][:1],
    "yy": lambda day: f"{day.year % 100:02}",
    "s": lambda day: str(day.second),
    "ss": lambda day: f"{day.second:02}",
}


def _part(moment: datetime, part: str, before: str, after: str, *, has_half: bool) -> str:
    """Write a part of a day or a time; `m` is a minute after hours or before seconds, and else a month."""
    if part[0] == "h":
        hour = (moment.hour % 12 or 12) if has_half else moment.hour
        return f"{hour:02}" if len(part) > 1 else str(hour)
    if part in ("m", "mm") and (before[:1] == "h" or after[:1] == "s"):
        return f"{moment.minute:02}" if len(part) > 1 else str(moment.minute)
    if part[0] == "y" and len(part) != 2:
        return f"{moment.year:04}"
    return _PARTS.get(part, _PARTS.get(part[:4], plain_day))(moment)
