"""Rules about the words of a report: placeholders that were not replaced, text copied from the round before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from camket.ledger.ledger import Filed
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.source import Keys, Plain
from camket.text.spelling import nfc

_PROMPT = r"(?:ghi(?! nhận| danh| chú)|nhập(?! khẩu| học| ngũ| viện)|điền|enter|fill in)"
_WORDS = r"(?:kết quả|số liệu|nội dung|tên|ngày|lý do|khó khăn|đề xuất|họ tên|vào đây|here|the)"
# Three tests, from quick to exact: the first two let most files pass without a look at their values (they search the whole text
# of a file, comments too), the last one decides about one value.
_SIGNS = ("...", "…", "__", "??", "todo", "tbd", "fixme", "xxx", "ghi ", "nhập ", "điền ", "enter ", "fill in ")
_MAYBE_PLACEHOLDER = re.compile(rf"\.\.\.|…|__|\?\?|todo|tbd|fixme|xxx|[(<\[]\s*{_PROMPT}|{_PROMPT}\s+{_WORDS}")
_PLACEHOLDER = re.compile(
    r"\.{4,}|…{2,}|_{3,}"  # lines to write on
    r"|^\W*(?:\.\.\.|…|\?\?)\W*$"
    r"|\b(?:TODO|FIXME|xxx+)\b|^(?i:\W*(?:todo|tbd|fixme|xxx+)\W*)$"
    rf"|(?i:[(<\[]\s*{_PROMPT}\s[^)>\]]*[)>\]])"
    rf"|^(?i:{_PROMPT}\s+{_WORDS}\b[^.]{{0,24}})$"
)


def placeholder(year: CheckedYear) -> Iterator[Finding]:
    """A placeholder of the form was left where an answer belongs.

    Checked: dots to write on, `TODO`, `xxx`, `(ghi kết quả …)`, `<nhập số liệu>` and the like, as the value of any key.

        difficulties:
          - (ghi khó khăn, vướng mắc)

    To mend: write the answer, or delete the line.
    """
    for document in year.ledger.documents.values():
        lower = nfc(document.text).lower()
        if not any(sign in lower for sign in _SIGNS) or not _MAYBE_PLACEHOLDER.search(lower):
            continue
        for keys, text in _texts(document.value, ()):
            if _PLACEHOLDER.search(text):
                shown = text if len(text) <= 60 else text[:59] + "…"
                message = _("'{text}' looks like text left from the form").format(text=shown)
                yield Finding(document, keys, message, _("Write the answer, or delete the line."))


def _texts(value: Plain, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Every text in a value of YAML, with its keys."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*keys, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*keys, index))


def copied_text(year: CheckedYear) -> Iterator[Finding]:
    """The text of a result, a difficulty or a proposal is word for word the same as in the unit's last report.

    Only texts of more than 40 characters are compared; letter case and spacing make no difference.

        # the same in q2 and in q3
        difficulties:
          - Công tác giải phóng mặt bằng còn chậm do vướng mắc về giá đất

    To mend: bring the text up to date. If nothing has changed, leave it.
    """
    for filings in year.filed_by.values():
        last: dict[tuple[str, str], str] = {}
        for filed in filings:
            now: dict[tuple[str, str], str] = {}
            for where, keys, text in _written_texts(filed):
                if len(text) <= 40:
                    continue
                key = (where, " ".join(text.casefold().split()))
                now[key] = filed.round
                if key in last:
                    message = _("the same text as in {round}").format(round=year.round_name(last[key]))
                    hint = _("Bring it up to date; if nothing has changed, leave it.")
                    yield Finding(filed.document, keys, message, hint)
            last = now


def _written_texts(filed: Filed) -> Iterator[tuple[str, Keys, str]]:
    """The texts of a report: the target or list that each belongs to, its keys, the text."""
    for target, result in filed.results.items():
        if result.text is not None:
            yield target, ("results", target, "text"), result.text
    for index, remark in enumerate(filed.report.difficulties):
        yield "difficulties", ("difficulties", index, "text"), remark.text
    for index, remark in enumerate(filed.report.proposals):
        yield "proposals", ("proposals", index, "text"), remark.text
