"""The URIs of files: how editors spell them, and that the server speaks of each file under one URI, in the editor's spelling."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest

from camket.screen.file_uris import file_name, spelled_on_disk, spelling_of
from language_client import Client
from test_checks import GOOD
from test_language_server import write_all

CODE = "from camket.screen import language_server; language_server.PAUSE = 0.02; from camket.__main__ import main; main()"
SERVER = [sys.executable, "-P", "-c", CODE, "lsp", "--lang", "vi"]
REPORT = "reports/q2/phong-a.yaml"
RIGHT = GOOD[REPORT].decode("utf-8")
WRONG = RIGHT + "lạ: 1\n"
FAULTY = {**GOOD, REPORT: WRONG.encode("utf-8")}


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("file:///kho/b%C3%A1o%20c%C3%A1o/x.yaml", "/kho/báo cáo/x.yaml"),
        ("file:///kho/báo cáo/x.yaml", "/kho/báo cáo/x.yaml"),
        ("FILE://localhost/kho/x.yaml", "/kho/x.yaml"),
        ("file:/kho/x.yaml", "/kho/x.yaml"),
        ("file:///kho//a/./b/../x.yaml", "/kho/a/x.yaml"),
        ("file:///kho/", "/kho"),
        ("file:///kho/a;b.yaml", "/kho/a;b.yaml"),
        ("file:///kho/50%25.yaml", "/kho/50%.yaml"),
        ("untitled:Untitled-1", None),
        ("http://x/kho/x.yaml", None),
        ("file:///kho/%00.yaml", None),
        ("file://[x/kho", None),
        ("", None),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="names of Windows look different")
def test_the_file_that_a_uri_means(uri: str, name: str | None) -> None:
    assert file_name(uri, windows=False) == name


@pytest.mark.parametrize("uri", ["file:///C:/kho/x.yaml", "file:///C%3A/kho/x.yaml", "file://localhost/C|/kho/x.yaml"])
def test_a_drive_letter(uri: str) -> None:
    name = file_name(uri, windows=True)
    assert name is not None
    assert name.replace("\\", "/") == "C:/kho/x.yaml"


def test_names_as_the_folders_list_them(tmp_path: Path) -> None:
    (tmp_path / "Báo cáo").mkdir()
    (tmp_path / "Báo cáo" / "phuong-1.yaml").touch()
    apart = unicodedata.normalize("NFD", "Báo cáo")
    assert spelled_on_disk(tmp_path, [apart, "phuong-1.yaml"]) == ["Báo cáo", "phuong-1.yaml"]
    assert spelled_on_disk(tmp_path, [apart, "moi.yaml"]) == ["Báo cáo", "moi.yaml"]
    # Where the file system tells the two apart, they are two files.
    is_one = (tmp_path / "Báo cáo" / "PHUONG-1.yaml").exists()
    assert spelled_on_disk(tmp_path, ["Báo cáo", "PHUONG-1.yaml"])[1] == ("phuong-1.yaml" if is_one else "PHUONG-1.yaml")


def link(place: Path, to: Path) -> Path:
    try:
        place.symlink_to(to, target_is_directory=True)
    except OSError:
        pytest.skip("no links may be made here")
    return place


def test_a_link_that_begins_below_the_data_folder(tmp_path: Path) -> None:
    folder = write_all(tmp_path / "data", GOOD)
    q2 = link(tmp_path / "q2", folder / "reports" / "q2")
    spelling = spelling_of(f"{q2.as_uri()}/phong-a.yaml", q2 / "phong-a.yaml", folder, REPORT)
    assert spelling.uri_of("reports/q2/phòng b.yaml") == f"{q2.as_uri()}/ph%C3%B2ng%20b.yaml"
    assert spelling.uri_of("reports/q1/phong-a.yaml") is None


# --- a client that spells the folder in its own way -------------------------------------------------------------------------


class SpellingClient(Client):
    """An editor that names all files below `root_uri`, as it was told to."""

    def uri(self, path: str) -> str:
        return f"{self.root_uri.rstrip('/')}/{path}"

    def problems(self) -> dict[str, list[str]]:
        """The URIs of files whose problems the editor shows, with the rules."""
        return {uri: [one["code"] for one in found] for uri, found in self.diagnostics.items() if found}

    def until(self, shown: dict[str, list[str]]) -> None:
        """Wait until these problems are shown, and no others."""
        if self.problems() != shown:
            self.wait(lambda _said: self.problems() == shown)


def spellings(tmp_path: Path) -> dict[str, str]:
    """URIs of one folder, `kho dữ liệu`, by the way of writing."""
    place = tmp_path / "kho dữ liệu"
    plain = place.as_uri()
    return {
        "plain": plain,
        "slash": plain + "/",
        "raw": f"file://{place.as_posix()}",
        "small": plain.replace("%E1%BB%AF", "%e1%bb%af"),
        "localhost": plain.replace("file://", "file://localhost"),
        "apart": f"file://{quote(unicodedata.normalize('NFD', place.as_posix()))}",
        "link": link(tmp_path / "lối tắt", place).as_uri(),
        "data in a link": link(tmp_path / "liên kết", place / "data").as_uri(),
    }


@pytest.mark.skipif(sys.platform == "win32", reason="the URIs are made for paths of POSIX")
@pytest.mark.parametrize("name", ["plain", "slash", "raw", "small", "localhost", "apart", "link", "data in a link"])
def test_one_uri_for_each_file(tmp_path: Path, name: str) -> None:
    folder = write_all(tmp_path / "kho dữ liệu" / "data", FAULTY)
    root = spellings(tmp_path)[name]
    report = REPORT if name == "data in a link" else f"data/{REPORT}"
    with SpellingClient(SERVER, tmp_path, root_uri=root) as client:
        uri = client.uri(report)
        client.until({uri: ["unknown-key"]})  # not opened yet
        assert [one["code"] for one in client.open(report, WRONG)] == ["unknown-key"]
        client.until({uri: ["unknown-key"]})
        assert client.open(report, RIGHT) == []  # corrected, but not saved
        client.until({})
        client.open(report, WRONG)
        client.notify("textDocument/didClose", textDocument={"uri": uri})
        client.wait_for(report)
        client.until({uri: ["unknown-key"]})  # it is closed, the file on the disk has its fault
        (folder / REPORT).write_bytes(GOOD[REPORT])
        client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": uri, "type": 2}])
        client.until({})
        assert set(client.diagnostics) == {uri}
    assert client.errors == b""


def test_a_renamed_file_is_cleared(tmp_path: Path) -> None:
    folder = write_all(tmp_path / "data", FAULTY)
    other = REPORT.replace("phong-a", "Phong-A")
    with SpellingClient(SERVER, tmp_path, root_uri=link(tmp_path / "lối tắt", folder).as_uri()) as client:
        client.until({client.uri(REPORT): ["unknown-key"]})
        client.open(REPORT, WRONG)
        (folder / REPORT).rename(folder / other)
        client.notify("textDocument/didClose", textDocument={"uri": client.uri(REPORT)})
        client.open(other, WRONG)
        client.until({client.uri(other): ["unit-spelling", "unknown-key"]})


def test_the_folder_is_opened_by_another_way(tmp_path: Path) -> None:
    folder = write_all(tmp_path / "data", FAULTY)
    way = link(tmp_path / "lối tắt", folder)
    by_link, by_folder = ({"uri": one.as_uri(), "name": one.name} for one in (way, folder))
    with SpellingClient(SERVER, tmp_path, root_uri=by_link["uri"]) as client:
        client.until({f"{by_link['uri']}/{REPORT}": ["unknown-key"]})
        client.notify("workspace/didChangeWorkspaceFolders", event={"added": [by_folder], "removed": [by_link]})
        client.until({f"{by_folder['uri']}/{REPORT}": ["unknown-key"]})
        client.notify("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": [by_folder]})
        client.until({})
        client.notify("workspace/didChangeWorkspaceFolders", event={"added": [by_link], "removed": []})
        client.until({f"{by_link['uri']}/{REPORT}": ["unknown-key"]})


def test_one_file_opened_by_two_ways(tmp_path: Path) -> None:
    """The text that was typed in last counts, and its URI is the only one with problems."""
    folder = write_all(tmp_path / "data", GOOD)
    first, second = (one.as_uri() + "/" + REPORT for one in (folder, link(tmp_path / "lối tắt", folder)))
    with SpellingClient(SERVER, tmp_path, root_uri=folder.as_uri()) as client:
        for uri, text in ((first, WRONG), (second, RIGHT)):
            document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
            client.notify("textDocument/didOpen", textDocument=document)
            client.until({first: ["unknown-key"]} if uri == first else {})
        for version, uri in ((2, first), (3, second)):
            client.notify(
                "textDocument/didChange", textDocument={"uri": uri, "version": version}, contentChanges=[{"text": WRONG}]
            )
            client.until({uri: ["unknown-key"]})


def test_problems_go_with_the_last_file_and_the_folder(tmp_path: Path) -> None:
    """A data folder that the editor has not opened as a folder is watched while a file of it is open."""
    folder = write_all(tmp_path / "data", FAULTY)
    (tmp_path / "trống").mkdir()
    with SpellingClient(SERVER, tmp_path, root_uri=(tmp_path / "trống").as_uri()) as client:
        opened = f"{folder.as_uri()}/targets.yaml"
        document = {"uri": opened, "languageId": "yaml", "version": 1, "text": FAULTY["targets.yaml"].decode("utf-8")}
        client.notify("textDocument/didOpen", textDocument=document)
        client.until({f"{folder.as_uri()}/{REPORT}": ["unknown-key"]})
        client.notify("textDocument/didClose", textDocument={"uri": opened})
        client.until({})


@pytest.mark.skipif(sys.platform == "win32", reason="an open folder cannot be renamed there")
def test_a_deleted_folder_is_cleared(tmp_path: Path) -> None:
    folder = write_all(tmp_path / "data", FAULTY)
    with SpellingClient(SERVER, tmp_path, root_uri=tmp_path.as_uri()) as client:
        client.until({client.uri(f"data/{REPORT}"): ["unknown-key"]})
        folder.rename(tmp_path / "cũ")
        client.notify("workspace/didChangeWatchedFiles", changes=[])
        client.until({})
