"""A survey of a round, as the contents of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from camket.ledger.commitment import Round
from camket.ledger.reports import OfficeFile, Remark
from camket.ledger.tree import OFFICE, TARGETS, UNITS
from camket.ledger.verdicts import SEVERITY
from camket.report.contents import (
    AddresseeGroup,
    ContentCount,
    Contents,
    InputFile,
    Issued,
    PrintedAnswer,
    PrintedChange,
    PrintedContent,
    PrintedLaterChange,
    PrintedLevel,
    PrintedProposal,
    PrintedProvenance,
    PrintedRemark,
    PrintedReport,
    PrintedSection,
    PrintedSubmission,
    RemarkGroup,
    Since,
    Submissions,
    UnitRemarks,
    VerdictCount,
)
from camket.report.describe.parts import (
    describe_citation,
    describe_commitment,
    describe_round,
    describe_signatory,
    describe_submission,
    describe_unit,
    printed,
)
from camket.report.describe.target import describe_corrections, describe_standing, describe_target, lead_names
from camket.report.target_contents import PrintedTarget
from camket.standing import appendix, wording
from camket.standing.addressees import reach_of
from camket.standing.comparison import Movement, compare
from camket.standing.proposals import Proposal, proposal_id, proposals
from camket.standing.submissions import remarks
from camket.standing.survey import Survey
from camket.standing.tallies import assigning_levels, contents
from camket.text.numerals import format_date
from camket.text.problems import Problem
from camket.text.spelling import fold

if TYPE_CHECKING:
    from camket.history.issued import Later, LaterChange
    from camket.ledger.ledger import Ledger
    from camket.text.git import RepositoryState


# What is printed: the signed paper, the same with all detail, or the internal copy.
Form = Literal["paper", "full", "internal"]


def report_contents(
    survey: Survey,
    problems: Sequence[Problem],
    provenance: RepositoryState,
    since: Survey | None = None,
    *,
    under: tuple[str, date] | None = None,
    later: Later | None = None,
    form: Form = "paper",
    inputs: Mapping[str, str] = MappingProxyType({}),
) -> Contents:
    """Return all values that a report of the surveyed round prints, in the language in force.

    `since` is an earlier round to compare with. `under` is the number and date with which the report is issued. `later` is
    what was changed since the report was issued before. `inputs` are the digests of the files it is made from, by path.
    """
    ledger = survey.ledger
    proposed = proposals(ledger, survey.round, survey.as_of)
    submissions = _submissions(survey)
    numbers = appendix.numbers(ledger)
    targets = tuple(describe_target(survey, standing, numbers[standing.target.id]) for standing in survey.standings)
    by_id = {target.id: target for target in targets}
    printed_contents = _contents(survey, by_id)
    difficulties, raised = (_remark_groups(survey, kind) for kind in ("difficulties", "proposals"))
    return Contents(
        form=form,
        commitment=describe_commitment(ledger),
        round=describe_round(survey.ledger, survey.round),
        as_of=survey.as_of,
        report=_report(survey, under),
        illustrative=is_illustrative(survey),
        sections=_sections(survey, by_id),
        targets=targets,
        group_targets=tuple(target for target in targets if target.is_group),
        group_units=tuple(describe_unit(ledger, unit) for unit in appendix.group_units(ledger)),
        verdicts=_verdicts((target, target.standing.verdict) for target in targets),
        contents=printed_contents,
        content_verdicts=_content_verdicts(printed_contents),
        levels=_levels(survey, by_id),
        submissions=submissions,
        difficulties=difficulties,
        difficulties_by_unit=_by_unit(difficulties, frozenset(one.unit.name for one in submissions.late)),
        proposals=raised,
        proposals_by_addressee=_by_addressee(raised),
        all_proposals=tuple(_proposal(ledger, one) for one in proposed),
        open_earlier=tuple(_proposal(ledger, one) for one in proposed if one.is_open and _is_earlier(one, survey.round)),
        since=_since(survey, since, by_id, form) if since else None,
        corrections=describe_corrections(survey),
        issued=_issued(survey, later) if later is not None else None,
        errors=sum(problem.level == "error" for problem in problems),
        warnings=sum(problem.level == "warning" for problem in problems),
        skipped=ledger.skipped,
        provenance=_provenance(survey, provenance, since, inputs),
    )


def _provenance(survey: Survey, origin: RepositoryState, since: Survey | None, inputs: Mapping[str, str]) -> PrintedProvenance:
    round_, ledger = survey.round, survey.ledger
    name, value = ("quarter", round_.quarter) if round_.quarter else ("annual", round_.annual)
    options = f"--{name} {value}" if value else f"--round {round_.id}"
    options += f" --as-of {format_date(survey.as_of)}"
    compared = f" --since {since.round.id}" if since is not None else ""
    numbers = appendix.numbers(ledger)
    first = next(iter(numbers.values()), None)
    references = {"I": f"camket trace {first} {options}"} if first is not None else {}
    units = appendix.group_units(ledger)
    shared = next((target for target in ledger.targets.values() if target.each), None)
    if shared is not None:
        row = next((index for index, unit in enumerate(units, start=1) if unit in ledger.members(shared)), None)
        references |= {"II": f"camket trace {numbers[shared.id]}/{row} {options}"} if row is not None else {}
    return printed(
        PrintedProvenance,
        origin,
        date=date.fromisoformat(origin.date) if origin.date else None,
        command=f"camket report {options}{compared}",
        references=references,
        inputs=tuple(InputFile(path, digest) for path, digest in sorted(inputs.items())),
        figures=(),
    )


def _issued(survey: Survey, later: Later) -> Issued:
    """What was changed since the report was issued, a line for each figure or entry of a list."""
    from camket.history.account import tell_changes
    from camket.rules.corrections import answers_change

    ledger = survey.ledger
    by_figure: dict[tuple[str, str], list[LaterChange]] = {}
    for one in later.changes:
        if one.change.is_figure and one.change.target in ledger.targets:
            by_figure.setdefault((one.before.unit, one.change.target), []).append(one)
    found = []
    for (unit, target_id), changed in by_figure.items():
        target = ledger.targets[target_id]
        answered = [one for one in changed if answers_change(target, one.change, one.corrections)]
        given = answered[0].corrections[-1] if len(answered) == len(changed) else None
        for line in tell_changes(ledger, target, [one.change for one in changed]):
            old, new = ("".join(span.text for span in line.spans if span.part != other) or None for other in ("new", "old"))
            reason, by, day = (given.reason, given.by, given.date) if given else (None, None, None)
            found.append(PrintedLaterChange(ledger.name(unit), target.name, line.label, old, new, reason, by, day))
    received = tuple(ledger.name(filed.unit) for filed in later.received)
    touched = (*later.files, *later.added)
    frame_changed = any(path in (TARGETS, UNITS) for path in touched)
    office_changed = any(path.endswith(f"/{OFFICE}.yaml") for path in touched)
    issue = later.issue
    return Issued(issue.number, issue.date, issue.commit, tuple(found), received, frame_changed, office_changed, later.unseen)


def _report(survey: Survey, under: tuple[str, date] | None) -> PrintedReport:
    commitment = survey.ledger.commitment
    filed = survey.ledger.office.get(survey.round.id)
    office = filed.content if filed else OfficeFile()
    # A deputy who signs this round (KT. CHỦ TỊCH) is given in the round's own file, with all entries.
    signs = office.signatory or commitment.signatory
    return printed(
        PrintedReport,
        office,
        draft=office.draft and under is None,
        number=under[0] if under else None if office.draft else office.number,
        date=under[1] if under else None if office.draft else office.date,
        symbol=commitment.symbols.report,
        addressees=commitment.report_addressees,
        recipients=commitment.report_recipients,
        signatory=describe_signatory(signs),
    )


def is_illustrative(survey: Survey) -> bool:
    """Return whether a report of this round or of an earlier one says that its figures are made up."""
    ledger = survey.ledger
    rounds = {round_.id for round_ in ledger.calendar.through(survey.round)}
    office = ledger.office.get(survey.round.id)
    return (office is not None and office.content.illustrative) or any(
        filed.report.illustrative for (round_id, _unit), filed in ledger.reports.items() if round_id in rounds
    )


# --- who has reported -------------------------------------------------------------------------------------------------


def _submissions(survey: Survey) -> Submissions:
    found = tuple(describe_submission(survey, submission) for submission in survey.submissions)

    def of(state: str) -> tuple[PrintedSubmission, ...]:
        return tuple(submission for submission in found if submission.state == state and not submission.unreadable)

    return Submissions(
        found, of("on-time"), of("late"), of("missing"), of("pending"),
        empty=tuple(submission for submission in found if submission.is_empty),
        extended=tuple(submission for submission in found if submission.extension),
        unreadable=tuple(submission for submission in found if submission.unreadable),
        received=sum(submission.submitted is not None for submission in found),
        total=len(found),
    )  # fmt: skip


# --- targets ----------------------------------------------------------------------------------------------------------


# A section that has only a number: 1, 2., IV. And the number before a title, which the report replaces by its own.
_NUMERAL = re.compile(r"(?:\d+|[IVXLC]+|[a-zđ])[.)]?")
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*[.)]|[IVXLC]+[.)]|[a-zđ][.)])\s+")


def _sections(survey: Survey, targets: Mapping[str, PrintedTarget]) -> tuple[PrintedSection, ...]:
    ledger = survey.ledger
    return tuple(
        PrintedSection(
            title=next((_NUMBERED.sub("", t.section) for t in found if t.section and not _NUMERAL.fullmatch(t.section)), None),
            leads=tuple(dict.fromkeys(name for target in found for name in lead_names(ledger, target))),
            targets=tuple(targets[target.id] for target in found),
        )
        for found in appendix.sections(ledger).values()
    )


def _verdicts(judged: Iterable[tuple[PrintedTarget, str]]) -> tuple[VerdictCount, ...]:
    """The targets by verdict, the best first; every target is in one of the counts."""
    given = tuple(judged)
    return tuple(
        VerdictCount(verdict, wording.verdict_label(verdict), having)
        for verdict in reversed(SEVERITY)
        if (having := tuple(target for target, found in given if found == verdict))
    )


def _contents(survey: Survey, targets: Mapping[str, PrintedTarget]) -> tuple[PrintedContent, ...]:
    return tuple(
        PrintedContent(
            content.label,
            content.verdict,
            wording.verdict_label(content.verdict),
            tuple(targets[standing.target.id] for standing in content.standings),
            _verdicts((targets[standing.target.id], standing.verdict) for standing in content.standings),
        )
        for content in contents(survey.standings)
    )


def _content_verdicts(found: Sequence[PrintedContent]) -> tuple[ContentCount, ...]:
    return tuple(
        ContentCount(verdict, wording.verdict_label(verdict), having)
        for verdict in reversed(SEVERITY)
        if (having := tuple(content for content in found if content.verdict == verdict))
    )


def _levels(survey: Survey, targets: Mapping[str, PrintedTarget]) -> tuple[PrintedLevel, ...]:
    return tuple(
        PrintedLevel(
            level.name, len(level.targets), _verdicts((targets[target.id], verdict) for target, verdict in level.targets)
        )
        for level in assigning_levels(survey.ledger, survey.standings)
    )


# --- remarks and corrections ------------------------------------------------------------------------------------------


def _remark_groups(survey: Survey, kind: Literal["difficulties", "proposals"]) -> tuple[RemarkGroup, ...]:
    """Remarks by target in the document's order, those on no target last; the same text once, with all its units."""
    ledger = survey.ledger
    found = remarks(ledger, survey.round, survey.as_of, kind)
    joined: dict[str | None, dict[str, tuple[Remark, list[str]]]] = {target: {} for target in [*ledger.targets, None]}
    to_of: dict[str, str] = {}
    for unit, remark in found:
        target = remark.target if remark.target in ledger.targets else None
        _first, units = joined[target].setdefault(proposal_id(remark), (remark, []))
        name = ledger.name(unit)
        if name not in units:
            units.append(name)
        if remark.to:
            to_of[fold(remark.to)] = remark.to
    return tuple(
        RemarkGroup(
            ledger.targets[target].name if target else None,
            tuple(
                PrintedRemark(
                    first.text,
                    to_of[fold(first.to)] if first.to else None,
                    tuple(units),
                    key if kind == "proposals" else None,
                    reach_of(ledger, first.to),
                )
                for key, (first, units) in remarks.items()
            ),
        )
        for target, remarks in joined.items()
        if remarks
    )


# What a unit writes of its own late report.
_OF_LATENESS = re.compile(r"\b(?:trễ|muộn|quá hạn|gửi chậm|chậm gửi|sau hạn)\b", re.IGNORECASE)


def _by_unit(groups: Iterable[RemarkGroup], late: frozenset[str]) -> tuple[UnitRemarks, ...]:
    """The difficulties by unit; what late units (their names) say of their own report apart."""
    found: dict[tuple[tuple[str, ...], str], list[PrintedRemark]] = {}
    for group in groups:
        for remark in group.remarks:
            is_own = group.target is None and late.issuperset(remark.units) and _OF_LATENESS.search(remark.text)
            found.setdefault((remark.units, "own" if is_own else "other"), []).append(remark)
    return tuple(UnitRemarks(units, tuple(remarks), reach) for (units, reach), remarks in found.items())


def _by_addressee(groups: Iterable[RemarkGroup]) -> tuple[AddresseeGroup, ...]:
    """The proposals by addressee, those that name none last; one text on several targets once, with all its units."""
    found: dict[str | None, dict[str, PrintedRemark]] = {}
    for group in groups:
        for remark in group.remarks:
            same = found.setdefault(remark.to, {})
            first = same.get(fold(remark.text))
            units = tuple(dict.fromkeys((*first.units, *remark.units))) if first else remark.units
            same[fold(remark.text)] = replace(first or remark, units=units)
    ordered = sorted(found.items(), key=lambda one: one[0] is None)
    return tuple(AddresseeGroup(to, next(iter(remarks.values())).reach, tuple(remarks.values())) for to, remarks in ordered)


def _is_earlier(given: Proposal, round_: Round) -> bool:
    return all(one.round.id != round_.id for one in given.raised)


def _proposal(ledger: Ledger, given: Proposal) -> PrintedProposal:
    own = ledger.commitment.issuing_body
    return printed(
        PrintedProposal,
        given,
        target=ledger.targets[given.target].name if given.target else None,
        units=tuple(ledger.name(unit) if unit else own for unit in given.units),
        rounds=tuple(dict.fromkeys(wording.round_name(one.round) for one in given.raised)),
        label=wording.outcome_label(given.state),
        answers=tuple(
            printed(PrintedAnswer, one, label=wording.outcome_label(one.outcome), document=describe_citation(one.document))
            for one in given.answers
        ),
        reach=reach_of(ledger, given.to) if any(given.units) else "other",
    )


# --- against an earlier round -----------------------------------------------------------------------------------------


def _since(survey: Survey, earlier: Survey, targets: Mapping[str, PrintedTarget], form: Form) -> Since:
    """The comparison; on the signed paper without the proposals that are put to this office itself, or to nobody named."""
    ledger = survey.ledger
    raised = {one.id for one in proposals(ledger, earlier.round, earlier.as_of)}
    now = proposals(ledger, survey.round, survey.as_of)
    printed_proposals = [_proposal(ledger, one) for one in now if one.id in raised]
    return Since(
        round=describe_round(ledger, earlier.round),
        as_of=earlier.as_of,
        changes=tuple(_change(earlier, survey, one, targets) for one in compare(earlier, survey)),
        proposals=tuple(one for one in printed_proposals if form != "paper" or one.reach == "other"),
    )


def _change(earlier: Survey, survey: Survey, given: Movement, targets: Mapping[str, PrintedTarget]) -> PrintedChange:
    target = given.now.target
    before, now = (describe_standing(view, standing) for view, standing in ((earlier, given.before), (survey, given.now)))
    return printed(
        PrintedChange,
        given,
        target=targets[target.id],
        unit=now.unit,
        before=before,
        now=now,
        difference_text=target.measure.difference_text(given.difference),
        by_unit=tuple(_change(earlier, survey, one, targets) for one in given.by_unit),
    )
