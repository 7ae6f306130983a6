"""A commitment of 2023 with one target of each measure, for tests of blank files and of the next year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from camket.entry.new_commitment import new_files
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text.problems import Problem
from camket.text.save import write_change

SMALL_UNITS = """\
units:
  - {id: phong-a, name: "Phòng A: tổng hợp"}
  - {id: xa-b, name: xã B}
  - {id: xa-c, name: xã C}
  - {id: khong-viec, name: Đơn vị không có chỉ tiêu}
groups:
  - {id: cac-xa, name: các xã, units: [xa-b, xa-c]}
"""

SMALL = """\
# Đầu tệp.
commitment:
  year: 2023
  title: "Cam kết năm 2023: bản 1"
  number: 12/UBND   # số cũ
  date: 2023-01-05
  issuing_body: UBND
  basis:            # căn cứ
    - 10/UBND

    - kind: Công văn
      number: 11/UBND
  place: Sa Đéc
rounds:
  - {id: q1, quarter: 1, before: 2023-03-05, data_from: 2022-12-15}
  - id: q2
    quarter: 2
    by: 2023-06-04   # Chủ nhật
    cut_off: 2023-05-31
targets:
  # đếm
  - id: dem
    name: Doanh nghiệp mới
    lead: phong-a
    measure: {kind: count, unit: doanh nghiệp, parts: {nu: chủ là nữ}}
    goal: {all: [at_least: last_year, {of: nu, at_least: 10}]}   # bằng năm trước
    references:
      last_year: {label: thực hiện năm 2022, value: 68}   # số liệu thống kê
    duties: ["đối thoại: mỗi quý một lần"]
  - id: tien
    name: Thu ngân sách
    lead: phong-a
    measure: {kind: amount, unit: triệu đồng}
    goal:
      at_least: 500
      over: {how: sum, past: {2022: 100}, until: 2025}
  - {id: ty-le, name: Tỷ lệ, lead: phong-a, measure: {kind: ratio, part: đã giải ngân, unit: triệu đồng}, goal: {at_least: 90}}
  - id: diem
    name: Chỉ số
    lead: phong-a
    measure: {kind: score, unit: điểm, max: 100}
    goal: {at_least: 80}
    pace: {kind: after_year, assessed_from: 2024-02-29}
  - id: hang
    name: Thứ hạng
    lead: phong-a
    measure: {kind: rank}
    goal: {at_least: 3}
    pace: {kind: after_year, assessed_from: 2023-06-01}
  - id: san-pham
    name: Sản phẩm
    lead: phong-a
    measure:
      kind: list
      unit: sản phẩm
      columns:
        sao: {label: Số sao, type: number, min: 1, max: 5}
        loai: {type: choice, choices: {a: loại A, b: loại B}}
        ngay: {type: date}
      counts_if: {sao: {at_least: 3}, loai: {one_of: [a]}}
    goal: {at_least: 8}
  - id: su-viec
    name: Không để xảy ra
    lead: phong-a
    measure: {kind: incidents, kinds: {nong: điểm nóng}}
    goal: {equals: 0}
  - id: tot
    name: Làm tốt
    each: cac-xa
    measure: {kind: judgement, grades: {chua: chưa tốt, kha: khá, tot: tốt}, part: đã xong, whole: đã nhận}
    goal: {keep: last-year}
    references:
      last-year: {by_unit: {xa-b: tot, xa-c: kha}}
  - id: thu
    name: Thu của xã
    each: cac-xa
    measure: {kind: amount, unit: triệu đồng}
    goal: {at_least: giao}
    references:
      giao:
        label: số giao năm 2023
        by: "UBND: Thành phố"
        date: 2023-01-10
        by_unit:
          xa-b: 1000     # minh họa
          xa-c: 2000
    revisions:
      - date: 2023-05-01
        references: {giao: {by_unit: {xa-b: 1100, xa-c: 2000}}}
    note: giữ lại
  - id: de-an
    name: Đề án
    lead: phong-a
    measure: {kind: milestone}
    goal: {by: 2023-02-28}
  - id: co-cau
    name: Cơ cấu
    lead: phong-a
    rounds: q2
    measure: {kind: composition, parts: {cn: công nghiệp, nn: nông nghiệp}}
    goal: {of: cn, at_least: 40}
"""

SMALL_Q1 = """\
submitted: 2023-03-01
results:
  dem: {value: 20, parts: {nu: 5}}
  tien: 1234,5
  ty-le: {part: "62.300,5", whole: 120000}
  san-pham: [{name: Nem, sao: 4, loai: a, ngay: 2023-02-02}]
  su-viec: []
  de-an: {done: true, date: 2023-02-20}
"""


def write_commitment(folder: Path) -> Path:
    """Write the data folder: the first quarter is reported, the second is not."""
    (folder / "reports" / "q1").mkdir(parents=True)
    (folder / "targets.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "units.yaml").write_text(SMALL_UNITS, encoding="utf-8")
    (folder / "reports" / "q1" / "phong-a.yaml").write_text(SMALL_Q1, encoding="utf-8")
    (folder / "reports" / "q1" / "xa-b.yaml").write_text(
        "submitted: 2023-03-01\nresults: {thu: 400, tot: kha}\n", encoding="utf-8"
    )
    return folder


def read_folder(folder: Path) -> tuple[Ledger, list[Problem]]:
    """Load a data folder, which must have a usable targets.yaml."""
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger, problems


def write_new(root: Path, plan: Mapping[Path, bytes] | Mapping[str, bytes]) -> tuple[list[Path], list[Path]]:
    """Write the planned files that do not exist; return (written, left as they are)."""
    changes, left = new_files(root, plan)
    for change in changes:
        assert write_change(root, change)
    return [root / change.path for change in changes], left
