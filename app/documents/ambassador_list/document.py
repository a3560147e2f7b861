"""Draws the list of ambassadors with results: A4 landscape, an official paper with header, number and date."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext as _

from app.country import formats
from app.documents import bounds
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer, Signer
from app.documents.official import LANDSCAPE, STYLES, letterhead
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.signatures import BY_HAND, Signature, sealed
from app.documents.tables import Column, Row, Table, ruled
from app.documents.templates import page

PER_HEADING = 2  # ambassadors a group has on average where groups are headings and no column


@dataclass(frozen=True, slots=True)
class Entry:
    """One ambassador. `open` people mentored now, `reached` people who can do what they wished to; `times` lượt noted
    under their own sign-in, None where they have none. `ended` strikes nothing out: `note` says from when."""

    code: str
    name: str
    birth_year: int | None
    group: str
    organisation: str
    decision: str
    since: date
    training: str
    open: int
    reached: int
    times: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands below: people (each once, however many mentor them) apart from lượt."""

    open: int
    reached: int
    times: int


@dataclass(frozen=True, slots=True)
class AmbassadorList:
    """What stands on the list: `entries` in order of group and code; `day` is that of the paper, `drawn_at` (aware)
    until when results were counted. `subject` says which part of the list it is, "" for all."""

    issuer: Issuer
    signer: Signer
    entries: tuple[Entry, ...]
    totals: Totals
    day: date
    drawn_at: datetime
    subject: str = ""
    target: int | None = None
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""


def draw(paper: AmbassadorList) -> bytes:
    """The list as PDF. Raises `Unprintable` for one out of bounds or empty, `PaperFault` when drawing fails."""
    if not paper.entries:
        raise Unprintable(_("Chưa có Đại sứ số nào để in."))
    bounds.check((each.name, each.group, each.organisation, each.decision, each.note) for each in paper.entries)
    html = page("ambassador_list/page.html", **_content(paper))
    return lay_out(html, (*STYLES, "ambassador_list/print.css"), tagged=True, nearer=[CLOSER]).pdf


def _content(paper: AmbassadorList) -> dict[str, object]:
    totals = paper.totals
    return {
        "paper": paper,
        **letterhead(paper.issuer, text_width=LANDSCAPE, day=paper.day),
        "subject": paper.subject,
        "table": _table(paper),
        "count": formats.count_in_sentence(len(paper.entries)),
        "open": formats.number(totals.open),
        "reached": formats.number(totals.reached),
        "times": formats.number(totals.times),
        "without": formats.count_in_sentence(sum(entry.times is None for entry in paper.entries)),
        "some_without": any(entry.times is None for entry in paper.entries),
        "counted_at": formats.moment(paper.drawn_at),
        "signers": (Signature("NGƯỜI LẬP DANH SÁCH", BY_HAND, paper.prepared_by), sealed(paper.signer)),
    }


def _table(paper: AmbassadorList) -> Table:
    """Under a heading for each group, where these have several; the column of notes only where something is noted."""
    groups = [(group, list(entries)) for group, entries in groupby(paper.entries, key=lambda entry: entry.group)]
    headed = len(paper.entries) >= PER_HEADING * len(groups)
    columns = [
        Column("STT", "place"),
        Column("Mã", "code", "tight"),
        Column("Họ và tên", "name", "left", most=60, grow=2),
        Column("Năm\nsinh", "year"),
        Column(paper.group_label, "group", "left", group=True, most=36, grow=1),
        Column("Đơn vị", "organisation", "left", most=60, grow=2),
        Column("Số QĐ", "decision", "tight"),
        Column("Từ ngày", "since", "tight"),
        Column("Tập\nhuấn", "training"),
        Column("Đang\nkèm", "open"),
        Column("Đã\nđạt", "reached"),
        Column("Lượt\ngiúp", "times"),
        Column("Ghi chú", "note", "left", grow=1),
    ]
    left_out = {"group"} if headed else set()
    left_out |= set() if any(entry.note for entry in paper.entries) else {"note"}
    rows: list[Row] = []
    number = 0
    for group, entries in groups:
        if headed:
            word = paper.group_label
            rows.append({"band": f"{word} {group}" if group else f"Không phụ trách {word[:1].lower()}{word[1:]}"})
        for entry in entries:
            number += 1
            rows.append(_row(number, entry))
    return ruled([each for each in columns if each.cell not in left_out], rows, width=LANDSCAPE, size=11)


def _row(number: int, entry: Entry) -> dict[str, object]:
    return {
        "place": number,
        "code": entry.code,
        "name": entry.name,
        "year": entry.birth_year or "",
        "group": entry.group,
        "organisation": entry.organisation,
        "decision": entry.decision,
        "since": formats.date(entry.since),
        "training": entry.training,
        "open": formats.number(entry.open),
        "reached": formats.number(entry.reached),
        "times": formats.number(entry.times) if entry.times is not None else "–",
        "note": entry.note,
    }
