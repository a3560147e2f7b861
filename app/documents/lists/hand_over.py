"""The list on which people sign for their certificates."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from app.country import formats
from app.documents.lists import ListPaper, Office, WorkingSheet
from app.documents.official import UNDECIDED, Decision, supplement_words
from app.documents.tables import Column, Row

TO_WRITE = Markup('<span class="write"></span>')
BELOW = Markup(
    "Tổng số <b>{}</b> giấy; đã giao: {} còn lại: {}<br>"
    "<i>Nhận thay: ghi họ tên người nhận và quan hệ vào cột Ghi chú.</i>"
)
UNEARNED = Markup(
    "<b>{}</b> giấy không còn đủ số buổi (xem cột Ghi chú): vẫn có giá trị tới khi lãnh đạo quyết giữ hay thu hồi."
)
# Most of the room is for the hands that sign.
COLUMNS = (
    Column("STT", "place", least=9),
    Column("Số vào\nsổ cấp", "entry", "tight"),
    Column("Họ và tên", "name", "name", most=60, grow=1),
    Column("Năm\nsinh", "year"),
    Column("", "group", "small", group=True),
    Column("Ngày nhận", "handed_on", "small tight", least=19),
    Column("Người nhận\nký tên", "", least=34, most=48, grow=3),
    Column("Ghi chú", "note", "small", least=16),
)


def hand_over_list(
    office: Office,
    course: str,
    certificates: Sequence[Row],
    *,
    address: str,
    decision: Decision = UNDECIDED,
    due_on: date | None = None,
    printed_at: datetime | None = None,
    supplement: int = 0,
    unearned: int = 0,
) -> ListPaper:
    """The list: `certificates` by number, each with name, entry (its number), year, group, `handed_on` (the day, None
    for one still to be handed over) and note; `due_on` is the last day to hand over, `address` the QR code's,
    `supplement` which further list of its course it is, 0 for the first; `unearned` counts those whose note says that
    they are no longer earned."""
    count, bold = formats.count_in_sentence, Markup("<b>{}</b>{}").format
    handed = sum(1 for each in certificates if each["handed_on"])
    done = (bold(count(handed), ";"), bold(count(len(certificates) - handed), ".")) if handed else (TO_WRITE, TO_WRITE)
    by_decision = Markup("Theo {}").format(decision.words(office.issuer.style))
    due = (f"Hạn giao: hết {formats.long_date(due_on)}",) if due_on else ()
    of_unearned = (UNEARNED.format(count(unearned)),) if unearned else ()
    return ListPaper(
        office=office,
        title="Danh sách giao nhận giấy chứng nhận" + supplement_words(supplement),
        subject=course,
        sheet=WorkingSheet((by_decision, *due), address, decision, printed_at),
        preparer="NGƯỜI GIAO",
        columns=COLUMNS,
        rows=certificates,
        said=(BELOW.format(count(len(certificates)), *done), *of_unearned),
    )
