"""JSON Schemas of single values: numbers, days, ids, choices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from camket.ledger.data_format import FORMAT, Format
from camket.ledger.scalars import (
    NO,
    YES,
    CalendarYear,
    Day,
    Days,
    Decimals,
    FileDigest,
    FileName,
    Flag,
    Ident,
    NearFolder,
    Number,
    Operand,
    PartOfGoal,
    Percent,
    Share,
    Text,
    Whole,
)
from camket.text.language import _
from camket.text.spelling import IDENT

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


# --- scalars: the types that a YAML parser may give to a typed text ---------------------------------------------------------

SCALAR = ["string", "number", "boolean"]
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


def words_pattern(words: Iterable[str]) -> str:
    """Return a pattern for words in any case and Unicode form. (Patterns of JSON Schema have no flags.)"""
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    cased = [
        "".join(f"[{letter}{letter.upper()}]" if letter.upper() != letter else letter for letter in word) for word in forms
    ]
    return "|".join(sorted(cased))


def _scalar(types_: Sequence[str], pattern: str, *said: str) -> Schema:
    """Return the schema of a scalar; `pattern` applies if it is a string, `said` is the message that editors show for it."""
    return {"type": list(types_), "pattern": pattern, "patternErrorMessage": ". ".join(said)}


def text_schema() -> Schema:
    return _scalar(SCALAR, r"\S", _("text is expected here, nothing was found"))


def ident_schema() -> Schema:
    return _scalar(SCALAR, _IDENT, _("Small letters without accents, digits and '-', at most 64: phuong-1."))


def file_name_schema() -> Schema:
    pattern = r'^\s*(?!\.)[^<>:"/\\|?*]*[^<>:"/\\|?*.\s]\s*$'
    return _scalar(SCALAR, pattern, _("The name of a file in evidence/<round>/<unit>/, without a folder."))


_ANY_SIGN = rf"[+-]?(?:{_UNSIGNED})"
_NOT_NEGATIVE = rf"(?:\+?(?:{_UNSIGNED})|{_ZERO})"


def number_schema(low: Decimal | None = None, high: Decimal | None = None, *, percent: bool = False) -> Schema:
    """Return the schema of a number, also typed as text (`1.234,5`). Limits apply only if YAML parses it as a number."""
    share = r"(?:\s*%)?" if percent else ""
    said = _("a number is expected here"), _("Write it like 75, 62,5 or 1.234,5.")
    return limited(_scalar(["number", "string"], rf"^\s*{_ANY_SIGN}{share}\s*$", *said), low, high)


def part_of_goal_schema() -> Schema:
    """Return the schema of a part of a goal: a percentage, or a fraction."""
    schema = number_schema(Decimal(0), Decimal(100), percent=True)
    return schema | {"pattern": rf"(?:{schema['pattern']})|(?:^\s*\d{{1,6}}\s*/\s*\d{{1,6}}\s*$)", "examples": ["25%", "1/3"]}


def limited(schema: Schema, low: Decimal | None, high: Decimal | None) -> Schema:
    """Return the schema of a number with limits."""
    if low is not None and low >= 0:
        schema = schema | {"pattern": schema["pattern"].replace(_ANY_SIGN, _NOT_NEGATIVE)}
    return (
        schema
        | ({"minimum": json_number(low)} if low is not None else {})
        | ({"maximum": json_number(high)} if high is not None else {})
    )


def json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def day_schema() -> Schema:
    said = _("a date is expected here"), _("Write year-month-day, or day/month/year.")
    return _scalar(["string"], rf"^\s*(?:{_DAY})\s*$", *said)


def _flag() -> Schema:
    said = _("yes or no is expected here"), _("Write true or false.")
    return _scalar(["boolean", "string"], rf"^\s*(?:{words_pattern(YES | NO)})\s*$", *said) | {"examples": [True, False]}


def year_schema() -> Schema:
    return _scalar(["number", "string"], rf"^\s*\+?(?:{_UNSIGNED})\s*$", _("Write it with four digits."))


def operand_schema() -> Schema:
    pattern = rf"^\s*(?:[+-]?(?:{_UNSIGNED})(?:\s*%)?|{IDENT.pattern})\s*$"
    return _scalar(SCALAR, pattern, _("Write a number, or a name that stands under references:."))


def reader_schema(alias: Any) -> Any:
    return get_args(alias)[1]


SCALARS: dict[Any, Callable[[], Schema]] = {
    reader_schema(Text): text_schema,
    reader_schema(Ident): ident_schema,
    reader_schema(FileName): file_name_schema,
    reader_schema(NearFolder): text_schema,
    reader_schema(FileDigest): lambda: {"type": "string", "pattern": r"^[0-9a-f]{64}$"},
    reader_schema(Operand): operand_schema,
    reader_schema(Number): number_schema,
    reader_schema(Whole): number_schema,
    reader_schema(Percent): lambda: number_schema(percent=True),
    reader_schema(PartOfGoal): part_of_goal_schema,
    reader_schema(Share): lambda: number_schema(Decimal(0), Decimal(100), percent=True),
    reader_schema(Days): lambda: number_schema(Decimal(0), Decimal(366)),
    reader_schema(Decimals): lambda: number_schema(Decimal(0), Decimal(10)),
    reader_schema(Day): day_schema,
    reader_schema(CalendarYear): year_schema,
    reader_schema(Flag): _flag,
    reader_schema(Format): lambda: enum_schema(str(number) for number in range(1, FORMAT + 1)),
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
    """Return the values that YAML's core schema may parse a word into: itself, and perhaps a number or boolean."""
    for pattern, read in _CORE:
        if pattern.fullmatch(word):
            return [word, read(word)]
    return [word]


def enum_schema(words: Mapping[str, str] | Iterable[str]) -> Schema:
    """Return the schema of a choice, with the meaning of each word for editors."""
    meanings = words if isinstance(words, Mapping) else dict.fromkeys(words, "")
    forms = [(form, meaning) for word, meaning in meanings.items() for form in _as_read(word)]
    schema: Schema = {"enum": [form for form, find_meaning in forms]}
    if any(meanings.values()):
        schema["enumDescriptions"] = [meaning for _form, meaning in forms]
    return schema


def suggested_schema(schema: Schema, words: Iterable[str]) -> Schema:
    """Return a schema with these words as suggestions; others are valid too, since new ids are made in the office's files."""
    offered = list(words)
    return schema | {"examples": offered} if offered else schema


def nullable(schema: Schema) -> Schema:
    """Return the schema that also allows null: a key left blank counts as left out."""
    if "type" in schema:
        types_ = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types_, "null"]} if "null" not in types_ else schema
    if "enum" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "anyOf" in schema and {"type": "null"} not in schema["anyOf"]:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return schema


def have_values(*names: str) -> Schema:
    """Return the schema: all of these keys have a value."""
    return {"type": "object", "required": list(names), "properties": {name: {"not": {"type": "null"}} for name in names}}


def have_no_values(*names: str) -> Schema:
    """Return the schema: none of these keys has a value. (`anyOf` of the keys would make editors offer each as a choice.)"""
    return {"type": "object", "properties": {name: {"type": "null"} for name in names}}


def negated(*schemas: Schema) -> list[Schema]:
    return [{"not": schema} for schema in schemas]
