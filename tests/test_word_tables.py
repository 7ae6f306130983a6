"""Tables in Word as Word shows them: tracked changes accepted, what is hidden or only a mark left out, cells by the grid."""

from __future__ import annotations

import pytest

from camket.forms.grid import Grid
from camket.forms.table_reader import read_tables
from camket.text.language import speaking
from word_xml import STRICT, cell, control, document, field, paragraph, raised, row, run, table, text_box

HIDDEN, STRUCK = "<w:vanish/>", "<w:strike/>"


def grids(*blocks: str, **options: object) -> list[Grid]:
    with speaking("en"):
        found, problems = read_tables("a.docx", document(*blocks, **options))  # type: ignore[arg-type]
    assert not problems
    return list(found.grids)


def figure(inner: str, **options: object) -> tuple[str, str]:
    """The text of a cell with these runs or blocks, and what was left out of it."""
    (grid,) = grids(table(row("TT", "Kết quả"), row("1", cell(inner))), **options)
    return grid.rows[1][1], grid.left_out.get((1, 1), "")


# --- runs ---------------------------------------------------------------------------------------------------------------

SEEN = {
    "w:ins": run("56") + f"<w:ins>{run('3')}</w:ins>",
    "w:ins in w:ins": f"<w:ins><w:ins>{run('563')}</w:ins></w:ins>",
    "w:moveTo": run("5") + f"<w:moveTo>{run('63')}</w:moveTo>",
    "w:del": run("563") + f"<w:del>{run('9').replace('w:t', 'w:delText')}</w:del>",
    "w:del with w:t": f"<w:del>{run('9')}</w:del>" + run("563"),
    "w:moveFrom": f"<w:moveFrom>{run('9')}</w:moveFrom>" + run("563"),
    "w:ins deleted again": run("563") + f"<w:ins><w:del>{run('9')}</w:del></w:ins>",
    "w:smartTag": f"<w:smartTag>{run('56')}</w:smartTag>" + run("3"),
    "w:customXml": run("5") + f"<w:customXml><w:customXmlPr/>{run('63')}</w:customXml>",
    "w:sdt": run("5") + control(run("63")),
    "w:sdt in w:sdt": control(control(run("563"))),
    "w:hyperlink": f"<w:hyperlink>{run('56')}</w:hyperlink>" + run("3"),
    "w:fldSimple": f'<w:fldSimple w:instr="=SUM(ABOVE)">{run("563")}</w:fldSimple>',
    "field": field("=SUM(ABOVE)", run("563")),
    "field in a field": field("IF 1 " + "</w:instrText></w:r>" + field("REF a", run("9")) + "<w:r><w:instrText>", run("563")),
    "field with inserted result": field("REF a", run("56") + f"<w:ins>{run('3')}</w:ins>"),
    "entry of an index": field("XE 9", None) + run("563"),
    "w:dir": f"<w:dir>{run('563')}</w:dir>",
    "w:bdo": f"<w:bdo>{run('563')}</w:bdo>",
    "w:ruby": f"<w:r><w:ruby><w:rt>{run('9')}</w:rt><w:rubyBase>{run('563')}</w:rubyBase></w:ruby></w:r>",
    "equation": "<m:oMath><m:r><m:t>563</m:t></m:r></m:oMath>",
    "paragraph of an equation": "<m:oMathPara><m:oMath><m:r><m:t>563</m:t></m:r></m:oMath></m:oMathPara>",
    "w:softHyphen": "<w:r><w:t>56</w:t><w:softHyphen/><w:t>3</w:t></w:r>",
    "bookmark": '<w:bookmarkStart w:id="1"/>' + run("563") + '<w:bookmarkEnd w:id="1"/>',
    "alternatives": "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>563</w:t></mc:Choice>"
    "<mc:Fallback><w:t>9</w:t></mc:Fallback></mc:AlternateContent></w:r>",
    "unknown alternative": "<w:r><mc:AlternateContent><mc:Choice Requires='v99'><w:t>9</w:t></mc:Choice>"
    "<mc:Fallback><w:t>563</w:t></mc:Fallback></mc:AlternateContent></w:r>",
    "Symbol font": '<w:r><w:sym w:font="Symbol" w:char="F035"/><w:t>63</w:t></w:r>',
    "struck off again": run("563", '<w:strike w:val="0"/>'),
    "not hidden": run("563", '<w:vanish w:val="false"/>'),
    "baseline": run("563", '<w:vertAlign w:val="baseline"/>'),
    "joined paragraphs": paragraph(run("56"), "<w:rPr><w:del/></w:rPr>") + paragraph(run("3")),
    "change of format": run("563", "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>"),
}  # fmt: skip


@pytest.mark.parametrize("inner", SEEN.values(), ids=SEEN)
def test_what_word_shows_is_read(inner: str) -> None:
    assert figure(inner) == ("563", "")


LEFT_OUT = {
    "struck": (run("56") + run("9", STRUCK) + run("3"), "563", "struck-through text is not read: 9"),
    "struck twice": (run("563") + run("99", "<w:dstrike/>"), "563", "struck-through text is not read: 99"),
    "hidden": (run("563") + run("9", HIDDEN), "563", "hidden text is not read: 9"),
    "raised": (run("53") + raised("1"), "53", "a raised mark is not read: 1"),
    "raised in parts": (run("53") + raised("1") + raised(",") + raised("2"), "53", "a raised mark is not read: 1,2"),
    "raised letter": (run("53") + raised("a"), "53", "a raised mark is not read: a"),
    "raised by position": (run("53") + run("1", '<w:position w:val="6"/>'), "53", "a raised mark is not read: 1"),
    "raised before": (raised("1") + run("53"), "53", "a raised mark is not read: 1"),
    "raised in a link": (run("53") + f"<w:hyperlink>{raised('1')}</w:hyperlink>", "53", "a raised mark is not read: 1"),
    "raised and inserted": (run("53") + f"<w:ins>{raised('1')}</w:ins>", "53", "a raised mark is not read: 1"),
    "raised behind a unit": (run("53 triệu") + raised("1"), "53 triệu", "a raised mark is not read: 1"),
    "lowered": (run("53") + run("1", '<w:vertAlign w:val="subscript"/>'), "53", "a lowered mark is not read: 1"),
    "prompt": (control(run("Nhập số 0"), "<w:showingPlcHdr/>"), "", "a prompt of the form is not read: Nhập số 0"),
    "picture": (run("563") + "<w:r><w:drawing/></w:r>", "563", "a picture or drawing is not read"),
    "object": ("<w:r><w:object/></w:r>", "", "a picture or drawing is not read"),
    "equation": ("<m:oMath><m:rad><m:e><m:r><m:t>9</m:t></m:r></m:e></m:rad></m:oMath>", "", "an equation is not read"),
    "field": (field(r"EQ \f(1;2)", None), "", r"a field without a result is not read: EQ \f(1;2)"),
    "unended field": ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>', "", "a field without a result is not read: REF a"),
    "sign": (run("5") + '<w:r><w:sym w:font="Wingdings" w:char="F08C"/></w:r>' + run("3"), "5 3", "a sign of the font Wingdings is not read"),
    "numbered": (paragraph(run("53"), '<w:numPr><w:numId w:val="2"/></w:numPr>'), "53", "the automatic number of the paragraph is not read"),
}  # fmt: skip


@pytest.mark.parametrize(("inner", "text", "told"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_not_part_of_the_text_is_left_out_and_told(inner: str, text: str, told: str) -> None:
    assert figure(inner) == (text, told)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("12 m") + raised("2"), "12 m²"),
        (run("12") + run("km") + raised("3"), "12km³"),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO2"),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>31</m:t></m:r></m:num><m:den><m:r><m:t>90</m:t></m:r></m:den></m:f></m:oMath>",
            "31/90",
        ),
        ("<w:r><w:t>5</w:t><w:tab/><w:t>3</w:t></w:r>", "5 3"),
        ("<w:r><w:t>5</w:t><w:br/><w:t>3</w:t></w:r>", "5\n3"),
        ("<w:r><w:noBreakHyphen/><w:t>3</w:t></w:r>", "-3"),
        (paragraph("5") + paragraph("3"), "5\n3"),
        (control(paragraph("5")) + paragraph("3"), "5\n3"),
        (paragraph(run("5") + text_box(paragraph("7")) + run("6")) + paragraph("3"), "56\n7\n3"),
    ],
)
def test_texts_of_several_parts(inner: str, text: str) -> None:
    assert figure(inner) == (text, "")


NOTES = {
    "footnotes": '<w:footnote w:id="2"><w:p><w:r><w:t>Ước tính</w:t></w:r></w:p></w:footnote>',
    "endnotes": '<w:endnote w:id="2"><w:p><w:r><w:t>Ước tính</w:t></w:r></w:p></w:endnote>',
    "comments": '<w:comment w:id="2"><w:p><w:r><w:t>Ước tính</w:t></w:r></w:p></w:comment>',
}


@pytest.mark.parametrize(("kind", "name"), [("footnotes", "a footnote"), ("endnotes", "an endnote"), ("comments", "a comment")])
def test_notes_are_told_with_their_text(kind: str, name: str) -> None:
    tag = kind.removesuffix("s")
    reference = f'<w:r><w:{tag}Reference w:id="2"/></w:r>'
    assert figure(run("53") + reference, notes=NOTES) == ("53", f"{name} is not read: Ước tính")
    own = f'<w:r><w:{tag}Reference w:id="9" w:customMarkFollows="1"/><w:t>1</w:t></w:r>'
    assert figure(run("53") + own, notes=NOTES) == ("53", f"{name} is not read: …; a raised mark is not read: 1")


def test_form_fields_show_what_was_chosen() -> None:
    entries = '<w:listEntry w:val="52"/><w:listEntry w:val="53"/>'
    mark = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert figure(mark.format(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')) == ("53", "")
    assert figure(mark.format(f"<w:ddList>{entries}</w:ddList>")) == ("52", "")
    assert figure(mark.format("<w:checkBox><w:checked/></w:checkBox>")) == ("☒", "")
    assert figure(mark.format('<w:checkBox><w:default w:val="0"/></w:checkBox>')) == ("☐", "")


# --- styles -------------------------------------------------------------------------------------------------------------


def style(name: str, kind: str, properties: str, based: str = "", *, usual: bool = False) -> str:
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    default = ' w:default="1"' if usual else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{default}>{parent}<w:rPr>{properties}</w:rPr></w:style>'


@pytest.mark.parametrize(
    ("styles", "properties", "of_run", "text"),
    [
        (style("a", "character", STRUCK), "", '<w:rStyle w:val="a"/>', ""),
        (style("a", "character", HIDDEN) + style("b", "character", "", "a"), "", '<w:rStyle w:val="b"/>', ""),
        (style("a", "character", STRUCK), "", '<w:rStyle w:val="a"/><w:strike w:val="0"/>', "53"),
        (style("a", "paragraph", HIDDEN), '<w:pStyle w:val="a"/>', "", ""),
        (style("a", "paragraph", HIDDEN, usual=True), "", "", ""),
        (
            style("a", "paragraph", STRUCK) + style("b", "character", STRUCK),
            '<w:pStyle w:val="a"/>',
            '<w:rStyle w:val="b"/>',
            "53",
        ),
        ("<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>", "", "", ""),
        (style("a", "table", HIDDEN, usual=True), "", "", ""),
        (style("a", "character", "", "b") + style("b", "character", STRUCK, "a"), "", '<w:rStyle w:val="a"/>', ""),
        (style("a", "character", '<w:vertAlign w:val="superscript"/>'), "", '<w:rStyle w:val="a"/>', ""),
    ],
)
def test_styles_hide_and_strike_too(styles: str, properties: str, of_run: str, text: str) -> None:
    found, told = figure(paragraph(run("53", of_run), properties), styles=styles)
    assert found == text
    assert bool(told) == (not text)


# --- rows and cells -----------------------------------------------------------------------------------------------------


LEVELS = {
    "cell": row("1", control(cell("53")), "x"),
    "row": control(row("1", "53", "x")),
    "row twice": control(control(row("1", "53", "x"))),
    "cell in w:customXml": row(f"<w:customXml>{cell('1')}</w:customXml>", "53", "x"),
    "row in w:customXml": f"<w:customXml>{row('1', '53', 'x')}</w:customXml>",
    "two cells in one": row("1", control(cell("53") + cell("x"))),
    "paragraph": row("1", cell(control(paragraph("53"))), "x"),
    "inserted row": row("1", "53", "x", properties="<w:ins/>"),
    "inserted cell": row("1", cell("53", "<w:cellIns/>"), "x"),
    "deleted cell": row("1", cell("9", "<w:cellDel/>"), "53", "x"),
    "deleted row before": row("1", "9", "x", properties="<w:del/>") + row("1", "53", "x"),
}  # fmt: skip


@pytest.mark.parametrize("rows", LEVELS.values(), ids=LEVELS)
@pytest.mark.parametrize("around", [lambda one: one, control, lambda one: f"<w:customXml>{one}</w:customXml>"])
def test_cells_and_rows_at_every_level(rows: str, around: object) -> None:
    (grid,) = grids(around(table(row("TT", "Kết quả", "Ghi chú"), rows)))  # type: ignore[operator]
    assert grid.rows == (("TT", "Kết quả", "Ghi chú"), ("1", "53", "x"))


def test_cells_stand_in_their_column() -> None:
    (grid,) = grids(
        table(
            row("a", "b", "c"),
            row("x", "y", properties='<w:gridBefore w:val="1"/>'),
            row("x", properties='<w:gridAfter w:val="2"/>'),
            row(cell("xy", '<w:gridSpan w:val="2"/>'), "z"),
        )
    )
    assert grid.rows == (("a", "b", "c"), ("", "x", "y"), ("x", "", ""), ("xy", "", "z"))
    assert grid.merged == {(3, 1): (3, 0)}


@pytest.mark.parametrize("mark", ["<w:vMerge/>", '<w:vMerge w:val="continue"/>', '<w:cellMerge w:vMerge="cont"/>'])
def test_cells_merged_downwards(mark: str) -> None:
    wide = '<w:gridSpan w:val="2"/>'
    (grid,) = grids(
        table(
            row(cell("a", wide + '<w:vMerge w:val="restart"/>'), "1"),
            row(cell("", wide + mark), "2"),
            row(cell("", wide + mark), "3"),
            row("b", "c", "4"),
        )
    )
    assert [one[0] for one in grid.rows] == ["a", "", "", "b"]
    assert grid.merged == dict.fromkeys([(0, 1), (1, 0), (1, 1), (2, 0), (2, 1)], (0, 0))


def test_cells_merged_in_the_old_way() -> None:
    (grid,) = grids(table(row(cell("a", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "b")))
    assert grid.rows == (("a", "", "b"),)
    assert grid.merged == {(0, 1): (0, 0)}


def test_a_cell_that_goes_on_from_nothing_is_a_cell() -> None:
    (grid,) = grids(table(row(cell("a", "<w:vMerge/>"))))
    assert grid.rows == (("a",),)


def test_a_hidden_row_is_told() -> None:
    (grid,) = grids(table(row("1", "53"), row("2", "54", properties="<w:hidden/>")))
    assert grid.rows == (("1", "53"), ("", ""))
    assert grid.left_out[1, 1] == "hidden text is not read: 54"


# --- documents ----------------------------------------------------------------------------------------------------------


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = table(row("1", "53"))
    outer, nested = grids(table(row("a", cell(paragraph("b") + control(inner) + paragraph(""))), row("c", "d")))
    assert (outer.name, outer.rows) == ("Table 1", (("a", "b"), ("c", "d")))
    assert (nested.name, nested.rows) == ("Table 2", (("1", "53"),))


def test_a_text_box_is_read_once() -> None:
    with speaking("en"):
        found, problems = read_tables(
            "a", document(paragraph(text_box(paragraph("lời") + table(row("1", "53")))), paragraph("sau"))
        )
    assert not problems
    assert found.paragraphs == ["lời", "sau"]
    assert [grid.rows for grid in found.grids] == [(("1", "53"),)]


def test_text_around_tables_is_read_in_its_final_view() -> None:
    shown = paragraph(run("Khó ") + f"<w:ins>{run('khăn')}</w:ins><w:del>{run('x')}</w:del>" + run("y", STRUCK))
    with speaking("en"):
        found, _problems = read_tables("a", document(control(shown), paragraph(""), table(row("1"))))
    assert found.paragraphs == ["Khó khăn"]


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml", "content/main.xml"])
@pytest.mark.parametrize("space", ["", STRICT])
def test_the_main_part_is_found_by_its_relationship(main: str, space: str) -> None:
    options = {"main": main, **({"space": space} if space else {})}
    assert figure(run("53") + run("9", STRUCK) + raised("1"), **options) == (
        "53",
        "struck-through text is not read: 9; a raised mark is not read: 1",
    )


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("1", '<w:gridSpan w:val="999999999"/>')),
        row("1", properties='<w:gridBefore w:val="999999999"/>'),
        row(*(cell("1", '<w:gridSpan w:val="900"/>') for _ in range(2))),
        "".join(row(cell("1", '<w:gridSpan w:val="900"/>')) for _ in range(200)),
    ],
)
def test_a_table_made_to_be_large_is_refused(rows: str) -> None:
    with speaking("en"):
        found, problems = read_tables("a", document(table(rows)))
    assert not found.grids
    assert problems[0].message == "this file is too large"


@pytest.mark.parametrize("levels", [50, 5_000])
def test_deep_nesting_does_no_harm(levels: int) -> None:
    nested = "<w:ins>" * levels + run("53") + "</w:ins>" * levels
    found, problems = read_tables("a", document(table(row("1", cell(paragraph("<w:r/>" + nested))))))
    assert bool(found.grids) == (levels == 50)
    assert bool(problems) == (levels != 50)
