"""Office files put together part by part, as Word and Excel write them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument"
WORD, EXCEL = f"{TYPE}.wordprocessingml", f"{TYPE}.spreadsheetml"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    f' xmlns:r="{OFFICE}" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
S = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"'
# A kind by its last word or whole, a target, "External" if it leads out of the file.
Related = tuple[str, str] | tuple[str, str, str]
Content = str | bytes


def png(wide: int = 2) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff" * 3 * wide) * wide
    head = struct.pack(">IIBBBBB", wide, wide, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def relationships(*related: Related, office: str = OFFICE) -> str:
    """The relationships of a part."""
    lines = ""
    for number, (kind, target, *mode) in enumerate(related, 1):
        whole = kind if kind.startswith("http") else f"{office}/{kind}"
        outside = f' TargetMode="{mode[0]}"' if mode else ""
        lines += f'<Relationship Id="rId{number}" Type="{whole}" Target={quoteattr(target)}{outside}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def packed(parts: Mapping[str, Content], types: Mapping[str, str]) -> bytes:
    """A package of these parts; `types` of endings and of parts (`/word/…`)."""
    lines = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>'
        if name.startswith("/")
        else f'<Default Extension="{name}" ContentType="{kind}"/>'
        for name, kind in {"rels": RELATIONSHIPS, "xml": "application/xml", **types}.items()
    )
    written: dict[str, Content] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{lines}</Types>',
        **parts,
    }
    return zipped({name: _with_head(each) if isinstance(each, str) else each for name, each in written.items()})


def _with_head(xml: str) -> bytes:
    head = "" if xml.startswith("<?xml") else '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    return (head + xml).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(
    body: str = "<w:p/>",
    *related: Related,
    parts: Mapping[str, Content] | None = None,
    types: Mapping[str, str] | None = None,
    main: str = f"{WORD}.document.main+xml",
    office: str = OFFICE,
) -> bytes:
    """A Word file of this body, whose document has these relationships."""
    return packed(
        {
            "_rels/.rels": relationships(("officeDocument", "word/document.xml"), office=office),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relationships(*related, office=office),
            **(parts or {}),
        },
        {"/word/document.xml": main, **(types or {})},
    )


def xlsx(
    cells: str = "",
    *related: Related,
    after: str = "",
    book: str = "",
    book_related: tuple[Related, ...] = (),
    parts: Mapping[str, Content] | None = None,
    types: Mapping[str, str] | None = None,
    main: str = f"{EXCEL}.sheet.main+xml",
    office: str = OFFICE,
) -> bytes:
    """A workbook of one sheet with these cells, whose sheet has these relationships; `after` follows its rows, `book`
    the list of sheets."""
    sheet = f'<worksheet {S}><sheetData><row r="1">{cells}</row></sheetData>{after}</worksheet>'
    sheets = f'<sheets><sheet name="Tháng 11" sheetId="1" r:id="rId1"/></sheets>{book}'
    return packed(
        {
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml"), office=office),
            "xl/workbook.xml": f"<workbook {S}>{sheets}</workbook>",
            "xl/_rels/workbook.xml.rels": relationships(
                ("worksheet", "worksheets/sheet1.xml"), *book_related, office=office
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(*related, office=office),
            **(parts or {}),
        },
        {"/xl/workbook.xml": main, "/xl/worksheets/sheet1.xml": f"{EXCEL}.worksheet+xml", **(types or {})},
    )


def formula(text: str) -> str:
    """A cell with a formula."""
    return f'<c r="A1"><f>{text.replace("&", "&amp;").replace("<", "&lt;")}</f><v>1</v></c>'


def mark(kind: str) -> str:
    """A sign of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(words: str) -> str:
    """A piece of a field's instruction."""
    return f'<w:r><w:instrText xml:space="preserve">{words}</w:instrText></w:r>'


def field(*words: str) -> str:
    """A paragraph with a field whose instruction is split over runs, as Word does it."""
    pieces = "".join(code(each) for each in words)
    return f"<w:p>{mark('begin')}{pieces}{mark('separate')}<w:r><w:t>1</w:t></w:r>{mark('end')}</w:p>"
