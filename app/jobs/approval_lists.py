"""Draws the annex of a decision: the people of an approved list, or a draft of it."""

from flask_babel import gettext as _

from app.documents import lists
from app.documents.lists.approval import approval_list, person
from app.documents.official import Decision
from app.documents.tables import Row
from app.jobs import drawing
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.work import Work
from app.models import Approval, ApprovalEntry, ApprovalState, Certificate
from app.web.database import db


def perform(work: Work) -> str:
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
        [_row(entry, first_papers.get(entry.registration_id)) for entry in entries],
        rule=drawing.rule_of(course),
        decision=Decision(approval.decision_number, approval.decision_date),
        approved=approval.state == ApprovalState.APPROVED,
        supplement=approval.supplement,
    )
    return draw_file(work, course.unit.code, lists.draw, paper)


def _row(entry: ApprovalEntry, paper: Certificate | None) -> Row:
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
