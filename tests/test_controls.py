"""Control characters and marks of direction in the data: no output for a terminal or a host has them as they are."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from camket import cli
from camket.text.controls import escape_controls, without_controls, without_terminal_controls

Capture = pytest.CaptureFixture[str]
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# As YAML writes them in double quotes.
ESCAPED = r"\x9B2J\x7F\u202E\u2066\u200F\u061C\x85\e[31m"


@pytest.fixture
def copy(tmp_path: Path, data: Path) -> Path:
    """The shipped data with control characters in a name, a text, a number of a document and a body."""
    shutil.copytree(data, tmp_path / "data")
    path = tmp_path / "data" / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    text, names = re.subn(r"(?m)^(    name: )(\S.*)$", lambda found: f'{found[1]}"{found[2]}{ESCAPED}"', text)
    assert names > 5
    path.write_text(text, encoding="utf-8")
    path = tmp_path / "data" / "reports" / "q2" / "phuong-1.yaml"
    more = f'\ndifficulties:\n  - "Thiếu{ESCAPED} người"\nproposals:\n  - {{text: "Bổ{ESCAPED}sung", to: "Sở{ESCAPED}"}}\n'
    text = re.sub(r"(?ms)^(difficulties|proposals):.*?(?=^\S|\Z)", "", path.read_text(encoding="utf-8"))
    path.write_text(text.rstrip("\n") + more, encoding="utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "check --format json",
        "check --format github",
        "check --format sarif",
        "status -q 2",
        "status -q 2 --format json",
        "show new-enterprises",
        "show new-enterprises --format json",
        "trace new-enterprises -q 2",
        "trace new-enterprises -q 2 --format json",
        "proposals",
        "proposals --format json",
        "remind -q 3 --as-of 2023-09-10 --text",
        "report -q 2 --format md --output {out}",
        "remind --ics --output {out}",
        "remind -q 3 --as-of 2023-09-10 --format md --output {out}",
    ],
)
def test_no_output_has_a_control_character(
    copy: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], command: str
) -> None:
    out = tmp_path / "ra"
    assert cli.run([*command.format(out=out).split(), "--data", str(copy)]) in (0, 1)
    shown = capfdbinary.readouterr()
    texts = [shown.out.decode(), shown.err.decode(), *(path.read_text(encoding="utf-8") for path in out.glob("*"))]
    assert any(len(text) > 100 for text in texts)
    for text in texts:
        assert BAD.findall(text.replace("\r\n", "\n")) == []


def test_json_means_the_same_with_escapes() -> None:
    value = {"a\u202e": "b\x9b\x7f\u2028c\u00a0đ"}
    text = escape_controls(json.dumps(value, ensure_ascii=False))
    assert BAD.findall(text) == []
    assert json.loads(text) == value
    assert "đ" in text


def test_lines_and_tabs_are_kept_where_they_mean_something() -> None:
    assert without_terminal_controls("a\tb\r\nc\rd\x9be\u2067\n") == "a\tb\r\ncde\n"
    assert without_controls("a\tb\r\nc\x85\u200e") == "a b\nc"
