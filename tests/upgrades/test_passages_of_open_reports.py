"""An open report of the release before: what nobody edited is drafted anew by its new key, what somebody edited stays
last of its part; a report that was sent keeps its passages."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.following import current
from app.models import AdministrativeUnit, Report, ReportPassage, ReportState, Role
from app.models.reports.passage import draft
from app.models.reports.receivers import receivers
from app.web.database import immediate, schema
from tests.factories import make_account, make_plan, make_report
from tests.upgrades.revisions import before_revision

# Part, key, text, what the machine wrote: as that release drafted them.
BEFORE = (
    ("I", "luc-luong", "Có ⟦so.dai-su⟧ Đại sứ số.", "Có ⟦so.dai-su⟧ Đại sứ số."),
    ("III", "lop", "Phường mở ⟦so.lop⟧ lớp, bà con mừng.", "Đã tổ chức ⟦so.lop⟧ lớp."),
    ("III", "ho-tro", "Đã hỗ trợ ⟦so.luot-ho-tro⟧ lượt.", "Đã hỗ trợ ⟦so.luot-ho-tro⟧ lượt."),
    ("IV", "con-thieu", "Máy chiếu hỏng.", ""),
    ("V", "tap-trung", "Tập trung.", "Tập trung."),
)
OF_PROVINCES = ("chi-dao", "xong.I", "chua-co-so")


def _write(session: Session, report: Report) -> None:
    session.execute(delete(ReportPassage).where(ReportPassage.report_id == report.id))
    for place, (part, key, text, machine) in enumerate(BEFORE):
        values = {"lead": key, "text": text, "drafted": machine}
        session.add(ReportPassage(report=report, key=key, part=part, position=place, **values))


def _of_a_province(session: Session, ward: AdministrativeUnit) -> int:
    """An open report of the province, without what it did itself: that release had no passages for it."""
    province = ward.parent
    assert province
    row = make_report(session, province, by=make_account(session, province, Role.PROVINCE_OFFICER))
    row.plan = None
    draft(session, row, drafted(counted(session, row, clock.today()), []))
    own = ReportPassage.report_id == row.id, ReportPassage.key.in_(OF_PROVINCES)
    session.execute(delete(ReportPassage).where(*own))
    return row.id


def _passages(session: Session, report_id: int) -> dict[str, tuple[str, str]]:
    rows = session.scalars(select(ReportPassage).where(ReportPassage.report_id == report_id)).all()
    return {each.key: (each.part, each.text) for each in rows}


@pytest.mark.core("open reports that earlier releases drafted")
def test_open_reports_have_the_passages_of_new_drafts(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            unit = session.scalars(AdministrativeUnit.called("05443")).one()
            plan, by = make_plan(session, unit), make_account(session, unit, Role.OFFICER)
            days = {"plan": plan, "since": date(2026, 1, 1), "until": date(2026, 6, 30)}
            first, sent = (make_report(session, unit, by=by, name=name, **days) for name in ("một", "hai"))
            for each in (first, sent):
                _write(session, each)
            sent.state, sent.figures = ReportState.SENT, '{"by_key":{}}'
            session.flush()
            before, ids = _passages(session, sent.id), (first.id, sent.id, _of_a_province(session, unit))
        schema.downgrade(before_revision("0096"))
        schema.upgrade()
        with immediate() as session:
            report = session.get_one(Report, ids[0])
            found = _passages(session, report.id)
            figures = counted(session, report, clock.today())
            wanted = {each.key for each in drafted(figures, receivers(report)) if each.part != "Z"}
            assert wanted - found.keys() <= {"I.trong", "II.trong", "IV.trong"}
            edited = {key: each for key, each in found.items() if each[1]}
            assert edited == {"cu.lop": ("III", BEFORE[1][2]), "con-thieu": ("IV", "Máy chiếu hỏng.")}
            texts = current(report, session.scalars(ReportPassage.of(report.id)).all(), figures)
            assert [each.passage.key for each in texts if each.passage.part == "III"][-1] == "cu.lop"
            assert _passages(session, ids[1]) == before
            assert {*OF_PROVINCES} <= _passages(session, ids[2]).keys()
            assert "nguyen-nhan" not in _passages(session, ids[2])
