"""/van-phong/quyen: what people ask of what is kept of them, with its deadlines; one of them, and who asks."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.indicators.waiting.kind import WaitingQuery
from app.indicators.waiting.requests import DATA_LATE, DATA_OPEN
from app.jobs import ordering
from app.models import DataRequest, DataRequestStep, Person, Registration, Role
from app.models.people import directory
from app.models.trust.asking_for_data import ask
from app.models.trust.data_rights import Behalf, RequestOver, Seen
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.rights.data_request_forms import (
    BY_ITSELF,
    NOBODY,
    DoneForm,
    GrantForm,
    LoggedForm,
    RefuseForm,
    SeenForm,
)
from app.routes.office.rights.erasure_reviews import review_of
from app.routes.trail import note_request
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, form_page, personal, see_other
from app.web.words.personal_data import BEHALF, RIGHTS, SEEN, SHORT, STATES, STEPS, WAYS

data_requests = Blueprint("data_requests", __name__)

REQUEST = "/quyen/<uuid:public_id>"
FEW = 8
LAST = 50
SHELVES = {"den-han": DATA_LATE, "con-han": DATA_OPEN}


@data_requests.get("/quyen")
@requires(*STAFF)
def index() -> Answer:
    """What is open, the first deadline first, of it what is due or is not yet (`?xem=`: den-han, con-han); then what is
    over."""
    here, shelf = unit_ids(), request.args.get("xem", "")
    waiting = DataRequest.open_in(here)
    if kind := SHELVES.get(shelf):
        waiting = waiting.where(kind.holds(DataRequest.id.expression, WaitingQuery.at(db.session(), here, clock.now())))
    return render_template(
        "office/rights/index.html",
        shelf=shelf if shelf in SHELVES else "",
        waiting=db.session.scalars(waiting).all(),
        over=[] if shelf in SHELVES else db.session.scalars(DataRequest.over_in(here).limit(LAST)).all(),
        officer=bool(unit_ids(Role.OFFICER)),
        short=SHORT,
        states=STATES,
        today=clock.today(),
    )


@data_requests.route("/quyen/moi", methods=["GET", "POST"])
@dedupes_itself
@requires(Role.OFFICER)
def new() -> Answer:
    """Note what somebody asks who came, called or wrote: 303 to its page."""
    form = LoggedForm()
    form.begin()
    if not form.validate_on_submit():
        return form_page("office/rights/new.html", form, units=units(Role.OFFICER))
    with immediate() as session:
        unit = unit_called(request.form.get("dv"), Role.OFFICER)
        asked = ask(session, form.asked(unit), by=current_account())
        note_request(session, "data_request.logged", asked, {"asked": asked.kind, "way": asked.way})
        key = asked.public_id
    return see_other(url_for("office.data_requests.show", public_id=key))


@data_requests.get(REQUEST)
@requires(*STAFF)
def show(public_id: UUID) -> Answer:
    """One request, and who on file it may be about; that somebody looked is noted."""
    if (first := request_here(public_id).same_as_id) is not None:
        return see_other(address_of(db.session.get_one(DataRequest, first).public_id))
    with immediate() as session:
        note_request(session, "data_request.viewed", request_here(public_id))
    return page_of(public_id)


@data_requests.post(f"{REQUEST}/nguoi-hoi")
@requires(Role.OFFICER)
def update(public_id: UUID) -> Answer:
    """Somebody saw who asks: how, and who on file they are."""
    form = SeenForm()
    _offer(form, request_here(public_id, Role.OFFICER))
    if not form.validate():
        return page_of(public_id, form, status=422)
    chosen, how, behalf = form.person.data, Seen(form.how.data), Behalf(form.behalf.data)
    try:
        with immediate() as session:
            asked = request_here(public_id, Role.OFFICER)
            person = None if chosen == NOBODY else one_or_404(Person.called(chosen, {asked.unit_id}))
            now, by = clock.now(), current_account()
            asked.see(session, person, how, by=by, now=now)
            if behalf is not Behalf.SELF:
                asked.write_down(session, "for_another", now, by=by, words=behalf)
            about = asked.person.public_id if asked.person else ""
            detail: dict[str, object] = {"how": how.value, "behalf": behalf.value, "person": about}
            note_request(session, "data_request.seen", asked, detail)
    except RequestOver:
        return too_late(public_id)
    flash(_("Đã ghi. Bây giờ anh chị trả lời."), "good")
    return see_other(address_of(public_id))


def address_of(public_id: object) -> str:
    """The page of a request, with what was searched for there."""
    return url_for("office.data_requests.show", public_id=public_id, tim=request.args.get("tim") or None)


def request_here(public_id: UUID, *roles: Role) -> DataRequest:
    """The request of an address; a 404 for one of another unit."""
    return one_or_404(DataRequest.called(str(public_id), unit_ids(*roles)))


def too_late(public_id: UUID) -> Answer:
    """409: somebody was quicker, or whoever asked took it back."""
    db.session.rollback()
    flash(_("Yêu cầu này vừa có người trả lời, hoặc người hỏi đã rút. Anh chị xem lại dưới đây."), "warn")
    return page_of(public_id, status=409)


def page_of(public_id: UUID, *forms: Any, status: int = 200) -> Answer:
    """The page of a request, with those forms as they were sent."""
    asked = request_here(public_id)
    given = {type(form): form for form in forms}
    seen = given.get(SeenForm) or SeenForm(formdata=None)
    offered = _offer(seen, asked)
    steps = db.session.scalars(DataRequestStep.of(asked.id)).all()
    behalf = next((each.behalf for each in reversed(steps) if each.behalf), None)
    if SeenForm not in given:
        seen.person.data = asked.person.standing.public_id if asked.person else None
        seen.behalf.data = behalf or Behalf.SELF
    page = render_template(
        "office/rights/show.html",
        asked=asked,
        by_itself=asked.kind in BY_ITSELF,
        officer=asked.unit_id in unit_ids(Role.OFFICER),
        person=asked.person,
        elsewhere=review_of(db.session(), asked) if asked.unit_id in unit_ids(Role.OFFICER) else None,
        offered=offered,
        few=FEW,
        behalf=behalf,
        query=request.args.get("tim", ""),
        seen_form=seen,
        grant_form=given.get(GrantForm) or GrantForm(formdata=None),
        refuse_form=given.get(RefuseForm) or RefuseForm(formdata=None),
        done_form=given.get(DoneForm) or DoneForm(formdata=None),
        copy=ordering.copy_asked(db.session(), asked),
        codes=[each.token for each in (asked, *asked.repeats)],
        spoken=list(dict.fromkeys(each.words for each in (asked, *asked.repeats) if each.words)),
        steps=steps,
        words={"kinds": RIGHTS, "states": STATES, "steps": STEPS, "seen": SEEN, "ways": WAYS, "behalf": BEHALF},
        until=date.fromisoformat(asked.came_of_it.get("copies_until", "0001-01-01")),
        now=clock.now(),
        today=clock.today(),
    )
    return personal(make_response(page, status))


class PeopleOffered(NamedTuple):
    """The people on file whom a request may be about, and how many more a search found."""

    people: list[Person]
    found: int = 0


def _offer(form: SeenForm, asked: DataRequest) -> PeopleOffered:
    """Offer who on file it may be: who is ticked, who was chosen before, the ticket's person, and whom the name or
    `?tim=` finds. Anybody of the ward may be ticked: the person may have another name and year than who asks."""
    session, here = db.session(), {asked.unit_id}
    form.chosen = session.scalars(Person.in_units(here).where(Person.public_id == (form.person.data or ""))).first()
    first = [form.chosen, asked.person.standing if asked.person else None]
    if asked.registration_id is not None:
        first.append(session.get_one(Registration, asked.registration_id).person.standing)
    typed = request.args.get("tim", "").strip()
    named = [f"{asked.full_name} {asked.birth_year or ''}", asked.full_name] if asked.full_name else []
    hits: list[Person] = []
    for wanted in map(directory.PersonQuery, [typed] if typed else named):
        hits += session.scalars(directory.hits(here, wanted).limit(FEW))
        hits += [near.person for near in directory.near(session, here, wanted)[: FEW - len(hits)]]
    found = directory.count(session, here, directory.PersonQuery(typed)) if typed else 0
    return PeopleOffered(list(dict.fromkeys(filter(None, [*first, *hits[:FEW]]))), found)
