"""Draws the copy of all personal data of somebody who asked for it, and marks the request as done."""

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import personal_copy
from app.documents.personal_copy import CopySection, Kept, PersonalCopy
from app.jobs.drawing import draw_file, issuer_of
from app.jobs.work import Impossible, Work
from app.models import DataRequest, Person
from app.models.trust.data_rights import RightState
from app.registers.personal_data.fields import FIELDS
from app.web.database import db, immediate
from app.web.words.personal_copies import GROUNDS, sections_of


def perform(work: Work) -> str:
    """Draw the copy of `request`; returns its file."""
    request = db.session.get(DataRequest, int(work.arguments["request"]))
    if request is None or request.person is None or request.state not in (RightState.GRANTED, RightState.DONE):
        raise Impossible(_("Yêu cầu này không còn chờ bản sao."))
    content, request_id = _copy(request, request.person.standing), request.id
    name = draw_file(work, request.unit.code, personal_copy.draw, content)
    with immediate() as session:
        again = session.get_one(DataRequest, request_id)
        if again.state == RightState.GRANTED:
            again.finish(session, {}, by=None, now=clock.now())
    return name


def _copy(request: DataRequest, person: Person) -> PersonalCopy:
    unit = request.unit
    in_notice = [field for field in FIELDS if field.notice]
    return PersonalCopy(
        issuer=issuer_of(unit),
        whom=person.full_name,
        parts=tuple(CopySection(each.title, each.lines) for each in sections_of(db.session(), person)),
        kept=tuple(Kept(str(f.label), str(f.why), str(GROUNDS[f.ground]), str(f.time.words)) for f in in_notice),
        ask=str(_("Muốn sửa, xóa hay hỏi thêm, bác gặp %(ward)s", ward=unit.full_name)),
        printed_at=clock.now(),
        phone=formats.phone(unit.phone) if unit.phone else "",
    )
