"""Inputs broken at random: texts, YAML trees and packed files that begin as right ones, so that they get past the first look."""

from __future__ import annotations

import copy
import io
import random
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

import yaml

# Values that readers of numbers, dates, names and markup may take in a wrong way.
TOKENS = (
    *("", "0", "-1", "1e5", "1.234", "1,5", "9" * 60, "1e999999", "-0", "NaN", "inf", "150%", "1/0", "0x1f", "1_000", "½", "٣"),
    *("~", "null", "true", "no", "1:30", "2023-02-30", "0001-01-01", "9999-12-31", "31/12/2023", "00/00/0000"),
    *(
        "a" * 3000,
        "../../etc/passwd",
        "C:\\x",
        "con",
        "\\\\host\\x",
        "{{ 7*7 }}",
        "{% for %}",
        "<b>",
        "&lt;",
        "]]>",
        "=1+1",
        "=cmd|x",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        "{a: 62,5}",
        "&a",
        "*a",
        "!!python/object:x",
        "|",
        ">",
        "? ",
        "- ",
        ": ",
        "#",
        "%YAML 1.1",
        "---",
        "...",
    ),
    *("'", '"', "\\", "\t", "\r", "\x85", "\u2028", "\x00", "\x1b[31m", "\u202e", "\ufeff", "\u00a0", "\ud7ff", "\U0001f600"),
    *("Phường 1", "Phuong 1", "Hoà", "tot", "q1", "assigned", "xa-a", "_office", "kind", "by_unit", "items", "évidence"),
)


def broken_text(text: str, choice: random.Random, others: tuple[str, ...] = ()) -> bytes:
    """A text with one to six changes to its lines, characters or bytes; `others` are texts to take lines from."""
    for _change in range(choice.randint(1, 6)):
        text = _change_text(text, choice, others)
    data = text.encode("utf-8", "surrogatepass")
    match choice.randrange(12):
        case 0:
            at = choice.randrange(len(data) + 1)
            return (
                data[:at]
                + bytes(choice.randrange(256) for _ in range(choice.randint(1, 4)))
                + data[at + choice.randint(0, 4) :]
            )
        case 1:
            return data[: choice.randrange(len(data) + 1)]
        case 2:
            return text.encode(choice.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig")), "replace")
        case _:
            return data


def _change_text(text: str, choice: random.Random, others: tuple[str, ...]) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = choice.randrange(len(lines))
    place = choice.randrange(len(text) + 1)
    match choice.randrange(13):
        case 0:
            del lines[at : at + choice.randint(1, 4)]
        case 1:
            lines[at:at] = lines[at : at + choice.randint(1, 4)] * choice.choice((1, 1, 1, 2, 30))
        case 2:
            other = choice.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * choice.randint(1, 5) + lines[at]
        case 4:
            lines[at] = lines[at].lstrip(" ")
        case 5:
            key, colon, _value = lines[at].partition(":")
            lines[at] = f"{key}{colon} {choice.choice(TOKENS)}\n"
        case 6:
            source = (choice.choice(others) if others else text).splitlines(keepends=True)
            if source:
                lines.insert(at, choice.choice(source))
        case 7:
            return text[:place] + choice.choice(TOKENS) + text[place:]
        case 8:
            return text[:place] + text[place + choice.randint(1, 20) :]
        case 9:
            return text[:place] + choice.choice("0123456789.,:{}[]'\"#&*!|>%@`-? \t\n\r") + text[place + 1 :]
        case 10:
            return text.replace("\n", choice.choice(("\r\n", "\r", "\u2028")))
        case 11:
            return unicodedata.normalize(choice.choice(("NFD", "NFC", "NFKC")), text)
        case _:
            mark = choice.choice(("[", "{", "- ", "{a: ", "&x [*x, ", "? "))
            return text[:place] + mark * choice.choice((1, 3, 200, 3000)) + text[place:]
    return "".join(lines)


def broken_tree(text: str, choice: random.Random) -> bytes:
    """A YAML text whose values, keys and entries were exchanged, removed or nested, and which is still YAML."""
    tree = yaml.load(text, Loader=yaml.BaseLoader)
    for _change in range(choice.randint(1, 5)):
        _change_tree(tree, choice)
    dumped: str = yaml.safe_dump(
        tree, allow_unicode=True, sort_keys=False, default_flow_style=choice.choice((True, False, None))
    )
    return dumped.encode("utf-8", "replace")


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from _places(node[key])


def _change_tree(tree: Any, choice: random.Random) -> None:
    places = list(_places(tree))
    if not places:
        return
    node, key = choice.choice(places)
    other, other_key = choice.choice(places)
    match choice.randrange(8):
        case 0:
            del node[key]
        case 1:
            node[key] = choice.choice(TOKENS)
        case 2:
            node[key] = copy.deepcopy(other[other_key])
        case 3:
            node[key] = choice.choice(([], {}, [[]], {"": ""}, [None], None, {"value": None}))
        case 4:
            node[key] = [copy.deepcopy(node[key])] * choice.choice((1, 2, 40))
        case 5:
            node[key] = {choice.choice(TOKENS): copy.deepcopy(node[key])}
        case 6 if isinstance(node, dict):
            node[choice.choice(TOKENS)] = node.pop(key)
        case _ if isinstance(node, list):
            node.insert(choice.randrange(len(node) + 1), copy.deepcopy(other[other_key]))
        case _:
            node[other_key if isinstance(other_key, str) else choice.choice(TOKENS)] = copy.deepcopy(other[other_key])


def broken_package(data: bytes, choice: random.Random) -> bytes:
    """A zip file (Excel, Word, OpenDocument) with changed, missing or doubled parts; sometimes the file itself is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = [(name, file.read(name)) for name in file.namelist()]
    for _change in range(choice.randint(1, 3)):
        at = choice.randrange(len(parts))
        name, part = parts[at]
        match choice.randrange(10):
            case 0:
                del parts[at]
                parts = parts or [("x", b"")]
            case 1:
                parts[at] = (name, parts[choice.randrange(len(parts))][1])
            case 2:
                parts[at] = (name, choice.choice((b"", b"<a/>", b"<", b"\x00" * 300)))
            case _:
                parts[at] = (name, _broken_markup(part, choice))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", choice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as file:
        for name, part in dict(parts).items():
            file.writestr(name, part)
    packed = stream.getvalue()
    if not choice.randrange(15):
        at = choice.randrange(len(packed))
        packed = packed[:at] + bytes([choice.randrange(256)]) + packed[at + 1 :]
    return packed if choice.randrange(20) else packed[: choice.randrange(len(packed))]


def _broken_markup(part: bytes, choice: random.Random) -> bytes:
    """XML in which an element, a value of an attribute or a text was exchanged or removed."""
    text = part.decode("utf-8", "replace")
    tags = [index for index, mark in enumerate(text) if mark == "<"]
    if not tags:
        return broken_text(text, choice)
    at = choice.choice(tags)
    end = text.find(">", at) + 1 or len(text)
    match choice.randrange(6):
        case 0:
            return (text[:at] + text[end:]).encode()
        case 1:
            return (text[:end] + text[at:end] * choice.choice((1, 2, 500)) + text[end:]).encode()
        case 2:
            pieces = text[at:end].split('"')
            if len(pieces) > 2:
                pieces[choice.randrange(1, len(pieces), 2)] = choice.choice((*TOKENS, "-1", "999999999", "XFD1048576")).replace(
                    "<", ""
                )
            return (text[:at] + '"'.join(pieces) + text[end:]).encode("utf-8", "replace")
        case 3:
            following = text.find("<", end)
            value = choice.choice(TOKENS).replace("<", "").replace("&", "")
            return (text[:end] + value + text[following if following > 0 else len(text) :]).encode("utf-8", "replace")
        case 4:
            other = choice.choice(tags)
            return (text[:at] + text[other : text.find(">", other) + 1] + text[end:]).encode()
        case _:
            return broken_text(text, choice)
