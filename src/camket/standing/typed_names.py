"""Targets and units as a person types them in a command: by id, number in the report, name, or name without accents.

Names in forms and documents are read by `ledger.lookup`, which is stricter: nobody sits there who could look at the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from camket.ledger.ledger import Ledger
from camket.ledger.lookup import find_target, find_unit, similar_targets, similar_units
from camket.standing.appendix import numbers
from camket.standing.wording import target_name
from camket.text.language import _
from camket.text.spelling import fold, strip_accents


def typed_target(ledger: Ledger, text: str) -> str | None:
    """Return the id of the target with this id, number (`9.2`), name or short name; None where none or several have it."""
    text = text.strip()
    if text in ledger.targets:
        return text
    by_number = {number: target for target, number in numbers(ledger).items()}
    number = text.replace(",", ".").rstrip(".")
    if f"{number}.2" not in by_number:  # a section with one target: 5 is 5.1
        by_number.setdefault(number, by_number.get(f"{number}.1", ""))
    found = by_number.get(number) or find_target(ledger, text)
    return found or _without_accents(text, {one.id: (one.name, one.short or one.name) for one in ledger.targets.values()})


def typed_unit(ledger: Ledger, text: str) -> str | None:
    """Return the id of the unit with this id, name, short name or accepted spelling; None where none or several have it."""
    names = {one.id: (one.name, one.short or one.name, *one.spellings) for one in ledger.units.values()}
    return find_unit(ledger, text) or _without_accents(text, names)


def typed_target_hint(ledger: Ledger, text: str) -> str:
    """Return the hint for a typed text that names no target: those that may be meant, or the command that lists all."""
    return (
        _number_hint(ledger, text) or similar_targets(ledger, text) or _("All targets with their numbers: camket status --all.")
    )


def typed_unit_hint(ledger: Ledger, text: str) -> str:
    """Return the hint for a typed text that names no unit: those that may be meant, or the command that lists all."""
    return similar_units(ledger, text) or _("All units: camket status --all.")


def typed_name_hint(ledger: Ledger, text: str) -> str:
    """Return the hint for a typed text that names neither a target nor a unit."""
    found = [_number_hint(ledger, text) or similar_targets(ledger, text), similar_units(ledger, text)]
    return "\n".join(filter(None, found)) or _("All units, all targets with their numbers: camket status --all.")


def _number_hint(ledger: Ledger, text: str) -> str:
    """Return the targets of the section that a number such as `9.12` or `9` names, a line each; empty for another text."""
    section = text.strip().replace(",", ".").partition(".")[0]
    found = [target for target, number in numbers(ledger).items() if number.partition(".")[0] == section]
    words = "".join(f"\n    {numbered_name(ledger, one)}" for one in found)
    return _("Known here: {words}.").format(words=words) if found else ""


def numbered_name(ledger: Ledger, target: str) -> str:
    """Return a target as it is told to a person: its number in the report, its short name, its id."""
    return f"{numbered(ledger, target)} ({target})"


def numbered(ledger: Ledger, target: str) -> str:
    """Return a target with its number in the report and its short name."""
    return f"{numbers(ledger)[target]} {target_name(ledger.targets[target])}"


def _without_accents(text: str, names: Mapping[str, Iterable[str]]) -> str | None:
    """Return the only id that a text without any accent names. With accents a name is right or wrong: Tân Thành, Tân Thạnh."""
    if not text.isascii():
        return None
    found = [
        id_ for id_, known in names.items() if _words(text) in (_words(id_), *(_words(strip_accents(name)) for name in known))
    ]
    return found[0] if len(found) == 1 else None


def _words(text: str) -> str:
    return fold(text.replace("-", " ").replace(".", " "))
