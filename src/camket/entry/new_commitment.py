"""The files of a new commitment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from camket.entry.next_year import carry_over
from camket.entry.schema.meanings import read_page
from camket.entry.targets_text import BLANK, PAGE, new_targets
from camket.entry.year_end import YearEnd, office_file
from camket.ledger.ledger import Ledger
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree
from camket.ledger.year import Year
from camket.text.language import _
from camket.text.problems import WouldOverwrite
from camket.text.save import FileChange

_ATTRIBUTES = "*.yaml text eol=lf\n*.docx binary\n*.xlsx binary\n*.pdf binary\n**/evidence/** -text\n**/issued/** -text\n"
_IGNORED = "build/\n"


def new_files(root: Path, plan: Mapping[Path, bytes] | Mapping[str, bytes]) -> tuple[list[FileChange], list[Path]]:
    """Return the planned files that do not exist as changes, and the paths of those that exist and are left as they are."""
    left = [root / path for path in plan if os.path.lexists(root / path)]  # also a broken symlink
    return [FileChange(str(path), None, data) for path, data in plan.items() if root / path not in left], left


def plan_init(
    folder: Path,
    *,
    year: Year,
    previous: Ledger | None = None,
    previous_root: Path | None = None,
    ended: YearEnd | None = None,
) -> dict[Path, bytes]:
    """Return the files of a new commitment in `folder`, by path, among them the page about all keys of the data.

    With `previous`, read from `previous_root`, that commitment is carried over to `year`. units.yaml is copied byte for byte.
    targets.yaml keeps its order, comments and quotes; only these change: year, title and subject, number and date (blank),
    `previous:` (the way to the old folder), the basis (commented out), the dates of the rounds, the holidays, the dates in
    goals and paces, the references of each target (last year's results under `last_year`, all others blank) and its revisions
    (removed). With `ended`, the proposals
    that are still open go into the office's file of the first round.

    Raises WouldOverwrite if there is a commitment already.
    """
    data = folder / "data"
    if (standing := _find_commitment(folder)) is not None:
        message = _("{path} exists: a commitment has been started here").format(path=standing)
        raise WouldOverwrite(message, _("Name a folder that is neither this commitment's nor inside it."))
    if previous is None:
        targets = new_targets(year).encode()
        units: bytes | None = (BLANK / UNITS).read_bytes().replace(b"\r\n", b"\n")
    else:
        place = way_back(folder, previous_root) if previous_root is not None else None
        targets = carry_over(previous, year, place).encode()
        beside = previous.documents.get(UNITS)
        as_read = beside.text.encode() if beside else None
        units = FolderTree(previous_root).read(UNITS) if beside and previous_root else as_read
    plan = {data / TARGETS: targets}
    if units is not None:
        plan[data / UNITS] = units
    plan[data / PAGE] = _page_for_clerks().encode()
    plan[data / REPORTS / ".gitkeep"] = b""
    if previous is not None and ended is not None and (carried := office_file(ended, previous.rounds[0].id)) is not None:
        plan[data / carried[0]] = carried[1]
    plan[folder / ".gitattributes"] = _ATTRIBUTES.encode()
    plan[folder / ".gitignore"] = _IGNORED.encode()
    return plan


def way_back(folder: Path, previous: Path) -> str | None:
    """Return the relative path from a new folder to a data folder, with `/`; None if they are on two drives."""
    try:
        return Path(os.path.relpath(previous.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return None


def _page_for_clerks() -> str:
    """Return docs/data-format.md without the marks that its tests find tables and examples by."""
    text = re.sub(r"^<!-- .* -->\n", "", read_page(), flags=re.MULTILINE)
    return re.sub(r"^```yaml .*$", "```yaml", text, flags=re.MULTILINE)


def _find_commitment(folder: Path) -> Path | None:
    """Return a file of a commitment in `folder`, or in a folder above it up to the root of the repository; None if none.

    Commands search for their data upward, so a commitment inside another one would be mistaken for it.
    """
    resolved = folder.resolve()
    for above in (resolved, *resolved.parents):
        for path in (above / TARGETS, above / "data" / TARGETS):
            if os.path.lexists(path):
                return path
        if (above / ".git").exists():
            break
    units = folder / "data" / UNITS
    return units if os.path.lexists(units) else None
