"""A session of `camket fill`: a greeting, the targets, difficulties and proposals, then a summary and the offer to commit.

Every answer is saved at once, so a session can be stopped at any question; the next one begins at the first target that has
no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from camket.entry.asker import Asker, Command, Stopped, ask_in_turn, ask_yes
from camket.entry.asking import ask_target
from camket.entry.changing import LoadedFolder, tell_change
from camket.entry.draft import Draft, ReportDraft
from camket.entry.guide import FAR_FUTURE, guide_to
from camket.entry.questions import Question, remark_on_words
from camket.entry.remarks import ask_remarks
from camket.ledger.commitment import Round
from camket.rules.check import check
from camket.standing.appendix import numbers
from camket.standing.submissions import submission
from camket.standing.survey import survey
from camket.standing.wording import round_name, round_of_year
from camket.text import git
from camket.text.language import _, ngettext
from camket.text.numerals import format_date
from camket.text.problems import GitFault
from camket.text.work_tree import is_author_known


def run_session(asker: Asker, state: LoadedFolder, round_: Round, unit: str, *, dry_run: bool) -> None:
    """Ask for everything that a unit reports in a round. With `dry_run` nothing is written."""
    draft = ReportDraft(asker, state, round_, unit, dry_run=dry_run)
    _greet(asker, draft)
    with suppress(Stopped):
        _ask_all(asker, draft)
    _conclude(asker, draft)


def _ask_all(asker: Asker, draft: ReportDraft) -> None:
    """Ask about the targets, then for difficulties, then for proposals; `back` leads to the part before. Raises Stopped."""
    index, is_back = 0, False
    while index < 3:
        if index == 0:
            command = _ask_targets(asker, draft, from_last=is_back)
        else:
            command = ask_remarks(asker, draft, "difficulties" if index == 1 else "proposals")
        if command == "stop":
            return
        is_back = command == "back"
        index += -1 if is_back else 1


def _greet(asker: Asker, draft: ReportDraft) -> None:
    """Say whose report it is, how much is answered, when it is due, and which commands there are."""
    ledger = draft.state.ledger
    title = f"{ledger.name(draft.unit)} – {round_of_year(draft.round, ledger.commitment.year)}"
    asker.say(title, "title")
    day = submission(ledger, draft.round, draft.unit, FAR_FUTURE, draft.targets).due
    asker.say(
        _("{answered} of {all} targets answered. To be received by {due}; figures up to {cut_off}.").format(
            answered=len(draft.targets) - len(draft.unanswered()),
            all=len(draft.targets),
            due=format_date(day),
            cut_off=format_date(ledger.calendar.cut_off(draft.round)),
        )
    )
    if draft.dry_run:
        asker.say(_("A trial: nothing is written."), "warning")
    asker.say(
        _("Enter keeps what stands there. ? help, < back, > next target, ~ no figure yet, q stop; all is saved as you go."),
        "quiet",
    )


# --- the targets --------------------------------------------------------------------------------------------------------


def _ask_targets(asker: Asker, draft: ReportDraft, *, from_last: bool) -> Command | None:
    """Ask about the targets, from the first one without an answer or from the last one. Return `stop` if the user stopped."""
    left = draft.unanswered()
    index = draft.targets.index(left[0]) if left else len(draft.targets)
    if from_last:
        index = max(len(draft.targets) - 1, 0)
    elif not left and draft.targets:
        index = 0 if ask_yes(asker, _("All targets are answered. Go through them again? (y/n)")) else index
    while index < len(draft.targets):
        _introduce(asker, draft, index)
        command = ask_target(asker, draft, draft.targets[index])
        if command == "stop":
            return "stop"
        index = max(index - 1, 0) if command == "back" else index + 1
    return None


def _introduce(asker: Asker, draft: ReportDraft, index: int) -> None:
    """Print the name of a target, its goal, the last figure and what is expected now."""
    ledger, target = draft.state.ledger, draft.targets[index]
    now = survey(ledger, draft.round, ledger.calendar.cut_off(draft.round))
    before = ledger.calendar.before(draft.round)
    guide = guide_to(now, survey(ledger, before, FAR_FUTURE) if before else None, draft.unit, target)
    asker.say("")
    asker.say(f"[{index + 1}/{len(draft.targets)}] {guide.name}", "title")
    for line in guide.lines:
        asker.say(line, indent=2)
    if guide.awaited_until is not None:
        asker.say(_("No figure is expected yet: a few words are enough (Enter until then)."), "quiet", 2)


# --- the end ------------------------------------------------------------------------------------------------------------


def _conclude(asker: Asker, draft: ReportDraft) -> None:
    """Show what was changed, the problems of the report and what is unanswered; offer to commit the file."""
    left = draft.unanswered()

    def tell_left() -> None:
        if left:
            count = ngettext("{n} target has no answer yet", "{n} targets have no answer yet", len(left)).format(n=len(left))
            known = numbers(draft.state.ledger)
            names = "; ".join(f"{known[one.id]} {one.short or one.name}" for one in left)
            asker.say(f"{count}: {names}", "warning")
            asker.say(_("To go on: camket fill {unit} --round {round}").format(unit=draft.unit, round=draft.round.id))

    message = _("{round}: report of {unit}").format(
        round=round_name(draft.round), unit=draft.state.ledger.short_name(draft.unit)
    )
    conclude(asker, draft, message, tell_left)


def conclude(asker: Asker, draft: Draft, message: str, tell_left: Callable[[], None] = lambda: None) -> None:
    """Show what was changed and the problems of the file, then what `tell_left` tells; offer to commit the file.

    `message` is the message of the commit, as proposed.
    """
    asker.say("")
    asker.show(tell_change(draft.first.ledger, draft.state.ledger))
    problems = check(draft.state.ledger, draft.state.today)
    draft.show_problems([one for one in problems if one.place.path == draft.sheet.path])
    tell_left()
    if draft.dry_run:
        asker.say(_("A trial: nothing was written."), "warning")
    elif draft.sheet.before is not None:
        _offer_commit(asker, draft, message)


def _offer_commit(asker: Asker, draft: Draft, message: str) -> None:
    """Offer to commit the file if the data folder is in a git repository and the file is changed there."""
    folder, path = draft.state.folder, draft.sheet.path
    try:
        if not git.has_repository(folder) or not git.is_changed(folder, path):
            return
        if not is_author_known(folder):  # camket save asks who it is
            asker.say(_("To keep it in the history: camket save"), "quiet")
            return
        question = Question((), _("Message"), help=_("What the commit is called in the history."), present=message)
        while ask_yes(asker, _("Commit this file now? (y/n)")):
            if replies := ask_in_turn(asker, [(question, remark_on_words)]):
                git.commit_files(folder, [path], replies[0])
                asker.say(_("Committed."), "good")
                return
    except Stopped:
        return
    except GitFault as fault:
        asker.say(f"{fault}. {fault.hint}", "error")
