"""The JSON schemas as used by yaml-language-server, the server of Visual Studio Code and other editors for YAML."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from camket.cli import run
from conftest import PROGRAMS, ROOT
from language_client import Client

pytestmark = pytest.mark.node
REPORT = "data/reports/q2/phuong-1.yaml"
OWN = [
    "reform-models",
    "commune-budget-revenue",
    "commune-labour-export",
    "commune-admin-reform",
    "commune-digital",
    "commune-complaints",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Start the server on the shipped data, with the settings that `camket setup-editor` writes."""
    root = tmp_path_factory.mktemp("kho dữ liệu")
    shutil.copytree(ROOT / "data", root / "data")
    assert run(["setup-editor", "--data", str(root)]) == 0
    settings = json.loads((root / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    yaml = {
        "schemas": settings["yaml.schemas"],
        "schemaStore": {"enable": False},
        "validate": True,
        "hover": True,
        "completion": True,
    }
    with Client([PROGRAMS["node"], "--stdio"], root, {"yaml": yaml}) as client:
        yield client


def text_of(client: Client, path: str = REPORT) -> str:
    return (client.root / path).read_text(encoding="utf-8")


def labels(client: Client, path: str, text: str) -> list[str]:
    """Return the completions offered at the place of `|` in a text."""
    client.open(path, text.replace("|", ""))
    offered: Any = client.ask("completion", path, text, "|")
    return [item["label"] for item in offered["items"]]


def test_the_shipped_files_are_clean(client: Client) -> None:
    for path in (
        "data/targets.yaml",
        "data/units.yaml",
        "data/reports/q2/_office.yaml",
        REPORT,
        "data/reports/q2/phong-kinh-te.yaml",
    ):
        assert client.open(path, text_of(client, path)) == [], path


def test_completion_offers_only_the_targets_of_this_unit(client: Client) -> None:
    assert labels(client, REPORT, "results:\n  |\n") == OWN
    assert labels(client, REPORT, "results:\n  com|\n") == OWN


def test_completion_offers_keys_choices_and_names(client: Client) -> None:
    assert labels(client, REPORT, "results:\n  commune-digital:\n    |\n")[:3] == ["grade", "part", "whole"]
    assert labels(client, REPORT, "results:\n  commune-digital:\n    grade: |\n")[:3] == ["chua-tot", "kha", "tot"]
    assert labels(client, REPORT, "unit: |\n")[0] == "Phường 1"
    assert labels(client, REPORT, "round: |\n")[:2] == ["q1", "q2"]
    assert labels(client, REPORT, "proposals:\n  - text: a\n    target: |\n")[: len(OWN)] == OWN


def test_completion_in_the_offices_files(client: Client) -> None:
    assert "phong-kinh-te" in labels(client, "data/targets.yaml", "targets:\n  - id: a\n    lead: |\n")
    assert labels(client, "data/targets.yaml", "targets:\n  - id: a\n    measure:\n      kind: |\n")[:2] == ["count", "amount"]
    assert "out_of" in labels(client, "data/targets.yaml", "targets:\n  - id: a\n    measure:\n      kind: count\n      |\n")
    goal = labels(client, "data/targets.yaml", "targets:\n  - id: a\n    goal:\n      |\n")
    assert {"at_least", "between", "yardsticks", "as_written"} <= set(goal)
    assert len(goal) == len(set(goal))


def test_hover_shows_name_goal_and_meaning(client: Client) -> None:
    text = text_of(client)
    client.open(REPORT, text)
    shown = client.ask("hover", REPORT, text, "commune-digital:")["contents"]["value"]
    assert "Thực hiện nhiệm vụ chuyển đổi số tại địa phương" in shown
    assert "Chỉ tiêu: ≥ tốt" in shown
    assert "ngày văn phòng nhận báo cáo" in client.ask("hover", REPORT, text, "submitted:")["contents"]["value"]


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("commune-digital:", "comune-digital:", (23, 2), "comune-digital"),
        ("    value: 5\n", "    vallue: 5\n", (18, 4), "vallue"),
        ("    grade: tot\n    part: 10", "    grade: tott\n    part: 10", (27, 11), '"chua-tot", "kha", "tot"'),
        ("submitted: 2023-06-01", "submitted: 2023-06-31", (4, 11), "năm-tháng-ngày"),
        ("    value: 5\n", "    value: năm người\n", (18, 11), "62,5"),
    ],
)
def test_a_fault_is_shown_at_its_place(client: Client, old: str, new: str, place: tuple[int, int], said: str) -> None:
    text = text_of(client)
    assert text.count(old) == 1
    (found,) = client.open(REPORT, text.replace(old, new))
    start = found["range"]["start"]
    assert (start["line"], start["character"]) == place
    assert said in found["message"]


def test_a_file_written_by_open_names_its_schema(client: Client, tmp_path: Path) -> None:
    """The schema is found without any setting of the editor."""
    shutil.copytree(client.root / "data", tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "reports" / "q4")
    assert run(["open", "--quarter", "4", "--unit", "phuong-1", "--data", str(tmp_path)]) == 0
    path = "data/reports/q4/phuong-1.yaml"
    text = (tmp_path / path).read_text(encoding="utf-8")
    with Client(
        [PROGRAMS["node"], "--stdio"], tmp_path, {"yaml": {"validate": True, "schemaStore": {"enable": False}}}
    ) as alone:
        assert alone.open(path, text) == []
        (found,) = alone.open(path, text.replace("  commune-digital:", "  comune-digital:"))
    assert "comune-digital" in found["message"]
