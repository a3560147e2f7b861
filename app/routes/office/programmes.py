"""/van-phong/chuong-trinh: the ward's programmes, from which a course is made in one step."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import common_programmes
from app.models import AdministrativeUnit, AuditEvent, Programme, Role
from app.models.learning import shelf
from app.models.learning.course_terms import ChangedMeanwhile
from app.routes.office.differences import differences
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.programme_form import ProgrammeForm
from app.web.access import current_visitor, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

programmes = Blueprint("programmes", __name__)


@programmes.get("/chuong-trinh")
@requires(*STAFF)
def index() -> Answer:
    """The programmes of a unit (`?phuong=`), how much was taught from each, and those no longer used."""
    unit = unit_called(request.args.get("phuong"))
    running = db.session.scalars(Programme.of(unit.id)).all()
    retired = db.session.scalars(Programme.retired_in(unit.id)).all()
    have = {programme.key for programme in [*running, *retired]}
    return render_template(
        "office/programmes/index.html",
        unit=unit,
        units=units(),
        programmes=running,
        retired=retired,
        taught=shelf.taught_from(db.session(), unit.id),
        missing=len(set(common_programmes()) - have),
        officer=unit.id in unit_ids(Role.OFFICER),
    )


@programmes.get("/chuong-trinh/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form for a new one."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = ProgrammeForm(formdata=None)
    form.show(None)
    return render_template("office/programmes/new.html", form=form, unit=unit)


@programmes.post("/chuong-trinh/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """One more programme."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = ProgrammeForm()
    if not form.validate():
        return refuse("office/programmes/new.html", form=form, unit=unit)
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        made = Programme.begin(session, here, form.details(), now=clock.now())
        note_programme(session, "programme.added", made)
    flash(_("Đã thêm chương trình %(name)s.", name=made.name), "good")
    return back(unit)


@programmes.get("/chuong-trinh/<key>/sua")
@requires(Role.OFFICER)
def edit(key: str) -> Answer:
    """The form with a programme as it stands."""
    programme = programme_here(key)
    form = ProgrammeForm(formdata=None)
    form.show(programme)
    return render_template("office/programmes/edit.html", form=form, programme=programme, unit=programme.unit)


@programmes.post("/chuong-trinh/<key>/sua")
@requires(Role.OFFICER)
def update(key: str) -> Answer:
    """Take over what was written, unless somebody changed it meanwhile: then both versions are shown."""
    programme = programme_here(key)
    form = ProgrammeForm()
    if not form.validate():
        return refuse("office/programmes/edit.html", form=form, programme=programme, unit=programme.unit)
    try:
        with immediate() as session:
            programme = programme_here(key, lock=True)
            programme.change(form.details(programme), seen=form.seen)
            note_programme(session, "programme.changed", programme)
    except ChangedMeanwhile:
        db.session.rollback()
        programme = programme_here(key)
        stored = ProgrammeForm(formdata=None)
        stored.show(programme)
        form.version.data = str(programme.version)
        return refuse(
            "office/programmes/edit.html",
            status=409,
            form=form,
            programme=programme,
            unit=programme.unit,
            differences=differences(stored, form),
        )
    flash(_("Đã lưu chương trình %(name)s. Lớp đã mở từ trước giữ như cũ.", name=programme.name), "good")
    return back(programme.unit)


def programme_here(key: str, *, lock: bool = False) -> Programme:
    """The programme of an address, in the unit that the visitor is officer of (`?phuong=`); a 404 for any other."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    wanted = Programme.called(unit.id, key)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return found(wanted)


def note_programme(session: Session, action: str, programme: Programme) -> None:
    """Note in the audit trail what the visitor does to a programme."""
    AuditEvent.note(
        session,
        action,
        at=clock.now(),
        account_id=current_visitor().account_id,
        unit_id=programme.unit_id,
        subject=("programme", programme.key),
        detail={"name": programme.name},
    )


def back(unit: AdministrativeUnit) -> Answer:
    """Back to the list of a unit; its code goes along where the visitor has several."""
    several = len(unit_ids()) > 1
    return see_other(url_for("office.programmes.index", phuong=unit.code if several else None))
