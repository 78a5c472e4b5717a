"""Cases as a researcher would have written them: the YAML of a file under `cases/`."""

import re
from collections.abc import Iterable, Iterator

from followthrough.advising.advice import value_json
from followthrough.format.conditions import Value
from followthrough.format.model import Case

_WIDTH = 110
"""Longest line, in characters, but for a single value that is longer."""

_PLAIN = re.compile(r"(-?[0-9]+|[A-Za-z0-9](?:[A-Za-z0-9 _().,;/-]*[A-Za-z0-9_().])?)")
"""What needs no quotes where no comma or bracket means anything."""

_BARE = re.compile(r"(-?[0-9]+|[A-Za-z0-9](?:[A-Za-z0-9 _()./-]*[A-Za-z0-9_().])?)")
"""What needs no quotes inside brackets."""


def written(case: Case, comments: Iterable[str] = ()) -> str:
    """Write a case, with comments above it.

    >>> from followthrough import load
    >>> print(written(load().cases[3]), end="")
    - case: the interview is still to come and nothing else is known
      lead: {interview: upcoming, want_it: yes}
      expect:
        wolfe:
          stance: pursue
          next_step: ask for their timeline
        jobfairy:
          stance: pursue
          next_step: ask for their timeline
          fired: [still-to-come, ask-for-the-timeline, interest-tells-you-apart, learn-how-they-answer]
    """
    return "\n".join((*(f"# {comment}" for comment in comments), *_lines(case), ""))


def _lines(case: Case) -> Iterator[str]:
    yield f"- case: {_quoted(case.name, _PLAIN)}"
    answers = [f"{name}: {_quoted(_text(answer), _BARE)}" for name, answer in case.lead.items()]
    in_a_row = f"  lead: {{{', '.join(answers)}}}"
    if len(in_a_row) <= _WIDTH:
        yield in_a_row
    else:
        yield "  lead:"
        yield from _filled("    {", answers, "}", margin=5)
    yield "  expect:"
    for expectation in case.expectations:
        yield f"    {expectation.counsel}:"
        for concept, values in expectation.values.items():
            yield from _listed(concept, values or ("unknown",))
        for state in ("fired", "defeated", "silent"):
            if rules := getattr(expectation, state):
                yield from _filled(f"      {state}: [", rules, "]", margin=8)


def _listed(concept: str, values: tuple[str, ...]) -> Iterator[str]:
    if len(values) == 1:
        yield f"      {concept}: {_quoted(values[0], _PLAIN)}"
    else:
        yield from _filled(f"      {concept}: [", [_quoted(value, _BARE) for value in values], "]", margin=8)


def _filled(opening: str, items: Iterable[str], closing: str, *, margin: int) -> Iterator[str]:
    """Set items between brackets, as many on a line as there is room for."""
    line, start = opening, " " * margin
    parts = list(items)
    for part, following in zip(parts, [*(", " for _ in parts[1:]), closing], strict=True):
        if line not in (opening, start) and len(line) + len(part) + 1 > _WIDTH:
            yield line.rstrip()
            line = start
        line += part + following
    yield line if parts else opening + closing


def _text(answer: Value) -> str:
    return str(value_json(answer))


def _quoted(text: str, plain: re.Pattern[str]) -> str:
    """Put a text in quotes where YAML would read it as something else."""
    return text if plain.fullmatch(text) and "  " not in text else "'" + text.replace("'", "''") + "'"
