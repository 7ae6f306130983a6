"""The forms of goals with an example of each: docs/verdicts.md shows them, and the tests of verdicts go over all of them.

An example is the YAML of a target without its pace. `paces` are the paces that have a meaning for it, the default one or the
most usual one first. Around each line (what the pace expects, each bound of the goal) a figure just below it, on it and just
above it is judged; `step` is how far below and above. Where a result is not one number, or a goal counts other years as well,
the results to judge are given: `results`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Example(NamedTuple):
    """A form of goal. `stated` is the figure that a pace by round states for quarter II, `last` that for the last quarter."""

    id: str
    title: str
    body: str
    paces: tuple[str, ...]
    step: str = "1"
    stated: str = ""
    last: str = ""
    results: tuple[str, ...] = ()
    note: str = ""

    def pace(self, name: str) -> str:
        """Return the YAML of a pace of the example."""
        if name == "shares":
            return "{kind: by_round, shares: {q2: 1/4, q4: 100%}}"
        if name == "figures":
            return f"{{kind: by_round, figures: {{q2: {self.stated}, q4: {self.last}}}}}"
        return name

    @property
    def distance(self) -> Decimal:
        return Decimal(self.step)


PACES = ("linear", "shares", "figures", "always", "year_end", "after_year")
# Figures that start at zero and grow; limits on such figures; levels, with and without a figure from which they set out.
GROWING = ("linear", "shares", "figures", "year_end", "after_year")
LIMIT = ("linear", "shares", "figures", "always", "year_end", "after_year")
LEVEL = ("year_end", "shares", "figures", "always", "after_year")
MOVING_LEVEL = ("linear", "shares", "figures", "always", "year_end", "after_year")
FIXED_LEVEL = ("year_end", "always", "after_year")

POOR = "measure: {kind: count, unit: hộ, accumulates: false, better: lower}\nreferences: {nam-truoc: 1000}"
FIRES = "measure: {kind: count, unit: vụ, better: lower}"

SECTIONS: dict[str, tuple[Example, ...]] = {
    "Số cộng dồn phải đạt tới": (
        Example(
            "at-least",
            "Ít nhất",
            "measure: {kind: count, unit: doanh nghiệp}\ngoal: {at_least: 75}",
            GROWING,
            stated="28",
            last="75",
            note="Đếm cái nguyên thì mức của kỳ là số nguyên, làm tròn xuống.",
        ),
        Example(
            "one",
            "Một cái trong năm",
            "measure: {kind: count, unit: sáng kiến}\ngoal: 1",
            ("linear",),
            note="Chỉ tiêu 1 cái thì giữa năm chưa phải có cái nào: 0 vẫn là đúng tiến độ, hết năm mới xét.",
        ),
        Example(
            "more-than",
            "Trên, hơn",
            "measure: {kind: amount, unit: tỷ đồng}\ngoal: {more_than: 100}",
            GROWING,
            stated="45",
            last="100",
            note="Đúng bằng 100 là chưa đạt.",
        ),
        Example(
            "equals",
            "Đúng bằng",
            "measure: {kind: count, unit: tuyến đường}\ngoal: {equals: 10}",
            GROWING,
            stated="3",
            last="10",
            note="Số cộng dồn đã vượt quá thì không lùi lại được nữa.",
        ),
        Example(
            "about",
            "Khoảng",
            "measure: {kind: amount, unit: ha}\ngoal: {about: 500}",
            GROWING,
            stated="180",
            last="500",
            note="Không ghi `tolerance` thì cho phép lệch 5%: từ 475 đến 525. Càng nhiều càng tốt nên quá 525 là vượt; ghi"
            " `better: within` thì quá 525 là không đạt.",
        ),
        Example(
            "between",
            "Từ … đến",
            "measure: {kind: amount, unit: ha, better: within}\ngoal: {between: [400, 500]}",
            GROWING,
            stated="150",
            last="400",
            note="Mức của kỳ tính theo số nhỏ của khoảng.",
        ),
        Example(
            "keep",
            "Giữ bằng năm trước trở lên",
            "measure: {kind: count, unit: lao động}\nreferences: {nam-truoc: 80}\ngoal: {keep: nam-truoc}",
            GROWING,
            stated="30",
            last="80",
        ),
        Example(
            "growth",
            "Tăng … % so với năm trước",
            "measure: {kind: amount, unit: triệu đồng}\nreferences: {nam-truoc: 1000}\n"
            "goal: {at_least: 5%, change: growth, against: nam-truoc}",
            ("linear",),
        ),
        Example(
            "times",
            "Gấp … lần năm trước",
            "measure: {kind: count, unit: mô hình}\nreferences: {nam-truoc: 20}\n"
            "goal: {at_least: 2, change: times, against: nam-truoc}",
            ("linear",),
        ),
        Example(
            "percent-of",
            "Bằng … % số được giao",
            "measure: {kind: amount, unit: triệu đồng}\nreferences: {duoc-giao: 2000}\n"
            "goal: {at_least: 50%, change: percent_of, against: duoc-giao}",
            ("linear",),
        ),
        Example(
            "in-time",
            "Đủ số trước một ngày trong năm",
            "measure: {kind: count, unit: thanh niên}\ngoal: {at_least: 73, before: 2023-10-01}",
            ("linear",),
            note="Thời gian là 273 ngày đến hết 30/9 chứ không phải cả năm; qua ngày đó mà chưa đủ là không đạt.",
        ),
        Example(
            "ratio",
            "Tỷ lệ lớn dần trong năm",
            "measure: {kind: ratio, part: vốn đã giải ngân, whole: kế hoạch vốn, unit: triệu đồng}\ngoal: {at_least: 95%}",
            ("linear", "shares"),
            step="0.05",
        ),
        Example(
            "k-of-n",
            "k trên n đơn vị",
            "measure: {kind: count, unit: thôn, out_of: 9}\ngoal: {at_least: 4}",
            ("linear",),
        ),
        Example(
            "list",
            "Danh sách có tên",
            "measure: {kind: list, unit: sản phẩm}\ngoal: {at_least: 5}",
            ("linear",),
            results=tuple("[" + ", ".join(f"{{name: {name}}}" for name in "ABCDEF"[:n]) + "]" for n in (1, 2, 3, 4, 5, 6)),
            note="Số đạt được là số mục có tên được tính.",
        ),
        Example(
            "sum-over-years",
            "Cộng nhiều năm",
            "measure: {kind: count, unit: nhà}\n"
            "goal: {at_least: 1826, over: {how: sum, past: {2021: 400, 2022: 400}, until: 2025}}",
            ("linear",),
            results=("75", "76", "1025", "1026", "1027"),
            note="Đến 26/5/2023 đã qua 876 trong 1826 ngày của 2021–2025; 800 là của hai năm trước."
            " Hết năm 2023 chưa phải hết hạn.",
        ),
        Example(
            "mean-over-years",
            "Bình quân nhiều năm",
            "measure: {kind: amount, unit: tấn}\ngoal: {at_least: 105, over: {how: mean, past: {2021: 100, 2022: 110}}}",
            ("linear",),
            results=("41", "42", "104", "105", "106"),
            note="Số đem so là (100 + 110 + số năm nay) ÷ 3.",
        ),
        Example(
            "floor-and-limit",
            "Vừa ít nhất vừa không quá",
            "measure: {kind: count, unit: cuộc}\ngoal: {all: [{at_least: 50}, {at_most: 60}]}",
            ("linear",),
            results=("19", "20", "50", "60", "61"),
            note="Mọi điều kiện đều phải giữ; đánh giá chung lấy theo điều kiện xấu nhất. Đã đủ 50 mà trong năm"
            " còn có thể quá 60 thì mới là đúng tiến độ.",
        ),
        Example(
            "parts",
            "Trong đó",
            "measure: {kind: count, unit: lao động, parts: {nu: nữ}}\ngoal: {all: [{at_least: 100}, {of: nu, at_least: 40}]}",
            ("linear",),
            results=tuple(f"{{value: {n}, parts: {{nu: {of_n}}}}}" for n, of_n in ((40, 15), (40, 16), (100, 39), (100, 40))),
        ),
        Example(
            "yardsticks",
            "Hai thước đo",
            "measure: {kind: amount, unit: triệu đồng}\n"
            "goal: {yardsticks: [{name: Tỉnh giao, at_least: 1000}, {name: HĐND giao, at_least: 1200}]}",
            ("linear",),
            results=("399", "400", "480", "1000", "1200", "1201"),
            note="Mỗi thước đo đánh giá riêng; đánh giá chung theo thước đo xấu hơn.",
        ),
        Example(
            "stretch",
            "Chỉ tiêu và mức phấn đấu",
            "measure: {kind: count, unit: sản phẩm}\ngoal: {at_least: 75, stretch: {at_least: 90}}",
            ("linear",),
            results=("29", "30", "75", "89", "90"),
            note="Mức phấn đấu nói riêng, không đổi đánh giá của chỉ tiêu.",
        ),
    ),
    "Số cộng dồn không được vượt": (
        Example(
            "at-most",
            "Không quá",
            f"{FIRES}\ngoal: {{at_most: 36}}",
            LIMIT,
            stated="20",
            last="36",
            note="Vượt mức của kỳ mà chưa vượt mức cả năm là *vượt mức của kỳ*, hết năm vẫn còn có thể đạt; đã vượt mức cả"
            " năm thì không đạt ngay. Đếm cái nguyên thì mức của kỳ làm tròn lên.",
        ),
        Example(
            "bare-limit",
            "Chỉ ghi con số, càng ít càng tốt",
            f"{FIRES}\ngoal: 36",
            ("linear",),
            note="`better: lower` mà không ghi phép so sánh thì con số là mức tối đa. Không ghi cả hai và không rõ là phải"
            " lên hay phải xuống thì *chưa đánh giá được*.",
        ),
        Example("less-than", "Dưới", f"{FIRES}\ngoal: {{less_than: 31}}", LIMIT, stated="10", last="31"),
        Example(
            "fewer",
            "Giảm ít nhất … % so với năm trước",
            f"{FIRES}\nreferences: {{nam-truoc: 100}}\ngoal: {{at_least: 10%, change: reduction, against: nam-truoc}}",
            LIMIT,
            stated="30",
            last="90",
            note='Đếm từ 01/01 thì năm nào cũng bắt đầu từ 0, nên "giảm 10% số vụ" là không quá 90 vụ.',
        ),
        Example(
            "fewer-than",
            "Giảm trên … % so với năm trước",
            "measure: {kind: amount, unit: triệu đồng, better: lower}\nreferences: {nam-truoc: 100}\n"
            "goal: {more_than: 10%, change: reduction, against: nam-truoc}",
            LIMIT,
            stated="30",
            last="90",
        ),
        Example(
            "fewer-about",
            "Giảm khoảng … so với năm trước",
            f"{FIRES}\nreferences: {{nam-truoc: 100}}\n"
            "goal: {about: 20, tolerance: 10%, change: decrease, against: nam-truoc}",
            LIMIT,
            stated="30",
            last="82",
            note="Sai số tính trên số giảm: giảm 20, cho lệch 10%, là giảm từ 18 đến 22. Giảm nhiều hơn không phải là lỗi.",
        ),
        Example(
            "fewer-between",
            "Giảm từ … đến … %",
            f"{FIRES}\nreferences: {{nam-truoc: 100}}\ngoal: {{between: [10, 20], change: reduction, against: nam-truoc}}",
            LIMIT,
            stated="30",
            last="90",
        ),
        Example(
            "keep-low",
            "Không nhiều hơn năm trước",
            f"{FIRES}\nreferences: {{nam-truoc: 50}}\ngoal: {{keep: nam-truoc}}",
            LIMIT,
            stated="15",
            last="50",
        ),
        Example(
            "none",
            "Không để xảy ra",
            "measure: {kind: incidents, kinds: {chay: cháy lớn}}\ngoal: {of: chay, equals: 0}",
            ("always",),
            results=("[]", "[{kind: chay, name: cháy chợ}]"),
        ),
        Example("none-counted", "Không có", f"{FIRES}\ngoal: {{equals: 0}}", ("always", "linear", "year_end", "after_year")),
        Example(
            "share-limit",
            "Tỷ lệ không quá",
            "measure: {kind: ratio, part: hồ sơ trễ hạn, whole: hồ sơ đã giải quyết, better: lower}\ngoal: {at_most: 5%}",
            ("linear", "always"),
            step="0.1",
            note="Tỷ lệ thì tháng 5 hay tháng 12 cũng là 5%, không chia theo kỳ. Mẫu số còn lớn lên nên giữa năm quá"
            " 5% mới là chậm; ghi `pace: always` thì là không đạt.",
        ),
        Example(
            "all-in-time",
            "Lúc nào cũng phải giữ",
            "measure: {kind: ratio, part: đúng hạn, whole: đến hạn}\ngoal: {at_least: 100%}",
            ("always",),
            results=("{part: 39, whole: 40}", "{part: 40, whole: 40}", "{part: 0, whole: 0}"),
            note="Không có hồ sơ nào đến hạn (0/0) thì không có tỷ lệ, và không phải là vi phạm.",
        ),
    ),
    "Mức tại thời điểm phải đạt tới": (
        Example(
            "level-at-least",
            "Ít nhất",
            "measure: {kind: ratio, part: người tham gia, whole: dân số, accumulates: false}\ngoal: {at_least: 95%}",
            LEVEL,
            step="0.05",
            stated="90",
            last="95",
            note="Không có số gốc thì không chia đều theo ngày được: chưa tới mức của năm là chậm,"
            " trừ khi văn bản định mức từng kỳ.",
        ),
        Example(
            "level-more-than",
            "Trên, hơn",
            "measure: {kind: score, unit: điểm, max: 100}\ngoal: {more_than: 80}",
            LEVEL,
            step="0.1",
            stated="70",
            last="80",
        ),
        Example(
            "level-equals",
            "Đúng bằng",
            "measure: {kind: amount, unit: ha, accumulates: false, better: within}\ngoal: {equals: 40}",
            LEVEL,
            stated="30",
            last="40",
            note="Mức thì lên xuống được: lệch về phía nào trong năm cũng mới là chậm tiến độ.",
        ),
        Example(
            "level-about",
            "Khoảng",
            "measure: {kind: amount, unit: ha, accumulates: false, better: within}\ngoal: {about: 40}",
            LEVEL,
            stated="30",
            last="40",
        ),
        Example(
            "level-between",
            "Từ … đến",
            "measure: {kind: score, unit: '%', better: within}\ngoal: {between: [40, 45]}",
            LEVEL,
            stated="30",
            last="40",
        ),
        Example(
            "level-keep",
            "Giữ bằng năm trước trở lên",
            "measure: {kind: score, unit: điểm, max: 100}\nreferences: {nam-truoc: 80}\ngoal: {keep: nam-truoc}",
            LEVEL,
            stated="70",
            last="80",
        ),
        Example(
            "level-growth",
            "Tăng … % từ mức năm trước",
            "measure: {kind: amount, unit: con, accumulates: false}\nreferences: {nam-truoc: 1000}\n"
            "goal: {at_least: 10%, change: growth, against: nam-truoc}",
            MOVING_LEVEL,
            stated="1030",
            last="1100",
            note="Có số gốc thì đi từ số gốc: 1000 + (1100 − 1000) × phần năm đã qua.",
        ),
        Example(
            "level-points",
            "Tăng … điểm %",
            "measure: {kind: ratio, part: đạt, whole: tổng số, accumulates: false}\nreferences: {nam-truoc: 90%}\n"
            "goal: {at_least: 1.5%, change: increase, against: nam-truoc}",
            ("linear",),
            step="0.1",
        ),
        Example(
            "level-cut-at-most",
            "Giảm không quá … %",
            "measure: {kind: amount, unit: ha, accumulates: false}\nreferences: {nam-truoc: 1000}\n"
            "goal: {at_most: 10%, change: reduction, against: nam-truoc}",
            ("linear", "always"),
            note="Chưa giảm thì đã đạt, nên không có mức của kỳ.",
        ),
        Example(
            "count-and-percent",
            "Vừa % vừa số lượng",
            "measure: {kind: ratio, part: hộ đạt, whole: tổng số hộ, accumulates: false}\n"
            "goal: {all: [{at_least: 80%}, {of: part, at_least: 120}]}",
            ("year_end",),
            results=("{part: 119, whole: 140}", "{part: 120, whole: 150}", "{part: 120, whole: 151}"),
        ),
        Example(
            "composition",
            "Cơ cấu",
            "measure: {kind: composition, parts: {nn: nông nghiệp, dv: dịch vụ}}\n"
            "goal: {all: [{of: nn, at_most: 20}, {of: dv, at_least: 80}]}",
            ("year_end",),
            results=('{nn: "20,1", dv: "79,9"}', "{nn: 20, dv: 80}", '{nn: "19,9", dv: "80,1"}'),
        ),
        Example(
            "grade",
            "Mức đánh giá",
            "measure: {kind: judgement, grades: {kha: khá, tot: tốt, xuat-sac: xuất sắc}}\ngoal: {at_least: tot}",
            ("year_end", "always", "after_year"),
            results=("kha", "tot", "xuat-sac"),
        ),
        Example(
            "grade-keep",
            "Giữ danh hiệu",
            "measure: {kind: judgement, grades: {chua: chưa đạt, dat: đạt chuẩn}}\ngoal: {keep: dat}",
            ("always",),
            results=("chua", "dat"),
        ),
    ),
    "Mức tại thời điểm phải hạ xuống": (
        Example(
            "decrease",
            "Giảm ít nhất … so với năm trước",
            f"{POOR}\ngoal: {{at_least: 380, change: decrease, against: nam-truoc}}",
            MOVING_LEVEL,
            stated="800",
            last="620",
            note="Đi từ 1000 xuống 620: đến 26/5 phải xuống còn 1000 − 380 × 146 ÷ 365 = 848 hộ.",
        ),
        Example(
            "decrease-more-than",
            "Giảm trên … so với năm trước",
            f"{POOR}\ngoal: {{more_than: 380, change: decrease, against: nam-truoc}}",
            MOVING_LEVEL,
            stated="800",
            last="620",
        ),
        Example(
            "decrease-equals",
            "Giảm đúng … so với năm trước",
            f"{POOR}\ngoal: {{equals: 380, change: decrease, against: nam-truoc}}",
            MOVING_LEVEL,
            stated="800",
            last="620",
        ),
        Example(
            "decrease-about",
            "Giảm khoảng … so với năm trước",
            f"{POOR}\ngoal: {{about: 100, tolerance: 10%, change: decrease, against: nam-truoc}}",
            MOVING_LEVEL,
            stated="950",
            last="900",
            note="Sai số tính trên số giảm: giảm từ 90 đến 110 hộ, tức còn từ 890 đến 910 hộ.",
        ),
        Example(
            "decrease-between",
            "Giảm từ … đến … so với năm trước",
            f"{POOR}\ngoal: {{between: [100, 150], change: decrease, against: nam-truoc}}",
            MOVING_LEVEL,
            stated="950",
            last="900",
        ),
        Example(
            "keep-below",
            "Không cao hơn năm trước",
            "measure: {kind: score, unit: '%', better: lower}\nreferences: {nam-truoc: 4}\ngoal: {keep: nam-truoc}",
            FIXED_LEVEL,
            step="0.1",
        ),
        Example(
            "decrease-points",
            "Giảm … điểm %",
            "measure: {kind: ratio, part: hộ nghèo, whole: tổng số hộ, better: lower}\nreferences: {nam-truoc: 3%}\n"
            "goal: {at_least: 0.5%, change: decrease, against: nam-truoc}",
            ("linear",),
            step="0.1",
        ),
        Example(
            "level-at-most",
            "Không quá",
            "measure: {kind: score, unit: '%', better: lower}\ngoal: {at_most: 2}",
            FIXED_LEVEL,
            step="0.1",
        ),
        Example(
            "level-less-than",
            "Dưới",
            "measure: {kind: ratio, part: trẻ suy dinh dưỡng, whole: tổng số trẻ, better: lower, accumulates: false}\n"
            "goal: {less_than: 8%}",
            FIXED_LEVEL,
            step="0.1",
        ),
        Example(
            "none-left",
            "Không còn",
            "measure: {kind: count, unit: nhà tạm, accumulates: false, better: lower}\ngoal: {equals: 0}",
            FIXED_LEVEL,
        ),
        Example(
            "rank",
            "Thứ hạng",
            "measure: {kind: rank, of: 34}\ngoal: {at_least: 3}",
            FIXED_LEVEL,
            note='Hạng 1 là tốt nhất, nên "từ hạng 3 trở lên" là hạng 1, 2 hoặc 3.',
        ),
        Example("rank-group", "Nhóm dẫn đầu", "measure: {kind: rank, of: 34}\ngoal: {between: [1, 5]}", FIXED_LEVEL),
        Example(
            "rank-up",
            "Tăng … bậc",
            "measure: {kind: rank, of: 34}\nreferences: {nam-truoc: 9}\n"
            "goal: {at_least: 2, change: increase, against: nam-truoc}",
            ("after_year", "year_end"),
        ),
    ),
    "Việc làm xong hay chưa": (
        Example(
            "before",
            "Xong trước ngày",
            "measure: {kind: milestone}\ngoal: {before: 2023-05-20}",
            ("year_end",),
            results=("{done: false}", "{done: true, date: 2023-05-19}", "{done: true, date: 2023-05-20}"),
            note="`before` thì chính ngày đó đã là trễ. Hạn còn ở phía trước thì chưa xong vẫn là đúng tiến độ.",
        ),
        Example(
            "by",
            "Xong chậm nhất ngày",
            "measure: {kind: milestone}\ngoal: {by: 2023-05-20}",
            ("year_end",),
            results=("{done: false}", "{done: true, date: 2023-05-20}", "{done: true, date: 2023-05-21}"),
        ),
        Example(
            "done",
            "Xong trong năm",
            "measure: {kind: milestone}\ngoal: {done: true}",
            ("year_end", "after_year"),
            results=("{done: false}", "{done: true, date: 2023-05-20}"),
        ),
        Example(
            "not-done",
            "Không để xảy ra",
            "measure: {kind: milestone}\ngoal: {done: false}",
            ("always",),
            results=("{done: false}", "{done: true, date: 2023-05-20}"),
        ),
    ),
}
EXAMPLES: tuple[Example, ...] = tuple(example for section in SECTIONS.values() for example in section)
