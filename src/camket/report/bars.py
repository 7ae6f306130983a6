"""Bars of progress and of counts, for paper and pages: made of rectangles only, drawn as SVG, as PNG or as a line of text.

A pattern tells verdicts apart without colour, so that a bar means the same on a black-and-white print. Rectangles need no font
and no drawing library: every program shows the SVG in the same way, and the PNG is the same picture.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from camket.ledger.reports import Verdict

Pattern = Literal["full", "lined", "striped", "checked", "dotted", "empty"]
PATTERNS: dict[Verdict, Pattern] = {
    "exceeded": "full",
    "met": "full",
    "on-track": "lined",
    "behind": "striped",
    "missed": "checked",
    "not-reported": "dotted",
    "undecided": "dotted",
    "goal-unassigned": "empty",
    "not-yet-due": "empty",
    "awaiting-publication": "empty",
}
COLOURS: dict[Pattern, str] = {
    "full": "1B5E20",
    "lined": "1F4E9E",
    "striped": "B45309",
    "checked": "9B1C1C",
    "dotted": "333333",
    "empty": "FFFFFF",
}
_SIGNS: dict[Pattern, str] = {"full": "█", "lined": "█", "striped": "▒", "checked": "▒", "dotted": "·", "empty": "░"}
_TEXT_WIDTH = 20  # characters of a bar as text
_DOTS = 8  # of a PNG, for each mm: 203 dots an inch, no more than a word processor keeps in a PDF
_GRID = 1 / _DOTS  # mm: all edges are on this grid, so that the PNG is exactly the SVG
_STEP = 1.0  # mm from one stripe or dot to the next
_FRAME = 0.125  # mm: the outline
_OVER = 0.5  # mm that the mark of the pace stands out above and below the bar
_BLACK, _WHITE = "000000", "FFFFFF"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle, in mm from the upper left corner of the picture."""

    left: float
    top: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class BarPicture:
    """A picture of `width` and `height` in mm: rectangles, later ones on top. `text` is the bar in characters."""

    width: float
    height: float
    rectangles: tuple[Rectangle, ...]
    text: str = ""


def progress_bar(share: float, pattern: Pattern, mark: float | None = None, *, width: float, height: float) -> BarPicture:
    """Return a bar filled to `share` (0 to 1; more is drawn as 1), with a line at `mark`, the share that the pace expects."""
    filled = min(max(share, 0.0), 1.0)
    bar = _bar([(filled, pattern)], width, height)
    signs = _SIGNS[pattern] * _cells(filled)
    text = signs.ljust(_TEXT_WIDTH, "░")
    if mark is None:
        return BarPicture(width, height, tuple(bar), text)
    line = 2 * _GRID
    place = _snap(min(max(mark, 0.0), 1.0) * width)
    left = min(max(place - line / 2, 0.0), width - line)
    # A white edge keeps the line visible on a dark bar.
    edge = Rectangle(max(left - _GRID, 0.0), _OVER, line + 2 * _GRID, height - 2 * _OVER, _WHITE)
    at = min(_cells(min(max(mark, 0.0), 1.0)), _TEXT_WIDTH - 1)
    return BarPicture(width, height, (*bar, edge, Rectangle(left, 0.0, line, height, _BLACK)), text[:at] + "│" + text[at + 1 :])


def counts_bar(counts: Sequence[tuple[int, Pattern]], *, width: float, height: float) -> BarPicture:
    """Return a bar divided in proportion to `counts`, each part with its pattern."""
    total = sum(count for count, _pattern in counts) or 1
    bar = _bar([(count / total, pattern) for count, pattern in counts], width, height)
    done, text = 0, ""
    for count, pattern in counts:
        done += count
        text = text.ljust(_cells(done / total), _SIGNS[pattern])
    return BarPicture(width, height, tuple(bar), text)


def swatch(pattern: Pattern, *, width: float, height: float) -> BarPicture:
    """Return a small field of a pattern, for a legend."""
    return BarPicture(width, height, tuple(_bar([(1.0, pattern)], width, height, over=0.0)), _SIGNS[pattern])


def to_svg(picture: BarPicture, title: str = "") -> bytes:
    """Return the picture as SVG; `title` is what it shows in words, where the page itself does not say it."""
    width, height = _number(picture.width), _number(picture.height)
    shapes = "".join(
        f'<rect x="{_number(one.left)}" y="{_number(one.top)}" width="{_number(one.width)}" height="{_number(one.height)}"'
        f' fill="#{one.colour}"/>'
        for one in picture.rectangles
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    words = f"<title>{escape(title)}</title>" if title else ""
    return f'{head} role="img" shape-rendering="crispEdges">{words}{shapes}</svg>'.encode()


def to_png(picture: BarPicture) -> bytes:
    """Return the picture as PNG, transparent beside the rectangles, with its size in mm."""
    columns, lines = round(picture.width * _DOTS), round(picture.height * _DOTS)
    dots = [bytearray(4 * columns) for _line in range(lines)]  # transparent
    for one in picture.rectangles:
        first, last = round(one.left * _DOTS), round((one.left + one.width) * _DOTS)
        filling = bytes.fromhex(one.colour + "FF") * (min(last, columns) - first)
        for line in dots[round(one.top * _DOTS) : round((one.top + one.height) * _DOTS)]:
            line[4 * first : 4 * first + len(filling)] = filling
    size = struct.pack(">IIBBBBB", columns, lines, 8, 6, 0, 0, 0)  # 8 bits each of red, green, blue and opacity
    scale = struct.pack(">IIB", _DOTS * 1000, _DOTS * 1000, 1)  # dots a metre
    data = zlib.compress(b"".join(b"\0" + line for line in dots), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, content) for name, content in ((b"IHDR", size), (b"pHYs", scale), (b"IDAT", data), (b"IEND", b""))
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _bar(parts: Sequence[tuple[float, Pattern]], width: float, height: float, *, over: float = _OVER) -> list[Rectangle]:
    """An outlined bar whose parts are given by their shares of the width and their patterns."""
    top, bottom = over, height - over
    drawn = [Rectangle(0.0, top, width, bottom - top, _BLACK)]
    drawn.append(Rectangle(_FRAME, top + _FRAME, width - 2 * _FRAME, bottom - top - 2 * _FRAME, _WHITE))
    reached = 0.0
    for share, pattern in parts:
        left, reached = _snap(reached * width), reached + share
        right = _snap(min(reached, 1.0) * width)
        if share > 0 and right > left:
            drawn += _pattern(pattern, left, top, right - left, bottom - top)
            if right < width:
                drawn.append(Rectangle(right - _FRAME, top, _FRAME, bottom - top, _BLACK))
    return drawn


def _pattern(pattern: Pattern, left: float, top: float, width: float, height: float) -> Iterator[Rectangle]:
    """The rectangles that fill one part of a bar."""
    colour = COLOURS[pattern]
    inner = Rectangle(left + _FRAME, top + _FRAME, width - _FRAME, height - 2 * _FRAME, colour)
    if pattern in ("full", "lined"):
        yield inner
    if pattern == "lined":
        yield Rectangle(left + _FRAME, _snap(top + height / 2 - _GRID), width - _FRAME, 2 * _GRID, _WHITE)
    if pattern == "striped":
        for start in _steps(left + _FRAME, left + width):
            yield Rectangle(start, inner.top, min(_STEP / 2, left + width - start), inner.height, colour)
    if pattern in ("checked", "dotted"):
        size = _STEP / 2 if pattern == "checked" else _STEP / 4
        for row, place in enumerate(_steps(inner.top, inner.top + inner.height, _STEP / 2)):
            shift = _STEP / 2 if row % 2 else 0.0
            for start in _steps(left + _FRAME + shift, left + width):
                depth = min(size, inner.top + inner.height - place)
                yield Rectangle(start, place, min(size, left + width - start), depth, colour)


def _steps(start: float, end: float, step: float = _STEP) -> Iterator[float]:
    while start < end - _GRID / 2:
        yield start
        start += step


def _cells(share: float) -> int:
    """How many characters of a bar as text are filled; any progress fills one, and only all of it fills all."""
    return _TEXT_WIDTH if share >= 1 else 0 if share <= 0 else min(max(round(share * _TEXT_WIDTH), 1), _TEXT_WIDTH - 1)


def _snap(length: float) -> float:
    return round(length / _GRID) * _GRID


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
