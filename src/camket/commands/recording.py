"""Commands that enter data: reports by question and answer, single figures, and what the clerk notes day by day."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    DataFolder,
    DryRun,
    OneUnit,
    RoundChoice,
    TargetName,
    Yes,
    complete_units,
    day_option,
    read_paper_number,
)
from camket.text.language import _, ngettext
from camket.text.problems import CamketError, DataFault

if TYPE_CHECKING:
    from camket.entry.changing import LoadedFolder, Outlook
    from camket.entry.evidence import TakenFiles
    from camket.entry.undoing import Undoing
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger
    from camket.ledger.targets import Target
    from camket.text.save import FileChange


UnitName = Annotated[str, typer.Argument(metavar=_("UNIT"), autocompletion=complete_units, help=_("The unit: its id or name."))]


Reason = Annotated[str | None, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))]


By = Annotated[str | None, typer.Option("--by", metavar=_("NAME"), help=_("Who says so."))]


PaperNumber = Annotated[
    str | None, typer.Option("--document", metavar=_("NO"), parser=read_paper_number, help=_("The number of its document."))
]


def fill_command(
    *,
    unit: Annotated[
        str | None, typer.Argument(metavar=_("UNIT"), autocompletion=complete_units, help=_("The unit: its id or name."))
    ] = None,
    is_office: Annotated[
        bool,
        typer.Option("--office", help=_("Not a unit's report, but what the office itself writes: assessment, answers, …")),
    ] = False,
    rounds: RoundChoice,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=_("Try it out: at the end show what would be written, write nothing."))
    ] = False,
    data: DataFolder,
) -> int:
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CamketError(
            _("camket fill asks questions, and there is no terminal to ask them in"),
            _("From a script: camket set UNIT TARGET VALUE; or write the file of camket open in an editor."),
        )
    desk.refuse_together("--office", is_office, {_("UNIT"): unit})
    if is_office:
        return _fill_office(rounds, data, dry_run=dry_run)
    if unit is None:
        raise typer.BadParameter(_("name the unit whose report is filled in, or --office for the office's own part"))
    from camket.entry.filling import run_session
    from camket.screen.prompting import Terminal

    state, unit = _open_for(data, unit)
    run_session(Terminal(), state, _choose_form(state, rounds, unit), unit, dry_run=dry_run)
    return 0


def _fill_office(rounds: RoundChoice, data: DataFolder, *, dry_run: bool) -> int:
    """Ask for what the office itself writes for a round."""
    from camket.entry.office_filling import run_office_session
    from camket.screen.prompting import Terminal

    state = desk.open_state(data.given)
    run_office_session(Terminal(), state, rounds.choose(state.ledger), dry_run=dry_run)
    return 0


def set_command(
    *,
    unit: UnitName,
    target: TargetName,
    value: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("VALUE"),
            help=_(
                "By the measure: 38; 62,5%; 62300/120000; a grade or its label; done or a day; or FIELD=VALUE pairs, which "
                "add an entry to a list too; nothing new in a list: 0. Before a negative number: --"
            ),
        ),
    ] = None,
    rounds: RoundChoice,
    text: Annotated[str | None, typer.Option("--text", metavar=_("TEXT"), help=_("What is told in words."))] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence",
            metavar=_("NO"),
            parser=read_paper_number,
            help=_("The number of a document, of the entry where one is given; may be repeated."),
        ),
    ] = None,
    evidence_file: Annotated[
        list[Path] | None,
        typer.Option(
            "--evidence-file",
            metavar=_("FILE"),
            help=_("A scan to keep with the data, of the document of --evidence where one is given; may be repeated."),
        ),
    ] = None,
    same_period: Annotated[
        str | None, typer.Option("--same-period", metavar=_("FIGURE"), help=_("The figure of the same period last year."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=_("TEXT"), help=_("Why, where the figure stands in an issued report."))
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.acts import add_correction, result_in, set_answer, settled_change
    from camket.entry.answers import GivenEvidence, read_answer, with_beside
    from camket.entry.changing import look_ahead, open_report
    from camket.entry.evidence import take_in
    from camket.entry.told_problems import tell_problems

    state, unit = _open_for(data, unit)
    asked = _target_of_unit(state.ledger, target, unit)
    chosen = _choose_form(state, rounds, unit)
    sheet = open_report(state, chosen, unit)
    present = result_in(sheet, asked.id)
    if evidence_file and len(evidence or ()) > 1:
        hint = _("of which document the file is a scan is not clear: give one --evidence at a time with its files")
        raise typer.BadParameter(hint, param_hint="--evidence-file")
    taken = take_in(state.folder, state.ledger, chosen.id, unit, evidence_file or ())
    given = GivenEvidence(tuple(evidence or ()), taken.entries)
    answer = with_beside(asked, read_answer(asked, value or [], present, given), present, text, given, same_period)
    if not answer:
        raise typer.BadParameter(_("give a VALUE, or one of --text, --evidence, --evidence-file, --same-period"))
    outlook = look_ahead(state, set_answer(state, sheet, unit, asked, answer))
    settled = settled_change(outlook, asked.id)
    if settled is not None and reason and by:
        outlook = look_ahead(state, add_correction(outlook, unit, asked, settled, reason, by))
    elif settled is not None:
        message = _("nothing was written; the figure stands in an issued report: give --reason and --by")
        raise DataFault(message, tell_problems(outlook))
    elif reason or by:
        hint = _("no figure of an issued report is changed; a figure of an earlier round is put right by camket correct")
        raise typer.BadParameter(hint, param_hint="--reason")
    code = _carry_out(outlook, dry_run, taken)
    if settled is not None and not dry_run:
        _say_next(state, chosen)
    return code


def receive_command(
    *,
    unit: UnitName,
    rounds: RoundChoice,
    day: Annotated[date | None, day_option("--date", _("The day of receipt; else today."))] = None,
    letter: Annotated[
        str | None,
        typer.Option(
            "--letter", metavar=_("NO"), parser=read_paper_number, help=_("The number of the letter that it came under.")
        ),
    ] = None,
    letter_date: Annotated[date | None, day_option("--letter-date", _("The date of that letter."))] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option(
            "--file",
            metavar=_("FILE"),
            help=_("A file that came, such as the signed scan, to keep with the data; may be repeated."),
        ),
    ] = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.acts import CoveringLetter, receive
    from camket.entry.changing import look_ahead
    from camket.entry.evidence import take_in

    state, unit = _open_for(data, unit)
    chosen = _choose_form(state, rounds, unit)
    taken = take_in(state.folder, state.ledger, chosen.id, unit, file or ())
    covering = CoveringLetter(letter, letter_date, taken.entries)
    change = receive(state, chosen, unit, day or state.today, covering)
    return _carry_out(look_ahead(state, change), dry_run, taken)


def extend_command(
    *,
    unit: UnitName,
    due: Annotated[date, day_option("--due", _("The new last day in time."))],
    reason: Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))],
    rounds: RoundChoice,
    by: By = None,
    day: Annotated[
        date | None, day_option("--date", _("The day on which it was granted; before it, it does not count."))
    ] = None,
    document: PaperNumber = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.acts import extend

    state, unit = _open_for(data, unit)
    chosen = rounds.choose(state.ledger)
    details = {"reason": reason, "by": by, "date": day, "document": document}
    return _look_and_carry_out(state, extend(state, chosen, unit, due, details), dry_run)


def assign_command(
    *,
    target: TargetName,
    words: Annotated[
        list[str], typer.Argument(metavar=_("[UNIT] VALUE"), help=_("The figure; before it the unit, where each has its own."))
    ],
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar=_("NAME"),
            help=_("Which of its figures, by its name in targets.yaml (last_year …); else the assigned one, or the only one."),
        ),
    ] = None,
    document: PaperNumber = None,
    day: Annotated[date | None, day_option("--date", _("The day of the document; a revision holds from then on."))] = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.acts import Assignment, assign, find_reference

    if len(words) > 2:
        raise typer.BadParameter(_("one word too many: {words}; a name with spaces goes between quotes").format(words=words[2]))
    state = desk.open_state(data.given)
    asked = state.ledger.targets[desk.known_target(state.ledger, target)]
    unit = desk.known_unit(state.ledger, words[0]) if len(words) == 2 else None
    assigned = Assignment(words[-1].strip(), document, day, reason)
    return _look_and_carry_out(state, assign(state, asked, unit, find_reference(asked, reference), assigned), dry_run)


def correct_command(
    *,
    unit: UnitName,
    target: TargetName,
    old: Annotated[str, typer.Argument(metavar=_("OLD"), help=_("The figure as it was reported: 38, or 62300/120000."))],
    new: Annotated[str, typer.Argument(metavar=_("NEW"), help=_("The right figure."))],
    reason: Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))],
    by: Annotated[str, typer.Option("--by", metavar=_("NAME"), help=_("Who says so."))],
    rounds: RoundChoice,
    day: Annotated[date | None, day_option("--date", _("The day of the correction; else today."))] = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.acts import Grounds, correct

    state, unit = _open_for(data, unit)
    asked = _target_of_unit(state.ledger, target, unit)
    chosen = _choose_form(state, rounds, unit)
    change = correct(state, chosen, unit, asked, (old, new), Grounds(reason, by, day or state.today))
    code = _look_and_carry_out(state, change, dry_run)
    if not dry_run and change.is_needed:
        _say_next(state, chosen)
    return code


def overrule_command(
    *,
    target: TargetName,
    verdict: Annotated[
        str, typer.Argument(metavar=_("VERDICT"), help=_("The verdict in words, or its id: met, on track, behind, missed …"))
    ],
    reason: Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))],
    by: Annotated[str, typer.Option("--by", metavar=_("NAME"), help=_("Who says so."))],
    rounds: RoundChoice,
    unit: OneUnit = None,
    day: Annotated[date | None, day_option("--date", _("The day of the verdict; else today."))] = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from typing import get_args

    from camket.entry.acts import Grounds, overrule
    from camket.ledger.measures.answer import find_choice
    from camket.ledger.reports import Verdict
    from camket.standing.wording import verdict_label

    state = desk.open_state(data.given)
    asked = state.ledger.targets[desk.known_target(state.ledger, target)]
    of_unit = desk.known_unit(state.ledger, unit) if unit is not None else None
    chosen = rounds.choose(state.ledger)
    labels = {name: verdict_label(name) for name in get_args(Verdict)}
    said, verdict = verdict, find_choice(labels, verdict)
    if verdict not in labels:
        known = "".join(f"\n    {label}" for label in labels.values())
        message = _("'{text}' is not known; one of: {choices}").format(text=said, choices=known)
        raise typer.BadParameter(message, param_hint=_("VERDICT"))
    change = overrule(state, chosen, asked, of_unit, verdict, Grounds(reason, by, day or state.today))
    return _look_and_carry_out(state, change, dry_run)


def undo_command(*, yes: Yes = False, dry_run: DryRun = False, data: DataFolder) -> int:
    from camket.entry.undoing import find_undo
    from camket.screen.account import print_account

    undoing = find_undo(data.find())
    desk.say(_("The last command: {command}").format(command=undoing.command.text))
    print_account(desk.console(), undoing.tell())
    asks = not yes and not dry_run and desk.is_terminal()
    if dry_run or asks:
        _say_put_back(undoing, is_done=False)
    if dry_run:
        return 0
    if asks and not desk.ask_yes(_("Take it back?"), default=True):
        raise typer.Abort
    desk.say_not_kept(undoing.write())
    _say_put_back(undoing, is_done=True)
    if undoing.staged:
        paths = " ".join(desk.shown(undoing.folder / path) for path in undoing.staged)
        desk.say(_("git add had staged what was taken back; stage it again: git add {paths}").format(paths=paths))
    return 0


def _say_put_back(undoing: Undoing, *, is_done: bool) -> None:
    """Say of each file of the last command what was done with it, or would be."""
    for change in undoing.changes:
        if change.after is None:
            said = _("deleted {path}: that command had made it") if is_done else _("would delete {path}: that command made it")
        else:
            said = _("put {path} back as it was") if is_done else _("would put {path} back as it was")
        desk.say(said.format(path=desk.shown(undoing.folder / change.path)))


def _open_for(data: DataFolder, unit: str) -> tuple[LoadedFolder, str]:
    """Load the data folder for a command that changes it, and return with it the id of a unit given by id or name."""
    state = desk.open_state(data.given)
    return state, desk.known_unit(state.ledger, unit)


def _choose_form(state: LoadedFolder, rounds: RoundChoice, unit: str) -> Round:
    """Return the round whose form of a unit is filled in.

    Raises DataFault if the unit has no file yet and targets.yaml or units.yaml has an error, as camket open does.
    """
    chosen = rounds.choose(state.ledger)
    if (chosen.id, unit) not in state.ledger.reports:
        message = _("no form is written while targets.yaml or units.yaml has an error")
        desk.refuse_faults(state.ledger, state.problems, message)
    return chosen


def _target_of_unit(ledger: Ledger, name: str, unit: str) -> Target:
    """Return a target, given by id or name, that the unit reports."""
    from camket.standing.typed_names import numbered_name

    target = desk.known_target(ledger, name)
    own = [one.id for one in ledger.targets_of(unit)]
    if target not in own:
        message = _("{unit} does not report {target}; it reports: {targets}").format(
            unit=ledger.name(unit),
            target=numbered_name(ledger, target),
            targets="".join(f"\n    {numbered_name(ledger, one)}" for one in own) or "–",
        )
        raise typer.BadParameter(message)
    return ledger.targets[target]


def _look_and_carry_out(state: LoadedFolder, change: FileChange, dry_run: bool) -> int:
    """Carry out a change of one file."""
    from camket.entry.changing import look_ahead

    return _carry_out(look_ahead(state, change), dry_run)


def _carry_out(outlook: Outlook, dry_run: bool, taken: TakenFiles | None = None) -> int:
    """Write a change and show it as camket diff does; with `dry_run` only show it. A change that brings an error is refused.

    Files that are taken in are written before the report that names them: a command that is stopped leaves a file too many.
    """
    from dataclasses import replace

    from camket.entry.changing import refuse, tell_own
    from camket.entry.told_problems import tell_problems
    from camket.screen.account import print_account

    told = replace(outlook, problems=tell_problems(outlook))
    refuse(told)
    folder = outlook.state.folder
    # Write before printing: printing fails if the reader of the output has closed it.
    for remark in taken.remarks if taken is not None else ():
        desk.say(remark)
    desk.write_changes(folder, (*(taken.changes if taken is not None else ()), *outlook.changes), dry_run)
    if outlook.change.is_needed:
        own, others = tell_own(outlook.state.ledger, outlook.now.ledger)
        print_account(desk.console(), own)
        if others:
            words = ngettext("{n} more change follows: camket diff", "{n} more changes follow: camket diff", others)
            desk.say(words.format(n=others))
        _show_problems(outlook)
        _say_unanswered(outlook)
    return 0


def _show_problems(outlook: Outlook) -> None:
    """Show the new problems of the changed file, but not the targets that are still to be told; count those elsewhere."""
    from camket.entry.told_problems import told_problem
    from camket.screen.problems import print_problems

    here = [one for one in outlook.problems if one.place.path == outlook.change.path]
    document = outlook.now.ledger.documents.get(outlook.change.path)
    own = [told_problem(outlook.now.ledger, document, one) for one in here if one.rule != "missing-target"]
    if own:
        print_problems(desk.console(sys.stderr), own, root=desk.shown_root(outlook.state.folder))
    n = len(outlook.problems) - len(here)
    if n:
        said = ngettext("{n} more remark on other files: camket check", "{n} more remarks on other files: camket check", n)
        desk.say(said.format(n=n))


def _say_unanswered(outlook: Outlook) -> None:
    """Say which targets of the changed report are still to be told, by their numbers; or that the last one is told now."""
    from camket.standing.appendix import numbers

    left, before = (_unanswered(one.ledger, outlook.change.path) for one in (outlook.now, outlook.state))
    n = len(left)
    if n:
        said = ngettext(
            "{n} target of this report is still to be told: {numbers}",
            "{n} targets of this report are still to be told: {numbers}",
            n,
        )
        known = numbers(outlook.now.ledger)
        desk.say(said.format(n=n, numbers=", ".join(known[one.id] for one in left)))
    elif before:
        desk.say(_("this report tells every target now; to keep it in the history: camket save"))


def _say_next(state: LoadedFolder, round_: Round) -> None:
    """Say what follows a correction: to save it, and to issue the report of the round again."""
    desk.say(_("To keep it in the history: camket save"))
    if round_.id in state.ledger.issued:
        said = _("The report of this round was issued; to issue it again: camket issue --round {round}")
        desk.say(said.format(round=round_.id))


def _unanswered(ledger: Ledger, path: str) -> list[Target]:
    """Return the targets that the report in this file must tell and does not; none if no report is there."""
    from camket.standing.submissions import answers, required_targets

    filed = next((one for one in ledger.reports.values() if one.path == path), None)
    round_ = ledger.round(filed.round) if filed is not None else None
    if filed is None or round_ is None:
        return []
    required = required_targets(ledger, filed.unit, round_)
    return [one for one in required if not answers(ledger, one, round_, filed.results.get(one.id))]
