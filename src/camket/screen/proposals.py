"""`camket proposals` in the terminal: what waits for whose answer, on a screen of 24 lines; every proposal in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from camket.ledger.ledger import Ledger
from camket.screen.console import LINES, cut_line, paragraph_lines, print_line, print_paragraph
from camket.screen.table import ScreenColumn, ScreenRow, make_table
from camket.standing.addressees import addressee_key, addressee_name
from camket.standing.appendix import numbers
from camket.standing.proposals import Proposal
from camket.standing.wording import outcome_label, paper_text, round_name, target_name
from camket.text.language import _, ngettext
from camket.text.numerals import format_date

# The addressees that a screen has room for, where the proposals themselves need room too.
_ADDRESSEES = 9


def print_open_proposals(console: Console, ledger: Ledger, found: Sequence[Proposal], *, most: int = LINES) -> None:
    """Print how many proposals wait for an answer and for whose, then the oldest of them, in at most `most` lines."""
    waiting = [one for one in found if one.is_open]
    closing = _("Add --open or --all to read them in full; to answer: camket fill --office.")
    print_paragraph(console, _counts(found), "bold")
    if waiting:
        room = most - 1 - len(paragraph_lines(console, _counts(found))) - len(paragraph_lines(console, closing))
        room -= _print_addressees(console, ledger, waiting, min(_ADDRESSEES, max(room - len(waiting), room // 2)))
        console.print()
        shown = len(waiting) if len(waiting) < room else room - 2
        print_paragraph(console, _("Waiting, the oldest first:"))
        for one in waiting[:shown]:
            line = cut_line(console, f"{_head(ledger, one)}: {one.text}", console.width - 2)
            print_line(console, ("  ", ""), (line, "yellow" if one.state == "open" else ""))
        if shown < len(waiting):
            left = len(waiting) - shown
            print_paragraph(console, ngettext("and {n} more", "and {n} more", left).format(n=left), indent=2)
    print_paragraph(console, closing, "dim")


def _print_addressees(console: Console, ledger: Ledger, waiting: Sequence[Proposal], most: int) -> int:
    """Print how many proposals each addressee has not answered, those with the most first; return the number of lines."""
    names: dict[str, str] = {}
    counts: dict[str, Counter[str]] = {}
    for one in waiting:
        name = _addressee(ledger, one)
        names.setdefault(addressee_key(name), name)
        counts.setdefault(addressee_key(name), Counter())[one.state] += 1
    keys = sorted(counts, key=lambda key: -counts[key].total())
    rest = keys[most - 1 :] if len(keys) > most else []
    rows = [(names[key], counts[key]) for key in keys[: len(keys) - len(rest)]]
    if rest:
        n = len(rest)
        label = ngettext("{n} other addressee", "{n} other addressees", n).format(n=n)
        rows.append((label, sum((counts[key] for key in rest), Counter())))
    columns = [
        ScreenColumn(_("Put to"), least=16),
        ScreenColumn(_("Waiting"), right=True),
        ScreenColumn(_("Of these passed on"), right=True, spare=1),
    ]
    cells = [
        (cut_line(console, name, console.width // 2), str(found.total()), str(found["forwarded"] or "")) for name, found in rows
    ]
    table, _dropped = make_table(console, columns, [ScreenRow(one) for one in cells])
    console.print(table)
    return len(console.render_lines(table))


def _addressee(ledger: Ledger, one: Proposal) -> str:
    if one.to:
        return addressee_name(ledger, one.to)
    return _("nobody that is named") if any(one.units) else _("the receiver of the report")


def _counts(found: Sequence[Proposal]) -> str:
    waiting = sum(one.is_open for one in found)
    counts = ngettext("{n} proposal", "{n} proposals", len(found)).format(n=len(found))
    return _("{counts}, {waiting} without a final answer").format(counts=counts, waiting=waiting)


def _head(ledger: Ledger, one: Proposal) -> str:
    """The id of a proposal, the round and the unit that made it first."""
    return f"{one.id} {round_name(one.raised[0].round)}, {_units(ledger, one.units[:1])}"


def _units(ledger: Ledger, units: Sequence[str | None]) -> str:
    return ", ".join(ledger.short_name(unit) if unit else ledger.commitment.issuing_body for unit in units)


def print_proposals(console: Console, ledger: Ledger, found: Sequence[Proposal]) -> None:
    """Print how many proposals are open, then each with its id, its units, rounds and answers: open ones first."""
    print_paragraph(console, _counts(found), "bold")
    known = numbers(ledger)
    for one in sorted(found, key=lambda one: not one.is_open):
        units = _units(ledger, one.units)
        rounds = ", ".join(dict.fromkeys(round_name(raised.round) for raised in one.raised))
        to = _("{units} to {whom}").format(units=units, whom=one.to) if one.to else units
        about = f" ({known[one.target]} {target_name(ledger.targets[one.target])})" if one.target else ""
        style = "yellow" if one.is_open else "green"
        print_paragraph(console, f"{one.id} {outcome_label(one.state)}: {to}, {rounds}{about}", style)
        print_paragraph(console, one.text, indent=2, hang=0)
        for answer in one.answers:
            papers = [paper_text(answer.document)] if answer.document else []
            outcome = [] if answer.outcome == one.state else [outcome_label(answer.outcome)]  # the state is told above
            words = ", ".join([*outcome, *([answer.by] if answer.by else []), *papers])
            line = " ".join(part for part in (format_date(answer.date), words) if part)
            print_paragraph(console, f"{line}: {answer.text}" if answer.text else line, indent=4, hang=2)
