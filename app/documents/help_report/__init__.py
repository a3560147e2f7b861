"""Help given in a day or a month: counts in sentences and tables, and the log itself where it is asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.country import formats
from app.documents import faults
from app.documents.help_report.rows import (
    Entry,
    Strokes,
    TopicRow,
    entries_table,
    groups_table,
    strokes_table,
    topics_table,
)
from app.documents.issuers import BY_HAND, Issuer, Signature, Signer, sealed
from app.documents.official import PORTRAIT, STYLES, Numbered, letterhead, tenths
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.tables import Table
from app.documents.templates import page

__all__ = ["Entry", "Figures", "HelpReport", "Strokes", "TopicRow", "draw"]


# Draws the report of help and the help log: A4 portrait, an official paper with header, number and date.
#
# With `entries` it is the log of a day or a month: the counts first, then record by record. Without, counts only.
MOST = 5000  # records of a log: a month of a large ward
# Fewer people than this are not counted out: they could be told from one another.
FEWEST = 5

Named = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted. `logged` lượt one by one, `tallied` from paper, `minutes` over the `timed` lượt that say them,
    `people` known by name and `unnamed` lượt; `places`, `ages`, `results`, `reasons`, `groups` as (name, lượt)."""

    logged: int
    tallied: int
    minutes: int
    timed: int
    people: int
    unnamed: int
    alone: int
    places: Named = ()
    ages: Named = ()
    results: Named = ()
    reasons: Named = ()
    groups: Sequence[tuple[str, int]] = ()
    elsewhere: int = 0  # of whom no group was noted


@dataclass(frozen=True, slots=True)
class HelpReport(Numbered):
    """What stands on the paper. `title` in capitals, the `subject` below it ("Kết quả hỗ trợ người dân"), "" for none,
    and `span` ("Tháng 11 năm 2026") with `within` as a sentence begins ("Trong tháng 11 năm 2026") and `where` as it
    goes on ("tại Quầy 1").

    Without `number` ("31/BC-UBND") or `day` it is a draft: marked, with room for both and without the signer's name;
    `kind` is what a report's number says of it ("BC"). `entries` None leaves the log out; `days` is how many days it
    covers. `receivers` are told below ("Nơi nhận"), none for a paper that stays in the house.
    """

    issuer: Issuer
    signer: Signer
    title: str
    span: str
    within: str
    where: str
    figures: Figures
    subject: str = ""
    kind: str = ""
    receivers: tuple[str, ...] = ()
    year: int | None = None
    topics: tuple[TopicRow, ...] = ()
    strokes: tuple[Strokes, ...] = ()
    entries: tuple[Entry, ...] | None = None
    days: int = 1
    number: str = ""
    day: date | None = None
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    beside_kiosk: bool = False  # some of it beside a tablet: what people did there by themselves is counted apart


def draw(report: HelpReport) -> bytes:
    """The paper as PDF. Raises `Unprintable` for a log out of bounds, `PaperFault` when drawing fails."""
    lines = ((each.topics, each.whom, each.helper, each.name) for each in report.entries or ())
    faults.check(lines, most=MOST)
    html = page("help_report/page.html", **_content(report))
    return lay_out(html, (*STYLES, "help_report/print.css"), tagged=True, nearer=[CLOSER]).pdf


def _content(report: HelpReport) -> dict[str, object]:
    draft = report.is_draft
    day, number = (None, "") if draft else (report.day, report.number)
    signer = replace(report.signer, name="") if draft else report.signer
    preparer = Signature("NGƯỜI TỔNG HỢP", BY_HAND, report.prepared_by)
    return {
        "report": report,
        **letterhead(report.issuer, text_width=PORTRAIT, day=day, number=number, kind=report.kind, year=report.year),
        "sentences": list(filter(None, _sentences(report))),
        "parts": [(caption, table) for caption, table in _parts(report) if table.lines],
        "signers": (sealed(signer),) if report.receivers else (preparer, Signature("NGƯỜI KIỂM TRA", BY_HAND, "")),
    }


def _parts(report: HelpReport) -> Iterator[tuple[str, Table]]:
    """The tables with what stands above each."""
    if report.topics:
        yield "Theo việc", topics_table(report.topics, width=PORTRAIT)
    if report.figures.groups or report.figures.elsewhere:
        label = report.group_label
        caption = f"Theo {label[:1].lower()}{label[1:]} của người được hỗ trợ (lượt ghi từng người)"
        yield caption, groups_table(report.figures.groups, label, elsewhere=report.figures.elsewhere, width=PORTRAIT)
    if report.entries:
        yield "Từng lượt", entries_table(report.entries, with_days=report.days > 1, width=PORTRAIT)
    if report.strokes:
        yield "Nhập bù từ phiếu gạch (lượt, không phải người)", strokes_table(report.strokes, width=PORTRAIT)


def _sentences(report: HelpReport) -> Sequence[str]:
    counted = report.figures
    begin = ", ".join(filter(None, (report.within, report.where)))
    if not counted.logged and not counted.tallied:
        return (f"{begin}, sổ hỗ trợ chưa có lượt nào.",)
    text = f"{begin}, sổ hỗ trợ ghi {_number(counted.logged)} lượt hỗ trợ người dân{_minutes(counted)}."
    if counted.tallied:
        text += (
            f" Ngoài ra có {_number(counted.tallied)} lượt nhập bù từ phiếu gạch trên giấy, đếm riêng: "
            "phiếu không ghi kết quả, tuổi và nơi ở."
        )
    text += _listed(" Theo nơi hỗ trợ", counted.places) + _listed(
        " Theo nhóm tuổi", [(_in_years(name), count) for name, count in counted.ages]
    )
    return text, _ended(counted), _people(counted)


def _minutes(counted: Figures) -> str:
    if not counted.timed:
        return ""
    mean = formats.number(counted.minutes / counted.timed, 1)
    whose = "" if counted.timed == counted.logged else f" của {_number(counted.timed)} lượt có ghi phút"
    return f", tổng thời gian {formats.number(counted.minutes)} phút{whose}, bình quân {mean} phút một lượt"


def _ended(counted: Figures) -> str:
    if not counted.logged:
        return ""
    share = f"{tenths(counted.alone, counted.logged)}%"
    alone = f"{formats.number(counted.alone)}/{formats.number(counted.logged)}"
    text = f"Kết quả: {alone} lượt tự làm được, đạt {share}"
    others = "; ".join(f"{_lower(name)} {_number(count)}" for name, count in counted.results)
    return f"{text}{'; ' + others if others else ''} lượt.{_listed(' Lý do chưa xong', counted.reasons)}"


def _people(counted: Figures) -> str:
    text = ""
    if counted.people:
        people = f"{_number(counted.people)} người" if counted.people >= FEWEST else f"dưới {_number(FEWEST)} người"
        text = f"Số người biết tên: {people}. "
    if counted.unnamed:
        text += f"{_number(counted.unnamed)} lượt không ghi tên. "
    return (
        f"{text}Lượt và người đếm riêng, không cộng với nhau. Một lượt có thể gồm nhiều việc, nên tổng theo việc "
        "lớn hơn hoặc bằng số lượt."
    )


def _listed(begin: str, named: Named) -> str:
    items = "; ".join(f"{_lower(name)} {_number(count)}" for name, count in named)
    return f"{begin}: {items} lượt." if items else ""


def _number(count: int) -> str:
    return formats.count_in_sentence(count)


def _lower(name: str) -> str:
    """A name inside a sentence; one whose first word is capitals throughout ("VNeID") stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _in_years(name: str) -> str:
    """A band of ages in a sentence: "Dưới 16" is "Dưới 16 tuổi"; one that a ward worded itself stays."""
    return f"{name} tuổi" if name[-1:].isdigit() else name
