"""All rows of an export, and the file, line, commit and author of each row that was typed.

The day that the export looks at follows from the data alone, so that the same data always make the same export.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from camket.exchange.definitions import add_definitions
from camket.exchange.reported import add_reported
from camket.exchange.rows import Origin, Rows, Tables
from camket.exchange.tables import Cell
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.standing.proposals import proposals
from camket.standing.submissions import closing_day, required_targets, submission
from camket.standing.survey import Survey, survey
from camket.text.git import blame_files
from camket.text.source import Document


def last_day(ledger: Ledger) -> date:
    """Return the day on which everything of the last round with a report is in; without reports the year's first day."""
    reported = {round_id for round_id, _unit in ledger.reports} | set(ledger.office)
    return max(
        (closing_day(ledger, round_) for round_ in ledger.rounds if round_.id in reported), default=ledger.commitment.year.first
    )


def collect(ledger: Ledger, folder: Path, as_of: date | None = None, *, with_origins: bool = True) -> Tables:
    """Return the rows of all tables with what was received by `as_of`; without it by the last day that the data know of.

    The verdicts of a round are those of its closing day, as in its report, or of `as_of` if that is before. Rounds that had not
    opened by then have no results and no verdicts. Without `with_origins` there is no provenance.
    """
    day = as_of or last_day(ledger)
    calendar = ledger.calendar
    views = [_view(ledger, round_, day) for round_ in ledger.rounds if calendar.opens(round_) <= day]
    rows = Rows()
    add_definitions(rows, ledger, day, {view.round.id: view.as_of for view in views})
    made = {one.id: one for one in proposals(ledger, ledger.rounds[-1], day)}
    for view in views:
        add_reported(rows, view, day, made)
    if with_origins:
        _add_provenance(rows, folder)
    return rows.tables


def _view(ledger: Ledger, round_: Round, day: date) -> Survey:
    """Return the survey of a round on its closing day, with the submissions as they are on `day`: who is overdue by then."""
    view = survey(ledger, round_, min(day, closing_day(ledger, round_)))
    required = {one.unit: required_targets(ledger, one.unit, round_) for one in view.submissions}
    sent = tuple(submission(ledger, round_, unit, day, asked) for unit, asked in required.items())
    return replace(view, submissions=sent)


def _add_provenance(rows: Rows, folder: Path) -> None:
    """Add where each row was typed: file, line, and what git says of the line."""
    places = [(origin, origin.document.place(origin.keys)) for origin in rows.origins]
    git_lines = _git_lines(rows.origins)
    wanted: dict[str, set[int]] = {}
    for _origin, place in places:
        wanted.setdefault(place.path, set()).add(git_lines[place.path][place.line - 1])
    blamed = blame_files(folder, wanted)
    for origin, place in places:
        line = (blamed or {}).get(place.path, {}).get(git_lines[place.path][place.line - 1])
        known = "unknown" if line is None else "committed" if line.committed else "not-committed"
        cells: dict[str, Cell] = {
            "id": f"{origin.table}:{origin.row_id}",
            "table_name": origin.table,
            "row_id": origin.row_id,
            "file": place.path,
            "line_number": place.line,
            "column_number": place.column,
            "known": known,
            "commit_id": line.commit if line is not None else None,
            "author": line.author if line is not None else None,
            "date": line.date if line is not None else None,
            "older": line is not None and (line.is_cut or line.is_again),
        }
        rows.add("provenance", cells)


def _git_lines(origins: Iterable[Origin]) -> dict[str, list[int]]:
    """Return the number of each line as git counts lines, by file: YAML knows more kinds of line break than git."""
    documents: dict[str, Document] = {origin.document.path: origin.document for origin in origins}
    found = {}
    for path, document in documents.items():
        number, numbers = 1, []
        for line in document.text.splitlines(keepends=True):
            numbers.append(number)
            number += line.endswith("\n")
        found[path] = [*numbers, number]
    return found
