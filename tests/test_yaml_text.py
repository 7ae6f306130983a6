"""Text of YAML: names and numbers written so that they read back the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.text.numerals import read_number, unambiguous
from camket.text.source import read_document
from camket.text.spelling import nfc
from camket.text.yaml_style import quote_scalar


@pytest.mark.parametrize(
    "text", ["Phòng Kinh tế", "xã Tân Phú Đông", "Phòng Tài chính - Kế hoạch Thành phố", "Ban QLDA (khu vực 2)"]
)
def test_plain_names_are_not_quoted(text: str) -> None:
    assert quote_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Các ngành: QLĐT", '"Các ngành: QLĐT"'),
        ("mục #1", '"mục #1"'),
        ("null", '"null"'),
        ("no", '"no"'),
        ("1234", '"1234"'),
        ("", '""'),
        ("- gạch đầu dòng", '"- gạch đầu dòng"'),
        ("a, b", '"a, b"'),
        ('nói "được"', '"nói \\"được\\""'),
        ("hai\ndòng", '"hai\\ndòng"'),
    ],
)
def test_other_text_is_quoted(text: str, quoted: str) -> None:
    assert quote_scalar(text) == quoted


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_scalar_reads_back_the_same(text: str) -> None:
    for line in (
        f"key: {quote_scalar(text)}\n",
        f"{{key: {quote_scalar(text)}, other: x}}\n",
        f"- key: {quote_scalar(text)}\n",
    ):
        document, problems = read_document("a.yaml", line.encode())
        assert document is not None
        assert problems == []
        value = document.value[0] if isinstance(document.value, list) else document.value
        assert value["key"] == nfc(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_plain_number_has_one_reading(number: Decimal) -> None:
    assert read_number(unambiguous(number)) == number
