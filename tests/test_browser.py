"""The web page of a form in Chromium: filled in by keyboard, saved, imported; on paper without scripts."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from camket import cli
from chromium import Chromium
from conftest import PROGRAMS, ROOT
from measures_office import write_commitment
from small_office import write_office

pytestmark = [pytest.mark.browser, pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")]
NAME = "results.revenue.value"
INPUT = f"document.querySelector('[name=\"{NAME}\"]')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    chromium = Chromium(PROGRAMS["browser"], tmp_path_factory.mktemp("profile"))
    yield chromium
    chromium.close()


@pytest.fixture
def page(tmp_path: Path) -> str:
    write_office(tmp_path / "data")
    words = ["form", "export", "--data", str(tmp_path / "data"), "-q", "2", "--unit", "tai-chinh", "--format", "html"]
    assert cli.run([*words, "-o", str(tmp_path)]) == 0
    (path,) = tmp_path.glob("*.html")
    return path.as_uri()


def write(browser: Chromium, text: str) -> None:
    """Write over the figure as by keyboard, and leave the input."""
    browser.value(f"{INPUT}.focus(), {INPUT}.select()")
    browser.ask("Input.insertText", text=text)
    for kind in ("keyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)


def downloaded(folder: Path) -> Path:
    """The file that the page saves, once it is whole: Chromium reserves the name with an empty file first."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        saved = [path for path in folder.glob("*.camket.json") if path.stat().st_size]
        if saved and not list(folder.glob("*.crdownload")):
            return saved[0]
        time.sleep(0.05)
    pytest.fail(f"nothing was saved: {sorted(path.name for path in folder.iterdir())}")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
def test_the_page_is_filled_in_saved_and_imported(
    browser: Chromium, page: str, tmp_path: Path, width: int, height: int
) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
    browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.open(page)
    assert browser.value("document.documentElement.scrollWidth") <= width
    write(browser, "1.234")
    assert browser.value(f"{INPUT}.getAttribute('aria-invalid')") == "true"
    write(browser, "41.000,5")
    assert browser.value(f"{INPUT}.getAttribute('aria-invalid')") is None
    asked = {event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"}
    assert {url for url in asked if not url.startswith("data:")} == {page}
    assert not [event for event in browser.events if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")]
    browser.open(page)
    assert browser.value(f"{INPUT}.value") == "41.000,5"
    assert browser.value("document.getElementById('restored').hidden") is False
    browser.value("document.getElementById('save').click()")
    saved = downloaded(tmp_path)
    assert json.loads(saved.read_text(encoding="utf-8"))["form"]["unit"] == "tai-chinh"
    assert cli.run(["form", "import", "--data", str(tmp_path / "data"), "-q", "2", "--yes", str(saved)]) == 0
    assert 'value: "41000,5"' in (tmp_path / "data" / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8")


def press(browser: Chromium, key: str, code: int, text: str = "") -> None:
    for kind in ("keyDown", "keyUp"):
        typed = {"text": text} if text and kind == "keyDown" else {}
        browser.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **typed)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_filled_in_and_saved_by_keyboard_alone(browser: Chromium, page: str, tmp_path: Path, width: int) -> None:
    """Tab reaches the figure and the button, each place it stops at is seen, and Enter saves."""
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=740, deviceScaleFactor=1, mobile=width < 500)
    browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.open(page)
    browser.value("localStorage.clear()")
    browser.open(page)

    def go_to(condition: str) -> None:
        for _step in range(200):
            press(browser, "Tab", 9)
            if browser.value(f"document.activeElement.matches('{condition}')"):
                return
            assert browser.value("document.activeElement.getClientRects().length") or browser.value(
                "document.activeElement === document.body"
            )
        pytest.fail(f"Tab does not reach {condition}")

    go_to(f'[name="{NAME}"]')
    browser.ask("Input.insertText", text="41.000,5")
    go_to("#save")
    press(browser, "Enter", 13, "\r")
    saved = downloaded(tmp_path)
    assert "41.000,5" in saved.read_text(encoding="utf-8")


def test_without_scripts_the_page_is_printed(browser: Chromium, page: str) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page)
        root = browser.ask("DOM.getDocument")["root"]["nodeId"]
        notice = browser.ask("DOM.querySelector", nodeId=root, selector="noscript .banner")["nodeId"]
        assert browser.ask("DOM.getBoxModel", nodeId=notice)["model"]["height"] > 20
        assert browser.ask("Page.printToPDF")["data"].startswith("JVBERi")
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)


# --- everybody can read it ------------------------------------------------------------------------------------------------

LOOKS = {"light": ("screen", "light"), "dark": ("screen", "dark"), "print": ("print", "light")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of two units that are asked for each kind of measure between them, in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    write_commitment(folder / "data")
    for language in ("vi", "en"):
        words = ["form", "export", "--data", str(folder / "data"), "-q", "2", "--format", "html", "--lang", language]
        assert cli.run([*words, "-o", str(folder / language)]) == 0
    return [path.as_uri() for path in sorted(folder.glob("*/*.html"))]


@pytest.mark.node
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser: Chromium, pages: list[str], look: str, width: int) -> None:
    assert len(pages) >= 4
    judge(browser, pages, look, width, WRONG_AND_OPEN, 15)


def judge(browser: Chromium, pages: list[str], look: str, width: int, prepare: str, least: int) -> None:
    """Let axe judge pages in a look, each `prepare`d by a script; more than `least` of its rules must have held."""
    media, scheme = LOOKS[look]
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
    browser.ask("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])
    try:
        for page in pages:
            browser.open(page)
            browser.value(prepare)
            assert browser.value("document.documentElement.scrollWidth") <= width or media == "print", page
            browser.value(AXE.read_text(encoding="utf-8"))
            found = browser.ask("Runtime.evaluate", expression=RUN_AXE, awaitPromise=True, returnByValue=True)
            told = json.loads(found["result"]["value"])
            assert told["passes"] > least, page
            assert not told["violations"], page
    finally:
        browser.ask("Emulation.setEmulatedMedia", media="", features=[])


AXE = ROOT / "build" / "node" / "node_modules" / "axe-core" / "axe.min.js"
# A wrong figure in each input and a line in each list, so that messages and lines are judged too.
WRONG_AND_OPEN = """
for (const one of document.querySelectorAll("input, textarea")) {
  one.value = "1.234x"; one.dispatchEvent(new Event("input", {bubbles: true})); one.dispatchEvent(new Event("change", {bubbles: true}));
}
for (const one of document.querySelectorAll("details")) one.open = true;
for (const one of document.querySelectorAll("button.add")) one.click();
document.getElementById("save").click();
"""
RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify({
  passes: found.passes.length,
  violations: found.violations.map(one => [one.id, one.help, one.nodes.length, one.nodes[0].html.slice(0, 200),
                                           one.nodes[0].failureSummary])
}))"""


# --- the pages of the year ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of the shipped data, in both languages, and those of the province in one file."""
    folder = tmp_path_factory.mktemp("site")
    province = ROOT / "examples" / "tinh-2026" / "data"
    for language in ("vi", "en"):
        words = ["site", "--data", str(ROOT / "data"), "-q", "2", "--lang", language, "-o", str(folder / language)]
        assert cli.run(words) in (0, 1)
    assert cli.run(["site", "--data", str(province), "-q", "1", "--single", "-o", str(folder / "one")]) in (0, 1)
    kinds = (
        "index",
        "chi-tieu-commune-budget-revenue",
        "chi-tieu-ocop-products",
        "chi-tieu-no-corruption",
        "don-vi-phuong-4",
        "thay-doi",
        "in",
    )
    found = [*(folder / "vi" / f"{kind}.html" for kind in kinds), folder / "en" / "index.html"]
    return [path.as_uri() for path in (*found, folder / "one" / "index.html")]


@pytest.mark.node
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_pages_of_the_year(browser: Chromium, site: list[str], look: str, width: int) -> None:
    judge(browser, site, look, width, "for (const one of document.querySelectorAll('details')) one.open = true", 10)


def test_the_pages_of_the_year_ask_for_nothing_and_are_filtered_and_sorted(browser: Chromium, site: list[str]) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=1280, height=800, deviceScaleFactor=1, mobile=False)
    for page in site:
        browser.open(page)
        asked = {
            event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
        }
        beside = page.rpartition("/")[0]
        assert all(url.startswith(("data:", beside)) for url in asked), asked
        assert not [event for event in browser.events if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")], page
    browser.open(site[0])
    rows = "[...document.querySelector('table.sorted').tBodies[0].rows]"
    every = browser.value(f"{rows}.length")
    shown = f"{rows}.filter(row => !row.hidden).length"
    browser.value("document.querySelector('.filter input').focus()")
    browser.ask("Input.insertText", text="doanh nghiep")
    assert 0 < browser.value(shown) < every
    browser.value("document.querySelector('.filter input').value = ''")
    browser.value("document.querySelector('.filter input').dispatchEvent(new Event('input'))")
    assert browser.value(shown) == every
    browser.value("document.querySelectorAll('thead button')[1].click()")
    assert browser.value("document.querySelectorAll('thead th')[1].getAttribute('aria-sort')") == "ascending"
    names = browser.value(f"{rows}.map(row => row.cells[1].textContent)")
    assert len(names) == every
    assert names == browser.value(f"{rows}.map(row => row.cells[1].textContent).toSorted((a, b) => a.localeCompare(b, 'vi'))")
