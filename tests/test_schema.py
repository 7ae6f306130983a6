"""Schemas compared with `camket check`: what it accepts validates, and what a schema can express is rejected."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema.parsers.yaml import construct_yaml_implementation, impl2loader
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from camket.cli import run
from camket.entry.schema.files import make_schemas, schema_path
from camket.ledger.ledger import Ledger
from camket.ledger.load import load, read_file
from camket.ledger.reports import Report
from camket.ledger.tree import OverlayTree
from camket.rules.check import check
from camket.text import language
from camket.text.problems import Problem, in_order
from test_data_format import BLOCKS, _targets

TESTS = Path(__file__).parent
BROKEN = TESTS / "broken"
DATA = [TESTS.parent / "data", TESTS.parent / "examples" / "tinh-2026" / "data", BROKEN / "_good"]

# The rules whose broken examples a schema rejects, all of them; and those of which it rejects some, by file.
SAID = {
    "bad-date",
    "bad-id",
    "bad-number",
    "bad-same-period",
    "bad-value",
    "empty-file",
    "missing-key",
    "negative",
    "not-your-target",
    "out-of-range",
    "round-due",
    "target-units",
    "unknown-choice",
    "unknown-key",
    "unknown-target",
    "unknown-unit",
    "wrong-type",
}
# New ids are made in the office's own files, so their schemas only suggest the known ones. Whether a report is in the right
# place cannot be decided from one file.
NOT_SAID = {
    ("bad-same-period", "reports/q1/phong-a.yaml"),  # 1.234, which others read as a number and know no second reading of
    ("unknown-target", "targets.yaml"),
    ("unknown-unit", "targets.yaml"),
    ("unknown-unit", "units.yaml"),
    ("unknown-unit", "reports/q2/phuong-3.yaml"),
}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


# Parses YAML as check-jsonschema does.
parse_as_others_do = impl2loader(construct_yaml_implementation(), construct_yaml_implementation(pure=True))


def validators(ledger: Ledger) -> dict[str, Draft202012Validator]:
    made = {path: json.loads(data) for path, data in make_schemas(ledger).items()}
    known = [(path, Resource.from_contents(schema)) for path, schema in made.items()]
    registry: Registry[Any] = Registry().with_resources(known)
    # As a program does that opens the schema as a file: its references are paths from the folder that it is in.
    return {path: Draft202012Validator({"$ref": path}, registry=registry) for path in made}


@cache
def good_validators() -> Mapping[str, Draft202012Validator]:
    """The schemas for the targets and units of tests/broken/_good. Reports do not change them."""
    return validators(read(files_of(BROKEN / "_good"))[0])


def read(files: Mapping[str, bytes], as_of: date = date(2023, 12, 31)) -> tuple[Ledger, list[Problem]]:
    ledger, problems = load(OverlayTree(None, files))
    assert ledger is not None
    return ledger, in_order([*problems, *check(ledger, as_of)])


def faults(known: Mapping[str, Draft202012Validator], path: str, data: bytes) -> list[str]:
    schema = schema_path(path)
    assert schema is not None
    return [f"{error.json_path}: {error.message}" for error in known[schema].iter_errors(parse_as_others_do(BytesIO(data)))]


@pytest.mark.parametrize("folder", DATA, ids=str)
def test_every_schema_is_valid(folder: Path) -> None:
    ledger, _problems = read(files_of(folder))
    for data in make_schemas(ledger).values():
        Draft202012Validator.check_schema(json.loads(data))


@pytest.mark.parametrize("folder", DATA, ids=str)
def test_files_that_check_accepts_validate(folder: Path) -> None:
    files = files_of(folder)
    ledger, _problems = read(files, date(2030, 1, 1))
    known = validators(ledger)
    for path, data in files.items():
        if schema_path(path) is not None:
            assert faults(known, path, data) == [], path


def broken() -> Iterator[Any]:
    for folder in sorted(BROKEN.iterdir()):
        lines = (folder / "expected.txt").read_text(encoding="utf-8").splitlines() if folder.name[0] != "_" else []
        for path in files_of(folder):
            if lines and schema_path(path) is not None:
                rules = {line.split()[2] for line in lines if line.startswith(f"{path}:") and line.split()[1] == "error"}
                yield pytest.param(folder, path, rules, id=f"{folder.name}-{path}")


def known_for(folder: Path) -> Mapping[str, Draft202012Validator]:
    """Return the schemas for the example's own targets and units, or for the good ones if those are broken."""
    own = files_of(folder)
    if not own.keys() & {"targets.yaml", "units.yaml"}:
        return good_validators()
    ledger, problems = load(OverlayTree(None, {**files_of(BROKEN / "_good"), **own}))
    is_sound = ledger is not None and not any(problem.place.path in ("targets.yaml", "units.yaml") for problem in problems)
    return validators(ledger) if ledger is not None and is_sound else good_validators()


@pytest.mark.parametrize(("folder", "path", "rules"), list(broken()))
def test_a_broken_example_is_refused_where_a_schema_can_tell(folder: Path, path: str, rules: set[str]) -> None:
    known = known_for(folder)
    if schema_path(path) not in known:  # a file that is named after no unit's id
        return
    try:
        found = faults(known, path, files_of(folder)[path])
    except Exception as error:  # what is no YAML is refused by every reader of it
        assert type(error).__module__.startswith("ruamel"), error
        assert rules
        return
    said = {rule for rule in rules & SAID if (rule, path) not in NOT_SAID}
    assert bool(found) >= bool(said), said
    assert bool(found) <= bool(rules), found


# --- every way of writing a value, under every key of every measure ---------------------------------------------------------

TEXTS = """\
38 "38" +38 -38 -0 "-0" 0 1.200 "1.200" '1·200' 1.234.567 "1.234,5" 1,234.5 62,5 62.5 "62,5" 62,5% 62.5·% "62,5·%" 1e3 .5 0x1F 1_000
.inf 010 12/QĐ 2023-06-02 2023-6-2 02/6/2023 2-6-2023 02.06.2023 31/6/2023 2023-02-29 2023-13-01 06-2023 1899-01-01 2200-12-31
true True "true" yes Yes no có CÓ "Có·" không Không chưa rồi đã x X maybe ~ null "" "·" [] [38] {} good "good" god graft abuse farming
publication assessment Phường {value:·38} {done:·x} {grade:·good} {items:·[]} {parts:·{farming:·40}} {kind:·count} 100 101 "100%" 5 6 7
[Trà] [{name:·Trà}] [{name:·Trà,·stars:·4}] [{name:·Trà,·stars:·6}] [{name:·Trà,·stars:·"4,5",·evidence:·12/QĐ}] [{name:·2023,·star:·4}]
[{kind:·graft,·name:·a}] [{kind:·graf,·name:·a}] [{kind:·abuse,·name:·a,·date:·2/3/2023}] {number:·12,·date:·} {farming:·40,·industry:·60}
{farming:·40,·text:·60} {number:·12,·day:·2} [12/QĐ,·{number:·13}] 12:30 2023 1.0 12.50 tot·lắm
[{text:·a,·target:·plan}] [{text:·a,·target:·pla}] [{target:·plan}] [a,·b] {name:·a} {number:·12,·date:·2023-06-02} q1 q2 q9
"""


def forms() -> list[Any]:
    """Yield every key of every kind of result, shared keys once; None for a value in place of the result."""
    ledger, _problems = read(files_of(BROKEN / "_good"))
    of_kind = {target.measure.kind: target for target in ledger.targets.values()}
    found = [(target.id, key) for target in of_kind.values() for key in (None, *target.measure.result_type.model_fields)]
    shared = {"text", "evidence", "awaiting", "kind"}
    return [(target, key) for target, key in found if key not in shared or target == "enterprises"]


@pytest.mark.parametrize(("target", "key"), forms())
def test_a_schema_accepts_every_form_of_a_result_that_check_accepts(target: str, key: str | None) -> None:
    frame = {path: data for path, data in files_of(BROKEN / "_good").items() if not path.startswith("reports/")}
    ledger, _problems = read(frame)
    path = f"reports/q1/{ledger.reporters(ledger.targets[target])[0]}.yaml"
    known = good_validators()
    taken = refused = 0
    for text in (text.replace("·", " ") for text in TEXTS.split()):
        result = text if key is None else f"{{{key}: {text}}}" if text[0] in "[{" else f"\n    {key}: {text}"
        data = f"results:\n  {target}: {result}\n".encode()
        _filed, problems = read_file(ledger, path, data)
        if key == "same_period":
            problems += [one for one in read({**frame, path: data})[1] if one.rule == "bad-same-period"]
        is_taken = not any(one.level == "error" for one in problems)
        found = faults(known, path, data)
        assert not (is_taken and found), (text, found)
        taken += is_taken
        refused += bool(found)
    assert taken
    assert refused


@pytest.mark.parametrize("key", [key for key in Report.model_fields if key != "results"])
def test_a_schema_accepts_every_form_of_a_reports_own_keys(key: str) -> None:
    ledger, _problems = read(files_of(BROKEN / "_good"))
    path = "reports/q1/phong-b.yaml"
    known = good_validators()
    for text in (text.replace("·", " ") for text in TEXTS.split()):
        data = f"{key}: {text}\n".encode()
        _filed, problems = read_file(ledger, path, data)
        if key == "round" and text not in ("q1", "q2", "null", "~"):
            continue  # that a round is none, or another, `check` says of the whole folder
        if not any(one.level == "error" for one in problems) and "target: pla}" not in text:
            assert faults(known, path, data) == [], text


# Other YAML parsers read these keys as no text; nobody uses them as an id.
NO_KEYS = {"true", "True", "null", "~", "1e3"}


@pytest.mark.parametrize("path", ["targets.yaml", "units.yaml", "reports/q2/_office.yaml"])
def test_a_schema_of_the_offices_files_accepts_what_check_accepts(path: str) -> None:
    """Replace each word of a file by some other text, one after the other."""
    good = files_of(BROKEN / "_good")
    known = good_validators()
    frame = {name: data for name, data in good.items() if not name.startswith("reports/") or name == path}
    text = good[path].decode("utf-8")
    texts = [one.replace("·", " ") for one in TEXTS.split() if one not in NO_KEYS]
    taken = refused = 0
    for number, match in enumerate(re.finditer(r"(?<=[:,{\[-] )[^\s,:{}\[\]]+(?=[,:}\]\n])|(?<=[{ ])[a-z_]+(?=: )", text)):
        other = texts[7 * number % len(texts)]
        data = (text[: match.start()] + other + text[match.end() :]).encode()
        ledger, problems = load(OverlayTree(None, {**frame, path: data}))
        problems += check(ledger, date(2300, 1, 1)) if ledger is not None else []
        said = [one for one in problems if one.place.path == path and one.level == "error"]
        if not said:
            assert faults(known, path, data) == [], (match[0], other)
            taken += 1
        elif not any(one.rule.startswith(("yaml-", "duplicate-key")) for one in said):
            refused += bool(faults(known, path, data))
    assert taken + refused


# --- the commands -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(BROKEN / "_good", folder)
    return folder


def schema_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.json")}


def test_schemas_are_written_checked_and_deleted(office: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["--data", str(office)]
    assert run(["schema", "--dry-run", *arguments]) == 0
    assert run(["schema", "--check", *arguments]) == 1
    assert not (office / ".schema").exists()
    assert run(["schema", *arguments]) == 0
    ledger, _problems = read(files_of(office))
    assert schema_files(office) == make_schemas(ledger)
    assert run(["schema", "--check", *arguments]) == 0
    file = office / ".schema" / "office.json"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert run(["schema", "--check", *arguments]) == 0
    # The folder is no data folder: nothing is read from it.
    assert run(["check", "--as-of", "2023-12-31", *arguments]) == 0
    units = office / "units.yaml"
    text = units.read_text(encoding="utf-8").replace("phong-b", "phong-c")
    units.write_text(text, encoding="utf-8")
    targets = office / "targets.yaml"
    targets.write_text(targets.read_text(encoding="utf-8").replace("phong-b", "phong-c"), encoding="utf-8")
    capfd.readouterr()
    assert run(["schema", "--check", *arguments]) == 1
    assert run(["schema", *arguments]) == 0
    assert "phong-b.json" in capfd.readouterr().err
    assert not (office / ".schema" / "reports" / "phong-b.json").exists()
    assert (office / ".schema" / "reports" / "phong-c.json").is_file()


def test_schemas_are_written_to_another_folder(office: Path, tmp_path: Path) -> None:
    assert run(["schema", "--data", str(office), "--output", str(tmp_path / "khác")]) == 0
    assert (tmp_path / "khác" / "reports" / "phong-a.json").is_file()
    assert not (office / ".schema").exists()


def test_no_schema_is_made_of_broken_targets(office: Path) -> None:
    shutil.copy(BROKEN / "unknown-choice" / "targets.yaml", office)
    assert run(["schema", "--data", str(office)]) == 1
    assert not (office / ".schema").exists()


def test_schemas_are_in_vietnamese_whatever_the_language() -> None:
    ledger, _problems = read(files_of(BROKEN / "_good"))
    made = make_schemas(ledger)
    language.choose("en")
    assert make_schemas(ledger) == made
    report = json.loads(made[".schema/reports/phong-a.json"])
    assert report["title"] == "Báo cáo của Phòng Tài chính"
    assert report["properties"]["submitted"] == {"$ref": "../shared.json#/$defs/Report.submitted"}
    submitted = json.loads(made[".schema/shared.json"])["$defs"]["Report.submitted"]
    assert submitted["description"].startswith("ngày văn phòng nhận báo cáo")
    result = report["properties"]["results"]["properties"]["enterprises"]
    assert (result["title"], "≥ 75" in result["description"]) == ("Doanh nghiệp mới", True)
    assert list(report["properties"]["results"]["properties"]) == [target.id for target in ledger.targets_of("phong-a")]
    reform = json.loads(made[".schema/shared.json"])["$defs"]["result-reform"]
    assert reform["then"] == {"enum": ["poor", "fair", "good"], "enumDescriptions": ["chưa tốt", "khá", "tốt"]}


def test_what_reports_share_is_written_once() -> None:
    """A country has ten thousand units; a schema of each is what only that unit has."""
    ledger, _problems = read(files_of(DATA[0]))
    made = make_schemas(ledger)
    reports = [data for path, data in made.items() if path.startswith(".schema/reports/")]
    assert len(reports) == len(ledger.units)
    own = max(len(target.name.encode()) + 1000 for target in ledger.targets.values())
    for unit, data in zip(ledger.units, reports, strict=True):
        assert len(data) < 4000 + own * len(ledger.targets_of(unit)), unit
    shared = json.loads(made[".schema/shared.json"])["$defs"]
    used = set(re.findall(r"\.\./shared\.json#/\$defs/([^\"]+)", b"".join(reports).decode()))
    assert used <= set(shared)


def test_every_key_of_the_data_has_its_meaning() -> None:
    ledger, _problems = read(files_of(BROKEN / "_good"))
    made = {path: json.loads(data) for path, data in make_schemas(ledger).items()}
    shared = made[".schema/shared.json"]["$defs"]
    for path, whole in made.items():
        for name, schema in whole["$defs"].items():
            for key, inner in schema.get("properties", {}).items():
                inner = shared[inner["$ref"].rpartition("/")[2]] if inner.get("$ref", "").startswith("../") else inner
                assert "description" in inner or key == "kind", (path, name, key)


def test_new_files_name_their_schema_if_it_exists(office: Path) -> None:
    arguments = ["--data", str(office), "--quarter", "3"]
    assert run(["open", *arguments, "--unit", "phong-a"]) == 0
    assert run(["schema", "--data", str(office)]) == 0
    assert run(["open", *arguments]) == 0
    without, named = ((office / "reports" / "q3" / f"{name}.yaml").read_bytes() for name in ("phong-a", "phong-b"))
    assert b"yaml-language-server" not in without
    first, rest = named.split(b"\n", 1)
    assert first == b"# yaml-language-server: $schema=../../.schema/reports/phong-b.json"
    assert (office / "reports" / "q3" / first.decode().partition("=")[2]).is_file()
    assert rest.startswith(b"# Ph")


def test_blank_files_validate(office: Path) -> None:
    assert run(["open", "--data", str(office), "--quarter", "3"]) == 0
    ledger, _problems = read(files_of(office))
    known = validators(ledger)
    for path in (office / "reports" / "q3").iterdir():
        assert faults(known, f"reports/q3/{path.name}", path.read_bytes()) == []


def test_the_program_check_jsonschema_agrees(office: Path) -> None:
    """Run the program as people do, on a valid file and on an invalid one."""
    assert run(["schema", "--data", str(office)]) == 0
    program = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(office / ".schema" / "reports" / "phong-a.json")]
    for folder, code in ((BROKEN / "_good", 0), (BROKEN / "unknown-key", 1)):
        done = subprocess.run([*program, str(folder / "reports" / "q2" / "phong-a.yaml")], capture_output=True, check=False)
        assert done.returncode == code, done.stdout


def page_blocks(kind: str) -> list[str]:
    return [block.text for block in BLOCKS if block.kind == kind]


def test_every_example_of_the_page_validates(tmp_path: Path) -> None:
    frame = "\n".join(page_blocks("targets.yaml")) + "\n" + _targets()
    files = {"targets.yaml": frame.encode(), "units.yaml": "\n".join(page_blocks("units.yaml")).encode()}
    ledger, problems = load(OverlayTree(None, files))
    assert ledger is not None
    assert problems == []
    known = validators(ledger)
    for path, data in files.items():
        assert faults(known, path, data) == []
    for text in page_blocks("result"):
        unit = ledger.reporters(ledger.targets[text.partition(":")[0]])[0]
        assert faults(known, f"reports/q2/{unit}.yaml", ("results:\n" + textwrap.indent(text, "  ")).encode()) == [], text
    for text in page_blocks("report"):
        assert faults(known, "reports/q2/phong-kinh-te.yaml", text.encode()) == []
    for text in page_blocks("office"):
        assert faults(known, "reports/q2/_office.yaml", text.encode()) == []
