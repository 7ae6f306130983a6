"""Proposals of all rounds, each with an id of its own, open until the office answers them.

The target, the words and the addressee make the id: two units that write the same make one proposal, and a unit that writes
it again in a later round raises the same proposal again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Answer, Remark
from camket.text.spelling import fold

State = Literal["open", "forwarded", "settled", "declined"]
# Letters and digits that cannot be confused when read aloud or copied by hand.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LETTERS = 7


@dataclass(frozen=True, slots=True)
class Raised:
    """One time a proposal was made: the round, the unit (None for the office itself), and `on`, the day it was received.

    A round of an earlier year has its name (quý III năm 2023) for its id too.
    """

    round: Round
    unit: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal: its text as first written, every time it was raised, and its answers by date.

    `to` is the addressee, if one is named.
    """

    id: str
    text: str
    target: str | None
    to: str | None
    raised: tuple[Raised, ...]
    answers: tuple[Answer, ...]

    @property
    def units(self) -> tuple[str | None, ...]:
        """Every unit that has raised the proposal, each once, in the order in which they first did."""
        return tuple(dict.fromkeys(one.unit for one in self.raised))

    @property
    def state(self) -> State:
        """The outcome of the last answer; `open` where there is no answer, or the proposal was raised again after it."""
        if not self.answers or self.answers[-1].date < max(one.on for one in self.raised):
            return "open"
        return self.answers[-1].outcome

    @property
    def is_open(self) -> bool:
        """Whether the proposal still needs an answer; one that was only passed on still does."""
        return self.state in ("open", "forwarded")


def proposal_id(remark: Remark) -> str:
    """Return the id of a proposal: `dx-` and seven letters, a hash of its target, words and addressee.

    Differences of case, spacing, tone placement and punctuation make no difference to the id.
    """
    import hashlib

    matter = "\n".join((remark.target or "", fold(remark.text), fold(remark.to) if remark.to else ""))
    number = int.from_bytes(hashlib.sha256(matter.encode("utf-8")).digest()[:8], "big")
    letters = ""
    for _place in range(_LETTERS):
        number, index = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[index]
    return f"dx-{letters}"


def proposals(ledger: Ledger, last: Round, as_of: date) -> tuple[Proposal, ...]:
    """Return the proposals of the rounds up to `last`, as received and answered by the end of `as_of`, in the order raised."""
    first: dict[str, Remark] = {}
    raised: dict[str, list[Raised]] = {}
    for round_ in ledger.calendar.through(last):
        for remark, where in _raised_in(ledger, round_, as_of):
            key = proposal_id(remark)
            first.setdefault(key, remark)
            raised.setdefault(key, []).append(where)
    answered: dict[str, list[Answer]] = {}
    for office in ledger.office.values():
        for answer in office.content.answers:
            if answer.date <= as_of:
                for name in answer.proposals:
                    answered.setdefault(name, []).append(answer)
    return tuple(
        Proposal(
            key,
            remark.text,
            remark.target if remark.target in ledger.targets else None,
            remark.to,
            tuple(raised[key]),
            tuple(sorted(answered.get(key, ()), key=lambda answer: answer.date)),
        )
        for key, remark in first.items()
    )


def proposal_text(ledger: Ledger, name: str) -> str | None:
    """Return the text of the proposal of an id, whenever it was received; None if nobody has made it."""
    rounds = ledger.calendar.rounds
    made = (remark for round_ in rounds for remark, _raised in _raised_in(ledger, round_, date.max))
    return next((remark.text for remark in made if proposal_id(remark) == name), None)


def _raised_in(ledger: Ledger, round_: Round, as_of: date) -> list[tuple[Remark, Raised]]:
    found: list[tuple[Remark, Raised]] = []
    office = ledger.office.get(round_.id)
    due = ledger.calendar.due(round_)
    for carried in office.content.carried_over if office is not None else ():
        for one in carried.raised:
            if one.date <= as_of:
                earlier = Round.model_construct(id=one.round, name=one.round, by=one.date)  # its name is no id
                found.append((carried, Raised(earlier, one.unit, one.date)))
    if office is not None and due <= as_of:
        # The office's own proposals name no addressee: they are made to the receiver of the report.
        found += [(Remark(text=text), Raised(round_, None, due)) for text in office.content.proposals]
    for filed in ledger.all_received(round_.id, as_of):
        if filed.report.submitted is not None:
            raised = Raised(round_, filed.unit, filed.report.submitted)
            found += [(remark, raised) for remark in filed.report.proposals]
    return found
