"""A small commitment for tests of output and export: few units, many kinds of goals and verdicts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.standing.survey import Survey, survey
from camket.text.problems import Problem

TARGETS = """\
commitment: {year: 2024, title: Cam kết thử, issuing_body: UBND huyện Thử}
rounds:
  - {id: q1, quarter: 1, before: 2024-03-05}
  - {id: q2, quarter: 2, before: 2024-06-03}
  - {id: q3, quarter: 3, before: 2024-09-05}
units:
  - {id: tai-chinh, name: Phòng Tài chính, short: Phòng TC}
  - {id: kinh-te, name: Phòng Kinh tế}
  - {id: noi-vu, name: Phòng Nội vụ}
  - {id: xa-a, name: xã An Ế}
  - {id: xa-b, name: xã Bình}
  - {id: xa-c, name: xã Cẩm}
groups:
  - {id: cac-xa, name: các xã, units: [xa-a, xa-b, xa-c]}
targets:
  - id: revenue
    name: Thu ngân sách
    section: "1"
    text: hoàn thành dự toán thu
    lead: tai-chinh
    measure: {kind: amount, unit: triệu đồng}
    goal: {at_least: assigned, stretch: {at_least: 120000}, as_written: đạt dự toán}
    references: {assigned: {label: dự toán, value: 100000}}
    revisions:
      - {date: 2024-07-01, document: 12/QĐ, reason: điều chỉnh, references: {assigned: 110000}}
  - id: growth
    name: Tăng trưởng
    lead: tai-chinh
    measure: {kind: score, unit: "%"}
    goal: {between: ["6,5", "7"]}
    pace: year_end
  - id: two-yardsticks
    name: Việc làm mới
    lead: tai-chinh
    measure: {kind: count, unit: người}
    goal: {yardsticks: [{name: tỉnh giao, at_least: 100}, {name: HĐND giao, at_least: 300}]}
  - id: disbursement
    name: Giải ngân
    lead: tai-chinh
    measure: {kind: ratio, unit: triệu đồng}
    goal: {at_least: 100}
  - id: ocop
    name: Sản phẩm OCOP
    lead: kinh-te
    measure: {kind: list, unit: sản phẩm, columns: {stars: {label: Số sao, type: number}}, counts_if: {stars: {at_least: 3}}}
    goal: {at_least: 4}
  - id: safe
    name: Không để xảy ra
    lead: kinh-te
    measure: {kind: incidents, kinds: {vi-pham: vi phạm, diem-nong: điểm nóng}}
    goal: {all: [{of: vi-pham, equals: 0}, {of: diem-nong, equals: 0}]}
  - id: insurance
    name: Bảo hiểm y tế
    lead: kinh-te
    measure: {kind: ratio, accumulates: false}
    goal: {at_least: assigned}
    references: {assigned: {label: tỉnh giao}}
  - id: par
    name: PAR Index
    lead: noi-vu
    measure: {kind: score, min: 0, max: 100}
    goal: {at_least: 80}
    pace: after_year
  - id: plan
    name: Ban hành đề án
    lead: noi-vu
    measure: {kind: milestone}
    goal: {by: 2024-04-30}
  - id: commune-revenue
    name: Thu ngân sách xã
    each: cac-xa
    adds_up_to: revenue
    measure: {kind: amount, unit: triệu đồng}
    goal: {at_least: assigned}
    references: {assigned: {by_unit: {xa-a: 40000, xa-b: 30000, xa-c: }}}
  - id: commune-digital
    name: Chuyển đổi số xã
    each: cac-xa
    measure: {kind: judgement, grades: {kem: kém, kha: khá, tot: tốt}}
    goal: {at_least: tot}
"""

REPORTS = {
    "q1/tai-chinh": """\
submitted: 2024-03-01
results:
  revenue: 15000
  disbursement: {part: 10, whole: 90}
""",
    "q2/tai-chinh": """\
submitted: 2024-06-02
letter: {number: 45/BC-TC}
reported_by: {name: Trần Thị B}
results:
  revenue: {value: 40000, same_period: 42000, evidence: {number: 7/TB, date: 2024-05-31}}
  growth: "6,8"
  two-yardsticks: 150
  disbursement: {part: 30, whole: 90}
difficulties:
  - {target: revenue, text: Nguồn thu từ đất chậm}
proposals:
  - {target: revenue, text: Giãn thời hạn, to: UBND tỉnh}
corrections:
  - {target: revenue, old: 15500, new: 15000, reason: cộng nhầm, by: Trần Thị B, date: 2024-05-20}
""",
    "q2/kinh-te": """\
submitted: 2024-06-07
results:
  ocop:
    items:
      - {name: Trà sen, stars: 4, evidence: {number: 12/QĐ-UBND, date: 2024-05-06}}
      - {name: Bánh phồng, stars: 2}
  safe: {incidents: [{kind: vi-pham, name: Vụ việc ở chợ, date: 2024-05-06}]}
  insurance: {part: 91, whole: 100}
""",
    "q2/xa-a": """\
submitted: 2024-06-06
results:
  commune-revenue: 20000
  commune-digital: tot
""",
    "q2/xa-b": """\
submitted: 2024-06-01
results: {}
""",
    "q2/_office": """\
extensions:
  - {unit: xa-a, due: 2024-06-07, reason: bão, by: Chánh Văn phòng}
overrules:
  - {target: safe, verdict: met, reason: vụ việc của năm trước, by: Lê Văn C, date: 2024-06-08}
""",
}


def write_office(folder: Path, extra: dict[str, str] | None = None) -> Path:
    """Write the data folder; `extra` adds or replaces reports."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    for name, text in {**REPORTS, **(extra or {})}.items():
        path = folder / "reports" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read_office(folder: Path, extra: dict[str, str] | None = None) -> tuple[Ledger, list[Problem]]:
    """Write the small office and return its Ledger and problems."""
    ledger, problems = load(FolderTree(write_office(folder, extra)))
    assert ledger is not None
    return ledger, problems


def look(ledger: Ledger, round_id: str = "q2", day: date = date(2024, 6, 10)) -> Survey:
    """Return the survey of one round on one day."""
    round_ = ledger.round(round_id)
    assert round_ is not None
    return survey(ledger, round_, day)
