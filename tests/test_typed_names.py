"""Targets, units and choices as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from camket import cli
from camket.commands.choices import find_word
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.measures.answer import find_choice
from camket.ledger.tree import FolderTree
from camket.standing.typed_names import typed_target, typed_unit
from small_office import write_office

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def shipped(data: Path) -> Ledger:
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    return ledger


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("9.2", "commune-budget-revenue"),
        ("9,2", "commune-budget-revenue"),
        ("9.2.", "commune-budget-revenue"),
        ("5", "labour-export"),  # the only target of its section
        ("9", None),
        ("9.12", None),
        ("DDCI", "ddci"),
        ("Doanh nghiệp mới", "new-enterprises"),
        ("doanh nghiep moi", "new-enterprises"),
        ("doành nghiệp mới", None),
        ("giai ngan", None),
    ],
)
def test_a_target_is_typed_by_number_or_name(shipped: Ledger, text: str, target: str | None) -> None:
    assert typed_target(shipped, text) == target


@pytest.mark.parametrize(
    ("text", "unit"),
    [("phuong 4", "phuong-4"), ("xa tan quy tay", "xa-tan-quy-tay"), ("Xã Tân Quý Tây", None), ("tan quy", None)],
)
def test_a_unit_is_typed_without_accents_or_with_the_right_ones(shipped: Ledger, text: str, unit: str | None) -> None:
    assert typed_unit(shipped, text) == unit


def test_a_name_without_accents_that_two_have_is_none(tmp_path: Path) -> None:
    folder = write_office(tmp_path)
    text = (folder / "targets.yaml").read_text(encoding="utf-8").replace("name: xã Cẩm", "name: xã Bính")
    (folder / "targets.yaml").write_text(text, encoding="utf-8")
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    assert typed_unit(ledger, "xa binh") is None
    assert typed_unit(ledger, "xã Bính") == "xa-c"


LISTED = {"none": "không có gì mới", "some": "có, đã kê"}
GRADES = {"kem": "kém", "kha": "khá", "tot": "tốt", "rat-tot": "rất tốt"}


@pytest.mark.parametrize(
    ("choices", "said", "chosen"),
    [
        (LISTED, "có", "some"),
        (LISTED, "co", "some"),
        (LISTED, "không", "none"),
        (LISTED, "c", "c"),
        (GRADES, "tốt", "tot"),
        (GRADES, "TOT", "tot"),
        (GRADES, "rất", "rat-tot"),
        (GRADES, "khà", "khà"),
        ({"a": "chậm tiến độ", "b": "chậm nộp"}, "chậm", "chậm"),
        ({"a": "…", "b": "khác"}, "?", "?"),
    ],
)
def test_a_choice_is_meant_by_its_first_words_where_only_one_begins_so(choices: dict[str, str], said: str, chosen: str) -> None:
    assert find_choice(choices, said) == chosen


@pytest.mark.parametrize("text", ["preliminary", "sơ bộ", "so-bo", "SO BO", "sơ_bộ"])
def test_an_option_has_words_of_the_user(text: str) -> None:
    assert find_word(text, ("preliminary", "update")) == "preliminary"
    assert find_word(text + "x", ("preliminary", "update")) is None


def test_set_tells_its_own_target_and_counts_the_others(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path, {"q2/xa-b": "submitted: 2024-06-01\nresults: {}\n"})
    assert cli.run(["set", "xa binh", "commune-revenue", "9000", "-q", "2", "--data", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "còn 1 chỉ tiêu chưa nhập" in shown.err
    assert "missing-target" not in shown.err
    assert "số thực hiện: 9.000" in shown.out


def test_assign_says_what_was_assigned(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path)
    assert cli.run(["assign", "commune-revenue", "xã Cẩm", "25000", "--data", str(folder), "-n"]) == 0
    shown = capsys.readouterr().out
    assert "con số giao › xã Cẩm: 25.000" in shown
    assert "assigned" not in shown
    assert cli.run(["assign", "insurance", "93", "--data", str(folder), "-n"]) == 0
    assert "+ tỉnh giao: 93" in capsys.readouterr().out
