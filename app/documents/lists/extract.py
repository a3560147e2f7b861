"""An extract of the register of certificates: numbers in their order, those that no longer hold struck out."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _

from app.country import codes, formats
from app.documents.lists import NUMBER, ListPaper, Office
from app.documents.tables import Column, Row

MOST = 5000  # entries of an extract: a year of a large ward
SHOWN = 16  # signs of the trail's hash, enough to find another one by


COLUMNS = (
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
        columns=COLUMNS,
        rows=rows,
        said=(f"Trích {formats.count_in_sentence(len(entries))} dòng, đúng với sổ gốc{struck}.",),
        small_print=f"Trích lúc {formats.moment(drawn_at)}. Để đối chiếu với nhật ký của phần mềm: việc thứ "
        f"{formats.number(trail_length)}, mã SHA-256 bắt đầu bằng {trail[:SHOWN]}",
        most=MOST,
        empty=_("Sổ cấp năm %(year)s chưa có dòng nào trong khoảng này.", year=year),
    )
