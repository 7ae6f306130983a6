"""Jinja templates that offices may write: a sandbox with plain values only, filters, faults with template and line.

A template beside the data is used before a packaged one of the same name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.text.language import N_, _
from camket.text.numerals import round_half_up, round_share
from camket.text.problems import TemplateFault
from camket.text.spelling import suggest

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket


def packaged_templates() -> Path:
    """Return the folder of the packaged templates: inside the installed package, or beside src/ in a checkout."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "templates"


def variables(contents: Any) -> dict[str, Any]:
    """Return the fields of a dataclass by name: the variables of a template."""
    return {field.name: getattr(contents, field.name) for field in fields(contents)}


def fields_of(values: type) -> dict[str, list[tuple[str, str]]]:
    """Return all that a template can read from `values` (a dataclass): by kind of value, its fields with the kind of each.

    `values` itself is first, then the kinds that its fields lead to. A list is written `Kind[]`, a mapping by id `{Kind}`.
    """
    from dataclasses import is_dataclass
    from typing import get_type_hints

    found: dict[str, list[tuple[str, str]]] = {}
    waiting = [values]
    for kind in waiting:  # the loop itself appends to it
        if template_name(kind) in found:
            continue
        hints = {name: _kind_of(hint) for name, hint in get_type_hints(kind).items()}
        found[template_name(kind)] = [(name, text) for name, (text, _inner) in hints.items()]
        waiting += [inner for _text, inner in hints.values() if is_dataclass(inner) and isinstance(inner, type)]
    return found


def _kind_of(hint: Any) -> tuple[str, Any]:
    """A field's type as authors of templates read it, and the type of the value or of its elements."""
    from typing import get_args, get_origin

    arguments = [argument for argument in get_args(hint) if argument not in (type(None), ...)]
    if get_origin(hint) is tuple:
        text, inner = _kind_of(arguments[0])
        return f"{text}[]", inner
    if isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping):
        text, inner = _kind_of(arguments[-1])
        return f"{{{text}}}", inner
    if arguments:  # a value or None
        return _kind_of(arguments[0])
    return template_name(hint), hint


def template_name(kind: Any) -> str:
    """Return the name of a type for authors of templates: `PrintedTarget`, so named beside the model's Target, is Target."""
    return str(getattr(kind, "__name__", kind)).removeprefix("Printed")


def find_template(name: str, folders: Sequence[Path]) -> Path:
    """Return the first file of this name in `folders`. Raises TemplateFault when there is none."""
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        raise TemplateFault(_("there is no template '{name}'").format(name=name))
    return path


def render_text(name: str, values: Any, folders: Sequence[Path], escape: Callable[[str], str]) -> str:
    """Return a text template filled with the fields of `values` (a dataclass), every value escaped, in NFC.

    Raises TemplateFault when the template is missing or fails.
    """
    try:
        text = make_environment(folders, escape).get_template(name).render(variables(values))
    except Exception as error:
        raise template_fault(error, name) from error
    # Where a template leaves a part out, several blank lines are left; one is enough.
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    return unicodedata.normalize("NFC", text)


def without_controls(text: str) -> str:
    """Return `text` without the control characters that Word and Markdown cannot hold."""
    kept = "".join(" " if letter == "\t" else letter for letter in text if letter in "\t\n" or ord(letter) >= 32)
    return re.sub("[\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]", "", kept)


def on_one_line(text: str) -> str:
    """Return `text` without control characters and line breaks, for templates in which each line has a meaning."""
    return " ".join(without_controls(text).split("\n"))


# --- the environment, its filters ---------------------------------------------------------------------------------------


def make_environment(folders: Sequence[Path], escape: Callable[[str], str]) -> Environment:
    """Return a sandbox that escapes every printed value and raises an error for every undefined name."""
    return _environment(tuple(folders), escape)


@lru_cache(maxsize=8)  # compiling the sentences is the slowest part; a hundred letters share it
def _environment(folders: tuple[Path, ...], escape: Callable[[str], str]) -> Environment:
    from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Undefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    @pass_context  # without it constants are escaped once, at compilation, for one format only
    def finalize(_context: Any, value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            value = format_number(value)
        elif isinstance(value, date):
            value = format_short_date(value)
        elif hasattr(value, "__html__"):
            return value
        elif not isinstance(value, (str, int, float, Undefined)):  # str() of other objects is Python's, not text for a letter
            raise TypeError(_UNPRINTABLE)
        # Markup keeps autoescape from escaping it a second time, also when a macro's result is printed again.
        return Markup(escape(unicodedata.normalize("NFC", str(value))))  # noqa: S704 - escaped on this line

    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder, encoding="utf-8-sig") for folder in folders]),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled(),
    )
    environment.filters.update(FILTERS)
    return environment


@lru_cache(maxsize=1)
def _compiled() -> BytecodeCache:
    """A cache of compiled templates for all formats of the report, as long as the program runs."""
    from jinja2 import BytecodeCache

    class Compiled(BytecodeCache):
        def __init__(self) -> None:
            self.by_key: dict[tuple[str, str], CodeType] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.by_key.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            if bucket.code is not None:
                self.by_key[bucket.key, bucket.checksum] = bucket.code

    return Compiled()


def format_number(value: Decimal | int | None, decimals: int = 2) -> str:
    """1234.5 → 1.234,5, rounded half up; None → a dash."""
    if value is None:
        return "–"
    from babel.numbers import format_decimal

    with localcontext(prec=100):  # Babel computes with the context's precision, which must not round
        rounded = round_half_up(Decimal(value), decimals) + 0  # never -0
        return str(format_decimal(rounded, "#,##0." + "#" * 40, locale="vi", decimal_quantization=False))


def format_share(value: Decimal | None, decimals: int = 2) -> str:
    """62.5 → 62,5%; a share short of 100 is never rounded to 100%."""
    return "–" if value is None else format_number(round_share(value, decimals), decimals) + "%"


def pad_count(value: Decimal | int | None) -> str:
    """8 → 08: whole numbers under ten, as official running text writes them."""
    text = format_number(value)
    return f"0{text}" if value is not None and 0 < value < 10 and value == int(value) else text


def format_short_date(day: date | None) -> str:
    """Return 04/6/2023: official texts put a zero before days 1 to 9 and months 1 and 2 only."""
    if day is None:
        return "–"
    from babel.dates import format_date

    return str(format_date(day, "dd/MM/y" if day.month < 3 else "dd/M/y", locale="vi"))


def format_long_date(day: date | None) -> str:
    """Return ngày 04 tháng 6 năm 2023; for None, with room to fill in the day by hand."""
    if day is None:
        return "ngày      tháng      năm"
    from babel.dates import format_date

    month = "MM" if day.month < 3 else "M"
    return str(format_date(day, f"'ngày' dd 'tháng' {month} 'năm' y", locale="vi"))


def format_roman(number: int) -> str:
    """2 → II."""
    text = ""
    for value, numeral in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, value)
        text += numeral * count
    return text


def format_letter(number: int) -> str:
    """1 → a, 4 → d, 5 → đ, in the order of the Vietnamese alphabet; beyond its end, the number."""
    letters = "abcdđeghiklmnopqrstuvxy"
    return letters[number - 1] if 0 < number <= len(letters) else str(number)


def lower_first(text: str) -> str:
    """Return `text` with a lower-case first letter, unless it begins with an abbreviation or with a word like Nhân dân."""
    if text.startswith(("Nhân dân", "Nhà nước")) or text[1:2].isupper() or text[1:2].isdigit():
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return `text` with an upper-case first letter."""
    return text[:1].upper() + text[1:]


def end_off(text: str) -> str:
    """Return `text` without its final punctuation, so that a sentence can continue after it."""
    return text.rstrip(" .;,")


def _one_line(text: str) -> str:
    # Line breaks and indents lay the macro out and are not part of its sentence. type(text) keeps Markup as Markup.
    joined = re.sub(r"[ \n]+", " ", text).strip()
    return type(text)(re.sub(r" (?=[,.;:)])", "", joined))


FILTERS: Mapping[str, Callable[..., str]] = {
    "number": format_number,
    "share": format_share,
    "padded": pad_count,
    "short_date": format_short_date,
    "long_date": format_long_date,
    "roman": format_roman,
    "letter": format_letter,
    "lower_first": lower_first,
    "upper_first": upper_first,
    "end_off": end_off,
    "one_line": _one_line,
}


# --- faults of templates ------------------------------------------------------------------------------------------------


def template_fault(error: Exception, name: str, paragraph: str = "") -> TemplateFault:
    """Return `error` as a fault that names template, line and reason in the user's language.

    `paragraph` is the text of the paragraph in a Word template, which has no lines.
    """
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


# Said of a printed value that has several fields, or of a function that is not called.
_UNPRINTABLE = "neither text nor a number"

# Patterns of Jinja's messages, and the message for the user.
_MESSAGES = (
    (re.compile(r"^'(?P<what>[^']+)' is undefined"), N_("there is no variable '{what}'")),
    (re.compile(r"has no attribute '(?P<what>[^']+)'"), N_("there is nothing called '{what}' here")),
    (re.compile(r"has no element (?P<what>\d+)"), N_("there is no element {what} here (the first one is 0)")),
    (re.compile(_UNPRINTABLE), N_("what is printed here is neither text nor a number: name a field of it, or call it with ()")),
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
        return _("a loop or a macro goes on for too long"), ""
    if isinstance(error, ZeroDivisionError):
        return _("a division by zero"), ""
    return _("a value is used in a way that it does not allow ({kind})").format(kind=type(error).__name__), ""


def _names() -> set[str]:
    """Every name that a template can use: the fields of all dataclasses in contents.py and reminders.py."""
    from dataclasses import is_dataclass

    from camket.report import contents, reminders

    values = [
        value
        for module in (contents, reminders)
        for value in vars(module).values()
        if is_dataclass(value) and value.__module__ == module.__name__
    ]
    return {field.name for value in values for field in fields(value)}
