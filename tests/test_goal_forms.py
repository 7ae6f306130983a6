"""Every form of goal that real lists of commitments use: its sentence in the report, its cells in `status`, its lines in `show`.

The data are in `tests/goal_forms/`, a target for each form, as a clerk would write it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from camket.cli import main

DATA = Path(__file__).parent / "goal_forms"
WHEN = ["--quarter", "4", "--as-of", "2025-01-31"]

# The target's id, its sentence in the report without the pace, what `status` shows of goal and figure.
FORMS: dict[str, tuple[str, str, str]] = {}
