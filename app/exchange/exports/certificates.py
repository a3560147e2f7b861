"""Exports the register of certificates, and the certified learners of a course: a row an entry, including those that
are no longer valid."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.country import clock, codes
from app.exchange.exports.values import Columns, Share
from app.models import ApprovalEntry, Certificate
from app.web.words.certificates import SEXES, notes, what_became

COLUMNS: Columns[Certificate] = (
    (_l("Số vào sổ cấp"), lambda row: row.register_number),
    (_l("Họ và tên"), lambda row: row.paper["full_name"]),
    (_l("Năm sinh"), lambda row: int(row.paper["birth_year"])),
    (_l("Giới tính"), lambda row: SEXES.get(row.paper["address"], "")),
    ("", lambda row: row.paper["group"]),
    (_l("Lớp"), lambda row: row.outward_course),
    (_l("Ngày cấp"), lambda row: clock.local(row.issued_at).date() if row.issued_at else None),
    (_l("Mã tra cứu"), lambda row: codes.spoken(row.code)),
    (_l("Ngày nhận"), lambda row: clock.local(row.handed_over_at).date() if row.handed_over_at else None),
    (_l("Tình trạng"), what_became),
    (_l("Ghi chú"), lambda row: "; ".join(notes(row))),
)


def certified(came: Mapping[int, ApprovalEntry]) -> Columns[Certificate]:
    """The columns for the papers of a course, with the attendance; `came` by registration."""

    def share(row: Certificate) -> Share | None:
        entry = came.get(row.registration_id)
        return Share(entry.came / entry.lessons) if entry and entry.lessons else None

    return (
        *COLUMNS[:-2],
        (_l("Số buổi đã dự"), lambda row: entry.came if (entry := came.get(row.registration_id)) else None),
        (_l("Trên số buổi"), lambda row: entry.lessons if (entry := came.get(row.registration_id)) else None),
        (_l("Tỷ lệ"), share),
        *COLUMNS[-2:],
    )
