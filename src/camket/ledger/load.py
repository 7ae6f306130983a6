"""The whole data folder, or the same folder at a git revision, becomes one Ledger and the problems found on the way.

A file that cannot be read is skipped and named; everything else is still there.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from camket.ledger.commitment import Body, Commitment, Group, Holiday, Regime, Round, TargetsFile, Unit
from camket.ledger.goals import operand_faults
from camket.ledger.ledger import AnyFiled, Filed, IssuedFiled, Ledger, OfficeFiled
from camket.ledger.lookup import find_unit, unit_hint
from camket.ledger.measures import faults
from camket.ledger.model_faults import problem_from, unknown_key, valid
from camket.ledger.reports import IssuedFile, OfficeFile, Report
from camket.ledger.results import BARE_KEY, RESULT_TYPES
from camket.ledger.rounds import Calendar, written_due
from camket.ledger.targets import Composition, Measure, Target
from camket.ledger.tree import ISSUED, OFFICE, REPORTS, TARGETS, UNITS, OneFile, Tree
from camket.text.language import _
from camket.text.problems import CamketError, Place, Problem
from camket.text.source import Document, Key, read_document
from camket.text.spelling import did_you_mean, hint_and_fixes


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
                    self.problems.append(unknown_key(beside, (key,), parts))
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
                value = [item for item in value if valid(Report, {key: [item]}) is not None]
            if valid(Report, {key: value}) is not None:
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
                self.problems.append(problem_from(detail, kind, document, keys))
            return None


def full_result(measure: Measure, raw: Any) -> Any:
    """A result as it was written, with what was written straight after the target's id under the key that it stands for."""
    if isinstance(raw, (str, list)):
        return {BARE_KEY[measure.kind]: raw}
    if isinstance(measure, Composition) and isinstance(raw, dict) and raw and not set(raw) - set(measure.parts):
        return {"parts": raw}
    return raw


def _ids(entries: Iterable[Any]) -> set[str]:
    """The ids of entries as they were written, be the rest of them right or wrong."""
    return {entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "missing-file": """There is no targets.yaml in the data folder.

        data/units.yaml
        data/reports/q2/phuong-1.yaml
        # and no data/targets.yaml

    To mend: name the folder that holds it with `--data`, or start a new commitment with `camket init DIR`.
    """,
    "empty-file": """The file of a report, or the office's file, is empty or contains only comments.

    The usual cause is a crash while the file was being saved, or text deleted by mistake.

        # Báo cáo quý II

    To mend: restore the file with git, or delete it and run `camket open` again.
    """,
    "unreadable": """A file cannot be read from the disk: another program has locked it, or its permissions do not allow it.

        -rw------- 1 root root  reports/q2/phuong-1.yaml      # another user of this computer cannot read it

    To mend: close the programs that have the file open, or ask the person who manages the computer.
    """,
    "stray-file": """A file under reports/ is not read: it ends in .yml or .yaml.txt, or is not in the folder of a round.

        reports/q2/phuong-1.yml
        reports/q2/phuong-2.yaml.txt
        reports/phuong-1.yaml

    To mend: rename or move the file to `reports/<round>/<unit>.yaml`.
    """,
    "duplicate-id": """Two rounds, units, bodies, groups or targets have the same id. The second is ignored.

        - {id: phuong-1, name: Phường 1}
        - {id: phuong-1, name: Phường 11}

    To mend: give one of them another id.
    """,
    "duplicate-report": """A unit has two files in one round: one named after its id, one after another spelling of its name.

        reports/q2/phuong-binh-hoa.yaml
        reports/q2/Bình Hòa.yaml

    To mend: keep one of the two, named after the unit's id.
    """,
}
