"""Frequent slips of the keyboard in a YAML file: found in a line near a parser's error, or in a key that makes no sense."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from camket.text.language import _

# Blanks that are not ordinary spaces, as Word and web pages have them.
BLANKS = "\u00a0\u2007\u202f\u3000"
DASHES = "–—−•"
QUOTES = "“”„‘’«»"
_WIDE = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "；": ";", "＂": '"', "－": "-"}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|(?:^|(?<=\s))#.*')


class Slip(NamedTuple):
    """A slip in a line: its column from 0, what is wrong, and what to type."""

    column: int
    message: str
    hint: str


def find_slip(line: str) -> Slip | None:
    """Return the first kind of slip that a line has outside quotes and comments, or None."""
    # What is between quotes and in comments is masked by letters, so that columns stay the same.
    masked = _QUOTED.sub(lambda found: "x" * len(found[0]), line)
    for pattern, explain in _SLIPS:
        found = pattern.search(masked)
        if found is not None:
            at = found.start("at")
            message, hint = explain(found, line)
            return Slip(at, message, hint)
    return None


def _blank(_found: re.Match[str], _line: str) -> tuple[str, str]:
    return _("a no-break space stands here, as Word and web pages have it"), _("Delete it and type an ordinary space.")


def _wide(found: re.Match[str], _line: str) -> tuple[str, str]:
    given = found["at"]
    message = _("'{given}' is a wide character, which has no meaning here").format(given=given)
    after = " " if given in "：，" else ""
    return message, _("Type '{right}' in its place.").format(right=_WIDE[given] + after)


def _dash(found: re.Match[str], _line: str) -> tuple[str, str]:
    message = _("the dash '{given}' begins no list entry").format(given=found["at"])
    return message, _("Type a hyphen and a space: '- '.")


def _quote(found: re.Match[str], _line: str) -> tuple[str, str]:
    message = _("'{given}' is a curly quotation mark, which YAML does not know").format(given=found["at"])
    return message, _('Type straight quotation marks: "…".')


def _nothing(found: re.Match[str], line: str) -> tuple[str, str]:
    key, end = line[found.start("key") : found.end("key")], found["end"]
    message = _("between '{key}:' and '{end}' a space is missing").format(key=key, end=end)
    return message, _("Type the value, or a space where there is none yet: {example}").format(example=f"{key}: {end}")


def _no_space(found: re.Match[str], line: str) -> tuple[str, str]:
    key = line[found.start("key") : found.end("key")]
    value = re.split(r"[,}\]]", line[found.end() :])[0] if found["flow"] else line[found.end() :].strip()
    example = f"{key}: {value.strip()}"
    return _("no space after ':'"), _("Type a space after the colon: {example}").format(example=example)


_SLIPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], tuple[str, str]]], ...] = (
    (re.compile(rf"(?:^[ \t]*|:|^\s*-)(?P<at>[{BLANKS}])"), _blank),
    (re.compile(rf"(?P<at>[{''.join(_WIDE)}])"), _wide),
    (re.compile(rf"^\s*(?P<at>[{DASHES}])\s"), _dash),
    (re.compile(rf"(?:[:,\[{{-]\s*|^\s*)(?P<at>[{QUOTES}])"), _quote),
    (re.compile(r"[{,]\s*(?P<key>[\w-]+)(?P<at>:)(?P<end>[,}])"), _nothing),
    (re.compile(r"(?P<flow>[{,])\s*(?P<key>[\w-]+)(?P<at>:)(?=[^\s,}\]/])"), _no_space),
    (re.compile(r"^(?P<flow>)\s*(?:- )?(?P<key>[\w-]+)(?P<at>:)(?=[^\s/])"), _no_space),
)
