"""Changes and the review of a branch as Markdown, to be put into a merge request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from camket.text.language import _, ngettext

if TYPE_CHECKING:
    from camket.history.account import UnitChanges
    from camket.rules.branch import Review


def review_markdown(found: Review) -> str:
    """Return the review of a branch: first the problems, errors before warnings, then all changes."""
    from camket.history.account import tell
    from camket.report.render import escape_markdown
    from camket.report.templating import on_one_line

    lines = []
    for level, title in (("error", _("Needs an answer")), ("warning", _("Deserves a second look")), ("note", _("Still open"))):
        some = [problem for problem in found.problems if problem.level == level]
        lines += [f"## {title} ({len(some)})", ""] if some else []
        for problem in some:
            place = on_one_line(str(problem.place)).replace("`", "'")
            lines.append(f"- `{place}` {escape_markdown(problem.message)} (`{problem.rule}`)")
            lines += [f"  {escape_markdown(problem.hint)}"] if problem.hint else []
        lines += [""] if some else []
    if not found.problems:
        lines += [_("Nothing here needs an answer."), ""]
    lines += [f"> {escape_markdown(limit)}" for limit in found.limits] + ([""] if found.limits else [])
    if found.skipped:
        files = ", ".join("`" + on_one_line(path).replace("`", "'") + "`" for path in found.skipped)
        lines += ["> " + _("cannot be read, and is left out: {files}").format(files=files), ""]
    commits = ngettext("{n} commit since {base}", "{n} commits since {base}", found.commits)
    lines += ["## " + _("What changed"), "", commits.format(n=found.commits, base=f"`{found.base[:12]}`") + ".", ""]
    return "\n".join(lines) + "\n" + account_markdown(tell(found.differences))


def account_markdown(sections: Iterable[UnitChanges]) -> str:
    """Return the changes: a heading for each unit, a line for each change, old text struck through, new text bold."""
    from camket.report.render import escape_markdown

    marks = {"same": ("", ""), "old": ("~~", "~~"), "new": ("**", "**")}
    lines = []
    for section in sections:
        lines += [f"### {escape_markdown(section.title)}", ""]
        for entry in section.entries:
            indent = "  " if entry.name else ""
            lines += [f"- {escape_markdown(entry.name)}"] if entry.name else []
            for line in entry.lines:
                spans = [(*marks[span.part], escape_markdown(span.text.strip())) for span in line.spans]
                text = " ".join(before + words + after for before, after, words in spans)
                lines.append(f"{indent}- {escape_markdown(line.label)}: {text}")
        lines.append("")
    return "\n".join(lines) if lines else _("No figure, text or date has changed.") + "\n"
