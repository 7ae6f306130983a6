"""docs/verdicts.md: the verdicts on it are the ones written here by hand, and no form, pace or direction is left out."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from camket.ledger.goals import Bounds
from camket.ledger.measures.registry import KINDS
from camket.ledger.reports import Verdict
from camket.ledger.targets import COMPARATORS, Change, Pace
from camket.standing.standings import Standing
from camket.standing.wording import goal_figures, standing_label
from goal_examples import EXAMPLES, PACES
from office import judge_one
from verdicts_page import Row, judged_rows

LETTERS: dict[Verdict, str] = {
    "missed": "X",
    "behind": "B",
    "on-track": "T",
    "met": "M",
    "exceeded": "E",
    "not-yet-due": "N",
}

# Example → each bound of the goal with the verdicts after the year on the figures just below, on and above it, then for each pace: what is expected by 26 May, when 2/5 of
# the year have passed (– for nothing), the verdicts on the figures just below, on and above it, those around the goal's bounds.
UP = {"year_end": "– BME", "after_year": "– NNN"}
LIMITED = {"always": "– TTX", "year_end": "– TTX", "after_year": "– NNN"}
BELOW = {"always": "– TXX", "year_end": "– TXX", "after_year": "– NNN"}
EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    # --- figures that grow to a goal: below the pace behind, on it on track
    "at-least": ("75 XME", {"linear": "30 BTT TME", "shares": "18 BTT TME", "figures": "28 BTT TME", **UP}),
    "one": ("1 XME", {"linear": "0 TM TME"}),
    "more-than": (
        "100 XXM",
        {
            "linear": "40 BTT TTM",
            "shares": "25 BTT TTM",
            "figures": "45 BTT TTM",
            "year_end": "– BBM",
            "after_year": "– NNN",
        },
    ),
    "equals": (
        "10 XMX",
        {"linear": "4 BTT TMX", "shares": "2 BTT TMX", "figures": "3 BTT TMX", "year_end": "– BMX", "after_year": "– NNN"},
    ),
    "about": (
        "475 XMM, 525 MME",
        {
            "linear": "200 BTT TMM MME",
            "shares": "125 BTT TMM MME",
            "figures": "180 BTT TMM MME",
            "year_end": "– BMM MME",
            "after_year": "– NNN NNN",
        },
    ),
    "between": (
        "400 XMM, 500 MMX",
        {
            "linear": "160 BTT TMM MMX",
            "shares": "100 BTT TMM MMX",
            "figures": "150 BTT TMM MMX",
            "year_end": "– BMM MMX",
            "after_year": "– NNN NNN",
        },
    ),
    "keep": (
        "80 XMM",
        {"linear": "32 BTT TMM", "shares": "20 BTT TMM", "figures": "30 BTT TMM", "year_end": "– BMM", "after_year": "– NNN"},
    ),
    "growth": ("1050 XME", {"linear": "420 BTT TME"}),
    "times": ("40 XME", {"linear": "16 BTT TME"}),
    "percent-of": ("1000 XME", {"linear": "400 BTT TME"}),
    "in-time": ("73 XME", {"linear": "39 BTT TME"}),
    "ratio": ("95 XME", {"linear": "38 BTT TME", "shares": "23.75 BTT TME"}),
    "k-of-n": ("4 XME", {"linear": "1 BTT TME"}),
    "list": ("XXXXME", {"linear": "2 BTTTME"}),
    "sum-over-years": ("BBTME", {"linear": "876 BTTME"}),
    "mean-over-years": ("XXXME", {"linear": "84 BTTME"}),
    "floor-and-limit": ("XXMMX", {"linear": "– BTTTX"}),
    "parts": ("XXXM", {"linear": "– BTTM"}),
    "yardsticks": ("XXXXME", {"linear": "– BBTTME"}),
    "stretch": ("XXMEE", {"linear": "30 BTMEE"}),
    # --- limits on what grows: above the period's level behind, above the year's missed
    "at-most": ("36 MMX", {"linear": "15 TTB BBX", "shares": "9 TTB BBX", "figures": "20 TTB BBX", **LIMITED}),
    "bare-limit": ("36 MMX", {"linear": "15 TTB BBX"}),
    "less-than": ("31 MXX", {"linear": "12 TTB BXX", "shares": "8 TTB BXX", "figures": "10 TTB BXX", **BELOW}),
    "fewer": ("90 EMX", {"linear": "36 TTB BBX", "shares": "23 TTB BBX", "figures": "30 TTB BBX", **LIMITED}),
    "fewer-than": ("90 MXX", {"linear": "36 TTB BXX", "shares": "22.5 TTB BXX", "figures": "30 TTB BXX", **BELOW}),
    "fewer-about": ("82 MMX", {"linear": "33 TTB BBX", "shares": "21 TTB BBX", "figures": "30 TTB BBX", **LIMITED}),
    "fewer-between": ("90 MMX", {"linear": "36 TTB BBX", "shares": "23 TTB BBX", "figures": "30 TTB BBX", **LIMITED}),
    "keep-low": ("50 MMX", {"linear": "20 TTB BBX", "shares": "13 TTB BBX", "figures": "15 TTB BBX", **LIMITED}),
    "none": ("MX", {"always": "– MX"}),
    "none-counted": ("0 MX", {"always": "– MX", "linear": "– TX", "year_end": "– TX", "after_year": "– NN"}),
    "share-limit": ("5 MMX", {"linear": "– TTB", "always": "– TTX"}),
    "all-in-time": ("XMM", {"always": "– XMT"}),
    # --- levels to be reached: they may still come back, so nothing is missed before the year ends, unless it holds always
    "level-at-least": ("95 XME", {"shares": "23.75 BTT TME", "figures": "90 BTT TME", "always": "– XME", **UP}),
    "level-more-than": (
        "80 XXM",
        {"year_end": "– BBM", "shares": "20 BTT TTM", "figures": "70 BTT TTM", "always": "– XXM", "after_year": "– NNN"},
    ),
    "level-equals": (
        "40 XMX",
        {"year_end": "– BMB", "shares": "10 BTT TMB", "figures": "30 BTT TMB", "always": "– XMX", "after_year": "– NNN"},
    ),
    "level-about": (
        "38 XMM, 42 MMX",
        {
            "year_end": "– BMM MMB",
            "shares": "10 BTT TMM MMB",
            "figures": "30 BTT TMM MMB",
            "always": "– XMM MMX",
            "after_year": "– NNN NNN",
        },
    ),
    "level-between": (
        "40 XMM, 45 MMX",
        {
            "year_end": "– BMM MMB",
            "shares": "10 BTT TMM MMB",
            "figures": "30 BTT TMM MMB",
            "always": "– XMM MMX",
            "after_year": "– NNN NNN",
        },
    ),
    "level-keep": (
        "80 XMM",
        {"year_end": "– BMM", "shares": "20 BTT TMM", "figures": "70 BTT TMM", "always": "– XMM", "after_year": "– NNN"},
    ),
    "level-growth": (
        "1100 XME",
        {"linear": "1040 BTT TME", "shares": "1025 BTT TME", "figures": "1030 BTT TME", "always": "– XME", **UP},
    ),
    "level-points": ("91.5 XME", {"linear": "90.6 BTT TME"}),
    "level-cut-at-most": ("900 XMM", {"linear": "– BMM", "always": "– XMM"}),
    "count-and-percent": ("XMX", {"year_end": "– BMB"}),
    "composition": ("XMM", {"year_end": "– BMM"}),
    "grade": ("XME", {"always": "– XME", **UP}),
    "grade-keep": ("XM", {"always": "– XM"}),
    # --- levels that fall: the figure just below a line is the better one
    "decrease": (
        "620 EMX",
        {
            "linear": "848 TTB EMT",
            "shares": "905 TTB EMT",
            "figures": "800 TTB EMT",
            "always": "– EMX",
            "year_end": "– EMB",
            "after_year": "– NNN",
        },
    ),
    "decrease-more-than": (
        "620 MXX",
        {
            "linear": "848 TTB MTT",
            "shares": "905 TTB MTT",
            "figures": "800 TTB MTT",
            "always": "– MXX",
            "year_end": "– MBB",
            "after_year": "– NNN",
        },
    ),
    "decrease-equals": (
        "620 XMX",
        {
            "linear": "848 TTB BMT",
            "shares": "905 TTB BMT",
            "figures": "800 TTB BMT",
            "always": "– XMX",
            "year_end": "– BMB",
            "after_year": "– NNN",
        },
    ),
    "decrease-about": (
        "890 EMM, 910 MMX",
        {
            "linear": "960 TTB EMM MMT",
            "shares": "975 TTB EMM MMT",
            "figures": "950 TTB EMM MMT",
            "always": "– EMM MMX",
            "year_end": "– EMM MMB",
            "after_year": "– NNN NNN",
        },
    ),
    "decrease-between": (
        "850 EMM, 900 MMX",
        {
            "linear": "960 TTB EMM MMT",
            "shares": "975 TTB EMM MMT",
            "figures": "950 TTB EMM MMT",
            "always": "– EMM MMX",
            "year_end": "– EMM MMB",
            "after_year": "– NNN NNN",
        },
    ),
    "keep-below": ("4 MMX", {"year_end": "– MMB", "always": "– MMX", "after_year": "– NNN"}),
    "decrease-points": ("2.5 EMX", {"linear": "2.8 TTB EMT"}),
    "level-at-most": ("2 MMX", {"year_end": "– MMB", "always": "– MMX", "after_year": "– NNN"}),
    "level-less-than": ("8 MXX", {"year_end": "– MBB", "always": "– MXX", "after_year": "– NNN"}),
    "none-left": ("0 MX", {"year_end": "– MB", "always": "– MX", "after_year": "– NN"}),
    "rank": ("3 EMX", {"year_end": "– EMB", "always": "– EMX", "after_year": "– NNN"}),
    "rank-group": ("1 MM, 5 MMX", {"year_end": "– MM MMB", "always": "– MM MMX", "after_year": "– NN NNN"}),
    "rank-up": ("7 EMX", {"year_end": "– EMB", "after_year": "– NNN"}),
    # --- done or not done
    "before": ("XMX", {"year_end": "– XMX"}),
    "by": ("XMX", {"year_end": "– XMX"}),
    "done": ("XM", {"year_end": "– TM", "after_year": "– NN"}),
    "not-done": ("MX", {"always": "– TX"}),
}


@cache
def rows() -> dict[tuple[str, str], Row]:
    return {(row.example.id, row.pace): row for row in judged_rows(EXAMPLES)}


def letters(standings: tuple[Standing, ...]) -> str:
    return "".join(LETTERS[one.verdict] for one in standings)


def bounds_of(text: str) -> list[tuple[Decimal | None, str]]:
    """Return the bounds and the verdicts around them: of "475 XMM, 525 MME" 475 and 525."""
    return [(Decimal(bound), verdicts) for bound, verdicts in (part.split() for part in text.split(", "))]


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.id for one in EXAMPLES])
def test_the_verdicts_on_the_page_are_those_written_by_hand(example: object) -> None:
    found = {pace: row for (id_, pace), row in rows().items() if row.example is example}
    (row, *_rest) = found.values()
    at_end, by_pace = EXPECTED[row.example.id]
    assert set(found) == set(by_pace)
    for pace, one in found.items():
        expected, *verdicts = by_pace[pace].split()
        assert one.expected == (None if expected == "–" else Decimal(expected)), pace
        assert [letters(line.now) for line in one.lines] == verdicts, pace
        goal = [line for line in one.lines if line.of == "goal"]
        if one.example.results:
            assert [letters(line.end) for line in goal] == [at_end]
        else:
            assert [(line.at, letters(line.end)) for line in goal] == bounds_of(at_end), pace


# --- nothing is left out ----------------------------------------------------------------------------------------------


def direction(bounds: Bounds) -> str:
    return "limit" if bounds.is_limit else "down" if bounds.falls else "up"


Kind = tuple[str, str, bool]  # comparator, direction, whether the figure accumulates


def shown() -> dict[Kind, set[str]]:
    """Return the paces that the page has for each comparator, direction and sort of figure."""
    found: dict[Kind, set[str]] = {}
    for (_id, pace), row in rows().items():
        standing = row.lines[0].now[0]
        measure = standing.target.measure
        if measure.takes_days or measure.takes_grades or (measure.is_share and measure.accumulates):
            continue
        for judged in standing.conditions:
            kind = judged.bounds.condition.comparator, direction(judged.bounds), measure.accumulates
            found.setdefault(kind, set()).add(pace)
    return found


def has_no_meaning(pace: str, way: str, *, accumulates: bool) -> str:
    """Return the reason why a pace has no meaning for a direction; empty where it has one."""
    if accumulates and way == "up" and pace == "always":
        return "what starts at zero cannot be there at every moment"
    if not accumulates and way == "limit" and pace in ("linear", "shares", "figures"):
        return "a level has the same limit in March and in December"
    return ""


# A comparison that never has this direction, with the reason.
NEVER = {
    ("at_least", "limit", False): "a level that is to fall is on its way down",
    ("more_than", "limit", False): "as at_least",
    ("about", "limit", False): "a range has two ends",
    ("between", "limit", False): "a range has two ends",
    ("keep", "limit", False): "what is to stay low is on its way down or at its end",
    ("at_most", "down", False): "only a rank, and then it is at_least",
    ("less_than", "down", False): "a level has no way to a limit",
    ("at_most", "up", True): "a limit",
    ("less_than", "up", True): "a limit",
    ("less_than", "up", False): "as at_most: the cut of at most, which the page shows",
    **{(name, "down", True): "what is counted from 1 January starts at zero" for name in COMPARATORS},
}


@pytest.mark.parametrize("comparator", [name for name in COMPARATORS if name not in ("by", "before", "done")])
@pytest.mark.parametrize("way", ["up", "down", "limit"])
@pytest.mark.parametrize("accumulates", [True, False], ids=["counted", "level"])
def test_every_comparator_has_an_example_of_each_direction_with_each_pace(comparator: str, way: str, accumulates: bool) -> None:
    kind = (comparator, way, accumulates)
    found = shown().get(kind, set())
    assert bool(found) != (kind in NEVER), NEVER.get(kind, "no example")
    if not found:
        return
    needed = {pace for pace in PACES if not has_no_meaning(pace, way, accumulates=accumulates)}
    if way == "up" and not accumulates and comparator != "at_least":
        needed -= {"linear"}  # only from a reference's figure, as the page shows for at_least
    if kind == ("equals", "limit", True):
        needed -= {"shares", "figures"}  # every share of zero is zero
    if way == "down" and comparator == "keep":
        needed -= {"linear", "shares", "figures"}  # nothing has to change
    if kind == ("at_most", "up", False):
        needed = {"linear", "always"}  # the cut of at most: nothing has to be reached
    assert needed <= found


def test_every_change_measure_and_pace_is_on_the_page(root: Path) -> None:
    bodies = "\n".join(example.body for example in EXAMPLES)
    for word in get_args(Change):
        assert word == "level" or f"change: {word}" in bodies
    for kind in KINDS:
        assert f"kind: {kind}" in bodies
    for comparator in COMPARATORS:
        assert f"{comparator}:" in bodies
    kinds = {"by_round" if pace in ("shares", "figures") else pace for pace in PACES}
    assert kinds == set(get_args(Pace.model_fields["kind"].annotation))
    page = (root / "docs" / "verdicts.md").read_text(encoding="utf-8")
    anchors = re.findall(r'<a id="([a-z-]+)"></a>', page)
    assert anchors == [example.id for example in EXAMPLES]
    assert re.findall(r"\]\(#([a-z-]+)\)", page) == anchors


# --- faults that the page has shown -----------------------------------------------------------------------------------


def test_a_level_at_its_open_limit_is_not_called_above_the_period_s_level() -> None:
    body = "measure: {kind: ratio, better: lower, accumulates: false}\ngoal: {less_than: 8%}"
    assert standing_label(judge_one(body, "8%", "q2")) == "chậm tiến độ"
    assert standing_label(judge_one(body, "8.1%", "q2")) == "chậm tiến độ"
    fires = "measure: {kind: count, better: lower}\ngoal: {less_than: 31}"
    assert standing_label(judge_one(fires, "20", "q2")) == "vượt mức của kỳ"


@pytest.mark.parametrize(
    ("goal", "projection"),
    [
        ("{at_most: 5}", None),  # 6% in May is not 15% in December
        ("{at_least: 1, change: decrease, against: truoc}", None),
        ("{equals: 0}", None),
        ("{at_least: 95}", 15),  # what is disbursed does grow
    ],
)
def test_a_rate_that_has_to_stay_low_has_no_projection(goal: str, projection: int | None) -> None:
    body = f"measure: {{kind: ratio}}\nreferences: {{truoc: 7}}\npace: linear\ngoal: {goal}"
    assert judge_one(body, "{part: 6, whole: 100}", "q2").projection == projection


def test_about_of_a_limit_is_shown_as_a_limit() -> None:
    body = (
        "measure: {kind: count, better: lower}\nreferences: {truoc: 100}\n"
        "goal: {about: 20, tolerance: 10%, change: decrease, against: truoc}"
    )
    standing = judge_one(body, "30", "q2")
    assert standing.goal is not None
    assert goal_figures(standing.target, standing.goal, standing.target.references) == "≤ 82"
