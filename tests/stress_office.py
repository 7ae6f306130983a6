"""Offices with unusual reports: a long title, many rows or columns, very long words and markup in texts, no report at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from textwrap import indent
from typing import Any

from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.describe.whole import Form
from camket.report.render import render_report
from camket.standing.submissions import closing_day
from camket.standing.survey import survey, survey_to_compare
from camket.text.git import RepositoryState
from small_office import REPORTS, TARGETS

COMMITMENT: dict[str, Any] = {
    "year": 2024,
    "title": "Bản cam kết hành động năm 2024",
    "issuing_body": "Ủy ban nhân dân huyện Thử Nghiệm",
    "place": "Thử Nghiệm",
    "symbols": {"report": "BC-UBND"},
    "report_addressees": ["Ủy ban nhân dân tỉnh Mẫu"],
    "report_recipients": ["Như trên", "TT. Huyện ủy", "Lưu: VT, TH"],
    "signatory": {"authority": "TM. ỦY BAN NHÂN DÂN", "title": "CHỦ TỊCH", "name": "Nguyễn Văn A"},
}
LONG_TITLE = (
    "Bản cam kết hành động về cải cách hành chính, cải thiện môi trường đầu tư kinh doanh, nâng cao năng lực cạnh tranh và "
    "chuyển đổi số trong hoạt động của các cơ quan nhà nước trên địa bàn huyện năm 2024"
)
NASTY = "Dòng <một> & hai\nxuống dòng ở đây\n" + "Từrấtdàikhôngcókhoảngtrắng" * 8 + "\nhết &amp; <b>hết</b>"
DEPUTY = {"authority": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"], "title": "PHÓ CHỦ TỊCH", "name": "Trần Thị B"}
CHIEF = {"authority": "TL. CHỦ TỊCH", "title": "CHÁNH VĂN PHÒNG", "name": "Lê Văn C"}
BASIS = [
    {"kind": "Quyết định", "number": "12/QĐ-UBND", "date": "2024-01-05", "body": "Ủy ban nhân dân tỉnh Mẫu", "subject": "giao chỉ tiêu"},
    {"kind": "Công văn", "number": "3/UBND-TH", "date": "2024-02-01", "body": "Ủy ban nhân dân tỉnh Mẫu"},
]  # fmt: skip


def write_stress(
    folder: Path,
    *,
    targets: str = "",
    office: dict[str, Any] | None = None,
    extra: dict[str, str] | None = None,
    no_reports: bool = False,
    **commitment: Any,
) -> Path:
    """Write the small office with changes: `targets` are added, `office` is the office's file of q2."""
    own = "commitment: " + json.dumps({**COMMITMENT, **commitment}, ensure_ascii=False, default=str)
    first, _newline, rest = TARGETS.partition("\n")
    assert first.startswith("commitment:")
    reports = {} if no_reports else {**REPORTS, **(extra or {})}
    if office is not None:
        reports["q2/_office"] = json.dumps(office, ensure_ascii=False, default=str)
    texts = {"targets": f"{own}\n{rest}{targets}", **{f"reports/{name}": text for name, text in reports.items()}}
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def many_targets(count: int) -> str:
    """Return the text of `count` more targets of one unit, some with a long name."""
    long = " với một tên gọi thật dài, nêu rõ phạm vi, đối tượng, cách tính và nguồn số liệu của từng đơn vị"
    return "".join(
        f"  - id: more-{n}\n    name: Chỉ tiêu thứ {n}{long if n % 7 == 0 else ''}\n    lead: tai-chinh\n"
        f"    measure: {{kind: count, unit: hộ}}\n    goal: {{at_least: {n + 10}}}\n"
        for n in range(1, count + 1)
    )


def many_columns(count: int) -> str:
    """Return the text of `count` more targets that each commune has."""
    return "".join(
        f"  - id: column-{n}\n    name: Khoản thu thứ {n} phân chia theo tỷ lệ\n    each: cac-xa\n"
        "    measure: {kind: amount, unit: triệu đồng}\n    goal: {at_least: 12345678}\n"
        for n in range(1, count + 1)
    )


def block(text: str) -> str:
    """Return a text of several lines as a YAML value."""
    return "|\n" + indent(text, "      ") + "\n"


NASTY_REPORT = {
    "q2/noi-vu": f"submitted: 2024-06-01\nresults:\n  par:\n    text: {block(NASTY)}difficulties:\n  - text: {block(NASTY)}",
}


def render_docx(data: Path, round_id: str = "q2", since: str | None = None, form: Form = "paper") -> bytes:
    """Return the Word report of a round as the command makes it, compared with the round `since`."""
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    round_ = ledger.round(round_id)
    assert round_ is not None
    view = survey(ledger, round_, closing_day(ledger, round_))
    compared = survey_to_compare(ledger, ledger.round(since) if since else None, closing_day(ledger, round_))
    (made,) = render_report(view, [], RepositoryState(available=False), None, ["docx"], compared, form=form).values()
    return made


def issued(**more: Any) -> dict[str, Any]:
    """Return the office's file for a report that is signed."""
    return {"draft": False, "number": "7", "date": date(2024, 6, 7), **more}
