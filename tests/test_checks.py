"""Every rule has a broken example with its exact expected problems, and an entry in docs/rules.md.

A folder tests/broken/<rule>/ has only the files that differ from tests/broken/_good, and expected.txt with a line
`path:line:column level rule` for each problem. Examples that an editor would change on saving (encodings, byte order marks) are
made in this module.
"""

from __future__ import annotations

import ast
import re
import runpy
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.ledger.evidence import find_evidence
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.rules.check import RULES, check
from camket.rules.reading import READING_MODULES, READING_RULES, READING_WARNINGS
from camket.rules.review import RULES as REVIEW_RULES
from camket.screen.editor_check import find_fixes
from camket.screen.open_text import OpenText
from camket.standing.last_year import read_last_year, take_baselines
from camket.text import language
from camket.text.problems import CamketError, Problem, in_order
from camket.text.source import MAX_BYTES, read_document

BROKEN = Path(__file__).parent / "broken"
SOURCE = Path(__file__).parents[1] / "src" / "camket"
EXAMPLES = sorted(folder.name for folder in BROKEN.iterdir() if not folder.name.startswith("_"))
AS_OF = date(2023, 12, 31)
LOCKED = b"\0"  # the content of a file that cannot be read


class Files:
    """A data folder in memory: the content of each file by its path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.all = dict(files)

    def files(self) -> list[str]:
        return sorted(self.all)

    def read(self, path: str) -> bytes:
        if self.all[path] == LOCKED:
            raise CamketError("locked")
        return self.all[path]


def files_of(name: str) -> dict[str, bytes]:
    folder = BROKEN / name
    paths = [path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


GOOD = files_of("_good")
A1, A2, B2, P1, P2 = (
    f"reports/{name}.yaml" for name in ("q1/phong-a", "q2/phong-a", "q2/phong-b", "q1/phuong-1", "q2/phuong-1")
)


def changed(*edits: tuple[str, str, str]) -> dict[str, bytes]:
    """Return the good files with some text replaced. Each edit is (path, old, new)."""
    files = dict(GOOD)
    for path, old, new in edits:
        text = files[path].decode("utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
        files[path] = text.replace(old, new).encode("utf-8")
    return files


def examine(files: Mapping[str, bytes], as_of: date = AS_OF, example: str = "_good") -> list[Problem]:
    """Return all problems of these files; the files of evidence, and the folder of the year before, are those of an example."""
    ledger, problems = load(Files(files))
    if ledger is None:
        return in_order(problems)
    folder = BROKEN / example
    taken = take_baselines(folder, ledger)
    evidence, last_year = find_evidence(folder, ledger), read_last_year(folder, ledger)
    return in_order([*problems, *taken, *check(ledger, as_of, evidence=evidence, last_year=last_year)])


def lines(problems: list[Problem]) -> list[str]:
    return [f"{problem.place} {problem.level} {problem.rule}" for problem in problems]


def only(problems: list[Problem], rule: str) -> Problem:
    (found,) = [problem for problem in problems if problem.rule == rule]
    return found


def bomb() -> bytes:
    """Return a few hundred bytes of YAML that would expand to a billion values: each of ten levels repeats the one before."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(levels).encode()


LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 12345\n"
# By rule: the files, and the expected lines.
MADE: dict[str, tuple[dict[str, bytes], list[str]]] = {
    "missing-file": (
        {path: data for path, data in GOOD.items() if path != "targets.yaml"},
        ["targets.yaml:1:1 error missing-file"],
    ),
    "unreadable": ({**GOOD, A1: LOCKED}, [f"{A1}:1:1 error unreadable"]),
    "file-size": ({**GOOD, A1: GOOD[A1] + b"#" * MAX_BYTES}, [f"{A1}:1:1 error file-size"]),
    "stored-form": (
        {**GOOD, A1: LFS_POINTER, A2: b"\x00GITCRYPT\x00\xff\x01"},
        [f"{A1}:1:1 error stored-form", f"{A2}:1:1 error stored-form"],
    ),
    "encoding": (
        {**GOOD, A1: GOOD[A1].decode().encode("utf-16"), P1: "unit: Phươ\u0300ng 1\n".encode("cp1258")},
        [f"{A1}:1:1 error encoding", f"{P1}:1:9 error encoding"],
    ),
    "bom": ({**GOOD, A2: b"\xef\xbb\xbf" + GOOD[A2]}, [f"{A2}:1:1 warning bom"]),
    "not-nfc": (
        {**GOOD, A2: unicodedata.normalize("NFD", GOOD[A2].decode()).encode()},
        [f"{A2}:1:7 warning not-nfc"],
    ),
    "yaml-nesting": (
        {**GOOD, "units.yaml": GOOD["units.yaml"] + b"x: " + b"[" * 5000},
        ["units.yaml:10:43 error yaml-nesting"],
    ),
    "yaml-alias": ({**GOOD, "reports/q3/phong-a.yaml": bomb()}, ["reports/q3/phong-a.yaml:1:5 error yaml-alias"]),
}


@pytest.fixture(autouse=True)
def _english(_plain_surroundings: None) -> None:
    language.choose("en")


def test_good_files_have_no_problems() -> None:
    assert examine(GOOD) == []


def spans(text: str, problem: Problem) -> tuple[int, int]:
    """The word at a problem's place, as an editor marks it."""
    opened = OpenText(text)
    start = opened.offset(problem.place)
    return start, opened.stop_of(start)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_quick_fix_removes_its_fault(name: str) -> None:
    files = {**GOOD, **files_of(name)}
    problems = examine(files, example=name)
    for problem in problems:
        text = files[problem.place.path].decode("utf-8", "replace") if problem.fixes else ""
        for fix in find_fixes(problem, text[slice(*spans(text, problem))]) if text else ():
            start, stop = spans(text, problem)
            mended = examine({**files, problem.place.path: (text[:start] + fix.text + text[stop:]).encode()}, example=name)
            left = {(one.rule, one.place) for one in mended}
            assert (problem.rule, problem.place) not in left, (problem, fix)
            assert not any(rule.startswith("yaml-") for rule, place in left - {(one.rule, one.place) for one in problems})


# A text in the good files, what is typed in its place, and the cure that the hint shows (between the text before and after it).
CURES = [
    ("goal: {at_least: 75}", "goal: {at_least: 62,5}", "62,5", '"62,5"'),
    ("goal: {at_least: 80}", "goal: {between: 10,5 - 11,5%}", "10,5 - 11,5%", '"10,5 - 11,5%"'),
    ("goal: {at_least: 80}", "goal: {between: [10,5, 11,5]}", "[10,5, 11,5]", '["10,5", "11,5"]'),
    ("measure: {kind: milestone}", "measure: {kind:milestone}", "kind:milestone", "kind: milestone"),
    ("goal: {by: 2023-11-30}", "goal: {by: 2023-11-31}", "2023-11-31", "2023-06-02"),
    ("references: {assigned: 182000}", "references: {assigned:}", "assigned:}", "assigned: }"),
    ("references: {assigned: 182000}", "references: {assigned: 1.234}", "1.234", "1.2340"),
    ("name: Đề án", "name: Đề án: bước 1", "Đề án: bước 1", '"Đề án: bước 1"'),
    ("id: q3", "id: Quý 3", "Quý 3", "quy-3"),
    (
        "goal: {at_least: 75}",
        "goal: {at_least: 75, against: x}",
        "{at_least: 75, against: x}",
        "at_least: 75, change: growth, against: x",
    ),
]


@pytest.mark.parametrize(("good", "bad", "wrong", "cure"), CURES)
def test_the_cure_in_a_hint_can_be_typed_as_it_stands(good: str, bad: str, wrong: str, cure: str) -> None:
    language.choose("en")
    files = changed(("targets.yaml", good, bad))
    (problem,) = [one for one in examine(files) if one.level == "error" and cure in one.hint]
    text = files["targets.yaml"].decode()
    typed = cure if not cure.startswith("at_least") else "{" + cure.replace("x", "base") + "}"
    mended = text.replace(wrong, typed).replace(
        f"{typed}\n", f"{typed}\n    references: {{base: 5}}\n" if "base" in typed else f"{typed}\n"
    )
    assert problem.rule not in [one.rule for one in examine({**files, "targets.yaml": mended.encode()})]


def test_the_example_of_a_day_is_of_this_commitment() -> None:
    language.choose("en")
    problems = examine(changed((A2, "submitted: 2023-06-02\n", "")))
    assert "2023-06-04" in only(problems, "no-receipt-date").hint


# Examples with two findings in one line, each of a fault of its own.
TWO_FAULTS = {
    "correction-unmatched": "old and new are two figures, and neither is in a report",
    "figure-fell": "the figure and its part both fell",
    "parts-overlap": "parts of the figure itself, and targets that are part of it",
}


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in TWO_FAULTS])
def test_a_fault_has_one_finding(name: str) -> None:
    places = [(problem.place.path, problem.place.line) for problem in examine({**GOOD, **files_of(name)}, example=name)]
    assert len(places) == len(set(places)), sorted(places)


def test_what_is_reported_twice_needs_no_evidence() -> None:
    again = changed(
        (A2, "{name: Bột gạo, stars: 3, evidence: {number: 31/QĐ-UBND, date: 2023-05-12}}", "{name: Trà sen, stars: 4}")
    )
    assert [problem.rule for problem in examine(again)] == ["counted-twice"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_broken_example(name: str) -> None:
    files = {**GOOD, **files_of(name)}
    problems = examine(files, example=name)
    expected = (BROKEN / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert lines(problems) == expected
    assert name in {problem.rule for problem in problems}
    for problem in problems:
        assert problem.message
        assert problem.hint
        if problem.rule != "stray-file":  # a stray file is not opened, so there is no source line
            line = files[problem.place.path].decode("utf-8").splitlines()[problem.place.line - 1]
            assert problem.source == line
            assert problem.place.column <= len(line) + 1


@pytest.mark.parametrize("language_", language.LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_problem_has_a_message_in_every_language(name: str, language_: str) -> None:
    """A translation with a wrong placeholder would raise here, or show the braces."""
    language.choose(language_)
    for problem in examine({**GOOD, **files_of(name)}, example=name):
        assert problem.message
        assert problem.hint
        assert "{" not in problem.message or "{" in problem.source


@pytest.mark.parametrize("rule", MADE)
def test_broken_bytes(rule: str) -> None:
    files, expected = MADE[rule]
    problems = [problem for problem in examine(files) if problem.rule == rule]
    assert lines(problems) == expected
    assert all(problem.message and problem.hint for problem in problems)


# These rules need a git repository with an issued report: their examples are in test_issuing.py.
OF_ISSUES = {"changed-after-issue", "issue-out-of-sight", "issued-apart"}


def test_every_rule_has_a_broken_example() -> None:
    assert {*EXAMPLES, *MADE} | OF_ISSUES == {rule.id for rule in RULES} | READING_RULES.keys()


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.id for rule in RULES]
    assert len(set(names)) == len(names)
    assert not set(names) & READING_RULES.keys()
    assert not {rule.id for rule in REVIEW_RULES} & {*names, *READING_RULES}
    assert READING_RULES.keys() >= READING_WARNINGS
    assert len(READING_RULES) == sum(len(rules) for rules in READING_MODULES)


RULE_TEXTS = {rule.id: rule.text for rule in (*RULES, *REVIEW_RULES)} | dict(READING_RULES)


@pytest.mark.parametrize("text", RULE_TEXTS.values(), ids=RULE_TEXTS)
def test_every_rule_says_how_to_mend_it(text: str) -> None:
    summary, _blank, rest = text.partition("\n")
    assert summary.endswith(".")
    assert "To mend: " in rest


@pytest.mark.parametrize("text", RULE_TEXTS.values(), ids=RULE_TEXTS)
def test_every_rule_shows_an_example(text: str) -> None:
    assert re.search(r"^ {8}\S", text, re.MULTILINE)


def test_examples_name_no_target_of_the_shipped_commitment(data: Path) -> None:
    document, problems = read_document("targets.yaml", (data / "targets.yaml").read_bytes())
    assert document is not None and not problems
    targets = [target["id"] for target in document.value["targets"]]
    assert len(targets) > 20
    names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, targets))})(?![\w-])")
    assert {rule: found[0] for rule, text in RULE_TEXTS.items() if (found := names.search(text))} == {}


def used_rules(path: Path) -> Iterator[str]:
    """Yield the rule ids in one module: where a Problem or fault is made, a fault is raised, or (keys, rule, …) is yielded."""
    position = {
        "value_fault": 0,
        "_fault": 0,
        "Problem": 0,
        "problem": 0,
        "_say": 0,
        "_add_problem": 0,
        "ResultFault": 1,
        "GoalFault": 1,
    }
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found += node.args[position[name] :][:1] if name in position else []
            found += [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 4:
            found.append(node.value.elts[1])
        elif isinstance(node, ast.FunctionDef):
            arguments = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            found += [value for name_, value in zip(arguments, node.args.defaults, strict=True) if name_.arg == "rule"]
        yield from (one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_rule_in_the_code_is_documented() -> None:
    paths = [*(SOURCE / "text" / f"{name}.py" for name in ("source", "syntax_problems")), *(SOURCE / "ledger").rglob("*.py")]
    used = {rule for path in paths for rule in used_rules(path)}
    assert used >= {
        "yaml-tab",
        "bad-number",
        "negative",
        "goal-form",
        "unknown-choice",
        "duplicate-report",
    }  # one id of each way in which used_rules finds them
    known = {rule.id for rule in RULES} | READING_RULES.keys()
    assert used <= known
    assert READING_RULES.keys() <= used


def test_docs_rules_md_is_up_to_date(root: Path) -> None:
    page = runpy.run_path(str(root / "tools" / "docs.py"))["rules_page"]()
    assert (root / "docs" / "rules.md").read_text(encoding="utf-8") == page


def test_the_shipped_data_has_no_errors(data: Path) -> None:
    from camket.ledger.tree import FolderTree

    ledger, problems = load(FolderTree(data))
    assert ledger is not None
    found = [*problems, *check(ledger, date(2024, 2, 1))]
    assert [str(problem.place) for problem in found if problem.level == "error"] == []


# --- figures from one round to the next ---


def test_a_correction_explains_a_lower_figure() -> None:
    fall = (A2, "enterprises: {value: 38, parts: {women: 11}, same_period: 31}", "enterprises: {value: 17, parts: {women: 6}}")
    entry = "\ncorrections:\n  - {target: enterprises, old: 20, new: 15, reason: đếm trùng, by: Lê B, date: 2023-06-02}\n"
    assert only(examine(changed(fall)), "figure-fell").place.line == 6
    files = changed(fall)
    assert examine({**files, A2: files[A2].rstrip() + entry.encode()}) == []


def test_the_office_may_correct_a_figure_of_a_unit() -> None:
    files = changed((P2, "50400", "19000"), (A2, "revenue: 95400", "revenue: 64000"))
    assert "figure-fell" in {problem.rule for problem in examine(files)}
    entry = "\ncorrections:\n  - {target: commune-revenue, unit: phuong-1, old: 22000, new: 12000, reason: nhầm, by: Lê B, date: 2023-06-02}\n"
    assert examine({**files, A2: files[A2].rstrip() + entry.encode()}) == []


@pytest.mark.parametrize(
    ("edit", "rule", "hint"),
    [
        ((A2, "revenue: 95400", "revenue: 95.4"), "figure-fell", "Did you mean 95400?"),
        ((A2, "value: 38,", "value: 380,"), "jump", "Did you mean 38?"),
        ((A2, "value: 38,", "value: 38000,"), "jump", "Did you mean 38?"),
        ((A2, "revenue: 95400", "revenue: 95400000"), "jump", "Did you mean 95400?"),
        ((A2, "revenue: 95400", "revenue: 95400000000"), "jump", "Did you mean 95400?"),
        ((A1, "revenue: 42000", "revenue: 42"), "jump", "Was quarter I meant to say 42000?"),
        ((A1, "{value: 20, parts", "{value: 200, parts"), "figure-fell", "Was quarter I meant to say 20?"),
        ((A2, "whole: 120000", "whole: 120000000"), "jump", "Did you mean 120000?"),
        ((P2, "commune-revenue: 50400", "commune-revenue: 14000"), "increment", "36000?"),
    ],
)
def test_the_hint_names_the_figure_that_was_probably_meant(edit: tuple[str, str, str], rule: str, hint: str) -> None:
    assert hint in only(examine(changed(edit)), rule).hint


def test_a_first_figure_far_beyond_the_goal_is_a_jump() -> None:
    problem = only(
        examine(changed((A1, "{value: 20, parts", "{value: 20000, parts"), (A2, "  enterprises", "  # enterprises"))), "jump"
    )
    assert problem.place.path == A1
    assert "20,000" in problem.message


@given(st.integers(1, 40), st.integers(0, 60))
def test_figures_with_ordinary_growth_are_not_reported(first: int, more: int) -> None:
    files = changed(
        (A1, "{value: 20, parts: {women: 6}}", str(first)),
        (A2, "{value: 38, parts: {women: 11}, same_period: 31}", str(first + more)),
    )
    assert examine(files) == []


# --- names, items, dates ---


def test_an_item_that_did_not_count_may_be_named_again() -> None:
    files = changed((A2, "name: Bột gạo", "name: bột  GẠO"))
    assert examine(files) == []


def test_other_spellings_of_a_unit_are_accepted() -> None:
    for name in ("Phường 1", "P1", "p.1", "PHƯỜNG 1", "ubnd  phường 1", unicodedata.normalize("NFD", "Phường 1")):
        rules = {problem.rule for problem in examine(changed((P2, "unit: P.1", f"unit: {name}")))}
        assert rules <= {"not-nfc"}, name


def test_the_future_begins_after_the_day_of_the_check() -> None:
    assert examine(GOOD, date(2023, 6, 7)) == []
    late = examine(GOOD, date(2023, 6, 6))
    assert lines(late) == ["reports/q2/phuong-an-hoa.yaml:2:12 error future-date"]


def test_a_report_sent_again_knows_the_new_goal() -> None:
    revision = (
        "targets.yaml",
        "{assigned: 182000}\n",
        "{assigned: 182000}\n    revisions: [{date: 2023-06-03, references: {assigned: 190000}}]\n",
    )
    assert [problem.rule for problem in examine(changed(revision))] == ["goal-changed-later"]
    assert examine(changed(revision, (A2, "submitted: 2023-06-02", "submitted: 2023-06-02\nresubmitted: [2023-06-04]"))) == []


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("...", True),
        ("……………", True),
        ("Kết quả: ..........", True),
        ("TODO", True),
        ("(ghi rõ lý do)", True),
        ("<nhập số liệu>", True),
        ("Nhập kết quả vào đây", True),
        ("Đã tập huấn, hướng dẫn, hỗ trợ...", False),
        ("Nhập khẩu máy móc tăng 12%", False),
        ("Thực hiện Nghị quyết Đại hội XXX", False),
        ("Còn 03 hộ (ghi nhận ngày 02/6)", False),
    ],
)
def test_placeholders_of_the_form(text: str, is_left: bool) -> None:
    problems = examine(changed((P2, "Trả kết quả đúng hạn 98%", f'"{text}"')))
    assert [problem.rule for problem in problems] == ["placeholder"] * is_left


def ledger_of(files: Mapping[str, bytes]) -> Ledger:
    ledger, _problems = load(Files(files))
    assert ledger is not None
    return ledger


def test_check_does_not_change_the_ledger() -> None:
    ledger = ledger_of(GOOD)
    before = repr(ledger.reports)
    check(ledger, AS_OF)
    assert repr(ledger.reports) == before
