"""Jinja templates as people may write them: a sandbox that reaches plain values only, filters, faults with their place.

A template is looked for beside the data first, then among the packaged ones.
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
    """The folder of the templates that come with the program: inside the package, or beside the sources."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "templates"


def variables(contents: Any) -> dict[str, Any]:
    """The values of a dataclass by their names, as a template gets them."""
    return {field.name: getattr(contents, field.name) for field in fields(contents)}


def fields_of(values: type) -> dict[str, list[tuple[str, str]]]:
    """What a template that gets `values` (a dataclass) can use: by kind of value, its fields and what kind each has; `values`
    itself first, then what its fields lead to. A list is `Kind[]`, a table by id `{Kind}`."""
    from dataclasses import is_dataclass
    from typing import get_type_hints

    found: dict[str, list[tuple[str, str]]] = {}
    waiting = [values]
    for kind in waiting:  # grows while it is walked
        if template_name(kind) in found:
            continue
        hints = {name: _kind_of(hint) for name, hint in get_type_hints(kind).items()}
        found[template_name(kind)] = [(name, text) for name, (text, _inner) in hints.items()]
        waiting += [inner for _text, inner in hints.values() if is_dataclass(inner) and isinstance(inner, type)]
    return found


def _kind_of(hint: Any) -> tuple[str, Any]:
    """A field's type in a word or two, and the dataclass that it leads to, if any."""
    from typing import get_args, get_origin

    arguments = [argument for argument in get_args(hint) if argument not in (type(None), ...)]
    if get_origin(hint) is tuple:
        text, inner = _kind_of(arguments[0])
        return f"{text}[]", inner
    if isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping):
        text, inner = _kind_of(arguments[-1])
        return f"{{{text}}}", inner
    if arguments:  # something or None
        return _kind_of(arguments[0])
    return template_name(hint), hint


def template_name(kind: Any) -> str:
    """The name of a type for authors of templates: `PrintedTarget`, told apart from the model's Target, is their Target."""
    return str(getattr(kind, "__name__", kind)).removeprefix("Printed")


def find_template(name: str, folders: Sequence[Path]) -> Path:
    """The first file of this name in `folders`. Raises TemplateFault where there is none."""
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        raise TemplateFault(_("there is no template '{name}'").format(name=name))
    return path


def render_text(name: str, values: Any, folders: Sequence[Path], escape: Callable[[str], str]) -> str:
    """A text template with the fields of `values`, every value escaped, in NFC. Raises TemplateFault."""
    try:
        text = make_environment(folders, escape).get_template(name).render(variables(values))
    except Exception as error:
        raise template_fault(error, name) from error
    # Where a template leaves something out, its blank lines stay; one is enough.
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    return unicodedata.normalize("NFC", text)


def without_controls(text: str) -> str:
    """Without the control characters that neither Word nor a Markdown page can hold."""
    kept = "".join(" " if letter == "\t" else letter for letter in text if letter in "\t\n" or ord(letter) >= 32)
    return re.sub("[\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]", "", kept)


def on_one_line(text: str) -> str:
    """Without control characters and line breaks, where a line of the template has a meaning of its own."""
    return " ".join(without_controls(text).split("\n"))


# --- the environment, its filters ---------------------------------------------------------------------------------------


def make_environment(folders: Sequence[Path], escape: Callable[[str], str]) -> Environment:
    """A sandbox in which every value that is printed is escaped and everything undefined is a fault."""
    return _environment(tuple(folders), escape)


@lru_cache(maxsize=8)  # compiling the sentences takes longer than all else; a hundred letters need it once
def _environment(folders: tuple[Path, ...], escape: Callable[[str], str]) -> Environment:
    from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Undefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    @pass_context  # else constants are escaped when a template is compiled, for one form of the report only
    def finalize(_context: Any, value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            value = format_number(value)
        elif isinstance(value, date):
            value = format_short_date(value)
        elif hasattr(value, "__html__"):
            return value
        elif not isinstance(value, (str, int, float, Undefined)):  # Python's own words for a thing are in no letter
            raise TypeError(_UNPRINTABLE)
        # Markup tells autoescape that nothing is left to be done, also when a macro's result is printed again.
        return Markup(escape(unicodedata.normalize("NFC", str(value))))  # noqa: S704 - escaped on this very line

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
    """Templates compiled once, whichever form of the report they are compiled for first; kept while the program runs."""
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
    """1234.5 → 1.234,5, rounded half up; a dash for nothing."""
    if value is None:
        return "–"
    from babel.numbers import format_decimal

    with localcontext(prec=100):  # Babel reckons in the context's precision; ours are exact
        rounded = round_half_up(Decimal(value), decimals) + 0  # never -0
        return str(format_decimal(rounded, "#,##0." + "#" * 40, locale="vi", decimal_quantization=False))


def format_share(value: Decimal | None, decimals: int = 2) -> str:
    """62.5 → 62,5%; what falls short of 100 never reads 100%."""
    return "–" if value is None else format_number(round_share(value, decimals), decimals) + "%"


def pad_count(value: Decimal | int | None) -> str:
    """8 → 08: whole counts under ten, as running text has them."""
    text = format_number(value)
    return f"0{text}" if value is not None and 0 < value < 10 and value == int(value) else text


def format_short_date(day: date | None) -> str:
    """04/6/2023: a zero before days 1 to 9 and months 1 and 2 only."""
    if day is None:
        return "–"
    from babel.dates import format_date

    return str(format_date(day, "dd/MM/y" if day.month < 3 else "dd/M/y", locale="vi"))


def format_long_date(day: date | None) -> str:
    """ngày 04 tháng 6 năm 2023; with room to fill in by hand where there is no day yet."""
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
    """1 → a, 4 → d, 5 → đ: the Vietnamese order; beyond the alphabet the number itself."""
    letters = "abcdđeghiklmnopqrstuvxy"
    return letters[number - 1] if 0 < number <= len(letters) else str(number)


def lower_first(text: str) -> str:
    """The first letter small, unless its word is an abbreviation or always has a capital (Nhân dân)."""
    if text.startswith(("Nhân dân", "Nhà nước")) or text[1:2].isupper() or text[1:2].isdigit():
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The first letter capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def end_off(text: str) -> str:
    """Without its final full stop, so that the sentence around it can go on."""
    return text.rstrip(" .;,")


def _one_line(text: str) -> str:
    # What a macro is given for layout (line ends, indents) is not part of its sentence. Markup stays Markup.
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
    """`error` as a fault that names template, place and reason in the user's language."""
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
    """The template file and line in which `error` arose; no file for text that came from elsewhere (a Word document)."""
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        return error.name, error.lineno
    found: tuple[str | None, int | None] = (None, None)
    trace = error.__traceback__
    while trace is not None:
        # Jinja puts the template's own lines into the traceback and marks them so.
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            file = trace.tb_frame.f_code.co_filename
            found = (None if file.startswith("<") else Path(file).name, trace.tb_lineno)
        trace = trace.tb_next
    return found


# What a template prints that is made of several values, or that was to be called.
_UNPRINTABLE = "neither text nor a number"

# What Jinja says of a template, and what the user is told.
_SAID = (
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
    """Why a template failed, and how to mend it."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError
    from jinja2.exceptions import SecurityError

    said = str(getattr(error, "message", None) or error)
    if isinstance(error, TemplateNotFound):
        hint = _("Templates stand in templates/ beside the data folder.")
        return _("there is no template '{name}'").format(name=error.name), hint
    for pattern, message in _SAID:
        found = pattern.search(said)
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
    """Every name that a template can use: the fields of all values in contents.py and reminders.py."""
    from dataclasses import is_dataclass

    from camket.report import contents, reminders

    values = [
        value
        for module in (contents, reminders)
        for value in vars(module).values()
        if is_dataclass(value) and value.__module__ == module.__name__
    ]
    return {field.name for value in values for field in fields(value)}
