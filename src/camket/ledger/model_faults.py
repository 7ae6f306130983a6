"""Validation errors of pydantic as problems in the user's words, with their place in the file."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from camket.ledger.measures.base import Result
from camket.ledger.measures.registry import KINDS
from camket.text.language import _
from camket.text.problems import Problem
from camket.text.source import Document, Keys, Plain
from camket.text.spelling import hint_and_fixes

_Model = TypeVar("_Model", bound=BaseModel)


def valid(kind: type[_Model], raw: Plain) -> _Model | None:
    """Return `raw` as a model, or None when it does not fit."""
    try:
        return kind.model_validate(raw)
    except ValidationError:
        return None


def unknown_key(document: Document, keys: Keys, known: Iterable[str]) -> Problem:
    """Return the problem for a key (the last of `keys`) that is not in `known`."""
    known = list(known)
    hint, fixes = hint_and_fixes(str(keys[-1]), known)
    hint += _("Keys here: {words}.").format(words=", ".join(known)) if known else ""
    message = _("the key '{key}' is not known here").format(key=keys[-1])
    return document.problem("unknown-key", keys, message, hint, of_key=True, fixes=fixes)


def problem_from(detail: Any, kind: type[BaseModel], document: Document, above: Keys) -> Problem:
    """Return one error of pydantic (an entry of `ValidationError.errors()`) as a problem. `above` are the keys of the value."""
    location = tuple(detail["loc"])
    keys: Keys = (*above, *(key for key in location if key != "[key]"))
    of_key = "[key]" in location
    context = detail.get("ctx") or {}
    if detail["type"] in _NO_TEXT and isinstance(detail["input"], str):
        from camket.text.mistyped import find_slip  # only needed for a broken file

        if slip := find_slip(detail["input"]):
            return document.problem("wrong-type", keys, slip.message, slip.hint)
    match detail["type"]:
        case "extra_forbidden":
            return unknown_key(document, keys, _fields_at(kind, location[:-1]))
        case "missing":
            message = _("'{key}:' is missing").format(key=location[-1])
            return document.problem("missing-key", keys[:-1], message, _("Add it here."))
        case "union_tag_not_found":
            message = _("'kind:' is missing")
            return document.problem("missing-key", keys, message, _("Known here: {words}.").format(words=", ".join(KINDS)))
        case "literal_error" | "enum" | "union_tag_invalid":
            given = context.get("tag", detail["input"])
            words = _tags(context)
            hint, fixes = hint_and_fixes(str(given), [word.strip(" '") for word in words.split(",")])
            if detail["type"] == "union_tag_invalid":
                keys = (*keys, "kind")
            message = _("'{word}' is not known here").format(word=given)
            hint += _("Known here: {words}.").format(words=words)
            return document.problem("unknown-choice", keys, message, hint, fixes=fixes)
        case "list_type" | "tuple_type":
            return document.problem("wrong-type", keys, _("a list is expected here"), _('Begin each entry with "- ".'))
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return document.problem(
                "wrong-type",
                keys,
                _("a mapping of keys is expected here"),
                _example(keys) or _("Write 'key: value' lines, indented by two spaces."),
            )
        case "too_short" | "too_long":
            if context.get("field_type") == "Tuple" and detail["type"] == "too_long":
                hint = _("Two numbers; write a decimal comma between quotes.")
                return document.problem("wrong-type", keys, _("too many values here"), hint)
            return document.problem(
                "wrong-type",
                keys,
                _("the number of values here is wrong"),
                _("Look at what docs/data-format.md says of this key."),
            )
        case custom if "message" in context:
            return document.problem(custom, keys, str(context["message"]), str(context.get("hint", "")), of_key=of_key)
    return document.problem("bad-value", keys, _("this value does not fit here"), _("See docs/data-format.md for this key."))


# Examples of keys that take a mapping, shown in the hint of a problem.
_EXAMPLES = {
    "counts_if": "counts_if: {…: {at_least: …}}",
    "goal": "goal: {at_least: …}",
    "measure": "measure: {kind: count, unit: …}",
    "references": "references: {last_year: {value: …}}",
    "regime": "regime: {day_off: as-written}",
}


# Errors of pydantic where a list or a mapping is expected: a text there may be one with a slip of the keyboard in it.
_NO_TEXT = ("list_type", "tuple_type", "dict_type", "model_type", "model_attributes_type", "mapping_type")


def _example(keys: Keys) -> str:
    example = _EXAMPLES.get(str(keys[-1])) if keys else None
    return _("For example: {example}").format(example=example) if example else ""


def _tags(context: Mapping[str, Any]) -> str:
    tags = str(context.get("expected_tags") or context.get("expected") or "")
    return tags.replace("'", "").replace(" or ", ", ")


def _fields_at(kind: Any, location: Keys) -> list[str]:
    """Return the keys that the model accepts at a location of pydantic, for suggestions."""
    if get_origin(kind) is Annotated:
        return _fields_at(get_args(kind)[0], location)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        choices = [choice for choice in get_args(kind) if choice is not type(None)]
        if len(choices) == 1:
            return _fields_at(choices[0], location)
        for choice in choices:
            if isinstance(choice, type) and issubclass(choice, BaseModel) and location:
                tags = get_args(choice.model_fields["kind"].annotation) if "kind" in choice.model_fields else ()
                if location[0] in tags:
                    return _fields_at(choice, location[1:])
        return []
    if origin is tuple:
        return _fields_at(get_args(kind)[0], location[1:])
    if origin is dict:
        return _fields_at(get_args(kind)[1], location[1:])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if not location:
            # The class's own keys first, then the inherited ones. `kind` of a result is not offered: the measure sets it.
            own = [name for name in kind.model_fields if name in kind.__annotations__]
            names = [*own, *(name for name in kind.model_fields if name not in own)]
            names = [kind.model_fields[name].alias or name for name in names]
            return [name for name in names if name != "kind" or not issubclass(kind, Result)]
        found = kind.model_fields.get(str(location[0]))
        return _fields_at(found.annotation, location[1:]) if found else []
    return []


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "unknown-key": """A key is not known at this place.

        submited: 2023-06-02        # submitted

    To mend: use the suggested key; docs/data-format.md lists all keys.
    """,
    "missing-key": """A required key is missing; in an item of a list also a column that decides whether the item counts.

        - id: new-roads             # without name:
          lead: phong-kinh-te

    To mend: add the key.
    """,
    "wrong-type": """A value does not have the type that its key needs: a list in place of a number, text in place of a mapping.

        letter: 45/BC-TC            # letter: {number: 45/BC-TC}

    To mend: write it as the message shows.
    """,
    "unknown-choice": """A word is not one of those that are allowed here.

    Checked: kinds of measure, grades, choices of a column, kinds of incident and the like.

        service-quality: tôt        # the grade is tot

    To mend: use one of the words that the message lists.
    """,
    "bad-value": """A value does not fit its key, or contradicts the value beside it.

        plan: {done: false, date: 2023-05-30}

    To mend: follow the message; docs/data-format.md lists what each key takes.
    """,
}
