"""Issuing a report: rendering it from a commit with its number and date, recording it, and verifying it later.

The record is `_issued.yaml` in the round's folder. It has the commit of the data, a digest of every input, template and output,
and the versions of the programs that rendered it. An output has two digests: of its bytes and of its content. A Word or Excel
file is a zip file, and another version of zlib compresses the same parts into other bytes.
"""

from __future__ import annotations

import json
import platform
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple

from camket import __version__
from camket.history.issued import Later, digest_text, inputs_of
from camket.ledger.evidence import EvidenceFound, find_evidence
from camket.ledger.ledger import IssuedFiled, Ledger
from camket.ledger.load import load
from camket.ledger.reports import Issue
from camket.ledger.revisions import tree_at
from camket.ledger.tree import ISSUED, FolderTree, Tree, is_data_file, report_path
from camket.report.contents import Contents
from camket.report.describe.whole import Form
from camket.report.issued_files import KeptFile, compare, digest_output, genuine, kept_files, origins_of
from camket.report.render import list_templates, render_report
from camket.rules.check import check
from camket.standing.submissions import closing_day
from camket.standing.survey import survey, survey_to_compare
from camket.text import git
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError, DataFault, GitFault, PdfFault, Problem, TemplateFault, os_reason

# Without pdf: its bytes depend on the version of another program. The Word file that it is made of is recorded.
FORMATS = ("md", "docx", "xlsx")
# The libraries that the bytes of an output depend on, besides camket and Python.
_LIBRARIES = ("babel", "docxtpl", "jinja2", "lxml", "python-docx", "xlsxwriter")
_HEAD = """\
# Báo cáo đã phát hành: số, ngày, phiên bản dữ liệu và mã kiểm của từng tệp. Lệnh camket issue ghi; không sửa tay.
# The report as issued, written by camket issue; camket verify proves that it still comes out the same.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a report is rendered from: the round, the commit of the data, the report's number and date.

    `as_of` is the day of the survey (None: the closing day of the round, or `date` if that is earlier), `since` the id of the
    earlier round that the report compares with, `stem` the name of the files without their ending (None: the report's own).
    Only the paper is issued; the full report and the internal copy (`form`) are made beside it.
    """

    round: str
    commit: str
    number: str
    as_of: date | None = None
    since: str | None = None
    formats: tuple[str, ...] = FORMATS
    date: date
    stem: str | None = None
    form: Form = "paper"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report rendered from a commit: the outputs by file name, digests of inputs and templates, the day of the survey."""

    ledger: Ledger
    problems: tuple[Problem, ...]
    as_of: date
    inputs: Mapping[str, str]
    templates: Mapping[str, str]
    outputs: Mapping[str, bytes]


def order_of(round_id: str, issue: Issue, formats: tuple[str, ...]) -> Order:
    """Return the order that an issued report was rendered by."""
    return Order(
        round=round_id,
        commit=issue.commit,
        number=issue.number,
        as_of=issue.as_of,
        since=issue.since,
        formats=formats,
        date=issue.date,
        stem=next((name.rpartition(".")[0] for name in issue.outputs), None),
    )


def draw_up(folder: Path, order: Order, *, or_folder: bool = False) -> Drawn:
    """Render the report of a round from the commit of the order, whatever the folder holds now.

    With `or_folder`, the files in the folder are used where the commit is missing (a shallow clone, a copy without git): the
    caller has made sure that they are the same.

    Raises GitFault when the commit cannot be read, DataFault when it has no such round, TemplateFault.
    """
    is_here = not or_folder or git.find_commit(folder, order.commit) is not None
    tree: Tree = tree_at(folder, order.commit) if is_here else FolderTree(folder)
    ledger, problems = load(tree)
    if ledger is None:
        raise DataFault(_("targets.yaml of commit {commit} cannot be used").format(commit=order.commit[:12]), problems)
    round_ = ledger.round(order.round)
    if round_ is None:
        message = _("commit {commit} has no round '{round}'").format(commit=order.commit[:12], round=order.round)
        raise DataFault(message, problems)
    # Reports received after the date of issue are left out of the report and are no problem. The clock is not read: the same
    # order gives the same report on any day.
    problems = [*problems, *check(ledger, max(order.date, closing_day(ledger, round_)))]
    as_of = order.as_of or min(closing_day(ledger, round_), order.date)
    view = survey(ledger, round_, as_of)
    earlier = ledger.round(order.since) if order.since else None
    earlier_view = survey_to_compare(ledger, earlier, as_of)
    made = git.commit_day(folder, order.commit) if is_here else None
    origin = git.RepositoryState(available=True, commit=order.commit, date=made.isoformat() if made else None)
    inputs = {path: digest_text(tree.read(path)) for path in inputs_of(ledger, round_.id, tree.files())}
    with _templates_at(folder, order.commit if is_here else None) as own:
        templates = {
            one.name: digest_output(one.name, read_plain(one.path)).content
            for one in list_templates(own)
            if one.values is Contents
        }
        outputs = render_report(
            view, problems, origin, own, order.formats, earlier_view,
            under=(order.number, order.date), stem=order.stem, form=order.form, inputs=inputs,
        )  # fmt: skip
    return Drawn(ledger, tuple(problems), as_of, inputs, templates, outputs)


@contextmanager
def _templates_at(folder: Path, commit: str | None) -> Iterator[Path | None]:
    """The office's own templates as of a commit, in a temporary folder; None if it had none.

    A templates/ folder outside the repository has no versions and is used as it is.
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
    if links := [path for path in git.list_links(beside, commit) if path == "templates" or path.startswith("templates/")]:
        raise TemplateFault(_("template {name} is {what}, and is not read").format(name=links[0], what=_("a link")))
    if not blobs:
        yield None
        return
    contents = git.read_blobs(beside, blobs.items())
    with tempfile.TemporaryDirectory(prefix="camket-", ignore_cleanup_errors=True) as made:
        for path, blob in blobs.items():
            if blob in contents:
                (Path(made) / path.partition("/")[2]).write_bytes(contents[blob])
        yield Path(made)


def versions() -> dict[str, str]:
    """Return the versions of the programs and libraries that render a report on this machine."""
    found = {"camket": __version__, "python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    return found | {name: version(name) for name in _LIBRARIES}


# --- the record -------------------------------------------------------------------------------------------------------


def record_path(round_id: str) -> str:
    """Return the path of a round's record in the data folder."""
    return report_path(round_id, ISSUED)


def record_text(present: str | None, round_id: str, issue: Issue) -> str:
    """Return the text of the record with one more issue at its end; the text before it is not changed."""
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
    """A text quoted for YAML where needed: a JSON string is also a YAML string."""
    is_plain = re.fullmatch(r"\w[\w/.-]*", text) and text.lower() not in ("null", "true", "false", "yes", "no")
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def make_issue(order: Order, drawn: Drawn, by: str | None) -> Issue:
    """Return the record of a report that was rendered; `by` is who issued it."""
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
    """Return the name of the git tag for an issued report; this is the `times`-th issue of the round."""
    name = f"bao-cao-{round_id}-{ledger.commitment.year.label}"
    return name if times < 2 else f"{name}-{times}"


# --- verifying --------------------------------------------------------------------------------------------------------


State = Literal["same-bytes", "same-content", "differs", "not-made"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One output of the record, and how the output rendered again compares with it."""

    name: str
    state: State


class VersionChange(NamedTuple):
    """A program or library whose version differs from the one on record (`then`)."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Verification:
    """An issued report rendered again and compared with its record.

    `kept` are the files that were kept when the report was issued. `inputs` and `templates` name those that differ from the
    record. `evidence` is what was found of the files of evidence that the report's data name. `files` are files to verify, each
    with the name of the output that has the same content, or None, and the commits that the file itself names.
    """

    round: str
    issue: Issue
    proofs: tuple[Proof, ...]
    inputs: tuple[str, ...]
    templates: tuple[str, ...]
    versions: tuple[VersionChange, ...]
    files: tuple[tuple[Path, str | None, tuple[str, ...]], ...] = ()
    kept: tuple[KeptFile, ...] = ()
    evidence: tuple[EvidenceFound, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every output and every given file has the content that is on record.

        A kept file that is as on record proves its output: another version of camket renders it otherwise. One commit always
        has the same inputs: if they differ from the record, somebody has changed the record.
        """
        kept = {one.name: one.state for one in self.kept if one.state != "missing"}
        is_proved = [kept.get(proof.name, proof.state) in ("same-bytes", "same-content") for proof in self.proofs]
        is_as_recorded = bool(is_proved) and all(is_proved) and not self.inputs
        return is_as_recorded and all(name is not None for _path, name, _commits in self.files)

    @property
    def broken_evidence(self) -> tuple[EvidenceFound, ...]:
        """The files of evidence that are missing, unreadable or changed; the report itself may hold all the same."""
        return tuple(one for one in self.evidence if one.state not in ("as-recorded", "not-here"))


def verify(folder: Path, round_id: str, issue: Issue, files: Sequence[Path] = ()) -> Verification:
    """Render an issued report again from its commit, number and date, and compare it with its record.

    Raises GitFault when the commit is missing, CamketError when one of `files` cannot be read.
    """
    if git.has_repository(folder) and git.find_commit(folder, issue.commit) is None:
        raise GitFault(
            _("commit {commit}, from which the report was issued, is not here").format(commit=issue.commit[:12]),
            _("In a shallow clone: git fetch --unshallow. Else fetch the branch or the tag that has this commit."),
        )
    formats = tuple(one for one in FORMATS if any(name.endswith(f".{one}") for name in issue.outputs))
    drawn = draw_up(folder, order_of(round_id, issue, formats))
    return Verification(
        round_id,
        issue,
        tuple(
            Proof(name, compare(output, name, drawn.outputs[name]) if name in drawn.outputs else "not-made")
            for name, output in issue.outputs.items()
        ),
        _differing(issue.inputs, drawn.inputs),
        _differing(issue.templates, drawn.templates),
        tuple(
            VersionChange(name, issue.versions.get(name, "–"), now)
            for name, now in versions().items()
            if issue.versions.get(name) != now
        ),
        tuple((path, *_match(issue, path)) for path in files),
        kept_files(folder, round_id, issue),
        _evidence_of(folder, drawn.ledger, issue),
    )


def _evidence_of(folder: Path, ledger: Ledger, issue: Issue) -> tuple[EvidenceFound, ...]:
    """Return what is found of each file of evidence that the inputs of an issue name; `ledger` is that of its commit."""
    found = [one for one in find_evidence(folder, ledger).found if one.named.filed.path in issue.inputs]
    return tuple({(one.named.path, one.named.sha256): one for one in found}.values())


def rounds_of_files(issued: Mapping[str, IssuedFiled], files: Iterable[Path]) -> tuple[str, ...]:
    """Return the rounds by whose records one of the files was issued. Raises CamketError when a file cannot be read."""
    given = [_read_given(path) for path in files]
    return tuple(
        round_id
        for round_id, filed in issued.items()
        if any(_same_output(issue, data) is not None for issue in filed.content.issued for data in given)
    )


def _read_given(path: Path) -> bytes:
    try:
        return read_plain(path)
    except OSError as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=path, reason=os_reason(error))) from error


def _same_output(issue: Issue, data: bytes) -> str | None:
    """The name of the output on record with the same bytes or the same content."""
    return next((name for name, output in issue.outputs.items() if compare(output, name, data) != "differs"), None)


def _match(issue: Issue, path: Path) -> tuple[str | None, tuple[str, ...]]:
    """The name of the output on record with the same bytes or the same content as a file, and the commits the file names."""
    data = _read_given(path)
    return _same_output(issue, data), origins_of(path.name, data)


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))


# --- what `camket issue` and `camket report` ask ------------------------------------------------------------------------

# More names of files than this are not listed in a message.
_MANY = 8


def committed_state(folder: Path, templates: Path | None) -> str:
    """Return the commit of the data. Raises CamketError unless all data and `templates` are committed as they are now."""
    origin = git.provenance(folder, templates, is_data_file)
    if origin.commit is not None and not origin.changed:
        return origin.commit
    files = ", ".join(origin.changed[:_MANY]) + (" …" if len(origin.changed) > _MANY else "")
    message = _("the record names a commit, and these files are in none as they are now: {files}").format(files=files)
    if origin.commit is None:
        message = _("the record names a commit, and there is none here yet")
    hint = _("Save it, then run this again: camket save.")
    if templates is not None:
        hint += " " + _("Templates are committed with git: git add, git commit.")
    raise CamketError(message, hint)


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


# --- the issued files once more -----------------------------------------------------------------------------------------


def issued_again(folder: Path, later: Later, formats: Sequence[str]) -> Mapping[str, bytes]:
    """Return the files of an issued report: those that were kept, the others rendered from its own commit.

    Raises PdfFault as `render_report`.
    """
    kept = genuine(kept_files(folder, later.round, later.issue))
    found = {name: data for name, data in kept.items() if name.rpartition(".")[2] in formats}
    rest = tuple(one for one in formats if not any(name.endswith(f".{one}") for name in found))
    word = next((name for name in kept if name.endswith(".docx")), None)
    try:
        if "pdf" in rest and word is not None:
            from camket.report.pdf import to_pdf

            found[word.removesuffix("docx") + "pdf"] = to_pdf(kept[word])
            rest = tuple(one for one in rest if one != "pdf")
        if rest:
            found |= draw_up(folder, order_of(later.round, later.issue, rest), or_folder=True).outputs
    except PdfFault as fault:
        fault.others = {**found, **fault.others}
        raise
    return found


def beside_issued(folder: Path, later: Later, formats: Sequence[str], form: Form) -> Mapping[str, bytes]:
    """Return another form of an issued report, made from its own commit. Raises PdfFault as `render_report`."""
    order = order_of(later.round, later.issue, tuple(one for one in formats if one != "xlsx"))
    return draw_up(folder, replace(order, form=form), or_folder=True).outputs


def restore(folder: Path, round_id: str, issue: Issue) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of an issue as on record, and the names of those that can be had no more.

    A file that was not kept, or was changed, is rendered again from the issue's commit.
    """
    found = genuine(kept_files(folder, round_id, issue))
    if lacking := [name for name in issue.outputs if name not in found]:
        formats = tuple(dict.fromkeys(name.rpartition(".")[2] for name in lacking))
        try:
            made = draw_up(folder, order_of(round_id, issue, formats)).outputs
        except GitFault:  # the commit is not here
            made = {}
        found |= {
            name: made[name] for name in lacking if name in made and compare(issue.outputs[name], name, made[name]) != "differs"
        }
    return found, tuple(name for name in issue.outputs if name not in found)
