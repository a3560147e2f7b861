"""Lists about certificates: the annex of the decision that certifies people (a draft while there is none), the list
on which they sign, an extract of the register with those that no longer hold struck out."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from markupsafe import Markup

from app.country import codes, formats
from app.country.figures import share_of
from app.documents.lists import NUMBER, Annex, ListPaper, Office, WorkingSheet
from app.documents.official import UNDECIDED, Decision, supplement_words
from app.documents.tables import Column, Row

APPROVAL_COLUMNS = (
    NUMBER,
    Column("Họ và tên", "name", "left", grow=2),
    Column("Năm\nsinh", "year"),
    Column("Giới\ntính", "sex"),
    Column("", "group", "left", group=True, grow=1),
    Column("Số\nbuổi", "came", "tight"),
    Column("Tỷ lệ\n(%)", "share", "tight"),
    Column("Số vào\nsổ cấp", "entry", "tight", least=20),
)


def person(*, came: int, counted: int, exception: str, **cells: object) -> Row:
    """One of the list: name, year, sex, group, and `entry`, the number in the register ("" while it is not approved);
    `came` of `counted` lessons; `exception` is the reason for which the leader lets in whoever missed the rule."""
    share = share_of(came, counted, 1).removesuffix("%") if counted else ""
    lessons = f"{came}/{counted}" + (" (*)" if exception else "")
    return {**cells, "came": lessons, "share": share, "exception": exception}


def approval_list(
    office: Office,
    course: str,
    people: Sequence[Row],
    *,
    rule: str,
    decision: Decision = UNDECIDED,
    approved: bool = False,
    supplement: int = 0,
) -> ListPaper:
    """The annex. `people` (from `person`) in the order of the list, `rule` the course's rule in words.

    `approved` tells a list of those certified from one that is proposed; `supplement` which further list of its course
    it is, 0 for the first.
    """
    count = formats.count_in_sentence
    exceptions = [(number, each) for number, each in enumerate(people, 1) if each["exception"]]
    among = f", trong đó {count(len(exceptions))} trường hợp do lãnh đạo quyết định (*)" if exceptions else ""
    kind = "được cấp" if approved else "đề nghị cấp"
    return ListPaper(
        office=office,
        title=f"Danh sách học viên {kind} giấy chứng nhận{supplement_words(supplement)}",
        subject=f"Lớp “{course}”",
        annex=Annex(decision, draft=decision.is_draft or not approved),
        columns=APPROVAL_COLUMNS,
        rows=people,
        said=(
            rule,
            *(f"(*) Số {number}, {each['name']}: {each['exception']}." for number, each in exceptions),
            f"Danh sách có {count(len(people))} người{among}./.",
        ),
    )


TO_WRITE = Markup('<span class="write"></span>')
BELOW = Markup(
    "Tổng số <b>{}</b> giấy; đã giao: {} còn lại: {}<br>"
    "<i>Nhận thay: ghi họ tên người nhận và quan hệ vào cột Ghi chú.</i>"
)
UNEARNED = Markup(
    "<b>{}</b> giấy không còn đủ số buổi (xem cột Ghi chú): vẫn có giá trị tới khi lãnh đạo quyết giữ hay thu hồi."
)
# Most of the room is for the hands that sign.
HAND_OVER_COLUMNS = (
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
        columns=HAND_OVER_COLUMNS,
        rows=certificates,
        said=(BELOW.format(count(len(certificates)), *done), *of_unearned),
    )


MOST = 5000  # entries of an extract: a year of a large ward
SHOWN = 16  # signs of the trail's hash, enough to find another one by


EXTRACT_COLUMNS = (
    NUMBER,
    Column("Số vào\nsổ cấp", "number", "tight entry", least=20.5),
    Column("Họ và tên", "name", "left entry", most=70, grow=2),
    Column("Năm\nsinh", "year"),
    Column("Giới\ntính", "sex"),
    Column("", "group", "left", group=True, most=38, grow=1),
    Column("Ngày cấp", "issued_on", "tight"),
    Column("Mã tra cứu", "code", "small tight"),
    Column("Ngày nhận", "handed_on", "tight"),
    Column("Ghi chú", "note", "left small", least=18, grow=1),
)


def entry(*, code: str, ended: bool, **cells: object) -> Row:
    """One line of the register: name, number, year, sex, group, issued_on, handed_on, note, and the `code` by which it
    is looked up. `ended` strikes it out: replaced or revoked, and the note says so."""
    return {**cells, "code": codes.spoken(code), "look": "ended" if ended else ""}


def register_extract(
    office: Office,
    year: int,
    rows: Sequence[Row],
    *,
    trail: str,
    trail_length: int,
    drawn_at: datetime,
    day: date | None = None,
) -> ListPaper:
    """The extract of a year: entries (from `entry`), those of one course below a band that names course and decision.

    `day` is that of the paper, None to be written with its number when it is signed. `trail` is the audit trail's
    last hash at `drawn_at` (aware) with its length: by it the extract can be held against the trail.
    """
    entries = [row for row in rows if "band" not in row]
    ended = sum(bool(row["look"]) for row in entries)
    struck = f"; trong đó {formats.count_in_sentence(ended)} dòng gạch ngang không còn giá trị" if ended else ""
    first_to_last = f"từ số {entries[0]['number']} đến số {entries[-1]['number']}" if entries else ""
    return ListPaper(
        office=office,
        title="Trích sổ gốc cấp giấy chứng nhận",
        subject=f"Năm {year}; {first_to_last}",
        lying=True,
        day=day,
        preparer="NGƯỜI TRÍCH SỔ",
        columns=EXTRACT_COLUMNS,
        rows=rows,
        said=(f"Trích {formats.count_in_sentence(len(entries))} dòng, đúng với sổ gốc{struck}.",),
        small_print=f"Trích lúc {formats.moment(drawn_at)}. Để đối chiếu với nhật ký của phần mềm: việc thứ "
        f"{formats.number(trail_length)}, mã SHA-256 bắt đầu bằng {trail[:SHOWN]}",
        most=MOST,
        empty=_("Sổ cấp năm %(year)s chưa có dòng nào trong khoảng này.", year=year),
    )
