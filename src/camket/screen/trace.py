"""`camket trace` in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from camket.ledger.tree import TARGETS
from camket.screen.console import clean_text, print_paragraph, print_section, row_colour, style_of
from camket.standing.submissions import closing_day
from camket.standing.survey import Survey
from camket.standing.wording import round_name
from camket.text.language import _
from camket.text.numerals import format_date

if TYPE_CHECKING:
    from camket.report.trace.records import Source, Trace, TraceStep
    from camket.text.git import BlameLine, Origins


def print_trace(console: Console, found: Trace, origins: Origins | None, *, root: str = "") -> None:
    """Print the steps to each figure, then the lines that they come from and who wrote each (`origins`; None without git)."""
    survey, target = found.survey, found.target
    name = f"{target.name}: {survey.ledger.name(found.unit)}" if found.unit else target.name
    print_paragraph(console, f"{found.reference} {name} [{target.id}]", "bold")
    words = _("{round}, as of {date}")
    if survey.as_of == closing_day(survey.ledger, survey.round):
        words = _("{round}, as of {date}, the day that the report is drawn up as on")
    told = words.format(round=round_name(survey.round), date=format_date(survey.as_of))
    print_paragraph(console, f"{told}; " + _("figures up to {date}").format(date=format_date(survey.cut_off)))
    if target.measure.unit_text():
        print_paragraph(console, _("Unit of measure: {unit}").format(unit=target.measure.unit_text()))
    console.print()
    shown: tuple[str, ...] = ()
    for step in sorted(found.steps, key=lambda step: step.name != "verdict"):  # the verdict first, then how it comes about
        if step.name == "projection":  # notes of earlier steps are not repeated
            step = replace(step, notes=tuple(note for note in step.notes if note not in shown))
        _print_step(console, found, step)
        shown += step.notes
    print_section(console, _("Where the figures stand"))
    path = ""
    for number, source in enumerate(found.sources, start=1):
        if source.place.path != path:
            path = source.place.path
            print_paragraph(console, _file_text(survey, source), indent=2)
        # Into a file the place is one line, because scripts read it from there.
        place = f"{root.rstrip('/')}/{source.place}" if root else str(source.place)
        if console.is_terminal:
            print_paragraph(console, f"[{number}] {place}", indent=2, hang=4)
        else:
            console.print(Text(f"  [{number}] {clean_text(console, place)}"), soft_wrap=True)
        rest = found.sources[number : number + 1]
        if rest and (rest[0].place.path, rest[0].place.line) == (path, source.place.line):
            continue  # the next figure is on the same line: print the text once, after it
        print_paragraph(console, source.text, indent=6)
        if origins is not None:
            print_paragraph(console, _line_text(origins.get(path, {}).get(source.git_line)), "dim", indent=6)
    if origins is None:
        print_paragraph(
            console, _("git is not here, or does not keep this folder: who wrote a line, and when, is not known."), indent=2
        )


def _print_step(console: Console, found: Trace, step: TraceStep) -> None:
    result = " = ".join(part for part in (step.expression, step.text) if part)
    marks = _marks(step.sources)
    style = ""
    if step.name == "verdict":
        marked = found.survey.is_reason_for_attention(found.standing.verdict)
        style = style_of(row_colour(found.standing.verdict, marked))
    print_paragraph(console, f"{step.label}: {result}".rstrip(" ") + marks, style, indent=2)
    for row in step.rows:
        sign = "-" if row.counts is None else "+" if row.counts else "x"
        print_paragraph(console, f"{sign} {row.label}: {row.text}{_marks(row.sources)}", indent=4)
    for note in step.notes:
        print_paragraph(console, f"({note})", indent=4)


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _file_text(survey: Survey, source: Source) -> str:
    """The title of a file; for a report its unit, round, letter, days of receipt and the person who reports."""
    ledger, filed = survey.ledger, source.filed
    if filed is None:
        if source.place.path == TARGETS:
            return ledger.commitment.title
        return _("the office's own file, {round}").format(round=round_name(survey.round))
    report = filed.report
    round_ = ledger.round(filed.round)
    parts = [f"{ledger.short_name(filed.unit)}, {round_name(round_) if round_ else filed.round}"]
    letter = report.letter
    if letter is not None and (letter.number or letter.date):
        number = _("letter {number}").format(number=letter.number) if letter.number else _("letter without a number")
        parts.append(f"{number}, {format_date(letter.date)}" if letter.date else number)
    if letter is not None and letter.files:
        parts.append(_("kept: {files}").format(files=", ".join(one.file for one in letter.files)))
    if report.submitted is not None:
        parts.append(_("received {date}").format(date=format_date(report.submitted)))
    parts += [_("sent again {date}").format(date=format_date(day)) for day in report.resubmitted]
    person = report.reported_by
    if person is not None and (person.name or person.title):
        who = ", ".join(part for part in (person.name, person.title) if part)
        parts.append(_("reported by {name}").format(name=who))
    return "; ".join(parts)


def _line_text(line: BlameLine | None) -> str:
    """Who last changed a line, and when."""
    if line is None:
        return _("git does not tell who wrote this line")
    if not line.committed or line.commit is None:
        return _("not committed yet")
    words = [line.commit[:12], line.author or "", format_date(line.date) if line.date else ""]
    text = ", ".join(word for word in words if word)
    if line.is_again:
        return _("{line}, or earlier: the file was deleted before and added again; see camket log").format(line=text)
    return _("{line}, or earlier: this copy has no older history").format(line=text) if line.is_cut else text
