"""How often the tests that try to break the program try: a few times with all other tests, many or most times in `make trust`.

`make trust` sets CAMKET_TRIALS, and CAMKET_TRIED to a file that gets a line of JSON for each test: the table in
docs/reliability.md is made from it (tools/trust.py).
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

SIZES = ("few", "many", "most")
SIZE = SIZES.index(os.environ.get("CAMKET_TRIALS", "few"))
FIRST_SEED = int(os.environ.get("CAMKET_SEED", "0"))
BLOCKS = (1, 8, 64)[SIZE]  # of the trials of one test, so that the cores share them


def seeds(block: int, *times: int) -> Iterator[int]:
    """The seeds of a block; `times` is how often all blocks together try with each of the sizes."""
    each = max(times[SIZE] // BLOCKS, 1)
    first = FIRST_SEED + block * each
    return iter(range(first, first + each))


def choices(reader: str, seed: int) -> random.Random:
    """The choices of one trial: the same for the same seed, of each reader different ones."""
    return random.Random(f"{reader} {seed}")


def note(promise: str, tried: int, **measured: float) -> None:
    """Note for the table how often a promise was tried; of what was `measured`, the largest is shown."""
    path = os.environ.get("CAMKET_TRIED")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"promise": promise, "tried": tried, "measured": measured}) + "\n")
