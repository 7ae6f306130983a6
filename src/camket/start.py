"""Starting: a new commitment, the same commitment carried to a new year, and the blank files of a round.

Everything is planned as bytes first; `write_plan` then writes what is not there yet, and touches nothing that is.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Template

import yaml

from camket.language import _, speaking
from camket.load import REPORTS, TARGETS, UNITS, Ledger
from camket.measures import Reading, part_names
from camket.model import (
    Column,
    Composition,
    Incidents,
    ItemTest,
    Judgement,
    Measure,
    Milestone,
    NamedList,
    Quantity,
    Rank,
    Ratio,
    Reference,
    Round,
    Score,
    Target,
    read_day,
)
from camket.numerals import format_date, format_number, round_half_up
from camket.problems import CamketError, WouldOverwrite
from camket.progress import Standing, Survey, assessed_from, goal_in_force, pace_of, required_targets, survey
from camket.save import write_file
from camket.spelling import nfc
from camket.tables import figure_text, goal_text, reading_text, round_name, unit_of_measure

BLANK = Path(__file__).parent / "blank"
# When everything that was ever received has been received.
FAR_FUTURE = date(9999, 12, 31)
WIDTH = 110
_ATTRIBUTES = "*.yaml text eol=lf\n*.docx binary\n*.xlsx binary\n*.pdf binary\n"
_IGNORED = "build/\n"


# --- writing what was planned ---------------------------------------------------------------------------------------


def write_plan(
    root: Path, plan: Mapping[Path, bytes] | Mapping[str, bytes], *, dry_run: bool = False
) -> tuple[list[Path], list[Path]]:
    """Write the planned files that are not there yet: (written, left as they are). `dry_run` only tells."""
    written: list[Path] = []
    left: list[Path] = []
    for name, data in plan.items():
        path = root / name
        if os.path.lexists(path):  # a link that leads nowhere is something too
            left.append(path)
            continue
        if not dry_run:
            write_file(path, data)
        written.append(path)
    return written, left


# --- YAML text ------------------------------------------------------------------------------------------------------

# Text that means itself without quotes, in block and in flow style, for every YAML reader.
_PLAIN = re.compile(r"[^\W\d_][\w /().+&–-]*(?<! )")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quote_scalar(text: str) -> str:
    """`text` as a YAML scalar that reads back the same: plain where that is safe, otherwise between double quotes."""
    text = nfc(text)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable():
        return text
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable() or character == "\u00a0":
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def plain_number(number: Decimal) -> str:
    """`number` with a decimal point, as text that can be read in one way only."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    # 51.917 could be fifty-one thousand; 51.9170 could not.
    return text + "0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


Tree = Mapping[str, "str | Tree | None"]


def _block_lines(tree: Tree, indent: int, notes: Mapping[str, str] | None = None) -> Iterator[str]:
    """A tree as YAML lines; `notes` are comments beside the keys of mappings."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            note = (notes or {}).get(key)
            yield f"{' ' * indent}{key}:" + (f"   # {note}" if note else "")
            yield from _block_lines(value, indent + 2, notes)
        else:
            yield f"{' ' * indent}{key}: {value}" if value else f"{' ' * indent}{key}:"


def _flow(tree: Tree) -> str:
    pairs = [f"{key}: {_flow(value) if isinstance(value, Mapping) else value or '~'}" for key, value in tree.items()]
    return "{" + ", ".join(pairs) + "}"


# --- a new commitment -----------------------------------------------------------------------------------------------


def plan_init(
    folder: Path, *, year: int, previous: Ledger | None = None, previous_root: Path | None = None
) -> dict[Path, bytes]:
    """The files of a new commitment in `folder`, by path; with `previous`, read from `previous_root`, that commitment
    carried to `year`.

    Carried over: units byte for byte; targets.yaml with its order, comments and quotes, in which only these change:
    year, title and subject, number and date (blank), the basis (commented out), the rounds' dates, the holidays, the
    dates in goals and paces, each target's references (written anew: last year's results under `last_year`, all else
    blank) and revisions (gone). Raises WouldOverwrite where a commitment stands already.
    """
    data = folder / "data"
    if (standing := _find_commitment(folder)) is not None:
        message = _("{path} exists: a commitment has been started here").format(path=standing)
        raise WouldOverwrite(message, _("Name a folder that is neither this commitment's nor inside it."))
    if previous is None:
        targets = _new_targets(year).encode()
        units: bytes | None = (BLANK / UNITS).read_bytes().replace(b"\r\n", b"\n")
    else:
        targets = _carry_over(previous, year).encode()
        beside = previous.documents.get(UNITS)
        as_read = beside.text.encode() if beside else None
        units = (previous_root / UNITS).read_bytes() if beside and previous_root else as_read
    plan = {data / TARGETS: targets}
    if units is not None:
        plan[data / UNITS] = units
    plan[data / REPORTS / ".gitkeep"] = b""
    plan[folder / ".gitattributes"] = _ATTRIBUTES.encode()
    plan[folder / ".gitignore"] = _IGNORED.encode()
    return plan


def _find_commitment(folder: Path) -> Path | None:
    """What stands in the way of a new commitment: one in `folder`, or in a folder above it up to the repository's.

    Commands look upward for their data, and a commitment inside another one would be taken for it.
    """
    resolved = folder.resolve()
    for above in (resolved, *resolved.parents):
        for path in (above / TARGETS, above / "data" / TARGETS):
            if os.path.lexists(path):
                return path
        if (above / ".git").exists():
            break
    units = folder / "data" / UNITS
    return units if os.path.lexists(units) else None


def _new_targets(year: int) -> str:
    template = Template((BLANK / TARGETS).read_text(encoding="utf-8"))
    return template.substitute(year=year, holidays="\n".join(_holiday_lines(year)))


def _holiday_lines(year: int) -> list[str]:
    from holidays import country_holidays

    days = country_holidays("VN", years=year, language="vi")
    return [
        f"  - {{date: {day.isoformat()}, name: {quote_scalar(name)}}}" for day, name in sorted(days.items()) if day.year == year
    ]


# --- the same commitment in a new year ------------------------------------------------------------------------------

_HEADER = """\
# Chuyển từ năm {old} sang năm {new}. Cần rà lại trước khi dùng:
#   - số, ngày và căn cứ của văn bản mới; hạn của các kỳ báo cáo; ngày nghỉ lễ
#   - từng chỉ tiêu: tên, lời văn, mức phải đạt; số giao (references) đang để trống
#   - last_year là kết quả báo cáo ở kỳ cuối năm {old}; chỉ tiêu không có số thì để trống
#   - các ghi chú bên dưới là của năm {old}
"""
_ROUND_DATES = ("before", "by", "opens", "cut_off", "data_from", "sent_up_by")


class _Splicing:
    """Changes to a YAML text at the places of its nodes; everything between them stays byte for byte."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.changes: list[tuple[int, int, str]] = []
        self.root = yaml.compose(text, Loader=yaml.CSafeLoader)

    def result(self) -> str:
        text = self.text
        for start, end, new in sorted(self.changes, reverse=True):
            text = text[:start] + new.replace("\n", self.newline) + text[end:]
        return text

    def set_value(self, pair: tuple[yaml.Node, yaml.Node], new: str) -> None:
        """Put `new` after the key's colon, in place of the value and of a comment on its last line."""
        key, value = pair
        colon = self.text.index(":", key.end_mark.index) + 1
        end = max(colon, self._end(value))
        comment = re.compile(r"[ \t]+#[^\r\n]*").match(self.text, end)
        self.changes.append((colon, comment.end() if comment else end, new if new.startswith("\n") or not new else " " + new))

    def remove(self, pair: tuple[yaml.Node, yaml.Node]) -> None:
        """Take out a key with its value; in a place where lines cannot be taken out, an empty list stays."""
        start, end = self._lines(pair)
        if self.text[start : pair[0].start_mark.index].strip():
            self.set_value(pair, "[]")
        else:
            self.changes.append((start, end, ""))

    def comment_out(self, pair: tuple[yaml.Node, yaml.Node], why: str) -> None:
        """Keep a key and its value as a comment."""
        start, end = self._lines(pair)
        column = pair[0].start_mark.column
        if self.text[start : pair[0].start_mark.index].strip():
            self.set_value(pair, "[]")
            return
        margin = " " * column
        lines = self.text[start:end].splitlines()
        kept = "".join(f"{margin}# {line[column:]}\n" for line in lines)
        self.changes.append((start, end, f"{margin}# {why}\n{kept}"))

    def add_comment(self, node: yaml.Node, text: str) -> None:
        """Put a comment at the end of the line that a value ends on."""
        end = self._line_end(self._end(node))
        self.changes.append((end, end, f"   # {text}"))

    def insert(
        self,
        mapping: yaml.MappingNode,
        key: str,
        value: str | Tree,
        *,
        after: str | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Add a key to a mapping, after another key or as its last; `notes` are comments beside keys in it."""
        if mapping.flow_style:
            brace = mapping.end_mark.index - 1
            text = _flow({key: value})[1:-1]
            self.changes.append((brace, brace, f", {text}" if mapping.value else text))
            return
        pair = (find_pair(mapping, after) if after else None) or mapping.value[-1]
        end = self._line_end(max(self._end(pair[1]), pair[0].end_mark.index))
        column = mapping.value[0][0].start_mark.column
        self.changes.append((end, end, "\n" + "\n".join(_block_lines({key: value}, column, notes))))

    def _lines(self, pair: tuple[yaml.Node, yaml.Node]) -> tuple[int, int]:
        start = self.text.rfind("\n", 0, pair[0].start_mark.index) + 1
        end = self._line_end(max(self._end(pair[1]), pair[0].end_mark.index))
        newline = re.compile(r"\r?\n").match(self.text, end)
        return start, newline.end() if newline else end

    def _line_end(self, index: int) -> int:
        found = re.compile(r"\r?\n|\Z").search(self.text, index)
        assert found is not None  # the end of the text matches
        return found.start()

    def _end(self, node: yaml.Node) -> int:
        """Where the text of a node really ends: libyaml ends a block where the next token begins."""
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            key, value = node.value[-1]
            return max(self._end(value), self.text.index(":", key.end_mark.index) + 1)
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self._end(node.value[-1])
        start: int = node.start_mark.index
        end: int = node.end_mark.index
        if start == end:
            return 0  # an empty value: its key ends it
        return start + len(self.text[start:end].rstrip())


def find_pair(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and value nodes of one key of a mapping."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == key:
                return key_node, value_node
    return None


def _carry_over(previous: Ledger, year: int) -> str:
    old = previous.commitment.year
    if year == old:
        raise CamketError(
            _("the commitment to carry over is of {year} itself").format(year=year),
            _("Name the new year: --year {year}").format(year=year + 1),
        )
    splicing = _Splicing(previous.documents[TARGETS].text)
    root = splicing.root
    _carry_commitment(splicing, find_pair(root, "commitment"), old, year)
    rounds = find_pair(root, "rounds")
    for entry in rounds[1].value if rounds else ():
        for key in _ROUND_DATES:
            _move_date(splicing, find_pair(entry, key), year - old)
    holidays = "\n" + "\n".join(_holiday_lines(year))
    pair = find_pair(root, "holidays")
    if pair:
        splicing.set_value(pair, holidays)
    elif isinstance(root, yaml.MappingNode):
        splicing.insert(root, "holidays", holidays, after="rounds")
    _carry_targets(splicing, previous, old, year)
    return _HEADER.format(old=old, new=year).replace("\n", splicing.newline) + splicing.result()


def _carry_commitment(splicing: _Splicing, pair: tuple[yaml.Node, yaml.Node] | None, old: int, year: int) -> None:
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


def _carry_targets(splicing: _Splicing, previous: Ledger, old: int, year: int) -> None:
    final = survey(previous, previous.rounds[-1], FAR_FUTURE)
    nodes = find_pair(splicing.root, "targets")
    for target_id, (_targets, index) in previous.target_keys.items():
        target = previous.targets.get(target_id)
        if target is None or nodes is None:
            continue  # broken, which is said where it stands; its text goes over as it is
        node = nodes[1].value[index]
        standing = final.standing(target_id)
        # What is two years old is no result of last year.
        results = _last_results(previous, standing) if standing and year - old == 1 else {}
        until = _figures_until(standing) if standing and results else None
        references = _carry_references(target, results, old, year, until)
        notes = {}
        if results and standing and _is_illustrative(standing):
            notes = {name: f"số minh họa của năm {old}" for name in references if is_last_year(name)}
        pair = find_pair(node, "references")
        if pair is not None and references:
            column = pair[0].start_mark.column
            lines = "\n" + "\n".join(_block_lines(references, column + 2, notes))
            splicing.set_value(pair, _flow(references) if node.flow_style else lines)
        elif references:
            splicing.insert(node, "references", references, after="goal", notes=notes)
        if node.flow_style:  # a comment has no place inside braces
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
    """Whether a reference's name says that it is last year's result."""
    return name.replace("-", "_") == "last_year"


def _is_illustrative(standing: Standing) -> bool:
    """Whether a figure of the target comes from a report that is marked as illustrative."""
    return any(one.filed.report.illustrative for one in (standing, *standing.by_unit) if one.filed and one.reading)


def _figures_until(standing: Standing) -> date | None:
    """The day that the final figures run up to, where that is before the year's end."""
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
    """The final figures of a target as text: `value` of the whole, `by_unit` of a group's units; empty for none."""
    measure = standing.target.measure
    results: dict[str, str | Tree | None] = {}
    # A sum that some have not reported to would be too low a baseline.
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


def _move_goal(splicing: _Splicing, pair: tuple[yaml.Node, yaml.Node] | None, results: Tree, old: int, year: int) -> None:
    """Dates in a goal to the new year; last year's result among the past years of a goal over several."""
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


def _move_date(splicing: _Splicing, pair: tuple[yaml.Node, yaml.Node] | None, years: int) -> None:
    if pair is None or not pair[1].value:
        return
    day = read_day(pair[1].value)
    try:
        moved = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        moved = day.replace(year=day.year + years, day=28)
    splicing.set_value(pair, moved.isoformat())


def _move_years(text: str, years: Mapping[int, int]) -> str:
    """Years in a text replaced, except in ranges (2021-2025) and in document numbers (10/2023/…)."""
    pattern = re.compile(r"(?<![\d/–-])\d{4}(?![\d/–-])")
    return pattern.sub(lambda match: str(years.get(int(match[0]), match[0])), text)


# --- the blank files of a round -------------------------------------------------------------------------------------


def plan_open(ledger: Ledger, round_: Round, *, units: Sequence[str] | None = None) -> dict[str, bytes]:
    """The blank progress file of every unit (or of `units`) that must report in `round_`, by path in the data folder.

    A unit whose file stands under another name keeps that path, so that it is left as it is.
    """
    now = survey(ledger, round_, ledger.calendar.cut_off(round_))
    before = ledger.calendar.before(round_)
    earlier = survey(ledger, before, FAR_FUTURE) if before else None
    plan: dict[str, bytes] = {}
    for unit in ledger.units:
        required = required_targets(ledger, unit, round_)
        if not required or (units is not None and unit not in units):
            continue
        filed = ledger.reports.get((round_.id, unit))
        path = filed.path if filed else f"{REPORTS}/{round_.id}/{unit}.yaml"
        plan[path] = _blank_report(now, earlier, unit, required).encode()
    return plan


def find_incomplete(ledger: Ledger, round_: Round, *, units: Sequence[str] | None = None) -> dict[str, list[Target]]:
    """The files of `round_` (or of `units` in it) that are not submitted and lack required targets, with those targets."""
    found: dict[str, list[Target]] = {}
    for unit in ledger.units if units is None else units:
        filed = ledger.reports.get((round_.id, unit))
        if filed is None or filed.report.submitted is not None:
            continue
        lacking = [target for target in required_targets(ledger, unit, round_) if target.id not in filed.report.results]
        if lacking:
            found[filed.path] = lacking
    return found


def _blank_report(now: Survey, earlier: Survey | None, unit: str, required: Sequence[Target]) -> str:
    ledger = now.ledger
    year = ledger.commitment.year
    due = next((submission.due for submission in now.submissions if submission.unit == unit), now.due)
    lines = [
        *_comment(_("{unit} – {round} of {year}").format(unit=ledger.name(unit), round=round_name(now.round), year=year)),
        *_comment(
            _("To be received by {due}; figures up to {cut_off}.").format(
                due=format_date(due), cut_off=format_date(now.cut_off)
            )
        ),
        *_comment(_("Write after the colon and one space. Lines that begin with # are hints and are not read.")),
        *_comment(_("Numbers: {examples}. A decimal comma inside braces needs quotes.").format(examples="75; 62,5; 1.234,5")),
        *_comment(_("Text that holds ': ' or ' #' goes between double quotes; long text may follow | on indented lines.")),
        *_comment(_("Any result may also have evidence: and same_period: (the figure of the same period last year).")),
        "",
        f"unit: {quote_scalar(ledger.name(unit))}",
        f"round: {now.round.id}",
        *_comment(_("The day the report was received, year-month-day; while it is blank, nothing has been received.")),
        "submitted:",
        *_comment(_("The letter that the report came under.")),
        "letter:",
        "  number:",
        "  date:",
        "reported_by:",
        "  name:",
        "  title:",
        "  phone:",
        "",
        "results:",
    ]
    for target in required:
        lines += [*_target_lines(now, earlier, unit, target), ""]
    lines += [
        *_comment(_("Difficulties: take away the # before each line that is used; target: may be left out.")),
        "difficulties:",
        "  # - text: …",
        f"  #   target: {required[0].id}",
        *_comment(_("Proposed solutions, and to whom.")),
        "proposals:",
        "  # - text: …",
        f"  #   target: {required[0].id}",
        "  #   to: …",
    ]
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    """Text as comment lines of a width that fits a screen; further lines hang by `hang`."""
    margin = " " * indent + "# "
    width = max(WIDTH - len(margin), 40)
    return [
        margin + line
        for line in textwrap.wrap(
            " ".join(text.split()), width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
        )
    ]


def _target_lines(now: Survey, earlier: Survey | None, unit: str, target: Target) -> Iterator[str]:
    measure = target.measure
    standing = standing_of(now, target, unit)
    section = f"{target.section}. " if target.section else ""
    yield from _comment(section + target.name, 2)
    if goal := goal_words(now, target, unit):
        yield from _comment(_("Goal: {goal}").format(goal=goal), 2, 2)
    if earlier is not None and (last := last_words(earlier, target, unit)):
        yield from _comment(_("Last time: {figure}").format(figure=last), 2, 2)
    if standing is not None and (expected := expected_words(target, standing)):
        text = _("Expected by {date}: {figure}").format(date=format_date(now.cut_off), figure=expected)
        yield from _comment(text, 2, 2)
    for duty in target.duties:
        yield from _comment(_("To be told in words as well: {duty}").format(duty=duty), 2, 2)
    pace = pace_of(target)
    if pace.kind == "after_year":
        day = assessed_from(now.ledger, pace)
        if now.cut_off < day:
            hint = _("No figure is expected before {date}: a few words under text: are enough.")
            yield from _comment(hint.format(date=format_date(day)), 2, 2)
        else:
            yield from _comment(_("Not published yet? Add the line: awaiting: publication"), 2, 2)
    yield f"  {target.id}:"
    yield from _keys(measure)
    yield "    text:"


def standing_of(looked_at: Survey, target: Target, unit: str) -> Standing | None:
    whole = looked_at.standing(target.id)
    return next((part for part in whole.by_unit if part.unit == unit), whole) if whole else None


def goal_words(now: Survey, target: Target, unit: str) -> str:
    goal, references = goal_in_force(target, now.cut_off)
    members = now.ledger.members(target)
    member = None if members and unit not in members else unit
    words = goal_text(target, goal, references, member)
    one_level = len(goal.all) == 1 and goal.all[0].of is None
    if one_level and any(character.isdigit() for character in words):
        words = _with_unit(target.measure, words)
    written = goal.as_written
    return f"{words} ({written})" if written else words


def expected_words(target: Target, standing: Standing) -> str:
    """What the pace asks for at the cut-off, of each condition that asks for something on the way."""
    measure = target.measure
    names = part_names(measure)
    words: dict[str, None] = {}
    for judged in standing.conditions:
        of = judged.bounds.condition.of
        if judged.expected is not None:
            figure = figure_text(measure, judged.expected, of)
            words[f"{names.get(of, of)} {figure}" if of else _with_unit(measure, figure)] = None
    return "; ".join(words)


def last_words(earlier: Survey, target: Target, unit: str) -> str:
    whole = earlier.standing(target.id)
    standing = standing_of(earlier, target, unit)
    if whole is None or standing is None:
        return ""
    # Beside the units that add up, a reporter gives a figure of its own.
    aside = standing is whole and bool(whole.by_unit)
    reading = whole.own if aside else standing.reading
    if reading is None:
        return ""
    figure = _with_unit(target.measure, reading_text(target, reading))
    parts = reading.figures
    if isinstance(target.measure, Ratio) and "whole" in parts:
        figure = (
            f"{format_number(parts['part'])}/{format_number(parts['whole'])} {target.measure.unit or ''}".strip()
            + f" = {figure}"
        )
    round_ = standing.reading_round or earlier.round
    return f"{figure} ({round_name(round_)})"


def _with_unit(measure: Measure, figure: str) -> str:
    unit = unit_of_measure(measure)
    return figure if isinstance(measure, (Ratio, Composition)) or not unit else f"{figure} {unit}"


# --- the keys that a measure asks for, blank, with hints --------------------------------------------------------------


def _hint(text: str) -> list[str]:
    return _comment(text, 4, 2)


def _keys(measure: Measure) -> Iterator[str]:
    match measure:
        case Quantity():
            yield from _quantity_keys(measure)
        case Ratio():
            yield from _ratio_keys(measure)
        case Score():
            yield from _hint(_range_hint(measure))
            yield "    value:"
        case Rank():
            yield from _hint(_("rank: the place reached, 1 is best; of: among how many"))
            yield "    rank:"
            if measure.of is None:
                yield "    of:"
        case NamedList():
            yield from _list_keys(measure)
        case Incidents():
            yield from _incident_keys(measure)
        case Judgement():
            yield from _judgement_keys(measure)
        case Milestone():
            yield from _hint(_("done: true or false; date: the day it was done"))
            yield from ("    done:", "    date:", "    evidence:")
        case Composition():
            total = _with_total(measure)
            yield from _hint(_("parts: every part, together {total}").format(total=total))
            yield from _part_keys(measure.parts)


def _with_total(measure: Composition) -> str:
    total = format_number(measure.total)
    return f"{total} {measure.unit}" if measure.unit and measure.unit != "%" else f"{total}{measure.unit or ''}"


def _part_keys(parts: Mapping[str, str]) -> Iterator[str]:
    yield "    parts:"
    for name, label in parts.items():
        yield from _comment(label, 6, 2)
        yield f"      {name}:"


def _quantity_keys(measure: Quantity) -> Iterator[str]:
    since = _("the whole since 1 January, not the new ones alone") if measure.accumulates else _("as it stands at the cut-off")
    yield from _hint(_("value: {unit}, {since}").format(unit=measure.unit or _("a number"), since=since))
    yield "    value:"
    if measure.parts:
        yield from _hint(_("parts: of which; each at most the whole"))
        yield from _part_keys(measure.parts)


def _ratio_keys(measure: Ratio) -> Iterator[str]:
    for key, label in (("part", measure.part), ("whole", measure.whole)):
        unit = f" ({measure.unit})" if measure.unit else ""
        yield from _hint(f"{key}: {label or key}{unit}")
    if measure.accumulates:
        yield from _hint(_("both since 1 January"))
    yield from ("    part:", "    whole:")
    yield from _hint(_("only where the two figures are not known, in their place: percent:"))


def _range_hint(measure: Score) -> str:
    unit = measure.unit or _("a number")
    if measure.max is None:
        return _("value: {unit}").format(unit=unit)
    low = format_number(measure.min or Decimal(0))
    return _("value: {unit}, from {low} to {high}").format(unit=unit, low=low, high=format_number(measure.max))


def _list_keys(measure: NamedList) -> Iterator[str]:
    yield from _hint(_("items: what is new since the last report, one entry each; nothing new: items: []"))
    for name, column in measure.columns.items():
        words = [*_column_words(column)]
        if name in measure.counts_if:
            words.append(_("counted only if {test}").format(test=_test_words(measure.counts_if[name])))
        yield from _hint(f"- {name}: {'; '.join(words)}")
    yield "    items:"
    yield "      # - name: …"
    yield from (f"      #   {name}: …" for name in measure.columns)
    yield "      #   evidence: …"


def _column_words(column: Column) -> Iterator[str]:
    """What goes into a column of a named list: its label, and what it may hold."""
    if column.label:
        yield column.label
    match column.type:
        case "choice":
            yield _("one of {choices}").format(choices=", ".join(f"{name} ({label})" for name, label in column.choices.items()))
        case "date":
            yield _("a date, year-month-day")
        case "number":
            yield " ".join([_("a number"), *_limits(column)])


def _test_words(test: ItemTest) -> str:
    return ", ".join([*_limits(test), *test.one_of])


def _limits(limited: Column | ItemTest) -> list[str]:
    low, high = (limited.min, limited.max) if isinstance(limited, Column) else (limited.at_least, limited.at_most)
    if low is not None and high is not None:
        return [f"{format_number(low)}–{format_number(high)}"]
    return [f"{sign} {format_number(limit)}" for sign, limit in (("≥", low), ("≤", high)) if limit is not None]


def _incident_keys(measure: Incidents) -> Iterator[str]:
    yield from _hint(_("incidents: what has happened since the last report; nothing happened: incidents: []"))
    for name, label in measure.kinds.items():
        yield from _hint(f"- {name}: {label}")
    yield "    incidents:"
    yield f"      # - kind: {next(iter(measure.kinds))}"
    yield from ("      #   name: …", "      #   date: …")


def _judgement_keys(measure: Judgement) -> Iterator[str]:
    grades = ", ".join(f"{name} ({label})" for name, label in measure.grades.items())
    yield from _hint(_("grade: one of {grades}").format(grades=grades))
    yield "    grade:"
    for key, label in (("part", measure.part), ("whole", measure.whole)):
        if label:
            unit = f" ({measure.unit})" if measure.unit else ""
            yield from _hint(f"{key}: {label}{unit}")
            yield f"    {key}:"
    yield "    evidence:"
