"""Conflicts marked in the text of a file, between the marks that git and editors know.

results:
<<<<<<< this side (ours)
  t: 38
||||||| what both began with (base)
  t: 30
=======
  t: 35
>>>>>>> the other side (theirs)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from camket.history.same_meaning import same
from camket.text.edit import Edit, edit
from camket.text.language import _
from camket.text.source import read_document

MARKER_SIZE = 7


class SideEdits(NamedTuple):
    """For one conflict: the edits that turn the merged file, which has our value there, into base and into theirs."""

    to_base: list[Edit]
    to_theirs: list[Edit]


def side_labels() -> dict[str, str]:
    """Return the names of the three states of a file, for people."""
    return {"ours": _("this side (ours)"), "base": _("what both began with (base)"), "theirs": _("the other side (theirs)")}


def marked_lines(
    labels: Mapping[str, str], size: int, ours: Sequence[bytes], base: Sequence[bytes], theirs: Sequence[bytes]
) -> bytes:
    """Return the lines of one conflict between marks of `size` signs each."""
    all_lines = b"".join([*ours, *base, *theirs])
    end = b"\r\n" if b"\r\n" in all_lines else b"\n"
    out = b""
    for sign, label, lines in (("<", "ours", ours), ("|", "base", base), ("=", "", theirs)):
        out += f"{sign * size} {labels.get(label, '')}".rstrip().encode() + end
        out += b"".join(line if line.endswith(b"\n") else line + end for line in lines if line)
    return out + f"{'>' * size} {labels['theirs']}".encode() + end


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines `start` to `end` of the merged file that conflicts are about, with the lines of base and theirs in their place.

    `conflicts` are the indexes of these conflicts.
    """

    conflicts: tuple[int, ...]
    start: int
    end: int
    base: tuple[bytes, ...]
    theirs: tuple[bytes, ...]

    def meets(self, other: _Hunk) -> bool:
        """Return whether a later hunk begins before this one ends, or both insert lines at the same place."""
        return other.start < self.end or (other.start == self.end and (other.start == other.end or self.start == self.end))


def mark_conflicts(path: str, data: bytes, conflicts: Sequence[SideEdits], marker_size: int) -> bytes:
    """Return the merged file `data` with each conflict marked; conflicts whose lines overlap are marked as one."""
    lines = _lines(data)
    hunks = [_hunk(path, data, lines, conflicts, (index,)) for index in range(len(conflicts))]
    while True:
        hunks.sort(key=lambda hunk: (hunk.start, hunk.end))
        meeting = next((index for index in range(len(hunks) - 1) if hunks[index].meets(hunks[index + 1])), None)
        if meeting is None:
            break
        both = tuple(sorted(hunks[meeting].conflicts + hunks[meeting + 1].conflicts))
        hunks[meeting : meeting + 2] = [_hunk(path, data, lines, conflicts, both)]
    if len(hunks) > 1 and not _gives_each_side(path, data, lines, conflicts, hunks):
        # A user who takes the same side in every hunk must get exactly that side. Where hunks do not add up to it (a list of
        # which each entry is a conflict and all are removed must become an empty list), all conflicts are marked as one.
        hunks = [_hunk(path, data, lines, conflicts, tuple(range(len(conflicts))))]
    labels = side_labels()
    for hunk in reversed(hunks):
        lines[hunk.start : hunk.end] = [marked_lines(labels, marker_size, lines[hunk.start : hunk.end], hunk.base, hunk.theirs)]
    return b"".join(lines)


def _gives_each_side(
    path: str, data: bytes, lines: Sequence[bytes], conflicts: Sequence[SideEdits], hunks: Sequence[_Hunk]
) -> bool:
    """Return whether the file that takes base in each hunk means what base does, and the same for theirs."""
    for side in (0, 1):
        taken = list(lines)
        for hunk in reversed(hunks):
            taken[hunk.start : hunk.end] = (hunk.base, hunk.theirs)[side]
        found, _problems = read_document(path, b"".join(taken))
        meant, _problems = read_document(path, _variant(path, data, conflicts, range(len(conflicts)), side))
        if found is None or meant is None or not same(found.value, meant.value, in_order=True):
            return False
    return True


def _variant(path: str, data: bytes, conflicts: Sequence[SideEdits], group: Sequence[int], side: int) -> bytes:
    """Return the merged file with the values of base (side 0) or theirs (side 1) in the conflicts of `group`."""
    # From the end of the file to its beginning, so that the places of the edits still to make do not move.
    return edit(path, data, [one for index in reversed(group) for one in conflicts[index][side]])


def _hunk(path: str, data: bytes, lines: Sequence[bytes], conflicts: Sequence[SideEdits], group: tuple[int, ...]) -> _Hunk:
    """Return the hunk of some conflicts: all lines but those at the beginning and the end that all three states share."""
    variants = [_lines(_variant(path, data, conflicts, group, side)) for side in (0, 1)]
    start = min(_count_equal(lines, variant) for variant in variants)
    shortest = min(len(lines), *map(len, variants)) - start
    tail = min(shortest, *(_count_equal(lines[::-1], variant[::-1]) for variant in variants))
    base, theirs = (tuple(variant[start : len(variant) - tail]) for variant in variants)
    return _Hunk(group, start, len(lines) - tail, base, theirs)


def _lines(data: bytes) -> list[bytes]:
    """Return the lines as git splits them, with their ends."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _count_equal(first: Sequence[bytes], second: Sequence[bytes]) -> int:
    """Return how many lines are equal from the beginning on."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
