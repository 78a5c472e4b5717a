"""Faults of every kind, planted at random places in the shipped base, are found where they were planted.

A planter changes one thing at random, and gives the changed base with words that the finding must have; or None,
where what it has drawn cannot be changed so, and it draws again.
"""

from random import Random

import pytest
from msgspec.structs import replace

from followthrough.authoring.checks import CHECKS
from followthrough.authoring.checks.acceptances import idle_acceptance
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.errors import Place
from followthrough.format.codes import CODES
from followthrough.format.conditions import AllOf, AnyOf, Between, FactTest, Is, Known, OneOf, OtherThan, Truth, Unknown
from followthrough.format.expectations import Law
from followthrough.format.load import load
from followthrough.format.model import Acceptance, Never, RuleConclusion, TableRow
from followthrough.format.order import Circle, settled_order
from followthrough.format.sums import Points, Sum
from followthrough.readings.prove.solver import SECONDS

PLACES = 2
BASE = load()
HERE = Place("planted.yaml", 1, 1)


def with_rules(*rules):
    return replace(BASE, rules={**BASE.rules, **{rule.name: rule for rule in rules}})


def some_rule(random):
    return random.choice(list(BASE.rules.values()))


def said_by(rule):
    """Give a rule's conclusions for concepts that hold one value."""
    return [conclusion for conclusion in rule.then if not BASE.concepts[conclusion.concept].many]


def is_overridden(rule):
    return any(rule.name in other.overrides for other in BASE.rules.values())


def plant_a_rule_that_contradicts_another(random):
    rule = some_rule(random)
    if not said_by(rule):
        return None
    said = random.choice(said_by(rule))
    value = random.choice([value for value in BASE.concepts[said.concept].values if value != said.value])
    planted = replace(rule, name="planted", then=(RuleConclusion(said.concept, value),), overrides=(), place=HERE)
    return with_rules(planted), ["planted", rule.name]


def plant_an_override_of_all_rules_for_a_goal(random):
    rule, goal = some_rule(random), random.choice(BASE.goals)
    if not rule.conditions.parts:
        return None
    overridden = tuple(
        other.name
        for other in BASE.rules.values()
        if goal in {conclusion.concept for conclusion in other.then} and other.counsel in BASE.lineage(rule.counsel)
    )
    return with_rules(replace(rule, name="planted", then=(), overrides=overridden, place=HERE)), [goal]


def plant_a_test_that_cannot_hold_with_the_others(random):
    rule = some_rule(random)
    tests = [part for part in rule.conditions.parts if isinstance(part, FactTest) and isinstance(part.test, Is)]
    tests = [part for part in tests if part.fact in BASE.questions or part.fact in BASE.concepts]
    if not tests:
        return None
    test = random.choice(tests)
    values = BASE.questions[test.fact].choices if test.fact in BASE.questions else BASE.concepts[test.fact].values
    other = FactTest(test.fact, Is(random.choice([value for value in values if value != test.test.value])), HERE)
    return with_rules(replace(rule, conditions=AllOf((*rule.conditions.parts, other)))), [rule.name]


def plant_a_rule_that_defeats_another_everywhere(random):
    rule = some_rule(random)
    planted = replace(rule, name="planted", unless=None, then=(), overrides=(rule.name,), place=HERE)
    return with_rules(planted), [f"{rule.name} is defeated"]


def plant_a_never_that_excludes_every_answer(random):
    chosen = [one for one in BASE.questions.values() if one.choices]
    always = [one for one in chosen if not one.only_if.parts and not one.unknown_allowed]
    question, position = random.choice(always), random.randint(0, len(BASE.nevers))
    never = Never(AllOf((FactTest(question.name, OneOf(tuple(map(Is, question.choices))), HERE),)), "planted", HERE)
    return replace(BASE, nevers=(*BASE.nevers[:position], never, *BASE.nevers[position:])), ["no lead is possible"]


def plant_a_rule_for_all_leads(random):
    concept = random.choice([concept for concept in BASE.concepts.values() if concept.otherwise])
    value = random.choice(list(concept.values))
    planted = replace(
        BASE.rules["telephone"],
        name="planted",
        conditions=AllOf(),
        then=(RuleConclusion(concept.name, value),),
        due=None,
    )
    return with_rules(replace(planted, overrides=())), [concept.name, "otherwise"]


def plant_an_override_of_a_rule_that_is_never_met(random):
    rule, other = some_rule(random), some_rule(random)
    tests = {
        part.fact: part.test.value
        for part in other.conditions.parts
        if isinstance(part, FactTest) and isinstance(part.test, Is)
    }
    apart = [
        part
        for part in rule.conditions.parts
        if isinstance(part, FactTest)
        and isinstance(part.test, Is)
        and tests.get(part.fact, part.test.value) != part.test.value
    ]
    if not apart or other.counsel not in BASE.lineage(rule.counsel) or other.name in rule.overrides:
        return None
    return with_rules(replace(rule, overrides=(*rule.overrides, other.name))), [f"{rule.name} overrides {other.name}"]


def at_random(random, mapping, name, value):
    """Put something into a mapping at a random place."""
    entries = list(mapping.items())
    entries.insert(random.randint(0, len(entries)), (name, value))
    return dict(entries)


def plant_a_question_that_no_rule_tests(random):
    question = replace(random.choice([one for one in BASE.questions.values() if one.choices]), name="planted")
    return replace(BASE, questions=at_random(random, BASE.questions, "planted", question)), ["planted"]


def plant_a_value_that_no_rule_concludes(random):
    concept = random.choice(list(BASE.concepts.values()))
    changed = replace(concept, values=at_random(random, concept.values, "planted", "Planted."))
    return replace(BASE, concepts={**BASE.concepts, concept.name: changed}), ["planted", concept.name]


def plant_a_concept_that_nothing_uses(random):
    concept = replace(random.choice(list(BASE.concepts.values())), name="planted")
    return replace(BASE, concepts=at_random(random, BASE.concepts, "planted", concept)), ["planted"]


def plant_a_test_that_changes_nothing(random):
    rule = some_rule(random)
    tests = [part for part in rule.conditions.parts if isinstance(part, FactTest) and isinstance(part.test, Is | OneOf)]
    tests = [part for part in tests if part.test.outcome(None) is not Truth.TRUE]
    if not tests:
        return None
    known = FactTest(random.choice(tests).fact, Known(), HERE)
    position = random.randint(0, len(rule.conditions.parts))
    parts = rule.conditions.parts
    changed = replace(rule, conditions=AllOf((*parts[:position], known, *parts[position:])))
    return with_rules(changed), [f"`{known}` {rule.name}"]


def plant_a_value_that_changes_nothing_in_a_list_that_stands_alone(random):
    rule = some_rule(random)
    tests = [part for part in rule.conditions.parts if isinstance(part, FactTest) and isinstance(part.test, Is)]
    tests = [part for part in tests if part.fact in BASE.questions]
    if not tests:
        return None
    part = random.choice(tests)
    idle = Is(random.choice([value for value in BASE.questions[part.fact].choices if value != part.test.value]))
    listed = AllOf((FactTest(part.fact, OneOf((part.test, idle)), HERE),))
    any_of = AnyOf((listed, AllOf((FactTest(part.fact, Unknown(), HERE),))), HERE)
    changed = replace(rule, conditions=AllOf((*rule.conditions.parts, any_of)))
    return with_rules(changed), [f"`{part.fact}: {idle}` {rule.name}"]


def plant_a_condition_that_changes_nothing(random):
    planters = plant_a_test_that_changes_nothing, plant_a_value_that_changes_nothing_in_a_list_that_stands_alone
    return random.choice(planters)(random)


def plant_a_rule_that_says_less_than_another(random):
    rule = some_rule(random)
    if is_overridden(rule):
        return None
    narrower = AllOf((*rule.conditions.parts, FactTest("want_it", Is("yes"), HERE)))
    said = (random.choice(rule.then),)
    planted = replace(rule, name="planted", conditions=narrower, then=said, overrides=(), due=None, place=HERE)
    return (with_rules(planted), ["planted adds nothing"]) if "want_it" not in rule.tested() else None


def plant_a_mention_of_an_untested_fact(random):
    rule, question = some_rule(random), random.choice([one for one in BASE.questions.values() if one.choices])
    if question.name in rule.tested():
        return None
    return with_rules(replace(rule, because=f"{rule.because} {{{question.name}}}")), [rule.name, question.name]


def plant_a_case_twice(random):
    case = replace(random.choice(BASE.cases), name="planted", place=HERE)
    position = random.randint(0, len(BASE.cases))
    return replace(BASE, cases=(*BASE.cases[:position], case, *BASE.cases[position:])), ["planted"]


def plant_an_expectation_that_is_not_met(random):
    position = random.randrange(len(BASE.cases))
    case = BASE.cases[position]
    expectations = list(case.expectations)
    which = random.randrange(len(expectations))
    expected = expectations[which]
    single = [name for name in expected.values if not BASE.concepts[name].many]
    if not single:
        return None
    name = random.choice(single)
    wrong = random.choice([value for value in BASE.concepts[name].values if (value,) != expected.values[name]])
    expectations[which] = replace(expected, values={**expected.values, name: (wrong,)})
    cases = list(BASE.cases)
    cases[position] = replace(case, expectations=tuple(expectations))
    return replace(BASE, cases=tuple(cases)), [case.name, name]


def plant_a_passage_that_no_rule_cites(random):
    passage = replace(random.choice(list(BASE.passages.values())), name="planted", narrative=False)
    return replace(BASE, passages=at_random(random, BASE.passages, (passage.counsel, "planted"), passage)), ["planted"]


def plant_a_never_that_another_one_contains(random):
    never, question = random.choice(BASE.nevers), random.choice([one for one in BASE.questions.values() if one.choices])
    if question.name in {part.fact for part in never.conditions.parts}:
        return None
    part = FactTest(question.name, Is(random.choice(list(question.choices))), HERE)
    narrower = Never(AllOf((*never.conditions.parts, part)), "planted", HERE)
    position = random.randint(0, len(BASE.nevers))
    return replace(BASE, nevers=(*BASE.nevers[:position], narrower, *BASE.nevers[position:])), ["excludes nothing"]


def something_more(random, rule):
    """Give something that a rule does not conclude and that contradicts nothing."""
    many = [concept for concept in BASE.concepts.values() if concept.many]
    more = [RuleConclusion(concept.name, value) for concept in many for value in concept.values]
    return random.choice([conclusion for conclusion in more if conclusion not in rule.then])


def plant_an_override_that_another_rule_has_as_well(random):
    rule = some_rule(random)
    if not rule.overrides or is_overridden(rule):
        return None
    name = random.choice(rule.overrides)
    planted = replace(rule, name="planted", then=(something_more(random, rule),), overrides=(name,), place=HERE)
    return with_rules(planted), [f"{rule.name} overrides {name} only where others do as well, here "]


def plant_two_rules_that_say_together_what_another_says(random):
    rule = some_rule(random)
    if "want_it" in rule.tested() or is_overridden(rule):
        return None
    halves = [
        replace(
            rule,
            name=name,
            conditions=AllOf((*rule.conditions.parts, FactTest("want_it", test, HERE))),
            then=(*rule.then, something_more(random, rule)),
            place=HERE,
        )
        for name, test in (("planted-one", Is("yes")), ("planted-other", OneOf((OtherThan("yes"), Unknown()))))
    ]
    return with_rules(*halves), [f"{rule.name} adds nothing", "others together", "planted-"]


def plant_a_row_twice_in_a_table_of_which_one_may_hold(random):
    rule = some_rule(random)
    row = TableRow("planted.csv", "unique", 1)
    again = replace(rule, name="planted", place=HERE, row=replace(row, number=2))
    return with_rules(replace(rule, row=row), again), ["rows 1 and 2 of planted.csv"]


def law(name, counsels, conditions, claim):
    return Law(name, counsels, AllOf(conditions), None, never=True, claim=AllOf(claim), because="planted", place=HERE)


def plant_a_law_against_what_a_rule_says(random):
    rule = some_rule(random)
    said = random.choice(rule.then)
    claim = FactTest(said.concept, Is(said.value), HERE)
    having = tuple(counsel for counsel in BASE.counsels if rule.counsel in BASE.lineage(counsel))
    planted = law("planted", having, rule.conditions.parts, (claim,))
    return replace(BASE, laws=(planted,)), ["planted", str(claim)]


def plant_a_law_about_two_answers_to_a_question(random):
    question = random.choice([one for one in BASE.questions.values() if one.choices])
    two = [FactTest(question.name, Is(value), HERE) for value in random.sample(list(question.choices), 2)]
    goal = FactTest(BASE.goals[0], Known(), HERE)
    return replace(BASE, laws=(law("planted", tuple(BASE.counsels), tuple(two), (goal,)),)), ["planted"]


def plant_a_step_that_leaves_out_an_answer_which_another_needs(random):
    """Take an answer from a step that gives another one, for which it is needed and was not given before."""
    goal = random.choice([BASE.concepts[name] for name in BASE.goals if BASE.concepts[name].does])
    step, does = random.choice(list(goal.does.items()))
    dates = [name for name in does if BASE.questions[name].kind == "date"]
    needed = [test.fact for name in dates for test in BASE.questions[name].only_if.tests() if test.fact in does]
    if not needed:
        return None
    rest = {name: change for name, change in does.items() if name != needed[0]}
    changed = replace(goal, does={**goal.does, step: rest})
    return replace(BASE, concepts={**BASE.concepts, goal.name: changed}), [step, f"{needed[0]}: "]


def some_points(random):
    """Draw a sum of points for one answer."""
    question = random.choice([one for one in BASE.questions.values() if one.choices])
    part = Points(question.name, Is(random.choice(list(question.choices))), random.randint(2, 5), HERE)
    return Sum("planted", "", (part,), 0, part.points, "", HERE)


def plant_a_sum_that_leaves_its_bounds(random):
    planted = some_points(random)
    return replace(BASE, sums={"planted": replace(planted, high=planted.high - 1)}), ["planted", f"be {planted.high}"]


def plant_points_that_no_test_needs(random):
    planted, rule = some_points(random), some_rule(random)
    always = FactTest("planted", Between(0, None, "at least 0"), HERE)
    changed = with_rules(replace(rule, conditions=AllOf((*rule.conditions.parts, always))))
    return replace(changed, sums={"planted": planted}), ["planted", str(planted.parts[0])]


def plant_an_acceptance_of_nothing(random):
    rule = some_rule(random)
    code = random.choice([code.name for code in CODES.values() if code.acceptable])
    return replace(BASE, accepted=(Acceptance(code, "planted", rule.place, HERE),)), [code]


PLANTERS = {
    "FT001": plant_a_rule_that_contradicts_another,
    "FT002": plant_an_override_of_all_rules_for_a_goal,
    "FT003": plant_a_test_that_cannot_hold_with_the_others,
    "FT004": plant_a_rule_that_defeats_another_everywhere,
    "FT005": plant_a_never_that_excludes_every_answer,
    "FT006": plant_a_rule_for_all_leads,
    "FT007": plant_an_override_of_a_rule_that_is_never_met,
    "FT008": plant_a_question_that_no_rule_tests,
    "FT009": plant_a_value_that_no_rule_concludes,
    "FT010": plant_a_concept_that_nothing_uses,
    "FT011": plant_a_condition_that_changes_nothing,
    "FT012": plant_a_rule_that_says_less_than_another,
    "FT013": plant_a_mention_of_an_untested_fact,
    "FT014": plant_a_case_twice,
    "FT015": plant_an_expectation_that_is_not_met,
    "FT018": plant_a_passage_that_no_rule_cites,
    "FT020": plant_a_never_that_another_one_contains,
    "FT021": plant_an_override_that_another_rule_has_as_well,
    "FT022": plant_two_rules_that_say_together_what_another_says,
    "FT023": plant_a_row_twice_in_a_table_of_which_one_may_hold,
    "FT024": plant_a_law_against_what_a_rule_says,
    "FT025": plant_a_law_about_two_answers_to_a_question,
    "FT026": plant_a_step_that_leaves_out_an_answer_which_another_needs,
    "FT027": plant_a_sum_that_leaves_its_bounds,
    "FT028": plant_points_that_no_test_needs,
}


def planted(code, random):
    """Draw until a fault could be planted, and the rules are in no circle."""
    while True:
        drawn = PLANTERS[code](random)
        if drawn is not None and not in_a_circle(drawn[0]):
            return drawn


def in_a_circle(base):
    try:
        for counsel in base.counsels:
            settled_order(base, counsel)
    except Circle:
        return True
    return False


def test_an_acceptance_of_nothing_is_found_wherever_it_is_planted(record_property):
    random = Random("FT019")
    for _ in range(PLACES):
        base, words = plant_an_acceptance_of_nothing(random)
        (fault,) = idle_acceptance(base, (), CODES)
        assert fault.place == HERE
        assert words[0] in fault.wrong
    record_property("counted", f"{PLACES} of {PLACES} planted faults found")


@pytest.mark.parametrize("one", CHECKS, ids=[one.code for one in CHECKS])
def test_a_fault_planted_in_the_shipped_base_is_found(one, record_property):
    random = Random(one.code)
    for _ in range(PLACES):
        base, words = planted(one.code, random)
        wrong = [fault.wrong for fault in one.look(PossibleLeads(base, SECONDS))]
        assert any(all(word in text for word in words) for text in wrong), (words, wrong)
    record_property("counted", f"{PLACES} of {PLACES} planted faults found")
