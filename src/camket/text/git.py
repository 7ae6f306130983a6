"""What git says about the data folder and its history. No name from outside is passed as an option.

Functions that read return None (or an empty value) where git is not installed or the folder is in no repository: every
command but those about history works without git. Paths are relative to the given folder, with `/`.
"""

from __future__ import annotations

import os
import posixpath
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

from camket.text.added_once import added_once
from camket.text.git_call import output, run
from camket.text.language import _
from camket.text.plain_file import is_leftover
from camket.text.problems import GitFault
from camket.text.spelling import fold

# Files that reports are made from: data and templates.
_SUFFIXES_READ = (".yaml", ".j2", ".docx")


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


def provenance(
    folder: Path, templates: Path | None = None, is_data: Callable[[str], bool] = lambda _path: True
) -> RepositoryState:
    """Return the last commit, and the files of `folder` (and `templates`) that differ from it or are untracked.

    `is_data` says of a file of `folder`, by its path there, whether it is part of the data; the others are passed over.
    Raises GitFault when git cannot read the state of the files.
    """
    if not has_repository(folder):
        return RepositoryState(available=False)
    # Not %cs: older versions of git do not know it and print it unchanged.
    head = output(folder, "log", "-1", "--date=short", "--format=%H %cd")
    paths = _tracked_paths(folder, templates)
    changed = output(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignored", "--", *paths)
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
    names += _unwatched(folder, paths)
    where = path_in_repository(folder)
    inside = f"{where}/" if where else ""
    names = [name for name in names if not name.startswith(inside) or is_data(name.removeprefix(inside))]
    return RepositoryState(available=True, commit=commit, date=day, changed=tuple(sorted(set(names))))


def _unwatched(folder: Path, paths: Sequence[str]) -> list[str]:
    """Return the changed files that git status passes over, because somebody told git to take them for unchanged."""
    answer = output(folder, "ls-files", "-v", "-s", "-z", "--", *paths) or b""
    # A tag, the mode, the id of the content and a number, a tab, and the path. The tag of such a file is a small letter, or
    # S for a file that a sparse checkout leaves out: that one has changed only if it is there.
    split = [entry.partition(b"\t") for entry in answer.split(b"\0")]
    known = {os.fsdecode(path): head.split() for head, _tab, path in split if head[:1].islower() or head[:1] == b"S"}
    there = [path for path in known if (folder / path).is_file() and "\n" not in path]
    where = path_in_repository(folder) if known else ""
    inside = {path: os.path.normpath(f"{where}/{path}").replace(os.sep, "/").lstrip("/") for path in known}
    # git hash-object takes these paths from the root of the repository, wherever it runs.
    names = os.fsencode("\n".join(inside[path] for path in there))
    found = output(folder, "hash-object", "--stdin-paths", stdin=names) if there else b""
    now = dict(zip(there, (found or b"").split(), strict=False))
    return [inside[path] for path, head in known.items() if (path in there or head[0] != b"S") and now.get(path) != head[2]]


def _tracked_paths(folder: Path, templates: Path | None) -> list[str]:
    """The paths to ask git about: the data folder, and the templates if they are in the same repository."""
    root = top_level(folder)
    if templates is None or root is None or not templates.resolve().is_relative_to(root.resolve()):
        return ["."]
    return [".", str(templates.resolve())]


def top_level(folder: Path) -> Path | None:
    """Return the root of the repository that holds `folder`, or None."""
    answer = output(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(answer).strip()) if answer else None


@dataclass(frozen=True, slots=True)
class BlameLine:
    """The commit that last changed a line, its author, and the author's calendar day.

    `committed` is False for a line that has changed since the last commit or whose file is in no commit; the other fields
    are then None. `is_cut` is True when a shallow clone begins with that commit, `is_again` when that commit added the file
    anew after it had been deleted: the line may be older.
    """

    commit: str | None = None
    author: str | None = None
    date: date | None = None
    committed: bool = False
    is_cut: bool = False
    is_again: bool = False


# The origin of each line by path and line number (from 1), as `blame_files` returns it.
Origins = Mapping[str, Mapping[int, BlameLine]]
# Windows refuses very long command lines. With more ranges than this, one range from the first to the last line is asked for.
_MAX_RANGES = 500
# From so many files on, those that one commit added and no other changed are found at once, without git blame.
MANY_FILES = 20


def blame_files(folder: Path, wanted: Mapping[str, Iterable[int]]) -> dict[str, dict[int, BlameLine]] | None:
    """Return the origin of the `wanted` lines (numbers from 1, by path): one run of git for each file that was
    changed since it was added, and some for all of them.

    Lines that git says nothing about are left out. Returns None without git or a repository.
    """
    where = output(folder, "rev-parse", "--is-inside-work-tree", "--git-path", "shallow")
    if where is None or not where.startswith(b"true"):
        return None
    wanted = {path: sorted(set(lines)) for path, lines in wanted.items()}
    shallow = folder / os.fsdecode(where.splitlines()[1])
    try:
        cut = frozenset(shallow.read_text(encoding="ascii").split())
    except OSError:  # there is no such file unless the clone is shallow
        cut = frozenset()
    converted = _converted(folder, wanted)
    others = [path for path in wanted if path not in converted]
    last = {path: max(wanted[path], default=0) for path in others}
    once = added_once(folder, path_in_repository(folder), last) if len(others) > MANY_FILES else {}
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each run of git blame uses one processor
        asked = {path: pool.submit(_blame, folder, path, wanted[path]) for path in others if path not in once}
    blamed: dict[str, tuple[dict[int, str | None], str | None]] = {path: one.result() for path, one in asked.items()}
    blamed |= {path: (dict.fromkeys(wanted[path], commit), commit) for path, commit in once.items()}
    found = {path: lines for path, (lines, _added_by) in blamed.items()}
    again = _added_again(folder, {path: added_by for path, (_lines, added_by) in blamed.items() if added_by is not None})
    authors = _authors(folder, {commit for lines in found.values() for commit in lines.values() if commit is not None})

    def origin(path: str, commit: str | None) -> BlameLine:
        if commit is None:
            return BlameLine()
        author, day = authors.get(commit, (None, None))
        return BlameLine(commit, author, day, committed=True, is_cut=commit in cut, is_again=(path, commit) in again)

    return {path: {number: origin(path, commit) for number, commit in found.get(path, {}).items()} for path in wanted}


def blame(folder: Path, path: str, lines: Iterable[int]) -> dict[int, BlameLine]:
    """Return the origin of these lines (numbers from 1) of one file as it is on the disk."""
    return (blame_files(folder, {path: lines}) or {}).get(path, {})


def _converted(folder: Path, paths: Collection[str]) -> set[str]:
    """Return the files whose lines are not the lines that git stores, because a filter converts them (Git LFS, git-crypt …).

    Who changed a line of such a file cannot be told.
    """
    found = set()
    for path in filtered(folder, paths):
        stored, content = (output(folder, "cat-file", how, f"HEAD:./{path}") for how in ("blob", "--filters"))
        if stored is not None and (content is None or content.splitlines() != stored.splitlines()):
            found.add(path)
    return found


def filtered(folder: Path, paths: Collection[str]) -> set[str]:
    """Return the paths in `folder` for which .gitattributes names a filter."""
    names = os.fsencode("".join(f"{path}\0" for path in paths))
    words = (output(folder, "check-attr", "-z", "--stdin", "filter", stdin=names) or b"").split(b"\0")
    return {path for path, value in zip(paths, words[2::3], strict=False) if value not in (b"unspecified", b"unset")}


def _blame(folder: Path, path: str, lines: Iterable[int]) -> tuple[dict[int, str | None], str | None]:
    """Return the commit that last changed each of these lines, None for a line that is not committed; and the commit that
    added the file, if a line is as old as that.
    """
    numbers = sorted(set(lines))
    if not numbers:
        return {}, None
    arguments = ["--porcelain", "--root", *(f"-L{a},{b}" for a, b in _ranges(numbers)), "--", path]
    # The setting blame.ignoreRevsFile would hide who changed a line, and git fails if the file that it names is missing.
    if not (folder / path).exists():
        arguments.insert(-2, "HEAD")  # a sparse checkout leaves the file out
    answer = output(folder, "blame", "--no-ignore-rev", "--no-ignore-revs-file", *arguments)
    if answer is None and output(folder, "cat-file", "-e", f"HEAD:./{path}") is None:
        return dict.fromkeys(numbers), None
    if answer is None:  # an older git, without those options
        answer = output(folder, "blame", *arguments) or b""
    found, added_by = _read_porcelain(answer)
    return {number: found[number] for number in numbers if number in found}, added_by


def _added_again(folder: Path, added: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return which of these files (the commit that added it, by path) had been deleted before: (path, commit).

    A file of the same name in another case or spelling counts as the same one.
    """
    folders = sorted({posixpath.dirname(path) or "." for path in added})
    options = ["--no-renames", "--diff-filter=D", "--relative", "--name-only", "-z", "--format=%x01%H"]
    answer = output(folder, "log", *options, "HEAD", "--", *folders) if folders else None
    deleted: dict[str, list[str]] = {}
    for entry in (answer or b"").split(b"\x01"):
        commit, *names = (part.strip("\n") for part in os.fsdecode(entry).split("\0"))
        for name in filter(None, names):
            deleted.setdefault(fold(name), []).append(commit)
    return {
        (path, commit)
        for path, commit in added.items()
        if any(output(folder, "merge-base", "--is-ancestor", one, commit) is not None for one in deleted.get(fold(path), ()))
    }


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted line numbers as ranges, first and last line included: [1, 2, 5] gives [(1, 2), (5, 5)]."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges if len(ranges) <= _MAX_RANGES else [(numbers[0], numbers[-1])]


def _read_porcelain(answer: bytes) -> tuple[dict[int, str | None], str | None]:
    """Parse `git blame --porcelain`: for each line a head with the commit, keys with values, and the line after a tab.

    Returns the commit by line, and the one that has no `previous`, since it added the file.
    """
    found: dict[int, str | None] = {}
    changed = set()
    commit = None
    for raw in answer.split(b"\n"):
        head = re.fullmatch(rb"([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?", raw)
        if head:
            name = head[1].decode("ascii")
            commit = found[int(head[2])] = name if name.strip("0") else None
        elif raw.startswith(b"previous "):
            changed.add(commit)
    return found, next((one for one in found.values() if one is not None and one not in changed), None)


def _authors(folder: Path, commits: Collection[str]) -> dict[str, tuple[str, date | None]]:
    """Return the author of each commit and the calendar day in the author's time zone.

    They are not taken from git blame, which always changes names by the repository's file .mailmap.
    """
    if not commits:
        return {}
    names = "".join(f"{commit}\n" for commit in sorted(commits)).encode("ascii")
    options = ["--no-walk=unsorted", "--stdin", "--no-patch", "--date=raw", "--encoding=UTF-8", "--format=%H%x00%an%x00%ad"]
    answer = output(folder, "log", *options, stdin=names) or b""
    lines = [line.split("\0") for line in answer.decode("utf-8", "replace").split("\n") if line.count("\0") == 2]
    return {commit: (name, _author_day(written)) for commit, name, written in lines}


def _author_day(raw: str) -> date | None:
    """The calendar day of a time as git stores it, in its own time zone; None where it is no time."""
    seconds, _space, zone = raw.partition(" ")
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
    answer = output(folder, "rev-parse", "--is-inside-work-tree")
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
        answer = output(folder, "rev-parse", "--verify", "--quiet", name + "^{commit}")
        if answer:
            return answer.decode("ascii").strip()
    return None


def merge_base(folder: Path, first: str, second: str) -> str | None:
    """Return the last common ancestor of two commits, or None if there is none (in a shallow clone: none that is known)."""
    answer = output(folder, "merge-base", first, second)
    return answer.decode("ascii").split("\n")[0].strip() if answer else None


def upstream(folder: Path) -> str | None:
    """Return the commit of the upstream of the current branch, or None if the branch has no upstream."""
    return find_commit(folder, "@{upstream}")


def is_shallow(folder: Path) -> bool:
    """Whether the repository is a shallow clone: its oldest commits are missing."""
    answer = output(folder, "rev-parse", "--is-shallow-repository")
    return answer is not None and answer.strip() == b"true"


def author(folder: Path) -> tuple[str, str] | None:
    """Return the name and email address that a commit made here would have, or None if git does not know them."""
    answer = output(folder, "var", "GIT_AUTHOR_IDENT")
    found = re.match(r"(.*) <(.*)> \d+ [+-]\d+", answer.decode("utf-8", "replace")) if answer else None
    return (found[1], found[2]) if found else None


def commit_day(folder: Path, commit: str) -> date | None:
    """Return the calendar day of a commit in the time zone of its committer, or None if there is no such commit."""
    answer = output(folder, "log", "-1", "--date=short", "--format=%cd", "--end-of-options", commit)
    found = re.fullmatch(rb"(\d{4}-\d\d-\d\d)\s*", answer or b"")
    return date.fromisoformat(found[1].decode("ascii")) if found else None


def tag(folder: Path, name: str, commit: str, message: str) -> None:
    """Make an annotated tag on a commit. Raises GitFault when there is such a tag already or git refuses."""
    if find_commit(folder, f"refs/tags/{name}") is not None:
        raise GitFault(
            _("there is a tag '{name}' already").format(name=name), _("See it with: git show {name}").format(name=name)
        )
    # The message comes from stdin, so that git opens no editor. The repository's own setting says if tags are signed.
    if output(folder, "tag", "-a", "-F", "-", "--cleanup=verbatim", "--", name, commit, stdin=message.encode("utf-8")) is None:
        raise GitFault(_("git cannot make the tag '{name}'").format(name=name), _("Has git been told your name and address?"))


def is_changed(folder: Path, path: str) -> bool:
    """Whether a file of `folder` differs from the last commit or is untracked."""
    changed = output(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", path)
    return bool(changed or _unwatched(folder, [path]))


def committed_in(folder: Path, path: str) -> str | None:
    """Return the last commit that changed a file of `folder`, if the file has not changed since that commit; else None.

    A file that the commit deleted, and that is not there, has not changed either.
    """
    answer = output(folder, "log", "-1", "--format=%H", "--", path)
    return answer.decode("ascii").strip() if answer and not is_changed(folder, path) else None


def staged(folder: Path, paths: Sequence[str]) -> list[str]:
    """Return those of these files of `folder` that are staged (git add) and not committed."""
    answer = output(folder, "diff", "--cached", "--name-only", "-z", "--relative", "--", *paths) or b""
    return [os.fsdecode(path) for path in answer.split(b"\0") if path]


def commit_files(folder: Path, paths: Sequence[str], message: str) -> tuple[str, str]:
    """Commit these files of `folder` as they are on the disk; return the id of the commit and what its hooks have printed.

    Other changes that are staged stay staged and are not in the commit. Author, signature and hooks are as in a commit made
    by hand. Raises GitFault when git refuses (a hook, no author, a merge in progress).
    """
    # New paths must be known to git before they can be committed alone: --intent-to-add adds them without their content.
    known = {os.fsdecode(path) for path in (output(folder, "ls-files", "-z", "--", ".") or b"").split(b"\0")}
    new = [path for path in paths if path not in known]
    try:
        if new and _with_paths(folder, ["add", "--intent-to-add"], new) is None:
            raise GitFault(_("git does not take {path}").format(path=new[0]), _("See what git status says in the data folder."))
        words = _with_paths(folder, ["commit", "--quiet", "--only", "--cleanup=verbatim", "-F", "-"], paths, message)
        if words is None:
            raise GitFault(_("git has not made the commit"), _("See what git status says in the data folder."))
    except GitFault:
        if new:
            _with_paths(folder, ["reset", "--quiet"], new)
        raise
    return find_commit(folder, "HEAD") or "", words


def _with_paths(folder: Path, command: Sequence[str], paths: Sequence[str], message: str | None = None) -> str | None:
    """Run a command of git on files, which are listed in a temporary file: a command line has a limit of length.

    A commit, with its `message`, is run as by hand. Return what git prints besides its answer, None where it is not installed
    or fails; raises GitFault with the words of a commit that fails.
    """
    magic = ":(literal)" if message is not None else ""  # otherwise every path is literal for git
    with tempfile.TemporaryDirectory(prefix="camket-") as name:
        file = Path(name) / "paths"
        file.write_bytes(b"".join(os.fsencode(f"{magic}{path}") + b"\0" for path in paths))
        listed = [*command, f"--pathspec-from-file={file}", "--pathspec-file-nul"]
        done = run(folder, listed, message.encode("utf-8") if message is not None else None, by_hand=message is not None)
    words = done.stderr.decode("utf-8", "replace").strip() if done is not None else ""
    if done is not None and done.returncode != 0 and message is not None and words:
        raise GitFault(_("git has not made the commit"), words)
    return words if done is not None and done.returncode == 0 else None


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

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The path and the id of the content before and after, as `read_blobs` takes them."""
        sides = ((self.before, self.old_blob), (self.path, self.new_blob))
        return [(path, blob) for path, blob in sides if path is not None and blob is not None]


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
    options = ["log", "--topo-order", "--reverse", "--full-history", "--date=raw", "--encoding=UTF-8"]
    options += ["-z", "--raw", "--no-abbrev", "-M", "-c", "--relative"]
    options += [f"--format={_LOG_FORMAT}", "--end-of-options", last]
    answer = output(folder, *options, *([f"^{first}"] if first else []), "--", *paths)
    if answer is None:
        raise GitFault(_("git cannot tell the history of the data folder"), _("See what git log says there."))
    # For a merge git prints paths from the root of the repository, in spite of --relative.
    prefix = os.fsdecode(output(folder, "rev-parse", "--show-prefix") or b"").rstrip("\r\n")
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
    answer = output(folder, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", first, second) or b""
    parts = answer.split(b"\0")
    found: dict[str, tuple[str | None, str | None]] = {}
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        _modes, _mode, old, new, _status = head.decode("ascii").split()
        found[os.fsdecode(path)] = (old if old.strip("0") else None, new if new.strip("0") else None)
    return found


def find_blobs(folder: Path, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the ids of files (blobs) in commits, by commit and path under the folder; what is not there is left out."""
    pairs = [pair for pair in dict.fromkeys(wanted) if "\n" not in pair[1]]
    stdin = b"".join(os.fsencode(f"{commit}:./{path}") + b"\n" for commit, path in pairs)
    answer = output(folder, "cat-file", "--batch-check", stdin=stdin) or b""
    found = {}
    for pair, line in zip(pairs, answer.splitlines(), strict=False):
        words = line.rsplit(b" ", 2)
        if len(words) == 3 and words[1] == b"blob":
            found[pair] = words[0].decode("ascii")
    return found


def list_blobs(folder: Path, commit: str) -> dict[str, str]:
    """Return all regular files under `folder` at a commit: the id of the content (blob) by path. Symlinks are left out."""
    found = {}
    for head, path in _entries(folder, commit):
        mode, kind, blob = head.split()
        if kind == b"blob" and mode in (b"100644", b"100755", b"100664"):  # no symlink, which could lead out of the folder
            found[path] = blob.decode("ascii")
    return found


def list_links(folder: Path, commit: str) -> list[str]:
    """Return the paths of all symlinks and submodules under `folder` at a commit."""
    return [path for head, path in _entries(folder, commit) if head.startswith((b"120000 ", b"160000 "))]


def _entries(folder: Path, commit: str) -> list[tuple[bytes, str]]:
    """Return what is under `folder` at a commit: its mode, kind and id, and its path; nothing if git cannot tell."""
    found = _listed(folder, commit)
    if not found:  # git may have failed, and answer the next time
        _listed.cache_clear()
    return found


@lru_cache(maxsize=3)  # one command asks several times for a commit, which never changes
def _listed(folder: Path, commit: str) -> list[tuple[bytes, str]]:
    entries = (output(folder, "ls-tree", "-r", "-z", commit) or b"").split(b"\0")
    return [(head, os.fsdecode(path)) for head, _tab, path in (entry.partition(b"\t") for entry in entries) if path]


def read_blobs(folder: Path, files: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Return the contents of files (pairs of a path in `folder` and the id of a content, a blob) by id.

    They are read in one run of git, but those of files with a filter (Git LFS, git-crypt …), which are converted one by one.
    Raises GitFault when one is not here, as in a partial clone whose server cannot be reached.
    """
    paths = {blob: path for path, blob in files}
    wanted = sorted(paths)
    if not wanted:
        return {}
    answer = output(folder, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in wanted).encode("ascii")) or b""
    found, start = {}, 0
    for blob in wanted:
        end = answer.find(b"\n", start)
        head = answer[start:end].split()
        if len(head) != 3 or head[1] != b"blob":
            raise GitFault(
                _("older contents of the data are not in this copy (a partial clone), and git cannot fetch them"),
                _("Run the command again when the server can be reached, or clone without --filter."),
            )
        size = int(head[2])
        found[blob] = answer[end + 1 : end + 1 + size]
        start = end + size + 2
    converted = filtered(folder, sorted(set(paths.values())))
    where = path_in_repository(folder) if converted else ""
    for blob in (blob for blob in wanted if paths[blob] in converted):
        path = f"{where}/{paths[blob]}".lstrip("/")
        content = output(folder, "cat-file", "--filters", f"--path={path}", blob)
        found[blob] = found[blob] if content is None else content
    return found


def left_out(folder: Path) -> dict[str, str]:
    """Return the files under `folder` that a sparse checkout leaves out: the id of the content (blob) by path."""
    answer = output(folder, "ls-files", "-t", "-s", "-z", "--", ".") or b""
    found = {}
    for entry in answer.split(b"\0"):
        head, _tab, path = entry.partition(b"\t")
        if head.startswith(b"S 100") and not (folder / os.fsdecode(path)).exists():
            found[os.fsdecode(path)] = head.split()[2].decode("ascii")
    return found


# --- settings of a repository -------------------------------------------------------------------------------------------


def is_installed(folder: Path) -> bool:
    """Whether git is installed."""
    return output(folder, "--version") is not None


def path_in_repository(folder: Path) -> str:
    """Return the path of `folder` in its repository, with `/`; empty at the root."""
    return os.fsdecode(output(folder, "rev-parse", "--show-prefix") or b"").rstrip("\r\n").removesuffix("/")


def read_setting(folder: Path, key: str) -> str | None:
    """Return a value from the repository's own configuration (the last one if there are several), or None."""
    answer = output(folder, "config", "--local", "--null", "--get", "--", key)
    return answer.decode("utf-8", "replace").rstrip("\0") if answer is not None else None


def write_setting(folder: Path, key: str, value: str | None) -> None:
    """Set one value in the repository's own configuration, in place of all values of `key`; None removes them.

    Raises GitFault when git cannot write its configuration.
    """
    arguments = ["--unset-all", "--", key] if value is None else ["--replace-all", "--", key, value]
    if output(folder, "config", "--local", *arguments) is None:
        raise GitFault(
            _("git does not take '{key}' into the repository's configuration").format(key=key),
            _("See whether .git/config can be written, and what git config --list says."),
        )


def attributes(folder: Path, path: str, names: Sequence[str]) -> dict[str, str]:
    """Return git's attributes (.gitattributes) of a path in `folder`, which need not exist: `unspecified` for no value."""
    answer = output(folder, "check-attr", "-z", *names, "--", path) or b""
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
        done = run(folder, ["merge-file", "-p", "-q", *how, *named, "ours", "base", "theirs"], None)
    # The exit code is the number of conflicts, or more than 127 when git failed.
    return None if done is None or not 0 <= done.returncode <= 127 else (done.stdout, done.returncode == 0)
