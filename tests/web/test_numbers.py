"""Numbers with decimals on the pages: typed as people write them, and the same number in the address and in words."""

from pathlib import Path

import pytest

from bases.reset import BASES
from web.visiting import Visitor


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite", str(BASES / "good" / "money"))


def test_a_number_as_people_write_it_goes_into_the_address_as_files_write_it(tenant: Visitor) -> None:
    assert "A number from 0.00 to 5000.50 GBP a month" in tenant.reads("/?savings=0")
    assert 'inputmode="decimal"' in tenant.loads("/?savings=0")
    assert tenant.sends("/answer", {"answer.rent": "1.234,5"}) == "/?rent=1234.50"
    assert "1234.50 GBP a month" in tenant.reads("/?rent=1234.50&savings=0&paid=0")


def test_a_number_that_could_be_two_is_asked_again(tenant: Visitor) -> None:
    said = tenant.sends("/answer", {"answer.rent": "£1,234"}, status=422)
    assert "'£1,234' can mean 1234 or 1.234" in said
    assert "What is your rent for a month?" in said


def test_advice_on_a_page_goes_by_the_penny(tmp_path: Path) -> None:
    keeper = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "money"))
    page = keeper.reads("/?rent=499.99&savings=16000.01&paid=0")
    assert "Use your savings first." in page
    assert "499.99 GBP a month" in page
