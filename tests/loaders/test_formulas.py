"""A number that no document prints follows from printed ones by a formula that is computed again."""

from decimal import Decimal

import pytest

from loaders.formulas import computed, operands


@pytest.mark.parametrize(
    ("formula", "number"),
    [("35+36", "71"), ("100-65.5", "34.5"), ("4.5*10^6", "4500000"), ("-(40-34)/4", "-1.5"), ("2*12", "24")],
)
def test_a_formula_gives_the_number_that_a_reader_computes(formula, number):
    assert computed(formula) == Decimal(number)


@pytest.mark.parametrize(
    "formula", ["", "1/0", "a+b", "__import__('os')", "1+'1'", "9^9^9", "max(1, 2)", "10^999999999"]
)
def test_what_is_no_arithmetic_on_numbers_is_refused(formula):
    with pytest.raises(ValueError, match=r"no value|no arithmetic"):
        computed(formula)


def test_the_operands_are_the_numbers_that_the_passage_has_to_print():
    assert operands("(40 - 34) / 6.47") == [Decimal(40), Decimal(34), Decimal("6.47")]
