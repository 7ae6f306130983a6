"""Make a folder to carry on a memory stick, from which camket is installed without network.

    python tools/carry_folder.py build/windows [--platform win_amd64 …] [--python 3.11 3.12 3.13]

It holds the wheel of this repository, every package that it needs at run time for each Python named, a script that installs
them for the user (cai-dat.cmd, or cai-dat.sh for Linux) and a page to read first (doc-truoc.txt). The folder is made beside
its place and moved there when it is whole.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT / "tools" / "carry"
PYTHONS = ("3.11", "3.12", "3.13")
WINDOWS = "win_amd64"
# Read by cmd, or opened with Notepad, which shows UTF-8 for certain only with a byte order mark.
_OPENED_BY_PEOPLE = "doc-truoc.txt"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--platform", nargs="+", default=[WINDOWS], help="tags of platforms that the wheels may have")
    parser.add_argument("--python", nargs="+", default=list(PYTHONS))
    given = parser.parse_args()
    folder: Path = given.folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as name:
        made = Path(name) / folder.name
        packages = made / "tep"
        packages.mkdir(parents=True)
        download(packages, given.platform, given.python)
        write_scripts(made, given.platform[0], given.python)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {len(list(folder.rglob('*.whl')))} wheels, {size / 1e6:.0f} MB")


def download(packages: Path, platforms: Sequence[str], pythons: Sequence[str]) -> None:
    """Put the wheel of this repository, and the wheels that it needs for each Python, into `packages`.

    pip downloads for another platform, but decides by the markers of this one what is needed: what Windows alone needs is
    missing then. So the needs are read from the wheels, and what is missing is downloaded by name.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(packages), str(ROOT)], check=True)
    (own,) = packages.glob("camket-*.whl")
    for python in pythons:
        only = ["--only-binary=:all:", "--python-version", python, "--implementation", "cp"]
        only += [f"--platform={platform}" for platform in platforms]
        where = ["--constraint", str(ROOT / "constraints.txt"), "--dest", str(packages), "--find-links", str(packages)]
        wanted = [str(own)]
        while wanted:
            subprocess.run([*pip, "download", *only, *where, *wanted], check=True)
            wanted = missing(packages, platforms[0].startswith("win"), python)


def missing(packages: Path, is_windows: bool, python: str) -> list[str]:
    """Return what the wheels in `packages` need on a platform and do not find there, as requirements."""
    machine = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "extra": "",
        **(machine if is_windows else {}),
    }
    there = {parse_wheel_filename(wheel.name)[0] for wheel in packages.glob("*.whl")}
    found: dict[str, None] = {}
    for wheel in sorted(packages.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            (path,) = [name for name in archive.namelist() if name.count("/") == 1 and name.endswith(".dist-info/METADATA")]
            lines = HeaderParser().parsestr(archive.read(path).decode("utf-8")).get_all("Requires-Dist", [])
        for need in map(Requirement, lines):
            if canonicalize_name(need.name) not in there and (need.marker is None or need.marker.evaluate(environment)):
                found[f"{need.name}{need.specifier}"] = None
    return list(found)


def write_scripts(folder: Path, platform: str, pythons: Sequence[str]) -> None:
    """Write the script that installs, what it shows and needs, and the page to read first."""
    newest_first = sorted(pythons, key=lambda version: [int(part) for part in version.split(".")], reverse=True)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    words = {
        "@PYTHONS@": " ".join(newest_first),
        "@VERSIONS@": " ".join(newest_first),
        "@SPOKEN@": spoken(newest_first[::-1]),
        "@CAMKET@": version,
    }
    is_windows = platform.startswith("win")
    helpers = ["co-dung-duoc.py", *(["them-vao-path.py"] if is_windows else [])]
    script = "cai-dat.cmd" if is_windows else "cai-dat.sh"
    texts = [_OPENED_BY_PEOPLE, script, *(f"thong-bao/{file.name}" for file in sorted((PARTS / "thong-bao").glob("*.txt")))]
    for source, target in [*((text, text) for text in texts), *((helper, f"tep/{helper}") for helper in helpers)]:
        content = (PARTS / source).read_text(encoding="utf-8")
        for word, replacement in words.items():
            content = content.replace(word, replacement)
        file = folder / target
        file.parent.mkdir(parents=True, exist_ok=True)
        encoding = "utf-8-sig" if source == _OPENED_BY_PEOPLE else "utf-8"
        file.write_text(content, encoding=encoding, newline="\r\n" if is_windows else "\n")


def spoken(versions: Sequence[str]) -> str:
    """Return versions as a Vietnamese sentence names them: 3.11, 3.12 hoặc 3.13."""
    return " hoặc ".join([", ".join(versions[:-1]), versions[-1]]) if len(versions) > 1 else versions[0]


if __name__ == "__main__":
    main()
