"""The file with which a host (GitHub, GitLab) checks each change of the data."""

from __future__ import annotations

import json
import re
from pathlib import Path

from camket.entry.setup_plan import SetupPlan, find_root, read_inside
from camket.text import git
from camket.text.language import _
from camket.text.problems import CamketError
from camket.text.save import FileChange

HOSTING = Path(__file__).parents[1] / "hosting"
# The file that each host runs, and the template of the file.
PIPELINES = {"github": (".github/workflows/camket.yml", "github.yml"), "gitlab": (".gitlab-ci.yml", "gitlab.yml")}


def plan_pipeline(folder: Path, host: str) -> SetupPlan:
    """Plan the file with which a host checks each change; a file that exists and differs is left as it is."""
    root = find_root(folder)
    path, template = PIPELINES[host]
    present = read_inside(root, root / path)
    made = _make_pipeline(template, git.path_in_repository(folder) or ".", find_package())
    if present == made:
        return SetupPlan()
    if present is not None:
        return SetupPlan(left=((root / path, _("{path} exists and is left as it is")),))
    return SetupPlan(files=(FileChange(str(root / path), None, made),))


def _make_pipeline(template: str, where: str, package: str) -> bytes:
    """Return the template with the data folder and the package filled in."""
    text = (HOSTING / template).read_text(encoding="utf-8")
    for key, value in (("CAMKET_DATA", where), ("CAMKET_PACKAGE", package)):
        if "$" in value or not value.isprintable():
            raise CamketError(
                _("'{text}' cannot stand in the file of a host").format(text=value),
                _("It would take what follows a $ for a variable. Give the folder another name."),
            )
        # A string of JSON, in double quotes, means the same in YAML.
        start, stem, rest = re.split(rf"(?m)^( +{key}: ).*", text, maxsplit=1)
        text = start + stem + json.dumps(value, ensure_ascii=False) + rest
    return text.encode("utf-8")


def find_package() -> str:
    """Return what pip installs on the host: the commit that this program was installed from, or an empty string.

    A package name alone is not used: anybody could publish another package under it.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        origin = json.loads(distribution("camket").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    by = origin.get("vcs_info")
    return f"camket @ {by['vcs']}+{origin['url']}@{by['commit_id']}" if by else ""
