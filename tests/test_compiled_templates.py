"""What is compiled from the packaged templates is kept beside Python's own compiled files, and is never needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from camket.report import templating


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which Python keeps compiled files; nothing is known from before."""
    folder = tmp_path / "kept"
    monkeypatch.setattr(sys, "pycache_prefix", str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    beside = folder / Path(templating.__file__).parent.relative_to(Path(templating.__file__).anchor)
    beside.mkdir(parents=True)
    forget()
    yield beside
    forget()


def forget() -> None:
    templating._compiled.cache_clear()
    templating._environment.cache_clear()


def compile_sentences(own: Path | None) -> set[str]:
    """Compile sentences.j2 as a new run of the program does; return the names of its macros."""
    forget()
    folders = templating.template_folders(own)
    return set(vars(templating.make_environment(folders, str).get_template("sentences.j2").module))


def test_packaged_templates_are_kept_and_found_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compile_sentences(None)
    assert len(list(kept.glob("*.template"))) == 1

    def refuse(*_given: object, **_named: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr("camket.report.sandbox.Sandbox._generate", refuse)
    assert compile_sentences(None) == first


def test_what_is_damaged_is_compiled_again(kept: Path) -> None:
    first = compile_sentences(None)
    (file,) = kept.glob("*.template")
    whole = file.read_bytes()
    for damaged in (b"", whole[:10], whole[: len(whole) // 2], b"x" + whole[1:], b"not a template at all"):
        file.write_bytes(damaged)
        assert compile_sentences(None) == first
        assert file.read_bytes() == whole


def test_a_template_of_the_office_is_never_kept(kept: Path, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "sentences.j2").write_text("{% macro ours() %}Của cơ quan.{% endmacro %}", encoding="utf-8")
    assert "ours" in compile_sentences(own)
    assert list(kept.glob("*.template")) == []


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compile_sentences(None)
    assert list(kept.glob("*.template")) == []


def test_a_folder_that_cannot_be_written_is_no_fault(kept: Path) -> None:
    for file in kept.iterdir():
        file.unlink()
    kept.rmdir()
    kept.touch()  # a file in its place
    assert "missing" in compile_sentences(None)
