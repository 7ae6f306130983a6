"""The consolidated report and the reminders in every format: Markdown and Word from templates, a workbook, a PDF."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from camket.report.describe.whole import Form, report_contents
from camket.report.templating import find_template, on_one_line, packaged_templates, render_text, template_folders
from camket.text.language import N_, _, speaking
from camket.text.plain_file import is_link
from camket.text.problems import PdfFault, Problem

if TYPE_CHECKING:
    from camket.history.issued import Later
    from camket.report.describe.summary import PageLimits
    from camket.report.reminders import Reminders
    from camket.report.summary import Summary
    from camket.standing.submissions import Submission
    from camket.standing.survey import Survey
    from camket.text.git import RepositoryState


FORMATS = ("md", "docx", "xlsx", "pdf")
REPORT = {"md": "report.md.j2", "docx": "report.docx", "xlsx": "workbook.j2"}
SUMMARY_FORMATS = ("md", "docx", "pdf")
SUMMARY = {"md": "summary.md.j2", "docx": "summary.docx"}
# Ends the name of a draft's files once a report of the round was issued.
DRAFT = "-du-thao"
# Ends the names of the files of each form of the report.
FORMS: Mapping[Form, str] = {"paper": "", "full": "-day-du", "internal": "-noi-bo"}
LETTER_FORMATS = ("md", "docx", "pdf")
LETTER = {"md": "reminder.md.j2", "docx": "reminder.docx"}
MESSAGE = "reminder.txt.j2"
GROUP_MESSAGE = "reminder_group.txt.j2"
MAIL = "reminder_mail.txt.j2"
# What each packaged template is for. A template that others import gets its values from them.
TEMPLATES = {
    "report.docx": N_("the report, as a Word document"),
    "report.md.j2": N_("the report, as Markdown"),
    "appendices.md.j2": N_("the report's appendices, as Markdown"),
    "sentences.j2": N_("the sentences of the report, whatever its form"),
    "workbook.j2": N_("headings of the report's workbook"),
    "summary.docx": N_("the summary on one page, as a Word document"),
    "summary.md.j2": N_("the summary on one page, as Markdown"),
    "summary_sentences.j2": N_("the sentences of the summary, whatever its form"),
    "reminder.docx": N_("a reminder, as a Word document"),
    "reminder.md.j2": N_("a reminder, as Markdown"),
    "reminder.txt.j2": N_("a reminder as a short message"),
    "reminder_group.txt.j2": N_("a message to all units that are reminded"),
    "reminder_mail.txt.j2": N_("a reminder as an e-mail"),
    "reminder_sentences.j2": N_("the sentences of a reminder, whatever its form"),
    "due_date.txt.j2": N_("a due date in the calendar"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A template: the file used for it, whether that is the office's own, and the dataclass whose fields are its variables."""

    name: str
    purpose: str
    path: Path
    is_own: bool
    values: type


def list_templates(templates: Path | None) -> tuple[Template, ...]:
    """Return every template in use: the office's own in `templates`, and the packaged ones that they do not replace."""
    from camket.report.contents import Contents
    from camket.report.due_dates import DueDate
    from camket.report.reminders import Reminders
    from camket.report.summary import Summary

    packaged = packaged_templates()
    templates = None if templates is not None and templates.resolve() == packaged.resolve() else templates
    folders = template_folders(templates)
    own = sorted(path.name for path in templates.iterdir() if path.is_file() or is_link(path)) if templates is not None else []
    names = [*TEMPLATES, *(name for name in own if name not in TEMPLATES and not name.startswith((".", "~$")))]
    found = []
    for name in names:
        path = find_template(name, folders)
        kinds = {"due_date": DueDate, "reminder": Reminders, "summary": Summary}
        values = next((kind for start, kind in kinds.items() if name.startswith(start)), Contents)
        purpose = _(TEMPLATES[name]) if name in TEMPLATES else _("the office's own, for its other templates")
        found.append(Template(name, purpose, path, templates is not None and path.parent == templates, values))
    return tuple(found)


def render_report(
    survey: Survey,
    problems: Sequence[Problem],
    provenance: RepositoryState,
    templates: Path | None,
    formats: Sequence[str],
    since: Survey | None = None,
    *,
    under: tuple[str, date] | None = None,
    later: Later | None = None,
    stem: str | None = None,
    form: Form = "paper",
    inputs: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Return the report of a round in `formats`, by file name. It is in Vietnamese, whatever the language of the screen.

    `templates` is the folder beside the data, whose files replace the packaged ones of the same name. `since` is an earlier
    round to compare with; `under` the number and date of an issue; `later` what was changed since an issue: then the report
    is a draft beside the issued one, and its files are named otherwise. `stem` names the files without their ending. `form` is
    what is printed; the workbook is the same for all. `inputs` are the digests that the internal copy and the workbook hold.

    Raises TemplateFault when a template fails, PdfFault when no PDF can be made; `PdfFault.others` has the other formats.
    """
    with speaking("vi"):
        contents = report_contents(survey, problems, provenance, since, under=under, later=later, form=form, inputs=inputs)
        if "xlsx" in formats:
            from camket.report.trace.places import figure_sources

            told = replace(contents.provenance, figures=figure_sources(survey, contents.targets))
            contents = replace(contents, provenance=told)
    stem = stem or f"bao-cao-{contents.round.id}-{contents.commitment.year}{DRAFT if later is not None else ''}"
    stem += FORMS[form]
    made = _render({stem: (contents, contents.report.date or contents.round.due)}, REPORT, templates, formats)
    return {name.replace(f"{FORMS[form]}.xlsx", ".xlsx"): data for name, data in made.items()}


def render_summary(
    survey: Survey,
    problems: Sequence[Problem],
    provenance: RepositoryState,
    templates: Path | None,
    formats: Sequence[str],
    *,
    later: Later | None = None,
) -> dict[str, bytes]:
    """Return the summary of a round on one page in `formats`, by file name, in Vietnamese; its values are those of the report.

    It shows as much as fits: the longest lists are cut first, and what is cut is counted. Raises TemplateFault and PdfFault as
    `render_report`.
    """
    from camket.report.describe.summary import PAGE_LIMITS, describe_summary
    from camket.report.page_fit import fits_one_page
    from camket.report.word import render_word

    with speaking("vi"):
        contents = report_contents(survey, problems, provenance, later=later)
    day = contents.report.date or contents.round.due
    folders = template_folders(templates)

    def page(limits: PageLimits) -> tuple[Summary, bytes]:
        values, pictures = describe_summary(survey, contents, limits)
        return values, render_word(SUMMARY["docx"], values, folders, day, pictures)

    with speaking("vi"):
        # From the most that is shown to the least; the least is taken even if it does not fit.
        first = bisect_left(PAGE_LIMITS[:-1], True, key=lambda limits: fits_one_page(page(limits)[1]))
        values, word = page(PAGE_LIMITS[first])
    stem = f"tom-tat-{contents.round.id}-{contents.commitment.year}{DRAFT if later is not None else ''}"
    return _render({stem: (values, day)}, SUMMARY, templates, formats, ready={stem: word})


def _render(
    documents: Mapping[str, tuple[Any, date]],
    names: Mapping[str, str],
    templates: Path | None,
    formats: Sequence[str],
    *,
    ready: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return documents (values and day by the stem of the file's name) in `formats`; `names` are their templates by format.

    `ready` are Word files that are made already, by stem.
    """
    from camket.report.word import render_word

    folders = template_folders(templates)
    made: dict[str, bytes] = {}
    words = dict(ready or {})
    for stem, (values, day) in documents.items():
        for name in formats:
            if name == "md":
                made[f"{stem}.md"] = render_text(names[name], values, folders, escape_markdown).encode("utf-8")
            elif name == "xlsx":
                from camket.report.workbook.make import make_workbook

                made[f"{stem}.xlsx"] = make_workbook(names[name], values, folders, day)
            elif stem not in words:
                words[stem] = render_word(names["docx"], values, folders, day)
            if name == "docx":
                made[f"{stem}.docx"] = words[stem]
    if "pdf" in formats:
        from camket.report.pdf import to_pdf

        try:
            made |= {f"{stem}.pdf": to_pdf(word) for stem, word in words.items()}
        except PdfFault as fault:
            fault.others = made
            raise
    return made


def render_reminders(
    survey: Survey,
    submissions: Sequence[Submission],
    templates: Path | None,
    formats: Sequence[str],
    *,
    is_joint: bool = False,
    reply_by: date | None = None,
) -> dict[str, bytes]:
    """Return a letter to each of these units, or one letter to all of them (`is_joint`), by file name, in Vietnamese.

    `reminders.to_remind` gives the submissions of the units to remind. Raises TemplateFault and PdfFault as `render_report`.
    """
    from camket.report.reminders import describe_reminders

    with speaking("vi"):
        found = describe_reminders(survey, submissions, reply_by=reply_by, is_joint=is_joint)
    letters = [found] if is_joint else [replace(found, reminders=(one,)) for one in found.reminders]
    documents = {_stem("cong-van", letter): (letter, letter.as_of) for letter in letters}
    return _render(documents, LETTER, templates, formats)


def _stem(kind: str, letter: Reminders) -> str:
    """Return the name of the file of a reminder without its ending."""
    is_early = all(one.kind == "due-soon" for one in letter.reminders)
    unit = "" if letter.is_joint else f"-{letter.reminders[0].unit.id}"
    return f"{kind}-{'nhac-han' if is_early else 'don-doc'}-{letter.round.id}{unit}"


def render_messages(
    survey: Survey,
    submissions: Sequence[Submission],
    templates: Path | None,
    reply_by: date | None = None,
    *,
    is_joint: bool = False,
) -> str:
    """Return short messages to the units, or one to all of them (`is_joint`), to paste into a chat or an e-mail, in Vietnamese.

    Raises TemplateFault when the template fails.
    """
    from camket.report.reminders import describe_reminders

    with speaking("vi"):
        found = describe_reminders(survey, submissions, reply_by=reply_by, is_joint=is_joint)
    return render_text(GROUP_MESSAGE if is_joint else MESSAGE, found, template_folders(templates), on_one_line)


def render_mails(
    survey: Survey,
    submissions: Sequence[Submission],
    templates: Path | None,
    workbooks: Mapping[str, Mapping[str, bytes]],
    reply_by: date | None = None,
) -> dict[str, bytes]:
    """Return the draft of an e-mail to each of these units, by file name, in Vietnamese; `workbooks` are attached, by unit.

    Each unit must have an address (`mail.read_addresses`). Raises TemplateFault when the template fails.
    """
    from camket.report.mail import make_mail, read_addresses
    from camket.report.reminders import describe_reminders

    with speaking("vi"):
        found = describe_reminders(survey, submissions, reply_by=reply_by)
    sender = read_addresses(found.letter.contact.email if found.letter.contact else None)
    mails = {}
    for one in found.reminders:
        letter = replace(found, reminders=(one,))
        text = render_text(MAIL, letter, template_folders(templates), on_one_line)
        addresses = read_addresses(one.contact.email if one.contact else None)
        mails[f"{_stem('thu', letter)}.eml"] = make_mail(text, addresses, sender[:1], letter.as_of, workbooks[one.unit.id])
    return mails


# Characters that are Markdown markup, an entity or a formula at any position.
_MARKUP = re.compile(r"[\\`*_\[\]<>|#~$]|&(?=#?\w+;)")
# Characters that begin a list, a quotation, a rule or a heading's underline at the start of a line.
_LINE_START = re.compile(r"^(\s*)(?:([-+=])(?=\s|$|[-=])|(\d+)([.)])(?=\s|$))")


def escape_markdown(text: str) -> str:
    """Return Markdown that shows `text` as it is, on one line."""
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], on_one_line(text))
    return _LINE_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", escaped
    )


# --- what a report lacks ------------------------------------------------------------------------------------------------


def missing_units(survey: Survey) -> list[str]:
    """Return the ids of the units whose report has not been received; a file that cannot be read is not counted here."""
    return [one.unit for one in survey.submissions if one.submitted is None and one.unreadable is None]


def unreadable_units(survey: Survey) -> list[str]:
    """Return the ids of the units whose file cannot be read."""
    return [one.unit for one in survey.submissions if one.unreadable is not None]
