"""The blank report files of a round, and which files are still incomplete."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from camket.entry.guide import FAR_FUTURE, column_words, guide_to, range_hint, test_words
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incidents
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.named_list import NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.ledger.targets import Target
from camket.ledger.tree import REPORTS
from camket.standing.in_force import pace_of
from camket.standing.submissions import required_targets
from camket.standing.survey import Survey, survey
from camket.standing.wording import round_name
from camket.text.language import _
from camket.text.numerals import format_date, format_number
from camket.text.yaml_text import WIDTH, quote_scalar

# --- the blank files of a round -------------------------------------------------------------------------------------


def plan_open(ledger: Ledger, round_: Round, *, units: Sequence[str] | None = None) -> dict[str, bytes]:
    """Return the blank report file of every unit (or of `units`) that must report in `round_`, by path in the data folder.

    If a unit's file exists under another name, that path is used, so that the caller leaves the file as it is.
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
    """Return the files (of `units`) that are not submitted and lack required targets, by path, with these targets."""
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
    """Return text as comment lines that fit a screen; lines after the first are indented by `hang` more."""
    margin = " " * indent + "# "
    width = max(WIDTH - len(margin), 40)
    return [
        margin + line
        for line in textwrap.wrap(
            " ".join(text.split()), width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
        )
    ]


def _target_lines(now: Survey, earlier: Survey | None, unit: str, target: Target) -> Iterator[str]:
    guide = guide_to(now, earlier, unit, target)
    yield from _comment(guide.name, 2)
    for line in guide.lines:
        yield from _comment(line, 2, 2)
    if guide.awaited_until is not None:
        hint = _("No figure is expected before {date}: a few words under text: are enough.")
        yield from _comment(hint.format(date=format_date(guide.awaited_until)), 2, 2)
    elif pace_of(target).kind == "after_year":
        yield from _comment(_("Not published yet? Add the line: awaiting: publication"), 2, 2)
    yield f"  {target.id}:"
    yield from _keys(target.measure)
    yield "    text:"


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
            yield from _hint(range_hint(measure))
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


def _list_keys(measure: NamedList) -> Iterator[str]:
    yield from _hint(_("items: what is new since the last report, one entry each; nothing new: items: []"))
    for name, column in measure.columns.items():
        words = [*column_words(column)]
        if name in measure.counts_if:
            words.append(_("counted only if {test}").format(test=test_words(measure.counts_if[name])))
        yield from _hint(f"- {name}: {'; '.join(words)}")
    yield "    items:"
    yield "      # - name: …"
    yield from (f"      #   {name}: …" for name in measure.columns)
    yield "      #   evidence: …"


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
