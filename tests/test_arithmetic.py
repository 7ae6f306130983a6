"""Numbers that tell how they were found: the text of a computation gives its number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.ledger.measures.exact import Worked, worked, worked_sum
from camket.text import language
from expressions import evaluate


@pytest.fixture(autouse=True)
def _english() -> None:
    language.choose("en")


def combine(one: Worked, other: Worked, sign: str) -> Worked:
    match sign:
        case "+":
            return one + other
        case "-":
            return one - other
        case "×":
            return one * other
        case "÷":
            return one / other if other.exact else one
    return (one + other).bracketed()


FIGURES = st.decimals(-10000, 10000, places=2).map(worked) | st.integers(0, 1000).map(worked)
COMPUTATIONS = st.recursive(
    FIGURES, lambda inner: st.builds(combine, inner, inner, st.sampled_from(["+", "-", "×", "÷", "()"])), max_leaves=8
)


@given(COMPUTATIONS)
def test_a_calculator_comes_from_the_text_to_the_number(found: Worked) -> None:
    assert evaluate(found.text) == found.exact


def test_brackets_are_written_only_where_they_are_needed() -> None:
    gone = worked(146) / 365
    assert (worked(Decimal(20)) / gone).text == "20 ÷ 146 × 365"
    assert (worked(Decimal(50)) * ((worked(2) + gone) / 3)).text == "50 × (2 + 146 ÷ 365) ÷ 3"
    assert ((worked(Decimal(848)) - Decimal(1000)) * 100 / (worked(Decimal(620)) - Decimal(1000))).text == (
        "(848 - 1,000) × 100 ÷ (620 - 1,000)"
    )
    assert (worked(Decimal(5)) - Decimal(-3)).text == "5 - (-3)"
    assert (worked_sum([Decimal(1), Decimal(2)]) - (worked(Decimal(3)) + Decimal(4))).text == "1 + 2 - (3 + 4)"


def test_figures_are_written_in_the_language_and_numbers_of_the_formula_as_they_are() -> None:
    language.choose("vi")
    assert (worked(Decimal("1234.5")) / Decimal(2000) * 1000).text == "1.234,5 ÷ 2.000 × 1000"


def test_a_typed_figure_keeps_its_digits_and_has_no_expression() -> None:
    typed = worked(Decimal("12345678901234567890123456789012345.67"))
    assert (typed.value, typed.expression) == (Decimal("12345678901234567890123456789012345.67"), "")
    assert (worked(Decimal(2)) / Decimal(3)).value == Decimal("0.6666666666666666666666666666")
