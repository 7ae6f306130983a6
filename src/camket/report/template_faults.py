"""Errors in templates as faults that name template, line and reason in the user's language."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from camket.report.filters import FILTERS
from camket.text.language import N_, _
from camket.text.problems import TemplateFault
from camket.text.spelling import suggest

# Said of a printed value that has several fields, or of a function that is not called.
UNPRINTABLE = "neither text nor a number"
YES_NO = "yes or no"

# The limits of sandbox.py, as they are told.
TOO_LONG = N_("a loop or a macro goes on for too long")
TOO_MUCH = N_("it prints far more text than a document has")
TOO_LARGE = N_("a text, a list or a number gets too large here")
WIDE = N_("a width or a number of decimals is too large here")
PATTERN = N_("this pattern of a format is not allowed in a template")
TOO_BIG = N_("the file is too large for a template")
_HINTS = {
    TOO_LONG: N_("Repeat only over what the report gives, as in: for t in targets."),
    TOO_MUCH: N_("Print each value once, and look for a loop inside another loop that repeats the same text."),
    TOO_LARGE: N_("Look at what is multiplied, joined or replaced on this line, and take it out."),
    WIDE: N_("Give a width, or a number of decimals, that fits on a page."),
    PATTERN: N_("Write %s in the pattern, or print the value with a filter such as |number or |short_date."),
    TOO_BIG: N_("Copy the packaged template again, and make your changes in the copy."),
}


class TemplateLimit(Exception):
    """A template asks for more work, text or room than a document needs; the message is one of the constants above."""


def template_fault(error: Exception, name: str, paragraph: str = "") -> TemplateFault:
    """Return `error` as a fault that names template, line and reason in the user's language.

    `paragraph` is the text of the paragraph in a Word template, which has no lines.
    """
    if isinstance(error, TemplateFault):  # of another template, which this one includes
        return error
    inner, line = line_in_template(error)
    reason, hint = _reason(error)
    if paragraph and inner is None:
        message = _("template {name}, in the paragraph '{text}': {reason}").format(name=name, text=paragraph, reason=reason)
    elif line is not None and (inner is not None or not name.endswith(".docx")):
        message = _("template {name}, line {line}: {reason}").format(name=inner or name, line=line, reason=reason)
    else:
        message = _("template {name}: {reason}").format(name=inner or name, reason=reason)
    return TemplateFault(message, hint)


def line_in_template(error: Exception) -> tuple[str | None, int | None]:
    """Return the template file and line in which `error` was raised; no file for text that is from a Word document."""
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        return error.name, error.lineno
    found: tuple[str | None, int | None] = (None, None)
    trace = error.__traceback__
    while trace is not None:
        # Jinja adds the template's lines to the traceback and marks them with this name.
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            file = trace.tb_frame.f_code.co_filename
            found = (None if file.startswith("<") else Path(file).name, trace.tb_lineno)
        trace = trace.tb_next
    return found


# Patterns of Jinja's messages, and the message for the user.
_MESSAGES = (
    (re.compile(r"^'(?P<what>[^']+)' is undefined"), N_("there is no variable '{what}'")),
    (re.compile(r"has no attribute '(?P<what>[^']+)'"), N_("there is nothing called '{what}' here")),
    (re.compile(r"has no element (?P<what>\d+)"), N_("there is no element {what} here (the first one is 0)")),
    (re.compile(UNPRINTABLE), N_("what is printed here is neither text nor a number: name a field of it, or call it with ()")),
    (re.compile(YES_NO), N_("what is printed here is yes or no: write the words for it, as in: 'có' if … else 'không'")),
    (re.compile(r"does not export|cannot import name"), N_("a name is imported that the other template does not have")),
    (re.compile(r"access to attribute '(?P<what>[^']+)'"), N_("a template may not use '{what}'")),
    (re.compile(r"unknown tag '(?P<what>[^']+)'"), N_("the tag '{what}' is not known, or stands where it cannot")),
    (re.compile(r"[Nn]o filter named '(?P<what>[^']+)'"), N_("there is no filter '{what}'")),
    (re.compile(r"[Nn]o test named '(?P<what>[^']+)'"), N_("there is no test '{what}'")),
    (re.compile(r"[Uu]nexpected end of template"), N_("the template ends before a block is closed (endif, endfor)")),
    (re.compile(r"unexpected '(?P<what>[^']+)'"), N_("'{what}' is not expected here")),
    (re.compile(r"unexpected char '(?P<what>[^']+)'"), N_("the character '{what}' is not expected here")),
    (re.compile(r"expected token '[^']+', got '(?P<what>[^']+)'"), N_("'{what}' is not expected here")),
    (re.compile(r"expected token"), N_("something is missing here")),
)  # fmt: skip


def _reason(error: Exception) -> tuple[str, str]:
    """Why a template failed, and a hint how to correct it."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError
    from jinja2.exceptions import SecurityError

    if isinstance(error, TemplateLimit):
        return _(str(error)), _(_HINTS[str(error)])
    text = str(getattr(error, "message", None) or error)
    if isinstance(error, TemplateNotFound):
        hint = _("Templates stand in templates/ beside the data folder.")
        return _("there is no template '{name}'").format(name=error.name), hint
    for pattern, message in _MESSAGES:
        found = pattern.search(text)
        if found and "{what}" in message:
            what = found["what"]
            close = suggest(what, sorted({*_names(), *FILTERS})) if not what.startswith("_") else None
            hint = _("Did you mean '{word}'?").format(word=close) if close and close != what else ""
            return _(message).format(what=what), hint or _("The variables are listed in docs/templates.md.")
        if found:
            return _(message), ""
    if isinstance(error, SecurityError):
        return _("a template may only read the values that it is given"), ""
    if isinstance(error, TemplateSyntaxError):
        return _("this line cannot be read as a template"), ""
    if type(error).__module__.startswith("lxml"):
        return _("what it renders is no Word document"), _("Write < and & of the template's own text as Word does.")
    if isinstance(error, UnicodeDecodeError):
        return _("the file is not in UTF-8"), _("Save it as UTF-8 (in Notepad: Save As, Encoding: UTF-8).")
    if isinstance(error, (OverflowError, RecursionError)):
        return _(TOO_LONG), _(_HINTS[TOO_LONG])
    if isinstance(error, MemoryError):
        return _(TOO_LARGE), _(_HINTS[TOO_LARGE])
    if isinstance(error, ZeroDivisionError):
        return _("a division by zero"), ""
    return _("a value is used in a way that it does not allow ({kind})").format(kind=type(error).__name__), ""


def _names() -> set[str]:
    """Every name that a template of a report or letter can use: the fields of the dataclasses that it gets."""
    from dataclasses import is_dataclass

    from camket.report import contents, reminders, summary, target_contents

    values = [
        value
        for module in (contents, target_contents, reminders, summary)
        for value in vars(module).values()
        if is_dataclass(value) and value.__module__ == module.__name__
    ]
    return {field.name for value in values for field in fields(value)}
