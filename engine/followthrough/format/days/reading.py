"""Reads a text as days, or tells what is wrong with it."""

from datetime import date

from followthrough.format.days import NotADay, PossibleDays
from followthrough.format.days.parsing import days_of, normalized, shown


def read(text: str, today: date) -> PossibleDays:
    """Return all the days that a text written `today` may mean. Raises NotADay if there are none."""
    words = normalized(text)
    try:
        found = days_of(words, today)
    except OverflowError:
        raise NotADay(f"{shown(text)} is beyond the calendar") from None
    if found is None:
        from followthrough.format.days.mistakes import mistake

        raise mistake(text, words, today)
    return found
