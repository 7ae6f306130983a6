"""Model of the files under reports/: a report of a unit, the file of the office, the record of issued reports."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from camket.ledger.commitment import Contact, Signatory
from camket.ledger.scalars import (
    CitedPaper,
    Day,
    Digest,
    EvidenceFile,
    Flag,
    Ident,
    Idents,
    Model,
    ReadBy,
    ShapedBy,
    Text,
    Texts,
    not_empty,
    read_commit,
    value_fault,
)
from camket.text.language import _
from camket.text.source import Plain


class Remark(Model):
    """A difficulty or a proposal, about one target or about the unit's work in general."""

    text: Text
    target: Ident | None = None
    to: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        return {"text": value} if isinstance(value, str) else value


class Correction(Model):
    """A corrected figure of an earlier report."""

    target: Ident
    unit: Ident | None = None
    old: Text
    new: Text
    reason: Text
    by: Text
    date: Day


class Covering(Model):
    """The covering letter of a report, and the files in which letter and report came."""

    number: Text | None = None
    date: Day | None = None
    files: tuple[EvidenceFile, ...] = ()


class Person(Contact):
    """The person responsible for the figures."""


class Report(Model):
    """One unit's report for one round. `results` has the values as written; load.py reads each by the measure of its target."""

    unit: Text | None = None
    round: Ident | None = None
    illustrative: Flag = False
    submitted: Day | None = None
    resubmitted: tuple[Day, ...] = ()
    letter: Covering | None = None
    reported_by: Person | None = None
    results: Annotated[dict[str, Plain], ShapedBy(lambda value: {} if value is None else value)] = Field(default_factory=dict)
    difficulties: tuple[Remark, ...] = ()
    proposals: tuple[Remark, ...] = ()
    corrections: tuple[Correction, ...] = ()
    note: Text | None = None


Verdict = Literal[
    "exceeded",
    "met",
    "on-track",
    "behind",
    "missed",
    "not-reported",
    "undecided",
    "goal-unassigned",
    "not-yet-due",
    "awaiting-publication",
]


class Overrule(Model):
    """The office's verdict, which replaces the computed one; with the reason and who decided it."""

    target: Ident
    unit: Ident | None = None
    verdict: Verdict
    reason: Text
    by: Text
    date: Day | None = None


class Extension(Model):
    """A later due date that the office grants one unit."""

    unit: Ident
    due: Day
    reason: Text
    by: Text | None = None
    date: Day | None = None
    document: CitedPaper | None = None


class Answer(Model):
    """The answer to one or more proposals. `forwarded`: sent to a higher body, whose answer is awaited."""

    proposals: Annotated[Idents, ShapedBy(not_empty)]
    outcome: Literal["settled", "declined", "forwarded"]
    date: Day
    text: Text | None = None
    by: Text | None = None
    document: CitedPaper | None = None


Means = Literal["letter", "message", "mail", "call"]


class Reminded(Model):
    """Units that the office reminded of their report on one day, and by which means."""

    date: Day
    means: Means
    units: Annotated[Idents, ShapedBy(not_empty)]


class EarlierRaise(Model):
    """One time that a proposal was made in an earlier year: the round in words (quý III năm 2023), its unit, the day."""

    round: Text
    date: Day
    unit: Ident | None = None


class CarriedProposal(Remark):
    """A proposal of an earlier year that has no final answer yet; `camket init --from` writes it."""

    raised: Annotated[tuple[EarlierRaise, ...], ShapedBy(not_empty)]


class OfficeFile(Model):
    """The office's own file of a round: `_office.yaml` in the folder of the units' reports."""

    round: Ident | None = None
    illustrative: Flag = False
    draft: Flag = True
    number: Text | None = None
    date: Day | None = None
    assessment: Texts = ()
    directions: Texts = ()
    proposals: Texts = ()
    signatory: Signatory | None = None
    overrules: tuple[Overrule, ...] = ()
    extensions: tuple[Extension, ...] = ()
    answers: tuple[Answer, ...] = ()
    reminded: tuple[Reminded, ...] = ()
    carried_over: tuple[CarriedProposal, ...] = ()
    note: Text | None = None


class Output(Model):
    """Digests of an issued file: of its bytes, and of its content, which does not depend on how the file is compressed."""

    bytes: Digest
    content: Digest


class Issue(Model):
    """One issue of a report: its number and date, the commit of its data, digests of all input and output files."""

    number: Text
    date: Day
    as_of: Day
    since: Ident | None = None
    commit: Annotated[str, ReadBy(read_commit)]
    by: Text | None = None
    versions: dict[Text, Text] = Field(default_factory=dict)
    inputs: dict[Text, Digest]
    templates: dict[Text, Digest] = Field(default_factory=dict)
    outputs: dict[Text, Output]

    @model_validator(mode="after")
    def _knows_no_later_day(self) -> Self:
        if self.as_of > self.date:
            message = _("a report cannot know what came after its own day")
            raise value_fault("bad-date", message, _("It is written by camket issue; fetch the file back with git."))
        return self


class IssuedFile(Model):
    """`_issued.yaml` of a round: every issue of its report, the newest last."""

    round: Ident | None = None
    issued: Annotated[tuple[Issue, ...], ShapedBy(not_empty)]
