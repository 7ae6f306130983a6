"""Make the pictures of docs/huong-dan.md from the shipped data. Needs LibreOffice and pdftoppm.

python tools/pictures.py    write docs/hinh/*.png
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The name of the picture, the command that makes the document, and the document.
PICTURES = (
    ("bieu", ["form", "export", "--quarter", "2", "--unit", "phuong-1"], "bieu-bao-cao-q2-2023-phuong-1.xlsx"),
    ("bao-cao", ["report", "--quarter", "2", "--format", "docx"], "bao-cao-q2-2023.docx"),
)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("data", "templates"):
            shutil.copytree(ROOT / part, folder / part)
        for picture, arguments, document in PICTURES:
            run([sys.executable, "-m", "camket", *arguments], folder)
            run(
                ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "build" / document)],
                folder,
            )
            target = ROOT / "docs" / "hinh" / picture
            pdf = (folder / document).with_suffix(".pdf")
            run(["pdftoppm", "-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", str(pdf), str(target)], folder)
            print(f"docs/hinh/{picture}.png written")
    return 0


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONUTF8": "1"}, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
