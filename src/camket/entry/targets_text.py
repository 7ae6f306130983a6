"""The text of a blank targets.yaml, the public holidays of a year, and the head of a targets.yaml carried over."""

from __future__ import annotations

from pathlib import Path
from string import Template

from camket.ledger.rounds import ONE_DAY
from camket.ledger.tree import TARGETS
from camket.ledger.year import Year
from camket.text.language import speaking
from camket.text.yaml_style import quote_scalar

BLANK = Path(__file__).parents[1] / "blank"
# The page about all keys, in the folder of the data.
PAGE = "huong-dan-du-lieu.md"
# The rounds of a calendar year, each with the month and day before which its reports are due.
_USUAL_ROUNDS = (
    ("q1", "quarter: 1", "03-05"),
    ("q2", "quarter: 2", "06-05"),
    ("q3", "quarter: 3", "09-05"),
    ("annual-preliminary", "annual: preliminary", "10-20"),
    ("annual-update", "annual: update", "11-20"),
    ("q4", "quarter: 4", "12-05"),
)


def new_targets(year: Year) -> str:
    """Return the text of a blank targets.yaml."""
    template = Template((BLANK / TARGETS).read_text(encoding="utf-8"))
    with speaking("vi"):
        words = year.text
    return template.substitute(
        year=year_value(year),
        number=year.number,
        last=year.number - 1,
        before_last=year.number - 2,
        assigned=(year.first + 9 * ONE_DAY).isoformat(),
        words=words,
        page=PAGE,
        rounds="\n".join(_round_lines(year)),
        holidays="\n".join(holiday_lines(year)),
    )


def year_value(year: Year) -> str:
    """Return the year as `year:` of targets.yaml has it: 2023, or its two days."""
    return str(year.number) if year.is_bare else f"{{from: {year.first.isoformat()}, to: {year.last.isoformat()}}}"


def _round_lines(year: Year) -> list[str]:
    """Return the rounds as lines of targets.yaml: for other years than the calendar's a middle and a last one."""
    if year.is_calendar_year:
        return [
            line
            for name, kind, day in _USUAL_ROUNDS
            for line in (f"  - id: {name}", f"    {kind}", f"    before: {year.number}-{day}")
        ]
    middle = year.first + (year.last - year.first) / 2
    ends = (("giua-nam", f"giữa {year.noun}", middle), ("cuoi-nam", f"cuối {year.noun}", year.last))
    return [
        line for name, words, day in ends for line in (f"  - id: {name}", f"    name: {words}", f"    by: {day.isoformat()}")
    ]


def holiday_lines(year: Year) -> list[str]:
    """Return the public holidays of Viet Nam in a year as lines of targets.yaml."""
    from holidays import country_holidays

    days = country_holidays("VN", years=range(year.first.year, year.last.year + 1), language="vi")
    named = sorted((day, name) for day, name in days.items() if year.first <= day <= year.last)
    return [line for day, name in named for line in (f"  - date: {day.isoformat()}", f"    name: {quote_scalar(name)}")]


# --- a commitment carried over ----------------------------------------------------------------------------------------

HEADER = """\
# Chuyển từ {old} sang {new}. Cần rà lại trước khi dùng:
#   - số, ngày và căn cứ của văn bản mới; hạn của các kỳ báo cáo; ngày nghỉ lễ
#   - từng chỉ tiêu: tên, lời văn, mức phải đạt; số giao (references) đang để trống
#   - last_year là kết quả báo cáo ở kỳ cuối của {old}; chỉ tiêu không có số thì để trống
#   - last_year gõ lại ở đây thì số gõ được dùng; camket check cho biết chỗ khác với kết quả trong thư mục ghi ở previous
#   - các ghi chú bên dưới là của {old}
"""
ROUND_DATES = ("before", "by", "opens", "cut_off", "data_from", "sent_up_by")
