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
    """The office answers a proposal that nobody has made.

    The identity of a proposal is made from its words, its target and its addressee: whoever changes those after it was
    answered makes another proposal of it.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-06-20}

    To mend: `camket proposals` lists all proposals with their ids; copy the one that is meant.
    """
    if year.ledger.skipped:
        return  # it may stand in a file that cannot be read, which is said already
    for document, keys, name, _day in year.answers:
        if name not in year.proposals:
            message = _("there is no proposal '{proposal}'").format(proposal=name)
            hint, fixes = hint_and_fixes(name, year.proposals)
            yield Finding(document, keys, message, hint + _("camket proposals lists all of them with their ids."), fixes=fixes)


def answer_too_early(year: CheckedYear) -> Iterator[Finding]:
    """An answer is dated before anybody had made the proposal, which therefore stays open.

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
    """A proposal is answered twice on one day, so that only the order in the file says which answer is the last.

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
