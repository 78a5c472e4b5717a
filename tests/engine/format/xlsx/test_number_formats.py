"""A number is read as a spreadsheet shows it, by the number format of its cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.format.xlsx.number_formats import shown_number


@pytest.mark.parametrize(
    ("value", "code", "text", "digits", "unit"),
    [
        (7, "General", "7", "7", ""),
        (7.0, "General", "7", "7", ""),
        (-7.5, "General", "-7.5", "-7.5", ""),
        (0, "General", "0", "0", ""),
        (1e15, "General", "1000000000000000", "1000000000000000", ""),
        (0.1 + 0.2, "General", "0.3", "0.3", ""),
        (7.5, "@", "7.5", "7.5", ""),
        (7, "0.00", "7.00", "7", ""),
        (7, "000", "007", "007", ""),
        (0.5, "0%", "50%", "50", "%"),
        (0.07, "0%", "7%", "7", "%"),
        (0.125, "0.0%", "12.5%", "12.5", "%"),
        (1234567.5, "#,##0.00", "1,234,567.50", "1234567.5", ""),
        (1000, "#,##0", "1,000", "1000", ""),
        (0, "#,##0", "0", "0", ""),
        (0.5, "#.##", ".5", ".5", ""),
        (5, "#.##", "5", "5", ""),
        (-5, "#,##0;[Red]-#,##0", "-5", "-5", ""),
        (-5, "#,##0_);(#,##0)", "(5)", "-5", ""),
        (5, "#,##0_);(#,##0)", "5", "5", ""),
        (0, '0;-0;"none" 0', "none 0", "0", "none"),
        (123.5, '"\u00a3"#,##0.00', "\u00a3123.50", "123.5", "\u00a3"),
        (123.5, "[$\u20ac-407] #,##0.00", "\u20ac 123.50", "123.5", "\u20ac"),
        (-123.5, "#,##0.00 [$\u20ac-407]", "-123.50 \u20ac", "-123.5", "\u20ac"),
        (40, '0 "km/h"', "40 km/h", "40", "km/h"),
        (40, "0\\ \\k\\g", "40 kg", "40", "kg"),
        (-0.0, "0", "0", "0", ""),
    ],
)
def test_a_number_is_what_is_shown(value: float, code: str, text: str, digits: str, unit: str) -> None:
    shown = shown_number(value, code)
    assert shown is not None
    assert (shown.text, shown.digits, shown.unit, shown.whole) == (text, digits, unit, True)


@pytest.mark.parametrize(
    ("value", "code", "text"), [(7.6, "0", "8"), (12.345, "0.00", "12.35"), (0.505, "0%", "51%"), (-0.4, "0", "-0")]
)
def test_a_number_with_places_that_are_not_shown_is_not_whole(value: float, code: str, text: str) -> None:
    shown = shown_number(value, code)
    assert shown is not None
    assert (shown.text, shown.whole) == (text, False)


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "[>=100]0;0.0", "0,", "0.0,,", '"text"', "yyyy", "", ";;;"])
def test_a_format_that_shows_something_else_than_digits_is_not_read(code: str) -> None:
    assert shown_number(5, code) is None


@given(st.decimals(-999_999, 999_999, places=2))
def test_a_number_in_a_format_that_shows_all_of_its_places_keeps_its_value(number) -> None:
    for code in ("General", "0.00", "#,##0.00", "0.00;-0.00", "#,##0.00_);(#,##0.00)"):
        shown = shown_number(float(number), code)
        assert shown is not None
        assert shown.whole
        assert float(shown.digits) == float(number)
