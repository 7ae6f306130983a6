"""How much of a short command is the command, and how much is Python and the libraries that it needs: the shipped data.

The floor imports typer, pydantic, rich and PyYAML and parses the same files. `used` also runs one typer command and makes one
pydantic model, because the libraries load half of their modules only then.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from timing import CAMKET, Row, compare, warm

ROOT = Path(__file__).resolve().parents[1]

FLOOR = """
import sys
from pathlib import Path
import typer, rich.console, rich.table, yaml
from pydantic import BaseModel  # `import pydantic` alone loads next to nothing
from yaml._yaml import CParser
class Composer(CParser):
    def resolve(self, kind, value, implicit): return "x"
    def descend_resolver(self, parent, index): pass
    def ascend_resolver(self): pass
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    Composer(path.read_text(encoding="utf-8")).get_single_node()
"""

USED = (
    FLOOR
    + """
app = typer.Typer(add_completion=False)
class Model(BaseModel):
    value: int
@app.command()
def command(quarter: int = 2):
    Model.model_validate({"value": quarter})
    rich.console.Console().print(quarter)
sys.argv[1:] = []
app()
"""
)


def rows(pairs: int) -> Iterator[Row]:
    """Compare the short commands with the floor, and the help with the import of typer."""
    data = str(ROOT / "data")
    floor = (sys.executable, "-c", FLOOR, data)
    used = (sys.executable, "-c", USED, data)
    typer = (sys.executable, "-c", "import typer")
    status, check = ("status", "--quarter", "2", "--data", data), ("check", "--data", data)
    with tempfile.TemporaryDirectory() as name:
        report = ("report", "--quarter", "2", "--data", data, "--format", "md", "--output", name)
        change = ("set", "phuong-1", "commune-budget-revenue", "99,5", "-q", "2", "--dry-run", "--data", data)
        for what, command, goal in (
            ("status", status, "≤ 1.5"),
            ("check", check, "≤ 1.5"),
            ("report, Markdown", report, "≤ 2.5"),
            ("set --dry-run", change, "≤ 1.7"),
        ):
            yield compare(what, (*CAMKET, *command), "floor", floor, pairs).row(goal)
        yield compare("status, warm", (*CAMKET, *status), "floor", floor, pairs, environment=warm(Path(name))).row("≤ 1.35")
        yield compare("check, warm", (*CAMKET, *check), "floor", floor, pairs, environment=warm(Path(name))).row("≤ 1.35")
    yield compare("status", (*CAMKET, *status), "floor, used", used, pairs).row()
    yield compare("--help", (*CAMKET, "--help"), "import typer", typer, pairs).row("≤ 1.15")
    yield compare("--version", (*CAMKET, "--version"), "import typer", typer, pairs).row("≤ 1.15")
