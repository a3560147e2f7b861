"""/van-phong/phong-trao/<programme>/so/<row>/mo-lai: a closed period is opened again for who sends it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats, names
from app.models import ReopenedPeriod, Role, Site
from app.models.movement.reopened_period import LONGEST_REASON
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.reopening import Reopening, reopening
from app.routes.office.movement.programmes import entries_here
from app.routes.registers.rows import locked, note
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, see_other

reopened_periods = Blueprint("reopened_periods", __name__)
AT = "/phong-trao/<int:programme>/so/<uuid:row>/mo-lai"


@reopened_periods.post(AT)
@dedupes_itself
@requires(Role.OFFICER)
def create(programme: int, row: UUID) -> Answer:
    """Open the period `?ky=` again for the sender of a row, for a `reason`. Twice opens it once."""
    register, reason = _register(programme), names.clean(request.form.get("reason", ""))[:LONGEST_REASON]
    if not reason:
        flash(_("Anh chị ghi vì sao mở lại, để sau này còn biết."), "bad")
        return _back(register, row)
    with immediate() as session:
        site, closed = _row(session, register, row)
        opened = ReopenedPeriod.reopen(
            session, site.id, register.programme.id, closed.period, reason=reason, by=current_account(), now=clock.now()
        )
        if opened:
            _note(session, register, "period_reopened", site, closed, reason=reason)
        _site, closed = _row(session, register, row)
        until = closed.stands.last_day if closed.stands else clock.today()
    day = formats.date(until)
    flash(_("%(name)s gửi được %(period)s đến hết %(day)s.", name=closed.sender, period=closed.period.name, day=day))
    return _back(register, row)


@reopened_periods.post(f"{AT}/dong")
@dedupes_itself
@requires(Role.OFFICER)
def destroy(programme: int, row: UUID) -> Answer:
    """Close it before its day. Twice changes nothing."""
    register = _register(programme)
    with immediate() as session:
        site, closed = _row(session, register, row)
        if ReopenedPeriod.close(session, site.id, register.programme.id, closed.period, now=clock.now()):
            _note(session, register, "period_closed", site, closed)
    flash(_("Đã đóng lại %(period)s với %(name)s.", period=closed.period.name, name=closed.sender))
    return _back(register, row)


def _register(programme: int) -> ProgrammeRegister:
    """The book of the programme and period of the address, for who writes in it."""
    kept = entries_here(programme, (Role.OFFICER,))
    register = register_of(db.session(), kept, request.args.get(KY, "")) or abort(404)
    return register if register.may_edit and register.period else abort(404)


def _row(session: Session, register: ProgrammeRegister, row: UUID) -> tuple[Site, Reopening]:
    """The locked row of the address, and its closed period; 404 where that is open for all, or nobody sends it."""
    site: Any = locked(register, session, str(row))
    closed = reopening(session, register.declared, register.programme, register.period, site)
    return site, closed or abort(404)


def _note(
    session: Session, register: ProgrammeRegister, act: str, site: Site, closed: Reopening, **more: object
) -> None:
    note(register, session, act, site, {**register.named(site), "what": closed.period.name, **more})


def _back(register: ProgrammeRegister, row: UUID) -> Answer:
    return see_other(url_for("office.programme_rows.show", row=row, **register.place))
