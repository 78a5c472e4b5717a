"""All checks, in the order of their codes. A code is never given to another check."""

from followthrough.checks.cases import broken_case, repeated_case
from followthrough.checks.conditions import idle_condition
from followthrough.checks.facts import (
    idle_concept,
    idle_question,
    unconcluded_value,
    unreachable_otherwise,
)
from followthrough.checks.findings import Check
from followthrough.checks.outcomes import conflict, gap, no_possible_lead
from followthrough.checks.rules import always_defeated, idle_override, never_applies, subsumed, untested_mention

CHECKS = (
    Check("FT001", "error", conflict),
    Check("FT002", "error", gap),
    Check("FT003", "error", never_applies),
    Check("FT004", "error", always_defeated),
    Check("FT005", "error", no_possible_lead, about_leads=False),
    Check("FT006", "warning", unreachable_otherwise),
    Check("FT007", "warning", idle_override),
    Check("FT008", "warning", idle_question),
    Check("FT009", "warning", unconcluded_value, about_leads=False),
    Check("FT010", "warning", idle_concept, about_leads=False),
    Check("FT011", "warning", idle_condition),
    Check("FT012", "warning", subsumed),
    Check("FT013", "warning", untested_mention, about_leads=False),
    Check("FT014", "warning", repeated_case, about_leads=False),
    Check("FT015", "error", broken_case, about_leads=False),
)
