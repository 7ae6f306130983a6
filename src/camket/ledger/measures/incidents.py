"""Incidents: what must not happen, by kind."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from camket.ledger.measures.base import (
    EntryFields,
    OwnPace,
    Reading,
    Result,
    ResultFault,
    ResultField,
    listed,
    unknown_word,
)
from camket.ledger.measures.entries import EntriesMeasure, EntriesResult
from camket.ledger.scalars import Day, Evidence, Ident, Model, Text
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Keys
from camket.text.spelling import fold


class Incident(Model):
    """One thing that should not have happened. It has no `kind` where the measure has no kinds: the target is the only one."""

    kind: Ident | None = None
    name: Text
    date: Day | None = None
    evidence: Evidence = ()
    note: Text | None = None

    @property
    def identity(self) -> tuple[str | None, str, datetime.date | None]:
        """What makes two incidents the same one."""
        return self.kind, fold(self.name), self.date


class IncidentsResult(EntriesResult):
    kind: Literal["incidents"] = "incidents"
    incidents: tuple[Incident, ...] | None = None

    list_key: ClassVar[str] = "incidents"

    def days(self) -> Iterator[tuple[Keys, datetime.date]]:
        return ((("incidents", index, "date"), one.date) for index, one in enumerate(self.entries()) if one.date is not None)


class Incidents(EntriesMeasure):
    """What must not happen; each report lists the new ones, by kind. Without kinds it is what the target's name says."""

    kind: Literal["incidents"]
    unit: Text | None = None
    kinds: dict[Ident, Text] = Field(default_factory=dict)
    better: ClassVar[str] = "lower"

    result_class: ClassVar[type[Result]] = IncidentsResult
    figure_keys: ClassVar[tuple[str, ...]] = ("incidents",)
    bare_key: ClassVar[str] = "incidents"
    must_not_happen: ClassVar[bool] = True

    def part_names(self) -> dict[str, str]:
        return dict(self.kinds)

    @property
    def closed_choices(self) -> dict[str, str]:
        return self.kinds

    @property
    def printed_parts(self) -> dict[str, str]:
        return self.kinds

    def faults(self, result: Result) -> Iterator[ResultFault]:
        for keys, incident in result.keyed_entries():
            if incident.kind is None and self.kinds:
                message = _("the kind of what happened is missing")
                hint = _("Known here: {words}.").format(words=listed(self.kinds))
                yield ResultFault(keys, "missing-key", message, hint)
            elif incident.kind is not None and not self.kinds:
                message = _("this target has no kinds of incidents")
                yield ResultFault((*keys, "kind"), "unknown-choice", message, _("Leave the kind out."), of_key=True)
            elif incident.kind is not None and incident.kind not in self.kinds:
                yield unknown_word((*keys, "kind"), incident.kind, self.kinds)

    def gather(self, results: Sequence[Result]) -> Reading:
        incidents: dict[tuple[str | None, str, datetime.date | None], Incident] = {}
        for result in results:
            for incident in result.entries():
                incidents.setdefault(incident.identity, incident)
        by_kind = {kind: Decimal(sum(one.kind == kind for one in incidents.values())) for kind in self.kinds}
        return Reading(Decimal(len(incidents)), by_kind, incidents=tuple(incidents.values()))

    def add_up(self, readings: Sequence[Reading]) -> Reading | None:
        return (
            self.gather([IncidentsResult(incidents=one.incidents) for one in readings if one.incidents]) if readings else None
        )

    def entry_text(self, incident: Incident) -> str:
        kind = self.kinds.get(incident.kind, incident.kind) if incident.kind is not None else None
        text = f"{kind}: {incident.name}" if kind else incident.name
        return f"{text}; {format_date(incident.date)}" if incident.date else text

    def own_pace(self, *, allows_none: bool) -> OwnPace | None:
        return "always" if allows_none else None

    def entry_fields(self) -> EntryFields:
        help_ = _("What has happened since the last report, one after the other. Nothing happened: 0. No more: Enter.")
        choose = _("One of the kinds below, by its name, its id or its number in the row.")
        kind = ResultField(("kind",), _("Kind"), "choice", choices=self.kinds, is_needed=True, question=_("Kind"), help=choose)
        fields = (
            *((kind,) if self.kinds else ()),
            ResultField(("name",), _("What happened"), "text", question=_("What happened"), help=help_),
            ResultField(
                ("date",), _("Date"), "date", question=_("Day"), help=_("The day on which it happened, day/month/year.")
            ),
        )
        comments = (
            _("incidents: what has happened since the last report; nothing happened: incidents: []"),
            *(f"- {name}: {label}" for name, label in self.kinds.items()),
        )
        example: tuple[str, ...] = ("- name: …", "  date: …")
        if self.kinds:
            example = (f"- kind: {next(iter(self.kinds))}", "  name: …", "  date: …")
        notes = (_("List what has happened since the last report."),)
        return EntryFields("incidents", Incident, fields, notes, comments, example, self.unit or "", ("kind", "name", "date"))
