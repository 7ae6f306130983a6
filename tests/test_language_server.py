"""The language server: compared with `check`, and used by a client over its standard input and output, as an editor does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from camket.ledger.tree import FolderTree
from camket.screen.editor_check import check_folder, find_fixes, folder_with
from camket.screen.hover import escape_markdown_line
from camket.screen.open_text import OpenText
from camket.text import language
from camket.text.problems import Place, Problem
from git_office import change, commit, git, make_repository
from language_client import Client
from small_office import write_office
from test_checks import EXAMPLES, GOOD, examine, files_of

SERVER = [sys.executable, "-P", "-m", "camket", "lsp"]
REPORT = "reports/q2/tai-chinh.yaml"
AS_OF = date(2023, 12, 31)
# Rules about scans, and about the folder of the year before.
OF_OTHER_FILES = {
    *("evidence-file-missing", "evidence-file-changed", "evidence-not-here", "evidence-unnamed"),
    *("baseline-differs", "baseline-unfit", "baseline-untyped", "previous-year"),
}


def write_all(folder: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


# --- it finds what `check` finds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_finds_what_check_finds(name: str, tmp_path: Path) -> None:
    files = {**GOOD, **files_of(name)}
    texts = {path: data.decode("utf-8") for path, data in files.items() if path.startswith("reports/q2/")}
    folder = write_all(tmp_path, {path: data for path, data in files.items() if path not in texts})
    checked = check_folder(folder, texts, AS_OF)
    found = [one.problem for problems in checked.found.values() for one in problems if one.problem.rule not in OF_OTHER_FILES]
    # Other files than those of the year are read by `check` alone: an editor asks at each key that is pressed.
    assert found == [problem for problem in examine(files) if problem.rule not in OF_OTHER_FILES]


def test_a_second_check_reads_only_changed_files(tmp_path: Path) -> None:
    folder = write_all(tmp_path, GOOD)
    first = check_folder(folder, {}, AS_OF)
    text = GOOD[REPORT_A].decode("utf-8").replace("submitted:", "submited:")
    second = check_folder(folder, {REPORT_A: text}, AS_OF, first)
    assert [one.problem.rule for one in second.found[REPORT_A]] == ["unknown-key", "no-receipt-date"]
    assert check_folder(folder, {}, AS_OF, second).found == {}
    assert first.state is not None
    assert second.state is not None
    other = "reports/q2/phong-b.yaml"
    assert second.state.ledger.documents[other] is first.state.ledger.documents[other]


REPORT_A = "reports/q2/phong-a.yaml"


def test_an_unsaved_file_is_part_of_the_folder(tmp_path: Path) -> None:
    folder = write_all(tmp_path, GOOD)
    path = "reports/q3/phong-a.yaml"
    overlay = folder_with(folder, {path: "unit: Phòng Tài chính\n", "notes.yaml": "a: 1\n"})
    assert path in overlay.files()
    assert "notes.yaml" not in overlay.files()
    assert set(overlay.files()) == {*FolderTree(folder).files(), path}


def test_each_fix_removes_its_problem(tmp_path: Path) -> None:
    """In all broken examples, replacing the marked text with the fix removes the problem."""
    tried = 0
    for name in EXAMPLES:
        files = {**GOOD, **files_of(name)}
        folder = write_all(tmp_path / name, files)
        checked = check_folder(folder, {}, AS_OF)
        for path, problems in checked.found.items():
            for one in problems:
                for fix in one.fixes:
                    text = checked.texts[path].text
                    texts = {path: text[: one.start] + fix.text + text[one.stop :]}
                    after = check_folder(folder, texts, AS_OF, checked).found.get(path, [])
                    assert (one.start, one.problem.rule) not in [(left.start, left.problem.rule) for left in after], one
                    tried += 1
    assert tried >= 12


# --- places -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "offset", "position", "word"),
    [
        ("a: 1\nbc: 23\n", Place("", 2, 5), 9, (1, 4), "23"),
        ("a: 1\r\nbc: 23\r\n", Place("", 2, 5), 10, (1, 4), "23"),
        ("a: x\u2028bc: 23\n", Place("", 2, 5), 9, (0, 9), "23"),  # ends a line in YAML, but not in an editor
        ("a: '😀😀' # gh\nb: [x, yz]\n", Place("", 2, 8), 20, (1, 7), "yz"),
        ("a: |\n  x\n  y\nb: 1\n", Place("", 1, 4), 3, (0, 3), "|"),
        ("a: [1\n", Place("", 1, 4), 3, (0, 3), "[1"),  # not valid YAML
        ("a: 1", Place("", 9, 9), 4, (0, 4), ""),
        ("", Place("", 1, 1), 0, (0, 0), ""),
    ],
)
def test_places(text: str, place: Place, offset: int, position: tuple[int, int], word: str) -> None:
    opened = OpenText(text)
    assert opened.offset(place) == offset
    found = opened.position(offset)
    assert (found.line, found.character) == position
    assert text[offset : opened.stop_of(offset)] == word
    assert opened.offset_at(found.line, found.character) == offset


def test_a_number_with_two_readings_has_two_fixes() -> None:
    problem = Problem("ambiguous-number", Place("x"), "?")
    language.choose("en")
    assert [(fix.title, fix.text) for fix in find_fixes(problem, '"1.234"')] == [
        ("Write 1234: the number is 1,234", "1234"),
        ("Write 1.2340: the number is 1.234", "1.2340"),
    ]
    assert find_fixes(problem, "12") == find_fixes(problem, "x") == []


def test_markdown_is_escaped() -> None:
    assert escape_markdown_line("*a* [b](c)\n<d> #1") == r"\*a\* \[b\](c) \<d\> \#1"


# --- a real client ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "kho dữ liệu" / "data", {})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One running server for all tests that do not need a start of their own. It waits a shorter time for a pause in typing."""
    code = "from camket.screen import language_server; language_server.PAUSE = 0.02; from camket.__main__ import main; main()"
    with Client([sys.executable, "-P", "-c", code, "lsp", "--lang", "vi"], tmp_path_factory.mktemp("empty")) as client:
        yield client
    assert client.code == 0
    assert client.errors == b""


@pytest.fixture
def client(server: Client, folder: Path) -> Iterator[Client]:
    """The running server, with paths in the folder of this test."""
    server.root = folder
    yield server
    server.close_files()


def rules(found: list[dict[str, Any]]) -> list[str]:
    return [one["code"] for one in found]


def text_of(folder: Path, path: str = REPORT) -> str:
    return (folder / path).read_text(encoding="utf-8")


def actions(client: Client, path: str, text: str, mark: str) -> list[dict[str, Any]]:
    before = text[: text.index(mark)]
    place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2].encode("utf-16-le")) // 2}
    context = {"diagnostics": client.diagnostics[client.uri(path)]}
    found: list[dict[str, Any]] = client.request(
        "textDocument/codeAction", textDocument={"uri": client.uri(path)}, range={"start": place, "end": place}, context=context
    )
    return found


def applied(client: Client, path: str, text: str, action: dict[str, Any]) -> str:
    """The text after an action's edit, made as an editor makes it."""
    ((uri, (edit,)),) = action["edit"]["changes"].items()
    assert uri == client.uri(path)
    lines = text.split("\n")
    start, stop = edit["range"]["start"], edit["range"]["end"]
    assert start["line"] == stop["line"]
    line = lines[start["line"]].encode("utf-16-le")
    changed = line[: 2 * start["character"]] + edit["newText"].encode("utf-16-le") + line[2 * stop["character"] :]
    lines[start["line"]] = changed.decode("utf-16-le")
    return "\n".join(lines)


def test_a_problem_appears_and_disappears_while_typing(client: Client, folder: Path) -> None:
    good = text_of(folder)
    assert "unknown-key" not in rules(client.open(REPORT, good))
    (found,) = [one for one in client.open(REPORT, good.replace("letter:", "leter:")) if one["code"] == "unknown-key"]
    line = good[: good.index("letter:")].count("\n")
    assert found["range"] == {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 5}}
    assert (found["severity"], found["source"]) == (1, "camket")
    assert "letter" in found["message"]
    assert text_of(folder) == good
    assert "unknown-key" not in rules(client.open(REPORT, good))


@pytest.mark.parametrize(
    ("old", "new", "mark", "rule"),
    [
        ("letter:", "leter:", "leter:", "unknown-key"),
        ("  growth:", "  growht:", "growht:", "unknown-target"),
        ("{target: revenue, text: Nguồn", "{text: 😀, target: revenu}\n  - {text: Nguồn", "revenu}", "unknown-target"),
    ],
)
def test_a_quick_fix_corrects_a_word(client: Client, folder: Path, old: str, new: str, mark: str, rule: str) -> None:
    text = text_of(folder).replace(old, new, 1)
    assert rule in rules(client.open(REPORT, text))
    (action,) = actions(client, REPORT, text, mark)
    assert (action["isPreferred"], action["kind"], rules(action["diagnostics"])) == (True, "quickfix", [rule])
    assert rule not in rules(client.open(REPORT, applied(client, REPORT, text, action)))


def test_a_word_like_no_known_word_has_no_fix(client: Client, folder: Path) -> None:
    text = text_of(folder).replace("{value: 40000", "{😀: ~, value: 40000")
    assert "unknown-key" in rules(client.open(REPORT, text))
    assert actions(client, REPORT, text, "😀: ~") == []


def test_two_readings_are_two_quick_fixes(client: Client, folder: Path) -> None:
    text = text_of(folder).replace("{value: 40000", "{text: 😀, value: 40.123")
    assert "ambiguous-number" in rules(client.open(REPORT, text))
    offered = actions(client, REPORT, text, "40.123")
    assert [action["title"] for action in offered] == ["Sửa thành 40123: số là 40.123", "Sửa thành 40.1230: số là 40,123"]
    for action, number in zip(offered, ("40123,", "40.1230,"), strict=True):
        corrected = applied(client, REPORT, text, action)
        assert f"value: {number}" in corrected
        assert "ambiguous-number" not in rules(client.open(REPORT, corrected))
        client.open(REPORT, text)


def test_no_fix_is_offered_if_the_text_has_changed(client: Client, folder: Path) -> None:
    text = text_of(folder).replace("letter:", "leter:")
    client.open(REPORT, text)
    uri = client.uri(REPORT)
    changed = {"uri": uri, "version": 99}
    client.notify("textDocument/didChange", textDocument=changed, contentChanges=[{"text": "# dòng mới\n" + text}])
    assert actions(client, REPORT, text, "leter:") == []
    client.versions[uri] = 99
    client.wait_for(REPORT, 99)


def test_a_change_of_targets_changes_the_problems_of_reports(client: Client, folder: Path) -> None:
    client.open(REPORT, text_of(folder))
    targets = text_of(folder, "targets.yaml")
    client.open("targets.yaml", targets.replace("- id: growth", "- id: growing"))
    # Problems of reports are published before those of targets.yaml.
    assert "unknown-target" in rules(client.diagnostics[client.uri(REPORT)])
    client.open("targets.yaml", targets)
    assert "unknown-target" not in rules(client.diagnostics[client.uri(REPORT)])


def test_problems_of_closed_files_are_published_at_the_start(tmp_path: Path) -> None:
    folder = write_all(tmp_path / "data", {**GOOD, **files_of("unknown-target")})
    with Client(SERVER, tmp_path) as client:
        client.wait_for("data/reports/q2/phong-a.yaml")
        assert "unknown-target" in rules(client.diagnostics[client.uri("data/reports/q2/phong-a.yaml")])
        # Now the file is corrected on the disk, as by git or another program.
        write_all(folder, GOOD)
        client.notify("workspace/didChangeWatchedFiles", changes=[])
        client.wait(lambda said: "unknown-target" not in rules(client.diagnostics[client.uri("data/reports/q2/phong-a.yaml")]))


def test_yaml_files_that_are_not_data_are_ignored(client: Client, folder: Path) -> None:
    (folder / ".ci.yaml").write_text("a: [", encoding="utf-8")
    for path in (folder.parent / "khác.yaml", folder / ".ci.yaml"):
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": "a: ["}
        client.notify("textDocument/didOpen", textDocument=document)
    client.open(REPORT, text_of(folder))
    assert all(not found for uri, found in client.diagnostics.items() if "ci.yaml" in uri or "kh%C3%A1c" in uri)


def test_hover_shows_goal_pace_last_figure_and_history(tmp_path: Path) -> None:
    folder = make_repository(tmp_path)
    change(folder, REPORT, "value: 40000", "value: 41000")
    commit(folder, "Sửa số", day="2024-06-12")
    text = text_of(folder)
    with Client(SERVER, folder) as client:
        client.open(REPORT, text)
        shown = client.ask("hover", REPORT, text, "revenue:")
        assert client.ask("hover", REPORT, text, "submitted:") is None
        other = client.ask("hover", REPORT, text, "disbursement:")["contents"]["value"]
    value = shown["contents"]["value"]
    assert value.splitlines()[0] == "**Thu ngân sách**"
    assert "≥ 100.000" in value
    assert "15.000" in value
    assert "quý I" in value
    assert "12/6/2024" in value
    assert "40.000 → 41.000" in value
    assert "Trần Thị Ba" in value
    assert value.index("12/6/2024") < value.index("10/6/2024")
    line = text[: text.index("revenue:")].count("\n")
    assert shown["range"] == {"start": {"line": line, "character": 2}, "end": {"line": line, "character": 9}}
    assert "10/90" in other
    assert git(folder, "status", "--porcelain") == ""


def test_hover_without_a_repository(client: Client, folder: Path) -> None:
    text = text_of(folder)
    client.open(REPORT, text)
    value = client.ask("hover", REPORT, text, "growth:")["contents"]["value"]
    assert "6,5–7" in value
    assert "git" not in value


def test_the_server_uses_the_language_of_lang(folder: Path) -> None:
    text = text_of(folder).replace("letter:", "leter:")
    with Client([*SERVER, "--lang", "en"], folder) as client:
        found = client.open(REPORT, text)
    assert any("Did you mean 'letter'?" in one["message"] for one in found)


def test_only_the_server_loads_pygls(data: Path) -> None:
    code = (
        "import sys; from camket.cli import run; run(['check', '--data', sys.argv[1]]);"
        "sys.exit(bool({'pygls', 'lsprotocol', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(data)], capture_output=True, check=False)
    assert done.returncode == 0
