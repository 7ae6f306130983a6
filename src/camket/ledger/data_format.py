"""The number of the data format (`format:` in targets.yaml), and the refusal of data made for a newer program.

Format 1 is that of a folder whose targets.yaml has no `format:`. Both formats are read in the same way, so that a verdict is
never another one for the sake of a number; format 2 differs in form only (`entry/format_upgrade.py` has the list).

A new format is for data that an older program would misread; a new key alone needs none. It takes: FORMAT here, the version of
the program (`camket/__init__.py`, pyproject.toml, CHANGELOG.md), the edits of `entry/format_upgrade.py`, the number in the
blank targets.yaml, in data/ and examples/, docs/data-format.md, and tests/test_data_formats.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from camket import __version__
from camket.ledger.scalars import ReadBy, value_fault
from camket.text.language import _
from camket.text.problems import DataFault, Problem
from camket.text.source import Document, Plain

# The newest format that this program reads. A new format raises the second number of the program's version to its own number:
# so the version that a folder needs is known to programs that are older than its format.
FORMAT = 2


def read_format(value: object) -> int:
    """Return the number of a format. Raises PydanticCustomError when it is none that this program reads."""
    number = _number(value)
    if number is None or number > FORMAT:
        shown = value.strip() if isinstance(value, str) else "…"
        message = _("'{text}' is not a number of a data format").format(text=shown)
        raise value_fault("bad-value", message, _("Write format: {format}.").format(format=FORMAT))
    return number


Format = Annotated[int, ReadBy(read_format)]


def newer_format(value: Plain) -> int | None:
    """Return the format that the value of a targets.yaml names, if it is newer than this program; else None."""
    number = _number(value.get("format")) if isinstance(value, dict) else None
    return number if number is not None and number > FORMAT else None


def refusal(document: Document) -> Problem | None:
    """Return the problem of a targets.yaml whose format is newer than this program; None where it can be read."""
    number = newer_format(document.value)
    if number is None:
        return None
    return document.problem("newer-format", ("format",), newer_message(number), update_hint(number))


def newer_message(number: int) -> str:
    """Return why data of a newer format are not read: which camket they need, and which one this is."""
    words = _("these data are of format {number}, which needs camket {version} or newer; this is camket {own}")
    return words.format(number=number, version=needed_version(number), own=__version__)


def update_hint(number: int) -> str:
    """Return what to do about data of a newer format."""
    return _("Install camket {version} or newer and run the command again; leave the line format: {number} as it is.").format(
        version=needed_version(number), number=number
    )


def needed_version(number: int) -> str:
    """Return the first version of the program that reads a format."""
    return f"0.{number}.0"


def is_newer(problems: Iterable[Problem]) -> bool:
    """Return whether the data with these problems were not read because their format is newer than this program."""
    return any(problem.rule == "newer-format" for problem in problems)


def unusable(problems: Sequence[Problem]) -> DataFault:
    """Return the error for data whose targets.yaml cannot be used: its faults are to be mended, or the program is too old."""
    if is_newer(problems):
        return DataFault(_("targets.yaml is of a newer format than this camket reads"), problems)
    return DataFault(_("targets.yaml cannot be used; mend these first"), problems)


def refuse_newer(problems: Sequence[Problem]) -> None:
    """Raise DataFault for a state of the data that was not read because its format is newer than this program."""
    if is_newer(problems):
        raise DataFault(_("one of the states compared is of a newer format"), problems)


def _number(value: object) -> int | None:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,3}", text) else None


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "newer-format": """The data are of a newer format than this program reads; nothing else of them is read.

    An older program could misread them without a word: it refuses them, and names the version that it takes.

        format: 9

    To mend: install the version of camket that the message names; leave the line as it is.
    """,
}
