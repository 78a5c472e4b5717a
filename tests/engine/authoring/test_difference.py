"""Two versions of a base, and two counsels of one, over all possible leads."""

from itertools import pairwise, product
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from all_worlds import each_world
from bases.reset import BASES
from bases_in_memory import BASE, CONCEPTS, QUESTIONS, SOURCES, base_of
from followthrough.advising.advice import advise_lead, differing
from followthrough.authoring.comparison import Effect
from followthrough.authoring.difference import difference, disagreement, revision_json
from followthrough.authoring.mutants import mutants
from followthrough.errors import KnowledgeError, LeadError, NotSettled
from followthrough.format.conditions import Truth
from followthrough.format.lead import complete, read_lead
from followthrough.format.load import load
from followthrough.readings.prove.worlds import Worlds
from random_bases import TODAY, random_base

GOOD = Path(__file__).parents[2] / "bases" / "good"
DRY = "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: it is dry}\n"
WET = "- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}\n"
LONG_AGO = (
    "- {rule: long-ago, counsel: elder, source: e1, if: {days_since_seen: at least 7}, then: {verdict: hide},"
    " because: it is long ago, due: {days_since_seen: 7}}\n"
)


def edited(revision):
    return [f"{edit.how} {edit.kind} {edit.name}" for edit in revision.edits]


def effects(change):
    return [(effect.concept, effect.before, effect.after) for effect in change.effects]


# Which leads


def test_a_base_does_not_differ_from_itself():
    revision = difference(load(), load())
    assert not revision
    assert [one.leads for one in revision.differences.values()] == [0, 0]


def test_a_changed_value_is_told_with_the_leads_the_rules_and_the_one_responsible():
    revision = difference(base_of(DRY + WET), base_of(DRY.replace("go", "hide") + WET))
    assert edited(revision) == ["changed rule dry"]
    elder = revision.differences["elder"]
    (change,) = elder.changes
    assert effects(change) == [("verdict", "go", "hide")]
    (part,) = change.parts
    assert str(part.conditions) == "wet: no"
    assert part.leads == change.leads == elder.leads == 6
    assert elder.possible == 18
    assert part.witness == {"wet": "no"}
    assert (part.before_by, part.after_by, part.responsible) == (("dry",), ("dry",), ("dry",))


def test_a_threshold_moved_by_a_day_names_exactly_the_leads_in_between():
    above = LONG_AGO.replace("due:", "overrides: [dry, wet], due:")
    old, new = base_of(DRY + WET + above), base_of(DRY + WET + above.replace("at least 7", "at least 8"))
    revision = difference(old, new)
    assert edited(revision) == ["changed rule long-ago"]
    found = revision.differences["elder"]
    parts = [part for change in found.changes for part in change.parts]
    assert all("days_since_seen: 7" in str(part.conditions).split(", ") for part in parts)
    for wet, late, days in product(("yes", "no", None), ("yes", "no", None), (0, 6, 7, 8, 30, None)):
        lead = complete(read_lead(old, {"wet": wet, "late": late, "days_since_seen": days}, TODAY))
        one, other = (advise_lead(base, lead, counsel="elder", today=TODAY) for base in (old, new))
        named = any(part.conditions.outcome(one.proof.facts) is Truth.TRUE for part in parts)
        assert named is bool(differing(one, other)) is (days == 7), lead.facts


def test_on_random_bases_the_parts_are_the_leads_that_differ(record_property):
    compared = changed = 0
    for seed in range(30):
        old = random_base(seed)
        random = Random(seed)
        mutant = random.choice(list(mutants(old)))
        new = mutant.of(old)
        for counsel, found in difference(old, new).differences.items():
            leads = list(each_world(Worlds.of(old, counsel)))
            if len(leads) > 300:
                continue
            for world in leads:
                lead = read_lead(old, world.answers, TODAY)
                one, other = (advise_lead(base, lead, counsel=counsel, today=TODAY) for base in (old, new))
                for change in found.changes:
                    fits = any(part.conditions.outcome(one.proof.facts) is Truth.TRUE for part in change.parts)
                    assert fits is all(_happens(effect, one, other) for effect in change.effects), (seed, mutant.done)
                expected = bool(differing(one, other))
                named = any(_happens(effect, one, other) for change in found.changes for effect in change.effects)
                assert named is expected, (seed, mutant.done)
                compared += 1
            changed += bool(found)
    assert changed > 8
    record_property(
        "counted",
        f"{compared} leads of random bases, {changed} changed under a counsel: no difference missed or made up",
    )


def _happens(effect, one, other):
    before, after = one.value(effect.concept), other.value(effect.concept)
    if isinstance(before, tuple):
        return (effect.before in before, effect.after in after) == (
            effect.before is not None,
            effect.after is not None,
        ) and (effect.before not in after if effect.before else effect.after not in before)
    return (before, after) == (effect.before, effect.after)


@pytest.mark.parametrize("name", ["two-counsels", "a-room-to-let"])
def test_parts_add_up_to_the_leads_of_a_change(name):
    base = load(GOOD / name)
    found = disagreement(base, *base.counsels)
    assert found.changes
    for change in found.changes:
        assert sum(part.leads for part in change.parts) == change.leads


def test_leads_too_many_to_count_are_still_found_one_for_each_change(monkeypatch):
    monkeypatch.setattr("followthrough.authoring.comparison.Comparison.counted_changes", _too_many)
    old, new = base_of(DRY + WET), base_of(DRY.replace("go", "hide") + WET)
    found = difference(old, new).differences["elder"]
    assert found
    assert found.leads is None
    (change,) = found.changes
    assert effects(change) == [("verdict", "go", "hide")]
    assert [(str(part.conditions), part.leads) for part in change.parts] == [("wet: no", None)]
    assert change.parts[0].responsible == ("dry",)
    assert [one.leads for one in difference(old, old).differences.values()] == [0, 0]


def test_a_change_too_complex_to_describe_is_counted_and_shown_by_what_suffices_of_a_lead(monkeypatch):
    old, new = base_of(DRY + WET + LONG_AGO), base_of(DRY.replace("go", "hide") + WET.replace("stay", "hide"))
    described = difference(old, new).differences["elder"]
    monkeypatch.setattr("followthrough.authoring.comparison.MOST_DESCRIBING", 0)
    found = difference(old, new).differences["elder"]
    assert (found.possible, found.leads) == (described.possible, described.leads)
    assert [(effects(one), one.leads) for one in found.changes] == [
        (effects(one), one.leads) for one in described.changes
    ]
    for change in found.changes:
        (part,) = change.parts
        assert 0 < part.leads <= change.leads


NEVER = "- {never: {wet: yes, late: yes}, because: no}\n"


def test_where_even_possible_leads_are_too_many_to_count_one_is_found_for_each_change(monkeypatch):
    monkeypatch.setattr("followthrough.readings.prove.diagrams.MAX_NODES", 12)
    old, new = base_of(DRY + WET), base_of(DRY.replace("go", "hide") + WET, questions=QUESTIONS + NEVER)
    found = difference(old, new).differences["elder"]
    assert (found.possible, found.leads) == (None, None)
    assert [(effects(change), str(change.parts[0].conditions)) for change in found.changes] == [
        ([("verdict", "go", "hide")], "wet: no")
    ]
    assert [(str(part.conditions), part.leads) for part in found.gone] == [("wet: yes, late: yes", None)]
    assert found.come == ()


def test_no_difference_is_proved_where_possible_leads_are_too_many_to_count(monkeypatch):
    monkeypatch.setattr("followthrough.readings.prove.diagrams.MAX_NODES", 12)
    base = base_of(DRY + WET)
    assert not difference(base, base)


def _too_many(*_):
    raise NotSettled("not counted")


# What else can change


def test_another_day_is_a_difference_though_the_step_is_the_same():
    old, new = base_of(LONG_AGO), base_of(LONG_AGO.replace("days_since_seen: 7}", "days_since_seen: 9}"))
    (change,) = difference(old, new).differences["elder"].changes
    assert [(str(one.due_before), str(one.due_after)) for one in change.effects] == [
        ("days_since_seen: 7", "days_since_seen: 9")
    ]


def test_a_rule_that_came_and_one_that_went_are_responsible():
    revision = difference(
        base_of(DRY + WET), base_of(DRY + WET.replace("rule: wet", "rule: wetter").replace("stay", "hide"))
    )
    assert edited(revision) == ["removed rule wet", "added rule wetter"]
    (part,) = revision.differences["younger"].changes[0].parts
    assert sorted(part.responsible) == ["wet", "wetter"]


def test_other_words_are_told_and_are_no_difference():
    revision = difference(base_of(DRY), base_of(DRY.replace("it is dry", "so dry it is")))
    assert not revision
    assert edited(revision) == ["reworded rule dry"]


def test_what_a_step_does_is_told_and_that_a_rule_is_inferred_changes_no_advice():
    doing = CONCEPTS.replace("go: Go.", "go: {says: Go., does: {wet: %s}}")
    inferred = DRY.replace("if:", "inferred: yes, if:")
    revision = difference(base_of(DRY, concepts=CONCEPTS), base_of(inferred, concepts=doing % "yes"))
    assert edited(revision) == ["changed concept verdict", "reworded rule dry"]
    assert not revision
    assert edited(difference(base_of(DRY, concepts=doing % "no"), base_of(DRY, concepts=doing % "yes"))) == [
        "changed concept verdict"
    ]


def test_the_order_of_days_and_whether_one_may_lie_ahead_are_told():
    seen = "- {question: met_on, ask: When?, kind: date, why: x}\n" + QUESTIONS
    after = seen.replace("question: seen_on, ", "question: seen_on, not before: met_on, ")
    ahead = after.replace("question: seen_on, ", "question: seen_on, ahead: yes, ")
    count = CONCEPTS.replace("  counts: days since seen_on\n", "  counts: days until seen_on\n")
    bases = [base_of(DRY, questions=questions, concepts=count) for questions in (seen, after, ahead)]
    assert [edited(difference(*pair)) for pair in pairwise(bases)] == [["changed question seen_on"]] * 2


def test_every_kind_of_entry_is_told_and_where_it_stands_does_not_matter():
    questions = QUESTIONS.replace("Is it late?", "Is it late now?") + "- {never: {wet: yes, late: yes}, because: no}\n"
    concepts = CONCEPTS.replace("otherwise: good", "otherwise: bad").replace(
        "days since seen_on", "days since seen_on\n  to: 9"
    )
    moved = difference(base_of(DRY + WET), base_of(WET + DRY, questions=questions, concepts=concepts))
    assert edited(moved) == [
        "reworded question late",
        "added never wet: yes, late: yes",
        "changed count days_since_seen",
        "changed concept mood",
    ]


def test_a_question_that_is_new_leaves_the_leads_before_it_comparable():
    questions = QUESTIONS + "- {question: cold, ask: Is it cold?, kind: yes/no, why: it matters}\n"
    cold = (
        "- {rule: cold, counsel: elder, source: e1, if: {wet: no, cold: yes}, then: {verdict: stay}, because: cold,"
        " overrides: dry}\n"
    )
    found = difference(base_of(DRY), base_of(DRY + cold, questions=questions)).differences["elder"]
    assert not found.gone
    assert not found.come
    (change,) = found.changes
    assert effects(change) == [("verdict", "go", "stay")]
    assert [str(part.conditions) for part in change.parts] == ["wet: no, cold: yes"]


def test_a_value_that_goes_makes_leads_impossible_and_they_are_named():
    kinds = (
        QUESTIONS
        + "- {question: sky, ask: What sky?, kind: choice, choices: {blue: blue, grey: grey%s}, why: it matters}\n"
    )
    old = base_of(DRY, questions=kinds % ", red: red")
    found = difference(old, base_of(DRY, questions=kinds % "")).differences["elder"]
    assert [str(part.conditions) for part in found.gone] == ["sky: red"]
    assert found.gone[0].leads == 18
    assert not found.come
    back = difference(base_of(DRY, questions=kinds % ""), old).differences["elder"]
    assert [str(part.conditions) for part in back.come] == ["sky: red"]
    assert not found.advised
    assert [(one.goal, one.value, one.contradiction, one.leads, one.by) for one in back.advised] == [
        ("verdict", None, False, 12, ()),
        ("verdict", "go", False, 6, ("dry",)),
    ]


def test_what_newly_possible_leads_are_advised_may_be_a_contradiction(monkeypatch):
    never = QUESTIONS + "- {never: {wet: no, late: yes}, because: it cannot be}\n"
    late = "- {rule: late, counsel: elder, source: e1, if: {late: yes}, then: {verdict: stay}, because: late}\n"
    old, new = base_of(DRY + late, questions=never), base_of(DRY + late)
    advised = difference(old, new).differences["elder"].advised
    assert [(one.value, one.contradiction, one.leads, one.by) for one in advised] == [(None, True, 2, ("dry", "late"))]
    assert advised[0].witness == {"wet": "no", "late": "yes"}
    monkeypatch.setattr("followthrough.authoring.comparison.Comparison.counted_advice", _too_many)
    shown = difference(old, new).differences["elder"].advised
    assert [(one.value, one.contradiction, one.leads, one.by) for one in shown] == [(None, True, None, ("dry", "late"))]


def test_an_answer_that_is_asked_for_less_often_is_not_heard_there():
    narrower = QUESTIONS.replace(
        "kind: yes/no, unknown: allowed, why: it matters}\n- {question: seen",
        "kind: yes/no, unknown: allowed, only if: {wet: yes}, why: it matters}\n- {question: seen",
    )
    late = "- {rule: late, counsel: elder, source: e1, if: {late: yes}, then: {verdict: hide}, because: late}\n"
    assert narrower != QUESTIONS
    found = difference(base_of(late), base_of(late, questions=narrower)).differences["elder"]
    assert not found.gone
    (change,) = found.changes
    assert effects(change) == [("verdict", "hide", None)]
    assert [str(part.conditions) for part in change.parts] == ["wet: no or unknown, late: yes"]


def test_an_answer_that_hangs_on_a_day_is_heard_though_the_day_is_told_by_its_count():
    base = random_base(687, many=True, dues=True)  # `q4` is asked only if the day `q1` is known
    one, other = base.counsels
    assert disagreement(base, one, other).leads


def test_leads_that_a_never_excludes_are_no_longer_possible():
    never = QUESTIONS + "- {never: {wet: yes, late: yes}, because: it cannot be}\n"
    found = difference(base_of(DRY), base_of(DRY, questions=never)).differences["elder"]
    assert [str(part.conditions) for part in found.gone] == ["wet: yes, late: yes"]


def test_a_wider_range_of_days_makes_more_leads_possible():
    wider = CONCEPTS.replace("counts: days since seen_on", "counts: days since seen_on\n  to: 10")
    found = difference(base_of(LONG_AGO, concepts=wider), base_of(LONG_AGO)).differences["elder"]
    assert [str(part.conditions) for part in found.come] == ["days_since_seen: at least 11"]


def test_a_counsel_that_says_what_the_one_it_follows_says_is_said_to():
    base = BASE.replace("default", "  third: {name: the third, work: a note, follows: elder}\ndefault")
    sources = SOURCES + "third: {t1: {gist: a third passage, narrative: yes}}\n"
    revision = difference(base_of(DRY), base_of(DRY, base=base, sources=sources))
    assert edited(revision) == ["added counsel third", "added passage t1 of third"]
    assert list(revision.differences) == ["elder", "younger"]
    assert (list(revision.added), bool(revision), bool(revision.added["third"])) == (["third"], False, False)


def test_a_counsel_that_is_new_is_compared_with_the_one_that_it_follows():
    base = BASE.replace("default", "  third: {name: the third, work: a note, follows: younger}\ndefault")
    sources = SOURCES + "third: {t1: a third passage}\n"
    late = (
        "- {rule: late, counsel: third, source: t1, if: {late: yes}, then: {verdict: stay}, because: late,"
        " overrides: dry}\n"
    )
    revision = difference(base_of(DRY), base_of(DRY + late, base=base, sources=sources))
    found = revision.added["third"]
    assert (found.before, found.after, bool(revision)) == ("younger", "third", False)
    assert sorted((effects(change) for change in found.changes), key=str) == [
        [("verdict", "go", "stay")],
        [("verdict", None, "stay")],
    ]


def test_a_question_of_another_kind_cannot_be_compared():
    numbers = QUESTIONS.replace(
        "question: late, ask: Is it late?, kind: yes/no", "question: late, ask: How late?, kind: number, from: 0, to: 9"
    )
    with pytest.raises(KnowledgeError, match="late is a number here, and a yes/no in the other base"):
        difference(base_of(DRY), base_of(DRY, questions=numbers))
    until = CONCEPTS.replace("days since", "days until")
    with pytest.raises(KnowledgeError, match="counted in the other direction"):
        difference(base_of(DRY), base_of(DRY, concepts=until))


# Two counsels


def test_two_counsels_part_where_only_one_of_them_has_a_rule():
    late = (
        "- {rule: late, counsel: younger, source: y1, if: {late: yes}, then: {verdict: stay}, because: late,"
        " overrides: dry}\n"
    )
    found = disagreement(base_of(DRY + late), "elder", "younger")
    assert [(effects(one), [str(part.conditions) for part in one.parts]) for one in found.changes] == [
        ([("verdict", None, "stay")], ["late: yes, wet: yes or unknown"]),
        ([("verdict", "go", "stay")], ["late: yes, wet: no"]),
    ]
    assert found.changes[1].parts[0].responsible == ("late",)


def test_two_counsels_are_compared_once_whoever_asks(monkeypatch):
    base = load(GOOD / "two-counsels")
    found = disagreement(base)
    monkeypatch.setattr("followthrough.authoring.comparison.Comparison.difference", _too_many)
    assert disagreement(load(GOOD / "two-counsels"), *base.counsels) is found


def test_a_counsel_is_not_compared_with_itself_nor_with_one_that_is_not_there():
    with pytest.raises(LeadError, match="compared with itself"):
        disagreement(load(), "wolfe", "wolfe")
    with pytest.raises(LeadError, match="did you mean 'wolfe'"):
        disagreement(load(), "wolf", "jobfairy")


def test_a_revision_is_given_as_data():
    data = revision_json(difference(base_of(DRY), base_of(DRY.replace("go", "hide"))))
    assert data["differences"]["elder"]["changes"] == [
        {
            "effects": [{"concept": "verdict", "before": "go", "after": "hide", "due_before": None, "due_after": None}],
            "leads": 6,
            "parts": [
                {
                    "if": "wet: no",
                    "leads": 6,
                    "witness": {"wet": "no"},
                    "before_by": ["dry"],
                    "after_by": ["dry"],
                    "responsible": ["dry"],
                }
            ],
        }
    ]


def test_points_that_change_name_the_leads_in_which_a_shown_sum_comes_to_more():
    old = load(BASES / "good" / "points")
    [frame, *others] = old.sums["defects"].parts
    heavier = replace(old.sums["defects"], parts=(replace(frame, points=3), *others))
    revision = difference(old, replace(old, sums={**old.sums, "defects": heavier}, hash="other"))
    assert edited(revision) == ["changed sum defects"]
    effects = {
        effect: str(part.conditions)
        for change in revision.differences["club"].changes
        for effect in change.effects
        for part in change.parts
    }
    assert effects[Effect("defects", "fewer", "more")] == "rust: frame"
