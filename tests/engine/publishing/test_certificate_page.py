"""The checker of certificates in a published page: it accepts what its base advises, and refuses anything changed."""

import json
import subprocess
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import node
from followthrough import advise, load
from followthrough.certificates.canonical_json import digest
from followthrough.certificates.writing import certificate, text_of
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase
from followthrough.publishing import page
from followthrough.publishing.published import published

Found = tuple[bool, list[tuple[str, str]]]


@cache
def base() -> KnowledgeBase:
    return load(Path(__file__).parents[2] / "bases" / "good" / "two-counsels")


def of_cases(one: KnowledgeBase) -> list[str]:
    return [
        text_of(certificate(advise(one, case.lead, counsel=counsel, today=CASE_DAY)))
        for case in one.cases
        for counsel in one.counsels
    ]


def checked(texts: list[str], one: KnowledgeBase) -> list[Found]:
    """Have the program of a page check texts, as it stands in the page's file."""
    found = node.found()
    if found is None:
        pytest.skip(node.NONE)
    data = {name: part for name, part in published(one, date(2026, 11, 27), "1").items() if name != "diagrams"}
    given = json.dumps([data, texts])
    program = f'"use strict";\n{page.program()}\nconst [data, texts] = {given};\n'
    told = "console.log(JSON.stringify(texts.map((text) => checked(data, text))));"
    done = subprocess.run([found], input=program + told, capture_output=True, text=True, check=True, encoding="utf-8")
    return [(one["accepted"], [(p["where"], p["says"]) for p in one["problems"]]) for one in json.loads(done.stdout)]


def changed(text: str, **parts: Any) -> str:
    """Change a certificate and seal it again."""
    data = {**json.loads(text), **parts}
    del data["hash"]
    return text_of({**data, "hash": digest(data)})


def test_the_page_accepts_the_certificates_of_all_cases_of_its_base() -> None:
    texts = of_cases(base())
    assert checked(texts, base()) == [(True, [])] * len(texts)


def test_the_page_refuses_a_change_and_says_where() -> None:
    whole = of_cases(base())[0]
    data = json.loads(whole)
    goal = next(name for name, one in data["advice"].items() if one["values"])
    advice = {**data["advice"], goal: {**data["advice"][goal], "values": []}}
    unsealed = whole.replace(data["today"], "2026-01-02", 1)
    (accepted, problems), (same, broken) = checked([changed(whole, advice=advice), unsealed], base())
    assert not accepted
    assert {where for where, _ in problems} == {f"advice: {goal}: values"}
    assert not same
    assert "hash" in {where for where, _ in broken}


def test_the_page_refuses_rules_that_are_not_its_own_though_the_certificate_holds_by_itself() -> None:
    data = json.loads(of_cases(base())[0])
    rules = data["knowledge"]["rules"]
    first = next(iter(rules))
    knowledge = {**data["knowledge"], "rules": {**rules, first: {**rules[first], "because": "I say so."}}}
    other = changed(json.dumps(data), knowledge=knowledge, base={**data["base"], "digest": digest(knowledge)})
    [(accepted, problems)] = checked([other], base())
    assert (accepted, [where for where, _ in problems]) == (False, ["base: digest"])


@pytest.mark.parametrize(
    "text", ["", "no certificate", "null", "[]", "{}", '{"counsel": "nobody"}', '{"counsel": "aunt"}']
)
def test_what_is_no_certificate_is_refused_in_a_line(text: str) -> None:
    [(accepted, problems)] = checked([text], base())
    assert not accepted
    assert len(problems) == 1
