"""Problems for other programs: JSON, GitHub annotations, SARIF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from camket import __version__
from camket.screen.json_values import Json, attributes_json, dump_json, place_json
from camket.text.problems import Problem, in_order


def problems_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a list."""
    return dump_json([problem_json(problem) for problem in in_order(problems)])


def problem_json(problem: Problem) -> Json:
    """Return one problem (docs/json.md)."""
    return {**place_json(problem.place), **attributes_json(problem, "level", "rule", "message", "hint")}


def problems_github(problems: Iterable[Problem], root: str = "") -> str:
    """Return the problems as workflow commands, which GitHub shows beside the changed lines. `root` is the data folder."""
    lines = []
    for problem in in_order(problems):
        place = problem.place
        properties = {"file": _rooted(root, place.path), "line": place.line, "col": place.column, "title": problem.rule}
        listed = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
        level = "notice" if problem.level == "note" else problem.level  # as GitHub calls it
        lines.append(f"::{level} {listed}::{_escape(_message(problem))}\n")
    return "".join(lines)


def problems_sarif(problems: Iterable[Problem], root: str = "") -> str:
    """Return the problems as SARIF 2.1.0, for code scanning. `root` is the data folder's path in the repository."""
    found = in_order(problems)
    rules = sorted({problem.rule for problem in found})
    is_error = {problem.rule for problem in found if problem.level == "error"}
    driver = {
        "name": "camket",
        "version": __version__,
        "rules": [
            {"id": rule, "defaultConfiguration": {"level": "error" if rule in is_error else "warning"}} for rule in rules
        ],
    }
    results = [
        {
            "ruleId": problem.rule,
            "ruleIndex": rules.index(problem.rule),
            "level": problem.level,
            "message": {"text": _message(problem)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _artifact(root, problem.place.path),
                        "region": {"startLine": problem.place.line, "startColumn": _utf16_column(problem)},
                    }
                }
            ],
        }
        for problem in found
    ]
    return dump_json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results}],
        }
    )


# --- parts of a problem ---------------------------------------------------------------------------------------------


def _message(problem: Problem) -> str:
    return f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def _rooted(root: str, path: str) -> str:
    """The path from the root of the repository, with `/`."""
    folder = Path(root).as_posix() if root else "."
    return path if folder == "." else f"{folder.rstrip('/')}/{path}"


def _artifact(root: str, path: str) -> Mapping[str, str]:
    if root and Path(root).is_absolute():
        return {"uri": (Path(root) / path).as_uri()}
    return {"uri": quote(_rooted(root, path), safe="/", errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}


def _utf16_column(problem: Problem) -> int:
    """The column in UTF-16 code units: a character outside the Basic Multilingual Plane counts as two."""
    before = problem.source[: problem.place.column - 1]
    beyond_plane = sum(ord(letter) > 0xFFFF for letter in before)
    return problem.place.column + beyond_plane


def _escape(text: str) -> str:
    shown = "".join(letter if letter.isprintable() or letter in "\r\n" else " " for letter in text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
