"""Entries as a researcher would write them: the YAML of a case, a rule, or a law, to be added to a file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

import msgspec

from followthrough.format.choices import written
from followthrough.format.conditions import Value, simple_tests
from followthrough.format.expectations import Case
from followthrough.format.model import Acceptance, Rule

_WIDTH = 110
"""Longest line of a case, in characters, unless a single value is longer."""

_PLAIN = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?|[A-Za-z0-9](?:[A-Za-z0-9 _().,;/-]*[A-Za-z0-9_().])?)")
"""Text that needs no quotes where no comma or bracket means anything."""

_PLAIN_IN_BRACKETS = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?|[A-Za-z0-9](?:[A-Za-z0-9 _()./-]*[A-Za-z0-9_().])?)")
"""Text that needs no quotes inside brackets."""


class RuleDraft(msgspec.Struct, frozen=True):
    """The words a new rule is made of; tests and conclusions are pairs of a name and a value.

    Tests of the same fact become a list, of which one must hold. Without a `because`, the rule gets the gist of its
    first passage.
    """

    name: str
    counsel: str
    sources: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]
    unless: tuple[tuple[str, str], ...] = ()
    because: str | None = None
    overrides: tuple[str, ...] = ()
    inferred: bool = False


class LawDraft(msgspec.Struct, frozen=True):
    """The words a new law is made of; tests and claims are pairs of a name and a value, as those of a rule are."""

    name: str
    because: str
    counsels: tuple[str, ...] = ()
    tests: tuple[tuple[str, str], ...] = ()
    after: str | None = None
    never: tuple[tuple[str, str], ...] = ()
    then: tuple[tuple[str, str], ...] = ()


def case_entry(case: Case, comments: Iterable[str] = ()) -> str:
    """Return the entry of a case, with comments above it.

    >>> from followthrough import load
    >>> print(case_entry(load().cases[3]), end="")
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
    return "\n".join((*(f"# {comment}" for comment in comments), *_case_lines(case), ""))


def rule_entry(
    rule: Rule, overrides: Sequence[str], accepted: Iterable[Acceptance] = (), comments: Iterable[str] = ()
) -> str:
    r"""Return the entry of a rule whose conditions are tests of facts, with comments above it.

    >>> from followthrough import load
    >>> rule_entry(load().rules["asked-back"], (), comments=["as told"]).split("\n")[:2]
    ['# as told', '- rule: asked-back']
    """
    return "\n".join((*(f"# {comment}" for comment in comments), *_rule_lines(rule, overrides, accepted), ""))


def entry_in(text: str, line: int) -> str:
    r"""Return the entry of a file that begins on a line, as its author wrote it: up to the next one, or to the end.

    Of a table, that is the row alone.

    >>> entry_in("- rule: one\n  if: {}\n\n# of the other\n- rule: two\n", 1)
    '- rule: one\n  if: {}'
    """
    first, *others = text.splitlines()[line - 1 :]
    if not first.startswith("-"):
        return first
    own = takewhile(lambda one: not one or one.startswith((" ", "\t")), others)
    return "\n".join((first, *own)).rstrip()


def rule_lines(draft: RuleDraft) -> Iterator[tuple[str, str]]:
    """Yield the entry of a rule line by line, each with the words on the command line that it was made of."""
    yield f"- rule: {one_line(draft.name)}", draft.name
    yield f"  counsel: {one_line(draft.counsel)}", f"--counsel {draft.counsel}"
    yield from _one_or_more("  source", draft.sources, [f"--source {name}" for name in draft.sources])
    if draft.inferred:
        yield "  inferred: yes", "--inferred"
    yield from _mapping("if", draft.tests, "--if")
    if draft.unless:
        yield from _mapping("unless", draft.unless, "--unless")
    yield from _mapping("then", draft.then, "--then")
    yield f"  because: {one_line(draft.because or '')}", "--because"
    if draft.overrides:
        yield from _one_or_more("  overrides", draft.overrides, [f"--overrides {name}" for name in draft.overrides])


def law_lines(draft: LawDraft) -> Iterator[tuple[str, str]]:
    """Yield the entry of a law line by line, each with the words on the command line that it was made of."""
    yield f"- law: {one_line(draft.name)}", draft.name
    if draft.counsels:
        yield from _one_or_more("  counsel", draft.counsels, [f"--counsel {name}" for name in draft.counsels])
    if draft.tests:
        yield from _mapping("if", draft.tests, "--if")
    if draft.after is not None:
        yield f"  after: {one_line(draft.after)}", f"--after {draft.after}"
    for key, claims in (("never", draft.never), ("then", draft.then)):
        if claims:
            yield from _mapping(key, claims, f"--{key}")
    yield f"  because: {one_line(draft.because)}", "--because"


# Cases


def _case_lines(case: Case) -> Iterator[str]:
    yield f"- case: {_scalar(case.name)}"
    answers = [f"{name}: {_answer(answer)}" for name, answer in case.lead.items()]
    on_one_line = f"  lead: {{{', '.join(answers)}}}"
    if len(on_one_line) <= _WIDTH:
        yield on_one_line
    else:
        yield "  lead:"
        yield from _filled("    {", answers, "}", margin=5)
    yield "  expect:"
    for expectation in case.expectations:
        yield f"    {expectation.counsel}:"
        for concept, values in expectation.values.items():
            yield from _expected(concept, values or ("unknown",))
        for state in ("fired", "defeated", "silent"):
            if rules := getattr(expectation, state):
                yield from _filled(f"      {state}: [", rules, "]", margin=8)


def _answer(answer: Value) -> str:
    if isinstance(answer, tuple) and len(answer) > 1:
        return f"[{', '.join(map(_scalar_in_brackets, answer))}]"
    return _scalar_in_brackets(written(answer))


def _expected(concept: str, values: tuple[str, ...]) -> Iterator[str]:
    if len(values) == 1:
        yield f"      {concept}: {_scalar(values[0])}"
    else:
        yield from _filled(f"      {concept}: [", map(_scalar_in_brackets, values), "]", margin=8)


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


# Rules


def _rule_lines(rule: Rule, overrides: Sequence[str], accepted: Iterable[Acceptance]) -> Iterator[str]:
    yield f"- rule: {rule.name}"
    yield f"  counsel: {_scalar(rule.counsel)}"
    yield f"  source: {_of_several(rule.sources)}"
    if rule.inferred:
        yield "  inferred: yes"
    tests = {one.fact: list(map(str, simple_tests(one.test))) for one in rule.conditions.tests()}
    yield from _in_braces("if", tests)
    concluded: dict[str, list[str]] = {}
    for one in rule.then:
        concluded.setdefault(one.concept, []).append(one.value)
    yield from _in_braces("then", concluded)
    yield f"  because: {one_line(rule.because)}"
    if overrides:
        yield from _filled("  overrides: [", overrides, "]", margin=14)
    if reasons := [f"    {one.code}: {one_line(one.reason)}" for one in accepted]:
        yield from ("  accepted:", *reasons)


def _in_braces(key: str, entries: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Write a mapping between braces if there is room for it on a line, or else below its key."""
    parts = [f"{name}: {_of_several(values)}" for name, values in entries.items()]
    on_one_line = f"  {key}: {{{', '.join(parts)}}}"
    yield from [on_one_line] if len(on_one_line) <= _WIDTH else [f"  {key}:", *(f"    {part}" for part in parts)]


def _of_several(values: Sequence[str]) -> str:
    words = [_scalar_in_brackets(value) for value in values]
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _mapping(key: str, pairs: Iterable[tuple[str, str]], option: str) -> Iterator[tuple[str, str]]:
    yield f"  {key}:", option
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    for name, given in values.items():
        yield from _one_or_more(f"    {one_line(name)}", given, [f"{option} {name}={value}" for value in given])


def _one_or_more(key: str, values: Sequence[str], given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Write one value behind its key, or several below it."""
    if len(values) == 1:
        yield f"{key}: {one_line(values[0])}", given[0]
        return
    yield f"{key}:", given[0]
    margin = " " * (len(key) - len(key.lstrip()) + 2)
    for value, words in zip(values, given, strict=True):
        yield f"{margin}- {one_line(value)}", words


# Quotes


def one_line(text: str) -> str:
    """Return a text as YAML on one line, in quotes if it needs them."""
    return _scalar(" ".join(text.split()))


def _scalar(text: str) -> str:
    return _quoted(text, _PLAIN)


def _scalar_in_brackets(text: str) -> str:
    return _quoted(text, _PLAIN_IN_BRACKETS)


def _quoted(text: str, plain: re.Pattern[str]) -> str:
    """Put a text in quotes where YAML would read it as something else."""
    return text if plain.fullmatch(text) and "  " not in text else "'" + text.replace("'", "''") + "'"
