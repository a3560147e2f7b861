"""Exports the register of certificates, and the certified learners of a course: a row an entry."""

from collections.abc import Iterable, Iterator, Mapping

from flask_babel import gettext as _

from app.country import clock, codes, sentences
from app.exchange.exports.values import Share, Value
from app.models import ApprovalEntry, Certificate
from app.web.words.certificates import SEXES, notes, what_became


def heading(group_word: str) -> list[str]:
    """The titles of the columns of the register."""
    return [
        str(_("STT")),
        str(_("Số vào sổ cấp")),
        str(_("Họ và tên")),
        str(_("Năm sinh")),
        str(_("Giới tính")),
        sentences.begun(group_word),
        str(_("Lớp")),
        str(_("Ngày cấp")),
        str(_("Mã tra cứu")),
        str(_("Ngày nhận")),
        str(_("Tình trạng")),
        str(_("Ghi chú")),
    ]


def rows(entries: Iterable[Certificate]) -> Iterator[list[Value]]:
    """A row for each entry, including those that are no longer valid."""
    for number, row in enumerate(entries, 1):
        yield [number, *_entry(row), what_became(row), "; ".join(notes(row))]


def certified_heading(group_word: str) -> list[str]:
    """The titles of the columns for a course's certified learners, with their attendance."""
    *before, state, note = heading(group_word)
    return [*before, str(_("Số buổi đã dự")), str(_("Trên số buổi")), str(_("Tỷ lệ")), state, note]


def certified(entries: Iterable[Certificate], came: Mapping[int, ApprovalEntry]) -> Iterator[list[Value]]:
    """A row for each paper of a course; `came` by registration."""
    for number, row in enumerate(entries, 1):
        entry = came.get(row.registration_id)
        share = Share(entry.came / entry.lessons) if entry and entry.lessons else None
        counted = [entry.came, entry.lessons, share] if entry else [None, None, None]
        yield [number, *_entry(row), *counted, what_became(row), "; ".join(notes(row))]


def _entry(row: Certificate) -> list[Value]:
    content = row.paper
    return [
        row.register_number,
        content["full_name"],
        int(content["birth_year"]),
        SEXES.get(content["address"], ""),
        content["group"],
        row.outward_course,
        clock.local(row.issued_at).date() if row.issued_at else None,
        codes.spoken(row.code),
        clock.local(row.handed_over_at).date() if row.handed_over_at else None,
    ]
