"""The tables of an export, defined once: CSV, JSON, SQLite, both descriptors and docs/export.md are made from them.

Every table has a column `id`, by which `provenance` names its rows. A column is nullable unless it is `needed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from camket.ledger.reports import Verdict
from camket.ledger.verdicts import VERDICTS

ColumnType = Literal["text", "decimal", "integer", "date", "flag"]
Cell = str | Decimal | int | date | bool | None


class ExportColumn(NamedTuple):
    """A column: its type, what it means in Vietnamese and English, the table whose `id` it holds, the words it may be."""

    name: str
    type: ColumnType
    vi: str
    en: str
    refers_to: str = ""
    needed: bool = False
    words: tuple[str, ...] = ()


class ExportTable(NamedTuple):
    """A table: its name, what a row is in Vietnamese and English, its columns."""

    name: str
    vi: str
    en: str
    columns: tuple[ExportColumn, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


# Why a figure is missing; `missing.py` decides which.
MISSING: dict[str, tuple[str, str]] = {
    "report-not-yet-due": ("chưa nhận báo cáo, chưa quá hạn", "no report yet, and it is not overdue"),
    "report-overdue": ("chưa nhận báo cáo, đã quá hạn", "no report, and it is overdue"),
    "report-unreadable": ("có tệp báo cáo nhưng không đọc được", "there is a report file that cannot be read"),
    "incomplete": ("mới có một phần các con số để tính", "some of the figures that it is computed of are given, not all"),
    "not-answered": ("đã nhận báo cáo, chỉ tiêu này bỏ trống", "the report was received and leaves this target out"),
    "cannot-be-used": ("số đã ghi không dùng được, xem camket check", "what was written cannot be used, see camket check"),
    "in-words-only": ("chỉ báo cáo bằng lời", "reported in words, without a figure"),
    "awaiting-publication": ("chờ cơ quan có thẩm quyền công bố", "the figure is not published yet"),
    "awaiting-assessment": ("chờ đánh giá, chấm điểm", "the assessment is not finished yet"),
    "known-after-year": ("số chỉ có sau khi hết năm", "the figure becomes known only after the year"),
    "nothing-due": ("mẫu số bằng 0: không có gì phải làm", "the whole is 0, so there is no rate: nothing was due"),
    "not-asked-yet": ("đến kỳ này chưa phải báo cáo", "not asked for up to this round"),
    "units-missing": (
        "còn đơn vị chưa có số; nếu có số thì là của các đơn vị đã có",
        "units have no figure yet; a figure beside it is that of the others",
    ),
    "does-not-add-up": ("số của các đơn vị không cộng thành một số", "the figures of the units do not make one figure"),
}
REASONS = tuple(MISSING)
STATES = ("on-time", "late", "missing", "pending")
VERDICT_WORDS: tuple[Verdict, ...] = tuple(VERDICTS)


def _column(name: str, type_: ColumnType, vi: str, en: str, refers_to: str = "") -> ExportColumn:
    return ExportColumn(name, type_, vi, en, refers_to)


def _needed(name: str, vi: str, en: str, refers_to: str = "", type_: ColumnType = "text") -> ExportColumn:
    return ExportColumn(name, type_, vi, en, refers_to, needed=True)


def _words(name: str, vi: str, en: str, words: Iterable[str], *, needed: bool = False) -> ExportColumn:
    return ExportColumn(name, "text", vi, en, needed=needed, words=tuple(words))


_ID = _needed("id", "mã của dòng, không trùng trong bảng", "id of the row, unique in the table")
_ROUND = _needed("round", "kỳ báo cáo", "round of reports", "rounds")
_UNIT = _needed("unit", "đơn vị báo cáo", "reporting unit", "units")
_TARGET = _needed("target", "chỉ tiêu", "target", "targets")
_ABOUT = _column("target", "text", "mã chỉ tiêu, trống: nói chung", "id of the target; empty: about the work in general")
_NUMBER = _column("number", "decimal", "trị số, đủ mọi chữ số", "the figure as a number, with all its digits")
_WORD = _column(
    "word", "text", "khi không phải số: mức đánh giá, true/false, ngày", "what is no number: a grade, true/false, a day"
)
_REASON = _words(
    "reason", "vì sao chưa có số; trống: có số, kể cả số 0", "why there is no figure; empty: there is one, also 0", REASONS
)
_ADDRESSEE = _column("addressee", "text", "gửi ai, nếu có ghi", "addressee, if one is named")
_TEXT = _needed("text", "nguyên văn", "the words as they were written")

TABLES: tuple[ExportTable, ...] = (
    ExportTable(
        "commitment",
        "Bản cam kết: một dòng",
        "The commitment: one row",
        (
            _needed("id", "năm", "year"),
            _needed("title", "tên bản cam kết", "title"),
            _column("document_number", "text", "số văn bản", "number of the document"),
            _column("signed", "date", "ngày văn bản", "date of the document"),
            _needed("issuing_body", "cơ quan ban hành", "issuing body"),
            _column("area", "text", "địa bàn", "area"),
            _needed("first_day", "ngày đầu của năm cam kết", "first day of its year", type_="date"),
            _needed("last_day", "ngày cuối của năm cam kết", "last day of its year", type_="date"),
            _needed("as_of", "ngày xét của lần xuất này", "the day at whose end the export looks at the data", type_="date"),
        ),
    ),
    ExportTable(
        "rounds",
        "Các kỳ báo cáo của bản cam kết",
        "The rounds of reports of the commitment",
        (
            _ID,
            _column("name", "text", "tên kỳ, nếu có đặt", "name of the round, if it has one"),
            _column("quarter", "text", "quý", "quarter"),
            _column(
                "annual", "text", "báo cáo năm: preliminary (sơ bộ), update (cập nhật)", "annual report: preliminary, update"
            ),
            _needed("opens", "ngày bắt đầu", "first day", type_="date"),
            _needed("due", "ngày cuối cùng còn đúng hạn", "last day in time", type_="date"),
            _needed("cut_off", "ngày chốt số liệu", "last day of its figures", type_="date"),
            _column(
                "as_of",
                "date",
                "ngày xét kết luận của kỳ; trống: kỳ chưa bắt đầu",
                "the day of the round's verdicts; empty: the round had not opened",
            ),
        ),
    ),
    ExportTable(
        "units",
        "Các đơn vị báo cáo",
        "The units that report",
        (
            _ID,
            _needed("name", "tên đơn vị", "name"),
            _column("short", "text", "tên gọi tắt", "short name"),
            _column("kind", "text", "loại đơn vị", "kind of unit"),
            _needed(
                "requested",
                "cơ quan chỉ có thể đề nghị, không giao việc được",
                "can only be asked, not instructed",
                type_="flag",
            ),
        ),
    ),
    ExportTable(
        "targets",
        "Các chỉ tiêu",
        "The targets",
        (
            _ID,
            _needed("number", "số thứ tự trong phụ lục báo cáo (TT 9.2)", "number in the appendices of the report (9.2)"),
            _needed("name", "tên chỉ tiêu", "name"),
            _column("short", "text", "tên gọi tắt", "short name"),
            _column("section", "text", "mục của văn bản", "section of the document"),
            _column(
                "content",
                "text",
                "nội dung: các chỉ tiêu cùng mã là một nội dung",
                "content: targets with the same one are one content",
            ),
            _column("text", "text", "lời của văn bản", "the words of the document"),
            _column("assigned_by", "text", "cấp giao", "the level that assigned it"),
            _column("lead", "text", "mã cơ quan chủ trì", "id of the leading party"),
            _column("reporter", "text", "mã đơn vị báo cáo thay", "id of the party that reports it"),
            _words(
                "shared",
                "each: mỗi đơn vị một số; sum: cộng số các đơn vị; one: một đơn vị",
                "each: every unit has a figure of its own; sum: the units' figures are added up; one: one unit",
                ("one", "each", "sum"),
                needed=True,
            ),
            _needed("kind", "loại số đo", "kind of measure"),
            _column("measured_in", "text", "đơn vị tính", "unit of measure"),
            _column(
                "better",
                "text",
                "số thế nào là tốt: higher (cao), lower (thấp), within (trong khoảng)",
                "which way the figure should go: higher, lower, within",
            ),
            _needed(
                "accumulates", "luỹ kế từ đầu năm", "whether figures are those since the first day of the year", type_="flag"
            ),
            _column(
                "adds_up_to",
                "text",
                "mã chỉ tiêu mà số các đơn vị cộng thành",
                "id of the target that the units' figures add up to",
            ),
            _column(
                "part_of", "text", "mã chỉ tiêu mà đây là một phần (trong đó)", "id of the target that this one is a part of"
            ),
            _column("note", "text", "ghi chú", "note"),
        ),
    ),
    ExportTable(
        "target_units",
        "Đơn vị nào phải báo cáo chỉ tiêu nào",
        "Which unit must report which target",
        (_ID, _TARGET, _UNIT),
    ),
    ExportTable(
        "goals",
        "Mục tiêu của từng chỉ tiêu, mỗi điều kiện một dòng, cả mục tiêu sau điều chỉnh",
        "The goals, a row for each condition, those of revisions included",
        (
            _ID,
            _TARGET,
            _needed(
                "revision",
                "0: lúc đầu; 1, 2 …: lần điều chỉnh thứ mấy trong tệp",
                "0: the first goal; 1, 2 …: place of the revision in the file",
                type_="integer",
            ),
            _column("valid_from", "date", "ngày điều chỉnh", "day of the revision"),
            _column("document", "text", "văn bản điều chỉnh", "number of the document of the revision"),
            _column("reason", "text", "lý do điều chỉnh", "reason of the revision"),
            _column(
                "yardstick", "text", "tên thước đo, khi có nhiều thước đo", "name of the yardstick, where there are several"
            ),
            _needed(
                "stretch",
                "là mức phấn đấu, không tính khi xếp loại",
                "a stretch goal, which does not count for the verdict",
                type_="flag",
            ),
            _column(
                "of_figure", "text", "xét số nào: phần, loại; trống: số chính", "which figure it looks at; empty: the main one"
            ),
            _needed("comparator", "phép so sánh: at_least, at_most, by …", "the comparison: at_least, at_most, by …"),
            _column(
                "operand",
                "text",
                "số, mức, tên số tham chiếu, như đã ghi; của done: true, false",
                "the number, grade or name of a reference as it is written; of done: true, false",
            ),
            _column("number", "decimal", "trị số của operand khi là số", "the operand where it is a number"),
            _column("to_operand", "text", "đầu kia của khoảng (between)", "the other end of a range (between)"),
            _column("to_number", "decimal", "trị số của to_operand", "the other end where it is a number"),
            _column("tolerance", "decimal", "sai lệch cho phép của about, phần trăm", "tolerance of about, in per cent"),
            _column(
                "change",
                "text",
                "so với số tham chiếu thế nào: growth, reduction, increase …",
                "how the number applies to the reference: growth, reduction, increase …",
            ),
            _column("against", "text", "tên số tham chiếu", "name of the reference"),
            _column("deadline", "date", "ngày cuối cùng phải đạt", "last day on which it must be reached"),
            _column(
                "over_years",
                "text",
                "cộng hay bình quân nhiều năm: sum 2021–2025",
                "sum or mean of several years: sum 2021–2025",
            ),
            _column("as_written", "text", "lời của văn bản", "the goal in the words of the document"),
        ),
    ),
    ExportTable(
        "past_years",
        "Số các năm trước của mục tiêu cho nhiều năm",
        "Figures of past years, where a goal is for several years",
        (
            _ID,
            _needed("goal", "dòng của bảng goals", "row of goals", "goals"),
            _needed("past_year", "năm", "year", type_="integer"),
            _column("number", "decimal", "trị số; trống: chưa có", "the figure; empty: not known"),
        ),
    ),
    ExportTable(
        "reference_figures",
        "Số tham chiếu của mục tiêu: số năm trước, số cấp trên giao; mỗi đơn vị một dòng",
        "Numbers that goals refer to: last year's figure, a figure assigned from above; a row for each unit",
        (
            _ID,
            _TARGET,
            _needed("name", "tên số tham chiếu", "name of the reference"),
            _needed(
                "revision", "0: lúc đầu; 1, 2 …: lần điều chỉnh", "0: at first; 1, 2 …: place of the revision", type_="integer"
            ),
            _column("unit", "text", "mã đơn vị; trống: số chung", "id of the unit; empty: for all together"),
            _column("label", "text", "gọi là", "label"),
            _column("value", "text", "như đã ghi; trống: chưa giao", "as it is written; empty: not assigned yet"),
            _NUMBER,
            _needed(
                "from_last_year",
                "lấy từ số liệu năm trước (previous:), không ghi trong tệp",
                "taken from the data of the year before (previous:), not typed",
                type_="flag",
            ),
            _column("valid_from", "date", "có từ ngày", "known from this day on"),
            _column("document", "text", "số văn bản", "number of the document"),
        ),
    ),
    ExportTable(
        "submissions",
        "Mỗi đơn vị trong mỗi kỳ: đã nộp báo cáo chưa",
        "Each unit in each round: whether and when it reported",
        (
            _ID,
            _ROUND,
            _UNIT,
            _words(
                "state",
                "on-time đúng hạn, late trễ, missing quá hạn chưa nộp, pending chưa đến hạn",
                "on-time, late, missing (overdue), pending (not due yet)",
                STATES,
                needed=True,
            ),
            _needed("due", "hạn của đơn vị, đã tính gia hạn", "due date of the unit, extension included", type_="date"),
            _needed("written_due", "hạn của kỳ", "due date of the round", type_="date"),
            _column("submitted", "date", "ngày nhận", "day of receipt"),
            _column("days_late", "integer", "số ngày trễ", "days late"),
            _needed("required", "số chỉ tiêu phải báo cáo", "number of targets to be answered", type_="integer"),
            _needed("answered", "số chỉ tiêu đã trả lời", "number of targets answered", type_="integer"),
            _column(
                "sent_again", "text", "các ngày nhận lại, cách nhau một dấu cách", "days on which it came again, with spaces"
            ),
            _column("letter_number", "text", "số công văn", "number of the covering letter"),
            _column("letter_date", "date", "ngày công văn", "date of the covering letter"),
            _column("unreadable", "text", "tệp báo cáo không đọc được", "path of a report file that cannot be read"),
            _needed("illustrative", "số liệu minh hoạ", "whether the figures are illustrative", type_="flag"),
            _column("note", "text", "ghi chú của báo cáo", "note of the report"),
        ),
    ),
    ExportTable(
        "results",
        "Mỗi chỉ tiêu mỗi đơn vị phải báo cáo trong kỳ, kể cả khi chưa có số; và chỉ tiêu báo cáo thêm",
        "Each target that each unit must report in a round, also where there is no figure; and each that it reported besides",
        (
            _ID,
            _ROUND,
            _UNIT,
            _TARGET,
            _column(
                "number",
                "decimal",
                "số chính của báo cáo này; tỷ lệ tính ra thì làm tròn 6 chữ số",
                "the main figure of this report; a computed rate is rounded to 6 decimals",
            ),
            _WORD,
            _REASON,
            _column("text", "text", "lời của đơn vị", "what the unit wrote"),
        ),
    ),
    ExportTable(
        "figures",
        "Từng con số như đơn vị đã ghi: số chính, tử số, mẫu số, trong đó, cùng kỳ",
        "Every figure as the unit gave it: the main one, part, whole, parts, same period last year",
        (
            _ID,
            _ROUND,
            _needed("result", "dòng của bảng results", "row of results", "results"),
            _needed(
                "figure",
                "số nào: value, part, whole, percent, rank, parts/…, same_period …",
                "which figure: value, part, whole, percent, rank, parts/…, same_period …",
            ),
            _column("label", "text", "gọi là", "label"),
            _column("measured_in", "text", "đơn vị tính", "unit of measure"),
            _NUMBER,
            _WORD,
        ),
    ),
    ExportTable(
        "items",
        "Từng mục của chỉ tiêu đếm theo danh sách, từng vụ việc",
        "The entries of targets that are counted by name, and incidents",
        (
            _ID,
            _ROUND,
            _needed("result", "dòng của bảng results", "row of results", "results"),
            _needed("place", "thứ tự trong báo cáo, từ 1", "place in the report, from 1", type_="integer"),
            _needed("name", "tên", "name"),
            _column("kind", "text", "loại vụ việc", "kind of incident"),
            _column("date", "date", "ngày", "day"),
            _needed("counts", "đạt điều kiện để tính", "whether it meets the condition to be counted", type_="flag"),
            _column("note", "text", "ghi chú", "note"),
        ),
    ),
    ExportTable(
        "item_values",
        "Các cột khác của từng mục",
        "The other columns of the entries",
        (
            _ID,
            _ROUND,
            _needed("item", "dòng của bảng items", "row of items", "items"),
            _needed("column_name", "tên cột", "name of the column"),
            _column("label", "text", "gọi là", "label"),
            _NUMBER,
            _WORD,
        ),
    ),
    ExportTable(
        "evidence",
        "Văn bản, tệp kèm theo làm căn cứ của số liệu",
        "Documents that prove a figure or an entry",
        (
            _ID,
            _ROUND,
            _needed("result", "dòng của bảng results", "row of results", "results"),
            _column(
                "item",
                "text",
                "dòng của bảng items, khi là căn cứ của một mục",
                "row of items, where it proves one entry",
                "items",
            ),
            _column("kind", "text", "loại văn bản", "kind of document"),
            _column("number", "text", "số văn bản", "number of the document"),
            _column("date", "date", "ngày văn bản", "date of the document"),
            _column("body", "text", "cơ quan ban hành", "issuing body"),
            _column("subject", "text", "trích yếu", "subject"),
            _column("link", "text", "đường dẫn", "link"),
            _column("file", "text", "tệp", "file"),
            _column("note", "text", "ghi chú", "note"),
        ),
    ),
    ExportTable(
        "evidence_files",
        "Tệp lưu của từng văn bản căn cứ",
        "The files in which a document of the evidence is kept",
        (
            _ID,
            _ROUND,
            _needed("evidence", "dòng của bảng evidence", "row of evidence", "evidence"),
            _needed("file", "tên tệp trong evidence/", "name of the file in evidence/"),
            _needed("sha256", "mã băm của tệp", "digest of its bytes"),
        ),
    ),
    ExportTable(
        "difficulties",
        "Khó khăn, vướng mắc các đơn vị nêu",
        "Difficulties that the units named",
        (_ID, _ROUND, _UNIT, _ABOUT, _ADDRESSEE, _TEXT),
    ),
    ExportTable(
        "proposals",
        "Kiến nghị, mỗi lần nêu một dòng",
        "Proposals, a row each time that one was made",
        (
            _ID,
            _needed(
                "proposal", "mã kiến nghị: cùng nội dung thì cùng mã", "id of the proposal: the same matter has the same id"
            ),
            _ROUND,
            _column("unit", "text", "mã đơn vị nêu; trống: văn phòng", "unit that made it; empty: the office itself"),
            _column(
                "earlier_round",
                "text",
                "kỳ của năm trước, khi chuyển từ năm trước sang",
                "round of an earlier year, where it was carried over",
            ),
            _ABOUT,
            _ADDRESSEE,
            _TEXT,
            _words(
                "state",
                "open chưa trả lời, forwarded đã chuyển cấp trên, settled đã giải quyết, declined không chấp nhận",
                "open, forwarded, settled, declined",
                ("open", "forwarded", "settled", "declined"),
                needed=True,
            ),
            _column("answered", "date", "ngày trả lời gần nhất", "day of the last answer"),
        ),
    ),
    ExportTable(
        "corrections",
        "Đính chính số đã báo cáo",
        "Corrections of figures that were reported",
        (
            _ID,
            _ROUND,
            _UNIT,
            _needed("target", "mã chỉ tiêu", "id of the target"),
            _column(
                "of_unit", "text", "mã đơn vị có số bị sửa, nếu khác", "id of the unit whose figure is corrected, if another"
            ),
            _needed("old_figure", "số cũ", "the old figure"),
            _needed("new_figure", "số mới", "the new figure"),
            _needed("reason", "lý do", "reason"),
            _needed("corrected_by", "người đính chính", "who corrected it"),
            _needed("date", "ngày", "day", type_="date"),
        ),
    ),
    ExportTable(
        "verdicts",
        "Kết luận về từng chỉ tiêu trong kỳ, chung và của từng đơn vị",
        "The verdict on each target in a round, as a whole and for each unit",
        (
            _ID,
            _ROUND,
            _TARGET,
            _column("unit", "text", "đơn vị; trống: chung cả chỉ tiêu", "unit; empty: the target as a whole", "units"),
            _words("verdict", "kết luận có hiệu lực", "the verdict that counts", VERDICT_WORDS, needed=True),
            _words("computed", "kết luận máy tính ra", "the verdict that follows from the figure", VERDICT_WORDS, needed=True),
            _column("overruled_by", "text", "người kết luận khác", "who overruled it"),
            _column("overrule_reason", "text", "lý do kết luận khác", "why it was overruled"),
            _column("overrule_date", "date", "ngày kết luận khác", "day on which it was overruled"),
            _column(
                "number",
                "decimal",
                "số đạt được, danh sách thì cộng từ đầu năm; số tính ra làm tròn 6 chữ số",
                "the figure reached, of lists since the first day of the year; computed ones are rounded to 6 decimals",
            ),
            _WORD,
            _REASON,
            _column("figure_round", "text", "số của kỳ nào", "round that the figure is from", "rounds"),
            _column("share", "decimal", "phần trăm so với mục tiêu", "per cent of the goal"),
            _column("expected", "decimal", "số cần có đến kỳ này theo tiến độ", "the figure that the pace expects by now"),
            _column(
                "projection", "decimal", "ước cả năm nếu giữ tốc độ này", "the figure at the end of the year at this speed"
            ),
            _column("previous", "decimal", "số kỳ trước, đã đính chính", "the figure before, corrected"),
            _column("same_period", "decimal", "số cùng kỳ năm trước", "the figure of the same period last year"),
            _column(
                "members",
                "integer",
                "số đơn vị phải có số, khi là chung nhiều đơn vị",
                "number of units that it is made of, where it has several",
            ),
            _column("members_heard", "integer", "số đơn vị đã có số", "number of these units that have a figure"),
        ),
    ),
    ExportTable(
        "provenance",
        "Mỗi dòng của các bảng khác ghi ở đâu, ai ghi",
        "Where each row of the other tables was typed, and by whom",
        (
            _ID,
            _needed("table_name", "tên bảng", "name of the table"),
            _needed("row_id", "mã dòng của bảng ấy", "id of the row there"),
            _needed("file", "tệp trong thư mục số liệu", "file in the data folder"),
            _needed("line_number", "dòng, từ 1", "line, from 1", type_="integer"),
            _needed("column_number", "cột, từ 1", "column, from 1", type_="integer"),
            _words(
                "known",
                "committed: git biết; not-committed: chưa ghi vào lịch sử; unknown: git không cho biết",
                "committed: git knows it; not-committed: changed since the last commit; unknown: git says nothing",
                ("committed", "not-committed", "unknown"),
                needed=True,
            ),
            _column("commit_id", "text", "lần ghi cuối cùng sửa dòng ấy", "commit that last changed the line"),
            _column("author", "text", "người ghi", "author of that commit"),
            _column("date", "date", "ngày ghi", "day of that commit"),
            _needed(
                "older",
                "có thể có từ trước: bản sao thiếu lịch sử cũ, hoặc tệp bị xoá rồi thêm lại",
                "may be older: this copy has no older history, or the file was deleted and added again",
                type_="flag",
            ),
        ),
    ),
)
BY_NAME = {table.name: table for table in TABLES}
