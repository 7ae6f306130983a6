"""The whole data folder, or the same folder at a git revision, becomes one Ledger and the problems found on the way.

A file that cannot be read is skipped and named; everything else is still there.
"""

from __future__ import annotations

import gc
import os
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Protocol, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from camket.goals import operand_faults
from camket.language import _
from camket.measures import faults
from camket.model import (
    BARE_KEY,
    RESULT_TYPES,
    Body,
    Commitment,
    Composition,
    Group,
    Holiday,
    Issue,
    IssuedFile,
    Measure,
    OfficeFile,
    Regime,
    Report,
    Result,
    Round,
    Target,
    TargetsFile,
    Unit,
    members,
)
from camket.problems import CamketError, DataFolderNotFound, Place, Problem
from camket.rounds import Calendar, written_due
from camket.source import Document, Key, read_document
from camket.spelling import candidates, did_you_mean, fold, hint_and_fixes

TARGETS = "targets.yaml"
UNITS = "units.yaml"
REPORTS = "reports"
OFFICE = "_office"
ISSUED = "_issued"


class Tree(Protocol):
    """Where files come from: a folder, or a folder at a git revision."""

    def files(self) -> list[str]:
        """Paths of all files that matter, relative to the data folder, with `/`."""

    def read(self, path: str) -> bytes:
        """The bytes of one file."""


class FolderTree:
    """The data folder as it stands on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> list[str]:
        found = [name for name in (TARGETS, UNITS) if (self.root / name).is_file()]
        reports = self.root / REPORTS
        if reports.is_dir():
            for folder in sorted(reports.iterdir()):
                if folder.is_dir():
                    with os.scandir(folder) as entries:  # tells files and links apart without asking for each again
                        inside = [entry.name for entry in entries if entry.is_file() and self._is_own(entry)]
                    found += sorted(f"{REPORTS}/{folder.name}/{name}" for name in inside)
                else:
                    found.append(f"{REPORTS}/{folder.name}")
        return found

    def _is_own(self, entry: os.DirEntry[str]) -> bool:
        # A link must not bring a file from elsewhere into the report, nor its first line into a message.
        return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(self.root.resolve())

    def read(self, path: str) -> bytes:
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            message = _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
            raise CamketError(message) from error


def find_data_folder(given: Path | None, start: Path) -> Path:
    """The data folder: `given`, or the nearest `data/` (or folder with targets.yaml) at or above `start`."""
    if given is not None:
        for candidate in (given, given / "data"):
            if (candidate / TARGETS).is_file():
                return candidate
        raise DataFolderNotFound(
            _("there is no targets.yaml in {folder}").format(folder=given),
            _("Name the folder that holds targets.yaml, or start a new one: camket init {folder}").format(folder=given),
        )
    for folder in (start, *start.parents):
        for candidate in (folder / "data", folder):
            if (candidate / TARGETS).is_file():
                return candidate
    raise DataFolderNotFound(
        _("no data folder found at or above {folder}").format(folder=start),
        _("Go to the folder that holds data/targets.yaml, name it with --data, or start one: camket init ."),
    )


@dataclass(slots=True)
class Filed:
    """One unit's report file: where it stands, what it says, and its results by target, read by their measures."""

    round: str
    unit: str
    document: Document
    report: Report
    results: dict[str, Result] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.document.path


@dataclass(slots=True)
class OfficeFiled:
    """The office's own file of a round."""

    document: Document
    content: OfficeFile


@dataclass(slots=True)
class IssuedFiled:
    """The record of a round's report as it was issued."""

    document: Document
    content: IssuedFile


# Whatever a file of reports/ is read as.
AnyFiled = Filed | OfficeFiled | IssuedFiled


@dataclass(slots=True)
class Ledger:
    """A commitment with its units, targets and all reports, as read from one tree."""

    commitment: Commitment
    calendar: Calendar
    units: dict[str, Unit]
    bodies: dict[str, Body]
    groups: dict[str, Group]
    targets: dict[str, Target]
    reports: dict[tuple[str, str], Filed] = field(default_factory=dict)
    office: dict[str, OfficeFiled] = field(default_factory=dict)
    issued: dict[str, IssuedFiled] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    target_keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    # Asked for with every figure of every unit, and a group may have a thousand.
    _members: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _by_reporter: dict[str, list[Target]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def rounds(self) -> tuple[Round, ...]:
        return self.calendar.rounds

    def round(self, round_id: str) -> Round | None:
        return next((round_ for round_ in self.rounds if round_.id == round_id), None)

    def members(self, target: Target) -> tuple[str, ...]:
        """The units that each have the target, or add up to it; none for a target of one lead."""
        found = self._members.get(target.id)
        if found is None:
            found = self._members[target.id] = members(target.each or target.sum_of, self.groups)
        return found

    def reporters(self, target: Target) -> tuple[str, ...]:
        """The units whose reports must answer the target."""
        own = self.members(target)
        if not own:
            reporter = target.reporter or target.lead
            return (reporter,) if reporter else ()
        # Beside the units that add up, a named reporter gives the whole as it sees it.
        return (*own, target.reporter) if target.sum_of and target.reporter and target.reporter not in own else own

    def targets_of(self, unit: str) -> list[Target]:
        """The targets that a unit reports, in the document's order."""
        if not self._by_reporter:
            for target in self.targets.values():
                for reporter in self.reporters(target):
                    self._by_reporter.setdefault(reporter, []).append(target)
        return self._by_reporter.get(unit, [])

    def received(self, round_id: str, unit: str, as_of: date) -> Filed | None:
        """A unit's report of a round, if it had been received by the end of `as_of`."""
        filed = self.reports.get((round_id, unit))
        submitted = filed.report.submitted if filed else None
        return filed if submitted is not None and submitted <= as_of else None

    def last_issue(self, round_id: str) -> Issue | None:
        """A round's report as it was last issued, by its day, or None."""
        if round_id not in self.issued:
            return None
        return max(enumerate(self.issued[round_id].content.issued), key=lambda one: (one[1].date, one[0]))[1]

    def name(self, party: str) -> str:
        """The full name of a unit, body or group."""
        known: Mapping[str, Unit | Body | Group]
        for known in (self.units, self.bodies, self.groups):
            if party in known:
                return known[party].name
        return party

    def short_name(self, party: str) -> str:
        """The short name of a unit, body or group, or its full one."""
        found = self.units.get(party) or self.bodies.get(party)
        return found.short or found.name if found else self.name(party)


def load(tree: Tree, known: tuple[Ledger, Sequence[Problem]] | None = None) -> tuple[Ledger | None, list[Problem]]:
    """Read a whole tree: (Ledger, problems). The Ledger is None when targets.yaml gives no commitment to hold on to.

    `known` is another state of the same data with its problems, already loaded: under the same targets and units, what it
    has of a file that is the same in both is taken over and not read again.
    """
    with collector_paused():
        return _Loading(tree, known).load()


def read_file(ledger: Ledger, path: str, data: bytes) -> tuple[AnyFiled | None, list[Problem]]:
    """One file of reports/ in any state of it, read by the targets and units of `ledger`, which it is not added to."""
    alone = replace(ledger, reports={}, office={}, issued={}, documents={}, skipped=())
    loading = _Loading(OneFile(path, data), None)
    _folder, round_id, name = path.split("/")
    loading._load_report(alone, path, round_id, name.removesuffix(".yaml"))
    read: list[AnyFiled] = [*alone.reports.values(), *alone.office.values(), *alone.issued.values()]
    return read[0] if read else None, loading.problems


@dataclass(frozen=True, slots=True)
class OneFile:
    """A tree of one file, given by its bytes."""

    path: str
    data: bytes

    def files(self) -> list[str]:
        return [self.path]

    def read(self, path: str) -> bytes:
        return self.data


@contextmanager
def collector_paused() -> Iterator[None]:
    """Nothing here makes cycles, and the garbage collector would walk the whole ledger many times."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Known:
    """Another state of the data, by file."""

    def __init__(self, ledger: Ledger, problems: Sequence[Problem]) -> None:
        self.documents = ledger.documents
        self.by_path: dict[str, AnyFiled] = {filed.path: filed for filed in ledger.reports.values()}
        self.by_path |= {office.document.path: office for office in ledger.office.values()}
        self.by_path |= {issued.document.path: issued for issued in ledger.issued.values()}
        self.problems: dict[str, list[Problem]] = {}
        for problem in problems:
            self.problems.setdefault(problem.place.path, []).append(problem)

    def has_frame(self, documents: Mapping[str, Document]) -> bool:
        """Whether targets and units are the same in the other state, so that results are read in the same way."""
        here, there = (
            [found[name].text for name in (TARGETS, UNITS) if name in found] for found in (documents, self.documents)
        )
        return here == there


class _Loading:
    def __init__(self, tree: Tree, known: tuple[Ledger, Sequence[Problem]] | None) -> None:
        self.tree = tree
        self.known = _Known(*known) if known is not None else None
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.skipped: list[str] = []
        self.broken: dict[str, set[str]] = {"rounds": set(), "units": set()}

    def load(self) -> tuple[Ledger | None, list[Problem]]:
        paths = self.tree.files()
        ledger = self._load_frame(paths)
        if self.known is not None and not self.known.has_frame(self.documents):
            self.known = None
        for path in paths:
            if not path.startswith(REPORTS + "/"):
                continue
            parts = path.split("/")
            if any(part.startswith(".") for part in parts):
                continue  # what macOS, editors and git leave beside the files
            if not path.endswith(".yaml"):
                ending = re.search(r"\.ya?ml(\.\w+)?$", path, re.IGNORECASE)
                if ending:
                    message = _("a file ending in {ending} is not read").format(ending=ending[0])
                    self._say("stray-file", path, message, _("Rename it to end in .yaml."))
                continue
            if not path.isascii() and (shown := path.encode("utf-8", "replace").decode("utf-8")) != path:
                hint = _("Rename it; letters of an old code page stand in its name.")
                self._say("stray-file", shown, _("the name of this file is not in UTF-8, and it is not read"), hint)
                continue
            if len(parts) != 3:
                hint = _("Reports stand in reports/<round>/<unit>.yaml.")
                self._say("stray-file", path, _("this file is in no round's folder and is not read"), hint)
                continue
            if ledger is None or self.known is None or not self._take_over(ledger, path, self.known):
                self._load_report(ledger, path, parts[1], parts[2].removesuffix(".yaml"))
        if ledger is not None:
            ledger.documents = self.documents
            ledger.skipped = tuple(self.skipped)
        return ledger, self.problems

    def _take_over(self, ledger: Ledger, path: str, known: _Known) -> bool:
        """Whether a file is the same as in the other state, and what that has of it is this state's too."""
        filed = known.by_path.get(path)
        try:
            if filed is None or self.tree.read(path) != filed.document.text.encode("utf-8"):
                return False
        except CamketError:  # said when it is read in earnest
            return False
        self.documents[path] = filed.document
        self.problems += known.problems.get(path, ())
        if isinstance(filed, Filed):
            ledger.reports[filed.round, filed.unit] = filed
        elif isinstance(filed, OfficeFiled):
            ledger.office[path.split("/")[1]] = filed
        else:
            ledger.issued[path.split("/")[1]] = filed
        return True

    def _say(self, rule: str, path: str, message: str, hint: str) -> None:
        self.problems.append(Problem(rule, Place(path), message, hint, "warning"))

    def _read(self, path: str) -> Document | None:
        try:
            data = self.tree.read(path)
        except CamketError as error:  # locked, or gone since the folder was listed
            hint = error.hint or _("Close the programs that hold it, or check its permissions.")
            self.problems.append(Problem("unreadable", Place(path), str(error), hint))
            self.skipped.append(path)
            return None
        document, problems = read_document(path, data)
        self.problems += problems
        if document is None:
            self.skipped.append(path)
            return None
        self.documents[path] = document
        if document.value is not None and not isinstance(document.value, dict):
            self.problems.append(
                document.problem(
                    "wrong-type", (), _("the file must be a mapping of keys"), _("Begin with a line like 'unit: …'.")
                )
            )
            self.skipped.append(path)
            return None
        return document

    # --- targets.yaml and units.yaml

    def _load_frame(self, paths: Sequence[str]) -> Ledger | None:
        if TARGETS not in paths:
            message = _("there is no {file}").format(file=TARGETS)
            self.problems.append(Problem("missing-file", Place(TARGETS), message, _("Start one with: camket init DIR")))
            return None
        document = self._read(TARGETS)
        beside = self._read(UNITS) if UNITS in paths else None
        if document is None or document.value is None:
            if document is not None:
                self.problems.append(
                    document.problem("missing-key", (), _("the file is empty"), _("Start one with: camket init DIR"))
                )
            return None
        raw = document.value
        frame = self._validate(TargetsFile, raw, document, ())
        if frame is None:
            # What is broken is said; the rest of the file is still looked at, so that all faults come out at once.
            frame = self._salvage(raw)
        parts: dict[str, list[tuple[Document, int, Any]]] = {}
        for name in ("units", "bodies", "groups"):
            parts[name] = []
            for source in (document, beside):
                value = (source.value or {}).get(name) if source is not None else None
                if isinstance(value, list) and source is not None:
                    parts[name] += [(source, index, item) for index, item in enumerate(value)]
        if beside is not None:
            for key in beside.value or {}:
                if key not in parts:
                    self.problems.append(_unknown_key(beside, (key,), parts))
                elif not isinstance(beside.value[key], (list, type(None))):
                    self.problems.append(
                        beside.problem("wrong-type", (key,), _("a list is expected here"), _('Begin each entry with "- ".'))
                    )
        units = self._collect(Unit, parts["units"], "units")
        bodies = self._collect(Body, parts["bodies"], "bodies")
        groups = self._collect(Group, parts["groups"], "groups")
        for name, others in (("bodies", units), ("groups", {**units, **bodies})):
            for source, index, item in parts[name]:
                if isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"] in others:
                    self._say_twice(source, (name, index, "id"), item["id"])
        self._say_repeated(document, "rounds", _list(raw.get("rounds")))
        raw_targets = raw.get("targets")
        entries = [(document, i, item) for i, item in enumerate(raw_targets)] if isinstance(raw_targets, list) else []
        targets = self._collect(Target, entries, "targets")
        target_keys = {
            item["id"]: ("targets", i)
            for _doc, i, item in entries
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        }
        for name, target in list(targets.items()):
            broken = False
            for keys, rule, message, hint in operand_faults(target, frame.commitment.year if frame else None):
                self.problems.append(document.problem(rule, (*target_keys[name], *keys), message, hint))
                broken = True
            if broken:
                del targets[name]
        if frame is None:
            return None
        self.broken["units"] = _ids(item for _document, _index, item in parts["units"]) - units.keys()
        self.broken["rounds"] = _ids(_list(raw.get("rounds"))) - {round_.id for round_ in frame.rounds}
        first: dict[str, Round] = {}
        for round_ in frame.rounds:
            first.setdefault(round_.id, round_)
        rounds = tuple(sorted(first.values(), key=written_due))
        holidays = {holiday.date: holiday.name or "" for holiday in frame.holidays}
        calendar = Calendar(frame.commitment.year, rounds, frame.regime, holidays)
        return Ledger(frame.commitment, calendar, units, bodies, groups, targets, target_keys=target_keys)

    def _salvage(self, raw: dict[str, Any]) -> TargetsFile | None:
        """The frame without its broken parts, whose faults are already said."""
        try:
            commitment = Commitment.model_validate(raw.get("commitment"))
        except ValidationError:
            return None
        rounds = [round_ for item in _list(raw.get("rounds")) if (round_ := _valid(Round, item)) is not None]
        if not rounds:
            return None
        return TargetsFile.model_construct(
            commitment=commitment,
            regime=_valid(Regime, raw.get("regime") or {}) or Regime(),
            rounds=tuple(rounds),
            holidays=tuple(day for item in _list(raw.get("holidays")) if (day := _valid(Holiday, item)) is not None),
            targets=(),
        )

    def _collect(self, kind: type[Any], entries: Iterable[tuple[Document, int, Any]], name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for document, index, item in entries:
            value = self._validate(kind, item, document, (name, index))
            if value is None:
                continue
            if value.id in found:
                self._say_twice(document, (name, index, "id"), value.id)
                continue
            found[value.id] = value
        return found

    def _say_repeated(self, document: Document, name: str, entries: Sequence[Any]) -> None:
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            given = entry.get("id") if isinstance(entry, dict) else None
            if isinstance(given, str):
                if given in seen:
                    self._say_twice(document, (name, index, "id"), given)
                seen.add(given)

    def _say_twice(self, document: Document, keys: tuple[Key, ...], given: str) -> None:
        message = _("the id '{id}' is given a second time").format(id=given)
        self.problems.append(document.problem("duplicate-id", keys, message, _("Ids are unique; change one of the two.")))

    # --- reports

    def _load_report(self, ledger: Ledger | None, path: str, round_id: str, stem: str) -> None:
        document = self._read(path)
        if document is None:
            return
        if document.value is None:
            hint = _("Fetch it back with git, or delete it and run camket open again.")
            self.problems.append(document.problem("empty-file", (), _("the file is empty"), hint))
            self.skipped.append(path)
            return
        raw = document.value
        if stem in (OFFICE, ISSUED):
            content = self._validate(OfficeFile if stem == OFFICE else IssuedFile, raw, document, ())
            if content is None:
                self.skipped.append(path)
            elif ledger is None:
                return
            elif ledger.round(round_id) is None:
                self._unknown_round(ledger, document, round_id)
            elif stem == OFFICE:
                ledger.office[round_id] = OfficeFiled(document, content)
            else:
                ledger.issued[round_id] = IssuedFiled(document, content)
            return
        report = self._validate(Report, raw, document, ())
        if report is None:
            report = self._report_without_faults(raw)
        if ledger is None:
            return
        if ledger.round(round_id) is None:
            self._unknown_round(ledger, document, round_id)
            self.skipped.append(path)
            return
        unit = self._find_unit(ledger, document, stem)
        if unit is None:
            self.skipped.append(path)
            return
        filed = Filed(round_id, unit, document, report)
        self._read_results(ledger, filed)
        if (round_id, unit) in ledger.reports:
            message = _("{unit} has another file in this round: {path}").format(
                unit=unit, path=ledger.reports[round_id, unit].path
            )
            self.problems.append(document.problem("duplicate-report", (), message, _("Keep one of the two.")))
            return
        ledger.reports[round_id, unit] = filed

    def _report_without_faults(self, raw: dict[str, Any]) -> Report:
        """What can be used of a report some of whose parts are broken; their faults are already said."""
        kept: dict[str, Any] = {}
        for key, value in raw.items():
            if key not in Report.model_fields or value is None:
                continue
            if isinstance(value, list):
                value = [item for item in value if _valid(Report, {key: [item]}) is not None]
            if _valid(Report, {key: value}) is not None:
                kept[key] = value
        return Report.model_validate(kept)

    def _unknown_round(self, ledger: Ledger, document: Document, round_id: str) -> None:
        if round_id in self.broken["rounds"]:
            return  # what is wrong with the round is said in targets.yaml
        names = [round_.id for round_ in ledger.rounds]
        hint = did_you_mean(round_id, names)
        own = document.value.get("round") if isinstance(document.value, dict) else None
        if own in names:
            hint = _("Move the file to {path}.").format(path=f"{REPORTS}/{own}/{document.path.rpartition('/')[2]}") + " "
        hint += _("Rounds: {words}.").format(words=", ".join(names))
        self.problems.append(
            document.problem("unknown-round", (), _("there is no round '{round}'").format(round=round_id), hint)
        )

    def _find_unit(self, ledger: Ledger, document: Document, stem: str) -> str | None:
        if stem in ledger.units:
            return stem
        if stem in self.broken["units"]:
            return None  # what is wrong with the unit is said where it stands
        unit = find_unit(ledger, stem)
        if unit is not None:
            message = _("the file is named '{name}' after {unit}").format(name=stem, unit=ledger.units[unit].name)
            hint = _("Rename it to {file}.").format(file=f"{unit}.yaml")
            self.problems.append(document.problem("unit-spelling", (), message, hint, level="warning"))
            return unit
        self.problems.append(
            document.problem("unknown-unit", (), _("there is no unit '{name}'").format(name=stem), unit_hint(ledger, stem))
        )
        return None

    def _read_results(self, ledger: Ledger, filed: Filed) -> None:
        document = filed.document
        for target_id, raw in filed.report.results.items():
            keys: tuple[Key, ...] = ("results", target_id)
            target = ledger.targets.get(target_id)
            if target is None:
                if target_id in ledger.target_keys:
                    continue  # its target is broken, which is said there
                names = [target.id for target in ledger.targets_of(filed.unit)]
                hint, fixes = hint_and_fixes(target_id, names)
                if not fixes:
                    hint, fixes = hint_and_fixes(target_id, ledger.targets)
                hint += _("Targets of this unit: {words}.").format(words=", ".join(names) or "–")
                message = _("there is no target '{target}'").format(target=target_id)
                self.problems.append(document.problem("unknown-target", keys, message, hint, of_key=True, fixes=fixes))
                continue
            if raw is None:
                continue
            result = self._validate(RESULT_TYPES[target.measure.kind], full_result(target.measure, raw), document, keys)
            if result is None:
                continue
            found = list(faults(target.measure, result))
            for fault in found:
                where = (*keys, *fault.keys)
                self.problems.append(
                    document.problem(fault.rule, where, fault.message, fault.hint, of_key=fault.of_key, fixes=fault.fixes)
                )
            if not found:
                filed.results[target_id] = result

    # --- validation

    def _validate(self, kind: type[Any], raw: Any, document: Document, keys: tuple[Key, ...]) -> Any:
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=True):
                self.problems.append(_problem_from(detail, kind, document, keys))
            return None


def full_result(measure: Measure, raw: Any) -> Any:
    """A result as it was written, with what was written straight after the target's id under the key that it stands for."""
    if isinstance(raw, (str, list)):
        return {BARE_KEY[measure.kind]: raw}
    if isinstance(measure, Composition) and isinstance(raw, dict) and raw and not set(raw) - set(measure.parts):
        return {"parts": raw}
    return raw


def find_unit(ledger: Ledger, name: str) -> str | None:
    """The unit whose id, name, short name or accepted spelling `name` is, with tone placement and case folded."""
    if name in ledger.units:
        return name
    if name.strip().lower() in ledger.units:  # Phuong-1.yaml, as Windows lets it be written
        return name.strip().lower()
    key = fold(name)
    for unit in ledger.units.values():
        if key in {fold(spelling) for spelling in (unit.name, unit.short or unit.name, *unit.spellings)}:
            return unit.id
    return None


def unit_hint(ledger: Ledger, name: str) -> str:
    """How to mend a name that is no unit's: the one it is like, or where the names stand."""
    spellings = {
        spelling: unit.id
        for unit in ledger.units.values()
        for spelling in (unit.id, unit.name, unit.short, *unit.spellings)
        if spelling
    }
    found = dict.fromkeys(spellings[spelling] for spelling in candidates(name, spellings))
    if not found:
        return _("The units and their accepted spellings stand in units.yaml or targets.yaml.")
    return _meant({unit: ledger.units[unit].name for unit in found})


def find_target(ledger: Ledger, name: str) -> str | None:
    """The target whose id, name or short name `name` is, with tone placement and case folded."""
    if name in ledger.targets:
        return name
    key = fold(name)
    found = [one.id for one in ledger.targets.values() if key in (fold(one.name), fold(one.short or one.name))]
    return found[0] if len(found) == 1 else None


def target_hint(ledger: Ledger, name: str) -> str:
    """How to mend a name that is no target's: those it is like, or all ids."""
    words: dict[str, list[str]] = {}
    for one in ledger.targets.values():
        for word in dict.fromkeys((one.id, one.short or one.name, one.name)):
            words.setdefault(word, []).append(one.id)
    found = dict.fromkeys(target for word in candidates(name, words) for target in words[word])
    if not found:
        return _("Known here: {words}.").format(words=", ".join(ledger.targets))
    return _meant({target: ledger.targets[target].short or ledger.targets[target].name for target in found})


def _meant(found: Mapping[str, str]) -> str:
    """What may have been meant, by id with the name."""
    if len(found) == 1:
        ((id_, name),) = found.items()
        return _("Did you mean '{id}' ({name})?").format(id=id_, name=name)
    return _("Did you mean one of: {names}?").format(names=", ".join(f"{id_} ({name})" for id_, name in found.items()))


def _valid(kind: type[Any], raw: Any) -> Any:
    try:
        return kind.model_validate(raw)
    except ValidationError:
        return None


def _ids(entries: Iterable[Any]) -> set[str]:
    """The ids of entries as they were written, be the rest of them right or wrong."""
    return {entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _unknown_key(document: Document, keys: tuple[Key, ...], known: Iterable[str]) -> Problem:
    known = list(known)
    hint, fixes = hint_and_fixes(str(keys[-1]), known)
    hint += _("Keys here: {words}.").format(words=", ".join(known)) if known else ""
    message = _("the key '{key}' is not known here").format(key=keys[-1])
    return document.problem("unknown-key", keys, message, hint, of_key=True, fixes=fixes)


def _problem_from(detail: Any, kind: type[BaseModel], document: Document, above: tuple[Key, ...]) -> Problem:
    """What pydantic found, in the user's words and at its place."""
    location = tuple(detail["loc"])
    keys: tuple[Key, ...] = (*above, *(key for key in location if key != "[key]"))
    of_key = "[key]" in location
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(document, keys, _fields_at(kind, location[:-1]))
        case "missing":
            message = _("'{key}:' is missing").format(key=location[-1])
            return document.problem("missing-key", keys[:-1], message, _("Add it here."))
        case "union_tag_not_found":
            message = _("'kind:' is missing")
            return document.problem(
                "missing-key", keys, message, _("Known here: {words}.").format(words=", ".join(RESULT_TYPES))
            )
        case "literal_error" | "enum" | "union_tag_invalid":
            given = context.get("tag", detail["input"])
            words = _tags(context)
            hint, fixes = hint_and_fixes(str(given), [word.strip(" '") for word in words.split(",")])
            if detail["type"] == "union_tag_invalid":
                keys = (*keys, "kind")
            message = _("'{word}' is not known here").format(word=given)
            hint += _("Known here: {words}.").format(words=words)
            return document.problem("unknown-choice", keys, message, hint, fixes=fixes)
        case "list_type" | "tuple_type":
            return document.problem("wrong-type", keys, _("a list is expected here"), _('Begin each entry with "- ".'))
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return document.problem(
                "wrong-type",
                keys,
                _("a mapping of keys is expected here"),
                _example(keys) or _("Write 'key: value' lines, indented by two spaces."),
            )
        case "too_short" | "too_long":
            if context.get("field_type") == "Tuple" and detail["type"] == "too_long":
                hint = _("Two numbers; write a decimal comma between quotes.")
                return document.problem("wrong-type", keys, _("too many values here"), hint)
            return document.problem(
                "wrong-type",
                keys,
                _("the number of values here is wrong"),
                _("Look at what docs/data-format.md says of this key."),
            )
        case custom if "message" in context:
            return document.problem(custom, keys, str(context["message"]), str(context.get("hint", "")), of_key=of_key)
    return document.problem("bad-value", keys, _("this value does not fit here"), _("See docs/data-format.md for this key."))


# How a key that takes a mapping is written, for those whose name does not tell.
_EXAMPLES = {
    "counts_if": "counts_if: {stars: {at_least: 3}}",
    "goal": "goal: {at_least: 75}",
    "measure": "measure: {kind: count, unit: …}",
    "references": "references: {last_year: {value: 68}}",
    "regime": "regime: {day_off: as-written}",
}


def _example(keys: Sequence[Key]) -> str:
    example = _EXAMPLES.get(str(keys[-1])) if keys else None
    return _("For example: {example}").format(example=example) if example else ""


def _tags(context: Mapping[str, Any]) -> str:
    tags = str(context.get("expected_tags") or context.get("expected") or "")
    return tags.replace("'", "").replace(" or ", ", ")


def _fields_at(kind: Any, location: Sequence[Key]) -> list[str]:
    """The keys that the model knows where pydantic's location leads, for suggestions."""
    if get_origin(kind) is Annotated:
        return _fields_at(get_args(kind)[0], location)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        choices = [choice for choice in get_args(kind) if choice is not type(None)]
        if len(choices) == 1:
            return _fields_at(choices[0], location)
        for choice in choices:
            if isinstance(choice, type) and issubclass(choice, BaseModel) and location:
                tags = get_args(choice.model_fields["kind"].annotation) if "kind" in choice.model_fields else ()
                if location[0] in tags:
                    return _fields_at(choice, location[1:])
        return []
    if origin is tuple:
        return _fields_at(get_args(kind)[0], location[1:])
    if origin is dict:
        return _fields_at(get_args(kind)[1], location[1:])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if not location:
            # A class's own keys first, then those that it shares; `kind` of a result is its measure's, not the user's.
            own = [name for name in kind.model_fields if name in kind.__annotations__]
            names = [*own, *(name for name in kind.model_fields if name not in own)]
            return [name for name in names if name != "kind" or not issubclass(kind, Result)]
        found = kind.model_fields.get(str(location[0]))
        return _fields_at(found.annotation, location[1:]) if found else []
    return []
