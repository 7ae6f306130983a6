"""A file as lines, one for each fact: files with the same data have the same lines; and git's own diff of the lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from camket import cli
from camket.history.textconv import find_frame, list_facts
from test_revisions import ENVIRONMENT

Capture = pytest.CaptureFixture[str]
FINANCE = "reports/q2/phong-tai-chinh-ke-hoach.yaml"


def lines(name: str, text: str, folder: Path | None = None) -> list[str]:
    listed = list_facts(name, text.encode(), folder)
    assert listed is not None
    return listed.splitlines()


# --- lines --------------------------------------------------------------------------------------------------------------


def test_figures_have_their_targets_names(data: Path) -> None:
    found = lines(FINANCE, (data / FINANCE).read_text(encoding="utf-8"), data)
    assert "Doanh nghiệp mới › số thực hiện: 38" in found
    assert "Giải ngân vốn Thành phố › vốn đã giải ngân: 134.321,6" in found
    assert "Dự án đầu tư mới › danh mục › Tổ hợp thương mại dịch vụ bờ kè › Vốn đăng ký (triệu đồng): 152.000,5" in found
    assert "ngày nhận: 01/6/2023" in found
    assert not [line for line in found if line.endswith(": []")]  # what is not in the file


def test_layout_and_order_make_no_difference(data: Path) -> None:
    one = """\
unit: Phòng Tài chính - Kế hoạch Thành phố
round: q2
submitted: 2023-06-02
results:
  new-enterprises: 38
  investment-projects:
    items:
      - {name: B, form: under-study}
      - {name: A, form: under-study, capital: "1.000,5"}
difficulties: [b, a]
proposals:
"""
    other = """\
# ghi chú
submitted: 02/6/2023   # nhận qua thư
difficulties:
  - text: a
  - b
results:
  investment-projects:
    - name: A
      capital: "1000,50"
      form: under-study
    - {form: under-study, name: B}
  new-enterprises:
    value: 38,0
round: q2
"""
    assert lines(FINANCE, one, data) == lines(FINANCE, other.replace("\n", "\r\n"), data)
    assert lines(FINANCE, one, data)[-2:] == ["khó khăn: a", "khó khăn: b"]


def test_without_targets_keys_are_shown_as_written() -> None:
    found = lines("x.yaml", "unit: A\nresults:\n  a: 38\n  b: {value: 1,5, text: x}\n".replace("1,5", "1.5"))
    assert found == ["a: 38", "b › số thực hiện: 1.5", "b › lời báo cáo: x"]
    assert lines("x.yaml", "results: {}\n") == []


def test_a_result_that_does_not_fit_its_measure_is_shown_as_written(data: Path) -> None:
    text = "submitted: 2023-06-02\nresults:\n  new-enterprises: nhiều\n  unknown: 3\n  budget-revenue: 9\nletter: x\nnote: y\n"
    found = lines(FINANCE, text, data)
    assert found == [
        "ngày nhận: 02/6/2023",
        "văn bản gửi kèm: x",
        "Thu ngân sách › số thực hiện: 9",
        "Doanh nghiệp mới: nhiều",
        "unknown: 3",
        "ghi chú: y",
    ]


@pytest.mark.parametrize("name", ["targets.yaml", "aB3xY9_targets.yaml"])
def test_targets_yaml_is_recognised(data: Path, name: str) -> None:
    text = (data / "targets.yaml").read_text(encoding="utf-8")
    found = lines(name, text, data)
    assert "các kỳ › q2 › trước ngày: 05/6/2023" in found
    changed = lines(name, text.replace("at_least: 75", 'at_least: "76"', 1), data)
    # Short forms are shown as the full form.
    assert [line for line in changed if line not in found] == [
        "targets › Doanh nghiệp thành lập mới trên địa bàn Thành phố › mục tiêu › 1 › ít nhất: 76"
    ]
    assert lines(name, text, None) == found  # the file has its own measures


def test_units_yaml_is_recognised(data: Path) -> None:
    text = (data / "units.yaml").read_text(encoding="utf-8")
    found = lines("units.yaml", text, data)
    assert "đơn vị: Phòng Kinh tế Thành phố" in found
    assert "đơn vị › Phòng Kinh tế Thành phố › mã: phong-kinh-te" in found
    assert lines("x.yaml", text, data) == found
    assert not [one for one in found if any(f" {key}:" in one for key in ("id", "short", "head", "contact", "phone", "email"))]
    assert "đơn vị › Phòng Kinh tế Thành phố › mã: phong-kinh-te" in lines("units.yaml", text)
    assert lines("units.yaml", text + "x: 1\n", data)[-1] == "x: 1"  # with a fault in it


def test_the_file_of_the_office_is_recognised(data: Path) -> None:
    path = "reports/q2/_office.yaml"
    text = (data / path).read_text(encoding="utf-8")
    assert "dự thảo: có" in lines("_office.yaml", text, data)
    assert lines("x.yaml", text, data) == lines("_office.yaml", text, data)


@pytest.mark.parametrize("text", ["a: [", "- a", "", "a: 1\na: 2\n"])
def test_a_file_that_cannot_be_read_is_printed_unchanged(text: str, tmp_path: Path, capsys: Capture) -> None:
    assert list_facts("x.yaml", text.encode(), None) is None
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    assert cli.run(["textconv", str(file)]) == 0
    assert capsys.readouterr().out == text


# --- where the targets are ------------------------------------------------------------------------------------------------


def test_the_data_folder_is_found(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "kho" / "cam kết 2023" / "data"
    (folder / "reports" / "q2").mkdir(parents=True)
    shutil.copy(data / "targets.yaml", folder)
    report = folder / "reports" / "q2" / "x.yaml"
    elsewhere = tmp_path / "elsewhere" / "x.yaml"
    assert find_frame(report, None, tmp_path) == folder
    assert find_frame(folder / "units.yaml", None, tmp_path) == folder
    assert find_frame(elsewhere, None, folder / "reports") == folder
    assert find_frame(elsewhere, None, tmp_path / "kho") == folder  # the only data folder below
    assert find_frame(elsewhere, folder.parent, tmp_path) == folder
    assert find_frame(elsewhere, tmp_path, tmp_path) is None
    assert find_frame(elsewhere, None, tmp_path) is None
    other = tmp_path / "kho" / "cam kết 2024"
    other.mkdir()
    shutil.copy(data / "targets.yaml", other)
    assert find_frame(elsewhere, None, tmp_path / "kho") is None  # there are two data folders below


def test_targets_that_cannot_be_opened_do_not_matter(
    tmp_path: Path, data: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "data" / "targets.yaml").write_text("a: [", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.run(["textconv", f"data/{FINANCE}"]) == 0
    assert "new-enterprises › số thực hiện: 38\n" in capsys.readouterr().out
    assert cli.run(["textconv", "none.yaml"]) == 2


# --- git ----------------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    environment = {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def test_git_diff_shows_figures(tmp_path: Path, data: Path) -> None:
    root = tmp_path / "kho"
    folder = root / "cam kết 2023" / "data"
    shutil.copytree(data, folder)
    (root / ".gitattributes").write_text("*.yaml diff=camket\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "diff.camket.textconv", f"'{sys.executable}' -m camket textconv")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    report = folder / FINANCE
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("value: 38", "value: 41  # số mới").replace("round: q2\n", ""), encoding="utf-8")

    def seen(answer: str) -> list[str]:
        return [line for line in answer.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]

    expected = ["-Doanh nghiệp mới › số thực hiện: 38", "+Doanh nghiệp mới › số thực hiện: 41"]
    assert seen(git(root, "diff")) == expected
    git(root, "commit", "-qam", "y")
    assert seen(git(root, "log", "-p", "-1")) == expected
    report.write_text("# đầu\n" + report.read_text(encoding="utf-8").replace("submitted: ", "submitted:   "), encoding="utf-8")
    assert seen(git(root, "diff")) == []
    report.write_text("a: [\n", encoding="utf-8")
    assert "+a: [" in seen(git(root, "diff"))
