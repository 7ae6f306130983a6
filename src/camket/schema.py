"""JSON Schemas of this data folder's own files, for editors: which keys, ids, choices and forms of values can stand where.

Made from the models and, for reports, from each unit's own targets. A schema refuses only what `check` refuses too; what it
cannot say (sums, earlier rounds, two readings of a number) is left to `check`. Descriptions are those of docs/data-format.md.
"""

from __future__ import annotations

import json
import re
import types
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from camket.language import _, speaking
from camket.load import OFFICE, REPORTS, TARGETS, UNITS, Ledger
from camket.measures import part_names
from camket.model import (
    BARE_KEY,
    COMPARATORS,
    NO,
    RESULT_TYPES,
    YES,
    Body,
    CalendarYear,
    Column,
    Composition,
    Condition,
    Day,
    Days,
    Decimals,
    Flag,
    Goal,
    Group,
    Ident,
    Incident,
    Incidents,
    Item,
    Judgement,
    Measure,
    Milestone,
    NamedList,
    Number,
    OfficeFile,
    Operand,
    Pace,
    Paper,
    Percent,
    Quantity,
    Rank,
    Ratio,
    Reference,
    Remark,
    Report,
    Result,
    Round,
    Score,
    Share,
    Target,
    TargetsFile,
    Text,
    Unit,
    Whole,
    Yardstick,
)
from camket.progress import goal_in_force
from camket.repository import Plan, Writing
from camket.spelling import IDENT
from camket.tables import goal_text, round_name, unit_of_measure

Schema = dict[str, Any]
FOLDER = ".schema"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"

# --- which file has which schema ------------------------------------------------------------------------------------------


def schema_path(path: str) -> str | None:
    """The schema of a file of the data folder, both as paths in it; None for a file that has none."""
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
    """Every schema of the data folder, by its path there. They speak Vietnamese, whoever makes them."""
    with speaking("vi"):
        made = {
            f"{FOLDER}/targets.json": _targets_schema(ledger),
            f"{FOLDER}/units.json": _units_schema(ledger),
            f"{FOLDER}/office.json": _office_schema(ledger),
        }
        made |= {f"{FOLDER}/{REPORTS}/{unit}.json": _report_schema(ledger, unit) for unit in ledger.units}
    return {path: (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode() for path, schema in made.items()}


def plan_schemas(ledger: Ledger, folder: Path) -> Plan:
    """The schemas as files in `folder` (the data folder's .schema, or another), and those of units that are gone."""
    wanted = {folder / path.removeprefix(f"{FOLDER}/"): data for path, data in make_schemas(ledger).items()}
    present = {path: read_or_none(path) for path in wanted}
    # git may have given the lines of a committed schema the ends that Windows likes.
    stale = [path for path, before in present.items() if before is None or before.replace(b"\r\n", b"\n") != wanted[path]]
    files = [Writing(path, present[path], wanted[path]) for path in stale]
    gone = sorted(path for path in (folder / REPORTS).glob("*.json") if path not in wanted)
    files += [Writing(path, data, None) for path in gone if _DRAFT.encode() in (data := path.read_bytes())[:100]]
    return Plan(files=tuple(files))


def read_or_none(path: Path) -> bytes | None:
    """The bytes of a file, or None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def name_schemas(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """New files of the data folder, each with a first line that names its schema to editors where the folder has that schema.

    Not otherwise: an editor complains of a schema that is not there every time the file is opened.
    """
    named: dict[str, bytes] = {}
    for path, data in files.items():
        schema = schema_path(path)
        if schema is not None and (folder / schema).is_file():
            line = f"# yaml-language-server: $schema={'../' * path.count('/')}{schema}\n"
            data = line.encode() + data
        named[path] = data
    return named


# --- what docs/data-format.md says ----------------------------------------------------------------------------------------


def _find_page() -> Path:
    inside = Path(__file__).parent / "data-format.md"
    return inside if inside.is_file() else Path(__file__).parents[2] / "docs" / "data-format.md"


@cache
def read_meanings() -> dict[str, dict[str, str]]:
    """What the page says of each key, by the model's name; and of each choice of a key, by that key."""
    found: dict[str, dict[str, str]] = {}
    about: tuple[str, ...] = ()
    heads: list[str] = []
    for line in _find_page().read_text(encoding="utf-8").splitlines():
        if marker := re.fullmatch(r"<!-- fields: (.*) -->", line):
            about = tuple(marker[1].split(", "))
            continue
        if not line.startswith("|"):
            if heads:
                about, heads = (), []
            continue
        cells = [_plain(cell) for cell in re.split(r"(?<!\\)\|", line[1:-1])]
        keys = re.findall(r"`([^`]+)`", line[1:].split("|")[0])
        if not heads:
            heads = cells
            if not about:  # a table of a key's choices: | `change` | Nghĩa |
                about = tuple(keys[:1])
        elif keys and len(cells) > 1:
            for name in about:
                for key in keys:
                    found.setdefault(name, {})[key] = _meaning(cells, heads, found, key)
    return found


def _plain(cell: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", cell).replace("**", "").replace("`", "").strip()


def _meaning(cells: Sequence[str], heads: Sequence[str], found: Mapping[str, Mapping[str, str]], key: str) -> str:
    meaning = cells[1]
    if meaning == "như trên":
        meaning = next((of[key] for of in found.values() if key in of), meaning)
    for head, cell in zip(heads[2:], cells[2:], strict=False):
        if cell and head in ("Ví dụ", "Không ghi thì"):
            meaning += f"\n{head}: {cell}"
    return meaning


# --- scalars: what a reader of YAML may make of the text that is typed ------------------------------------------------------

_SCALAR = ["string", "number", "boolean"]
_BLANKS = "[ \\u00a0\\u202f\\u2009]"
_UNSIGNED = rf"[0-9]+(?:[.,][0-9]+)*|[0-9]{{1,3}}(?:{_BLANKS}[0-9]{{3}})+(?:[.,][0-9]+)?"
_ZERO = "-0+(?:[.,]0+)?"
_IDENT = rf"^\s*(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\s*$)(?:{IDENT.pattern})\s*$"
_MONTHS = (
    ("0?[13578]|1[02]", "0?[1-9]|[12][0-9]|3[01]"),
    ("0?[469]|11", "0?[1-9]|[12][0-9]|30"),
    ("0?2", "0?[1-9]|[12][0-9]"),
)
_DAY = "|".join(
    rf"(?:19[0-9]{{2}}|2[01][0-9]{{2}}|2200)-(?:{month})-(?:{day})|"
    rf"(?:{day})[/.-](?:{month})[/.-](?:19[0-9]{{2}}|2[01][0-9]{{2}}|2200)"
    for month, day in _MONTHS
)


def _words(words: Iterable[str]) -> str:
    """Words in any case, composed or decomposed, for a pattern (JSON Schema knows no flags)."""
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    cased = [
        "".join(f"[{letter}{letter.upper()}]" if letter.upper() != letter else letter for letter in word) for word in forms
    ]
    return "|".join(sorted(cased))


def _scalar(types_: Sequence[str], pattern: str, *said: str) -> Schema:
    """A scalar whose text, where a reader leaves it text, has a pattern; and what editors say instead of the pattern."""
    return {"type": list(types_), "pattern": pattern, "patternErrorMessage": ". ".join(said)}


def _text() -> Schema:
    return _scalar(_SCALAR, r"\S", _("text is expected here, nothing was found"))


def _ident() -> Schema:
    return _scalar(_SCALAR, _IDENT, _("Small letters without accents, digits and '-', at most 64: phuong-1."))


def _number(low: Decimal | None = None, high: Decimal | None = None, *, percent: bool = False) -> Schema:
    """A number: as one, or as people type it. Limits hold for what a reader of YAML takes for a number."""
    sign = rf"(?:\+?(?:{_UNSIGNED})|{_ZERO})" if low is not None and low >= 0 else rf"[+-]?(?:{_UNSIGNED})"
    share = r"(?:\s*%)?" if percent else ""
    said = _("a number is expected here"), _("Write it like 75, 62,5 or 1.234,5.")
    schema = _scalar(["number", "string"], rf"^\s*{sign}{share}\s*$", *said)
    if low is not None:
        schema["minimum"] = _json_number(low)
    if high is not None:
        schema["maximum"] = _json_number(high)
    return schema


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _day() -> Schema:
    said = _("a date is expected here"), _("Write year-month-day: 2023-06-02.")
    return _scalar(["string"], rf"^\s*(?:{_DAY})\s*$", *said) | {"examples": ["2023-06-02"]}


def _flag() -> Schema:
    said = _("yes or no is expected here"), _("Write true or false.")
    return _scalar(["boolean", "string"], rf"^\s*(?:{_words(YES | NO)})\s*$", *said) | {"examples": [True, False]}


def _year() -> Schema:
    return _scalar(["number", "string"], rf"^\s*\+?(?:{_UNSIGNED})\s*$", _("Write it with four digits: 2023."))


def _operand() -> Schema:
    pattern = rf"^\s*(?:[+-]?(?:{_UNSIGNED})(?:\s*%)?|{IDENT.pattern})\s*$"
    return _scalar(_SCALAR, pattern, _("Write a number, or a name that stands under references:."))


def _reader(alias: Any) -> Any:
    return get_args(alias)[1]


_SCALARS: dict[Any, Callable[[], Schema]] = {
    _reader(Text): _text,
    _reader(Ident): _ident,
    _reader(Operand): _operand,
    _reader(Number): _number,
    _reader(Whole): _number,
    _reader(Percent): lambda: _number(percent=True),
    _reader(Share): lambda: _number(Decimal(0), Decimal(100), percent=True),
    _reader(Days): lambda: _number(Decimal(0), Decimal(366)),
    _reader(Decimals): lambda: _number(Decimal(0), Decimal(10)),
    _reader(Day): _day,
    _reader(CalendarYear): _year,
    _reader(Flag): _flag,
}
_CORE = (
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text, 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
)


def _as_read(word: str) -> list[Any]:
    """A word as a reader of YAML's core types gives it: between quotes the word, plain perhaps a number or a truth."""
    for pattern, read in _CORE:
        if pattern.fullmatch(word):
            return [word, read(word)]
    return [word]


def _enum(words: Mapping[str, str] | Iterable[str]) -> Schema:
    """One of these words, with what each of them means beside it."""
    meanings = words if isinstance(words, Mapping) else dict.fromkeys(words, "")
    forms = [(form, meaning) for word, meaning in meanings.items() for form in _as_read(word)]
    schema: Schema = {"enum": [form for form, _meaning in forms]}
    if any(meanings.values()):
        schema["enumDescriptions"] = [meaning for _form, meaning in forms]
    return schema


def _suggested(schema: Schema, words: Iterable[str]) -> Schema:
    """A form under which these words are offered and others may stand: ids are born in the office's own files."""
    offered = list(words)
    return schema | {"examples": offered} if offered else schema


def _nullable(schema: Schema) -> Schema:
    """The same where nothing may stand instead: a key left blank counts as left out."""
    if "type" in schema:
        types_ = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types_, "null"]} if "null" not in types_ else schema
    if "enum" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _given(*names: str) -> Schema:
    """All of these keys have a value."""
    return {"type": "object", "required": list(names), "properties": {name: {"not": {"type": "null"}} for name in names}}


def _none_given(*names: str) -> Schema:
    """None of these keys has one. (Said so, `not` this, an editor does not take each key for a way of its own.)"""
    return {"type": "object", "properties": {name: {"type": "null"} for name in names}}


def _not(*schemas: Schema) -> list[Schema]:
    return [{"not": schema} for schema in schemas]


# --- models ---------------------------------------------------------------------------------------------------------------

# The key that a scalar written in a model's place stands for.
_BARE: dict[type[BaseModel], str] = {Reference: "value", Pace: "kind", Remark: "text", Item: "name"}
# What stands in the lists that are read entry by entry.
_ENTRIES: dict[str, Any] = {
    "TargetsFile.units": Unit,
    "TargetsFile.bodies": Body,
    "TargetsFile.groups": Group,
    "TargetsFile.targets": Target,
}


class _Models:
    """Schemas of models, each said once under $defs; `places` has those of single keys of this data, as `Model.key`."""

    def __init__(self, places: Mapping[str, Schema]) -> None:
        self.places = places
        self.defs: dict[str, Schema] = {}

    def whole(self, title: str, schema: Schema) -> Schema:
        """A file's schema with all that it refers to."""
        return {"$schema": _DRAFT, "title": title, **schema, "$defs": dict(sorted(self.defs.items()))}

    def mapping(self, kind: type[BaseModel], left_out: Sequence[str] = ()) -> Schema:
        """A model as a mapping of its keys."""
        properties = {name: self.key(kind, name) for name in kind.model_fields if name not in left_out}
        required = [name for name, field in kind.model_fields.items() if field.is_required() and name not in left_out]
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | {"required": required} if required else schema

    def key(self, kind: type[BaseModel], name: str) -> Schema:
        """What may stand under one key of a model, with what the page says of it."""
        field = kind.model_fields[name]
        place = f"{kind.__name__}.{name}"
        annotation: Any = field.annotation
        if place in self.places:
            schema = self.places[place]
        elif place in _ENTRIES:
            schema = {"type": "array", "items": self.of(_ENTRIES[place])}
        else:
            schema = self.of(Annotated[(annotation, *field.metadata)] if field.metadata else annotation, name)
        if not field.is_required():
            schema = self._or_nothing(schema)
        meaning = _meaning_of(kind, name)
        return schema | {"description": meaning} if meaning else schema

    def of(self, annotation: Any, key: str = "") -> Schema:
        """The schema of a type, as the models use them."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._marked(arguments[0], arguments[1:], key)
        if origin in (Union, types.UnionType):
            inner = [argument for argument in arguments if argument is not type(None)]
            schema = self.of(inner[0], key) if len(inner) == 1 else self._measure(inner)
            return self._or_nothing(schema) if len(inner) < len(arguments) else schema
        if origin is Literal:
            meanings = read_meanings().get(key, {})
            return _enum({str(word): meanings.get(str(word), "") for word in arguments})
        if origin is tuple:
            if len(arguments) == 2 and arguments[1] is not Ellipsis:
                return {"type": "array", "items": self.of(arguments[0]), "minItems": 2, "maxItems": 2}
            return {"type": "array", "items": self.of(arguments[0], key)}
        if origin is dict:
            names = self.of(arguments[0]).get("pattern")
            keys: Schema = {"propertyNames": {"pattern": names}} if names else {}
            return {"type": "object", **keys, "additionalProperties": self.of(arguments[1])}
        if annotation is Any:
            return {}
        return self._model(annotation)

    def _marked(self, inner: Any, marks: Sequence[Any], key: str) -> Schema:
        if marks[0] is _reader(Day):  # its pattern knows how long each month is
            return self._define("Day", _day())
        if marks[0] in _SCALARS:
            return _SCALARS[marks[0]]()
        schema = self.of(inner, key)
        for mark in marks:
            shape = getattr(mark, "shape", None)
            if shape is not None:
                schema = self._shaped(schema, shape.__name__)
        return schema

    def _shaped(self, schema: Schema, shape: str) -> Schema:
        """What a value may be before one of the functions of model.py has put it into shape."""
        match shape:
            case "_one_or_many":
                one: Schema = schema["items"]
                return schema | one | {"type": [*one["type"], "array"]}
            case "_some":
                return schema | {"minItems": 1}
            case "_nothing":
                return self._or_nothing(schema)
            case "_filled":
                return schema | {"additionalProperties": _nullable(schema["additionalProperties"])}
            case "_split_range":
                pair = r"^\s*[0-9.,]+\s*%?\s*(?:[-–—]|đến)\s*[0-9.,]+\s*%?\s*$"
                return schema | {"type": ["array", "string"], "pattern": pair}
            case "_paper_from_number":
                return self._define("Cited", self.mapping(Paper) | {"type": [*_SCALAR, "object"], "pattern": r"\S"})
            case "_papers":
                forms = {"type": [*_SCALAR, "object", "array", "null"], "pattern": r"\S", "items": schema["items"]}
                return self._define("Evidence", self.mapping(Paper) | forms)
        raise AssertionError(shape)

    def _model(self, kind: type[BaseModel]) -> Schema:
        if kind is Goal or kind is Yardstick:
            return self._define(kind.__name__, self._goal(kind))
        schema = self.mapping(kind)
        if kind in _BARE:
            bare = self.key(kind, _BARE[kind])
            bare = {name: value for name, value in bare.items() if name not in ("description", "examples")}
            schema = _scalar_or_mapping(bare, schema)
        if kind is Reference:
            schema = _nullable(schema)
        if kind is Round:
            schema["allOf"] = _not(_none_given("before", "by"), _given("before", "by"), _given("quarter", "annual"))
        if kind is Condition:
            schema["allOf"] = _not(_none_given(*COMPARATORS))
        if kind is Target:
            schema["allOf"] = _not(_none_given("lead", "reporter", "each", "sum_of"))
        return self._define(kind.__name__, schema)

    def _goal(self, kind: type[BaseModel]) -> Schema:
        """A goal, or a yardstick, into which its only condition may be written straight; a number alone is `at_least`."""
        schema = self.mapping(kind)
        inline = {name: self.key(Condition, name) for name in Condition.model_fields}
        schema["properties"] = {**inline, **schema["properties"]}
        schema["properties"]["all"] = _nullable(schema["properties"]["all"])
        schema["required"] = [name for name in schema.get("required", ()) if name != "all"]
        schema["allOf"] = _not(_none_given(*COMPARATORS, "all", *(("yardsticks",) if kind is Goal else ())))
        return _scalar_or_mapping(_operand(), schema) if kind is Goal else schema

    def _measure(self, kinds: Sequence[Any]) -> Schema:
        """A measure: which keys it has depends on its kind."""
        labels: dict[str, str] = {}
        cases: list[Schema] = []
        meanings = read_meanings().get("kind", {})
        for kind in kinds:
            names = [str(name) for name in get_args(kind.model_fields["kind"].annotation)]
            labels |= {name: meanings.get(name, "") for name in names}
            when = {"required": ["kind"], "properties": {"kind": {"enum": names}}}
            cases.append({"if": when, "then": self._model(kind)})
        schema = {"type": "object", "required": ["kind"], "properties": {"kind": _enum(labels)}, "allOf": cases}
        return self._define("Measure", schema)

    def _define(self, name: str, schema: Schema) -> Schema:
        self.defs.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}

    def _or_nothing(self, schema: Schema) -> Schema:
        if "$ref" not in schema:
            return _nullable(schema)
        name = schema["$ref"].rpartition("/")[2]
        inner = self.defs[name]
        if "null" in inner.get("type", ()):
            return schema
        return schema | self._define(f"{name}-or-nothing", _nullable(inner))


def _scalar_or_mapping(bare: Schema, mapping: Schema) -> Schema:
    """A mapping, in whose place one scalar may stand. What is said of scalars does not touch mappings, nor the other way
    round, except for choices."""
    if "type" in bare:
        scalar = [name for name in bare["type"] if name != "null"] if isinstance(bare["type"], list) else [bare["type"]]
        return {**mapping, **bare, "type": [*scalar, "object"]}
    kinds = {"boolean" if form in (True, False) and form.__class__ is bool else "string" for form in bare["enum"]}
    kinds |= {"number" for form in bare["enum"] if form.__class__ in (int, float)}
    schema: Schema = {**mapping, "type": [*sorted(kinds), "object"]}
    return schema | {"if": {"not": {"type": ["object", "null"]}}, "then": bare}


def _meaning_of(kind: type[BaseModel], name: str) -> str:
    """What the page says of a key: of a model itself, or of one that it is made from."""
    meanings = read_meanings()
    return next((text for base in kind.__mro__ if (text := meanings.get(base.__name__, {}).get(name))), "")


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
    one = _suggested(_ident(), words)
    return one | {"type": [*_SCALAR, "array"], "items": one}


def _frame_places(ledger: Ledger) -> dict[str, Schema]:
    """What is offered in targets.yaml and units.yaml of the ids that stand in either of them."""
    places: dict[str, Schema] = {}
    for name, ids in _parties(ledger).items():
        is_one = name in ("lead", "reporter")
        places[f"Target.{name}"] = _suggested(_ident(), ids) if is_one else _many_suggested(ids)
    for name in ("adds_up_to", "part_of"):
        places[f"Target.{name}"] = _suggested(_ident(), ledger.target_keys)
    places["Target.rounds"] = _many_suggested([round_.id for round_ in ledger.rounds])
    places["Group.units"] = _many_suggested(list(ledger.units)) | {"minItems": 1}
    return places


def _targets_schema(ledger: Ledger) -> Schema:
    models = _Models(_frame_places(ledger))
    return models.whole(_("Commitment, rounds and targets"), models.mapping(TargetsFile))


def _units_schema(ledger: Ledger) -> Schema:
    models = _Models(_frame_places(ledger))
    lists = {
        name: {"type": ["array", "null"], "items": models.of(kind)}
        for name, kind in (("units", Unit), ("bodies", Body), ("groups", Group))
    }
    # An empty file is as good as none.
    schema: Schema = {"type": ["object", "null"], "properties": lists, "additionalProperties": False}
    return models.whole(_("Units, co-operating bodies, groups"), schema)


def _known_places(ledger: Ledger, own: Sequence[str] = ()) -> dict[str, Schema]:
    """The ids that can stand in reports and the office's files, each with its name; a unit's own targets come first."""
    names = {name: ledger.targets[name].name if name in ledger.targets else "" for name in (*own, *ledger.target_keys)}
    target, unit = _enum(names), _enum({unit.id: unit.name for unit in ledger.units.values()})
    round_ = _enum({round_.id: round_name(round_) for round_ in ledger.rounds})
    places = {f"{kind}.target": target for kind in ("Remark", "Correction", "Overrule")}
    places |= {f"{kind}.unit": unit for kind in ("Correction", "Overrule", "Extension")}
    return places | {f"{kind}.round": round_ for kind in ("Report", "OfficeFile")}


def _office_schema(ledger: Ledger) -> Schema:
    models = _Models(_known_places(ledger))
    return models.whole(_("The office's own file of a round"), models.mapping(OfficeFile))


# --- a unit's report ------------------------------------------------------------------------------------------------------


def _report_schema(ledger: Ledger, unit: str) -> Schema:
    own = [target.id for target in ledger.targets_of(unit)]
    models = _Models(_known_places(ledger, own))
    results = {name: _result_schema(models, ledger, ledger.targets[name], unit) for name in own}
    models.places = {
        **models.places,
        "Report.unit": _suggested(_text(), [ledger.name(unit)]),
        # Not a choice of all units: each new one would change the schema of every other.
        "Correction.unit": _suggested(_ident(), [unit]),
        "Report.results": {"type": ["object", "null"], "properties": results, "additionalProperties": False},
    }
    title = _("Report of {unit}").format(unit=ledger.name(unit))
    return models.whole(title, models.mapping(Report))


def _result_schema(models: _Models, ledger: Ledger, target: Target, unit: str) -> Schema:
    """The result of one target: a mapping, or what may stand in its place."""
    measure = target.measure
    kind = RESULT_TYPES[measure.kind]
    bare_key = BARE_KEY[measure.kind]
    properties = {name: models.key(kind, name) for name in _own_first(kind)}
    for name, narrowed in {**_narrowed(models, measure), **_same_period(measure)}.items():
        # Said by the measure, and what it means is still said by the page.
        properties[name] = {**_nullable(narrowed), "description": _meaning_of(kind, name)}
    for name, label in _labels(measure).items():
        properties[name] = {**properties[name], "description": label}
    properties["kind"] = {"enum": [measure.kind, None], "doNotSuggest": True}
    schema: Schema = {"type": ["object", "null"], "properties": properties, "additionalProperties": False}
    bare = {name: value for name, value in properties[bare_key].items() if name != "description"}
    schema = _with_bare(schema, bare, measure)
    if isinstance(measure, Rank) and measure.of is not None:
        schema["maximum"] = _json_number(measure.of)
    if isinstance(measure, Milestone):
        denied = {"done": {"type": ["boolean", "string"], "not": {"const": True}, "pattern": rf"^\s*(?:{_words(NO)})\s*$"}}
        both = {"required": ["done", "date"], "properties": {**denied, "date": {"type": "string"}}}
        schema["not"] = {"type": "object", **both}
    return {"title": target.name, "description": _describe(ledger, target, unit), **schema}


def _own_first(kind: type[Result]) -> list[str]:
    own = [name for name in kind.model_fields if name in kind.__annotations__]
    return [*own, *(name for name in kind.model_fields if name not in own)]


def _with_bare(schema: Schema, bare: Schema, measure: Measure) -> Schema:
    if isinstance(measure, Composition):  # its parts may be written straight into the result
        parts = {name: bare["properties"][name] for name in measure.parts}
        straight = {"if": {"anyOf": [{"required": [name]} for name in parts]}, "then": {"propertyNames": {"enum": list(parts)}}}
        return {**schema, "properties": {**schema["properties"], **parts}, **straight}
    if isinstance(measure, (NamedList, Incidents)):
        return {**schema, "type": ["object", "array", "null"], "items": bare["items"]}
    return _nullable(_scalar_or_mapping(_not_null(bare), schema))


def _not_null(schema: Schema) -> Schema:
    either: list[Schema] = schema.get("anyOf", [schema])
    return either[0]


def _narrowed(models: _Models, measure: Measure) -> dict[str, Schema]:
    """What a measure says of its result's keys beyond their types."""
    zero = Decimal(0)
    match measure:
        case Quantity():
            low = zero if measure.kind == "count" or measure.accumulates else None
            part = _nullable(_number(zero))
            return {"value": _number(low, measure.out_of), "parts": _parts(measure.parts, part)}
        case Ratio():
            top = None if measure.may_exceed else Decimal(measure.per)
            return {"part": _number(zero), "whole": _number(zero), "percent": _number(zero, top, percent=True)}
        case Score():
            return {"value": _number(measure.min if measure.min is not None else zero, measure.max, percent=True)}
        case Rank():
            return {"rank": _number(Decimal(1))}
        case NamedList():
            return {"items": {"type": "array", "items": _item(models, measure)}}
        case Incidents():
            incident = models.mapping(Incident)
            incident["properties"]["kind"] = {**_enum(measure.kinds), "description": _meaning_of(Incident, "kind")}
            return {"incidents": {"type": "array", "items": incident}}
        case Judgement():
            return {"grade": _enum(measure.grades), "part": _number(zero), "whole": _number(zero)}
        case Composition():
            return {"parts": _parts(measure.parts, _nullable(_number(percent=True)))}
        case Milestone():
            return {}


def _same_period(measure: Measure) -> dict[str, Schema]:
    if isinstance(measure, Milestone):  # nothing is made of it, and `check` looks at its beginning alone
        return {"same_period": {"type": _SCALAR, "pattern": rf"^\s*(?:[+-]?[0-9]|(?:{IDENT.pattern})\s*$)"}}
    return {"same_period": _enum(measure.grades) if isinstance(measure, Judgement) else _number(percent=True)}


def _parts(labels: Mapping[str, str], figure: Schema) -> Schema:
    properties = {name: {**figure, "description": label} for name, label in labels.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _item(models: _Models, measure: NamedList) -> Schema:
    item = models.mapping(Item)
    needed = [name for name, column in measure.columns.items() if column.required or name in measure.counts_if]
    for name, column in measure.columns.items():
        cell = _cell(column)
        cell = cell if name in needed else _nullable(cell)
        item["properties"][name] = {**cell, "description": column.label or name}
    item["required"] = ["name", *needed]
    # A name alone says nothing of the columns that are needed.
    return item if needed else _scalar_or_mapping(_text(), item)


def _cell(column: Column) -> Schema:
    match column.type:
        case "number":
            return _number(column.min, column.max)
        case "date":
            return _day()
        case "choice":
            return _enum(column.choices)
    return {"not": {"type": "null"}} if column.required else {}


def _labels(measure: Measure) -> dict[str, str]:
    """What a target calls the two figures of its ratio."""
    if isinstance(measure, Ratio):
        return {name: label for name, label in part_names(measure).items() if getattr(measure, name)}
    if isinstance(measure, Judgement):
        return {name: label for name in ("part", "whole") if (label := getattr(measure, name))}
    return {}


def _describe(ledger: Ledger, target: Target, unit: str) -> str:
    """What a target asks of a unit: its goal as it stands at the year's end, what is counted."""
    goal, references = goal_in_force(target, date(ledger.calendar.year, 12, 31))
    member = unit if unit in ledger.members(target) or not ledger.members(target) else None
    words = goal_text(target, goal, references, member)
    counted = unit_of_measure(target.measure)
    if counted and counted not in words and any(letter.isdigit() for letter in words):
        words = f"{words} {counted}"
    lines = [_("Goal: {goal}").format(goal=words)]
    if goal.as_written:
        lines.append(goal.as_written)
    meaning = read_meanings().get("kind", {}).get(target.measure.kind)
    if meaning:
        lines.append(meaning.partition("\n")[0])
    return "\n\n".join(lines)
