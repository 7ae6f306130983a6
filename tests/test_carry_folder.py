"""The folder to carry on a memory stick: what is in it, and an installation from it without network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import types
import zipfile
from collections.abc import Callable
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags, platform_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

CARRY = Path("tools") / "carry"
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64", "extra": ""}


def make(root: Path, folder: Path, *options: str) -> None:
    command = [sys.executable, str(root / "tools" / "carry_folder.py"), str(folder), *options]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("carry") / "windows"
    make(Path(__file__).resolve().parents[1], folder)
    return folder


@pytest.fixture
def run_scripts(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with its scripts alone, as `write_scripts` makes them."""
    monkeypatch.syspath_prepend(root / "tools")
    import carry_folder

    carry_folder.write_scripts(tmp_path, "win_amd64", ["3.11", "3.12", "3.13"])
    return tmp_path


def test_the_script_is_the_same_in_every_code_page(run_scripts: Path) -> None:
    script = (run_scripts / "cai-dat.cmd").read_bytes()
    lines = script.split(b"\r\n")
    assert b"\n" not in script.replace(b"\r\n", b"")
    assert lines[0] == b"@echo off"
    assert next(line for line in lines[1:] if not line.startswith(b"rem ")) == b"chcp 65001 >nul"
    for page in ("ascii", "cp1258", "cp437", "utf-8"):
        assert script.decode(page) == script.decode("ascii")
    assert b"setx" not in script and b"runas" not in script.lower()
    assert b"for %%V in (3.13 3.12 3.11) do" in script


def test_what_the_script_names_is_there(run_scripts: Path) -> None:
    script = (run_scripts / "cai-dat.cmd").read_text(encoding="ascii")
    named = [word.split("%HERE%")[1] for word in script.split('"') if "%HERE%" in word and not word.endswith(("%HERE%", "tep"))]
    assert len(set(named)) >= 6
    for name in named:
        assert (run_scripts / name.replace("\\", "/")).is_file(), name
    labels = {line[1:].strip() for line in script.splitlines() if line.startswith(":")}
    assert {line.split("goto ")[1].strip() for line in script.splitlines() if "goto " in line} == labels


def test_what_is_shown_has_no_placeholder_and_is_no_wider_than_the_screen(run_scripts: Path) -> None:
    texts = [*(run_scripts / "thong-bao").glob("*.txt"), run_scripts / "doc-truoc.txt"]
    assert len(texts) == 5
    for file in texts:
        text = file.read_text(encoding="utf-8-sig")
        assert re.search("@[A-Z]+@", text) is None
        assert all(len(line) <= 80 for line in text.splitlines())
    assert "3.11, 3.12 hoặc 3.13" in (run_scripts / "thong-bao" / "chua-co-python.txt").read_text(encoding="utf-8")
    assert (run_scripts / "doc-truoc.txt").read_bytes().startswith(b"\xef\xbb\xbf")  # Notepad of older Windows needs it


@pytest.mark.packages
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_package_and_what_it_needs_on_windows_is_there(windows: Path, python: str) -> None:
    version = tuple(map(int, python.split(".")))
    accepted = {
        *cpython_tags(version, platforms=["win_amd64"]),
        *compatible_tags(version, f"cp{''.join(python.split('.'))}", ["win_amd64"]),
    }
    wheels = {}
    for wheel in (windows / "tep").glob("*.whl"):
        name, _version, _build, tags = parse_wheel_filename(wheel.name)
        if tags & accepted:
            wheels[name] = wheel
    wanted, seen = ["camket"], set()
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name in seen:
            continue
        seen.add(name)
        assert name in wheels, f"{name} has no wheel for Windows and Python {python}"
        with zipfile.ZipFile(wheels[name]) as archive:
            (path,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1]
            needs = HeaderParser().parsestr(archive.read(path).decode("utf-8")).get_all("Requires-Dist", [])
        environment = {**WINDOWS, "python_version": python, "python_full_version": f"{python}.0"}
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate(environment):
                wanted.append(need.name)
    assert len(seen) > 20


@pytest.mark.packages
@pytest.mark.skipif(sys.platform != "linux", reason="the twin for Linux, in a network namespace of its own")
def test_the_twin_for_linux_installs_without_network_and_shows_the_status(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "thẻ nhớ (1)" / "linux"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    make(root, folder, "--platform", *platform_tags(), "--python", python)
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(root / "data", home / "data")
    surroundings = {"HOME": str(home), "PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    alone = ["unshare", "--map-root-user", "--net"]

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*alone, *command], cwd=home, env=surroundings, capture_output=True, encoding="utf-8", check=False
        )  # fmt: skip

    assert "network" in run("python3", "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 1)").stderr.lower()
    done = run("sh", str(folder / "cai-dat.sh"))
    assert done.returncode == 0, done.stderr + done.stdout
    assert "Đã cài xong" in done.stdout
    shown = run(str(home / ".local" / "bin" / "camket"), "status", "--quarter", "2", "--as-of", "2023-06-10")
    assert shown.returncode == 0 and "quý II" in shown.stdout, shown.stderr
    surroundings["PATH"] = str(tmp_path)
    without = subprocess.run(["/bin/sh", str(folder / "cai-dat.sh")], env={**surroundings, "PATH": _tools(tmp_path)}, capture_output=True, encoding="utf-8", check=False)  # fmt: skip
    assert without.returncode == 2 and f"phiên bản {python}" in without.stdout


def _tools(folder: Path) -> str:
    """A folder with the commands of the script, without any Python."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("cat", "dirname"):
        (tools / name).symlink_to(shutil.which(name) or "")
    return str(tools)


class Registry(types.ModuleType):
    """A stand-in for winreg with one value, `Path` of the user's Environment."""

    HKEY_CURRENT_USER, KEY_READ, KEY_WRITE, REG_SZ, REG_EXPAND_SZ = 1, 1, 2, 1, 2

    def __init__(self, value: tuple[Any, int] | None) -> None:
        super().__init__("winreg")
        self.value = value
        self.written = 0

    def CreateKeyEx(self, *_arguments: object) -> Registry:
        return self

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_arguments: object) -> None: ...

    def QueryValueEx(self, _key: object, name: str) -> tuple[Any, int]:
        assert name == "Path"
        if self.value is None:
            raise FileNotFoundError
        return self.value

    def SetValueEx(self, _key: object, _name: str, _zero: int, kind: int, value: str) -> None:
        self.value = (value, kind)
        self.written += 1


def path_script(root: Path) -> Callable[[str], int]:
    """Return `main` of them-vao-path.py, which no module can import by its name."""
    code: dict[str, Any] = {"__name__": "them_vao_path"}
    exec(compile((root / CARRY / "them-vao-path.py").read_text(encoding="utf-8"), "them-vao-path.py", "exec"), code)
    main: Callable[[str], int] = code["main"]
    return main


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, (r"C:\Users\Lê An\.camket\bin", 2)),
        (("", 1), (r"C:\Users\Lê An\.camket\bin", 1)),
        ((r"%USERPROFILE%\bin;C:\x", 2), (r"%USERPROFILE%\bin;C:\x;C:\Users\Lê An\.camket\bin", 2)),
        ((r"C:\x;", 1), (r"C:\x;C:\Users\Lê An\.camket\bin", 1)),
        ((";".join([r"C:\rất dài"] * 400), 2), (";".join([*[r"C:\rất dài"] * 400, r"C:\Users\Lê An\.camket\bin"]), 2)),
    ],
)
def test_the_folder_is_put_on_the_users_path_once(
    root: Path, before: tuple[str, int] | None, after: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, sent = Registry(before), []
    monkeypatch.setitem(sys.modules, "winreg", registry)
    user32 = types.SimpleNamespace(SendMessageTimeoutW=lambda *arguments: sent.append(arguments))
    monkeypatch.setattr("ctypes.windll", types.SimpleNamespace(user32=user32), raising=False)
    main = path_script(root)
    assert main(r"C:\Users\Lê An\.camket\bin") == 0
    assert registry.value == after
    assert main(r"C:\USERS\Lê An\.camket\bin" + "\\") == 0  # there already, in another spelling
    assert (registry.value, registry.written, len(sent)) == (after, 1, 1)


def test_a_path_of_another_kind_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry((b"\0", 3))
    monkeypatch.setitem(sys.modules, "winreg", registry)
    main = path_script(root)
    assert main(r"C:\x") == 1
    assert registry.written == 0
