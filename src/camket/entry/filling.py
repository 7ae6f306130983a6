"""A unit's report filled in by question and answer: target by target, each answer saved as it is given.

Whoever stops goes on later at the first target without an answer. What asks and shows is an Asker (prompting.py); here is
only the order of things, and every answer goes through the gate that all changes go through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from camket.entry.acts import add_correction, result_in, set_answer, settled_change
from camket.entry.answers import Answer, entries_of, figure_words, with_entry, with_papers
from camket.entry.changing import (
    FileBefore,
    FileChange,
    LoadedFolder,
    Outlook,
    look_ahead,
    open_report,
    plan,
    tell_change,
    write_change,
)
from camket.entry.guide import FAR_FUTURE, guide_to
from camket.entry.questions import (
    AskedReport,
    Question,
    QuestionStep,
    choose,
    merge,
    read_reply,
    remark_on,
    remark_on_choice,
    steps_of,
)
from camket.entry.questions import ReplyRemark as Note
from camket.history.account import UnitChanges
from camket.ledger.commitment import Round
from camket.ledger.load import load
from camket.ledger.reports import Correction, Remark, Report
from camket.ledger.targets import Incidents, Target
from camket.ledger.tree import FolderTree
from camket.rules.check import check
from camket.standing.submissions import answers, required_targets, submission
from camket.standing.survey import survey
from camket.standing.wording import round_name
from camket.text import git
from camket.text.edit import Insert, Put
from camket.text.language import _, ngettext
from camket.text.numerals import format_date
from camket.text.problems import CamketError, GitFault, Problem, WouldOverwrite

Command = Literal["back", "skip", "awaiting", "stop"]
Style = Literal["plain", "title", "quiet", "warning", "error", "good"]
# The form has no day of receipt until the office notes one: nothing that whoever fills it in could mend.
_NOT_HERE = frozenset({"no-receipt-date", "unanswered"})
# What may be mended by the very next answer is said at the end, if it still holds.
_LATER = frozenset({"evidence-missing"})
_FELL = ("figure-fell", "increment")
_YES = ("c", "có", "co", "y", "yes", "ok")


@dataclass(frozen=True, slots=True)
class Reply:
    """What was typed in answer to a question, or a command in its place."""

    text: str = ""
    command: Command | None = None


class Asker(Protocol):
    """Whoever asks: a terminal."""

    def say(self, text: str, style: Style = "plain", indent: int = 0) -> None:
        """A line or paragraph to the user."""

    def show(self, sections: Sequence[UnitChanges]) -> None:
        """What has changed, as camket diff shows it."""

    def ask(self, question: Question, remark: Callable[[str], Note], commands: Sequence[Command]) -> Reply:
        """A reply that the remark has no fault to find with, or one of the commands."""


class Session:
    """One sitting. `sheet` is the file as it now is, `state` the data with it."""

    def __init__(self, asker: Asker, state: LoadedFolder, round_: Round, unit: str, *, dry_run: bool) -> None:
        self.asker = asker
        self.state = self.first = state
        self.round = round_
        self.unit = unit
        self.dry_run = dry_run
        self.sheet = open_report(state, round_, unit)
        self.targets = required_targets(state.ledger, unit, round_)

    # --- the course of it

    def run(self) -> int:
        self._greet()
        parts = (self._ask_targets, lambda: self._ask_remarks("difficulties"), lambda: self._ask_remarks("proposals"))
        for ask in parts:
            if not ask():
                break
        self._take_leave()
        return 0

    def _greet(self) -> None:
        ledger = self.state.ledger
        title = _("{unit} – {round} of {year}").format(
            unit=ledger.name(self.unit), round=round_name(self.round), year=ledger.commitment.year
        )
        self.asker.say(title, "title")
        left = self._unanswered()
        answered = len(self.targets) - len(left)
        day = submission(ledger, self.round, self.unit, FAR_FUTURE, self.targets).due
        self.asker.say(
            _("{answered} of {all} targets answered. To be received by {due}; figures up to {cut_off}.").format(
                answered=answered,
                all=len(self.targets),
                due=format_date(day),
                cut_off=format_date(ledger.calendar.cut_off(self.round)),
            )
        )
        if self.dry_run:
            self.asker.say(_("A trial: nothing is written."), "warning")
        self.asker.say(
            _("Enter keeps what stands there. ? help, < back, > next target, ~ no figure yet, q stop; all is saved as you go."),
            "quiet",
        )

    def _unanswered(self) -> list[Target]:
        filed = self.state.ledger.reports.get((self.round.id, self.unit))
        results = filed.results if filed is not None else {}
        return [one for one in self.targets if not answers(self.state.ledger, one, self.round, results.get(one.id))]

    def _ask_targets(self) -> bool:
        """Whether all targets were gone through; False where the sitting was stopped."""
        left = self._unanswered()
        index = self.targets.index(left[0]) if left else len(self.targets)
        if not left and self.targets:
            again = Question((), _("All targets are answered. Go through them again? (y/n)"))
            index = 0 if self._is_yes(again) else index
        while index < len(self.targets):
            self._introduce(index)
            outcome = self._ask_target(self.targets[index])
            if outcome == "stop":
                return False
            index = max(index - 1, 0) if outcome == "back" else index + 1
        return True

    def _introduce(self, index: int) -> None:
        ledger, target = self.state.ledger, self.targets[index]
        now = survey(ledger, self.round, ledger.calendar.cut_off(self.round))
        before = ledger.calendar.before(self.round)
        guide = guide_to(now, survey(ledger, before, FAR_FUTURE) if before else None, self.unit, target)
        self.asker.say("")
        self.asker.say(f"[{index + 1}/{len(self.targets)}] {guide.name}", "title")
        for line in guide.lines:
            self.asker.say(line, indent=2)
        if guide.awaited_until is not None:
            self.asker.say(_("No figure is expected yet: a few words are enough (Enter until then)."), "quiet", 2)

    def _ask_target(self, target: Target) -> Command | None:
        index = 0
        while index < len(steps := steps_of(target, result_in(self.sheet, target.id))):
            step = steps[index]
            outcome = self._ask_entries(target, step) if step.kind == "entries" else self._ask_step(target, step)
            if outcome == "awaiting":
                if self._ask_awaiting(target) == "stop":
                    return "stop"
                index = next((at for at, one in enumerate(steps) if one.questions[0].keys == ("text",)), len(steps))
                continue
            if outcome in ("stop", "skip"):
                return outcome
            if outcome == "back":
                if index == 0:
                    return "back"
                index -= 1
                continue
            index += 1
        return None

    # --- a step

    def _asked(self, target: Target) -> AskedReport:
        return AskedReport(self.state.ledger, self.round, self.unit, target)

    def _ask_step(self, target: Target, step: QuestionStep) -> Command | None:
        """The questions of a step one by one, then all saved together; asked again where that is refused."""
        while True:
            present = result_in(self.sheet, target.id)
            answer: Answer = {}
            outcome = self._ask_questions(target, step, answer)
            if outcome is not None:
                return outcome
            if not answer or self._save_answer(target, self._beside(present, answer)):
                return None

    def _beside(self, present: object, answer: Answer) -> Answer:
        """An answer whose new papers stand beside those that are there."""
        papers = answer.get("evidence")
        if papers is None:
            return answer
        held = present.get("evidence") if isinstance(present, dict) else None
        return {**answer, "evidence": with_papers(held, papers if isinstance(papers, list) else [papers])}

    def _ask_questions(self, target: Target, step: QuestionStep, answer: Answer) -> Command | None:
        asked, present = self._asked(target), result_in(self.sheet, target.id)
        replies: list[Answer] = []
        while len(replies) < len(step.questions):
            question = step.questions[len(replies)]
            so_far: Answer = {}
            for one in replies:
                so_far = merge(so_far, one)
            if "percent" in so_far:  # a rate alone: its parts are not asked for
                break

            def remark(said: str, question: Question = question, so_far: Answer = so_far) -> Note:
                return remark_on(asked, step, question, so_far, present, said)

            there = self._papers_of(present) if question.sort == "papers" else question.standing
            if there:
                self.asker.say(_("there already: {papers}").format(papers=there), "quiet", 2)
            commands: tuple[Command, ...] = ("back", "skip", "awaiting", "stop")
            reply = self.asker.ask(question, remark, commands)
            if reply.command == "back" and replies:
                replies.pop()
            elif reply.command is not None:
                return reply.command
            else:
                replies.append(
                    {} if reply.text.strip() == question.present.strip() else read_reply(asked, question, reply.text)
                )
        for one in replies:
            answer |= merge(answer, one)
        return None

    def _papers_of(self, present: object) -> str:
        held = present.get("evidence") if isinstance(present, dict) else None
        papers = held if isinstance(held, list) else [held] if held is not None else []
        return "; ".join(str(one.get("number") or "?") if isinstance(one, dict) else str(one) for one in papers)

    def _ask_awaiting(self, target: Target) -> Command | None:
        choices = {"publication": _("awaiting publication"), "assessment": _("not yet assessed")}
        question = Question(("awaiting",), _("Why there is no figure"), "choice", choices=choices)
        step = QuestionStep((question,))
        asked = self._asked(target)
        reply = self.asker.ask(question, lambda said: remark_on(asked, step, question, {}, None, said), ())
        if reply.text.strip():
            self._save_answer(target, read_reply(asked, question, reply.text))
        return reply.command

    # --- entries of a list

    def _ask_entries(self, target: Target, step: QuestionStep) -> Command | None:
        key = "incidents" if isinstance(target.measure, Incidents) else "items"
        while True:
            present = result_in(self.sheet, target.id)
            entries = entries_of(present, key)
            for number, entry in enumerate(entries, 1):
                name = entry.get("name") if isinstance(entry, dict) else entry
                self.asker.say(f"{number}. {name}", "quiet", 2)
            entry_: Answer = {}
            outcome = self._ask_entry(target, step, entry_)
            if outcome == "back" and entry_:
                continue
            if outcome is not None:
                return outcome
            if not entry_:
                return None
            if entry_.get("name") == "0":
                if entries or self._save_answer(target, {key: []}):
                    return None
                continue
            self._save_answer(target, {key: with_entry(entries, entry_)})

    def _ask_entry(self, target: Target, step: QuestionStep, entry: Answer) -> Command | None:
        """The name first; with none there is no entry, and `0` says that there is nothing new."""
        asked, present = self._asked(target), result_in(self.sheet, target.id)
        index = 0
        while index < len(step.questions):
            question = step.questions[index]
            so_far = dict(entry)

            def remark(said: str, question: Question = question, so_far: Answer = so_far) -> Note:
                return remark_on(asked, step, question, so_far, present, said)

            reply = self.asker.ask(question, remark, ("back", "skip", "awaiting", "stop"))
            if reply.command == "back" and index:
                index -= 1
                entry.pop(step.questions[index].keys[0], None)
                continue
            if reply.command is not None:
                return reply.command
            said = reply.text.strip()
            if index == 0 and said in ("", "0"):
                entry |= {"name": said} if said else {}
                return None
            entry |= {name: value for name, value in read_reply(asked, question, said).items() if value is not None}
            index += 1
        if isinstance(target.measure, Incidents):  # in the order in which forms have them
            for name in ("kind", "name", "date", "evidence"):
                if name in entry:
                    entry[name] = entry.pop(name)
        return None

    # --- difficulties and proposals

    def _ask_remarks(self, key: Literal["difficulties", "proposals"]) -> bool:
        labels = {"difficulties": _("Difficulties"), "proposals": _("Proposed solutions")}
        self.asker.say("")
        self.asker.say(labels[key], "title")
        filed = self.state.ledger.reports.get((self.round.id, self.unit))
        present: tuple[Remark, ...] = getattr(filed.report, key) if filed is not None else ()
        for number, one in enumerate(present, 1):
            self.asker.say(f"{number}. {one.text}", "quiet", 2)
        own = {one.id: one.short or one.name for one in self.targets}
        questions = [
            Question(("text",), _("One more (Enter: no more)"), help=_("One after the other, each in one line.")),
            Question(("target",), _("Of which target (Enter: of none)"), "choice", _("By name, id or number."), choices=own),
        ]
        if key == "proposals":
            questions.append(Question(("to",), _("To whom"), help=_("Who is to decide: UBND Thành phố, Sở Tài chính …")))
        while True:
            entry: dict[str, str] = {}
            for question in questions:
                reply = self.asker.ask(question, lambda said, question=question: _remark_on_remark(question, said), ("stop",))  # type: ignore[misc]
                if reply.command is not None:
                    return False
                said = reply.text.strip()
                if said:
                    entry[question.keys[0]] = choose(question.choices, said) if question.sort == "choice" else said
                if not entry:
                    return True
            self._save(self._with_remark(key, entry))

    def _with_remark(self, key: str, entry: dict[str, str]) -> FileChange:
        filed = self.state.ledger.reports.get((self.round.id, self.unit))
        count = len(getattr(filed.report, key)) if filed is not None else 0
        if count:
            return plan(self.sheet, [Insert((key,), count, entry)])
        return plan(self.sheet, [Put((key,), [entry], tuple(Report.model_fields))])

    # --- saving

    def _save_answer(self, target: Target, answer: Answer) -> bool:
        """Whether an answer was saved; where it was not, what is wrong has been said."""
        change = set_answer(self.state, self.sheet, self.unit, target, answer)
        if change.after == self.sheet.start:
            return True
        outlook = look_ahead(self.state, change)
        if outlook.is_refused:
            settled = settled_change(outlook, target.id)
            if settled is not None:
                self.asker.say(
                    _("This figure stands in an issued report; a change is a correction and needs a reason."), "warning"
                )
                grounds = self._ask_grounds()
                if grounds is None:
                    return False
                outlook = look_ahead(self.state, add_correction(outlook, self.unit, target, settled, *grounds))
            elif any(one.rule in _FELL and one.place.path == change.path for one in outlook.problems):
                self._tell(outlook.problems)
                corrected = self._ask_correction(outlook, target)
                if corrected is None:
                    return False
                outlook = look_ahead(self.state, corrected)
        return self._accept(outlook)

    def _save(self, change: FileChange) -> bool:
        return self._accept(look_ahead(self.state, change))

    def _accept(self, outlook: Outlook) -> bool:
        self._tell(outlook.problems, _LATER)
        if outlook.is_refused:
            self.asker.say(_("Not saved. Answer again, or Enter to leave it as it was."), "error")
            return False
        change = outlook.change
        try:
            if not self.dry_run:
                write_change(self.state.folder, change)
        except WouldOverwrite:
            self._read_again()
            self.asker.say(_("Somebody changed the file meanwhile. It was read again; please answer once more."), "error")
            return False
        self.state = outlook.next
        self.sheet = FileBefore(change.path, change.before if self.dry_run else change.after, change.after)
        return True

    def _read_again(self) -> None:
        ledger, problems = load(FolderTree(self.state.folder))
        if ledger is None:
            raise CamketError(_("targets.yaml cannot be used; mend these first"))
        self.state = replace(self.state, ledger=ledger, problems=tuple(problems))
        self.sheet = open_report(self.state, self.round, self.unit)

    def _tell(self, problems: Sequence[Problem], hidden: frozenset[str] = frozenset()) -> None:
        for one in problems:
            if one.rule in _NOT_HERE | hidden:
                continue
            where = "" if one.place.path == self.sheet.path else f"{one.place}: "
            words = " ".join(part for part in (where + one.message + ".", one.hint) if part)
            self.asker.say(words, "error" if one.level == "error" else "warning", 2)

    def _ask_grounds(self) -> tuple[str, str] | None:
        """Why, and who says so; None where nothing was given."""
        given = []
        for label in (_("Reason"), _("Who says so")):
            reply = self.asker.ask(Question(("reason",), label), lambda said: Note(), ())
            if reply.command is not None or not reply.text.strip():
                return None
            given.append(reply.text.strip())
        return given[0], given[1]

    def _ask_correction(self, outlook: Outlook, target: Target) -> FileChange | None:
        """The change with an entry that says what the earlier figure should have been; None where it is not given."""
        ledger = self.state.ledger
        before = ledger.calendar.before(self.round)
        old = None
        while before is not None and old is None:
            old = figure_words(target, ledger.reports.get((before.id, self.unit)))
            before = ledger.calendar.before(before)
        if old is None:
            return None
        label = _("Was the earlier figure {old} wrong? Its right figure (Enter: answer again)").format(old=old)
        reply = self.asker.ask(Question(("new",), label), lambda said: Note(), ())
        if reply.command is not None or not reply.text.strip():
            return None
        grounds = self._ask_grounds()
        if grounds is None:
            return None
        values = dict(zip(("reason", "by"), grounds, strict=True))
        entry = {"target": target.id, "old": old, "new": reply.text.strip(), **values, "date": self.state.today.isoformat()}
        sheet = FileBefore(outlook.change.path, outlook.change.before, outlook.change.after)
        present = ledger.reports.get((self.round.id, self.unit))
        count = len(present.report.corrections) if present is not None else 0
        assert set(entry) <= set(Correction.model_fields)
        if count:
            return plan(sheet, [Insert(("corrections",), count, entry)])
        return plan(sheet, [Put(("corrections",), [entry], tuple(Report.model_fields))])

    # --- the end

    def _take_leave(self) -> None:
        self.asker.say("")
        left = self._unanswered()
        self.asker.show(tell_change(self.first.ledger, self.state.ledger))
        self._tell([one for one in check(self.state.ledger, self.state.today) if one.place.path == self.sheet.path])
        if left:
            count = ngettext("{n} target has no answer yet", "{n} targets have no answer yet", len(left)).format(n=len(left))
            names = ", ".join(one.short or one.name for one in left)
            self.asker.say(f"{count}: {names}", "warning")
            self.asker.say(_("To go on: camket fill {unit} --round {round}").format(unit=self.unit, round=self.round.id))
        if self.dry_run:
            self.asker.say(_("A trial: nothing was written."), "warning")
        elif self.sheet.before is not None:
            self._offer_commit()

    def _offer_commit(self) -> None:
        folder = self.state.folder
        try:
            if not git.has_repository(folder) or not git.is_changed(folder, self.sheet.path):
                return
            if not self._is_yes(Question((), _("Commit this file now? (y/n)"))):
                return
            message = _("{round}: report of {unit}").format(
                round=round_name(self.round), unit=self.state.ledger.short_name(self.unit)
            )
            question = Question((), _("Message"), help=_("What the commit is called in the history."), present=message)
            reply = self.asker.ask(question, lambda said: Note(), ("stop",))
            if reply.command is None and reply.text.strip():
                git.commit_file(folder, self.sheet.path, reply.text.strip())
                self.asker.say(_("Committed."), "good")
        except GitFault as fault:
            self.asker.say(f"{fault}. {fault.hint}", "error")

    def _is_yes(self, question: Question) -> bool:
        reply = self.asker.ask(question, lambda said: Note(), ())
        return reply.command is None and reply.text.strip().casefold() in _YES


def _remark_on_remark(question: Question, said: str) -> Note:
    return remark_on_choice(question, said) if question.sort == "choice" and said.strip() else Note()
