"""Outputs that somebody has changed are kept: the report, reminders, the calendar."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document

from camket import cli
from camket.text.outputs import output_states, write_outputs

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def copy(tmp_path: Path, data: Path) -> Path:
    """A copy of the shipped data, which a test may change."""
    shutil.copytree(data, tmp_path / "data")
    return tmp_path / "data"


def run(copy: Path, *arguments: str) -> int:
    return cli.run([*arguments, "--data", str(copy)])


def edit(path: Path) -> bytes:
    """Change a file as somebody would in Word or in an editor; return its bytes."""
    if path.suffix == ".docx":
        document = Document(str(path))
        document.add_paragraph("Đã sửa tay.")
        document.save(str(path))
    else:
        path.write_bytes(path.read_bytes() + b"\nsua tay\n")
    return path.read_bytes()


REPORT = ["report", "-q", "3", "--format", "md,docx,xlsx"]
REMIND = ["remind", "-q", "3", "--format", "md,docx", "--as-of", "2023-09-10"]
CALENDAR = ["remind", "--ics"]


@pytest.mark.parametrize("command", [REPORT, REMIND, CALENDAR])
def test_what_somebody_changed_is_kept_and_named(copy: Path, capsys: Capture, command: list[str]) -> None:
    assert run(copy, *command) == 0
    outputs = sorted((copy.parent / "build").iterdir())
    before = {path: path.read_bytes() for path in outputs}
    edited = {path: edit(path) for path in outputs}
    capsys.readouterr()
    assert run(copy, *command) == 0
    said = capsys.readouterr().err
    assert all(path.read_bytes() == data for path, data in edited.items())
    assert all(path.name in said for path in outputs)
    assert said.count("--force") == len(outputs)
    assert "đã ghi" not in said
    assert run(copy, *command, "--force") == 0
    assert {path: path.read_bytes() for path in outputs} == before
    assert sorted((copy.parent / "build").iterdir()) == outputs  # nothing is added beside the outputs


def test_what_nobody_changed_is_made_again_from_new_data(copy: Path) -> None:
    assert run(copy, *REPORT) == 0
    before = {path: path.read_bytes() for path in (copy.parent / "build").iterdir()}
    targets = copy / "targets.yaml"
    targets.write_text(targets.read_text(encoding="utf-8").replace("at_least: 75", "at_least: 76"), encoding="utf-8")
    assert run(copy, *REPORT) == 0
    assert all(path.read_bytes() != data for path, data in before.items())


def test_a_trial_says_what_would_be_kept(copy: Path, capsys: Capture) -> None:
    assert run(copy, *CALENDAR) == 0
    (path,) = (copy.parent / "build").iterdir()
    edit(path)
    capsys.readouterr()
    assert run(copy, *CALENDAR, "--dry-run") == 0
    assert "--force" in capsys.readouterr().err


def output_state(path: Path, data: bytes, source: Path) -> str:
    return output_states({path: data}, source)[path]


def write_output(path: Path, data: bytes, source: Path) -> bool:
    ((_path, is_new),) = write_outputs({path: data}, source)
    return is_new


def test_what_is_remembered_of_outputs_grows_with_their_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many files, at most twice as many looks at the list of digests for each; not one for each file and entry."""
    looked: list[Path] = []
    is_file = Path.is_file

    def counting(path: Path) -> bool:
        looked.append(path)
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", counting)
    counts = []
    for n in (100, 200):
        looked.clear()
        assert len(list(write_outputs({tmp_path / str(n) / f"{i}.md": b"x" for i in range(n)}, tmp_path))) == n
        counts.append(len(looked))
    assert counts[1] <= 3 * counts[0] + 300


def test_a_text_that_nobody_knows_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"mine")
    assert output_state(path, b"new", tmp_path) == "changed"
    assert output_state(path, b"mine", tmp_path) == "same"
    path.unlink()
    assert output_state(path, b"new", tmp_path) == "new"


def test_a_lost_or_broken_list_of_digests_keeps_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tmp_path / "state"
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(state))
    path = tmp_path / "ra" / "a.md"
    assert write_output(path, b"one", tmp_path)
    assert output_state(path, b"two", tmp_path) == "new"
    (digests,) = state.rglob("*.json")
    digests.write_bytes(b"[")
    assert output_state(path, b"two", tmp_path) == "changed"
    shutil.rmtree(state)
    state.write_bytes(b"no folder")  # nothing can be kept there
    assert write_output(path, b"two", tmp_path)
    assert output_state(path, b"three", tmp_path) == "changed"


# --- two offices, one folder --------------------------------------------------------------------------------------------

FORMS = ["form", "export", "-q", "3", "--unit", "phuong-1"]
EXPORT = ["export", "--format", "csv,json,sqlite,parquet", "--no-authors"]


@pytest.mark.parametrize("command", [REPORT, REMIND, CALENDAR, FORMS, EXPORT], ids=lambda one: one[0])
def test_two_offices_do_not_replace_each_others_files(copy: Path, capsys: Capture, command: list[str]) -> None:
    other = copy.parent / "khac" / "data"
    shutil.copytree(copy, other)
    targets = other / "targets.yaml"
    text = (
        targets.read_text(encoding="utf-8").replace("Sa Đéc", "Cao Lãnh").replace("Thu ngân sách", "Thu ngân sách địa phương")
    )
    targets.write_text(text, encoding="utf-8")
    to = copy.parent / "chung"
    assert run(copy, *command, "-o", str(to)) == 0
    before = {path: path.read_bytes() for path in to.rglob("*") if path.is_file()}
    capsys.readouterr()
    for more in ([], ["--dry-run"]):
        assert run(other, *command, "-o", str(to), *more) == (2 if command is EXPORT else 0)
        assert copy.as_posix() in capsys.readouterr().err.replace("\\", "/")
    assert {path: path.read_bytes() for path in to.rglob("*") if path.is_file()} == before
    assert run(copy, *command, "-o", str(to)) == 0
    assert run(other, *command, "-o", str(to), "--force") == 0
    assert {path: path.read_bytes() for path in to.rglob("*") if path.is_file()} != before
