"""Jinja templates that offices may write, in a sandbox that gives them plain values only.

A template beside the data is used before a packaged one of the same name.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.report.template_faults import template_fault
from camket.text.controls import without_controls
from camket.text.language import _
from camket.text.plain_file import find_stray, read_plain
from camket.text.problems import TemplateFault

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    from camket.report.sandbox import Sandbox


def packaged_templates() -> Path:
    """Return the folder of the packaged templates: inside the installed package, or beside src/ in a checkout."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "templates"


def template_folders(own: Path | None) -> list[Path]:
    """Return where templates are looked for: first among the office's own, then among the packaged ones."""
    return [folder for folder in (own, packaged_templates()) if folder is not None]


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
    """Return the first file of this name in `folders`. Raises TemplateFault when there is none, or a link in its place."""
    is_inside = not {"..", ""} & set(re.split(r"[/\\]", name)) and not Path(name).drive
    for folder in folders if is_inside else ():
        try:
            what = find_stray(folder / name, folder)
        except (OSError, ValueError):  # a name that no file can have
            continue
        if what is not None:
            message = _("template {name} is {what}, and is not read").format(name=name, what=what)
            raise TemplateFault(message, _("Put the template itself into templates/; no link is followed there."))
        if (folder / name).is_file():
            return folder / name
    raise TemplateFault(_("there is no template '{name}'").format(name=name))


def _load_source(name: str, folders: Sequence[Path]) -> tuple[str, str, Callable[[], bool]] | None:
    """The text of a template and its path, as Jinja asks for them; None if there is no such template."""
    from camket.report.sandbox import check_template_bytes

    try:
        path = find_template(name, folders)
    except TemplateFault as fault:
        if fault.hint:  # it is there, but is no plain file
            raise
        return None
    written = path.stat().st_mtime_ns
    data = read_plain(path)
    check_template_bytes(path.name, data)
    return data.decode("utf-8-sig"), str(path), lambda: path.is_file() and path.stat().st_mtime_ns == written


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
    return spell(unicodedata.normalize("NFC", text), values)


_CUMULATIVE = re.compile(r"\b(tích )?(l)(?:uỹ|ũy)\b( kế| tiến)?", re.IGNORECASE)


def spell(text: str, values: Any) -> str:
    """Return `text` (in NFC) with luỹ kế, tích luỹ and luỹ tiến as the commitment spells them; names are left as they are."""
    given = getattr(getattr(values, "commitment", None), "spelling", "luỹ kế")

    def spelt(found: re.Match[str]) -> str:
        if found[1] is None and found[3] is None:
            return found[0]
        whole = (found[1] or "") + found[2] + given[1:3] + (found[3] or "")
        return whole.upper() if found[0].isupper() else whole

    return _CUMULATIVE.sub(spelt, text)


def on_one_line(text: str) -> str:
    """Return `text` without control characters and line breaks, for templates in which each line has a meaning."""
    return " ".join(without_controls(text).split("\n"))


# --- the environment ---------------------------------------------------------------------------------------


def make_environment(folders: Sequence[Path], escape: Callable[[str], str]) -> Sandbox:
    """Return a sandbox for one document, which escapes every printed value and raises an error for every undefined name."""
    environment = _environment(tuple(folders), escape)
    environment.begin()
    return environment


@lru_cache(maxsize=8)  # compiling the sentences is the slowest part; a hundred letters share it
def _environment(folders: tuple[Path, ...], escape: Callable[[str], str]) -> Sandbox:
    from jinja2 import FunctionLoader, pass_context
    from jinja2.environment import TemplateModule
    from markupsafe import Markup

    from camket.report.appendices import PaperTables
    from camket.report.sandbox import Sandbox

    @pass_context  # without it constants are escaped once, at compilation, for one format only
    def finalize(_context: Any, value: Any) -> Any:
        if isinstance(value, TemplateModule):
            value = Markup(value.__html__())  # noqa: S704 - its values were escaped when it was made
        text = environment.printed(value)
        if isinstance(text, Markup):
            return text
        # Markup keeps autoescape from escaping it a second time, also when a macro's result is printed again.
        return Markup(escape(unicodedata.normalize("NFC", text)))  # noqa: S704 - escaped on this line

    environment = Sandbox(
        loader=FunctionLoader(lambda name: _load_source(name, folders)),
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled(),
    )

    def packaged_sentences() -> TemplateModule:
        packaged = _environment(folders[-1:], escape)
        packaged.budget = environment.budget
        return packaged.get_template("sentences.j2").module

    def sentence(macro: str, *given: Any) -> str:
        """The text of a macro of sentences.j2, of the packaged one where the office's copy is older than the macro."""
        own = environment.get_template("sentences.j2").module
        module = own if hasattr(own, macro) else packaged_sentences()
        made: str = getattr(module, macro)(*given)
        return made

    environment.globals["tables"] = PaperTables(sentence)
    return environment


@lru_cache(maxsize=1)
def _compiled() -> BytecodeCache:
    """A cache of compiled templates for all formats of the report, as long as the program runs.

    Compiling the packaged templates takes longer than all the rest of a report. What is compiled from them is kept beside what
    Python compiles from this module, and is trusted as that is; a template of an office is never kept.
    """
    from hashlib import sha256
    from importlib.util import cache_from_source

    from jinja2 import FileSystemBytecodeCache, __version__

    from camket.report import sandbox

    packaged = str(packaged_templates())
    # What the sandbox adds to a template is compiled with it. The template itself and Python's version are checked by Jinja.
    maker = sha256(Path(sandbox.__file__).read_bytes() + __version__.encode()).hexdigest()[:16]

    class Compiled(FileSystemBytecodeCache):
        def __init__(self) -> None:
            super().__init__(
                str(Path(cache_from_source(__file__)).parent), f"%s-{maker}.{sys.implementation.cache_tag}.template"
            )
            self.by_key: dict[tuple[str, str], CodeType] = {}

        def get_cache_key(self, name: str, filename: str | None = None) -> str:
            is_packaged = filename is not None and str(Path(filename).parent) == packaged
            return ("packaged-" if is_packaged else "") + super().get_cache_key(name, filename)

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.by_key.get((bucket.key, bucket.checksum))
            if bucket.code is None and bucket.key.startswith("packaged-"):
                with suppress(OSError):
                    super().load_bytecode(bucket)

        def dump_bytecode(self, bucket: Bucket) -> None:
            if bucket.code is not None:
                self.by_key[bucket.key, bucket.checksum] = bucket.code
            if bucket.key.startswith("packaged-") and not sys.dont_write_bytecode:
                with suppress(OSError):  # the program is installed where this user cannot write
                    super().dump_bytecode(bucket)

    return Compiled()
