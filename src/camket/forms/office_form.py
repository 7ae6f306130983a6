"""The form of the office itself in a round: its texts, signatory, number and day, answers to proposals, verdicts, extensions.

A proposal that waits for an answer is a block of the form; the file gets an answer for each block that is filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from camket.entry.office_records import answer_words, outcome_choices, raised_words, verdict_choices
from camket.forms.slots import Form, FormBlock, Slot, Table
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.tree import OFFICE
from camket.standing.appendix import numbers
from camket.standing.proposals import Proposal, proposals
from camket.standing.submissions import required_targets
from camket.standing.wording import round_name, target_name
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Plain

TEXTS = ("assessment", "directions", "proposals")
# The key in the form under which the answers to proposals are, by the proposals' ids.
ANSWER = "answer"


def office_in_full(value: Plain) -> dict[str, Plain]:
    """Return the plain values of the office's file as the form has them: texts as lists, the signatory's lines as one text."""
    full: dict[str, Plain] = dict(value) if isinstance(value, dict) else {}
    for key in TEXTS:
        if isinstance(full.get(key), str):
            full[key] = [full[key]]
    signs = full.get("signatory")
    if isinstance(signs, dict) and isinstance(signs.get("authority"), list):
        full["signatory"] = {**signs, "authority": "\n".join(map(str, signs["authority"]))}
    return full


def make_office_form(ledger: Ledger, round_: Round, day: date, answered: Sequence[str] = ()) -> Form:
    """Return the form of the office in a round as of `day`, with the values of its file so far.

    `answered` are ids of proposals that have a block although they wait no more: those of a form that comes back.
    """
    filed = ledger.office.get(round_.id)
    commitment = ledger.commitment
    found = [one for one in proposals(ledger, round_, day) if one.is_open or one.id in answered]
    return Form(
        year=commitment.year.label,
        title=commitment.title,
        round=round_.id,
        unit=OFFICE,
        heading=(
            commitment.issuing_office or commitment.issuing_body,
            _("THE OFFICE'S OWN PART OF THE REPORT: {round}, {year}").format(
                round=round_name(round_), year=commitment.year.text
            ),
            commitment.title,
            _("As of {date}.").format(date=format_date(day)),
        ),
        about=tuple(_about()),
        blocks=tuple(_block(ledger, index, one) for index, one in enumerate(found, 1)),
        closing=(Slot(("note",), _("Note"), "text", is_long=True),),
        tables=tuple(_tables(ledger, round_)),
        given=office_in_full(filed.document.value if filed else None),
    )


def _about() -> Iterator[Slot]:
    choices = {"true": _("a draft, without number and day"), "false": _("the final report")}
    yield Slot(("draft",), _("This report is"), "choice", choices=choices, is_long=True)
    yield Slot(("number",), _("Number of the report"), "text")
    yield Slot(("date",), _("Day of the report"), "date")
    hint = _("The lines above the title, one below the other. Left blank: who signs as in the commitment.")
    yield Slot(("signatory", "authority"), _("Who signs: authority"), "text", hint=hint, is_long=True)
    yield Slot(("signatory", "title"), _("Who signs: title"), "text")
    yield Slot(("signatory", "name"), _("Who signs: name"), "text")


def _block(ledger: Ledger, index: int, proposal: Proposal) -> FormBlock:
    prefix = (ANSWER, proposal.id)
    notes = [_("Proposed by: {who}").format(who=raised_words(ledger, proposal))]
    if proposal.to:
        notes.append(_("To: {whom}").format(whom=proposal.to))
    if proposal.target:
        notes.append(_("Target: {target}").format(target=target_name(ledger.targets[proposal.target])))
    notes += [_("Answered {answer}").format(answer=answer_words(one)) for one in proposal.answers]
    slots = (
        Slot((*prefix, "outcome"), _("Answer"), "choice", choices=outcome_choices(), is_long=True),
        Slot((*prefix, "date"), _("Day of the answer"), "date"),
        Slot((*prefix, "text"), _("Answer in words"), "text", is_long=True),
        Slot((*prefix, "by"), _("Who answers"), "text"),
        Slot((*prefix, "document"), _("Document, if there is one"), "papers", is_long=True),
    )
    return FormBlock(proposal.id, str(index), proposal.text, tuple(notes), slots)


def _tables(ledger: Ledger, round_: Round) -> Iterator[Table]:
    titles = {
        "assessment": _("Assessment"),
        "directions": _("Directions, tasks ahead"),
        "proposals": _("Proposals to the higher level"),
    }
    paragraph = Slot(("text",), _("One paragraph a line"), "text", is_long=True)
    for key in TEXTS:
        yield Table((key,), titles[key], (), (paragraph,), "text", spare=6)
    known = numbers(ledger)
    targets = {name: f"{known[name]}. {target_name(one)}" for name, one in ledger.targets.items() if name in known}
    members = dict.fromkeys(unit for one in ledger.targets.values() for unit in ledger.members(one))
    reason, by = Slot(("reason",), _("Reason"), "text", is_long=True), Slot(("by",), _("Who decides"), "text")
    day = Slot(("date",), _("Date"), "date")
    yield Table(
        ("overrules",),
        _("Verdicts of the office"),
        (_("In place of the computed ones; both are printed. Unit: left blank for the target as a whole."),),
        (
            Slot(("target",), _("Target"), "choice", choices=targets),
            Slot(("unit",), _("Unit"), "choice", choices={one: ledger.short_name(one) for one in members}),
            Slot(("verdict",), _("The office's verdict"), "choice", choices=verdict_choices()),
            reason,
            by,
            day,
        ),
        "reason",
        spare=4,
    )
    asked = {one: ledger.short_name(one) for one in ledger.units if required_targets(ledger, one, round_)}
    yield Table(
        ("extensions",),
        _("Extensions"),
        (),
        (
            Slot(("unit",), _("Unit"), "choice", choices=asked),
            Slot(("due",), _("New last day (day/month/year)"), "date"),
            reason,
            by,
            day,
            Slot(("document",), _("Document, if there is one"), "papers"),
        ),
        "unit",
        spare=4,
    )
