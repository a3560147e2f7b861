"""Why a typed name, phone number or year of birth cannot be used, in a sentence that says what to write instead.

`names` and `formats` raise exceptions that carry a reason and the text; the sentence is made here, where the
language and the reader are known: residents are addressed as "bác", staff as "anh chị".
"""

from collections.abc import Mapping
from enum import Enum

from flask_babel import gettext as _, lazy_gettext as _l

from app.country.births import BirthFault, UnusableBirth
from app.country.formats import PhoneFault, UnusablePhone, number
from app.country.names import NAME_LIMIT, NameFault, UnusableName
from app.country.numbers import HasFraction

_ECHO = 40  # signs of what was typed that a sentence repeats

_SENTENCES: Mapping[Enum, object] = {
    NameFault.EMPTY: _l("Chưa có họ và tên. %(you)s ghi đủ họ và tên, ví dụ Nguyễn Thị Hoa."),
    NameFault.TOO_LONG: _l("Họ và tên dài quá %(limit)s chữ. %(you)s ghi gọn lại."),
    NameFault.NO_LETTER: _l('"%(text)s" chưa có chữ cái nào. %(you)s ghi đủ họ và tên, ví dụ Nguyễn Thị Hoa.'),
    NameFault.PICTURE: _l("Họ và tên có hình %(text)s, không in lên giấy được. %(you)s chỉ ghi chữ."),
    NameFault.SEVERAL: _l("2 người trong một ô? Tách thành 2 dòng: %(you)s ghi mỗi dòng một người."),
    NameFault.GONE: _l(
        '"%(text)s": người này đã mất, đã đi hay đã xóa tên? Nếu vẫn nhập thì %(you)s ghi lại, chỉ ghi họ tên.'
    ),
    PhoneFault.EMPTY: _l("Chưa có số điện thoại. %(you)s ghi số, ví dụ 0912 345 678."),
    PhoneFault.UNREADABLE: _l('"%(text)s" chưa phải một số điện thoại. %(you)s ghi một số, ví dụ 0912 345 678.'),
    PhoneFault.TOO_SHORT: _l('Số điện thoại "%(text)s" còn thiếu số. %(you)s ghi đủ số, ví dụ 0912 345 678.'),
    PhoneFault.TOO_LONG: _l('Số điện thoại "%(text)s" bị thừa số. %(you)s xem lại từng số, ví dụ 0912 345 678.'),
    PhoneFault.UNKNOWN: _l('Không có số điện thoại nào là "%(text)s". %(you)s xem lại từng số, ví dụ 0912 345 678.'),
    BirthFault.EMPTY: _l("Chưa có năm sinh. %(you)s ghi đủ bốn số, ví dụ 1954."),
    BirthFault.UNREADABLE: _l('"%(text)s" chưa phải năm sinh. %(you)s ghi đủ bốn số, ví dụ 1954.'),
    BirthFault.TOO_FEW_DIGITS: _l('Năm sinh "%(text)s" thiếu %(missing)s số. %(you)s ghi đủ bốn số, ví dụ 1954.'),
    BirthFault.TOO_MANY_DIGITS: _l('Năm sinh "%(text)s" bị thừa số. %(you)s ghi đúng bốn số, ví dụ 1954.'),
    BirthFault.NO_SUCH_DAY: _l('Không có ngày "%(text)s" trong lịch. %(you)s xem lại, hoặc chỉ ghi năm, ví dụ 1954.'),
    BirthFault.FUTURE: _l('Thời điểm "%(text)s" chưa tới. %(you)s xem lại năm sinh, ví dụ 1954.'),
    BirthFault.TOO_LONG_AGO: _l('Năm sinh "%(text)s" đã quá xa. %(you)s xem lại, ví dụ 1954.'),
}
_MISSING = {1: _l("một"), 2: _l("hai"), 3: _l("ba")}


def sentence(refused: UnusableName | UnusablePhone | UnusableBirth, staff: bool = False) -> str:
    """What is wrong and what to write, for a resident or, with `staff`, for staff; at most two sentences.

    Plain text with what was typed in it: the template escapes it like any other.
    """
    return str(_SENTENCES[refused.reason]) % {
        "text": _echo(refused.text),
        "limit": number(NAME_LIMIT),
        "missing": _MISSING.get(4 - len(refused.text), ""),
        "you": _("Anh chị") if staff else _("Bác"),
    }


def _echo(text: str) -> str:
    return text if len(text) <= _ECHO else text[:_ECHO] + "…"


def fraction_sentence(refused: HasFraction) -> str:
    """That a number is written whole, and which one to write, for staff."""
    example = number(refused.nearest)
    return str(
        _(
            '"%(text)s" có số lẻ. Anh chị chỉ ghi số tròn, ví dụ %(example)s.',
            text=refused.text[:_ECHO],
            example=example,
        )
    )
