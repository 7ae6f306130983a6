"""Differences told in the user's words: by round and unit, target by target, texts word by word.

Screen, Markdown and messages draw the same lines; nothing is decided there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal, cast, get_args

from pydantic_core import PydanticCustomError

from camket.history.differences import Change, Differences, Turn, Value, Way
from camket.ledger.ledger import Ledger
from camket.ledger.measures import is_whole, part_names
from camket.ledger.reports import Verdict
from camket.ledger.scalars import read_figure
from camket.ledger.targets import Judgement, NamedList, Ratio, Target
from camket.standing.in_force import goal_in_force
from camket.standing.submissions import Submission
from camket.standing.wording import figure_text, goal_text, outcome_label, round_name, state_label, target_name, verdict_label
from camket.text.language import N_, _
from camket.text.numerals import format_date, format_exact
from camket.text.problems import Place

Part = Literal["same", "old", "new"]
# Two texts that share more than this are one text that was changed, less, and one went while another came.
_ALIKE = 0.5
_LABELS = {
    "value": N_("figure"),
    "percent": N_("per cent"),
    "part": N_("part"),
    "whole": N_("whole"),
    "rank": N_("rank"),
    "of": N_("out of"),
    "grade": N_("grade"),
    "done": N_("done"),
    "date": N_("date"),
    "same_period": N_("same period last year"),
    "awaiting": N_("awaited"),
    "text": N_("words"),
    "evidence": N_("evidence"),
    "items": N_("list"),
    "incidents": N_("incidents"),
    "note": N_("note"),
    "submitted": N_("received on"),
    "resubmitted": N_("sent again on"),
    "letter": N_("covering letter"),
    "number": N_("number"),
    "reported_by": N_("reported by"),
    "difficulties": N_("difficulty"),
    "proposals": N_("proposal"),
    "corrections": N_("correction"),
    "overrules": N_("the office's verdict"),
    "extensions": N_("extension"),
    "answers": N_("answer"),
    "assessment": N_("assessment"),
    "directions": N_("directions"),
    "draft": N_("draft"),
    "illustrative": N_("illustrative"),
    "signatory": N_("signatory"),
    "goal": N_("goal"),
    "equals": N_("exactly"),
    "at_least": N_("at least"),
    "more_than": N_("more than"),
    "at_most": N_("at most"),
    "less_than": N_("less than"),
    "about": N_("about"),
    "between": N_("between"),
    "keep": N_("keep"),
    "before": N_("before the day"),
    "as_written": N_("as written"),
    "document": N_("document"),
    "reason": N_("reason"),
    "references": N_("assigned figure"),
    "revisions": N_("revision"),
    "issued": N_("issue of the report"),
    "as_of": N_("as of"),
    "commit": N_("commit"),
    "to": N_("put to"),
    "authors": N_("may edit"),
    "spellings": N_("spellings"),
    "rounds": N_("rounds"),
    "regime": N_("rules of reporting"),
    "since": N_("compared with"),
    "counts_if": N_("counts if"),
    "accumulates": N_("runs from 1 January"),
    "pace": N_("pace"),
    "outcome": N_("outcome"),
    "kind": N_("kind"),
    "by": N_("by"),
    "measure": N_("measure"),
    "name": N_("name"),
    "unit": N_("unit"),
    "due": N_("last day in time"),
    "verdict": N_("verdict"),
    "target": N_("target"),
    "old": N_("old figure"),
    "new": N_("new figure"),
    "by_unit": N_("figure of each unit"),
}
# In which order they are told.
KEY_ORDER = {key: index for index, key in enumerate(_LABELS)}


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of a line: the same in both states, or of the old one or the new one alone."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words. `sign` is + for what came, - for what went, ~ for what changed, ! for what follows from it."""

    sign: str
    label: str
    spans: tuple[TextSpan, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TargetChanges:
    """All that changed of one target, or of a report beside its targets (`target` None)."""

    target: str | None
    name: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """All that changed for one unit in a round; the office's own file, or the commitment itself, where there is no unit."""

    round: str | None
    unit: str | None
    title: str
    entries: tuple[TargetChanges, ...]


def tell(found: Differences) -> tuple[UnitChanges, ...]:
    """The differences by round and unit, in the order of the year and of the office."""
    told: set[tuple[str, str | None, str, str]] = set()
    return tuple(section for key in _sections(found) if (section := _section(found, *key, told)).entries)


def tell_changes(ledger: Ledger, target: Target | None, changes: Sequence[Change]) -> list[ChangeLine]:
    """Changes of one target, or of a file beside its targets, a line each; an entry of a list is one."""
    return _lines(Differences(ledger, ledger, tuple(changes), (), ()), target, changes)


def tell_goal(before: Target | None, now: Target | None, unit: str | None, day: date) -> ChangeLine | None:
    """How a goal reads before and now, as it is in force on a day; None where it reads the same."""
    texts = [_goal_on(target, unit, day) for target in (before, now)]
    return _follows(_("goal"), *texts) if texts[0] != texts[1] else None


def _goal_on(target: Target | None, unit: str | None, day: date) -> str:
    if target is None:
        return "–"
    goal, references = goal_in_force(target, day)
    return goal_text(target, goal, references, unit)


def _sections(found: Differences) -> list[tuple[str | None, str | None, str]]:
    """(round, unit, path) of everything that changed, the commitment first, in each round the office's own file last."""
    keys = {(change.round, change.unit, change.path) for change in found.changes}
    keys |= {(turn.round, turn.now.unit, "") for turn in found.turns if not _has_unit(keys, turn.round, turn.now.unit)}
    rounds = [None, *(round_.id for round_ in found.now.rounds)]
    units = [*found.now.units, *found.before.units]

    def order(key: tuple[str | None, str | None, str]) -> tuple[int, int, str]:
        round_id, unit, path = key
        where = rounds.index(round_id) if round_id in rounds else len(rounds)
        return where, units.index(unit) if unit in units else len(units), path

    return sorted(keys, key=order)


def _has_unit(keys: set[tuple[str | None, str | None, str]], round_id: str, unit: str | None) -> bool:
    return any(key[:2] == (round_id, unit) for key in keys)


def _section(
    found: Differences, round_id: str | None, unit: str | None, path: str, told: set[tuple[str, str | None, str, str]]
) -> UnitChanges:
    """One section; `told` are the changes of goals that an earlier one has told, which hold in every round since."""
    ledger = found.now
    changes = [change for change in found.changes if (change.round, change.unit, change.path) == (round_id, unit, path)]
    turns = {turn.now.target.id: turn for turn in found.turns if turn.round == round_id and turn.now.unit == unit}
    entries = []
    if unit is not None or changes:
        lines = [*_receipt_lines(found, round_id, unit), *_lines(found, None, [one for one in changes if one.target is None])]
        if lines:
            entries.append(TargetChanges(None, "", tuple(lines)))
    targets = dict.fromkeys([*ledger.targets, *found.before.targets])
    for target_id in targets:
        of_target = [change for change in changes if change.target == target_id]
        target = ledger.targets.get(target_id) or found.before.targets[target_id]
        lines = _lines(found, target, of_target)
        if target_id in turns and (of_target or not path):
            lines += _turn_lines(turns[target_id], told)
        if lines:
            entries.append(TargetChanges(target_id, target_name(target), tuple(lines)))
    return UnitChanges(round_id, unit, _title(found, round_id, unit, path), tuple(entries))


def _title(found: Differences, round_id: str | None, unit: str | None, path: str) -> str:
    if round_id is None:
        return found.now.name(unit) if unit else found.now.commitment.title
    round_ = found.now.round(round_id) or found.before.round(round_id)
    name = round_name(round_) if round_ else round_id
    if unit is not None:
        return f"{name}, {found.now.name(unit)}"
    return f"{name}, {found.now.commitment.issuing_office or found.now.commitment.issuing_body}" if path else name


# --- what follows from the changes ------------------------------------------------------------------------------------


def _receipt_lines(found: Differences, round_id: str | None, unit: str | None) -> Iterator[ChangeLine]:
    for receipt in found.receipts:
        if (receipt.round, receipt.unit) == (round_id, unit):
            yield _follows(_("report"), _state(receipt.before), _state(receipt.now))


def _state(submission: Submission | None) -> str:
    if submission is None:
        return _("not asked for")
    answered = f" ({submission.answered}/{submission.required})" if submission.submitted else ""
    return state_label(submission) + answered


def _turn_lines(turn: Turn, told: set[tuple[str, str | None, str, str]]) -> list[ChangeLine]:
    before, now = turn.before, turn.now
    measure = now.target.measure
    lines = []
    if before.actual != now.actual:
        lines.append(_follows(_("cumulative"), *(_figure(measure, one.actual) for one in (before, now))))
    goals = [goal_text(one.target, one.goal, one.target.references, one.unit) if one.goal else "–" for one in (before, now)]
    known = (now.target.id, now.unit, goals[0], goals[1])
    if goals[0] != goals[1] and known not in told:
        told.add(known)
        lines.append(_follows(_("goal"), *goals))
    if before.verdict != now.verdict:
        lines.append(_follows(_("verdict"), verdict_label(before.verdict), verdict_label(now.verdict)))
    return lines


def _figure(measure: object, value: Decimal | None) -> str:
    return "–" if value is None else figure_text(measure, value)  # type: ignore[arg-type]  # a measure, of whichever kind


def _follows(label: str, before: str, now: str) -> ChangeLine:
    return ChangeLine("!", label, (TextSpan("old", before), TextSpan("new", now)))


# --- the changes themselves -------------------------------------------------------------------------------------------


def _lines(found: Differences, target: Target | None, changes: Sequence[Change]) -> list[ChangeLine]:
    """Changes as lines. An entry of a list that came or went is one line with all that it holds; one that came for another
    like it is that one changed."""
    heads, inside = _entries(changes)
    held = {id(one) for many in inside.values() for one in many}
    lines = []
    paired = _pairs(heads, inside)
    for change in changes:
        if id(change) in held or change.way in paired.values():
            continue
        if change.way not in heads:
            lines.append(_changed(found, target, change))
        elif change.way in paired:
            old = paired[change.way]
            texts = [_entry_text(found, target, way, heads[way], inside[way]) for way in (old, change.way)]
            lines.append(ChangeLine("~", way_label(target, change.way[:-1]), compare_words(*texts), change.place))
        else:
            text = _entry_text(found, target, change.way, change, inside[change.way])
            sign: Part = "new" if change.now is not None else "old"
            spans = (TextSpan(sign, text),)
            lines.append(ChangeLine("+" if sign == "new" else "-", way_label(target, change.way[:-1]), spans, change.place))
    return lines


def pair_entries(changes: Sequence[Change]) -> dict[Way, Way]:
    """Of each entry of a list that came, the one that went from the same list and is so like it that it is that one changed."""
    return _pairs(*_entries(changes))


def _entries(changes: Sequence[Change]) -> tuple[dict[Way, Change], dict[Way, list[Change]]]:
    """The entries of lists that came or went, and what each holds."""
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
            (SequenceMatcher(None, _gist(other, inside[other]), _gist(way, inside[way]), autojunk=False).ratio(), other)
            for other in gone
            if other[:-1] == way[:-1] and other not in pairs.values()
        ]
        if alike and max(alike)[0] > _ALIKE:
            pairs[way] = max(alike)[1]
    return pairs


def _gist(way: Way, inside: Sequence[Change]) -> str:
    return " ".join([str(_present(one)) for one in inside] or [way[-1]])


def _entry_text(found: Differences, target: Target | None, way: Way, head: Change, inside: Sequence[Change]) -> str:
    """All that an entry of a list holds, its name or text first."""
    if not isinstance(_present(head), bool):  # a list of plain texts
        return value_text(found.now, target, way, _present(head))
    first = [one for one in inside if one.way[len(way) :] in (("name",), ("text",))]
    rest = [one for one in inside if one not in first and not isinstance(_present(one), bool)]
    words = [value_text(found.now, target, one.way, _present(one)) for one in first]
    words += [f"{way_label(target, one.way[-1:])}: {value_text(found.now, target, one.way, _present(one))}" for one in rest]
    return "; ".join(words) or way[-1].removeprefix("#")


def _present(change: Change) -> Value:
    return change.now if change.now is not None else change.before


def _changed(found: Differences, target: Target | None, change: Change) -> ChangeLine:
    label = way_label(target, change.way)
    old, new = (None if one is None else value_text(found.now, target, change.way, one) for one in (change.before, change.now))
    if old is None or new is None:
        sign: Part = "new" if old is None else "old"
        return ChangeLine("+" if old is None else "-", label, (TextSpan(sign, new or old or ""),), change.place)
    if isinstance(change.now, str) and " " in new:
        return ChangeLine("~", label, compare_words(old, new), change.place)
    return ChangeLine("~", label, (TextSpan("old", old), TextSpan("new", new)), change.place)


def spans_text(spans: Sequence[TextSpan]) -> str:
    """A line's spans without colours: a whole that changed as `old → new`, words inside a text as [-old-] {+new+}."""
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
    """Two texts word by word."""
    before, now = (re.findall(r"\S+\s*", text) for text in (old, new))
    spans: list[TextSpan] = []
    steps = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in now], autojunk=False)
    for kind, a, b, c, d in steps.get_opcodes():
        if kind == "equal":
            spans.append(TextSpan("same", "".join(now[c:d])))
            continue
        spans += [TextSpan(part, "".join(words)) for part, words in (("old", before[a:b]), ("new", now[c:d])) if words]  # type: ignore[arg-type]
    return tuple(spans)


def way_label(target: Target | None, way: Way) -> str:
    """What a way leads to, in words: the part's own name where the target gives one."""
    own = ("results", "units", "targets", "all", target.id if target else "")
    keys = [key for key in way if key not in own and not key.startswith("#")]
    if target is not None and keys:
        measure = target.measure
        names = part_names(measure)
        if isinstance(measure, (Ratio, Judgement)) and keys[0] in ("part", "whole"):
            return getattr(measure, keys[0]) or _(_LABELS[keys[0]])
        if keys[0] == "parts" and len(keys) > 1:
            return names.get(keys[1], keys[1])
        if isinstance(measure, NamedList) and keys[-1] in measure.columns:
            return measure.columns[keys[-1]].label or keys[-1]
    return " › ".join(map(key_label, keys))


def key_label(key: str) -> str:
    """What a key of the files is called in words, or the key itself."""
    return _(_LABELS[key]) if key in _LABELS else key


# What awaits its figure stands as these verdicts do.
_AWAITED: Mapping[str, Verdict] = {"publication": "awaiting-publication", "assessment": "not-yet-due"}
# The words of a key whose values are a fixed few.
_WORDS: Mapping[str, Callable[[str], str]] = {
    "verdict": lambda value: verdict_label(cast(Verdict, value)) if value in get_args(Verdict) else value,
    "awaiting": lambda value: verdict_label(_AWAITED[value]) if value in _AWAITED else value,
    "outcome": lambda value: outcome_label(value) if value in ("settled", "declined", "forwarded") else value,
}


def value_text(ledger: Ledger | None, target: Target | None, way: Way, value: Value) -> str:
    """What a fact says, in words: numbers and days as people write them, what has an id by its name."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return format_exact(value)
    if isinstance(value, date):
        return format_date(value)
    if target is not None and isinstance(target.measure, Judgement) and way[-1] == "grade":
        return target.measure.grades.get(str(value), str(value))
    if target is not None and isinstance(target.measure, NamedList) and way[-1] in target.measure.columns:
        return target.measure.columns[way[-1]].choices.get(str(value), str(value))
    if way[-1] in _WORDS and isinstance(value, str):
        return _WORDS[way[-1]](value)
    if way[-1] in ("target", "unit") and isinstance(value, str):
        return _called(ledger, value)
    if way[-1] in ("same_period", "old", "new") and isinstance(value, str) and target is not None:
        return _typed(target, value)
    return str(value)


def _typed(target: Target, text: str) -> str:
    """A figure that is kept as it was typed, written as other figures are; what is none stays as it is."""
    try:
        return format_exact(read_figure(text, whole=is_whole(target.measure), percent=True))
    except PydanticCustomError:
        return text


def _called(ledger: Ledger | None, name: str) -> str:
    if ledger is None:
        return name
    return target_name(ledger.targets[name]) if name in ledger.targets else ledger.name(name)
