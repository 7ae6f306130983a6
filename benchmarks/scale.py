"""`camket check` and `camket status` on thousands of files, compared with a plain script that validates the same files.

The data are the shipped commitment with many more communes, in six rounds and files of 3 kB. The plain script loads every file
with PyYAML's CSafeLoader and validates it with one pydantic model; it has no rules that compare files. Others that check
YAML against a schema are compared with `camket check`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from timing import CAMKET, Row, compare, warm

ROOT = Path(__file__).resolve().parents[1]

PLAIN = """
import sys
from pathlib import Path
from typing import Any
import yaml
from pydantic import BaseModel, ConfigDict
class Evidence(BaseModel):
    number: str | None = None
    date: Any = None
class Result(BaseModel):
    model_config = ConfigDict(extra="allow")
    value: Any = None
    part: Any = None
    whole: Any = None
    text: str | None = None
    evidence: Any = None
class Remark(BaseModel):
    text: str
    target: str | None = None
    to: str | None = None
class Report(BaseModel):
    model_config = ConfigDict(extra="allow")
    unit: str
    round: str | None = None
    submitted: Any = None
    results: dict[str, Result | Any] = {}
    difficulties: list[Remark | str] | None = None
    proposals: list[Remark | str] | None = None
for path in sorted(Path(sys.argv[1]).rglob("reports/*/[a-z]*.yaml")):
    Report.model_validate(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
"""
YAMALE = """
unit: str()
round: str(required=False)
results: map(required=False)
difficulties: list(any(), required=False)
proposals: list(any(), required=False)
"""


SIZE = 3000  # bytes of a report: the shipped ones are shorter than those of a real year, with its evidence and difficulties


def build(folder: Path, units: int, size: int = SIZE) -> int:
    """Make a data folder with `units` more communes in six rounds; return the number of report files, each of about `size`."""
    data = folder / "data"
    source = ROOT / "data"
    models = sorted((source / "reports" / "q4").glob("x*.yaml")) + sorted((source / "reports" / "q4").glob("phuong-*.yaml"))
    data.mkdir(parents=True)
    (data / "targets.yaml").write_bytes((source / "targets.yaml").read_bytes())
    names = [(f"xa-{number:05d}", f"xã Thứ {number:05d}") for number in range(units)]
    entries = [f"  - {{id: {name}, name: {spelt}}}" for name, spelt in names]
    head = (source / "units.yaml").read_text(encoding="utf-8")
    group = [f"      - {name}" for name, _spelt in names]
    text = head.replace("\nbodies:", "\n" + "\n".join(entries) + "\n\nbodies:").rstrip("\n") + "\n" + "\n".join(group) + "\n"
    (data / "units.yaml").write_text(text, encoding="utf-8", newline="\n")
    texts = [found for model in models for found in re.findall(r"(?m)^    text: (\w.*)$", model.read_text(encoding="utf-8"))]
    count = 0
    for round_folder in sorted((source / "reports").iterdir()):
        target = data / "reports" / round_folder.name
        target.mkdir(parents=True)
        for index, (name, spelt) in enumerate(names):
            model = round_folder / models[index % len(models)].name
            if model.exists():
                content = re.sub(r"(?m)^unit:.*$", f"unit: {spelt}", model.read_text(encoding="utf-8"), count=1)
                # A name of an item must be unique: the same one in a thousand communes would give a thousand problems.
                content = re.sub(r"(?m)^(\s+- name: )(.*)$", rf"\1\2 {spelt}", content)
                content = lengthen(
                    content, size, [f"{text} ({round_folder.name})" for text in texts[index % len(texts) :] + texts]
                )
                (target / f"{name}.yaml").write_text(content, encoding="utf-8", newline="\n")
                count += 1
    return count


def build_or_copy(folder: Path, units: int) -> None:
    """Make a data folder with `units` more communes; without any it is the shipped one."""
    if units:
        build(folder, units)
    else:
        shutil.copytree(ROOT / "data", folder / "data")


def lengthen(content: str, size: int, texts: list[str]) -> str:
    """Add evidence to each result, and difficulties with these texts, until a report has `size` bytes."""
    evidence = r"\g<0>\n    evidence: {number: 12/BC-UBND, date: 2023-03-01, body: UBND, subject: Báo cáo số liệu}"
    found = re.search(r"\n\n(?:difficulties|proposals|corrections|note):", content)
    results, rest = (content[: found.start()], content[found.start() :]) if found else (content, "")
    longer = re.sub(r"(?m)^    text: \w.*$", evidence, results) + rest
    content = longer if len(longer.encode()) <= size else content
    entries, left = "", size - len(content.encode())
    for text in texts:
        entry = f"  - {{text: '{text.replace(chr(39), chr(39) * 2)}', to: Phòng Tài chính}}\n"
        left -= len(entry.encode())
        if left < 0:
            break
        entries += entry
    if not entries:
        return content
    head = "difficulties:\n"
    if f"\n{head}" in content:
        return content.replace(f"\n{head}", f"\n{head}{entries}", 1)
    return content.rstrip("\n") + f"\n\n{head}{entries}"


def rows(units: int, pairs: int, peers: Path | None) -> Iterator[Row]:
    """Compare check and status, without and with the cache, with the plain script; and other programs with check."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = f"{build(folder, units):,} files"
        data = str(folder / "data")
        check, status = (*CAMKET, "check", "--data", data), (*CAMKET, "status", "--data", data)
        plain = (sys.executable, "-c", PLAIN, data)
        cold = compare(f"check, {files}", check, "plain script", plain, pairs)
        yield cold.row("≤ 1.0")
        yield cold.row("≤ 0.6", "clock")
        yield cold.row("≤ 2.5", "memory")
        for what, ours, goal in (("check", check, "≤ 0.35"), ("status", status, "≤ 0.25")):
            kept = warm(folder / "cache")
            yield compare(f"{what}, warm, {files}", ours, "plain script", plain, pairs, environment=kept).row(goal)
        for what, theirs, goal in _peers(peers, folder) if peers is not None else ():
            yield compare(f"{what}, {files}", theirs, "check", check, pairs).row(goal, "clock")


def _peers(programs: Path, folder: Path) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield the call of each other program on the reports of this folder, with the same demands as the plain script has."""
    reports = folder / "data" / "reports"
    schema = folder / "schema.json"
    script = PLAIN[: PLAIN.index("for path")] + "import json\nprint(json.dumps(Report.model_json_schema()))"
    schema.write_bytes(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)
    rules = folder / "schema.yaml"
    rules.write_text(YAMALE, encoding="utf-8")
    # The names of 6,000 files fit into one command line of Linux; those of a country do not.
    files = tuple(str(path) for path in sorted(reports.glob("*/[a-z]*.yaml")))
    yield "check-jsonschema", (str(programs / "check-jsonschema"), "--schemafile", str(schema), *files), "≥ 15"
    yield "yamale", (str(programs / "yamale"), "--no-strict", "--schema", str(rules), str(reports)), "≥ 2"
    yield "yamllint", (str(programs / "yamllint"), "--config-data", "relaxed", str(reports)), ""
