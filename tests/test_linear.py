"""Commands over many files: their work grows with files and changes, never with files times changes.

Calls of functions are counted, so that the result does not depend on the machine. Of n, 2n and 4n communes the calls are
f(n), f(2n) and f(4n): where they grow evenly, f(4n) - f(2n) is twice f(2n) - f(n); where a part grows with the square, more.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from camket.cli import run
from camket.history.merging import merge_file
from camket.rules import check, review
from camket.rules.finding import Finding
from camket.rules.rule import Rule

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from scale import build

UNITS = (12, 24, 48)
ALLOWED = 2.1
COMMANDS = (
    ("check",),
    ("status",),
    ("diff", "main", "work"),
    ("review", "main", "work"),
    ("log", "commune-budget-revenue"),
    ("review", "main", "renamed"),
    ("diff", "main", "renamed"),
    ("review", "main", "merged"),
)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Nguyễn Văn A", "-c", "user.email=a@example.vn"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def office(folder: Path, units: int) -> Path:
    """Make a repository of `units` communes; every branch changes each report, or gives each unit another id.

    `work` has one commit for each unit, `renamed` has new ids, `merged` joins two branches that changed the same reports.
    """
    build(folder, units)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "start")
    reports = folder / "data" / "reports"
    git(folder, "checkout", "--quiet", "-b", "work")
    for file in sorted((reports / "q2").glob("xa-*.yaml")):
        _edit(file, r"(?m)^( +(?:value|part): )(\d)", r"\g<1>1\2")
        git(folder, "commit", "--quiet", "-am", f"figures of {file.stem}")
    git(folder, "checkout", "--quiet", "-b", "merged", "main")
    for file in reports.rglob("xa-*.yaml"):
        _edit(file, r"(?m)^submitted: .*$", "submitted: 2023-06-01")
    git(folder, "commit", "--quiet", "-am", "dates")
    git(folder, "merge", "--quiet", "--no-edit", "work")
    git(folder, "checkout", "--quiet", "-b", "renamed", "main")
    _edit(folder / "data" / "units.yaml", r"\bxa-0", "xb-0")
    for file in sorted(reports.rglob("xa-*.yaml")):
        file.rename(file.with_name(file.name.replace("xa-", "xb-")))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "other ids")
    git(folder, "checkout", "--quiet", "main")
    return folder / "data"


def _edit(file: Path, pattern: str, replacement: str) -> None:
    file.write_text(re.sub(pattern, replacement, file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions are called, those of C included."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def assert_even(counts: Sequence[int], whose: str) -> None:
    first, second, third = counts
    # A rule that finds nothing to do in these data makes so few calls that their differences say nothing.
    assert third < 500 or third - second <= ALLOWED * (second - first), f"{whose}: {first}, {second}, {third} calls"


class CountedRules:
    """The calls of each rule of `check` and `review`, counted apart: the work of all others would hide that of one rule."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: Counter[str] = Counter()
        for module in (check, review):
            monkeypatch.setattr(module, "RULES", tuple(replace(rule, find=self._counted(rule)) for rule in module.RULES))

    def _counted(self, rule: Rule) -> Callable[[Any], Iterator[Finding]]:
        @wraps(rule.find)
        def find(data: object) -> Iterator[Finding]:
            found: list[Finding] = []
            self.calls[rule.id] += calls_of(lambda: found.extend(rule.find(data)))
            return iter(found)

        return find


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [office(tmp_path_factory.mktemp("office"), units) for units in UNITS]


@pytest.fixture(autouse=True)
def _no_answer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMKET_NO_CACHE", "1")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_the_work_of_a_command_grows_with_the_files(
    offices: list[Path], arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    counts = []
    for data in (offices[0], *offices):  # the first run imports modules and is not counted
        counts.append(calls_of(lambda: run([*arguments, "--data", str(data)])))  # noqa: B023  # called in the same turn
        capsys.readouterr()
    assert_even(counts[1:], " ".join(arguments))


@pytest.mark.parametrize("branch", ["work", "merged", "renamed"])
def test_the_work_of_each_rule_grows_with_the_files(
    offices: list[Path], branch: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    for data in (offices[0], *offices):
        with monkeypatch.context() as patch:
            rules = CountedRules(patch)
            assert run(["review", "main", branch, "--data", str(data)]) in (0, 1)
        counted.append(rules.calls)
        capsys.readouterr()
    assert {rule.id for rule in (*check.RULES, *review.RULES)} <= counted[0].keys()
    for rule in counted[0]:
        assert_even([calls[rule] for calls in counted[1:]], rule)


def test_the_work_of_a_merge_grows_with_the_entries() -> None:
    """Both sides change eight entries, four of them in conflict, of lists of 50, 100 and 200 entries."""

    def text(entries: int, changed: range, word: str) -> bytes:
        notes = [f"{word} {n}" if n in changed else "một" for n in range(entries)]
        items = "".join(f"      - {{name: Sản phẩm {n}, note: {note}}}\n" for n, note in enumerate(notes))
        return f"unit: phuong-1\nresults:\n  local-products:\n    items:\n{items}".encode()

    def merge(entries: int) -> int:
        base, ours, theirs = (
            text(entries, changed, word) for changed, word in ((range(0), ""), (range(8), "hai"), (range(4, 12), "ba"))
        )
        return calls_of(lambda: merge_file("reports/q2/phuong-1.yaml", base, ours, theirs, find_kinds=dict))

    merge(50)
    assert_even([merge(entries) for entries in (50, 100, 200)], "merge-file")


@pytest.mark.parametrize("kind", ["changed", "added", "removed", "results"])
def test_the_work_of_a_merge_grows_with_the_changes(kind: str) -> None:
    """Each side changes, adds or removes a share of all entries of lists of 120, 240 and 480, or changes half of the results."""

    def text(entries: int, side: int) -> bytes:
        if kind == "results":
            figures = (side if side and n % 2 == side - 1 else 0 for n in range(entries))
            return b"unit: phuong-1\nresults:\n" + b"".join(b"  t-%d: {value: %d}\n" % one for one in enumerate(figures))
        names = [f"Sản phẩm {n}" for n in range(entries) if kind != "removed" or not side or n % 3 != side]
        names += [f"Sản phẩm bên {side} {n}" for n in range(entries if kind == "added" and side else 0)]
        changed = kind == "changed" and side
        notes = (f"bên {side}" if changed and n % 2 == side - 1 else "một" for n in range(len(names)))
        items = "".join(f"      - {{name: {name}, note: {note}}}\n" for name, note in zip(names, notes, strict=True))
        return f"unit: phuong-1\nresults:\n  local-products:\n    items:\n{items}".encode()

    def merge(entries: int) -> int:
        base, ours, theirs = (text(entries, side) for side in range(3))
        return calls_of(lambda: merge_file("reports/q2/phuong-1.yaml", base, ours, theirs, find_kinds=dict))

    merge(120)
    assert_even([merge(entries) for entries in (120, 240, 480)], f"merge-file, {kind}")
