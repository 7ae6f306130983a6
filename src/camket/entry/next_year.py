"""A commitment carried over to the next year: dates, references, last results, the newest data format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from camket.entry.carried_text import CarriedText, Tree
from camket.entry.format_upgrade import upgrade_edits
from camket.entry.guide import FAR_FUTURE
from camket.entry.targets_text import HEADER, ROUND_DATES, holiday_lines
from camket.ledger.ledger import Ledger
from camket.ledger.scalars import read_day
from camket.ledger.targets import Reference, Target
from camket.ledger.tree import TARGETS
from camket.standing.in_force import pace_of
from camket.standing.standings import Standing
from camket.standing.survey import survey
from camket.text.edit import edit
from camket.text.language import _, speaking
from camket.text.numerals import format_date
from camket.text.parsed_text import ParsedText
from camket.text.problems import CamketError
from camket.text.source import Keys
from camket.text.yaml_style import quote_scalar


def carry_over(previous: Ledger, year: int) -> str:
    """Return the text of targets.yaml carried over to `year`. Raises CamketError if `previous` is of that year itself."""
    old = previous.commitment.year
    if year == old:
        raise CamketError(
            _("the commitment to carry over is of {year} itself").format(year=year),
            _("Name the new year: --year {year}").format(year=year + 1),
        )
    carried = CarriedText(previous.documents[TARGETS].text)
    _carry_commitment(carried, old, year)
    for index in range(len(carried.entries("rounds"))):
        for key in ROUND_DATES:
            _move_date(carried, ("rounds", index, key), year - old)
    holidays = "\n" + "\n".join(holiday_lines(year))
    if not carried.set_value(("holidays",), holidays):
        carried.add((), "holidays", holidays, after="rounds")
    _carry_targets(carried, previous, old, year)
    text = carried.result()
    newest = edit(TARGETS, text.encode(), upgrade_edits(ParsedText(text).value())).decode()
    return HEADER.format(old=old, new=year).replace("\n", carried.newline) + newest


def _carry_commitment(carried: CarriedText, old: int, year: int) -> None:
    carried.set_value(("commitment", "year"), str(year))
    for key in ("title", "subject"):
        if (words := carried.scalar(("commitment", key))) is not None:
            carried.set_value(("commitment", key), quote_scalar(_move_years(words.strip(), {old: year})))
    for key in ("number", "date"):
        carried.set_value(("commitment", key), "")
    why = f"Căn cứ của năm {old}; ghi căn cứ của năm {year} thay vào rồi bỏ các dấu #."
    carried.drop(("commitment", "basis"), comment_out=why)


def _carry_targets(carried: CarriedText, previous: Ledger, old: int, year: int) -> None:
    final = survey(previous, previous.rounds[-1], FAR_FUTURE)
    for target_id, keys in previous.target_keys.items():
        target = previous.targets.get(target_id)
        if target is None:
            continue  # a broken target, which `check` reports; its text is copied as it is
        standing = final.standing(target_id)
        # If years lie between, the results are not those of last year.
        results = _last_results(previous, standing) if standing and year - old == 1 else {}
        until = _figures_until(standing) if standing and results else None
        references = _carry_references(target, results, old, year, until)
        notes = {}
        if results and standing and _is_illustrative(standing):
            notes = {name: f"số minh họa của năm {old}" for name in references if is_last_year(name)}
        if references:
            carried.put_mapping(keys, "references", references, notes, after="goal")
        carried.drop((*keys, "revisions"))
        _move_goal(carried, (*keys, "goal"), results, old, year)
        _move_date(carried, (*keys, "pace", "assessed_from"), year - old)


def _carry_references(target: Target, results: Tree, old: int, year: int, until: date | None) -> Tree:
    references: dict[str, str | Tree | None] = {}
    for name, reference in target.references.items():
        if is_last_year(name):
            references[name] = _last_year(reference, results, old, year, until)
            continue
        kept: dict[str, str | Tree | None] = {}
        if reference.label:
            kept["label"] = quote_scalar(_move_years(reference.label, {old - 1: old, old: year}))
        if reference.by:
            kept["by"] = quote_scalar(reference.by)
        kept |= {"by_unit": dict.fromkeys(reference.by_unit)} if reference.by_unit else {"value": None}
        references[name] = kept
    if results and not any(map(is_last_year, references)):
        references["last_year"] = _last_year(None, results, old, year, until)
    return references


_UNTIL = re.compile(r" \(đến \d{2}/\d{1,2}/\d{4}\)$")


def is_last_year(name: str) -> bool:
    """Return whether a reference of this name holds last year's result."""
    return name.replace("-", "_") == "last_year"


def _is_illustrative(standing: Standing) -> bool:
    """Return whether a figure of the target comes from a report marked as illustrative."""
    return any(one.filed.report.illustrative for one in (standing, *standing.by_unit) if one.filed and one.reading)


def _figures_until(standing: Standing) -> date | None:
    """Return the day up to which the final figures count; None if they are of the whole year."""
    days = [one.cut_off for one in (standing, *standing.by_unit) if one.cut_off is not None]
    is_whole = pace_of(standing.target).kind == "after_year"
    return None if is_whole or not days or max(days) >= date(max(days).year, 12, 31) else max(days)


def _last_year(reference: Reference | None, results: Tree, old: int, year: int, until: date | None) -> Tree:
    label = f"thực hiện năm {old}"
    if reference is not None and reference.label:
        label = _move_years(_UNTIL.sub("", reference.label), {old - 1: old, old: year})
    if until is not None:
        with speaking("vi"):
            label += f" (đến {format_date(until)})"
    blank: Tree = (
        {"by_unit": dict.fromkeys(reference.by_unit)} if reference is not None and reference.by_unit else {"value": None}
    )
    return {"label": quote_scalar(label), **(results or blank)}


def _last_results(previous: Ledger, standing: Standing) -> Tree:
    """Return the final figures of a target as text: `value` of the whole, `by_unit` of a group's units; empty if none."""
    results: dict[str, str | Tree | None] = {}
    # A sum without the figures of some units would be too low a baseline.
    is_whole = not standing.target.each and (standing.own is not None or not standing.unheard)
    if is_whole and (figure := _figure(standing)) is not None:
        results["value"] = figure
    by_unit = {part.unit or "": _figure(part) for part in standing.by_unit}
    if any(by_unit.values()):
        results["by_unit"] = by_unit
    return results


def _figure(standing: Standing) -> str | None:
    return standing.target.measure.figure_for_next_year(standing.reading) if standing.reading is not None else None


def _move_goal(carried: CarriedText, keys: Keys, results: Tree, old: int, year: int) -> None:
    """Move the dates in a goal to the new year; add last year's result to the past years of a goal over several years."""
    for name in carried.entries(*keys):
        if name in ("by", "before"):
            _move_date(carried, (*keys, name), year - old)
        past, figure = carried.entries(*keys, name), results.get("value")
        if name == "past" and past and figure and str(old) not in past:
            carried.add((*keys, name), str(old), figure)
        _move_goal(carried, (*keys, name), results, old, year)


def _move_date(carried: CarriedText, keys: Keys, years: int) -> None:
    written = carried.scalar(keys)
    if not written:
        return
    day = read_day(written)
    try:
        moved = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        moved = day.replace(year=day.year + years, day=28)
    carried.set_value(keys, moved.isoformat())


def _move_years(text: str, years: Mapping[int, int]) -> str:
    """Replace years in a text, except in ranges (2021-2025) and in document numbers (10/2023/…)."""
    pattern = re.compile(r"(?<![\d/–-])\d{4}(?![\d/–-])")
    return pattern.sub(lambda match: str(years.get(int(match[0]), match[0])), text)
