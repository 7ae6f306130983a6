"""The order of questions in a session of camket fill; replies come from a list instead of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from camket.entry.asker import Command, Reply, Style
from camket.entry.changing import LoadedFolder
from camket.entry.filling import run_session
from camket.entry.questions import Question, ReplyRemark
from camket.history.account import UnitChanges
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from git_office import git, make_repository
from small_office import write_office

COMMANDS: dict[str, Command] = {"<": "back", ">": "skip", "~": "awaiting", "q": "stop"}


class Script:
    """An Asker with a list of replies, each with a piece of the question that it answers."""

    def __init__(self, replies: Sequence[tuple[str, str]]) -> None:
        self.replies: Iterator[tuple[str, str]] = iter(replies)
        self.said: list[str] = []
        self.shown: list[str] = []

    def say(self, text: str, style: Style = "plain", indent: int = 0) -> None:
        self.said.append(text)

    def show(self, sections: Sequence[UnitChanges]) -> None:
        for section in sections:
            for entry in section.entries:
                self.shown += [f"{line.sign} {line.label}: {''.join(span.text for span in line.spans)}" for line in entry.lines]

    def ask(self, question: Question, remark: Callable[[str], ReplyRemark], commands: Sequence[Command]) -> Reply:
        wanted, said = next(self.replies, ("", "q"))
        assert wanted in question.label, f"{question.label!r} was asked, not {wanted!r}: {self.said[-3:]}"
        if said in COMMANDS:
            return Reply(command=COMMANDS[said])
        said = question.present if said == "=" else said
        found = remark(said)
        assert not found.is_fault, found.text
        return Reply(said)


def fill(
    folder: Path, unit: str, round_id: str, replies: Sequence[tuple[str, str]], *, dry_run: bool = False
) -> tuple[Script, Any]:
    """Run a session; return the script with all that was printed, and the report as it is in the file afterwards."""
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    round_ = ledger.round(round_id)
    assert round_ is not None
    script = Script(replies)
    run_session(script, LoadedFolder(folder, ledger, tuple(problems), date(2024, 6, 10)), round_, unit, dry_run=dry_run)
    assert next(script.replies, None) is None
    now, _problems = load(FolderTree(folder))
    assert now is not None
    return script, now.reports[round_id, unit].report if (round_id, unit) in now.reports else None


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def test_from_the_first_question_to_the_last(office: Path) -> None:
    script, report = fill(
        office,
        "tai-chinh",
        "q3",
        [
            ("Kết quả", "41000"), ("Diễn giải", "đạt"), ("Minh chứng", "7/TB; 8/TB"), ("Cùng kỳ", "39000"),
            ("Kết quả", "~"), ("Vì sao", "publication"), ("Diễn giải", "<"), ("Kết quả", "6,9"), ("Diễn giải", ""),
            ("Minh chứng", ""), ("Cùng kỳ", ""), ("Kết quả", "1.234"), ("Diễn giải", ""), ("Minh chứng", ""), ("Cùng kỳ", ""),
            ("tử số", "50"), ("mẫu số", "<"), ("tử số", "55,5%"), ("Diễn giải", ""), ("Minh chứng", ""), ("Cùng kỳ", "60%"),
            ("Thêm", "Thiếu vốn"), ("Thuộc", "2"), ("Thêm", "Thiếu người"), ("Thuộc", ""), ("Thêm", ""),
            ("Thêm", "Giãn hạn"), ("Thuộc", "Thu ngân sách"), ("Đề xuất", "UBND tỉnh"), ("Thêm", ""),
        ],
    )  # fmt: skip
    assert report.results["revenue"] == {"value": "41000", "text": "đạt", "evidence": ["7/TB", "8/TB"], "same_period": "39000"}
    assert {key: value for key, value in report.results["growth"].items() if value} == {"value": "6,9"}
    assert report.results["two-yardsticks"]["value"] == "1.234"
    assert (report.results["disbursement"]["percent"], report.results["disbursement"]["same_period"]) == ("55,5", "60")
    assert [(one.text, one.target) for one in report.difficulties] == [("Thiếu vốn", "growth"), ("Thiếu người", None)]
    assert [(one.target, one.to) for one in report.proposals] == [("revenue", "UBND tỉnh")]
    assert "+ số thực hiện: 41.000" in script.shown
    assert not any("chưa trả lời" in line for line in script.said)


def test_lists_incidents_and_the_commands_back_and_stop(office: Path) -> None:
    _script, report = fill(
        office,
        "kinh-te",
        "q3",
        [
            ("Tên", "Mắm"), ("Số sao", "<"), ("Tên", "Mắm cá linh"), ("Số sao", "4"), ("Minh chứng", "9/QĐ"),
            ("Tên", "mắm cá linh"), ("Số sao", "5"), ("Minh chứng", ""), ("Tên", ""), ("Diễn giải", "<"), ("Tên", ""),
            ("Diễn giải", ""), ("Việc", "Vụ A"), ("Loại", "vi phạm"), ("Ngày", "9/5/2024"), ("Minh chứng", ""),
            ("Việc", ">"), ("tử số", "q"),
        ],
    )  # fmt: skip
    assert report.results["ocop"]["items"] == [{"name": "mắm cá linh", "stars": "5", "evidence": "9/QĐ"}]
    assert report.results["safe"]["incidents"] == [{"kind": "vi-pham", "name": "Vụ A", "date": "9/5/2024"}]


def test_a_figure_that_fell_is_answered_again_or_corrected(office: Path) -> None:
    script, report = fill(office, "tai-chinh", "q3", [("Kết quả", "39000"), ("Nhập số đúng", ""), ("Kết quả", "q")])
    assert report is None
    assert any("39.000 nhỏ hơn 40.000" in line for line in script.said)
    replies = [
        ("Kết quả", "39000"),
        ("Nhập số đúng", "38000"),
        ("Lý do", "cộng nhầm"),
        ("Người", "B"),
        ("Ghi đính chính", "c"),
        ("Diễn giải", "q"),
    ]
    script, report = fill(office, "tai-chinh", "q3", replies)
    assert any("40000 sửa thành 38000; lý do: cộng nhầm; người quyết định: B" in line for line in script.said)
    assert report.results["revenue"]["value"] == "39000"
    assert [(one.old, one.new) for one in report.corrections] == [("40000", "38000")]


def remarks_of(folder: Path, replies: Sequence[tuple[str, str]], typed: Sequence[str]) -> list[bool]:
    """Return for each text whether the question after these replies refuses it."""
    found: list[bool] = []

    class Judge(Script):
        def ask(self, question: Question, remark: Callable[[str], ReplyRemark], commands: Sequence[Command]) -> Reply:
            if not (reply := next(self.replies, None)):
                found.extend(remark(text).is_fault for text in typed)
                assert {"back", "stop"} <= set(commands)
                assert question.help
                return Reply(command="stop")
            self.replies = iter([reply, *self.replies])
            return super().ask(question, remark, commands)

    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    round_ = ledger.round("q3")
    assert round_ is not None
    run_session(
        Judge(replies), LoadedFolder(folder, ledger, tuple(problems), date(2024, 6, 10)), round_, "tai-chinh", dry_run=True
    )
    return found[: len(typed)]


FELL = [("Kết quả", "39000")]


@pytest.mark.parametrize(
    ("replies", "refused", "accepted"),
    [
        (FELL, ["bốn nghìn", ">", "vì sai", "1.234"], ["38000", "38.000,5", ""]),
        ([*FELL, ("Nhập số đúng", "38000")], ["4.120,5", ">", "~"], ["cộng nhầm", "sót 2 xã", ""]),
        ([*FELL, ("Nhập số đúng", "38000"), ("Lý do", "cộng nhầm")], [">", "12/5"], ["Trần Thị B"]),
        (
            [*FELL, ("Nhập số đúng", "38000"), ("Lý do", "cộng nhầm"), ("Người", "Trần Thị B")],
            ["có lẽ", ">", "1"],
            ["c", "k", "Không", ""],
        ),
        ([("Kết quả", "41000")], ["4.120,5", ">"], ["Thu khá", ""]),
        (
            [("Kết quả", "41000"), ("Diễn giải", "")],
            ["4.120,5", "bốn nghìn", "12/5/2024", "1609 hộ", "45%", "7/TB; sau"],
            ["12/QĐ-UBND", "7/TB; 8/TB", "GCN số 0456", "315/2023/QĐ-UBND ngày 12/5/2023", "https://a.vn/1", ""],
        ),
    ],
)
def test_every_question_checks_what_is_typed(
    office: Path, replies: list[tuple[str, str]], refused: list[str], accepted: list[str]
) -> None:
    assert remarks_of(office, replies, refused) == [True] * len(refused)
    assert remarks_of(office, replies, accepted) == [False] * len(accepted)


def test_a_correction_is_written_only_when_it_is_confirmed(office: Path) -> None:
    ask = [("Kết quả", "39000"), ("Nhập số đúng", "38000"), ("Lý do", "<"), ("Nhập số đúng", "38500"), ("Lý do", "cộng nhầm")]
    for last in (("Ghi đính chính", "k"), ("Ghi đính chính", "<"), ("Ghi đính chính", "")):
        script, report = fill(office, "tai-chinh", "q3", [*ask, ("Người", "Trần Thị B"), last, ("Kết quả", "q")])
        assert report is None
        assert any("Chưa lưu" in line for line in script.said)
    _script, report = fill(office, "tai-chinh", "q3", [*ask, ("Người", "q")])  # ends the session
    assert report is None
    _script, report = fill(
        office, "tai-chinh", "q3", [*ask, ("Người", "Trần Thị B"), ("Ghi đính chính", "c"), ("Diễn giải", "q")]
    )
    assert [(one.old, one.new) for one in report.corrections] == [("40000", "38500")]


def test_one_goes_back_from_the_difficulties_and_within_them(office: Path) -> None:
    replies = [
        ("Xem lại", ""),
        ("Thêm một mục", "<"),
        ("", ">"),
        ("Thêm một mục", "Thiếu nguoi"),
        ("Thuộc chỉ tiêu nào", "<"),
        ("Thêm một mục", "Thiếu người"),
        ("Thuộc chỉ tiêu nào", ""),
        ("Thêm một mục", ""),
        ("Thêm một mục", "<"),
        ("Thêm một mục", "q"),
    ]
    _script, report = fill(office, "xa-a", "q2", replies)
    assert [one.text for one in report.difficulties][-1] == "Thiếu người"


def test_an_emptied_answer_is_removed(office: Path) -> None:
    replies = [
        ("Xem lại", "c"),
        ("Kết quả", "="),
        ("Diễn giải", "khá"),
        ("Minh chứng", "<"),
        ("Diễn giải", ""),
        ("Minh chứng", "q"),
    ]
    _script, report = fill(office, "xa-a", "q2", replies)
    assert report.results["commune-revenue"] == {"value": "20000"}


def test_a_trial_and_a_session_without_an_answer_write_no_file(office: Path) -> None:
    script, report = fill(office, "xa-c", "q2", [("Kết quả", "12000"), ("Diễn giải", "khá"), ("Minh chứng", "q")], dry_run=True)
    assert report is None
    assert "+ số thực hiện: 12.000" in script.shown
    script, report = fill(office, "xa-c", "q2", [("Kết quả", ">"), ("Mức", "q")])
    assert report is None
    assert script.shown == []


def test_a_commit_is_offered_and_may_be_declined_or_refused_by_git(tmp_path: Path) -> None:
    folder = make_repository(tmp_path)
    git(folder, "config", "user.name", "Người Thử")
    git(folder, "config", "user.email", "thu@example.org")
    git(folder, "config", "commit.gpgsign", "false")
    asked = [("Kết quả", "12000"), ("Diễn giải", "q")]
    fill(folder, "xa-c", "q2", [*asked, ("Lưu tệp này", "k")])
    assert git(folder, "rev-list", "--count", "HEAD") == "1"
    fill(folder, "xa-c", "q2", [("Mức", "q"), ("Lưu tệp này", "c"), ("Nội dung", "Báo cáo xã Cẩm")])
    assert git(folder, "log", "-1", "--format=%s") == "Báo cáo xã Cẩm"
