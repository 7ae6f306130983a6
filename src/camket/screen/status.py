"""`camket status` in the terminal: who has reported in the round, and the standing of each commitment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from rich.console import Console

from camket.ledger.ledger import Ledger
from camket.ledger.reports import Verdict
from camket.ledger.verdicts import VERDICTS
from camket.screen.console import print_paragraph, row_colour
from camket.screen.notes import comparisons, overrule_notes, standing_notes, trend_notes
from camket.screen.problems import print_faults
from camket.screen.standing_cells import actual_cell, brief, fold_units, goal_cell, verdict_cell
from camket.screen.table import ScreenColumn, ScreenRow, print_table
from camket.standing.appendix import numbers
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.standing.survey import Survey, narrow
from camket.standing.tallies import assigning_levels, contents, has_contents
from camket.standing.wording import (
    compare_sign,
    day_off_name,
    means_label,
    reminded_label,
    round_name,
    state_label,
    target_name,
    trend_sign,
    verdict_label,
)
from camket.text.language import _, ngettext
from camket.text.numerals import format_date, format_number, format_share
from camket.text.problems import Problem


def print_status(
    console: Console,
    survey: Survey,
    problems: Sequence[Problem],
    *,
    unit: str | None = None,
    target: str | None = None,
    behind: bool = False,
) -> None:
    """Print who has reported in the round, and the standing of each commitment.

    With `unit` or `target` only that one is printed, in detail; with `behind` only what needs attention.
    """
    shown = narrow(survey, unit=unit, target=target, behind=behind)
    print_heading(console, survey)
    console.print()
    if shown.submissions:
        _print_submissions(console, shown)
    if unit is None and target is None:
        print_paragraph(console, submission_counts(survey.submissions))
    if unit is not None:
        for submission in shown.submissions:
            _print_unanswered(console, survey.ledger, submission)
    console.print()
    if shown.standings:
        _print_standings(console, survey, shown, in_detail=unit is not None or target is not None)
    elif behind:
        if survey.as_of > survey.due:
            print_paragraph(console, _("No commitment here is behind, missed or without a report."))
        else:
            print_paragraph(console, _("No commitment here is behind or missed; the reports are not overdue yet."))
    print_faults(console, survey.ledger, problems)


def print_heading(console: Console, survey: Survey) -> None:
    """Print the round and its days."""
    title, *rest = heading_texts(survey)
    print_paragraph(console, title, "bold")
    for text in rest:
        print_paragraph(console, text)


def heading_texts(survey: Survey) -> list[str]:
    """Return the title of the round, whether its report was issued, and its days."""
    ledger, round_ = survey.ledger, survey.round
    texts = [f"{ledger.commitment.title}: {round_name(round_)}"]
    issue = ledger.last_issue(round_.id)
    if issue is not None and issue.date <= survey.as_of:
        texts.append(_("Report {number} of {date} was issued").format(number=issue.number, date=format_date(issue.date)))
    days = (survey.due - survey.as_of).days
    if days > 0:
        left = ngettext("{n} day left", "{n} days left", days).format(n=format_number(Decimal(days)))
    elif days:
        left = ngettext("{n} day past", "{n} days past", -days).format(n=format_number(Decimal(-days)))
    else:
        left = _("today is the last day")
    is_past = survey.as_of > ledger.commitment.year.last
    if is_past and all(submission.submitted for submission in survey.submissions):
        left = ""  # all reports of a past year are in: the number of days is no longer useful
    opens = _("opened {date}") if survey.opens <= survey.as_of else _("opens {date}")
    parts = [
        _("As of {date}").format(date=format_date(survey.as_of)),
        _("due {date}").format(date=_due_text(survey)) + (f": {left}" if left else ""),
        opens.format(date=format_date(survey.opens)),
        _("figures up to {date}").format(date=format_date(survey.cut_off)),
    ]
    return [*texts, "; ".join(parts)]


def _due_text(survey: Survey) -> str:
    written = survey.ledger.calendar.written_due(survey.round)
    if survey.day_off is None:
        return format_date(survey.due)
    why = day_off_name(survey.day_off)
    if written == survey.due:
        return f"{format_date(survey.due)} ({why})"
    return _("{date} (moved from {written}, {why})").format(date=format_date(survey.due), written=format_date(written), why=why)


def _print_submissions(console: Console, shown: Survey) -> None:
    columns = [
        ScreenColumn(_("Unit"), least=16),
        ScreenColumn(_("State"), least=12),
        ScreenColumn(_("Received"), spare=1),
        ScreenColumn(_("Answered"), right=True),
        ScreenColumn(_("Note"), spare=2),
    ]
    rows = []
    for submission in shown.submissions:
        late = submission.state in ("late", "missing")
        answered = f"{submission.answered}/{submission.required}" if submission.submitted else ""
        cells = (
            shown.ledger.short_name(submission.unit),
            state_label(submission),
            format_date(submission.submitted) if submission.submitted else "",
            _("{answered} empty").format(answered=answered) if submission.is_empty else answered,
            "; ".join(filter(None, (_("extended") if submission.extension else "", reminded_label(submission.reminded)))),
        )
        state = "late" if submission.is_empty else "error" if submission.unreadable else submission.state
        rows.append(ScreenRow(cells, state, marked=late or submission.is_empty or submission.unreadable is not None))
    print_table(console, columns, rows, coloured=1)
    for submission in shown.submissions:
        extension = submission.extension
        if extension:
            words = _("{unit}: due {after} instead of {before}, {reason}").format(
                unit=shown.ledger.short_name(submission.unit),
                after=format_date(submission.due),
                before=format_date(submission.written_due),
                reason=_without_stop(extension.reason),
            )
            words += f" ({extension.by})" if extension.by else ""
            saved = (submission.submitted - submission.written_due).days if submission.submitted else 0
            if saved > 0 and submission.state == "on-time":
                words += "; " + ngettext("{n} day late without it", "{n} days late without it", saved).format(
                    n=format_number(Decimal(saved))
                )
            print_paragraph(console, words, indent=2)


def _without_stop(text: str) -> str:
    """A sentence without its full stop, to be put into another sentence."""
    return text if text.endswith(("..", "v.v.")) else text.rstrip().removesuffix(".")


def submission_counts(submissions: Sequence[Submission]) -> str:
    """Return how many units have reported on time, late, not yet."""
    states = ["unreadable" if submission.unreadable else submission.state for submission in submissions]
    counts = {
        _("{n} on time"): states.count("on-time"),
        _("{n} late"): states.count("late"),
        _("{n} missing"): states.count("missing"),
        _("{n} not yet due"): states.count("pending"),
        _("{n} with a file that cannot be read"): states.count("unreadable"),
    }
    listed = ", ".join(words.format(n=n) for words, n in counts.items() if n)
    empty = sum(submission.is_empty for submission in submissions)
    if empty:  # these are among those on time or late
        listed += " (" + _("{n} of them empty").format(n=empty) + ")"
    return ngettext("{n} unit: {counts}", "{n} units: {counts}", len(states)).format(n=len(states), counts=listed)


def _print_unanswered(console: Console, ledger: Ledger, submission: Submission) -> None:
    report = submission.filed.report if submission.filed and submission.submitted else None
    if report and report.letter and report.letter.number:
        print_paragraph(console, _("Came under {number}").format(number=report.letter.number), indent=2)
    if report and report.reported_by and report.reported_by.name:
        print_paragraph(console, _("Reported by {name}").format(name=report.reported_by.name), indent=2)
    if submission.reminded:
        told = ", ".join(f"{format_date(one.date)} ({means_label(one.means)})" for one in submission.reminded)
        print_paragraph(console, _("Reminded: {days}").format(days=told), indent=2)
    if submission.unanswered:
        known = numbers(ledger)
        names = "; ".join(f"{known[target]} {target_name(ledger.targets[target])}" for target in submission.unanswered)
        words = _("Not answered: {targets}") if submission.submitted else _("To be answered: {targets}")
        print_paragraph(console, words.format(targets=names), indent=2)


# --- targets


def _print_standings(console: Console, survey: Survey, shown: Survey, *, in_detail: bool) -> None:
    columns = [
        ScreenColumn(_("No.")),
        ScreenColumn(_("Target"), least=16),
        ScreenColumn(_("Goal"), right=True, least=10),
        ScreenColumn(_("Actual"), right=True, least=10),
        ScreenColumn(_("Share"), right=True, spare=1),
        ScreenColumn(_("Expected"), right=True, spare=2),
        ScreenColumn(_("Year end"), right=True, spare=4),
        ScreenColumn(_("Trend"), right=True, spare=3),
        ScreenColumn(_("Verdict"), right=True, least=12),
    ]
    dropped: list[str] = []
    known = numbers(survey.ledger)
    if whole := [one for one in shown.standings if not is_by_unit(one)]:
        dropped = print_table(console, columns, [_standing_row(survey, standing, known) for standing in whole])
    if by_unit := [one for one in shown.standings if is_by_unit(one)]:
        if whole:
            console.print()
        shared = [*columns[:2], ScreenColumn(_("Units"), least=20), columns[-1]]
        print_table(console, shared, [_units_row(survey, standing, known) for standing in by_unit])
    if len(shown.standings) > 1:
        print_paragraph(console, target_counts(shown.standings))
    if len(shown.standings) == len(survey.standings):  # part of a content has no joint verdict
        for line in (*_content_counts(shown.standings), *_level_counts(survey.ledger, shown.standings)):
            print_paragraph(console, line)
    for note in _notes(survey, shown, in_detail=in_detail):
        print_paragraph(console, note, indent=2)
    if dropped:
        words = _("The screen is too narrow for: {columns}").format(columns=", ".join(dropped))
        print_paragraph(console, words, "dim")


def is_by_unit(standing: Standing) -> bool:
    """Return whether a target is shown by its units, each of which has it for itself."""
    return bool(standing.by_unit and standing.target.each)


def _units_row(survey: Survey, standing: Standing, known: Mapping[str, str]) -> ScreenRow:
    marked = survey.is_reason_for_attention(standing.verdict)
    name = target_name(standing.target)
    cells = (known[standing.target.id], name, fold_units(survey.ledger, standing), verdict_cell(standing))
    return ScreenRow(cells, row_colour(standing.verdict, marked), marked)


def _standing_row(survey: Survey, standing: Standing, known: Mapping[str, str]) -> ScreenRow:
    measure = standing.target.measure
    marked = survey.is_reason_for_attention(standing.verdict)
    before = trend_sign(standing)
    year_ago = compare_sign(standing.actual, standing.same_period)
    cells = (
        known[standing.target.id],
        target_name(standing.target),
        goal_cell(standing),
        actual_cell(standing),
        format_share(standing.share, 1) if standing.share is not None else "",
        brief(measure, standing.expected),
        brief(measure, standing.rounded_projection),
        f"{before or '.'} {year_ago or '.'}" if before or year_ago else "",
        verdict_cell(standing),
    )
    return ScreenRow(cells, row_colour(standing.verdict, marked), marked)


def target_counts(standings: Sequence[Standing]) -> str:
    """Return how many targets there are, by verdict."""
    n = len(standings)
    counts = _verdict_counts(standing.verdict for standing in standings)
    return ngettext("{n} target: {counts}", "{n} targets: {counts}", n).format(n=n, counts=counts)


def _content_counts(standings: Sequence[Standing]) -> Iterator[str]:
    """The contents as the document numbers them, then what each content of several targets consists of."""
    if not has_contents(standings):
        return
    found = contents(standings)
    n, counts = len(found), _verdict_counts(content.verdict for content in found)
    yield ngettext("{n} content: {counts}", "{n} contents: {counts}", n).format(n=n, counts=counts)
    for content in found:
        n = len(content.standings)
        if n > 1:
            counts = _verdict_counts(standing.verdict for standing in content.standings)
            words = ngettext(
                "Content {label} ({verdict}): {n} target, {counts}", "Content {label} ({verdict}): {n} targets, {counts}", n
            )
            verdict = verdict_label(content.verdict)
            yield words.format(label=content.label, verdict=verdict, n=n, counts=counts)


def _level_counts(ledger: Ledger, standings: Sequence[Standing]) -> Iterator[str]:
    """The targets of each level that assigned some."""
    for level in assigning_levels(ledger, standings):
        n, counts = len(level.targets), _verdict_counts(verdict for _target, verdict in level.targets)
        name = level.name or _("no assigning level given")
        yield ngettext("{level}: {n} target, {counts}", "{level}: {n} targets, {counts}", n).format(
            level=name, n=n, counts=counts
        )


def _verdict_counts(verdicts: Iterable[Verdict]) -> str:
    """How many of the verdicts are of each kind; the numbers add up to all of them."""
    given = list(verdicts)
    order = sorted(VERDICTS, key=lambda verdict: VERDICTS[verdict].counted)
    return ", ".join(f"{given.count(verdict)} {verdict_label(verdict)}" for verdict in order if verdict in given)


def _notes(survey: Survey, shown: Survey, *, in_detail: bool) -> Iterator[str]:
    """The notes under the table: what has no room in it."""
    for standing in shown.standings:
        yield from overrule_notes(survey.ledger, standing)
    for standing in shown.standings:
        name = target_name(standing.target)
        for text in standing_notes(survey, standing):
            yield f"{name}: {text}"
        if in_detail:
            yield from (f"{name}: {text}" for text in comparisons(standing))
    yield from trend_notes(shown, in_detail=in_detail)
