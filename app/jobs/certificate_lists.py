"""Draws lists about certificates: the annex of a decision (the people of an approved list, or a draft of it), the
list on which people sign, an extract of the register."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.documents import lists
from app.documents.lists.certificates import approval_list, entry, hand_over_list, person, register_extract
from app.documents.official import Decision, supplement_words
from app.documents.tables import Row
from app.jobs import drawing
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.work import Impossible, Work
from app.models import (
    AdministrativeUnit,
    Approval,
    ApprovalEntry,
    ApprovalState,
    AuditHead,
    Certificate,
    CertificateState,
)
from app.models.learning.certificate import due_after
from app.models.learning.certificate_lists import registered
from app.models.learning.unearned import Unearned, read_with_unearned
from app.models.trust.audit_event import START
from app.web.database import db
from app.web.responses import public_address
from app.web.words.certificates import SEXES, notes, unearned_words


def draw_approval_list(work: Work) -> str:
    """Draw the annex of the list `approval` in its present state; returns its file."""
    approval = row_of(work, Approval, "approval", _("Danh sách này không còn nữa."))
    course = approval.course
    first_papers = {  # what was entered with the approval; a paper that replaced one stands in the register
        paper.registration_id: paper
        for paper in db.session.scalars(Certificate.of_approval(approval.id))
        if paper.replaces_id is None
    }
    entries = db.session.scalars(ApprovalEntry.certified_of(approval.id))
    paper = approval_list(
        office_of(course.unit, work),
        course.named_title,
        [_approval_row(entry, first_papers.get(entry.registration_id)) for entry in entries],
        rule=drawing.rule_of(course),
        decision=Decision(approval.decision_number, approval.decision_date),
        approved=approval.state == ApprovalState.APPROVED,
        supplement=approval.supplement,
    )
    return draw_file(work, course.unit.code, lists.draw, paper)


def _approval_row(entry: ApprovalEntry, paper: Certificate | None) -> Row:
    """An entry of the list, under the name on the certificate."""
    seat = entry.registration
    return person(
        name=paper.paper["full_name"] if paper else seat.paper_name or seat.person.full_name,
        year=seat.person.birth_year,
        sex=seat.person.sex or "",
        group=drawing.group_of(seat),
        came=entry.came,
        counted=entry.lessons,
        entry=paper.register_number if paper else "",
        exception=entry.exception,
    )


def draw_hand_over_list(work: Work) -> str:
    """Draw the hand-over list of the valid certificates of `approval`; returns its file."""
    approval = db.session.get(Approval, int(work.arguments["approval"]))
    wanted = Certificate.of_approval(approval.id) if approval else None
    rows, unearned = read_with_unearned(db.session(), wanted) if wanted is not None else ([], {})
    papers = [paper for paper in rows if paper.is_valid]
    if approval is None or not papers:
        raise Impossible(_("Danh sách này chưa có giấy nào để giao."))
    course = approval.course
    paper = hand_over_list(
        office_of(course.unit, work),
        course.named_title,
        [_hand_over_row(each, unearned.get(each.id)) for each in papers],
        address=public_address(f"/l/{course.code}"),
        decision=Decision(approval.decision_number, approval.decision_date),
        due_on=due_after(approval.decided_at) if approval.decided_at else None,
        printed_at=clock.now(),
        supplement=approval.supplement,
        unearned=len(unearned),
    )
    return draw_file(work, course.unit.code, lists.draw, paper)


def _hand_over_row(paper: Certificate, unearned: Unearned | None) -> Row:
    content = paper.paper
    handed = paper.handed_over_at if paper.state == CertificateState.HANDED_OVER else None
    by_other = paper.handed_to not in ("", content["full_name"])
    notes = [_("nhận thay: %(name)s", name=paper.handed_to)] if by_other else []
    notes += [unearned_words(unearned)] if unearned else []
    return {
        "name": content["full_name"],
        "entry": paper.register_number,
        "year": int(content["birth_year"]),
        "group": drawing.group_of(paper.registration),
        "handed_on": clock.local(handed).date() if handed else None,
        "note": "; ".join(notes),
    }


def draw_extract(work: Work) -> str:
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
        rows += [{"band": _heading(approvals[approval_id])}, *map(_extract_row, together)]
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


def _extract_row(row: Certificate) -> Row:
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
