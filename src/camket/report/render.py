"""The consolidated report in every form: from Jinja templates (Markdown, Word), as a workbook, as a PDF of the Word file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from camket.report.describe.whole import report_contents
from camket.report.templating import find_template, on_one_line, packaged_templates, render_text
from camket.text.language import N_, _, speaking
from camket.text.problems import PdfFault, Problem

if TYPE_CHECKING:
    from camket.history.issued import Later
    from camket.standing.progress import Submission, Survey
    from camket.text.git import RepositoryState


FORMATS = ("md", "docx", "xlsx", "pdf")
REPORT = {"md": "report.md.j2", "docx": "report.docx", "xlsx": "workbook.j2"}
LETTER_FORMATS = ("md", "docx", "pdf")
LETTER = {"md": "reminder.md.j2", "docx": "reminder.docx"}
MESSAGE = "reminder.txt.j2"
# What each packaged template is for; one that others import gets its values from them.
TEMPLATES = {
    "report.docx": N_("the report, as a Word document"),
    "report.md.j2": N_("the report, as Markdown"),
    "appendices.md.j2": N_("the report's appendices, as Markdown"),
    "sentences.j2": N_("the sentences of the report, whatever its form"),
    "workbook.j2": N_("headings of the report's workbook"),
    "reminder.docx": N_("a reminder, as a Word document"),
    "reminder.md.j2": N_("a reminder, as Markdown"),
    "reminder.txt.j2": N_("a reminder as a short message"),
    "reminder_sentences.j2": N_("the sentences of a reminder, whatever its form"),
    "due_date.txt.j2": N_("a due date in the calendar"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A template, the file that is used for it, whether that is the office's own, and the dataclass that it gets."""

    name: str
    purpose: str
    path: Path
    is_own: bool
    values: type


def list_templates(templates: Path | None) -> tuple[Template, ...]:
    """Every template in use: the packaged ones, replaced by those in `templates` beside the data, and what is added there."""
    from camket.report.contents import Contents, DueDate
    from camket.report.reminders import Reminders

    packaged = packaged_templates()
    templates = None if templates is not None and templates.resolve() == packaged.resolve() else templates
    folders = [folder for folder in (templates, packaged) if folder is not None]
    own = sorted(path.name for path in templates.iterdir() if path.is_file()) if templates is not None else []
    names = [*TEMPLATES, *(name for name in own if name not in TEMPLATES and not name.startswith((".", "~$")))]
    found = []
    for name in names:
        path = find_template(name, folders)
        values = DueDate if name.startswith("due_date") else Reminders if name.startswith("reminder") else Contents
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
) -> dict[str, bytes]:
    """The report of a round by file name, in Vietnamese whatever the screen speaks. Raises TemplateFault, PdfFault.

    `since` is an earlier round to hold this one against; `templates` is the folder beside the data, whose files win over the
    packaged ones of the same name; `under` the number and day of an issue, `later` what has been changed since one.
    """
    from camket.report.word import render_word

    with speaking("vi"):
        contents = report_contents(survey, problems, provenance, since, under=under, later=later)
    stem = f"bao-cao-{contents.round.id}-{contents.commitment.year}"
    folders = [folder for folder in (templates, packaged_templates()) if folder is not None]
    day = contents.report.date or contents.round.due
    made = {}
    for name in formats:
        if name == "md":
            made[f"{stem}.md"] = render_text(REPORT["md"], contents, folders, escape_markdown).encode("utf-8")
        elif name == "docx":
            made[f"{stem}.docx"] = render_word(REPORT["docx"], contents, folders, day)
        elif name == "xlsx":
            from camket.report.workbook.make import make_workbook

            made[f"{stem}.xlsx"] = make_workbook(REPORT["xlsx"], contents, folders, day)
    if "pdf" in formats:
        from camket.report.pdf import to_pdf

        word = made.get(f"{stem}.docx") or render_word(REPORT["docx"], contents, folders, day)
        try:
            made[f"{stem}.pdf"] = to_pdf(word)
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
    """A letter to each of the units whose submissions these are, or one to them all (`is_joint`), by file name, in Vietnamese.

    Raises TemplateFault, PdfFault. See reminders.to_remind for whose they should be.
    """
    from camket.report.reminders import describe_reminders
    from camket.report.word import render_word

    with speaking("vi"):
        found = describe_reminders(survey, submissions, reply_by=reply_by, is_joint=is_joint)
    folders = [folder for folder in (templates, packaged_templates()) if folder is not None]
    made: dict[str, bytes] = {}
    words: dict[str, bytes] = {}
    for letter in [found] if is_joint else [replace(found, reminders=(one,)) for one in found.reminders]:
        is_early = all(one.kind == "due-soon" for one in letter.reminders)
        stem = f"cong-van-{'nhac-han' if is_early else 'don-doc'}-{found.round.id}"
        stem += "" if is_joint else f"-{letter.reminders[0].unit.id}"
        if "md" in formats:
            made[f"{stem}.md"] = render_text(LETTER["md"], letter, folders, escape_markdown).encode("utf-8")
        if "docx" in formats or "pdf" in formats:
            words[stem] = render_word(LETTER["docx"], letter, folders, letter.as_of)
        if "docx" in formats:
            made[f"{stem}.docx"] = words[stem]
    if "pdf" in formats:
        from camket.report.pdf import to_pdf

        try:
            made |= {f"{stem}.pdf": to_pdf(word) for stem, word in words.items()}
        except PdfFault as fault:
            fault.others = made
            raise
    return made


def render_messages(
    survey: Survey, submissions: Sequence[Submission], templates: Path | None, reply_by: date | None = None
) -> str:
    """A short message to each unit, to paste into a chat or an e-mail, in Vietnamese. Raises TemplateFault."""
    from camket.report.reminders import describe_reminders

    with speaking("vi"):
        found = describe_reminders(survey, submissions, reply_by=reply_by)
    folders = [folder for folder in (templates, packaged_templates()) if folder is not None]
    return render_text(MESSAGE, found, folders, on_one_line)


# What Markdown would take for markup, an entity or a formula wherever it stands.
_MARKUP = re.compile(r"[\\`*_\[\]<>|#~$]|&(?=#?\w+;)")
# What turns the direction of text round, so that a line reads as another than it is.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What begins a list, a quotation, a rule or a heading's underline at the start of a line.
_LINE_START = re.compile(r"^(\s*)(?:([-+=])(?=\s|$|[-=])|(\d+)([.)])(?=\s|$))")


def escape_markdown(text: str) -> str:
    """`text` as Markdown that shows it as it is, on one line."""
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], _TURNING.sub("", on_one_line(text)))
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
