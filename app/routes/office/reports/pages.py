"""What the pages of one report share: which it is, what stands on it, and who may do what."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.reports.binding import Bound, keys_in, parts
from app.indicators.reports.drafting import RECEIVERS, TITLES
from app.indicators.reports.figures import figures_of
from app.indicators.reports.following import Current, current
from app.indicators.reports.headings import new_levels
from app.indicators.reports.lines import EARLIER, Figures
from app.indicators.reports.target_sentences import verdict_words
from app.indicators.reports.unit_words import Standing, UnitWords, words_for
from app.jobs import report_orders
from app.models import (
    ArrivalRemark,
    Document,
    Report,
    ReportArrival,
    ReportPassage,
    ReportRemark,
    ReportState,
    Role,
)
from app.models.reports.due import DONE
from app.models.targets.plan import shortened
from app.models.trust.sealed import fingerprint, public_key
from app.routes.jobs import progress_of
from app.routes.office.approvals.deciding import standing
from app.routes.office.lookups import unit_ids
from app.routes.office.reports.figure_sources import changed_since_sent, opens, reread, since_sent
from app.routes.office.reports.gaps import Gap, Lacks, gaps_of, is_blank
from app.routes.trail import note_act
from app.web.access import one_or_404
from app.web.database import db

PLACE = "/bao-cao/<uuid:report>"
# Who writes reports, of a ward or of a province, and who reads them.
WRITERS = (Role.OFFICER, Role.PROVINCE_OFFICER)
READERS = (*WRITERS, Role.LEADER)
# The word of a state, its look and its icon.
STATES: Mapping[str, tuple[object, str, str]] = {
    ReportState.DRAFT: (_l("Bản nháp"), "", "pencil"),
    ReportState.SENT: (_l("Đã gửi lãnh đạo"), "", "send"),
    ReportState.SIGNING: (_l("Chờ ký, ban hành"), "", "send"),
    ReportState.RETURNED: (_l("Cần sửa"), "warn", "pencil"),
    ReportState.APPROVED: (_l("Đã duyệt"), "good", "check"),
    ReportState.LOCKED: (_l("Đã khóa"), "good", "lock"),
}


# Who signs papers of a style, as one speaks of them.
BODIES: Mapping[str, object] = {"state": _l("UBND"), "party": _l("Đảng ủy"), "front": _l("Mặt trận")}


class Paragraph(NamedTuple):
    """A passage in its pieces as it reads now, with what is to be mended in it; `levels`: the headings that stand
    before it, its own last."""

    passage: ReportPassage
    lead: str
    pieces: Sequence[str | Bound]
    remarks: Sequence[ReportRemark]
    waits: bool = False
    levels: Sequence[str] = ()
    news: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.pieces

    @property
    def is_shown(self) -> bool:
        """Whether it stands on the page: one that lacks its figure does not, one that waits for words does."""
        return bool(self.pieces) or self.waits or bool(self.remarks)


class ReportPart(NamedTuple):
    numeral: str
    title: object
    paragraphs: Sequence[Paragraph]
    gaps: Sequence[Gap] = ()
    words: Sequence[UnitWords] = ()

    @property
    def lacks(self) -> str:
        """What it lacks, counted: "5 chưa có số, 1 rỗng"."""
        many = Counter(each.kind for each in self.gaps)
        counts = (
            (many[Lacks.NUMBER], _l("%(count)s chưa có số")),
            (many[Lacks.ANSWERS], _l("%(count)s chưa đủ nơi báo")),
            (many[Lacks.PAPER], _l("%(count)s chưa có văn bản")),
            (many[Lacks.NEWER], _l("%(count)s có số mới hơn")),
            (many[Lacks.WORDS], _l("%(count)s rỗng")),
        )
        return ", ".join(str(words) % {"count": count} for count, words in counts if count)

    @property
    def begins(self) -> str:
        """How its text begins."""
        pieces = next((each.pieces for each in self.paragraphs if each.pieces), ())
        return shortened("".join(each if isinstance(each, str) else str(each.shown) for each in pieces))

    @property
    def unread(self) -> int:
        """How many words of units nobody took or left out, or were changed since."""
        return sum(each.standing in (Standing.NEW, Standing.CHANGED) for each in self.words)

    @property
    def passed_over(self) -> Sequence[UnitWords]:
        """The words that were left out."""
        return [each for each in self.words if each.standing is Standing.PASSED_OVER]

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return all(each.is_empty for each in self.paragraphs)

    @property
    def remarks(self) -> int:
        """How much is to be mended in it."""
        return sum(len(each.remarks) for each in self.paragraphs)


def report_here(report: UUID, *roles: Role) -> Report:
    """The report of an address; a 404 for another ward's."""
    row: Report = one_or_404(Report.called(str(report), unit_ids(*roles or READERS)))
    return row


def page_of(row: Report, *, asked: str = "", every: bool = False) -> dict[str, Any]:
    """What the page of a report tells; `asked`: the figure about which more is told; `every`: all figures that could
    stand in it, else those that do."""
    session, today = db.session(), clock.today()
    passages = session.scalars(ReportPassage.of(row.id)).all()
    stand = {*keys_in(each.text for each in passages), asked, f"{asked.removesuffix(EARLIER)}{EARLIER}"}
    figures = figures_of(session, row, today, None if every else stand)
    texts = current(row, passages, figures)
    remarks = session.scalars(ReportRemark.of(row.id)).all()
    unsettled = [] if row.state in DONE else ReportRemark.open_ones(remarks)  # nobody mends what was decided
    read = words_for(session, row, [each.text for each in texts], figures.answers, today)
    figure, gaps = figures.by_key.get(asked), gaps_of(row, texts, figures)
    filed = session.scalars(Document.of_report(row.id)).one_or_none()
    job = report_orders.asked(session, filed) if filed and not filed.file else None
    return {
        "row": row,
        "unit": row.unit,
        "figures": figures,
        "texts": texts,
        "parts": parts_of(texts, unsettled, figures, gaps, read.lines),
        "read": read,
        "verdict": "" if figures.senders else verdict_words(figures.targets),
        "gaps": gaps,
        "receivers": next((each for each in texts if each.passage.part == RECEIVERS), None),
        "remarks": remarks,
        "open_remarks": unsettled,
        "state": STATES[row.state],
        "body": BODIES[row.style] if row.is_anothers else "",
        "figure": figure,
        "opens": opens(row, figure) if figure else "",
        "reread": reread(row, texts, figures),
        "since_sent": since_sent(session, row, figure) if figure else "",
        "changed_since_sent": partial(changed_since_sent, session, row),
        "document": filed,
        **above(session, row),
        "drawing": progress_of(job) if job else None,
        "officer": row.unit_id in unit_ids(*WRITERS),
        "left": (row.due_on - today).days if row.due_on else None,
        **standing(row),
    }


def above(session: Session, row: Report) -> dict[str, Any]:
    """A locked report at the province, and what is asked about it there; what another body issued is none of its."""
    if row.state != ReportState.LOCKED or row.unit.parent_id is None or row.is_anothers:
        return {"goes_up": False}
    arrival = session.scalars(ReportArrival.of_report(row.id)).one_or_none()
    asked = session.scalars(ArrivalRemark.of(arrival.id)).all() if arrival else []
    key_mark = fingerprint(public_key(str(current_app.secret_key)))
    return {"goes_up": True, "arrival": arrival, "asked_above": asked, "key_mark": key_mark}


def parts_of(
    texts: Sequence[Current], unsettled: Sequence[ReportRemark], figures: Figures, gaps: Sequence[Gap] = (),
    words: Sequence[UnitWords] = (),
) -> list[ReportPart]:  # fmt: skip
    paragraphs = [
        Paragraph(
            each.passage, each.lead, parts(each.text, figures.by_key),
            [note for note in unsettled if note.passage_id == each.passage.id], is_blank(each, texts), news=each.news,
        )
        for each in texts
    ]  # fmt: skip
    return [
        ReportPart(
            numeral,
            title,
            _with_levels([each for each in paragraphs if each.passage.part == numeral]),
            [each for each in gaps if each.part == numeral],
            [each for each in words if each.part == numeral],
        )
        for numeral, title in TITLES.items()
    ]


def _with_levels(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What stands under one heading has it once."""
    found, before = [], ""
    for each in paragraphs:
        own = [each.lead.rpartition("\n")[2]] if each.lead else []
        found.append(each._replace(levels=own if each.is_empty else new_levels(each.lead, before)))
        before = before if each.is_empty else each.lead or before
    return found


def text_now(row: Report, one: ReportPassage) -> str:
    """How a passage reads now, in its stored form."""
    if not row.is_open or one.text != one.drafted:
        return one.text
    wanted = keys_in([one.text]) if row.unit.is_ward else None
    return current(row, [one], figures_of(db.session(), row, clock.today(), wanted))[0].text


def note(session: Session, act: str, row: Report, **detail: object) -> None:
    """Note what the visitor does to a report, in the write transaction under way."""
    note_act(session, act, row.unit_id, ("report", row.public_id), {"name": row.span, **detail})
