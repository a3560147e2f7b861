"""/van-phong/ho-tro/lau-chua-gap: whom nobody has met for long, the longest first."""

from flask import Blueprint, render_template, request

from app.country import clock
from app.indicators import mentorships
from app.models import Mentorship
from app.registers.indicator import Scope
from app.routes.office.lookups import STAFF, unit_called
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer

help_people = Blueprint("help_people", __name__)


@help_people.get("/ho-tro/lau-chua-gap")
@requires(*STAFF)
def pairs_index() -> Answer:
    """The pairs whom nobody has met for thirty days, the longest first. It names people: that it was looked at is
    noted."""
    unit, today = unit_called(request.args.get("phuong")), clock.today()
    scope = Scope((unit.id,), today, today)
    wanted = mentorships.UNMET_PAIRS.behind(scope)
    if count := len(db.session.scalars(wanted.with_only_columns(Mentorship.id)).all()):
        with immediate() as session:
            note_act(session, "help.unmet_viewed", unit.id, ("unit", unit.code), {"people": count})
    session = db.session()
    pairs = session.scalars(wanted.options(*Mentorship.people())).all()
    last = mentorships.last_contacts(session, [pair.id for pair in pairs], today)
    return render_template(
        "office/help/pairs.html",
        unit=unit,
        today=today,
        people=mentorships.UNMET.figure(session, scope),
        pairs=sorted(pairs, key=lambda pair: (last[pair.id] or pair.since, pair.id)),
        last=last,
        unmet_days=mentorships.UNMET_DAYS,
    )
