"""Files with several answers to a question: in one cell, or in a column for each choice."""

from pathlib import Path

import polars as pl
import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.advising.files import advise_file
from followthrough.errors import LeadError
from random_bases import TODAY

TOUR = load(BASES / "good" / "several-answers")


def advised(tmp_path: Path, name: str, text: str, set_aside: bool = False) -> pl.DataFrame:
    source, target = tmp_path / name, tmp_path / "advice.csv"
    source.write_text(text, encoding="utf-8")
    advise_file(TOUR, source, target, today=TODAY, set_aside=tmp_path / "aside.csv" if set_aside else None)
    return pl.read_csv(target, infer_schema=False)


CELLS = """\
rides,broken,tools
at night,"light, saddle, or its post",none
at night,None of these,
by day,chain; BRAKES,chain tool
by day,chain,hex keys; chain tool
by day,chain,
"""


def test_a_cell_may_have_several_answers(tmp_path):
    rows = advised(tmp_path, "leads.csv", CELLS)
    assert rows["verdict"].to_list() == ["walk", "ride", "walk", "mend", None]
    assert rows["open"].to_list()[-1] == "verdict: ride, mend; remark: help, undecided"
    assert rows["broken"].to_list()[0] == "light, saddle, or its post"


def test_lines_of_json_may_have_lists(tmp_path):
    lines = '{"rides": "by day", "broken": ["chain"], "tools": ["hex keys", "chain tool"]}\n'
    assert advised(tmp_path, "leads.jsonl", lines)["verdict"].to_list() == ["mend"]


TICKS = """\
Rides,Broken: chain,broken: brakes,"broken: saddle, or its post",tools: chain tool,tools: hex keys
by day,x,,,yes,
by day,the chain,,,no,no
by day,1,0,0,TRUE,false
by day,x,x,,y,n
at night,,,,,
at night,no,no,no,,
"""


def test_surveys_have_a_column_for_each_choice(tmp_path):
    rows = advised(tmp_path, "leads.csv", TICKS)
    assert rows["verdict"].to_list() == ["mend", "ride", "mend", "walk", "ride", "ride"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("rides,broken: light\nby day,perhaps\n", "row 1: broken: light cannot be 'perhaps'; write yes or no"),
        (
            "rides,broken: light,broken: none\nby day,x,x\n",
            "row 1: broken cannot be 'none' and 'light' at once; keep one of the two",
        ),
        ("rides,broken\nby day,lihgt\n", "row 1: broken cannot be 'lihgt'; did you mean 'light'?"),
        ('rides,broken\nby day,"none, light"\n', "row 1: broken cannot be 'none' and 'light' at once"),
        (
            "rides,broken,broken: light\nby day,none,x\n",
            "the columns 'broken' and 'broken: light' say the same; keep one of the two",
        ),
    ],
)
def test_what_is_no_answer_is_told_with_its_row(tmp_path, rows, said):
    with pytest.raises(LeadError) as caught:
        advised(tmp_path, "leads.csv", rows)
    assert said in str(caught.value)
    if "row" in said:
        assert advised(tmp_path, "leads.csv", rows, set_aside=True).height == 0
        assert said.partition("row 1: ")[2] in (tmp_path / "aside.csv").read_text(encoding="utf-8").replace('""', '"')
