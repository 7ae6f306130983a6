"""Computing the expressions that `camket trace` prints."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor


def evaluate(expression: str) -> Fraction:
    """The result of an expression, computed exactly."""
    if rounded := re.fullmatch(r"rounded (down|up): \((.+)\)(.*)", expression):
        exact = evaluate(rounded[2])
        whole = Fraction(floor(exact) if rounded[1] == "down" else ceil(exact))
        return whole if not rounded[3] else evaluate(f"{whole}{rounded[3]}")
    assert re.fullmatch(r"[\d,.()+\-×÷ ]+", expression), expression
    numbers = re.sub(r"\d[\d,]*(?:\.\d+)?", lambda found: f"Fraction('{found[0].replace(',', '')}')", expression)
    result = eval(numbers.replace("×", "*").replace("÷", "/"), {"Fraction": Fraction})
    assert isinstance(result, Fraction)
    return result
