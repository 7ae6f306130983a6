"""The page of docs/rules.md about each rule that is raised while a result is compared with its measure."""

from __future__ import annotations

# camket.rules.reading joins this mapping with those of the other modules that read files.
RULES: dict[str, str] = {
    "negative": """A figure that is counted from the first day of the year is below zero.

        new-roads: -2

    To mend: check the sign. If an earlier figure was too high, write the lower sum and a correction.
    """,
    "out-of-range": """A figure is outside the scale of its measure: a score above 100, six stars out of five.

        service-score: 873          # 87,3

    To mend: check the figure and its decimal mark.
    """,
    "parts-do-not-fit": """Figures that belong together do not fit.

    A part is larger than its whole, or is given without it; a percentage differs from part and whole; shares do not add up
    to 100.

        works-paid: {part: 120000, whole: 62300}

    To mend: check both figures; perhaps they were exchanged.
    """,
}
