"""/van-phong/ho-tro/…: ambassadors, groups and pairs behind the figures of the office's view. Listed by code or by how
long ago, never by what somebody did."""

from flask import Blueprint, render_template, request
from sqlalchemy.orm import joinedload

from app.country import clock
from app.indicators import ambassadors, mentorships
from app.models import Ambassador, AuditEvent, Mentorship
from app.routes.office.lookups import STAFF, unit_called
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer

help_people = Blueprint("help_people", __name__)

SHELVES = {
    "tat-ca": ambassadors.Which.ALL,
    "it-hon": ambassadors.Which.FEWER,
    "du": ambassadors.Which.ENOUGH,
    "da-tap-huan": ambassadors.Which.TRAINED,
    "ai": ambassadors.Which.AI_TRAINED,
    "hoat-dong": ambassadors.Which.ACTIVE,
}
# Told only where the ward's plan says how many are enough.
BY_LEAST = {"it-hon", "du"}


@help_people.get("/ho-tro/dai-su")
@requires(*STAFF)
def ambassadors_index() -> Answer:
    """Who serves today, by code; `?xem=` which of them."""
    unit, session, today = unit_called(request.args.get("phuong")), db.session(), clock.today()
    key = request.args.get("xem", "tat-ca")
    told = SHELVES.keys() - (BY_LEAST if unit.least_mentees is None else set())
    key = key if key in told else "tat-ca"
    wanted = ambassadors.rows(session, unit.id, today, SHELVES[key], unit.least_mentees)
    whole = wanted.options(joinedload(Ambassador.person), joinedload(Ambassador.residential_group))
    return render_template(
        "office/help/ambassadors.html",
        unit=unit,
        shelf=key,
        people=session.scalars(whole).all(),
        mentees=ambassadors.mentees(session, unit.id, today),
        least=unit.least_mentees,
        active_days=ambassadors.ACTIVE_DAYS,
    )


@help_people.get("/ho-tro/to-chua-co")
@requires(*STAFF)
def groups_index() -> Answer:
    """The groups that no ambassador serves today, by code."""
    unit = unit_called(request.args.get("phuong"))
    groups = db.session.scalars(ambassadors.groups_without(unit.id, clock.today())).all()
    return render_template("office/help/groups.html", unit=unit, groups=groups)


@help_people.get("/ho-tro/lau-chua-gap")
@requires(*STAFF)
def pairs_index() -> Answer:
    """The pairs whom nobody has met for thirty days, the longest first. It names people: that it was looked at is
    noted."""
    unit, today = unit_called(request.args.get("phuong")), clock.today()
    wanted = mentorships.rows(unit.id, today, mentorships.Which.UNMET)
    if count := len(db.session.scalars(wanted.with_only_columns(Mentorship.id)).all()):
        with immediate() as session:
            AuditEvent.note(
                session,
                "help.unmet_viewed",
                at=clock.now(),
                account_id=current_visitor().account_id,
                unit_id=unit.id,
                subject=("unit", unit.code),
                detail={"people": count},
            )
    session = db.session()
    whole = wanted.options(
        joinedload(Mentorship.mentee),
        joinedload(Mentorship.ambassador).options(
            joinedload(Ambassador.person), joinedload(Ambassador.residential_group)
        ),
    )
    pairs = session.scalars(whole).all()
    last = mentorships.last_contacts(session, [pair.id for pair in pairs], today)
    return render_template(
        "office/help/pairs.html",
        unit=unit,
        today=today,
        count=mentorships.count(session, unit.id, today, mentorships.Which.UNMET),
        pairs=sorted(pairs, key=lambda pair: (last[pair.id] or pair.since, pair.id)),
        last=last,
        unmet_days=mentorships.UNMET_DAYS,
    )
