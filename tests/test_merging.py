"""A three-way merge by values: merged values, texts, conflicts; and the driver in real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from camket import cli
from camket.history import merging
from camket.history.merging import Merged, conflict_text, merge_file, read_kinds
from camket.history.same_meaning import ABSENT, is_nothing, same
from camket.text import language
from camket.text.edit import Put, edit
from camket.text.source import read_document
from test_edit import FILES, changes, states
from test_revisions import ENVIRONMENT

Capture = pytest.CaptureFixture[str]


def merged(base: str, ours: str, theirs: str, kinds: dict[str, str] | None = None) -> Merged:
    return merge_file("a.yaml", base.encode(), ours.encode(), theirs.encode(), find_kinds=lambda: kinds or {})


def text(base: str, ours: str, theirs: str, kinds: dict[str, str] | None = None) -> str:
    """The outcome of a merge without conflict."""
    found = merged(base, ours, theirs, kinds)
    assert (found.is_whole, found.conflicts, found.reason) == (True, (), "")
    return found.data.decode()


def value(data: bytes) -> Any:
    document, _problems = read_document("a.yaml", data)
    return document.value if document is not None else None


def results(*lines: str) -> str:
    return "results:\n" + "".join(f"  {line}\n" for line in lines)


# --- what is merged -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "outcome"),
    [
        # Different results on neighbouring lines, where git's own merge has a conflict.
        (results("a: 1", "b: 1"), results("a: 2", "b: 1"), results("a: 1", "b: 2"), results("a: 2", "b: 2")),
        (results("a: 1"), results("a: 1", "x: 2"), results("a: 1", "y: 3"), results("a: 1", "x: 2", "y: 3")),
        ("results:\n", results("x: 2"), results("y: 3"), results("x: 2", "y: 3")),
        ("results: {}\n", "results: {x: 2}\n", results("# về y", "y: 3 # ở đây"), "results: {x: 2, y: 3}\n"),
        (
            results("a: 1"),
            results("a: 1", "x: 2 # của ta"),
            results("a: 1", "# về y", "y:", "  value: 3 # ở đây", "  text: |", "    b", "", "    c"),
            results("a: 1", "x: 2 # của ta", "# về y", "y:", "  value: 3 # ở đây", "  text: |", "    b", "", "    c").replace(
                "  \n", "\n"
            ),
        ),
        # Comments of both sides, where the lines do not overlap.
        ("a: 1\nb: 1\nc: 1\nd: 1\n", "a: 2 # ta\nb: 1\nc: 1\nd: 1\n", "a: 1\nb: 1\nc: 1\nd: 1 # họ\n", "a: 2 # ta\nb: 1\nc: 1\nd: 1 # họ\n"),
        # The same change on both sides, typed in different ways.
        (results("a: 1"), results("a: 2"), results("a: 2"), results("a: 2")),
        (results("a: 1"), results("a: 2"), results('a: "2"  # như nhau'), results("a: 2")),
        (results("a: 1"), results("a: 2,50"), results("a: 2.5"), results("a: 2,50")),
        (results("a: 1"), results("a: 2"), results("a: {value: 2}"), results("a: 2")),
        ("submitted:\n", "submitted: 2023-06-02\n", "submitted: 02/6/2023\n", "submitted: 2023-06-02\n"),
        ("note: a\n", "note: b  c\n", "note: >-\n  b\n  c\n", "note: b  c\n"),
        # A figure changed by one side, and a text by the other.
        (results("a: {part: 1, whole: 2}"), results("a: {part: 1, whole: 2, text: x}"), results("a: {part: 3, whole: 4}"), results("a: {part: 3, whole: 4, text: x}")),
        (results("a: 38"), results("a: 40"), results("a: {value: 38, text: x}"), results("a:", "  value: 40", "  text: x")),
        (results("a: 38"), results("a: {value: 38, text: x}"), results("a: 40"), results("a: {value: 40, text: x}")),
        (results("a:", "  value:", "  text:"), results("a:", "  value: 3", "  text:"), results("a:", "  value:", "  text: x"), results("a:", "  value: 3", "  text: x")),
        # A blank value counts as none: the side that fills it in wins, also over the side that removes the line.
        ("submitted:\nnote: a\n", "note: b\n", "submitted: 2023-06-02\nnote: a\n", "submitted: 2023-06-02\nnote: b\n"),
        # Entries of lists.
        (results("a:", "  items:", "    - {name: X}"), results("a:", "  items:", "    - {name: X, stars: 3}"), results("a:", "  items:", "    - {name: X}", "    - {name: Y}"),
         results("a:", "  items:", "    - {name: X, stars: 3}", "    - {name: Y}")),
        (results("a: [X]"), results("a: [X, Y]"), results("a: [X, Z]"), results("a: [X, Y, Z]")),
        ("d:\n  - a\n", "d:\n  - a\n  - b\n", "d:\n  - a\n  - text: b\n  - c\n", "d:\n  - a\n  - b\n  - c\n"),
        ("d:\n  - a\n  - b\n  - c\n", "d:\n  - b\n  - c\n", "d:\n  - a\n  - b\n  - d\n  - c\n", "d:\n  - b\n  - d\n  - c\n"),
        ("d:\n  - mất điện cả xã\n", "d:\n  - mất điện cả xã A\n", "d:\n  - mất điện cả xã\n  - lụt\n", "d:\n  - mất điện cả xã A\n  - lụt\n"),
        ("d:\n  - a\n", "d:\n  - a\nn: 1\n", "n: 2\n".replace("n: 2\n", "e: 1\n"), "n: 1\ne: 1\n"),
        ("units:\n  - {id: a, name: A}\n  - {id: b, name: B}\n", "units:\n  - {id: b, name: B}\n  - {id: a, name: A1}\n", "units:\n  - {id: a, name: A}\n  - {id: x, name: X}\n  - {id: b, name: B2}\n",
         "units:\n  - {id: b, name: B2}\n  - {id: a, name: A1}\n  - {id: x, name: X}\n"),
        (
            "corrections:\n  - {target: a, old: 1, new: 2}\n",
            "corrections:\n  - {target: a, old: 1, new: 2}\n  - {target: b, old: 1, new: 2}\n",
            "corrections:\n  - {target: a, old: 1, new: 2}\n  - {target: c, old: 1, new: 2}\n",
            "corrections:\n  - {target: a, old: 1, new: 2}\n  - {target: b, old: 1, new: 2}\n  - {target: c, old: 1, new: 2}\n",
        ),
        ("x: [{a: 1}]\n", "x: [{a: 1}, {b: 1}]\n", "x: [{a: 1}, {c: 1}]\n", "x: [{a: 1}, {b: 1}, {c: 1}]\n"),
        ("g: [phuong-1, phuong-2]\n", "g: [phuong-1, phuong-3]\n", "g: [phuong-1, phuong-4]\n", "g: [phuong-1, phuong-3, phuong-4]\n"),
        # Line ends and BOM are ours.
        ("a: 1\nb: 1\n", "a: 1\r\nb: 2\r\n", "a: 2\nb: 1\nc:\n  - d\n", "a: 2\r\nb: 2\r\nc:\r\n  - d\r\n"),
        ("a: 1\nb: 1\n", "\ufeffa: 1\nb: 2\n", "a: 2\nb: 1\n", "\ufeffa: 2\nb: 2\n"),
        # A file that both sides have added.
        ("", "unit: A\nsubmitted: 2023-06-02\n", "unit: A\nresults:\n  a: 1\n", "unit: A\nsubmitted: 2023-06-02\nresults:\n  a: 1\n"),
    ],
)  # fmt: skip
def test_changes_of_different_values_are_merged(base: str, ours: str, theirs: str, outcome: str) -> None:
    assert text(base, ours, theirs) == outcome


def test_a_bare_figure_and_a_text_are_merged_by_the_measure() -> None:
    case = (results("a:"), results("a: 40"), results("a: {text: x}"))
    assert text(*case, {"a": "ratio"}) == results("a:", "  percent: 40", "  text: x")
    assert not merged(*case).is_whole


def test_kinds_are_read_from_targets_yaml(tmp_path: Path, data: Path) -> None:
    assert read_kinds(data / "targets.yaml")["new-enterprises"] == "count"
    assert read_kinds(tmp_path / "targets.yaml") == {}
    (tmp_path / "targets.yaml").write_text("targets: [{id: a, measure: {kind: rank}}, b, {id: c}]\n", encoding="utf-8")
    assert read_kinds(tmp_path / "targets.yaml") == {"a": "rank"}


# --- conflicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "said"),
    [
        (results("a: 38"), results("a: 40"), results("a: 41"), ["a: here 38 → 40, there 38 → 41"]),
        (results("a: 38"), results("a: 40"), results("a: {value: 41, text: x}"), ["a: here 38 → 40, there 38 → figure 41, words x"]),
        (
            results("a: {part: 1, whole: 2}"), results("a: {part: 5, whole: 2}"), results("a: {part: 1, whole: 9}"),
            ["a › figure: here part 1, whole 2 → part 5, whole 2, there part 1, whole 2 → part 1, whole 9"],
        ),
        (results("a: {rank: 1, of: 9}"), results("a: {rank: 2, of: 9}"), results("a: {awaiting: publication}"), None),
        (results("a: 1", "c: 1"), results("c: 1"), results("a: 2", "c: 1"), ["a: here 1 → –, there 1 → 2"]),
        (results("a: 1"), results("a: 2"), "results:\n", None),
        ("submitted: 2023-06-01\n", "submitted: 2023-06-02\n", "submitted: 2023-06-03\n", ["received on: here 2023-06-01 → 2023-06-02, there 2023-06-01 → 2023-06-03"]),
        ("d:\n  - {text: a, target: x}\n", "d:\n  - {text: a, target: x, to: y}\n", "d: []\n", ["d › x a: here words a, target x → words a, target x, put to y, there words a, target x → –"]),
        ("d:\n  - {text: a}\n  - b\n", "d:\n  - b\n", "d:\n  - {text: a, to: y}\n  - b\n", ["d › a: here words a → –, there words a → words a, put to y"]),
        ("d:\n  - mất điện cả xã\n", "d:\n  - mất điện cả xã A\n", "d:\n  - mất điện cả xã B\n", None),
        ("targets:\n  - {id: a, goal: {at_least: 1, as_written: x}}\n", "targets:\n  - {id: a, goal: {at_least: 2, as_written: x}}\n",
         "targets:\n  - {id: a, goal: {at_least: 1, as_written: y}}\n", None),
        (results("a: {value: 1, evidence: {number: 1, date: 2023-01-01}}"), results("a: {value: 1, evidence: {number: 2, date: 2023-01-01}}"),
         results("a: {value: 1, evidence: {number: 1, date: 2023-01-02}}"), None),
        ("number: 10\n", "number: 010\n", "number: 11\n", None),
    ],
)  # fmt: skip
def test_two_changes_of_one_value_are_a_conflict_of_that_value(
    base: str, ours: str, theirs: str, said: list[str] | None
) -> None:
    language.choose("en")
    rest = "".join(f"x{n}: 0\n" for n in range(3))
    found = merged(base + rest + "u: 1\n", ours + rest + "u: 1\n", theirs + rest + "u: 2\n")
    assert not found.is_whole
    assert len(found.conflicts) == 1
    assert found.reason == ""
    if said is not None:
        assert [conflict_text("a.yaml", one) for one in found.conflicts] == [f"a.yaml: {line}" for line in said]
    # From the marks each side can be taken, and the base, with all other values merged.
    for side, source in (("ours", ours), ("base", base), ("theirs", theirs)):
        assert same(value(sides(found.data)[side]), value((source + rest + "u: 2\n").encode())), side
    # With the sides swapped there is a conflict too.
    assert not merged(base + rest + "u: 1\n", theirs + rest + "u: 2\n", ours + rest + "u: 1\n").is_whole


def sides(data: bytes, size: int = 7) -> dict[str, bytes]:
    """The three states that a file with conflicts holds."""
    marks = {b"<" * size: "ours", b"|" * size: "base", b"=" * size: "theirs", b">" * size: ""}
    found = {"ours": b"", "base": b"", "theirs": b""}
    now = ""
    for line in data.splitlines(keepends=True):
        mark = line.rstrip(b"\r\n").split(b" ")[0]
        if mark in marks:
            now = marks[mark]
            continue
        for side in found:
            found[side] += line if now in ("", side) else b""
    return found


def test_a_conflict_marks_only_its_own_lines() -> None:
    language.choose("en")
    base, ours, theirs = (f"unit: A\nresults:\n  a: {a}\n  b: 1\n  c: {c}\nnote: x\n" for a, c in ((38, 1), (40, 2), (41, 1)))
    found = merged(base, ours, theirs)
    assert found.data.decode() == (
        "unit: A\nresults:\n<<<<<<< this side (ours)\n  a: 40\n||||||| what both began with (base)\n  a: 38\n=======\n  a: 41\n"
        ">>>>>>> the other side (theirs)\n  b: 1\n  c: 2\nnote: x\n"
    )
    assert [problem.rule for problem in read_document("a.yaml", found.data)[1]] == ["merge-conflict"]


def test_marks_have_the_length_that_git_asks_for_and_the_files_line_ends() -> None:
    base, ours, theirs = (f"a: {a}\r\nb: 1".encode() for a in (1, 2, 3))
    found = merge_file("a.yaml", base, ours, theirs, marker_size=11)
    assert b"\r\n===========\r\n" in found.data
    assert found.data.count(b"\n") == found.data.count(b"\r\n")
    assert found.data.endswith(b"\r\nb: 1")
    last = merge_file("a.yaml", b"b: 1\na: 1", b"b: 1\na: 2", b"b: 1\na: 3")
    assert last.data.endswith(b"a: 3\n>>>>>>> " + "bản kia (theirs)\n".encode())


def test_an_entry_removed_by_ours_and_changed_by_theirs_is_a_conflict() -> None:
    base, ours, theirs = (
        "d:\n" + "".join(f"  - {{text: {one}, to: {to}}}\n" for one in names)
        for names, to in (("abcd", 1), ("bd", 1), ("abcd", 2))
    )
    found = merged(base, ours, theirs)
    assert [one.way for one in found.conflicts] == [("d", "#a"), ("d", "#c")]
    assert [value(sides(found.data)[side])["d"] for side in ("ours", "theirs")] == [
        [{"text": one, "to": "2"} for one in names] for names in ("bd", "abcd")
    ]


def test_conflicts_on_one_line_are_marked_as_one() -> None:
    base, ours, theirs = (results(f"a: {{value: {n}, text: {t}, same_period: 5}}") for n, t in ((1, "x"), (2, "y"), (3, "z")))
    found = merged(base, ours, theirs)
    assert len(found.conflicts) == 2
    assert found.data.count(b"<<<<<<<") == 1
    assert [
        same(value(sides(found.data)[side]), value(one.encode()))
        for side, one in (("ours", ours), ("base", base), ("theirs", theirs))
    ] == [True] * 3


# --- files that cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "is_whole"),
    [
        (b"a: 1\nb: 1\nc: 1\nd: 1\n", b"a: 2\nb: 1\nc: 1\nd: 1\n", b"a: 1\nb: 1\nc: 1\nd: [\n", False),  # merged, and broken
        (b"a: 1\nb: 1\nc: 1\nd: [\n", b"a: 2\nb: 1\nc: 1\nd: [\n", b"a: 1\nb: 1\nc: 1\nd: 1\n", True),  # merged, and repaired
        (b"a: 1\na: 2\n", b"a: 1\na: 3\n", b"a: 1\na: 4\n", False),
        (b"- a\n", b"- a\n- b\n", b"- a\n- c\n", False),
        (b"a: 1\n", b"a: \xff\n", b"a: 2\n", False),
        (b"a: 1\n", b"", b"a: 2\n", False),
        (b"a: 1\n", b"a: 2\n", b"\x00\x00", False),
    ],
)
def test_a_side_that_cannot_be_read_is_merged_by_lines(base: bytes, ours: bytes, theirs: bytes, is_whole: bool) -> None:
    found = merge_file("a.yaml", base, ours, theirs)
    assert (found.is_whole, found.conflicts) == (is_whole, ())
    assert "không đọc được" in found.reason


def test_if_one_side_is_unchanged_the_bytes_of_the_other_are_taken() -> None:
    assert merge_file("a.yaml", b"a: [", b"a: [", b"b: ]").data == b"b: ]"
    assert merge_file("a.yaml", b"a: [", b"b: ]", b"a: [").data == b"b: ]"


def test_a_failure_is_always_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(merging, "merge_values", fail)
    case = (
        results("a: 1", "b: 1", "c: 1", "d: 1"),
        results("a: 2", "b: 1", "c: 1", "d: 1"),
        results("a: 1", "b: 1", "c: 1", "d: 2"),
    )
    found = merged(*case)
    assert not found.is_whole
    assert "KeyError" in found.reason
    assert found.data.decode() == results("a: 2", "b: 1", "c: 1", "d: 2")


def test_a_merged_text_with_another_meaning_is_always_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "edit", lambda _path, data, _edits: data)
    found = merged(results("a: 1"), results("a: 1", "b: 2"), results("a: 1", "c: 2"))
    assert not found.is_whole
    assert b"<<<<<<<" in found.data


def test_values_are_merged_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert text("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 2\n") == "a: 2\nb: 2\n"
    found = merged("a: 1\n", "a: [\n", "a: 2")
    assert not found.is_whole
    assert sides(found.data)["ours"] == b"a: [\n"
    assert sides(found.data)["theirs"] == b"a: 2\n"


# --- properties of every merge --------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(changes())
def test_if_one_side_is_unchanged_the_values_of_the_other_are_taken(change: tuple[bytes, Any]) -> None:
    data, one = change
    after = edit("a.yaml", data, [one])
    assume(isinstance(value(after), dict) and isinstance(value(data), dict))
    touched = after + b"\n# x\n"  # so that neither side has the same bytes as the base
    found = merge_file("a.yaml", data, data + b"\n# y\n", touched)
    assert found.is_whole, found
    assert same(value(found.data), value(after))
    found = merge_file("a.yaml", data, touched, data + b"\n# y\n")
    assert found.is_whole
    assert same(value(found.data), value(after))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_merge_is_the_same_from_both_sides(draw: st.DataObject) -> None:
    data = draw.draw(states())
    assume(isinstance(value(data), dict))
    ours, theirs = data, data
    for _step in range(draw.draw(st.integers(1, 3))):
        ours, theirs = (edit("a.yaml", one, [draw.draw(changes(one))[1]]) for one in (ours, theirs))
    assume(isinstance(value(ours), dict) and isinstance(value(theirs), dict))
    one, other = merge_file("a.yaml", data, ours, theirs), merge_file("a.yaml", data, theirs, ours)
    assert one.reason == other.reason == ""
    assert one.is_whole == other.is_whole
    if one.is_whole:
        assert same(value(one.data), value(other.data))
    else:  # with the sides swapped, theirs is ours
        kept, swapped = sides(one.data), sides(other.data)
        for side, opposite in (("ours", "theirs"), ("theirs", "ours"), ("base", "base")):
            assert isinstance(value(kept[side]), dict)
            assert same(value(kept[side]), value(swapped[opposite]))


FEW = st.sampled_from(["1", "2", "mất điện", "mất điện cả xã"])
ITEM = st.one_of(FEW, st.fixed_dictionaries({"name": FEW}, optional={"stars": FEW, "evidence": FEW}))
RESULT = st.one_of(
    st.none(),
    FEW,
    st.lists(ITEM, max_size=3),
    st.fixed_dictionaries(
        {},
        optional={"value": FEW, "text": FEW, "part": FEW, "whole": FEW, "items": st.lists(ITEM, max_size=2), "evidence": FEW},
    ),
)
REMARK = st.one_of(FEW, st.fixed_dictionaries({"text": FEW}, optional={"target": st.sampled_from("ab"), "to": FEW}))
REPORTS = st.fixed_dictionaries(
    {"unit": st.just("A")},
    optional={
        "submitted": st.one_of(FEW, st.none()),
        "results": st.one_of(st.none(), st.dictionaries(st.sampled_from("abc"), RESULT)),
        "difficulties": st.one_of(st.none(), st.lists(REMARK, max_size=4)),
        "corrections": st.lists(st.fixed_dictionaries({"target": st.sampled_from("ab"), "old": FEW}), max_size=3),
    },
)


@settings(max_examples=150, deadline=None)
@given(REPORTS, REPORTS, REPORTS)
def test_reports_with_nothing_in_common_merge_or_conflict(first: Any, second: Any, third: Any) -> None:
    base, ours, theirs = (edit("a.yaml", b"# x\n", [Put((), one)]) for one in (first, second, third))
    one, other = merge_file("a.yaml", base, ours, theirs), merge_file("a.yaml", base, theirs, ours)
    assert one.reason == other.reason == ""
    assert one.is_whole == other.is_whole
    kept, swapped = sides(one.data), sides(other.data)
    for side, opposite in (("ours", "theirs"), ("theirs", "ours"), ("base", "base")):
        assert same(value(kept[side]), value(swapped[opposite]))
    # Merging the same again changes nothing.
    if one.is_whole:
        assert merge_file("a.yaml", theirs, one.data + b"# y\n", theirs + b"# z\n").is_whole


def test_entries_of_the_same_name_in_another_order_have_not_changed() -> None:
    first = {"corrections": [{"target": "a", "old": "2"}, {"target": "b", "old": "2"}, {"target": "b", "old": "1"}]}
    moved = {"corrections": [first["corrections"][0], first["corrections"][2], first["corrections"][1]]}
    emptied: dict[str, list[dict[str, str]]] = {"corrections": []}
    base, ours, theirs = (edit("a.yaml", b"# x\n", [Put((), one)]) for one in (first, emptied, moved))
    for merged in (merge_file("a.yaml", base, ours, theirs), merge_file("a.yaml", base, theirs, ours)):
        assert merged.is_whole
        assert value(merged.data) == {"corrections": []}


FIGURES = ["new-enterprises", "budget-revenue", "disbursement-city"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["", "1", "2"]), min_size=3, max_size=3),
    st.lists(st.sampled_from(["", "1", "2"]), min_size=3, max_size=3),
)
def test_there_is_a_conflict_for_each_figure_changed_on_both_sides(mine: list[str], other: list[str]) -> None:
    path = next(path for path in FILES if path.parts[-2:] == ("q1", "phong-tai-chinh-ke-hoach.yaml"))
    data = path.read_bytes()
    ours, theirs = (
        data.replace(b"value: 13", b"value: 13" + a.encode()).replace(b"32734.9", b"32734.9" + b.encode()).replace(b"62.148,8", b"62.148,8" + c.encode())
        for a, b, c in (mine, other)
    )  # fmt: skip
    found = merge_file("a.yaml", data, ours, theirs)
    clashing = {name for name, a, b in zip(FIGURES, mine, other, strict=True) if a and b and a != b}
    assert {one.way[1] for one in found.conflicts} == clashing
    assert found.is_whole == (not clashing)
    got = value(sides(found.data)["ours"])["results"]
    assert got["new-enterprises"]["value"] == "13" + (mine[0] or other[0])
    assert got["disbursement-city"]["part"] == "62.148,8" + (mine[2] or other[2])


# --- the command --------------------------------------------------------------------------------------------------------


def test_the_command_writes_our_file_and_reports_conflicts(tmp_path: Path, capsys: Capture) -> None:
    paths = [tmp_path / name for name in ("gốc", "bản này", "bản kia")]
    for path, content in zip(paths, ("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 3\nb: 2\n"), strict=True):
        path.write_bytes(content.encode())
    arguments = ["merge-file", *map(str, paths), "--path", "data/x.yaml"]
    assert cli.run([*arguments, "--dry-run"]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("<<<<<<< bản này (ours)\na: 2\n")
    assert paths[1].read_bytes() == b"a: 2\nb: 1\n"
    assert shown.err == "data/x.yaml: a: bản này 1 → 2, bản kia 1 → 3\ndata/x.yaml: xem lại tệp này trước khi commit\n"
    assert cli.run([*arguments, "--marker-size", "9"]) == 1
    assert paths[1].read_bytes().startswith(b"<<<<<<<<< ")
    paths[1].write_bytes(b"a: 1\nb: 3\n")
    paths[2].write_bytes(b"a: 2\nb: 1\n")
    capsys.readouterr()
    assert cli.run(arguments) == 0
    assert paths[1].read_bytes() == b"a: 2\nb: 3\n"
    assert capsys.readouterr().err == ""
    assert cli.run(["merge-file", *map(str, paths[:2]), str(tmp_path / "none")]) == 2


# --- git ----------------------------------------------------------------------------------------------------------------

REPORT = "data/reports/q2/phòng kinh tế.yaml"
START = """\
unit: Phòng Kinh tế
round: q2
results:
  new-enterprises: 38
  vocational: {value: 640, text: Mở 4 lớp}
  trees:
    part: 10
    whole: 20
difficulties:
  - Thiếu phòng học
"""


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**ENVIRONMENT, "CAMKET_LANG": "en", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the driver, one report, and a branch `other`."""
    root = tmp_path / "kho số liệu"
    report = root / REPORT
    report.parent.mkdir(parents=True)
    report.write_bytes(START.encode())
    (root / ".gitattributes").write_text("data/**/*.yaml merge=camket\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    driver = f"'{sys.executable}' -m camket merge-file %O %A %B --path %P --marker-size %L"
    git(root, "config", "merge.camket.driver", driver)
    git(root, "config", "core.autocrlf", "false")
    commit(root, START)
    git(root, "branch", "other")
    return root


def commit(root: Path, content: str) -> None:
    (root / REPORT).write_bytes(content.encode())
    git(root, "add", "-A")
    assert git(root, "commit", "-qm", "x").returncode == 0


def diverge(root: Path, ours: str, theirs: str) -> None:
    """Commit `theirs` on the branch other, then `ours` on main, and stay on main."""
    git(root, "checkout", "-q", "other")
    commit(root, theirs)
    git(root, "checkout", "-q", "main")
    commit(root, ours)


OURS = START.replace("new-enterprises: 38", "new-enterprises: 40").replace("whole: 20\n", "whole: 20\n  roads: 3\n")
THEIRS = START.replace("Mở 4 lớp", "Mở 5 lớp").replace("whole: 20\n", "whole: 20\n  # về chợ\n  markets: 1\n") + "  - Mưa bão\n"
BOTH = (
    START.replace("new-enterprises: 38", "new-enterprises: 40")
    .replace("Mở 4 lớp", "Mở 5 lớp")
    .replace("whole: 20\n", "whole: 20\n  roads: 3\n  # về chợ\n  markets: 1\n")
    + "  - Mưa bão\n"
)


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_git_merges_with_the_driver(repository: Path, how: str) -> None:
    diverge(repository, OURS, THEIRS)
    done = git(repository, how, "other", *(["--no-edit"] if how == "merge" else []))
    assert done.returncode == 0, done.stderr
    merged_text = (repository / REPORT).read_bytes().decode()
    if how == "rebase":  # in a rebase, the commits that are moved are theirs
        assert same(value(merged_text.encode()), value(BOTH.encode()))
    else:
        assert merged_text == BOTH
    assert git(repository, "status", "--porcelain").stdout == ""


def test_git_without_the_driver_has_a_conflict(repository: Path) -> None:
    git(repository, "config", "--unset", "merge.camket.driver")
    diverge(repository, OURS, THEIRS)
    assert git(repository, "merge", "other").returncode == 1


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_git_leaves_a_conflict_for_a_figure_changed_twice(repository: Path, how: str) -> None:
    ours = START.replace("part: 10", "part: 11").replace("38", "39")
    theirs = START.replace("whole: 20", "whole: 21").replace("Mở 4 lớp", "Mở 5 lớp")
    diverge(repository, ours, theirs)
    done = git(repository, how, "other")
    assert done.returncode == 1
    assert "trees › figure: here part 10, whole 20 → " in done.stderr
    assert git(repository, "ls-files", "-u").stdout.count("\n") == 3
    left = (repository / REPORT).read_bytes()
    assert left.count(b"<<<<<<< this side (ours)\n") == 1
    for side in ("ours", "theirs"):  # everything else is merged
        assert value(sides(left)[side])["results"]["new-enterprises"] == "39"
        assert value(sides(left)[side])["results"]["vocational"]["text"] == "Mở 5 lớp"
    assert value(sides(left)["base"])["results"]["trees"] == {"part": "10", "whole": "20"}
    assert git(repository, "diff", "--check").returncode != 0


def test_git_merges_crlf_against_lf(repository: Path) -> None:
    diverge(repository, OURS.replace("\n", "\r\n"), THEIRS)
    assert git(repository, "merge", "--no-edit", "other").returncode == 0
    assert (repository / REPORT).read_bytes().decode() == BOTH.replace("\n", "\r\n")


def test_git_merges_a_file_that_both_have_added(repository: Path) -> None:
    def added(content: str) -> None:
        (repository / "data/reports/q2/xã mới.yaml").write_text(content, encoding="utf-8")
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", "x")

    git(repository, "checkout", "-q", "other")
    added("unit: Xã mới\nresults:\n  a: 1\n")
    git(repository, "checkout", "-q", "main")
    added("unit: Xã mới\nresults:\n  b: 2\n")
    assert git(repository, "merge", "--no-edit", "other").returncode == 0
    assert (repository / "data/reports/q2/xã mới.yaml").read_text(
        encoding="utf-8"
    ) == "unit: Xã mới\nresults:\n  b: 2\n  a: 1\n"


def test_only_absent_blank_and_empty_mappings_are_nothing() -> None:
    assert is_nothing(ABSENT)
    assert is_nothing({"a": None, "b": {}})
    assert not is_nothing([])
    assert repr(ABSENT) == "ABSENT"
