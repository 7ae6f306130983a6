"""The one module that runs git: no shell, no option from outside, and everything goes on where there is no git."""

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

SECONDS = 60
# What figures and wording are read from.
_READ = (".yaml", ".j2", ".docx")
# What would lead git to another repository than the folder's own: a hook has some of them set.
_ELSEWHERE = frozenset(
    f"GIT_{name}"
    for name in (
        "DIR", "WORK_TREE", "COMMON_DIR", "INDEX_FILE", "OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "SHALLOW_FILE",
        "GRAFT_FILE", "NAMESPACE", "PREFIX", "INTERNAL_SUPER_PREFIX", "IMPLICIT_WORK_TREE",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """Where a report's figures come from: the last commit of the repository and what the data folder has since changed.

    `available` is False where there is no git or no repository; `commit` None where nothing is committed yet.
    """

    available: bool
    commit: str | None = None
    date: str | None = None
    changed: tuple[str, ...] = ()


def provenance(folder: Path, templates: Path | None = None) -> RepositoryState:
    """The commit that `folder` stands at, and its files that differ from it (untracked ones included), templates too."""
    if not has_repository(folder):
        return RepositoryState(available=False)
    # %cs is too new for the git of older systems, which print it as it stands.
    head = _ask(folder, "log", "-1", "--no-show-signature", "--date=short", "--format=%H %cd")
    asked = ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignored", "--", *_within(folder, templates)]
    changed = _ask(folder, *asked)
    if changed is None:
        raise GitFault(_("git cannot tell which files have changed"), _("See what git status says in the data folder."))
    entries = [entry for entry in changed.decode("utf-8", "replace").split("\0") if entry]
    names: list[str] = []
    renamed = False
    for entry in entries:
        if renamed:  # the old name of a rename stands in an entry of its own
            renamed = False
            continue
        renamed = entry[0] in "RC"
        # What git is told to pass over is in no commit either; what programs leave behind is of no concern.
        if not entry.startswith("!!") or entry.endswith(_READ):
            names.append(entry[3:])
    found = re.fullmatch(rb"([0-9a-f]{40,64}) (\d{4}-\d\d-\d\d)\s*", head or b"")
    if found is None:
        return RepositoryState(available=True, changed=tuple(sorted(names)))
    commit, day = (part.decode("ascii") for part in found.groups())
    return RepositoryState(available=True, commit=commit, date=day, changed=tuple(sorted(names)))


def _within(folder: Path, templates: Path | None) -> list[str]:
    """What to ask git about: the data folder, and the templates where they are in the same repository."""
    root = top_level(folder)
    if templates is None or root is None or not templates.resolve().is_relative_to(root.resolve()):
        return ["."]
    return [".", str(templates.resolve())]


def top_level(folder: Path) -> Path | None:
    """The root of the repository that holds `folder`, or None."""
    answer = _ask(folder, "rev-parse", "--show-toplevel")
    return Path(os.fsdecode(answer).strip()) if answer else None


@dataclass(frozen=True, slots=True)
class BlameLine:
    """Who last wrote a line. Not `committed`: it has changed since, or its file is in no commit; the rest is then None.

    `is_cut` where a shallow clone begins with that commit: the line may be older.
    """

    commit: str | None = None
    author: str | None = None
    date: date | None = None
    committed: bool = False
    is_cut: bool = False


# Who wrote which lines, by path and line number, as `blame_files` gives it.
Origins = Mapping[str, Mapping[int, BlameLine]]
# More ranges than this make a command line that Windows refuses; the lines between are then asked for as well.
_RANGES = 500


def blame_files(folder: Path, wanted: Mapping[str, Iterable[int]]) -> dict[str, dict[int, BlameLine]] | None:
    """Who last wrote each wanted line of files in `folder`, one run of git a file; None without git or a repository."""
    where = _ask(folder, "rev-parse", "--is-inside-work-tree", "--git-path", "shallow")
    if where is None or not where.startswith(b"true"):
        return None
    shallow = folder / os.fsdecode(where.splitlines()[1])
    try:
        cut = frozenset(shallow.read_text(encoding="ascii").split())
    except OSError:  # the usual case: the whole history is there
        cut = frozenset()
    return {path: blame(folder, path, lines, cut) for path, lines in wanted.items()}


def blame(folder: Path, path: str, lines: Iterable[int], cut: frozenset[str] = frozenset()) -> dict[int, BlameLine]:
    """Who last wrote these lines (from 1) of one file as it stands on the disk; `cut` are commits without their parents.

    A file that is in no commit gives lines that are not committed; what git does not tell is left out.
    """
    numbers = sorted(set(lines))
    if not numbers:
        return {}
    arguments = ["--line-porcelain", "--root", "--encoding=UTF-8", *(f"-L{a},{b}" for a, b in _ranges(numbers)), "--", path]
    # A list of commits to pass over would hide who wrote a line, and one that is not there stops git altogether.
    answer = _ask(folder, "blame", "--no-ignore-rev", "--no-ignore-revs-file", *arguments)
    if answer is None and _ask(folder, "cat-file", "-e", f"HEAD:./{path}") is None:
        return {number: BlameLine() for number in numbers}
    if answer is None:  # a git from before those options
        answer = _ask(folder, "blame", *arguments) or b""
    found = dict(_read_porcelain(answer, cut))
    return {number: found[number] for number in numbers if number in found}


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges if len(ranges) <= _RANGES else [(numbers[0], numbers[-1])]


def _read_porcelain(answer: bytes, cut: frozenset[str]) -> Iterable[tuple[int, BlameLine]]:
    """The lines of `git blame --line-porcelain`: a head with the commit, keys with their values, the line after a tab."""
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
    """The author's own calendar day."""
    seconds, zone = about.get("author-time", ""), about.get("author-tz", "")
    moment = _in_zone(int(seconds), zone) if re.fullmatch(r"-?\d+", seconds) else None
    return moment.date() if moment else None


def _in_zone(seconds: int, zone: str) -> datetime | None:
    if not re.fullmatch(r"[+-]\d{4}", zone):
        return None
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    try:
        return datetime.fromtimestamp(0, timezone(offset if zone[0] == "+" else -offset)) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):  # no clock on earth shows such a time
        return None


# --- the data folder at a revision ------------------------------------------------------------------------------------


def has_repository(folder: Path) -> bool:
    """Whether `folder` lies in the work tree of a repository, and git is there to ask."""
    answer = _ask(folder, "rev-parse", "--is-inside-work-tree")
    return answer is not None and answer.startswith(b"true")


def find_commit(folder: Path, revision: str) -> str | None:
    """The commit that `revision` names (a branch, a tag, HEAD~2, part of a hash), or None."""
    if not revision or revision.startswith("-") or not revision.isprintable():
        return None  # what git would take for an option is no revision
    tries = [revision]
    if not re.match(r"[0-9a-f]{40,64}$|refs/|HEAD(?![\w/.-])|@", revision):
        # git takes a tag for a branch of the same name: whoever can push tags could hide what a branch has changed.
        tries = [f"refs/heads/{revision}", f"refs/remotes/{revision}", revision]
    for name in tries:
        answer = _ask(folder, "rev-parse", "--verify", "--quiet", name + "^{commit}")
        if answer:
            return answer.decode("ascii").strip()
    return None


def merge_base(folder: Path, first: str, second: str) -> str | None:
    """The commit from which two commits have gone apart, or None where they have nothing in common (that can be seen)."""
    answer = _ask(folder, "merge-base", first, second)
    return answer.decode("ascii").split("\n")[0].strip() if answer else None


def upstream(folder: Path) -> str | None:
    """The commit that the upstream of the current branch stands at, or None where it has none."""
    return find_commit(folder, "@{upstream}")


def is_shallow(folder: Path) -> bool:
    """Whether the history has been cut off: a commit at its end may not be the first."""
    answer = _ask(folder, "rev-parse", "--is-shallow-repository")
    return answer is not None and answer.strip() == b"true"


def author(folder: Path) -> tuple[str, str] | None:
    """The name and address under which a commit would be made here, or None where git has not been told."""
    answer = _ask(folder, "var", "GIT_AUTHOR_IDENT")
    found = re.match(r"(.*) <(.*)> \d+ [+-]\d+", answer.decode("utf-8", "replace")) if answer else None
    return (found[1], found[2]) if found else None


def commit_day(folder: Path, commit: str) -> date | None:
    """The calendar day on which a commit was made, where it was made."""
    answer = _ask(folder, "log", "-1", "--no-show-signature", "--date=short", "--format=%cd", "--end-of-options", commit)
    found = re.fullmatch(rb"(\d{4}-\d\d-\d\d)\s*", answer or b"")
    return date.fromisoformat(found[1].decode("ascii")) if found else None


def tag(folder: Path, name: str, commit: str, message: str) -> None:
    """An annotated tag on a commit. Raises GitFault where there is such a tag already, or git refuses."""
    if find_commit(folder, f"refs/tags/{name}") is not None:
        raise GitFault(
            _("there is a tag '{name}' already").format(name=name), _("See it with: git show {name}").format(name=name)
        )
    # Whether tags are signed is the repository's own setting; an editor is never opened.
    if _ask(folder, "tag", "-a", "-F", "-", "--cleanup=verbatim", "--", name, commit, given=message.encode("utf-8")) is None:
        raise GitFault(_("git cannot make the tag '{name}'").format(name=name), _("Has git been told your name and address?"))


def is_changed(folder: Path, path: str) -> bool:
    """Whether a file of `folder` differs from the last commit, or is in none."""
    return bool(_ask(folder, "--literal-pathspecs", "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", path))


def commit_file(folder: Path, path: str, message: str) -> str:
    """Commit one file of `folder` as it stands on the disk, and nothing else: what is staged besides stays staged, and is in
    no commit. The author is whom git knows. The commit's id; raises GitFault where git refuses (a hook, no name, a merge)."""
    literal = "--literal-pathspecs"
    # A path that git does not know yet cannot be committed alone; it is only announced, with nothing in it.
    is_new = _ask(folder, literal, "ls-files", "--error-unmatch", "--", path) is None
    if is_new and _ask(folder, literal, "add", "--intent-to-add", "--", path) is None:
        raise GitFault(_("git does not take {path}").format(path=path), _("See what git status says in the data folder."))
    asked = [literal, "commit", "--quiet", "--only", "--cleanup=verbatim", "-F", "-", "--", path]
    done = _run(folder, asked, message.encode("utf-8"))
    if done is None or done.returncode != 0:
        if is_new:
            _ask(folder, literal, "reset", "--quiet", "--", path)
        said = done.stderr.decode("utf-8", "replace").strip() if done is not None else ""
        raise GitFault(_("git has not made the commit"), said or _("See what git status says in the data folder."))
    return find_commit(folder, "HEAD") or ""


# --- the commits of a history -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileTouch:
    """A file that a commit changed: its path in the folder before and after, and the ids of its content then and now.

    `before` and its id are None for a new file, `path` and its id for one that was deleted; a file that was renamed has both
    paths. A merge is told by what it made of files that it took from none of its parents; `before` is then the first parent's.
    """

    before: str | None
    path: str | None
    old_blob: str | None
    new_blob: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: who wrote it (as written, without mailmap), when it was written and when made, its message, and what it
    touched under the folder."""

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
        """The calendar day on which it was made, where it was made."""
        return self.made.date()


_HEAD = "%x01%H%x00%P%x00%an%x00%ae%x00%ad%x00%cd%x00%B%x00"


def commits(folder: Path, last: str, first: str | None = None, paths: Sequence[str] = (".",)) -> list[Commit]:
    """The commits up to `last` (without those that `first` has) which touch `paths` under the folder, oldest first.

    Both are commits as `find_commit` gives them. One run of git; renames are followed.
    """
    # Without the full history git passes over a side that a merge has made nothing of, and over that merge.
    asked = ["log", "--topo-order", "--reverse", "--full-history", "--no-show-signature", "--date=raw", "--encoding=UTF-8"]
    asked += [
        f"--format={_HEAD}",
        "-z",
        "--raw",
        "--no-abbrev",
        "-M",
        "-c",
        "--relative",
        "--no-ext-diff",
        "--end-of-options",
        last,
    ]
    answer = _ask(folder, *asked, *([f"^{first}"] if first else []), "--", *paths)
    if answer is None:
        raise GitFault(_("git cannot tell the history of the data folder"), _("See what git log says there."))
    # What git tells of a merge is not made relative to the folder.
    above = os.fsdecode(_ask(folder, "rev-parse", "--show-prefix") or b"").rstrip("\r\n")
    return list(_read_log(answer.split(b"\0"), above))


def _read_log(parts: list[bytes], above: str) -> Iterator[Commit]:
    """The commits of `git log -z --raw`: a head of seven fields, then for each file its modes, ids and path or paths."""
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
            touch, at = _read_touch(parts, words[at].decode("ascii"), at + 1, above)
            touched.append(touch)
        moments = _moment(written), _moment(made)
        yield Commit(id_[1:], tuple(parents.split()), name, email, *moments, message.strip(), tuple(touched))


def _read_touch(parts: list[bytes], head: str, at: int, above: str) -> tuple[FileTouch, int]:
    sides = len(head) - len(head.lstrip(":")) + 1  # a merge has a colon, a mode and an id for each parent
    words = head.lstrip(":").split()
    old, new = words[sides], words[2 * sides - 1]
    status = words[2 * sides]
    before = os.fsdecode(parts[at])
    before = before.removeprefix(above) if sides > 2 else before
    renamed = sides == 2 and status[0] in "RC"
    path = os.fsdecode(parts[at + 1]) if renamed else before
    old_blob, new_blob = (None if not blob.strip("0") else blob for blob in (old, new))
    touch = FileTouch(before if old_blob else None, path if new_blob else None, old_blob, new_blob)
    return touch, at + (2 if renamed else 1)


def _moment(raw: str) -> datetime:
    """A date as git keeps it: seconds since 1970 and the zone of whoever wrote it."""
    seconds, _space, zone = raw.partition(" ")
    return _in_zone(int(seconds), zone) or datetime.fromtimestamp(0, UTC)


def changed_blobs(folder: Path, first: str, second: str) -> dict[str, tuple[str | None, str | None]]:
    """The files under `folder` that differ between two commits: path, and the id of the content in each (None: no file)."""
    answer = _ask(folder, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", first, second) or b""
    parts = answer.split(b"\0")
    found: dict[str, tuple[str | None, str | None]] = {}
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        _modes, _mode, old, new, _status = head.decode("ascii").split()
        found[os.fsdecode(path)] = (old if old.strip("0") else None, new if new.strip("0") else None)
    return found


def list_blobs(folder: Path, commit: str) -> dict[str, str]:
    """Every plain file under `folder` as it stood at a commit: path relative to it, with `/`, and the id of its content."""
    answer = _ask(folder, "ls-tree", "-r", "-z", commit) or b""
    found = {}
    for entry in answer.split(b"\0"):
        head, _tab, path = entry.partition(b"\t")
        mode, kind, blob = (*head.split(), b"", b"", b"")[:3]
        if kind == b"blob" and mode in (b"100644", b"100755", b"100664"):  # a link could lead out of the folder
            found[os.fsdecode(path)] = blob.decode("ascii")
    return found


def read_blobs(folder: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """The contents behind these ids, in one run of git; those that are not there are left out."""
    wanted = list(dict.fromkeys(blobs))
    answer = _ask(folder, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in wanted).encode("ascii")) or b""
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


# --- what a repository is told about the data ---------------------------------------------------------------------------


def is_installed(folder: Path) -> bool:
    """Whether there is a git to run."""
    return _ask(folder, "--version") is not None


def path_in_repository(folder: Path) -> str:
    """Where `folder` lies in its repository, as git sees it: with `/`, empty at the root."""
    return os.fsdecode(_ask(folder, "rev-parse", "--show-prefix") or b"").rstrip("\r\n").removesuffix("/")


def read_setting(folder: Path, key: str) -> str | None:
    """A value of the repository's own configuration; the last where there are several."""
    answer = _ask(folder, "config", "--local", "--null", "--get", "--", key)
    return answer.decode("utf-8", "replace").rstrip("\0") if answer is not None else None


def write_setting(folder: Path, key: str, value: str | None) -> None:
    """Put one value into the repository's own configuration in place of all under `key`; None takes them away."""
    asked = ["--unset-all", "--", key] if value is None else ["--replace-all", "--", key, value]
    if _ask(folder, "config", "--local", *asked) is None:
        raise GitFault(
            _("git does not take '{key}' into the repository's configuration").format(key=key),
            _("See whether .git/config can be written, and what git config --list says."),
        )


def attributes(folder: Path, path: str, names: Sequence[str]) -> dict[str, str]:
    """What git's attributes say of a file in `folder`, which need not exist: `unspecified` where they say nothing."""
    answer = _ask(folder, "check-attr", "-z", *names, "--", path) or b""
    words = answer.decode("utf-8", "replace").split("\0")
    return dict(zip(words[1::3], words[2::3], strict=False))


# --- merging ------------------------------------------------------------------------------------------------------------


def merge_text(
    ours: bytes, base: bytes, theirs: bytes, labels: Sequence[str], marker_size: int, *, favour_ours: bool = False
) -> tuple[bytes, bool] | None:
    """git's own merge of three texts line by line: (outcome, whether nothing in it conflicts); None where git cannot.

    `labels` are those of ours, base and theirs in the lines around a conflict; or ours is taken there (`favour_ours`).
    """
    how = ["--ours"] if favour_ours else ["--diff3", f"--marker-size={marker_size}"]
    named = [word for label in labels for word in ("-L", label)]
    with tempfile.TemporaryDirectory(prefix="camket-") as name:
        folder = Path(name)
        for file, content in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / file).write_bytes(content)
        done = _run(folder, ["merge-file", "-p", "-q", *how, *named, "ours", "base", "theirs"], None)
    # The exit code is the number of conflicts; beyond 127 it is a failure.
    return None if done is None or not 0 <= done.returncode <= 127 else (done.stdout, done.returncode == 0)


# --- running it -----------------------------------------------------------------------------------------------------------


def _ask(folder: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """What git prints, `given` this to read, or None when it has no answer (no git, no repository, no commit)."""
    done = _run(folder, arguments, given)
    return done.stdout if done is not None and done.returncode == 0 else None


def _run(folder: Path, arguments: Sequence[str], given: bytes | None) -> subprocess.CompletedProcess[bytes] | None:
    """git run to its end, or None where there is none. Raises GitFault where it does not answer."""
    environment = {name: value for name, value in os.environ.items() if name.upper() not in _ELSEWHERE}
    environment |= {"LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, input=given, capture_output=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise GitFault(_("git did not answer within {n} seconds").format(n=SECONDS)) from error
    except OSError as error:
        raise GitFault(_("git cannot be run: {reason}").format(reason=error.strerror or error)) from error
    # Git does not look into a folder of another user's (or on a shared drive) until it is told to trust it.
    trust = re.search(rb"git config --global --add safe\.directory [^\r\n]+", done.stderr)
    if done.returncode != 0 and trust:
        message = _("git does not read this repository, because its folder belongs to another user")
        raise GitFault(message, _("If you trust it, run: {command}").format(command=trust[0].decode("utf-8", "replace")))
    return done
