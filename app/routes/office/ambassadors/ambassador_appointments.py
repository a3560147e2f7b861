"""/van-phong/dai-su/moi and /xin-lam: somebody becomes Đại sứ số: chosen from those on file, new, or from an offer; who
offered to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AdministrativeUnit, Ambassador, AmbassadorOffer, Person, ResidentialGroup, Role
from app.models.helping.ambassadors.ambassador import ServesAlready
from app.models.helping.ambassadors.ambassador_offer import OfferState
from app.models.people import directory
from app.models.people.directory import PersonQuery
from app.routes.office.ambassadors.ambassador_forms import AppointForm, NewPersonForm
from app.routes.office.ambassadors.ambassadors_here import note_appointed, offer_here
from app.routes.office.approvals.deciding import add_ending
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people_here import is_officer_of, person_here
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, page_or_fragment, refuse, see_other
from app.web.words.ambassadors import ORGANISATIONS

ambassador_appointments = Blueprint("ambassador_appointments", __name__)
ambassador_offers = Blueprint("ambassador_offers", __name__)

FOUND = 20
PAGE = "office/ambassador_appointments/new.html"


@dataclass(frozen=True)
class _Asked:
    """Whom an address means, and where."""

    unit: AdministrativeUnit
    person: Person | None = None
    offer: AmbassadorOffer | None = None


@ambassador_appointments.get("/dai-su/moi")
@requires(Role.OFFICER)
def index() -> Answer:
    """Who: people on file by `?tim=`, or somebody who is not on file."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    query = request.args.get("tim", "").strip()[:200]
    people = db.session.scalars(directory.hits({unit.id}, PersonQuery(query)).limit(FOUND)).all() if query else []
    serving = Ambassador.in_units([unit.id]).where(Ambassador.until.is_(None))
    ids = [person.id for person in people]
    return page_or_fragment(
        "office/ambassador_appointments/index.html",
        "office/ambassador_appointments/_found.html",
        unit=unit,
        units=units(Role.OFFICER),
        query=query,
        people=people,
        most=FOUND,
        serving={each.person_id: each for each in db.session.scalars(serving.where(Ambassador.person_id.in_(ids)))},
    )


@ambassador_appointments.route("/dai-su/moi/nguoi-moi", methods=["GET", "POST"])
@ambassador_appointments.route("/dai-su/moi/nguoi/<uuid:person>", methods=["GET", "POST"])
@ambassador_appointments.route("/dai-su/moi/don/<uuid:offer>", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(person: UUID | None = None, offer: UUID | None = None) -> Answer:
    """Appoint a person on file, of an offer, which is taken on in the same transaction, or somebody new. 409 where they
    serve already."""
    asked = _asked(person, offer)
    form = _form(asked)
    if not form.is_submitted():
        return _begun(asked, form)
    if not form.validate():
        return refuse(PAGE, **_page(asked, form))
    terms, now = form.terms, clock.now()
    try:
        with immediate() as session:
            asked = _asked(person, offer)
            if asked.offer is not None:
                asked.offer.take(session, current_account())  # before the ward: who comes too late is told so
            made = Ambassador.appoint(session, _candidate(asked, form), terms, now=now)
            if asked.offer is not None:
                asked.offer.take_on(session, made, by=current_account(), now=now)
            note_appointed(session, made)
            address = url_for("office.ambassadors.show", ambassador=made.public_id)
            labels = {"name": made.person.full_name, "code": made.code}
    except ServesAlready as refused:
        db.session.rollback()
        form.form_errors.append(_("Người này đang là Đại sứ số, mã %(code)s.", code=refused.ambassador.code))
        return refuse(PAGE, status=409, **_page(_asked(person, offer), form))
    flash(_("%(name)s là Đại sứ số, mã %(code)s. Anh chị in thẻ và đưa mã mời.", **labels), "good")
    return see_other(address)


def _begun(asked: _Asked, form: AppointForm) -> Answer:
    """The form, filled in with what is known; who serves already, or whose offer was answered, is shown."""
    if asked.offer is not None and asked.offer.state != OfferState.NEW:
        return see_other(url_for("office.ambassador_offers.index", phuong=asked.unit.code))
    before = db.session.scalars(Ambassador.of_person(asked.person.id).limit(1)).first() if asked.person else None
    if before is not None and before.until is None:
        return see_other(url_for("office.ambassadors.show", ambassador=before.public_id))
    if isinstance(form, NewPersonForm) and asked.offer is not None:
        form.begin_with(asked.offer)
    else:
        form.begin(before, asked.person)
    return render_template(PAGE, **_page(asked, form))


def _asked(person: UUID | None, offer: UUID | None) -> _Asked:
    """Whom the address means: a person on file, an offer, or nobody yet; a 404 for those of another unit."""
    if offer is not None:
        offered = offer_here(offer, Role.OFFICER)
        return _Asked(offered.unit, offer=offered)
    if person is not None:
        someone = person_here(person, Role.OFFICER).standing
        return _Asked(someone.unit, person=someone)
    return _Asked(unit_called(request.args.get("phuong"), Role.OFFICER))


def _form(asked: _Asked) -> AppointForm:
    form = AppointForm() if asked.person else NewPersonForm()
    groups = db.session.scalars(ResidentialGroup.of(asked.unit.id)).all()
    form.offer(groups, asked.unit.kind)
    if isinstance(form, NewPersonForm):
        form.lives_in.offer(groups, asked.unit.group_word)
    return form


def _candidate(asked: _Asked, form: AppointForm) -> Person:
    if asked.person is not None:
        return asked.person
    assert isinstance(form, NewPersonForm)
    group_id = form.lives_in.value
    theirs = ResidentialGroup.in_units([asked.unit.id]).where(ResidentialGroup.id == group_id)
    return form.person(unit=asked.unit, residential_group=one_or_404(theirs) if group_id else None)


def _page(asked: _Asked, form: AppointForm) -> dict[str, Any]:
    new_one = isinstance(form, NewPersonForm)
    return {**vars(asked), "form": form, "bodies": ORGANISATIONS, "new": new_one}


DECIDED = 50


@ambassador_offers.get("/dai-su/xin-lam", endpoint="index")
@requires(*STAFF)
def offers(phuong: str | None = None) -> Answer:
    """Those who wait, the longest first; then what was decided lately."""
    unit = unit_called(phuong or request.args.get("phuong"))
    return render_template(
        "office/ambassador_offers/index.html",
        unit=unit,
        units=units(),
        waiting=db.session.scalars(AmbassadorOffer.waiting_in([unit.id])).all(),
        decided=db.session.scalars(AmbassadorOffer.decided_in([unit.id]).limit(DECIDED)).all(),
        officer=is_officer_of(unit.id),
    )


add_ending(
    ambassador_offers, "/dai-su/xin-lam/<uuid:offer>/tu-choi", AmbassadorOffer, "decline", Role.OFFICER, asks="delete"
)
