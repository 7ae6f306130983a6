"""JSON Schemas of the model classes."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from camket.entry.schema.meanings import read_meanings
from camket.entry.schema.values import (
    DRAFT,
    SCALAR,
    SCALARS,
    Schema,
    day_schema,
    enum_schema,
    have_no_values,
    have_values,
    negated,
    nullable,
    operand_schema,
    reader_schema,
    year_schema,
)
from camket.ledger.commitment import Body, Group, Round, Unit
from camket.ledger.measures.named_list import Item
from camket.ledger.reports import Remark
from camket.ledger.scalars import (
    Day,
    EvidencePaper,
    Paper,
    drop_blank,
    filled_parts,
    not_empty,
    one_or_many,
    paper_from_number,
    papers,
    split_range,
)
from camket.ledger.targets import (
    COMPARATORS,
    Condition,
    Goal,
    Pace,
    Reference,
    Target,
    WholeOfUnits,
    Yardstick,
)
from camket.ledger.year import Year

# The key whose value a scalar is, if it is written in place of the model.
_BARE: dict[type[BaseModel], str] = {Reference: "value", Pace: "kind", WholeOfUnits: "target", Remark: "text", Item: "name"}
# The entries of lists that are read entry by entry, so that the model has no type for them.
_ENTRIES: dict[str, Any] = {
    "TargetsFile.units": Unit,
    "TargetsFile.bodies": Body,
    "TargetsFile.groups": Group,
    "TargetsFile.targets": Target,
}


class ModelSchemas:
    """Schemas of models, each defined once under $defs.

    `places` are schemas of single keys that depend on the data, such as the ids of units, by `Model.key`.
    """

    def __init__(self, places: Mapping[str, Schema]) -> None:
        self.places = places
        self.defs: dict[str, Schema] = {}

    def whole(self, title: str, schema: Schema) -> Schema:
        """Return the schema of a file with all definitions that it refers to."""
        return {"$schema": DRAFT, "title": title, **schema, "$defs": dict(sorted(self.defs.items()))}

    def file(self, title: str, kind: type[BaseModel]) -> Schema:
        """Return the schema of a file that holds one model."""
        return self.whole(title, self.mapping(kind))

    def mapping(self, kind: type[BaseModel]) -> Schema:
        """Return the schema of a model as a mapping of its keys."""
        properties = {field.alias or name: self.key(kind, name) for name, field in kind.model_fields.items()}
        required = [field.alias or name for name, field in kind.model_fields.items() if field.is_required()]
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | {"required": required} if required else schema

    def key(self, kind: type[BaseModel], name: str) -> Schema:
        """Return the schema of one key of a model, with its meaning as description."""
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
        meaning = meaning_of(kind, field.alias or name)
        return schema | {"description": meaning} if meaning else schema

    def of(self, annotation: Any, key: str = "") -> Schema:
        """Return the schema of a type annotation of the models."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._marked(arguments[0], arguments[1:], key)
        if origin in (Union, types.UnionType):
            inner = [argument for argument in arguments if argument is not type(None)]
            schema = self.of(inner[0], key) if len(inner) == 1 else self._measure(inner)
            return self._or_nothing(schema) if len(inner) < len(arguments) else schema
        if origin is Literal:
            meanings = read_meanings().get(key, {})
            return enum_schema({str(word): meanings.get(str(word), "") for word in arguments})
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
        if marks[0] is reader_schema(Day):  # its pattern knows how long each month is
            return self._define("Day", day_schema())
        if marks[0] in SCALARS:
            return SCALARS[marks[0]]()
        schema = self.of(inner, key)
        for mark in marks:
            shape = getattr(mark, "shape", None)
            if shape is not None:
                schema = self._shaped(schema, shape)
        return schema

    def _shaped(self, schema: Schema, shape: Callable[[object], Any]) -> Schema:
        """Return the schema of a value before a validator of the model (`shape`) has converted it."""
        if shape is one_or_many:
            one: Schema = schema["items"]
            return schema | one | {"type": [*one["type"], "array"]}
        if shape is not_empty:
            return schema | {"minItems": 1}
        if shape is drop_blank:
            return self._or_nothing(schema)
        if shape is filled_parts:
            return schema | {"additionalProperties": nullable(schema["additionalProperties"])}
        if shape is split_range:
            pair = r"^\s*[0-9.,]+\s*%?\s*(?:[-–—]|đến)\s*[0-9.,]+\s*%?\s*$"
            return schema | {"type": ["array", "string"], "pattern": pair}
        if shape is paper_from_number:
            kind, name = (EvidencePaper, "CitedEvidence") if schema["$ref"].endswith("/EvidencePaper") else (Paper, "Cited")
            return self._define(name, self.mapping(kind) | {"type": [*SCALAR, "object"], "pattern": r"\S"})
        if shape is papers:
            forms = {"type": [*SCALAR, "object", "array", "null"], "pattern": r"\S", "items": schema["items"]}
            return self._define("Evidence", self.mapping(EvidencePaper) | forms)
        raise AssertionError(shape)

    def _model(self, kind: type[BaseModel]) -> Schema:
        if kind is Goal or kind is Yardstick:
            return self._define(kind.__name__, self._goal(kind))
        schema = self.mapping(kind)
        if kind in _BARE:
            bare = self.key(kind, _BARE[kind])
            bare = {name: value for name, value in bare.items() if name not in ("description", "examples")}
            schema = scalar_or_mapping(bare, schema)
        if kind is Year:
            schema = scalar_or_mapping(year_schema(), schema)
        if kind is Reference:
            schema = nullable(schema)
        if kind is Round:
            schema["allOf"] = negated(
                have_no_values("before", "by"), have_values("before", "by"), have_values("quarter", "annual")
            )
        if kind is Condition:
            schema["allOf"] = negated(have_no_values(*COMPARATORS))
        if kind is Target:
            schema["allOf"] = negated(have_no_values("lead", "reporter", "each", "sum_of"))
        return self._define(kind.__name__, schema)

    def _goal(self, kind: type[BaseModel]) -> Schema:
        """Return the schema of a goal or yardstick; a single condition may be written into it, a number means `at_least`."""
        schema = self.mapping(kind)
        inline = {name: self.key(Condition, name) for name in Condition.model_fields}
        schema["properties"] = {**inline, **schema["properties"]}
        schema["properties"]["all"] = nullable(schema["properties"]["all"])
        schema["required"] = [name for name in schema.get("required", ()) if name != "all"]
        schema["allOf"] = negated(have_no_values(*COMPARATORS, "all", *(("yardsticks",) if kind is Goal else ())))
        return scalar_or_mapping(operand_schema(), schema) if kind is Goal else schema

    def _measure(self, kinds: Sequence[Any]) -> Schema:
        """Return the schema of a measure, whose keys depend on its kind."""
        labels: dict[str, str] = {}
        cases: list[Schema] = []
        meanings = read_meanings().get("kind", {})
        for kind in kinds:
            names = [str(name) for name in get_args(kind.model_fields["kind"].annotation)]
            labels |= {name: meanings.get(name, "") for name in names}
            when = {"required": ["kind"], "properties": {"kind": {"enum": names}}}
            cases.append({"if": when, "then": self._model(kind)})
        schema = {"type": "object", "required": ["kind"], "properties": {"kind": enum_schema(labels)}, "allOf": cases}
        return self._define("Measure", schema)

    def _define(self, name: str, schema: Schema) -> Schema:
        self.defs.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}

    def _or_nothing(self, schema: Schema) -> Schema:
        if "$ref" not in schema:
            return nullable(schema)
        name = schema["$ref"].rpartition("/")[2]
        inner = self.defs[name]
        if "null" in inner.get("type", ()):
            return schema
        return schema | self._define(f"{name}-or-nothing", nullable(inner))


def scalar_or_mapping(bare: Schema, mapping: Schema) -> Schema:
    """Return the schema of a mapping or a scalar in its place.

    Keywords for scalars do not apply to mappings, nor the other way round, except `enum`, which needs a condition.
    """
    if "type" in bare:
        scalar = [name for name in bare["type"] if name != "null"] if isinstance(bare["type"], list) else [bare["type"]]
        return {**mapping, **bare, "type": [*scalar, "object"]}
    kinds = {"boolean" if form in (True, False) and form.__class__ is bool else "string" for form in bare["enum"]}
    kinds |= {"number" for form in bare["enum"] if form.__class__ in (int, float)}
    schema: Schema = {**mapping, "type": [*sorted(kinds), "object"]}
    return schema | {"if": {"not": {"type": ["object", "null"]}}, "then": bare}


def meaning_of(kind: type[BaseModel], name: str) -> str:
    """Return the meaning of a key, of the model itself or of a base class; an empty string if there is none."""
    meanings = read_meanings()
    return next((text for base in kind.__mro__ if (text := meanings.get(base.__name__, {}).get(name))), "")
