"""Answers and questions by measure: how words are read, what is asked, which remark a reply gets while it is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from camket.entry.answers import answer_edits, figure_words, read_answer, says, with_papers
from camket.entry.questions import AskedReport, merge, read_reply, remark_on, steps_of
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.load import load, read_file
from camket.ledger.tree import FolderTree
from camket.text.edit import edit
from camket.text.problems import AnswerFault
from camket.text.spelling import nfc

TARGETS = """\
commitment: {year: 2024, title: Thử, issuing_body: UBND}
rounds:
  - {id: q1, quarter: 1, before: 2024-03-05}
units:
  - {id: a, name: xã A}
targets:
  - id: trained
    name: Đào tạo nghề
    lead: a
    measure: {kind: count, unit: người, parts: {nu: lao động nữ, kt: người khuyết tật}}
    goal: {at_least: 100}
  - id: paid
    name: Giải ngân
    lead: a
    measure: {kind: ratio, part: đã chi, whole: kế hoạch, unit: triệu đồng}
    goal: {at_least: 100}
  - {id: score, name: Điểm, lead: a, measure: {kind: score, min: 0, max: 100, unit: điểm}, goal: {at_least: 80}}
  - {id: rank, name: Hạng, lead: a, measure: {kind: rank}, goal: {at_most: 3}}
  - {id: rank-of, name: Hạng trong 12, lead: a, measure: {kind: rank, of: 12}, goal: {at_most: 3}}
  - id: products
    name: Sản phẩm
    lead: a
    measure:
      kind: list
      unit: sản phẩm
      columns:
        stars: {label: Số sao, type: number, min: 1, max: 5}
        form: {label: Hình thức, type: choice, choices: {htx: hợp tác xã, ho: hộ kinh doanh}}
        since: {label: Ngày, type: date}
      counts_if: {stars: {at_least: 3}}
    goal: {at_least: 2}
  - {id: models, name: Mô hình, lead: a, measure: {kind: list, unit: mô hình}, goal: {at_least: 1}}
  - {id: safe, name: An toàn, lead: a, measure: {kind: incidents, kinds: {vp: vi phạm, dn: điểm nóng}}, goal: {equals: 0}}
  - id: grade
    name: Cải cách
    lead: a
    measure: {kind: judgement, grades: {kem: kém, kha: khá, tot: tốt}, part: đã giải quyết, whole: đã nhận, unit: đơn}
    goal: {at_least: tot}
  - {id: plan, name: Đề án, lead: a, measure: {kind: milestone}, goal: {by: 2024-04-30}}
  - id: mix
    name: Cơ cấu
    lead: a
    measure: {kind: composition, parts: {nn: nông nghiệp, cn: công nghiệp, dv: dịch vụ}}
    goal: {of: nn, at_most: 30}
"""
PATH = "reports/q1/a.yaml"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    (tmp_path / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    found, problems = load(FolderTree(tmp_path))
    assert found is not None
    assert problems == []
    return found


def put(ledger: Ledger, target: str, words: list[str], written: str) -> Any:
    """Return the result after an answer in words, read back from the text of the file; `present` is the one before."""
    data = f"results:\n{written}" if written else "results:\n"
    present = _result(data.encode(), target)
    edits = answer_edits(ledger, "a", ledger.targets[target], present, read_answer(ledger.targets[target], words, present))
    changed = edit(PATH, data.encode(), edits)
    filed, problems = read_file(ledger, PATH, changed)
    assert isinstance(filed, Filed)
    assert problems == []
    return filed.report.results[target]


def _result(data: bytes, target: str) -> Any:
    from camket.text.source import read_document

    document, _problems = read_document(PATH, data)
    assert document is not None
    return document.at(("results", target))


@pytest.mark.parametrize(
    ("target", "words", "written", "result"),
    [
        ("trained", ["640"], "", {"value": "640"}),
        ("trained", ["value=640", "lao động nữ=310"], "", {"value": "640", "parts": {"nu": "310"}}),
        (
            "trained",
            ["kt=9"],
            "  trained: {value: 640, parts: {nu: 310}}\n",
            {"value": "640", "parts": {"nu": "310", "kt": "9"}},
        ),
        ("trained", ["kt=9"], "  trained: 640\n", {"value": "640", "parts": {"kt": "9"}}),
        ("trained", ["641"], "  trained: 640\n", "641"),
        ("paid", ["62300 / 120000"], "  paid: {percent: 50, text: a}\n", {"part": "62300", "whole": "120000", "text": "a"}),
        ("paid", ["62,5%"], "  paid: 60\n", "62,5"),
        (
            "paid",
            ["đã chi=5", "kế hoạch=9"],
            "  paid:\n    part:\n    whole:\n    text:\n",
            {"part": "5", "whole": "9", "text": None},
        ),
        ("score", ["81,25"], "", {"value": "81,25"}),
        ("rank", ["3/11"], "", {"rank": "3", "of": "11"}),
        ("rank-of", ["4"], "  rank-of: 5\n", "4"),
        (
            "products",
            ["name=Trà", "stars=4", "form=hộ kinh doanh"],
            "",
            {"items": [{"name": "Trà", "stars": "4", "form": "ho"}]},
        ),
        ("models", ["Một cửa: lưu động"], "  models: [Cũ]\n", ["Cũ", {"name": "Một cửa: lưu động"}]),
        ("models", ["không"], "", {"items": []}),
        ("models", ["name=cũ", "note=đã sửa"], "  models: [Cũ]\n", [{"name": "cũ", "note": "đã sửa"}]),
        ("safe", ["kind=vi phạm", "name=Vụ A"], "  safe: []\n", [{"kind": "vp", "name": "Vụ A"}]),
        ("grade", ["TỐT"], "", {"grade": "tot"}),
        ("grade", ["grade=kha", "đã giải quyết=7", "đã nhận=9"], "  grade: tot\n", {"grade": "kha", "part": "7", "whole": "9"}),
        ("plan", ["rồi"], "  plan: {done: false}\n", {"done": "true"}),
        ("plan", ["not-done"], "  plan: {done: true, date: 2024-02-01}\n", {"done": "false"}),
        ("mix", ["nn=30", "công nghiệp=30", "dv=40"], "", {"parts": {"nn": "30", "cn": "30", "dv": "40"}}),
        ("mix", ["nn=29", "cn=31"], "  mix: {nn: 30, cn: 30, dv: 40}\n", {"nn": "29", "cn": "31", "dv": "40"}),
    ],
)
def test_words_are_read_in_the_form_of_the_measure(
    target: str, words: list[str], written: str, result: Any, ledger: Ledger
) -> None:
    assert put(ledger, target, words, written) == result


def test_decomposed_letters_are_composed(ledger: Ledger) -> None:
    assert read_answer(ledger.targets["grade"], ["tốt"]) == {"grade": "tot"}
    assert read_answer(ledger.targets["models"], ["Mô hình"])["items"] == [{"name": nfc("Mô hình")}]


@pytest.mark.parametrize("words", [["mix"], ["30"]])
def test_a_composition_is_given_part_by_part(words: list[str], ledger: Ledger) -> None:
    with pytest.raises(AnswerFault) as fault:
        read_answer(ledger.targets["mix"], words)
    assert "nn (nông nghiệp)" in fault.value.hint


@pytest.mark.parametrize(
    ("target", "written", "figure"),
    [
        ("trained", "640", "640"),
        ("trained", "1.234", "1234"),
        ("paid", "{part: 62300, whole: 120000}", "62300/120000"),
        ("paid", '"62,5"', "62.5"),
        ("score", '"81,25"', "81.25"),
        ("grade", "kha", "kha"),
        ("plan", "{done: true, date: 2024-04-01}", "2024-04-01"),
        ("plan", "true", "done"),
        ("products", "[{name: A, stars: 3}, {name: B, stars: 2}]", "2"),
        ("safe", "[]", "0"),
    ],
)
def test_a_figure_as_text(target: str, written: str, figure: str, ledger: Ledger) -> None:
    filed, problems = read_file(ledger, PATH, f"results:\n  {target}: {written}\n".encode())
    assert isinstance(filed, Filed)
    assert problems == []
    assert figure_words(ledger.targets[target], filed) == figure
    is_told = target not in ("products", "safe")
    assert says(ledger.targets[target], filed, figure) == is_told
    assert not says(ledger.targets[target], filed, "7/7" if target == "paid" else "?")


def test_documents_are_added_once() -> None:
    assert with_papers(None, ["1/QĐ"]) == "1/QĐ"
    assert with_papers({"number": "1/QĐ"}, ["1/qđ", " 2/QĐ "]) == [{"number": "1/QĐ"}, "2/QĐ"]
    assert with_papers(None, [" "]) is None


# --- questions ------------------------------------------------------------------------------------------------------------


def remarks(ledger: Ledger, target: str, replies: list[str], present: Any = None) -> list[tuple[str, bool]]:
    """Return the remarks on replies to the first questions of a target, one after the other."""
    asked = AskedReport(ledger, ledger.rounds[0], "a", ledger.targets[target])
    step = steps_of(asked.target, present)[0]
    so_far: dict[str, Any] = {}
    said = []
    for question, reply in zip(step.questions, replies, strict=False):
        remark = remark_on(asked, step, question, so_far, present, reply)
        said.append((remark.text, remark.is_fault))
        if not remark.is_fault and reply:
            so_far = merge(so_far, read_reply(asked, question, reply))
    return said


@pytest.mark.parametrize(
    ("target", "replies", "last"),
    [
        ("trained", ["1.234"], ("= 1.234 người", False)),
        ("trained", ["12,5"], ("không phải số nguyên", True)),
        ("paid", ["62300"], ("= 62.300", False)),
        ("paid", ["62,5%"], ("= 62,5%", False)),
        ("paid", ["62300", "120000"], ("= 120.000 → 51,92%", False)),
        ("paid", ["62300", "62"], ("lớn hơn", True)),
        ("paid", ["62300", ""], ("cần có cả mục này", True)),
        ("paid", ["", ""], ("", False)),
        ("score", ["101"], ("0 đến 100", True)),
        ("rank", ["3", "2"], ("1 đến 2", True)),
        ("rank-of", ["13"], ("1 đến 12", True)),
        ("products", ["Trà", "6"], ("1 đến 5", True)),
        ("products", ["Trà", ""], ("cần có cả mục này", True)),
        ("products", ["Trà", "4", "xã"], ("1. hợp tác xã; 2. hộ kinh doanh", True)),
        ("products", ["Trà", "4", "hộ"], ("= hộ kinh doanh", False)),
        ("products", ["Trà", "4", "hop"], ("= hợp tác xã", False)),
        ("products", ["Trà", "4", "2"], ("= hộ kinh doanh", False)),
        ("products", ["Trà", "4", "", "31/2/2024"], ("31/2/2024", True)),
        ("products", ["Trà", "4", "", "5/2/2024"], ("= 05/02/2024", False)),
        ("products", ["0"], ("không phát sinh", False)),
        ("safe", ["Vụ A", "3"], ("1. vi phạm; 2. điểm nóng", True)),
        ("grade", ["khà"], ("Có phải 'khá'?", True)),
        ("grade", ["1"], ("= kém", False)),
        ("plan", ["5/2/2024"], ("= 05/02/2024", False)),
        ("plan", ["mai"], ("'mai'", True)),
        ("mix", ["30", "30", "41"], ("101", True)),
        ("mix", ["30", "30", "40"], ("= 40", False)),
    ],
)
def test_the_remark_on_a_reply(target: str, replies: list[str], last: tuple[str, bool], ledger: Ledger) -> None:
    *before, (text, is_fault) = remarks(ledger, target, replies)
    assert not any(fault for _text, fault in before)
    assert (last[0] in text, is_fault) == (True, last[1]), text
    assert text or not last[0]


def test_the_present_value_is_offered(ledger: Ledger) -> None:
    def offered(target: str, present: Any) -> list[str]:
        return [question.present for question in steps_of(ledger.targets[target], present)[0].questions]

    assert offered("trained", "640") == ["640"]
    assert offered("paid", "62,5") == ["62,5%", ""]
    assert offered("paid", {"part": "5", "whole": "9"}) == ["5", "9"]
    assert offered("grade", {"grade": "kha"}) == ["kha"]
    assert offered("plan", {"done": "false"}) == ["chưa"]
    assert offered("mix", {"nn": "30", "cn": "30", "dv": "40"}) == ["30", "30", "40"]


def test_text_beside_a_broken_figure_can_still_be_typed(ledger: Ledger) -> None:
    present = {"part": "năm", "whole": "9"}
    asked = AskedReport(ledger, ledger.rounds[0], "a", ledger.targets["paid"])
    text = steps_of(asked.target, present)[1]
    assert remark_on(asked, text, text.questions[0], {}, present, "khá").text == ""
    figures = steps_of(asked.target, present)[0]
    assert remark_on(asked, figures, figures.questions[1], {}, present, "10").is_fault
    assert not remark_on(asked, figures, figures.questions[0], {}, present, "5").is_fault
