"""Find a unit or a target by id, name or spelling; suggest similar names where nothing matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from camket.ledger.ledger import Ledger
from camket.ledger.tree import ISSUED, OFFICE, report_path, split_report_path
from camket.text.language import _
from camket.text.spelling import candidates, fold


def find_unit(ledger: Ledger, name: str) -> str | None:
    """Return the id of the unit with this id, name, short name or accepted spelling; case and tone placement are ignored."""
    if name in ledger.units:
        return name
    if name.strip().lower() in ledger.units:  # Phuong-1.yaml: Windows does not distinguish case in file names
        return name.strip().lower()
    key = fold(name)
    for unit in ledger.units.values():
        if key in {fold(spelling) for spelling in (unit.name, unit.short or unit.name, *unit.spellings)}:
            return unit.id
    return None


def proper_path(ledger: Ledger, path: str) -> str:
    """Return the path that a file of the data should have: `reports/q2/phuong-1.yaml` for `reports/q2/Phuong-1.yaml`.

    A report is known by its round and unit. Files with the same proper path, in one state of the data or in two, are the same
    report.
    """
    parts = split_report_path(path)
    if parts is None or parts.name in ledger.units or parts.name in (OFFICE, ISSUED):
        return path
    unit = find_unit(ledger, parts.name)
    return report_path(parts.round, unit) if unit is not None else path


def is_named_otherwise(ledger: Ledger, path: str) -> bool:
    """Whether a file of the data has another name than it should."""
    return proper_path(ledger, path) != path


def files_in_force(ledger: Ledger, paths: Iterable[str]) -> dict[str, str]:
    """Return the file that counts, by proper path: the file that has this path, or else the first of the others by name."""
    found: dict[str, str] = {}
    for path in sorted(paths):
        proper = proper_path(ledger, path)
        if path == proper or proper not in found:
            found[proper] = path
    return found


def unreadable_report(ledger: Ledger, round_id: str, unit: str) -> str | None:
    """Return the path of a unit's report in a round if that file cannot be read, whatever spelling of the unit names it."""
    if (round_id, unit) in ledger.reports or not ledger.skipped:
        return None
    return files_in_force(ledger, ledger.skipped).get(report_path(round_id, unit))


def path_of_report(ledger: Ledger, round_id: str, unit: str) -> str:
    """Return the path of a unit's report in a round: of the file that is there, readable or not, or else of a new file."""
    filed = ledger.reports.get((round_id, unit))
    if filed is not None:
        return filed.path
    return unreadable_report(ledger, round_id, unit) or report_path(round_id, unit)


def unit_hint(ledger: Ledger, name: str) -> str:
    """Return the hint for a name that no unit has: the units with a similar name, or the files with all names."""
    return similar_units(ledger, name) or _("The units and their accepted spellings stand in units.yaml or targets.yaml.")


def similar_units(ledger: Ledger, name: str) -> str:
    """Return the question whether a unit with a similar name was meant; an empty text if there is none."""
    spellings = {
        spelling: unit.id
        for unit in ledger.units.values()
        for spelling in (unit.id, unit.name, unit.short, *unit.spellings)
        if spelling
    }
    found = dict.fromkeys(spellings[spelling] for spelling in candidates(name, spellings))
    return _meant({unit: ledger.units[unit].name for unit in found})


def find_target(ledger: Ledger, name: str) -> str | None:
    """Return the id of the only target with this id, name or short name; case and tone placement are ignored."""
    if name in ledger.targets:
        return name
    key = fold(name)
    found = [one.id for one in ledger.targets.values() if key in (fold(one.name), fold(one.short or one.name))]
    return found[0] if len(found) == 1 else None


def target_hint(ledger: Ledger, name: str) -> str:
    """Return the hint for a name that no target has: the targets with a similar name, or all ids."""
    return similar_targets(ledger, name) or _("Known here: {words}.").format(words=", ".join(ledger.targets))


def similar_targets(ledger: Ledger, name: str) -> str:
    """Return the question whether a target with a similar name was meant; an empty text if there is none."""
    words: dict[str, list[str]] = {}
    for one in ledger.targets.values():
        for word in dict.fromkeys((one.id, one.short or one.name, one.name)):
            words.setdefault(word, []).append(one.id)
    found = dict.fromkeys(target for word in candidates(name, words) for target in words[word])
    return _meant({target: ledger.targets[target].short or ledger.targets[target].name for target in found})


def _meant(found: Mapping[str, str]) -> str:
    """Return the question that suggests these names, given by id; an empty text without names. A name may have commas."""
    if not found:
        return ""
    if len(found) == 1:
        ((id_, name),) = found.items()
        return _("Did you mean '{id}' ({name})?").format(id=id_, name=name)
    return _("Did you mean one of: {names}?").format(names="; ".join(f"{id_} ({name})" for id_, name in found.items()))
