"""/van-phong/nho-giup: the ward's requests for help at home by group and state, and one request with what to do."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.country import clock
from app.models import HelpRequest, HelpRequestStep, RequestStage, ResidentialGroup, Role
from app.models.helping.requests.request_board import by_group, could_go, with_helpers
from app.models.helping.requests.requesting import OPEN_STAGES
from app.routes.office.help_requests.help_request_forms import USUAL_NOTES, AssignForm, DeclineForm, DueForm, NoteForm
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.people.people_here import is_officer_of
from app.routes.request_trail import note_about
from app.web.access import found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, focus_first_error, public_address
from app.web.words.help_requests import STAGES, history, late_words, who_goes

help_requests = Blueprint("help_requests", __name__)

REQUEST = "/nho-giup/<uuid:help_request>"
# What ended is looked up now and then; the last so many are enough for a page.
ENDED_SHOWN = 100


@help_requests.get("/nho-giup")
@requires(*STAFF)
def index() -> Answer:
    """What waits, under its state and group: what is due first first. `?xem=`: qua-han, xong; `?to=`: one group."""
    unit = unit_called(request.args.get("phuong"))
    groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
    group = next((one for one in groups if one.code == request.args.get("to")), None)
    shelf = request.args.get("xem") if request.args.get("xem") in ("qua-han", "xong") else ""
    today = clock.today()

    def fits(one: HelpRequest) -> bool:
        return group is None or one.residential_group_id == group.id

    waiting = [one for one in db.session.scalars(with_helpers(HelpRequest.open_in({unit.id}))) if fits(one)]
    late = [one for one in waiting if one.is_overdue(today)]
    shown: Sequence[HelpRequest] = {"": waiting, "qua-han": late}.get(shelf or "") or []
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
        columns=[(STAGES[stage], by_group([one for one in fitting if one.state == stage], today)) for stage in stages],
        fitting=len(fitting),
        today=today,
        late_words=late_words,
        who_goes=who_goes,
        officer=is_officer_of(unit.id),
    )


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
    return found(with_helpers(here))


def page_of(public_id: UUID, form: FlaskForm | None = None, status: int = 200, stale: bool = False) -> Response:
    """The request's page; with the form that has to be mended, or that came after somebody changed the request."""
    asked = request_here(public_id, *STAFF)
    forms = {"assign": AssignForm, "note": NoteForm, "due": DueForm, "decline": DeclineForm}
    drawn = {name: form if isinstance(form, kind) else kind(formdata=None) for name, kind in forms.items()}
    assign = drawn["assign"]
    assert isinstance(assign, AssignForm)
    offer_helpers(assign, asked)
    if form is not None:
        focus_first_error(form)
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
