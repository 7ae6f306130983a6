"""A commitment carried over to the next year: dates, references, last results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import yaml

from camket.entry.guide import FAR_FUTURE
from camket.entry.splicing import NodePair, YamlSplicing, find_pair
from camket.entry.targets_text import HEADER, ROUND_DATES, holiday_lines
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.registry import Measure
from camket.ledger.scalars import read_day
from camket.ledger.targets import Reference, Target
from camket.ledger.tree import TARGETS
from camket.standing.in_force import pace_of
from camket.standing.standings import Standing
from camket.standing.survey import survey
from camket.text.language import _, speaking
from camket.text.numerals import format_date, round_half_up
from camket.text.problems import CamketError
from camket.text.yaml_text import Tree, block_lines, flow_text, plain_number, quote_scalar


def carry_over(previous: Ledger, year: int) -> str:
    """Return the text of targets.yaml carried over to `year`. Raises CamketError if `previous` is of that year itself."""
    old = previous.commitment.year
    if year == old:
        raise CamketError(
            _("the commitment to carry over is of {year} itself").format(year=year),
            _("Name the new year: --year {year}").format(year=year + 1),
        )
    splicing = YamlSplicing(previous.documents[TARGETS].text)
    root = splicing.root
    _carry_commitment(splicing, find_pair(root, "commitment"), old, year)
    rounds = find_pair(root, "rounds")
    for entry in rounds[1].value if rounds else ():
        for key in ROUND_DATES:
            _move_date(splicing, find_pair(entry, key), year - old)
    holidays = "\n" + "\n".join(holiday_lines(year))
    pair = find_pair(root, "holidays")
    if pair:
        splicing.set_value(pair, holidays)
    elif isinstance(root, yaml.MappingNode):
        splicing.insert(root, "holidays", holidays, after="rounds")
    _carry_targets(splicing, previous, old, year)
    return HEADER.format(old=old, new=year).replace("\n", splicing.newline) + splicing.result()


def _carry_commitment(splicing: YamlSplicing, pair: NodePair | None, old: int, year: int) -> None:
    commitment = pair[1] if pair else None
    if (found := find_pair(commitment, "year")) is not None:
        splicing.set_value(found, str(year))
    for key in ("title", "subject"):
        if (found := find_pair(commitment, key)) is not None:
            splicing.set_value(found, quote_scalar(_move_years(found[1].value.strip(), {old: year})))
    for key in ("number", "date"):
        if (found := find_pair(commitment, key)) is not None:
            splicing.set_value(found, "")
    if (found := find_pair(commitment, "basis")) is not None:
        splicing.comment_out(found, f"Căn cứ của năm {old}; ghi căn cứ của năm {year} thay vào rồi bỏ các dấu #.")


def _carry_targets(splicing: YamlSplicing, previous: Ledger, old: int, year: int) -> None:
    final = survey(previous, previous.rounds[-1], FAR_FUTURE)
    nodes = find_pair(splicing.root, "targets")
    for target_id, (_targets, index) in previous.target_keys.items():
        target = previous.targets.get(target_id)
        if target is None or nodes is None:
            continue  # a broken target, which `check` reports; its text is copied as it is
        node = nodes[1].value[index]
        standing = final.standing(target_id)
        # If years lie between, the results are not those of last year.
        results = _last_results(previous, standing) if standing and year - old == 1 else {}
        until = _figures_until(standing) if standing and results else None
        references = _carry_references(target, results, old, year, until)
        notes = {}
        if results and standing and _is_illustrative(standing):
            notes = {name: f"số minh họa của năm {old}" for name in references if is_last_year(name)}
        pair = find_pair(node, "references")
        if pair is not None and references:
            column = pair[0].start_mark.column
            lines = "\n" + "\n".join(block_lines(references, column + 2, notes))
            splicing.set_value(pair, flow_text(references) if node.flow_style else lines)
        elif references:
            splicing.insert(node, "references", references, after="goal", notes=notes)
        if node.flow_style:  # inside braces there is no place for a comment
            for name, note in notes.items():
                splicing.add_comment(node, f"{name}: {note}")
        if (pair := find_pair(node, "revisions")) is not None:
            splicing.remove(pair)
        _move_goal(splicing, find_pair(node, "goal"), results, old, year)
        pace = find_pair(node, "pace")
        _move_date(splicing, find_pair(pace[1], "assessed_from") if pace else None, year - old)


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
    measure = standing.target.measure
    results: dict[str, str | Tree | None] = {}
    # A sum without the figures of some units would be too low a baseline.
    is_whole = not standing.target.each and (standing.own is not None or not standing.unheard)
    if is_whole and (figure := _figure(measure, standing.reading)) is not None:
        results["value"] = figure
    by_unit = {part.unit or "": _figure(measure, part.reading) for part in standing.by_unit}
    if any(by_unit.values()):
        results["by_unit"] = by_unit
    return results


def _figure(measure: Measure, reading: Reading | None) -> str | None:
    if reading is None or isinstance(measure, (Milestone, Composition)):
        return None
    if isinstance(measure, Judgement):
        return reading.grade
    return plain_number(round_half_up(reading.value, 6)) if reading.value is not None else None


def _move_goal(splicing: YamlSplicing, pair: NodePair | None, results: Tree, old: int, year: int) -> None:
    """Move the dates in a goal to the new year; add last year's result to the past years of a goal over several years."""
    if pair is None:
        return
    nodes = [pair[1]]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            for key in ("by", "before"):
                _move_date(splicing, find_pair(node, key), year - old)
            past = find_pair(node, "past")
            figure = results.get("value")
            if past is not None and isinstance(past[1], yaml.MappingNode) and figure and find_pair(past[1], str(old)) is None:
                splicing.insert(past[1], str(old), figure)
            nodes += [value for _key, value in node.value]


def _move_date(splicing: YamlSplicing, pair: NodePair | None, years: int) -> None:
    if pair is None or not pair[1].value:
        return
    day = read_day(pair[1].value)
    try:
        moved = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        moved = day.replace(year=day.year + years, day=28)
    splicing.set_value(pair, moved.isoformat())


def _move_years(text: str, years: Mapping[int, int]) -> str:
    """Replace years in a text, except in ranges (2021-2025) and in document numbers (10/2023/…)."""
    pattern = re.compile(r"(?<![\d/–-])\d{4}(?![\d/–-])")
    return pattern.sub(lambda match: str(years.get(int(match[0]), match[0])), text)
