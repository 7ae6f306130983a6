"""Settings of git and lines of .gitattributes, so that git merges and shows the data's files with this program."""

from __future__ import annotations

import shlex
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from camket.entry.marked_block import MarkedBlock, escape_pattern, find_block, plan_block, quote_pattern
from camket.entry.owners import OWNERS
from camket.entry.setup_plan import ATTRIBUTES, Setting, SetupPlan, find_root, read_inside
from camket.ledger.evidence import FOLDER as EVIDENCE
from camket.ledger.tree import ISSUED_FILES
from camket.text import git
from camket.text.language import _, speaking


def plan_git(folder: Path) -> SetupPlan:
    """Plan the git settings and the lines of .gitattributes that make git call this program for the data's files."""
    root = find_root(folder)
    where = git.path_in_repository(folder)
    file = root / ATTRIBUTES
    present = find_block(read_inside(root, file), where)
    words = ["merge=camket", "diff=camket", *_line_ends(folder, present)]
    lines = [f"{quote_pattern(pattern)} {' '.join(words)}" for pattern in _patterns(where)]
    # Their digests are of their bytes: git must not change line ends in them.
    kept = "/" + escape_pattern(where, "\\*?[]") + ("/" if where else "")
    lines += [f"{quote_pattern(f'{kept}{name}/**')} -text" for name in (EVIDENCE, ISSUED_FILES)]
    return _plan_settings(folder, _settings(find_program())) + plan_block(root, file, where, lines)


def _settings(program: str) -> dict[str, str]:
    """Return the git settings that call a program for files with merge=camket and diff=camket."""
    with speaking("vi"):
        name = _("camket: YAML files merged by what they say")
    # If the program is missing, git's shell returns 126 or 127, and git treats that as a conflict: it would keep our file
    # without conflict markers, and the next commit would lose the other side's figures. git merge-file writes the markers.
    missing = "{ code=$?; test $code -lt 126 && exit $code; git merge-file --marker-size=%L %A %O %B; }"
    return {
        "merge.camket.name": name,
        "merge.camket.driver": f"{program.replace('%', '%%')} merge-file %O %A %B --path %P --marker-size %L || {missing}",
        "diff.camket.textconv": f"{program} textconv",
    }


def find_program() -> str:
    """Return the shell command that starts this program: its name if it stays on the PATH, else the Python that runs it.

    A virtual environment is on the PATH only while it is active, so the name of a program in one is not enough.
    """
    found = shutil.which("camket")
    is_temporary = sys.prefix != sys.base_prefix and found is not None
    if found is not None and not (is_temporary and _is_same(Path(found).parent, Path(sysconfig.get_path("scripts")))):
        return "camket"
    # Without -P, Python would import and run a folder named camket in the data's repository.
    return f"{shlex.quote(Path(sys.executable).as_posix())} -P -m camket"


def _is_same(first: Path, second: Path) -> bool:
    return first.resolve() == second.resolve()


def _plan_settings(folder: Path, wanted: Mapping[str, str | None]) -> SetupPlan:
    """Plan the settings whose values differ from the wanted ones; None means not set."""
    settings = [Setting(key, git.read_setting(folder, key), value) for key, value in wanted.items()]
    return SetupPlan(settings=tuple(one for one in settings if one.before != one.after))


def _patterns(where: str) -> list[str]:
    """Return patterns for the data's files. A data folder at the root gets narrow ones: other YAML files may be there."""
    above = "/" + escape_pattern(where, "\\*?[]")
    return [f"{above}/**/*.yaml"] if where else ["/targets.yaml", "/units.yaml", "/reports/**/*.yaml"]


def _line_ends(folder: Path, block: MarkedBlock | None) -> list[str]:
    """Return the attributes for line ends: LF, unless other lines of .gitattributes decide line ends."""
    if block is not None:  # git would answer with our own lines: keep what they have
        return [word for word in ("text", "eol=lf") if any(word in line.split() for line in block.lines)]
    said = git.attributes(folder, "reports/q/u.yaml", ("text", "eol"))
    words = ["text"] if said.get("text") == "unspecified" else []
    return [*words, "eol=lf"] if said.get("eol") == "unspecified" and said.get("text") != "unset" else words


def find_overruled(folder: Path) -> list[str]:
    """Return the attributes (merge, diff) that other lines of .gitattributes give to another program."""
    said = git.attributes(folder, "reports/q/u.yaml", ("merge", "diff"))
    return [name for name, value in said.items() if value != "camket"]


def plan_removal(folder: Path) -> SetupPlan:
    """Plan the removal of our blocks and settings. Settings stay if .gitattributes has a block for another data folder."""
    root = find_root(folder)
    where = git.path_in_repository(folder)
    owners = dict.fromkeys(place for places in OWNERS.values() for place in places)
    plan = SetupPlan()
    for name in (ATTRIBUTES, *owners):
        plan += plan_block(root, root / name, where, None)
    attributes = next(
        (file.after for file in plan.files if Path(file.path).name == ATTRIBUTES), read_inside(root, root / ATTRIBUTES)
    )
    if b"=camket" in (attributes or b""):
        return plan
    return plan + _plan_settings(folder, dict.fromkeys(_settings(""), None))
