"""Draws the register extract: A4 landscape, an official paper with header, number and date."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.country import codes, formats
from app.documents import bounds
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer, Signer
from app.documents.official import LANDSCAPE, STYLES, letterhead
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.signatures import BY_HAND, Signature, sealed
from app.documents.tables import Column, Row, Table, ruled
from app.documents.templates import page

MOST = 5000  # entries of an extract: a year of a large ward


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register. `ended` strikes it out: replaced or revoked, and `note` says so."""

    number: str
    name: str
    birth_year: int | None
    sex: str
    group: str
    issued_on: date | None
    code: str
    handed_on: date | None = None
    note: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The entries of one course that follow one another, under a line that names course and decision."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RegisterExtract:
    """What stands on the extract of a year.

    `day` is that of the paper (None leaves room), `number` its own ("" leaves room to write it in). `trail` is the
    audit trail's last hash at `drawn_at` (aware) with its length: by it the extract can be held against the trail.
    """

    issuer: Issuer
    signer: Signer
    year: int
    bands: tuple[Band, ...]
    trail: str
    trail_length: int
    drawn_at: datetime
    number: str = ""
    day: date | None = None
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""


def draw(extract: RegisterExtract) -> bytes:
    """The extract as PDF. Raises `Unprintable` for one out of bounds or empty, `PaperFault` when drawing fails."""
    entries = [entry for band in extract.bands for entry in band.entries]
    if not entries:
        raise Unprintable(_("Sổ cấp năm %(year)s chưa có dòng nào trong khoảng này.", year=extract.year))
    bounds.check(((entry.name, entry.group, entry.note) for entry in entries), most=MOST)
    html = page("register_extract/page.html", **_content(extract, entries))
    return lay_out(html, (*STYLES, "register_extract/print.css"), tagged=True, nearer=[CLOSER]).pdf


def _content(extract: RegisterExtract, entries: list[Entry]) -> dict[str, object]:
    issuer = extract.issuer
    ended = sum(entry.ended for entry in entries)
    return {
        "extract": extract,
        **letterhead(issuer, text_width=LANDSCAPE, day=extract.day, number=extract.number),
        "subject": f"Năm {extract.year}; từ số {entries[0].number} đến số {entries[-1].number}",
        "table": _table(extract),
        "count": formats.count_in_sentence(len(entries)),
        "ended": formats.count_in_sentence(ended) if ended else "",
        "trail": f"Nhật ký của phần mềm lúc {formats.moment(extract.drawn_at)}: việc thứ "
        f"{formats.number(extract.trail_length)}, mã SHA-256 {extract.trail}",
        "signers": (Signature("NGƯỜI TRÍCH SỔ", BY_HAND, extract.prepared_by), sealed(extract.signer)),
    }


def _table(extract: RegisterExtract) -> Table:
    columns = [
        Column("STT", "place"),
        Column("Số vào\nsổ cấp", "number", "tight entry", least=20.5),
        Column("Họ và tên", "name", "left entry", most=70, grow=2),
        Column("Năm\nsinh", "year"),
        Column("Giới\ntính", "sex"),
        Column(extract.group_label, "group", "left", group=True, most=38, grow=1),
        Column("Ngày cấp", "issued_on", "tight"),
        Column("Mã tra cứu", "code", "small tight"),
        Column("Ngày nhận", "handed_on", "tight"),
        Column("Ghi chú", "note", "left small", least=18, grow=1),
    ]
    rows: list[Row] = []
    number = 0
    for band in extract.bands:
        rows.append({"band": band.title})
        for entry in band.entries:
            number += 1
            rows.append(_row(number, entry))
    return ruled(columns, rows, width=LANDSCAPE)


def _row(number: int, entry: Entry) -> dict[str, object]:
    return {
        "place": number,
        "number": entry.number,
        "name": entry.name,
        "year": entry.birth_year or "",
        "sex": entry.sex,
        "group": entry.group,
        "issued_on": formats.date(entry.issued_on) if entry.issued_on else "",
        "code": codes.spoken(entry.code),
        "handed_on": formats.date(entry.handed_on) if entry.handed_on else "",
        "note": entry.note,
        "look": "ended" if entry.ended else "",
    }
