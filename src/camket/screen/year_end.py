"""`camket init --from` in the terminal: what is still open in the old year, what the new one gets, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from camket.entry.next_year import YearMove
from camket.entry.year_end import OpenRound, YearEnd
from camket.ledger.ledger import Ledger
from camket.screen.console import print_paragraph
from camket.standing.appendix import numbers
from camket.standing.last_year import FinalResult
from camket.standing.wording import round_name, target_name
from camket.text.language import _, ngettext
from camket.text.numerals import format_date


def print_year_end(console: Console, ended: YearEnd, move: YearMove, folder: str) -> None:
    """Print what is open in the old year, what the new one gets, and what it does not. `folder` is the old data folder."""
    ledger = ended.ledger
    old = ledger.commitment.year.text
    still_open = list(_open_lines(ended, folder))
    heading = _("Still open in {year}:") if still_open else _("Nothing is open in {year}.")
    print_paragraph(console, heading.format(year=old), "bold")
    for text in still_open:
        print_paragraph(console, f"- {text}", "yellow", indent=2)
    print_paragraph(
        console, _("Carried into {year}:").format(year=move.words(move.new) if move.old.name else move.new.text), "bold"
    )
    for text in _carried_lines(ended):
        print_paragraph(console, f"- {text}", indent=2)
    for one in ended.results:
        print_paragraph(console, _result_words(ledger, one), indent=6)
    print_paragraph(console, _("Not carried:"), "bold")
    for text in _left_lines(ended):
        print_paragraph(console, f"- {text}", indent=2)


def _open_lines(ended: YearEnd, folder: str) -> Iterator[str]:
    """What somebody still has to do in the old year."""
    ledger = ended.ledger
    for one in ended.unreported:
        yield _("{round} (last day {due}): {counts} not reported: {units}").format(
            round=_capital(round_name(one.round)),
            due=format_date(one.due),
            counts=ngettext("{n} unit has", "{n} units have", len(one.units)).format(n=len(one.units)),
            units=", ".join(map(ledger.short_name, one.units)),
        )
    for one in ended.rounds:
        yield from _extension_lines(ledger, one)
    if ended.not_issued:
        names = "; ".join(round_name(one.round) for one in ended.not_issued)
        yield _("no report on record as issued: {rounds}").format(rounds=names)
    if n := len(ended.proposals):
        words = ngettext("{n} proposal without a final answer", "{n} proposals without a final answer", n).format(n=n)
        yield f"{words}: camket --data {_in_quotes(folder)} proposals"


def _extension_lines(ledger: Ledger, one: OpenRound) -> Iterator[str]:
    for extension in one.extensions:
        yield _("extension for {unit}, {round}, to {due}: the report has not come").format(
            unit=ledger.short_name(extension.unit), round=round_name(one.round), due=format_date(extension.due)
        )


def _carried_lines(ended: YearEnd) -> Iterator[str]:
    """What is in the new folder; the results follow, a line each."""
    ledger = ended.ledger
    contacts = sum(unit.contact is not None for unit in ledger.units.values())
    yield _("units: {units} (with a contact: {contacts}); bodies: {bodies}; groups: {groups}").format(
        units=len(ledger.units), contacts=contacts, bodies=len(ledger.bodies), groups=len(ledger.groups)
    )
    yield _("targets: {targets}; rounds: {rounds}, their dates moved").format(
        targets=len(ledger.targets), rounds=len(ledger.rounds)
    )
    if n := len(ended.proposals):
        words = ngettext("{n} open proposal with its answers so far", "{n} open proposals with their answers so far", n)
        yield words.format(n=n)
    n = len(ended.results)
    yield ngettext("last year's result of {n} target:", "last year's results of {n} targets:", n).format(n=n)


def _result_words(ledger: Ledger, one: FinalResult) -> str:
    """Return the last result of a target in words: its number and name, the figure, the day up to which it counts."""
    name = f"{numbers(ledger)[one.target.id]} {target_name(one.target)}"
    notes = [_("up to {day}").format(day=format_date(one.until))] if one.until is not None else []
    notes += [_("illustrative")] if one.is_illustrative else []
    known = {unit: figure for unit, figure in (one.by_unit or {}).items() if figure is not None}
    figures = [_figure_words(one, one.value)] if one.value is not None else []
    if known:
        figures.append(_("figures of {n} of {total} units").format(n=len(known), total=len(one.by_unit or {})))
    return f"{name}: {'; '.join(figures)}" + (f" ({', '.join(notes)})" if notes else "")


def _figure_words(one: FinalResult, figure: str) -> str:
    measure = one.target.measure
    number = measure.operand(figure)
    return measure.with_unit(measure.main_text(number)) if number is not None else figure


def _left_lines(ended: YearEnd) -> Iterator[str]:
    """What is left behind on purpose, and the targets without a result, with the reason."""
    ledger = ended.ledger
    for target, reason in ended.without:
        yield f"{numbers(ledger)[target.id]} {target_name(target)}: {reason}"
    yield _("assigned figures, revisions, number, date and basis of the document: they are those of the old year")
    yield _("the reports of the units and the office's texts: they stay in the old folder")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_quotes(path: str) -> str:
    return f'"{path}"' if " " in path else path
