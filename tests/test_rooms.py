"""The structure of the code: rooms with true maps, modules and functions of a readable size, one meaning for each class name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "camket"
MODULES = sorted(SOURCE.rglob("*.py"))
PACKAGES = [path for path in MODULES if path.name == "__init__.py"]
MOST_LINES = 700
MOST_FUNCTION_LINES = 80
# Class names that have two meanings on purpose, with the reason.
TWO_MEANINGS: dict[str, str] = {}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_a_class_name_has_one_meaning() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(name_of(path))
    double = {name: found for name, found in places.items() if len(found) > 1}
    assert double.keys() == TWO_MEANINGS.keys(), double


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_have_a_readable_size(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or node.lineno) - node.lineno < MOST_FUNCTION_LINES, node.name


@pytest.mark.parametrize("package", PACKAGES, ids=name_of)
def test_the_map_of_a_package_lists_what_is_in_it(package: Path) -> None:
    inside = {path.stem for path in package.parent.glob("*.py") if path.name != "__init__.py"}
    inside |= {path.parent.name for path in package.parent.glob("*/__init__.py")}
    entries = re.findall(r"^ *((?:[a-z_0-9]+/?(?:, )?)+)  +\S", package_map(package), re.MULTILINE)
    assert inside == {name.strip("/ ") for entry in entries for name in entry.split(",")}


def package_map(package: Path) -> str:
    """The docstring of a package, without its first paragraph."""
    return (ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or "").partition("\n")[2]


@pytest.mark.parametrize("package", [path for path in PACKAGES if path.parent.name != "commands"], ids=name_of)
def test_a_package_imports_nothing_by_itself(package: Path) -> None:
    body = ast.parse(package.read_text(encoding="utf-8")).body
    assert not [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
