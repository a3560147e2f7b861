"""Draws the list on which people sign for their certificates."""

from flask_babel import gettext as _

from app.country import clock
from app.documents import lists
from app.documents.lists.hand_over import hand_over_list
from app.documents.official import Decision
from app.documents.tables import Row
from app.jobs import drawing
from app.jobs.drawing import draw_file, office_of
from app.jobs.work import Impossible, Work
from app.models import Approval, Certificate, CertificateState
from app.models.learning.certificate import due_after
from app.models.learning.unearned import Unearned, read_with_unearned
from app.web.database import db
from app.web.responses import public_address
from app.web.words.certificates import unearned_words


def perform(work: Work) -> str:
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
        [_row(each, unearned.get(each.id)) for each in papers],
        address=public_address(f"/l/{course.code}"),
        decision=Decision(approval.decision_number, approval.decision_date),
        due_on=due_after(approval.decided_at) if approval.decided_at else None,
        printed_at=clock.now(),
        supplement=approval.supplement,
        unearned=len(unearned),
    )
    return draw_file(work, course.unit.code, lists.draw, paper)


def _row(paper: Certificate, unearned: Unearned | None) -> Row:
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
