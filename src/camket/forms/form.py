"""The form of a unit in a round: which slots and tables it has, from what the round asks of the unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from camket.entry.blank_report import plan_open
from camket.entry.guide import FAR_FUTURE, expected_words, goal_words, last_words, standing_of
from camket.forms.cells import meaning
from camket.forms.slots import (
    NONE,
    SOME,
    Form,
    FormBlock,
    Keys,
    Slot,
    Table,
    distinct_labels,
    slot_of,
    value_at,
)
from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.targets import Target
from camket.standing.appendix import numbers
from camket.standing.in_force import known_from
from camket.standing.submissions import required_targets
from camket.standing.survey import Survey, survey
from camket.standing.wording import round_name, target_name
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Plain

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
        year=commitment.year.label,
        title=commitment.title,
        round=round_.id,
        unit=unit,
        heading=(
            ledger.name(unit),
            _("FIGURES FOR THE REPORT: {round}, {year}").format(round=round_name(round_), year=commitment.year.text),
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
    yield Slot(
        ("letter", "number"), _("Covering letter: number"), "text", hint=_("As on the letter: number, then its symbols.")
    )
    yield Slot(("letter", "date"), _("Covering letter: date"), "date")
    yield Slot(("reported_by", "name"), _("Who reports"), "text")
    yield Slot(("reported_by", "title"), _("Position"), "text")
    yield Slot(("reported_by", "phone"), _("Telephone"), "text")
    yield Slot(("reported_by", "email"), _("E-mail"), "text")


def _block(form_round: FormRound, unit: str, target: Target, given: Mapping[str, Plain]) -> FormBlock:
    """The block of one target: figures or a list, last year's figure, the reason for no figure yet, words and evidence."""
    prefix: Keys = ("results", target.id)
    raw = value_at(given, prefix)
    last = _last_filed(form_round, unit, target)
    number = form_round.numbers.get(target.id, "")
    table = _list_table(form_round, unit, target, prefix, number)
    slots = [table.answer] if table is not None and table.answer is not None else []
    slots += [slot_of(field, prefix) for field in target.measure.fields() if not field.is_silent]
    slots = [_with_last(slot, target, last) for slot in slots]
    if same_period := target.measure.same_period_field():
        slots.append(slot_of(same_period, prefix))
    day = known_from(form_round.ledger, target, form_round.now.cut_off)
    is_awaited = isinstance(raw, dict) and raw.get("awaiting") is not None
    if is_awaited or (day is not None and form_round.now.cut_off >= day):
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
    day = known_from(form_round.ledger, target, form_round.now.cut_off)
    if day is not None and form_round.now.cut_off < day:
        yield _("No figure is expected before {date}: a few words are enough.").format(date=format_date(day))


def _text_hint(target: Target) -> str:
    return "; ".join(_("To be told in words as well: {duty}").format(duty=duty) for duty in target.duties)


def _full_result(target: Target, filed: Filed) -> dict[str, Plain]:
    raw = target.measure.full_result(filed.report.results[target.id])
    return raw if isinstance(raw, dict) else {}


def _last_filed(form_round: FormRound, unit: str, target: Target) -> Filed | None:
    """The unit's last report of an earlier round that has a figure of a target."""
    earlier = reversed(_earlier_reports(form_round, unit, target))
    return next((one for one in earlier if set(_full_result(target, one)) & set(target.measure.figure_keys)), None)


def _with_last(slot: Slot, target: Target, filed: Filed | None) -> Slot:
    """A slot with its value in the last report, and that report's round if the figure accumulates."""
    if filed is None or slot.kind not in ("number", "choice", "date"):
        return slot
    keys = slot.keys[2:]
    raw = value_at(_full_result(target, filed), keys)
    if not isinstance(raw, str):
        return slot
    running = target.measure.running_figures(filed.results[target.id])
    accumulates = any(accumulates for found, _value, accumulates in running if found == keys)
    return replace(slot, last=meaning(slot, raw), last_round=filed.round if accumulates else "")


def _evidence_slot(prefix: Keys) -> Slot:
    hint = _("Number and day of the document, one a line.")
    return Slot((*prefix, "evidence"), _("Evidence"), "papers", hint=hint, is_long=True)


def _list_table(form_round: FormRound, unit: str, target: Target, prefix: Keys, number: str) -> Table | None:
    """The table of a target whose result is a list of entries; None for other targets."""
    entries = target.measure.entry_fields()
    if entries is None:
        return None
    keys = (*prefix, entries.key)
    columns = (*map(slot_of, entries.fields), _evidence_slot(()), Slot(("note",), _("Note"), "text"))
    notes = entries.notes
    if earlier := _reported_before(form_round, unit, target):
        names = "; ".join(earlier[-_MOST_NAMES:]) + (" …" if len(earlier) > _MOST_NAMES else "")
        notes += (_("Reported before: {names}").format(names=names),)
    title = f"{number}. {target.name}" if number else target.name
    choices = {NONE: _("nothing new"), SOME: _("yes, listed")}
    answer = Slot((*keys, "?"), _("New in this round"), "choice", entries.unit, choices=choices)
    return Table(keys, title, notes, columns, "name", answer)


def _reported_before(form_round: FormRound, unit: str, target: Target) -> list[str]:
    """The names of the items that the unit reported in earlier rounds, oldest first."""
    earlier = _earlier_reports(form_round, unit, target)
    return [item.name for item in target.measure.gather([filed.results[target.id] for filed in earlier]).items]


def _earlier_reports(form_round: FormRound, unit: str, target: Target) -> list[Filed]:
    """The unit's received reports of earlier rounds that have a result of the target, oldest first."""
    rounds = form_round.ledger.calendar.through(form_round.round)[:-1]
    filed = (form_round.ledger.reports.get((round_.id, unit)) for round_ in rounds)
    return [one for one in filed if one is not None and one.report.submitted is not None and target.id in one.results]


def _remark_tables(form_round: FormRound, targets: Sequence[Target]) -> Iterator[Table]:
    """The tables for difficulties, proposals and corrections, each line of which may name a target."""
    ledger = form_round.ledger
    of_unit = {target.id: target for target in targets}
    labels = {
        name: f"{form_round.numbers[name]}. {target_name(one)}" if name in form_round.numbers else target_name(one)
        for name, one in {**of_unit, **ledger.targets}.items()
    }
    own = distinct_labels({name: labels[name] for name in of_unit})
    about = Slot(("target",), _("Target"), "choice", choices=own, hint=_("Left blank: of the whole work."))
    text = Slot(("text",), _("Content"), "text", is_long=True)
    yield Table(("difficulties",), _("Difficulties"), (), (text, about), "text", spare=6)
    to = Slot(("to",), _("Proposed to"), "text")
    yield Table(("proposals",), _("Proposed solutions"), (), (text, about, to), "text", spare=6)
    columns = (
        replace(about, hint=""),
        Slot(("old",), _("Figure as reported"), "text"),
        Slot(("new",), _("Right figure"), "text"),
        Slot(("reason",), _("Reason"), "text", is_long=True),
        Slot(("by",), _("Put right by"), "text"),
        Slot(("date",), _("Date"), "date"),
    )
    notes = (_("Only where a figure of an earlier report was wrong; a cumulative figure does not fall without it."),)
    yield Table(("corrections",), _("Figures of earlier reports put right"), notes, columns, "reason", spare=4)


def asked_units(ledger: Ledger, round_: Round) -> list[str]:
    """Return the units that the round asks for at least one target."""
    return [unit for unit in ledger.units if required_targets(ledger, unit, round_)]
