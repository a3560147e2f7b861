"""/van-phong/dai-su/<uuid>/thoi: an appointment ends, once the office has said what becomes of each open pair."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.country import clock
from app.models import Ambassador, Mentorship, Role
from app.models.helping.ambassadors import ambassador_ending
from app.models.helping.ambassadors.ambassador import NotServing
from app.models.helping.ambassadors.ambassador_ending import UNSAID, CannotTakeOver, PairsLeft
from app.models.people.changing import Overtaken
from app.routes.office.ambassadors.ambassadors_here import ambassador_here, note_ambassador
from app.routes.office.approvals.deciding import REASON_LENGTH
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page, refuse, see_other

ambassador_endings = Blueprint("ambassador_endings", __name__)

# What a choice says where the pair ends with the appointment; nothing is chosen beforehand. One choice may stand for
# all whom nothing is said of one by one.
STOP = "thoi"
REST = "tat-ca"
PAGE = "office/ambassador_endings/new.html"


class EndingForm(FlaskForm):
    """From which day, and why. `version` is that of the appointment as it was read."""

    version = HiddenField()
    day = DayField(_l("Thôi từ ngày"), come=True, required=True)
    why = LineField(_l("Lý do"), longest=REASON_LENGTH, required=True)


@ambassador_endings.route("/dai-su/<uuid:ambassador>/thoi", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(ambassador: UUID) -> Answer:
    """End it, with each open pair and who could go on: pairs, requests, role and appointment stand or fall together.
    422 while a pair is undecided."""
    one, form = ambassador_here(ambassador, Role.OFFICER), EndingForm()
    if not form.is_submitted():
        if one.until is not None:
            return see_other(url_for("office.ambassadors.show", ambassador=ambassador))
        form.day.show(clock.today())
        form.version.data = str(one.version)
    choices = {name.removeprefix("cap-"): value for name, value in request.form.items() if name.startswith("cap-")}
    chosen = {pair: None if value == STOP else value for pair, value in choices.items() if value}
    rest = chosen.pop(REST, UNSAID)
    if not form.validate_on_submit():
        return form_page(PAGE, form, **_context(one, choices))
    day = max(form.day.value or clock.today(), one.since)
    try:
        with immediate() as session:
            row = ambassador_here(ambassador, Role.OFFICER)
            done = ambassador_ending.end(
                session,
                row,
                day=day,
                why=form.why.value,
                pairs=chosen,
                rest=rest,
                version=form.version.data or "",
                by=current_account(),
                now=clock.now(),
            )
            detail: dict[str, object] = {"reason": form.why.value, "until": day.isoformat(), **vars(done)}
            note_ambassador(session, "ambassador.ended", row, detail)
            name = row.person.full_name
    except NotServing:
        flash(_("Người này đã thôi làm Đại sứ số từ trước."), "warn")
        return see_other(url_for("office.ambassadors.show", ambassador=ambassador))
    except (PairsLeft, CannotTakeOver, Overtaken) as refused:
        return _stopped(ambassador, form, choices, refused)
    flash(_sentence(name, done), "good")
    return see_other(url_for("office.ambassadors.show", ambassador=ambassador))


def _context(one: Ambassador, choices: dict[str, str]) -> dict[str, Any]:
    wanted = Mentorship.open_of(one.id).options(*Mentorship.people())
    others = Ambassador.listed([one.unit_id]).where(Ambassador.until.is_(None), Ambassador.id != one.id)
    today = clock.today()
    successors: Sequence[Ambassador] = [each for each in db.session.scalars(others) if each.serves(today)]
    pairs = db.session.scalars(wanted).all()
    return {"one": one, "pairs": pairs, "successors": successors, "choices": choices, "stop": STOP, "rest": REST}


def _sentence(name: str, done: ambassador_ending.Ended) -> str:
    """What was done, in one sentence."""
    parts = [_("%(name)s thôi làm Đại sứ số.", name=name)]
    if done.handed_over:
        parts.append(_("%(count)s người được giao cho người khác kèm tiếp.", count=done.handed_over))
    if done.given_back:
        parts.append(_("%(count)s yêu cầu giúp tại nhà trở về bảng chờ giao.", count=done.given_back))
    return " ".join(map(str, parts))


def _stopped(ambassador: UUID, form: EndingForm, choices: dict[str, str], refused: Exception) -> Response:
    """What speaks against it; what was chosen stays."""
    db.session.rollback()
    one = ambassador_here(ambassador, Role.OFFICER)
    status = 422 if isinstance(refused, PairsLeft) else 409
    sentences = {
        PairsLeft: _("Còn người mà anh chị chưa nói giao cho ai, hoặc giao cho chính họ. Anh chị chọn riêng người ấy."),
        CannotTakeOver: _("Người được chọn kèm tiếp vừa thôi làm Đại sứ số. Anh chị chọn người khác."),
        Overtaken: _("Có người vừa sửa Đại sứ số này. Chưa ghi thôi; anh chị xem lại rồi bấm lần nữa."),
    }
    form.form_errors.append(sentences[type(refused)])
    form.version.data = str(one.version)
    return refuse(PAGE, status=status, form=form, **_context(one, choices))
