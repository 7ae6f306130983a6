"""Templates of web pages that lie beside the module that fills them in: every value that they print is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=8)
def read_part(path: Path) -> str:
    """Return a part of a page that is put in as it is: its style, its script."""
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def page_environment(folder: Path) -> Environment:
    """Return what loads the templates in a folder of the package. An undefined name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
