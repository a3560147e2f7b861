"""/van-phong/dai-su/the, /danh-sach and /<uuid>/ma-moi: cards to print, the list with results as a paper or a workbook,
the QR code by which an ambassador sets up their sign-in."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.exchange.exports import help_log as export
from app.exchange.exports.values import numbered
from app.jobs import help_orders
from app.models import AdministrativeUnit, Ambassador, Invitation, ResidentialGroup, Role
from app.models.helping.ambassadors import ambassador_results, appointing
from app.models.helping.ambassadors.ambassador import NotServing
from app.models.helping.ambassadors.appointing import WorksElsewhere
from app.routes.jobs import answer_with
from app.routes.office.ambassadors.ambassadors_here import ambassador_here, ambassadors_called, note_ambassador
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.trail import note_act, note_unit
from app.web import qr
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, public_address, refuse, see_other
from app.web.sign_in.proof import fresh_proof

ambassador_papers = Blueprint("ambassador_papers", __name__)

CARDS = "office/ambassador_papers/new.html"


@ambassador_papers.route("/dai-su/the", methods=["GET", "POST"])
@requires(*STAFF)
def new() -> Answer:
    """The cards of those ticked in one file; first all are, or those of `?ai=`."""
    if request.method != "POST":
        return render_template(CARDS, **_choice(), wrong="")
    unit = unit_called(request.args.get("phuong"))
    with immediate() as session:
        chosen = ambassadors_called(session, unit.id, request.form.getlist("ai"))
        here = unit_called(unit.code)
        job = help_orders.cards(session, here, chosen, by=current_visitor().account_id) if chosen else None
    if job is None:
        return refuse(CARDS, **_choice(), wrong=_("Anh chị chọn ít nhất một người."))
    return answer_with(job)


@ambassador_papers.post("/dai-su/danh-sach")
@requires(*STAFF)
def update() -> Answer:
    """The list with results, of the group of `?to=` or of all; `?loc=` adds those who serve no more."""
    unit, group, ended = _wanted(request.args.get("phuong"))
    with immediate() as session:
        here = unit_called(unit.code)
        there = session.get(ResidentialGroup, group.id) if group else None
        by = current_visitor().account_id
        job = help_orders.ambassador_list(session, here, group=there, ended=ended, by=by)
    return answer_with(job)


@ambassador_papers.get("/dai-su/danh-sach-<unit>.<any(xlsx,csv):ending>")
@requires(*STAFF)
def show(unit: str, ending: str) -> Answer:
    """The same as a workbook; that it left is noted."""
    here, group, ended = _wanted(unit)
    with immediate() as session:
        note_unit(session, "ambassadors.exported", unit_called(here.code), {"ending": ending})
    listed = ambassador_results.rows(db.session(), here.id, group_id=group.id if group else None, ended=ended)
    heading, rows = numbered(export.AMBASSADOR_COLUMNS, listed)
    title = _("Đại sứ số, %(ward)s", ward=here.title)
    return personal(list_file(f"dai-su-so-{here.code}", heading, rows, title=title, xlsx=ending == "xlsx"))


def _wanted(code: str | None) -> tuple[AdministrativeUnit, ResidentialGroup | None, bool]:
    """The unit, its group where one is asked for, and whether those who serve no more are wanted too."""
    unit = unit_called(code)
    groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
    group = ResidentialGroup.among(db.session(), groups, request.args.get("to"))
    return unit, group, request.args.get("loc") == "ca-da-thoi"


def _choice() -> dict[str, Any]:
    unit = unit_called(request.args.get("phuong"))
    serving = db.session.scalars(Ambassador.listed([unit.id]).where(Ambassador.until.is_(None))).all()
    posted = request.form.getlist("ai") if request.method == "POST" else request.args.getlist("ai")
    ticked = set(posted) or ({each.public_id for each in serving} if request.method != "POST" else set())
    return {
        "unit": unit, "units": units(), "ticked": ticked,
        "heading": _("In thẻ Đại sứ số"), "legend": _("In thẻ cho ai"),
        "choices": [
            (each.public_id, each.person.full_name, f"{each.code} · {_home(each)}")
            for each in serving
        ],
        "back": (url_for("office.ambassadors.index", phuong=unit.code), _("Đại sứ số")),
        "action": url_for("office.ambassador_papers.new", phuong=unit.code),
        "nobody": (_("Chưa có Đại sứ số nào"), _("Có Đại sứ số rồi thì in thẻ ở đây.")),
    }  # fmt: skip


def _home(ambassador: Ambassador) -> str:
    return ambassador.residential_group.short_name if ambassador.residential_group else str(_("cả phường"))


@ambassador_papers.get("/dai-su/<uuid:ambassador>/ma-moi")
@requires(Role.OFFICER)
def invitation(ambassador: UUID) -> Answer:
    """The open invitation; a 404 when there is none. Of an account that does other work it is the administrator's."""
    one = ambassador_here(ambassador, Role.OFFICER)
    if one.account is None or not appointing.is_theirs_alone(one, clock.now()):
        abort(404)
    open_one = one_or_404(Invitation.open_of(one.account.id, clock.now()))
    address = public_address(url_for("invitations.show", token=open_one.token))
    page = render_template(
        "office/ambassador_invitations/show.html",
        one=one,
        invitation=open_one,
        address=address,
        svg=qr.inline(address),
    )
    return personal(make_response(page))


@ambassador_papers.post("/dai-su/<uuid:ambassador>/ma-moi")
@requires(Role.OFFICER)
@fresh_proof
def invite(ambassador: UUID) -> Answer:
    """Account, role and invitation in one press; pressed again, a new invitation in the place of the last."""
    now = clock.now()
    try:
        with immediate() as session:
            one = session.scalars(Ambassador.locked(ambassador_here(ambassador, Role.OFFICER).id)).one()
            open_one, made = appointing.invite(session, one, now)
            subject = ("account", open_one.account.public_id)
            for action in ("account.created", "role.granted") if made else ():
                detail: dict[str, object] = {"username": open_one.account.username, "role": Role.AMBASSADOR.value}
                note_act(session, action, one.unit_id, subject, detail)
            note_act(session, "invitation.created", one.unit_id, subject)
            note_ambassador(session, "ambassador.invited", one)
    except NotServing:
        flash(_("Người này đã thôi làm Đại sứ số, nên không mời được."), "warn")
        return see_other(url_for("office.ambassadors.show", ambassador=ambassador))
    except WorksElsewhere:
        flash(_("Tài khoản này còn làm việc khác, nên chỉ quản trị đưa mã mời được."), "warn")
        return see_other(url_for("office.ambassadors.show", ambassador=ambassador))
    return see_other(url_for("office.ambassador_papers.invitation", ambassador=ambassador))
