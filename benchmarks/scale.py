"""Time `camket check` on thousands of files, compared with a plain script that loads and validates the same files.

    python benchmarks/scale.py [--units 1060] [--pairs 3]

The data are the shipped commitment with many more communes, in six rounds, in files of 3 kB. The plain script loads every file
with PyYAML's CSafeLoader and validates it with one pydantic model; it has no rules that compare files. `cold` is `check`
without the cache of parsed files, `warm` is `check` with it. Goals: cold at most 1.0 of the time of the script and 2.5 of its
peak memory, warm at most 0.35 of its time.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
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


def run(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Run a command once and return (seconds of the processor, peak memory in kilobytes)."""
    start = os.times()
    words = [sys.executable, "-c", MEASURED, *command]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", env=environment, check=False)
    end = os.times()
    seconds = end.children_user + end.children_system - start.children_user - start.children_system
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
        cold = {**os.environ, "CAMKET_NO_CACHE": "1"}
        warm = {**os.environ, "XDG_CACHE_HOME": name, "LOCALAPPDATA": name, "CAMKET_NO_CACHE": ""}
        run(check, warm), run(plain, cold)
        turns = [(run(check, cold), run(check, warm), run(plain, cold)) for _turn in range(options.pairs)]
    print(f"{files} files, the plain script: {statistics.median(turn[2][0] for turn in turns):.2f} s")
    for index, label in enumerate(("cold", "warm")):
        ratio = statistics.median(turn[index][0] / turn[2][0] for turn in turns)
        memory = statistics.median(turn[index][1] / turn[2][1] for turn in turns)
        seconds = statistics.median(turn[index][0] for turn in turns)
        print(f"{label} check {seconds:.2f} s, {ratio:.2f} of the plain script's time, {memory:.2f} of its peak memory")


if __name__ == "__main__":
    main()
