"""Proposals with an identity of their own, carried from round to round until the office answers them.

What is proposed about which target and to whom makes the identity: two units that write the same propose one thing, and a
unit that writes it again in a later round raises the same thing anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Answer, Remark
from camket.standing.submissions import remarks
from camket.text.spelling import fold

State = Literal["open", "forwarded", "settled", "declined"]
# Letters and digits that nobody takes for one another, read aloud or copied by hand.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LETTERS = 7


@dataclass(frozen=True, slots=True)
class Raised:
    """Where a proposal was put forward: in which round, by which unit (None: the office itself), received on which day."""

    round: Round
    unit: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing proposed: as first written, everywhere it was raised, and the answers it got, by their dates."""

    id: str
    text: str
    target: str | None
    to: str | None
    raised: tuple[Raised, ...]
    answers: tuple[Answer, ...]

    @property
    def units(self) -> tuple[str | None, ...]:
        """Every unit that has raised it, in order, each once."""
        return tuple(dict.fromkeys(one.unit for one in self.raised))

    @property
    def state(self) -> State:
        """The last answer's outcome; open again where it was raised after that, and while there is none."""
        if not self.answers or self.answers[-1].date < max(one.on for one in self.raised):
            return "open"
        return self.answers[-1].outcome

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for; what was only passed on has none yet."""
        return self.state in ("open", "forwarded")


def proposal_id(remark: Remark) -> str:
    """The identity of what is proposed: `dx-` and seven letters made from the target, the words and the addressee, whatever
    their case, spacing, tone placement and punctuation."""
    import hashlib

    matter = "\n".join((remark.target or "", fold(remark.text), fold(remark.to) if remark.to else ""))
    number = int.from_bytes(hashlib.sha256(matter.encode("utf-8")).digest()[:8], "big")
    letters = ""
    for _place in range(_LETTERS):
        number, index = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[index]
    return f"dx-{letters}"


def proposals(ledger: Ledger, last: Round, as_of: date) -> tuple[Proposal, ...]:
    """All that was proposed in the rounds up to `last`, as received and answered by the end of `as_of`, in the order raised."""
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


def _raised_in(ledger: Ledger, round_: Round, as_of: date) -> list[tuple[Remark, Raised]]:
    found: list[tuple[Remark, Raised]] = []
    office = ledger.office.get(round_.id)
    due = ledger.calendar.due(round_)
    if office is not None and due <= as_of:
        # What the office itself proposes goes to whoever the report is sent to.
        found += [(Remark(text=text), Raised(round_, None, due)) for text in office.content.proposals]
    for unit, remark in remarks(ledger, round_, as_of, "proposals"):
        filed = ledger.received(round_.id, unit, as_of)
        assert filed is not None and filed.report.submitted is not None  # remarks() gives what was received
        found.append((remark, Raised(round_, unit, filed.report.submitted)))
    return found
