"""The user's language: Vietnamese unless `--lang en` or CAMKET_LANG says otherwise; gettext underneath.

Message ids are English sentences in the code. typer's own words go through the same catalogue,
because `gettext.gettext` is one function for the whole process.
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
    """Speak `language` ("vi" or "en") from now on, in this process."""
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
    """The language in force: "vi" or "en"."""
    return _chosen


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """`language` for a while: an official report is in Vietnamese whatever the clerk's screen speaks."""
    before = _chosen
    choose(language)
    try:
        yield
    finally:
        choose(before)


def find_choice(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language asked for, read before the command line is built, since help texts need it."""
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return environment.get("CAMKET_LANG", "") or "vi"


def _(message: str) -> str:
    """`message` in the user's language."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:
    """`message` as it is, marked for the catalogue; it is translated where it is shown."""
    return message


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that suits `n` (Vietnamese has a single form)."""
    return _catalogue.ngettext(one, many, n)


# The words of help pages that typer shows through gettext, named here so that the catalogue has them. What it says
# of wrong calls is left in English on purpose: cli.py knows those sentences and says them in the user's language.
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
