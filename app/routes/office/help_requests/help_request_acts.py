"""/van-phong/nho-giup/<…>: give a request to somebody, take a note, put it off, decline it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Ambassador, HelpRequest, Role, Team
from app.models.helping.requests.assigning import assign, decline, move_due, note
from app.models.helping.requests.requesting import NobodyThere, RequestOver
from app.models.people.changing import Overtaken
from app.routes.office.help_requests.help_request_forms import AssignForm, DeclineForm, DueForm, NoteForm
from app.routes.office.help_requests.help_requests import REQUEST, offer_helpers, page_of, request_here
from app.routes.request_trail import note_about
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

help_request_acts = Blueprint("help_request_acts", __name__)

# What an act needs: the transaction, the request in it, who acts, the moment.
Act = Callable[[Session, HelpRequest, Account, datetime], None]


@help_request_acts.post(f"{REQUEST}/giao")
@requires(Role.OFFICER)
def create(help_request: UUID) -> Answer:
    """Give it to an ambassador or a team, whoever had it before."""
    form = AssignForm()
    offer_helpers(form, request_here(help_request, Role.OFFICER))
    if not form.validate():
        return page_of(help_request, form, 422)
    is_ambassador, to_id = isinstance(form.chosen, Ambassador), form.chosen.id

    def give(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        to: Ambassador | Team = session.get_one(Ambassador, to_id) if is_ambassador else session.get_one(Team, to_id)
        assign(session, asked, to, by=by, version=_version(), now=now)
        to_whom = {"ambassador": to.code} if isinstance(to, Ambassador) else {"team": to.name}
        note_about(session, "help_request.assigned", asked, dict(to_whom))

    return _done(help_request, form, give, _("Đã giao. Anh chị nhắn cho người nhận ở dưới đây."))


@help_request_acts.post(f"{REQUEST}/ghi-chu")
@requires(Role.OFFICER)
def new(help_request: UUID) -> Answer:
    """Note something; also of a request that has ended."""
    form = NoteForm()
    if usual := request.form.get("usual"):
        form.words.data = usual
    if not form.validate():
        return page_of(help_request, form, 422)

    def add(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        note(session, asked, form.words.value, by=by, now=now)
        note_about(session, "help_request.noted", asked)

    return _done(help_request, form, add, _("Đã ghi chú."))


@help_request_acts.post(f"{REQUEST}/lui-han")
@requires(Role.OFFICER)
def update(help_request: UUID) -> Answer:
    """Put it off to a day, and why."""
    form = DueForm()
    if not form.validate() or form.due_on.value is None:
        return page_of(help_request, form, 422)
    due_on = form.due_on.value

    def put_off(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        move_due(session, asked, due_on, form.due_why.value, by=by, version=_version(), now=now)
        note_about(session, "help_request.due_moved", asked, {"until": due_on.isoformat()})

    return _done(help_request, form, put_off, _("Đã lùi hạn."))


@help_request_acts.post(f"{REQUEST}/tu-choi")
@requires(Role.OFFICER)
def destroy(help_request: UUID) -> Answer:
    """Send nobody, and say why."""
    form = DeclineForm()
    if not form.validate():
        return page_of(help_request, form, 422)

    def refuse_it(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        decline(session, asked, form.why.value, by=by, version=_version(), now=now)
        note_about(session, "help_request.declined", asked)

    return _done(help_request, form, refuse_it, _("Đã ghi là không cử người. Người nhờ đọc được lý do."))


def _version() -> str:
    """The version of the request that the form was drawn from."""
    return request.form.get("version", "")


def _done(public_id: UUID, form: FlaskForm, act: Act, message: str) -> Answer:
    """Carry an act out; 409 with the form as it was filled in where somebody was quicker."""
    try:
        with immediate() as session:
            act(session, request_here(public_id, Role.OFFICER), current_account(), clock.now())
    except Overtaken:
        return page_of(public_id, form, 409, stale=True)
    except NobodyThere:
        flash(_("Người hoặc đội này vừa thôi. Anh chị giao cho người khác."), "warn")
    except RequestOver:
        flash(_("Việc này vừa khép lại. Anh chị xem lại ở dưới."), "warn")
    else:
        flash(message)
    return see_other(url_for("office.help_requests.show", help_request=public_id))
