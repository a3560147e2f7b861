"""Draws the periodic report: A4, its annexes in the same file (Nghị định 30/2020/NĐ-CP, phụ lục I): which there are,
their columns and rows."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from markupsafe import Markup

from app.documents.issuers import sealed
from app.documents.official import PORTRAIT, STYLES, day_words, in_sentence, letterhead, number_itself, unbroken
from app.documents.periodic_report.content import PeriodicReport, check
from app.documents.rendering import LaidOut, lay_out
from app.documents.tables import Column, Row, ruled
from app.documents.templates import page

KIND, ROMAN = "BC", ("I", "II", "III", "IV", "V")
TARGETS = (
    Column("STT", "place"),
    Column("Chỉ tiêu", "name", "left", grow=2),
    Column("ĐVT", "unit"),
    Column("Chỉ tiêu\ngiao", "goal", least=17, most=24),
    Column("Tổng\nsố", "denominator", "right"),
    Column("Số\nđạt", "part", "right"),
    Column("%", "share", "right", least=14),
    Column("Đạt/\nChưa", "met"),
    Column("Ghi chú", "note", "left", least=24),
)
COUNTS = (
    Column("STT", "place"),
    Column("Nội dung", "words", "left", grow=1),
    Column("ĐVT", "unit", least=18),
    Column("Kỳ này", "now", "right", least=22),
    Column("Kỳ trước", "before", "right", least=22),
    Column("Cùng kỳ\nnăm trước", "year_before", "right", least=22),
)
# Left out where no row has one.
OPTIONAL = ("before", "year_before", "note", "due")
WARDS = (
    Column("STT", "place"),
    Column("Phường, xã", "name", "left", grow=1),
    Column("Tổng số", "denominator", "right", least=24),
    Column("Số đạt", "part", "right", least=24),
    Column("%", "share", "right", least=18),
)
SENDERS = (
    Column("STT", "place"),
    Column("Phường, xã", "name", "left", grow=1),
    Column("Hạn", "due", least=22),
    Column("Ngày gửi", "day", least=22),
    Column("Số văn bản", "number", "left", least=30),
    Column("Ghi chú", "note", "left", least=28),
)
ANSWERS = (
    Column("STT", "place"),
    Column("Nhiệm vụ", "task", "left", grow=1),
    Column("Chủ trì", "lead", "left", least=30),
    Column("Kết quả", "text", "left", grow=1),
)


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex: "Phụ lục I", its title in capitals, its columns and rows; `name` is what templates call its rows."""

    name: str
    head: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def annexes(report: PeriodicReport) -> list[Annex]:
    """Those that have rows; numbered where there are several."""
    known = [
        (name, title, columns, rows)
        for name, title, columns, rows in (
            ("targets", "Kết quả thực hiện các chỉ tiêu", TARGETS, list(_rows(report.targets))),
            ("counts", "Số liệu kết quả triển khai", COUNTS, list(_rows(report.counts))),
            ("answers", "Kết quả thực hiện nhiệm vụ", ANSWERS, list(_rows(report.answers))),
            ("wards", "Kết quả của từng phường, xã", WARDS, list(_rows(report.wards, anew=True))),
            ("senders", "Tình hình gửi báo cáo", SENDERS, list(_rows(report.senders))),
        )
        if rows
    ]
    return [
        Annex(
            name,
            f"Phụ lục {ROMAN[number - 1]}" if len(known) > 1 else "Phụ lục",
            f"{title} {report.span}".upper(),
            _printed(columns, rows),
            tuple(rows),
        )
        for number, (name, title, columns, rows) in enumerate(known, 1)
    ]


def _printed(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns without those of a comparison or a note that no row has."""
    return tuple(each for each in columns if each.cell not in OPTIONAL or any(row[each.cell] for row in rows))


def _rows(rows: tuple[Any, ...], *, anew: bool = False) -> Iterator[Row]:
    """The rows, numbered, each group below its name, and with `anew` numbered from 1."""
    stood, before = "", 0
    for place, row in enumerate(rows):
        cells = asdict(row)
        if (group := cells.pop("group", "")) != stood:
            yield {"place": "", **dict.fromkeys(cells, ""), next(iter(cells)): group, "band": group}
            stood, before = group, place if anew else before
        if any(cells.values()):  # else it is a line of words across the table
            yield {"place": place - before + 1, **cells}


def accompanied(report: PeriodicReport) -> Markup:
    """ "(Kèm theo Báo cáo số 142/BC-UBND ngày 18 tháng 5 năm 2026 của Ủy ban nhân dân phường Phan Đình Phùng)"."""
    issuer = report.issuer
    comma = "," if issuer.style == "party" else ""
    return Markup("(Kèm theo Báo cáo số {}{} {} của {})").format(
        number_itself(issuer, report.issued_number, KIND),
        comma,
        day_words(report.issued_on, report.year),
        unbroken(report.who or in_sentence(issuer.full_name)),
    )


def subject(report: PeriodicReport) -> str:
    """What the report is of, which the party goes on to say below the kind of its paper: "kết quả triển khai …"."""
    text = report.subject
    return text[:1].lower() + text[1:] if report.issuer.style == "party" else text


def receivers(report: PeriodicReport) -> list[str]:
    """The lines below "Nơi nhận": the party ends them by commas."""
    last = len(report.receivers)
    between = "," if report.issuer.style == "party" else ";"
    return [f"- {line}{'.' if place == last else between}" for place, line in enumerate(report.receivers, 1)]


def draw(report: PeriodicReport) -> bytes:
    """The report as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    check(report)
    return _laid(report, nearer=is_nearer(report)).pdf


def is_nearer(report: PeriodicReport) -> bool:
    """Whether its lines are nearer together, because that saves a sheet. Measured without annexes, which it does not
    concern and which take most of the time. Raises as `draw`."""
    body = replace(report, targets=(), counts=(), wards=(), senders=(), answers=())
    check(body)
    pages = _laid(body).pages
    return pages > 1 and _laid(body, nearer=True).pages < pages


def _laid(report: PeriodicReport, *, nearer: bool = False) -> LaidOut:
    more = ("periodic_report/nearer.css",) if nearer else ()
    html = page("periodic_report/page.html", **_content(report))
    return lay_out(html, (*STYLES, "periodic_report/print.css", *more), tagged=True)


def _content(report: PeriodicReport) -> dict[str, object]:
    number, day = report.issued_number, report.issued_on
    return {
        "report": report,
        **letterhead(report.issuer, text_width=PORTRAIT, day=day, number=number, kind=KIND, year=report.year),
        "opening": unbroken(report.opening),
        "closing": unbroken(report.closing),
        "subject": unbroken(subject(report)),
        "signer": sealed(replace(report.signer, name=report.signed_by)),
        "annexes": [(annex, ruled(annex.columns, annex.rows, width=PORTRAIT, trade=True)) for annex in annexes(report)],
        "accompanied": accompanied(report),
    }
