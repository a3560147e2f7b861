"""What stands in a periodic report, every figure as it is printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.documents import faults
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer, Signer
from app.documents.official import Numbered

# Of the body: 40 pages are more than anybody reads, and as much as is laid out in the time of a list.
MOST_SIGNS, MOST_PARAGRAPHS = 100_000, 500


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its `lead` is printed before the text ("1. Phổ cập kỹ năng số."), bold, on `level` 2 italic."""

    text: str
    lead: str = ""
    level: int = 1


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A part of the body: "II", "Kết quả thực hiện các chỉ tiêu", its paragraphs."""

    numeral: str
    title: str
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A row of the annex of targets: goal, `denominator` (Tổng số), `part` (Số đạt), share, whether met."""

    name: str
    unit: str
    goal: str
    denominator: str
    part: str
    share: str
    met: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of the annex of counts: `now`, in the period before, in the same period of the year before; below which
    `group` it stands."""

    words: str
    unit: str
    now: str
    before: str
    year_before: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A row of the annex of who reported to a province: the ward, by when, when it came, its number, what is amiss."""

    name: str
    due: str
    day: str
    number: str
    note: str


@dataclass(frozen=True, slots=True)
class WardRow:
    """A row of the annex of a province's wards: what one has of a target, below the target's name (`group`)."""

    name: str
    denominator: str
    part: str
    share: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row of the annex of finished tasks: what was to be done, who led, what was done."""

    task: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class PeriodicReport(Numbered):
    """The report of a span ("6 tháng đầu năm 2026"): `subject` below its kind, `opening`, parts, `closing`, annexes.

    Without `number` ("142/BC-UBND") or `day` it is a draft: marked, with room for both and without the signer's name.
    An annex without rows is left out. `who` reports, in a sentence, where that is not the office: "Ban
    Thường vụ Đảng ủy phường …".
    """

    issuer: Issuer
    signer: Signer
    subject: str
    span: str
    opening: str
    parts: tuple[ReportPart, ...]
    closing: str
    receivers: tuple[str, ...]
    year: int
    targets: tuple[TargetRow, ...] = ()
    counts: tuple[CountRow, ...] = ()
    wards: tuple[WardRow, ...] = ()
    senders: tuple[SenderRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    who: str = ""
    number: str = ""
    day: date | None = None

    @property
    def issued_number(self) -> str:
        """The number, "" on a draft."""
        return "" if self.is_draft else self.number

    @property
    def issued_on(self) -> date | None:
        """The day, None on a draft."""
        return None if self.is_draft else self.day

    @property
    def signed_by(self) -> str:
        """The signer's name, "" on a draft."""
        return "" if self.is_draft else self.signer.name


def check(report: PeriodicReport) -> None:
    """Look at a report before it is drawn.

    Raises:
        Unprintable: its text is longer than anybody reads, or a row of an annex is.
    """
    faults.check(
        (row.name, row.unit, row.goal, row.denominator, row.part, row.share, row.met, row.note)
        for row in report.targets
    )
    faults.check((row.words, row.unit, row.now, row.before, row.year_before) for row in report.counts)
    faults.check((row.name, row.due, row.day, row.number, row.note) for row in report.senders)
    faults.check((row.group, row.name, row.denominator, row.part, row.share) for row in report.wards)
    faults.check((row.task, row.lead, row.text) for row in report.answers)
    faults.check((line,) for line in (report.subject, report.span, *report.receivers))
    texts = list(_texts(report))
    if len(texts) > MOST_PARAGRAPHS or sum(map(len, texts)) > MOST_SIGNS:
        raise Unprintable(_("Báo cáo dài quá, không in được một lần."))


def _texts(report: PeriodicReport) -> Iterator[str]:
    yield from (report.opening, report.closing)
    for part in report.parts:
        yield part.title
        for paragraph in part.paragraphs:
            yield paragraph.lead + paragraph.text
