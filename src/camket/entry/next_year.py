"""A commitment carried over to the next year: dates, references, last results, the newest data format."""

from __future__ import annotations

import re
from typing import NamedTuple

from camket.entry.carried_text import CarriedText, Tree
from camket.entry.format_upgrade import upgrade_edits
from camket.entry.targets_text import HEADER, ROUND_DATES, holiday_lines, year_value
from camket.ledger.ledger import Ledger
from camket.ledger.scalars import read_day
from camket.ledger.targets import Reference, Target
from camket.ledger.tree import TARGETS
from camket.ledger.year import Year, moved_day
from camket.standing.last_year import FinalResult, final_results, is_last_year, result_label
from camket.text.edit import edit
from camket.text.language import _, speaking
from camket.text.parsed_text import ParsedText
from camket.text.problems import CamketError
from camket.text.source import Keys
from camket.text.yaml_style import quote_scalar


def carry_over(previous: Ledger, year: Year, place: str | None = None) -> str:
    """Return the text of targets.yaml carried over to `year`; `place` is the path to the data folder of `previous`.

    Raises CamketError if `previous` is of that year itself.
    """
    old = previous.commitment.year
    if year.number == old.number:
        raise CamketError(
            _("the commitment to carry over is of {year} itself").format(year=year.label),
            _("Name the new year: --year {year}").format(year=year.number + 1),
        )
    move = YearMove(old, year)
    carried = CarriedText(previous.documents[TARGETS].text)
    _carry_commitment(carried, move, place if move.years == 1 else None)
    for index in range(len(carried.entries("rounds"))):
        for key in ROUND_DATES:
            _move_date(carried, ("rounds", index, key), move.years)
    holidays = "\n" + "\n".join(holiday_lines(year))
    if not carried.set_value(("holidays",), holidays):
        carried.add((), "holidays", holidays, after="rounds")
    _carry_targets(carried, previous, move)
    text = carried.result()
    newest = edit(TARGETS, text.encode(), upgrade_edits(ParsedText(text).value())).decode()
    header = HEADER.format(old=move.words(old), new=move.words(year))
    return header.replace("\n", carried.newline) + newest


class YearMove(NamedTuple):
    """The year that is carried over and the year that it is carried over to."""

    old: Year
    new: Year

    @property
    def years(self) -> int:
        return self.new.number - self.old.number

    def words(self, year: Year) -> str:
        """Return the old or the new year in Vietnamese words. The new year is named as the old one is."""
        with speaking("vi"):
            return year.text if year.name or not self.old.name else self.moved_text(self.old.text)

    def moved_text(self, text: str, *, last_too: bool = False) -> str:
        """Return a text with the old year replaced by the new one; with `last_too`, the year before it by the old year.

        Both may be two calendar years: 2024-2025, or 2024 – 2025. Other ranges (2021-2025) and document numbers
        (10/2023/…) are left as they are.
        """
        old, new = self.old.number, self.new.number
        years = {old - 1: old, old: new} if last_too else {old: new}
        more = self.old.last.year - old  # 1 for a year from September to May
        singles = {year + more: moved + more for year, moved in years.items()} | years

        def move(found: re.Match[str]) -> str:
            first, dash, last = int(found[1]), found[2], found[3]
            if last is None:
                return str(singles.get(first, first))
            is_the_year = more and int(last) - first == more and first in years
            return f"{years[first]}{dash}{years[first] + more}" if is_the_year else found[0]

        return _YEARS.sub(move, text)


# A year, or two with a dash between them, not within a longer range or a document number.
_YEARS = re.compile(r"(?<![\d/–-])(\d{4})(?:(\s*[-–]\s*)(\d{4}))?(?![\d/–-])")


def _carry_commitment(carried: CarriedText, move: YearMove, place: str | None) -> None:
    at: Keys = ("commitment", "year")
    if move.old.is_bare or not carried.entries(*at):
        carried.set_value(at, year_value(move.new))
    else:
        carried.set_value((*at, "from"), move.new.first.isoformat())
        carried.set_value((*at, "to"), move.new.last.isoformat())
    for key in (("title",), ("subject",), ("year", "name")):
        if (words := carried.scalar(("commitment", *key))) is not None:
            carried.set_value(("commitment", *key), quote_scalar(move.moved_text(words.strip())))
    if place is not None and not carried.set_value(("commitment", "previous"), quote_scalar(place)):
        carried.add(("commitment",), "previous", quote_scalar(place), after="year")
    elif place is None:
        carried.drop(("commitment", "previous"))
    for name in ("number", "date"):
        carried.set_value(("commitment", name), "")
    old, new = move.words(move.old), move.words(move.new)
    why = f"Căn cứ của {old}; ghi căn cứ của {new} thay vào rồi bỏ các dấu #."
    carried.drop(("commitment", "basis"), comment_out=why)


def _carry_targets(carried: CarriedText, previous: Ledger, move: YearMove) -> None:
    # If years lie between, the results are not those of last year.
    results = final_results(previous) if move.years == 1 else {}
    for target_id, keys in previous.target_keys.items():
        target = previous.targets.get(target_id)
        if target is None:
            continue  # a broken target, which `check` reports; its text is copied as it is
        found = results.get(target_id)
        result = found if found is not None and found.is_known else None
        references = _carry_references(target, result, move)
        notes = {}
        if result is not None and result.is_illustrative:
            notes = {name: f"số minh họa của {move.words(move.old)}" for name in references if is_last_year(name)}
        if references:
            carried.put_mapping(keys, "references", references, notes, after="goal")
        carried.drop((*keys, "revisions"))
        _move_goal(carried, (*keys, "goal"), result, move)
        _move_date(carried, (*keys, "pace", "assessed_from"), move.years)


def _carry_references(target: Target, result: FinalResult | None, move: YearMove) -> Tree:
    references: dict[str, str | Tree | None] = {}
    for name, reference in target.references.items():
        if is_last_year(name):
            references[name] = _last_year(reference, result, move)
            continue
        kept: dict[str, str | Tree | None] = {}
        if reference.label:
            kept["label"] = quote_scalar(move.moved_text(reference.label, last_too=True))
        if reference.by:
            kept["by"] = quote_scalar(reference.by)
        kept |= {"by_unit": dict.fromkeys(reference.by_unit)} if reference.by_unit else {"value": None}
        references[name] = kept
    if result is not None and not any(map(is_last_year, references)):
        references["last_year"] = _last_year(None, result, move)
    return references


def _last_year(reference: Reference | None, result: FinalResult | None, move: YearMove) -> Tree:
    label = f"thực hiện {move.words(move.old)}"
    if reference is not None and reference.label:
        label = move.moved_text(result_label(reference.label, None), last_too=True)
    label = result_label(label, result.until if result is not None else None)
    figures: dict[str, str | Tree | None] = {}
    if result is not None and result.value is not None:
        figures["value"] = result.value
    if result is not None and result.by_unit is not None:
        figures["by_unit"] = result.by_unit
    blank: Tree = (
        {"by_unit": dict.fromkeys(reference.by_unit)} if reference is not None and reference.by_unit else {"value": None}
    )
    return {"label": quote_scalar(label), **(figures or blank)}


def _move_goal(carried: CarriedText, keys: Keys, result: FinalResult | None, move: YearMove) -> None:
    """Move the dates in a goal to the new year; add last year's result to the past years of a goal over several years."""
    for name in carried.entries(*keys):
        if name in ("by", "before"):
            _move_date(carried, (*keys, name), move.years)
        past, figure = carried.entries(*keys, name), result.value if result is not None else None
        if name == "past" and past and figure and str(move.old.number) not in past:
            carried.add((*keys, name), str(move.old.number), figure)
        _move_goal(carried, (*keys, name), result, move)


def _move_date(carried: CarriedText, keys: Keys, years: int) -> None:
    written = carried.scalar(keys)
    if not written:
        return
    day = read_day(written)
    carried.set_value(keys, moved_day(day, years).isoformat())
