"""Two states of the data compared: what is a change, what is none, and what follows from it."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from camket.history.account import ChangeLine, compare_words, tell, tell_changes
from camket.history.differences import Change, Differences, find_differences, find_receipt_changes, find_standing_changes
from camket.history.fact_text import value_text
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.standing.submissions import closing_day
from camket.standing.survey import survey
from office import DUE, office, report, target

COUNT = "measure: {kind: count}\ngoal: {at_least: 100}"
PRODUCTS = """\
measure: {kind: list, columns: {stars: {type: number, label: Số sao}}, counts_if: {stars: {at_least: 3}}}
goal: {at_least: 5}"""


def between(body: str, before: str, now: str, rest: tuple[str, str] = ("", "")) -> Differences:
    """The differences of two reports of one target in the second round."""
    ledgers = [
        office(target(body), {"q2/phong-a": report(DUE["q2"], result, tail)})
        for result, tail in zip((before, now), rest, strict=True)
    ]
    return find_differences(*ledgers)


def seen(found: Differences) -> list[tuple[str, object, object]]:
    return [(".".join(change.way), change.before, change.now) for change in found.changes]


def lines(found: Differences) -> list[ChangeLine]:
    return [line for section in tell(found) for entry in section.entries for line in entry.lines]


def line_text(line: ChangeLine) -> str:
    marks = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return f"{line.sign} {line.label}: " + "".join(marks[span.part].format(span.text) for span in line.spans)


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    ledger, _problems = load(FolderTree(Path(__file__).parents[1] / "data"))
    assert ledger is not None
    return ledger


# --- what is no change ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("38", "{value: 38}"),
        ("38", "'38'  # nhập lại"),
        ("1200", '"1.200"'),
        ("{value: 38, text: tăng}", "{text: tăng, value: 38}"),
        ("{value: 38, text: tăng đều}", "{value: 38, text: 'tăng   đều'}"),
    ],
)
def test_spellings_of_the_same_figure_are_no_change(before: str, now: str) -> None:
    assert seen(between(COUNT, before, now)) == []


def test_the_order_of_a_list_is_no_change() -> None:
    one, two = "{name: Bột gạo, stars: 4}", "{name: Trà sen, stars: '3,0'}"
    assert seen(between(PRODUCTS, f"[{one}, {two}]", f"[{two.replace(',0', '')}, {one}]")) == []


def filled(content: object) -> object:
    """Remove the keys that have no value."""
    if isinstance(content, dict):
        return {key: filled(value) for key, value in content.items() if value != ""}
    return [filled(value) for value in content] if isinstance(content, list) else content


def test_files_rewritten_by_pyyaml_have_no_changes(shipped: Ledger, tmp_path: Path, data: Path) -> None:
    """PyYAML sorts keys, folds texts in another way and drops comments; none of this is a change of the data."""

    class Plain(yaml.SafeLoader):
        yaml_implicit_resolvers: Mapping[str, list[object]] = {}  # type: ignore[assignment]  # every scalar stays text

    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    for path in folder.rglob("*.yaml"):
        content = filled(yaml.load(path.read_text(encoding="utf-8"), Plain))
        path.write_text(yaml.safe_dump(content, allow_unicode=True, width=40), encoding="utf-8")
    again, problems = load(FolderTree(folder))
    assert again is not None
    assert not [problem for problem in problems if problem.level == "error"]
    found = find_differences(shipped, again)
    assert (found.changes, found.standing_changes, found.receipts) == ((), (), ())


# --- what is a change ------------------------------------------------------------------------------------------------------


def test_a_changed_figure_changes_the_verdict() -> None:
    found = between(COUNT, "30", "45")
    assert seen(found) == [("results.t.value", Decimal(30), Decimal(45))]
    (turn,) = found.standing_changes
    assert (turn.round, turn.before.verdict, turn.now.verdict) == ("q2", "behind", "on-track")
    assert [line_text(line) for line in lines(found)] == [
        "~ số thực hiện: [-30-]{+45+}",
        "! luỹ kế: [-30-]{+45+}",
        "! đánh giá: [-chậm tiến độ-]{+đúng tiến độ+}",
    ]


def test_the_place_of_a_change_is_in_the_file_now() -> None:
    (change,) = between(COUNT, "30", "45").changes
    assert (change.place.path, change.place.line, change.place.column) == ("reports/q2/phong-a.yaml", 3, 6)


def test_added_and_removed_items() -> None:
    found = between(PRODUCTS, "[{name: Bột gạo, stars: 4}]", "[{name: Nước mắm cá linh, stars: 3}]")
    assert [line_text(line) for line in lines(found)][:2] == [
        "+ danh mục: {+Nước mắm cá linh; Số sao: 3+}",
        "- danh mục: [-Bột gạo; Số sao: 4-]",
    ]


def test_a_renamed_item_is_a_changed_item() -> None:
    found = between(PRODUCTS, "[{name: Trà hoa hồng sấy lạnh, stars: 4}]", "[{name: Trà hoa hồng sấy, stars: 4}]")
    assert [line_text(line) for line in lines(found)] == ["~ danh mục: Trà hoa hồng [-sấy lạnh; -]{+sấy; +}Số sao: 4"]


def test_a_changed_column_of_an_item() -> None:
    found = between(PRODUCTS, "[{name: Bột gạo, stars: 2}]", "[{name: Bột gạo, stars: 3}]")
    assert line_text(lines(found)[0]) == "~ Số sao: [-2-]{+3+}"
    assert found.standing_changes[0].now.actual == 1


def test_a_text_is_compared_word_by_word() -> None:
    difficulty = "difficulties:\n  - Thiếu vốn cho {} công trình ven sông\n"
    found = between(COUNT, "38", "38", (difficulty.format("hai"), difficulty.format("ba")))
    assert [line_text(line) for line in lines(found)] == ["~ khó khăn: Thiếu vốn cho [-hai -]{+ba +}công trình ven sông"]


def test_an_added_report() -> None:
    before = office(target(COUNT))
    now = office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "45")})
    found = find_differences(before, now)
    assert ("submitted", None, now.reports["q2", "phong-a"].report.submitted) in seen(found)
    (receipt,) = found.receipts
    assert receipt.before is not None
    assert receipt.now is not None
    assert (receipt.before.state, receipt.now.state) == ("pending", "on-time")
    gone = find_differences(now, before)
    assert [(way, after, earlier) for way, earlier, after in seen(gone)] == seen(found)


def test_a_changed_goal_changes_every_round_that_has_reports() -> None:
    files = {f"{name}/phong-a": report(DUE[name], value) for name, value in (("q1", "25"), ("q2", "45"))}
    found = find_differences(*(office(target(COUNT.replace("100", goal)), files) for goal in ("100", "300")))
    assert [way for way, _before, _now in seen(found)] == ["targets.#t.goal.all.#?.at_least"]
    assert [(turn.round, turn.now.verdict) for turn in found.standing_changes] == [("q1", "behind"), ("q2", "behind")]


def test_two_texts_are_compared_by_words() -> None:
    spans = compare_words("một hai ba", "một bốn ba năm")
    assert "".join(span.text for span in spans if span.part != "new").split() == ["một", "hai", "ba"]
    assert "".join(span.text for span in spans if span.part != "old").split() == ["một", "bốn", "ba", "năm"]


# --- a whole office ---------------------------------------------------------------------------------------------------


def test_each_changed_figure_of_the_shipped_data_is_found_and_nothing_else(shipped: Ledger, tmp_path: Path, data: Path) -> None:
    chance = random.Random(7)
    files = sorted(data.glob("reports/q[123]/p*.yaml"))
    for path in chance.sample(files, 12):
        folder = tmp_path / path.parent.name / path.stem
        shutil.copytree(data, folder)
        text = path.read_text(encoding="utf-8")
        figures = list(re.finditer(r"(?m)^    (?:value|part): \"?\d[\d.,]*[1-9]\"?$", text))
        if not figures:
            continue
        chosen = chance.choice(figures)
        last = chosen.end() - 1 - text[: chosen.end()].endswith('"')
        changed = text[:last] + str(int(text[last]) - 1) + text[last + 1 :]
        (folder / path.relative_to(data)).write_text(changed, encoding="utf-8")
        now, _problems = load(FolderTree(folder))
        assert now is not None
        found = find_differences(shipped, now)
        assert len(found.changes) == 1
        change: Change = found.changes[0]
        assert (change.round, change.unit) == (path.parent.name, path.stem)
        assert change.place.line == text[: chosen.start()].count("\n") + 1
        is_evidence = shipped.targets[change.target or ""].measure.kind == "judgement"  # only its grade is judged
        assert is_evidence or any(turn.now.target.id == change.target for turn in found.standing_changes)


# Edits of the shipped data: (file, old text, new text); None for a file that is deleted.
EDITS = [
    ("reports/q2/phuong-1.yaml", "value: 17562.4", "value: 17.0"),
    ("reports/q1/phuong-2.yaml", "grade: tot", "grade: chua-tot"),
    ("reports/q2/phuong-3.yaml", "submitted: 2023-06-06", "submitted: 2023-06-20"),
    ("reports/q2/phuong-4.yaml", "submitted: 2023-06-02", "submitted:"),
    ("reports/q3/phuong-1.yaml", None, None),
    ("reports/q2/phong-kinh-te.yaml", "stars: 4", "stars: 1"),
    ("reports/q3/phong-lao-dong.yaml", "new: 38", "new: 36"),
    ("reports/q2/_office.yaml", "draft: true", "draft: false"),
    ("targets.yaml", "goal: {at_least: 75,", "goal: {at_least: 175,"),
    ("units.yaml", "name: Phường 1", "name: Phường Một"),
]


@pytest.mark.parametrize("number", range(24))
def test_judging_only_what_changed_finds_the_same_as_judging_everything(
    shipped: Ledger, tmp_path: Path, data: Path, number: int
) -> None:
    """Targets that the changes cannot have touched are not judged again; nothing may be missed because of that."""
    chance = random.Random(number)
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    for path, old, new in chance.sample(EDITS, chance.randint(1, 4)):
        file = folder / path
        text = file.read_text(encoding="utf-8")
        if old is None or new is None:
            file.unlink()
        else:
            assert old in text, path
            file.write_text(text.replace(old, new, 1), encoding="utf-8")
    now, _problems = load(FolderTree(folder))
    assert now is not None
    found = find_differences(shipped, now)
    standings, receipts = [], []
    for round_id in [round_.id for round_ in shipped.rounds]:
        before, after = (
            survey(ledger, round_, closing_day(ledger, round_))
            for ledger in (shipped, now)
            if (round_ := ledger.round(round_id)) is not None
        )
        standings += [(one.round, one.now.target.id, one.now.unit) for one in find_standing_changes(round_id, before, after)]
        receipts += list(find_receipt_changes(round_id, before, after))
    assert [(one.round, one.now.target.id, one.now.unit) for one in found.standing_changes] == standings
    assert [(one.round, one.unit) for one in found.receipts] == [(one.round, one.unit) for one in receipts]


@pytest.mark.parametrize(
    ("way", "value", "words"),
    [
        (("overrules", "#t", "verdict"), "exceeded", "vượt"),
        (("results", "t", "awaiting"), "publication", "chờ công bố"),
        (("results", "t", "awaiting"), "assessment", "chưa đến kỳ đánh giá"),
        (("answers", "#dx-1", "outcome"), "declined", "không chấp thuận"),
        (("overrules", "#t", "verdict"), "khác", "khác"),
    ],
)
def test_a_value_of_a_fixed_set_is_shown_in_the_users_language(way: tuple[str, ...], value: str, words: str) -> None:
    assert value_text(None, None, way, value) == words


def test_an_answer_tells_the_proposal_it_is_to_and_who_answered(shipped: Ledger, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    office = folder / "reports/q2/_office.yaml"
    text = office.read_text(encoding="utf-8")
    answer = "  - {proposals: dx-hpe3xa4, outcome: declined, date: 2023-06-20, by: Văn phòng UBND Tỉnh}\n"
    office.write_text(text.replace("answers:\n", "answers:\n" + answer, 1), encoding="utf-8")
    now, _problems = load(FolderTree(folder))
    assert now is not None
    found = find_differences(shipped, now)
    (line,) = tell_changes(now, None, found.changes)
    told = "".join(span.text for span in line.spans)
    assert "“Nêu rõ một đơn vị đầu mối" in told
    assert "nơi trả lời: Văn phòng UBND Tỉnh" in told
