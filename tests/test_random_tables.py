"""Random tables in the shapes that units send, read back: the figures that were written, or a refusal; never another figure.

FULL=1 reads 20,000 tables in the four shapes together, each time others; without it a small number, the same each time. SEED=n
reads one table.
"""

from __future__ import annotations

import csv
import io
import os
import random
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

import word_xml
from camket.forms.cells import meaning, read_cell, tidy
from camket.forms.form import FormRound, asked_units, make_form
from camket.forms.slots import Form, FormBlock, Meaning, Slot, Table, value_at
from camket.forms.table_matching import TableRequest, match_tables
from camket.forms.table_memory import TableMemory
from camket.forms.table_reader import read_tables
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text.numerals import unambiguous
from measures_office import write_commitment

ROOT = Path(__file__).resolve().parents[1]
MEASURES = write_commitment(Path(tempfile.mkdtemp()) / "data")  # each kind of measure
FOLDERS = (ROOT / "data", ROOT / "examples" / "tinh-2026" / "data", MEASURES)
FULL = os.environ.get("FULL") == "1"
MANY = 20_000 if FULL else 60
MONEY = {"đồng": 0, "nghìn đồng": 3, "triệu đồng": 6, "tỷ đồng": 9}
Keys = tuple[Any, ...]
TOTALS: Counter[str] = Counter()


# --- the figures ----------------------------------------------------------------------------------------------------------


@cache
def office(folder: Path, at: int) -> tuple[Ledger, Round, dict[str, Form]]:
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    round_ = ledger.rounds[at % len(ledger.rounds)]
    shared = FormRound(ledger, round_)
    return ledger, round_, {unit: make_form(shared, unit) for unit in asked_units(ledger, round_)}


@dataclass
class Fact:
    """What a table says of a target: its figure as text, and the values of slots that are right for it."""

    unit: str
    block: FormBlock
    shown: str
    right: dict[Keys, Meaning]
    slot: Slot
    number: Decimal | None = None
    measure: str = ""


def number_for(pick: random.Random, slot: Slot) -> Decimal:
    most = 100 if slot.percent else int(slot.high or 10 ** pick.randint(1, 6))
    places = 0 if slot.whole else pick.choice((0, 0, 1, 1, 2, 3))
    low = int(slot.low or 0)
    return Decimal(pick.randint(low * 10**places, max(most, low) * 10**places)).scaleb(-places)


def written(pick: random.Random, number: Decimal) -> str:
    """A number as people write it; some ways have two readings."""
    plain = unambiguous(number, ",")
    whole, _mark, part = f"{abs(number):f}".partition(".")
    way = pick.randrange(9)
    if way < 4:
        text = plain
    else:
        between = {4: ".", 5: ",", 6: " ", 7: "\u00a0", 8: "."}[way]
        text = (
            ("-" if number < 0 else "")
            + f"{int(whole):,}".replace(",", between)
            + (("." if between == "," else ",") + part if part else "")
        )
    if pick.random() < 0.08:
        text = pick.choice((
            lambda: text.translate({ord(str(one)): chr(0xFF10 + one) for one in range(10)}),
            lambda: text[:1] + "\u200b" + text[1:],
            lambda: "\ufeff" + text,
            lambda: text[:1] + "\u00ad" + text[1:],
            lambda: text + "\u00a0",
        ))()  # fmt: skip
    return text


def fact_of(
    pick: random.Random, ledger: Ledger, unit: str, form: Form, block: FormBlock, has_dots: bool, other: str
) -> Fact | None:
    """A target's figure, that of the file or a random one, as a cell of a table shows it, a sum of money in the unit `other`."""
    slots = {slot.keys[2:]: slot for slot in block.slots}

    def value(slot: Slot) -> Decimal:
        held = meaning(slot, value_at(form.given, slot.keys))
        return held if isinstance(held, Decimal) and pick.random() < 0.7 else number_for(pick, slot)

    def text(number: Decimal) -> str:
        return unambiguous(number, ",") if has_dots else written(pick, number)

    part, whole = slots.get(("part",)), slots.get(("whole",))
    main = slots.get((ledger.targets[block.target].measure.bare_key,))
    if part and whole and (main is None or main.kind == "number" or pick.random() < 0.5):
        first, second = value(part), value(whole)
        shown = f"{text(first)}{pick.choice(('/', ' / '))}{text(second)}" + pick.choice(("", " (34,4%)", f" {part.unit}"))
        return Fact(unit, block, shown, {part.keys: first, whole.keys: second}, part)
    if main is None or block.table is not None:  # a list, incidents, a composition: no cell of a table has its result
        return Fact(unit, block, pick.choice(UNREADABLE), {}, block.slots[0])
    if main.is_flag:
        shown, is_done = pick.choice(MILESTONES)
        return Fact(unit, block, shown, {main.keys: is_done} if is_done else {}, main)
    if main.kind == "choice":
        name, label = pick.choice(list(main.choices.items()))
        return Fact(unit, block, pick.choice((label, label.upper(), name)), {main.keys: name}, main)
    number = value(main)
    if (among := slots.get(("of",))) is not None and pick.random() < 0.3:
        most = number + pick.randint(0, 20)
        return Fact(unit, block, f"{number:f}/{most:f}", {main.keys: number, among.keys: most}, main)
    if main.unit in MONEY and other:
        scaled = number.scaleb(MONEY[main.unit] - MONEY[other])
        return Fact(unit, block, text(scaled), {main.keys: number}, main, scaled, other)
    shown = text(number) + (pick.choice(("", "%", " %")) if main.percent else "")
    return Fact(unit, block, shown, {main.keys: number}, main, number, "%" if main.percent else main.unit)


# What stands beside a target whose result is several figures or entries: nothing of it is a figure.
UNREADABLE = ("0", "3", "Không", "không phát sinh", "03 sản phẩm", "45,5/54,5", "45; 55", "Trà sen, Nem", "01 vụ", "12%", "x")
# What is said of a milestone, and whether that says that it is done; empty where it says neither.
MILESTONES = (
    ("Đã xong", "true"), ("Chưa xong", "false"), ("đã xong", "true"), ("x", ""), ("Hoàn thành 50%", ""), ("Đang làm", ""),
    ("20/02/2023", ""), ("100%", ""), ("1", ""), ("đạt", ""), ("Chưa", "false"), ("Rồi", "true"), ("Có", "true"), ("Không", "false"),
    ("Hoàn thành", "true"), ("Chưa hoàn thành", "false"), ("Đã hoàn thành", "true"), ("chưa đạt", "false"),
)  # fmt: skip


# --- the table ------------------------------------------------------------------------------------------------------------


@dataclass
class Drawn:
    """A table as rows of texts; `merged` has rectangles (row, column, rows, columns); `facts` what it says."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extra: dict[tuple[str, Keys], set[Meaning]] = field(default_factory=dict)
    figures: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    has_dots: bool = False
    is_other_period: bool = False


NOTES = (
    "",
    "tăng",
    "đạt; vượt",
    "chậm, do mưa",
    'ống 5" nước',
    '"xanh" hoá',
    "dòng 1\ndòng 2",
    "3/5 xã",
    "9",
    "năm 2023",
    "53 người",
)
TITLES = ("BÁO CÁO, kết quả thực hiện", "Biểu số 01", "Kèm theo công văn số 12/UBND-VP ngày 01/9/2023; gấp", "Năm {year}")
OTHER_TITLES = ("BÁO CÁO quý {quarter}, năm {year}", "Năm {before}", "Số liệu đến 31/3/{before}", "6 tháng đầu năm {before}")
RESULTS = ("Kết quả", "Kết quả thực hiện", "Thực hiện", "Số thực hiện", "TH", "Đạt được", "KẾT QUẢ (2)", "Số liệu")
# Columns that are known for what they are, with what stands in them.
OTHERS: tuple[tuple[str, str], ...] = (
    ("Kế hoạch", "figure"), ("Chỉ tiêu giao", "figure"), ("KH năm 2023", "figure"), ("Tỷ lệ thực hiện (%)", "share"),
    ("So với cùng kỳ (%)", "share"), ("Tăng, giảm", "share"), ("Ước thực hiện cả năm", "figure"), ("Còn lại", "figure"),
    ("Chưa thực hiện", "figure"), ("Năm trước", "figure"), ("Kỳ trước", "figure"), ("Thực hiện năm 2022", "figure"),
    ("Đơn vị chủ trì", "words"), ("Thực hiện cùng kỳ", "same"), ("Mã số", "figure"), ("Số đến 31/3/2021", "figure"),
    ("Kế hoạch năm / Thực hiện", "figure"), ("Tháng 8", "figure"), ("Thực hiện/Kế hoạch", "share"), ("", "blank"),
)  # fmt: skip


def put_titles(pick: random.Random, drawn: Drawn, round_: Round, year: int) -> None:
    """Lines over the head; a few name another period, and nothing of such a table is right."""
    titles = [one.format(year=year) for one in pick.sample(TITLES, pick.choice((0, 0, 1, 2)))]
    if pick.random() < 0.06:
        titles = [one for one in titles if not one.startswith("Năm")]
        own = int(round_.quarter or 0)
        quarter = pick.choice([name for number, name in enumerate(("I", "II", "III", "IV"), 1) if number != own])
        titles.append(pick.choice(OTHER_TITLES).format(quarter=quarter, year=year, before=year - 1))
        drawn.is_other_period = True
    drawn.rows += [[title] for title in titles]


def label_of(pick: random.Random, ledger: Ledger, block: FormBlock) -> str:
    target = ledger.targets[block.target]
    name = pick.choice((target.name, target.name, target.short or target.name))
    name = pick.choice(
        (name, name, name, name.upper(), f"1. {name}", f"- {name}", unicodedata.normalize("NFD", name), f" {name} ")
    )
    return name if pick.random() > 0.03 else name[:4] + "\u200b" + name[4:]


def decoy(pick: random.Random, kind: str) -> str:
    if kind == "share":
        return pick.choice(("101,5", "98,2%", "120", "-3,4", ""))
    if kind == "figure":
        return written(pick, Decimal(pick.randint(1, 10**6)) / pick.choice((1, 10))) if pick.random() < 0.9 else ""
    return {"words": "Phòng Kinh tế", "blank": ""}.get(kind, "")


def rows_table(
    pick: random.Random, ledger: Ledger, round_: Round, facts: Sequence[Fact], by_unit: str, *, is_long: bool
) -> Drawn:
    """A target in each row; the columns in any order. `by_unit` is where units of measure are said."""
    drawn = Drawn(facts=list(facts))
    units = {fact.measure for fact in facts}
    kinds = [("Chỉ tiêu", "names"), (pick.choice(RESULTS), "result")]
    if is_long:
        kinds.append((pick.choice(("Đơn vị", "Tên đơn vị", "Xã, phường")), "office"))
    if by_unit == "column":
        kinds.append((pick.choice(("ĐVT", "Đơn vị tính")), "measure"))
    if pick.random() < 0.5:
        kinds.append((pick.choice(("TT", "STT")), "numbering"))
    if pick.random() < 0.4:
        kinds.append((pick.choice(("Ghi chú", "Diễn giải")), "note"))
    kinds += pick.sample(OTHERS, pick.choice((0, 0, 1, 1, 2, 3)))
    pick.shuffle(kinds)
    heads = [label for label, _kind in kinds]
    result = next(at for at, (_label, kind) in enumerate(kinds) if kind == "result")
    if by_unit == "head" and len(units) == 1 and facts[0].measure:
        heads[result] += f" ({facts[0].measure})"
    put_titles(pick, drawn, round_, ledger.calendar.year.number)
    if by_unit == "line" and len(units) == 1 and facts[0].measure:
        drawn.rows.append([f"Đơn vị tính: {facts[0].measure}"])
    if pick.random() < 0.2:
        drawn.rows.append([])
    _head(pick, drawn, heads, kinds)
    for at, fact in enumerate(facts):
        if pick.random() < 0.06:
            group = [""] * len(kinds)
            group[next(c for c, (_l, kind) in enumerate(kinds) if kind == "names")] = pick.choice(
                ("I. Kinh tế", "Xã hội", "Tổng cộng")
            )
            drawn.rows.append(group)
        texts = [_cell(pick, drawn, ledger, fact, kind, at, by_unit) for _label, kind in kinds]
        if fact.number is not None and "\u00ad" not in fact.shown:
            drawn.figures[len(drawn.rows), result] = fact.number
        drawn.rows.append(texts)
    if pick.random() < 0.2:
        total = [decoy(pick, "figure") if kind in ("result", "figure") else "" for _label, kind in kinds]
        total[next(c for c, (_l, kind) in enumerate(kinds) if kind == "names")] = pick.choice(("Tổng cộng", "Cộng", "Tổng"))
        drawn.rows.append(total)
    return drawn


def _cell(pick: random.Random, drawn: Drawn, ledger: Ledger, fact: Fact, kind: str, at: int, by_unit: str) -> str:
    match kind:
        case "names":
            return label_of(pick, ledger, fact.block)
        case "result":
            is_stated = by_unit != "behind" or fact.number is None or fact.shown.endswith("%") or not fact.measure
            return fact.shown if is_stated else f"{fact.shown} {fact.measure}"
        case "office":
            return ledger.name(fact.unit)
        case "measure":
            return fact.measure or fact.slot.unit
        case "numbering":
            return str(at + 1)
        case "note":
            note = pick.choice(NOTES)
            drawn.notes.append(note)
            return note
        case "same":
            slot = next((slot for slot in fact.block.slots if slot.keys[2:] == ("same_period",)), None)
            if slot is None or slot.unit in MONEY:
                return ""
            number = number_for(pick, slot)
            drawn.extra.setdefault((fact.unit, slot.keys), set()).add(number)
            return unambiguous(number, ",")
    return decoy(pick, kind)


def _head(pick: random.Random, drawn: Drawn, heads: list[str], kinds: Sequence[tuple[str, str]]) -> None:
    """The head in one row, or in two of which the upper one groups columns beside each other, or with the columns' numbers."""
    width = len(heads)
    way = pick.randrange(5)
    if way == 4 and width > 3:
        _head_of_three(pick, drawn, heads)
    elif way == 0 and width > 2:
        first = pick.randrange(width - 1)
        last = pick.randrange(first + 1, width)
        upper = [pick.choice(("Năm 2023", "Kết quả", "Thực hiện", "Kế hoạch", "Quý III", "Tỷ lệ"))] if last > first else [""]
        top = ["" if first <= at <= last else head for at, head in enumerate(heads)]
        top[first] = upper[0]
        row = len(drawn.rows)
        drawn.rows += [top, [head if first <= at <= last else "" for at, head in enumerate(heads)]]
        drawn.merged.append((row, first, 1, last - first + 1))
        drawn.merged += [(row, at, 2, 1) for at in range(width) if not first <= at <= last]
    else:
        drawn.rows.append(list(heads))
    if way == 1:
        drawn.rows.append([f"({at + 1})" for at in range(width)])


def _head_of_three(pick: random.Random, drawn: Drawn, heads: list[str]) -> None:
    """A head of three rows: a group of columns with two groups below it, the other heads merged over the three rows."""
    width = len(heads)
    first = pick.randrange(width - 2)
    last = pick.randrange(first + 2, width)
    middle = pick.randint(first, last - 1)
    row = len(drawn.rows)
    top, between = ([head if not first <= at <= last else "" for at, head in enumerate(heads)], [""] * width)
    top[first] = pick.choice(("Năm 2023", "Kết quả", "Tình hình thực hiện", "Số liệu"))
    between[first] = pick.choice(("Quý III", "Thực hiện", "Kế hoạch", "Lũy kế"))
    between[middle + 1] = pick.choice(("Quý II", "So sánh", "Năm trước", "Ước thực hiện"))
    drawn.rows += [top, between, [head if first <= at <= last else "" for at, head in enumerate(heads)]]
    drawn.merged += [(row, first, 1, last - first + 1), (row + 1, first, 1, middle - first + 1)]
    drawn.merged += [(row + 1, middle + 1, 1, last - middle)]
    drawn.merged += [(row, at, 3, 1) for at in range(width) if not first <= at <= last]
    drawn.merged = [area for area in drawn.merged if area[2:] != (1, 1)]


def columns_table(
    pick: random.Random, ledger: Ledger, round_: Round, facts: Sequence[Fact], by_unit: str, *, is_long: bool
) -> Drawn:
    """A target in each column, a row for each unit."""
    drawn = Drawn(facts=list(facts))
    targets = list(dict.fromkeys(fact.block.target for fact in facts))
    units = list(dict.fromkeys(fact.unit for fact in facts))
    by_target = {(fact.unit, fact.block.target): fact for fact in facts}
    names = {fact.block.target: ledger.targets[fact.block.target].name for fact in facts}
    has_plan = pick.random() < 0.4
    measures = {target: {f.measure for f in facts if f.block.target == target} for target in targets}
    top, below = ["Đơn vị"], [""]
    for target in targets:
        unit = next(iter(measures[target])) if len(measures[target]) == 1 else ""
        if has_plan and by_unit == "column":
            by_unit = "head"
        top += [names[target] + (f" ({unit})" if unit and by_unit == "head" else ""), *([""] if has_plan else [])]
        below += ["Kế hoạch", "Thực hiện"] if has_plan else [unit if by_unit == "column" else ""]
    put_titles(pick, drawn, round_, ledger.calendar.year.number)
    drawn.rows.append(top)
    if has_plan or by_unit == "column":
        if has_plan:
            drawn.merged += [(len(drawn.rows) - 1, 1 + 2 * at, 1, 2) for at in range(len(targets))]
        drawn.rows.append(below)
    for unit in units:
        row = [ledger.name(unit)]
        for target in targets:
            fact = by_target.get((unit, target))
            behind = (
                f" {fact.measure}" if fact and by_unit == "behind" and fact.number is not None and "%" not in fact.shown else ""
            )
            row += [*([decoy(pick, "figure")] if has_plan else []), fact.shown + behind if fact else ""]
        drawn.rows.append(row)
    if is_long and pick.random() < 0.3:
        drawn.rows.append(["Tổng cộng", *(decoy(pick, "figure") for _one in top[1:])])
    return drawn


# --- the file -------------------------------------------------------------------------------------------------------------


def as_csv(pick: random.Random, drawn: Drawn) -> bytes:
    mark = pick.choice(";;,,|\t")
    end = pick.choice(("\n", "\r\n", "\r"))
    stream = io.StringIO(newline="")
    quoting: Any = pick.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(stream, delimiter=mark, lineterminator=end, quoting=quoting).writerows(drawn.rows)
    text = stream.getvalue()
    if pick.random() < 0.2:  # by a program that knows no quotes
        text = end.join(mark.join(cell.replace("\n", " ") for cell in row) for row in drawn.rows) + end
    if pick.random() < 0.1:
        text = f"sep={mark}{end}{text}"
    return text.encode(pick.choice(("utf-8", "utf-8-sig", "utf-16")))


def as_paste(pick: random.Random, drawn: Drawn) -> bytes:
    if pick.random() < 0.5:  # Excel quotes cells with line ends and quotes, Word does not
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter="\t", lineterminator="\r\n").writerows(drawn.rows)
        return stream.getvalue().encode()
    return "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in drawn.rows).encode()


def as_word(pick: random.Random, drawn: Drawn) -> bytes:
    starts = {(row, column): (rows, columns) for row, column, rows, columns in drawn.merged}
    covered = {
        (row + down, column + right): (down, right, columns)
        for (row, column), (rows, columns) in starts.items()
        for down in range(rows)
        for right in range(columns)
        if (down, right) != (0, 0)
    }
    width = max(map(len, drawn.rows))
    rows = []
    for at, texts in enumerate(drawn.rows):
        cells = []
        for column in range(width):
            text = texts[column] if column < len(texts) else ""
            if (at, column) in covered:
                down, right, span = covered[at, column]
                if right == 0 and down:
                    cells.append(word_xml.cell("", f'<w:gridSpan w:val="{span}"/><w:vMerge/>'))
                continue
            down, right = starts.get((at, column), (1, 1))
            look = f'<w:gridSpan w:val="{right}"/>' + ('<w:vMerge w:val="restart"/>' if down > 1 else "")
            cells.append(word_xml.cell(_runs(pick, text), look))
        rows.append(word_xml.row(*cells))
    return word_xml.document(word_xml.paragraph("Kính gửi văn phòng"), word_xml.table(*rows))


def _runs(pick: random.Random, text: str) -> str:
    """A text as Word shows it, in one of the ways in which Word keeps it."""
    if not text:
        return ""
    cut = pick.randrange(len(text) + 1)
    first, second = word_xml.run(text[:cut]), word_xml.run(text[cut:])
    match pick.randrange(12):
        case 0:
            return first + f"<w:ins>{second}</w:ins>"
        case 1:
            return word_xml.run(text) + '<w:del><w:r><w:delText xml:space="preserve">99</w:delText></w:r></w:del>'
        case 2:
            return word_xml.run(text) + word_xml.raised("1")
        case 3:
            return word_xml.control(first + second)
        case 4:
            return word_xml.run("77", "<w:vanish/>") + word_xml.run(text)
        case 5:
            return word_xml.run("77", "<w:strike/>") + first + second
        case 6:
            return word_xml.field("REF a", first + second)
        case 7:
            return "".join(map(word_xml.run, text))
    return word_xml.run(text)


def as_excel(pick: random.Random, drawn: Drawn) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    shift = pick.choice((0, 0, 1, 3))
    for row, texts in enumerate(drawn.rows):
        for column, text in enumerate(texts):
            cell = sheet.cell(row + 1, column + 1 + shift)
            number = drawn.figures.get((row, column))
            if number is not None and pick.random() < 0.6 and len(number.as_tuple().digits) <= 15:
                _put_number(pick, cell, number, text)
            else:
                cell.value, cell.data_type = (text, "s") if text else (None, "n")
            if text and pick.random() < 0.02:
                cell.comment = Comment("xem lại: 77", "vp")
    for row, column, rows, columns in drawn.merged:
        sheet.merge_cells(
            start_row=row + 1, start_column=column + 1 + shift, end_row=row + rows, end_column=column + columns + shift
        )
    if pick.random() < 0.1:
        sheet.cell(len(drawn.rows) + 2, 1 + shift, "88").font = Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put_number(pick: random.Random, cell: Any, number: Decimal, text: str) -> None:
    """A figure as a number of Excel, in a format that shows all its digits."""
    exponent = number.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    decimals = "." + "0" * places if places else ""
    unit = text.partition(" ")[2] if text[-1:].isalpha() else ""
    tail = f' "{unit}"' if unit else ""
    if text.endswith("%"):
        cell.value, cell.number_format = float(number) / 100, f"0{decimals}%"
    else:
        cell.value = float(number) if places else int(number)
        cell.number_format = pick.choice((f"0{decimals}", f"#,##0{decimals}", f"#,##0{decimals}_)")) + tail


SHAPES: dict[str, Callable[[random.Random, Drawn], bytes]] = {
    "csv": as_csv, "paste": as_paste, "word": as_word, "xlsx": as_excel
}  # fmt: skip


# --- reading it back ------------------------------------------------------------------------------------------------------


def check_one(seed: int) -> None:
    pick = random.Random(seed)
    ledger, round_, forms = office(pick.choice(FOLDERS), pick.randrange(8))
    has_dots = pick.random() < 0.15
    is_long = pick.random() < 0.4
    units = pick.sample(sorted(forms), min(len(forms), 6)) if is_long else [pick.choice(sorted(forms))]
    lay_out = pick.choice((rows_table, rows_table, columns_table))
    by_unit = pick.choice(("column", "head", "behind", "line", "none"))
    is_one = by_unit in ("head", "line") or lay_out is columns_table  # one unit of measure for all sums of money
    others = pick.choices(["", *MONEY], k=1 if is_one else 4) if by_unit != "none" else [""]
    found = [
        fact
        for unit in units
        for block in pick.sample(forms[unit].blocks, len(forms[unit].blocks))
        if (fact := fact_of(pick, ledger, unit, forms[unit], block, has_dots, pick.choice(others))) is not None
    ]
    if others != [""] and is_one:  # it is said once, and so of all figures
        found = [fact for fact in found if fact.measure == others[0]]
    facts = found[: pick.randint(1, 12)]
    if not facts:
        return
    if lay_out is columns_table and by_unit == "line":
        by_unit = "head"
    drawn = lay_out(pick, ledger, round_, facts, by_unit, is_long=is_long)
    shape = pick.choice(list(SHAPES))
    data = SHAPES[shape](pick, drawn)
    document, unread = read_tables("a", data)
    asked = forms if is_long else {units[0]: forms[units[0]]}
    memory = TableMemory(has_dots=has_dots)
    filled, problems = match_tables(
        ledger, "a", document.grids, TableRequest(round_, asked), memory, lambda _one: None, document.paragraphs
    )
    right: dict[tuple[str, Keys], set[Meaning]] = {key: set(values) for key, values in drawn.extra.items()}
    if drawn.is_other_period:
        right.clear()
    for fact in facts if not drawn.is_other_period else ():
        for keys, value in fact.right.items():
            right.setdefault((fact.unit, keys), set()).add(value)
    TOTALS["tables"] += 1
    TOTALS["figures"] += sum(len(fact.right) for fact in facts)
    words = [fact.shown for fact in facts if not fact.right]  # of a composition
    notes = {" ".join(tidy(note).split()) for note in (*drawn.notes, *words)}
    taken = texts = faults = 0
    for one in filled:
        slots = {slot.name: slot for block in asked[one.unit].blocks for slot in block.slots}
        for name, cell in one.cells.items():
            slot = slots[name]
            value, fault = read_cell(slot, cell)
            if value is None:
                faults += fault is not None
                continue
            said = f"seed {seed}, {shape}: {one.unit} {name} = {value!r} from {cell!r}"
            if slot.keys[2:] == ("text",):
                assert " ".join(str(value).split()) in notes, said
                texts += 1
                continue
            assert value in right.get((one.unit, slot.keys), ()), (
                f"{said}, right {right.get((one.unit, slot.keys))}\n{drawn.rows}"
            )
            taken += 1
    TOTALS["read"] += taken
    TOTALS[f"{shape} read"] += bool(taken)
    TOTALS[shape] += 1
    assert taken or texts or faults or unread or problems, f"seed {seed}, {shape}: nothing read, nothing said\n{drawn.rows}"


# --- lists ----------------------------------------------------------------------------------------------------------------

LIST_NAMES = ("Trà sen", "Nem Lai Vung", "Hoa kiểng; cây cảnh", "Dự án 3/2", "OCOP 2023", "Bánh phồng, loại 1", "12", 'Nem "A"')
LIST_OTHERS = (("STT", "numbering"), ("Chủ thể", "words"), ("Kế hoạch", "figure"), ("", "blank"), ("Địa chỉ", "words"))
USUAL = {"name": ("Tên", "Tên sản phẩm", "Nội dung"), "evidence": ("Minh chứng", "Quyết định"), "note": ("Ghi chú",)}


def entry_text(pick: random.Random, slot: Slot) -> tuple[str, Meaning]:
    """A cell of a list and what it says; None where it says nothing that can be read."""
    match slot.kind:
        case "number":
            number = number_for(pick, slot)
            return written(pick, number), number
        case "date":
            day = date(2023, 1, 1) + timedelta(pick.randrange(365))
            return pick.choice((f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%Y-%m-%d}")), day
        case "choice":
            name, label = pick.choice(list(slot.choices.items()))
            return pick.choice((label, label.upper())), name
        case "papers":
            return pick.choice((("12/QĐ-UBND", "12/QĐ-UBND"), ("", None)))
    text = pick.choice(LIST_NAMES)
    return text, text


def list_table(pick: random.Random, ledger: Ledger, round_: Round, table: Table) -> tuple[Drawn, list[dict[str, Meaning]]]:
    """A list as a table: its columns in any order, others between them; the table, and what its lines say."""
    slots = [slot for slot in table.columns if slot.name == "name" or pick.random() < 0.7]
    heads = [(pick.choice((slot.label, *USUAL.get(slot.name, ()))), slot.name) for slot in slots]
    others = [one for one in LIST_OTHERS if one[0] not in {slot.label for slot in table.columns}]
    heads += pick.sample(others, pick.choice((0, 1, 2)))
    pick.shuffle(heads)
    drawn, lines = Drawn(), []
    put_titles(pick, drawn, round_, ledger.calendar.year.number)
    drawn.rows.append([label for label, _name in heads])
    if pick.random() < 0.2:
        drawn.rows.append([f"({at + 1})" for at in range(len(heads))])
    by_name = {slot.name: slot for slot in slots}
    for index in range(pick.randint(1, 6)):
        line: dict[str, Meaning] = {}
        texts = []
        for _label, name in heads:
            text, value = entry_text(pick, by_name[name]) if name in by_name else (decoy(pick, name), None)
            texts.append(str(index + 1) if name == "numbering" else text)
            if name in by_name:
                line[name] = value
        drawn.rows.append(texts)
        lines.append(line)
    return drawn, lines


def check_list(seed: int) -> None:
    pick = random.Random(seed)
    ledger, round_, forms = office(pick.choice(FOLDERS), pick.randrange(8))
    unit, table = pick.choice(
        [(unit, table) for unit, form in forms.items() for table in form.all_tables() if len(table.keys) > 2]
    )
    drawn, lines = list_table(pick, ledger, round_, table)
    shape = pick.choice(list(SHAPES))
    document, unread = read_tables("a", SHAPES[shape](pick, drawn))
    request = TableRequest(round_, {unit: forms[unit]}, str(table.keys[1]))
    memory = TableMemory()
    filled, problems = match_tables(ledger, "a", document.grids, request, memory, lambda _one: None, document.paragraphs)
    columns = {slot.name: slot for slot in table.columns}
    rows = [row for one in filled for row in one.tables.get(table.name, [])]
    TOTALS["lists"] += 1
    TOTALS["lines"] += len(lines)
    TOTALS["lines read"] += len(rows)
    said = [{name: value for name, value in line.items() if value is not None} for line in lines if not drawn.is_other_period]
    for row in rows:
        read = {name: read_cell(columns[name], cell) for name, cell in row.cells.items()}
        values = {name: value for name, (value, fault) in read.items() if value is not None and fault is None}
        assert any(values.items() <= line.items() for line in said), f"seed {seed}, {shape}: {values}\n{drawn.rows}"
    assert rows or unread or problems, f"seed {seed}, {shape}: nothing read, nothing said\n{drawn.rows}"


@settings(max_examples=MANY // 4, deadline=None, derandomize=not FULL, suppress_health_check=list(HealthCheck), database=None)
@given(st.integers(0, 2**48))
def test_a_random_list_is_read_right_or_refused(seed: int) -> None:
    check_list(seed)


# --- the tests ------------------------------------------------------------------------------------------------------------


@settings(max_examples=MANY, deadline=None, derandomize=not FULL, suppress_health_check=list(HealthCheck), database=None)
@given(st.integers(0, 2**48))
def test_a_random_table_is_read_right_or_refused(seed: int) -> None:
    check_one(seed)


def test_most_tables_are_read() -> None:
    """What is refused is the smaller part: a reader that refuses everything would pass the test above."""
    TOTALS.clear()
    for seed in range(100):
        check_one(seed)
    assert TOTALS["read"] > TOTALS["figures"] / 3, TOTALS
    assert all(TOTALS[f"{shape} read"] * 3 > TOTALS[shape] for shape in SHAPES), TOTALS


@pytest.mark.skipif("SEED" not in os.environ, reason="for one table by hand: SEED=…")
def test_one_table() -> None:
    check_one(int(os.environ["SEED"]))
    check_list(int(os.environ["SEED"]))
