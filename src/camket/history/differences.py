"""The differences between two states of the data: the facts that changed, and the verdicts and receipts that change with them.

How a file is written makes no difference: two states are compared by their facts (see `facts`). A fact that is in one state
only, or has another value in the other, is a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from camket.history.facts import DataFile, Fact, Value, Way, data_file, facts_of, files_of, flatten
from camket.ledger.ledger import AnyFiled, Filed, Ledger
from camket.ledger.load import have_same_definitions
from camket.ledger.lookup import files_in_force
from camket.ledger.measures.registry import BARE_KEYS_OF_LIST
from camket.ledger.tree import ISSUED, OFFICE, TARGETS, UNITS, split_report_path
from camket.standing.standings import Standing
from camket.standing.submissions import Submission, closing_day
from camket.standing.survey import Survey, survey
from camket.text.problems import Place
from camket.text.source import Document, Keys

_BESIDE_FIGURES = frozenset({"text", "evidence", "note"})


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs between two states: `before` or `now` is None where that state does not have it.

    `way` leads to the fact inside its file, through entries of lists by their names, and `keys` by their positions. `document`
    is the file now, or the file before where the fact is gone; `place` is its place there. `path` is the file now, or the file
    before where the whole file is gone; `round` and `unit` say whose report it is, whatever the file is called in either state.
    """

    path: str
    round: str | None
    unit: str | None
    target: str | None
    way: Way
    before: Value
    now: Value
    document: Document = field(repr=False, compare=False)
    keys: Keys

    @property
    def place(self) -> Place:
        """Its place in the file now, or in the file before where it is gone."""
        return self.document.place(self.keys)

    @property
    def report(self) -> tuple[str, str] | None:
        """The round and the unit of the report that it belongs to; None for another file."""
        return (self.round, self.unit) if self.round is not None and self.unit is not None else None

    @property
    def is_figure(self) -> bool:
        """Whether it belongs to the figure of a result, and not to the words or papers beside the figure."""
        return self.way[0] == "results" and not _BESIDE_FIGURES & {*self.way[2:]}

    @property
    def is_listed(self) -> bool:
        """Whether it is in a list of which each report names what is new."""
        return self.way[0] == "results" and len(self.way) > 2 and self.way[2] in BARE_KEYS_OF_LIST

    @property
    def is_entry(self) -> bool:
        """Whether it is a whole entry of a list that was added or removed."""
        return self.way[-1].startswith("#")


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A target, or one unit's part of it, whose verdict, goal or figure in a round has changed."""

    round: str
    before: Standing
    now: Standing


@dataclass(frozen=True, slots=True)
class ReceiptChange:
    """A unit whose submission in a round has changed; None where it need not report in that state."""

    round: str
    unit: str
    before: Submission | None
    now: Submission | None


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences between two states, in the order of files; `standing_changes` and `receipts` follow from `changes`."""

    before: Ledger
    now: Ledger
    changes: tuple[Change, ...]
    standing_changes: tuple[StandingChange, ...]
    receipts: tuple[ReceiptChange, ...]


def find_differences(before: Ledger, now: Ledger, *, is_brief: bool = True) -> Differences:
    """Return every change between two states, and the changed verdicts and receipts in the rounds that it concerns.

    The standings are brief, without what no verdict depends on (`aggregation.Aggregation`); whole with `is_brief` false.
    """
    changes = find_changes(before, now)
    rounds = _rounds_concerned(before, now, changes)
    standing_changes: list[StandingChange] = []
    receipts: list[ReceiptChange] = []
    for round_id in rounds:
        views = _views(before, now, round_id, changes, is_brief)
        if views is not None:
            standing_changes += find_standing_changes(round_id, *views)
            receipts += find_receipt_changes(round_id, *views)
    return Differences(before, now, changes, tuple(standing_changes), tuple(receipts))


# --- changes ----------------------------------------------------------------------------------------------------------


def find_changes(before: Ledger, now: Ledger) -> tuple[Change, ...]:
    """Return every change between two states, without what follows from it."""
    return tuple(_changes(before, now))


def _changes(before: Ledger, now: Ledger) -> Iterator[Change]:
    same_frame = have_same_definitions(before, now)
    there, present = before.files(), now.files()
    # A file that both states share, read by the same targets, has the same facts.
    shared = {proper for proper, one in present.items() if same_frame and there.get(proper) is one}
    old, new = (files_of(ledger, shared) for ledger in (before, now))
    for proper in dict.fromkeys([*old, *new]):
        was, is_ = _document(before, old, proper), _document(now, new, proper)
        if same_frame and was is not None and is_ is not None and was.is_same(is_):
            continue  # the same text, read by the same targets, has the same facts
        sides = _differing(old.get(proper), new.get(proper)) if same_frame else (old.get(proper), new.get(proper))
        first, second = (
            dict(facts_of(one, ledger)) if one is not None else {} for one, ledger in zip(sides, (before, now), strict=True)
        )
        yield from _compare(proper, first, second, was, is_)


def _differing(first: DataFile | None, second: DataFile | None) -> tuple[DataFile | None, DataFile | None]:
    """Return two states of a report, read by the same targets, without what is written in the same way in both."""
    if first is None or second is None or first.filed is None or second.filed is None:
        return first, second
    written, other = first.filed.document.value, second.filed.document.value
    results, others = first.filed.report.results, second.filed.report.results
    same = {target for target, result in results.items() if target in others and result == others[target]}
    # What stands beside the results is checked together, so it is compared together.
    same_beside = {**written, "results": None} == {**other, "results": None}

    def rest(one: DataFile, filed: Filed) -> DataFile:
        content = {"results": {target: result for target, result in filed.results.items() if target not in same}}
        return DataFile(content if same_beside else {**one.content, **content}, filed)

    return rest(first, first.filed), rest(second, second.filed)


def _document(ledger: Ledger, files: Mapping[str, DataFile], proper: str) -> Document | None:
    """Return the document of a file of a state, whatever that file is called."""
    if proper not in files:
        return None
    filed = files[proper].filed
    return filed.document if filed is not None else ledger.documents.get(proper)


def compare_file(
    ledger: Ledger,
    path: str,
    before: AnyFiled | None,
    now: AnyFiled | None,
    *,
    target: str | None = None,
    keys: Collection[str] | None = None,
) -> tuple[Change, ...]:
    """Return every change between two states of one file of reports/, both as `load.read_file` reads them by `ledger`.

    `path` is the path that the file should have. With `target`, of the results only those of this target are compared; with
    `keys`, of what stands beside the results only what stands under these keys.
    """
    sides = _differing(*(data_file(one) if one is not None else None for one in (before, now)))
    parts = (_part(one, target, keys) if one is not None else None for one in sides)
    first, second = (dict(facts_of(one, ledger)) if one is not None else {} for one in parts)
    return tuple(_compare(path, first, second, before.document if before else None, now.document if now else None))


def _part(one: DataFile, target: str | None, keys: Collection[str] | None) -> DataFile:
    content = {key: value for key, value in one.content.items() if key == "results" or keys is None or key in keys}
    if target is not None and "results" in content:
        content["results"] = {name: result for name, result in content["results"].items() if name == target}
    return replace(one, content=content)


def compare_target(before: Ledger | None, now: Ledger | None, target_id: str) -> tuple[Change, ...]:
    """Return every change of one target in targets.yaml between two states; a state may be None or not have the target."""
    sides: list[tuple[dict[Way, Fact], Document | None]] = []
    for ledger in (before, now):
        target = ledger.targets.get(target_id) if ledger is not None else None
        if ledger is None or target is None:
            sides.append(({}, None))
            continue
        way, keys = ("targets", f"#{target_id}"), ledger.target_keys[target_id]
        sides.append((dict(flatten(target, way, keys, None)), ledger.documents[TARGETS]))
    (first, old), (second, new) = sides
    return tuple(_compare(TARGETS, first, second, old, new))


def whole_changes(changes: Sequence[Change]) -> list[Change]:
    """Return the changes without those inside an entry that was added or removed as a whole."""
    entries = {(change.path, change.way) for change in changes if change.is_entry}
    return [
        change for change in changes if not any((change.path, change.way[:n]) in entries for n in range(1, len(change.way)))
    ]


def _compare(
    proper: str, first: Mapping[Way, Fact], second: Mapping[Way, Fact], old: Document | None, new: Document | None
) -> Iterator[Change]:
    filled = {way[:-1] for way in (*first, *second) if way[-1].startswith("#")}
    for way in dict.fromkeys([*second, *first]):
        if way in filled:
            continue  # that a list is empty in one state follows from the entries of the other
        was, is_ = first.get(way), second.get(way)
        if was is None or is_ is None or was.value != is_.value:
            document, fact = (new, is_) if is_ is not None else (old, was)
            assert document is not None and fact is not None
            path = (new or document).path
            yield _change(proper, path, way, was, is_, document, fact.keys)


def _change(proper: str, path: str, way: Way, was: Fact | None, is_: Fact | None, document: Document, keys: Keys) -> Change:
    report = split_report_path(proper)
    named = way[1].removeprefix("#") if len(way) > 1 else None
    unit = report.name if report else named if way[0] == "units" else None
    target = named if way[0] in ("results", "targets") else None
    return Change(
        path,
        report.round if report else None,
        None if unit in (OFFICE, ISSUED) else unit,
        target,
        way,
        was.value if was else None,
        is_.value if is_ else None,
        document,
        keys,
    )


# --- what follows -----------------------------------------------------------------------------------------------------


def _rounds_concerned(before: Ledger, now: Ledger, changes: Sequence[Change]) -> list[str]:
    """Return the ids of the rounds whose standings may have changed.

    They are the rounds of changed files, and the later rounds that count the lists in these files; all rounds that have a
    report where targets.yaml or units.yaml changed.
    """
    reported = {round_id for ledger in (before, now) for round_id, _unit in ledger.reports}
    if any(change.path in (TARGETS, UNITS) for change in changes):
        return [round_.id for round_ in now.rounds if round_.id in reported]
    own = {change.round for change in changes}
    listed = {change.round for change in changes if change.is_listed or change.way == ("submitted",)}
    found, counts_on = [], False
    for round_ in now.rounds:
        if round_.id in own or (counts_on and round_.id in reported):
            found.append(round_.id)
        counts_on = counts_on or round_.id in listed
    return found


def _views(
    before: Ledger, now: Ledger, round_id: str, changes: Sequence[Change], is_brief: bool
) -> tuple[Survey, Survey] | None:
    """Return the surveys of a round in both states, of targets that can have changed; None where a state lacks the round."""
    first, second = before.round(round_id), now.round(round_id)
    if first is None or second is None:
        return None
    days = closing_day(before, first), closing_day(now, second)
    rounds = {one.id for one in now.calendar.through(second)}
    concerned = [change for change in changes if change.round is None or change.round in rounds]
    if days[0] != days[1] or any(change.round is None or change.unit is None for change in concerned):
        # Anything may have changed.
        return survey(before, first, days[0], is_brief=is_brief), survey(now, second, days[1], is_brief=is_brief)
    if is_brief:
        concerned = [change for change in concerned if change.round == round_id or _counts_later(now, change)]
    # A report that is received, or no longer is, changes all of its figures; otherwise only the changed ones count.
    targets = {change.target for change in concerned if change.target is not None}
    wanted = None if any(change.way == ("submitted",) for change in concerned) else targets
    of_files = _units_of_files(before, now, round_id)
    whole = {change.unit for change in concerned if change.target is None} | of_files
    changed = {(change.target, change.unit) for change in concerned}
    units = {change.unit for change in concerned} | of_files
    old = survey(before, first, days[0], wanted, units=units, is_brief=is_brief)
    parts = {
        (one.target.id, one.unit): one
        for of_target in old.standings
        for one in of_target.by_unit
        if one.unit is not None and one.unit not in whole and (one.target.id, one.unit) not in changed
    }
    return old, survey(now, second, days[1], wanted, parts, units, is_brief=is_brief)


def _counts_later(ledger: Ledger, change: Change) -> bool:
    """Whether a change in a report may change the figure of a later round, and not only the earlier figure beside it."""
    target = ledger.targets.get(change.target or "")
    return target is None or target.measure.is_list or bool(target.rounds)


def _units_of_files(before: Ledger, now: Ledger, round_id: str) -> set[str | None]:
    """Return the units whose report in a round is there in one state only, or cannot be read in one of them.

    Even a report that says nothing is one that a unit has, or has not.
    """
    unreadable = {split_report_path(path) for one in (before, now) for path in files_in_force(one, one.skipped)}
    found: set[str | None] = {unit for round_of, unit in before.reports.keys() ^ now.reports.keys() if round_of == round_id}
    return found | {report.name for report in unreadable if report is not None and report.round == round_id}


def find_standing_changes(round_id: str, before: Survey, now: Survey) -> Iterator[StandingChange]:
    """Yield the targets, and units' parts of targets, whose verdict, figure or goal differs between two surveys of a round."""
    earlier = {(one.target.id, one.unit): one for whole in before.standings for one in (whole, *whole.by_unit)}
    for whole in now.standings:
        for one in (whole, *whole.by_unit):
            was = earlier.get((one.target.id, one.unit))
            if was is not None and (was.verdict, was.computed, was.actual, _levels(was)) != (
                one.verdict,
                one.computed,
                one.actual,
                _levels(one),
            ):
                yield StandingChange(round_id, was, one)


def _levels(standing: Standing) -> list[tuple[Decimal | None, Decimal | None, tuple[Decimal, ...]]]:
    return [(judged.bounds.low, judged.bounds.high, judged.bounds.limits) for judged in standing.conditions]


def find_receipt_changes(round_id: str, before: Survey, now: Survey) -> Iterator[ReceiptChange]:
    """Yield the units whose submission differs between two surveys of a round."""
    first, second = ({one.unit: one for one in view.submissions} for view in (before, now))
    for unit in dict.fromkeys([*second, *first]):
        was, is_ = first.get(unit), second.get(unit)
        if was is None or is_ is None or _receipt_key(was) != _receipt_key(is_):
            yield ReceiptChange(round_id, unit, was, is_)


def _receipt_key(one: Submission) -> tuple[object, ...]:
    return one.state, one.submitted, one.due, one.answered, one.unreadable is not None
