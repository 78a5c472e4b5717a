"""What people write in place of a test, and how the format says it.

This is only for messages: nothing that is written in another way is ever read as a test.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from followthrough.errors import did_you_mean, nearest
from followthrough.format.numbers import NotANumber, fixed, typed_number, written_number
from followthrough.format.opposites import is_opposite, near_choice

ANY_OF = "any of"

_ANY = ("or", "any", "any_of", "anyof", "any-of", "one of", "one_of", "either", "some of", "at least one of")
_ALL = ("and", "all", "all of", "all_of", "allof", "all-of", "both", "every", "each of")
_NOT = ("not", "none of", "none_of", "neither", "nor", "not any of", "if not", "if_not", "except", "no")
_WRITE_NOT = "write `fact: other than VALUE`, or put what must not hold under the rule's `unless:`"

KEYS: Mapping[str, str] = {
    **dict.fromkeys(_ANY, f"write `{ANY_OF}:` with a list, or `fact: [one, other]` for values of one fact"),
    **dict.fromkeys(_ALL, "leave it out: all tests listed together must hold"),
    **dict.fromkeys(_NOT, _WRITE_NOT),
    **dict.fromkeys(("if", "when", "where", "only if"), "leave it out: write the tests directly"),
    "unless": "indent it as far as the rule's `if:`",
    "then": "indent it as far as the rule's `if:`",
    **dict.fromkeys(("never", "after"), "indent it as far as the law's `if:`"),
    "because": "indent it as far as `if:`",
    **dict.fromkeys(("else", "otherwise"), "write a separate rule for it, or use the `otherwise:` of the concept"),
}
"""What to write instead of a key among tests that is not a fact."""

_SYNONYMS = ("aka", "alias", "aliases", "synonym", "synonyms", "words", "other words", "also called", "everyday words")

MEANT: Mapping[str, Mapping[str, str]] = {
    "rule": {
        **dict.fromkeys(("when", "where", "conditions", "tests", "given"), "if"),
        **dict.fromkeys(("if not", "if_not", "except", "except if", "but not"), "unless"),
        **dict.fromkeys(("conclude", "conclusion", "concludes", "result", "advice", "do"), "then"),
        **dict.fromkeys(("reason", "why", "explanation"), "because"),
        **dict.fromkeys(("passage", "passages", "cites"), "source"),
        **dict.fromkeys(("author", "authority", "by"), "counsel"),
        **dict.fromkeys(("defeats", "beats", "over"), "overrides"),
        **dict.fromkeys(("name", "id", "title"), "rule"),
    },
    "question": {
        **dict.fromkeys(("text", "prompt", "asks"), "ask"),
        **dict.fromkeys(("options", "values", "answers"), "choices"),
        **dict.fromkeys(("when", "if", "asked if", "only when"), "only if"),
        **dict.fromkeys(("because", "reason"), "why"),
        "type": "kind",
        **dict.fromkeys(("places", "precision", "scale", "digits", "decimal places"), "decimals"),
        **dict.fromkeys(("currency", "units", "measured in"), "unit"),
        "min": "from",
        "max": "to",
        "name": "question",
        "id": "question",
        **dict.fromkeys(_SYNONYMS, "also"),
    },
    "choice": {
        **dict.fromkeys(("say", "text", "label", "means", "reads", "sentence"), "says"),
        **dict.fromkeys(_SYNONYMS, "also"),
    },
    "concept": {
        **dict.fromkeys(("choices", "options"), "values"),
        **dict.fromkeys(("default", "else"), "otherwise"),
        **dict.fromkeys(("description", "meaning"), "means"),
        **dict.fromkeys(("sum", "sums", "points", "score", "scores", "add", "total"), "adds"),
        "min": "from",
        "max": "to",
        "name": "concept",
        "id": "concept",
    },
    "law": {
        **dict.fromkeys(("when", "where", "given", "conditions", "tests"), "if"),
        **dict.fromkeys(("must", "always", "expect", "expects", "holds"), "then"),
        **dict.fromkeys(("not", "must not", "forbids", "forbid"), "never"),
        **dict.fromkeys(("reason", "why", "explanation"), "because"),
        **dict.fromkeys(("counsels", "under", "authority"), "counsel"),
        **dict.fromkeys(("name", "id", "title"), "law"),
    },
    "value": {
        **dict.fromkeys(("say", "text", "means", "reads", "sentence"), "says"),
        **dict.fromkeys(("do", "doing", "changes", "becomes", "effect", "effects", "sets", "then", "after"), "does"),
    },
    "case": {
        **dict.fromkeys(("answers", "given", "facts"), "lead"),
        **dict.fromkeys(("then", "expected", "expects"), "expect"),
        "name": "case",
        "title": "case",
    },
}
"""Keys of other formats, for each kind of entry, and what they are called here."""

ELSEWHERE: Mapping[str, str] = {
    ANY_OF: "indent it below `if:`",
    "does": "write it at a value of a goal: `VALUE: {says: ..., does: {QUESTION: ANSWER}}`",
    "inferred": "write it at the rule that cites the passage",
}
"""What to do about keys that belong to another place."""

_KNOWN = ("known", "any", "anything", "something", "exists", "given", "answered", "present", "set", "*", "not unknown")
_UNKNOWN = (
    "unknown",
    "null",
    "nil",
    "missing",
    "empty",
    "unanswered",
    "undecided",
    "n/a",
    "?",
    "not known",
    "dont know",
)
_TRUE, _FALSE = ("true", "y", "on", "1", "t"), ("false", "n", "off", "0", "f")

_NEGATION = re.compile(
    r"(?:!=|!|<>|≠|~|non-|(?:is |are |was )?not(?: in| equal to)?\b|isn'?t|aren'?t|anything but|all but|"
    r"except(?: for)?|never|other then|others? than|neither|no\b)[\s:]*(.+)",
    re.IGNORECASE,
)
_EQUAL = re.compile(r"(?:==?|is|equals?(?: to)?|exactly|only)[\s:]+(.+)|==?(.+)", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,\s*or\b|,|\||/|\bor\b|\bnor\b|;)\s*", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:[,;|/&+]\s*(?:and\b|or\b)?|\band\b|\bor\b)\s*", re.IGNORECASE)
_LISTED = re.compile(r"(?:either|one of|any of|in)[\s:]+(.+)", re.IGNORECASE)


def negated(text: str) -> str | None:
    """Return what a text negates in ordinary language, or None if it negates nothing.

    >>> negated("not yes"), negated("!= yes"), negated("nothing"), negated("no")
    ('yes', 'yes', None, None)
    """
    match = _NEGATION.fullmatch(" ".join(text.split()))
    return match[1].strip("([{ }])") if match else None


def near_value(text: str, values: Collection[str], words: Mapping[str, Collection[str]] = MappingProxyType({})) -> str:
    """Return which value a text may mean that is not a value; never one that it negates, or that negates it.

    `values` may map each to what a person reads for it, and `words` has what else people call some of them.

    >>> near_value("leter not sent", ["sent", "not sent"]), near_value("letter sent", ["sent", "not sent"])
    ("did you mean 'not sent'?", "write one of: 'sent', 'not sent'")
    """
    near = near_choice(text, values if isinstance(values, Mapping) else {value: value for value in values}, words)
    denied = negated(text)
    wrong = None if denied is None else _value(denied, values)
    if near not in (None, wrong):
        return f"did you mean {near!r}?"
    return did_you_mean("", [value for value in values if value != wrong])


def list_of(text: str, known: Collection[str]) -> str | None:
    """Return how to write a text that lists known words as a list, or None if it does not list any.

    >>> list_of("rain, wind", ["rain", "wind"]), list_of("rain, wnd", ["rain", "wind"])
    ('write a list: [rain, wind]', None)
    """
    parts = [part for part in _JOINED.split(text) if part]
    return f"write a list: {_listed(parts)}" if len(parts) > 1 and all(part in known for part in parts) else None


def value_test(text: str, values: Collection[str]) -> str:
    """Return how to write a test of a fact with these values.

    >>> value_test("not yes", ["yes", "no"]), value_test("red or blue", ["red", "blue", "green"])
    ('write `other than yes`', 'write a list: [red, blue]')
    """
    plain = " ".join(text.split())
    meant = _known_or_not(plain)
    other = text.removeprefix("other than ")
    if meant is None and other != text and len(_values(other, values)) < 2:
        return near_value(other, [*values, "known", "unknown"])
    denied = negated(plain)
    if meant is None and denied is not None:
        meant = _other_than(_values(denied, values), values)
    if meant is None and (equal := _EQUAL.fullmatch(plain)) is not None:
        named = _value(equal[1] or equal[2], values)
        meant = None if named is None else f"write `{named}`"
    if meant is None and len(several := _values(plain, [*values, "known", "unknown"])) > 1:
        meant = f"write a list: {_listed(several)}"
    if meant is None and set(values) == {"yes", "no"} and plain.lower() in (*_TRUE, *_FALSE):
        meant = f"write `{'yes' if plain.lower() in _TRUE else 'no'}`"
    return meant or near_value(plain if denied is None else "", [*values, "known", "unknown"])


def yes_or_no(text: str) -> str | None:
    """Return which of yes and no a text means in other formats, or None if neither."""
    plain = text.lower()
    return "yes" if plain in ("yes", *_TRUE) else "no" if plain in ("no", *_FALSE) else None


def _known_or_not(text: str) -> str | None:
    plain = text.lower().replace("'", "").removeprefix("is ")
    if plain in _KNOWN or plain in ("other than unknown", "isnt unknown"):
        return "write `known`"
    if plain in _UNKNOWN or plain in ("other than known", "isnt known", "i dont know"):
        return "write `unknown`"
    return None


def _value(text: str, values: Iterable[str]) -> str | None:
    near = nearest(plain := text.strip(" '\""), values)
    return None if near is None or is_opposite(plain, near) else near


def _values(text: str, values: Collection[str]) -> list[str]:
    """Return the values that a text lists, or none if one of them is not a value."""
    if text in values:
        return [text]
    listed = _LISTED.fullmatch(text)
    parts = [part for part in _LIST.split((listed[1] if listed else text).strip("([{ }])")) if part]
    named = [_value(part, values) for part in parts]
    return [] if None in named else [one for one in dict.fromkeys(named) if one is not None]


def _other_than(denied: list[str], values: Iterable[str]) -> str | None:
    """Return how to write that a fact has none of these values, since a list of `other than` would always hold."""
    if len(denied) == 1:
        return f"write `other than {denied[0]}`"
    left = [value for value in values if value not in denied]
    return f"write what it may be: {_listed(left) if len(left) > 1 else left[0]}" if denied and left else None


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(values)}]"


# Numbers

_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True)
)
_TENS_AND_ONES = re.compile(rf"\b({'|'.join(_TENS)})(?:[- ]({'|'.join(_WORDS[1:10])}))?\b", re.IGNORECASE)
_NUMBER = r"(-?[0-9]{1,16}(?:\.[0-9]{1,6})?)"
_BOUNDS = tuple(
    (re.compile(pattern.replace("N", _NUMBER), re.IGNORECASE), meaning)
    for meaning, patterns in {
        "at least": (
            r"(?:>=|=>|≥|min(?:imum)?(?: of)?|at ?least|at minimum|from|since|not? (?:less|fewer) than) ?:? ?N",
            r"N ?(?:\+|(?:or|and) (?:more|over|above|up|later|higher|greater)|(?:at )?min(?:imum)?)",
        ),
        "at most": (
            r"(?:<=|=<|≤|max(?:imum)?(?: of)?|at ?most|up to|not? more than|until|within) ?:? ?N",
            r"N ?(?:(?:or|and) (?:less|fewer|under|below|lower)|(?:at )?max(?:imum)?)",
        ),
        "more than": (r"(?:>|over|above|beyond|after|(?:greater|more|bigger|higher|larger|longer) th[ae]n) ?N",),
        "less than": (r"(?:<|under|below|before|(?:less|fewer|smaller|lower|shorter) th[ae]n) ?N",),
    }.items()
    for pattern in patterns
)
_RANGE = re.compile(
    rf"(?:between|from)? ?{_NUMBER} ?(?:[-\u2013\u2014\u2026]|\.\.+|to|and|until|through|<= ?\w* ?<=) ?{_NUMBER}",
    re.IGNORECASE,
)
_TYPED = re.compile(r"(?:[$\u00a3\u20ac] ?)?[0-9](?:[0-9.,']*[0-9])?|\.[0-9]+")
_GROUPED = re.compile(r"(?<=[0-9])[,_' ](?=[0-9]{3}\b)")
_UNIT = re.compile(r"(?<=[0-9])\s*(?!to$|or$|and$)(?:[%€$£]|[^\W\d_]+(?:/[^\W\d_]+)?)$")
_WEEKS = re.compile(rf"{_NUMBER} ?weeks?\b", re.IGNORECASE)


class _Ends(NamedTuple):
    low: str
    high: str


def number(text: str, decimals: int = 0) -> str:
    """Return how to write a number with so many decimals.

    >>> number("seven"), number("\u00a31,234.5", 2)
    ('write one in digits, such as 7', 'write 1234.50')
    """
    try:
        return f"write {typed_number(text, decimals)}"
    except NotANumber:
        return f"write one in digits, such as {'7.50' if decimals else '7'}"


def number_test(text: str, *, days: bool = False, decimals: int = 0) -> str:
    """Return how to write a test of a number with so many decimals, or of a count of `days`, in which a week is seven.

    >>> number_test(">= 40"), number_test("between 40 and 60"), number_test("at least 2 weeks", days=True)
    ('write `at least 40`', 'write `40 to 60`', 'write `at least 14`')
    >>> number_test("over \u00a31.234,50", decimals=2), number_test("above 1.005", decimals=2)
    ('write `more than 1234.50`', 'write numbers with 2 decimals at most')
    """
    plain = _plain(text, days=days) if not decimals else _TYPED.sub(lambda one: _written(one[0], decimals), text)
    meant = _known_or_not(plain) or _number(plain)
    if meant is None and (without := _UNIT.sub("", plain)) != plain:
        meant = _number(without)
    if any(len(places) > decimals for places in re.findall(r"[0-9][.,]([0-9]+)", plain)):
        wanted = f"numbers with {decimals} decimals at most" if decimals else "whole numbers"
        is_whole = meant is not None and not decimals and not re.search(r"[0-9]\.[0-9]", meant)
        return f"write {wanted}, or {(meant or '').removeprefix('write ')}" if is_whole else f"write {wanted}"
    example = "7.50" if decimals else "7"
    return meant or f"write {example}, {example} to 13, at least {example}, or at most {example}"


def _written(text: str, decimals: int) -> str:
    """Return a number as the format writes it; a text that is none, or that may be two, as it is."""
    try:
        return str(typed_number(text, decimals))
    except NotANumber:
        return text


def days(text: str) -> int | None:
    """Return how many days a text means, or None if it means no number of days.

    >>> days("2 weeks"), days("a day"), days("three days"), days("later")
    (14, 1, 3, None)
    """
    plain = _plain(re.sub(r"^an? ", "1 ", text.strip(), flags=re.IGNORECASE), days=True)
    return int(plain) if re.fullmatch(r"[0-9]{1,9}", plain) else None


def _plain(text: str, *, days: bool) -> str:
    """Return a text with numbers as digits, and weeks as days."""
    plain = _GROUPED.sub("", " ".join(text.split()))
    plain = _TENS_AND_ONES.sub(_in_digits, plain)
    for number, word in enumerate(_WORDS):
        plain = re.sub(rf"\b{word}\b", str(number), plain, flags=re.IGNORECASE)
    if days:
        plain = _WEEKS.sub(lambda match: str(7 * int(match[1])), plain)
        plain = re.sub(r"(?<=[0-9]) ?days?\b", "", plain, flags=re.IGNORECASE)
    return plain


def _in_digits(words: re.Match[str]) -> str:
    return str(_TENS[words[1].lower()] + (_WORDS.index(words[2].lower()) if words[2] else 0))


def _number(plain: str) -> str | None:
    if re.fullmatch(_NUMBER, plain):
        return f"write `{plain}`"
    if (written := _ends(plain)) is not None:
        return f"write `{written}`"
    if (denied := negated(plain)) is not None and (ends := _between(denied)) is not None:
        return f"write a list: [less than {ends.low}, more than {ends.high}]"
    if denied is not None and re.fullmatch(_NUMBER, denied):
        return f"write `other than {denied}`"
    if (equal := _EQUAL.fullmatch(plain)) and re.fullmatch(_NUMBER, named := (equal[1] or equal[2]).strip()):
        return f"write `{named}`"
    listed = [part for part in _LIST.split(plain.strip("([{ }])")) if part]
    tests = [part if re.fullmatch(_NUMBER, part) else _ends(part) for part in listed]
    if len(tests) > 1 and None not in tests:
        return f"write a list: [{', '.join(map(str, tests))}]"
    return None


def _ends(plain: str) -> str | None:
    """Return a range, or one of its ends, as the format writes it."""
    for pattern, meaning in _BOUNDS:
        if match := pattern.fullmatch(plain):
            return f"{meaning} {match[1]}"
    ends = _between(plain)
    return None if ends is None else f"{ends.low} to {ends.high}"


def _between(plain: str) -> _Ends | None:
    """Return both ends of a range, both included, or None if a text is not a range."""
    if match := _RANGE.fullmatch(plain):
        low, high = sorted((match[1], match[2]), key=Decimal)
        return _Ends(low, high)
    found: dict[str, str] = {}
    for part in re.split(r"\s*(?:,|&&?|\band\b|\bbut\b)\s*", plain):
        for pattern, meaning in _BOUNDS:
            if match := pattern.fullmatch(part):
                if "least" in meaning or "more" in meaning:
                    found["low"] = _moved(match[1], meaning == "more than")
                else:
                    found["high"] = _moved(match[1], -(meaning == "less than"))
                break
        else:
            return None
    return _Ends(found["low"], found["high"]) if found.keys() == {"low", "high"} else None


def _moved(number: str, by: int) -> str:
    """Return a number that is greater by so many of its last places."""
    places = len(number.partition(".")[2])
    return str(fixed(written_number(number, places) + by, places))
