"""Owners of the data's files, for the host that asks them to approve each change: CODEOWNERS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from camket.entry.hosting import PIPELINES
from camket.entry.marked_block import escape_pattern, plan_block
from camket.entry.setup_plan import ATTRIBUTES, SetupPlan, find_root
from camket.text import git
from camket.text.language import _
from camket.text.problems import CamketError

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger

# Where each host looks for the owners of files; it reads the first file that it finds and ignores the others.
OWNERS = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
}
_NEW_FILE = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}
# A @name identifies a person on one host; an e-mail address is the one in the person's commits.
_OWNER = re.compile(r"@[A-Za-z0-9][\w.-]*(?:/[\w.-]+)*|[^\s@<>#\"',;]+@[\w-]+(?:\.[\w-]+)+")
# Characters that a path may have and that mean something else in a pattern of CODEOWNERS.
_SPECIAL = "\\ \t#*?[]"


def plan_owners(folder: Path, ledger: Ledger, host: str | None) -> SetupPlan:
    """Plan the CODEOWNERS file of a host (None: either). Raises CamketError if no owner is known."""
    root = find_root(folder)
    where = git.path_in_repository(folder)
    file = _owners_file(root, host)
    guards = [file.relative_to(root).as_posix(), ATTRIBUTES, *(PIPELINES[host][:1] if host is not None else ())]
    lines = list(_owner_lines(ledger, where, guards))
    if not lines:
        raise CamketError(
            _("nobody is known to whom a file could belong"),
            _("Write addresses or @names under authors:, of the commitment (the office's clerks) and of each unit."),
        )
    return plan_block(root, file, where, lines)


def find_unowned(ledger: Ledger) -> list[str]:
    """Return the units without a known owner; only the office's clerks own their files."""
    return [unit.id for unit in ledger.units.values() if not known_owners(unit.authors)]


def known_owners(authors: Sequence[str]) -> list[str]:
    """Return the authors whom a host can identify: those given as an e-mail address or @name."""
    return [author for author in authors if _OWNER.fullmatch(author)]


def _owner_lines(ledger: Ledger, where: str, guards: Sequence[str]) -> Iterator[str]:
    """Yield the lines of CODEOWNERS; for a file, the last matching line counts.

    The clerks own every file as well, because nobody can approve their own changes. `guards` are the files that the review
    itself depends on, such as CODEOWNERS.
    """
    clerks = known_owners(ledger.commitment.authors)
    above = escape_pattern(f"/{where}/" if where else "/", _SPECIAL)
    if clerks:
        yield from (f"/{escape_pattern(path, _SPECIAL)} {' '.join(clerks)}" for path in guards)
        beside = where.rpartition("/")[0]
        yield f"{escape_pattern(f'/{beside}/' if beside else '/', _SPECIAL)}templates/ {' '.join(clerks)}"
        yield from (f"{above}{path} {' '.join(clerks)}" for path in ("targets.yaml", "units.yaml", "reports/"))
    for unit in ledger.units.values():
        owners = list(dict.fromkeys([*known_owners(unit.authors), *clerks]))
        if len(owners) == len(clerks):
            continue
        yield f"{above}reports/*/{unit.id}.yaml {' '.join(owners)}"
        for filed in ledger.reports.values():  # a file named after another spelling of the unit
            if filed.unit == unit.id and not filed.path.endswith(f"/{unit.id}.yaml"):
                yield f"{above}{escape_pattern(filed.path, _SPECIAL)} {' '.join(owners)}"


def _owners_file(root: Path, host: str | None) -> Path:
    # A new file in a place that the host reads first would make it ignore the present one.
    places = OWNERS[host] if host is not None else tuple(dict.fromkeys(place for all_ in OWNERS.values() for place in all_))
    present = [place for place in places if (root / place).exists()]
    return root / (present[0] if present else _NEW_FILE.get(host or "", "CODEOWNERS"))
