"""Files of evidence: taken in, named by reports, checked; and the names that every system can hold."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from camket import cli
from camket.commands import desk
from camket.entry import evidence
from camket.entry.evidence import take_in
from camket.forms.cells import meaning, written
from camket.forms.slots import Slot
from camket.ledger.evidence import EvidenceFolder, find_evidence, named_files
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text.file_names import explain_name, free_name, portable_name
from camket.text.source import Plain
from git_office import commit, git, make_repository
from small_office import write_office

Capture = pytest.CaptureFixture[str]
ONE, TWO = b"%PDF-1.4 one", b"%PDF-1.4 two"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(desk, "today", lambda: date(2024, 6, 10))
    return write_office(tmp_path / "dữ liệu" / "data")


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    (tmp_path / "scans" / "other").mkdir(parents=True)
    (tmp_path / "scans" / "a.pdf").write_bytes(ONE)
    (tmp_path / "scans" / "b.pdf").write_bytes(TWO)
    (tmp_path / "scans" / "other" / "a.pdf").write_bytes(TWO)
    return tmp_path / "scans"


def run(folder: Path, *arguments: str | Path) -> int:
    return cli.run([str(arguments[0]), "--data", str(folder), *map(str, arguments[1:])])


def ledger_of(folder: Path) -> Ledger:
    found, problems = load(FolderTree(folder))
    assert found is not None
    assert not [one for one in problems if one.level == "error"]
    return found


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept(folder: Path) -> dict[str, bytes]:
    """Return the kept files by their paths below evidence/."""
    files = [path for path in (folder / "evidence").rglob("*") if path.is_file()]
    return {path.relative_to(folder / "evidence").as_posix(): path.read_bytes() for path in files}


def named(folder: Path, unit: str = "tai-chinh") -> list[tuple[str, str]]:
    return [(one.name, one.sha256) for one in named_files(ledger_of(folder).reports["q2", unit])]


def states(folder: Path) -> Mapping[str, str]:
    return {one.named.name: one.state for one in find_evidence(folder, ledger_of(folder)).found}


def take(folder: Path, *files: Path) -> None:
    words = [word for file in files for word in ("--file", str(file))]
    assert run(folder, "receive", "tai-chinh", "-q", "2", "--date", "2024-06-02", *words) == 0


# --- taken in -----------------------------------------------------------------------------------------------------------


def test_a_figure_gets_several_files_of_one_document(office: Path, scans: Path) -> None:
    words: list[str | Path] = [
        "--evidence",
        "9/QĐ-UBND ngày 12/5/2024",
        "--evidence-file",
        scans / "a.pdf",
        "--evidence-file",
        scans / "b.pdf",
    ]
    assert run(office, "set", "tai-chinh", "disbursement", "31/90", "-q", "2", *words) == 0
    (paper,) = ledger_of(office).reports["q2", "tai-chinh"].results["disbursement"].evidence
    assert (paper.number, paper.date) == ("9/QĐ-UBND", date(2024, 5, 12))
    assert [(one.file, one.sha256) for one in paper.files] == [("a.pdf", digest(ONE)), ("b.pdf", digest(TWO))]
    assert kept(office) == {"q2/tai-chinh/a.pdf": ONE, "q2/tai-chinh/b.pdf": TWO}


def test_a_document_that_is_named_already_gets_the_file_and_keeps_its_date(office: Path, scans: Path) -> None:
    assert run(office, "set", "tai-chinh", "revenue", "-q", "2", "--evidence", "7/TB", "--evidence-file", scans / "a.pdf") == 0
    (paper,) = ledger_of(office).reports["q2", "tai-chinh"].results["revenue"].evidence
    assert (paper.number, paper.date, [one.file for one in paper.files]) == ("7/TB", date(2024, 5, 31), ["a.pdf"])


def test_a_file_without_a_number_is_a_document_of_its_own(office: Path, scans: Path) -> None:
    assert run(office, "set", "tai-chinh", "revenue", "-q", "2", "--evidence-file", scans / "a.pdf") == 0
    assert run(office, "set", "tai-chinh", "revenue", "-q", "2", "--evidence-file", scans / "b.pdf") == 0
    first, second = ledger_of(office).reports["q2", "tai-chinh"].results["revenue"].evidence
    assert (first.number, first.files) == ("7/TB", ())
    assert (second.number, [one.file for one in second.files]) == (None, ["a.pdf", "b.pdf"])


@pytest.mark.parametrize("words", [["evidence=9/QĐ"], ["--evidence", "9/QĐ"]])
def test_the_file_of_an_item_belongs_to_its_document(words: list[str], office: Path, scans: Path) -> None:
    given: list[str | Path] = ["name=Mắm", "stars=4", *words, "--evidence-file", scans / "a.pdf"]
    assert run(office, "set", "kinh-te", "ocop", "-q", "2", *given) == 0
    result = ledger_of(office).reports["q2", "kinh-te"].results["ocop"]
    (entry,) = [one for _keys, one in result.keyed_entries() if one.name == "Mắm"]
    assert [(one.number, [file.file for file in one.files]) for one in entry.evidence] == [("9/QĐ", ["a.pdf"])]
    assert result.evidence == ()


def test_of_two_documents_it_is_asked_whose_file_it_is(office: Path, scans: Path, capsys: Capture) -> None:
    words: list[str | Path] = ["--evidence", "9/QĐ", "--evidence", "10/QĐ", "--evidence-file", scans / "a.pdf"]
    assert run(office, "set", "tai-chinh", "revenue", "-q", "2", *words) == 2
    assert not (office / "evidence").exists()
    assert "--evidence-file" in capsys.readouterr().err


def test_what_came_is_kept_with_the_letter(office: Path, scans: Path, capsys: Capture) -> None:
    take(office, scans / "a.pdf")
    take(office, scans / "a.pdf", scans / "b.pdf")
    letter = ledger_of(office).reports["q2", "tai-chinh"].report.letter
    assert letter is not None
    assert letter.number == "45/BC-TC"
    assert [one.file for one in letter.files] == ["a.pdf", "b.pdf"]
    assert "a.pdf đã lưu sẵn" in capsys.readouterr().err
    before = (office / "reports/q2/tai-chinh.yaml").read_bytes()
    take(office, scans / "b.pdf")
    assert (office / "reports/q2/tai-chinh.yaml").read_bytes() == before


def test_a_name_that_is_taken_gets_a_number_and_the_same_content_is_kept_once(
    office: Path, scans: Path, capsys: Capture
) -> None:
    take(office, scans / "a.pdf", scans / "other" / "a.pdf", scans / "b.pdf")
    assert kept(office) == {"q2/tai-chinh/a.pdf": ONE, "q2/tai-chinh/a-2.pdf": TWO}
    assert named(office) == [("a.pdf", digest(ONE)), ("a-2.pdf", digest(TWO))]
    assert "a.pdf lưu với tên a-2.pdf" in capsys.readouterr().err


@pytest.mark.parametrize("other", ["A.PDF", "a.Pdf"])
def test_names_that_differ_in_case_are_one_file_on_windows(other: str, office: Path, scans: Path) -> None:
    (scans / "other" / other).write_bytes(TWO)
    take(office, scans / "a.pdf", scans / "other" / other)
    assert len({name.casefold() for name in kept(office)}) == 2


def test_a_name_in_decomposed_letters_and_with_spaces(office: Path, scans: Path) -> None:
    source = scans / unicodedata.normalize("NFD", "Quyết định số 12.pdf")
    source.write_bytes(ONE)
    take(office, source)
    assert kept(office) == {"q2/tai-chinh/Quyết định số 12.pdf": ONE}
    assert states(office) == {"Quyết định số 12.pdf": "as-recorded"}
    (office / "evidence/q2/tai-chinh/Quyết định số 12.pdf").rename(office / "evidence/q2/tai-chinh" / source.name)
    assert states(office) == {"Quyết định số 12.pdf": "as-recorded"}  # as macOS may give the name back


def test_dry_run_writes_nothing(office: Path, scans: Path, capsys: Capture) -> None:
    before = (office / "reports/q2/tai-chinh.yaml").read_bytes()
    assert run(office, "receive", "tai-chinh", "-q", "2", "--file", scans / "a.pdf", "--dry-run") == 0
    assert run(office, "set", "tai-chinh", "growth", "6,9", "-q", "2", "--evidence-file", scans / "a.pdf", "-n") == 0
    assert not (office / "evidence").exists()
    assert (office / "reports/q2/tai-chinh.yaml").read_bytes() == before
    assert "evidence/q2/tai-chinh/a.pdf" in capsys.readouterr().err


def test_a_refused_figure_leaves_no_file(office: Path, scans: Path) -> None:
    assert run(office, "set", "tai-chinh", "disbursement", "91/90x", "-q", "2", "--evidence-file", scans / "a.pdf") != 0
    assert run(office, "receive", "tai-chinh", "-q", "2", "--date", "2030-01-01", "--file", scans / "a.pdf") == 1
    assert not (office / "evidence").exists()


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    office: Path, scans: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    place = office / "evidence/q2/tai-chinh"

    def planned(*arguments: object) -> evidence.TakenFiles:
        found = take_in(*arguments)  # type: ignore[arg-type]
        place.mkdir(parents=True)
        (place / "a.pdf").write_bytes(TWO)
        return found

    monkeypatch.setattr(evidence, "take_in", planned)
    assert run(office, "receive", "tai-chinh", "-q", "2", "--file", scans / "a.pdf") == 2
    assert (place / "a.pdf").read_bytes() == TWO
    assert named(office) == []
    assert "a.pdf" in capsys.readouterr().err


def test_a_lost_file_is_taken_in_again_at_its_place(office: Path, scans: Path) -> None:
    take(office, scans / "a.pdf")
    (office / "evidence/q2/tai-chinh/a.pdf").unlink()
    assert states(office) == {"a.pdf": "missing"}
    (scans / "again.pdf").write_bytes(ONE)
    take(office, scans / "again.pdf")
    assert kept(office) == {"q2/tai-chinh/a.pdf": ONE}
    assert states(office) == {"a.pdf": "as-recorded"}


def test_a_file_put_there_by_hand_is_not_copied(office: Path) -> None:
    place = office / "evidence/q2/tai-chinh"
    place.mkdir(parents=True)
    (place / "tay.pdf").write_bytes(ONE)
    assert find_evidence(office, ledger_of(office)).unnamed == ("evidence/q2/tai-chinh/tay.pdf",)
    take(office, place / "tay.pdf")
    assert kept(office) == {"q2/tai-chinh/tay.pdf": ONE}
    assert states(office) == {"tay.pdf": "as-recorded"}


@pytest.mark.parametrize("case", ["missing", "folder", "empty", "pointer", "large", "pipe"])
def test_what_cannot_be_taken_in(
    case: str, office: Path, scans: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    source = scans / "x.pdf"
    if case == "folder":
        source.mkdir()
    elif case == "pipe":
        if sys.platform == "win32":
            pytest.skip("there are no named pipes")
        os.mkfifo(source)
    elif case != "missing":
        pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 12345\n"
        source.write_bytes({"empty": b"", "pointer": pointer, "large": b"x" * 101}[case])
    if case == "large":
        monkeypatch.setattr(evidence, "MOST_BYTES", 100)
    assert run(office, "receive", "tai-chinh", "-q", "2", "--file", source) == 2
    assert not (office / "evidence").exists()
    assert "x.pdf" in capsys.readouterr().err


@pytest.mark.parametrize(("size", "is_told"), [(100, False), (101, True)])
def test_a_large_file_is_told(
    size: int, is_told: bool, office: Path, scans: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(evidence, "LARGE_BYTES", 100)
    (scans / "a.pdf").write_bytes(b"x" * size)
    take(office, scans / "a.pdf")
    assert ("độ phân giải" in capsys.readouterr().err) == is_told


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_in_place_of_the_folder_or_of_a_file(office: Path, scans: Path) -> None:
    take(office, scans / "a.pdf")
    file = office / "evidence/q2/tai-chinh/a.pdf"
    file.unlink()
    file.symlink_to(scans / "a.pdf")
    assert states(office) == {"a.pdf": "unreadable"}
    file.unlink()
    file.parent.rmdir()
    file.parent.symlink_to(scans)
    assert states(office) == {"a.pdf": "missing"}


# --- compared -----------------------------------------------------------------------------------------------------------


def test_changed_renamed_and_unnamed(office: Path, scans: Path) -> None:
    take(office, scans / "a.pdf", scans / "b.pdf")
    place = office / "evidence/q2/tai-chinh"
    (place / "a.pdf").write_bytes(ONE + b".")
    (place / "b.pdf").rename(place / "B.pdf")
    (place / ".DS_Store").write_bytes(b"x")
    (place / "Thumbs.db").write_bytes(b"x")
    (place / "rác.txt").write_bytes(b"x")
    found = find_evidence(office, ledger_of(office))
    assert states(office) == {"a.pdf": "changed", "b.pdf": "missing"}
    assert found.unnamed == ("evidence/q2/tai-chinh/B.pdf", "evidence/q2/tai-chinh/rác.txt")
    assert found.same == {"evidence/q2/tai-chinh/b.pdf": "evidence/q2/tai-chinh/B.pdf"}


def test_only_check_reads_the_files(office: Path, scans: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    take(office, scans / "a.pdf")
    monkeypatch.setattr(EvidenceFolder, "digest", lambda *_: pytest.fail("a file of evidence was read"))
    assert run(office, "status", "-q", "2") == 0
    assert run(office, "show", "revenue", "-q", "2") == 0
    assert "stray-file" not in capsys.readouterr().err


def test_a_pointer_of_git_lfs_is_compared_by_what_it_points_to(office: Path, scans: Path) -> None:
    take(office, scans / "a.pdf")
    for content, state in ((ONE, "not-here"), (TWO, "changed")):
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest(content)}\nsize 12\n"
        (office / "evidence/q2/tai-chinh/a.pdf").write_text(pointer, encoding="utf-8", newline="")
        assert states(office) == {"a.pdf": state}


def test_a_sparse_checkout_is_no_loss(tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(desk, "today", lambda: date(2024, 6, 10))
    folder = make_repository(tmp_path)
    take(folder, scans / "a.pdf")
    commit(folder, "bản quét")
    git(folder.parents[1], "sparse-checkout", "set", "--no-cone", "/*", "!evidence/")
    assert not (folder / "evidence").exists()
    assert states(folder) == {"a.pdf": "not-here"}
    assert run(folder, "check") == 0
    assert "evidence-not-here" in capsys.readouterr().out
    assert take_in(folder, ledger_of(folder), "q2", "tai-chinh", [scans / "a.pdf"]).changes == ()


# --- told ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which a figure has the evidence `a.pdf` and `b.pdf` of 7/TB."""
    monkeypatch.setattr(desk, "today", lambda: date(2024, 6, 12))
    folder = make_repository(tmp_path)
    words = ["--evidence", "7/TB", "--evidence-file", str(scans / "a.pdf"), "--evidence-file", str(scans / "b.pdf")]
    assert run(folder, "set", "tai-chinh", "revenue", "-q", "2", *words) == 0
    commit(folder, "bản quét", day="2024-06-11")
    return folder


def output_of(capsys: Capture, folder: Path, *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(folder, *arguments) == code
    return " ".join(capsys.readouterr().out.split())


def test_trace_and_show_name_the_files_and_signed_paper_does_not(repository: Path, tmp_path: Path, capsys: Capture) -> None:
    told = output_of(capsys, repository, "trace", "revenue", "-q", "2")
    assert f"7/TB: evidence/q2/tai-chinh/a.pdf (SHA-256 {digest(ONE)[:12]}…)" in told
    assert git(repository, "rev-parse", "--short=12", "HEAD") in told
    assert "7/TB, 31/5/2024, a.pdf, b.pdf" in output_of(capsys, repository, "show", "revenue", "-q", "2")
    steps = json.loads(output_of(capsys, repository, "trace", "revenue", "-q", "2", "--format", "json"))["steps"]
    assert [len(step["rows"]) for step in steps if step["name"] == "evidence"] == [2]
    shown = json.loads(output_of(capsys, repository, "show", "revenue", "-q", "2", "--format", "json"))
    assert f'{{"file": "a.pdf", "sha256": "{digest(ONE)}"}}' in json.dumps(shown)
    assert run(repository, "report", "-q", "2", "--full", "--format", "md", "--output", str(tmp_path / "out")) == 0
    (report,) = (tmp_path / "out").glob("*.md")
    assert "văn bản số 7/TB" in report.read_text(encoding="utf-8")
    assert ".pdf" not in report.read_text(encoding="utf-8")


def swap(folder: Path) -> None:
    (folder / "evidence/q2/tai-chinh/a.pdf").write_bytes(ONE + b".")


def drop(folder: Path) -> None:
    (folder / "evidence/q2/tai-chinh/a.pdf").unlink()


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("act", [swap, drop])
def test_review_finds_bytes_that_changed_without_their_entry(
    act: Callable[[Path], None], is_committed: bool, repository: Path, capsys: Capture
) -> None:
    git(repository, "switch", "-q", "-c", "nhánh")
    assert run(repository, "review", "main") == 0
    act(repository)
    if is_committed:
        commit(repository, "sửa", day="2024-06-12")
        assert "evidence-swapped" in output_of(capsys, repository, "review", "main...nhánh", code=1)
    told = output_of(capsys, repository, "review", "main", code=1)
    assert "evidence-swapped" in told
    assert "a.pdf" in told


def test_review_tells_a_file_that_an_entry_lost(repository: Path, capsys: Capture) -> None:
    git(repository, "switch", "-q", "-c", "nhánh")
    file = repository / "reports/q2/tai-chinh.yaml"
    text = file.read_text(encoding="utf-8")
    one = f"{{file: b.pdf, sha256: {digest(TWO)}}}"
    assert text.count(f", {one}") == 1
    file.write_text(text.replace(f", {one}", ""), encoding="utf-8", newline="")
    told = output_of(capsys, repository, "review", "main")
    assert "evidence-removed" in told
    assert "b.pdf" in told
    assert "b.pdf" in output_of(capsys, repository, "diff", "main")


def test_verify_says_which_evidence_is_not_as_it_was(repository: Path, capsys: Capture) -> None:
    assert run(repository, "issue", "-q", "2", "--number", "45/BC", "--date", "2024-06-12") == 0
    commit(repository, "phát hành", day="2024-06-12")
    assert "2 tệp minh chứng đúng như lúc nhận vào" in output_of(capsys, repository, "verify", "-q", "2")
    swap(repository)
    told = output_of(capsys, repository, "verify", "-q", "2", code=1)
    assert "evidence/q2/tai-chinh/a.pdf có nội dung khác lúc nhận vào" in told
    found = json.loads(output_of(capsys, repository, "verify", "-q", "2", "--format", "json", code=1))
    assert found["holds"]
    assert [(one["path"][-5:], one["state"]) for one in found["evidence"]] == [("a.pdf", "changed"), ("b.pdf", "as-recorded")]


PAPERS = Slot(("evidence",), "", "papers")
HELD: dict[str, Plain] = {"number": "7/TB", "files": [{"file": "a.pdf", "sha256": "0" * 64}]}
UNNUMBERED: dict[str, Plain] = {"files": HELD["files"]}


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        (HELD, "7/TB", HELD),
        (HELD, "7/tb ngày 31/5/2024", {**HELD, "number": "7/tb", "date": "2024-05-31"}),
        (HELD, "7/TB\n8/TB", [HELD, "8/TB"]),
        (HELD, "8/TB", ["8/TB", UNNUMBERED]),
        (HELD, None, UNNUMBERED),
        ([HELD, "8/TB"], "8/TB", ["8/TB", UNNUMBERED]),
        (UNNUMBERED, "8/TB", ["8/TB", UNNUMBERED]),
        ("7/TB", None, None),
    ],
)
def test_an_imported_form_drops_no_file(before: Plain, typed: str | None, after: Plain) -> None:
    assert written(PAPERS, typed, before) == after


def test_a_document_without_a_number_has_no_line_in_a_form() -> None:
    assert meaning(PAPERS, UNNUMBERED) is None
    assert meaning(PAPERS, [HELD, UNNUMBERED]) == "7/TB"


# --- names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["scan.pdf", "Quyết định 12 (bản ký).pdf", "không đuôi", "a.tar.gz", "2024", "con-dấu.pdf"])
def test_good_names(name: str) -> None:
    assert explain_name(name) is None
    assert portable_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", " ", "..", ".hidden", "../x.pdf", "/etc/passwd", "C:\\x.pdf", "a/b.pdf", "CON", "con.pdf", "Lpt1 .txt", "com¹", "x.", "x ",
     "a:b", 'a"b', "a?b", "a\tb", "a\u202eb", "x" * 201, "ế" * 100, unicodedata.normalize("NFD", "ế.pdf")],
)  # fmt: skip
def test_names_that_not_every_system_can_hold(name: str) -> None:
    assert explain_name(name)
    assert explain_name(portable_name(name)) is None


@pytest.mark.parametrize("name", ["../../targets.yaml", "/x.pdf", "q1/x.pdf", "nul", ".git"])
def test_a_name_in_a_report_cannot_leave_the_folder(name: str, office: Path, capsys: Capture) -> None:
    file = office / "reports/q2/tai-chinh.yaml"
    text = file.read_text(encoding="utf-8")
    entry = f"letter: {{number: 45/BC-TC, files: [{{file: '{name}', sha256: {digest(ONE)}}}]}}"
    file.write_text(text.replace("letter: {number: 45/BC-TC}", entry), encoding="utf-8")
    assert run(office, "check") == 1
    assert "bad-value" in capsys.readouterr().out


def test_a_free_name_is_free_on_every_system() -> None:
    assert free_name("a.pdf", {"a.pdf", "a-2.pdf"}) == "a-3.pdf"
    assert free_name("A.pdf", {"a.pdf"}) == "A-2.pdf"
