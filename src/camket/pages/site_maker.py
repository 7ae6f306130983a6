"""The pages as files, by name: one page for each target and unit, or all of them in one file. Every value is escaped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.pages import charts
from camket.pages.site_contents import Site, SiteTarget, SiteUnit
from camket.pages.site_words import site_words
from camket.report.filters import format_share, format_short_date
from camket.report.target_contents import PrintedStanding
from camket.text.language import chosen
from camket.text.web_templates import page_environment, read_part

if TYPE_CHECKING:
    from markupsafe import Markup

INDEX = "index.html"
_PARTS = Path(__file__).parent / "site"
Href = Callable[..., str]


@dataclass(frozen=True, slots=True)
class _SitePage:
    """One page: its kind, which names its template, its title, and the target or unit that it is of."""

    kind: str
    title: str
    one: SiteTarget | SiteUnit | None = None

    @property
    def name(self) -> str:
        match self.one:
            case SiteTarget(target=target):
                return target.id
            case SiteUnit(unit=unit):
                return unit.id
        return ""


def site_files(site: Site, *, single: bool = False) -> dict[str, bytes]:
    """Return the files of the site by name; with `single`, one file that has everything in it."""
    pages, href, words = _pages(site), _hrefs(single), site_words()
    environment = page_environment(_PARTS)
    environment.filters |= {"share": format_share, "day": format_short_date}
    values: dict[str, Any] = {"site": site, "words": words, "lang": chosen(), "pages": pages, "single": single, "href": href}
    values |= {"style": read_part(_PARTS / "site.css"), "script": read_part(_PARTS / "site.js")}
    values |= {"bar": _bar, "course": _course, "figure": _figure, "goal": _goal}

    def made(name: str, **others: Any) -> bytes:
        html = environment.get_template(name).render(values, **others)
        return (html.strip() + "\n").encode("utf-8")

    if single:
        return {INDEX: made("single.html.j2", title=site.contents.commitment.title)}
    files = {href(one.kind, one.name): made("page.html.j2", page=one, title=one.title, one=one.one) for one in pages}
    return files | {name: values[kind].encode("utf-8") for name, kind in (("site.css", "style"), ("site.js", "script"))}


def _pages(site: Site) -> list[_SitePage]:
    words = site_words()
    found = [_SitePage("front", words.year)]
    found += [_SitePage("target", f"{one.target.number}. {one.target.name}", one) for one in site.targets]
    found += [_SitePage("unit", one.unit.name, one) for one in site.units]
    if site.contents.since is not None:
        found.append(_SitePage("changes", words.changes.format(round=site.contents.since.round.name)))
    return [*found, _SitePage("print", words.for_print)]


def _hrefs(single: bool) -> Href:
    """Return what gives the address of a page: that of its file, or of its place in the one file."""
    names = {
        "front": INDEX,
        "target": "chi-tieu-{}.html",
        "unit": "don-vi-{}.html",
        "changes": "thay-doi.html",
        "print": "in.html",
    }

    def href(kind: str, name: str = "") -> str:
        return f"#{kind}{'-' if name else ''}{name}" if single else names[kind].format(name)

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
