"""The meaning of each key and choice, read from the tables of docs/data-format.md, for editors to show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path


def read_page() -> str:
    """Return the text of docs/data-format.md, which an installed camket has inside its package."""
    inside = Path(__file__).parents[2] / "data-format.md"
    page = inside if inside.is_file() else Path(__file__).parents[4] / "docs" / "data-format.md"
    return page.read_text(encoding="utf-8")


@cache
def read_meanings() -> dict[str, dict[str, str]]:
    """Return the meaning of each key by the model's name, and of each choice by its key: `{"Unit": {"id": "…"}}`."""
    found: dict[str, dict[str, str]] = {}
    about: tuple[str, ...] = ()
    heads: list[str] = []
    for line in read_page().splitlines():
        if marker := re.fullmatch(r"<!-- fields: (.*) -->", line):
            about = tuple(marker[1].split(", "))
            continue
        if not line.startswith("|"):
            if heads:
                about, heads = (), []
            continue
        cells = [_plain(cell) for cell in re.split(r"(?<!\\)\|", line[1:-1])]
        keys = re.findall(r"`([^`]+)`", line[1:].split("|")[0])
        if not heads:
            heads = cells
            if not about:  # a table of a key's choices: | `change` | Nghĩa |
                about = tuple(keys[:1])
        elif keys and len(cells) > 1:
            for name in about:
                for key in keys:
                    found.setdefault(name, {})[key] = find_meaning(cells, heads, found, key)
    return found


def _plain(cell: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", cell).replace("**", "").replace("`", "").strip()


def find_meaning(cells: Sequence[str], heads: Sequence[str], found: Mapping[str, Mapping[str, str]], key: str) -> str:
    meaning = cells[1]
    if meaning == "như trên":
        meaning = next((of[key] for of in found.values() if key in of), meaning)
    for head, cell in zip(heads[2:], cells[2:], strict=False):
        if cell and head in ("Ví dụ", "Không ghi thì"):
            meaning += f"\n{head}: {cell}"
    return meaning
