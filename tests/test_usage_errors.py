"""What the library of the command line says of a wrong call is told in the user's language, whatever its kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from camket import cli
from camket.text import language
from test_words_of_the_screen import english_in

ROOT: Any = typer.BadParameter.__mro__[2]  # what all errors of the library come from
NAMES = ("BadParameter", "UsageError", "BadOptionUsage", "BadArgumentUsage", "FileError", "fail")


def kinds() -> list[Any]:
    found, waiting = [ROOT], [ROOT]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.append(kind)
            waiting.append(kind)
    return [kind for kind in found if kind.__name__ not in ("NoArgsIsHelpError", "BadParameter")]


def made(kind: Any, text: str = "Something is wrong in English.") -> Any:
    """Return an error of a kind, as the library makes it."""
    takes_name = kind.__name__ in ("BadOptionUsage", "NoSuchOption", "FileError")
    return kind("--x", text) if takes_name else kind(text)


def said(error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    def fail(**_given: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    assert cli.run([]) == 2
    return capsys.readouterr().err


def messages() -> Iterator[str]:
    """Yield every message of a usage error in the library's source, with X in the place of what it names."""
    for path in sorted(Path(typer.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or path.name == "params.py":
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for given in node.args if name in NAMES else ():
                text = given.args[0] if isinstance(given, ast.Call) and getattr(given.func, "id", "") == "_" else given
                text = text.func.value.args[0] if _is_formatted(text) else text  # type: ignore[attr-defined]
                if isinstance(text, ast.JoinedStr):
                    yield "".join(str(one.value) if isinstance(one, ast.Constant) else _filled(one) for one in text.values)
                elif isinstance(text, ast.Constant) and isinstance(text.value, str) and " " in text.value:
                    yield text.value.replace("{name!r}", "'X'")


def _is_formatted(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and isinstance(node.func.value, ast.Call)
    )


def _filled(node: ast.expr) -> str:
    assert isinstance(node, ast.FormattedValue)
    text = ast.unparse(node.value)
    if "nargs" in text:
        return "3"
    if text == "msg":
        return "2 arguments."
    return "'X'" if node.conversion == ord("r") else "X"


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_of_error_is_told_in_vietnamese(
    kind: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    language.choose("vi")
    text = said(made(kind), monkeypatch, capsys)
    assert text.startswith("Lỗi: ")
    assert "English" not in text
    assert "wrong" not in text


def test_every_message_of_the_library_is_told_in_vietnamese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    language.choose("vi")
    found = [text for text in messages() if text.strip("X'. :")]
    assert len(found) >= 10
    for text in found:
        shown = said(typer.BadParameter(text), monkeypatch, capsys)
        assert shown != f"Lỗi: {text}\n", text
        assert not list(english_in(shown)), (text, shown)


def test_our_own_messages_stay(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    language.choose("vi")
    assert "không có đơn vị 'x'" in said(typer.BadParameter("không có đơn vị 'x'"), monkeypatch, capsys)
