"""The check of sources: what they say is in the rules."""

from collections.abc import Iterator

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads


def uncited_passage(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a passage that no rule cites.

    ## What it does

    Looks for passages that no rule names as its `source` and that are not marked as narrative. Only the files show it;
    no lead does.

    ## Why it matters

    What the source says there is missing from the rules, and nobody is advised by it.

    ## Example

    ```yaml
    elder:
      e1: Set out when it is dry.
      e2: A good coat is dear.
    ```

    Every rule cites e1.

    ## Instead

    Write the rule that the passage calls for, or mark it as one that calls for none.

    ```yaml
    elder:
      e1: Set out when it is dry.
      e2: {gist: A good coat is dear., narrative: yes}
    ```
    """
    base = leads.base
    cited = {(passage.counsel, passage.name) for rule in base.rules.values() for passage in base.passages_of(rule)}
    for key, passage in base.passages.items():
        if key not in cited and not passage.narrative:
            yield Fault(
                place=passage.place,
                wrong=f"no rule cites {passage.name} of {passage.counsel}",
                remedy="cite it, or mark it `narrative: yes`",
            )
