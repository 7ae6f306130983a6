"""`camket set` of one figure, compared with a script that only loads and saves the same file.

There are two scripts: one with PyYAML's C loader and dumper, which lose comments, order and quotes, and one with the round
trip of ruamel.yaml, which keeps most of them. They read no other file, but `camket set` loads the commitment with all its
reports, checks the data before and after, shows the change and writes it.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from timing import CAMKET, Pairs, Row, take

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


def rows(pairs: int) -> Iterator[Row]:
    """Compare one figure that is written, in the shipped data. Each run writes another figure, a little higher."""
    with tempfile.TemporaryDirectory() as name:
        folder, apart = Path(name) / "data", str(Path(name) / "apart.yaml")
        shutil.copytree(ROOT / "data", folder)
        shutil.copyfile(folder / "reports" / "q2" / f"{UNIT}.yaml", apart)
        scripts = {"load and save, PyYAML": PYYAML}
        if importlib.util.find_spec("ruamel.yaml") is not None:
            scripts["round trip, ruamel.yaml"] = RUAMEL
        ours = (*CAMKET, "set", UNIT, TARGET, "-q", "2", "--data", str(folder))
        step = 0
        for against, script in scripts.items():
            taken = Pairs("set", against, [], [])
            for _pair in range(pairs + 1):
                step += 1
                figure = f"12,{step:02}"
                taken.mine.append(take((*ours, figure)))
                taken.other.append(take((sys.executable, "-c", script, apart, figure)))
            yield taken._replace(mine=taken.mine[1:], other=taken.other[1:]).row()
