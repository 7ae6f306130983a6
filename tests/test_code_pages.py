"""Vietnamese text on consoles with old code pages."""

from __future__ import annotations

import io

import pytest

from camket.text.code_pages import degrade, is_unicode


def written(text: str, encoding: str) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    degrade(stream)
    stream.write(text)
    stream.flush()
    return raw.getvalue()


def test_windows_1258_keeps_every_tone_mark() -> None:
    import unicodedata

    text = "Tỷ lệ giải ngân vốn đầu tư: chậm tiến độ"
    shown = written(text, "cp1258").decode("cp1258")
    assert unicodedata.normalize("NFC", shown) == text


def test_a_western_code_page_loses_marks_but_no_letters() -> None:
    assert written("Chậm tiến độ – 62,5% ≥ 50% ▲", "cp1252").decode("cp1252") == "Châm tiên dô – 62,5% >= 50% ^"


def test_ascii_text_is_readable() -> None:
    assert written("Phường An Hòa … đạt", "ascii") == b"Phuong An Hoa ... dat"


def test_a_letter_without_a_replacement_becomes_a_question_mark() -> None:
    assert written("中", "cp1258") == b"?"


@pytest.mark.parametrize(("encoding", "answer"), [("utf-8", True), ("cp1258", False), ("cp65001", True)])
def test_is_unicode(encoding: str, answer: bool) -> None:
    class Stream:
        pass

    stream = Stream()
    stream.encoding = encoding  # type: ignore[attr-defined]
    assert is_unicode(stream) == answer
