"""A three-way merge of values: what two sides, ours and theirs, have made of a common base, value by value.

An example: one result of one report, in the three states.

    base      {value: 30, text: Đang rà soát}
    ours      {value: 38, text: Đang rà soát}       has changed the figure
    theirs    {value: 30, text: Đã rà soát xong}    has changed the words
    merged    {value: 38, text: Đã rà soát xong}    what one side alone has changed is taken
    theirs    {value: 35, text: Đang rà soát}       would be a conflict: both sides have changed the figure, differently

The keys that make a figure are merged as one: 12 of 20 and 14 of 21 must not become 14 of 20. Entries of lists are matched by
their names. An entry that one side has removed and the other has changed is a conflict.

The result is a list of edits of our file, not a new file: comments and layout stay as we have them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard

from camket.history.entry_matching import match_entries, merged_order, unique_names
from camket.history.same_meaning import ABSENT, Alikes, is_nothing, same
from camket.ledger.entries import own_name
from camket.ledger.measures.registry import BARE_KEYS_OF_LIST, BARE_KEYS_OF_TEXT, BY_KIND, figure_keys
from camket.text.edit import Drop, Edit, Insert, Put, excerpt
from camket.text.parsed_text import ParsedText
from camket.text.source import Keys, Plain

# The keys of a result beside its figure, merged one by one. All other keys make the figure, and are merged as one.
_BESIDE_FIGURE = ("text", "evidence", "same_period", *BARE_KEYS_OF_LIST)
# All keys of results of every kind but compositions, whose parts have keys of their own.
KEYS_OF_RESULT = tuple(dict.fromkeys((*_BESIDE_FIGURE, *figure_keys(), "awaiting")))
# Mappings that one side or the other is taken of as a whole: half of a goal means nothing.
_TAKEN_AS_ONE = ("goal", "pace", "evidence", "document")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides have changed, differently: the way to it, and its value in each of the three states.

    `way` has the keys that lead to the value, an entry of a list as `#` and its name, and ends in an empty text for the
    figure of a result. A value is ABSENT where a state does not have it.
    """

    way: tuple[str, ...]
    base: Plain
    ours: Plain
    theirs: Plain


class EntryIndex:
    """The index of an entry in our list while edits are made (`now`), and in the merged list (`final`).

    The final index is known only when the whole list is merged; a conflict that was found before needs it all the same.
    """

    def __init__(self, now: int) -> None:
        self.now = now
        self.final = now


MergeKeys = tuple[str | EntryIndex, ...]


def keys_now(keys: MergeKeys) -> Keys:
    """Return the keys of a place in our file as it is before the merge."""
    return tuple(key.now if isinstance(key, EntryIndex) else key for key in keys)


def keys_when_merged(keys: MergeKeys) -> Keys:
    """Return the keys of a place in the merged file."""
    return tuple(key.final if isinstance(key, EntryIndex) else key for key in keys)


class ThreeStates(NamedTuple):
    """One value in the three states of a file; ABSENT in a state that does not have it."""

    base: Plain
    ours: Plain
    theirs: Plain

    def at(self, key: str) -> ThreeStates:
        """Return the states of the value under `key`."""
        return ThreeStates(*(one.get(key, ABSENT) for one in self))


@dataclass(frozen=True, slots=True)
class MergePlace:
    """The place of a value: the way to it for messages, its keys in our file and in theirs, the order of its sibling keys."""

    way: tuple[str, ...] = ()
    keys: MergeKeys = ()
    their_keys: Keys = ()
    order: tuple[str, ...] = ()

    def at(self, key: str, order: tuple[str, ...]) -> MergePlace:
        """Return the place of the value under `key`."""
        return MergePlace((*self.way, key), (*self.keys, key), (*self.their_keys, key), order)

    def entry(self, name: str, index: EntryIndex, their_position: int) -> MergePlace:
        """Return the place of an entry of a list; `name` is for messages, as one of the sides writes it."""
        return MergePlace((*self.way, "#" + name), (*self.keys, index), (*self.their_keys, their_position))


@dataclass(frozen=True, slots=True)
class MergeStep:
    """One step from our value to that of another state: put `value` at `keys`, or drop what is there where it is ABSENT.

    With `is_entry`, the value is an entry that our list does not have, and is inserted.
    """

    keys: MergeKeys
    value: Plain
    order: tuple[str, ...] = ()
    is_entry: bool = False

    def edit(self, place: Callable[[MergeKeys], Keys]) -> Edit:
        """Return the step as an edit of the file whose keys `place` gives: `keys_now` or `keys_when_merged`."""
        keys = place(self.keys)
        if self.is_entry:
            assert isinstance(keys[-1], int)
            return Insert(keys[:-1], keys[-1], self.value)
        return Drop(keys) if self.value is ABSENT else Put(keys, self.value, self.order)


@dataclass(frozen=True, slots=True)
class ConflictSteps:
    """A conflict, with the steps that turn our value into that of base and into that of theirs."""

    conflict: Conflict
    to_base: tuple[MergeStep, ...]
    to_theirs: tuple[MergeStep, ...]


class _AddedEntry(NamedTuple):
    """An entry that only theirs has added: its position in the merged list, its value, its position in their list."""

    position: int
    value: Plain
    their_position: int


class ValueMerge:
    """One merge: goes through the values of a file, and collects the edits of our file and the conflicts left in it.

    `theirs` is their file, from which added entries are copied as they are written there. `find_kinds` returns
    the kind of measure of each target; it is called only where a bare result cannot be understood without it.
    """

    def __init__(self, theirs: ParsedText, find_kinds: Callable[[], Mapping[str, str]]) -> None:
        self.theirs = theirs
        self.find_kinds = find_kinds
        self.edits: list[Edit] = []
        self.conflicts: list[ConflictSteps] = []

    def merge(self, place: MergePlace, states: ThreeStates) -> Plain:
        """Return the merged value at one place; where there is a conflict, our value."""
        base, ours, theirs = states
        if len(place.way) == 2 and place.way[0] == "results":
            return self._merge_result(place, states)
        if same(ours, theirs) or same(base, theirs):
            return ours
        name = place.way[-1] if place.way else ""
        if isinstance(ours, dict) and isinstance(theirs, dict) and name not in _TAKEN_AS_ONE:
            return self._merge_mapping(place, ThreeStates(base if isinstance(base, dict) else {}, ours, theirs))
        if _has_entries(ours) and _has_entries(theirs):
            return self._merge_list(place, ThreeStates(base if isinstance(base, list) else [], ours, theirs))
        return self._merge_as_one(place, states)

    def _merge_as_one(self, place: MergePlace, states: ThreeStates) -> Plain:
        """Take the side that has changed the value as a whole; a conflict where both have, differently."""
        base, ours, theirs = states
        if same(ours, theirs) or same(base, theirs):
            return ours
        if not same(base, ours):
            self._add_conflict(place.way, states, _steps(place, ours, base), _steps(place, ours, theirs))
            return ours
        return self._take_theirs(place, ours, theirs)

    def _take_theirs(self, place: MergePlace, ours: Plain, theirs: Plain) -> Plain:
        if theirs is not ABSENT:
            written = excerpt(self.theirs, place.their_keys) if ours is ABSENT else None
            self.edits.append(Put(keys_now(place.keys), theirs, place.order, written))
        elif ours is not ABSENT:
            self.edits.append(Drop(keys_now(place.keys)))
        return theirs

    def _add_conflict(
        self, way: tuple[str, ...], states: ThreeStates, to_base: tuple[MergeStep, ...], to_theirs: tuple[MergeStep, ...]
    ) -> None:
        self.conflicts.append(ConflictSteps(Conflict(way, *states), to_base, to_theirs))

    # --- mappings and lists

    def _merge_mapping(self, place: MergePlace, states: ThreeStates) -> dict[str, Plain]:
        order = tuple(merged_order(list(states.ours), list(states.theirs)))
        merged = {key: self.merge(place.at(key, order), states.at(key)) for key in order}
        return {key: value for key, value in merged.items() if value is not ABSENT}

    def _merge_list(self, place: MergePlace, states: ThreeStates) -> list[Plain]:
        base = dict(zip(unique_names(states.base), states.base, strict=True))
        ours, theirs = (match_entries(base, side) for side in (states.ours, states.theirs))
        # Theirs may have added the same entries as ours under another name: they must not come in twice.
        added_by_ours = Alikes(entry.value for name, entry in ours.items() if name not in base and name not in theirs)
        merged: list[Plain] = []
        added: list[_AddedEntry] = []
        dropped: list[int] = []
        for name in merged_order(list(ours), list(theirs)):
            index = EntryIndex(ours[name].position if name in ours else 0)
            index.final = len(merged)
            their_position, their_value = theirs.get(name, (0, ABSENT))
            one = ThreeStates(base.get(name, ABSENT), ours[name].value if name in ours else ABSENT, their_value)
            if one.ours is not ABSENT and one.theirs is not ABSENT:
                merged.append(self.merge(place.entry(own_name(one.ours), index, their_position), one))
            elif one.ours is not ABSENT:  # added by ours, or removed by theirs
                if one.base is not ABSENT and same(one.base, one.ours):
                    dropped.append(index.now)
                    continue
                merged.append(one.ours)
                if one.base is not ABSENT:
                    self._add_conflict_of_entry(place, index, one)
            elif one.base is not ABSENT:  # removed by ours
                if not same(one.base, one.theirs):
                    self._add_conflict_of_entry(place, index, one)
            elif not added_by_ours.has(their_value):
                added.append(_AddedEntry(len(merged), their_value, their_position))
                merged.append(their_value)
        keys = keys_now(place.keys)
        self.edits += [Drop((*keys, at)) for at in sorted(dropped, reverse=True)]
        for entry in added:
            written = excerpt(self.theirs, (*place.their_keys, entry.their_position))
            self.edits.append(Insert(keys, entry.position, entry.value, written))
        return merged

    def _add_conflict_of_entry(self, place: MergePlace, index: EntryIndex, states: ThreeStates) -> None:
        """Add the conflict of an entry that one side has removed and the other has changed."""
        is_removed = states.ours is ABSENT
        to_base, to_theirs = (
            (MergeStep((*place.keys, index), value, is_entry=is_removed),) for value in (states.base, states.theirs)
        )
        name = own_name(states.theirs if is_removed else states.ours)
        self._add_conflict((*place.way, "#" + name), states, to_base, to_theirs)

    # --- results

    def _merge_result(self, place: MergePlace, states: ThreeStates) -> Plain:
        """Merge a result: its figure as one, the keys beside the figure one by one."""
        base, ours, theirs = states
        bare_key = self._bare_key(place.way[1], states)
        spelt_out = [_spelt_out(one, bare_key) for one in states]
        if None in spelt_out or is_nothing(ours) or is_nothing(theirs):
            if _has_entries(ours) and _has_entries(theirs):
                return self._merge_list(place, ThreeStates(base if isinstance(base, list) else [], ours, theirs))
            return self._merge_as_one(place, states)
        full = ThreeStates(*spelt_out)
        if same(full.ours, full.theirs) or same(full.base, full.theirs):
            return ours
        if same(full.base, full.ours):
            return self._take_theirs(place, ours, theirs)
        if full.ours is ours and full.theirs is theirs:
            return self._merge_spelt_out(place, full)
        # One side is written bare: a part of it cannot be edited or marked, so that a conflict is one of the whole result.
        inner = ValueMerge(self.theirs, self.find_kinds)
        merged = inner._merge_spelt_out(place, full)
        if inner.conflicts:
            self._add_conflict(place.way, states, _steps(place, ours, base), _steps(place, ours, theirs))
            return ours
        if same(merged, full.ours, in_order=True):
            return ours
        if same(merged, full.theirs):  # as it is written there, so that the merge is the same from both sides
            return self._take_theirs(place, ours, theirs)
        value = next(iter(merged.values())) if list(merged) == [bare_key] and full.ours is not ours else merged
        self.edits.append(Put(keys_now(place.keys), value, place.order))
        return value

    def _merge_spelt_out(self, place: MergePlace, states: ThreeStates) -> dict[str, Plain]:
        order = tuple(merged_order(list(states.ours), list(states.theirs)))
        figures = ThreeStates(*({key: one[key] for key in one if key not in _BESIDE_FIGURE} for one in states))
        taken = figures.ours
        if not same(figures.ours, figures.theirs) and not same(figures.base, figures.theirs):
            to_base, to_theirs = (_figure_steps(place, order, figures.ours, one) for one in (figures.base, figures.theirs))
            if same(figures.base, figures.ours):
                taken = figures.theirs
                self.edits += [step.edit(keys_now) for step in to_theirs]
            else:
                self._add_conflict((*place.way, ""), figures, to_base, to_theirs)
        merged = {
            key: self.merge(place.at(key, order), states.at(key)) if key in _BESIDE_FIGURE else taken.get(key, ABSENT)
            for key in order
        }
        return {key: value for key, value in merged.items() if value is not ABSENT}

    def _bare_key(self, target: str, states: ThreeStates) -> str | None:
        """Return the key whose value the bare form of this result is: one that another state has, or the measure's own."""
        bare = [one for one in states if isinstance(one, (str, list))]
        written = {key for one in states if isinstance(one, dict) for key, value in one.items() if not is_nothing(value)}
        if not bare:
            return "parts" if written & set(KEYS_OF_RESULT) else None
        possible = [key for key in (BARE_KEYS_OF_LIST if isinstance(bare[0], list) else BARE_KEYS_OF_TEXT) if key in written]
        if len(possible) == 1:
            return possible[0]
        if not written:
            return None
        measure = BY_KIND.get(self.find_kinds().get(target, ""))
        return measure.bare_key if measure is not None else None


def _has_entries(value: Plain) -> TypeGuard[list[Plain]]:
    """Whether a value is a list that can be merged entry by entry; a list in a list, or an empty text, is no entry."""
    return isinstance(value, list) and not any(isinstance(one, list) or one == "" for one in value)


def _steps(place: MergePlace, ours: Plain, other: Plain) -> tuple[MergeStep, ...]:
    return () if ours is other or (ours is ABSENT and other is None) else (MergeStep(place.keys, other, place.order),)


def _figure_steps(
    place: MergePlace, order: tuple[str, ...], ours: Mapping[str, Plain], other: Mapping[str, Plain]
) -> tuple[MergeStep, ...]:
    order = order + tuple(key for key in other if key not in order)
    wanted = {key: other.get(key, ABSENT) for key in (*ours, *other)}
    changed = [MergeStep((*place.keys, key), value, order) for key, value in wanted.items() if ours.get(key, ABSENT) != value]
    # Put before drop, so that the mapping is never empty between two steps.
    return tuple(sorted(changed, key=lambda step: step.value is ABSENT))


def _spelt_out(result: Plain, bare_key: str | None) -> dict[str, Plain] | None:
    """Return a result as a mapping; None where it is written bare and its key is not known."""
    if is_nothing(result):
        return result if isinstance(result, dict) else {}
    if isinstance(result, dict):
        is_parts = bare_key == "parts" and not result.keys() & set(KEYS_OF_RESULT)
        return {"parts": result} if is_parts else result
    return {bare_key: result} if bare_key is not None else None
