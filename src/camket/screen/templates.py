"""`camket report --list-templates` in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from camket.screen.console import print_line, print_paragraph
from camket.text.language import _

if TYPE_CHECKING:
    from camket.report.render import Template


def print_templates(console: Console, found: Sequence[Template], fields: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Print each template with its purpose, the path of its file and its kind of values; then the fields of each kind."""
    for one in found:
        print_line(console, (one.name, "bold"), (f"  {one.values.__name__}", "dim"))
        print_paragraph(console, one.purpose, indent=2, hang=0)
        origin = _("the office's own: {path}") if one.is_own else _("comes with camket: {path}")
        print_paragraph(console, origin.format(path=one.path.as_posix()), indent=2, hang=0)
    for kind, having in fields.items():
        console.print()
        print_line(console, (kind, "bold"))
        print_paragraph(console, ", ".join(f"{name}: {text}" for name, text in having), indent=2, hang=0)
    console.print()
    print_paragraph(
        console, _("To replace one, copy it into templates/ beside the data and change the copy; see docs/templates.md.")
    )
