"""The editor's settings: what they contain, and how they are merged into present files."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.cli import run
from camket.entry.json_text import merge_json

GOOD = Path(__file__).parent / "broken" / "_good"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "kho" / "cam kết"
    shutil.copytree(GOOD, folder)
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "kho")], check=True)
    return folder


def setup(folder: Path, *arguments: str) -> int:
    return run(["setup-editor", "--data", str(folder), *arguments])


def test_settings_name_a_schema_for_every_file(office: Path) -> None:
    root = office.parent
    assert setup(office, "--dry-run") == 0
    assert not (root / ".vscode").exists()
    assert setup(office) == 0
    settings = json.loads((root / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for schema, pattern in settings["yaml.schemas"].items():
        assert (root / schema).is_file(), schema
        assert pattern.startswith("cam kết/")
    assert settings["yaml.schemas"]["./cam kết/.schema/reports/phuong-1.json"] == "cam kết/reports/*/phuong-1.yaml"
    extensions = json.loads((root / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
    assert extensions == {"recommendations": ["redhat.vscode-yaml"]}


def test_a_second_run_changes_nothing_and_a_new_unit_is_added(office: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = office.parent / ".vscode" / "settings.json"
    assert setup(office) == 0
    before = file.read_bytes()
    assert setup(office) == 0
    assert file.read_bytes() == before
    capfd.readouterr()
    units = office / "units.yaml"
    text = units.read_text(encoding="utf-8")
    units.write_text(text.replace("bodies:", "  - {id: phong-c, name: Phòng C}\nbodies:"), encoding="utf-8")
    assert setup(office) == 0
    assert list(json.loads(file.read_bytes())["yaml.schemas"])[-1] == "./cam kết/.schema/reports/phong-c.json"


def test_a_file_with_comments_is_left_and_the_text_to_add_is_printed(office: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = office.parent / ".vscode" / "settings.json"
    file.parent.mkdir()
    file.write_text('{\n  // của tôi\n  "editor.fontSize": 14\n}\n', encoding="utf-8")
    before = file.read_bytes()
    assert setup(office) == 0
    assert file.read_bytes() == before
    shown = capfd.readouterr()
    assert "yaml.schemas" in json.loads(shown.out)
    assert "settings.json" in shown.err


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        (None, '{\n  "a": true\n}\n'),
        ("", '{\n  "a": true\n}\n'),
        ("{}", '{\n  "a": true\n}'),
        ('{"b":1}\n', '{"b":1,\n  "a": true}\n'),
        ('{\r\n\t"b": [1,  2]\r\n}\r\n', '{\r\n\t"b": [1,  2],\r\n  "a": true\r\n}\r\n'),
        ('\ufeff{ "a" : true }', '\ufeff{ "a" : true }'),
        ('{"a": false}', None),
        ('{"a": 1}', None),
        ('{"a": true, "a": true}', None),
        ('{"b": 1, // ghi chú\n}', None),
        ("[]", None),
        ('{"b": "}"', None),
    ],
)
def test_merging(text: str | None, merged: str | None) -> None:
    assert merge_json(text, {"a": True}) == merged


def test_lists_and_objects_get_entries_if_laid_out_as_json_does() -> None:
    text = '{\n  "list": [\n    1\n  ],\n  "map": {\n    "a": 1\n  },\n  "z": 0\n}\n'
    merged = merge_json(text, {"list": [1, 2], "map": {"b": 2}})
    assert merged == '{\n  "list": [\n    1,\n    2\n  ],\n  "map": {\n    "a": 1,\n    "b": 2\n  },\n  "z": 0\n}\n'
    assert merge_json('{"list": [1]}', {"list": [2]}) is None
    assert merge_json('{"list": [1]}', {"list": [1]}) == '{"list": [1]}'


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), json_values), st.sampled_from([None, 1, 2, "\t"]))
def test_present_settings_are_kept(present: dict[str, object], indent: int | str | None) -> None:
    text = json.dumps(present, indent=indent, ensure_ascii=False)
    merged = merge_json(text, {"của ta": {"x": 1}})
    if "của ta" not in present:
        assert merged is not None
        assert json.loads(merged) == {**present, "của ta": {"x": 1}}
        assert not present or merged.startswith(text.rstrip("}").rstrip())
