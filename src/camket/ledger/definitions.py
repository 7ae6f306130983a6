"""targets.yaml and units.yaml: the commitment, rounds, units and targets, as a Ledger that has no reports yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from camket.ledger.commitment import Body, Commitment, Group, Holiday, Regime, Round, TargetsFile, Unit
from camket.ledger.data_format import refusal
from camket.ledger.goal_faults import goal_faults
from camket.ledger.ledger import Ledger
from camket.ledger.model_faults import unknown_key, valid
from camket.ledger.reader import TreeReader
from camket.ledger.rounds import Calendar, written_due
from camket.ledger.targets import Target
from camket.ledger.tree import TARGETS, UNITS
from camket.ledger.year import Year
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import Place, Problem
from camket.text.source import Document, Keys, Plain

_WithId = TypeVar("_WithId", Unit, Body, Group, Target)


class DefinitionEntry(NamedTuple):
    """An entry of a list, with its file and its position in the list, from 0."""

    document: Document
    position: int
    value: Plain

    @property
    def id(self) -> str | None:
        """The id as it is written, whether the rest of the entry is right or not."""
        return _id_of(self.value)


class BrokenIds(NamedTuple):
    """The ids of rounds and units that are written but cannot be used. Reports about them get no problem of their own."""

    rounds: set[str]
    units: set[str]


def load_definitions(reader: TreeReader, paths: Sequence[str]) -> tuple[Ledger | None, BrokenIds]:
    """Read targets.yaml and units.yaml. The Ledger is None when they give no commitment or no round.

    One fault does not hide another: whatever is broken, the other parts of both files are checked too.
    """
    broken = BrokenIds(set(), set())
    document, beside = _read_both(reader, paths)
    if document is None:
        return None, broken
    newer = refusal(document)
    if newer is not None:
        reader.problems = [newer]  # whatever else seems wrong may be right in that format
        return None, broken
    raw = document.value
    # What is broken is already in the problems, so the usable parts are enough from here on.
    file = reader.validate(TargetsFile, raw, document, ()) or _usable_parts(raw)
    entries = {name: _entries(name, document, beside) for name in ("units", "bodies", "groups")}
    if beside is not None:
        _check_keys_of_units(reader, beside, entries)
    units = _unique(reader, Unit, entries["units"], "units")
    bodies = _unique(reader, Body, entries["bodies"], "bodies")
    groups = _unique(reader, Group, entries["groups"], "groups")
    _check_ids_between_lists(reader, entries, units, bodies)
    round_entries = _entries("rounds", document)
    if file is not None:
        file = file.model_copy(update={"rounds": _rounds_within_the_year(reader, document, file.commitment.year, file.rounds)})
    _check_ids_of_rounds(reader, round_entries)
    target_entries = _entries("targets", document)
    target_keys = {entry.id: ("targets", entry.position) for entry in target_entries if entry.id is not None}
    targets = _unique(reader, Target, target_entries, "targets")
    _drop_faulty_goals(reader, document, targets, target_keys, file)
    if file is not None and (first := file.commitment.year.first) != date(first.year, 1, 1):
        targets = {
            name: target.model_copy(update={"measure": target.measure.counted_from(first)}) for name, target in targets.items()
        }
    if file is None or not file.rounds:
        return None, broken
    broken.units.update({entry.id for entry in entries["units"] if entry.id is not None} - units.keys())
    broken.rounds.update({entry.id for entry in round_entries if entry.id is not None} - {one.id for one in file.rounds})
    return Ledger(file.commitment, _calendar(file), units, bodies, groups, targets, target_keys=target_keys), broken


# --- reading --------------------------------------------------------------------------------------------------------


def _read_both(reader: TreeReader, paths: Sequence[str]) -> tuple[Document | None, Document | None]:
    """Return (targets.yaml, units.yaml), each None when it is missing or cannot be used."""
    if TARGETS in reader.skipped:  # it is no plain file, which is told already
        return None, None
    if TARGETS not in paths:
        message = _("there is no {file}").format(file=TARGETS)
        reader.problems.append(Problem("missing-file", Place(TARGETS), message, _("Start one with: camket init DIR")))
        return None, None
    document = reader.read(TARGETS)
    beside = reader.read(UNITS) if UNITS in paths else None
    if document is not None and document.value is None:
        reader.problems.append(
            document.problem("missing-key", (), _("the file is empty"), _("Start one with: camket init DIR"))
        )
        return None, beside
    return document, beside


def _usable_parts(raw: dict[str, Plain]) -> TargetsFile | None:
    """Return targets.yaml without its broken parts, or None when no commitment or no round is left."""
    try:
        commitment = Commitment.model_validate(raw.get("commitment"))
    except ValidationError:
        return None
    rounds = [round_ for item in _list(raw.get("rounds")) if (round_ := valid(Round, item)) is not None]
    if not rounds:
        return None
    return TargetsFile.model_construct(
        commitment=commitment,
        regime=valid(Regime, raw.get("regime") or {}) or Regime(),
        rounds=tuple(rounds),
        holidays=tuple(day for item in _list(raw.get("holidays")) if (day := valid(Holiday, item)) is not None),
        targets=(),
    )


def _entries(name: str, *documents: Document | None) -> list[DefinitionEntry]:
    """Return the entries of a list that may be in several files, whether they are right or not."""
    return [
        DefinitionEntry(document, index, item)
        for document in documents
        if document is not None
        for index, item in enumerate(_list((document.value or {}).get(name)))
    ]


def _unique(reader: TreeReader, kind: type[_WithId], entries: Iterable[DefinitionEntry], name: str) -> dict[str, _WithId]:
    """Return the valid entries of a list by id; of two with the same id the first."""
    found: dict[str, _WithId] = {}
    for document, index, item in entries:
        value = reader.validate(kind, item, document, (name, index))
        if value is None:
            continue
        if value.id in found:
            _add_duplicate(reader, document, (name, index, "id"), value.id)
            continue
        found[value.id] = value
    return found


def _calendar(file: TargetsFile) -> Calendar:
    first: dict[str, Round] = {}
    for round_ in file.rounds:
        first.setdefault(round_.id, round_)
    rounds = tuple(sorted(first.values(), key=written_due))
    holidays = {holiday.date: holiday.name or "" for holiday in file.holidays}
    return Calendar(file.commitment.year, rounds, file.regime, holidays)


# --- checks ---------------------------------------------------------------------------------------------------------


def _check_keys_of_units(reader: TreeReader, document: Document, known: Mapping[str, object]) -> None:
    for key in document.value or {}:
        if key not in known:
            reader.problems.append(unknown_key(document, (key,), known))
        elif not isinstance(document.value[key], (list, type(None))):
            reader.problems.append(
                document.problem("wrong-type", (key,), _("a list is expected here"), _('Begin each entry with "- ".'))
            )


def _check_ids_between_lists(
    reader: TreeReader, entries: Mapping[str, Iterable[DefinitionEntry]], units: Mapping[str, Unit], bodies: Mapping[str, Body]
) -> None:
    """Units, bodies and groups share their ids: a body must not have the id of a unit, nor a group that of either."""
    for name, others in (("bodies", units), ("groups", {**units, **bodies})):
        for entry in entries[name]:
            if entry.id is not None and entry.id in others:
                _add_duplicate(reader, entry.document, (name, entry.position, "id"), entry.id)


def _check_ids_of_rounds(reader: TreeReader, entries: Iterable[DefinitionEntry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id is not None:
            if entry.id in seen:
                _add_duplicate(reader, entry.document, ("rounds", entry.position, "id"), entry.id)
            seen.add(entry.id)


def _rounds_within_the_year(reader: TreeReader, document: Document, year: Year, rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Return the rounds without those whose figures would run to a day outside the year; each of these is a problem.

    A round that is due in quite another year is left to the rule `impossible-date`.
    """
    usable = {round_.id: round_ for round_ in rounds}
    for index, entry in enumerate(_list((document.value or {}).get("rounds"))):
        round_ = valid(Round, entry)
        if round_ is None:
            continue
        due = written_due(round_)
        day = round_.cut_off or due
        may_be_due = year.first <= due <= year.last_day_of(year.number + 1)
        if year.first <= day <= year.last or not (round_.cut_off or may_be_due):
            continue
        key = "cut_off" if round_.cut_off else "by" if round_.by else "before"
        message = _("the figures of this round run to {day}, outside the year {first} – {last}").format(
            day=format_date(day), first=format_date(year.first), last=format_date(year.last)
        )
        hint = _("Write cut_off: {last} or earlier; or correct year: in commitment:, for example {example}.").format(
            last=year.last.isoformat(), example=f"{{from: {year.first.isoformat()}, to: {max(day, year.last).isoformat()}}}"
        )
        reader.problems.append(document.problem("cut-off-outside-year", ("rounds", index, key), message, hint))
        usable.pop(round_.id, None)
    return tuple(round_ for round_ in rounds if round_.id in usable)


def _drop_faulty_goals(
    reader: TreeReader,
    document: Document,
    targets: dict[str, Target],
    target_keys: Mapping[str, tuple[str, int]],
    file: TargetsFile | None,
) -> None:
    """Remove the targets whose goals have faults."""
    year = file.commitment.year.number if file else None
    rounds = [one.id for one in sorted(file.rounds, key=written_due)] if file else []
    for name, target in list(targets.items()):
        found = list(goal_faults(target, year, rounds))
        for fault in found:
            where = (*target_keys[name], *fault.keys)
            reader.problems.append(document.problem(fault.rule, where, fault.message, fault.hint))
        if found:
            del targets[name]


def _add_duplicate(reader: TreeReader, document: Document, keys: Keys, given: str) -> None:
    message = _("the id '{id}' is given a second time").format(id=given)
    reader.problems.append(document.problem("duplicate-id", keys, message, _("Ids are unique; change one of the two.")))


def _id_of(entry: Plain) -> str | None:
    given = entry.get("id") if isinstance(entry, dict) else None
    return given if isinstance(given, str) else None


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
