"""/quan-tri/don-vi/sap-nhap: merges wards, or divides one by its groups, after a dry run that shows what moves where
and what prevents it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, ResidentialGroup, Role, RoleGrant
from app.models.people.ward_merging import CannotMerge, Moved, alike
from app.registers.decisions import DECISIONS
from app.routes.admin.acts import note
from app.routes.admin.lookups import administered_units
from app.routes.admin.units.divide_form import DivideForm
from app.routes.admin.units.merge_form import MergeForm, Received, WardsForm
from app.routes.trail import note_unit
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.errors import ANEW
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof

merges = Blueprint("merges", __name__)

PAGE, DIVIDE, DRY_RUN = "admin/units/merge.html", "admin/units/divide.html", "admin/units/dry_run.html"
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
class DryRun(Exception):
    """The result of a merge that is then rolled back: title, groups and received rows of each ward that receives.
    `rest`: the unit that keeps everything else."""

    wards: list[tuple[str, list[str], Moved]]
    rest: str
    waiting: list[tuple[object, int]]


@merges.get("/quan-tri/don-vi/sap-nhap")
@requires(Role.ADMINISTRATOR)
def new() -> Answer:
    """The form: wards that become one, or with `?chia=` one that is divided."""
    form = _form(formdata=None)
    form.on.show(clock.today())
    return _page(form)


@merges.post("/quan-tri/don-vi/sap-nhap/thu")
@requires(Role.ADMINISTRATOR)
def show() -> Answer:
    """Carry the merge out, roll it back and show its result."""
    form = _form()
    if not form.validate():
        return _refuse(form)
    try:
        with immediate() as session:
            received = _carry_out(session, form)
            wards = [(into.title, _groups(form, into), moved) for into, moved in received]
            raise DryRun(wards, form.parts_chosen[0].standing.title, _waiting(session, form))
    except CannotMerge:
        return _overtaken()
    except DryRun as dry_run:
        db.session.rollback()
        form.offer(_wards())
        both = _alike(form)
        typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ANEW]
        return render_template(DRY_RUN, form=form, dry_run=dry_run, words=WORDS, alike=both, typed=typed)


@merges.post("/quan-tri/don-vi/sap-nhap")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create() -> Answer:
    """End the wards, or divide one; what goes on in them goes on elsewhere. Refused while something waits for their
    leaders."""
    form = _form()
    if not form.validate():
        return _refuse(form)
    try:
        with immediate() as session:
            if not (waiting := _waiting(session, form)):
                received = _carry_out(session, form)
                titles = ", ".join(into.title for into, _moved in received)
                _note(session, form, received)
    except CannotMerge:
        return _overtaken()
    if waiting:
        form.offer(_wards())
        return _refuse(form, waiting=waiting)
    if isinstance(form, DivideForm):
        flash(_("Đã chia. %(units)s đã nhận. Anh chị xem lại cơ quan cấp giấy, người ký.", units=titles))
    else:
        flash(_("Đã nhập vào %(unit)s. Anh chị xem lại cơ quan cấp giấy, người ký của đơn vị này.", unit=titles))
    return see_other(url_for("admin.units.index"))


def _form(**more: Any) -> MergeForm | DivideForm:
    wards = _wards()
    form: MergeForm | DivideForm = MergeForm(**more)
    if code := request.values.get("chia"):
        divided = next((each for each in wards if each.code == code), None) or abort(404)
        form = DivideForm.of(divided, db.session.scalars(ResidentialGroup.of(divided.id)).all(), **more)
    form.offer(wards)
    return form


def _page(form: WardsForm, **more: Any) -> str:
    return render_template(DIVIDE if isinstance(form, DivideForm) else PAGE, form=form, wards=_wards(), **more)


def _refuse(form: WardsForm, **more: Any) -> Answer:
    return refuse(DIVIDE if isinstance(form, DivideForm) else PAGE, form=form, wards=_wards(), **more)


def _wards() -> list[AdministrativeUnit]:
    return [each for each in administered_units() if each.is_ward and each.valid_to is None]


def _carry_out(session: Session, form: MergeForm | DivideForm) -> Received:
    form.offer([each for each in administered_units() if each.is_ward])  # ended meanwhile: told as such
    there, received = set(form.wards.values()), form.carry_out(session, clock.now())
    by = session.get_one(Account, current_visitor().account_id)
    # Nobody holds a role over a new ward to which only groups go: who makes it is its administrator.
    ended = {each.standing for each in form.parts_chosen}
    for into in {each for each, _moved in received} - there - ended:
        today, role = clock.today(), Role.ADMINISTRATOR
        session.add(RoleGrant(account=by, role=role, unit=into, since=today, created_at=clock.now()))
        note(session, "role.granted", by, into.id, role=role, since=today)
    return received


def _groups(form: WardsForm, into: AdministrativeUnit) -> list[str]:
    if not isinstance(form, DivideForm):
        return []
    return [each.name for each in db.session.scalars(ResidentialGroup.of(into.id)) if each in form.groups]


def _alike(form: WardsForm) -> tuple[int, int]:
    if not isinstance(form, DivideForm):
        return alike(db.session(), [each.id for each in (*form.parts_chosen, *form.standing)])
    pairs = [alike(db.session(), [each.id], form.ids_for(each)) for each in form.standing]
    return sum(names for names, _phones in pairs), sum(phones for _names, phones in pairs)


def _waiting(session: Session, form: WardsForm) -> list[tuple[object, int]]:
    """What waits for a leader of the wards that end or give: its number would be theirs."""
    ids = [each.id for each in form.parts_chosen]
    counts = ((each.kind, session.scalar(each.noun.count_waiting(ids)) or 0) for each in DECISIONS)
    return [(kind, count) for kind, count in counts if count]


def _note(session: Session, form: WardsForm, received: Received) -> None:
    on, parts, divided = form.day.isoformat(), form.parts_chosen, isinstance(form, DivideForm)
    acts: list[tuple[str, AdministrativeUnit, dict[str, object]]] = []
    for into, moved in received:
        facts: dict[str, object] = {"parts": ", ".join(each.code for each in parts), "on": on}
        facts |= {name: count for name, count in moved.rows.items() if count}
        facts |= {"codes": [list(each) for each in moved.codes]} if moved.codes else {}
        facts |= {"groups": ", ".join(_groups(form, into))} if divided else {}
        acts.append(("unit.received" if divided else "unit.merged", into, facts))
    went = {"into": ", ".join(into.code for into, _moved in received), "on": on}
    acts += [("unit.divided" if divided else "unit.ended", part, {**went}) for part in parts]
    for action, unit, detail in acts:
        note_unit(session, action, unit, detail)


def _overtaken() -> Answer:
    flash(_("Một trong các đơn vị này vừa có người nhập hoặc chia. Chưa có gì thay đổi thêm."), "warn")
    return see_other(url_for("admin.units.index"))
