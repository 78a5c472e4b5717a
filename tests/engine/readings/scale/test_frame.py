"""The third reading of the rules says what the first one says, in every kind of frame."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from all_worlds import each_world
from as_in_a_case import advise
from bases.reset import BASES
from bases_in_memory import QUESTIONS, base_of
from followthrough import advise_frame, load
from followthrough.advising.advice import Advice
from followthrough.errors import FollowthroughError, LeadError
from followthrough.format.choices import written
from followthrough.format.lead import complete, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.worlds import Worlds
from followthrough.readings.run.proof import Proof
from followthrough.readings.scale import sheet
from random_bases import TODAY, random_base, random_lead

GOOD = sorted(path for path in (BASES / "good").iterdir() if path.is_dir())
RANDOM_LEADS = 100
RANDOM_BASES = 12
FAULTY_LEADS = 300

Record = Callable[[str, object], None]
Row = Mapping[str, Any]


# What the first reading says, as a row


def row_of(advice: Advice) -> dict[str, Any]:
    """Lay out advice on one lead as the columns do."""
    row: dict[str, Any] = {}
    for name in advice.shown():
        concept, value = advice.base.concepts[name], advice.value(name)
        if concept.many:
            assert isinstance(value, tuple)
            row |= {f"{name}: {one}": one in value for one in concept.values}
        else:
            row[name] = value
        rules = ", ".join(step.rule for step in advice.proof.deciding(name))
        row[f"why {name}"] = rules or ("otherwise" if advice.proof.origins[name] == "otherwise" else None)
    lineage = advice.base.lineage(advice.counsel)
    row["conflict"] = first_conflict(advice.base, advice.proof, list(advice.shown()), lineage)
    row["fault"] = None
    return row


def first_conflict(base: KnowledgeBase, proof: Proof, shown: Sequence[str], lineage: Sequence[str]) -> str | None:
    """Name the first conflict that has a bearing on what is shown, by the rules of some counsels."""
    own = [rule for rule in base.rules.values() if rule.counsel in lineage]
    bearing, waiting = set[str](), list(shown)
    while waiting:
        name = waiting.pop()
        if name in bearing or name not in base.concepts:
            continue
        bearing.add(name)
        rules = [rule for rule in own if any(one.concept == name for one in rule.then)]
        for rule in rules:
            overriding = [other for other in own if rule.name in other.overrides]
            rules += [other for other in overriding if other not in rules]
            waiting += rule.tested()
    return next((conflict.concept for conflict in proof.conflicts if conflict.concept in bearing), None)


def frame_of(base: KnowledgeBase, leads: Sequence[Row], texts: type[pl.DataType] = pl.String) -> pl.DataFrame:
    """Make a frame of leads, with a column for every question that one of them answers."""
    columns = {}
    names = dict.fromkeys(name for lead in leads for name in lead)
    for name in names:
        count = base.count_of(name)
        if count is not None and count.name in names:
            continue
        question = base.questions.get(name)
        kind = "number" if question is None else question.kind
        dtype = {"number": pl.Int32, "date": pl.Date}.get(kind, texts)
        told = [_cell(lead.get(name)) for lead in leads]
        if question is not None and question.decimals:
            dtype = pl.Float64 if len(columns) % 2 else pl.Decimal(38, question.decimals)
            told = [one if one is None else (float if dtype == pl.Float64 else Decimal)(str(one)) for one in told]
        columns[name] = pl.Series(told, dtype=dtype)
    return pl.DataFrame(columns)


def _cell(answer: Any) -> Any:
    return written(answer) if isinstance(answer, tuple) else answer


def differences(base: KnowledgeBase, counsel: str, leads: Sequence[Row]) -> list[str]:
    """Tell in which leads the two readings differ."""
    found = []
    advised = advise_frame(base, frame_of(base, leads), counsel=counsel, today=TODAY, why=True)
    for lead, row in zip(leads, advised.to_dicts(), strict=True):
        expected = row_of(advise(base, lead, counsel=counsel, today=TODAY))
        if expected != {name: row[name] for name in expected}:
            found.append(f"{counsel}, {lead}: {expected} and {row}")
    return found


# Agreement


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_columns_equal_inference_on_every_possible_lead_of_a_small_base(folder: Path, record_property: Record) -> None:
    base = load(folder)
    for counsel in base.counsels:
        leads = [world.answers for world in each_world(Worlds.of(base, counsel))]
        assert differences(base, counsel, leads) == []
        record_property("counted", f"{folder.name} under {counsel}: {len(leads)} possible leads compared")


@pytest.mark.parametrize("counsel", load().counsels)
def test_columns_equal_inference_on_random_leads(counsel: str, record_property: Record) -> None:
    base, random = load(), Random(counsel)
    leads = [random_lead(base, random) for _ in range(RANDOM_LEADS)]
    assert any(value is None for lead in leads for value in lead.values())
    assert differences(base, counsel, leads) == []
    record_property("counted", f"{counsel}: {len(leads)} random leads compared")


@pytest.mark.parametrize("drawn", [{}, {"decimals": True}], ids=str)
def test_columns_equal_inference_on_random_bases(drawn: dict[str, bool], record_property: Record) -> None:
    compared = conflicts = 0
    for seed in range(RANDOM_BASES if not drawn else RANDOM_BASES // 4):
        base, random = random_base(seed, **drawn), Random(seed)
        leads = [lead for _ in range(12) if (lead := random_lead(base, random))]
        for counsel in base.counsels if leads else ():
            assert differences(base, counsel, leads) == [], f"seed {seed}"
            conflicts += sum(advise(base, lead, counsel=counsel, today=TODAY).proof.conflicts != () for lead in leads)
            compared += len(leads)
    assert conflicts
    record_property("counted", f"{compared} leads of {RANDOM_BASES} bases compared, {conflicts} with a conflict")


@pytest.mark.parametrize("at_a_time", [1, 2, 5])
def test_the_advice_is_the_same_however_many_layers_are_one_plan(
    at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, random = load(), Random(at_a_time)
    frame = frame_of(base, [random_lead(base, random) for _ in range(60)]).with_row_index("lead")
    whole = [advise_frame(base, frame, counsel=list(base.counsels), today=TODAY, why=why) for why in (False, True)]
    monkeypatch.setattr(sheet, "LAYERS_AT_A_TIME", at_a_time)
    for why in (False, True):
        parts = advise_frame(base, frame, counsel=list(base.counsels), today=TODAY, why=why)
        assert_frame_equal(parts, whole[why])


def test_a_row_is_faulty_exactly_where_advice_on_the_lead_is_refused(record_property: Record) -> None:
    base, random = load(), Random(5)
    leads = [spoilt(base, random_lead(base, random), random) for _ in range(FAULTY_LEADS)]
    advised = advise_frame(base, frame_of(base, leads), today=TODAY)
    refused = 0
    for lead, row in zip(leads, advised.to_dicts(), strict=True):
        given = {name: value for name, value in lead.items() if value is not None}
        is_refused = refuses(base, given)
        refused += is_refused
        assert (row["fault"] is not None) is is_refused, lead
        assert (row["stance"] is None) is is_refused
        if is_refused:
            assert not any(row[f"caution: {value}"] for value in base.concepts["caution"].values)
    assert 0 < refused < len(leads)
    record_property("counted", f"{len(leads)} spoilt leads compared, {refused} of them refused")


@pytest.mark.parametrize("dtype", [pl.Date, pl.Datetime])
@pytest.mark.parametrize("name", ["borrowed_on", "closes_on"])
def test_columns_equal_inference_on_days_however_far_away(name: str, dtype: type[pl.DataType]) -> None:
    base = load(next(folder for folder in GOOD if folder.name == "days"))
    count = base.count_of(name)
    assert count is not None
    ends = [TODAY, *count.reach(TODAY), *(count.day(number, TODAY) for number in range(count.low, count.high + 1))]
    days = {end + timedelta(days=away) for end in ends for away in range(-3, 4)}
    leads: list[Row] = []
    for day in sorted({*days, date(202, 11, 5), date(9999, 12, 31)}):
        long_ago = {"waited_for": "no"} if TODAY - day >= timedelta(days=3) else {}
        leads.append(
            {"borrowed": "yes", name: day, **long_ago} if name == "borrowed_on" else {"borrowed": "no", name: day}
        )
    advised = advise_frame(base, frame_of(base, leads).cast({name: dtype}), counsel="librarian", today=TODAY, why=True)
    refused = [refuses(base, lead) for lead in leads]
    assert [row["fault"] is not None for row in advised.to_dicts()] == refused
    assert True in refused
    possible = [lead for lead, is_refused in zip(leads, refused, strict=True) if not is_refused]
    assert differences(base, "librarian", possible) == []


@pytest.mark.parametrize("counts", ["days since seen_on", "days until seen_on"])
@pytest.mark.parametrize(
    "test", ["-4", "9", "-4 to 3", "3 to 9", "at least -4", "at most 9", "at most -4", "at least 9"]
)
def test_a_test_that_reaches_to_a_bound_is_true_of_all_days_beyond_it(counts: str, test: str) -> None:
    rules = f"""\
- {{rule: near, counsel: elder, source: e1, if: {{days: {test}}}, then: {{verdict: go}}, because: It is.}}
- {{rule: asked, counsel: elder, source: e1, if: {{wet: yes}}, then: {{mood: bad}}, because: It is.}}
"""
    concepts = f"""\
- {{concept: days, counts: {counts}, from: -4, to: 9}}
- {{concept: mood, means: how it feels, values: {{good: good, bad: bad}}, otherwise: good}}
- {{concept: verdict, means: what to do, values: {{go: Go., stay: Stay., hide: Hide.}}}}
- {{concept: remark, means: what else, many: yes, values: {{quick: quickly, quiet: quietly}}}}
"""
    base = base_of(rules, concepts=concepts)
    leads: list[Row] = [{"wet": "no", "seen_on": TODAY + timedelta(days=away)} for away in range(-15, 16)]
    assert differences(base, "elder", [{"wet": "no", "seen_on": None}, *leads]) == []


def refuses(base: KnowledgeBase, lead: Row) -> bool:
    """Tell whether there is no advice on a lead."""
    try:
        complete(read_lead(base, lead, TODAY))
    except FollowthroughError:
        return True
    return False


def spoilt(base: KnowledgeBase, lead: Mapping[str, object], random: Random) -> dict[str, object]:
    """Give an answer of a lead up, or replace it by another one, possible or not."""
    texts = {question.name for question in base.questions.values() if question.kind == "text"}
    names = [name for name in (*base.questions, *base.counts) if name not in texts and base.count_of(name) is None]
    name = random.choice(names)
    if name in base.counts or base.questions[name].kind == "number":
        return {**lead, name: random.choice([None, -400, 0, 7, 400])}
    return {**lead, name: random.choice([None, "unknown", "never heard of", *base.questions[name].choices])}


# Kinds of frames

RULES = """\
- rule: soaked
  counsel: elder
  source: e1
  if: {wet: yes}
  then: {mood: bad, verdict: go}
  because: it is wet
- rule: no-hurry
  counsel: elder
  source: e1
  if: {wet: yes, any of: [{late: no}, {weight: at most 3}], mood: other than good}
  then: {verdict: stay, remark: [quick, quiet]}
  because: there is time
- rule: fresh
  counsel: younger
  source: y1
  if: {days_since_seen: [at most 2, 5 to 7]}
  unless: {late: yes}
  then: {verdict: hide, remark: quiet}
  because: it was just here
  overrides: [soaked, no-hurry]
"""
WEIGHT = (
    "- {question: weight, ask: How heavy is it?, kind: number, from: 1, to: 9, only if: {wet: yes}, why: it matters}\n"
)
RANGE = """\
- {concept: days_since_seen, counts: days since seen_on, from: 0, to: 9}
- {concept: mood, means: how it feels, values: {good: good, bad: bad}, otherwise: good}
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}, otherwise: quick}
"""


def small_base() -> KnowledgeBase:
    """Make a base with all kinds of answers, in which rules conflict, override and are silenced."""
    return base_of(RULES, questions=QUESTIONS + WEIGHT, concepts=RANGE)


def small_frame() -> pl.DataFrame:
    """Combine all answers to the small base, faulty ones among them, in columns of every type."""
    columns = {
        "wet": (["yes", "no", "unknown", None, "yse"], pl.String),
        "late": (["yes", "no", None], pl.Categorical),
        "seen_on": ([TODAY + timedelta(days=away) for away in (-10, -9, -7, -6, -5, -2, 0, 1)] + [None], pl.Date),
        "weight": ([1.0, 3.0, 3.5, 4.0, 10.0, None], pl.Float64),
    }
    frame = pl.DataFrame({"id": [0]})
    for name, (values, dtype) in columns.items():
        frame = frame.join(pl.DataFrame({name: pl.Series(values, dtype=dtype)}), how="cross")
    return frame.drop("id").with_row_index("id").cast({"id": pl.Int64})


def in_polars_lazily(frame: pl.DataFrame) -> Any:
    return frame.lazy()


def in_pandas(frame: pl.DataFrame) -> Any:
    return frame.to_pandas()


def in_pandas_with_nulls(frame: pl.DataFrame) -> Any:
    return frame.to_pandas(use_pyarrow_extension_array=True)


def in_pyarrow(frame: pl.DataFrame) -> Any:
    return frame.to_arrow()


def in_duckdb(frame: pl.DataFrame) -> Any:
    import duckdb

    return duckdb.from_arrow(frame.to_arrow())


def in_polars_with_enumerations(frame: pl.DataFrame) -> Any:
    words = pl.Enum(["unknown", "no", "yse", "yes"])
    return frame.cast({"wet": words, "late": words, "seen_on": pl.Datetime("us")})


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """Read a frame of any kind back, every null as None."""
    import duckdb
    import narwhals as nw

    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    rows = nw.from_native(frame).lazy().collect("pyarrow").to_native().to_pylist()
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


KINDS = [in_polars_lazily, in_polars_with_enumerations, in_pandas, in_pandas_with_nulls, in_pyarrow, in_duckdb]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_comes_back_as_what_it_is_with_the_same_advice(
    kind: Callable[[pl.DataFrame], Any],
) -> None:
    base, frame = small_base(), small_frame()
    expected = advise_frame(base, frame, counsel=["elder", "younger"], today=TODAY, why=True)
    given = kind(frame)
    advised = advise_frame(base, given, counsel=["elder", "younger"], today=TODAY, why=True)
    assert type(advised) is type(given)
    rows = sorted(rows_of(advised), key=lambda row: row["id"])
    for name in expected.columns[frame.width :]:
        assert [row[name] for row in rows] == expected[name].to_list(), name


def test_the_small_frame_says_what_inference_says_row_by_row(record_property: Record) -> None:
    base, frame = small_base(), small_frame()
    refused = 0
    for counsel in base.counsels:
        for row in advise_frame(base, frame, counsel=counsel, today=TODAY, why=True).iter_rows(named=True):
            lead = {name: row[name] for name in ("wet", "late", "seen_on", "weight") if row[name] is not None}
            if lead.get("weight") in (1, 3, 4, 10):
                lead["weight"] = int(lead["weight"])
            is_refused = refuses(base, lead)
            refused += is_refused
            assert (row["fault"] is not None) is is_refused, lead
            if is_refused:
                nothing = [row[name] for name in ("verdict", "why verdict", "remark: quick", "conflict")]
                assert nothing == [None, None, False, None]
            else:
                expected = row_of(advise(base, lead, counsel=counsel, today=TODAY))
                assert expected == {name: row[name] for name in expected}, lead
    assert 0 < refused < 2 * frame.height
    record_property("counted", f"{2 * frame.height} leads compared, {refused} refused")


# Types that libraries have for the same answers


LATE_YESTERDAY = datetime.combine(TODAY - timedelta(days=1), time(23, 30))
SIX_DAYS_AGO = datetime.combine(TODAY - timedelta(days=6), time(0, 30))
OTHERWISE = [
    {"wet": pl.Series([True, False, None])},
    {"wet": pl.Series([" YES ", "False", None])},
    {"wet": pl.Series(["true", "N", "Unknown"])},
    {"wet": pl.Series(["Y", "NO", "unknown"], dtype=pl.Categorical)},
    {"wet": pl.Series(["TRUE", "No", None], dtype=pl.Enum(["No", "TRUE", "never"]))},
    {"weight": pl.Series([Decimal("3.00"), Decimal("4.00"), None])},
    {"weight": pl.Series([3, 4, None], dtype=pl.UInt8)},
    {"days_since_seen": pl.Series([timedelta(days=1), timedelta(days=6), None])},
    {"days_since_seen": pl.Series([Decimal("1.0"), Decimal("6.0"), None])},
    {"seen_on": pl.Series([LATE_YESTERDAY, SIX_DAYS_AGO, None])},
    {"seen_on": pl.Series([LATE_YESTERDAY.replace(tzinfo=UTC), SIX_DAYS_AGO.replace(tzinfo=UTC), None])},
]
PLAIN = {
    "wet": ["yes", "no", None],
    "weight": [3, 4, None],
    "days_since_seen": [1, 6, None],
}
PLAIN_TYPES = {"wet": pl.String, "weight": pl.Int64, "days_since_seen": pl.Int64}


@pytest.mark.parametrize("kind", [in_polars_lazily, in_pandas_with_nulls, in_pyarrow, in_duckdb])
@pytest.mark.parametrize("columns", OTHERWISE, ids=lambda columns: "".join(columns))
def test_the_types_that_an_answer_can_have_say_the_same(
    kind: Callable[[pl.DataFrame], Any], columns: dict[str, pl.Series]
) -> None:
    base = base_of(
        RULES, questions=QUESTIONS + WEIGHT.replace("only if: {wet: yes}", "unknown: allowed"), concepts=RANGE
    )
    plain = {"days_since_seen" if "seen_on" in columns else name for name in columns}
    frame = pl.DataFrame({name: pl.Series(PLAIN[name], dtype=PLAIN_TYPES[name]) for name in plain})
    expected = advise_frame(base, frame.with_row_index("id"), today=TODAY, why=True).drop(plain)
    advised = advise_frame(base, kind(pl.DataFrame(columns).with_row_index("id")), today=TODAY, why=True)
    rows = sorted(rows_of(advised), key=lambda row: row["id"])
    assert [{name: row[name] for name in expected.columns} for row in rows] == expected.to_dicts()
    assert [row["fault"] for row in rows] == [None] * 3


@pytest.mark.parametrize(
    "columns",
    [
        {"wet": pl.Series(["maybe"])},
        {"wet": pl.Series(["1"])},
        {"wet": pl.Series(["never"], dtype=pl.Enum(["yes", "never"]))},
        {"weight": pl.Series([Decimal("3.5")])},
        {"days_since_seen": pl.Series([timedelta(hours=30)])},
    ],
)
def test_what_means_no_answer_is_a_fault_whatever_its_type(columns: dict[str, pl.Series]) -> None:
    frame = pl.DataFrame(columns)
    assert advise_frame(
        small_base(), frame.with_columns(wet=pl.lit("yes")) if "weight" in columns else frame, today=TODAY
    )["fault"].to_list() == [*columns]


def test_columns_of_the_persons_own_come_back_whatever_they_are_called() -> None:
    frame = pl.DataFrame({"wet": ["yes"], "followthrough 0": ["mine"], "followthrough  1": [7]})
    advised = advise_frame(small_base(), frame, today=TODAY)
    assert advised.select(frame.columns).equals(frame)
    assert "followthrough 1" not in advised.columns


# What cannot be read


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"wet": [1]}, "column wet: wet holds whole numbers; make it a column of texts"),
        ({"wet": [b"yes"]}, "column wet: wet holds bytes; make it a column of texts"),
        ({"wet": [["yes"]]}, "column wet: wet holds lists; make it a column of texts"),
        ({"wet": [{"is": "yes"}]}, "column wet: wet holds objects; make it a column of texts"),
        ({"seen_on": ["yesterday"]}, "column seen_on: seen_on holds texts; make it a column of dates"),
        ({"seen_on": [1_762_732_800]}, "column seen_on: seen_on holds whole numbers; make it a column of dates"),
        ({"weight": ["3"]}, "column weight: weight holds texts; make it a column of whole numbers"),
        ({"weight": [True]}, "column weight: weight holds true and false; make it a column of whole numbers"),
        ({"weight": [timedelta(days=3)]}, "column weight: weight holds durations; make it a column of whole numbers"),
        (
            {"seen_on": [TODAY], "days_since_seen": [0]},
            "column days_since_seen: days_since_seen tells the same day as seen_on; keep one of the two columns",
        ),
        (
            {"wet": ["no"], "mood": ["good"]},
            "column mood: mood is concluded by rules; leave it out, or give it ",
        ),
        (
            {"wet": ["no"], "fault": ["none"]},
            "column fault: fault is a column of the advice; give it another name",
        ),
        ({"wett": ["no"]}, "columns: none is named after a question; name them after what is asked: wet, late, "),
    ],
)
def test_a_column_that_cannot_be_read_is_refused_before_anything_is_computed(
    columns: dict[str, list[Any]], wrong: str
) -> None:
    with pytest.raises(LeadError) as refused:
        advise_frame(small_base(), pl.LazyFrame(columns), today=TODAY)
    assert str(refused.value).startswith(wrong)


def test_a_counsel_that_nobody_knows_is_refused() -> None:
    with pytest.raises(LeadError, match="unknown counsel 'eldest'; did you mean 'elder'"):
        advise_frame(small_base(), small_frame(), counsel=["eldest"], today=TODAY)


def test_a_column_of_nothing_is_no_answer_at_all() -> None:
    frame = pl.DataFrame({"wet": ["no"], "late": [None], "seen_on": [None]})
    advised = advise_frame(small_base(), frame, today=TODAY)
    assert advised.drop("late", "seen_on").equals(advise_frame(small_base(), frame.select("wet"), today=TODAY))
