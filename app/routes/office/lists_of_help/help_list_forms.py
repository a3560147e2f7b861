"""What is written of an entry of the ward's lists: a label, and what its list wants besides."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _, lazy_gettext as _l

from app.country.names import clean
from app.indicators.help_words import KIOSK_COUNTED
from app.models import AdministrativeUnit, PlaceKind
from app.registers.field import Field, Kind, Refused
from app.registers.register import Written
from app.routes.office.lists_of_help.help_listings import MEANINGS, PLACES, Entry, Listing
from app.routes.registers import forms

MOST_STEPS, LONGEST_STEP = 12, 200


def _steps(text: str) -> str:
    """A step a line, few and short enough to be read standing."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    if len(lines) > MOST_STEPS:
        raise Refused(
            _("Có %(count)s bước. Anh chị gom lại còn %(most)s bước trở xuống.", count=len(lines), most=MOST_STEPS)
        )
    if long := [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_STEP]:
        raise Refused(_("Bước %(number)s dài quá. Anh chị tách ra, mỗi bước một việc.", number=long[0]))
    return "\n".join(lines)


def _service(text: str) -> str:
    """An https address: a phone opens it straight from the screen."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if text and (parts.scheme != "https" or "." not in host or parts.username or " " in text):
        raise Refused(_("Anh chị dán địa chỉ bắt đầu bằng https://, ví dụ https://dichvucong.gov.vn."))
    return text


def _one_of(key: str, label: object, words: Mapping[str, object], **more: Any) -> Field:
    keys, show = list(words), (lambda one: str(words[one]))
    return Field(key, label, label, Kind.ONE_OF, choices=lambda unit, entry: keys, show=show, **more)


LABEL = Field("label", _l("Tên"), _l("tên"), required=True, longest=80)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "viec-can-giup": (
        Field(
            "field", _l("Loại việc"), _l("loại việc"), required=True, longest=60, hint=_l("Việc đứng dưới tên này")
        ),
        Field("bring", _l("Cần mang theo"), _l("mang theo"), hint=_l("Giấy tờ, máy móc bà con cần có")),
        Field(
            "steps", _l("Các bước"), _l("các bước"), Kind.LINES, read=_steps,
            hint=_l("Mỗi dòng một bước, viết như nói với người bảy mươi tuổi"),
        ),
        Field(
            "sensitive", _l("Cho biết khuyết tật hoặc nghèo: không ghi tên ai cạnh việc này"), _l("tế nhị"), Kind.YES_NO
        ),
        Field(
            "service_url", _l("Trang làm việc này của Nhà nước"), _l("trang"), longest=300, read=_service,
            hint=_l("Bắt đầu bằng https://. Trang hướng dẫn có nút mở trang này. Không chắc thì để trống."),
        ),
    ),
    # What it means is chosen once, figures count by it.
    "ket-qua": (
        _one_of(
            "meaning", _l("Tính vào đâu trong báo cáo"), MEANINGS, hints={},
            hint=_l("Chọn một lần, sau không đổi: số liệu đếm theo dòng này."),
        ),
    ),
    # What counts where, for a kind that may be misread.
    "quay-ban": (_one_of("place_kind", _l("Là nơi nào"), PLACES, hints={PlaceKind.KIOSK.value: KIOSK_COUNTED}),),
}  # fmt: skip


def written_of(listing: Listing, entry: Entry | None) -> Written:
    """What is written of an entry of a list; of a result that is there, without what it means."""
    more = FIELDS.get(listing.slug, ())
    return Written(fields=(LABEL, *(() if entry and listing.slug == "ket-qua" else more)))


def form_of(listing: Listing, unit: AdministrativeUnit, entry: Entry | None = None, **given: Any) -> forms.RegisterForm:
    """The form of an entry, or of a new one."""
    return forms.form_of(written_of(listing, entry), unit, entry, **given)
