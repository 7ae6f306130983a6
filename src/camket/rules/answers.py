"""Rules about the answers that the office gives to proposals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import Place
from camket.text.spelling import hint_and_fixes


def unknown_proposal(year: CheckedYear) -> Iterator[Finding]:
    """The office answers a proposal that does not exist.

    The id of a proposal is computed from its words, its target and its addressee. If one of these is changed after the answer,
    the proposal gets a new id, and the answer still names the old one.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-06-20}

    To mend: run `camket proposals --all`, which lists all proposals with their ids, and copy the right id.
    """
    if year.ledger.skipped:
        return  # the proposal may be in a file that could not be read; that file has its own problem
    for document, keys, name, _day in year.answers:
        if name not in year.proposals:
            message = _("there is no proposal '{proposal}'").format(proposal=name)
            hint, fixes = hint_and_fixes(name, year.proposals)
            yield Finding(
                document, keys, message, hint + _("camket proposals --all lists all of them with their ids."), fixes=fixes
            )


def answer_too_early(year: CheckedYear) -> Iterator[Finding]:
    """An answer has a date before the day on which the proposal was made. The proposal therefore stays open.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-01-20}    # made on 2 June

    To mend: correct the date of the answer.
    """
    for document, keys, name, day in year.answers:
        made = min((one.on for one in year.proposals[name].raised), default=day) if name in year.proposals else day
        if day < made:
            message = _("the answer of {date} is older than the proposal, made on {made}").format(
                date=format_date(day), made=format_date(made)
            )
            yield Finding(document, keys, message, _("Check the date of the answer."))


def answered_twice(year: CheckedYear) -> Iterator[Finding]:
    """A proposal is answered twice with the same date. Only the order in the file decides which answer is the last.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-06-20}
          - {proposals: [dx-7k3mqa2, dx-mb4tq8x], outcome: declined, date: 2023-06-20}

    To mend: delete one of the two, or correct its date.
    """
    seen: dict[tuple[str, date], Place] = {}
    for document, keys, name, day in year.answers:
        place = seen.setdefault((name, day), document.place(keys))
        if place != document.place(keys):
            message = _("'{proposal}' is answered at {place} already, on the same day").format(
                proposal=name, place=f"{place.path}:{place.line}"
            )
            yield Finding(document, keys, message, _("Delete one of the two, or correct its date."))
