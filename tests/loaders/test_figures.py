"""A number in a row is one that the document prints, however it prints powers of ten."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.figures import numbers, plain


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("2.0×10^7 or 1.0×10^8", "20000000"),
        ("2.0×10^7 or 1.0×10^8", "100000000"),
        (r"$1.5\text{--}7.6 \times 10^6/\text{kg}$", "1500000"),
        (r"$1.5\text{--}7.6 \times 10^6/\text{kg}$", "7600000"),
        ("2.0 - 16.0 × 10^6", "2000000"),
        (r"$15 \pm 4.5 \times 10^6$", "4500000"),
        ("16,000 cells 56,000,000 cells", "56000000"),
        ("$75,000$ cells/injection", "75000"),
        ("110^6 cells/kg IT", "1771561000000"),
        ("IM 1×10^6 cells/site- 24 sites", "24"),
        ("two repeated injections", "2"),
        ("given only once", "1"),
        ("followed up for 1 year", "12"),
        ("0.42×10^6 cells/kg", "420000"),
        ("(2 × 106)", "2000000"),
        ("Intraspinal (105)", "100000"),
        ("(2.5-3 × 103)", "2500"),
        ("mean monthly change: -1.036 ± 0.88", "-1.036"),
        ("–1.32 during the run-in period", "-1.32"),
    ],
)
def test_a_printed_figure_stands_for_the_number_a_reader_takes_from_it(printed, number):
    assert Decimal(number) in numbers(printed)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("2.0×10^7", "7"),
        ("110^6 cells/kg", "1000000"),
        ("110^6 cells/kg", "6"),
        ("NCT01777646", "1777646.5"),
        ("5 cohorts", "50"),
    ],
)
def test_a_number_that_is_not_printed_is_not_found(printed, number):
    assert Decimal(number) not in numbers(printed)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**15, places=4))
def test_a_number_written_plainly_keeps_its_value_and_has_no_exponent(number):
    assert Decimal(plain(number)) == number
    assert "E" not in plain(number)
