"""Replies to a yes-or-no question, in Vietnamese and in English, whatever the language of the screen."""

from __future__ import annotations

_YES = frozenset({"c", "có", "co", "y", "yes", "ok"})
_NO = frozenset({"k", "không", "khong", "ko", "n", "no"})


def read_yes(reply: str, default: bool | None = None) -> bool | None:
    """Return whether a reply is a yes or a no; `default` for an empty one, None for a reply that is neither."""
    word = reply.strip().rstrip(".!").casefold()
    if not word:
        return default
    return True if word in _YES else False if word in _NO else None
