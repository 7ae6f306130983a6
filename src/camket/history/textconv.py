"""A file of the data as lines, one for each fact, for git's own diff: layout and order of the file make no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from camket.history.fact_text import KEY_ORDER, value_text, way_label
from camket.history.facts import Fact, Way, file_facts, frame_facts, plain_facts
from camket.ledger.commitment import TargetsFile
from camket.ledger.data_format import newer_format
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.load import load, read_file
from camket.ledger.reports import OfficeFile, Report
from camket.ledger.targets import Target
from camket.ledger.tree import OFFICE, REPORTS, TARGETS, UNITS, FolderTree, OverlayTree, find_data_folder
from camket.standing.wording import target_name
from camket.text.problems import DataFolderNotFound, Problem
from camket.text.source import Plain, read_document

# The keys that an entry of a list is named by in lines: the first of these that it has.
_SHOWN_BY = ("name", "text", "number", "id", "date", "target", "unit")
# A longer name of an entry is cut off in the lines of its other facts.
_WIDTH = 50
# The keys of a file's first level, in the order of its model.
_FIRST_KEYS = tuple(dict.fromkeys((*Report.model_fields, *OfficeFile.model_fields, *TargetsFile.model_fields)))
# A git before 2.37 puts random letters before the name of a temporary file.
_BEFORE_NAME = re.compile(r"^[A-Za-z0-9]{6}_(?=.)")

Facts = list[tuple[Way, Fact]]


def find_frame(file: Path, given: Path | None, here: Path) -> Path | None:
    """Return the data folder of a file: the folder that it is in, else `given`, the nearest, or the only one below `here`."""
    name = file.name
    above = file.absolute().parents
    own = above[0] if name in (TARGETS, UNITS) else above[2] if len(above) > 2 and above[1].name == REPORTS else None
    if own is not None and (own / TARGETS).is_file():
        return own
    try:
        return find_data_folder(given, here)
    except DataFolderNotFound:
        if given is not None:
            return None
    found = [path.parent for pattern in ("*", "*/data") for path in here.glob(f"{pattern}/{TARGETS}")]
    return found[0] if len(found) == 1 else None


def list_facts(name: str, data: bytes, folder: Path | None) -> str | None:
    """Return the facts of a file, one line each; None where the file cannot be read.

    `folder` is the data folder with the targets; without it, values are shown as they are written.
    """
    document, problems = read_document(name, data)
    if document is None or not isinstance(document.value, dict) or _errors(problems):
        return None
    kind = _kind(name, document.value)
    if kind == TARGETS and newer_format(document.value):
        return None
    contents = _frame_contents(folder)
    if kind in (TARGETS, UNITS):
        contents[kind] = data
    ledger, frame_problems = load(OverlayTree(None, contents)) if TARGETS in contents else (None, [])
    facts = plain_facts(document.value)
    if ledger is not None and kind in (TARGETS, UNITS):
        if not any(problem.place.path == kind for problem in _errors(frame_problems)):
            facts = frame_facts(ledger, kind)
    elif ledger is not None:
        facts = _report_facts(ledger, name, kind, data, document.value, facts)
    # Keys that the file does not have are defaults of the model, and are not shown.
    written = [one for one in facts if document.value.get(one[0][0]) is not None]
    return "".join(f"{line}\n" for line in _lines(written, ledger))


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "error"]


def _frame_contents(folder: Path | None) -> dict[str, bytes]:
    tree = FolderTree(folder) if folder is not None else None
    return {name: tree.read(name) for name in (TARGETS, UNITS) if (tree.root / name).is_file()} if tree is not None else {}


def _kind(name: str, value: Mapping[str, Plain]) -> str:
    """Return which kind of file this is, by its name or else by its keys."""
    stem = _stem(name)
    if f"{stem}.yaml" in (TARGETS, UNITS):
        return f"{stem}.yaml"
    if "targets" in value or "commitment" in value:
        return TARGETS
    if value.keys() & {"units", "bodies", "groups"}:
        return UNITS
    return OFFICE if stem == OFFICE or not value.keys() & {"unit", "results", "submitted"} else REPORTS


def _stem(name: str) -> str:
    base = PurePath(name).name
    bare = _BEFORE_NAME.sub("", base)
    return (bare if bare in (TARGETS, UNITS, f"{OFFICE}.yaml") or base != bare else base).removesuffix(".yaml")


def _report_facts(ledger: Ledger, name: str, kind: str, data: bytes, value: Mapping[str, Plain], plain: Facts) -> Facts:
    """Return the facts of a report by the measures of its targets; what does not fit its measure is shown as it is written."""
    round_id = str(value.get("round") or (ledger.rounds[0].id if ledger.rounds else ""))
    stem = OFFICE if kind == OFFICE else _stem(name)
    if kind == REPORTS and stem not in ledger.units:  # any unit will do: the facts are the same
        stem = next(iter(ledger.units), stem)
    one, _problems = read_file(ledger, f"{REPORTS}/{round_id}/{stem}.yaml", data)
    if one is None:
        return plain
    facts = file_facts(ledger, one)
    read = {way[:1] if way[0] != "results" else way[:2] for way, _fact in facts}
    if isinstance(one, Filed):
        read |= {("results", target) for target in one.results}
    return facts + [(way, fact) for way, fact in plain if (way[:1] if way[0] != "results" else way[:2]) not in read]


# --- lines --------------------------------------------------------------------------------------------------------------


def _lines(facts: Facts, ledger: Ledger | None) -> list[str]:
    by_way = dict(facts)
    targets = list(ledger.targets) if ledger is not None else []
    lines = []
    for way, fact in sorted(facts, key=lambda one: _order(one[0], targets)):
        if way[-1] in _SHOWN_BY and _shown_by(way[:-1], by_way) == way[-1]:
            continue  # the entry is named by this fact, and the line of the entry itself shows it in full
        if way[-1].startswith("#?") and fact.value is True:
            continue  # an entry without a name is shown by its other facts only
        lines.append(_line(way, fact, by_way, ledger))
    return lines


def _order(way: Way, targets: Sequence[str]) -> tuple[tuple[int, str], ...]:
    first = (_FIRST_KEYS.index(way[0]) if way[0] in _FIRST_KEYS else len(_FIRST_KEYS), way[0])
    ranks = [first]
    for key in way[1:]:
        if way[0] == "results" and len(ranks) == 1:
            ranks.append((targets.index(key) if key in targets else len(targets), key))
        elif key in _SHOWN_BY[:2] and len(way) > 2 and way[-2].startswith("#"):
            ranks.append((-1, key))
        else:
            ranks.append((KEY_ORDER.get(key, len(KEY_ORDER)), key))
    return tuple(ranks)


def _line(way: Way, fact: Fact, by_way: Mapping[Way, Fact], ledger: Ledger | None) -> str:
    """Return one fact as `target › part › entry › key: value`."""
    target = ledger.targets.get(way[1]) if ledger is not None and way[0] == "results" and len(way) > 1 else None
    words: list[str] = []
    start = 0
    if way[0] == "results" and len(way) > 1:
        words.append(target_name(target) if target is not None else way[1])
        start = 2
    group: list[str] = []
    for index in range(start, len(way)):
        if not way[index].startswith("#"):
            group.append(way[index])
            continue
        words += _group_label(target, group)
        group = []
        if index < len(way) - 1:
            words.append(_entry_name(way[: index + 1], by_way, target, ledger))
    words += _group_label(target, group)
    value = _entry_text(way, fact, by_way, target, ledger) if way[-1].startswith("#") else _text(way, fact, target, ledger)
    line = f"{' › '.join(words)}: {value}"
    # Control characters would be carried out by the terminal that a pager writes to.
    return "".join(letter if letter.isprintable() else " " for letter in line)


def _group_label(target: Target | None, group: list[str]) -> list[str]:
    label = way_label(target, tuple(group)) if group else ""
    return [label or " › ".join(group)] if group else []


def _text(way: Way, fact: Fact, target: Target | None, ledger: Ledger | None) -> str:
    return value_text(ledger, target, way, fact.value)


def _shown_by(entry: Way, by_way: Mapping[Way, Fact]) -> str | None:
    """Return the key that an entry of a list is named by."""
    if not entry or not entry[-1].startswith("#"):
        return None
    return next((key for key in _SHOWN_BY if (*entry, key) in by_way), None)


def _entry_text(entry: Way, fact: Fact, by_way: Mapping[Way, Fact], target: Target | None, ledger: Ledger | None) -> str:
    if not isinstance(fact.value, bool):
        return _text(entry, fact, target, ledger)
    key = _shown_by(entry, by_way)
    if key is not None:
        return _text((*entry, key), by_way[*entry, key], target, ledger)
    name = entry[-1].removeprefix("#")
    return "1" if name == "?" else name.removeprefix("? (").removesuffix(")")  # its number among those without a name


def _entry_name(entry: Way, by_way: Mapping[Way, Fact], target: Target | None, ledger: Ledger | None) -> str:
    text = _entry_text(entry, by_way[entry], by_way, target, ledger)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"
