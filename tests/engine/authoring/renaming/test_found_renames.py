"""A diff knows a rename: what only has another name is told so, and no lead is said to be advised differently."""

from random import Random

import pytest

from bases_in_memory import BASE, CONCEPTS, QUESTIONS, SOURCES, base_of
from followthrough.authoring.difference import difference, revision_json
from followthrough.authoring.renaming.found import renames
from followthrough.authoring.renaming.renames import Renames
from followthrough.format.load import load
from random_bases import random_base

DRY = "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: it is dry}\n"
WET = "- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}\n"


def edited(revision):
    return [f"{edit.how} {edit.kind} {edit.name}" + (f", was {edit.was}" * bool(edit.was)) for edit in revision.edits]


def same(revision):
    """Return what was edited, if no lead is advised differently and none is possible in one version only."""
    assert not revision, revision.differences
    return edited(revision)


# One name


def test_a_fact_is_renamed_with_all_that_mentions_it():
    def rename(text):
        return text.replace("wet", "damp").replace("Is it damp", "Is it wet").replace("it is damp", "it is wet")

    new = base_of(rename(DRY + WET).replace("rule: damp", "rule: wet"), questions=rename(QUESTIONS))
    assert same(difference(base_of(DRY + WET), new)) == ["renamed question damp, was wet"]


def test_a_concept_and_a_count_are_renamed():
    concepts = CONCEPTS.replace("concept: verdict", "concept: advice").replace("days_since_seen", "days_gone")
    old = base_of(DRY + DAYS)
    new = base_of(
        (DRY + DAYS).replace("verdict", "advice").replace("days_since_seen", "days_gone"),
        concepts=concepts,
        base=BASE.replace("verdict", "advice"),
    )
    assert same(difference(old, new)) == [
        "renamed count days_gone, was days_since_seen",
        "renamed concept advice, was verdict",
    ]


DAYS = """\
- {rule: old, counsel: elder, source: e1, if: {days_since_seen: at least 7}, then: {remark: quick}, because: "{wet}"}
"""


def test_a_date_is_renamed_though_its_count_names_it():
    old = base_of(DRY + DAYS)
    new = base_of(
        DRY + DAYS, questions=QUESTIONS.replace("seen_on", "met_on"), concepts=CONCEPTS.replace("seen_on", "met_on")
    )
    assert same(difference(old, new)) == ["renamed question met_on, was seen_on"]


def test_a_count_of_days_between_dates_is_renamed_with_its_dates():
    dates = QUESTIONS + "- {question: heard_on, ask: And heard?, kind: date, unknown: allowed, why: x}\n"
    span = "- {concept: silence, counts: days from seen_on to heard_on}\n"
    old = base_of(DRY, questions=dates, concepts=CONCEPTS + span)
    new = base_of(
        DRY,
        questions=dates.replace("heard_on", "told_on"),
        concepts=CONCEPTS + span.replace("heard_on", "told_on").replace("silence", "gap"),
    )
    assert same(difference(old, new)) == ["renamed question told_on, was heard_on", "renamed count gap, was silence"]


def test_a_sum_and_what_it_adds_up_are_renamed():
    points = "- {concept: risk, means: points, adds: {wet: {yes: 2}, late: {yes: 1}}}\n"
    rule = DRY.replace("if: {wet: no}", "if: {wet: no, risk: at most 1}")
    old = base_of(rule, concepts=CONCEPTS + points)
    new = base_of(
        rule.replace("risk", "score").replace("wet: no", "damp: no"),
        concepts=CONCEPTS + points.replace("risk", "score").replace("wet", "damp"),
        questions=QUESTIONS.replace("question: wet", "question: damp"),
    )
    assert same(difference(old, new)) == ["renamed question damp, was wet", "renamed sum score, was risk"]
    more = base_of(rule, concepts=CONCEPTS + points.replace("2", "3"))
    assert edited(difference(old, more)) == ["changed sum risk"]


def test_a_value_is_renamed_and_keeps_what_a_person_reads():
    new = base_of(DRY.replace("go", "leave") + WET, concepts=CONCEPTS.replace("go: Go.", "leave: Go."))
    assert same(difference(base_of(DRY + WET), new)) == ["renamed value verdict: leave, was verdict: go"]


def test_a_value_that_is_read_by_its_name_may_be_read_by_its_new_one():
    new = base_of(
        DRY, concepts=CONCEPTS.replace("good: good", "fine: fine").replace("otherwise: good", "otherwise: fine")
    )
    assert same(difference(base_of(DRY), new)) == ["renamed value mood: fine, was mood: good", "reworded concept mood"]


def test_a_rule_is_renamed_with_what_overrides_it():
    late = (
        "- {rule: late, counsel: elder, source: e1, if: {late: yes}, then: {verdict: hide}, because: late,"
        " overrides: [wet, dry]}\n"
    )
    new = base_of((DRY + WET + late).replace("rule: wet", "rule: rain").replace("[wet,", "[rain,"))
    assert same(difference(base_of(DRY + WET + late), new)) == ["renamed rule rain, was wet"]


def test_a_passage_and_a_counsel_are_renamed():
    new = base_of(
        DRY.replace("elder", "aunt").replace("e1", "a7"),
        sources=SOURCES.replace("elder: {e1", "aunt: {a7"),
        base=BASE.replace("elder:", "aunt:").replace("follows: elder", "follows: aunt"),
    )
    revision = difference(base_of(DRY), new)
    assert same(revision) == ["renamed counsel aunt, was elder", "renamed passage a7 of aunt, was e1 of elder"]
    assert list(revision.differences) == ["aunt", "younger"]


def test_a_law_is_renamed():
    law = "- {law: dry people go, if: {wet: no}, then: {verdict: go}, because: they can}\n"
    new = base_of(DRY, laws=law.replace("dry people", "whoever is dry may"))
    assert same(difference(base_of(DRY, laws=law), new)) == ["renamed law whoever is dry may go, was dry people go"]


# Several


def test_several_names_at_once_are_found_where_each_mentions_the_others():
    def rename(text):
        for old, new in (
            ("verdict", "advice"),
            ("go: Go", "walk: Go"),
            (": go}", ": walk}"),
            ("rule: dry", "rule: sun"),
        ):
            text = text.replace(old, new)
        return text.replace("question: wet", "question: damp").replace("{wet:", "{damp:")

    new = base_of(rename(DRY + WET), base=rename(BASE), concepts=rename(CONCEPTS), questions=rename(QUESTIONS))
    assert same(difference(base_of(DRY + WET), new)) == [
        "renamed question damp, was wet",
        "renamed concept advice, was verdict",
        "renamed value advice: walk, was verdict: go",
        "renamed rule sun, was dry",
    ]


def test_two_that_say_the_same_are_told_apart_by_what_they_mention_or_not_at_all():
    twins = DRY + DRY.replace("rule: dry", "rule: drier")
    other = base_of(twins.replace("rule: dry,", "rule: arid,").replace("rule: drier", "rule: sere"))
    assert same(difference(base_of(twins), other)) == [
        "removed rule drier",
        "removed rule dry",
        "added rule arid",
        "added rule sere",
    ]
    one = base_of(twins.replace("rule: drier", "rule: sere"))
    assert same(difference(base_of(twins), one)) == ["renamed rule sere, was drier"]


def test_what_also_changed_is_not_called_a_rename():
    new = base_of(DRY.replace("rule: dry", "rule: sun").replace("it is dry", "the sun is out"))
    assert same(difference(base_of(DRY), new)) == ["removed rule dry", "added rule sun"]


def test_a_pair_that_only_looks_alike_is_given_up():
    """The two rules test facts that are gone and new, but those are not the same fact."""
    snow = "- {question: snow, ask: Does it snow?, kind: yes/no, unknown: allowed, why: it matters}\n"
    hail = "- {question: hail, ask: Is that hail?, kind: yes/no, unknown: allowed, why: it matters}\n"
    rule = "- {rule: cold, counsel: elder, source: e1, if: {snow: yes}, then: {verdict: stay}, because: cold}\n"
    old = base_of(DRY + rule, questions=QUESTIONS + snow)
    new = base_of(DRY + rule.replace("cold,", "icy,", 1).replace("snow", "hail"), questions=QUESTIONS + hail)
    assert [one for one in edited(difference(old, new)) if "rule" in one] == ["removed rule cold", "added rule icy"]


def test_a_change_beside_a_rename_is_told_in_the_new_names():
    stay = WET.replace("verdict: stay", "advice: hide")
    new = base_of(
        DRY.replace("verdict", "advice") + stay,
        concepts=CONCEPTS.replace("concept: verdict", "concept: advice"),
        base=BASE.replace("verdict", "advice"),
    )
    revision = difference(base_of(DRY + WET), new)
    assert edited(revision) == ["renamed concept advice, was verdict", "changed rule wet"]
    (change,) = revision.differences["elder"].changes
    assert [(one.concept, one.before, one.after) for one in change.effects] == [("advice", "stay", "hide")]
    assert revision_json(revision)["edits"][0] == {
        "kind": "concept",
        "name": "advice",
        "how": "renamed",
        "was": "verdict",
        "file": "concepts.yaml",
        "line": 4,
    }


# Every name


@pytest.mark.parametrize("seed", range(16))
def test_any_one_name_of_a_random_base_is_found_again(seed):
    base = random_base(seed, dues=True, days=seed % 2 == 1)
    for names in one_name_each(base):
        assert renames(base, names.of(base)) == names


def one_name_each(base):
    yield from (
        Renames(facts={name: "new_fact"})
        for name in (*base.questions, *base.counts, *base.spans, *base.concepts, *base.sums)
    )
    for fact in (*base.questions.values(), *base.concepts.values()):
        values = fact.values if fact.name in base.concepts else fact.choices if fact.kind == "choice" else ()
        yield from (Renames(values={fact.name: {value: "new value"}}) for value in values)
    yield from (Renames(rules={name: "new-rule"}) for name in base.rules)
    yield from (Renames(passages={key: "new-passage"}) for key in base.passages)
    yield from (Renames(counsels={name: "new-counsel"}) for name in base.authorities)


def test_the_built_in_base_with_many_new_names_differs_in_names_only():
    base, random = load(), Random(7)
    some = Renames(
        facts={name: f"{name}_too" for name in random.sample([*base.questions, *base.concepts], 12)},
        rules={name: f"{name}-too" for name in random.sample(list(base.rules), 40)},
        counsels={"wolfe": "rayne"},
    )
    assert renames(base, some.of(base)) == some
