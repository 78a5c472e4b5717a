"""The Python API as it looks at a prompt, in a notebook, from other processes, and from several threads."""

import copy
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from typing import Any

import pytest

import followthrough as ft
from bases_in_memory import base_of
from cli.running import ROOT
from random_bases import random_lead

TODAY = date(2026, 11, 26)
BASE = ft.load()
TURNED_DOWN = {"interview": "done", "heard_back": "turned down"}
SETTLED = {"interview": "upcoming", "want_it": "yes", "hard_to_please": "no", "other_leads": "few"}
OPEN = ft.advise(BASE, {}, today=TODAY)
PARTLY = ft.advise(BASE, TURNED_DOWN, today=TODAY)


def results() -> dict[str, Any]:
    """Return a result of every kind, by name."""
    silent = ft.advise(BASE, random_lead(BASE, Random(1)), today=TODAY)
    return {
        "base": BASE,
        "open advice": OPEN,
        "advice": PARTLY,
        "whole advice": silent,
        "proof": silent.proof,
        "lead": silent.lead,
        "conclusion": PARTLY["stance"],
        "open": OPEN.open["caution"],
        "why": ft.why(PARTLY, "stance"),
        "why not": ft.why_not(PARTLY, "stance", "pursue"),
        "what if": ft.what_if(BASE, SETTLED, "stance", "drop", today=TODAY),
        "next": ft.next_question(BASE, {}, today=TODAY),
        "plan": ft.days_ahead(BASE, SETTLED, today=TODAY),
        "revision": ft.difference(BASE, BASE),
        "missing facts": ft.MissingFacts(("want_it",), concept="stance"),
        "unknown name": ft.UnknownName("why", "unknown concept 'stanc'", "stanc", ["stance"]),
    }


RESULTS = results()


def test_dir_lists_the_api_and_nothing_else_and_all_of_it_is_there() -> None:
    assert dir(ft) == sorted(ft.__all__)
    for name in ft.__all__:
        assert getattr(ft, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'advice'"):
        ft.advice  # noqa: B018  # to look it up is the test


def test_every_error_of_ours_is_exported() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    ours = {kind for kind in below(ft.FollowthroughError) if not kind.__name__.startswith("_")}
    assert {kind.__name__ for kind in ours} <= set(ft.__all__)


def test_the_version_is_that_of_the_project_installed_or_not() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ft.__version__ == project["version"]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_two_lines_at_a_prompt(name: str) -> None:
    shown = repr(RESULTS[name])
    assert len(shown) < 400
    assert shown.count("\n") <= 1


def test_advice_on_a_long_lead_is_short_too_and_names_what_is_open() -> None:
    assert "stance: open" in repr(OPEN)
    assert "hinges on interview, want_it" in repr(OPEN)
    assert "stance: drop" in repr(PARTLY)
    values = {f"v{n}": "x" * 300 for n in range(50)}
    long = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: v0}, because: ok}\n",
        concepts=f"- {{concept: verdict, means: m, values: {values}}}\n"
        "- {concept: remark, means: what else, values: {quiet: Be quiet.}}\n",
    )
    assert len(repr(ft.advise(long, {}, today=TODAY))) < 400


def test_a_notebook_shows_a_table_in_which_nothing_of_a_base_is_markup() -> None:
    assert "<th>The one step to take next</th><td>open: Turn to your other leads" in PARTLY._repr_html_()
    hostile = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: ok}\n",
        concepts="- {concept: verdict, means: m, values: {go: '<script>alert(1)</script>', stay: '<b>'}}\n"
        "- {concept: remark, means: what else, values: {quiet: Be quiet.}}\n",
    )
    for lead in ({"wet": "yes"}, {}):
        shown = ft.advise(hostile, lead, today=TODAY)._repr_html_()
        assert "<script>" not in shown
        assert "<b>" not in shown


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("again", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_a_result_is_pickled_and_copied_as_it_is(name: str, again: Callable[[Any], Any]) -> None:
    one = RESULTS[name]
    other = again(one)
    if isinstance(one, Exception):
        assert (type(other), str(other), other.args) == (type(one), str(one), one.args)
    else:
        assert other == one
        assert repr(other) == repr(one)


def test_bases_are_equal_by_their_content() -> None:
    again = pickle.loads(pickle.dumps(BASE))
    assert (again == BASE, hash(again) == hash(BASE), len({again, BASE})) == (True, True, 1)
    rules = "- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: ok}\n"
    assert base_of(rules) == base_of(rules)
    assert base_of(rules) != base_of(rules.replace("because: ok", "because: so"))


def test_a_base_from_another_process_gives_the_same_advice() -> None:
    script = (
        "import pickle, sys, datetime; import followthrough as ft; base, lead = pickle.load(sys.stdin.buffer);"
        "pickle.dump(ft.advise(base, lead, today=datetime.date(2026, 11, 26)), sys.stdout.buffer)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=pickle.dumps((BASE, TURNED_DOWN)),
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT / "engine"), "FOLLOWTHROUGH_CACHE": ""},
        check=True,
    )
    assert pickle.loads(done.stdout) == PARTLY


def test_eight_threads_get_what_one_gets_in_turn() -> None:
    random = Random(8)
    leads = [random_lead(BASE, random) for _ in range(6)]
    parts = [{name: lead[name] for name in lead if random.random() < 0.6} for lead in leads]
    jobs: list[Callable[[], Any]] = []
    for lead, counsel in zip((*leads, *parts), ("wolfe", "jobfairy") * 6, strict=True):
        jobs.append(lambda lead=lead, counsel=counsel: ft.advise(BASE, lead, counsel=counsel, today=TODAY))
        jobs.append(lambda lead=lead, counsel=counsel: ft.next_question(BASE, lead, counsel=counsel, today=TODAY))
    jobs.append(lambda: ft.what_if(BASE, SETTLED, "stance", "drop", today=TODAY))
    jobs.append(lambda: ft.why_not(ft.advise(BASE, SETTLED, today=TODAY), "stance", "drop"))
    jobs.append(lambda: ft.days_ahead(BASE, SETTLED, today=TODAY))
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda job: job(), jobs))
    assert together == [job() for job in jobs]


@pytest.mark.parametrize("today", ["2026-11-26", 20261126, None])
def test_every_function_about_a_day_takes_the_local_one_or_a_date(today: Any) -> None:
    from datetime import datetime

    wrong = datetime(2026, 11, 26) if today is None else today
    functions: list[Callable[[Any], Any]] = [
        lambda day: ft.advise(BASE, SETTLED, today=day),
        lambda day: ft.next_question(BASE, SETTLED, today=day),
        lambda day: ft.what_if(BASE, SETTLED, "stance", today=day),
        lambda day: ft.days_ahead(BASE, SETTLED, today=day),
        lambda day: ft.advise_frame(BASE, __import__("polars").DataFrame([SETTLED]), today=day),
    ]
    for function in functions:
        with pytest.raises(TypeError, match=r"today must be a datetime\.date, not (a|the) "):
            function(wrong)
        function(None)
