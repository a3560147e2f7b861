"""Office files as offices make them, with all that Word, Excel, LibreOffice and WPS write beside the text: each is
taken as it was sent."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from flask import Flask
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from app.web.office_files import read
from tests.web.office_packages.files import (
    EXCEL,
    MICROSOFT,
    OFFICE,
    PACKAGE,
    STRICT,
    TYPE,
    WORD,
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
)
from tests.web.office_packages.test_hostile_files import charted, of_settings

DRAWING = f"{TYPE}.drawingml"
DISK = r"file:///C:\Users\Hoa\AppData\Local\Temp\msohtmlclip1\01\clip_image001.png"
# name, content type, root, relationship: what Word of Microsoft 365 and WPS write beside the text
BESIDE = (
    ("docProps/custom.xml", f"{TYPE}.custom-properties+xml", "Properties", f"{OFFICE}/custom-properties"),
    ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", "coreProperties",
     f"{PACKAGE}/relationships/metadata/core-properties"),
    ("docProps/app.xml", f"{TYPE}.extended-properties+xml", "Properties", f"{OFFICE}/extended-properties"),
    ("docMetadata/LabelInfo.xml", "application/vnd.ms-office.classificationlabels+xml", "labelList",
     f"{MICROSOFT}/2020/02/relationships/classificationlabels"),
    ("word/webSettings.xml", f"{WORD}.webSettings+xml", "webSettings", "webSettings"),
    ("word/theme/theme1.xml", f"{TYPE}.theme+xml", "theme", "theme"),
    ("word/numbering.xml", f"{WORD}.numbering+xml", "numbering", "numbering"),
    ("word/stylesWithEffects.xml", "application/vnd.ms-word.stylesWithEffects+xml", "styles",
     f"{MICROSOFT}/2007/relationships/stylesWithEffects"),
    ("word/customizations.xml", "application/vnd.ms-word.keyMapCustomizations+xml", "tcg",
     f"{MICROSOFT}/2006/relationships/keyMapCustomizations"),
    ("word/comments.xml", f"{WORD}.comments+xml", "comments", "comments"),
    ("word/commentsExtended.xml", f"{WORD}.commentsExtended+xml", "commentsEx",
     f"{MICROSOFT}/2011/relationships/commentsExtended"),
    ("word/people.xml", f"{WORD}.people+xml", "people", f"{MICROSOFT}/2011/relationships/people"),
    ("customXml/item1.xml", "application/xml", "formula", "customXml"),
    ("customXml/itemProps1.xml", f"{TYPE}.customXmlProperties+xml", "datastoreItem", "customXmlProps"),
    ("_xmlsignatures/sig1.xml", "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
     "Signature", f"{PACKAGE}/relationships/digital-signature/signature"),
)  # fmt: skip
SMART_ART = {
    "data1": "diagramData", "layout1": "diagramLayout", "quickStyle1": "diagramStyle", "colors1": "diagramColors",
}  # fmt: skip


def saved(book: Workbook) -> bytes:
    """The file of a workbook of openpyxl's."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wide_letter() -> bytes:
    """A Word file of a blank template of Word 2013's, with a table and a picture."""
    paper, out = Document(), io.BytesIO()
    paper.add_heading("Báo cáo kết quả")
    paper.add_table(3, 2).cell(0, 0).text = "Quý III"
    paper.add_picture(io.BytesIO(png()))
    paper.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(png()))
    paper.save(out)
    return out.getvalue()


def beside() -> bytes:
    """A Word file with each part that Word writes beside the text."""
    return docx(
        "<w:p/>",
        *((kind, f"/{name}") for name, _type, _root, kind in BESIDE),
        parts={name: f'<x:{root} xmlns:x="urn:x"/>' for name, _type, root, _kind in BESIDE}
        | {"_xmlsignatures/origin.sigs": b""},
        types={f"/{name}": kind for name, kind, _root, _related in BESIDE}
        | {"sigs": "application/vnd.openxmlformats-package.digital-signature-origin"},
    )


def smart_art() -> bytes:
    """A Word file with a drawing of boxes, and the picture that Word keeps of it."""
    parts = {f"word/diagrams/{name}.xml": "<a/>" for name in SMART_ART} | {"word/diagrams/drawing1.xml": "<a/>"}
    types = {f"/word/diagrams/{name}.xml": f"{DRAWING}.{kind}+xml" for name, kind in SMART_ART.items()}
    drawn = {"/word/diagrams/drawing1.xml": "application/vnd.ms-office.drawingml.diagramDrawing+xml"}
    related = [(kind, f"diagrams/{name}.xml") for name, kind in SMART_ART.items()]
    last = (f"{MICROSOFT}/2007/relationships/diagramDrawing", "diagrams/drawing1.xml")
    return docx("<w:p/>", *related, last, parts=parts, types={**types, **drawn})


def pictures() -> bytes:
    """A Word file with pictures of all kinds: one of the writer's own disk, packed drawings, a PNG called JPEG, SVG."""
    return docx(
        '<w:p><w:r><w:pict><v:shape href="https://thainguyen.gov.vn"><v:imagedata r:id="rId1"/></v:shape></w:pict>'
        "</w:r></w:p>",
        ("image", DISK, "External"),
        ("image", "cid:image001.png@01D9", "External"),
        ("image", "media/a.jpeg"),
        parts={
            "word/media/a.jpeg": png(),
            "word/media/b.emz": b"\x1f\x8b\x08\0",
            "word/media/c.wmf": b"\xd7\xcd\xc6\x9a",
            "word/media/d.svg": '<svg xmlns="http://www.w3.org/2000/svg"><a href="https://x.vn"><path/></a></svg>',
            "word/fonts/font1.odttf": bytes(range(40, 90)),
        },
        types={"jpeg": "image/jpeg", "emz": "image/x-emz", "wmf": "image/x-wmf", "svg": "image/svg+xml",
               "odttf": f"{TYPE}.obfuscatedFont"},
    )  # fmt: skip


def letters_to_many() -> bytes:
    """The main document of a letter to many whose list was taken away."""
    kept = '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:connectString w:val=""/><w:odso/></w:mailMerge>'
    chosen = f"{mark('begin')}{code('IF')}{field('MERGEFIELD a')}{code(' = 1 b c')}{mark('end')}"
    return docx(
        chosen + field(" MERGEFIELD ", "Ho_ten ") + field('IF "a" = "b" "c" "d"') + field("NEXT"),
        ("settings", "settings.xml"),
        parts={"word/settings.xml": f"<w:settings {W}>{kept}</w:settings>"},
        types={"/word/settings.xml": f"{WORD}.settings+xml"},
    )


def contents() -> bytes:
    """A Word file with a table of contents whose lines hold fields, citations, pictures of a mail, links of fields."""
    line = f"{mark('begin')}{code(' PAGEREF _Toc1 ')}{mark('separate')}<w:r><w:t>2</w:t></w:r>{mark('end')}"
    table = f"<w:p>{mark('begin')}{code(' TOC ')}{code('zzz')}{mark('separate')}{line}{mark('end')}</w:p>"
    words = (
        r" TOC\o &quot;1-3&quot; \h",
        r'HYPERLINK "https://thainguyen.gov.vn" \o "xem"',
        r'HYPERLINK "Danh sách.xlsx"',
        r'HYPERLINK \l "_Toc1"',
        'ADDIN ZOTERO_ITEM CSL_CITATION {"a": 1}',
        r'INCLUDEPICTURE "cid:image001.png@01D9" \* MERGEFORMATINET',
        r'INCLUDEPICTURE "C:\\Users\\Hoa\\dau.png" \d',
        r" SHAPE  \* MERGEFORMAT ",
        "=SUM(ABOVE)",
        " FORMCHECKBOX ",
        r'DATE \@ "dd/MM/yyyy"',
    )
    return docx(table.replace(code("zzz"), "") + "".join(field(each) for each in words))


def controls() -> bytes:
    """A Word file with controls to fill, an equation, changes to accept."""
    return docx(
        "<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>"
        "<m:oMath><m:f><m:num/><m:den/></m:f></m:oMath><w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>"
    )


def table_of_names() -> bytes:
    """A workbook of openpyxl's: rules, lists to choose from, a chart, notes, a table, links, a filter."""
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (("Họ tên", "Tháng 2"), ("Ma Thị Lan", 2), ('=IF(B2>1,"a|b!","c")', '=HYPERLINK("https://x.vn","xem")')):
        sheet.append(row)
    sheet["C1"] = "cmd|'/c calc'!A1"
    sheet["A1"].comment = Comment("Xem lại", "Hoa")
    sheet["A2"].hyperlink = "https://thainguyen.gov.vn"
    rule = DataValidation(type="list", formula1='"Có,Không"')
    sheet.add_data_validation(rule)
    rule.add("B2:B9")
    fill = PatternFill(bgColor="FFC7CE")
    sheet.conditional_formatting.add("B2:B9", CellIsRule("greaterThan", ["$B$1"], fill=fill))
    sheet.conditional_formatting.add("B2:B9", ColorScaleRule(start_type="min", end_type="max"))
    sheet.auto_filter.ref = "A1:B3"
    sheet.add_table(Table(displayName="T", ref="A1:B2"))
    chart = BarChart()
    chart.add_data(Reference(sheet, 2, 1, 2, 3))
    sheet.add_chart(chart)
    return saved(book)


def formulas() -> bytes:
    """A workbook with formulas as Excel, LibreOffice, WPS and Google write them."""
    names = "<definedNames>" + "".join(
        f'<definedName name="{name}">{says}</definedName>'
        for name, says in (
            ("_xlnm._FilterDatabase", "'Tháng 11'!$A$1:$B$9"),
            ("_xlnm.Print_Titles", "'Tháng 11'!$A:$B,'Tháng 11'!$1:$2"),
            ("_xlfn.XLOOKUP", "#NAME?"),
            ("DanhSach", "OFFSET('Tháng 11'!$A$1,0,0,COUNTA('Tháng 11'!$A:$A),1)"),
            ("Tự_động", "#REF!"),
        )
    )
    written = (
        'IF(AND(B2>=5,B2<>""),"Đạt","Chưa đạt / xem lại")',
        "VLOOKUP($A2,'Tổ 1 (mới)'!$A$2:$C$99,3,FALSE)+SUM(Tổ_2:Tổ_5!B2)",
        "_xlfn.XLOOKUP(A2,Table1[Họ tên],Table1[[#This Row],[Số '[bộ']]],\"\")",
        "_xlfn.LET(_xlpm.x,SUM(A:A),_xlpm.x/2)",
        "_xlfn.LAMBDA(_xlpm.f,_xlpm.a,_xlpm.f(_xlpm.a))(_xlfn.LAMBDA(_xlpm.b,_xlpm.b+1),2)",
        "_xlfn._xlws.SORT(_xlfn._xlws.FILTER(A2:A9,B2:B9>1))",
        '_xlfn.TEXTJOIN(", ",TRUE,_xlfn.UNIQUE(A2:A9))&_xlfn.SINGLE(A1:A3)&_xlfn.ANCHORARRAY(C1)',
        'SUMPRODUCT(--(MONTH(A2:A9)=11),B2:B9)*COUNTIFS(A:A,"*"&C1)',
        'TEXT(TODAY(),"dd/mm/yyyy")&" "&UPPER(LEFT(TRIM(A2),1))',
        "{=SUM(LEN(A1:A9))}",
        'IFERROR(__xludf.DUMMYFUNCTION("IMPORTRANGE(""https://docs.google.com/x"",""A!A1"")"),"Túc Duyên")',
        '_xlfn.DISPIMG("ID_1A2B",1)',
        "_xlfn.ORG.LIBREOFFICE.ROUNDSIG(A1,2)+_xlfn.ORG.OPENOFFICE.EASTERSUNDAY(2026)",
        "sum(a1:a9)",
        'HYPERLINK("file:///D:/Báo cáo/phụ lục.docx","Phụ lục")&HYPERLINK("#\'Tháng 11\'!A1","xem")',
        'INDIRECT("\'"&A1&"\'!B2")',
        "'Nam/Nữ'*2",
        "Table1[[#Headers],[Nam | Nữ]]&[0]!DanhSach",
    )
    images = {"xl/cellimages.xml": "<cellImages/>"}
    return xlsx(
        "".join(map(formula, written)),
        after='<cfRule><colorScale><cfvo type="formula" val="AVERAGE($B$2:$B$9)"/></colorScale></cfRule>',
        book=names + "</definedNames>",
        book_related=(("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),),
        parts=images,
        types={"/xl/cellimages.xml": "application/vnd.wps-officedocument.cellimage+xml"},
    )


def drawing() -> bytes:
    """A Word file with drawings as Office, Inkscape and Illustrator write them, and a fraction of functions."""
    svg = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
        ' xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export-filename="C:\\dau.png">'
        "<style>@font-face{font-family:a;src:url(data:font/woff;base64,AA==)} .MsftOfcThm_Text1{fill:#000}</style>"
        '<defs><linearGradient id="g"><stop offset="0" style="stop-color:#fff"/></linearGradient></defs>'
        '<i:grid/><metadata><r:RDF xmlns:r="urn:r"><r:Work r:about=""/></r:RDF></metadata>'
        '<g transform="matrix(1,0,0,1,2,3)"><path d="M0 0" fill="url(#g)" style="clip-path:url(\'#g\')"/>'
        '<use x:href="#g"/><image x:href="data:image/png;base64,AA=="/><a x:href="https://x.vn"><text>a@b.vn</text></a>'
        "</g></svg>"
    )
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>f(x)</m:t></m:r></m:num><m:den/></m:f></m:oMath>"
    return docx(fraction, parts={"word/media/a.svg": svg}, types={"svg": "image/svg+xml"})


def form_of_a_sheet() -> bytes:
    """A workbook with boxes to tick, notes drawn by Excel with breaks of HTML, settings of printers."""
    shape = "<v:shape><v:textbox><div><font>Ghi chú<br></font></div></v:textbox></v:shape>"
    vml = f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{shape}</xml>'
    return xlsx(
        "",
        ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        ("printerSettings", "../printerSettings/printerSettings1.bin"),
        ("hyperlink", "Phụ%20lục.xlsx", "External"),
        ("hyperlink", "#'Tháng 11'!A1:B2"),
        after='<controls><control shapeId="1" r:id="rId2" name="Ô 1"/></controls>',
        parts={
            "xl/drawings/vmlDrawing1.vml": vml,
            "xl/ctrlProps/ctrlProp1.xml": '<formControlPr objectType="CheckBox" fmlaLink="$A$1"/>',
            "xl/printerSettings/printerSettings1.bin": "Máy in".encode("utf-16-le"),
        },
        types={"vml": f"{TYPE}.vmlDrawing", "bin": f"{EXCEL}.printerSettings",
               "/xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml"},
    )  # fmt: skip


def pivot() -> bytes:
    """A workbook with a table that sums up its own sheet, slicers, notes in threads."""
    made = {
        "xl/pivotCache/pivotCacheDefinition1.xml": ("pivotCacheDefinition", f"{EXCEL}.pivotCacheDefinition+xml"),
        "xl/pivotCache/pivotCacheRecords1.xml": ("pivotCacheRecords", f"{EXCEL}.pivotCacheRecords+xml"),
        "xl/pivotTables/pivotTable1.xml": ("pivotTable", f"{EXCEL}.pivotTable+xml"),
        "xl/slicers/slicer1.xml": (
            f"{MICROSOFT}/2007/relationships/slicer",
            "application/vnd.ms-excel.slicer+xml",
        ),
        "xl/threadedComments/threadedComment1.xml": (
            f"{MICROSOFT}/2017/10/relationships/threadedComment",
            "application/vnd.ms-excel.threadedcomments+xml",
        ),
        "xl/richData/rdrichvalue.xml": (
            f"{MICROSOFT}/2017/06/relationships/rdRichValue",
            "application/vnd.ms-excel.rdrichvalue+xml",
        ),
        "xl/calcChain.xml": ("calcChain", f"{EXCEL}.calcChain+xml"),
    }
    return xlsx(
        formula("SUM(Table1[[#This Row],[Nam|Nữ]])+'Tháng 11'!B2") + formula('SUMIFS(B:B,A:A,"<>"&C1)/2'),
        *((kind, f"/{name}") for name, (kind, _type) in made.items()),
        book="<definedNames><definedName name=\"_xlnm.Print_Area\">'Tháng 11'!$A$1:$B$9</definedName></definedNames>",
        parts=dict.fromkeys(made, f"<a {S}><f>'Tháng 11'!$A$1</f></a>"),
        types={f"/{name}": kind for name, (_kind, kind) in made.items()},
    )


def in_utf_16() -> bytes:
    """A workbook with XML of one's own in UTF-16, as Excel writes some."""
    text = '<?xml version="1.0" encoding="utf-16"?><a xmlns="urn:x"><dataSource/></a>'
    return xlsx(parts={"customXml/item1.xml": b"\xff\xfe" + text.encode("utf-16-le")})


def second_main() -> bytes:
    """A Word file whose document is called as SharePoint calls it."""
    return packed(
        {
            "_rels/.rels": relationships(("officeDocument", "/word/document2.xml")),
            "word/document2.xml": f"<w:document {W}/>",
        },
        {"/word/document2.xml": f"{WORD}.document.main+xml"},
    )


ORDINARY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "letter of Word 2013": ("docx", wide_letter),
    "what Word writes beside": ("docx", beside),
    "template of the writer's disk": ("docx", lambda: of_settings("file:///C:/Users/Hoa/AppData/Templates/Normal.dotm")),
    "template of the writer's disk, backslashes": ("docx", lambda: of_settings(r"file:///C:\Users\Ho%C3%A0\a.dotm")),
    "template without a folder": ("docx", lambda: of_settings("Normal.dotm")),
    "template of a Mac": ("docx", lambda: of_settings("file://localhost/Users/hoa/Normal.dotm")),
    "template of an old Mac": ("docx", lambda: of_settings("Macintosh HD:Users:hoa:Normal.dotm")),
    "template of a drive": ("docx", lambda: of_settings(r"D:\Mau\bao cao.dot")),
    "chart with its workbook": ("docx", lambda: charted(table_of_names())),
    "SmartArt": ("docx", smart_art),
    "pictures and fonts": ("docx", pictures),
    "letter to many without a list": ("docx", letters_to_many),
    "contents, citations, links": ("docx", contents),
    "controls, equation, changes": ("docx", controls),
    "links": (
        "docx",
        lambda: docx(
            "<w:p/>",
            ("hyperlink", "https://thainguyen.gov.vn/?a=1&b=2", "External"),
            ("hyperlink", "mailto:phuong@thainguyen.gov.vn?subject=B%C3%A1o", "External"),
            ("hyperlink", "tel:0208 3855 123", "External"),
            ("hyperlink", "#_Toc1", "External"),
            ("hyperlink", r"file:///D:\Bao%20cao\phu%20luc.docx", "External"),
        ),
    ),
    "strict Word file": (
        "docx",
        lambda: docx("<w:p/>", ("styles", "s.xml"), parts={"word/s.xml": "<a/>"}, office=STRICT),
    ),
    "document called otherwise": ("docx", second_main),
    "strict workbook": ("xlsx", lambda: xlsx(formula("SUM(A1:A9)"), office=STRICT)),
    "table of names": ("xlsx", table_of_names),
    "formulas of four programs": ("xlsx", formulas),
    "drawings, fractions": ("docx", drawing),
    "form of a sheet": ("xlsx", form_of_a_sheet),
    "pivot table": ("xlsx", pivot),
    "XML in UTF-16": ("xlsx", in_utf_16),
    "shape of a macro that was left out": (
        "xlsx",
        lambda: xlsx(
            "",
            ("drawing", "../drawings/drawing1.xml"),
            parts={"xl/drawings/drawing1.xml": '<a><sp macro="[0]!Nut1_Click" textlink="$A$1"/><sp macro=""/></a>'},
            types={"/xl/drawings/drawing1.xml": f"{TYPE}.drawing+xml"},
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "file"), ORDINARY.values(), ids=ORDINARY)
def test_a_file_of_an_office_is_taken_as_it_was_sent(app: Flask, kind: str, file: Callable[[], bytes]) -> None:
    sent = file()
    with app.app_context():
        assert read(sent) == (kind, sent)
