"""Write the pages that are made from the code, and the outputs that README.md and docs/huong-dan.md show.

python tools/docs.py            write every page that is not up to date
python tools/docs.py --check    name the pages that are not up to date (exit code 1), write nothing
"""

from __future__ import annotations

import inspect
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from unittest.mock import patch

from camket.rules.check import RULES
from camket.rules.reading import READING_RULES, READING_WARNINGS
from camket.rules.review import RULES as REVIEW_RULES
from camket.text import language
from export_page import export_page
from verdicts_page import verdicts_page

ROOT = Path(__file__).resolve().parents[1]
# A block for the output of a camket command, or a git command that is run between two of those.
OUTPUT = re.compile(
    r"(<!-- output: (?P<arguments>[^>]*?)(?P<broken> ?\(broken\))?(?: ?\(on (?P<day>[\d-]+)\))? -->\n"
    r"```text\n).*?(```)|<!-- git: (?P<run>[^>]*?) -->",
    re.DOTALL,
)

# The same terminal, author and time for every run, so that the output is the same.
SETTINGS = {
    "NO_COLOR": "1",
    "COLUMNS": "80",
    "CAMKET_LANG": "vi",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Cán bộ tổng hợp",
    "GIT_AUTHOR_EMAIL": "tonghop@example.vn",
    "GIT_AUTHOR_DATE": "2023-06-10T08:00:00+0700",
    "GIT_COMMITTER_NAME": "Cán bộ tổng hợp",
    "GIT_COMMITTER_EMAIL": "tonghop@example.vn",
    "GIT_COMMITTER_DATE": "2023-06-10T08:00:00+0700",
}

RULES_HEAD = """\
<!-- Made by tools/docs.py from the docstrings in src/camket/rules/; do not edit. -->

# The rules of `camket check` and `camket review`

Every problem that camket reports names one of these rules. For each rule this page says what is wrong, shows a small example,
and says how to mend it.

- An *error* must be mended: the command ends with exit code 1.
- A *warning* asks for a second look and may be right as it is: exit code 0, or 1 with `--strict`.

`camket check` looks at the whole data folder; rules that concern a single file are applied while it is read. `camket review`
looks at a branch: it applies the rules of the last section, and reports what `check` finds on the branch but not before it.
"""


def rules_page() -> str:
    """Return docs/rules.md: every rule with what it finds, an example and how to mend it."""
    reading = [(name, "warning" if name in READING_WARNINGS else "error", text) for name, text in READING_RULES.items()]
    parts = [RULES_HEAD]
    kinds: dict[str, list[tuple[str, str, str]]] = {
        "Found across files": [(rule.id, rule.level, rule.text) for rule in RULES],
        "Found while a file is read": reading,
        "Found on a branch by `camket review`": [(rule.id, rule.level, rule.text) for rule in REVIEW_RULES],
    }
    for title, rules in kinds.items():
        parts.append(f"## {title}\n\n" + "\n".join(f"- [`{name}`](#{name}) {level}" for name, level, _text in rules) + "\n")
        parts += [f"### {name}\n\n*{level}* · {inspect.cleandoc(text)}\n" for name, level, text in rules]
    return "\n".join(parts)


def page(name: str) -> str:
    """Return a page with the present output of its commands, run one after the other in a repository of the shipped data."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "van-phong"
        for part in ("data", "templates"):
            shutil.copytree(ROOT / part, office / part)
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Số liệu đầu kỳ"]):
            subprocess.run(["git", *words], cwd=office, check=True, stdout=subprocess.DEVNULL)

        def shown(found: re.Match[str]) -> str:
            if found["run"]:
                subprocess.run(["git", *shlex.split(found["run"])], cwd=office, check=True, stdout=subprocess.DEVNULL)
                return found[0]
            if found["broken"]:
                file = office / "data" / "reports" / "q2" / "phuong-1.yaml"
                text = file.read_text(encoding="utf-8")
                file.write_text(text.replace("  commune-digital:", "  comune-digital:"), encoding="utf-8", newline="\n")
            day = date.fromisoformat(found["day"]) if found["day"] else None
            return found[1] + printed(office, shlex.split(found["arguments"]), day) + found[5]

        return OUTPUT.sub(shown, (ROOT / name).read_text(encoding="utf-8"))


def printed(folder: Path, arguments: list[str], day: date | None = None) -> str:
    """Return what a camket command prints in `folder`, on a terminal of 80 columns without colour; on a day, or today.

    The command runs in this process: starting a process for each command would take most of the time.
    """
    language.choose("vi")  # before camket.cli is imported, because its help texts are made at import
    from camket import cli
    from camket.commands import desk

    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    stdin, sys.stdin = sys.stdin, io.StringIO()  # no command asks, whoever runs this
    try:
        with (
            chdir(folder),
            redirect_stdout(output),
            redirect_stderr(output),
            patch.object(desk, "today", lambda: day or date.today()),
        ):
            cli.run(arguments)
    finally:
        sys.stdin = stdin
    output.seek(0)
    return "\n".join(line.rstrip() for line in output.read().splitlines()) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/rules.md": rules_page,
    "docs/verdicts.md": verdicts_page,
    "docs/export.md": export_page,
    "README.md": lambda: page("README.md"),
    "docs/huong-dan.md": lambda: page("docs/huong-dan.md"),
    "docs/sql.md": lambda: page("docs/sql.md"),
}


def main() -> int:
    os.environ.update(SETTINGS)
    sys.stdin = io.StringIO()
    stale = [name for name, make in PAGES.items() if not _is_up_to_date(ROOT / name, make())]
    for name in stale:
        if "--check" in sys.argv[1:]:
            print(f"{name} is not up to date: run python tools/docs.py")
        else:
            (ROOT / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
            print(f"{name} written")
    return 1 if stale and "--check" in sys.argv[1:] else 0


def _is_up_to_date(path: Path, content: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == content


if __name__ == "__main__":
    sys.exit(main())
