"""The office's own Excel form: exported, filled in, imported with the units' forms; conflicts and bytes that must not change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from camket import cli
from camket.ledger.load import load
from camket.ledger.reports import OfficeFile
from camket.ledger.tree import FolderTree
from small_office import write_office

Capture = pytest.CaptureFixture[str]

OFFICE = """\
# Văn phòng
round: q2
assessment: >-
    Nhìn chung bám sát
    cam kết.
directions:
- "Việc thứ nhất"   # gấp
- Việc thứ hai
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = write_office(tmp_path / "data")
    path_of(data).write_bytes(OFFICE.encode("utf-8"))
    return data


def path_of(folder: Path) -> Path:
    return folder / "reports" / "q2" / "_office.yaml"


def export(folder: Path, *more: str) -> Path:
    out = folder.parent / "out"
    assert cli.run(["form", "export", "--office", "-q", "2", "--data", str(folder), "-o", str(out), *more]) == 0
    return out / "bieu-van-phong-q2-2024.xlsx"


def bring_in(folder: Path, form: Path, *more: str) -> int:
    return cli.run(["form", "import", str(form), "--data", str(folder), *more])


def fill(form: Path, slots: Mapping[str, Any], lines: Mapping[tuple[str, str, str], Any]) -> None:
    """Fill cells of the form: slots by the end of their name, and cells of tables by table, name of the line and column."""
    book = load_workbook(form)
    left = set(slots) | set(lines)
    for sheet in book.worksheets:
        table, columns = "", {}
        for row in range(1, sheet.max_row + 1):
            mark = str(sheet.cell(row, 1).value or "")
            if mark.startswith("columns:"):
                table = mark.removeprefix("columns:")
                columns = {str(sheet.cell(row, at).value): at for at in range(2, sheet.max_column + 1)}
            for name, value in slots.items():
                if mark.removesuffix("|wide").endswith(name) and mark != "fields" and sheet.title != "camket":
                    sheet.cell(row, 4 if mark.endswith("|wide") else 6).value = value
                    left.discard(name)
            for (of, line, column), value in lines.items():
                if of == table and line == mark and (of, line, column) in left and column in columns:
                    sheet.cell(row, columns[column]).value = value
                    left.discard((of, line, column))
    assert not left
    book.save(form)


def content(folder: Path) -> OfficeFile:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert not [one for one in problems if one.level == "error"]
    return ledger.office["q2"].content


def test_a_form_that_was_not_changed_leaves_every_byte(folder: Path, capsys: Capture) -> None:
    form = export(folder)
    assert bring_in(folder, form) == 0
    assert path_of(folder).read_bytes() == OFFICE.encode("utf-8")
    assert "_office.yaml" in capsys.readouterr().err


def test_texts_signatory_number_answers_verdicts_and_extensions_come_in(folder: Path) -> None:
    form = export(folder)
    fill(
        form,
        {
            "number": "45/BC-UBND",
            "signatory.authority": "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH",
            "signatory.title": "PHÓ CHỦ TỊCH",
            ".outcome": "đã giải quyết",
            ".document": "52/UBND-VP ngày 20/6/2024",
            ".date": date(2024, 6, 20),
        },
        {
            ("directions", "1", "text"): "Việc thứ hai: gấp",
            ("directions", "+", "text"): "Việc thứ ba",
            ("overrules", "+", "target"): "Thu ngân sách xã",
            ("overrules", "+", "unit"): "xã Bình",
            ("overrules", "+", "verdict"): "đạt",
            ("overrules", "+", "reason"): "Chờ giám định",
            ("overrules", "+", "by"): "Chánh Văn phòng",
            ("extensions", "+", "unit"): "xã Cẩm",
            ("extensions", "+", "due"): date(2024, 6, 7),
            ("extensions", "+", "reason"): "Xã chống ngập",
        },
    )
    assert bring_in(folder, form, "--dry-run") == 0
    assert path_of(folder).read_bytes() == OFFICE.encode("utf-8")
    assert bring_in(folder, form) == 0
    text = path_of(folder).read_text("utf-8")
    assert text.startswith("# Văn phòng\nround: q2\nnumber: 45/BC-UBND\n")
    assert 'assessment: >-\n    Nhìn chung bám sát\n    cam kết.\ndirections:\n- "Việc thứ nhất"   # gấp\n' in text
    found = content(folder)
    assert found.directions == ("Việc thứ nhất", "Việc thứ hai: gấp", "Việc thứ ba")
    assert found.signatory is not None
    assert found.signatory.authority == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert found.signatory.title == "PHÓ CHỦ TỊCH"
    (answer,), (overrule,), (extension,) = found.answers, found.overrules, found.extensions
    assert (answer.outcome, str(answer.date)) == ("settled", "2024-06-20")
    assert answer.document is not None and answer.document.number == "52/UBND-VP"
    assert (overrule.target, overrule.unit, overrule.verdict) == ("commune-revenue", "xa-b", "met")
    assert (extension.unit, str(extension.due)) == ("xa-c", "2024-06-07")
    before = path_of(folder).read_bytes()
    assert bring_in(folder, form) == 0  # the same form once more
    assert path_of(folder).read_bytes() == before


def test_what_was_changed_in_the_form_and_in_the_file_is_a_conflict(folder: Path, capsys: Capture) -> None:
    form = export(folder)
    fill(form, {}, {("directions", "0", "text"): "Việc khác"})
    changed = OFFICE.replace("Việc thứ nhất", "Việc đầu tiên").encode("utf-8")
    path_of(folder).write_bytes(changed)
    assert bring_in(folder, form) == 1
    assert "form-conflict" in capsys.readouterr().out
    assert path_of(folder).read_bytes() == changed


def test_an_answer_without_its_day_is_refused(folder: Path, capsys: Capture) -> None:
    form = export(folder)
    fill(form, {".outcome": "không chấp thuận"}, {})
    assert bring_in(folder, form) == 1
    assert "form-answer" in capsys.readouterr().out
    assert path_of(folder).read_bytes() == OFFICE.encode("utf-8")


def test_a_form_makes_the_file_and_comes_in_beside_those_of_units(folder: Path) -> None:
    path_of(folder).unlink()
    form = export(folder)
    assert cli.run(["form", "export", "-q", "2", "--unit", "xa-c", "--data", str(folder), "-o", str(form.parent)]) == 0
    fill(form, {}, {("assessment", "+", "text"): "Nhìn chung đạt."})
    assert bring_in(folder, form.parent) == 0
    assert path_of(folder).read_text("utf-8") == "round: q2\nassessment:\n  - Nhìn chung đạt.\n"


def test_the_form_of_the_office_is_none_of_a_unit(folder: Path, capsys: Capture) -> None:
    form = export(folder)
    assert bring_in(folder, form, "--unit", "xa-c") == 1
    assert "form-unit" in capsys.readouterr().out
    assert cli.run(["form", "export", "--office", "--unit", "xa-c", "-q", "2", "--data", str(folder)]) == 2
