"""Numbers and dates: parsing and formatting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from camket.text import language
from camket.text.numerals import (
    AmbiguousNumber,
    NotANumber,
    format_date,
    format_exact,
    format_number,
    format_share,
    read_date,
    read_number,
    round_half_up,
    round_share,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("75", "75"),
        ("08", "8"),
        ("-3", "-3"),
        ("+3", "3"),
        ("62,5", "62.5"),
        ("62.5", "62.5"),
        ("-62,5", "-62.5"),
        ("22.20", "22.20"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("00,125", "0.125"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("-1.234,5", "-1234.5"),
        ("1 234", "1234"),
        ("1 234 567,5", "1234567.5"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,5", "1234.5"),
        (" 75 ", "75"),
        ("1234,567", "1234.567"),
        ("1234.567", "1234.567"),
        ("62,50", "62.50"),
        ("1,2340", "1.2340"),
        ("12345678901234567890,5", "12345678901234567890.5"),
    ],
)
def test_a_number_with_one_reading(text: str, number: str) -> None:
    found = read_number(text)
    assert found == Decimal(number)
    assert str(found) == str(Decimal(number))  # with the same digits


@pytest.mark.parametrize(
    ("text", "thousands", "decimal"),
    [
        ("1.234", "1234", "1.234"),
        ("1,234", "1234", "1.234"),
        ("12.340", "12340", "12.340"),
        ("999,999", "999999", "999.999"),
        ("-1.234", "-1234", "-1.234"),
    ],
)
def test_a_number_with_two_readings_is_refused_and_both_are_named(text: str, thousands: str, decimal: str) -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        read_number(text)
    assert caught.value.readings == (Decimal(thousands), Decimal(decimal))
    for reading in caught.value.readings:
        assert format_exact(reading) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "number"), [("1.234", 1234), ("1,234", 1234), ("12.340", 12340), ("1.234.567", 1234567), ("75", 75)]
)
def test_a_whole_number_has_one_reading(text: str, number: int) -> None:
    assert read_number(text, whole=True) == number


@pytest.mark.parametrize("text", ["62,5", "0,125", "1.234,5", "1234.567"])
def test_a_whole_number_has_no_fraction(text: str) -> None:
    with pytest.raises(NotANumber):
        read_number(text, whole=True)


@pytest.mark.parametrize("text", ["62,0", "1.234,00"])
def test_a_whole_number_may_have_zeros_after_the_decimal_mark(text: str) -> None:
    assert read_number(text, whole=True) == read_number(text).to_integral_value()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ".",
        ",5",
        "5,",
        "12.34.5",
        "1.23.456",
        "1.234.56",
        "1,234.567,8",
        "1.234,567.8",
        "12.34,5",
        "1..234",
        "1,,5",
        "0.123.456",
        "1 23",
        "1  234",
        "12 3456",
        "1e5",
        "1E5",
        "nan",
        "NaN",
        "inf",
        "-Infinity",
        "0x1F",
        "1_000",
        "٣",
        "½",
        "75 triệu",
        "75%",
        "--5",
        "1'234",
        "1\n234",
        "9" * 41,
    ],
)
def test_other_text_is_no_number(text: str) -> None:
    with pytest.raises(NotANumber) as caught:
        read_number(text)
    assert not isinstance(caught.value, AmbiguousNumber)


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)


@given(NUMBERS, st.sampled_from(["vi", "en"]))
def test_a_formatted_number_is_read_back(number: Decimal, lang: str) -> None:
    language.choose(lang)
    written = format_exact(number)
    try:
        found = read_number(written)
    except AmbiguousNumber as error:
        assert number in error.readings
        assume(False)
    assert found == number


@given(st.integers(-(10**12), 10**12))
def test_a_formatted_whole_number_is_read_back(number: int) -> None:
    assert read_number(format_exact(Decimal(number)), whole=True) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        number = read_number(text)
    except NotANumber as error:
        assert str(error)
    else:
        assert number.is_finite()


# --- formatting -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        ("1234.5", "1.234,5", "1,234.5"),
        ("1234567", "1.234.567", "1,234,567"),
        ("0.1250", "0,125", "0.125"),
        ("-0", "0", "0"),
        ("100", "100", "100"),
        ("1E+3", "1.000", "1,000"),
    ],
)
def test_format_exact_keeps_every_digit(number: str, vietnamese: str, english: str) -> None:
    assert format_exact(Decimal(number)) == vietnamese
    language.choose("en")
    assert format_exact(Decimal(number)) == english


@pytest.mark.parametrize(
    ("number", "text"), [("2.345", "2,35"), ("2.344", "2,34"), ("-2.345", "-2,35"), ("2", "2"), ("2.999", "3"), ("0.004", "0")]
)
def test_rounding_is_half_up_to_two_places(number: str, text: str) -> None:
    assert format_number(Decimal(number)) == text


def test_rounding_keeps_long_numbers() -> None:
    number = Decimal("123456789012345678901234567890.5")
    assert round_half_up(number) == number


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("62.5", "62,5%"),
        ("99.99", "99,99%"),
        ("99.994", "99,99%"),
        ("99.995", "99,99%"),
        ("99.9999999", "99,99%"),
        ("100", "100%"),
        ("100.001", "100%"),
        ("100.005", "100,01%"),
        ("0", "0%"),
    ],
)
def test_a_share_below_100_is_never_shown_as_100(share: str, text: str) -> None:
    assert format_share(Decimal(share)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=1000), st.integers(0, 4))
def test_a_share_below_100_stays_below_100_when_rounded(share: Decimal, decimals: int) -> None:
    assert (round_share(share, decimals) < 100) == (share < 100)


@pytest.mark.parametrize(
    "text", ["2023-06-02", "2023-6-2", "02/6/2023", "2/6/2023", "02-06-2023", "02.06.2023", " 2023-06-02 "]
)
def test_dates_are_read(text: str) -> None:
    assert read_date(text) == date(2023, 6, 2)


@pytest.mark.parametrize(
    "text", ["", "2023", "2023-02-29", "31/6/2023", "13-2023-01", "06/13/2023", "2/6/23", "2023/06/02", "0000-01-01", "hôm qua"]
)
def test_text_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_date(text)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2023, 6, 4), "04/6/2023"),
        (date(2023, 1, 5), "05/01/2023"),
        (date(2023, 2, 15), "15/02/2023"),
        (date(2023, 12, 31), "31/12/2023"),
        (date(2023, 9, 2), "02/9/2023"),
    ],
)
def test_dates_are_formatted(day: date, text: str) -> None:
    assert format_date(day) == text
    assert read_date(text) == day
    language.choose("en")
    assert format_date(day) == day.isoformat()


def test_minus_zero_is_zero() -> None:
    assert not read_number("-0").is_signed()
    assert not read_number("-0,0").is_signed()
