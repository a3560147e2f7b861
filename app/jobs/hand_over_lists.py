"""Draws the list on which people sign for their certificates."""

from flask_babel import gettext as _

from app.country import clock
from app.documents import hand_over_list
from app.documents.hand_over_list import Entry, HandOverList
from app.documents.official import Decision
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import Approval, Certificate, CertificateState
from app.models.learning.certificate import due_after
from app.web.database import db
from app.web.kept_files import keep
from app.web.responses import public_address


def perform(work: Work) -> str:
    """Draw the hand-over list of the valid certificates of `approval`; returns its file."""
    approval = db.session.get(Approval, int(work.arguments["approval"]))
    rows = db.session.scalars(Certificate.of_approval(approval.id)) if approval else ()
    papers = [paper for paper in rows if paper.is_valid]
    if approval is None or not papers:
        raise Impossible(_("Danh sách này chưa có giấy nào để giao."))
    content = _paper(approval, papers, work.asked_by_id)
    name = work.file_of(approval.course.unit.code)
    db.session.rollback()
    with drawing():
        drawn = hand_over_list.draw(content)
    keep(work.papers, name, drawn)
    return name


def _paper(approval: Approval, papers: list[Certificate], asked_by_id: int | None) -> HandOverList:
    course = approval.course
    return HandOverList(
        issuer=issuer_of(course.unit),
        course=course.named_title,
        entries=tuple(_entry(paper) for paper in papers),
        address=public_address(f"/l/{course.code}"),
        decision=Decision(approval.decision_number, approval.decision_date),
        due_on=due_after(approval.decided_at) if approval.decided_at else None,
        supplement=approval.supplement,
        group_label=facts.group_label(course.unit),
        prepared_by=facts.name_of(asked_by_id),
        printed_at=clock.now(),
    )


def _entry(paper: Certificate) -> Entry:
    content = paper.paper
    handed = paper.handed_over_at if paper.state == CertificateState.HANDED_OVER else None
    by_other = paper.handed_to not in ("", content["full_name"])
    return Entry(
        number=paper.register_number,
        name=content["full_name"],
        birth_year=int(content["birth_year"]),
        group=facts.group_of(paper.registration),
        handed_on=clock.local(handed).date() if handed else None,
        note=_("nhận thay: %(name)s", name=paper.handed_to) if by_other else "",
    )
