"""Units of measure as people write them (tỷ đồng, tr.đ, nghìn người, m²), and the factor between two of them.

All factors are powers of ten, so that a figure is converted exactly. Units whose size differs from place to place (sào, công)
are not in the tables: a figure in one of them is not converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from camket.text.spelling import fold, nfc

# Powers of ten of the words before a unit, by word.
_SCALES = {"trăm": 2, "nghìn": 3, "ngàn": 3, "1000": 3, "triệu": 6, "tr": 6, "1000000": 6, "tỷ": 9, "tỉ": 9, "1000000000": 9}
# Short forms that are one word.
_SHORT = {"trđ": "triệu đồng", "trđồng": "triệu đồng", "tỷđ": "tỷ đồng", "ngđ": "nghìn đồng", "nđ": "nghìn đồng"}
# Other names of one thing.
_SAME = {
    "đ": "đồng",
    "vnđ": "đồng",
    "vnd": "đồng",
    "lao động": "người",
    "người lao động": "người",
    "phần trăm": "%",
    "tỷ lệ %": "%",
    "tỉ lệ %": "%",
}
# The units of one quantity: the unit that it is measured in here, and the power of ten.
_QUANTITIES = {
    "kg": ("kg", 0), "kilogam": ("kg", 0), "yến": ("kg", 1), "tạ": ("kg", 2), "tấn": ("kg", 3),
    "m2": ("m2", 0), "mét vuông": ("m2", 0), "ha": ("m2", 4), "hecta": ("m2", 4), "héc ta": ("m2", 4), "km2": ("m2", 6),
    "m": ("m", 0), "mét": ("m", 0), "km": ("m", 3), "ki lô mét": ("m", 3),
    "lít": ("m3", -3), "m3": ("m3", 0), "mét khối": ("m3", 0),
}  # fmt: skip
_SIGNS = str.maketrans({"²": "2", "³": "3"})
_WORDS = re.compile(r"[%‰/]|\w+")
# A line that states the unit of measure of a table. Words that have other meanings too are taken with a certain unit only.
_TEXT = r"((?:[^;.)\n]|\.(?=\d))+)"
_STATED = re.compile(r"(?:đvt|đv tính|đơn vị tính)\s*[:：]\s*" + _TEXT, re.IGNORECASE)
_SAID = re.compile(r"\b(?:đvt|đv(?: tính)?|đơn vị(?: tính)?|tính (?:bằng|theo))\b\s*[:：(–-]?\s*" + _TEXT, re.IGNORECASE)
_BEHIND = re.compile(r"(?:^|[,–(-])\s*([^(),–-]+)\)?\s*$")
_LONGEST_TITLE = 150


@dataclass(frozen=True, slots=True)
class _ParsedMeasureUnit:
    """A unit as words without their scale, and its power of ten. No words: only a scale was written, as in `9,8 tỷ`."""

    words: tuple[str, ...]
    power: int
    has_scale: bool


def _read(text: str) -> _ParsedMeasureUnit:
    plain = _plain(text)
    words = [word for found in _WORDS.findall(plain) for word in _SHORT.get(found, found).split()]
    power = 0
    while words and words[0] in _SCALES and words[1:2] != ["lệ"]:  # tỷ lệ is a share, not a scale
        power += _SCALES[words.pop(0)]
    has_scale = bool(power)
    name = " ".join(_SAME.get(word, word) for word in words)
    name, more = _QUANTITIES.get(name, (_SAME.get(name, name), 0))
    return _ParsedMeasureUnit(tuple(map(_folded, name.split())), power + more, has_scale or name in _NAMES)


def _plain(text: str) -> str:
    return re.sub(r"(?<=\d)[.,\s](?=000\b)", "", nfc(text).casefold().translate(_SIGNS))


def _folded(word: str) -> str:
    return fold(word) or word


_NAMES = {*(name for name, _power in _QUANTITIES.values()), "đồng", "%", "‰"}


def is_unit(text: str) -> bool:
    """Return whether a text is certainly a unit of measure: a sum of money, a weight, an area, `%`, `nghìn người`."""
    unit = _read(text)
    return unit.has_scale and len(unit.words) <= 3


def stated_unit(text: str, own: Iterable[str]) -> str:
    """Return the unit of measure that a line around a table states for its figures, empty if it states none.

    `Đơn vị: tỷ đồng`, `(Tỷ đồng)` and `Thu ngân sách, tỷ đồng` do; `Đơn vị: Phường 1` and `Tỷ trọng` do not. `own` are the
    units that figures are asked for in.
    """
    text = nfc(text)
    if found := _STATED.search(text):
        return found[1].strip()
    names = {tuple(map(_folded, name.split())) for name in _NAMES} | {_read(one).words for one in own} | {()}
    behind = _BEHIND.search(text) if len(text) < _LONGEST_TITLE else None
    for said in (*_SAID.finditer(text), *([behind] if behind is not None else [])):
        unit = _read(said[1])
        if unit.has_scale and unit.words in names:
            return said[1].strip()
    return ""


def power_between(given: str, own: str) -> int | None:
    """Return the power of ten that turns a figure in the unit `given` into one in the unit `own`; None if it is not certain.

    From tỷ đồng to triệu đồng it is 3. Where `own` is empty, nothing but the figure as it is can be meant.
    """
    one, other = _read(given), _read(own)
    if not given.strip():
        return 0
    if not own.strip():
        return None if one.power else 0
    if not one.words and not one.has_scale:  # a sign that is no unit
        return None
    if not one.words or _is_same(one.words, other.words) or _is_same(other.words, one.words):
        return one.power - other.power
    return None


def _is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two units are the same words, the first words of the other, or their initials: DN, doanh nghiệp."""
    if {"%", "‰", "/"} & {*one, *other}:
        return tuple(one) == tuple(other)
    initials = "".join(word[0] for word in other)
    return tuple(one) == tuple(other[: len(one)]) or (len(other) > 1 and "".join(one) == initials)


def is_unit_behind(text: str, own: str) -> bool:
    """Return whether what is written behind a figure is a unit of measure and nothing else; the figure is asked for in `own`.

    `người` is, and `người, trong đó nữ 20` and `người chưa đi` are not: they say that the figure is another one.
    """
    if re.search(r"[,;:]|\d", re.sub(r"\b(?:k?m[23]|10+)\b", "", _plain(text))):
        return False
    if power_between(text, own) is None:  # another unit, which is told
        return is_unit(text)
    return len(_read(text).words) <= len(_read(own).words)


def scaled(number: Decimal, power: int) -> Decimal:
    """Return a number times a power of ten, with all its digits."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # neither infinite nor "not a number"
    return Decimal((sign, digits, exponent + power))
