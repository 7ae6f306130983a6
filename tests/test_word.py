"""The Word file as a person gets to see it: through LibreOffice, as a PDF."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from camket import cli


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each page of the shipped report of quarter II."""
    folder = tmp_path_factory.mktemp("word")
    data = Path(__file__).resolve().parents[1] / "data"
    shutil.copytree(data, folder / "data")
    assert cli.run(["report", "--data", str(folder / "data"), "-q", "2", "-o", str(folder), "--format", "docx"]) == 0
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "bao-cao-q2-2023.docx"),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=240)
    shown = subprocess.run(["pdftotext", "-layout", str(folder / "bao-cao-q2-2023.pdf"), "-"], check=True, capture_output=True)
    text = unicodedata.normalize("NFC", shown.stdout.decode("utf-8"))
    return [" ".join(page.split()) for page in text.split("\f")[:-1]]


@pytest.mark.libreoffice
def test_the_first_page_has_the_head(pages: list[str]) -> None:
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Đánh giá chung"):
        assert words in pages[0]


@pytest.mark.libreoffice
def test_figures_signature_and_appendices_are_there(pages: list[str]) -> None:
    whole = " ".join(pages)
    for words in ("38 doanh nghiệp", "50,67%", "Chưa báo cáo: 01 đơn vị", "TM. ỦY BAN NHÂN DÂN", "Phụ lục III"):
        assert words in whole


@pytest.mark.libreoffice
def test_pages_are_as_many_as_they_should_be(pages: list[str]) -> None:
    # Tables whose columns lost their widths would run to twice as many.
    assert 10 <= len(pages) <= 20
