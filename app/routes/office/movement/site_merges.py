"""/van-phong/phong-trao/<id>/so/<row>/gop: which other one a house or an own site may be (site_pairs.py compares them);
…/nha-giong: which houses may be one, and that two are two."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.entries.words import noun_of
from app.models import Household, Role, Site
from app.models.movement.declaration import Subject
from app.models.movement.programme import Programme
from app.models.movement.site import SiteDistinction, SiteKind
from app.models.movement.site_holdings import houses_called, lookalikes, others_of
from app.registers.programmes.opening import register_of
from app.routes.office.lookups import unit_ids
from app.routes.office.movement.programmes import entries_here, row_address, sees_entries
from app.routes.registers.rows import note
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

site_merges = Blueprint("site_merges", __name__)

PAGE = 20


@site_merges.get("/phong-trao/nha-giong")
@requires(Role.OFFICER)
def first() -> Answer:
    """On to the pairs of the ward where there are any: houses are of no programme, so any one that knows houses. Where
    none does, on to what the ward could run."""
    units = sorted(unit_ids(Role.OFFICER), key=lambda unit_id: not lookalikes(db.session(), [unit_id]))
    every = [each for unit_id in units for each in db.session.scalars(Programme.in_units([unit_id]))]
    houses = [each for each in every if each.current and each.current.declared.subject is Subject.HOUSEHOLD]
    houses = [*filter(sees_entries, houses)]
    runs = next((each for each in houses if each.retired_on is None), None) or next(iter(houses), None)
    return see_other(
        url_for("office.site_merges.index", programme=runs.id) if runs else url_for("office.programmes.index")
    )


@site_merges.get("/phong-trao/<int:programme>/nha-giong")
@requires(Role.OFFICER)
def index(programme: int) -> Answer:
    """Pairs of houses that may be one, the oldest first."""
    kept = entries_here(programme, (Role.OFFICER,))
    pairs = lookalikes(db.session(), [kept.unit_id])
    houses = houses_called(db.session(), kept.unit_id, [id_ for pair in pairs[:PAGE] for id_ in pair])
    context = {"programme": kept, "unit": kept.unit, "total": len(pairs)}
    return render_template(
        "office/movement/lookalikes.html",
        pairs=[(houses[one], houses[other]) for one, other in pairs[:PAGE]],
        **context,
    )


@site_merges.post("/phong-trao/<int:programme>/nha-giong")
@requires(Role.OFFICER)
def update(programme: int) -> Answer:
    """They are two (`nha`, both with a comma between): the pair is not asked about again."""
    kept = entries_here(programme, (Role.OFFICER,))
    named = rows_of(kept).where(Site.public_id.in_(request.form.get("nha", "").split(",")))
    with immediate() as session:
        ids = [each.id for each in session.scalars(named)]
        both = session.scalars(Site.locked(*ids)).all() if len(ids) == 2 else abort(422)
        if SiteDistinction.say(session, *both, by_id=current_account().id, now=clock.now()):
            register = register_of(session, session.get_one(Programme, kept.id)) or abort(404)
            note(register, session, "told_apart", both[1], register.named(both[1]))
        one = both[0].public_id
    what = what_of(kept)
    flash(_("Đã ghi là hai %(what)s khác nhau; máy không hỏi lại về hai %(what)s này.", what=what), "good")
    if is_of_houses(kept):
        return see_other(url_for("office.site_merges.index", programme=programme))
    return see_other(row_address(kept, one))


@site_merges.get("/phong-trao/<int:programme>/so/<uuid:row>/gop")
@requires(Role.OFFICER)
def new(programme: int, row: UUID) -> Answer:
    """The others with which it may be one, those that look alike first."""
    kept = entries_here(programme, (Role.OFFICER,))
    site = one_or_404(rows_of(kept).where(Site.at(row), Site.in_use()))
    alike, far = others_of(db.session(), site)
    context = {"programme": kept, "unit": kept.unit, "row": site, "alike": alike, "far": far, "what": what_of(kept)}
    return render_template("office/movement/merge.html", houses=is_of_houses(kept), **context)


def rows_of(programme: Programme) -> Any:
    """The rows of a programme's book that can be merged: its own sites, or the houses of the ward."""
    if is_of_houses(programme):
        return Household.in_units([programme.unit_id])
    own = Site.kind == SiteKind.OWN, Site.programme_id == programme.id
    return Site.in_units([programme.unit_id]).where(*own)


def what_of(programme: Programme) -> str:
    """What one of its rows is called in a sentence."""
    return noun_of(programme.current.declared) if programme.current else ""


def is_of_houses(programme: Programme) -> bool:
    """Whether its rows are the houses of the ward."""
    return programme.current is not None and programme.current.declared.subject is Subject.HOUSEHOLD
