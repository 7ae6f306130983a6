"""Time `camket check` on thousands of files, compared with a plain script that loads and validates the same files.

    python benchmarks/scale.py [--units 1060] [--pairs 3]

The data are the shipped commitment with many more communes, in six rounds, in files of 3 kB. The plain script loads every file with PyYAML's
CSafeLoader and validates it with one pydantic model; it has no rules that compare files. Goals: at most 0.65 of the time of the
script, and at most twice its peak memory.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
MEASURED = """
import resource, runpy, sys
code = 0
try:
    sys.argv = sys.argv[1:]
    if sys.argv[0] == "-c":
        exec(compile(sys.argv.pop(1), "plain", "exec"), {"__name__": "__main__"})
    else:
        runpy.run_module("camket", run_name="__main__")
except SystemExit as stop:
    code = stop.code or 0
sys.stderr.write(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\\n")
sys.exit(code)
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


def lengthen(content: str, size: int, texts: list[str]) -> str:
    """Add evidence to each result, and difficulties with these texts, until a report has `size` bytes."""
    evidence = r"\g<0>\n    evidence: {number: 12/BC-UBND, date: 2023-03-01, body: UBND, subject: Báo cáo số liệu}"
    results, rest = re.match(r"(?s)(.*?)((?:\n\n(?:difficulties|proposals|corrections|note):.*)?)\Z", content).groups()
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


def run(command: list[str]) -> tuple[float, int]:
    """Run a command once and return (seconds, peak memory in kilobytes)."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):  # 1: problems in the data, no failure
        raise SystemExit(done.stderr)
    return seconds, int(done.stderr.rsplit("peak ", 1)[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1060)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = build(folder, options.units)
        check = ["camket", "check", "--data", str(folder / "data"), "--format", "json"]
        plain = ["-c", PLAIN, str(folder / "data")]
        run(check), run(plain)
        pairs = [(run(check), run(plain)) for _pair in range(options.pairs)]
    ratio = statistics.median(mine[0] / theirs[0] for mine, theirs in pairs)
    memory = statistics.median(mine[1] / theirs[1] for mine, theirs in pairs)
    seconds = statistics.median(mine[0] for mine, _theirs in pairs)
    print(f"{files} files: check {seconds:.2f} s, {ratio:.2f} of the plain script's time, {memory:.2f} of its peak memory")


if __name__ == "__main__":
    main()
