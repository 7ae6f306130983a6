"""Rules about last year's results: the folder that `previous:` names, and the figures that are typed under `last_year`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP

from camket.ledger.targets import Reference, Target
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.rules.rule import list_names
from camket.standing.last_year import FinalResult, is_last_year, untyped
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import Level
from camket.text.source import Keys


def previous_year(year: CheckedYear) -> Iterator[Finding]:
    """The data of the year before, which `previous:` names, cannot be used.

    The folder is not there, its data have errors, it is of another year, or there is a link on the way.

    Everything else works: figures typed under `last_year` count, and a goal that needs one that is not typed waits for it.

        commitment:
          previous: ../2022            # the folder was moved

    To mend: correct the path, which begins at the folder that holds `data/`; or delete it.
    """
    last = year.last_year
    if last is not None and last.ledger is None:
        yield Finding(year.targets_document, ("commitment", "previous"), *last.fault)


def baseline_differs(year: CheckedYear) -> Iterator[Finding]:
    """A figure typed as last year's is another one than the result in the data of that year. The typed figure counts.

    A result that rounds to the typed figure is no difference. Where the typed figure names its document, this is a note only.

        references:
          last_year: {value: 68}               # the reports of that year end with 79

    To mend: correct the wrong one. Where the typed figure is the official one that was published later, name its document:

        last_year: {value: 68, document: 15/BC-CTK}
    """
    for target, name, reference, result in _compared(year):
        at: Keys = (*year.ledger.target_keys[target.id], "references", name)
        for unit in tuple(reference.by_unit) or (None,):
            typed, found = reference.figure(unit), result.figure(unit)
            if typed is None or found is None or _is_same(target, typed, found):
                continue
            message = _("last year's figure is typed as {typed}; the data of last year have {result}").format(
                typed=typed, result=_figure_words(result, found)
            )
            hint = _("The typed figure counts. Correct the wrong one; if it was published later, name it under document:.")
            where = (*at, "by_unit", unit) if unit is not None else (*at, "value")
            level: Level = "note" if reference.document is not None else "warning"
            yield Finding(year.targets_document, where, message, hint, level=level)


def baseline_untyped(year: CheckedYear) -> Iterator[Finding]:
    """A goal needs last year's figure, none is typed, and it is taken from the data of that year. A note: nothing is wrong.

    Before a report is issued the figure must be typed, so that the report can be made again without the other folder.

        commitment:
          previous: ../2022
        targets:
          - id: new-roads
            goal: {at_least: 5, change: growth, against: last_year}
            references: {last_year: {label: 2022}}

    To mend: type it: `camket assign new-roads 40 --reference last_year`.
    """
    for target, name, reference, result in _compared(year):
        if name not in target.baselines or name not in untyped(target):
            continue
        at: Keys = (*year.ledger.target_keys[target.id], "references", name)
        taken = target.baselines[name]
        units = [unit for unit in taken.by_unit if reference.figure(unit) is None and taken.by_unit[unit] is not None]
        figure = taken.value or ""
        if units:
            message = _("last year's figures of {units} are taken from the data of last year").format(
                units=list_names(year, units)
            )
            command = f"camket assign {target.id} {units[0]} {taken.by_unit[units[0]]} --reference {name}"
        elif taken.value is not None:
            message = _("last year's figure is taken from the data of last year: {result}").format(
                result=_figure_words(result, figure)
            )
            command = f"camket assign {target.id} {figure} --reference {name}"
        else:
            continue
        hint = _("It must be typed before the report is issued: {command}").format(command=command)
        yield Finding(year.targets_document, at, message, hint)


def baseline_unfit(year: CheckedYear) -> Iterator[Finding]:
    """A target was measured in another way last year: its result of then is neither taken as last year's figure nor compared.

    Checked for targets of the same id that have a reference `last_year`: kind, unit of measure, scale, condition to count.

        measure: {kind: amount, unit: tỷ đồng}      # last year: triệu đồng
        references: {last_year: {value: 184.5}}

    To mend: check that the figure typed under `last_year` is in this year's unit of measure.
    """
    last = year.last_year
    for target in year.ledger.targets.values() if last is not None else ():
        found = last.results.get(target.id) if last is not None else None
        names = [name for name in target.references if is_last_year(name)]
        if found is None or not names or target.measure.is_measured_as(found.target.measure):
            continue
        at: Keys = (*year.ledger.target_keys[target.id], "references", names[0])
        message = _("'{target}' was measured in another way last year ({old}, now {new}): its result is not used").format(
            target=target.id, old=_measure_words(found.target), new=_measure_words(target)
        )
        yield Finding(year.targets_document, at, message, _("Type last year's figure in this year's unit of measure."))


def _compared(year: CheckedYear) -> Iterator[tuple[Target, str, Reference, FinalResult]]:
    """Every reference for last year's result with the result, where the two can be compared."""
    last = year.last_year
    for target in year.ledger.targets.values() if last is not None else ():
        result = last.result_for(target) if last is not None else None
        for name, reference in target.references.items():
            if result is not None and result.is_known and is_last_year(name):
                yield target, name, reference, result


def _is_same(target: Target, typed: str, found: str) -> bool:
    """Whether a typed figure is the result, or the result rounded as the typed figure is."""
    one, other = target.measure.operand(typed), target.measure.operand(found)
    if one is None or other is None:
        return typed == found
    return one == other or other.quantize(one, ROUND_HALF_UP) == one


def _figure_words(result: FinalResult, figure: str) -> str:
    return figure if result.until is None else _("{figure} (up to {day})").format(figure=figure, day=format_date(result.until))


def _measure_words(target: Target) -> str:
    return target.measure.unit_text() or target.measure.kind
