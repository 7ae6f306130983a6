"""The questions of one target, asked one after the other; each step is saved when its last question is answered."""

from __future__ import annotations

from collections.abc import Callable

from camket.entry.answers import entries_of, with_entry, with_papers
from camket.entry.asker import Asker, Command
from camket.entry.draft import ReportDraft
from camket.entry.questions import (
    AskedReport,
    Question,
    QuestionStep,
    ReplyRemark,
    merge,
    read_reply,
    remark_on,
    steps_of,
)
from camket.ledger.entries import own_name
from camket.ledger.measures.base import Answer
from camket.ledger.targets import Target
from camket.text.language import _
from camket.text.source import Plain

_COMMANDS: tuple[Command, ...] = ("back", "skip", "awaiting", "stop")


def ask_target(asker: Asker, draft: ReportDraft, target: Target) -> Command | None:
    """Ask everything about a target. Return the command that ended it: back, skip or stop; None after the last question."""
    index = 0
    # The steps are made again each time: what they show depends on the answers saved so far.
    while index < len(steps := steps_of(target, draft.result(target))):
        step = steps[index]
        ask = _ask_entries if step.kind == "entries" else _ask_step
        command = ask(asker, draft, target, step)
        if command == "awaiting":
            if _ask_awaiting(asker, draft, target) == "stop":
                return "stop"
            # Only the words are asked for then.
            index = next((at for at, one in enumerate(steps) if one.questions[0].keys == ("text",)), len(steps))
        elif command in ("stop", "skip"):
            return command
        elif command == "back":
            if index == 0:
                return "back"
            index -= 1
        else:
            index += 1
    return None


# --- a step whose questions make one answer -----------------------------------------------------------------------------


def _ask_step(asker: Asker, draft: ReportDraft, target: Target, step: QuestionStep) -> Command | None:
    """Ask the questions of a step and save their answers together; ask again if they cannot be saved."""
    while True:
        present = draft.result(target)
        answer: Answer = {}
        command = _ask_questions(asker, draft.asked(target), step, present, answer)
        if command is not None:
            return command
        if not answer or draft.save_answer(target, _with_present_papers(present, answer)):
            return None


def _ask_questions(asker: Asker, asked: AskedReport, step: QuestionStep, present: Plain, answer: Answer) -> Command | None:
    """Ask the questions of a step and put the replies into `answer`; return the command that ended it, if any."""
    replies: list[Answer] = []
    while len(replies) < len(step.questions):
        question = step.questions[len(replies)]
        so_far: Answer = {}
        for one in replies:
            so_far = merge(so_far, one)
        if "percent" in so_far:  # a rate alone was given: its two figures are not asked for
            break
        kept = _papers_text(present) if question.sort == "papers" else question.standing
        if kept:
            asker.say(_("there already: {papers}").format(papers=kept), "quiet", 2)
        reply = asker.ask(question, _remarks(asked, step, question, so_far, present), _COMMANDS)
        if reply.command == "back" and replies:
            replies.pop()
        elif reply.command is not None:
            return reply.command
        else:
            is_unchanged = reply.text.strip() == question.present.strip()
            replies.append({} if is_unchanged else read_reply(asked, question, reply.text))
    for one in replies:
        answer |= merge(answer, one)
    return None


def _remarks(
    asked: AskedReport, step: QuestionStep, question: Question, so_far: Answer, present: Plain
) -> Callable[[str], ReplyRemark]:
    """Return the function that judges a reply while it is typed."""
    return lambda text: remark_on(asked, step, question, so_far, present, text)


def _ask_awaiting(asker: Asker, draft: ReportDraft, target: Target) -> Command | None:
    """Ask why there is no figure yet, and save the reply."""
    choices = {"publication": _("awaiting publication"), "assessment": _("not yet assessed")}
    question = Question(("awaiting",), _("Why there is no figure"), "choice", choices=choices)
    asked = draft.asked(target)
    reply = asker.ask(question, _remarks(asked, QuestionStep((question,)), question, {}, None), ("back", "stop"))
    if reply.text.strip():
        draft.save_answer(target, read_reply(asked, question, reply.text))
    return reply.command


# --- documents under `evidence:` ----------------------------------------------------------------------------------------


def _present_papers(present: Plain) -> Plain:
    return present.get("evidence") if isinstance(present, dict) else None


def _with_present_papers(present: Plain, answer: Answer) -> Answer:
    """Return the answer with its documents added to those that the result already has."""
    papers = answer.get("evidence")
    if papers is None:
        return answer
    numbers = papers if isinstance(papers, list) else [papers]
    return {**answer, "evidence": with_papers(_present_papers(present), numbers)}


def _papers_text(present: Plain) -> str:
    papers = _present_papers(present)
    listed = papers if isinstance(papers, list) else [papers] if papers is not None else []
    return "; ".join(own_name(one) for one in listed)


# --- a step that is asked once for each entry of a list -----------------------------------------------------------------


def _ask_entries(asker: Asker, draft: ReportDraft, target: Target, step: QuestionStep) -> Command | None:
    """Ask for entries of a list until none is given; each is saved when it is complete."""
    key, catalogue = target.measure.bare_key, target.measure.entry_fields()
    identity = catalogue.identity if catalogue is not None else ("name",)
    while True:
        entries = entries_of(draft.result(target), key)
        for number, present in enumerate(entries, 1):
            name = present.get("name") if isinstance(present, dict) else present
            asker.say(f"{number}. {name}", "quiet", 2)
        entry: Answer = {}
        command = _ask_entry(asker, draft, target, step, entry)
        if command == "back" and entry:
            continue
        if command is not None:
            return command
        if not entry:
            return None
        if entry.get("name") == "0":  # nothing new: an empty list, unless there are entries
            if entries or draft.save_answer(target, {key: []}):
                return None
            continue
        draft.save_answer(target, {key: with_entry(entries, entry, identity)})


def _ask_entry(asker: Asker, draft: ReportDraft, target: Target, step: QuestionStep, entry: Answer) -> Command | None:
    """Ask for one entry, its name first, and put it into `entry`: empty if no name is given, the name `0` for nothing new."""
    asked, present = draft.asked(target), draft.result(target)
    index = 0
    while index < len(step.questions):
        question = step.questions[index]
        reply = asker.ask(question, _remarks(asked, step, question, dict(entry), present), _COMMANDS)
        if reply.command == "back" and index:
            index -= 1
            entry.pop(step.questions[index].keys[0], None)
            continue
        if reply.command is not None:
            return reply.command
        text = reply.text.strip()
        if index == 0 and text in ("", "0"):
            entry |= {"name": text} if text else {}
            return None
        entry |= {name: value for name, value in read_reply(asked, question, text).items() if value is not None}
        index += 1
    entries = target.measure.entry_fields()
    assert entries is not None
    for name in (*(one.name for one in entries.fields), "evidence"):  # the order of the keys in a blank file
        if name in entry:
            entry[name] = entry.pop(name)
    return None
