"""What the checks prove about all possible leads agrees with running the rules on leads, one after the other."""

from datetime import date
from random import Random

import pytest

from as_in_a_case import advise
from followthrough.authoring.checks import CHECKS, check
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.authoring.checks.steps import answer_without_another
from followthrough.format.conditions import FactTest, OneOf, Truth, values_of
from followthrough.format.doing import changes
from followthrough.readings.prove.solver import SECONDS
from random_bases import TODAY, random_base, random_lead, with_steps

SHARDS = 2
BASES = 24
"""Random bases in a shard."""
LEADS = 24
"""Random leads for each base."""


class Ran:
    """A base, what the checks find in it, and the advice on many leads under each counsel."""

    def __init__(self, seed):
        self.base = random_base(seed, many=seed % 3 == 0)
        self.findings = check(self.base)
        random = Random(seed)
        leads = [random_lead(self.base, random) for _ in range(LEADS)]
        self.advice = {
            counsel: [advise(self.base, lead, counsel=counsel, today=TODAY) for lead in leads]
            for counsel in self.base.counsels
        }

    def found(self, code):
        return [finding for finding in self.findings if finding.code == code]

    def rules(self, code):
        """Give the rules of a check's findings, with the finding."""
        at = {rule.place: rule for rule in self.base.rules.values()}
        return [(at[finding.place], finding) for finding in self.found(code)]

    def sharing(self, finding):
        """Give the advice on all leads that have the answers which suffice for a finding."""
        return [
            advice
            for advice in self.advice[finding.counsel]
            if all(advice.proof.facts[name] == value for name, value in finding.core.items())
        ]

    def everything(self):
        return [(counsel, one) for counsel, advices in self.advice.items() for one in advices]


@pytest.fixture(scope="module", params=range(SHARDS))
def ran(request):
    return [Ran(seed) for seed in range(request.param * BASES, (request.param + 1) * BASES)]


@pytest.fixture
def witnessed():
    def advice(base, finding):
        return advise(base, finding.witness, counsel=finding.counsel, today=TODAY)

    return advice


def test_a_lead_that_shows_a_conflict_has_it_and_rules_without_a_finding_never_conflict(ran, witnessed):
    for one in ran:
        known, worst = set(), set()
        for rule, finding in one.rules("FT001"):
            other = next(other for other in one.base.rules.values() if other.place == finding.other)
            known.add(frozenset({rule.name, other.name}))
            worst |= {rule.name} if "fire together with it" in finding.wrong else set()  # all of its are told as one
            proof = witnessed(one.base, finding).proof
            assert {rule.name, other.name} <= set(proof.fired())
            assert proof.conflicts
        for _, advice in one.everything():
            for conflict in advice.proof.conflicts:
                rules = [(value, rule) for value, rule in conflict.claims]
                pairs = {frozenset({r, s}) for v, r in rules for w, s in rules if v != w and not worst & {r, s}}
                assert pairs <= known


def test_a_lead_that_shows_a_gap_has_it_and_goals_without_a_finding_are_always_decided(ran, witnessed):
    for one in ran:
        places = {finding.place for finding in one.found("FT002")}
        for goal in one.base.goals:
            place = one.base.concepts[goal].place
            undecided = [
                advice
                for _, advice in one.everything()
                if advice.value(goal) in (None, ())
                and goal not in {conflict.concept for conflict in advice.proof.conflicts}
            ]
            assert place in places or not undecided
        for finding in one.found("FT002"):
            goal = next(goal for goal in one.base.goals if one.base.concepts[goal].place == finding.place)
            assert witnessed(one.base, finding).value(goal) in (None, ())


def test_a_rule_that_is_said_never_to_apply_or_always_to_be_defeated_does_so(ran, witnessed):
    for one in ran:
        silent = {rule.name for rule, _ in one.rules("FT003")}
        defeated = {rule.name for rule, _ in one.rules("FT004")}
        for _, advice in one.everything():
            steps = {step.rule for step in advice.proof.steps}
            assert not steps & silent
            assert not set(advice.proof.fired()) & defeated
        for rule, finding in one.rules("FT004"):
            assert rule.name in witnessed(one.base, finding).proof.defeated()


def test_every_lead_with_the_answers_that_suffice_shows_the_same(ran, record_property):
    compared = 0
    for one in ran:
        for rule, finding in one.rules("FT001"):
            for advice in one.sharing(finding):
                compared += 1
                assert rule.name in advice.proof.fired()
        for rule, finding in one.rules("FT004"):
            for advice in one.sharing(finding):
                compared += 1
                assert rule.name in advice.proof.defeated()
        for finding in one.found("FT002"):
            goal = next(goal for goal in one.base.goals if one.base.concepts[goal].place == finding.place)
            for advice in one.sharing(finding):
                compared += 1
                assert advice.value(goal) in (None, ())
    record_property("counted", f"{compared} leads that have the answers which suffice")
    assert compared > 20


def test_an_otherwise_that_is_said_never_to_come_about_never_does(ran):
    for one in ran:
        places = {finding.place for finding in one.found("FT006")}
        for concept in one.base.concepts.values():
            if concept.place in places:
                assert all(any(advice.proof.deciding(concept.name)) for _, advice in one.everything())


def test_a_rule_that_is_said_to_add_nothing_fires_only_with_the_other(ran):
    for one in ran:
        for rule, finding in one.rules("FT012"):
            other = next(other for other in one.base.rules.values() if other.place == finding.other)
            for _, advice in one.everything():
                assert rule.name not in advice.proof.fired() or other.name in advice.proof.fired()


def test_conditions_that_are_said_never_to_hold_together_never_do(ran, record_property):
    compared = 0
    for one in ran:
        for rule, finding in one.rules("FT003"):
            core = [part for part in rule.conditions.parts if part.place in finding.also]
            for counsel, advice in one.everything():
                if core and not rule.unless and rule.counsel in one.base.lineage(counsel):
                    compared += 1
                    assert not all(part.outcome(advice.proof.facts) is Truth.TRUE for part in core)
    record_property("counted", f"{compared} leads in which they do not")
    assert compared > 100


def test_what_a_rule_says_that_is_said_to_add_nothing_is_said_by_others_that_fire(ran, record_property):
    compared = 0
    for one in ran:
        gone = {rule.name for code in ("FT012", "FT022") for rule, _ in one.rules(code)}
        for rule, _ in one.rules("FT022"):
            for _, advice in one.everything():
                if rule.name in advice.proof.fired():
                    compared += 1
                    others = [one.base.rules[name] for name in advice.proof.fired() if name not in gone]
                    assert {*rule.then} <= {conclusion for other in others for conclusion in other.then}
                    defeated = {*rule.overrides} & {*advice.proof.defeated()}
                    assert defeated <= {name for other in others for name in other.overrides}
    record_property("counted", f"{compared} leads in which such a rule fires")


def test_a_rule_whose_override_is_said_to_be_needless_never_defeats_alone(ran, record_property):
    compared = 0
    for one in ran:
        for rule, finding in one.rules("FT021"):
            name = finding.wrong.split()[2]
            for _, advice in one.everything():
                if rule.name in advice.proof.fired() and name in advice.proof.defeated():
                    compared += 1
                    others = [other for other in advice.proof.fired() if name in one.base.rules[other].overrides]
                    assert len(others) > 1
    record_property("counted", f"{compared} leads in which both defeat")


def test_a_condition_that_is_said_to_change_nothing_holds_where_all_others_do(ran, record_property):
    compared = 0
    for one in ran:
        said = {(finding.place, finding.wrong.split("`")[1]) for finding in one.found("FT011")}
        for rule in one.base.rules.values():
            for part in rule.conditions.parts:
                if (part.place, str(part)) in said and isinstance(part, FactTest):
                    others = [other for other in rule.conditions.parts if other is not part]
                    for facts in applying(one, rule, others):
                        compared += 1
                        assert part.outcome(facts) is Truth.TRUE
    record_property("counted", f"{compared} leads in which the other conditions hold")
    assert compared > 20


def test_a_value_that_is_said_to_change_nothing_is_never_the_one_that_counts(ran, record_property):
    compared = 0
    for one in ran:
        said = {(finding.place, finding.wrong.split("`")[1]) for finding in one.found("FT011")}
        for rule in one.base.rules.values():
            for part in rule.conditions.parts:
                for value in part.test.tests if isinstance(part, FactTest) and isinstance(part.test, OneOf) else ():
                    if (part.place, f"{part.fact}: {value}") in said:
                        rest = OneOf(tuple(other for other in part.test.tests if other is not value))
                        for facts in applying(one, rule, rule.conditions.parts):
                            compared += 1
                            assert rest.outcome(facts[part.fact]) is Truth.TRUE
    record_property("counted", f"{compared} leads in which the rule applies")
    assert compared > 0


def applying(one, rule, parts):
    """Give the facts of all leads in which a rule that tests only these parts of its `if` applies."""
    for counsel, advice in one.everything():
        facts = advice.proof.facts
        heard = rule.counsel in one.base.lineage(counsel)
        silenced = rule.unless is not None and rule.unless.outcome(facts) is Truth.TRUE
        if heard and not silenced and all(part.outcome(facts) is Truth.TRUE for part in parts):
            yield facts


def test_most_checks_find_something_in_the_random_bases(ran, record_property):
    counts = {one.code: sum(len(base.found(one.code)) for base in ran) for one in CHECKS}
    record_property("counted", ", ".join(f"{code} {count}" for code, count in counts.items() if count))
    assert {"FT001", "FT002", "FT003", "FT011"} <= {code for code, count in counts.items() if count}


def test_a_step_that_gives_an_answer_without_another_is_found_wherever_a_lead_shows_it(ran, record_property):
    counted = 0
    for number, one in enumerate(ran):
        base = with_steps(one.base, Random(number))
        found = {}
        for finding in answer_without_another(PossibleLeads(base, SECONDS)):
            step, given = finding.wrong.split(", which ")[0].split(" gives ")
            found[step, given] = finding
        for _, advice in one.everything():
            assert lacking(base, advice) <= found.keys()
        for key, finding in found.items():
            advice = advise(base, finding.witness, counsel=finding.counsel, today=TODAY)
            assert key in lacking(base, advice)
        counted += len(found)
    record_property("counted", f"{counted} answers that are given without another")


def lacking(base, advice):
    """Name each step that is advised with what it gives although, by its `only if`, that is not possible then."""
    found = set()
    for goal in base.goals:
        for value in values_of(advice.value(goal)):
            facts = dict(advice.lead.facts)
            given = changes(base, goal, value, facts, TODAY)
            facts |= given
            facts |= {count.name: 0 for count in base.counts.values() if isinstance(given.get(count.of), date)}
            for name in given:
                if base.questions[name].only_if.outcome(facts) is not Truth.TRUE:
                    found.add((repr(value), name))
    return found
