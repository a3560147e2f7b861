"""Draws the annex of a decision: the people of an approved list, or a draft of it."""

from flask_babel import gettext as _

from app.documents import approval_list
from app.documents.approval_list import ApprovalList, Person
from app.documents.official import Decision
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import Approval, ApprovalEntry, ApprovalState, Certificate
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str:
    """Draw the annex of the list `approval` in its present state; returns its file."""
    approval = db.session.get(Approval, int(work.arguments["approval"]))
    if approval is None:
        raise Impossible(_("Danh sách này không còn nữa."))
    content = _paper(approval)
    name = work.file_of(approval.course.unit.code)
    db.session.rollback()
    with drawing():
        drawn = approval_list.draw(content)
    keep(work.papers, name, drawn)
    return name


def _paper(approval: Approval) -> ApprovalList:
    course = approval.course
    first_papers = {  # what was entered with the approval; a paper that replaced one stands in the register
        paper.registration_id: paper
        for paper in db.session.scalars(Certificate.of_approval(approval.id))
        if paper.replaces_id is None
    }
    return ApprovalList(
        issuer=issuer_of(course.unit),
        course=course.named_title,
        people=tuple(
            _person(entry, first_papers.get(entry.registration_id))
            for entry in db.session.scalars(ApprovalEntry.certified_of(approval.id))
        ),
        rule=facts.rule_of(course),
        decision=Decision(approval.decision_number, approval.decision_date),
        approved=approval.state == ApprovalState.APPROVED,
        supplement=approval.supplement,
        group_label=facts.group_label(course.unit),
    )


def _person(entry: ApprovalEntry, paper: Certificate | None) -> Person:
    """An entry of the list, under the name on the certificate."""
    seat = entry.registration
    return Person(
        name=paper.paper["full_name"] if paper else seat.paper_name or seat.person.full_name,
        birth_year=seat.person.birth_year,
        sex=seat.person.sex or "",
        group=facts.group_of(seat),
        came=entry.came,
        counted=entry.lessons,
        number=paper.register_number if paper else "",
        exception=entry.exception,
    )
