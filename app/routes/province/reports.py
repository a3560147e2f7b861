"""/tinh/bao-cao: which wards have reported of a span, which not; what one reported, remarked on and accepted; all of
them added up."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, figures
from app.country.figures import UNKNOWN_CELL
from app.country.names import clean_lines
from app.exchange.exports.values import Sheet, Value
from app.indicators.reports.arrivals import Arrived, arrived, changes, ended_words
from app.indicators.reports.lines import Figures
from app.indicators.reports.rollup import RollUp, RollUpRow, WardPart
from app.models import AdministrativeUnit, ArrivalRemark, Document, OutsideReport, Report, ReportArrival, Role
from app.models.reports.due import DueAbove, due_above
from app.routes.issued_files import as_issued
from app.routes.office.imports.intakes import sheets_file
from app.routes.office.lookups import units
from app.routes.office.reports.pages import STATES
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

reports = Blueprint("reports", __name__)

READERS = (Role.PROVINCE_OFFICER, Role.LEADER)
HERE, ONE = "/bao-cao", "/bao-cao/<uuid:arrival>"
LONGEST = 1000
MONTH = timedelta(days=31)


class ReportLine(NamedTuple):
    """A ward, here or on another server, and what of a span is known of it: when it is due there, what arrived, how
    often, how much it was asked and has not answered; `ended`: where its ward went; it `counts` but where its numbers
    lie within another's."""

    ward: AdministrativeUnit | OutsideReport
    due: DueAbove | None
    arrival: ReportArrival | OutsideReport | None
    editions: int = 0
    unanswered: int = 0
    ended: str = ""
    counts: bool = True

    @property
    def address(self) -> str:
        """Where what arrived is read."""
        if isinstance(self.arrival, OutsideReport):
            return url_for("province.outside.show", outside=self.arrival.public_id)
        return url_for("province.reports.show", arrival=self.arrival.public_id) if self.arrival else ""


def provinces_read() -> set[int]:
    """The provinces whose reports the visitor reads, as their officer or leader; none for who leads wards alone."""
    here = current_visitor().units(Role.PROVINCE_OFFICER)
    if Role.LEADER in current_visitor().roles:
        here |= {each.id for each in units(Role.LEADER) if not each.is_ward}
    return here


def writes_in(unit_ids: Collection[int]) -> bool:
    """Whether the visitor is the officer of some provinces, who asks, accepts and takes in files."""
    return not current_visitor().units(Role.PROVINCE_OFFICER).isdisjoint(unit_ids)


def _provinces(here: Collection[int]) -> Sequence[AdministrativeUnit]:
    return db.session.scalars(AdministrativeUnit.among(here)).all()


@reports.get(HERE)
@requires(*READERS)
def index() -> Answer:
    """The spans of which wards report, the latest first, and how many have."""
    session, here = db.session(), provinces_read()
    if not here:
        return see_other(url_for("office.reports.index"))
    wards: set[int | str] = {each.id for each in session.scalars(AdministrativeUnit.wards_of(here))}
    days = {each.span: each.due for each in due_above(session, here, clock.today())}
    sent: dict[str, set[int | str]] = {span: set() for span in days}
    outside = session.execute(OutsideReport.spans(here)).all()
    for span, _since, until, ward in (*session.execute(ReportArrival.spans(here)), *outside):
        days.setdefault(span, until)
        sent.setdefault(span, set()).add(ward)
    counts = {span: (len(each), len(wards | each)) for span, each in sent.items()}
    for span in (span for span, each in sent.items() if {one for one in each if isinstance(one, int)} - wards):
        found = arrived(session, here, span)  # some of its wards ended
        counts[span] = len(found.rows), found.expected
    spans = sorted(((day, span, *counts[span]) for span, day in days.items()), reverse=True)
    return render_template(
        "province/reports/index.html", spans=spans, provinces=_provinces(here), officer=writes_in(here)
    )


def _unknown() -> Response:
    """A span of which nothing came, and which no rule asks for: on to those there are."""
    flash(_("Chưa có báo cáo nào của kỳ này."))
    return see_other(url_for("province.reports.index"))


def nearest_span(session: Session, here: Collection[int], today: date) -> str:
    """The span whose day was last within a month, else that whose day comes next; empty where no rule asks for one.
    One statement."""
    days = sorted({(each.due, each.span) for each in due_above(session, here, today)})
    lately = [span for day, span in days if today - MONTH <= day <= today]
    return next(iter([*lately[-1:], *(span for day, span in days if day > today)]), "")


@reports.get(f"{HERE}/ky")
@requires(*READERS)
def span() -> Answer:
    """Of a span (`ten`) each ward: who has not reported first."""
    name, session, here = request.args.get("ten", ""), db.session(), provinces_read()
    lines = span_lines(session, here, name)
    if not any(line.arrival or line.due for line in lines):
        abort(_unknown())
    own = session.scalars(Report.summing_up(here, *Report.read_span(name))).all()
    return render_template(
        "province/reports/span.html", span=name, lines=lines, today=clock.today(), own=own, states=STATES,
        provinces=_provinces(here), officer=writes_in(here),
    )  # fmt: skip


def span_lines(session: Session, here: Collection[int], name: str) -> list[ReportLine]:
    """A line a ward of some provinces, on this server or another: what of a span is known of it; who has not reported
    first. The number of statements does not depend on the number of wards."""
    arrivals = session.scalars(ReportArrival.of_span(here, name)).all()
    due = {each.ward_id: each for each in due_above(session, here, clock.today()) if each.span == name}
    newest, outside = ReportArrival.newest(arrivals), OutsideReport.newest(session, here, name)
    within, ended = ReportArrival.within(newest), {each.ward_id: words for each, words in ended_words(newest).items()}
    counting = {each.ward_id: each for each in newest}
    open_ones = [
        each.arrival_id for each in session.scalars(ArrivalRemark.of(*(each.id for each in newest)))
        if not each.answered_at
    ]  # fmt: skip
    lines = [
        ReportLine(ward, due.get(ward.id), one := counting.get(ward.id),
                   sum(each.ward_id == ward.id for each in arrivals), open_ones.count(one.id) if one else 0,
                   ended.get(ward.id, ""), one not in within)
        for ward in session.scalars(AdministrativeUnit.ever_of(here))
        if ward.valid_to is None or ward.id in counting
    ]  # fmt: skip
    lines += [ReportLine(each, None, each) for each in outside]
    return sorted(lines, key=lambda line: line.arrival is not None)


def _added_up() -> tuple[str, RollUp, Arrived]:
    """Of the span that is asked for: all that counts of it, added up, and what arrived."""
    name = request.args.get("ten", "")
    found = arrived(db.session(), provinces_read(), name)
    if not found.rows:
        abort(_unknown())
    return name, found.rolled, found


@reports.get(f"{HERE}/cong")
@requires(*READERS)
def total() -> Answer:
    """All wards of a span added up: sum of sum, with who is missing by name."""
    name, rolled, here = _added_up()
    return render_template("province/reports/total.html", span=name, rolled=rolled, here=here)


@reports.get(f"{HERE}/cong.xlsx")
@requires(*READERS)
def sheets() -> Response:
    """The same as a workbook: the sums, and both halves of each ward."""
    name, rolled, here = _added_up()
    return sheets_file("tong-hop-bao-cao", sheets_of(rolled, here), title=str(_("Tổng hợp %(span)s", span=name)))


def sheets_of(rolled: RollUp, here: Arrived) -> list[Sheet]:
    """A sheet of sums, one of each ward's figures, who has not reported, and wards that ended; none without rows."""
    head = [_("Nội dung"), _("ĐVT"), _("Số đạt"), _("Tổng số"), "%", _("Số nơi có số"), _("Nơi chưa có số"),
            _("Nơi chưa có tổng số")]  # fmt: skip
    rows = (*rolled.targets, *rolled.counts)
    sums = [
        [each.name, each.unit, _count(each.number), each.denominator, _share(each.share) if each.is_share else None,
         len(each.parts), "; ".join((*each.gaps, *each.short)), "; ".join(each.without)]
        for each in rows
    ]  # fmt: skip
    parts = [[each.name, ward, *_part_cells(each, each.by_ward.get(ward))] for each in rows for ward in rolled.wards]
    return [
        Sheet(str(_("Cộng")), list(map(str, head)), sums),
        Sheet(str(_("Từng nơi")), [str(_("Nội dung")), str(_("Nơi gửi")), str(_("Số đạt")), str(_("Tổng số")), "%"],
              parts),
        *([Sheet(str(_("Chưa gửi")), [str(_("Phường, xã"))], [[each.title] for each in here.lacking])]
          if here.lacking else ()),
        *([Sheet(str(_("Đã gộp")), [str(_("Phường, xã")), str(_("Ghi chú"))],
                 [list(each) for each in here.ended.items()])] if here.ended else ()),
    ]  # fmt: skip


def _part_cells(row: RollUpRow, part: WardPart | None) -> list[Value]:
    if part is None:
        return [UNKNOWN_CELL, UNKNOWN_CELL if row.is_share else None, UNKNOWN_CELL if row.is_share else None]
    return [_count(part.number), part.denominator, _share(part.share) if row.is_share else None]


def _count(number: float | None) -> Value:
    return UNKNOWN_CELL if number is None else figures.value(number)


def _share(percent: float | None) -> Value:
    return UNKNOWN_CELL if percent is None else figures.value_of_share(percent / 100)


# -- one that arrived --------------------------------------------------------------------------------------------------


def _arrival(arrival: UUID) -> ReportArrival:
    row: ReportArrival = one_or_404(
        ReportArrival.in_units(provinces_read()).where(ReportArrival.public_id == str(arrival))
    )
    return row


def _note(session: Session, act: str, row: ReportArrival, **detail: object) -> None:
    facts = {"name": row.span, "ward": row.ward.title, **detail}
    note_act(session, act, row.unit_id, ("report_arrival", row.public_id), facts)


@reports.get(ONE)
@requires(*READERS)
def show(arrival: UUID) -> Answer:
    """What a ward reported: its paper's words and its figures as they were locked, never its books."""
    return render_template("province/reports/show.html", **_page(_arrival(arrival)))


def _page(row: ReportArrival) -> Mapping[str, Any]:
    session = db.session()
    arrivals = session.scalars(ReportArrival.of_span([row.unit_id], row.span)).all()
    newest, own = ReportArrival.newest(arrivals), [each for each in arrivals if each.ward_id == row.ward_id]
    shown, older = Figures.read(row.figures), own[own.index(row) + 1 :]
    return {
        "row": row,
        "paper": row.paper,
        "figures": shown,
        "newer": own[0] if own[0] is not row else None,
        "older": older[0] if older else None,
        "changed": changes(Figures.read(older[0].figures), shown) if older else (),
        "remarks": session.scalars(ArrivalRemark.of(row.id)).all(),
        "ended": ended_words(newest).get(row, ""),
        "places": [part["title"] for part in row.paper["parts"]],
        "typed": request.form,
        "officer": writes_in([row.unit_id]),
    }


@reports.get(f"{ONE}.pdf")
@requires(*READERS)
def file(arrival: UUID) -> Answer:
    """The file of what arrived, byte for byte."""
    row = _arrival(arrival)
    filed = one_or_404(Document.of_report(row.report_id))
    return as_issued(filed, row.number.replace("/", "-"), (_("Không mở được báo cáo này"), _("Tệp đã bị đổi.")))


@reports.post(f"{ONE}/y-kien")
@requires(Role.PROVINCE_OFFICER)
def remark(arrival: UUID) -> Answer:
    """The ward is asked about it (`loi`), at a part (`phan`)."""
    words = clean_lines(request.form.get("loi", ""))
    if not 0 < len(words) <= LONGEST:
        flash(_("Anh chị ghi ý kiến, trong %(longest)s chữ.", longest=LONGEST), "warn")
        return Response(render_template("province/reports/show.html", **_page(_arrival(arrival))), 422)
    with immediate() as session:
        row = _arrival(arrival)
        places = [part["title"] for part in row.paper["parts"]]
        place = next((each for each in places if each == request.form.get("phan")), "")
        session.add(ArrivalRemark(arrival=row, place=place, text=words, by=current_account(), at=clock.now()))
        _note(session, "report_arrival.remarked", row, part=place)
    flash(_("Đã gửi ý kiến về phường, xã."), "good")
    return see_other(url_for("province.reports.show", arrival=arrival) + "#y-kien")


@reports.post(f"{ONE}/tiep-nhan")
@requires(Role.PROVINCE_OFFICER)
def update(arrival: UUID) -> Answer:
    """The province takes note of it; pressed twice it is once."""
    with immediate() as session:
        row = _arrival(arrival)
        if row.accept(session, by=current_account(), now=clock.now()):
            _note(session, "report_arrival.accepted", row)
    flash(_("Đã tiếp nhận."), "good")
    return see_other(url_for("province.reports.show", arrival=arrival))
