"""`batch`: a file of leads in, a file of advice out, or none."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from cli.running import EXAMPLES, ROOT, followthrough
from followthrough import advise, load
from followthrough.advising.files import advise_file
from followthrough.errors import FollowthroughError
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase

TODAY = date(2026, 11, 22)
LEADS = """\
lead,interview,want_it,interviewed_on,heard_back,told_rank,focusing_on,day_named,thank_you,forgot_something,material,\
second_letter,called,others_being_seen,great_interview,interest_shown,hard_to_please,qualified,other_leads,\
heard_on,interview_day,thanked_on,second_letter_on,called_on,other_messages,they_write_by
"""
WAITING = "done,yes,{day},nothing,not told,not said,no,sent,no,sent,not sent,no,,,,,,,,,,,,,"


def batch(*arguments: object) -> tuple[int, str, str]:
    return followthrough("batch", *arguments, "--on", TODAY)


def csv_file(folder: Path, *rows: str, header: str = LEADS) -> Path:
    path = folder / "leads.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def lead_in(base: KnowledgeBase, row: Mapping[str, str | None]) -> dict[str, str | None]:
    """Read a row as a lead: an empty cell says "I don't know" where that is allowed, and nothing elsewhere."""
    blank = [name for name, question in base.questions.items() if name in row and question.unknown_allowed]
    told = {name: row[name] for name in (*base.questions, *base.counts) if row.get(name) is not None}
    return {**dict.fromkeys(blank), **told}


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What comes out


def test_each_lead_gets_the_advice_that_advise_gives_it(tmp_path: Path) -> None:
    done = batch(EXAMPLES / "leads.csv", "-o", tmp_path / "out.csv")
    assert (done[0], " ".join(done[1].split()), done[2]) == (0, f"5 leads advised on in {tmp_path / 'out.csv'}.", "")
    base = load()
    given = pl.read_csv(EXAMPLES / "leads.csv", infer_schema=False)
    written = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert written.select(given.columns).equals(given)
    for row in written.to_dicts():
        advice = advise(base, lead_in(base, row), today=TODAY)
        for name in base.goals:
            assert row[name] == advice.value(name)
        for name in base.shows:
            held = tuple(value for value in base.concepts[name].values if row[f"{name}: {value}"] == "true")
            assert held == advice.value(name)


def test_a_day_means_in_a_file_what_it_means_in_a_lead(tmp_path: Path) -> None:
    rows = [
        WAITING.format(day=said)
        for said in ("2026-11-01", "3 weeks ago", "Three Weeks  ago", "last Friday", "yesterday", "today")
    ]
    batch(csv_file(tmp_path, *(f"one,{row}" for row in rows)), "-o", tmp_path / "out.csv", "--why")
    for row, written in zip(rows, pl.read_csv(tmp_path / "out.csv").to_dicts(), strict=True):
        lead = {name: said or None for name, said in zip(LEADS.strip().split(",")[1:], row.split(","), strict=True)}
        advice = advise(load(), lead, today=TODAY)
        assert written["next_step"] == advice.value("next_step"), row
        assert written["why next_step"] == ", ".join(step.rule for step in advice.proof.deciding("next_step"))


@pytest.mark.parametrize(("read", "written"), [("csv", "parquet"), ("parquet", "jsonl"), ("jsonl", "csv")])
def test_every_format_is_read_and_written_alike(tmp_path: Path, read: str, written: str) -> None:
    leads = pl.read_csv(EXAMPLES / "leads.csv", infer_schema=False)
    source = tmp_path / f"in.{read}"
    {"csv": leads.write_csv, "parquet": leads.write_parquet, "jsonl": leads.write_ndjson}[read](source)
    assert batch(source, "-o", tmp_path / f"out.{written}")[0] == 0
    reader = {"csv": pl.read_csv, "parquet": pl.read_parquet, "jsonl": pl.read_ndjson}[written]
    advised = reader(tmp_path / f"out.{written}")
    assert advised["lead"].to_list() == leads["lead"].to_list()
    assert advised["next_step"].cast(pl.String).to_list() == [
        "ask for their timeline",
        "write a thank-you letter",
        "find more leads",
        "turn to other leads",
        "weigh the offer",
    ]
    assert advised["caution: it looks desperate"].to_list() == [False, False, False, True, False]


def test_several_counsels_each_have_their_columns(tmp_path: Path) -> None:
    batch(EXAMPLES / "leads.csv", "-o", tmp_path / "out.jsonl", "--counsel", "wolfe", "--counsel", "jobfairy", "--why")
    harbour = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()][2]
    assert (harbour["wolfe: next_step"], harbour["jobfairy: next_step"]) == ("write a second letter", "find more leads")
    assert harbour["wolfe: why next_step"] == "second-letter"
    assert harbour["jobfairy: why next_step"] == "more-leads-first"


def test_what_has_types_keeps_them(tmp_path: Path) -> None:
    leads = pl.DataFrame(
        {
            "id": [7, 8],
            "tags": [["a"], []],
            "interview": pl.Series(["done", "done"], dtype=pl.Categorical),
            "interviewed_on": pl.Series([date(2026, 11, 1), None]),
            "days_since_interview": [None, 21.0],
            **{
                name: [value or None] * 2
                for name, value in zip(LEADS.strip().split(",")[2:], WAITING.split(",")[1:], strict=True)
                if name != "interviewed_on"
            },
        }
    )
    leads.write_parquet(tmp_path / "in.parquet")
    assert batch(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")[0] == 0
    written = pl.read_parquet(tmp_path / "out.parquet")
    assert written.select("id", "tags", "interviewed_on", "days_since_interview").equals(
        leads.select("id", "tags", "interviewed_on", "days_since_interview")
    )
    assert written["stance"].to_list() == ["drop", "drop"]


def test_only_the_columns_that_one_names_are_kept_in_the_order_of_the_file(tmp_path: Path) -> None:
    batch(EXAMPLES / "leads.csv", "-o", tmp_path / "all.csv")
    assert batch(EXAMPLES / "leads.csv", "-o", tmp_path / "out.csv", "--keep", "want_it", "--keep", "lead")[0] == 0
    whole, written = (pl.read_csv(tmp_path / name, infer_schema=False) for name in ("all.csv", "out.csv"))
    given = pl.read_csv(EXAMPLES / "leads.csv", infer_schema=False).columns
    assert written.columns == ["lead", "want_it", *(name for name in whole.columns if name not in given)]
    assert written.equals(whole.select(written.columns))


def test_a_column_to_keep_that_is_not_there_is_named(tmp_path: Path) -> None:
    status, _, err = batch(EXAMPLES / "leads.csv", "-o", tmp_path / "out.csv", "--keep", "leed", "--keep", "salary")
    lines = err.splitlines()
    assert status == 2
    assert lines[0] == f"{EXAMPLES / 'leads.csv'}: there is no column 'leed' to keep; did you mean 'lead'?"
    assert lines[1].startswith(f"{EXAMPLES / 'leads.csv'}: there is no column 'salary' to keep; write one of: 'lead', ")
    assert left_in(tmp_path) == []


# Faulty rows


def test_a_faulty_row_gives_its_number_column_and_value_and_what_was_allowed(tmp_path: Path) -> None:
    source = EXAMPLES / "faulty-leads.csv"
    status, out, err = batch(source, "-o", tmp_path / "out.csv")
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        f"{source}:3, row 2: called cannot be 'twice'; did you mean 'more than once'? (called: “Have you called them "
        "since that interview?”)",
        f"{source}:4, row 3: interviewed_on cannot be 2026-12-13: that is after today, 2026-11-22; give a day that has "
        "passed (interviewed_on: “On what day was the interview? If there were several, give the last one”)",
        f"{source}:5, row 4: these answers cannot occur together (told_rank: second or third, focusing_on: me); change "
        "one of them: whoever they focus on is not their second or third choice. (told_rank: “Has anyone there told "
        "you where you stand?”; focusing_on: “Have they said that they are focusing on one person?”)",
        f"{source}:6, row 5: called is possible only with interview: done; remove this answer, or change interview "
        "(called: “Have you called them since that interview?”; interview: “Has the interview taken place?”)",
    ]
    assert left_in(tmp_path) == []


def test_a_faulty_row_of_a_file_is_told_with_the_name_of_the_file_though_the_advice_goes_to_the_screen() -> None:
    source = EXAMPLES / "faulty-leads.csv"
    assert batch(source)[2].startswith(f"{source}:3, row 2: called cannot be 'twice'; ")


def test_faulty_rows_are_set_aside_with_their_reasons_and_can_be_put_right(tmp_path: Path) -> None:
    aside = tmp_path / "aside.csv"
    done = batch(EXAMPLES / "faulty-leads.csv", "-o", tmp_path / "out.csv", "--set-aside", aside)
    assert done[0] == 0
    said = " ".join(done[1].split())
    assert said.startswith(f"1 lead advised on in {tmp_path / 'out.csv'}. Something is open, a goal too: ")
    assert said.endswith(f" 4 rows set aside in {aside}.")
    assert "'other_leeds' is not a question, and was not read; did you mean 'other_leads'?" in done[2]
    rows = pl.read_csv(aside, infer_schema=False)
    assert rows["reason"][0].startswith("row 2: called cannot be 'twice'; ")
    aside.write_text(aside.read_text().replace("twice", "more than once"))
    assert batch(aside, "--force", "-o", tmp_path / "out.csv", "--set-aside", tmp_path / "still.csv")[0] == 0
    assert pl.read_csv(tmp_path / "still.csv").height == 3


def test_faulty_rows_are_set_aside_with_all_their_columns_whatever_is_kept(tmp_path: Path) -> None:
    aside = tmp_path / "aside.csv"
    batch(EXAMPLES / "faulty-leads.csv", "-o", tmp_path / "out.csv", "--set-aside", aside, "--keep", "lead")
    given = pl.read_csv(EXAMPLES / "faulty-leads.csv", infer_schema=False).columns
    assert pl.read_csv(aside, infer_schema=False).columns == [*given, "reason"]


def test_a_row_is_faulty_in_a_file_exactly_where_the_lead_is_refused(tmp_path: Path) -> None:
    base = load()
    days_told = ["", "unknown", "2026-11-01", "2026-02-30", "in 2 days", "ages ago", "a month ago", "2/3"]
    days_told += ["1999-01-01", "2 years ago", "Nov 1"]
    counts_told = ["", "21", "22", "-1", "365", "366", "7.0", "unknown"]
    others = ["upcoming", "", "unknown", "Done"]
    # Each day with each count after an interview that is done, and in turn with what else may stand there.
    rows = [
        {
            "interview": interview,
            "interviewed_on": day,
            "days_since_interview": count,
            "heard_back": ("", "offer", "nothing")[(d + c) % 3],
        }
        for (d, day), (c, count) in product(enumerate(days_told), enumerate(counts_told))
        for interview in ("done", others[(d + c) % len(others)])
    ]
    done = {"told_rank": "first", "focusing_on": "me", "day_named": "no", "thank_you": "not sent", "material": "sent"}
    done |= {"forgot_something": "no", "called": "no"}
    frame = pl.DataFrame(rows)
    for name in (name for name in base.questions if name not in rows[0]):
        when_done = pl.when(pl.col("interview") == "done").then(pl.lit(done.get(name)))
        said = pl.lit("yes" if name == "want_it" else None)
        frame = frame.with_columns((when_done if name in done else said).alias(name))
    frame.write_csv(tmp_path / "in.csv")
    counted = advise_file(
        base, tmp_path / "in.csv", tmp_path / "out.csv", today=TODAY, set_aside=tmp_path / "aside.csv"
    )
    assert counted.advised + counted.set_aside == frame.height
    good = {tuple(row) for row in pl.read_csv(tmp_path / "out.csv", infer_schema=False).select(list(rows[0])).rows()}
    for row in frame.iter_rows(named=True):
        given = lead_in(base, {name: value or None for name, value in row.items()})
        try:
            read_lead(base, given, TODAY, partial=True)
            is_good = True
        except FollowthroughError:
            is_good = False
        assert (tuple(row[name] or None for name in rows[0]) in good) is is_good, given


def test_a_row_in_which_answers_are_missing_gets_what_is_settled_and_what_is_open(tmp_path: Path) -> None:
    source = tmp_path / "tracker.csv"
    rows = ["the mill,done,no,nothing,few,yes", "the inn,,,,,no"]
    source.write_text("\n".join(["company,interview,want_it,heard_back,other_leads,open", *rows]))
    status, out, _ = batch(source, "-o", tmp_path / "out.csv", "--counsel", "wolfe", "--why")
    said = f"2 leads advised on in {tmp_path / 'out.csv'}. In 1 of them something is open, in 1 a goal: "
    assert (status, " ".join(out.split())) == (0, f"{said}the last columns say what.")
    mill, inn = pl.read_csv(tmp_path / "out.csv", infer_schema=False).to_dicts()
    assert (mill["stance"], mill["why stance"]) == ("drop", "not-for-you")
    assert (mill["next_step"], mill["why next_step"]) == ("turn to other leads", "turn-elsewhere")
    assert (mill["manner: send it by post"], mill["open 2"], mill["hinges on"]) == ("false", None, None)
    assert (mill["open"], inn["open"], inn["stance"], inn["why stance"]) == ("yes", "no", None, None)
    assert (inn["manner: send it by post"], inn["manner: move on lightly"]) == (None, "false")
    assert inn["open 2"].startswith("stance: pursue, wait, drop; next_step: ask for their timeline, ")
    assert inn["hinges on"].startswith("stance: interview, want_it, perhaps interviewed_on, heard_back, ")


def test_a_misspelt_question_is_left_unanswered_and_told(tmp_path: Path) -> None:
    source = tmp_path / "tracker.csv"
    source.write_text("interveiw,want_it\nupcoming,no\n")
    status, _, err = batch(source, "-o", tmp_path / "out.csv")
    assert status == 0
    assert "'interveiw' is not a question, and was not read; did you mean 'interview'?" in " ".join(err.split())


def test_of_many_faulty_rows_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    source = csv_file(tmp_path, *(f"x,perhaps,yes,{','.join([''] * 23)}" for _ in range(1_234)))
    status, _, err = batch(source, "-o", tmp_path / "out.csv")
    lines = err.splitlines()
    assert status == 2
    assert len(lines) == 21
    assert lines[0].startswith(f"{source}: 1,234 of 1,234 rows are faulty, the first 20 as follows; ")
    assert lines[20].startswith(f"{source}:21, row 20: interview cannot be 'perhaps'; ")


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("lead,interview,want_it,stance\n", "stance is a column of the advice; give it another name, or leave it out"),
        ("lead,interview,want_it,want_it\n", "two columns are named 'want_it'; rename one of them"),
        ("lead,interview,want_it,conflict\n", "conflict is a column of the advice; give it another name, or leave it "),
    ],
)
def test_columns_that_cannot_be_are_told_before_anything_is_read(tmp_path: Path, header: str, wrong: str) -> None:
    status, _, err = batch(csv_file(tmp_path, header=header), "-o", tmp_path / "out.csv")
    assert status == 2
    assert wrong in err
    assert left_in(tmp_path) == ["leads.csv"]


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("in.csv", b"", "in.csv: is empty; "),
        (
            "in.csv",
            b"interview,want_it\nupcoming,yes\nupcoming,yes,no\n",
            "in.csv:3, row 2: has 3 cells, and the header ",
        ),
        (
            "in.csv",
            b"interview,want_it\nupcoming,y\xe9s\n",
            "in.csv:2, row 1: is not UTF-8 text; save the file as UTF-8",
        ),
        ("in.jsonl", b'{"interview": "upcoming", "want_it": "yes"}\n{"inter\n', "in.jsonl, row 2: ends before its "),
        ("in.jsonl", b'["upcoming"]\n', "in.jsonl, row 1: is a list and not an object; "),
        ("in.parquet", b"not at all", "in.parquet: is not a Parquet file; "),
        ("in.xlsx", b"x", "in.xlsx: ends in '.xlsx'; save the sheet as CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, name: str, content: bytes, wrong: str) -> None:
    (tmp_path / name).write_bytes(content)
    status, out, err = batch(tmp_path / name, "-o", tmp_path / "out.csv")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert wrong in err
    assert left_in(tmp_path) == [name]


# Whole or not at all


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    source = csv_file(tmp_path, f"one,{WAITING.format(day='yesterday')}")
    (tmp_path / "link.csv").symlink_to(source)
    for name, wrong in {"leads.csv": "is the input as well; name another file", "link.csv": "is a link to "}.items():
        status, _, err = batch(source, "--force", "-o", tmp_path / name)
        assert status == 2
        assert wrong in err
    assert "is the output as well" in batch(source, "-o", tmp_path / "o.csv", "--set-aside", tmp_path / "o.csv")[2]


def test_an_output_that_is_there_is_replaced_on_success_only(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("earlier advice")
    assert batch(EXAMPLES / "faulty-leads.csv", "--force", "-o", out)[0] == 2
    assert out.read_text() == "earlier advice"
    assert batch(EXAMPLES / "leads.csv", "--force", "-o", out)[0] == 0
    assert out.read_text().startswith("lead,interview,")
    assert left_in(tmp_path) == ["out.csv"]


def test_nothing_is_left_where_the_output_cannot_be(tmp_path: Path) -> None:
    status, _, err = batch(EXAMPLES / "leads.csv", "-o", tmp_path / "nowhere" / "out.csv")
    assert (status, err) == (
        2,
        f"{tmp_path / 'nowhere' / 'out.csv'}: its folder does not exist; make it, or name a file elsewhere\n",
    )


def test_killed_half_way_it_leaves_nothing_under_the_final_name(tmp_path: Path) -> None:
    leads = pl.read_csv(EXAMPLES / "leads.csv", infer_schema=False)
    pl.concat([leads] * 10_000).write_csv(tmp_path / "in.csv")
    command = [sys.executable, "-c", "from followthrough_cli.main import main; main()"]
    arguments = ["batch", "in.csv", "-o", "out.csv", "--on", str(TODAY)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("engine", "cli"))}
    written = 0
    for bytes_written in (1, 5_000_000):
        process = subprocess.Popen([*command, *arguments], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
        while process.poll() is None and written < bytes_written:
            written = sum(part.stat().st_size for part in tmp_path.glob(".out.csv.*.part"))
            time.sleep(0.002)
        assert process.poll() is None, "it was done before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (tmp_path / "out.csv").exists()
    assert written


def test_standard_input_and_output_are_csv(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = (EXAMPLES / "leads.csv").read_text(encoding="utf-8")
    done = followthrough("batch", "-", "--on", "2026-11-22", typed=lines)
    followthrough("batch", EXAMPLES / "leads.csv", "-o", "out.csv", "--on", "2026-11-22")
    assert done.out == Path("out.csv").read_text(encoding="utf-8")
    assert done.err == "5 leads advised on.\n"
    wrong = followthrough("batch", "-", "--on", "2026-11-22", typed=lines.replace("done", "donne"))
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err.startswith(
        "standard input:3, row 2: interview cannot be 'donne'; did you mean 'done'? (interview: “Has the"
    )


def test_no_file_is_written_over_unless_that_is_wanted_nor_through_a_link(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("out.csv").write_text("mine")
    Path("link.csv").symlink_to("elsewhere.csv")
    done = followthrough("batch", EXAMPLES / "leads.csv", "-o", "out.csv", "--set-aside", "link.csv")
    assert done.status == 2
    assert [line.partition(",")[0].partition(";")[0] for line in done.err.splitlines()] == [
        "link.csv: is a link to elsewhere.csv",
        "out.csv: already exists",
    ]
    assert (Path("out.csv").read_text(), Path("elsewhere.csv").exists()) == ("mine", False)
    assert followthrough("batch", EXAMPLES / "leads.csv", "-o", "out.csv", "--force").status == 0
    assert Path("out.csv").read_text() != "mine"
