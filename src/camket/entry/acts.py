"""What a clerk does day by day, each as a change to one file; nothing is written here.

A figure is set, a report received, a due date extended, an assigned figure entered or revised, a figure corrected, a verdict
overruled, a reminder recorded. Each function raises ActFault if the act contradicts what is on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic_core import PydanticCustomError

from camket.entry.answers import answer_edits, figure_words, read_answer, says, with_files
from camket.entry.changing import LoadedFolder, Outlook, open_file, open_office_file, open_report, plan
from camket.history.issued import LaterChange
from camket.ledger.commitment import Round, TargetsFile
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import Answer
from camket.ledger.reports import Correction, Covering, Extension, Means, OfficeFile, Overrule, Reminded, Report
from camket.ledger.scalars import Model, read_figure
from camket.ledger.targets import Reference, Revision, Target
from camket.ledger.tree import TARGETS
from camket.standing.in_force import typed_in_force
from camket.standing.wording import goal_text
from camket.text.edit import Edit, Insert, Put
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import ActFault
from camket.text.save import FileChange
from camket.text.source import Key, Keys, Plain, read_document
from camket.text.spelling import nfc

SETTLED = "changed-after-issue"


def given(**values: Plain) -> dict[str, Plain]:
    """Return the values that are not None as they are written into a file: dates as year-month-day."""
    return {
        key: value.isoformat() if isinstance(value, date) else nfc(value.strip()) if isinstance(value, str) else value
        for key, value in values.items()
        if value is not None
    }


def content_of(sheet: FileChange) -> dict[str, Plain]:
    """Return the content of a file as plain values."""
    document, _problems = read_document(sheet.path, sheet.content)
    return document.value if document is not None and isinstance(document.value, dict) else {}


def result_in(sheet: FileChange, target: str) -> Plain:
    """Return the plain value under a target's id in a report file; None if there is none."""
    results = content_of(sheet).get("results")
    return results.get(target) if isinstance(results, dict) else None


def append(sheet: FileChange, key: str, entry: Mapping[str, Plain], kind: type[Model], file: type[Model]) -> FileChange:
    """Return the change that appends an entry of the class `kind` to a list of a file of the class `file`.

    The keys of the entry are written in the order of its class; a missing list is added in the order of the file's class.
    """
    entry = {name: entry[name] for name in kind.model_fields if name in entry}
    return plan(sheet, [add_to(content_of(sheet).get(key), (key,), entry, tuple(file.model_fields))])


def add_to(present: Plain, keys: Keys, entry: Plain, order: tuple[str, ...]) -> Edit:
    """Return the edit that adds an entry to the end of a list; `present` is the list as it is, `order` places a new one."""
    is_begun = isinstance(present, (list, tuple)) and present
    return Insert(keys, len(present), entry) if is_begun else Put(keys, [entry], order)


# --- a report -----------------------------------------------------------------------------------------------------------


def set_answer(state: LoadedFolder, sheet: FileChange, unit: str, target: Target, answer: Answer) -> FileChange:
    """Return the change that puts an answer into a unit's report."""
    return plan(sheet, answer_edits(state.ledger, unit, target, result_in(sheet, target.id), answer))


def settled_change(outlook: Outlook, target: str) -> LaterChange | None:
    """Return the change of a target's figure that is in an issued report and has no correction yet; None if there is none."""
    path = outlook.change.path
    if not any(problem.rule == SETTLED and problem.place.path == path for problem in outlook.problems):
        return None
    changes = (change for one in outlook.now.later for change in one.changes)
    return next((one for one in changes if one.change.path == path and one.change.target == target), None)


def add_correction(outlook: Outlook, unit: str, target: Target, settled: LaterChange, reason: str, by: str) -> FileChange:
    """Return the same change with a correction entry: the issued figure, the new figure, the reason, and who gives it."""
    old, new = settled_figures(outlook, unit, target, settled)
    entry = given(target=target.id, old=old, new=new, reason=reason, by=by, date=max(outlook.state.today, _issued_on(outlook)))
    return append(outlook.change, "corrections", entry, Correction, Report)


def settled_figures(outlook: Outlook, unit: str, target: Target, settled: LaterChange) -> tuple[str, str]:
    """Return the issued figure and the new one, as a correction writes them."""
    now = outlook.now.ledger.reports.get((settled.before.round, unit))
    return figure_words(target, settled.before) or _("nothing"), figure_words(target, now) or _("nothing")


def _issued_on(outlook: Outlook) -> date:
    """Return the day of the last issue."""
    return max((one.issue.date for one in outlook.now.later), default=outlook.state.today)


@dataclass(frozen=True, slots=True)
class CoveringLetter:
    """The letter that came with a report, as far as it is known, and entries of the files that are kept of what came."""

    number: str | None = None
    date: date | None = None
    files: tuple[Plain, ...] = ()


def receive(state: LoadedFolder, round_: Round, unit: str, day: date, letter: CoveringLetter) -> FileChange:
    """Return the change that records the receipt of a report.

    The first day is kept under `submitted`; a later day is added to `resubmitted`. The letter of the first receipt is kept.
    """
    sheet = open_report(state, round_, unit)
    filed = state.ledger.reports.get((round_.id, unit))
    report = filed.report if filed is not None else Report()
    order = tuple(Report.model_fields)
    first = report.submitted
    edits: list[Edit] = []
    if first is None:
        edits.append(Put(("submitted",), day.isoformat(), order))
    elif day < first:
        message = _("the report is on record as received on {first}, which is later than {day}").format(
            first=format_date(first), day=format_date(day)
        )
        raise ActFault(message, _("The first day of receipt stays. If it was a slip, change submitted: in the file."))
    elif day > first and day not in report.resubmitted:
        edits.append(add_to(content_of(sheet).get("resubmitted"), ("resubmitted",), day.isoformat(), order))
    known = report.letter
    if letter.number is not None and known is not None and known.number not in (None, letter.number):
        message = _("the report is on record as having come under letter {number}").format(number=known.number)
        raise ActFault(message, _("The first letter stays; leave --letter out to note that the report was sent again."))
    for key, value in given(number=letter.number, date=letter.date).items():
        if known is None or getattr(known, key) is None:
            edits.append(Put(("letter", key), value, (*order, "number", "date")))
    sheet = plan(sheet, edits)
    present = content_of(sheet).get("letter")
    files = with_files(present, letter.files)["files"] if letter.files else None
    if not letter.files or (isinstance(present, dict) and files == present.get("files")):
        return sheet
    return plan(sheet, [Put(("letter", "files"), files, (*order, *Covering.model_fields))])


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a figure or verdict is changed, who says so, and on which day."""

    reason: str
    by: str
    date: date


def correct(
    state: LoadedFolder, round_: Round, unit: str, target: Target, figures: tuple[str, str], grounds: Grounds
) -> FileChange:
    """Return the change that corrects a reported figure: `figures` are the old one and the right one.

    The correction is recorded in the report of `round_`. If that report states the old figure itself, it gets the new one.
    """
    old, new = (nfc(figure.strip()) for figure in figures)
    sheet = open_report(state, round_, unit)
    filed: Filed | None = state.ledger.reports.get((round_.id, unit))
    entry = given(target=target.id, old=old, new=new, reason=grounds.reason, by=grounds.by, date=grounds.date)
    if says(target, filed, old):
        sheet = set_answer(state, sheet, unit, target, read_answer(target, [new]))
    return append(sheet, "corrections", entry, Correction, Report)


# --- the office's own file ----------------------------------------------------------------------------------------------


def extend(
    state: LoadedFolder, round_: Round, unit: str, due: date, details: Mapping[str, Plain], sheet: FileChange | None = None
) -> FileChange:
    """Return the change that gives a unit a later due date; of several extensions the latest day counts.

    `sheet` is the office's file where it has been changed already.
    """
    ledger = state.ledger
    office = ledger.office.get(round_.id)
    granted = [one.due for one in office.content.extensions if one.unit == unit] if office else []
    last = max(granted, default=ledger.calendar.due(round_))
    if due <= last:
        message = _("the last day in time is {last} already").format(last=format_date(last))
        raise ActFault(message, _("An extension moves it to a later day."))
    sheet = sheet or open_office_file(state, round_)
    return append(sheet, "extensions", given(unit=unit, due=due, **details), Extension, OfficeFile)


def overrule(
    state: LoadedFolder, round_: Round, target: Target, unit: str | None, verdict: str, grounds: Grounds
) -> FileChange:
    """Return the change that records the office's verdict; of several the last counts, and all stay on record."""
    sheet = open_office_file(state, round_)
    entry = given(target=target.id, unit=unit, verdict=verdict, reason=grounds.reason, by=grounds.by, date=grounds.date)
    return append(sheet, "overrules", entry, Overrule, OfficeFile)


def remind(state: LoadedFolder, round_: Round, units: Sequence[str], day: date, means: Means) -> FileChange:
    """Return the change that records whom the office has reminded; a unit is on record once for a day and means."""
    sheet = open_office_file(state, round_)
    office = state.ledger.office.get(round_.id)
    same = [
        (index, one.units)
        for index, one in enumerate(office.content.reminded if office else ())
        if (one.date, one.means) == (day, means)
    ]
    known = [unit for _index, some in same for unit in some]
    new = [unit for unit in units if unit not in known]
    if not new:
        return sheet
    if same:
        index, present = same[-1]
        return plan(sheet, [Put(("reminded", index, "units"), [*present, *new])])
    return append(sheet, "reminded", given(date=day, means=means, units=new), Reminded, OfficeFile)


# --- assigned figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment:
    """A figure assigned by a higher level, with its document and the day from which it is in force."""

    value: str
    document: str | None = None
    date: date | None = None
    reason: str | None = None


def find_reference(target: Target, name: str | None) -> str:
    """Return the name of the reference: `name`, or else `assigned`, or the only one. Raises ActFault if it is not clear."""
    names = list(target.references)
    if name is not None:
        if name in names:
            return name
        message = _("'{target}' has no figure named '{name}'").format(target=target.id, name=name)
    elif "assigned" in names:
        return "assigned"
    elif len(names) == 1:
        return names[0]
    else:
        message = _("which of its figures is meant is not clear") if names else _("the goal names no figure to be assigned")
    known = [f"{name} ({one.label})" if one.label else name for name, one in target.references.items()]
    if not known:
        goal = goal_text(target, target.goal, {}, None)
        hint = _("Its goal is in the document itself: {goal}. A change of it is entered in targets.yaml under revisions:.")
        raise ActFault(message, hint.format(goal=goal))
    raise ActFault(message, _("Its figures: {names}.").format(names="; ".join(known)))


def assign(state: LoadedFolder, target: Target, unit: str | None, name: str, assigned: Assignment) -> FileChange:
    """Return the change that enters an assigned figure: in `references` if it has none yet, else as a revision beside it."""
    reference = target.references[name]
    if unit is not None and unit not in state.ledger.members(target):
        message = _("'{target}' is not a target of {unit} alone").format(target=target.id, unit=state.ledger.name(unit))
        raise ActFault(message, _("Leave the unit out to enter one figure for all."))
    if unit is None and reference.by_unit:
        message = _("'{name}' has a figure for each unit").format(name=name)
        raise ActFault(message, _("Name the unit too: camket assign TARGET UNIT VALUE."))
    if unit is not None and reference.value is not None and not reference.by_unit:
        message = _("'{name}' is one figure for all units: {known}").format(name=name, known=reference.value)
        raise ActFault(message, _("Leave the unit out to enter one figure for all."))
    sheet = open_file(state, TARGETS)
    above = state.ledger.target_keys[target.id]
    known = typed_in_force(target, date.max)[1][name].figure(unit) if unit is None or reference.by_unit else None
    if known is not None and _is_same_figure(target, known, assigned.value):
        return sheet
    if known is None and _is_same_paper(reference, unit, assigned):
        return plan(sheet, _enter(sheet, (*above, "references", name), unit, assigned))
    if assigned.date is None:
        if known is None:
            message = _("the other units' figures came under another document or on another day")
        else:
            message = _("a figure is known already: {known}").format(known=known)
        raise ActFault(message, _("A revision holds from a day on: give it with --date, and its document with --document."))
    return plan(sheet, _revise(target, above, name, unit, assigned))


def _is_same_figure(target: Target, first: str, second: str) -> bool:
    """Return whether two texts mean the same figure (`1.200` and `1200`) or the same grade."""
    try:
        figures = [read_figure(text, whole=target.measure.counts_things, percent=True) for text in (first, second)]
    except PydanticCustomError:
        return first == second
    return figures[0] == figures[1]


def _is_same_paper(reference: Reference, unit: str | None, assigned: Assignment) -> bool:
    """Return whether a unit's figure can go beside the other units' figures: it has the same document and day."""
    if unit is None or not any(reference.by_unit.values()):
        return True
    number = reference.document.number if reference.document is not None else None
    is_same_document = assigned.document is not None and assigned.document == number
    # Without a day the figure would hold from the other units' day, which nobody has said: the document must say it.
    is_same_day = assigned.date == reference.date or (assigned.date is None and is_same_document)
    return is_same_day and assigned.document in (None, number)


def _enter(sheet: FileChange, keys: tuple[Key, ...], unit: str | None, assigned: Assignment) -> list[Edit]:
    """Return the edits that enter a figure under `references`."""
    document, _problems = read_document(sheet.path, sheet.content)
    present = document.at(keys) if document is not None else None
    order = (*TargetsFile.model_fields, *Target.model_fields, *Reference.model_fields)
    details = given(date=assigned.date, document=assigned.document)
    if not isinstance(present, dict):
        figure = {"by_unit": {unit: assigned.value}} if unit is not None else {"value": assigned.value}
        return [Put(keys, {**figure, **details} if details or unit is not None else assigned.value, order)]
    figure_keys = (*keys, "by_unit", unit) if unit is not None else (*keys, "value")
    edits: list[Edit] = [Put(figure_keys, assigned.value, order)]
    return edits + [Put((*keys, key), value, order) for key, value in details.items() if present.get(key) != value]


def _revise(target: Target, above: tuple[Key, ...], name: str, unit: str | None, assigned: Assignment) -> list[Edit]:
    """Return the edits that put the figure into the revision of that day and document, or into a new revision."""
    figure: dict[str, Plain] = {"by_unit": {unit: assigned.value}} if unit is not None else {"value": assigned.value}
    order = (*Target.model_fields, *Revision.model_fields, *Reference.model_fields)
    for index, revision in enumerate(target.revisions):
        number = revision.document.number if revision.document is not None else None
        if revision.date == assigned.date and number == assigned.document and revision.goal is None:
            keys = (*above, "revisions", index, "references", name)
            present = revision.references.get(name)
            if present is None:
                return [Put(keys, figure, order)]
            known = present.by_unit.get(unit) if unit is not None else present.value
            if known is not None:
                message = _("the revision of {date} says {known} already").format(date=format_date(revision.date), known=known)
                raise ActFault(message, _("If it was a slip, change it in targets.yaml; a new revision has a day of its own."))
            return [Put((*keys, "by_unit", unit) if unit is not None else (*keys, "value"), assigned.value, order)]
    entry = given(date=assigned.date, document=assigned.document, reason=assigned.reason)
    entry["references"] = {name: figure}
    return [add_to(target.revisions, (*above, "revisions"), entry, order)]
