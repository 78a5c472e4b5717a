"""What is wrong with a text that is not one day, and what to write instead."""

import re
from datetime import date
from functools import lru_cache

from followthrough.errors import nearest
from followthrough.format.days import MONTHS, WEEKDAYS, NotADay, likely, spoken
from followthrough.format.days.columns import numbered_day
from followthrough.format.days.dates import dated, is_a_date
from followthrough.format.days.parsing import days_of, shown
from followthrough.format.days.times import timeless
from followthrough.format.days.word_patterns import MONTH
from followthrough.format.sentences import listed

_YEAR = r"(?<![0-9])(?:[0-9]{3}|0[0-9]{3}|[0-9]{5,7})(?![0-9])"
_ROUGHLY = (
    r"(?:about|around|approximately|approx|roughly|circa|ca|c|maybe|perhaps|probably|possibly|nearly|almost|over"
    r"|more than|less than|at least|sometime|some time|~) ?(?:the |on )?(?P<rest>.+)"
)
_OR_SO = r"(?P<rest>.+?)(?: (?:or so|or thereabouts|i think|i guess|maybe|perhaps|probably|approx|ish)|-?ish| ?\?+)"
_PART = r"(?:early|mid|late|(?:end|beginning|start|middle) of)"
_PART_OF = rf"(?:(?:earlier|later|by|in|at) )?(?:the )?(?:{_PART}[ -](?:in )?(?:the )?)?"
_WHICH = "(?:(?:this|last|next) ?)?"
_PERIODS = {
    "month": rf"{MONTH}(?: '[0-9]{{2}}| [12][0-9]{{3}})?|{_WHICH}month|[12][0-9]{{3}}[-/.][01]?[0-9]"
    r"|[01]?[0-9][-/.][12][0-9]{3}",
    "week": rf"{_WHICH}week|week (?:of|beginning|commencing) .+|(?:week|kw|cw|w) ?[0-9]{{1,2}}"
    r"|[12][0-9]{3}-?w[0-9]{2}",
    "year": rf"{_WHICH}year|(?:19|20)[0-9]{{2}}",
}
_WORDS = [
    *MONTHS,
    *WEEKDAYS,
    *(
        "today",
        "yesterday",
        "tomorrow",
        "last",
        "next",
        "week",
        "weeks",
        "month",
        "months",
        "fortnight",
        "before",
        "after",
    ),
]


def mistake(text: str, words: str, today: date) -> NotADay:
    """Return what is wrong with a text that has no days; `words` is the text normalized."""
    plain = timeless(words)
    if is_a_date(plain):
        return NotADay(f"{shown(text)} is not a day of the calendar")
    for year in re.findall(_YEAR, plain):
        if dated(plain.replace(year, "2000"), today):
            return NotADay(f"{shown(text)} has the year {year}", "write a year of four digits")
    for period, pattern in _PERIODS.items():
        if re.fullmatch(f"{_PART_OF}(?:{pattern})", words):
            return NotADay(f"{shown(text)} is a {period}, not a day")
    return (
        _rough(text, words, today)
        or _numbered(text, words)
        or _misspelled(text, words, today)
        or NotADay(f"{shown(text)} is not a day")
    )


def _rough(text: str, words: str, today: date) -> NotADay | None:
    """Return what to write in place of `about two weeks ago`, which may be any of several days."""
    for pattern in (_ROUGHLY, _OR_SO):
        match = re.fullmatch(pattern, words)
        if match and (days := _days(match["rest"], today)):
            meant = listed([f"{day} for {spoken(day)}" for day in days], "or")
            return NotADay(f"{shown(text)} is not one day", f"write {meant}")
    return None


def _numbered(text: str, words: str) -> NotADay | None:
    if (day := numbered_day(words)) is None:
        return None
    return NotADay(f"{shown(text)} is not a day", f"write {day} if it is the number of {spoken(day)} in a spreadsheet")


def _misspelled(text: str, words: str, today: date) -> NotADay | None:
    """Return what was probably meant, if it is a day with its words spelled as we know them."""
    corrected = re.sub(r"[a-z]{4,}", lambda match: _corrected(match[0]), words)
    if corrected == words or not _days(corrected.lower(), today):
        return None
    return NotADay(f"{shown(text)} is not a day", f"did you mean {corrected!r}?")


@lru_cache(maxsize=1_000)
def _corrected(word: str) -> str:
    """Return the word that a misspelled one begins like and probably is."""
    return nearest(word, [one for one in _WORDS if one[0].lower() == word[0]]) or word


def _days(words: str, today: date) -> tuple[date, ...]:
    try:
        found = days_of(words, today)
    except OverflowError:
        return ()
    return tuple(likely(found.days, today)) if found else ()
