"""Rules about names: units, targets and rounds that are not known, or are named in the wrong file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from camket.ledger.ledger import OfficeFiled
from camket.ledger.lookup import unit_hint
from camket.ledger.targets import Reference, Target
from camket.ledger.tree import REPORTS, UNITS
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.rules.rule import list_names
from camket.text.language import _
from camket.text.source import Document, Keys
from camket.text.spelling import fold, hint_and_fixes


def unknown_unit(year: CheckedYear) -> Iterator[Finding]:
    """A unit, body or group is named that is not under `units:`, `bodies:` or `groups:`.

    Checked: `lead`, `reporter`, `each`, `sum_of`, `co_operating` and `by_unit` of a target, the members of a group, the
    units of the office's extensions, verdicts, reminders and carried proposals, of corrections, and the names of report files.
    A body or a group is not allowed where a unit is needed: only units report. A unit that no target names is no fault.

        co_operating: [chi-cuc-thue, xa-phuong, ban-quan-li-du-an]   # the id is ban-quan-ly-du-an

    To mend: write the id as it is in units.yaml, or add the unit there.
    """
    if year.ledger.is_skipped(UNITS):
        return  # the names that it holds are not known; why it cannot be read is reported already
    for name in _unit_names(year):
        if name.id not in name.allowed:
            yield _unknown_unit(year, name)


class _UnitName(NamedTuple):
    """A place that names a unit: where it is, the id that is written there, and the ids that are allowed there."""

    document: Document
    keys: Keys
    id: str
    allowed: Collection[str]
    of_key: bool = False


def _unit_names(year: CheckedYear) -> Iterator[_UnitName]:
    """Every place that names a unit, file by file."""
    units = year.declared["units"]
    for target in year.ledger.targets.values():
        yield from _units_of_target(year, target)
        yield from _units_of_references(year, target)
    for document, index, entry in year.entries("groups"):
        group = year.ledger.groups.get(str(entry.get("id")))
        for place, name in enumerate(group.units if group else ()):
            yield _UnitName(document, ("groups", index, "units", place), name, units)
    for office in year.ledger.office.values():
        yield from _units_of_office(office, units)
    for filed in year.filed:
        for index, correction in enumerate(filed.report.corrections):
            if correction.unit is not None:
                yield _UnitName(filed.document, ("corrections", index, "unit"), correction.unit, units)


def _units_of_office(office: OfficeFiled, units: Collection[str]) -> Iterator[_UnitName]:
    """The units that a file of the office names."""
    for key in ("extensions", "overrules"):
        for index, entry in enumerate(getattr(office.content, key)):
            if entry.unit is not None:
                yield _UnitName(office.document, (key, index, "unit"), entry.unit, units)
    for index, reminded in enumerate(office.content.reminded):
        for place, name in enumerate(reminded.units):
            yield _UnitName(office.document, ("reminded", index, "units", place), name, units)
    for index, carried in enumerate(office.content.carried_over):
        for place, raised in enumerate(carried.raised):
            if raised.unit is not None:
                yield _UnitName(office.document, ("carried_over", index, "raised", place, "unit"), raised.unit, units)


def _units_of_target(year: CheckedYear, target: Target) -> Iterator[_UnitName]:
    """The units that a target's own keys name. Its lead may be a body or a group where another key says who reports."""
    units, groups = year.declared["units"], year.declared["groups"]
    parties = units | groups | year.declared["bodies"]
    has_others = bool(target.reporter or target.each or target.sum_of)
    named: Mapping[str, tuple[tuple[str, ...], Collection[str]]] = {
        "lead": ((target.lead,) if target.lead else (), parties if has_others else units),
        "reporter": ((target.reporter,) if target.reporter else (), units),
        "each": (target.each, units | groups),
        "sum_of": (target.sum_of, units | groups),
        "co_operating": (target.co_operating, parties),
    }
    for key, (names, allowed) in named.items():
        for index, name in enumerate(names):
            yield _UnitName(year.targets_document, (*year.ledger.target_keys[target.id], key, index), name, allowed)


def _units_of_references(year: CheckedYear, target: Target) -> Iterator[_UnitName]:
    """The units to which a target's references, and those of its revisions, assign a figure each."""
    tables: list[tuple[Keys, Mapping[str, Reference]]] = [(("references",), target.references)]
    tables += [(("revisions", index, "references"), one.references) for index, one in enumerate(target.revisions)]
    for keys, references in tables:
        for reference_name, reference in references.items():
            for unit in reference.by_unit:
                at = (*year.ledger.target_keys[target.id], *keys, reference_name, "by_unit", unit)
                yield _UnitName(year.targets_document, at, unit, year.declared["units"], of_key=True)


def _unknown_unit(year: CheckedYear, name: _UnitName) -> Finding:
    if any(name.id in year.declared[kind] for kind in ("bodies", "groups")):
        message = _("'{name}' does not report: only a unit can stand here").format(name=name.id)
        hint = _("Units stand under units:, those who report; bodies and groups do not.")
        return Finding(name.document, name.keys, message, hint, name.of_key)
    hint, fixes = hint_and_fixes(name.id, name.allowed)
    message = _("there is no unit '{name}'").format(name=name.id)
    return Finding(name.document, name.keys, message, hint.rstrip() or unit_hint(year.ledger, name.id), name.of_key, fixes)


def unknown_target(year: CheckedYear) -> Iterator[Finding]:
    """A target is named that is not in targets.yaml.

    Checked: the results, difficulties, proposals and corrections of a report, the office's verdicts, and `adds_up_to` and
    `part_of` of other targets (a target cannot name itself there). In a proposal that is carried over from the year before
    it is a warning: the proposal is then about no target.

        results:
          new-road: 38              # the id is new-roads

    To mend: use the suggested id; `camket status` lists all targets with their ids.
    """
    for target in year.ledger.targets.values():
        for key, name in (("adds_up_to", target.whole_id), ("part_of", target.part_of)):
            if name is not None and (name == target.id or name not in year.ledger.target_keys):
                yield _unknown_target(year, year.targets_document, (*year.ledger.target_keys[target.id], key), name, target.id)
    for office in year.ledger.office.values():
        for index, overrule in enumerate(office.content.overrules):
            if overrule.target not in year.ledger.target_keys:
                yield _unknown_target(year, office.document, ("overrules", index, "target"), overrule.target)
        for index, carried in enumerate(office.content.carried_over):
            if carried.target is not None and carried.target not in year.ledger.target_keys:
                at: Keys = ("carried_over", index, "target")
                yield replace(_unknown_target(year, office.document, at, carried.target), level="warning")
    for filed in year.filed:
        for key in ("difficulties", "proposals", "corrections"):
            for index, entry in enumerate(getattr(filed.report, key)):
                if entry.target is not None and entry.target not in year.ledger.target_keys:
                    yield _unknown_target(year, filed.document, (key, index, "target"), entry.target)


def _unknown_target(year: CheckedYear, document: Document, keys: Keys, name: str, own: str | None = None) -> Finding:
    if name == own:
        message = _("a target cannot name itself here")
        return Finding(document, keys, message, _("Name the target that this one belongs to, or delete the line."))
    hint, fixes = hint_and_fixes(name, [target for target in year.ledger.target_keys if target != own])
    hint = hint.rstrip() or _("The ids of all targets stand in targets.yaml.")
    return Finding(document, keys, _("there is no target '{target}'").format(target=name), hint, fixes=fixes)


def content_in_two_sections(year: CheckedYear) -> Iterator[Finding]:
    """Targets of two sections have the same `content`, and would be counted as one.

    A document may number its contents from 1 again in each section: its content 1 of section I and its content 1 of section II
    are two contents.

        - {id: new-roads, section: "I", content: "1"}
        - {id: new-schools, section: "II", content: "1"}      # another content: II.1

    To mend: write the section with the number where the contents differ (`content: "II.1"`), or correct the `section` of the
    targets that are one content.
    """
    first: dict[str, Target] = {}
    for target in year.ledger.targets.values():
        if target.content is None or target.section is None:
            continue
        before = first.setdefault(fold(target.content), target)
        if before.section is not None and fold(before.section) != fold(target.section):
            message = _("content {content} is in section {section} here and in section {other} with '{target}'").format(
                content=target.content, section=target.section, other=before.section, target=before.id
            )
            hint = _('Two contents: write the section too, content: "{example}". One content: give both the same section:.')
            hint = hint.format(example=f"{target.section.split()[0].rstrip('.)')}.{target.content}")
            yield Finding(year.targets_document, (*year.ledger.target_keys[target.id], "content"), message, hint)


def unknown_round(year: CheckedYear) -> Iterator[Finding]:
    """A round is named that is not under `rounds:`.

    Checked: the folders under reports/, `rounds` of a target and the `shares` and `figures` of its pace.

        rounds: [q2, qiv]           # the id is q4

    To mend: use an id that is under `rounds:`. The files of a folder are not read until its name is the id of a round.
    """
    known = year.declared["rounds"]
    for target in year.ledger.targets.values():
        at = year.ledger.target_keys[target.id]
        named: list[tuple[Keys, str, bool]] = [
            (("rounds", index), name, False) for index, name in enumerate(target.rounds) if name not in known
        ]
        if target.pace is not None:
            by_round: dict[str, Iterable[str]] = {"shares": target.pace.shares, "figures": target.pace.figures}
            named += [(("pace", key, name), name, True) for key, set_ in by_round.items() for name in set_ if name not in known]
        for keys, name, of_key in named:
            message = _("there is no round '{round}'").format(round=name)
            hint, fixes = hint_and_fixes(name, year.order)
            hint += _("Rounds: {words}.").format(words=", ".join(year.order))
            yield Finding(year.targets_document, (*at, *keys), message, hint, of_key, fixes)


def shared_spelling(year: CheckedYear) -> Iterator[Finding]:
    """Two units accept the same spelling of a name.

    A name in a report is compared with the spellings that the units list; letter case, spacing and the place of a tone mark
    make no difference. If two units share a spelling, camket cannot know which of them it means.

        - {id: xa-binh-minh-tay, name: xã Bình Minh Tây, spellings: [Bình Minh]}
        - {id: phuong-binh-minh-dong, name: phường Bình Minh Đông, spellings: [Bình Minh]}

    To mend: remove the spelling from both, or make it longer.
    """
    shared = {key: units for key, units in year.spellings.items() if len(units) > 1}
    if not shared:
        return
    for document, index, entry in year.entries("units"):
        unit = year.ledger.units.get(str(entry.get("id")))
        if unit is None:
            continue
        names: list[tuple[Keys, str]] = [(("id",), unit.id), (("name",), unit.name), (("short",), unit.short or unit.name)]
        names += [(("spellings", place), spelling) for place, spelling in enumerate(unit.spellings)]
        reported: set[str] = set()
        for keys, name in names:
            key = fold(name)
            if key in reported or unit.id not in shared.get(key, ())[1:]:
                continue
            reported.add(key)
            first = shared[key][0]
            message = _("'{name}' also stands for {unit}").format(name=name, unit=year.ledger.name(first))
            hint = _("Remove it from both, or write it so that it means one unit alone.")
            yield Finding(document, ("units", index, *keys), message, hint)


def wrong_unit(year: CheckedYear) -> Iterator[Finding]:
    """The `unit:` of a report names another unit than the name of its file.

    The usual cause is a file that was copied from another unit. Its figures may be those of the other unit, too.

        # reports/q2/phuong-2.yaml
        unit: Phường 1

    To mend: find out which unit the figures belong to; then correct `unit:`, or rename the file.
    """
    for filed, unit in year.named_otherwise:
        if unit is not None and unit != filed.unit:
            message = _("the file is {own}'s, but unit: says {other}").format(
                own=year.ledger.name(filed.unit), other=year.ledger.name(unit)
            )
            hint = _("Write unit: {own}, or rename the file to {file}; look at whose figures these are.").format(
                own=year.ledger.name(filed.unit), file=f"{unit}.yaml"
            )
            yield Finding(filed.document, ("unit",), message, hint)


def unit_spelling(year: CheckedYear) -> Iterator[Finding]:
    """The name of a unit is written in a spelling that no unit lists.

    These are accepted: another letter case, other spacing, another place of the tone mark (Hòa, Hoà), `P. 1` for Phường 1, and
    the `spellings` of the unit. For anything else camket only makes a suggestion: Tân Thành and Tân Thạnh are two places.

        unit: Phường Bình Hoa         # phường Bình Hòa

    To mend: write the name as it is in units.yaml, or add the spelling to the `spellings:` of the unit. A file *named* in
    another listed spelling (`Bình Hòa.yaml`) is read, with a warning; rename it to the unit's id.
    """
    for filed, unit in year.named_otherwise:
        if unit is None:
            name = filed.report.unit or ""
            message = _("no unit lists the spelling '{name}'").format(name=name)
            close = unit_hint(year.ledger, name)
            hint = _("Write '{own}', the unit of this file, or list the spelling in units.yaml.").format(
                own=year.ledger.name(filed.unit)
            )
            yield Finding(filed.document, ("unit",), message, f"{close} {hint}")


def wrong_round(year: CheckedYear) -> Iterator[Finding]:
    """The `round:` of a file is not the round of its folder.

    The usual cause is a file that was copied from the last round, or saved in the wrong folder. Its figures would count for the
    wrong round.

        # reports/q2/phuong-1.yaml
        round: q1

    To mend: move the file to the right folder, or correct `round:`.
    """
    files: list[tuple[Document, str, str | None]] = [(f.document, f.round, f.report.round) for f in year.filed]
    files += [(office.document, round_, office.content.round) for round_, office in year.ledger.office.items()]
    files += [(issued.document, round_, issued.content.round) for round_, issued in year.ledger.issued.items()]
    for document, folder, written in files:
        if written is not None and written != folder:
            message = _("the file stands in the folder of round {folder}, but round: says {written}").format(
                folder=folder, written=written
            )
            if written in year.order:
                file = document.path.rpartition("/")[2]
                hint = _("Write round: {folder}, or move the file to {path}.").format(
                    folder=folder, path=f"{REPORTS}/{written}/{file}"
                )
            else:
                hint = hint_and_fixes(written, year.order)[0] + _("Rounds: {words}.").format(words=", ".join(year.order))
            yield Finding(document, ("round",), message, hint, fixes=(folder,))


def not_your_target(year: CheckedYear) -> Iterator[Finding]:
    """A unit gives a result for a target that it does not report.

    Such a result is not counted: only the target's lead, or the reporter that it names, or each unit of its group reports it.

        # reports/q2/phong-noi-vu.yaml
        results:
          new-roads: 38             # phong-kinh-te is the lead

    To mend: move the result to the file of the unit that reports the target, or correct the lead in targets.yaml. Remarks of a
    co-operating unit belong under `difficulties:` or `proposals:`.
    """
    for filed in year.filed:
        for target in filed.report.results:
            reporters = year.reporters.get(target)
            if reporters is None or filed.unit in reporters or not reporters.keys() <= year.ledger.units.keys():
                continue  # unknown-unit reports an unknown reporter
            message = _("{unit} does not report '{target}'").format(unit=year.ledger.name(filed.unit), target=target)
            meant, fixes = hint_and_fixes(target, [own.id for own in year.asked.get(filed.unit, ())])
            hint = _("It is reported by {units}.").format(units=list_names(year, reporters)) + f" {meant}".rstrip()
            yield Finding(filed.document, ("results", target), message, hint, of_key=True, fixes=fixes)
