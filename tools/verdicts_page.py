"""docs/verdicts.md: every form of goal with every pace, judged around each of its lines by camket itself.

All examples are targets of one office in memory, each figure a target of its own, so that two surveys judge everything: one in
quarter II, when exactly 2/5 of the year have passed, and one after the end of the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from textwrap import indent
from typing import NamedTuple

from camket.ledger.load import load
from camket.ledger.tree import OverlayTree
from camket.report.trace.whole import trace
from camket.standing.standings import Standing
from camket.standing.survey import Survey, survey
from camket.standing.wording import standing_label, verdict_label
from camket.text import language
from camket.text.numerals import format_share
from goal_examples import SECTIONS, Example

FRAME = """\
commitment: {year: 2023, title: Bản cam kết, issuing_body: Ủy ban nhân dân}
rounds:
  - {id: q2, quarter: 2, by: 2023-05-26}
  - {id: q4, quarter: 4, by: 2023-12-31}
units:
  - {id: phong-a, name: Phòng A}
targets:
"""
CUT_OFF = date(2023, 5, 26)
AFTER_THE_YEAR = date(2024, 1, 5)


class Line(NamedTuple):
    """Results around one line, with the standing of each in quarter II and at the end of the year.

    `of` is "pace" or "goal", `at` the line's figure; the results of an example that names them itself are all of "goal".
    """

    of: str
    at: Decimal | None
    results: tuple[str, ...]
    now: tuple[Standing, ...]
    end: tuple[Standing, ...]


class Row(NamedTuple):
    """An example with one pace: what is expected in quarter II, as a figure and with its arithmetic, and its lines.

    `reasons` are given for the first pace of an example only.
    """

    example: Example
    pace: str
    expected: Decimal | None
    arithmetic: str
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]


def judged_rows(examples: Sequence[Example]) -> list[Row]:
    """Judge all examples with all their paces."""
    pairs = [(example, pace) for example in examples for pace in example.paces]
    # First without figures, to find the lines.
    known = _survey([(example, pace, "") for example, pace in pairs], "q2", CUT_OFF)
    lines = [_lines(example, standing) for (example, _pace), standing in zip(pairs, known.standings, strict=True)]
    cases = [
        (example, pace, result)
        for (example, pace), found in zip(pairs, lines, strict=True)
        for _of, _at, results in found
        for result in results
    ]
    now, end = _survey(cases, "q2", CUT_OFF), _survey(cases, "q4", AFTER_THE_YEAR)
    standings = iter(zip(now.standings, end.standings, strict=True))
    rows = []
    for (example, pace), empty, found in zip(pairs, known.standings, lines, strict=True):
        judged = []
        for of, at, results in found:
            both = [next(standings) for _result in results]
            judged.append(Line(of, at, results, tuple(one[0] for one in both), tuple(one[1] for one in both)))
        expected = _expected(empty) if len(empty.conditions) == 1 else None
        reasons = _reasons(now, end, judged) if pace == example.paces[0] else ()
        rows.append(Row(example, pace, expected, _arithmetic(empty), tuple(judged), reasons))
    return rows


def _survey(cases: Sequence[tuple[Example, str, str]], round_id: str, day: date) -> Survey:
    """Return the survey of an office with a target, and its result in each round, for each case."""
    targets, results = [], []
    for number, (example, pace, result) in enumerate(cases):
        name = f"t{number}"
        body = f"{example.body}\npace: {example.pace(pace)}\nlead: phong-a"
        targets.append(f"  - id: {name}\n    name: {example.title}\n" + indent(body, "    ") + "\n")
        if result:
            results.append(f"  {name}: {result}\n")
    texts = {"targets.yaml": FRAME + "".join(targets)}
    if results:
        report = f"submitted: {CUT_OFF if round_id == 'q2' else date(2023, 12, 31)}\nresults:\n" + "".join(results)
        texts[f"reports/{round_id}/phong-a.yaml"] = report
    ledger, problems = load(OverlayTree(None, {path: text.encode() for path, text in texts.items()}))
    assert ledger is not None
    assert not [problem for problem in problems if problem.level == "error"], problems
    round_ = ledger.round(round_id)
    assert round_ is not None
    return survey(ledger, round_, day)


def _lines(example: Example, standing: Standing) -> list[tuple[str, Decimal | None, tuple[str, ...]]]:
    """Return the results to judge: just below, on and just above what the pace expects and each bound of the goal."""
    if example.results:
        return [("goal", None, example.results)]
    (judged,) = standing.conditions
    expected = judged.worked_expected.value if judged.worked_expected else None
    bounds = judged.bounds
    goal = dict.fromkeys(number for number in (bounds.low, bounds.high) if number is not None)
    lines = [("pace", expected)] if expected is not None else []
    lines += [("goal", number) for number in goal]
    lowest = Decimal(1) if standing.target.measure.lowest_is_best else Decimal(0)
    return [
        (of, line, tuple(f"{n:f}" for n in (line - example.distance, line, line + example.distance) if n >= lowest))
        for of, line in lines
    ]


def _expected(standing: Standing) -> Decimal | None:
    worked = standing.conditions[0].worked_expected
    return worked.value if worked else None


def _arithmetic(standing: Standing) -> str:
    """Return what each condition expects in quarter II, with its arithmetic."""
    found = []
    for judged in standing.conditions:
        worked = judged.worked_expected
        if worked is not None:
            figure = standing.target.measure.figure_text(worked.value, judged.bounds.condition.of)
            found.append(f"{worked.text} = {figure}" if worked.sign else figure)
    return "; ".join(dict.fromkeys(found))


def _reasons(now: Survey, end: Survey, lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the reason that `camket trace` gives for the first figure with each verdict, in quarter II or after the year.

    Figures that have reached the goal need none.
    """
    reasons: dict[str, str] = {}
    for when, found in (("26/5", now), ("hết năm", end)):
        for standing in (one for line in lines for one in (line.now if found is now else line.end)):
            label = standing_label(standing)
            if standing.verdict in ("met", "exceeded") or label in reasons:
                continue
            step = trace(found, standing.target.id).steps[-1]
            words = [f"{row.label}: {row.text}" for row in step.rows]
            if standing.verdict == "not-yet-due":
                words = [f"{label}: {'; '.join(step.notes)}"]
            reasons[label] = f"{when}: {' · '.join(words)}"
    return tuple(reasons.values())


# --- the page -----------------------------------------------------------------------------------------------------------

HEAD = """\
<!-- Made by tools/docs.py from tools/goal_examples.py: camket itself judges every figure of this page; do not edit. -->

# Vì sao đánh giá như vậy

Trang này để tra: chỉ tiêu viết dạng nào, tiến độ loại nào, đến ngày chốt số liệu phải có bao nhiêu, con số nào thì *chậm
tiến độ*, *đúng tiến độ*, *đạt*, *không đạt*. Mọi con số và đánh giá dưới đây do chương trình tính khi lập trang. Với số
liệu thật thì dùng `camket trace q2:<chỉ tiêu>`: phép tính hiện ra từng bước.

## Cách đánh giá

1. **So với chỉ tiêu.** Đã tới mức là *đạt*, hơn mức tối thiểu là *vượt*. Không còn cách nào đạt được nữa (đã hết năm, đã
   quá hạn, số cộng dồn đã quá mức tối đa) là *không đạt*.
2. **Chưa tới thì so với mức của kỳ.** Không kém mức của kỳ là *đúng tiến độ*, kém là *chậm tiến độ*. Đúng bằng mức của kỳ
   là đúng tiến độ. Loại tiến độ không có mức của kỳ thì chưa tới là chậm.
3. **Mức tối đa của số cộng dồn** thì ngược lại: quá mức của kỳ mà chưa quá mức cả năm là *vượt mức của kỳ*; trong mức thì
   mới là *đúng tiến độ*, vì con số còn tăng, hết năm mới là *đạt*.
4. **Nhiều điều kiện** thì lấy đánh giá xấu nhất. Không làm tròn trước khi so: 94,95% là chưa đạt 95%.
5. **Chưa rõ hướng** (con số không ghi phép so sánh, không biết phải lên hay phải xuống) thì *chưa đánh giá được*:
   `camket check` hỏi, Văn phòng ghi `at_least:` hoặc `at_most:`.
6. **Tỷ lệ** là số thực hiện trên chỉ tiêu (giảm bao nhiêu, tăng bao nhiêu thì là trên số phải giảm, phải tăng). **Cả năm**
   là số ước cả năm nếu giữ mức thực hiện như hiện nay; với cái đếm được thì làm tròn xuống (lên, nếu là mức tối đa).

Các ví dụ chốt số liệu ngày 26/5/2023, đã qua 146 trong 365 ngày, đúng 2/5 năm. *Hết năm* là xem ngày 05/01/2024, số chốt
31/12.

| Tiến độ (`pace`) | Mức của kỳ |
|---|---|
| `linear` | đều theo ngày |
| `shares` | `{kind: by_round, shares: {q2: 1/4, q4: 100%}}`: đến quý II phải được một phần tư |
| `figures` | `{kind: by_round, figures: {q2: …, q4: …}}`: con số của từng kỳ ghi trong văn bản |
| `always` | không có: lúc nào cũng phải giữ |
| `year_end` | không có: chỉ có mức của năm |
| `after_year` | không có: chưa đến ngày xét thì là *chưa đến kỳ đánh giá* |

Quanh mỗi vạch (mức của kỳ, từng mức của chỉ tiêu) là ba con số: ngay dưới vạch, đúng vạch, ngay trên vạch; trong ngoặc là
tỷ lệ và số dự báo cả năm. Tiến độ không có trong bảng của một dạng là tiến độ không dùng với dạng ấy: số cộng dồn bắt đầu
từ 0 thì không thể lúc nào cũng đủ (`always`), mức không có số gốc thì không chia đều theo ngày (`linear`), mức tối đa tại
thời điểm thì kỳ nào cũng như nhau.
"""


def verdicts_page() -> str:
    """Return docs/verdicts.md."""
    language.choose("vi")
    rows = judged_rows([example for examples in SECTIONS.values() for example in examples])
    parts = [HEAD, "## Các dạng chỉ tiêu\n"]
    for title, examples in SECTIONS.items():
        parts.append(f"- {title}: " + " · ".join(f"[{one.title}](#{one.id})" for one in examples))
    for title, examples in SECTIONS.items():
        parts.append(f"\n## {title}")
        parts += [_shown(one, [row for row in rows if row.example is one]) for one in examples]
    return "\n".join(parts) + "\n"


def _shown(example: Example, rows: Sequence[Row]) -> str:
    """Return the part of the page about one form: its YAML, a table of its paces, the verdicts after the year, the reasons."""
    has_levels = any(row.arithmetic for row in rows)
    has_lines = any(line.of == "pace" for row in rows for line in row.lines)
    what = "Số liệu" if example.results else "Quanh chỉ tiêu"
    head = ["Tiến độ", *(["Mức của kỳ"] if has_levels else []), *(["Quanh mức của kỳ"] if has_lines else []), f"{what}, 26/5"]
    # Paces that say the same share a row.
    paces: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        goal = [line for line in row.lines if line.of == "goal"]
        around = _cell(row, [line for line in row.lines if line.of == "pace"], with_figures=True)
        level = [row.arithmetic or "–"] if has_levels else []
        cells = (*level, *([around] if has_lines else []), _cell(row, goal, with_figures=bool(example.results)))
        paces.setdefault(cells, []).append(f"`{row.pace}`")
    table = [head, ["---"] * len(head), *([", ".join(names), *cells] for cells, names in paces.items())]
    lines = [f'\n<a id="{example.id}"></a>\n', f"### {example.title}\n", f"```yaml\n{example.body}\n```\n"]
    if example.note:
        lines.append(f"{example.note}\n")
    lines += [f"| {' | '.join(cells)} |" for cells in table]
    ends = dict.fromkeys(_cell(row, [line for line in row.lines if line.of == "goal"], at_end=True) for row in rows)
    assert len(ends) == 1, example.id  # after the year no pace makes a difference
    lines.append("\nHết năm: " + "; ".join(ends).replace("<br>", " · "))
    lines.append(f"\nVì sao, với `{rows[0].pace}`:\n")
    lines += [f"- {reason}" for reason in rows[0].reasons]
    return "\n".join(lines)


def _cell(row: Row, lines: Sequence[Line], *, at_end: bool = False, with_figures: bool = False) -> str:
    """Return the judged figures of some lines, one below the other."""
    found: dict[str, str] = {}
    labels = set()
    for line in lines:
        standings = line.end if at_end else line.now
        labels |= {standing_label(one) for one in standings}
        for result, one in zip(line.results, standings, strict=True):
            found[result] = _judged(row, result, one, share=with_figures or at_end, projection=with_figures)
    if labels == {verdict_label("not-yet-due")}:
        return labels.pop()
    return "<br>".join(found.values()) or "–"


def _judged(row: Row, result: str, standing: Standing, *, share: bool, projection: bool) -> str:
    """Return a figure with its verdict, its share and its projection: 29 chậm tiến độ (38,67%; cả năm 72)."""
    measure = standing.target.measure
    if not row.example.results:
        figure = measure.figure_text(Decimal(result))
    elif "parts" in row.example.body or standing.reading is None:
        figure = f"`{result}`"
    else:
        figure = measure.detailed_text(standing.reading)
    known = [format_share(standing.share)] if share and standing.share is not None else []
    if projection and standing.rounded_projection is not None:
        known.append(f"cả năm {measure.figure_text(standing.rounded_projection)}")
    beside = f" ({'; '.join(known)})" if known else ""
    return f"{figure}: **{standing_label(standing)}**{beside}"
