"""No English word on a Vietnamese screen: every message of the catalogue, every help page, every option and argument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from camket import cli
from camket.commands import COMMANDS, GROUPS

Capture = pytest.CaptureFixture[str]

# A syllable of Vietnamese that has no accent: an initial, vowels, an ending.
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdghklmnrstvxq])?"
    r"(a|e|i|o|u|y|ai|ao|au|ay|eo|eu|ia|iu|oa|oai|oay|oe|oi|oo|ua|uan|ue|ui|uo|uy|uya|uye|ie|ye|uu)"
    r"(ch|ng|nh|[cmnpt])?",
)
# English words that look like such syllables.
_LOOKALIKES = frozenset(
    {
        "and",
        "the",
        "that",
        "them",
        "then",
        "not",
        "can",
        "set",
        "get",
        "got",
        "let",
        "put",
        "out",
        "one",
        "you",
        "who",
        "yet",
        "met",
        "men",
    }
)
# Programs, formats, standards; words of git and of text files, beside the Vietnamese word or known by themselves; menus of Office,
# as they stand on the screen of whoever reads them; names in capitals, a Roman number, examples of what is written into a file.
_ALLOWED_TEXT = """
camket git github gitlab excel word libreoffice soffice windows macos notepad visual studio code chrome edge firefox safari zalo
docx xlsx csv tsv zip html json yaml pdf markdown unicode nfc nfd utf lfs bom sha byte web email vscode ascii codeowners sarif
commit clone shallow sparse checkout partial upstream annotated tag cherry pick merge rebase revert base ours theirs
symlink pipe macro enter tab false true for endfor if endif else print
ctrl nul file save link links edit break paste values data info protect unprotect sheet workbook review number text cells unmerge
comment field encoding program
head path ubnd iii publication targets
"""
_ALLOWED = frozenset(_ALLOWED_TEXT.split())
# What is not prose: placeholders and flow mappings, options, keys, what stands in quotes, paths, commands of git and of camket.
_NOT_PROSE = re.compile(
    r"\{[^{}]*\}|`[^`]*`|“[^”]*”|'[^']*'|\"[^\"]*\"|<[^<>]*>|https?://\S+"
    r"|(?<!\w)--?[a-z][\w-]*|[\w.*/-]*[/_][\w./*-]*|\b[\w-]+\.[a-z]\w*|(?<![\w-])\.\w+|\b[a-z_]+:(?!\w)|\b[a-z]+=…?"
    r"|\bgit(?:\s+[a-z-]+)+|\bcamket(?:\s+[a-z-]+)+"
)


def english_in(text: str) -> Iterator[str]:
    """Yield the words of a Vietnamese text that are not Vietnamese and not allowed."""
    before = None
    while before != text:
        before, text = text, _NOT_PROSE.sub(" ", text)
    for word in re.findall(r"[^\W\d_]+", text):
        if word.isascii() and len(word) > 2 and word.lower() not in _ALLOWED:
            if word.lower() in _LOOKALIKES or not _SYLLABLE.fullmatch(word.lower()):
                yield word


def messages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every message of the Vietnamese catalogue and its translation."""
    text = (root / "src/camket/locale/vi/LC_MESSAGES/camket.po").read_text(encoding="utf-8")
    for block in text.split("\n\n")[1:]:
        said = re.search(r'^msgid "(.*)"$', block, re.MULTILINE)
        for found in re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, re.MULTILINE):
            if said:
                yield said[1], found.replace('\\"', '"').replace("\\n", "\n")


def test_no_message_has_an_english_word(root: Path) -> None:
    found = {said: words for said, text in messages(root) if (words := list(english_in(text)))}
    assert not found


@pytest.mark.parametrize("command", ["", *sorted({name.split()[0] for name in COMMANDS} | set(COMMANDS))])
def test_no_help_page_has_an_english_word_or_a_type_of_python(command: str, capsys: Capture) -> None:
    assert cli.run([*command.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert not re.search(r"<|list\[|\bPath\b|\bstr\b|x<=", page)
    prose = re.sub(r"(?m)^ *Ví dụ: .*(\n +.*)*|^  (camket )?[a-z][a-z-]*( export| import)?  +", "", page)
    assert not list(english_in(prose.replace("Visual Studio Code", "")))


def test_every_command_is_in_one_group_of_the_help(capsys: Capture) -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted(COMMANDS)
    assert len(GROUPS) == 4
    assert cli.run(["--help"]) == 0
    page = capsys.readouterr().out
    assert all(f"{title}:" in page for title in GROUPS)


@pytest.mark.parametrize("text", ["Thiếu argument này", "không có option --x", "Chọn the file"])
def test_an_english_word_is_found(text: str) -> None:
    assert list(english_in(text))


@pytest.mark.parametrize(
    "text", ["Xem: camket check", "ghi adds_up_to: {target: x} trong targets.yaml", "tham so thu tu cua xa"]
)
def test_commands_keys_and_syllables_are_no_english(text: str) -> None:
    assert not list(english_in(text))
