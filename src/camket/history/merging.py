"""Two changed states of a file brought together by what they say, for git's merge driver.

Values are merged, not lines: what one side alone has changed is taken, a figure that both have changed differently is a
conflict, and so is an entry that one side has removed and the other changed. The text is ours, with theirs spliced in; where
git's own merge of the lines says the same, its text is taken, which has the comments of both. Whatever cannot be done so
is left to git's merge of lines, and never goes by in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from camket.ledger.entries import is_nameless, names_of, own_name
from camket.text import git
from camket.text.edit import Drop, Edit, Insert, Put, edit, excerpt
from camket.text.language import _
from camket.text.numerals import NotANumber, read_date, read_number
from camket.text.problems import CamketError
from camket.text.source import Document, Key, read_document
from camket.text.spelling import IDENT, nfc

MARKER_SIZE = 7
# Nothing is there; a key with nothing behind it says the same.
ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT"})()
# What of a result stands for itself; all else is its figure, of which nobody may put two halves together.
_BESIDE_FIGURE = ("text", "evidence", "same_period", "items", "incidents")
_KNOWN_IN_RESULT = (
    *_BESIDE_FIGURE,
    "value",
    "parts",
    "part",
    "whole",
    "percent",
    "rank",
    "of",
    "grade",
    "done",
    "date",
    "awaiting",
)
# What a bare result may stand for, by whether it is a list.
_BARE = {True: ("items", "incidents"), False: ("value", "percent", "rank", "grade", "done")}
# What is taken or left as a whole: a goal, a pace, a paper.
_WHOLE = ("goal", "pace", "evidence", "document")
# What is written bare stands for a mapping of one of these.
_STANDS_FOR = ("text", "name", "number", "kind", *_BARE[False])
# More of a text than this is cut off in messages.
_SHOWN = 60
# Two entries that share more than this are one entry that was changed.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides have changed differently: the way to it, entries of lists by name, and the three states of it (ABSENT
    where there is none)."""

    way: tuple[str, ...]
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome: the file's bytes; whether it is whole, so that nobody need look at it; the conflicts that stand in it.

    `reason` says why the lines were merged and not the values, where that is so.
    """

    data: bytes
    is_whole: bool
    conflicts: tuple[Conflict, ...] = ()
    reason: str = ""


def merge_file(
    path: str,
    base: bytes,
    ours: bytes,
    theirs: bytes,
    *,
    marker_size: int = MARKER_SIZE,
    find_kinds: Callable[[], Mapping[str, str]] = dict,
) -> Merged:
    """Bring `ours` and `theirs` together, which have both come from `base`; an empty `base` is a file that both have added.

    `path` is for messages; `find_kinds` gives the kinds of measure by target, asked only where a bare result needs one.
    """
    if ours == theirs or base == theirs:
        return Merged(ours, is_whole=True)
    if base == ours:
        return Merged(theirs, is_whole=True)
    sides = {"base": base, "ours": ours, "theirs": theirs}
    documents = {}
    for side, data in sides.items():
        document, problems = read_document(path, data)
        is_usable = document is not None and (isinstance(document.value, dict) or (side == "base" and document.value is None))
        if document is None or not is_usable or any(problem.level == "error" for problem in problems):
            return _merge_lines(path, base, ours, theirs, marker_size, _("{side} cannot be read").format(side=_labels()[side]))
        documents[side] = document
    try:
        return _merge_values(path, sides, documents, marker_size, find_kinds)
    except Exception as error:  # whatever went wrong, someone must look at the file, and the merge of the others go on
        reason = str(error) if isinstance(error, CamketError) else f"{type(error).__name__}: {error}"
        merged = _merge_lines(path, base, ours, theirs, marker_size, reason)
        return Merged(merged.data, is_whole=False, reason=reason)


def read_kinds(targets: Path) -> dict[str, str]:
    """The kinds of measure by target of a targets.yaml, as far as it can be read."""
    try:
        document, _problems = read_document(targets.name, targets.read_bytes())
    except OSError:
        return {}
    entries = document.value.get("targets") if document is not None and isinstance(document.value, dict) else None
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        measure = entry.get("measure") if isinstance(entry, dict) else None
        if isinstance(measure, dict):
            found[str(entry.get("id"))] = str(measure.get("kind"))
    return found


def conflict_text(path: str, conflict: Conflict) -> str:
    """A conflict in words: what it is about, and what each side has made of it."""
    from camket.history.account import key_label

    keys = conflict.way[1:] if conflict.way[:1] == ("results",) and len(conflict.way) > 1 else conflict.way
    words = [key.removeprefix("#") if key.startswith("#") else key_label(key or "value") for key in keys]
    base, ours, theirs = (_shown(one) for one in (conflict.base, conflict.ours, conflict.theirs))
    return _("{path}: {what}: here {base} → {ours}, there {base} → {theirs}").format(
        path=path, what=" › ".join(words), base=base, ours=ours, theirs=theirs
    )


def _shown(value: Any) -> str:
    from camket.history.account import key_label

    if is_nothing(value):
        return "–"
    if isinstance(value, dict):
        given = {key: _shown(item) for key, item in value.items() if not is_nothing(item)}
        is_alone = list(given) == ["value"]
        text = ", ".join(item if is_alone else f"{key_label(key)} {item}" for key, item in given.items())
    elif isinstance(value, list):
        text = "; ".join(map(_shown, value)) or "[]"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _labels() -> dict[str, str]:
    return {"ours": _("this side (ours)"), "base": _("what both began with (base)"), "theirs": _("the other side (theirs)")}


# --- lines --------------------------------------------------------------------------------------------------------------


def _merge_lines(path: str, base: bytes, ours: bytes, theirs: bytes, marker_size: int, reason: str) -> Merged:
    """git's merge of lines; whole only where it has no conflict and can be read."""
    labels = _labels()
    merged = git.merge_text(ours, base, theirs, [labels["ours"], labels["base"], labels["theirs"]], marker_size)
    if merged is None:  # no git, or a file that it takes for no text: both, for someone to choose
        return Merged(_marked(labels, marker_size, [ours], [base], [theirs]), is_whole=False, reason=reason)
    data, is_clean = merged
    document, problems = read_document(path, data)
    is_read = document is not None and document.value is not None and not any(one.level == "error" for one in problems)
    return Merged(data, is_whole=is_clean and is_read, reason=reason)


def _marked(
    labels: Mapping[str, str], size: int, ours: Sequence[bytes], base: Sequence[bytes], theirs: Sequence[bytes]
) -> bytes:
    """The lines of a conflict between the marks that git, and what shows its conflicts, look for."""
    whole = b"".join([*ours, *base, *theirs])
    end = b"\r\n" if b"\r\n" in whole else b"\n"
    out = b""
    for sign, label, lines in (("<", "ours", ours), ("|", "base", base), ("=", "", theirs)):
        out += f"{sign * size} {labels.get(label, '')}".rstrip().encode() + end
        out += b"".join(line if line.endswith(b"\n") else line + end for line in lines if line)
    return out + f"{'>' * size} {labels['theirs']}".encode() + end


# --- values -------------------------------------------------------------------------------------------------------------


def _merge_values(
    path: str,
    sides: Mapping[str, bytes],
    documents: Mapping[str, Document],
    marker_size: int,
    find_kinds: Callable[[], Mapping[str, str]],
) -> Merged:
    base, ours, theirs = (documents[side].value or {} for side in ("base", "ours", "theirs"))
    merging = _Merging(documents["theirs"].text, find_kinds)
    meant = merging.merge(_MergeSpot(), _States(base, ours, theirs))
    data = _text_of_both(path, sides, meant)
    if data is None:
        data = edit(path, sides["ours"], merging.edits)
        document, _problems = read_document(path, data)
        if document is None or not same(document.value, meant, in_order=True):
            raise CamketError(_("{path}: the merged text does not say what was meant").format(path=path))
    if not merging.clashes:
        return Merged(data, is_whole=True)
    marked = _mark_conflicts(path, data, [clash.edits() for clash in merging.clashes], marker_size)
    return Merged(marked, is_whole=False, conflicts=tuple(clash.conflict for clash in merging.clashes))


def _text_of_both(path: str, sides: Mapping[str, bytes], meant: Any) -> bytes | None:
    """git's merge of the lines, ours where they conflict, if it says just what is meant: it has the comments of both sides."""
    merged = git.merge_text(sides["ours"], sides["base"], sides["theirs"], (), MARKER_SIZE, favour_ours=True)
    document, problems = read_document(path, merged[0]) if merged is not None else (None, [])
    if merged is None or document is None or any(problem.level == "error" for problem in problems):
        return None
    return merged[0] if same(document.value, meant, in_order=True) else None


def same(first: Any, second: Any, *, in_order: bool = False) -> bool:
    """Whether two plain values say the same: numbers by value, text by its words, entries of lists by their names.

    What is left blank says nothing, and so does what is not there.
    """
    if is_nothing(first) or is_nothing(second):
        return is_nothing(first) and is_nothing(second)
    if isinstance(first, dict) and isinstance(second, dict):
        return all(same(first.get(key), second.get(key), in_order=in_order) for key in first.keys() | second.keys())
    if isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            return False
        if in_order:
            return all(same(*pair, in_order=True) for pair in zip(first, second, strict=True))
        return _same_entries(first, second)
    if isinstance(first, dict) or isinstance(second, dict):
        mapping, bare = (first, second) if isinstance(first, dict) else (second, first)
        given = {key: value for key, value in mapping.items() if not is_nothing(value)}
        possible = _BARE[True] if isinstance(bare, list) else _STANDS_FOR
        if len(given) == 1 and any(same(given.get(key), bare) for key in possible):
            return True
    if isinstance(first, list) or isinstance(second, list):  # one, written without its list
        many, one = (first, second) if isinstance(first, list) else (second, first)
        return len(many) == 1 and same(many[0], one)
    return isinstance(first, str) and isinstance(second, str) and _same_text(first, second)


def _same_entries(first: list[Any], second: list[Any]) -> bool:
    others = dict(zip(names_of(second), second, strict=True))
    nameless = []
    for name, entry in zip(names_of(first), first, strict=True):
        if name in others and same(entry, others[name]):
            del others[name]
        else:
            nameless.append(entry)
    for entry in nameless:  # of several with one name, say
        found = next((name for name, other in others.items() if same(entry, other)), None)
        if found is None:
            return False
        del others[found]
    return True


def is_nothing(value: Any) -> bool:
    """Whether a value says nothing: not there, blank, or a mapping with nothing in it. An empty list says: none."""
    return value is None or value is ABSENT or (isinstance(value, dict) and all(map(is_nothing, value.values())))


def _same_text(first: str, second: str) -> bool:
    first, second = (nfc(" ".join(text.split())) for text in (first, second))
    if first == second:
        return True
    if not first[:1].isdigit() and first[:1] not in ("+", "-"):
        return False
    return any(_means(read, first) == _means(read, second) is not None for read in (_number, read_date))


def _means(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except (NotANumber, ValueError):
        return None


def _number(text: str) -> object:
    # 010 is a number of a document or of a telephone, and another than 10.
    return None if re.match(r"[+-]?0\d", text) else read_number(text)


class _At:
    """The place of an entry in ours' list, and in the merged one, which is known only when the list is done."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.final = now


Path_ = tuple[str | _At, ...]


def _now(keys: Path_) -> tuple[Key, ...]:
    return tuple(key.now if isinstance(key, _At) else key for key in keys)


def _final(keys: Path_) -> tuple[Key, ...]:
    return tuple(key.final if isinstance(key, _At) else key for key in keys)


class _States(NamedTuple):
    """A value in the three states of the file."""

    base: Any
    ours: Any
    theirs: Any

    def at(self, key: str) -> _States:
        return _States(*(one.get(key, ABSENT) for one in self))


@dataclass(frozen=True, slots=True)
class _MergeSpot:
    """Where a value stands: its way for people, its keys in ours and in theirs, and the order of the keys beside it."""

    way: tuple[str, ...] = ()
    keys: Path_ = ()
    there: tuple[Key, ...] = ()
    order: tuple[str, ...] = ()

    def at(self, key: str, order: tuple[str, ...]) -> _MergeSpot:
        return _MergeSpot((*self.way, key), (*self.keys, key), (*self.there, key), order)

    def entry(self, name: str, at: _At, index: int) -> _MergeSpot:
        """The entry of a list: `name` is for people, as one of the sides writes it."""
        return _MergeSpot((*self.way, "#" + name), (*self.keys, at), (*self.there, index))


@dataclass(frozen=True, slots=True)
class _MergeStep:
    """What turns ours into another side at one spot of a conflict: a value to be put, dropped where it is ABSENT; or an entry
    that ours does not have."""

    keys: Path_
    value: Any
    order: tuple[str, ...] = ()
    is_entry: bool = False

    def edit(self, place: Callable[[Path_], tuple[Key, ...]]) -> Edit:
        keys = place(self.keys)
        if self.is_entry:
            assert isinstance(keys[-1], int)
            return Insert(keys[:-1], keys[-1], self.value)
        return Drop(keys) if self.value is ABSENT else Put(keys, self.value, self.order)


@dataclass(frozen=True, slots=True)
class _Clash:
    """A conflict, with the steps that turn ours into base and into theirs."""

    conflict: Conflict
    base: tuple[_MergeStep, ...]
    theirs: tuple[_MergeStep, ...]

    def edits(self) -> tuple[list[Edit], list[Edit]]:
        return [step.edit(_final) for step in self.base], [step.edit(_final) for step in self.theirs]


class _Merging:
    """One merge: the edits that turn ours into the outcome, and what is left to people, as it goes through the values."""

    def __init__(self, theirs: str, find_kinds: Callable[[], Mapping[str, str]]) -> None:
        self.theirs = theirs
        self.find_kinds = find_kinds
        self.edits: list[Edit] = []
        self.clashes: list[_Clash] = []

    def merge(self, spot: _MergeSpot, states: _States) -> Any:
        """The merged value of what stands at one spot."""
        base, ours, theirs = states
        if len(spot.way) == 2 and spot.way[0] == "results":
            return self._merge_result(spot, states)
        if same(ours, theirs) or same(base, theirs):
            return ours
        name = spot.way[-1] if spot.way else ""
        if isinstance(ours, dict) and isinstance(theirs, dict) and name not in _WHOLE:
            return self._merge_mapping(spot, _States(base if isinstance(base, dict) else {}, ours, theirs))
        if isinstance(ours, list) and isinstance(theirs, list):
            return self._merge_list(spot, _States(base if isinstance(base, list) else [], ours, theirs))
        return self._merge_as_one(spot, states)

    def _merge_as_one(self, spot: _MergeSpot, states: _States) -> Any:
        """Ours, or theirs where ours is still what it was; a conflict where both have changed."""
        base, ours, theirs = states
        if same(ours, theirs) or same(base, theirs):
            return ours
        if not same(base, ours):
            self._clash(spot.way, states, _steps(spot, ours, base), _steps(spot, ours, theirs))
            return ours
        return self._take(spot, ours, theirs)

    def _take(self, spot: _MergeSpot, ours: Any, theirs: Any) -> Any:
        if theirs is not ABSENT:
            written = excerpt(self.theirs, spot.there) if ours is ABSENT else None
            self.edits.append(Put(_now(spot.keys), theirs, spot.order, written))
        elif ours is not ABSENT:
            self.edits.append(Drop(_now(spot.keys)))
        return theirs

    def _clash(
        self, way: tuple[str, ...], states: _States, base: tuple[_MergeStep, ...], theirs: tuple[_MergeStep, ...]
    ) -> None:
        self.clashes.append(_Clash(Conflict(way, *states), base, theirs))

    # --- mappings and lists

    def _merge_mapping(self, spot: _MergeSpot, states: _States) -> dict[str, Any]:
        order = tuple(_in_order(list(states.ours), list(states.theirs)))
        merged = {key: self.merge(spot.at(key, order), states.at(key)) for key in order}
        return {key: value for key, value in merged.items() if value is not ABSENT}

    def _merge_list(self, spot: _MergeSpot, states: _States) -> list[Any]:
        was = dict(zip(_names(states.base), states.base, strict=True))
        mine, other = (_by_name(was, side) for side in (states.ours, states.theirs))
        # What ours alone has added: theirs may have added the same under another name.
        own = [entry for name, (_at, entry) in mine.items() if name not in was and name not in other]
        merged: list[Any] = []
        added: list[tuple[int, Any, int]] = []
        dropped: list[int] = []
        for name in _in_order(list(mine), list(other)):
            at = _At(mine[name][0] if name in mine else 0)
            at.final = len(merged)
            index, yonder = other.get(name, (0, ABSENT))
            one = _States(was.get(name, ABSENT), mine[name][1] if name in mine else ABSENT, yonder)
            if one.ours is not ABSENT and one.theirs is not ABSENT:
                merged.append(self.merge(spot.entry(own_name(one.ours), at, index), one))
            elif one.ours is not ABSENT:
                if one.base is not ABSENT and same(one.base, one.ours):
                    dropped.append(at.now)
                    continue
                merged.append(one.ours)
                if one.base is not ABSENT:
                    self._clash_of_entry(spot, at, one)
            elif one.base is not ABSENT:
                if not same(one.base, one.theirs):
                    self._clash_of_entry(spot, at, one)
            elif not any(same(yonder, entry) for entry in own):
                added.append((len(merged), yonder, index))
                merged.append(yonder)
        keys = _now(spot.keys)
        self.edits += [Drop((*keys, at)) for at in sorted(dropped, reverse=True)]
        self.edits += [Insert(keys, place, entry, excerpt(self.theirs, (*spot.there, index))) for place, entry, index in added]
        return merged

    def _clash_of_entry(self, spot: _MergeSpot, at: _At, states: _States) -> None:
        """One side has removed an entry that the other has changed."""
        is_gone = states.ours is ABSENT
        steps = (_MergeStep((*spot.keys, at), value, is_entry=is_gone) for value in (states.base, states.theirs))
        base, theirs = ((step,) for step in steps)
        self._clash((*spot.way, "#" + own_name(states.theirs if is_gone else states.ours)), states, base, theirs)

    # --- results

    def _merge_result(self, spot: _MergeSpot, states: _States) -> Any:
        """One result: its figure as one thing, and what stands beside it."""
        base, ours, theirs = states
        bare = self._bare_key(spot.way[1], states)
        spelt = [_spelt_out(one, bare) for one in states]
        if None in spelt or is_nothing(ours) or is_nothing(theirs):
            if isinstance(ours, list) and isinstance(theirs, list):
                return self._merge_list(spot, _States(base if isinstance(base, list) else [], ours, theirs))
            return self._merge_as_one(spot, states)
        whole = _States(*spelt)
        if same(whole.ours, whole.theirs) or same(whole.base, whole.theirs):
            return ours
        if same(whole.base, whole.ours):
            return self._take(spot, ours, theirs)
        if whole.ours is ours and whole.theirs is theirs:
            return self._merge_spelt_out(spot, whole)
        # One of them is written bare: nothing inside it can be edited or marked, and a conflict is of the whole result.
        inner = _Merging(self.theirs, self.find_kinds)
        merged = inner._merge_spelt_out(spot, whole)
        if inner.clashes:
            self._clash(spot.way, states, _steps(spot, ours, base), _steps(spot, ours, theirs))
            return ours
        if same(merged, whole.ours, in_order=True):
            return ours
        value = next(iter(merged.values())) if list(merged) == [bare] and whole.ours is not ours else merged
        self.edits.append(Put(_now(spot.keys), value, spot.order))
        return value

    def _merge_spelt_out(self, spot: _MergeSpot, states: _States) -> dict[str, Any]:
        order = tuple(_in_order(list(states.ours), list(states.theirs)))
        figures = _States(*({key: one[key] for key in one if key not in _BESIDE_FIGURE} for one in states))
        taken = figures.ours
        if not same(figures.ours, figures.theirs) and not same(figures.base, figures.theirs):
            to_base, to_theirs = (_figure_steps(spot, order, figures.ours, one) for one in (figures.base, figures.theirs))
            if same(figures.base, figures.ours):
                taken = figures.theirs
                self.edits += [step.edit(_now) for step in to_theirs]
            else:
                self._clash((*spot.way, ""), figures, to_base, to_theirs)
        merged = {
            key: self.merge(spot.at(key, order), states.at(key)) if key in _BESIDE_FIGURE else taken.get(key, ABSENT)
            for key in order
        }
        return {key: value for key, value in merged.items() if value is not ABSENT}

    def _bare_key(self, target: str, states: _States) -> str | None:
        """The key that a bare form of this result stands for: the one that another side has, or that its measure says."""
        bare = [one for one in states if isinstance(one, (str, list))]
        written = {key for one in states if isinstance(one, dict) for key, value in one.items() if not is_nothing(value)}
        if not bare:
            return "parts" if written & set(_KNOWN_IN_RESULT) else None
        possible = [key for key in _BARE[isinstance(bare[0], list)] if key in written]
        if len(possible) == 1:
            return possible[0]
        if not written:
            return None
        from camket.ledger.results import BARE_KEY

        return BARE_KEY.get(self.find_kinds().get(target, ""))


def _steps(spot: _MergeSpot, ours: Any, other: Any) -> tuple[_MergeStep, ...]:
    return () if ours is other or (ours is ABSENT and other is None) else (_MergeStep(spot.keys, other, spot.order),)


def _figure_steps(
    spot: _MergeSpot, order: tuple[str, ...], ours: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[_MergeStep, ...]:
    order = order + tuple(key for key in other if key not in order)
    wanted = {key: other.get(key, ABSENT) for key in (*ours, *other)}
    changed = [_MergeStep((*spot.keys, key), value, order) for key, value in wanted.items() if ours.get(key, ABSENT) != value]
    # What comes before what goes, so that the mapping is not empty on the way.
    return tuple(sorted(changed, key=lambda step: step.value is ABSENT))


def _spelt_out(result: Any, bare: str | None) -> dict[str, Any] | None:
    """A result as a mapping of its keys; None where that cannot be known."""
    if is_nothing(result):
        return result if isinstance(result, dict) else {}
    if isinstance(result, dict):
        is_parts = bare == "parts" and not result.keys() & set(_KNOWN_IN_RESULT)
        return {"parts": result} if is_parts else result
    return {bare: result} if bare is not None else None


def _by_name(was: Mapping[str, Any], entries: list[Any]) -> dict[str, tuple[int, Any]]:
    """A side's entries by name, with their places; one whose name has changed goes by the name that it had."""
    names = _names(entries)
    gone = [name for name in was if name not in names]
    for index, name in enumerate(names):
        if name in was or not gone:
            continue
        alike = [(SequenceMatcher(None, _gist(was[old]), _gist(entries[index]), autojunk=False).ratio(), old) for old in gone]
        likeness, old = max(alike)
        if likeness > _ALIKE and not _is_id(entries[index]):
            names[index] = old
            gone.remove(old)
    return {name: (index, entry) for index, (name, entry) in enumerate(zip(names, entries, strict=True))}


def _names(entries: list[Any]) -> list[str]:
    """The names of entries, all different; one without a name is known by all that it holds."""
    names: dict[str, None] = {}
    for entry, name in zip(entries, names_of(entries), strict=True):
        known = first = f"? {entry}" if is_nameless(entry) else name
        number = 1
        while known in names:
            number += 1
            known = f"{first} ({number})"
        names[known] = None
    return list(names)


def _is_id(entry: Any) -> bool:
    """Whether an entry is an id or has one, and is another with another one, however alike."""
    return bool(entry.get("id")) if isinstance(entry, dict) else isinstance(entry, str) and IDENT.fullmatch(entry) is not None


def _gist(entry: Any) -> str:
    if isinstance(entry, dict):
        return " ".join(_gist(value) for value in entry.values())
    return " ".join(map(_gist, entry)) if isinstance(entry, list) else str(entry or "")


def _in_order(ours: list[str], theirs: list[str]) -> list[str]:
    """All names in ours' order, each of theirs behind the one that it follows there and what ours has added after that."""
    order = list(ours)
    own = set(theirs)
    behind: str | None = None
    for name in theirs:
        if name not in order:
            place = order.index(behind) + 1 if behind is not None else 0
            while place < len(order) and order[place] not in own:
                place += 1
            order.insert(place, name)
        behind = name
    return order


# --- conflicts in the text ----------------------------------------------------------------------------------------------


# What turns ours into base, and into theirs, in one conflict.
_Edits = tuple[list[Edit], list[Edit]]


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines of ours that a conflict is about, with what base and theirs have in their place."""

    clashes: tuple[int, ...]
    start: int
    end: int
    base: tuple[bytes, ...]
    theirs: tuple[bytes, ...]

    def meets(self, other: _Hunk) -> bool:
        """Whether a hunk further down begins before this one has ended, or both are at the same spot between lines."""
        return other.start < self.end or (other.start == self.end and (other.start == other.end or self.start == self.end))


def _mark_conflicts(path: str, data: bytes, clashes: Sequence[_Edits], marker_size: int) -> bytes:
    lines = _lines(data)
    hunks = [_hunk(path, data, lines, clashes, (index,)) for index in range(len(clashes))]
    while True:
        hunks.sort(key=lambda hunk: (hunk.start, hunk.end))
        meeting = next((index for index in range(len(hunks) - 1) if hunks[index].meets(hunks[index + 1])), None)
        if meeting is None:
            break
        both = tuple(sorted(hunks[meeting].clashes + hunks[meeting + 1].clashes))
        hunks[meeting : meeting + 2] = [_hunk(path, data, lines, clashes, both)]
    if len(hunks) > 1 and not _tells_sides(path, data, lines, clashes, hunks):
        # Whoever takes one side everywhere must get that side: a list of which every entry goes is an empty one.
        hunks = [_hunk(path, data, lines, clashes, tuple(range(len(clashes))))]
    labels = _labels()
    for hunk in reversed(hunks):
        lines[hunk.start : hunk.end] = [_marked(labels, marker_size, lines[hunk.start : hunk.end], hunk.base, hunk.theirs)]
    return b"".join(lines)


def _tells_sides(path: str, data: bytes, lines: Sequence[bytes], clashes: Sequence[_Edits], hunks: Sequence[_Hunk]) -> bool:
    """Whether base, and theirs, taken in every hunk say what they do when all is taken at once."""
    for side in (0, 1):
        taken = list(lines)
        for hunk in reversed(hunks):
            taken[hunk.start : hunk.end] = (hunk.base, hunk.theirs)[side]
        told, _problems = read_document(path, b"".join(taken))
        meant, _problems = read_document(path, _variant(path, data, clashes, range(len(clashes)), side))
        if told is None or meant is None or not same(told.value, meant.value, in_order=True):
            return False
    return True


def _variant(path: str, data: bytes, clashes: Sequence[_Edits], group: Sequence[int], side: int) -> bytes:
    """Ours with base (0) or theirs (1) in these conflicts."""
    # From the end of the file on, so that the places further up stay what they are.
    return edit(path, data, [step for index in reversed(group) for step in clashes[index][side]])


def _hunk(path: str, data: bytes, lines: Sequence[bytes], clashes: Sequence[_Edits], group: tuple[int, ...]) -> _Hunk:
    variants = [_lines(_variant(path, data, clashes, group, side)) for side in (0, 1)]
    start = min(_common(lines, variant) for variant in variants)
    shortest = min(len(lines), *map(len, variants)) - start
    tail = min(shortest, *(_common(lines[::-1], variant[::-1]) for variant in variants))
    base, theirs = (tuple(variant[start : len(variant) - tail]) for variant in variants)
    return _Hunk(group, start, len(lines) - tail, base, theirs)


def _lines(data: bytes) -> list[bytes]:
    """The lines as git sees them, with their ends."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _common(first: Sequence[bytes], second: Sequence[bytes]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
