"""What a repository of data needs around it: git that merges and shows by meaning, a host that checks, owners of files.

Everything is planned first: settings of git, and files as they are and as they should be; `carry_out` then does it. In a
file that others write too, only the block between two marks is ours, and only as long as nobody has changed it by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from camket.text import git
from camket.text.language import _, speaking
from camket.text.problems import CamketError, GitFault

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger


HOSTING = Path(__file__).parents[1] / "hosting"
ATTRIBUTES = ".gitattributes"
# Where each host looks for what it runs, and the template of it.
PIPELINES = {"github": (".github/workflows/camket.yml", "github.yml"), "gitlab": (".gitlab-ci.yml", "gitlab.yml")}
# Where each host looks for the owners of files; it takes the first file that it finds, and passes over the others.
OWNERS = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
}
_NEW_OWNERS = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}
# A name stands for a person on one host only; the address is what they write commits with.
_OWNER = re.compile(r"@[A-Za-z0-9][\w.-]*(?:/[\w.-]+)*|[^\s@<>#\"',;]+@[\w-]+(?:\.[\w-]+)+")
# What a path may hold and what the pattern of an owner would take for something else.
_MEANT = "\\ \t#*?[]"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of the repository's own configuration as it is and as it should be; None where it is not set."""

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Writing:
    """A file as it is and as it should be, None where there is none; `lines` are those of its block."""

    path: Path
    before: bytes | None
    after: bytes | None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: only what differs. `left` are files that are not touched, each with the reason in words."""

    settings: tuple[Setting, ...] = ()
    files: tuple[Writing, ...] = ()
    left: tuple[tuple[Path, str], ...] = ()

    def __add__(self, other: Plan) -> Plan:
        return Plan(self.settings + other.settings, self.files + other.files, self.left + other.left)


def carry_out(folder: Path, plan: Plan) -> None:
    """Do what was planned. Raises WouldOverwrite where a file has changed since."""
    from camket.text.save import remove_file, write_file

    for file in plan.files:
        if file.after is not None:
            write_file(file.path, file.after, replaces=file.before)
        elif file.before is not None:
            remove_file(file.path, replaces=file.before)
    for setting in plan.settings:
        git.write_setting(folder, setting.key, setting.after)


def find_root(folder: Path) -> Path:
    """The root of the repository that the data folder lies in. Raises GitFault, saying what is missing."""
    root = git.top_level(folder) if git.has_repository(folder) else None
    if root is not None:
        return root
    if not git.is_installed(folder):
        raise GitFault(_("git is not installed, or not on the PATH"), _("Install git, then run the command again."))
    raise GitFault(_("{folder} is in no git repository").format(folder=folder), _("Make one first: git init."))


# --- git that merges and shows by meaning -------------------------------------------------------------------------------


def plan_git(folder: Path) -> Plan:
    """The settings of git and the lines of .gitattributes with which it gives the data's files to this program."""
    root = find_root(folder)
    where = git.path_in_repository(folder)
    file = root / ATTRIBUTES
    present = _find_block(_read(root, file), where)
    words = ["merge=camket", "diff=camket", *_line_ends(folder, present)]
    lines = [f"{_quote(pattern)} {' '.join(words)}" for pattern in _patterns(where)]
    return _plan_settings(folder, _settings(find_program())) + _plan_block(root, file, where, lines)


def _settings(program: str) -> dict[str, str]:
    with speaking("vi"):
        name = _("camket: YAML files merged by what they say")
    # Without the program git's shell ends in 126 or 127, which git takes for a conflict: it would keep our side as it is,
    # without a mark in it, and the other side's figures would be lost by the next commit. Git's own merge marks them.
    missing = "{ code=$?; test $code -lt 126 && exit $code; git merge-file --marker-size=%L %A %O %B; }"
    return {
        "merge.camket.name": name,
        "merge.camket.driver": f"{program.replace('%', '%%')} merge-file %O %A %B --path %P --marker-size %L || {missing}",
        "diff.camket.textconv": f"{program} textconv",
    }


def find_program() -> str:
    """How git's shell starts this program: by name where that works for good, else through the Python that runs it.

    A virtual environment is on the PATH only while it is active.
    """
    found = shutil.which("camket")
    is_passing = sys.prefix != sys.base_prefix and found is not None
    if found is not None and not (is_passing and _is_same(Path(found).parent, Path(sysconfig.get_path("scripts")))):
        return "camket"
    # -P: otherwise a folder named camket in the data's repository would be taken for this program, and run.
    return f"{shlex.quote(Path(sys.executable).as_posix())} -P -m camket"


def _is_same(first: Path, second: Path) -> bool:
    return first.resolve() == second.resolve()


def _plan_settings(folder: Path, wanted: Mapping[str, str | None]) -> Plan:
    settings = [Setting(key, git.read_setting(folder, key), value) for key, value in wanted.items()]
    return Plan(settings=tuple(one for one in settings if one.before != one.after))


def _patterns(where: str) -> list[str]:
    """The data's files as patterns from the root; at the root other YAML may lie beside them."""
    above = "/" + _escape(where, "\\*?[]")
    return [f"{above}/**/*.yaml"] if where else ["/targets.yaml", "/units.yaml", "/reports/**/*.yaml"]


def _escape(path: str, characters: str) -> str:
    return "".join("\\" + letter if letter in characters else letter for letter in path)


def _quote(pattern: str) -> str:
    """A pattern as .gitattributes wants it: between quotes, as in C, where it holds a space or what else would end it."""
    if not re.search(r'[\s"\x00-\x1f\x7f]', pattern):
        return pattern
    escaped = re.sub(r'(["\\])', r"\\\1", pattern)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda letter: f"\\{ord(letter[0]):03o}", escaped) + '"'


def _line_ends(folder: Path, block: _MarkedBlock | None) -> list[str]:
    """What is said of line ends: LF everywhere, unless the repository's own attributes say something of it."""
    if block is not None:  # what is asked of git now would be our own words
        return [word for word in ("text", "eol=lf") if any(word in line.split() for line in block.lines)]
    said = git.attributes(folder, "reports/q/u.yaml", ("text", "eol"))
    words = ["text"] if said.get("text") == "unspecified" else []
    return [*words, "eol=lf"] if said.get("eol") == "unspecified" and said.get("text") != "unset" else words


def find_overruled(folder: Path) -> list[str]:
    """The attributes of the data's files that other lines, nearer to them, give to something else than this program."""
    said = git.attributes(folder, "reports/q/u.yaml", ("merge", "diff"))
    return [name for name, value in said.items() if value != "camket"]


# --- a host that checks each change -------------------------------------------------------------------------------------


def plan_pipeline(folder: Path, host: str) -> Plan:
    """The file with which a host checks each change; one that is there already is left as it is."""
    root = find_root(folder)
    path, template = PIPELINES[host]
    present = _read(root, root / path)
    made = _make_pipeline(template, git.path_in_repository(folder) or ".", find_package())
    if present == made:
        return Plan()
    if present is not None:
        return Plan(left=((root / path, _("{path} exists and is left as it is")),))
    return Plan(files=(Writing(root / path, None, made),))


def _make_pipeline(template: str, where: str, package: str) -> bytes:
    text = (HOSTING / template).read_text(encoding="utf-8")
    for key, value in (("CAMKET_DATA", where), ("CAMKET_PACKAGE", package)):
        if "$" in value or not value.isprintable():
            raise CamketError(
                _("'{text}' cannot stand in the file of a host").format(text=value),
                _("It would take what follows a $ for a variable. Give the folder another name."),
            )
        # What stands between double quotes in JSON means the same in YAML.
        start, stem, rest = re.split(rf"(?m)^( +{key}: ).*", text, maxsplit=1)
        text = start + stem + json.dumps(value, ensure_ascii=False) + rest
    return text.encode("utf-8")


def find_package() -> str:
    """What pip is to install on a host: the commit that this program was itself installed from, else nothing.

    A bare name would be whatever anybody puts under it in a public registry.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        origin = json.loads(distribution("camket").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    by = origin.get("vcs_info")
    return f"camket @ {by['vcs']}+{origin['url']}@{by['commit_id']}" if by else ""


# --- owners of files ----------------------------------------------------------------------------------------------------


def plan_owners(folder: Path, ledger: Ledger, host: str | None) -> Plan:
    """The owners of the data's files, in the file where the host looks for them. Raises CamketError where nobody is known."""
    root = find_root(folder)
    where = git.path_in_repository(folder)
    file = _owners_file(root, host)
    guards = [file.relative_to(root).as_posix(), ATTRIBUTES, *(PIPELINES[host][:1] if host is not None else ())]
    lines = list(_owner_lines(ledger, where, guards))
    if not lines:
        raise CamketError(
            _("nobody is known to whom a file could belong"),
            _("Write addresses or @names under authors:, of the commitment (the office's clerks) and of each unit."),
        )
    return _plan_block(root, file, where, lines)


def find_unowned(ledger: Ledger) -> list[str]:
    """The units that no owner is known of; the office's clerks answer for their files alone."""
    return [unit.id for unit in ledger.units.values() if not _owners(unit.authors)]


def _owners(authors: Sequence[str]) -> list[str]:
    """Those authors whom a host can know: by address or by @name."""
    return [author for author in authors if _OWNER.fullmatch(author)]


def _owner_lines(ledger: Ledger, where: str, guards: Sequence[str]) -> Iterator[str]:
    """A line for each pattern; the last that matches a file is the one that counts. The clerks own every file as well:
    nobody can approve what they wrote themselves. `guards` are the files that the review itself rests on."""
    clerks = _owners(ledger.commitment.authors)
    above = _escape(f"/{where}/" if where else "/", _MEANT)
    if clerks:
        yield from (f"/{_escape(path, _MEANT)} {' '.join(clerks)}" for path in guards)
        beside = where.rpartition("/")[0]
        yield f"{_escape(f'/{beside}/' if beside else '/', _MEANT)}templates/ {' '.join(clerks)}"
        yield from (f"{above}{path} {' '.join(clerks)}" for path in ("targets.yaml", "units.yaml", "reports/"))
    for unit in ledger.units.values():
        owners = list(dict.fromkeys([*_owners(unit.authors), *clerks]))
        if len(owners) == len(clerks):
            continue
        yield f"{above}reports/*/{unit.id}.yaml {' '.join(owners)}"
        for filed in ledger.reports.values():  # named after another spelling of the unit
            if filed.unit == unit.id and not filed.path.endswith(f"/{unit.id}.yaml"):
                yield f"{above}{_escape(filed.path, _MEANT)} {' '.join(owners)}"


def _owners_file(root: Path, host: str | None) -> Path:
    # A new file in a place that is looked at first would put an old one out of force.
    places = OWNERS[host] if host is not None else tuple(dict.fromkeys(place for all_ in OWNERS.values() for place in all_))
    present = [place for place in places if (root / place).exists()]
    return root / (present[0] if present else _NEW_OWNERS.get(host or "", "CODEOWNERS"))


# --- taking it away -----------------------------------------------------------------------------------------------------


def plan_removal(folder: Path) -> Plan:
    """Settings and blocks taken away again. The settings stay while .gitattributes has a block for another data folder."""
    root = find_root(folder)
    where = git.path_in_repository(folder)
    owners = dict.fromkeys(place for places in OWNERS.values() for place in places)
    plan = Plan()
    for name in (ATTRIBUTES, *owners):
        plan += _plan_block(root, root / name, where, None)
    attributes = next((file.after for file in plan.files if file.path.name == ATTRIBUTES), _read(root, root / ATTRIBUTES))
    if b"=camket" in (attributes or b""):
        return plan
    return plan + _plan_settings(folder, dict.fromkeys(_settings(""), None))


# --- the block that is ours in a file -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _MarkedBlock:
    """A block in a file's text: from its first mark up to the end of its last, without the line end after that."""

    start: int
    stop: int
    lines: tuple[str, ...]
    is_whole: bool


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _find_block(data: bytes | None, where: str) -> _MarkedBlock | None:
    """The block of the data folder at `where`. It is whole as long as it says what it said when it was written."""
    text = _text(data)
    key = re.escape(_quote("/" + where))
    marks = rf"^# camket: begin (?P<digest>\w+) {key}(?=\r?$)(?P<inside>.*?)^# camket: end {key}(?=\r?$)"
    found = re.search(marks, text, re.DOTALL | re.MULTILINE)
    if found is None:
        half = re.search(rf"^# camket: (?:begin \w+|end) {key}(?=\r?$)", text, re.MULTILINE)
        return _MarkedBlock(half.start(), half.end(), (), is_whole=False) if half else None
    lines = tuple(line.removesuffix("\r") for line in found["inside"].split("\n")[1:-1])
    return _MarkedBlock(found.start(), found.end(), lines, is_whole=found["digest"] == _digest(lines))


def _plan_block(root: Path, file: Path, where: str, lines: Sequence[str] | None) -> Plan:
    """The file with these lines in its block, at its end where there was none; without a block where there are no lines."""
    before = _read(root, file)
    block = _find_block(before, where)
    if block is not None and not block.is_whole:
        return Plan(left=((file, _("{path}: the part of camket was changed by hand and is left as it is")),))
    if lines is None:
        after = _without_block(_text(before), block)
        changed = None if not after else after.encode("utf-8", "surrogateescape")
        return Plan(files=(Writing(file, before, changed),)) if block is not None else Plan()
    with speaking("vi"):
        head = _("Written by camket setup-git. Once it is changed by hand, the program no longer touches it.")
    lines = (f"# {head}", *lines)
    after = _with_block(_text(before), block, where, lines)
    data = after.encode("utf-8", "surrogateescape")
    return Plan(files=(Writing(file, before, data, lines[1:]),)) if data != before else Plan()


def _with_block(text: str, block: _MarkedBlock | None, where: str, lines: Sequence[str]) -> str:
    key = _quote("/" + where)
    end = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
    written = end.join([f"# camket: begin {_digest(lines)} {key}", *lines, f"# camket: end {key}"])
    if block is not None:
        return text[: block.start] + written + text[block.stop :]
    # A file whose last line has no end keeps none, so that what was there comes back when the block is taken away.
    return text + written + end if not text or text.endswith("\n") else text + end + written


def _without_block(text: str, block: _MarkedBlock | None) -> str:
    if block is None:
        return text
    before, after = text[: block.start], text[block.stop :]
    if after:
        return before + re.sub(r"^\r?\n", "", after)
    return re.sub(r"\r?\n$", "", before)


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")


def _read(root: Path, file: Path) -> bytes | None:
    """The bytes of a file in the repository, or None. Raises CamketError where a link leads out of it."""
    if not file.resolve().is_relative_to(root.resolve()):
        raise CamketError(_("{path} leads out of the repository").format(path=file))
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = _("{path} cannot be read: {reason}").format(path=file, reason=error.strerror or error)
        raise CamketError(message) from error
