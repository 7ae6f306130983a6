"""The user's language, with gettext: Vietnamese by default, else the one of `--lang` or of the variable CAMKET_LANG.

Message ids are the English sentences in the code. typer translates its own words with `gettext.gettext`, which has one
catalogue for the whole process; they are in the same catalogue.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LANGUAGES = ("vi", "en")
LOCALES = Path(__file__).parents[1] / "locale"

_chosen = "vi"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def choose(language: str) -> None:
    """Set the language of this process: "vi" or "en" (any other value: "vi")."""
    global _chosen, _catalogue
    if language not in LANGUAGES:
        language = "vi"
    _chosen = language
    _catalogue = gettext.translation("camket", LOCALES, [language], fallback=True)
    # typer calls gettext.gettext for the words of its help pages.
    gettext.bindtextdomain("camket", str(LOCALES))
    gettext.textdomain("camket")
    os.environ["LANGUAGE"] = language


def chosen() -> str:
    """Return the present language: "vi" or "en"."""
    return _chosen


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use another language inside a `with` block: an official report is in Vietnamese in any case."""
    before = _chosen
    choose(language)
    try:
        yield
    finally:
        choose(before)


def find_choice(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language given by the user: `--lang` first, then CAMKET_LANG, then "vi".

    Called before the command line is parsed, because the help texts are made before that.
    """
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return environment.get("CAMKET_LANG", "") or "vi"


def _(message: str) -> str:
    """Return the translation of `message` in the present language."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:
    """Return `message` unchanged. The call marks it for the catalogue; `_()` translates it where it is shown."""
    return message


def ngettext(one: str, many: str, n: int) -> str:
    """Return the translation of the singular or plural form for `n` (Vietnamese has one form only)."""
    return _catalogue.ngettext(one, many, n)


# Words of typer's help pages, listed here so that the catalogue has them. typer's error messages are not listed:
# cli.py recognizes their English text and writes a message of its own.
TYPER_WORDS = (
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("(dynamic)"),
    N_("Aborted!"),
)
