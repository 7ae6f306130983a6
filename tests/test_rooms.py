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


TESTS = sorted(Path(__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_tests_use_public_names_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [name for node in ast.walk(tree) for name in names_of_camket(node)]
    known = {name.asname or name.name for name in imported}
    private = [name.name for name in imported if is_private(name.name)]
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if is_private(name) and ast.unparse(node.value) in known:
                private.append(ast.unparse(node))
            case ast.Call(func=ast.Attribute(attr="setattr"), args=[place, ast.Constant(value=str(name)), *_]):
                if is_private(name) and ast.unparse(place) in known:
                    private.append(ast.unparse(node))
            case ast.Constant(value=str(text)) if re.fullmatch(r"camket(\.\w+)*\._[a-z]\w*", text):
                private.append(text)
    assert private == []


def names_of_camket(node: ast.AST) -> list[ast.alias]:
    """The names of camket that a statement imports."""
    match node:
        case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] == "camket":
            return names
        case ast.Import(names=names):
            return [name for name in names if name.name.split(".")[0] == "camket"]
    return []


def is_private(name: str) -> bool:
    """Whether a name is private. `_` is gettext's function."""
    return name.startswith("_") and not name.startswith("__") and name != "_"
