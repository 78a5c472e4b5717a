"""The advice as one headline: do this, by this day, and that and why the other authority disagrees."""

import re
from pathlib import Path

import pytest

from bases_in_memory import written
from followthrough import load
from web.visiting import SILENCE, YESTERDAY, Visitor, at, plain


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite")


def test_it_says_what_to_do_by_which_day_who_says_so_and_that_and_why_the_other_disagrees(visitor: Visitor) -> None:
    page = visitor.loads("/", SILENCE)
    assert '<h1 id="do-this">Look for more leads. That comes before everything else.</h1>' in page
    said = plain(page)
    wanted = [
        "By Sunday 22 November 2026 , today",
        "Let it go: your time is worth more elsewhere.",
        "JobFairy.com: You have too few other leads.",
        "Rayne Wolfe disagrees: Write a second short letter. A week has gone by and you have heard nothing.",
        "If you follow Rayne Wolfe instead",
    ]
    assert sorted(wanted, key=said.index) == wanted


def test_where_both_agree_the_other_is_one_sentence(visitor: Visitor) -> None:
    said = visitor.reads("/", YESTERDAY)
    assert "Rayne Wolfe advises the same." in said
    assert "disagrees" not in said
    assert "instead" not in said
    assert said.index("Write the letter") < said.index("How to do it") < said.index("What to beware of")


@pytest.mark.parametrize("answers", [SILENCE, YESTERDAY], ids=["they part", "they agree"])
def test_no_sentence_of_the_advice_stands_twice(visitor: Visitor, answers: dict[str, str]) -> None:
    base = load()
    said = visitor.reads("/", answers).partition("The days ahead")[0].partition("Why, and what would change it")[0]
    sentences = {
        base.says(concept, value) for concept in (*base.goals, *base.shows) for value in base.concepts[concept].values
    }
    assert [one for one in sentences if said.count(one) > 1] == []


def test_no_rule_fact_or_value_is_named_where_a_sentence_would_do(visitor: Visitor) -> None:
    base = load()
    asked = {name: SILENCE[name] for name in ("interview", "want_it", "interviewed_on", "heard_back")}
    for path, answers in (("/", SILENCE), ("/", YESTERDAY), ("/", asked), ("/reasons", SILENCE)):
        shown = re.sub(r'<span class="hidden">[^<]*</span>', "", visitor.loads(path, answers))
        page = plain(shown).partition("The days ahead")[0]
        for name in (*base.rules, *base.questions, "next step", "next_step", "Stance", "Manner", "Caution"):
            if "_" in name or "-" in name or name[0].isupper():
                assert name not in page, name


def test_what_would_change_it_says_what_the_advice_becomes(visitor: Visitor) -> None:
    said = visitor.reads("/", SILENCE).partition("Why, and what would change it")[2]
    assert "This is in your hands" in said
    assert "yes, enough to let one go Turn to your other leads." in said
    assert "an offer, and I have not answered yet Pursue it" in said


def test_what_another_authority_only_adds_is_told_as_that(tmp_path: Path) -> None:
    rules = """\
- {rule: out, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: Rain is good for you.}
- {rule: boots, counsel: younger, source: y1, if: {wet: yes}, then: {remark: quick}, because: Rain is cold.}
"""
    folder = written(tmp_path / "base", rules)
    visitor = Visitor(tmp_path / "leads.sqlite", str(folder))
    visitor.sends("/follow", {"counsel": "elder"})
    said = visitor.reads("/", {"wet": "yes", "late": "no"})
    assert "the younger advises the same." in said
    assert "What the younger adds" in said


def test_while_one_tries_another_answer_what_was_advised_is_struck(visitor: Visitor) -> None:
    said = visitor.reads(at({**SILENCE, "if-heard_back": "offer"}))
    assert "changed It was: Look for more leads." in said
    assert "changed It was: Let it go" in said


def test_the_page_is_light_enough_for_a_phone(visitor: Visitor) -> None:
    assert len(visitor.loads("/", SILENCE)) < 60_000
