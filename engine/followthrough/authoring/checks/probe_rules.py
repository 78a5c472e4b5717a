"""Conditions as something that can be claimed of a lead.

A *probe* is a rule that concludes nothing and overrides nothing: put into a base it leaves all else as it was, and it
applies where its conditions hold.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.errors import Place
from followthrough.format.conditions import AllOf
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.worlds import Worlds


def probe(name: str, counsel: str, conditions: AllOf, unless: AllOf | None = None) -> Rule:
    """Make a probe; no rule of a file has a # in its name, so one in the name of a probe keeps them apart."""
    return Rule(
        name=name,
        counsel=counsel,
        sources=(),
        conditions=conditions,
        unless=unless,
        then=(),
        because="",
        overrides=(),
        due=None,
        place=Place(""),
    )


def worlds_with(leads: PossibleLeads, base: KnowledgeBase, probes: Iterable[Rule]) -> Mapping[str, Worlds]:
    """Return all possible leads of a base with probes in it, by counsel."""
    return leads.worlds_of(replace(base, rules={**base.rules, **{one.name: one for one in probes}}))
