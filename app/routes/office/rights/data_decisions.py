"""/van-phong/quyen/<request>: the office agrees, does not agree, says what was done; erases; hands a copy over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import ordering, taken_back
from app.jobs.nightly import KEEP_FOR
from app.models import DataRequest, Role
from app.models.trust.data_rights import NobodySeen, RequestOver, Right
from app.registers.personal_data.erasing import Erased, StillNeeded, anonymise
from app.routes.issued_files import copy_of, file_of
from app.routes.jobs import give_a_moment
from app.routes.office.rights.data_request_forms import BY_ITSELF, DoneForm, GrantForm, RefuseForm
from app.routes.office.rights.data_requests import REQUEST, address_of, page_of, request_here, too_late
from app.routes.office.rights.erasure_reviews import is_ticked
from app.routes.trail import note_request
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate, wipe
from app.web.responses import Answer, see_other, settings
from app.web.sign_in.proof import fresh_proof

data_decisions = Blueprint("data_decisions", __name__)


@data_decisions.post(f"{REQUEST}/dong-y")
@requires(Role.OFFICER)
def create(public_id: UUID) -> Answer:
    """Agree. A copy is drawn after the commit; of the rest somebody says when it is done."""
    form, job = GrantForm(), None
    if request_here(public_id, Role.OFFICER).kind == Right.ERASURE:
        return too_late(public_id)
    if not form.validate():
        return page_of(public_id, form, status=422)
    try:
        with immediate() as session:
            asked, now = request_here(public_id, Role.OFFICER), clock.now()
            asked.grant(session, form.answer.value, by=current_account(), now=now)
            note_request(session, "data_request.granted", asked, {"asked": asked.kind})
            if asked.kind == Right.COPY:
                job = ordering.personal_copy(session, asked, by=current_visitor().account_id)
    except RequestOver:
        return too_late(public_id)
    except NobodySeen:
        return _nobody(public_id)
    if job is not None:
        give_a_moment(job)
    flash(_("Đã đồng ý. Người hỏi thấy ngay ở trang của họ."), "good")
    return see_other(address_of(public_id))


@data_decisions.post(f"{REQUEST}/xoa")
@requires(Role.OFFICER)
@fresh_proof
def destroy(public_id: UUID) -> Answer:
    """Erase who asked, for good: out of the tables, the papers that can be drawn again, the free pages of the file."""
    form = GrantForm()
    if not form.validate():
        return page_of(public_id, form, status=422)
    try:
        with immediate() as session:
            asked, now, by = request_here(public_id, Role.OFFICER), clock.now(), current_account()
            if asked.kind != Right.ERASURE:
                raise RequestOver
            asked.grant(session, form.answer.value, by=by, now=now)
            assert asked.person is not None
            erased = anonymise(
                session, asked.person, now=now, by_id=by.id, why="asked", is_meant=is_ticked, request_id=asked.id
            )
            asked = request_here(public_id, Role.OFFICER)
            run_out = clock.local(now).date() + timedelta(days=KEEP_FOR)
            until = max(filter(None, (run_out, form.elsewhere.value)))
            outcome = {**erased.outcome, "copies_until": until.isoformat()}
            asked.finish(session, outcome, by=by, now=now)
            asked.forget_who()
            note_request(session, "data_request.erased", asked)
    except StillNeeded as needed:
        form.form_errors.append(_("Chưa xóa được: người này %(why)s.", why=needed.why))
        return page_of(public_id, form, status=409)
    except RequestOver:
        return too_late(public_id)
    except NobodySeen:
        return _nobody(public_id)
    wipe()
    taken_back.note(settings())
    flash(_message(erased), "good")
    return see_other(url_for("office.data_requests.show", public_id=public_id))  # without the name searched for


@data_decisions.post(f"{REQUEST}/tu-choi")
@requires(Role.OFFICER)
def edit(public_id: UUID) -> Answer:
    """Do not agree, with why and by what law."""
    form = RefuseForm()
    if not form.validate():
        return page_of(public_id, form, status=422)

    def refuse(asked: DataRequest) -> None:
        words = form.why.value, form.legal_ground.value
        asked.refuse(db.session(), *words, by=current_account(), now=clock.now())

    return _apply(public_id, refuse, "data_request.refused", _("Đã ghi lời từ chối."))


@data_decisions.post(f"{REQUEST}/xong")
@requires(Role.OFFICER)
def update(public_id: UUID) -> Answer:
    """What was granted has been done by somebody's hand."""
    form = DoneForm()
    if request_here(public_id, Role.OFFICER).kind in BY_ITSELF:
        return too_late(public_id)
    if not form.validate():
        return page_of(public_id, form, status=422)

    def finish(asked: DataRequest) -> None:
        asked.finish(db.session(), {"words": form.done.value}, by=current_account(), now=clock.now())

    return _apply(public_id, finish, "data_request.done", _("Đã ghi là xong."))


@data_decisions.get(f"{REQUEST}/ban-sao.<any(pdf,json):form>")
@requires(Role.OFFICER)
def show(public_id: UUID, form: str) -> Answer:
    """The copy, to be handed over; each time is noted."""
    asked = request_here(public_id, Role.OFFICER)
    content = copy_of(asked, form)
    if content is None:
        flash(_("Bản sao đang được vẽ lại. Anh chị bấm lại sau một phút."), "warn")
        return page_of(public_id, status=503)
    with immediate() as session:
        again = one_or_404(DataRequest.called(str(public_id), {asked.unit_id}))
        again.write_down(session, "handed", clock.now(), by=current_account(), words=form)
        note_request(session, "data_request.handed_over", again, {"form": form})
    return file_of(content, form)


def _message(erased: Erased) -> str:
    if erased.wards:
        ask = str(_("Nơi có thể còn giữ tên, số của người này: %(wards)s.", wards=", ".join(erased.wards)))
        return f"{_message(replace(erased, wards=()))} {ask}"
    if not erased.left:
        return str(_("Đã xóa. Sao lưu đêm nay trở đi không còn người này."))
    where = ", ".join(erased.left)
    return str(
        _("Đã xóa, trừ những chỗ anh chị để lại vì là người khác, hoặc văn bản đã khóa: %(where)s.", where=where)
    )


def _apply(public_id: UUID, act: Callable[[DataRequest], None], action: str, message: str) -> Answer:
    try:
        with immediate() as session:
            asked = request_here(public_id, Role.OFFICER)
            act(asked)
            note_request(session, action, asked, {"asked": asked.kind})
    except RequestOver:
        return too_late(public_id)
    flash(message, "good")
    return see_other(address_of(public_id))


def _nobody(public_id: UUID) -> Answer:
    """409: first somebody sees who asks, and finds them on file."""
    db.session.rollback()
    flash(_("Anh chị ghi đã xem ai hỏi, và chọn đúng người trong sổ, rồi mới đồng ý."), "warn")
    return page_of(public_id, status=409)
