"""Problems of `set`, `assign` and `fill`: told in the words of the person who types, without keys and lines of files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from camket.cli import run
from camket.entry.told_problems import told_problem
from camket.ledger.load import load
from camket.ledger.scalars import Model
from camket.ledger.tree import OverlayTree
from camket.rules.check import RULES, check
from camket.text import language
from camket.text.problems import Problem
from measures_office import write_commitment
from test_checks import EXAMPLES, GOOD, examine, files_of


def all_models() -> list[type[Model]]:
    """Return the models of everything in a report, in the office's file and in targets.yaml."""
    found: list[type[Model]] = []
    waiting: list[type[Model]] = [Model]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.append(kind)
                waiting.append(kind)
    return found


# A key of a file in a message: with its colon, with an underscore, or inside braces.
_KEYS = "|".join(sorted({name for kind in all_models() for name in kind.model_fields}, key=len, reverse=True))
YAML = re.compile(rf"(?<![\w/-])(?:{_KEYS}):(?=\s|$|,)|\{{[^}}]*:|\b[a-z]+_[a-z_]+\b|\b\w+\.yaml:\d")
# In English a word of a sentence may be the same as a key: there only what is no word is looked for.
ENGLISH = re.compile(r"\{[^}]*:|\b[a-z]+_[a-z_]+\b|\b\w+\.yaml:\d|(?<![\w/-])[a-z_]+_[a-z_]*:")
# What a command that enters figures cannot bring: it writes well-formed files under their own names.
OF_FILES = {
    "comma-in-braces", "merge-conflict", "unknown-key", "wrong-type", "wrong-round", "wrong-unit", "unit-spelling",
    "yaml-documents", "yaml-key", "yaml-syntax", "yaml-tab", "yaml-tag", "duplicate-key", "duplicate-report", "stray-file",
    "empty-file",
}  # fmt: skip
# What an assigned figure can bring; all else in targets.yaml and units.yaml is told to the person who edits these files.
OF_GOALS = {"direction-unclear", "direction-doubtful"}
EXCEPT = {"newer-format", "yaml-alias", "year-span"}  # targets.yaml cannot be used, or the file is refused


def typed(text: str) -> str:
    """Return a text without what is typed in a terminal: commands with their options, and the names of files."""
    return re.sub(r"camket [\w -]+|git .*|SHA-256|targets\.yaml|docs/\S+|\(SHA-256[^)]*\)", "", text)


def told(name: str) -> list[tuple[Problem, Problem]]:
    files = {**GOOD, **files_of(name)}
    ledger, _problems = load(OverlayTree(None, files))
    assert ledger is not None
    return [(one, told_problem(ledger, ledger.documents.get(one.place.path), one)) for one in examine(files, example=name)]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in EXCEPT])
def test_no_rule_names_a_key_to_somebody_who_types(name: str, lang: str) -> None:
    language.choose(lang)
    for problem, said in told(name):
        is_of_report = problem.place.path.startswith("reports/")
        if problem.rule in OF_FILES or not (is_of_report or problem.rule in OF_GOALS):
            continue
        text = f"{said.place}\n{typed(said.message)}\n{typed(said.hint)}"
        assert not (YAML if lang == "vi" else ENGLISH).search(text), (problem.rule, text)
        assert said.source == ""
        assert said.message


def test_the_rules_walked_are_those_of_figures() -> None:
    walked = {problem.rule for name in EXAMPLES if name not in EXCEPT for problem in examine({**GOOD, **files_of(name)})}
    of_figures = {
        "figure-fell",
        "increment",
        "jump",
        "share-slip",
        "sum-differs",
        "parts-overlap",
        "part-of",
        "direction-unclear",
    }
    assert of_figures <= walked - OF_FILES
    assert of_figures <= {rule.id for rule in RULES}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_commitment(tmp_path / "data")


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        (["set", "phong-a", "dem", "abc"], "Doanh nghiệp mới, số thực hiện", "'abc' không phải là số"),
        (["set", "phong-a", "dem", "value=30", "nu=40"], "Doanh nghiệp mới, chủ là nữ", "phần (40) lớn hơn tổng (30)"),
        (["set", "phong-a", "tien", "500"], "Thu ngân sách, số thực hiện", "camket correct"),
        (["set", "phong-a", "san-pham", "name=Mắm", "sao=9", "loai=a"], "Sản phẩm, Mắm, Số sao", "9 nằm ngoài"),
        (["set", "phong-a", "san-pham", "name=Mắm", "sao=4", "loai=c"], "Sản phẩm, Mắm, loai", "loại A (a); loại B (b)"),
        (["set", "xa-b", "tot", "good"], "Làm tốt", "chưa tốt (chua); khá (kha); tốt (tot)"),
    ],
)
def test_a_refused_change_is_told_by_target_and_figure(
    words: list[str], place: str, said: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "-q", "2", "--data", str(office)]) == 1
    shown = " ".join(capsys.readouterr().err.split())
    assert place in shown
    assert said in shown
    assert ".yaml" not in shown
    assert not YAML.search(typed(shown))
    assert not (office / "reports" / "q2").exists()


def test_an_entry_reported_twice_is_told_by_report(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["set", "phong-a", "san-pham", "name=Nem", "sao=4", "loai=a", "-q", "2", "--data", str(office)])
    shown = " ".join(capsys.readouterr().err.split())
    assert "reports/q1" not in shown
    assert "quý I" in shown


def test_check_still_names_place_and_key(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = office / "reports" / "q1" / "phong-a.yaml"
    report.write_bytes(report.read_bytes().replace(b"value: 20", b"value: abc"))
    assert run(["check", "--data", str(office)]) == 1
    assert "reports/q1/phong-a.yaml:3:16" in capsys.readouterr().out


def test_assign_names_its_figures(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assign", "dem", "13", "--reference", "zz", "--data", str(office)]) != 0
    assert "references:" not in capsys.readouterr().err


def test_the_problems_of_today_have_keys() -> None:
    ledger, _problems = load(OverlayTree(None, {**GOOD, **files_of("figure-fell")}))
    assert ledger is not None
    assert all(one.keys for one in check(ledger, date(2023, 12, 31)) if one.rule == "figure-fell")
