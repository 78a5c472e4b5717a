"""Leads that were drawn show which rules fire in them, as proofs do."""

import json

from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.load import parse

QUESTIONS = 20
DECIDING = (0, 7, 8, 9, 17)


def base():
    """Make a base with many questions, of which rules test some."""
    files = {
        "base": {
            "title": "many questions",
            "goals": ["verdict"],
            "counsels": {"all": {"name": "All", "work": "made"}},
            "default counsel": "all",
        },
        "sources": {"all": {"p": "made"}},
        "questions": [
            {"question": f"q{number}", "ask": "So?", "kind": "yes/no", "why": "a test"} for number in range(QUESTIONS)
        ],
        "concepts": [{"concept": "verdict", "means": "what to do", "values": {"go": "Go.", "stay": "Stay."}}],
        "rules/all": [
            {
                "rule": f"r{number}",
                "counsel": "all",
                "source": "p",
                "if": {f"q{number}": "yes"},
                "then": {"verdict": "go"},
                "because": "so",
            }
            for number in DECIDING
        ],
    }
    return parse({f"{name}.yaml": json.dumps(content).encode() for name, content in files.items()})


def test_the_rules_that_fire_in_a_lead_that_was_drawn_are_those_of_a_proof():
    leads = PossibleLeads(base(), seconds=float("inf"))
    worlds, witnesses = leads.worlds["all"], leads.witnesses("all")
    for number in DECIDING:
        showing = witnesses.showing([f"r{number}"], [], [])
        place = (showing & -showing).bit_length() - 1
        assert witnesses.fired_in(place) == worlds.world(witnesses.lead(place)).fired
