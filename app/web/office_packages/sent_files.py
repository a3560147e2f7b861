"""What Word and Excel files may be made of that somebody sends for others to open.

Senders use Word, Excel, LibreOffice, WPS and others of all years. Each part is known by its content type, of XML by a
list (content_types.txt); what is no XML also by how it begins. Relationships are known by their last word, which is the
same in the strict and the transitional form. What leads out of the file, and which fields there are, is listed.
"""

import re
from dataclasses import replace

from app.web.office_packages.rules import CUSTOM, Part, Reason, Rules, is_link, is_linked_picture, is_own_disk, listed
from app.web.office_packages.word_fields import FIELD_CODES, code, leads_only

MOST_UNPACKED, MOST_PARTS = 60_000_000, 2_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORKBOOK = f"{_OFFICE}spreadsheetml.sheet"
_XML = frozenset(f"application/vnd.{name}+xml" for name in listed("content_types.txt")) | {"application/inkml+xml"}
# Content types that are not listed, the first that fits: what they are.
_PARTS: tuple[tuple[str, Part | Reason], ...] = (
    (r".*(?:macro|vba|activex|customui|webextension|dialogsheet|toolbars).*", Reason.PROGRAM),
    (r".*(?:oleobject|application/vnd\.ms-(?:excel|word|powerpoint)$|msword).*", Reason.EMBEDDED),
    (r".*(?:externallink|connections|querytable|volatiledependencies).*", Reason.WORKBOOK),
    (rf"{re.escape(_OFFICE)}(?:wordprocessingml\.document|spreadsheetml\.sheet)\.main\+xml", Part.XML),
    (r".*\.main\+xml", Reason.KIND),
    (rf"{re.escape(_OFFICE)}vmldrawing", Part.VML),
    (rf"{CUSTOM}|text/xml", Part.CUSTOM),
    (r"image/svg(?:\+xml)?", Part.DRAWN),
    (r"image/(?:x-|vnd\.)?(?:png|p?jpe?g|gif|(?:ms-)?bmp|tiff?|[ew]m[fz]|webp|hei[cf]|avif|pcx|(?:microsoft\.)?icon"
     r"|ms-photo)", Part.PICTURE),
    (re.escape(_WORKBOOK), Part.WORKBOOK),
    (rf"{re.escape(_OFFICE)}(?:spreadsheetml\.(?:printersettings|customproperty)|wordprocessingml\.printersettings"
     r"|obfuscatedfont)", Part.BINARY),
    (r"application/(?:x-font[\w-]*|binary|vnd\.openxmlformats-package\.digital-signature-(?:origin|certificate))"
     r"|font/.+", Part.BINARY),
    (_OFFICE + r".+", Reason.EMBEDDED),
)  # fmt: skip
_KNOWN = tuple((re.compile(pattern), part) for pattern, part in _PARTS)
_PROGRAMS = """vbaproject wordvbadata vbaprojectsignature vbaprojectsignatureagile vbaprojectsignaturev3 control
activexcontrol activexcontrolbinary xlmacrosheet xlintlmacrosheet dialogsheet extensibility usercustomization
attachedtoolbars webextension webextensiontaskpanes"""
_OF_WORKBOOKS = """externallink externallinkpath xlpathmissing xlexternallinkpath xlstartup xllibrary connections
querytable"""
_RELATIONSHIPS: dict[str, Reason] = {
    **dict.fromkeys(_PROGRAMS.split(), Reason.PROGRAM),
    **dict.fromkeys(("oleobject", "afchunk", "subdocument"), Reason.EMBEDDED),
    **dict.fromkeys(("frame", "mailmergesource", "mailmergeheadersource", "transform"), Reason.ELSEWHERE),
    **dict.fromkeys(_OF_WORKBOOKS.split(), Reason.WORKBOOK),
}
_ELEMENTS: dict[str, Reason] = {
    **dict.fromkeys(("webVideoPr", "webExtension"), Reason.PROGRAM),
    **dict.fromkeys(("altChunk", "subDoc", "OLEObject", "oleObject", "movie"), Reason.EMBEDDED),
    **dict.fromkeys(("sourceFileName", "dataSource", "headerSource", "connectString", "udl"), Reason.ELSEWHERE),
    **dict.fromkeys(("externalBook", "ddeLink", "oleLink"), Reason.WORKBOOK),
}
# How pictures begin. Programs write them under the type of another: each may be any of them.
_PICTURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II\xbc\x01", b"RIFF",
    b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0", b"\x1f\x8b\x08",  # EMF, WMF, either packed
    b"\0\0\0", b"\0\0\1\0", b"\n",  # HEIC and AVIF, icons, PCX
)  # fmt: skip
# Codes of fields beyond those that tell of the file: letters to many, forms, citations, drawings.
_MORE_CODES = """MERGEFIELD MERGEREC MERGESEQ NEXT NEXTIF SKIPIF IF COMPARE SET ASK FILLIN GREETINGLINE ADDRESSBLOCK
DOCVARIABLE INFO COMMENTS TEMPLATE FILESIZE USERNAME USERINITIALS USERADDRESS GOTOBUTTON ADDIN SHAPE BIDIOUTLINE BARCODE
DISPLAYBARCODE MERGEBARCODE PRIVATE"""
_CODES = FIELD_CODES | frozenset(_MORE_CODES.split())


def _part(kind: str) -> Part | Reason:
    if kind in _XML:
        return Part.XML
    return next((part for pattern, part in _KNOWN if pattern.fullmatch(kind)), Reason.UNKNOWN)


def _is_field(instruction: str) -> bool:
    match code(instruction):
        case "HYPERLINK":
            return leads_only(instruction, is_link)
        case "INCLUDEPICTURE":
            return leads_only(instruction, is_linked_picture)
        case known:
            return known in _CODES or known == "="


_BEHIND_CHARTS = Rules(
    mains={f"{_WORKBOOK}.main+xml": "xlsx"},
    most_unpacked=MOST_UNPACKED,
    most_parts=MOST_PARTS,
    part=_part,
    roots={},
    pictures=lambda _kind: _PICTURES,
    relationship=lambda kind: _RELATIONSHIPS.get(kind.rstrip("/").rpartition("/")[2].lower()),
    outside={"hyperlink": is_link, "attachedtemplate": is_own_disk, "image": is_linked_picture},
    elements=_ELEMENTS,
    valued=frozenset({"connectString", "udl"}),
    is_field=_is_field,
    is_link=is_link,
    is_picture=is_linked_picture,
    is_wide_allowed=True,
)
SENT = replace(
    _BEHIND_CHARTS,
    mains={f"{_OFFICE}wordprocessingml.document.main+xml": "docx", **_BEHIND_CHARTS.mains},
    workbooks=_BEHIND_CHARTS,
)
