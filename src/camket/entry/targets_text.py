"""The text of a blank targets.yaml, the public holidays of a year, and the head of a targets.yaml carried over."""

from __future__ import annotations

from pathlib import Path
from string import Template

from camket.ledger.tree import TARGETS
from camket.text.yaml_style import quote_scalar

BLANK = Path(__file__).parents[1] / "blank"
# The page about all keys, in the folder of the data.
PAGE = "huong-dan-du-lieu.md"


def new_targets(year: int) -> str:
    """Return the text of a blank targets.yaml."""
    template = Template((BLANK / TARGETS).read_text(encoding="utf-8"))
    return template.substitute(
        year=year, last=year - 1, before_last=year - 2, holidays="\n".join(holiday_lines(year)), page=PAGE
    )


def holiday_lines(year: int) -> list[str]:
    """Return the public holidays of Viet Nam in a year as lines of targets.yaml."""
    from holidays import country_holidays

    days = country_holidays("VN", years=year, language="vi")
    named = sorted((day, name) for day, name in days.items() if day.year == year)
    return [line for day, name in named for line in (f"  - date: {day.isoformat()}", f"    name: {quote_scalar(name)}")]


# --- a commitment carried over ----------------------------------------------------------------------------------------

HEADER = """\
# Chuyển từ năm {old} sang năm {new}. Cần rà lại trước khi dùng:
#   - số, ngày và căn cứ của văn bản mới; hạn của các kỳ báo cáo; ngày nghỉ lễ
#   - từng chỉ tiêu: tên, lời văn, mức phải đạt; số giao (references) đang để trống
#   - last_year là kết quả báo cáo ở kỳ cuối năm {old}; chỉ tiêu không có số thì để trống
#   - các ghi chú bên dưới là của năm {old}
"""
ROUND_DATES = ("before", "by", "opens", "cut_off", "data_from", "sent_up_by")
