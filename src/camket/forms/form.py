"""The form of a unit in a round: which slots and tables it has, from what the round asks of the unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

from camket.entry.blank_report import plan_open
from camket.entry.guide import FAR_FUTURE, expected_words, goal_words, last_words, standing_of
from camket.forms.cells import meaning
from camket.forms.slots import NONE, RESULT_ORDER, SOME, Form, FormBlock, Keys, Meaning, Slot, Table, value_at
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incidents
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.named_list import Column, NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.ledger.targets import Target
from camket.standing.appendix import numbers
from camket.standing.in_force import assessed_from, pace_of
from camket.standing.submissions import required_targets
from camket.standing.survey import Survey, survey
from camket.standing.wording import round_name, target_name
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Plain
from camket.text.spelling import fold

_MOST_NAMES = 40


def in_full(ledger: Ledger, value: Plain) -> dict[str, Plain]:
    """Return the plain values of a report, with each result in full: `growth: 6.8` becomes `growth: {value: 6.8}`."""
    report = deepcopy(value) if isinstance(value, dict) else {}
    results = report.get("results")
    if isinstance(results, dict):
        for target_id, raw in results.items():
            target = ledger.targets.get(target_id)
            if target is not None:
                results[target_id] = target.measure.full_result(raw)
    return report


# --- the form ---------------------------------------------------------------------------------------------------------


class FormRound:
    """A round of a ledger, with what the forms of all units need, computed once."""

    def __init__(self, ledger: Ledger, round_: Round) -> None:
        self.ledger = ledger
        self.round = round_
        self.now = survey(ledger, round_, ledger.calendar.cut_off(round_))
        before = ledger.calendar.before(round_)
        self.earlier: Survey | None = survey(ledger, before, FAR_FUTURE) if before else None
        self.numbers = numbers(ledger)
        self.due = {one.unit: one.due for one in self.now.submissions}
        self._blank: dict[str, bytes] | None = None

    def blank_file(self, path: str) -> bytes:
        """Return the report file that `camket open` would write; no bytes for a unit that nothing is asked of."""
        if self._blank is None:
            self._blank = plan_open(self.ledger, self.round)
        return self._blank.get(path, b"")


def make_form(form_round: FormRound, unit: str) -> Form:
    """Return the form of a unit in the round, with the values of its report so far."""
    ledger, round_ = form_round.ledger, form_round.round
    filed = ledger.reports.get((round_.id, unit))
    given = in_full(ledger, filed.document.value if filed else None)
    results = given.get("results")
    targets = list(required_targets(ledger, unit, round_))
    if isinstance(results, dict):  # reported without being asked
        targets += [ledger.targets[name] for name in results if name in ledger.targets and ledger.targets[name] not in targets]
    commitment = ledger.commitment
    office = commitment.issuing_office or commitment.issuing_body
    due = format_date(form_round.due.get(unit, form_round.now.due))
    cut_off = format_date(form_round.now.cut_off)
    return Form(
        year=commitment.year,
        title=commitment.title,
        round=round_.id,
        unit=unit,
        heading=(
            ledger.name(unit),
            _("FIGURES FOR THE REPORT: {round}, {year}").format(round=round_name(round_), year=commitment.year),
            commitment.title,
            _("To reach {office} by {due}; figures up to {cut_off}.").format(office=office, due=due, cut_off=cut_off),
        ),
        about=tuple(_about_slots()),
        blocks=tuple(_block(form_round, unit, target, given) for target in targets),
        closing=(Slot(("note",), _("Note"), "text", is_long=True),),
        tables=tuple(_remark_tables(form_round, targets)),
        given=given,
    )


def _about_slots() -> Iterator[Slot]:
    """The slots for the covering letter and the person who reports."""
    yield Slot(("letter", "number"), _("Covering letter: number"), "text", hint=_("For example 45/BC-PKT."))
    yield Slot(("letter", "date"), _("Covering letter: date"), "date")
    yield Slot(("reported_by", "name"), _("Who reports"), "text")
    yield Slot(("reported_by", "title"), _("Position"), "text")
    yield Slot(("reported_by", "phone"), _("Telephone"), "text")
    yield Slot(("reported_by", "email"), _("E-mail"), "text")


def _block(form_round: FormRound, unit: str, target: Target, given: Mapping[str, Plain]) -> FormBlock:
    """The block of one target: figures or a list, last year's figure, the reason for no figure yet, words and evidence."""
    prefix: Keys = ("results", target.id)
    raw = value_at(given, prefix)
    last = _last_result(form_round, unit, target)
    number = form_round.numbers.get(target.id, "")
    table = _list_table(form_round, unit, target, prefix, number)
    slots = [table.answer] if table is not None and table.answer is not None else list(_figure_slots(target.measure, prefix))
    slots = [replace(slot, last=_last_value(slot, last)) for slot in slots]
    if same_period := _same_period_slot(target.measure, prefix):
        slots.append(same_period)
    pace = pace_of(target)
    is_awaited = isinstance(raw, dict) and raw.get("awaiting") is not None
    if is_awaited or (pace.kind == "after_year" and form_round.now.cut_off >= assessed_from(form_round.ledger, pace)):
        choices = {"publication": _("awaiting publication"), "assessment": _("not yet assessed")}
        slots.append(Slot((*prefix, "awaiting"), _("No figure yet because"), "choice", choices=choices))
    slots.append(Slot((*prefix, "text"), _("In words"), "text", is_long=True, hint=_text_hint(target)))
    slots.append(_evidence_slot(prefix))
    return FormBlock(target.id, number, target.name, tuple(_notes(form_round, unit, target)), tuple(slots), table)


def _notes(form_round: FormRound, unit: str, target: Target) -> Iterator[str]:
    """The goal, the last figure, and the figure expected by the cut-off, as sentences."""
    if goal := goal_words(form_round.now, target, unit):
        yield _("Goal: {goal}").format(goal=goal)
    if form_round.earlier is not None and (last := last_words(form_round.earlier, target, unit)):
        yield _("Last time: {figure}").format(figure=last)
    standing = standing_of(form_round.now, target, unit)
    if standing is not None and (expected := expected_words(target, standing)):
        yield _("Expected by {date}: {figure}").format(date=format_date(form_round.now.cut_off), figure=expected)
    pace = pace_of(target)
    if pace.kind == "after_year" and form_round.now.cut_off < (day := assessed_from(form_round.ledger, pace)):
        yield _("No figure is expected before {date}: a few words are enough.").format(date=format_date(day))


def _text_hint(target: Target) -> str:
    return "; ".join(_("To be told in words as well: {duty}").format(duty=duty) for duty in target.duties)


def _last_result(form_round: FormRound, unit: str, target: Target) -> Mapping[str, Plain]:
    """The unit's last result of a target in an earlier round, in full."""
    for round_ in reversed(form_round.ledger.calendar.through(form_round.round)[:-1]):
        filed = form_round.ledger.reports.get((round_.id, unit))
        if filed is None or filed.report.submitted is None or target.id not in filed.results:
            continue
        raw = target.measure.full_result(filed.report.results[target.id])
        if isinstance(raw, dict) and set(raw) & set(RESULT_ORDER[:10]):
            return raw
    return {}


def _last_value(slot: Slot, last: Mapping[str, Plain]) -> Meaning:
    """The value of a slot in the last result."""
    raw = value_at(dict(last), slot.keys[2:])
    return meaning(slot, raw) if isinstance(raw, str) and slot.kind in ("number", "choice", "date") else None


def _figure_slots(measure: Measure, prefix: Keys) -> Iterator[Slot]:
    """The slots for the figures of a result; none for a measure whose result is a list."""
    match measure:
        case Quantity():
            whole = measure.counts_things
            since = (
                _("the whole since 1 January, not the new ones alone")
                if measure.accumulates
                else _("as it stands at the cut-off")
            )
            label = _("Figure since 1 January") if measure.accumulates else _("Figure")
            yield Slot(
                (*prefix, "value"), label, "number", measure.unit or "", since, whole=whole, low=Decimal(0) if whole else None
            )
            for name, part in measure.parts.items():
                of_which = _("of which: {part}").format(part=part)
                yield Slot((*prefix, "parts", name), of_which, "number", measure.unit or "", whole=whole, low=Decimal(0))
        case Ratio():
            since = _("both since 1 January") if measure.accumulates else _("as it stands at the cut-off")
            for key, given, plain in (("part", measure.part, _("part")), ("whole", measure.whole, _("whole"))):
                yield Slot((*prefix, key), _capital(given or plain), "number", measure.unit or "", since, low=Decimal(0))
            unit = measure.unit_text()
            label = _("Rate (only where the two figures are not known)")
            yield Slot((*prefix, "percent"), label, "number", unit, percent=measure.per == "100", low=Decimal(0))
        case Score():
            percent = measure.unit == "%"
            low = measure.min if measure.min is not None else Decimal(0) if measure.max is not None else None
            unit = measure.unit or ""
            yield Slot((*prefix, "value"), _("Figure"), "number", unit, percent=percent, low=low, high=measure.max)
        case Rank():
            one = Decimal(1)
            yield Slot((*prefix, "rank"), _("Place reached (1 is best)"), "number", whole=True, low=one, high=measure.of)
            if measure.of is None:
                yield Slot((*prefix, "of"), _("Among how many"), "number", whole=True, low=one)
        case Judgement():
            yield Slot((*prefix, "grade"), _("Grade"), "choice", choices=_distinct(measure.grades))
            for key, given in (("part", measure.part), ("whole", measure.whole)):
                if given:
                    yield Slot((*prefix, key), _capital(given), "number", measure.unit or "", low=Decimal(0))
        case Milestone():
            yield Slot((*prefix, "done"), _("Done or not"), "choice", choices={"true": _("done"), "false": _("not done")})
            yield Slot((*prefix, "date"), _("Done on"), "date")
        case Composition():
            percent = measure.unit == "%"
            for name, part in measure.parts.items():
                yield Slot(
                    (*prefix, "parts", name), _capital(part), "number", measure.unit or "", percent=percent, low=Decimal(0)
                )


def _same_period_slot(measure: Measure, prefix: Keys) -> Slot | None:
    label = _("Same period last year")
    match measure:
        case Judgement():
            return Slot((*prefix, "same_period"), label, "choice", choices=_distinct(measure.grades))
        case Milestone() | Composition():
            return None
    percent = (isinstance(measure, Ratio) and measure.per == "100") or (isinstance(measure, Score) and measure.unit == "%")
    return Slot((*prefix, "same_period"), label, "number", measure.unit_text(), whole=measure.counts_things, percent=percent)


def _evidence_slot(prefix: Keys) -> Slot:
    hint = _("Number and day of the document, one a line: 120/QĐ-UBND ngày 12/5/2023.")
    return Slot((*prefix, "evidence"), _("Evidence"), "papers", hint=hint, is_long=True)


def _list_table(form_round: FormRound, unit: str, target: Target, prefix: Keys, number: str) -> Table | None:
    """The table of a target whose result is a list of items or incidents; None for other targets."""
    measure = target.measure
    if isinstance(measure, NamedList):
        keys: Keys = (*prefix, "items")
        columns = [
            Slot(("name",), _("Name"), "text"),
            *(_column_slot(name, column) for name, column in measure.columns.items()),
        ]
        notes = [_("List what is new since the last report; what was reported before is not listed again.")]
        for name, test in measure.counts_if.items():
            column = measure.columns.get(name)
            label = column.label if column and column.label else name
            words = ", ".join(column.choices.get(one, one) for one in test.one_of) if column and test.one_of else test.words()
            notes.append(_("Counted only if: {column} {test}").format(column=label, test=words))
        if earlier := _reported_before(form_round, unit, target):
            names = "; ".join(earlier[-_MOST_NAMES:]) + (" …" if len(earlier) > _MOST_NAMES else "")
            notes.append(_("Reported before: {names}").format(names=names))
    elif isinstance(measure, Incidents):
        keys = (*prefix, "incidents")
        kind = Slot(("kind",), _("Kind"), "choice", choices=_distinct(measure.kinds))
        columns = [kind, Slot(("name",), _("What happened"), "text"), Slot(("date",), _("Date"), "date")]
        notes = [_("List what has happened since the last report.")]
    else:
        return None
    columns += [_evidence_slot(()), Slot(("note",), _("Note"), "text")]
    title = f"{number}. {target.name}" if number else target.name
    choices = {NONE: _("nothing new"), SOME: _("yes, listed")}
    answer = Slot((*keys, "?"), _("New in this round"), "choice", measure.unit or "", choices=choices)
    return Table(keys, title, tuple(notes), tuple(columns), "name", answer)


def _reported_before(form_round: FormRound, unit: str, target: Target) -> list[str]:
    """The names of the items that the unit reported in earlier rounds, oldest first."""
    names: dict[str, None] = {}
    for round_ in form_round.ledger.calendar.through(form_round.round)[:-1]:
        filed = form_round.ledger.reports.get((round_.id, unit))
        result = filed.results.get(target.id) if filed is not None and filed.report.submitted is not None else None
        names |= dict.fromkeys(item.name for item in getattr(result, "items", None) or ())
    return list(names)


def _column_slot(name: str, column: Column) -> Slot:
    label = column.label or name
    match column.type:
        case "number":
            return Slot((name,), label, "number", low=column.min, high=column.max)
        case "date":
            return Slot((name,), label, "date")
        case "choice":
            return Slot((name,), label, "choice", choices=_distinct(column.choices))
    return Slot((name,), label, "text")


def _remark_tables(form_round: FormRound, targets: Sequence[Target]) -> Iterator[Table]:
    """The tables for difficulties, proposals and corrections, each line of which may name a target."""
    ledger = form_round.ledger
    of_unit = {target.id: target for target in targets}
    labels = {
        name: f"{form_round.numbers[name]}. {target_name(one)}" if name in form_round.numbers else target_name(one)
        for name, one in {**of_unit, **ledger.targets}.items()
    }
    own = _distinct({name: labels[name] for name in of_unit})
    about = Slot(("target",), _("Target"), "choice", choices=own, hint=_("Left blank: of the whole work."))
    text = Slot(("text",), _("Content"), "text", is_long=True)
    yield Table(("difficulties",), _("Difficulties"), (), (text, about), "text", spare=8)
    to = Slot(("to",), _("Proposed to"), "text")
    yield Table(("proposals",), _("Proposed solutions"), (), (text, about, to), "text", spare=8)
    columns = (
        replace(about, hint=""),
        Slot(("old",), _("Figure as reported"), "text"),
        Slot(("new",), _("Right figure"), "text"),
        Slot(("reason",), _("Reason"), "text", is_long=True),
        Slot(("by",), _("Put right by"), "text"),
        Slot(("date",), _("Date"), "date"),
    )
    notes = (_("Only where a figure of an earlier report was wrong; a cumulative figure does not fall without it."),)
    yield Table(("corrections",), _("Figures of earlier reports put right"), notes, columns, "reason", spare=6)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by id; labels that are the same get their id added in brackets."""
    folded = [fold(label) for label in labels.values()]
    return {name: f"{label} ({name})" if folded.count(fold(label)) > 1 else label for name, label in labels.items()}


def asked_units(ledger: Ledger, round_: Round) -> list[str]:
    """Return the units that the round asks for at least one target."""
    return [unit for unit in ledger.units if required_targets(ledger, unit, round_)]
