"""git asked by a program: no answer depends on what git is configured to show people, nor on `camket setup-git`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from camket import cli
from camket.text import git as camket_git
from camket.text.git_call import build_call
from git_office import SETTINGS, change, commit, git, make_repository

Capture = pytest.CaptureFixture[str]
FINANCE = "reports/q2/tai-chinh.yaml"
HOME = "reports/q2/xa-a.yaml"
NUMBER = ["--number", "45/BC-UBND", "--date", "2024-06-12"]
COMMANDS = [
    ["trace", "revenue", "-q", "2"],
    ["trace", "disbursement", "-q", "2"],
    ["trace", "revenue", "-q", "2", "--format", "json"],
    ["trace", "commune-revenue", "-q", "2", "--unit", "xa-a", "--format", "json"],
    ["diff"],
    ["diff", "main...HEAD", "--format", "json"],
    ["log", "revenue", "--all"],
    ["log", "xa-a", "--format", "json"],
    ["review", "main"],
    ["review", "main", "HEAD", "--format", "json"],
    ["verify", "-q", "2", "--format", "json"],
    ["check"],
    ["report", "-q", "2", "--format", "md", "-o", "{made}"],
    ["issue", "-q", "1", *NUMBER, "--dry-run"],
]
# Each of these changes what git shows to people.
SETTINGS_FOR_PEOPLE = {
    "core.quotePath": "true",
    "core.pager": "touch called; cat",
    "core.fsmonitor": "touch called; false",
    "core.useReplaceRefs": "true",
    "core.abbrev": "4",
    "color.ui": "always",
    "color.diff": "always",
    "color.status": "always",
    "i18n.commitEncoding": "ISO-8859-1",
    "i18n.logOutputEncoding": "UTF-16",
    "log.showSignature": "true",
    "log.mailmap": "true",
    "log.follow": "true",
    "log.showRoot": "false",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "off",
    "format.pretty": "oneline",
    "notes.displayRef": "refs/notes/*",
    "diff.external": "touch called; false",
    "diff.camket.command": "touch called; false",
    "diff.camket.textconv": "touch called; echo other #",
    "diff.noprefix": "true",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.renameLimit": "1",
    "diff.algorithm": "patience",
    "diff.orderFile": "/no/such/file",
    "status.renames": "false",
    "status.showUntrackedFiles": "no",
    "status.relativePaths": "true",
    "status.branch": "true",
    "status.short": "true",
    "blame.ignoreRevsFile": "/no/such/file",
    "blame.showEmail": "true",
    "blame.date": "relative",
    "blame.coloring": "highlightRecent",
    "merge.conflictStyle": "zdiff3",
    "trace2.normalTarget": "/no/such/folder/trace",
    "advice.graftFileDeprecated": "true",
    "alias.blame": "!touch called",
    "alias.log": "log --oneline",
}
VARIABLES_FOR_PEOPLE = {
    "GIT_EXTERNAL_DIFF": "false",
    "GIT_DIFF_OPTS": "--unified=0",
    "GIT_PAGER": "false",
    "GIT_TRACE": "1",
    "GIT_DIR": "/no/such/folder",
    "GIT_INDEX_FILE": "/no/such/file",
    "GIT_GLOB_PATHSPECS": "1",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_CONFIG": "/no/such/file",
    "GIT_REPLACE_REF_BASE": "refs/notes/",
    "LC_ALL": "vi_VN.UTF-8",
    "LANGUAGE": "vi",
}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """The office on a branch: two people have changed one file, one was renamed, one merged, one is not committed yet."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    folder = make_repository(tmp_path)
    change(folder, FINANCE, "revenue: {value: 40000", "revenue: {value: 40100")
    commit(folder, "Số liệu mới", ("Lê Thị Á", "a@example.vn"), "2024-06-11")
    assert cli.run(["issue", "-q", "2", *NUMBER, "--format", "md", "--data", str(folder)]) == 0
    commit(folder, "Phát hành", day="2024-06-12")
    git(folder, "switch", "-q", "-c", "sửa")
    change(folder, FINANCE, "disbursement: {part: 30", "disbursement: {part: 29")
    commit(folder, "Dòng khác", ("Phạm Văn Đ", "d@example.vn"), "2024-06-13")
    git(folder, "switch", "-q", "-c", "bên", "main")
    change(folder, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    commit(folder, "Xã", ("Võ Văn X", "x@example.vn"), "2024-06-14")
    git(folder, "switch", "-q", "sửa")
    git(folder, "merge", "-q", "--no-ff", "-m", "Gộp", "bên", GIT_COMMITTER_DATE="2024-06-15T09:00:00+0700")
    change(folder, HOME, "commune-revenue: 21000", "commune-revenue: 20500")
    capsys.readouterr()
    return folder


def answers(folder: Path, capsys: Capture) -> list[tuple[list[str], int, str, str]]:
    """What the commands print and write, with their exit codes."""
    found = []
    made = folder.parents[2] / "báo cáo"
    for command in COMMANDS:
        code = cli.run([*(word.format(made=made) for word in command), "--data", str(folder)])
        shown = capsys.readouterr()
        found.append((command, code, shown.out, shown.err))
    found += [([file.name], 0, file.read_text(encoding="utf-8"), "") for file in sorted(made.iterdir())]
    shutil.rmtree(made)
    return found


def set_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in SETTINGS_FOR_PEOPLE.items():
        git(folder, "config", "--file", str(folder.parents[2] / "cấu hình"), key, value)
        git(folder, "config", key, value)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(folder.parents[2] / "cấu hình"))
    (folder.parent / ".gitattributes").write_text("*.yaml diff=camket\n", encoding="utf-8")


def set_variables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in VARIABLES_FOR_PEOPLE.items():
        monkeypatch.setenv(name, value)
    for number, (key, value) in enumerate(SETTINGS_FOR_PEOPLE.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(SETTINGS_FOR_PEOPLE)))


def set_up_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.run(["setup-git", "--data", str(folder)]) == 0
    assert "camket textconv" in git(folder, "config", "diff.camket.textconv")


def add_mailmap(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "Người Khác <khac@example.vn> <a@example.vn>\nNgười Khác <khac@example.vn> <d@example.vn>\n"
    (folder.parents[1] / ".mailmap").write_text(lines, encoding="utf-8")
    git(folder, "config", "log.mailmap", "true")
    git(folder, "config", "mailmap.file", ".mailmap")


def replace_commits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "replace", "main~1", "main~2")
    git(folder, "replace", f"main:./{FINANCE}", f"main~2:./{FINANCE}")


def add_grafts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder.parents[1] / ".git" / "info" / "grafts"
    file.parent.mkdir(exist_ok=True)
    file.write_text(git(folder, "rev-parse", "HEAD") + "\n", encoding="ascii")


def ignore_revisions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parents[1] / "bỏ qua").write_text(git(folder, "rev-list", "HEAD") + "\n", encoding="ascii")
    git(folder, "config", "blame.ignoreRevsFile", str(folder.parents[1] / "bỏ qua"))


def hide_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "update-index", "--assume-unchanged", HOME)


@pytest.mark.parametrize(
    "configure",
    [
        set_settings, set_variables, set_up_git, add_mailmap, replace_commits, add_grafts, ignore_revisions, hide_changes,
    ],
)  # fmt: skip
def test_answers_are_the_same_whatever_is_configured_for_people(
    configure: Callable[[Path, pytest.MonkeyPatch], None], office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    expected = answers(office, capsys)
    shown = "".join(out for _command, _code, out, _err in expected)
    assert all(name in shown for name in ("Lê Thị Á", "Phạm Văn Đ", "Võ Văn X"))
    assert {code for _command, code, _out, _err in expected} == {0, 1, 2}  # 2: issue refuses what is not committed
    configure(office, monkeypatch)
    capsys.readouterr()
    for found, wanted in zip(answers(office, capsys), expected, strict=True):
        assert found == wanted
    assert not list(office.parents[2].rglob("called"))


@pytest.mark.parametrize("configure", [set_settings, set_variables, replace_commits])
def test_a_report_is_issued_in_the_same_way(
    configure: Callable[[Path, pytest.MonkeyPatch], None], office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    git(office, "checkout", "-q", "--", ":/")
    records = []
    for is_configured in (False, True):
        copy = office.parents[2] / f"bản {int(is_configured)}" / "kho"
        shutil.copytree(office.parents[1], copy)
        folder = copy / "cam kết 2024" / "data"
        if is_configured:
            configure(folder, monkeypatch)
        assert cli.run(["issue", "-q", "1", *NUMBER, "--format", "md", "--tag", "--data", str(folder)]) == 0
        records.append((folder / "reports" / "q1" / "_issued.yaml").read_bytes())
        if is_configured:
            monkeypatch.undo()
            for name, value in SETTINGS.items():
                monkeypatch.setenv(name, value)
        records.append(git(folder, "tag", "-l", "--format=%(contents)").encode("utf-8"))
    assert records[:2] == records[2:]


def test_no_person_is_named_for_lines_that_a_filter_converts(office: Path) -> None:
    git(office, "config", "filter.turned.clean", "tac")
    git(office, "config", "filter.turned.smudge", "tac")
    (office.parent / ".gitattributes").write_text("tai-chinh.yaml filter=turned\nxa-a.yaml filter=none\n", encoding="utf-8")
    commit(office, "Đảo dòng")
    assert camket_git.blame_files(office, {FINANCE: [5, 6], HOME: [3]}) == {
        FINANCE: {},
        HOME: camket_git.blame(office, HOME, [3]),
    }
    assert camket_git.blame(office, HOME, [3])[3].author == "Trần Thị Ba"


def test_contents_are_converted_by_filters_in_the_history_too(office: Path, capsys: Capture) -> None:
    git(office, "config", "filter.turned.clean", "tac")
    git(office, "config", "filter.turned.smudge", "tac")
    (office.parent / ".gitattributes").write_text("*.yaml filter=turned\n", encoding="utf-8")
    git(office, "add", "--renormalize", ".")  # git would convert only files that look changed, which depends on the time
    commit(office, "Đảo dòng", day="2024-06-16")
    assert git(office, "show", f"HEAD:./{HOME}").splitlines()[-1] == "submitted: 2024-06-06"
    change(office, HOME, "commune-revenue: 20500", "commune-revenue: 20400")
    commit(office, "Sửa", ("Lê Thị Á", "a@example.vn"), "2024-06-17")
    capsys.readouterr()
    for command in (["diff", "HEAD~1", "HEAD"], ["log", "xa-a", "-q", "2"], ["review", "HEAD~1", "HEAD"]):
        cli.run([*command, "--data", str(office)])
        shown = capsys.readouterr()
        assert "20.400" in shown.out, command
        assert "yaml-" not in shown.out + shown.err


def test_the_message_of_a_commit_is_utf_8(office: Path) -> None:
    git(office, "config", "i18n.commitEncoding", "ISO-8859-1")
    made, _words = camket_git.commit_files(office, [HOME], "Xã An Ế: sửa số thu")
    raw = git(office, "cat-file", "commit", made)
    assert raw.endswith("Xã An Ế: sửa số thu")
    assert "encoding" not in raw


def test_variables_of_git_are_passed_on_only_where_they_say_who_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"GIT_AUTHOR_NAME": "A", "GIT_COMMITTER_DATE": "1 +0000", "GIT_CONFIG_GLOBAL": "x", "GIT_SSH_COMMAND": "ssh"}
    for name, value in (kept | VARIABLES_FOR_PEOPLE).items():
        monkeypatch.setenv(name, value)
    _command, environment = build_call("log")
    assert kept.items() <= environment.items()
    assert not {name for name in VARIABLES_FOR_PEOPLE if name.startswith("GIT_")} & set(environment)
    assert environment["LC_ALL"] == "C"
    assert environment["GIT_NO_REPLACE_OBJECTS"] == "1"
    assert environment["GIT_GRAFT_FILE"] == os.devnull
