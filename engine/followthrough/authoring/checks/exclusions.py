"""Checks of what is declared with `never`: it excludes something, and not everything."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.authoring.checks.probe_rules import probe, worlds_with
from followthrough.readings.prove.shrink import shrink
from followthrough.readings.prove.worlds import Claim, Worlds


def no_possible_lead(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a `never` that leaves no possible lead.

    ## What it does

    Checks whether all `never` entries together exclude every combination of answers. The finding is at the first
    `never` after which nothing is left, with the places of the earlier ones that contribute to it. The other checks of
    possible leads are skipped, and there is no lead to show.

    ## Why it matters

    Nobody's answers would be accepted.

    ## Example

    ```yaml
    - never: {wet: [yes, no]}
      because: it was meant to say something else.
    ```

    ## Instead

    Name only answers that cannot occur together.

    ```yaml
    - never: {wet: no, umbrella: open}
      because: nobody opens an umbrella when it is dry.
    ```
    """
    if leads.has_leads:
        return
    nevers = leads.base.nevers
    worlds, holds = _unlimited(leads)
    last = next(n for n in range(len(nevers)) if not worlds.possible({}, *(-claim for claim in holds[: n + 1])))
    needed = _needed(worlds, [-claim for claim in holds[: last + 1]])
    yield Fault(
        place=nevers[last].place,
        wrong="no lead is possible any more after this `never`",
        remedy="let it exclude only what cannot occur together",
        also=tuple(nevers[n].place for n in needed if n != last),
    )


def idle_never(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a `never` that excludes nothing.

    ## What it does

    Checks for each `never` whether it excludes a lead that would be possible without it. It excludes none if its
    answers never occur together anyway: the questions are not asked together, or others exclude the lead already, whose
    places are named. Of two that say the same, the later one is the finding. No lead can show it.

    ## Why it matters

    It reads as if it excluded something. It may have been meant to name other answers.

    ## Example

    ```yaml
    - never: {umbrella: open}
      because: nobody has one.
    - never: {wet: no, umbrella: open}
      because: nobody opens an umbrella when it is dry.
    ```

    ## Instead

    Remove it, or name the answers that were meant.

    ```yaml
    - never: {umbrella: open}
      because: nobody has one.
    ```
    """
    nevers = leads.base.nevers
    worlds, holds = _unlimited(leads)
    kept = dict(enumerate(holds))
    for number in reversed(range(len(nevers))):
        others = {n: -claim for n, claim in kept.items() if n != number}
        if not worlds.possible({}, holds[number], *others.values()):
            del kept[number]
            names = list(others)
            needed = [names[n - 1] for n in _needed(worlds, [holds[number], *others.values()]) if n > 0]
            yield Fault(
                place=nevers[number].place,
                wrong="this `never` excludes nothing"
                + (" that others do not exclude already" if needed else ", as its answers never occur together"),
                remedy="remove it, or name the answers that were meant",
                also=tuple(nevers[n].place for n in needed),
            )


def _unlimited(leads: PossibleLeads) -> tuple[Worlds, Sequence[Claim]]:
    """Return all leads without any `never`, and for each `never` the claim that its answers occur together."""
    base, counsel = leads.base, leads.base.default_counsel
    probes = [probe(f"never#{n}", counsel, never.conditions) for n, never in enumerate(base.nevers)]
    worlds = worlds_with(leads, replace(base, nevers=(), rules={}), probes)[counsel]
    return worlds, [worlds.applied(one.name) for one in probes]


def _needed(worlds: Worlds, claims: Sequence[Claim]) -> list[int]:
    """Return the numbers of a few claims that cannot hold together."""
    return shrink(range(len(claims)), lambda left: not worlds.possible({}, *(claims[number] for number in left)))
