"""Draws papers about personal data: the copy of all data of somebody who asked for it, who then has it; acts of some
days from the trail, the oldest first, for who answers for the data of a unit."""

from datetime import date

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import lists, personal_copy
from app.documents.faults import MOST_LINES
from app.documents.issuers import BY_HAND, Signature, sealed
from app.documents.lists.registers import Heading, register_list
from app.documents.personal_copy import CopySection, Kept, PersonalCopy
from app.indicators.trail import DATA_ACTS
from app.jobs.drawing import draw_file, issuer_of, office_of, row_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, AuditEvent, DataRequest, Person
from app.models.trust.data_rights import RightState
from app.registers.acts.of_data import OF_DATA
from app.registers.indicator import Scope
from app.registers.personal_data.fields import FIELDS
from app.web.database import db, immediate
from app.web.words.audit_lines import AuditLine, lines
from app.web.words.personal_copies import GROUNDS, sections_of


def draw_copy(work: Work) -> str:
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


HEADINGS = ("Lúc", "Ai làm", "Việc", "Về ai, danh sách nào")


def draw_trail_extract(work: Work) -> str:
    """Draw those of `unit` from `since` to `until`."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    since, until = (date.fromisoformat(work.arguments[each]) for each in ("since", "until"))
    session, scope = db.session(), Scope((unit.id,), since, until)
    events = session.scalars(DATA_ACTS.rows(scope).order_by(AuditEvent.id).limit(MOST_LINES + 1)).all()
    if len(events) > MOST_LINES:
        raise Impossible(_("Quá nhiều dòng cho một bản in. Anh chị chọn ít ngày hơn."))
    counts = DATA_ACTS.table(session, scope, DATA_ACTS.by_key["viec"])
    many = [f"{str(kind.words).lower()}: {counts.get(key, 0)} lượt" for key, kind in OF_DATA.items()]
    days = f"Từ ngày {formats.date(since)} đến hết ngày {formats.date(until)}; {'; '.join(many)}"
    office = office_of(unit, work)
    preparer = office.prepared_by if office.prepared_by != office.signer.name else ""  # nobody signs in two capacities
    paper = register_list(
        office,
        "TRÍCH NHẬT KÝ XEM, XUẤT, XÓA DỮ LIỆU CÁ NHÂN",
        [Heading(words, main=words == "Việc") for words in HEADINGS],
        [_cells(each) for each in lines(session, events)],
        printed_at=clock.now(), counted="lượt", subject=days, dense=True, signed=True,
        signers=(Signature("NGƯỜI LẬP BIỂU", BY_HAND, preparer), sealed(office.signer)),
    )  # fmt: skip
    return draw_file(work, unit.code, lists.draw, paper)


def _cells(act: AuditLine) -> list[str]:
    about = ": ".join(filter(None, (act.about, act.detail)))
    return [formats.moment(act.at), act.who or "Máy chủ", act.what, about]
