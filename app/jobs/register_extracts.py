"""Draws an extract of the register of certificates."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.documents import lists
from app.documents.lists.extract import entry, register_extract
from app.documents.official import Decision, supplement_words
from app.documents.tables import Row
from app.jobs import drawing
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.work import Work
from app.models import AdministrativeUnit, Approval, AuditHead, Certificate
from app.models.learning.certificate_lists import registered
from app.models.trust.audit_event import START
from app.web.database import db
from app.web.words.certificates import SEXES, notes


def perform(work: Work) -> str:
    """Draw the extract of the register of `unit` and `year`, from `first` to `last` if given."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    year, first, last = (int(work.arguments[name] or 0) for name in ("year", "first", "last"))
    wanted = registered(unit.id, year).options(
        joinedload(Certificate.registration), joinedload(Certificate.replaces), joinedload(Certificate.replaced_by)
    )
    if first:
        wanted = wanted.where(Certificate.number >= first)
    if last:
        wanted = wanted.where(Certificate.number <= last)
    head = db.session.scalars(select(AuditHead)).one_or_none()
    paper = register_extract(
        office_of(unit, work),
        year,
        _rows(list(db.session.scalars(wanted))),
        trail=head.last_hash if head else START,
        trail_length=head.length if head else 0,
        drawn_at=clock.now(),
    )
    return draw_file(work, unit.code, lists.draw, paper)


def _rows(certificates: Sequence[Certificate]) -> list[Row]:
    """The entries, those of one list below a line that names its course and decision."""
    approvals = _approvals({each.approval_id for each in certificates})
    rows: list[Row] = []
    for approval_id, together in groupby(certificates, key=lambda each: each.approval_id):
        rows += [{"band": _heading(approvals[approval_id])}, *map(_row, together)]
    return rows


def _approvals(ids: Iterable[int]) -> dict[int, Approval]:
    wanted = select(Approval).where(Approval.id.in_(ids)).options(joinedload(Approval.course))
    return {approval.id: approval for approval in db.session.scalars(wanted)}


def _heading(approval: Approval) -> str:
    """ "Lớp DEM5, Bình dân học AI, 18/3–08/4/2026; Quyết định số 214/QĐ-UBND ngày 13/4/2026"."""
    course = approval.course
    days = [lesson.starts_at for lesson in course.live_lessons]
    span = f"{formats.day_month(days[0])}–{formats.date(days[-1])}" if days else ""
    further = supplement_words(approval.supplement).strip(" ()")
    course_words = ", ".join(filter(None, (f"Lớp {course.code}", course.named_title, span, further)))
    return "; ".join(filter(None, (course_words, Decision(approval.decision_number, approval.decision_date).short())))


def _row(row: Certificate) -> Row:
    content = row.paper
    return entry(
        name=content["full_name"],
        number=row.register_number,
        year=int(content["birth_year"]),
        sex=SEXES.get(content["address"], ""),
        group=drawing.group_of(row.registration),
        issued_on=clock.local(row.issued_at).date() if row.issued_at else None,
        code=row.code,
        handed_on=clock.local(row.handed_over_at).date() if row.handed_over_at else None,
        note="; ".join(notes(row)),
        ended=not row.is_valid,
    )
