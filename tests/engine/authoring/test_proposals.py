"""Cases proposed for what no case exercises: near an existing one, few, readable, and true."""

import pytest

from bases_in_memory import BASE, CONCEPTS, QUESTIONS, SOURCES, base_of
from followthrough.authoring.cases import run_cases, runs
from followthrough.authoring.coverage import coverage
from followthrough.authoring.entries import case_entry
from followthrough.authoring.proposals import proposals
from followthrough.format.expectations import Case
from followthrough.format.load import parse

GO = (
    "- {rule: go, counsel: elder, source: e1, if: {wet: no, days_since_seen: at least 7}, then: {verdict: go}, "
    "because: x}\n"
)
STAY = (
    "- {rule: stay, counsel: younger, source: y1, if: {late: yes}, then: {verdict: stay}, because: x, overrides: go}\n"
)
CASE = (
    "- {case: a dry week, lead: {wet: no, late: no, days_since_seen: 9}, expect: "
    "{elder: {verdict: go}, younger: {verdict: go}}}\n"
)


def proposed(base):
    ran = list(runs(base))
    return proposals(base, coverage(base, ran).missing, ran).made


def named(base):
    return [one.case.name for one in proposed(base)]


def test_a_proposal_is_an_existing_case_with_few_answers_changed_and_says_which():
    assert named(base_of(GO + STAY, cases=CASE)) == [
        "a dry week, but days_since_seen is 6",
        "a dry week, but wet is yes",
        "a dry week, but days_since_seen is 7",
        "a dry week, but late is yes",
    ]


def test_without_a_case_to_start_from_it_is_the_simplest_lead_named_after_what_it_shows():
    first = proposed(base_of(GO))[0]
    assert (first.case.name, first.case.lead) == ("go fires", {"wet": "no", "days_since_seen": 7})


def test_a_proposal_expects_the_goals_and_what_becomes_of_the_rules_it_is_about():
    late = proposed(base_of(GO + STAY, cases=CASE))[-1].case
    elder, younger = late.expectations
    assert (elder.values, elder.fired, elder.defeated) == ({"verdict": ("go",)}, (), ())
    assert (younger.values, younger.fired, younger.defeated) == ({"verdict": ("stay",)}, ("stay",), ("go",))


def test_one_case_serves_many_targets_and_none_is_idle():
    base = base_of(GO + STAY)
    missing = coverage(base, ()).missing
    found = proposed(base)
    assert (len(missing), sum(len(one.meets) for one in found), len(found)) == (22, 22, 4)
    assert all(one.meets for one in found)


@pytest.mark.parametrize("cases", [CASE, ""])
def test_with_the_proposals_added_as_a_file_everything_is_exercised_and_holds(cases):
    base = base_of(GO + STAY, **({"cases": cases} if cases else {}))
    text = cases + "".join(case_entry(one.case, ["why"]) for one in proposed(base))
    full = base_of(GO + STAY, cases=text)
    assert run_cases(full).differences == ()
    assert coverage(full, runs(full)).missing == ()


def test_what_can_be_proposed_at_once_is_limited_and_the_next_time_the_rest_comes(monkeypatch):
    monkeypatch.setattr("followthrough.authoring.proposals.MAX_PROPOSED", 1)
    base = base_of(GO + STAY, cases=CASE)
    assert named(base) == ["a dry week, but days_since_seen is 6"]
    more = CASE + case_entry(proposed(base)[0].case)
    assert named(base_of(GO + STAY, cases=more)) == ["a dry week, but wet is yes"]


# Writing them


def test_a_name_or_value_that_yaml_would_misread_is_quoted_and_read_back_as_it_was():
    odd = [
        "no",
        "a: b",
        "- a",
        "it's",
        "a, b",
        "[a]",
        "#a",
        "a  b",
        "é",
        "-3",
        "0 x",
        "a #b",
        "a:",
        "{a}",
        "&a",
        "*",
        "?",
    ]
    choices = ", ".join("'" + name.replace("'", "''") + "': x" for name in odd)
    questions = f"- {{question: odd, ask: Which?, kind: choice, choices: {{{choices}}}, why: x}}\n" + QUESTIONS
    for name in odd:
        case = Case(name, {"odd": name, "wet": "no"}, (), None)
        text = case_entry(case).replace("  expect:\n", "  expect: {elder: {verdict: unknown}}\n")
        files = {"base": BASE, "sources": SOURCES, "questions": questions, "concepts": CONCEPTS, "cases/x": text}
        files["rules/r"] = GO
        read = parse({f"{path}.yaml": content.encode() for path, content in files.items()})
        assert [(one.name, one.lead) for one in read.cases] == [(name, {"odd": name, "wet": "no"})]


def test_long_lists_are_broken_between_their_items():
    lead = {f"question_{number}": "a value of two words" for number in range(12)}
    lines = case_entry(Case("long", lead, (), None)).splitlines()
    assert max(map(len, lines)) <= 110
    assert all(line.endswith((",", "}")) for line in lines[2:-1])


def test_a_contradiction_is_told_and_never_expected():
    wet = "- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: x}\n"
    late = "- {rule: late, counsel: elder, source: e1, if: {wet: yes, late: yes}, then: {verdict: go}, because: x}\n"
    found = proposed(base_of(wet + late))
    both = next(one for one in found if one.case.lead == {"wet": "yes", "late": "yes"})
    assert [(one.counsel, one.goal, one.rules) for one in both.contradicted] == [
        ("elder", "verdict", ("late", "wet")),
        ("younger", "verdict", ("late", "wet")),
    ]
    assert [(one.counsel, one.values) for one in both.case.expectations] == [("elder", {}), ("younger", {})]
    assert run_cases(base_of(wet + late, cases="".join(case_entry(one.case) for one in found))).differences == ()
