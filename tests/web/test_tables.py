"""What the pages say of decision tables."""

from pathlib import Path

import pytest

from bases.reset import BASES
from web.visiting import Visitor


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "decision-table-first"))


def test_the_reasons_name_the_rows_that_fit_as_well_once(visitor: Visitor) -> None:
    page = visitor.asks("/reasons?length=15&islander=yes&crossing=night").text
    assert "The night boat takes long cars for one price." in page
    assert "In the table, rows 2, 4, 6, 10 and 12 fit as well; the first row that fits decides." in page
    assert "You live here; the car is long." not in page


def test_a_row_is_read_aloud_with_its_place_in_the_table(visitor: Visitor) -> None:
    page = visitor.asks("/rule/fares-row-4").text
    assert "4 of 12 in rules/fares.csv; the first row that fits decides" in page
    assert "overrides" not in page
    assert "yields to" not in page
