"""Time `camket set` of one figure, compared with a script that only loads and saves the same file.

    python benchmarks/set.py [--units 0] [--pairs 11]

There are two scripts: one with PyYAML's C loader and dumper, which lose comments, order and quotes, and one with the round
trip of ruamel.yaml, which keeps most of them. They read no other file, but `camket set` loads the commitment with all its
reports, checks the data before and after, shows the change and writes it. Each ratio is the median of pairs of whole processes.
`--units N` uses the shipped commitment with N more communes, in six rounds.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml
from scale import build

ROOT = Path(__file__).resolve().parents[1]
UNIT, TARGET = "phuong-1", "commune-budget-revenue"
PYYAML = """\
import sys, yaml
path, figure = sys.argv[1:]
with open(path, encoding="utf-8") as stream:
    data = yaml.load(stream, Loader=yaml.CSafeLoader)
data["results"]["commune-budget-revenue"] = figure
with open(path, "w", encoding="utf-8") as stream:
    yaml.dump(data, stream, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
"""
RUAMEL = """\
import sys
from ruamel.yaml import YAML
path, figure = sys.argv[1:]
yaml = YAML()
with open(path, encoding="utf-8") as stream:
    data = yaml.load(stream)
data["results"]["commune-budget-revenue"] = figure
with open(path, "w", encoding="utf-8") as stream:
    yaml.dump(data, stream)
"""


def take(command: Sequence[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1) or (done.returncode and "check" not in command):
        sys.exit(f"{' '.join(command)}: {done.stderr.decode('utf-8', 'replace')}")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--units", type=int, default=0)
    parser.add_argument("--pairs", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        if options.units:
            build(folder.parent, options.units)
        else:
            shutil.copytree(ROOT / "data", folder)
        apart = Path(name) / "apart.yaml"
        file = folder / "reports" / "q2" / (f"{UNIT}.yaml" if not options.units else "xa-00005.yaml")
        shutil.copyfile(file, apart)
        results = yaml.safe_load(file.read_bytes())["results"][TARGET]
        typed = str(results["value"] if isinstance(results, dict) else results)
        whole = int(typed.partition(",")[0].replace(".", "")) if "," in typed else int(float(typed))
        # Add little each time: a figure that decreases, or is higher than that of the next round, would be refused.
        figures = itertools.cycle([f"{whole + 1},{step}" for step in range(1, 10)])
        ours = [sys.executable, "-m", "camket", "set", file.stem, TARGET]
        scripts = {"PyYAML, load and save": PYYAML}
        if importlib.util.find_spec("ruamel.yaml") is not None:
            scripts["ruamel.yaml, round trip"] = RUAMEL
        check = [sys.executable, "-m", "camket", "check", "--data", str(folder)]
        print(f"{len(list(folder.rglob('*.yaml')))} files")
        others = {label: [sys.executable, "-c", script, str(apart)] for label, script in scripts.items()}
        for label, other_command in {**others, "camket check": check}.items():
            times = []
            for _pair in range(options.pairs + 1):
                figure = next(figures)
                mine = take([*ours, figure, "-q", "2", "--data", str(folder)])
                times.append((mine, take(other_command if other_command is check else [*other_command, figure])))
            del times[0]
            ratio = statistics.median(first / second for first, second in times)
            mine, other = (statistics.median(column) for column in zip(*times, strict=True))
            print(f"camket set {mine * 1000:6.0f} ms   {label:24} {other * 1000:6.0f} ms   ratio {ratio:5.2f}")


if __name__ == "__main__":
    main()
