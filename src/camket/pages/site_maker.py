"""The pages as files, by name: one page for each target and unit, or all of them in one file. Every value is escaped."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.pages import charts
from camket.pages.site_contents import Site, SiteTarget
from camket.pages.site_words import site_words
from camket.report.filters import format_share, format_short_date
from camket.report.target_contents import PrintedStanding
from camket.text.language import chosen

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

INDEX = "index.html"
_PARTS = Path(__file__).parent / "site"
Href = Callable[..., str]


def site_files(site: Site, *, single: bool = False) -> dict[str, bytes]:
    """Return the files of the site by name; with `single`, one file that has everything in it."""
    pages = _pages(site)
    values: dict[str, Any] = {"site": site, "words": site_words(), "lang": chosen(), "pages": pages, "single": single}
    calls: dict[str, Any] = {"bar": _bar, "course": _course, "figure": _figure, "goal": _goal, "href": _hrefs(single)}
    values |= calls
    values |= {"style": _part("site.css"), "script": _part("site.js")}
    environment = _environment()

    def made(name: str, **others: Any) -> bytes:
        html = environment.get_template(name).render(
            values, **others, href=_hrefs(single), bar=_bar, course=_course, figure=_figure, goal=_goal
        )
        return (html.strip() + "\n").encode("utf-8")

    if single:
        return {INDEX: made("single.html.j2", title=site.contents.commitment.title)}
    files = {name: made("page.html.j2", body=body, title=title, here=name, **others) for name, body, title, others in pages}
    return files | {"site.css": _part("site.css").encode("utf-8"), "site.js": _part("site.js").encode("utf-8")}


def _pages(site: Site) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Name, template, title and own values of each page."""
    words = site_words()
    href = _hrefs(single=False)
    found: list[tuple[str, str, str, dict[str, Any]]] = [(INDEX, "front.html.j2", words.year, {})]
    for one in site.targets:
        title = f"{one.target.number}. {one.target.name}"
        found.append((href("target", one.target.id), "target.html.j2", title, {"one": one}))
    found += [(href("unit", one.unit.id), "unit.html.j2", one.unit.name, {"one": one}) for one in site.units]
    if site.contents.since is not None:
        title = words.changes.format(round=site.contents.since.round.name)
        found.append((href("changes"), "changes.html.j2", title, {}))
    found.append((href("print"), "print.html.j2", words.for_print, {}))
    return found


def _hrefs(single: bool) -> Href:
    """Return what gives the address of a page: that of its file, or of its place in the one file."""
    names = {"target": "chi-tieu-{}.html", "unit": "don-vi-{}.html", "changes": "thay-doi.html", "print": "in.html"}

    def href(kind: str, name: str = "") -> str:
        if single:
            return f"#{kind}{'-' if name else ''}{name}"
        return INDEX if kind == "front" else names[kind].format(name)

    return href


def _figure(standing: PrintedStanding) -> str:
    """What was reached, with its unit of measure."""
    return standing.actual.words if standing.actual is not None else standing.text


def _goal(standing: PrintedStanding) -> str:
    """The goal as a number with its unit where it is one, else as it is written in tables; empty while a figure is missing."""
    if any(one.missing for one in standing.conditions):
        return ""
    plain = [one.level.words for one in standing.conditions if one.is_plain and one.level is not None]
    return plain[0] if len(plain) == len(standing.conditions) == 1 else standing.goal


def _bar(standing: PrintedStanding, mark: Decimal | None) -> Markup:
    """The bar of a standing, with its figure, the expected one and the verdict for those who hear the page."""
    parts = [_figure(standing), format_share(standing.share), standing.label]
    return charts.bar(standing.share, mark, standing.verdict, "; ".join(part for part in parts if part))


def _course(one: SiteTarget, key: str) -> Markup:
    points = [
        charts.ChartPoint(
            point.round,
            point.standing.actual.value if point.standing.actual is not None and point.standing.is_current else None,
            point.standing.expected.value if point.standing.expected is not None else None,
            point.standing.text,
        )
        for point in one.course
    ]
    is_number = one.target.kind not in ("judgement", "milestone", "composition", "rank")
    return charts.course(points if is_number else [], one.goal, one.target.name, _goal(one.target.standing), key)


@lru_cache(maxsize=4)
def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PARTS, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"share": format_share, "day": format_short_date}
    return environment
