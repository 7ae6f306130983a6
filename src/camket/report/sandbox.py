"""The sandbox of templates: plain values only, and a limit on the work, the time and the size of one document.

Templates come from other people, also in a merge request. Every loop, call, filter and operator that can take long or make
much is counted before it is done, so that the limits hold without threads and signals, on Windows too.
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from time import monotonic
from typing import Any, cast

from jinja2 import StrictUndefined, Undefined, nodes, pass_eval_context
from jinja2.filters import do_join, make_attrgetter
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from camket.report.filters import FILTERS, format_number, format_short_date
from camket.report.template_faults import (
    PATTERN,
    TOO_BIG,
    TOO_LARGE,
    TOO_LONG,
    TOO_MUCH,
    UNPRINTABLE,
    WIDE,
    YES_NO,
    TemplateLimit,
    template_fault,
)
from camket.text.language import _
from camket.text.problems import TemplateFault
from camket.text.stored_form import explain_stored_form

MOST_STEPS = 2_000_000  # loops, calls and filters of one document, and 20 letters of text a step
MOST_SECONDS = 30  # for one document
MOST_PRINTED = 20_000_000  # letters that one document prints, those of its macros included
MOST_LETTERS = 1_000_000  # of one text
MOST_ELEMENTS = 100_000  # of one list, those of the lists in it included
MOST_BYTES = 2_000_000  # of the file of a text template
_LARGEST = 10**30  # number that an operator or a filter makes
_WIDEST = 1_000  # characters of a padded text, decimals of a number


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# What may be read from a value that is not the program's own. Everything else, as the clock of a date, is refused.
_METHODS: Mapping[type, frozenset[str]] = {
    str: _set(
        "capitalize casefold center count endswith find format index isalnum isalpha isdecimal isdigit islower isnumeric"
        ""
        " isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust"
        " rpartition rsplit rstrip split splitlines startswith strip swapcase title upper zfill"
    ),
    date: _set("year month day weekday isoweekday isoformat strftime replace"),
    timedelta: frozenset({"days"}),
    dict: _set("get items keys values"),
    types.MappingProxyType: _set("get items keys values"),
    list: _set("count index"),
    tuple: _set("count index"),
}
# Filters of Jinja that templates may use; the others print Python's words, English or random text, or take too long.
_FILTERS = _set(
    "abs attr batch capitalize center count d default dictsort e escape first float format groupby indent int items join last"
    " length list lower map max min reject rejectattr replace reverse round safe select selectattr slice sort string sum title"
    " trim truncate unique upper wordcount"
)
_OF_TEXT = _set("capitalize center e escape indent lower replace safe string title trim truncate upper wordcount")
_SIZED = _set("batch center indent int number round share slice truncate")  # a number given to them makes text
_PERCENT = re.compile(r"%(?:\(\w+\))?[-+ #0]*\d{0,3}(?:\.\d{1,2})?[sdfgeEGixXocF%]")
_BRACES = re.compile(r"\{\w*(?::(?:[^{}]?[<>^=])?[-+ ]?0?\d{0,3},?(?:\.\d{1,2})?[sdfg%]?)?\}")
_DAY = re.compile(r"[^%]|%[dmYyjAaBb%]")


def text_of(value: Any) -> str:
    """Return a plain value as documents print it. Raises TypeError for any other value, whose text would be Python's."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        raise TypeError(YES_NO)
    if isinstance(value, (int, Undefined)):  # str() of an undefined name raises an error that names it
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return format_number(Decimal(repr(value)))
    if isinstance(value, Decimal) and value.is_finite():
        return format_number(value)
    if isinstance(value, date):
        return format_short_date(value)
    raise TypeError(UNPRINTABLE)


def check_template_bytes(name: str, data: bytes, most: int = MOST_BYTES) -> None:
    """Raise TemplateFault for the content of a template that is too large, or is not here (Git LFS, encrypted)."""
    if stored := explain_stored_form(data):
        raise TemplateFault(_("template {name}: {reason}").format(name=name, reason=stored[0]), stored[1])
    if len(data) > most:
        raise template_fault(TemplateLimit(TOO_BIG), name)


class Budget:
    """What one document may still take: steps, printed letters, time."""

    def __init__(self) -> None:
        self.steps = MOST_STEPS
        self.letters = MOST_PRINTED
        self.end = monotonic() + MOST_SECONDS

    def spend(self, steps: int, letters: int = 0) -> None:
        """Count work before it is done. Raises TemplateLimit when a limit is reached."""
        self.steps -= steps
        self.letters -= letters
        if self.steps < 0 or monotonic() > self.end:
            raise TemplateLimit(TOO_LONG)
        if self.letters < 0:
            raise TemplateLimit(TOO_MUCH)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment that counts what its templates do and lets them reach plain values only."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, **options)
        self.budget = Budget()
        filters = {name: self.filters[name] for name in _FILTERS} | dict(FILTERS)
        self.filters = {name: self._limited_filter(name, function) for name, function in filters.items()}
        self.filters["join"] = self._join
        self.filters["sum"] = self._sum
        self.filters["format"] = lambda pattern, *given, **named: self._percent(text_of(pattern), named or given)
        for name in ("in", "eq", "equalto", "==", "ne", "!="):
            self.tests[name] = self._counted(cast("Callable[..., Any]", self.tests[name]))
        del self.globals["lipsum"]  # random text

    def begin(self) -> None:
        """Give the next document the whole budget."""
        self.budget = Budget()

    def step(self, letters: int) -> bool:
        """Count one turn of a loop, one call of a macro, with the letters of its own text; compiled templates call this."""
        self.budget.spend(1, letters)
        return True

    def printed(self, value: Any) -> str:
        """Return the text of a value that a template prints, counted."""
        text = text_of(value)
        if len(text) > MOST_LETTERS:
            raise TemplateLimit(TOO_LARGE)
        self.budget.spend(1 + len(text) // 200, len(text))
        return text

    def measured(self, value: Any) -> Any:
        """Return `value` unless it is too large, with all lists in it; count its size."""
        kind = type(value)
        if kind is str or kind is Markup:
            if len(value) > MOST_LETTERS:
                raise TemplateLimit(TOO_LARGE)
            self.budget.spend(1 + len(value) // 20)
        elif kind is int or kind is float or kind is Decimal:
            if abs(value) > _LARGEST or value != value:
                raise TemplateLimit(TOO_LARGE)
        elif isinstance(value, (list, tuple, Mapping)):
            self.budget.spend(_size(value, {}) + 1)
        return value

    # --- what is compiled into templates ------------------------------------------------------------------------------

    def _generate(self, source: nodes.Template, *given: Any, **named: Any) -> str:
        _count_work(source)
        return super()._generate(source, *given, **named)

    def concatenated(self, *parts: Any) -> str:
        """Return `a ~ b` as documents print a and b."""
        return markup_join(self.measured_parts(list(map(text_of, parts))))

    def measured_parts(self, parts: list[str], between: int = 0) -> list[str]:
        """Return texts that are to be joined, unless the whole is too large."""
        if sum(map(len, parts)) + between * len(parts) > MOST_LETTERS:
            raise TemplateLimit(TOO_LARGE)
        self.budget.spend(len(parts))
        return parts

    # --- operators, calls, attributes ------------------------------------------------------------------------------------

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute an operator unless its result is too large."""
        if operator == "%" and isinstance(left, str):
            return self._percent(left, right)
        if operator == "*":
            for many, times in ((left, right), (right, left)):
                if isinstance(many, (str, list, tuple)) and isinstance(times, int):
                    most = MOST_LETTERS if isinstance(many, str) else MOST_ELEMENTS
                    if len(many) * times > most:
                        raise TemplateLimit(TOO_LARGE)
        if operator == "**" and (abs(right) > 100 or abs(left) > _LARGEST):
            raise TemplateLimit(TOO_LARGE)
        return self.measured(super().call_binop(context, operator, left, right))

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja has it
        """Call what a template may call, unless its result is too large."""
        __self.budget.spend(1)
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, str) and __obj.__name__ == "join" and args:
            return owner.join(__self.measured_parts(list(map(text_of, __self._elements(args[0]))), len(owner)))
        if isinstance(owner, str):
            __self._check_method(owner, __obj.__name__, args)
        elif isinstance(owner, date) and __obj.__name__ == "strftime":
            pattern = str(args[0]) if args else ""
            if len(pattern) > _WIDEST or "".join(_DAY.findall(pattern)) != pattern:
                raise TemplateLimit(PATTERN)
        return __self.measured(super().call(__context, __obj, *args, **kwargs))

    def _check_method(self, text: str, name: str, args: tuple[Any, ...]) -> None:
        """Refuse a method of a text whose result would be too large."""
        self.budget.spend(1 + len(text) // 20)
        if name in ("center", "ljust", "rjust", "zfill"):
            self._check_sizes(args)
        elif name == "replace" and len(args) >= 2:
            self._check_replace(text, args[0], args[1])

    def _check_sizes(self, given: Iterable[Any]) -> None:
        if any(isinstance(one, (int, float, Decimal)) and not -_WIDEST <= one <= _WIDEST for one in given):
            raise TemplateLimit(WIDE)

    def _check_replace(self, text: str, old: Any, new: Any) -> None:
        times = text.count(text_of(old))
        if len(text) + times * len(text_of(new)) > MOST_LETTERS:
            raise TemplateLimit(TOO_LARGE)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return `format` of a text as a function that formats plain values only."""
        if not isinstance(value, (types.MethodType, types.BuiltinMethodType)) or value.__name__ != "format":
            return None
        pattern = value.__self__
        return (lambda *given, **named: self._braces(pattern, given, named)) if isinstance(pattern, str) else None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may read this attribute."""
        names = _names_of(cast("Any", type(obj)))
        return not attr.startswith("_") and (names is None or attr in names)

    # --- filters ----------------------------------------------------------------------------------------------------------

    def _limited_filter(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the filter with its values checked before, its result after."""
        skipped = 1 if hasattr(function, "jinja_pass_arg") else 0  # the context that Jinja gives before the value

        def limited(*given: Any, **named: Any) -> Any:
            value = given[skipped]
            more = given[skipped + 1 :]
            rest = [*more, *named.values()]
            if name in _OF_TEXT:
                value = text_of(value)
                self.budget.spend(1 + len(value) // 20)
            elif isinstance(value, (types.GeneratorType, map, filter)):
                value = self._elements(value)
            if name in _SIZED:
                self._check_sizes(rest)
            if name == "replace" and len(rest) >= 2:
                self._check_replace(value, named.get("old", rest[0]), named.get("new", more[-1] if len(more) < 2 else more[1]))
            elif name == "indent":
                widest = max((len(" " * one) if isinstance(one, int) else len(text_of(one)) for one in rest), default=4)
                self._check_replace(value + "\n", "\n", " " * widest)
            elif name == "roman":
                self._check_sizes([value])
            result = function(*given[:skipped], value, *given[skipped + 1 :], **named)
            if isinstance(result, types.GeneratorType):
                result = self._elements(result)
            return self.measured(result)

        return _passing(function, limited)

    def _elements(self, value: Iterable[Any]) -> list[Any]:
        """Return what a filter gives one by one as a list, each element counted."""
        found: list[Any] = []
        for one in value:
            self.budget.spend(1)
            found.append(one)
            if len(found) > MOST_ELEMENTS:
                raise TemplateLimit(TOO_LARGE)
        return found

    @pass_eval_context
    def _join(self, eval_context: Any, value: Iterable[Any], d: Any = "", attribute: Any = None) -> str:
        if attribute is not None:
            value = map(make_attrgetter(self, attribute), value)
        parts = self.measured_parts(list(map(text_of, self._elements(value))), len(text_of(d)))
        return self.measured(do_join(eval_context, parts, text_of(d)))  # type: ignore[no-any-return]

    def _sum(self, value: Iterable[Any], attribute: Any = None, start: Any = 0) -> Any:
        values = self._elements(value if attribute is None else map(make_attrgetter(self, attribute), value))
        if isinstance(start, (list, tuple)) and len(values) * _size([*values, start], {}) > 100 * MOST_ELEMENTS:
            raise TemplateLimit(TOO_LARGE)  # each addition copies all before it
        return self.measured(sum(values, start))

    def _counted(self, test: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            self.budget.spend(1 + sum(len(one) // 20 for one in given if isinstance(one, (str, list, tuple, Mapping))))
            return test(*given)

        return _passing(test, counted)

    def _percent(self, pattern: str, given: Any) -> Any:
        """Return `pattern % given` with plain values as documents print them."""
        left = _PERCENT.sub("", pattern)
        if "%" in left:
            raise TemplateLimit(PATTERN)
        plain: Any = {name: _for_format(one) for name, one in given.items()} if isinstance(given, Mapping) else None
        if plain is None:
            plain = tuple(map(_for_format, given if isinstance(given, tuple) else (given,)))
        self._check_replace("." * len(_PERCENT.findall(pattern)), ".", _longest(plain))
        return self.measured(pattern % plain)

    def _braces(self, pattern: str, given: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """Return `pattern.format(…)` with plain values, without a walk to their attributes."""
        left = _BRACES.sub("", pattern.replace("{{", "").replace("}}", ""))
        if "{" in left or "}" in left:
            raise TemplateLimit(PATTERN)
        plain, by_name = tuple(map(_for_format, given)), {name: _for_format(one) for name, one in named.items()}
        self._check_replace("." * pattern.count("{"), ".", _longest((*plain, *by_name.values())))
        return self.measured(pattern.format(*plain, **by_name))


def _for_format(value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else text_of(value)


def _longest(given: Any) -> str:
    values = given.values() if isinstance(given, Mapping) else given
    return max((str(one) for one in values), key=len, default="") + " " * _WIDEST


@cache
def _names_of(kind: Any) -> frozenset[str] | None:
    """The names that a template may read of a value of this kind; None for all that are not private."""
    if kind.__module__.startswith(("jinja2.", "camket.")) and not is_dataclass(kind):
        return None
    if is_dataclass(kind):
        properties = {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
        return frozenset({field.name for field in fields(kind)} | properties)
    return frozenset().union(*(names for other, names in _METHODS.items() if issubclass(kind, other)))


def _passing(function: Callable[..., Any], wrapper: Callable[..., Any]) -> Callable[..., Any]:
    """Return `wrapper` marked for what Jinja gives to `function` before the value."""
    if (passed := getattr(function, "jinja_pass_arg", None)) is not None:
        wrapper.jinja_pass_arg = passed  # type: ignore[attr-defined]
    return wrapper


def _size(value: Any, known: dict[int, int]) -> int:
    """The elements of lists and of the lists in them, each as often as it occurs. Raises TemplateLimit for too many."""
    if id(value) not in known:
        known[id(value)] = 0
        total = 0
        for one in (*value.keys(), *value.values()) if isinstance(value, Mapping) else value:
            if isinstance(one, (list, tuple, Mapping)):
                total += _size(one, known)
            elif isinstance(one, str):
                total += len(one) // 20
            total += 1
            if total > MOST_ELEMENTS:
                raise TemplateLimit(TOO_LARGE)
        known[id(value)] = total
    return known[id(value)]


def _count_work(template: nodes.Template) -> None:
    """Change a parsed template so that loops, macros, blocks, comparisons and new lists are counted while it runs."""
    body: Any
    for body in [template, *template.find_all(_REPEATED)]:
        letters, line = _letters(body.body), body.lineno or 1
        body.body.insert(0, nodes.ExprStmt(nodes.EnvironmentAttribute(f"step({letters})", lineno=line), lineno=line))
        if isinstance(body, nodes.For) and body.test is not None:
            body.test = nodes.And(nodes.EnvironmentAttribute("step(0)", lineno=line), body.test, lineno=line)
    _replace(template)


_REPEATED = (nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)


def _letters(body: Iterable[nodes.Node]) -> int:
    """The letters of a body's own text, without those of the loops and macros in it, which count their own."""
    return sum(
        len(one.data)
        if isinstance(one, nodes.TemplateData)
        else 0
        if isinstance(one, _REPEATED)
        else _letters(one.iter_child_nodes())
        for one in body
    )


def _replace(node: nodes.Node) -> None:
    """Let the environment make texts of `~`, and measure lists that are not constants."""
    for name in node.fields:
        value = getattr(node, name)
        if isinstance(value, list):
            value[:] = [_replaced(one) if isinstance(one, nodes.Node) else one for one in value]
        elif isinstance(value, nodes.Node):
            setattr(node, name, _replaced(value))


def _replaced(node: nodes.Node) -> nodes.Node:
    _replace(node)

    def call(name: str, given: list[nodes.Expr]) -> nodes.Node:
        function = nodes.EnvironmentAttribute(name, lineno=node.lineno)
        return nodes.Call(function, given, [], None, None, lineno=node.lineno)

    if isinstance(node, nodes.Concat):
        return call("concatenated", node.nodes)
    if isinstance(node, nodes.Compare):
        return nodes.And(nodes.EnvironmentAttribute("step(0)", lineno=node.lineno), node, lineno=node.lineno)
    is_new = isinstance(node, (nodes.List, nodes.Dict)) or (isinstance(node, nodes.Tuple) and node.ctx == "load")
    if is_new and not all(isinstance(one, nodes.Const) for one in node.iter_child_nodes()):
        return call("measured", [node])  # type: ignore[list-item]
    return node
