"""`camket proposals` in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from camket.ledger.ledger import Ledger
from camket.screen.console import print_line, print_paragraph
from camket.standing.proposals import Proposal
from camket.standing.wording import outcome_label, paper_text, round_name, target_name
from camket.text.language import _, ngettext
from camket.text.numerals import format_date


def print_proposals(console: Console, ledger: Ledger, found: Sequence[Proposal]) -> None:
    """Print each proposal with its id, its units and rounds, and the office's answers; at the end, how many are open."""
    for one in found:
        units = ", ".join(ledger.short_name(unit) if unit else ledger.commitment.issuing_body for unit in one.units)
        rounds = ", ".join(dict.fromkeys(round_name(raised.round) for raised in one.raised))
        print_line(console, (one.id, "bold"), ("  ", ""), (outcome_label(one.state), "yellow" if one.is_open else "green"))
        to = _("{units} to {whom}").format(units=units, whom=one.to) if one.to else units
        print_paragraph(console, f"{to}, {rounds}", indent=2, hang=0)
        if one.target:
            print_paragraph(console, target_name(ledger.targets[one.target]), indent=2, hang=0)
        print_paragraph(console, one.text, indent=2, hang=0)
        for answer in one.answers:
            papers = [paper_text(answer.document)] if answer.document else []
            words = [outcome_label(answer.outcome), *([answer.by] if answer.by else []), *papers]
            answer_text = f": {answer.text}" if answer.text else ""
            print_paragraph(console, f"{format_date(answer.date)} {', '.join(words)}{answer_text}", indent=4, hang=2)
    waiting = sum(one.is_open for one in found)
    if found:
        console.print()
    counts = ngettext("{n} proposal", "{n} proposals", len(found)).format(n=len(found))
    print_paragraph(console, _("{counts}, {waiting} without a final answer").format(counts=counts, waiting=waiting))
