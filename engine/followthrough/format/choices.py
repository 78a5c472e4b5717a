"""Which choices of a question a text means: one, or several where the question has `many`."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from unicodedata import normalize

from followthrough.format.conditions import Value
from followthrough.format.sentences import listed
from followthrough.format.words import composed, quoted

UNKNOWN = "unknown"
"""How "I don't know" is written in a lead."""

NONE = "none"
"""The answer that none of the choices of a question with `many` is so; it goes with no other."""

NONE_OF_THESE = "none of these"
"""What a person reads for it, unless the author words it."""

MAX_TESTED = 10
"""Most choices of a question with `many` that tests tell apart, besides `none`: proofs look at every set of them."""

SEPARATOR = "; "
"""Stands between several choices in one text. No choice of such a question contains a semicolon."""

AROUND = "\"'.!,:;\u201c\u201d\u2018\u2019 "
"""Quotes around an answer, and what ends a sentence: nobody distinguishes answers by it. A question mark asks."""

_SAME = {"true": "yes", "y": "yes", "false": "no", "n": "no"}
"""Other words for yes and no. 1 and 0 are not among them, since surveys code answers as 1 and 2 just as often."""


class Refused(ValueError):
    """An answer that is not possible. The message says what is wrong; what to do."""

    def __init__(self, wrong: str, remedy: str) -> None:
        self.wrong, self.remedy = wrong, remedy
        super().__init__(f"{wrong}; {remedy}")


def is_yes_or_no(choices: Collection[str]) -> bool:
    """Return whether a question can be answered with yes and no, and so with true and false."""
    return {"yes", "no"} <= {*choices}


def choice_meant(text: str, choices: Collection[str], says: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Return the choice, or `unknown`, that a text means; None if it means none or several.

    Capitals, spaces at either end, and the way accents are stored make no difference, and neither does what stands
    `AROUND` an answer, unless only that tells it from another. What a choice `says` to a person means it too, unless it
    is another choice, and so does the yes or no that this begins with, unless another begins with it too.

    >>> choice_meant("Not told ", ["first", "not told"]), choice_meant("TRUE", ["yes", "unsure", "no"])
    ('not told', 'yes')
    >>> choice_meant("'Not told.'", ["first", "not told"])
    'not told'
    >>> choice_meant("yes", ["enough", "few"], {"enough": "yes, enough of them", "few": "no, too few"})
    'enough'
    """
    if text in choices:
        return text
    meant = _meant(composed(text).strip().lower(), choices, says)
    if not meant:
        meant = _meant_barely(bare(text), choices, says)
    return meant[0] if len(meant) == 1 else None


def bare(text: str) -> str:
    """Return a text in small letters without what stands `AROUND` it.

    >>> bare(' "Not yet." ')
    'not yet'
    """
    return composed(text).strip().lower().strip(AROUND)


def _meant(plain: str, choices: Collection[str], says: Mapping[str, str]) -> list[str]:
    """Return the choices that a text in small letters means."""
    meant = [word for word in (*choices, UNKNOWN) if word.lower() == plain]
    if not meant and is_yes_or_no(choices) and plain in _SAME:
        return [_SAME[plain]]
    if not meant:
        meant = [choice for choice, said in says.items() if composed(said).strip().lower() == plain]
    return meant or _begun_with(plain, says)


def _begun_with(plain: str, says: Mapping[str, str]) -> list[str]:
    """Return the choices of which what they say begins with a yes or no, as in `yes, enough to let one go`."""
    word = _SAME.get(plain, plain)
    if word not in ("yes", "no"):
        return []
    return [choice for choice, said in says.items() if composed(said).strip().lower().startswith(f"{word},")]


def _meant_barely(text: str, choices: Collection[str], says: Mapping[str, str]) -> list[str]:
    """Return the choices that a bare text may mean: by name, by what they say, or as another word for yes or no."""
    found = {word for word in (*choices, UNKNOWN) if bare(word) == text}
    found |= {choice for choice, said in says.items() if bare(said) == text}
    if is_yes_or_no(choices) and text in _SAME:
        found.add(_SAME[text])
    return list(found) or _begun_with(text, says)


def ways_to_write(
    choice: str, choices: Collection[str], says: Mapping[str, str] = MappingProxyType({})
) -> list[str] | None:
    """Return the lowercase texts that mean a choice, or `unknown`; None if only capitals distinguish it from another.

    What a choice `says` is one of them, unless that means another.

    >>> ways_to_write("yes", ["yes", "no"]), ways_to_write("May", ["May", "may"])
    (['yes', 'true', 'y'], None)
    """
    words = [*choices, UNKNOWN]
    plain = choice.lower()
    if sum(word.lower() == plain for word in words) > 1:
        return None
    others = [other for other in ("yes", "no", *_SAME) if choice_meant(other, choices, says) == choice]
    said = composed(says.get(choice, "")).strip().lower()
    if said and choice_meant(said, choices, says) == choice:
        others += [said, normalize("NFD", said)]
    return list(dict.fromkeys([plain, normalize("NFD", plain), *others]))


def bare_ways_to_write(
    choice: str, choices: Collection[str], says: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Return the texts that mean a choice, or `unknown`, whatever of `AROUND` is around them.

    >>> bare_ways_to_write("yes", ["yes", "no"]), bare_ways_to_write("a", ["a", "a."])
    (['yes', 'true', 'y'], [])
    """
    ways = dict.fromkeys(bare(one) for one in ways_to_write(choice, choices, says) or ())
    own = [one for one in ways if one and _meant_barely(one, choices, says) == [choice]]
    return list(dict.fromkeys(form for one in own for form in (one, normalize("NFD", one))))


def several_meant(name: str, texts: Iterable[str], choices: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the choices that texts mean, in the author's order; None for "I don't know". Raises Refused.

    A text is one choice, or several with semicolons or commas between them.

    >>> vehicles = {"van": "a van", "car, or bike": "either", "none": "none of these"}
    >>> several_meant("offered", ["car, or bike, van"], vehicles), several_meant("offered", ["None"], vehicles)
    (('van', 'car, or bike'), ('none',))
    """
    parts = [part for text in texts for part in parts_of(text, choices)]
    found = {part: _choice(part, choices) for part in parts}
    if wrong := [part for part, choice in found.items() if choice is None]:
        from followthrough.format.hints import near_value  # only an answer that is wrong needs it

        remedy = near_value(wrong[0] if len(wrong) == 1 else "", choices)
        raise Refused(f"{name} cannot be {listed([*map(quoted, wrong)], 'or')}", remedy)
    meant = [choice for choice in dict.fromkeys(found.values()) if choice is not None]
    if not meant:
        raise Refused(f"the answer to {name} is empty", f"write {NONE} if it is none of the choices")
    for alone in (UNKNOWN, NONE):
        if alone in meant and len(meant) > 1:
            others = next(one for one in meant if one != alone)
            raise Refused(f"{name} cannot be {quoted(alone)} and {quoted(others)} at once", "keep one of the two")
    return None if UNKNOWN in meant else tuple(choice for choice in choices if choice in meant)


def parts_meant(text: str, choices: Mapping[str, str]) -> list[str | None]:
    """Return the choice that each part of a text means; None for what means none.

    >>> parts_meant("van; cart", {"van": "a van", "none": "none of these"})
    ['van', None]
    """
    return [choice_meant(part, choices) for part in parts_of(text, choices)]


def written(value: Value) -> str:
    """Return an answer as one text, which is read as the same answer.

    >>> written(("van", "car")), written("van"), written(None)
    ('van; car', 'van', 'unknown')
    """
    if value is None or value == ():
        return UNKNOWN
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def _choice(part: str, choices: Mapping[str, str]) -> str | None:
    return NONE if bare(part) == bare(choices[NONE]) else choice_meant(part, choices)


def parts_of(text: str, choices: Collection[str]) -> Iterator[str]:
    """Split a text at semicolons, or else at the commas that are not part of a choice."""
    if choice_meant(text, choices) is not None:
        yield text
        return
    for piece in text.split(SEPARATOR.strip()):
        left = piece.split(",")
        while left:
            end = next((n for n in range(len(left), 0, -1) if choice_meant(",".join(left[:n]), choices)), 1)
            if part := ",".join(left[:end]).strip():
                yield part
            left = left[end:]
