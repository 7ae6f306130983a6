"""What the office puts on record in a round, asked one by one: answers to proposals, overruled verdicts, extensions, reminders.

An entry that is on record is shown, and can be taken away again; a changed one is entered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import cast, get_args

from camket.entry.acts import extend, given, remind
from camket.entry.answers import paper_from_words
from camket.entry.asker import Asked, Asker, Command, ask_yes
from camket.entry.guide import FAR_FUTURE
from camket.entry.office_draft import OfficeDraft
from camket.entry.office_texts import COMMANDS, ask_each, choice, day_text, in_turn
from camket.entry.questions import Question, ReplyRemark, remark_on_day, remark_on_paper, remark_on_words
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Answer, Extension, Means, Overrule, Reminded, Verdict
from camket.ledger.scalars import read_day
from camket.standing.appendix import numbers
from camket.standing.proposals import Proposal, proposals
from camket.standing.submissions import required_targets, submission
from camket.standing.survey import survey
from camket.standing.wording import (
    means_label,
    outcome_label,
    paper_text,
    round_name,
    standing_label,
    target_name,
    verdict_label,
)
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import ActFault
from camket.text.yes_no import read_yes

WHOLE = "-"  # the choice of a target as a whole, not of one unit


# --- questions that several entries share -----------------------------------------------------------------------------------


def _reason() -> Asked:
    return Question(("reason",), _("Reason"), help=_("Why, in words; it is printed."), is_needed=True), remark_on_words


def _who(label: str, present: str = "", *, is_needed: bool = False) -> Asked:
    help_ = _("Name or office of who decides it.")
    return Question(("by",), label, help=help_, present=present, is_needed=is_needed), remark_on_words


def _day(label: str, present: date | None = None, *, is_needed: bool = False) -> Asked:
    shown = format_date(present) if present is not None else ""
    return Question(("date",), label, "date", _("Day/month/year."), shown, is_needed=is_needed), remark_on_day


def _paper() -> Asked:
    help_ = _("As on the document: number, then its symbols, such as 12/QĐ-UBND; its day may follow: 12/QĐ-UBND 03/5/2023.")
    question = Question(("document",), _("Document, if there is one"), help=help_)

    def remark(said: str) -> ReplyRemark:
        fault = remark_on_paper(said) if said.strip() else ""
        return ReplyRemark(fault, bool(fault))

    return question, remark


def _ask_entries(
    asker: Asker, draft: OfficeDraft, key: str, shown: Callable[[], list[str]], add: Callable[[], Command | None]
) -> Command | None:
    """Show the entries on record, and add one or take one away until there is no more to do."""
    while True:
        lines = shown()
        for number, line in enumerate(lines, 1):
            asker.say(f"{number}. {line}", indent=2)
        label = _("One more? (y/n; a number takes that one away)") if lines else _("Is there one? (y/n)")
        question = Question(
            (key,), label, help=_("y: yes; n or Enter: no. An entry is changed by taking it away and a new one.")
        )
        reply = asker.ask(question, _entries_remark(lines), COMMANDS)
        said = reply.text.strip()
        if reply.command is not None:
            return reply.command
        if said.isdigit():
            if ask_yes(asker, _("Take entry {n} away? (y/n)").format(n=said)):
                draft.drop_entry(key, int(said) - 1)
        elif not read_yes(said):
            return None
        else:
            command = add()
            if command not in (None, "back"):
                return command


def _entries_remark(lines: Sequence[str]) -> Callable[[str], ReplyRemark]:
    def remark(said: str) -> ReplyRemark:
        said = said.strip()
        if said.isascii() and said.isdigit():
            not_there = ReplyRemark(_("there is no entry {n}").format(n=said), True)
            is_known = 0 < int(said) <= len(lines)
            return ReplyRemark(_("take away: {entry}").format(entry=lines[int(said) - 1])) if is_known else not_there
        return ReplyRemark() if read_yes(said, default=False) is not None else ReplyRemark(_("y or n is expected"), True)

    return remark


# --- answers to proposals -----------------------------------------------------------------------------------------------------


def open_proposals(draft: OfficeDraft) -> list[Proposal]:
    """Return the proposals of this round and earlier ones that have no final answer yet."""
    found = proposals(draft.ledger, draft.round, draft.state.today)
    return [one for one in found if one.is_open]


def ask_answers(asker: Asker, draft: OfficeDraft) -> Command | None:
    """Show the open proposals one by one, and ask for the answer to each; Enter leaves one for later."""
    waiting = open_proposals(draft)
    if not waiting:
        asker.say(_("No proposal waits for an answer."), "good", 2)
    index = 0
    while index < len(waiting):
        proposal = waiting[index]
        asker.say("")
        for line in proposal_lines(draft.ledger, proposal, f"{index + 1}/{len(waiting)}"):
            asker.say(line, indent=2)
        command = _ask_answer(asker, draft, proposal)
        if command == "back":
            if index == 0:
                return "back"
            index -= 1
        elif command is not None:
            return command
        else:
            index += 1
    return None


def proposal_lines(ledger: Ledger, proposal: Proposal, number: str) -> list[str]:
    """Return a proposal in words: its text, who proposed it when and to whom, its target, the answers so far."""
    lines = [f"({number}) {proposal.text}", _("Proposed by: {who}").format(who=raised_words(ledger, proposal))]
    if proposal.to:
        lines.append(_("To: {whom}").format(whom=proposal.to))
    if proposal.target:
        lines.append(_("Target: {target}").format(target=target_name(ledger.targets[proposal.target])))
    return lines + [_("Answered {answer}").format(answer=answer_words(one)) for one in proposal.answers]


def raised_words(ledger: Ledger, proposal: Proposal) -> str:
    """Return who has raised a proposal, in which round and on which day."""
    return "; ".join(
        _("{unit}, {round} ({date})").format(
            unit=ledger.short_name(one.unit) if one.unit else ledger.commitment.issuing_body,
            round=round_name(one.round),
            date=format_date(one.on),
        )
        for one in proposal.raised
    )


def answer_words(answer: Answer) -> str:
    """Return an answer on one line: day, outcome, who gave it, document, text."""
    papers = [paper_text(answer.document)] if answer.document else []
    words = [format_date(answer.date), outcome_label(answer.outcome), *([answer.by] if answer.by else []), *papers]
    return ", ".join(words) + (f": {answer.text}" if answer.text else "")


def outcome_choices() -> dict[str, str]:
    """Return the outcomes that an answer can have, in words."""
    return {one: outcome_label(one) for one in get_args(Answer.model_fields["outcome"].annotation)}


def _ask_answer(asker: Asker, draft: OfficeDraft, proposal: Proposal) -> Command | None:
    help_ = _("Passed on: sent to a higher body, whose answer is awaited; the proposal stays on the list. Enter: later.")
    outcome = Question(("outcome",), _("Answer (Enter: later)"), "choice", help_, choices=outcome_choices())
    text = Question(("text",), _("Answer in words"), help=_("What is done, or why it is not, in one line."))
    asked = [
        choice(outcome),
        (text, remark_on_words),
        _day(_("Day of the answer"), draft.state.today, is_needed=True),
        _who(_("Who answers"), draft.ledger.commitment.issuing_office or ""),
        _paper(),
    ]
    while True:
        replies = ask_each(asker, lambda so_far: None if so_far[:1] == [""] else in_turn(asked)(so_far))
        if not isinstance(replies, list):
            return replies
        if not replies[0]:
            return None
        words, day, by, paper = replies[1:]
        entry = given(
            proposals=proposal.id,
            outcome=replies[0],
            date=day_text(day),
            text=words or None,
            by=by or None,
            document=paper_from_words(paper) if paper else None,
        )
        if draft.add_entry("answers", entry, Answer):
            return None


# --- overruled verdicts -------------------------------------------------------------------------------------------------------


def verdict_choices() -> dict[str, str]:
    """Return the verdicts in words."""
    return {one: verdict_label(one) for one in get_args(Verdict)}


def overrule_words(ledger: Ledger, one: Overrule) -> str:
    """Return an overruled verdict on one line."""
    target = ledger.targets.get(one.target)
    name = target_name(target) if target is not None else one.target
    where = f"{name}, {ledger.short_name(one.unit)}" if one.unit else name
    day = f", {format_date(one.date)}" if one.date else ""
    return f"{where}: {verdict_label(one.verdict)}; {one.reason} ({one.by}{day})"


def ask_overrules(asker: Asker, draft: OfficeDraft) -> Command | None:
    """Ask for verdicts of the office in place of computed ones."""

    def shown() -> list[str]:
        return [overrule_words(draft.ledger, one) for one in draft.content.overrules]

    return _ask_entries(asker, draft, "overrules", shown, lambda: _ask_overrule(asker, draft))


def _ask_overrule(asker: Asker, draft: OfficeDraft) -> Command | None:
    ledger = draft.ledger
    now = survey(ledger, draft.round, draft.state.today)
    known = {number: name for name, number in numbers(ledger).items()}
    standings = {one.target.id: one for one in now.standings}
    asked = {number: name for number, name in known.items() if name in standings}
    target = Question(
        ("target",),
        _("Number of the target"),
        "choice",
        _("The number of the target as in the appendices of the report, or its name."),
        choices={number: target_name(ledger.targets[name]) for number, name in asked.items()},
        beside={number: standing_label(standings[name]) for number, name in asked.items()},
        is_needed=True,
        has_own_numbers=True,
    )
    verdict = Question(("verdict",), _("The office's verdict"), "choice", choices=verdict_choices(), is_needed=True)

    def follow(replies: Sequence[str]) -> Asked | None:
        if not replies:
            return choice(target)
        standing = standings[known[replies[0]]]
        parts = {one.unit: one for one in standing.by_unit if one.unit}
        unit = Question(
            ("unit",),
            _("Of which unit"),
            "choice",
            choices={**{name: ledger.short_name(name) for name in parts}, WHOLE: _("the target as a whole")},
            beside={**{name: standing_label(one) for name, one in parts.items()}, WHOLE: standing_label(standing)},
            is_needed=True,
        )
        asked = [
            *([choice(unit)] if parts else []),
            choice(verdict),
            _reason(),
            _who(_("Who decides"), is_needed=True),
            _day(_("Day of the verdict"), draft.state.today),
        ]
        return in_turn(asked)(replies[1:])

    replies = ask_each(asker, follow)
    if not isinstance(replies, list):
        return replies
    name = known[replies[0]]
    units = [replies[1]] if len(replies) == 6 else []
    said, reason, by, day = replies[-4:]
    unit = units[0] if units and units[0] != WHOLE else None
    entry = given(target=name, unit=unit, verdict=said, reason=reason, by=by, date=day_text(day) if day else None)
    told = overrule_words(ledger, Overrule.model_validate(entry))
    asker.say(told, "title", 2)
    if ask_yes(asker, _("Write this down? (y/n)")):
        draft.add_entry("overrules", entry, Overrule)
    return None


# --- extensions ---------------------------------------------------------------------------------------------------------------


def extension_words(ledger: Ledger, one: Extension) -> str:
    """Return an extension on one line."""
    papers = [paper_text(one.document)] if one.document else []
    who = ", ".join([*([one.by] if one.by else []), *([format_date(one.date)] if one.date else []), *papers])
    words = _("{unit}: until {date}; {reason}").format(
        unit=ledger.short_name(one.unit), date=format_date(one.due), reason=one.reason
    )
    return f"{words} ({who})" if who else words


def ask_extensions(asker: Asker, draft: OfficeDraft) -> Command | None:
    """Ask for later due dates that are granted to units."""

    def shown() -> list[str]:
        return [extension_words(draft.ledger, one) for one in draft.content.extensions]

    return _ask_entries(asker, draft, "extensions", shown, lambda: _ask_extension(asker, draft))


def _ask_extension(asker: Asker, draft: OfficeDraft) -> Command | None:
    round_ = draft.round
    due = _due_days(draft)
    unit = _unit_question(draft, due)

    def follow(replies: Sequence[str]) -> Asked | None:
        if not replies:
            return choice(unit)
        last = due[replies[0]]
        later = Question(("due",), _("New last day (day/month/year)"), "date", is_needed=True)
        asked = [
            (later, lambda said: _remark_on_due(said, last)),
            _reason(),
            _who(_("Who grants it")),
            _day(_("Granted on"), draft.state.today),
            _paper(),
        ]
        return in_turn(asked)(replies[1:])

    replies = ask_each(asker, follow)
    if not isinstance(replies, list):
        return replies
    name, later, reason, by, day, paper = replies
    details = given(
        reason=reason,
        by=by or None,
        date=day_text(day) if day else None,
        document=paper_from_words(paper) if paper else None,
    )
    try:
        draft.save(extend(draft.state, round_, name, read_day(later), details, draft.sheet))
    except ActFault as fault:
        asker.say(f"{fault}. {fault.hint}", "error", 2)
    return None


def _due_days(draft: OfficeDraft) -> dict[str, date]:
    """Return the last day in time of each unit that has to report in the round."""
    return {
        unit: submission(draft.ledger, draft.round, unit, FAR_FUTURE, targets).due
        for unit in draft.ledger.units
        if (targets := required_targets(draft.ledger, unit, draft.round))
    }


def _unit_question(draft: OfficeDraft, due: Mapping[str, date]) -> Question:
    return Question(
        ("unit",),
        _("Number of the unit"),
        "choice",
        _("Its number in the list, or its name."),
        choices={name: draft.ledger.short_name(name) for name in due},
        beside={name: _("due {date}").format(date=format_date(day)) for name, day in due.items()},
        is_needed=True,
    )


def _remark_on_due(said: str, last: date) -> ReplyRemark:
    found = remark_on_day(said)
    if found.is_fault or not said.strip() or read_day(said.strip()) > last:
        return found
    return ReplyRemark(_("the last day in time is {last} already").format(last=format_date(last)), True)


# --- reminders ----------------------------------------------------------------------------------------------------------------


def reminder_words(ledger: Ledger, one: Reminded) -> str:
    """Return an entry of the register of reminders on one line."""
    return f"{format_date(one.date)}, {means_label(one.means)}: {', '.join(map(ledger.short_name, one.units))}"


def ask_reminders(asker: Asker, draft: OfficeDraft) -> Command | None:
    """Ask whom the office has reminded, on which day and by what; an entry that is wrong can be taken away."""

    def shown() -> list[str]:
        return [reminder_words(draft.ledger, one) for one in draft.content.reminded]

    return _ask_entries(asker, draft, "reminded", shown, lambda: _ask_reminder(asker, draft))


def _ask_reminder(asker: Asker, draft: OfficeDraft) -> Command | None:
    means = {one: means_label(one) for one in get_args(Means)}
    asked = [
        choice(_unit_question(draft, _due_days(draft))),
        choice(Question(("means",), _("Reminded by"), "choice", choices=means, is_needed=True)),
        _day(_("Reminded on"), draft.state.today, is_needed=True),
    ]
    replies = ask_each(asker, in_turn(asked))
    if not isinstance(replies, list):
        return replies
    unit, by, day = replies
    draft.save(remind(draft.state, draft.round, [unit], read_day(day), cast(Means, by)))
    return None
