"""/quan-tri/don-vi/sap-nhap: wards become one, after a trial that tells what goes along and what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Role
from app.models.people.ward_merging import CannotMerge, Moved, alike, merge
from app.registers.decisions import DECISIONS
from app.routes.admin.lookups import administered_units
from app.routes.admin.units.merge_form import MergeForm
from app.routes.trail import note_unit
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof

merges = Blueprint("merges", __name__)

PAGE, TRIAL = "admin/units/merge.html", "admin/units/trial.html"
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


@dataclass
class Trial(Exception):
    """What came of it, before it is rolled back."""

    moved: Moved
    title: str
    waiting: list[tuple[object, int]]


@merges.get("/quan-tri/don-vi/sap-nhap")
@requires(Role.ADMINISTRATOR)
def new() -> Answer:
    """The form."""
    form = _form(formdata=None)
    form.on.show(clock.today())
    return render_template(PAGE, form=form)


@merges.post("/quan-tri/don-vi/sap-nhap/thu")
@requires(Role.ADMINISTRATOR)
def show() -> Answer:
    """Do it, tell what came of it, and take it back."""
    form = _form()
    if not form.validate():
        return refuse(PAGE, form=form)
    try:
        with immediate() as session:
            into, moved = _merge(session, form)
            raise Trial(moved, into.title, _waiting(session, form))
    except CannotMerge:
        return _overtaken()
    except Trial as told:
        db.session.rollback()
        form.offer(_wards())
        both = alike(db.session(), [each.id for each in (*form.ending, *form.standing)])
        return render_template(TRIAL, form=form, told=told, words=WORDS, alike=both)


@merges.post("/quan-tri/don-vi/sap-nhap")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create() -> Answer:
    """End the wards; what goes on in them goes on in the other. Refused while something waits for their leaders."""
    form = _form()
    if not form.validate():
        return refuse(PAGE, form=form)
    try:
        with immediate() as session:
            if not (waiting := _waiting(session, form)):
                into, moved = _merge(session, form)
                title = into.title
                _note(session, form, into, moved)
    except CannotMerge:
        return _overtaken()
    if waiting:
        form.offer(_wards())
        return refuse(PAGE, form=form, waiting=waiting)
    flash(_("Đã nhập vào %(unit)s. Anh chị xem lại cơ quan cấp giấy, người ký của đơn vị này.", unit=title))
    return see_other(url_for("admin.units.index"))


def _form(**more: Any) -> MergeForm:
    form = MergeForm(**more)
    form.offer(_wards())
    return form


def _wards() -> list[AdministrativeUnit]:
    return [each for each in administered_units() if each.is_ward and each.valid_to is None]


def _merge(session: Session, form: MergeForm) -> tuple[AdministrativeUnit, Moved]:
    form.offer([each for each in administered_units() if each.is_ward])  # ended meanwhile: told as such
    into, now = form.made(), clock.now()
    return into, merge(session, [each.id for each in form.ending], into, form.on.value or clock.today(), now)


def _waiting(session: Session, form: MergeForm) -> list[tuple[object, int]]:
    """What waits for a leader of the wards that end: its number would be theirs."""
    ids = [each.id for each in form.ending]
    counts = ((each.kind, session.scalar(each.noun.count_waiting(ids)) or 0) for each in DECISIONS)
    return [(kind, count) for kind, count in counts if count]


def _note(session: Session, form: MergeForm, into: AdministrativeUnit, moved: Moved) -> None:
    on = (form.on.value or clock.today()).isoformat()
    told: dict[str, object] = {"parts": ", ".join(each.code for each in form.ending), "on": on}
    told |= {name: count for name, count in moved.rows.items() if count}
    told |= {"codes": [list(each) for each in moved.codes]} if moved.codes else {}
    ended: dict[str, object] = {"into": into.code, "on": on}
    for action, unit, detail in [("unit.merged", into, told), *(("unit.ended", part, ended) for part in form.ending)]:
        note_unit(session, action, unit, detail)


def _overtaken() -> Answer:
    flash(_("Một trong các đơn vị này vừa có người nhập đi rồi. Chưa có gì thay đổi thêm."), "warn")
    return see_other(url_for("admin.units.index"))
