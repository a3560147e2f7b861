"""/quay/tu-phuc-vu/may: staff make a tablet one for self-service, see all of them, and take one back."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.names import clean
from app.indicators.kiosk import counted
from app.models import HelpDesk, Kiosk, KioskVisit, Role, SignIn
from app.registers.help_words import KIOSK_COUNTED
from app.routes.kiosk.sheets import drop_token, keep_token, kiosk_here, usual_name
from app.routes.trail import note_act
from app.web.access import COOKIE as SIGN_IN_COOKIE, current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, see_other
from app.web.sign_in import entry, welcome

tablets = Blueprint("tablets", __name__)

PAIRS = (Role.COUNTER, Role.OFFICER)
LONGEST_NAME = 60


@tablets.get("/may")
@requires(*PAIRS)
def index() -> Answer:
    """The tablets of one's wards, who calls, and what was done at them today."""
    units, now = current_visitor().units(*PAIRS), clock.now()
    kiosks = db.session.scalars(Kiosk.in_units(units)).all()
    page = render_template(
        "kiosk/tablets/index.html",
        kiosks=kiosks,
        calls=db.session.scalars(_waiting(units)).all(),
        today=[counted(db.session(), unit, clock.today(), clock.today()) for unit in sorted(units)],
        kiosk_counted=KIOSK_COUNTED,
        now=now,
    )
    return personal(make_response(page))


def _waiting(units: set[int]) -> Select[KioskVisit]:
    return KioskVisit.all_called(units).where(KioskVisit.is_waiting(clock.now())).order_by(KioskVisit.called_at)


@tablets.post("/may")
@requires(*PAIRS)
def create() -> Answer:
    """Make this browser a tablet: whoever is signed in on it is signed out, a cookie of its own opens its pages."""
    units = current_visitor().units(*PAIRS)
    chosen = request.form.get("desk", "")
    wanted = HelpDesk.open_in(units).where(
        HelpDesk.id == (int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0)
    )
    if db.session.scalars(wanted).first() is None:
        flash(_("Anh chị chọn quầy mà máy này đứng cạnh."), "warn")
        return see_other(url_for("kiosk.homes.show"))
    now, token = clock.now(), request.cookies.get(SIGN_IN_COOKIE, "")
    with immediate() as session:
        desk, by = one_or_404(wanted), current_account()
        kiosk, secret = Kiosk.pair(session, desk, name=_name(desk), by=by, now=now)
        note(session, "kiosk.paired", kiosk)
        if ended := SignIn.end(session, token, now):
            entry.note(session, "sign_in.ended", ended.account, now)
    return keep_token(welcome.farewell(url_for("kiosk.homes.show")), secret)


def _name(desk: HelpDesk) -> str:
    """What it is called: what was written, or the next number."""
    if written := clean(request.form.get("name", ""))[:LONGEST_NAME]:
        return written
    return usual_name({desk.unit_id})


@tablets.post("/may/<uuid:tablet>/thoi")
@requires(*PAIRS)
def destroy(tablet: UUID) -> Answer:
    """Let a tablet be one like any other, from the counter or on itself. Twice changes nothing."""
    here = kiosk_here()
    with immediate() as session:
        units = current_visitor().units(*PAIRS)
        wanted = Kiosk.all_in(units).where(Kiosk.public_id == str(tablet)).with_for_update(of=Kiosk)
        kiosk = one_or_404(wanted)
        if kiosk.revoke(clock.now()):
            note(session, "kiosk.revoked", kiosk)
        name, itself = kiosk.name, here is not None and here.id == kiosk.id
    flash(_("%(name)s thôi là bàn tự phục vụ. Máy đó trở lại như máy thường.", name=name))
    answer: Response = see_other(url_for("kiosk.tablets.index"))
    return drop_token(answer) if itself else answer


def note(session: Session, action: str, kiosk: Kiosk) -> None:
    """Note in the audit trail what the visitor does to a tablet."""
    note_act(session, action, kiosk.desk.unit_id, ("kiosk", kiosk.public_id), {"name": kiosk.name})
