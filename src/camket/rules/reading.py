"""The rules that are applied while a file is read, joined from the modules that raise them."""

from __future__ import annotations

from collections.abc import Mapping

from camket.ledger import commitment, data_format, goal_faults, load, measure_rules, model_faults, scalars, targets
from camket.text import source

# Rules that report a warning; all the others report an error.
READING_WARNINGS = frozenset({"bom", "not-nfc", "stray-file"})
# In the order of docs/rules.md: from the whole file to the meaning of one value.
READING_MODULES: tuple[Mapping[str, str], ...] = (
    load.RULES,
    data_format.RULES,
    source.RULES,
    model_faults.RULES,
    scalars.RULES,
    measure_rules.RULES,
    goal_faults.RULES,
    targets.RULES,
    commitment.RULES,
)
READING_RULES: Mapping[str, str] = {name: text for rules in READING_MODULES for name, text in rules.items()}
