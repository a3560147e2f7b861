"""/van-phong/nho-giup: the ward's requests for help at home: given to somebody, noted, put off, declined."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.waiting.kind import WaitingKind, WaitingQuery
from app.indicators.waiting.requests import HELP_LATE, HELP_NEW
from app.models import Account, Ambassador, HelpRequest, HelpRequestStep, RequestStage, ResidentialGroup, Role, Team
from app.models.helping.requests.assigning import assign, by_group, could_go, decline, move_due, note, with_helpers
from app.models.helping.requests.requesting import OPEN_STAGES, NobodyThere, RequestOver
from app.models.people.changing import Overtaken
from app.routes.office.help_requests.help_request_forms import USUAL_NOTES, AssignForm, DeclineForm, DueForm, NoteForm
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.people.people_here import is_officer_of
from app.routes.trail import note_about
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, public_address, see_other
from app.web.words.help_requests import STAGES, history, late_words, who_goes

help_requests = Blueprint("help_requests", __name__)

REQUEST = "/nho-giup/<uuid:help_request>"
SHELVES = ("qua-han", "chua-giao", "xong")
# What ended is looked up now and then; the last so many are enough for a page.
ENDED_SHOWN = 100


@help_requests.get("/nho-giup")
@requires(*STAFF)
def index() -> Answer:
    """What waits, under its state and group: what is due first first. `?xem=`: qua-han, chua-giao, xong;
    `?to=`: one group."""
    unit = unit_called(request.args.get("phuong"))
    groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
    group = ResidentialGroup.among(db.session(), groups, request.args.get("to"))
    shelf = request.args.get("xem") if request.args.get("xem") in SHELVES else ""
    today = clock.today()

    def fits(one: HelpRequest) -> bool:
        return group is None or one.residential_group_id == group.id

    waiting = [one for one in db.session.scalars(with_helpers(HelpRequest.open_in({unit.id}))) if fits(one)]
    asked = WaitingQuery.at(db.session(), {unit.id}, clock.now())
    late, fresh = (_those(waiting, kind, asked) for kind in (HELP_LATE, HELP_NEW))
    shown: Sequence[HelpRequest] = {"": waiting, "qua-han": late, "chua-giao": fresh}.get(shelf or "") or []
    if shelf == "xong":
        ended = HelpRequest.in_units({unit.id}).where(HelpRequest.state.not_in(OPEN_STAGES)).order_by(None)
        shown = db.session.scalars(with_helpers(ended.order_by(HelpRequest.id.desc()).limit(ENDED_SHOWN))).all()
    fitting = [one for one in shown if fits(one)]
    stages = (RequestStage.DONE, RequestStage.CANCELLED, RequestStage.DECLINED) if shelf == "xong" else OPEN_STAGES
    return render_template(
        "office/help_requests/index.html",
        unit=unit,
        units=units(),
        groups=groups,
        group=group,
        shelf=shelf,
        waiting=len(waiting),
        late=len(late),
        fresh=len(fresh),
        columns=[(STAGES[stage], by_group([one for one in fitting if one.state == stage], today)) for stage in stages],
        fitting=len(fitting),
        today=today,
        late_words=late_words,
        who_goes=who_goes,
        officer=is_officer_of(unit.id),
    )


def _those(waiting: Sequence[HelpRequest], kind: WaitingKind, asked: WaitingQuery) -> list[HelpRequest]:
    """Those that wait as a kind: as many as "Hôm nay" says."""
    ids = {row.id for row in kind.rows(asked)}
    return [one for one in waiting if one.id in ids]


@help_requests.get(REQUEST)
@requires(*STAFF)
def show(help_request: UUID) -> Answer:
    """One request with its history; that somebody of the office looked is noted."""
    with immediate() as session:
        note_about(session, "help_request.viewed", request_here(help_request, *STAFF))
    return make_response(page_of(help_request))


def request_here(public_id: UUID, *roles: Role) -> HelpRequest:
    """The request of an address, with its ward; a 404 for one of another unit."""
    here = HelpRequest.in_units(unit_ids(*roles)).where(HelpRequest.public_id == str(public_id))
    return one_or_404(with_helpers(here))


def page_of(public_id: UUID, form: FlaskForm | None = None, status: int = 200, stale: bool = False) -> Response:
    """The request's page; with the form that has to be mended, or that came after somebody changed the request."""
    asked = request_here(public_id, *STAFF)
    forms = {"assign": AssignForm, "note": NoteForm, "due": DueForm, "decline": DeclineForm}
    drawn = {name: form if isinstance(form, kind) else kind(formdata=None) for name, kind in forms.items()}
    assign = drawn["assign"]
    assert isinstance(assign, AssignForm)
    offer_helpers(assign, asked)
    steps = db.session.scalars(HelpRequestStep.of(asked.id)).all()
    shown = render_template(
        "office/help_requests/show.html",
        asked=asked,
        unit=asked.unit,
        forms=drawn,
        wrong=form,
        stale=stale,
        stage=STAGES[asked.state],
        late=late_words(asked, clock.today()),
        who=who_goes(asked),
        history=history(steps),
        usual_notes=USUAL_NOTES,
        officer=is_officer_of(asked.unit_id),
        to_helper=_to_helper(asked),
        to_asker=_to_asker(asked),
    )
    return make_response(shown, status)


def offer_helpers(form: AssignForm, asked: HelpRequest) -> None:
    """Let a form offer who could go there."""
    group = asked.residential_group
    could = could_go(db.session(), asked.unit_id, asked.residential_group_id, clock.today())
    form.offer(group.name if group else "", *could)


def _to_helper(asked: HelpRequest) -> tuple[str, str] | None:
    """The text by which an ambassador or a team hears of it, and an `sms:` address; no name, no number, no home."""
    if asked.state != RequestStage.ASSIGNED:
        return None
    text = _(
        "%(who)s ơi, có người ở %(place)s nhờ giúp tại nhà: %(topic)s. Mở %(address)s để xem và nhận, "
        "trước hết %(day)s. %(ward)s.",
        who=who_goes(asked),
        place=asked.residential_group.name if asked.residential_group else asked.unit.title,
        topic=asked.topic.named_label,
        address=public_address(url_for("counter.help_requests.index")),
        day=f"{asked.due_on.day}/{asked.due_on.month}",
        ward=asked.unit.title,
    )
    phone = asked.ambassador.person.phone if asked.ambassador else None
    return text, f"sms:{phone or ''}?&body={quote(text)}"


def _to_asker(asked: HelpRequest) -> str:
    """An `sms:` address with the way to the asker's own page."""
    address = public_address(url_for("public.help_request_tickets.show", token=asked.token))
    text = _("Bác xem việc nhờ giúp tại nhà đã tới đâu ở đây: %(address)s. %(ward)s.", address=address,
             ward=asked.unit.title)  # fmt: skip
    return f"sms:{asked.phone}?&body={quote(text)}"


# What an act needs: the transaction, the request in it, who acts, the moment.
Act = Callable[[Session, HelpRequest, Account, datetime], None]


@help_requests.post(f"{REQUEST}/giao")
@requires(Role.OFFICER)
def assign_helper(help_request: UUID) -> Answer:
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


@help_requests.post(f"{REQUEST}/ghi-chu")
@requires(Role.OFFICER)
def take_note(help_request: UUID) -> Answer:
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


@help_requests.post(f"{REQUEST}/lui-han")
@requires(Role.OFFICER)
def put_off(help_request: UUID) -> Answer:
    """Put it off to a day, and why."""
    form = DueForm()
    if not form.validate() or form.due_on.value is None:
        return page_of(help_request, form, 422)
    due_on = form.due_on.value

    def put_off(session: Session, asked: HelpRequest, by: Account, now: datetime) -> None:
        move_due(session, asked, due_on, form.due_why.value, by=by, version=_version(), now=now)
        note_about(session, "help_request.due_moved", asked, {"until": due_on.isoformat()})

    return _done(help_request, form, put_off, _("Đã lùi hạn."))


@help_requests.post(f"{REQUEST}/tu-choi")
@requires(Role.OFFICER)
def decline_request(help_request: UUID) -> Answer:
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
