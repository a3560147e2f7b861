"""HTML to PDF: nothing fetched, nothing forgiven, nothing but our own fonts; hostile text stays text."""

import gc
import logging
from pathlib import Path

import pytest

from app.documents import rendering, typefaces
from app.documents.faults import PaperFault
from app.documents.templates import page
from tests.documents.ruler import assert_sound

PARTS = ("components/parts.css",)


def whole(body: str, style: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang=vi><head><title>Thử</title><style>{style}</style></head><body>{body}</body></html>"
    )


def test_a_page_of_our_own_is_drawn_with_our_own_fonts():
    paper = assert_sound(rendering.render(whole("<p>Tiếng Việt <b>đậm</b> <i>nghiêng</i>"), PARTS))
    assert paper.words() == "Tiếng Việt đậm nghiêng"
    assert {name[7:] for name in paper.fonts} == {"Tinos", "Tinos-Bold", "Tinos-Italic"}


@pytest.mark.parametrize(
    "body",
    [
        "<img src='file:///etc/passwd'>",
        "<img src='https://evil.example/x.png'>",
        "<img src='data:image/png;base64,iVBORw0KGgo='>",
        "<img src='fonts/Tinos-Regular.ttf/../../../README.md'>",
        "<link rel=stylesheet href='https://evil.example/x.css'>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<style>@import url(file:///etc/passwd)</style>",
        "<style>@font-face{font-family:x;src:url(file:///etc/passwd)} p{font-family:x}</style><p>x",
        "<p style='background:url(http://evil.example/)'>x",
        "<object data='file:///etc/passwd'></object>",
    ],
)
def test_an_address_that_is_not_ours_ends_the_drawing(body: str):
    with pytest.raises(PaperFault, match="Error fetching"):
        rendering.render(whole(body), PARTS)


def test_a_picture_named_inside_a_drawing_ends_the_drawing_of_the_paper_too():
    with pytest.raises(PaperFault, match="Failed to render SVG image"):
        rendering.render(whole("<svg><image href='file:///etc/passwd' width='9' height='9'/></svg>"), PARTS)


def test_the_fetcher_serves_its_list_and_nothing_beside_it():
    fetcher = rendering.OwnFiles()
    served = fetcher.fetch("paper:fonts/Tinos-Bold.ttf").read()
    assert served == typefaces.FILES["Tinos-Bold"].read_bytes()
    for other in (
        "paper:fonts/../fonts/Tinos-Bold.ttf",
        "paper:",
        "file:///etc/passwd",
        "paper:fonts/Tinos-Bold.ttf?x",
    ):
        with pytest.raises(ValueError, match="not one of our files"):
            fetcher.fetch(other)


def test_a_complaint_in_the_log_of_weasyprint_is_a_fault():
    with pytest.raises(PaperFault, match="no-such-property"):
        rendering.render(whole("<p>x", "p { no-such-property: 1 }"), PARTS)


def test_a_complaint_of_one_paper_is_not_told_of_the_next():
    with pytest.raises(PaperFault):
        rendering.render(whole("<p>x", "p { colour: red }"), PARTS)
    logging.getLogger("weasyprint").warning("between two papers")
    assert_sound(rendering.render(whole("<p>x"), PARTS))


def test_nesting_too_deep_to_draw_is_a_fault():
    with pytest.raises(PaperFault, match="nested too deeply"):
        rendering.render(whole("<div>" * 3000 + "x"), PARTS)


@pytest.mark.parametrize("sign", ["水", "ب", "✓"])
def test_a_sign_that_no_font_of_ours_has_is_a_fault_when_it_gets_as_far_as_drawing(sign: str):
    """Either a font of the machine has it, or none at all."""
    with pytest.raises(PaperFault, match=r"not one of our fonts|\.notdef glyph"):
        rendering.render(whole(f"<p>Nguyễn {sign}"), PARTS)


def test_a_link_leads_where_the_paper_says_and_nowhere_else():
    with pytest.raises(PaperFault, match="/URI"):
        rendering.render(whole("<a href='https://evil.example/'>x</a>"), PARTS)
    ours = "https://lopso.example/l/DEM1"
    drawn = rendering.lay_out(whole(f"<a href='{ours}'>x</a>"), PARTS, links=(ours,))
    assert_sound(drawn.pdf, links=[ours])


def test_the_collector_runs_again_after_a_paper_and_after_a_fault():
    rendering.render(whole("<p>x"), PARTS)
    assert gc.isenabled()
    with pytest.raises(PaperFault):
        rendering.render(whole("<img src=x>"), PARTS)
    assert gc.isenabled()


def test_boxes_tell_where_an_element_stands():
    style = "@page { size: 210mm 297mm; margin: 20mm } #here { width: 50mm; height: 10mm; margin: 5mm 0 0 7mm }"
    box = rendering.lay_out(whole("<div id=here></div>", style), PARTS).boxes["here"]
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((27, 25, 77, 35), abs=0.01)


def test_a_font_that_is_not_installed_names_the_remedy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(typefaces.FILES, "Lost", Path("/nowhere/Lost.ttf"))
    with pytest.raises(PaperFault, match="script/setup"):
        typefaces.face("Lost")


def test_templates_escape_clean_and_keep_to_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from app.documents import templates

    (tmp_path / "t.html").write_text("<p>\n  <b>{{ name }}</b>\n  <i>x</i> <u>y</u>\n</p>")
    monkeypatch.setattr(templates, "__file__", str(tmp_path / "templates.py"))
    templates._environment.cache_clear()
    written = page("t.html", name="<b>\0Ngu\u0303ye\u0302\u0303n\u202e\n{{7*7}}😀")
    templates._environment.cache_clear()
    assert written == "<p><b>&lt;b&gt;Ngũyễn {{7*7}}□</b><i>x</i> <u>y</u></p>"
