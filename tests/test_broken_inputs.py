"""Every reader is given broken inputs: no traceback, no hang, no flood of memory, each error with its place, nothing written.

A few inputs of each kind with all other tests; `make trust` tries thousands with other seeds.
"""

from __future__ import annotations

import io
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType

import pytest
from docx import Document
from openpyxl import Workbook

from broken_inputs import TOKENS, broken_package, broken_text, broken_tree
from camket import cli
from camket.commands import COMMANDS
from camket.forms.form import FormRound, make_form
from camket.forms.page_writer import write_page
from camket.ledger.load import load
from camket.ledger.tree import FolderTree, OverlayTree
from camket.rules.check import check
from conftest import ROOT
from filled_page import FilledPage
from git_office import SETTINGS, make_repository
from small_office import REPORTS, TARGETS, read_office, write_office
from test_forms import form_of, one_round
from trials import BLOCKS, choices, note, seeds

PATIENCE = 60  # seconds until an input counts as one that hangs: a hundred times as long as any takes
MEMORY = 200 * 1024 * 1024
SHIPPED = {
    path.relative_to(ROOT / "data").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "data").rglob("*.yaml"))
}
FILES = {"targets.yaml": TARGETS, **{f"reports/{name}.yaml": text for name, text in REPORTS.items()}}


def memory() -> int:
    """The most memory that this process has had, in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Bounds:
    """What each input is held to; the slowest and the largest are noted."""

    def __init__(self) -> None:
        self.slowest = 0.0  # seconds for each 100 kB, the first 100 kB count as whole
        self.tried = 0

    @contextmanager
    def hold(self, size: int) -> Iterator[None]:
        def give_up(_number: int, _frame: FrameType | None) -> None:
            raise TimeoutError(f"no end after {PATIENCE} s")

        before, start = memory(), time.perf_counter()
        has_alarm = hasattr(signal, "setitimer")
        if has_alarm:
            old = signal.signal(signal.SIGALRM, give_up)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        try:
            yield
        finally:
            if has_alarm:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, old)
        self.slowest = max(self.slowest, (time.perf_counter() - start) / max(size / 100_000, 1))
        self.tried += 1
        assert memory() - before <= MEMORY + 10 * size


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: ((seen := path.stat()).st_size, seen.st_mtime_ns) for path in folder.rglob("*") if ".git" not in path.parts}


def call(capfd: pytest.CaptureFixture[str], folder: Path | None, *words: str) -> tuple[int, str]:
    """Run a command that must not be a bug, and return its exit code and all that it printed."""
    code = cli.run([*words, *(("--data", str(folder)) if folder is not None else ())])
    out, err = capfd.readouterr()
    assert code in (0, 1, 2), err
    assert "Traceback" not in out + err
    return code, out + err


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("make", ["text", "tree"])
def test_a_broken_file_of_the_data(make: str, block: int) -> None:
    """Every kind of YAML file, of the small office and of the shipped data: read, checked, each error located."""
    bounds = Bounds()
    shipped = FolderTree(ROOT / "data")
    known = load(shipped)
    assert known[0] is not None
    for seed in seeds(block, 60, 6_000, 300_000):
        choice = choices(f"yaml {make}", seed)
        # Targets and units of the shipped data are a large file: seldom.
        files = SHIPPED if choice.randrange(4) == 0 else FILES
        path = choice.choice([*files, "targets.yaml"] if files is FILES else [name for name in files if "/" in name])
        if files is SHIPPED and choice.randrange(10) == 0:
            path = choice.choice(("targets.yaml", "units.yaml"))
        text = files[path]
        data = broken_text(text, choice, tuple(files.values())) if make == "text" else broken_tree(text, choice)
        with bounds.hold(len(data)):
            if files is SHIPPED:
                same = set(SHIPPED) - {path} if "/" in path else set()
                tree = OverlayTree(shipped, {path: data})
                ledger, problems = load(tree, (known[0], known[1]) if same else None, same=same)
            else:
                ledger, problems = load(OverlayTree(None, {**{name: one.encode() for name, one in files.items()}, path: data}))
            problems = [*problems, *(check(ledger, date(2024, 6, 10)) if ledger is not None else ())]
        assert ledger is not None or problems, f"seed {seed}"
        lines = len(data.decode("utf-8", "replace").splitlines()) + data.count(b"\n") + 2  # in UTF-16 the second counts
        for problem in problems:
            place = problem.place
            assert place.path, (seed, problem)
            assert place.path != path or (1 <= place.line <= lines and place.column >= 1), (seed, problem)
            assert problem.message, (seed, problem)
    note(f"yaml-{make}", bounds.tried, seconds=bounds.slowest)


# --- files of somebody else ---------------------------------------------------------------------------------------------


def excel_form() -> bytes:
    return form_of(read_office(Path(OFFICE))[0], "tai-chinh")


def excel_table() -> bytes:
    book = Workbook()
    for row in (("Chỉ tiêu", "Kết quả"), ("Thu ngân sách", 41000), ("Giải ngân", "30/90"), ("Việc làm mới", 151)):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word_table() -> bytes:
    document = Document()
    document.add_paragraph("BÁO CÁO")
    rows = (("Chỉ tiêu", "Kết quả"), ("Thu ngân sách", "41.000,5"), ("Giải ngân", "30/90"))
    table = document.add_table(len(rows), 2)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def csv_table() -> bytes:
    return 'Chỉ tiêu;Kết quả;Ghi chú\nThu ngân sách;41.000,5;"vượt; nhiều"\nGiải ngân;30/90;\nViệc làm mới;151;x\n'.encode()


def answers() -> bytes:
    ledger = read_office(Path(OFFICE))[0]
    page = FilledPage(write_page(make_form(FormRound(ledger, one_round(ledger)), "tai-chinh"), ledger))
    return page.fill_in({"results.revenue.value": "41000"}).save()


OFFICE = ""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_office(tmp_path / "office" / "data")
    monkeypatch.setattr(sys.modules[__name__], "OFFICE", str(folder))
    return folder


def as_text(data: bytes, choice: random.Random) -> bytes:
    return broken_text(data.decode("utf-8"), choice)


Breaking = Callable[[bytes, random.Random], bytes]
READERS: dict[str, tuple[Callable[[], bytes], Breaking, str, tuple[str, ...], tuple[int, int, int]]] = {
    "form-excel": (excel_form, broken_package, "xlsx", (), (12, 600, 30_000)),
    "form-page": (answers, as_text, "json", (), (12, 800, 30_000)),
    "table-excel": (excel_table, broken_package, "xlsx", ("--table", "--unit", "tai-chinh"), (12, 800, 30_000)),
    "table-word": (word_table, broken_package, "docx", ("--table", "--unit", "tai-chinh"), (12, 800, 30_000)),
    "table-csv": (csv_table, as_text, "csv", ("--table", "--unit", "tai-chinh"), (12, 800, 60_000)),
    "table-text": (csv_table, as_text, "tsv", ("--table", "--unit", "tai-chinh"), (12, 800, 60_000)),
}


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("reader", READERS)
def test_a_broken_file_that_comes_in(
    reader: str, block: int, office: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make, break_, ending, options, times = READERS[reader]
    good, bounds, before = make(), Bounds(), stamps(office)
    file = tmp_path / f"bieu.{ending}"
    for seed in seeds(block, *times):
        data = break_(good, choices(reader, seed))
        file.write_bytes(data)
        with bounds.hold(len(data)):
            code, said = call(capfd, office, "form", "import", str(file), *options, "-q", "2", "--dry-run", "--yes", "--keep")
        assert said, f"seed {seed}: nothing said"
        assert code == 0 or file.name in said or "bieu" in said or "Lỗi" in said or "Cách dùng" in said, f"seed {seed}: {said}"
        assert stamps(office) == before, f"seed {seed}: something was written"
    note(reader, bounds.tried, seconds=bounds.slowest)


# --- templates, the cache, export tables ------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_broken_template(block: int, office: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    good = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").glob("*.j2"))}
    own, bounds = office.parent / "templates", Bounds()
    own.mkdir()
    for seed in seeds(block, 6, 300, 10_000):
        choice = choices("template", seed)
        name = choice.choice(("report.md.j2", "sentences.j2", "appendices.md.j2"))
        data = broken_text(good[name], choice)
        (own / name).write_bytes(data)
        with bounds.hold(len(data)):
            call(capfd, office, "report", "-q", "2", "--format", "md", "--output", str(tmp_path / "ra"), "--force")
        (own / name).unlink()
    note("templates", bounds.tried, seconds=bounds.slowest)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_broken_cache(
    block: int, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A damaged cache or remembered answer changes no answer."""
    place = tmp_path / "cache"
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(place))
    words = (("check", "--format", "json"), ("status", "--format", "json", "-q", "2"))
    right = [call(capfd, office, *one) for one in words]
    bounds = Bounds()
    for seed in seeds(block, 10, 500, 20_000):
        choice = choices("cache", seed)
        files = sorted(path for path in place.rglob("*") if path.is_file())
        assert files
        for file in choice.sample(files, choice.randint(1, len(files))):
            data = file.read_bytes()
            at = choice.randrange(len(data) + 1)
            new = bytes(choice.randrange(256) for _ in range(choice.randint(0, 8)))
            file.write_bytes(choice.choice((data[:at], data[:at] + new + data[at + len(new) :], new, b"")))
        with bounds.hold(1000):
            assert [call(capfd, office, *one) for one in words] == right, f"seed {seed}"
    note("cache", bounds.tried, seconds=bounds.slowest)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_broken_data_as_tables(block: int, office: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The tables of broken data: refused, or complete files that their formats' own readers read."""
    bounds = Bounds()
    for seed in seeds(block, 4, 200, 10_000):
        choice = choices("export", seed)
        name = choice.choice(list(REPORTS))
        path = office / "reports" / f"{name}.yaml"
        path.write_bytes(broken_tree(REPORTS[name], choice))
        to = tmp_path / f"ra-{seed}"
        with bounds.hold(1000):
            code, _said = call(capfd, office, "export", "--format", "csv,json,sqlite", "--output", str(to))
        for file in to.rglob("*.sqlite") if to.exists() else ():
            with sqlite3.connect(file) as base:
                assert base.execute("pragma integrity_check").fetchone() == ("ok",), f"seed {seed}"
        assert code == 2 or to.exists(), f"seed {seed}"
        path.write_text(REPORTS[name], encoding="utf-8")
    note("export", bounds.tried, seconds=bounds.slowest)


# --- words of a command line, revisions ---------------------------------------------------------------------------------

OPTIONS = (
    *("-q", "2", "--quarter", "--unit", "xa-a", "--round", "q1", "--format", "json", "md", "--all", "--as-of", "2024-06-10"),
    *("--lang", "en", "--help", "--dry-run", "-n", "--yes", "--date", "--reason", "--by", "--output", "--strict", "--", "-"),
)
NAMES = ("revenue", "1.1", "xa-a", "tai-chinh", "commune-revenue", "HEAD", "main", "safe", "met", "41000", "20500")
# These wait for a person, an editor or git; the language server has its own test.
WAITING = {"fill", "lsp", "save"}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_words_of_a_command(
    block: int, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever is typed behind a command: no bug; where it ends with 2, or is a dry run, nothing was written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    bounds = Bounds()
    for seed in seeds(block, 40, 2_000, 100_000):
        choice = choices("words", seed)
        name = choice.choice([one for one in COMMANDS if one not in WAITING])
        pool = choice.choice((OPTIONS, OPTIONS + NAMES, OPTIONS + NAMES + TOKENS))
        words = [choice.choice(pool).replace("\x00", "") for _ in range(choice.randint(0, 7))]
        before = stamps(office)
        with bounds.hold(1000):
            code, _said = call(capfd, office, *name.split(), *words)
        if code == 2 or "--dry-run" in words or "-n" in words:
            assert stamps(office) == before, f"seed {seed}: {name} {words}"
        elif stamps(office) != before:
            write_office(office)
    note("words", bounds.tried, seconds=bounds.slowest)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_revisions(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    folder = make_repository(tmp_path)
    monkeypatch.chdir(folder)
    bounds, before = Bounds(), stamps(folder)
    parts = (
        "HEAD",
        "main",
        "~",
        "^",
        "^{tree}",
        "^{/Số}",
        "@{1}",
        "@{u}",
        "..",
        "...",
        ":",
        ":/",
        "-",
        "--",
        "--output=x",
        "0" * 40,
        "1",
    )
    for seed in seeds(block, 8, 400, 10_000):
        choice = choices("revision", seed)
        revision = "".join(choice.choice((*parts, *TOKENS)) for _ in range(choice.randint(1, 4))).replace("\x00", "")[:2000]
        words = choice.choice(
            (("diff", revision), ("review", revision), ("diff", "HEAD", revision), ("log", "revenue", revision))
        )
        with bounds.hold(1000):
            call(capfd, folder, *words)
        assert stamps(folder) == before, f"seed {seed}: {words}"
    note("revisions", bounds.tried, seconds=bounds.slowest)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the alarm of this system cannot stop a test")
def test_an_input_that_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PATIENCE", 0.05)
    with pytest.raises(TimeoutError), Bounds().hold(1):
        while True:
            pass
