"""The catalogues: every message is translated, placeholders agree, and the .mo file is compiled from the .po file."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import catalogue as tool
from camket.text import language

# Every language that has a catalogue.
each_language = pytest.mark.parametrize("lang", tool.TRANSLATED)


@each_language
def test_every_message_is_translated(lang: str) -> None:
    assert tool.missing(tool.read(lang)) == []


def test_a_message_without_translation_is_found() -> None:
    found = tool.read("vi")
    message = found.get("behind")
    assert message is not None
    message.string = ""
    assert tool.missing(found) == ["behind"]


@each_language
def test_placeholders_are_the_same_in_every_language(lang: str) -> None:
    for message in tool.read(lang):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = set(re.findall(r"{[^}]*}", ids[-1]))
        for string in strings:
            assert set(re.findall(r"{[^}]*}", string or "")) == wanted, message.id


@each_language
def test_the_catalogue_has_no_message_that_is_not_in_the_code(lang: str) -> None:
    used = {message.id if isinstance(message.id, str) else message.id[0] for message in tool.extract()}
    held = {message.id if isinstance(message.id, str) else message.id[0] for message in tool.read(lang)}
    assert held - used == set()


@each_language
def test_the_compiled_catalogue_is_up_to_date(lang: str) -> None:
    assert tool.po_path(lang).with_suffix(".mo").read_bytes() == tool.compiled(tool.read(lang))


@pytest.mark.parametrize(
    ("arguments", "environment", "chosen"),
    [
        ([], {}, "vi"),
        (["status", "--lang", "en"], {}, "en"),
        (["--lang=en"], {}, "en"),
        ([], {"CAMKET_LANG": "en"}, "en"),
        (["--lang", "vi"], {"CAMKET_LANG": "en"}, "vi"),
    ],
)
def test_the_language_is_found_before_the_command_line_is_parsed(
    arguments: list[str], environment: dict[str, str], chosen: str
) -> None:
    assert language.find_choice(arguments, environment) == chosen


def test_speaking_restores_the_language() -> None:
    with language.speaking("en"):
        assert language._("behind") == "behind"
    assert language._("behind") == "chậm tiến độ"


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_help_is_in_one_language(lang: str) -> None:
    run = [sys.executable, "-m", "camket", "status", "--help", "--lang", lang]
    shown = subprocess.run(run, capture_output=True, check=True, encoding="utf-8", env={"PYTHONUTF8": "1"}).stdout
    vietnamese = re.search(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", shown)
    assert bool(vietnamese) == (lang == "vi")
    english = re.search(r"\b(?:Usage|Options|Show|Only|Look|default|env var|required)\b", shown)
    assert bool(english) == (lang == "en")


def test_a_word_has_its_tone_mark_in_one_place_everywhere(root: Path) -> None:
    """Of xoá and xóa, one of them in the catalogue and the templates; luỹ kế is chosen by the data."""
    placed: dict[str, set[str]] = {}
    tone = "[\u0300\u0301\u0303\u0309\u0323]"
    for file in [*(root / "templates").glob("*.j2"), root / "src/camket/locale/vi/LC_MESSAGES/camket.po"]:
        for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", file.read_text(encoding="utf-8")).lower()):
            plain = unicodedata.normalize("NFD", word)
            found = re.fullmatch(rf"(.*(?:o(?=.?[ae])|u(?=.?y)))({tone}?)([aey])({tone}?)", plain)
            if found and (found[2] or found[4]) and not found[1].endswith("qu"):
                placed.setdefault(found[1] + found[3] + (found[2] or found[4]), set()).add(word)
    mixed = {tuple(sorted(words)) for words in placed.values() if len(words) > 1}
    assert {"hoà", "khoá"} <= {unicodedata.normalize("NFC", key) for key in placed}
    # "lũy kế" is in the filter that spells luỹ kế; uỷ is what a name of a body may have.
    assert mixed <= {("lũy", "luỹ"), ("uỷ", "ủy")}
