"""The screens of every day in a console of 80 columns and 24 lines: `camket` alone, `status`; what they begin with."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

from camket import cli
from camket.commands import COMMANDS, desk
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text import language
from small_office import write_office

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"shipped": ROOT / "data", "province": ROOT / "examples" / "tinh-2026" / "data"}
# One line is left for the next command.
LINES = 23
# Words that stand only where not all names fit.
_MORE = set("… và nữa chỉ tiêu nữa, thêm --behind để xem hết and more target targets more: add".split())  # noqa: SIM905

Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run camket on a day, on a screen of so many columns; return what it prints to the standard output."""

    def run(*words: object, day: date | None = None, columns: int = 80, code: int | None = None) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        if day is not None:
            monkeypatch.setattr(desk, "today", lambda: day)
        capsys.readouterr()
        given = cli.run([str(word) for word in words])
        assert given in ((0, 1) if code is None else (code,))
        return capsys.readouterr().out

    return run


def ledger_of(folder: Path) -> Ledger:
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger


def days(ledger: Ledger) -> list[date]:
    """Days at which a round looks different: before it, at its opening, its last day, the days after it, long after it."""
    calendar = ledger.calendar
    found = set()
    for round_ in ledger.rounds:
        opens, due = calendar.opens(round_), calendar.due(round_)
        found |= {opens - timedelta(1), opens, due, due + timedelta(1), due + timedelta(20)}
    return sorted(found)


def assert_fits(narrow: str, wide: str) -> None:
    """The screen has 80 columns and 24 lines, and every word of it is a whole word of the same screen without its limits."""
    lines = narrow.splitlines()
    assert len(lines) <= LINES, narrow
    assert max(map(cell_len, lines)) <= 80, narrow
    words, known = set(narrow.split()), set(wide.split())
    assert {word for word in words - known if not re.search(r"\d", word)} <= _MORE


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_screens_fit_on_every_day(run: Run, name: str, lang: str) -> None:
    language.choose(lang)
    folder = FOLDERS[name]
    ledger = ledger_of(folder)
    for day in days(ledger):
        wide = run("--data", folder, day=day, columns=500)
        assert_fits(run("--data", folder, day=day), wide)
        whole = run("status", "--data", folder, "--all", day=day, columns=500)
        assert_fits(run("status", "--data", folder, day=day), whole + run("status", "--data", folder, day=day, columns=500))
        whole = run("proposals", "--data", folder, "--all", day=day, columns=500)
        assert_fits(
            run("proposals", "--data", folder, day=day), whole + run("proposals", "--data", folder, day=day, columns=500)
        )


@pytest.mark.parametrize("name", FOLDERS)
def test_status_names_every_unit_that_has_not_reported_or_says_how_many_more(run: Run, name: str) -> None:
    folder = FOLDERS[name]
    ledger = ledger_of(folder)
    for day in days(ledger):
        text = " ".join(run("status", "--data", folder, day=day).split())
        round_ = ledger.calendar.in_force(day)
        absent = [unit for unit in ledger.units if ledger.received(round_.id, unit, day) is None]
        named = [unit for unit in absent if ledger.short_name(unit) in text]
        more = re.search(r"và (\d+) nữa", text)
        assert len(named) + (int(more[1]) if more else 0) >= len(absent)


def test_many_units_and_targets_still_fit(run: Run, tmp_path: Path) -> None:
    targets = "".join(
        f"  - id: t{n}\n    name: Chỉ tiêu thứ {n}\n    reporter: xa-{n % 90}\n    measure: {{kind: count}}\n    goal: {{at_least: 5}}\n"
        for n in range(200)
    )
    units = "".join(f"  - {{id: xa-{n}, name: Xã Thử Nghiệm {n}}}\n" for n in range(90))
    (tmp_path / "targets.yaml").write_text(
        "format: 2\ncommitment: {year: 2024, title: Cam kết thử, issuing_body: Ủy ban}\n"
        f"rounds:\n  - {{id: q2, quarter: 2, before: 2024-06-05}}\nunits:\n{units}targets:\n{targets}",
        encoding="utf-8",
    )
    text = run("status", "--data", tmp_path, day=date(2024, 6, 20))
    assert len(text.splitlines()) <= LINES
    assert re.search(r"Xã Thử Nghiệm 0,.* và \d+ nữa", " ".join(text.split()))
    assert re.search(r"và \d+ chỉ tiêu nữa, thêm --behind", text)
    assert len(run("--data", tmp_path, day=date(2024, 6, 20)).splitlines()) <= LINES
    assert "Xã Thử Nghiệm 89" in run("status", "--all", "--data", tmp_path)


def test_proposals_name_each_addressee_once_and_count_every_proposal(run: Run, tmp_path: Path) -> None:
    write_office(tmp_path)
    (tmp_path / "reports" / "q2").mkdir(exist_ok=True)
    put_to = [
        "UBND tỉnh",
        "Ủy ban nhân dân tỉnh",
        "Sở Nội vụ",
        *(f"Sở thứ {n} {'và các đơn vị có liên quan ' * 5}" for n in range(30)),
    ]
    listed = "".join(f"  - {{text: 'Đề xuất số {n}', to: '{to}'}}\n" for n, to in enumerate(put_to))
    (tmp_path / "reports" / "q2" / "tai-chinh.yaml").write_text(
        f"submitted: 2024-06-01\nproposals:\n{listed}", encoding="utf-8"
    )
    text = run("proposals", "--data", tmp_path, day=DAY)
    assert len(text.splitlines()) == LINES
    assert max(map(cell_len, text.splitlines())) <= 80
    counts = [int(found) for found in re.findall(r"(?m)^ .* {2,}(\d+) *$", text)]
    waiting = re.search(r", (\d+) chưa có trả lời cuối cùng", text)
    assert waiting and sum(counts) == int(waiting[1]) >= len(put_to)
    assert re.search(r"UBND tỉnh +2\b", text)
    more = re.search(r"và (\d+) nữa", text)
    assert more and int(more[1]) + text.count("  dx-") == int(waiting[1])
    in_full = run("proposals", "--all", "--data", tmp_path, day=DAY)
    assert all(f"Đề xuất số {n}\n" in in_full for n in range(len(put_to)))


def test_all_is_refused_beside_what_it_would_widen(run: Run, data: Path) -> None:
    for option in (["--behind"], ["--unit", "phuong-1"], ["--target", "pci"]):
        run("status", "--all", *option, "--data", data, code=2)
    run("proposals", "--all", "--open", "--data", data, code=2)


# --- camket alone -----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A small office in a git repository, its inbox named."""
    data = tmp_path / "data"
    write_office(data)
    file = data / "targets.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("issuing_body:", "inbox: thư đến, issuing_body:", 1), encoding="utf-8", newline="\n")
    (tmp_path / "thư đến").mkdir()
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.vn", "commit", "-qm", "đầu"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull})
    return data


DAY = date(2024, 6, 10)


def told(run: Run, office: Path, **options: object) -> str:
    return " ".join(run("--data", office, day=DAY, columns=200, **options).split())


def test_each_step_has_its_command(run: Run, office: Path) -> None:
    text = told(run, office)
    assert "chưa gửi, quá hạn 8 ngày" in text
    assert "camket remind -q 2" in text
    assert "camket proposals" in text
    assert "chưa lưu" not in text
    for words in re.findall(r"camket ((?:[a-z]+ ?)+)", text):
        known = {name.split()[0] for name in COMMANDS}
        assert words.split()[0] in known


def test_edits_that_are_not_saved_are_counted(run: Run, office: Path) -> None:
    with (office / "units.yaml").open("a", encoding="utf-8") as file:
        file.write("# thêm\n")
    assert "1 tệp đã sửa, chưa lưu" in told(run, office)


def test_without_git_nothing_is_said_of_saving(run: Run, tmp_path: Path) -> None:
    write_office(tmp_path / "data")
    assert "chưa lưu" not in told(run, tmp_path / "data")


def test_problems_come_first(run: Run, office: Path) -> None:
    (office / "reports" / "q2" / "tai-chinh.yaml").write_text("results: [\n", encoding="utf-8")
    lines = run("--data", office, day=DAY, columns=200, code=1).split("\n\n")[1].splitlines()
    assert lines[0].startswith("! Trong dữ liệu có")
    assert "camket check" in lines[0]


def export(run: Run, office: Path) -> Path:
    inbox = office.parent / "thư đến"
    run("form", "export", "-q", "2", "-o", inbox, "--data", office)
    return inbox


def change(form: Path, before: object, after: object) -> None:
    """Change a value in a form, as a unit does."""
    book = openpyxl.load_workbook(form)
    cells = [
        cell
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == before and not cell.protection.locked
    ]
    assert cells
    cells[0].value = after
    book.save(form)


def test_forms_count_by_what_they_say(run: Run, office: Path) -> None:
    inbox = export(run, office)
    assert "biểu mẫu gửi về" not in told(run, office)  # as exported: nothing new
    form = next(inbox.glob("*tai-chinh*.xlsx"))
    change(form, 40000, 41000)
    assert '1 đơn vị có biểu mẫu gửi về chưa nhập: Phòng TC camket form import "' in told(run, office)
    run("form", "import", form, "--yes", "--data", office, day=DAY)
    assert "biểu mẫu gửi về" not in told(run, office)
    assert "biểu mẫu gửi về" not in told(run, office)  # now it is known by its digest
    run("undo", "--yes", "--data", office)
    assert "1 đơn vị có biểu mẫu gửi về chưa nhập: Phòng TC" in told(run, office)


def test_a_file_that_cannot_be_imported_needs_a_look(run: Run, office: Path) -> None:
    (office.parent / "thư đến" / "hỏng.xlsx").write_bytes(b"x")
    text = told(run, office)
    assert "1 tệp gửi về cần xem lại: hỏng.xlsx" in text
    assert "--dry-run" in text


def test_an_inbox_that_is_not_there_is_told(run: Run, office: Path) -> None:
    (office.parent / "thư đến").rmdir()
    assert "Không thấy thư mục nhận biểu mẫu" in told(run, office)


def test_a_round_that_is_in_can_be_issued(run: Run, data: Path) -> None:
    text = " ".join(run("--data", data, day=date(2023, 12, 10), columns=200).split())
    assert "Các đơn vị đã báo cáo đủ quý IV, chưa phát hành báo cáo camket report -q 4; camket issue -q 4" in text
    assert "chưa phát hành" not in run("--data", data, day=date(2023, 6, 10), columns=200)  # one report is missing


def test_without_data_it_says_how_to_begin(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = run(code=2)
    assert "camket init" in text
    assert "camket --data" in text
    assert len(text.splitlines()) <= LINES


def test_a_folder_that_is_given_and_has_no_data_is_an_error(run: Run, tmp_path: Path) -> None:
    assert run("--data", tmp_path, code=2) == ""


def test_targets_that_cannot_be_used_are_told_in_short(run: Run, office: Path) -> None:
    (office / "targets.yaml").write_text("commitment: [\n", encoding="utf-8")
    text = run("--data", office, code=1)
    assert "targets.yaml không dùng được: " in text
    assert "camket check" in text


def test_the_same_as_json(run: Run, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = export(run, office)
    form = next(inbox.glob("*tai-chinh*.xlsx"))
    change(form, 40000, 41000)
    (inbox / "hỏng.xlsx").write_bytes(b"x")
    found = json.loads(run("--data", office, "--format", "json", day=DAY))
    assert found["round"] == "q2"
    assert found["as_of"] == DAY.isoformat()
    assert found["inbox"] == {"folder": str(inbox), "exists": True, "units": ["tai-chinh"], "unclear": ["hỏng.xlsx"]}
    assert all(row["submitted"] is None or row["unanswered"] for row in found["units"])
    assert [row["id"] for row in found["units"] if row["state"] == "missing"]
    assert found["open_proposals"] == 1
    assert found["unsaved"] == 0
    assert found["can_be_issued"] is False
    (tmp_path / "trống").mkdir()
    assert run("--data", tmp_path / "trống", "--format", "json", code=2) == ""
    run("--format", "json", "status", "--data", office, code=2)
    cli.run(["--format", "json", "status", "--data", str(office)])
    assert "camket status --format json" in capsys.readouterr().err


def test_english(run: Run, office: Path) -> None:
    language.choose("en")
    assert "no final answer" in told(run, office)


# --- the pager --------------------------------------------------------------------------------------------------------


def in_terminal(data: Path, *words: str, lines: int = 24, **settings: str) -> tuple[str, int]:
    """Run camket in a terminal of 80 columns; return what was written, and the exit code."""
    import fcntl
    import pty
    import struct
    import sys
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src"), **settings}
    command = [sys.executable, "-m", "camket", "--data", str(data), *words]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True)
    os.close(slave)
    written = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the terminal is closed
            break
        if not part:
            break
        written += part
    os.close(master)
    text = re.sub(r"\x1b\[[0-9;]*m", "", written.decode("utf-8"))
    return text.replace("\r\n", "\n"), process.wait()


# A pager that shows that it was there.
SED = "sed 's/^/>/'"


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_long_screen_goes_through_the_pager_and_a_short_one_does_not(data: Path) -> None:
    text, code = in_terminal(data, "status", "--all", PAGER=SED)
    assert code == 0
    assert all(line.startswith(">") for line in text.splitlines())
    text, _code = in_terminal(data, "status", PAGER=SED)
    assert ">Bản" not in text
    text, _code = in_terminal(data, "status", "--all", lines=200, PAGER=SED)
    assert ">Bản" not in text


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("words", "pager"),
    [
        (["status", "--all", "--no-pager"], SED),
        (["status", "--all", "--format", "json"], SED),
        (["status", "--all"], ""),
        (["status", "--all"], "cat"),
        (["status", "--all"], "no-such-pager-here"),
    ],
)
def test_no_pager(data: Path, words: list[str], pager: str) -> None:
    text, code = in_terminal(data, *words, PAGER=pager)
    assert code == 0
    assert "Phường 1" in text
    assert not text.startswith(">")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_the_exit_code_stays_behind_a_pager(data: Path) -> None:
    text, code = in_terminal(data, "check", "--strict", PAGER=SED)
    assert text.startswith(">")
    assert code == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_check_breaks_no_word_in_a_terminal(data: Path) -> None:
    text, _code = in_terminal(data, "check", PAGER="")
    assert max(map(cell_len, text.splitlines())) <= 80


def test_output_that_is_no_terminal_has_no_pager(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", SED)
    assert not run("status", "--all", "--data", data).startswith(">")
