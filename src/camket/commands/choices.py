"""Words for the choices of options: what may be typed for each, beside the word that programs use."""

from __future__ import annotations

from collections.abc import Sequence

from camket.text.language import N_, _

# Accents, capitals and hyphens make no difference in what is typed. Not doc and xls: they are other formats, of old programs.
_OTHER_WORDS = {
    "preliminary": ("sơ bộ",),
    "update": ("cập nhật",),
    "text": ("chữ", "văn bản"),
    "markdown": ("md",),
    "md": ("markdown",),
    "docx": ("word",),
    "xlsx": ("excel",),
    "html": ("web", "htm"),
}
_SHOWN_WORDS = {"preliminary": N_("preliminary"), "update": N_("update")}


def choice_word(choice: str) -> str:
    """Return the word for a choice in the language of the screen, as it can be typed."""
    return _(_SHOWN_WORDS[choice]) if choice in _SHOWN_WORDS else choice


def find_word(text: str, choices: Sequence[str]) -> str | None:
    """Return the choice that a word means: its own name, or another word for it."""
    if text in choices:
        return text
    from camket.text.spelling import strip_accents

    def key(word: str) -> str:
        return " ".join(strip_accents(word).replace("-", " ").replace("_", " ").split())

    return next((one for one in choices if key(text) in map(key, (one, *_OTHER_WORDS.get(one, ())))), None)
