"""/quan-tri/don-vi/sap-nhap: the plan by which wards merge or one is divided, as `lopso unit` tried it: what moves
where, what prevents it, and the press that carries it out."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.data.reorganising import Prepared, prepared
from app.models import Account, Role
from app.models.people.ward_merging import CannotMerge
from app.registers.decisions import DECISIONS
from app.routes.admin.lookups import administered_ids
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof

merges = Blueprint("merges", __name__)

PAGE = "admin/units/merge.html"
# What goes along, in the order of the page.
WORDS: Mapping[str, object] = {
    "residential_group": _l("tổ dân phố, thôn"),
    "person": _l("người trong sổ"),
    "course": _l("lớp chưa học xong"),
    "role_grant": _l("vai trò của cán bộ, tổ trưởng, Đại sứ số"),
    "ambassador": _l("Đại sứ số"),
    "mentorship": _l("cặp kèm"),
    "help_request": _l("việc nhờ giúp đang làm"),
    "team": _l("đội, tổ"),
    "organisation": _l("cơ quan, tổ chức"),
    "place": _l("địa điểm"),
    "help_desk": _l("quầy"),
    "site": _l("hộ và nơi được công nhận"),
    "programme": _l("chương trình"),
    "course_template": _l("mẫu lớp"),
    "help_record": _l("lượt hỗ trợ từ ngày ấy"),
}


@merges.get("/quan-tri/don-vi/sap-nhap")
@requires(Role.ADMINISTRATOR)
def show() -> Answer:
    """The newest plan that waits for the visitor."""
    return render_template(PAGE, **_context(prepared(db.session(), administered_ids())))


@merges.post("/quan-tri/don-vi/sap-nhap")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create() -> Answer:
    """Carry it out. Refused while something waits for the leaders of the wards that end or are divided."""
    waiting: list[tuple[object, int]] = []
    try:
        with immediate() as session:
            found = prepared(session, administered_ids())
            if found is None or request.form.get("plan") != str(found.number):
                raise CannotMerge
            if not (waiting := _waiting(session, found)):
                by = session.get_one(Account, current_visitor().account_id)
                received = found.plan.carry_out(session, clock.now(), by)
                titles = ", ".join(each.into.title for each in received)
    except CannotMerge:
        flash(_("Đơn vị vừa thay đổi, hoặc bản chạy thử đã có bản mới hơn. Chưa có gì chuyển đi."), "warn")
        return see_other(url_for("admin.units.index"))
    if waiting:
        return refuse(PAGE, **_context(found))
    if found.plan.groups:
        flash(_("Đã chia. %(units)s đã nhận. Anh chị xem lại cơ quan cấp giấy, người ký.", units=titles))
    else:
        flash(_("Đã nhập vào %(unit)s. Anh chị xem lại cơ quan cấp giấy, người ký của đơn vị này.", unit=titles))
    return see_other(url_for("admin.units.index"))


def _context(found: Prepared | None) -> dict[str, Any]:
    if found is None:
        return {"found": None}
    parts = [found.plan.wards(db.session())[code] for code in found.plan.parts]
    return {"found": found, "parts": parts, "waiting": _waiting(db.session(), found), "words": WORDS}


def _waiting(session: Session, found: Prepared) -> list[tuple[object, int]]:
    """What waits for a leader of the wards that end or give: its number would be theirs."""
    wards = found.plan.wards(session)
    ids = [wards[code].id for code in found.plan.parts]
    counts = ((each.kind, session.scalar(each.noun.count_waiting(ids)) or 0) for each in DECISIONS)
    return [(kind, count) for kind, count in counts if count]
