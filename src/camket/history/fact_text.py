"""Facts in words: what a key of a file is called, and what a value says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from camket.history.facts import Value, Way
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Means, Verdict
from camket.ledger.targets import Target
from camket.standing.proposals import proposal_text
from camket.standing.reported_figures import typed_figure
from camket.standing.wording import means_label, outcome_label, reference_label, target_name, verdict_label
from camket.text.language import N_, _
from camket.text.numerals import format_date, format_exact

_LABELS = {
    "value": N_("figure"),
    "percent": N_("per cent"),
    "part": N_("part"),
    "whole": N_("whole"),
    "rank": N_("rank"),
    "of": N_("out of"),
    "grade": N_("grade"),
    "done": N_("done"),
    "date": N_("date"),
    "same_period": N_("same period last year"),
    "awaiting": N_("awaited"),
    "text": N_("words"),
    "evidence": N_("evidence"),
    "files": N_("files"),
    "file": N_("file"),
    "sha256": N_("SHA-256"),
    "items": N_("list"),
    "incidents": N_("incidents"),
    "note": N_("note"),
    "submitted": N_("received on"),
    "resubmitted": N_("sent again on"),
    "letter": N_("covering letter"),
    "number": N_("number"),
    "reported_by": N_("reported by"),
    "difficulties": N_("difficulty"),
    "proposals": N_("proposal"),
    "corrections": N_("correction"),
    "overrules": N_("the office's verdict"),
    "extensions": N_("extension"),
    "answers": N_("answer"),
    "reminded": N_("reminder"),
    "means": N_("by means of"),
    "carried_over": N_("proposal of an earlier year"),
    "assessment": N_("assessment"),
    "directions": N_("directions"),
    "draft": N_("draft"),
    "illustrative": N_("illustrative"),
    "signatory": N_("signatory"),
    "goal": N_("goal"),
    "equals": N_("exactly"),
    "at_least": N_("at least"),
    "more_than": N_("more than"),
    "at_most": N_("at most"),
    "less_than": N_("less than"),
    "about": N_("about"),
    "between": N_("between"),
    "keep": N_("keep"),
    "before": N_("before the day"),
    "as_written": N_("as written"),
    "document": N_("document"),
    "reason": N_("reason"),
    "references": N_("assigned figure"),
    "revisions": N_("revision"),
    "issued": N_("issue of the report"),
    "as_of": N_("as of"),
    "commit": N_("commit"),
    "to": N_("put to"),
    "authors": N_("may edit"),
    "spellings": N_("spellings"),
    "rounds": N_("rounds"),
    "regime": N_("rules of reporting"),
    "since": N_("compared with"),
    "counts_if": N_("counts if"),
    "accumulates": N_("runs from the year's first day"),
    "pace": N_("pace"),
    "outcome": N_("outcome"),
    "kind": N_("kind"),
    "by": N_("by"),
    "measure": N_("measure"),
    "name": N_("name"),
    "unit": N_("unit"),
    "units": N_("units"),
    "due": N_("last day in time"),
    "verdict": N_("verdict"),
    "target": N_("target"),
    "old": N_("old figure"),
    "new": N_("new figure"),
    "by_unit": N_("figure of each unit"),
    "content": N_("content of the document"),
    "assigned_by": N_("assigned by"),
    "on_track_text": N_("text of units on track"),
    "short": N_("short name"),
    "head": N_("head of the unit"),
    "contact": N_("contact"),
    "title": N_("title"),
    "phone": N_("telephone"),
    "email": N_("e-mail"),
    "requested": N_("asked to take part"),
    "id": N_("id"),
    "chase_head_after": N_("working days until the head of a unit is written to"),
}
# The order in which the keys of a value are shown.
KEY_ORDER = {key: index for index, key in enumerate(_LABELS)}


def way_label(target: Target | None, way: Way, ledger: Ledger | None = None) -> str:
    """Return in words what a way leads to; a part, a column of a list, an assigned figure by the name that the target gives.

    With `ledger`, a unit is named by its name.
    """
    if target is not None and "references" in way[:-1]:
        return _reference_label(target, way[way.index("references") + 1 :], ledger)
    own = ("results", "targets", "all", target.id if target else "", *(("units",) if len(way) > 1 else ()))
    keys = [key for key in way if key not in own and not key.startswith("#")]
    if target is not None and keys:
        given = target.measure.given_label(keys)
        if given is not None:
            return given
    if way[:2] == ("commitment", "year"):  # its `to` is not that of a proposal
        return " › ".join(keys)
    return " › ".join(map(key_label, keys))


def _reference_label(target: Target, way: Way, ledger: Ledger | None) -> str:
    """Return what an assigned figure is called, or one of its details; `way` begins with the name under `references`."""
    name, *rest = way
    words = [reference_label(name, target.references.get(name))]
    if rest[:1] == ["by_unit"] and len(rest) > 1:
        words.append(_name_of(ledger, rest[1]))
        rest = rest[2:]
    return " › ".join([*words, *(key_label(key) for key in rest if key != "value")])


def key_label(key: str) -> str:
    """Return what a key of the files is called in words, or the key itself."""
    return _(_LABELS[key]) if key in _LABELS else key


# A result that awaits its figure is described by the verdict that it gets.
_AWAITED: Mapping[str, Verdict] = {"publication": "awaiting-publication", "assessment": "not-yet-due"}
# Keys with a fixed set of values, each with the function that returns a value in words.
_WORDS: Mapping[str, Callable[[str], str]] = {
    "verdict": lambda value: verdict_label(cast(Verdict, value)) if value in get_args(Verdict) else value,
    "awaiting": lambda value: verdict_label(_AWAITED[value]) if value in _AWAITED else value,
    "means": lambda value: means_label(cast(Means, value)) if value in get_args(Means) else value,
    "outcome": lambda value: outcome_label(value) if value in ("settled", "declined", "forwarded") else value,
}


def value_text(ledger: Ledger | None, target: Target | None, way: Way, value: Value) -> str:
    """Return a value in words: numbers and days as people write them, targets and units by their names.

    `way` leads to the value; without `ledger` or `target`, ids and grades are shown as they are written.
    """
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return format_exact(value)
    if isinstance(value, date):
        return format_date(value)
    if target is not None and (label := target.measure.word_label(way[-1], str(value))) is not None:
        return label
    if way[0] == "answers" and "proposals" in way and isinstance(value, str) and ledger is not None:
        said = proposal_text(ledger, value)
        return f"“{said}” ({value})" if said is not None else value
    if way[-1] in _WORDS and isinstance(value, str):
        return _WORDS[way[-1]](value)
    if (way[-1] in ("target", "unit") or (way[0] == "reminded" and "units" in way[:-1])) and isinstance(value, str):
        return _name_of(ledger, value)
    is_figure = way[-1] in ("same_period", "old", "new") or "by_unit" in way or way[-2:-1] == ("references",)
    if (is_figure or way[-1] == "value") and isinstance(value, str) and target is not None:
        figure = typed_figure(target, value)
        return value if figure is None else format_exact(figure)
    return f"{value[:12]}…" if way[-1] == "sha256" and isinstance(value, str) else str(value)


def _name_of(ledger: Ledger | None, name: str) -> str:
    if ledger is None:
        return name
    return target_name(ledger.targets[name]) if name in ledger.targets else ledger.name(name)
