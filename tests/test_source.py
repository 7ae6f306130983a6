"""Parsing of YAML files: what PyYAML does and this package must not do, places of values, and random bytes."""

from __future__ import annotations

import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from camket.text import language
from camket.text.problems import Place
from camket.text.source import Document, Key, read_document


@pytest.fixture(autouse=True)
def _english(_plain_surroundings: None) -> None:
    language.choose("en")


def read(text: str | bytes) -> Document:
    """The document of a text without problems."""
    document, problems = read_document("a.yaml", text.encode() if isinstance(text, str) else text)
    assert problems == []
    assert document is not None
    return document


def rules(data: str | bytes) -> list[str]:
    _document, problems = read_document("a.yaml", data.encode() if isinstance(data, str) else data)
    assert all(problem.message and problem.hint for problem in problems)
    return [problem.rule for problem in problems]


# --- facts about PyYAML, and what this package does instead ---


def test_pyyaml_accepts_duplicate_keys() -> None:
    text = "a: 1\na: 2\n"
    assert yaml.safe_load(text) == {"a": 2}
    document, problems = read_document("a.yaml", text.encode())
    assert [str(problem.place) for problem in problems] == ["a.yaml:2:1"]
    assert document is not None
    assert document.value == {"a": "1"}  # the first value is used until one of the two is deleted


@pytest.mark.parametrize(
    ("scalar", "loaded"),
    [("no", False), ("1:30", 90), ("010", 8), ("1_000", 1000), ("0x1F", 31), ("1e3", "1e3"), ("22.20", 22.2)],
)
def test_pyyaml_resolves_scalars_to_other_types(scalar: str, loaded: object) -> None:
    assert yaml.safe_load(f"a: {scalar}") == {"a": loaded}
    assert read(f"a: {scalar}").value == {"a": scalar}


def test_pyyaml_resolves_dates() -> None:
    assert yaml.safe_load("a: 2023-06-02")["a"].month == 6
    assert read("a: 2023-06-02").value == {"a": "2023-06-02"}


def test_long_numbers_keep_their_digits() -> None:
    figure = "12345678901234567890.12345678901234567890"
    assert repr(yaml.safe_load(f"a: {figure}")["a"]) != figure
    assert read(f"a: {figure}").value == {"a": figure}


def compose(text: str) -> list[tuple[yaml.Node, yaml.Node]]:
    """The pairs of nodes that PyYAML's C parser makes of a mapping."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    return list(root.value)


def test_a_byte_order_mark_shifts_the_c_parser_by_one() -> None:
    text = "\ufeffa: b"
    ((key, _value),) = compose(text)
    assert key.start_mark.index == 0
    assert text[key.start_mark.index] != "a"  # the BOM is in the text but not counted
    document, problems = read_document("a.yaml", text.encode())
    assert [problem.rule for problem in problems] == ["bom"]
    assert document is not None
    assert document.text == "a: b"
    assert document.place(("a",)) == Place("a.yaml", 1, 4)


def test_an_empty_value_is_a_zero_width_span() -> None:
    text = "a:\nb: 1\n"
    value = compose(text)[0][1]
    assert value.start_mark.index == value.end_mark.index
    document = read(text)
    assert document.value == {"a": None, "b": "1"}
    assert document.place(("a",)) == Place("a.yaml", 1, 1)  # the place of its key


def test_the_end_mark_of_a_block_scalar_is_after_its_trailing_blank_lines() -> None:
    text = "a: |\n  one\n\n\nb: 1\n"
    assert compose(text)[0][1].end_mark.line == 4
    document = read(text)
    assert document.value == {"a": "one\n", "b": "1"}
    assert document.place(("b",)) == Place("a.yaml", 5, 4)


def test_nested_aliases_that_would_use_up_the_memory_are_refused() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert rules("\n".join(levels)) == ["yaml-alias"]


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert rules("a: " + "[" * 100_000) == ["yaml-nesting"]
    assert rules("- " * 3000) == ["yaml-nesting"]
    assert rules("[a, {b: " * 30_000) == ["yaml-nesting"]
    assert rules("\n".join(" " * n + "a:" for n in range(300))) == ["yaml-nesting"]


def test_null_words_in_quotes_are_text() -> None:
    assert read("a: ~\nb: '~'\nc: null\nd: \"\"\n").value == {"a": None, "b": "~", "c": None, "d": ""}


# --- places ---

TEXT = """\
results:
  city: {part: 62, whole: 120}
  list:
    - name: Trà sen
      stars: 3
    - Bột gạo
note: >-
  hai
  dòng
"""


@pytest.mark.parametrize(
    ("keys", "of_key", "place"),
    [
        ((), False, (1, 1)),
        (("results",), False, (1, 1)),
        (("results", "city"), False, (2, 9)),
        (("results", "city"), True, (2, 3)),
        (("results", "city", "whole"), False, (2, 27)),
        (("results", "city", "whole"), True, (2, 20)),
        (("results", "list"), False, (3, 3)),
        (("results", "list", 0, "stars"), False, (5, 14)),
        (("results", "list", 1), False, (6, 7)),
        (("results", "list", 1, "name"), False, (6, 7)),  # the item is text, not a mapping with the key `name`
        (("results", "items", "list", 0, "name"), False, (4, 13)),  # the key `items` is not in the file
        (("results", "list", 7), False, (3, 3)),
        (("results", "nothing"), False, (1, 1)),
        (("note",), False, (7, 7)),
    ],
)
def test_places(keys: tuple[Key, ...], of_key: bool, place: tuple[int, int]) -> None:
    assert read(TEXT).place(keys, of_key=of_key) == Place("a.yaml", *place)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_with_any_line_end(end: str) -> None:
    document = read(TEXT.replace("\n", end).encode())
    place = document.place(("results", "list", 0, "stars"))
    assert place == Place("a.yaml", 5, 14)
    assert document.line(place.line) == "      stars: 3"


def test_a_letter_outside_the_basic_plane_counts_as_one_column() -> None:
    assert read("a: {b: 😀, c: 1}").place(("a", "c")) == Place("a.yaml", 1, 14)


def test_decomposed_keys_are_found_by_their_composed_name() -> None:
    text = unicodedata.normalize("NFD", "ghi chú: đúng\n")
    document, problems = read_document("a.yaml", text.encode())
    assert [(problem.rule, problem.level) for problem in problems] == [("not-nfc", "warning")]
    assert document is not None
    assert document.value == {"ghi chú": "đúng"}
    assert document.place(("ghi chú",)).column == 11


def test_a_line_outside_the_text_is_empty() -> None:
    assert read("a: 1").line(2) == ""
    assert read("a: 1").line(0) == ""


# --- faults ---


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("a: 1\n\tb: 2\n", "yaml-tab", (2, 1)),
        ("a:\n  b: 1\n\tc: 2\n", "yaml-tab", (3, 1)),
        ("a: 1\nb c\nd: 1\n", "yaml-syntax", (3, 1)),
        ("a: 'x\nb: 1\n", "yaml-syntax", (1, 4)),
        ("a: [1, 2\n", "yaml-syntax", (1, 4)),
        ("a: b: c\n", "yaml-syntax", (1, 5)),
        ("a: @x\n", "yaml-syntax", (1, 4)),
        ("a: %x\n", "yaml-syntax", (1, 4)),
        ("a: x\x07y\n", "yaml-syntax", (1, 5)),
        ("đ: 1\r\nb: ườ😀\x07\n", "yaml-syntax", (2, 7)),
        ("a: *x\n", "yaml-alias", (1, 4)),
        ("a: 1\n---\nb: 1\n", "yaml-documents", (2, 1)),
        ("a: !local 1\n", "yaml-tag", (1, 4)),
        ("a: {b: 62,5}\n", "comma-in-braces", (1, 8)),
    ],
)
def test_faults_and_their_places(text: str, rule: str, place: tuple[int, int]) -> None:
    _document, problems = read_document("a.yaml", text.encode())
    assert [(problem.rule, problem.place) for problem in problems] == [(rule, Place("a.yaml", *place))]
    assert problems[0].source == text.splitlines()[place[0] - 1]


def test_a_character_that_yaml_forbids_is_named() -> None:
    _document, problems = read_document("a.yaml", b"a: x\x0b")
    assert "U+000B" in problems[0].message


@pytest.mark.parametrize("data", [b"", b"\n", b"# nothing\n", b"---\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_value(data: bytes) -> None:
    document, problems = read_document("a.yaml", data)
    assert document is not None
    assert document.value is None
    assert [problem.level for problem in problems] == ["warning"] * data.startswith(b"\xef\xbb\xbf")
    assert document.place(("a",)) == Place("a.yaml")


YAMLISH = st.text(st.sampled_from(list("ab1.,:-?!&*|>'\"%@#[]{}~ \n\t\r\\\u0301ă\ufeff\x85\u2028\x00")), max_size=60)


def assert_problems_are_complete(data: bytes) -> None:
    document, problems = read_document("a.yaml", data)
    assert document is not None or problems
    for problem in problems:
        assert problem.message
        assert problem.hint
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert "\n" not in problem.source
    if document is not None:
        document.place(("a", 0, "b"))


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_parser(data: bytes) -> None:
    assert_problems_are_complete(data)


@given(YAMLISH)
def test_no_text_crashes_the_parser(text: str) -> None:
    assert_problems_are_complete(text.encode("utf-8", "surrogatepass"))


@given(
    st.dictionaries(
        st.text(st.characters(categories=["L", "N"]), min_size=1), st.text(st.characters(categories=["L", "N", "P", "Zs"]))
    )
)
def test_what_pyyaml_writes_is_read_back(values: dict[str, str]) -> None:
    composed = {unicodedata.normalize("NFC", key): unicodedata.normalize("NFC", value) for key, value in values.items()}
    data = yaml.safe_dump(composed, allow_unicode=True, default_style='"', width=10_000).encode()
    document, problems = read_document("a.yaml", data)
    assert problems == []
    assert document is not None
    assert (document.value or {}) == composed


def test_thousands_of_problems_are_placed() -> None:
    # This takes a second; it would take many minutes if the file were searched from its start for each problem.
    text = "".join(f"k{n}: 1\nk: 2\n" for n in range(30_000))
    document, problems = read_document("a.yaml", text.encode())
    assert document is not None
    places = [document.problem("x", (f"k{n}",), "m", of_key=True).place.line for n in range(30_000)]
    assert len(problems) == 29_999
    assert places == list(range(1, 60_000, 2))


def test_a_nul_character_does_not_mean_another_encoding() -> None:
    document, problems = read_document("a.yaml", b"note: a\0b\n")
    assert document is None
    assert [(problem.rule, str(problem.place)) for problem in problems] == [("yaml-syntax", "a.yaml:1:8")]


def test_a_missing_space_after_a_colon_is_placed_on_its_own_line() -> None:
    _document, (problem,) = read_document("x.yaml", b"results:\n  a:\n    value:14\n    text: x\n")
    assert (problem.rule, problem.place.line, problem.place.column) == ("yaml-syntax", 3, 10)
    assert problem.source == "    value:14"


# --- merge conflicts ---

OURS, BASE, SPLIT, THEIRS = "<<<<<<< bản này", "||||||| bản gốc", "=======", ">>>>>>> bản kia"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["a:", OURS, "  b: 1", BASE, "  b: 0", SPLIT, "  b: 2", THEIRS, "c: 3"], 2),
        (["a:", "  b: 1", SPLIT, "  b: 2", THEIRS], 3),
        (["a:", "  b: 1", THEIRS], 3),
        (["a: {b: 1,", OURS, "  c: 1}", SPLIT, "  c: 2}", THEIRS], 2),
        (["a: [b,", OURS, "  c,", SPLIT, "  d,", THEIRS, "  e]"], 2),  # valid YAML
        (["a: 1", "<<<<<<<<<<< x", "b: 1", "===========", "b: 2", ">>>>>>>>>>> y"], 2),
    ],
)
def test_a_merge_conflict_is_reported(lines: list[str], line: int, end: str) -> None:
    document, problems = read_document("a.yaml", (end.join(lines) + end).encode())
    assert document is None
    assert [(one.rule, one.place.line, one.source) for one in problems] == [("merge-conflict", line, lines[line - 1])]


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  <<<<<<< x\n  =======\n  >>>>>>> y\n",
        "a: >-\n  b\n  =======\n  c\n",
        "# =======\na: 1\n# <<<<<<< x\n# =======\n# >>>>>>> y\n",
        'a: "<<<<<<< x"\nb: 1\n',
    ],
)
def test_text_that_looks_like_a_conflict_is_text(text: str) -> None:
    assert rules(text) == []


SLIPS: list[tuple[str, str, str]] = [
    ("a: {x: 1, xa-b:}\n", "1:15", "xa-b: }"),
    ("a: {xa-b:, x: 1}\n", "1:9", "xa-b: ,"),
    ("a: {x:1, y: 2}\n", "1:5", "x: 1"),
    ("a:1\nb: 2\n", "1:2", "a: 1"),
    ("b: 2\na:1\n", "2:2", "a: 1"),
    ("r:\n  a: {x: 1\n  b: 3\n", "2:6", "Type '}'"),
    ("a: [1, 2\nb: 3\n", "1:4", "Type ']'"),
    ("a: {x: 1 y: 2}\n", "1:11", "a comma"),
    ("a: {x: 1}}\n", "1:10", "Delete it"),
    ('a: "x\nb: 2\n', "1:4", "same quotation mark"),
    ("r:\n  – x: 1\n  – y\n", "2:3", "'- '"),
    ("r:\n  • {id: a}\n", "2:3", "'- '"),
    ("a： 1\nb: 2\n", "1:2", "': '"),
    ("a: {x： 1}\n", "1:5", "': '"),
    ("a: {x: 1， y: 2}\n", "1:9", "', '"),
    ("a: “x: y”\n", "1:4", "straight"),
    ("r:\n\u00a0\u00a0a: 1\n", "2:1", "ordinary space"),
    ("r:\n  a:\u00a01\n  b: 2\n", "2:5", "ordinary space"),
    ("a: {x:\u00a01}\n", "1:5", "ordinary space"),
    ("a: Thu: chi\n", "1:7", '"Thu: chi"'),
    ("results\n  a: 1\n", "1:8", "results:"),
]


@pytest.mark.parametrize(("text", "place", "hint"), SLIPS)
def test_a_slip_of_the_keyboard_says_what_to_type(text: str, place: str, hint: str) -> None:
    language.choose("en")
    _document, (problem,) = read_document("t.yaml", text.encode())
    assert (str(problem.place), problem.rule) == (f"t.yaml:{place}", "yaml-syntax")
    assert hint in problem.hint


@pytest.mark.parametrize(
    "text",
    [
        'a: "x: {b:}"\n',
        "a: x  # {b:}, – “\n",
        "a: http://b/{c}\n",
        "a: 10:30\nb: {c: 1-2}\n",
        "a: “x”\n",
        "0:0: x\n",
        "a: |\n  – x\n  b:}\n",
    ],
)
def test_what_looks_like_a_slip_and_is_text(text: str) -> None:
    document, problems = read_document("t.yaml", text.encode())
    assert document is not None and not problems


def test_the_whole_of_a_number_that_commas_split_is_the_cure() -> None:
    language.choose("en")
    document, (problem,) = read_document("t.yaml", b"goal: {between: 10,5 - 11,5%, of: a}\n")
    assert problem.hint == 'Write "10,5 - 11,5%" between quotes.'
    assert document is not None and document.value == {"goal": {"between": "10,5 - 11,5%", "of": "a"}}
