"""/quay/nho-giup: whom to visit at home: accept, say when, give back. Saved on the phone: doorsteps have no signal.
/huong-dan/<key>: the steps of a topic; a phone keeps those that were opened."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.validators import StopValidation

from app.country import clock
from app.models import Account, AdministrativeUnit, HelpRequest, HelpTopic, RequestStage, Role
from app.models.helping.requests.assigning import accept, hand_back, say_when, with_helpers
from app.models.helping.requests.requesting import NotTheirs, RequestOver, TakenByAnother
from app.models.people.place import map_search
from app.routes.counter.lookups import HELPERS
from app.routes.guide_pages import guide_context
from app.routes.trail import note_about
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField, HourField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, personal, saved, see_other
from app.web.words.help_requests import STAGES, late_words

help_requests = Blueprint("help_requests", __name__)
help_guides = Blueprint("help_guides", __name__)

REQUEST = "/nho-giup/<uuid:help_request>"
# Anybody of the ward may be in a team; what is nobody's and of no team of theirs is not there for them.
GOING = (Role.AMBASSADOR, Role.COUNTER, Role.GROUP_HEAD, Role.INSTRUCTOR, Role.OFFICER, Role.LEADER)
# Who set out sees for some days that it is not wanted any more.
CALLED_OFF = timedelta(days=7)
LATEST = timedelta(days=60)

Act = Callable[[Session, HelpRequest, Account, datetime], None]


class VisitForm(FlaskForm):
    """When somebody will come."""

    day = DayField(_l("Ngày tới"), required=True)
    hour = HourField(_l("Giờ tới"))

    def validate_day(self, field: DayField) -> None:
        """A day to come, not far off."""
        if field.value and not clock.today() <= field.value <= clock.today() + LATEST:
            raise StopValidation(_("Anh chị chọn một ngày từ hôm nay đến 60 ngày tới."))

    @property
    def visit_at(self) -> datetime:
        """The moment; only after validation."""
        assert self.day.value is not None
        return clock.at_local(self.day.value, self.hour.value.hour, self.hour.value.minute)


class HandBackForm(FlaskForm):
    """Why somebody cannot go; who asked does not read who it was."""

    why = LineField(_l("Vì sao không đi được"), longest=200, required=True)


@help_requests.get("/nho-giup")
@requires(*GOING)
def index() -> Answer:
    """What is given to the visitor or a team of theirs, what they accepted first; saved for the way."""
    return saved(_page())


@help_requests.post(f"{REQUEST}/nhan")
@requires(*GOING)
def create(help_request: UUID) -> Answer:
    """Accept; of a team the first has it."""

    def take(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        before = asked.version
        accept(session, asked, by=by, now=now)
        if asked.version != before:
            note_about(session, "help_request.accepted", asked)

    return _done(help_request, take, _("Anh chị đã nhận. Gọi cho người nhờ để hẹn giờ, rồi ghi giờ hẹn ở dưới."))


@help_requests.post(f"{REQUEST}/gio")
@requires(*GOING)
def update(help_request: UUID) -> Answer:
    """Say when one comes."""
    form = VisitForm(prefix=_prefix(help_request))
    if not form.validate():
        return _page(help_request, form)

    def promise(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        say_when(session, asked, form.visit_at, by=by, now=now)
        note_about(session, "help_request.visit_set", asked)

    return _done(help_request, promise, _("Đã ghi giờ hẹn. Người nhờ thấy giờ này ở phiếu của họ."))


@help_requests.post(f"{REQUEST}/tra")
@requires(*GOING)
def destroy(help_request: UUID) -> Answer:
    """Give it back to the office, with the reason."""
    form = HandBackForm(prefix=_prefix(help_request))
    if not form.validate():
        return _page(help_request, form)

    def give_back(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        hand_back(session, asked, form.why.value, by=by, now=now)
        note_about(session, "help_request.handed_back", asked)

    return _done(help_request, give_back, _("Đã trả lại văn phòng. Cán bộ sẽ giao cho người khác."))


def _done(public_id: UUID, act: Act, message: str) -> Answer:
    """Carry an act out, or say who or what was quicker."""
    mine = HelpRequest.given_to(current_visitor().account_id, clock.today()).where(
        HelpRequest.public_id == str(public_id)
    )
    try:
        with immediate() as session:
            act(session, one_or_404(mine), current_account(), clock.now())
    except TakenByAnother:
        flash(_("Một người khác trong đội vừa nhận việc này trước."), "warn")
    except NotTheirs:
        flash(_("Việc này không còn giao cho anh chị."), "warn")
    except RequestOver:
        flash(_("Việc này vừa khép lại, anh chị không cần đi nữa."), "warn")
    else:
        flash(message)
    return see_other("/quay/nho-giup")


def _page(public_id: UUID | None = None, form: FlaskForm | None = None) -> Response:
    """The list; with the form of one request that has to be mended."""
    visitor, now = current_visitor(), clock.now()
    given = HelpRequest.given_to(visitor.account_id, clock.today())
    every = db.session.scalars(with_helpers(given)).all()
    if form is not None and all(one.public_id != str(public_id) for one in every):
        one_or_404(given.where(HelpRequest.public_id == str(public_id)))
    accepted = [one for one in every if one.is_open and one.accepted_by_id == visitor.account_id]
    page = render_template(
        "counter/help_requests/index.html",
        mine=sorted(accepted, key=lambda one: (one.visit_at is None, one.visit_at or now, one.due_on)),
        offered=[one for one in every if one.state == RequestStage.ASSIGNED],
        others=[one for one in every if one.state == RequestStage.ACCEPTED and one not in accepted],
        called_off=[one for one in every if _is_called_off(one, visitor.account_id, now)],
        visit_forms=_forms(VisitForm, accepted, public_id, form),
        back_forms=_forms(HandBackForm, every, public_id, form),
        wrong=form,
        stages=STAGES,
        map_link=_map_link,
        late_words=late_words,
        today=clock.today(),
        drawn=visitor.drawn,
        tab="more",
    )
    return make_response(page, 422 if form is not None else 200)


Kind = TypeVar("Kind", bound=FlaskForm)


def _forms(
    kind: type[Kind], requests: Sequence[HelpRequest], public_id: UUID | None, wrong: FlaskForm | None
) -> dict[str, Kind]:
    """A form for each request, told apart by a prefix: many stand on one page. The one to be mended is as it came."""
    drawn = {one.public_id: kind(formdata=None, prefix=_prefix(one.public_id)) for one in requests}
    if public_id is not None and isinstance(wrong, kind):
        drawn[str(public_id)] = wrong
    return drawn


def _prefix(public_id: UUID | str) -> str:
    return f"v{public_id}-"


def _is_called_off(asked: HelpRequest, account_id: int, now: datetime) -> bool:
    ended = asked.state in (RequestStage.CANCELLED, RequestStage.DECLINED)
    return ended and asked.accepted_by_id == account_id and now - (asked.accepted_at or now) < CALLED_OFF


def _map_link(asked: HelpRequest) -> str:
    """Where a tap leads to a map: what was written of the home, with the ward; "" where nothing was."""
    group = asked.residential_group.name if asked.residential_group else ""
    if not asked.where:
        return ""
    return map_search(", ".join(filter(None, (asked.where, group, asked.unit.full_name))))


@help_guides.get("/huong-dan/<topic_key>")
@requires(*HELPERS)
def show(topic_key: str) -> Answer:
    """What to bring, what to press, what to look out for; of a retired topic too: an older page links to it."""
    wanted = HelpTopic.anywhere(current_visitor().units(*HELPERS), topic_key)
    if code := request.args.get("phuong"):
        wanted = wanted.join(AdministrativeUnit, AdministrativeUnit.id == HelpTopic.unit_id).where(
            AdministrativeUnit.code == code
        )
    topic = one_or_404(wanted)
    unit = db.session.get_one(AdministrativeUnit, topic.unit_id)
    page = render_template("counter/help_guides/show.html", **guide_context(topic, unit.code))
    return saved(personal(make_response(page)), names_nobody=True)
