"""Names compared without regard to case, spacing and tone placement; suggestions for misspelt words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.text.spelling import fold, nfc, strip_accents, suggest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("phường An Hòa", "phường An Hoà"),
        ("Văn hóa", "Văn hoá"),
        ("Thủy lợi", "Thuỷ lợi"),
        ("Tùy Hòa", "Tuỳ Hoà"),
        ("Phường 1", "phường 1"),
        ("PHƯỜNG 1", "Phường 1"),
        ("P. 1", "Phường 1"),
        ("P.1", "Phường 1"),
        ("P1", "Phường 1"),
        ("p. 1", "Phường  1"),
        ("X. Tân Phú Đông", "xã Tân Phú Đông"),
        ("TP. Sa Đéc", "thành phố Sa Đéc"),
        ("Phòng Lao động-TB&XH", "Phòng Lao động - TB & XH"),
        ("  xã Tân\u00a0Quy Tây ", "Xã Tân Quy Tây"),
        (unicodedata.normalize("NFD", "Tân Khánh Đông"), "Tân Khánh Đông"),
        (unicodedata.normalize("NFD", "An Hoà"), "An Hòa"),
        ("HTX “Nem chua”", "htx nem chua"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tân Thành", "Tân Thạnh"),
        ("Tân Thành", "Tân Thanh"),
        ("Tân Quy Đông", "Tân Qui Đông"),  # such a spelling must be listed as accepted
        ("Phường 1", "Phường 11"),
        ("Phường 1", "Xã 1"),
        ("Đông", "Dong"),
        ("Mỹ Tho", "Mỹ Thọ"),
        ("An Hòa", "An Hoa"),
        ("Long An", "An Long"),
        ("Thôn 1 2", "Thôn 12"),
    ],
)
def test_two_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_ignores_the_unicode_form_and_spaces_around_the_name(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(f"  {text} ") == fold(text)


@given(st.text())
def test_composed_text_stays_composed(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text) == unicodedata.normalize("NFC", text)


def test_accents_are_stripped() -> None:
    assert strip_accents("Phường Tân Quy Đông") == "phuong tan quy dong"


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        ("xa-tan-thanh", "xa-tan-thanh"),
        ("xã Tân Thạnh", "xa-tan-thanh"),
        ("xa_tan_thanh", "xa-tan-thanh"),
        ("xa-tan-thahn", "xa-tan-thanh"),
        ("phuong-2", "phuong-1"),
        ("hoàn toàn khác", None),
        ("", None),
    ],
)
def test_a_suggestion_for_a_misspelt_word(given_: str, found: str | None) -> None:
    assert suggest(given_, ["phuong-1", "xa-tan-thanh"]) == found


def test_no_suggestion_without_known_words() -> None:
    assert suggest("a", []) is None
