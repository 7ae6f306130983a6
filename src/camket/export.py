"""What the screen shows, for other programs: JSON, GitHub annotations, SARIF. docs/json.md explains every key.

Figures are strings, so that no reader loses a digit: plain notation, a point, no zeros at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from camket import __version__
from camket.entries import own_name
from camket.goals import Judged
from camket.language import _, ngettext
from camket.load import Filed, Ledger
from camket.measures import Reading
from camket.model import Issue, Judgement, Measure, Milestone, Overrule, Paper, Ratio, Reference, Round, Target
from camket.numerals import round_half_up, round_share
from camket.problems import Problem, in_order
from camket.progress import Standing, Submission, Survey, counted_items, goal_in_force, history, narrow, pace_of
from camket.proposals import Proposal, proposal_id
from camket.tables import round_name, unit_of_measure

if TYPE_CHECKING:
    from camket.account import Section
    from camket.differences import Change, Differences, Value
    from camket.history import History
    from camket.issuing import Verification
    from camket.review import Review
    from camket.trace import Source, Step, Trace
    from camket.vcs import Origins

Json = dict[str, Any]
# A reckoned figure (a ratio, a pace, a projection) may never end; what was typed keeps all its digits.
_PLACES = 6


def status_json(
    survey: Survey, problems: Sequence[Problem], *, unit: str | None = None, target: str | None = None, behind: bool = False
) -> str:
    """The round as `camket status` shows it."""
    ledger = survey.ledger
    shown = narrow(survey, unit=unit, target=target, behind=behind)
    states = [submission.state for submission in survey.submissions]
    return _dump(
        {
            "round": survey.round.id,
            "round_info": _round_info(survey),
            "as_of": survey.as_of.isoformat(),
            "commitment": {
                "year": ledger.commitment.year,
                "title": ledger.commitment.title,
                "issuing_body": ledger.commitment.issuing_body,
            },
            "summary": {state: states.count(state) for state in ("on-time", "late", "missing", "pending")},
            "units": [_unit_row(ledger, submission) for submission in shown.submissions],
            "targets": [_target_row(ledger, standing) for standing in shown.standings],
            "issued": _issued(ledger.last_issue(survey.round.id), survey.as_of),
            "skipped": list(ledger.skipped),
            "problems": {
                "errors": sum(problem.level == "error" for problem in problems),
                "warnings": sum(problem.level == "warning" for problem in problems),
            },
        }
    )


def _issued(issue: Issue | None, as_of: date) -> Json | None:
    """The round's report as it was last issued by that day."""
    if issue is None or issue.date > as_of:
        return None
    return {"number": issue.number, "date": issue.date.isoformat(), "commit": issue.commit}


def target_json(ledger: Ledger, survey: Survey, target_id: str) -> str:
    """One target in full, as `camket show` has it: how it stands, what the document says, every round."""
    target = ledger.targets[target_id]
    standing = survey.standing(target_id)
    assert standing is not None  # a survey holds every target of its ledger
    past = history(ledger, target, survey.round, survey.as_of)
    _goal, references = goal_in_force(target, survey.as_of)
    pace = pace_of(target)
    counted = {id(item) for _round, _unit, item in counted_items(ledger, target, survey.round, survey.as_of).values()}
    return _dump(
        {
            "round": survey.round.id,
            "as_of": survey.as_of.isoformat(),
            "target": _target_row(ledger, standing),
            "text": target.text,
            "co_operating": list(target.co_operating),
            "duties": list(target.duties),
            "excluding": list(target.excluding),
            "note": target.note,
            "pace": {
                "kind": pace.kind,
                "shares": {round_: plain(share) for round_, share in pace.shares.items()},
                "assessed_from": _day(pace.assessed_from),
            },
            "references": {name: _reference(reference) for name, reference in references.items()},
            "original_references": {name: _reference(reference) for name, reference in target.references.items()},
            "revisions": [
                {
                    "date": _day(revision.date),
                    "document": _paper(revision.document),
                    "reason": revision.reason,
                    "goal_as_written": revision.goal.as_written if revision.goal else None,
                    "references": {name: _reference(reference) for name, reference in revision.references.items()},
                }
                for revision in target.revisions
            ],
            "rounds": [_past_round(ledger, round_, one) for round_, one in past],
            "reports": [_report_entry(filed, target, counted) for filed in _filed(ledger, target, survey)],
        }
    )


def proposals_json(found: Iterable[Proposal]) -> str:
    """Proposals with where they were raised and what was answered (docs/json.md)."""
    return _dump(
        [
            {
                "id": one.id,
                "state": one.state,
                "text": one.text,
                "target": one.target,
                "to": one.to,
                "raised": [
                    {"round": raised.round.id, "unit": raised.unit, "on": raised.on.isoformat()} for raised in one.raised
                ],
                "answers": [
                    {
                        "outcome": answer.outcome,
                        "date": answer.date.isoformat(),
                        "text": answer.text,
                        "by": answer.by,
                        "document": _paper(answer.document),
                    }
                    for answer in one.answers
                ],
            }
            for one in found
        ]
    )


def trace_json(found: Trace, origins: Origins | None) -> str:
    """A figure's steps and sources, as `camket trace` has them; `origins` None where there is no git."""
    survey, standing = found.survey, found.standing
    return _dump(
        {
            "round": survey.round.id,
            "as_of": survey.as_of.isoformat(),
            "reference": found.reference,
            "target": found.target.id,
            "unit": found.unit,
            "verdict": standing.verdict,
            "computed": standing.computed,
            "git": origins is not None,
            "steps": [
                {
                    "name": step.name,
                    "at": step.at or None,
                    "label": step.label,
                    "text": step.text,
                    "value": _step_value(found.target.measure, step),
                    "expression": step.expression or None,
                    "sources": list(step.sources),
                    "rows": [
                        {"label": row.label, "text": row.text, "counts": row.counts, "sources": list(row.sources)}
                        for row in step.rows
                    ],
                    "notes": list(step.notes),
                }
                for step in found.steps
            ],
            "sources": [_source(number, source, origins) for number, source in enumerate(found.sources, start=1)],
        }
    )


def _step_value(measure: Measure, step: Step) -> str | None:
    if step.name == "share":
        return _share(step.value)
    is_part = step.name == "increment" and isinstance(measure, Ratio)  # what came of a ratio is counted in its part
    return _figure(measure, step.value, "part" if is_part else None)


def _source(number: int, source: Source, origins: Origins | None) -> Json:
    report = source.filed.report if source.filed else None
    letter, person = (report.letter, report.reported_by) if report else (None, None)
    line = (origins or {}).get(source.place.path, {}).get(source.git_line)
    return {
        "number": number,
        "path": source.place.path,
        "line": source.place.line,
        "column": source.place.column,
        "text": source.text,
        "unit": source.filed.unit if source.filed else None,
        "round": source.filed.round if source.filed else None,
        "submitted": _day(report.submitted) if report else None,
        "letter": letter.number if letter else None,
        "letter_date": _day(letter.date) if letter else None,
        "reported_by": {"name": person.name, "title": person.title} if person else None,
        "committed": line.committed if line else None,
        "commit": line.commit if line else None,
        "author": line.author if line else None,
        "date": _day(line.date) if line else None,
        "or_earlier": line.is_cut if line else None,
    }


def differences_json(found: Differences, unit: str | None = None) -> str:
    """Every change between two states, or one unit's, what it makes of verdicts and receipts (docs/json.md)."""
    if unit is not None:
        found = replace(
            found,
            changes=tuple(one for one in found.changes if one.unit == unit),
            turns=tuple(one for one in found.turns if one.now.unit == unit),
            receipts=tuple(one for one in found.receipts if one.unit == unit),
        )
    return _dump(_differences(found))


def _differences(found: Differences) -> Json:
    return {
        "changes": [_change(one, found) for one in found.changes],
        "targets": [
            {
                "round": turn.round,
                "target": turn.now.target.id,
                "unit": turn.now.unit,
                "before": _standing_row(turn.before),
                "now": _standing_row(turn.now),
            }
            for turn in found.turns
        ],
        "units": [
            {
                "round": receipt.round,
                "unit": receipt.unit,
                "before": receipt.before.state if receipt.before else None,
                "now": receipt.now.state if receipt.now else None,
            }
            for receipt in found.receipts
        ],
    }


def _change(one: Change, found: Differences | None = None) -> Json:
    """A change; an entry of a list by the name that it has in the file, where the two states are at hand."""
    way = list(one.way)
    ledger = found.before if found is not None and one.now is None else found.now if found is not None else None
    document = ledger.documents.get(one.path) if ledger is not None else None
    places = [at for at, key in enumerate(one.way) if key.startswith("#")]
    if document is not None:
        for at, length in zip(places, [n for n, key in enumerate(one.keys, start=1) if isinstance(key, int)], strict=False):
            entry = document.at(one.keys[:length])
            way[at] = "#" + own_name(entry) if entry is not None else way[at]
    return {
        "path": one.place.path,
        "line": one.place.line,
        "column": one.place.column,
        "round": one.round,
        "unit": one.unit,
        "target": one.target,
        "way": way,
        "before": _fact(one.before),
        "now": _fact(one.now),
    }


def review_json(found: Review) -> str:
    """A branch looked through: what deserves a second look, and all that changed (docs/json.md)."""
    return _dump(
        {
            "base": found.base,
            "head": found.head,
            "commits": found.commits,
            "problems": [_problem(problem) for problem in found.problems],
            "limits": list(found.limits),
            "skipped": list(found.skipped),
            **_differences(found.differences),
        }
    )


def review_markdown(found: Review) -> str:
    """A branch looked through, for a merge request: what needs an answer first, then all that changed."""
    from camket.account import tell
    from camket.render import escape_markdown
    from camket.templating import on_one_line

    lines = []
    for level, title in (("error", _("Needs an answer")), ("warning", _("Deserves a second look"))):
        some = [problem for problem in found.problems if problem.level == level]
        lines += [f"## {title} ({len(some)})", ""] if some else []
        for problem in some:
            place = on_one_line(str(problem.place)).replace("`", "'")
            lines.append(f"- `{place}` {escape_markdown(problem.message)} (`{problem.rule}`)")
            lines += [f"  {escape_markdown(problem.hint)}"] if problem.hint else []
        lines += [""] if some else []
    if not found.problems:
        lines += [_("Nothing here needs an answer."), ""]
    lines += [f"> {escape_markdown(limit)}" for limit in found.limits] + ([""] if found.limits else [])
    if found.skipped:
        files = ", ".join("`" + on_one_line(path).replace("`", "'") + "`" for path in found.skipped)
        lines += ["> " + _("cannot be read, and is left out: {files}").format(files=files), ""]
    commits = ngettext("{n} commit since {base}", "{n} commits since {base}", found.commits)
    lines += ["## " + _("What changed"), "", commits.format(n=found.commits, base=f"`{found.base[:12]}`") + ".", ""]
    return "\n".join(lines) + "\n" + account_markdown(tell(found.differences))


def history_json(found: History) -> str:
    """Every value that a figure has had, oldest first by round, unit and target (docs/json.md)."""
    return _dump(
        {
            "shallow": found.is_cut,
            "entries": [
                {
                    "round": entry.round,
                    "unit": entry.unit,
                    "target": entry.target,
                    "path": entry.path,
                    "commit": entry.commit.id if entry.commit else None,
                    "author": entry.author,
                    "email": entry.email,
                    "date": entry.commit.made.isoformat() if entry.commit else entry.day.isoformat(),
                    "message": entry.commit.message if entry.commit else None,
                    "changes": [_change(change) for change in entry.changes],
                }
                for entry in found.entries
            ],
        }
    )


def verification_json(found: Verification) -> str:
    """An issued report drawn up again, as `camket verify` has it."""
    issue = found.issue
    return _dump(
        {
            "round": found.round,
            "number": issue.number,
            "date": issue.date.isoformat(),
            "as_of": issue.as_of.isoformat(),
            "commit": issue.commit,
            "holds": found.holds,
            "outputs": [{"name": proof.name, "state": proof.state} for proof in found.proofs],
            "files": [{"path": str(path), "output": name} for path, name in found.files],
            "inputs": list(found.inputs),
            "templates": list(found.templates),
            "versions": [{"name": name, "then": then, "now": now} for name, then, now in found.versions],
        }
    )


def account_markdown(sections: Iterable[Section]) -> str:
    """What changed, for a merge request: a heading a unit, a line a change, what went struck through, what came in bold."""
    from camket.render import escape_markdown

    marks = {"same": ("", ""), "old": ("~~", "~~"), "new": ("**", "**")}
    lines = []
    for section in sections:
        lines += [f"### {escape_markdown(section.title)}", ""]
        for entry in section.entries:
            indent = "  " if entry.name else ""
            lines += [f"- {escape_markdown(entry.name)}"] if entry.name else []
            for line in entry.lines:
                spans = [(*marks[span.part], escape_markdown(span.text.strip())) for span in line.spans]
                text = " ".join(before + words + after for before, after, words in spans)
                lines.append(f"{indent}- {escape_markdown(line.label)}: {text}")
        lines.append("")
    return "\n".join(lines) if lines else _("No figure, text or date has changed.") + "\n"


def _fact(value: Value) -> str | bool | None:
    if value is None or isinstance(value, (bool, str)):
        return value
    return plain(value) if isinstance(value, Decimal) else str(value)


def problems_json(problems: Iterable[Problem]) -> str:
    """The problems as a list."""
    return _dump([_problem(problem) for problem in in_order(problems)])


def _problem(problem: Problem) -> Json:
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "level": problem.level,
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


def problems_github(problems: Iterable[Problem], root: str = "") -> str:
    """The problems as workflow commands, which GitHub shows beside the lines of a change."""
    lines = []
    for problem in in_order(problems):
        place = problem.place
        properties = {"file": _rooted(root, place.path), "line": place.line, "col": place.column, "title": problem.rule}
        listed = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
        lines.append(f"::{problem.level} {listed}::{_escape(_message(problem))}\n")
    return "".join(lines)


def problems_sarif(problems: Iterable[Problem], root: str = "") -> str:
    """The problems as SARIF 2.1.0, which code scanning reads."""
    found = in_order(problems)
    rules = sorted({problem.rule for problem in found})
    is_error = {problem.rule for problem in found if problem.level == "error"}
    driver = {
        "name": "camket",
        "version": __version__,
        "rules": [
            {"id": rule, "defaultConfiguration": {"level": "error" if rule in is_error else "warning"}} for rule in rules
        ],
    }
    results = [
        {
            "ruleId": problem.rule,
            "ruleIndex": rules.index(problem.rule),
            "level": problem.level,
            "message": {"text": _message(problem)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _artifact(root, problem.place.path),
                        "region": {"startLine": problem.place.line, "startColumn": _utf16_column(problem)},
                    }
                }
            ],
        }
        for problem in found
    ]
    return _dump(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results}],
        }
    )


# --- figures --------------------------------------------------------------------------------------------------------


def plain(number: Decimal) -> str:
    """A figure with all its digits, no exponent, no zeros at the end."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _figure(measure: Measure, number: Decimal | None, of: str | None = None) -> str | None:
    """A figure of a measure: a grade by its id, done or not as true or false, all else a number."""
    if number is None:
        return None
    if of is None and isinstance(measure, Judgement):
        grades = list(measure.grades)
        if number == number.to_integral_value() and 0 <= number < len(grades):
            return grades[int(number)]
    if of is None and isinstance(measure, Milestone):
        return "true" if number else "false"
    if of is None and isinstance(measure, Ratio) and measure.per == "100":
        return plain(round_share(number, _PLACES))
    exponent = number.as_tuple().exponent
    # 28 digits is what a division leaves when it does not come out even.
    endless = isinstance(exponent, int) and exponent < -_PLACES and len(number.as_tuple().digits) >= 28
    return plain(round_half_up(number, _PLACES)) if endless else plain(number)


def _actual(measure: Measure, reading: Reading | None) -> str | None:
    if reading is None:
        return None
    if isinstance(measure, Milestone) and reading.done_on is not None:
        return reading.done_on.isoformat()
    return _figure(measure, reading.value)


def _share(share: Decimal | None) -> str | None:
    return plain(round_share(share)) if share is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _figures(reading: Reading | None) -> dict[str, str]:
    return {name: plain(figure) for name, figure in reading.figures.items()} if reading else {}


def _condition_goals(judged: Judged, measure: Measure) -> list[str | None]:
    """The figures of one condition's goal: one, two of a range, [None] where it is not assigned."""
    bounds = judged.bounds
    of = bounds.condition.of
    if bounds.missing:
        return [None]
    if isinstance(measure, Milestone):
        return [_day(bounds.deadline) or "true"]
    if bounds.condition.comparator == "about":
        return [_figure(measure, bounds.nominal, of)]
    limits = [limit for limit in (bounds.low, bounds.high) if limit is not None]
    return [_figure(measure, limit, of) for limit in dict.fromkeys(limits)]


Goals = str | list[str | None] | None


def _goal(conditions: Sequence[Judged], measure: Measure) -> Goals:
    """A figure for a simple goal, a list for a compound one, None where nothing is assigned."""
    goals = [goal for judged in conditions for goal in _condition_goals(judged, measure)]
    if all(goal is None for goal in goals):
        return None
    return goals[0] if len(goals) == 1 else goals


def _row_goal(standing: Standing) -> Goals:
    """The goal of a row; of units that each have the target, theirs where it is the same for all."""
    measure = standing.target.measure
    if standing.conditions or not standing.by_unit:
        return _goal(standing.conditions, measure)
    goals = [_goal(part.conditions, measure) for part in standing.by_unit]
    return goals[0] if all(goal == goals[0] for goal in goals) else None


# --- rows -----------------------------------------------------------------------------------------------------------


def _round_info(survey: Survey) -> Json:
    round_ = survey.round
    return {
        "name": round_name(round_),
        "quarter": int(round_.quarter) if round_.quarter else None,
        "annual": round_.annual,
        "opens": survey.opens.isoformat(),
        "due": survey.due.isoformat(),
        "written_due": survey.ledger.calendar.written_due(round_).isoformat(),
        "day_off": survey.day_off,
        "days_left": (survey.due - survey.as_of).days,
        "cut_off": survey.cut_off.isoformat(),
        "sent_up_by": _day(round_.sent_up_by),
    }


def _unit_row(ledger: Ledger, submission: Submission) -> Json:
    extension = submission.extension
    letter = submission.filed.report.letter if submission.filed and submission.submitted else None
    return {
        "id": submission.unit,
        "name": ledger.name(submission.unit),
        "state": submission.state,
        "due": submission.due.isoformat(),
        "submitted": _day(submission.submitted),
        "days_late": submission.days_late,
        "answered": submission.answered,
        "required": submission.required,
        "unanswered": list(submission.unanswered),
        "empty": submission.is_empty,
        "unreadable": submission.unreadable,
        "letter": letter.number if letter else None,
        "extension": {
            "before": submission.written_due.isoformat(),
            "after": extension.due.isoformat(),
            "reason": extension.reason,
            "by": extension.by,
            "days_late_before": max((submission.submitted - submission.written_due).days, 0) if submission.submitted else None,
        }
        if extension
        else None,
    }


def _target_row(ledger: Ledger, standing: Standing) -> Json:
    target = standing.target
    parts = standing.by_unit
    fulfilled = ("exceeded", "met", "on-track")
    return {
        "id": target.id,
        "name": target.name,
        "section": target.section,
        "lead": target.lead,
        "reporter": target.reporter,
        "units": list(ledger.members(target)),
        "kind": target.measure.kind,
        "unit_of_measure": unit_of_measure(target.measure) or None,
        "goal_as_written": standing.goal.as_written if standing.goal else None,
        "adds_up_to": target.adds_up_to,
        **_standing_row(standing),
        "own": _actual(target.measure, standing.own),
        "difference": plain(standing.difference) if standing.difference is not None else None,
        "fulfilled": sum(part.verdict in fulfilled for part in parts) if parts else None,
        "unheard": list(standing.unheard),
        "by_unit": [{"unit": part.unit, **_standing_row(part)} for part in parts],
    }


def _standing_row(standing: Standing) -> Json:
    """The keys that a target and a unit's part of it share."""
    measure = standing.target.measure
    return {
        "verdict": standing.verdict,
        "computed": standing.computed,
        "overruled": _overruled(standing.overrule),
        "goal": _row_goal(standing),
        "actual": _actual(measure, standing.reading),
        "figures": _figures(standing.reading),
        "share": _share(standing.share),
        "expected": _figure(measure, standing.expected),
        "projection": _figure(measure, standing.projection),
        "previous": _actual(measure, standing.previous),
        "previous_round": standing.previous_round.id if standing.previous_round else None,
        "same_period": _figure(measure, standing.same_period),
        "figure_round": standing.reading_round.id if standing.reading and standing.reading_round else None,
        "cut_off": _day(standing.cut_off) if standing.reading else None,
        "conditions": [_condition(judged, measure) for judged in standing.judged],
        "yardsticks": [
            {
                "name": yard.name,
                "verdict": yard.verdict,
                "goal": _goal(yard.judged, measure),
                "conditions": [_condition(judged, measure) for judged in yard.judged],
            }
            for yard in standing.yards
        ],
        "stretch": _condition(standing.stretch, measure) if standing.stretch else None,
    }


def _overruled(overrule: Overrule | None) -> Json | None:
    if overrule is None:
        return None
    return {"verdict": overrule.verdict, "reason": overrule.reason, "by": overrule.by, "date": _day(overrule.date)}


def _condition(judged: Judged, measure: Measure) -> Json:
    bounds = judged.bounds
    condition = bounds.condition
    of = condition.of
    return {
        "comparator": condition.comparator,
        "of": of,
        "change": condition.change if condition.change != "level" else None,
        "against": condition.against,
        "low": _figure(measure, bounds.low, of) if bounds.deadline is None else None,
        "high": _figure(measure, bounds.high, of),
        "strict": bounds.open,
        "deadline": _day(bounds.deadline),
        "missing": list(bounds.missing),
        "verdict": judged.verdict,
        "actual": _figure(measure, judged.actual, of),
        "share": _share(judged.share),
        "expected": _figure(measure, judged.expected, of),
    }


# --- one target in full ---------------------------------------------------------------------------------------------


def _past_round(ledger: Ledger, round_: Round, standing: Standing) -> Json:
    calendar = ledger.calendar
    return {
        "round": round_.id,
        "due": calendar.due(round_).isoformat(),
        "cut_off": calendar.cut_off(round_).isoformat(),
        **_standing_row(standing),
        "by_unit": [{"unit": part.unit, **_standing_row(part)} for part in standing.by_unit],
    }


def _filed(ledger: Ledger, target: Target, survey: Survey) -> list[Filed]:
    """The reports received by then that say something of the target, round by round, in the office's order."""
    found = []
    for round_ in ledger.calendar.through(survey.round):
        for unit in ledger.units:
            filed = ledger.received(round_.id, unit, survey.as_of)
            if filed is None:
                continue
            report = filed.report
            named = [remark.target for remark in (*report.difficulties, *report.proposals)]
            named += [correction.target for correction in report.corrections]
            if target.id in filed.results or target.id in named:
                found.append(filed)
    return found


def _report_entry(filed: Filed, target: Target, counted: Set[int]) -> Json:
    report = filed.report
    result = filed.results.get(target.id)
    items = [
        {
            "name": item.name,
            "counts": id(item) in counted,
            **(item.model_extra or {}),
            "evidence": [_paper(paper) for paper in item.evidence],
            "note": item.note,
        }
        for item in getattr(result, "items", None) or ()
    ]
    incidents = [
        {
            "kind": incident.kind,
            "name": incident.name,
            "date": _day(incident.date),
            "evidence": [_paper(paper) for paper in incident.evidence],
            "note": incident.note,
        }
        for incident in getattr(result, "incidents", None) or ()
    ]
    return {
        "round": filed.round,
        "unit": filed.unit,
        "path": filed.path,
        "submitted": _day(report.submitted),
        "text": result.text if result else None,
        "awaiting": result.awaiting if result else None,
        "evidence": [_paper(paper) for paper in result.evidence] if result else [],
        "items": items,
        "incidents": incidents,
        "difficulties": [remark.text for remark in report.difficulties if remark.target == target.id],
        "proposals": [
            {"id": proposal_id(remark), "text": remark.text, "to": remark.to}
            for remark in report.proposals
            if remark.target == target.id
        ],
        "corrections": [
            {
                "old": correction.old,
                "new": correction.new,
                "reason": correction.reason,
                "by": correction.by,
                "date": _day(correction.date),
            }
            for correction in report.corrections
            if correction.target == target.id
        ],
    }


_PAPER_KEYS = ("kind", "number", "date", "body", "subject", "link", "file", "note")


def _paper(paper: Paper | None) -> Json | None:
    if paper is None:
        return None
    return {key: _day(value) if isinstance(value := getattr(paper, key), date) else value for key in _PAPER_KEYS}


def _reference(reference: Reference) -> Json:
    return {
        "label": reference.label,
        "value": reference.value,
        "by_unit": dict(reference.by_unit),
        "by": reference.by,
        "date": _day(reference.date),
        "document": _paper(reference.document),
    }


# --- problems -------------------------------------------------------------------------------------------------------


def _message(problem: Problem) -> str:
    return f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def _rooted(root: str, path: str) -> str:
    """The path from where the repository begins, with `/`."""
    folder = Path(root).as_posix() if root else "."
    return path if folder == "." else f"{folder.rstrip('/')}/{path}"


def _artifact(root: str, path: str) -> Mapping[str, str]:
    if root and Path(root).is_absolute():
        return {"uri": (Path(root) / path).as_uri()}
    return {"uri": quote(_rooted(root, path), safe="/", errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}


def _utf16_column(problem: Problem) -> int:
    before = problem.source[: problem.place.column - 1]
    beyond_plane = sum(ord(letter) > 0xFFFF for letter in before)
    return problem.place.column + beyond_plane


def _escape(text: str) -> str:
    shown = "".join(letter if letter.isprintable() or letter in "\r\n" else " " for letter in text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
