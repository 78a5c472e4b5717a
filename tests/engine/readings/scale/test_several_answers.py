"""Questions with several answers in columns: however they are written, the advice is that on each lead by itself."""

from random import Random
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from bases.reset import BASES
from followthrough import advise_frame, load
from followthrough.advising.advice import advise_lead
from followthrough.errors import LeadError
from followthrough.format.choices import written
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY, random_base, random_lead

RANDOM_BASES = 16
TOUR = load(BASES / "good" / "several-answers")
KINDS = {"number": pl.Int64, "date": pl.Date}


def texts(question, held):
    return {question.name: pl.Series([None if one is None else written(one) for one in held], dtype=pl.String)}


def loose_texts(question, held):
    shouted = [None if one is None else " , ".join(f'"{choice}."' for choice in reversed(one)).upper() for one in held]
    return {question.name: pl.Series(shouted, dtype=pl.String)}


def lists(question, held):
    return {question.name: pl.Series([None if one is None else [*one] for one in held], dtype=pl.List(pl.String))}


def ticks(question, held):
    return {
        f"{question.name}: {choice}": pl.Series(
            [None if one is None else choice in one for one in held], dtype=pl.Boolean
        )
        for choice in question.choices
    }


def frame_of(base: KnowledgeBase, leads: list[dict[str, Any]], form: Any) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {}
    names = dict.fromkeys(name for lead in leads for name in lead)
    for name in names:
        question, told = base.questions.get(name), [lead.get(name) for lead in leads]
        if question is not None and question.many:
            columns |= form(question, told)
        elif base.count_of(name) is None or base.count_of(name).name not in names:
            kind = "number" if question is None else question.kind
            columns[name] = pl.Series(told, dtype=KINDS.get(kind, pl.String))
    return pl.DataFrame(columns)


@pytest.mark.parametrize("form", [texts, loose_texts, lists, ticks])
def test_columns_say_of_random_bases_what_is_concluded_lead_by_lead(form, record_property):
    compared = 0
    for seed in range(RANDOM_BASES):
        base, chance = random_base(seed, many=True), Random(seed)
        leads = [lead for _ in range(8) if (lead := random_lead(base, chance))]
        if not leads:
            continue
        for counsel in base.counsels:
            rows = advise_frame(base, frame_of(base, leads, form), counsel=counsel, today=TODAY).to_dicts()
            for lead, row in zip(leads, rows, strict=True):
                advice = advise_lead(base, read_lead(base, lead, TODAY), counsel=counsel, today=TODAY)
                assert row["fault"] is None, (seed, lead)
                assert {name: row_value(base, row, name) for name in base.shown()} == {
                    name: advice.proof.facts[name] for name in base.shown()
                }, (seed, lead)
                compared += 1
    record_property("counted", f"{compared} leads compared, no difference")


def row_value(base, row, name):
    if not base.concepts[name].many:
        return row[name]
    return tuple(value for value in base.concepts[name].values if row[f"{name}: {value}"])


def as_pandas(frame):
    return frame.to_pandas(use_pyarrow_extension_array=True)


MADE_OF = {"polars": lambda one: one, "pandas": as_pandas, "arrow": pl.DataFrame.to_arrow, "duckdb": None}


@pytest.mark.parametrize("form", [texts, lists, ticks])
@pytest.mark.parametrize("kind", MADE_OF)
def test_every_kind_of_frame_can_hold_them(form, kind):
    leads = [
        {"rides": "at night", "broken": ("light", "saddle, or its post"), "tools": ("none",)},
        {"rides": "at night", "broken": ("none",)},
        {"rides": "by day", "broken": ("chain", "saddle, or its post"), "tools": ("chain tool", "hex keys")},
        {"rides": "by day"},
    ]
    made = frame_of(TOUR, leads, form)
    given = duckdb.from_arrow(made.to_arrow()) if kind == "duckdb" else MADE_OF[kind](made)
    advised = advise_frame(TOUR, given, today=TODAY)
    if kind == "duckdb":
        advised = pl.from_arrow(advised.to_arrow_table())
    elif kind == "pandas":
        advised = pl.from_pandas(advised)
    elif isinstance(advised, pa.Table):
        advised = pl.from_arrow(advised)
    assert advised["verdict"].to_list() == ["walk", "ride", "mend", "ride"]
    assert advised["remark"].to_list() == [None, None, "help", None]
    assert advised["fault"].to_list() == [None] * 4


@pytest.mark.parametrize(
    ("column", "faulty"),
    [
        (["light", "none, light", "lihgt", "", "unknown; light", "unknown"], [False, True, True, True, True, False]),
        ([["light"], ["none", "light"], ["lihgt"], [], ["light", "light"]], [False, True, True, True, True]),
        ([["light", None], None], [True, False]),
    ],
    ids=["texts", "lists", "lists with nothing in them"],
)
def test_what_is_no_answer_is_a_fault_of_its_column(column, faulty):
    frame = pl.DataFrame({"rides": ["by day"] * len(column), "broken": column, "tools": [None] * len(column)})
    light = pl.when(pl.lit(True)).then(pl.lit("none"))
    advised = advise_frame(TOUR, frame.with_columns(tools=light), today=TODAY)
    assert [one == "broken" for one in advised["fault"]] == faulty


def test_none_and_another_ticked_is_a_fault():
    frame = pl.DataFrame({"rides": ["by day"], "broken: none": [True], "broken: light": [True], "tools": ["none"]})
    assert advise_frame(TOUR, frame, today=TODAY)["fault"].to_list() == ["broken: light"]


def test_where_nothing_is_ticked_it_is_none_and_where_nothing_is_said_nobody_knows():
    frame = pl.DataFrame(
        {
            "rides": ["at night"] * 3,
            "broken: light": [False, None, True],
            "broken: chain": [None, None, None],
            "tools": [None, None, "none"],
        },
        schema_overrides={"broken: chain": pl.Boolean},
    )
    advised = advise_frame(TOUR, frame, today=TODAY)
    assert advised["verdict"].to_list() == ["ride", "ride", "walk"]
    assert advised["fault"].to_list() == [None, None, None]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"broken": ["light"], "broken: light": [True]}, "broken says what broken: light says; keep one of the two"),
        ({"broken: light": ["yes"]}, "broken: light holds texts; make it a column of true and false"),
        ({"broken": [1.5]}, "broken holds decimal numbers; make it a column of texts, or of lists of texts"),
        ({"broken": [[1]]}, "broken holds lists; make it a column of texts, or of lists of texts"),
    ],
)
def test_columns_that_cannot_hold_them_are_named(columns, said):
    with pytest.raises(LeadError) as caught:
        advise_frame(TOUR, pl.DataFrame({"rides": ["by day"], **columns}), today=TODAY)
    assert said in str(caught.value)
