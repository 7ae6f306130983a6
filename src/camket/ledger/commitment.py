"""Model of the commitment itself: units, bodies, groups, rounds, the rules of reporting, signatories."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import model_validator

from camket.ledger.data_format import Format
from camket.ledger.scalars import (
    CitedPaper,
    Day,
    Days,
    Flag,
    Ident,
    Idents,
    Model,
    NearFolder,
    ShapedBy,
    Text,
    Texts,
    not_empty,
    value_fault,
)
from camket.ledger.year import Year
from camket.text.language import _
from camket.text.source import Plain


class Contact(Model):
    """A person to call: at a unit when its report is late, at the office for the units."""

    name: Text | None = None
    title: Text | None = None
    phone: Text | None = None
    email: Text | None = None


class Unit(Model):
    """A body that reports. `requested` marks a body that the issuing body cannot instruct, only ask.

    `publish: all` lets its own figures leave the office, for targets that say so too.
    """

    id: Ident
    name: Text
    short: Text | None = None
    kind: Text | None = None
    spellings: Texts = ()
    head: Text | None = None
    contact: Contact | None = None
    authors: Texts = ()
    requested: Flag = False
    publish: Literal["all", "nothing"] | None = None


class Body(Model):
    """A body that co-operates and does not report."""

    id: Ident
    name: Text
    short: Text | None = None
    spellings: Texts = ()
    note: Text | None = None


class Group(Model):
    """Units that have the same targets, in the order of the office."""

    id: Ident
    name: Text
    units: Annotated[Idents, ShapedBy(not_empty)]


class Holiday(Model):
    """A day off, with its name."""

    date: Day
    name: Text | None = None


class Round(Model):
    """One round of reports. Its due date is the last day in time: `before` the 5th is the 4th, `by` the 5th is the 5th."""

    id: Ident
    name: Text | None = None
    quarter: Literal["1", "2", "3", "4"] | None = None
    annual: Literal["preliminary", "update"] | None = None
    before: Day | None = None
    by: Day | None = None
    opens: Day | None = None
    cut_off: Day | None = None
    data_from: Day | None = None
    sent_up_by: Day | None = None

    @model_validator(mode="after")
    def _one_due_date(self) -> Self:
        if (self.before is None) == (self.by is None):
            raise value_fault(
                "round-due",
                _("a round has one due date: before: or by:"),
                _("by: is followed by the last day in time, before: by the day after it. Keep one of the two."),
            )
        if self.quarter and self.annual:
            raise value_fault(
                "round-due", _("a round is either of a quarter or annual, not both"), _("Keep one of the two keys.")
            )
        return self


class Regime(Model):
    """The office's own rules of reporting.

    `chase_head_after` is the number of working days overdue after which a letter is addressed to the head of the unit.
    `on_track_text` says whether a report prints what units wrote about a target that each unit has for itself where they have
    met it or are on track.
    """

    opens_days_before: Days = Decimal(15)
    day_off: Literal["as-written", "next-working-day"] = "as-written"
    days_to_record: Days = Decimal(7)
    days_off_weekly: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("sat", "sun")
    on_track_text: Literal["omit", "print"] = "omit"
    chase_head_after: Days | None = None

    @model_validator(mode="after")
    def _some_days_are_worked(self) -> Self:
        if len(set(self.days_off_weekly)) == 7:
            message = _("not every day of the week can be a day off")
            raise value_fault("bad-value", message, _("Name the days on which the office is closed: [sat, sun]."))
        return self


class Signatory(Model):
    """The person who signs: authority in one or more lines (TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH …), title, name."""

    authority: Texts = ()
    title: Text | None = None
    name: Text | None = None


class Symbols(Model):
    """The letters after the number of the documents that the office writes: BC-UBND, UBND-VP."""

    report: Text | None = None
    letter: Text | None = None


class Commitment(Model):
    """The document that sets the targets. `spelling` is how every text of a report writes luỹ kế: both are correct."""

    year: Year
    title: Text
    subject: Text | None = None
    number: Text | None = None
    symbol: Text | None = None
    date: Day | None = None
    issuing_body: Text
    issuing_office: Text | None = None
    area: Text | None = None
    parent_body: Text | None = None
    higher_body: Text | None = None
    place: Text | None = None
    spelling: Literal["luỹ kế", "lũy kế"] = "luỹ kế"
    symbols: Symbols = Symbols.model_construct(report=None, letter=None)
    authors: Texts = ()
    basis: tuple[CitedPaper, ...] = ()
    addressees: Texts = ()
    recipients: Texts = ()
    report_addressees: Texts = ()
    report_recipients: Texts = ()
    signatory: Signatory | None = None
    letter_recipients: Texts = ()
    letter_signatory: Signatory | None = None
    contact: Contact | None = None
    focal_points: Text | None = None
    inbox: Text | None = None
    previous: NearFolder | None = None
    note: Text | None = None


class TargetsFile(Model):
    """`targets.yaml`. Units, bodies and groups may be in `units.yaml` too; they and the targets are validated one by one."""

    format: Format = 1
    commitment: Commitment
    regime: Regime = Regime.model_construct(
        set(),  # no key is written: a diff must not take the defaults for keys that were removed
        opens_days_before=Decimal(15),
        day_off="as-written",
        days_to_record=Decimal(7),
        days_off_weekly=("sat", "sun"),
        on_track_text="omit",
        chase_head_after=None,
    )
    rounds: Annotated[tuple[Round, ...], ShapedBy(not_empty)]
    holidays: tuple[Holiday, ...] = ()
    units: tuple[Plain, ...] = ()
    bodies: tuple[Plain, ...] = ()
    groups: tuple[Plain, ...] = ()
    targets: tuple[Plain, ...]


def members(names: Sequence[str], groups: Mapping[str, Group]) -> tuple[str, ...]:
    """Return the unit ids for a list of unit and group ids, in order, each once."""
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(groups[name].units if name in groups else (name,)))
    return tuple(found)


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "round-due": """A round has no due date or two of them, or is both of a quarter and annual.

        - {id: q2, quarter: 2, before: 2023-06-05, by: 2023-06-04}

    To mend: keep `before:` (the last day in time is the day before it) or `by:` (the last day in time is that day).
    """,
    "year-span": """The year of the commitment ends before it begins, or is longer than two years.

        year: {from: 2025-09-05, to: 2025-05-31}      # from: 2024-09-05

    To mend: correct the two days. A goal over several years is written with `over:` in the target.
    """,
    "cut-off-outside-year": """The figures of a round would run to a day that is not in the commitment's year.

    Without `cut_off:` the figures of a round run to the day on which it is due. A round may be due after the year, for results
    that are known later, but its figures end within the year.

        commitment: {year: 2024}
        rounds:
          - {id: last, by: 2025-01-15}                # with cut_off: 2024-12-31

    To mend: write `cut_off:` with a day of the year; or write the year that is meant, for example of a school:
    `year: {from: 2024-09-05, to: 2025-05-31}`.
    """,
}
