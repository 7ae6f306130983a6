"""The year as web pages: what they say, what they never say, what is written."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from camket import cli
from small_office import write_office

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def write(folder: Path, *options: str, to: str = "trang") -> int:
    return cli.run(["site", "--data", str(folder), "-q", "2", "-o", str(folder.parent / to), *options])


def pages(folder: Path, to: str = "trang") -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder.parent / to).iterdir()}


class Links(HTMLParser):
    """The addresses that a page leads to or loads, its ids, and its elements that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := given.get(name)) and not value.startswith("data:")]
        self.ids += [value] if (value := given.get("id")) else []
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_target_and_unit_has_a_page_and_every_link_leads_somewhere(folder: Path) -> None:
    assert write(folder) == 0
    made = pages(folder)
    assert {
        "index.html",
        "chi-tieu-revenue.html",
        "don-vi-xa-a.html",
        "thay-doi.html",
        "in.html",
        "site.css",
        "site.js",
    } <= set(made)
    for name, text in made.items():
        if name.endswith(".html"):
            found = Links(text)
            assert not found.open, name
            assert len(found.ids) == len(set(found.ids)), name
            for link in found.links:
                assert not re.match(r"[a-z]+:|/", link), (name, link)
                assert link.startswith("#") or link in made, (name, link)


def test_one_file_has_everything_in_it(folder: Path) -> None:
    assert write(folder, "--single") == 0
    (text,) = pages(folder).values()
    found = Links(text)
    assert {"#target-revenue", "#unit-xa-a"} <= set(found.links)
    assert {link[1:] for link in found.links} <= set(found.ids), "every link leads to a place in the file"
    assert len(found.ids) == len(set(found.ids))


def test_a_page_says_what_the_report_says(folder: Path) -> None:
    write(folder)
    page = pages(folder)["chi-tieu-revenue.html"]
    assert "40.000" in page
    assert "42.076" in page, "what the pace expects"
    assert "chậm tiến độ" in page
    drawing = re.search(r'<svg class="course".*?</svg>', page, re.S)
    assert drawing is not None
    root = ET.fromstring(drawing[0])
    assert [one.text for one in root.iter("title")] == ["Thu ngân sách"]
    assert "40.000" in {one.text for one in root.iter("text")}


def test_the_pages_are_the_same_again_and_a_changed_one_is_kept(folder: Path, capsys: Capture) -> None:
    write(folder)
    first = pages(folder)
    assert write(folder) == 0
    assert pages(folder) == first
    (folder.parent / "trang" / "index.html").write_text("của tôi", encoding="utf-8")
    assert write(folder) == 2
    assert pages(folder)["index.html"] == "của tôi"
    assert write(folder, "--force") == 0
    capsys.readouterr()


def test_dry_run_writes_nothing(folder: Path, capsys: Capture) -> None:
    assert write(folder, "--dry-run") == 0
    assert not (folder.parent / "trang").exists()
    assert "sẽ ghi" in capsys.readouterr().err


def test_text_of_a_unit_stays_text(folder: Path) -> None:
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    text = path.read_text(encoding="utf-8")
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    path.write_text(text.replace("Nguồn thu từ đất chậm", f"'{bad}'"), encoding="utf-8")
    write(folder)
    page = pages(folder)["chi-tieu-revenue.html"]
    assert "&lt;script&gt;alert(1)" in page
    assert bad not in page


def test_internal_pages_say_so_on_each_page(folder: Path) -> None:
    write(folder)
    assert all("không công bố" in text for name, text in pages(folder).items() if name.endswith(".html"))


# --- what may be published ------------------------------------------------------------------------------------------------


def let(folder: Path, target: str, publish: str) -> None:
    path = folder / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"- id: {target}\n", f"- id: {target}\n    publish: {publish}\n"), encoding="utf-8")


def let_units(folder: Path, *units: str) -> None:
    path = folder / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    for unit in units:
        text = text.replace(f"{{id: {unit}, ", f"{{id: {unit}, publish: all, ")
    path.write_text(text, encoding="utf-8")


def test_nothing_is_published_that_does_not_say_so(folder: Path, capsys: Capture) -> None:
    assert write(folder, "--public") == 1
    assert not (folder.parent / "trang").exists()
    assert "publish: all" in capsys.readouterr().err


FIGURES = {"xa-a": "7111111", "xa-b": "7222222", "xa-c": "7333333"}
NOTE = "Số điện thoại 0909123456"


@pytest.fixture
def marked(folder: Path) -> Path:
    """The communes' revenue with figures that cannot be mistaken."""
    for unit, figure in FIGURES.items():
        (folder / "reports" / "q2" / f"{unit}.yaml").write_text(
            f"unit: {unit}\nround: q2\nsubmitted: 2024-06-01\nnote: {NOTE}\n"
            f"results:\n  commune-revenue: {{value: {figure}, text: 'Riêng chúng tôi {figure}'}}\n",
            encoding="utf-8",
        )
    return folder


def digits(folder: Path) -> str:
    """All bytes of the public pages without the marks between thousands."""
    return re.sub(r"(?<=\d)[.,](?=\d)", "", "\n".join(pages(folder).values()))


def test_totals_alone_hide_every_unit(marked: Path, capsys: Capture) -> None:
    let(marked, "commune-revenue", "totals")
    let_units(marked, *FIGURES)
    assert write(marked, "--public") in (0, 1)
    text = digits(marked)
    assert not [figure for figure in FIGURES.values() if figure in text]
    assert str(sum(map(int, FIGURES.values()))) in text
    assert NOTE not in text
    assert "Riêng chúng tôi" not in text
    capsys.readouterr()


def test_a_second_unit_is_withheld_where_one_could_be_worked_out(marked: Path, capsys: Capture) -> None:
    let(marked, "commune-revenue", "all")
    let_units(marked, "xa-a", "xa-b")
    write(marked, "--public")
    text = digits(marked)
    assert FIGURES["xa-c"] not in text, "withheld"
    assert FIGURES["xa-a"] not in text, "else that of xa-c is the total less the others"
    assert FIGURES["xa-b"] in text
    told = " ".join(capsys.readouterr().err.split())
    assert "xã An Ế" in told
    shown = [int(figure) for figure in re.findall(r"\b7\d{6}\b", text)]
    total = sum(map(int, FIGURES.values()))
    for figure in shown:
        assert str(total - figure) not in FIGURES.values()


def test_ranks_are_those_among_the_units_shown(marked: Path, capsys: Capture) -> None:
    """The rank among all units, 2, would say that a unit withheld lies above."""
    for unit, figure in {"xa-a": 30000, "xa-b": 25000, "xa-c": 40000}.items():
        (marked / "reports" / "q2" / f"{unit}.yaml").write_text(
            f"unit: {unit}\nround: q2\nsubmitted: 2024-06-01\nresults:\n  commune-revenue: {figure}\n", encoding="utf-8"
        )
    let(marked, "commune-revenue", "all")
    let_units(marked, "xa-a", "xa-b")
    write(marked, "--public")
    page = pages(marked)["chi-tieu-commune-revenue.html"]
    ranks = re.findall(r"<tr><td>(\d+|–)</td><th scope=\"row\"><a href=\"don-vi", page)
    assert ranks == ["1"]
    capsys.readouterr()


def test_the_total_is_withheld_where_it_is_one_units_figure(marked: Path, capsys: Capture) -> None:
    let(marked, "commune-revenue", "all")
    for unit in ("xa-b", "xa-c"):
        (marked / "reports" / "q2" / f"{unit}.yaml").unlink()
    for path in (marked / "reports" / "q1").glob("xa-*.yaml"):
        path.unlink()
    write(marked, "--public")
    assert FIGURES["xa-a"] not in digits(marked)
    assert "không công bố số tổng" in capsys.readouterr().err


def test_internal_pages_are_never_among_public_ones(marked: Path, capsys: Capture) -> None:
    write(marked)
    let(marked, "commune-revenue", "totals")
    assert write(marked, "--public", "--force") == 2
    assert "có thể không được công bố" in capsys.readouterr().err
