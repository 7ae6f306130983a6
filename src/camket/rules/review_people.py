"""Rules of `review` about people: who changed a report, and whom its figures came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from camket.history.commits import ReportTouch
from camket.ledger.ledger import Filed
from camket.ledger.tree import TARGETS, UNITS
from camket.rules.branch import Branch
from camket.rules.finding import Finding
from camket.rules.rule import MANY
from camket.text.language import _, ngettext
from camket.text.source import Document, Keys
from camket.text.spelling import fold


def foreign_author(branch: Branch) -> Iterator[Finding]:
    """A report was changed by somebody who is neither an officer of that unit nor a clerk of the office.

    Checked only for units that have names or addresses under `authors:` in units.yaml. The clerks are those under `authors:`
    of the commitment in targets.yaml. If there are any, only they may change targets.yaml, units.yaml and the office's own
    files. Names and addresses are read from the state before the branch, so nobody can register an address and use it in one
    branch.

        # units.yaml
        - {id: phuong-1, name: Phường 1, authors: [lan@example.vn]}

        # a commit by hoa@example.vn changes reports/q2/phuong-1.yaml

    To mend: let the unit's officer or the clerk commit the figure; or register the address first, in a branch of its own.
    """
    seen: set[tuple[str, str]] = set()  # a file and an author's address: each pair is reported once
    for touch in branch.touches:
        registered = branch.authors(touch.unit) if touch.unit is not None else branch.clerks
        allowed = tuple(dict.fromkeys((*registered, *branch.clerks)))
        if not registered or _is_one_of(touch.author, touch.email, allowed) or (touch.proper_path, touch.email) in seen:
            continue
        seen.add((touch.proper_path, touch.email))
        message = _("{author} changed the report of {unit} ({commit}): {targets}").format(
            author=_author_text(touch.author, touch.email),
            unit=branch.now.short_name(touch.unit) if touch.unit is not None else touch.path,
            commit=touch.name,
            targets=", ".join(dict.fromkeys(change.target or change.way[0] for change in touch.changes)),
        )
        hint = _("Registered for it: {names}.").format(names=", ".join(allowed))
        yield _at_file(branch, touch, touch.changes[0].keys[:2], message, hint)
    yield from _foreign_authors_of_targets(branch)


def _foreign_authors_of_targets(branch: Branch) -> Iterator[Finding]:
    """Changes of targets.yaml and units.yaml by somebody who is not a clerk; none where no clerk is registered."""
    if not branch.clerks:
        return
    seen: set[tuple[str, str]] = set()
    for commit in branch.commits:
        if _is_one_of(commit.author, commit.email, branch.clerks):
            continue
        for path in dict.fromkeys(touch.path or touch.before or "" for touch in commit.touched):
            document = branch.now.documents.get(path)
            if document is None or path not in (TARGETS, UNITS) or (path, commit.email) in seen:
                continue
            seen.add((path, commit.email))
            message = _("{author} changed {path} ({commit})").format(
                author=_author_text(commit.author, commit.email), path=path, commit=commit.id[:10]
            )
            yield Finding(document, (), message, _("Registered for it: {names}.").format(names=", ".join(branch.clerks)))


def unnamed_source(branch: Branch) -> Iterator[Finding]:
    """The clerk committed a unit's results, and neither the file nor the commit says who sent them.

    Checked only for units that have names or addresses under `authors:`. The source is the covering letter (`letter:`), the
    person responsible for the figures (`reported_by:`), or a line such as `Reported-by: Lê Văn Tám <tam@example.vn>` or
    `Co-authored-by: …` at the end of the commit's message.

        submitted: 2023-06-02       # no letter: and no reported_by:
        results: {new-roads: 38}

    To mend: fill in `letter:` or `reported_by:`.
    """
    seen: set[str] = set()
    for touch in branch.touches:
        unit = touch.unit
        results = [change for change in touch.changes if change.way[0] == "results" and change.is_figure]
        if unit is None or not results or not branch.authors(unit) or touch.proper_path in seen:
            continue
        is_officers = _is_one_of(touch.author, touch.email, branch.authors(unit))
        if is_officers or not _is_one_of(touch.author, touch.email, branch.clerks) or _names_source(touch):
            continue
        seen.add(touch.proper_path)
        message = _("{author} committed results of {unit} ({commit}), and nothing says whom they came from").format(
            author=_author_text(touch.author, touch.email), unit=branch.now.short_name(unit), commit=touch.name
        )
        yield _at_file(branch, touch, ("results",), message, _("Fill in letter: or reported_by:."))


def several_units(branch: Branch) -> Iterator[Finding]:
    """One commit changed the results of several units.

    The history of a figure is easier to read where each commit belongs to one unit, its letter and its officer.

        # one commit
        reports/q2/phuong-1.yaml
        reports/q2/phuong-2.yaml

    To mend: commit the report of each unit separately, as it comes in.
    """
    by_commit: dict[str, list[ReportTouch]] = {}
    for touch in branch.touches:
        if touch.unit is not None and any(change.way[0] == "results" for change in touch.changes):
            by_commit.setdefault(touch.commit.id if touch.commit else "", []).append(touch)
    place = {unit: index for index, unit in enumerate(branch.now.units)}
    for touches in by_commit.values():
        touches.sort(key=lambda touch: place.get(touch.unit or "", len(place)))
        units = list(dict.fromkeys(touch.unit or "" for touch in touches))
        if len(units) > 1:
            names = ", ".join(branch.now.short_name(unit) for unit in units[:MANY]) + (" …" if len(units) > MANY else "")
            message = ngettext(
                "{commit} changes results of {n} unit: {names}", "{commit} changes results of {n} units: {names}", len(units)
            )
            message = message.format(commit=touches[0].name, n=len(units), names=names)
            yield _at_file(branch, touches[0], ("results",), message, _("Commit each unit's report on its own."))


def _names_source(touch: ReportTouch) -> bool:
    """Whether the changed report, or the message of its commit, names the source of the figures."""
    report = touch.now.report if isinstance(touch.now, Filed) else None
    letter, person = (report.letter, report.reported_by) if report is not None else (None, None)
    if (letter is not None and letter.number) or (person is not None and (person.name or person.email)):
        return True
    message = touch.commit.message if touch.commit is not None else ""
    return re.search(r"^(?:reported|co-authored|signed-off)-by:\s*\S", message, re.IGNORECASE | re.MULTILINE) is not None


def _is_one_of(author: str, email: str, registered: Sequence[str]) -> bool:
    """Whether the author of a commit is among registered names and addresses.

    An address is compared only with the author's address: an author named "lan@example.vn" is not lan@example.vn.
    """
    addresses = {one.casefold() for one in registered if "@" in one}
    names = {fold(one) for one in registered if "@" not in one}
    return email.casefold() in addresses or fold(author) in names


def _author_text(author: str, email: str) -> str:
    return f"{author} <{email}>" if email else author or "?"


def _at_file(branch: Branch, touch: ReportTouch, keys: Keys, message: str, hint: str) -> Finding:
    """A Finding in a file as it is now; or as the commit left it, where the file is gone or cannot be read."""
    filed = branch.filed(touch.report)
    document = filed.document if filed is not None else _document_of(touch)
    return Finding(document, keys, message, hint)


def _document_of(touch: ReportTouch) -> Document:
    found = touch.now or touch.before
    assert found is not None  # a change has at least one of the two states
    return found.document
