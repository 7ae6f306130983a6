"""`camket proposals` in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from camket.ledger.ledger import Ledger
from camket.screen.console import print_paragraph
from camket.standing.proposals import Proposal
from camket.standing.wording import outcome_label, paper_text, round_name, target_name
from camket.text.language import _, ngettext
from camket.text.numerals import format_date


def print_proposals(console: Console, ledger: Ledger, found: Sequence[Proposal]) -> None:
    """Print how many proposals are open, then each with its id, its units, rounds and answers: open ones first."""
    waiting = sum(one.is_open for one in found)
    counts = ngettext("{n} proposal", "{n} proposals", len(found)).format(n=len(found))
    print_paragraph(console, _("{counts}, {waiting} without a final answer").format(counts=counts, waiting=waiting), "bold")
    for one in sorted(found, key=lambda one: not one.is_open):
        units = ", ".join(ledger.short_name(unit) if unit else ledger.commitment.issuing_body for unit in one.units)
        rounds = ", ".join(dict.fromkeys(round_name(raised.round) for raised in one.raised))
        to = _("{units} to {whom}").format(units=units, whom=one.to) if one.to else units
        about = f" ({target_name(ledger.targets[one.target])})" if one.target else ""
        style = "yellow" if one.is_open else "green"
        print_paragraph(console, f"{one.id} {outcome_label(one.state)}: {to}, {rounds}{about}", style)
        print_paragraph(console, one.text, indent=2, hang=0)
        for answer in one.answers:
            papers = [paper_text(answer.document)] if answer.document else []
            outcome = [] if answer.outcome == one.state else [outcome_label(answer.outcome)]  # the state is told above
            words = ", ".join([*outcome, *([answer.by] if answer.by else []), *papers])
            line = " ".join(part for part in (format_date(answer.date), words) if part)
            print_paragraph(console, f"{line}: {answer.text}" if answer.text else line, indent=4, hang=2)
