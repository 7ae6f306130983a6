"""The only module that runs git. It uses no shell and passes no name from outside as an option.

Functions that read return None (or an empty value) where git is not installed or the folder is in no repository: every
command but those about history works without git. Paths are relative to the given folder, with `/`.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from camket.text.language import _
from camket.text.problems import GitFault
from camket.text.save import is_leftover

SECONDS = 60  # that one run of git may take
# Files that reports are made from: data and templates.
_SUFFIXES_READ = (".yaml", ".j2", ".docx")
# Variables that point git to another repository than the folder's own. Git sets some of them when it runs a hook.
_REDIRECTING_VARIABLES = frozenset(
    f"GIT_{name}"
    for name in (
        "DIR", "WORK_TREE", "COMMON_DIR", "INDEX_FILE", "OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "SHALLOW_FILE",
        "GRAFT_FILE", "NAMESPACE", "PREFIX", "INTERNAL_SUPER_PREFIX", "IMPLICIT_WORK_TREE",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """The last commit of a repository, and the files of the data folder that have changed since.

    `available` is False where there is no git or no repository; `commit` and `date` (YYYY-MM-DD) are None before the first
    commit. `changed` are paths relative to the root of the repository.
    """

    available: bool
    commit: str | None = None
    date: str | None = None
    changed: tuple[str, ...] = ()


def provenance(folder: Path, templates: Path | None = None) -> RepositoryState:
    """Return the last commit, and the files of `folder` (and `templates`) that differ from it or are untracked.

    Raises GitFault when git cannot read the state of the files.
    """
    if not has_repository(folder):
        return RepositoryState(available=False)
    # Not %cs: older versions of git do not know it and print it unchanged.
    head = _output(folder, "log", "-1", "--no-show-signature", "--date=short", "--format=%H %cd")
    paths = _tracked_paths(folder, templates)
    changed = _output(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignored", "--", *paths)
    if changed is None:
        raise GitFault(_("git cannot tell which files have changed"), _("See what git status says in the data folder."))
    entries = [entry for entry in changed.decode("utf-8", "replace").split("\0") if entry]
    names: list[str] = []
    renamed = False
    for entry in entries:
        if renamed:  # the old name of a renamed file is an entry of its own
            renamed = False
            continue
        renamed = entry[0] in "RC"
        if entry.startswith(("??", "!!")) and is_leftover(entry[3:]):  # of a process that was killed while it wrote
            continue
        # An ignored file ("!!") is in no commit either. It matters if a report can be made from it, unlike temporary files.
        if not entry.startswith("!!") or entry.endswith(_SUFFIXES_READ):
            names.append(entry[3:])
    found = re.fullmatch(rb"([0-9a-f]{40,64}) (\d{4}-\d\d-\d\d)\s*", head or b"")
    commit, day = (part.decode("ascii") for part in found.groups()) if found else (None, None)
    return RepositoryState(available=True, commit=commit, date=day, changed=tuple(sorted(names)))


def _tracked_paths(folder: Path, templates: Path | None) -> list[str]:
    """The paths to ask git about: the data folder, and the templates if they are in the same repository."""
    root = top_level(folder)
    if templates is None or root is None or not templates.resolve().is_relative_to(root.resolve()):
        return ["."]
    return [".", str(templates.resolve())]


def top_level(folder: Path) -> Path | None:
    """Return the root of the repository that holds `folder`, or None."""
    answer = _output(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(answer).strip()) if answer else None


@dataclass(frozen=True, slots=True)
class BlameLine:
    """The commit that last changed a line, its author, and the author's calendar day.

    `committed` is False for a line that has changed since the last commit or whose file is in no commit; the other fields
    are then None. `is_cut` is True when a shallow clone begins with that commit: the line may be older.
    """

    commit: str | None = None
    author: str | None = None
    date: date | None = None
    committed: bool = False
    is_cut: bool = False


# The origin of each line by path and line number (from 1), as `blame_files` returns it.
Origins = Mapping[str, Mapping[int, BlameLine]]
# Windows refuses very long command lines. With more ranges than this, one range from the first to the last line is asked for.
_MAX_RANGES = 500


def blame_files(folder: Path, wanted: Mapping[str, Iterable[int]]) -> dict[str, dict[int, BlameLine]] | None:
    """Return the origin of the `wanted` lines (numbers from 1, by path): one run of git for each file.

    Returns None without git or a repository.
    """
    where = _output(folder, "rev-parse", "--is-inside-work-tree", "--git-path", "shallow")
    if where is None or not where.startswith(b"true"):
        return None
    shallow = folder / os.fsdecode(where.splitlines()[1])
    try:
        cut = frozenset(shallow.read_text(encoding="ascii").split())
    except OSError:  # there is no such file unless the clone is shallow
        cut = frozenset()
    return {path: blame(folder, path, lines, cut) for path, lines in wanted.items()}


def blame(folder: Path, path: str, lines: Iterable[int], cut: frozenset[str] = frozenset()) -> dict[int, BlameLine]:
    """Return the origin of these lines (numbers from 1) of one file as it is on the disk.

    `cut` are the commits with which a shallow clone begins. Lines that git says nothing about are left out.
    """
    numbers = sorted(set(lines))
    if not numbers:
        return {}
    arguments = ["--line-porcelain", "--root", "--encoding=UTF-8", *(f"-L{a},{b}" for a, b in _ranges(numbers)), "--", path]
    # The setting blame.ignoreRevsFile would hide who changed a line, and git fails if the file that it names is missing.
    answer = _output(folder, "blame", "--no-ignore-rev", "--no-ignore-revs-file", *arguments)
    if answer is None and _output(folder, "cat-file", "-e", f"HEAD:./{path}") is None:
        return {number: BlameLine() for number in numbers}
    if answer is None:  # an older git, without those options
        answer = _output(folder, "blame", *arguments) or b""
    found = dict(_read_porcelain(answer, cut))
    return {number: found[number] for number in numbers if number in found}


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted line numbers as ranges, first and last line included: [1, 2, 5] gives [(1, 2), (5, 5)]."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges if len(ranges) <= _MAX_RANGES else [(numbers[0], numbers[-1])]


def _read_porcelain(answer: bytes, cut: frozenset[str]) -> Iterable[tuple[int, BlameLine]]:
    """Parse `git blame --line-porcelain`: for each line a head with the commit, keys with values, and the line after a tab."""
    number, commit = 0, ""
    about: dict[str, str] = {}
    for raw in answer.split(b"\n"):
        if raw.startswith(b"\t"):
            if commit.strip("0"):
                yield number, BlameLine(commit, about.get("author"), _author_day(about), committed=True, is_cut=commit in cut)
            else:
                yield number, BlameLine()
            continue
        text = raw.decode("utf-8", "replace")
        if head := re.fullmatch(r"([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?", text):
            commit, number, about = head[1], int(head[2]), {}
        else:
            key, _space, value = text.partition(" ")
            about[key] = value


def _author_day(about: Mapping[str, str]) -> date | None:
    """The calendar day in the author's time zone."""
    seconds, zone = about.get("author-time", ""), about.get("author-tz", "")
    moment = _in_zone(int(seconds), zone) if re.fullmatch(r"-?\d+", seconds) else None
    return moment.date() if moment else None


def _in_zone(seconds: int, zone: str) -> datetime | None:
    if not re.fullmatch(r"[+-]\d{4}", zone):
        return None
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    try:
        return datetime.fromtimestamp(0, timezone(offset if zone[0] == "+" else -offset)) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):  # a commit can hold any number; not every one is a time
        return None


# --- the data folder at a revision ------------------------------------------------------------------------------------


def has_repository(folder: Path) -> bool:
    """Whether git is installed and `folder` is in the work tree of a repository."""
    answer = _output(folder, "rev-parse", "--is-inside-work-tree")
    return answer is not None and answer.startswith(b"true")


def find_commit(folder: Path, revision: str) -> str | None:
    """Return the id of the commit that `revision` names (a branch, a tag, HEAD~2, part of a hash), or None."""
    if not revision or revision.startswith("-") or not revision.isprintable():
        return None  # git would take it for an option
    tries = [revision]
    if not re.match(r"[0-9a-f]{40,64}$|refs/|HEAD(?![\w/.-])|@", revision):
        # git itself prefers a tag to a branch of the same name. Then a pushed tag could hide what a branch has changed.
        tries = [f"refs/heads/{revision}", f"refs/remotes/{revision}", revision]
    for name in tries:
        answer = _output(folder, "rev-parse", "--verify", "--quiet", name + "^{commit}")
        if answer:
            return answer.decode("ascii").strip()
    return None


def merge_base(folder: Path, first: str, second: str) -> str | None:
    """Return the last common ancestor of two commits, or None if there is none (in a shallow clone: none that is known)."""
    answer = _output(folder, "merge-base", first, second)
    return answer.decode("ascii").split("\n")[0].strip() if answer else None


def upstream(folder: Path) -> str | None:
    """Return the commit of the upstream of the current branch, or None if the branch has no upstream."""
    return find_commit(folder, "@{upstream}")


def is_shallow(folder: Path) -> bool:
    """Whether the repository is a shallow clone: its oldest commits are missing."""
    answer = _output(folder, "rev-parse", "--is-shallow-repository")
    return answer is not None and answer.strip() == b"true"


def author(folder: Path) -> tuple[str, str] | None:
    """Return the name and email address that a commit made here would have, or None if git does not know them."""
    answer = _output(folder, "var", "GIT_AUTHOR_IDENT")
    found = re.match(r"(.*) <(.*)> \d+ [+-]\d+", answer.decode("utf-8", "replace")) if answer else None
    return (found[1], found[2]) if found else None


def commit_day(folder: Path, commit: str) -> date | None:
    """Return the calendar day of a commit in the time zone of its committer, or None if there is no such commit."""
    answer = _output(folder, "log", "-1", "--no-show-signature", "--date=short", "--format=%cd", "--end-of-options", commit)
    found = re.fullmatch(rb"(\d{4}-\d\d-\d\d)\s*", answer or b"")
    return date.fromisoformat(found[1].decode("ascii")) if found else None


def tag(folder: Path, name: str, commit: str, message: str) -> None:
    """Make an annotated tag on a commit. Raises GitFault when there is such a tag already or git refuses."""
    if find_commit(folder, f"refs/tags/{name}") is not None:
        raise GitFault(
            _("there is a tag '{name}' already").format(name=name), _("See it with: git show {name}").format(name=name)
        )
    # The message comes from stdin, so that git opens no editor. The repository's own setting says if tags are signed.
    if _output(folder, "tag", "-a", "-F", "-", "--cleanup=verbatim", "--", name, commit, stdin=message.encode("utf-8")) is None:
        raise GitFault(_("git cannot make the tag '{name}'").format(name=name), _("Has git been told your name and address?"))


def is_changed(folder: Path, path: str) -> bool:
    """Whether a file of `folder` differs from the last commit or is untracked."""
    return bool(_output(folder, "--literal-pathspecs", "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", path))


def commit_file(folder: Path, path: str, message: str) -> str:
    """Commit one file of `folder` as it is on the disk and return the id of the commit.

    Other changes that are staged stay staged and are not in the commit. The author is the one in git's configuration.
    Raises GitFault when git refuses (a hook, no author, a merge in progress).
    """
    literal = "--literal-pathspecs"
    # A new path must be known to git before it can be committed alone: --intent-to-add adds it without its content.
    is_new = _output(folder, literal, "ls-files", "--error-unmatch", "--", path) is None
    if is_new and _output(folder, literal, "add", "--intent-to-add", "--", path) is None:
        raise GitFault(_("git does not take {path}").format(path=path), _("See what git status says in the data folder."))
    arguments = [literal, "commit", "--quiet", "--only", "--cleanup=verbatim", "-F", "-", "--", path]
    done = _run(folder, arguments, message.encode("utf-8"))
    if done is None or done.returncode != 0:
        if is_new:
            _output(folder, literal, "reset", "--quiet", "--", path)
        reason = done.stderr.decode("utf-8", "replace").strip() if done is not None else ""
        raise GitFault(_("git has not made the commit"), reason or _("See what git status says in the data folder."))
    return find_commit(folder, "HEAD") or ""


# --- the commits of a history -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileTouch:
    """A file that a commit changed: its path before and after, and the ids of its content (blobs) before and after.

    `before` and `old_blob` are None for a new file, `path` and `new_blob` for a deleted one. A merge has only the files whose
    content differs from that in each parent; `before` and `old_blob` are then those of the first parent.
    """

    before: str | None
    path: str | None
    old_blob: str | None
    new_blob: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit and the files under the folder that it changed.

    `author` and `email` are as in the commit, without mailmap. `written` is the author's time, `made` the committer's.
    """

    id: str
    parents: tuple[str, ...]
    author: str
    email: str
    written: datetime
    made: datetime
    message: str
    touched: tuple[FileTouch, ...]

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0].strip()

    @property
    def day(self) -> date:
        """The calendar day of the commit in the time zone of its committer."""
        return self.made.date()


_LOG_FORMAT = "%x01%H%x00%P%x00%an%x00%ae%x00%ad%x00%cd%x00%B%x00"


def commits(folder: Path, last: str, first: str | None = None, paths: Sequence[str] = (".",)) -> list[Commit]:
    """Return the commits up to `last`, without those up to `first`, that changed `paths` under the folder; oldest first.

    `last` and `first` are ids as `find_commit` returns them. Renames are detected. Raises GitFault when git fails.
    """
    # Without --full-history git leaves out a branch whose changes a merge has discarded, and that merge.
    options = ["log", "--topo-order", "--reverse", "--full-history", "--no-show-signature", "--date=raw", "--encoding=UTF-8"]
    options += ["-z", "--raw", "--no-abbrev", "-M", "-c", "--relative", "--no-ext-diff"]
    options += [f"--format={_LOG_FORMAT}", "--end-of-options", last]
    answer = _output(folder, *options, *([f"^{first}"] if first else []), "--", *paths)
    if answer is None:
        raise GitFault(_("git cannot tell the history of the data folder"), _("See what git log says there."))
    # For a merge git prints paths from the root of the repository, in spite of --relative.
    prefix = os.fsdecode(_output(folder, "rev-parse", "--show-prefix") or b"").rstrip("\r\n")
    return list(_read_log(answer.split(b"\0"), prefix))


def _read_log(parts: list[bytes], prefix: str) -> Iterator[Commit]:
    """Parse `git log -z --raw`: for each commit seven fields, then for each file its modes and ids, and its path or paths."""
    words = [part.lstrip(b"\n") for part in parts]
    at = 0
    while at < len(words):
        if not words[at].startswith(b"\x01"):
            at += 1
            continue
        id_, parents, name, email, written, made, message = (word.decode("utf-8", "replace") for word in words[at : at + 7])
        at += 7
        touched = []
        while at < len(words) and not words[at].startswith(b"\x01"):
            if not words[at].startswith(b":"):
                at += 1
                continue
            touch, at = _read_touch(parts, words[at].decode("ascii"), at + 1, prefix)
            touched.append(touch)
        moments = _moment(written), _moment(made)
        yield Commit(id_[1:], tuple(parents.split()), name, email, *moments, message.strip(), tuple(touched))


def _read_touch(parts: list[bytes], head: str, at: int, prefix: str) -> tuple[FileTouch, int]:
    """Parse one file whose modes, ids and status are in `head` and whose first path is `parts[at]`; also the next index.

    The head of a merge has a colon, a mode and an id for each parent.
    """
    sides = len(head) - len(head.lstrip(":")) + 1
    words = head.lstrip(":").split()
    old, new = words[sides], words[2 * sides - 1]
    status = words[2 * sides]
    before = os.fsdecode(parts[at])
    before = before.removeprefix(prefix) if sides > 2 else before
    renamed = sides == 2 and status[0] in "RC"
    path = os.fsdecode(parts[at + 1]) if renamed else before
    old_blob, new_blob = (None if not blob.strip("0") else blob for blob in (old, new))
    touch = FileTouch(before if old_blob else None, path if new_blob else None, old_blob, new_blob)
    return touch, at + (2 if renamed else 1)


def _moment(raw: str) -> datetime:
    """A time as git stores it: seconds since 1970 and the time zone, as in `1717380000 +0700`."""
    seconds, _space, zone = raw.partition(" ")
    return _in_zone(int(seconds), zone) or datetime.fromtimestamp(0, UTC)


def changed_blobs(folder: Path, first: str, second: str) -> dict[str, tuple[str | None, str | None]]:
    """Return the files under `folder` that differ between two commits: the ids of both contents by path (None: no file)."""
    answer = (
        _output(folder, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", first, second) or b""
    )
    parts = answer.split(b"\0")
    found: dict[str, tuple[str | None, str | None]] = {}
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        _modes, _mode, old, new, _status = head.decode("ascii").split()
        found[os.fsdecode(path)] = (old if old.strip("0") else None, new if new.strip("0") else None)
    return found


def list_blobs(folder: Path, commit: str) -> dict[str, str]:
    """Return all regular files under `folder` at a commit: the id of the content (blob) by path. Symlinks are left out."""
    answer = _output(folder, "ls-tree", "-r", "-z", commit) or b""
    found = {}
    for entry in answer.split(b"\0"):
        head, _tab, path = entry.partition(b"\t")
        mode, kind, blob = (*head.split(), b"", b"", b"")[:3]
        if kind == b"blob" and mode in (b"100644", b"100755", b"100664"):  # no symlink, which could lead out of the folder
            found[os.fsdecode(path)] = blob.decode("ascii")
    return found


def list_links(folder: Path, commit: str) -> list[str]:
    """Return the paths of all symlinks and submodules under `folder` at a commit."""
    entries = (_output(folder, "ls-tree", "-r", "-z", commit) or b"").split(b"\0")
    return [os.fsdecode(entry.partition(b"\t")[2]) for entry in entries if entry.startswith((b"120000 ", b"160000 "))]


def read_blobs(folder: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """Return the contents with these ids, read in one run of git; unknown ids are left out."""
    wanted = list(dict.fromkeys(blobs))
    answer = _output(folder, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in wanted).encode("ascii")) or b""
    found, start = {}, 0
    for blob in wanted:
        end = answer.find(b"\n", start)
        head = answer[start:end].split()
        start = end + 1
        if len(head) == 3 and head[1] == b"blob":
            size = int(head[2])
            found[blob] = answer[start : start + size]
            start += size + 1
    return found


# --- settings of a repository -------------------------------------------------------------------------------------------


def is_installed(folder: Path) -> bool:
    """Whether git is installed."""
    return _output(folder, "--version") is not None


def path_in_repository(folder: Path) -> str:
    """Return the path of `folder` in its repository, with `/`; empty at the root."""
    return os.fsdecode(_output(folder, "rev-parse", "--show-prefix") or b"").rstrip("\r\n").removesuffix("/")


def read_setting(folder: Path, key: str) -> str | None:
    """Return a value from the repository's own configuration (the last one if there are several), or None."""
    answer = _output(folder, "config", "--local", "--null", "--get", "--", key)
    return answer.decode("utf-8", "replace").rstrip("\0") if answer is not None else None


def write_setting(folder: Path, key: str, value: str | None) -> None:
    """Set one value in the repository's own configuration, in place of all values of `key`; None removes them.

    Raises GitFault when git cannot write its configuration.
    """
    arguments = ["--unset-all", "--", key] if value is None else ["--replace-all", "--", key, value]
    if _output(folder, "config", "--local", *arguments) is None:
        raise GitFault(
            _("git does not take '{key}' into the repository's configuration").format(key=key),
            _("See whether .git/config can be written, and what git config --list says."),
        )


def attributes(folder: Path, path: str, names: Sequence[str]) -> dict[str, str]:
    """Return git's attributes (.gitattributes) of a path in `folder`, which need not exist: `unspecified` for no value."""
    answer = _output(folder, "check-attr", "-z", *names, "--", path) or b""
    words = answer.decode("utf-8", "replace").split("\0")
    return dict(zip(words[1::3], words[2::3], strict=False))


# --- merging ------------------------------------------------------------------------------------------------------------


def merge_text(
    ours: bytes, base: bytes, theirs: bytes, labels: Sequence[str], marker_size: int, *, favour_ours: bool = False
) -> tuple[bytes, bool] | None:
    """Merge three texts line by line with git: (merged text, whether it has no conflict); None when git cannot merge them.

    `labels` name ours, base and theirs in the conflict markers. With `favour_ours` a conflict is resolved to ours.
    """
    how = ["--ours"] if favour_ours else ["--diff3", f"--marker-size={marker_size}"]
    named = [word for label in labels for word in ("-L", label)]
    with tempfile.TemporaryDirectory(prefix="camket-") as name:
        folder = Path(name)
        for file, content in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / file).write_bytes(content)
        done = _run(folder, ["merge-file", "-p", "-q", *how, *named, "ours", "base", "theirs"], None)
    # The exit code is the number of conflicts, or more than 127 when git failed.
    return None if done is None or not 0 <= done.returncode <= 127 else (done.stdout, done.returncode == 0)


# --- running git --------------------------------------------------------------------------------------------------------


def _output(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes | None:
    """Run git in `folder` and return what it prints, or None when it fails (no git, no repository, no such commit).

    Raises GitFault as `_run` does.
    """
    done = _run(folder, arguments, stdin)
    return done.stdout if done is not None and done.returncode == 0 else None


def _run(folder: Path, arguments: Sequence[str], stdin: bytes | None) -> subprocess.CompletedProcess[bytes] | None:
    """Run git to its end; None when it is not installed.

    Raises GitFault when git does not end in time, cannot be run, or does not trust the owner of the folder.
    """
    environment = {name: value for name, value in os.environ.items() if name.upper() not in _REDIRECTING_VARIABLES}
    environment |= {"LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, input=stdin, capture_output=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise GitFault(_("git did not answer within {n} seconds").format(n=SECONDS)) from error
    except OSError as error:
        raise GitFault(_("git cannot be run: {reason}").format(reason=error.strerror or error)) from error
    # git refuses to read a repository whose folder belongs to another user (as on a shared drive) until it is told to trust it.
    trust = re.search(rb"git config --global --add safe\.directory [^\r\n]+", done.stderr)
    if done.returncode != 0 and trust:
        message = _("git does not read this repository, because its folder belongs to another user")
        raise GitFault(message, _("If you trust it, run: {command}").format(command=trust[0].decode("utf-8", "replace")))
    return done
