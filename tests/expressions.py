"""Computing the expressions that `camket trace` prints."""

from __future__ import annotations

import re
from fractions import Fraction


def evaluate(expression: str) -> Fraction:
    """The result of an expression, computed exactly."""
    assert re.fullmatch(r"[\d,.()+\-×÷ ]+", expression), expression
    numbers = re.sub(r"\d[\d,]*(?:\.\d+)?", lambda found: f"Fraction('{found[0].replace(',', '')}')", expression)
    result = eval(numbers.replace("×", "*").replace("÷", "/"), {"Fraction": Fraction})
    assert isinstance(result, Fraction)
    return result
