"""The check of acceptances, which comes after all others: each accepts something that is found."""

from collections.abc import Collection, Iterator

from followthrough.authoring.checks.findings import Fault, Finding
from followthrough.format.model import KnowledgeBase


def idle_acceptance(base: KnowledgeBase, findings: Collection[Finding], proved: Collection[str]) -> Iterator[Fault]:
    """Find an acceptance of something that is not found.

    ## What it does

    Compares every `accepted` with what the checks found about its entry. A check that came to its limit is
    skipped: nothing is known about it. No lead can show that nothing is found.

    ## Why it matters

    The mistake has been corrected or has moved. Left as it is, the acceptance would hide the next mistake of its kind,
    for a reason that was given for another one.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
      accepted: {FT011: the passage says so in as many words}
    ```

    The condition of the rule decides who stays.

    ## Instead

    Remove the acceptance, or move it to the entry it was meant for.

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
    ```
    """
    needed = {(finding.code, finding.entry or finding.place) for finding in findings}
    for one in base.accepted:
        if one.code in proved and (one.code, one.entry) not in needed:
            yield Fault(
                place=one.place,
                wrong=f"nothing is found here that {one.code} could accept",
                remedy="remove it",
            )
