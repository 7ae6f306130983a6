"""Every form of goal, from its YAML to the verdict on a figure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.history.fact_text import KEY_ORDER
from camket.ledger import targets
from camket.ledger.goal_faults import goal_faults
from camket.ledger.goals import Moment, find_bounds, judge, level, worst
from camket.ledger.load import load
from camket.ledger.measures.base import Reading
from camket.ledger.measures.exact import worked
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.ledger.reports import Verdict
from camket.ledger.targets import Condition, Reference, Target
from camket.ledger.verdicts import SEVERITY
from camket.text.numerals import format_share
from camket.text.source import read_document
from office import FRAME, judge_one, target, tree_of

LAST_YEAR = "references: {last_year: {label: năm trước, value: 100}}"
POOR = "measure: {kind: count, unit: hộ, accumulates: false, better: lower}\nreferences: {last_year: 1000}"
GROWTH = "measure: {kind: score, unit: '%', min: -100}\npace: year_end"
GRADES = "measure: {kind: judgement, grades: {yeu: yếu, kha: khá, tot: tốt, xuat-sac: xuất sắc}}"
MILESTONE = "measure: {kind: milestone}"

# form → (target, [(when, result, verdict, share, expected)]). The cut-offs of the rounds are at 1/5 … 4/5 of the year, so
# that with a linear pace 40% is expected at q2. None: there is no such figure.
Step = tuple[str, str, str, str | None, str | None]
FORMS: dict[str, tuple[str, list[Step]]] = {
    "exactly": (
        "measure: {kind: count}\ngoal: {equals: 5}",
        [
            ("q2", "1", "behind", "20", "2"),
            ("q2", "2", "on-track", "40", "2"),
            ("q2", "5", "met", "100", "2"),
            ("q2", "6", "missed", None, "2"),  # a count cannot fall again
            ("end", "4", "missed", "80", "4"),
            ("end", "5", "met", "100", "4"),
        ],
    ),
    "exactly, a level": (
        "measure: {kind: amount, accumulates: false}\ngoal: {equals: '42,5'}",
        [
            ("q2", "42,5", "met", "100", None),
            ("q2", "43,00", "behind", None, None),  # a level can come back
            ("end", "43,00", "missed", None, None),
        ],
    ),
    "at least": (
        "measure: {kind: count}\ngoal: {at_least: 75}",
        [
            ("q1", "14", "behind", "18.6666", "15"),
            ("q1", "15", "on-track", "20", "15"),  # exactly on pace
            ("q3", "75", "met", "100", "45"),
            ("q3", "76", "exceeded", "101.3333", "45"),
            ("end", "74", "missed", "98.6666", "60"),
        ],
    ),
    "at least, as a bare number": ("measure: {kind: count}\ngoal: 75", [("q1", "15", "on-track", "20", "15")]),
    "at least, a level": (
        "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: '95%'}",
        [
            ("q2", "{part: 94, whole: 100}", "behind", "98.9473", None),
            ("q2", "{part: 95, whole: 100}", "met", "100", None),
            ("end", "{part: 94, whole: 100}", "missed", "98.9473", None),
        ],
    ),
    "more than": (
        "measure: {kind: amount}\ngoal: {more_than: 100}",
        [
            ("q2", "40", "on-track", "40", "40"),
            ("q2", "100", "on-track", None, "40"),  # no share, since 100% would look like a goal that is met
            ("q2", '"100,01"', "met", "100.01", "40"),
            ("end", "100", "missed", None, "80"),
        ],
    ),
    "at most, of what is counted": (
        "measure: {kind: count, better: lower}\ngoal: {at_most: 5}",
        [
            ("q2", "0", "on-track", None, "2"),
            ("q2", "2", "on-track", None, "2"),
            ("q2", "3", "behind", None, "2"),
            ("q2", "5", "behind", None, "2"),
            ("q2", "6", "missed", None, "2"),
            ("end", "5", "met", None, "4"),
        ],
    ),
    "at most, a level": (
        "measure: {kind: score, better: lower}\npace: year_end\ngoal: {at_most: 2}",
        [("q2", "2", "met", None, None), ("q2", "2,1", "behind", None, None), ("end", "2,1", "missed", None, None)],
    ),
    "at most, of a share": (  # the whole can still grow, so the goal can be met until the year ends
        "measure: {kind: ratio, better: lower}\ngoal: {at_most: 5}",
        [
            ("q2", "{part: 6, whole: 100}", "behind", None, None),
            ("q2", "{part: 5, whole: 100}", "on-track", None, None),
            ("end", "{part: 6, whole: 100}", "missed", None, None),
        ],
    ),
    "less than": (
        "measure: {kind: ratio, better: lower, accumulates: false}\ngoal: {less_than: 1}",
        [
            ("q2", "{part: 1, whole: 101}", "met", None, None),
            ("q2", "{part: 1, whole: 100}", "behind", None, None),
            ("end", "{part: 1, whole: 100}", "missed", None, None),
        ],
    ),
    "about": (
        "measure: {kind: amount}\ngoal: {about: 500}",  # 475 to 525
        [
            ("q2", "200", "on-track", "40", "200"),
            ("q2", '"199,99"', "behind", "39.998", "200"),
            ("end", "474", "missed", "94.8", "400"),
            ("end", "475", "met", "95", "400"),
            ("end", "526", "exceeded", "105.2", "400"),
        ],
    ),
    "about, with a tolerance of its own, nothing to be exceeded": (
        "measure: {kind: amount, better: within}\ngoal: {about: 500, tolerance: 1%}",
        [
            ("end", "494", "missed", "98.8", "400"),
            ("end", "505", "met", "101", "400"),
            ("end", "506", "missed", None, "400"),
        ],
    ),
    "a range for a level": (
        "measure: {kind: score, better: within}\npace: year_end\ngoal: {between: [40, 45]}",
        [
            ("q2", "39,9", "behind", "99.75", None),
            ("q2", "40", "met", "100", None),
            ("q2", "45,1", "behind", None, None),
            ("end", "45,1", "missed", None, None),
        ],
    ),
    "a range for growth, as it is written": (
        f"{GROWTH}\ngoal: {{between: '6,5 – 7%'}}",
        [
            ("q2", "6,4", "behind", "98.4615", None),
            ("q2", "6,5", "met", "100", None),
            ("q2", "7,2", "exceeded", "110.7692", None),
            ("q2", "-1,5", "behind", "-23.0769", None),
            ("end", "6,49", "missed", "99.8461", None),
        ],
    ),
    "a range between references": (
        """
        measure: {kind: score}
        pace: year_end
        goal: {between: [low, high]}
        references: {low: '6,5', high: 7}
        """,
        [("q2", "6,6", "met", None, None), ("q2", "6,4", "behind", "98.4615", None)],
    ),
    "growth of a figure by a range": (
        "measure: {kind: amount}\nreferences: {last_year: 1000}\n"
        "goal: {between: ['6,5%', 7%], change: growth, against: last_year}",
        [
            ("q2", "426", "on-track", "40", "426"),  # 40% of 1065
            ("q2", "425", "behind", "39.9061", "426"),
            ("end", "1064", "missed", "99.9061", "852"),
            ("end", "1065", "met", "100", "852"),
            ("end", "1071", "exceeded", "100.5633", "852"),
        ],
    ),
    "growth against last year": (
        f"measure: {{kind: amount}}\n{LAST_YEAR}\ngoal: {{at_least: 5, change: growth, against: last_year}}",
        [("q2", "42", "on-track", "40", "42"), ("q2", "41", "behind", "39.0476", "42"), ("end", "105", "met", "100", "84")],
    ),
    "growth against last year's estimate": (
        """
        measure: {kind: amount}
        goal: {at_least: '7,5', change: growth, against: estimate}
        references: {last_year: 980, estimate: {label: ước thực hiện năm trước, value: 1000}}
        """,
        [("end", "1074", "missed", "99.9069", "860"), ("end", "1075", "met", "100", "860")],
    ),
    "growth of a level sets out from last year": (
        "measure: {kind: amount, accumulates: false}\nreferences: {last_year: 1000}\n"
        "goal: {at_least: 10, change: growth, against: last_year}",
        [
            ("q2", "1040", "on-track", "94.5454", "1040"),
            ("q2", "1039", "behind", "94.4545", "1040"),
            ("end", "1099", "missed", "99.9090", "1080"),
        ],
    ),
    "growth from nothing": (
        "measure: {kind: count}\nreferences: {last_year: 0}\ngoal: {at_least: 10, change: growth, against: last_year}",
        [("q2", "0", "on-track", None, "0"), ("q2", "1", "met", None, "0"), ("end", "0", "missed", None, "0")],
    ),
    "less than zero, of what can be": (  # a loss was asked for: zero does not meet it, unlike of what cannot be below zero
        "measure: {kind: score, min: -100, better: lower}\ngoal: {less_than: 0}\npace: year_end",
        [("end", "0", "missed", None, None), ("end", "-1", "met", None, None)],
    ),
    "growth by a range from nothing": (
        "measure: {kind: count}\nreferences: {last_year: 0}\ngoal: {between: [5, 10], change: growth, against: last_year}",
        [("q2", "3", "met", None, "0"), ("end", "0", "missed", None, "0")],
    ),
    "a cut to a range of what is counted from 1 January is a limit": (  # 800 to 900, and fewer is no fault
        f"measure: {{kind: count, better: lower}}\n{LAST_YEAR}\ngoal: {{between: [10, 20], change: reduction, against: last_year}}",
        [("q2", "36", "on-track", None, "36"), ("q2", "37", "behind", None, "36"), ("end", "70", "met", None, "72")],
    ),
    "about a figure of what is unwanted and counted from 1 January is a limit": (
        f"measure: {{kind: count, better: lower}}\n{LAST_YEAR}\n"
        "goal: {about: 10, tolerance: 5%, change: decrease, against: last_year}",
        # 5% of the 10: from 89,5 to 90,5
        [("end", "80", "met", None, "72"), ("end", "90", "met", None, "72"), ("end", "91", "missed", None, "72")],
    ),
    "growth of at most, from nothing": (
        "measure: {kind: count}\nreferences: {last_year: 0}\ngoal: {at_most: 5, change: growth, against: last_year}",
        [("q2", "0", "on-track", None, None), ("q2", "1", "missed", None, None)],
    ),
    "a multiple": (
        f"measure: {{kind: count}}\n{LAST_YEAR}\ngoal: {{at_least: 2, change: times, against: last_year}}",
        [("q2", "80", "on-track", "40", "80"), ("end", "199", "missed", "99.5", "160"), ("end", "200", "met", "100", "160")],
    ),
    "a rise by an amount": (
        "measure: {kind: count, unit: hộ, accumulates: false}\nreferences: {last_year: 1.000}\n"
        "goal: {at_least: 80, change: increase, against: last_year}",
        [
            ("q2", "1032", "on-track", "40", "1032"),
            ("q2", "990", "behind", "-12.5", "1032"),
            ("end", "1081", "exceeded", "101.25", "1064"),
        ],
    ),
    "a cut by an amount": (
        f"{POOR}\ngoal: {{at_least: 380, change: decrease, against: last_year}}",  # down to 620
        [
            ("q2", "848", "on-track", "40", "848"),
            ("q2", "849", "behind", "39.7368", "848"),
            ("q2", "620", "met", "100", "848"),
            ("q2", "600", "exceeded", "105.2631", "848"),
            ("end", "621", "missed", "99.7368", "696"),
        ],
    ),
    "a cut by exactly": (
        f"{POOR}\ngoal: {{equals: 380, change: decrease, against: last_year}}",
        [
            ("q2", "848", "on-track", "40", "848"),
            ("q2", "849", "behind", "39.7368", "848"),
            ("q2", "620", "met", "100", "848"),
            ("q2", "619", "behind", "100.2631", "848"),
        ],
    ),
    "a cut by about, whose tolerance is that of the cut": (  # 5% of 20: from 979 to 981
        f"{POOR}\ngoal: {{about: 20, change: decrease, against: last_year}}",
        [
            ("end", "1000", "missed", "0", "984"),  # no cut at all, although it is within 5% of 980
            ("end", "982", "missed", "90", "984"),
            ("end", "981", "met", "95", "984"),
            ("end", "979", "met", "105", "984"),
            ("end", "978", "exceeded", "110", "984"),
        ],
    ),
    "growth by about": (  # 7% of 1000, and 5% of that: from 66.5 to 73.5 more
        "measure: {kind: amount, better: within}\nreferences: {last_year: 1000}\n"
        "goal: {about: 7%, change: growth, against: last_year}",
        [
            ("end", "1016", "missed", "94.9532", "856"),
            ("end", '"1066,5"', "met", "99.6728", "856"),
            ("end", '"1073,5"', "met", "100.3271", "856"),
            ("end", "1074", "missed", None, "856"),
        ],
    ),
    "a cut by a range": (
        f"{POOR}\ngoal: {{between: [100, 150], change: decrease, against: last_year}}",  # 850 to 900
        [
            ("q2", "960", "on-track", "40", "960"),
            ("q2", "961", "behind", "39", "960"),
            ("q2", "900", "met", "100", "960"),
            ("q2", "849", "exceeded", "151", "960"),
        ],
    ),
    "a cut of at most": (
        f"{POOR}\ngoal: {{at_most: 10, change: reduction, against: last_year}}",  # not below 900
        [("q2", "900", "met", "100", None), ("q2", "899", "behind", "101", None), ("end", "899", "missed", "101", None)],
    ),
    "a cut in per cent of what is counted from 1 January is a limit": (
        f"measure: {{kind: count, better: lower}}\n{LAST_YEAR}\ngoal: {{at_least: 10, change: reduction, against: last_year}}",
        [
            ("q1", "10", "on-track", None, "18"),
            ("q2", "37", "behind", None, "36"),
            ("q2", "91", "missed", None, "36"),
            ("end", "90", "met", None, "72"),
            ("end", "89", "exceeded", None, "72"),
        ],
    ),
    "a rise by percentage points": (
        "measure: {kind: ratio, accumulates: false}\nreferences: {last_year: 90%}\n"
        "goal: {at_least: '1,5%', change: increase, against: last_year}",  # 91.5
        [
            ("q2", "{part: 906, whole: 1000}", "on-track", "40", "90.6"),
            ("q2", "{part: 905, whole: 1000}", "behind", "33.3333", "90.6"),
            ("end", "{part: 915, whole: 1000}", "met", "100", "91.2"),
        ],
    ),
    "a cut by percentage points": (  # a ratio that must fall is a level, even where `accumulates` is true
        "measure: {kind: ratio, better: lower}\nreferences: {last_year: '3,00'}\n"
        "goal: {at_least: '0,5', change: decrease, against: last_year}",
        [
            ("q2", "{part: 28, whole: 1000}", "on-track", "40", "2.8"),
            ("q2", "{part: 29, whole: 1000}", "behind", "20", "2.8"),
            ("q2", "{part: 25, whole: 1000}", "met", "100", "2.8"),
            ("end", "{part: 26, whole: 1000}", "missed", "80", "2.6"),
        ],
    ),
    "not below last year's": (
        f"measure: {{kind: count}}\n{LAST_YEAR}\ngoal: {{at_least: last_year}}",
        [("q2", "40", "on-track", "40", "40"), ("end", "99", "missed", "99", "80"), ("end", "100", "met", "100", "80")],
    ),
    "keep last year's figure": (
        f"measure: {{kind: score}}\npace: year_end\n{LAST_YEAR}\ngoal: {{keep: last_year}}",
        [("q2", "100", "met", "100", None), ("q2", "101", "met", "101", None), ("end", "99", "missed", "99", None)],
    ),
    "keep last year's figure, of what is better low": (
        f"measure: {{kind: score, better: lower}}\npace: year_end\n{LAST_YEAR}\ngoal: {{keep: last_year}}",
        [("q2", "100", "met", None, None), ("q2", "101", "behind", None, None), ("end", "99", "met", None, None)],
    ),
    "keep a grade": (
        f"{GRADES}\nreferences: {{last_year: {{value: tot}}}}\ngoal: {{keep: last_year}}",
        [("q2", "kha", "behind", None, None), ("q2", "tot", "met", None, None), ("q2", "xuat-sac", "met", None, None)],
    ),
    "keep a status": (
        "measure: {kind: judgement, grades: {chua: chưa đạt, dat: đạt chuẩn}}\ngoal: {keep: dat}\npace: always",
        [("q2", "dat", "met", None, None), ("q2", "chua", "missed", None, None)],
    ),
    "zero incidents": (
        "measure: {kind: incidents, kinds: {vu-a: vụ A, vu-b: vụ B}}\ngoal: {all: [{of: vu-a, equals: 0}, {of: vu-b, equals: 0}]}",
        [("q2", "[]", "met", None, None), ("q2", "[{kind: vu-b, name: vụ thứ nhất}]", "missed", None, None)],
    ),
    "fewer incidents than last year": (
        "measure: {kind: incidents, kinds: {a: A}}\nreferences: {last_year: 4}\n"
        "goal: {at_least: 25, change: reduction, against: last_year}",
        [("q2", "[{kind: a, name: x}]", "on-track", None, "2"), ("end", "[{kind: a, name: x}]", "exceeded", None, "3")],
    ),
    "zero of what is counted": (
        "measure: {kind: count, better: lower}\ngoal: {equals: 0}",
        [("q2", "0", "on-track", None, None), ("q2", "1", "missed", None, None), ("end", "0", "met", None, None)],
    ),
    "none left": (
        "measure: {kind: count, accumulates: false, better: lower}\ngoal: {equals: 0}",
        [("q2", "3", "behind", None, None), ("q2", "0", "met", None, None), ("end", "3", "missed", None, None)],
    ),
    "at least nothing": (
        "measure: {kind: count}\ngoal: {at_least: 0}",
        [("q2", "0", "met", None, "0"), ("q2", "1", "exceeded", None, "0")],
    ),
    "k of n": (
        "measure: {kind: count, unit: thôn, out_of: 9}\ngoal: {at_least: 4, as_written: 04/09 thôn}",
        [("q2", "0", "behind", "0", "1"), ("q2", "1", "on-track", "25", "1"), ("q2", "04", "met", "100", "1")],
    ),
    "per cent and count together": (
        "measure: {kind: ratio, accumulates: false}\ngoal: {all: [{at_least: 80}, {of: part, at_least: 120}]}",
        [
            ("q2", "{part: 120, whole: 150}", "met", "100", None),
            ("q2", "{part: 120, whole: 160}", "behind", "93.75", None),
            ("q2", "{part: 90, whole: 100}", "behind", "75", None),
            ("end", "{part: 90, whole: 100}", "missed", "75", None),
        ],
    ),
    "a parent with parts": (
        "measure: {kind: count, parts: {nu: trong đó nữ}}\ngoal: {all: [{at_least: 100}, {of: nu, at_least: 40}]}",
        [
            ("q2", "{value: 40, parts: {nu: 16}}", "on-track", "40", "40"),
            ("q2", "{value: 40, parts: {nu: 15}}", "behind", "37.5", "40"),
            ("q2", "{value: 40}", "not-reported", "40", "40"),  # the part is not reported
            ("end", "{value: 100, parts: {nu: 40}}", "met", "100", "80"),
        ],
    ),
    "a list with parts": (
        """
        measure:
          kind: list
          columns: {stars: {type: number, min: 1, max: 5}}
          counts_if: {stars: {at_least: 3}}
          parts: {four: {label: 4 sao trở lên, counts_if: {stars: {at_least: 4}}}}
        goal: {all: [{at_least: 5}, {of: four, at_least: 1}]}
        """,
        [
            ("q2", "[{name: a, stars: 3}, {name: b, stars: 3}]", "on-track", "0", "2"),
            ("q2", "[{name: a, stars: 3}, {name: b, stars: 4}]", "on-track", "40", "2"),
            ("q2", "[{name: a, stars: 2}, {name: b, stars: 5}]", "behind", "20", "2"),
        ],
    ),
    "a composition": (
        """
        measure: {kind: composition, parts: {nn: nông nghiệp, cn: công nghiệp, dv: dịch vụ}}
        goal: {all: [{of: nn, at_most: 20}, {of: cn, between: [38, 40]}, {of: dv, at_least: 41}]}
        """,
        [
            ("q2", "{nn: 20, cn: 38, dv: 42}", "met", "100", None),
            ("q2", '{nn: "20,5", cn: "38,5", dv: 41}', "behind", None, None),
            ("end", "{nn: 20, cn: 39.1, dv: 40.9}", "missed", "99.7560", None),
        ],
    ),
    "an ordinal grade": (
        f"{GRADES}\ngoal: {{at_least: tot, as_written: hoàn thành tốt trở lên}}",
        [
            ("q2", "kha", "behind", None, None),
            ("q2", "tot", "met", None, None),
            ("q2", "{grade: xuat-sac}", "exceeded", None, None),
            ("end", "kha", "missed", None, None),
        ],
    ),
    "a rank": (
        "measure: {kind: rank, of: 63}\ngoal: {at_least: 3, as_written: từ hạng 3 trở lên}\npace: year_end",
        [
            ("q2", "2", "exceeded", None, None),
            ("q2", "3", "met", None, None),
            ("q2", "{rank: 4, of: 34}", "behind", None, None),
            ("end", "4", "missed", None, None),
        ],
    ),
    "a leading group": (
        "measure: {kind: rank, of: 34}\ngoal: {between: [1, 5], as_written: trong nhóm 5}\npace: after_year",
        [("q2", "4", "not-yet-due", None, None), ("end", "5", "met", None, None), ("end", "6", "missed", None, None)],
    ),
    "a rank at most is the rank or better": (
        "measure: {kind: rank}\ngoal: {at_most: 10}\npace: year_end",
        [("q2", "9", "met", None, None), ("q2", "11", "behind", None, None)],
    ),
    "up two places": (
        "measure: {kind: rank}\nreferences: {last_year: 9}\ngoal: {at_least: 2, change: increase, against: last_year}\n"
        "pace: year_end",
        [("q2", "7", "met", "100", None), ("q2", "8", "behind", "50", None), ("q2", "6", "exceeded", "150", None)],
    ),
    "down two places at most": (
        "measure: {kind: rank}\nreferences: {last_year: 9}\ngoal: {at_most: 2, change: decrease, against: last_year}\n"
        "pace: year_end",
        [("q2", "11", "met", "100", None), ("q2", "12", "behind", "150", None)],
    ),
    "below last year's, where last year had none": (
        "measure: {kind: ratio, better: lower}\nreferences: {last_year: 0}\ngoal: {less_than: last_year}\npace: always",
        [("q2", "{part: 0, whole: 900}", "met", None, None), ("q2", "{part: 1, whole: 900}", "missed", None, None)],
    ),
    "PAR Index": (
        "measure: {kind: score, unit: điểm, max: 100}\ngoal: {at_least: 80}",
        [
            ("q4", "85", "not-yet-due", "106.25", None),
            ("end", '"79,99"', "missed", "99.9875", None),
            ("end", "80", "met", "100", None),
            ("end", '"80,37"', "exceeded", "100.4625", None),
        ],
    ),
    "DTI": (
        "measure: {kind: score, max: 1, decimals: 4}\ngoal: {at_least: '0,7500'}",
        [("end", "0,7499", "missed", "99.9866", None), ("end", "0,7500", "met", "100", None)],
    ),
    "DDCI above two figures": (
        """
        measure: {kind: score, max: 10}
        goal: {all: [{more_than: last_year}, {more_than: median}]}
        references: {last_year: '6,20', median: '6,80'}
        """,
        [
            ("end", "6,80", "missed", None, None),
            ("end", "6,81", "met", "100.1470", None),
            ("end", "6,10", "missed", "89.7058", None),
        ],
    ),
    "PAPI": (
        "measure: {kind: score, max: 80}\ngoal: {at_least: 45}",
        [("end", "44", "missed", "97.7777", None), ("end", "46", "exceeded", "102.2222", None)],
    ),
    "per cent of an assigned figure": (
        "measure: {kind: amount}\nreferences: {assigned: 2000}\ngoal: {at_least: 50%, change: percent_of, against: assigned}",
        [("q2", "400", "on-track", "40", "400"), ("q2", "399", "behind", "39.9", "400"), ("q2", "1000", "met", "100", "400")],
    ),
    "a sum over several years": (  # at q2 2023: 2 years and 146 days of 1826
        "measure: {kind: count}\ngoal: {at_least: 1826, over: {how: sum, past: {2021: 400, 2022: 400}, until: 2025}}",
        [
            ("q2", "76", "on-track", "47.9737", "876"),
            ("q2", "75", "behind", "47.9189", "876"),
            ("end", "76", "behind", "47.9737", "1022"),  # the goal runs until 2025
            ("end", "1026", "met", "100", "1022"),
        ],
    ),
    "a mean over several years": (  # (100 + 110 + this year's) / 3
        "measure: {kind: amount}\ngoal: {at_least: 105, over: {how: mean, past: {2021: 100, 2022: 110}}}",
        [
            ("q2", "42", "on-track", "80", "84"),
            ("q2", "41", "behind", "79.6825", "84"),
            ("end", "104", "missed", "99.6825", "98"),
            ("end", "105", "met", "100", "98"),
        ],
    ),
    "a mean of a level": (
        f"{GROWTH}\ngoal: {{at_least: 7, over: {{how: mean, past: {{2021: 8, 2022: 5}}}}}}",
        [("q2", "8", "met", "100", None), ("q2", "7,9", "behind", "99.5238", None)],
    ),
    "done before a date": (
        f"{MILESTONE}\ngoal: {{before: 2023-06-01}}",
        [
            ("q2", "chưa", "on-track", None, None),
            ("q2", "{done: true, date: 2023-05-20}", "met", None, None),
            ("q3", "{done: true, date: 2023-06-01}", "missed", None, None),
            ("q3", "{done: true, date: 2023-05-31}", "met", None, None),
            ("q3", "{done: false}", "missed", None, None),
        ],
    ),
    "done by a date after the year": (
        f"{MILESTONE}\ngoal: {{by: 2024-06-30}}",
        [("end", "{done: false}", "on-track", None, None), ("end", "{date: 2023-12-01}", "met", None, None)],
    ),
    "done or not done": (
        f"{MILESTONE}\ngoal: {{done: true}}",
        [("q2", "false", "on-track", None, None), ("q2", "rồi", "met", None, None), ("end", "no", "missed", None, None)],
    ),
    "not to be done": (
        f"{MILESTONE}\ngoal: {{done: false}}",
        [("q2", "false", "on-track", None, None), ("q2", "true", "missed", None, None), ("end", "false", "met", None, None)],
    ),
    "all of several conditions": (
        "measure: {kind: count}\ngoal: {all: [{at_least: 50}, {at_most: 60}]}",
        [
            ("q2", "20", "on-track", "40", "20"),
            ("q2", "55", "on-track", "110", "20"),  # the limit can still be exceeded
            ("q2", "61", "missed", None, "20"),  # 122% of one condition would hide that the other is missed
            ("end", "55", "met", "110", "40"),
        ],
    ),
    "per mille": (
        "measure: {kind: ratio, per: 1000, accumulates: false, better: lower}\ngoal: {at_most: '9,5'}",
        [("q2", "{part: 95, whole: 10000}", "met", None, None), ("q2", "{part: 96, whole: 10000}", "behind", None, None)],
    ),
    "per 10.000": (
        "measure: {kind: ratio, per: 10000, accumulates: false}\ngoal: {at_least: 12}",
        [("q2", "{part: 12, whole: 10000}", "met", "100", None), ("q2", "11,9", "behind", "99.1666", None)],
    ),
    "a scope with exclusions": (
        "measure: {kind: ratio}\ngoal: {at_least: 100}\npace: always\nexcluding: hồ sơ mật",
        [
            ("q2", "{part: 40, whole: 40}", "met", "100", None),
            ("q2", "{part: 39, whole: 40}", "missed", "97.5", None),
            ("q2", "{part: 0, whole: 0}", "on-track", None, None),  # nothing was due
            ("end", "{part: 0, whole: 0}", "met", None, None),
        ],
    ),
    "a pace set per round": (
        "measure: {kind: count}\ngoal: {at_least: 100}\npace: {kind: by_round, shares: {q2: 25%, q4: 90}}",
        [
            ("q1", "0", "on-track", "0", "0"),
            ("q2", "24", "behind", "24", "25"),
            ("q2", "25", "on-track", "25", "25"),
            ("q3", "25", "on-track", "25", "25"),
            ("q4", "89", "behind", "89", "90"),
        ],
    ),
    "a pace set per round for a level": (
        "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: 90}\npace: {kind: by_round, shares: {q2: 50}}",
        [("q2", "45", "on-track", "50", "45"), ("q2", "44", "behind", "48.8888", "45")],
    ),
}
STEPS = [
    pytest.param(body, *step, id=f"{form}: {step[1]} at {step[0]}") for form, (body, steps) in FORMS.items() for step in steps
]


def same(found: Decimal | None, written: str | None) -> bool:
    """Whether a figure equals the one written, truncated to four decimals."""
    if found is None or written is None:
        return found is None and written is None
    return int(found * 10000) == int(Decimal(written) * 10000)


@pytest.mark.parametrize(("body", "when", "result", "verdict", "share", "expected"), STEPS)
def test_form_of_goal(body: str, when: str, result: str, verdict: str, share: str | None, expected: str | None) -> None:
    found = judge_one(body, result, when)
    assert found.verdict == verdict
    assert same(found.share, share), found.share
    assert same(found.expected, expected), found.expected


# --- yardsticks, a stretch goal, references without a figure --------------------------------------------------------

TWO = """
measure: {kind: amount, unit: triệu đồng}
goal:
  yardsticks:
    - {name: Tỉnh giao, at_least: tinh}
    - {name: HĐND giao, at_least: hdnd}
references: {tinh: 1000, hdnd: {value: %s}}
"""


@pytest.mark.parametrize(
    ("result", "each", "overall"),
    [
        ("400", ["on-track", "behind"], "behind"),
        ("480", ["on-track", "on-track"], "on-track"),
        ("1000", ["met", "on-track"], "on-track"),
        ("1200", ["exceeded", "met"], "met"),
    ],
)
def test_each_yardstick_is_judged_separately(result: str, each: list[str], overall: str) -> None:
    found = judge_one(TWO % 1200, result, "q2")
    assert [(yard.name, yard.verdict) for yard in found.yards] == list(zip(["Tỉnh giao", "HĐND giao"], each, strict=True))
    assert found.verdict == overall


def test_a_yardstick_without_a_figure_does_not_stop_the_other() -> None:
    found = judge_one(TWO % "", "1000", "q2")
    assert [yard.verdict for yard in found.yards] == ["met", "goal-unassigned"]
    assert found.verdict == "goal-unassigned"
    assert found.share == 100


@pytest.mark.parametrize(
    ("when", "result", "verdict", "expected"),
    [
        ("q1", "40", "on-track", "33"),
        ("q1", "32", "behind", "33"),
        ("q2", "100", "met", "66"),
        ("q3", "99", "missed", "100"),
        ("q3", "101", "exceeded", "100"),
    ],
)
def test_a_goal_may_have_a_deadline_during_the_year(when: str, result: str, verdict: str, expected: str) -> None:
    # The cut-off of the third round is 7 August, the last day in time.
    found = judge_one("measure: {kind: count}\ngoal: {at_least: 100, before: 2023-08-08}", result, when)
    assert found.verdict == verdict
    assert found.expected == Decimal(expected)


def test_a_yardstick_against_last_year_has_a_linear_pace() -> None:
    body = """
    measure: {kind: count, accumulates: false}
    goal: {yardsticks: [{name: A, at_least: 50, change: increase, against: last_year}]}
    references: {last_year: 100}
    """
    assert judge_one(body, "120", "q2").expected == 120  # linear from last year's figure, although the target names no pace


@pytest.mark.parametrize(("figure", "verdict", "stretch"), [("75", "met", "on-track"), ("90", "exceeded", "met")])
def test_a_stretch_goal_has_a_verdict_of_its_own(figure: str, verdict: str, stretch: str) -> None:
    found = judge_one("measure: {kind: count}\ngoal: {at_least: 75, stretch: {at_least: 90}}", figure, "q2")
    assert found.stretch is not None
    assert (found.verdict, found.stretch.verdict) == (verdict, stretch)


def test_a_goal_not_assigned_is_neither_met_nor_missed() -> None:
    body = "measure: {kind: count}\ngoal: {at_least: assigned}\nreferences: {assigned: {label: Tỉnh giao}}"
    for when in ("q2", "end"):
        found = judge_one(body, "90", when)
        assert (found.verdict, found.share, found.expected) == ("goal-unassigned", None, None)
        assert found.conditions[0].bounds.missing == ("assigned",)


@pytest.mark.parametrize(("figure", "verdict"), [("6,10", "missed"), ("6,20", "missed"), ("6,30", "goal-unassigned")])
def test_a_missed_condition_counts_although_another_has_no_figure(figure: str, verdict: str) -> None:
    body = """
    measure: {kind: score, max: 10}
    goal: {all: [{more_than: last_year}, {more_than: median}]}
    references: {last_year: '6,20', median: {label: trung vị}}
    """
    assert judge_one(body, figure, "end").verdict == verdict


def test_a_sum_over_years_needs_the_figure_of_every_past_year() -> None:
    body = "measure: {kind: count}\ngoal: {at_least: 9, over: {how: sum, past: {2021: 3, 2022: }}}"
    found = judge_one(body, "9", "q2")
    assert found.verdict == "goal-unassigned"
    assert found.conditions[0].bounds.missing == ("2022",)


# --- goals that cannot be read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "keys", "rule"),
    [
        ("measure: {kind: count}\ngoal: {at_least: assignd}", ("goal", "all", 0, "at_least"), "unknown-reference"),
        ("measure: {kind: count}\ngoal: {at_least: 80 điểm}", ("goal", "all", 0, "at_least"), "bad-number"),
        ("measure: {kind: amount}\ngoal: {at_least: 1.234}", ("goal", "all", 0, "at_least"), "ambiguous-number"),
        ("measure: {kind: milestone}\ngoal: {at_least: 1}", ("goal", "all", 0, "at_least"), "goal-form"),
        ("measure: {kind: count}\ngoal: {by: 2023-06-30}", ("goal", "all", 0, "by"), "goal-form"),
        ("measure: {kind: score}\nsum_of: cac-xa\ngoal: {at_least: 80}", ("sum_of",), "target-units"),
        ("measure: {kind: milestone}\nsum_of: cac-xa\ngoal: {done: true}", ("sum_of",), "target-units"),
        ("measure: {kind: count}\ngoal: {of: nu, at_least: 1}", ("goal", "all", 0, "of"), "goal-form"),
        (f"{GRADES}\ngoal: {{at_least: 2}}", ("goal", "all", 0, "at_least"), "unknown-reference"),
        ("measure: {kind: composition, parts: {a: A}}\ngoal: {at_least: 5}", ("goal", "all", 0), "goal-form"),
        ("measure: {kind: count}\ngoal: 5\nreferences: {x: 5 cái}", ("references", "x", "value"), "bad-number"),
        (
            "measure: {kind: count}\ngoal: 5\nrevisions: [{date: 2023-05-05, goal: {at_least: moi}}]",
            ("revisions", 0, "goal", "all", 0, "at_least"),
            "unknown-reference",
        ),
        (
            "measure: {kind: count}\ngoal: 5\nrevisions: [{date: 2023-05-05, references: {x: 5 cái}}]",
            ("revisions", 0, "references", "x", "value"),
            "bad-number",
        ),
        (
            "measure: {kind: count}\ngoal: {yardsticks: [{name: A, at_least: x}]}",
            ("goal", "yardsticks", 0, "all", 0, "at_least"),
            "unknown-reference",
        ),
        (
            "measure: {kind: count}\ngoal: {at_least: 5, stretch: {more_than: x}}",
            ("goal", "stretch", "more_than"),
            "unknown-reference",
        ),
        (
            "measure: {kind: count}\ngoal: {between: [5, x]}",
            ("goal", "all", 0, "between", 1),
            "unknown-reference",
        ),
        (
            "measure: {kind: count}\ngoal: {at_least: 5, change: growth, against: nam-truoc}",
            ("goal", "all", 0, "against"),
            "unknown-reference",
        ),
    ],
)
def test_a_goal_that_cannot_be_read_is_reported_at_its_place(body: str, keys: tuple[str | int, ...], rule: str) -> None:
    ledger, problems = load(tree_of({"targets.yaml": FRAME + "targets:\n" + target(body)}))
    assert ledger is not None
    assert [problem.rule for problem in problems] == [rule]
    assert "t" not in ledger.targets
    parsed = Target.model_validate(read(target(body)))
    assert [(found.keys, found.rule) for found in goal_faults(parsed)] == [(keys, rule)]


def read(entry: str) -> object:
    """Return the entry as a parsed file has it: every scalar is text."""
    document, problems = read_document("x", entry.encode())
    assert document is not None
    assert not problems
    return document.value[0]


# --- properties ------------------------------------------------------------------------------------------------------

FIGURES = st.decimals(min_value=0, max_value=Decimal(10) ** 30, allow_nan=False, allow_infinity=False, places=2)
SIGNED = st.decimals(min_value=-(10**20), max_value=10**20, allow_nan=False, allow_infinity=False, places=3)
MOMENTS = st.builds(
    Moment,
    st.just(date(2023, 6, 1)),
    st.booleans(),
    st.sampled_from(["linear", "by_round", "always", "year_end", "after_year"]),
    st.none() | st.fractions(0, 1, max_denominator=366).map(lambda one: worked(one.numerator) / one.denominator),
)
MEASURES: list[Measure] = [
    Quantity(kind="amount"),
    Quantity(kind="amount", better="lower"),
    Quantity(kind="amount", accumulates=False, better="within"),
    Score(kind="score", better="lower"),
    Ratio(kind="ratio"),
    Rank(kind="rank"),
]
COMPARATORS = st.sampled_from(["equals", "at_least", "more_than", "at_most", "less_than", "about", "keep"])
CHANGES = st.sampled_from(["level", "growth", "reduction", "increase", "decrease", "times", "percent_of"])


def condition(comparator: str, number: Decimal, change: str = "level") -> Condition:
    against = {} if change == "level" else {"change": change, "against": "base"}
    return Condition.model_validate({comparator: f"{number:f}", **against})


@given(st.sampled_from(MEASURES), COMPARATORS, CHANGES, FIGURES, SIGNED, SIGNED, MOMENTS)
def test_every_goal_gives_a_verdict_on_every_figure(
    measure: Measure, comparator: str, change: str, number: Decimal, base: Decimal, figure: Decimal, moment: Moment
) -> None:
    references = {"base": Reference(value=f"{base:.4f}")}
    if isinstance(measure, Rank):
        number, references = Decimal(int(number)), {"base": Reference(value=str(int(base)))}
    bounds = find_bounds(condition(comparator, number, change), measure, references, None)
    found = judge(bounds, measure, Reading(figure), moment)
    assert found.actual is not None
    if found.verdict == "met":
        assert bounds.low is None or found.actual >= bounds.low
        assert bounds.high is None or found.actual <= bounds.high
    if moment.year_ended:
        assert found.verdict in ("met", "exceeded", "missed")


@given(FIGURES, FIGURES, FIGURES, st.sampled_from(["at_least", "more_than"]), MOMENTS, st.booleans())
def test_a_higher_figure_never_gets_a_worse_verdict_against_a_lower_bound(
    goal: Decimal, one: Decimal, other: Decimal, comparator: str, moment: Moment, accumulates: bool
) -> None:
    measure = Quantity(kind="amount", accumulates=accumulates)
    bounds = find_bounds(condition(comparator, goal), measure, {}, None)
    lower, higher = (judge(bounds, measure, Reading(figure), moment).verdict for figure in sorted([one, other]))
    assert worst([lower, higher]) == lower


@given(st.integers(1, 366), st.sampled_from([365, 366]), st.integers(1, 10**12))
def test_a_figure_exactly_on_pace_is_on_track_on_every_day(day: int, days: int, step: int) -> None:
    day = min(day, days - 1)
    measure = Quantity(kind="count")
    bounds = find_bounds(condition("at_least", Decimal(step * days)), measure, {}, None)
    moment = Moment(date(2023, 6, 1), False, "linear", worked(day) / days)
    assert judge(bounds, measure, Reading(Decimal(step * day)), moment).verdict == "on-track"
    found = judge(bounds, measure, Reading(Decimal(step * day - 1)), moment)
    assert found.verdict == "behind"
    assert found.expected == step * day


@given(st.integers(0, 10**38), st.integers(1, 10**38))
def test_a_figure_below_the_goal_has_a_share_below_100(part: int, missing: int) -> None:
    whole = part + missing
    share = Ratio(kind="ratio").of_parts(Decimal(part), Decimal(whole)).value
    assert share is not None
    assert share < 100
    bounds = find_bounds(condition("at_least", Decimal(whole)), Quantity(kind="count"), {}, None)
    found = judge(
        bounds, Quantity(kind="count"), Reading(Decimal(part)), Moment(date(2023, 6, 4), False, "linear", worked(1) / 2)
    ).share
    assert found is not None
    assert found < 100
    assert not format_share(found).startswith("100")


@pytest.mark.parametrize("comparator", targets.COMPARATORS)
def test_each_comparator_is_tested_here_and_documented(comparator: str, root: Path) -> None:
    assert any(re.search(rf"\b{comparator}:", body) for body, _steps in FORMS.values())
    assert comparator in KEY_ORDER
    page = (root / "docs" / "json.md").read_text(encoding="utf-8")
    assert f"`{comparator}`" in page.partition("| `comparator` |")[2].partition("\n")[0]


@pytest.mark.parametrize("verdict", SEVERITY)
def test_the_worst_of_verdicts_does_not_depend_on_their_order(verdict: Verdict) -> None:
    rest = SEVERITY[SEVERITY.index(verdict) :]
    assert worst(list(rest)) == worst(list(reversed(rest))) == verdict


@pytest.mark.parametrize(
    ("change", "number", "base", "expected"),
    [
        ("growth", "5", "200", "210"),
        ("growth", "5", "-200", "-190"),  # 5% better than a loss is a smaller loss
        ("reduction", "5", "200", "190"),
        ("increase", "5", "200", "205"),
        ("decrease", "5", "200", "195"),
        ("times", "1.5", "200", "300"),
        ("percent_of", "5", "200", "10"),
        ("level", "5", "200", "5"),
    ],
)
def test_level_applies_a_number_to_a_base(change: str, number: str, base: str, expected: str) -> None:
    assert level(change, Decimal(number), Decimal(base)).value == Decimal(expected)
    assert level(change, Decimal(number), None).value == Decimal(number)
