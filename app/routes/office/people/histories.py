"""/van-phong/nguoi-hoc/<person>/lich-su: what happened to one person, who looked at them, line by line."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.models import AuditEvent, Person, Registration, RegistrationEvent, RegistrationStep
from app.models.learning.merged_registrations import with_courses
from app.models.trust.audit_event import LOOKS
from app.routes.office.lookups import STAFF
from app.routes.office.people.people_here import person_here
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer, see_other
from app.web.words.audit_lines import AuditLine, lines

histories = Blueprint("histories", __name__)

# Of one person more is never read; the newest come first.
MOST = 200
STEPS: Mapping[str, object] = {
    RegistrationEvent.SEATED: _l("Có chỗ"),
    RegistrationEvent.WAITING: _l("Vào danh sách chờ"),
    RegistrationEvent.OFFERED: _l("Được mời lên chỗ"),
    RegistrationEvent.ACCEPTED: _l("Nhận chỗ"),
    RegistrationEvent.LAPSED: _l("Hết hạn nhận chỗ"),
    RegistrationEvent.MOVED_UP: _l("Lên chỗ từ danh sách chờ"),
    RegistrationEvent.CANCELLED: _l("Thôi học"),
    RegistrationEvent.REMOVED: _l("Bị xóa tên"),
    RegistrationEvent.MOVED_AWAY: _l("Chuyển sang lớp khác"),
    RegistrationEvent.MOVED_HERE: _l("Từ lớp khác chuyển sang"),
    RegistrationEvent.CHANGED: _l("Sửa đăng ký"),
}


@histories.get("/nguoi-hoc/<uuid:person>/lich-su")
@requires(*STAFF)
def show(person: UUID) -> Answer:
    """What was done, the newest first; `?xem=ai-xem` who looked."""
    someone = person_here(person)
    if someone.standing is not someone:
        return see_other(url_for("office.histories.show", person=someone.standing.public_id))
    looks = request.args.get("xem") == "ai-xem"
    session = db.session()
    registrations = session.scalars(with_courses([someone.id])).all()
    names = _names_of(someone)
    if looks:
        seen = {registration.public_id: registration.course.code for registration in registrations}
        entries = lines(session, session.scalars(AuditEvent.looks_at(names, seen).limit(MOST)))
    else:
        entries = _done(someone, names, registrations)
    return render_template("office/histories/show.html", person=someone, lines=entries, looks=looks, most=MOST)


def _names_of(person: Person) -> list[str]:
    """The public ids by which a person goes and went: their own, and of the rows merged into theirs."""
    names, rows = [person.public_id], [person]
    while rows:
        rows = list(db.session.scalars(Person.merged_into_any(row.id for row in rows)))
        names += [row.public_id for row in rows]
    return names


def _done(person: Person, names: Sequence[str], registrations: Sequence[Registration]) -> list[AuditLine]:
    """Acts of staff about the person, mergers of their group, and the steps of their registrations."""
    session = db.session()
    about = AuditEvent.about_any([("person", name) for name in names])
    events = list(session.scalars(about.where(AuditEvent.action.not_in(LOOKS)).limit(MOST)))
    events += session.scalars(AuditEvent.moved_with_group(person.unit_id, names).limit(MOST))
    entries = [*lines(session, events), *_steps(registrations)]
    return sorted(entries, key=lambda line: line.at, reverse=True)[:MOST]


def _steps(registrations: Sequence[Registration]) -> Iterable[AuditLine]:
    by_id = {registration.id: registration for registration in registrations}
    for step, who in db.session.execute(RegistrationStep.with_names(by_id).limit(MOST)):
        course = by_id[step.registration_id].course
        detail = _("do gộp hai hồ sơ") if step.detail == "merged" else ""
        yield AuditLine(
            step.at, who or _("Người học"), str(STEPS.get(step.step, step.step)), course.named_title, detail
        )
