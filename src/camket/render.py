"""The consolidated report in every form: from Jinja templates (Markdown, Word), as a workbook, as a PDF of the Word file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from camket.contents import report_contents
from camket.language import speaking
from camket.problems import Problem
from camket.templating import packaged_templates, render_text, without_controls

if TYPE_CHECKING:
    from camket.progress import Survey
    from camket.vcs import Provenance

FORMATS = ("md", "docx")
REPORT = {"md": "report.md.j2", "docx": "report.docx"}


def render_report(
    survey: Survey, problems: Sequence[Problem], provenance: Provenance, templates: Path | None, formats: Sequence[str]
) -> dict[str, bytes]:
    """The report of a round by file name, in Vietnamese whatever the screen speaks. Raises TemplateFault.

    `templates` is the folder beside the data, whose files win over the packaged ones of the same name.
    """
    from camket.word import render_word

    with speaking("vi"):
        contents = report_contents(survey, problems, provenance)
    stem = f"bao-cao-{contents.round.id}-{contents.commitment.year}"
    folders = [folder for folder in (templates, packaged_templates()) if folder is not None]
    made = {}
    for name in formats:
        if name == "md":
            made[f"{stem}.md"] = render_text(REPORT["md"], contents, folders, escape_markdown).encode("utf-8")
        elif name == "docx":
            day = contents.report.date or contents.round.due
            made[f"{stem}.docx"] = render_word(REPORT["docx"], contents, folders, day)
    return made


# What Markdown would take for markup, an entity or a formula wherever it stands.
_MARKUP = re.compile(r"[\\`*_\[\]<>|#~$]|&(?=#?\w+;)")
# What begins a list, a quotation, a rule or a heading's underline at the start of a line.
_LINE_START = re.compile(r"^(\s*)(?:([-+=])(?=\s|$|[-=])|(\d+)([.)])(?=\s|$))")


def escape_markdown(text: str) -> str:
    """`text` as Markdown that shows it as it is, on one line."""
    line = " ".join(without_controls(text).split("\n"))
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], line)
    return _LINE_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", escaped
    )
