"""Pictures in a Word document: SVG, with a PNG for programs that show no SVG, and the words for one who does not see it.

In the template a picture is a text in the character style `Hình`: its key, a colon, its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from camket.report.bars import BarPicture, to_png, to_svg

PICTURE_STYLE = "Hình"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def put_pictures(document: Any, pictures: Mapping[str, BarPicture]) -> None:
    """Replace each text in the style for pictures by the picture that it names; other texts in this style stay as they are."""
    from docx.oxml.ns import qn

    style = next((one.style_id for one in document.styles if one.name == PICTURE_STYLE), None)
    svg_ids: dict[str, str] = {}
    number = 0
    for run in list(document.element.body.iter(qn("w:r"))) if style is not None else ():
        if run.style != style:
            continue
        key, _colon, words = run.text.partition(": ")
        picture = pictures.get(key)
        if picture is None:
            continue
        number += 1
        if key not in svg_ids:
            svg_ids[key] = _add_svg(document, picture, len(svg_ids) + 1)
        inline = _inline(document, picture, number, words)
        _name_svg(inline, svg_ids[key])
        run.clear_content()
        run.add_drawing(inline)


def _add_svg(document: Any, picture: BarPicture, number: int) -> str:
    """Add the SVG to the package; return the id of its relationship."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI(f"/word/media/bar{number}.svg"), "image/svg+xml", to_svg(picture), document.part.package)
    return str(document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))


def _inline(document: Any, picture: BarPicture, number: int, words: str) -> Any:
    """The element of a picture in a line of text, with its PNG."""
    from docx.shared import Mm

    width, height = Mm(picture.width), Mm(picture.height)
    inline = document.part.new_pic_inline(BytesIO(to_png(picture)), width, height)
    for side in "TBLR":  # without these LibreOffice leaves 3 mm free
        inline.set(f"dist{side}", "0")
    name = f"{PICTURE_STYLE} {number}"
    inline.docPr.set("name", name)
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", name)
    inline.docPr.set("id", str(number))
    inline.docPr.set("descr", words)
    return inline


def _name_svg(inline: Any, relationship: str) -> None:
    """Name the SVG as the picture that is shown in place of the PNG."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    blip = next(inline.iter(qn("a:blip")))
    blip.append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{_SVG_EXTENSION}">'
            f'<asvg:svgBlip xmlns:asvg="{_SVG_NAMESPACE}" r:embed="{relationship}"/></a:ext></a:extLst>'
        )
    )
