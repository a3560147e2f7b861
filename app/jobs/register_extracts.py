"""Draws an extract of the register of certificates."""

from collections.abc import Iterable
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.documents import register_extract
from app.documents.issuers import Signer
from app.documents.official import Decision, supplement_words
from app.documents.register_extract import Band, Entry, RegisterExtract
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, Approval, AuditHead, Certificate
from app.models.learning.certificate_lists import registered
from app.models.trust.audit_event import START
from app.web.database import db
from app.web.kept_files import keep
from app.web.words.certificates import SEXES, notes


def perform(work: Work) -> str:
    """Draw the extract of the register of `unit` and `year`, from `first` to `last` if given."""
    unit = db.session.get(AdministrativeUnit, int(work.arguments["unit"]))
    if unit is None:
        raise Impossible(_("Đơn vị này không còn nữa."))
    year, first, last = (int(work.arguments[name] or 0) for name in ("year", "first", "last"))
    wanted = registered(unit.id, year).options(
        joinedload(Certificate.registration), joinedload(Certificate.replaces), joinedload(Certificate.replaced_by)
    )
    if first:
        wanted = wanted.where(Certificate.number >= first)
    if last:
        wanted = wanted.where(Certificate.number <= last)
    content = _extract(unit, year, list(db.session.scalars(wanted)), work.asked_by_id)
    name = work.file_of(unit.code)
    db.session.rollback()
    with drawing():
        drawn = register_extract.draw(content)
    keep(work.papers, name, drawn)
    return name


def _extract(unit: AdministrativeUnit, year: int, rows: list[Certificate], asked_by_id: int | None) -> RegisterExtract:
    head = db.session.scalars(select(AuditHead)).one_or_none()
    approvals = _approvals({row.approval_id for row in rows})
    return RegisterExtract(
        issuer=issuer_of(unit),
        signer=Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name),
        year=year,
        bands=tuple(
            Band(_heading(approvals[approval_id]), tuple(_entry(row) for row in together))
            for approval_id, together in groupby(rows, key=lambda row: row.approval_id)
        ),
        trail=head.last_hash if head else START,
        trail_length=head.length if head else 0,
        drawn_at=clock.now(),
        day=clock.today(),
        group_label=facts.group_label(unit),
        prepared_by=facts.name_of(asked_by_id),
    )


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


def _entry(row: Certificate) -> Entry:
    content = row.paper
    return Entry(
        number=row.register_number,
        name=content["full_name"],
        birth_year=int(content["birth_year"]),
        sex=SEXES.get(content["address"], ""),
        group=facts.group_of(row.registration),
        issued_on=clock.local(row.issued_at).date() if row.issued_at else None,
        code=row.code,
        handed_on=clock.local(row.handed_over_at).date() if row.handed_over_at else None,
        note="; ".join(notes(row)),
        ended=not row.is_valid,
    )
