"""/van-phong/nhiem-vu/noi-lam: which rows of the ward the bodies are that plans name; one press for each unsure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.models import AdministrativeUnit, NamedBody, Role
from app.models.people.changing import Overtaken
from app.models.targets.body_matching import choices, match_again
from app.models.targets.named_body import EVERY, MATCHED, OUTSIDE, UNSURE
from app.models.targets.task_owner import Owner, bodies_in, owners_of
from app.routes.office.lookups import unit_called, units
from app.routes.trail import note_unit
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

named_bodies = Blueprint("named_bodies", __name__)

OFFICER = (Role.OFFICER,)
ALL, NOT_HERE = "every-", "outside"


@named_bodies.get("/nhiem-vu/noi-lam")
@requires(*OFFICER)
def index() -> Answer:
    """The words that wait, most named first, each with what they may mean; then those that are known."""
    return _page(unit_called(request.args.get("phuong"), *OFFICER))


@named_bodies.post("/nhiem-vu/noi-lam")
@requires(*OFFICER)
def create() -> Answer:
    """Match again what is unsure, after organisations or teams were added. Twice changes nothing."""
    with immediate() as session:
        unit = unit_called(request.args.get("phuong"), *OFFICER)
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        count = match_again(session, unit.id)
        if count:
            note_unit(session, "matter.bodies_matched", unit, {"count": count})
        code = unit.code
    flash(_("Đã nhận ra thêm %(count)s nơi.", count=count) if count else _("Chưa nhận ra thêm nơi nào."))
    return see_other(url_for("office.named_bodies.index", phuong=code))


@named_bodies.post("/nhiem-vu/noi-lam/<uuid:row>")
@requires(*OFFICER)
def update(row: UUID) -> Answer:
    """Say what words mean (`la`): a row of the ward, all of a kind, or nobody of its lists. 409 where somebody else
    said it since: the page then shows both."""
    body = _here(row)
    chosen = _chosen(body.unit_id, request.form.get("la", ""))
    if chosen is None:
        flash(_("Anh chị chọn một nơi trong danh sách."), "warn")
        return see_other(url_for("office.named_bodies.index", phuong=body.unit.code))
    try:
        with immediate() as session:
            body = _here(row)
            session.scalars(NamedBody.locked(body.id)).one()
            changed = body.choose(version=request.form.get("version", ""), **chosen)
            if changed:
                session.flush()
                note_unit(session, "matter.body_named", body.unit, {"words": body.words, "body": _words(**chosen)})
            code, words = body.unit.code, body.words
    except Overtaken:
        return _page(_here(row).unit, overtaken=_here(row), wanted=_words(**chosen))
    flash(_("%(words)s: đã ghi.", words=words))
    return see_other(url_for("office.named_bodies.index", phuong=code))


def _here(row: UUID) -> NamedBody:
    """The row of the address; 404 for one of another ward."""
    mine = current_visitor().units(*OFFICER)
    kept: NamedBody = one_or_404(NamedBody.in_units(mine).where(NamedBody.public_id == str(row)))
    return kept


def _chosen(unit_id: int, value: str) -> dict[str, Any] | None:
    """The arguments of `NamedBody.choose`; None for a value that was not offered."""
    if value in (NOT_HERE, UNSURE):
        return {"state": OUTSIDE if value == NOT_HERE else UNSURE, "body": None, "every": ""}
    if value.startswith(ALL) and value[len(ALL) :] in filter(None, EVERY):
        return {"state": MATCHED, "body": None, "every": value[len(ALL) :]}
    body = next((each for each in _offered(unit_id) if each.slug == value), None)
    return {"state": MATCHED, "body": body, "every": ""} if body else None


def _offered(unit_id: int) -> Sequence[Owner]:
    return owners_of(bodies_in(db.session(), unit_id))


def _words(state: str, body: Owner | None, every: str) -> str:
    """What was chosen, in words."""
    if body:
        return body.name
    return str(EVERY[every] if every else _("chưa rõ") if state == UNSURE else _("ngoài danh mục của phường, xã"))


def _page(unit: AdministrativeUnit, overtaken: NamedBody | None = None, wanted: str = "") -> Answer:
    session = db.session()
    rows = bodies_in(session, unit.id)
    waiting = [(each, tasks, choices(each.words, rows)) for each, tasks in session.execute(NamedBody.waiting(unit.id))]
    known = session.scalars(NamedBody.of(unit.id).where(NamedBody.state != UNSURE)).all()
    response = make_response(
        render_template(
            "office/targets/named_bodies.html",
            unit=unit, units=units(*OFFICER), waiting=waiting, offered=owners_of(rows), every=EVERY,
            known=[(each, _words(each.state, each.body, each.every)) for each in known],
            overtaken=overtaken, wanted=wanted, words_of=lambda each: _words(each.state, each.body, each.every),
        )
    )  # fmt: skip
    response.status_code = 409 if overtaken else 200
    return response
