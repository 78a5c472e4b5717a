"""What is settled while answers are missing, and what the rest hinges on, against trying every complete lead."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from as_in_a_case import advise as advise_whole
from bases.reset import BASES
from bases_in_memory import PIGEONS, base_of
from complete_leads import Facts, complete_leads, concluded
from followthrough import KnowledgeBase, MissingFacts, UnknownName, advise, load, next_question, why
from followthrough.advising import inquiry, openness
from followthrough.advising.advice import Advice
from followthrough.advising.advice_json import as_json
from followthrough.advising.advise import others
from followthrough.format.conditions import Value, values_of
from followthrough.readings.prove.worlds import Worlds
from random_bases import TODAY, random_base, random_lead
from reference import days_are_told

NAMES = (
    "smallest",
    "two-counsels",
    "only-if-unknown",
    "days",
    "days-between",
    "unknowns",
    "parcel-flow",
    "many",
    "letters",
)
PARTS = 8
"""Leads of each small base that are followed, or cut short."""
NEAR = 8
"""Days that are told in a part of a lead are no further away."""


@cache
def good(name: str) -> KnowledgeBase:
    return load(BASES / "good" / name)


@cache
def all_leads(name: str, counsel: str) -> list[tuple[Facts, dict[str, Value]]]:
    base = good(name)
    return [(facts, concluded(base, counsel, facts)) for facts in complete_leads(base)]


def hold_to(advice: Advice, fitting: list[dict[str, Value]]) -> None:
    """Compare advice with what is concluded in all complete leads that fit."""
    assert fitting
    for name in advice.base.concepts:
        values = [values[name] for values in fitting]
        is_settled = all(value == values[0] for value in values)
        assert is_settled is not (name in advice.open or name in advice.open_beneath), name
        if is_settled:
            assert advice.value(name) == values[0], name
            continue
        with pytest.raises(MissingFacts) as error:
            advice.value(name)
        assert error.value.questions
        if name in advice.open:
            every = {one for value in values for one in (values_of(value) or [None])}
            one = advice.open[name]
            assert one.possible == tuple(v for v in (*advice.base.concepts[name].values, None) if v in every)
            held = set.intersection(*({*values_of(value)} for value in values))
            assert {*one.held} == (held if advice.base.concepts[name].many else set())


def some_of(base: KnowledgeBase, whole: Facts, random: Random) -> Facts:
    """Draw some of the answers, "I don't know" only to questions that allow it."""
    share = random.choice((0.2, 0.5, 0.8))
    return {
        fact: value
        for fact, value in whole.items()
        if random.random() < share and (value is not None or base.questions[base.question_of(fact)].unknown_allowed)
    }


def is_near(lead: Facts) -> bool:
    """Return whether all days of a lead are so near that days on either side of them have been tried."""
    return all(abs((day - TODAY).days) <= NEAR for day in lead.values() if isinstance(day, date))


@pytest.mark.parametrize("name", NAMES)
def test_advice_on_a_part_of_a_lead_is_what_all_complete_leads_that_fit_agree_on(name: str) -> None:
    base, random = good(name), Random(name)
    for counsel in base.counsels:
        leads = all_leads(name, counsel)
        near = [one for one, _ in leads if not days_are_told(base) or is_near(one)]
        for _ in range(PARTS):
            whole = random.choice(near)
            part = some_of(base, whole, random)
            fitting = [values for facts, values in leads if all(facts[fact] == part[fact] for fact in part)]
            hold_to(advise(base, part, counsel=counsel, today=TODAY), fitting)


@pytest.mark.parametrize("name", NAMES)
def test_who_answers_what_is_asked_is_advised_at_every_step_and_in_the_end_on_everything(name: str) -> None:
    base, random = good(name), Random(name)
    for counsel in base.counsels:
        for _ in range(PARTS):
            whole, values = random.choice(all_leads(name, counsel))
            part: Facts = {}
            while True:
                step = next_question(base, part, counsel=counsel, today=TODAY)
                advice = advise(base, part, counsel=counsel, today=TODAY)
                assert step.settled is not bool(advice.open or advice.open_days)
                if step.question is None:
                    break
                assert step.question in advice.needed()
                hinging = {name: one.questions for name, one in advice.open.items()} | dict(advice.open_days)
                assert all(step.question in hinging[concept] for concept in step.hinges)
                fact = step.question if step.question in whole else base.count_of(step.question).name
                part[fact] = whole[fact]
            assert {name: advice.value(name) for name in advice} == {name: values[name] for name in advice}


def told(advice: Advice) -> tuple[object, ...]:
    """Return all that is said of what is open, and the proof of the rest."""
    return advice.open, advice.open_days, advice.open_sums, advice.open_beneath, advice.proof


def hold_to_proofs(base: KnowledgeBase, part: Mapping[str, object], counsel: str) -> None:
    """Compare what diagrams say of a part of a lead with what is proved of it."""
    by_diagrams = advise(base, part, counsel=counsel, today=TODAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(openness, "left_open_by", lambda *_: None)
        assert told(by_diagrams) == told(advise(base, part, counsel=counsel, today=TODAY))


@pytest.mark.parametrize("seed", range(40))
def test_of_any_base_diagrams_say_what_is_proved(seed: int) -> None:
    base, random = (
        random_base(seed, dues=seed % 2 == 1, days=seed % 3 == 1, many=seed % 5 == 1, sums=seed % 4 == 2),
        Random(seed),
    )
    for counsel in base.counsels:
        for _ in range(2):
            hold_to_proofs(base, a_part_of(random_lead(base, random), random), counsel)


@pytest.mark.parametrize("counsel", ["wolfe", "jobfairy"])
def test_of_the_shipped_base_diagrams_say_what_is_proved(counsel: str) -> None:
    base, random = load(), Random(2)
    for _ in range(6):
        hold_to_proofs(base, a_part_of(random_lead(base, random), random), counsel)


@pytest.mark.parametrize("seed", range(12))
def test_of_a_large_base_drawn_leads_and_proofs_say_what_proofs_alone_say(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openness, "left_open_by", lambda *_: None)
    kinds = {"dues": seed % 2 == 1, "days": seed % 3 == 1, "many": seed % 5 == 1, "sums": seed % 4 == 2}
    base, random = random_base(seed, **kinds), Random(seed)
    for _ in range(6):
        part = a_part_of(random_lead(base, random), random)
        for counsel in base.counsels:
            found = []
            for many in (10_000, 0):
                monkeypatch.setattr(inquiry, "MANY_RULES", many)
                found.append(told(advise(base, part, counsel=counsel, today=TODAY)))
            assert found[0] == found[1]


def a_part_of(whole: Mapping[str, object], random: Random) -> dict[str, object]:
    share = random.choice((0, 0.2, 0.5, 0.8))
    return {fact: value for fact, value in whole.items() if random.random() < share}


@pytest.mark.parametrize("counsel", ["wolfe", "jobfairy"])
def test_on_the_shipped_base_what_is_settled_is_proved_and_what_is_open_can_be_otherwise(counsel: str) -> None:
    base, random = load(), Random(1)
    worlds = Worlds.of(base, counsel)
    for _ in range(2):
        whole = random_lead(base, random)
        part: dict[str, object] = {}
        while (step := next_question(base, part, counsel=counsel, today=TODAY)).question is not None:
            fact = count.name if (count := base.count_of(step.question)) else step.question
            part[fact] = whole.get(fact)
            advice = advise(base, part, counsel=counsel, today=TODAY)
            known = {name: advice.lead.facts[name] for name in part}
            for concept in advice:
                possible = worlds.values(concept, known)
                if concept in advice.open:
                    assert advice.open[concept].possible == possible
                    assert {*advice.open[concept].questions} <= {*base.questions} - {*part}
                    assert len(possible) > 1
                else:
                    assert [*possible] == [*values_of(advice.value(concept))] or possible == (None,)
        complete = advise_whole(base, whole, counsel=counsel, today=TODAY)
        assert {name: advice.value(name) for name in advice} == {name: complete.value(name) for name in advice}


TURNED_DOWN = {"interview": "done", "heard_back": "turned down"}


def test_what_is_settled_is_told_with_its_reasons_and_the_trace_has_nothing_else() -> None:
    advice = advise(load(), TURNED_DOWN, today=TODAY)
    assert list(advice.open) == ["next_step", "manner", "caution"]
    assert advice["stance"].by == ("turned-down",)  # type: ignore[union-attr]  # a stance is one value
    assert [step.rule for step in advice.proof.steps] == ["turned-down"]
    assert why(advice, "stance").reasons[0].step.rule == "turned-down"
    assert [step["rule"] for step in as_json(advice)["trace"]] == ["turned-down"]


def test_of_what_is_open_it_is_told_what_it_can_be_and_what_to_ask() -> None:
    advice = advise(load(), TURNED_DOWN, today=TODAY)
    assert advice.open["next_step"].possible == ("turn to other leads", "find more leads")
    assert advice.open["next_step"].questions == ("other_leads",)
    for ask in (advice.value, advice.__getitem__, lambda name: why(advice, name)):
        with pytest.raises(MissingFacts, match="next_step is open: it hinges on other_leads") as error:
            ask("next_step")
        assert (error.value.questions, error.value.concept) == (("other_leads",), "next_step")
    assert as_json(advice)["advice"]["next_step"] is None
    assert as_json(advice)["open"]["next_step"] == {
        "possible": ["turn to other leads", "find more leads"],
        "held": [],
        "questions": ["other_leads"],
        "later": [],
        "proved": True,
    }


def test_a_question_left_out_is_open_and_one_answered_with_unknown_is_not() -> None:
    lead = {**TURNED_DOWN, "other_leads": None}
    assert advise(load(), lead, today=TODAY).value("next_step") == "turn to other leads"
    assert advise(load(), {**TURNED_DOWN, "other_leads": "unknown"}, today=TODAY).value("next_step")


def test_a_concept_that_only_rules_use_can_be_open_too() -> None:
    advice = advise(load(), TURNED_DOWN, today=TODAY)
    assert "regard" in advice.open_beneath
    with pytest.raises(MissingFacts) as error:
        why(advice, "regard")
    assert error.value.concept == "regard"
    assert error.value.questions


def test_an_unknown_concept_is_a_key_error_that_names_the_near_one() -> None:
    advice = advise(load(), TURNED_DOWN, today=TODAY)
    with pytest.raises(KeyError, match="unknown concept 'stanc'; did you mean 'stance'"):
        advice["stanc"]
    with pytest.raises(UnknownName):
        advice.value("heard_back")


HELD = """\
- {rule: in-the-rain, counsel: elder, source: e1, if: {wet: yes}, then: {remark: quick}, because: It rains.}
- {rule: when-late, counsel: elder, source: e1, if: {wet: yes, late: yes}, then: {remark: quiet}, because: It is late.}
- {rule: when-unseen, counsel: elder, source: e1, if: {seen_on: unknown}, then: {remark: quiet}, because: Nobody saw.}
"""


def test_of_many_values_those_that_are_held_whatever_is_answered_are_told() -> None:
    base = base_of(HELD)
    advice = advise(base, {"wet": "yes", "seen_on": TODAY}, today=TODAY)
    assert (advice.open["remark"].possible, advice.open["remark"].held) == (("quick", "quiet"), ("quick",))
    assert advice.known("remark") == ("quick",)
    assert [step.rule for step in advice.proof.steps] == ["in-the-rain"]
    assert [one["value"] for one in as_json(advice)["advice"]["remark"]] == ["quick"]


def test_a_rule_that_applies_only_since_nothing_is_said_is_no_part_of_the_proof() -> None:
    advice = advise(base_of(HELD), {"late": "no"}, today=TODAY)
    assert "remark" in advice.open
    assert advice.proof.steps == ()


def test_each_counsel_is_open_where_it_hinges_on_more() -> None:
    lead = {"interview": "upcoming", "interview_day": None, "want_it": "yes"}
    advice = advise(load(), lead, counsel="wolfe", today=TODAY)
    (editors,) = others(advice)
    assert (list(advice.open), list(editors.open)) == ([], ["caution"])
    assert as_json(advice, [editors])["unsettled"] == {"jobfairy": ["hard_to_please"]}


def test_what_takes_too_long_to_prove_is_open_and_says_so() -> None:
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {p0: h0}, then: {verdict: go}, because: ok}\n",
        questions=PIGEONS,
        concepts="- {concept: verdict, means: what, values: {go: Go., stay: Stay.}, otherwise: stay}\n"
        "- {concept: remark, means: what else, values: {quiet: Be quiet.}}\n",
    )
    advice = advise(base, {}, today=TODAY, seconds=0.2)
    assert not advice.open["verdict"].proved
    assert advice.open["verdict"].possible == ("go", "stay", None)
    assert advice.open["verdict"].questions[:2] == ("p0", "p1")
    with pytest.raises(MissingFacts):
        advice.value("verdict")


@pytest.mark.parametrize("today", ["2026-11-26", 20261126, 1.5, b"x"])
def test_today_is_a_date_and_nothing_else(today: object) -> None:
    with pytest.raises(TypeError, match=r"today must be a datetime\.date, not "):
        advise(load(), {}, today=today)  # type: ignore[arg-type]  # that is what is refused
    with pytest.raises(TypeError, match=r"today must be a datetime\.date, not "):
        next_question(load(), {}, today=today)  # type: ignore[arg-type]


def test_without_a_day_it_is_the_local_one() -> None:
    assert advise(load(), {}).on == date.today()


MOVED = """\
- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}
- {question: opens_on, ask: When?, kind: date, unknown: allowed, why: It counts.}
- {question: visit_on, ask: When?, kind: date, why: It counts., not before: opens_on, ahead: yes}
"""


def test_the_day_of_a_goal_is_open_while_the_day_that_it_is_counted_from_may_be_further_away() -> None:
    base = base_of(
        """\
- rule: wet
  counsel: elder
  source: e1
  if: {wet: yes}
  then: {verdict: stay}
  because: it is
  due: {days_until_visit: 3}
""",
        questions=MOVED,
        concepts="""\
- {concept: days_until_visit, counts: days until visit_on, from: 0, to: 10}
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
""",
    )

    def told(**answers: object) -> Advice:
        return advise(base, {"wet": "yes", **answers}, today=TODAY)

    later = TODAY + timedelta(days=12)
    assert told(days_until_visit=10, opens_on=None).due("verdict", "stay") == TODAY + timedelta(days=7)
    assert told(days_until_visit=10, opens_on=later).due("verdict", "stay") == TODAY + timedelta(days=9)
    advice = told(days_until_visit=10)
    assert (advice.value("verdict"), advice.open_days) == ("stay", {"verdict": ("opens_on",)})
    assert next_question(base, {"wet": "yes", "days_until_visit": 10}, today=TODAY).question == "opens_on"
    assert not told(days_until_visit=9).open_days
    assert not told(visit_on=later).open_days
