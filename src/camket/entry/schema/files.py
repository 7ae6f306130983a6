"""JSON Schemas of the files of a data folder, for editors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from camket.entry.schema.meanings import read_meanings
from camket.entry.schema.models import ModelSchemas, meaning_of, scalar_or_mapping
from camket.entry.schema.values import (
    DRAFT,
    SCALAR,
    Schema,
    day_schema,
    enum_schema,
    ident_schema,
    json_number,
    limited,
    nullable,
    number_schema,
    suggested_schema,
    text_schema,
    words_pattern,
)
from camket.entry.setup_plan import SetupPlan
from camket.ledger.commitment import Body, Group, TargetsFile, Unit
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import EntryFields, ResultField
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import OfficeFile, Report
from camket.ledger.scalars import NO
from camket.ledger.targets import Target
from camket.ledger.tree import OFFICE, REPORTS, SCHEMAS, TARGETS, UNITS
from camket.standing.in_force import goal_in_force
from camket.standing.wording import goal_figures, goal_text, round_name
from camket.text.language import _, speaking
from camket.text.plain_file import read_plain
from camket.text.save import FileChange
from camket.text.spelling import IDENT

FOLDER = SCHEMAS
SHARED = f"{FOLDER}/shared.json"  # what the schemas of all units' reports share

# --- which file has which schema ------------------------------------------------------------------------------------------


def schema_path(path: str) -> str | None:
    """Return the path of the schema for a file, both as paths in the data folder; None if the file has no schema."""
    if path in (TARGETS, UNITS):
        return f"{FOLDER}/{path.removesuffix('.yaml')}.json"
    parts = path.split("/")
    if len(parts) != 3 or parts[0] != REPORTS or not parts[2].endswith(".yaml"):
        return None
    name = parts[2].removesuffix(".yaml")
    if name == OFFICE:
        return f"{FOLDER}/office.json"
    return None if name.startswith("_") else f"{FOLDER}/{REPORTS}/{name}.json"


def make_schemas(ledger: Ledger) -> dict[str, bytes]:
    """Return every schema of the data folder by its path, in Vietnamese whatever the language of the screen."""
    with speaking("vi"):
        made = {
            f"{FOLDER}/targets.json": ModelSchemas(_frame_places(ledger)).file(
                _("Commitment, rounds and targets"), TargetsFile
            ),
            f"{FOLDER}/units.json": _units_schema(ledger),
            f"{FOLDER}/office.json": ModelSchemas(_known_places(ledger)).file(
                _("The office's own file of a round"), OfficeFile
            ),
        }
        shared = _SharedSchemas(ledger)
        made[SHARED] = shared.whole()
        made |= {f"{FOLDER}/{REPORTS}/{unit}.json": shared.report(unit) for unit in ledger.units}
    return {path: (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode() for path, schema in made.items()}


def plan_schemas(ledger: Ledger, folder: Path) -> SetupPlan:
    """Plan the schemas as files in `folder`, and the deletion of the schemas of units that no longer exist."""
    wanted = {folder / path.removeprefix(f"{FOLDER}/"): data for path, data in make_schemas(ledger).items()}
    present = {path: read_or_none(path) for path in wanted}
    # git may have checked out a schema with the line ends of Windows.
    stale = [path for path, before in present.items() if before is None or before.replace(b"\r\n", b"\n") != wanted[path]]
    files = [FileChange(str(path), present[path], wanted[path]) for path in stale]
    gone = sorted(path for path in (folder / REPORTS).glob("*.json") if path not in wanted)
    files += [FileChange(str(path), data, None) for path in gone if DRAFT.encode() in (data := read_plain(path))[:100]]
    return SetupPlan(files=tuple(files))


def read_or_none(path: Path) -> bytes | None:
    """Return the bytes of a file; None if there is none."""
    try:
        return read_plain(path)
    except FileNotFoundError:
        return None


def name_schemas(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return new files with a first line that names their schema to editors, if the folder has that schema.

    Without the schema there is no such line: an editor would show an error each time the file is opened.
    """
    named: dict[str, bytes] = {}
    for path, data in files.items():
        schema = schema_path(path)
        if schema is not None and (folder / schema).is_file():
            line = f"# yaml-language-server: $schema={'../' * path.count('/')}{schema}\n"
            data = line.encode() + data
        named[path] = data
    return named


# --- the files of the office ----------------------------------------------------------------------------------------------


def _parties(ledger: Ledger) -> dict[str, list[str]]:
    units, bodies, groups = list(ledger.units), list(ledger.bodies), list(ledger.groups)
    return {
        "lead": [*units, *bodies, *groups],
        "reporter": units,
        "each": [*groups, *units],
        "sum_of": [*groups, *units],
        "co_operating": [*bodies, *groups, *units],
    }


def _many_suggested(words: Sequence[str]) -> Schema:
    one = suggested_schema(ident_schema(), words)
    return one | {"type": [*SCALAR, "array"], "items": one}


def _frame_places(ledger: Ledger) -> dict[str, Schema]:
    """Return the schemas of keys that hold ids in targets.yaml and units.yaml, with the known ids as suggestions."""
    places: dict[str, Schema] = {}
    for name, ids in _parties(ledger).items():
        is_one = name in ("lead", "reporter")
        places[f"Target.{name}"] = suggested_schema(ident_schema(), ids) if is_one else _many_suggested(ids)
    for name in ("WholeOfUnits.target", "Target.part_of"):
        places[name] = suggested_schema(ident_schema(), ledger.target_keys)
    places["Target.rounds"] = _many_suggested([round_.id for round_ in ledger.rounds])
    places["Group.units"] = _many_suggested(list(ledger.units)) | {"minItems": 1}
    return places


def _units_schema(ledger: Ledger) -> Schema:
    models = ModelSchemas(_frame_places(ledger))
    lists = {
        name: {"type": ["array", "null"], "items": models.of(kind)}
        for name, kind in (("units", Unit), ("bodies", Body), ("groups", Group))
    }
    # An empty file is the same as no file.
    schema: Schema = {"type": ["object", "null"], "properties": lists, "additionalProperties": False}
    return models.whole(_("Units, co-operating bodies, groups"), schema)


def _known_targets(ledger: Ledger, names: Iterable[str]) -> Schema:
    return enum_schema({name: ledger.targets[name].name if name in ledger.targets else "" for name in names})


def _known_places(ledger: Ledger) -> dict[str, Schema]:
    """Return the schemas of keys that hold ids in reports and the office's files."""
    target = _known_targets(ledger, ledger.target_keys)
    unit = enum_schema({unit.id: unit.name for unit in ledger.units.values()})
    round_ = enum_schema({round_.id: round_name(round_) for round_ in ledger.rounds})
    places = {f"{kind}.target": target for kind in ("Remark", "Correction", "Overrule")}
    places |= {f"{kind}.unit": unit for kind in ("Correction", "Overrule", "Extension")}
    return places | {f"{kind}.round": round_ for kind in ("Report", "OfficeFile")}


# --- a unit's report ------------------------------------------------------------------------------------------------------


class _SharedSchemas:
    """What the schemas of all units' reports share, and the schema of each, which refers to it.

    A unit's own are its name, its targets with their goals, and which targets an editor offers first.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        # Which results a unit has, and of which unit a figure is corrected, is said for each unit below.
        places = _known_places(ledger) | {"Report.results": {}, "Correction.unit": ident_schema()}
        models = ModelSchemas(places)
        self._keys = models.mapping(Report)["properties"]
        self._own = {name: models.defs[name] for name in ("Remark", "Correction")}
        results = {f"result-{one.id}": _result_schema(models, one) for one in ledger.targets.values()}
        keys = {f"Report.{name}": schema for name, schema in self._keys.items()}
        for kind, schema in self._own.items():
            keys |= {f"{kind}.{name}": inner for name, inner in schema["properties"].items()}
        shared = {name: schema for name, schema in keys.items() if not self._is_own(name, schema)}
        models.defs |= {**shared, **results, "target": places["Remark.target"]}
        self._models, self._shared = models, frozenset(models.defs)

    def whole(self) -> Schema:
        """Return the schema that holds what is shared; no file has it."""
        return self._models.whole(_("What the reports of all units share"), {})

    def report(self, unit: str) -> Schema:
        """Return the schema of a unit's report."""
        ledger = self.ledger
        own = [target.id for target in ledger.targets_of(unit)]
        # Its own targets are offered first.
        target = {"anyOf": [_known_targets(ledger, own), _shared("target")]} if own else _shared("target")
        results = {name: {**_shared(f"result-{name}"), **_said(ledger, ledger.targets[name], unit)} for name in own}
        places = {
            "Report.unit": suggested_schema(nullable(text_schema()), [ledger.name(unit)]),
            # No choice of all units: a new unit would then change the schema of every other unit.
            "Correction.unit": suggested_schema(nullable(ident_schema()), [unit]),
            "Report.results": {"type": ["object", "null"], "properties": results, "additionalProperties": False},
            "Remark.target": {"anyOf": [{"$ref": "#/$defs/target"}, {"type": "null"}]},
            "Correction.target": {"$ref": "#/$defs/target"},
        }
        defs = {
            kind: {**schema, "properties": self._properties(kind, schema["properties"], places)}
            for kind, schema in self._own.items()
        }
        report = {
            "type": "object",
            "properties": self._properties("Report", self._keys, places),
            "additionalProperties": False,
        }
        title = _("Report of {unit}").format(unit=ledger.name(unit))
        return {"$schema": DRAFT, "title": title, **report, "$defs": {**defs, "target": target}}

    def _is_own(self, name: str, schema: Schema) -> bool:
        own_values = ("Report.unit", "Report.results", "Remark.target", "Correction.target", "Correction.unit")
        return name in own_values or any(f"#/$defs/{kind}" == schema.get("items", {}).get("$ref") for kind in self._own)

    def _properties(self, kind: str, schemas: Mapping[str, Schema], places: Mapping[str, Schema]) -> Schema:
        made: Schema = {}
        for name, schema in schemas.items():
            place = f"{kind}.{name}"
            if place in places:
                meaning = {"description": schema["description"]} if "description" in schema else {}
                made[name] = {**places[place], **meaning}
            else:
                made[name] = _shared(place) if place in self._shared else schema
        return made


def _shared(name: str) -> Schema:
    return {"$ref": f"../{SHARED.rpartition('/')[2]}#/$defs/{name}"}


def _said(ledger: Ledger, target: Target, unit: str) -> Schema:
    return {"title": target.name, "description": _describe(ledger, target, unit)}


def _result_schema(models: ModelSchemas, target: Target) -> Schema:
    """Return the schema of one target's result: a mapping, or a bare value in its place."""
    measure = target.measure
    kind = measure.result_type
    own_first = sorted(kind.model_fields, key=lambda name: name not in kind.__annotations__)
    properties = {name: models.key(kind, name) for name in own_first}
    for name, narrowed in {**_narrowed(models, measure), "same_period": _same_period(measure)}.items():
        # The measure decides the schema; the meaning is still that of the page.
        properties[name] = {**nullable(narrowed), "description": meaning_of(kind, name)}
    fields = {one.name: one for one in measure.fields() if len(one.keys) == 1}
    for name, field in fields.items():
        if field.given:
            properties[name] = {**properties[name], "description": field.given}
    properties["kind"] = {"enum": [measure.kind, None], "doNotSuggest": True}
    schema: Schema = {"type": ["object", "null"], "properties": properties, "additionalProperties": False}
    schema = _with_bare(schema, _without_meaning(properties[measure.bare_key]), measure)
    bare = fields.get(measure.bare_key)
    if bare is not None and bare.limited_by and bare.high is not None:  # written bare, it has no other limit beside it
        schema["maximum"] = json_number(bare.high)
    for name, field in fields.items():
        if field.excluded_by:
            no = {"type": ["boolean", "string"], "not": {"const": True}, "pattern": rf"^\s*(?:{words_pattern(NO)})\s*$"}
            both = {"required": [field.excluded_by, name], "properties": {field.excluded_by: no, name: {"type": "string"}}}
            schema["not"] = {"type": "object", **both}
    return schema


def _without_meaning(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name != "description"}


def _with_bare(schema: Schema, bare: Schema, measure: Measure) -> Schema:
    if measure.bare_key == "parts":  # the parts may be written directly into the result
        parts = {name: bare["properties"][name] for name in measure.parts_by_name}
        straight = {"if": {"anyOf": [{"required": [name]} for name in parts]}, "then": {"propertyNames": {"enum": list(parts)}}}
        return {**schema, "properties": {**schema["properties"], **parts}, **straight}
    if measure.is_list:
        return {**schema, "type": ["object", "array", "null"], "items": bare["items"]}
    return nullable(scalar_or_mapping(bare.get("anyOf", [bare])[0], schema))


def _narrowed(models: ModelSchemas, measure: Measure) -> dict[str, Schema]:
    """Return the schemas of a result's keys as far as the measure limits them beyond their types."""
    entries = measure.entry_fields()
    if entries is not None:
        return {entries.key: {"type": "array", "items": _entry(models, entries)}}
    narrowed: dict[str, Schema] = {}
    for key in measure.figure_keys:
        own = _without_meaning(models.key(measure.result_type, key))
        fields = [one for one in measure.fields() if one.keys[0] == key]
        if "additionalProperties" in own:
            figure = own["additionalProperties"]
            properties = {one.name: {**_value(one, figure), "description": one.given} for one in fields}
            narrowed[key] = {"type": "object", "properties": properties, "additionalProperties": False}
        elif fields:
            narrowed[key] = _value(fields[0], own)
    return narrowed


def _value(field: ResultField, own: Schema) -> Schema:
    """Return the schema of a value: `own`, that of its type in the model, with the choices or limits of the field."""
    if field.kind == "choice":
        return enum_schema(field.choices)
    return limited(own, field.low, None if field.limited_by else field.high)


def _same_period(measure: Measure) -> Schema:
    field = measure.same_period_field()
    if field is not None and field.kind == "choice":
        return enum_schema(field.choices)
    if measure.takes_days:  # the value is not used, and `check` reads only its beginning
        return {"type": SCALAR, "pattern": rf"^\s*(?:[+-]?[0-9]|(?:{IDENT.pattern})\s*$)"}
    return number_schema(percent=True)


def _entry(models: ModelSchemas, entries: EntryFields) -> Schema:
    """Return the schema of an entry of a list."""
    entry = models.mapping(entries.model)
    for field in entries.fields:
        is_own = field.name in entries.model.model_fields
        if is_own and field.kind != "choice":
            continue
        cell = _cell(field) if field.is_needed else nullable(_cell(field))
        meaning = meaning_of(entries.model, field.name) if is_own else field.label
        entry["properties"][field.name] = {**cell, "description": meaning}
    needed = [one.name for one in entries.fields if one.is_needed and one.name not in entry["required"]]
    entry["required"] = [*entry["required"], *needed]
    # An entry may be its bare name only if nothing else is needed.
    return scalar_or_mapping(text_schema(), entry) if entry["required"] == ["name"] else entry


def _cell(field: ResultField) -> Schema:
    match field.kind:
        case "number":
            return number_schema(field.low, field.high)
        case "date":
            return day_schema()
        case "choice":
            return enum_schema(field.choices)
    return {"not": {"type": "null"}} if field.is_needed else {}


def _describe(ledger: Ledger, target: Target, unit: str) -> str:
    """Return the description of a target for a unit: its goal at the end of the year, and what is counted."""
    goal, references = goal_in_force(target, ledger.calendar.year.last)
    member = unit if unit in ledger.members(target) or not ledger.members(target) else None
    figures, words = goal_figures(target, goal, references, member), goal_text(target, goal, references, member)
    counted = target.measure.unit_text()
    if counted and counted not in figures and any(letter.isdigit() for letter in figures) and words.startswith(figures):
        words = f"{figures} {counted}{words[len(figures) :]}"
    lines = [_("Goal: {goal}").format(goal=words)]
    if goal.as_written:
        lines.append(goal.as_written)
    meaning = read_meanings().get("kind", {}).get(target.measure.kind)
    if meaning:
        lines.append(meaning.partition("\n")[0])
    return "\n\n".join(lines)
