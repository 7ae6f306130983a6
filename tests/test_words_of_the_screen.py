"""No English word on a Vietnamese screen: every message of the catalogue, every help page, every option and argument."""

from __future__ import annotations

import re
import shutil
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
# as they stand on the screen of whoever reads them; words of SQL; names in capitals, a Roman number, examples of what is written into a file.
_ALLOWED_TEXT = """
camket git github gitlab excel word libreoffice soffice windows macos notepad visual studio code chrome edge firefox safari zalo
docx xlsx csv tsv zip html json yaml pdf sqlite markdown unicode nfc nfd utf lfs bom sha byte web email vscode ascii codeowners sarif
commit clone shallow sparse checkout partial upstream annotated tag cherry pick merge rebase revert base ours theirs
symlink pipe macro enter tab false true for endfor if endif else print
ctrl nul file save link links edit break paste values data info protect unprotect sheet workbook review number text cells unmerge
comment field encoding program
head path ubnd iii publication targets
sql duckdb parquet select from where limit group sum count null
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


# What goes wrong when somebody types a command: a name, number, round, day, file, folder or option that is not there; too much, too
# little. A command that is not among them is called with an unknown option and one word too many.
_MISTAKES = {
    "": ["xyz", "statuss", "--nosuch", "--data", "--data none", "--lang fr"],
    "assign": ["", "xyz 5", "5.1", "5.1 110 --date x", "5.1 110 --document x"],
    "check": ["--as-of 31/2/2023", "--format xml", "--dry-run", "--data bad.xlsx"],
    "correct": ["", "phuong-1 9.2", "phuong-1 9.2 1 2", "phuong-1 xyz 1 2 -q 2 --reason a --by b"],
    "diff": ["nosuch", "a..b..c", "HEAD~1"],
    "extend": ["", "phuong-1", "xyz -q 2 --due 7/6/2023 --reason a --by b", "phuong-1 -q 2 --due 7/1/2023 --reason a --by b"],
    "fill": ["", "xyz", "phuong-1 -q 9"],
    "form": ["xyz"],
    "form export": ["--unit xyz", "-q 2 -o bad.xlsx"],
    "form import": ["", "none.xlsx", "bad.xlsx", "bad.xlsx --received x", "bad.xlsx --table"],
    "init": ["", "data", "new --year x", "new --from none"],
    "issue": ["", "-q 2", "-q 2 --number x --date 6/6/2023", "-q 2 --number 1/BC-UBND --date 6/6/2023"],
    "log": ["", "xyz", "99.1", "phuong", "9.2"],
    "merge-file": ["", "a b c"],
    "open": ["-q 9", "--unit xyz"],
    "overrule": ["", "6.1 met", "6.1 xyz -q 2 --reason a --by b"],
    "proposals": ["--all --open", "--unit xyz", "--target 9.12", "--round x"],
    "receive": ["", "xyz", "phuong-1 --date x", "phuong-1 -q 2 --date 1/1/2030", "phuong-1 -q 2 --letter x"],
    "remind": ["--unit xyz", "--format xyz", "-q 2 -o bad.xlsx"],
    "report": ["--format xyz", "-q 2 --since q3", "-q 2 --format md -o bad.xlsx", "--full --summary"],
    "review": ["nosuch", "--format x"],
    "set": [
        "",
        "phuong-1",
        "phuong-1 9.2",
        "xyz 9.2 1",
        "phuong-1 1.1 5",
        "phuong-1 9.2 abc",
        "phuong-1 9.2 -5",
        "phuong-1 9.4 x",
    ],
    "setup-git": ["--ci xyz"],
    "show": ["", "xyz", "99.1", "9", "thu ngân", "--round q9 1.1"],
    "status": [
        "-q 9",
        "-q x",
        "--round q9",
        "--annual x",
        "-q 1 --round q2",
        "--unit phuong",
        "--target 9",
        "--as-of x",
        "--format",
    ],
    "textconv": ["", "none"],
    "trace": ["", "xyz", "99.1", "q9:1.1", "9.2/99", "1.1 --unit phuong-1"],
    "verify": ["-q 2", "-q 2 none.docx"],
}


@pytest.mark.parametrize("command", sorted({*_MISTAKES, *COMMANDS}))
def test_no_mistake_is_answered_in_english_or_in_a_bare_refusal(
    command: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "bad.xlsx").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    for typed in [*_MISTAKES.get(command, ()), "--nosuch", "a b c d e f g"]:
        words = [*command.split(), *typed.split()]
        assert cli.run(words) in (1, 2), words
        shown = capsys.readouterr()
        told = shown.err + shown.out
        # Ids of rules and of the data, names in the data, what was typed.
        prose = re.sub(r"\b[a-z0-9]+(-[a-z0-9]+)+\b|\bCCHC\b", "", told.replace(str(tmp_path), ""))
        found = [word for word in english_in(prose) if word.lower() not in re.split(r"\W", typed)]
        assert not found, (words, told)
        # A wall of text helps nobody.
        assert len(told.splitlines()) <= 24, (words, told)
        assert len(told) <= 1000, (words, told)


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


def test_the_daily_way_of_the_guide_has_no_command_of_git(root: Path) -> None:
    text = (root / "docs/huong-dan.md").read_text(encoding="utf-8")
    assert not re.findall(r"(?m)^git .*|\bgit (?:add|commit|tag|log|diff|init|push|pull|config)\b.*", text)
