"""The command line: what is printed, on which stream, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from camket import __version__, cli
from camket.commands import COMMANDS
from camket.text.problems import CamketError

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def copy(tmp_path: Path, data: Path) -> Path:
    """A copy of the shipped data, which a test may change."""
    folder = tmp_path / "năm 2023" / "data"
    shutil.copytree(data, folder)
    return folder


def break_file(folder: Path) -> Path:
    file = folder / "reports" / "q2" / "phuong-1.yaml"
    file.write_text("unit: Phường 1\nresults:\n\tx: 1\n", encoding="utf-8")
    return file


def replace_once(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def run(*arguments: str | Path) -> int:
    return cli.run([str(argument) for argument in arguments])


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command: str, capsys: Capture) -> None:
    assert run(command, "--help") == 0
    shown = capsys.readouterr().out
    assert "camket " + command in " ".join(shown.split()).partition("Ví dụ: ")[2]


def test_each_command_is_in_the_table_of_the_readme(root: Path) -> None:
    page = (root / "README.md").read_text(encoding="utf-8")
    table = page.partition("| command | what it does |")[2].partition("\n\n")[0]
    firsts = [line.split("|")[1] for line in table.splitlines() if line]
    named = {name for cell in firsts for name in re.findall(r"`(?:camket )?([a-z-]+(?: (?:export|import))?)", cell)}
    assert named == {"camket", *COMMANDS}


def test_version(capsys: Capture) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"camket {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["statuss"], "Có phải 'status'?"),
        (["status", "--behnd"], "--behind"),
        (["status", "--quarter", "7"], "--quarter: "),
        (["status", "--quarter", "hai"], "--quarter"),
        (["status", "--as-of", "2023-02-30"], "không có ngày '2023-02-30'"),
        (["status", "--annual", "final"], "sơ-bộ, cập-nhật"),
        (["status", "--format", "xml"], "text, json"),
        (["status", "--quarter", "1", "--round", "q2"], "chỉ nêu một trong"),
        (["status", "--round", "q9"], "các kỳ: quý I (q1); quý II (q2)"),
        (["status", "--unit", "phuong-9"], "không có đơn vị 'phuong-9'"),
        (["status", "--unit", "Phương An Hòa"], "Có phải 'phuong-an-hoa'"),
        (["status", "--target", "ocop"], "không có chỉ tiêu 'ocop'"),
        (["show"], "thiếu"),
        (["status", "--target", "ocop"], "'ocop-products' (Sản phẩm OCOP)"),
        (["show", "giải ngân"], "disbursement-city (Giải ngân vốn Thành phố); disbursement-province (Giải ngân vốn Tỉnh)"),
        (["show", "zzz"], "Số và tên các chỉ tiêu: camket status --all."),
        (["show", "new-enterprise"], "Có phải 'new-enterprises' (Doanh nghiệp mới)?"),
        (["status", "--unit", "Tân Quy"], "phuong-tan-quy-dong (phường Tân Quy Đông); xa-tan-quy-tay (xã Tân Quy Tây)"),
        (["status", "--unit", "phường 12"], "Tên các đơn vị: camket status --all."),
        (["check", "nofile"], "thừa tham số: nofile"),
        (["check", "một", "hai"], "thừa tham số: một hai"),
        (["report", "--format", "odt"], "md, docx"),
        (["status", "--data", "/no/such/folder"], "không có targets.yaml"),
        (["init"], "thiếu"),
        (["save", "--yes=1"], "--yes không đi kèm giá trị"),
        (["overrule", "9.1", "chưa", "--reason", "x", "--by", "y", "-n"], "đúng tiến độ\n"),
        (["show", "9"], "9.2 Thu ngân sách xã, phường (commune-budget-revenue)"),
    ],
)
def test_a_wrong_call_is_explained_and_ends_in_2(
    arguments: list[str], said: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.chdir(root)
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_units_are_found_by_name(capsys: Capture, data: Path) -> None:
    assert run("status", "--data", data, "-q", "2", "--unit", "phường An Hoà", "--format", "json") == 0
    assert [unit["id"] for unit in json.loads(capsys.readouterr().out)["units"]] == ["phuong-an-hoa"]


@pytest.mark.parametrize("name", ["ocop-products", "Sản phẩm  OCOP", "sản phẩm ocop được công nhận mới đạt 3 sao trở lên"])
def test_targets_are_found_by_name(name: str, capsys: Capture, data: Path) -> None:
    assert run("show", name, "--data", data, "-q", "2", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["target"]["id"] == "ocop-products"
    assert run("status", "--target", name, "--data", data, "-q", "2", "--format", "json") == 0
    assert [target["id"] for target in json.loads(capsys.readouterr().out)["targets"]] == ["ocop-products"]


def test_a_name_of_two_targets_is_not_guessed(capsys: Capture, copy: Path) -> None:
    replace_once(copy / "targets.yaml", "short: Giải ngân vốn Tỉnh", "short: Giải ngân vốn Thành phố")
    assert run("show", "Giải ngân vốn Thành phố", "--data", copy) == 2
    said = capsys.readouterr().err
    assert "disbursement-city (" in said
    assert "disbursement-province (" in said


def test_a_suggested_figure_has_the_decimal_mark_of_the_language(capsys: Capture, copy: Path) -> None:
    replace_once(copy / "reports" / "q3" / "phong-tai-chinh-ke-hoach.yaml", "value: 125089.5", "value: 1250895")
    run("check", "--data", copy, "--format", "json")
    hints = [problem["hint"] for problem in json.loads(capsys.readouterr().out) if problem["rule"] == "jump"]
    assert any("125089,5?" in hint for hint in hints)


def test_each_format_is_written_once_however_often_it_is_named(data: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run("report", "-q", "2", "-f", " md,, md ", "-o", str(tmp_path), "--data", str(data)) == 0
    assert capsys.readouterr().err.count("bao-cao-q2-2023.md") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["bao-cao-q2-2023.md"]


@pytest.mark.parametrize("earlier", ["1", "q1", " Q1 "])
def test_an_earlier_round_is_named_as_people_write_it(earlier: str, data: Path, capsys: Capture) -> None:
    assert run("report", "-q", "2", "-f", "md", "--since", earlier, "-n", "--data", str(data)) == 0
    assert "bao-cao-q2-2023.md" in capsys.readouterr().err


def test_the_shipped_data_has_no_error(capsys: Capture, data: Path) -> None:
    assert run("check", "--data", data, "--format", "json") == 0
    assert {problem["level"] for problem in json.loads(capsys.readouterr().out)} <= {"warning", "note"}
    assert run("check", "--data", data, "--strict") == 1


def test_a_broken_file_is_reported_and_the_rest_is_shown(capsys: Capture, copy: Path) -> None:
    break_file(copy)
    assert run("status", "--all", "--data", copy, "--quarter", "2", "--as-of", "2023-06-10") == 1
    shown = capsys.readouterr().out
    assert "reports/q2/phuong-1.yaml" in shown
    assert "Phường 2" in shown
    assert run("check", "--data", copy, "--format", "json") == 1
    errors = [problem for problem in json.loads(capsys.readouterr().out) if problem["level"] == "error"]
    assert [(error["rule"], error["line"], error["column"]) for error in errors] == [("yaml-tab", 3, 1)]


def test_the_data_folder_is_found_from_below(capsys: Capture, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data / "reports" / "q2")
    assert run("status", "--format", "json", "-q", "2") == 0
    assert json.loads(capsys.readouterr().out)["round"] == "q2"


def test_the_data_folder_is_named_by_the_environment(
    capsys: Capture, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAMKET_DATA", str(copy))
    assert run("status", "--format", "json", "-q", "2") == 0
    assert run("--data", copy.parent, "status", "--format", "json", "-q", "2") == 0


def test_the_round_in_force_is_the_default(capsys: Capture, data: Path) -> None:
    for day, round_ in [
        ("2023-01-10", "q1"),
        ("2023-05-19", "q1"),
        ("2023-05-20", "q2"),
        ("2023-11-10", "annual-update"),
        ("2026-01-01", "q4"),
    ]:
        assert run("status", "--data", data, "--as-of", day, "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)["round"] == round_


def test_strict_status_fails_for_late_reports(capsys: Capture, data: Path) -> None:
    assert run("status", "--data", data, "-q", "2", "--as-of", "2023-06-10") == 0
    assert run("status", "--data", data, "-q", "2", "--as-of", "2023-06-10", "--strict") == 1


def test_report_writes_both_formats_and_then_the_same_bytes_again(capsys: Capture, copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("report", "--data", copy, "-q", "2", "-o", out) == 0
    first = {file.name: file.read_bytes() for file in out.iterdir()}
    assert sorted(Path(name).suffix for name in first) == [".docx", ".md"]
    assert run("report", "--data", copy, "-q", "2", "-o", out) == 0
    assert {file.name: file.read_bytes() for file in out.iterdir()} == first
    assert "nội dung không đổi" in capsys.readouterr().err


def test_report_goes_to_build_beside_the_data(copy: Path) -> None:
    assert run("report", "--data", copy, "-q", "2", "--format", "md") == 0
    assert [file.suffix for file in (copy.parent / "build").iterdir()] == [".md"]


def test_report_dry_run_writes_nothing(capsys: Capture, copy: Path, tmp_path: Path) -> None:
    assert run("report", "--data", copy, "-q", "2", "-o", tmp_path / "out", "--dry-run") == 0
    assert not (tmp_path / "out").exists()
    assert "sẽ ghi" in capsys.readouterr().err


def test_strict_report_refuses_while_a_unit_is_missing(capsys: Capture, copy: Path, tmp_path: Path) -> None:
    assert run("report", "--data", copy, "-q", "2", "-o", tmp_path / "out", "--strict") == 1
    assert "chưa có báo cáo của: xã Tân Quy Tây" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_strict_report_refuses_while_there_is_an_error(capsys: Capture, copy: Path, tmp_path: Path) -> None:
    break_file(copy)
    assert run("report", "--data", copy, "-q", "3", "-o", tmp_path / "out", "--strict") == 1
    assert "reports/q2/phuong-1.yaml:3:1" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_status_stops_at_unusable_targets_and_shows_their_problems(capsys: Capture, copy: Path) -> None:
    (copy / "targets.yaml").write_text("commitment: [\n", encoding="utf-8")
    assert run("status", "--data", copy) == 1
    assert "targets.yaml:1" in capsys.readouterr().err


def test_open_writes_blank_files_once(capsys: Capture, copy: Path) -> None:
    kept = (copy / "reports" / "q2" / "phuong-2.yaml").read_bytes()
    missing = copy / "reports" / "q2" / "xa-tan-quy-tay.yaml"
    assert run("open", "--data", copy, "-q", "2", "--dry-run") == 0
    assert not missing.exists()
    assert run("open", "--data", copy, "-q", "2") == 0
    assert missing.exists()
    assert (copy / "reports" / "q2" / "phuong-2.yaml").read_bytes() == kept
    assert run("check", "--data", copy) == 0


def test_open_refuses_while_a_target_or_unit_has_an_error(capsys: Capture, copy: Path) -> None:
    missing = copy / "reports" / "q2" / "xa-tan-quy-tay.yaml"
    replace_once(copy / "targets.yaml", "measure: {kind: list, unit: mô hình}", "measure: {kind: lst, unit: mô hình}")
    assert run("open", "--data", copy, "-q", "2") == 1
    assert "targets.yaml:" in capsys.readouterr().err
    assert not missing.exists()
    replace_once(copy / "targets.yaml", "measure: {kind: lst, unit: mô hình}", "measure: {kind: list, unit: mô hình}")
    replace_once(copy / "targets.yaml", "lead: phong-noi-vu", "lead: phong-noi-vuu")  # found across files only
    assert run("open", "--data", copy, "-q", "2") == 1
    assert "phong-noi-vuu" in capsys.readouterr().err
    assert not missing.exists()
    replace_once(copy / "targets.yaml", "lead: phong-noi-vuu", "lead: phong-noi-vu")
    replace_once(copy / "units.yaml", "name: xã Tân Quy Tây", "nam: xã Tân Quy Tây")
    assert run("open", "--data", copy, "-q", "2") == 1
    assert "units.yaml:" in capsys.readouterr().err
    assert not missing.exists()


def test_open_ignores_errors_in_a_report(copy: Path) -> None:
    break_file(copy)
    run("open", "--data", copy, "-q", "2")
    assert (copy / "reports" / "q2" / "xa-tan-quy-tay.yaml").exists()


def test_open_lists_what_an_unsubmitted_file_lacks(capsys: Capture, copy: Path) -> None:
    assert run("open", "--data", copy, "-q", "2") == 0
    form = copy / "reports" / "q2" / "xa-tan-quy-tay.yaml"
    head, _key, tail = form.read_text(encoding="utf-8").partition("  commune-digital:\n")
    form.write_text(head + tail.partition("\n\n")[2], encoding="utf-8")
    before = form.read_bytes()
    capsys.readouterr()
    assert run("open", "--data", copy, "-q", "2") == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "commune-digital" in line]
    assert len(said) == 1
    assert "xa-tan-quy-tay.yaml" in said[0]
    assert form.read_bytes() == before
    # A submitted file that lacks targets is reported by `check` instead.
    replace_once(form, "submitted:\n", "submitted: 2023-06-02\n")
    assert run("open", "--data", copy, "-q", "2", "--unit", "xa-tan-quy-tay") == 0
    assert "commune-digital" not in capsys.readouterr().err


def test_init_names_both_files_to_fill_in(capsys: Capture, tmp_path: Path) -> None:
    assert run("init", tmp_path / "mới", "--year", "2027") == 0
    assert "units.yaml" in capsys.readouterr().err.splitlines()[-1]


def test_init_refuses_inside_a_commitment(capsys: Capture, copy: Path) -> None:
    assert run("init", copy / "reports" / "mới", "--year", "2027") == 2
    assert "targets.yaml" in capsys.readouterr().err
    assert not (copy / "reports" / "mới").exists()


def test_init_starts_a_commitment_that_is_clean(capsys: Capture, tmp_path: Path) -> None:
    assert run("init", tmp_path / "mới", "--year", "2027") == 0
    assert run("check", "--data", tmp_path / "mới", "--strict") == 0
    assert run("status", "--data", tmp_path / "mới") == 0


def test_a_bug_leaves_a_log(capsys: Capture, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr("camket.standing.survey.survey", fail)
    assert run("status", "--data", data) == 3
    said = capsys.readouterr().err
    log = Path(said.strip().splitlines()[-1].rpartition(": ")[2])
    written = log.read_text(encoding="utf-8")
    log.unlink()
    assert "RuntimeError: hỏng" in written
    assert __version__ in written


def test_ctrl_c_ends_in_2(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("camket.standing.survey.survey", stop)
    assert run("status", "--data", data) == 2


def test_a_disk_error_ends_in_2(capsys: Capture, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise CamketError("không ghi được", "Đóng tệp.")

    monkeypatch.setattr("camket.text.save.write_file", refuse)
    assert run("report", "--data", data, "-q", "2", "-o", tmp_path) == 2
    assert "Đóng tệp." in capsys.readouterr().err


def test_json_is_utf_8_whatever_the_console(data: Path) -> None:
    command = [sys.executable, "-m", "camket", "status", "--data", str(data), "-q", "2", "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONIOENCODING": "cp1258"})
    assert "Phường 1" in done.stdout.decode("utf-8")
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("encoding", ["cp1258", "cp437", "ascii"])
def test_status_degrades_in_an_old_code_page(data: Path, encoding: str) -> None:
    command = [sys.executable, "-m", "camket", "status", "--data", str(data), "-q", "2", "--as-of", "2023-06-10", "--all"]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONIOENCODING": encoding})
    shown = done.stdout.decode(encoding)
    assert "46,9%" in shown
    assert shown.count("?") < 10


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")
@pytest.mark.parametrize("words", [["status"], ["check", "--format", "json"], ["--help"]])
def test_a_closed_pipe_is_no_error(words: list[str], data: Path) -> None:
    surroundings = {**os.environ, "CAMKET_DATA": str(data)}
    running = subprocess.Popen(
        [sys.executable, "-m", "camket", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), said) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")
@pytest.mark.parametrize(
    ("redirected", "code"),
    [
        ("status --format json >&-", 0),
        ("--version >&-", 0),
        ("status --round q9 2>&-", 2),
        ("status >&- 2>&-", 0),
    ],
)
def test_closed_streams_do_not_crash(redirected: str, code: int, data: Path) -> None:
    command = f'CAMKET_DATA="{data}" "{sys.executable}" -m camket {redirected}'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
@pytest.mark.parametrize("command", ["status", "status --format json"])
def test_a_full_disk_is_reported_and_no_bug(command: str, data: Path) -> None:
    line = f'CAMKET_DATA="{data}" CAMKET_LANG=en "{sys.executable}" -m camket {command} >/dev/full'
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Error: ")
    assert "bug" not in done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="the current folder cannot be removed there")
def test_a_deleted_current_folder_matters_only_if_it_is_needed(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert run("status", "--data", data) == 0
    assert run("status") == 2
    monkeypatch.chdir(tmp_path)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--unit", "--target"])
def test_an_empty_name_matches_no_unit(option: str, data: Path, capsys: Capture) -> None:
    assert run("status", option, "", "--data", data) == 2
    assert capsys.readouterr().out == ""


# --- proposals, templates, an earlier round -----------------------------------------------------------------------------


def test_proposals_are_listed_with_their_ids_and_answers(data: Path, capsys: Capture) -> None:
    assert run("proposals", "--data", data, "-q", "2", "--as-of", "2023-06-07", "--unit", "phuong-an-hoa") == 0
    shown = capsys.readouterr().out
    assert "dx-yfyuhsb đã giải quyết" in shown
    assert "18/5/2023 Văn phòng HĐND và UBND Thành phố: Đoàn liên ngành" in shown
    assert shown.startswith("2 đề xuất, 1 chưa có trả lời cuối cùng\ndx-b5vccqq chưa trả lời")


def test_open_proposals_only_and_as_json(data: Path, capsys: Capture) -> None:
    assert run("proposals", "--data", data, "-q", "1", "--as-of", "2023-05-30", "--open", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 8
    assert {entry["state"] for entry in found} == {"open", "forwarded"}


def test_a_report_is_compared_with_an_earlier_round_only(data: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run("report", "--data", data, "-q", "2", "--since", "q1", "-f", "md", "-o", tmp_path) == 0
    assert "SO SÁNH VỚI KẾT QUẢ QUÝ I" in (tmp_path / "bao-cao-q2-2023.md").read_text(encoding="utf-8")
    for later in ("q3", "q2", "2", "nothing"):
        assert run("report", "--data", data, "-q", "2", "--since", later, "-f", "md", "-o", tmp_path / "none") == 2
        assert "các kỳ trước: quý I (q1)" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_templates_are_listed_with_their_variables(copy: Path, capsys: Capture) -> None:
    own = copy.parent / "templates"
    own.mkdir()
    (own / "sentences.j2").write_text("{% macro x() %}{% endmacro %}\n", encoding="utf-8")
    assert run("report", "--data", copy, "--list-templates") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"sentences.j2 Contents câu văn của báo cáo, dùng chung cho các bản mẫu riêng của cơ quan: {own.as_posix()}" in shown
    assert "report.docx Contents báo cáo, bản Word mẫu có sẵn:" in shown
    assert "commitment: Commitment, round: Round, as_of: date" in shown
    assert "Remark text: str, to: str, units: str[], id: str" in shown
    assert not (copy.parent / "build").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["set", "phuong-1", "commune-budget-revenue", "21500", "-q", "2", "--evidence", "4.120,5"],
        ["receive", "phuong-1", "-q", "2", "--letter", "hôm qua"],
        ["extend", "phuong-1", "-q", "2", "--due", "2023-07-07", "--reason", "ngập", "--document", "12"],
        ["assign", "labour-export", "110", "--date", "2023-07-14", "--document", "110 người"],
        ["form", "import", "x.xlsx", "--letter", "45"],
        ["issue", "-q", "2", "--date", "2023-06-06", "--number", "45"],
    ],
)
def test_each_number_of_a_document_looks_like_one(data: Path, capsys: Capture, arguments: list[str]) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*.yaml")}
    assert run(*arguments, "--data", data) == 2
    assert "12/QĐ-UBND" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in data.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "-q", "2", "-o", "-"],
        ["report", "-q", "2", "--format", "md,docx", "-o", "-"],
        ["remind", "-q", "2", "-o", "-"],
        ["form", "export", "-q", "2", "-o", "-"],
        ["schema", "-o", "-"],
        ["verify", "-q", "2", "--restore", "-"],
        ["issue", "-q", "2", "--date", "2023-06-06", "--number", "45/BC-UBND", "-o", "-"],
    ],
)
def test_standard_output_is_no_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments, "--data", data) == 2
    assert not (tmp_path / "-").exists()
    assert "thư mục" in capsys.readouterr().err


def test_a_report_as_one_text_goes_to_standard_output(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    run("report", "-q", "2", "--format", "md", "-o", "-", "--data", data)
    printed = capsys.readouterr().out
    assert not (tmp_path / "-").exists()
    run("report", "-q", "2", "--format", "md", "-o", "./-", "--data", data)
    (written,) = (tmp_path / "-").iterdir()
    assert printed == written.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["xls", "doc", "xlsm"])
def test_a_format_of_old_programs_is_not_taken_for_a_new_one(data: Path, tmp_path: Path, capsys: Capture, name: str) -> None:
    assert cli.run(["report", "-q", "2", "--format", name, "-o", str(tmp_path / "out"), "--data", str(data)]) == 2
    assert f"'{name}'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
