"""Regenerates the draft of a province's report when ward reports arrive: a sentence about one ward differs from one
about ten. Passages that somebody edited stay."""

from datetime import date

from sqlalchemy.orm import Session

from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.models import Report, ReportArrival, ReportPassage
from app.models.reports.beginning import receivers
from app.models.reports.outside import OutsideReport


def follow(session: Session, arrived: ReportArrival | OutsideReport, today: date) -> None:
    """Regenerates the open report of the province and span of an arrival, if there is one."""
    for report in session.scalars(Report.under_way(arrived.unit_id, *Report.read_span(arrived.span))):
        report.lock(session)
        draft_anew(session, report, today)


def draft_anew(session: Session, report: Report, today: date) -> None:
    """Regenerates the unedited passages of a province's report that is still written; load it locked. A passage that
    the draft no longer has becomes empty."""
    if report.unit.is_ward or not report.is_written:
        return
    there = {each.key: each for each in session.scalars(ReportPassage.of(report.id))}
    wanted = drafted(counted(session, report, today), receivers(report.plan, report.rule))
    now = {each.key: (place, each) for place, each in enumerate(wanted)}
    for key, (place, each) in now.items():
        if key not in there:
            session.add(
                ReportPassage(
                    report=report, key=key, part=each.part, position=place, lead=each.lead, text=each.text,
                    drafted=each.text,
                )
            )  # fmt: skip
    for key, row in there.items():
        text = now[key][1].text if key in now else ""
        if row.changed_by_id is None and row.text == row.drafted != text:
            row.text = row.drafted = text
            row.version += 1
    session.flush()
