"""Differences in the user's words: by round and unit, target by target, texts word by word.

The screen, Markdown and messages show the same lines; what is in them is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from camket.history.differences import Change, Differences, ReceiptChange, StandingChange
from camket.history.fact_text import value_text, way_label
from camket.history.facts import Value, Way
from camket.ledger.ledger import Ledger
from camket.ledger.measures.registry import Measure
from camket.ledger.targets import Target
from camket.standing.appendix import numbers
from camket.standing.in_force import goal_in_force
from camket.standing.submissions import Submission
from camket.standing.wording import goal_text, round_name, standing_label, state_label, target_name
from camket.text.language import _

Part = Literal["same", "old", "new"]
# Two entries whose texts are more alike than this (0 to 1) are one entry that was changed; otherwise one was removed and
# another was added.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of a line's text: the same in both states, or only in the old or only in the new one."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words. `sign` is + for added, - for removed, ~ for changed, ! for what follows from a change."""

    sign: str
    label: str
    spans: tuple[TextSpan, ...]


@dataclass(frozen=True, slots=True)
class TargetChanges:
    """All changes of one target, or of a report beside its targets (`target` is None)."""

    target: str | None
    name: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """All changes of one unit in a round; `unit` is None for the office's file, `round` is None for the commitment."""

    round: str | None
    unit: str | None
    title: str
    entries: tuple[TargetChanges, ...]


class _SectionKey(NamedTuple):
    """Which changes are in one section: those of this round, unit and file; `path` is empty for what only follows."""

    round: str | None
    unit: str | None
    path: str


class _GoalChange(NamedTuple):
    """A changed goal as it is shown: a change of targets.yaml holds in every later round too, and is shown only once."""

    target: str
    unit: str | None
    before: str
    now: str


def tell(found: Differences) -> tuple[UnitChanges, ...]:
    """Return the differences by round and unit, in the order of the year and of the office."""
    told = _Told(found)
    return tuple(section for key in _sections(found) if (section := _section(told, key)).entries)


def tell_changes(ledger: Ledger, target: Target | None, changes: Sequence[Change]) -> list[ChangeLine]:
    """Return changes of one target, or of a file beside its targets, one line each; an entry of a list is one line."""
    return _lines(Differences(ledger, ledger, tuple(changes), (), ()), target, changes)


def tell_goal(before: Target | None, now: Target | None, unit: str | None, day: date) -> ChangeLine | None:
    """Return a goal before and now, as in force on `day`, as one line; None where its text is the same."""
    texts = [_goal_on(target, unit, day) for target in (before, now)]
    return _follows(_("goal"), *texts) if texts[0] != texts[1] else None


def _goal_on(target: Target | None, unit: str | None, day: date) -> str:
    if target is None:
        return "–"
    goal, references = goal_in_force(target, day)
    return goal_text(target, goal, references, unit)


def _sections(found: Differences) -> list[_SectionKey]:
    """Return the keys of all sections: the commitment first, then each round, in each round the office's own file last."""
    keys = {_SectionKey(change.round, change.unit, change.path) for change in found.changes}
    with_changes = {(key.round, key.unit) for key in keys}
    of_standings = {(one.round, one.now.unit) for one in found.standing_changes}
    keys |= {_SectionKey(round_id, unit, "") for round_id, unit in of_standings - with_changes}
    rounds = [None, *(round_.id for round_ in found.now.rounds)]
    units = {unit: place for place, unit in enumerate(dict.fromkeys([*found.now.units, *found.before.units]))}

    def order(key: _SectionKey) -> tuple[int, int, str]:
        where = rounds.index(key.round) if key.round in rounds else len(rounds)
        return where, units.get(key.unit or "", len(units)), key.path

    return sorted(keys, key=order)


class _Told:
    """Differences by the section that they are told in. `shown_goals` are the goals that are told already."""

    def __init__(self, found: Differences) -> None:
        self.found = found
        self.targets = {**found.before.targets, **found.now.targets}
        self.numbers = {**numbers(found.before), **numbers(found.now)}
        self.order = {target: place for place, target in enumerate(dict.fromkeys([*found.now.targets, *found.before.targets]))}
        self.changes: dict[_SectionKey, dict[str | None, list[Change]]] = {}
        for change in found.changes:
            of_section = self.changes.setdefault(_SectionKey(change.round, change.unit, change.path), {})
            of_section.setdefault(change.target, []).append(change)
        self.standings: dict[tuple[str | None, str | None], dict[str, StandingChange]] = {}
        for turn in found.standing_changes:
            self.standings.setdefault((turn.round, turn.now.unit), {})[turn.now.target.id] = turn
        self.receipts: dict[tuple[str | None, str | None], list[ReceiptChange]] = {}
        for receipt in found.receipts:
            self.receipts.setdefault((receipt.round, receipt.unit), []).append(receipt)
        self.shown_goals: set[_GoalChange] = set()


def _section(told: _Told, key: _SectionKey) -> UnitChanges:
    """Return one section without the goals that are told already."""
    found, changes = told.found, told.changes.get(key, {})
    standings = told.standings.get((key.round, key.unit), {})
    entries = []
    if key.unit is not None or changes:
        receipts = told.receipts.get((key.round, key.unit), ())
        lines = [
            *(_follows(_("report"), _state(receipt.before), _state(receipt.now)) for receipt in receipts),
            *_lines(found, None, changes.get(None, ())),
        ]
        if lines:
            entries.append(TargetChanges(None, "", tuple(lines)))
    concerned = (target for target in {*changes, *standings} if target in told.order)
    for target_id in sorted(concerned, key=told.order.__getitem__):
        of_target = changes.get(target_id, ())
        target = told.targets[target_id]
        lines = _lines(found, target, of_target)
        if target_id in standings and (of_target or not key.path):
            lines += _standing_lines(standings[target_id], told.shown_goals)
        if lines:
            entries.append(TargetChanges(target_id, f"{told.numbers[target_id]} {target_name(target)}", tuple(lines)))
    return UnitChanges(key.round, key.unit, _title(found, *key), tuple(entries))


def _title(found: Differences, round_id: str | None, unit: str | None, path: str) -> str:
    if round_id is None:
        return found.now.name(unit) if unit else found.now.commitment.title
    round_ = found.now.round(round_id) or found.before.round(round_id)
    name = round_name(round_) if round_ else round_id
    if unit is not None:
        return f"{name}, {found.now.name(unit)}"
    return f"{name}, {found.now.commitment.issuing_office or found.now.commitment.issuing_body}" if path else name


# --- what follows from the changes ------------------------------------------------------------------------------------


def _state(submission: Submission | None) -> str:
    if submission is None:
        return _("not asked for")
    answered = f" ({submission.answered}/{submission.required})" if submission.submitted else ""
    return state_label(submission) + answered


def _standing_lines(change: StandingChange, shown_goals: set[_GoalChange]) -> list[ChangeLine]:
    before, now = change.before, change.now
    measure = now.target.measure
    lines = []
    if before.actual != now.actual:
        lines.append(_follows(_("cumulative"), *(_figure(measure, one.actual) for one in (before, now))))
    goals = [goal_text(one.target, one.goal, one.references, one.unit) if one.goal else "–" for one in (before, now)]
    goal = _GoalChange(now.target.id, now.unit, *goals)
    if goal.before != goal.now and goal not in shown_goals:
        shown_goals.add(goal)
        lines.append(_follows(_("goal"), goal.before, goal.now))
    if before.verdict != now.verdict:
        lines.append(_follows(_("verdict"), standing_label(before), standing_label(now)))
    return lines


def _figure(measure: Measure, value: Decimal | None) -> str:
    return "–" if value is None else measure.figure_text(value)


def _follows(label: str, before: str, now: str) -> ChangeLine:
    return ChangeLine("!", label, (TextSpan("old", before), TextSpan("new", now)))


# --- the changes themselves -------------------------------------------------------------------------------------------


def _lines(found: Differences, target: Target | None, changes: Sequence[Change]) -> list[ChangeLine]:
    """Return changes as lines.

    An entry of a list that was added or removed is one line with all that it holds. Where an entry was removed and one like
    it was added, the two are one line, of an entry that was changed.
    """
    heads, inside = _entries(changes)
    inside_entries = {id(one) for many in inside.values() for one in many}
    lines = []
    paired = _pairs(heads, inside)
    for change in changes:
        if id(change) in inside_entries or change.way in paired.values():
            continue
        if change.way not in heads:
            lines.append(_changed(found, target, change))
        elif change.way in paired:
            old = paired[change.way]
            texts = [_entry_text(found, target, way, heads[way], inside[way]) for way in (old, change.way)]
            lines.append(ChangeLine("~", way_label(target, change.way[:-1]), compare_words(*texts)))
        else:
            text = _entry_text(found, target, change.way, change, inside[change.way])
            sign: Part = "new" if change.now is not None else "old"
            spans = (TextSpan(sign, text),)
            lines.append(ChangeLine("+" if sign == "new" else "-", way_label(target, change.way[:-1]), spans))
    return lines


def pair_entries(changes: Sequence[Change]) -> dict[Way, Way]:
    """Return, for each added entry of a list, the removed entry of the same list that it most likely was before."""
    return _pairs(*_entries(changes))


def _entries(changes: Sequence[Change]) -> tuple[dict[Way, Change], dict[Way, list[Change]]]:
    """Return the entries of lists that were added or removed, and the changes inside each."""
    entries = {change.way: change for change in changes if change.way[-1].startswith("#")}
    heads = {way: one for way, one in entries.items() if not any(way[:n] in entries for n in range(1, len(way)))}
    return heads, {way: [one for one in changes if len(one.way) > len(way) and one.way[: len(way)] == way] for way in heads}


def _pairs(heads: Mapping[Way, Change], inside: Mapping[Way, Sequence[Change]]) -> dict[Way, Way]:
    gone = [way for way, change in heads.items() if change.now is None]
    pairs: dict[Way, Way] = {}
    for way, change in heads.items():
        if change.before is not None:
            continue
        alike = [
            (SequenceMatcher(None, _all_text(other, inside[other]), _all_text(way, inside[way]), autojunk=False).ratio(), other)
            for other in gone
            if other[:-1] == way[:-1] and other not in pairs.values()
        ]
        if alike and max(alike)[0] > _ALIKE:
            pairs[way] = max(alike)[1]
    return pairs


def _all_text(way: Way, inside: Sequence[Change]) -> str:
    return " ".join([str(_present(one)) for one in inside] or [way[-1]])


def _entry_text(found: Differences, target: Target | None, way: Way, head: Change, inside: Sequence[Change]) -> str:
    """Return all that an entry of a list holds as one text, its name or text first."""
    if not isinstance(_present(head), bool):  # a list of plain texts
        return value_text(found.now, target, way, _present(head))
    first = [one for one in inside if one.way[len(way) :] in (("name",), ("text",))]
    rest = [one for one in inside if one not in first and not isinstance(_present(one), bool)]
    words = [value_text(found.now, target, one.way, _present(one)) for one in first]
    told: dict[Way, list[str]] = {}
    for one in rest:  # the texts of an inner list are told together
        told.setdefault(one.way[:-1] if one.way[-1].startswith("#") else one.way, []).append(
            value_text(found.now, target, one.way, _present(one))
        )
    words += [f"{_inner_label(found, target, inner)}: {', '.join(texts)}" for inner, texts in told.items()]
    return "; ".join(words) or way[-1].removeprefix("#")


def _inner_label(found: Differences, target: Target | None, way: Way) -> str:
    """Return what a value inside an entry is called: by its last key, an assigned figure by its name."""
    if way[0] == "answers" and way[-1] == "by":
        return _("answered by")
    start = way.index("references") if "references" in way[:-1] else len(way) - 1
    return way_label(target, way[start:], found.now)


def _present(change: Change) -> Value:
    return change.now if change.now is not None else change.before


def _changed(found: Differences, target: Target | None, change: Change) -> ChangeLine:
    label = way_label(target, change.way, found.now)
    old, new = (None if one is None else value_text(found.now, target, change.way, one) for one in (change.before, change.now))
    if old is None or new is None:
        sign: Part = "new" if old is None else "old"
        return ChangeLine("+" if old is None else "-", label, (TextSpan(sign, new or old or ""),))
    if isinstance(change.now, str) and " " in new:
        return ChangeLine("~", label, compare_words(old, new))
    return ChangeLine("~", label, (TextSpan("old", old), TextSpan("new", new)))


def spans_text(spans: Sequence[TextSpan]) -> str:
    """Return spans as text without colours: a changed value as `old → new`, words inside a text as [-old-] {+new+}."""
    if [span.part for span in spans] == ["old", "new"]:
        return f"{spans[0].text} → {spans[1].text}"
    if len(spans) == 1:
        return spans[0].text
    marks = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
    return "".join(_marked(span.text, *marks[span.part]) for span in spans)


def _marked(text: str, before: str, after: str) -> str:
    kept = text.rstrip()
    return before + kept + after + text[len(kept) :]


def compare_words(old: str, new: str) -> tuple[TextSpan, ...]:
    """Return the difference of two texts word by word."""
    before, now = (re.findall(r"\S+\s*", text) for text in (old, new))
    spans: list[TextSpan] = []
    steps = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in now], autojunk=False)
    for kind, a, b, c, d in steps.get_opcodes():
        if kind == "equal":
            spans.append(TextSpan("same", "".join(now[c:d])))
            continue
        spans += [TextSpan(part, "".join(words)) for part, words in (("old", before[a:b]), ("new", now[c:d])) if words]  # type: ignore[arg-type]
    return tuple(spans)
