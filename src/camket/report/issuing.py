"""A report issued: drawn up from a commit under its number and day, put on record, and proved to come out the same again.

The record is `_issued.yaml` in the round's folder: the commit of the data, a digest of every input, template and output, the
versions of what rendered it. An output has two digests, of its bytes and of what it holds: a Word or Excel file is a zip, and
another zlib packs the same parts into other bytes.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

from camket import __version__
from camket.history.issued import Later, digest_text, inputs_of
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.reports import Issue, Output
from camket.ledger.revisions import tree_at
from camket.ledger.tree import ISSUED, REPORTS, FolderTree, Tree
from camket.report.contents import Contents
from camket.report.render import list_templates, render_report
from camket.rules.check import check
from camket.standing.progress import closing_day, survey
from camket.text import git
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import CamketError, DataFault, GitFault, Problem

# A PDF is made of the Word file by another program, whose version decides its bytes; the Word file is what is on record.
FORMATS = ("md", "docx", "xlsx")
# What has a hand in the bytes of an output, beside camket and Python.
_LIBRARIES = ("babel", "docxtpl", "jinja2", "lxml", "python-docx", "xlsxwriter")
_HEAD = """\
# Báo cáo đã phát hành: số, ngày, phiên bản dữ liệu và mã kiểm của từng tệp. Lệnh camket issue ghi; không sửa tay.
# The report as issued, written by camket issue; camket verify proves that it still comes out the same.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a report is drawn up by: the round, the commit of its data, its number and day, the day it looks from, the earlier
    round that it is held against, the forms that it takes."""

    round: str
    commit: str
    number: str
    as_of: date | None = None
    since: str | None = None
    formats: tuple[str, ...] = FORMATS
    date: date


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report drawn up from a commit: its outputs by file name, digests of what went in, the day that it looks from."""

    ledger: Ledger
    problems: tuple[Problem, ...]
    as_of: date
    inputs: Mapping[str, str]
    templates: Mapping[str, str]
    outputs: Mapping[str, bytes]


def order_of(round_id: str, issue: Issue, formats: tuple[str, ...]) -> Order:
    """The order by which an issued report was drawn up."""
    return Order(
        round=round_id,
        commit=issue.commit,
        number=issue.number,
        as_of=issue.as_of,
        since=issue.since,
        formats=formats,
        date=issue.date,
    )


def draw_up(folder: Path, order: Order, *, or_folder: bool = False) -> Drawn:
    """The report of a round as its commit, number and day make it, whatever the folder holds now.

    Where the commit is not here (a shallow clone, a copy without git) the folder is taken for it if `or_folder`: the caller
    knows that it holds the same. Raises GitFault, DataFault where the data give no report, TemplateFault.
    """
    is_here = not or_folder or git.find_commit(folder, order.commit) is not None
    tree: Tree = tree_at(folder, order.commit) if is_here else FolderTree(folder)
    ledger, problems = load(tree)
    round_ = ledger.round(order.round) if ledger is not None else None
    if ledger is None or round_ is None:
        message = _("commit {commit} has no round '{round}'").format(commit=order.commit[:12], round=order.round)
        raise DataFault(message, problems)
    # What came after the day of issue stays out of the report, and is no fault; no clock is asked.
    problems = [*problems, *check(ledger, max(order.date, closing_day(ledger, round_)))]
    as_of = order.as_of or min(closing_day(ledger, round_), order.date)
    view = survey(ledger, round_, as_of)
    earlier = ledger.round(order.since) if order.since else None
    compared = survey(ledger, earlier, min(as_of, closing_day(ledger, earlier))) if earlier is not None else None
    made = git.commit_day(folder, order.commit) if is_here else None
    origin = git.RepositoryState(available=True, commit=order.commit, date=made.isoformat() if made else None)
    inputs = {path: digest_text(tree.read(path)) for path in inputs_of(ledger, round_.id, tree.files())}
    with _templates_at(folder, order.commit if is_here else None) as own:
        templates = {
            one.name: _content_digest(one.name, one.path.read_bytes()) for one in list_templates(own) if one.values is Contents
        }
        outputs = render_report(view, problems, origin, own, order.formats, compared, under=(order.number, order.date))
    return Drawn(ledger, tuple(problems), as_of, inputs, templates, outputs)


@contextmanager
def _templates_at(folder: Path, commit: str | None) -> Iterator[Path | None]:
    """The office's own templates as they stood at a commit, in a folder of their own; None where it had none.

    A templates/ folder outside the repository is under no version and is taken as it is.
    """
    beside = folder.resolve().parent
    root = git.top_level(folder) if commit is not None else None
    if commit is None or root is None or not beside.is_relative_to(root.resolve()):
        yield beside / "templates" if (beside / "templates").is_dir() else None
        return
    blobs = {
        path: blob
        for path, blob in git.list_blobs(beside, commit).items()
        if path.startswith("templates/") and path.count("/") == 1
    }
    if not blobs:
        yield None
        return
    contents = git.read_blobs(folder, blobs.values())
    with tempfile.TemporaryDirectory(prefix="camket-", ignore_cleanup_errors=True) as made:
        for path, blob in blobs.items():
            if blob in contents:
                (Path(made) / path.partition("/")[2]).write_bytes(contents[blob])
        yield Path(made)


# --- digests ----------------------------------------------------------------------------------------------------------


def digest_output(name: str, data: bytes) -> Output:
    """Both digests of an output."""
    return Output(bytes=hashlib.sha256(data).hexdigest(), content=_content_digest(name, data))


def _content_digest(name: str, data: bytes) -> str:
    """The digest of what a file holds: the parts of a Word or Excel file by name, a text without its line ends."""
    if not name.endswith((".docx", ".xlsx")):
        return digest_text(data)
    try:
        with ZipFile(BytesIO(data)) as parts:
            held = [(part.filename, parts.read(part)) for part in parts.infolist()]
    except (BadZipFile, OSError, zlib.error):
        return hashlib.sha256(data).hexdigest()
    whole = hashlib.sha256()
    for part, content in sorted(held):
        whole.update(f"{part}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def versions() -> dict[str, str]:
    """The versions of what renders a report here."""
    found = {"camket": __version__, "python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    return found | {name: version(name) for name in _LIBRARIES}


# --- the record -------------------------------------------------------------------------------------------------------


def record_path(round_id: str) -> str:
    """Where a round's record stands in the data folder."""
    return f"{REPORTS}/{round_id}/{ISSUED}.yaml"


def record_text(present: str | None, round_id: str, issue: Issue) -> str:
    """The record with one more issue at its end; what stands there stays as it is."""
    if present is None:
        present = f"{_HEAD}round: {round_id}\nissued:\n"
    present += "" if present.endswith("\n") else "\n"
    lines = [f"  - number: {_quoted(issue.number)}", f"    date: {issue.date}", f"    as_of: {issue.as_of}"]
    lines += [f"    since: {issue.since}"] if issue.since else []
    lines += [f"    commit: {issue.commit}"]
    lines += [f"    by: {_quoted(issue.by)}"] if issue.by else []
    for key in ("versions", "inputs", "templates"):
        table: Mapping[str, str] = getattr(issue, key)
        lines += [f"    {key}:", *(f"      {_quoted(name)}: {_quoted(value)}" for name, value in table.items())]
    lines.append("    outputs:")
    for name, output in issue.outputs.items():
        lines += [f"      {_quoted(name)}:", f"        bytes: {output.bytes}", f"        content: {output.content}"]
    return present + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as YAML reads it back; a string of JSON is one of YAML."""
    is_plain = re.fullmatch(r"\w[\w/.-]*", text) and text.lower() not in ("null", "true", "false", "yes", "no")
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def make_issue(order: Order, drawn: Drawn, by: str | None) -> Issue:
    """The record of a report that was drawn up."""
    return Issue(
        number=order.number,
        date=order.date,
        as_of=drawn.as_of,
        since=order.since,
        commit=order.commit,
        by=by,
        versions=versions(),
        inputs=dict(drawn.inputs),
        templates=dict(drawn.templates),
        outputs={name: digest_output(name, data) for name, data in drawn.outputs.items()},
    )


def tag_name(ledger: Ledger, round_id: str, times: int) -> str:
    """The name of the tag on an issued report's commit; `times` counts how often the round's report was issued."""
    name = f"bao-cao-{round_id}-{ledger.commitment.year}"
    return name if times < 2 else f"{name}-{times}"


# --- the proof --------------------------------------------------------------------------------------------------------


State = Literal["same-bytes", "same-content", "differs", "not-made"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One output of the record and how it came out again."""

    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Verification:
    """An issued report drawn up again: its outputs, and the inputs, templates and versions that are others than on record.

    `files` are those given to be held against the record, each with the output whose content it has, or None.
    """

    round: str
    issue: Issue
    proofs: tuple[Proof, ...]
    inputs: tuple[str, ...]
    templates: tuple[str, ...]
    versions: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[Path, str | None], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every output holds the same as on record, and so does every file that was given.

        The same commit has the same inputs: where the record says otherwise, it was changed.
        """
        made = bool(self.proofs) and all(proof.state in ("same-bytes", "same-content") for proof in self.proofs)
        return made and not self.inputs and all(name is not None for _path, name in self.files)


def verify(folder: Path, round_id: str, issue: Issue, files: Sequence[Path] = ()) -> Verification:
    """Draw an issued report up again from its commit, number and day, and hold it against its record.

    Raises GitFault where the commit is not here, CamketError where a given file cannot be read.
    """
    if git.has_repository(folder) and git.find_commit(folder, issue.commit) is None:
        raise GitFault(
            _("commit {commit}, from which the report was issued, is not here").format(commit=issue.commit[:12]),
            _("In a shallow clone: git fetch --unshallow. Else fetch the branch or the tag that has this commit."),
        )
    formats = tuple(one for one in FORMATS if any(name.endswith(f".{one}") for name in issue.outputs))
    drawn = draw_up(folder, order_of(round_id, issue, formats))
    made = {name: digest_output(name, data) for name, data in drawn.outputs.items()}
    return Verification(
        round_id,
        issue,
        tuple(Proof(name, _state(output, made.get(name))) for name, output in issue.outputs.items()),
        _differing(issue.inputs, drawn.inputs),
        _differing(issue.templates, drawn.templates),
        tuple(
            (name, issue.versions.get(name, "–"), now) for name, now in versions().items() if issue.versions.get(name) != now
        ),
        tuple((path, _match(issue, path)) for path in files),
    )


def _state(recorded: Output, made: Output | None) -> State:
    if made is None:
        return "not-made"
    if made.bytes == recorded.bytes:
        return "same-bytes"
    return "same-content" if made.content == recorded.content else "differs"


def _match(issue: Issue, path: Path) -> str | None:
    """The output on record that a file at hand is, byte for byte or in what it holds."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)) from error
    for name, output in issue.outputs.items():
        found = digest_output(name, data)
        if found.bytes == output.bytes or found.content == output.content:
            return name
    return None


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))


# --- what `camket issue` and `camket report` ask ------------------------------------------------------------------------

# More names of files than this are not listed in a message.
_MANY = 8


def committed_state(folder: Path, templates: Path | None) -> str:
    """Return the commit of the data. Raises CamketError unless all data and `templates` are committed as they are now."""
    origin = git.provenance(folder, templates)
    if origin.commit is not None and not origin.changed:
        return origin.commit
    files = ", ".join(origin.changed[:_MANY]) + (" …" if len(origin.changed) > _MANY else "")
    message = _("the record names a commit, and these files are in none as they are now: {files}").format(files=files)
    if origin.commit is None:
        message = _("the record names a commit, and there is none here yet")
    raise CamketError(message, _("Commit what the report is made of (git add, git commit), then run this again."))


def is_recorded(issues: Sequence[Issue], number: str, day: date) -> bool:
    """Return whether a report of this number and day is on record.

    Raises CamketError if the number is on record with another day.
    """
    if any((one.number, one.date) == (number, day) for one in issues):
        return True
    if same := [one for one in issues if one.number == number]:
        message = _("report {number} is on record with another day: {date}").format(
            number=number, date=format_date(same[0].date)
        )
        raise CamketError(message, _("Two reports have two numbers. A record that is wrong is taken back with git."))
    return False


def refuse_errors(ledger: Ledger, round_id: str, drawn: Drawn) -> None:
    """Raise DataFault if a file that the round's report is made of has an error."""
    inputs = set(inputs_of(ledger, round_id, (problem.place.path for problem in drawn.problems)))
    errors = [one for one in drawn.problems if one.level == "error" and one.place.path in inputs]
    if errors:
        raise DataFault(_("a report with errors behind it is not issued; mend these first"), errors)


def is_as_issued(later: Later, as_of: date | None, since: str | None) -> bool:
    """Return whether the report asked for is the issued one: nothing changed since, the same day and the same earlier round.

    `as_of` and `since` (the id of an earlier round) are None where the options leave the issued report's own.
    """
    asked = as_of or later.issue.as_of, since or later.issue.since
    return later.is_as_issued and asked == (later.issue.as_of, later.issue.since)


def draw_up_again(folder: Path, later: Later, formats: Sequence[str]) -> Mapping[str, bytes]:
    """Return the files of an issued report, drawn up from its own commit."""
    return draw_up(folder, order_of(later.round, later.issue, tuple(formats)), or_folder=True).outputs
