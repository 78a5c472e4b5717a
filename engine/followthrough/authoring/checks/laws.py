"""Checks of the laws: each holds for every possible lead, and speaks of some."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.authoring.laws import BrokenLaw, LawOutcome
from followthrough.errors import NotSettled
from followthrough.format.expectations import Law
from followthrough.format.sentences import listed


def broken_law(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a law that some possible lead breaks.

    ## What it does

    Proves each law over all possible leads, under each of its counsels. With `after`, the proof is about two leads: the
    one before, and each that can follow once the step is done or the days have passed. What applies only afterwards may
    have any answer. Shown is the simplest lead that breaks the law, what changes, and which rules decide in both.

    ## Why it matters

    The law says what must never happen to anybody, and it happens to whoever has that lead.

    ## Example

    ```yaml
    - rule: go-when-dry
      if: {wet: no}
      then: {verdict: go}
    - rule: stay-when-late
      if: {late: yes}
      then: {verdict: stay}
      overrides: go-when-dry
    ...
    - law: nobody stays at home when it is dry
      if: {wet: no}
      never: {verdict: stay}
    ```

    It can be dry and late.

    ## Instead

    Correct the rules or, if the law asks too much, its `if`.

    ```yaml
    - law: nobody stays at home when it is dry and early
      if: {wet: no, late: no}
      never: {verdict: stay}
    ```
    """
    yield from leads.even_if_stopped(lambda: leads.law_outcomes, lambda: _broken(leads))
    _settled(leads)


def _broken(leads: PossibleLeads) -> Iterator[Fault]:
    """Yield the faults of the laws that are known so far to be broken."""
    for law, outcomes in groupby(leads.laws_so_far, key=lambda one: one.law):
        alike: dict[str, list[LawOutcome]] = {}
        for one in outcomes:
            if one.broken is not None:
                alike.setdefault(_how(law, one.broken), []).append(one)
        yield from (_fault(leads, how, ones) for how, ones in alike.items())


def _fault(leads: PossibleLeads, how: str, outcomes: Sequence[LawOutcome]) -> Fault:
    """Return the fault of a law that is broken in the same way under some counsels, with the lead of the first."""
    law, counsel, broken = outcomes[0].law, outcomes[0].counsel, outcomes[0].broken
    assert broken is not None, "the law is broken"
    under = listed([one.counsel for one in outcomes], "and")
    return Fault(
        place=law.place,
        wrong=f"the law {law.name!r} is broken under {under}: {how}",
        remedy="correct the rules, or the law",
        also=tuple(leads.base.rules[name].place for name in broken.deciding()),
        counsel=counsel,
        witness=broken.before,
        core=broken.core,
        broken=broken,
    )


def _how(law: Law, broken: BrokenLaw) -> str:
    """Say what is so and must not be, or is not so and must be."""
    parts = [f"`{part}`" for part in broken.failed]
    if not parts:
        how = "its `if` is met"
    elif law.never:
        how = f"{listed(parts, 'and')} {'hold' if parts[1:] else 'holds'}"
    else:
        how = f"{listed(parts, 'and')} {'do' if parts[1:] else 'does'} not hold"
    return how if law.after is None else f"{how} after {law.after}"


def unmet_law(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a law that speaks of no possible lead.

    ## What it does

    Checks for each law whether, under any of its counsels, some possible lead meets its `if` and, with `after`, another
    lead can follow on it: the goal has a value with a `does`, and the answers afterwards are possible. There is no lead
    to show.

    ## Why it matters

    Such a law is never broken, whatever the rules say. It reads as if something were proved, and nothing is.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
    ...
    - law: whoever stays at home when it is dry is calm
      if: {verdict: stay, wet: no}
      then: {manner: calm}
    ```

    The verdict is to stay only when it is wet.

    ## Instead

    Correct the test that keeps every lead out, or remove the law.

    ```yaml
    - law: whoever stays at home is calm
      if: {verdict: stay}
      then: {manner: calm}
    ```
    """
    for law, outcomes in groupby(leads.law_outcomes, key=lambda one: one.law):
        states = {one.state for one in outcomes}
        if states <= {"not met", "not followed"}:
            none = "none meets its `if`" if states == {"not met"} else f"none that meets its `if` goes on {law.after}"
            wrong = f"the law {law.name!r} speaks of no lead: {none}"
            yield Fault(place=law.place, wrong=wrong, remedy="correct its `if`, or remove the law")
    _settled(leads)


def _settled(leads: PossibleLeads) -> None:
    """Raise NotSettled if the proof of a law came to a limit; what is found of the others has been told."""
    for one in leads.law_outcomes:
        if one.limit is not None:
            raise NotSettled(f"the proof of the law {one.law.name!r} came to its limit", one.limit)
