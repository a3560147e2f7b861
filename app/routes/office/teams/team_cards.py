"""/van-phong/doi/the: the cards of all who are in some teams, in one file; who has no account has one too."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app.jobs import ambassador_orders, queue
from app.models import Team
from app.registers.definitions.teams import size_words
from app.routes.jobs import answer_with
from app.routes.office.ambassadors.ambassador_papers import CARDS
from app.routes.office.lookups import STAFF, unit_called, units
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse

team_cards = Blueprint("team_cards", __name__)


@team_cards.get("/doi/the")
@requires(*STAFF)
def new() -> Answer:
    """Of which teams: those in which somebody is named, all ticked."""
    return render_template(CARDS, **_choice(), wrong="")


@team_cards.post("/doi/the")
@requires(*STAFF)
def create() -> Answer:
    """The cards of the teams that are ticked, or of the one whose page was pressed."""
    unit = unit_called(request.args.get("phuong"))
    chosen = [each for each in _named(unit.id) if each.public_id in request.form.getlist("ai")]
    if not chosen:
        return refuse(CARDS, **_choice(), wrong=_("Anh chị chọn ít nhất một tổ có ghi tên người."))
    with immediate() as session:
        job = ambassador_orders.team_cards(session, unit_called(unit.code), chosen, by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job)


def _named(unit_id: int) -> Sequence[Team]:
    every = db.session.scalars(Team.standing_in([unit_id]).options(*Team.people())).all()
    return [each for each in every if each.members]


def _choice() -> dict[str, Any]:
    unit = unit_called(request.args.get("phuong"))
    teams = _named(unit.id)
    ticked = set(request.form.getlist("ai")) if request.method == "POST" else {each.public_id for each in teams}
    return {
        "unit": unit, "ticked": ticked, "heading": _("In thẻ thành viên"), "legend": _("In thẻ cho tổ nào"),
        "choices": [(each.public_id, each.name, _("%(size)s người", size=size_words(each))) for each in teams],
        "back": (url_for("office.teams.index", phuong=unit.code), _("Tổ công nghệ số và các đội")),
        "action": url_for("office.team_cards.create", phuong=unit.code),
        "nobody": (_("Chưa tổ nào ghi tên thành viên"), _("Ghi tên thành viên ở trang của từng tổ, rồi in thẻ ở đây.")),
        "units": units(),
    }  # fmt: skip
