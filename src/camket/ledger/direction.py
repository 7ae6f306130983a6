"""Words that say which way a figure is to go: up to a goal, or down to it.

Languages are told apart nowhere: Vietnamese and English words are looked for in every text, as whole words, whatever their
case, their Unicode form and the place of their tone marks. The lists are data; a word that is missing is added to them.

    giảm còn 0,8%                        a ceiling
    từ 80 điểm trở lên, không dưới 80    a floor
    tỷ lệ hộ nghèo                       something that is wanted less: the words are a sign, not a proof
    số hộ thoát nghèo                    no sign: the phrase is neutral
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from camket.text.spelling import fold

Meaning = Literal["ceiling", "floor", "unwanted", "turned", "neutral"]

# Words for a bound from above.
CEILINGS = """giảm còn | giảm xuống | kéo giảm | chỉ còn | xuống còn | còn dưới | còn không quá | không quá | không vượt |
    không vượt quá | không lớn hơn | không nhiều hơn | không cao hơn | không hơn | tối đa | nhiều nhất | cao nhất là |
    dưới | trở xuống | ít hơn | thấp hơn | nhỏ hơn | at most | no more than | not more than | not exceed | not exceeding |
    maximum | below | under | less than | fewer than | lower than | or less | or fewer | reduce to | reduced to | down to"""
# Words for a bound from below.
FLOORS = """ít nhất | tối thiểu | thấp nhất là | trở lên | không dưới | không thấp hơn | không ít hơn | không nhỏ hơn |
    không kém | cao hơn | lớn hơn | nhiều hơn | at least | no less than | not less than | not below | no fewer than |
    minimum | or more | or higher | above | over | more than | higher than"""
# Words of what an office wants to have less of, or that say that something falls or remains.
UNWANTED = """giảm | còn | cận nghèo | nghèo | tái nghèo | đói | trễ | trễ hạn | chậm | quá hạn | tồn | tồn đọng |
    ứ đọng | tai nạn | vi phạm | tử vong | chết | bị thương | bị phạt | bị kỷ luật | bị trả lại | thương vong |
    suy dinh dưỡng | thấp còi | nhẹ cân | thất nghiệp | thiếu | mất | nợ | nợ đọng | nợ xấu | bội chi | thâm hụt |
    nhập siêu | khiếu kiện | khiếu nại | tố cáo | đơn thư | phản ánh | phàn nàn | tội phạm | phạm tội | phạm pháp |
    tệ nạn | ma tuý | nghiện | bạo lực | xâm hại | ô nhiễm | phát thải | thất thoát | thất thu | tổn thất | thiệt hại |
    lãng phí | hao hụt | tiêu hao | cháy | nổ | đuối nước | ngộ độc | dịch bệnh | mắc | nhiễm | bệnh | bỏ học | lưu ban |
    mù chữ | con thứ ba trở lên | con thứ 3 trở lên | con thứ ba | con thứ 3 |
    tảo hôn | cận huyết | ly hôn | giới tính khi sinh | mất cân bằng |
    chênh lệch | nhà tạm | dột nát | lấn chiếm | trái phép | sai phạm | sai sót | kỷ luật | tham nhũng | tiêu cực |
    điểm nóng | không đạt | không đúng hạn | chưa | giải thể | phá sản | ngừng hoạt động | lạm phát | giá tiêu dùng |
    chi phí | thời gian | rủi ro | số vụ | vụ việc | sự cố | fall | falling | decrease | reduction | reduce | reduced |
    decline | remaining | poor | poverty | late | overdue | delay | delayed | backlog | accident | accidents | violation |
    violations | death | deaths | killed | injured | mortality | malnutrition | stunting | unemployment | unemployed |
    debt | debts | arrears | deficit | complaint | complaints | crime | crimes | pollution | emissions | loss | losses |
    waste | fire | fires | dropout | dropouts | illiteracy | disease | infected | incident | incidents | cost | costs"""
# Words that may turn such a word round: cases that are resolved, fines that are collected, people who are helped.
TURNED = """được | xử lý | xử phạt | giải quyết | khắc phục | xoá | thoát | thu | thu hồi | phòng | chống | phòng ngừa |
    ngăn | hỗ trợ | giúp | bảo hiểm | điều trị | chữa | không | hoàn thành | tuyên truyền | kiểm tra | phát hiện |
    điều tra | khám phá | cai | tiếp cận | giảm | vay | đào tạo | tham gia | sửa chữa | kịp thời | đúng hạn | phục hồi |
    tiết kiệm | cải tạo | resolved | handled | settled | solved | treated | collected | prevented | prevention | without |
    free | on time | insurance"""
# Phrases in which such a word says nothing. A number is written N.
NEUTRAL = """thoát nghèo | thoát cận nghèo | vì người nghèo | giảm nghèo bền vững | mô hình giảm nghèo |
    dự án giảm nghèo | phòng cháy | chữa cháy | chậm nhất | còn hiệu lực | dưới N tuổi | dưới N tháng | dưới hình thức |
    dưới dạng | dưới sự | dưới tán | cấp dưới | bảo hiểm thất nghiệp | khám bệnh | chữa bệnh | bệnh viện | giường bệnh |
    bệnh nhân | phòng bệnh | thiếu nhi | thiếu niên | bảo tồn | tuổi trở lên | under N years"""

_LISTS: tuple[tuple[Meaning, str], ...] = (
    ("neutral", NEUTRAL),
    ("ceiling", CEILINGS),
    ("floor", FLOORS),
    ("unwanted", UNWANTED),
    ("turned", TURNED),
)

# The number of an age, in a text that is folded.
_AGE = re.compile(rf"\d+(?= (?:{fold('tuổi')}|{fold('tháng')}|years))")


class Sign(NamedTuple):
    """A word or phrase of the lists that was found in a text: as it is written in its list, with what it means."""

    words: str
    meaning: Meaning


@cache
def _phrases() -> tuple[dict[str, list[Sign]], int]:
    """Return what each folded phrase of the lists means, and the number of words of the longest; made on first use."""
    found: dict[str, list[Sign]] = {}
    for meaning, text in _LISTS:
        for phrase in text.split("|"):
            words = " ".join(phrase.split())
            found.setdefault(fold(words), []).append(Sign(words, meaning))
    return found, max(len(phrase.split()) for phrase in found)


def find_signs(texts: Iterable[str | None]) -> list[Sign]:
    """Return the signs in some texts, each once. Of phrases that overlap the first counts, and of these the longest."""
    meanings, longest = _phrases()
    signs: dict[Sign, None] = {}
    for text in texts:
        words = _AGE.sub("n", fold(text)).split(" ") if text else []
        start = 0
        while start < len(words):
            # Looked up word by word: to compile a pattern of all phrases takes longer than all the searches of one run.
            ends = range(min(start + longest, len(words)), start, -1)
            end = next((end for end in ends if " ".join(words[start:end]) in meanings), None)
            if end is not None:
                signs.update(dict.fromkeys(meanings[" ".join(words[start:end])]))
            start = end or start + 1
    return list(signs)


def words_of(signs: Iterable[Sign], *meanings: Meaning) -> tuple[str, ...]:
    """Return the words of the signs that have one of the meanings."""
    return tuple(dict.fromkeys(sign.words for sign in signs if sign.meaning in meanings))
