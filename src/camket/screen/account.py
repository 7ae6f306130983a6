"""`camket diff`, `review`, `log` and `verify` in the terminal."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from camket.ledger.ledger import Ledger
from camket.screen.console import paragraph_lines, print_lines, print_paragraph
from camket.screen.problems import print_problems
from camket.standing.wording import round_name, target_name
from camket.text.language import N_, _, ngettext
from camket.text.numerals import format_date

if TYPE_CHECKING:
    from camket.history.account import ChangeLine, UnitChanges
    from camket.history.past_values import History, PastValue
    from camket.report.issuing import Verification
    from camket.rules.branch import Review

# --- camket diff ----------------------------------------------------------------------------------------------------

_SIGN_STYLES = {"+": "green", "-": "red", "~": "", "!": "yellow"}


def print_account(console: Console, sections: Sequence[UnitChanges]) -> None:
    """Print the changes by round and unit, then by target: a sign, a label, and the old and new text in each line."""
    print_lines(console, (line for section in sections for line in _section_lines(console, section)))
    if not sections:
        print_paragraph(console, _("No figure, text or date has changed."))


def _section_lines(console: Console, section: UnitChanges) -> Iterator[tuple[str, str]]:
    """Yield the lines of a section, each with its style, and an empty line."""
    yield from ((line, "bold") for line in paragraph_lines(console, section.title))
    for entry in section.entries:
        if entry.name:
            yield from ((line, "") for line in paragraph_lines(console, entry.name, indent=2))
        for change in entry.lines:
            text = f"{change.sign} {change.label}: {_spans_text(change)}"
            yield from ((line, _SIGN_STYLES[change.sign]) for line in paragraph_lines(console, text, indent=4))
    yield "", ""


# --- camket review, camket log ------------------------------------------------------------------------------------------


def print_review(console: Console, found: Review, sections: Sequence[UnitChanges], *, root: str = "") -> None:
    """Print what a branch changed, the problems of its review, and what the review could not compare."""
    print_account(console, sections)
    if found.problems:
        print_problems(console, found.problems, root=root)
    else:
        print_paragraph(console, _("Nothing here needs an answer."))
    commits = ngettext("{n} commit since {base}", "{n} commits since {base}", found.commits)
    print_paragraph(console, commits.format(n=found.commits, base=found.base[:12]))
    for limit in found.limits:
        print_paragraph(console, limit, "yellow")
    if found.skipped:
        print_paragraph(console, _("cannot be read, and is left out: {files}").format(files=", ".join(found.skipped)), "yellow")


def print_history(console: Console, ledger: Ledger, found: History) -> None:
    """Print every value under its commit with day and author, the newest commit first; in it by round, unit and target."""
    targets = {entry.target for entry in found.entries}
    by_commit: dict[tuple[str, ...], list[PastValue]] = {}
    for entry in sorted(found.entries, key=_made, reverse=True):
        by_commit.setdefault(_commit_words(entry), []).append(entry)
    lines: list[tuple[str, str]] = []
    for words, entries in by_commit.items():
        lines += [(line, "bold") for line in paragraph_lines(console, "  ".join(words))]
        for entry in entries:
            where = _where(ledger, entry, with_target=len(targets) > 1)
            for change in entry.lines:
                text = f"{change.sign} {where}: {change.label}: {_spans_text(change)}"
                lines += [(line, _SIGN_STYLES[change.sign]) for line in paragraph_lines(console, text, indent=2)]
    print_lines(console, lines)
    if not found.entries:
        print_paragraph(console, _("No commit here has such a figure."))
    if found.is_cut:
        print_paragraph(
            console, _("The history here is cut off (a shallow clone); the first value shown may be older."), "yellow"
        )


def _made(entry: PastValue) -> float:
    """When the commit of a value was made, for the order; what is not committed yet is newer than all."""
    return entry.commit.made.timestamp() if entry.commit is not None else math.inf


def _commit_words(entry: PastValue) -> tuple[str, ...]:
    commit = entry.commit.id[:10] if entry.commit is not None else _("not committed yet")
    subject = entry.commit.subject if entry.commit is not None else ""
    return tuple(word for word in (format_date(entry.day), commit, entry.author or entry.email or "?", subject) if word)


def _where(ledger: Ledger, entry: PastValue, *, with_target: bool) -> str:
    round_ = ledger.round(entry.round) if entry.round else None
    words = [round_name(round_) if round_ else entry.round or "", ledger.short_name(entry.unit) if entry.unit else ""]
    if with_target or not any(words):
        words.append(target_name(ledger.targets[entry.target]) if entry.target in ledger.targets else entry.target or "")
    return ", ".join(word for word in words if word)


def _spans_text(line: ChangeLine) -> str:
    from camket.history.account import spans_text

    return spans_text(line.spans)


# --- camket verify ------------------------------------------------------------------------------------------------------

_STATES = {
    "same-bytes": N_("comes out the same, byte for byte"),
    "same-content": N_("comes out with the same content, packed otherwise"),
    "differs": N_("comes out otherwise"),
    "not-made": N_("does not come out"),
}
_KEPT = {
    "same-bytes": N_("the kept file is as issued, byte for byte"),
    "same-content": N_("the kept file has the content as issued, packed otherwise"),
    "differs": N_("the kept file is not as issued; camket verify --restore DIR makes it again"),
}


_EVIDENCE = {
    "changed": N_("has another content than when it was taken in"),
    "missing": N_("is not there any more"),
    "unreadable": N_("cannot be read"),
}


def print_verification(console: Console, found: Verification) -> None:
    """Print which outputs of an issued report were the same when it was made again, and what has changed since."""
    issue = found.issue
    print_paragraph(
        console,
        _("Report {number} of {date}, drawn up from commit {commit}").format(
            number=issue.number, date=format_date(issue.date), commit=issue.commit[:12]
        ),
        "bold",
    )
    for kept in found.kept:
        if kept.state != "missing":
            mark, style = ("!", "red") if kept.state == "differs" else ("=", "")
            print_paragraph(console, f"{mark} {kept.name}: {_(_KEPT[kept.state])}", style, hang=2)
    for proof in found.proofs:
        is_same = proof.state in ("same-bytes", "same-content")
        print_paragraph(
            console, f"{'=' if is_same else '!'} {proof.name}: {_(_STATES[proof.state])}", "" if is_same else "red", hang=2
        )
    for path, name, commits in found.files:
        said = _("is the issued {name}").format(name=name) if name else _("is none of the outputs on record")
        if not name and len(commits) == 1:
            said += _("; its properties say that it was made from commit {commit}").format(commit=commits[0][:12])
        elif not name and commits:
            short = ", ".join(commit[:12] for commit in commits)
            said += _("; it names several commits, so somebody has changed it: {commits}").format(commits=short)
        print_paragraph(console, f"{'=' if name else '!'} {path}: {said}", "" if name else "red", hang=2)
    _print_evidence(console, found)
    for label, names in ((_("inputs"), found.inputs), (_("templates"), found.templates)):
        if names:
            print_paragraph(
                console, _("{what} that are others than on record: {names}").format(what=label, names=", ".join(names))
            )
    if found.versions and not found.holds:
        moved = ", ".join(f"{name} {then} → {now}" for name, then, now in found.versions)
        print_paragraph(console, _("versions then and now: {names}").format(names=moved))


def _print_evidence(console: Console, found: Verification) -> None:
    """Print which files of evidence that the report rests on are not as they were, and how many are or cannot be seen."""
    for one in found.broken_evidence:
        words = _("evidence {path} {what}").format(path=one.named.path, what=_(_EVIDENCE[one.state]))
        print_paragraph(console, f"! {words}", "red", hang=2)
    counts = Counter(one.state for one in found.evidence)
    if n := counts["as-recorded"]:
        words = ngettext("{n} file of evidence is as it was taken in", "{n} files of evidence are as they were taken in", n)
        print_paragraph(console, "= " + words.format(n=n), hang=2)
    if n := counts["not-here"]:
        words = ngettext(
            "{n} file of evidence is not in this copy and was not looked at; see camket check",
            "{n} files of evidence are not in this copy and were not looked at; see camket check",
            n,
        )
        print_paragraph(console, "· " + words.format(n=n), hang=2)
