"""A certificate is accepted by both checkers, and says what the engine advises."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

import node
from bases_in_memory import base_of
from followthrough import advise, load
from followthrough.advising.advice import Advice
from followthrough.certificates.canonical_json import canonical, digest
from followthrough.certificates.checker import check
from followthrough.certificates.in_pages import page_script
from followthrough.certificates.writing import about, certificate, left_open, text_of
from followthrough.errors import LeadError
from followthrough.format.applicability import unanswered
from followthrough.format.conditions import Value, values_of
from followthrough.format.expectations import CASE_DAY
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY, random_base, random_lead

ROOT = Path(__file__).parents[3]
OTHERS = sorted((ROOT / "tests" / "bases").glob("*/*/base.yaml"))
KINDS = ({}, {"dues": True}, {"days": True}, {"many": True}, {"sums": True}, {"decimals": True}, {"spans": True})
ADVICE = 4
"""How many pieces of advice of each random base are certified."""
EVERY = 4
"""Of so many cases of the shipped base, one has certificates here; `bench/certificates.py` makes those of all."""


def completed(base: KnowledgeBase, answers: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Say "I don't know" to what may be unknown and was left out."""
    found = dict(answers)
    while True:
        lead = read_lead(base, found, today, partial=True)
        left = [one.name for one in unanswered(base, lead.facts, found) if one.unknown_allowed]
        if not left:
            return found
        found |= dict.fromkeys(left)


def of_cases(base: KnowledgeBase, every: int = 1, counsels: Iterator[str] | None = None) -> Iterator[Advice]:
    """Advise on one of so many cases of a base under the next of some counsels, or all; what may be unknown is so."""
    for case in base.cases[::every]:
        for counsel in base.counsels if counsels is None else [next(counsels)]:
            lead = read_lead(base, case.lead, CASE_DAY)
            yield advise(base, completed(base, lead.answers, CASE_DAY), counsel=counsel, today=CASE_DAY)


def accepted(found: Iterable[Advice]) -> int:
    """Assert that the certificates are accepted and say what the engine advises; return how many there are."""
    made = []
    for advice in found:
        data = certificate(advice)
        says_what_is_advised(advice, data)
        made.append((text_of(data), about(advice.base, advice.counsel)))
    for text, base in made:
        assert check(text, base) == []
    if node.found():
        assert node.check_all(made) == [[]] * len(made)
    return len(made)


def says_what_is_advised(advice: Advice, data: Mapping[str, Any]) -> None:
    """Assert that a certificate says what is advised, and leaves nothing open that is settled but what it names."""
    said, left = data["advice"], left_open(advice, data)
    for name in advice.shown():
        if name in advice.open:
            assert said[name]["open"], name
            assert {*said[name]["values"]} <= {*advice.open[name].held}
        elif name not in left:
            assert tuple(said[name]["values"]) == values_of(advice.value(name))
            for value, due in said[name]["due"].items():
                assert due == "open" or name in advice.open_days or due == text_of_day(advice.due(name, value))
            for value, rules in said[name]["by"].items():
                assert {*rules} <= {step.rule for step in advice.proof.deciding(name, value)}
    for name in advice.base.shown_sums:
        if name not in advice.open_sums and name not in left:
            assert said[name]["from"] == said[name]["to"] == advice.value(name)


def text_of_day(day: date | None) -> str | None:
    return day and day.isoformat()


def needs_node() -> None:
    if node.found() is None:
        pytest.skip(node.NONE)


# Accepted


def test_the_certificates_of_every_fourth_case_under_one_counsel_or_another_are_accepted_by_both_checkers(
    record_property,
):
    needs_node()
    base = load()
    checked = accepted(of_cases(base, EVERY, counsels=cycle(base.counsels)))
    record_property("counted", f"{checked} certificates of {len(base.cases)} cases accepted by both checkers")


@pytest.mark.parametrize(
    "path", [path for path in OTHERS if path.parts[-3] in ("good", "published")], ids=lambda path: path.parent.name
)
def test_the_certificates_of_the_cases_of_other_bases_are_accepted(path):
    accepted(of_cases(load(path.parent)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: next(iter(kind), "plain"))
def test_the_certificates_of_random_bases_are_accepted(kind):
    def some() -> Iterator[Advice]:
        for seed in range(8):
            base, random = random_base(seed, **kind), Random(seed)
            for _ in range(ADVICE):
                lead = read_lead(base, random_lead(base, random), TODAY)
                told = completed(base, lead.answers, TODAY)
                if random.random() < 0.5:
                    told = {name: value for name, value in told.items() if random.random() < 0.6}
                try:
                    read_lead(base, told, TODAY, partial=True)
                except LeadError:
                    continue
                yield advise(base, told, counsel=random.choice([*base.counsels]), today=TODAY)

    accepted(some())


def test_a_certificate_is_the_same_bytes_each_time_and_has_the_hash_of_its_canonical_form():
    base = load()
    made = [text_of(certificate(advise(base, {"interview": "upcoming"}, today=TODAY))) for _ in range(2)]
    data = json.loads(made[0])
    assert made[0] == made[1] == canonical(data) + "\n"
    assert data.pop("hash") == digest(data)


def test_counts_are_written_with_the_day_that_they_are_counted_from():
    today = date(2026, 11, 22)
    base, lead = load(), {"interview": "done", "days_since_interview": 21, "heard_back": "turned down"}
    data = certificate(advise(base, lead, today=today))
    assert data["today"] == "2026-11-22"
    assert data["answers"]["interviewed_on"] == (today - timedelta(days=21)).isoformat()
    assert data["facts"]["days_since_interview"] == 21


def test_what_only_letters_say_is_not_in_a_certificate():
    base = load()
    text = text_of(certificate(advise(base, {"interview": "done", "interviewer": "Ms. Rivera"}, today=TODAY)))
    assert "Rivera" not in text


def test_a_certificate_claims_nothing_that_hinges_on_open_questions():
    base = load()
    data = certificate(advise(base, {"interview": "upcoming"}, today=TODAY))
    assert data["advice"]["stance"]["values"] == []
    assert {*data["advice"]["stance"]["open"]} >= {"pursue", "drop"}
    assert "want_it" in data["open"]


HOSTILE_RULES = "".join(
    f"- {{rule: r{number}, counsel: elder, source: e1, because: x, if: {{constructor: {name}}}, "
    f"then: {{verdict: {name}}}}}\n"
    for number, name in enumerate(("__proto__", "constructor", '"\U0001f600"', '"\uff5e"'))
)
HOSTILE = """\
- question: constructor
  ask: Which?
  kind: choice
  many: yes
  choices: {__proto__: a, constructor: b, "\U0001f600": c, "\uff5e": d, "say \\"no\\"": e, "null": f}
  why: x
"""


def test_names_that_mean_something_in_javascript_are_names_like_any_other():
    base = base_of(
        HOSTILE_RULES,
        questions=HOSTILE,
        concepts="""\
- {concept: verdict, means: x, many: yes, values: {__proto__: a, constructor: b, "\U0001f600": c, "\uff5e": d}}
- {concept: remark, means: x, values: {hasOwnProperty: a}}
""",
    )
    values = ("__proto__", "constructor", "\U0001f600", "\uff5e")
    for held in (values, values[:1], values[2:]):
        advice = advise(base, {"constructor": list(held)}, today=TODAY)
        assert accepted([advice]) == 1
        assert certificate(advice)["advice"]["verdict"]["values"] == list(held)


def test_the_checker_in_javascript_is_short_and_needs_nothing_else():
    program = node.CHECKER.read_text(encoding="utf-8")
    assert len(program.splitlines()) <= 300
    assert not re.search(r"^\s*import\b|require\(|\bfetch\(|\beval\(", program, re.MULTILINE)
    assert re.findall(r'import\("(.*?)"\)', program) == ["node:fs"]


def test_a_page_holds_the_checker_as_a_plain_script_with_one_name():
    needs_node()
    text = text_of(certificate(advise(load(), {"interview": "upcoming"}, today=TODAY)))
    told = f"console.log(certificates.check({json.dumps(text)}).accepted, typeof check)"
    done = subprocess.run(
        [str(node.found()), "--input-type=commonjs", "-"],
        input=f'"use strict";\n{page_script()}{told}',
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("true undefined\n", "")


def test_the_rows_of_a_long_table_do_not_each_name_all_rows_below(tmp_path):
    rows = 400
    shutil.copytree(ROOT / "tests" / "bases" / "good" / "decision-table-first", tmp_path / "base")
    (table,) = (tmp_path / "base" / "rules").glob("*.csv")
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*lines, *lines[-1:] * rows]) + "\n", encoding="utf-8")
    base = load(tmp_path / "base")
    counsel = base.default_counsel
    assert accepted(of_cases(base)) > 0
    assert len(canonical(about(base, counsel)["knowledge"])) < 300 * len(base.rules)


def test_an_overlay_has_certificates_of_its_own():
    base = load(None, ROOT / "examples" / "counsels" / "georgetown")
    (own,) = base.counsels.keys() - load().counsels.keys()
    assert accepted([advise(base, {"interview": "upcoming"}, counsel=own, today=TODAY)]) == 1
    assert about(base, own)["digest"] != about(load(), "wolfe")["digest"]
