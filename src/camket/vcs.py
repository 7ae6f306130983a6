"""The one module that runs git: no shell, no option from outside, and everything goes on where there is no git."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from camket.language import _
from camket.problems import GitFault

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report's figures come from: the last commit of the repository and what the data folder has since changed.

    `available` is False where there is no git or no repository; `commit` None where nothing is committed yet.
    """

    available: bool
    commit: str | None = None
    date: str | None = None
    changed: tuple[str, ...] = ()


def provenance(folder: Path, templates: Path | None = None) -> Provenance:
    """The commit that `folder` stands at, and its files that differ from it (untracked ones included), templates too."""
    if _ask(folder, "rev-parse", "--is-inside-work-tree") is None:
        return Provenance(available=False)
    # %cs is too new for the git of older systems, which print it as it stands.
    head = _ask(folder, "log", "-1", "--no-show-signature", "--date=short", "--format=%H %cd")
    changed = _ask(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", *_within(folder, templates)) or b""
    entries = [entry for entry in changed.decode("utf-8", "replace").split("\0") if entry]
    names: list[str] = []
    renamed = False
    for entry in entries:
        if renamed:  # the old name of a rename stands in an entry of its own
            renamed = False
            continue
        names.append(entry[3:])
        renamed = entry[0] in "RC"
    found = re.fullmatch(rb"([0-9a-f]{40,64}) (\d{4}-\d\d-\d\d)\s*", head or b"")
    if found is None:
        return Provenance(available=True, changed=tuple(sorted(names)))
    commit, day = (part.decode("ascii") for part in found.groups())
    return Provenance(available=True, commit=commit, date=day, changed=tuple(sorted(names)))


def _within(folder: Path, templates: Path | None) -> list[str]:
    """What to ask git about: the data folder, and the templates where they are in the same repository."""
    root = top_level(folder)
    if templates is None or root is None or not templates.resolve().is_relative_to(root.resolve()):
        return ["."]
    return [".", str(templates.resolve())]


def top_level(folder: Path) -> Path | None:
    """The root of the repository that holds `folder`, or None."""
    answer = _ask(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(answer).strip()) if answer else None


def _ask(folder: Path, *arguments: str) -> bytes | None:
    """What git prints, or None when it has no answer (no git, no repository, no commit)."""
    environment = {**os.environ, "LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise GitFault(_("git did not answer within {n} seconds").format(n=SECONDS)) from error
    except OSError as error:
        raise GitFault(_("git cannot be run: {reason}").format(reason=error.strerror or error)) from error
    return done.stdout if done.returncode == 0 else None
