"""The whole data folder, or the same folder at a git revision, as one Ledger with the problems found while reading.

A file that cannot be read is skipped and listed in `Ledger.skipped`; all other files are still loaded.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from camket.ledger.data_format import is_newer
from camket.ledger.definitions import BrokenIds, load_definitions
from camket.ledger.ledger import AnyFiled, Filed, IssuedFiled, Ledger, OfficeFiled
from camket.ledger.lookup import files_in_force, find_unit, unit_hint
from camket.ledger.model_faults import valid
from camket.ledger.reader import TreeReader
from camket.ledger.reports import IssuedFile, OfficeFile, Report
from camket.ledger.tree import ISSUED, OFFICE, REPORTS, TARGETS, UNITS, OverlayTree, Tree, find_strays, report_path
from camket.text.language import _
from camket.text.parse_cache import ParseCache, blob_id, open_cache
from camket.text.problems import CamketError, Place, Problem
from camket.text.progress import counted
from camket.text.source import Document, Key, Plain
from camket.text.spelling import did_you_mean, hint_and_fixes


def load(
    tree: Tree,
    known: tuple[Ledger, Sequence[Problem]] | None = None,
    *,
    same: Collection[str] = (),
    only: Callable[[Ledger, str], bool] | None = None,
) -> tuple[Ledger | None, list[Problem]]:
    """Read a whole tree and return (Ledger, problems). The Ledger is None when targets.yaml gives no commitment or no round, or
    its format is newer than this program.

    `known` is another state of the same data, already loaded, with its problems. When both states have the same targets and
    units, a file that is the same in both is not read again: its report and its problems are taken from `known`. The files
    `same` are known to be the same, all others are compared. With `only`, of the files under reports/ those alone are read
    for whose path it is true; it is asked once targets and units are known.
    """
    with collector_paused(), open_cache() as cache:
        reader = TreeReader(tree, cache)
        paths = tree.files()
        reader.fetch(paths if known is None and only is None else [path for path in (TARGETS, UNITS) if path in paths])
        for path, what in find_strays(tree).items():
            reader.add_stray(path, what)
        other = _OtherState(*known) if known is not None else None
        shared = other.shared_definitions(reader, paths) if other is not None else None
        ledger, broken = (shared, BrokenIds(set(), set())) if shared is not None else load_definitions(reader, paths)
        if is_newer(reader.problems):
            return None, reader.problems
        if other is not None and not _have_same_definitions(reader.documents, other.documents):
            other = None
        reports = [path for path in paths if path.startswith(REPORTS + "/") and _is_report_path(reader, path)]
        in_force = files_in_force(ledger, reports) if ledger is not None else {}
        if only is not None and ledger is not None:
            reports = [path for path in reports if only(ledger, path)]
        in_use = set(in_force.values())
        taken = {path for path in same if path in in_use and other is not None and path in other.by_path}
        if known is not None or only is not None:
            reader.fetch([path for path in reports if path not in taken])
        for path in counted(reports, _("Reading the files")):
            if ledger is None or other is None or path not in in_use:
                _load_report(reader, ledger, broken, path, in_force)
            elif path in taken or _is_same(reader, path, other):
                _take_over(reader, ledger, path, other)
            else:
                _load_report(reader, ledger, broken, path, in_force)
        if ledger is not None:
            ledger.documents = reader.documents
            ledger.skipped = tuple(reader.skipped)
        return ledger, reader.problems


def read_file(ledger: Ledger, path: str, data: bytes, cache: ParseCache | None = None) -> tuple[AnyFiled | None, list[Problem]]:
    """Read one file of reports/ from its bytes with the targets and units of `ledger`; it is not added to `ledger`.

    What `cache` has is not parsed.
    """
    alone = replace(ledger, reports={}, office={}, issued={}, documents={}, skipped=())
    reader = TreeReader(OverlayTree(None, {path: data}), cache)
    _load_report(reader, alone, BrokenIds(set(), set()), path, files_in_force(ledger, [path]))
    read: list[AnyFiled] = [*alone.reports.values(), *alone.office.values(), *alone.issued.values()]
    return read[0] if read else None, reader.problems


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: loading makes no reference cycles, and each collection would visit the whole Ledger."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _is_report_path(reader: TreeReader, path: str) -> bool:
    """Whether a path is reports/<round>/<name>.yaml; files that look like misplaced reports get a warning."""
    parts = path.split("/")
    if any(part.startswith(".") for part in parts):
        return False  # files that macOS, editors and git make
    if not path.endswith(".yaml"):
        ending = re.search(r"\.ya?ml(\.\w+)?$", path, re.IGNORECASE)
        if ending:
            message = _("a file ending in {ending} is not read").format(ending=ending[0])
            _add_stray_file(reader, path, message, _("Rename it to end in .yaml."))
        return False
    if not path.isascii() and (shown := path.encode("utf-8", "replace").decode("utf-8")) != path:
        hint = _("Rename it; letters of an old code page stand in its name.")
        _add_stray_file(reader, shown, _("the name of this file is not in UTF-8, and it is not read"), hint)
        return False
    if len(parts) != 3:
        hint = _("Reports stand in reports/<round>/<unit>.yaml.")
        _add_stray_file(reader, path, _("this file is in no round's folder and is not read"), hint)
        return False
    return True


def _add_stray_file(reader: TreeReader, path: str, message: str, hint: str) -> None:
    reader.problems.append(Problem("stray-file", Place(path), message, hint, "warning"))


# --- files that are the same in another state -----------------------------------------------------------------------


class _OtherState:
    """Another state of the data: its reports and problems by file."""

    def __init__(self, ledger: Ledger, problems: Sequence[Problem]) -> None:
        self.ledger = ledger
        self.documents = ledger.documents
        self.by_path = {filed.document.path: filed for filed in ledger.files().values()}
        self.problems: dict[str, list[Problem]] = {}
        for problem in problems:
            self.problems.setdefault(problem.place.path, []).append(problem)

    def shared_definitions(self, reader: TreeReader, paths: Collection[str]) -> Ledger | None:
        """Return a ledger without reports, with the other state's targets and units; None if they are not those of the tree.

        Where they have a fault they are read again, for its problems.
        """
        names = [name for name in (TARGETS, UNITS) if name in self.documents]
        if names != [name for name in (TARGETS, UNITS) if name in paths] or any(name in self.problems for name in names):
            return None
        if not all(_is_text_of(reader.tree, name, self.documents[name]) for name in names):
            return None
        reader.documents.update({name: self.documents[name] for name in names})
        return replace(self.ledger, reports={}, office={}, issued={}, documents={}, skipped=())


def have_same_definitions(one: Ledger, other: Ledger) -> bool:
    """Whether two states have the same targets.yaml and units.yaml, so that results are read in the same way."""
    return _have_same_definitions(one.documents, other.documents)


def _have_same_definitions(one: Mapping[str, Document], other: Mapping[str, Document]) -> bool:
    return all(
        name in one and name in other and one[name].is_same(other[name])
        for name in (TARGETS, UNITS)
        if name in one or name in other
    )


def _is_same(reader: TreeReader, path: str, other: _OtherState) -> bool:
    if path not in other.by_path:
        return False
    document, known = other.by_path[path].document, reader.known.get(path)
    return document.is_same(known) if known is not None else _is_text_of(reader.tree, path, document)


def _is_text_of(tree: Tree, path: str, document: Document) -> bool:
    try:
        data = tree.read(path)
        return data == document.text.encode("utf-8") if document.blob is None else blob_id(data) == document.blob
    except CamketError:  # reported when the file is read
        return False


def _take_over(reader: TreeReader, ledger: Ledger, path: str, other: _OtherState) -> None:
    """Add a file to `ledger` as the other state has it."""
    filed = other.by_path[path]
    reader.documents[path] = filed.document
    reader.problems += other.problems.get(path, ())
    if isinstance(filed, Filed):
        ledger.reports[filed.round, filed.unit] = filed
    elif isinstance(filed, OfficeFiled):
        ledger.office[path.split("/")[1]] = filed
    else:
        ledger.issued[path.split("/")[1]] = filed


# --- one file under reports/ ----------------------------------------------------------------------------------------


def _load_report(reader: TreeReader, ledger: Ledger | None, broken: BrokenIds, path: str, in_force: Mapping[str, str]) -> None:
    """Read reports/<round>/<name>.yaml and add it to `ledger`. Without a Ledger the file is only checked.

    `in_force` is the file that counts, by proper path (see `lookup.files_in_force`).
    """
    document = reader.read(path)
    if document is None:
        return
    name = path.rpartition("/")[2]
    if document.value is None:
        hint = _("Fetch it back with git, or delete it and run camket open again.")
        reader.problems.append(document.problem("empty-file", (), _("the file is empty"), hint))
        reader.skipped.append(path)
    elif name == f"{OFFICE}.yaml":
        _add_office_file(reader, ledger, broken, document, reader.validate(OfficeFile, document.value, document, ()))
    elif name == f"{ISSUED}.yaml":
        _add_office_file(reader, ledger, broken, document, reader.validate(IssuedFile, document.value, document, ()))
    else:
        _add_report(reader, ledger, broken, document, in_force)


def _add_office_file(
    reader: TreeReader, ledger: Ledger | None, broken: BrokenIds, document: Document, content: OfficeFile | IssuedFile | None
) -> None:
    round_id = document.path.split("/")[1]
    if content is None:
        reader.skipped.append(document.path)
    elif ledger is None:
        return
    elif ledger.round(round_id) is None:
        _add_unknown_round(reader, ledger, broken, document, round_id)
    elif isinstance(content, OfficeFile):
        ledger.office[round_id] = OfficeFiled(document, content)
    else:
        ledger.issued[round_id] = IssuedFiled(document, content)


def _add_report(
    reader: TreeReader, ledger: Ledger | None, broken: BrokenIds, document: Document, in_force: Mapping[str, str]
) -> None:
    report = reader.validate(Report, document.value, document, ()) or _usable_parts(document.value)
    if ledger is None:
        return
    _folder, round_id, name = document.path.split("/")
    if ledger.round(round_id) is None:
        _add_unknown_round(reader, ledger, broken, document, round_id)
        reader.skipped.append(document.path)
        return
    unit = _unit_of_file(reader, ledger, broken, document, name.removesuffix(".yaml"))
    if unit is None:
        reader.skipped.append(document.path)
        return
    filed = Filed(round_id, unit, document, report)
    _read_results(reader, ledger, filed)
    # The file that counts may have a fault, and not be in the Ledger.
    counted = in_force[report_path(round_id, unit)]
    if document.path != counted:
        _add_duplicate(reader, ledger, filed, counted)
        return
    if document.path != filed.proper_path:
        message = _("the file is named '{name}' after {unit}").format(
            name=name.removesuffix(".yaml"), unit=ledger.units[unit].name
        )
        hint = _("Rename it to {file}.").format(file=f"{unit}.yaml")
        reader.problems.append(document.problem("unit-spelling", (), message, hint, level="warning"))
    ledger.reports[round_id, unit] = filed


def _add_duplicate(reader: TreeReader, ledger: Ledger, filed: Filed, counted: str) -> None:
    """Report a second file of a unit in a round; `counted` is the path of the file whose figures count."""
    message = _("{unit} has another file in this round, {path}, and only that one counts").format(
        unit=ledger.units[filed.unit].name, path=counted
    )
    hint = _("Compare the two, take over into {file} what is right here, and delete this file.").format(
        file=counted.rpartition("/")[2]
    )
    reader.problems.append(filed.document.problem("duplicate-report", (), message, hint))


def _usable_parts(raw: dict[str, Plain]) -> Report:
    """Return a report without its broken parts, which are already in the problems."""
    kept: dict[str, Plain] = {}
    for key, value in raw.items():
        if key not in Report.model_fields or value is None:
            continue
        if isinstance(value, list):
            value = [item for item in value if valid(Report, {key: [item]}) is not None]
        if valid(Report, {key: value}) is not None:
            kept[key] = value
    return Report.model_validate(kept)


def _add_unknown_round(reader: TreeReader, ledger: Ledger, broken: BrokenIds, document: Document, round_id: str) -> None:
    if round_id in broken.rounds:
        return  # the fault of the round is already reported in targets.yaml
    names = [round_.id for round_ in ledger.rounds]
    hint = did_you_mean(round_id, names)
    own = document.value.get("round") if isinstance(document.value, dict) else None
    if own in names:
        hint = _("Move the file to {path}.").format(path=f"{REPORTS}/{own}/{document.path.rpartition('/')[2]}") + " "
    hint += _("Rounds: {words}.").format(words=", ".join(names))
    message = _("there is no round '{round}'").format(round=round_id)
    reader.problems.append(document.problem("unknown-round", (), message, hint))


def _unit_of_file(reader: TreeReader, ledger: Ledger, broken: BrokenIds, document: Document, name: str) -> str | None:
    """Return the id of the unit that a report file is named after."""
    if name in ledger.units:
        return name
    if name in broken.units or UNITS in reader.skipped:
        return None  # the fault is already reported where the unit is defined
    unit = find_unit(ledger, name)
    if unit is not None:
        return unit
    message = _("there is no unit '{name}'").format(name=name)
    reader.problems.append(document.problem("unknown-unit", (), message, unit_hint(ledger, name)))
    return None


# --- results --------------------------------------------------------------------------------------------------------


def _read_results(reader: TreeReader, ledger: Ledger, filed: Filed) -> None:
    """Read each result of a report by the measure of its target; only results without a fault go into `filed`."""
    document = filed.document
    for target_id, raw in filed.report.results.items():
        keys: tuple[Key, ...] = ("results", target_id)
        target = ledger.targets.get(target_id)
        if target is None:
            if target_id not in ledger.target_keys:  # otherwise the fault of the target is already in targets.yaml
                _add_unknown_target(reader, ledger, filed, target_id)
            continue
        if raw is None:
            continue
        result = reader.validate(target.measure.result_type, target.measure.full_result(raw), document, keys)
        if result is None:
            continue
        found = list(target.measure.faults(result))
        for fault in found:
            where = (*keys, *fault.keys)
            reader.problems.append(
                document.problem(fault.rule, where, fault.message, fault.hint, of_key=fault.of_key, fixes=fault.fixes)
            )
        if not found:
            filed.results[target_id] = result


def _add_unknown_target(reader: TreeReader, ledger: Ledger, filed: Filed, target_id: str) -> None:
    names = [target.id for target in ledger.targets_of(filed.unit)]
    hint, fixes = hint_and_fixes(target_id, names)
    if not fixes:
        hint, fixes = hint_and_fixes(target_id, ledger.targets)
    hint += _("Targets of this unit: {words}.").format(words=", ".join(names) or "–")
    message = _("there is no target '{target}'").format(target=target_id)
    keys = ("results", target_id)
    reader.problems.append(filed.document.problem("unknown-target", keys, message, hint, of_key=True, fixes=fixes))


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
    Or a link, a folder or a device is in the place of a file of the data, and is not followed (an error).

        reports/q2/phuong-1.yml
        reports/q2/phuong-2.yaml.txt
        reports/phuong-1.yaml
        reports/q2/phuong-3.yaml -> /home/an/phuong-3.yaml

    To mend: rename or move the file to `reports/<round>/<unit>.yaml`; in place of a link put the file itself. Only the data
    folder as a whole may be reached through a link.
    """,
    "duplicate-id": """Two rounds, units, bodies, groups or targets have the same id. The second is ignored.

        - {id: phuong-1, name: Phường 1}
        - {id: phuong-1, name: Phường 11}

    To mend: give one of them another id.
    """,
    "duplicate-report": """A unit has two files in one round: one named after its id, one after another spelling of its name.

    The file that is named after the id counts, even if it has a fault; the other file is the fault, and nothing in it counts.
    If no file is named after the id, the first by name counts.

        reports/q2/phuong-binh-hoa.yaml
        reports/q2/Bình Hòa.yaml            # does not count

    To mend: compare the two; take over into the file named after the id what is right in the other, and delete the other.
    """,
}
