"""All kinds of findings, in the order of their codes."""

import inspect

from followthrough.authoring.checks.acceptances import idle_acceptance
from followthrough.authoring.checks.cases import broken_case, repeated_case
from followthrough.authoring.checks.conditions import idle_condition
from followthrough.authoring.checks.conflicts_and_gaps import conflict, gap
from followthrough.authoring.checks.exclusions import idle_never, no_possible_lead
from followthrough.authoring.checks.facts import (
    idle_concept,
    idle_question,
    unconcluded_value,
    unreachable_otherwise,
)
from followthrough.authoring.checks.findings import Check, FindingKind
from followthrough.authoring.checks.laws import broken_law, unmet_law
from followthrough.authoring.checks.load_findings import CIRCLE_TEXT, UNKNOWN_CITATION_TEXT
from followthrough.authoring.checks.redundancy import covered, needless_override, subsumed
from followthrough.authoring.checks.rules import always_defeated, idle_override, never_applies, untested_mention
from followthrough.authoring.checks.sources import uncited_passage
from followthrough.authoring.checks.steps import answer_without_another
from followthrough.authoring.checks.sums import idle_part, sum_beyond_its_bounds
from followthrough.authoring.checks.tables import overlapping_rows
from followthrough.format.codes import CIRCLE, UNKNOWN_CITATION

CHECKS = (
    Check.by("FT001", conflict),
    Check.by("FT002", gap),
    Check.by("FT003", never_applies),
    Check.by("FT004", always_defeated),
    Check.by("FT005", no_possible_lead, about_leads=False),
    Check.by("FT006", unreachable_otherwise),
    Check.by("FT007", idle_override),
    Check.by("FT008", idle_question),
    Check.by("FT009", unconcluded_value, about_leads=False),
    Check.by("FT010", idle_concept, about_leads=False),
    Check.by("FT011", idle_condition),
    Check.by("FT012", subsumed),
    Check.by("FT013", untested_mention, about_leads=False),
    Check.by("FT014", repeated_case, about_leads=False),
    Check.by("FT015", broken_case, about_leads=False),
    Check.by("FT018", uncited_passage, about_leads=False),
    Check.by("FT020", idle_never),
    Check.by("FT021", needless_override),
    Check.by("FT022", covered),
    Check.by("FT023", overlapping_rows),
    Check.by("FT024", broken_law),
    Check.by("FT025", unmet_law),
    Check.by("FT026", answer_without_another),
    Check.by("FT027", sum_beyond_its_bounds),
    Check.by("FT028", idle_part),
)
"""What looks at a base that can be read."""

WHILE_READING = (FindingKind(CIRCLE, CIRCLE_TEXT), FindingKind(UNKNOWN_CITATION, UNKNOWN_CITATION_TEXT))
"""What makes `load` refuse a base."""

OF_ACCEPTANCES = FindingKind("FT019", inspect.getdoc(idle_acceptance) or "")
"""What is found once everything else has been looked for."""

KINDS = tuple(sorted((*CHECKS, *WHILE_READING, OF_ACCEPTANCES), key=lambda kind: kind.code))
"""Everything that has a code."""
