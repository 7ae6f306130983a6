"""Writes the pages of docs/ that are made from the code.

python tools/docs.py            write every page anew
python tools/docs.py --check    say which pages are not up to date (exit 1), write nothing
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path

from camket.checks import READING_RULES, READING_WARNINGS, RULES

DOCS = Path(__file__).resolve().parents[1] / "docs"

RULES_HEAD = """\
<!-- Made from src/camket/checks.py by tools/docs.py; do not edit. -->

# The rules of `camket check`

Every problem names one of these rules. An error stands until it is mended (exit code 1); a warning asks for a second look
(exit code 0, or 1 with `--strict`).
"""


def rules_page() -> str:
    """docs/rules.md: every rule with what it finds, why, an example and how to mend it."""
    across = [(rule.id, rule.level, rule.text) for rule in RULES]
    reading = [(name, "warning" if name in READING_WARNINGS else "error", text) for name, text in READING_RULES.items()]
    parts = [RULES_HEAD]
    for title, rules in (("Found across files", across), ("Found while a file is read", reading)):
        parts.append(f"## {title}\n\n" + "\n".join(f"- [`{name}`](#{name}) {level}" for name, level, _text in rules) + "\n")
        parts += [f"### {name}\n\n*{level}* · {inspect.cleandoc(text)}\n" for name, level, text in rules]
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {"rules.md": rules_page}


def main() -> int:
    stale = [name for name, make in PAGES.items() if not _is_up_to_date(DOCS / name, make())]
    for name in stale:
        if "--check" in sys.argv[1:]:
            print(f"docs/{name} is not up to date: run python tools/docs.py")
        else:
            (DOCS / name).parent.mkdir(exist_ok=True)
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
            print(f"docs/{name} written")
    return 1 if stale and "--check" in sys.argv[1:] else 0


def _is_up_to_date(path: Path, content: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == content


if __name__ == "__main__":
    sys.exit(main())
