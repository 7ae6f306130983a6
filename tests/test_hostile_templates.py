"""Templates of other people: endless, huge or curious ones are refused in a few seconds, with template and line."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from docx import Document

from camket.report import sandbox
from camket.report.template_faults import TOO_BIG, TOO_LARGE, TOO_LONG, TOO_MUCH
from camket.text.language import speaking
from camket.text.problems import TemplateFault
from small_office import write_office
from test_render import ROOT, markdown, rendered, template, word_paragraphs, word_template

SECONDS = 20  # far more than any of them takes; without the limits most would not end in a day
GROW = "{% set n = namespace(v=START) %}{% for i in range(60) %}{% set n.v = STEP %}{% endfor %}"


def grow(start: str, step: str) -> str:
    return GROW.replace("START", start).replace("STEP", step)


# What a template does that takes too long or makes too much; each is one line, the second one of its file.
ENDLESS = [
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) if false %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
    "{% for i in range(9999) recursive %}{{ loop(range(9999)) }}{% endfor %}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f(n) %}{% if n %}{% call f(n - 1) %}{{ f(n - 1) }}{% endcall %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "{% for i in range(99999) %}{% set x = range(99999)|list %}{% endfor %}",
    "{% for i in range(99999) %}{% set x = range(99999)|sum %}{% endfor %}",
    "{% for i in range(99999) %}{% set x = range(99999)|map('string')|list|length %}{% endfor %}",
    "{% for i in range(99999) %}{% set x = range(99999)|select('in', range(99999)|list)|list %}{% endfor %}",
    "{% set a = 'ab' * 400000 %}{% for i in range(99999) %}{% set x = a|upper %}{% endfor %}",
    "{% set a = 'ab' * 400000 %}{% for i in range(99999) %}{% set x = a.replace('a', 'b') %}{% endfor %}",
    "{% set a = 'ab ' * 30000 %}{% for i in range(99999) %}{% set x = a|one_line %}{% endfor %}",
    "{% for i in range(9999999999) %}{% endfor %}",
    "{% include 'report.md.j2' %}",
]
HUGE = [
    "{{ 'a' * 999999999 }}",
    "{{ 999999999 * 'a' }}",
    "{{ ([1] * 999999999)|length }}",
    "{{ (('a' * 900000) * 900000)|length }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 10 ** 5000 }}",
    "{{ 2.5 ** 5000 }}",
    "{{ 'x'|center(999999999) }}",
    "{{ 'x'.center(999999999) }}",
    "{{ 'x'.ljust(999999999) }}",
    "{{ 'x'.rjust(999999999) }}",
    "{{ 'x'.zfill(999999999) }}",
    "{{ ('x\n' * 99999)|indent(1000) }}",
    "{{ 'x\nx'|indent(999999999) }}",
    "{{ ('a' * 999999).replace('a', 'a' * 999999)|length }}",
    "{{ ('a' * 999999)|replace('a', 'a' * 999999) }}",
    "{{ ('a' * 999999)|replace(new='a' * 999999, old='a') }}",
    "{{ ('a' * 999999).join('b' * 99999)|length }}",
    "{{ range(99999)|join('a' * 999999) }}",
    "{{ [[1] * 99999] * 99999 }}",
    "{{ ([[1] * 9999] * 9999)|sum(start=[])|length }}",
    "{{ ['a']|batch(999999999, 'x')|list|length }}",
    "{{ [1]|slice(999999999)|list|length }}",
    "{{ 999999999999|roman }}",
    "{{ 1|number(999999999) }}",
    "{{ 1.5|round(999999999, 'ceil') }}",
    "{{ '%999999999d'|format(1) }}",
    "{{ '%*d'|format(999999999, 1) }}",
    "{{ '%.999999999f' % 1.5 }}",
    "{{ '{:999999999}'.format(1) }}",
    "{{ '{:{}}'.format(1, 999999999) }}",
    "{{ as_of.strftime('%999999999d') }}",
    grow("'ab'", "n.v ~ n.v") + "{{ n.v }}",
    grow("'ab'", "n.v + n.v") + "{{ n.v }}",
    grow("[1]", "n.v + n.v") + "{{ n.v|length }}",
    grow("[1]", "[n.v, n.v]") + "{{ n.v == n.v }}",
    grow("(1,)", "(n.v, n.v)") + "{{ {n.v: 1}|length }}",
    grow("9", "n.v * n.v") + "{{ n.v }}",
    grow("{}", "{1: n.v, 2: n.v}") + "{{ n.v|length }}",
    grow("'ab'", "'%s%s'|format(n.v, n.v)") + "{{ n.v }}",
    grow("'ab'", "'{}{}'.format(n.v, n.v)") + "{{ n.v }}",
    grow("'ab'", "[n.v, n.v]|join") + "{{ n.v }}",
    "{% macro f(n) %}{% set x %}{{ f(n - 1) if n else 'abc' }}{% endset %}{{ x }}{{ x }}{{ x }}{% endmacro %}{{ f(40) }}",
    "{% set a = 'ab' * 400000 %}{% for i in range(99999) %}{{ a }}{% endfor %}",
    "{% for i in range(99999) %}" + "văn bản dài " * 500 + "{% endfor %}",
    "{% macro f() %}" + "văn bản dài " * 500 + "{% endmacro %}{% for i in range(99999) %}{{ f() }}{% endfor %}",
]
# What is no plain value, reads the clock, walks to what a template is not given, or differs each time.
CURIOUS = [
    "{{ commitment }}",
    "{{ '%s'|format(commitment) }}",
    "{{ '%s' % commitment }}",
    "{{ '%(a)s'|format(a=commitment) }}",
    "{{ '%r'|format('a') }}",
    "{{ '{}'.format(commitment) }}",
    "{{ '{!r}'.format('a') }}",
    "{{ '{0.year}'.format(as_of) }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{a}'.format_map({'a': commitment}) }}",
    "{{ commitment ~ '' }}",
    "{{ commitment|string }}",
    "{{ commitment|upper }}",
    "{{ commitment|safe }}",
    "{{ commitment|e }}",
    "{{ commitment|pprint }}",
    "{{ [commitment]|join }}",
    "{{ ', '.join([commitment]) }}",
    "{{ targets|join(', ') }}",
    "{{ targets|map('string')|join }}",
    "{{ [1, 2] }}",
    "{{ [[1, 2]]|join }}",
    "{{ {'a': 1}|string }}",
    "{{ illustrative }}",
    "{{ 1 == 1 }}",
    "{{ 'x' ~ true }}",
    "{{ range(3) }}",
    "{{ self }}",
    "{{ commitment.title.upper }}",
    "{{ 1e308 * 1e308 }}",
    "{{ as_of - as_of }}",
    "{{ as_of.today() }}",
    "{{ as_of['today']() }}",
    "{{ (as_of|attr('today'))() }}",
    "{{ [as_of]|map(attribute='today')|list|first }}",
    "{{ as_of.fromtimestamp(0) }}",
    "{{ as_of.strftime('%s') }}",
    "{{ as_of.strftime('%c') }}",
    "{{ [1, 2, 3]|random }}",
    "{{ lipsum() }}",
    "{{ lipsum.__globals__ }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ commitment.__dataclass_fields__ }}",
    "{{ 'a'.encode() }}",
    "{{ tables._words }}",
]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def refused(office: Path, folder: Path, name: str = "md") -> TemplateFault:
    """The fault of a report from these templates, made in a few seconds."""
    begun = time.monotonic()
    with speaking("en"), pytest.raises(TemplateFault) as caught:
        rendered(office, "q2", name, templates=folder)
    assert time.monotonic() - begun < SECONDS
    return caught.value


@pytest.mark.parametrize("text", ENDLESS + HUGE + CURIOUS)
def test_a_hostile_template_is_refused_with_its_line(office: Path, tmp_path: Path, text: str) -> None:
    fault = refused(office, template(tmp_path / "templates", "một\n" + text))
    assert str(fault).startswith("template report.md.j2, line ")
    assert "0x" not in str(fault)


@pytest.mark.parametrize(
    "text", ENDLESS[:2] + HUGE[:3] + CURIOUS[:2] + ["{{ as_of.today() }}", grow("'ab'", "n.v ~ n.v") + "{{ n.v }}"]
)
def test_a_hostile_word_template_is_refused_with_its_paragraph(office: Path, tmp_path: Path, text: str) -> None:
    fault = refused(office, word_template(tmp_path / "templates", "một", text), "docx")
    assert str(fault).startswith(f"template report.docx, in the paragraph '{text}'")


@pytest.mark.parametrize("name", ["md", "docx", "xlsx"])
def test_hostile_macros_are_refused_in_every_format(office: Path, tmp_path: Path, name: str) -> None:
    file = "workbook.j2" if name == "xlsx" else "sentences.j2"
    text = (ROOT / "templates" / file).read_text(
        encoding="utf-8"
    ) + "{% for i in range(9999) %}\n{{ 'x'.zfill(9999) }}{% endfor %}"
    fault = refused(office, template(tmp_path / "templates", text, file), name)
    assert str(fault).startswith(f"template {file}, line {text.count(chr(10)) + 1}:")
    assert fault.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [(ENDLESS[0], TOO_LONG), (HUGE[0], TOO_LARGE), (HUGE[-1], TOO_MUCH), ("x" * (sandbox.MOST_BYTES + 1), TOO_BIG)],
)
def test_a_limit_says_what_to_do(office: Path, tmp_path: Path, text: str, said: str) -> None:
    fault = refused(office, template(tmp_path / "templates", text))
    assert said in str(fault)
    assert fault.hint


def test_the_time_of_a_document_is_limited(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_SECONDS", -1)
    fault = refused(office, template(tmp_path / "templates", "{% for t in targets %}{{ t.name }}{% endfor %}"))
    assert TOO_LONG in str(fault)


@pytest.mark.parametrize("name", ["report.md.j2", "report.docx", "sentences.j2"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
        (b"\x00GITCRYPT\x00\xff\xfe", "git-crypt"),
    ],
)
def test_a_template_as_git_stores_it_is_said_so(office: Path, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    folder = template(tmp_path / "templates", "")
    (folder / "report.md.j2").unlink()
    (folder / name).write_bytes(data)
    fault = refused(office, folder, "docx" if name.endswith("docx") else "md")
    assert name in str(fault)
    assert said in str(fault)
    assert fault.hint


def test_a_word_template_that_unpacks_to_far_more_is_refused(office: Path, tmp_path: Path) -> None:
    folder = word_template(tmp_path / "templates", "một")
    with zipfile.ZipFile(folder / "report.docx", "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/more.xml", b" " * 20_000_000)
    assert TOO_BIG in str(refused(office, folder, "docx"))


def test_what_templates_are_given_still_prints(office: Path, tmp_path: Path) -> None:
    text = """{{ as_of.year ~ "|" ~ as_of.strftime("%d/%m/%Y") }} {{ "%s %d"|format("a", 2) }} {{ "{:>4}".format(7) }}
{{ 7 / 2 }} {{ [1, none, "x"]|join("-") }} {{ targets|map(attribute="id")|list|length > 0 and "có" }} {{ ("a" * 3)|upper }}
{{ "x"|center(5)|trim }} {{ (as_of - as_of).days }} {{ "a,b".split(",")|last }} {{ none ~ "y" }}
"""
    made = markdown(office, "q2", templates=template(tmp_path / "templates", text)).replace("\\", "").split("\n")
    assert made[0].split(" ", 1)[1] == "a 2    7"
    assert made[1] == "3,5 1--x có AAA"
    assert made[2] == "x 0 b y"
    folder = word_template(tmp_path / "templates", "{{ 'a' ~ 1 }}", "{{ '%s'|format(round.name) }}")
    assert word_paragraphs(rendered(office, "q2", "docx", templates=folder)["docx"])[0] == "a1"
    assert Document(str(folder / "report.docx")).paragraphs
