"""A ward's own Word file as a template: held to its rules before anything else reads it."""

from flask_babel import lazy_gettext as _l

from app.documents.faults import Unprintable
from app.web import office_packages
from app.web.office_packages import Part, Reason, Refused, Rules
from app.web.office_packages.rules import CUSTOM, PACKAGE, is_page
from app.web.office_packages.word_fields import FIELD_CODES, code, leads_only

# What a Word file may be made of: lists of the content types, relationship types and field codes that are allowed.
#
# Lists of what is refused are never whole: the same macro stands under another name, the same address under another
# relationship. So each part is known by its content type and its root element (ECMA-376 part 1, §11–15; part 2, §10),
# each relationship by its whole type, each field by its code (part 1, §17.16.5). Allowed is what Word, LibreOffice and
# WPS write by themselves for a letter: text, styles, numbering, notes, comments, pictures, properties.
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
RELATED, MICROSOFT = f"{OFFICE}relationships/", "http://schemas.microsoft.com/office/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."

DOCUMENT = f"{_WORD_TYPE}document.main+xml"
# Content type in lower case → the root elements that such a part may have.
ROOTS: dict[str, frozenset[str]] = {
    "application/vnd.openxmlformats-package.core-properties+xml": frozenset(
        {f"{{{PACKAGE}metadata/core-properties}}coreProperties"}
    ),
    "application/vnd.openxmlformats-officedocument.extended-properties+xml": frozenset(
        {f"{{{OFFICE}extended-properties}}Properties"}
    ),
    "application/vnd.openxmlformats-officedocument.custom-properties+xml": frozenset(
        {f"{{{OFFICE}custom-properties}}Properties"}
    ),
    "application/vnd.openxmlformats-officedocument.customxmlproperties+xml": frozenset(
        {f"{{{OFFICE}customXml}}datastoreItem"}
    ),
    "application/vnd.openxmlformats-officedocument.theme+xml": frozenset(
        {"{http://schemas.openxmlformats.org/drawingml/2006/main}theme"}
    ),
    **{
        f"{_WORD_TYPE}{part}+xml".lower(): frozenset({f"{{{WORD}}}{root}"})
        for part, root in {
            "styles": "styles",
            "fontTable": "fonts",
            "settings": "settings",
            "webSettings": "webSettings",
            "numbering": "numbering",
            "header": "hdr",
            "footer": "ftr",
            "footnotes": "footnotes",
            "endnotes": "endnotes",
            "comments": "comments",
        }.items()
    },
    DOCUMENT: frozenset({f"{{{WORD}}}document"}),
    f"{_WORD_TYPE}document.glossary+xml": frozenset({f"{{{WORD}}}glossaryDocument"}),
    "application/vnd.ms-word.styleswitheffects+xml": frozenset({f"{{{WORD}}}styles"}),
    f"{_WORD_TYPE}commentsextended+xml": frozenset({f"{{{MICROSOFT}word/2012/wordml}}commentsEx"}),
    f"{_WORD_TYPE}people+xml": frozenset({f"{{{MICROSOFT}word/2012/wordml}}people"}),
    f"{_WORD_TYPE}commentsids+xml": frozenset({f"{{{MICROSOFT}word/2016/wordml/cid}}commentsIds"}),
    f"{_WORD_TYPE}commentsextensible+xml": frozenset({f"{{{MICROSOFT}word/2018/wordml/cex}}commentsExtensible"}),
    "application/vnd.ms-office.classificationlabels+xml": frozenset(
        {"{http://schemas.microsoft.com/office/2020/mipLabelMetadata}labelList"}
    ),
    "application/vnd.ms-office.intelligence2+xml": frozenset(
        {"{http://schemas.microsoft.com/office/intelligence/2020/intelligence}intelligence"}
    ),
}
# Content types of pictures → how such a file begins.
PICTURES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    **dict.fromkeys(("image/jpeg", "image/jpg", "image/pjpeg"), (b"\xff\xd8\xff",)),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/bmp": (b"BM",),
    **dict.fromkeys(("image/tiff", "image/tif"), (b"II*\0", b"MM\0*")),
    "image/x-emf": (b"\x01\0\0\0",),
    "image/x-wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0"),
}
HYPERLINK = f"{RELATED}hyperlink"
RELATIONSHIP_TYPES = frozenset(
    {
        f"{PACKAGE}relationships/metadata/core-properties",
        f"{PACKAGE}relationships/metadata/thumbnail",
        *(
            f"{RELATED}{name}"
            for name in (
                "officeDocument",
                "extended-properties",
                "custom-properties",
                "customXml",
                "customXmlProps",
                "styles",
                "fontTable",
                "settings",
                "webSettings",
                "numbering",
                "theme",
                "header",
                "footer",
                "footnotes",
                "endnotes",
                "comments",
                "glossaryDocument",
                "image",
                "hyperlink",
            )
        ),
        f"{MICROSOFT}2007/relationships/stylesWithEffects",
        f"{MICROSOFT}2011/relationships/commentsExtended",
        f"{MICROSOFT}2011/relationships/people",
        f"{MICROSOFT}2016/09/relationships/commentsIds",
        f"{MICROSOFT}2018/08/relationships/commentsExtensible",
        f"{MICROSOFT}2020/02/relationships/classificationlabels",
        f"{MICROSOFT}2020/10/relationships/intelligence",
    }
)
# Elements by which a file takes in another, runs something or asks a database, whatever relationship they name.
_REFUSED = """altChunk control subDoc OLEObject oleObject object movie mailMerge saveThroughXslt attachedTemplate
linkToQuery webVideoPr webExtension videoFile audioFile quickTimeFile wavAudioFile"""
REFUSED_ELEMENTS = frozenset(_REFUSED.split())


def is_field(instruction: str) -> bool:
    """Whether a field's instruction, all of it, may stand in the file: it tells of the file itself, or links."""
    if "{" in instruction:  # a place that is filled would write a part of the instruction
        return False
    known = code(instruction)
    if known == "HYPERLINK":
        return leads_only(instruction, is_page)
    return known in FIELD_CODES or known.startswith("=")


MOST_UNPACKED, MOST_FILES = 20_000_000, 300
_UNREADABLE = _l("Tệp này không phải là tệp Word .docx đọc được.")
_EMBEDDED = _l("Tệp mẫu Word có macro hoặc tệp nhúng bên trong, không nhận. Hãy lưu lại thành .docx.")
_WORDS = {
    Reason.BROKEN: _UNREADABLE,
    Reason.KIND: _UNREADABLE,
    Reason.HEAVY: _l("Tệp mẫu Word bung ra lớn quá, không nhận."),
    Reason.PROGRAM: _EMBEDDED,
    Reason.EMBEDDED: _EMBEDDED,
    Reason.UNKNOWN: _EMBEDDED,
    Reason.WORKBOOK: _EMBEDDED,
    Reason.ELEMENT: _l("Tệp mẫu Word có phần gọi tệp khác hoặc chương trình (%(what)s), không nhận."),
    Reason.PICTURE: _l("Hình trong mẫu Word không phải PNG, JPG đọc được. Hãy chèn lại hình vào tệp."),
    Reason.ELSEWHERE: _l("Tệp mẫu Word lấy hình hoặc mẫu từ nơi khác, không nhận. Hãy chèn hình vào tệp."),
    Reason.LINK: _l("Mẫu Word có đường dẫn không mở trang web hay thư: %(what)s."),
    Reason.FIELD: _l("Mẫu Word có trường không được dùng: %(what)s."),
    Reason.FORMULA: _l("Mẫu Word có công thức không được dùng: %(what)s."),
}


class NotATemplate(Unprintable):
    """A file that cannot serve as a template; the message says why to whoever sent it."""


def unreadable() -> NotATemplate:
    """Of what is no .docx, or one that no program could read."""
    return NotATemplate(str(_UNREADABLE))


def inspect(data: bytes) -> None:
    """Look at all parts of a .docx. Raises `NotATemplate` with a sentence for whoever sent it."""
    try:
        office_packages.inspect(data, TEMPLATE)
    except Refused as refused:
        raise NotATemplate(str(_WORDS[refused.reason]) % {"what": refused.what}) from refused


def _part(kind: str) -> Part | Reason:
    if kind in PICTURES:
        return Part.PICTURE
    return Part.XML if kind in ROOTS or kind == CUSTOM else Reason.UNKNOWN


TEMPLATE = Rules(
    mains={DOCUMENT: "docx"},
    most_unpacked=MOST_UNPACKED,
    most_parts=MOST_FILES,
    part=_part,
    roots=ROOTS,
    pictures=lambda kind: PICTURES[kind],
    relationship=lambda kind: None if kind in RELATIONSHIP_TYPES else Reason.EMBEDDED,
    outside={HYPERLINK: is_page},
    elements=dict.fromkeys(REFUSED_ELEMENTS, Reason.ELEMENT),
    valued=frozenset(),
    is_field=is_field,
    is_link=is_page,
    is_picture=lambda _address: False,
)
