"""Two states of the data held against each other, figure by figure: how a file is written makes no difference.

What a state says is laid out as facts, each under the way that leads to it: an entry of a list is known by its name and not
by its place, a number by its value and not by how it was typed. Whatever stands in one state alone, or differs, is a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from camket.ledger.entries import names_of
from camket.ledger.ledger import AnyFiled, Filed, IssuedFiled, Ledger
from camket.ledger.measures import cell
from camket.ledger.scalars import Model
from camket.ledger.targets import NamedList, Target
from camket.ledger.tree import ISSUED, OFFICE, REPORTS, TARGETS, UNITS
from camket.standing.standings import Standing
from camket.standing.submissions import Submission, closing_day
from camket.standing.survey import Survey, survey
from camket.text.problems import Place
from camket.text.source import Document, Key
from camket.text.spelling import nfc

Way = tuple[str, ...]
Keys = tuple[Key, ...]
Value = Decimal | date | str | bool | int | None
_BESIDE_FIGURES = frozenset({"text", "evidence", "note"})
_NO_DIGESTS: Mapping[str, Any] = {"versions": {}, "inputs": {}, "templates": {}, "outputs": {}}
# What says whose file it is and not what it reports.
_NOT_A_FACT = ("unit", "round")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a state says, and where."""

    value: Value
    keys: Keys


@dataclass(frozen=True, slots=True)
class Change:
    """What one state says and the other does not, or not so. `way` leads to it inside its file, through an entry of a list by
    `#` and its name, `keys` by its number; `before` or `now` is None where that state has nothing there; `place` is where it
    stands now, or stood."""

    path: str
    round: str | None
    unit: str | None
    target: str | None
    way: Way
    before: Value
    now: Value
    place: Place
    keys: Keys

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure of a result, or one of the things that make it; not the words or papers beside it."""
        return self.way[0] == "results" and not _BESIDE_FIGURES & {*self.way[2:]}

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a list, as a whole, that came or went."""
        return self.way[-1].startswith("#")


@dataclass(frozen=True, slots=True)
class Turn:
    """A target, or one unit's part of it, whose verdict, goal or figure is another in a round's report."""

    round: str
    before: Standing
    now: Standing


@dataclass(frozen=True, slots=True)
class ReceiptChange:
    """A unit whose standing as a reporter is another in a round."""

    round: str
    unit: str
    before: Submission | None
    now: Submission | None


@dataclass(frozen=True, slots=True)
class Differences:
    """All that two states differ in, files in order; `turns` and `receipts` are what follows from the changes."""

    before: Ledger
    now: Ledger
    changes: tuple[Change, ...]
    turns: tuple[Turn, ...]
    receipts: tuple[ReceiptChange, ...]


def find_differences(before: Ledger, now: Ledger) -> Differences:
    """Every change between two states, and what it makes of verdicts and receipts in the rounds that it concerns."""
    changes = find_changes(before, now)
    rounds = _rounds_concerned(before, now, changes)
    turns: list[Turn] = []
    receipts: list[ReceiptChange] = []
    for round_id in rounds:
        views = _views(before, now, round_id, changes)
        if views is not None:
            turns += _turns(round_id, *views)
            receipts += _receipts(round_id, *views)
    return Differences(before, now, changes, tuple(turns), tuple(receipts))


# --- facts ------------------------------------------------------------------------------------------------------------


def find_changes(before: Ledger, now: Ledger) -> tuple[Change, ...]:
    """Every change between two states, without what follows from it."""
    return tuple(_changes(before, now))


def _changes(before: Ledger, now: Ledger) -> Iterator[Change]:
    old, new = (_by_file(ledger) for ledger in (before, now))
    same_frame = all(_text(before, name) == _text(now, name) for name in (TARGETS, UNITS))
    for path in dict.fromkeys([*old, *new]):
        if same_frame and path in old and path in new and _text(before, path) == _text(now, path):
            continue  # the same words under the same measures are the same facts
        first = dict(_facts_of(old[path], before)) if path in old else {}
        second = dict(_facts_of(new[path], now)) if path in new else {}
        yield from _compare(path, first, second, before.documents.get(path), now.documents.get(path))


def compare_file(ledger: Ledger, path: str, before: AnyFiled | None, now: AnyFiled | None) -> tuple[Change, ...]:
    """Every change between two states of one file of reports/, both read by the targets of `ledger` (load.read_file)."""
    first, second = (dict(_facts_of(_filed(one), ledger)) if one is not None else {} for one in (before, now))
    return tuple(_compare(path, first, second, before.document if before else None, now.document if now else None))


def compare_target(before: Ledger | None, now: Ledger | None, target_id: str) -> tuple[Change, ...]:
    """Every change of a target's own text in targets.yaml between two states; None where there was none."""
    sides: list[tuple[dict[Way, Fact], Document | None]] = []
    for ledger in (before, now):
        target = ledger.targets.get(target_id) if ledger is not None else None
        if ledger is None or target is None:
            sides.append(({}, None))
            continue
        way, keys = ("targets", f"#{target_id}"), ledger.target_keys[target_id]
        sides.append((dict(_flatten(target, way, keys, None)), ledger.documents[TARGETS]))
    (first, old), (second, new) = sides
    return tuple(_compare(TARGETS, first, second, old, new))


def whole_changes(changes: Sequence[Change]) -> list[Change]:
    """The changes without what is told by an entry that came or went as a whole."""
    entries = {(change.path, change.way) for change in changes if change.is_entry}
    return [
        change for change in changes if not any((change.path, change.way[:n]) in entries for n in range(1, len(change.way)))
    ]


def file_facts(ledger: Ledger, one: AnyFiled) -> list[tuple[Way, Fact]]:
    """All that one file of reports/ says, read by the targets of `ledger` (load.read_file)."""
    return list(_facts_of(_filed(one), ledger))


def frame_facts(ledger: Ledger, path: str) -> list[tuple[Way, Fact]]:
    """All that targets.yaml or units.yaml says."""
    found = _by_file(ledger)
    return list(_facts_of(found[path], ledger)) if path in found else []


def plain_facts(value: Mapping[str, Any]) -> list[tuple[Way, Fact]]:
    """All that a file says whose measures are not known: text as it is written."""
    return list(_facts_of(_File(value), None))


def _compare(
    path: str, first: Mapping[Way, Fact], second: Mapping[Way, Fact], old: Document | None, new: Document | None
) -> Iterator[Change]:
    filled = {way[:-1] for way in (*first, *second) if way[-1].startswith("#")}
    for way in dict.fromkeys([*second, *first]):
        if way in filled:
            continue  # that a list is empty in one state is told by what the other has in it
        was, is_ = first.get(way), second.get(way)
        if was is None or is_ is None or was.value != is_.value:
            document, fact = (new, is_) if is_ is not None else (old, was)
            assert document is not None and fact is not None
            yield _change(path, way, was, is_, document.place(fact.keys), fact.keys)


def _text(ledger: Ledger, path: str) -> str | None:
    return ledger.documents[path].text if path in ledger.documents else None


def _change(path: str, way: Way, was: Fact | None, is_: Fact | None, place: Place, keys: Keys) -> Change:
    parts = path.split("/")
    in_report = len(parts) == 3 and parts[0] == REPORTS
    named = way[1].removeprefix("#") if len(way) > 1 else None
    unit = parts[2].removesuffix(".yaml") if in_report else named if way[0] == "units" else None
    target = named if way[0] in ("results", "targets") else None
    return Change(
        path,
        parts[1] if in_report else None,
        None if unit in (OFFICE, ISSUED) else unit,
        target,
        way,
        was.value if was else None,
        is_.value if is_ else None,
        place,
        keys,
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the data with what the model made of it."""

    content: Mapping[str, Any]
    filed: Filed | None = None


def _by_file(ledger: Ledger) -> dict[str, _File]:
    frame: dict[str, Any] = {
        "commitment": ledger.commitment,
        "regime": ledger.calendar.regime,
        "rounds": ledger.rounds,
        "targets": tuple(ledger.targets.values()),
        "units": tuple(ledger.units.values()),
        "bodies": tuple(ledger.bodies.values()),
        "groups": tuple(ledger.groups.values()),
    }
    beside = ledger.documents[UNITS].value if UNITS in ledger.documents else None
    moved = {key: frame.pop(key) for key in ("units", "bodies", "groups") if isinstance(beside, dict) and key in beside}
    found = {TARGETS: _File(frame), UNITS: _File(moved)} if moved else {TARGETS: _File(frame)}
    read: list[AnyFiled] = [*ledger.office.values(), *ledger.issued.values(), *ledger.reports.values()]
    found |= {one.document.path: _filed(one) for one in read}
    return dict(sorted(found.items(), key=lambda entry: (entry[0] not in (TARGETS, UNITS), entry[0])))


def _filed(one: AnyFiled) -> _File:
    if isinstance(one, Filed):
        return _File({**_said(one.report), "results": one.results}, one)
    if isinstance(one, IssuedFiled):  # its digests say nothing to a reader
        return _File({"issued": [one.model_copy(update=_NO_DIGESTS) for one in one.content.issued]})
    return _File(_said(one.content))


def _said(content: Model) -> dict[str, Any]:
    """What a file says; a list with nothing in it says no more than one that was left out."""
    return {name: value for name, value in content if name in content.model_fields_set and value not in ((), None)}


def _facts_of(file: _File, ledger: Ledger | None) -> Iterator[tuple[Way, Fact]]:
    for key, value in file.content.items():
        if key in _NOT_A_FACT:
            continue
        if key == "results" and file.filed is not None and ledger is not None:
            for target, result in file.filed.results.items():
                yield from _flatten(result, ("results", target), ("results", target), ledger.targets.get(target))
        else:
            yield from _flatten(value, (key,), (key,), None)


def _flatten(value: Any, way: Way, keys: Keys, target: Target | None) -> Iterator[tuple[Way, Fact]]:
    """What `value` says, each thing under its own way."""
    if isinstance(value, Model):
        # A result's kind is its target's, and follows from it.
        names = [
            name for name in type(value).model_fields if name in value.model_fields_set and (name, len(way)) != ("kind", 2)
        ]
        given = {name: getattr(value, name) for name in names}
        yield from _flatten({**given, **(value.model_extra or {})}, way, keys, target)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(_typed(target, str(key), inner), (*way, str(key)), (*keys, str(key)), target)
    elif isinstance(value, (tuple, list)):
        if not value:
            yield way, Fact("[]", keys)
        entries = [dict(entry) if isinstance(entry, (Model, Mapping)) else entry for entry in value]
        for index, (entry, known) in enumerate(zip(value, names_of(entries), strict=True)):
            name = "#" + known
            if isinstance(entry, (Model, Mapping)):
                # That it is there is a fact of its own: an entry with no more than a name would otherwise be none.
                yield (*way, name), Fact(True, (*keys, index))
                yield from _flatten(entry, (*way, name), (*keys, index), target)
            else:
                yield (*way, name), Fact(_plain(entry), (*keys, index))
    elif value is not None:
        yield way, Fact(_plain(value), keys)


def _typed(target: Target | None, column: str, value: Any) -> Any:
    """A cell of a list's item by its column's type, so that 3 and 3,0 stars are the same."""
    if target is None or not isinstance(target.measure, NamedList) or column not in target.measure.columns:
        return value
    try:
        return cell(target.measure.columns[column], value)
    except (PydanticCustomError, KeyError, ArithmeticError):  # said by the check of the file
        return value


def _plain(value: Any) -> Value:
    if isinstance(value, Decimal):
        return value.normalize() + 0
    if isinstance(value, str):
        return nfc(" ".join(value.split()))
    return value  # type: ignore[no-any-return]  # a date, a truth, a year


# --- what follows -----------------------------------------------------------------------------------------------------


def _rounds_concerned(before: Ledger, now: Ledger, changes: Sequence[Change]) -> list[str]:
    """The rounds whose reports may say something else: those of changed files, and the later ones that count their lists; all
    that have any where the commitment changed."""
    reported = {round_id for ledger in (before, now) for round_id, _unit in ledger.reports}
    if any(change.path in (TARGETS, UNITS) for change in changes):
        return [round_.id for round_ in now.rounds if round_.id in reported]
    own = {change.round for change in changes}
    listed = {
        change.round for change in changes if change.way[2:3] in (("items",), ("incidents",)) or change.way == ("submitted",)
    }
    found, counts_on = [], False
    for round_ in now.rounds:
        if round_.id in own or (counts_on and round_.id in reported):
            found.append(round_.id)
        counts_on = counts_on or round_.id in listed
    return found


def _views(before: Ledger, now: Ledger, round_id: str, changes: Sequence[Change]) -> tuple[Survey, Survey] | None:
    """A round in both states, as far as the changes can have touched it; None where one of them has no such round."""
    first, second = before.round(round_id), now.round(round_id)
    if first is None or second is None:
        return None
    days = closing_day(before, first), closing_day(now, second)
    rounds = {one.id for one in now.calendar.through(second)}
    concerned = [change for change in changes if change.round is None or change.round in rounds]
    if days[0] != days[1] or any(change.round is None or change.unit is None for change in concerned):
        return survey(before, first, days[0]), survey(now, second, days[1])  # the commitment, the office, the day itself
    # A report that comes in, or goes, brings all of its figures; else only those that were changed.
    targets = {change.target for change in concerned if change.target is not None}
    everything = None if any(change.way == ("submitted",) for change in concerned) else targets
    old = survey(before, first, days[0], everything)
    units = {change.unit for change in concerned}
    parts = {(one.target.id, one.unit): one for whole in old.standings for one in whole.by_unit if one.unit not in units}
    return old, survey(now, second, days[1], everything, parts)  # type: ignore[arg-type]  # parts of members have a unit


def _turns(round_id: str, before: Survey, now: Survey) -> Iterator[Turn]:
    earlier = {(one.target.id, one.unit): one for whole in before.standings for one in (whole, *whole.by_unit)}
    for whole in now.standings:
        for one in (whole, *whole.by_unit):
            was = earlier.get((one.target.id, one.unit))
            if was is not None and (was.verdict, was.computed, was.actual, _levels(was)) != (
                one.verdict,
                one.computed,
                one.actual,
                _levels(one),
            ):
                yield Turn(round_id, was, one)


def _levels(standing: Standing) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(judged.bounds.low, judged.bounds.high) for judged in standing.conditions]


def _receipts(round_id: str, before: Survey, now: Survey) -> Iterator[ReceiptChange]:
    first, second = ({one.unit: one for one in view.submissions} for view in (before, now))
    for unit in dict.fromkeys([*second, *first]):
        was, is_ = first.get(unit), second.get(unit)
        if was is None or is_ is None or _receipt(was) != _receipt(is_):
            yield ReceiptChange(round_id, unit, was, is_)


def _receipt(one: Submission) -> tuple[object, ...]:
    return one.state, one.submitted, one.due, one.answered, one.unreadable is not None
