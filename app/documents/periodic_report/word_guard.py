"""A ward's own Word file as a template: held to its rules before anything else reads it."""

from flask_babel import lazy_gettext as _l

from app.documents.faults import Unprintable
from app.documents.periodic_report.word_allowed import (
    CUSTOM,
    DOCUMENT,
    HYPERLINK,
    PICTURES,
    REFUSED_ELEMENTS,
    RELATIONSHIP_TYPES,
    ROOTS,
    is_field,
)
from app.web import office_packages
from app.web.office_packages import Part, Reason, Refused, Rules
from app.web.office_packages.addresses import is_page

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
