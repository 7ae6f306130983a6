"""A file of a round while it is filled in: the file as it is now, the data with it, and how an answer is saved.

A draft is a unit's report (`ReportDraft`) or the office's own file (`OfficeDraft` in office_draft).
An answer is checked before it is written (`changing.look_ahead`). If a figure that fell, or a figure of an issued report, is
the reason for an error, the user is asked for the correction that explains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from camket.entry.acts import add_correction, append, result_in, set_answer, settled_change, settled_figures
from camket.entry.answers import figure_words
from camket.entry.asker import Asked, Asker, ask_in_turn, ask_yes
from camket.entry.changing import LoadedFolder, Outlook, look_ahead, open_report
from camket.entry.questions import AskedReport, Question, remark_on_figure, remark_on_words
from camket.entry.told_problems import told_problem
from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed
from camket.ledger.load import load
from camket.ledger.measures.base import Answer
from camket.ledger.reports import Correction, Remark, Report
from camket.ledger.targets import Target
from camket.ledger.tree import FolderTree
from camket.standing.last_year import take_baselines
from camket.standing.submissions import answers, required_targets
from camket.text.journal import Journal
from camket.text.language import _
from camket.text.problems import CamketError, Problem, WouldOverwrite
from camket.text.save import FileChange
from camket.text.source import Plain

# Rules that are not shown: the office enters the day of receipt, and the end of the session lists what is unanswered.
_NOT_SHOWN = frozenset({"no-receipt-date", "unanswered"})
# Rules that are shown at the end only: the next answer may remove the problem.
_SHOWN_AT_END = frozenset({"evidence-missing"})
# Rules that a correction of an earlier figure can satisfy.
_FIGURE_FELL = ("figure-fell", "increment")


class Draft:
    """A file of one round while it is filled in.

    `state` is the data with the answers given so far, `first` the data at the beginning; `sheet` is the file. With `dry_run`
    answers are checked and kept in memory, and no file is written.
    """

    def __init__(self, asker: Asker, state: LoadedFolder, round_: Round, *, dry_run: bool) -> None:
        self.asker = asker
        self.state = self.first = state
        self.round = round_
        self.dry_run = dry_run
        self.journal = Journal(state.folder)  # one for the whole session: camket undo takes it back as one command
        self.is_told = False  # that there is no journal
        self.sheet = self.open_sheet()

    def open_sheet(self) -> FileChange:
        """Return the file as it is on disk, or a blank one."""
        raise NotImplementedError

    def show_problems(self, problems: Sequence[Problem], hidden: frozenset[str] = frozenset()) -> None:
        """Print problems, except those of the `hidden` rules."""
        for one in problems:
            if one.rule in _NOT_SHOWN | hidden:
                continue
            is_here = one.place.path == self.sheet.path
            told = told_problem(self.state.ledger, None, one) if is_here else one
            where = "" if is_here else f"{one.place}: "
            words = " ".join(part for part in (where + told.message + ".", told.hint) if part)
            self.asker.say(words, "error" if one.level == "error" else "warning", 2)

    def accept(self, outlook: Outlook) -> bool:
        """Write a change unless it brings an error; return whether it was written."""
        self.show_problems(outlook.problems, _SHOWN_AT_END)
        if outlook.errors:
            self.asker.say(_("Not saved. Answer again, or Enter to leave it as it was."), "error")
            return False
        change = outlook.change
        try:
            if not self.dry_run:
                self._write(change)
        except WouldOverwrite:
            self._read_again()
            self.asker.say(_("Somebody changed the file meanwhile. It was read again; please answer once more."), "error")
            return False
        self.state = outlook.now
        self.sheet = change if self.dry_run else replace(change, before=change.after)
        return True

    def _write(self, change: FileChange) -> None:
        reason = self.journal.write([change])
        if reason is not None and not self.is_told:
            words = _("no journal could be kept ({reason}): camket undo cannot take this back")
            self.asker.say(words.format(reason=reason), "warning")
            self.is_told = True

    def _read_again(self) -> None:
        ledger, problems = load(FolderTree(self.state.folder))
        problems += take_baselines(self.state.folder, ledger) if ledger is not None else []
        if ledger is None:
            raise CamketError(_("targets.yaml cannot be used; mend these first"))
        self.state = replace(self.state, ledger=ledger, problems=tuple(problems))
        self.sheet = self.open_sheet()


class ReportDraft(Draft):
    """A unit's report of one round while it is filled in."""

    def __init__(self, asker: Asker, state: LoadedFolder, round_: Round, unit: str, *, dry_run: bool) -> None:
        self.unit = unit
        super().__init__(asker, state, round_, dry_run=dry_run)
        self.targets = required_targets(state.ledger, unit, round_)

    def open_sheet(self) -> FileChange:
        return open_report(self.state, self.round, self.unit)

    # --- what is in it

    @property
    def filed(self) -> Filed | None:
        """The report as it was loaded; None while there is no file."""
        return self.state.ledger.reports.get((self.round.id, self.unit))

    def result(self, target: Target) -> Plain:
        """Return the plain value under the target's id, None if there is none."""
        return result_in(self.sheet, target.id)

    def asked(self, target: Target) -> AskedReport:
        """Return the target with the report in which it is asked about."""
        return AskedReport(self.state.ledger, self.round, self.unit, target)

    def unanswered(self) -> list[Target]:
        """Return the required targets that have no answer yet."""
        results = self.filed.results if self.filed is not None else {}
        return [one for one in self.targets if not answers(self.state.ledger, one, self.round, results.get(one.id))]

    # --- saving

    def save_answer(self, target: Target, answer: Answer) -> bool:
        """Save an answer to a target. Return False, after saying why, if it was not saved."""
        change = set_answer(self.state, self.sheet, self.unit, target, answer)
        if change.after == self.sheet.after:
            return True
        outlook = look_ahead(self.state, change)
        if outlook.errors:
            corrected = self._corrected(outlook, target)
            if corrected is None:
                self.asker.say(_("Not saved. Answer again, or Enter to leave it as it was."), "error")
                return False
            outlook = corrected
        return self.accept(outlook)

    def add_entry(self, key: str, entry: dict[str, str]) -> bool:
        """Save one more entry of a list of the report, such as a difficulty. Return False if it was not saved."""
        return self.accept(look_ahead(self.state, append(self.sheet, key, entry, Remark, Report)))

    # --- corrections

    def _corrected(self, outlook: Outlook, target: Target) -> Outlook | None:
        """Return the refused change together with the correction that explains it; None if the user gives none.

        A change that no correction could explain is returned as it is.
        """
        settled = settled_change(outlook, target.id)
        if settled is not None:
            self.asker.say(_("This figure stands in an issued report; a change is a correction and needs a reason."), "warning")
            grounds = ask_in_turn(self.asker, self._grounds())
            if grounds is None:
                return None
            reason, by = grounds
            if not self._confirms(target, *settled_figures(outlook, self.unit, target, settled), reason, by):
                return None
            return look_ahead(self.state, add_correction(outlook, self.unit, target, settled, reason, by))
        if any(one.rule in _FIGURE_FELL and one.place.path == outlook.change.path for one in outlook.problems):
            self.show_problems(outlook.problems)
            corrected = self._ask_earlier_figure(outlook, target)
            return look_ahead(self.state, corrected) if corrected is not None else None
        return outlook

    def _grounds(self) -> list[Asked]:
        """Return the questions for the reason of a correction and for who decides it."""
        reason = Question(("reason",), _("Reason"), help=_("Why the figure as reported was wrong, in words."))
        by = Question(("by",), _("Who says so"), help=_("The name of the person who decides it."))
        return [(reason, remark_on_words), (by, remark_on_words)]

    def _ask_earlier_figure(self, outlook: Outlook, target: Target) -> FileChange | None:
        """Ask what the last reported figure should have been; return the change with that correction, or None."""
        old = self._last_figure(target)
        if old is None:
            return None
        label = _("Was the earlier figure {old} wrong? Its right figure (Enter: answer again)").format(old=old)
        question = Question(("new",), label, help=_("The figure that should have been reported then, without words."))
        asked = self.asked(target)
        replies = ask_in_turn(self.asker, [(question, lambda text: remark_on_figure(asked, text)), *self._grounds()])
        if replies is None or not self._confirms(target, old, *replies):
            return None
        new, reason, by = replies
        day = self.state.today.isoformat()
        entry = {"target": target.id, "old": old, "new": new, "reason": reason, "by": by, "date": day}
        return append(outlook.change, "corrections", entry, Correction, Report)

    def _confirms(self, target: Target, old: str, new: str, reason: str, by: str) -> bool:
        """Show a correction, and ask whether it is to be written."""
        words = _("Correction of '{target}': {old} becomes {new}; reason: {reason}; decided by: {by}.")
        told = words.format(target=target.short or target.name, old=old, new=new, reason=reason, by=by)
        self.asker.say(told, "title", 2)
        return ask_yes(self.asker, _("Write this correction? (y/n)"))

    def _last_figure(self, target: Target) -> str | None:
        """Return the unit's figure in the last earlier round that has one."""
        ledger = self.state.ledger
        before = ledger.calendar.before(self.round)
        while before is not None:
            figure = figure_words(target, ledger.reports.get((before.id, self.unit)))
            if figure is not None:
                return figure
            before = ledger.calendar.before(before)
        return None
