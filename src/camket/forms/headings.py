"""What the heading of a column says, read as a whole: a result, last year's figure, a plan, a share, a unit of measure …

A heading is taken for a column that is read only if each of its words is known. One word is enough to pass a column over:
`Tỷ lệ thực hiện` is no result, and `Kế hoạch thực hiện` is none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from camket.forms.measure_units import is_unit
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.text.language import N_, _
from camket.text.numerals import read_date
from camket.text.spelling import fold, nfc

# The kinds of columns with a result. `cumulative` runs from the year's first day, `period` names the round that is reported.
RESULTS = ("value", "cumulative", "period")
# The kinds of columns that are known and not taken, with the words for a message.
PASSED_OVER = {
    "numbering": N_("row numbers"),
    "names": N_("names"),
    "plan": N_("a plan"),
    "share": N_("a share or a comparison"),
    "estimate": N_("an estimate"),
    "remaining": N_("what is left to do"),
    "other-period": N_("another period"),
    "lead": N_("who is in charge"),
    "sum": N_("a sum"),
}
# The kinds of columns that are taken as words, with the words for a message.
REMARKS = {
    "text": N_("the words of the target in its row"),
    "evidence": N_("the evidence of the target in its row"),
    "difficulties": N_("difficulties"),
    "proposals": N_("proposals"),
}
# Headings that are exactly one of these.
_EXACT = {
    "numbering": ("stt", "tt", "số tt", "số thứ tự", "thứ tự"),
    "names": (
        "chỉ tiêu", "tên chỉ tiêu", "nội dung", "nội dung chỉ tiêu", "tên nội dung", "danh mục", "chỉ tiêu nhiệm vụ",
        "nhiệm vụ", "nội dung nhiệm vụ", "chỉ tiêu cam kết", "nội dung cam kết", "các chỉ tiêu",
    ),
    "measure": ("đvt", "đơn vị tính", "đv tính", "đvị tính", "đơn vị đo"),
    "office": (
        "đơn vị", "tên đơn vị", "đơn vị báo cáo", "đơn vị thực hiện", "xã phường", "phường xã", "xã phường thị trấn",
        "địa phương", "địa bàn", "tên xã phường", "tên phường xã",
    ),
    "sum": ("tổng", "tổng cộng", "cộng", "tổng số", "tổng chung", "toàn thành phố", "toàn huyện"),
}  # fmt: skip
# Words that pass a column over wherever they are in its heading; the first kind that fits counts.
_PASSING = (
    (
        "share",
        (
            "so", "tỷ lệ", "tỉ lệ", "tỷ trọng", "tỉ trọng", "tăng", "giảm", "tốc độ", "phần trăm", "đạt tỷ lệ",
            "chênh lệch", "mức độ", "xếp loại", "kh năm sau", "cùng kỳ",
        ),
    ),
    ("estimate", ("ước", "dự kiến", "dự báo", "ước tính", "phấn đấu")),
    (
        "plan",
        (
            "kế hoạch", "kh", "giao", "được giao", "dự toán", "mục tiêu", "chỉ tiêu giao", "nghị quyết", "cam kết", "đăng ký",
            "chỉ tiêu năm", "chỉ tiêu phải đạt", "định mức",
        ),
    ),
    ("remaining", ("chưa", "còn", "còn lại", "tồn", "thiếu", "không")),
    ("lead", ("chủ trì", "phối hợp", "phụ trách", "theo dõi", "đầu mối")),
    (
        "other-period",
        ("zzother", "zzlast", "kỳ trước", "năm trước", "năm ngoái", "quý trước", "tháng trước", "lần trước", "tháng", "tuần"),
    ),
)  # fmt: skip
# The words of a heading of results; of the second list at least one is needed.
_FILLERS = (
    "đến nay", "đến", "tính đến", "ngày", "trong năm", "từ đầu năm", "năm", "zzyear", "zznow", "báo cáo", "số", "của",
    "chỉ tiêu", "nhiệm vụ", "kỳ báo cáo", "kỳ này", "trong kỳ", "trong quý", "quý này", "tại", "tại thời điểm", "thời điểm",
    "hiện nay", "luỹ kế", "cộng dồn", "hết", "cuối", "hết kỳ", "cuối kỳ", "hết quý", "cuối quý",
    "lk", "tình hình", "đã", "được", "đơn vị", "và", "các",
)  # fmt: skip
_CORES = (
    "kết quả",
    "thực hiện",
    "đạt được",
    "số liệu",
    "thực tế",
    "giá trị",
    "th",
    "kq",
    "số thực hiện",
    "luỹ kế",
    "lk",
    "zznow",
    "kỳ này",
)
_CUMULATIVE = ("luỹ kế", "từ đầu năm", "cộng dồn", "lk")
_FROM_START = ("luỹ kế", "lk", "cộng dồn", "đầu năm", "đến nay", "đến", "tổng")
_PERIOD = ("zznow", "kỳ này", "trong kỳ", "trong quý", "quý này")
_COVERS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("same_period", ("cùng kỳ",), ("thực hiện", "kết quả", "số", "số liệu", "năm", "năm trước", "zzlast", "zznow")),
    (
        "difficulties",
        ("khó khăn", "vướng mắc", "nguyên nhân", "tồn tại", "hạn chế", "bất cập", "lý do"),
        ("những", "các", "và", "chưa hoàn thành", "chưa đạt", "chậm", "trong thực hiện", "chủ yếu"),
    ),
    (
        "proposals",
        ("kiến nghị", "đề xuất", "giải pháp", "đề nghị", "hướng xử lý"),
        ("những", "các", "và", "khắc phục", "tháo gỡ", "với thành phố", "với tỉnh"),
    ),
    ("text", ("diễn giải", "ghi chú", "giải trình", "thuyết minh"), ("và",)),
    (
        "evidence",
        ("minh chứng", "văn bản", "kiểm chứng", "chứng minh"),
        ("tài liệu", "số", "ký hiệu", "số hiệu", "kèm theo", "căn cứ", "và", "hồ sơ", "tên", "ngày", "đính kèm"),
    ),
    ("value", _CORES, _FILLERS),
)  # fmt: skip


# Words of a title behind which a period is not that of the table, and those of documents that are cited.
_ASIDE = ("so với", "cùng kỳ", "phương hướng", "dự kiến", "ước")
_DOCUMENTS = ("nghị quyết", "quyết định", "công văn", "căn cứ", "giai đoạn", "kế hoạch số", "bản cam kết")
_OF_YEAR = r"(?:\s*[/-]?\s*(?:năm\s+)?20\d\d)?"
_QUARTERS = re.compile(
    r"\b(?:qu[ýíyi]\s*|q\.?\s?)(?:iv|i{1,3}|[1-4])\b" + _OF_YEAR + r"|\b\d{1,2}\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?\b" + _OF_YEAR
)
_UNTIL = re.compile(r"\bđến\s+(?:hết\s+)?(?:ngày\s+)?(\d{1,2}[/.-]\d{1,2}(?:[/.-]20\d\d)?)\b")
_DAY = re.compile(r"ngày\D{0,3}\d{1,2}\D{1,8}\d{1,2}\D{1,6}20\d\d")
_YEARS = re.compile(r"\bnăm\s+(20\d\d)\b(?!\s*[-–])")
_YEAR_ALONE = re.compile(r"(?:năm\s+)?(20\d\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """The round that is reported, as headings name it: its quarter, the year, the days between which its figures end."""

    year: int
    label: str
    quarter: int | None
    first: date
    last: date


def period_of(ledger: Ledger, round_: Round) -> Period:
    """Return the period of a round; its last day is up to five weeks after the cut-off, for `9 tháng` in September."""
    calendar = ledger.calendar
    before = calendar.before(round_)
    first = calendar.cut_off(before) + timedelta(1) if before is not None else calendar.year.first
    last = calendar.cut_off(round_) + timedelta(35)
    quarter = int(round_.quarter) if round_.quarter else None
    if quarter is not None:  # 30/6 is the end of the quarter before, wherever the cut-off of that quarter was
        of_quarter = date(calendar.year.number, quarter * 3 - 2, 1)
        first = max(first, of_quarter) if of_quarter <= last else first
    return Period(calendar.year.number, calendar.year.label, quarter, first, last)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: the kind of its column, and the unit of measure that is written in it.

    `is_answer` says that the user has said what the heading means.
    """

    kind: str
    unit: str = ""
    is_answer: bool = False


def read_heading(labels: Iterable[str], period: Period) -> Heading | None:
    """Return what the heading of a column says, None if that is not certain; `labels` are its rows from top to bottom."""
    rows = [label for label in labels if label.strip()]
    words, unit = _split(rows, period)
    if not words:
        return None
    last = fold(" ".join(_split(rows[-1:], period)[0]))
    for kind, names in _EXACT.items():
        if last in _folded(names):
            return Heading(kind, unit)
    text = fold(" ".join(words))
    for kind, needed, others in _COVERS[:-1]:
        if _is_covered(text if kind == "same_period" else last, needed, others):
            return Heading(kind, unit)
    for kind, passing in _PASSING:
        if any(f" {word} " in f" {text} " for word in _folded(passing)):
            return Heading(kind, unit)
    if not _is_covered(text, *_COVERS[-1][1:]):
        return None
    if any(f" {word} " in f" {text} " for word in _folded(_CUMULATIVE)):
        return Heading("cumulative", unit)
    return Heading("period" if any(f" {word} " in f" {text} " for word in _folded(_PERIOD)) else "value", unit)


def may_be_cumulative(label: str) -> bool:
    """Return whether a heading that is not understood has a word of one for figures from the first day of the year."""
    return any(f" {word} " in f" {fold(label)} " for word in _folded(_FROM_START))


def reason_of(kind: str) -> str:
    """Return why a column of this kind is not taken, in words."""
    return _(PASSED_OVER[kind]) if kind in PASSED_OVER else _("as answered")


def is_usual_heading(label: str) -> bool:
    """Return whether a label is nothing but the usual heading of a column: `Tỷ lệ`, `Kết quả`, `Kế hoạch`."""
    text = fold(label)
    every = (*_EXACT.values(), *(words for _kind, words in _PASSING), *(needed for _kind, needed, _others in _COVERS))
    return any(text in _folded(words) for words in every)


def is_sum(label: str) -> bool:
    """Return whether the label of a row says that the row is a sum of others."""
    return fold(re.sub(r"\([^)]*\)", " ", label)) in _folded(_EXACT["sum"])


def names_period(label: str) -> bool:
    """Return whether a heading names a quarter, a month, a year or a day: what it means is different in the next round."""
    return bool(
        re.search(
            r"\bqu[ýí]\b|\bqu[yi]\s*[\divx]+\b|\bq\d|\btháng\b|(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}",
            nfc(label).casefold().replace("_", " "),
        )
    )


def period_in_title(title: str, period: Period) -> str:
    """Return which period a title says its table is of: "now" for the one reported, "year", "other", or "" if it names none.

    "year" is the year of the commitment without a round of it, which says less than another title that names the round.

    `Báo cáo quý II` is of another period in the third quarter; `So với quý II` and `Phương hướng quý IV` say nothing about the
    table. The day of a letter, a month alone and the year of a document say nothing either.
    """
    text = nfc(title).casefold().replace("_", " ")
    plain = f" {fold(text)} "
    if any(f" {word} " in plain for word in _folded(_ASIDE)):
        return ""
    found = _UNTIL.findall(text)
    text = _DAY.sub(" ", text)
    found += [one[0] for one in _QUARTERS.finditer(text)]
    if not found and not any(f" {word} " in plain for word in _folded(_DOCUMENTS)):
        years = _YEAR_ALONE.fullmatch(text.strip())
        found = [years[1]] if years is not None else _YEARS.findall(text)
    marks = _mark_periods(" ".join(found), period)
    if "zznow" in marks:
        return "now"
    return "year" if "zzyear" in marks else "other" if marks.strip() else ""


def _split(rows: Iterable[str], period: Period) -> tuple[list[str], str]:
    """The words of the rows, with marks in place of the names of periods, and the unit of measure in brackets."""
    words: list[str] = []
    unit = ""
    for row in rows:
        text = nfc(row).casefold()
        for inside in re.findall(r"\(([^()]*)\)", text):
            if is_unit(inside) or re.match(r"(?:đvt|đơn vị tính)\b", inside):
                unit = re.sub(r"^(?:đvt|đơn vị tính)\s*:?\s*", "", inside)
                text = text.replace(f"({inside})", " ")
            elif re.fullmatch(r"[\d\s=+*/x:%()-]*|[a-z]", inside):  # the number of the column, or how it is computed
                text = text.replace(f"({inside})", " ")
        if found := re.search(r"[,;:\s-]*\b(?:đvt|đơn vị tính)\s*[: ]\s*(\S.*)$", text):
            unit, text = found[1], text[: found.start()]
        if is_unit(text) and fold(text) not in _folded(_PLAIN_UNITS):  # a row of the head with nothing but the unit
            unit = text
            continue
        words.append(_mark_periods(text.replace("%", " phần trăm "), period))
    return [word for word in words if word.strip()], unit


_PLAIN_UNITS = ("tỷ lệ",)


def _mark_periods(text: str, period: Period) -> str:
    """A text with marks for periods: `zznow` the one reported, `zzyear` its year, `zzlast` the year before, else `zzother`."""

    def year_mark(year: str | None, now: str) -> str:
        number = int(year) if year else period.year
        return (
            now
            if number == period.year or str(number) in period.label
            else "zzlast"
            if number == period.year - 1
            else "zzother"
        )

    def day_mark(found: re.Match[str]) -> str:
        try:
            day = read_date(f"{found[1]}/{found[2]}/{found[3] or period.year}")
        except ValueError:
            return " zzother "
        if day.year == period.year - 1:
            return " zzlast "
        return " zznow " if period.first <= day <= period.last else " zzother "

    def quarter_mark(found: re.Match[str]) -> str:
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found[1]) or int(found[1])
        return f" {year_mark(found[2], 'zznow') if number == period.quarter else 'zzother'} "

    def months_mark(found: re.Match[str]) -> str:
        months = int(found[1])
        if not 1 <= months <= 12 or found[2]:
            return " zzother "
        end = date(period.year + months // 12, months % 12 + 1, 1) - timedelta(1)
        is_now = period.first <= end <= period.last
        return f" {year_mark(found[3], 'zznow luỹ kế') if is_now else 'zzother'} "

    def start_mark(found: re.Match[str]) -> str:
        return f" {year_mark(found[1], 'từ đầu năm')} "

    text = re.sub(r"\btừ\s+(?:ngày\s+)?0?1[/.-]0?1(?:[/.-](\d{4}))?(?![\d/])", start_mark, text)
    text = re.sub(r"(?<![\d/])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?![\d/])", day_mark, text)
    year = r"(?:\s*[/-]?\s*(?:năm\s+)?(20\d\d))?"
    text = re.sub(r"\bqu[ýíyi]\s*(iv|i{1,3}|[1-4])\b" + year, quarter_mark, text)
    text = re.sub(r"\bq\.?\s?(iv|i{1,3}|[1-4])\b" + year, quarter_mark, text)
    text = re.sub(r"\b(\d{1,2})\s+tháng(?:\s+đầu\s+năm|(\s+cuối\s+năm))?" + year, months_mark, text)
    text = re.sub(r"\btháng\s+\d{1,2}" + year, " zzother ", text)
    text = re.sub(r"\b(?:giai đoạn\s+)?(20\d\d\s*[-–]\s*20\d\d)\b", lambda found: _span_mark(found[1], period), text)
    return re.sub(r"\b(20\d\d)\b", lambda found: f" {year_mark(found[1], 'zzyear')} ", text)


def _span_mark(text: str, period: Period) -> str:
    return " zzyear " if re.sub(r"\s", "", text).replace("–", "-") == period.label.replace("–", "-") else " zzother "


@cache
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, words))


def _is_covered(text: str, needed: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a text is made of the words in `needed` and `others`, with at least one of `needed`."""
    return _covering(needed, others).fullmatch(text) is not None


@cache
def _covering(needed: tuple[str, ...], others: tuple[str, ...]) -> re.Pattern[str]:
    core, every = (_any_of(words) for words in (needed, (*needed, *others)))
    return re.compile(f"(?:{every} )*{core}(?: {every})*")


def _any_of(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(_folded(words), key=len, reverse=True))) + ")"
